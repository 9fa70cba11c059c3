"""What the district's rules forbid of an edit, told before anything is written."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gridwatch.district.references import Reference, found, reference_of
from gridwatch.district.wording import FIELDS, KIND_NAMES, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gridwatch.district.changes import Change
    from gridwatch.district.district import District

__all__ = ["Lawful", "Pointers"]

_Target = tuple[Kind, str, str]


class Pointers:
    """Every link of a district by what it points to, found once.

    Parameters
    ----------
    district : District
        The district.
    """

    def __init__(self, district: District) -> None:
        self._district = district

    @cached_property
    def _by_target(self) -> Mapping[_Target, list[tuple[Kind, str]]]:
        index: defaultdict[_Target, list[tuple[Kind, str]]] = defaultdict(list)
        for kind in Kind:
            keys = [f.key for f in FIELDS[kind] if _may_refer(kind, f.key)]
            for row in self._district.rows(kind) if keys else ():
                for target in _targets(kind, row, keys):
                    index[target].append((kind, row.uid))
        return index

    def to(self, kind: Kind, by: str, value: str) -> list[tuple[Kind, str]]:
        """Return the rows that point to a row by its code or identifier."""
        return self._by_target.get((kind, by, value), []) if value else []


_SELECTED = {"covers_code": "covers", "row_uid": "kind"}


def _may_refer(kind: Kind, key: str) -> bool:
    return key in _SELECTED or reference_of(kind, key, {}) is not None


def _targets(kind: Kind, row: object, keys: list[str]) -> Iterator[_Target]:
    for key in keys:
        value = getattr(row, key)
        if not value:
            continue
        selector = _SELECTED.get(key, "")
        told = {selector: getattr(row, selector)} if selector else {}
        reference = reference_of(kind, key, told)
        if reference is not None:
            yield reference.kind, reference.by, str(value)


class Lawful:
    """Tells what is wrong with changes, once all of them are made.

    Parameters
    ----------
    before, after : District
        Without the changes, and with all of them.
    """

    def __init__(self, before: District, after: District) -> None:
        self._before, self._after = before, after
        self._pointers = Pointers(after)

    def fault(self, change: Change) -> Text | None:
        """Return why a change must not be, or None."""
        return next(self._faults(change), None)

    def _faults(self, change: Change) -> Iterator[Text]:
        if change.after is None:
            yield from self._left(change, str((change.before or {}).get("code") or ""))
            yield from self._left_by_uid(change)
            return
        row: Any = self._after.row(change.kind, change.uid)
        values = {field.key: getattr(row, field.key) for field in FIELDS[change.kind]}
        written = set(change.after)
        yield from self._links(change, values, written)
        if "code" in written:
            yield from self._code(change, str(values["code"] or ""))
        if change.kind is Kind.TERM:
            yield from self._term(change.uid, values)
        elif change.kind is Kind.OWNERSHIP:
            yield from self._ownership(change.uid, values)

    # --- links ------------------------------------------------------------------

    def _links(
        self, change: Change, values: Mapping[str, object], written: set[str]
    ) -> Iterator[Text]:
        made = change.before is None
        for field in FIELDS[change.kind]:
            reference = reference_of(change.kind, field.key, values)
            if reference is None:
                continue
            value = str(values[field.key] or "")
            touched = made or field.key in written
            touched = touched or _SELECTED.get(field.key, "") in written
            if touched and self._nowhere(reference, value):
                name = KIND_NAMES[reference.kind]
                yield Text(
                    _NOWHERE.zh.format(field=field.name.zh, value=value, kind=name.zh),
                    _NOWHERE.en.format(field=field.name.en, value=value, kind=name.en),
                )

    def _nowhere(self, reference: Reference, value: str) -> bool:
        if not value:
            return reference.needed
        return found(self._after, reference, value) is None

    def _left(self, change: Change, code: str) -> Iterator[Text]:
        """Tell rows that point to a code which nobody has any more."""
        if not code or found(self._after, Reference(change.kind, "code"), code):
            return
        pointing = self._pointers.to(change.kind, "code", code)
        if pointing:
            yield _pointed(pointing)

    def _left_by_uid(self, change: Change) -> Iterator[Text]:
        pointing = self._pointers.to(change.kind, "uid", change.uid)
        if pointing:
            yield _pointed(pointing)

    def _code(self, change: Change, code: str) -> Iterator[Text]:
        old = str((change.before or {}).get("code") or "")
        yield from self._left(change, old)
        first = found(self._after, Reference(change.kind, "code"), code)
        if (first is not None and first.uid != change.uid) or (
            code and self._twice(change.kind, code)
        ):
            yield _USED.filled(code=code)

    def _twice(self, kind: Kind, code: str) -> bool:
        counts = self._counts.get(kind)
        if counts is None:
            counts = defaultdict(int)
            for row in self._after.rows(kind):
                counts[str(getattr(row, "code", "") or "")] += 1
            self._counts[kind] = counts
        return counts[code] > 1

    @cached_property
    def _counts(self) -> dict[Kind, defaultdict[str, int]]:
        return {}

    # --- terms and ownership ----------------------------------------------------

    def _term(self, uid: str, values: Mapping[str, Any]) -> Iterator[Text]:
        since, until = values["since"], values["until"]
        if since is not None and until is not None and until < since:
            yield _BACKWARDS
        for term in self._after.terms_of_post.get(values["post_uid"], ()):
            if term.uid == uid or term.person_uid != values["person_uid"]:
                continue
            apart = _over(term.until, since) or _over(until, term.since)
            if not apart:
                yield _OVERLAP

    def _ownership(self, uid: str, values: Mapping[str, Any]) -> Iterator[Text]:
        code, bank = values["segment_code"], values["bank"]
        for other in self._after.ownerships_of_segment.get(code, ()):
            if other.uid != uid and other.bank == bank:
                yield _SAME_BANK
        registered, confirmed = values["registered_on"], values["confirmed_on"]
        if confirmed is not None and registered is None:
            yield _UNREGISTERED
        elif confirmed is not None and confirmed < registered:
            yield _TOO_EARLY


def _over(until: Any, since: Any) -> bool:  # noqa: ANN401
    return until is not None and since is not None and until <= since


def _pointed(pointing: list[tuple[Kind, str]]) -> Text:
    kinds = list(dict.fromkeys(kind for kind, _ in pointing))
    zh = "、".join(KIND_NAMES[kind].zh for kind in kinds)
    en = ", ".join(KIND_NAMES[kind].en for kind in kinds)
    n = len(set(pointing))
    return Text(_POINTED.zh.format(n=n, kinds=zh), _POINTED.en.format(n=n, kinds=en))


_NOWHERE = Text(
    "“{field}”指向的{kind}“{value}”不在工作库中。没有写入；请先更正这一项，或只接受其他项。",
    "“{field}” points to {kind} “{value}”, which is not in the store. Not written; "
    "mend it first, or take the other fields only.",
)
_POINTED = Text(
    "还有 {n} 行（{kinds}）指向它，删除或改号会使它们没有归属。没有写入；"
    "请先改好这些行，或选择连带处理。",
    "{n} rows ({kinds}) point to it and would point nowhere. Not written; see to them "
    "first, or let them follow.",
)
_USED = Text(
    "编号 {code} 已被另一行使用。没有写入；请改号或不接受这一项。",
    "Code {code} belongs to another row. Not written; change it or leave it out.",
)
_BACKWARDS = Text(
    "离任日期早于任职日期。没有写入；请更正。",
    "The term would end before it begins. Not written; mend it.",
)
_OVERLAP = Text(
    "与同一人在同一职务上的另一任期重叠。没有写入；请更正日期。",
    "It overlaps another term of the same person in the same post. Not written; mend "
    "the days.",
)
_SAME_BANK = Text(
    "这一河段这一岸已有权属。没有写入；请更正岸别，或改在原有的一行上。",
    "This bank of the segment has an ownership already. Not written; mend the bank, "
    "or change the row that is there.",
)
_UNREGISTERED = Text(
    "权属要先登记，才能确认。没有写入；请补登记日期。",
    "An ownership is registered before it is confirmed. Not written; add the day.",
)
_TOO_EARLY = Text(
    "确认日期早于登记日期。没有写入；请更正。",
    "It would be confirmed before it is registered. Not written; mend the days.",
)
