"""A slow exact painter, and how far a frame is from what it says.

All vertices, no simplification, float64 throughout: fills by the crossings of every
edge with the middle of each row of pixels, lines by true distances. Coordinates are
subtracted from the view's corner first. Nothing here comes from the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.view import View

__all__ = [
    "FillErrors",
    "LineErrors",
    "Lines",
    "fill_errors",
    "filled",
    "in_pixels",
    "ink_of",
    "line_errors",
    "mask_distance",
]

STRONG = 0.4
"""Share of a pixel that has to be inked to count: a 1 px line on the border between two
pixels leaves half of its ink in each."""
SEEN = 0.25
"""Share of a pixel that is ink at all: the ends of lines spread over several pixels."""
FAR = 9.0
"""What a distance is called that nobody looked further for, px."""
_REACH = 4
_STEP = 0.25
_CHUNK = 16
_NOISE = 2


def in_pixels(geometries: Sequence[object], view: View) -> NDArray[np.object_]:
    """Return geometries in device pixels of a view, x to the right, y downwards."""
    west, north, mpp = view.extent[0], view.extent[3], view.metres_per_pixel

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([(xy[:, 0] - west) / mpp, (north - xy[:, 1]) / mpp])

    return shapely.transform(np.asarray(geometries, object), move)


# ---- fills ----------------------------------------------------------------------


def filled(polygons: NDArray[np.object_], width: int, height: int) -> NDArray[np.int64]:
    """Return which polygon holds the middle of each pixel; -1 where none does.

    Parameters
    ----------
    polygons : ndarray of shapely geometries
        In pixels; of several at one place the last counts.
    width, height : int
        Size of the picture.

    Examples
    --------
    >>> filled(np.array([shapely.box(0.6, 0.0, 3.0, 1.0)]), 4, 1).tolist()
    [[-1, 0, 0, -1]]
    """
    feature, row, x = _crossings(polygons, height)
    order = np.lexsort((x, row, feature))
    feature, row, x = feature[order], row[order], x[order]
    # A row goes in and out of a polygon by turns.
    left = np.clip(np.ceil(x[0::2] - 0.5), 0, width).astype(np.int64)
    right = np.clip(np.ceil(x[1::2] - 0.5), 0, width).astype(np.int64)
    picture = np.full(width * height, -1, np.int64)
    counts = np.maximum(right - left, 0)
    picture[_ranges(row[0::2] * width + left, counts)] = np.repeat(
        feature[0::2], counts
    )
    return picture.reshape(height, width)


def _crossings(
    polygons: NDArray[np.object_], height: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return polygon, row and x wherever an edge passes the middle of a row."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    start, end = xy[:-1][same], xy[1:][same]
    feature = owner[part[ring[:-1][same]]]
    low, high = np.sort(np.stack([start[:, 1], end[:, 1]]), axis=0)
    first = np.clip(np.ceil(low - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.ceil(high - 0.5), 0, height).astype(np.int64)
    counts = last - first
    edge = np.repeat(np.arange(len(counts)), counts)
    row = _ranges(first, counts)
    rise = end[edge, 1] - start[edge, 1]
    along = (row + 0.5 - start[edge, 1]) / rise
    x = start[edge, 0] + along * (end[edge, 0] - start[edge, 0])
    return feature[edge], row, x


def _ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


class FillErrors(NamedTuple):
    """How a filled frame differs from the exact one.

    Parameters
    ----------
    share : float
        Pixels of another colour than the area at their middle has.
    furthest : float
        Largest distance of such a pixel's middle from a border, px.
    absent : list of int
        Features of at least four pixels of which not one has their colour.
    """

    share: float
    furthest: float
    absent: list[int]


def fill_errors(
    picture: NDArray[np.int_],
    polygons: NDArray[np.object_],
    colours: NDArray[np.int_],
    paper: tuple[int, int, int],
) -> FillErrors:
    """Compare a frame of fills without outlines with the exact one.

    Parameters
    ----------
    picture : ndarray of int, shape (height, width, 3)
        The frame, red first.
    polygons : ndarray of shapely geometries
        In pixels.
    colours : ndarray of int, shape (polygons, 3)
        Colour of each.
    paper : tuple of int
        Colour of the ground.
    """
    height, width = picture.shape[:2]
    exact = filled(polygons, width, height)
    expected = np.vstack([colours, paper])[exact]
    wrong = (np.abs(picture - expected) > _NOISE).any(axis=2)
    furthest = 0.0
    if wrong.any():
        borders = Lines(shapely.boundary(polygons), width, height)
        furthest = float(borders.distance(middles(wrong)).max())
    pixels = np.bincount(exact[exact >= 0], minlength=len(polygons))
    right = np.bincount(exact[(exact >= 0) & ~wrong], minlength=len(polygons))
    absent = np.flatnonzero((pixels >= 4) & (right == 0)).tolist()
    return FillErrors(float(wrong.mean()), furthest, absent)


def middles(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the middles (x, y) of the pixels of a mask."""
    y, x = np.nonzero(mask)
    return np.column_stack([x + 0.5, y + 0.5])


# ---- lines ----------------------------------------------------------------------


