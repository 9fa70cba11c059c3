"""Leaving out what lies outside the picture, on flat arrays of pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.generalise import Form, Pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Shapes
    from gridwatch.cartography.mapped import Mapped
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]

__all__ = ["box_of", "clipped_rings", "pixels_of", "trimmed_lines", "trimmed_rings"]

_MARGIN_PX = 16.0

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def _sides(coords: NDArray[np.float64], box: Box) -> NDArray[np.uint8]:
    """Return a bit for each side of the box that a vertex lies beyond."""
    left, top, right, bottom = box
    found = (coords[:, 0] < left).astype(np.uint8)
    found |= (coords[:, 0] > right).astype(np.uint8) << 1
    found |= (coords[:, 1] < top).astype(np.uint8) << 2
    found |= (coords[:, 1] > bottom).astype(np.uint8) << 3
    return found


def trimmed_lines(pieces: Pieces, box: Box) -> Pieces:
    """Cut out the stretches of lines that cannot meet a box.

    A stretch goes where both its ends lie beyond the same side; a line that leaves
    the box and comes back becomes two pieces.
    """
    coords, offsets = pieces
    sides = _sides(coords, box)
    if not sides.any():
        return pieces
    starts = np.zeros(len(coords), bool)
    starts[offsets[:-1][offsets[1:] > offsets[:-1]]] = True
    arrives = np.zeros(len(coords), bool)
    arrives[1:] = ((sides[1:] & sides[:-1]) == 0) & ~starts[1:]
    leaves = np.append(arrives[1:], False)
    keep = arrives | leaves
    begins = np.flatnonzero(~arrives[keep])
    return Pieces(coords[keep], np.append(begins, np.count_nonzero(keep)))


def trimmed_rings(pieces: Pieces, box: Box) -> Pieces:
    """Leave out ring vertices far outside; the part inside the box stays exact.

    A vertex goes where it and both its neighbours lie beyond the same side: the ring
    then passes outside as before, only on a shorter way. Beyond a corner one of the
    two sides counts, always the same: else a run along both would be cut short
    across the box.
    """
    coords, offsets = pieces
    sides = _sides(coords, box)
    if not sides.any():
        return pieces
    side = sides & (~sides + np.uint8(1))
    keep = np.ones(len(coords), bool)
    alike = (side[1:-1] == side[:-2]) & (side[1:-1] == side[2:])
    keep[1:-1] = ~alike | (side[1:-1] == 0)
    filled = offsets[1:] > offsets[:-1]
    keep[offsets[:-1][filled]] = True
    keep[offsets[1:][filled] - 1] = True
    before = np.zeros(len(coords) + 1, np.int64)
    np.cumsum(keep, out=before[1:])
    return Pieces(coords[keep], before[offsets])


def box_of(view: View) -> Box:
    """Return what of a view has to be drawn: a bit more than shows."""
    margin = _MARGIN_PX * view.zoom
    return -margin, -margin, view.width + margin, view.height + margin


def pixels_of(shapes: Shapes | Mapped, features: Ints, view: View) -> Pieces:
    """Return what shows of some features in a view, in device pixels."""
    pieces = shapes.drawn(features, view.detail)
    pieces = pieces._replace(coords=view.pixels(pieces.coords, shapes.origin))
    box = box_of(view)
    if shapes.form is Form.LINE:
        return trimmed_lines(pieces, box)
    if shapes.form is Form.AREA:
        return trimmed_rings(pieces, box)
    return pieces


def clipped_rings(pieces: Pieces, box: Box) -> Pieces:
    """Return what of rings lies in a box; they run along its sides where they left it.

    For filling, not for drawing their outlines: those sides are none of their own.

    Parameters
    ----------
    pieces : Pieces
        Rings without their first vertex repeated.
    box : tuple of float
        Left, top, right, bottom.

    Examples
    --------
    >>> ring = np.array([[-5.0, 2.0], [4.0, 2.0], [4.0, 8.0], [-5.0, 8.0]])
    >>> clipped_rings(Pieces(ring, np.array([0, 4])), (0, 0, 10, 10)).coords.tolist()
    [[0.0, 2.0], [4.0, 2.0], [4.0, 8.0], [0.0, 8.0]]
    """
    for axis, limit, sign in ((0, 0, 1.0), (0, 2, -1.0), (1, 1, 1.0), (1, 3, -1.0)):
        pieces = _cut(pieces, axis, float(box[limit]), sign)
    return pieces


def _cut(pieces: Pieces, axis: int, limit: float, sign: float) -> Pieces:
    """Cut rings at a line parallel to an axis (Sutherland and Hodgman)."""
    coords = pieces.coords
    offsets = np.asarray(pieces.offsets, np.int64)
    depth = (coords[:, axis] - limit) * sign
    inside = depth >= 0.0
    if inside.all():
        return pieces
    after = np.arange(1, len(coords) + 1)
    filled = offsets[1:] > offsets[:-1]
    after[offsets[1:][filled] - 1] = offsets[:-1][filled]
    crossing = inside != inside[after]
    count = inside.astype(np.int64) + crossing
    places = np.zeros(len(coords) + 1, np.int64)
    np.cumsum(count, out=places[1:])
    found = np.empty((places[-1], 2))
    found[places[:-1][inside]] = coords[inside]
    at = np.flatnonzero(crossing)
    share = depth[at] / (depth[at] - depth[after[at]])
    met = coords[at] + share[:, None] * (coords[after[at]] - coords[at])
    met[:, axis] = limit
    found[places[1:][at] - 1] = met
    return Pieces(found, places[offsets])
