"""分段: a segment cut in two where the officer clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from gridwatch.district.chainages import chainage_text
from gridwatch.district.reshaping import Split, split_segment
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Kind
from gridwatch.gui.naming import label_of
from gridwatch.gui.tools.sketch import cross, plate
from gridwatch.gui.tools.tool import REACH, MapTool

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gridwatch.district.changes import Changes
    from gridwatch.district.snapping import Place
    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.surface import MapSurface

__all__ = ["SplitTool"]


class SplitTool(MapTool):
    """Shows the chainage under the pointer and cuts there.

    Parameters
    ----------
    session : Session
        What is open.
    view : MapSurface
        The map.
    """

    def __init__(self, session: Session, view: MapSurface) -> None:
        super().__init__(session, view)
        self._near: Place | None = None

    @property
    def hint(self) -> str:
        """What to do now."""
        return self.tr("在河段上点一下，分成两段；Esc 结束")

    def hover(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Show where on which segment the cut would be."""
        del keys
        near = self.snapper.nearest(*self.ground(place), self.metres(REACH))
        self._near = near if near is not None and near.kind is Kind.SEGMENT else None
        self.say(self.words() or self.hint)
        self.map.sketch.refresh()

    def words(self) -> str:
        """Return the segment and the lengths of its two parts."""
        segment = self._segment()
        if segment is None or self._near is None:
            return ""
        at = self._near.chainage
        length = segment.geometry.length if segment.geometry is not None else 0.0
        name = label_of(
            self.session.district, Kind.SEGMENT, segment, self.session.language
        )
        words = self.tr("{name}  {at}：上段 {upper} 米，下段 {lower} 米")
        return words.format(
            name=name,
            at=chainage_text(at),
            upper=f"{at:,.0f}",
            lower=f"{length - at:,.0f}",
        )

    def _segment(self) -> Segment | None:
        if self._near is None:
            return None
        row = self.session.district.row(Kind.SEGMENT, self._near.uid)
        return row if isinstance(row, Segment) else None

    def click(self, place: QPoint, keys: Qt.KeyboardModifier) -> bool:
        """Cut the segment; one undo joins it again."""
        self.hover(place, keys)
        segment, near = self._segment(), self._near
        if segment is None or near is None:
            self.say(self.tr("这里没有河段：请靠近河段的线再点。"))
            return True
        found: list[Split] = []

        def make() -> Changes:
            words = self.tr("分段")
            split = split_segment(self.session.district, segment, near.chainage, words)
            found.append(split)
            return split.changes

        if self.commit(make):
            self._tell(segment, found[0])
        return True

    def _tell(self, segment: Segment, split: Split) -> None:
        self._near = None
        self.session.select({Kind.SEGMENT: [split.upper, split.lower]})
        words = self.tr(
            "已分为 {one} 和 {other}，{n} 个公示牌、排污口归入下段。Ctrl+Z 撤销。"
        )
        one, other = segment.code or "—", split.code or "—"
        self.say(words.format(one=one, other=other, n=split.relinked))

    def double(self, place: QPoint) -> bool:
        """Cut once, not twice, at a double click."""
        del place
        return True

    def leave(self) -> None:
        """Show nothing while the pointer is elsewhere."""
        self.cancel()

    def cancel(self) -> bool:
        """Show nothing."""
        self._near = None
        self.map.sketch.refresh()
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw where the cut would be."""
        near = self._near
        if near is None:
            return
        spot = self.pixel((near.east, near.north))
        cross(painter, spot)
        view = self.map.view
        room = QRectF(0, 0, view.width, view.height)
        plate(painter, QPointF(spot), self.words(), room)
