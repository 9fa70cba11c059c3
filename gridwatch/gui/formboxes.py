"""One box for each format of a field: what is typed becomes the register's value."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.references import found
from gridwatch.district.wording import Field, Kind, Language, show
from gridwatch.gui.docks import icon_button
from gridwatch.gui.entering import codes_of, read_entry, worded
from gridwatch.gui.naming import label_of
from gridwatch.gui.searching import HitDelegate, SearchIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QFocusEvent

    from gridwatch.district.district import District
    from gridwatch.district.references import Reference
    from gridwatch.gui.searching import Hit

__all__ = [
    "ChoiceBox",
    "ChoicesBox",
    "DayBox",
    "FieldBox",
    "FlagBox",
    "ReferenceBox",
    "TextBox",
]

_ROLE = Qt.ItemDataRole.UserRole
_HITS = 12


class FieldBox(QWidget):
    """A box for one field; `changed` tells of every key that is pressed in it.

    Parameters
    ----------
    kind, field : Kind, Field
        What is entered.
    language : Language
        Language of words and formats.
    """

    changed = Signal()

    def __init__(
        self, kind: Kind, field: Field, language: Language, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.kind, self.field, self.language = kind, field, language
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def value(self) -> object:
        """Return what was entered.

        Raises
        ------
        OfficerError
            Where it is not a value of the field.
        """
        raise NotImplementedError

    def put(self, value: object) -> None:
        """Show a value."""
        raise NotImplementedError

    def _read(self, text: str) -> object:
        return read_entry(self.kind, self.field.key, text, self.language)

    def _shown(self, value: object) -> str:
        return show(self.kind, self.field.key, value, self.language)

    def _take(self, widget: QWidget) -> None:
        self._row.addWidget(widget, 1)
        self.setFocusProxy(widget)


class TextBox(FieldBox):
    """Any text, code, telephone or number."""

    def __init__(
        self, kind: Kind, field: Field, language: Language, parent: QWidget
    ) -> None:
        super().__init__(kind, field, language, parent)
        self.entry = QLineEdit(self)
        self.entry.textChanged.connect(lambda _: self.changed.emit())
        self._take(self.entry)
        if field.unit is not None:
            unit = QLabel(field.unit.of(language), self)
            unit.setObjectName("muted")
            self._row.addWidget(unit)

    def value(self) -> object:
        """Return what was typed, read back."""
        return self._read(self.entry.text())

    def put(self, value: object) -> None:
        """Show a value; numbers in full, not rounded as in tables."""
        exact = isinstance(value, float) and not isinstance(value, bool)
        text = f"{value:.10g}" if exact else self._shown(value)
        self.entry.setText(text)


class DayBox(FieldBox):
    """A day, typed or taken from a calendar; it may be empty."""

    def __init__(
        self, kind: Kind, field: Field, language: Language, parent: QWidget
    ) -> None:
        super().__init__(kind, field, language, parent)
        self.entry = QLineEdit(self)
        self.entry.setPlaceholderText(self.tr("年-月-日"))
        self.entry.setClearButtonEnabled(True)
        self.entry.textChanged.connect(lambda _: self.changed.emit())
        self._take(self.entry)
        self.button = icon_button("calendar", self.tr("日历"), self)
        self.button.clicked.connect(self.open_calendar)
        self._row.addWidget(self.button)
        self.calendar: QCalendarWidget | None = None

    def value(self) -> object:
        """Return the day, or None."""
        return self._read(self.entry.text())

    def put(self, value: object) -> None:
        """Show a day."""
        self.entry.setText(value.isoformat() if isinstance(value, date) else "")

    def open_calendar(self) -> None:
        """Let the officer choose a day."""
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame.setObjectName("calendar")
        calendar = QCalendarWidget(frame)
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        shown = QDate.fromString(self.entry.text(), Qt.DateFormat.ISODate)
        if shown.isValid():
            calendar.setSelectedDate(shown)

        def take(day: QDate) -> None:
            self.entry.setText(day.toString(Qt.DateFormat.ISODate))
            frame.close()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(calendar)
        self.calendar = calendar
        frame.destroyed.connect(self._forget)
        frame.move(self.button.mapToGlobal(QPoint(-220, self.button.height() + 2)))
        frame.show()
        calendar.setFocus()

    def _forget(self) -> None:
        self.calendar = None


class ChoiceBox(FieldBox):
    """One word of a codelist; another word may be typed where the list is editable.

    Parameters
    ----------
    lists : mapping of str to sequence of str
        The district's codelists.
    """

    def __init__(
        self,
        kind: Kind,
        field: Field,
        language: Language,
        parent: QWidget,
        lists: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(kind, field, language, parent)
        self._codes = codes_of(kind, field.key, lists)
        self._words = [worded(kind, field.key, code, language) for code in self._codes]
        self.entry = QComboBox(self)
        self.entry.setEditable(True)
        self.entry.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.entry.addItems(["", *self._words])
        completer = QCompleter(self._words, self)
        self.entry.setCompleter(completer)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.entry.currentTextChanged.connect(lambda _: self.changed.emit())
        self._take(self.entry)

    def value(self) -> object:
        """Return the code of the word, or the word itself where it has none."""
        text = self.entry.currentText().strip()
        if text in self._words:
            return self._codes[self._words.index(text)]
        return text

    def put(self, value: object) -> None:
        """Show a value."""
        self.entry.setCurrentText(self._shown(value))


class ChoicesBox(FieldBox):
    """Several words of a list, each with a tick; words of other lists stay.

    Parameters
    ----------
    lists : mapping of str to sequence of str
        The district's codelists.
    """

    def __init__(
        self,
        kind: Kind,
        field: Field,
        language: Language,
        parent: QWidget,
        lists: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(kind, field, language, parent)
        self._more: tuple[str, ...] = ()
        self.ticks: dict[str, QCheckBox] = {}
        for code in codes_of(kind, field.key, lists):
            tick = QCheckBox(worded(kind, field.key, code, language), self)
            tick.toggled.connect(lambda _: self.changed.emit())
            self.ticks[code] = tick
            self._row.addWidget(tick)
        self._row.addStretch(1)
        if self.ticks:
            self.setFocusProxy(next(iter(self.ticks.values())))

    def value(self) -> object:
        """Return the ticked codes, and what was there besides."""
        ticked = [code for code, tick in self.ticks.items() if tick.isChecked()]
        return (*ticked, *self._more)

    def put(self, value: object) -> None:
        """Tick what a value has."""
        given = value if isinstance(value, tuple) else ()
        self._more = tuple(v for v in given if v not in self.ticks)
        for code, tick in self.ticks.items():
            tick.setChecked(code in given)


class FlagBox(FieldBox):
    """Yes, no, or not known.

    Parameters
    ----------
    sure : bool
        Whether it is always known: an empty choice is left out.
    """

    def __init__(
        self,
        kind: Kind,
        field: Field,
        language: Language,
        parent: QWidget,
        *,
        sure: bool,
    ) -> None:
        super().__init__(kind, field, language, parent)
        self.entry = QComboBox(self)
        if not sure:
            self.entry.addItem(self.tr("不详"), None)
        for value in (True, False):
            self.entry.addItem(self._shown(value), value)
        self.entry.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._take(self.entry)

    def value(self) -> object:
        """Return True, False or None."""
        return self.entry.currentData()

    def put(self, value: object) -> None:
        """Show a value."""
        self.entry.setCurrentIndex(max(0, self.entry.findData(value)))


class _NameEdit(QLineEdit):
    """A line that offers its first entries when it is entered empty."""

    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard has come."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.entered.emit()


class ReferenceBox(FieldBox):
    """Another row, found while its name, code or pinyin initials are typed.

    Parameters
    ----------
    district : District
        Where to search.
    reference : Reference
        What the field points to.
    """

    def __init__(
        self,
        kind: Kind,
        field: Field,
        language: Language,
        parent: QWidget,
        district: District,
        reference: Reference,
    ) -> None:
        super().__init__(kind, field, language, parent)
        self._district, self.reference = district, reference
        self._index: SearchIndex | None = None
        self._hits: list[Hit] = []
        self._chosen = ""
        self._model = QStandardItemModel(self)
        self.entry = _NameEdit(self)
        self.entry.setPlaceholderText(self.tr("输入名称、编码或拼音首字母"))
        self.entry.setClearButtonEnabled(True)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_HITS)
        popup = QListView(self)
        completer.setPopup(popup)
        popup.setItemDelegate(HitDelegate(popup))
        activated: Any = completer.activated
        activated[QModelIndex].connect(self._activated)
        self.entry.setCompleter(completer)
        self.entry.textEdited.connect(self._typed)
        self.entry.textChanged.connect(self._cleared)
        self.entry.entered.connect(self._offer)
        self._take(self.entry)
        self.code = QLabel(self)
        self.code.setObjectName("muted")
        self._row.addWidget(self.code)
        self._tell("")

    def point_to(self, reference: Reference) -> None:
        """Point to another kind: a post may cover a cell instead of a river."""
        if reference != self.reference:
            self.reference, self._index = reference, None
            self.put(self.value())

    def value(self) -> object:
        """Return the code or stable identifier; text that is no name is a code."""
        return self._chosen

    def put(self, value: object) -> None:
        """Show the name of the row that a value points to."""
        self._chosen = str(value or "")
        row = found(self._district, self.reference, self._chosen)
        by_code = self.reference.by == "code"
        if row is None:
            self.entry.setText(self._chosen if by_code else "")
            self._tell("")
            return
        kind = self.reference.kind
        name = label_of(self._district, kind, row, self.language)
        self.entry.setText(name)
        self.entry.setCursorPosition(0)
        self._tell(self._chosen if by_code and self._chosen != name else "")

    def _tell(self, code: str) -> None:
        self.code.setText(code)
        self.code.setVisible(bool(code))

    # --- searching --------------------------------------------------------------

    @property
    def index(self) -> SearchIndex:
        """What can be found; made when it is first needed."""
        if self._index is None:
            kinds = (self.reference.kind,)
            self._index = SearchIndex(self._district, self.language, kinds)
        return self._index

    def _offer(self) -> None:
        if not self.entry.text():
            self._list(self.index.first(_HITS))
            completer = self.entry.completer()
            if completer is not None and self._hits:
                completer.complete()

    def _typed(self, text: str) -> None:
        self._list(self.index.find(text, _HITS))
        # A code that nobody has may be meant; a name that nobody has points nowhere.
        by_code = self.reference.by == "code"
        self._chosen = text.strip() if by_code else ""
        exact = [hit for hit in self._hits if text.strip() == hit.title]
        if len(exact) == 1:
            self._chosen = self._key(exact[0])
        self._tell("")
        self.changed.emit()

    def _cleared(self, text: str) -> None:
        if not text and self._chosen:
            self._chosen = ""
            self._tell("")
            self.changed.emit()

    def _list(self, hits: list[Hit]) -> None:
        self._hits = hits
        self._model.clear()
        for number, hit in enumerate(hits):
            item = QStandardItem(hit.title)
            item.setData(hit.note, _ROLE + 1)
            item.setData(number, _ROLE + 2)
            item.setEditable(False)
            self._model.appendRow(item)

    def _key(self, hit: Hit) -> str:
        row = self._district.row(hit.kind, hit.uid)
        return str(getattr(row, self.reference.by, ""))

    def _activated(self, index: QModelIndex) -> None:
        number = index.data(_ROLE + 2)
        if isinstance(number, int) and number < len(self._hits):
            self.choose(self._hits[number])

    def choose(self, hit: Hit) -> None:
        """Take one of the hits."""
        self.put(self._key(hit))
        self.changed.emit()
