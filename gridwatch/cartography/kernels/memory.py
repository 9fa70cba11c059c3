"""Arrays by their address, and a counter that threads share.

A frame is drawn by one call for all its layers: so threads neither come back for
Python's lock between two layers nor hand over a dozen arrays each time. Compiled code
knows no list of arrays of several kinds, so it is handed a table of addresses. Whoever
makes such a table keeps the arrays while it is used.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic

__all__ = ["at_address", "next_turn"]


def _at_address(typing_context: Any, address: Any) -> Any:  # noqa: ANN401
    """Return the type of `at_address` and what makes its code."""
    del typing_context

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401
        del context, signature
        return builder.inttoptr(given[0], cgutils.voidptr_t)

    return types.voidptr(address), made


def _next_turn(typing_context: Any, address: Any) -> Any:  # noqa: ANN401
    """Return the type of `next_turn` and what makes its code."""
    del typing_context

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401
        del signature
        kind = context.get_value_type(types.int64)
        place = builder.inttoptr(given[0], kind.as_pointer())
        return builder.atomic_rmw("add", place, kind(1), "seq_cst")

    return types.int64(address), made


at_address: Any = intrinsic(_at_address)
"""Returns an address as the pointer that `carray` asks for."""
next_turn: Any = intrinsic(_next_turn)
"""Returns the int64 at an address and adds one to it, in one step for all threads."""
