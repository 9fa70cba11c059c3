"""图层: what is on the map, each with its legend and a tick."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from gridwatch.cartography.basemap import BASEMAP
from gridwatch.gui.docks import EmptyNote
from gridwatch.gui.look import icon, tone
from gridwatch.gui.swatches import symbol_icon
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from gridwatch.cartography.basemap import BaseMap
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.symbols import Symbol
    from gridwatch.gui.session import Session

__all__ = ["LayersPanel"]

_LEAST_WIDE = 160
_SWATCH = QSize(28, 16)
_ID = Qt.ItemDataRole.UserRole
_OPACITIES = (100, 80, 60, 40, 20)


class LayersPanel(QWidget):
    """The layers, topmost first, each with its classes as a legend; then the base map.

    Parameters
    ----------
    session : Session
        What is open.
    """

    zoom_asked = Signal(str)
    symbols_asked = Signal(str)
    basemap_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._filling = False
        self.tree = self._made_tree()
        note = EmptyNote("layers", self.tr("打开工作库后，这里列出图层。"), self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 4, 0, 0)
        self._stack.addWidget(note)
        self._stack.addWidget(self.tree)
        session.district_changed.connect(lambda _: self.refresh())
        session.opened.connect(self.refresh)
        session.as_of_changed.connect(self.refresh)
        session.hidden_changed.connect(self._tick)
        session.layers_changed.connect(self.refresh)
        session.backdrop_changed.connect(self.refresh)
        self.refresh()

    def _made_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        # On a small screen the tables give way first: a layer needs its name.
        tree.setMinimumWidth(_LEAST_WIDE)
        tree.setIconSize(_SWATCH)
        tree.setIndentation(13)
        tree.setAccessibleName(self.tr("图层"))
        tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._menu)
        tree.itemChanged.connect(self._ticked)
        tree.itemDoubleClicked.connect(self._flown)
        return tree

    def refresh(self) -> None:
        """List the layers of today's district; what was open stays open."""
        expanded = {
            item.data(0, _ID) for item in self._items() if item.isExpanded()
        } or {"river", "outfall", "signboard"}
        self._filling = True
        self.tree.clear()
        if self._session.store is not None:
            for layer in reversed(self._session.layers):
                if len(layer.uids):
                    item = self._item(layer)
                    self.tree.addTopLevelItem(item)
                    item.setExpanded(layer.id in expanded)
            if self._session.basemap is not None:
                self.tree.addTopLevelItem(self._ground(self._session.basemap))
        self._filling = False
        self._tick()
        filled = self.tree.topLevelItemCount() > 0
        self._stack.setCurrentIndex(1 if filled else 0)

    def _items(self) -> list[QTreeWidgetItem]:
        count = self.tree.topLevelItemCount()
        found = (self.tree.topLevelItem(i) for i in range(count))
        return [item for item in found if item is not None]

    def _item(self, layer: Layer) -> QTreeWidgetItem:
        language = self._session.language
        counts = np.bincount(layer.classes, minlength=len(layer.symbols))
        present = [i for i, count in enumerate(counts[: len(layer.symbols)]) if count]
        item = QTreeWidgetItem(
            [headline(layer.name.of(language)), f"{len(layer.uids):,}"]
        )
        item.setData(0, _ID, layer.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        self._calm(item)
        if len(present) == 1:
            item.setIcon(0, self._swatch(layer.symbols[present[0]].symbol))
            return item
        for i in present:
            entry = layer.symbols[i]
            child = QTreeWidgetItem(
                [headline(entry.name.of(language)), f"{counts[i]:,}"]
            )
            child.setToolTip(0, entry.name.of(language))
            child.setIcon(0, self._swatch(entry.symbol))
            child.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._calm(child)
            item.addChild(child)
        return item

    def _swatch(self, symbol: Symbol) -> QIcon:
        ratio = self.devicePixelRatioF()
        return symbol_icon(symbol, _SWATCH.width(), _SWATCH.height(), ratio)

    def _ground(self, basemap: BaseMap) -> QTreeWidgetItem:
        words = basemap.name.of(self._session.language)
        item = QTreeWidgetItem([words, f"{basemap.opacity:.0%}"])
        item.setData(0, _ID, BASEMAP)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setIcon(0, icon("basemap"))
        item.setToolTip(0, f"{words}\n{basemap.path}")
        self._calm(item)
        return item

    def _calm(self, item: QTreeWidgetItem) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        item.setTextAlignment(1, right)
        muted = tone("muted")
        if muted is not None:
            item.setForeground(1, muted)

    def _tick(self) -> None:
        self._filling = True
        for item in self._items():
            off = item.data(0, _ID) in self._session.hidden
            state = Qt.CheckState.Unchecked if off else Qt.CheckState.Checked
            item.setCheckState(0, state)
        self._filling = False

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0 or item.parent() is not None:
            return
        off = item.checkState(0) is Qt.CheckState.Unchecked
        hidden = self._session.hidden - {item.data(0, _ID)}
        self._session.set_hidden(hidden | ({item.data(0, _ID)} if off else set()))

    def _flown(self, item: QTreeWidgetItem) -> None:
        """Fly to a layer; of a class or the base map show how it is drawn."""
        parent = item.parent()
        layer_id = (parent or item).data(0, _ID)
        if layer_id == BASEMAP:
            self.basemap_asked.emit()
        elif parent is None:
            self.zoom_asked.emit(layer_id)
        else:
            self.symbols_asked.emit(layer_id)

    def _menu(self, place: QPoint) -> None:
        item = self.tree.itemAt(place)
        if item is None:
            return
        layer_id = (item.parent() or item).data(0, _ID)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if layer_id == BASEMAP:
            self._offer_ground(menu)
        else:
            self._offer_layer(menu, layer_id)
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def _offer_layer(self, menu: QMenu, layer_id: str) -> None:
        session = self._session
        others = {layer.id for layer in session.layers} - {layer_id}
        # Whether there is a base map is a question of its own.
        others |= session.hidden & {BASEMAP}
        menu.addAction(self.tr("缩放到图层"), lambda: self.zoom_asked.emit(layer_id))
        menu.addAction(self.tr("符号…"), lambda: self.symbols_asked.emit(layer_id))
        menu.addSeparator()
        menu.addAction(self.tr("只显示此图层"), lambda: session.set_hidden(others))
        menu.addAction(self.tr("全部显示"), lambda: session.set_hidden(()))

    def _offer_ground(self, menu: QMenu) -> None:
        shades = menu.addMenu(self.tr("不透明度"))
        for percent in _OPACITIES:
            action = shades.addAction(f"{percent} %")
            action.triggered.connect(lambda _=False, n=percent: self._set_opacity(n))
        menu.addAction(self.tr("底图设置…"), lambda: self.basemap_asked.emit())
        menu.addSeparator()
        words = self.tr("移除底图")
        menu.addAction(words, lambda: self._session.set_backdrop(None))

    def _set_opacity(self, percent: int) -> None:
        backdrop = self._session.backdrop
        if backdrop is not None:
            basemap = replace(backdrop.basemap, opacity=percent / 100.0)
            self._session.set_backdrop(backdrop.shown_as(basemap))
