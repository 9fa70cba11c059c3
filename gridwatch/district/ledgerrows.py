"""Rows on record as rows of a ledger, and how rows of each kind are known."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from gridwatch.district.ledgervalues import LedgerRow, LedgerRules
from gridwatch.district.rowedits import values_of
from gridwatch.district.rows import TABLES
from gridwatch.district.signboards import FACE_PARTS
from gridwatch.district.wording import FIELDS, KIND_NAMES, Kind, Text, field_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.wording import Language

__all__ = [
    "FACE",
    "LEDGER_KINDS",
    "PERSON_FIELDS",
    "field_name",
    "kind_name",
    "ledger_rows",
    "rules_for",
    "value_text",
]

FACE = "face."
"""What stands before a part of a board's face."""

_TEXTS: dict[Kind, tuple[str, ...]] = {
    Kind.OUTFALL: ("name", "responsible_body", "segment_code"),
    Kind.SIGNBOARD: ("segment_code", "face.river", "face.post", "face.chief"),
    Kind.SEGMENT: ("name", "river_code", "start", "end"),
    Kind.CELL: ("name", "village_code"),
    Kind.RIVER: ("name",),
    Kind.WATER_BODY: ("name", "part"),
    Kind.OWNERSHIP: (),
    Kind.BODY: ("name",),
    Kind.SOURCE: ("name", "responsible_body", "place", "outfall_code"),
    Kind.PERSON: ("role", "name", "mobile", "unit"),
}
LEDGER_KINDS = tuple(_TEXTS)
"""Kinds that a ledger may hold; a chiefs' table is ``Kind.PERSON``."""

_CODES: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.OWNERSHIP: (("segment_code", "bank"),),
    Kind.BODY: (("name",),),
    Kind.WATER_BODY: (("code", "part"), ("code",)),
    Kind.PERSON: (("role", "covers_code", "name"), ("role", "covers_code")),
}
_NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.SIGNBOARD: (),
    Kind.OWNERSHIP: (),
    Kind.BODY: (),
    Kind.WATER_BODY: ("name", "part"),
    Kind.PERSON: ("role", "name", "mobile"),
}
PERSON_FIELDS: dict[str, tuple[Kind, str]] = {
    "role": (Kind.POST, "role"),
    "name": (Kind.PERSON, "name"),
    "covers": (Kind.POST, "covers"),
    "covers_code": (Kind.POST, "covers_code"),
    "level": (Kind.POST, "level"),
    "unit": (Kind.PERSON, "unit"),
    "office_phone": (Kind.PERSON, "office_phone"),
    "mobile": (Kind.PERSON, "mobile"),
    "since": (Kind.TERM, "since"),
    "acting": (Kind.TERM, "acting"),
    "document": (Kind.TERM, "document"),
}
"""Fields of a row of a chiefs' table, and where each is kept."""
_CHIEFS = Text("河长名单", "roster of chiefs")


def rules_for(kind: Kind, **changes: Any) -> LedgerRules:  # noqa: ANN401
    """Return how rows of a kind are known; `changes` are fields of `LedgerRules`."""
    rules = LedgerRules(
        codes=_CODES.get(kind, (("code",),)),
        names=_NAMES.get(kind, ("name",)),
        texts=_TEXTS[kind],
    )
    return dataclasses.replace(rules, **changes)


def ledger_rows(district: District, kind: Kind, as_of: date) -> tuple[LedgerRow, ...]:
    """Return the rows on record that a ledger of a kind would list on a day.

    Boards taken down and terms that have ended are left out.
    """
    if kind is Kind.PERSON:
        return tuple(_holders(district, as_of))
    return tuple(
        LedgerRow(row.uid, _fields(row), getattr(row, "geometry", None))
        for row in district.rows(kind)
        if not (kind is Kind.SIGNBOARD and _is_down(row, as_of))
    )


def _is_down(row: object, as_of: date) -> bool:
    removed = getattr(row, "removed", None)
    return removed is not None and removed <= as_of


def _fields(row: Any) -> dict[str, object]:  # noqa: ANN401 - any row of the register
    found = values_of(row)
    found.pop("geometry", None)
    face = found.pop("face", None)
    if face is not None:
        found |= {f"{FACE}{key}": getattr(face, key) for key in FACE_PARTS}
    return found


def _holders(district: District, as_of: date) -> Iterator[LedgerRow]:
    """Yield the terms that run on a day, as lines of a chiefs' table."""
    for term in district.terms:
        if term.until is not None and term.until <= as_of:
            continue
        post = district.post_by_uid.get(term.post_uid)
        person = district.person_by_uid.get(term.person_uid)
        if post is None or person is None:
            continue
        rows = {Kind.POST: post, Kind.PERSON: person, Kind.TERM: term}
        fields = {k: getattr(rows[of], name) for k, (of, name) in PERSON_FIELDS.items()}
        yield LedgerRow(term.uid, fields)


# --- in words -------------------------------------------------------------------------


def kind_name(kind: Kind) -> Text:
    """Return what a ledger of a kind is called."""
    return _CHIEFS if kind is Kind.PERSON else KIND_NAMES[kind]


def field_name(kind: Kind, key: str) -> Text:
    """Return what a field of a ledger's row is called."""
    if key.startswith(FACE):
        name = FACE_PARTS[key.removeprefix(FACE)]
        return Text(f"牌面{name.zh}", f"{name.en} on the face")
    if kind is Kind.PERSON:
        of, name_of = PERSON_FIELDS.get(key, (Kind.PERSON, key))
        return field_of(of, name_of).name
    return field_of(kind, key).name


def value_text(kind: Kind, key: str, value: object, language: Language) -> str:
    """Return a value of a ledger's row as an officer reads it."""
    from gridwatch.district.wording import show

    if value is None or value in ("", ()):
        return ""
    if key.startswith(FACE):
        if isinstance(value, bool):
            return Text("有" if value else "无", "yes" if value else "no").of(language)
        if isinstance(value, tuple):
            return "；".join(f"{n.post} {n.name} {n.phone}".strip() for n in value)
        return str(value)
    of, name = (
        PERSON_FIELDS.get(key, (kind, key)) if kind is Kind.PERSON else (kind, key)
    )
    return show(of, name, value, language)


def attributes_of(kind: Kind) -> frozenset[str]:
    """Return the fields that a row of a kind has."""
    if kind is Kind.PERSON:
        return frozenset(PERSON_FIELDS)
    known = {field.key for field in FIELDS[kind]}
    made = {field.name for field in dataclasses.fields(TABLES[kind][1])}
    return frozenset(known & made)
