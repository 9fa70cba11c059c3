"""``gridwatch repair``: borders that should meet, closed within a tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.cli import answers
from gridwatch.cli.commands import DONE, user
from gridwatch.district.closing import changes_of, closed, flaws_in, tiling_rows
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    import argparse

    from gridwatch.cli.answers import Talk
    from gridwatch.district.closing import Closing

__all__ = ["WHAT", "repair"]

WHAT: dict[str, tuple[Kind, Level]] = {
    "village": (Kind.JURISDICTION, Level.VILLAGE),
    "town": (Kind.JURISDICTION, Level.TOWN),
    "district": (Kind.JURISDICTION, Level.DISTRICT),
    "cell": (Kind.CELL, Level.VILLAGE),
}
"""Word on the command line -> the areas that should tile."""


def repair(arguments: argparse.Namespace, talk: Talk) -> int:
    """``repair``: propose closed borders, and take them as one edit."""
    from gridwatch.store.opening import open_store

    kind, level = WHAT[arguments.what]
    with open_store(arguments.store, read_only=arguments.dry_run) as store:
        rows = tiling_rows(store.district(), kind, level)
        closing = closed([row.geometry for row in rows], arguments.tolerance)
        if not arguments.dry_run and len(closing.changed):
            reason = talk.of(_REASON.filled(metres=f"{arguments.tolerance:g}"))
            store.apply(changes_of(kind, rows, closing, reason), who=user())
    facts = _facts(closing, written=not arguments.dry_run)
    if arguments.json:
        answers.print_json(facts)
    else:
        _tell(facts, talk)
    return DONE


def _facts(closing: Closing, *, written: bool) -> dict[str, Any]:
    flaws = flaws_in(closing)
    gains = abs(closing.area_changes)
    return {
        "areas": len(closing.areas),
        "tolerance": closing.tolerance,
        "gaps": len(closing.before.gaps),
        "overlaps": len(closing.before.overlaps),
        "unmatched_metres": round(float(closing.before.unmatched.sum()), 3),
        "gaps_left": len(closing.after.gaps),
        "overlaps_left": len(closing.after.overlaps),
        "unmatched_metres_left": round(float(closing.after.unmatched.sum()), 3),
        "changed": len(closing.changed),
        "largest_area_change": round(float(gains.max(initial=0.0)), 3),
        "widest_left": round(
            max((f.width for f in flaws if not f.closes), default=0), 3
        ),
        "written": written and bool(len(closing.changed)),
    }


def _tell(facts: dict[str, Any], talk: Talk) -> None:
    talk.answer(_FOUND.filled(**facts))
    if not facts["changed"]:
        talk.answer(_NOTHING)
        return
    talk.answer(_CLOSED.filled(**facts))
    if facts["gaps_left"] or facts["overlaps_left"]:
        talk.answer(_LEFT.filled(**facts))
    talk.answer(_WRITTEN if facts["written"] else _DRY)


_REASON = Text("修复边界（容差 {metres} 米）", "borders closed ({metres} m)")
_FOUND = Text(
    "{areas} 个面：缝隙 {gaps} 处，重叠 {overlaps} 处，不吻合的边界 "
    "{unmatched_metres:,.1f} 米",
    "{areas} areas: {gaps} gaps, {overlaps} overlaps, {unmatched_metres:,.1f} m of "
    "borders that do not match",
)
_CLOSED = Text(
    "修复后：缝隙 {gaps_left} 处，重叠 {overlaps_left} 处，改动 {changed} 个面，"
    "面积最多变化 {largest_area_change:,.1f} 平方米",
    "closed: {gaps_left} gaps, {overlaps_left} overlaps left, {changed} areas change, "
    "by at most {largest_area_change:,.1f} m²",
)
_LEFT = Text(
    "剩下的比容差宽（最宽 {widest_left:,.1f} 米），需要在地图上人工确定",
    "what is left is wider than the tolerance (up to {widest_left:,.1f} m): to be "
    "decided on the map",
)
_NOTHING = Text(
    "没有需要修复的边界，没有写入任何内容", "nothing to close, nothing written"
)
_WRITTEN = Text(
    "已作为一次修改写入；可在窗口的“修改记录”里退回",
    "written as one edit; it can be taken back in the window's journal",
)
_DRY = Text("只是试算，没有写入任何内容", "a trial only: nothing was written")
