"""Where the blocks of a recipe lie once tables, locator and enclaves are known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.mapbook.sheets import PlacedBlock, Sheet
    from gridwatch.mapbook.windows import MapWindow

__all__ = ["continued", "corner", "grown", "lowered", "without_locator"]

_COLUMN = 120.0
"""Continued tables stand beside each other where columns are so wide, on A4 and A3."""
_INSET = 0.3
"""Part of the frame that the map of an enclave takes."""


def grown(rect: Rect, f: float) -> Rect:
    """Return a rectangle larger by a factor, from the paper's corner."""
    return Rect(rect.x * f, rect.y * f, rect.width * f, rect.height * f)


def without_locator(placed: Sequence[PlacedBlock]) -> list[PlacedBlock]:
    """Leave out a locator that has nothing to locate; a legend beside it grows."""
    gone = [one.rect for one in placed if one.kind is BlockKind.LOCATOR]
    found = []
    for one in placed:
        rect = one.rect
        for other in gone:
            beside = abs(other.y - rect.y) < 1 and 0 <= other.x - rect.right < 12
            if one.kind is BlockKind.LEGEND and beside:
                rect = Rect(rect.x, rect.y, other.right - rect.x, rect.height)
        if one.kind is not BlockKind.LOCATOR:
            found.append(replace(one, rect=rect))
    return found


def lowered(
    placed: Sequence[PlacedBlock], table: PlacedBlock, spare: float
) -> list[PlacedBlock]:
    """Move all edges between the lower edge of the map and the table's upper one."""
    top = table.rect.y + 0.01
    maps = [one.rect for one in placed if one.kind is BlockKind.MAP]
    edge = max((m.bottom for m in maps if m.bottom <= top), default=top) - 0.01

    def moved(y: float) -> float:
        return y + spare if edge <= y <= top else y

    found = []
    for one in placed:
        r = one.rect
        upper, lower = moved(r.y), moved(r.bottom)
        found.append(replace(one, rect=Rect(r.x, upper, r.width, lower - upper)))
    return found


def corner(window: MapWindow, main: BaseGeometry) -> Rect:
    """Return the corner of the frame where the map of an enclave hides least."""
    frame = window.frame
    wide, tall = frame.width * _INSET, frame.height * _INSET
    gap = 1.5
    corners = [
        Rect(x, y, wide, tall)
        for y in (frame.bottom - tall - gap, frame.y + gap)
        for x in (frame.right - wide - gap, frame.x + gap)
    ]
    mm = window.scale * window.factor / 1000
    west, _, _, north = window.extent

    def hidden(rect: Rect) -> float:
        left = west + (rect.x - frame.x) * mm
        top = north - (rect.y - frame.y) * mm
        box = shapely.box(left, top - rect.height * mm, left + rect.width * mm, top)
        return float(sum(p.intersection(box).area for p in shapely.get_parts(main)))

    return min(corners, key=hidden)


def continued(
    sheet: Sheet, placed: Sequence[PlacedBlock]
) -> tuple[tuple[PlacedBlock, ...], list[Rect]]:
    """Return what stands on a page that carries a table on, and the table's places."""
    left, right, top, bottom = (edge * sheet.factor for edge in sheet.recipe.margins)
    page, gap = sheet.page, 3.5 * sheet.factor
    kept = []
    floor = page.height - bottom
    for one in placed:
        if one.kind is BlockKind.IMPRINT:
            kept.append(one)
            floor = one.rect.y - gap
        elif one.kind is BlockKind.TITLE:
            r = one.rect
            small = Rect(r.x, r.y, r.width, r.height * 0.62)
            kept.append(replace(one, rect=small))
            top = small.bottom + gap
    wide = page.width - left - right
    count = max(1, min(4, int(wide / (_COLUMN * sheet.factor))))
    column = (wide - 2 * gap * (count - 1)) / count
    places = [
        Rect(left + i * (column + 2 * gap), top, column, floor - top)
        for i in range(count)
    ]
    return tuple(kept), places
