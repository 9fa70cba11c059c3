"""Vertices of lines and areas moved, added and taken away, shared ones together.

What shares a border keeps sharing it: a vertex of a cell moves in every cell that has
it, and where a neighbour's border runs straight through, it gets one first. Segments
are parts of their river's line and move together with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseMultipartGeometry

from gridwatch.district.changes import Change, Changes
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

    Doubles = NDArray[np.float64]
    XY = tuple[float, float]
    Owner = tuple[Kind, Row, BaseGeometry]
    Edit = Callable[[Doubles, bool], Doubles]

__all__ = [
    "AREAS",
    "LINES",
    "SAME",
    "ReshapingError",
    "chains",
    "inserted",
    "moved",
    "placed",
    "removed",
]

SAME = 1e-3
"""Vertices that are no further apart are one, metres."""
LINES = (Kind.SEGMENT, Kind.RIVER)
AREAS = (Kind.CELL, Kind.JURISDICTION, Kind.WATER_BODY)
_LEAST = {True: 3, False: 2}
_NODE = 3

_CROSSED = Text(
    "这样会使{kind}“{name}”的边界自相交。没有更改任何数据。",
    "The border of {kind} “{name}” would cross itself. Nothing was changed.",
)
_FEW = Text(
    "{kind}“{name}”的顶点已不能再少。没有更改任何数据。",
    "{kind} “{name}” cannot have fewer vertices. Nothing was changed.",
)
_SHARED = Text(
    "这里有 {n} 条边界或河段相接，这个顶点不能删除，可以移动。",
    "{n} borders or segments meet here: the vertex cannot be removed, but moved.",
)
_NO_SHAPE = Text("它还没有图形。", "It has no shape yet.")


class ReshapingError(OfficerError):
    """A shape that cannot be, in words."""


# --- shapes as chains of vertices --------------------------------------------------


def chains(geometry: BaseGeometry | None) -> list[tuple[Doubles, bool]]:
    """Return the vertices of every line and ring of a shape, and whether it is closed.

    The last vertex of a ring is not repeated.
    """
    if geometry is None or geometry.is_empty:
        return []
    if isinstance(geometry, BaseMultipartGeometry):
        return [chain for part in geometry.geoms for chain in chains(part)]
    if isinstance(geometry, shapely.Polygon):
        rings = [geometry.exterior, *geometry.interiors]
        return [(shapely.get_coordinates(ring)[:-1], True) for ring in rings]
    return [(shapely.get_coordinates(geometry), False)]


def _edited(geometry: BaseGeometry, edit: Edit) -> BaseGeometry:
    """Return a shape with each of its chains edited."""
    if isinstance(geometry, BaseMultipartGeometry):
        return type(geometry)([_edited(part, edit) for part in geometry.geoms])
    if isinstance(geometry, shapely.Polygon):
        rings = [
            edit(shapely.get_coordinates(ring)[:-1], True)
            for ring in (geometry.exterior, *geometry.interiors)
        ]
        return shapely.Polygon(rings[0], rings[1:])
    if isinstance(geometry, shapely.LineString):
        return shapely.LineString(edit(shapely.get_coordinates(geometry), False))
    return geometry


def _at(chain: Doubles, place: XY) -> NDArray[np.bool_]:
    away = np.abs(chain - np.asarray(place)).max(axis=1)
    same: NDArray[np.bool_] = away <= SAME
    return same


def _has(geometry: BaseGeometry, place: XY) -> bool:
    return any(_at(chain, place).any() for chain, _ in chains(geometry))


def _with_vertex(place: XY) -> Edit:
    """Return an edit that gives the edge through a place a vertex there."""

    def edit(chain: Doubles, closed: bool) -> Doubles:
        if not len(chain) or _at(chain, place).any():
            return chain
        ends = np.vstack([chain[1:], chain[:1]]) if closed else chain[1:]
        starts = chain if closed else chain[:-1]
        edges = shapely.linestrings(np.stack([starts, ends], axis=1))
        away = shapely.distance(edges, shapely.Point(place))
        nearest = int(np.argmin(away))
        if away[nearest] > SAME:
            return chain
        return np.insert(chain, nearest + 1, place, axis=0)

    return edit


def _moving(place: XY, to: XY) -> Edit:
    def edit(chain: Doubles, closed: bool) -> Doubles:  # noqa: ARG001 - an edit
        found = chain.copy()
        found[_at(chain, place)] = to
        return found

    return edit


def _without(place: XY) -> Edit:
    def edit(chain: Doubles, closed: bool) -> Doubles:
        found: Doubles = chain[~_at(chain, place)]
        if len(found) < _LEAST[closed]:
            raise ValueError("too few vertices")
        return found

    return edit


# --- what is edited together -------------------------------------------------------


def _family(district: District, kind: Kind, row: Row) -> Iterator[tuple[Kind, Row]]:
    """Yield the rows whose shapes hang together with one row's, itself among them."""
    if isinstance(row, Segment | River):
        yield from _course(district, row)
        return
    yield from ((kind, other) for other in district.rows(kind))
    if kind is Kind.JURISDICTION:
        yield from ((Kind.CELL, cell) for cell in district.cells)


def _course(district: District, row: Segment | River) -> Iterator[tuple[Kind, Row]]:
    """Yield a river and its segments."""
    code = row.code if isinstance(row, River) else row.river_code
    river = row if isinstance(row, River) else district.river_by_code.get(code)
    if river is not None:
        yield Kind.RIVER, river
    segments = district.segments_of_river.get(code, ()) if code else ()
    if not code and isinstance(row, Segment):
        segments = (row,)
    yield from ((Kind.SEGMENT, segment) for segment in segments)


