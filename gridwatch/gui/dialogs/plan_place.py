"""Where a file of an import plan lies: its reading, and the map under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridwatch.gui.dialogs.doctor import DoctorDialog, nothing_known
from gridwatch.gui.dialogs.doctorpicture import DoctorPicture
from gridwatch.intake.consulting import examined

if TYPE_CHECKING:
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.intake.coordinates import Coordinates
    from gridwatch.intake.delivery import PlannedFile
    from gridwatch.intake.doctor import Diagnosis
    from gridwatch.intake.surroundings import Known

__all__ = ["PlacePane"]

_SIDE = 280


class PlacePane(QWidget):
    """Shows a file over the rivers and borders of the store, as it will be read."""

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._file: PlannedFile | None = None
        self._known: Known | None = None
        self._errand: Errand | None = None
        self._kept: dict[tuple[object, str | None, Coordinates], Diagnosis | None] = {}
        self.name = QLabel(self)
        self.name.setObjectName("section")
        self.name.setWordWrap(True)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.ask = QPushButton(self.tr("坐标医生…"), self)
        self.ask.setAutoDefault(False)
        self.ask.setToolTip(
            self.tr("逐一试读这个文件的坐标，看每种读法落在哪里、偏多少米。")
        )
        self.picture = DoctorPicture(self)
        self.picture.setMinimumSize(240, 140)
        self._lay_out()
        self.ask.clicked.connect(self.consult)

    def _lay_out(self) -> None:
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.name)
        left.addWidget(self.words)
        left.addStretch(1)
        left.addWidget(self.ask)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.setSpacing(10)
        box.addWidget(side)
        box.addWidget(self.picture, 1)

    def set_known(self, known: Known | None) -> None:
        """Take what is known of the ground."""
        self._known = known
        self._kept.clear()

    def show_file(self, file: PlannedFile | None) -> None:
        """Show where a file lies; it is read in the background."""
        self._file = file
        self.drop()
        placed = file is not None and file.kind is not None and file.placed
        self.ask.setEnabled(placed)
        self.picture.setVisible(placed)
        if file is None or not placed:
            self.name.clear()
            self.words.setText(self.tr("这个文件没有图形，或者不导入。"))
            return
        language = self._session.language
        self.name.setText(file.coordinates.name.of(language))
        reasons = [file.barred or file.crs_reason]
        self.words.setText("\n".join(text.of(language) for text in reasons if text.zh))
        key = file.path, file.layer, file.coordinates
        if key in self._kept:
            self._show(self._kept[key])
            return
        known = self._ground(file)

        def work(_: Reporter) -> Diagnosis | None:
            return examined(file, known)

        def done(found: Diagnosis | None) -> None:
            self._errand = None
            self._kept[key] = found
            self._show(found)

        def failed(_: Exception) -> None:
            self._errand = None
            self.words.setText(self.tr("这个文件的图形读不出来。"))

        self._errand = self._session.errands.start(work, done, failed)

    def _ground(self, file: PlannedFile) -> Known:
        return self._known if self._known is not None else nothing_known(file)

    def _show(self, found: Diagnosis | None) -> None:
        self.picture.setVisible(found is not None)
        if found is None:
            return
        self.picture.set_diagnosis(found)
        at = found.accepted
        self.picture.show_reading(found.hypotheses[at] if at is not None else None)
        self.picture.look_whole()

    def consult(self) -> DoctorDialog | None:
        """Open the doctor of coordinates on the file."""
        if self._file is None:
            return None
        dialog = DoctorDialog(self._session, self._file, self._known, self)
        dialog.chosen.connect(self.chosen)
        dialog.open()
        return dialog

    def drop(self) -> None:
        """Wait for nothing any more."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
