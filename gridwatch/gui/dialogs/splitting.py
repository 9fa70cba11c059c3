"""划分河段: rivers cut at borders, proposals looked through, accepted as one edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.accepting import changes_of
from gridwatch.district.jurisdictions import Level
from gridwatch.district.proposals import Proposal, Verdict
from gridwatch.district.splitting import propose
from gridwatch.district.stretches import limits_of
from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.errands import StoppedError, message
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QCloseEvent

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["SplittingDialog"]

_WIDE, _TALL = 1180, 640
_SIDE = 220
_UID = Qt.ItemDataRole.UserRole
TICK, CODE, NAME, START, END, LENGTH, TOWN, VILLAGES, OLD, NOTES = range(10)
_FIELDS = {CODE: "code", NAME: "name", START: "start", END: "end"}
_WIDTHS = {
    TICK: 92,
    CODE: 112,
    NAME: 170,
    START: 190,
    END: 190,
    LENGTH: 76,
    TOWN: 76,
    VILLAGES: 120,
    OLD: 112,
}
_WORKING = Text("正在划分河段", "cutting rivers")


class SplittingDialog(QDialog):
    """Chooses rivers, shows what is proposed for them, and accepts it.

    It does not stand in the way of the map: a click on a line shows it there.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._errand: Errand | None = None
        self._filling = False
        self.proposals: list[Proposal] = []
        self.setWindowTitle(self.tr("划分河段"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._lay_out()
        self._listen()
        self._list_rivers()
        self._say_start()
        self._allow()

    def _make(self) -> None:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("筛选河流…"))
        self.filter.setClearButtonEnabled(True)
        self.rivers = QListWidget(self)
        self.rivers.setAccessibleName(self.tr("要划分的河流"))
        self.all = QCheckBox(self.tr("全选所列河流"), self)
        self.level = QComboBox(self)
        self.level.addItem(self.tr("在镇街界和村居界断开"), Level.VILLAGE)
        self.level.addItem(self.tr("只在镇街界断开"), Level.TOWN)
        usual = Level(limits_of(self._session.district).level)
        self.level.setCurrentIndex(self.level.findData(usual))
        self.go = QPushButton(self.tr("划分"), self)
        self.table = QTableWidget(0, len(_WIDTHS) + 1, self)
        self.table.setAccessibleName(self.tr("建议的河段"))
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.stop_button = QPushButton(self.tr("停止"), self)
        self.stop_button.hide()
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.accept_button = QPushButton(self.tr("接受勾选的河段"), self)
        self.accept_button.setObjectName("primary")
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._make_table()

    def _make_table(self) -> None:
        table = self.table
        heads = (
            self.tr("处理"),
            self.tr("河段代码"),
            self.tr("河段名称"),
            self.tr("起点"),
            self.tr("止点"),
            self.tr("长度（米）"),
            self.tr("镇街"),
            self.tr("村居"),
            self.tr("原河段"),
            self.tr("说明"),
        )
        table.setHorizontalHeaderLabels(list(heads))
        dress_rows(table, _WIDTHS, editable=True)

    def _lay_out(self) -> None:
        side = QWidget(self)
        side.setMinimumWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        for widget in (self.filter, self.all, self.rivers, self.level, self.go):
            left.addWidget(widget, int(widget is self.rivers))
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(side)
        middle.addWidget(self.table)
        middle.setStretchFactor(1, 1)
        middle.setHandleWidth(14)
        middle.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.accept_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(12)
        box.addWidget(middle, 1)
        box.addLayout(foot)

    def _listen(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.all.toggled.connect(self._tick_all)
        self.rivers.itemChanged.connect(lambda _: self._allow())
        self.go.clicked.connect(self.propose)
        self.stop_button.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.take)
        self.table.itemChanged.connect(self._edited)
        self.table.itemSelectionChanged.connect(self._show_on_map)
        self._session.district_changed.connect(self._district_changed)
        self._session.closed.connect(self.reject)

    # --- rivers -----------------------------------------------------------------

    def _list_rivers(self) -> None:
        district = self._session.district
        chosen = self._chosen_rivers()
        for river in district.rivers:
            if river.geometry is None:
                continue
            item = QListWidgetItem(river.name or river.code)
            item.setData(_UID, river.uid)
            item.setToolTip(river.code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = river.uid in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.rivers.addItem(item)
        for item in self._items():
            if item.data(_UID) in chosen:
                self.rivers.scrollToItem(item)
                break

    def _chosen_rivers(self) -> set[str]:
        """Return the rivers that are selected, be it by one of their segments."""
        district, selection = self._session.district, self._session.selection
        found = set(selection.get(Kind.RIVER, ()))
        for uid in selection.get(Kind.SEGMENT, ()):
            row = district.row(Kind.SEGMENT, uid)
            river = district.river_by_code.get(getattr(row, "river_code", ""))
            if river is not None:
                found.add(river.uid)
        return found

    def _items(self) -> list[QListWidgetItem]:
        return [self.rivers.item(row) for row in range(self.rivers.count())]

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._items():
            told = f"{item.text()} {item.toolTip()}".casefold()
            item.setHidden(wanted not in told)

    def _tick_all(self, on: bool) -> None:
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)

    def choose(self, uids: Iterable[str]) -> None:
        """Tick these rivers and no others."""
        wanted = set(uids)
        for item in self._items():
            on = item.data(_UID) in wanted
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def ticked(self) -> list[str]:
        """Return the uids of the ticked rivers."""
        on = Qt.CheckState.Checked
        return [str(i.data(_UID)) for i in self._items() if i.checkState() is on]

    # --- proposing --------------------------------------------------------------

    def propose(self) -> None:
        """Cut the ticked rivers in the background."""
        district, wanted = self._session.district, set(self.ticked())
        rivers = [river for river in district.rivers if river.uid in wanted]
        level = Level(self.level.currentData())

        def work(reporter: Reporter) -> tuple[Proposal, ...]:
            def told(done: int, total: int) -> bool:
                reporter.progress(done, total, _WORKING)
                return not reporter.cancelled()

            found = propose(district, rivers, level, told)
            if reporter.cancelled():
                raise StoppedError
            return found

        self._set_working(working=True)
        self._errand = self._session.errands.start(
            work, self._proposed, self._failed, self._show_progress
        )

    def _show_progress(self, done: int, total: int, what: Text) -> None:
        del what
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _set_working(self, *, working: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(working)
        self.stop_button.setVisible(working)
        self.words.setVisible(not working)
        if not working:
            self._errand = None
        self._allow()

    def _stop(self) -> None:
        if self._errand is not None:
            self._errand.stop()

    def _failed(self, error: Exception) -> None:
        self._set_working(working=False)
        self.words.setText(message(error, self._session.language))

    def _proposed(self, proposals: tuple[Proposal, ...]) -> None:
        self._set_working(working=False)
        self.show_proposals(proposals)

    def show_proposals(self, proposals: Iterable[Proposal]) -> None:
        """List proposals; what would change something is ticked."""
        self.proposals = list(proposals)
        self._filling = True
        self.table.clearSelection()
        self.table.setRowCount(len(self.proposals))
        for row, one in enumerate(self.proposals):
            self._fill(row, one)
        self._filling = False
        self._count()

    def _fill(self, row: int, one: Proposal) -> None:
        language = self._session.language
        between = "、"
        texts = {
            TICK: self._verdict(one),
            CODE: one.code,
            NAME: one.name,
            START: one.start,
            END: one.end,
            LENGTH: f"{one.length:,.0f}",
            TOWN: one.town,
            VILLAGES: between.join(one.villages),
            OLD: between.join(one.old_codes) if one.changes else "",
            NOTES: " ".join(note.of(language) for note in one.notes),
        }
        for column, text in texts.items():
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            item.setFlags(self._flags(one, column))
            if column == LENGTH:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(right)
            if column == TICK and one.changes:
                item.setCheckState(Qt.CheckState.Checked)
            shade = tone("" if one.changes else "muted")
            if shade is not None:
                item.setForeground(shade)
            self.table.setItem(row, column, item)

    def _verdict(self, one: Proposal) -> str:
        return {
            Verdict.KEEP: self.tr("保留"),
            Verdict.REPLACE: self.tr("取代"),
            Verdict.NEW: self.tr("新增"),
            Verdict.OUTSIDE: self.tr("区外"),
        }[one.verdict]

    def _flags(self, one: Proposal, column: int) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if one.changes and column in _FIELDS:
            flags |= Qt.ItemFlag.ItemIsEditable
        if one.changes and column == TICK:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    # --- looking through --------------------------------------------------------

    def _edited(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        row, column = item.row(), item.column()
        if column in _FIELDS:
            key, text = _FIELDS[column], item.text().strip()
            self.proposals[row] = replace(self.proposals[row], **{key: text})  # type: ignore[arg-type]
        elif column == TICK:
            self._tick_companions(row, item.checkState())
        self._count()

    def _tick_companions(self, row: int, state: Qt.CheckState) -> None:
        """Tick together what can only be accepted together."""
        self._filling = True
        for other, one in enumerate(self.proposals):
            if one.uid in self.proposals[row].companions and one.changes:
                self._tick(other).setCheckState(state)
        self._filling = False

    def _tick(self, row: int) -> QTableWidgetItem:
        return self.table.item(row, TICK) or QTableWidgetItem()

    def chosen(self) -> list[Proposal]:
        """Return the ticked proposals."""
        on = Qt.CheckState.Checked
        return [
            one
            for row, one in enumerate(self.proposals)
            if one.changes and self._tick(row).checkState() is on
        ]

    def _count(self) -> None:
        kept = sum(one.verdict is Verdict.KEEP for one in self.proposals)
        outside = sum(one.verdict is Verdict.OUTSIDE for one in self.proposals)
        changed = sum(one.changes for one in self.proposals)
        text = self.tr(
            "保留 {kept} 段，新增或取代 {changed} 段"
            "（已勾选 {ticked} 段），区外 {outside} 段。"
        )
        if self.proposals:
            self.words.setText(
                text.format(
                    kept=kept,
                    changed=changed,
                    ticked=len(self.chosen()),
                    outside=outside,
                )
            )
        else:
            self.words.setText(self.tr("所选河流没有可划分的线，也没有河段。"))
        self._allow()

    def _allow(self) -> None:
        idle = self._errand is None
        self.go.setEnabled(idle and bool(self.ticked()))
        may = idle and not self._session.read_only
        self.accept_button.setEnabled(may and bool(self.chosen()))

    def _show_on_map(self) -> None:
        """Select what a line is about, and let the map go there."""
        rows = {index.row() for index in self.table.selectedIndexes()}
        if not rows or self._filling:
            return
        one = self.proposals[min(rows)]
        old = [uid for uid, _ in one.replaces]
        if one.verdict is Verdict.KEEP:
            old = [one.uid]
        if old:
            self._session.select({Kind.SEGMENT: old}, show=True)
        else:
            self._session.select({Kind.RIVER: [one.river_uid]}, show=True)

    # --- accepting --------------------------------------------------------------

    def take(self) -> None:
        """Make the ticked segments, as one edit."""
        chosen = self.chosen()
        try:
            changes = changes_of(self._session.district, chosen)
        except OfficerError as error:
            self.words.setText(error.text.of(self._session.language))
            return
        text = self.tr("划分河段（{n} 段）").format(n=len(chosen))
        if self._session.apply(changes, text):
            self.show_proposals(())
            done = self.tr("已划分 {n} 段；可用“撤销”退回。")
            self.words.setText(done.format(n=len(chosen)))

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        """Drop proposals that were made for rows that have changed since."""
        if self.proposals and kinds & {Kind.SEGMENT, Kind.RIVER, Kind.JURISDICTION}:
            self.show_proposals(())
            self.words.setText(self.tr("数据已改变，请重新划分。"))

    def _say_start(self) -> None:
        if self.rivers.count():
            words = self.tr("勾选左边的河流，再按“划分”。已有河段会逐段比对。")
        else:
            words = self.tr("还没有河流的线：请先导入河流图层。")
        self.words.setText(words)

    def done(self, result: int) -> None:
        """Stop what is under way."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is under way."""
        self.done(0)
        super().closeEvent(event)
