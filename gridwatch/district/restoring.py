"""One entry of the journal taken back, and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shapely.geometry.base import BaseGeometry

from gridwatch.district.changes import Change, Changes
from gridwatch.district.references import found, reference_of
from gridwatch.district.rowedits import removal, values_of
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Kind,
    Language,
    OfficerError,
    Text,
    show,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

    Values = Mapping[str, object]

__all__ = ["Restoration", "RestoringError", "restoration"]

_GEOMETRY = "geometry"
_SHAPE = Text("图形", "shape")


class RestoringError(OfficerError):
    """An entry that cannot be taken back, in words."""


class Restoration(NamedTuple):
    """What takes an entry back.

    Parameters
    ----------
    changes : Changes
        From what is there now to what was before the entry.
    conflicts : tuple of Text
        What was changed again since and would be lost: to be asked about first.
    """

    changes: Changes
    conflicts: tuple[Text, ...] = ()


_NOTHING = Text(
    "这一行现在就是那时的样子，不用恢复。",
    "The row is as it was then: there is nothing to restore.",
)
_GONE = Text(
    "这一行后来已被删除，不能只恢复这一项；请先恢复“删除”那一项。",
    "The row was deleted later. Restore that entry first.",
)
_THERE = Text(
    "这一行已经又在工作库里了，不用恢复。",
    "The row is in the store again: there is nothing to restore.",
)
_POINTED = Text(
    "不能撤销这次新建：{why}请先处理这些行。",
    "The making of this row cannot be taken back: {why} See to these rows first.",
)
_NO_TARGET = Text(
    "不能恢复：它所属的{kind}已被删除，请先恢复那一行。",
    "It cannot be restored: its {kind} was deleted. Restore that row first.",
)
_NOT_KEPT = Text(
    "导入时的图形没有留在日志里，只能恢复其他字段；请从备份找回图形。",
    "The journal does not keep shapes of imported rows: only the other fields can be "
    "restored. Look for the shape in a backup.",
)
_LATER = Text(
    "“{field}”后来又改成了“{now}”，恢复后是“{then}”。",
    "“{field}” was changed again to “{now}”; restored it is “{then}”.",
)
_LATER_SHAPE = Text(
    "图形后来又改过，恢复后是那时的图形。",
    "The shape was changed again; restored it is the one from then.",
)


def restoration(
    district: District,
    kind: Kind,
    uid: str,
    written: tuple[Values | None, Values | None],
    reason: str,
) -> Restoration:
    """Return what takes one entry of the journal back.

    Parameters
    ----------
    district : District
        What is there now.
    kind, uid : Kind, str
        The row of the entry.
    written : tuple of two mappings or None
        Its fields before and after the entry; None: it was not there.
    reason : str
        Why; goes into the journal.

    Raises
    ------
    RestoringError
        Where that cannot be done, in words.
    """
    before, after = written
    row = district.row(kind, uid)
    if before is None:
        return _unmake(district, kind, row, after or {}, reason)
    if after is None:
        return _remake(district, kind, uid, before, reason)
    if row is None:
        raise RestoringError(_GONE)
    return _reset(kind, row, before, after, reason)


def _unmake(
    district: District, kind: Kind, row: Row | None, after: Values, reason: str
) -> Restoration:
    if row is None:
        raise RestoringError(_GONE)
    away = removal(district, kind, [row.uid])
    if not away.free:
        why = away.sentence
        raise RestoringError(
            Text(_POINTED.zh.format(why=why.zh), _POINTED.en.format(why=why.en))
        )
    then = {key: value for key, value in after.items() if key in values_of(row)}
    conflicts = tuple(_conflicts(kind, row, then, dict.fromkeys(then)))
    return Restoration(away.changes(reason), conflicts)


def _remake(
    district: District, kind: Kind, uid: str, before: Values, reason: str
) -> Restoration:
    if district.row(kind, uid) is not None:
        raise RestoringError(_THERE)
    for key, value in before.items():
        reference = reference_of(kind, key, before)
        if reference is None or not reference.needed:
            continue
        if found(district, reference, str(value)) is None:
            name = KIND_NAMES[reference.kind]
            raise RestoringError(
                Text(
                    _NO_TARGET.zh.format(kind=name.zh),
                    _NO_TARGET.en.format(kind=name.en),
                )
            )
    kept, told = _kept(before)
    return Restoration(Changes((Change(kind, uid, None, kept),), reason), told)


def _reset(
    kind: Kind, row: Row, before: Values, after: Values, reason: str
) -> Restoration:
    kept, told = _kept(before)
    known = values_of(row)
    kept = {key: value for key, value in kept.items() if key in known}
    wanted = {k: v for k, v in kept.items() if not _same(known[k], v)}
    if not wanted:
        raise RestoringError(_NOT_KEPT if told else _NOTHING)
    conflicts = _conflicts(kind, row, {k: after.get(k) for k in wanted}, wanted)
    now = {key: known[key] for key in wanted}
    changes = Changes((Change(kind, row.uid, now, wanted),), reason)
    return Restoration(changes, (*told, *conflicts))


def _kept(fields: Values) -> tuple[dict[str, object], tuple[Text, ...]]:
    """Return the fields the journal keeps whole, and what it does not."""
    shape = fields.get(_GEOMETRY)
    whole = shape is None or isinstance(shape, BaseGeometry)
    kept = {k: v for k, v in fields.items() if k != _GEOMETRY or whole}
    return kept, () if whole else (_NOT_KEPT,)


def _same(one: object, other: object) -> bool:
    if isinstance(one, BaseGeometry) and isinstance(other, BaseGeometry):
        return bool(one.normalize().equals_exact(other.normalize(), 1e-6))
    return one == other


def _conflicts(kind: Kind, row: Row, after: Values, before: Values) -> list[Text]:
    """Return a sentence for each field that is not as the entry left it."""
    names = {field.key: field.name for field in FIELDS[kind]}
    told = []
    for key, left in after.items():
        now = getattr(row, key)
        if key == _GEOMETRY:
            if isinstance(left, BaseGeometry) and not _same(now, left):
                told.append(_LATER_SHAPE)
        elif not _same(now, left):
            words = (
                text.format(
                    field=names.get(key, Text(key, key)).of(language),
                    now=_shown(kind, key, now, language),
                    then=_shown(kind, key, before.get(key), language),
                )
                for language, text in zip(Language, _LATER, strict=True)
            )
            told.append(Text(*words))
    return told


def _shown(kind: Kind, key: str, value: object, language: Language) -> str:
    try:
        return show(kind, key, value, language) or "—"
    except KeyError:
        return str(value)
