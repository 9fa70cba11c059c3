from dataclasses import replace
from datetime import date

import pytest

from gridwatch.district.changes import patched
from gridwatch.district.changing import (
    Handover,
    bulk_handover,
    fill,
    hand_over,
    leaving_terms,
    vacate,
)
from gridwatch.district.chiefs import Person, Post, Term, vacancy_of
from gridwatch.district.district import District
from gridwatch.district.wording import Kind, OfficerError
from tests.district.conftest import DAY

NEW = Person("new", "新人己", "西村村支书", "0000-1", "10000000001")


def held(district: District, post: str, day: date) -> list[tuple[str, bool]]:
    chiefs = district.in_office(day).get(post, ())
    return [(chief.person.name, chief.term.acting) for chief in chiefs]


def test_a_successor_begins_on_the_day_the_other_is_out(district: District) -> None:
    changes = hand_over(district, Handover("n2", DAY, district.persons[3]))
    after = patched(district, changes)
    assert held(after, "p2", date(2026, 10, 31)) == [("西村丙", False)]
    assert held(after, "p2", DAY) == [("东村丁", False)]
    assert patched(after, changes.inverse()) == district


def test_a_new_person_is_put_on_record_first(district: District) -> None:
    changes = bulk_handover(district, "n2", NEW, DAY, document="云任〔2026〕1号")
    assert [item.kind for item in changes.items] == [
        Kind.PERSON,
        Kind.TERM,
        Kind.TERM,
    ]
    after = patched(district, changes)
    assert after.person_by_uid["new"] == NEW
    (term,) = [t for t in after.terms if t.person_uid == "new"]
    assert (term.since, term.document) == (DAY, "云任〔2026〕1号")


def test_bulk_hands_over_every_post_and_nothing_else(district: District) -> None:
    more = replace(
        district, terms=(*district.terms, Term("t9", "p3", "n2", date(2025, 1, 1)))
    )
    after = patched(more, bulk_handover(more, "n2", NEW, DAY))
    assert held(after, "p2", DAY) == [("新人己", False)]
    assert held(after, "p3", DAY) == [("东村丁", False), ("新人己", False)]
    assert held(after, "p4", DAY) == held(more, "p4", DAY)


def test_a_post_left_open_is_vacant_with_somebody_acting(district: District) -> None:
    changes = hand_over(district, Handover("n2", DAY, acting=district.persons[1]))
    after = patched(district, changes)
    day = date(2026, 11, 11)
    assert held(after, "p2", day) == [("镇长乙", True)]
    vacancy = vacancy_of(after.terms_of_post["p2"], day)
    assert vacancy is not None
    assert (vacancy.since, vacancy.days) == (DAY, 10)


def test_whoever_acts_stands_down_when_the_post_is_filled(district: District) -> None:
    term = district.terms[2]
    vacated = patched(
        district,
        hand_over(district, Handover("n2", DAY, acting=district.persons[1])),
    )
    assert vacate(district, term, DAY)[0].after == {"until": DAY}
    later = date(2026, 12, 1)
    items = fill(vacated, "p2", "n3", later)
    after = patched(vacated, hand_over(vacated, Handover("n1", later, NEW)))
    assert [item.kind for item in items] == [Kind.TERM, Kind.TERM]
    assert held(after, "p2", later) == [("新人己", True)]


def test_one_of_two_holders_leaves_and_the_other_stays(district: District) -> None:
    second = replace(
        district, terms=(*district.terms, Term("t9", "p2", "n3", date(2025, 1, 1)))
    )
    acting = hand_over(second, Handover("n2", DAY, acting=second.persons[1]))
    assert held(patched(second, acting), "p2", DAY) == [("东村丁", False)]
    same = hand_over(second, Handover("n2", DAY, second.persons[3]))
    assert held(patched(second, same), "p2", DAY) == [("东村丁", False)]


def test_days_and_persons_that_make_no_sense_are_refused(district: District) -> None:
    first = date(2024, 1, 1)
    assert leaving_terms(district, "n2", first) == ()
    for wish in (
        Handover("n2", first, NEW),
        Handover("n2", date(2020, 1, 1), NEW),
        Handover("n2", DAY, district.persons[2]),
    ):
        with pytest.raises(OfficerError):
            hand_over(district, wish)


def test_only_the_ticked_terms_are_handed_over(district: District) -> None:
    more = replace(
        district,
        posts=(*district.posts, Post("p9", "村级河长", "village", "segment", "S1")),
        terms=(*district.terms, Term("t9", "p9", "n2", date(2025, 1, 1))),
    )
    wish = Handover("n2", DAY, NEW, term_uids=frozenset({"t9"}))
    after = patched(more, hand_over(more, wish))
    assert held(after, "p9", DAY) == [("新人己", False)]
    assert held(after, "p2", DAY) == [("西村丙", False)]
