"""Checks of signboards: stale, overdue, incomplete, too few, far from the bank."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from gridwatch.district.coverage import faces_on
from gridwatch.district.facenorms import chosen_norm, lacking
from gridwatch.district.jurisdictions import Level
from gridwatch.district.staleness import stale_boards as differing
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.rows import Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = [
    "boards_far_from_bank",
    "faces_incomplete",
    "other_parts_outdated",
    "phones_outdated",
    "removed_before_installed",
    "replacements_overdue",
    "segments_without_board",
    "stale_boards",
    "villages_short_of_boards",
]

_BANK_METRES = 200.0


def stale_boards(district: District, as_of: date) -> Found:
    """Find boards that name somebody who does not hold the post (SGN-01)."""
    for one in differing(district, as_of):
        if not one.stale:
            continue
        zh, en = one.text
        if one.cause is not None:
            zh, en = zh + one.cause.text.zh, f"{en} {one.cause.text.en}"
        if one.deadline is not None:
            zh += f"应于 {one.deadline.isoformat()} 前更换。"
            en += f" To be replaced by {one.deadline.isoformat()}."
        yield Kind.SIGNBOARD, one.board, Text(zh, en)


def replacements_overdue(district: District, as_of: date) -> Found:
    """Find boards whose new face should have been up by now."""
    for one in differing(district, as_of):
        if one.overdue and one.deadline is not None:
            yield (
                Kind.SIGNBOARD,
                one.board,
                Text(
                    f"应于 {one.deadline.isoformat()} 前更换，"
                    f"已逾期 {one.overdue} 天。",
                    f"To be replaced by {one.deadline.isoformat()}: "
                    f"{one.overdue} days late.",
                ),
            )


def phones_outdated(district: District, as_of: date) -> Found:
    """Find boards whose chief is in office but whose phone is no longer so."""
    for one in differing(district, as_of):
        for part in () if one.stale else one.differences:
            if part.part == "phone":
                yield Kind.SIGNBOARD, one.board, _sentence(part.text)


def other_parts_outdated(district: District, as_of: date) -> Found:
    """Find boards whose river, reach or post is printed otherwise than on record."""
    for one in differing(district, as_of):
        told = [
            part.text
            for part in one.differences
            if part.part not in ("chief", "names", "phone")
        ]
        if told:
            zh, en = "；".join(t.zh for t in told), "; ".join(t.en for t in told)
            yield Kind.SIGNBOARD, one.board, _sentence(Text(zh, en))


def _sentence(clause: Text) -> Text:
    return Text(f"{clause.zh}。", f"{clause.en}.")


def faces_incomplete(district: District, as_of: date) -> Found:
    """Find faces that lack what the district's norm asks for (SGN-05)."""
    norm = chosen_norm(district.rules)
    told: dict[str, Text] = {}
    for board, standing in faces_on(district, as_of):
        parts = lacking(standing.face, board.level, norm) if standing else ()
        if parts:
            labels = "、".join([part.label for part in parts])
            if labels not in told:
                told[labels] = Text(
                    f"按“{norm.name}”，牌面缺：{labels}。",
                    f"By the norm “{norm.name}” the face lacks: {labels}.",
                )
            yield Kind.SIGNBOARD, board, told[labels]


def removed_before_installed(district: District, as_of: date) -> Found:
    """Find boards that went before they came."""
    del as_of
    for board in district.signboards:
        begun = board.erected or board.installed
        gone = board.removed
        if gone is not None and begun is not None and gone < begun:
            yield (
                Kind.SIGNBOARD,
                board,
                Text(
                    f"拆除日期（{gone.isoformat()}）早于设立日期（{begun.isoformat()}）。",
                    f"Removed on {gone.isoformat()}, before it was put up on "
                    f"{begun.isoformat()}.",
                ),
            )


def boards_far_from_bank(district: District, as_of: date) -> Found:
    """Find boards that stand farther from their segment than the district allows."""
    limit = district.rules.number("signboards", "bank_metres", _BANK_METRES)
    for board, _ in faces_on(district, as_of):
        site = district.sites.get(board.uid)
        if site is None or site.distance is None or site.distance <= limit:
            continue
        metres = round(site.distance)
        yield (
            Kind.SIGNBOARD,
            board,
            Text(
                f"距河段 {metres:,} 米，超过 {limit:,.0f} 米：核对位置或河段代码。",
                f"{metres:,} m from its segment, more than {limit:,.0f} m: check its "
                "place or the segment's code.",
            ),
        )


def segments_without_board(district: District, as_of: date) -> Found:
    """Find segments at which no board stood on the day (SGN-06)."""
    if not district.signboards:
        return
    standing = {board.segment_code for board, _ in faces_on(district, as_of)}
    text = Text("河段没有公示牌。", "The segment has no signboard.")
    for segment in district.segments:
        if not segment.code or segment.code not in standing:
            yield Kind.SEGMENT, segment, text


def villages_short_of_boards(district: District, as_of: date) -> Found:
    """Find villages with too few boards on a river, where the norm asks for any."""
    norm = chosen_norm(district.rules)
    if not norm.boards_per_village or not district.signboards:
        return
    boards = _boards_by_place(district, as_of)
    for village, river, metres in _runs(district):
        wanted = norm.boards_per_village
        if norm.more_beyond_metres and metres > norm.more_beyond_metres:
            wanted = max(wanted, math.ceil(metres / norm.more_beyond_metres))
        there = boards[village.code, river]
        if there < wanted:
            yield (
                Kind.JURISDICTION,
                village,
                _short(district, river, metres, there, wanted),
            )


def _short(
    district: District, river: str, metres: float, there: int, wanted: int
) -> Text:
    row = district.river_by_code.get(river)
    name, long = (row.name if row else river), f"{metres / 1000:.1f}"
    return Text(
        f"{name}流经本村 {long} 公里，应有公示牌 {wanted} 块，现有 {there} 块。",
        f"{name} runs {long} km through this village: {wanted} boards are due, "
        f"{there} stand there.",
    )


def _runs(district: District) -> list[tuple[Jurisdiction, str, float]]:
    """Return how far each river runs in each village, metres."""
    least = district.rules.crossing_metres
    areas: dict[str, Jurisdiction] = {}
    metres: defaultdict[tuple[str, str], float] = defaultdict(float)
    for segment, village, run in district.stretches(Level.VILLAGE):
        if run >= least:
            areas[village.uid] = village
            metres[village.uid, segment.river_code] += run
    return [(areas[uid], river, run) for (uid, river), run in metres.items()]


def _boards_by_place(district: District, as_of: date) -> Counter[tuple[str, str]]:
    """Count boards by code of village and river."""
    found: Counter[tuple[str, str]] = Counter()
    for board, _ in faces_on(district, as_of):
        segment = district.segment_by_code.get(board.segment_code)
        site = district.sites.get(board.uid)
        if segment is not None and site is not None and site.village is not None:
            found[site.village.code, segment.river_code] += 1
    return found
