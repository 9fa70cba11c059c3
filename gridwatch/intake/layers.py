"""What a reader hands on: the facts of a layer for the plan, and its raw rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gridwatch.district.wording import Text
    from gridwatch.intake.findings import Severity

__all__ = [
    "Coding",
    "Facts",
    "Geometry",
    "NotData",
    "Note",
    "RawLayer",
    "Unreadable",
]

Geometry = Literal["point", "line", "polygon", "none"]


class Unreadable(Exception):  # noqa: N818 - the officer reads a finding, never this
    """A file that no reader makes sense of.

    Parameters
    ----------
    text : Text
        Why, in the officer's words.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class NotData(Unreadable):
    """A file that is not meant to hold data: nothing an officer has to look at."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader noticed; becomes a finding of the file."""

    severity: Severity
    text: Text
    row: int | None = None
    field: str | None = None
    count: int = 1


class Coding(NamedTuple):
    """The encoding decided for a table's texts.

    Parameters
    ----------
    encoding : str
        Python codec name.
    certain : bool
        False where it is a guess.
    reason : Text
        Why this one.
    overruled : Text or None
        What the file itself says wrongly, if it does.
    """

    encoding: str
    certain: bool
    reason: Text
    overruled: Text | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one layer or sheet before it is read.

    Parameters
    ----------
    layer : str or None
        Layer or sheet, None where the file is one table.
    names : tuple of str
        Columns.
    rows : int
        Records that can be reached.
    geometry : {'point', 'line', 'polygon', 'none'}
        Family of its shapes; layers of mixed shapes give the first family seen.
    coding : Coding or None
        Encoding of its texts; None where the format fixes it.
    crs : str
        WKT or ``EPSG:n`` as the file carries it, or empty.
    extent : tuple of float or None
        West, south, east, north in its own coordinates.
    sample : mapping of str to sequence of str
        Some values of each column, to recognise what the layer is.
    header_row : int
        Row of a sheet that holds the column names, 0 elsewhere.
    notes : tuple of Note
        What the reader noticed.
    """

    layer: str | None
    names: tuple[str, ...]
    rows: int
    geometry: Geometry = "none"
    coding: Coding | None = None
    crs: str = ""
    extent: tuple[float, float, float, float] | None = None
    sample: Mapping[str, Sequence[str]] = field(default_factory=dict)
    header_row: int = 0
    notes: tuple[Note, ...] = ()


@dataclass
class RawLayer:
    """The rows of a layer as the file has them.

    Parameters
    ----------
    names : tuple of str
        Columns.
    numbers : list of int
        Row number of each row, as the officer counts.
    columns : dict of str to list
        Values by column, in the order of `numbers`.
    geometry : ndarray of shapely geometries or None
        Shapes in the file's own coordinates; None for tables without.
    lost : dict of int to Text
        Position of a row whose shape could not be read -> why.
    notes : list of Note
        What the reader noticed.
    cells : dict of str to str
        Column -> spreadsheet letters, to name a cell; empty elsewhere.
    places : tuple of str
        Columns of a table that its points were made of.
    """

    names: tuple[str, ...]
    numbers: list[int]
    columns: dict[str, list[object]]
    geometry: NDArray[np.object_] | None = None
    lost: dict[int, Text] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
