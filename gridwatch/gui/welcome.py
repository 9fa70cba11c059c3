"""The page of an empty window: what the program is for and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.gui.look import app_icon, icon

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["WelcomePage"]

_WIDTH = 620
_SHOWN = 5


class WelcomePage(QWidget):
    """The ways to begin, and the stores opened lately.

    `package` is shown by the window where it can open packages of field review.
    """

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
        """Four ways to begin with a line on each, and one for those in the field."""
        entries = (
            (
                ("!import", self.tr("导入文件夹…"), self.import_asked),
                self.tr("从收到的资料新建工作库；先看计划，再写入"),
            ),
            (
                ("sample", self.tr("打开示例：云溪区"), self.sample_asked),
                self.tr("第一次用？虚构的一个区，怎么改都不要紧"),
            ),
            (
                ("open", self.tr("打开工作库…"), self.open_asked),
                self.tr("已有的 .gpkg 文件"),
            ),
            (
                ("new", self.tr("新建工作库…"), self.new_asked),
                self.tr("空的，自己登记"),
            ),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, ((name, text, signal), words) in enumerate(entries):
            button = self._button(name, text, first=row == 0)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            grid.addWidget(button, row, 0)
            grid.addWidget(self._line(words), row, 1)
        self.package = self._button("book", self.tr("打开外业核查包…"), first=False)
        self._package_words = self._line(self.tr("区河长办发来的 .gwreview 文件"))
        grid.addWidget(self.package, len(entries), 0)
        grid.addWidget(self._package_words, len(entries), 1)
        self.package.installEventFilter(self)
        self._box.addLayout(grid)

    def _button(self, name: str, text: str, *, first: bool) -> QPushButton:
        button = QPushButton(icon(name), text, self)
        button.setProperty("icon_name", name)
        button.setObjectName("primary" if first else "choice")
        button.setMinimumHeight(34)
        return button

    def _line(self, words: str) -> QLabel:
        label = QLabel(words, self)
        label.setObjectName("muted")
        label.setWordWrap(True)
        return label

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the words beside the button of packages come and go with it."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._package_words.setVisible(not self.package.isHidden())
        return super().eventFilter(watched, event)

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
