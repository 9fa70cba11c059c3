"""What the sections of the card are made of: words that can be copied, thumbnails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridwatch.gui.photobox import picture_of

if TYPE_CHECKING:
    from gridwatch.district.records import Photo
    from gridwatch.gui.session import Session

__all__ = ["add_photos", "thumb", "told"]

_THUMB = QSize(160, 114)
_SHOWN = 3


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
    image = None
    if store is not None:
        # The small copy is the right way up, and quicker.
        small = store.thumbnail(photo.sha256)
        image = picture_of(small or store.photo(photo.sha256))
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


def add_photos(session: Session, uid: str, box: QVBoxLayout, page: QWidget) -> None:
    """Add the newest photographs of a row on the day; nothing where it has none."""
    rows = [
        photo
        for photo in session.district.photos_of.get(uid, ())
        if photo.taken is None or photo.taken <= session.as_of
    ]
    if not rows or session.store is None:
        return
    title = QCoreApplication.translate("BoardCard", "照片")
    box.addWidget(told(title, "section", page))
    beside = QHBoxLayout()
    newest = sorted(rows, key=lambda one: str(one.taken or ""), reverse=True)
    for photo in newest[:_SHOWN]:
        beside.addWidget(
            thumb(session, photo, str(photo.taken or photo.name), page),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
    beside.addStretch(1)
    box.addLayout(beside)
