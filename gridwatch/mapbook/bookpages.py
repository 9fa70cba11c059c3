"""Draws the pages of a book: cover, contents, index maps, and the marks on sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Emphasis, Look, View, draw_map
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook import marginalia
from gridwatch.mapbook.book import ContentsPlan, CoverPlan
from gridwatch.mapbook.indexmap import IndexPlan
from gridwatch.mapbook.ink import GREY, Hand, Ink, baseline, dots_per_mm
from gridwatch.mapbook.legend import draw_legend
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.sheetdrawing import draw_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.paint import Drawn
    from gridwatch.district.district import District
    from gridwatch.mapbook.book import BookPage
    from gridwatch.mapbook.contents import ContentsLine
    from gridwatch.mapbook.indexmap import IndexPlace
    from gridwatch.mapbook.neighbours import Neighbour
    from gridwatch.mapbook.windows import MapWindow

__all__ = ["draw_book_page"]

_MM_PER_INCH = 25.4
_NUMBER = "#B3261E"
_WATER = "#2B6C94"
_LEADER = "#A9A59C"
_COVER_HIDDEN = frozenset({"cell", "village", "segment", "signboard", "outfall"})


def draw_book_page(
    painter: QPainter, page: BookPage, district: District, layers: Sequence[Layer]
) -> None:
    """Draw one page of a book; the painter's unit is the millimetre.

    Parameters
    ----------
    painter : QPainter
        Origin at the page's upper left corner.
    page : BookPage
        What to draw.
    district : District
        What it was planned from.
    layers : sequence of Layer
        ``layers_of(district, as_of)``.
    """
    ink, plan = Ink(painter), page.plan
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    if isinstance(plan, CoverPlan):
        _draw_cover(ink, plan, layers)
    elif isinstance(plan, ContentsPlan):
        _draw_contents(ink, plan)
    elif isinstance(plan, IndexPlan):
        _draw_index(ink, plan, layers)
    else:
        own = layers
        if themes := plan.recipe.maps.themes:
            own = layers_of(district, plan.as_of, themes)
        draw_page(painter, plan, page.number, district, own)
        window = plan.pages[page.number].window
        if window is not None:
            small = max(plan.factor, plan.em / 2.5)
            for neighbour in page.neighbours:
                _draw_neighbour(ink, window, neighbour, small, plan.language)


# --- neighbours ---------------------------------------------------------------------

_TAB = 4.2
"""Height of a mark that says which page goes on."""
_TAB_EM = 2.3


def _draw_neighbour(
    ink: Ink, window: MapWindow, neighbour: Neighbour, size: float, language: Language
) -> None:
    """Draw a page number on the border, with an arrow that points outwards.

    Parameters
    ----------
    ink : Ink
        Draws.
    window : MapWindow
        The map.
    neighbour : Neighbour
        What goes on where.
    size : float
        1 on A4 and A3, more on walls.
    language : Language
        Language of the mark.
    """
    frame, border = window.frame, window.border
    hand = Hand(_TAB_EM, weight=600, colour=_NUMBER)
    words = Text(f"接 {neighbour.label} 页", f"p. {neighbour.label}")
    text = words.of(language)
    wide = ink.width(text, hand) + 5.2
    places = {
        "north": (frame.x + neighbour.at, border.y, 0.0),
        "south": (frame.x + neighbour.at, border.bottom, 0.0),
        "west": (border.x, frame.y + neighbour.at, -90.0),
        "east": (border.right, frame.y + neighbour.at, 90.0),
    }
    x, y, turn = places[neighbour.side]
    up = -1.0 if neighbour.side != "south" else 1.0
    ink.painter.save()
    ink.painter.translate(x, y)
    ink.painter.rotate(turn)
    ink.painter.scale(size, size)
    ink.box(Rect(-wide / 2, -_TAB / 2, wide, _TAB), 0.15, _NUMBER, "#FFFFFF")
    left = -wide / 2 + 1.0
    tip, foot = 1.2 * up, -1.0 * up
    ink.polygon([(left, foot), (left + 2.2, foot), (left + 1.1, tip)], _NUMBER)
    ink.text((left + 3.0, baseline(-_TAB / 2, _TAB, _TAB_EM) - 0.1), text, hand)
    ink.painter.restore()


# --- contents -----------------------------------------------------------------------


def _draw_contents(ink: Ink, plan: ContentsPlan) -> None:
    language, content = plan.setting.language, plan.page.content
    middle = content.x + content.width / 2
    if plan.contents.number == 0:
        words = Text("目　录", "Contents").of(language)
        hand = Hand(7.0, serif=True, weight=600)
        ink.text((middle, content.y + 7.4), words, hand, align=0.5)
        y = content.y + 12.5
        ink.line((content.x, y, content.right, y), 0.5)
        ink.line((content.x, y + 0.9, content.right, y + 0.9), 0.12)
    else:
        words = Text("目录（续）", "Contents (continued)").of(language)
        hand = Hand(3.6, serif=True, weight=600)
        ink.text((middle, content.y + 4.2), words, hand, align=0.5)
        ink.line((content.x, content.y + 7.2, content.right, content.y + 7.2), 0.2)
    for line in plan.contents.lines:
        _draw_line(ink, line)
    _draw_foot(ink, plan)


def _draw_line(ink: Ink, line: ContentsLine) -> None:
    """Write a name and its page number with a dotted line between them."""
    rect = line.rect
    hand, figures = Hand(line.em, weight=line.weight), Hand(line.em, weight=line.weight)
    y = baseline(rect.y, rect.height, line.em)
    number = ink.width(line.label, figures)
    room = rect.width - number - 3.0
    taken = min(ink.width(line.name, hand), room)
    ink.text((rect.x, y), line.name, hand, room=room)
    ink.text((rect.right, y), line.label, figures, align=1.0)
    start, stop = rect.x + taken + 1.0, rect.right - number - 1.0
    if stop - start < 2.0:
        return
    pen = QPen(QColor(_LEADER), 0.22)
    pen.setDashPattern([0.01, 4.5])
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    ink.painter.setPen(pen)
    # From the right end, so that the dots of all lines stand below each other.
    ink.painter.drawLine(QPointF(stop, y - 0.4), QPointF(start, y - 0.4))


def _draw_foot(ink: Ink, plan: ContentsPlan) -> None:
    content, language = plan.page.content, plan.setting.language
    y = content.bottom - 4.0
    ink.line((content.x, y - 4.2, content.right, y - 4.2), 0.1)
    hand = Hand(2.25)
    ink.text((content.x, y), plan.mark, hand)
    words = Text(
        f"第 {plan.label} 页　共 {plan.of_pages} 页",
        f"Page {plan.label} of {plan.of_pages}",
    )
    ink.text((content.right, y), words.of(language), hand, align=1.0)


# --- index maps ---------------------------------------------------------------------


def _draw_index(ink: Ink, plan: IndexPlan, layers: Sequence[Layer]) -> None:
    sheet = plan.sheet
    title = sheet.title.of(sheet.language)
    shown = [layer for layer in layers if layer.id not in sheet.hidden]
    area = sheet.jurisdiction.geometry
    emphasis = Emphasis(area) if area is not None else None
    drawn = _draw_ground(ink, sheet.boxes.frame, sheet.extent, shown, emphasis)
    marginalia.draw_grid(ink, sheet)
    marginalia.draw_frame(ink, sheet)
    marginalia.draw_grid_labels(ink, sheet)
    for place in plan.places:
        _draw_place(ink, place)
    marginalia.draw_title(ink, sheet, title, 7.0)
    draw_legend(ink, sheet.boxes.legend, drawn.legend(shown), sheet.language)
    marginalia.draw_scale(ink, sheet)
    marginalia.draw_north(ink, sheet)
    note = sheet.boxes.note
    ink.text(
        (note.x, note.y + 4.0),
        sheet.summary.of(sheet.language),
        Hand(2.6, colour=GREY),
        room=note.width,
    )
    marginalia.draw_imprint(ink, sheet, 0)
    marginalia.draw_ruler(ink, sheet)


def _draw_ground(
    ink: Ink,
    frame: Rect,
    extent: tuple[float, float, float, float],
    layers: Sequence[Layer],
    emphasis: Emphasis | None,
) -> Drawn:
    painter, dots = ink.painter, dots_per_mm(ink.painter)
    width, height = round(frame.width * dots), round(frame.height * dots)
    mm = frame.width / width
    view = View(extent, width, height, dpi=_MM_PER_INCH / mm)
    fonts = FontSet.installed(paper=True)
    look = Look(emphasis=emphasis, labels=False, fonts=fonts)
    painter.save()
    painter.translate(frame.x, frame.y)
    painter.scale(mm, mm)
    drawn = draw_map(painter, layers, view, look)
    painter.restore()
    return drawn


def _draw_place(ink: Ink, place: IndexPlace) -> None:
    """Write name, page and pages below in the middle of an area."""
    area, em = place.area, place.em
    number = Hand(em, weight=700, colour=_NUMBER)
    y = place.y + em * 0.38
    if place.name_em:
        y += place.name_em * 0.45
        name = Hand(place.name_em, weight=600)
        _haloed(ink, (place.x, y - em * 0.98), area.name, name)
    _haloed(ink, (place.x, y), area.label, number)
    below = max(1.6, em * 0.36)
    if area.range and place.name_em:
        hand = Hand(below, colour="#5A2A26")
        _haloed(ink, (place.x, y + below * 1.75), area.range, hand)


def _haloed(ink: Ink, at: tuple[float, float], text: str, hand: Hand) -> None:
    """Write one centred line on a white rim."""
    width = ink.width(text, hand)
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), ink.font(hand), text)
    ink.painter.save()
    ink.painter.translate(at[0] - width / 2, at[1])
    ink.painter.scale(0.01, 0.01)
    pen = QPen(QColor(255, 255, 255, 215), hand.em * 26.0)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    ink.painter.strokePath(path, pen)
    ink.painter.restore()
    ink.text((at[0], at[1]), text, hand, align=0.5)


# --- cover --------------------------------------------------------------------------


def _draw_cover(ink: Ink, plan: CoverPlan, layers: Sequence[Layer]) -> None:
    content, language = plan.page.content, plan.setting.language
    middle = content.x + content.width / 2
    ink.box(content, 0.9)
    ink.box(content.inset(1.6), 0.18)
    if plan.mark:
        at = content.right - 6.0, content.y + 10.0
        ink.text(at, plan.mark, Hand(3.6, weight=600), align=1.0)
    _draw_cover_title(ink, plan, middle)
    box = Rect(content.x + 17.0, content.y + 82.0, content.width - 34.0, 128.0)
    _draw_emblem(ink, plan, box, layers)
    y = content.bottom - 42.0
    ink.text(
        (middle, y),
        plan.counts.of(language),
        Hand(3.1, colour=GREY),
        align=0.5,
        room=content.width - 24.0,
    )
    ink.text(
        (middle, y + 15.0),
        plan.office,
        Hand(5.4, serif=True, weight=600),
        align=0.5,
        room=content.width - 24.0,
    )
    made, day = plan.setting.made_on or plan.setting.as_of, plan.setting.as_of
    words = Text(
        f"{made.year}年{made.month}月{made.day}日编制　资料截至 "
        f"{day.year}年{day.month}月{day.day}日",
        f"Made on {made}, data as of {day}",
    )
    ink.text((middle, y + 24.0), words.of(language), Hand(3.4), align=0.5)


def _draw_cover_title(ink: Ink, plan: CoverPlan, middle: float) -> None:
    content, language = plan.page.content, plan.setting.language
    title, subtitle = plan.title.of(language), plan.subtitle.of(language)
    spacing = 0.22 if language is Language.ZH else 0.03
    one = Hand(1.0, serif=True, weight=700)
    natural = ink.width(title, one) + spacing * (len(title) - 1)
    em = min(13.5, (content.width - 26.0) / max(natural, 1e-6))
    hand = Hand(em, serif=True, weight=700)
    ink.spaced((middle, content.y + 44.0), title, hand, spacing * em)
    y = content.y + 53.0
    ink.line((middle - 46.0, y, middle + 46.0, y), 0.6, _WATER)
    ink.line((middle - 46.0, y + 1.2, middle + 46.0, y + 1.2), 0.15, _WATER)
    ink.text(
        (middle, y + 11.0), subtitle, Hand(4.8, serif=True, colour=_WATER), align=0.5
    )


def _draw_emblem(ink: Ink, plan: CoverPlan, box: Rect, layers: Sequence[Layer]) -> None:
    """Draw the land and its rivers without names, as large as the box lets it."""
    west, south, east, north = plan.land.bounds
    metres = max((east - west) / box.width, (north - south) / box.height, 1e-6) * 1.04
    half = box.width * metres / 2, box.height * metres / 2
    centre = (west + east) / 2, (south + north) / 2
    extent = (
        centre[0] - half[0],
        centre[1] - half[1],
        centre[0] + half[0],
        centre[1] + half[1],
    )
    shown = [layer for layer in layers if layer.id not in _COVER_HIDDEN]
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in shapely.get_parts(shapely.simplify(plan.land, metres * 0.1)).tolist():
        coords = shapely.get_coordinates(shapely.get_exterior_ring(ring))
        xs = box.x + (coords[:, 0] - extent[0]) / metres
        ys = box.y + (extent[3] - coords[:, 1]) / metres
        points = zip(xs.tolist(), ys.tolist(), strict=True)
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    ink.painter.save()
    ink.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    _draw_ground(ink, box, extent, shown, None)
    ink.painter.restore()
    ink.painter.strokePath(path, ink.pen(0.5, _WATER))