def _touched(district: District, kind: Kind, row: Row, place: XY) -> list[Owner]:
    """Return what of the family has a place on its line or border."""
    rows = [
        (of, one, shape)
        for of, one in _family(district, kind, row)
        if (shape := getattr(one, "geometry", None)) is not None
    ]
    if not rows:
        return []
    shapes = np.array([shape for *_, shape in rows], object)
    point = shapely.Point(place)
    box = shapely.bounds(shapes)
    close = (box[:, :2] <= np.add(place, SAME)).all(axis=1) & (
        box[:, 2:] >= np.subtract(place, SAME)
    ).all(axis=1)
    found = []
    for i in np.flatnonzero(close).tolist():
        edge = shapes[i].boundary if kind in AREAS else shapes[i]
        if shapely.distance(edge, point) <= SAME:
            found.append(rows[i])
    return found


def _shape(row: Row) -> BaseGeometry:
    shape: BaseGeometry | None = getattr(row, "geometry", None)
    if shape is None or shape.is_empty:
        raise ReshapingError(_NO_SHAPE)
    return shape


def _changes(
    owners: Iterable[Owner], edit: Callable[[BaseGeometry], BaseGeometry], reason: str
) -> Changes:
    items = []
    for kind, row, shape in owners:
        try:
            after = edit(shape)
        except ValueError:
            raise _refusal(_FEW, kind, row) from None
        if after.equals_exact(shape, 0.0):
            continue
        if not after.is_valid and shape.is_valid:
            raise _refusal(_CROSSED, kind, row)
        items.append(Change(kind, row.uid, {"geometry": shape}, {"geometry": after}))
    return Changes(tuple(items), reason)


def _refusal(text: Text, kind: Kind, row: Row) -> ReshapingError:
    name = str(getattr(row, "name", "") or getattr(row, "code", "") or "")
    names = KIND_NAMES[kind]
    return ReshapingError(
        Text(
            text.zh.format(kind=names.zh, name=name),
            text.en.format(kind=names.en, name=name),
        )
    )


# --- the edits -------------------------------------------------------------------


def placed(
    kind: Kind, row: Row, east: float, north: float, reason: str, **more: object
) -> Changes:
    """Return the change that puts a row of points somewhere.

    Parameters
    ----------
    kind, row : Kind, Row
        The row.
    east, north : float
        Where to, metres.
    reason : str
        Why; goes into the journal.
    **more : object
        Fields that change with the place, such as ``segment_code``.
    """
    after: dict[str, object] = {"geometry": shapely.Point(east, north)}
    after |= {key: value for key, value in more.items() if getattr(row, key) != value}
    before = {key: getattr(row, key) for key in after}
    return Changes((Change(kind, row.uid, before, after),), reason)


def moved(
    district: District, kind: Kind, row: Row, vertex: XY, to: XY, reason: str
) -> Changes:
    """Return the move of one vertex, in everything that shares it.

    Parameters
    ----------
    district : District
        Everything there is.
    kind, row : Kind, Row
        Whose vertex it is: a segment, river, cell, jurisdiction or water body.
    vertex, to : (east, north)
        Where it is, and where it is to be, metres.
    reason : str
        Why; goes into the journal.

    Raises
    ------
    ReshapingError
        Where a border would cross itself.
    """
    _shape(row)

    def edit(shape: BaseGeometry) -> BaseGeometry:
        return _edited(_edited(shape, _with_vertex(vertex)), _moving(vertex, to))

    return _changes(_touched(district, kind, row, vertex), edit, reason)


def inserted(district: District, kind: Kind, row: Row, at: XY, reason: str) -> Changes:
    """Return the making of a vertex on an edge, in everything that shares the edge.

    Parameters
    ----------
    district, kind, row, reason
        As for `moved`.
    at : (east, north)
        Near the edge; the vertex is made on it.
    """
    shape = _shape(row)
    edge = shape.boundary if kind in AREAS else shape
    chainage = shapely.line_locate_point(edge, shapely.Point(at))
    point = shapely.line_interpolate_point(edge, chainage)
    place = (float(point.x), float(point.y))
    owners = _touched(district, kind, row, place)
    return _changes(owners, lambda one: _edited(one, _with_vertex(place)), reason)


def removed(
    district: District, kind: Kind, row: Row, vertex: XY, reason: str
) -> Changes:
    """Return the removal of a vertex from everything that shares it.

    Raises
    ------
    ReshapingError
        Where three borders meet in it, or two segments, or too few would be left.
    """
    _shape(row)
    owners = [
        owner
        for owner in _touched(district, kind, row, vertex)
        if _has(owner[2], vertex)
    ]
    meeting = _meeting(kind, owners, vertex)
    if meeting:
        raise ReshapingError(_SHARED.filled(n=meeting))
    return _changes(owners, lambda one: _edited(one, _without(vertex)), reason)


def _meeting(kind: Kind, owners: list[Owner], vertex: XY) -> int:
    """Return how many borders or segments meet in a vertex; 0: it may go."""
    shapes = [chain for *_, shape in owners for chain in chains(shape)]
    if kind in AREAS:
        beside = {one for chain, _ in shapes for one in _beside(chain, vertex)}
        return len(beside) if len(beside) >= _NODE else 0
    ends = sum(
        bool(_at(chain[[0, -1]], vertex).any())
        for of, _, shape in owners
        if of is Kind.SEGMENT
        for chain, _ in chains(shape)
    )
    return ends if ends > 1 else 0


def _beside(ring: Doubles, vertex: XY) -> list[tuple[float, ...]]:
    """Return the vertices before and after one, to the millimetre."""
    here = np.flatnonzero(_at(ring, vertex))
    around = np.concatenate([here - 1, here + 1]) % len(ring)
    return [tuple(xy) for xy in np.round(ring[around], 3).tolist()]
