"""Names on the map: rivers along their curve, areas where they are wide.

Candidates come from map coordinates and fixed chainages, are tried in a fixed order
(priority of the layer, class, size of the feature) and take their place on a coarse
grid of taken pixels; what finds no room is left out and counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.anchors import Spots, stretches
from gridwatch.cartography.clipping import pixels_of
from gridwatch.cartography.generalise import Form, chainage
from gridwatch.cartography.hatching import level_lines, ringed
from gridwatch.cartography.lettering import FontSet, Lettering, Line
from gridwatch.cartography.symbols import LineSymbol, load_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.anchors import Stretches
    from gridwatch.cartography.generalise import Pieces
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Placed", "Room", "place_labels"]

_FIELD_PX = 3.0
_REPEAT_PX = 460.0
_APART_PX = 300.0
_MOST_BEND = 26.0
_FIT = 1.12
_SHIFTS = (0.0, 0.09, -0.09, 0.18, -0.18, 0.27, -0.27, 0.35, -0.35, 0.43, -0.43)
_GAP_PX = 2.6
_INNER = 0.62
_GROWTH = 0.3
_GROWN = 4.0
_WORST_BEND = 38.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that has found its place."""

    layer_id: str
    uid: str
    line: Line


class Room:
    """Which parts of the picture are taken, on a coarse grid.

    Parameters
    ----------
    width, height : int
        Size of the picture in pixels.
    step : float
        Size of a field of the grid in pixels.

    Attributes
    ----------
    taken : ndarray of bool
        Fields with a name or a symbol on them: no other name may stand there.
    lines : ndarray of bool
        Fields that a river crosses: names go elsewhere while there is elsewhere.
    """

    def __init__(self, width: int, height: int, step: float) -> None:
        self.width, self.height, self.step = width, height, step
        rows, columns = self._index(height) + 1, self._index(width) + 1
        self.taken = np.zeros((rows, columns), bool)
        self.lines = np.zeros((rows, columns), bool)

    def _index(self, pixel: float) -> int:
        return max(int(pixel / self.step), 0)

    def _part(self, x: float, y: float, half: float) -> tuple[slice, slice]:
        rows = slice(self._index(y - half), self._index(y + half) + 1)
        return rows, slice(self._index(x - half), self._index(x + half) + 1)

    def free(
        self, places: Sequence[tuple[float, float]], half: float, *, lines: bool
    ) -> bool:
        """Tell whether squares around places are inside the picture and free.

        With `lines`, no river may cross the inner part of a square either.
        """
        for x, y in places:
            inside = half < x < self.width - half and half < y < self.height - half
            if not inside or self.taken[self._part(x, y, half)].any():
                return False
            if lines and self.lines[self._part(x, y, half * _INNER)].any():
                return False
        return True

    def take(self, places: Sequence[tuple[float, float]], half: float) -> None:
        """Mark squares around places as taken."""
        for x, y in places:
            self.taken[self._part(x, y, half)] = True

    def cross(self, x: Floats, y: Floats) -> None:
        """Mark points of rivers."""
        inside = (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
        rows = (y[inside] / self.step).astype(np.int64)
        self.lines[rows, (x[inside] / self.step).astype(np.int64)] = True


class _Candidate(NamedTuple):
    """One name with the places it may take, best first."""

    layer: Layer
    feature: int
    lines: Iterator[Line]


class _Task(NamedTuple):
    """What all candidates of a picture share."""

    view: View
    fonts: FontSet
    bright: BaseGeometry | None


def place_labels(
    layers: Sequence[Layer],
    view: View,
    fonts: FontSet,
    bright: BaseGeometry | None = None,
) -> tuple[tuple[Placed, ...], int]:
    """Find a place for as many names as there is room for.

    Parameters
    ----------
    layers : sequence of Layer
        Layers that are shown.
    view : View
        What is on the picture.
    fonts : FontSet
        Families to write with.
    bright : shapely geometry or None
        Names outside this area are faded and come last.

    Returns
    -------
    placed : tuple of Placed
        In the order in which they took their places.
    unplaced : int
        How many names found no room.
    """
    task = _Task(view, fonts, bright)
    room = Room(view.width, view.height, _FIELD_PX * view.zoom)
    _mark_symbols(room, layers, view)
    placed: list[Placed] = []
    unplaced = 0
    near: dict[str, list[tuple[float, float]]] = {}
    for layer in sorted(layers, key=lambda layer: layer.label_priority):
        if not layer.labels or view.scale_denominator > layer.limits.label:
            continue
        for candidate in _candidates(layer, task):
            line = _first_fit(candidate, room, near, view)
            if line is None:
                unplaced += 1
                continue
            placed.append(Placed(layer.id, layer.uids[candidate.feature], line))
            near.setdefault(line.text, []).append(line.at)
            room.take(_places(line), _half(line))
    return tuple(placed), unplaced


def _mark_symbols(room: Room, layers: Sequence[Layer], view: View) -> None:
    """Keep names off symbols drawn in full; off rivers and lakes where possible."""
    for layer in layers:
        form = layer.shapes.form
        if form is Form.AREA and layer.id != "water_body":
            continue
        pieces = pixels_of(layer.shapes, layer.shapes.visible(view.extent), view)
        if not len(pieces.coords):
            continue
        if form is Form.POINT and view.scale_denominator <= layer.limits.simple:
            room.take([(x, y) for x, y in pieces.coords.tolist()], 4.0 * view.zoom)
        elif form is Form.POINT:
            room.cross(*pieces.coords.T)
        else:
            covered = form is Form.AREA
            start = (0.0, room.step / 2)
            lines = (
                level_lines(ringed(pieces), 0.0, room.step, start)
                if covered
                else pieces
            )
            room.cross(*_along(lines, room.step))


def _along(lines: Pieces, step: float) -> tuple[Floats, Floats]:
    """Return points at even steps along lines."""
    way = chainage(lines)
    at = np.arange(0.0, way[-1], step) if len(way) else way
    return np.interp(at, way, lines.coords[:, 0]), np.interp(
        at, way, lines.coords[:, 1]
    )


def _places(line: Line) -> list[tuple[float, float]]:
    return [(line.at[0] + x, line.at[1] + y) for x, y, _ in line.letters]


def _half(line: Line) -> float:
    return line.lettering.pixels * 0.55 + 1.0


def _first_fit(
    candidate: _Candidate,
    room: Room,
    near: dict[str, list[tuple[float, float]]],
    view: View,
) -> Line | None:
    apart = _APART_PX * view.zoom
    second = []
    along = candidate.layer.shapes.form is Form.LINE
    for line in candidate.lines:
        x, y = line.at
        others = near.get(line.text, ()) if along else ()
        if any(abs(x - a) < apart and abs(y - b) < apart for a, b in others):
            continue
        places, half = _places(line), _half(line)
        if room.free(places, half, lines=True):
            return line
        second.append((line, places, half))
    for line, places, half in second:
        if room.free(places, half, lines=False):
            return line
    return None


def _candidates(layer: Layer, task: _Task) -> Iterator[_Candidate]:
    if layer.shapes.form is Form.AREA:
        return _area_candidates(layer, task)
    if layer.shapes.form is Form.LINE:
        return _line_candidates(layer, task)
    return iter(())


def _lettering(
    layer: Layer, feature: int, task: _Task, *, faded: bool = False
) -> Lettering:
    name = layer.label_styles[int(layer.classes[feature])]
    style = load_symbols().texts[name]
    size = style.size * _growth(layer, task.view)
    return Lettering(replace(style, size=size), task.fonts, task.view.dpi, faded)


def _growth(layer: Layer, view: View) -> float:
    """Return how much larger names get from the scale where they first show."""
    if not math.isfinite(layer.limits.label):
        return 1.0
    nearer = math.log2(layer.limits.label / view.scale_denominator)
    return 1.0 + _GROWTH * min(max(round(nearer) / _GROWN, 0.0), 1.0)


def _named(layer: Layer, features: Ints) -> Ints:
    has = np.fromiter((bool(layer.labels[i]) for i in features), bool, len(features))
    found: Ints = features[has]
    return found


# ---- areas ----------------------------------------------------------------------


def _area_candidates(layer: Layer, task: _Task) -> Iterator[_Candidate]:
    """Yield names of areas that they fit into, large areas first."""
    view, shapes = task.view, layer.shapes
    features = _named(layer, shapes.visible(view.extent))
    if not len(features):
        return
    smallest = _lettering(layer, int(features[0]), task).pixels * 1.2
    box = shapes.bounds[features]
    low = np.minimum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    features = features[low > smallest * view.metres_per_pixel]
    if not len(features):
        return
    anchors = layer.anchors.of(features)
    flat = anchors[:, :, :2].reshape(-1, 2)
    pixels = view.pixels(flat, shapes.origin).reshape(anchors.shape[0], -1, 2)
    faded = _faded(anchors[:, 0, :2] + shapes.origin, task.bright)
    widths = anchors[:, :, 2] / view.metres_per_pixel
    for i in np.lexsort((-np.nan_to_num(widths[:, 0]), faded)).tolist():
        feature = int(features[i])
        lettering = _lettering(layer, feature, task, faded=bool(faded[i]))
        text = layer.labels[feature]
        fits = lettering.width(text) <= widths[i] * _FIT
        if fits.any():
            places = pixels[i][fits].tolist()
            lines = iter([_level(text, lettering, at) for at in places])
            yield _Candidate(layer, feature, lines)


def _faded(places: Floats, bright: BaseGeometry | None) -> NDArray[np.bool_]:
    if bright is None:
        return np.zeros(len(places), bool)
    found: NDArray[np.bool_] = ~shapely.intersects_xy(bright, places)
    return found


def _level(text: str, lettering: Lettering, at: Sequence[float]) -> Line:
    letters = tuple((x, 0.0, 0.0) for x in lettering.centres(text).tolist())
    return Line(text, lettering, (at[0], at[1]), letters)


# ---- lines ----------------------------------------------------------------------


def _line_candidates(layer: Layer, task: _Task) -> Iterator[_Candidate]:
    """Yield names along lines: high classes first, then long lines."""
    view, (shapes, rows) = task.view, layer.named
    seen = shapes.visible(view.extent)
    if not len(seen):
        return
    drawn = shapes.drawn(seen, view.detail)
    pieces = drawn._replace(coords=view.pixels(drawn.coords, shapes.origin))
    counts = shapes.features[seen + 1] - shapes.features[seen]
    owner = np.repeat(rows[seen], counts)
    way = chainage(pieces)
    spots = _inside(_spots(layer, owner, way, pieces.offsets, task), pieces, way, view)
    if not len(spots.middle):
        return
    found = stretches(pieces, way, spots)
    # Calm stretches in their own order; where there is none, the least wild one.
    calm = found.bend <= _MOST_BEND
    worth = np.where(calm, spots.turn, _WORST_BEND + found.bend)
    order = np.lexsort((worth, spots.anchor, layer.classes[spots.feature]))
    order = order[found.bend[order] <= _WORST_BEND]
    groups = np.split(order, np.flatnonzero(np.diff(spots.anchor[order])) + 1)
    for group in groups:
        if len(group):
            feature = int(spots.feature[group[0]])
            lines = _curved(layer, feature, found, group, task)
            yield _Candidate(layer, feature, lines)


def _spots(layer: Layer, owner: Ints, way: Floats, offsets: Ints, task: _Task) -> Spots:
    """Return anchors at fixed chainages of each line, with some shifts to try."""
    rows: list[tuple[float, ...]] = []
    anchor = 0
    # Repeats are counted at the nearest power of two, so that they stay where they
    # are while one zooms a little.
    fine = 2.0 ** np.ceil(np.log2(task.view.metres_per_pixel))
    repeat = _REPEAT_PX * task.view.zoom * fine / task.view.metres_per_pixel
    ends = way[np.maximum(offsets[1:] - 1, 0)] if len(way) else way
    begins = way[np.minimum(offsets[:-1], max(len(way) - 1, 0))] if len(way) else way
    lengths = ends - begins
    for i in np.argsort(-lengths, kind="stable").tolist():
        feature = int(owner[i])
        lettering = _lettering(layer, feature, task)
        width = lettering.width(layer.labels[feature]) + 2.0
        if lengths[i] < width * 1.1:
            continue
        letter = lettering.pixels * (1.0 + lettering.style.spacing)
        chinese = lettering.chinese(layer.labels[feature])
        count = max(int(lengths[i] / repeat), 1)
        step = lengths[i] / count
        for number in range(count):
            for turn, shift in enumerate(_SHIFTS):
                middle = begins[i] + step * (number + 0.5 + shift)
                if begins[i] + width / 2 <= middle <= ends[i] - width / 2:
                    here = (begins[i], ends[i], middle, width, letter)
                    row = (feature, anchor, turn, chinese, *here)
                    rows.append(row)
            anchor += 1
    table = np.asarray(rows, np.float64).reshape(-1, 9)
    whole = table[:, :4].astype(np.int64)
    return Spots(*whole.T, *table[:, 4:].T)


def _inside(spots: Spots, pieces: Pieces, way: Floats, view: View) -> Spots:
    """Keep the spots whose middle is in the picture."""
    x = np.interp(spots.middle, way, pieces.coords[:, 0])
    y = np.interp(spots.middle, way, pieces.coords[:, 1])
    keep = (x >= 0) & (x <= view.width) & (y >= 0) & (y <= view.height)
    return spots.kept(keep)


def _curved(
    layer: Layer, feature: int, found: Stretches, group: Ints, task: _Task
) -> Iterator[Line]:
    """Yield the name above its line, then below it, for each stretch in turn."""
    text = layer.labels[feature]
    symbol = layer.symbols[int(layer.classes[feature])].symbol
    width = symbol.width if isinstance(symbol, LineSymbol) else 1.0
    base = _lettering(layer, feature, task)
    away = base.pixels * 0.5 + (width / 2 + _GAP_PX) * task.view.zoom
    centres = base.centres(text)
    for side in (-1.0, 1.0):
        for i in group.tolist():
            letters = _letters(found, i, centres, side * away)
            if not letters:
                continue
            middle = found.points[i, found.points.shape[1] // 2]
            at = float(middle[0]), float(middle[1])
            place = np.asarray([task.view.to_map(*at)])
            faded = bool(_faded(place, task.bright)[0])
            places = tuple((x - at[0], y - at[1], d) for x, y, d in letters)
            lettering = Lettering(base.style, base.fonts, base.dpi, faded)
            yield Line(text, lettering, at, places)


def _letters(
    found: Stretches, i: int, centres: Floats, away: float
) -> list[tuple[float, float, float]]:
    """Return the middle and the turn of each letter beside a stretch.

    The letters stand at even distances along a line beside the smoothed stretch, so
    that bends neither crowd nor scatter them; nothing comes back where it is too
    short for them.
    """
    degrees = found.degrees[i]
    turn = np.radians(degrees)
    beside = found.points[i] + np.stack([-np.sin(turn), np.cos(turn)], axis=1) * away
    way = np.append(0.0, np.cumsum(np.hypot(*np.diff(beside, axis=0).T)))
    at = way[-1] / 2 + centres
    if at[0] < 0.0 or at[-1] > way[-1]:
        return []
    x, y = np.interp(at, way, beside[:, 0]), np.interp(at, way, beside[:, 1])
    turned = np.interp(at, way, degrees) - (90.0 if found.upright[i] else 0.0)
    return list(zip(x.tolist(), y.tolist(), turned.tolist(), strict=True))
