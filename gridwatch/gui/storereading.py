"""What is read of a store when it is opened: the map kept of it, or its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.themes import Theme, themes_of
from gridwatch.cartography.theming import with_themes
from gridwatch.district.wording import Kind
from gridwatch.gui.errands import StoppedError
from gridwatch.gui.mapcache import MapCache
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.warming import Warming
    from gridwatch.district.district import District
    from gridwatch.gui.errands import Reporter
    from gridwatch.store.opening import Store

    How = tuple[date, tuple[Theme, ...]]
    """What layers speak of: the day, and how they are classed."""

__all__ = ["Content", "Limits", "open_with_map", "read_content", "read_rows"]

_AT_ONCE = 1 << 25
"""Files up to this size, bytes, are read through before the map is shown."""


@dataclass(frozen=True)
class Limits:
    """How many rows of a store decide what is read of it, and when.

    Parameters
    ----------
    few : int
        From here on the map is kept beside the store, and shown before the rows.
    many : int
        From here on the rows come later, though no map is kept.
    vast : int
        From here on they are only read when they are asked for.
    """

    few: int = 4_000
    many: int = 40_000
    vast: int = 250_000


@dataclass(frozen=True, eq=False)
class Content:
    """What has been read of a store.

    Parameters
    ----------
    uid : str
        Stable identifier of the store.
    size : int
        Its rows.
    codelists : dict of str to tuple of str
        The words of its codelists.
    themes : tuple of Theme
        How its layers are classed.
    district : District
        Its rows; where they come later only what is no row.
    loaded : bool
        Whether the rows are there.
    kept : tuple of Layer or None
        The map that was kept of it.
    unkept : MapCache or None
        Where its map can be kept for the next opening.
    """

    uid: str
    size: int
    codelists: dict[str, tuple[str, ...]]
    themes: tuple[Theme, ...]
    district: District
    loaded: bool = True
    kept: tuple[Layer, ...] | None = None
    unkept: MapCache | None = None


def open_with_map(path: Path, *, read_only: bool) -> Store:
    """Open a store; a large file is not read through before its map is shown."""
    return open_store(path, read_only=read_only, at_once=_AT_ONCE)


def read_content(
    store: Store, as_of: date, warming: Warming | None, limits: Limits
) -> Content:
    """Read what is shown first: the map that was kept, or all rows.

    A map that was kept is drawn by compiled kernels only. Where these are still to be
    compiled, the rows of a small store are read at once, and a painter draws them.

    Parameters
    ----------
    store : Store
        The open store.
    as_of : date
        The day that the map speaks of.
    warming : Warming or None
        Gets the compiled kernels ready; None: no map is kept.
    limits : Limits
        What is a small and what a large store.

    Raises
    ------
    OfficerError
        Where the store cannot be read.
    """
    info, themes = store.info(), themes_of(store.settings().get("themes"))
    size = sum(info.counts.values())
    cache, kept, large = None, None, False
    if warming is not None and size >= min(limits.few, limits.many):
        cache, large = MapCache(store, as_of, themes), size >= limits.many
        if large or warming.ready or warming.loading:
            kept = cache.read()
    at_once = not large and kept is None
    if at_once:
        _read_through(store)
    return Content(
        info.uid,
        size,
        {name: tuple(e.value for e in one) for name, one in store.codelists().items()},
        themes,
        store.district(tuple(Kind) if at_once else ()),
        loaded=at_once,
        kept=kept,
        unkept=cache if at_once else None,
    )


def read_rows(
    store: Store, cache: MapCache | None, how: How, reporter: Reporter
) -> tuple[District, tuple[Layer, ...] | None]:
    """Read all rows of a store; with a cache make and keep its map as well.

    Parameters
    ----------
    store : Store
        The open store.
    cache : MapCache or None
        Where its map is kept.
    how : tuple of date and tuple of Theme
        What the map speaks of.
    reporter : Reporter
        Asked whether to stop.

    Raises
    ------
    StoppedError
        Where the officer has stopped it.
    OfficerError
        Where the store cannot be read.
    """

    def between() -> None:
        if reporter.cancelled():
            raise StoppedError

    _read_through(store)
    between()
    district = store.district(between=between)
    if cache is None:
        return district, None
    as_of, themes = how
    layers = with_themes(layers_of(district, as_of), themes, district, as_of)
    between()
    return district, cache.write(layers)


def _read_through(store: Store) -> None:
    """Read every page of a store, where opening it has not done so."""
    if store.path.stat().st_size > _AT_ONCE:
        store.read_through()
