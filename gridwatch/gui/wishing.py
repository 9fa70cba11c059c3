"""What a table, a card or the map wishes to be done with rows; a desk does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TRACED", "RowWish", "Verb"]


class Verb(StrEnum):
    """What is to be done."""

    NEW = "new"
    EDIT = "edit"
    COPY = "copy"
    REMOVE = "remove"
    HISTORY = "history"
    HANDOVER = "handover"
    TRACE = "trace"


TRACED = (
    Kind.SEGMENT,
    Kind.CELL,
    Kind.SIGNBOARD,
    Kind.OUTFALL,
    Kind.WATER_BODY,
    Kind.RIVER,
    Kind.JURISDICTION,
)
"""What somebody answers for: rows whose trace can be printed."""


@dataclass(frozen=True, slots=True)
class RowWish:
    """A wish.

    Parameters
    ----------
    verb : Verb
        What is to be done.
    kind : Kind or None
        With rows of which kind; None: what is selected, or to be asked.
    uids : tuple of str
        With which; empty: what is selected, or a new one.
    values : mapping of str to object
        What a new row begins with.
    """

    verb: Verb
    kind: Kind | None = None
    uids: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
