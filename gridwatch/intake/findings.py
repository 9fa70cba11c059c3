"""What is wrong in a delivery, file by file and row by row, in the officer's words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Finding", "Notebook", "Severity", "counts", "gathered", "summary"]

Severity = Literal["error", "warning", "info"]
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the officer should know about a delivery.

    Parameters
    ----------
    severity : {'error', 'warning', 'info'}
        An error kept something aside, a warning asks for a look, an info explains.
    source : str
        File (and layer or sheet), relative to the delivery's folder; may be empty.
    row : int or None
        1-based record of a layer, or row of a sheet as the spreadsheet counts.
    field : str or None
        Column as the file names it, or None.
    text : Text
        What it is and what was done about it.
    count : int
        For how many rows it holds.
    """

    severity: Severity
    source: str
    row: int | None
    field: str | None
    text: Text
    count: int = 1


class Notebook:
    """Collects the findings of one source; like ones become one with a count.

    Parameters
    ----------
    source : str
        What stands as `Finding.source` in each of them.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: dict[tuple[Severity, str | None, Text], Finding] = {}

    def note(
        self,
        severity: Severity,
        text: Text,
        *,
        row: int | None = None,
        field: str | None = None,
        count: int = 1,
    ) -> None:
        """Write one down; a second of the same wording and field raises its count.

        The row that stays is the first one, so that the officer has a place to look.
        """
        key = (severity, field, text)
        known = self._found.get(key)
        if known is None:
            self._found[key] = Finding(severity, self.source, row, field, text, count)
        else:
            self._found[key] = replace(known, count=known.count + count)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was written down, in the order of first sight."""
        return tuple(self._found.values())


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the gravest first, otherwise in their order."""
    return tuple(sorted(findings, key=lambda finding: _ORDER[finding.severity]))


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Count findings (not rows) by severity; all three are always there.

    Examples
    --------
    >>> counts([])
    {'error': 0, 'warning': 0, 'info': 0}
    """
    found = Counter(finding.severity for finding in findings)
    return {severity: found[severity] for severity in _ORDER}


def summary(findings: Iterable[Finding]) -> Text:
    """Say in one line how many findings of each severity there are.

    Examples
    --------
    >>> summary([]).en
    '0 errors, 0 warnings, 0 notes'
    """
    return Text(
        "{error} 项错误，{warning} 项警告，{info} 项说明",
        "{error} errors, {warning} warnings, {info} notes",
    ).filled(**counts(findings))
