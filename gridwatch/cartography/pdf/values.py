"""Values of a PDF file as bytes: names, strings, numbers, lists, dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Name", "Ref", "written"]

_PLAIN = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+.*:"
)


class Name(str):
    """A name; it is written with a slash, strange characters as ``#xx``."""

    __slots__ = ()


class Ref(NamedTuple):
    """A reference to an object of the file."""

    number: int


def written(value: Any) -> bytes:  # noqa: ANN401
    r"""Return a value as it stands in a file.

    Parameters
    ----------
    value : Name, Ref, str, bytes, bool, int, float, None, sequence or mapping
        Text becomes a text string (UTF-16 where it is not ASCII), bytes a string of
        hex digits.

    Raises
    ------
    TypeError
        For anything else.

    Examples
    --------
    >>> written({"Type": Name("Page"), "Kids": [Ref(3), 1.50, None, True]})
    b'<</Type/Page/Kids[3 0 R 1.5 null true]>>'
    >>> written("a(b)")
    b'(a\\(b\\))'
    >>> written("河")
    b'<FEFF6CB3>'
    """
    if value is None or isinstance(value, bool | int | float):
        return _scalar(value)
    if isinstance(value, Name):
        return _name(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Ref):
        return b"%d 0 R" % value.number
    if isinstance(value, bytes):
        return b"<" + value.hex().upper().encode("ascii") + b">"
    if isinstance(value, list | tuple):
        return b"[" + b" ".join(map(written, value)) + b"]"
    if isinstance(value, dict):
        return _dictionary(value)
    raise TypeError(type(value))


def _scalar(value: float | None) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    return (f"{value:.8f}".rstrip("0").rstrip(".") or "0").encode("ascii")


def _name(name: str) -> bytes:
    coded = name.encode("utf-8")
    return b"/" + b"".join(
        bytes([byte]) if byte in _PLAIN else b"#%02X" % byte for byte in coded
    )


def _text(text: str) -> bytes:
    if text.isascii() and text.isprintable():
        safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return b"(" + safe.encode("ascii") + b")"
    coded = text.encode("utf-16-be", "replace")
    return b"<FEFF" + coded.hex().upper().encode("ascii") + b">"


def _dictionary(value: Mapping[str, Any]) -> bytes:
    inner = b"".join(_name(key) + _spaced(written(item)) for key, item in value.items())
    return b"<<" + inner + b">>"


def _spaced(item: bytes) -> bytes:
    """Keep a value that begins with a letter or digit apart from the name before it."""
    return item if item[:1] in (b"/", b"<", b"[", b"(") else b" " + item
