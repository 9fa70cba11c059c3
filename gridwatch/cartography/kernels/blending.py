"""One pixel over another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint32]

__all__ = ["blended", "lay"]

_PAIR, _HALF = np.uint32(0x00FF00FF), np.uint32(0x00800080)
_ODD, _BYTE, _ALL = np.uint32(0xFF00FF00), np.uint32(8), np.uint32(255)


@compiled
def blended(old: np.uint32, paint: np.uint32, alpha: np.uint32) -> Any:  # noqa: ANN401
    """Return a pixel with a colour laid over it.

    Parameters
    ----------
    old : uint32
        Alpha, red, green, blue, multiplied by alpha, 8 bits each.
    paint : uint32
        The colour, opaque, in the same form.
    alpha : uint32
        How much it covers, 0 to 255.

    Notes
    -----
    Two channels are mixed at once; the division by 255 is exact to half a step. An
    alpha of 0 leaves the pixel as it is. All numbers stay 32 bits wide, so that
    several pixels are mixed by one instruction.
    """
    rest = np.uint32(_ALL - alpha)
    low = np.uint32((old & _PAIR) * rest)
    low = np.uint32(low + np.uint32((paint & _PAIR) * alpha))
    low = np.uint32(low + _HALF)
    high = np.uint32(((old >> _BYTE) & _PAIR) * rest)
    high = np.uint32(high + np.uint32(((paint >> _BYTE) & _PAIR) * alpha))
    high = np.uint32(high + _HALF)
    low = np.uint32(low + ((low >> _BYTE) & _PAIR)) >> _BYTE
    high = np.uint32(high + ((high >> _BYTE) & _PAIR))
    return np.uint32((low & _PAIR) | (high & _ODD))


@compiled
def lay(pixels: Pixels, paint: np.uint32, alpha: np.uint32) -> None:
    """Lay a colour over all of some pixels."""
    if alpha == _ALL:
        for k in range(len(pixels)):
            pixels[k] = paint
    else:
        for k in range(len(pixels)):
            pixels[k] = blended(pixels[k], paint, alpha)
