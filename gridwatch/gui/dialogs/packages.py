"""核查包: what is out, what came back, which towns are missing, for many at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.review.packages import AREA_NAMES
from gridwatch.district.review.standing import STAGE_NAMES, Stage, towns_without
from gridwatch.district.wording import Format, Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save, documents, fit_screen
from gridwatch.gui.chips import Chips
from gridwatch.gui.dialogs.cutting import CuttingDialog
from gridwatch.gui.dialogs.passphrase import PassphraseDialog
from gridwatch.gui.docks import EmptyNote
from gridwatch.gui.errands import message
from gridwatch.gui.look import wear
from gridwatch.gui.session import today, who
from gridwatch.gui.tables import Column, Line, RowsModel, RowsView
from gridwatch.intake.photographs import judged
from gridwatch.reports.tables import Column as OutColumn
from gridwatch.reports.tables import write_table
from gridwatch.store.review.arrivals import Taken, take_return
from gridwatch.store.review.desk import close_package, standings
from gridwatch.store.review.endings import RETURN_ENDING
from gridwatch.store.review.terms import LockedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import SignalInstance

    from gridwatch.district.review.standing import Standing
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["PackagesDialog"]

_WIDE, _TALL = 1180, 600
_HEADS = (
    ("number", Text("编号", "Number"), Format.TEXT),
    ("area", Text("范围", "Area"), Format.TEXT),
    ("kind", Text("类型", "By"), Format.TEXT),
    ("stage", Text("进展", "Stage"), Format.TEXT),
    ("progress", Text("已核", "Checked"), Format.TEXT),
    ("days", Text("已发天数", "Days out"), Format.INTEGER),
    ("open", Text("待裁定", "Open"), Format.INTEGER),
    ("conflicts", Text("冲突", "Conflicts"), Format.INTEGER),
    ("replies", Text("意见", "Replies"), Format.INTEGER),
    ("to", Text("交给", "To"), Format.TEXT),
    ("sent", Text("发出", "Sent"), Format.DAY),
    ("back", Text("交回", "Returned by"), Format.TEXT),
    ("file", Text("文件", "File"), Format.TEXT),
)
_TONES = {
    Stage.UNFINISHED: "danger",
    Stage.OUT: "warn",
    Stage.BACK: "accent",
    Stage.DECIDED: "ok",
    Stage.CLOSED: "muted",
}
_READING = Text("收取 {name}", "taking in {name}")
_FEW = 6
_SAID_TALL = 58
_WIDTHS = (104, 110, 62, 130, 92, 82, 72, 62, 62, 120, 100, 170, 200)


class _File(NamedTuple):
    """One return file, and what became of it."""

    path: Path
    taken: Taken | None
    error: OfficerError | None


class PackagesDialog(QDialog):
    """The table of packages, and everything that is done with one of them.

    Parameters
    ----------
    session : Session
        What is open.
    """

    desk_asked = Signal(str)
    """Emits the number of a package whose replies are to be decided on."""
    sheets_asked = Signal(str)
    receipt_asked = Signal(str)
    typing_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.standings: tuple[Standing, ...] = ()
        self.cutting: CuttingDialog | None = None
        self._errand: Errand | None = None
        self._waiting: list[Path] = []
        self.setWindowTitle(self.tr("外业核查 · 核查包"))
        self._make()
        self._make_buttons()
        self._lay_out()
        fit_screen(self, _WIDE, _TALL)
        session.district_changed.connect(self._district_changed)
        session.closed.connect(self.reject)
        self.read()

    # --- building ---------------------------------------------------------------

    def _make(self) -> None:
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.missing = QLabel(self)
        self.missing.setWordWrap(True)
        self.missing.setObjectName("warn")
        self._make_table()
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.told_box = QScrollArea(self)
        self.told_box.setWidgetResizable(True)
        self.told_box.setFrameShape(QScrollArea.Shape.NoFrame)
        self.told_box.setWidget(self.said)
        self.told_box.setFixedHeight(_SAID_TALL)
        self.stopper = self._button(self.tr("停止"), self.stop)
        self.stopper.hide()
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(180)
        self.bar.hide()

    def _make_table(self) -> None:
        language = self.session.language
        marks = {stage.value: text for stage, text in STAGE_NAMES.items()}
        self.chips = Chips(marks, language, self._fill, self, hide_empty=True)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("筛选…"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(220)
        columns = [Column(key, text.of(language), form) for key, text, form in _HEADS]
        self.model = RowsModel(columns, self)
        self.words.textChanged.connect(self.model.set_filter)
        self.table = RowsView(self.model, self)
        self.table.setAccessibleName(self.tr("核查包"))
        self.table.chosen.connect(lambda _: self._allow())
        self.table.flown.connect(lambda: self._open_desk())
        self.table.opened.connect(lambda: self._open_desk())
        note = self.tr(
            "还没有发出核查包。\n点“裁切核查包…”，勾选镇街，拷到U盘交给外业；"
            "交回的 .gwreturn 文件在这里收取。"
        )
        self.note = EmptyNote("export", note, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.note)
        self.stack.addWidget(self.table)

    def _make_buttons(self) -> None:
        self.cutter = self._button(self.tr("裁切核查包…"), self.cut)
        self.taker = self._button(self.tr("收取回传…"), self.ask_returns)
        self.sheets = self._button(
            self.tr("打印核查表…"), lambda: self._emit(self.sheets_asked)
        )
        self.typer = self._button(
            self.tr("录入纸质表…"), lambda: self._emit(self.typing_asked)
        )
        self.receipt = self._button(
            self.tr("回执…"), lambda: self._emit(self.receipt_asked)
        )
        self.ender = self._button(self.tr("结束"), self.end)
        self.export = self._button(self.tr("导出表格…"), self.ask_export)
        self.closer = self._button(self.tr("关闭"), self.reject)
        self.go = self._button(self.tr("审核…"), self._open_desk)
        self.go.setObjectName("primary")
        self.go.setToolTip(self.tr("裁定所选核查包的意见；它没有交回时看全部 (Enter)"))
        self.ender.setToolTip(self.tr("不再等待这个包；以后可以重新开放"))

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        marks = QHBoxLayout()
        marks.addWidget(self.chips, 1)
        marks.addWidget(self.words)
        one = QHBoxLayout()
        for button in (self.cutter, self.taker):
            one.addWidget(button)
        one.addStretch(1)
        for button in (self.sheets, self.typer, self.receipt, self.ender, self.export):
            one.addWidget(button)
        foot = QHBoxLayout()
        foot.addWidget(self.told_box, 1)
        foot.addWidget(self.bar)
        foot.addWidget(self.stopper)
        foot.addWidget(self.closer)
        foot.addWidget(self.go)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(8)
        box.addWidget(self.told)
        box.addWidget(self.missing)
        box.addLayout(marks)
        box.addWidget(self.stack, 1)
        box.addLayout(one)
        box.addLayout(foot)

    # --- the table --------------------------------------------------------------

    def read(self) -> None:
        """Read how every package stands, in the background."""
        store, district = self.session.store, self.session.district
        if store is None or self._errand is not None:
            return
        day = today()

        def work(_: Reporter) -> tuple[Standing, ...]:
            return standings(store, district, day)

        self._errand = self.session.errands.start(work, self._have, self._failed)
        self._allow()

    def _have(self, found: tuple[Standing, ...]) -> None:
        self._errand = None
        self.standings = found
        self._fill()
        self._tell_missing()
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self.take(waiting)

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self._rest()
        self.say(message(error, self.session.language), "danger")
        self._allow()

    def _district_changed(self, _: object = None) -> None:
        if self.isVisible():
            self.read()

    def _fill(self) -> None:
        chosen = {k for k, b in self.chips.buttons.items() if b.isChecked()}
        here = {line.uid for line in self.table.selected_lines()}
        shown = [s for s in self.standings if not chosen or s.stage.value in chosen]
        self.model.set_lines(self._line(one) for one in shown)
        self.table.widen(_WIDTHS)
        counts: dict[str, int] = {}
        for one in self.standings:
            counts[one.stage.value] = counts.get(one.stage.value, 0) + 1
        self.chips.show_counts(counts)
        self.stack.setCurrentWidget(self.table if self.standings else self.note)
        kept = [line for line in self.model.lines if line.uid in here]
        first = kept or self.model.lines[:1]
        self.table.follow([(line.kind, line.uid) for line in first])
        self._allow()

    def _line(self, one: Standing) -> Line:
        manifest, counts = one.receipt.manifest, one.counts
        language = self.session.language
        last = one.returns[-1] if one.returns else None
        back = f"{last.by} {last.at.astimezone():%m-%d %H:%M}" if last else ""
        sent = manifest.at.astimezone().date()
        days = one.days if one.stage in (Stage.OUT, Stage.BACK) else None
        done = f"{one.done:,}" if one.returns else "—"
        values: tuple[object, ...] = (
            manifest.number,
            manifest.area.name or manifest.area.key,
            AREA_NAMES[manifest.area.kind].of(language),
            STAGE_NAMES[one.stage].of(language),
            f"{done} / {one.total:,}",
            days,
            counts.open,
            counts.conflicts,
            counts.replies,
            manifest.to,
            sent,
            back,
            one.receipt.file,
        )
        texts = tuple(_worded(value) for value in values)
        conflicts = "danger" if counts.conflicts else "muted"
        tones = ("", "", "muted", _TONES[one.stage], "", "", "", conflicts)
        rest = ("muted",) * (len(values) - len(tones))
        return Line(Kind.JURISDICTION, manifest.number, values, texts, (*tones, *rest))

    def _tell_missing(self) -> None:
        """Say which towns have no package, and which have not sent theirs back."""
        without = towns_without(self.session.district, self.standings)
        out = [one for one in self.standings if one.stage is Stage.OUT]
        back = [s for s in self.standings if s.stage in (Stage.BACK, Stage.DECIDED)]
        words = self.tr("发出 {n} 个，交回 {back} 个，未交回 {out} 个。")
        self.told.setText(
            words.format(n=len(self.standings), back=len(back), out=len(out))
        )
        parts = []
        if out:
            form = self.tr("{name}（{n} 天）")
            names = [form.format(name=s.area.name, n=s.days) for s in out]
            parts.append(self.tr("未交回：{names}").format(names=_some(names)))
        if without and self.standings:
            names = [area.name for area in without]
            words = self.tr("未发包的镇街 {n} 个：{names}")
            parts.append(words.format(n=len(names), names=_some(names)))
            self.missing.setToolTip("、".join(names))
        self.missing.setText("　".join(parts))
        self.missing.setVisible(bool(parts))

    @property
    def current(self) -> Standing | None:
        """The package that is selected."""
        lines = self.table.selected_lines()
        by = {one.receipt.manifest.number: one for one in self.standings}
        return by.get(lines[0].uid) if lines else None

    def _allow(self) -> None:
        one, idle = self.current, self._errand is None
        can = idle and not self.session.read_only
        for button in (self.cutter, self.taker):
            button.setEnabled(can)
        for button in (self.typer, self.ender):
            button.setEnabled(can and one is not None)
        for button in (self.sheets, self.receipt, self.export):
            button.setEnabled(idle and one is not None)
        closed = one is not None and one.receipt.closed
        self.ender.setText(self.tr("重新开放") if closed else self.tr("结束"))
        replied = one is not None and one.counts.replies > 0
        self.go.setEnabled(idle and any(s.counts.replies for s in self.standings))
        self.receipt.setEnabled(idle and replied)

    # --- what is done -----------------------------------------------------------

    def _emit(self, signal: SignalInstance) -> None:
        if self.current is not None:
            signal.emit(self.current.receipt.manifest.number)

    def _open_desk(self, _: object = None) -> None:
        one = self.current
        if self.go.isEnabled():
            mine = one is not None and one.counts.replies > 0
            number = one.receipt.manifest.number if one is not None and mine else ""
            self.desk_asked.emit(number)

    def cut(self) -> CuttingDialog:
        """Ask for which areas packages are to be cut."""
        dialog = CuttingDialog(self.session, (), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.cut.connect(lambda _: self.read())
        dialog.finished.connect(lambda _: self.read())
        dialog.open()
        return dialog

    def end(self) -> None:
        """Expect nothing more of the package, or open it again."""
        store, one = self.session.store, self.current
        if store is None or one is None:
            return
        closed = not one.receipt.closed
        number = one.receipt.manifest.number
        try:
            close_package(store, number, who=who(), closed=closed)
        except OfficerError as error:
            self._failed(error)
            return
        self.read()

    # --- returns ----------------------------------------------------------------

    def ask_returns(self) -> None:
        """Ask for return files, as many as came."""
        dialog = QFileDialog(self, self.tr("收取回传"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("核查回传") + f" (*{RETURN_ENDING})")
        dialog.setDirectory(str(documents()))
        dialog.filesSelected.connect(
            lambda names: self.take([Path(name) for name in names])
        )
        dialog.open()

    def take(self, paths: Sequence[Path], passphrase: str = "") -> None:
        """Put returns on the desk, one after the other, in any order."""
        store = self.session.store
        if store is None or not paths:
            return
        if self._errand is not None:
            self._waiting += paths
            return
        name = who()

        def work(reporter: Reporter) -> list[_File]:
            found = []
            for number, path in enumerate(paths):
                if reporter.cancelled():
                    break
                told = _READING.filled(name=path.name)
                reporter.progress(number, len(paths), told)
                try:
                    taken = take_return(
                        store, path, judged, who=name, passphrase=passphrase
                    )
                except OfficerError as error:
                    found.append(_File(path, None, error))
                else:
                    found.append(_File(path, taken, None))
            return found

        self.bar.setRange(0, len(paths))
        self.bar.show()
        self.stopper.show()
        self._errand = self.session.errands.start(
            work, self._taken, self._failed, self._progress
        )
        self._allow()

    def stop(self) -> None:
        """Stop after the file that is being read; what was taken in stays."""
        if self._errand is not None:
            self._errand.stop()

    def _rest(self) -> None:
        self.bar.hide()
        self.stopper.hide()

    def _progress(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.say(what.of(self.session.language) + "…")

    def _taken(self, files: list[_File]) -> None:
        """Say of every file what it was; ask for passphrases where they are wanted."""
        self._errand = None
        self._rest()
        language = self.session.language
        told, wrong = [], False
        for one in files:
            if one.error is not None:
                wrong = True
                told.append(one.error.text.of(language))
            elif one.taken is not None:
                told.append(one.taken.sentence.of(language))
                told += [fault.of(language) for fault in one.taken.left_out]
        self.say("\n".join(told), "danger" if wrong else "ok")
        self.said.setToolTip("\n".join(told))
        locked = [one for one in files if isinstance(one.error, LockedError)]
        if locked:
            self._ask_passphrase(locked)
        self.read()

    def _ask_passphrase(self, locked: list[_File]) -> None:
        error = locked[0].error
        words = error.text.of(self.session.language) if error is not None else ""
        dialog = PassphraseDialog(words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paths = [one.path for one in locked]
        dialog.given.connect(lambda given: self._take_again(paths, given))
        dialog.open()

    def _take_again(self, paths: list[Path], passphrase: str) -> None:
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        self.take(paths, passphrase)

    # --- out --------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where to write the table."""
        name = self.tr("核查包") + f"_{today().isoformat()}.xlsx"
        kinds = [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"]
        ask_save(self, self.tr("导出核查包一览"), name, kinds, self.write)

    def write(self, path: Path) -> None:
        """Write the table."""
        columns = [OutColumn(c.title, c.format) for c in self.model.columns]
        title = self.tr("核查包一览 {day}").format(day=today().isoformat())
        try:
            rows = [list(line.values) for line in self.model.lines]
            write_table(path, title, columns, rows)
        except OfficerError as error:
            self._failed(error)
        else:
            self.say(self.tr("已保存：{path}").format(path=path), "ok")

    def say(self, text: str, tone: str = "muted") -> None:
        """Say something beside the buttons."""
        wear(self.said, tone)
        self.said.setText(text)

    def done(self, result: int) -> None:
        """Stop what is under way and close."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        self.session.district_changed.disconnect(self._district_changed)
        self.session.closed.disconnect(self.reject)
        super().done(result)


def _worded(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def _some(names: Sequence[str]) -> str:
    """Return some names, and how many there are besides."""
    told = "、".join(names[:_FEW])
    return told + f" … (+{len(names) - _FEW})" if len(names) > _FEW else told
