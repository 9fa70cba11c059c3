"""When Python looks for circular rubbish: not while the officer waits.

Its collector goes through every object that it knows, and no other thread runs
meanwhile: half a second in a window with a hundred thousand rows.
"""

from __future__ import annotations

import gc

__all__ = ["keep_all", "put_off"]


def put_off() -> None:
    """Look for no rubbish until `keep_all`: what is made while a store opens stays."""
    gc.disable()


def keep_all() -> None:
    """Look for rubbish again, but not among what there is now.

    A district and its layers are no circles: they go when nobody holds them any more,
    kept or not.
    """
    gc.freeze()
    gc.enable()
