"""The layers of a map, made from a frozen district on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.cartography.courses import rivers, segments
from gridwatch.cartography.ground import cells, jurisdictions, water_bodies
from gridwatch.cartography.layer import LAYER_IDS, ClassSymbol, Layer
from gridwatch.cartography.marks import outfalls, signboards
from gridwatch.cartography.theming import with_themes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gridwatch.cartography.themes import Theme
    from gridwatch.district.district import District

__all__ = ["LAYER_IDS", "ClassSymbol", "Layer", "layers_of"]


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
        *(areas := jurisdictions(district)),
        water_bodies(district),
        cells(district, tuple(layer.shapes for layer in areas)),
        rivers(district),
        segments(district, as_of),
        outfalls(district, as_of),
        signboards(district, as_of),
    )
    return with_themes(layers, themes, district, as_of) if themes else layers
