"""Pages with what the layout of the comparison with QGIS has, drawn by gridwatch.

Values that can be pickled, so that a second process can draw some of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look, View, draw_map
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import BLACK, Hand, Ink
from gridwatch.mapbook.legend import draw_legend
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import DrawnPage
from gridwatch.mapbook.scales import scale_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gridwatch.cartography.layer import Layer
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction

__all__ = ["DAY", "same_pages"]

DAY = date(2026, 11, 1)
_FRAME = (10.0, 20.0, 400.0, 265.0)
_MARGIN = 1.2
"""QGIS's atlas leaves a tenth of the extent free on each side."""
_NAMED = ("village", "segment", "river")
"""QGIS's layout writes the names of villages and segments."""


@dataclass(frozen=True)
class Atlas:
    """What all pages share."""

    layers: tuple[Layer, ...]
    look: Look


@dataclass(frozen=True)
class AtlasPage:
    """One page: map, title, legend, scale bar."""

    atlas: Atlas
    area: Jurisdiction

    def __call__(self, painter: QPainter) -> None:
        """Draw it."""
        left, top, wide, tall = _FRAME
        extent, metres = _extent(self.area)
        view = View(extent, round(wide * 100), round(tall * 100), dpi=2540.0)
        ink, layers = Ink(painter), self.atlas.layers
        painter.save()
        painter.translate(left, top)
        painter.scale(0.01, 0.01)
        drawn = draw_map(painter, layers, view, self.atlas.look)
        painter.restore()
        ink.box(Rect(*_FRAME), 0.3)
        ink.text((10.0, 14.0), self.area.name, Hand(6.35))
        box = Rect(345.0, 30.0, 60.0, 120.0)
        draw_legend(ink, box, drawn.legend(layers), Language.ZH)
        _draw_bar(ink, round(metres * 1000))


def same_pages(district: District, areas: Sequence[Jurisdiction]) -> list[DrawnPage]:
    """Return pages with what QGIS's layout has: map, title, legend, scale bar."""
    layers = tuple(
        layer if layer.id in _NAMED else replace(layer, label_styles=())
        for layer in layers_of(district, DAY)
    )
    # QGIS draws each point, so points that lie on each other are not counted here.
    atlas = Atlas(layers, Look(fonts=FontSet.installed(paper=True), merged=False))
    return [
        DrawnPage(420.0, 297.0, AtlasPage(atlas, area), Text(area.name, area.name))
        for area in areas
    ]


def _extent(area: Jurisdiction) -> tuple[tuple[float, float, float, float], float]:
    """Return what the frame shows of an area, and the metres of a millimetre."""
    assert area.geometry is not None
    west, south, east, north = area.geometry.bounds
    _, _, wide, tall = _FRAME
    metres = max((east - west) / wide, (north - south) / tall) * _MARGIN
    x, y = (west + east) / 2, (south + north) / 2
    across, up = metres * wide / 2, metres * tall / 2
    return (x - across, y - up, x + across, y + up), metres


def _draw_bar(ink: Ink, scale: int) -> None:
    bar = scale_bar(scale, 60.0)
    step = bar.millimetres / bar.divisions
    for i in range(bar.divisions):
        part = Rect(15.0 + i * step, 274.0, step, 1.3)
        ink.box(part, 0.1, fill=BLACK if i % 2 else "#FFFFFF")
    for offset, label in bar.ticks():
        ink.text((15.0 + offset, 273.0), label, Hand(2.1), align=0.5)
