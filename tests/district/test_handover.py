import json
from dataclasses import replace
from datetime import date

import shapely

from gridwatch.district.bodies import Body
from gridwatch.district.bookrecords import BookRecord, PrintedLeaf, record_book
from gridwatch.district.changes import patched
from gridwatch.district.changing import Handover, hand_over
from gridwatch.district.chiefs import Person, Term
from gridwatch.district.district import District
from gridwatch.district.documents import Table
from gridwatch.district.handover import HandoverCheck, handover_check
from gridwatch.district.handoverpaper import (
    faces_document,
    handover_document,
    summary,
)
from gridwatch.district.publishing import publish_roster, record_sheets
from gridwatch.district.records import Publication
from gridwatch.district.rules import Word
from gridwatch.district.signboards import FaceName, SignboardFace
from gridwatch.district.wording import Kind, Language
from tests.district.conftest import DAY

NEW = Person("new", "新人己", "西村村支书", "0000-1", "10000000001")
LEAVES = date(2026, 11, 10)


def check(
    district: District, uid: str, heir: Person | None = NEW, as_of: date = DAY
) -> HandoverCheck:
    changes = hand_over(district, Handover(uid, LEAVES, heir))
    return handover_check(district, changes, as_of)


def test_a_board_that_names_who_leaves_is_told_with_its_new_face(
    district: District,
) -> None:
    found = check(district, "n2")
    (task,) = found.boards
    assert (task.board.uid, task.face.chief) == ("b", "新人己")
    assert task.deadline == date(2026, 11, 25)
    assert task.days_left == 24
    assert [p.name for p in (*found.leaving, *found.coming)] == ["西村丙", "新人己"]
    assert found.changed_on == found.day == LEAVES


def test_working_days_and_holidays_move_the_deadline(district: District) -> None:
    signboards = {"replacement_days": 3, "replacement_counting": "working"}
    rules = replace(
        district.rules,
        replacement_days=3,
        data={"signboards": signboards},
        lists={"holidays": (Word("2026-11-12", "off"),)},
    )
    (task,) = check(replace(district, rules=rules), "n2").boards
    # Wednesday 11, not Thursday 12, Friday 13, Monday 16.
    assert task.deadline == date(2026, 11, 16)


def test_days_past_are_counted_below_zero(district: District) -> None:
    (task,) = check(district, "n2", as_of=date(2026, 12, 1)).boards
    assert task.days_left == -6


def test_without_a_successor_the_days_do_not_run_yet(district: District) -> None:
    (task,) = check(district, "n2", None).boards
    assert (task.face.chief, task.deadline) == ("待定", None)


def test_a_board_stale_before_is_not_told_again(district: District) -> None:
    old = replace(district.signboards[0], face=SignboardFace("从前人"))
    assert check(replace(district, signboards=(old,)), "n2").boards == ()


def test_a_further_name_on_a_board_counts_too(district: District) -> None:
    face = SignboardFace("西村丙", names=(FaceName("镇级河长", "镇长乙"),))
    board = replace(district.signboards[0], face=face)
    found = check(replace(district, signboards=(board,)), "n1")
    (task,) = found.boards
    assert "新人己" in {name.name for name in task.face.names}
    assert task.face.chief == "西村丙"


def test_a_board_taken_away_or_of_somebody_else_is_left_alone(
    district: District,
) -> None:
    gone = replace(district.signboards[0], removed=date(2026, 11, 2))
    assert check(replace(district, signboards=(gone,)), "n2").boards == ()
    assert check(district, "n3").boards == ()


def test_one_of_two_holders_who_is_not_on_the_board_harms_nothing(
    district: District,
) -> None:
    second = Term("t9", "p2", "n3", date(2025, 1, 1))
    both = replace(district, terms=(*district.terms, second))
    changes = hand_over(both, Handover("n3", LEAVES, NEW, term_uids=frozenset({"t9"})))
    assert handover_check(both, changes, DAY).boards == ()


def test_the_line_differs_from_what_was_published(district: District) -> None:
    out = patched(district, publish_roster(district, DAY))
    found = check(out, "n2")
    (line,) = found.lines
    assert line.before is not None
    assert line.after is not None
    assert (line.before.name, line.after.name) == ("西村丙", "新人己")
    assert found.published_on == DAY


