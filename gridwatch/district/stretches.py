"""Lines cut where they cross from one area into another or follow a border.

What splitting of rivers, shore lines by village and reaches by town have in common:
a line goes in, its stretches come out in order, and together they are the whole line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District

    Floats = NDArray[np.float64]

__all__ = ["NOWHERE", "Course", "CutLimits", "Stretch", "cut_at_borders", "limits_of"]

NOWHERE = -1
"""In place of the number of an area: none."""
_SAME = 1e-3
"""Metres: cuts closer than this are one, and what is so near a border is on it."""
_PIECE = 24
"""Vertices of a border in one piece."""


@dataclass(frozen=True, slots=True)
class CutLimits:
    """How rivers are cut at borders; lengths in metres.

    Parameters
    ----------
    sliver : float
        A shorter stretch joins its neighbour.
    border : float
        A river runs along a border where it keeps so close to it …
    border_run : float
        … for at least so long.
    keep : float
        A segment on record stays as it is where a proposed one begins and ends no
        farther from its ends than this.
    level : str
        ``village``: cut at town and village borders; ``town``: at town borders only.
    """

    sliver: float = 50.0
    border: float = 20.0
    border_run: float = 200.0
    keep: float = 60.0
    level: str = "village"

    @staticmethod
    def of(data: Mapping[str, Any]) -> CutLimits:
        """Read the section ``[splitting]``; what is missing is as usual."""
        usual = CutLimits()
        level = str(data.get("level", usual.level))
        return CutLimits(
            float(data.get("sliver_metres", usual.sliver)),
            float(data.get("border_metres", usual.border)),
            float(data.get("border_run_metres", usual.border_run)),
            float(data.get("keep_metres", usual.keep)),
            level if level in ("town", "village") else usual.level,
        )


def limits_of(district: District) -> CutLimits:
    """Return how the district's rules want lines to be cut."""
    return CutLimits.of(district.rules.table("splitting"))


class Course:
    """A line with chainage: all its parts one behind the other, downstream.

    Parameters
    ----------
    geometry : shapely geometry or None
        LineString or MultiLineString, metres, digitised downstream. Parts that meet
        are joined; others follow each other by the nearest beginning, and the gap
        between them has no length.
    """

    def __init__(self, geometry: BaseGeometry | None) -> None:
        self.parts = [np.asarray(c, float) for c in _ordered(_lines(geometry))]
        self._along = [_along(part) for part in self.parts]
        ends = np.cumsum([along[-1] for along in self._along])
        self.starts: Floats = np.concatenate(([0.0], ends))

    @property
    def length(self) -> float:
        """Length of all parts, metres."""
        return float(self.starts[-1])

    @property
    def lines(self) -> list[shapely.LineString]:
        """The parts as lines."""
        return [shapely.LineString(part) for part in self.parts]

    def points(self, chainages: Floats) -> NDArray[np.object_]:
        """Return the places at some chainages."""
        found = np.zeros((len(chainages), 2))
        for number, (part, along) in enumerate(
            zip(self.parts, self._along, strict=True)
        ):
            here = self._on(number, chainages)
            local = chainages[here] - self.starts[number]
            found[here, 0] = np.interp(local, along, part[:, 0])
            found[here, 1] = np.interp(local, along, part[:, 1])
        return np.asarray(shapely.points(found), object)

    def _on(self, number: int, chainages: Floats) -> NDArray[np.bool_]:
        """Tell which chainages lie on a part; a joint belongs to the part before."""
        part = np.searchsorted(self.starts[1:-1], chainages, side="left")
        return np.asarray(part == number)

    def locate(self, points: Sequence[BaseGeometry] | NDArray[np.object_]) -> Floats:
        """Return the chainages nearest to some points."""
        here = np.asarray(points, object)
        if not self.parts:
            return np.zeros(len(here))
        lines = np.asarray(self.lines, object)[:, None]
        nearest = np.argmin(shapely.distance(lines, here[None, :]), axis=0)
        local = shapely.line_locate_point(lines[nearest, 0], here)
        return np.asarray(local + self.starts[nearest], float)

    def between(self, since: float, until: float) -> BaseGeometry | None:
        """Return the line between two chainages; several parts where it has gaps."""
        cut = [
            _between(part, along, since - start, until - start)
            for part, along, start in zip(
                self.parts, self._along, self.starts, strict=False
            )
            if since < start + along[-1] - _SAME and until > start + _SAME
        ]
        if not cut:
            return None
        found: BaseGeometry = cut[0] if len(cut) == 1 else shapely.MultiLineString(cut)
        return found


