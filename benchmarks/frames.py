"""One frame of gridwatch, behind one function, whatever engine draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look, draw_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.view import View

__all__ = ["Frame", "draw_frame"]

FONTS = FontSet("Noto Sans CJK SC", "Noto Sans CJK SC")


@dataclass(frozen=True)
class Frame:
    """A picture and the number of names on it."""

    image: QImage
    labels: int


def draw_frame(layers: Sequence[Layer], view: View, *, labels: bool) -> Frame:
    """Draw one view the way the window draws it.

    Parameters
    ----------
    layers : sequence of Layer
        Bottom to top.
    view : View
        What is drawn how large.
    labels : bool
        Whether names are written.
    """
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawn = draw_map(painter, layers, view, Look(labels=labels, fonts=FONTS))
    painter.end()
    return Frame(image, len(drawn.labels))
