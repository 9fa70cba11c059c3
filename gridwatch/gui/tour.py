"""The tour: five steps that point at the real parts of the window, and can be skipped.

A sheet over the window darkens all but the part spoken of; beside it stands a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gridwatch.gui.look import shades

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

__all__ = ["Step", "Tour"]

_DIM = QColor(15, 22, 30, 150)
_ROUND, _MARGIN, _GAP, _EDGE = 8, 4, 14, 12
_NOTE_WIDTH = 330


@dataclass(frozen=True)
class Step:
    """One step.

    Parameters
    ----------
    widget : QWidget
        What is pointed at.
    title, text : str
        What is said, translated.
    """

    widget: QWidget
    title: str
    text: str


class Tour(QWidget):
    """The sheet over a window.

    Parameters
    ----------
    window : QWidget
        What it covers.
    steps : sequence of Step
        What is shown, in order.
    """

    ended = Signal()

    def __init__(self, window: QWidget, steps: Sequence[Step]) -> None:
        super().__init__(window)
        self.steps, self.at = tuple(steps), 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("界面导览"))
        self._make_note()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self._show_step()

    def _make_note(self) -> None:
        self.note = QFrame(self)
        self.note.setObjectName("tournote")
        colours = shades()
        self.note.setStyleSheet(
            f"QFrame#tournote {{ background: {colours.base};"
            f" border: 1px solid {colours.border}; border-radius: {_ROUND}px; }}"
        )
        self.note.setFixedWidth(_NOTE_WIDTH)
        self.title = QLabel(self.note)
        self.title.setObjectName("heading")
        self.title.setWordWrap(True)
        self.words = QLabel(self.note)
        self.words.setWordWrap(True)
        self.count = QLabel(self.note)
        self.count.setObjectName("muted")
        self.skip = QPushButton(self.tr("跳过"), self.note)
        self.back = QPushButton(self.tr("上一步"), self.note)
        self.next = QPushButton(self.note)
        self.next.setObjectName("primary")
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self.go(self.at - 1))
        self.next.clicked.connect(lambda: self.go(self.at + 1))
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch(1)
        for button in (self.skip, self.back, self.next):
            # Keys belong to the sheet: Enter, arrows, Esc.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        box = QVBoxLayout(self.note)
        box.setContentsMargins(16, 14, 16, 12)
        box.setSpacing(8)
        box.addWidget(self.title)
        box.addWidget(self.words)
        box.addSpacing(2)
        box.addLayout(row)

    # --- steps --------------------------------------------------------------------

    def go(self, at: int) -> None:
        """Show a step; the one after the last ends the tour."""
        if at >= len(self.steps):
            self.end()
            return
        self.at = max(0, at)
        self._show_step()

    def end(self) -> None:
        """Take the sheet away."""
        window = self.parentWidget()
        if window is not None:
            window.removeEventFilter(self)
        self.hide()
        self.ended.emit()
        self.deleteLater()

    @property
    def hole(self) -> QRect:
        """What is left bright, in pixels of the sheet."""
        widget = self.steps[self.at].widget
        window = self.parentWidget()
        # A dock that floats stands in a window of its own.
        if window is None or not widget.isVisible() or not window.isAncestorOf(widget):
            return QRect()
        corner = widget.mapTo(window, QPoint(0, 0))
        shown = QRect(corner, widget.size()).adjusted(
            -_MARGIN, -_MARGIN, _MARGIN, _MARGIN
        )
        return shown.intersected(self.rect())

    def _show_step(self) -> None:
        step, last = self.steps[self.at], self.at == len(self.steps) - 1
        self.title.setText(step.title)
        self.words.setText(step.text)
        self.count.setText(f"{self.at + 1} / {len(self.steps)}")
        self.skip.setVisible(not last)
        self.back.setVisible(self.at > 0)
        self.next.setText(self.tr("开始使用") if last else self.tr("下一步"))
        self._place_note()

    def _place_note(self) -> None:
        """Put the note beside what it speaks of, inside the window."""
        layout = self.note.layout()
        if layout is not None:
            layout.activate()
        size = QSize(_NOTE_WIDTH, max(self.note.heightForWidth(_NOTE_WIDTH), 1))
        if layout is not None and layout.hasHeightForWidth():
            size.setHeight(layout.totalHeightForWidth(_NOTE_WIDTH))
        self.note.resize(size)
        self.note.move(self._corner(self.hole, size))
        self.update()

    def _corner(self, hole: QRect, size: QSize) -> QPoint:
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        top = min(max(hole.top(), room.top()), room.bottom() - size.height())
        left = min(max(hole.left(), room.left()), room.right() - size.width())
        if hole.isEmpty():
            return room.center() - QPoint(size.width() // 2, size.height() // 2)
        if hole.right() + _GAP + size.width() <= room.right():
            return QPoint(hole.right() + _GAP, top)
        if hole.left() - _GAP - size.width() >= room.left():
            return QPoint(hole.left() - _GAP - size.width(), top)
        if hole.bottom() + _GAP + size.height() <= room.bottom():
            return QPoint(left, hole.bottom() + _GAP)
        if hole.top() - _GAP - size.height() >= room.top():
            return QPoint(left, hole.top() - _GAP - size.height())
        # As large as the window: inside it.
        return hole.center() - QPoint(size.width() // 2, size.height() // 2)

    # --- Qt -----------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        """Darken all but the part spoken of."""
        sheet, hole = QPainterPath(), QPainterPath()
        sheet.addRect(self.rect())
        hole.addRoundedRect(self.hole, _ROUND, _ROUND)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(sheet.subtracted(hole), _DIM)
        painter.setPen(QPen(QColor(shades().accent), 2))
        painter.drawPath(hole)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and arrows go on, Esc ends."""
        key, keys = event.key(), Qt.Key
        if key == keys.Key_Escape:
            self.end()
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Right, keys.Key_Space):
            self.go(self.at + 1)
        elif key in (keys.Key_Left, keys.Key_Backspace):
            self.go(self.at - 1)
        else:
            event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the window below from acting through the sheet."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget():
            window = self.parentWidget()
            if window is not None:
                self.setGeometry(window.rect())
                self._place_note()
                # Bars and docks find their places after the window itself.
                QTimer.singleShot(0, self, self._place_note)
        return False
