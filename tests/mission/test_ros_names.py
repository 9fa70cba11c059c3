"""ROS-04: a thousand 河段长 who name river and village, no code, as offices write."""

from __future__ import annotations

import random
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.changes import patched
from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.ledgeraccepting import accepted
from gridwatch.district.ledgererrand import Wishes, held_against, located
from gridwatch.district.ledgervalues import Status
from gridwatch.intake.ledger import LedgerHints, read_ledger
from gridwatch.intake.variants import variants
from tests.intake.deliveries import workbook
from tests.mission.sample import DAY, sample_district

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.segments import Segment

ROWS = 1000
WISHES = Wishes(DAY, variants=variants())
BACK = {simple: written for written, simple in variants().characters.items()}
OTHER = "甯氘犇驫靁"
HEAD = ["序号", "河流", "镇街", "村（社区）", "河段长", "电话"]


class Row(NamedTuple):
    cells: list[object]
    segment: Segment
    kind: str


def _traditional(text: str) -> str:
    return "".join(BACK.get(letter, letter) for letter in text)


def _ending(text: str, chance: random.Random) -> str:
    for end, others in (
        ("社区", ("村", "居委会", "社区居委会", "")),
        ("村", ("社区", "村委会", "村民委员会", "")),
        ("河", ("", "沟", "河道")),
        ("溪", ("", "河")),
        ("沟", ("", "河", "沟道")),
    ):
        if text.endswith(end) and len(text) - len(end) > 1:
            return text.removesuffix(end) + chance.choice(others)
    return text


def _typo(text: str, chance: random.Random) -> str:
    """Write another character for one of the name: the ending stays."""
    at = chance.randrange(2)
    return text[:at] + chance.choice(OTHER) + text[at + 1 :]


def _spoilt(
    kind: str, river: str, village: str, chance: random.Random
) -> tuple[str, str]:
    if kind == "traditional":
        return _traditional(river), _traditional(village)
    if kind == "ending":
        return _ending(river, chance), _ending(village, chance)
    if kind == "none":
        return river, chance.choice(["", "全村", "沿线"])
    first = chance.random() < 0.5
    if kind == "typo twice" or (kind == "typo" and first):
        river = _typo(river, chance)
    if kind == "typo twice" or (kind == "typo" and not first):
        village = _typo(village, chance)
    return river, village


@cache
def seeded() -> tuple[Row, ...]:
    """Return a thousand rows, each with the segment it means and how it was spoilt."""
    district, chance = sample_district(), random.Random(4)
    pairs = [
        (segment, district.river_by_code[segment.river_code].name, village.name)
        for segment in district.segments
        for village in district.villages_of_segment.get(segment.uid, ())
    ]
    rows = []
    kinds = ["as it is", "traditional", "ending", "typo", "typo twice", "swap", "none"]
    weights = [40, 10, 20, 12, 6, 6, 6]
    for number in range(ROWS):
        segment, river, village = pairs[number % len(pairs)]
        town = district.jurisdiction_by_code[segment.town_code].name
        (kind,) = chance.choices(kinds, weights)
        if kind == "swap":
            # The name of a village that the river does not reach.
            along = {v for _, r, v in pairs if r == river}
            village = chance.choice(sorted({v for _, _, v in pairs} - along))
        else:
            river, village = _spoilt(kind, river, village, chance)
        phone = 10_000_000_000 + number
        cells = [number + 1, river, town, village, f"河段长{number}", phone]
        rows.append(Row(cells, segment, kind))
    return tuple(rows)


def read(tmp_path: Path):
    path = tmp_path / "河段长名单.xlsx"
    cells = [row.cells for row in seeded()]
    workbook(path, {"河段长": [["云溪区河段长名单"], HEAD, *cells, ["合计", ROWS]]})
    district = sample_district()
    roles = tuple(role.name for role in district.rules.roles)
    return read_ledger(path, district.crs, LedgerHints(roles=roles))


