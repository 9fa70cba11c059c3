"""What surrounds the map: frame, grid, scale bar, north arrow, legend, imprint."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import BLACK, GREY, Hand, Ink, baseline
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.projection import system_name
from gridwatch.mapbook.scales import scale_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

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

_GRID = "#8FA9BA"
_INSIDE, _TICK, _FIGURES = 1.2, 0.8, 2.15
"""Border's own width, length of ticks, size of the figures."""
_WIDE = 99.0
_EDGE = 3.2
"""Grid labels keep so far from the corners of the frame."""


def draw_title(ink: Ink, plan: SheetPlan, text: str, size: float) -> None:
    """Write the title letter-spaced in Song, the secrecy mark at the right."""
    box = plan.boxes.title
    mark = Hand(3.0, weight=600)
    taken = (ink.width(plan.secrecy, mark) + 4.0) * 2 if plan.secrecy else 0.0
    spacing = 0.16 if plan.language is Language.ZH else 0.02
    letters = max(1, len(text))
    one = Hand(1.0, serif=True, weight=600)
    natural = ink.width(text, one) + spacing * (letters - 1)
    em = min(size, (box.width - taken) / natural)
    hand = Hand(em, serif=True, weight=600)
    middle = box.x + box.width / 2
    ink.spaced((middle, box.y + size * 0.95), text, hand, spacing * em)
    if plan.secrecy:
        ink.text((box.right, box.y + 3.0), plan.secrecy, mark, align=1.0)


def draw_frame(ink: Ink, plan: SheetPlan) -> None:
    """Draw neat line and outer border (a heavy line with a fine one inside)."""
    border = plan.boxes.border
    ink.box(plan.boxes.frame, 0.18)
    ink.box(border.inset(0.35), 0.7)
    ink.box(border.inset(1.1), 0.1)


def draw_grid(ink: Ink, plan: SheetPlan) -> None:
    """Draw the kilometre grid inside the frame, where the sheet may carry one."""
    frame = plan.boxes.frame
    for x, _ in _across(plan):
        ink.line((x, frame.y, x, frame.bottom), 0.05, _GRID)
    for y, _ in _upward(plan):
        ink.line((frame.x, y, frame.right, y), 0.05, _GRID)


def draw_grid_labels(ink: Ink, plan: SheetPlan) -> None:
    """Label the grid: kilometres, the leading figures small as on the series."""
    frame, border = plan.boxes.frame, plan.boxes.border
    collar = frame.y - border.y - _INSIDE
    for x, metres in _across(plan):
        clear = min(x - frame.x, frame.right - x) > _EDGE
        text = _figures(plan, metres) if clear else ("", "")
        for edge, out in ((frame.y, -1.0), (frame.bottom, 1.0)):
            ink.line((x, edge, x, edge + out * _TICK), 0.12)
            _label(ink, (x, edge + out * collar / 2), text, _WIDE)
    for y, metres in _upward(plan):
        clear = min(y - frame.y, frame.bottom - y) > _EDGE
        text = _figures(plan, metres) if clear else ("", "")
        for edge, out in ((frame.x, -1.0), (frame.right, 1.0)):
            ink.line((edge, y, edge + out * _TICK, y), 0.12)
            _label(ink, (edge + out * collar / 2, y), text, collar - _TICK)


def _across(plan: SheetPlan) -> Iterator[tuple[float, int]]:
    west, _, east, _ = plan.extent
    frame = plan.boxes.frame
    for metres in _multiples(west, east, plan.grid):
        yield frame.x + (metres - west) * 1000 / plan.scale, metres


def _upward(plan: SheetPlan) -> Iterator[tuple[float, int]]:
    _, south, _, north = plan.extent
    frame = plan.boxes.frame
    for metres in _multiples(south, north, plan.grid):
        yield frame.y + (north - metres) * 1000 / plan.scale, metres


def _multiples(low: float, high: float, step: int) -> range:
    if step <= 0:
        return range(0)
    return range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step)


def _figures(plan: SheetPlan, metres: int) -> tuple[str, str]:
    """Return kilometres as the leading figures and the last two with decimals."""
    zeros = len(str(plan.grid)) - len(str(plan.grid).rstrip("0"))
    whole, _, part = f"{metres / 1000:.{max(0, 3 - zeros)}f}".partition(".")
    return whole[:-2], whole[-2:] + (f".{part}" if part else "")


