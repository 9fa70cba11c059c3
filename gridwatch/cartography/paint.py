"""The map: layers and a view in, pixels (or paper) out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter

from gridwatch.cartography.clipping import pixels_of
from gridwatch.cartography.clusters import badges_of, far_points
from gridwatch.cartography.drawing import (
    counts_of,
    draw_bright_marks,
    draw_layers,
    draw_pins,
    highlight,
)
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.labels import place_labels
from gridwatch.cartography.lettering import FontSet, draw_text
from gridwatch.cartography.painterbrush import PainterBrush
from gridwatch.cartography.picking import identify, within
from gridwatch.cartography.room import Marks
from gridwatch.cartography.symbols import leaves_no_mark, load_symbols
from gridwatch.cartography.view import View, scale_bar
from gridwatch.cartography.warming import placing_loaded
from gridwatch.cartography.wordsprites import draw_pictures
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtGui import QImage
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.labels import Placed
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.pdf.brush import PaperBrush
    from gridwatch.cartography.pdf.engine import PaperEngine
    from gridwatch.cartography.pins import LaidPins, PinSet
    from gridwatch.cartography.symbols import Symbol

__all__ = [
    "Drawn",
    "Emphasis",
    "Ground",
    "Label",
    "LegendEntry",
    "Look",
    "View",
    "draw_hover",
    "draw_map",
    "draw_selection",
    "identify",
    "scale_bar",
    "shown_layers",
    "within",
]


@dataclass(frozen=True)
class Emphasis:
    """An area that stays bright while its neighbours fade.

    Parameters
    ----------
    geometry : shapely geometry
        Polygon of the jurisdiction, in the CRS of the layers.
    neighbours : float
        How much of the neighbours' colour is left, 0 to 1.
    """

    geometry: BaseGeometry
    neighbours: float = 0.35


class Ground(Protocol):
    """What can lie under a map; `gridwatch.cartography.basemap.Backdrop` is one."""

    def render(self, view: View, cancelled: Callable[[], bool] = ...) -> QImage | None:
        """Return a picture of the view's size, or None where nothing can be seen."""


