"""Management grid cells (网格) under a village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["Cell", "ill_coded", "is_cell_code", "village_of_cell_code"]

_CELL_DIGITS = 15
_VILLAGE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid cell.

    Parameters
    ----------
    uid : str
        Stable identifier.
    code : str
        15 digits as text: 6 district + 3 town + 3 village + 3 serial, the serial
        running west to east and north to south inside the village (Beijing DB11 rule
        for grid cells, as quoted in the project's notes on standards).
    name : str
        Name, or empty.
    village_code : str
        12-digit code of its village, or empty.
    geometry : shapely geometry or None
        Polygon in the store's CRS, metres, x = east, y = north.
    """

    uid: str
    code: str = ""
    name: str = ""
    village_code: str = ""
    geometry: BaseGeometry | None = None


def is_cell_code(code: str) -> bool:
    """Tell whether `code` has the 15 digits of a cell code.

    Examples
    --------
    >>> is_cell_code("990101102201003"), is_cell_code("990101102201")
    (True, False)
    """
    return len(code) == _CELL_DIGITS and code.isdigit()


def ill_coded(codes: Sequence[str]) -> tuple[int, ...]:
    """Return which codes have not the digits of a cell code, by index."""
    # Nearly always all are sound, and a look at all codes together tells.
    if set(map(len, codes)) == {_CELL_DIGITS} and all(map(str.isdigit, codes)):
        return ()
    fits = _CELL_DIGITS
    return tuple([i for i, c in enumerate(codes) if len(c) != fits or not c.isdigit()])


def village_of_cell_code(code: str) -> str:
    """Return the village code inside a cell code, or empty for other codes."""
    return code[:_VILLAGE_DIGITS] if is_cell_code(code) else ""