def test_ros_04_rows_with_names_only_are_matched_without_one_mistake(
    tmp_path: Path,
) -> None:
    file = read(tmp_path)
    assert len(file.rows) == ROWS
    assert {row.fields["role"] for row in file.rows} == {"河段长"}
    found, asked = located(sample_district(), file.delivered, WISHES)
    meant = {str(n): row for n, row in enumerate(seeded(), 3)}
    wrong = [
        (meant[row.key].cells, row.fields["covers_code"])
        for row in found
        if row.fields["covers_code"] != meant[row.key].segment.code
    ]
    assert wrong == []
    assert len(found) + len(asked) == ROWS
    by_kind = {
        kind: (
            sum(meant[row.key].kind == kind for row in found),
            sum(row.kind == kind for row in seeded()),
        )
        for kind in sorted({row.kind for row in seeded()})
    }
    fair = [k for k in by_kind if k not in ("typo twice", "swap", "none")]
    matched = sum(by_kind[kind][0] for kind in fair)
    recall = matched / sum(by_kind[kind][1] for kind in fair)
    told = f"matched {len(found)} of {ROWS}, recall {recall:.1%}, by kind {by_kind}"
    sys.stdout.write(f"\n{told}\n")
    assert recall >= 0.9
    # What cannot be known is never guessed; a river of one segment needs no village.
    assert by_kind["typo twice"][0] == by_kind["swap"][0] == 0
    rivers = sample_district().segments_of_river
    unnamed = [meant[row.key] for row in found if meant[row.key].kind == "none"]
    assert all(len(rivers[row.segment.river_code]) == 1 for row in unnamed)


def test_ros_04_the_review_list_says_why_and_offers_the_segment_meant(
    tmp_path: Path,
) -> None:
    file = read(tmp_path)
    _, asked = located(sample_district(), file.delivered, WISHES)
    meant = {str(n): row for n, row in enumerate(seeded(), 3)}
    assert all(one.reason.zh and one.candidates for one in asked)
    assert all(one.status is Status.QUESTION and one.asks_segment for one in asked)
    typos = [one for one in asked if meant[one.row].kind == "typo twice"]
    offered = [
        meant[one.row].segment.code in {c.uid for c in one.candidates} for one in typos
    ]
    assert sum(offered) >= 0.9 * len(offered)


def test_ros_04_what_is_accepted_is_posts_persons_and_terms_as_one_edit(
    tmp_path: Path,
) -> None:
    file, district = read(tmp_path), sample_district()
    diff, rows = held_against(district, file.delivered, WISHES)
    new = diff.of(Status.NEW)
    questions = diff.of(Status.QUESTION)
    assert len(new) + len(questions) == ROWS
    # Each says by which names it was found, and how certain that is.
    assert all("“" in one.reason.zh and 0.7 < one.score <= 1 for one in new)
    assert diff.counts[Status.VANISHED] == 0
    changes = accepted(district, file.kind, new, rows, DAY, "河段长名单.xlsx")
    after = patched(district, changes)
    one = next(row for row in seeded() if row.kind == "as it is")
    names = [
        chief.person.name
        for chief in chiefs_of_segment(after, one.segment, DAY)["village"]
    ]
    assert one.cells[4] in names
    again, _ = held_against(after, file.delivered, WISHES)
    assert again.counts[Status.NEW] == again.counts[Status.CHANGED] == 0
    assert again.same == len(new)


def test_ros_04_the_officer_picks_a_segment_from_the_candidates(tmp_path: Path) -> None:
    file, district = read(tmp_path), sample_district()
    _, asked = located(district, file.delivered, WISHES)
    first = asked[0]
    covered = {first.row: first.candidates[0].uid}
    rows, left = located(
        district, file.delivered, Wishes(DAY, covered=covered, variants=variants())
    )
    assert len(left) == len(asked) - 1
    picked = next(row for row in rows if row.key == first.row)
    assert picked.fields["covers_code"] == first.candidates[0].uid
