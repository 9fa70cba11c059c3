"""关于: version, where settings lie, and the licences of all that is in the program."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gridwatch import __version__
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.look import app_icon
from gridwatch.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.gui.session import Session

__all__ = ["AboutDialog", "licences"]

_SIZE = (640, 460)
_NAMES = ("licences.html", "licences.txt")


def licences() -> Path | None:
    """Return the page of licences, where the product was built with one."""
    found = (resource(name) for name in _NAMES)
    return next((path for path in found if path.is_file()), None)


class AboutDialog(QDialog):
    """What the program is.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("关于"))
        fit_screen(self, *_SIZE)
        tabs = QTabWidget(self)
        tabs.addTab(self._program(), self.tr("程序"))
        tabs.addTab(self._licences(), self.tr("许可"))
        self.tabs = tabs
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(
            self.tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole
        )
        copy = buttons.addButton(
            self.tr("复制版本信息"), QDialogButtonBox.ButtonRole.ActionRole
        )
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        close.setDefault(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 14)
        box.addWidget(tabs, 1)
        box.addWidget(buttons)

    @property
    def versions(self) -> str:
        """Versions of the program and of what it runs on; no paths, no names."""
        return (
            f"gridwatch {__version__}\nPython {platform.python_version()}\n"
            f"Qt {qVersion()}\n{platform.system()} {platform.release()} "
            f"{platform.version()}"
        )

    def copy(self) -> None:
        """Copy the versions, for whoever helps."""
        QApplication.clipboard().setText(self.versions)

    def _program(self) -> QWidget:
        page = QWidget(self)
        logo = QLabel(page)
        logo.setPixmap(app_icon().pixmap(QSize(64, 64), self.devicePixelRatioF()))
        title = QLabel(self.tr("河长制网格化管理"), page)
        title.setObjectName("title")
        words = QLabel(
            self.tr(
                "河长制网格化管理桌面程序。数据只存在本机的工作库"
                "（GeoPackage 文件）里，不需要网络。"
            ),
            page,
        )
        words.setWordWrap(True)
        facts = QLabel(self.versions, page)
        place = self.tr("设置和出错报告在：{folder}")
        where = QLabel(place.format(folder=self._session.memory.folder), page)
        where.setWordWrap(True)
        for label in (facts, where):
            label.setObjectName("muted")
            label.setTextInteractionFlags(
                label.textInteractionFlags().TextSelectableByMouse
            )
        head = QHBoxLayout()
        head.addWidget(logo)
        head.addWidget(title, 1)
        box = QVBoxLayout(page)
        box.setContentsMargins(16, 16, 16, 12)
        box.setSpacing(10)
        box.addLayout(head)
        for label in (words, facts, where):
            box.addWidget(label)
        box.addStretch(1)
        return page

    def _licences(self) -> QWidget:
        page = QTextBrowser(self)
        page.setOpenLinks(False)
        found = licences()
        if found is None:
            page.setPlainText(
                self.tr(
                    "本程序按 MIT 许可发布。Qt（PySide6）按 LGPL-3.0 使用，动态链接，"
                    "可以用您自己的版本替换。各软件包的许可全文在安装程序里；"
                    "从源码运行时，在各软件包自己的文件夹里。"
                )
            )
            return page
        text = found.read_text(encoding="utf-8", errors="replace")
        if found.suffix == ".html":
            page.setHtml(text)
        else:
            page.setPlainText(text)
        return page
