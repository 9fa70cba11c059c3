"""召集人: shared rivers with their reaches, who convenes and why; letter and table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.convenors import Convening, Ground, convenings_of, sources_of
from gridwatch.district.riverpapers import convenor_letter, names_of
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.dialogs.new_store import file_name_of
from gridwatch.gui.dialogs.paper import PaperDialog
from gridwatch.gui.look import shades
from gridwatch.gui.rowlook import dress_rows
from gridwatch.reports.rivers import convenor_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent

    from gridwatch.gui.session import Session

__all__ = ["ConvenorsDialog", "ReachBars"]

_WIDE, _TALL = 1080, 640
_ROW, _NAME, _FIGURES = 26, 110, 150
_KM = 1000.0
_SHOWN = frozenset(
    {Kind.RIVER, Kind.SEGMENT, Kind.JURISDICTION, Kind.PERSON, Kind.POST, Kind.TERM}
)


class ReachBars(QWidget):
    """The reaches of a river as bars, the convenor's in the accent colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._convening: Convening | None = None
        self.setAccessibleName(self.tr("各辖区河段长度"))

    def show_reaches(self, convening: Convening | None) -> None:
        """Show the reaches of another river."""
        self._convening = convening
        rows = len(convening.reaches) if convening else 0
        self.setMinimumHeight(rows * _ROW + 4)
        if convening:
            told = [f"{r.name} {r.metres / _KM:.2f} km" for r in convening.reaches]
            self.setAccessibleDescription("; ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for every reach."""
        return QSize(420, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a bar for each reach."""
        del event
        if self._convening is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        longest = max(reach.metres for reach in self._convening.reaches)
        for row in range(len(self._convening.reaches)):
            self._draw(painter, row, longest)
        painter.end()

    def _draw(self, painter: QPainter, row: int, longest: float) -> None:
        convening = self._convening
        if convening is None:
            return
        reach, colours = convening.reaches[row], shades()
        chosen = reach is convening.convenor
        top, middle = row * _ROW, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.text))
        font = painter.font()
        font.setBold(chosen)
        painter.setFont(font)
        name = QRectF(0, top, _NAME - 8, _ROW)
        words = painter.fontMetrics().elidedText(
            reach.name, Qt.TextElideMode.ElideRight, int(name.width())
        )
        painter.drawText(name, middle | Qt.AlignmentFlag.AlignRight, words)
        room = max(self.width() - _NAME - _FIGURES, 40)
        long = max(room * reach.metres / longest, 2.0)
        bar = QRectF(_NAME, top + 6, long, _ROW - 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if chosen else colours.soft))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        told = f"{reach.metres / _KM:.2f} km  {names_of(reach.chiefs)}"
        figures = QRectF(bar.right() + 8, top, self.width() - bar.right() - 8, _ROW)
        words = painter.fontMetrics().elidedText(
            told, Qt.TextElideMode.ElideRight, int(figures.width())
        )
        painter.drawText(figures, middle | Qt.AlignmentFlag.AlignLeft, words)


class ConvenorsDialog(QDialog):
    """Lists shared rivers, and shows for one of them who convenes and why.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.convenings: tuple[Convening, ...] = ()
        self.setWindowTitle(self.tr("河长联席会议召集人"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._lay_out()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.letter.clicked.connect(lambda: self.show_letter())
        self.letters.clicked.connect(lambda: self.show_letter(whole=True))
        self.export.clicked.connect(self._ask_table)
        self.close_button.clicked.connect(self.reject)
        session.closed.connect(self.reject)
        session.district_changed.connect(self._district_changed)
        session.as_of_changed.connect(self.refresh)
        self.refresh()

    def _make(self) -> None:
        self.table = QTableWidget(0, 4, self)
        self.table.setAccessibleName(self.tr("跨辖区的河流"))
        heads = [
            self.tr("河流"),
            self.tr("辖区"),
            self.tr("召集人"),
            self.tr("依据"),
        ]
        self.table.setHorizontalHeaderLabels(heads)
        self._dress_table()
        self._make_words()
        self.export = QPushButton(self.tr("导出表格…"), self)
        self.letters = QPushButton(self.tr("全部河流一函…"), self)
        self.letter = QPushButton(self.tr("本河函件…"), self)
        self.letter.setObjectName("primary")
        self.close_button = QPushButton(self.tr("关闭"), self)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _dress_table(self) -> None:
        head = dress_rows(self.table, {0: 84, 1: 58, 3: 92})
        head.setStretchLastSection(False)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _make_words(self) -> None:
        self.title = QLabel(self)
        self.title.setObjectName("heading")
        self.bars = ReachBars(self)
        self.reasons = QLabel(self)
        self.reasons.setWordWrap(True)
        self.reasons.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.source = QLabel(self)
        self.source.setObjectName("muted")
        self.source.setWordWrap(True)
        self.source.setText(sources_of().of(self._session.language))

    def _lay_out(self) -> None:
        inner = QWidget(self)
        inner.setObjectName("panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout(inner)
        right.setContentsMargins(16, 12, 16, 12)
        right.setSpacing(10)
        for widget in (self.title, self.bars, self.reasons, self.source):
            right.addWidget(widget)
        right.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(self.table)
        middle.addWidget(scroll)
        middle.setSizes([430, 600])
        middle.setHandleWidth(14)
        middle.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self.export)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.letters)
        foot.addWidget(self.letter)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(12)
        box.addWidget(middle, 1)
        box.addLayout(foot)

    # --- content ----------------------------------------------------------------

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        # A bound method: Qt lets go of it with the dialog.
        if kinds & _SHOWN:
            self.refresh()

    def refresh(self) -> None:
        """Work out all convenors for the district and day of the session."""
        session = self._session
        before = self.current
        self.convenings = convenings_of(session.district, session.as_of)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self.convenings))
        for row, one in enumerate(self.convenings):
            self._fill(row, one)
        self.table.blockSignals(False)
        rows = [one.river.uid for one in self.convenings]
        wanted = self._wanted(before)
        if rows:
            self.table.selectRow(rows.index(wanted) if wanted in rows else 0)
        for button in (self.letter, self.letters, self.export):
            button.setEnabled(bool(rows))
        self._chosen()

    def _wanted(self, before: Convening | None) -> str:
        if before is not None:
            return before.river.uid
        return next(iter(self._session.selection.get(Kind.RIVER, ())), "")

    def _fill(self, row: int, one: Convening) -> None:
        name = self.tr("暂缺")
        if one.convenor is not None:
            name = f"{one.convenor.name} {one.convenor.holder}"
        texts = (
            one.river.name or one.river.code,
            str(len(one.reaches)),
            name,
            self._ground(one.ground),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.table.setItem(row, column, item)

    def _ground(self, ground: Ground) -> str:
        return {
            Ground.LONGEST: self.tr("最长河段"),
            Ground.COMMANDER: self.tr("防汛指挥长"),
            Ground.TIE: self.tr("并列取上游"),
            Ground.NEXT: self.tr("空缺顺延"),
            Ground.NOBODY: self.tr("无人在任"),
        }[ground]

    @property
    def current(self) -> Convening | None:
        """The river that is shown, or None."""
        row = self.table.currentRow()
        return self.convenings[row] if 0 <= row < len(self.convenings) else None

    def _chosen(self) -> None:
        one = self.current
        self.bars.show_reaches(one)
        if one is None:
            self.title.setText(self.tr("没有跨镇街或跨区的河流"))
            self.reasons.setText(
                self.tr(
                    "河流有河段（或有线和镇街界），并经过两个以上镇街，才列在这里。"
                )
            )
            return
        language = self._session.language
        self.title.setText(one.river.name or one.river.code)
        sentences = [escape(reason.of(language)) for reason in one.reasons]
        space = "<p style='margin-top: 0; margin-bottom: 7px'>"
        self.reasons.setText("".join(f"{space}{told}</p>" for told in sentences))
        self._session.select({Kind.RIVER: [one.river.uid]}, show=True)

    # --- out --------------------------------------------------------------------

    def show_letter(self, *, whole: bool = False) -> PaperDialog | None:
        """Show the letter on this river, or one on all."""
        one, session = self.current, self._session
        if one is None:
            return None
        chosen: Sequence[Convening] = self.convenings if whole else [one]
        letter = convenor_letter(chosen, session.district.office, session.as_of)
        name = file_name_of(letter.title.of(session.language), "")
        dialog = PaperDialog(session, letter, name, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _ask_table(self) -> None:
        name = self.tr("河长联席会议召集人")
        ask_save(
            self,
            self.tr("导出表格"),
            f"{name}_{self._session.as_of.isoformat()}.xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)")],
            self.export_to,
        )

    def export_to(self, path: Path) -> None:
        """Write all shared rivers to a spreadsheet."""
        session = self._session
        try:
            convenor_book(path, self.convenings, session.as_of, session.language)
        except OfficerError as error:
            session.troubled.emit(error)
