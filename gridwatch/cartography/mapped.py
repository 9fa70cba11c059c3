"""Where a layer's pyramid comes from: built from its shapes, or read from a file."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gridwatch.cartography.pyramid import build_area_pyramids, build_pyramid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Form, Pieces, Shapes
    from gridwatch.cartography.pyramid import Pyramid
    from gridwatch.cartography.view import Extent

    Ints = NDArray[np.int64]

__all__ = ["Family", "Mapped"]


@dataclass(frozen=True, eq=False)
class Mapped:
    """The geometries of a layer that came without its rows, from a cache file.

    It answers what drawing asks of `gridwatch.cartography.generalise.Shapes`; exact
    originals are not there.

    Parameters
    ----------
    pyramid : Pyramid
        All levels of detail.
    """

    pyramid: Pyramid

    def __len__(self) -> int:
        """Return the number of features, empty ones included."""
        return len(self.pyramid)

    @property
    def form(self) -> Form:
        """Points, lines or areas."""
        return self.pyramid.form

    @property
    def origin(self) -> NDArray[np.float64]:
        """(east, north) that coordinates are relative to, metres."""
        return self.pyramid.origin

    @cached_property
    def extent(self) -> Extent | None:
        """West, south, east, north in metres; None where there is nothing."""
        return self.pyramid.extent

    def visible(self, extent: Extent) -> Ints:
        """Return the features whose bounds meet an extent, in ascending order."""
        return self.pyramid.visible(extent)

    def drawn(self, features: Ints, metres_per_pixel: float) -> Pieces:
        """Return the pieces of some features as a scale shows them."""
        level = self.pyramid.level(metres_per_pixel)
        return self.pyramid.pieces(features, level)


class Family:
    """Layers whose pyramids are built together, at first use, on any thread.

    Areas that share borders are a family: their borders are simplified once, so that
    they still meet. Every other layer is a family of its own.

    Parameters
    ----------
    shapes : sequence of Shapes
        One for each layer; of areas the highest level first.
    """

    def __init__(self, shapes: Sequence[Shapes]) -> None:
        self.shapes = tuple(shapes)
        self._turn = threading.Lock()
        self._built: tuple[Pyramid, ...] | None = None

    def __reduce__(self) -> tuple[type[Family], tuple[tuple[Shapes, ...]]]:
        """Pickle the shapes alone: another process builds its own at first use."""
        return Family, (self.shapes,)

    @property
    def pyramids(self) -> tuple[Pyramid, ...]:
        """One for each layer; the first call builds them."""
        with self._turn:
            if self._built is None:
                self._built = self._build()
            return self._built

    @property
    def built(self) -> bool:
        """Whether `pyramids` has nothing to build any more."""
        return self._built is not None

    def _build(self) -> tuple[Pyramid, ...]:
        if len(self.shapes) == 1:
            return (build_pyramid(self.shapes[0]),)
        return tuple(build_area_pyramids(self.shapes))
