"""Which segment a row means that names a river and a village, but no code (ROS-04).

A row is matched where river and village together leave one segment, each the same or
so nearly that nothing else is as near; everything else goes to a list for the officer,
with the segments it may mean.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from gridwatch.district.jurisdictions import Level
from gridwatch.district.placenames import ONE_WRONG, Likeness, Variants
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment

__all__ = ["APART", "Naming", "SegmentNames"]

APART = "·"
"""Between river, town and village where a post names them for want of a code."""

_MOST = 8
_SURE = 0.75
_HOLDER = Text("现任{name}同名或同号", "its chief {name} has that name or telephone")
_SEVERAL = Text(
    "{river}在{village}有 {n} 段：请选择",
    "{river} has {n} segments in {village}: choose",
)
_NO_RIVER = Text("没有名为“{name}”的河流", "no river is called “{name}”")
_RIVERS = Text(
    "“{name}”可能是几条河流：请选择", "“{name}” may be several rivers: choose"
)
_NO_VILLAGE = Text(
    "{river}不经过“{name}”：请选择河段", "{river} does not run through “{name}”: choose"
)
_ELSEWHERE = Text(
    "“{name}”是另一个村居的名称，而{river}不经过那里：请核对",
    "“{name}” is another village, which {river} does not reach: look at it",
)
_VILLAGES = Text(
    "“{name}”与{river}沿线几个村居都相近：请选择",
    "“{name}” is like several villages along {river}: choose",
)
_OTHER_TOWN = Text(
    "{village}不在“{name}”：请核对", "{village} is not in “{name}”: look at it"
)
_BOTH_WRONG = Text(
    "河流和村居的名称都有出入：请核对", "both river and village differ: look at them"
)
_NO_PLACE = Text("没有写明村居：请选择河段", "it names no village: choose a segment")
_NOTHING = Text("没有写明河流和村居", "it names neither river nor village")
_ONLY_VILLAGE = Text(
    "没有写明河流：请在“{name}”的河段中选择",
    "no river is named: choose one in “{name}”",
)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a row's names mean.

    Parameters
    ----------
    code : str
        Code of the segment that is certainly meant, or empty.
    score : float
        How certain, 0 to 1.
    reason : Text
        Why, or why not.
    candidates : tuple of str
        Codes to choose from, the likeliest first.
    """

    code: str
    score: float
    reason: Text
    candidates: tuple[str, ...] = ()


class _Found(NamedTuple):
    """A row on record that a written name may mean."""

    key: str
    name: str
    likeness: Likeness


