"""Symbols of the map as frozen values, read from one plain file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "FillSymbol",
    "Hatch",
    "LabelRule",
    "LabelStyle",
    "LineSymbol",
    "PointSymbol",
    "ScaleLimits",
    "Symbol",
    "Symbols",
    "TextStyle",
    "badge_width",
    "leaves_no_mark",
    "load_symbols",
]

_FAR = float("inf")
_MOST_REPEAT = 600.0
_NARROW, _SQUARE = "\u2000", 0.8
"""Letters beyond this are as wide as high: Chinese ones, Roman numbers."""


@dataclass(frozen=True, slots=True)
class LineSymbol:
    """A line, perhaps on a wider casing. Widths and dashes: px at 96 dpi.

    Parameters
    ----------
    colour : str
        ``#RRGGBB`` or ``#AARRGGBB``.
    width : float
        Width of the line.
    dash : tuple of float
        Lengths of dash, gap, dash, gap …; empty for a solid line.
    cap : str
        ``flat`` or ``round``.
    casing : str
        Colour of the casing; empty for none.
    casing_width : float
        Width of the casing.
    casing_dash : tuple of float
        As `dash`, for the casing.
    offset : float
        How far the line lies to the left of its course; negative: to the right.
    twin : LineSymbol or None
        A line that is drawn after it on the same course, e.g. that of the other bank.
    letter : str
        What the line bears in its middle, where colours alone do not tell classes
        apart: a letter, a number, a few of them.
    """

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    cap: str = "flat"
    casing: str = ""
    casing_width: float = 0.0
    casing_dash: tuple[float, ...] = ()
    offset: float = 0.0
    twin: LineSymbol | None = None
    letter: str = ""

    @property
    def strands(self) -> tuple[LineSymbol, ...]:
        """The line and its twins, in the order they are drawn."""
        return (self, *(self.twin.strands if self.twin else ()))

    @property
    def breadth(self) -> float:
        """How broad the line is with all that runs beside it."""
        return max(line.width + 2.0 * abs(line.offset) for line in self.strands)


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines in an area; `spacing` in px at 96 dpi, `angle` in degrees."""

    colour: str
    width: float
    spacing: float
    angle: float = 45.0


@dataclass(frozen=True, slots=True)
class FillSymbol:
    """An area: fill, hatch and outline, each of which may be absent."""

    fill: str = ""
    outline: LineSymbol | None = None
    hatch: Hatch | None = None


@dataclass(frozen=True, slots=True)
class PointSymbol:
    """A point. Lengths: px at 96 dpi.

    Parameters
    ----------
    shape : str
        ``square``, ``diamond``, ``triangle``, ``circle``, or ``badge``: as wide as its
        text, with round ends.
    size : float
        Height of the shape.
    fill, outline : str
        Colours.
    outline_width : float
        Width of the outline, outside and inside the shape's edge alike.
    mark : str
        ``bar``, ``cross``, ``tick``, ``dot`` inside the shape, or empty.
    mark_colour : str
        Colour of the mark.
    ring : str
        Colour of a circle around it; empty for none.
    ring_width : float
        Width of the circle.
    text : str
        What is written in the middle, in the colour of the mark: a few digits.
    """

    shape: str
    size: float
    fill: str
    outline: str = "#FFFFFF"
    outline_width: float = 1.0
    mark: str = ""
    mark_colour: str = "#FFFFFF"
    ring: str = ""
    ring_width: float = 0.0
    text: str = ""


def badge_width(symbol: PointSymbol) -> float:
    """Return how wide a point symbol is; badges grow with their text.

    Examples
    --------
    >>> badge_width(PointSymbol("badge", 10.0, "#000000", text="123"))
    19.0
    """
    if symbol.shape != "badge":
        return symbol.size
    text = sum(_SQUARE if letter > _NARROW else 0.45 for letter in symbol.text)
    return symbol.size * max(1.0, 0.55 + text)


Symbol = LineSymbol | FillSymbol | PointSymbol


