"""Round scales, the scale bar and the spacing of the kilometre grid."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["ScaleBar", "grid_spacing", "round_scale", "scale_bar"]

_MM_PER_M = 1000.0
_USUAL = (1.0, 2.0, 2.5, 5.0)
"""Mantissas of the scales every office uses: 1:10 000, 1:20 000, 1:25 000, 1:50 000."""
_BETWEEN = (1.2, 1.5, 3.0, 4.0, 6.0, 7.5, 8.0)
_WORTH_IT = 0.81
"""An unusual scale is taken only where it is so much larger than the usual one."""
_LARGEST = 500


def _next(value: float, mantissas: tuple[float, ...]) -> float:
    """Return the smallest mantissa times a power of ten that is not below `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = (*mantissas, 10.0)
    return next(m * power for m in steps if m * power >= value * (1 - 1e-12))


def round_scale(needed: float) -> int:
    """Return the round N of 1:N at which something that needs 1:`needed` fits.

    Examples
    --------
    >>> round_scale(23_000), round_scale(26_000), round_scale(41_000)
    (25000, 30000, 50000)
    >>> round_scale(3)
    500
    """
    wanted = max(float(needed), float(_LARGEST))
    usual = _next(wanted, _USUAL)
    between = _next(wanted, _BETWEEN)
    return round(between if between <= usual * _WORTH_IT else usual)


def grid_spacing(scale: int, least_mm: float = 26.0) -> int:
    """Return the spacing of the grid in metres: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> grid_spacing(25_000), grid_spacing(10_000)
    (1000, 500)
    """
    return round(_next(scale * least_mm / _MM_PER_M, (1.0, 2.0, 5.0)))


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A scale bar and the number beside it, from one source so that they agree.

    Parameters
    ----------
    scale : int
        N of 1:N.
    metres : int
        What the whole bar stands for.
    divisions : int
        Number of equal parts.
    """

    scale: int
    metres: int
    divisions: int

    @property
    def millimetres(self) -> float:
        """Length of the whole bar on paper."""
        return self.metres * _MM_PER_M / self.scale

    @property
    def ratio(self) -> str:
        """1:N with a space between thousands."""
        return f"1:{self.scale:,}".replace(",", " ")

    @property
    def in_kilometres(self) -> bool:
        """Whether the ticks are labelled in kilometres instead of metres."""
        return self.metres >= _MM_PER_M

    def ticks(self) -> list[tuple[float, str]]:
        """Return (millimetres from the left end, label) of every division."""
        unit = _MM_PER_M if self.in_kilometres else 1.0
        step = self.metres / self.divisions
        return [
            (i * self.millimetres / self.divisions, f"{i * step / unit:g}")
            for i in range(self.divisions + 1)
        ]


_DIVISIONS = {1: (4, 2), 2: (4, 2), 3: (3,), 4: (4, 2), 5: (5, 2)}
_SHORTEST_DIVISION = 7.0
"""Millimetres; the figures above have to find room."""


def scale_bar(scale: int, longest_mm: float) -> ScaleBar:
    """Return the longest bar of a round length that fits into `longest_mm`.

    Examples
    --------
    >>> bar = scale_bar(25_000, 45)
    >>> bar.metres, bar.millimetres, bar.ticks()[-1]
    (1000, 40.0, (40.0, '1'))
    """
    most = scale * longest_mm / _MM_PER_M
    power = 10.0 ** math.floor(math.log10(most))
    first = max(m for m in _DIVISIONS if m * power <= most * (1 + 1e-12))
    metres = round(first * power)
    length = metres * _MM_PER_M / scale
    fitting = [n for n in _DIVISIONS[first] if length / n >= _SHORTEST_DIVISION]
    return ScaleBar(scale, metres, fitting[0] if fitting else 1)
