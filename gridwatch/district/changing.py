"""Changes of person as `Changes`: end a term, appoint, vacate, hand everything over.

All days follow `Term`: `day` is the first day out of office of the one who leaves and
the first day in office of the one who comes.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.chiefs import Person, in_office
from gridwatch.district.rowedits import values_of
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gridwatch.district.chiefs import Term
    from gridwatch.district.district import District

__all__ = [
    "Handover",
    "appoint",
    "bulk_handover",
    "end_term",
    "fill",
    "hand_over",
    "leaving_terms",
    "new_person",
    "persons_called",
    "vacate",
]


@dataclass(frozen=True, slots=True)
class Handover:
    """One person leaves posts on a day; somebody follows, stands in, or nobody yet.

    Parameters
    ----------
    person_uid : str
        Who leaves.
    day : date
        First day out of office, and first day of whoever follows.
    successor : Person or None
        Who follows, on record or new; None: 待定.
    acting : Person or None
        Who stands in while the posts are vacant (代管); only without a successor.
    term_uids : frozenset of str
        The terms that end; empty: every post the person holds on that day.
    document : str
        Number of the appointing document.
    """

    person_uid: str
    day: date
    successor: Person | None = None
    acting: Person | None = None
    term_uids: frozenset[str] = field(default_factory=frozenset)
    document: str = ""


_TOO_EARLY = Text(
    "离任日期 {day} 不晚于任职日期 {since}：没有修改任何内容。请核对日期。",
    "The last day {day} is not after the first day {since}; nothing was changed. "
    "Check the day.",
)
_NOTHING = Text(
    "{name} 在 {day} 没有任职：没有可以交接的职务。请核对姓名和日期。",
    "{name} holds no post on {day}: there is nothing to hand over. Check name and day.",
)
_HIMSELF = Text(
    "接任人就是离任人 {name}：没有修改任何内容。请另选接任人。",
    "{name} would succeed themself; nothing was changed. Choose somebody else.",
)


def _uid() -> str:
    return uuid.uuid4().hex


def new_person(person: Person) -> Change:
    """Return the change that puts a person on record."""
    return Change(Kind.PERSON, person.uid, None, values_of(person))


def end_term(term: Term, day: date) -> Change:
    """Return the change that ends a term on its first day out of office.

    Raises
    ------
    OfficerError
        Where the term would end before it begins.
    """
    if term.since is not None and term.since >= day:
        raise OfficerError(_TOO_EARLY.filled(day=day, since=term.since))
    return Change(Kind.TERM, term.uid, {"until": term.until}, {"until": day})


def appoint(
    post_uid: str,
    person_uid: str,
    day: date,
    *,
    acting: bool = False,
    document: str = "",
) -> Change:
    """Return the change that puts a person into a post from a day on."""
    after: dict[str, object] = {
        "post_uid": post_uid,
        "person_uid": person_uid,
        "since": day,
        "until": None,
        "acting": acting,
        "document": document,
    }
    return Change(Kind.TERM, _uid(), None, after)


def fill(
    district: District,
    post_uid: str,
    person_uid: str,
    day: date,
    *,
    document: str = "",
) -> tuple[Change, ...]:
    """Return the changes that give a post a regular holder and end any acting one.

    Somebody who holds the post in their own right already gets no second term.
    """
    terms = district.terms_of_post.get(post_uid, ())
    here = [term for term in terms if in_office(term, day)]
    if any(t.person_uid == person_uid and not t.acting for t in here):
        return ()
    ended = [end_term(term, day) for term in here if term.acting]
    return (*ended, appoint(post_uid, person_uid, day, document=document))


def vacate(
    district: District,
    term: Term,
    day: date,
    acting_uid: str = "",
    *,
    document: str = "",
) -> tuple[Change, ...]:
    """Return the changes that end a term without a successor (待定).

    With `acting_uid` that person stands in (代管), unless somebody else still holds the
    post in their own right, or that person stands in already.
    """
    ended = end_term(term, day)
    others = [
        other
        for other in district.terms_of_post.get(term.post_uid, ())
        if other.uid != term.uid and in_office(other, day)
    ]
    needless = any(
        not other.acting or other.person_uid == acting_uid for other in others
    )
    if not acting_uid or needless:
        return (ended,)
    stands_in = appoint(term.post_uid, acting_uid, day, acting=True, document=document)
    return ended, stands_in


def leaving_terms(district: District, person_uid: str, day: date) -> tuple[Term, ...]:
    """Return the terms that a person would leave on a day, acting ones too."""
    return tuple(
        term
        for term in district.terms_of_person.get(person_uid, ())
        if in_office(term, day) and term.since != day
    )


def hand_over(district: District, handover: Handover) -> Changes:
    """Return all changes of one change of person, to be applied and undone as one.

    A term in somebody's own right goes to the successor; acting holders of those posts
    stand down. An acting term (代管) goes to the successor, or to `acting`, as an
    acting term. Persons who are not on record yet are put there first.

    Raises
    ------
    OfficerError
        Where the person leaves nothing on that day, follows themself, or a term would
        end before it begins.
    """
    day, person = handover.day, district.person_by_uid[handover.person_uid]
    leaving = leaving_terms(district, person.uid, day)
    wanted = handover.term_uids
    terms = [term for term in leaving if not wanted or term.uid in wanted]
    if not terms:
        raise OfficerError(_NOTHING.filled(name=person.name, day=day))
    heir = handover.successor or handover.acting
    if heir is not None and heir.uid == person.uid:
        raise OfficerError(_HIMSELF.filled(name=person.name))
    items = (
        [new_person(heir)] if heir and heir.uid not in district.person_by_uid else []
    )
    for term in terms:
        items += _passed_on(district, term, handover)
    return Changes(tuple(items), _reason(person, handover))


def _passed_on(district: District, term: Term, handover: Handover) -> Iterable[Change]:
    day, paper = handover.day, handover.document
    heir = handover.successor or handover.acting
    if heir is None or term.acting or handover.successor is None:
        return vacate(district, term, day, heir.uid if heir else "", document=paper)
    coming = fill(district, term.post_uid, heir.uid, day, document=paper)
    return end_term(term, day), *coming


def _reason(person: Person, handover: Handover) -> str:
    """Return what the journal keeps, in Chinese."""
    if handover.successor is not None:
        to = f"由 {handover.successor.name} 接任"
    elif handover.acting is not None:
        to = f"待定，由 {handover.acting.name} 代管"
    else:
        to = "待定"
    paper = f"，{handover.document}" if handover.document else ""
    return f"变更河长：{person.name} {handover.day} 离任，{to}{paper}"


def bulk_handover(
    district: District,
    from_person: str,
    to_person: Person,
    day: date,
    *,
    document: str = "",
) -> Changes:
    """Return the changes that hand all posts of one person to another (ROS-06).

    Parameters
    ----------
    district : District
        Everything there is.
    from_person : str
        Uid of who leaves.
    to_person : Person
        Who follows, on record or new.
    day : date
        First day of the one, first day without the other.
    document : str
        Number of the appointing document.
    """
    return hand_over(district, Handover(from_person, day, to_person, document=document))


def persons_called(district: District, name: str) -> tuple[Person, ...]:
    """Return the persons on record with a name, those in most posts first."""
    found = [person for person in district.persons if person.name == name]
    terms = district.terms_of_person
    return tuple(sorted(found, key=lambda p: -len(terms.get(p.uid, ()))))
