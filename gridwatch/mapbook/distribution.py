"""The distribution map of rivers (分布示意图): the district's sheet, rivers by rank."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.cartography.themes import Theme, ThemeClass, ThemeKind, ready_themes
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.pages import SheetPlan, plan_sheet

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.district.district import District

__all__ = ["distribution_plan", "distribution_themes"]

_BY_RANK = "river_levels"
_LEFT_OUT = ("signboard", "outfall")


def distribution_plan(
    district: District,
    as_of: date,
    paper: str = "A3",
    *,
    language: Language = Language.ZH,
    made_on: date | None = None,
) -> SheetPlan:
    """Plan the sheet; draw it with `distribution_themes`.

    Raises
    ------
    OfficerError
        Where the district has no border on record.
    """
    areas = [j for j in district.of_level(Level.DISTRICT) if j.geometry is not None]
    own = [area for area in areas if area.code == district.code] or areas
    if not own:
        raise OfficerError(_NO_BORDER)
    area = own[0]
    plan = plan_sheet(
        _numbered(district),
        area.code or area.name,
        as_of,
        paper,
        language=language,
        made_on=made_on,
    )
    name = area.name or district.name
    return replace(plan, title=_TITLE.filled(name=name), number=f"{plan.number}-R")


def _numbered(district: District) -> District:
    """Return the district with its segments called by their number, for the table."""
    rivers = district.river_by_code
    segments = []
    for row in district.segments:
        river = rivers.get(row.river_code)
        short = row.name.removeprefix(river.name) if river else row.name
        called = f"{row.sequence or ''} {short or row.code}".strip()
        segments.append(replace(row, name=called))
    return replace(district, segments=tuple(segments))


def distribution_themes() -> tuple[Theme, ...]:
    """Return how it is drawn: rivers by rank, segments by number, no points.

    Cells are laid over where the scale is large enough for them.
    """
    by_rank = next(one.theme for one in ready_themes() if one.id == _BY_RANK)
    nothing = (ThemeClass("#000000", hidden=True),)
    return (
        by_rank,
        Theme("segment", label="sequence"),
        *(Theme(one, ThemeKind.SINGLE, classes=nothing) for one in _LEFT_OUT),
    )


_TITLE = Text("{name}河流分级分段分布示意图", "Rivers of {name} by rank and segment")
_NO_BORDER = Text(
    "还没有区界，不能画分布示意图。名录的表格和文档不受影响；请先导入区界。",
    "The border of the district is not on record, so its map cannot be drawn; the "
    "tables are not concerned. Import the border first.",
)
