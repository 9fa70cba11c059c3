"""One layer of the map: geometries, classes, symbols, names, scale limits."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from gridwatch.cartography.borders import Borders, borders_below
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.mapped import Family, Mapped
from gridwatch.cartography.namesource import LabelSource
from gridwatch.cartography.symbols import (
    FillSymbol,
    LineSymbol,
    ScaleLimits,
    load_symbols,
)
from gridwatch.cartography.texts import Finder, Texts
from gridwatch.cartography.view import METRES_PER_INCH, SCREEN_DPI

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.lettering import FontSet, Script
    from gridwatch.cartography.patching import Patched
    from gridwatch.cartography.pyramid import Pyramid
    from gridwatch.cartography.symbols import LabelStyle, Symbol
    from gridwatch.district.wording import Kind, Text

    Ints = NDArray[np.int64]

__all__ = [
    "LAYER_IDS",
    "ClassSymbol",
    "Layer",
    "Located",
    "classed",
    "limits_of",
    "located",
    "shapes_of",
    "sparse_limits",
    "uids_of",
]

_FEW = 50

LAYER_IDS = (
    "district",
    "town",
    "village",
    "water_body",
    "cell",
    "river",
    "segment",
    "outfall",
    "signboard",
)
"""Identifiers of all layers, bottom to top."""


class Located(Protocol):
    """A row with a place on the map."""

    @property
    def uid(self) -> str:
        """Stable identifier."""

    @property
    def geometry(self) -> BaseGeometry | None:
        """Geometry in the district's CRS."""


Row = TypeVar("Row", bound=Located)
Key = TypeVar("Key", bound="Hashable")


