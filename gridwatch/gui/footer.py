"""The status bar: faults at the left, place and scale at the right."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QWidget,
)

from gridwatch.gui.session import today
from gridwatch.gui.units import Units

if TYPE_CHECKING:
    from pyproj import Transformer

    from gridwatch.cartography.paint import View
    from gridwatch.district.checks import CheckReport
    from gridwatch.gui.errands import Reporter
    from gridwatch.gui.session import Session

__all__ = ["Footer"]

_SCALES = (1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000)
_SCALE = re.compile(r"(?:1\s*[:\uff1a/])?\s*(\d[\d,\uff0c\s]{0,12})")
_NAMED = 3
_GEOGRAPHIC = "EPSG:4490"


@lru_cache(maxsize=8)
def _to_degrees(crs: int) -> Transformer:
    # A fifth of a second that the window need not wait for.
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:{crs}", _GEOGRAPHIC, always_xy=True)


class Footer(QStatusBar):
    """What the officer always sees.

    Parameters
    ----------
    session : Session
        What is open.
    """

    checks_asked = Signal()
    scale_asked = Signal(float)
    stop_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.shown.connect(self._get_ready)
        self.setSizeGripEnabled(False)
        self._scale_text = ""
        self.checks = QPushButton(self)
        self.checks.setObjectName("link")
        self.checks.setFlat(True)
        self.checks.clicked.connect(lambda: self.checks_asked.emit())
        self.work = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(150)
        self.bar.setTextVisible(False)
        self.stop = QPushButton(self.tr("取消"), self)
        self.stop.setObjectName("link")
        self.stop.clicked.connect(self.stop_asked)
        for widget in (self.checks, self.work, self.bar, self.stop):
            self.addWidget(widget)
        self.names = QLabel(self)
        # As long as there is room: a long name pushes nothing off the window.
        self.names.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.addWidget(self.names, 1)
        self.metres = QLabel(self)
        self.angle = QLabel(self)
        self.scale = QComboBox(self)
        self._make_scale()
        self.addPermanentWidget(self.metres)
        self.addPermanentWidget(self.angle)
        self.addPermanentWidget(self.scale)
        self.show_report(None)
        self.show_work("", 0, 0)

    def _make_scale(self) -> None:
        box = self.scale
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setMinimumContentsLength(len("1:10,000,000"))
        box.setToolTip(self.tr("比例尺"))
        box.setAccessibleName(self.tr("比例尺"))
        box.addItems([f"1:{number:,}" for number in _SCALES])
        box.textActivated.connect(self._ask_scale)
        entry = box.lineEdit()
        if entry is not None:
            entry.returnPressed.connect(lambda: self._ask_scale(box.currentText()))

    def _ask_scale(self, text: str) -> None:
        """Ask for the scale that was chosen or typed: 1:25,000 or 25000."""
        found = _SCALE.fullmatch(text.strip())
        wanted = int(re.sub(r"\D", "", found[1])) if found else 0
        if wanted:
            self.scale_asked.emit(float(wanted))
        else:
            self.scale.setEditText(self._scale_text)

    def show_view(self, view: View) -> None:
        """Show the scale."""
        shown = self._session.store is not None
        self.scale.setVisible(shown)
        self._scale_text = f"1:{view.scale_denominator:,.0f}"
        self.scale.setEditText(self._scale_text)

    def show_names(self, names: str) -> None:
        """Show what lies under the pointer."""
        self.names.setText(names)

    def _get_ready(self) -> None:
        """Load what places are told with, before the pointer asks for the first."""
        crs, errands = self._session.district.crs, self._session.errands

        def work(_: Reporter) -> object:
            return _to_degrees.__wrapped__(crs)

        # One is thrown away here: a transformer stays on the thread that made it.
        errands.start(work, lambda _: None, lambda _: None)

    def show_place(self, place: tuple[float, float] | None) -> None:
        """Show where the pointer is, as (east, north) in metres, or nothing."""
        if place is None or self._session.store is None:
            self.metres.clear()
            self.angle.clear()
            return
        east, north = place
        self.metres.setText(
            self.tr("北坐标 X {north}   东坐标 Y {east}").format(
                north=f"{north:.1f}", east=f"{east:.1f}"
            )
        )
        crs = self._session.district.crs
        longitude, latitude = _to_degrees(crs).transform(east, north)
        if abs(longitude) <= 180 and abs(latitude) <= 90:
            units = Units.chosen(self._session.memory)
            self.angle.setText(units.place(longitude, latitude))

    def show_report(self, report: CheckReport | None) -> None:
        """Show how many faults there are, the commonest first."""
        self.checks.setVisible(report is not None)
        if report is None:
            return
        language = self._session.language
        if not report.faults:
            self.checks.setText(self.tr("检查：没有问题"))
            return
        found = sorted(report.results, key=lambda r: -len(r.faults))[:_NAMED]
        parts = [f"{r.name.of(language)} {len(r.faults):,}" for r in found if r.faults]
        words = self.tr("检查：{n} 项问题 → ")
        if report.as_of != today():
            words = self.tr("检查：{n} 项问题（截至 {day}） → ")
        head = words.format(n=f"{report.faults:,}", day=report.as_of.isoformat())
        tail = " …" if sum(bool(r.faults) for r in report.results) > _NAMED else ""
        self.checks.setText(head + " · ".join(parts) + tail)

    def show_work(self, text: str, done: int, total: int) -> None:
        """Show what is being done in the background; an empty text: nothing."""
        busy = bool(text)
        for widget in (self.work, self.bar, self.stop):
            widget.setVisible(busy)
        self.work.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setAccessibleName(text)