def test_sheets_that_name_who_leaves_are_told(district: District) -> None:
    def sheet(uid: str, on: date, **content: object) -> Publication:
        text = json.dumps(content, ensure_ascii=False)
        return Publication(uid, "sheet", on, "990101", content=text)

    rows = (
        sheet("a", DAY, chiefs=["镇长乙", "西村丙"]),
        sheet("b", DAY, table=[{"河长": "西村丙、东村丁"}]),
        sheet("c", DAY, chiefs=["东村丁"], note="西村丙以外"),
        sheet("d", date(2027, 1, 1), chiefs=["西村丙"]),
        Publication("e", "sheet", DAY, content="no json"),
        replace(sheet("f", DAY, chiefs=["西村丙"]), what="face"),
    )
    found = check(replace(district, publications=rows), "n2")
    assert [row.uid for row in found.sheets] == ["a", "b"]


def test_a_sheet_put_on_record_is_stale_when_somebody_on_it_leaves(
    district: District,
) -> None:
    west, east = (district.row(Kind.JURISDICTION, uid) for uid in ("west", "east"))
    segments = [row.uid for row in district.segments]
    sheets = [(west, "西村责任图", segments), (east, "东村责任图", ())]
    given = patched(district, record_sheets(district, sheets, DAY, document="图.pdf"))
    told = [(row.subject, row.document) for row in check(given, "n2").sheets]
    assert told == [(west.code, "图.pdf")]
    assert check(district, "n2").sheets == ()


def test_a_printed_book_is_stale_when_somebody_on_its_pages_leaves(
    district: District,
) -> None:
    leaves = {
        "village:1": PrintedLeaf("a", ("7",), ("西村丙",)),
        "village:2": PrintedLeaf("b", ("8",), ("东村丁",)),
    }
    record = BookRecord("e", "图册", DAY, leaves)
    given = patched(district, record_book(district, record, document="图册.pdf"))
    assert [row.document for row in check(given, "n2").sheets] == ["图册.pdf"]
    nobody = replace(record, leaves={"cover": PrintedLeaf("c", ("1",))})
    given = patched(district, record_book(district, nobody))
    assert check(given, "n2").sheets == ()


def test_confirmations_by_who_leaves_and_contacts_are_told(
    district: District,
) -> None:
    signed = replace(
        district.ownerships[0], confirmed_on=date(2026, 5, 1), confirmed_by="西村丙"
    )
    by_chief = replace(district, ownerships=(signed,))
    assert [t.why for t in check(by_chief, "n2").confirmations] == ["signed"]
    assert check(by_chief, "n3").confirmations == ()
    by_contact = replace(
        district,
        ownerships=(replace(signed, confirmed_by="某人"),),
        bodies=(Body("y", "云溪水务所", contact="西村丙"),),
    )
    assert [t.why for t in check(by_contact, "n2").confirmations] == ["contact"]
    # What has not been confirmed needs no new signature.
    assert check(district, "n2").confirmations == ()


def test_a_cell_loses_its_last_keeper_only_once(district: District) -> None:
    assert check(district, "n4", None).cells == ("c",)
    assert check(district, "n4").cells == ()
    second = Term("t9", "p4", "n0", date(2025, 1, 1))
    kept = replace(district, terms=(*district.terms, second))
    assert check(kept, "n4", None).cells == ()


def test_the_way_begins_in_the_middle_of_the_town(district: District) -> None:
    more = replace(
        district,
        signboards=tuple(
            replace(
                district.signboards[0],
                uid=f"b{i}",
                code=f"B{i}",
                geometry=shapely.Point(x, 510),
            )
            for i, x in enumerate((900, 100, 500))
        ),
    )
    found = check(more, "n2")
    assert found.start == (1000, 500)
    assert [task.board.code for task in found.boards] in (
        ["B0", "B2", "B1"],
        ["B1", "B2", "B0"],
    )
    assert 1800 <= found.route.metres < 1802


def test_the_paper_lists_what_the_check_lists(district: District) -> None:
    found = check(district, "n2")
    paper = handover_document(district, found, Language.ZH)
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [1, 1, 1]
    assert tables[1].rows[0][4:6] == ("西村丙", "村级河长 新人己")
    assert "公示牌 1 块" in summary(found).zh
    faces = faces_document(district, found.boards, Language.ZH)
    (table,) = [block for block in faces.blocks if isinstance(block, Table)]
    assert ("河长姓名", "西村丙", "新人己") in table.rows


def test_nothing_is_changed_by_looking(district: District) -> None:
    before = replace(district)
    check(district, "n2")
    assert district == before
