"""What is wrong with a typed value, field by field, while it is typed.

What a value should look like is data (``resources/validation.toml``). Hardly anything
is an error: an officer may save what looks odd, and the checks find it again.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.jurisdictions import Level, level_of_code, parent_of_code
from gridwatch.district.references import found, reference_of
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Field,
    Format,
    Kind,
    Text,
    field_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.references import Reference

    Values = Mapping[str, object]

__all__ = ["Concern", "Norms", "Validator", "phone_concern"]

ERROR, WARNING, HINT = "error", "warning", "hint"
_SPACES = re.compile(r"\s+")
_DISTRICT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is wrong with a value.

    Parameters
    ----------
    severity : str
        ``error``: the store would refuse it; ``warning``: it may be saved; ``hint``:
        it should be filled in.
    text : Text
        The sentence under the field.
    """

    severity: str
    text: Text

    @property
    def grave(self) -> bool:
        """Whether the value cannot be saved."""
        return self.severity == ERROR


@dataclass(frozen=True, slots=True)
class PhoneForm:
    """One sort of telephone number."""

    name: Text
    pattern: re.Pattern[str]
    mobile: bool = False


@dataclass(frozen=True, slots=True)
class CodeForm:
    """How the codes of one kind look."""

    lengths: tuple[int, ...] = ()
    digits: bool = False
    of_district: bool = False


@dataclass(frozen=True, slots=True)
class Norms:
    """What values should look like, from ``resources/validation.toml``.

    Parameters
    ----------
    phones : tuple of PhoneForm
        Sorts of telephone numbers.
    codes : mapping of kind to CodeForm
        How codes look.
    ranges : mapping of ``kind.field`` to (least, greatest)
        Numbers that are believed.
    first : date
        Nothing happened before.
    ahead : frozenset of ``kind.field``
        Days that may lie ahead.
    order : tuple of pairs of ``kind.field``
        The second never comes before the first.
    wanted : mapping of kind to fields
        Fields without which a row says nothing.
    """

    phones: tuple[PhoneForm, ...] = ()
    codes: Mapping[str, CodeForm] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    first: date = date.min
    ahead: frozenset[str] = frozenset()
    order: tuple[tuple[str, str], ...] = ()
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @staticmethod
    def of(data: Mapping[str, Any]) -> Norms:
        """Build norms from the parsed file."""
        days = data.get("days", {})
        phones = tuple(
            PhoneForm(
                Text(one["zh"], one["en"]),
                re.compile(one["pattern"]),
                bool(one.get("mobile")),
            )
            for one in data.get("phones", ())
        )
        codes = {
            kind: CodeForm(
                tuple(one.get("lengths", ())),
                bool(one.get("digits")),
                bool(one.get("of_district")),
            )
            for kind, one in data.get("codes", {}).items()
        }
        return Norms(
            phones=phones,
            codes=codes,
            ranges={k: (float(a), float(b)) for k, (a, b) in _ranges(data)},
            first=date.fromisoformat(days.get("first", date.min.isoformat())),
            ahead=frozenset(days.get("ahead", ())),
            order=tuple((a, b) for a, b in days.get("order", ())),
            wanted={k: tuple(v) for k, v in data.get("wanted", {}).items()},
        )


