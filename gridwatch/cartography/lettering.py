"""Fonts, and lines of text as pictures (screen) or as real text (paper)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from gridwatch.cartography.view import SCREEN_DPI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.symbols import TextStyle

__all__ = ["FontSet", "Lettering", "Line", "draw_pictures", "draw_text", "font_of"]

_SANS = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "SimHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
_SERIF = (
    "SimSun",
    "NSimSun",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "STSong",
    "Songti SC",
)
_POINT = 72.0
_HALO_PX = 1.7
_PAPER_HALO = 1.5
_FADED = 0.45
_MOST_PICTURES = 6000


@dataclass(frozen=True, slots=True)
class FontSet:
    """Families to write with.

    Parameters
    ----------
    sans : str
        Hei: labels on screen and paper.
    serif : str
        Song on paper for rivers and titles; on screen the same as `sans`, whose even
        strokes stay legible at 10 px.
    """

    sans: str = "Noto Sans CJK SC"
    serif: str = "Noto Sans CJK SC"

    @staticmethod
    def installed(*, paper: bool = False) -> FontSet:
        """Return the best families that this machine has, for screen or paper.

        A QGuiApplication has to exist.
        """
        return _installed(paper=paper)

    def family(self, style: TextStyle) -> str:
        """Return the family that a style is written in."""
        return self.serif if style.family == "serif" else self.sans


@cache
def _installed(*, paper: bool) -> FontSet:
    present = set(QFontDatabase.families())
    general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    sans = next((name for name in _SANS if name in present), general)
    serif = next((name for name in _SERIF if name in present), sans)
    return FontSet(sans, serif if paper else sans)


def font_of(style: TextStyle, fonts: FontSet, dpi: float) -> QFont:
    """Return the font of a style; its size is in device pixels."""
    return _font(fonts.family(style), _pixels(style, dpi), style.weight)


def _pixels(style: TextStyle, dpi: float) -> int:
    return max(round(style.size * dpi / _POINT), 1)


@lru_cache(maxsize=256)
def _font(family: str, pixels: int, weight: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Noto CJK swaps digits and "fi" for glyphs that have no code point of their own:
    # in a PDF they could not be searched.
    for feature in ("liga", "locl"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


@lru_cache(maxsize=65536)
def _advance(family: str, pixels: int, weight: int, letter: str) -> float:
    return QFontMetricsF(_font(family, pixels, weight)).horizontalAdvance(letter)


@lru_cache(maxsize=16384)
def _glyph(family: str, pixels: int, weight: int, letter: str) -> QPainterPath:
    """Return the outline of a letter around the middle of its square."""
    font = _font(family, pixels, weight)
    path = QPainterPath()
    advance = _advance(family, pixels, weight, letter)
    path.addText(QPointF(-advance / 2, _BASELINE * pixels), font, letter)
    return path


_SEARCHED_AS_ONE = 0.04
"""Widest room between letters, ems, that readers of a PDF still take for one word."""
_FIRST_SQUARE = "\u2e80"
_BASELINE = 0.37
"""Where the baseline lies below the middle of a Chinese letter, share of the size."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """A style made ready for a resolution: how wide, how high, how slanted.

    Parameters
    ----------
    style : TextStyle
        Colours, size, spacing.
    fonts : FontSet
        Families.
    dpi : float
        Device pixels per inch.
    faded : bool
        Whether the name lies outside the emphasised jurisdiction.
    """

    style: TextStyle
    fonts: FontSet
    dpi: float
    faded: bool = False

    @property
    def pixels(self) -> int:
        """Size of the font in device pixels."""
        return _pixels(self.style, self.dpi)

    @property
    def halo(self) -> float:
        """Width of the halo in device pixels."""
        return _HALO_PX * self.dpi / SCREEN_DPI

    def advances(self, text: str) -> NDArray[np.float64]:
        """Return the widths of the letters, spacing included, device pixels."""
        family, weight = self.fonts.family(self.style), self.style.weight
        room = self.style.spacing * self.pixels
        widths = [_advance(family, self.pixels, weight, c) + room for c in text]
        return np.asarray(widths)

    def width(self, text: str) -> float:
        """Return the width of a whole line, without room after its last letter."""
        return _measured(self, text)[0]

    def centres(self, text: str) -> NDArray[np.float64]:
        """Return the middle of each letter from the middle of the line."""
        return _measured(self, text)[1]

    def glyph(self, letter: str) -> QPainterPath:
        """Return the outline of a letter around the middle of its square."""
        family = self.fonts.family(self.style)
        return _glyph(family, self.pixels, self.style.weight, letter)

    def chinese(self, text: str) -> bool:
        """Tell whether a text is written in square letters."""
        return any(letter >= _FIRST_SQUARE for letter in text)

    def slant(self, text: str) -> float:
        """Return the shear: Chinese names of water lean left, Latin ones right."""
        return self.style.slant if self.chinese(text) else -self.style.slant


@lru_cache(maxsize=16384)
def _measured(lettering: Lettering, text: str) -> tuple[float, NDArray[np.float64]]:
    """Return the width of a line and the middle of each letter from its middle."""
    if not text:
        return 0.0, np.empty(0)
    steps = lettering.advances(text)
    room = lettering.style.spacing * lettering.pixels
    width = float(steps.sum()) - room
    return width, np.cumsum(steps) - (steps + room) / 2 - width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with a place for each letter.

    Parameters
    ----------
    text : str
        What is written.
    lettering : Lettering
        How.
    at : tuple of float
        Device pixel of its middle.
    letters : tuple of (x, y, degrees)
        Middle of each letter from `at`, and its turn clockwise.
    """

    text: str
    lettering: Lettering
    at: tuple[float, float]
    letters: tuple[tuple[float, float, float], ...]

    @property
    def apart(self) -> bool:
        """Whether the letters are spaced, turned or set under each other."""
        level = all(y == 0 and degrees == 0 for _, y, degrees in self.letters)
        return not level or self.lettering.style.spacing > _SEARCHED_AS_ONE

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width, height in device pixels."""
        half = self.lettering.pixels * 0.6
        xs = [x for x, _, _ in self.letters]
        ys = [y for _, y, _ in self.letters]
        left, top = self.at[0] + min(xs) - half, self.at[1] + min(ys) - half
        width, height = max(xs) - min(xs) + 2 * half, max(ys) - min(ys) + 2 * half
        return left, top, width, height


def draw_text(painter: QPainter, lines: Sequence[Line]) -> None:
    """Write lines as real text: vectors on paper, searchable in a PDF.

    Halos are opaque and faded names paler here, since Qt writes a see-through stroke
    into a PDF as an outline of ten times the size. Names whose letters stand apart or
    follow a curve would be found letter by letter only: they are drawn as outlines,
    over the same name written small in the colour of the paper.
    """
    for line in lines:
        style = line.lettering.style
        painter.save()
        paper = QColor(style.halo)
        paper.setAlpha(255)
        if line.apart:
            _write_beneath(painter, line, paper)
        halo = QPen(paper, _PAPER_HALO * line.lettering.halo)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(_outline(line), halo)
        strength = _FADED if line.lettering.faded else 1.0
        ink = _mixed(QColor(style.colour), paper, strength)
        if line.apart:
            painter.fillPath(_outline(line), ink)
        else:
            painter.setFont(font_of(style, line.lettering.fonts, line.lettering.dpi))
            painter.setPen(ink)
            for letter, place in zip(line.text, line.letters, strict=True):
                _write(painter, line, letter, place)
        painter.restore()


def _write_beneath(painter: QPainter, line: Line, paper: QColor) -> None:
    """Write the whole name behind its middle letter, for those who search the PDF.

    It lies level: readers take turned text apart again.
    """
    x, y, _ = line.letters[len(line.letters) // 2]
    style, pixels = line.lettering.style, line.lettering.pixels
    font = _font(
        line.lettering.fonts.family(style),
        max(pixels // len(line.text), 1),
        style.weight,
    )
    width = QFontMetricsF(font).horizontalAdvance(line.text)
    painter.save()
    painter.setFont(font)
    painter.setPen(paper)
    start = line.at[0] + x - width / 2, line.at[1] + y + _BASELINE * font.pixelSize()
    painter.drawText(QPointF(*start), line.text)
    painter.restore()


def _mixed(colour: QColor, paper: QColor, strength: float) -> QColor:
    """Return a colour as it looks when it lets the paper through."""
    rest = 1.0 - strength
    return QColor(
        round(colour.red() * strength + paper.red() * rest),
        round(colour.green() * strength + paper.green() * rest),
        round(colour.blue() * strength + paper.blue() * rest),
    )


def _write(
    painter: QPainter, line: Line, letter: str, place: tuple[float, float, float]
) -> None:
    size, lettering = line.lettering.pixels, line.lettering
    painter.save()
    painter.translate(line.at[0] + place[0], line.at[1] + place[1])
    painter.rotate(place[2])
    painter.shear(-lettering.slant(line.text), 0.0)
    family, weight = lettering.fonts.family(lettering.style), lettering.style.weight
    half = _advance(family, size, weight, letter) / 2
    painter.drawText(QPointF(-half, _BASELINE * size), letter)
    painter.restore()


def _outline(line: Line) -> QPainterPath:
    """Return all letters of a line as one path, in device pixels."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    shear = -line.lettering.slant(line.text)
    for letter, (x, y, degrees) in zip(line.text, line.letters, strict=True):
        path.addPath(
            _turned(
                line.lettering.glyph(letter),
                shear,
                degrees,
                (line.at[0] + x, line.at[1] + y),
            )
        )
    return path


