"""Three ways: what went out, what the office has now, what the field office says.

Field by field and by stable identifiers, never by the order of rows. A field is a
conflict where the field office changed it and the office did too, to something else;
so is a row that one side removed and the other changed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from shapely.geometry.base import BaseGeometry

from gridwatch.district.review.facts import (
    GEOMETRY,
    defaults_of,
    facts_of,
    name_of,
    same,
)
from gridwatch.district.review.replies import Mark, Reply
from gridwatch.district.wording import KIND_NAMES, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.review.decisions import Decision
    from gridwatch.district.rows import Row

__all__ = [
    "TURN_NAMES",
    "Case",
    "FieldCase",
    "Received",
    "Turn",
    "cases_of",
    "merged",
]


class Turn(StrEnum):
    """Who changed a field since the package went out."""

    THEIRS = "theirs"
    OURS = "ours"
    SAME = "same"
    CONFLICT = "conflict"


TURN_NAMES = {
    Turn.THEIRS: Text("外业修改", "changed in the field"),
    Turn.OURS: Text("内业已改", "changed in the office"),
    Turn.SAME: Text("两边一致", "both alike"),
    Turn.CONFLICT: Text("冲突", "conflict"),
}


@dataclass(frozen=True, slots=True)
class FieldCase:
    """One field three ways.

    Parameters
    ----------
    key : str
        The flat field.
    base, now, theirs : object
        As it went out, as the office has it, as the field office would have it.
    turn : Turn
        Who changed it.
    """

    key: str
    base: object
    now: object
    theirs: object
    turn: Turn


@dataclass(frozen=True)
class Received:
    """A reply as it lies in the office's store.

    Parameters
    ----------
    id : int
        Its number there.
    package : str
        Number of the package.
    serial : int
        Of which return of that field office.
    reply : Reply
        What was said.
    base : mapping of str to object, or None
        All flat fields that went out; None: the row was not in the package.
    decision : Decision or None
        What the office decided, if it did.
    draft : str
        Whose return: two persons may answer to one package.
    doubts : tuple of Text
        What its photographs say against it (`evidence.doubts`).
    """

    id: int
    package: str
    serial: int
    reply: Reply
    base: Mapping[str, object] | None = None
    decision: Decision | None = None
    draft: str = ""
    doubts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Case:
    """One reply on the desk, held against what the office has now.

    Parameters
    ----------
    received : Received
        The reply and what went out.
    now : Row or None
        The row in the office.
    fields : tuple of FieldCase
        Every field that the field office changed; of a new row those it filled.
    touched : tuple of str
        Fields that went out and that the office changed since, whoever else did.
    conflict : bool
        Whether both sides changed the same to something else, or one removed what the
        other changed.
    hints : tuple of Text
        What the officer should know: another person says otherwise, the row was
        confirmed before the office changed it, a code is taken.
    rivals : tuple of int
        Numbers of replies by others on the same row that say something else.
    """

    received: Received
    now: Row | None
    fields: tuple[FieldCase, ...] = ()
    touched: tuple[str, ...] = ()
    conflict: bool = False
    hints: tuple[Text, ...] = field(default=())
    rivals: tuple[int, ...] = ()

    @property
    def id(self) -> int:
        """Number of the reply in the office's store."""
        return self.received.id

    @property
    def kind(self) -> Kind:
        """Kind of the row."""
        return self.received.reply.kind

    @property
    def uid(self) -> str:
        """Stable identifier of the row."""
        return self.received.reply.uid

    @property
    def mark(self) -> Mark:
        """The field office's tick."""
        return self.received.reply.mark

    @property
    def decision(self) -> Decision | None:
        """What the office decided, if it did."""
        return self.received.decision

    @property
    def label(self) -> str:
        """Code and name of the row, by whoever knows it."""
        theirs, base = self.received.reply.theirs, self.received.base or {}
        facts = facts_of(self.kind, self.now) if self.now is not None else base
        parts = (facts.get(k) or theirs.get(k) for k in ("code", "name"))
        told = " ".join(str(part) for part in parts if part)
        return told or KIND_NAMES[self.kind].zh

    @property
    def open(self) -> bool:
        """Whether it asks for a decision that was not made yet."""
        return self.decision is None and self.asks

    @property
    def asks(self) -> bool:
        """Whether there is anything to decide."""
        if self.mark is Mark.GONE:
            # A board that was taken down stays on record.
            standing = getattr(self.now, "removed", None) is None
            return self.now is not None and standing
        if any(one.turn in (Turn.THEIRS, Turn.CONFLICT) for one in self.fields):
            return True
        return bool(self.received.reply.remark or self.received.reply.photos)

    @property
    def metres(self) -> float | None:
        """How far the place is to move, metres; None where it does not."""
        for one in self.fields:
            if one.key == GEOMETRY and self.mark is not Mark.NEW:
                return _apart(one.now if one.now is not None else one.base, one.theirs)
        return None