class SegmentNames:
    """The segments of a district by the names of rivers and villages.

    Parameters
    ----------
    district : District
        Everything there is.
    variants : Variants
        How far names may differ.
    as_of : date or None
        The day whose holders of posts may decide between segments; None: they do not.
    """

    def __init__(
        self, district: District, variants: Variants, as_of: date | None = None
    ) -> None:
        self._district, self._variants, self._as_of = district, variants, as_of
        self._rivers = [(r.code, r.name) for r in district.rivers if r.code and r.name]
        self._villages = [
            (v.code, v.name) for v in district.of_level(Level.VILLAGE) if v.name
        ]
        self._segments = {s.code: s for s in district.segments if s.code}
        self._of_river: defaultdict[str, list[Segment]] = defaultdict(list)
        for segment in self._segments.values():
            self._of_river[segment.river_code].append(segment)
        self._known: dict[tuple[str, str], list[_Found]] = {}

    def find(self, names: Mapping[str, str], people: Sequence[str] = ()) -> Naming:
        """Return which segment is meant.

        Parameters
        ----------
        names : mapping of str to str
            ``covers_name`` (the segment's own name), ``river``, ``village``, ``town``
            as written; blank where nothing is.
        people : sequence of str
            Name and telephones of the chief, to decide between segments.
        """
        own = self._by_own_name(names.get("covers_name", ""))
        if own is not None:
            return own
        river, village = names.get("river", ""), names.get("village", "")
        if not river:
            return self._without_river(village)
        rivers = self._best("river", river, self._rivers)
        if len(rivers) != 1:
            return self._unclear_river(river, village, rivers)
        return self._on_river(rivers[0], village, names.get("town", ""), people)

    # --- by name ----------------------------------------------------------------

    def _best(
        self, sort: str, written: str, rows: Iterable[tuple[str, str]]
    ) -> list[_Found]:
        """Return the rows that a written name fits best; several where it is open."""
        key = (sort, written)
        if key not in self._known:
            scored = [
                _Found(code, name, self._variants.likeness(sort, written, name))
                for code, name in rows
            ]
            top = max((one.likeness.score for one in scored), default=0.0)
            self._known[key] = [
                one for one in scored if one.likeness.score == top and top > 0
            ]
        return self._known[key]

    def _by_own_name(self, written: str) -> Naming | None:
        """Return the segment of exactly that name, where there is one only."""
        if not written:
            return None
        if written in self._segments:
            return self._sure(written, 1.0, _OWN_CODE)
        rows = [(s.code, s.name) for s in self._segments.values() if s.name]
        found = self._best("segment", written, rows)
        if len(found) == 1 and found[0].likeness.score > ONE_WRONG:
            one = found[0]
            return self._sure(one.key, one.likeness.score, one.likeness.reason)
        return None

    @staticmethod
    def _sure(code: str, score: float, reason: Text) -> Naming:
        return Naming(code, score, reason, (code,))

    def _without_river(self, village: str) -> Naming:
        if not village:
            return Naming("", 0.0, _NOTHING)
        villages = self._best("village", village, self._villages)
        codes = [
            segment.code
            for one in villages
            for segment in self._district.segments_of_jurisdiction.get(one.key, ())
            if segment.code
        ]
        reason = _ONLY_VILLAGE.filled(name=village)
        return Naming("", 0.0, reason, tuple(dict.fromkeys(codes))[:_MOST])

    def _unclear_river(
        self, river: str, village: str, rivers: Sequence[_Found]
    ) -> Naming:
        reason = (_RIVERS if rivers else _NO_RIVER).filled(name=river)
        near = [one.key for one in rivers] or [
            code
            for code, name in sorted(
                self._rivers, key=lambda row: -fuzz.ratio(river, row[1])
            )[:2]
        ]
        segments = [s for code in near for s in self._of_river.get(code, ())]
        return Naming("", 0.0, reason, self._ranked(segments, village))

    def _ranked(self, segments: Iterable[Segment], village: str) -> tuple[str, ...]:
        """Return segments, those whose villages are most like a name first."""

        def alike(segment: Segment) -> float:
            names = [name for _, name in self._along([segment])]
            return max((fuzz.ratio(village, name) for name in names), default=0.0)

        ranked = sorted(segments, key=lambda s: (-alike(s), s.sequence or 0, s.code))
        return tuple(segment.code for segment in ranked)[:_MOST]

    def _along(self, segments: Iterable[Segment]) -> list[tuple[str, str]]:
        crossed = self._district.villages_of_segment
        return list(
            dict.fromkeys(
                (v.code, v.name) for s in segments for v in crossed.get(s.uid, ())
            )
        )

    def _on_river(
        self, river: _Found, village: str, town: str, people: Sequence[str]
    ) -> Naming:
        segments = self._of_river.get(river.key, [])
        ranked = self._ranked(segments, village)
        if not village:
            only = len(segments) == 1
            if only:
                score, reason = river.likeness
                return self._sure(segments[0].code, score, reason)
            return Naming("", 0.0, _NO_PLACE, ranked)
        scored = [
            _Found(code, name, self._variants.likeness("village", village, name))
            for code, name in self._along(segments)
        ]
        top = max((one.likeness.score for one in scored), default=0.0)
        found = [one for one in scored if one.likeness.score == top and top > 0]
        doubt = self._doubt(river, village, town, found)
        if doubt is not None:
            return Naming("", 0.0, doubt, ranked)
        there = [
            segment
            for segment in segments
            if found[0].key in {code for code, _ in self._along([segment])}
        ]
        return self._chosen(river, found[0], there, people)

    def _doubt(
        self, river: _Found, village: str, town: str, found: Sequence[_Found]
    ) -> Text | None:
        """Say why the village along a river is not certain, or None where it is."""
        if not found:
            return _NO_VILLAGE.filled(river=river.name, name=village)
        if len(found) > 1:
            return _VILLAGES.filled(river=river.name, name=village)
        one = found[0]
        if one.likeness.score <= ONE_WRONG:
            others = self._best("village", village, self._villages)
            if others and others[0].likeness.score > ONE_WRONG:
                return _ELSEWHERE.filled(river=river.name, name=village)
        if river.likeness.score * one.likeness.score < _SURE:
            return _BOTH_WRONG
        if town and not self._in_town(one.key, town):
            return _OTHER_TOWN.filled(village=one.name, name=town)
        return None

    def _in_town(self, village_code: str, town: str) -> bool:
        village = self._district.jurisdiction_by_code.get(village_code)
        parent = self._district.jurisdiction_by_code.get(
            village.parent_code if village else ""
        )
        if parent is None:
            return True
        return self._variants.likeness("town", town, parent.name).score > 0

    def _chosen(
        self,
        river: _Found,
        village: _Found,
        segments: Sequence[Segment],
        people: Sequence[str],
    ) -> Naming:
        score = river.likeness.score * village.likeness.score
        zh = f"{river.likeness.reason.zh}，{village.likeness.reason.zh}"
        reason = Text(zh, f"{river.likeness.reason.en}, {village.likeness.reason.en}")
        if len(segments) == 1:
            return self._sure(segments[0].code, score, reason)
        held = [s for s in segments if self._held_by(s, people)]
        if len(held) == 1:
            who = _HOLDER.filled(name=people[0])
            told = Text(f"{reason.zh}；{who.zh}", f"{reason.en}; {who.en}")
            return self._sure(held[0].code, score, told)
        several = _SEVERAL.filled(
            river=river.name, village=village.name, n=len(segments)
        )
        return Naming("", 0.0, several, tuple(s.code for s in segments)[:_MOST])

    def _held_by(self, segment: Segment, people: Sequence[str]) -> bool:
        wanted = {one for one in people if one}
        if self._as_of is None or not wanted:
            return False
        office = self._district.in_office(self._as_of)
        posts = self._district.posts_on(Kind.SEGMENT.value, segment.code)
        return any(
            wanted & {chief.person.name, chief.person.mobile}
            for post in posts
            for chief in office.get(post.uid, ())
        )


_OWN_CODE = Text("写的就是河段代码", "the segment's own code")
