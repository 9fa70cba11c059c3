"""The small map that shows where in the district the sheet lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from gridwatch.cartography.pdf.engine import reused
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import GREY, Hand, Ink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.mapbook.pages import SheetPlan
    from gridwatch.mapbook.paper import Rect

    Bounds = tuple[float, float, float, float]

__all__ = [
    "draw_key_map",
    "draw_locator",
    "draw_position",
    "draw_whereabouts",
    "rings_of",
]

_CAPTION = 4.5
_FINEST = 0.08
"""Details smaller than so many millimetres are left out."""
_SMALL = 2.0
"""An area smaller than so many millimetres gets a ring around it."""
_MOST_LINES = 300
"""With more areas than that their borders would be one blot."""
_FILL, _LINE, _GROUND = "#D07F5C", "#8F887C", "#F4F0E6"


def draw_locator(ink: Ink, plan: SheetPlan, district: District) -> None:
    """Draw the district's towns as fine lines with the sheet's area filled."""
    box, area = plan.boxes.locator, plan.jurisdiction.geometry
    if box.width and area is not None:
        draw_position(ink, box, district, area, plan.language)


def draw_position(
    ink: Ink,
    box: Rect,
    district: District,
    area: BaseGeometry,
    language: Language,
) -> None:
    """Draw the district's towns as fine lines with an area filled, below a caption."""
    ground = _ground(district)
    if not ground or (len(ground) == 1 and ground[0] is area):
        return
    west, south, east, north = shapely.total_bounds(np.asarray(ground, object))
    room = box.height - _CAPTION
    mm = min(box.width / (east - west), room / (north - south))
    left = box.x + (box.width - (east - west) * mm) / 2
    top = box.y + _CAPTION + (room - (north - south) * mm) / 2
    zero = (-west * mm, north * mm)
    words = Text("所在位置", "Location").of(language)
    ink.text(
        (box.x + box.width / 2, box.y + 3.0), words, Hand(2.1, colour=GREY), align=0.5
    )
    own = _placed(area, zero, mm)
    ink.painter.save()
    ink.painter.translate(left, top)

    def below(painter: QPainter) -> None:
        for geometry in ground:
            painter.fillPath(_placed(geometry, zero, mm), QColor(_GROUND))

    def above(painter: QPainter) -> None:
        for geometry in ground:
            painter.strokePath(_placed(geometry, zero, mm), ink.pen(0.09, _LINE))

    # The ground is the same on all sheets of a book, and large.
    around = QRectF(-1.0, -1.0, (east - west) * mm + 2.0, (north - south) * mm + 2.0)
    place = (west, south, east, north, round(mm, 9))
    reused(ink.painter, ("locator below", *place), around, below)
    ink.painter.fillPath(own, QColor(_FILL))
    if len(ground) <= _MOST_LINES:
        reused(ink.painter, ("locator above", *place), around, above)
    _ring(ink, own)
    ink.painter.restore()


def _placed(
    geometry: BaseGeometry, zero: tuple[float, float], mm: float
) -> QPainterPath:
    simple = shapely.simplify(geometry, _FINEST / mm, preserve_topology=False)
    return _path(simple, zero, mm)


