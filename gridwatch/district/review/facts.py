"""Rows as flat fields that can be compared one by one, a board's face part by part."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from gridwatch.district.rowedits import values_of
from gridwatch.district.rows import MAPPED, TABLES
from gridwatch.district.signboards import FACE_PARTS, SignboardFace
from gridwatch.district.wording import FIELDS, Format, Kind, Language, Text, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.rows import Row

__all__ = [
    "FACE",
    "GEOMETRY",
    "defaults_of",
    "facts_of",
    "keys_of",
    "name_of",
    "same",
    "shown",
    "values_from",
]

FACE, GEOMETRY = "face.", "geometry"
"""What stands before a part of a board's face; the place or shape of a row."""
_PARTS = tuple(field.name for field in dataclasses.fields(SignboardFace))
_NEAR_METRES = 1e-6
_MISSING = dataclasses.MISSING
_SHAPE, _PLACE = Text("图形", "shape"), Text("位置", "place")
_FACE = Text("牌面", "face")


@cache
def keys_of(kind: Kind) -> tuple[str, ...]:
    """Return the flat fields of a kind: a face by its parts, the geometry last.

    Examples
    --------
    >>> keys_of(Kind.CELL)
    ('code', 'name', 'village_code', 'geometry')
    """
    found: list[str] = []
    for field in FIELDS[kind]:
        if field.format is Format.FACE:
            found += [FACE + part for part in _PARTS]
        else:
            found.append(field.key)
    return (*found, GEOMETRY) if kind in MAPPED else tuple(found)


@cache
def defaults_of(kind: Kind) -> Mapping[str, object]:
    """Return what each flat field of a new row is when nobody says otherwise."""
    made = TABLES[kind][1]
    needed = [f.name for f in dataclasses.fields(made) if f.default is _MISSING]
    return facts_of(kind, made(**dict.fromkeys(needed, "")))


def facts_of(kind: Kind, row: Row) -> dict[str, object]:
    """Return the flat fields of a row."""
    values = values_of(row)
    found: dict[str, object] = {}
    for key in keys_of(kind):
        if key.startswith(FACE):
            found[key] = getattr(values["face"], key.removeprefix(FACE))
        else:
            found[key] = values[key]
    return found


def values_from(
    kind: Kind, facts: Mapping[str, object], row: Row | None = None
) -> dict[str, object]:
    """Return flat fields as attributes; parts of a face are put on the face of `row`.

    Parameters
    ----------
    kind : Kind
        Kind of the row.
    facts : mapping of str to object
        Some of its flat fields.
    row : Row, optional
        The row as it is; a new face begins empty.
    """
    found = {key: value for key, value in facts.items() if not key.startswith(FACE)}
    parts: dict[str, Any] = {
        key.removeprefix(FACE): value
        for key, value in facts.items()
        if key.startswith(FACE)
    }
    if parts and kind in (Kind.SIGNBOARD, Kind.FORMER_FACE):
        face = SignboardFace() if row is None else getattr(row, "face")  # noqa: B009
        found["face"] = dataclasses.replace(face, **parts)
    return found


def same(one: object, other: object) -> bool:
    """Tell whether two values of a field mean the same; shapes within a micrometre."""
    if one is other:
        return True
    if isinstance(one, BaseGeometry) and isinstance(other, BaseGeometry):
        if one.equals_exact(other, _NEAR_METRES):
            return True
        return bool(one.normalize().equals_exact(other.normalize(), _NEAR_METRES))
    return (type(one) is type(other) and one == other) or _both_numbers(one, other)


def _both_numbers(one: object, other: object) -> bool:
    """Tell whether two numbers are equal, 3 and 3.0 among them; a flag is none."""
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    both = isinstance(one, int | float) and isinstance(other, int | float)
    return both and one == other


def name_of(kind: Kind, key: str) -> Text:
    """Return what an officer calls a flat field."""
    if key == GEOMETRY:
        return _PLACE if kind in (Kind.SIGNBOARD, Kind.OUTFALL) else _SHAPE
    if key.startswith(FACE):
        part = FACE_PARTS[key.removeprefix(FACE)]
        return Text(f"{_FACE.zh}·{part.zh}", f"{_FACE.en}: {part.en}")
    return next((f.name for f in FIELDS[kind] if f.key == key), Text(key, key))


def shown(kind: Kind, key: str, value: object, language: Language) -> str:
    """Return a value as an officer reads it; a place by its coordinates, metres."""
    if isinstance(value, BaseGeometry):
        return _shape(value, language)
    if not key.startswith(FACE):
        return show(kind, key, value, language)
    if isinstance(value, bool):
        return Text("有" if value else "无", "yes" if value else "no").of(language)
    if isinstance(value, tuple):
        return "、".join(f"{n.post} {n.name} {n.phone}".strip() for n in value)
    return "" if value is None else str(value)


def _shape(value: BaseGeometry, language: Language) -> str:
    if value.is_empty:
        return ""
    if value.geom_type == "Point":
        return f"{value.x:.1f}, {value.y:.1f}"
    metres, area = value.length, value.area
    if area:
        return Text(f"{area:,.0f} 平方米", f"{area:,.0f} m²").of(language)
    return Text(f"{metres:,.0f} 米", f"{metres:,.0f} m").of(language)
