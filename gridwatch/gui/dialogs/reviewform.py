"""The fields of one row that is checked in the field: what is typed is a correction."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.rows import TABLES
from gridwatch.district.wording import FIELDS, Field, Format, Kind, OfficerError, show
from gridwatch.gui.facebox import FaceBox
from gridwatch.gui.formboxes import ReferenceBox
from gridwatch.gui.rowboxes import FieldCell, box_for
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gridwatch.gui.session import Session

__all__ = ["ReviewForm"]

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST = 200


class _Page(QWidget):
    """The fields of one kind; made once."""

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.cells: dict[str, FieldCell] = {}


class ReviewForm(QScrollArea):
    """Shows a row; every key pressed in a box is a correction, or takes one back.

    Parameters
    ----------
    session : Session
        Holds the district that the row lies in.
    """

    corrected = Signal(str, object)
    """Emits the key of a field and its value, at every key that is pressed."""
    withdrawn = Signal(str)
    """Emits the key of a field whose box holds nothing that can be read any more."""
    finished = Signal()
    """Ctrl+Enter, or Enter in a box: the next row is wanted."""
    left = Signal()
    """Esc: back to the list."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pages: dict[Kind, _Page] = {}
        self._page: _Page | None = None
        self._base: Mapping[str, Any] = {}
        self._hidden: frozenset[str] = frozenset()
        self._filling = False
        self._unread: set[str] = set()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("panel")
        self._holder = QWidget(self)
        self._box = QVBoxLayout(self._holder)
        self._box.setContentsMargins(12, 8, 12, 8)
        self.setWidget(self._holder)

    # --- building ---------------------------------------------------------------

    def _made(self, kind: Kind) -> _Page:
        page = _Page(kind, self._holder)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, _LEAST)
        place = 0
        for field in FIELDS[kind]:
            if f"{kind.value}.{field.key}" in self._hidden:
                continue
            cell = self._cell(kind, field, page)
            wide = 2 if field.format is Format.FACE else 1
            place += place % wide
            grid.addWidget(cell, place // 2, place % 2, 1, wide)
            place += wide
        grid.setRowStretch(place // 2 + 1, 1)
        self._box.addWidget(page, 1)
        return page

    def _cell(self, kind: Kind, field: Field, page: _Page) -> FieldCell:
        box = box_for(self._session, kind, field, _defaults(kind), page)
        name = headline(field.name.of(self._session.language))
        box.setAccessibleName(name)
        box.changed.connect(lambda key=field.key: self._typed(key))
        if isinstance(box, FaceBox):
            self._withhold_parts(kind, box)
        cell = FieldCell(name, box, page)
        page.cells[field.key] = cell
        for child in box.findChildren(QWidget):
            child.installEventFilter(self)
        return cell

    def _withhold_parts(self, kind: Kind, box: FaceBox) -> None:
        """Say of parts of a face that they did not go out, and lock them."""
        for part, entry in box.parts.items():
            if f"{kind.value}.face.{part}" in self._hidden:
                entry.setEnabled(False)
                entry.setToolTip(self.tr("这一项没有随包发出"))

    def withhold(self, fields: Collection[str]) -> None:
        """Leave out what did not go out with the package: ``person.mobile``."""
        self._hidden = frozenset(fields)
        for page in self._pages.values():
            page.deleteLater()
        self._pages, self._page = {}, None

    # --- content ----------------------------------------------------------------

    @property
    def cells(self) -> dict[str, FieldCell]:
        """The fields of the row that is shown, by key."""
        return self._page.cells if self._page is not None else {}

    def show_row(
        self, kind: Kind, base: Mapping[str, Any], found: Mapping[str, object]
    ) -> None:
        """Show a row.

        Parameters
        ----------
        kind : Kind
            Kind of the row.
        base : mapping of str to object
            Its fields as they went out.
        found : mapping of str to object
            What was corrected of it.
        """
        if kind not in self._pages:
            self._pages[kind] = self._made(kind)
        self._page, self._base = self._pages[kind], base
        self._unread.clear()
        self._filling = True
        for page in self._pages.values():
            page.setVisible(page is self._page)
        for key, cell in self.cells.items():
            cell.box.put(found[key] if key in found else base.get(key))
            self._mark(key, changed=key in found)
        self._filling = False
        self._holder.show()
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Show nothing."""
        self._page = None
        self._holder.hide()

    def _typed(self, key: str) -> None:
        """Tell what was typed; what cannot be read is said, and is no correction."""
        if self._filling or key not in self.cells:
            return
        cell = self.cells[key]
        try:
            value = cell.box.value()
        except OfficerError as error:
            cell.tell(error.text.of(self._session.language), "danger")
            self._unread.add(key)
            self.withdrawn.emit(key)
            return
        self._unread.discard(key)
        self._mark(key, changed=not _same(value, self._base.get(key)))
        self.corrected.emit(key, value)

    def _mark(self, key: str, *, changed: bool) -> None:
        """Say below a corrected field what stood there before."""
        page, cell = self._page, self.cells[key]
        if page is None or not changed:
            cell.tell("", "muted")
            return
        before = self._shown(page.kind, key)
        cell.tell(self.tr("原为：{before}").format(before=before), "warn")

    def _shown(self, kind: Kind, key: str) -> str:
        box, value = self.cells[key].box, self._base.get(key)
        nothing = self.tr("（空）")
        if isinstance(box, ReferenceBox):
            return str(value or nothing)
        text = show(kind, key, value, self._session.language)
        return " ".join(text.split()) or nothing

    # --- keyboard ---------------------------------------------------------------

    def enter(self) -> None:
        """Put the keyboard into the first field that may be wrong: not the code."""
        for key, cell in self.cells.items():
            if key != "code" and cell.box.isEnabled():
                cell.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _finish(self) -> None:
        """Be done with the row, unless something in it cannot be read."""
        unread = [key for key in self.cells if key in self._unread]
        if unread:
            self.cells[unread[0]].box.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.cells[unread[0]])
        else:
            self.finished.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter is done with the row, Esc goes back to the list.

        The wheel scrolls the form: over a list of words it would correct a field that
        nobody meant.
        """
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                self._finish()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)


def _defaults(kind: Kind) -> dict[str, object]:
    made = TABLES[kind][1]
    return {
        field.name: field.default
        for field in dataclasses.fields(made)
        if field.default is not dataclasses.MISSING
    }


def _same(one: object, other: object) -> bool:
    """Tell whether two values mean the same: nothing typed is nothing known."""
    return one == other or (one in (None, "", ()) and other in (None, "", ()))
