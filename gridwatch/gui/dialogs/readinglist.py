"""The readings of the coordinate doctor as a ranked list: name, shift, what speaks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gridwatch.gui.look import shades
from gridwatch.intake.doctor import bearing

if TYPE_CHECKING:
    from gridwatch.district.wording import Language
    from gridwatch.intake.doctor import Diagnosis, Hypothesis

__all__ = ["ReadingList"]

_TITLE = Qt.ItemDataRole.UserRole + 1
_SHIFT = Qt.ItemDataRole.UserRole + 2
_WHY = Qt.ItemDataRole.UserRole + 3
_MARK = Qt.ItemDataRole.UserRole + 4
_SCORE = Qt.ItemDataRole.UserRole + 5
_PAD = 10
_FAR = 10_000.0


class ReadingList(QListWidget):
    """Readings, the best first.

    Parameters
    ----------
    language : Language
        Language of names and reasons.
    """

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.setItemDelegate(_TwoLines(self))
        self.setAccessibleName(self.tr("坐标的各种读法"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Show what the doctor found, the first marked."""
        self.clear()
        for at, hypothesis in enumerate(diagnosis.hypotheses):
            self.addItem(self._item(diagnosis, at, hypothesis))
        if self.count():
            self.setCurrentRow(0)

    def _item(
        self, diagnosis: Diagnosis, at: int, hypothesis: Hypothesis
    ) -> QListWidgetItem:
        name = hypothesis.coordinates.name.of(self._language)
        item = QListWidgetItem(name)
        item.setData(Qt.ItemDataRole.UserRole, hypothesis)
        item.setData(_TITLE, name)
        item.setData(_SHIFT, self._shift(diagnosis, at, hypothesis))
        item.setData(_WHY, hypothesis.reason.of(self._language))
        item.setData(_SCORE, hypothesis.score)
        item.setData(_MARK, self._mark(diagnosis, at))
        alike = [other.name.of(self._language) for other in hypothesis.alike]
        also = self.tr("位置相同的读法：{names}").format(names="；".join(alike))
        lines = [name, item.data(_WHY), item.data(_SHIFT), also if alike else ""]
        item.setToolTip("\n".join(line for line in lines if line))
        return item

    def _mark(self, diagnosis: Diagnosis, at: int) -> str:
        if at == diagnosis.accepted:
            return self.tr("目前")
        if at == 0 and diagnosis.certain:
            return self.tr("相合")
        return ""

    def _shift(self, diagnosis: Diagnosis, at: int, hypothesis: Hypothesis) -> str:
        if diagnosis.accepted is None or at == diagnosis.accepted:
            return ""
        metres = hypothesis.shift
        if not math.isfinite(metres):
            return self.tr("目前的读法没有位置")
        way = bearing(hypothesis.east, hypothesis.north).of(self._language)
        far = f"{metres / 1000:,.0f} km" if metres >= _FAR else f"{metres:,.0f} m"
        return self.tr("移 {far} 向{way}").format(far=far, way=way)


class _TwoLines(QStyledItemDelegate):
    """Paints a reading: name and mark, what speaks for it, the shift, a bar."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Return room for three lines."""
        return QSize(200, QFontMetrics(option.font).height() * 3 + 2 * _PAD + 6)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint it."""
        colours = shades()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(option.rect, QColor(colours.soft))
            edge = QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())
            painter.fillRect(edge, QColor(colours.accent))
        text = option.palette.color(QPalette.ColorRole.Text)
        rect = option.rect.adjusted(_PAD + 4, _PAD, -_PAD, -_PAD)
        tall = QFontMetrics(option.font).height() + 2
        lines = [QRect(rect.left(), rect.top() + n * tall, rect.width(), tall)
                 for n in range(3)]  # fmt: skip
        self._paint_title(painter, option, index, lines[0], text)
        _line(painter, option.font, lines[1], index.data(_WHY), QColor(colours.muted))
        _line(painter, option.font, lines[2], index.data(_SHIFT), QColor("#D9480F"))
        bar = QRect(rect.left(), option.rect.bottom() - 4, rect.width(), 2)
        painter.fillRect(bar, QColor(colours.border))
        bar.setWidth(round(bar.width() * min(max(index.data(_SCORE), 0.0), 1.0)))
        painter.fillRect(bar, QColor(colours.ok if index.row() == 0 else colours.muted))
        painter.restore()

    def _paint_title(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        rect: QRect,
        text: QColor,
    ) -> None:
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        mark = index.data(_MARK)
        wide = QFontMetrics(option.font).horizontalAdvance(mark) + 12 if mark else 0
        _line(painter, font, rect.adjusted(0, 0, -wide, 0), index.data(_TITLE), text)
        if mark:
            chip = QRect(rect.right() - wide + 4, rect.top(), wide - 4, rect.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shades().border))
            painter.drawRoundedRect(chip, 6, 6)
            painter.setFont(option.font)
            painter.setPen(text)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, mark)


def _line(
    painter: QPainter, font: QFont, rect: QRect, words: str, colour: QColor
) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    kept = QFontMetrics(font).elidedText(
        words, Qt.TextElideMode.ElideRight, rect.width()
    )
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, left, kept)
