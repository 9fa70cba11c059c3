"""Checks of the directory of rivers, in the shape of `checks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.directory import (
    contradictions,
    directory_of,
    lacking_chiefs,
    statements_of,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import CHIEF_NAMES, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = ["directory_contradiction", "river_without_chief"]


def river_without_chief(district: District, as_of: date) -> Found:
    """Find rivers without any chief at a rank they need (RIV-05)."""
    for river, ranks in lacking_chiefs(district, as_of):
        names = [CHIEF_NAMES.get(rank, Text(rank, rank)) for rank in ranks]
        yield (
            Kind.RIVER,
            river,
            Text(
                f"整条河没有{'、'.join(n.zh for n in names)}。",
                f"The whole river has no {', '.join(n.en for n in names)}.",
            ),
        )


def directory_contradiction(district: District, as_of: date) -> Found:
    """Find stated numbers of rivers that do not agree (RIV-08)."""
    stated = district.rules.table("directory").get("declared")
    statements = statements_of(stated if isinstance(stated, dict) else {})
    areas = district.of_level(Level.DISTRICT)[:1] or district.jurisdictions[:1]
    if not statements or not areas:
        return
    for fault in contradictions(directory_of(district, as_of), statements):
        yield Kind.JURISDICTION, areas[0], fault.text
