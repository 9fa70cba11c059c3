"""Names on a map as text of a PDF: seen as on the screen, found as whole words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QColor

from gridwatch.cartography.leaderlines import DOT, LEADER, led_to
from gridwatch.cartography.lettering import FADED, font_of, mixed
from gridwatch.cartography.pdf.content import Pen
from gridwatch.cartography.pdf.engine import rgb_of
from gridwatch.cartography.pdf.shaping import Script
from gridwatch.cartography.view import SCREEN_DPI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont

    from gridwatch.cartography.lettering import Lettering, Line
    from gridwatch.cartography.pdf.content import Matrix, Rgb
    from gridwatch.cartography.pdf.engine import PaperEngine
    from gridwatch.cartography.pdf.shaping import Shaper

__all__ = [
    "Written",
    "write_box",
    "write_line",
    "write_names",
    "write_rule",
    "write_spaced",
]

_BOX = b"%.8g %.8g m\n" + b"%.8g %.8g l\n" * 3 + b"h\n"
_BASELINE = 0.37
_HALO = 1.5


def write_names(engine: PaperEngine, lines: Sequence[Line]) -> None:
    """Write lines with a letter each at its own place.

    The halo says nothing. A name whose letters stand apart, are turned or lie under
    each other is said once as a whole by letters that are not seen: readers take such
    letters for words of their own, and a search for the name would find nothing.
    """
    content = engine.content
    hands: dict[Lettering, _Hand] = {}
    for line in lines:
        hand = hands.get(line.lettering)
        if hand is None:
            hand = hands[line.lettering] = _hand(engine, line.lettering)
        apart = line.apart
        if line.tail is not None:
            _lead(engine, line, hand)
        rows = (_apart if apart else _level)(engine.matrix, line, hand.shaper)
        content.haloed(rows, hand.size, hand.halo, hand.ink, mute=apart)
        if apart:
            _say(engine, hand.shaper, line, hand.size)


def _lead(engine: PaperEngine, line: Line, hand: _Hand) -> None:
    """Draw the line that leads from a place to the name beside it."""
    assert line.tail is not None
    a, b, c, d, e, f = engine.matrix
    ends = (line.tail, led_to(line.tail, line.box))
    (x, y), (u, v) = ((a * p + c * q + e, b * p + d * q + f) for p, q in ends)
    zoom = line.lettering.dpi / SCREEN_DPI * _scale(engine.matrix)
    path = b"%d %d m %d %d l\n" % (round(x), round(y), round(u), round(v))
    spot = b"%d %d m %d %d l\n" % (round(x), round(y), round(x) + 1, round(y))
    for colour, width, dot in zip(
        (hand.halo.colour, hand.ink), LEADER, DOT, strict=True
    ):
        engine.content.stroke(path, Pen(colour, width * zoom, cap=1))
        engine.content.stroke(spot, Pen(colour, dot * zoom, cap=1))


class _Hand(NamedTuple):
    """How the names of one lettering are written on a page."""

    shaper: Shaper
    size: float
    halo: Pen
    ink: Rgb


def _hand(engine: PaperEngine, lettering: Lettering) -> _Hand:
    style = lettering.style
    font = font_of(style, lettering.fonts, lettering.dpi)
    key = (lettering.fonts.family(style), style.weight)
    scale = _scale(engine.matrix)
    paper = QColor(style.halo)
    ink = mixed(QColor(style.colour), paper, FADED if lettering.faded else 1.0)
    return _Hand(
        engine.content.fonts.shaper(font, key),
        lettering.pixels * scale,
        Pen(rgb_of(paper), _HALO * lettering.halo * scale, join=1),
        rgb_of(ink),
    )


def _level(way: Matrix, line: Line, shaper: Shaper) -> list[tuple[Script, Matrix]]:
    """Return a name that is written at once: its letters stand as they would alone."""
    if not line.letters:
        return []
    pixels = line.lettering.pixels
    slant = line.lettering.slant(line.text)
    script = shaper.script(line.text)
    first = shaper.script(line.text[0]).width * pixels / 2000
    shift = line.letters[0][0] - first - slant * _BASELINE * pixels
    place = (line.at[0] + shift, line.at[1] + _BASELINE * pixels)
    return [(script, _joined((1.0, 0.0, -slant, 1.0, *place), way))]


def _apart(way: Matrix, line: Line, shaper: Shaper) -> list[tuple[Script, Matrix]]:
    """Return a name letter by letter, each around its own middle."""
    pixels = line.lettering.pixels
    slant = line.lettering.slant(line.text)
    left, top = line.at
    v = _BASELINE * pixels
    found = []
    for letter, (x, y, degrees) in zip(line.text, line.letters, strict=True):
        script = shaper.script(letter)
        turn = math.radians(degrees)
        cos, sin = math.cos(turn), math.sin(turn)
        # Sheared, then turned, then put there.
        c, d = -slant * cos - sin, -slant * sin + cos
        u = -script.width * pixels / 2000
        place = (left + x + cos * u + c * v, top + y + sin * u + d * v)
        found.append((script, _joined((cos, sin, c, d, *place), way)))
    return found


def _say(engine: PaperEngine, shaper: Shaper, line: Line, size: float) -> None:
    """Write a whole name unseen, level, as wide as its letters reach."""
    script = shaper.script(line.text)
    left, _, width, _ = line.box
    pixels = line.lettering.pixels
    wide = max(width - 0.2 * pixels, pixels * 0.5)
    narrow = min(1.0, wide * 1000 / (script.width * pixels)) if script.width else 1.0
    middle = left + width / 2
    start = middle - script.width * pixels * narrow / 2000
    y = line.at[1] + line.letters[len(line.letters) // 2][1] + _BASELINE * pixels
    matrix = _joined((narrow, 0.0, 0.0, 1.0, start, y), engine.matrix)
    engine.content.hidden(script, size, matrix)


@dataclass(frozen=True)
class Written:
    """One line of a sheet.

    Parameters
    ----------
    text : str
        What it says.
    font : QFont
        How; its size does not count.
    key : hashable
        Names the font, whatever its size.
    em : float
        Size in units of the painter.
    narrow : float
        Part of its natural width that it takes.
    """

    text: str
    font: QFont
    key: object
    em: float
    narrow: float = 1.0


def write_line(
    engine: PaperEngine,
    line: Written,
    at: tuple[float, float],
    colour: str,
    *,
    mute: bool = False,
    hidden: bool = False,
) -> None:
    """Write one line from a point on its baseline.

    Parameters
    ----------
    engine : PaperEngine
        The page.
    line : Written
        What.
    at : tuple of float
        Where it begins, in units of the painter.
    colour : str
        ``#RRGGBB``.
    mute : bool
        It is seen and says nothing: a reader would take it for single letters.
    hidden : bool
        It is found and copied but not seen.
    """
    content = engine.content
    script = content.fonts.shaper(line.font, line.key).script(line.text)
    matrix = _joined((line.narrow, 0.0, 0.0, 1.0, *at), engine.matrix)
    size = line.em * _scale(engine.matrix)
    if hidden:
        content.hidden(script, size, matrix)
        return
    ink = QColor(colour)
    if mute:
        content.begin_words(None)
    content.text(script, size, matrix, rgb_of(ink), ink.alphaF())
    if mute:
        content.end_words()


def write_spaced(
    engine: PaperEngine,
    line: Written,
    at: tuple[float, float],
    spacing: float,
    colour: str,
) -> None:
    """Write one line with room between its letters; it is found as one word."""
    content = engine.content
    shaper = content.fonts.shaper(line.font, line.key)
    natural = shaper.script(line.text)
    room = spacing / line.em * 1000
    glyphs = tuple(
        glyph._replace(at=glyph.at + number * room)
        for number, glyph in enumerate(natural.glyphs)
    )
    wide = Script(glyphs, natural.width + room * (len(glyphs) - 1))
    size = line.em * _scale(engine.matrix)
    ink = QColor(colour)
    content.begin_words(None)
    place = _joined((1.0, 0.0, 0.0, 1.0, *at), engine.matrix)
    content.text(wide, size, place, rgb_of(ink), ink.alphaF())
    content.end_words()
    stretch = wide.width / natural.width if natural.width else 1.0
    place = _joined((stretch, 0.0, 0.0, 1.0, *at), engine.matrix)
    content.hidden(natural, size, place)


def write_rule(
    engine: PaperEngine, ends: Sequence[float], width: float, colour: str
) -> None:
    """Draw a straight line from (x, y) to (x, y), flat at both ends."""
    a, b, c, d, e, f = engine.matrix
    x, y, u, v = ends
    path = b"%.8g %.8g m %.8g %.8g l\n" % (
        round(a * x + c * y + e, 1) + 0.0,
        round(b * x + d * y + f, 1) + 0.0,
        round(a * u + c * v + e, 1) + 0.0,
        round(b * u + d * v + f, 1) + 0.0,
    )
    ink = QColor(colour)
    pen = Pen(rgb_of(ink), width * _scale(engine.matrix), ink.alphaF())
    engine.content.stroke(path, pen)


def write_box(
    engine: PaperEngine,
    sides: Sequence[float],
    pen: tuple[float, str],
    fill: str = "",
) -> None:
    """Draw a rectangle.

    Parameters
    ----------
    engine : PaperEngine
        The page.
    sides : sequence of float
        Left, top, right, bottom, in units of the painter.
    pen : tuple of float and str
        Width (0: none) and colour of its outline.
    fill : str
        Colour; empty for none.
    """
    a, b, c, d, e, f = engine.matrix
    left, top, right, bottom = sides
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    flat = [
        round(part, 2) + 0.0
        for x, y in corners
        for part in (a * x + c * y + e, b * x + d * y + f)
    ]
    path = _BOX % tuple(flat)
    if fill:
        ink = QColor(fill)
        engine.content.fill(path, rgb_of(ink), ink.alphaF(), odd=True)
    width, colour = pen
    if width:
        ink = QColor(colour)
        scale = abs(a * d - b * c) ** 0.5
        engine.content.stroke(path, Pen(rgb_of(ink), width * scale, ink.alphaF()))


def _scale(way: Matrix) -> float:
    return math.hypot(way[2], way[3]) or 1.0


def _joined(own: Matrix, way: Matrix) -> Matrix:
    """Return the matrix of text: `own`, then `way` without the scale of the size."""
    a, b, c, d, e, f = own
    a2, b2, c2, d2, e2, f2 = way
    k = _scale(way)
    return (
        (a * a2 + b * c2) / k,
        (a * b2 + b * d2) / k,
        (c * a2 + d * c2) / k,
        (c * b2 + d * d2) / k,
        e * a2 + f * c2 + e2,
        e * b2 + f * d2 + f2,
    )
