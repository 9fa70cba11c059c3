"""Flat fields of rows as JSON and back; what comes back is judged, never trusted."""

from __future__ import annotations

import dataclasses
import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gridwatch.district.jurisdictions import Level
from gridwatch.district.review.facts import FACE, GEOMETRY, defaults_of, keys_of
from gridwatch.district.signboards import FaceName
from gridwatch.district.wording import FIELDS, Format, Kind, Text
from gridwatch.store.blobs import blobs_of
from gridwatch.store.faults import UnfitValue
from gridwatch.store.review.terms import ReviewError, limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["facts_from", "plain", "plain_facts", "words"]

_LARGEST, _MANY = 1e12, 100
# C0 but line ends and tabs, C1, what is no character, and the marks that turn the
# direction of writing about.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def plain_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """Return flat fields as JSON can hold them."""
    return {key: plain(value) for key, value in facts.items()}


def plain(value: object) -> object:
    """Return one value as JSON can hold it: shapes as WKB in hex, days in ISO 8601."""
    if isinstance(value, BaseGeometry):
        if value.is_empty:
            return None
        body: str = shapely.to_wkb(shapely.force_2d(value), hex=True, byte_order=1)
        return body
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [
            dataclasses.asdict(one) if isinstance(one, FaceName) else one
            for one in value
        ]
    return value


class _UnsoundError(Exception):
    """A value that its field cannot have."""


_BAD = (
    _UnsoundError,
    ValueError,
    TypeError,
    AttributeError,
    UnfitValue,
    ShapelyError,
    OverflowError,
)


def facts_from(
    kind: Kind, found: object, *, trusted: bool = False
) -> dict[str, object]:
    """Return flat fields from JSON.

    Parameters
    ----------
    kind : Kind
        Kind of the row.
    found : object
        What JSON gave.
    trusted : bool
        Whether our own store kept it: its values are then only turned back.

    Raises
    ------
    ReviewError
        Where a field is unknown, or a value is not what its field may hold.
    """
    if not isinstance(found, dict):
        raise ReviewError(_NO_FIELDS.filled(kind=kind))
    known = set(keys_of(kind))
    facts: dict[str, object] = {}
    for key, value in found.items():
        if key not in known:
            raise ReviewError(_UNSOUND.filled(kind=kind, field=str(key)[:40]))
        try:
            facts[key] = _value(kind, key, value, trusted=trusted)
        except _BAD as error:
            raise ReviewError(_UNSOUND.filled(kind=kind, field=key)) from error
    return facts


def _value(kind: Kind, key: str, value: Any, *, trusted: bool) -> object:  # noqa: ANN401
    if key == GEOMETRY:
        return None if value is None else _shape(kind, value, trusted=trusted)
    text = _kept if trusted else words
    if key.startswith(FACE):
        return _part(defaults_of(kind)[key], value, text)
    if (kind, key) == (Kind.JURISDICTION, "level"):
        return Level(str(value))
    form = next(f.format for f in FIELDS[kind] if f.key == key)
    if form is Format.CHOICES:
        return _several(value, text)
    read: Callable[[Any], object] = _BY_FORMAT.get(form, text)
    return read(value)


def _part(default: object, value: Any, text: Callable[[Any], str]) -> object:  # noqa: ANN401
    if isinstance(default, bool):
        return _flag(value) is True
    if isinstance(default, str):
        return text(value)
    if not isinstance(value, list) or len(value) > _MANY:
        raise _UnsoundError
    return tuple(
        FaceName(*(text(one.get(k, "")) for k in ("post", "name", "phone")))
        for one in value
    )


def _kept(value: Any) -> str:  # noqa: ANN401 - as our own store has it
    return "" if value is None else str(value)


def words(value: object) -> str:
    """Return a text that may stand in a store, a spreadsheet and a document.

    Line ends are made alike. What no document can hold is refused: control
    characters, halves of characters, more than the limit.

    Raises
    ------
    ValueError
        Where it is none.
    """
    if not isinstance(value, str) or len(value) > limits().characters:
        raise ValueError("no text")
    value.encode("utf-8")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _HIDDEN.search(value):
        raise ValueError("control characters")
    return value


def _whole(value: Any) -> int | None:  # noqa: ANN401
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise _UnsoundError
    return value


def _number(value: Any) -> float | None:  # noqa: ANN401
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _UnsoundError
    if not math.isfinite(value) or abs(value) > _LARGEST:
        raise _UnsoundError
    return value


def _day(value: Any) -> date | None:  # noqa: ANN401
    return None if value is None else date.fromisoformat(value)


def _flag(value: Any) -> bool | None:  # noqa: ANN401
    if value is None or isinstance(value, bool):
        return value
    raise _UnsoundError


def _several(value: Any, text: Callable[[Any], str]) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(value, list) or len(value) > _MANY:
        raise _UnsoundError
    found = tuple(text(one) for one in value)
    if any(";" in one for one in found):
        raise _UnsoundError
    return found


_BY_FORMAT: dict[Format, Callable[[Any], object]] = {
    Format.INTEGER: _whole,
    Format.LENGTH: _number,
    Format.AREA: _number,
    Format.DAY: _day,
    Format.FLAG: _flag,
}


def _shape(kind: Kind, value: Any, *, trusted: bool) -> BaseGeometry | None:  # noqa: ANN401
    if not isinstance(value, str):
        raise _UnsoundError
    shape = shapely.force_2d(shapely.from_wkb(value))
    if trusted:
        return shape
    if shape.is_empty or shapely.get_num_coordinates(shape) > limits().vertices:
        raise _UnsoundError
    # Refuses other types, and coordinates that are no finite numbers.
    blobs_of(kind, [shape], 0)
    west, south, east, north = shape.bounds
    if max(abs(west), abs(south), abs(east), abs(north)) > _LARGEST:
        raise _UnsoundError
    return shape


_NO_FIELDS = Text(
    "回传里一行{kind}没有内容，整份没有采用。请对方重新生成。",
    "A row of {kind} in the return has no fields; the return was not taken. Ask for it "
    "again.",
)
_UNSOUND = Text(
    "回传里{kind}的“{field}”不是这一项能有的值，整份没有采用，没有改动任何内容。"
    "请对方核对后重新生成。",
    "“{field}” of a {kind} in the return is no value it can have; the return was not "
    "taken and nothing was changed. Ask for it again.",
)
