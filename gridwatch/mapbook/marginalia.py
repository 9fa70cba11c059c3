"""What surrounds the map of a sheet that lays itself out; `furniture` draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Language, Text
from gridwatch.mapbook import furniture
from gridwatch.mapbook.ink import Hand, Ink
from gridwatch.mapbook.projection import ground_scale, system_name
from gridwatch.mapbook.windows import MapWindow

if TYPE_CHECKING:
    from gridwatch.mapbook.pages import SheetPlan

__all__ = [
    "draw_frame",
    "draw_grid",
    "draw_grid_labels",
    "draw_imprint",
    "draw_north",
    "draw_ruler",
    "draw_scale",
    "draw_title",
]

_SPARE = 4.0
"""Room beside the scale bar for its unit."""


def _window(plan: SheetPlan) -> MapWindow:
    west, south, east, north = plan.extent
    ground = ground_scale(plan.crs, (west + east) / 2, (south + north) / 2)
    return MapWindow(
        plan.boxes.border,
        plan.boxes.frame,
        plan.scale,
        plan.extent,
        plan.crs,
        plan.grid,
        convergence=ground.convergence,
    )


def draw_title(ink: Ink, plan: SheetPlan, text: str, size: float) -> None:
    """Write the title letter-spaced in Song, the secrecy mark at the right."""
    box = plan.boxes.title
    furniture.draw_title(ink, box, text, plan.secrecy, plan.language, size)


def draw_frame(ink: Ink, plan: SheetPlan) -> None:
    """Draw neat line and outer border (a heavy line with a fine one inside)."""
    furniture.draw_border(ink, plan.boxes.border, plan.boxes.frame)


def draw_grid(ink: Ink, plan: SheetPlan) -> None:
    """Draw the kilometre grid inside the frame."""
    furniture.draw_km_grid(ink, _window(plan))


def draw_grid_labels(ink: Ink, plan: SheetPlan) -> None:
    """Label the grid in the collar."""
    furniture.draw_km_labels(ink, _window(plan))


def draw_scale(ink: Ink, plan: SheetPlan) -> None:
    """Draw 1:N, the bar, and what one centimetre stands for."""
    box = plan.boxes.scale
    furniture.draw_scale(ink, box, plan.scale, plan.language, f=1.0, spare=_SPARE)


def draw_north(ink: Ink, plan: SheetPlan) -> None:
    """Draw the north arrow of the grid, and how far true north differs."""
    turned = _window(plan).convergence
    furniture.draw_north(ink, plan.boxes.north, turned, plan.language)


def draw_ruler(ink: Ink, plan: SheetPlan) -> None:
    """Draw 100 mm in the lower margin: a scaled print gives itself away."""
    furniture.draw_ruler(ink, plan.boxes.ruler, plan.language)


def draw_imprint(ink: Ink, plan: SheetPlan, page: int) -> None:
    """Write the foot of a page."""
    box = plan.boxes.imprint
    ink.line((box.x, box.y + 1.2, box.right, box.y + 1.2), 0.1)
    hand = Hand(2.25)
    third = box.width / 3
    rows = _imprint(plan, page)
    for i, (left, middle, right) in enumerate(rows):
        y = box.y + 5.0 + i * 3.9
        ink.text((box.x, y), left, hand, room=third * 1.2)
        ink.text((box.x + box.width * 0.55, y), middle, hand, align=0.5, room=third)
        ink.text((box.right, y), right, hand, align=1.0, room=third * 0.75)


def _imprint(plan: SheetPlan, page: int) -> list[tuple[str, str, str]]:
    zh = plan.language is Language.ZH
    number = plan.label(page)
    office = Text(f"制图单位：{plan.office}", f"Compiled by {plan.office}")
    days = Text(
        f"资料截至 {_day(plan, 'as_of')}　制图日期 {_day(plan, 'made_on')}",
        f"Data as of {plan.as_of}, printed {plan.made_on}",
    )
    disclaimer = Text(
        "本图界线不作为划界依据", "Boundaries on this map are not authoritative"
    )
    pages = Text(
        f"第 {number} 页 / 共 {plan.of_pages} 页", f"Page {number} of {plan.of_pages}"
    )
    first = f"图号 {plan.number}" if zh else f"Sheet {plan.number}"
    return [
        (
            system_name(plan.crs).of(plan.language),
            office.of(plan.language) if plan.office else "",
            first,
        ),
        (
            disclaimer.of(plan.language),
            days.of(plan.language),
            pages.of(plan.language),
        ),
    ]


def _day(plan: SheetPlan, which: str) -> str:
    day = plan.as_of if which == "as_of" else plan.made_on
    return f"{day.year}年{day.month}月{day.day}日"
