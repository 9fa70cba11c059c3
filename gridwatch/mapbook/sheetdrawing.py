"""Draws the pages of a sheet planned by a recipe, with the screen's own cartography."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Drawn, Emphasis, Look, View, draw_map
from gridwatch.cartography.pins import PinSet
from gridwatch.cartography.symbols import load_symbols
from gridwatch.cartography.turning import turned_layers, turned_places
from gridwatch.district.wording import Text
from gridwatch.mapbook import furniture
from gridwatch.mapbook.face import draw_face
from gridwatch.mapbook.fieldparts import draw_code, draw_signatures, draw_words
from gridwatch.mapbook.imprint import draw_imprint, draw_sheet_numbers
from gridwatch.mapbook.ink import GREY, Hand, Ink, dots_per_mm, rectangle
from gridwatch.mapbook.legend import draw_legend
from gridwatch.mapbook.locator import draw_key_map, draw_position
from gridwatch.mapbook.onsheet import legend_of_pins, legend_on
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import BlockKind, Grid
from gridwatch.mapbook.sketch import Sketcher
from gridwatch.mapbook.tabledrawing import draw_card, draw_nothing, draw_piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.layers import Layer
    from gridwatch.district.district import District
    from gridwatch.mapbook.sheets import PlacedBlock, Sheet, SheetPage
    from gridwatch.mapbook.windows import MapWindow

__all__ = ["draw_page"]

_MM_PER_INCH = 25.4
_PIN, _PIN_INK = "#0B4F8A", "#FFFFFF"
_RADIUS = 1.75
_LEGEND_EM = 2.3
_AREAS = ("district", "town", "village", "cell")
_HIGHLIGHT = "#FFC93C"
_NO_MAP = Text(
    "还没有边界或河流图形，地图为空白。请先导入，再打印。",
    "No border or river is on record: the map is blank. Import them, then print.",
)
_WHERE_NEXT = Text("接第 {n} 页", "to page {n}")


def draw_page(
    painter: QPainter,
    sheet: Sheet,
    number: int,
    district: District,
    layers: Sequence[Layer],
) -> None:
    """Draw one page; the painter's unit is the millimetre.

    Parameters
    ----------
    painter : QPainter
        Scaled so that 1 is one millimetre, origin at the page's upper left corner.
    sheet : Sheet
        What to draw.
    number : int
        Which of its pages, from 0.
    district : District
        The district it was planned from.
    layers : sequence of Layer
        ``layers_of(district, sheet.as_of, sheet.recipe.maps.themes)``.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    _Drawing(Ink(painter), sheet, number, district, layers).draw()


