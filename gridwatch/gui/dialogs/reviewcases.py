"""Replies on the office's desk in words: their lines, their fields on three sides."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.review.decisions import ANSWER_NAMES, Answer, Decision
from gridwatch.district.review.facts import (
    FACE,
    GEOMETRY,
    defaults_of,
    facts_of,
    keys_of,
    name_of,
    same,
    shown,
)
from gridwatch.district.review.merging import Turn
from gridwatch.district.review.replies import MARK_NAMES, MARK_SIGNS, Mark
from gridwatch.district.wording import KIND_NAMES, Format, Kind, Language, Text
from gridwatch.gui.dialogs.reviewlines import MARK_TONES
from gridwatch.gui.dialogs.threesides import FieldLine
from gridwatch.gui.naming import label_of
from gridwatch.gui.tables import Column, Line, headline
from gridwatch.gui.tools.shifting import Stands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District
    from gridwatch.district.review.merging import Case

__all__ = [
    "GROUPS",
    "Group",
    "columns_of",
    "groups_of",
    "line_of",
    "sides_of",
    "stands_of",
]


class Group(StrEnum):
    """By what the desk is filtered."""

    OPEN = "open"
    CONFLICT = "conflict"
    CORRECTED = "corrected"
    NEW = "new"
    GONE = "gone"
    REMARK = "remark"
    MOVED = "moved"
    RIGHT = "right"
    ASKED = "asked"
    DECIDED = "decided"


GROUPS = {
    Group.OPEN: Text("待裁定", "open"),
    Group.CONFLICT: Text("冲突", "conflict"),
    Group.CORRECTED: Text("更正", "corrected"),
    Group.MOVED: Text("移位", "moved"),
    Group.NEW: Text("新增", "new"),
    Group.GONE: Text("不存在", "gone"),
    Group.REMARK: Text("备注", "remark"),
    Group.ASKED: Text("退回再问", "asked back"),
    Group.DECIDED: Text("已裁定", "decided"),
    Group.RIGHT: Text("属实", "right"),
}
_HEADS = (
    ("answer", Text("裁定", "Decision"), Format.TEXT),
    ("mark", Text("外业", "Found"), Format.TEXT),
    ("kind", Text("类别", "Kind"), Format.TEXT),
    ("label", Text("名称", "Name"), Format.TEXT),
    ("told", Text("意见", "Proposal"), Format.TEXT),
    ("metres", Text("移动（米）", "Moved (m)"), Format.LENGTH),
    ("package", Text("核查包", "Package"), Format.TEXT),
    ("area", Text("范围", "Area"), Format.TEXT),
)
_CONFLICT, _OTHERWISE = Text("⚠ 冲突", "⚠ conflict"), Text("⚠ 说法不一", "⚠ differ")
_OPEN, _NOTHING = Text("待裁定", "open"), Text("—", "—")
_ANSWER_TONES = {
    Answer.ACCEPT: "ok",
    Answer.PART: "ok",
    Answer.REJECT: "muted",
    Answer.ASK: "warn",
}
_EMPTY = Text("（空）", "(empty)")
_PHOTOS = Text("照片 {n} 张", "{n} photographs")


def columns_of(language: Language) -> list[Column]:
    """Return the columns of the desk."""
    return [Column(key, text.of(language), form) for key, text, form in _HEADS]


def groups_of(case: Case) -> frozenset[Group]:
    """Return every group that a reply belongs to."""
    found = {Group(case.mark.value)}
    if case.open:
        found.add(Group.OPEN)
        if case.conflict or case.rivals:
            found.add(Group.CONFLICT)
    if case.metres:
        found.add(Group.MOVED)
    if case.decision is not None:
        asked = case.decision.answer is Answer.ASK
        found.add(Group.ASKED if asked else Group.DECIDED)
    if case.received.reply.remark:
        found.add(Group.REMARK)
    return frozenset(found)


def line_of(
    case: Case, district: District, areas: Mapping[str, str], language: Language
) -> Line:
    """Return the line of one reply."""
    answer, tone = _answer(case, language)
    mark = f"{MARK_SIGNS[case.mark]} {MARK_NAMES[case.mark].of(language)}"
    metres = case.metres or None
    number = case.received.package
    texts = (
        answer,
        mark,
        headline(KIND_NAMES[case.kind].of(language)),
        _name(case, district, language),
        _told(case, language),
        f"{metres:,.1f}" if metres else "",
        number,
        areas.get(number, ""),
    )
    values = (*texts[:5], metres, *texts[6:])
    tones = (tone, MARK_TONES[case.mark], "muted", "", "", "warn", "muted", "muted")
    return Line(case.kind, str(case.id), values, texts, tones)


def _answer(case: Case, language: Language) -> tuple[str, str]:
    if case.decision is not None:
        answer = case.decision.answer
        return ANSWER_NAMES[answer].of(language), _ANSWER_TONES[answer]
    if not case.open:
        return _NOTHING.of(language), "muted"
    if case.conflict:
        return _CONFLICT.of(language), "danger"
    if case.rivals:
        return _OTHERWISE.of(language), "danger"
    return _OPEN.of(language), ""


def _name(case: Case, district: District, language: Language) -> str:
    facts = _facts(case)
    code = str(facts.get("code") or "")
    if case.kind is Kind.SIGNBOARD:
        parts = [str(facts.get(FACE + k) or "") for k in ("river", "chief")]
        name = " ".join(part for part in parts if part)
    else:
        name = str(facts.get("name") or "")
    if not name and case.now is not None:
        name = label_of(district, case.kind, case.now, language)
    return " ".join(part for part in (name, code if code != name else "") if part)


def _facts(case: Case) -> dict[str, object]:
    """Return what is known of a row: in the office, else as it went out or came."""
    if case.now is not None:
        return facts_of(case.kind, case.now)
    return {**(case.received.base or {}), **case.received.reply.theirs}


def _told(case: Case, language: Language) -> str:
    told = []
    for one in case.fields:
        settled = case.decision is None and one.turn is Turn.SAME
        if case.mark is Mark.NEW or settled:
            continue
        name = name_of(case.kind, one.key).of(language)
        if one.key == GEOMETRY:
            told.append(name)
            continue
        after = shown(case.kind, one.key, one.theirs, language) or _EMPTY.of(language)
        told.append(f"{name} → {after}")
    reply = case.received.reply
    if reply.remark:
        told.append(f"“{reply.remark}”")
    if reply.photos:
        told.append(_PHOTOS.filled(n=len(reply.photos)).of(language))
    return "；".join(" ".join(part.split()) for part in told)


def sides_of(case: Case, language: Language, *, every: bool) -> list[FieldLine]:
    """Return the fields of a reply on three sides.

    Parameters
    ----------
    case : Case
        The reply.
    language : Language
        Language of words.
    every : bool
        All fields of the row; else those that somebody changed.
    """
    kind, base = case.kind, case.received.base
    now = facts_of(kind, case.now) if case.now is not None else None
    proposed = {one.key: one for one in case.fields}
    keys = keys_of(kind) if every else [k for k in keys_of(kind) if _told_of(case, k)]
    empty = defaults_of(kind)
    found = []
    for key in keys:
        one = proposed.get(key)
        before = base.get(key) if base is not None else None
        here = now[key] if now is not None else None
        theirs = one.theirs if one is not None else before
        gone = case.mark is Mark.GONE or (case.mark is Mark.NEW and one is None)
        nothing = gone or (theirs is None and empty[key] is None)
        found.append(
            FieldLine(
                key,
                headline(name_of(kind, key).of(language)),
                _shown(kind, key, before, language),
                _shown(kind, key, here, language),
                "" if nothing and one is None else _shown(kind, key, theirs, language),
                proposed=one is not None and one.turn is not Turn.SAME,
                conflict=one is not None and one.turn is Turn.CONFLICT,
            )
        )
    return found


def _told_of(case: Case, key: str) -> bool:
    return key in case.touched or any(one.key == key for one in case.fields)


def _shown(kind: Kind, key: str, value: object, language: Language) -> str:
    return "" if value is None else shown(kind, key, value, language)


def stands_of(case: Case) -> Stands:
    """Return where the row stands on each side; the same place twice is told once."""
    base = (case.received.base or {}).get(GEOMETRY)
    office = getattr(case.now, GEOMETRY, None)
    field = case.received.reply.theirs.get(GEOMETRY)
    return Stands(None if same(base, office) else base, office, field)


def taken_back(decision: Decision | None) -> bool:
    """Tell whether another decision may simply take the place of this one."""
    return decision is None or decision.answer in (Answer.REJECT, Answer.ASK)