def _ranges(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from data.get("ranges", {}).items()


def _warn(text: Text, **values: object) -> Concern:
    return Concern(WARNING, text.filled(**values) if values else text)


# --- telephones ------------------------------------------------------------------

_NO_PHONE = Text(
    "“{value}”不像电话号码：手机 11 位，固定电话写作 010-81234567。",
    "“{value}” does not look like a telephone number: a mobile has 11 digits, a "
    "landline is written 010-81234567.",
)
_NO_MOBILE = Text("这不是手机号。", "This is not a mobile number.")
_IS_MOBILE = Text(
    "这是手机号：公开名单上会打码。",
    "This is a mobile number: it is masked in the public roster.",
)


def phone_concern(norms: Norms, value: str, *, mobile: bool = False) -> Concern | None:
    """Return what is wrong with a telephone number, or None.

    Parameters
    ----------
    norms : Norms
        Sorts of numbers.
    value : str
        One number, or several with a comma, a slash or ``、`` between them.
    mobile : bool
        Whether mobiles are wanted.
    """
    for part in re.split(r"[,，、;；/]", _SPACES.sub("", value)):
        if not part:
            continue
        form = next((f for f in norms.phones if f.pattern.fullmatch(part)), None)
        if form is None:
            return _warn(_NO_PHONE, value=part)
        if mobile and not form.mobile:
            return _warn(_NO_MOBILE)
        if not mobile and form.mobile:
            return _warn(_IS_MOBILE)
    return None


# --- everything else -------------------------------------------------------------

_EMPTY = Text("建议填写。", "This should be filled in.")
_NEEDED = Text("必须选择：{kind}。", "This is needed: a {kind}.")
_LENGTH = Text(
    "应为 {lengths} 位，现在是 {n} 位。",
    "It should have {lengths} characters and has {n}.",
)
_DIGITS = Text("应全为数字。", "It should consist of digits only.")
_STRANGER = Text(
    "不是本区的代码：本区以 {code} 开头。",
    "This is no code of this district, whose codes begin with {code}.",
)
_TWICE = Text(
    "另有 {n} 条{kind}用同一代码。", "The same code is used by {n} more: {kind}."
)
_NOBODY = Text(
    "工作库里没有代码为“{value}”的{kind}。",
    "There is no {kind} with the code “{value}” in the store.",
)
_GONE = Text("所指的{kind}已不存在。", "The {kind} is no longer there.")
_EARLY = Text("早于 {day}，不大可能。", "This is before {day}, which is unlikely.")
_AHEAD = Text("晚于今天（{day}）。", "This is later than today ({day}).")
_BEFORE = Text("早于{name}（{day}）。", "This is before “{name}” ({day}).")
_RANGE = Text(
    "应在 {least} 到 {most} 之间。", "It should lie between {least} and {most}."
)
_UNKNOWN = Text(
    "“{value}”不在代码表里；仍可保存。",
    "“{value}” is not in the codelist; it can still be saved.",
)
_OTHER_VILLAGE = Text(
    "与网格编码的前 12 位（{code}）不符。",
    "It differs from the first 12 digits of the cell's code ({code}).",
)
_OTHER_PARENT = Text(
    "按代码，上级应为 {code}。", "By its code the one above should be {code}."
)
_NO_LEVEL = Text("请选择级别。", "Choose a level.")
_OTHER_LEVEL = Text("与级别不符。", "It does not fit the level.")
_SAME_PLACE = Text(
    "这条河已有第 {n} 段。", "This river has a segment number {n} already."
)
_OVERLAP = Text(
    "与同一人在同一职务上的另一任期重叠。",
    "This overlaps another term of the same person in the same post.",
)


class Validator:
    """Tells what is wrong with the fields of one row.

    Parameters
    ----------
    district : District
        What there is besides.
    norms : Norms
        What values should look like.
    kind : Kind
        Kind of the row.
    uid : str
        Its stable identifier; empty for a new one.
    words : callable
        Takes the key of a field and returns the values it may have by its codelist;
        none: any.
    today : date
        The day of the officer's clock.
    """

    def __init__(
        self,
        district: District,
        norms: Norms,
        kind: Kind,
        uid: str,
        words: Callable[[str], Sequence[str]],
        today: date,
    ) -> None:
        self._district, self._norms = district, norms
        self._kind, self._uid = kind, uid
        self._words, self._today = words, today

    @cached_property
    def _codes(self) -> Counter[str]:
        rows = self._district.rows(self._kind)
        return Counter(
            str(getattr(row, "code", "")) for row in rows if row.uid != self._uid
        )

    def concerns(self, values: Values) -> dict[str, list[Concern]]:
        """Return what is wrong, by field; fields without a fault are left out."""
        found: dict[str, list[Concern]] = {}
        for one in FIELDS[self._kind]:
            told = list(self._of_field(one, values.get(one.key), values))
            if told:
                found[one.key] = told
        for key, concern in self._together(values):
            found.setdefault(key, []).append(concern)
        return found

    # --- one field --------------------------------------------------------------

    def _of_field(self, one: Field, value: object, values: Values) -> Iterator[Concern]:
        reference = reference_of(self._kind, one.key, values)
        if value in (None, "", ()):
            yield from self._of_empty(one, reference)
            return
        by_format: dict[Format, Callable[[Field, Any], Iterator[Concern]]] = {
            Format.PHONE: self._of_phone,
            Format.DAY: self._of_day,
            Format.INTEGER: self._of_number,
            Format.LENGTH: self._of_number,
            Format.AREA: self._of_number,
            Format.CHOICE: self._of_choice,
            Format.CHOICES: self._of_choices,
        }
        tell = by_format.get(one.format)
        if tell is not None:
            yield from tell(one, value)
        if one.key == "code":
            yield from self._of_code(str(value))
        if reference is not None:
            yield from self._of_reference(reference, str(value))

    def _of_empty(self, one: Field, reference: Reference | None) -> Iterator[Concern]:
        if reference is not None and reference.needed:
            yield Concern(ERROR, _named(_NEEDED, reference.kind))
        elif (self._kind, one.key) == (Kind.JURISDICTION, "level"):
            yield Concern(ERROR, _NO_LEVEL)
        elif one.key in self._norms.wanted.get(self._kind.value, ()):
            yield Concern(HINT, _EMPTY)

    def _of_phone(self, one: Field, value: str) -> Iterator[Concern]:
        concern = phone_concern(self._norms, value, mobile=one.key == "mobile")
        if concern is not None:
            yield concern

    def _of_day(self, one: Field, value: date) -> Iterator[Concern]:
        if value < self._norms.first:
            yield _warn(_EARLY, day=self._norms.first)
        ahead = f"{self._kind.value}.{one.key}" in self._norms.ahead
        if value > self._today and not ahead:
            yield _warn(_AHEAD, day=self._today)

    def _of_number(self, one: Field, value: float) -> Iterator[Concern]:
        limits = self._norms.ranges.get(f"{self._kind.value}.{one.key}")
        if limits is not None and not limits[0] <= value <= limits[1]:
            yield _warn(_RANGE, least=f"{limits[0]:,.10g}", most=f"{limits[1]:,.10g}")

    def _of_choice(self, one: Field, value: object) -> Iterator[Concern]:
        known = self._words(one.key)
        if (self._kind, one.key) == (Kind.JURISDICTION, "level"):
            if str(value) not in set(Level):
                yield Concern(ERROR, _NO_LEVEL)
        elif known and str(value) not in known:
            yield _warn(_UNKNOWN, value=value)

    def _of_choices(self, one: Field, values: Sequence[str]) -> Iterator[Concern]:
        for value in values:
            yield from self._of_choice(one, value)

    def _of_code(self, code: str) -> Iterator[Concern]:
        form = self._norms.codes.get(self._kind.value, CodeForm())
        if form.digits and not code.isdigit():
            yield _warn(_DIGITS)
        elif form.lengths and len(code) not in form.lengths:
            lengths = "/".join(map(str, form.lengths))
            yield _warn(_LENGTH, lengths=lengths, n=len(code))
        elif form.of_district and self._foreign(code):
            yield _warn(_STRANGER, code=self._district.code)
        if again := self._codes[code]:
            name = KIND_NAMES[self._kind]
            yield Concern(
                WARNING,
                Text(
                    _TWICE.zh.format(n=again, kind=name.zh),
                    _TWICE.en.format(n=again, kind=name.en),
                ),
            )

    def _foreign(self, code: str) -> bool:
        own = self._district.code
        return len(own) == _DISTRICT_DIGITS and not code.startswith(own)

    def _of_reference(self, reference: Reference, value: str) -> Iterator[Concern]:
        if found(self._district, reference, value) is not None:
            return
        if reference.by == "uid":
            severity = ERROR if reference.needed else WARNING
            yield Concern(severity, _named(_GONE, reference.kind))
        else:
            text = _named(_NOBODY, reference.kind, value=value)
            yield Concern(WARNING, text)

    # --- fields beside each other -----------------------------------------------

    def _together(self, values: Values) -> Iterator[tuple[str, Concern]]:
        yield from self._orders(values)
        tell = {
            Kind.CELL: self._cell,
            Kind.JURISDICTION: self._jurisdiction,
            Kind.SEGMENT: self._segment,
            Kind.TERM: self._term,
        }.get(self._kind)
        if tell is not None:
            yield from tell(values)

    def _orders(self, values: Values) -> Iterator[tuple[str, Concern]]:
        prefix = f"{self._kind.value}."
        for first, second in self._norms.order:
            if not first.startswith(prefix):
                continue
            before, after = first.removeprefix(prefix), second.removeprefix(prefix)
            one, other = values.get(before), values.get(after)
            if isinstance(one, date) and isinstance(other, date) and other < one:
                name = field_of(self._kind, before).name
                yield (
                    after,
                    Concern(
                        WARNING,
                        Text(
                            _BEFORE.zh.format(name=name.zh, day=one),
                            _BEFORE.en.format(name=name.en, day=one),
                        ),
                    ),
                )

    def _cell(self, values: Values) -> Iterator[tuple[str, Concern]]:
        inside = village_of_cell_code(str(values.get("code") or ""))
        village = str(values.get("village_code") or "")
        if inside and village and village != inside:
            yield "village_code", _warn(_OTHER_VILLAGE, code=inside)

    def _jurisdiction(self, values: Values) -> Iterator[tuple[str, Concern]]:
        code = str(values.get("code") or "")
        parent = str(values.get("parent_code") or "")
        wanted = parent_of_code(code)
        if wanted and parent and parent != wanted:
            yield "parent_code", _warn(_OTHER_PARENT, code=wanted)
        level = level_of_code(code)
        if level is not None and values.get("level") not in (None, "", level):
            yield "code", _warn(_OTHER_LEVEL)

    def _segment(self, values: Values) -> Iterator[tuple[str, Concern]]:
        river, number = str(values.get("river_code") or ""), values.get("sequence")
        if not river or number is None:
            return
        others = self._district.segments_of_river.get(river, ())
        if any(s.sequence == number and s.uid != self._uid for s in others):
            yield "sequence", _warn(_SAME_PLACE, n=number)

    def _term(self, values: Values) -> Iterator[tuple[str, Concern]]:
        since, until = values.get("since"), values.get("until")
        for term in self._district.terms_of_post.get(str(values.get("post_uid")), ()):
            if term.uid == self._uid or term.person_uid != values.get("person_uid"):
                continue
            apart = _ends_before(term.until, since) or _ends_before(until, term.since)
            if not apart:
                yield "since", _warn(_OVERLAP)
                return


def _ends_before(until: object, since: object) -> bool:
    """Tell whether a term is over when another begins; None is without an end."""
    return isinstance(until, date) and isinstance(since, date) and until <= since


def _named(text: Text, kind: Kind, **values: object) -> Text:
    name = KIND_NAMES[kind]
    return Text(
        text.zh.format(kind=name.zh, **values), text.en.format(kind=name.en, **values)
    )
