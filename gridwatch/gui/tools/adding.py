"""新建点: a board or an outfall where the officer clicks, snapped to the river."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPoint, QRectF, Qt

from gridwatch.district.snapping import Place, words_of
from gridwatch.district.vertices import placed
from gridwatch.district.wording import KIND_NAMES, Kind
from gridwatch.gui.naming import label_of
from gridwatch.gui.tools.sketch import cross, leader, plate, ring
from gridwatch.gui.tools.tool import REACH, MapTool
from gridwatch.gui.wishing import RowWish, Verb

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gridwatch.district.changes import Changes
    from gridwatch.district.rows import Row
    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.surface import MapSurface

    XY = tuple[float, float]

__all__ = ["POINTS", "AddTool", "linked", "near_segment", "spot_of"]

POINTS = (Kind.SIGNBOARD, Kind.OUTFALL)

_FAR = 90
"""How far from the pointer the river still tells its chainage, logical pixels."""


def near_segment(tool: MapTool, place: XY) -> Place | None:
    """Return the place on the nearest segment or river that can be told here."""
    return tool.snapper.nearest(*place, tool.metres(_FAR))


def spot_of(tool: MapTool, near: Place | None, place: XY, *, free: bool) -> XY:
    """Return where a point goes: onto the line where that is close, else here."""
    if near is None or free or near.away > tool.metres(REACH):
        return place
    return near.east, near.north


def linked(tool: MapTool, near: Place | None) -> str:
    """Return the code of the segment a point stands at, or empty."""
    if near is None or near.kind is not Kind.SEGMENT:
        return ""
    row = tool.session.district.row(Kind.SEGMENT, near.uid)
    return str(getattr(row, "code", ""))


class AddTool(MapTool):
    """Shows where on the river the pointer is, and makes a point there.

    Parameters
    ----------
    session : Session
        What is open.
    view : MapSurface
        The map.
    """

    def __init__(self, session: Session, view: MapSurface) -> None:
        super().__init__(session, view)
        self.kind = Kind.SIGNBOARD
        self._near: Place | None = None
        self._spot: XY | None = None
        self._free = False

    @property
    def waiting(self) -> tuple[Kind, Row] | None:
        """The one selected board or outfall that has no place yet, or None."""
        selected = self.session.selected
        if len(selected) != 1 or selected[0][0] not in POINTS:
            return None
        kind, uid = selected[0]
        row = self.session.district.row(kind, uid)
        if row is None or getattr(row, "geometry", None) is not None:
            return None
        return kind, row

    @property
    def hint(self) -> str:
        """What to do now."""
        if self.waiting is not None:
            return self.tr("点一下，放置所选的这一个")
        name = KIND_NAMES[self.kind].of(self.session.language)
        words = self.tr("点一下放置{kind}；近河会吸附，按 Alt 不吸附")
        return words.format(kind=name)

    def hover(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Show the snap mark, the chainage and the bank."""
        here = self.ground(place)
        self._free = bool(keys & Qt.KeyboardModifier.AltModifier)
        self._near = near_segment(self, here)
        self._spot = spot_of(self, self._near, here, free=self._free)
        self.say(self.words() or self.hint)
        self.map.sketch.refresh()

    def words(self) -> str:
        """Return the segment, chainage and bank under the pointer."""
        near = self._near
        if near is None:
            return ""
        row = self.session.district.row(near.kind, near.uid)
        language = self.session.language
        name = label_of(self.session.district, near.kind, row, language)
        if self._spot == (near.east, near.north):
            near = near._replace(bank="", away=0.0)
        return f"{name}  {words_of(near).of(language)}"

    def click(self, place: QPoint, keys: Qt.KeyboardModifier) -> bool:
        """Ask for the fields of the new point; it is made when they are saved."""
        self.hover(place, keys)
        if self.waiting is not None and self._spot is not None:
            self._place(*self.waiting, self._spot)
            return True
        values: dict[str, object] = {"geometry": shapely.Point(self._spot)}
        code = linked(self, self._near)
        if code:
            values["segment_code"] = code
        self.session.row_wished.emit(RowWish(Verb.NEW, self.kind, values=values))
        return True

    def _place(self, kind: Kind, row: Row, spot: XY) -> None:
        """Give a row that has none its place, and its segment where it names none."""
        name = KIND_NAMES[kind].of(self.session.language)
        words = self.tr("放置{kind}").format(kind=name)
        code = linked(self, self._near) or getattr(row, "segment_code", "")

        def make() -> Changes:
            if getattr(row, "segment_code", ""):
                return placed(kind, row, *spot, words)
            return placed(kind, row, *spot, words, segment_code=code)

        if self.commit(make):
            self.say(self.tr("已放置，Ctrl+Z 撤销。"))

    def double(self, place: QPoint) -> bool:
        """Make one point, not two, of a double click."""
        del place
        return True

    def leave(self) -> None:
        """Show nothing while the pointer is elsewhere."""
        self.cancel()

    def cancel(self) -> bool:
        """Show nothing."""
        self._near = self._spot = None
        self.map.sketch.refresh()
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw the snap mark, or a line to the river the point would belong to."""
        if self._spot is None:
            return
        spot, near = self.pixel(self._spot), self._near
        if near is not None:
            on_line = self.pixel((near.east, near.north))
            if self._spot == (near.east, near.north):
                cross(painter, on_line)
            else:
                leader(painter, spot, on_line)
        ring(painter, spot)
        view = self.map.view
        plate(painter, spot, self.words(), QRectF(0, 0, view.width, view.height))
