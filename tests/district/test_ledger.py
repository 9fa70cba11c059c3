"""A file held against the record: random ledgers, random edits, exactly these found."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.changes import patched
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.district import District
from gridwatch.district.ledger import compare
from gridwatch.district.ledgeraccepting import accepted
from gridwatch.district.ledgerrows import ledger_rows, rules_for
from gridwatch.district.ledgervalues import LedgerRow, LedgerRules, Status
from gridwatch.district.outfalls import Outfall
from gridwatch.district.signboards import FaceName, Signboard, SignboardFace
from gridwatch.district.wording import Kind

DAY = date(2026, 11, 1)
KEYS = ("code", "name", "responsible_body", "above_scale", "monitored", "segment_code")


def name_of(number: int) -> str:
    """Return a name that shares no character with that of another number."""
    return "".join(chr(0x4E00 + 4 * number + at) for at in range(4))


def outfall(number: int, *, coded: bool = True) -> Outfall:
    return Outfall(
        f"u{number}",
        f"PW-{number:04d}" if coded else "",
        name_of(number),
        responsible_body=name_of(2000 + number),
        above_scale=bool(number % 2),
        monitored=date(2026, 1, 1 + number % 28),
        segment_code=f"99010100{number:04d}",
        # Far apart, so that moves cannot make neighbours of them.
        geometry=shapely.Point(10_000.0 * number, 0.0),
    )


def file_of(district: District, kind: Kind = Kind.OUTFALL) -> list[LedgerRow]:
    rows = ledger_rows(district, kind, DAY)
    return [
        LedgerRow(str(number), {k: row.fields[k] for k in KEYS}, row.place)
        for number, row in enumerate(rows, 2)
    ]


EDITS = st.sampled_from(["keep", "keep", "change", "move", "both", "nudge", "gone"])


@st.composite
def ledgers(draw):
    """Return a record, a file made from it by edits, and what was done."""
    coded = draw(st.lists(st.booleans(), min_size=0, max_size=25))
    district = District(
        outfalls=tuple(outfall(n, coded=c) for n, c in enumerate(coded))
    )
    rows, told = [], {status: set() for status in Status}
    for row, was in zip(file_of(district), district.outfalls, strict=True):
        edit = draw(EDITS)
        fields, place = dict(row.fields), row.place
        if edit == "gone":
            told[Status.VANISHED].add(was.uid)
            continue
        if edit in ("change", "both"):
            fields["responsible_body"] = draw(st.sampled_from(["甲公司", "乙公司"]))
            fields["above_scale"] = not fields["above_scale"]
        if edit in ("move", "both", "nudge"):
            far = 30.0 if edit == "nudge" else draw(st.floats(51.0, 1900.0))
            place = shapely.Point(place.x, far)
        status = {"change": Status.CHANGED, "move": Status.MOVED, "both": Status.MOVED}
        if edit in status:
            told[status[edit]].add(was.uid)
        rows.append(LedgerRow(row.key, fields, place))
    for number in range(draw(st.integers(0, 5))):
        new = outfall(500 + number, coded=draw(st.booleans()))
        (row,) = file_of(District(outfalls=(new,)))
        rows.append(replace(row, key=str(900 + number)))
        told[Status.NEW].add(str(900 + number))
    draw(st.randoms(use_true_random=False)).shuffle(rows)
    return district, rows, told


@settings(deadline=None, max_examples=150)
@given(ledgers())
def test_exactly_the_edits_made_are_found(made):
    district, rows, told = made
    diff = compare(
        ledger_rows(district, Kind.OUTFALL, DAY), rows, rules_for(Kind.OUTFALL)
    )
    found = {
        status: {one.uid or one.row for one in diff.of(status)} for status in Status
    }
    assert found == told
    edited = told[Status.CHANGED] | told[Status.MOVED]
    assert diff.same == len(district.outfalls) - len(edited | told[Status.VANISHED])
    for one in diff.of(Status.CHANGED):
        assert {f.key for f in one.fields} == {"responsible_body", "above_scale"}


@settings(deadline=None, max_examples=100)
@given(ledgers())
def test_all_accepted_and_compared_again_nothing_is_left(made):
    district, rows, _ = made
    rules = rules_for(Kind.OUTFALL)
    diff = compare(ledger_rows(district, Kind.OUTFALL, DAY), rows, rules)
    changes = accepted(district, Kind.OUTFALL, diff.differences, rows, DAY, "台账.xlsx")
    after = patched(district, changes)
    again = compare(ledger_rows(after, Kind.OUTFALL, DAY), rows, rules)
    assert again.differences == ()
    assert again.same == len(rows)
    assert changes.reason == "台账.xlsx"
    back = patched(after, changes.inverse())
    assert {r.uid: r for r in back.outfalls} == {r.uid: r for r in district.outfalls}


WORDS = st.text(alphabet="甲乙丙河村口", max_size=4)
LOOSE = st.builds(
    lambda code, name, body, at: (code, name, body, at),
    st.sampled_from(["", "", "PW-1", "PW-2", "pw 2", "PW03", "PW-3"]),
    WORDS,
    WORDS,
    st.one_of(st.none(), st.tuples(st.integers(0, 4), st.integers(0, 4))),
)


def loose_rows(found, head):
    return [
        LedgerRow(
            f"{head}{number}",
            {"code": code, "name": name, "responsible_body": body},
            None if at is None else shapely.Point(60.0 * at[0], 60.0 * at[1]),
        )
        for number, (code, name, body, at) in enumerate(found)
    ]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(LOOSE, max_size=10),
    st.lists(LOOSE, max_size=10),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_means_nothing_and_every_row_is_accounted_for(a, b, chance):
    store, file = loose_rows(a, "u"), loose_rows(b, "r")
    rules = rules_for(Kind.OUTFALL)
    diff = compare(store, file, rules)
    shuffled = chance.sample(store, len(store)), chance.sample(file, len(file))
    assert compare(*shuffled, rules) == diff
    rows = [one.row for one in diff.differences if one.row]
    uids = [one.uid for one in diff.differences if one.uid]
    assert len(rows) == len(set(rows))
    assert len(uids) == len(set(uids))
    assert len(rows) + diff.same == len(file)
    for one in diff.of(Status.QUESTION):
        assert one.candidates
        assert one.reason.zh
    # Every row on record is paired, gone, or a candidate of a question.
    asked = {c.uid for one in diff.of(Status.QUESTION) for c in one.candidates}
    gone = {one.uid for one in diff.of(Status.VANISHED)}
    certain = len(uids) + diff.same
    assert len(store) - len(asked) <= certain <= len(store)
    assert not asked & gone


def one(store, file, **rules):
    (found,) = compare(store, file, rules_for(Kind.OUTFALL, **rules)).differences
    return found


def row(key, code="", name="", at=None, **fields):
    place = None if at is None else shapely.Point(*at)
    return LedgerRow(key, {"code": code, "name": name, **fields}, place)


def test_a_code_written_otherwise_is_the_same_and_is_not_rewritten():
    found = one([row("u", "PW-007", "东口")], [row("2", "pw７", "西口")])  # noqa: RUF001
    assert found.status is Status.CHANGED
    assert [f.key for f in found.fields] == ["name"]
    assert "写法不同" in found.reason.zh


def test_blank_cells_say_nothing_unless_they_are_to():
    store, file = [row("u", "1", "甲")], [row("2", "1", "")]
    assert compare(store, file, rules_for(Kind.OUTFALL)).same == 1
    found = one(store, file, blanks=True)
    assert (found.fields[0].old, found.fields[0].new) == ("甲", "")


def test_how_a_text_is_typed_is_no_change():
    store = [row("u", "1", "云溪（东）排口", responsible_body="甲 公司")]
    file = [row("2", "1", "云溪(东)排口", responsible_body="甲公司")]
    assert compare(store, file, rules_for(Kind.OUTFALL)).same == 1


def test_the_same_name_with_another_code_is_a_question():
    found = one([row("u", "1", "东桥口")], [row("2", "9", "东桥口")])
    assert found.status is Status.QUESTION
    assert found.candidates[0].uid == "u"
    assert "换了编码" in found.reason.zh


def test_the_same_name_far_away_is_a_question_with_the_distance():
    store, file = [row("u", "", "东桥口", (0, 0))], [row("2", "", "东桥口", (0, 9000))]
    found = one(store, file)
    assert found.status is Status.QUESTION
    assert "9000 米" in found.reason.zh


def test_namesakes_are_told_apart_by_place_or_asked():
    store = [row("a", "", "涵洞", (0, 0)), row("b", "", "涵洞", (1000, 0))]
    file = [row("2", "", "涵洞", (990, 0)), row("3", "", "涵洞", (5, 0))]
    assert compare(store, file, rules_for(Kind.OUTFALL)).same == 2
    nowhere = [row("2", "", "涵洞"), row("3", "", "涵洞")]
    diff = compare(store, nowhere, rules_for(Kind.OUTFALL))
    assert diff.counts[Status.QUESTION] == 2
    assert {c.uid for c in diff.differences[0].candidates} == {"a", "b"}


def test_a_code_twice_in_the_file_is_asked_about_and_nothing_vanishes():
    diff = compare(
        [row("u", "1", "甲")],
        [row("2", "1", "甲"), row("3", "1", "乙")],
        rules_for(Kind.OUTFALL),
    )
    assert diff.counts[Status.QUESTION] == 2
    assert diff.counts[Status.VANISHED] == 0
    assert "本文件有 2 行" in diff.differences[0].reason.zh


def test_a_name_with_one_wrong_character_nearby_is_the_same_row_with_a_score():
    store, file = (
        [row("u", "", "荷店村委会东侧排口", (0, 0))],
        [row("2", "", "荷店村委会东则排口", (20, 0))],
    )
    found = one(store, file)
    assert found.status is Status.CHANGED
    assert 0.8 <= found.score < 1.0
    assert "相距 20 米" in found.reason.zh


def test_answers_of_the_officer_decide():
    store, file = [row("u", "1", "东桥口")], [row("2", "9", "东桥口")]
    same = one(store, file, answers={"2": "u"})
    assert same.status is Status.CHANGED
    assert same.fields[0].new == "9"
    diff = compare(store, file, rules_for(Kind.OUTFALL, answers={"2": ""}))
    assert [d.status for d in diff.differences] == [Status.NEW, Status.VANISHED]


def test_two_answers_for_one_row_on_record_are_not_both_taken():
    store = [row("u", "", "涵洞")]
    file = [row("2", "", "涵洞"), row("3", "", "涵洞")]
    diff = compare(store, file, rules_for(Kind.OUTFALL, answers={"2": "u", "3": "u"}))
    assert diff.same == 1
    assert diff.counts[Status.NEW] == 1


def test_nothing_against_nothing_is_nothing():
    assert compare([], [], LedgerRules()).differences == ()


def test_a_stop_while_candidates_are_sought_goes_through():
    class StoppedError(Exception):
        pass

    def tick(_done, _total):
        raise StoppedError

    with pytest.raises(StoppedError):
        compare(
            [row("u", "", "甲")], [row("2", "", "乙")], rules_for(Kind.OUTFALL), tick
        )


# --- other kinds ----------------------------------------------------------------------


def boards() -> District:
    face = SignboardFace(
        "张三", "镇级河长", "0000-1", "潮河", (FaceName("区", "李四"),)
    )
    kept = Signboard("b0", "GP1", segment_code="S1", face=face)
    return District(
        signboards=(
            kept,
            Signboard("b1", "GP2", face=face),
            Signboard("b2", "GP3", removed=date(2020, 1, 1)),
        )
    )


def test_a_boards_face_is_compared_part_by_part_and_kept_otherwise():
    district = boards()
    rows = [LedgerRow("2", {"code": "GP1", "face.chief": "王五"})]
    store = ledger_rows(district, Kind.SIGNBOARD, DAY)
    diff = compare(store, rows, rules_for(Kind.SIGNBOARD))
    assert diff.counts[Status.CHANGED] == diff.counts[Status.VANISHED] == 1
    changes = accepted(district, Kind.SIGNBOARD, diff.differences, rows, DAY, "x")
    after = {b.uid: b for b in patched(district, changes).signboards}
    assert after["b0"].face == replace(district.signboards[0].face, chief="王五")
    assert after["b1"].removed == DAY
    assert after["b2"] == district.signboards[2]


def chiefs() -> District:
    posts = [
        Post(f"po{n}", "村级河长", "village", "jurisdiction", f"V{n}") for n in range(4)
    ]
    people = [Person(f"p{n}", f"云{'甲乙丙丁'[n]}", mobile=f"1{n}") for n in range(4)]
    terms = [Term(f"t{n}", f"po{n}", f"p{n}", date(2020, 1, 1)) for n in range(4)]
    gone = Term("old", "po0", "p3", date(2010, 1, 1), date(2020, 1, 1))
    return District(
        posts=tuple(posts), persons=tuple(people), terms=(*terms, gone)
    )  # fmt: skip


def line(key, name, code, mobile=""):
    fields = {
        "role": "村级河长", "covers": "jurisdiction", "covers_code": code,
        "name": name, "mobile": mobile,
    }  # fmt: skip
    return LedgerRow(key, fields)


def test_a_chiefs_table_gives_changes_of_person_phone_and_end_of_terms():
    district = chiefs()
    rows = [
        line("2", "云甲", "V0", "19"),
        line("3", "新人", "V1", "77"),
        line("4", "云丙", "V2", "12"),
        line("5", "另一", "V9", "88"),
    ]
    rules = rules_for(Kind.PERSON)
    diff = compare(ledger_rows(district, Kind.PERSON, DAY), rows, rules)
    assert {s: n for s, n in diff.counts.items() if n} == {
        Status.NEW: 1,
        Status.CHANGED: 2,
        Status.VANISHED: 1,
    }
    changes = accepted(district, Kind.PERSON, diff.differences, rows, DAY, "x")
    after = patched(district, changes)
    office = after.in_office(DAY)
    held = {
        after.post_by_uid[uid].covers_code: [c.person.name for c in chiefs]
        for uid, chiefs in office.items()
        if chiefs
    }
    assert held == {"V0": ["云甲"], "V1": ["新人"], "V2": ["云丙"], "V9": ["另一"]}
    assert after.person_by_uid["p0"].mobile == "19"
    assert {t.uid: t.until for t in after.terms}["t1"] == DAY
    again = compare(ledger_rows(after, Kind.PERSON, DAY), rows, rules)
    assert again.differences == ()


def test_a_large_random_ledger_keeps_its_figures():
    chance = random.Random(5)
    district = District(outfalls=tuple(outfall(n) for n in range(1500)))
    rows = file_of(district)
    lots = {r.key: chance.random() for r in rows}
    edited = [
        replace(r, fields={**r.fields, "name": f"{r.fields['name']}新"})
        if lots[r.key] < 0.1
        else r
        for r in rows
        if lots[r.key] < 0.9
    ]
    store = ledger_rows(district, Kind.OUTFALL, DAY)
    diff = compare(store, edited, rules_for(Kind.OUTFALL))
    assert diff.counts[Status.CHANGED] == sum(lot < 0.1 for lot in lots.values())
    assert diff.counts[Status.VANISHED] == sum(lot >= 0.9 for lot in lots.values())
