"""Boxes around runs of vertices: of long rings most lies outside a picture.

Close in, a ring of ten thousand vertices shows with a few edges. Kernels pass over the
rest span by span. Nothing here imports numba.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SPAN", "spans_of"]

SPAN = 64
"""Edges of a span, a power of two. Span s are those that begin at the vertices from
``SPAN * s`` on, whichever pieces they belong to."""


def spans_of(coords: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the boxes around spans: west, south, east, north, shape (spans, 4).

    Parameters
    ----------
    coords : ndarray of int32, shape (n, 2)
        Vertices.

    Examples
    --------
    >>> spans_of(np.array([[i, 2 * i] for i in range(100)], np.int32)).tolist()
    [[0, 0, 64, 128], [64, 128, 99, 198]]
    """
    found = np.empty((-(-len(coords) // SPAN), 4), np.int32)
    if not len(coords):
        return found
    starts = np.arange(0, len(coords), SPAN)
    found[:, :2] = np.minimum.reduceat(coords, starts)
    found[:, 2:] = np.maximum.reduceat(coords, starts)
    # The last edge of a span ends at the first vertex of the next one.
    after = coords[starts[1:]]
    np.minimum(found[:-1, :2], after, out=found[:-1, :2])
    np.maximum(found[:-1, 2:], after, out=found[:-1, 2:])
    return found
