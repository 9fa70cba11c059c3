"""What the card says of an ownership row: its state in a line, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.bodynames import is_outside
from gridwatch.district.ownership import OwnershipState, state_of_row
from gridwatch.district.wording import (
    FIELDS,
    Kind,
    Language,
    OfficerError,
    Text,
    choice,
)
from gridwatch.district.wording import show as shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.ownership import Ownership
    from gridwatch.gui.session import Session
    from gridwatch.store.journal import JournalEntry

__all__ = ["history", "state_line"]

_ENTRIES = 8
_STATES = {
    OwnershipState.NONE: (Text("未登记", "not registered"), "danger", ""),
    OwnershipState.REGISTERED: (Text("已登记", "registered"), "warn", "registered"),
    OwnershipState.CONFIRMED: (Text("已确认", "confirmed"), "ok", "confirmed"),
}
_OUTSIDE = Text("管理主体在区外", "managed from outside the district")
_CREATED = Text("新建", "made")
_PAST = Text("历史", "history")
_FORM = Text("{day} 输出权属确认表 {document}", "{day} confirmation form {document}")


def state_line(row: Ownership, session: Session) -> tuple[str, str]:
    """Return bank and state with day, person and document, and the state's tone."""
    language = session.language
    words, colour, act = _STATES[state_of_row(row, session.as_of)]
    parts = [choice(row.bank or "both", language), words.of(language)]
    if act:
        found = (getattr(row, f"{act}_{key}") for key in ("on", "by", "document"))
        parts += [str(part) for part in found if part]
    if is_outside(session.district, row.managing_body):
        parts.append(_OUTSIDE.of(language))
    return " · ".join(parts), colour


def history(row: Ownership, session: Session) -> list[str]:
    """Return what has happened to a row, latest first, below a heading.

    Edits by the journal of the store, and forms that were given out.
    """
    language = session.language
    lines = [*_edits(row, session), *_forms(row, session)]
    return [_PAST.of(language).capitalize(), *lines] if lines else []


def _edits(row: Ownership, session: Session) -> list[str]:
    if session.store is None:
        return []
    try:
        entries = session.store.journal(_ENTRIES, row.uid)
    except OfficerError:
        return []  # The card is not the place to tell that the disk is gone.
    return [_entry(entry, session.language) for entry in entries]


def _entry(entry: JournalEntry, language: Language) -> str:
    day = entry.at.astimezone().strftime("%Y-%m-%d %H:%M")
    what = entry.reason
    if entry.before is None:
        what = what or _CREATED.of(language)
    elif entry.after is not None:
        changed = _changed(entry.before, entry.after, language)
        what = f"{what}：{changed}" if changed else what
    return " ".join(part for part in (day, entry.who, what) if part)


def _changed(
    before: Mapping[str, object], after: Mapping[str, object], language: Language
) -> str:
    names = {field.key: field.name.of(language) for field in FIELDS[Kind.OWNERSHIP]}
    parts = []
    for key, value in after.items():
        if key in names and before.get(key) != value:
            old, new = (
                shown(Kind.OWNERSHIP, key, one, language) or "—"
                for one in (before.get(key), value)
            )
            parts.append(f"{names[key]} {old}→{new}")
    return "；".join(parts)


def _forms(row: Ownership, session: Session) -> list[str]:
    return [
        _FORM.filled(day=one.on, document=one.document).of(session.language).strip()
        for one in session.district.publications
        if one.what == "confirmation" and f'"{row.uid}"' in one.content
    ]
