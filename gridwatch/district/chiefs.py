"""Persons, posts and terms of office: who holds a post on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

__all__ = [
    "Chief",
    "Person",
    "Post",
    "RosterDrift",
    "Tenures",
    "Term",
    "Vacancy",
    "holders",
    "in_office",
    "roster_counts",
    "roster_drift",
    "roster_formula",
    "tenures_of",
    "vacancy_of",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds or held a post.

    Parameters
    ----------
    uid : str
        Stable identifier.
    name : str
        Name.
    unit : str
        Unit and title in it (单位及职务).
    office_phone, mobile : str
        Digits as text; only the office phone may stand on public prints.
    """

    uid: str
    name: str = ""
    unit: str = ""
    office_phone: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A chief's office.

    Parameters
    ----------
    uid : str
        Stable identifier.
    role : str
        A word of the codelist ``roles``, e.g. 村级河长.
    level : str
        ``district``, ``town`` or ``village``.
    covers : str
        What it covers: ``jurisdiction``, ``river``, ``segment``, ``water_body`` or
        ``cell``.
    covers_code : str
        Code of that object.
    reports_to : str
        Uid of the post above; where it is empty the role says which (``Role.above``).
    """

    uid: str
    role: str = ""
    level: str = ""
    covers: str = "jurisdiction"
    covers_code: str = ""
    reports_to: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One person in one post from a day up to, but not including, a day.

    Several terms in one post at once are lawful (双河长); none is a vacancy.

    Parameters
    ----------
    uid, post_uid, person_uid : str
        Stable identifiers of the term, its post and its person.
    since : date or None
        First day in office; None is "before all records".
    until : date or None
        First day out of office (离任日期); None is "still in office".
    acting : bool
        Holds the post for the time of a vacancy (执行河长代管).
    document : str
        Number of the document that appointed the person.
    """

    uid: str
    post_uid: str
    person_uid: str
    since: date | None = None
    until: date | None = None
    acting: bool = False
    document: str = ""


class Chief(NamedTuple):
    """A person holding a post; a city has a hundred thousand, so they are cheap."""

    person: Person
    post: Post
    term: Term


def in_office(term: Term, as_of: date) -> bool:
    """Tell whether `term` covers the day `as_of`.

    Examples
    --------
    >>> from datetime import date
    >>> term = Term("t", "post", "person", date(2024, 1, 1), date(2025, 1, 1))
    >>> in_office(term, date(2024, 12, 31)), in_office(term, date(2025, 1, 1))
    (True, False)
    """
    begun = term.since is None or term.since <= as_of
    ended = term.until is not None and term.until <= as_of
    return begun and not ended


def holders(
    posts: Iterable[Post],
    terms: Mapping[str, Sequence[Term]],
    persons: Mapping[str, Person],
    as_of: date,
) -> list[Chief]:
    """Return everyone who holds one of `posts` on a day, acting holders last.

    Parameters
    ----------
    posts : iterable of Post
        The posts asked for, in the order wanted.
    terms : mapping of post uid to terms
        All terms by post.
    persons : mapping of person uid to person
        All persons.
    as_of : date
        The day.
    """
    found = [
        Chief(persons[term.person_uid], post, term)
        for post in posts
        for term in terms.get(post.uid, ())
        if in_office(term, as_of) and term.person_uid in persons
    ]
    return sorted(found, key=lambda chief: chief.term.acting)


@dataclass(frozen=True, eq=False)
class Tenures:
    """All terms with their persons and posts, to tell any day quickly.

    Parameters
    ----------
    posts : list of str
        Uid of the post of each term.
    chiefs : list of tuple of Chief
        Who holds it in that term: always one.
    since, until : arrays of int
        First day in office and first day out of it, as ordinals.
    changes : list of int
        Days on which anybody comes or goes, ascending.
    """

    posts: list[str]
    chiefs: list[tuple[Chief]]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    changes: list[int]

    def period(self, as_of: date) -> int:
        """Return a number that is the same for days between which nobody changes."""
        return bisect_right(self.changes, as_of.toordinal())

    def on(self, as_of: date) -> dict[str, tuple[Chief, ...]]:
        """Return who holds each post on a day, by its uid; acting holders last."""
        day = as_of.toordinal()
        here = np.flatnonzero((self.since <= day) & (self.until > day)).tolist()
        posts = list(map(self.posts.__getitem__, here))
        chiefs = list(map(self.chiefs.__getitem__, here))
        found: dict[str, tuple[Chief, ...]] = dict(zip(posts, chiefs, strict=True))
        if len(found) == len(here):
            return found
        return _shared(posts, chiefs)


