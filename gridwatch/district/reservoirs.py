"""Reservoirs: a water area and a shore ring, two managed objects, counted once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.chiefs import holders
from gridwatch.district.coverage import chiefs_of_water_body
from gridwatch.district.jurisdictions import Level
from gridwatch.district.stretches import NOWHERE, Course, cut_at_borders
from gridwatch.district.units import has_area
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.chiefs import Chief, Post
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.waterbodies import WaterBody

__all__ = [
    "SHORE_LINES",
    "ManagedPart",
    "Reservoir",
    "ShoreVillage",
    "reporting_line",
    "reservoir_of",
    "reservoirs_of",
]

_SHORE = "shore"
SHORE_LINES = {
    "water": Text("水域边线（水边线）", "edge of the water area"),
    "inner": Text("陆域内边线（水边线）", "inner edge of the shore ring"),
    "outer": Text("陆域外边线", "outer edge of the shore ring"),
    "": Text("无边线", "no line"),
}
"""Which line the lengths of a shore were taken along."""
_TOUCH = 0.05
"""Metres: an edge of the shore so near to the water's edge is the same."""
_LEAST = 0.5
"""Metres and square metres below which a village is not named."""


@dataclass(frozen=True)
class ManagedPart:
    """One managed object of a reservoir: its water or its shore.

    Parameters
    ----------
    body : WaterBody
        The row.
    chiefs : tuple of Chief
        Who answers for it on the day.
    posts : tuple of Post
        Posts on it, vacant ones too.
    line : tuple of Text
        Whom its chief reports to, from the next one up to the top.
    """

    body: WaterBody
    chiefs: tuple[Chief, ...] = ()
    posts: tuple[Post, ...] = ()
    line: tuple[Text, ...] = ()

    @property
    def square_metres(self) -> float:
        """Its area."""
        shape = self.body.geometry
        return float(shape.area) if shape is not None else 0.0


@dataclass(frozen=True)
class ShoreVillage:
    """What a village has of a shore.

    Parameters
    ----------
    village : Jurisdiction or None
        The village; None: outside all villages on record.
    metres : float
        Length of the shore line in it.
    square_metres : float
        Area of the shore ring in it.
    """

    village: Jurisdiction | None
    metres: float
    square_metres: float


@dataclass(frozen=True)
class Reservoir:
    """A reservoir.

    Parameters
    ----------
    key : str
        Code that its objects share, else their name, else the code of the one.
    name, scale : str
        Name and size class.
    water, shore : tuple of ManagedPart
        Its objects; either may be missing.
    shore_line : str
        Key of `SHORE_LINES`: which line the lengths were taken along.
    villages : tuple of ShoreVillage
        The shore by village, the longest first.
    """

    key: str
    name: str
    scale: str
    water: tuple[ManagedPart, ...]
    shore: tuple[ManagedPart, ...]
    shore_line: str = ""
    villages: tuple[ShoreVillage, ...] = ()

    @property
    def parts(self) -> tuple[ManagedPart, ...]:
        """All its objects, water first."""
        return (*self.water, *self.shore)

    @property
    def shore_metres(self) -> float:
        """Length of the whole shore line."""
        return sum(one.metres for one in self.villages)


def reservoirs_of(district: District, as_of: date) -> tuple[Reservoir, ...]:
    """Return the reservoirs of a district on a day, each once (RES-01).

    Water and shore belong together by their ``reservoir_code``, else by an equal name.
    """
    villages = [v for v in district.of_level(Level.VILLAGE) if has_area(v)]
    return tuple(
        _reservoir(district, key, rows, villages, as_of)
        for key, rows in _groups(district.water_bodies).items()
    )


def reservoir_of(district: District, body: WaterBody, as_of: date) -> Reservoir:
    """Return the reservoir that a water area or shore belongs to."""
    for key, rows in _groups(district.water_bodies).items():
        if any(row.uid == body.uid for row in rows):
            villages = [v for v in district.of_level(Level.VILLAGE) if has_area(v)]
            return _reservoir(district, key, rows, villages, as_of)
    raise KeyError(body.uid)


def _groups(bodies: Iterable[WaterBody]) -> dict[str, list[WaterBody]]:
    bodies = list(bodies)
    # A shore may have been given the code and the water not yet: the name joins them.
    named = {
        body.name: body.reservoir_code
        for body in bodies
        if body.name and body.reservoir_code
    }
    found: defaultdict[str, list[WaterBody]] = defaultdict(list)
    for body in bodies:
        key = body.reservoir_code or named.get(body.name, "") or body.name
        found[key or body.code or body.uid].append(body)
    return dict(found)


def _reservoir(
    district: District,
    key: str,
    rows: Sequence[WaterBody],
    villages: Sequence[Jurisdiction],
    as_of: date,
) -> Reservoir:
    parts = [_part(district, body, as_of) for body in rows]
    water = tuple(part for part in parts if part.body.part != _SHORE)
    shore = tuple(part for part in parts if part.body.part == _SHORE)
    waters, shores = _shape(water), _shape(shore)
    which, line = _shore_line(waters, shores)
    return Reservoir(
        key,
        next((body.name for body in rows if body.name), key),
        next((body.scale for body in rows if body.scale), ""),
        water,
        shore,
        which,
        _by_village(line, shores, villages),
    )


