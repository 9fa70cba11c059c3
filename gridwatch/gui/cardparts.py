"""What the sections of the card are made of: words that can be copied, thumbnails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gridwatch.gui.photobox import picture_of

if TYPE_CHECKING:
    from gridwatch.district.records import Photo
    from gridwatch.gui.session import Session

__all__ = ["thumb", "told"]

_THUMB = QSize(160, 114)


def told(words: str, name: str, parent: QWidget) -> QLabel:
    """Return words that wrap and can be copied; what looks like markup is text."""
    label = QLabel(words, parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def thumb(session: Session, photo: Photo, words: str, page: QWidget) -> QWidget:
    """Return a small picture with words below; the words alone where it is lost."""
    holder = QWidget(page)
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    store = session.store
    image = picture_of(store.photo(photo.sha256) if store is not None else None)
    place = QLabel(holder)
    if image is not None:
        ratio = page.devicePixelRatioF()
        pixmap = QPixmap.fromImage(image).scaled(
            _THUMB * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        place.setPixmap(pixmap)
    place.setToolTip(photo.name)
    box.addWidget(place)
    box.addWidget(told(words, "muted", holder))
    return holder
