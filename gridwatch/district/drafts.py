"""Photographs and way points beside the register: what each is near, what it may be.

Nothing is made by itself. A proposal says which segment a place lies at, by the ruler,
and which board or outfall on record stands there; the officer decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district import siting
from gridwatch.district.changes import Change, Changes
from gridwatch.district.jurisdictions import Level
from gridwatch.district.rowedits import fresh_uid
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.rows import Row
    from gridwatch.district.segments import Segment

__all__ = [
    "DRAFT_WORD",
    "VERDICT_NAMES",
    "Nearby",
    "Pick",
    "Verdict",
    "draft_changes",
    "near_limit",
    "nearby",
    "proposed",
]

DRAFT_WORD = "草稿"
"""What the name of a new draft begins with, until somebody has looked at it."""
_ATTACH_METRES = 30.0
_FAR_METRES = 500.0
_ENDING = 4
_BOARD, _OUTFALL = Kind.SIGNBOARD, Kind.OUTFALL


class Verdict(StrEnum):
    """What becomes of a photograph or way point."""

    ATTACH = "attach"
    OUTFALL = "outfall"
    SIGNBOARD = "signboard"
    SEGMENT = "segment"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Nearby:
    """What lies around one place.

    Parameters
    ----------
    east, north : float
        The place in the district's CRS, metres; NaN where there is none.
    segment : Segment or None
        The nearest segment within ``rivers.far_metres`` of the rules.
    chainage, offset : float or None
        Metres along it, and metres from its line (positive on the left bank).
    village : Jurisdiction or None
        Where it lies.
    kind, row, metres : Kind or None, Row or None, float or None
        The nearest board or outfall within ``drafts.attach_metres``, and how far it is.
    inside : bool
        Whether it lies in the district, or near a segment of it.
    """

    east: float
    north: float
    segment: Segment | None = None
    chainage: float | None = None
    offset: float | None = None
    village: Jurisdiction | None = None
    kind: Kind | None = None
    row: Row | None = None
    metres: float | None = None
    inside: bool = False


def near_limit(district: District) -> float:
    """Return how near a photograph must be to what it is taken to show, metres."""
    return district.rules.number("drafts", "attach_metres", _ATTACH_METRES)


def nearby(
    district: District, points: siting.Floats, limit: float | None = None
) -> tuple[Nearby, ...]:
    """Return what lies around places, all at once.

    Parameters
    ----------
    district : District
        The register.
    points : array of float, shape (n, 2)
        East, north in the district's CRS, metres; NaN is no place.
    limit : float, optional
        How near a board or outfall must be; without it that of the rules.
    """
    far = district.rules.number("rivers", "far_metres", _FAR_METRES)
    lines = siting.courses([segment.geometry for segment in district.segments])
    near = siting.nearest(points, lines, far)
    villages = district.of_level(Level.VILLAGE)
    held = siting.containing(points, [area.geometry for area in villages])
    whole = siting.containing(points, [a.geometry for a in district.jurisdictions])
    targets = _targets(
        district, points, near_limit(district) if limit is None else limit
    )
    found = []
    for i, (east, north) in enumerate(points.tolist()):
        on = int(near.line[i])
        kind, row, metres = targets.get(i, (None, None, None))
        found.append(
            Nearby(
                east,
                north,
                district.segments[on] if on >= 0 else None,
                float(near.chainage[i]) if on >= 0 else None,
                float(near.offset[i]) if on >= 0 else None,
                villages[held[i]] if held[i] >= 0 else None,
                kind,
                row,
                metres,
                bool(on >= 0 or whole[i] >= 0),
            )
        )
    return tuple(found)


def _targets(
    district: District, points: siting.Floats, limit: float
) -> dict[int, tuple[Kind, Row, float]]:
    """Return the nearest board or outfall of each place, by its number."""
    placed: list[tuple[Kind, Row]] = [
        *((_BOARD, board) for board in district.signboards if board.removed is None),
        *((_OUTFALL, outfall) for outfall in district.outfalls),
    ]
    placed = [(k, row) for k, row in placed if getattr(row, "geometry", None)]
    there = np.flatnonzero(np.isfinite(points).all(axis=1))
    if not placed or not len(there):
        return {}
    tree = shapely.STRtree([getattr(row, "geometry", None) for _, row in placed])
    (asked, hit), metres = tree.query_nearest(
        shapely.points(points[there]),
        max_distance=max(limit, 1e-6),
        return_distance=True,
        all_matches=False,
    )
    return {
        int(there[one]): (*placed[other], float(distance))
        for one, other, distance in zip(
            asked.tolist(), hit.tolist(), metres.tolist(), strict=True
        )
        if distance <= limit
    }


def proposed(place: Nearby) -> Verdict:
    """Return what is most likely to be made of a place.

    What stands on record there is what the picture shows; otherwise it is a picture of
    the segment. New rows are never proposed: whether a picture shows a new outfall
    only somebody who looks at it can say.
    """
    if place.row is not None:
        return Verdict.ATTACH
    return Verdict.SEGMENT if place.segment is not None else Verdict.LEAVE


# --- what the officer decided, as one edit --------------------------------------------


@dataclass(frozen=True, slots=True)
class Pick:
    """One photograph or way point, and what was decided.

    Parameters
    ----------
    place : Nearby
        Where it is.
    verdict : Verdict
        What is made of it.
    name : str
        Name of its file, or of the way point.
    sha256 : str
        Hash of the picture's bytes; empty for a way point.
    taken : date or None
        When.
    """

    place: Nearby
    verdict: Verdict
    name: str = ""
    sha256: str = ""
    taken: date | None = None


def draft_changes(district: District, picks: Iterable[Pick], reason: str) -> Changes:
    """Return one edit that makes the drafts and hangs the pictures on their rows.

    New drafts of a kind no farther from each other than ``drafts.attach_metres`` are
    one, with all their pictures. A picture that a row has already is left out, and so
    is what has nothing to hang on.

    Parameters
    ----------
    district : District
        The register.
    picks : iterable of Pick
        What was decided.
    reason : str
        Why, for the journal.
    """
    rows: list[Change] = []
    pictures: list[Change] = []
    made: list[tuple[Verdict, float, float, str]] = []
    known = {(photo.row_uid, photo.sha256) for photo in district.photos}
    limit = near_limit(district)
    for pick in picks:
        kind, uid = _hung_on(pick)
        if pick.verdict in (Verdict.OUTFALL, Verdict.SIGNBOARD):
            uid = _beside(made, pick, limit)
            if not uid:
                uid = fresh_uid()
                made.append((pick.verdict, pick.place.east, pick.place.north, uid))
                rows.append(_draft(uid, pick))
            kind = Kind(pick.verdict.value)
        if kind is None or not pick.sha256 or (uid, pick.sha256) in known:
            continue
        known.add((uid, pick.sha256))
        pictures.append(_picture(kind, uid, pick))
    return Changes((*rows, *pictures), reason)


def _beside(
    made: Sequence[tuple[Verdict, float, float, str]], pick: Pick, limit: float
) -> str:
    for verdict, east, north, uid in made:
        away = np.hypot(east - pick.place.east, north - pick.place.north)
        if verdict is pick.verdict and away <= limit:
            return uid
    return ""


def _hung_on(pick: Pick) -> tuple[Kind | None, str]:
    place = pick.place
    if pick.verdict is Verdict.ATTACH and place.kind is not None and place.row:
        return place.kind, place.row.uid
    if pick.verdict is Verdict.SEGMENT and place.segment is not None:
        return Kind.SEGMENT, place.segment.uid
    return None, ""


def _draft(uid: str, pick: Pick) -> Change:
    place = pick.place
    values: dict[str, object] = {
        "segment_code": place.segment.code if place.segment is not None else "",
        "geometry": shapely.Point(place.east, place.north),
    }
    if pick.verdict is Verdict.OUTFALL:
        values["name"] = f"{DRAFT_WORD} {_stem(pick.name)}".strip()
        return Change(_OUTFALL, uid, None, values)
    return Change(_BOARD, uid, None, values)


def _stem(name: str) -> str:
    head, dot, tail = name.rpartition(".")
    ending = dot and tail.isascii() and tail.isalnum() and len(tail) <= _ENDING
    return head if ending else name


def _picture(kind: Kind, uid: str, pick: Pick) -> Change:
    values: dict[str, object] = {
        "kind": kind.value,
        "row_uid": uid,
        "role": "site",
        "taken": pick.taken,
        "name": pick.name,
        "sha256": pick.sha256,
    }
    return Change(Kind.PHOTO, fresh_uid(), None, values)


VERDICT_NAMES: dict[Verdict, Text] = {
    Verdict.ATTACH: Text("挂到已有的", "attach to"),
    Verdict.OUTFALL: Text("新建排污口草稿", "new draft outfall"),
    Verdict.SIGNBOARD: Text("新建公示牌草稿", "new draft signboard"),
    Verdict.SEGMENT: Text("作为河段现场照片", "picture of the segment"),
    Verdict.LEAVE: Text("不采用", "leave"),
}
"""What each verdict is called."""
