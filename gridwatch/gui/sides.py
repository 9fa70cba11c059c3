"""The docks around the map: which there are, where they stand, how large."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QTabWidget

from gridwatch.district.wording import Kind
from gridwatch.gui.docks import Dock, TablePanel
from gridwatch.gui.panels.card import CardPanel
from gridwatch.gui.panels.layers import LayersPanel
from gridwatch.gui.panels.ownership import OwnershipPanel
from gridwatch.gui.wishing import Verb

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gridwatch.gui.panels.cells import CellPanel
    from gridwatch.gui.panels.checks import ChecksPanel
    from gridwatch.gui.panels.journal import JournalPanel
    from gridwatch.gui.panels.outfalls import OutfallPanel
    from gridwatch.gui.panels.roster import RosterPanel
    from gridwatch.gui.panels.signboards import SignboardPanel
    from gridwatch.gui.session import Session
    from gridwatch.gui.wishing import RowWish

__all__ = ["Sides"]

_IN_FRONT = "layers", "ownership", "card"
_LEFT, _LEAST_LEFT = 0.14, 208
_RIGHT, _LEAST_RIGHT = 0.29, 396
_TABLE_SHARE = 0.46
_TABLE_OF = {
    Kind.SEGMENT: "ownership",
    Kind.SIGNBOARD: "signboards",
    Kind.OUTFALL: "outfalls",
    Kind.CELL: "cells",
}


class Sides(QObject):
    """All panels of a window, each in its dock.

    Those behind others, and what they are made of, come after the first picture of a
    store, or when they are asked for: together they take a third of what the window
    takes.

    Parameters
    ----------
    session : Session
        What is open.
    window : QMainWindow
        Where they stand.
    """

    handover_asked = Signal(object)
    outline_asked = Signal(object)
    reported = Signal(object)

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.layers = LayersPanel(session, window)
        self.ownership = OwnershipPanel(session, window)
        self.card = CardPanel(session, window)
        self.docks = {
            name: Dock(name, title, make, window)
            for name, title, make in (
                (
                    "layers",
                    QCoreApplication.translate("Sides", "图层"),
                    lambda: self.layers,
                ),
                (
                    "ownership",
                    QCoreApplication.translate("Sides", "河段权属"),
                    lambda: self.ownership,
                ),
                (
                    "signboards",
                    QCoreApplication.translate("Sides", "公示牌"),
                    self._make_signboards,
                ),
                (
                    "outfalls",
                    QCoreApplication.translate("Sides", "排污口"),
                    self._make_outfalls,
                ),
                (
                    "cells",
                    QCoreApplication.translate("Sides", "网格"),
                    self._make_cells,
                ),
                (
                    "roster",
                    QCoreApplication.translate("Sides", "名册"),
                    self._make_roster,
                ),
                (
                    "checks",
                    QCoreApplication.translate("Sides", "检查"),
                    self._make_checks,
                ),
                (
                    "journal",
                    QCoreApplication.translate("Sides", "日志"),
                    self._make_journal,
                ),
                (
                    "card",
                    QCoreApplication.translate("Sides", "卡片"),
                    lambda: self.card,
                ),
            )
        }
        for name in _IN_FRONT:
            self.docks[name].fill()
        self._stand()
        self.place()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fill_next)
        session.opened.connect(self._opened)
        session.shown.connect(self._later.start)
        session.closed.connect(self._later.stop)
        session.row_wished.connect(self._wished)

    def _stand(self) -> None:
        """Say how docks may stand in the window."""
        window = self._window
        areas, corner = Qt.DockWidgetArea, Qt.Corner
        window.setDockNestingEnabled(True)
        window.setTabPosition(areas.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        window.setCorner(corner.BottomRightCorner, areas.RightDockWidgetArea)

    # --- panels behind others ---------------------------------------------------

    def _opened(self) -> None:
        if self._session.seen:
            self._later.start()

    def _wished(self, wish: RowWish) -> None:
        """Have the journal, made for that if need be, show the history of a row."""
        if wish.verb is Verb.HISTORY:
            self.journal.show_history(wish)

    def _fill_next(self) -> None:
        """Fill one dock more; not under the hand that moves the map."""
        empty = [dock for dock in self.docks.values() if not dock.filled]
        if not empty:
            return
        left = self._session.errands.quiet.left
        if left == 0.0:
            empty[0].fill()
        self._later.start(math.ceil(left * 1000))

    @property
    def signboards(self) -> SignboardPanel:
        """The boards."""
        return cast("SignboardPanel", self.docks["signboards"].fill())

    @property
    def outfalls(self) -> OutfallPanel:
        """The outfalls."""
        return cast("OutfallPanel", self.docks["outfalls"].fill())

    @property
    def cells(self) -> CellPanel:
        """The cells."""
        return cast("CellPanel", self.docks["cells"].fill())

    @property
    def roster(self) -> RosterPanel:
        """The chiefs, tier by tier."""
        return cast("RosterPanel", self.docks["roster"].fill())

    @property
    def checks(self) -> ChecksPanel:
        """What the checks have found."""
        return cast("ChecksPanel", self.docks["checks"].fill())

    @property
    def journal(self) -> JournalPanel:
        """What was changed, by whom."""
        return cast("JournalPanel", self.docks["journal"].fill())

    # Imported here: what these panels are made of is not needed for the first picture.

    def _make_signboards(self) -> QWidget:
        from gridwatch.gui.panels.signboards import SignboardPanel

        return SignboardPanel(self._session, self._window)

    def _make_outfalls(self) -> QWidget:
        from gridwatch.gui.panels.outfalls import OutfallPanel

        return OutfallPanel(self._session, self._window)

    def _make_cells(self) -> QWidget:
        from gridwatch.gui.panels.cells import CellPanel

        return CellPanel(self._session, self._window)

    def _make_roster(self) -> QWidget:
        from gridwatch.gui.panels.roster import RosterPanel

        panel = RosterPanel(self._session, self._window)
        panel.handover_asked.connect(self.handover_asked)
        return panel

    def _make_checks(self) -> QWidget:
        from gridwatch.gui.panels.checks import ChecksPanel

        panel = ChecksPanel(self._session, self._window)
        panel.reported.connect(self.reported)
        return panel

    def _make_journal(self) -> QWidget:
        from gridwatch.gui.panels.journal import JournalPanel

        panel = JournalPanel(self._session, self._window)
        panel.outline_asked.connect(self.outline_asked)
        return panel

    # --- where they stand -------------------------------------------------------

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
        self.docks[name].fill()
        self.docks[name].show()
        self.docks[name].raise_()

    def show_table_of(self, kind: Kind) -> None:
        """Bring the table of a kind to the front, unless it has been closed."""
        name = _TABLE_OF.get(kind, "")
        if name and not self.docks[name].isHidden():
            self.docks[name].fill()
            self.docks[name].raise_()

    def focused_table(self) -> TablePanel | None:
        """Return the table the keyboard is in, else the one that can be seen."""
        docks = self.docks.values()
        tables = [t for dock in docks for t in dock.findChildren(TablePanel)]
        held = [t for t in tables if t.isAncestorOf(self._window.focusWidget())]
        seen = [t for t in tables if not t.visibleRegion().isEmpty()]
        return next(iter([*held, *seen]), None)