def draw_whereabouts(
    ink: Ink, box: Rect, district: District, place: tuple[float, float]
) -> None:
    """Draw the district's towns as fine lines and a dot where a place lies.

    Parameters
    ----------
    ink : Ink
        Draws.
    box : Rect
        Where on the page.
    district : District
        Its areas.
    place : tuple of float
        (east, north) in the district's CRS, metres.
    """
    ground = _ground(district)
    if not ground:
        return
    west, south, east, north = shapely.total_bounds(np.asarray(ground, object))
    mm = min(box.width / (east - west), box.height / (north - south))
    left = box.x + (box.width - (east - west) * mm) / 2 - west * mm
    top = box.y + (box.height - (north - south) * mm) / 2 + north * mm
    for geometry in ground:
        simple = shapely.simplify(geometry, _FINEST / mm, preserve_topology=False)
        path = _path(simple, (left, top), mm)
        ink.painter.fillPath(path, QColor(_GROUND))
        if len(ground) <= _MOST_LINES:
            ink.painter.strokePath(path, ink.pen(0.08, _LINE))
    ink.painter.setPen(ink.pen(0.25, "#FFFFFF"))
    ink.painter.setBrush(QColor("#C62828"))
    dot = QPointF(left + place[0] * mm, top - place[1] * mm)
    ink.painter.drawEllipse(dot, 0.85, 0.85)
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_key_map(
    ink: Ink,
    box: Rect,
    course: BaseGeometry,
    windows: Sequence[NDArray[np.float64]],
    current: int,
) -> None:
    """Draw a river with the frames of its pages, numbered; the current one filled.

    Parameters
    ----------
    windows : sequence of ndarray, shape (4, 2)
        (east, north) of the corners of each page.
    current : int
        Number of the page it stands on, from 1.
    """
    corners = np.concatenate(windows)
    west, south = corners.min(axis=0).tolist()
    east, north = corners.max(axis=0).tolist()
    mm = min(box.width / (east - west), box.height / (north - south))
    left = box.x + (box.width - (east - west) * mm) / 2 - west * mm
    top = box.y + (box.height - (north - south) * mm) / 2 + north * mm
    em = min(2.4, max(1.3, box.height / 16))
    for number, own in enumerate(windows, 1):
        frame = [(left + x * mm, top - y * mm) for x, y in own.tolist()]
        fill = "#F3D9CC" if number == current else ""
        ink.polygon(frame, fill, 0.12, _LINE)
    simple = shapely.simplify(course, _FINEST / mm, preserve_topology=False)
    pen = ink.pen(0.35, "#1B6FB8")
    for part in shapely.get_parts(simple):
        coords = shapely.get_coordinates(part)
        points = [QPointF(left + x * mm, top - y * mm) for x, y in coords.tolist()]
        ink.painter.setPen(pen)
        ink.painter.drawPolyline(QPolygonF(points))
    for number, own in enumerate(windows, 1):
        # In the corner that stands highest on the page, as far as that is one.
        w, n = own[1].tolist()
        inner = (own[3] - own[1]) / np.hypot(*(own[3] - own[1])) * em / mm
        x, y = left + (w + inner[0]) * mm, top - (n + inner[1]) * mm
        weight = 700 if number == current else 400
        ink.text((x, y + em * 0.36), str(number), Hand(em, weight=weight), align=0.5)


def _ground(district: District) -> list[BaseGeometry]:
    """Return what to draw: towns and district, or what there is of them."""
    for level in (Level.TOWN, Level.DISTRICT, Level.VILLAGE):
        shapes = [j.geometry for j in district.of_level(level)]
        found = [s for s in shapes if s is not None and not s.is_empty]
        if found:
            return found
    return []


def _ring(ink: Ink, path: QPainterPath) -> None:
    bounds = path.boundingRect()
    if max(bounds.width(), bounds.height()) >= _SMALL:
        return
    ink.painter.setPen(ink.pen(0.3, _FILL))
    ink.painter.drawEllipse(bounds.center(), _SMALL, _SMALL)


def _path(geometry: BaseGeometry, zero: tuple[float, float], mm: float) -> QPainterPath:
    path = QPainterPath()
    for ring in rings_of(geometry):
        coords = shapely.get_coordinates(ring)
        xs = (zero[0] + coords[:, 0] * mm).tolist()
        ys = (zero[1] - coords[:, 1] * mm).tolist()
        points = [QPointF(x, y) for x, y in zip(xs, ys, strict=True)]
        path.addPolygon(QPolygonF(points))
    return path


def rings_of(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    """Return the rings of all polygons in a shape."""
    parts = shapely.get_parts(geometry)
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return list(shapely.get_rings(areas))
