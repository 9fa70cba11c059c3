"""What the dialogs of ownership have in common: picking a body, a day, an act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from gridwatch.district.bodynames import names_in_use
from gridwatch.district.registering import Act
from gridwatch.gui.searching import initials
from gridwatch.gui.session import who

if TYPE_CHECKING:
    from gridwatch.gui.session import Session

__all__ = ["ActFields", "BodyBox", "DayBox", "asking_buttons", "body_names", "muted"]

_NO_DAY = QDate(1899, 12, 31)
_SOUGHT = Qt.ItemDataRole.UserRole + 1
_LISTED = 12


def body_names(session: Session) -> list[str]:
    """Return the names of all bodies: those in the table, then those only in rows."""
    district = session.district
    known = sorted(district.body_by_name)
    return [*known, *(n for n in names_in_use(district) if n not in set(known))]


class _ByInitials(QCompleter):
    """Finds a name by any part of it, or by the initials of its pinyin."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the name, not what was sought in."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class BodyBox(QComboBox):
    """A body: chosen from the list, found while typing, or a new name.

    Parameters
    ----------
    names : list of str
        The names to choose from.
    value : str
        The name to begin with.
    """

    def __init__(
        self, names: list[str], value: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_LISTED)
        self.setMinimumContentsLength(14)
        model = QStandardItemModel(self)
        for name in ("", *names):
            item = QStandardItem(name)
            item.setData(f"{name} {initials(name)}", _SOUGHT)
            model.appendRow(item)
        self.setModel(model)
        finder = _ByInitials(model, self)
        finder.setCompletionRole(_SOUGHT)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setMaxVisibleItems(_LISTED)
        self.setCompleter(finder)
        self.setEditText(value)

    @property
    def value(self) -> str:
        """The name as it stands."""
        return " ".join(self.currentText().split())


class DayBox(QDateEdit):
    """A day, with a calendar; may be left open.

    Parameters
    ----------
    day : date or None
        The day to begin with.
    open_words : str
        What stands where no day is given; empty: a day is needed.
    """

    def __init__(
        self, day: date | None, open_words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        if open_words:
            self.setMinimumDate(_NO_DAY)
            self.setSpecialValueText(open_words)
        self.day = day

    @property
    def day(self) -> date | None:
        """The day, or None."""
        found = self.date()
        if found == _NO_DAY:
            return None
        return date(found.year(), found.month(), found.day())

    @day.setter
    def day(self, day: date | None) -> None:
        self.setDate(QDate(day.year, day.month, day.day) if day else _NO_DAY)


class ActFields(QWidget):
    """When, by whom, on what document.

    Parameters
    ----------
    session : Session
        What is open.
    titles : tuple of str
        Names of the three fields.
    """

    def __init__(
        self,
        session: Session,
        titles: tuple[str, str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._as_of = session.as_of
        self.on = DayBox(session.as_of, "", self)
        self.by = QLineEdit(who(), self)
        self.document = QLineEdit(self)
        self.document.setPlaceholderText(self.tr("例如：云河长办〔2026〕12号"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        for title, widget in zip(
            titles, (self.on, self.by, self.document), strict=True
        ):
            widget.setAccessibleName(title)
            form.addRow(title, widget)

    @property
    def act(self) -> Act:
        """What was entered."""
        return Act(
            self.on.day or self._as_of,
            self.by.text().strip(),
            self.document.text().strip(),
        )


def asking_buttons(dialog: QDialog, yes: str, no: str) -> QDialogButtonBox:
    """Return the two buttons of a dialog that asks."""
    buttons = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(buttons.Ok | buttons.Cancel, dialog)
    box.button(buttons.Ok).setText(yes)
    box.button(buttons.Cancel).setText(no)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def muted(text: str, parent: QWidget, name: str = "muted") -> QLabel:
    """Return a quiet line of words."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
