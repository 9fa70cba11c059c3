"""Numbers and whole arrays of vertices as operators of a content stream."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Pieces

__all__ = ["lines_of", "number", "numbers", "rounded"]

_LOW, _HIGH = -20_000, 130_000
"""Whole numbers that stand in a table: a sheet of A0 in hundredths of a millimetre."""
_DIGITS = 7


def number(value: float, digits: int = 2) -> bytes:
    """Return a number as short as it can be.

    Examples
    --------
    >>> number(12.50), number(-0.001), number(3), number(1e-7, 4)
    (b'12.5', b'0', b'3', b'0')
    """
    # Eight figures are enough for a dot on A0 and never become an exponent below 1e8.
    short = round(value, digits)
    return b"%.8g" % short if short else b"0"


def numbers(*values: float, digits: int = 2) -> bytes:
    """Return numbers with a space after each."""
    return b"".join([number(value, digits) + b" " for value in values])


def rounded(pieces: Pieces) -> Pieces:
    """Return pieces on whole units, without vertices that fall on the one before.

    Pieces of which less than two vertices are left are left out.
    """
    coords = np.rint(pieces.coords)
    size = len(coords)
    offsets = np.asarray(pieces.offsets, np.int64)
    if not size:
        return pieces._replace(coords=coords, offsets=np.zeros(1, np.int64))
    keep = np.ones(size, bool)
    keep[1:] = (coords[1:] != coords[:-1]).any(axis=1)
    begins = offsets[:-1][offsets[1:] > offsets[:-1]]
    keep[begins] = True
    before = np.zeros(size + 1, np.int64)
    np.cumsum(keep, out=before[1:])
    left = before[offsets]
    found = pieces._replace(coords=coords[keep], offsets=left)
    long = np.diff(left) > 1
    return found if long.all() else found.take(np.flatnonzero(long))


@cache
def _table() -> NDArray[np.uint8]:
    """Return each whole number of the range as its digits and a space, then zeros."""
    words = [b"%d " % value for value in range(_LOW, _HIGH)]
    flat = np.array(words, f"S{_DIGITS}")
    return flat.view(np.uint8).reshape(-1, _DIGITS)


def lines_of(pieces: Pieces, *, closed: bool = False) -> bytes:
    r"""Return pieces of whole units as the operators of their path.

    Parameters
    ----------
    pieces : Pieces
        As `rounded` returns them, none of them empty.
    closed : bool
        Whether each ends where it begins.

    Examples
    --------
    >>> from gridwatch.cartography.generalise import Pieces
    >>> way = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, -5.0]])
    >>> lines_of(Pieces(way, np.array([0, 3])), closed=True)
    b'0 0 m\n10 0 l\n10 -5 l h\n'
    """
    size = len(pieces.coords)
    if not size:
        return b""
    whole = pieces.coords.astype(np.int64)
    operators = np.full(size, b"l\n", "S4")
    if closed:
        operators[pieces.offsets[1:] - 1] = b"l h\n"
    operators[pieces.offsets[:-1]] = b"m\n"
    if whole.min() < _LOW or whole.max() >= _HIGH:
        return _far(whole, operators)
    cells = np.empty((size, 2 * _DIGITS + 4), np.uint8)
    table = _table()
    cells[:, :_DIGITS] = table[whole[:, 0] - _LOW]
    cells[:, _DIGITS : 2 * _DIGITS] = table[whole[:, 1] - _LOW]
    cells[:, 2 * _DIGITS :] = operators.view(np.uint8).reshape(-1, 4)
    flat = cells.ravel()
    found: bytes = flat[flat != 0].tobytes()
    return found


def _far(whole: NDArray[np.int64], operators: NDArray[np.bytes_]) -> bytes:
    rows = zip(whole[:, 0].tolist(), whole[:, 1].tolist(), operators, strict=True)
    return b"".join([b"%d %d %s" % (x, y, bytes(o)) for x, y, o in rows])