def _apart(one: object, other: object) -> float | None:
    if not (isinstance(one, BaseGeometry) and isinstance(other, BaseGeometry)):
        return None
    if one.is_empty or other.is_empty:
        return None
    if one.geom_type == other.geom_type == "Point":
        return float(one.distance(other))
    return float(one.hausdorff_distance(other))


def merged(base: object, now: object, theirs: object) -> Turn:
    """Return who changed a field.

    Examples
    --------
    >>> merged("a", "a", "b"), merged("a", "c", "b"), merged("a", "b", "b")
    (<Turn.THEIRS: 'theirs'>, <Turn.CONFLICT: 'conflict'>, <Turn.SAME: 'same'>)
    """
    if same(now, theirs):
        return Turn.SAME
    if same(base, theirs):
        return Turn.OURS
    return Turn.THEIRS if same(base, now) else Turn.CONFLICT


def cases_of(
    district: District, received: Iterable[Received], withheld: frozenset[str]
) -> tuple[Case, ...]:
    """Hold replies against what the office has now.

    Parameters
    ----------
    district : District
        The office's district, as it is now.
    received : iterable of Received
        Replies.
    withheld : frozenset of str
        Fields that did not go out (`Manifest.withheld`): nothing is said of them.

    Returns
    -------
    tuple of Case
        In the order of `received`.
    """
    found = [_case(district, one, withheld) for one in received]
    rivals = _rivals(found)
    codes = _codes(found)
    shown = _shown_rows(district, found)
    return tuple(
        replace(
            case,
            rivals=rivals.get(case.id, ()),
            hints=(
                *case.hints,
                *_hints(district, case, rivals, codes),
                *_picture_hints(case, shown),
                *case.received.doubts,
            ),
        )
        for case in found
    )


def _case(district: District, one: Received, withheld: frozenset[str]) -> Case:
    reply = one.reply
    now = district.row(reply.kind, reply.uid)
    if reply.mark is Mark.NEW and one.base is None:
        # An identifier that is new to the package and known here is nobody's doing.
        known = now is not None and one.decision is None
        return Case(one, now, _made(reply, now), conflict=known)
    base = one.base or {}
    touched = _touched(reply.kind, base, now, withheld)
    fields = _fields(reply, base, now) if now is not None else _lost(reply, base)
    return Case(one, now, fields, touched, _clash(reply, fields, touched, now))


def _made(reply: Reply, now: Row | None) -> tuple[FieldCase, ...]:
    """Return the fields of a new row; the office may have taken it already."""
    empty = defaults_of(reply.kind)
    there = facts_of(reply.kind, now) if now is not None else None
    found = []
    for key, value in reply.theirs.items():
        has = empty[key] if there is None else there[key]
        turn = Turn.SAME if there is not None and same(has, value) else Turn.THEIRS
        found.append(FieldCase(key, empty[key], has, value, turn))
    return tuple(found)


def _fields(
    reply: Reply, base: Mapping[str, object], now: Row
) -> tuple[FieldCase, ...]:
    there = facts_of(reply.kind, now)
    return tuple(
        FieldCase(
            key,
            base[key],
            there[key],
            value,
            merged(base[key], there[key], value),
        )
        for key, value in reply.theirs.items()
        if key in base
    )


def _lost(reply: Reply, base: Mapping[str, object]) -> tuple[FieldCase, ...]:
    """Return the corrections of a row that the office has removed."""
    return tuple(
        FieldCase(key, base[key], None, value, Turn.CONFLICT)
        for key, value in reply.theirs.items()
        if key in base
    )


def _touched(
    kind: Kind, base: Mapping[str, object], now: Row | None, withheld: frozenset[str]
) -> tuple[str, ...]:
    if now is None:
        return ()
    there = facts_of(kind, now)
    return tuple(
        key
        for key, value in base.items()
        if f"{kind.value}.{key}" not in withheld and not same(value, there.get(key))
    )