@dataclass(frozen=True)
class Look:
    """How a map is to be drawn.

    Parameters
    ----------
    hidden : frozenset of str
        Identifiers of the layers that are switched off.
    emphasis : Emphasis or None
        The jurisdiction a sheet is about.
    labels : bool
        Whether names are written.
    fonts : FontSet or None
        Families to write with; None takes the best that are installed, Song for
        rivers on paper.
    real_text : bool or None
        Write text as text (searchable in a PDF) instead of as pictures of it; None
        decides by the device: text on paper, pictures on screens and images.
    backdrop : Ground or None
        What lies under the layers. The tints of jurisdictions then are not painted,
        so that it can be seen; borders, hatches and water are.
    merged : bool
        Whether points that lie on each other, seen from afar, are badges with their
        number.
    pins : PinSet or None
        Numbered pins on top of the map; names keep off them.
    """

    hidden: frozenset[str] = frozenset()
    emphasis: Emphasis | None = None
    labels: bool = True
    fonts: FontSet | None = None
    real_text: bool | None = None
    backdrop: Ground | None = None
    merged: bool = True
    pins: PinSet | None = None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend: what was drawn, how, how often."""

    layer_id: str
    name: Text
    symbol: Symbol
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    """A name as written; `box` is left, top, width, height in device pixels."""

    layer_id: str
    uid: str
    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Drawn:
    """What really was drawn.

    Parameters
    ----------
    counts : mapping of str to mapping of int to int
        Features in view by layer id and class.
    labels : tuple of Label
        Names written.
    unplaced : int
        Labels that found no room.
    merged : mapping of str to int
        Badges that stand for points, by layer id.
    pins : LaidPins or None
        Where the pins stand.
    """

    counts: Mapping[str, Mapping[int, int]]
    labels: tuple[Label, ...] = ()
    unplaced: int = 0
    merged: Mapping[str, int] = field(default_factory=dict)
    pins: LaidPins | None = None

    def legend(self, layers: Sequence[Layer]) -> tuple[LegendEntry, ...]:
        """Return what is on this sheet, topmost layer first.

        Classes of the same name (the tints of jurisdictions) are one entry.
        """
        found: list[LegendEntry] = []
        for layer in reversed(layers):
            entries: dict[Text, LegendEntry] = {}
            for index, count in sorted(self.counts.get(layer.id, {}).items()):
                name, symbol = layer.symbols[index].name, layer.symbols[index].symbol
                if leaves_no_mark(symbol):
                    continue
                before = entries.get(name)
                total = count + (before.count if before else 0)
                shown = before.symbol if before else symbol
                entries[name] = LegendEntry(layer.id, name, shown, total)
            found += entries.values()
            if self.merged.get(layer.id):
                found.append(_badge_entry(layer, self.merged[layer.id]))
        return tuple(found)


def _badge_entry(layer: Layer, count: int) -> LegendEntry:
    """Return what a legend says of badges."""
    name = Text(f"{layer.name.zh}（数字为个数）", f"{layer.name.en}, their number")
    return LegendEntry(layer.id, name, load_symbols().badge(layer.id, "12"), count)


def draw_map(
    painter: QPainter, layers: Sequence[Layer], view: View, look: Look | None = None
) -> Drawn:
    """Draw layers, bottom to top, on paper-coloured ground, then their names.

    Parameters
    ----------
    painter : QPainter
        On any device. Its origin has to be the top left corner of the map, one unit a
        pixel of `view`; nothing is drawn outside the view.
    layers : sequence of Layer
        Bottom to top, as `layers_of` returns them.
    view : View
        What is drawn how large.
    look : Look or None
        Hidden layers, emphasis, language, fonts.

    Returns
    -------
    Drawn
        What really was drawn, for the legend of a sheet.
    """
    look = look or Look()
    shown = shown_layers(layers, view, look)
    frame = QRectF(0.0, 0.0, view.width, view.height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(frame, Qt.ClipOperation.IntersectClip)
    painter.fillRect(frame, QColor(load_symbols().paper))
    ground = look.backdrop.render(view) if look.backdrop else None
    if ground is not None:
        painter.drawImage(0, 0, ground)
    tints = look.backdrop is None
    brush = _brush_of(painter, view)
    draw_layers(brush, shown, view, tints=tints, merged=look.merged)
    counts = counts_of(shown, brush.seen)
    if look.emphasis is not None:
        _draw_emphasis(brush, look.emphasis, view)
        area, merged = look.emphasis.geometry, look.merged
        draw_bright_marks(brush, shown, view, area, merged=merged)
    placed, unplaced = _draw_labels(painter, shown, view, look)
    pins = draw_pins(brush, look.pins, view) if look.pins is not None else None
    painter.restore()
    far = far_points(shown, view) if look.merged else []
    return Drawn(counts, placed, unplaced, badges_of(far, view).number, pins)


def shown_layers(layers: Sequence[Layer], view: View, look: Look) -> list[Layer]:
    """Return the layers that a view shows, bottom to top."""
    return [
        layer
        for layer in layers
        if layer.id not in look.hidden and layer.shows(view.scale_denominator)
    ]


def _page_of(painter: QPainter) -> PaperEngine | None:
    """Return the page of a PDF of ours, or None; a screen does without their writer."""
    if painter.paintEngine().type() is not QPaintEngine.Type.Pdf:
        return None
    from gridwatch.cartography.pdf.engine import engine_of

    return engine_of(painter)


def _brush_of(painter: QPainter, view: View) -> PainterBrush | PaperBrush:
    page = _page_of(painter)
    if page is None:
        return PainterBrush(painter, view)
    from gridwatch.cartography.pdf.brush import PaperBrush

    return PaperBrush(page, view)


def _draw_emphasis(
    brush: PainterBrush | PaperBrush, emphasis: Emphasis, view: View
) -> None:
    """Lay a veil of paper over everything outside the area, and a line around it."""
    shapes = Shapes.of([emphasis.geometry], Form.AREA)
    pieces = pixels_of(shapes, np.array([0]), view)
    veil = QColor(load_symbols().paper)
    veil.setAlphaF(1.0 - emphasis.neighbours)
    brush.veil(pieces, veil)
    brush.rings(pieces, load_symbols().lines["emphasis"])


def _draw_labels(
    painter: QPainter, layers: Sequence[Layer], view: View, look: Look
) -> tuple[tuple[Label, ...], int]:
    if not look.labels:
        return (), 0
    real = look.real_text
    if real is None:
        real = painter.paintEngine().type() is not QPaintEngine.Type.Raster
    fonts = look.fonts or FontSet.installed(paper=real)
    bright = look.emphasis.geometry if look.emphasis else None
    marks = Marks(look.merged, look.pins)
    quick = placing_loaded()
    placed, unplaced = place_labels(
        layers, view, fonts, bright, quick=quick, marks=marks
    )
    lines = [label.line for label in reversed(placed)]
    page = _page_of(painter) if real else None
    if page is not None:
        from gridwatch.cartography.pdf.writing import write_names

        write_names(page, lines)
    else:
        (draw_text if real else draw_pictures)(painter, lines)
    return tuple(_label_of(label) for label in placed), unplaced


def _label_of(placed: Placed) -> Label:
    """Return a name that has found its place as `Drawn` tells of it."""
    return Label(placed.layer_id, placed.uid, placed.line.text, placed.line.box)


def draw_selection(
    painter: QPainter,
    layers: Sequence[Layer],
    view: View,
    selected: Mapping[str, Collection[str]],
) -> None:
    """Draw an amber outline with a dark core around features: {layer id: uids}.

    Features are shown whether or not their layer is drawn at this scale; unknown
    uids are passed over.
    """
    _highlight(painter, layers, view, selected, "selection")


def draw_hover(
    painter: QPainter,
    layers: Sequence[Layer],
    view: View,
    hovered: Mapping[str, Collection[str]],
) -> None:
    """Draw a light outline around what the pointer is over: {layer id: uids}."""
    _highlight(painter, layers, view, hovered, "hover")


def _highlight(
    painter: QPainter,
    layers: Sequence[Layer],
    view: View,
    chosen: Mapping[str, Collection[str]],
    style: str,
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(
        QRectF(0.0, 0.0, view.width, view.height), Qt.ClipOperation.IntersectClip
    )
    brush = PainterBrush(painter, view)
    for layer in layers:
        uids = chosen.get(layer.id, ())
        known = sorted(layer.index[uid] for uid in uids if uid in layer.index)
        features = np.intersect1d(known, layer.shapes.visible(view.extent))
        if len(features):
            highlight(brush, layer, features.astype(np.int64), view, style)
    painter.restore()
