"""Reporting lines: to whom a post reports, up to the general chief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.jurisdictions import Level, parent_of_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gridwatch.district.chiefs import Post
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment

    Place = tuple[str, str]

__all__ = ["place_above", "posts_above", "reporting_line"]


def posts_above(district: District, post: Post) -> tuple[Post, ...]:
    """Return the posts that a post reports to; none above the general chief.

    ``Post.reports_to`` decides where it names a post. Else the role says which role
    is above (``Role.above``), and the place says whose: the nearest place outwards
    (cell, village, town, the rivers that run there, district) that has such a post.
    A role that nobody has anywhere on that way is passed over for the one above it.
    """
    named = district.post_by_uid.get(post.reports_to) if post.reports_to else None
    if named is not None and named is not post:
        return (named,)
    role, passed = _above(district, post.role), {post.role}
    rings = list(_rings(district, post))
    while role and role not in passed:
        for ring in rings:
            if found := _posts_of(district, ring, role, post):
                return found
        passed.add(role)
        role = _above(district, role)
    return ()


def reporting_line(district: District, post: Post) -> tuple[tuple[Post, ...], ...]:
    """Return the posts above a post, rank by rank, up to the top (村→镇→区→总)."""
    line: list[tuple[Post, ...]] = []
    seen, rank = {post.uid}, [post]
    while rank:
        above = {
            upper.uid: upper
            for lower in rank
            for upper in posts_above(district, lower)
            if upper.uid not in seen
        }
        seen |= set(above)
        rank = list(above.values())
        if rank:
            line.append(tuple(rank))
    return tuple(line)


def place_above(district: District, code: str) -> str:
    """Return the code of the jurisdiction above one, as recorded or by the scheme."""
    area = district.jurisdiction_by_code.get(code)
    recorded = area.parent_code if area is not None else ""
    return recorded or parent_of_code(code)


def _above(district: District, role: str) -> str:
    return district.role_by_name[role].above if role in district.role_by_name else ""


def _posts_of(
    district: District, ring: Iterable[Place], role: str, but: Post
) -> tuple[Post, ...]:
    found = {
        post.uid: post
        for place in ring
        for post in district.posts_on(*place)
        if post.role == role and post.uid != but.uid
    }
    return tuple(found.values())


def _rings(district: District, post: Post) -> Iterator[list[Place]]:
    """Yield the places around a post, from its own outwards."""
    yield [(post.covers, post.covers_code)]
    areas, rivers = _start(district, post)
    above_rivers = True
    while areas:
        level = _level(district, areas[0])
        if level is Level.DISTRICT and above_rivers:
            yield [("river", code) for code in rivers]
            above_rivers = False
        yield [("jurisdiction", code) for code in areas]
        outer = [place_above(district, code) for code in areas]
        areas = [code for code in dict.fromkeys(outer) if code]
    if above_rivers:
        yield [("river", code) for code in rivers]
    yield [("jurisdiction", a.code) for a in district.of_level(Level.DISTRICT)]


def _level(district: District, code: str) -> Level | None:
    area = district.jurisdiction_by_code.get(code)
    return area.level if area is not None else None


def _start(district: District, post: Post) -> tuple[list[str], list[str]]:
    """Return the innermost jurisdictions of a post and the rivers that run there."""
    code = post.covers_code
    if post.covers == "jurisdiction":
        segments = district.segments_of_jurisdiction.get(code, ())
        return [code], _rivers_of(segments)
    if post.covers == "cell":
        cell = district.cell_by_code.get(code)
        village = (cell.village_code if cell else "") or village_of_cell_code(code)
        segments = district.segments_of_jurisdiction.get(village, ())
        return [village] if village else [], _rivers_of(segments)
    if post.covers == "segment":
        segment = district.segment_by_code.get(code)
        return _of_segment(district, segment) if segment else ([], [])
    if post.covers == "water_body":
        body = district.water_body_by_code.get(code)
        rivers = district.rivers_of_water_body.get(body.uid, ()) if body else ()
        return [], [river.code for river in rivers if river.code]
    return [], [code]


def _of_segment(district: District, segment: Segment) -> tuple[list[str], list[str]]:
    villages = district.villages_of_segment.get(segment.uid, ())
    areas = [village.code for village in villages if village.code]
    return areas or [segment.town_code], _rivers_of([segment])


def _rivers_of(segments: Iterable[Segment]) -> list[str]:
    return list(dict.fromkeys(s.river_code for s in segments if s.river_code))
