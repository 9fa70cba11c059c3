"""GPX tracks of a folder: which segments they went along; way points as drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.chainages import chainage_text
from gridwatch.district.drafts import VERDICT_NAMES, Verdict
from gridwatch.district.walked import gap_limit, joined
from gridwatch.district.wording import Format, Kind
from gridwatch.gui.dialogs.fieldtable import FieldTable
from gridwatch.gui.dialogs.picturespage import (
    COLOURS,
    near_words,
    possible,
    show_place,
)
from gridwatch.gui.placemap import PlaceMap, Spot
from gridwatch.reports.writing import Column, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.district.walked import Walk
    from gridwatch.gui.fieldwork import Mark, Trail
    from gridwatch.gui.session import Session

__all__ = ["TracksPage"]

_WALKED = (140, 180, 60, 64, 76, 76, 128)
_MARKED = (120, 124, 158, 160, 74, 110)


@dataclass(frozen=True, slots=True)
class _Line:
    """A segment walked, or a file that could not be read."""

    file: str
    walk: Walk | None = None
    fault: str = ""


def _moment(value: np.datetime64 | None) -> str:
    """Return a moment by the clock of the office."""
    if value is None:
        return ""
    seconds: datetime = value.astype("datetime64[s]").item()
    return f"{seconds.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"


class TracksPage(QWidget):
    """Two tables and a small map. Nothing is scored: who walked how much is not told.

    Parameters
    ----------
    session : Session
        What is open.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.trails: list[Trail] = []
        self.lines: list[_Line] = []
        self.marks: list[Mark] = []
        self.verdicts: list[Verdict] = []
        self._make()
        self._lay_out()
        self.walks.picked.connect(self._walk_picked)
        self.points.picked.connect(self._picked)
        self.map.chosen.connect(self.points.selectRow)
        self._picked([])

    def heads(self) -> tuple[str, ...]:
        """Return the titles of the table of segments."""
        return (
            self.tr("轨迹"),
            self.tr("河段"),
            self.tr("走过"),
            self.tr("米"),
            self.tr("起"),
            self.tr("止"),
            self.tr("最早"),
            self.tr("最晚"),
        )

    def _make(self) -> None:
        numeric = frozenset({2, 3})
        self.walks = FieldTable(self.heads(), _WALKED, self, numeric)
        self.walks.setAccessibleName(self.tr("轨迹走过的河段"))
        self.walks.tell_by(self._walk_texts, self._walk_shade)
        heads = (
            self.tr("航点"),
            self.tr("处理"),
            self.tr("附近已有"),
            self.tr("河段"),
            self.tr("桩号"),
            self.tr("备注"),
            self.tr("时间"),
        )
        self.points = FieldTable(heads, _MARKED, self)
        self.points.setAccessibleName(self.tr("航点列表"))
        self.points.tell_by(self._mark_texts, self._mark_shade)
        self.map = PlaceMap(self._session, self)
        self.buttons: dict[Verdict, QPushButton] = {}
        for verdict, words in (
            (Verdict.OUTFALL, self.tr("新建排污口草稿")),
            (Verdict.SIGNBOARD, self.tr("新建公示牌草稿")),
            (Verdict.LEAVE, self.tr("不采用")),
        ):
            button = QPushButton(words, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, v=verdict: self.decide(v))
            self.buttons[verdict] = button

    def _lay_out(self) -> None:
        acts = QHBoxLayout()
        acts.addWidget(QLabel(self.tr("选中的航点："), self))
        for button in self.buttons.values():
            acts.addWidget(button)
        acts.addStretch(1)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        for words, table, share in (
            (self.tr("走过的河段"), self.walks, 3),
            (self.tr("航点"), self.points, 2),
        ):
            label = QLabel(words, self)
            label.setObjectName("section")
            column.addWidget(label)
            column.addWidget(table, share)
        column.addLayout(acts)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(left)
        middle.addWidget(self.map)
        middle.setStretchFactor(0, 1)
        middle.setSizes([860, 310])
        middle.setHandleWidth(12)
        middle.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.addWidget(middle)

    # --- rows -------------------------------------------------------------------

    def show_trails(self, trails: Sequence[Trail]) -> None:
        """List what tracks went along, and their way points."""
        self.trails = list(trails)
        language = self._session.language
        self.lines, self.marks = [], []
        for trail in self.trails:
            name, fault = trail.file.path.name, trail.file.fault
            if fault is not None:
                self.lines.append(_Line(name, fault=fault.of(language)))
            elif not trail.walks:
                self.lines.append(_Line(name, fault=self.tr("不在任何河段附近")))
            self.lines += [_Line(name, walk) for walk in trail.walks]
            self.marks += trail.marks
        self.verdicts = [Verdict.LEAVE] * len(self.marks)
        self.walks.show_rows(self.lines)
        self.points.show_rows(range(len(self.marks)))
        self.map.show_spots(self._spots(), self._pieces())
        self.changed.emit()

    def _pieces(self) -> list[NDArray[np.float64]]:
        """Return the tracks without lines across the gaps in them."""
        gap = gap_limit(self._session.district)
        return [
            shapely.get_coordinates(piece)
            for trail in self.trails
            for line in trail.lines
            for piece in joined(line[np.isfinite(line).all(axis=1)], gap)
        ]

    def _spots(self) -> list[Spot]:
        return [
            Spot(mark.place.east, mark.place.north, COLOURS[verdict])
            for mark, verdict in zip(self.marks, self.verdicts, strict=True)
        ]

    def _walk_texts(self, line: _Line) -> tuple[str, ...]:
        walk = line.walk
        if walk is None:
            return (line.file, line.fault, "", "", "", "", "", "")
        return (
            line.file,
            walk.segment.name or walk.segment.code,
            f"{walk.share:.0%}",
            f"{walk.metres:,.0f}",
            chainage_text(walk.begin),
            chainage_text(walk.end),
            _moment(walk.since),
            _moment(walk.until),
        )

    def _walk_shade(self, line: _Line) -> str:
        return "muted" if line.walk is None else ""

    def _mark_texts(self, row: int) -> tuple[str, ...]:
        mark = self.marks[row]
        place, time = mark.place, mark.point.time
        return (
            mark.point.name or mark.file,
            VERDICT_NAMES[self.verdicts[row]].of(self._session.language),
            near_words(place, self._session),
            place.segment.name or place.segment.code if place.segment else "",
            chainage_text(place.chainage),
            mark.point.note,
            f"{time.astimezone():%Y-%m-%d %H:%M}" if time else "",
        )

    def _mark_shade(self, row: int) -> str:
        return "muted" if self.verdicts[row] is Verdict.LEAVE else ""

    def decided(self) -> list[tuple[Mark, Verdict]]:
        """Return the way points that become drafts, and of what."""
        pairs = zip(self.marks, self.verdicts, strict=True)
        return [pair for pair in pairs if pair[1] is not Verdict.LEAVE]

    def decide(self, verdict: Verdict) -> None:
        """Say what becomes of the chosen way points."""
        for row in self.points.numbers():
            if possible(self.marks[row].place, verdict):
                self.verdicts[row] = verdict
        self.points.retell()
        self.map.recolour(self._spots())
        self.changed.emit()

    def _walk_picked(self, rows: list[int]) -> None:
        walks = [self.lines[row].walk for row in rows]
        uids = [walk.segment.uid for walk in walks if walk is not None]
        if uids:
            self._session.select({Kind.SEGMENT: uids}, show=True)

    def _picked(self, rows: list[int]) -> None:
        self.map.mark(rows)
        chosen = [self.marks[row] for row in rows]
        for verdict, button in self.buttons.items():
            fit = any(possible(mark.place, verdict) for mark in chosen)
            button.setEnabled(bool(chosen) and fit)
        if len(chosen) == 1:
            show_place(self._session, chosen[0].place)

    def save_table(self, path: Path) -> None:
        """Write which segments were walked as a spreadsheet.

        Raises
        ------
        OfficerError
            Where it cannot be written.
        """
        formats = (Format.TEXT,) * 3 + (Format.LENGTH,) + (Format.TEXT,) * 4
        heads = [Column(t, f) for t, f in zip(self.heads(), formats, strict=True)]
        rows = [
            (*texts[:3], line.walk.metres if line.walk else None, *texts[4:])
            for line in self.lines
            for texts in [self._walk_texts(line)]
        ]
        write_table(path, self.tr("轨迹走过的河段"), heads, rows)