def _clash(
    reply: Reply,
    fields: Sequence[FieldCase],
    touched: Sequence[str],
    now: Row | None,
) -> bool:
    if reply.mark is Mark.GONE:
        return now is not None and bool(touched)
    return any(one.turn is Turn.CONFLICT for one in fields)


def _rivals(cases: Sequence[Case]) -> dict[int, tuple[int, ...]]:
    """Return, by number, who else says something else of the same row."""
    by_row: defaultdict[tuple[Kind, str], list[Case]] = defaultdict(list)
    for case in cases:
        by_row[case.kind, case.uid].append(case)
    found: dict[int, tuple[int, ...]] = {}
    for group in by_row.values():
        for case in group if len(group) > 1 else ():
            others = tuple(o.id for o in group if o is not case and _differ(case, o))
            if others:
                found[case.id] = others
    return found


def _differ(one: Case, other: Case) -> bool:
    """Tell whether two replies cannot both be taken."""
    marks = {one.mark, other.mark}
    if Mark.REMARK in marks:
        return False
    if Mark.GONE in marks:
        return len(marks) > 1
    a, b = one.received.reply.theirs, other.received.reply.theirs
    shared = set(a) & set(b)
    if any(not same(a[key], b[key]) for key in shared):
        return True
    return Mark.RIGHT in marks and len(marks) > 1


def _shown_rows(
    district: District, cases: Iterable[Case]
) -> Mapping[str, frozenset[str]]:
    """Return the rows that each photograph of these replies is said to show."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        for name in case.received.reply.photos:
            found[name].add(case.uid)
    for photo in district.photos if found else ():
        if photo.sha256 in found:
            found[photo.sha256].add(photo.row_uid)
    return {name: frozenset(rows) for name, rows in found.items()}


def _picture_hints(case: Case, shown: Mapping[str, frozenset[str]]) -> Iterable[Text]:
    """Tell a picture that is handed in for several rows: it can show one at most."""
    if any(len(shown[name]) > 1 for name in case.received.reply.photos):
        yield _SAME_PICTURE


def _codes(cases: Iterable[Case]) -> dict[tuple[Kind, str], set[str]]:
    found: defaultdict[tuple[Kind, str], set[str]] = defaultdict(set)
    for case in cases:
        code = str(case.received.reply.theirs.get("code") or "")
        if case.mark is Mark.NEW and code:
            found[case.kind, code].add(case.uid)
    return found


def _hints(
    district: District,
    case: Case,
    rivals: Mapping[int, tuple[int, ...]],
    codes: Mapping[tuple[Kind, str], set[str]],
) -> Iterable[Text]:
    if case.id in rivals:
        yield _RIVALS
    if case.mark is Mark.RIGHT and case.touched:
        names = [name_of(case.kind, key) for key in case.touched]
        zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
        yield Text(_SINCE.zh.format(fields=zh), _SINCE.en.format(fields=en))
    if case.now is None and case.mark in (Mark.CORRECTED, Mark.RIGHT):
        yield _GONE
    code = str(case.received.reply.theirs.get("code") or "")
    if case.mark is Mark.NEW and code and case.now is None:
        taken = code in _known_codes(district, case.kind)
        if taken or len(codes.get((case.kind, code), ())) > 1:
            yield _TAKEN.filled(code=code)


def _known_codes(district: District, kind: Kind) -> Mapping[str, object]:
    index = getattr(district, f"{kind.value}_by_code", None)
    if index is None:
        return {str(getattr(row, "code", "")): row for row in district.rows(kind)}
    found: Mapping[str, object] = index
    return found


_RIVALS = Text(
    "另有一人对同一行说法不同，请先比对。",
    "Another person says otherwise of this row: compare first.",
)
_SINCE = Text(
    "外业确认的是出包时的内容；内业后来改了：{fields}。",
    "What the field confirmed is what went out; the office has since changed: "
    "{fields}.",
)
_GONE = Text("内业已删除这一行。", "The office has removed this row in the meantime.")
_SAME_PICTURE = Text(
    "同一张照片也用在别的行上，请核实是不是在现场拍的。",
    "The same photograph stands for another row too: see whether it was taken there.",
)
_TAKEN = Text(
    "编号 {code} 已被占用，接受时改用下一个空号。",
    "Code {code} is taken; the next free one is used on accepting.",
)
