"""Polygons of numbered combs, which share their borders vertex for vertex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from lattice import DIRECTIONS, Lattice, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BENDS = 2


def polygons(lattice: Lattice, label: Ints, warp: Warp) -> list[shapely.Polygon]:
    """Draw the outlines of all units on the ground.

    Around a corner that touches two units the border is a curve from edge middle to
    edge middle; a corner where three units meet stays where it is.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    label : array of int
        The unit of each comb, counted from 0; -1 is outside.
    warp : Warp
        The bend from plan to ground.

    Returns
    -------
    list of Polygon
        One for each unit, by number.
    """
    pieces = border_pieces(lattice, label)
    counts = [len(piece) for piece in pieces]
    ground = warp(np.concatenate(pieces))
    lines = shapely.linestrings(
        ground, indices=np.repeat(np.arange(len(counts)), counts)
    )
    faces = np.array(shapely.polygonize(lines).geoms)
    _, homes = np.unique(label, return_index=True)
    homes = homes[1:] if label.min() < 0 else homes
    centres = shapely.points(warp(lattice.sixths[homes]))
    unit, face = shapely.STRtree(faces).query(centres, predicate="within")
    if unit.tolist() != list(range(len(homes))):
        raise ValueError("a unit has no outline of its own")
    return [faces[number] for number in face]


def border_pieces(lattice: Lattice, label: Ints) -> list[Floats]:
    """Draw the border around every corner where units meet.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    label : array of int
        The unit of each comb.

    Returns
    -------
    list of array of shape (n, 2)
        Lines in sixths.
    """
    pieces = []
    for turn in (0, 1):
        first, second = lattice.neighbours[:, turn], lattice.neighbours[:, turn + 1]
        whole = np.flatnonzero((first >= 0) & (second >= 0))
        units = np.stack([label[whole], label[first[whole]], label[second[whole]]], 1)
        mixed = (units != units[:, :1]).any(axis=1)
        corners = lattice.sixths[whole] + 2 * (DIRECTIONS[turn] + DIRECTIONS[turn + 1])
        middles = edge_middles(lattice.sixths[whole], turn)
        for corner, edges, trio in zip(
            corners[mixed], middles[mixed], units[mixed], strict=True
        ):
            pieces += corner_pieces(corner, edges, trio)
    return pieces


def edge_middles(centres: Ints, turn: int) -> Ints:
    """Return the middles of the three edges that meet in a corner.

    Parameters
    ----------
    centres : array of shape (n, 2)
        Comb centres in sixths.
    turn : int
        The corner lies between side `turn` and the next.

    Returns
    -------
    array of shape (n, 3, 2)
        Edge middles: between own and first neighbour, first and second, second and
        own.
    """
    one, two = 3 * DIRECTIONS[turn], 3 * DIRECTIONS[turn + 1]
    return np.stack([centres + one, centres + one + two, centres + two], axis=1)


def corner_pieces(corner: Ints, edges: Ints, trio: Ints) -> list[Floats]:
    """Draw the border around one corner.

    Parameters
    ----------
    corner : array of shape (2,)
        The corner in sixths.
    edges : array of shape (3, 2)
        The middles of its edges.
    trio : array of shape (3,)
        The units of its three combs.

    Returns
    -------
    list of array of shape (n, 2)
        One curve where two units meet, three straight lines where three do.
    """
    parted = trio != np.roll(trio, -1)
    if parted.all():
        return [np.stack([edge, corner]).astype(float) for edge in edges]
    start, end = edges[parted]
    t = np.linspace(0, 1, BENDS + 1)[:, None]
    return [(1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end]
