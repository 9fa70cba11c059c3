"""编辑线: points dragged, vertices of lines and borders dragged, made and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QMenu

from gridwatch.district.snapping import Place, words_of
from gridwatch.district.vertices import (
    AREAS,
    LINES,
    chains,
    inserted,
    moved,
    placed,
    removed,
)
from gridwatch.district.wording import KIND_NAMES, Kind
from gridwatch.gui.naming import label_of
from gridwatch.gui.picking import hits_at, meant
from gridwatch.gui.tools.adding import POINTS, linked, near_segment, spot_of
from gridwatch.gui.tools.sketch import band, cross, handle, leader, plate, ring
from gridwatch.gui.tools.tool import REACH, MapTool

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QPainter

    from gridwatch.district.changes import Changes
    from gridwatch.district.rows import Row
    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.surface import MapSurface

    XY = tuple[float, float]
    Doubles = NDArray[np.float64]

__all__ = ["ReshapeTool"]

_TOUCH = 8
_APART = 9
_MANY = 1500
"""So many vertices in view are still shown as handles."""


class ReshapeTool(MapTool):
    """Edits the shape of what is selected; a click selects something else.

    Parameters
    ----------
    session : Session
        What is open.
    view : MapSurface
        The map.
    """

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, session: Session, view: MapSurface) -> None:
        super().__init__(session, view)
        self._chosen: XY | None = None
        self._held: XY | None = None
        self._to: XY | None = None
        self._near: Place | None = None
        self._snap: XY | None = None

    # --- what is edited ---------------------------------------------------------

    @property
    def subject(self) -> tuple[Kind, Row] | None:
        """The one selected row that has a shape, or None."""
        selected = self.session.selected
        if len(selected) != 1:
            return None
        kind, uid = selected[0]
        row = self.session.district.row(kind, uid)
        known = kind in (*POINTS, *LINES, *AREAS)
        if row is None or not known or getattr(row, "geometry", None) is None:
            return None
        return kind, row

    @property
    def hint(self) -> str:
        """What to do now."""
        if self._held is not None:
            return self.tr("松开放下；Esc 放弃。")
        subject = self.subject
        if subject is None:
            return self.tr("点一个点、河段、河流或网格来编辑")
        if subject[0] in POINTS:
            return self.tr("拖动这个点；近河会吸附，按 Alt 不吸附")
        return self.tr("拖动顶点；双击加点；Del 删点；Esc 结束")

    def _vertices(self) -> Doubles:
        """Return the vertices of the subject."""
        subject = self.subject
        shape = getattr(subject[1], "geometry", None) if subject else None
        found = [chain for chain, _ in chains(shape)]
        return np.vstack(found) if found else np.empty((0, 2))

    def _in_view(self) -> Doubles:
        places = self._vertices()
        west, south, east, north = self.map.view.extent
        inside = (places >= (west, south)).all(axis=1)
        inside &= (places <= (east, north)).all(axis=1)
        found: Doubles = places[inside]
        return found

    def _vertex_at(self, place: QPoint) -> XY | None:
        """Return the vertex under a pixel, or None."""
        places = self._in_view()
        if not len(places):
            return None
        away = np.hypot(*(places - self.ground(place)).T)
        nearest = int(np.argmin(away))
        if away[nearest] > self.metres(_TOUCH):
            return None
        return float(places[nearest, 0]), float(places[nearest, 1])

    # --- the mouse --------------------------------------------------------------

    def grab(self, place: QPoint) -> bool:
        """Take the vertex or point under the pointer."""
        vertex = self._vertex_at(place)
        if vertex is None and (self._select_point(place)):
            vertex = self._vertex_at(place)
        if vertex is None:
            return False
        self._chosen = self._held = vertex
        self._to = None
        self.map.setFocus()
        self.map.sketch.refresh()
        return True

    def _select_point(self, place: QPoint) -> bool:
        """Select the board or outfall under the pointer, so that it can be dragged."""
        hits = hits_at(self.session, self.map.view, (place.x(), place.y()))
        points = [hit for hit in hits if hit[0] in POINTS]
        subject = self.subject
        busy = subject is not None and subject[0] not in POINTS
        if not points or busy:
            return False
        kind, uid = points[0]
        self.session.select({kind: [uid]})
        return True

    def drag(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Show where the vertex would be."""
        if self._held is None:
            return
        here = self.ground(place)
        free = bool(keys & Qt.KeyboardModifier.AltModifier)
        subject = self.subject
        self._snap = self._near = None
        if subject is not None and subject[0] in POINTS:
            self._near = near_segment(self, here)
            self._to = spot_of(self, self._near, here, free=free)
        else:
            self._snap = None if free else self._snap_to(here)
            self._to = self._snap or here
        self.say(self._words() or self.hint)
        self.map.sketch.refresh()

    def _snap_to(self, here: XY) -> XY | None:
        """Return the end of a line, or the vertex of a neighbour, close by."""
        subject, held = self.subject, self._held
        if subject is None or held is None:
            return None
        kind, row = subject
        if kind in LINES:
            return self.snapper.end_near(*here, self.metres(REACH), but=[held])
        return self.snapper.corner_near(kind, here, self.metres(REACH), row, held)

    def drop(self, place: QPoint) -> None:
        """Write the edit."""
        del place
        held, to = self._held, self._to
        near, self._held = self._near, None
        self._to = self._snap = self._near = None
        subject = self.subject
        if subject is None or held is None or to is None or held == to:
            self.map.sketch.refresh()
            return
        kind, row = subject
        done = self.commit(lambda: self._moving(kind, row, held, to, near))
        if done:
            self._chosen = to
            self.say(self.tr("已移动，Ctrl+Z 撤销。"))
        self.map.sketch.refresh()

    def _moving(
        self, kind: Kind, row: Row, held: XY, to: XY, near: Place | None
    ) -> Changes:
        name = KIND_NAMES[kind].of(self.session.language)
        if kind not in POINTS:
            words = self.tr("修改{kind}图形").format(kind=name)
            return moved(self.session.district, kind, row, held, to, words)
        words = self.tr("移动{kind}").format(kind=name)
        code = linked(self, near)
        if not code:
            return placed(kind, row, *to, words)
        return placed(kind, row, *to, words, segment_code=code)

    def hover(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Show by the cursor what can be taken."""
        del keys
        taken = self._vertex_at(place) is not None
        shape = Qt.CursorShape.SizeAllCursor if taken else Qt.CursorShape.ArrowCursor
        self.map.canvas.viewport().setCursor(shape)
        self.say()

    def click(self, place: QPoint, keys: Qt.KeyboardModifier) -> bool:
        """Select what is to be edited, without asking which of several."""
        hits = meant(hits_at(self.session, self.map.view, (place.x(), place.y())))
        adding = bool(keys & Qt.KeyboardModifier.ControlModifier)
        self._chosen = None
        if adding:
            return False
        self.session.select({kind: [uid] for kind, uid in hits[:1]})
        self.say()
        return True

    def double(self, place: QPoint) -> bool:
        """Make a vertex on the edge under the pointer."""
        subject = self.subject
        self._held = self._to = None
        if subject is None or subject[0] in POINTS:
            return False
        kind, row = subject
        shape = getattr(row, "geometry", None)
        here = self.ground(place)
        edge = shape.boundary if kind in AREAS and shape is not None else shape
        if edge is None or shapely.distance(edge, shapely.Point(here)) > self.metres(
            _TOUCH
        ):
            return False
        if self._vertex_at(place) is not None:
            return True
        words = self.tr("加顶点")
        if self.commit(lambda: inserted(self.session.district, kind, row, here, words)):
            self._chosen = self._vertex_at(place)
            self.say(self.tr("已加一个顶点，可以拖动。"))
        return True

    def menu(self, place: QPoint) -> QMenu | None:
        """Offer to remove the vertex under the pointer."""
        vertex, subject = self._vertex_at(place), self.subject
        if vertex is None or subject is None or subject[0] in POINTS:
            return None
        self._chosen = vertex
        self.map.sketch.refresh()
        menu = QMenu(self.map)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("删除顶点 (Del)"), self.remove)
        return menu

    # --- the keyboard -----------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Keep Esc while something is held or chosen, and Del for a vertex."""
        if event.key() == Qt.Key.Key_Escape:
            return self._held is not None or self._chosen is not None
        subject = self.subject
        points = subject is not None and subject[0] in POINTS
        return event.key() in _REMOVE and self._chosen is not None and not points

    def key(self, event: QKeyEvent) -> bool:
        """Remove the chosen vertex, or let go."""
        if event.key() in _REMOVE and self._chosen is not None:
            self.remove()
            return True
        return super().key(event)

    def remove(self) -> None:
        """Remove the chosen vertex."""
        subject, vertex = self.subject, self._chosen
        if subject is None or vertex is None or subject[0] in POINTS:
            return
        kind, row = subject
        words = self.tr("删除顶点")
        if self.commit(
            lambda: removed(self.session.district, kind, row, vertex, words)
        ):
            self._chosen = None
            self.say(self.tr("已删除一个顶点，Ctrl+Z 撤销。"))
        self.map.sketch.refresh()

    def cancel(self) -> bool:
        """Let go of what is held, then of what is chosen."""
        busy = self._held is not None or self._chosen is not None
        if self._held is None:
            self._chosen = None
        self._held = self._to = self._snap = self._near = None
        self.say()
        self.map.sketch.refresh()
        return busy

    def changed(self) -> None:
        """Forget a vertex that is no longer there."""
        if self._chosen is not None and self._held is None:
            places = self._vertices()
            if not len(places) or np.abs(places - self._chosen).max(axis=1).min() > 0:
                self._chosen = None
        super().changed()

    # --- drawing ----------------------------------------------------------------

    def _words(self) -> str:
        near = self._near
        if near is None or self._to is None:
            return ""
        language = self.session.language
        row = self.session.district.row(near.kind, near.uid)
        name = label_of(self.session.district, near.kind, row, language)
        if self._to == (near.east, near.north):
            near = near._replace(bank="", away=0.0)
        return f"{name}  {words_of(near).of(language)}"

    def paint(self, painter: QPainter) -> None:
        """Draw the handles, and the rubber band of what is held."""
        subject = self.subject
        if subject is None:
            return
        kind, row = subject
        if kind in POINTS:
            self._paint_point(painter)
            return
        for chain, closed in chains(getattr(row, "geometry", None)):
            self._paint_band(painter, chain, closed=closed)
        places = self._in_view()
        if len(places) > _MANY:
            room = QRectF(0, 0, self.map.view.width, self.map.view.height)
            plate(painter, QPointF(8, 8), self.tr("顶点太密：放大后再编辑"), room)
        else:
            self._paint_handles(painter, places)

    def _paint_handles(self, painter: QPainter, places: Doubles) -> None:
        for x, y in self._apart(places).tolist():
            if (x, y) not in (self._held, self._chosen):
                handle(painter, self.pixel((x, y)))
        chosen = self._to if self._held is not None and self._to else self._chosen
        if chosen is not None:
            handle(painter, self.pixel(chosen), chosen=True)
        if self._snap is not None:
            cross(painter, self.pixel(self._snap))

    def _apart(self, places: Doubles) -> Doubles:
        """Return vertices so far apart that their handles do not hide each other.

        The others can still be taken.
        """
        room, kept = self.metres(_APART), list[int]()
        for i, (x, y) in enumerate(places.tolist()):
            last = places[kept[-1]] if kept else None
            if last is None or abs(x - last[0]) + abs(y - last[1]) >= room:
                kept.append(i)
        found: Doubles = places[kept]
        return found

    def _paint_band(self, painter: QPainter, chain: Doubles, *, closed: bool) -> None:
        """Draw the line as it would be; only the edges that change are solid."""
        if self._held is None or self._to is None:
            return
        here = np.flatnonzero(np.abs(chain - self._held).max(axis=1) == 0)
        if not len(here):
            return
        size = len(chain)
        for at in here.tolist():
            ends = [at - 1, at + 1]
            if closed:
                ends = [end % size for end in ends]
            beside = [chain[end] for end in ends if 0 <= end < size]
            for x, y in np.array(beside).tolist():
                band(painter, [self.pixel((x, y)), self.pixel(self._to)])

    def _paint_point(self, painter: QPainter) -> None:
        places = self._vertices()
        if not len(places):
            return
        spot = self._to or (float(places[0, 0]), float(places[0, 1]))
        near = self._near
        if near is not None:
            on_line = self.pixel((near.east, near.north))
            if spot == (near.east, near.north):
                cross(painter, on_line)
            else:
                leader(painter, self.pixel(spot), on_line)
        if self._held is not None and self._to is not None:
            leader(painter, self.pixel(self._held), self.pixel(spot))
        ring(painter, self.pixel(spot))
        room = QRectF(0, 0, self.map.view.width, self.map.view.height)
        plate(painter, self.pixel(spot), self._words(), room)


_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
