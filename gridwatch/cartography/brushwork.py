"""Pieces of pixels and a symbol in, strokes and fills out.

This is the seam of the drawing core: everything above it chooses what to draw and
hands over flat arrays in device pixels; only this module and the lettering paint.
"""

from __future__ import annotations

import itertools
import math
import struct
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
)

from gridwatch.cartography.generalise import Pieces, chainage, ranges
from gridwatch.cartography.hatching import level_lines, ringed
from gridwatch.cartography.lettering import digits_of
from gridwatch.cartography.symbols import PointSymbol, badge_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gridwatch.cartography.symbols import (
        FillSymbol,
        Hatch,
        LineSymbol,
    )

__all__ = [
    "beside",
    "draw_point",
    "fill_areas",
    "hatch_areas",
    "path_of",
    "pen_of",
    "picture_of",
    "seen_from_afar",
    "stamp_points",
    "stroke_lines",
]

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_COUNT = struct.Struct(">i").pack
_TAIL = struct.pack(">ii", 0, 1)
_PALE = 240
_OPAQUE = 255
_PORTION = 40


def path_of(pieces: Pieces, *, closed: bool = False) -> QPainterPath:
    """Return pieces as one path; with `closed` each ends where it begins."""
    lines = ringed(pieces) if closed else pieces
    lengths = np.diff(lines.offsets)
    chosen = np.flatnonzero(lengths > 1)
    if len(chosen) < len(lengths):
        lines = lines.take(chosen)
    return _path(_elements(lines.coords, lines.offsets[:-1]))


def _elements(
    coords: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.void]:
    """Return vertices as Qt writes them down: big-endian type, x, y."""
    elements = np.empty(len(coords), _ELEMENT)
    elements["kind"] = 1
    elements["kind"][starts] = 0
    elements["x"] = coords[:, 0]
    elements["y"] = coords[:, 1]
    return elements


def _path(elements: NDArray[np.void]) -> QPainterPath:
    """Read a path from its written form, which starts with its length.

    Adding vertices one by one from Python costs a microsecond each; this reads all
    at once.
    """
    path = QPainterPath()
    if len(elements):
        size = len(elements)
        data = b"".join((_COUNT(size), elements.tobytes(), _TAIL))
        stream = QDataStream(QByteArray(data))
        stream >> path
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def pen_of(symbol: LineSymbol, zoom: float, *, casing: bool = False) -> QPen:
    """Return the pen of a line or of its casing, in device pixels."""
    width = (symbol.casing_width if casing else symbol.width) * zoom
    dash = symbol.casing_dash if casing else symbol.dash
    pen = QPen(QColor(symbol.casing if casing else symbol.colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    round_cap = symbol.cap == "round"
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if round_cap else Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length * zoom / width for length in dash])
    return pen


def stroke_lines(
    painter: QPainter,
    pieces: Pieces,
    symbol: LineSymbol,
    zoom: float,
    *,
    closed: bool = False,
) -> None:
    """Draw lines, all casings first so that they flow into each other.

    Parameters
    ----------
    painter : QPainter
        In device pixels.
    pieces : Pieces
        Lines or rings in device pixels.
    symbol : LineSymbol
        How.
    zoom : float
        Device pixels per pixel at 96 dpi.
    closed : bool
        Whether the last vertex of each piece is joined to the first.
    """
    if closed:
        pieces = ringed(pieces)
    if symbol.offset:
        pieces = beside(pieces, symbol.offset * zoom)
    if symbol.casing:
        _stroke(painter, pieces, pen_of(symbol, zoom, casing=True))
    if symbol.width > 0:
        _stroke(painter, pieces, pen_of(symbol, zoom))