def leaves_no_mark(symbol: Symbol) -> bool:
    """Tell whether nothing is seen of a line or point, as of those of hidden classes.

    Examples
    --------
    >>> leaves_no_mark(LineSymbol("#000000", 0.0))
    True
    """
    if isinstance(symbol, LineSymbol):
        return not any(line.width > 0.0 or line.casing for line in symbol.strands)
    return isinstance(symbol, PointSymbol) and symbol.size <= 0.0


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Lettering of one class of names.

    Parameters
    ----------
    colour, halo : str
        Colours.
    size : float
        Points.
    weight : int
        100 to 900.
    spacing : float
        Room between letters as a share of the size.
    slant : float
        Shear; negative leans left, as names of water do on the national series.
    family : str
        ``sans`` or ``serif``.
    """

    colour: str
    size: float
    halo: str = "#D0FBFAF5"
    weight: int = 400
    spacing: float = 0.0
    slant: float = 0.0
    family: str = "sans"


@dataclass(frozen=True, slots=True)
class LabelRule:
    """Where and how often names of one lettering are placed. Lengths: px at 96 dpi.

    Parameters
    ----------
    priority : float
        Names with a lower number take their places first.
    repeat : float
        Along lines: about the distance at which a name comes again, as seen from afar.
    spread : float
        Along lines: metres at which a name comes again, as seen from nearby.
    apart : float
        Along lines: no nearer to the same name on another line.
    overhang : float
        Areas: the share of a name that has to fit inside; the rest may hang over.
    later : float
        What is added to `priority` for names that hang over.
    leader : float
        Areas: how far beside its area, letters, a name may stand that finds no room
        there, with a line that leads to it; 0: such names are left out.
    places : tuple of str
        Points: sides of the symbol to try, as points of the compass, best first.
    """

    priority: float = 9.0
    repeat: float = 300.0
    spread: float = 1000.0
    apart: float = 300.0
    overhang: float = 0.9
    later: float = 2.5
    leader: float = 0.0
    places: tuple[str, ...] = ("E", "W", "N", "S")

    @property
    def farthest(self) -> float:
        """The most from one name of a line to the next, px at 96 dpi."""
        return max(_MOST_REPEAT, self.repeat)


class LabelStyle(NamedTuple):
    """How names look, and where they are placed."""

    text: TextStyle
    rule: LabelRule


@dataclass(frozen=True, slots=True)
class ScaleLimits:
    """Denominators N of 1:N beyond which a layer is hidden, simple, unnamed."""

    hidden: float = _FAR
    simple: float = _FAR
    label: float = _FAR


@dataclass(frozen=True)
class Symbols:
    """Everything the symbol file says.

    Parameters
    ----------
    paper : str
        Colour of the paper.
    tints : tuple of str
        Pale colours of jurisdictions.
    lines, fills, points, texts, scales : mappings
        Symbols, lettering and scale limits by name.
    labels : mapping of str to LabelRule
        Where names are placed, by name of their lettering.
    badges : mapping of str to PointSymbol
        What stands for many points of a layer; ``other`` for those not named.
    alarming : frozenset of str
        Colours of symbols that a badge must not hide; its edge takes the first.
    outfall_classes : mapping of str to str
        Name of the point symbol of each class of outfall.
    """

    paper: str
    tints: tuple[str, ...]
    lines: Mapping[str, LineSymbol]
    fills: Mapping[str, FillSymbol]
    points: Mapping[str, PointSymbol]
    texts: Mapping[str, TextStyle]
    scales: Mapping[str, ScaleLimits] = field(default_factory=dict)
    outfall_classes: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, LabelRule] = field(default_factory=dict)
    badges: Mapping[str, PointSymbol] = field(default_factory=dict)
    alarming: frozenset[str] = frozenset()

    def badge(
        self, layer_id: str, text: str, *, alert: bool = False, done: bool = False
    ) -> PointSymbol:
        """Return the badge for points of a layer.

        With `alert` it has a red edge, with `done` its text is struck through.
        """
        plain = self.badges.get(layer_id, self.badges["other"])
        if done:
            struck = self.badges["done"]
            plain = replace(plain, fill=struck.fill, mark=struck.mark)
        edge = self.badges["alert"].outline if alert else plain.outline
        return replace(plain, text=text, outline=edge)

    def label_style(self, style: str | LabelStyle) -> LabelStyle:
        """Return a lettering with its rule by name; what is one already stays."""
        if isinstance(style, LabelStyle):
            return style
        return LabelStyle(self.texts[style], self.labels.get(style, LabelRule()))

    @staticmethod
    def of(data: Mapping[str, Any]) -> Symbols:
        """Build symbols from the parsed file.

        Raises
        ------
        TypeError, KeyError
            Where the file lacks an entry or has one that is not known.
        """
        return Symbols(
            paper=data["paper"]["colour"],
            tints=tuple(data["tints"]["colours"]),
            lines={name: _line(entry) for name, entry in data["line"].items()},
            fills={name: _fill(entry) for name, entry in data["fill"].items()},
            points={n: PointSymbol(**entry) for n, entry in data["point"].items()},
            texts={n: TextStyle(**entry) for n, entry in data["text"].items()},
            scales={n: ScaleLimits(**entry) for n, entry in data["scale"].items()},
            outfall_classes=dict(data["outfall_classes"]),
            labels={n: _rule(entry) for n, entry in data["label"].items()},
            badges={n: PointSymbol(**entry) for n, entry in data["badge"].items()},
            alarming=frozenset(data["alarming"]["colours"]),
        )


def _line(entry: Mapping[str, Any]) -> LineSymbol:
    dashes = {
        name: tuple(float(length) for length in entry.get(name, ()))
        for name in ("dash", "casing_dash")
    }
    return LineSymbol(**{**entry, **dashes})


def _rule(entry: Mapping[str, Any]) -> LabelRule:
    places = tuple(entry.get("places", LabelRule().places))
    return LabelRule(**{**entry, "places": places})


def _fill(entry: Mapping[str, Any]) -> FillSymbol:
    return FillSymbol(
        fill=entry.get("fill", ""),
        outline=_line(entry["outline"]) if "outline" in entry else None,
        hatch=Hatch(**entry["hatch"]) if "hatch" in entry else None,
    )


@cache
def load_symbols(path: Path | None = None) -> Symbols:
    """Read the symbols; without `path` the file that comes with the program.

    Examples
    --------
    >>> load_symbols().lines["river_municipal"].width
    3.0
    """
    file = path or resource("symbols", "symbols.toml")
    with file.open("rb") as stream:
        return Symbols.of(tomllib.load(stream))
