"""What stands over the map of a large store until its rows have been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

if TYPE_CHECKING:
    from gridwatch.gui.session import Session

__all__ = ["ReadingBar"]


class ReadingBar(QFrame):
    """Says that the map is there and the rows are not, and offers to read them.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.button = QPushButton(self.tr("读入台账"), self)
        self.button.clicked.connect(lambda: session.read_rows())
        # A bar of another height would move the map, which would be drawn once more.
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 6)
        box.addWidget(self.label, 1)
        box.addWidget(self.button)
        session.opened.connect(self.refresh)
        session.closed.connect(self.hide)
        session.reading_changed.connect(self.refresh)
        self.refresh()

    @property
    def _needed(self) -> bool:
        """Whether there is something to say: not of what is there in a moment."""
        session = self._session
        if session.store is None or session.loaded:
            return False
        return session.large or (session.seen and not session.reading)

    def refresh(self) -> None:
        """Show how far reading is."""
        session = self._session
        self.setVisible(self._needed)
        self.button.setVisible(not session.reading)
        if session.reading and session.layers:
            words = self.tr("正在读入台账；地图可以先用。")
        elif session.reading:
            words = self.tr("正在读入台账，并为地图建立缓存；下次打开就快了。")
        else:
            words = self.tr(
                "地图已可用。这个工作库有 {n} 行：表格、检查、搜索和编辑要先读入台账。"
            ).format(n=f"{session.size:,}")
        self.label.setText(words)
