"""Read-only views: compiled code knows writable and read-only arrays as two types.

Whatever may come from a mapped file is read-only, so everything else that goes to the
same argument is made so too; each kernel is then compiled once and not twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

__all__ = ["frozen", "offsets_of"]


def frozen(array: NDArray[Any], dtype: DTypeLike | None = None) -> NDArray[Any]:
    """Return a read-only, contiguous plain array of the same values.

    Parameters
    ----------
    array : ndarray
        Copied only where it is not contiguous or has another type.
    dtype : dtype, optional
        Type asked for.

    Examples
    --------
    >>> frozen(np.arange(3)).flags.writeable
    False
    """
    found = np.ascontiguousarray(array, dtype).view(np.ndarray)
    if found.flags.writeable:
        found = found.view()
        found.flags.writeable = False
    return found


def offsets_of(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return 0 and the running total of counts.

    Examples
    --------
    >>> offsets_of(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    found = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=found[1:])
    return found
