"""What an office did to an outfall, kept so that any day can still be told.

The row of an outfall says how it stands now. Each change of approval and each step of
rectification is also kept as a `Publication` with the fields before and after it, so
that a rate, a map or a dossier of an earlier day speaks of that day.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gridwatch.district.changes import Change
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.records import Publication

__all__ = [
    "APPROVAL",
    "RECTIFICATION",
    "Proceeding",
    "as_it_stood",
    "changes_of",
    "newer_than",
    "proceedings_of",
]

APPROVAL, RECTIFICATION = "approval", "rectification"
_ACTS = (APPROVAL, RECTIFICATION)
_DAYS = frozenset({"approved_on", "deadline", "closed_on"})
_KNOWN = _DAYS | {
    "approval",
    "approval_document",
    "approved_by",
    "measure",
    "rectification",
    "closed_by",
    "closing_note",
}
_LATER = Text(
    "{day} 已有更晚的变更记录：补记更早的变更会打乱先后，请先撤销那一条。",
    "A later change of {day} is on record: an earlier one cannot be added behind it; "
    "take that one back first.",
)


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One act on one outfall.

    Parameters
    ----------
    act : str
        ``approval`` or ``rectification``.
    on : date
        Day it took effect.
    before, after : mapping of str to object
        The fields of the outfall that it changed.
    document, by, note : str
        Number of the document, who did it, what else there is to say.
    """

    act: str
    on: date
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""
    by: str = ""
    note: str = ""


def changes_of(outfall: Outfall, act: Proceeding) -> tuple[Change, ...]:
    """Return the changes that do an act and keep it on record."""
    before = {key: getattr(outfall, key) for key in act.after}
    content = {
        "outfall": outfall.uid,
        "note": act.note,
        "before": _plain(before),
        "after": _plain(act.after),
    }
    record = {
        "what": act.act,
        "on": act.on,
        "subject": outfall.code or outfall.uid,
        "document": act.document,
        "medium": "",
        "by": act.by,
        "content": json.dumps(content, ensure_ascii=False, sort_keys=True),
    }
    return (
        Change(Kind.OUTFALL, outfall.uid, before, dict(act.after)),
        Change(Kind.PUBLICATION, uuid.uuid4().hex, None, record),
    )


def proceedings_of(district: District, outfall: Outfall) -> tuple[Proceeding, ...]:
    """Return the acts on an outfall, oldest first; those of one day as recorded."""
    # Rows, rates, layers and checks all ask, each for every outfall.
    key = outfall.uid, outfall.code
    if key not in district.acts:
        district.acts[key] = _proceedings(district, outfall)
    return district.acts[key]


def _proceedings(district: District, outfall: Outfall) -> tuple[Proceeding, ...]:
    about = district.publications_about
    rows = [*about.get(outfall.code, ())] if outfall.code else []
    rows += about.get(outfall.uid, ())
    found = [_read(row, outfall.uid) for row in rows if row.what in _ACTS]
    return tuple(sorted((p for p in found if p is not None), key=lambda p: p.on))


def as_it_stood(district: District, outfall: Outfall, as_of: date) -> Outfall:
    """Return an outfall as it stood on a day, later acts on record taken back."""
    if not district.publications:
        return outfall
    fields: dict[str, Any] = {}
    for act in reversed(proceedings_of(district, outfall)):
        if act.on <= as_of:
            break
        fields.update(act.before)
    return replace(outfall, **fields) if fields else outfall


def newer_than(district: District, outfall: Outfall, act: str, on: date) -> Text | None:
    """Return why an act of the day `on` comes too late to be recorded, or None.

    Approval and rectification change different fields and do not hinder each other.
    """
    acts = [one for one in proceedings_of(district, outfall) if one.act == act]
    if acts and acts[-1].on > on:
        return _LATER.filled(day=acts[-1].on)
    return None


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in fields.items()
    }


def _read(row: Publication, uid: str) -> Proceeding | None:
    """Return what a row keeps; None where it is of another outfall or cannot be read.

    Another program may have written to it: then the outfall is told as it stands now.
    """
    try:
        content = json.loads(row.content)
        if row.on is None or content["outfall"] != uid:
            return None
        return Proceeding(
            act=row.what,
            on=row.on,
            before=_values(content["before"]),
            after=_values(content["after"]),
            document=row.document,
            by=row.by,
            note=str(content.get("note", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _values(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: date.fromisoformat(value)
        if key in _DAYS and value
        else value or _none(key)
        for key, value in plain.items()
        if key in _KNOWN
    }


def _none(key: str) -> object:
    return None if key in _DAYS else ""
