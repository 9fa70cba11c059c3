"""When Python looks for circular rubbish: not while the officer waits.

Its collector goes through every object that it knows, and no other thread runs
meanwhile: half a second in a window with a hundred thousand rows.
"""

from __future__ import annotations

import gc
import threading

__all__ = ["all_kept", "keep_all", "look_again", "put_off"]

_kept = threading.Event()
"""As the collector, of the whole process; to ask it takes as long as there are
objects."""


def put_off() -> None:
    """Look for no rubbish until `keep_all`: what is made while a store opens stays."""
    gc.disable()


def keep_all() -> None:
    """Look for rubbish again, but not among what there is now.

    A district and its layers are no circles: they go when nobody holds them any more,
    kept or not.
    """
    _kept.set()
    gc.freeze()
    gc.enable()


def all_kept() -> bool:
    """Tell whether something is kept out of the search."""
    return _kept.is_set()


def look_again() -> None:
    """Look for rubbish among everything again: what was kept is wanted no more."""
    _kept.clear()
    gc.unfreeze()
    gc.enable()
