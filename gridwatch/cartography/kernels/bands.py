"""A frame drawn band by band: one call for everything that is to be drawn.

What is drawn are the rows of a table of whole numbers (`gridwatch.cartography.orders`);
what belongs to a row and is not a whole number is in the same row of `numbers`:
``a, bx, by, unit`` (`fills.wind`) and then the pen (`strokes.stroke`) or the lines of
a hatch (`fills.hatch_winding`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba.np.numpy_support import carray

from gridwatch.cartography.kernels.blending import lay
from gridwatch.cartography.kernels.compiling import compiled
from gridwatch.cartography.kernels.fills import (
    covered,
    hatch_winding,
    paint_winding,
    wind,
)
from gridwatch.cartography.kernels.memory import at_address, next_turn
from gridwatch.cartography.kernels.sprites import stamp
from gridwatch.cartography.kernels.strokes import paint_mask, stroke

if TYPE_CHECKING:
    from numpy.typing import NDArray

    A = NDArray[Any]

__all__ = ["draw_bands", "warm"]

_FILL, _STROKE, _STAMP = 0, 2, 3
_ALPHA, _PAINT, _BEGIN, _END, _SKIP, _DASH, _DASHES, _PLACE = range(1, 9)
"""Columns: what it does comes first, where a level or a sprite lies comes last."""
_ALL = np.uint32(255)


@compiled
def _draw(
    order: A,
    numbers: A,
    pool: A,
    dashes: A,
    paper: int,
    top: int,
    winding: A,
    mask: A,
    marks: A,
    words: A,
    picture: A,
) -> None:
    """Do what one row of the table says, in the band of rows from `top`.

    A fill paints the `paper` first, unless that is less than 0: but not where all of
    it would be covered.
    """
    kind, width, bottom = order[0], picture.shape[1], top + len(mask)
    alpha, paint = np.uint32(order[_ALPHA]), np.uint32(order[_PAINT])
    chosen, place = pool[order[_BEGIN] : order[_END]], order[_PLACE:]
    if kind == _STAMP:
        sprite = carray(at_address(place[0]), (place[1], place[2]), np.uint32)
        stamp(chosen, sprite, top, bottom, picture)
        return
    coords = carray(at_address(place[0]), (place[1], 2), np.int32)
    offsets = carray(at_address(place[2]), (place[3],), np.int64)
    edges = carray(at_address(place[4]), (place[5],), np.uint8)
    spans = carray(at_address(place[6]), (place[7], 4), np.int32)
    first = carray(at_address(place[8]), (place[11],), np.int64)
    count = carray(at_address(place[9]), (place[11],), np.int32)
    bounds = carray(at_address(place[10]), (place[11], 4), np.float64)
    turn, rest = numbers[:4], numbers[4:]
    if kind == _STROKE:
        stroke(
            coords,
            offsets,
            edges,
            spans,
            first,
            count,
            bounds,
            chosen,
            turn,
            top,
            bottom,
            width,
            rest,
            dashes[order[_DASH] : order[_DASHES]],
            order[_SKIP],
            mask,
            marks,
        )
        paint_mask(mask, marks, words, top, alpha, paint, picture)
        return
    wind(
        coords,
        offsets,
        spans,
        first,
        count,
        bounds,
        chosen,
        turn,
        top,
        bottom,
        width,
        winding,
        marks,
    )
    if kind == _FILL:
        if paper >= 0:
            for row in range(len(mask)):
                if alpha != _ALL or not covered(winding, marks, words, row):
                    lay(picture[top + row], np.uint32(paper), _ALL)
        paint_winding(winding, marks, words, top, alpha, paint, picture)
    else:
        hatch_winding(winding, marks, top, alpha, paint, rest, picture)


@compiled
def draw_bands(
    orders: A,
    numbers: A,
    pool: A,
    dashes: A,
    paper: int,
    turns: int,
    winding: A,
    mask: A,
    marks: A,
    words: A,
    picture: A,
) -> None:
    """Draw band after band until none is left; several threads may share the bands.

    Parameters
    ----------
    orders : ndarray of int64, shape (n, columns)
        What is drawn, in this order.
    numbers : ndarray of float64, shape (n, 10)
        What belongs to each row of `orders`.
    pool : ndarray of int64
        Features, or corners of sprites, of all rows one after the other.
    dashes : ndarray of float64
        The same of dashes.
    paper : int
        What the bands are painted with first, a pixel; less than 0: they are not.
    turns : int
        Address of an int64 that counts the bands that have been begun.
    winding, mask, marks, words : ndarray
        Room to work in, as high as a band; all zero, and zero again afterwards.
    picture : ndarray of uint32, shape (height, width)
        Alpha, red, green, blue, multiplied by alpha. Changed.
    """
    rows, height = len(mask), len(picture)
    filled = len(orders) > 0 and orders[0, 0] == _FILL
    while True:
        top = next_turn(turns) * rows
        if top >= height:
            return
        tall = min(rows, height - top)
        if paper >= 0 and not filled:
            for row in range(top, top + tall):
                lay(picture[row], np.uint32(paper), _ALL)
        for i in range(len(orders)):
            _draw(
                orders[i],
                numbers[i],
                pool,
                dashes,
                paper if filled and i == 0 else -1,
                top,
                winding[:tall],
                mask[:tall],
                marks[:tall],
                words[:tall],
                picture,
            )


def warm() -> None:
    """Call the kernel once with arrays of the kinds it will be given."""
    marks, turns = np.zeros((2, 8), np.uint8), np.zeros(1, np.int64)
    draw_bands(
        np.zeros((0, 20), np.int64),
        np.zeros((0, 10)),
        np.zeros(0, np.int64),
        np.zeros(0),
        -1,
        turns.ctypes.data,
        np.zeros((2, 2), np.int32),
        np.zeros((2, 10), np.uint8),
        marks,
        marks.view(np.uint64),
        np.zeros((2, 2), np.uint32),
    )
