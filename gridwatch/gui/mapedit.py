"""The editing tools of the map: which there are, and when they may be used."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from gridwatch.district.wording import KIND_NAMES, Kind
from gridwatch.gui.mapview import Tool
from gridwatch.gui.tools.adding import AddTool
from gridwatch.gui.tools.reshaping import ReshapeTool
from gridwatch.gui.tools.splitting import SplitTool

if TYPE_CHECKING:
    from gridwatch.gui.commands import Actions
    from gridwatch.gui.mapview import MapView
    from gridwatch.gui.session import Session

__all__ = ["MapEditing"]

EDITING = (Tool.ADD, Tool.RESHAPE, Tool.SPLIT)
_KINDS = (Kind.SIGNBOARD, Kind.OUTFALL)


class MapEditing(QObject):
    """Gives the map its editing tools.

    Parameters
    ----------
    session : Session
        What is open.
    view : MapView
        The map.
    """

    def __init__(self, session: Session, view: MapView) -> None:
        super().__init__(view)
        self._session, self._map = session, view
        self.adding = AddTool(session, view)
        self.reshaping = ReshapeTool(session, view)
        self.splitting = SplitTool(session, view)
        view.tools = {
            Tool.ADD: self.adding,
            Tool.RESHAPE: self.reshaping,
            Tool.SPLIT: self.splitting,
        }
        session.closed.connect(self.lay_down)
        session.opened.connect(self.lay_down)

    def add_actions(self, actions: Actions) -> None:
        """Make the actions of the tools."""
        view = self._map
        for tool, text, name, keys in (
            (Tool.ADD, self.tr("新建点"), "add-point", "Shift+A"),
            (Tool.RESHAPE, self.tr("编辑线"), "edit-line", "Shift+E"),
            (Tool.SPLIT, self.tr("分段"), "split-line", "Shift+S"),
        ):
            actions.add(
                f"tool-{tool.value}",
                text,
                partial(view.set_tool, tool),
                keys,
                picture=name,
            )
        actions["tool-add"].setMenu(self._kinds(view))
        tips = {
            "tool-add": self.tr("新建公示牌或排污口 (Shift+A)"),
            "tool-reshape": self.tr("移动点，编辑河段、河流和网格边界 (Shift+E)"),
            "tool-split": self.tr("把一个河段分成两段 (Shift+S)"),
        }
        for name, tip in tips.items():
            actions[name].setToolTip(tip)

    def _kinds(self, view: MapView) -> QMenu:
        """Return the menu beside 新建点: what a click makes."""
        menu = QMenu(view)
        group = QActionGroup(menu)
        for kind in _KINDS:
            name = KIND_NAMES[kind].of(self._session.language)
            action = menu.addAction(self.tr("新建{kind}").format(kind=name))
            action.setCheckable(True)
            action.setChecked(kind is self.adding.kind)
            action.setActionGroup(group)
            action.triggered.connect(lambda _=False, kind=kind: self.take_up(kind))
        return menu

    def take_up(self, kind: Kind) -> None:
        """Make points of a kind from now on."""
        self.adding.kind = kind
        self._map.set_tool(Tool.ADD)

    def lay_down(self) -> None:
        """Go back to browsing: another store is opened, or none."""
        if self._map.tool in EDITING:
            self._map.set_tool(Tool.BROWSE)

    def allow(self, actions: Actions) -> None:
        """Offer the tools only where something can be written."""
        allowed = not self._session.read_only
        for tool in EDITING:
            actions[f"tool-{tool.value}"].setEnabled(allowed)
        if not allowed:
            self.lay_down()
