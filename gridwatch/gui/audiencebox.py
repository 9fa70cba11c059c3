"""The box that asks who will see a print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from gridwatch.mapbook.audience import DEFAULT, load_audiences

if TYPE_CHECKING:
    from gridwatch.district.wording import Language

__all__ = ["audience_box", "choose_audience"]


def audience_box(language: Language, parent: QWidget) -> QComboBox:
    """Return a box with every audience, the office's own use chosen.

    Raises
    ------
    OfficerError
        Where the rules cannot be read.
    """
    box = QComboBox(parent)
    for one in load_audiences():
        box.addItem(one.name.of(language), one)
        told = one.about.of(language)
        box.setItemData(box.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
        if one.id == DEFAULT:
            box.setCurrentIndex(box.count() - 1)
    return box


def choose_audience(box: QComboBox, key: str) -> None:
    """Choose an audience by its identifier, where there is one."""
    for row in range(box.count()):
        if box.itemData(row).id == key:
            box.setCurrentIndex(row)
