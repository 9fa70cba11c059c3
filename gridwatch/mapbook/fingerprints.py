"""What stands on a sheet as one short word: two prints are alike where it is.

The word is made of the plan and of everything that the map shows inside its frame:
shape, class and name of each feature. Dates and page numbers do not count, so a sheet
that only gets another number needs no new print.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.jurisdictions import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.view import Extent
    from gridwatch.district.district import District
    from gridwatch.mapbook.pages import SheetPlan
    from gridwatch.mapbook.sheets import Sheet

__all__ = ["Fingerprints", "word_of"]

_BYTES = 8
_PASSING = frozenset(
    {
        "jurisdiction",
        "number",
        "as_of",
        "made_on",
        "first_page",
        "of_pages",
        "labels",
        "rows",
    }
)
"""Fields of a plan that change without its content; `blocks` hold the rows' text."""
_LOCATOR_MM = 24.0
"""Size of the locator, the smallest there is."""
_SEEN_MM = 0.15


def word_of(parts: Iterable[object]) -> str:
    """Return 16 hexadecimal digits that stand for some values.

    Examples
    --------
    >>> word_of(["长示河", 3]) == word_of(["长示河", 3]) != word_of(["长示河", 4])
    True
    """
    found = blake2b(digest_size=_BYTES)
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode()
        found.update(len(data).to_bytes(8, "little"))
        found.update(data)
    return found.hexdigest()


@dataclass(frozen=True)
class _Marks:
    """A layer as words: one for each feature, and where each lies."""

    layer: Layer
    words: tuple[bytes, ...]
    nameless: tuple[bytes, ...]
    tree: shapely.STRtree

    def inside(self, extent: Extent, scale: float, *, named: bool) -> bytes:
        """Return what the layer shows in a frame; empty where it is not shown."""
        if not self.layer.shows(scale):
            return b""
        found = sorted(self.tree.query(shapely.box(*extent), "intersects"))
        simple = scale > self.layer.limits.simple
        words = self.words if named else self.nameless
        return b"".join([bytes([simple]), *(words[i] for i in found)])


class Fingerprints:
    """Says what stands on the sheets of one district on one day.

    Parameters
    ----------
    district : District
        Everything there is.
    layers : sequence of Layer
        What its maps are drawn of.
    """

    def __init__(self, district: District, layers: Sequence[Layer]) -> None:
        self._marks = [_marks_of(layer) for layer in layers if len(layer.uids)]
        self._ground = _ground_of(district)

    def of(self, plan: SheetPlan, *, named: bool = True) -> str:
        """Return the word of a planned sheet; `named`: its map bears names."""
        own = [
            getattr(plan, one.name) for one in fields(plan) if one.name not in _PASSING
        ]
        shown = self._shown(
            plan.extent, plan.scale, frozenset(plan.hidden), named=named
        )
        return word_of([*own, plan.jurisdiction.name, self._ground, *shown])

    def _shown(
        self, extent: Extent, scale: float, hidden: frozenset[str], *, named: bool
    ) -> list[bytes]:
        return [
            b""
            if marks.layer.id in hidden
            else marks.inside(extent, scale, named=named)
            for marks in self._marks
        ]

    def of_sheet(self, sheet: Sheet) -> str:
        """Return the word of a sheet by a recipe."""
        own = (
            sheet.recipe,
            sheet.title,
            sheet.subject.name,
            sheet.page,
            sheet.crs,
            (sheet.office, sheet.secrecy, sheet.edition, sheet.language.value),
            self._ground,
        )
        found: list[object] = [repr(one) for one in own]
        maps = sheet.recipe.maps
        for page in sheet.pages:
            found += [page.blocks, page.title, page.window, page.inset]
            found += [page.pins, page.cards, page.part]
            found += [
                (piece.rect, piece.start, piece.stop, piece.captioned, piece.grid)
                for piece in page.pieces
            ]
            for window in (page.window, page.inset):
                if window is not None:
                    size = maps.symbols * max(1.0, sheet.factor)
                    scale = window.scale * size
                    found += self._shown(window.around, scale, maps.hidden, named=True)
        return word_of(found)


def _marks_of(layer: Layer) -> _Marks:
    geometries = np.asarray(layer.rows.geometries, object)
    shapes = shapely.to_wkb(geometries)
    symbols = [repr(one).encode() for one in layer.symbols]
    labels = layer.labels or [""] * len(geometries)
    nameless = [
        _hashed(shape or b"", symbols[kind])
        for shape, kind in zip(shapes.tolist(), layer.classes.tolist(), strict=True)
    ]
    words = [
        _hashed(word, label.encode())
        for word, label in zip(nameless, labels, strict=True)
    ]
    if layer.rows.form == "line":
        words = _joined(words, labels)
    return _Marks(layer, tuple(words), tuple(nameless), shapely.STRtree(geometries))


def _joined(words: Sequence[bytes], labels: Sequence[str]) -> list[bytes]:
    """Let lines of one name share a word: their names are placed along all of them."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for i, label in enumerate(labels):
        if label:
            alike[label].append(i)
    found = list(words)
    for rows in alike.values():
        if len(rows) > 1:
            whole = _hashed(*(words[i] for i in rows))
            for i in rows:
                found[i] = _hashed(words[i], whole)
    return found


def _hashed(*parts: bytes) -> bytes:
    found = blake2b(digest_size=_BYTES)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


def _ground_of(district: District) -> str:
    """Return the word of the locator: towns as coarse as it can show them."""
    rows = district.of_level(Level.TOWN) or district.of_level(Level.DISTRICT)
    shapes = [row.geometry for row in rows if row.geometry is not None]
    if not shapes:
        return ""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, object))
    step = max(east - west, north - south, 1.0) / _LOCATOR_MM * _SEEN_MM
    coarse = shapely.simplify(np.asarray(shapes, object), step)
    coords = shapely.get_coordinates(coarse) - [west, south]
    return word_of([np.rint(coords / (4 * step)).astype(np.int32).tobytes()])
