"""Where on a river a place lies: the nearest line, the chainage, the bank."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.chainages import chainage_text
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.rows import Row
    from gridwatch.district.segments import Segment

    Doubles = NDArray[np.float64]

__all__ = ["Place", "Snapper", "place_on", "words_of"]

_STEP = 1.0
_ON_LINE = 0.5
_BANKS = {
    "left": Text("左岸", "left bank"),
    "right": Text("右岸", "right bank"),
    "": Text("河上", "on the line"),
}


class Place(NamedTuple):
    """A place beside a line.

    Parameters
    ----------
    kind, uid : Kind, str
        The segment or river.
    east, north : float
        The nearest place on it, metres.
    away : float
        Metres from there.
    chainage : float
        Metres along the line from its start.
    bank : str
        ``left`` or ``right``, looking downstream; empty on the line.
    """

    kind: Kind
    uid: str
    east: float
    north: float
    away: float
    chainage: float
    bank: str


def words_of(place: Place) -> Text:
    """Return chainage, bank and distance in words.

    Examples
    --------
    >>> words_of(Place(Kind.SEGMENT, "s", 0.0, 0.0, 12.0, 3250.0, "left")).zh
    'K3+250 左岸 12 米'
    """
    bank, at = _BANKS[place.bank], chainage_text(place.chainage)
    if not place.bank:
        return Text(f"{at} {bank.zh}", f"{at} {bank.en}")
    return Text(
        f"{at} {bank.zh} {place.away:,.0f} 米", f"{at} {bank.en}, {place.away:,.0f} m"
    )


def place_on(
    kind: Kind, uid: str, line: shapely.Geometry, east: float, north: float
) -> Place:
    """Return where beside a line a place lies.

    Parameters
    ----------
    kind, uid : Kind, str
        Whose line it is.
    line : shapely.Geometry
        Line or multiline, digitised downstream, metres; not empty.
    east, north : float
        The place.
    """
    point = shapely.Point(east, north)
    chainage = float(shapely.line_locate_point(line, point))
    near = shapely.line_interpolate_point(line, chainage)
    away = float(shapely.distance(near, point))
    bank = _bank(line, chainage, east, north) if away > _ON_LINE else ""
    return Place(kind, uid, near.x, near.y, away, chainage, bank)


def _bank(line: shapely.Geometry, chainage: float, east: float, north: float) -> str:
    """Return the side by the course around the nearest place."""
    length = float(line.length)
    before = max(0.0, min(chainage, length) - _STEP)
    after = min(length, chainage + _STEP)
    ends = shapely.line_interpolate_point(line, [before, after])
    (x0, y0), (x1, y1) = shapely.get_coordinates(ends).tolist()
    side = (x1 - x0) * (north - y0) - (y1 - y0) * (east - x0)
    return "left" if side > 0 else "right"


class Snapper:
    """Finds the line or vertex nearest to a place; made once for a district.

    Parameters
    ----------
    district : District
        Its segments and rivers are snapped to, and the borders of its areas.
    """

    def __init__(self, district: District) -> None:
        self._district = district
        self._shapes: dict[Kind, tuple[list[Row], Doubles, shapely.STRtree]] = {}

    @cached_property
    def _lines(self) -> tuple[list[tuple[Kind, str]], Doubles, shapely.STRtree]:
        rows: list[tuple[Kind, Segment | River]] = [
            *((Kind.SEGMENT, row) for row in self._district.segments),
            *((Kind.RIVER, row) for row in self._district.rivers),
        ]
        rows = [
            pair
            for pair in rows
            if pair[1].geometry is not None and not pair[1].geometry.is_empty
        ]
        shapes = np.array([row.geometry for _, row in rows], object)
        names = [(kind, row.uid) for kind, row in rows]
        return names, shapes, shapely.STRtree(shapes)

    def nearest(self, east: float, north: float, reach: float) -> Place | None:
        """Return the place on the nearest line, a segment before its river.

        Parameters
        ----------
        east, north : float
            The place, metres.
        reach : float
            Lines further away are not meant, metres.
        """
        names, shapes, tree = self._lines
        point = shapely.Point(east, north)
        near = np.sort(tree.query(point, predicate="dwithin", distance=reach))
        if not len(near):
            return None
        away = shapely.distance(shapes[near], point)
        # A segment lies on its river: of equals the first, a segment, is meant.
        best = int(near[int(np.argmin(np.round(away, 3)))])
        return place_on(*names[best], shapes[best], east, north)

    def along(
        self, segment: str, east: float, north: float, reach: float
    ) -> Place | None:
        """Return the place on one segment, where it is within reach."""
        row = self._district.row(Kind.SEGMENT, segment)
        line = getattr(row, "geometry", None)
        if line is None or line.is_empty:
            return None
        place = place_on(Kind.SEGMENT, segment, line, east, north)
        return place if place.away <= reach else None

    @cached_property
    def _vertices(self) -> tuple[Doubles, shapely.STRtree]:
        names, shapes, _ = self._lines
        ends = shapely.get_coordinates(shapely.boundary(shapes)) if names else None
        places = np.empty((0, 2)) if ends is None else np.unique(ends, axis=0)
        return places, shapely.STRtree(shapely.points(places))

    def end_near(
        self,
        east: float,
        north: float,
        reach: float,
        but: Sequence[tuple[float, float]] = (),
    ) -> tuple[float, float] | None:
        """Return the nearest end of a segment or river, or None.

        Parameters
        ----------
        east, north, reach : float
            Where, and how far away at most, metres.
        but : sequence of (east, north)
            Ends that are not meant: the one that is being moved.
        """
        places, tree = self._vertices
        point = shapely.Point(east, north)
        near = tree.query(point, predicate="dwithin", distance=reach)
        found = [
            (float(x), float(y))
            for x, y in places[near].tolist()
            if (x, y) not in {tuple(one) for one in but}
        ]
        return min(
            found,
            key=lambda p: (p[0] - east) ** 2 + (p[1] - north) ** 2,
            default=None,
        )

    def corner_near(
        self,
        kind: Kind,
        here: tuple[float, float],
        reach: float,
        but: Row,
        held: tuple[float, float],
    ) -> tuple[float, float] | None:
        """Return the nearest vertex of a row's neighbours of its own kind, or None.

        Parameters
        ----------
        kind : Kind
            Whose vertices are meant.
        here : (east, north)
            The place, metres.
        reach : float
            Vertices further away are not meant, metres.
        but : Row
            The row that is reshaped: its own vertices are not meant.
        held : (east, north)
            The vertex that is moved: the same place on a neighbour is not meant.
        """
        rows, shapes, tree = self._shaped(kind)
        east, north = here
        box = shapely.box(east - reach, north - reach, east + reach, north + reach)
        near = [at for at in sorted(tree.query(box).tolist()) if rows[at] is not but]
        places = shapely.get_coordinates(shapes[near])
        places = places[np.abs(places - held).max(axis=1) > 0]
        if not len(places):
            return None
        away = np.hypot(*(places - here).T)
        best = int(np.argmin(away))
        if away[best] > reach:
            return None
        return float(places[best, 0]), float(places[best, 1])

    def _shaped(self, kind: Kind) -> tuple[list[Row], Doubles, shapely.STRtree]:
        """Return the rows of a kind that have a shape, sought out once."""
        if kind not in self._shapes:
            rows = [
                row
                for row in self._district.rows(kind)
                if getattr(row, "geometry", None) is not None
            ]
            shapes = np.array([getattr(row, "geometry", None) for row in rows], object)
            self._shapes[kind] = rows, shapes, shapely.STRtree(shapes)
        return self._shapes[kind]
