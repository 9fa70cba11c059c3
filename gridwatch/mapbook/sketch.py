"""The sketch map of a board (河湖示意图): the reach in its villages, and the board."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from gridwatch.district.jurisdictions import Level
from gridwatch.mapbook.ink import Hand, Ink, rectangle
from gridwatch.mapbook.locator import rings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.newfaces import FaceText
    from gridwatch.mapbook.paper import Rect

__all__ = ["Sketcher"]

_AROUND = 0.22
"""Margin around the reach, part of its extent."""
_LEAST = 400.0
"""The map shows so many metres at least."""
_FINEST = 0.06
_LAND, _OTHER, _BORDER = "#F6F3E8", "#FBFAF5", "#C3AE92"
_WATER, _RIVER, _REACH, _CASING = "#CFE6F5", "#7FB5E2", "#0B4F9E", "#FFFFFF"
_BOARD, _WORDS, _RED = "#C62828", "#5C5346", "#C62828"
_NAMES = 6
_MOST_STEPS = 400


@dataclass(frozen=True)
class Sketcher:
    """Draws the sketch maps of a district; one may draw many boards."""

    district: District

    @cached_property
    def _areas(self) -> tuple[list[Jurisdiction], shapely.STRtree]:
        rows = [j for j in self.district.of_level(Level.VILLAGE) if j.geometry]
        if not rows:
            rows = [j for j in self.district.of_level(Level.TOWN) if j.geometry]
        return rows, shapely.STRtree([j.geometry for j in rows])

    @cached_property
    def _lines(self) -> tuple[list[BaseGeometry], shapely.STRtree]:
        found = [r.geometry for r in self.district.rivers if r.geometry is not None]
        if not found:
            found = [s.geometry for s in self.district.segments if s.geometry]
        return found, shapely.STRtree(found)

    @cached_property
    def _waters(self) -> tuple[list[BaseGeometry], shapely.STRtree]:
        bodies = self.district.water_bodies
        found = [w.geometry for w in bodies if w.part == "water" and w.geometry]
        return found, shapely.STRtree(found)

    def draw(self, painter: QPainter, rect: Rect, text: FaceText, unit: float) -> bool:
        """Draw the map of a board into a rectangle.

        Parameters
        ----------
        painter : QPainter
            In the units of `rect`.
        rect : Rect
            The frame; nothing is drawn beyond it.
        text : FaceText
            What the board says and where it stands.
        unit : float
            Size of type and lines; 1 suits a frame of about 45 units.

        Returns
        -------
        bool
            False where there is no reach to draw.
        """
        reach = text.segment.geometry if text.segment is not None else None
        if reach is None or reach.is_empty:
            return False
        ground = _Ground(Ink(painter), rect, _window(reach, text.at, rect), unit)
        painter.save()
        painter.setClipRect(rectangle(rect), Qt.ClipOperation.IntersectClip)
        self._draw_land(ground)
        self._draw_water(ground)
        ground.line(reach, 1.5, _CASING)
        ground.line(reach, 1.0, _REACH)
        ends = _ends(reach)
        for point in ends:
            ground.dot(point, 0.85, _REACH, _CASING)
        ground.north()
        ground.keep_clear(reach)
        if text.at is not None:
            ground.board((text.at.x, text.at.y))
        if text.segment is not None:
            ground.label(ends[0], text.face.start or text.segment.start, _REACH)
            ground.label(ends[1], text.face.end or text.segment.end, _REACH)
        self._draw_names(ground, reach)
        painter.restore()
        ground.ink.box(rect, 0.16 * unit, "#7A8FA8")
        return True

    def _draw_land(self, ground: _Ground) -> None:
        areas, tree = self._areas
        ground.ink.painter.fillRect(rectangle(ground.rect), QColor(_OTHER))
        here = [areas[i] for i in sorted(tree.query(ground.window))]
        for area in here:
            ground.area(area.geometry, _LAND)
        for area in here:
            ground.border(area.geometry)

    def _draw_water(self, ground: _Ground) -> None:
        waters, tree = self._waters
        for i in sorted(tree.query(ground.window)):
            ground.area(waters[i], _WATER)
        lines, tree = self._lines
        for i in sorted(tree.query(ground.window)):
            ground.line(lines[i], 0.45, _RIVER)

    def _draw_names(self, ground: _Ground, reach: BaseGeometry) -> None:
        """Name the villages that the reach runs through, else the nearest ones."""
        areas, tree = self._areas
        crossed = sorted(tree.query(reach, predicate="intersects"))
        for i in crossed[:_NAMES]:
            inside = shapely.intersection(areas[i].geometry, ground.window)
            if inside.is_empty or inside.area < 0.02 * ground.window.area:
                continue
            off = shapely.difference(
                inside, reach.buffer(2.4 * ground.unit / ground.mm)
            )
            place = off if not off.is_empty else inside
            for part in sorted(shapely.get_parts(place), key=lambda one: -one.area):
                point = shapely.point_on_surface(part)
                if ground.name((point.x, point.y), areas[i].name):
                    break


class _Ground:
    """A frame on paper and the ground it shows."""

    def __init__(
        self, ink: Ink, rect: Rect, window: shapely.Polygon, unit: float
    ) -> None:
        self.ink, self.rect, self.window, self.unit = ink, rect, window, unit
        west, _, east, north = window.bounds
        self.mm = rect.width / (east - west)
        self._west, self._north = west, north
        self._taken: list[tuple[float, float, float, float]] = []
        self._course: list[tuple[float, float, float, float]] = []

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        return (
            self.rect.x + (place[0] - self._west) * self.mm,
            self.rect.y + (self._north - place[1]) * self.mm,
        )

    def _path(self, coords: NDArray[Any], *, closed: bool) -> QPainterPath:
        xs = (self.rect.x + (coords[:, 0] - self._west) * self.mm).tolist()
        ys = (self.rect.y + (self._north - coords[:, 1]) * self.mm).tolist()
        path = QPainterPath()
        polygon = QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)])
        path.addPolygon(polygon)
        if closed:
            path.closeSubpath()
        return path

    def _clipped(self, geometry: BaseGeometry, margin: float) -> BaseGeometry:
        west, south, east, north = self.window.bounds
        wide = margin * (east - west)
        box = (west - wide, south - wide, east + wide, north + wide)
        return shapely.simplify(
            shapely.clip_by_rect(geometry, *box),
            _FINEST * self.unit / self.mm,
            preserve_topology=False,
        )

    def area(self, geometry: BaseGeometry, fill: str) -> None:
        path = QPainterPath()
        for ring in rings_of(self._clipped(geometry, 0.1)):
            path.addPath(self._path(shapely.get_coordinates(ring), closed=True))
        self.ink.painter.fillPath(path, QColor(fill))

    def border(self, geometry: BaseGeometry) -> None:
        pen = self.ink.pen(0.14 * self.unit, _BORDER)
        pen.setDashPattern([6.0, 3.0])
        for ring in rings_of(self._clipped(geometry, 0.1)):
            path = self._path(shapely.get_coordinates(ring), closed=True)
            self.ink.painter.strokePath(path, pen)

    def line(self, geometry: BaseGeometry, width: float, colour: str) -> None:
        pen = self.ink.pen(width * self.unit, colour)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        for part in shapely.get_parts(self._clipped(geometry, 0.1)):
            if part.geom_type == "LineString" and not part.is_empty:
                path = self._path(shapely.get_coordinates(part), closed=False)
                self.ink.painter.strokePath(path, pen)

    def dot(
        self, place: tuple[float, float], size: float, fill: str, ring: str
    ) -> None:
        x, y = self.at(place)
        painter = self.ink.painter
        painter.setPen(self.ink.pen(0.3 * self.unit, ring))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(QPointF(x, y), size * self.unit, size * self.unit)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # --- words ------------------------------------------------------------------

    def name(self, place: tuple[float, float], words: str) -> bool:
        """Write the name of an area, unless something else is written there."""
        x, y = self.at(place)
        hand = Hand(1.75 * self.unit, colour=_WORDS)
        return self._word((x, y + 0.6 * self.unit), words, hand, align=0.5)

    def label(self, place: tuple[float, float], words: str, colour: str) -> None:
        """Name an end of the reach on the side where there is room for it."""
        x, y = self.at(place)
        hand = Hand(1.6 * self.unit, weight=500, colour=colour)
        words = words if len(words) <= _LONG else f"{words[:_LONG]}…"
        wide = self.ink.width(words, hand)
        gap, low = 1.6 * self.unit, 0.55 * self.unit
        below = y + gap + 1.5 * self.unit
        for spot, align in (
            ((x + gap, y + low), 0.0),
            ((x - gap, y + low), 1.0),
            ((x, y - gap), 0.5),
            ((x, below), 0.5),
            ((x + gap, below), 0.0),
            ((x - gap, below), 1.0),
            ((x - wide / 3, below), 0.5),
            ((x + gap, y - gap), 0.0),
            ((x - gap, y - gap), 1.0),
        ):
            if self._word(spot, words, hand, align=align, beside=True):
                return
        self._word(self._inside((x - wide / 2, below), wide), words, hand, forced=True)

    def _inside(self, at: tuple[float, float], wide: float) -> tuple[float, float]:
        least, most = self.rect.x + self.unit, self.rect.right - self.unit - wide
        low, high = self.rect.y + 2.5 * self.unit, self.rect.bottom - self.unit
        return max(least, min(at[0], most)), max(low, min(at[1], high))

    def keep_clear(self, reach: BaseGeometry) -> None:
        """Remember where the reach runs: names of its ends go beside it if they can."""
        step = 0.8 * self.unit
        count = min(_MOST_STEPS, max(2, int(reach.length * self.mm / step)))
        spread = [n / (count - 1) for n in range(count)]
        line = shapely.line_merge(reach)
        points = shapely.line_interpolate_point(line, spread, normalized=True)
        for point in points:
            if not point.is_empty:
                x, y = self.at((point.x, point.y))
                self._course.append((x - step, y - step, x + step, y + step))

    def _word(
        self,
        at: tuple[float, float],
        words: str,
        hand: Hand,
        *,
        align: float = 0.0,
        forced: bool = False,
        beside: bool = False,
    ) -> bool:
        """Write with a pale halo, unless something is written there already."""
        if not words:
            return True
        wide = self.ink.width(words, hand)
        left = at[0] - align * wide
        box = left, at[1] - hand.em, left + wide, at[1] + 0.25 * hand.em
        inside = (
            box[0] > self.rect.x
            and box[2] < self.rect.right
            and box[1] > self.rect.y
            and box[3] < self.rect.bottom
        )
        taken = [*self._taken, *self._course] if beside else self._taken
        if not forced and (not inside or any(_meet(box, one) for one in taken)):
            return False
        self._taken.append(box)
        path = QPainterPath()
        path.addText(QPointF(0.0, 0.0), self.ink.font(hand), words)
        painter = self.ink.painter
        painter.save()
        painter.translate(left, at[1])
        painter.scale(0.01, 0.01)
        halo = self.ink.pen(45.0 * self.unit, "#FFFFFF")
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, halo)
        painter.restore()
        self.ink.text((left, at[1]), words, hand)
        return True

    def board(self, place: tuple[float, float]) -> None:
        """Mark where the board stands."""
        x, y = self.at(place)
        size = 1.0 * self.unit
        corners = [
            (x - size, y - 2.6 * size),
            (x + size, y - 2.6 * size),
            (x + size, y - 1.2 * size),
            (x + 0.3 * size, y - 1.2 * size),
            (x, y),
            (x - 0.3 * size, y - 1.2 * size),
            (x - size, y - 1.2 * size),
        ]
        self.ink.polygon(corners, _BOARD, 0.18 * self.unit, _CASING)
        self._taken.append((x - size, y - 2.7 * size, x + size, y))
        hand = Hand(1.6 * self.unit, weight=700, colour=_RED)
        for spot, align in (
            ((x + 1.6 * size, y - 1.4 * size), 0.0),
            ((x - 1.6 * size, y - 1.4 * size), 1.0),
            ((x, y + 2.0 * size), 0.5),
        ):
            if self._word(spot, "本牌位置", hand, align=align):
                return

    def north(self) -> None:
        """Draw the north arrow into the upper right corner."""
        u = self.unit
        x, y = self.rect.right - 2.6 * u, self.rect.y + 1.2 * u
        self._taken.append((x - 1.5 * u, y, x + 1.5 * u, y + 6.5 * u))
        dark = [(x, y), (x, y + 3.4 * u), (x - 1.1 * u, y + 4.2 * u)]
        pale = [(x, y), (x, y + 3.4 * u), (x + 1.1 * u, y + 4.2 * u)]
        self.ink.polygon(dark, "#5B6B7E", 0.08 * u, "#5B6B7E")
        self.ink.polygon(pale, "#FFFFFF", 0.08 * u, "#5B6B7E")
        self.ink.text(
            (x, y + 5.9 * u), "北", Hand(1.5 * u, colour="#5B6B7E"), align=0.5
        )


_LONG = 14


def _meet(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _window(
    reach: BaseGeometry, at: shapely.Point | None, rect: Rect
) -> shapely.Polygon:
    """Return the ground to show, in the proportions of the frame."""
    west, south, east, north = reach.bounds
    if at is not None and at.distance(reach) < max(reach.length, _LEAST):
        west, east = min(west, at.x), max(east, at.x)
        south, north = min(south, at.y), max(north, at.y)
    middle = (west + east) / 2, (south + north) / 2
    wide = max((east - west) * (1 + 2 * _AROUND), _LEAST)
    tall = max((north - south) * (1 + 2 * _AROUND), _LEAST * rect.height / rect.width)
    shape = rect.width / rect.height
    wide, tall = max(wide, tall * shape), max(tall, wide / shape)
    return shapely.box(
        middle[0] - wide / 2,
        middle[1] - tall / 2,
        middle[0] + wide / 2,
        middle[1] + tall / 2,
    )


def _ends(reach: BaseGeometry) -> tuple[tuple[float, float], tuple[float, float]]:
    coords = shapely.get_coordinates(reach)
    first, last = coords[0].tolist(), coords[-1].tolist()
    return (first[0], first[1]), (last[0], last[1])
