"""Photographs of one row beside each other; a double click shows one large."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
)

from gridwatch.gui.asking import fit_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragMoveEvent,
        QDropEvent,
        QResizeEvent,
    )
    from PySide6.QtWidgets import QWidget

__all__ = ["PictureStrip", "Pictured", "small_picture"]

_THUMB = QSize(112, 84)
_MOST_PIXELS = 60_000_000
_WIDE, _HIGH = 900, 680


class Pictured(NamedTuple):
    """One photograph.

    Parameters
    ----------
    caption : str
        What stands below it.
    data : bytes
        The file; it may come from outside and be anything.
    """

    caption: str
    data: bytes


def small_picture(data: bytes, most: QSize) -> QImage | None:
    """Return a picture no larger than `most`, or None where the bytes hold none.

    They come from other offices: a picture that says it is immensely large is not
    unpacked at all.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    wanted = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
    if wanted.width() < size.width():
        reader.setScaledSize(wanted.expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else image


class PictureStrip(QListWidget):
    """A row of small pictures.

    Parameters
    ----------
    empty : str
        What is said where there is none.
    """

    dropped = Signal(object)
    """Emits the path of a picture that was dropped here."""

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._pictures: Sequence[Pictured] = ()
        self.note = QLabel(empty, self)
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(_THUMB)
        self.setSpacing(4)
        self.setAccessibleName(self.tr("照片"))
        self.itemActivated.connect(lambda item: self.show_large(self.row(item)))
        self.show_pictures(())

    def show_pictures(self, pictures: Sequence[Pictured]) -> None:
        """Show other photographs."""
        self._pictures = pictures
        self.clear()
        ratio = self.devicePixelRatioF()
        for one in pictures:
            image = small_picture(one.data, _THUMB * ratio)
            words = one.caption if image else self.tr("{name}（打不开）")
            item = QListWidgetItem(words.format(name=one.caption), self)
            item.setToolTip(item.text())
            if image is not None:
                pixmap = QPixmap.fromImage(image)
                pixmap.setDevicePixelRatio(ratio)
                item.setIcon(QIcon(pixmap))
        self.note.setVisible(not pictures)

    def show_large(self, number: int) -> QDialog | None:
        """Show one photograph in a window of its own."""
        one = self._pictures[number]
        image = small_picture(one.data, QSize(_WIDE * 2, _HIGH * 2))
        if image is None:
            return None
        dialog = QDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(one.caption)
        label = QLabel(dialog)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(image)
        if pixmap.width() > _WIDE * ratio or pixmap.height() > _HIGH * ratio:
            pixmap = pixmap.scaled(
                QSize(_WIDE, _HIGH) * ratio,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        pixmap.setDevicePixelRatio(ratio)
        label.setPixmap(pixmap)
        scroll = QScrollArea(dialog)
        scroll.setWidgetResizable(True)
        scroll.setWidget(label)
        box = QVBoxLayout(dialog)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)
        fit_screen(dialog, _WIDE + 20, _HIGH + 20)
        dialog.open()
        return dialog

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Welcome them anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand files on."""
        names = [url.toLocalFile() for url in event.mimeData().urls()]
        for name in names:
            if name:
                self.dropped.emit(Path(name))
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the note in the middle."""
        super().resizeEvent(event)
        self.note.setGeometry(self.viewport().rect().adjusted(10, 4, -10, -4))
