"""A segment cut in two, with everything that hangs on it, as one `Changes`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import substring

from gridwatch.district.chainages import chainage_text
from gridwatch.district.changes import Change, Changes
from gridwatch.district.recoding import free_codes, is_code
from gridwatch.district.references import referrers
from gridwatch.district.rowedits import fresh_uid, values_of
from gridwatch.district.vertices import ReshapingError
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gridwatch.district.district import District
    from gridwatch.district.references import Referrer
    from gridwatch.district.segments import Segment

__all__ = ["Split", "cut", "split_segment"]

_LEAST = 1.0
_NO_SHAPE = Text(
    "这个河段还没有图形，不能分段。", "This segment has no shape to split."
)
_TOO_NEAR = Text(
    "分段点离河段端点不足 1 米，没有分段。",
    "The place is less than a metre from an end of the segment; nothing was split.",
)
_HERE = Text("分段点 {at}", "split at {at}")
_PREFIX = 6


@dataclass(frozen=True, slots=True)
class Split:
    """A segment that is to be cut, and what comes with it.

    Parameters
    ----------
    changes : Changes
        All of it.
    upper, lower : str
        Stable identifiers of the two parts; the upper one keeps the row there was.
    code : str
        Code of the lower part.
    relinked : int
        Boards, outfalls and other points that go over to the lower part.
    """

    changes: Changes
    upper: str
    lower: str
    code: str
    relinked: int


def cut(
    line: shapely.Geometry, chainage: float
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the parts of a line above and below a chainage.

    Both keep all vertices and share the place of the cut.

    Parameters
    ----------
    line : shapely.Geometry
        Line or multiline.
    chainage : float
        Metres from its start.

    Examples
    --------
    >>> upper, lower = cut(shapely.LineString([(0, 0), (10, 0)]), 4.0)
    >>> upper.length, lower.length
    (4.0, 6.0)
    """
    if isinstance(line, shapely.MultiLineString):
        return _cut_many(line, chainage)
    length = float(line.length)
    upper, lower = substring(line, 0.0, chainage), substring(line, chainage, length)
    # Both ends of the cut are one place, to the last bit.
    place = shapely.get_coordinates(upper)[-1]
    coordinates = shapely.get_coordinates(lower)
    coordinates[0] = place
    return upper, shapely.LineString(coordinates)


def _cut_many(
    line: shapely.MultiLineString, chainage: float
) -> tuple[shapely.Geometry, shapely.Geometry]:
    parts = list(line.geoms)
    ends = np.cumsum([part.length for part in parts])
    at = min(int(np.searchsorted(ends, chainage)), len(parts) - 1)
    begun = float(ends[at] - parts[at].length)
    upper, lower = list(parts[:at]), list(parts[at + 1 :])
    within = chainage - begun
    if within <= 0.0:
        lower.insert(0, parts[at])
    elif within >= parts[at].length:
        upper.append(parts[at])
    else:
        first, second = cut(parts[at], within)
        upper.append(first)
        lower.insert(0, second)
    return _joined(upper), _joined(lower)


def _joined(parts: list[shapely.LineString]) -> shapely.Geometry:
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def _new_code(district: District, code: str) -> str:
    """Return the code of the lower part; a code of the officer's own gets a suffix."""
    if is_code(code):
        return free_codes(district, 1, code[:_PREFIX])[0]
    known = {segment.code for segment in district.segments}
    suffixed = (f"{code}-{number}" for number in count(2))
    return next(one for one in suffixed if one not in known) if code else ""


