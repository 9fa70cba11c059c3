"""Where names can stand: wide places inside areas, calm stretches along lines.

Both are found in map coordinates, so names stay where they are while the map moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.generalise import Pieces, Shapes, ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["AreaAnchors", "Spots", "Stretches", "stretches"]

_SCANS = 9
_SAMPLES = 25
_SMOOTH = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 3.0, 2.0, 1.0]) / 25.0
_CHOICES = 4
_SPARE = 1.4
_EDGE = 1e-4


class AreaAnchors:
    """The widest place of each area for a line of text, found when first asked for.

    Parameters
    ----------
    shapes : Shapes
        Areas.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._found = np.full((len(shapes), _CHOICES, 3), np.nan)
        self._known = np.zeros(len(shapes), bool)

    def of(self, features: Ints) -> Floats:
        """Return the best places: middle x, y (from the origin) and width, metres.

        Parameters
        ----------
        features : ndarray of int, shape (n,)
            Areas asked about.

        Returns
        -------
        ndarray, shape (n, places, 3)
            Best place first; NaN where an area is empty.
        """
        new = features[~self._known[features]]
        if len(new):
            self._found[new] = _widest(self._shapes, new)
            self._known[new] = True
        return self._found[features]


def _widest(shapes: Shapes, features: Ints) -> Floats:
    """Cross each area with some level lines and take the widest crossing."""
    starts, ends, owner = _edges(shapes, features)
    bounds = shapes.bounds[features]
    share = np.arange(1, _SCANS + 1) / (_SCANS + 1)
    levels = bounds[:, 1:2] + share * (bounds[:, 3:4] - bounds[:, 1:2])
    left = np.zeros((len(features), _SCANS))
    width = np.zeros((len(features), _SCANS))
    for scan in range(_SCANS):
        y = levels[owner, scan]
        crossing = (starts[:, 1] <= y) != (ends[:, 1] <= y)
        a, b, y = starts[crossing], ends[crossing], y[crossing]
        x = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        _longest(owner[crossing], x, left[:, scan], width[:, scan])
    return _best(levels, left, width)


def _edges(shapes: Shapes, features: Ints) -> tuple[Floats, Floats, Ints]:
    first = shapes.features[features]
    counts = shapes.features[features + 1] - first
    rings = ranges(first, counts)
    pieces = shapes.pieces.take(rings)
    sizes = np.diff(pieces.offsets)
    owner = np.repeat(np.repeat(np.arange(len(features)), counts), sizes)
    after = np.arange(1, len(pieces.coords) + 1)
    filled = sizes > 0
    after[pieces.offsets[1:][filled] - 1] = pieces.offsets[:-1][filled]
    return pieces.coords, pieces.coords[after], owner


def _longest(owner: Ints, x: Floats, left: Floats, width: Floats) -> None:
    """Write the longest inner stretch of each area into `left` and `width`.

    Along a level line a ring is entered and left in turn, so the crossings of one
    area, sorted, pair up.
    """
    order = np.lexsort((x, owner))
    owner, x = owner[order], x[order]
    enter, leave, area = x[0::2], x[1::2], owner[0::2]
    length = leave - enter
    best = np.lexsort((length, area))
    left[area[best]] = enter[best]
    width[area[best]] = length[best]


