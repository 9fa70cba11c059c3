"""Where many things lie at once: on which line, in which area, how far along.

Everything here takes whole arrays of shapes and returns plain arrays, one value per
row, so that a city's rows cost milliseconds. Coordinates are (east, north) in metres
of one projected CRS; lines are digitised downstream.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.boxes import Boxes
from gridwatch.district.manyrows import (
    counting,
    on_all_cores,
)
from gridwatch.district.outlines import Outlines, Rings, holding
from gridwatch.district.spots import Spots, spots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Shapes = Sequence[object] | NDArray[Any]

__all__ = [
    "Courses",
    "Places",
    "Spots",
    "areas_around",
    "containing",
    "counting",
    "courses",
    "holders_of",
    "locate",
    "mended",
    "nearest",
    "on_all_cores",
    "outlines_of",
    "overlaid",
    "places_at",
    "points_beside",
    "points_of",
    "shapes_of",
    "spots",
    "unmeasured",
]

_CHUNK = 24
_BLOCK = 1 << 12
_LINE, _RING, _MULTILINE = 1, 2, 5
_FIRST_REACH = 64.0
_WIDER = 4.0


@dataclass(frozen=True, eq=False)
class Places:
    """Where points lie on lines; arrays with one value per point.

    Parameters
    ----------
    line : array of int, shape (n,)
        Index of the line, -1 where there is none.
    distance : array of float, shape (n,)
        Metres to the line, NaN where there is none.
    chainage : array of float, shape (n,)
        Metres along the line, from its start, to the place nearest to the point; over
        the parts of a multiline in their order, gaps between them not counted.
    offset : array of float, shape (n,)
        Metres from the line, positive left of it looking downstream, negative right.
    """

    line: Ints
    distance: Floats
    chainage: Floats
    offset: Floats

    @staticmethod
    def none(count: int) -> Places:
        """Return `count` points that lie on no line."""
        empty = np.full(count, np.nan)
        return Places(np.full(count, -1), empty, empty.copy(), empty.copy())


def shapes_of(shapes: Shapes) -> NDArray[Any]:
    """Return shapes as an array of objects; what is empty becomes None."""
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    found[shapely.is_empty(found)] = None
    return found


def points_of(shapes: Shapes) -> Floats:
    """Return east and north of shapes, NaN where there is none.

    A shape that is no point stands where a point surely inside it stands.

    Returns
    -------
    array of float, shape (n, 2)
    """
    found = shapes_of(shapes)
    kinds = shapely.get_type_id(found)
    other = kinds > 0
    if other.any():
        found[other] = shapely.point_on_surface(found[other])
    if (kinds < 0).any():
        return np.column_stack([shapely.get_x(found), shapely.get_y(found)])
    # One look at each instead of two.
    return np.asarray(shapely.get_coordinates(found))


# --- lines --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Courses:
    """Lines as flat arrays, made by `courses` and kept for the next question.

    ``x``, ``y`` and ``chainage`` have one value per vertex, ``begins`` one per part;
    ``first``, ``edges``, ``part``, ``line`` and ``boxes`` one per run of a few edges.
    """

    count: int
    x: Floats  # (v,)
    y: Floats
    begins: Ints  # (p + 1,) first vertex of each part
    chainage: Floats  # (v,) metres from the start of its line
    first: Ints  # (c,) first vertex of a run
    edges: Ints  # (c,) number of its edges
    part: Ints  # (c,) its part
    line: Ints  # (c,) its line
    boxes: Boxes  # (c,)

    def part_of(self, vertex: Ints) -> Ints:
        """Return the part that vertices belong to."""
        return np.asarray(self.begins.searchsorted(vertex, side="right") - 1)

    def line_of(self, vertex: Ints) -> Ints:
        """Return the line that vertices belong to, of parts that have edges."""
        return self._line_of_part[self.part_of(vertex)]

    @cached_property
    def _line_of_part(self) -> Ints:
        found = np.zeros(len(self.begins) - 1, np.int64)
        found[self.part] = self.line
        return found

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """Which lines have a course at all, shape (count,)."""
        found: NDArray[np.bool_] = np.bincount(self.line, minlength=self.count) > 0
        return found


def courses(lines: Shapes) -> Courses:
    """Return lines as flat arrays; other shapes and None are no line.

    Parameters
    ----------
    lines : sequence of lines or multilines
        Digitised downstream.
    """
    shapes = shapes_of(lines)
    parts, line = _parts(shapes)
    counts = shapely.get_num_coordinates(parts)
    x, y = np.ascontiguousarray(shapely.get_coordinates(parts).T)
    if not np.isfinite(x.sum() + y.sum()):
        counts, x, y = _kept(counts, x, y, np.isfinite(x) & np.isfinite(y))
    step = _steps(counts, x, y)
    if np.count_nonzero(step == 0) > max(len(parts) - 1, 0):
        # Doubled vertices have no direction.
        ends = np.cumsum(counts)[:-1]
        doubled = np.concatenate([[False], step == 0])
        doubled[ends[ends < len(doubled)]] = False
        counts, x, y = _kept(counts, x, y, ~doubled)
        step = _steps(counts, x, y)
    chainage = _chainages(step, counts, line)
    return _cut(len(shapes), (x, y), chainage, counts, line)


def unmeasured(rings: Rings) -> Courses:
    """Return rings as courses without chainages; each is a line and a part."""
    x, y, counts = rings.x, rings.y, rings.last - rings.first + 1
    if not np.isfinite(x.sum() + y.sum()):
        counts, x, y = _kept(counts, x, y, np.isfinite(x) & np.isfinite(y))
    line = np.arange(len(counts))
    return _cut(len(counts), (x, y), np.zeros(len(x)), counts, line)


def _parts(shapes: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """Return the lines among shapes, multilines part by part, and whose they are."""
    kinds = shapely.get_type_id(shapes)
    if (kinds == _LINE).all():
        return shapes, np.arange(len(shapes))
    shapes[(kinds != _LINE) & (kinds != _RING) & (kinds != _MULTILINE)] = None
    parts, line = shapely.get_parts(shapes, return_index=True)
    return parts, line


def _steps(counts: Ints, x: Floats, y: Floats) -> Floats:
    """Return the length of each edge; 0 from one part to the next."""
    step = np.hypot(np.diff(x), np.diff(y))
    ends = np.cumsum(counts)[:-1] - 1
    step[ends[(ends >= 0) & (ends < len(step))]] = 0.0
    return step


def _kept(
    counts: Ints, x: Floats, y: Floats, keep: NDArray[np.bool_]
) -> tuple[Ints, Floats, Floats]:
    part = np.repeat(np.arange(len(counts)), counts)[keep]
    return np.bincount(part, minlength=len(counts)), x[keep], y[keep]


def _chainages(step: Floats, counts: Ints, line: Ints) -> Floats:
    """Return metres of vertices from the start of their line."""
    run = np.concatenate([[0.0], np.cumsum(step)])[: int(counts.sum())]
    whole = np.bincount(line, counts).astype(np.int64)  # vertices of each line
    zero = np.append(run, 0.0)[np.concatenate([[0], np.cumsum(whole)])[:-1]]
    run -= np.repeat(zero, whole)
    return run


def _cut(
    count: int, xy: tuple[Floats, Floats], chainage: Floats, counts: Ints, line: Ints
) -> Courses:
    """Cut parts into runs of a few edges, each with its box."""
    x, y = xy
    begins = np.concatenate([[0], np.cumsum(counts)])
    runs = np.maximum(-(-(counts - 1) // _CHUNK), 0)
    part = np.repeat(np.arange(len(line)), runs)
    first = begins[part] + counting(runs) * _CHUNK
    edges = np.minimum(_CHUNK, begins[part + 1] - 1 - first)

    def side(extreme: np.ufunc, values: Floats) -> Floats:
        if not len(first):
            return np.empty(0)
        # A run ends on the vertex at which the next one begins.
        found = extreme(extreme.reduceat(values, first), values[first + edges])
        return np.asarray(found)

    low, high = np.minimum, np.maximum
    boxes = Boxes(side(low, x), side(low, y), side(high, x), side(high, y))
    return Courses(count, x, y, begins, chainage, first, edges, part, line[part], boxes)


def _as_courses(lines: Shapes | Courses) -> Courses:
    return lines if isinstance(lines, Courses) else courses(lines)


def nearest(points: Floats, lines: Shapes | Courses, limit: float) -> Places:
    """Return the nearest line of each point, not farther than `limit` metres.

    Of lines equally near the first in order counts.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        East, north; NaN is no place.
    lines : sequence of lines or multilines, or Courses
        What is asked about.
    limit : float
        Greatest distance in metres.
    """
    flat, places = _as_courses(lines), Places.none(len(points))
    if not len(flat.first):
        return places
    left = np.flatnonzero(np.isfinite(points).all(axis=1))
    reach = min(limit, _FIRST_REACH)
    while len(left):
        run, which = _beside(flat, points[left], reach)
        _settle(flat, points, (left[which], run), reach, places)
        left = left[places.line[left] < 0]
        if reach >= limit:
            break
        reach = min(limit, reach * _WIDER)
    return places


def _beside(flat: Courses, points: Floats, reach: float) -> tuple[Ints, Ints]:
    """Return the pairs (run, point) whose boxes lie within reach of each other."""
    return spots(points).within(np.column_stack(flat.boxes.grown(reach)))


def locate(points: Floats, lines: Shapes | Courses, which: Ints) -> Places:
    """Return where each point lies on the line that it is said to belong to.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        East, north; NaN is no place.
    lines : sequence of lines or multilines, or Courses
        The lines.
    which : array of int, shape (n,)
        Index of the line of each point, -1 where it has none.
    """
    flat, places = _as_courses(lines), Places.none(len(points))
    count = np.bincount(flat.line, minlength=flat.count)
    begins = np.concatenate([[0], np.cumsum(count)])
    asked = np.flatnonzero((which >= 0) & np.isfinite(points).all(axis=1))
    many = count[which[asked]]
    point = np.repeat(asked, many)
    run = begins[which[point]] + counting(many)
    _settle(flat, points, (point, run), np.inf, places)
    return places


def _settle(
    flat: Courses,
    points: Floats,
    pairs: tuple[Ints, Ints],
    reach: float,
    places: Places,
) -> None:
    """Find the best of the pairs (point, run) of each point and write it down."""
    point, run = _promising(flat, points, pairs)
    edge, along, square = _closest(flat, points, point, run)
    near = square <= reach * reach
    point, run, edge = point[near], run[near], edge[near]
    along, square = along[near], square[near]
    order = np.lexsort((edge, square, point))
    best = order[np.r_[True, np.diff(point[order]) > 0]] if len(order) else order
    point, edge, along = point[best], edge[best], along[best]
    start, end = flat.chainage[edge], flat.chainage[edge + 1]
    distance = np.sqrt(square[best])
    places.line[point] = flat.line[run[best]]
    places.distance[point] = distance
    places.chainage[point] = start + along * (end - start)
    side = _sides(flat, points[point], run[best], edge, along)
    places.offset[point] = distance * side


def _promising(
    flat: Courses, points: Floats, pairs: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """Leave out runs whose box is farther than a vertex of another run."""
    point, run = pairs
    px, py = points[point].T
    west, south, east, north = (side[run] for side in flat.boxes)
    aside = np.maximum(np.maximum(west - px, px - east), 0.0)
    above = np.maximum(np.maximum(south - py, py - north), 0.0)
    vertex = flat.first[run] + flat.edges[run] // 2
    most = np.full(len(points), np.inf)
    reached = (flat.x[vertex] - px) ** 2 + (flat.y[vertex] - py) ** 2
    np.minimum.at(most, point, reached)
    keep = aside**2 + above**2 <= most[point]
    return point[keep], run[keep]


def _closest(
    flat: Courses, points: Floats, point: Ints, run: Ints
) -> tuple[Ints, Floats, Floats]:
    """Return edge, share along it and squared distance of each pair's best place."""
    edge = np.empty(len(point), dtype=np.int64)
    along, square = np.empty(len(point)), np.empty(len(point))
    x, y, steps = flat.x, flat.y, np.arange(_CHUNK)

    def asked(begins: Ints) -> Ints:
        for begin in begins.tolist():
            part = slice(begin, begin + _BLOCK)
            runs = run[part]
            last = flat.edges[runs, None] - 1
            edges = flat.first[runs, None] + np.minimum(steps, last)
            ax, ay = x[edges], y[edges]
            dx, dy = x[edges + 1] - ax, y[edges + 1] - ay
            px, py = points[point[part], :1] - ax, points[point[part], 1:] - ay
            share = np.clip((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0)
            squares = (px - share * dx) ** 2 + (py - share * dy) ** 2
            rows, best = np.arange(len(runs)), squares.argmin(axis=1)
            edge[part] = edges[rows, best]
            along[part], square[part] = share[rows, best], squares[rows, best]
        return begins

    on_all_cores(asked, np.arange(0, len(point), _BLOCK), weight=_BLOCK)
    return edge, along, square


def _sides(
    flat: Courses, points: Floats, run: Ints, edge: Ints, along: Floats
) -> Floats:
    """Return 1 left of the line, -1 right of it, 0 on it.

    At a vertex the two edges that meet there decide together: the sum of their
    directions divides left from right also where the line bends back.
    """

    def xy(vertex: Ints) -> Floats:
        return np.column_stack([flat.x[vertex], flat.y[vertex]])

    begin, end = flat.begins[flat.part[run]], flat.begins[flat.part[run] + 1]
    way = _units(xy(edge + 1) - xy(edge))
    at_start = (along <= 0) & (edge > begin)
    at_end = (along >= 1) & (edge + 2 < end)
    here = edge[at_start]
    way[at_start] += _units(xy(here) - xy(here - 1))
    here = edge[at_end]
    way[at_end] += _units(xy(here + 2) - xy(here + 1))
    foot = xy(edge) + along[:, None] * (xy(edge + 1) - xy(edge))
    apart = points - foot
    return np.sign(way[:, 0] * apart[:, 1] - way[:, 1] * apart[:, 0])


def _units(steps: Floats) -> Floats:
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    return steps / np.where(lengths > 0, lengths, 1.0)[:, None]


def points_beside(
    lines: Shapes | Courses, step: float, aside: float
) -> tuple[Ints, Floats, Floats]:
    """Return places beside lines, evenly along them.

    Parameters
    ----------
    lines : sequence of lines or multilines, or Courses
        The lines.
    step : float
        Metres from one place to the next, along the line; a shorter line has one.
    aside : float
        Metres to the left of the line; negative: to the right.

    Returns
    -------
    line : array of int, shape (n,)
    chainage : array of float, shape (n,)
    points : array of float, shape (n, 2)
    """
    flat = _as_courses(lines)
    length = np.zeros(flat.count)
    np.maximum.at(length, flat.line, flat.chainage[flat.first + flat.edges])
    many = np.maximum(np.round(length / step).astype(np.int64), 1) * (length > 0)
    which = np.repeat(np.arange(flat.count), many)
    chainage = (counting(many) + 0.5) * (length / np.maximum(many, 1))[which]
    return which, chainage, places_at(flat, which, chainage, aside)


def places_at(
    flat: Courses, line: Ints, chainage: Floats, aside: float = 0.0
) -> Floats:
    """Return the places at chainages of lines, or beside them.

    Parameters
    ----------
    flat : Courses
        The lines.
    line, chainage : arrays, shape (n,)
        Lines that are drawn, and metres along them.
    aside : float
        Metres to the left of the line; negative: to the right.

    Returns
    -------
    array of float, shape (n, 2)
    """
    if not len(line):
        return np.empty((0, 2))
    here = _edges_at(flat, line, chainage)
    way = _units(
        np.column_stack(
            [flat.x[here + 1] - flat.x[here], flat.y[here + 1] - flat.y[here]]
        )
    )
    along = chainage - flat.chainage[here]
    x = flat.x[here] + way[:, 0] * along - way[:, 1] * aside
    y = flat.y[here] + way[:, 1] * along + way[:, 0] * aside
    return np.column_stack([x, y])


def _edges_at(flat: Courses, line: Ints, chainage: Floats) -> Ints:
    """Return the edges on which chainages of lines lie."""
    ends = flat.chainage[flat.first + flat.edges]
    length = np.zeros(flat.count)
    np.maximum.at(length, flat.line, ends)
    # Runs lie behind each other, line by line: one number finds the run.
    base = np.concatenate([[0.0], np.cumsum(length)])[:-1]
    run = np.searchsorted(base[flat.line] + ends, base[line] + chainage)
    runs = np.bincount(flat.line, minlength=flat.count)
    last = np.cumsum(runs) - 1
    run = np.clip(run, (last - runs + 1)[line], last[line])
    first, most = flat.first[run], flat.edges[run] - 1
    found = np.empty(len(line), np.int64)
    for begin in range(0, len(line), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        steps = np.minimum(np.arange(1, _CHUNK + 1), most[part, None] + 1)
        behind = flat.chainage[first[part, None] + steps] < chainage[part, None]
        found[part] = first[part] + np.minimum(behind.sum(axis=1), most[part])
    return found


# --- areas --------------------------------------------------------------------------


def _as_spots(points: Floats | Spots) -> Spots:
    return points if isinstance(points, Spots) else spots(points)


def outlines_of(areas: Shapes | Outlines) -> Outlines:
    """Return areas as something that keeps their rings for the next question."""
    return areas if isinstance(areas, Outlines) else Outlines(shapes_of(areas))


def containing(points: Floats | Spots, areas: Shapes | Outlines) -> Ints:
    """Return the first area that contains each point, border included; else -1.

    Parameters
    ----------
    points : array of float, shape (n, 2), or Spots
        East, north; NaN is no place.
    areas : sequence of polygons, or Outlines
        None is no area.
    """
    asked = _as_spots(points)
    shapes = areas if isinstance(areas, Outlines) else shapes_of(areas)
    found = np.full(asked.count, -1)
    area, which = asked.beside(shapes.areas if isinstance(shapes, Outlines) else shapes)
    inside = holding(shapes, area, asked.xy[which])
    # Written from the last area to the first: the first stays.
    found[asked.placed[which[inside]][::-1]] = area[inside][::-1]
    return found


def holders_of(points: Floats | Spots, areas: Outlines) -> tuple[Ints, Ints]:
    """Return every pair of a point and an area that holds it, border included.

    Parameters
    ----------
    points : array of float, shape (n, 2), or Spots
        East, north; NaN is no place.
    areas : Outlines
        As `outlines_of` returns them.

    Returns
    -------
    point, area : arrays of int
        Indexes, ordered by area.
    """
    asked = _as_spots(points)
    area, which = asked.beside(areas.areas)
    inside = holding(areas, area, asked.xy[which])
    return asked.placed[which[inside]], area[inside]


def areas_around(
    middles: Floats, own: Shapes, whose: Ints, areas: Shapes | Outlines
) -> tuple[NDArray[np.bool_], Ints]:
    """Return for each shape whether its own area holds its middle, or which area does.

    Parameters
    ----------
    middles : array of float, shape (n, 2)
        A place surely inside each shape, as `points_of` returns them.
    own : sequence of polygons or None
        Areas that shapes are said to lie in.
    whose : array of int, shape (n,)
        Index into `own` of the area each is said to lie in; -1: none.
    areas : sequence of polygons, or Outlines
        Where to look for those that do not lie in their own.

    Returns
    -------
    home : array of bool, shape (n,)
        Whether the own area holds the middle.
    around : array of int, shape (n,)
        Index of the area that does; -1 for shapes at home, and for those in none.
    """
    home = _at_home(middles, own, whose)
    found = np.full(len(middles), -1)
    astray = np.flatnonzero(~home)
    found[astray] = containing(middles[astray], areas)
    return home, found


def _at_home(middles: Floats, own: Shapes, whose: Ints) -> NDArray[np.bool_]:
    """Return which points their own areas hold; many share an area."""
    order = np.argsort(whose, kind="stable")
    order = order[np.searchsorted(whose[order], 0) :]
    home = np.zeros(len(middles), bool)
    home[order] = holding(shapes_of(own), whose[order], middles[order])
    return home


def mended(shapes: NDArray[Any], method: str = "linework") -> NDArray[Any]:
    """Return shapes with crossed rings mended; one beyond mending becomes None.

    Another program may have left anything in the store.
    """
    crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    found = np.array(shapes, object)
    for place in np.flatnonzero(crossed):
        try:
            found[place] = shapely.make_valid(found[place], method=method)
        except shapely.GEOSException:
            found[place] = None
    return found


def overlaid(
    function: Callable[..., Any], ones: NDArray[Any], others: NDArray[Any]
) -> NDArray[Any]:
    """Overlay shapes pair by pair; a pair that cannot be overlaid yields None."""
    try:
        return np.asarray(function(ones, others), object)
    except shapely.GEOSException:
        pass
    found = np.full(len(ones), None, object)
    for place, pair in enumerate(zip(ones, others, strict=True)):
        try:
            found[place] = function(*pair)
        except shapely.GEOSException:
            continue
    return found
