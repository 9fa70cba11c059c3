"""Names on the finished picture of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.cartography.kernels import placing
from gridwatch.cartography.orders import blank_picture, pixels_in
from gridwatch.cartography.teamwork import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from gridwatch.cartography.carrying import Bare
    from gridwatch.cartography.labels import LabelFrame

    Pixels = NDArray[np.uint32]

__all__ = ["inscribe"]

_FEW = 100
"""Names that are written sooner than another thread has begun."""
_ROWS = 128
_LARGE = 400_000
"""Pixels that are copied sooner than another thread has begun."""


def inscribe(bare: Bare, names: LabelFrame, *, aside: bool) -> QImage:
    """Write names on the picture of a map, or with `aside` on a copy of it.

    Parameters
    ----------
    bare : Bare
        The map without names.
    names : LabelFrame
        The names, and the lines that lead to them.
    aside : bool
        Whether the picture itself stays as it is.
    """
    picture, view = bare.image, bare.view
    found = blank_picture(view, opaque=True) if aside else picture
    ground = pixels_in(picture) if aside else None
    large = aside and view.width * view.height > _LARGE
    shared = len(names) >= _FEW or large
    pixels = pixels_in(found, write=True)
    writing = _Writing(names, pixels, ground, _ROWS if shared else view.height)
    if shared:
        Work([writing]).finish()
    else:
        writing.hand()()
    return found


class _Writing:
    """Names on a picture, one part of its rows after the other.

    Parameters
    ----------
    names : LabelFrame
        What is written.
    picture : ndarray of uint32, shape (height, width)
        Where.
    ground : ndarray of uint32 or None
        What is laid into the picture first.
    rows : int
        Of a part.
    """

    def __init__(
        self, names: LabelFrame, picture: Pixels, ground: Pixels | None, rows: int
    ) -> None:
        self._sheets = [
            (one.sheet, one.first, one.width, one.height, one.x, one.y, one.opacity)
            for one in (names.leaders, names)
            if one is not None and len(one.first)
        ]
        self._picture, self._ground = picture, ground
        self._rows, self._tops = rows, iter(range(0, len(picture), rows))

    def hand(self) -> Callable[[], None]:
        """Return what one thread does."""
        return self._write

    def _write(self) -> None:
        """Write in part after part until none is left."""
        for top in self._tops:
            bottom = min(top + self._rows, len(self._picture))
            if self._ground is not None:
                self._picture[top:bottom] = self._ground[top:bottom]
            for sheet in self._sheets:
                placing.blit_words(self._picture, top, bottom, *sheet)

    def give_up(self) -> None:
        """Let nobody begin another part."""
        self._tops = iter(())

    def over(self) -> None:
        """Hear that all is written."""
