"""What placing names needs to know of a layer, found once and kept in flat arrays."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.anchors import CHOICES, widest
from gridwatch.cartography.flat import frozen, offsets_of
from gridwatch.cartography.generalise import (
    Form,
    Pieces,
    Shapes,
    chainage,
    ranges,
    simplified,
)
from gridwatch.cartography.lettering import spread
from gridwatch.cartography.warming import paths_loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.lettering import Lettering
    from gridwatch.cartography.view import Extent

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["LabelSource", "Measures"]

_FORMS = (Form.POINT, Form.LINE, Form.AREA)
_BLOCK = 64
_SHARE = 192.0
_CHUNK = 400_000
_FINEST = 6.0
_MOST_VERTICES = 8e6
_COARSER = 2.0
_LEVELS = 9
_PER_PIXEL = 2.5
_LETTERINGS = 24
_FIRST_SQUARE = 0x2E80


class Measures(NamedTuple):
    """The names of a source in one lettering, device pixels.

    Parameters
    ----------
    widths : ndarray, shape (names,)
        Width of each name.
    middles : ndarray, shape (letters,)
        Middle of each letter of `LabelSource.letters` from the middle of its name.
    """

    widths: Floats
    middles: Floats


@dataclass(frozen=True, eq=False)
class LabelSource:
    """Names of a layer and the places they may take, independent of any view.

    An item is an area, a point, or a run of lines of one name; items lie in the order
    of a space-filling curve, those near each other together. Coordinates are metres
    from `origin`, single precision: half a pixel at the closest scale.

    Parameters
    ----------
    form : ndarray of int64, shape (1,)
        0: points, 1: lines, 2: areas.
    origin : ndarray of float64, shape (2,)
        (east, north).
    letters : ndarray of uint32
        Code points of all names, one after the other.
    words : ndarray of int64, shape (names + 1,)
        Name i has the letters ``words[i]`` to ``words[i + 1]``; name 0 is empty.
    text : ndarray of int32, shape (items,)
        Name of each item.
    feature : ndarray of int32, shape (items,)
        A feature of the layer that has this name.
    bounds : ndarray of float32, shape (items, 4)
        West, south, east, north.
    blocks : ndarray of float32
        The same for each 64 items.
    anchors : ndarray of float32, shape (items, choices, 3)
        Areas: middle x, y and width of the widest places. Points: their place.
    pieces : ndarray of int64, shape (items + 1,)
        Areas: item i has the rings ``pieces[i]`` to ``pieces[i + 1]``.
    steps : ndarray of float64, shape (levels,)
        Lines: least distance of vertices at each level.
    coords : ndarray of float32, shape (n, 2)
        Rings, simplified; or lines, level after level.
    way : ndarray of float32, shape (n,)
        Lines: way along the full line to each vertex.
    offsets : ndarray of int64, shape (levels, pieces + 1)
        Where in `coords` each ring, or line of each level, begins.
    """

    form: Ints
    origin: Floats
    letters: NDArray[np.uint32]
    words: Ints
    text: NDArray[np.int32]
    feature: NDArray[np.int32]
    bounds: NDArray[np.float32]
    blocks: NDArray[np.float32]
    anchors: NDArray[np.float32]
    pieces: Ints
    steps: Floats
    coords: NDArray[np.float32]
    way: NDArray[np.float32]
    offsets: Ints
    _measures: dict[Lettering, Measures] = field(default_factory=dict, repr=False)
    _texts: dict[int, str] = field(default_factory=dict, repr=False)
    _seen: dict[Extent, Ints] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(shapes: Shapes, labels: Sequence[str], classes: Ints) -> LabelSource:
        """Prepare the names of a layer.

        Parameters
        ----------
        shapes : Shapes
            Its geometries.
        labels : sequence of str
            Name of each feature; may be empty as a whole.
        classes : ndarray of int
            Class of each feature: of joined lines the lowest one counts.
        """
        if shapes.form is Form.LINE:
            return _lines(shapes, labels, classes)
        if shapes.form is Form.AREA:
            return _areas(shapes, labels)
        return _points(shapes, labels)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything as named arrays, for a file."""
        return {x.name: getattr(self, x.name) for x in fields(self) if x.name[0] != "_"}

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> LabelSource:
        """Return what `arrays` was made of; the arrays are not copied.

        Raises
        ------
        KeyError
            Where one is missing.
        """
        names = [x.name for x in fields(LabelSource) if x.name[0] != "_"]
        return LabelSource(**{name: frozen(arrays[name]) for name in names})  # type: ignore[arg-type]

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.text)

    def name(self, text: int) -> str:
        """Return name number `text`."""
        found = self._texts.get(text)
        if found is None:
            points = self.letters[self.words[text] : self.words[text + 1]]
            found = "".join(map(chr, points.tolist()))
            self._texts[text] = found
        return found

    @cached_property
    def chinese(self) -> Ints:
        """1 for each name that is written in square letters, else 0."""
        square = np.append(0, np.cumsum(self.letters >= _FIRST_SQUARE))
        found: Ints = (np.diff(square[self.words]) > 0).astype(np.int64)
        return found

    @cached_property
    def typical(self) -> float:
        """Shorter side of the box around a typical item, metres."""
        if not len(self):
            return 0.0
        return float(np.median((self.bounds[:, 2:] - self.bounds[:, :2]).min(axis=1)))

    def measures(self, lettering: Lettering) -> Measures:
        """Return how wide the names are and where their letters stand."""
        key = lettering.plain
        found = self._measures.get(key)
        if found is None:
            if len(self._measures) >= _LETTERINGS:
                self._measures.clear()
            found = self._measured(key)
            self._measures[key] = found
        return found

    def _measured(self, lettering: Lettering) -> Measures:
        known, index = np.unique(self.letters, return_inverse=True)
        advances = lettering.advances("".join(map(chr, known.tolist())))
        steps, sizes = advances[index.reshape(-1)], np.diff(self.words)
        return Measures(*spread(steps, sizes, lettering.room))

    def visible(self, extent: Extent) -> Ints:
        """Return the items whose bounds meet an extent, in ascending order."""
        # Those of the last extent, since room for names and the names ask for them.
        known = self._seen.get(extent)
        if known is None:
            known = frozen(self._visible(extent))
            self._seen.clear()
            self._seen[extent] = known
        return known

    @cached_property
    def _sides(self) -> NDArray[np.float32]:
        """West, south, east, north of all blocks, a row each."""
        return np.ascontiguousarray(self.blocks.T)

    def _visible(self, extent: Extent) -> Ints:
        x, y = self.origin.tolist()
        box = extent[0] - x, extent[1] - y, extent[2] - x, extent[3] - y
        if paths_loaded():
            return _met()(self.bounds, *box)
        near = _meeting(self._sides, box).nonzero()[0]
        if len(near) == len(self.blocks):
            return _meeting(self.bounds.T, box).nonzero()[0]
        first = near * _BLOCK
        index = ranges(first, np.minimum(first + _BLOCK, len(self)) - first)
        return index[_meeting(self.bounds[index].T, box)]

    def rings(self, items: Ints) -> tuple[Pieces, Ints]:
        """Return the rings of some areas and the place in `items` of each."""
        counts = self.pieces[items + 1] - self.pieces[items]
        chosen = ranges(self.pieces[items], counts)
        offsets = self.offsets[0]
        starts = offsets[chosen]
        sizes = offsets[chosen + 1] - starts
        coords = self.coords[ranges(starts, sizes)].astype(np.float64)
        owner = np.arange(len(items)).repeat(counts)
        return Pieces(coords, offsets_of(sizes)), owner

    def level(self, metres_per_pixel: float) -> Ints:
        """Return the row of `offsets` that has the lines as a scale shows them."""
        fit = bisect_right(self._steps, metres_per_pixel * _PER_PIXEL)
        return self._rows[max(fit - 1, 0)]

    @property
    def ends(self) -> Ints:
        """The coarsest row of `offsets`: each line ends where its full way is told."""
        return self._rows[-1]

    @cached_property
    def _steps(self) -> list[float]:
        found: list[float] = self.steps.tolist()
        return found

    @cached_property
    def _rows(self) -> list[Ints]:
        return list(self.offsets)


