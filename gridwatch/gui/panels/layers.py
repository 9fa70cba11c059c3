"""图层: what is on the map, each with its legend and a tick."""

from __future__ import annotations

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

from gridwatch.gui.docks import EmptyNote
from gridwatch.gui.look import tone
from gridwatch.gui.swatches import symbol_icon
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.symbols import Symbol
    from gridwatch.gui.session import Session

__all__ = ["LayersPanel"]

_LEAST_WIDE = 160
_SWATCH = QSize(28, 16)
_ID = Qt.ItemDataRole.UserRole


class LayersPanel(QWidget):
    """The layers, topmost first, with classes as a legend below each.

    Parameters
    ----------
    session : Session
        What is open.
    """

    zoom_asked = Signal(str)
    symbols_asked = Signal(str)

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
        """Fly to a layer; of a class show how it is drawn."""
        parent = item.parent()
        if parent is None:
            self.zoom_asked.emit(item.data(0, _ID))
        else:
            self.symbols_asked.emit(parent.data(0, _ID))

    def _menu(self, place: QPoint) -> None:
        item = self.tree.itemAt(place)
        if item is None:
            return
        layer_id = (item.parent() or item).data(0, _ID)
        every = {layer.id for layer in self._session.layers}
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("缩放到图层"), lambda: self.zoom_asked.emit(layer_id))
        menu.addAction(self.tr("符号…"), lambda: self.symbols_asked.emit(layer_id))
        menu.addSeparator()
        menu.addAction(
            self.tr("只显示此图层"),
            lambda: self._session.set_hidden(every - {layer_id}),
        )
        menu.addAction(self.tr("全部显示"), lambda: self._session.set_hidden(()))
        menu.popup(self.tree.viewport().mapToGlobal(place))
