"""Text and lines on paper in millimetres, the same on every device."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.pdf.engine import engine_of
from gridwatch.cartography.pdf.shaping import alone
from gridwatch.cartography.pdf.writing import (
    Written,
    write_box,
    write_line,
    write_rule,
    write_spaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.mapbook.paper import Rect

__all__ = [
    "BLACK",
    "GREY",
    "Hand",
    "Ink",
    "baseline",
    "dots_per_mm",
    "font_of",
    "rectangle",
]

BLACK = "#1D1D1B"
GREY = "#6B6862"
_UNITS = 100
"""Fonts have whole pixels: one is a hundredth of a millimetre."""
_MEASURED = 1000
_ASCENT = 0.88
_DESCENT = 0.12
"""Where a Chinese glyph stands on its em square, as parts of an em."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How text is written.

    Parameters
    ----------
    em : float
        Size of type, millimetres.
    serif : bool
        Song instead of Hei.
    weight : int
        100 to 900.
    colour : str
        ``#RRGGBB``.
    """

    em: float
    serif: bool = False
    weight: int = 400
    colour: str = BLACK


def rectangle(rect: Rect) -> QRectF:
    """Return Qt's rectangle."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


def dots_per_mm(painter: QPainter) -> float:
    """Return the device's dots in a millimetre, also on a page that is turned."""
    transform = painter.worldTransform()
    return math.hypot(transform.m11(), transform.m12())


def font_of(fonts: FontSet, hand: Hand) -> QFont:
    """Return the font of a hand, `_UNITS` pixels to the millimetre."""
    return _font(fonts, hand.serif, hand.weight, round(hand.em * _UNITS))


