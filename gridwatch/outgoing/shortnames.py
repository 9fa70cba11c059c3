"""Names of fields as a shapefile can hold them: ten bytes, none of them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LIMIT", "cut", "short_names"]

LIMIT = 10
"""Bytes of a field name in dBASE III."""
_NAMELESS = "F"


def cut(text: str, encoding: str, limit: int) -> str:
    """Return the beginning of a text that fits, never ending in mid-character.

    Examples
    --------
    >>> cut("管理主体单位", "gbk", 10), cut("管理主体单位", "utf-8", 10)
    ('管理主体单', '管理主')
    """
    run = 0
    for place, character in enumerate(text):
        run += len(character.encode(encoding))
        if run > limit:
            return text[:place]
    return text


def short_names(
    names: Sequence[str], encoding: str, limit: int = LIMIT
) -> tuple[str, ...]:
    """Return names that fit into `limit` bytes and differ whatever their case.

    A name that fits stays as it is; of those that become alike the later ones end in
    a number.

    Parameters
    ----------
    names : sequence of str
        Full names.
    encoding : str
        Encoding of the table. Characters it lacks are left out.
    limit : int
        Bytes.

    Examples
    --------
    >>> short_names(["registered_on", "registered_by", "name"], "utf-8")
    ('registered', 'registere2', 'name')
    """
    plain = [_written(name, encoding) or _NAMELESS for name in names]
    fitting = [cut(name, encoding, limit) for name in plain]
    # Names that need no change have the first right to stay.
    order = sorted(range(len(plain)), key=lambda i: (fitting[i] != names[i], i))
    taken: set[str] = set()
    found = [""] * len(plain)
    for place in order:
        name, number = fitting[place], 2
        while name.casefold() in taken:
            tail = str(number)
            name = cut(plain[place], encoding, limit - len(tail)) + tail
            number += 1
        taken.add(name.casefold())
        found[place] = name
    return tuple(found)


def _written(name: str, encoding: str) -> str:
    """Return a name without what the encoding lacks, or what no name may hold."""
    kept = "".join(c for c in name if c.isprintable())
    return kept.encode(encoding, "ignore").decode(encoding).strip()
