"""修复边界: gaps and overlaps of areas that should tile, closed as one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.closing import changes_of, closed, flaws_in, tiling_rows
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.errands import StoppedError, message
from gridwatch.gui.flawpicture import FlawPicture
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from gridwatch.district.closing import Closing, Flaw
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["BordersDialog"]

_WIDE, _TALL = 1080, 600
WHAT, AREAS, SIZE, WIDTH, FATE = range(5)
_WIDTHS = {WHAT: 88, AREAS: 170, SIZE: 106, WIDTH: 96}
_SHOWN = 2000
_LEAST, _MOST, _USUAL = 0.01, 50.0, 1.0


class BordersDialog(QDialog):
    """Tries closed borders, shows what would change, and applies it.

    It does not stand in the way of the map: a click on a line shows its areas there.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._errand: Errand | None = None
        self._rows: tuple[Any, ...] = ()
        self.closing: Closing | None = None
        self.flaws: tuple[Flaw, ...] = ()
        self.setWindowTitle(self.tr("修复边界"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._lay_out()
        self._listen()
        self._say_start()
        self._allow()

    def _make(self) -> None:
        self.what = QComboBox(self)
        for text, chosen in (
            (self.tr("村居界"), (Kind.JURISDICTION, Level.VILLAGE)),
            (self.tr("镇街界"), (Kind.JURISDICTION, Level.TOWN)),
            (self.tr("区界"), (Kind.JURISDICTION, Level.DISTRICT)),
            (self.tr("责任网格"), (Kind.CELL, Level.VILLAGE)),
        ):
            self.what.addItem(text, chosen)
        self.what.setAccessibleName(self.tr("修复哪些面"))
        self.tolerance = QDoubleSpinBox(self)
        self.tolerance.setRange(_LEAST, _MOST)
        self.tolerance.setDecimals(2)
        self.tolerance.setValue(_USUAL)
        self.tolerance.setSuffix(self.tr(" 米"))
        self.tolerance.setAccessibleName(self.tr("容差"))
        self.tolerance.setToolTip(self.tr("相距不到这么多米的边界才修复"))
        self.go = QPushButton(self.tr("试算"), self)
        self.table = QTableWidget(0, len(_WIDTHS) + 1, self)
        self.table.setAccessibleName(self.tr("缝隙和重叠"))
        self.picture = FlawPicture(self)
        self.key = QLabel(self)
        self.key.setObjectName("muted")
        self.key.setWordWrap(True)
        self.key.setText(
            self.tr(
                "灰线：现在的边界；红色：缝隙或重叠；橙色：不吻合的边界；绿色虚线：修复后。"
            )
        )
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.hide()
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.apply_button = QPushButton(self.tr("修复"), self)
        self.apply_button.setObjectName("primary")
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._make_table()

    def _make_table(self) -> None:
        table = self.table
        heads = (
            self.tr("问题"),
            self.tr("在哪里"),
            self.tr("面积或长度"),
            self.tr("平均宽度"),
            self.tr("处理"),
        )
        table.setHorizontalHeaderLabels(list(heads))
        dress_rows(table, _WIDTHS)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.what)
        top.addWidget(QLabel(self.tr("容差"), self))
        top.addWidget(self.tolerance)
        top.addWidget(self.go)
        top.addStretch(1)
        side = QWidget(self)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.picture, 1)
        right.addWidget(self.key)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(self.table)
        middle.addWidget(side)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        middle.setHandleWidth(14)
        middle.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.apply_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(12)
        box.addLayout(top)
        box.addWidget(middle, 1)
        box.addLayout(foot)

    def _listen(self) -> None:
        self.go.clicked.connect(self.propose)
        self.what.currentIndexChanged.connect(self._forget)
        self.tolerance.valueChanged.connect(self._forget)
        self.close_button.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self.take)
        self.table.itemSelectionChanged.connect(self._show)
        self._session.district_changed.connect(self._district_changed)
        self._session.closed.connect(self.reject)

    # --- trying -----------------------------------------------------------------

    def _chosen(self) -> tuple[Kind, Level]:
        kind, level = self.what.currentData()
        return Kind(kind), Level(level)

    def propose(self) -> None:
        """Try closed borders in the background."""
        kind, level = self._chosen()
        rows = tiling_rows(self._session.district, kind, level)
        tolerance = self.tolerance.value()

        def work(reporter: Reporter) -> tuple[tuple[Any, ...], Closing]:
            found = closed([row.geometry for row in rows], tolerance)
            if reporter.cancelled():
                raise StoppedError
            return rows, found

        self._forget()
        self._set_working(working=True)
        self._errand = self._session.errands.start(work, self._proposed, self._failed)

    def _set_working(self, *, working: bool) -> None:
        self.bar.setVisible(working)
        self.words.setVisible(not working)
        if not working:
            self._errand = None
        self._allow()

    def _failed(self, error: Exception) -> None:
        self._set_working(working=False)
        self.words.setText(message(error, self._session.language))

    def _proposed(self, found: tuple[tuple[Any, ...], Closing]) -> None:
        self._rows, self.closing = found
        self.flaws = flaws_in(self.closing)
        self._set_working(working=False)
        self._fill()
        self._count(self.closing)

    def _fill(self) -> None:
        shown = self.flaws[:_SHOWN]
        self.table.setRowCount(len(shown))
        for row, flaw in enumerate(shown):
            for column, text in enumerate(self._texts(flaw)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column in (SIZE, WIDTH):
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                shade = tone("" if flaw.closes else "warn")
                if column == FATE and shade is not None:
                    item.setForeground(shade)
                self.table.setItem(row, column, item)
        if shown:
            self.table.selectRow(0)

    def _texts(self, flaw: Flaw) -> tuple[str, ...]:
        what = (self.tr("缝隙"), self.tr("边界不吻合"), self.tr("重叠"))
        fate = self.tr("修复") if flaw.closes else self.tr("比容差宽：不改，请人工确定")
        size = self.tr("{n} 平方米").format(n=f"{flaw.square_metres:,.1f}")
        width = self.tr("{n} 米").format(n=f"{flaw.width:.2f}")
        if len(flaw.areas) == 1:
            size = self.tr("{n} 米").format(n=f"{flaw.shape.length:,.0f}")
            width = ""
        return what[len(flaw.areas)], self._places(flaw), size, width, fate

    def _places(self, flaw: Flaw) -> str:
        names = [self._rows[at].name or self._rows[at].code for at in flaw.areas]
        return "、".join(names) if names else self.tr("几个面之间")

    def _count(self, closing: Closing) -> None:
        if not self.flaws:
            self.words.setText(self.tr("这些面的边界都吻合，没有要修复的。"))
            return
        left = sum(not flaw.closes for flaw in self.flaws)
        text = self.tr(
            "缝隙 {gaps} 处，重叠 {overlaps} 处，不吻合的边界 {metres} 米；"
            "修复会改动 {changed} 个面，面积最多变化 {area} 平方米；"
            "比容差宽、留待人工的 {left} 处。"
        )
        self.words.setText(
            text.format(
                gaps=len(closing.before.gaps),
                overlaps=len(closing.before.overlaps),
                metres=f"{closing.before.unmatched.sum():,.0f}",
                changed=len(closing.changed),
                area=f"{abs(closing.area_changes).max(initial=0):,.1f}",
                left=left,
            )
        )

    # --- looking ----------------------------------------------------------------

    def _selected(self) -> Flaw | None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        return self.flaws[min(rows)] if rows and self.flaws else None

    def _show(self) -> None:
        """Show the flaw in the picture, and its areas on the map."""
        flaw = self._selected()
        self.picture.show_flaw(self.closing, flaw)
        if flaw is not None and flaw.areas:
            uids = [self._rows[at].uid for at in flaw.areas]
            self._session.select({self._chosen()[0]: uids}, show=True)

    def _forget(self) -> None:
        """Drop what was tried with other areas or another tolerance."""
        self.closing, self.flaws, self._rows = None, (), ()
        self.table.setRowCount(0)
        self.picture.show_flaw(None, None)
        self._say_start()
        self._allow()

    def _say_start(self) -> None:
        self.words.setText(
            self.tr("选好面和容差后按“试算”：只显示会怎样修复，不改动数据。")
        )

    def _allow(self) -> None:
        idle = self._errand is None
        self.go.setEnabled(idle)
        self.what.setEnabled(idle)
        self.tolerance.setEnabled(idle)
        some = self.closing is not None and len(self.closing.changed) > 0
        self.apply_button.setEnabled(idle and some and not self._session.read_only)

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        if self.closing is not None and kinds & {Kind.JURISDICTION, Kind.CELL}:
            self._forget()
            self.words.setText(self.tr("数据已改变，请重新试算。"))

    # --- applying ---------------------------------------------------------------

    def take(self) -> None:
        """Apply what is shown, as one edit."""
        if self.closing is None:
            return
        metres, count = f"{self.closing.tolerance:g}", len(self.closing.changed)
        text = self.tr("修复边界（{n} 个面，容差 {metres} 米）")
        text = text.format(n=count, metres=metres)
        changes = changes_of(self._chosen()[0], self._rows, self.closing, text)
        if self._session.apply(changes, text):
            self._forget()
            done = self.tr("已修复 {n} 个面的边界；可用“撤销”退回。")
            self.words.setText(done.format(n=count))

    def done(self, result: int) -> None:
        """Let go of what is under way."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of what is under way."""
        self.done(0)
        super().closeEvent(event)