@lru_cache(maxsize=512)
def _font(fonts: FontSet, serif: bool, weight: int, pixels: int) -> QFont:
    font = QFont(fonts.serif if serif else fonts.sans)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    # Hinting would fit letters to the pixels of one device.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Ligatures (fi) and local forms (figures among Latin letters, in Noto CJK)
    # are glyphs that no character is mapped to: a PDF could not be searched.
    for feature in ("liga", "locl"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


@lru_cache(maxsize=65536)
def _width(fonts: FontSet, serif: bool, weight: int, text: str) -> float:
    """Return the width of a line of the size 1; measured large, so that it scales."""
    if len(text) > 1 and alone(text):
        return sum(_width(fonts, serif, weight, letter) for letter in text)
    font = _font(fonts, serif, weight, _MEASURED)
    return QFontMetricsF(font).horizontalAdvance(text) / _MEASURED


@dataclass(frozen=True)
class Ink:
    """A painter whose unit is the millimetre, and the fonts to write with."""

    painter: QPainter
    fonts: FontSet = field(default_factory=lambda: FontSet.installed(paper=True))

    def font(self, hand: Hand) -> QFont:
        """Return the font of a hand, `_UNITS` pixels to the millimetre."""
        return font_of(self.fonts, hand)

    def width(self, text: str, hand: Hand) -> float:
        """Return the width of one line in millimetres."""
        size = round(hand.em * _UNITS) / _UNITS
        return _width(self.fonts, hand.serif, hand.weight, text) * size

    def text(
        self,
        at: tuple[float, float],
        text: str,
        hand: Hand,
        *,
        align: float = 0.0,
        room: float | None = None,
    ) -> None:
        """Write one line.

        Parameters
        ----------
        at : tuple of float
            Point on the baseline.
        text : str
            The line.
        hand : Hand
            How.
        align : float
            Part of the width that stands left of the point: 0 begins there, 0.5 is
            centred, 1 ends there.
        room : float, optional
            A wider line is narrowed to so many millimetres.
        """
        if not text:
            return
        natural = self.width(text, hand)
        narrow = min(1.0, room / natural) if room and natural else 1.0
        page = engine_of(self.painter)
        if page is not None:
            start = (at[0] - align * natural * narrow, at[1])
            write_line(page, self._line(text, hand, narrow), start, hand.colour)
            return
        self.painter.save()
        self.painter.translate(at[0] - align * natural * narrow, at[1])
        self.painter.scale(narrow / _UNITS, 1 / _UNITS)
        self.painter.setFont(self.font(hand))
        self.painter.setPen(QColor(hand.colour))
        self.painter.drawText(QPointF(0.0, 0.0), text)
        self.painter.restore()

    def spaced(
        self, middle: tuple[float, float], text: str, hand: Hand, spacing: float
    ) -> None:
        """Write one centred line with `spacing` millimetres between the letters.

        A reader of PDF takes widely set letters for words, and a search for the name
        finds nothing. So the letters are drawn as shapes, and the same words stand in
        white behind them, closed up and stretched to the same width.
        """
        widths = [self.width(letter, hand) for letter in text]
        total = sum(widths) + spacing * (len(text) - 1)
        left = middle[0] - total / 2
        page = engine_of(self.painter)
        if page is not None:
            line = self._line(text, hand)
            write_spaced(page, line, (left, middle[1]), spacing, hand.colour)
            return
        self._behind((left, middle[1]), text, hand, total)
        path = QPainterPath()
        x = 0.0
        for letter, width in zip(text, widths, strict=True):
            path.addText(QPointF(x * _UNITS, 0.0), self.font(hand), letter)
            x += width + spacing
        self.painter.save()
        self.painter.translate(left, middle[1])
        self.painter.scale(1 / _UNITS, 1 / _UNITS)
        self.painter.fillPath(path, QColor(hand.colour))
        self.painter.restore()

    def shape(
        self,
        at: tuple[float, float],
        text: str,
        hand: Hand,
        room: float | None = None,
    ) -> None:
        """Draw one line as shapes, no text to a reader of PDF; arguments as `text`.

        For lines at a slant: readers take those letter by letter, and a search finds
        nothing. Write the same words level somewhere, with `hint`.
        """
        natural = self.width(text, hand)
        narrow = min(1.0, room / natural) if room and natural else 1.0
        page = engine_of(self.painter)
        if page is not None:
            line = self._line(text, hand, narrow)
            write_line(page, line, at, hand.colour, mute=True)
            return
        path = QPainterPath()
        path.addText(QPointF(0.0, 0.0), self.font(hand), text)
        self.painter.save()
        self.painter.translate(*at)
        self.painter.scale(narrow / _UNITS, 1 / _UNITS)
        self.painter.fillPath(path, QColor(hand.colour))
        self.painter.restore()

    def hint(self, at: tuple[float, float], text: str, em: float = 0.5) -> None:
        """Write words that are found and copied but not seen, white and very small."""
        page = engine_of(self.painter)
        if page is not None:
            write_line(page, self._line(text, Hand(em)), at, "", hidden=True)
            return
        self.text(at, text, Hand(em, colour="#FFFFFF"))

    def _line(self, text: str, hand: Hand, narrow: float = 1.0) -> Written:
        em = round(hand.em * _UNITS) / _UNITS
        key = (self.fonts, hand.serif, hand.weight)
        return Written(text, self.font(hand), key, em, narrow)

    def _behind(
        self, at: tuple[float, float], text: str, hand: Hand, total: float
    ) -> None:
        natural = self.width(text, hand)
        if not natural:
            return
        self.painter.save()
        self.painter.translate(*at)
        self.painter.scale(total / natural, 1.0)
        white = Hand(hand.em, serif=hand.serif, weight=hand.weight, colour="#FFFFFF")
        self.text((0.0, 0.0), text, white)
        self.painter.restore()

    def line(
        self,
        ends: tuple[float, float, float, float],
        width: float,
        colour: str = BLACK,
    ) -> None:
        """Draw a straight line from (x, y) to (x, y), flat at both ends."""
        page = engine_of(self.painter)
        if page is not None:
            write_rule(page, ends, width, colour)
            return
        self.painter.setPen(self.pen(width, colour))
        self.painter.drawLine(QLineF(*ends))

    def pen(self, width: float, colour: str = BLACK) -> QPen:
        """Return a pen `width` millimetres wide with square joints."""
        pen = QPen(QColor(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return pen

    def box(
        self, rect: Rect, width: float = 0.0, colour: str = BLACK, fill: str = ""
    ) -> None:
        """Draw a rectangle with an outline (0: none) and perhaps a fill."""
        page = engine_of(self.painter)
        if page is not None:
            sides = (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height)
            write_box(page, sides, (width, colour), fill)
            return
        self.painter.setPen(
            self.pen(width, colour) if width else QPen(Qt.PenStyle.NoPen)
        )
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.drawRect(rectangle(rect))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def disc(
        self,
        middle: tuple[float, float],
        radius: float,
        fill: str,
        width: float = 0.0,
        colour: str = "#FFFFFF",
    ) -> None:
        """Draw a filled circle, perhaps with a ring around it."""
        self.painter.setPen(
            self.pen(width, colour) if width else QPen(Qt.PenStyle.NoPen)
        )
        self.painter.setBrush(QColor(fill))
        self.painter.drawEllipse(QPointF(*middle), radius, radius)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def polygon(
        self,
        corners: Iterable[tuple[float, float]],
        fill: str,
        width: float = 0.0,
        colour: str = BLACK,
    ) -> None:
        """Draw a polygon."""
        self.painter.setPen(
            self.pen(width, colour) if width else QPen(Qt.PenStyle.NoPen)
        )
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(*c) for c in corners]))
        path.closeSubpath()
        self.painter.drawPath(path)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)


def baseline(top: float, height: float, em: float) -> float:
    """Return the baseline that centres one line of Chinese between two heights."""
    return top + (height + (_ASCENT - _DESCENT) * em) / 2
