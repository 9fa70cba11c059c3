"""What the program is, its version, and the licences of all its parts."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch import __version__
from gridwatch.gui.look import app_icon
from gridwatch.licences import Part, bundled_in, packages
from gridwatch.selfcheck import product_folder

__all__ = ["AboutDialog"]

_ICON = 56


class AboutDialog(QDialog):
    """The program in a few lines; below them every part with the text of its licence.

    Parameters
    ----------
    parent : QWidget or None
        The window.
    parts : list of Part or None
        None asks the installed packages.
    """

    def __init__(
        self, parent: QWidget | None = None, parts: list[Part] | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("关于"))
        self.resize(820, 560)
        self.parts = _all_parts() if parts is None else parts
        box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addLayout(self._head())
        box.addWidget(self._words())
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("在部件名称和许可证中查找"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        box.addWidget(self.search)
        row = QHBoxLayout()
        self.list = self._list()
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        row.addWidget(self.list, 5)
        row.addWidget(self.text, 6)
        box.addLayout(row, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        picture = QLabel(self)
        picture.setPixmap(app_icon().pixmap(QSize(_ICON, _ICON)))
        row.addWidget(picture)
        title = QLabel(f"gridwatch {__version__}", self)
        title.setObjectName("title")
        row.addWidget(title)
        row.addStretch(1)
        version = ".".join(str(part) for part in sys.version_info[:3])
        under = QLabel(self.tr("运行于 Python {version}").format(version=version), self)
        row.addWidget(under)
        return row

    def _words(self) -> QLabel:
        words = QLabel(
            self.tr(
                "河长制网格化管理桌面程序，以 MIT 许可证发布。数据只存在本机的工作库"
                "（GeoPackage 文件）里，不需要网络。\n"
                "下面是它使用的自由软件。Qt 等以 LGPL 许可的库是安装文件夹里单独、未经"
                "修改的文件，您可以自行替换；源代码可向提供安装包的单位索取。"
            ),
            self,
        )
        words.setWordWrap(True)
        return words

    def _list(self) -> QTreeWidget:
        found = QTreeWidget(self)
        found.setRootIsDecorated(False)
        found.setUniformRowHeights(True)
        found.setHeaderLabels([self.tr("部件"), self.tr("版本"), self.tr("许可证")])
        for part in self.parts:
            item = QTreeWidgetItem([part.name, part.version, part.licence])
            item.setToolTip(2, part.licence)
            item.setData(0, Qt.ItemDataRole.UserRole, part)
            found.addTopLevelItem(item)
        found.setColumnWidth(0, 160)
        found.setColumnWidth(1, 70)
        found.currentItemChanged.connect(lambda item, _: self._show(item))
        return found

    def _show(self, item: QTreeWidgetItem | None) -> None:
        part = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        if not isinstance(part, Part):
            self.text.clear()
            return
        told = [part.copyright, *part.texts]
        nothing = self.tr("许可证全文在包含它的部件里。")
        head = f"{part.name} {part.version}\n{part.licence}"
        body = "\n\n".join(one for one in told if one) or nothing
        self.text.setPlainText(f"{head}\n\n{body}")

    def _filter(self, wanted: str) -> None:
        words = wanted.casefold().split()
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None:
                said = f"{item.text(0)} {item.text(2)}".casefold()
                item.setHidden(not all(word in said for word in words))


def _all_parts() -> list[Part]:
    folder = product_folder()
    inside = bundled_in(folder) if folder is not None else _interpreter()
    return [*packages(), *inside]


def _interpreter() -> list[Part]:
    """Return Python itself, which is no package, where there is no product."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    place = Path(sys.base_prefix) / "LICENSE.txt"
    text = place.read_text("utf-8", "replace") if place.is_file() else ""
    return [Part("CPython", version, "PSF-2.0", texts=(text,) if text else ())]
