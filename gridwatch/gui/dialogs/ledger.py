"""台账比对: this month's file held against the record, accepted row by row or all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.jurisdictions import Level
from gridwatch.district.ledgeraccepting import accepted, reason_of
from gridwatch.district.ledgererrand import Wishes, held_against, shift_warning
from gridwatch.district.ledgerrows import LEDGER_KINDS, kind_name, ledger_rows
from gridwatch.district.ledgervalues import STATUS_NAMES, LedgerDiff, LedgerRow, Status
from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save, documents, fit_screen
from gridwatch.gui.chips import Chips
from gridwatch.gui.dialogs.ledgercolumns import LedgerColumnsDialog
from gridwatch.gui.dialogs.ledgerdetail import NEW, LedgerDetail
from gridwatch.gui.dialogs.ledgerlist import DifferencesModel, DifferencesView
from gridwatch.gui.dialogs.ledgerprofiles import LedgerProfiles, hints_of
from gridwatch.gui.errands import StoppedError, message
from gridwatch.intake.ledger import LedgerFile, LedgerHints, read_ledger
from gridwatch.intake.variants import variants
from gridwatch.reports.ledger import write_ledger_diff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District
    from gridwatch.district.ledgervalues import Difference
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["LedgerDialog"]

_FIRST_TICKED = (Status.NEW, Status.CHANGED, Status.MOVED)
_READING = Text("读取和比对", "reading and comparing")


class _Found(NamedTuple):
    """What a comparison gave."""

    file: LedgerFile
    diff: LedgerDiff
    rows: tuple[LedgerRow, ...]
    here: tuple[LedgerRow, ...]


@dataclass
class _Answers:
    """What the officer has said of questions of the present file."""

    rows: dict[str, str]
    segments: dict[str, str]


class LedgerDialog(QDialog):
    """Compares one file and brings what is accepted on record as one edit.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.path: Path | None = None
        self.found: _Found | None = None
        self.profiles = LedgerProfiles(session.memory, session.uid)
        self._errand: Errand | None = None
        self._answers = _Answers({}, {})
        self._columns: dict[str, str | None] | None = None
        self._unticked: set[tuple[str, str]] = set()
        self._filling = False
        self.setWindowTitle(self.tr("台账比对"))
        self._make_head()
        self._make_table()
        self._make_foot()
        self._lay_out()
        session.district_changed.connect(self._district_changed)
        session.closed.connect(self.reject)
        self.finished.connect(self._let_go)
        fit_screen(self, 1180, 680)
        self._show_nothing()

    # --- building ---------------------------------------------------------------

    def _make_head(self) -> None:
        self.choose = QPushButton(self.tr("选择台账文件…"), self)
        self.choose.clicked.connect(lambda: self.ask_file())
        self.choose.setAutoDefault(False)
        self.name = QLabel(self)
        self.sheet, self.kind = QComboBox(self), QComboBox(self)
        self.town, self.role = QComboBox(self), QComboBox(self)
        for box in (self.sheet, self.kind, self.town, self.role):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.moved = QDoubleSpinBox(self)
        self.moved.setRange(1.0, 100_000.0)
        self.moved.setDecimals(0)
        self.moved.setValue(50.0)
        self.moved.setSuffix(self.tr(" 米"))
        language = self.session.language
        for kind in LEDGER_KINDS:
            self.kind.addItem(kind_name(kind).of(language), kind.value)
        self.town.addItem(self.tr("全区"), "")
        for area in self.session.district.of_level(Level.TOWN):
            self.town.addItem(area.name, area.code)
        for role in self.session.district.rules.roles:
            self.role.addItem(role.name, role.name)
        self.columns = QPushButton(self.tr("列的对应…"), self)
        self.columns.setAutoDefault(False)
        self.columns.clicked.connect(lambda: self.ask_columns())
        for box in (self.sheet, self.kind, self.town, self.role):
            box.activated.connect(lambda _: self._asked_otherwise())
        self.moved.editingFinished.connect(self._asked_otherwise)

    def _make_table(self) -> None:
        language = self.session.language
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        marks = {status.value: words for status, words in STATUS_NAMES.items()}
        self.chips = Chips(marks, language, self._filter, self)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("筛选…"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(220)
        self.words.textChanged.connect(lambda _: self._filter())
        self.model = DifferencesModel(language, self)
        self.table = DifferencesView(self.model, self)
        self.table.setAccessibleName(self.tr("与台账不同的行"))
        self.detail = LedgerDetail(language, self)
        self.table.picked.connect(self._picked)
        self.table.flown.connect(lambda one: self._show_on_map(one, fly=True))
        self.detail.answered.connect(self._answered)
        self.model.ticked.connect(self._count)

    def _make_foot(self) -> None:
        self.bar = QProgressBar(self)
        self.bar.setMaximumWidth(240)
        self.bar.setTextVisible(False)
        self.stop_button = QPushButton(self.tr("停止"), self)
        self.stop_button.clicked.connect(lambda: self.stop())
        self.export = QPushButton(self.tr("导出表格…"), self)
        self.export.clicked.connect(lambda: self.ask_export())
        self.all = QPushButton(self.tr("全选所列"), self)
        self.all.clicked.connect(lambda: self.model.toggle(self.model.shown))
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.close_button.clicked.connect(self.reject)
        self.go = QPushButton(self.tr("接受所选"), self)
        self.go.setObjectName("primary")
        self.go.clicked.connect(lambda: self.take())
        buttons = (self.stop_button, self.export, self.all, self.close_button, self.go)
        for button in buttons:
            button.setAutoDefault(False)

    def _asked(self) -> QHBoxLayout:
        """Return what the officer may say otherwise."""
        asked = QHBoxLayout()
        self.role_label = QLabel(self.tr("职务"), self)
        for widget in (
            QLabel(self.tr("工作表"), self),
            self.sheet,
            QLabel(self.tr("类别"), self),
            self.kind,
            QLabel(self.tr("文件范围"), self),
            self.town,
            QLabel(self.tr("移动超过"), self),
            self.moved,
            self.role_label,
            self.role,
        ):
            asked.addWidget(widget)
        asked.addStretch(1)
        return asked

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.choose)
        top.addWidget(self.name, 1)
        top.addWidget(self.columns)
        marks = QHBoxLayout()
        marks.addWidget(self.chips, 1)
        marks.addWidget(self.words)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setHandleWidth(8)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setSizes([340, 180])
        foot = QHBoxLayout()
        for widget in (self.export, self.all):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.bar)
        for widget in (self.stop_button, self.close_button, self.go):
            foot.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(8)
        for row in (top, self._asked()):
            box.addLayout(row)
        box.addWidget(self.told)
        box.addLayout(marks)
        box.addWidget(split, 1)
        box.addLayout(foot)

    # --- the file ---------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self, self.tr("选择台账文件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.xlsx *.xls *.xlsm *.ods *.csv *.shp *.gpkg *.geojson"
        dialog.setNameFilter(self.tr("台账") + f" ({kinds})")
        dialog.setDirectory(str(self.path.parent if self.path else documents()))
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Compare a file as it was compared last month, or as it looks."""
        self.path, self.found = path, None
        self._answers, self._unticked = _Answers({}, {}), set()
        kept = self.profiles.of(path)
        hints = hints_of(kept, self._roles)
        self._columns = dict(hints.columns) if hints.columns else None
        moved = kept.get("moved")
        if isinstance(moved, int | float):
            self.moved.setValue(float(moved))
        self.town.setCurrentIndex(max(0, self.town.findData(kept.get("town") or "")))
        if not kept:
            self._guess_town(path)
        self._compare(hints)

    @property
    def _roles(self) -> tuple[str, ...]:
        return tuple(role.name for role in self.session.district.rules.roles)

    def _guess_town(self, path: Path) -> None:
        for at in range(1, self.town.count()):
            if self.town.itemText(at) in path.stem:
                self.town.setCurrentIndex(at)

    def _remember(self, found: _Found) -> None:
        """Keep how the file was compared, for the next of its name."""
        profile = {
            "sheet": found.file.layer,
            "header_row": found.file.header_row,
            "kind": found.file.kind.value,
            "columns": self._columns,
            "moved": self.moved.value(),
            "town": self.town.currentData(),
            "role": self.role.currentData() if self.role.isVisible() else "",
        }
        self.profiles.put(found.file.path, profile)

    def _asked_otherwise(self) -> None:
        """Compare anew after sheet, kind, town, distance or role was changed."""
        if self._filling or self.path is None or self._errand is not None:
            return
        found = self.found
        sheet = self.sheet.currentData()
        kind = Kind(str(self.kind.currentData()))
        if found is not None and (sheet, kind) != (found.file.layer, found.file.kind):
            self._columns, self._answers = None, _Answers({}, {})
        if found is not None and sheet != found.file.layer:
            guesses = {table.layer: table.kind for table in found.file.tables}
            kind = guesses.get(sheet) or kind
        self._compare(self._hints(sheet, kind))

    def _hints(self, sheet: str | None, kind: Kind) -> LedgerHints:
        return LedgerHints(
            layer=sheet,
            kind=kind,
            columns=self._columns,
            role=str(self.role.currentData() or ""),
            roles=self._roles,
        )

    def ask_columns(self) -> LedgerColumnsDialog | None:
        """Ask which column fills which field."""
        if self.found is None:
            return None
        file = self.found.file
        dialog = LedgerColumnsDialog(
            file.kind, file.columns, self.session.language, self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen() -> None:
            self._columns = dialog.columns
            self._compare(self._hints(file.layer, file.kind))

        dialog.accepted.connect(chosen)
        dialog.open()
        return dialog

    # --- the work ---------------------------------------------------------------

    def _compare(self, hints: LedgerHints) -> None:
        path, session = self.path, self.session
        if path is None or self._errand is not None:
            return
        district = session.district
        wishes = Wishes(
            session.as_of,
            self.moved.value(),
            str(self.town.currentData() or ""),
            dict(self._answers.rows),
            dict(self._answers.segments),
            variants(),
        )

        def work(reporter: Reporter) -> _Found:
            return _compared(path, district, hints, wishes, reporter)

        self._busy(on=True)
        self._errand = session.errands.start(
            work, self._done, self._failed, self._progress
        )

    def _progress(self, done: int, total: int, _: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _busy(self, *, on: bool) -> None:
        for widget in (self.bar, self.stop_button):
            widget.setVisible(on)
        self.bar.setRange(0, 0)
        for box in (self.choose, self.sheet, self.kind, self.town, self.role):
            box.setEnabled(not on)
        self.moved.setEnabled(not on)
        self.columns.setEnabled(not on and self.found is not None)
        self._count()

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self._busy(on=False)
        self.told.setText(message(error, self.session.language))
        if not isinstance(error, OfficerError):
            self.session.troubled.emit(error)

    def _done(self, found: _Found) -> None:
        self._errand = None
        self.found = found
        self._fill_choices(found)
        self._busy(on=False)
        self._tell(found)
        self.chips.show_counts({s.value: n for s, n in found.diff.counts.items()})
        rows = {row.key: row for row in (*found.file.rows, *found.rows, *found.here)}
        self.model.show_differences(
            found.file.kind, found.diff.differences, rows, self._first_ticks(found)
        )

    def _fill_choices(self, found: _Found) -> None:
        self._filling = True
        self.name.setText(found.file.path.name)
        self.name.setToolTip(str(found.file.path))
        self.sheet.clear()
        for table in found.file.tables:
            words = table.layer or found.file.path.stem
            self.sheet.addItem(f"{words}（{table.rows:,}）", table.layer)
        self.sheet.setCurrentIndex(
            next(
                (at for at in range(self.sheet.count())
                 if self.sheet.itemData(at) == found.file.layer),
                0,
            )
        )  # fmt: skip
        self.kind.setCurrentIndex(self.kind.findData(found.file.kind.value))
        chiefs = found.file.kind is Kind.PERSON
        self.role.setVisible(chiefs)
        self.role_label.setVisible(chiefs)
        if chiefs and found.file.rows:
            role = found.file.rows[0].fields.get("role")
            self.role.setCurrentIndex(max(0, self.role.findData(role)))
        self._filling = False

    def _first_ticks(self, found: _Found) -> set[tuple[str, str]]:
        """Tick what is sure; what vanished is for the officer to say."""
        sure = [*_FIRST_TICKED]
        if shift_warning(found.diff) is not None:
            sure.remove(Status.MOVED)
        return {one.key for one in found.diff.of(*sure)} - self._unticked

    def _tell(self, found: _Found) -> None:
        language = self.session.language
        words = self.tr("{n} 行，表头在第 {row} 行；{same} 行没有变化。").format(
            n=f"{len(found.file.rows):,}",
            row=found.file.header_row,
            same=f"{found.diff.same:,}",
        )
        shifted = shift_warning(found.diff)
        if shifted is not None:
            words += self.tr("注意：") + shifted.of(language) + self.tr("。")
        findings = found.file.findings
        graver = [f for f in findings if f.severity != "info"]
        if graver:
            first = graver[0]
            row = self.tr("第 {row} 行").format(row=first.row) if first.row else ""
            more = self.tr("（共 {n} 项提醒，鼠标停在这里看全部）").format(
                n=len(graver)
            )
            words += f" {row} {first.text.of(language)}" + more
        self.told.setText(words)
        tips = [f"{f.row or ''} {f.text.of(language)}".strip() for f in findings]
        self.told.setToolTip("\n".join(tips))

    def stop(self) -> None:
        """Ask the work to stop; nothing is changed."""
        if self._errand is not None:
            self._errand.stop()

    def _let_go(self, _: int) -> None:
        """Listen to the session no more: the dialog is about to be deleted."""
        self.session.district_changed.disconnect(self._district_changed)
        self.session.closed.disconnect(self.reject)

    def reject(self) -> None:
        """Stop the work and close."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        super().reject()

    # --- the list ---------------------------------------------------------------

    def _show_nothing(self) -> None:
        self.name.setText("")
        self.told.setText(
            self.tr(
                "选择本月的台账文件（Excel、CSV 或图层）：与工作库逐行比对，列出新增、"
                "变更、消失和移动的行，勾选后一次写入，可以撤销。"
            )
        )
        self.role.hide()
        self.role_label.hide()
        self._busy(on=False)

    def _filter(self) -> None:
        words = {text.of(self.session.language): s for s, text in STATUS_NAMES.items()}
        marks = [words[word] for word in self.chips.chosen]
        self.model.set_filter(marks, self.words.text())

    def _picked(self, one: Difference | None) -> None:
        if one is None or self.found is None:
            self.detail.clear()
            return
        rows = self._rows()
        district = self.session.district
        self.detail.show_difference(one, self.found.file.kind, rows, district)
        self._show_on_map(one, fly=False)

    def _rows(self) -> Mapping[str, LedgerRow]:
        found = self.found
        if found is None:
            return {}
        return {row.key: row for row in (*found.file.rows, *found.rows, *found.here)}

    def _show_on_map(self, one: Difference, *, fly: bool) -> None:
        """Select the row on record, or the candidates of a question."""
        if self.found is None:
            return
        kind, district = self.found.file.kind, self.session.district
        uids = [one.uid] if one.uid else [c.uid for c in one.candidates]
        if one.asks_segment:
            segments = [district.segment_by_code.get(code) for code in uids]
            kind, uids = Kind.SEGMENT, [s.uid for s in segments if s is not None]
        elif kind is Kind.PERSON:
            terms = {term.uid: term.person_uid for term in district.terms}
            uids = [terms[uid] for uid in uids if uid in terms]
        if uids:
            self.session.select({kind: uids}, fly=fly, show=not fly)

    def _answered(self, one: Difference, key: str) -> None:
        """Take an answer and compare again."""
        if one.asks_segment:
            self._answers.segments[one.row] = key
        else:
            self._answers.rows[one.row] = "" if key == NEW else key
        if self.found is not None:
            file = self.found.file
            self._keep_ticks()
            self._compare(self._hints(file.layer, file.kind))

    def _keep_ticks(self) -> None:
        if self.found is not None:
            chosen = {one.key for one in self.model.chosen}
            keys = {one.key for one in self.found.diff.of(*_FIRST_TICKED)}
            self._unticked = keys - chosen

    def _count(self) -> None:
        idle = self._errand is None and self.found is not None
        n = len(self.model.chosen)
        self.go.setText(self.tr("接受所选（{n}）").format(n=f"{n:,}"))
        self.go.setEnabled(idle and n > 0 and not self.session.read_only)
        self.all.setEnabled(idle)
        self.export.setEnabled(idle)

    # --- accepting --------------------------------------------------------------

    def take(self) -> None:
        """Bring the ticked differences on record as one edit."""
        found, session = self.found, self.session
        chosen = self.model.chosen
        if found is None or not chosen or self._errand is not None:
            return
        file = found.file
        reason = reason_of(file.path.name, file.kind, chosen).of(session.language)
        changes = accepted(
            session.district, file.kind, chosen, found.rows, session.as_of, reason
        )
        self._keep_ticks()
        if changes.items and session.apply(changes, reason):
            self._remember(found)

    def _district_changed(self, _: object = None) -> None:
        """Compare again after an edit, be it this one or its undoing."""
        if self.found is None or not self.isVisible():
            return
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        file = self.found.file
        self._compare(self._hints(file.layer, file.kind))

    # --- out --------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where to write the differences."""
        name = self.tr("台账比对") + f"_{self.session.as_of}.xlsx"
        kinds = [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"]
        ask_save(self, self.tr("导出台账比对"), name, kinds, self.write_table)

    def write_table(self, path: Path) -> None:
        """Write the differences as a spreadsheet."""
        found = self.found
        if found is None:
            return
        rows = self._rows().values()
        try:
            lines = write_ledger_diff(
                path, found.file.kind, found.diff, rows, self.session.language
            )
        except OfficerError as error:
            self.session.troubled.emit(error)
        else:
            words = self.tr("已保存 {n} 行：{path}")
            self.told.setText(words.format(n=f"{lines:,}", path=path))


def _compared(
    path: Path,
    district: District,
    hints: LedgerHints,
    wishes: Wishes,
    reporter: Reporter,
) -> _Found:
    """Read and compare, on a worker."""

    def tick(done: int, total: int) -> None:
        if reporter.cancelled():
            raise StoppedError
        reporter.progress(done, total, _READING)

    file = read_ledger(path, district.crs, hints, tick)
    diff, rows = held_against(district, file.delivered, wishes, tick)
    tick(0, 0)
    return _Found(file, diff, rows, ledger_rows(district, file.kind, wishes.as_of))
