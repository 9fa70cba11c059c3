"""Fonts, and lines of text as real text for paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QByteArray, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from gridwatch.cartography.fontlicence import first_allowed, has_outlines
from gridwatch.cartography.leaderlines import draw_leader, led_to
from gridwatch.cartography.view import SCREEN_DPI
from gridwatch.district.wording import OfficerError, Text
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.symbols import LabelRule, TextStyle

__all__ = [
    "FADED",
    "FontSet",
    "Lettering",
    "Line",
    "Script",
    "digits_of",
    "draw_text",
    "font_of",
    "mixed",
    "spread",
]

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
FADED = 0.45
"""How much of a name outside the bright area shows."""
_NO_FONT = Text(
    "这台电脑没有装任何字体，文字写不出来，没有打印。请安装一种中文字体"
    "（例如思源黑体 Noto Sans CJK SC），再打印一次。",
    "There is no font on this computer to write with; nothing was printed. Install a "
    "Chinese font (such as Noto Sans CJK SC) and print again.",
)


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

        Raises
        ------
        OfficerError
            For paper, where there is no font at all: Qt ends the program when it is
            asked for a letter's outline.
        """
        return _installed(paper=paper)

    def family(self, style: TextStyle) -> str:
        """Return the family that a style is written in."""
        return self.serif if style.family == "serif" else self.sans


@cache
def lend_fonts() -> None:
    """Give Qt the fonts of the product where the computer has no Chinese one.

    A QGuiApplication has to exist.
    """
    if not set(QFontDatabase.families()).isdisjoint((*_SANS, *_SERIF)):
        return
    for path in sorted(resource("fonts").glob("*.otf")):
        # As bytes: without a screen Qt finds no file below a Chinese folder on Windows.
        QFontDatabase.addApplicationFontFromData(QByteArray(path.read_bytes()))


@cache
def _installed(*, paper: bool) -> FontSet:
    lend_fonts()
    present = set(QFontDatabase.families())
    general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    families = [name for name in _SANS if name in present]
    if not paper:
        sans = families[0] if families else general
        return FontSet(sans, sans)
    # Where none may be embedded the first one stays: the PDF says so.
    sans = first_allowed(families) or next(iter(families), general)
    serif = first_allowed(name for name in _SERIF if name in present)
    if not has_outlines(sans):
        raise OfficerError(_NO_FONT)
    return FontSet(sans, serif or sans)


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


def digits_of(text: str, height: float) -> tuple[QFont, float, float]:
    """Return font, width and baseline below the middle of digits in a badge.

    Parameters
    ----------
    text : str
        What is written.
    height : float
        Of the badge, device pixels.
    """
    font = _font(FontSet.installed().sans, max(round(height * 0.74), 1), 600)
    metrics = QFontMetricsF(font)
    return font, metrics.horizontalAdvance(text), metrics.capHeight() / 2


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
_SQUARE = "\u6cb3"
_SQUARES = ("\u4e00", "\u9fff")
"""Every letter of these is as wide as the next one, so one is measured."""
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

    @property
    def room(self) -> float:
        """Room between letters in device pixels."""
        return self.style.spacing * self.pixels

    @property
    def plain(self) -> Lettering:
        """The same, not faded: it measures and is drawn alike."""
        return replace(self, faded=False) if self.faded else self

    @property
    def opacity(self) -> float:
        """How much of a name shows on the screen."""
        return FADED if self.faded else 1.0

    def advances(self, text: str) -> NDArray[np.float64]:
        """Return the widths of the letters, spacing included, device pixels."""
        family, weight = self.fonts.family(self.style), self.style.weight
        square = _advance(family, self.pixels, weight, _SQUARE)
        widths = [
            square
            if _SQUARES[0] <= c <= _SQUARES[1]
            else _advance(family, self.pixels, weight, c)
            for c in text
        ]
        return np.asarray(widths, np.float64) + self.room

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


class Script(NamedTuple):
    """What the names of a layer look like at a scale.

    Parameters
    ----------
    letterings : tuple of Lettering
        Not faded.
    rules : tuple of LabelRule
        Where names are placed, for each lettering.
    of_class : ndarray of int
        Lettering of each class.
    widths, middles : ndarray, shape (letterings, names) and (letterings, letters)
        As `gridwatch.cartography.namesource.Measures`.
    pixels, pitch : ndarray, shape (letterings,)
        Size of the letters, and the room that one takes.
    numbers : dict of str to ndarray, shape (letterings,)
        Some numbers of the rules, by the names that they have there.
    priority, later : float
        The least of the rules.
    leads : bool
        Whether lines may lead to names by any of the rules.
    """

    letterings: tuple[Lettering, ...]
    rules: tuple[LabelRule, ...]
    of_class: NDArray[np.int64]
    widths: NDArray[np.float64]
    middles: NDArray[np.float64]
    pixels: NDArray[np.float64]
    pitch: NDArray[np.float64]
    numbers: dict[str, NDArray[np.float64]]
    priority: float
    later: float
    leads: bool


@lru_cache(maxsize=16384)
def _measured(lettering: Lettering, text: str) -> tuple[float, NDArray[np.float64]]:
    """Return the width of a line and the middle of each letter from its middle."""
    size = np.array([len(text)])
    widths, middles = spread(lettering.advances(text), size, lettering.room)
    return float(widths[0]), middles


def spread(
    advances: NDArray[np.float64], sizes: NDArray[np.int64], room: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the widths of some words and the middle of each letter from its word's.

    Parameters
    ----------
    advances : ndarray
        Widths of all letters, one word after the other, with `room` after each.
    sizes : ndarray of int
        Letters of each word.
    room : float
        What is not counted after the last one.
    """
    sums = np.append(0.0, np.cumsum(advances))
    ends = np.append(0, np.cumsum(sizes))
    widths = np.diff(sums[ends])
    widths[sizes > 0] -= room
    middles = sums[:-1] + (advances - room) / 2
    middles -= np.repeat(sums[ends[:-1]] + widths / 2, sizes)
    return widths, middles


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
    tail : tuple of float or None
        Device pixel that a line leads to, of names beside what they name.
    """

    text: str
    lettering: Lettering
    at: tuple[float, float]
    letters: tuple[tuple[float, float, float], ...]
    tail: tuple[float, float] | None = None

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
        ink = mixed(QColor(style.colour), paper, _strength(line))
        if line.apart:
            _write_beneath(painter, line, paper)
        if line.tail is not None:
            ends = line.tail, led_to(line.tail, line.box)
            draw_leader(painter, ends, (ink, paper), line.lettering.dpi / SCREEN_DPI)
        halo = QPen(paper, _PAPER_HALO * line.lettering.halo)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(_outline(line), halo)
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


def _strength(line: Line) -> float:
    return FADED if line.lettering.faded else 1.0


def mixed(colour: QColor, paper: QColor, strength: float) -> QColor:
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