def _best(levels: Floats, left: Floats, width: Floats) -> Floats:
    """Choose the level line: wide above and below as well, and near the middle."""
    padded = np.pad(width, ((0, 0), (1, 1)))
    around = np.minimum(padded[:, :-2], padded[:, 2:])
    middle = np.abs(np.arange(_SCANS) - _SCANS // 2) / (_SCANS // 2)
    worth = (0.5 * width + 0.5 * np.minimum(around, width)) * (1.0 - 0.3 * middle)
    best = np.argsort(-worth, axis=1, kind="stable")[:, :_CHOICES]
    rows = np.arange(len(width))[:, None]
    wide = width[rows, best]
    found = np.stack([left[rows, best] + wide / 2, levels[rows, best], wide], axis=2)
    found[wide <= 0.0] = np.nan
    return found


class Stretches(NamedTuple):
    """Smoothed stretches of lines, ready for letters.

    Parameters
    ----------
    points : ndarray, shape (n, samples, 2)
        Points at even steps, in reading direction.
    degrees : ndarray, shape (n, samples)
        Direction there, clockwise from the right.
    upright : ndarray of bool, shape (n,)
        Whether letters stand upright under each other (steep rivers).
    bend : ndarray, shape (n,)
        Largest change of direction over a letter, degrees.
    """

    points: Floats
    degrees: Floats
    upright: NDArray[np.bool_]
    bend: Floats


_STEEP = 62.0


class Spots(NamedTuple):
    """Places along lines where a name may stand, one row each.

    Parameters
    ----------
    feature : ndarray of int
        Feature whose name it is.
    anchor, turn : ndarray of int
        Number of the anchor, and which of its alternatives this is.
    begin, end, middle : ndarray
        Where the line begins and ends and where the middle of the name is, as
        `chainage`.
    width, letter : ndarray
        Length of the text and of one letter, pixels: bends within one do not count.
    chinese : ndarray of int
        1 where letters may stand upright under each other.
    """

    feature: Ints
    anchor: Ints
    turn: Ints
    chinese: Ints
    begin: Floats
    end: Floats
    middle: Floats
    width: Floats
    letter: Floats

    def kept(self, keep: NDArray[np.bool_]) -> Spots:
        """Return some of the rows."""
        return Spots(
            self.feature[keep],
            self.anchor[keep],
            self.turn[keep],
            self.chinese[keep],
            self.begin[keep],
            self.end[keep],
            self.middle[keep],
            self.width[keep],
            self.letter[keep],
        )


def stretches(pieces: Pieces, way: Floats, spots: Spots) -> Stretches:
    """Sample lines around given places.

    Parameters
    ----------
    pieces : Pieces
        Lines in pixels.
    way : ndarray
        Their `chainage`.
    spots : Spots
        The places.
    """
    extra = len(_SMOOTH) // 2
    steps = np.arange(-extra, _SAMPLES + extra) / (_SAMPLES - 1) - 0.5
    # A little more than the name needs: smoothing cuts corners.
    steps *= _SPARE
    at = spots.middle[:, None] + steps * spots.width[:, None]
    # At and beyond its end a line would go on along the next one.
    at = np.clip(at, spots.begin[:, None] + _EDGE, spots.end[:, None] - _EDGE)
    x = np.interp(at, way, pieces.coords[:, 0])
    y = np.interp(at, way, pieces.coords[:, 1])
    points = np.stack([_smoothed(x), _smoothed(y)], axis=2)
    whole = points[:, -1] - points[:, 0]
    slope = np.degrees(np.arctan2(np.abs(whole[:, 1]), np.abs(whole[:, 0])))
    upright = (slope > _STEEP) & (spots.chinese == 1)
    back = np.where(upright, whole[:, 1] < 0.0, whole[:, 0] < 0.0)
    points[back] = points[back][:, ::-1]
    turn = np.gradient(points, axis=1)
    degrees = np.degrees(np.unwrap(np.arctan2(turn[:, :, 1], turn[:, :, 0]), axis=1))
    return Stretches(points, degrees, upright, _bend(degrees, spots))


def _smoothed(values: Floats) -> Floats:
    windows = np.lib.stride_tricks.sliding_window_view(values, len(_SMOOTH), axis=1)
    return np.asarray(windows @ _SMOOTH, np.float64)


def _bend(degrees: Floats, spots: Spots) -> Floats:
    """Return the sharper of: the turn over one letter, half the turn of it all."""
    whole = degrees.max(axis=1) - degrees.min(axis=1)
    share = spots.letter / (spots.width * _SPARE)
    lag = np.clip(np.rint(share * (_SAMPLES - 1)), 1, _SAMPLES - 1)
    found = whole / 2.0
    for step in np.unique(lag).astype(int).tolist():
        chosen = lag == step
        turn = np.abs(degrees[chosen, step:] - degrees[chosen, :-step]).max(axis=1)
        found[chosen] = np.maximum(found[chosen], turn)
    return np.asarray(found, np.float64)