def split_segment(
    district: District, segment: Segment, chainage: float, reason: str
) -> Split:
    """Return a segment cut in two at a chainage.

    The upper part keeps the row, its code and its number; the lower part is a new row
    with the next free code and the next number, and those below it move on by one.
    Declared lengths are shared out by the lengths of the lines, so that they still add
    up. Ownership rows are copied, posts on the segment with their terms as well, so
    that the same people answer for both parts; whatever stands at the lower part (by
    its chainage) is linked to it.

    Parameters
    ----------
    district : District
        Everything there is.
    segment : Segment
        The one to cut.
    chainage : float
        Where, metres along its line.
    reason : str
        Why; goes into the journal.

    Raises
    ------
    ReshapingError
        Where it has no line, or the place is at one of its ends.
    """
    line = segment.geometry
    if line is None or line.is_empty:
        raise ReshapingError(_NO_SHAPE)
    if not _LEAST <= chainage <= line.length - _LEAST:
        raise ReshapingError(_TOO_NEAR)
    upper, lower = cut(line, chainage)
    code = _new_code(district, segment.code)
    uid = fresh_uid()
    links = referrers(district, Kind.SEGMENT, segment) if segment.code else []
    moving = list(_below(links, line, chainage, code))
    items = [
        *_parts(segment, uid, code, (upper, lower), chainage),
        *_numbered(district, segment),
        *_copies(district, links, code),
        *moving,
    ]
    return Split(Changes(tuple(items), reason), segment.uid, uid, code, len(moving))


def _parts(
    segment: Segment,
    uid: str,
    code: str,
    lines: tuple[shapely.Geometry, shapely.Geometry],
    chainage: float,
) -> Iterator[Change]:
    upper, lower = lines
    place = _HERE.zh.format(at=chainage_text(chainage))
    above: dict[str, object] = {"end": place, "geometry": upper}
    below = values_of(segment) | {"code": code, "start": place, "geometry": lower}
    if segment.length is not None:
        whole = float(upper.length + lower.length)
        above["length"] = round(segment.length * float(upper.length) / whole, 3)
        below["length"] = round(segment.length - float(str(above["length"])), 3)
    if segment.sequence is not None:
        below["sequence"] = segment.sequence + 1
    before = {key: getattr(segment, key) for key in above}
    yield Change(Kind.SEGMENT, segment.uid, before, above)
    yield Change(Kind.SEGMENT, uid, None, below)


def _numbered(district: District, segment: Segment) -> Iterator[Change]:
    """Yield the segments further down with their numbers moved on."""
    number = segment.sequence
    if number is None or not segment.river_code:
        return
    for other in district.segments_of_river.get(segment.river_code, ()):
        own = other.sequence
        if other.uid != segment.uid and own is not None and own > number:
            yield Change(
                Kind.SEGMENT, other.uid, {"sequence": own}, {"sequence": own + 1}
            )


def _copies(
    district: District, links: Iterable[Referrer], code: str
) -> Iterator[Change]:
    for link in links:
        if link.kind is Kind.OWNERSHIP:
            values = values_of(link.row) | {link.key: code}
            yield Change(Kind.OWNERSHIP, fresh_uid(), None, values)
        elif link.kind is Kind.POST:
            post = fresh_uid()
            values = values_of(link.row) | {link.key: code}
            yield Change(Kind.POST, post, None, values)
            for term in district.terms_of_post.get(link.row.uid, ()):
                values = values_of(term) | {"post_uid": post}
                yield Change(Kind.TERM, fresh_uid(), None, values)


def _below(
    links: Iterable[Referrer], line: shapely.Geometry, chainage: float, code: str
) -> Iterator[Change]:
    """Yield the points that stand at the lower part, linked to it."""
    points = [
        (link, shape)
        for link in links
        if isinstance(shape := getattr(link.row, "geometry", None), shapely.Point)
        and not shape.is_empty
    ]
    if not points:
        return
    shapes = np.array([shape for _, shape in points], object)
    places = shapely.line_locate_point(line, shapes)
    for (link, _), place in zip(points, places.tolist(), strict=True):
        if place > chainage:
            before, after = getattr(link.row, link.key), code
            yield Change(link.kind, link.row.uid, {link.key: before}, {link.key: after})
