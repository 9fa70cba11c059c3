"""The docks around the map: which there are, where they stand, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget

from gridwatch.district.wording import Kind
from gridwatch.gui.docks import Dock
from gridwatch.gui.panels.card import CardPanel
from gridwatch.gui.panels.cells import CellPanel
from gridwatch.gui.panels.checks import ChecksPanel
from gridwatch.gui.panels.journal import JournalPanel
from gridwatch.gui.panels.layers import LayersPanel
from gridwatch.gui.panels.outfalls import OutfallPanel
from gridwatch.gui.panels.ownership import OwnershipPanel
from gridwatch.gui.panels.roster import RosterPanel
from gridwatch.gui.panels.signboards import SignboardPanel

if TYPE_CHECKING:
    from gridwatch.gui.docks import TablePanel
    from gridwatch.gui.session import Session

__all__ = ["Sides"]

_LEFT, _LEAST_LEFT = 0.14, 208
_RIGHT, _LEAST_RIGHT = 0.29, 396
_TABLE_SHARE = 0.46
_TABLE_OF = {
    Kind.SEGMENT: "ownership",
    Kind.SIGNBOARD: "signboards",
    Kind.OUTFALL: "outfalls",
    Kind.CELL: "cells",
}


class Sides:
    """All panels of a window, each in its dock.

    Parameters
    ----------
    session : Session
        What is open.
    window : QMainWindow
        Where they stand.
    """

    def __init__(self, session: Session, window: QMainWindow) -> None:
        self._window = window
        self.layers = LayersPanel(session, window)
        self.ownership = OwnershipPanel(session, window)
        self.signboards = SignboardPanel(session, window)
        self.outfalls = OutfallPanel(session, window)
        self.cells = CellPanel(session, window)
        self.roster = RosterPanel(session, window)
        self.checks = ChecksPanel(session, window)
        self.journal = JournalPanel(session, window)
        self.card = CardPanel(session, window)
        self.docks = {
            name: Dock(name, title, panel, window)
            for name, title, panel in (
                ("layers", QCoreApplication.translate("Sides", "图层"), self.layers),
                (
                    "ownership",
                    QCoreApplication.translate("Sides", "河段权属"),
                    self.ownership,
                ),
                (
                    "signboards",
                    QCoreApplication.translate("Sides", "公示牌"),
                    self.signboards,
                ),
                (
                    "outfalls",
                    QCoreApplication.translate("Sides", "排污口"),
                    self.outfalls,
                ),
                ("cells", QCoreApplication.translate("Sides", "网格"), self.cells),
                ("roster", QCoreApplication.translate("Sides", "名册"), self.roster),
                ("checks", QCoreApplication.translate("Sides", "检查"), self.checks),
                ("journal", QCoreApplication.translate("Sides", "日志"), self.journal),
                ("card", QCoreApplication.translate("Sides", "卡片"), self.card),
            )
        }
        areas, corner = Qt.DockWidgetArea, Qt.Corner
        window.setDockNestingEnabled(True)
        window.setTabPosition(areas.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        window.setCorner(corner.BottomRightCorner, areas.RightDockWidgetArea)
        self.place()

    @property
    def tables(self) -> tuple[TablePanel, ...]:
        """The panels that hold a table, those inside others too."""
        return (
            self.ownership,
            self.signboards,
            self.outfalls,
            self.cells,
            self.checks.faults,
        )

    def place(self) -> None:
        """Put every dock where it stands by default."""
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        right = Qt.DockWidgetArea.RightDockWidgetArea
        docks, window = self.docks, self._window
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(left, docks["layers"])
        window.addDockWidget(right, docks["ownership"])
        window.addDockWidget(right, docks["card"])
        window.splitDockWidget(
            docks["ownership"], docks["card"], Qt.Orientation.Vertical
        )
        for name in ("signboards", "outfalls", "cells", "roster", "checks", "journal"):
            window.tabifyDockWidget(docks["ownership"], docks[name])
        self.show()
        docks["ownership"].raise_()
        self.reset_sizes()

    def reset_sizes(self) -> None:
        """Leave most of the window to the map."""
        docks, window = self.docks, self._window
        wide, tall = window.width(), window.height()
        sides = [
            max(_LEAST_LEFT, round(wide * _LEFT)),
            max(_LEAST_RIGHT, round(wide * _RIGHT)),
        ]
        window.resizeDocks(
            [docks["layers"], docks["ownership"]], sides, Qt.Orientation.Horizontal
        )
        heights = [round(tall * _TABLE_SHARE), round(tall * (1 - _TABLE_SHARE))]
        window.resizeDocks(
            [docks["ownership"], docks["card"]], heights, Qt.Orientation.Vertical
        )

    def show(self) -> None:
        """Show every dock."""
        for dock in self.docks.values():
            dock.show()

    def hide(self) -> None:
        """Hide every dock; an empty window has a page of its own."""
        for dock in self.docks.values():
            dock.hide()

    def raise_(self, name: str) -> None:
        """Bring one dock to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def show_table_of(self, kind: Kind) -> None:
        """Bring the table of a kind to the front, unless it has been closed."""
        name = _TABLE_OF.get(kind, "")
        if name and not self.docks[name].isHidden():
            self.docks[name].raise_()

    def focused_table(self) -> TablePanel | None:
        """Return the table the keyboard is in, else the one that can be seen."""
        held = [t for t in self.tables if t.isAncestorOf(self._window.focusWidget())]
        seen = [t for t in self.tables if not t.visibleRegion().isEmpty()]
        return next(iter([*held, *seen]), None)
