"""坐标医生: how a file's coordinates may be read, as a list and as a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.controlfit import FitDialog
from gridwatch.gui.dialogs.doctorpicture import DoctorPicture
from gridwatch.gui.dialogs.readinglist import ReadingList
from gridwatch.gui.errands import message
from gridwatch.intake import georeference
from gridwatch.intake.consulting import shapes_of
from gridwatch.intake.doctor import Diagnosis, diagnose
from gridwatch.intake.doubt import doubt_at
from gridwatch.intake.surroundings import Known

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.intake.coordinates import Coordinates
    from gridwatch.intake.doctor import Hypothesis
    from gridwatch.intake.fitting import Fit
    from gridwatch.intake.plan import PlannedFile

__all__ = ["DoctorDialog", "nothing_known"]

_WIDE, _TALL = 1120, 640
_LIST_WIDE = 420
_CHINA_MIDDLE = (105.0, 35.0)


class DoctorDialog(QDialog):
    """Shows readings of a file's coordinates and takes the officer's choice.

    Parameters
    ----------
    session : Session
        What is open: its errands, its language.
    planned : PlannedFile
        The file, as the plan has it.
    known : Known or None
        Rivers, borders and box it is tried against; None: nothing is known, and the
        officer may say a box.

    Notes
    -----
    `chosen` carries the changed PlannedFile once the officer has decided.
    """

    chosen = Signal(object)

    def __init__(
        self,
        session: Session,
        planned: PlannedFile,
        known: Known | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._planned = session, planned
        self._known = known if known is not None else nothing_known(planned)
        self._errand: Errand | None = None
        self._shapes: NDArray[Any] | None = None
        self._fit: Fit | None = None
        self.diagnosis: Diagnosis | None = None
        self.setWindowTitle(self.tr("坐标医生"))
        fit_screen(self, _WIDE, _TALL)
        self._make_widgets()
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_: self._show_choice())
        self._examine()

    # --- building ---------------------------------------------------------------

    def _make_widgets(self) -> None:
        self.head = QLabel(self._planned.source, self)
        self.head.setObjectName("heading")
        self.verdict = QLabel(self.tr("正在逐一试读…"), self)
        self.verdict.setWordWrap(True)
        self.list = ReadingList(self._session.language, self)
        self.list.setFixedWidth(_LIST_WIDE)
        self.picture = DoctorPicture(self)
        self.near = QPushButton(self.tr("看位移"), self)
        self.near.clicked.connect(self.picture.look_near)
        self.whole = QPushButton(self.tr("看全区"), self)
        self.whole.clicked.connect(self.picture.look_whole)
        self.box = _Entry(self)
        self.box.setPlaceholderText(self.tr("本区范围：西, 南, 东, 北（度），回车试读"))
        self.box.setAccessibleName(self.tr("本区范围"))
        self.box.returnPressed.connect(self._box_said)
        self.box.setVisible(self._known.box is None)
        self.doubt = QLabel(self)
        self.doubt.setObjectName("danger")
        self.doubt.setWordWrap(True)
        self.accept_doubt = QCheckBox(self.tr("我接受这个偏差，按粗略转换导入"), self)
        self.accept_doubt.toggled.connect(lambda _: self._show_buttons())
        self.fit_button = QPushButton(self.tr("用控制点拟合…"), self)
        self.fit_button.clicked.connect(self.ask_fit)
        self.cancel = QPushButton(self.tr("取消"), self)
        self.cancel.clicked.connect(self.reject)
        self.go = QPushButton(self.tr("按此读法"), self)
        self.go.setDefault(True)
        self.go.clicked.connect(self._choose)
        for button in (self.near, self.whole, self.fit_button, self.cancel):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 16, 20, 16)
        page.setSpacing(10)
        page.addWidget(self.head)
        page.addWidget(self.verdict)
        page.addLayout(self._body(), 1)
        page.addWidget(self.doubt)
        foot = QHBoxLayout()
        foot.addWidget(self.fit_button)
        foot.addWidget(self.accept_doubt)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        page.addLayout(foot)
        self._show_buttons()

    def _body(self) -> QHBoxLayout:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.box)
        right.addWidget(self.picture, 1)
        row = QHBoxLayout()
        hint = QLabel(self.tr("滚轮缩放，拖动平移"), self)
        hint.setObjectName("muted")
        row.addWidget(hint, 1)
        row.addWidget(self.near)
        row.addWidget(self.whole)
        right.addLayout(row)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(left)
        body.addLayout(right, 1)
        return body

    # --- the examination --------------------------------------------------------

    def _examine(self) -> None:
        planned, known, shapes = self._planned, self._known, self._shapes
        own = self._own()

        def work(_: Reporter) -> tuple[NDArray[Any], Diagnosis]:
            there = shapes if shapes is not None else shapes_of(planned)
            return there, diagnose(there, known, accepted=own)

        self._errand = self._session.errands.start(work, self._examined, self._failed)

    def _own(self) -> Coordinates | None:
        own = replace(self._planned.coordinates, fit=self._fit)
        return own if own.crs is not None or own.fit is not None else None

    def _examined(self, found: tuple[NDArray[Any], Diagnosis]) -> None:
        self._errand = None
        self._shapes, diagnosis = found
        self.diagnosis = diagnosis
        self.verdict.setText(diagnosis.reason.of(self._session.language))
        self.picture.set_diagnosis(diagnosis)
        self.list.show_diagnosis(diagnosis)
        if self._fit is not None and diagnosis.accepted is not None:
            self.list.setCurrentRow(diagnosis.accepted)
        self._show_choice()

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self.verdict.setText(message(error, self._session.language))

    def _box_said(self) -> None:
        numbers = self.box.text().replace("，", ",").split(",")
        try:
            west, south, east, north = map(float, numbers)
        except ValueError:
            west = south = east = north = 0.0
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            self.verdict.setText(
                self.tr("范围没有采用：请写四个度数，如 116.6, 40.2, 117.5, 40.8。")
            )
            return
        self._known = Known.of_degrees((west, south, east, north))
        self.verdict.setText(self.tr("正在逐一试读…"))
        self._examine()

    # --- the choice -------------------------------------------------------------

    @property
    def hypothesis(self) -> Hypothesis | None:
        """The reading that is marked in the list."""
        item: QListWidgetItem | None = self.list.currentItem()
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)

    def _show_choice(self) -> None:
        hypothesis = self.hypothesis
        self.picture.show_reading(hypothesis)
        doubt = self._doubt_of(hypothesis)
        self.doubt.setText(doubt)
        self.doubt.setVisible(bool(doubt))
        self.accept_doubt.setVisible(bool(doubt))
        self._show_buttons()

    def _doubt_of(self, hypothesis: Hypothesis | None) -> str:
        if hypothesis is None or hypothesis.coordinates.fit is not None:
            return ""
        crs = hypothesis.coordinates.crs
        warning = georeference.warning_of(crs) if crs is not None else None
        if warning is None or crs is None:
            return ""
        language = self._session.language
        size = doubt_at(crs, self._known.degrees)
        return warning.of(language) + (f" {size.of(language)}" if size else "")

    def _show_buttons(self) -> None:
        hypothesis = self.hypothesis
        ready = hypothesis is not None and hypothesis.share > 0
        barred = bool(self._doubt_of(hypothesis)) and not self.accept_doubt.isChecked()
        self.go.setEnabled(ready and not barred)
        self.near.setEnabled(hypothesis is not None)
        self.whole.setEnabled(hypothesis is not None)
        self.fit_button.setEnabled(self.diagnosis is not None)
        if self.diagnosis is None:
            self.doubt.hide()
            self.accept_doubt.hide()

    def ask_fit(self) -> FitDialog:
        """Ask for control points to fit the file by."""
        base = replace(self._planned.coordinates, fit=None)
        dialog = FitDialog(base, self._known.crs, self._session.language, self)
        dialog.fitted.connect(self._fitted)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _fitted(self, fit: Fit) -> None:
        self._fit = fit
        self.verdict.setText(self.tr("正在逐一试读…"))
        self._examine()

    def _choose(self) -> None:
        hypothesis = self.hypothesis
        if hypothesis is None:
            return
        ballpark = bool(self._doubt_of(hypothesis)) and self.accept_doubt.isChecked()
        self.chosen.emit(
            self._planned.read_as(hypothesis.coordinates, ballpark=ballpark)
        )
        self.accept()

    def done(self, result: int) -> None:
        """Let go of work under way."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        super().done(result)


class _Entry(QLineEdit):
    """An entry whose Return is its own, not the dialog's default button's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Return."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


def nothing_known(planned: PlannedFile) -> Known:
    """Return ground of which only the projection is chosen."""
    own = planned.coordinates
    if own.epsg is not None and georeference.is_cgcs2000(own.epsg):
        if georeference.is_metric(own.epsg):
            return Known(georeference.unprefixed(own.epsg))
        if planned.extent is not None:
            west, south, east, north = planned.extent
            middle = ((west + east) / 2, (south + north) / 2)
            return Known(georeference.zone_for(*middle)[0])
    meridian = georeference.central_meridian(own.crs) if own.crs else None
    if meridian is not None:
        return Known(georeference.zone_for(meridian, _CHINA_MIDDLE[1])[0])
    return Known(georeference.zone_for(*_CHINA_MIDDLE)[0])
