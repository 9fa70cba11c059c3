"""The layers of a map, made from a frozen district on a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.cartography.courses import rivers, segments
from gridwatch.cartography.ground import cells, jurisdictions, water_bodies
from gridwatch.cartography.layer import LAYER_IDS, ClassSymbol, Layer
from gridwatch.cartography.mapped import Family
from gridwatch.cartography.marks import outfalls, signboards
from gridwatch.cartography.theming import with_themes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gridwatch.cartography.themes import Theme
    from gridwatch.district.district import District

__all__ = ["LAYER_IDS", "ClassSymbol", "Layer", "layers_of", "related"]

_SHARING = ("district", "town", "village", "cell")


def layers_of(
    district: District, as_of: date, themes: Sequence[Theme] = ()
) -> tuple[Layer, ...]:
    """Return the layers of a district on a day, bottom to top; empty ones as well.

    Parameters
    ----------
    district : District
        The rows. Those without a geometry are left out.
    as_of : date
        The day that the states of segments, boards and outfalls speak of.
    themes : sequence of Theme
        How layers are classed otherwise than by the standard, one each at most.
    """
    layers = (
        *_ground(district),
        _rivers(district),
        segments(district, as_of),
        outfalls(district, as_of),
        signboards(district, as_of),
    )
    return with_themes(layers, themes, district, as_of) if themes else layers


def _ground(district: District) -> tuple[Layer, ...]:
    """Return areas, water and cells: alike on every day, so made once."""
    kept: dict[str, tuple[Layer, ...]] = district.ground_layers
    if "all" not in kept:
        areas = jurisdictions(district)
        above = tuple(layer.rows for layer in areas)
        kept["all"] = related(*areas, water_bodies(district), cells(district, above))
    return kept["all"]


def _rivers(district: District) -> Layer:
    kept: dict[str, Layer] = district.river_layers
    if "all" not in kept:
        kept["all"] = rivers(district)
    return kept["all"]


def related(*layers: Layer) -> tuple[Layer, ...]:
    """Return layers whose shared borders are simplified once for all of them.

    Jurisdictions and cells share theirs; everything else stands alone.
    """
    sharing = [layer for layer in layers if layer.id in _SHARING]
    family = Family([layer.rows for layer in sharing])
    places = {layer.id: place for place, layer in enumerate(sharing)}
    return tuple(
        replace(layer, family=family, place=places[layer.id])
        if layer.id in places
        else layer
        for layer in layers
    )