def _label(
    ink: Ink, middle: tuple[float, float], figures: tuple[str, str], room: float
) -> None:
    """Write kilometres around a point, upright where they are wider than `room`."""
    small, large = Hand(_FIGURES * 0.75), Hand(_FIGURES)
    left = ink.width(figures[0], small) + 0.1
    width = left + ink.width(figures[1], large)
    ink.painter.save()
    ink.painter.translate(*middle)
    if width > room:
        ink.painter.rotate(-90.0)
    down = baseline(-_FIGURES / 2, _FIGURES, _FIGURES) - 0.1
    ink.text((-width / 2, down), figures[0], small)
    ink.text((left - width / 2, down), figures[1], large)
    ink.painter.restore()


def draw_scale(ink: Ink, plan: SheetPlan) -> None:
    """Draw 1:N, the bar, and what one centimetre stands for."""
    box = plan.boxes.scale
    bar = scale_bar(plan.scale, box.width - 4.0)
    left = box.x + (box.width - 2.0 - bar.millimetres) / 2
    middle = left + bar.millimetres / 2
    ink.text((middle, box.y + 5.0), bar.ratio, Hand(4.0, weight=500), align=0.5)
    y, thick = box.y + 11.5, 1.3
    step = bar.millimetres / bar.divisions
    for i in range(bar.divisions):
        part = Rect(left + i * step, y, step, thick)
        ink.box(part, 0.1, fill=BLACK if i % 2 == 0 else "#FFFFFF")
    unit = "km" if bar.in_kilometres else "m"
    for i, (offset, label) in enumerate(bar.ticks()):
        x = left + offset
        ink.line((x, y - 0.7, x, y + thick), 0.1)
        ink.text((x, y - 1.2), label, Hand(2.1), align=0.5)
        if i == bar.divisions:
            after = x + ink.width(label, Hand(2.1)) / 2 + 0.8
            ink.text((after, y - 1.2), unit, Hand(2.1))
    metres = plan.scale / 100
    note = Text(
        f"图上 1 厘米相当于实地 {metres:,g} 米", f"1 cm on the map is {metres:,g} m"
    )
    ink.text(
        (middle, y + thick + 4.2),
        note.of(plan.language),
        Hand(2.1, colour=GREY),
        align=0.5,
    )


def draw_north(ink: Ink, plan: SheetPlan) -> None:
    """Draw the north arrow; grid north, since the sheet has straight grid lines."""
    box = plan.boxes.north
    x, top = box.x + box.width / 2, box.y + 5.2
    tip, half, foot, notch = top, 2.6, top + 13.0, top + 9.6
    ink.polygon([(x, tip), (x - half, foot), (x, notch)], BLACK, 0.12)
    ink.polygon([(x, tip), (x + half, foot), (x, notch)], "#FFFFFF", 0.12)
    letter = Text("北", "N").of(plan.language)
    ink.text((x, box.y + 3.6), letter, Hand(3.8, serif=True, weight=600), align=0.5)


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


def draw_ruler(ink: Ink, plan: SheetPlan) -> None:
    """Draw 100 mm in the lower margin: a scaled print gives itself away."""
    box = plan.boxes.ruler
    y = box.y + 1.6
    ink.line((box.x, y, box.right, y), 0.08, GREY)
    for mm in range(101):
        long = 1.6 if mm % 50 == 0 else 1.2 if mm % 10 == 0 else 0.6
        x = box.x + mm
        if mm % 5 == 0:
            ink.line((x, y - long, x, y), 0.08, GREY)
    words = Text(
        "检核尺 100 mm：量得不足或超出，说明打印时被缩放",
        "Check: 100 mm; any other length means the print was scaled",
    )
    hand = Hand(1.7, colour=GREY)
    ink.text((box.x + box.width / 2, y + 2.3), words.of(plan.language), hand, align=0.5)
    for at, label in ((box.x, "0"), (box.right, "100 mm")):
        ink.text((at, y + 2.3), label, hand, align=0.5)
