"""Decisions on replies made into one edit, of which every rule has been asked."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.review.decisions import (
    ANSWER_NAMES,
    Answer,
    Decision,
    Refusal,
    Ruling,
    Settlement,
    Settling,
)
from gridwatch.district.review.facts import same, values_from
from gridwatch.district.review.lawful import Lawful, Pointers
from gridwatch.district.review.merging import Case, Turn
from gridwatch.district.review.replies import Mark
from gridwatch.district.rowedits import removal, values_of
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gridwatch.district.district import District

__all__ = ["PHOTOS", "settlement_of"]

PHOTOS = "photos"
"""Among the keys of a part: the photographs of the reply."""

_RowKey = tuple[Kind, str]
_Decided = tuple[Case, Decision]


def settlement_of(
    district: District, decided: Sequence[_Decided], day: date
) -> Settling:
    """Return decisions as one edit, checked against the district's rules.

    Nothing but what was accepted changes: where a row to be removed is pointed to,
    the decision is refused unless it says that those rows may follow.

    Parameters
    ----------
    district : District
        The office's district, as it is now.
    decided : sequence of (Case, Decision)
        Cases made against this district, and what was decided.
    day : date
        The day on which boards that are gone count as taken down.
    """
    pointers = Pointers(district)
    decided = [(case, _added(case, decision)) for case, decision in decided]
    refused = {
        case.id: why
        for case, decision in decided
        if (why := _unfit(case, decision)) is not None
    }
    while True:
        sheet = _Sheet(district, pointers, day)
        for case, decision in decided:
            if case.id not in refused:
                sheet.take(case, decision)
        refused |= sheet.refused
        changes = Changes(tuple(sheet.changes()), _reason(decided, refused))
        wrong = sheet.wrong(changes)
        if not wrong:
            break
        refused |= wrong
    rulings = tuple(
        Ruling(case.id, case.decision, decision)
        for case, decision in decided
        if case.id not in refused
    )
    refusals = tuple(Refusal(number, why) for number, why in refused.items())
    return Settling(Settlement(changes, rulings), refusals, tuple(sheet.notes))


_TAKING = (Answer.ACCEPT, Answer.PART)


def _added(case: Case, decision: Decision) -> Decision:
    """Return a decision with the fields that an earlier part has taken already."""
    before = case.decision
    if before is None or (before.answer, decision.answer) != (Answer.PART,) * 2:
        return decision
    return replace(decision, keys=tuple(dict.fromkeys(before.keys + decision.keys)))


def _unfit(case: Case, decision: Decision) -> Text | None:
    """Return why a decision makes no sense on a reply, or None."""
    before = case.decision
    taken = before is not None and before.answer in _TAKING
    if taken and decision.answer not in _TAKING:
        return _TAKEN
    known = {one.key for one in case.fields} | {PHOTOS}
    if decision.answer is Answer.PART and not known & set(decision.keys):
        return _NO_PART
    return None


def _reason(decided: Sequence[_Decided], refused: Mapping[int, Text]) -> str:
    """Return what the journal keeps: the packages, the answers, the officer's words."""
    kept = [(c, d) for c, d in decided if c.id not in refused]
    counts = Counter(ANSWER_NAMES[d.answer].zh for _, d in kept)
    numbers = "、".join(dict.fromkeys(c.received.package for c, _ in kept))
    told = "、".join(f"{name} {n}" for name, n in counts.items())
    why = "；".join(dict.fromkeys(d.reason for _, d in kept if d.reason))
    return f"外业核查 {numbers}：{told}" + (f"。{why}" if why else "")


class _RefusedError(OfficerError):
    """A decision that cannot be carried out as it stands."""