@dataclass(frozen=True, slots=True)
class ClassSymbol:
    """One class of a layer: its name in legends and how it is drawn."""

    name: Text
    symbol: Symbol


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer.

    Parameters
    ----------
    id : str
        One of `LAYER_IDS`.
    name : Text
        Name in the layer tree and in legends.
    kind : Kind
        Kind of its rows.
    shapes : Shapes or Mapped
        Geometries; feature i belongs to the row ``uids[i]``.
    uids : sequence of str
        Stable identifiers.
    classes : ndarray of int, shape (m,)
        Index into `symbols` for each feature.
    symbols : tuple of ClassSymbol
        The classes. Classes of the same name are one line of a legend.
    labels : tuple of str
        Name written on the map for each feature; may be empty.
    label_styles : tuple of str or LabelStyle
        The lettering of each class, or its name in the symbol file (``text``).
    limits : ScaleLimits
        Scales at which it shows.
    above : tuple of Shapes or Mapped
        For jurisdictions: the areas of the higher levels, whose borders replace this
        layer's where they coincide; highest first, in the order of `LAYER_IDS`.
    covered : ndarray of bool or None
        For rivers: those that the segments draw in full, when they are shown.
    family : Family or None
        The layers whose borders are simplified together with this one's; None: it
        stands alone.
    place : int
        Which of the family this is.
    prepared : LabelSource or None
        What `names` would find, where it is known already.
    """

    id: str
    name: Text
    kind: Kind
    shapes: Shapes | Mapped
    uids: Sequence[str]
    classes: Ints
    symbols: tuple[ClassSymbol, ...]
    labels: Sequence[str] = ()
    label_styles: tuple[str | LabelStyle, ...] = ()
    limits: ScaleLimits = field(default_factory=ScaleLimits)
    above: tuple[Shapes | Mapped, ...] = ()
    covered: NDArray[np.bool_] | None = None
    family: Family | None = None
    place: int = 0
    prepared: LabelSource | None = None

    @cached_property
    def pyramid(self) -> Pyramid | Patched:
        """All levels of detail; built here if they are not there yet."""
        if isinstance(self.shapes, Mapped):
            return self.shapes.pyramid
        family = self.family or Family([self.shapes])
        return family.pyramids[self.place]

    @property
    def drawn(self) -> Pyramid | Patched | None:
        """The pyramid where it is there already; it is not built for this."""
        known = isinstance(self.shapes, Mapped) or "pyramid" in self.__dict__
        if known or (self.family is not None and self.family.built):
            return self.pyramid
        return None

    @property
    def rows(self) -> Shapes:
        """The geometries with their originals, as rows have them."""
        if isinstance(self.shapes, Mapped):
            raise TypeError(f"the rows of {self.id} have not been read")
        return self.shapes

    @cached_property
    def names(self) -> LabelSource:
        """Everything about places for names that depends on the data only."""
        if self.prepared is not None:
            return self.prepared
        return LabelSource.of(self.rows, self.labels, self.classes)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letter that lines of each class bear; empty where none bears one."""
        found = tuple(getattr(x.symbol, "letter", "") for x in self.symbols)
        return found if any(found) else ()

    @cached_property
    def fills(self) -> tuple[FillSymbol, ...]:
        """The fill of each class, of areas."""
        symbols = (entry.symbol for entry in self.symbols)
        return tuple(x if isinstance(x, FillSymbol) else FillSymbol() for x in symbols)

    @cached_property
    def colours(self) -> tuple[str, ...]:
        """The colour of each class, of areas; none where none is filled."""
        found = tuple(symbol.fill for symbol in self.fills)
        return found if any(found) else ()

    @cached_property
    def hatched(self) -> bool:
        """Whether areas of any class are hatched."""
        return any(symbol.hatch for symbol in self.fills)

    @cached_property
    def breadths(self) -> NDArray[np.float64]:
        """How broad the lines of each class are with all that runs beside them, px."""
        symbols = [entry.symbol for entry in self.symbols]
        found = [x.breadth if isinstance(x, LineSymbol) else 1.0 for x in symbols]
        return np.array(found)

    @cached_property
    def scripts(self) -> dict[tuple[float, FontSet, float], Script]:
        """How names look at some scales; kept by whoever letters them."""
        return {}

    @cached_property
    def repeat(self) -> float:
        """The farthest at which a name comes again along its lines, px at 96 dpi."""
        styles = [load_symbols().label_style(x) for x in set(self.label_styles)]
        return max((style.rule.farthest for style in styles), default=0.0)

    def shows(self, denominator: float) -> bool:
        """Tell whether the layer is drawn at 1:`denominator`."""
        return len(self.uids) > 0 and denominator <= self.limits.hidden

    @cached_property
    def borders(self) -> Borders:
        """Borders of an area layer, each edge once."""
        above = [shapes for shapes in self.above if isinstance(shapes, Shapes)]
        return borders_below(above, self.rows)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Feature of each uid."""
        if isinstance(self.uids, Texts):
            return Finder(self.uids)
        return {uid: i for i, uid in enumerate(self.uids)}


def limits_of(name: str) -> ScaleLimits:
    """Return the scale limits of a layer by the symbol file."""
    return load_symbols().scales.get(name, ScaleLimits())


def sparse_limits(name: str, shapes: Shapes) -> ScaleLimits:
    """Return the scale limits of a layer, closer in where its features are dense.

    An edge or spacing that is typical for the layer has to be some pixels long:
    10 px for areas to show at all, 60 px for symbols to be drawn in full.
    """
    limits, extent = limits_of(name), shapes.extent
    if extent is None or len(shapes) < _FEW:
        return limits
    west, south, east, north = extent
    typical = math.sqrt((east - west) * (north - south) / len(shapes))
    if typical <= 0.0:
        return limits
    per_pixel = typical * SCREEN_DPI / METRES_PER_INCH
    hidden = per_pixel / 10.0 if shapes.form is Form.AREA else math.inf
    return replace(
        limits,
        hidden=min(limits.hidden, hidden),
        simple=min(limits.simple, per_pixel / 60.0),
    )


def located(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that have a geometry."""
    return [row for row in rows if row.geometry is not None]


def uids_of(rows: Iterable[Located]) -> tuple[str, ...]:
    """Return the stable identifiers of rows."""
    return tuple(row.uid for row in rows)


def shapes_of(rows: Iterable[Located], form: Form) -> Shapes:
    """Flatten the geometries of rows."""
    return Shapes.of([row.geometry for row in rows], form)


def classed(keys: Sequence[Key], order: Sequence[Key]) -> tuple[Ints, tuple[Key, ...]]:
    """Return a class for each key, and the keys that occur in a given order."""
    present = set(keys)
    used = tuple(key for key in order if key in present)
    place = {key: i for i, key in enumerate(used)}
    return np.fromiter((place[key] for key in keys), np.int64, len(keys)), used
