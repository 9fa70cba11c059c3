"""Frames for the window: the map of a view as a picture, drawn by compiled kernels.

What is drawn and in which order is the same as on paper (`gridwatch.cartography.paint`,
which also serves until the kernels are ready); only what puts it there differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.canvas import Canvas
from gridwatch.cartography.carrying import Mosaic
from gridwatch.cartography.drawing import counts_of, draw_layers, highlight
from gridwatch.cartography.inscribing import inscribe
from gridwatch.cartography.labels import letter_frame
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look, shown_layers
from gridwatch.cartography.rasterbrush import RasterBrush
from gridwatch.cartography.symbols import load_symbols
from gridwatch.district.litter import a_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtGui import QImage

    from gridwatch.cartography.carrying import Bare
    from gridwatch.cartography.labels import LabelFrame, Shown
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.view import View

__all__ = ["Frame", "Past", "draw_frame", "draw_marks"]


def _never() -> bool:
    return False


class Past(NamedTuple):
    """What a frame wants to know of the one before it.

    Parameters
    ----------
    shown : Shown or None
        Its names, which keep their places.
    bare : Bare or None
        Its map without names: where it only moved, that is not drawn once more.
    """

    shown: Shown | None
    bare: Bare | None


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture of the map and what stands on it.

    Parameters
    ----------
    image : QImage
        Of the view's size.
    layers : tuple of Layer
        What was drawn.
    view : View
        What the picture shows.
    names : LabelFrame or None
        The names; None where none were wanted.
    bare : Bare or None
        The map without names, where it was to be kept.
    """

    image: QImage
    layers: tuple[Layer, ...]
    view: View
    names: LabelFrame | None = None
    bare: Bare | None = None

    @property
    def past(self) -> Past:
        """What the next frame wants to know."""
        return Past(self.names.shown if self.names is not None else None, self.bare)

    @cached_property
    def counts(self) -> Mapping[str, Mapping[int, int]]:
        """Features in view by layer id and class; counted when first asked for."""
        extent = self.view.extent
        return counts_of(self.layers, lambda layer: layer.pyramid.visible(extent))


@a_moment()
def draw_frame(
    layers: Sequence[Layer],
    view: View,
    look: Look | None = None,
    before: Past | None = None,
    cancelled: Callable[[], bool] = _never,
    *,
    keep: bool = False,
) -> Frame | None:
    """Draw the map of a view; on any thread, without Python's lock for the most part.

    Parameters
    ----------
    layers : sequence of Layer
        Bottom to top.
    view : View
        What is drawn how large.
    look : Look or None
        Hidden layers, names, fonts, base map. An emphasis is for paper: it is not
        drawn here.
    before : Past or None
        `Frame.past` of the frame before.
    cancelled : callable
        Asked now and then whether anybody still wants the picture.
    keep : bool
        Whether the map without names is kept for the next frame, which costs a copy.

    Returns
    -------
    Frame or None
        None where nobody wants it any more.
    """
    look = look or Look()
    shown = shown_layers(layers, view, look)
    # Of a base map more may have come since.
    bare = before.bare if before is not None and look.backdrop is None else None
    with Mosaic(view, load_symbols().paper, shown, bare) as mosaic:
        for part in mosaic.parts:
            if look.backdrop is not None:
                ground = look.backdrop.render(part.view, cancelled)
                if ground is not None:
                    part.canvas.lay(ground)
            brush = RasterBrush(part.canvas, part.view, part.box[:2])
            draw_layers(brush, shown, view, tints=look.backdrop is None)
        mosaic.begin()
        names = None
        if look.labels:
            fonts = look.fonts or FontSet.installed()
            known = before.shown if before is not None else None
            names = letter_frame(shown, view, fonts, before=known)
        if cancelled():
            return None
        found = mosaic.finish()
    image = found.image
    if names is not None and len(names):
        image = inscribe(found, names, aside=keep)
    kept = found if keep and look.backdrop is None else None
    return Frame(image, tuple(shown), view, names, kept)


def draw_marks(
    layers: Sequence[Layer],
    view: View,
    chosen: Mapping[str, Collection[str]],
    style: str,
) -> QImage:
    """Draw features once more on a transparent ground: {layer id: uids}.

    `style` is ``selection`` or ``hover``. Unknown uids are passed over.
    """
    canvas = Canvas(view)
    brush = RasterBrush(canvas, view)
    for layer in layers:
        uids = chosen.get(layer.id, ())
        known = [layer.index[uid] for uid in uids if uid in layer.index]
        if known:
            features = np.intersect1d(np.asarray(known, np.int64), brush.seen(layer))
            if len(features):
                highlight(brush, layer, features, view, style)
    return canvas.finish()
