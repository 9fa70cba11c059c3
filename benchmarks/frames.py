"""One frame of gridwatch, behind one function, whatever engine draws it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gridwatch.cartography import frames
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look
from gridwatch.cartography.warming import load_kernels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

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
    _ready()
    found = frames.draw_frame(layers, view, Look(labels=labels, fonts=FONTS))
    assert found is not None
    return Frame(found.image, len(found.names) if found.names is not None else 0)


@cache
def _ready() -> None:
    load_kernels()
