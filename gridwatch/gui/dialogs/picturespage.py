"""Photographs of a folder: what each is near, and what is to become of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.chainages import chainage_text
from gridwatch.district.drafts import VERDICT_NAMES, Nearby, Verdict
from gridwatch.district.wording import KIND_NAMES, Kind
from gridwatch.gui.dialogs.fieldtable import FieldTable
from gridwatch.gui.placemap import PlaceMap, Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.fieldwork import Picture
    from gridwatch.gui.session import Session

__all__ = ["COLOURS", "PicturesPage", "near_words", "possible", "show_place"]

COLOURS = {
    Verdict.ATTACH: "#1E8E5A",
    Verdict.OUTFALL: "#E0A100",
    Verdict.SIGNBOARD: "#E0A100",
    Verdict.SEGMENT: "#1B6FB8",
    Verdict.LEAVE: "#8A949C",
}
"""Colour of a mark by what becomes of it."""
_SMALL = QSize(72, 54)
_LARGE = QSize(300, 220)
_WIDTHS = (82, 122, 118, 150, 182, 130, 66, 78, 84)
_NUMERIC = frozenset({7})


def possible(place: Nearby, verdict: Verdict, *, fit: bool = True) -> bool:
    """Tell whether something can become of what was found at a place."""
    if verdict is Verdict.LEAVE:
        return True
    if not fit:
        return False
    if verdict is Verdict.ATTACH:
        return place.row is not None
    if verdict is Verdict.SEGMENT:
        return place.segment is not None
    return bool(np.isfinite(place.east))


def near_words(place: Nearby, session: Session) -> str:
    """Return the board or outfall near a place, with its distance."""
    if place.kind is None or place.row is None:
        return ""
    code = getattr(place.row, "code", "") or getattr(place.row, "name", "")
    return f"{KIND_NAMES[place.kind].of(session.language)} {code} {place.metres:.0f} m"


def show_place(session: Session, place: Nearby) -> None:
    """Select what a place is near, so that the map of the window goes there."""
    if place.kind is not None and place.row is not None:
        session.select({place.kind: [place.row.uid]}, show=True)
    elif place.segment is not None:
        session.select({Kind.SEGMENT: [place.segment.uid]}, show=True)


@lru_cache(maxsize=512)
def _pixmap(thumbnail: bytes, wide: int, tall: int) -> QPixmap | None:
    found = QPixmap()
    if not thumbnail or not found.loadFromData(thumbnail):
        return None
    keep, smooth = Qt.AspectRatioMode, Qt.TransformationMode
    return found.scaled(wide, tall, keep.KeepAspectRatio, smooth.SmoothTransformation)


class PicturesPage(QWidget):
    """The table of photographs, a larger look at one, and a small map.

    Parameters
    ----------
    session : Session
        What is open.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.pictures: list[Picture] = []
        self.verdicts: list[Verdict] = []
        self._make()
        self._lay_out()
        self.table.picked.connect(self._picked)
        self.map.chosen.connect(self.table.selectRow)
        self._picked([])

    def _make(self) -> None:
        heads = (
            self.tr("照片"),
            self.tr("文件"),
            self.tr("处理"),
            self.tr("说明"),
            self.tr("附近已有"),
            self.tr("河段"),
            self.tr("桩号"),
            self.tr("离河(米)"),
            self.tr("村居"),
            self.tr("拍摄时间"),
        )
        self.table = FieldTable(heads, _WIDTHS, self, _NUMERIC)
        self.table.setAccessibleName(self.tr("照片列表"))
        self.table.tell_by(self._texts, self._shade)
        self.table.picture_by(
            lambda row: _pixmap(
                self.pictures[row].photo.thumbnail, _SMALL.width(), _SMALL.height()
            ),
            _SMALL,
        )
        self.large = QLabel(self)
        self.large.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # Room for a hint of it on a small screen; it grows with the window.
        self.large.setMinimumHeight(_LARGE.height() // 2)
        self.large.setObjectName("muted")
        self.map = PlaceMap(self._session, self)
        self.buttons: dict[Verdict, QPushButton] = {}
        for verdict, words in (
            (Verdict.ATTACH, self.tr("挂到附近已有的")),
            (Verdict.OUTFALL, self.tr("新建排污口草稿")),
            (Verdict.SIGNBOARD, self.tr("新建公示牌草稿")),
            (Verdict.SEGMENT, self.tr("河段现场照片")),
            (Verdict.LEAVE, self.tr("不采用")),
        ):
            button = QPushButton(words, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, v=verdict: self.decide(v))
            self.buttons[verdict] = button

    def _lay_out(self) -> None:
        acts = QHBoxLayout()
        acts.addWidget(QLabel(self.tr("选中的照片："), self))
        for button in self.buttons.values():
            acts.addWidget(button)
        acts.addStretch(1)
        left, right = QWidget(self), QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(acts)
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.large)
        side.addWidget(self.map, 1)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(left)
        middle.addWidget(right)
        middle.setStretchFactor(0, 1)
        middle.setSizes([860, 310])
        middle.setHandleWidth(12)
        middle.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.addWidget(middle)

    # --- rows -------------------------------------------------------------------

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """List photographs with what is proposed for each."""
        self.pictures = list(pictures)
        self.verdicts = [one.proposal for one in self.pictures]
        self.table.show_rows(range(len(self.pictures)))
        self.map.show_spots(self._spots())
        self.changed.emit()

    def show_again(self, pictures: Sequence[Picture]) -> None:
        """Show the same photographs as they are now; what was chosen by hand stays."""
        rows = zip(self.pictures, self.verdicts, strict=True)
        chosen = [None if one.proposal is v else v for one, v in rows]
        self.show_pictures(pictures)
        for row, (one, verdict) in enumerate(zip(pictures, chosen, strict=True)):
            known = one.proposal is Verdict.LEAVE and one.remark is not None
            if verdict is not None and not known and possible(one.place, verdict):
                self.verdicts[row] = verdict
        self.map.recolour(self._spots())
        self.changed.emit()

    def _spots(self) -> list[Spot]:
        return [
            Spot(one.place.east, one.place.north, COLOURS[verdict])
            for one, verdict in zip(self.pictures, self.verdicts, strict=True)
        ]

    def _texts(self, row: int) -> tuple[str, ...]:
        one, language = self.pictures[row], self._session.language
        photo, place = one.photo, one.place
        taken = photo.taken.strftime("%Y-%m-%d %H:%M") if photo.taken else ""
        offset = "" if place.offset is None else f"{abs(place.offset):.0f}"
        return (
            "",
            photo.path.name,
            VERDICT_NAMES[self.verdicts[row]].of(language),
            one.remark.of(language) if one.remark else "",
            near_words(place, self._session),
            place.segment.name or place.segment.code if place.segment else "",
            chainage_text(place.chainage),
            offset,
            place.village.name if place.village else "",
            taken,
        )

    def _shade(self, row: int) -> str:
        return "muted" if self.verdicts[row] is Verdict.LEAVE else ""

    def decided(self) -> list[tuple[Picture, Verdict]]:
        """Return the photographs that are to be taken, and how."""
        return [
            (one, verdict)
            for one, verdict in zip(self.pictures, self.verdicts, strict=True)
            if verdict is not Verdict.LEAVE and one.fit
        ]

    def decide(self, verdict: Verdict) -> None:
        """Say what becomes of the chosen photographs, where it can."""
        for row in self.table.numbers():
            one = self.pictures[row]
            if possible(one.place, verdict, fit=one.fit):
                self.verdicts[row] = verdict
        self.table.retell()
        self.map.recolour(self._spots())
        self.changed.emit()

    def _picked(self, rows: list[int]) -> None:
        self.map.mark(rows)
        chosen = [self.pictures[row] for row in rows]
        for verdict, button in self.buttons.items():
            fit = any(possible(one.place, verdict, fit=one.fit) for one in chosen)
            button.setEnabled(bool(chosen) and fit)
        if len(chosen) == 1:
            show_place(self._session, chosen[0].place)
        shown = chosen[0].photo.thumbnail if chosen else b""
        large = _pixmap(shown, _LARGE.width(), _LARGE.height())
        if large is not None:
            self.large.setPixmap(large)
        else:
            self.large.clear()
            words = self.tr("选一张照片看大图")
            if chosen:
                words = self.tr("没有可看的图")
            self.large.setText(words)
