"""The page of an empty window: what the program is for and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridwatch.gui.look import app_icon, icon

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["WelcomePage"]

_WIDTH = 620
_SHOWN = 5


class WelcomePage(QWidget):
    """Four ways to begin, and the stores opened lately."""

    new_asked = Signal()
    open_asked = Signal()
    import_asked = Signal()
    sample_asked = Signal()
    recent_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        page = QWidget(self)
        page.setMaximumWidth(_WIDTH)
        self._box = QVBoxLayout(page)
        self._box.setSpacing(10)
        self._add_head()
        self._add_buttons()
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._box.addSpacing(14)
        self._box.addLayout(self._recent)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(page, 4)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def _add_head(self) -> None:
        logo = QLabel(self)
        logo.setPixmap(app_icon().pixmap(QSize(56, 56), self.devicePixelRatioF()))
        title = QLabel(self.tr("河长制网格化管理"), self)
        title.setObjectName("title")
        words = QLabel(
            self.tr(
                "把河段、行政区、网格、公示牌和排污口放到一张图上，"
                "查清责任，打印辖区图。数据都在本机，不需要网络。"
            ),
            self,
        )
        words.setObjectName("muted")
        words.setWordWrap(True)
        self._box.addWidget(logo)
        self._box.addWidget(title)
        self._box.addWidget(words)
        self._box.addSpacing(10)

    def _add_buttons(self) -> None:
        entries = (
            ("!import", self.tr("导入文件夹…"), self.import_asked, True),
            ("open", self.tr("打开工作库…"), self.open_asked, False),
            ("new", self.tr("新建工作库…"), self.new_asked, False),
            ("sample", self.tr("打开示例：云溪区"), self.sample_asked, False),
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, text, signal, first in entries:
            button = QPushButton(icon(name), text, self)
            button.setProperty("icon_name", name)
            button.setObjectName("primary" if first else "")
            button.setMinimumHeight(32)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            row.addWidget(button)
        self._box.addLayout(row)

    def set_recent(self, paths: Iterable[Path]) -> None:
        """List the stores opened lately."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        found = list(paths)[:_SHOWN]
        if not found:
            return
        head = QLabel(self.tr("最近打开"), self)
        head.setObjectName("section")
        self._recent.addWidget(head)
        for path in found:
            button = QPushButton(f"{path.stem}    {path.parent}", self)
            button.setObjectName("link")
            button.clicked.connect(lambda _=False, p=path: self.recent_asked.emit(p))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
