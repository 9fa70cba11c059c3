"""A honeycomb over the made-up district, and the warp that makes it look grown.

All planning happens on a regular honeycomb: rivers run from comb centre to comb
centre, borders run along comb edges.  A river curve and a border curve therefore
meet only in the middle of a comb edge.  The last step bends the whole plane with a
smooth one-to-one warp, so that nothing stays straight and nothing new crosses.

Points inside the planning plane are written in *sixths*: axial comb coordinates
times six, so that centres, edge middles and corners are all whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SPACING = 220.0
ORIGIN = (668_800.0, 4_274_500.0)
DIRECTIONS = np.array([(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)])


@dataclass(frozen=True)
class Lattice:
    """A rectangle of honeycomb cells, numbered row by row.

    Attributes
    ----------
    columns, rows : int
        Size of the rectangle; both even.
    """

    columns: int = 300
    rows: int = 264

    @property
    def size(self) -> int:
        """Return the number of combs."""
        return self.columns * self.rows

    @cached_property
    def axial(self) -> Ints:
        """Return the axial coordinates of every comb, the middle comb at (0, 0)."""
        row, column = np.divmod(np.arange(self.size), self.columns)
        q = column - row // 2 - self.columns // 2 + self.rows // 4
        return np.stack([q, row - self.rows // 2], axis=1)

    @cached_property
    def neighbours(self) -> Ints:
        """Return the six neighbours of every comb, -1 beyond the rectangle."""
        row, column = np.divmod(np.arange(self.size), self.columns)
        found = np.full((self.size, 6), -1)
        for side, (step_q, step_r) in enumerate(DIRECTIONS):
            to_row = row + step_r
            shift = to_row // 2 - row // 2
            to_column = column + step_q + shift
            inside = (to_row >= 0) & (to_row < self.rows)
            inside &= (to_column >= 0) & (to_column < self.columns)
            found[inside, side] = (to_row * self.columns + to_column)[inside]
        return found

    @cached_property
    def sixths(self) -> Ints:
        """Return the centre of every comb in sixths."""
        return self.axial * 6

    @cached_property
    def plan(self) -> Floats:
        """Return the centre of every comb in metres from the middle, not warped."""
        return to_metres(self.sixths.astype(float))

    def side_between(self, here: int, there: int) -> int:
        """Return the side of comb `here` that touches comb `there`.

        Parameters
        ----------
        here, there : int
            Two neighbouring combs.

        Returns
        -------
        int
            Index into `DIRECTIONS`.
        """
        return int(np.flatnonzero(self.neighbours[here] == there)[0])


def to_metres(sixths: Floats) -> Floats:
    """Turn points in sixths into metres of the planning plane.

    Parameters
    ----------
    sixths : array of shape (n, 2)
        Axial coordinates times six.

    Returns
    -------
    array of shape (n, 2)
        Metres east and north of the middle comb.
    """
    q, r = sixths[:, 0] / 6, sixths[:, 1] / 6
    return np.stack([SPACING * (q + r / 2), SPACING * np.sqrt(0.75) * r], axis=1)


def comb_area() -> float:
    """Return the area of one comb in square kilometres, before the warp."""
    return float(SPACING**2 * np.sqrt(0.75) / 1e6)


@dataclass(frozen=True)
class Waves:
    """A smooth random field: a sum of plane waves around one wavelength."""

    vectors: Floats
    phases: Floats

    @classmethod
    def random(
        cls, rng: np.random.Generator, wavelength: float, count: int = 9
    ) -> Waves:
        """Draw `count` waves of about the given wavelength in all directions.

        Parameters
        ----------
        rng : Generator
            The seeded source of chance.
        wavelength : float
            Metres from crest to crest, give or take a third.
        count : int
            Number of waves.

        Returns
        -------
        Waves
            The field.
        """
        angle = (np.arange(count) + rng.random(count)) * np.pi / count
        length = 2 * np.pi / (wavelength * rng.uniform(0.7, 1.4, count))
        vectors = np.stack([np.cos(angle), np.sin(angle)], axis=1) * length[:, None]
        return cls(vectors, rng.uniform(0, 2 * np.pi, count))

    def __call__(self, points: Floats) -> Floats:
        """Return the field at each point: mean 0, mean square 1.

        Parameters
        ----------
        points : array of shape (n, 2)
            Metres.

        Returns
        -------
        array of shape (n,)
            The heights of the field.
        """
        angles = points @ self.vectors.T + self.phases
        total: Floats = np.sin(angles).sum(axis=1)
        total *= np.sqrt(2 / len(self.phases))
        return total


def fractal(
    rng: np.random.Generator, points: Floats, wavelength: float, octaves: int
) -> Floats:
    """Return fractal noise: each octave half as long and half as high.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    points : array of shape (n, 2)
        Metres.
    wavelength : float
        The longest wavelength, metres.
    octaves : int
        Number of octaves.

    Returns
    -------
    array of shape (n,)
        Noise with a standard deviation of about 1.2.
    """
    total = np.zeros(len(points))
    for octave in range(octaves):
        field = Waves.random(rng, wavelength / 2**octave)
        total += field(points) / 2**octave
    return total


class Warp:
    """Bends the planning plane, octave after octave, one to one.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    """

    STEPS = ((15_000, 500), (6_000, 250), (2_600, 115), (1_150, 46), (520, 19))

    def __init__(self, rng: np.random.Generator) -> None:
        self.steps = [
            (height, Waves.random(rng, length), Waves.random(rng, length))
            for length, height in self.STEPS
        ]

    def __call__(self, sixths: Floats | Ints) -> Floats:
        """Return where points of the planning plane lie on the ground.

        Parameters
        ----------
        sixths : array of shape (n, 2)
            Axial coordinates times six.

        Returns
        -------
        array of shape (n, 2)
            Eastings and northings, rounded to the centimetre.
        """
        points = to_metres(np.asarray(sixths, dtype=float))
        for height, east, north in self.steps:
            shift = np.stack([east(points), north(points)], axis=1)
            points = points + height * shift
        return np.round(points + ORIGIN, 2)
