"""Single edits: checked against what is there, written, journalled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from shapely.geometry.base import BaseGeometry

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Kind,
    Language,
    Text,
    show,
)
from gridwatch.store import journal, rows, spatial
from gridwatch.store.blobs import blobs_of
from gridwatch.store.faults import ConflictingEdit
from gridwatch.store.links import check_links

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

__all__ = ["apply"]

Raw = tuple[Any, ...]

_LINKED = frozenset({Kind.PERSON, Kind.POST, Kind.TERM})
_CHANGED = Text(
    "{kind}“{row}”的“{field}”已被改动：原以为是“{expected}”，现在是“{found}”。"
    "没有写入任何内容。请刷新后查看，再决定是否修改。",
    "“{field}” of {kind} “{row}” has been changed meanwhile: “{found}” instead of "
    "“{expected}”. Nothing was written. Look at it again, then decide.",
)
_GONE = Text(
    "{kind}（{row}）已不在工作库中，没有写入任何内容。请刷新后重试。",
    "This {kind} ({row}) is no longer in the store; nothing was written. Refresh and "
    "try again.",
)
_THERE = Text(
    "{kind}（{row}）已在工作库中，没有重复写入。请刷新后重试。",
    "This {kind} ({row}) is in the store already; nothing was written. Refresh and "
    "try again.",
)


def apply(
    connection: sqlite3.Connection, crs: int, changes: Changes, who: str
) -> Changes:
    """Write changes; the caller holds the transaction.

    Returns
    -------
    Changes
        The changes with every field of inserted and deleted rows, so that their
        inverse restores everything.

    Raises
    ------
    ConflictingEdit
        Where a row is not what the change started from.
    BrokenLink
        Where a term would point nowhere.
    """
    at = journal.stamp()
    entry = journal.Entry(who, at, changes.reason)
    applied = [_apply_one(connection, crs, entry, item) for item in changes.items]
    if changes.kinds & _LINKED:
        check_links(connection)
    for kind in changes.kinds:
        spatial.touch(connection, kind, at)
        before, after = (
            _shapes(applied, kind, "before"),
            _shapes(applied, kind, "after"),
        )
        if before or after:
            spatial.follow_extent(connection, kind, before, after)
    return Changes(tuple(applied), changes.reason)


def _shapes(
    applied: Sequence[Change], kind: Kind, side: Literal["before", "after"]
) -> list[BaseGeometry]:
    found = []
    for change in applied:
        fields = getattr(change, side) or {}
        shape = fields.get(rows.GEOMETRY) if change.kind is kind else None
        if isinstance(shape, BaseGeometry) and not shape.is_empty:
            found.append(shape)
    return found


def _apply_one(
    connection: sqlite3.Connection, crs: int, entry: journal.Entry, change: Change
) -> Change:
    _check_keys(change)
    current = rows.read_one(connection, change.kind, change.uid)
    if change.before is None:
        done, before, after = _insert(connection, crs, change, current)
    elif current is None:
        raise _fault(_GONE, change)
    else:
        _check_before(crs, change, current)
        if change.after is None:
            done, before, after = _delete(connection, change, current)
        else:
            done, before, after = _update(connection, crs, change, change.after)
    line = (change.uid, journal.as_json(before), journal.as_json(after))
    journal.write(connection, entry, change.kind.value, [line])
    return done


_Written = tuple[Change, "Mapping[str, object] | None", "Mapping[str, object] | None"]


def _insert(
    connection: sqlite3.Connection, crs: int, change: Change, current: Raw | None
) -> _Written:
    if current is not None:
        raise _fault(_THERE, change)
    kind = change.kind
    made = rows.MADE_OF[kind](uid=change.uid, **(change.after or {}))
    raw = rows.encoded(kind, [made], crs)
    rows.insert(connection, kind, raw)
    fields = {key: getattr(made, key) for key in rows.KEYS[kind][1:]}
    return Change(kind, change.uid, None, fields), None, _named(kind, raw[0])


def _delete(connection: sqlite3.Connection, change: Change, current: Raw) -> _Written:
    kind = change.kind
    (was,) = rows.decoded(kind, [current])
    rows.delete(connection, kind, change.uid)
    fields = {key: getattr(was, key) for key in rows.KEYS[kind][1:]}
    return Change(kind, change.uid, fields, None), _named(kind, current), None


def _update(
    connection: sqlite3.Connection,
    crs: int,
    change: Change,
    after: Mapping[str, object],
) -> _Written:
    new = _columns(crs, change.kind, after)
    rows.update(connection, change.kind, change.uid, new)
    return change, _columns(crs, change.kind, change.before or {}), new


def _named(kind: Kind, raw: Raw) -> dict[str, object]:
    return dict(zip(rows.KEYS[kind][1:], raw[1:], strict=True))


def _columns(crs: int, kind: Kind, fields: Mapping[str, Any]) -> dict[str, object]:
    return {
        key: blobs_of(kind, [value], crs)[0]
        if key == rows.GEOMETRY
        else rows.to_column(kind, key, value)
        for key, value in fields.items()
    }


def _check_keys(change: Change) -> None:
    known = set(rows.KEYS[change.kind][1:])
    for side in (change.before, change.after):
        if unknown := set(side or ()) - known:
            raise ValueError(f"{change.kind} has no field {sorted(unknown)}")


def _check_before(crs: int, change: Change, current: Raw) -> None:
    found = _named(change.kind, current)
    expected = _columns(crs, change.kind, change.before or {})
    for key, value in expected.items():
        if not rows.same(change.kind, key, value, found[key]):
            raise _conflict(change, key, current)


def _conflict(change: Change, key: str, current: Raw) -> ConflictingEdit:
    kind = change.kind
    (row,) = rows.decoded(kind, [current])
    names = {field.key: field.name for field in FIELDS[kind]}
    field = names.get(key, Text("图形", "shape"))
    expected, found = (change.before or {}).get(key), getattr(row, key)
    wordings = [
        _CHANGED.of(language).format(
            kind=KIND_NAMES[kind].of(language),
            row=_label(row),
            field=field.of(language),
            expected=_shown(kind, key, expected, language),
            found=_shown(kind, key, found, language),
        )
        for language in (Language.ZH, Language.EN)
    ]
    return ConflictingEdit(Text(*wordings))


def _shown(kind: Kind, key: str, value: object, language: Language) -> str:
    if key == rows.GEOMETRY:
        return "…"
    return show(kind, key, value, language)


def _label(row: object) -> str:
    parts = (getattr(row, key, "") for key in ("name", "code", "segment_code"))
    return next((str(part) for part in parts if part), "")


def _fault(text: Text, change: Change) -> ConflictingEdit:
    name = KIND_NAMES[change.kind]
    fields = change.after or change.before or {}
    label = str(fields.get("name") or fields.get("code") or change.uid)
    return ConflictingEdit(
        Text(
            text.zh.format(kind=name.zh, row=label),
            text.en.format(kind=name.en, row=label),
        )
    )
