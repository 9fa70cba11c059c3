"""What part of the map is shown, and how large."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["METRES_PER_INCH", "SCREEN_DPI", "Extent", "View", "scale_bar"]

Extent = tuple[float, float, float, float]
"""West, south, east, north in metres of the district's CRS."""

SCREEN_DPI = 96.0
METRES_PER_INCH = 0.0254
_FINEST_DPI = 200.0
_NOISE = 1e-6
_NICE = (5.0, 2.0, 1.0)


@dataclass(frozen=True)
class View:
    """A rectangle of the ground on a rectangle of pixels, north up.

    Parameters
    ----------
    extent : tuple of float
        West, south, east, north in metres of the district's CRS.
    width, height : int
        Size in device pixels; on paper the dots of the printer.
    dpi : float
        Device pixels per inch. Symbols and text grow with it, so that 1 px at
        96 dpi is 0.2646 mm on every device.
    """

    extent: Extent
    width: int
    height: int
    dpi: float = SCREEN_DPI

    @cached_property
    def metres_per_pixel(self) -> float:
        """Ground metres along one device pixel."""
        return (self.extent[2] - self.extent[0]) / self.width

    @cached_property
    def scale_denominator(self) -> float:
        """N of the scale 1:N at this resolution, free of the noise of floats."""
        return round(self.metres_per_pixel * self.dpi / METRES_PER_INCH, 3)

    @property
    def detail(self) -> float:
        """Ground metres along the smallest step that is worth drawing.

        A pixel on screens; on paper 0.13 mm, since printers' dots are finer than
        anybody sees and files would only grow.
        """
        return self.metres_per_pixel * max(1.0, self.dpi / _FINEST_DPI)

    @property
    def zoom(self) -> float:
        """Device pixels per pixel at 96 dpi."""
        return self.dpi / SCREEN_DPI

    def at_96_dpi(self) -> View:
        """Return what a screen of 96 dpi shows of the same ground, at the same scale.

        Its pixels are whole, so it may show a little more to the east and south.
        """
        if self.dpi == SCREEN_DPI:
            return self
        metres = self.metres_per_pixel * self.zoom
        width = math.ceil(self.width / self.zoom - _NOISE)
        height = math.ceil(self.height / self.zoom - _NOISE)
        west, north = self.extent[0], self.extent[3]
        east, south = west + width * metres, north - height * metres
        return View((west, south, east, north), width, height)

    def part(self, left: int, top: int, right: int, bottom: int) -> View:
        """Return the view of some of the pixels, at exactly the same scale."""
        mpp = self.metres_per_pixel
        west, north = self.extent[0], self.extent[3]
        extent = (
            west + left * mpp,
            north - bottom * mpp,
            west + right * mpp,
            north - top * mpp,
        )
        found = View(extent, right - left, bottom - top, self.dpi)
        # Of a narrow part it would follow from the noise of large coordinates.
        found.__dict__["metres_per_pixel"] = mpp
        return found

    def to_pixel(self, east: float, north: float) -> tuple[float, float]:
        """Return the device pixel of a place, x to the right, y downwards."""
        mpp = self.metres_per_pixel
        return (east - self.extent[0]) / mpp, (self.extent[3] - north) / mpp

    def to_map(self, x: float, y: float) -> tuple[float, float]:
        """Return (east, north) of a device pixel."""
        mpp = self.metres_per_pixel
        return self.extent[0] + x * mpp, self.extent[3] - y * mpp

    def pixels(
        self, coords: NDArray[np.float64], origin: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return device pixels of coordinates that are relative to an origin.

        Parameters
        ----------
        coords : ndarray, shape (n, 2)
            (east, north) less `origin`, metres.
        origin : ndarray, shape (2,)
            (east, north). The big numbers are subtracted from each other first, so
            eastings with a zone prefix (39,500,000 m) do not wobble.
        """
        mpp = self.metres_per_pixel
        found = coords.copy()
        found[:, 0] += origin[0] - self.extent[0]
        found[:, 1] += origin[1] - self.extent[3]
        found[:, 0] *= 1.0 / mpp
        found[:, 1] *= -1.0 / mpp
        return found

    def turn(self, origin: NDArray[np.float64]) -> tuple[float, float, float, float]:
        """Return what compiled loops turn coordinates from an origin into pixels with.

        What is added to east and to north, pixels per metre, metres per pixel.
        """
        (east, north), mpp = origin.tolist(), self.metres_per_pixel
        return east - self.extent[0], north - self.extent[3], 1.0 / mpp, mpp

    @staticmethod
    def fitted(
        extent: Extent,
        width: int,
        height: int,
        dpi: float = SCREEN_DPI,
        margin: float = 0.04,
    ) -> View:
        """Return the view that shows all of `extent` in the middle.

        Parameters
        ----------
        extent : tuple of float
            West, south, east, north, metres; may be a point.
        width, height : int
            Size in device pixels.
        dpi : float
            Device pixels per inch.
        margin : float
            Share of the size left free on each side.

        Examples
        --------
        >>> View.fitted((0.0, 0.0, 100.0, 50.0), 100, 100, margin=0.0).extent
        (0.0, -25.0, 100.0, 75.0)
        """
        west, south, east, north = extent
        free = 1.0 - 2.0 * margin
        mpp = max((east - west) / (width * free), (north - south) / (height * free))
        mpp = mpp or 1.0
        x, y = (west + east) / 2, (south + north) / 2
        w, h = width * mpp / 2, height * mpp / 2
        return View((x - w, y - h, x + w, y + h), width, height, dpi)

    @staticmethod
    def at_scale(
        centre: tuple[float, float],
        denominator: float,
        width: int,
        height: int,
        dpi: float = SCREEN_DPI,
    ) -> View:
        """Return the view around (east, north) at the scale 1:`denominator`."""
        mpp = denominator * METRES_PER_INCH / dpi
        w, h = width * mpp / 2, height * mpp / 2
        x, y = centre
        return View((x - w, y - h, x + w, y + h), width, height, dpi)


def scale_bar(view: View, max_px: float) -> tuple[float, float]:
    """Return the longest round length (1, 2 or 5 times 10ⁿ m) that fits.

    Parameters
    ----------
    view : View
        The view the bar stands in.
    max_px : float
        Room for the bar, device pixels.

    Returns
    -------
    metres, pixels : float
        Length on the ground and on the device.

    Examples
    --------
    >>> scale_bar(View((0.0, 0.0, 1000.0, 500.0), 1000, 500), 250.0)
    (200.0, 200.0)
    """
    room = max_px * view.metres_per_pixel
    power = 10.0 ** _exponent(room)
    metres = next(n * power for n in _NICE if n * power <= room * (1 + 1e-9))
    return metres, metres / view.metres_per_pixel


def _exponent(value: float) -> int:
    """Return n of the largest 10ⁿ that is not above `value`."""
    return int(f"{value * (1 + 1e-9):e}".split("e")[1])
