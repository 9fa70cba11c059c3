"""The tables an office sends out: checks, rows kept aside, the public roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gridwatch.district.publishing import LINE_HEADS, masked, public_roster
from gridwatch.district.wording import (
    KIND_NAMES,
    Format,
    Language,
    Text,
)
from gridwatch.reports.writing import (
    CELL_LIMIT,
    Column,
    Sheet,
    write_book,
    write_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from gridwatch.district.checks import CheckReport, CheckResult
    from gridwatch.district.district import District
    from gridwatch.district.figures import Counted, Figure

__all__ = [
    "AsideRow",
    "Column",
    "check_book",
    "check_report",
    "figure_report",
    "kept_aside",
    "masked",
    "roster",
    "write_table",
]


class AsideRow(Protocol):
    """A row that could not be taken, as intake and store hand it over."""

    @property
    def source(self) -> str:
        """File it came from."""

    @property
    def row(self) -> int:
        """Record or line in it, from 1."""

    @property
    def reason(self) -> Text | str:
        """Why it could not be taken."""

    @property
    def values(self) -> Mapping[str, object]:
        """Original columns."""

    @property
    def wkt(self) -> str:
        """Original geometry, or empty."""


# --- checks ----------------------------------------------------------------------

_SEVERITIES = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}
_CHECK_COLUMNS = (
    (Text("检查项", "check"), Format.TEXT),
    (Text("程度", "severity"), Format.TEXT),
    (Text("类别", "kind"), Format.TEXT),
    (Text("代码", "code"), Format.CODE),
    (Text("名称", "name"), Format.TEXT),
    (Text("问题", "finding"), Format.TEXT),
)


def _columns(texts: Iterable[tuple[Text, Format]], language: Language) -> list[Column]:
    return [Column(text.of(language), form) for text, form in texts]


def check_report(
    path: Path, report: CheckReport, language: Language = Language.ZH
) -> int:
    """Write every fault of a check, one a line; returns the number of faults."""
    rows = [
        (
            result.name.of(language),
            _SEVERITIES.get(result.severity, Text(*[result.severity] * 2)).of(language),
            KIND_NAMES[fault.kind].of(language),
            fault.code,
            fault.name,
            fault.text.of(language),
        )
        for result in report.results
        for fault in result.faults
    ]
    title = Text("检查结果 截至 {day}", "Checks as of {day}").filled(day=report.as_of)
    return write_table(
        path, title.of(language), _columns(_CHECK_COLUMNS, language), rows
    )


def check_book(
    path: Path, report: CheckReport, language: Language = Language.ZH
) -> int:
    """Write the report as a book: counts by rule, then a sheet for each with faults.

    Returns the number of faults.
    """
    found = [result for result in report.results if result.faults]
    names = (Text("检查项", "check"), Text("程度", "severity"))
    heads = [*(n.of(language) for n in names), Text("问题数", "faults").of(language)]
    counts = [
        (result.name.of(language), _severity(result, language), len(result.faults))
        for result in report.results
    ]
    number = Column(heads[2], Format.INTEGER)
    title = Text("检查结果 截至 {day}", "Checks as of {day}").filled(day=report.as_of)
    sheets = [Sheet(title.of(language), [*heads[:2], number], counts)]
    columns = _columns(_CHECK_COLUMNS[2:], language)
    for place, result in enumerate(found, start=1):
        rows = [
            (
                KIND_NAMES[fault.kind].of(language),
                fault.code,
                fault.name,
                fault.text.of(language),
            )
            for fault in result.faults
        ]
        name = f"{place} {result.name.of(language)}"
        sheets.append(Sheet(name, columns, rows))
    write_book(path, title.of(language), sheets)
    return report.faults


def _severity(result: CheckResult, language: Language) -> str:
    text = _SEVERITIES.get(result.severity, Text(*[result.severity] * 2))
    return text.of(language)


# --- a figure, explained ---------------------------------------------------------

_FIGURE_COLUMNS = (
    (Text("计为", "counted as"), Format.TEXT),
    (Text("类别", "kind"), Format.TEXT),
    (Text("代码", "code"), Format.CODE),
    (Text("名称", "name"), Format.TEXT),
    (Text("说明", "remark"), Format.TEXT),
)


def figure_report(path: Path, figure: Figure, language: Language = Language.ZH) -> int:
    """Write what a figure is made of, a row a line; returns the number of rows.

    The figure itself, its rule and its day stand in the notes of the table.
    """
    whole = figure.denominator is not None
    parts: tuple[tuple[Text, Sequence[Counted]], ...] = (
        (Text("分子（已计入）", "numerator") if whole else _COUNTED, figure.numerator),
        (Text("仅在分母", "denominator only"), figure.rest),
        (Text("不计", "excluded"), figure.excluded),
    )
    rows = [
        (
            part.of(language),
            KIND_NAMES[row.kind].of(language),
            row.code,
            row.name,
            row.reason.of(language),
        )
        for part, counted in parts
        for row in counted
    ]
    notes = (
        (Text("数字", "figure"), figure.text),
        (Text("口径", "rule"), figure.rule),
        (Text("截至", "as of"), Text(*[figure.as_of.isoformat()] * 2)),
    )
    return write_table(
        path,
        figure.name.of(language),
        _columns(_FIGURE_COLUMNS, language),
        rows,
        [(head.of(language), words.of(language)) for head, words in notes],
    )


_COUNTED = Text("计入", "counted")


# --- rows kept aside -------------------------------------------------------------

_ASIDE_COLUMNS = (
    (Text("来源文件", "source"), Format.TEXT),
    (Text("行号", "row"), Format.INTEGER),
    (Text("原因", "reason"), Format.TEXT),
)
_PIECE = CELL_LIMIT - 767


def kept_aside(
    path: Path, rows: Sequence[AsideRow], language: Language = Language.ZH
) -> int:
    """Write rejected rows with reason, source, original values and geometry (WKT).

    The original columns follow in the order they were first met, as text. A geometry
    too long for one cell goes on in the next column, so that joining them gives it
    back whole.
    """
    rows = list(rows)
    keys = list(dict.fromkeys(key for row in rows for key in row.values))
    pieces = [_pieces(row.wkt) for row in rows]
    parts = max((len(p) for p in pieces), default=0)
    heads = _columns(_ASIDE_COLUMNS, language)
    heads += [Column(key, Format.CODE) for key in keys]
    name = Text("几何 WKT", "geometry WKT").of(language)
    heads += [Column(name if i == 0 else f"{name} {i + 1}") for i in range(parts)]
    lines = [
        (
            row.source,
            row.row,
            row.reason.of(language) if isinstance(row.reason, Text) else row.reason,
            *(row.values.get(key) for key in keys),
            *piece,
            *[""] * (parts - len(piece)),
        )
        for row, piece in zip(rows, pieces, strict=True)
    ]
    title = Text("未导入的行", "Rows kept aside").of(language)
    return write_table(path, title, heads, lines)


def _pieces(wkt: str) -> list[str]:
    return [wkt[i : i + _PIECE] for i in range(0, len(wkt), _PIECE)]


# --- roster ----------------------------------------------------------------------

_ROSTER_FORMATS = {"office_phone": Format.PHONE, "mobile": Format.PHONE}


def roster(
    path: Path, district: District, as_of: date, language: Language = Language.ZH
) -> int:
    """Write the public list of chiefs (河长名单): office phones only, mobiles masked.

    A person has one line per role, in the order of the codelist; a post that nobody
    holds on the day is listed as 待定.
    """
    keys = tuple(LINE_HEADS)
    lines = [
        (number, *(getattr(line, key) for key in keys))
        for number, line in enumerate(public_roster(district, as_of, language), 1)
    ]
    heads = [(Text("序号", "no."), Format.INTEGER)]
    heads += [(LINE_HEADS[key], _ROSTER_FORMATS.get(key, Format.TEXT)) for key in keys]
    title = Text("河长名单 截至 {day}", "Roster as of {day}").filled(day=as_of)
    return write_table(path, title.of(language), _columns(heads, language), lines)
