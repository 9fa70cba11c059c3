"""A list of findings, gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from gridwatch.district.wording import Language, Text
from gridwatch.gui.look import tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.intake.findings import Finding

__all__ = ["FindingsList"]

_WORDS = {
    "error": (Text("错误", "error"), "danger"),
    "warning": (Text("警告", "warning"), "warn"),
    "info": (Text("说明", "note"), "muted"),
}
_SHOWN = 500


class FindingsList(QTreeWidget):
    """Findings as severity, place, words.

    Parameters
    ----------
    language : Language
        Language of the words.
    """

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.setColumnCount(3)
        self.setHeaderLabels([self.tr("程度"), self.tr("位置"), self.tr("说明")])
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setAccessibleName(self.tr("发现的问题"))
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setColumnWidth(1, 250)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show these."""
        self.clear()
        for finding in list(findings)[:_SHOWN]:
            self.addTopLevelItem(self._item(finding))
        if not self.topLevelItemCount():
            self.addTopLevelItem(QTreeWidgetItem(["", "", self.tr("没有发现问题")]))

    def _item(self, finding: Finding) -> QTreeWidgetItem:
        word, colour = _WORDS[finding.severity]
        place = finding.source
        if finding.row is not None:
            place += self.tr(" 第 {n} 行").format(n=finding.row)
        text = finding.text.of(self._language)
        if finding.count > 1:
            text += self.tr("（{n} 处）").format(n=f"{finding.count:,}")
        item = QTreeWidgetItem([word.of(self._language), place, text])
        shade = tone(colour)
        if shade is not None:
            item.setForeground(0, shade)
        item.setToolTip(2, text)
        item.setToolTip(1, place)
        return item