def _lines(geometry: BaseGeometry | None) -> list[Floats]:
    if geometry is None or geometry.is_empty:
        return []
    flat = shapely.force_2d(geometry)
    parts = shapely.get_parts(shapely.get_parts(flat))
    if len(parts) > 1:
        lines = [p for p in parts if p.geom_type in ("LineString", "LinearRing")]
        merged = shapely.line_merge(shapely.MultiLineString(lines), directed=True)
        parts = shapely.get_parts(merged)
    coords = [shapely.get_coordinates(part) for part in parts]
    return [c for c in coords if len(c) > 1 and _along(c)[-1] > 0.0]


def _ordered(parts: list[Floats]) -> list[Floats]:
    """Put parts one behind the other: the nearest beginning follows each end."""
    if len(parts) < 2:
        return parts
    waiting = list(range(len(parts)))
    heads = np.array([part[0] for part in parts])
    tails = np.array([part[-1] for part in parts])
    apart = np.hypot(*(heads[:, None] - tails[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    # Nothing ends near the source.
    here = int(np.argmax(apart.min(axis=1)))
    order = []
    while True:
        order.append(here)
        waiting.remove(here)
        if not waiting:
            return [parts[number] for number in order]
        here = min(waiting, key=lambda number: apart[number, order[-1]])


def _along(coords: Floats) -> Floats:
    steps = np.hypot(*np.diff(coords, axis=0).T)
    return np.concatenate(([0.0], np.cumsum(steps)))


def _between(
    coords: Floats, along: Floats, since: float, until: float
) -> shapely.LineString:
    since, until = max(since, 0.0), min(until, float(along[-1]))
    inner = coords[(along > since + 1e-9) & (along < until - 1e-9)]
    ends = [
        [np.interp(at, along, coords[:, 0]), np.interp(at, along, coords[:, 1])]
        for at in (since, until)
    ]
    return shapely.LineString(np.vstack((ends[:1], inner, ends[1:])))


class Stretch(NamedTuple):
    """Part of a line in one area, or along the border of two.

    Parameters
    ----------
    since, until : float
        Chainages, metres.
    areas : tuple of int
        One number of an area (`NOWHERE`: outside all), or two for a stretch along a
        border: of the left and the right bank, looking downstream.
    inside : tuple of (int, float)
        Areas it really runs in with metres, in the order met; more than one where
        slivers were joined to it or where it follows a border.
    """

    since: float
    until: float
    areas: tuple[int, ...]
    inside: tuple[tuple[int, float], ...] = ()

    @property
    def length(self) -> float:
        """Metres."""
        return self.until - self.since

    @property
    def on_border(self) -> bool:
        """Whether it runs along a border."""
        return len(self.areas) > 1


def cut_at_borders(
    courses: Sequence[Course],
    areas: Sequence[BaseGeometry],
    limits: CutLimits | None = None,
    groups: Sequence[Hashable] = (),
) -> list[tuple[Stretch, ...]]:
    """Cut lines at the borders of areas.

    Parameters
    ----------
    courses : sequence of Course
        The lines.
    areas : sequence of shapely geometries
        Polygons that do not overlap by more than slivers, in the CRS of the lines.
    limits : CutLimits or None
        Below which length a stretch joins its neighbour, and what counts as running
        along a border; None cuts at every crossing and nowhere else.
    groups : sequence
        Of each area what it belongs to (its town): a sliver rather joins a neighbour
        of its own group.

    Returns
    -------
    list of tuple of Stretch
        Of each line its stretches downstream; their lengths add up to the line's.
    """
    found = _Areas(areas, groups)
    pieces = _pieces(courses, found)
    if limits is None:
        return [_finished(course_pieces) for course_pieces in pieces]
    along = _border_runs(courses, found, limits)
    return [
        _finished(_joined(_overlaid(own, runs), limits.sliver, found.groups))
        for own, runs in zip(pieces, along, strict=True)
    ]


class _Areas:
    """Areas with what is asked of them again and again."""

    def __init__(
        self, areas: Sequence[BaseGeometry], groups: Sequence[Hashable]
    ) -> None:
        shapes = np.array(list(areas), object)
        crossed = ~shapely.is_valid(shapes) if len(shapes) else np.zeros(0, bool)
        shapes[crossed] = shapely.make_valid(shapes[crossed])
        self.groups = tuple(groups) or tuple(range(len(shapes)))
        self.tree = shapely.STRtree(shapes)
        self.edges, self.edge_of = _edges(shapes)
        self.edge_tree = shapely.STRtree(self.edges)

    def at(self, points: NDArray[np.object_]) -> NDArray[np.int64]:
        """Return the area of each point; the first of several."""
        found = np.full(len(points), NOWHERE, np.int64)
        if len(points):
            point, area = self.tree.query(points, predicate="intersects")
            # Backwards, so that the first one stays.
            order = np.lexsort((-area, point))
            found[point[order]] = area[order]
        return found

    def beside(self, points: NDArray[np.object_]) -> list[tuple[int, int]]:
        """Return (point, area) where a point is on the border of an area; in order."""
        if not len(points):
            return []
        point, edge = self.edge_tree.query(points, "dwithin", distance=_SAME)
        pairs = zip(point.tolist(), self.edge_of[edge].tolist(), strict=True)
        return sorted(set(pairs))

    def hold(self, area: int, line: BaseGeometry) -> bool:
        """Tell whether all of a line lies in an area, or so near that it is on it."""
        shape = self.tree.geometries[area]
        return bool(line.difference(shape.buffer(_SAME)).length < _SAME)


def _edges(shapes: NDArray[np.object_]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return borders in short pieces, which a tree finds faster, and their areas."""
    rings, area = shapely.get_rings(shapely.get_parts(shapes), return_index=True)
    parts, whole = shapely.get_parts(shapes, return_index=True)
    if not len(parts):
        return np.zeros(0, object), np.zeros(0, np.int64)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.searchsorted(ring, ring)
    # A piece shares its last vertex with the next one.
    place = np.arange(len(ring)) - first
    starts = np.flatnonzero(place % _PIECE == 0)
    ends = np.append(starts[1:], len(ring))
    same = np.append(ring[starts[1:]] == ring[starts[:-1]], False)
    ends = ends + same
    keep = ends - starts > 1
    starts, ends = starts[keep], ends[keep]
    sizes = ends - starts
    index = np.repeat(np.arange(len(starts)), sizes)
    inner = np.arange(len(index)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    pieces = shapely.linestrings(coords[starts[index] + inner], indices=index)
    return pieces, np.asarray(whole[area[ring[starts]]], np.int64)


@dataclass
class _Piece:
    """A stretch in the making: its label, and the stretches it is made of."""

    label: tuple[int, ...]
    parts: list[tuple[float, float, tuple[int, ...]]] = field(default_factory=list)

    @property
    def since(self) -> float:
        return self.parts[0][0]

    @property
    def until(self) -> float:
        return self.parts[-1][1]

    @property
    def length(self) -> float:
        return self.until - self.since

    def foreign(self, *, at_end: bool) -> float:
        """Return how far it runs outside its own areas at one of its ends."""
        total = 0.0
        for since, until, label in reversed(self.parts) if at_end else self.parts:
            if set(label) & set(self.label):
                break
            total += until - since
        return total


def _pieces(courses: Sequence[Course], areas: _Areas) -> list[list[_Piece]]:
    """Cut at every crossing; neighbours in one area are one piece."""
    cuts = _crossings(courses, areas)
    middles = [(own[:-1] + own[1:]) / 2 for own in cuts]
    points = [
        course.points(middle) for course, middle in zip(courses, middles, strict=True)
    ]
    whole = np.concatenate(points) if points else np.zeros(0, object)
    labels = areas.at(whole)
    _put_on_borders(labels, whole, list(_spans(courses, cuts)), areas)
    found, at = [], 0
    for own in cuts:
        count = len(own) - 1
        mine = labels[at : at + count].tolist()
        at += count
        found.append(
            _together(
                _Piece((label,), [(since, until, (label,))])
                for label, since, until in zip(
                    mine, own[:-1].tolist(), own[1:].tolist(), strict=True
                )
            )
        )
    return found


def _spans(
    courses: Sequence[Course], cuts: Sequence[Floats]
) -> Iterator[tuple[Course, float, float]]:
    for course, own in zip(courses, cuts, strict=True):
        for since, until in pairwise(own.tolist()):
            yield course, since, until


def _put_on_borders(
    labels: NDArray[np.int64],
    middles: NDArray[np.object_],
    spans: Sequence[tuple[Course, float, float]],
    areas: _Areas,
) -> None:
    """Give what runs along a border to the first of its areas, as `_Areas.at` does.

    By rounding it lies a picometre to the one or the other side: a line drawn along
    the border must not change its area, or fall out of all, with the last digit.
    """
    for place, area in areas.beside(middles):
        if labels[place] != NOWHERE and labels[place] <= area:
            continue
        course, since, until = spans[place]
        line = course.between(since, until)
        if line is not None and areas.hold(area, line):
            labels[place] = area


def _crossings(courses: Sequence[Course], areas: _Areas) -> list[Floats]:
    """Return the chainages at which each line meets a border, its ends among them."""
    lines = np.asarray([line for course in courses for line in course.lines], object)
    places = [
        (number, start)
        for number, course in enumerate(courses)
        for start in course.starts[:-1].tolist()
    ]
    cuts: list[list[Floats]] = [[course.starts] for course in courses]
    if len(lines):
        line, edge = areas.edge_tree.query(lines, predicate="intersects")
        met = shapely.intersection(lines[line], areas.edges[edge])
        coords, which = shapely.get_coordinates(met, return_index=True)
        local = shapely.line_locate_point(lines[line[which]], shapely.points(coords))
        for one, along in zip(line[which].tolist(), local.tolist(), strict=True):
            number, start = places[one]
            cuts[number].append(np.array([start + along]))
    return [_distinct(np.concatenate(own)) for own in cuts]


def _distinct(chainages: Floats) -> Floats:
    """Return sorted chainages without those that are all but the same."""
    ordered = np.sort(chainages)
    last = ordered[-1]
    if last <= 0.0:
        return ordered[:1]
    keep = np.diff(ordered, prepend=-1.0) > _SAME
    inner = ordered[keep & (ordered > _SAME) & (ordered < last - _SAME)]
    return np.concatenate(([0.0], inner, [last]))


def _together(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Join neighbours of one label."""
    found: list[_Piece] = []
    for piece in pieces:
        if found and found[-1].label == piece.label:
            found[-1].parts.extend(piece.parts)
        else:
            found.append(piece)
    return found


# --- along borders ---------------------------------------------------------------


_Run = tuple[float, float, tuple[int, int]]


def _border_runs(
    courses: Sequence[Course], areas: _Areas, limits: CutLimits
) -> list[list[_Run]]:
    """Return where each line keeps close to a border for long."""
    step = max(limits.border / 2, 1.0)
    samples = [
        np.linspace(0.0, c.length, max(round(c.length / step), 1) + 1) for c in courses
    ]
    points = [c.points(s) for c, s in zip(courses, samples, strict=True)]
    sizes = [len(own) for own in samples]
    near = _near(np.concatenate(points) if points else np.zeros(0), areas, limits)
    found, at = [], 0
    for course, own, size in zip(courses, samples, sizes, strict=True):
        runs = _runs(own, near[at : at + size], limits.border_run)
        found.append([_with_banks(course, run, areas, limits) for run in runs])
        at += size
    return found


def _near(
    points: NDArray[Any], areas: _Areas, limits: CutLimits
) -> list[frozenset[tuple[int, int]]]:
    """Return of each point the pairs of areas whose border is near."""
    if not len(points):
        return []
    point, edge = areas.edge_tree.query(
        points, predicate="dwithin", distance=limits.border
    )
    beside: list[set[int]] = [set() for _ in range(len(points))]
    for one, area in zip(point.tolist(), areas.edge_of[edge].tolist(), strict=True):
        beside[one].add(area)
    return [_pairs(found) for found in beside]


def _pairs(areas: set[int]) -> frozenset[tuple[int, int]]:
    if len(areas) == 1:
        # The outer edge: nothing is known of the other side.
        return frozenset({(NOWHERE, next(iter(areas)))})
    ordered = sorted(areas)
    return frozenset((a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :])


def _runs(
    at: Floats, near: Sequence[frozenset[tuple[int, int]]], least: float
) -> list[_Run]:
    """Return stretches of at least `least` metres beside one border; none overlap."""
    open_runs: dict[tuple[int, int], float] = {}
    found: list[_Run] = []
    last = 0.0
    for here, pairs in zip([*at.tolist(), None], [*near, frozenset()], strict=True):
        for pair in [pair for pair in open_runs if pair not in pairs]:
            since = open_runs.pop(pair)
            if last - since >= least:
                found.append((since, last, pair))
        if here is not None:
            for pair in pairs:
                open_runs.setdefault(pair, here)
            last = here
    return _apart(sorted(found))


def _apart(runs: Sequence[_Run]) -> list[_Run]:
    """Let the longer of two overlapping runs have the overlap."""
    found: list[_Run] = []
    for run in sorted(runs, key=lambda r: r[0] - r[1]):
        since, until, pair = run
        for other_since, other_until, _ in found:
            if other_since <= since < other_until:
                since = other_until
            if other_since < until <= other_until:
                until = other_since
            if since < other_since and other_until < until:
                until = other_since
        if until - since > _SAME:
            found.append((since, until, pair))
    return sorted(found)


def _with_banks(course: Course, run: _Run, areas: _Areas, limits: CutLimits) -> _Run:
    """Put the area of the left bank first, looking downstream."""
    since, until, pair = run
    votes = 0
    for share in (0.25, 0.5, 0.75):
        at = since + (until - since) * share
        before, after = shapely.get_coordinates(
            course.points(np.array([max(at - 1.0, 0.0), min(at + 1.0, course.length)]))
        )
        ahead = after - before
        size = float(np.hypot(*ahead)) or 1.0
        aside = np.array([-ahead[1], ahead[0]]) / size * limits.border * 1.5
        middle = (before + after) / 2
        sides = areas.at(np.asarray(shapely.points([middle + aside, middle - aside])))
        votes += (sides[0] == pair[0]) + (sides[1] == pair[1])
        votes -= (sides[0] == pair[1]) + (sides[1] == pair[0])
    return since, until, pair if votes >= 0 else pair[::-1]


def _overlaid(pieces: list[_Piece], runs: Sequence[_Run]) -> list[_Piece]:
    """Lay runs along borders over the pieces."""
    if not runs:
        return pieces
    bounds = sorted({end for since, until, _ in runs for end in (since, until)})
    parts = [
        (since, until, piece.label)
        for piece in pieces
        for since, until in _chopped(piece, bounds)
    ]
    found = []
    for since, until, label in parts:
        middle = (since + until) / 2
        over = next((r[2] for r in runs if r[0] < middle < r[1]), label)
        found.append(_Piece(over, [(since, until, label)]))
    return _together(found)


def _chopped(piece: _Piece, bounds: Sequence[float]) -> list[tuple[float, float]]:
    inner = [b for b in bounds if piece.since + _SAME < b < piece.until - _SAME]
    ends = [piece.since, *inner, piece.until]
    return list(pairwise(ends))


# --- slivers ---------------------------------------------------------------------


def _joined(
    pieces: list[_Piece], least: float, groups: Sequence[Hashable]
) -> list[_Piece]:
    """Join pieces shorter than `least` to a neighbour, the shortest first.

    What a piece takes in at one end may not run in a foreign area for more than
    `least` metres; where neither neighbour may take a sliver it stays.
    """
    stuck: set[float] = set()
    while True:
        short = [
            (piece.length, number)
            for number, piece in enumerate(pieces)
            if piece.length < least and piece.since not in stuck
        ]
        if not short or len(pieces) < 2:
            return pieces
        number = min(short)[1]
        host = _host(pieces, number, least, groups)
        if host is None:
            stuck.add(pieces[number].since)
            continue
        first, second = min(number, host), max(number, host)
        merged = _Piece(
            pieces[host].label, [*pieces[first].parts, *pieces[second].parts]
        )
        pieces = _together([*pieces[:first], merged, *pieces[second + 1 :]])


def _host(
    pieces: list[_Piece], number: int, least: float, groups: Sequence[Hashable]
) -> int | None:
    sliver = pieces[number]
    may = []
    for other in (number - 1, number + 1):
        if not 0 <= other < len(pieces):
            continue
        host = pieces[other]
        foreign = host.foreign(at_end=other < number) + sliver.length
        if set(sliver.label) & set(host.label) or foreign <= least:
            near = _groups(sliver.label, groups) & _groups(host.label, groups)
            may.append((bool(near), host.length, other))
    return max(may)[2] if may else None


def _groups(label: tuple[int, ...], groups: Sequence[Hashable]) -> set[Hashable]:
    return {groups[area] if area != NOWHERE else None for area in label}


def _finished(pieces: Iterable[_Piece]) -> tuple[Stretch, ...]:
    found = []
    for piece in pieces:
        inside: dict[int, float] = {}
        for since, until, label in piece.parts:
            inside[label[0]] = inside.get(label[0], 0.0) + until - since
        found.append(
            Stretch(piece.since, piece.until, piece.label, tuple(inside.items()))
        )
    return tuple(found)
