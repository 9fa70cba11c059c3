"""The report of all checks as a paper: counts by rule, then the rows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.documents import Document, Heading, Paragraph, Table
from gridwatch.district.wording import Language, Text

if TYPE_CHECKING:
    from gridwatch.district.checks import CheckReport, CheckResult
    from gridwatch.district.district import District

__all__ = ["SEVERITIES", "check_paper"]

SEVERITIES = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}
_MOST = 60


def check_paper(
    report: CheckReport, district: District, language: Language = Language.ZH
) -> Document:
    """Return the report as a document.

    Parameters
    ----------
    report : CheckReport
        What was found.
    district : District
        Names the district.
    language : Language
        Of the cells of its tables.
    """
    found = [result for result in report.results if result.faults]
    day = report.as_of.isoformat()
    blocks: list[Heading | Paragraph | Table] = [
        Paragraph(
            Text(
                f"截至 {day}，共检查 {len(report.results)} 项，"
                f"发现 {len(found)} 项共 {report.faults} 个问题。",
                f"As of {day}: {len(report.results)} checks, {report.faults} faults "
                f"of {len(found)} kinds.",
            )
        )
    ]
    if found:
        blocks.append(_summary(found, language))
    for result in found:
        blocks.append(Heading(result.name))
        blocks.append(_rows(result, language))
        rest = len(result.faults) - _MOST
        if rest > 0:
            more = Text(
                f"另有 {rest} 行，见导出的表格。",
                f"{rest} more rows: see the exported table.",
            )
            blocks.append(Paragraph(more))
    title = Text(f"{district.name}台账检查报告", f"{district.name}: report of checks")
    return Document(title, tuple(blocks), Text(f"截至 {day}", f"as of {day}"))


def _summary(found: list[CheckResult], language: Language) -> Table:
    ranked = sorted(found, key=lambda result: -len(result.faults))
    return Table(
        (Text("检查项", "check"), Text("程度", "severity"), Text("问题数", "faults")),
        tuple(
            (
                result.name.of(language),
                SEVERITIES[result.severity].of(language),
                str(len(result.faults)),
            )
            for result in ranked
        ),
        (0.6, 0.2, 0.2),
        frozenset({2}),
    )


def _rows(result: CheckResult, language: Language) -> Table:
    return Table(
        (Text("编码", "code"), Text("名称", "name"), Text("问题", "what is wrong")),
        tuple(
            (fault.code, fault.name, fault.text.of(language))
            for fault in result.faults[:_MOST]
        ),
        (0.24, 0.26, 0.5),
    )