class Lines:
    """True lines, and how far from them something is.

    Parameters
    ----------
    lines : ndarray of shapely geometries
        Lines and multilines in pixels.
    width, height : int
        Size of the picture; what lies well outside is left out.
    """

    def __init__(self, lines: NDArray[np.object_], width: int, height: int) -> None:
        self.width, self.height = width, height
        parts, feature = shapely.get_parts(lines, return_index=True)
        chunks, owner = _chunks(parts)
        box = shapely.bounds(chunks)
        near = (box[:, 2] >= -_REACH) & (box[:, 0] <= width + _REACH)
        near &= (box[:, 3] >= -_REACH) & (box[:, 1] <= height + _REACH)
        self.chunks, self.feature = chunks[near], feature[owner[near]]
        self._tree = shapely.STRtree(self.chunks)

    def distance(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far each point is from the nearest line; `FAR` beyond 4 px."""
        return self._nearest(shapely.points(points))

    def from_squares(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the distance of whole pixels, given by their middles."""
        found = self.distance(points)
        off = np.flatnonzero(found > 0.5)
        x, y = points[off].T
        found[found <= 0.5] = 0.0
        found[off] = self._nearest(shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5))
        return found

    def _nearest(self, geometries: NDArray[np.object_]) -> NDArray[np.float64]:
        found = np.full(len(geometries), FAR)
        (which, _), away = self._tree.query_nearest(
            geometries, max_distance=_REACH, return_distance=True, all_matches=False
        )
        found[which] = away
        return found

    def samples(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return places at most a quarter of a pixel apart, and their features."""
        xy, chunk = shapely.get_coordinates(
            shapely.segmentize(self.chunks, _STEP), return_index=True
        )
        inside = (xy[:, 0] > 1) & (xy[:, 0] < self.width - 1)
        inside &= (xy[:, 1] > 1) & (xy[:, 1] < self.height - 1)
        return xy[inside], self.feature[chunk[inside]]


def _chunks(
    lines: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Cut lines into runs of a few edges, so that a tree of them is quick."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    joined = line[1:] == line[:-1]
    first = np.flatnonzero(np.append(True, ~joined))
    place = np.arange(len(xy)) - np.repeat(first, np.diff(np.append(first, len(xy))))
    edges = np.flatnonzero(joined)
    run = np.cumsum(np.append(True, ~joined)[edges] | (place[edges] % _CHUNK == 0))
    # Each run has the starts of its edges and the end of the last one.
    last = np.append(run[1:] != run[:-1], True)
    index = np.concatenate([edges, edges[last] + 1])
    owner = np.concatenate([run, run[last]]) - 1
    order = np.lexsort((index, owner))
    found = shapely.linestrings(xy[index[order]], indices=owner[order])
    return found, line[edges[last]]


@dataclass(frozen=True)
class LineErrors:
    """How far a frame of lines is from the true lines.

    Parameters
    ----------
    astray : float
        Largest distance from a strongly inked pixel to the true line, px: 0 where the
        line runs through the pixel.
    bare : float
        Largest distance from a place on the true line to an inked pixel, px.
    absent : list of int
        Features larger than a pixel without ink anywhere along them.
    moved : float
        Share of places on the true line without ink within half a pixel.
    """

    astray: float
    bare: float
    absent: list[int]
    moved: float


def ink_of(
    picture: NDArray[np.int_], paper: tuple[int, int, int]
) -> NDArray[np.float64]:
    """Return how black each pixel of a picture in black on paper is, 0 to 1."""
    return 1.0 - picture.mean(axis=2) / (sum(paper) / 3.0)


def line_errors(ink: NDArray[np.float64], lines: NDArray[np.object_]) -> LineErrors:
    """Compare a frame of black lines, 1 px wide, with the true ones.

    Parameters
    ----------
    ink : ndarray of float, shape (height, width)
        How black each pixel is, 0 to 1.
    lines : ndarray of shapely geometries
        In pixels.
    """
    height, width = ink.shape
    true = Lines(lines, width, height)
    strong = ink >= STRONG
    astray = 0.0
    if strong.any():
        astray = float(true.from_squares(middles(strong)).max())
    places, feature = true.samples()
    away = mask_distance(ink >= SEEN, places)
    best = np.full(len(lines), np.inf)
    np.minimum.at(best, feature, away)
    box = shapely.bounds(lines)
    large = np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) > 1.0
    absent = np.flatnonzero(large & np.isfinite(best) & (best >= 1.0)).tolist()
    known = away[large[feature]]
    bare = float(known.max()) if len(known) else 0.0
    moved = float((known > 0.5).mean()) if len(known) else 0.0
    return LineErrors(astray, bare, absent, moved)


def mask_distance(
    mask: NDArray[np.bool_], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far the nearest pixel of a mask is from each place (x, y).

    A place inside such a pixel has the distance 0; beyond 4 px it is called `FAR`.
    """
    height, width = mask.shape
    x, y = places.T
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    found = np.full(len(places), FAR)
    for down in range(-_REACH, _REACH + 1):
        for right in range(-_REACH, _REACH + 1):
            c, r = column + right, row + down
            inside = (c >= 0) & (c < width) & (r >= 0) & (r < height)
            here = np.zeros(len(places), bool)
            here[inside] = mask[r[inside], c[inside]]
            away = np.hypot(
                np.maximum(np.maximum(c - x, x - c - 1), 0.0),
                np.maximum(np.maximum(r - y, y - r - 1), 0.0),
            )
            found = np.where(here, np.minimum(found, away), found)
    return found
