"""Borders that should meet and do not, made to meet: proposed, shown, one edit.

Corners that lie less than the tolerance apart become one; what slivers are left is
given to the neighbour with the longest common border (`shapely.coverage_clean`).
Ground that areas dispute by more than the tolerance is left to the officer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.changes import Change, Changes
from gridwatch.district.jurisdictions import Level
from gridwatch.district.siting import mended, shapes_of
from gridwatch.district.tessellation import Flaws, flaws_of, loose_edges
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.district.cells import Cell
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.siting import Floats, Ints, Shapes

    Polygons = NDArray[Any]

__all__ = ["Closing", "Flaw", "changes_of", "closed", "flaws_in", "tiling_rows"]

_SHOWN = 0.001
"""Flaws narrower than a millimetre are arithmetic, not ground."""


@dataclass(frozen=True, eq=False)
class Closing:
    """Areas as they are, and as they would be with their borders closed.

    Parameters
    ----------
    tolerance : float
        Metres that borders may lie apart to be closed.
    areas : array of polygons
        As they are; None is no area.
    shapes : array of polygons
        As they would be, in the same order; the same objects where nothing changes.
    torn : array of lines
        The border of each area that another nearly meets, or crosses, as it is now.
    before, after : Flaws
        Gaps, overlaps and metres of such borders now and then.
    """

    tolerance: float
    areas: Polygons
    shapes: Polygons
    torn: Polygons
    before: Flaws
    after: Flaws

    @property
    def changed(self) -> Ints:
        """Indexes of the areas that change."""
        pairs = zip(self.areas, self.shapes, strict=True)
        found: Ints = np.flatnonzero([a is not b for a, b in pairs])
        return found

    @property
    def area_changes(self) -> Floats:
        """Square metres that each area gains, in the order of the areas."""
        gained = shapely.area(self.shapes) - shapely.area(self.areas)
        found: Floats = np.nan_to_num(np.asarray(gained, float))
        return found


@dataclass(frozen=True, eq=False)
class Flaw:
    """A gap, an overlap or a border that does not match, and what becomes of it.

    Parameters
    ----------
    shape : polygon or lines
        Where it is.
    areas : tuple of int
        Indexes of the two areas that overlap, or of the one whose border it is; empty
        for a gap.
    square_metres, width : float
        Its size, and its mean width in metres; 0 for a border.
    closes : bool
        Whether the proposal closes it.
    """

    shape: shapely.Geometry
    areas: tuple[int, ...]
    square_metres: float
    width: float
    closes: bool


def flaws_in(closing: Closing) -> tuple[Flaw, ...]:
    """Return gaps, overlaps and borders that do not match, the largest first."""
    left = shapely.STRtree(np.asarray(closing.after.gaps, object))
    pairs = {(one.first, one.second) for one in closing.after.overlaps}
    found = []
    for gap in closing.before.gaps:
        stays = len(left.query(shapely.point_on_surface(gap), "intersects")) > 0
        found.append(Flaw(gap, (), gap.area, _width(gap), not stays))
    for one in closing.before.overlaps:
        pair = (one.first, one.second)
        shape = shapely.intersection(*closing.areas[list(pair)])
        size = one.square_metres
        found.append(Flaw(shape, pair, size, _width(shape), pair not in pairs))
    for at in np.flatnonzero(closing.before.unmatched > 0).tolist():
        closes = not closing.after.unmatched[at] > 0
        found.append(Flaw(closing.torn[at], (at,), 0.0, 0.0, closes))
    found.sort(key=lambda flaw: (-flaw.square_metres, -flaw.shape.length))
    return tuple(found)


def _width(shape: shapely.Geometry) -> float:
    return float(2 * shape.area / shape.length) if shape.length else 0.0


def _wide_parts(shape: shapely.Geometry, tolerance: float) -> Polygons:
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[shapely.get_type_id(parts) == 3]
    found: Polygons = parts[[_width(part) > tolerance for part in parts]]
    return found


def closed(areas: Shapes, tolerance: float) -> Closing:
    """Propose areas whose borders meet.

    Parameters
    ----------
    areas : sequence of polygons
        Areas that should tile, in metres; None is no area.
    tolerance : float
        Borders that lie less apart, in metres, are closed; wider gaps and overlaps
        are left as they are.

    Returns
    -------
    Closing
        Areas that meet already keep every vertex. The areas along closed borders form
        a valid coverage, but for what is wider than the tolerance.
    """
    shapes = shapes_of(areas)
    before = flaws_of(shapes, _SHOWN)
    torn = _torn(shapes, tolerance)
    before = replace(before, unmatched=shapely.length(torn))
    involved = _involved(shapes, torn, before, tolerance)
    if not len(involved):
        return Closing(tolerance, shapes, shapes.copy(), torn, before, before)
    proposed = shapes.copy()
    proposed[involved] = _meeting(shapes[involved], tolerance)
    after = flaws_of(proposed, _SHOWN)
    after = replace(after, unmatched=shapely.length(_torn(proposed, tolerance)))
    return Closing(tolerance, shapes, proposed, torn, before, after)


def _torn(shapes: Polygons, tolerance: float) -> Polygons:
    """Return of each area the border that another one nearly meets, or crosses.

    A gap that runs out into the open has no ground of its own to be found by: edges
    that lie side by side tell.
    """
    found = np.full(len(shapes), shapely.MultiLineString(), object)
    loose = loose_edges(shapes)
    if len(loose.owner):
        lines = shapely.linestrings(loose.lines)
        beside = shapely.STRtree(shapes).query(lines, "dwithin", tolerance)[1]
        at = np.unique(np.concatenate([loose.owner, beside]))
        edges = shapely.coverage_invalid_edges(_sound(shapes[at]), gap_width=tolerance)
        found[at] = edges
    return found


def _involved(shapes: Polygons, torn: Polygons, flaws: Flaws, tolerance: float) -> Ints:
    """Return the areas at borders that do not meet; an outer border is none of them."""
    gaps = [gap.exterior for gap in flaws.gaps if _width(gap) <= tolerance]
    lines = [*torn[~shapely.is_empty(torn)], *gaps]
    if not lines:
        return np.zeros(0, np.int64)
    near = shapely.STRtree(shapes).query(lines, "dwithin", 2 * tolerance)[1]
    found: Ints = np.unique(near)
    return found


def _meeting(shapes: Polygons, tolerance: float) -> Polygons:
    """Return areas with their borders closed; those that did not change stay."""
    snapped = _sound(_snapped(shapes, tolerance))
    narrowed, disputed = _apart(snapped, tolerance)
    closed_up = shapely.coverage_clean(
        list(narrowed), gap_width=tolerance, snapping_distance=0.0
    )
    found = np.empty(len(shapes), object)
    found[:] = closed_up
    for at, ground in disputed.items():
        found[at] = shapely.union(found[at], ground)
    lost = shapely.is_empty(found)
    found[lost] = shapes[lost]  # narrower than the tolerance all over: left as it is
    same = shapely.equals_exact(shapely.normalize(found), shapely.normalize(shapes))
    found[same] = shapes[same]
    return found


def _sound(shapes: Polygons) -> Polygons:
    """Return polygons only, and valid ones."""
    found = mended(shapes, method="structure")
    for at in np.flatnonzero(~np.isin(shapely.get_type_id(found), (3, 6))):
        parts = shapely.get_parts(shapely.get_parts(found[at]))
        found[at] = shapely.union_all(parts[shapely.get_type_id(parts) == 3])
    return found


def _apart(
    shapes: Polygons, tolerance: float
) -> tuple[Polygons, dict[int, shapely.Geometry]]:
    """Take ground that two areas dispute out of the later one, to put it back after."""
    found = shapes.copy()
    disputed: dict[int, shapely.Geometry] = {}
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a < b]
    if not pairs:
        return found, disputed
    first, second = np.asarray(pairs).T
    shared = shapely.intersection(shapes[first], shapes[second])
    for at in np.flatnonzero(shapely.area(shared) > 0):
        parts = _wide_parts(shared[at], tolerance)
        if len(parts):
            ground, later = shapely.union_all(parts), int(second[at])
            found[later] = shapely.difference(found[later], ground)
            known = disputed.get(later)
            disputed[later] = ground if known is None else known.union(ground)
    return _sound(found), disputed


# --- corners ------------------------------------------------------------------------


def _snapped(shapes: Polygons, tolerance: float) -> Polygons:
    """Move loose corners onto another area's corner less than the tolerance away.

    A corner moves with all areas that have it, and never onto an area that has it
    too: no edge of an area shrinks to nothing.
    """
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    places, which = np.unique(xy + 0.0, axis=0, return_inverse=True)
    which = which.ravel()
    loose = _loose_places(places, loose_edges(shapes).lines)
    if not loose.any():
        return shapes
    owners = _owners(which, owner, len(places))
    target = _targets(places, loose, owners, tolerance)
    if (target == np.arange(len(places))).all():
        return shapes
    moved = shapely.set_coordinates(shapes.copy(), places[target[which]])
    found: Polygons = np.asarray(moved, object)
    return found


def _loose_places(places: Floats, lines: Floats) -> NDArray[np.bool_]:
    ends = np.unique(lines.reshape(-1, 2) + 0.0, axis=0)
    both, inverse = np.unique(np.vstack([places, ends]), axis=0, return_inverse=True)
    marked = np.zeros(len(both), bool)
    marked[inverse.ravel()[len(places) :]] = True
    return marked[inverse.ravel()[: len(places)]]


def _owners(which: Ints, owner: Ints, count: int) -> list[frozenset[int]]:
    """Return the areas that have each place as a corner."""
    pairs = np.unique(np.column_stack([which, owner]), axis=0)
    cuts = np.searchsorted(pairs[:, 0], np.arange(count + 1))
    return [frozenset(pairs[a:b, 1].tolist()) for a, b in pairwise(cuts.tolist())]


def _targets(
    places: Floats,
    loose: NDArray[np.bool_],
    owners: Sequence[frozenset[int]],
    tolerance: float,
) -> Ints:
    """Return the place that each place moves to: itself, or another's corner.

    Places where all is well stay; of the others, those shared by most areas do.
    """
    target = np.arange(len(places))
    candidates = np.flatnonzero(loose)
    points = shapely.points(places)
    tree = shapely.STRtree(points)
    one, near = tree.query(points[candidates], "dwithin", tolerance)
    gaps = np.hypot(*(places[candidates[one]] - places[near]).T)
    order = np.lexsort([gaps, one])
    one, near = one[order], near[order]
    cuts = np.searchsorted(one, np.arange(len(candidates) + 1))
    held = {int(at): set(owners[at]) for at in range(len(places)) if not loose[at]}
    ranked = sorted(enumerate(candidates.tolist()), key=lambda n: -len(owners[n[1]]))
    for n, place in ranked:
        for other in near[cuts[n] : cuts[n + 1]].tolist():
            master = held.get(other)
            if other != place and master is not None and not master & owners[place]:
                target[place] = other
                master |= owners[place]
                break
        else:
            held[place] = set(owners[place])
    return target


# --- the edit ----------------------------------------------------------------------


def tiling_rows(
    district: District, kind: Kind, level: Level = Level.VILLAGE
) -> tuple[Jurisdiction, ...] | tuple[Cell, ...]:
    """Return the rows that should tile: cells, or the jurisdictions of a level."""
    if kind is Kind.CELL:
        return tuple(cell for cell in district.cells if cell.geometry is not None)
    return tuple(
        area
        for area in district.jurisdictions
        if area.level is level and area.geometry is not None
    )


def changes_of(
    kind: Kind,
    rows: Sequence[Jurisdiction] | Sequence[Cell],
    closing: Closing,
    reason: str,
) -> Changes:
    """Return the closing as one edit that can be taken back.

    Parameters
    ----------
    kind : Kind
        Of the rows.
    rows : sequence of Jurisdiction or Cell
        The rows whose shapes were closed, in that order.
    closing : Closing
        What is proposed.
    reason : str
        Goes into the journal.
    """
    return Changes.of(
        (
            Change(
                kind,
                rows[at].uid,
                {"geometry": rows[at].geometry},
                {"geometry": closing.shapes[at]},
            )
            for at in closing.changed.tolist()
        ),
        reason,
    )
