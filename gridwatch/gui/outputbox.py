"""The box that asks what a print is saved as: PDF, pictures, or tiles to be glued."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from gridwatch.gui.printjobs import Output

__all__ = ["OutputBox"]

_TIP = Qt.ItemDataRole.ToolTipRole
_LEAST, _USUAL, _MOST = 72, 300, 1200


class OutputBox(QWidget):
    """Offers the kinds of files, and for pictures their resolution."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("保存为"))
        for words, about, output in (
            (self.tr("PDF"), self.tr("矢量，中文可以搜索、复制"), Output()),
            (
                self.tr("图片 PNG"),
                self.tr("每页一个文件，用于文稿和网页"),
                Output("png"),
            ),
            (
                self.tr("矢量图 SVG"),
                self.tr("每页一个文件，用于绘图软件继续编辑"),
                Output("svg"),
            ),
            (
                self.tr("拼贴 PDF · A4"),
                self.tr("大图切成 A4，带重叠、裁切线和拼接号，用普通打印机打印后拼贴"),
                Output(tile="A4"),
            ),
            (
                self.tr("拼贴 PDF · A3"),
                self.tr("大图切成 A3，带重叠、裁切线和拼接号，用普通打印机打印后拼贴"),
                Output(tile="A3"),
            ),
        ):
            self.kind.addItem(words, output)
            row = self.kind.count() - 1
            self.kind.setItemData(row, about, _TIP)
        self.dpi = QSpinBox(self)
        self.dpi.setAccessibleName(self.tr("分辨率"))
        self.dpi.setRange(_LEAST, _MOST)
        self.dpi.setSingleStep(50)
        self.dpi.setValue(_USUAL)
        self.dpi.setSuffix(self.tr(" 点/英寸"))
        self.dpi.hide()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.kind, 1)
        box.addWidget(self.dpi)
        self.kind.currentIndexChanged.connect(lambda _: self._chosen())

    def _chosen(self) -> None:
        self.dpi.setVisible(self.output.kind == "png")
        self.changed.emit()

    @property
    def output(self) -> Output:
        """What is chosen."""
        found: Output = self.kind.currentData()
        return Output(found.kind, float(self.dpi.value()), found.tile)

    def choose(self, kind: str, tile: str = "") -> None:
        """Choose by kind of file and paper of the tiles."""
        for row in range(self.kind.count()):
            one: Output = self.kind.itemData(row)
            if (one.kind, one.tile) == (kind, tile):
                self.kind.setCurrentIndex(row)
