"""The names of a layer and the places they may take in a view."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.lettering import FontSet, Lettering, Script
from gridwatch.cartography.symbols import load_symbols
from gridwatch.cartography.view import SCREEN_DPI

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.namesource import LabelSource
    from gridwatch.cartography.room import Room
    from gridwatch.cartography.symbols import LabelRule
    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

VISITING = 2.0
"""What `Kept.places` notes of names of areas larger than the picture."""
ASIDE = 2.5
"""What it notes of names inside their areas where these are not widest."""
LED = 3.0
"""What it notes of names beside their areas: this plus the number of the anchor."""

__all__ = [
    "ASIDE",
    "LED",
    "VISITING",
    "Boxes",
    "Curves",
    "Kept",
    "Led",
    "Named",
    "Offer",
    "Seen",
    "Shown",
    "Task",
    "faded_at",
    "half_sizes",
    "seen_of",
]

_POINT = 72.0
_GROWTH = 0.3
_GROWN = 4.0
_REMEMBERED = 2.2
_SCRIPTS = 16


class Kept(NamedTuple):
    """Where names of one layer stood in the frame before.

    Parameters
    ----------
    source : LabelSource
        What `items` number.
    items : ndarray of int
        In the order in which they took their places.
    places : ndarray, shape (names, 3)
        Areas: x, y from the origin in metres, 1 where the name hung over, 2 where its
        area is larger than the picture, 3 and more where a line leads to it. Lines:
        way along the line in metres, side. Points: number of the place.
    """

    source: LabelSource
    items: Ints
    places: Floats


@dataclass(frozen=True, eq=False)
class Shown:
    """The names of a frame, by which those of the next one are chosen.

    Parameters
    ----------
    scale : float
        Metres per pixel.
    layers : mapping of str to Kept
        By identifier of the layer.
    """

    scale: float
    layers: Mapping[str, Kept]


@dataclass(frozen=True)
class Task:
    """What all names of a picture share.

    Parameters
    ----------
    view : View
        The picture.
    room : Room
        What is free in it.
    fonts : FontSet
        Families to write with.
    bright : shapely geometry or None
        Names outside this area are faded and come last.
    before : Shown or None
        Names of the frame before.
    """

    view: View
    room: Room
    fonts: FontSet
    bright: BaseGeometry | None = None
    before: Shown | None = None

    def kept(self, layer: Layer) -> Kept | None:
        """Return where names of a layer stood, if that still counts."""
        if self.before is None:
            return None
        ratio = self.before.scale / self.view.metres_per_pixel
        found = self.before.layers.get(layer.id)
        near = 1.0 / _REMEMBERED <= ratio <= _REMEMBERED
        if found is None or not near or found.source is not layer.names:
            return None
        return found


class Seen(NamedTuple):
    """Items of a layer that show, with the lettering of each.

    Parameters
    ----------
    layer : Layer
        The layer.
    items : ndarray of int
        Items of `Layer.names`, ascending.
    text : ndarray of int
        Name of each.
    style : ndarray of int
        Index into `letterings` and `rules`.
    letterings : tuple of Lettering
        Not faded.
    rules : tuple of LabelRule
        Where names are placed.
    width : ndarray
        Width of each name, device pixels.
    placed, shown : ndarray of uint8
        Which have a name; one that shows in the picture. Written by the rules.
    kept : Kept or None
        Where names stood in the frame before.
    pixels : ndarray
        Size of the letters of each item.
    script : Script
        What `letterings` and `rules` are from.
    half : tuple of ndarray
        Half the width and height that each name takes where it is level.
    """

    layer: Layer
    items: Ints
    text: Ints
    style: Ints
    letterings: tuple[Lettering, ...]
    rules: tuple[LabelRule, ...]
    width: Floats
    placed: NDArray[np.uint8]
    shown: NDArray[np.uint8]
    kept: Kept | None
    pixels: Floats
    script: Script
    half: tuple[Floats, Floats]

    def rule(self, name: str) -> Floats:
        """Return a number of the rule of each item."""
        return self.script.numbers[name][self.style]

    def remembered(self) -> tuple[Ints, Floats]:
        """Return items (places in `items`) that had names before, and where."""
        if self.kept is None or not len(self.items):
            return np.empty(0, np.int64), np.empty((0, 3))
        index = np.searchsorted(self.items, self.kept.items)
        index = np.minimum(index, len(self.items) - 1)
        there = self.items[index] == self.kept.items
        return index[there], self.kept.places[there]


class Boxes(NamedTuple):
    """Level names, each with some places, in the order in which they are tried.

    Parameters
    ----------
    owner : ndarray of int, shape (names,)
        Index into `Seen.items`.
    first : ndarray of int, shape (names + 1,)
        Where the places of each begin.
    x, y : ndarray, shape (places,)
        Middle of the name, pixels.
    note : ndarray, shape (places,), or float
        What `Kept.places` says of each place, or of all, beyond its map coordinates.
    mode : int
        As `place_boxes`.
    faded : ndarray of bool, shape (names,)
        Names outside the bright area.
    """

    owner: Ints
    first: Ints
    x: Floats
    y: Floats
    note: Floats | float
    mode: int
    faded: Bools


class Led(NamedTuple):
    """Level names beside their areas, with the pixel that a line leads to.

    Parameters
    ----------
    boxes : Boxes
        The names and their places.
    tails : ndarray, shape (places, 2)
        Where the line of each place begins.
    """

    boxes: Boxes
    tails: Floats

    @property
    def owner(self) -> Ints:
        """Index into `Seen.items`."""
        return self.boxes.owner


class Curves(NamedTuple):
    """Names along lines, each with some places.

    Parameters
    ----------
    owner : ndarray of int, shape (names,)
        Index into `Seen.items`.
    first : ndarray of int, shape (names + 1,)
        Where the places of each begin.
    middles : ndarray, shape (places,)
        Way to the middle of the name, pixels, along the rows of `course`.
    ways : ndarray, shape (places,)
        The same in metres along the full line.
    sides : ndarray of int, shape (names,)
        0: above, else below; or only one of them.
    course : ndarray, shape (5, n)
        x, y, way, and the integrals of x and y: as `smoothed` wants them.
    low, high : ndarray of int, shape (names,)
        Vertices of the line of each.
    apart : ndarray, shape (names,)
        Distance to the same name, pixels.
    slots : ndarray, shape (names,)
        Which part of its line each stands for: one name comes on each. NaN: none.
    faded : ndarray of bool, shape (names,)
        Names outside the bright area.
    """

    owner: Ints
    first: Ints
    middles: Floats
    ways: Floats
    sides: Ints
    course: Floats
    low: Ints
    high: Ints
    apart: Floats
    slots: Floats
    faded: Bools


class Offer(NamedTuple):
    """Some names of a layer; offers with a lower priority are placed first.

    Parameters
    ----------
    priority : tuple of float, int
        Of the layer, and within it.
    seen : Seen
        The layer.
    names : Boxes, Curves, Led or callable
        The names, or what makes them when it is their turn.
    """

    priority: tuple[float, int]
    seen: Seen
    names: Boxes | Curves | Led | Callable[[], Boxes | Led | None]


class Named(NamedTuple):
    """Names of one layer that have found places.

    Parameters
    ----------
    seen : Seen
        The layer and its letterings.
    owner : ndarray of int
        Index into `Seen.items`.
    x, y : ndarray
        Middle of each name, device pixels.
    faded : ndarray of bool
        Names outside the bright area.
    note : callable
        Returns what `Kept.places` says, shape (names, 3): only the next frame asks.
    letters : ndarray of int, shape (names + 1,), or None
        Rows of `places` that each name has; None where names are level.
    places : ndarray, shape (letters, 3)
        Middle of each letter, device pixels, and its turn.
    tails : ndarray, shape (names, 2), or None
        Pixel that a line leads to from each name, NaN for those that stand inside
        their area; None where none has one.
    """

    seen: Seen
    owner: Ints
    x: Floats
    y: Floats
    faded: Bools
    note: Callable[[], Floats]
    letters: Ints | None
    places: Floats
    tails: Floats | None = None

    def enlarged(self, dpi: float) -> Named:
        """Return the same for a device of `dpi`; they were placed at 96.

        Letters keep the proportions that they have on a screen, where they are whole
        pixels high: so they fill the room that was found for them.
        """
        if dpi == SCREEN_DPI:
            return self
        zoom = dpi / SCREEN_DPI
        letterings = tuple(
            replace(
                lettering,
                dpi=dpi,
                style=replace(
                    lettering.style, size=lettering.pixels * _POINT / SCREEN_DPI
                ),
            )
            for lettering in self.seen.letterings
        )
        return self._replace(
            seen=self.seen._replace(letterings=letterings),
            x=self.x * zoom,
            y=self.y * zoom,
            places=self.places * (zoom, zoom, 1.0),
            tails=None if self.tails is None else self.tails * zoom,
        )


def seen_of(layer: Layer, task: Task, kept: Kept | None) -> Seen:
    """Return the items of a layer that show, with their letterings."""
    source, room = layer.names, task.room
    items = room.items_of(layer)
    script = _script(layer, _growth(layer, task.view), task)
    if len(script.letterings) == 1:
        lettering = np.zeros(len(items), np.int64)
    else:
        lettering = script.of_class[layer.classes[source.feature[items]]]
    some, text, style, width, pixels, hw, hh = room.rules.sized(
        items,
        source.text,
        lettering,
        script.widths,
        script.pixels,
    )
    return Seen(
        layer,
        items if len(some) == len(items) else frozen(some),
        text,
        style,
        script.letterings,
        script.rules,
        width,
        np.zeros(len(some), np.uint8),
        np.zeros(len(some), np.uint8),
        kept,
        pixels,
        script,
        (hw, hh),
    )


def _script(layer: Layer, growth: float, task: Task) -> Script:
    """Return how a layer is lettered, the letters larger by `growth`."""
    key = growth, task.fonts, task.view.dpi
    found = layer.scripts.get(key)
    if found is None:
        if len(layer.scripts) >= _SCRIPTS:
            layer.scripts.clear()
        found = layer.scripts[key] = _made(layer, *key)
    return found


def _made(layer: Layer, growth: float, fonts: FontSet, dpi: float) -> Script:
    different = tuple(dict.fromkeys(layer.label_styles))
    known = [load_symbols().label_style(style) for style in different]
    letterings = tuple(
        Lettering(
            replace(style.text, size=style.text.size * growth),
            fonts,
            dpi,
        )
        for style in known
    )
    measures = [layer.names.measures(lettering) for lettering in letterings]
    return Script(
        letterings,
        tuple(style.rule for style in known),
        np.array([different.index(style) for style in layer.label_styles]),
        np.stack([some.widths for some in measures]),
        np.stack([some.middles for some in measures]),
        np.array([float(x.pixels) for x in letterings]),
        np.array([x.pixels + x.room for x in letterings]),
        {
            name: np.array([float(getattr(style.rule, name)) for style in known])
            for name in ("overhang", "apart", "leader")
        },
        float(min(style.rule.priority for style in known)),
        float(min(style.rule.later for style in known)),
        any(style.rule.leader for style in known),
    )


def _growth(layer: Layer, view: View) -> float:
    """Return how much larger names get from the scale where they first show."""
    if not math.isfinite(layer.limits.label):
        return 1.0
    nearer = math.log2(layer.limits.label / view.scale_denominator)
    return 1.0 + _GROWTH * min(max(round(nearer) / _GROWN, 0.0), 1.0)


def faded_at(x: Floats, y: Floats, task: Task) -> Bools:
    """Tell which pixels lie outside the bright area."""
    if task.bright is None:
        return np.zeros(len(x), bool)
    mpp = task.view.metres_per_pixel
    west, north = task.view.extent[0], task.view.extent[3]
    found: Bools = ~shapely.intersects_xy(task.bright, west + x * mpp, north - y * mpp)
    return found


def half_sizes(seen: Seen, owner: Ints) -> tuple[Floats, Floats]:
    """Return half the width and height that level names take, device pixels."""
    wide, high = seen.half
    return wide[owner], high[owner]
