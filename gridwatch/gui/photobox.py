"""A place for one photograph: drop or choose a file, see it, say when it was taken."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QDateEdit,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import Language, OfficerError, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent

__all__ = ["PhotoBox", "day_box", "day_of", "picture_of"]

_LARGEST = 25_000_000
_LEAST = 72


def day_box(day: date, parent: QWidget) -> QDateEdit:
    """Return a box with a calendar that shows a day."""
    box = QDateEdit(QDate(day.year, day.month, day.day), parent)
    box.setCalendarPopup(True)
    box.setDisplayFormat("yyyy-MM-dd")
    return box


def day_of(box: QDateEdit) -> date:
    """Return the day that a box shows."""
    shown = box.date()
    return date(shown.year(), shown.month(), shown.day())


def picture_of(data: bytes | None) -> QImage | None:
    """Return the picture that bytes hold, or None."""
    image = QImage.fromData(data) if data else QImage()
    return None if image.isNull() else image


class PhotoBox(QFrame):
    """One photograph and its day.

    Parameters
    ----------
    caption : str
        What it shows, e.g. 整改前.
    today : date
        Day proposed.
    language : Language
        Language of refusals.
    """

    changed = Signal()

    def __init__(
        self, caption: str, today: date, language: Language, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("photobox")
        self.setAcceptDrops(True)
        self._language = language
        self._today = today
        self._image: QImage | None = None
        self.data: bytes | None = None
        self.name = ""
        self._caption = QLabel(caption, self)
        self._caption.setObjectName("section")
        self._place = QLabel(self)
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place.setMinimumSize(QSize(160, _LEAST))
        self._place.setWordWrap(True)
        self._place.setObjectName("muted")
        self.taken = day_box(today, self)
        self.taken.setEnabled(False)
        self.chooser = QPushButton(self.tr("选择照片…"), self)
        self.chooser.setAutoDefault(False)
        self.chooser.setAccessibleName(f"{caption} {self.chooser.text()}")
        self.chooser.clicked.connect(self._ask)
        self.taken.dateChanged.connect(lambda _: self.changed.emit())
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.chooser)
        foot.addStretch(1)
        foot.addWidget(QLabel(self.tr("拍摄日期"), self))
        foot.addWidget(self.taken)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(6)
        box.addWidget(self._caption)
        box.addWidget(self._place, 1)
        box.addLayout(foot)

    # --- what it holds ----------------------------------------------------------

    def show_existing(self, data: bytes | None, words: str) -> None:
        """Show a photograph that is on record already."""
        self._image = picture_of(data)
        self._caption.setText(f"{self._caption.text()}　{words}")
        self._show()

    @property
    def taken_on(self) -> date:
        """Day it was taken."""
        return day_of(self.taken)

    def take(self, path: Path) -> None:
        """Take a file.

        Raises
        ------
        OfficerError
            Where it is no picture, too large, or cannot be read; what was there stays.
        """
        data = _read(path)
        image = picture_of(data)
        if image is None:
            raise OfficerError(_NO_PICTURE.filled(name=path.name))
        self.data, self.name, self._image = data, path.name, image
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()
        if made <= self._today:
            self.taken.setDate(QDate(made.year, made.month, made.day))
        self.taken.setEnabled(True)
        self._show()
        self.changed.emit()

    def _take_or_tell(self, path: Path) -> None:
        try:
            self.take(path)
        except OfficerError as error:
            self._place.setPixmap(QPixmap())
            self._place.setText(error.text.of(self._language))

    def _show(self) -> None:
        if self._image is None:
            self._place.setText(self.tr("把照片拖到这里，或点“选择照片…”"))
            return
        ratio = self.devicePixelRatioF()
        size = self._place.size() * ratio
        pixmap = QPixmap.fromImage(self._image).scaled(
            size.expandedTo(QSize(40, 40)),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        self._place.setPixmap(pixmap)
        self._place.setToolTip(self.name)

    # --- files ------------------------------------------------------------------

    def _ask(self) -> None:
        kinds = [bytes(k.data()).decode() for k in QImageReader.supportedImageFormats()]
        globs = " ".join(f"*.{k}" for k in kinds if k in ("jpg", "jpeg", "png", "bmp"))
        dialog = QFileDialog(self, self.tr("选择照片"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("照片 ({globs})").format(globs=globs))
        dialog.fileSelected.connect(lambda name: self._take_or_tell(Path(name)))
        dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture into the new size."""
        super().resizeEvent(event)
        if self._image is not None:
            self._show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file."""
        files = [url.toLocalFile() for url in event.mimeData().urls()]
        for name in [name for name in files if name][:1]:
            self._take_or_tell(Path(name))
        event.acceptProposedAction()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise OfficerError(_TOO_LARGE.filled(name=path.name))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNREADABLE.filled(name=path.name, reason=reason)) from error


_NO_PICTURE = Text(
    "{name} 不是能打开的照片，没有采用。请换成 JPG 或 PNG。",
    "{name} is no picture that can be opened; it was not taken. Use JPG or PNG.",
)
_TOO_LARGE = Text(
    "{name} 超过 25 MB，没有采用。请先压缩。",
    "{name} is larger than 25 MB; it was not taken. Make it smaller first.",
)
_UNREADABLE = Text(
    "读不了 {name}（{reason}），没有采用。", "Cannot read {name} ({reason})."
)
