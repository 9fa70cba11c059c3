"""Frames for the window: the map of a view as a picture, drawn by compiled kernels.

What is drawn and in which order is the same as on paper (`gridwatch.cartography.paint`,
which also serves until the kernels are ready); only what puts it there differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.canvas import Canvas
from gridwatch.cartography.drawing import draw_layers, highlight
from gridwatch.cartography.labels import letter_frame
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Drawn, Look, label_of, shown_layers
from gridwatch.cartography.rasterbrush import RasterBrush
from gridwatch.cartography.symbols import load_symbols

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtGui import QImage

    from gridwatch.cartography.labels import LabelFrame, Shown
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.view import View

__all__ = ["Frame", "draw_frame", "draw_marks"]


def _never() -> bool:
    return False


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture of the map and what stands on it.

    Parameters
    ----------
    image : QImage
        Of the view's size.
    counts : mapping of str to mapping of int to int
        Features in view by layer id and class.
    names : LabelFrame or None
        The names; None where none were wanted.
    """

    image: QImage
    counts: Mapping[str, Mapping[int, int]]
    names: LabelFrame | None = None

    @property
    def shown(self) -> Shown | None:
        """What the next frame wants to know, so that its names keep their places."""
        return self.names.shown if self.names is not None else None

    def drawn(self) -> Drawn:
        """Return what was drawn, as legends and tests want it."""
        if self.names is None:
            return Drawn(self.counts)
        labels = tuple(label_of(placed) for placed in self.names.placed)
        return Drawn(self.counts, labels, self.names.unplaced)


def draw_frame(
    layers: Sequence[Layer],
    view: View,
    look: Look | None = None,
    before: Shown | None = None,
    cancelled: Callable[[], bool] = _never,
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
    before : Shown or None
        `Frame.shown` of the frame before.
    cancelled : callable
        Asked now and then whether anybody still wants the picture.

    Returns
    -------
    Frame or None
        None where nobody wants it any more.
    """
    look = look or Look()
    shown = shown_layers(layers, view, look)
    symbols = load_symbols()
    with Canvas(view, symbols.paper) as canvas:
        if look.backdrop is not None:
            ground = look.backdrop.render(view, cancelled)
            if ground is not None:
                canvas.lay(ground)
        tints = look.backdrop is None
        counts = draw_layers(RasterBrush(canvas, view), shown, view, tints=tints)
        names = None
        canvas.begin()
        if look.labels:
            fonts = look.fonts or FontSet.installed()
            names = letter_frame(shown, view, fonts, before=before)
            canvas.write(names)
        return None if cancelled() else Frame(canvas.finish(), counts, names)


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
