"""What there is to print, as a tree: areas in each other, or what a recipe serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from gridwatch.district.jurisdictions import Level
from gridwatch.gui.printjobs import choices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gridwatch.district.district import District
    from gridwatch.mapbook.recipe import Recipe

__all__ = ["ChoiceTree"]

_CODE = Qt.ItemDataRole.UserRole
_UID = Qt.ItemDataRole.UserRole + 1
_LEVELS = (Level.DISTRICT, Level.TOWN, Level.VILLAGE)


class ChoiceTree(QTreeWidget):
    """Lists what can be printed and tells what is chosen.

    Parameters
    ----------
    several : bool
        Several are checked instead of one selected.
    """

    def __init__(self, *, several: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._several = several
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)

    def list_areas(self, district: District, wanted: Collection[str]) -> bool:
        """List districts, towns and villages; False where there is none.

        Parameters
        ----------
        district : District
            Everything there is.
        wanted : collection of str
            Uids of which the first one found is chosen; else the first town.
        """
        self.clear()
        items: dict[str, QTreeWidgetItem] = {}
        for level in _LEVELS:
            for area in district.of_level(level):
                if area.geometry is not None:
                    name, code = area.name or area.code, area.code or area.name
                    item = self._item(name, code, area.uid)
                    self._put(item, items.get(area.parent_code))
                    items[code] = item
        for item in items.values():
            item.setExpanded(item.parent() is None)
        towns = [j.code for j in district.of_level(Level.TOWN) if j.code in items]
        usual = items[towns[0]] if towns else next(iter(items.values()), None)
        return self._begin(wanted, usual)

    def list_subjects(
        self, recipe: Recipe, district: District, wanted: Collection[str]
    ) -> bool:
        """List what a recipe can be printed for; as `list_areas`."""
        self.clear()
        items: dict[str, QTreeWidgetItem] = {}
        for subject in choices(recipe, district):
            item = self._item(subject.name, subject.code or subject.name, subject.uid)
            above = subject.area.parent_code if subject.area is not None else ""
            self._put(item, items.get(above) if above else None)
            items[subject.code or subject.uid] = item
        return self._begin(wanted, self.topLevelItem(0))

    def _put(self, item: QTreeWidgetItem, above: QTreeWidgetItem | None) -> None:
        if above is not None:
            above.addChild(item)
        else:
            self.addTopLevelItem(item)

    def _item(self, name: str, code: str, uid: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([name])
        item.setData(0, _CODE, code)
        item.setData(0, _UID, uid)
        item.setToolTip(0, code)
        if self._several:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Unchecked)
        return item

    def _begin(self, wanted: Collection[str], usual: QTreeWidgetItem | None) -> bool:
        """Choose what is wanted, else what is usual."""
        named = (i for i in self.items() if wanted and i.data(0, _UID) in wanted)
        first = next(named, usual)
        if first is None:
            return False
        if self._several:
            first.setCheckState(0, Qt.CheckState.Checked)
        else:
            self.setCurrentItem(first)
        return True

    def items(self) -> Iterator[QTreeWidgetItem]:
        """Return all items, each before those inside it."""
        for i in range(self.topLevelItemCount()):
            item = self.topLevelItem(i)
            if item is not None:
                yield from _with_inner(item)

    def narrow(self, text: str) -> None:
        """Show what has a text in its name or code, and what that lies in."""
        wanted = text.strip().casefold()
        for item in reversed(list(self.items())):
            own = wanted in f"{item.text(0)} {item.data(0, _CODE)}".casefold()
            inner = [item.child(i) for i in range(item.childCount())]
            below = any(child is not None and not child.isHidden() for child in inner)
            item.setHidden(not (own or below))
            if wanted and below:
                item.setExpanded(True)

    def chosen(self) -> list[tuple[str, str]]:
        """Return code and uid of what is chosen, in the order of the tree."""
        if self._several:
            on = Qt.CheckState.Checked
            rows = [item for item in self.items() if item.checkState(0) is on]
        else:
            rows = self.selectedItems()
        return [(str(i.data(0, _CODE)), str(i.data(0, _UID))) for i in rows]

    def choose(self, codes: Collection[str]) -> None:
        """Choose what has one of the codes; where none has, nothing changes."""
        found = [item for item in self.items() if item.data(0, _CODE) in codes]
        if not found:
            return
        if not self._several:
            self.setCurrentItem(found[-1])
            return
        for item in self.items():
            on = item.data(0, _CODE) in codes
            item.setCheckState(
                0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            )


def _with_inner(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    yield item
    for i in range(item.childCount()):
        child = item.child(i)
        if child is not None:
            yield from _with_inner(child)
