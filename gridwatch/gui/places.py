"""Where selected things lie, and what to mark on the map for those without a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District

    Selection = Mapping[Kind, frozenset[str]]
    Extent = tuple[float, float, float, float]

__all__ = ["extent_of", "marks_of", "point_of"]

_COVERED = {
    "jurisdiction": "jurisdiction_by_code",
    "river": "river_by_code",
    "segment": "segment_by_code",
    "water_body": "water_body_by_code",
    "cell": "cell_by_code",
}


def covered(district: District, covers: str, code: str) -> tuple[Kind, str] | None:
    """Return kind and uid of what a post covers, or None where it is not known."""
    if covers not in _COVERED:
        return None
    row = getattr(district, _COVERED[covers]).get(code)
    return (Kind(covers), row.uid) if row is not None else None


def _of_person(district: District, uid: str) -> list[tuple[Kind, str]]:
    posts = {term.post_uid for term in district.terms if term.person_uid == uid}
    found = [
        covered(district, post.covers, post.covers_code)
        for post in district.posts
        if post.uid in posts
    ]
    return [place for place in found if place is not None]


def _of_ownership(district: District, uid: str) -> list[tuple[Kind, str]]:
    code = next((o.segment_code for o in district.ownerships if o.uid == uid), "")
    segment = district.segment_by_code.get(code)
    return [(Kind.SEGMENT, segment.uid)] if segment else []


def _of_source(district: District, uid: str) -> list[tuple[Kind, str]]:
    code = next((s.outfall_code for s in district.sources if s.uid == uid), "")
    outfall = district.outfall_by_code.get(code)
    return [(Kind.OUTFALL, outfall.uid)] if outfall else []


def _of_monitoring(district: District, uid: str) -> list[tuple[Kind, str]]:
    found = (m.outfall_uid for m in district.monitorings if m.uid == uid)
    return [(Kind.OUTFALL, outfall) for outfall in found if outfall]


_FINDERS = {
    Kind.PERSON: _of_person,
    Kind.OWNERSHIP: _of_ownership,
    Kind.SOURCE: _of_source,
    Kind.MONITORING: _of_monitoring,
}


def marks_of(district: District, selection: Selection) -> dict[Kind, frozenset[str]]:
    """Return the mapped rows that show where a selection lies.

    A person stands for what the person's posts cover, an ownership for its segment,
    a source and a monitoring for their outfall.
    """
    marks: dict[Kind, set[str]] = {}
    for kind, uids in selection.items():
        if kind in MAPPED:
            marks.setdefault(kind, set()).update(uids)
            continue
        for uid in uids:
            find = _FINDERS.get(kind)
            for place, found in find(district, uid) if find else ():
                marks.setdefault(place, set()).add(found)
    return {kind: frozenset(uids) for kind, uids in marks.items()}


def extent_of(district: District, selection: Selection) -> Extent | None:
    """Return west, south, east, north of a selection in metres, or None."""
    shapes = [
        geometry
        for kind, uids in marks_of(district, selection).items()
        for uid in uids
        if (geometry := getattr(district.row(kind, uid), "geometry", None)) is not None
        and not geometry.is_empty
    ]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, object))
    return float(west), float(south), float(east), float(north)


def point_of(geometry: shapely.Geometry | None) -> shapely.Point | None:
    """Return one point that stands for a shape: on a line its middle."""
    if geometry is None or geometry.is_empty:
        return None
    if isinstance(geometry, shapely.Point):
        return geometry
    if isinstance(geometry, shapely.LineString):
        return geometry.interpolate(0.5, normalized=True)
    return geometry.representative_point()
