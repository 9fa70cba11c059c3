"""The tool bar: few icons, the day everything speaks of, and the search box."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from gridwatch.gui.searching import SearchBox
from gridwatch.gui.session import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from gridwatch.gui.commands import Actions
    from gridwatch.gui.session import Session

__all__ = ["TopBar"]

_TYPING = 250
_SEARCH, _NARROW_SEARCH, _NARROW = 270, 150, 1180


class TopBar(QToolBar):
    """The tool bar.

    Parameters
    ----------
    session : Session
        What is open.
    actions : Actions
        The actions of the window.
    names : sequence of str
        Which of them stand here; an empty name is a gap.
    """

    def __init__(
        self,
        session: Session,
        actions: Actions,
        names: Sequence[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("工具栏"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self.toggleViewAction().setVisible(False)
        for name in names:
            if name:
                self.addAction(actions[name])
            else:
                self.addSeparator()
        gap = QWidget(self)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self._today = actions["today"]
        self.day = QDateEdit(self)
        self.addWidget(self._day_box())
        self.search = SearchBox(session, self)
        self.search.setFixedWidth(_SEARCH)
        self.addWidget(self.search)
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        self._typed.timeout.connect(self._take_day)
        self.day.dateChanged.connect(lambda _: self._typed.start())
        session.as_of_changed.connect(self._show_day)
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep day and search box in a narrow window, smaller."""
        narrow = event.size().width() < _NARROW
        self.search.setFixedWidth(_NARROW_SEARCH if narrow else _SEARCH)
        self._label.setVisible(not narrow)
        style = Qt.ToolButtonStyle
        self.back.setToolButtonStyle(
            style.ToolButtonIconOnly if narrow else style.ToolButtonTextOnly
        )
        super().resizeEvent(event)

    def _day_box(self) -> QWidget:
        day = self.day
        day.setCalendarPopup(True)
        day.setDisplayFormat("yyyy-MM-dd")
        day.setDate(_qdate(self._session.as_of))
        day.setAccessibleName(self.tr("截至日期"))
        day.setToolTip(self.tr("地图、表格和打印按这一天的河长和状态显示"))
        day.setMinimumWidth(118)
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(6)
        self._label = QLabel(self.tr("截至"), box)
        row.addWidget(self._label)
        row.addWidget(day)
        self.back = QToolButton(box)
        self.back.setObjectName("amber")
        self.back.setDefaultAction(self._today)
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        row.addWidget(self.back)
        return box

    def _mark(self) -> None:
        """Say plainly that everything speaks of another day than today."""
        past = self._session.as_of != today()
        self.back.setVisible(past)
        if self.day.property("other") != past:
            self.day.setProperty("other", past)
            self.day.style().unpolish(self.day)
            self.day.style().polish(self.day)

    def _take_day(self) -> None:
        day = self.day.date()
        self._session.set_as_of(date(day.year(), day.month(), day.day()))

    def _show_day(self) -> None:
        wanted = _qdate(self._session.as_of)
        if self.day.date() != wanted:
            self.day.setDate(wanted)
        self._mark()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