@cache
def _met() -> Callable[..., Ints]:
    """Return the kernel that does the same, imported when it is first called for."""
    from gridwatch.cartography.kernels.paths import meeting

    return meeting


def _meeting(bounds: NDArray[np.float32], box: Extent) -> NDArray[np.bool_]:
    """Tell which boxes (rows: their west, south, east, north) meet another one."""
    found: NDArray[np.bool_] = bounds[0] <= box[2]
    found &= bounds[2] >= box[0]
    found &= bounds[1] <= box[3]
    found &= bounds[3] >= box[1]
    return found


def _made(
    shapes: Shapes,
    names: Sequence[str],
    feature: Ints,
    bounds: Floats,
    rest: Mapping[str, NDArray[np.generic]],
) -> LabelSource:
    letters, words, text = _spelled(names)
    empty: dict[str, NDArray[np.generic]] = {
        "anchors": np.empty((len(feature), 0, 3), np.float32),
        "pieces": np.zeros(len(feature) + 1, np.int64),
        "steps": np.empty(0),
        "coords": np.empty((0, 2), np.float32),
        "way": np.empty(0, np.float32),
        "offsets": np.zeros((1, 1), np.int64),
    }
    single = bounds.astype(np.float32)
    arrays = {
        "form": np.array([_FORMS.index(shapes.form)]),
        "origin": shapes.origin,
        "letters": letters,
        "words": words,
        "text": text,
        "feature": feature.astype(np.int32),
        "bounds": single,
        "blocks": _blocks(single),
    }
    return LabelSource.from_arrays({**empty, **arrays, **rest})


