"""The one search box: rivers, persons, codes, places; pinyin initials too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gridwatch.district.jurisdictions import Jurisdiction
from gridwatch.district.wording import KIND_NAMES, Kind, Language, choice
from gridwatch.gui.look import icon, shades
from gridwatch.gui.naming import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMoveEvent, QShowEvent

    from gridwatch.district.district import District
    from gridwatch.gui.session import Session

__all__ = ["Hit", "HitDelegate", "SearchBox", "SearchIndex", "initials"]

_HITS = 12
_POPUP = 360
_ROLE = Qt.ItemDataRole.UserRole
_ORDER = (
    Kind.RIVER,
    Kind.JURISDICTION,
    Kind.PERSON,
    Kind.WATER_BODY,
    Kind.SEGMENT,
    Kind.OUTFALL,
    Kind.SIGNBOARD,
    Kind.CELL,
)
# GB2312 lists its 3,755 commonest characters by their pinyin; these are the first
# code points of each initial letter.
_STARTS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"),
    (0xB7A2, "f"), (0xB8C1, "g"), (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"),
    (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"), (0xC5BE, "p"),
    (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"),
    (0xCEF4, "x"), (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_LAST = 0xD7F9


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower()
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return "?"
    if not _STARTS[0][0] <= code <= _LAST:
        return "?"
    return next(letter for start, letter in reversed(_STARTS) if code >= start)


def initials(text: str) -> str:
    """Return the first letters of the pinyin of `text`; ``?`` where not known.

    Examples
    --------
    >>> initials("潮河")
    'ch'
    """
    return "".join(_initial(character) for character in text)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that can be found."""

    kind: Kind
    uid: str
    title: str
    note: str
    code: str
    letters: str


class SearchIndex:
    """Everything of a district that has a name or a code.

    Parameters
    ----------
    district : District
        Where to search.
    language : Language
        Language of the kinds.
    kinds : sequence of Kind
        What can be found, the likeliest first.
    """

    def __init__(
        self, district: District, language: Language, kinds: Sequence[Kind] = _ORDER
    ) -> None:
        self._hits = [
            _hit(district, kind, row, language)
            for kind in kinds
            for row in district.rows(kind)
        ]

    def find(self, text: str, most: int = _HITS) -> list[Hit]:
        """Return the best hits: whole names, beginnings, parts, then initials."""
        wanted = "".join(text.casefold().split())
        if not wanted:
            return []
        ranked: list[list[Hit]] = [[], [], [], []]
        for hit in self._hits:
            rank = _rank(hit, wanted)
            if rank is not None:
                ranked[rank].append(hit)
        return [hit for hits in ranked for hit in hits][:most]

    def first(self, most: int = _HITS) -> list[Hit]:
        """Return some, where nothing has been typed yet."""
        return self._hits[:most]


def _hit(district: District, kind: Kind, row: object, language: Language) -> Hit:
    title = label_of(district, kind, row, language)
    code = str(getattr(row, "code", "") or "")
    name = KIND_NAMES[kind].of(language)
    if isinstance(row, Jurisdiction):
        name = choice(row.level.value, language)
    note = (
        str(getattr(row, "unit", "") or "") or f"{name} {code if code != title else ''}"
    )
    return Hit(
        kind,
        getattr(row, "uid", ""),
        title,
        note.strip(),
        code.casefold(),
        initials(title),
    )


def _rank(hit: Hit, wanted: str) -> int | None:
    title = hit.title.casefold()
    if wanted in (title, hit.code):
        return 0
    if title.startswith(wanted) or hit.code.startswith(wanted):
        return 1
    if wanted in title or (len(wanted) > 2 and wanted in hit.code):
        return 2
    matched = wanted.isascii() and hit.letters.startswith(wanted)
    return 3 if matched else None


class HitDelegate(QStyledItemDelegate):
    """Name at the left, kind and code in grey at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return a calm height."""
        return QSize(super().sizeHint(option, index).width(), 28)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one hit."""
        colours = shades()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.soft))
        inner = rect.adjusted(10, 0, -10, 0)
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.text))
        title = str(index.data(Qt.ItemDataRole.DisplayRole))
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignLeft, title)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(title) - 16
        note = painter.fontMetrics().elidedText(
            str(index.data(_ROLE + 1)), Qt.TextElideMode.ElideRight, max(0, room)
        )
        painter.setPen(QColor(colours.muted))
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignRight, note)


class _Hits(QListView):
    """The list of hits; wider than its box, it ends where the box ends."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self._box = box

    def _align(self) -> None:
        box = self._box
        end = box.mapToGlobal(box.rect().bottomRight()).x() + 1 - self.width()
        if self.isVisible() and self.x() != end:
            self.move(end, self.y())

    def showEvent(self, event: QShowEvent) -> None:
        """Stand under the box."""
        super().showEvent(event)
        self._align()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Stay there when the completer moves the list."""
        super().moveEvent(event)
        self._align()


class SearchBox(QLineEdit):
    """Finds while typing; Enter or a click flies there.

    Parameters
    ----------
    session : Session
        What is open.
    """

    found = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._index: SearchIndex | None = None
        self._hits: list[Hit] = []
        self._model = QStandardItemModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_HITS)
        self._popup = _Hits(self)
        completer.setPopup(self._popup)
        self._popup.setItemDelegate(HitDelegate(self._popup))
        self._popup.setMinimumWidth(_POPUP)
        activated: Any = completer.activated
        activated[QModelIndex].connect(self._activated)
        self.setCompleter(completer)
        self.setPlaceholderText(self.tr("搜索河流、河长、编码、地名"))
        self.setAccessibleName(self.tr("搜索"))
        self.setClearButtonEnabled(True)
        self._icon = self.addAction(
            icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._icon.setProperty("icon_name", "search")
        self.textEdited.connect(self._search)
        self.returnPressed.connect(self._enter)
        session.district_changed.connect(self._forget)
        session.opened.connect(self._forget)

    def _forget(self, *_: object) -> None:
        self._index = None

    def _search(self, text: str) -> None:
        if self._index is None:
            district = self._session.district
            self._index = SearchIndex(district, self._session.language)
        self._hits = self._index.find(text)
        self._model.clear()
        for number, hit in enumerate(self._hits):
            item = QStandardItem(hit.title)
            item.setData(hit.note, _ROLE + 1)
            item.setData(number, _ROLE + 2)
            item.setEditable(False)
            self._model.appendRow(item)

    def _activated(self, index: QModelIndex) -> None:
        number = index.data(_ROLE + 2)
        if isinstance(number, int) and number < len(self._hits):
            self._go(self._hits[number])

    def _enter(self) -> None:
        chosen = self._popup.isVisible() and self._popup.currentIndex().isValid()
        if self.text() and self._hits and not chosen:
            self._popup.hide()
            self._go(self._hits[0])

    def _go(self, hit: Hit) -> None:
        self._session.select({hit.kind: [hit.uid]}, fly=True)
        self.found.emit(hit)
