"""Makes the sample district 云溪区, which does not exist, as an office delivers it.

Usage: python make_sample.py [OUT]

OUT is the folder that receives `云溪区/` and `seeded_faults.csv`; by default the
folder of this script.  Everything follows from one seed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import layers
import numpy as np
import outfalls
import ownership
import permits
import register
import signboards
from banks import Banks
from delivery import write_faults, write_layer, write_roster, write_tables
from district import make_district
from naming import DISTRICT
from people import TODAY, Roster
from unrest import Unrest, unsettle

if TYPE_CHECKING:
    from delivery import Table
    from district import District
    from segments import Segment
    from unrest import Fault

SEED = 990101


def make_sample(out: Path) -> None:
    """Make the district and write the whole delivery.

    Parameters
    ----------
    out : Path
        The folder that receives it.
    """
    seeds = np.random.SeedSequence(SEED).spawn(4)
    district = make_district(np.random.default_rng(SEED))
    roster = Roster(np.random.default_rng(seeds[0]), district)
    rng = np.random.default_rng(seeds[1])
    banks = Banks(rng, district)
    boards = signboards.place_boards(rng, banks, roster)
    stale = signboards.age_boards(rng, boards, roster)
    outlets = outfalls.make_outfalls(rng, banks)
    spoiled = outfalls.spoil(rng, outlets)
    rng = np.random.default_rng(seeds[2])
    rows = ownership.make_ownership(rng, district.segments, roster)
    bare = ownership.spoil(rng, rows)
    sample = Sample(district, roster, boards, stale, outlets, rows)
    filled = fill_in(np.random.default_rng(seeds[3]), sample)

    tables = layers.ground_layers(district) | {
        "河湖 水系/河段.shp": layers.segment_layer(district.segments, rows),
        "公示牌/公示牌.shp": layers.board_layer(boards),
        "排污口/入河排污口.shp": layers.outfall_layer(outlets),
    }
    for path, layer in tables.items():
        write_layer(out / DISTRICT / path, layer)
    write_chiefs(out / DISTRICT / "河长名单" / "chiefs.xlsx", roster, filled.unrest)
    write_tables(out / DISTRICT / "登记资料" / "登记.xlsx", filled.sheets)
    faults = [*board_faults(stale), *body_faults(district.segments, bare)]
    faults += [*outfall_faults(*spoiled), *filled.faults]
    write_faults(out / "seeded_faults.csv", faults)


@dataclass(frozen=True)
class Sample:
    """What was made before the register is filled in.

    Attributes
    ----------
    district, roster : District, Roster
        The ground, and who answers for it.
    boards, stale : list of Signboard
        All boards, and those that name somebody who left.
    outlets : list of Outfall
        All outfalls.
    rows : list of Ownership
        One for each segment.
    """

    district: District
    roster: Roster
    boards: list[signboards.Signboard]
    stale: list[signboards.Signboard]
    outlets: list[outfalls.Outfall]
    rows: list[ownership.Ownership]


@dataclass(frozen=True)
class Filled:
    """The sheets of the register, the unrest in the roster, and the faults in both."""

    sheets: dict[str, Table]
    unrest: Unrest
    faults: list[Fault]


def fill_in(rng: np.random.Generator, sample: Sample) -> Filled:
    """Fill in the register: what a delivery brings besides shapes and a roster.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    sample : Sample
        What there is; changed in place.

    Returns
    -------
    Filled
        What goes out.
    """
    district, roster, boards = sample.district, sample.roster, sample.boards
    unrest = unsettle(rng, roster, district, boards)
    former, strayed = register.dress_boards(rng, boards, sample.stale, district, roster)
    faults = permits.fill_permits(rng, sample.outlets, roster)
    faults += [*strayed, *unrest.faults]
    faults += register.contract_out(rng, district.segments, sample.rows)
    banks, shared = register.share_banks(rng, district.segments, sample.rows)
    listed, mute = register.list_bodies(sample.rows, banks)
    sources, loose = register.sources_of(rng, sample.outlets)
    fresh = [board for board in boards if board.installed.year == TODAY.year][:12]
    papers, dateless = register.publications_of(district, fresh)
    sheets = {
        "责任单位": listed,
        "分岸权属": banks,
        "旧牌面": former,
        "监测记录": register.monitorings_of(rng, sample.outlets),
        "污染源": sources,
        "发布记录": papers,
    }
    return Filled(sheets, unrest, [*faults, *shared, *mute, *loose, *dateless])


def write_chiefs(path: Path, roster: Roster, unrest: Unrest) -> None:
    """Write the roster workbook: those in office, those who left, and vacancies.

    Parameters
    ----------
    path : Path
        The .xlsx file.
    roster : Roster
        The roster.
    unrest : Unrest
        Vacancies, and rows that contradict each other.
    """
    sheets = {
        "责任人名单": ("云溪区河长制责任人名单", roster.holders + roster.extra),
        "历史任职": ("云溪区河长制历史任职", roster.former),
        "空缺与代管": ("云溪区河长制空缺与代管", unrest.rows),
    }
    write_roster(path, sheets)


def board_faults(stale: list[signboards.Signboard]) -> list[tuple[str, str, str, str]]:
    """List the stale boards; all of them are past the days for a new face.

    Parameters
    ----------
    stale : list of Signboard
        The boards.

    Returns
    -------
    list of tuple of str
        Rule, kind, code and note of each.
    """
    return [
        (
            "signboard_stale",
            "signboard",
            board.code,
            f"牌面为前任{board.printed.post}{board.printed.name}，"
            f"现任为{board.holder.name}",
        )
        for board in stale
    ] + [
        ("signboard_overdue", "signboard", board.code, "换人已过 15 天，牌面仍未更换")
        for board in stale
    ]


def body_faults(
    segments: list[Segment], bare: tuple[list[int], list[int]]
) -> list[tuple[str, str, str, str]]:
    """List the segments without a managing or a caring body.

    Parameters
    ----------
    segments : list of Segment
        All segments.
    bare : tuple of two lists of int
        The indexes of those without a managing body, then a caring body.

    Returns
    -------
    list of tuple of str
        Rule, kind, code and note of each.
    """
    words = (
        ("ownership_no_managing_body", "管理主体为空"),
        ("ownership_no_caring_body", "管护主体为空"),
    )
    return [
        (rule, "segment", segments[place].code, f"{segments[place].name}{note}")
        for (rule, note), places in zip(words, bare, strict=True)
        for place in places
    ]


def outfall_faults(
    overdue: list[outfalls.Outfall], undocumented: list[outfalls.Outfall]
) -> list[tuple[str, str, str, str]]:
    """List the outfalls with a fault.

    Parameters
    ----------
    overdue, undocumented : list of Outfall
        Those not monitored within a year; those approved without a number.

    Returns
    -------
    list of tuple of str
        Rule, kind, code and note of each.
    """
    late = [
        (
            "outfall_monitoring_overdue",
            "outfall",
            outfall.code,
            f"规模以上，最近监测日{outfall.monitored or '为空'}",
        )
        for outfall in overdue
    ]
    bare = [
        (
            "outfall_no_approval_document",
            "outfall",
            outfall.code,
            "审批状态已批，审批文号为空",
        )
        for outfall in undocumented
    ]
    return late + bare


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    make_sample(Path(sys.argv[1]) if len(sys.argv) > 1 else here)