def _spelled(
    names: Sequence[str],
) -> tuple[NDArray[np.uint32], Ints, NDArray[np.int32]]:
    """Return letters and ends of all different names, and the number of each name."""
    known = {"": 0}
    text = np.fromiter(
        (known.setdefault(name, len(known)) for name in names), np.int32, len(names)
    )
    spelled = "".join(known).encode("utf-32-le", "surrogatepass")
    sizes = np.fromiter((len(name) for name in known), np.int64, len(known))
    letters = np.frombuffer(spelled, np.uint32)
    return letters, np.append(0, np.cumsum(sizes)), text


def _blocks(bounds: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(bounds):
        return bounds
    starts = np.arange(0, len(bounds), _BLOCK)
    low = np.minimum.reduceat(bounds[:, :2], starts)
    return np.hstack([low, np.maximum.reduceat(bounds[:, 2:], starts)])


def _curve_order(bounds: Floats) -> Ints:
    """Return the order of boxes along a space-filling curve through their middles."""
    if not len(bounds):
        return np.empty(0, np.int64)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    low = middle.min(axis=0)
    size = max(float((middle.max(axis=0) - low).max()), 1e-9)
    cell = ((middle - low) / size * 65535.0).astype(np.uint64)
    found: Ints = np.argsort(_spread(cell[:, 0]) | (_spread(cell[:, 1]) << 1))
    return found


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero bit between the bits of 16-bit numbers."""
    for shift, mask in (
        (8, 0x00FF00FF),
        (4, 0x0F0F0F0F),
        (2, 0x33333333),
        (1, 0x55555555),
    ):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


def _filled(shapes: Shapes) -> Ints:
    """Return the features that have a geometry, in the order of the curve."""
    keep = np.isfinite(shapes.bounds).all(axis=1) & (np.diff(shapes.features) > 0)
    found = np.flatnonzero(keep)
    return found[_curve_order(shapes.bounds[found])]


# ---- points and areas ---------------------------------------------------------------


def _points(shapes: Shapes, labels: Sequence[str]) -> LabelSource:
    """Prepare points; those without a name as well, whose symbols need room."""
    features = _filled(shapes)
    names = [labels[i] for i in features.tolist()] if labels else [""] * len(features)
    places = np.zeros((len(features), 1, 3), np.float32)
    places[:, 0, :2] = shapes.pieces.coords[shapes.features[features]]
    bounds = shapes.bounds[features]
    return _made(shapes, names, features, bounds, {"anchors": places})


def _areas(shapes: Shapes, labels: Sequence[str]) -> LabelSource:
    if not labels:
        return _made(shapes, [], np.empty(0, np.int64), np.empty((0, 4)), {})
    features = _filled(shapes)
    bounds = shapes.bounds[features]
    tolerance = _typical(bounds) / _SHARE
    counts = shapes.features[features + 1] - shapes.features[features]
    sizes = np.array(
        [shapes.pieces.offsets[shapes.features[i]] for i in (features + 1, features)]
    )
    ends = np.cumsum(sizes[0] - sizes[1])
    cuts = np.searchsorted(
        ends, np.arange(_CHUNK, ends[-1] if len(ends) else 0, _CHUNK)
    )
    anchors, coords = [np.empty((0, CHOICES, 3))], [np.empty((0, 2))]
    rings = [np.zeros(1, np.int64)]
    for group in np.split(np.arange(len(features)), np.unique(cuts)):
        if not len(group):
            continue
        first = shapes.features[features[group]]
        pieces = shapes.pieces.take(ranges(first, counts[group]))
        pieces = simplified(pieces, tolerance)
        owner = np.repeat(np.arange(len(group)), counts[group])
        anchors.append(widest(pieces, owner, bounds[group]))
        coords.append(pieces.coords)
        rings.append(np.diff(pieces.offsets))
    rest = {
        "anchors": np.concatenate(anchors).astype(np.float32),
        "pieces": np.append(0, np.cumsum(counts)),
        "coords": np.concatenate(coords).astype(np.float32),
        "offsets": np.cumsum(np.concatenate(rings)).astype(np.int64)[None],
    }
    names = [labels[i] for i in features.tolist()]
    return _made(shapes, names, features, bounds, rest)


def _typical(bounds: Floats) -> float:
    """Return the size of a typical box, metres."""
    if not len(bounds):
        return 1.0
    return max(float(np.median(bounds[:, 2:] - bounds[:, :2])), 0.1)


# ---- lines --------------------------------------------------------------------------


def _lines(shapes: Shapes, labels: Sequence[str], classes: Ints) -> LabelSource:
    """Join all lines of one name: a river often comes in many short rows."""
    lines, names, feature = _joined(shapes, labels, classes)
    whole = Shapes.of(lines, Form.LINE)
    pieces = whole.pieces
    owner = np.repeat(np.arange(len(names)), np.diff(whole.features))
    alone = Shapes.of_pieces(pieces, whole.origin, Form.LINE)
    order = _curve_order(alone.bounds)
    pieces = pieces.take(order)
    way = chainage(pieces)
    if len(way):
        way -= np.repeat(way[pieces.offsets[:-1]], np.diff(pieces.offsets))
    total = float(way[pieces.offsets[1:] - 1].sum()) if len(way) else 0.0
    finest = max(_FINEST, total / _MOST_VERTICES)
    coords, ways, offsets, steps = [], [], [], []
    before = 0
    for level in range(_LEVELS):
        step = finest * _COARSER**level
        keep = _apart(way, pieces.offsets, step)
        kept = np.append(0, np.cumsum(keep))[pieces.offsets]
        coords.append(pieces.coords[keep])
        ways.append(way[keep])
        offsets.append(kept + before)
        steps.append(step if level else 0.0)
        before += int(kept[-1])
    rest = {
        "steps": np.asarray(steps),
        "coords": np.concatenate(coords).astype(np.float32),
        "way": np.concatenate(ways).astype(np.float32),
        "offsets": np.asarray(offsets, np.int64),
    }
    chosen = owner[order]
    texts = [names[i] for i in chosen.tolist()]
    bounds = alone.bounds[order]
    return _made(whole, texts, feature[chosen], bounds, rest)


def _joined(
    shapes: Shapes, labels: Sequence[str], classes: Ints
) -> tuple[list[shapely.Geometry], list[str], Ints]:
    """Return lines, names, and the feature that gives each its lettering."""
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(labels):
        rows.setdefault(name, []).append(i)
    first = [min(group, key=lambda i: int(classes[i])) for group in rows.values()]
    lines = []
    for group in rows.values():
        parts = shapely.get_parts(shapely.get_parts(shapes.geometries[group]))
        known = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
        known = known[shapely.length(known) > 0.0]
        lines.append(shapely.line_merge(shapely.multilinestrings(known)))
    return lines, list(rows), np.asarray(first, np.int64)


def _apart(way: Floats, offsets: Ints, step: float) -> NDArray[np.bool_]:
    """Tell which vertices to keep: one on each `step` of the way, and all ends."""
    keep = np.ones(len(way), bool)
    number = np.floor(way / step)
    keep[1:] = number[1:] != number[:-1]
    keep[offsets[:-1]] = True
    keep[offsets[1:] - 1] = True
    return keep
