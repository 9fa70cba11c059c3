"""ROS rows by the raw rows of the sample and in its real store, edited and undone."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from gridwatch.cli import run
from gridwatch.district.answering import who_answers
from gridwatch.district.changes import patched
from gridwatch.district.changing import Handover, bulk_handover, hand_over
from gridwatch.district.chiefs import Person, Post, Term, vacancy_of
from gridwatch.district.documents import Table
from gridwatch.district.handover import handover_check
from gridwatch.district.matching import matches, matching_changes
from gridwatch.district.publishing import (
    differences,
    last_published,
    lines_of,
    public_roster,
    publish_roster,
)
from gridwatch.district.roster import (
    formula_of,
    holes,
    roster_tree,
    state_of_post,
    territory,
)
from gridwatch.district.tracing import responsibility_sheet
from gridwatch.district.wording import Kind
from gridwatch.reports.tables import roster
from gridwatch.store.opening import open_store
from tests.intake.deliveries import workbook
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.district import District

DECLARED = {
    "总河长": 2,
    "副总河长": 2,
    "区级河长": 11,
    "镇级河长": 38,
    "镇级河长助理": 64,
    "村级河长": 227,
    "村级管水员": 654,
}
STRANGE = 7
FORMULA = "2+2+11+38+64+227+654=998"
NEW = Person("new", "新任甲", "某村党支部书记", "0000-69990001", "10099990001")


@pytest.fixture
def district() -> District:
    return sample_district()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return shutil.copy(sample_store(), tmp_path / "云溪区.gpkg")


def holder(district: District, role: str, number: int = 0) -> tuple[Post, Term]:
    """Return a post of a role that somebody holds, and the term, from the raw rows."""
    terms = {t.post_uid: t for t in district.terms if t.until is None and not t.acting}
    posts = [p for p in district.posts if p.role == role and p.uid in terms]
    return posts[number], terms[posts[number].uid]


def test_ros_01_tiers_sum_to_the_formula_and_drift_is_told(district: District) -> None:
    declared = replace(
        district, rules=replace(district.rules, declared={**DECLARED, "村级河长": 228})
    )
    found = formula_of(declared, DAY)
    assert found.found == FORMULA
    assert found.declared == "2+2+11+38+64+228+654=999"
    assert [(d.role, d.declared, d.found) for d in found.drifts] == [
        ("村级河长", 228, 227)
    ]
    tiers = {tier.role: tier for tier in roster_tree(declared, DAY)}
    assert {role: tiers[role].persons for role in DECLARED} == DECLARED
    assert [role for role, tier in tiers.items() if tier.drifts] == ["村级河长"]
    posts = [state.post for state in tiers["村级管水员"].states]
    assert len(territory(declared, posts)[Kind.CELL]) == 1003
    posts = [state.post for state in tiers["区级河长"].states]
    assert len(territory(declared, posts)[Kind.SEGMENT]) == 260


def test_ros_02_five_roles_are_distinct_and_the_list_is_the_districts(
    store: Path,
) -> None:
    five = ["区级河长", "镇级河长", "镇级河长助理", "村级河长", "村级管水员"]
    with open_store(store) as opened:
        words = opened.codelists()["roles"]
        assert set(five) <= {word.value for word in words}
        own = [
            replace(word, duty="chief") if word.value == "镇级河长助理" else word
            for word in words
        ]
        opened.set_codelist("roles", own, "tester")
        district = opened.district()
    post = next(p for p in district.posts if p.role == "镇级河长助理")
    area = district.jurisdiction_by_code[post.covers_code]
    ranks = {r.name for r in who_answers(
        district, Kind.JURISDICTION, area.uid, DAY
    ).ranks}  # fmt: skip
    # Made a chief here, the assistant answers as one.
    assert "assistant" not in ranks
    before = who_answers(sample_district(), Kind.JURISDICTION, area.uid, DAY)
    assert before.names("assistant")
    assert not set(before.names("assistant")) & set(before.names("town"))


def test_ros_03_every_cell_and_segment_resolves_to_a_village_chief_and_a_warden(
    district: District,
) -> None:
    assert holes(district, DAY) == ()
    village, chief = holder(district, "村级河长")
    cell, warden = holder(district, "村级管水员", 400)
    gone = replace(
        district,
        terms=tuple(t for t in district.terms if t.uid not in (chief.uid, warden.uid)),
    )
    found = {(h.kind, h.uid, h.missing) for h in holes(gone, DAY)}
    cut = district.cell_by_code[cell.covers_code]
    assert (Kind.CELL, cut.uid, "warden") in found
    alone = [
        s
        for s in district.segments
        if [v.code for v in district.villages_of_segment.get(s.uid, ())]
        == [village.covers_code]
    ]
    told = {
        uid for kind, uid, what in found if (kind, what) == (Kind.SEGMENT, "village")
    }
    assert told == {s.uid for s in alone}


def listed(district: District, folder: Path) -> list[str]:
    """Write a list of 1021 chiefs of segments; return the codes meant, or empty."""
    segments = [s for s in district.segments if s.name]
    rows: list[list[object]] = [["姓名", "职务", "手机", "河段名称", "任职日期"]]
    meant = []
    for n in range(1021):
        segment = segments[n % len(segments)]
        said = segment.name if n % 3 else segment.code
        if n < STRANGE:
            said = f"无名沟{n}号"
        rows.append([f"段长{n}", "河段长", f"100{n:08d}", said, date(2026, 1, 1)])
        meant.append("" if n < STRANGE else segment.code)
    workbook(folder / "河段长名单.xlsx", {"名单": rows})
    return meant


def test_ros_04_a_thousand_rows_are_matched_by_name_or_code_and_the_rest_reviewed(
    district: District, store: Path, tmp_path: Path
) -> None:
    meant = listed(district, tmp_path / "来件")
    assert run(["import", str(tmp_path / "来件"), str(store), "--yes", "--json"]) == 0
    with open_store(store) as opened:
        taken = opened.district()
        found = [m for m in matches(taken) if m.post.role == "河段长"]
        unsure = {m.post.covers_code for m in found if not m.code}
        assert unsure == {f"无名沟{n}号" for n in range(STRANGE)}
        chosen = {m.post.uid: m.code for m in found if m.code}
        applied = opened.apply(matching_changes(taken, chosen), who="tester")
        after = opened.district()
        for n, code in enumerate(meant):
            (person,) = [p for p in after.persons if p.name == f"段长{n}"][:1]
            (term,) = after.terms_of_person[person.uid]
            covered = after.post_by_uid[term.post_uid].covers_code
            assert covered == (code or f"无名沟{n}号")
        uid = after.segment_by_code[meant[300]].uid
        assert "段长300" in who_answers(after, Kind.SEGMENT, uid, DAY).names("village")
        opened.apply(applied.inverse(), who="tester")
        assert len(matches(opened.district())) == len(matches(taken))


def test_ros_05_a_change_of_chief_leaves_a_vacancy_then_a_successor(
    district: District,
) -> None:
    post, term = holder(district, "村级河长", 40)
    stand_in = next(p for p in district.persons if p.uid != term.person_uid)
    left = hand_over(district, Handover(term.person_uid, DAY, acting=stand_in))
    check = handover_check(district, left, DAY)
    assert [one.post.uid for one in check.posts] == [post.uid]
    assert check.lines
    vacant = patched(district, left)
    state = state_of_post(vacant, post, DAY)
    assert [c.person.name for c in state.acting] == [stand_in.name]
    assert state.vacancy is not None
    # Later the new chief is named: the vacancy ends, whoever stood in stands down.
    day = DAY + timedelta(days=30)
    last = hand_over(
        vacant,
        Handover(stand_in.uid, day, NEW, term_uids=frozenset({
            t.uid for t in vacant.terms_of_post[post.uid] if t.acting
        })),
    )  # fmt: skip
    assert last.items[0].kind is Kind.PERSON


def test_ros_06_all_posts_go_from_one_to_another_on_a_day_and_back(store: Path) -> None:
    with open_store(store) as opened:
        district = opened.district()
        beginning = opened.content_hash()
        terms = Counter(
            t.person_uid
            for t in district.terms
            if t.until is None and (t.since is None or t.since < DAY)
        )
        (uid, number), *_ = terms.most_common(1)
        assert number >= 6
        held = {t.post_uid for t in district.terms_of_person[uid] if t.until is None}
        applied = opened.apply(bulk_handover(district, uid, NEW, DAY), who="tester")
        after = opened.district()
        new = next(p for p in after.persons if p.name == NEW.name)
        assert {t.post_uid for t in after.terms_of_person[new.uid]} == held
        assert not any(
            c.person.uid == uid for cs in after.in_office(DAY).values() for c in cs
        )
        opened.apply(applied.inverse(), who="tester")
        assert opened.content_hash() == beginning


def test_ros_07_any_place_tells_who_was_responsible_on_any_day(
    district: District,
) -> None:
    former = next(
        t
        for t in district.terms
        if t.until is not None and district.post_by_uid[t.post_uid].role == "村级河长"
    )
    post = district.post_by_uid[former.post_uid]
    area = district.jurisdiction_by_code[post.covers_code]
    person = district.person_by_uid[former.person_uid]
    assert former.until is not None
    last = former.until - timedelta(days=1)
    answer = who_answers(district, Kind.JURISDICTION, area.uid, last)
    assert person.name in answer.names("village")
    today = who_answers(district, Kind.JURISDICTION, area.uid, DAY)
    assert person.name not in today.names("village")
    sheet = responsibility_sheet(district, Kind.JURISDICTION, area.uid, last)
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    assert person.name in [row[3] for row in tables[0].rows]
    assert {*answer.names("village"), *today.names("village")} <= {
        row[3] for row in tables[-1].rows
    }
    kinds = (Kind.SEGMENT, Kind.CELL, Kind.SIGNBOARD, Kind.OUTFALL, Kind.WATER_BODY)
    for kind in kinds:
        for row in district.rows(kind):
            assert who_answers(district, kind, row.uid, DAY).ranks


def test_ros_12_the_public_list_hides_mobiles_and_is_compared_with_what_was_given_out(
    district: District, tmp_path: Path
) -> None:
    path = tmp_path / "河长名单.xlsx"
    lines = public_roster(district, DAY)
    assert roster(path, district, DAY) == len(lines)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    cells = {str(cell) for row in rows for cell in row}
    for person in district.persons:
        assert person.mobile not in cells
    assert "100****0005" in cells
    roles = [str(row[1]) for row in rows[1:]]
    assert roles == sorted(roles, key=[r.name for r in district.rules.roles].index)
    given = patched(district, publish_roster(district, DAY, medium="区政府网站"))
    entry = last_published(given, DAY)
    assert entry is not None
    assert differences(lines_of(entry), public_roster(given, DAY)) == ()
    _, term = holder(district, "村级河长", 12)
    left = patched(given, hand_over(given, Handover(term.person_uid, DAY, NEW)))
    (one,) = differences(lines_of(entry), public_roster(left, DAY))
    assert one.after is not None
    assert (one.after.name, one.after.mobile) == (NEW.name, "100****0001")


def test_ros_15_a_vacancy_has_an_acting_holder_and_counts_its_days(
    district: District,
) -> None:
    vacant = [
        state
        for tier in roster_tree(district, DAY)
        for state in tier.states
        if state.vacancy is not None
    ]
    held = [state for state in vacant if district.terms_of_post.get(state.post.uid)]
    assert len(held) == 4
    for state in held:
        terms = [t for t in district.terms if t.post_uid == state.post.uid]
        last = max(t.until for t in terms if not t.acting)
        assert state.vacancy is not None
        assert state.vacancy.days == (DAY - last).days
        assert [c.term.since for c in state.acting] == [last]
        assert vacancy_of(terms, last - timedelta(days=1)) is None
    # A post that nobody ever held has no day to count from.
    (never,) = [state for state in vacant if state not in held]
    assert never.vacancy is not None
    assert never.vacancy.days is None
