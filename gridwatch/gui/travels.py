"""Where the map may be, and has been, for going back and forward."""

from __future__ import annotations

__all__ = ["CLOSEST", "WIDEST", "Travels", "clamped"]

_MOST = 60

CLOSEST = 2.0
WIDEST = 20_000_000.0
"""Least and greatest width of a view, in metres."""

Extent = tuple[float, float, float, float]


def clamped(extent: Extent) -> Extent:
    """Return `extent` around the same middle, not closer or wider than makes sense.

    Examples
    --------
    >>> clamped((0.0, 0.0, 1.0, 1.0))
    (-0.5, -0.5, 1.5, 1.5)
    """
    west, south, east, north = extent
    width = east - west
    if CLOSEST <= width <= WIDEST:
        return extent
    middle, half = (west + east) / 2, min(max(width, CLOSEST), WIDEST) / 2
    share = half / (width / 2) if width > 0 else 1.0
    tall = (north - south) / 2 * share or half
    up = (south + north) / 2
    return middle - half, up - tall, middle + half, up + tall


class Travels:
    """The views the officer has come to rest at.

    Examples
    --------
    >>> travels = Travels()
    >>> for east in (1.0, 2.0):
    ...     travels.arrive((0.0, 0.0, east, east))
    >>> travels.back()
    (0.0, 0.0, 1.0, 1.0)
    >>> travels.forward()
    (0.0, 0.0, 2.0, 2.0)
    """

    def __init__(self) -> None:
        self._past: list[Extent] = []
        self._future: list[Extent] = []
        self._travelling = False

    def clear(self) -> None:
        """Forget everything: another store is open."""
        self._past.clear()
        self._future.clear()

    def arrive(self, extent: Extent) -> None:
        """Note a view, unless it was reached by going back or forward."""
        if self._travelling:
            self._travelling = False
        elif not self._past or self._past[-1] != extent:
            self._past.append(extent)
            del self._past[:-_MOST]
            self._future.clear()

    def back(self) -> Extent | None:
        """Return the view before this one, or None."""
        if len(self._past) < 2:
            return None
        self._future.append(self._past.pop())
        self._travelling = True
        return self._past[-1]

    def forward(self) -> Extent | None:
        """Return the view that `back` left, or None."""
        if not self._future:
            return None
        self._past.append(self._future.pop())
        self._travelling = True
        return self._past[-1]
