"""D8: the convenor's reasoning in sentences ready for the letter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import docx
import shapely
from python_calamine import CalamineWorkbook

from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.convenors import Ground, convenings_of
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.riverpapers import convenor_letter
from gridwatch.district.rivers import River
from gridwatch.district.rules import Role, Rules
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Language
from gridwatch.reports.rivers import convenor_book
from gridwatch.reports.wordfile import write_docx
from tests.mission.sample import DAY, sample_district

if TYPE_CHECKING:
    from pathlib import Path

UPPER, LOWER = "990101101000", "990101102000"
RULES = Rules(
    roles=(Role("镇级河长", "town", "chief"), Role("区级河长", "district", "chief"))
)


def made(
    line: list[tuple[float, float]],
    held: tuple[str, ...] = (UPPER, LOWER),
    acting: tuple[str, ...] = (),
    **more: object,
) -> District:
    """Two towns side by side and one river."""
    towns = tuple(
        Jurisdiction(c, c, name, Level.TOWN, "990101", geometry=shapely.box(*box))
        for c, name, box in (
            (UPPER, "上河镇", (0, 0, 3000, 2000)),
            (LOWER, "下河镇", (3000, 0, 6000, 2000)),
        )
    )
    codes = (*held, *acting)
    usual = {
        "name": "云溪区",
        "code": "990101",
        "rules": RULES,
        "jurisdictions": towns,
        "rivers": (River("r", "R1", "潮河", geometry=shapely.LineString(line)),),
        "posts": tuple(
            Post(f"p{c}", "镇级河长", "town", "jurisdiction", c) for c in (UPPER, LOWER)
        ),
        "persons": tuple(Person(f"n{c}", f"{c[6:9]}镇长") for c in codes),
        "terms": tuple(
            Term(f"t{c}", f"p{c}", f"n{c}", date(2024, 1, 1), acting=c in acting)
            for c in codes
        ),
    }
    return District(**{**usual, **more})


LONG_BELOW = [(1000.0, 1000.0), (6000.0, 1000.0)]


def test_d8_a_vacancy_passes_the_meeting_to_the_next_in_line() -> None:
    (one,) = convenings_of(made(LONG_BELOW, held=(UPPER,)), DAY)
    assert one.ground is Ground.NEXT
    assert one.convenor is not None
    assert one.convenor.name == "上河镇"
    told = "".join(reason.zh for reason in one.reasons)
    assert "下河镇河长当日空缺" in told
    assert "代行召集" in told


def test_d8_an_acting_holder_convenes_and_is_called_acting() -> None:
    (one,) = convenings_of(made(LONG_BELOW, held=(UPPER,), acting=(LOWER,)), DAY)
    assert one.ground is Ground.LONGEST
    assert "（代管）" in one.reasons[-1].zh
    assert "(acting)" in one.reasons[-1].en


def test_d8_nobody_in_office_is_said_and_not_hidden() -> None:
    (one,) = convenings_of(made(LONG_BELOW, held=()), DAY)
    assert one.convenor is None
    assert one.ground is Ground.NOBODY
    assert "报上级" in one.reasons[-1].zh


def test_d8_equal_reaches_go_to_the_upper_one_and_the_letter_says_so() -> None:
    (one,) = convenings_of(made([(1000.0, 1000.0), (5000.0, 1000.0)]), DAY)
    assert one.ground is Ground.TIE
    assert one.convenor is not None
    assert one.convenor.name == "上河镇"
    assert any("先上游后下游" in reason.zh for reason in one.reasons)


def test_d8_a_border_river_counts_in_full_on_both_banks() -> None:
    along = [(3000.0, 1900.0), (3000.0, 600.0), (4000.0, 100.0)]
    (one,) = convenings_of(made(along), DAY)
    lengths = {reach.name: reach for reach in one.reaches}
    assert 1250 < lengths["上河镇"].shared < 1350
    assert lengths["上河镇"].shared == lengths["下河镇"].shared
    assert lengths["下河镇"].metres > lengths["上河镇"].metres
    assert any("左右岸各按全长计入" in reason.zh for reason in one.reasons)


def test_d8_a_commander_elsewhere_changes_nothing_and_is_named() -> None:
    river = River(
        "r", "R1", "潮河",
        geometry=shapely.LineString(LONG_BELOW), commander_code="990102",
    )  # fmt: skip
    (one,) = convenings_of(made(LONG_BELOW, rivers=(river,)), DAY)
    assert one.ground is Ground.LONGEST
    assert any("990102" in reason.zh for reason in one.reasons)


def test_d8_segments_of_another_district_make_it_a_matter_of_districts() -> None:
    segments = (
        Segment("a", "990101000001", "", "R1", 1, length=4000.0, town_code=LOWER),
        Segment(
            "b", "990102000001", "", "R1", 2, length=9000.0, town_code="990102101000"
        ),
    )
    posts = (
        Post("pd", "区级河长", "district", "river", "R1"),
        Post("pe", "区级河长", "district", "jurisdiction", "990102"),
    )
    terms = (Term("t1", "pd", "n1"), Term("t2", "pe", "n2"))
    persons = (Person("n1", "本区甲"), Person("n2", "邻区乙"))
    district = made(
        LONG_BELOW, segments=segments, posts=posts, terms=terms, persons=persons
    )
    (one,) = convenings_of(district, DAY)
    assert one.level is Level.DISTRICT
    assert [(r.code, r.holder) for r in one.reaches] == [
        ("990102", "邻区乙"),
        ("990101", "本区甲"),
    ]
    assert one.convenor is one.reaches[0]


def test_d8_letter_and_table_go_out_in_both_languages(tmp_path: Path) -> None:
    convenings = convenings_of(sample_district(), DAY)
    for language, name in ((Language.ZH, "函.docx"), (Language.EN, "letter.docx")):
        letter = convenor_letter(convenings[:1], "云溪区河长制办公室", DAY)
        write_docx(tmp_path / name, letter, language)
        paper = docx.Document(str(tmp_path / name))
        told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
        for reason in convenings[0].reasons:
            assert reason.of(language) in told
        assert len(paper.tables[0].rows) == 1 + len(convenings[0].reaches)
    table = tmp_path / "召集人.xlsx"
    rows = sum(len(one.reaches) for one in convenings)
    assert convenor_book(table, convenings, DAY) == rows
    lines = CalamineWorkbook.from_path(str(table)).get_sheet_by_index(0).to_python()
    assert lines[1][8].startswith("云溪河流经 8 个辖区")