def _turned(
    path: QPainterPath, shear: float, degrees: float, place: tuple[float, float]
) -> QPainterPath:
    turn = QTransform()
    turn.translate(*place)
    turn.rotate(degrees)
    turn.shear(shear, 0.0)
    return turn.map(path)


# ---- pictures of text -----------------------------------------------------------

_pictures: dict[tuple[object, ...], QImage] = {}


def _key(line: Line) -> tuple[object, ...]:
    places = tuple(
        (round(2 * x), round(2 * y), round(degrees)) for x, y, degrees in line.letters
    )
    return line.text, line.lettering, places


def draw_pictures(painter: QPainter, lines: Sequence[Line]) -> None:
    """Write lines as pictures with a halo, made once and kept.

    Stroking the outlines of letters for the halo costs 100 times the copy of a
    finished picture, and a name looks the same in frame after frame.
    """
    keys = [_key(line) for line in lines]
    missing = {
        key: line for key, line in zip(keys, lines, strict=True) if key not in _pictures
    }
    if len(_pictures) + len(missing) > _MOST_PICTURES:
        _pictures.clear()
        missing = dict(zip(keys, lines, strict=True))
    _pictures.update(_rendered(missing))
    for key, line in zip(keys, lines, strict=True):
        left, top = _corner(line)
        place = QPointF(round(line.at[0]) + left, round(line.at[1]) + top)
        painter.setOpacity(_FADED if line.lettering.faded else 1.0)
        painter.drawImage(place, _pictures[key])
    painter.setOpacity(1.0)