class _Sheet:
    """The rows that decisions touch, as they will be."""

    def __init__(self, district: District, pointers: Pointers, day: date) -> None:
        self._district, self._pointers, self._day = district, pointers, day
        self._rows: dict[_RowKey, dict[str, object] | None] = {}
        self._by: dict[_RowKey, set[int]] = {}
        self._said: dict[tuple[Kind, str, str], object] = {}
        self._codes: dict[Kind, set[str]] = {}
        self.refused: dict[int, Text] = {}
        self.notes: list[Text] = []

    def take(self, case: Case, decision: Decision) -> None:
        """Carry out one decision, or say why it cannot be."""
        if decision.answer not in _TAKING:
            return
        try:
            if case.mark is Mark.GONE:
                self._remove(case, decision)
            else:
                self._write(case, _wanted(case, decision))
                self._picture(case, decision)
        except _RefusedError as error:
            self.refused[case.id] = error.text

    # --- one decision -----------------------------------------------------------

    def _write(self, case: Case, facts: dict[str, object]) -> None:
        if not facts:
            return
        key = (case.kind, case.uid)
        if case.now is None:
            self._claim(case, ["*"], object())
            if case.mark is Mark.NEW:
                self._number(case.kind, facts)
            whole = {**(case.received.base or {}), **facts}
            self._put(case, key, values_from(case.kind, whole))
            return
        self._claim_facts(case, facts)
        there: dict[str, Any] = dict(self._rows.get(key) or {})
        now = replace(case.now, **there) if there else case.now
        after = values_from(case.kind, facts, now)
        self._put(case, key, {**there, **after})

    def _picture(self, case: Case, decision: Decision) -> None:
        """Put the photographs of a reply on record beside its row."""
        key = (case.kind, case.uid)
        there = case.now is not None or self._rows.get(key) is not None
        wanted = decision.answer is Answer.ACCEPT or PHOTOS in decision.keys
        known = {p.sha256 for p in self._district.photos_of.get(case.uid, ())}
        for name in case.received.reply.photos if there and wanted else ():
            if name in known:
                continue
            # The same picture accepted twice is one row.
            mark = f"gridwatch review {case.kind.value} {case.uid} {name}"
            uid = uuid.uuid5(uuid.NAMESPACE_OID, mark).hex
            values: dict[str, object] = {
                "kind": case.kind.value,
                "row_uid": case.uid,
                "role": "site",
                "taken": _day_of(case.received.reply.at),
                "name": case.received.package,
                "sha256": name,
            }
            self._put(case, (Kind.PHOTO, uid), values)

    def _remove(self, case: Case, decision: Decision) -> None:
        if case.now is None:
            return
        if case.kind is Kind.SIGNBOARD:
            self._take_down(case)
            return
        self._claim(case, ["*"], None)
        self._put(case, (case.kind, case.uid), None)
        # What points to it and may not follow is found once all is together.
        if not decision.along or not self._is_pointed_to(case):
            return
        for change in removal(self._district, case.kind, [case.uid]).changes("").items:
            key = (change.kind, change.uid)
            if change.after is None:
                self._put(case, key, None)
            elif self._rows.get(key, {}) is not None:
                self._put(case, key, {**(self._rows.get(key) or {}), **change.after})

    def _take_down(self, case: Case) -> None:
        """Keep a board that is gone on record, with the day it was found gone."""
        if getattr(case.now, "removed") is not None:  # noqa: B009 - a board's
            return
        self._claim_facts(case, {"removed": self._day})
        there = self._rows.get((case.kind, case.uid), {})
        taken_down = {**(there or {}), "removed": self._day}
        self._put(case, (case.kind, case.uid), taken_down)

    def _is_pointed_to(self, case: Case) -> bool:
        code = str(getattr(case.now, "code", "") or "")
        by_uid = self._pointers.to(case.kind, "uid", case.uid)
        return bool(by_uid or self._pointers.to(case.kind, "code", code))

    def _claim_facts(self, case: Case, facts: Mapping[str, object]) -> None:
        """See that no other decision of this edit says otherwise of these fields."""
        for key, value in facts.items():
            self._claim(case, [key], value)

    def _claim(self, case: Case, keys: Sequence[str], value: object) -> None:
        row = (case.kind, case.uid)
        if keys != ["*"] and (*row, "*") in self._said:
            raise _RefusedError(_TWICE)
        others = any(place[:2] == row for place in self._said) if keys == ["*"] else 0
        if others:
            raise _RefusedError(_TWICE)
        for key in keys:
            place = (*row, key)
            if place in self._said and not same(self._said[place], value):
                raise _RefusedError(_TWICE)
            self._said[place] = value

    def _number(self, kind: Kind, facts: dict[str, object]) -> None:
        """Give a new row a code that nobody has."""
        code = str(facts.get("code") or "")
        if not code:
            return
        if kind not in self._codes:
            rows = self._district.rows(kind)
            self._codes[kind] = {str(getattr(row, "code", "") or "") for row in rows}
        free = _free_code(code, self._codes[kind])
        if free != code:
            self.notes.append(_RENUMBERED.filled(old=code, new=free))
        self._codes[kind].add(free)
        facts["code"] = free

    def _put(self, case: Case, key: _RowKey, values: dict[str, object] | None) -> None:
        self._rows[key] = values
        self._by.setdefault(key, set()).add(case.id)

    # --- all together -----------------------------------------------------------

    def changes(self) -> list[Change]:
        """Return what becomes of each row, new ones first and those that go last."""
        made, edited, gone = [], [], []
        for (kind, uid), values in self._rows.items():
            row = self._district.row(kind, uid)
            if row is None:
                if values is not None:
                    made.append(Change(kind, uid, None, values))
                continue
            was = values_of(row)
            if values is None:
                gone.append(Change(kind, uid, was, None))
                continue
            new = {k: v for k, v in values.items() if not same(was[k], v)}
            if new:
                edited.append(Change(kind, uid, {k: was[k] for k in new}, new))
        return [*made, *edited, *gone]

    def wrong(self, changes: Changes) -> dict[int, Text]:
        """Return the decisions that break a rule, and which."""
        if not changes.items:
            return {}
        lawful = Lawful(self._district, patched(self._district, changes))
        found: dict[int, Text] = {}
        for change in changes.items:
            why = lawful.fault(change)
            if why is not None:
                found |= dict.fromkeys(self._by[change.kind, change.uid], why)
        return found


