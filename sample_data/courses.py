"""The curves of the rivers on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from lattice import DIRECTIONS, Lattice, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rivers import River
    from terrain import Relief

    Floats = NDArray[np.float64]

STEPS_PER_COMB = 8


def draw_rivers(
    rivers: list[River], relief: Relief, lattice: Lattice, warp: Warp
) -> None:
    """Give every river its points on the ground.

    `points[starts[k]]` is where the river enters its comb number k, so a segment
    over the combs a..b is `points[starts[a] : starts[b + 1] + 1]`.

    Parameters
    ----------
    rivers : list of River
        The rivers; `points` and `starts` are filled in place.
    relief : Relief
        The relief.
    lattice : Lattice
        The honeycomb.
    warp : Warp
        The bend from plan to ground.
    """
    sketches: dict[int, Floats] = {}
    middles: dict[int, Floats] = {}
    for river in rivers:
        curves = [
            comb_curve(river, place, relief, lattice)
            for place in range(len(river.own_combs()))
        ]
        middles |= {
            comb: curve[STEPS_PER_COMB // 2]
            for comb, curve in zip(river.combs, curves, strict=False)
        }
        if river.parent is not None:
            curves.append(last_curve(river, middles[river.combs[-1]], lattice))
        river.starts = [STEPS_PER_COMB * place for place in range(len(curves) + 1)]
        pieces = [curve[:-1] for curve in curves] + [curves[-1][-1:]]
        sketches[river.number] = np.concatenate(pieces)
        river.points = warp(sketches[river.number])


def comb_curve(river: River, place: int, relief: Relief, lattice: Lattice) -> Floats:
    """Draw a river through one of its combs, from edge middle to edge middle.

    Parameters
    ----------
    river : River
        The river.
    place : int
        Index into `river.combs`.
    relief : Relief
        The relief.
    lattice : Lattice
        The honeycomb.

    Returns
    -------
    array of shape (STEPS_PER_COMB + 1, 2)
        Points in sixths.
    """
    here = river.combs[place]
    centre = lattice.sixths[here]
    entry = centre
    if place:
        entry = centre + 3 * side(lattice, here, river.combs[place - 1])
    if place + 1 < len(river.combs):
        leave = centre + 3 * side(lattice, here, river.combs[place + 1])
    else:
        outside = ~relief.inside[lattice.neighbours[here]]
        leave = centre + 3 * DIRECTIONS[int(np.argmax(outside))]
    return bend(entry, centre, leave)


def last_curve(river: River, junction: Floats, lattice: Lattice) -> Floats:
    """Draw the end of a tributary, from the edge of a comb to the parent's middle.

    Parameters
    ----------
    river : River
        The tributary.
    junction : array of shape (2,)
        The vertex of the parent where it joins, in sixths.
    lattice : Lattice
        The honeycomb.

    Returns
    -------
    array of shape (STEPS_PER_COMB + 1, 2)
        Points in sixths.
    """
    here, before = river.combs[-1], river.combs[-2]
    step = side(lattice, here, before)
    entry = lattice.sixths[here] + 3 * step
    control = (entry - step + junction) / 2
    return bend(entry, control, junction)


def side(lattice: Lattice, here: int, there: int) -> NDArray[np.int64]:
    """Return the step from one comb to its neighbour.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    here, there : int
        Two neighbouring combs.

    Returns
    -------
    array of shape (2,)
        Axial step.
    """
    step: NDArray[np.int64] = DIRECTIONS[lattice.side_between(here, there)]
    return step


def bend(start: Floats, control: Floats, end: Floats) -> Floats:
    """Return a quadratic curve; its first and last point are exact.

    Parameters
    ----------
    start, control, end : array of shape (2,)
        Its three control points.

    Returns
    -------
    array of shape (STEPS_PER_COMB + 1, 2)
        Points along the curve.
    """
    t = np.linspace(0, 1, STEPS_PER_COMB + 1)[:, None]
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
