"""What a frame consists of, as the tables that `kernels.bands` draws from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtGui import QColor, QImage

from gridwatch.cartography.brushwork import picture_of
from gridwatch.cartography.flat import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.symbols import PointSymbol
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = [
    "Kind",
    "Order",
    "Orders",
    "Sprite",
    "Tables",
    "blank_picture",
    "channels",
    "corner_keys",
    "few_corner_keys",
    "pixels_in",
    "pixels_of_image",
]

_COLUMNS = 20
_NUMBERS = 10
_METRE = 1 / 0.0254
_CLEAR = QImage.Format.Format_ARGB32_Premultiplied


class Kind:
    """What is done: the first column of `Tables.orders`."""

    FILL, HATCH, STROKE, STAMP = range(4)


class Sprite(NamedTuple):
    """A small picture without the empty rows and columns around it.

    Parameters
    ----------
    pixels : ndarray of uint32, shape (height, width)
        Alpha, red, green, blue, multiplied by alpha.
    row, column : int
        Where its upper left pixel is, seen from the pixel of the place it marks.
    """

    pixels: NDArray[np.uint32]
    row: int
    column: int

    @staticmethod
    @lru_cache(maxsize=2048)
    def of(symbol: PointSymbol, zoom: float) -> Sprite:
        """Return the picture of a symbol, `zoom` device pixels per pixel at 96 dpi."""
        whole = pixels_of_image(picture_of(symbol, zoom))
        half = whole.shape[1] // 2
        inked = whole > 0
        rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return Sprite(whole[:0, :0], 0, 0)
        top, left = int(rows[0]), int(columns[0])
        some = whole[top : rows[-1] + 1, left : columns[-1] + 1]
        return Sprite(frozen(some), top - half, left - half)


class Order(NamedTuple):
    """One thing that is to be drawn.

    Parameters
    ----------
    kind : int
        One of `Kind`.
    place : tuple of int
        A row of `gridwatch.cartography.pyramid.Pyramid.addresses`; or address, height
        and width of a sprite.
    colour : tuple of int
        As `channels` returns it.
    numbers : tuple of float
        What turns steps into pixels, and the pen or the hatch.
    skip : int
        Edges with one of these flags are left out.
    dashes : sequence of float
        Dash, gap, … in pixels.
    """

    kind: int
    place: tuple[int, ...]
    colour: tuple[int, int] = (255, 0)
    numbers: tuple[float, ...] = ()
    skip: int = 0
    dashes: Sequence[float] = ()


class Tables(NamedTuple):
    """What is to be drawn: the first arguments of `kernels.bands.draw_bands`."""

    orders: Ints
    numbers: Floats
    pool: Ints
    dashes: Floats


class Orders:
    """Notes what is to be drawn, in this order.

    It keeps all arrays whose addresses stand in its tables, so it has to live as long
    as anybody draws from them.
    """

    def __init__(self) -> None:
        self._rows: list[tuple[int, ...]] = []
        self._numbers: list[tuple[float, ...]] = []
        self._pool: list[Ints] = []
        self._pooled = 0
        self._dashes: list[float] = []
        self._kept: list[object] = []

    def __len__(self) -> int:
        """Return the number of orders."""
        return len(self._rows)

    def add(self, order: Order, chosen: Ints, kept: object) -> None:
        """Note one order.

        Parameters
        ----------
        order : Order
            What is done, with which numbers.
        chosen : ndarray of int64
            Features; or of a sprite a key for each corner, ascending.
        kept : object
            What keeps the memory that the order names.
        """
        begin, dash = self._pooled, len(self._dashes)
        self._pooled += len(chosen)
        self._dashes += order.dashes
        ends = begin, self._pooled, order.skip, dash, len(self._dashes)
        row = order.kind, *order.colour, *ends, *order.place
        self._rows.append(row + (0,) * (_COLUMNS - len(row)))
        numbers = order.numbers
        self._numbers.append(numbers + (0.0,) * (_NUMBERS - len(numbers)))
        self._pool.append(chosen)
        self._kept.append(kept)

    def stamp(self, keys: Ints, pixels: NDArray[np.uint32]) -> None:
        """Note a picture at some corners, as `corner_keys` returns them."""
        address = pixels.__array_interface__["data"][0]
        self.add(Order(Kind.STAMP, (address, *pixels.shape)), keys, pixels)

    def tables(self) -> Tables:
        """Return the tables of all orders."""
        pool = np.concatenate(self._pool) if self._pool else np.empty(0, np.int64)
        return Tables(
            np.array(self._rows, np.int64).reshape(-1, _COLUMNS),
            np.array(self._numbers, np.float64).reshape(-1, _NUMBERS),
            pool,
            np.array(self._dashes, np.float64),
        )


def corner_keys(
    rows: Floats, columns: Floats, shape: tuple[int, ...], size: tuple[int, int]
) -> Ints:
    """Return a number for each corner of a small picture that shows on a large one.

    Ascending, so the upper ones come first, and each once: one number sorts faster
    than two.

    Parameters
    ----------
    rows, columns : ndarray of float
        Pixels of the corners, whole numbers.
    shape : tuple of int
        Height and width of the small picture.
    size : tuple of int
        Height and width of the large one.

    Examples
    --------
    >>> row, column = np.array([9.0, 5.0, -7.0]), np.array([3.0, 4.0, 0.0])
    >>> keys = corner_keys(row, column, (2, 2), (10, 20))
    >>> [divmod(key, 20 + 2) for key in keys.tolist()]
    [(7, 6), (11, 5)]
    """
    tall, wide = shape
    inside = (rows > -tall) & (rows < size[0])
    inside &= (columns > -wide) & (columns < size[1])
    keys = (rows[inside] + tall) * (size[1] + wide) + (columns[inside] + wide)
    found = np.sort(keys.astype(np.int64))
    if len(found) > 1:
        found = found[np.append(True, found[1:] != found[:-1])]
    return found


def few_corner_keys(
    corners: Iterable[tuple[int, int]], shape: tuple[int, ...], size: View
) -> list[int]:
    """Return what `corner_keys` returns, for so few corners that arrays do not pay.

    Parameters
    ----------
    corners : iterable of tuple of int
        Columns and rows of the corners.
    shape : tuple of int
        Height and width of the small picture.
    size : View
        Tells height and width of the large one.
    """
    tall, wide = shape
    height, width = size.height, size.width
    row_of_keys = width + wide
    found = {
        (y + tall) * row_of_keys + x + wide
        for x, y in corners
        if -tall < y < height and -wide < x < width
    }
    return sorted(found)


@lru_cache(maxsize=512)
def channels(colour: str) -> tuple[int, int]:
    """Return how much a colour covers, and itself as an opaque pixel.

    Examples
    --------
    >>> [hex(value) for value in channels("#80FF0001")]
    ['0x80', '0xffff0001']
    """
    found = QColor(colour)
    return found.alpha(), found.rgb()


def blank_picture(view: View, *, opaque: bool) -> QImage:
    """Return a picture of a view's size that nothing was drawn on."""
    form = QImage.Format.Format_RGB32 if opaque else _CLEAR
    found = QImage(view.width, view.height, form)
    metre = round(view.dpi * _METRE)
    found.setDotsPerMeterX(metre)
    found.setDotsPerMeterY(metre)
    return found


def pixels_in(image: QImage, *, write: bool = False) -> NDArray[np.uint32]:
    """Return the pixels of a 32-bit picture as they are, shape (height, width).

    They may be changed with `write` only. They go with the picture: whoever uses them
    has to hold it.
    """
    flat = np.frombuffer(image.bits() if write else image.constBits(), np.uint32)
    return flat.reshape(image.height(), image.width())


def pixels_of_image(image: QImage) -> NDArray[Any]:
    """Return the pixels of a 32-bit picture, shape (height, width)."""
    flat = np.frombuffer(image.constBits(), np.uint32)
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4)
    return frozen(rows[:, : image.width()].copy())