def _shared(
    posts: list[str], chiefs: list[tuple[Chief]]
) -> dict[str, tuple[Chief, ...]]:
    """Return holders by post where some posts have several; acting holders last."""
    found: dict[str, tuple[Chief, ...]] = {}
    shared = set()
    for post, chief in zip(posts, chiefs, strict=True):
        if post in found:
            found[post] += chief
            shared.add(post)
        else:
            found[post] = chief
    for post in shared:
        found[post] = tuple(sorted(found[post], key=attrgetter("term.acting")))
    return found


def tenures_of(
    posts: Mapping[str, Post], terms: Iterable[Term], persons: Mapping[str, Person]
) -> Tenures:
    """Return the terms of known persons in known posts.

    Parameters
    ----------
    posts, persons : mappings by uid
        All posts and persons.
    terms : iterable of Term
        All terms.
    """
    known = list(terms)
    over = list(map(attrgetter("post_uid"), known))
    held_by = list(map(attrgetter("person_uid"), known))
    try:
        who = zip(
            list(map(persons.__getitem__, held_by)),
            list(map(posts.__getitem__, over)),
            known,
            strict=True,
        )
    except KeyError:
        # Rare: terms that name somebody or something not on record.
        sound = [t for t in known if t.post_uid in posts and t.person_uid in persons]
        return tenures_of(posts, sound, persons)
    begun, begins = _ordinals(list(map(attrgetter("since"), known)), _ALWAYS)
    ended, ends = _ordinals(list(map(attrgetter("until"), known)), _NEVER)
    # Without a call of Python's for each chief.
    chiefs = map(partial(tuple.__new__, Chief), who)
    return Tenures(over, list(zip(chiefs)), begun, ended, sorted({*begins, *ends}))


def _ordinals(
    days: list[date | None], unknown: int
) -> tuple[NDArray[np.int64], Collection[int]]:
    """Return days as ordinals, and each different one once."""
    # Many share a day: terms begin and end together.
    number = {day: day.toordinal() if day else unknown for day in set(days)}
    found = np.fromiter(map(number.__getitem__, days), np.int64, len(days))
    return found, number.values()


_ALWAYS, _NEVER = 0, 1 << 40
"""Before the first and after the last day that a date can be."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that nobody holds in their own right on a day.

    Parameters
    ----------
    since : date or None
        First day without a regular holder; None where nobody ever held it.
    days : int or None
        Days vacant on the day, the first one not counted; None as `since`.
    """

    since: date | None
    days: int | None


def vacancy_of(terms: Iterable[Term], as_of: date) -> Vacancy | None:
    """Return since when a post is vacant; None where a regular holder is in office.

    An acting holder (代管) does not end a vacancy (ROS-15).

    Examples
    --------
    >>> from datetime import date
    >>> gone = Term("t", "post", "person", date(2024, 1, 1), date(2026, 3, 1))
    >>> vacancy_of([gone], date(2026, 3, 11)).days
    10
    """
    regular = [term for term in terms if not term.acting]
    if any(in_office(term, as_of) for term in regular):
        return None
    left = [
        term.until for term in regular if term.until is not None and term.until <= as_of
    ]
    since = max(left, default=None)
    return Vacancy(since, (as_of - since).days if since is not None else None)


def roster_counts(
    posts: Iterable[Post], terms: Iterable[Term], as_of: date
) -> dict[str, int]:
    """Count the persons in office by role; one person in two posts counts once."""
    role = {post.uid: post.role for post in posts}
    pairs = {
        (role[term.post_uid], term.person_uid)
        for term in terms
        if term.post_uid in role and in_office(term, as_of) and not term.acting
    }
    return dict(Counter(name for name, _ in pairs))


def roster_formula(counts: Mapping[str, int], roles: Sequence[str]) -> str:
    """Write counts as the formula officers use.

    Examples
    --------
    >>> roster_formula({"总河长": 2, "副总河长": 2}, ["总河长", "副总河长"])
    '2+2=4'
    """
    numbers = [counts.get(role, 0) for role in roles]
    return "+".join(map(str, numbers)) + f"={sum(numbers)}"


@dataclass(frozen=True, slots=True)
class RosterDrift:
    """A tier whose count differs from the declared one."""

    role: str
    declared: int
    found: int


def roster_drift(
    counts: Mapping[str, int], declared: Mapping[str, int]
) -> list[RosterDrift]:
    """Return the tiers that drift from the declared roster (ROS-01).

    Examples
    --------
    >>> roster_drift({"总河长": 2}, {"总河长": 2, "副总河长": 2})
    [RosterDrift(role='副总河长', declared=2, found=0)]
    """
    return [
        RosterDrift(role, number, counts.get(role, 0))
        for role, number in declared.items()
        if counts.get(role, 0) != number
    ]