def beside(pieces: Pieces, distance: float) -> Pieces:
    """Return lines that run beside others, to their left in device pixels.

    At a bend they lie on its bisector, at most twice as far out.

    Examples
    --------
    >>> way = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    >>> beside(Pieces(way, np.array([0, 3])), 2.0).coords.round(6).tolist()
    [[0.0, -2.0], [12.0, -2.0], [12.0, 10.0]]
    """
    coords, offsets = pieces
    if not len(coords):
        return pieces
    edges = np.diff(coords, axis=0, append=coords[-1:])
    length = np.hypot(edges[:, 0], edges[:, 1])
    # No edge leads from the last vertex of a piece to the next piece.
    length[offsets[1:][offsets[1:] > offsets[:-1]] - 1] = 0.0
    runs = length > 0.0
    normals = np.zeros_like(coords)
    normals[runs, 0] = edges[runs, 1] / length[runs]
    normals[runs, 1] = -edges[runs, 0] / length[runs]
    before = np.roll(normals, 1, axis=0)
    before[0] = 0.0
    total = normals + before
    size = np.hypot(total[:, 0], total[:, 1])
    both = runs & (np.hypot(before[:, 0], before[:, 1]) > 0.0)
    share = np.where(both, size / 2.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.where(size[:, None] > 0.0, total / size[:, None], normals)
    out = distance / np.maximum(share, 0.5)
    return Pieces(coords + unit * out[:, None], offsets)


def _stroke(painter: QPainter, pieces: Pieces, pen: QPen) -> None:
    """Stroke lines with a pen, on images in portions.

    Qt turns a line wider than a pixel into one outline, whose cost grows with the
    square of its length: portions of some dozen vertices are ten times faster. On
    paper (vectors) whole lines are better. See-through pens get whole lines as well,
    since overlaps would show.
    """
    raster = painter.paintEngine().type() is QPaintEngine.Type.Raster
    if not raster or pen.widthF() <= 1.0:
        painter.strokePath(path_of(pieces), pen)
        return
    clear = pen.color().alpha() < _OPAQUE
    dashed = pen.style() is Qt.PenStyle.CustomDashLine
    for elements, first in _portions(pieces, whole=clear, single=clear or dashed):
        if dashed:
            pen.setDashOffset(first / pen.widthF())
        painter.strokePath(_path(elements), pen)


def _portions(
    pieces: Pieces, *, whole: bool, single: bool
) -> Iterator[tuple[NDArray[np.void], float]]:
    """Yield the elements of portions, with the way from the line's start to each.

    Parameters
    ----------
    pieces : Pieces
        Lines.
    whole : bool
        Keep each line in one piece.
    single : bool
        Yield each piece alone; else short ones together.
    """
    edges = np.maximum(np.diff(pieces.offsets) - 1, 0)
    size = max(int(edges.max(initial=1)), 1) if whole else _PORTION
    parts = -(-edges // size)
    line = np.repeat(np.arange(len(edges)), parts)
    number = ranges(np.zeros(len(edges), np.int64), parts)
    starts = pieces.offsets[line] + number * size
    counts = np.minimum(size, edges[line] - number * size) + 1
    way = chainage(pieces)
    first = (way[starts] - way[pieces.offsets[line]]).tolist()
    if not single:
        # One edge twice hides the seam between portions at a bend.
        early = (number > 0).astype(np.int64)
        starts, counts = starts - early, counts + early
    ends = np.append(0, np.cumsum(counts))
    elements = _elements(pieces.coords[ranges(starts, counts)], ends[:-1])
    cuts = _cuts(counts, single=single)
    places = ends[cuts].tolist()
    for portion, (a, b) in zip(cuts, itertools.pairwise(places), strict=False):
        yield elements[a:b], first[portion]


def _cuts(counts: NDArray[np.int64], *, single: bool) -> list[int]:
    """Return where to cut a list of portions into groups of about one portion."""
    if single:
        return list(range(len(counts) + 1))
    group = np.cumsum(counts) // _PORTION
    found: list[int] = (np.flatnonzero(np.diff(group)) + 1).tolist()
    return [0, *found, len(counts)] if len(counts) else [0]


def fill_areas(painter: QPainter, path: QPainterPath, symbol: FillSymbol) -> None:
    """Fill areas up to the middle of each pixel, so that neighbours leave no seam."""
    if not symbol.fill:
        return
    smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(path, QBrush(QColor(symbol.fill)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)


def hatch_areas(
    painter: QPainter,
    pieces: Pieces,
    hatch: Hatch,
    zoom: float,
    anchor: tuple[float, float],
) -> None:
    """Draw parallel lines in areas.

    `anchor` is the device pixel of a fixed place on the map, so that the lines stay
    where they are while the map is moved.
    """
    lines = level_lines(ringed(pieces), hatch.angle, hatch.spacing * zoom, anchor)
    if len(lines.coords):
        pen = QPen(QColor(hatch.colour), hatch.width * zoom)
        painter.strokePath(path_of(lines), pen)


@cache
def _outline(shape: str) -> tuple[tuple[float, float], ...]:
    """Return the corners of a shape of height 1 around its middle, y downwards."""
    if shape == "square":
        return ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
    if shape == "diamond":
        return ((0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0))
    if shape == "triangle":
        return ((0.0, -0.56), (0.58, 0.44), (-0.58, 0.44))
    turns = [math.tau * i / 20 for i in range(20)]
    return tuple((0.5 * math.cos(t), 0.5 * math.sin(t)) for t in turns)


_MARKS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "bar": (((0.0, -0.22), (0.0, 0.05)), ((0.0, 0.2), (0.0, 0.205))),
    "cross": (((-0.24, -0.24), (0.24, 0.24)), ((-0.24, 0.24), (0.24, -0.24))),
    "tick": (((-0.2, 0.12), (-0.04, 0.28), (0.22, -0.1)),),
    "dot": (((0.0, 0.0), (0.0, 0.005)),),
    "slash": (((-0.54, 0.54), (0.54, -0.54)),),
}

_MARK, _THIN = 1.4, 0.7
"""Pens of marks, px at 96 dpi."""


def _shape_path(shape: str, size: float) -> QPainterPath:
    corners = np.asarray(_outline(shape)) * size
    pieces = Pieces(corners, np.array([0, len(corners)]))
    return path_of(pieces, closed=True)


def _mark_path(mark: str, size: float) -> QPainterPath:
    path = QPainterPath()
    for stroke in _MARKS.get(mark, ()):
        path.moveTo(*(size * value for value in stroke[0]))
        for corner in stroke[1:]:
            path.lineTo(*(size * value for value in corner))
    return path


def _round_pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def stamp_points(
    painter: QPainter,
    points: NDArray[np.float64],
    symbol: PointSymbol,
    zoom: float,
    *,
    far: bool = False,
) -> None:
    """Draw a symbol at each point, the southern ones over the northern ones.

    On images a picture of the symbol is made once and copied. With `far` the symbol
    is a small plain mark of the same shape and colour.
    """
    if far:
        symbol = seen_from_afar(symbol)
    places = points[np.argsort(points[:, 1], kind="stable")].tolist()
    if painter.paintEngine().type() is QPaintEngine.Type.Raster:
        picture = picture_of(symbol, zoom)
        half = picture.width() // 2
        for x, y in places:
            painter.drawImage(QPointF(x - half, y - half), picture)
        return
    for x, y in places:
        draw_point(painter, QPointF(x, y), symbol, zoom)


def seen_from_afar(symbol: PointSymbol) -> PointSymbol:
    """Return a small plain mark of the same shape and colour."""
    hollow = QColor(symbol.fill).lightness() > _PALE
    colour = symbol.ring or (symbol.outline if hollow else symbol.fill)
    return PointSymbol(symbol.shape, symbol.size * 0.48, colour, "#C8FBFAF5", 0.6)


@lru_cache(maxsize=2048)
def picture_of(symbol: PointSymbol, zoom: float) -> QImage:
    """Return a symbol as a picture whose middle pixel is the point's."""
    text = symbol.text
    # A view has hundreds of badges that differ in their number alone; beside what is
    # under it that takes next to no time.
    same = replace(symbol, text="0" * len(text)) if text.isdecimal() else symbol
    picture = QImage(_ground_of(same, zoom))
    if text:
        half = picture.width() // 2
        painter = _painter_on(picture)
        painter.translate(half, half)
        _write(painter, symbol, zoom)
        painter.end()
    return picture


@lru_cache(maxsize=256)
def _ground_of(symbol: PointSymbol, zoom: float) -> QImage:
    """Return the picture of a symbol without its text, but as wide as that wants it."""
    half = math.ceil((badge_width(symbol) / 2 + symbol.ring_width + 6.0) * zoom)
    picture = QImage(
        2 * half + 1, 2 * half + 1, QImage.Format.Format_ARGB32_Premultiplied
    )
    picture.fill(Qt.GlobalColor.transparent)
    painter = _painter_on(picture)
    painter.translate(half, half)
    _draw_ground(painter, symbol, zoom)
    painter.end()
    return picture


def _painter_on(picture: QImage) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def draw_point(
    painter: QPainter, place: QPointF, symbol: PointSymbol, zoom: float
) -> None:
    """Draw one point symbol in vectors."""
    painter.save()
    painter.translate(place)
    _draw_ground(painter, symbol, zoom)
    if symbol.text:
        _write(painter, symbol, zoom)
    painter.restore()


def _draw_ground(painter: QPainter, symbol: PointSymbol, zoom: float) -> None:
    """Draw all but the text of a symbol around the painter's origin."""
    shape = _shape_of(symbol, zoom)
    mark = _mark_path(symbol.mark, symbol.size * zoom)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _ring(painter, symbol, zoom)
    if symbol.outline_width > 0:
        width = 2.0 * symbol.outline_width * zoom
        painter.strokePath(shape, _round_pen(symbol.outline, width))
    painter.fillPath(shape, QBrush(QColor(symbol.fill)))
    if symbol.mark:
        # Behind a number it is thin: what is struck out can still be read.
        width = _THIN if symbol.text else _MARK
        painter.strokePath(mark, _round_pen(symbol.mark_colour, width * zoom))


def _shape_of(symbol: PointSymbol, zoom: float) -> QPainterPath:
    if symbol.shape != "badge":
        return _shape_path(symbol.shape, symbol.size * zoom)
    width, height = badge_width(symbol) * zoom, symbol.size * zoom
    path = QPainterPath()
    box = QRectF(-width / 2, -height / 2, width, height)
    path.addRoundedRect(box, height / 2, height / 2)
    return path


def _write(painter: QPainter, symbol: PointSymbol, zoom: float) -> None:
    """Write the text of a symbol around its middle: as text, so it can be searched."""
    font, width, middle = digits_of(symbol.text, symbol.size * zoom)
    painter.setFont(font)
    painter.setPen(QColor(symbol.mark_colour))
    painter.drawText(QPointF(-width / 2, middle), symbol.text)


def _ring(painter: QPainter, symbol: PointSymbol, zoom: float) -> None:
    if not symbol.ring:
        return
    radius = (symbol.size * 0.5 + 3.0) * zoom
    white = _round_pen(symbol.outline, (symbol.ring_width + 1.4) * zoom)
    for pen in (white, _round_pen(symbol.ring, symbol.ring_width * zoom)):
        painter.setPen(pen)
        painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)
