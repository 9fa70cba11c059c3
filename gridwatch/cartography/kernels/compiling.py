"""How a function becomes machine code that other threads need not wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
from numba.core import config

from gridwatch.cartography.cachefolders import code_folder

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["compiled"]

_F = TypeVar("_F", bound="Callable[..., object]")
_KNOWN = (0, 68)
"""The version of numba whose inner parts `machinecode` was written for."""


def compiled(function: _F) -> _F:
    """Compile a function at its first call, keep the result in the cache folder."""
    # Here, so that it holds whoever asks for a kernel first, and before any is made.
    config.CACHE_DIR = config.CACHE_DIR or str(code_folder())
    settings: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    if numba.version_info.short != _KNOWN:
        return cast("_F", numba.njit(cache=True, **settings)(function))
    from gridwatch.cartography.kernels.machinecode import MachineCode

    made: Any = numba.njit(**settings)(function)
    # What ``cache=True`` does, with a cache of our own.
    made._cache = MachineCode(function)
    return cast("_F", made)
