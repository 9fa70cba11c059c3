"""Draws a planned sheet with the same cartography as the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Drawn, Emphasis, Look, View, draw_map
from gridwatch.district.wording import Text
from gridwatch.mapbook import marginalia
from gridwatch.mapbook.columns import draw_block, draw_empty
from gridwatch.mapbook.ink import Ink, dots_per_mm, rectangle
from gridwatch.mapbook.legend import draw_legend
from gridwatch.mapbook.locator import draw_locator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.district.district import District
    from gridwatch.mapbook.pages import SheetPlan

__all__ = ["draw_sheet"]

_MM_PER_INCH = 25.4
_TITLE = {"A4": 7.0, "A3": 9.0}
_TITLE_OVERLEAF = {"A4": 4.4, "A3": 5.4}
_CONTINUED = Text("（续表）", " (continued)")


def draw_sheet(
    painter: QPainter,
    plan: SheetPlan,
    district: District,
    layers: Sequence[Layer],
    page: int = 0,
) -> None:
    """Draw one page of a sheet; the painter's unit is the millimetre.

    Parameters
    ----------
    painter : QPainter
        Scaled so that 1 is one millimetre, origin at the page's upper left corner.
    plan : SheetPlan
        What to draw.
    district : District
        The district it was planned from.
    layers : sequence of Layer
        ``layers_of(district, plan.as_of)``.
    page : int
        0 is the map page, from 1 on the continuations of the table.
    """
    ink = Ink(painter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    title, size = plan.title.of(plan.language), _TITLE[plan.page.paper]
    if page == 0:
        _draw_map_page(ink, plan, district, layers)
    else:
        title += _CONTINUED.of(plan.language)
        size = _TITLE_OVERLEAF[plan.page.paper]
    marginalia.draw_title(ink, plan, title, size)
    for block in plan.blocks:
        if block.page == page:
            draw_block(ink, plan, block)
    marginalia.draw_imprint(ink, plan, page)


def _draw_map_page(
    ink: Ink, plan: SheetPlan, district: District, layers: Sequence[Layer]
) -> None:
    drawn = _draw_ground(ink, plan, layers)
    marginalia.draw_grid(ink, plan)
    marginalia.draw_frame(ink, plan)
    marginalia.draw_grid_labels(ink, plan)
    draw_legend(ink, plan.boxes.legend, drawn.legend(layers), plan.language)
    draw_locator(ink, plan, district)
    marginalia.draw_scale(ink, plan)
    marginalia.draw_north(ink, plan)
    marginalia.draw_ruler(ink, plan)
    if not any(block.page == 0 for block in plan.blocks):
        draw_empty(ink, plan)


def _draw_ground(ink: Ink, plan: SheetPlan, layers: Sequence[Layer]) -> Drawn:
    """Draw the map in dots of the device, so that its pens suit the device."""
    painter, frame = ink.painter, plan.boxes.frame
    dots = dots_per_mm(painter)
    width, height = round(frame.width * dots), round(frame.height * dots)
    mm = frame.width / width
    view = View(plan.extent, width, height, dpi=_MM_PER_INCH / mm)
    area = plan.jurisdiction.geometry
    look = Look(
        hidden=frozenset(plan.hidden),
        emphasis=Emphasis(area) if area is not None else None,
        fonts=FontSet.installed(paper=True),
    )
    painter.save()
    painter.setClipRect(rectangle(frame), Qt.ClipOperation.IntersectClip)
    painter.translate(frame.x, frame.y)
    painter.scale(mm, mm)
    drawn = draw_map(painter, layers, view, look)
    painter.restore()
    return drawn


def blank(painter: QPainter, plan: SheetPlan) -> None:
    """Lay white paper under a page: pictures and previews have none of their own."""
    page = QRectF(0.0, 0.0, plan.page.width, plan.page.height)
    painter.fillRect(page, QColor("#FFFFFF"))
