"""Posts of a roster that name what they cover by words or by a code nobody knows.

A list of chiefs of segments (河段长) often has the name of the segment, or a code
written otherwise. What is certain is matched at once, the rest is shown with the
nearest names for the officer to choose from (ROS-04).
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.placenames import Variants
from gridwatch.district.segmentnames import APART, SegmentNames
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridwatch.district.chiefs import Post
    from gridwatch.district.district import District

__all__ = ["Match", "matches", "matching_changes"]

_MOST = 5
_ALIKE = 0.55
_NONE_VARY = Variants()
_NOISE = re.compile(r"[\s（）()〔〕\[\]【】—\-_·.,，、]+")
_TABLES = {
    "segment": "segments",
    "river": "rivers",
    "cell": "cells",
    "water_body": "water_bodies",
    "jurisdiction": "jurisdictions",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A post whose covered code is not on record.

    Parameters
    ----------
    post : Post
        The post.
    code : str
        The code that is certainly meant, or empty.
    nearest : tuple of str
        Codes of the rows with the nearest names, best first, to choose from.
    text : Text
        Why it is certain, or why not.
    """

    post: Post
    code: str
    nearest: tuple[str, ...]
    text: Text


_BY_CODE = Text("代码写法不同：{code}", "the same code written otherwise: {code}")
_BY_NAME = Text("名称一致：{name}", "the same name: {name}")
_SEVERAL = Text("有 {n} 个同名对象，请选择", "{n} have that name: choose one")
_NEAR = Text("名称相近，请核对", "names are alike: look at them")
_NONE = Text("没有找到对应的对象", "nothing on record is like it")


def matches(district: District, variants: Variants = _NONE_VARY) -> tuple[Match, ...]:
    """Return every post whose covered code is not on record, with what it may mean.

    Parameters
    ----------
    district : District
        Everything there is.
    variants : Variants
        How far the names of rivers and villages may differ.
    """
    finder = SegmentNames(district, variants)
    books: dict[str, _Book] = {}
    found = []
    for post in district.posts:
        if post.covers not in _TABLES or not post.covers_code:
            continue
        if post.covers not in books:
            books[post.covers] = _Book(district, post.covers)
        book = books[post.covers]
        if post.covers_code not in book.codes:
            named = _by_places(post, finder)
            found.append(named if named is not None else book.match(post))
    return tuple(found)


def _by_places(post: Post, finder: SegmentNames) -> Match | None:
    """Return the segment that a post names by river and village (潮河·东北村)."""
    river, *places = post.covers_code.split(APART)
    if post.covers != "segment" or not places:
        return None
    names = {"river": river, "village": places[-1]}
    if len(places) > 1:
        names["town"] = places[0]
    found = finder.find(names)
    return Match(post, found.code, found.candidates, found.reason)


def matching_changes(
    district: District, chosen: Mapping[str, str], reason: str = ""
) -> Changes:
    """Return the changes that give posts the codes chosen for them.

    Where a post of the same role covers that row already, the terms go over to it:
    one post may not stand twice on record.

    Parameters
    ----------
    district : District
        Everything there is.
    chosen : mapping of str to str
        Code by uid of the post.
    reason : str
        What the journal keeps.
    """
    items: list[Change] = []
    taken = {(p.role, p.covers, p.covers_code): p.uid for p in district.posts}
    for uid, code in chosen.items():
        post = district.post_by_uid[uid]
        there = taken.setdefault((post.role, post.covers, code), uid)
        if there == uid:
            before, after = {"covers_code": post.covers_code}, {"covers_code": code}
            items.append(Change(Kind.POST, uid, before, after))
            continue
        for term in district.terms_of_post.get(uid, ()):
            change = Change(Kind.TERM, term.uid, {"post_uid": uid}, {"post_uid": there})
            items.append(change)
        fields = ("role", "level", "covers", "covers_code", "reports_to")
        gone = {key: getattr(post, key) for key in fields}
        items.append(Change(Kind.POST, uid, gone, None))
    return Changes(tuple(items), reason or f"核对名单：{len(chosen)} 个职务的责任对象")


class _Book:
    """Codes and names of one sort of row."""

    def __init__(self, district: District, covers: str) -> None:
        rows = [row for row in getattr(district, _TABLES[covers]) if row.code]
        self.codes = {row.code for row in rows}
        self._plain_codes = {_plain(row.code): row.code for row in rows}
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            for name in _names_of(district, covers, row):
                self._names[_plain(name)].append(row.code)

    def match(self, post: Post) -> Match:
        """Return what a post most likely covers."""
        said = _plain(post.covers_code)
        code = self._plain_codes.get(said, "")
        if code:
            return Match(post, code, (code,), _BY_CODE.filled(code=code))
        same = tuple(dict.fromkeys(self._names.get(said, ())))
        if len(same) == 1:
            text = _BY_NAME.filled(name=post.covers_code)
            return Match(post, same[0], same, text)
        if same:
            return Match(post, "", same, _SEVERAL.filled(n=len(same)))
        near = difflib.get_close_matches(said, self._names, _MOST, _ALIKE)
        codes = dict.fromkeys(code for name in near for code in self._names[name])
        return Match(post, "", tuple(codes)[:_MOST], _NEAR if codes else _NONE)


def _plain(text: str) -> str:
    return _NOISE.sub("", text).casefold()


def _names_of(district: District, covers: str, row: object) -> Iterable[str]:
    """Yield what a row may be called: its name, and river and number of a segment."""
    name = str(getattr(row, "name", "") or "")
    if name:
        yield name
    sequence = getattr(row, "sequence", None)
    if covers == "segment" and sequence is not None:
        river = district.river_by_code.get(str(getattr(row, "river_code", "")))
        if river is not None:
            yield f"{river.name}第{sequence}段"