def _shape(parts: Sequence[ManagedPart]) -> BaseGeometry | None:
    shapes = [p.body.geometry for p in parts if p.body.geometry is not None]
    if not shapes:
        return None
    return shapely.union_all(shapely.make_valid(np.array(shapes, object)))


def _shore_line(
    water: BaseGeometry | None, shore: BaseGeometry | None
) -> tuple[str, BaseGeometry | None]:
    """Return the line along which a shore is measured: where water and land meet.

    That is the edge of the water area; where only the shore ring is on record its
    inner edge, and where that has no hole its outer one.
    """
    if water is not None and not water.is_empty:
        return "water", shapely.boundary(water)
    if shore is None or shore.is_empty:
        return "", None
    parts = shapely.get_parts(shore)
    inner = [ring for part in parts for ring in getattr(part, "interiors", ())]
    if inner:
        return "inner", shapely.MultiLineString([ring.coords for ring in inner])
    return "outer", shapely.boundary(shore)


def _by_village(
    line: BaseGeometry | None,
    shore: BaseGeometry | None,
    villages: Sequence[Jurisdiction],
) -> tuple[ShoreVillage, ...]:
    """Cut a shore by village; what lies in none is the last line (RES-03)."""
    shapes = shapely.make_valid(np.array([v.geometry for v in villages], object))
    metres = _shore_metres(line, shore, shapes)
    areas: defaultdict[int, float] = defaultdict(float)
    if shore is not None:
        hit = shapely.STRtree(shapes).query(shore, predicate="intersects")
        inside = shapely.area(shapely.intersection(shapes[hit], shore))
        areas.update(zip(hit.tolist(), inside.tolist(), strict=True))
        areas[NOWHERE] = max(float(shore.area) - float(inside.sum()), 0.0)
    found = [
        ShoreVillage(
            villages[number] if number != NOWHERE else None,
            metres.get(number, 0.0),
            areas.get(number, 0.0),
        )
        for number in {*metres, *areas}
        if metres.get(number, 0.0) >= _LEAST or areas.get(number, 0.0) >= _LEAST
    ]
    return tuple(
        sorted(found, key=lambda one: (one.village is None, -one.metres, _code(one)))
    )


def _shore_metres(
    line: BaseGeometry | None, shore: BaseGeometry | None, villages: NDArray[np.object_]
) -> dict[int, float]:
    """Return the length of a shore line by village, each metre once.

    Where the line is the border of two villages it belongs to the one whose land the
    shore ring covers there.
    """
    lands = list(villages)
    if shore is not None:
        # A village that meets the shore in a line only has nothing of it.
        ashore = shapely.buffer(shapely.intersection(villages, shore), 0.0)
        lands = [*shapely.buffer(ashore, _TOUCH), *villages]
    found: defaultdict[int, float] = defaultdict(float)
    (stretches,) = cut_at_borders([Course(line)], lands)
    for stretch in stretches:
        number = stretch.areas[0]
        found[number % len(villages) if number != NOWHERE else NOWHERE] += (
            stretch.length
        )
    return dict(found)


def _code(one: ShoreVillage) -> str:
    return one.village.code if one.village else ""


def _part(district: District, body: WaterBody, as_of: date) -> ManagedPart:
    posts = district.posts_on("water_body", body.code) if body.code else ()
    chiefs = tuple(chiefs_of_water_body(district, body.code, as_of)) if posts else ()
    line = reporting_line(district, posts[0], as_of) if posts else ()
    return ManagedPart(body, chiefs, tuple(posts), line)


# --- reporting -------------------------------------------------------------------


def reporting_line(district: District, post: Post, as_of: date) -> tuple[Text, ...]:
    """Return whom a post reports to, step by step (RES-02).

    A post names the one above it (``reports_to``); where it does not, its role does:
    库长 reports to the 区级河长, 陆域河长 to the 总河长 (Beihai plan; the codelist of
    roles can be edited). Holders are named where there are few enough to name.
    """
    found: list[Text] = []
    seen = {post.uid}
    at: Post | None = post
    role = post.role
    while True:
        above = district.post_by_uid.get(at.reports_to) if at else None
        if above is not None and above.uid not in seen:
            seen.add(above.uid)
            at, role = above, above.role
            found.append(_step(district, [above], role, as_of))
            continue
        role = _role_above(district, role)
        if not role or len(found) > len(district.rules.roles):
            return tuple(found)
        at = None
        posts = [p for p in district.posts if p.role == role]
        found.append(_step(district, posts, role, as_of))


def _role_above(district: District, role: str) -> str:
    return next((r.above for r in district.rules.roles if r.name == role), "")


_NAMED = 3


def _step(district: District, posts: Sequence[Post], role: str, as_of: date) -> Text:
    held = holders(posts, district.terms_of_post, district.person_by_uid, as_of)
    names = list(dict.fromkeys(chief.person.name for chief in held))
    if not names or len(names) > _NAMED:
        return Text(role, role)
    told = "、".join(names)
    return Text(f"{role} {told}", f"{role} {told}")
