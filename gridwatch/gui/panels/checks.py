"""检查: every rule with its number of faults, and the faults of the chosen rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.checks import CheckReport, CheckResult, Fault, run_some
from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save
from gridwatch.gui.dialogs.checkrules import CheckRulesDialog
from gridwatch.gui.docks import EmptyNote, TablePanel, icon_button, text_column
from gridwatch.gui.tables import Line, headline
from gridwatch.reports.tables import check_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from gridwatch.district.district import District
    from gridwatch.gui.errands import Reporter
    from gridwatch.gui.session import Session

__all__ = ["ChecksPanel"]

_RULES = 20
_SOON = 250


class _Faults(TablePanel):
    """The faults of one rule, or of all."""

    icon_name = "check"

    def __init__(self, session: Session, parent: QWidget) -> None:
        columns = [
            text_column("kind", Text("对象", "kind"), session, shown=False),
            text_column("name", Text("名称", "name"), session),
            text_column("code", Text("编码", "code"), session, shown=False),
            text_column("text", Text("问题", "what is wrong"), session),
            text_column("rule", Text("检查项", "check"), session),
        ]
        self.results: tuple[CheckResult, ...] = ()
        self.rule = ""
        super().__init__(session, "faults", columns, "", parent)
        self.setWindowTitle(self.tr("检查结果"))

    def lines(self) -> Iterator[Line]:
        """Return a line for each fault of the chosen rule."""
        for result in self.results:
            if self.rule in ("", result.rule):
                for fault in result.faults:
                    yield self._line(result, fault)

    def _line(self, result: CheckResult, fault: Fault) -> Line:
        language = self.session.language
        texts = (
            KIND_NAMES[fault.kind].of(language),
            fault.name or fault.code,
            fault.code,
            fault.text.of(language),
            result.name.of(language),
        )
        return Line(fault.kind, fault.uid, texts, texts)

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        """Wait for the report: it is made in the background."""


class ChecksPanel(QWidget):
    """The report of all checks, made in the background whenever something changes.

    Parameters
    ----------
    session : Session
        What is open.
    """

    reported = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._wanted: tuple[District, date] | None = None
        self._changed: set[Kind] = set(Kind)
        self.report: CheckReport | None = None
        self.rules = QComboBox(self)
        self.faults = _Faults(session, self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.run)
        session.opened.connect(self._soon.start)
        session.district_changed.connect(self._note_change)
        session.as_of_changed.connect(self._soon.start)
        session.closed.connect(self._clear)

    def _lay_out(self) -> None:
        self._note = EmptyNote("check", self.tr("打开工作库后自动检查。"), self)
        self.rules.setAccessibleName(self.tr("检查项"))
        self.rules.setMaxVisibleItems(_RULES)
        self.rules.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.rules.activated.connect(self._choose)
        self.header = QWidget(self)
        row = QHBoxLayout(self.header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        again = icon_button("check", self.tr("重新检查"), self.header)
        again.clicked.connect(self.run)
        tune = icon_button("settings", self.tr("检查规则…"), self.header)
        tune.clicked.connect(self.tune)
        out = icon_button("export", self.tr("导出检查报告…"), self.header)
        out.clicked.connect(self.export)
        row.addWidget(self.rules, 1)
        row.addWidget(again)
        row.addWidget(tune)
        row.addWidget(out)
        self._found = QWidget(self)
        below = QVBoxLayout(self._found)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        self.faults.header.setContentsMargins(8, 5, 6, 5)
        below.addWidget(self.faults.header)
        below.addWidget(self.faults, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._note)
        self._stack.addWidget(self._found)

    # --- running ----------------------------------------------------------------

    def _note_change(self, kinds: frozenset[Kind]) -> None:
        self._changed |= kinds
        self._soon.start()

    def run(self) -> None:
        """Run the checks in the background; the newest wish wins.

        Those that no edit since the last report bears on are not run again.
        """
        self._soon.stop()
        if self._session.store is None or not self._session.loaded:
            return
        district, as_of = self._session.district, self._session.as_of
        self._wanted = (district, as_of)
        before, changed = self.report, frozenset(self._changed)

        def work(_: Reporter) -> CheckReport:
            return run_some(district, as_of, before, changed)

        def done(report: CheckReport) -> None:
            if self._wanted is not None and self._wanted[0] is district:
                if district is self._session.district:
                    self._changed.clear()
                self._show(report)

        self._session.errands.start(work, done, self._failed)

    def _failed(self, error: Exception) -> None:
        self._session.troubled.emit(error)

    def _clear(self) -> None:
        self._soon.stop()
        self._wanted = self.report = None
        self._changed = set(Kind)
        self.faults.remember()
        self.rules.clear()
        self._stack.setCurrentWidget(self._note)
        self.reported.emit(None)

    def _show(self, report: CheckReport) -> None:
        if report.as_of != self._session.as_of:
            return
        self.report = report
        self.faults.results = report.results
        self._fill(report)
        self._stack.setCurrentWidget(self._found)
        self.faults.refresh()
        self.reported.emit(report)

    def _fill(self, report: CheckReport) -> None:
        """List every check with its number of faults, those with faults first."""
        chosen, language = self.faults.rule, self._session.language
        self.rules.clear()
        self._add("", self.tr("全部问题"), report.faults)
        for result in sorted(report.results, key=lambda found: not found.faults):
            self._add(
                result.rule, headline(result.name.of(language)), len(result.faults)
            )
        self.rules.setCurrentIndex(max(0, self.rules.findData(chosen)))

    def _add(self, rule: str, name: str, count: int) -> None:
        self.rules.addItem(f"{name}  {count:,}", rule)

    def _choose(self, row: int) -> None:
        self.show_rule(str(self.rules.itemData(row)))

    def show_rule(self, rule: str) -> None:
        """Show the faults of one rule; an empty one shows all."""
        self.faults.rule = rule
        self.rules.setCurrentIndex(max(0, self.rules.findData(rule)))
        self.faults.refresh()

    def tune(self) -> CheckRulesDialog:
        """Ask which checks run, how grave they are and where they begin."""
        results = self.report.results if self.report is not None else ()
        counts = {result.rule: len(result.faults) for result in results}
        dialog = CheckRulesDialog(self._session, counts, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    # --- out --------------------------------------------------------------------

    def export(self) -> None:
        """Ask for a file and write the whole report."""
        if self.report is None:
            return
        name = self.tr("检查报告")
        ask_save(
            self,
            self.tr("导出检查报告"),
            f"{name}_{self._session.as_of.isoformat()}.xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)")],
            self.export_to,
        )

    def export_to(self, path: Path) -> None:
        """Write the whole report."""
        if self.report is None:
            return
        try:
            check_report(path, self.report, self._session.language)
        except OfficerError as error:
            self._session.troubled.emit(error)
