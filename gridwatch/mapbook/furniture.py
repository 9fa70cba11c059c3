"""What surrounds a map, drawn into any box at any size: title, grid, scale, north."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import BLACK, GREY, Hand, Ink, baseline
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.projection import degrees_of, metres_of
from gridwatch.mapbook.scales import scale_bar
from gridwatch.mapbook.windows import spacing_of_graticule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridwatch.mapbook.windows import MapWindow

__all__ = [
    "draw_border",
    "draw_graticule",
    "draw_km_grid",
    "draw_km_labels",
    "draw_north",
    "draw_ruler",
    "draw_scale",
    "draw_title",
]

_GRID = "#8FA9BA"
_TICK, _FIGURES, _EDGE = 0.8, 2.15, 3.2
_INSIDE = 1.2
_RULER = 100.0
_MATTERS = 1 / 12
"""Convergence is told from five minutes of arc on."""
_LEAST_EM = 0.42
"""A title that would become smaller than so much of its size takes two lines."""


def draw_title(
    ink: Ink,
    box: Rect,
    text: str,
    secrecy: str,
    language: Language,
    size: float = 0.0,
) -> None:
    """Write a title letter-spaced in Song, the secrecy mark at the right.

    A long title becomes smaller than `size` (0: as suits the box); one that would
    become too small takes two lines.
    """
    size = size or box.height * 0.47
    mark = Hand(max(2.4, box.height * 0.2), weight=600)
    taken = (ink.width(secrecy, mark) + 4.0) * 2 if secrecy else 0.0
    room = box.width - taken
    em = _title_em(ink, text, size, room, language)
    middle = box.x + box.width / 2
    if em >= _LEAST_EM * size:
        lines = [(text, box.y + size * 0.95)]
    else:
        cut = _cut(text)
        parts = [text[:cut].strip(), text[cut:].strip()]
        # A search for the whole name finds it although it stands on two lines.
        ink.hint((box.x, box.bottom), text)
        size = box.height * 0.36
        em = min(_title_em(ink, part, size, room, language) for part in parts)
        lines = [
            (parts[0], box.y + size * 0.9),
            (parts[1], box.y + size * 0.9 + em * 1.25),
        ]
    hand = Hand(em, serif=True, weight=600)
    for line, y in lines:
        ink.spaced((middle, y), line, hand, _spacing(language) * em)
    if secrecy:
        ink.text((box.right, box.y + mark.em), secrecy, mark, align=1.0)


def _spacing(language: Language) -> float:
    return 0.16 if language is Language.ZH else 0.02


def _title_em(
    ink: Ink, text: str, size: float, room: float, language: Language
) -> float:
    one = Hand(1.0, serif=True, weight=600)
    gaps = max(0, len(text) - 1) * _spacing(language)
    return min(size, room / max(ink.width(text, one) + gaps, 1e-6))


def _cut(text: str) -> int:
    """Return where a long title is divided: at a blank near its middle if it can."""
    middle = len(text) // 2
    blanks = [i for i, c in enumerate(text) if c in " 　"]
    near = [i for i in blanks if abs(i - middle) < len(text) / 4]
    return min(near, key=lambda i: abs(i - middle)) if near else (len(text) + 1) // 2


def draw_border(ink: Ink, border: Rect, frame: Rect, f: float = 1.0) -> None:
    """Draw neat line and outer border (a heavy line with a fine one inside)."""
    ink.box(frame, 0.18 * f)
    ink.box(border.inset(0.35 * f), 0.7 * f)
    ink.box(border.inset(1.1 * f), 0.1 * f)


# --- grid -----------------------------------------------------------------------------


_HALF_TURN = 45.0


def draw_km_grid(ink: Ink, window: MapWindow, f: float = 1.0) -> None:
    """Draw the kilometre grid inside the frame."""
    frame = window.frame
    if window.turn:
        for line in _slanted(window):
            _draw_line(ink, window, line.ends, f)
        return
    for x, _ in _across(window):
        ink.line((x, frame.y, x, frame.bottom), 0.05 * f, _GRID)
    for y, _ in _upward(window):
        ink.line((frame.x, y, frame.right, y), 0.05 * f, _GRID)


def draw_km_labels(ink: Ink, window: MapWindow, f: float = 1.0) -> None:
    """Label the grid: kilometres, the leading figures small as on the series."""
    frame = window.frame
    collar = frame.y - window.border.y - _INSIDE * f
    if window.turn:
        for line in _slanted(window):
            lead, last = _figures(window.grid, line.metres)
            # Which way they run can no longer be told from where they stand.
            text = lead, last + line.letter
            _label_ends(ink, window, line.ends, line.axis, text, f)
        return
    for x, metres in _across(window):
        clear = min(x - frame.x, frame.right - x) > _EDGE * f
        text = _figures(window.grid, metres) if clear else ("", "")
        for edge, out in ((frame.y, -1.0), (frame.bottom, 1.0)):
            ink.line((x, edge, x, edge + out * _TICK * f), 0.12 * f)
            _label(ink, (x, edge + out * collar / 2), text, 99.0 * f, f)
    for y, metres in _upward(window):
        clear = min(y - frame.y, frame.bottom - y) > _EDGE * f
        text = _figures(window.grid, metres) if clear else ("", "")
        for edge, out in ((frame.x, -1.0), (frame.right, 1.0)):
            ink.line((edge, y, edge + out * _TICK * f, y), 0.12 * f)
            room = collar - _TICK * f
            _label(ink, (edge + out * collar / 2, y), text, room, f)


def _across(window: MapWindow) -> Iterator[tuple[float, int]]:
    west, _, east, _ = window.extent
    for metres in _multiples(west, east, window.grid):
        yield window.to_paper(metres, 0.0)[0], metres


def _upward(window: MapWindow) -> Iterator[tuple[float, int]]:
    _, south, _, north = window.extent
    for metres in _multiples(south, north, window.grid):
        yield window.to_paper(0.0, metres)[1], metres


class _Slanted(NamedTuple):
    """A line of the grid on a turned map: its ends on paper, and what it is."""

    ends: list[tuple[float, float]]
    axis: int
    metres: int
    letter: str


def _slanted(window: MapWindow) -> Iterator[_Slanted]:
    """Yield the lines of the grid; those of axis 0 run from the lower edge upwards."""
    west, south, east, north = window.around
    level = abs(window.turn) <= _HALF_TURN
    for metres in _multiples(west, east, window.grid):
        ends = [window.to_paper(metres, y) for y in (south, north)]
        yield _Slanted(ends, 0 if level else 1, metres, "E")
    for metres in _multiples(south, north, window.grid):
        ends = [window.to_paper(x, metres) for x in (west, east)]
        yield _Slanted(ends, 1 if level else 0, metres, "N")


def _multiples(low: float, high: float, step: int) -> range:
    if not step:  # A map that bears no grid, as those for the public.
        return range(0)
    return range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step)


def _figures(grid: int, metres: int) -> tuple[str, str]:
    """Return kilometres as the leading figures and the last two with decimals."""
    zeros = len(str(grid)) - len(str(grid).rstrip("0"))
    whole, _, part = f"{metres / 1000:.{max(0, 3 - zeros)}f}".partition(".")
    return whole[:-2], whole[-2:] + (f".{part}" if part else "")


def _label(
    ink: Ink,
    middle: tuple[float, float],
    figures: tuple[str, str],
    room: float,
    f: float,
) -> None:
    """Write kilometres around a point, upright where they are wider than `room`."""
    small, large = Hand(_FIGURES * 0.75 * f), Hand(_FIGURES * f)
    left = ink.width(figures[0], small) + 0.1 * f
    width = left + ink.width(figures[1], large)
    ink.painter.save()
    ink.painter.translate(*middle)
    if width > room:
        ink.painter.rotate(-90.0)
    down = baseline(-large.em / 2, large.em, large.em) - 0.1 * f
    ink.text((-width / 2, down), figures[0], small)
    ink.text((left - width / 2, down), figures[1], large)
    ink.painter.restore()


def draw_graticule(ink: Ink, window: MapWindow, f: float = 1.0) -> None:
    """Draw meridians and parallels, labelled in the collar where they meet it."""
    west, south, east, north = window.extent
    along = np.linspace(0.0, 1.0, 9)
    edge = np.array(
        [(west + (east - west) * a, y) for a in along for y in (south, north)]
        + [(x, south + (north - south) * a) for a in along for x in (west, east)]
    )
    degrees = degrees_of(window.crs, edge)
    if not np.isfinite(degrees).all():
        return
    low, high = degrees.min(axis=0), degrees.max(axis=0)
    step = spacing_of_graticule(float(min(high - low)))
    for axis in (0, 1):
        first = math.ceil(low[axis] / step - 1e-9)
        last = math.floor(high[axis] / step + 1e-9)
        for value in (n * step for n in range(first, last + 1)):
            line = _line_of(window, axis, value, (low, high))
            _draw_line(ink, window, line, f)
            _label_ends(ink, window, line, axis, ("", _degrees(value, step)), f)


def _line_of(
    window: MapWindow,
    axis: int,
    value: float,
    limits: tuple[np.ndarray, np.ndarray],
) -> list[tuple[float, float]]:
    """Return a meridian (axis 0) or parallel as points on the page."""
    other = 1 - axis
    span = limits[1][other] - limits[0][other]
    places = np.linspace(limits[0][other] - span / 8, limits[1][other] + span / 8, 41)
    degrees = np.full((len(places), 2), value)
    degrees[:, other] = places
    found = metres_of(window.crs, degrees)
    return [window.to_paper(x, y) for x, y in found.tolist()]


def _draw_line(
    ink: Ink, window: MapWindow, line: list[tuple[float, float]], f: float
) -> None:
    for start, end in pairwise(line):
        cut = _clipped(window.frame, start, end)
        if cut is not None:
            ink.line(cut, 0.05 * f, _GRID)


def _clipped(
    frame: Rect, start: tuple[float, float], end: tuple[float, float]
) -> tuple[float, float, float, float] | None:
    """Return the part of a line inside the frame (Liang-Barsky)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    first, last = 0.0, 1.0
    for step, room in (
        (-dx, start[0] - frame.x),
        (dx, frame.right - start[0]),
        (-dy, start[1] - frame.y),
        (dy, frame.bottom - start[1]),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first >= last:
        return None
    return (
        start[0] + dx * first,
        start[1] + dy * first,
        start[0] + dx * last,
        start[1] + dy * last,
    )


def _label_ends(
    ink: Ink,
    window: MapWindow,
    line: list[tuple[float, float]],
    axis: int,
    text: tuple[str, str],
    f: float,
) -> None:
    frame = window.frame
    collar = frame.y - window.border.y - _INSIDE * f
    edges = (
        ((frame.y, -1.0), (frame.bottom, 1.0))
        if axis == 0
        else ((frame.x, -1.0), (frame.right, 1.0))
    )
    for edge, out in edges:
        at = _crossing(line, axis, edge)
        low, high = (frame.x, frame.right) if axis == 0 else (frame.y, frame.bottom)
        if at is None or not low + 6 * f < at < high - 6 * f:
            continue
        middle = edge + out * collar / 2
        tick = edge + out * _TICK * f
        if axis == 0:
            ink.line((at, edge, at, tick), 0.12 * f)
        else:
            ink.line((edge, at, tick, at), 0.12 * f)
        place = (at, middle) if axis == 0 else (middle, at)
        room = 99.0 * f if axis == 0 else 0.0
        _label(ink, place, text, room, f)


def _crossing(line: list[tuple[float, float]], axis: int, edge: float) -> float | None:
    """Return where a line meets an edge of the frame, along that edge."""
    across, down = (1, 0) if axis == 0 else (0, 1)
    for one, other in pairwise(line):
        before, after = one[across] - edge, other[across] - edge
        if before * after <= 0 and before != after:
            part = before / (before - after)
            return one[down] + part * (other[down] - one[down])
    return None


def _degrees(value: float, step: float) -> str:
    """Return degrees, minutes and, where lines are closer, seconds."""
    seconds = round(abs(value) * 3600)
    text = f"{seconds // 3600}°{seconds % 3600 // 60:02d}′"
    return text if step * 60 >= 1 - 1e-9 else f"{text}{seconds % 60:02d}″"


# --- scale, north, ruler --------------------------------------------------------------


def draw_scale(
    ink: Ink,
    box: Rect,
    scale: int,
    language: Language,
    *,
    f: float = 0.0,
    spare: float = 0.0,
) -> None:
    """Draw 1:N, the bar, and what one centimetre stands for.

    Parameters
    ----------
    f : float
        Size of type and lines; 0: as large as fits.
    spare : float
        Millimetres beside the bar for its unit; 0: as the type needs.
    """
    f = f or min(box.height / 20.0, box.width / 43.5, max(1.0, box.height / 30.0))
    spare = spare or 9.0 * f
    bar = scale_bar(scale, box.width - spare)
    left = box.x + (box.width - min(spare / 2, 4.0 * f) - bar.millimetres) / 2
    middle = left + bar.millimetres / 2
    ratio = Hand(4.0 * f, weight=500)
    ink.text((middle, box.y + 5.0 * f), bar.ratio, ratio, align=0.5)
    y, thick = box.y + 11.5 * f, 1.3 * f
    step = bar.millimetres / bar.divisions
    for i in range(bar.divisions):
        part = Rect(left + i * step, y, step, thick)
        ink.box(part, 0.1 * f, fill=BLACK if i % 2 == 0 else "#FFFFFF")
    hand = Hand(2.1 * f)
    unit = "km" if bar.in_kilometres else "m"
    for i, (offset, label) in enumerate(bar.ticks()):
        x = left + offset
        ink.line((x, y - 0.7 * f, x, y + thick), 0.1 * f)
        ink.text((x, y - 1.2 * f), label, hand, align=0.5)
        if i == bar.divisions:
            after = x + ink.width(label, hand) / 2 + 0.8 * f
            ink.text((after, y - 1.2 * f), unit, hand)
    metres = scale / 100
    note = Text(
        f"图上 1 厘米相当于实地 {metres:,g} 米", f"1 cm on the map is {metres:,g} m"
    )
    grey = Hand(2.1 * f, colour=GREY)
    at = (middle, y + thick + 4.2 * f)
    ink.text(at, note.of(language), grey, align=0.5, room=box.width)


def draw_north(
    ink: Ink,
    box: Rect,
    convergence: float = 0.0,
    language: Language = Language.ZH,
    *,
    turn: float = 0.0,
) -> None:
    """Draw the north arrow of the grid, and true north where it differs visibly.

    Parameters
    ----------
    convergence : float
        Degrees from true north to grid north, clockwise positive.
    turn : float
        Degrees, clockwise, from the page's upper edge to grid north.
    """
    way = math.radians(turn)
    cos, sin = math.cos(way), math.sin(way)
    wide = max(14.0, 20.0 * abs(sin) + 5.2 * abs(cos))
    f = min(box.height / 26.0, box.width / wide)
    x, top = box.x + box.width / 2, box.y + 5.2 * f
    half, foot, notch = 2.6 * f, top + 13.0 * f, top + 9.6 * f
    middle = top + 5.0 * f

    def placed(right: float, down: float) -> tuple[float, float]:
        down -= middle
        return x + cos * right - sin * down, middle + sin * right + cos * down

    tip, hollow = placed(0.0, top), placed(0.0, notch)
    ink.polygon([tip, placed(-half, foot), hollow], BLACK, 0.12 * f)
    ink.polygon([tip, placed(half, foot), hollow], "#FFFFFF", 0.12 * f)
    letter = Text("北", "N").of(language)
    hand = Hand(3.8 * f, serif=True, weight=600)
    # The letter stands upright beyond the tip.
    at = placed(0.0, box.y + 2.25 * f)
    ink.text((at[0], at[1] + 1.35 * f), letter, hand, align=0.5)
    if abs(convergence) < _MATTERS:
        return
    minutes = round(abs(convergence) * 60)
    sign = "+" if convergence > 0 else "-"
    angle = f"{sign}{minutes // 60}°{minutes % 60:02d}′"
    small = Hand(1.75 * f, colour=GREY)
    words = Text("坐标北　收敛角", "grid north")
    ink.text((x, foot + 2.6 * f), words.of(language), small, align=0.5, room=box.width)
    ink.text((x, foot + 5.0 * f), angle, small, align=0.5, room=box.width)


def draw_ruler(ink: Ink, box: Rect, language: Language) -> None:
    """Draw 100 mm: a scaled print gives itself away."""
    left = box.x + (box.width - _RULER) / 2
    y = box.y + 1.6
    ink.line((left, y, left + _RULER, y), 0.08, GREY)
    for mm in range(0, 101, 5):
        long = 1.6 if mm % 50 == 0 else 1.2 if mm % 10 == 0 else 0.6
        ink.line((left + mm, y - long, left + mm, y), 0.08, GREY)
    words = Text(
        "检核尺 100 mm：量得不足或超出，说明打印时被缩放",
        "Check: 100 mm; any other length means the print was scaled",
    )
    hand = Hand(1.7, colour=GREY)
    ink.text((left + 50.0, y + 2.3), words.of(language), hand, align=0.5)
    for at, label in ((left, "0"), (left + _RULER, "100 mm")):
        ink.text((at, y + 2.3), label, hand, align=0.5)
