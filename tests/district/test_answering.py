from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridwatch.district.answering import services_of, timeline, who_answers
from gridwatch.district.chiefs import Post, Term
from gridwatch.district.district import District
from gridwatch.district.documents import Table
from gridwatch.district.reporting import posts_above, reporting_line
from gridwatch.district.rules import Role, Rules
from gridwatch.district.tracing import responsibility_sheet
from gridwatch.district.wording import Kind, Language
from tests.district.conftest import DAY

OLD = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("kind", "uid", "names"),
    [
        (Kind.SEGMENT, "s", ["区长甲", "镇长乙", "西村丙", "东村丁", "管水戊"]),
        (Kind.CELL, "c", ["镇长乙", "西村丙", "管水戊"]),
        (Kind.SIGNBOARD, "b", ["区长甲", "镇长乙", "西村丙", "管水戊"]),
        (Kind.JURISDICTION, "west", ["镇长乙", "西村丙"]),
        (Kind.RIVER, "r", ["区长甲"]),
        (Kind.OUTFALL, "o", []),
    ],
)
def test_every_kind_of_place_has_its_answer(
    district: District, kind: Kind, uid: str, names: list[str]
) -> None:
    answer = who_answers(district, kind, uid, DAY)
    assert [c.person.name for r in answer.ranks for c in r.chiefs] == names


def test_an_outfall_answers_where_it_lies(district: District) -> None:
    lying = replace(
        district,
        outfalls=(
            replace(
                district.outfalls[0],
                segment_code="S1",
                geometry=shapely.Point(1500, 520),
            ),
        ),
    )
    answer = who_answers(lying, Kind.OUTFALL, "o", DAY)
    assert answer.names("village") == ["东村丁"]
    assert answer.names("warden") == []


def test_the_past_is_answered_by_those_who_were_there(district: District) -> None:
    assert who_answers(district, Kind.SEGMENT, "s", OLD).chiefs("village") == ()
    former = Term("t8", "p2", "n0", date(2022, 1, 1), date(2024, 1, 1))
    more = replace(district, terms=(*district.terms, former))
    assert who_answers(more, Kind.SEGMENT, "s", OLD).names("village") == ["区长甲"]
    days = [
        (s.person.name, s.term.since)
        for s in timeline(more, Kind.CELL, "c")
        if s.rank == "village"
    ]
    assert days == [("区长甲", date(2022, 1, 1)), ("西村丙", date(2024, 1, 1))]
    assert [s.post.uid for s in services_of(more, "n0")] == ["p0", "p2"]


def test_an_unknown_row_has_no_answer(district: District) -> None:
    assert who_answers(district, Kind.SEGMENT, "nobody", DAY).ranks == ()
    assert who_answers(district, Kind.PERSON, "n0", DAY).ranks == ()


def test_the_sheet_names_the_day_and_everyone_in_time(district: District) -> None:
    former = Term("t8", "p2", "n0", date(2022, 1, 1), date(2024, 1, 1))
    more = replace(district, terms=(*district.terms, former))
    sheet = responsibility_sheet(more, Kind.SEGMENT, "s", DAY, Language.ZH)
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    assert [row[3] for row in tables[0].rows] == [
        "区长甲",
        "镇长乙",
        "西村丙",
        "东村丁",
        "管水戊",
    ]
    assert ("青石镇政府", "云溪水务所") in [row[1:3] for row in tables[1].rows]
    assert "2022-01-01 至 2024-01-01" in [row[5] for row in tables[2].rows]


# --- reporting lines ----------------------------------------------------------------

LINE = (
    Role("总河长", "district", "general"),
    Role("区级河长", "district", "chief", "总河长"),
    Role("镇级河长", "town", "chief", "区级河长"),
    Role("村级河长", "village", "chief", "镇级河长"),
    Role("村级管水员", "village", "warden", "村级河长"),
    Role("库长", "district", "chief", "区级河长"),
)


def lined(district: District) -> District:
    return replace(
        district,
        rules=Rules(roles=LINE),
        posts=(
            *district.posts,
            Post("top", "总河长", "district", "jurisdiction", "990101"),
            Post("dam", "库长", "district", "water_body", "K1"),
        ),
    )


def test_a_warden_reports_up_to_the_general_chief(district: District) -> None:
    line = reporting_line(lined(district), district.posts[4])
    assert [[p.uid for p in rank] for rank in line] == [["p2"], ["p1"], ["p0"], ["top"]]


def test_a_named_superior_goes_before_the_rule(district: District) -> None:
    full = lined(district)
    post = replace(district.posts[2], reports_to="top")
    assert [p.uid for p in posts_above(full, post)] == ["top"]


def test_a_role_that_nobody_has_is_passed_over(district: District) -> None:
    full = lined(district)
    dam = full.post_by_uid["dam"]
    assert [p.uid for p in posts_above(full, dam)] == ["top"]
    assert posts_above(full, full.post_by_uid["top"]) == ()


def test_posts_that_report_to_each_other_do_not_hang(district: District) -> None:
    one = replace(district.posts[2], reports_to="p3")
    other = replace(district.posts[3], reports_to="p2")
    ring = replace(district, posts=(*district.posts[:2], one, other))
    assert [[p.uid for p in rank] for rank in reporting_line(ring, one)] == [["p3"]]