def _wanted(case: Case, decision: Decision) -> dict[str, object]:
    """Return the flat fields that a decision takes."""
    if decision.answer is Answer.PART:
        picked = [one for one in case.fields if one.key in decision.keys]
    else:
        # What only the office changed stays the office's.
        picked = [one for one in case.fields if one.turn is not Turn.OURS]
    return {one.key: one.theirs for one in picked if one.turn is not Turn.SAME}


def _day_of(stamp: str) -> date | None:
    try:
        return datetime.fromisoformat(stamp).date()
    except ValueError:
        return None


_SERIAL = re.compile(r"(\d+)(\D*)$")


def _free_code(code: str, taken: set[str]) -> str:
    """Return `code`, or where it is taken the next one that is free.

    Examples
    --------
    >>> _free_code("GS-009", {"GS-009"}), _free_code("甲", {"甲"})
    ('GS-010', '甲-2')
    """
    found, number = code, 1
    while found in taken:
        match = _SERIAL.search(found)
        if match is None:
            number += 1
            found = f"{code}-{number}"
            if found not in taken:
                return found
            found = code
            continue
        digits, tail = match.groups()
        found = f"{found[: match.start()]}{int(digits) + 1:0{len(digits)}d}{tail}"
    return found


_TWICE = Text(
    "同一行的这一项另有一条说法也在接受之列。没有写入；请只接受其中一条。",
    "Another reply on the same is being accepted too. Not written; accept one of "
    "them only.",
)
_TAKEN = Text(
    "这一条已经接受并写入。没有改动；要改裁定，请先撤销那次接受。",
    "This was accepted and written. Nothing was changed; to decide otherwise, undo "
    "that first.",
)
_NO_PART = Text(
    "部分接受没有选中任何一项。没有写入；请至少选一项，或改为不接受。",
    "A part without a field. Nothing was written; choose one at least, or reject.",
)
_RENUMBERED = Text(
    "编号 {old} 已被占用，改用 {new}。", "Code {old} was taken; {new} is used."
)
