"""One pixel over another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    import numpy as np

__all__ = ["blended"]

_PAIR = 0x00FF00FF
_HALF = 0x00800080


@compiled
def blended(old: np.uint32, paint: int, alpha: int) -> Any:  # noqa: ANN401
    """Return a pixel with a colour laid over it.

    Parameters
    ----------
    old : uint32
        Alpha, red, green, blue, multiplied by alpha, 8 bits each.
    paint : int
        The colour, opaque, in the same form.
    alpha : int
        How much it covers, 0 to 255.

    Notes
    -----
    Two channels are mixed at once; the division by 255 is exact to half a step.
    """
    rest = 255 - alpha
    under = int(old)
    low = (under & _PAIR) * rest + (paint & _PAIR) * alpha + _HALF
    high = ((under >> 8) & _PAIR) * rest + ((paint >> 8) & _PAIR) * alpha + _HALF
    low = ((low + ((low >> 8) & _PAIR)) >> 8) & _PAIR
    high = (high + ((high >> 8) & _PAIR)) & 0xFF00FF00
    return low | high
