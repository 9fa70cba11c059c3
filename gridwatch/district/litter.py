"""When Python looks for circular rubbish: not while the officer waits.

Its collector goes through every object that it knows, and no other thread runs
meanwhile: half a second in a window with a hundred thousand rows. It is one for the
whole process, so everybody who has it rest does so here: it goes on when the last one
is done. The window has it rest until the map is there, long work in this room and
those above it while it makes many objects, and each picture of the map until it is
drawn.
"""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["a_moment", "all_kept", "keep_all", "look_again", "many_objects", "put_off"]


class _Search:
    """How many have put the search off, and whether something is kept out of it."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.waiting = 0
        self.kept = False


_search = _Search()
"""As the collector, of the whole process; to ask it takes as long as there are
objects."""


def put_off() -> None:
    """Look for no rubbish until `keep_all`: what is made while a store opens stays."""
    with _search.turn:
        _search.waiting += 1
        gc.disable()


def keep_all() -> None:
    """Look for rubbish again, but not among what there is now.

    Once for every `put_off`; the last one starts the search. A district and its layers
    are no circles: they go when nobody holds them any more, kept or not.
    """
    with _search.turn:
        _search.waiting = max(0, _search.waiting - 1)
        _search.kept = True
        if _search.waiting == 0:
            gc.freeze()
            gc.enable()


def all_kept() -> bool:
    """Tell whether something is kept out of the search."""
    return _search.kept


def look_again() -> None:
    """Look for rubbish among everything again: what was kept is wanted no more."""
    with _search.turn:
        _search.waiting, _search.kept = 0, False
        gc.unfreeze()
        gc.enable()


@contextmanager
def many_objects() -> Iterator[None]:
    """Make many objects without Python looking through all others again and again.

    Its collector of circular rubbish starts with every few ten thousand new objects
    and takes as long as the district is large; shapes are never part of a circle.
    """
    if _search.waiting == 0 and not gc.isenabled():
        # Switched off by somebody else, who will switch it on.
        yield
        return
    put_off()
    try:
        yield
    finally:
        _go_on()


@contextmanager
def a_moment() -> Iterator[None]:
    """Look for no rubbish while one thing is made that somebody waits for.

    Unlike `many_objects` it changes nothing about what is looked through later: it is
    for what comes again and again and leaves little behind, such as a picture.
    """
    if not gc.isenabled():
        yield
        return
    with _search.turn:
        _search.waiting += 1
        gc.disable()
    try:
        yield
    finally:
        with _search.turn:
            _search.waiting = max(0, _search.waiting - 1)
            if _search.waiting == 0:
                gc.enable()


def _go_on() -> None:
    with _search.turn:
        _search.waiting = max(0, _search.waiting - 1)
        if _search.waiting:
            return
        if not _search.kept:
            # What was made counts as old at once: it is looked through only with all
            # else. Where all else is kept out of it for good, that stays so.
            gc.freeze()
            gc.unfreeze()
        gc.enable()
