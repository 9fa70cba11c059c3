"""What columns are, told by their values: where the name says nothing, or the wrong.

Eleven digits that begin with 1 are a mobile phone whatever the column is called, and a
column called 代码 that holds telephones is not the code. A guess always says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gridwatch.district.wording import FIELDS, KIND_NAMES, Format, Kind, Text
from gridwatch.intake.columns import aliases, claims, normal
from gridwatch.intake.values import Refused, as_day, as_text, words_of

__all__ = ["Assignment", "Guess", "assigned", "guessed_by_values", "looks"]

Sample = Mapping[str, Sequence[object]] | Sequence[Sequence[object]]
"""Values by column, or rows in the order of the columns."""

_ENOUGH = 2
_MOST = 0.9
_PROVINCES = frozenset(
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
     *range(61, 66), 71, 81, 82}
)  # fmt: skip
"""First two digits of a division code (GB/T 2260)."""

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,5})?")
_DIGITS = re.compile(r"\d+")
_LONG_DAY = re.compile(
    r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?.*|(?:19|20)\d{6}"
)
_DECIMAL = re.compile(r"-?\d{2,8}\.\d{2,}")
_LONGITUDE, _LATITUDE = (73.0, 136.0), (3.0, 54.0)

MOBILE, LANDLINE = "mobile", "landline"
DIVISION, CELL, DAY = "division", "cell", "day"
EAST, NORTH, NUMBER = "east", "north", "number"

_WORDS: dict[str, Text] = {
    MOBILE: Text("11 位、以 1 开头：手机号", "11 digits from 1: mobile phones"),
    LANDLINE: Text("固定电话", "telephone numbers"),
    DIVISION: Text("6、9 或 12 位：行政区划代码", "6, 9 or 12 digits: division codes"),
    CELL: Text("15 位：网格编码", "15 digits: codes of cells"),
    DAY: Text("日期", "dates"),
    EAST: Text("经度", "longitudes"),
    NORTH: Text("纬度", "latitudes"),
    NUMBER: Text("数字", "numbers"),
}
_FIELDS: dict[tuple[str, Kind], tuple[str, ...]] = {
    (MOBILE, Kind.PERSON): ("mobile", "office_phone"),
    (MOBILE, Kind.SIGNBOARD): ("face.phone",),
    (MOBILE, Kind.FORMER_FACE): ("face.phone",),
    (MOBILE, Kind.BODY): ("phone",),
    (LANDLINE, Kind.PERSON): ("office_phone",),
    (LANDLINE, Kind.SIGNBOARD): ("face.phone", "face.hotline"),
    (LANDLINE, Kind.FORMER_FACE): ("face.phone", "face.hotline"),
    (LANDLINE, Kind.BODY): ("phone",),
    (DIVISION, Kind.JURISDICTION): ("code", "parent_code"),
    (DIVISION, Kind.SEGMENT): ("town_code",),
    (DIVISION, Kind.CELL): ("village_code",),
    (DIVISION, Kind.SOURCE): ("village_code",),
    (CELL, Kind.CELL): ("code",),
    (CELL, Kind.SIGNBOARD): ("cell_code",),
    (CELL, Kind.OUTFALL): ("cell_code",),
}
"""What such values may fill, the likeliest first."""


class Guess(NamedTuple):
    """What a column is taken for by its values.

    Parameters
    ----------
    column : str
        Its name.
    field : str or None
        The field it fills; None where it is known what the values are but not whose.
    looks : str
        ``mobile``, ``landline``, ``division``, ``cell``, ``day``, ``east``, ``north``,
        ``name`` or ``choice``.
    reason : Text
        Why.
    """

    column: str
    field: str | None
    looks: str
    reason: Text


@dataclass(frozen=True)
class Assignment:
    """Which column fills which field, why, and what is doubtful about it.

    Parameters
    ----------
    columns : tuple of (str, str or None)
        As `PlannedFile.columns`.
    reasons : dict of str to Text
        By column, for those that fill a field or are known by their values.
    doubts : dict of str to Text
        By column: its values contradict what its name says.
    """

    columns: tuple[tuple[str, str | None], ...]
    reasons: Mapping[str, Text] = field(default_factory=dict)
    doubts: Mapping[str, Text] = field(default_factory=dict)


def _by_column(names: Sequence[str], sample: Sample) -> dict[str, list[str]]:
    if isinstance(sample, Mapping):
        columns: Mapping[str, Sequence[object]] = sample
    else:
        columns = {
            name: [row[at] for row in sample if at < len(row)]
            for at, name in enumerate(names)
        }
    return {
        name: [text for text in map(as_text, columns.get(name, ())) if text]
        for name in names
    }


def looks(values: Sequence[str]) -> str:
    """Return what values look like: one of the words of `Guess.looks`, or nothing.

    Examples
    --------
    >>> looks(["13800000001", "13900000002"]), looks(["白河", "潮河"])
    ('mobile', '')
    """
    if len(values) < _ENOUGH:
        return ""
    for what, fits in _TESTS:
        if sum(map(fits, values)) >= _MOST * len(values):
            return what
    return ""


def _is_division(value: str) -> bool:
    size = len(value) in (6, 9, 12) and _DIGITS.fullmatch(value) is not None
    return size and int(value[:2]) in _PROVINCES


def _is_cell(value: str) -> bool:
    size = len(value) == 15 and _DIGITS.fullmatch(value) is not None
    return size and int(value[:2]) in _PROVINCES


def _is_day(value: str) -> bool:
    if _LONG_DAY.fullmatch(value) is None:
        return False
    try:
        return as_day(value) is not None
    except Refused:
        return False


def _between(value: str, limits: tuple[float, float]) -> bool:
    return _DECIMAL.fullmatch(value) is not None and (
        limits[0] <= float(value) <= limits[1]
    )


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return False
    return True


_TESTS = (
    (MOBILE, lambda value: _MOBILE.fullmatch(value) is not None),
    (LANDLINE, lambda value: _LANDLINE.fullmatch(value) is not None),
    (CELL, _is_cell),
    (DAY, _is_day),
    (DIVISION, _is_division),
    (EAST, lambda value: _between(value, _LONGITUDE)),
    (NORTH, lambda value: _between(value, _LATITUDE)),
    (NUMBER, _is_number),
)


def guessed_by_values(
    names: Sequence[str], sample_rows: Sample, kind: Kind
) -> tuple[Guess, ...]:
    """Say what columns are whose names say nothing, by their values.

    Parameters
    ----------
    names : sequence of str
        Columns.
    sample_rows : mapping of str to sequence, or sequence of rows
        Some values; `Facts.sample` will do.
    kind : Kind
        What the rows are.

    Returns
    -------
    tuple of Guess
        For columns without a field of their own. No field that a name claims is
        given away, and none twice.
    """
    named = claims(names, kind)
    taken = {claim.field for claim in named.values()}
    columns = _by_column(names, sample_rows)
    found = []
    for name in names:
        if name in named:
            continue
        guess = _guess(name, columns[name], kind, taken)
        if guess is not None:
            found.append(guess)
            taken |= {guess.field} if guess.field else set()
    return tuple(found)


def _guess(
    name: str, values: Sequence[str], kind: Kind, taken: set[str]
) -> Guess | None:
    what = looks(values)
    if what == NUMBER:
        return None  # numbers may be anything
    if what == DAY:
        days = [f.key for f in FIELDS[kind] if f.format is Format.DAY]
        return _told(name, what, days if len(days) == 1 else [], taken)
    if what:
        return _told(name, what, _FIELDS.get((what, kind), ()), taken)
    return _by_words(name, values, kind, taken)


def _told(name: str, what: str, fields: Sequence[str], taken: set[str]) -> Guess:
    chosen = next((key for key in fields if key not in taken), None)
    reason = _LOOKS.filled(zh=_WORDS[what].zh, en=_WORDS[what].en)
    return Guess(name, chosen, what, reason)


_LOOKS = Text("值看起来是{zh}", "the values look like {en}")
_ENDS = Text("值的结尾像{kind}名称", "the values end as names of this kind do")
_CHOICES = Text("值都是“{field}”的可选值", "the values are choices of “{field}”")


def _by_words(
    name: str, values: Sequence[str], kind: Kind, taken: set[str]
) -> Guess | None:
    if len(values) < _ENOUGH:
        return None
    shown = [normal(value) for value in values]
    for one in FIELDS[kind]:
        words = words_of(kind, one.key)
        if one.key in taken or not words:
            continue
        if sum(value in words for value in shown) >= _MOST * len(shown):
            reason = _CHOICES.filled(field=one.name.zh)
            return Guess(name, one.key, "choice", reason)
    ends = tuple(w[1:] for w in aliases()[kind].values if w.startswith("*"))
    has_name = any(one.key == "name" for one in FIELDS[kind])
    if not ends or not has_name or "name" in taken:
        return None
    if sum(value.endswith(ends) for value in shown) < _MOST * len(shown):
        return None
    return Guess(name, "name", "name", _ENDS.filled(kind=KIND_NAMES[kind].zh))


def assigned(names: Sequence[str], sample: Sample, kind: Kind | None) -> Assignment:
    """Pair columns with fields by name and by value.

    Parameters
    ----------
    names : sequence of str
        Columns.
    sample : mapping of str to sequence, or sequence of rows
        Some values.
    kind : Kind or None
        What the rows are; None fills nothing.
    """
    if kind is None or kind not in aliases():
        return Assignment(tuple((name, None) for name in names))
    named = claims(names, kind)
    fields: dict[str, str | None] = {n: claim.field for n, claim in named.items()}
    reasons = {name: claim.reason for name, claim in named.items()}
    for guess in guessed_by_values(names, sample, kind):
        fields[guess.column] = guess.field
        reasons[guess.column] = guess.reason
    columns = _by_column(names, sample)
    doubts = {}
    for name, claim in named.items():
        if claim.rank >= 0:  # what the officer taught is not doubted
            doubt = _doubt(name, claim.field, columns[name], kind)
            if doubt is not None:
                doubts[name] = doubt
    return Assignment(tuple((n, fields.get(n)) for n in names), reasons, doubts)


def _doubt(name: str, key: str, values: Sequence[str], kind: Kind) -> Text | None:
    """Say how the values of a column contradict its field, or None."""
    what = looks(values)
    if not what:
        return None
    form = next((f.format for f in FIELDS[kind] if f.key == key), None)
    if form is None:
        form = Format.PHONE if key in ("face.phone", "face.hotline") else None
    if form is None or what in _EXPECTED.get(form, frozenset(_WORDS)):
        return None
    if form is Format.TEXT and what in (NUMBER, DIVISION) and key != "name":
        return None
    text = Text(
        "列“{name}”按列名是“{field}”，但值看起来是{zh}：请核对",
        "column “{name}” is “{field}” by its name, but its values look like {en}: "
        "please check",
    )
    return text.filled(name=name, field=key, zh=_WORDS[what].zh, en=_WORDS[what].en)


_EXPECTED: dict[Format, frozenset[str]] = {
    Format.CODE: frozenset({DIVISION, CELL, NUMBER, DAY}),
    Format.PHONE: frozenset({MOBILE, LANDLINE, NUMBER}),
    Format.DAY: frozenset({DAY, NUMBER}),
    Format.INTEGER: frozenset({NUMBER, DIVISION, DAY}),
    Format.LENGTH: frozenset({NUMBER, EAST, NORTH, DIVISION}),
    Format.AREA: frozenset({NUMBER, EAST, NORTH, DIVISION}),
    Format.TEXT: frozenset(),
}
"""What the values of a field may look like."""
