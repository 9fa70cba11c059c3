"""Codes of segments: the next free ones, and what points to one moves along."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.changes import Change
from gridwatch.district.jurisdictions import Level
from gridwatch.district.rowedits import values_of
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

__all__ = ["Move", "free_codes", "is_code", "moves_of"]

_DIGITS = 6
_CODE = 2 * _DIGITS


class Move(NamedTuple):
    """A segment that goes, and those that take its place.

    Parameters
    ----------
    old : str
        Its code.
    new : tuple of (str, geometry or None, float)
        Code, line and metres in common of each segment that takes its place.
    """

    old: str
    new: tuple[tuple[str, BaseGeometry | None, float], ...]

    @property
    def main(self) -> str:
        """The segment that takes over most of it."""
        return max(self.new, key=lambda one: one[2])[0]

    @property
    def others(self) -> list[str]:
        """The other segments that take its place."""
        return [code for code, _, _ in self.new if code != self.main]


def moves_of(district: District, moves: Iterable[Move]) -> list[Change]:
    """Return the changes that let everything follow that points to old codes.

    Boards and outfalls follow to the new segment that is nearest to where they stand;
    without a place, to the one that takes over most. Ownership and posts follow to
    that one, with a copy for each further segment, so that nobody's duty is lost.
    Where several old segments become one, the ownership of the one that gave most
    stays and the others' rows go (they remain in the journal).
    """
    chosen = [move for move in moves if move.new]
    sources = _sources(chosen)
    found: list[Change] = []
    for move in chosen:
        for kind, rows in (
            (Kind.SIGNBOARD, district.signboards_of_segment.get(move.old, ())),
            (
                Kind.OUTFALL,
                district.outfalls_of_segment.get(move.old, ()),
            ),
        ):
            found += _placed(kind, rows, move)
        found += _ownership(district, move, sources)
        found += _posts(district, move)
    return found


def _sources(moves: Sequence[Move]) -> dict[str, str]:
    """Return of each new segment the old one that gives it most."""
    best: dict[str, tuple[float, str]] = {}
    for move in moves:
        for code, _, metres in move.new:
            if code not in best or metres > best[code][0]:
                best[code] = metres, move.old
    return {code: old for code, (_, old) in best.items()}


def _placed(kind: Kind, rows: Sequence[Row], move: Move) -> Iterator[Change]:
    lines = [(code, line) for code, line, _ in move.new if line is not None]
    shapes = np.array([line for _, line in lines], object)
    for row in rows:
        here = getattr(row, "geometry", None)
        target = move.main
        if here is not None and not here.is_empty and lines:
            target = lines[int(np.argmin(shapely.distance(shapes, here)))][0]
        yield _repointed(kind, row, "segment_code", target)


def _repointed(kind: Kind, row: Row, key: str, code: str) -> Change:
    return Change(kind, row.uid, {key: getattr(row, key)}, {key: code})


def _ownership(
    district: District, move: Move, sources: dict[str, str]
) -> Iterator[Change]:
    heirs = [code for code, _, _ in move.new if sources[code] == move.old]
    for row in district.ownerships_of_segment.get(move.old, ()):
        if not heirs:
            yield Change(Kind.OWNERSHIP, row.uid, values_of(row), None)
            continue
        main = move.main if move.main in heirs else heirs[0]
        yield _repointed(Kind.OWNERSHIP, row, "segment_code", main)
        for code in heirs:
            if code != main:
                yield _copied(Kind.OWNERSHIP, row, {"segment_code": code})


def _posts(district: District, move: Move) -> Iterator[Change]:
    terms: defaultdict[str, list[Change]] = defaultdict(list)
    for post in district.posts_on("segment", move.old):
        yield _repointed(Kind.POST, post, "covers_code", move.main)
        for code in move.others:
            copy = _copied(Kind.POST, post, {"covers_code": code})
            yield copy
            for term in district.terms_of_post.get(post.uid, ()):
                key = {"post_uid": copy.uid}
                terms[copy.uid].append(_copied(Kind.TERM, term, key))
            yield from terms[copy.uid]


def _copied(kind: Kind, row: Row, other: dict[str, str]) -> Change:
    mark = f"gridwatch copy {row.uid} {sorted(other.items())}"
    uid = uuid.uuid5(uuid.NAMESPACE_OID, mark).hex
    return Change(kind, uid, None, {**values_of(row), **other})


def free_codes(
    district: District, count: int, own: str | None = None
) -> tuple[str, ...]:
    """Return the next free segment codes: 6 digits of the district and a serial.

    The serials follow the greatest one in use: a code that was given up is not given
    again (DB34/T 3735.1-2020: every object has a day it ended). Empty codes where the
    district has no 6-digit code.

    Parameters
    ----------
    district : District
        The district.
    count : int
        How many.
    own : str, optional
        The 6 digits; those of the district where left out.

    Examples
    --------
    >>> from gridwatch.district.district import District
    >>> from gridwatch.district.segments import Segment
    >>> free_codes(District(code="990101", segments=(Segment("s", "990101000007"),)), 2)
    ('990101000008', '990101000009')
    """
    own = _district_code(district) if own is None else own
    if not own:
        return ("",) * count
    used = {
        int(segment.code[_DIGITS:])
        for segment in district.segments
        if is_code(segment.code) and segment.code.startswith(own)
    }
    after = max(used, default=0)
    found = [n for n in range(after + 1, after + 1 + count) if n < 10**_DIGITS]
    gaps = (n for n in range(1, 10**_DIGITS) if n not in used and n <= after)
    while len(found) < count:
        found.append(next(gaps))
    return tuple(f"{own}{number:0{_DIGITS}d}" for number in found)


def _district_code(district: District) -> str:
    areas = [j.code for j in district.of_level(Level.DISTRICT)]
    codes = (district.code, *areas, *(j.code for j in district.jurisdictions))
    heads = (code[:_DIGITS] for code in codes)
    return next((h for h in heads if len(h) == _DIGITS and h.isdigit()), "")


def is_code(code: str) -> bool:
    """Tell whether `code` has the 12 digits of a segment code."""
    return len(code) == _CODE and code.isdigit()