def _corner(line: Line) -> tuple[int, int]:
    """Return where the picture of a line begins, in whole pixels from its middle."""
    left, top, _, _ = line.box
    margin = line.lettering.halo + 2.0
    return (
        math.floor(left - line.at[0] - margin),
        math.floor(top - line.at[1] - margin),
    )


def _size(line: Line) -> tuple[int, int]:
    _, _, width, height = line.box
    margin = line.lettering.halo + 2.0
    return math.ceil(width + 2 * margin) + 1, math.ceil(height + 2 * margin) + 1


def _rendered(
    lines: dict[tuple[object, ...], Line],
) -> dict[tuple[object, ...], QImage]:
    """Draw pictures, those of one lettering together on one sheet."""
    groups: dict[Lettering, list[tuple[object, ...]]] = {}
    for key, line in lines.items():
        groups.setdefault(line.lettering, []).append(key)
    found: dict[tuple[object, ...], QImage] = {}
    for lettering, keys in groups.items():
        places, width, height = _packed([_size(lines[key]) for key in keys])
        sheet = QImage(width, height, QImage.Format.Format_Grayscale8)
        sheet.fill(0)
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for key, (x, y) in zip(keys, places, strict=True):
            line = replace(lines[key], at=(0.0, 0.0))
            left, top = _corner(line)
            painter.translate(x - left, y - top)
            painter.fillPath(_outline(line), QColor("white"))
            painter.resetTransform()
        painter.end()
        picture = _haloed(sheet, lettering)
        for key, (x, y) in zip(keys, places, strict=True):
            found[key] = picture.copy(x, y, *_size(lines[key]))
    return found


def _packed(
    sizes: Sequence[tuple[int, int]], width: int = 2048
) -> tuple[list[tuple[int, int]], int, int]:
    """Place rectangles on shelves; return their corners and the sheet's size."""
    width = max(width, *(w for w, _ in sizes))
    x = y = shelf = 0
    places = []
    for w, h in sizes:
        if x + w > width:
            x, y, shelf = 0, y + shelf, 0
        places.append((x, y))
        x, shelf = x + w, max(shelf, h)
    return places, width, y + shelf


def _haloed(sheet: QImage, lettering: Lettering) -> QImage:
    """Colour a sheet of white letters and put a halo behind them."""
    width, height, stride = sheet.width(), sheet.height(), sheet.bytesPerLine()
    flat = np.frombuffer(sheet.constBits(), np.uint8).reshape(height, stride)
    ink = flat[:, :width]
    halo = _widened(ink, lettering.halo)
    text, paper = QColor(lettering.style.colour), QColor(lettering.style.halo)
    cover = ink.astype(np.float32) / 255.0
    under = halo.astype(np.float32) / 255.0 * paper.alphaF() * (1.0 - cover)
    pixels = np.empty((height, width, 4), np.uint8)
    channels = (
        (text.blue(), paper.blue()),
        (text.green(), paper.green()),
        (text.red(), paper.red()),
        (255, 255),
    )
    for i, (front, back) in enumerate(channels):
        pixels[:, :, i] = np.rint(cover * front + under * back)
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, width, height, 4 * width, form).copy()


def _widened(ink: NDArray[np.uint8], radius: float) -> NDArray[np.uint8]:
    """Return the letters grown by `radius` pixels, by turns as cross and square."""
    grown = ink.copy()
    for step in range(int(radius)):
        grown = _grown(grown, square=step % 2 == 0)
    rest = radius - int(radius)
    if rest > 0.0:
        more = _grown(grown, square=False).astype(np.float32)
        grown = np.maximum(grown, (more * rest).astype(np.uint8))
    return grown


def _grown(ink: NDArray[np.uint8], *, square: bool) -> NDArray[np.uint8]:
    tall = ink.copy()
    np.maximum(tall[1:], ink[:-1], out=tall[1:])
    np.maximum(tall[:-1], ink[1:], out=tall[:-1])
    across = tall if square else ink
    found = tall.copy()
    np.maximum(found[:, 1:], across[:, :-1], out=found[:, 1:])
    np.maximum(found[:, :-1], across[:, 1:], out=found[:, :-1])
    return found
