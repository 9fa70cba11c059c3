"""检查: every rule with its switch, limit and count, and the faults found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QProgressBar,
    QSplitter,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.checkpaper import check_paper
from gridwatch.district.checks import (
    CHECKS,
    Check,
    CheckReport,
    CheckResult,
    Fault,
    run_some,
    severity_of,
)
from gridwatch.district.faultplaces import town_of_row
from gridwatch.district.tuning import switched
from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save
from gridwatch.gui.docks import EmptyNote, TablePanel, icon_button, text_column
from gridwatch.gui.look import tone
from gridwatch.gui.tables import Line, headline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent

    from gridwatch.gui.dialogs.paper import PaperDialog
    from gridwatch.gui.dialogs.threshold import ThresholdDialog
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["ChecksPanel"]

_SOON = 250
_TONES = {"error": "danger", "warning": "warn"}
_RULE = Qt.ItemDataRole.UserRole
_CHECK_OF = {check.rule: check for check in CHECKS}


class _Faults(TablePanel):
    """The faults of one rule or one town, or all; those of one severity only."""

    icon_name = "check"

    def __init__(self, session: Session, parent: QWidget) -> None:
        columns = [
            text_column("kind", Text("对象", "kind"), session, shown=False),
            text_column("name", Text("名称", "name"), session),
            text_column("code", Text("编码", "code"), session, shown=False),
            text_column("text", Text("问题", "what is wrong"), session),
            text_column("rule", Text("检查项", "check"), session),
            text_column("town", Text("镇街", "town"), session, shown=False),
        ]
        self.results: tuple[CheckResult, ...] = ()
        self.rule = ""
        self.town: str | None = None
        self.severity = ""
        self.towns: dict[tuple[Kind, str], str] = {}
        super().__init__(
            session, "faults", columns, _NOTHING.of(session.language), parent
        )
        self.setWindowTitle(self.tr("检查结果"))

    def lines(self) -> Iterator[Line]:
        """Return a line for each fault of what was chosen."""
        for result in self.results:
            if self.rule in ("", result.rule) and self.severity in (
                "",
                result.severity,
            ):
                for fault in result.faults:
                    if self.town is None or self.town == self.town_of(fault):
                        yield self._line(result, fault)

    def town_of(self, fault: Fault) -> str:
        """Return the name of the town a fault lies in, or empty."""
        key = fault.kind, fault.uid
        if key not in self.towns:
            town = town_of_row(self.session.district, *key)
            self.towns[key] = town.name if town is not None else ""
        return self.towns[key]

    def _line(self, result: CheckResult, fault: Fault) -> Line:
        language = self.session.language
        texts = (
            KIND_NAMES[fault.kind].of(language),
            fault.name or fault.code,
            fault.code,
            fault.text.of(language),
            result.name.of(language),
            self.town_of(fault),
        )
        tones = ("", "", "", "", _TONES.get(result.severity, ""), "")
        return Line(fault.kind, fault.uid, texts, texts, tones)

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        """Wait for the report: it is made in the background."""


_NOTHING = Text("没有发现问题。", "No faults were found.")


class ChecksPanel(QWidget):
    """The report of all checks, made in the background whenever something changes.

    Only the checks that an edit bears on run again.

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
        self._errand: Errand | None = None
        self._changed: frozenset[Kind] = frozenset(Kind)
        self._filling = False
        self.report: CheckReport | None = None
        self.rules = QTreeWidget(self)
        self.faults = _Faults(session, self)
        self.grouping = QComboBox(self)
        self.severity = QComboBox(self)
        self.state = QLabel(self)
        self.progress = QProgressBar(self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._run_changed)
        session.opened.connect(self._begin)
        session.shown.connect(self._soon.start)
        session.district_changed.connect(self._note_change)
        session.as_of_changed.connect(self._soon.start)
        session.closed.connect(self._clear)
        if not session.empty:
            self._begin()

    def _lay_out(self) -> None:
        self._note = EmptyNote("check", self.tr("打开工作库后自动检查。"), self)
        self._make_choices()
        self._make_rules()
        self._make_header()
        self._found = QWidget(self)
        whole = QVBoxLayout(self._found)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(3)
        self.progress.hide()
        whole.addWidget(self.progress)
        whole.addWidget(self._parts(), 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._note)
        self._stack.addWidget(self._found)

    def _make_header(self) -> None:
        self.header = QWidget(self)
        row = QHBoxLayout(self.header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.state.setObjectName("muted")
        row.addWidget(self.grouping)
        row.addWidget(self.severity)
        row.addWidget(self.state, 1)
        for name, tip, slot in (
            ("check", self.tr("重新检查"), self.run),
            ("print", self.tr("检查报告（Word、PDF）…"), self.show_paper),
            ("export", self.tr("导出检查报告…"), self.export),
        ):
            button = icon_button(name, tip, self.header)
            button.clicked.connect(slot)
            row.addWidget(button)

    def _parts(self) -> QSplitter:
        below = QWidget(self)
        box = QVBoxLayout(below)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.faults.header.setContentsMargins(8, 5, 6, 5)
        box.addWidget(self.faults.header)
        box.addWidget(self.faults, 1)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(self.rules)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        parts.setSizes([200, 160])
        return parts

    def _make_choices(self) -> None:
        self.grouping.addItem(self.tr("按检查项"), "rule")
        self.grouping.addItem(self.tr("按镇街"), "town")
        self.grouping.setAccessibleName(self.tr("分组"))
        self.grouping.activated.connect(lambda _: self._regroup())
        self.severity.addItem(self.tr("全部程度"), "")
        self.severity.addItem(self.tr("错误"), "error")
        self.severity.addItem(self.tr("提醒"), "warning")
        self.severity.setAccessibleName(self.tr("程度"))
        self.severity.activated.connect(lambda _: self._regroup())

    def _make_rules(self) -> None:
        rules = self.rules
        rules.setAccessibleName(self.tr("检查项"))
        rules.setRootIsDecorated(False)
        rules.setUniformRowHeights(True)
        rules.setHeaderLabels([self.tr("检查项"), self.tr("限值"), self.tr("问题数")])
        rules.setHeaderHidden(True)
        head = rules.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            fit = QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(column, fit)
        rules.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rules.customContextMenuRequested.connect(self._context)
        rules.currentItemChanged.connect(lambda *_: self._choose())
        rules.itemChanged.connect(self._ticked)
        rules.itemDoubleClicked.connect(lambda item, _: self._open(item))

    # --- running ----------------------------------------------------------------

    def _begin(self) -> None:
        self._changed = frozenset(Kind)
        self._soon.start()

    def _note_change(self, kinds: frozenset[Kind]) -> None:
        self._changed |= kinds
        self._soon.start()

    def run(self) -> None:
        """Run every check in the background."""
        self._changed = frozenset(Kind)
        self._run_changed()

    def _run_changed(self) -> None:
        """Run the checks that something bears on; the newest wish wins."""
        self._soon.stop()
        session = self._session
        if session.store is None or not (session.loaded and session.seen):
            return
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
        district, as_of = session.district, session.as_of
        before, changed = self.report, self._changed

        def work(reporter: Reporter) -> CheckReport:
            return run_some(
                district, as_of, before, changed, reporter.progress, reporter.cancelled
            )

        def done(report: CheckReport) -> None:
            self._errand = None
            self.progress.hide()
            if district is session.district:
                self._changed = frozenset()
                self._show(report)

        self.state.setText(self.tr("正在检查…"))
        self._errand = session.errands.start(work, done, self._failed, self._tell)

    def _tell(self, done: int, total: int, what: Text) -> None:
        self.progress.show()
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setToolTip(what.of(self._session.language))

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self.progress.hide()
        self.state.clear()
        self._session.troubled.emit(error)

    def _clear(self) -> None:
        self._soon.stop()
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        self.report = None
        self.progress.hide()
        self.faults.remember()
        self.faults.results = ()
        self.rules.clear()
        self._stack.setCurrentWidget(self._note)
        self.reported.emit(None)

    def _show(self, report: CheckReport) -> None:
        if report.as_of != self._session.as_of:
            return
        self.report = report
        self.faults.results = report.results
        self.faults.towns = {}
        told = self.tr("{n} 项问题").format(n=f"{report.faults:,}")
        self.state.setText(told if report.faults else self.tr("没有问题"))
        self._fill()
        self._stack.setCurrentWidget(self._found)
        self.faults.refresh()
        self.reported.emit(report)

    # --- the list of rules --------------------------------------------------------

    def _fill(self, wanted: str | None = None) -> None:
        """List every check, those with faults first; or every town with faults."""
        chosen = self._chosen() if wanted is None else wanted
        self._filling = True
        self.rules.clear()
        if self.grouping.currentData() == "town":
            self._fill_towns()
        else:
            self._fill_rules()
        self.rules.setCurrentItem(self._item_of(chosen))
        self._filling = False
        self._take_choice()

    def _item_of(self, key: str) -> QTreeWidgetItem:
        """Return the item of a rule or town, else the first, which is all."""
        rows = range(self.rules.topLevelItemCount())
        listed = (self.rules.topLevelItem(row) for row in rows)
        items = [item for item in listed if item is not None]
        return next((one for one in items if one.data(0, _RULE) == key), items[0])

    def _chosen(self) -> str:
        item = self.rules.currentItem()
        return str(item.data(0, _RULE)) if item is not None else self.faults.rule

    def _fill_rules(self) -> None:
        from gridwatch.gui.dialogs.threshold import limit_of

        found = {r.rule: r for r in self.faults.results}
        wanted = str(self.severity.currentData())
        district, language = self._session.district, self._session.language
        counted = {rule: len(result.faults) for rule, result in found.items()}
        shown = [c for c in CHECKS if wanted in ("", severity_of(c, district))]
        self._add("", self.tr("全部问题"), sum(counted.get(c.rule, 0) for c in shown))
        for check in sorted(shown, key=lambda c: -min(1, counted.get(c.rule, 0))):
            name = headline(check.name.of(language))
            item = self._add(check.rule, name, counted.get(check.rule, 0))
            item.setText(1, limit_of(check, self._session))
            on = check.rule not in district.rules.off
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            item.setCheckState(0, state)
            self._dress(item, check, found.get(check.rule))

    def _dress(
        self, item: QTreeWidgetItem, check: Check, result: CheckResult | None
    ) -> None:
        """Colour a rule by its severity, and say in words what the colour says."""
        severity = severity_of(check, self._session.district)
        words = {"error": self.tr("错误"), "warning": self.tr("提醒")}
        item.setToolTip(0, f"{words[severity]} · {item.text(0)}")
        if result is not None and result.trouble:
            item.setText(2, "!")
            item.setToolTip(2, result.trouble)
        if result is None:
            item.setText(2, self.tr("已关闭"))
        colour = tone(_TONES[severity])
        if result is not None and result.faults and colour is not None:
            item.setForeground(2, QBrush(colour))

    def _fill_towns(self) -> None:
        wanted = str(self.severity.currentData())
        counts: dict[str, int] = {}
        for result in self.faults.results:
            for fault in result.faults if wanted in ("", result.severity) else ():
                town = self.faults.town_of(fault)
                counts[town] = counts.get(town, 0) + 1
        self._add("", self.tr("全部问题"), sum(counts.values()))
        for town, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            self._add(f"town:{town}", town or self.tr("不属于任何镇街"), count)

    def _add(self, key: str, name: str, count: int) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.rules, [name, "", f"{count:,}" if count else "—"])
        item.setData(0, _RULE, key)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
        return item

    def _regroup(self) -> None:
        self.faults.severity = str(self.severity.currentData())
        self._fill()
        self.faults.refresh()

    def _choose(self) -> None:
        if not self._filling:
            self._take_choice()
            self.faults.refresh()

    def _take_choice(self) -> None:
        key = self._chosen()
        by_town = self.grouping.currentData() == "town"
        self.faults.rule = "" if by_town else key
        self.faults.town = key.partition(":")[2] if key.startswith("town:") else None

    def show_rule(self, rule: str) -> None:
        """Show the faults of one rule; an empty one shows all."""
        self.grouping.setCurrentIndex(0)
        self.severity.setCurrentIndex(0)
        self.faults.severity = ""
        self._fill(rule)
        self.faults.refresh()

    # --- switches and limits ------------------------------------------------------

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        """Switch a check on or off; that is stored and can be undone."""
        rule = str(item.data(0, _RULE))
        if self._filling or column or rule not in _CHECK_OF:
            return
        on = item.checkState(0) is Qt.CheckState.Checked
        self.switch(rule, on=on)

    def switch(self, rule: str, *, on: bool) -> None:
        """Switch a check on or off for this district."""
        session = self._session
        rules = session.district.rules
        if session.read_only or on == (rule not in rules.off):
            self._fill()
            return
        words = self.tr("打开检查“{name}”") if on else self.tr("关闭检查“{name}”")
        name = _CHECK_OF[rule].name.of(session.language)
        data = switched(rules.data, rules.off, rule, on=on)
        session.set_rules(data, words.format(name=name))

    def _open(self, item: QTreeWidgetItem) -> None:
        self.edit_limit(str(item.data(0, _RULE)))

    def edit_limit(self, rule: str) -> ThresholdDialog | None:
        """Ask for the limit of a check, where it has one."""
        from gridwatch.gui.dialogs.threshold import ThresholdDialog

        check = _CHECK_OF.get(rule)
        if check is None or check.threshold is None:
            return None
        dialog = ThresholdDialog(self._session, check, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit the limit of the chosen rule on Enter; F2 is the window's, for rows."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.rules.hasFocus() and event.key() in keys:
            self.edit_limit(self._chosen())
        else:
            super().keyPressEvent(event)

    def _context(self, place: QPoint) -> None:
        self.rule_menu().popup(self.rules.viewport().mapToGlobal(place))

    def rule_menu(self) -> QMenu:
        """Return the menu of the right button over a rule."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rule = self._chosen()
        check = _CHECK_OF.get(rule)
        off = self._session.district.rules.off
        edit = menu.addAction(self.tr("修改限值…"), lambda: self.edit_limit(rule))
        edit.setEnabled(check is not None and check.threshold is not None)
        words = self.tr("打开这项检查") if rule in off else self.tr("关闭这项检查")
        turn = menu.addAction(words, lambda: self.switch(rule, on=rule in off))
        turn.setEnabled(check is not None and not self._session.read_only)
        menu.addAction(self.tr("在地图上显示全部"), self.show_all)
        return menu

    def show_all(self) -> None:
        """Select every row that is listed, and go there on the map."""
        found: dict[Kind, list[str]] = {}
        for line in self.faults.model.lines:
            found.setdefault(line.kind, []).append(line.uid)
        self._session.select(found, fly=True)

    # --- out --------------------------------------------------------------------

    def show_paper(self) -> PaperDialog | None:
        """Show the report as a paper, to be printed or saved."""
        from gridwatch.gui.dialogs.paper import PaperDialog

        if self.report is None:
            return None
        district = self._session.district
        paper = check_paper(self.report, district, self._session.language)
        dialog = PaperDialog(self._session, paper, self._out_name(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _out_name(self) -> str:
        name = self.tr("检查报告")
        return f"{name}_{self._session.as_of.isoformat()}"

    def export(self) -> None:
        """Ask for a file and write the whole report."""
        if self.report is None:
            return
        ask_save(
            self,
            self.tr("导出检查报告"),
            f"{self._out_name()}.xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)")],
            self.export_to,
        )

    def export_to(self, path: Path) -> None:
        """Write the whole report: a summary, and a sheet for each rule with faults."""
        from gridwatch.reports.tables import check_book

        if self.report is None:
            return
        try:
            check_book(path, self.report, self._session.language)
        except OfficerError as error:
            self._session.troubled.emit(error)
