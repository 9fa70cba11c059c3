"""How a function becomes machine code that other threads need not wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

from gridwatch.cartography.kernels.machinecode import MachineCode

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["compiled"]

_F = TypeVar("_F", bound="Callable[..., object]")


def compiled(function: _F) -> _F:
    """Compile a function at its first call, keep the result in the cache folder."""
    made: Any = numba.njit(nogil=True, error_model="numpy")(function)
    # What ``cache=True`` does, with a cache of our own.
    made._cache = MachineCode(function)
    return cast("_F", made)
