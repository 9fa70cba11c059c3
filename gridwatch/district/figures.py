"""A figure that can be explained: what it counts, out of what, and what it leaves out.

Every rate or count that an officer reads can be opened: its numerator, its denominator,
the rows that were excluded and why, the rule, and the day it speaks of.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.rows import Row
    from gridwatch.district.wording import Kind

__all__ = [
    "Contradiction",
    "Counted",
    "Declared",
    "Figure",
    "against_register",
    "contradictions",
    "counted",
]

_NOTHING = Text("", "")
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Counted:
    """One row that a figure counts or leaves out.

    Parameters
    ----------
    kind, uid : Kind, str
        The row.
    code, name : str
        What the officer knows it by.
    reason : Text
        Of an excluded row: why, in a few words (拟关停); of another one: what there is
        to say of it, or empty.
    """

    kind: Kind
    uid: str
    code: str = ""
    name: str = ""
    reason: Text = _NOTHING


def counted(
    kind: Kind, row: Row, *, name: str = "", reason: Text = _NOTHING
) -> Counted:
    """Return a row of the register as a figure counts it.

    Parameters
    ----------
    kind : Kind
        Kind of the row.
    row : frozen value
        The row.
    name : str
        What it is called, where its own name does not say it.
    reason : Text
        See `Counted`.

    Examples
    --------
    >>> from gridwatch.district.rivers import River
    >>> from gridwatch.district.wording import Kind
    >>> counted(Kind.RIVER, River("r", "R1", "潮河")).name
    '潮河'
    """
    own = str(getattr(row, "name", "") or "")
    return Counted(
        kind, row.uid, str(getattr(row, "code", "") or ""), name or own, reason
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate, or a plain count, with everything it is made of.

    Parameters
    ----------
    name : Text
        What it measures, e.g. 排污口审批率.
    numerator : tuple of Counted
        What is counted.
    denominator : tuple of Counted or None
        Out of what; None: a plain count.
    excluded : tuple of Counted
        What is left out of the denominator, each with its reason.
    rule : Text
        How it is reckoned, as a sentence, with the source where there is one.
    as_of : date
        The day it speaks of.

    Raises
    ------
    ValueError
        Where a row is counted that is not in the denominator, or is excluded and in the
        denominator: such a figure could not be explained.
    """

    name: Text
    numerator: tuple[Counted, ...]
    denominator: tuple[Counted, ...] | None
    excluded: tuple[Counted, ...]
    rule: Text
    as_of: date

    def __post_init__(self) -> None:
        """Refuse a figure that contradicts itself."""
        whole = _keys(self.numerator if self.denominator is None else self.denominator)
        if not _keys(self.numerator) <= whole:
            raise ValueError("a figure counts a row that is not in its denominator")
        if _keys(self.excluded) & whole:
            raise ValueError("a figure excludes a row that is in its denominator")

    @property
    def value(self) -> float | None:
        """Share of the denominator, 0 to 1; None of a count or of nothing at all."""
        if not self.denominator:
            return None
        return len(self.numerator) / len(self.denominator)

    @property
    def rest(self) -> tuple[Counted, ...]:
        """Rows of the denominator that are not counted: what is still to be done."""
        reached = _keys(self.numerator)
        return tuple(
            row for row in self.denominator or () if (row.kind, row.uid) not in reached
        )

    @property
    def short(self) -> str:
        """The figure without what it leaves out, e.g. ``7/10 = 70.0 %``."""
        if self.denominator is None:
            return str(len(self.numerator))
        share = f"{len(self.numerator)}/{len(self.denominator)}"
        if self.value is None:
            return share
        return f"{share} = {100 * self.value:.1f} %"

    @property
    def text(self) -> Text:
        """The figure as it may stand in a report, with what it leaves out.

        Examples
        --------
        >>> from datetime import date
        >>> from gridwatch.district.wording import Kind
        >>> rows = tuple(Counted(Kind.OUTFALL, str(n)) for n in range(10))
        >>> aside = (Counted(Kind.OUTFALL, "x", reason=Text("拟关停", "to close")),)
        >>> rule = Text("已批排污口占比", "approved ones among all")
        >>> Figure(rule, rows[:7], rows, aside, rule, date(2026, 1, 1)).text.zh
        '7/10 = 70.0 %（分母不含 1 个拟关停）'
        """
        aside = self.aside
        if not self.excluded:
            return Text(self.short, self.short)
        return Text(f"{self.short}（{aside.zh}）", f"{self.short} ({aside.en})")

    @property
    def aside(self) -> Text:
        """What is left out, in words; empty where nothing is."""
        parts = self.exclusions
        if not parts:
            return _NOTHING
        head = _NOT_COUNTED if self.denominator is None else _NOT_IN_WHOLE
        zh = "、".join(f"{n} 个{reason.zh}" for reason, n in parts)
        en = ", ".join(f"{n} {reason.en}" for reason, n in parts)
        return Text(f"{head.zh} {zh}", f"{head.en} {en}")

    @property
    def exclusions(self) -> tuple[tuple[Text, int], ...]:
        """Reasons of exclusion with the number of rows, most first."""
        return tuple(Counter(row.reason for row in self.excluded).most_common())


