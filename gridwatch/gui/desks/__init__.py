"""Desks: one file per errand of the register, each with its commands.

The window lists the commands of every desk in its menus and knows nothing else of
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.gui.desks.boards import BoardsDesk
from gridwatch.gui.desks.books import BooksDesk
from gridwatch.gui.desks.borders import BordersDesk
from gridwatch.gui.desks.chiefs import ChiefsDesk
from gridwatch.gui.desks.exchange import ExchangeDesk
from gridwatch.gui.desks.ledgers import LedgersDesk
from gridwatch.gui.desks.outfalls import OutfallsDesk
from gridwatch.gui.desks.ownership import OwnershipDesk
from gridwatch.gui.desks.reviews import ReviewsDesk
from gridwatch.gui.desks.rivers import RiversDesk
from gridwatch.gui.desks.rows import RowDesk
from gridwatch.gui.desks.ruler import RulerDesk
from gridwatch.gui.desks.rules import RulesDesk

if TYPE_CHECKING:
    from gridwatch.gui.desks.desk import Desk

__all__ = ["DESKS"]

DESKS: tuple[type[Desk], ...] = (
    RowDesk,
    LedgersDesk,
    ChiefsDesk,
    OwnershipDesk,
    BoardsDesk,
    OutfallsDesk,
    RiversDesk,
    RulerDesk,
    BooksDesk,
    BordersDesk,
    RulesDesk,
    ExchangeDesk,
    ReviewsDesk,
)
"""Every desk, in the order of the menus."""