@dataclass
class _Drawing:
    """One page in the making."""

    ink: Ink
    sheet: Sheet
    number: int
    district: District
    layers: Sequence[Layer]
    _view: View = field(default=View((0.0, 0.0, 1.0, 1.0), 1, 1))
    _shown: Sequence[Layer] = ()

    @property
    def page(self) -> SheetPage:
        return self.sheet.pages[self.number]

    @property
    def f(self) -> float:
        return self.sheet.factor

    def draw(self) -> None:
        page = self.page
        drawn = self._draw_window(page.window) if page.window is not None else None
        for placed in page.blocks:
            self._draw_block(placed, drawn)
        for piece in page.pieces:
            draw_piece(self.ink, self.sheet, piece, self.f)
        for card in page.cards:
            draw_card(self.ink, self.sheet, card)

    # --- the map ----------------------------------------------------------------

    def _draw_window(self, window: MapWindow) -> Drawn:
        ink, page, f = self.ink, self.page, self._small
        pins = self._pin_set(window)
        drawn = self._draw_ground(window, self.sheet.subject.geometry, pins)
        known = self.sheet.subject.geometry is not None
        grid = self.sheet.recipe.maps.grid if known else Grid.NONE
        if grid is Grid.KM:
            furniture.draw_km_grid(ink, window, f)
        elif grid is Grid.GRATICULE:
            furniture.draw_graticule(ink, window, f)
        self._draw_over(window, drawn)
        if page.inset is not None and page.inset_area is not None:
            self._draw_inset(page.inset, page.inset_area)
        furniture.draw_border(ink, window.border, window.frame, f)
        if grid is Grid.KM:
            furniture.draw_km_labels(ink, window, f)
        if not known:
            self._draw_nothing(window)
        return drawn

    def _draw_nothing(self, window: MapWindow) -> None:
        """Say why the map is blank; a scale or grid of nowhere would be a lie."""
        frame = window.frame
        at = frame.x + frame.width / 2, frame.y + frame.height / 2
        hand = Hand(min(frame.width / 40, 12.0), colour=GREY)
        room = frame.width * 0.9
        self.ink.text(at, self.sheet.say(_NO_MAP), hand, align=0.5, room=room)

    def _draw_over(self, window: MapWindow, drawn: Drawn) -> None:
        """Draw what this sheet adds to the map: the river meant, numbers, pages."""
        if self.sheet.windows:
            self._draw_highlight(window)
        if self.sheet.recipe.maps.pins == "town":
            self._draw_numbers(window, drawn)
        else:
            self._draw_left_over(window, drawn)
        if self.page.part[1] > 1:
            self._draw_neighbours(window)

    @property
    def _small(self) -> float:
        """Size of what surrounds the map: grows with the paper's own type."""
        return max(self.f, self.sheet.em / 2.5)

    def _draw_ground(
        self,
        window: MapWindow,
        area: BaseGeometry | None,
        pins: PinSet | None = None,
    ) -> Drawn:
        """Draw the map in dots of the device, so that its pens suit the device."""
        painter, frame = self.ink.painter, window.frame
        recipe = self.sheet.recipe
        dots = dots_per_mm(painter)
        width, height = round(frame.width * dots), round(frame.height * dots)
        mm = frame.width / width
        dpi = _MM_PER_INCH / mm * recipe.maps.symbols * max(1.0, self.f)
        bright = recipe.maps.emphasis and self.sheet.subject.kind in _AREAS
        look = Look(
            hidden=recipe.maps.hidden,
            emphasis=Emphasis(area) if bright and area is not None else None,
            fonts=FontSet.installed(paper=True),
            # Each point has a number of its own: none is hidden in a badge.
            merged=pins is None,
            pins=pins,
        )
        painter.save()
        painter.setClipRect(rectangle(frame), Qt.ClipOperation.IntersectClip)
        painter.translate(frame.x, frame.y)
        painter.scale(mm, mm)
        view = self._view = View(window.extent, width, height, dpi=dpi)
        layers = self.layers
        if window.turn:
            place = window.around, window.middle, window.turn
            layers = turned_layers(layers, *place)
        self._shown = layers
        drawn = draw_map(painter, layers, view, look)
        painter.restore()
        return drawn

    def _draw_inset(self, window: MapWindow, area: BaseGeometry) -> None:
        """Draw the map of an enclave over the map, with its own scale."""
        ink, f, view = self.ink, self._small, self._view
        frame = window.frame
        ink.box(frame, 0.0, fill="#FFFFFF")
        shown = self._shown
        self._draw_ground(window, area)
        self._view, self._shown = view, shown
        ink.box(frame, 0.35 * f)
        scale = f"{window.scale:,}".replace(",", " ")
        words = Text(f"飞地附图　1:{scale}", f"Enclave, 1:{scale}")
        hand = Hand(2.3 * f, weight=600)
        band = Rect(frame.x, frame.bottom - 4.2 * f, frame.width, 4.2 * f)
        ink.box(band, 0.12 * f, fill="#FFFFFF")
        at = band.x + band.width / 2, band.bottom - 1.2 * f
        ink.text(at, self.sheet.say(words), hand, align=0.5, room=band.width - 2)

    def _pin_set(self, window: MapWindow) -> PinSet | None:
        """Return the numbers of places for the map to lay; names keep off them."""
        pins = self.page.pins
        if not pins or self.sheet.recipe.maps.pins == "town":
            return None
        symbols = load_symbols()
        places = np.array([pin.at for pin in pins], float)
        return PinSet(
            turned_places(places, window.middle, window.turn),
            [
                symbols.badge("pin", str(p.number), alert=p.alert, done=p.done)
                for p in pins
            ],
            dots=False,
        )

    def _draw_left_over(self, window: MapWindow, drawn: Drawn) -> None:
        """Write the numbers that found no room as pins at their places."""
        unplaced = drawn.pins.unplaced if drawn.pins is not None else ()
        hand = Hand(1.5 * self._small, weight=600, colour=_PIN)
        for index in unplaced:
            pin = self.page.pins[index]
            x, y = window.to_paper(*pin.at)
            if window.frame.contains(Rect(x, y, 0.0, 0.0)):
                self.ink.text((x, y - 0.6), str(pin.number), hand, align=0.5)

    def _draw_numbers(self, window: MapWindow, drawn: Drawn) -> None:
        """Set the number of each town before its name, as on its card."""
        ink, dots = self.ink, dots_per_mm(self.ink.painter)
        named = {
            label.uid: label.box for label in drawn.labels if label.layer_id == "town"
        }
        for pin in self.page.pins:
            x, y = window.to_paper(*pin.at)
            radius = _RADIUS * self._small
            if pin.uid in named:
                left, top, _, tall = (edge / dots for edge in named[pin.uid])
                radius = min(radius, tall * 0.5)
                x = window.frame.x + left - radius * 1.1
                y = window.frame.y + top + tall / 2
            ink.disc((x, y), radius, _PIN, radius / 7, _PIN_INK)
            hand = Hand(radius * 1.15, weight=600, colour=_PIN_INK)
            at = x, y + hand.em * 0.36
            ink.text(at, str(pin.number), hand, align=0.5, room=radius * 1.7)

    def _draw_highlight(self, window: MapWindow) -> None:
        """Lay a marker's stroke over the river that the sheet is about."""
        painter, course = self.ink.painter, self.sheet.subject.geometry
        if course is None:
            return
        pen = self.ink.pen(2.6 * self._small, _HIGHLIGHT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.save()
        painter.setClipRect(rectangle(window.frame), Qt.ClipOperation.IntersectClip)
        painter.setOpacity(0.32)
        west, south, east, north = window.around
        wide = (east - west) / 20
        near = shapely.clip_by_rect(
            course, west - wide, south - wide, east + wide, north + wide
        )
        fine = window.scale * window.factor * 0.0001
        for part in shapely.get_parts(shapely.simplify(near, fine)):
            coords = shapely.get_coordinates(part).tolist()
            points = [QPointF(*window.to_paper(x, y)) for x, y in coords]
            path = QPainterPath()
            path.addPolygon(QPolygonF(points))
            painter.strokePath(path, pen)
        painter.restore()

    def _draw_neighbours(self, window: MapWindow) -> None:
        """Show where the pages before and after begin, with their numbers."""
        number, _ = self.page.part
        ink, f = self.ink, self._small
        first = self.sheet.first_page
        for other in (number - 1, number + 1):
            if not 1 <= other <= len(self.sheet.windows):
                continue
            beside = self.sheet.windows[other - 1]
            self._draw_frame_of(window, beside)
            words = _WHERE_NEXT.filled(n=first + other - 1).of(self.sheet.language)
            at = _beyond(window.frame, *window.to_paper(*beside.middle), f)
            hand = Hand(2.3 * f, weight=600, colour="#9A3B12")
            wide = ink.width(words, hand) + 2 * f
            tag = Rect(at[0] - wide / 2, at[1] - 1.9 * f, wide, 3.8 * f)
            tag = _inside(tag, window.frame, f)
            ink.box(tag, 0.15 * f, "#9A3B12", "#FFFFFF")
            middle = tag.x + tag.width / 2, tag.y + 2.75 * f
            ink.text(middle, words, hand, align=0.5)

    def _draw_frame_of(self, window: MapWindow, beside: MapWindow) -> None:
        """Draw the frame of another page's map on this one."""
        painter = self.ink.painter
        painter.save()
        painter.setClipRect(rectangle(window.frame), Qt.ClipOperation.IntersectClip)
        pen = self.ink.pen(0.25 * self._small, "#C0603A")
        pen.setDashPattern([5.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corners = [window.to_paper(*place) for place in beside.corners.tolist()]
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
        painter.drawPath(path)
        painter.restore()

    # --- blocks -----------------------------------------------------------------

    def _draw_block(self, placed: PlacedBlock, drawn: Drawn | None) -> None:
        makers = {
            BlockKind.TITLE: self._title,
            BlockKind.SCALE: self._scale,
            BlockKind.NORTH: self._north,
            BlockKind.LOCATOR: self._locator,
            BlockKind.RULER: self._ruler,
            BlockKind.IMPRINT: self._imprint,
            BlockKind.SHEETS: self._sheets,
            BlockKind.TABLE: self._empty_table,
            BlockKind.TEXT: self._words,
            BlockKind.CODE: self._code,
            BlockKind.SIGNATURES: self._signatures,
            BlockKind.FACE: self._face,
        }
        if placed.kind is BlockKind.LEGEND and drawn is not None:
            self._legend(placed, drawn)
        elif placed.kind in makers:
            makers[placed.kind](placed)

    def _title(self, placed: PlacedBlock) -> None:
        sheet = self.sheet
        text = self.page.title.of(sheet.language)
        number, total = self.page.part
        if total > 1:
            text += sheet.say(Text(f"（{number}/{total}）", f" ({number}/{total})"))
        furniture.draw_title(self.ink, placed.rect, text, sheet.secrecy, sheet.language)

    def _legend(self, placed: PlacedBlock, drawn: Drawn) -> None:
        em = (placed.block.em or min(self.sheet.recipe.em, 2.6)) * self.f
        f, rect, painter = em / _LEGEND_EM, placed.rect, self.ink.painter
        entries = legend_on(drawn, self._shown, self._view)
        if self.page.window is not None:
            entries += legend_of_pins(self.page.pins, self.page.window)
        painter.save()
        painter.translate(rect.x, rect.y)
        painter.scale(f, f)
        inner = Rect(0.0, 0.0, rect.width / f, rect.height / f)
        draw_legend(self.ink, inner, entries, self.sheet.language)
        painter.restore()

    def _scale(self, placed: PlacedBlock) -> None:
        window = self.page.window
        if window is not None and self.sheet.subject.geometry is not None:
            furniture.draw_scale(
                self.ink, placed.rect, window.scale, self.sheet.language
            )

    def _north(self, placed: PlacedBlock) -> None:
        window = self.page.window
        if window is not None and self.sheet.subject.geometry is not None:
            furniture.draw_north(
                self.ink,
                placed.rect,
                window.convergence,
                self.sheet.language,
                turn=window.turn,
            )

    def _locator(self, placed: PlacedBlock) -> None:
        sheet, area = self.sheet, self.sheet.subject.geometry
        if area is None:
            return
        if sheet.windows:
            frames = [window.corners for window in sheet.windows]
            draw_key_map(self.ink, placed.rect, area, frames, self.page.part[0])
        else:
            draw_position(self.ink, placed.rect, self.district, area, sheet.language)

    def _ruler(self, placed: PlacedBlock) -> None:
        furniture.draw_ruler(self.ink, placed.rect, self.sheet.language)

    def _imprint(self, placed: PlacedBlock) -> None:
        draw_imprint(self.ink, placed.rect, self.sheet, self.number)

    def _sheets(self, placed: PlacedBlock) -> None:
        if self.page.window is not None:
            draw_sheet_numbers(self.ink, placed.rect, self.sheet, self.page.window)

    def _empty_table(self, placed: PlacedBlock) -> None:
        key = placed.block.table
        if any(piece.table.recipe.id == key for piece in self.page.pieces):
            return
        recipe = self.sheet.recipe.table(key)
        if recipe is not None and self.page.window is not None:
            table = self.sheet.tables.get(key)
            if table is not None:
                draw_nothing(self.ink, self.sheet, table, placed.rect, self.sheet.em)

    def _words(self, placed: PlacedBlock) -> None:
        em = self.sheet.type_of(placed.block)
        draw_words(self.ink, placed.rect, self.sheet.say(placed.block.text), em)

    def _code(self, placed: PlacedBlock) -> None:
        if self.page.code:
            draw_code(self.ink, placed.rect, self.sheet, self.page.code)

    def _signatures(self, placed: PlacedBlock) -> None:
        draw_signatures(self.ink, placed.rect, self.sheet)

    def _face(self, placed: PlacedBlock) -> None:
        text = self.sheet.face
        if text is None:
            return
        wide, tall = text.size
        rect = placed.rect
        mm = min(rect.width / wide, rect.height / tall)
        fitted = Rect(
            rect.x + (rect.width - wide * mm) / 2,
            rect.y + (rect.height - tall * mm) / 2,
            wide * mm,
            tall * mm,
        )
        draw_face(self.ink.painter, fitted, text, Sketcher(self.district))
        self.ink.box(fitted, 0.15, "#8FA3B8")


def _beyond(frame: Rect, x: float, y: float, f: float) -> tuple[float, float]:
    """Return the point of a frame's edge towards a place, a little inside."""
    cx, cy = frame.x + frame.width / 2, frame.y + frame.height / 2
    dx, dy = x - cx, y - cy
    reach = max(abs(dx) / (frame.width / 2), abs(dy) / (frame.height / 2), 1e-9)
    inner = 1.0 - 3.0 * f / min(frame.width, frame.height)
    return cx + dx / reach * inner, cy + dy / reach * inner


def _inside(rect: Rect, frame: Rect, f: float) -> Rect:
    x = min(max(rect.x, frame.x + f), frame.right - rect.width - f)
    y = min(max(rect.y, frame.y + f), frame.bottom - rect.height - f)
    return Rect(x, y, rect.width, rect.height)