_NOT_COUNTED = Text("不含", "not counted:")
_NOT_IN_WHOLE = Text("分母不含", "not in the denominator:")


def _keys(rows: Iterable[Counted]) -> set[tuple[Kind, str]]:
    return {(row.kind, row.uid) for row in rows}


# --- figures that contradict each other ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Declared:
    """A number that some paper states.

    Parameters
    ----------
    subject : str
        What is counted; two numbers are compared where their subjects are the same.
    value : float
        The number.
    source : Text
        The paper that states it.
    on : date or None
        The day it speaks of, where the paper says so.
    unit : str
        Unit or measure word, e.g. 条.
    """

    subject: str
    value: float
    source: Text
    on: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two numbers for one thing that differ.

    Parameters
    ----------
    first, second : Declared
        The numbers, in the order they were given.
    text : Text
        The contradiction as a sentence.
    """

    first: Declared
    second: Declared
    text: Text

    @property
    def difference(self) -> float:
        """Second less first."""
        return self.second.value - self.first.value


def contradictions(
    declared: Sequence[Declared], tolerance: float = 0.0
) -> tuple[Contradiction, ...]:
    """Return the pairs of numbers that speak of one thing and differ.

    Numbers of two stated days may differ honestly and are not compared; one without a
    day is compared with all.

    Parameters
    ----------
    declared : sequence of Declared
        The numbers.
    tolerance : float
        Largest difference that is put down to rounding.

    Examples
    --------
    >>> papers = Text("分级名录", "directory"), Text("工作汇报", "report")
    >>> numbers = zip((54, 60), papers, strict=True)
    >>> found = contradictions([Declared("河流", n, s, unit="条") for n, s in numbers])
    >>> found[0].text.zh
    '“河流”：分级名录为 54 条，工作汇报为 60 条，相差 6 条。'
    """
    return tuple(
        Contradiction(one, other, _sentence(one, other))
        for one, other in combinations(declared, 2)
        if one.subject == other.subject
        and (one.on is None or other.on is None or one.on == other.on)
        and abs(one.value - other.value) > tolerance + _SAME
    )


def against_register(
    declared: Iterable[Declared], figure: Figure, subject: str
) -> tuple[Contradiction, ...]:
    """Return the stated numbers of `subject` that the register does not bear out.

    Parameters
    ----------
    declared : iterable of Declared
        The numbers.
    figure : Figure
        What the register counts; its numerator is compared.
    subject : str
        What is counted.
    """
    stated = [one for one in declared if one.subject == subject]
    unit = next((one.unit for one in stated if one.unit), "")
    own = Declared(subject, len(figure.numerator), _REGISTER, figure.as_of, unit)
    return tuple(found for one in stated for found in contradictions((one, own)))


def _sentence(one: Declared, other: Declared) -> Text:
    gap = abs(one.value - other.value)
    unit = one.unit or other.unit
    zh = (
        f"“{one.subject}”：{one.source.zh}为 {_with_unit(one.value, unit)}，"
        f"{other.source.zh}为 {_with_unit(other.value, unit)}，"
        f"相差 {_with_unit(gap, unit)}。"
    )
    en = (
        f"“{one.subject}”: {one.source.en} says {one.value:g}, {other.source.en} says "
        f"{other.value:g}; they differ by {gap:g}."
    )
    return Text(zh, en)


def _with_unit(value: float, unit: str) -> str:
    return f"{value:g} {unit}".strip()


_REGISTER = Text("本工作库", "this register")
