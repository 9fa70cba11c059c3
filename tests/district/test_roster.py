from dataclasses import replace
from datetime import date

from gridwatch.district.changes import patched
from gridwatch.district.chiefs import Post, Term
from gridwatch.district.district import District
from gridwatch.district.matching import matches, matching_changes
from gridwatch.district.publishing import (
    differences,
    last_published,
    lines_of,
    public_roster,
    publish_roster,
    published_lines,
)
from gridwatch.district.records import Publication
from gridwatch.district.roster import formula_of, holes, roster_tree, territory
from gridwatch.district.wording import Kind
from tests.district.conftest import DAY


def test_tiers_stand_in_the_order_of_the_formula(district: District) -> None:
    rules = replace(district.rules, declared={"村级河长": 3})
    tiers = roster_tree(replace(district, rules=rules), DAY)
    assert [t.role for t in tiers] == ["区级河长", "镇级河长", "村级河长", "村级管水员"]
    assert [t.drifts for t in tiers] == [False, False, True, False]
    assert [len(t.states) for t in tiers] == [1, 1, 2, 1]


def test_the_formula_is_held_against_the_declared_one(district: District) -> None:
    rules = replace(
        district.rules,
        declared={"区级河长": 1, "镇级河长": 1, "村级河长": 3, "村级管水员": 1},
    )
    found = formula_of(replace(district, rules=rules), DAY)
    assert (found.found, found.declared) == ("1+1+2+1=5", "1+1+3+1=6")
    assert [(d.role, d.declared, d.found) for d in found.drifts] == [("村级河长", 3, 2)]


def test_two_holders_are_no_fault_and_a_vacancy_is_told(district: District) -> None:
    left = replace(district.terms[3], until=date(2026, 10, 1))
    second = Term("t9", "p2", "n0", date(2025, 1, 1))
    changed = replace(
        district,
        terms=(*(t for t in district.terms if t.uid != "t3"), left, second),
    )
    (tier,) = [t for t in roster_tree(changed, DAY) if t.role == "村级河长"]
    west, east = tier.states
    assert len(west.holders) == 2
    assert east.vacancy is not None
    assert east.vacancy.days == 31
    assert tier.vacant == 1


def test_posts_light_up_what_they_answer_for(district: District) -> None:
    by_uid = district.post_by_uid
    assert territory(district, [by_uid["p2"]]) == {
        Kind.SEGMENT: {"s"},
        Kind.CELL: {"c"},
    }
    assert territory(district, [by_uid["p3"]]) == {Kind.SEGMENT: {"s"}}
    assert territory(district, [by_uid["p4"]]) == {Kind.CELL: {"c"}}
    assert territory(district, [by_uid["p0"]]) == {Kind.SEGMENT: {"s"}}
    assert territory(district, [Post("x", covers="cell", covers_code="?")]) == {}


def test_holes_are_what_nobody_answers_for(district: District) -> None:
    assert holes(district, DAY) == ()
    bare = replace(district, terms=district.terms[:2])
    found = {(hole.kind, hole.missing) for hole in holes(bare, DAY)}
    assert found == {
        (kind, missing)
        for kind in (Kind.SEGMENT, Kind.CELL)
        for missing in ("village", "warden")
    }


# --- the public list ----------------------------------------------------------------


def test_a_person_has_one_line_with_all_that_is_covered(district: District) -> None:
    more = replace(
        district, terms=(*district.terms, Term("t9", "p3", "n2", date(2025, 1, 1)))
    )
    lines = [line for line in public_roster(more, DAY) if line.role == "村级河长"]
    assert [(line.name, line.places) for line in lines] == [
        ("西村丙", "west、east"),
        ("东村丁", "east"),
    ]
    assert lines[0].waters == "云溪河段"


def test_what_was_published_is_kept_and_compared(district: District) -> None:
    out = patched(district, publish_roster(district, DAY, medium="网站", by="办公室"))
    entry = last_published(out, DAY)
    assert entry is not None
    assert lines_of(entry) == public_roster(district, DAY)
    left = replace(district.terms[2], until=date(2026, 11, 5))
    later = replace(out, terms=(*(t for t in district.terms if t.uid != "t2"), left))
    (one,) = differences(lines_of(entry), public_roster(later, date(2026, 11, 6)))
    assert one.before is not None
    assert one.after is not None
    assert (one.before.name, one.after.name) == ("西村丙", "待定")
    assert last_published(out, date(2026, 10, 31)) is None


def test_a_record_without_content_is_taken_for_the_list_of_its_day(
    district: District,
) -> None:
    entry = Publication("u", "roster", DAY)
    assert published_lines(district, entry) == public_roster(district, DAY)
    assert lines_of(replace(entry, content="{not json")) == ()


def test_somebody_who_answers_for_more_is_one_difference(district: District) -> None:
    before = public_roster(district, DAY)
    more = replace(
        district, terms=(*district.terms, Term("t9", "p3", "n2", date(2025, 1, 1)))
    )
    (one,) = differences(before, public_roster(more, DAY))
    assert one.changed == ("places",)


# --- matching -----------------------------------------------------------------------


def listed(district: District, *codes: str) -> District:
    posts = [
        Post(f"m{i}", "河长", "village", "segment", code)
        for i, code in enumerate(codes)
    ]
    terms = [Term(f"mt{i}", f"m{i}", "n2", DAY) for i in range(len(codes))]
    return replace(
        district,
        posts=(*district.posts, *posts),
        terms=(*district.terms, *terms),
    )


def test_names_and_codes_written_otherwise_are_matched(district: District) -> None:
    found = matches(listed(district, "S1", "s 1", "云溪河段", "云溪河第1段"))
    assert [(m.post.covers_code, m.code) for m in found] == [
        ("s 1", "S1"),
        ("云溪河段", "S1"),
        ("云溪河第1段", "S1"),
    ]


def test_what_is_only_alike_is_for_the_officer(district: District) -> None:
    near, strange = matches(listed(district, "云溪河一段", "某某沟"))
    assert (near.code, near.nearest) == ("", ("S1",))
    assert (strange.code, strange.nearest) == ("", ())


def test_matched_posts_are_not_doubled(district: District) -> None:
    rows = listed(district, "云溪河段", "s1")
    found = matches(rows)
    changes = matching_changes(rows, {m.post.uid: m.code for m in found})
    after = patched(rows, changes)
    posts = [p for p in after.posts if p.role == "河长"]
    assert [p.covers_code for p in posts] == ["S1"]
    assert len(after.terms_of_post[posts[0].uid]) == 2
    back = patched(after, changes.inverse())
    assert {p.uid: p for p in back.posts} == {p.uid: p for p in rows.posts}
    assert matches(after) == ()
