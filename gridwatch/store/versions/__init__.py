"""Steps from one version of the store to the next; each is final once released.

A step is fixed SQL text and imports nothing of ours, so that it does today what it
did on the day it was written, whatever becomes of the rest of the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.store.versions import v1, v2

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

__all__ = ["STEPS", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Parameters
    ----------
    version : int
        Version of the store after it.
    run : callable
        Takes a connection in an open transaction.
    """

    version: int
    run: Callable[[sqlite3.Connection], None]


STEPS = (Step(1, v1.run), Step(2, v2.run))
"""All steps, oldest first."""
