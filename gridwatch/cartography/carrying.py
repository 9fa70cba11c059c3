"""A map that is moved by whole pixels: what was drawn goes on, the rest is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.cartography.canvas import Canvas
from gridwatch.cartography.orders import blank_picture, pixels_in
from gridwatch.cartography.teamwork import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.teamwork import Task
    from gridwatch.cartography.view import View

    Pixels = NDArray[np.uint32]

__all__ = ["Bare", "Box", "Mosaic", "Part", "missing_boxes", "shift_of"]

_SAME_SCALE = 1e-9
_WHOLE = 1e-3
"""How far from a whole number of pixels a map may have been moved."""
_ROWS = 256
"""Rows that are copied at a time."""
_WORTH = 0.4
"""Share of the picture that an earlier one has to show, to be carried on."""


@dataclass(frozen=True, eq=False)
class Bare:
    """A map without its names.

    Parameters
    ----------
    image : QImage
        Opaque, 32 bits.
    view : View
        What it shows.
    layers : tuple of Layer
        What it was drawn from.
    """

    image: QImage
    view: View
    layers: tuple[Layer, ...]

    def shows(self, layers: Sequence[Layer]) -> bool:
        """Tell whether it was drawn from just these layers."""
        same = len(layers) == len(self.layers)
        return same and all(
            one is other for one, other in zip(layers, self.layers, strict=True)
        )


class Box(NamedTuple):
    """Some pixels of a picture; `right` and `bottom` are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int


class Part(NamedTuple):
    """A part of a picture that is drawn on a canvas of its own."""

    canvas: Canvas
    view: View
    box: Box


def shift_of(old: View, new: View) -> tuple[int, int] | None:
    """Return the pixel of a view where the corner of an earlier one lies.

    None where the map was not moved by whole pixels only, or so far that little of the
    earlier picture is left.
    """
    mpp = new.metres_per_pixel
    if old.dpi != new.dpi or abs(old.metres_per_pixel / mpp - 1.0) > _SAME_SCALE:
        return None
    x = (old.extent[0] - new.extent[0]) / mpp
    y = (new.extent[3] - old.extent[3]) / mpp
    over, down = round(x), round(y)
    if max(abs(x - over), abs(y - down)) > _WHOLE:
        return None
    wide = min(over + old.width, new.width) - max(over, 0)
    tall = min(down + old.height, new.height) - max(down, 0)
    if min(wide, tall) <= 0 or wide * tall < _WORTH * new.width * new.height:
        return None
    return over, down


def missing_boxes(known: Box, width: int, height: int) -> list[Box]:
    """Return what of a picture lies outside a box, in up to four boxes.

    Examples
    --------
    >>> missing_boxes(Box(0, 2, 8, 9), 10, 9)
    [Box(left=0, top=0, right=10, bottom=2), Box(left=8, top=2, right=10, bottom=9)]
    """
    left, top, right, bottom = known
    boxes = (
        Box(0, 0, width, top),
        Box(0, bottom, width, height),
        Box(0, top, left, bottom),
        Box(right, top, width, bottom),
    )
    return [box for box in boxes if box.left < box.right and box.top < box.bottom]


class Mosaic:
    """The picture of a view: drawn anew, or an earlier one with the parts it lacks.

    What is drawn at a pixel depends on the map and the scale, so a picture that was
    carried on is the one that would have been drawn. To be used in a ``with``
    statement: other threads draw into memory that goes with it.

    Parameters
    ----------
    view : View
        What is shown.
    paper : str
        Colour of the ground.
    layers : sequence of Layer
        What will be drawn.
    before : Bare or None
        The earlier picture.

    Attributes
    ----------
    parts : tuple of Part
        What is to be drawn.
    """

    def __init__(
        self, view: View, paper: str, layers: Sequence[Layer], before: Bare | None
    ) -> None:
        self._view = view
        self._layers = tuple(layers)
        self._carried: _Carried | None = None
        self._work: Work | None = None
        boxes = [Box(0, 0, view.width, view.height)]
        if before is not None and before.shows(layers):
            shift = shift_of(before.view, view)
            if shift is not None:
                self._carried = _Carried(before, shift, view)
                boxes = missing_boxes(self._carried.here, view.width, view.height)
        self.parts = tuple(self._part(box, paper) for box in boxes)

    def _part(self, box: Box, paper: str) -> Part:
        whole = box == (0, 0, self._view.width, self._view.height)
        view = self._view if whole else self._view.part(*box)
        return Part(Canvas(view, paper), view, box)

    def __enter__(self) -> Mosaic:
        """Return the mosaic itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Give up what has not been finished."""
        if self._work is not None:
            self._work.give_up()
            self._work = None

    def begin(self) -> None:
        """Let other cores begin with what was noted."""
        tasks: list[Task] = [part.canvas.bands() for part in self.parts]
        if self._carried is not None:
            tasks.insert(0, self._carried)
        self._work = Work(tasks)

    def finish(self) -> Bare:
        """Draw everything that was noted, and return the picture."""
        if self._work is None:
            self.begin()
        assert self._work is not None
        self._work.finish()
        self._work = None
        if self._carried is None:
            (part,) = self.parts
            return Bare(part.canvas.finish(), self._view, self._layers)
        found = self._carried.picture
        pixels = pixels_in(found, write=True)
        for part in self.parts:
            _put(pixels, part.box, part.canvas.finish())
        return Bare(found, self._view, self._layers)


class _Carried:
    """The part of an earlier picture that goes on, copied some rows at a time.

    Parameters
    ----------
    before : Bare
        The earlier picture.
    shift : tuple of int
        Pixel of the new one where its corner lies.
    view : View
        What the new one shows.
    """

    def __init__(self, before: Bare, shift: tuple[int, int], view: View) -> None:
        over, down = shift
        self.here = Box(
            max(over, 0),
            max(down, 0),
            min(over + before.view.width, view.width),
            min(down + before.view.height, view.height),
        )
        self.picture = blank_picture(view, opaque=True)
        self._image, self._shift = before.image, shift
        self._pixels = pixels_in(self.picture, write=True)
        self._tops = iter(range(self.here.top, self.here.bottom, _ROWS))

    def hand(self) -> Callable[[], None]:
        """Return what one thread does."""
        return self._copy

    def _copy(self) -> None:
        """Copy row after row until none is left."""
        left, _, right, bottom = self.here
        old, (over, down) = pixels_in(self._image), self._shift
        for top in self._tops:
            low = min(top + _ROWS, bottom)
            some = old[top - down : low - down, left - over : right - over]
            self._pixels[top:low, left:right] = some

    def give_up(self) -> None:
        """Let nobody copy more."""
        self._tops = iter(())

    def over(self) -> None:
        """Hear that all is copied."""


def _put(picture: Pixels, box: Box, image: QImage) -> None:
    """Copy an image into a box of a picture."""
    picture[box.top : box.bottom, box.left : box.right] = pixels_in(image)
