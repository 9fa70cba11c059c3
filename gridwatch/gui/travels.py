"""Where the map has been, for going back and forward."""

from __future__ import annotations

__all__ = ["Travels"]

_MOST = 60

Extent = tuple[float, float, float, float]


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
