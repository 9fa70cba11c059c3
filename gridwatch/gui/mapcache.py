"""The map of a store, kept beside it, so that it is there before the rows are."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from gridwatch import __version__
from gridwatch.cartography.cachefolders import cache_folder
from gridwatch.cartography.themes import plain_of
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.themes import Theme
    from gridwatch.store.opening import Store

__all__ = ["MapCache"]

_ENDING = ".gwmap"


class MapCache:
    """The cache file of one store as it is now.

    Parameters
    ----------
    store : Store
        The open store. The file lies beside it, or in the user's cache folder where
        that cannot be written to.
    as_of : date
        The day its classes speak of.
    themes : sequence of Theme
        How its layers are classed.
    """

    def __init__(self, store: Store, as_of: date, themes: Sequence[Theme]) -> None:
        self._content = store.content_key()
        told = [json.dumps(plain_of(theme), sort_keys=True) for theme in themes]
        symbols = resource("symbols", "symbols.toml").read_bytes()
        made_by = hashlib.sha256(symbols).hexdigest()
        self._key = "|".join(
            (self._content, __version__, made_by, as_of.isoformat(), *sorted(told))
        )
        path = store.path.resolve()
        place = hashlib.sha256(str(path).encode()).hexdigest()[:16]
        self.places: tuple[Path, ...] = (
            path.with_suffix(_ENDING),
            cache_folder() / "maps" / f"{place}{_ENDING}",
        )

    def read(self) -> tuple[Layer, ...] | None:
        """Return the layers, views into the file; None if it is not there."""
        if not self._content:
            return None
        from gridwatch.cartography.mapfile import read_map

        return read_map(self.places, self._key)

    def write(self, layers: Sequence[Layer]) -> tuple[Layer, ...]:
        """Keep layers; return them as views into the file, where it can be written.

        Takes seconds for a large store; loads the compiled kernels.
        """
        if not self._content:
            return tuple(layers)
        from gridwatch.cartography.mapfile import write_map
        from gridwatch.cartography.warming import load_kernels

        load_kernels()
        write_map(self.places, self._key, layers)
        return self.read() or tuple(layers)
