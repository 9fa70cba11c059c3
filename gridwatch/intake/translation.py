"""The mapped columns of a layer, translated whole: one column after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import FIELDS, Format, Kind, Text
from gridwatch.intake.columns import normal
from gridwatch.intake.days import read_day
from gridwatch.intake.values import Refused, as_text, translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridwatch.intake.delivery import PlannedFile
    from gridwatch.intake.findings import Notebook
    from gridwatch.intake.layers import RawLayer

__all__ = ["OWNERSHIP_FIELDS", "UNKNOWN_WORD", "Translation", "placed"]

OWNERSHIP_FIELDS = {f.key for f in FIELDS[Kind.OWNERSHIP]} - {"segment_code", "bank"}
"""Fields of an ownership row that may stand in a segment's row."""

UNKNOWN_WORD = Text(
    "“{value}”不在可选值之内，按原文保留", "“{value}” is no known choice: kept as it is"
)
_FACE = "face."
_KILOMETRES = ("公里", "千米", "km")


@dataclass
class Translation:
    """Values of our fields, row by row.

    Parameters
    ----------
    names : list of str
        Fields, in the order of `columns`.
    columns : list of list
        Translated values, one list a field.
    refused : dict of int to Refused
        Positions of rows that must be kept aside because of a value.
    absent : dict of int to set of str
        Fields of a row whose value could not be taken (a finding says so).
    rows : int
        Number of rows.
    """

    rows: int
    names: list[str] = field(default_factory=list)
    columns: list[list[Any]] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)
    absent: dict[int, set[str]] = field(default_factory=dict)

    @staticmethod
    def of(planned: PlannedFile, raw: RawLayer, notebook: Notebook) -> Translation:
        """Translate every mapped column of a layer; findings go to `notebook`."""
        made = Translation(len(raw.numbers))
        for name, key in planned.columns:
            if key is not None and name in raw.columns:
                made.names.append(key)
                made.columns.append(_column(planned, raw, name, key, made, notebook))
        return made

    def fields(self) -> Iterator[dict[str, Any]]:
        """Yield the fields of every row."""
        if not self.columns:
            yield from ({} for _ in range(self.rows))
            return
        for at, row in enumerate(zip(*self.columns, strict=True)):
            found = dict(zip(self.names, row, strict=True))
            for key in self.absent.get(at, ()):
                del found[key]
            yield found


def _column(
    planned: PlannedFile,
    raw: RawLayer,
    name: str,
    key: str,
    made: Translation,
    notebook: Notebook,
) -> list[Any]:
    values = raw.columns[name]
    if key.startswith(_FACE):
        return [as_text(value) for value in values]
    kind = planned.kind
    if kind is None:
        raise ValueError("a file without a kind has no fields")
    if kind is Kind.SEGMENT and key in OWNERSHIP_FIELDS:
        kind = Kind.OWNERSHIP
    found = _values(kind, key, values)
    column: list[Any] = []
    for at, (value, known) in enumerate(found):
        if isinstance(value, Refused):
            _refuse(value, at, (name, key), raw, made, notebook)
        elif not known:
            text = UNKNOWN_WORD.filled(value=values[at])
            notebook.note("warning", text, row=raw.numbers[at], field=name)
        column.append(value)
    _tell_partial(column, raw, name, notebook)
    if key == "length" and any(word in normal(name) for word in _KILOMETRES):
        return [1000.0 * v if isinstance(v, float) else v for v in column]
    return column


def _tell_partial(
    column: list[Any], raw: RawLayer, name: str, notebook: Notebook
) -> None:
    """Say what was supposed of dates without a day, or with a short year."""
    written = raw.columns[name]
    for at, value in enumerate(column):
        if isinstance(value, date) and isinstance(written[at], str | float):
            said = read_day(written[at]).said
            if said is not None:
                notebook.note("warning", said, row=raw.numbers[at], field=name)


def _values(kind: Kind, key: str, values: list[object]) -> Iterator[tuple[Any, bool]]:
    """Translate a column, each text once; a refusal stands in place of its value."""
    form = next(f.format for f in FIELDS[kind] if f.key == key)
    seen: dict[str, tuple[Any, bool]] = {}
    for value in values:
        if type(value) is not str:
            yield _translated(kind, key, value)
        elif form is Format.TEXT:
            yield value.strip(), True
        elif form is Format.CODE and value.isdigit():
            yield value, True
        else:
            if value not in seen:
                seen[value] = _translated(kind, key, value)
            yield seen[value]


def _translated(kind: Kind, key: str, value: object) -> tuple[Any, bool]:
    try:
        return translated(kind, key, value)
    except Refused as refusal:
        return refusal, True


def _refuse(
    refusal: Refused,
    at: int,
    column: tuple[str, str],
    raw: RawLayer,
    made: Translation,
    notebook: Notebook,
) -> None:
    name, key = column
    if refusal.whole_row:
        made.refused.setdefault(at, placed(refusal, name, raw, at))
        return
    made.absent.setdefault(at, set()).add(key)
    notebook.note("warning", refusal.text, row=raw.numbers[at], field=name)


def placed(refusal: Refused, column: str, raw: RawLayer, at: int) -> Refused:
    """Name the cell or the column in the refusal of a whole row."""
    letters = raw.cells.get(column)
    place = f"{letters}{raw.numbers[at]}" if letters else column
    text = Text(f"{place}：{refusal.text.zh}", f"{place}: {refusal.text.en}")
    return Refused(text, whole_row=True)
