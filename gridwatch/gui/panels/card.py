"""卡片: the selected row in full, its neighbours, and simple fields to edit."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.changes import Change, Changes
from gridwatch.district.outfallclasses import LEVELS, choices_of, reclassify
from gridwatch.district.outfalls import Outfall
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard
from gridwatch.district.staleness import staleness_of
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Field,
    Kind,
    OfficerError,
    show,
)
from gridwatch.gui.cardparts import add_photos
from gridwatch.gui.docks import EmptyNote, icon_button
from gridwatch.gui.entering import choices, editable, read_entry
from gridwatch.gui.holdings import history, state_line
from gridwatch.gui.look import tone
from gridwatch.gui.neighbours import Group, Link, groups_of, title_of
from gridwatch.gui.tables import field_title, headline
from gridwatch.gui.wishing import TRACED, RowWish, Verb

if TYPE_CHECKING:
    from gridwatch.district.rows import Row
    from gridwatch.gui.session import Session

__all__ = ["CardPanel", "ValueRow"]

_MANY = 14
_LEAST = 52
_NAMES = 84
_LISTED = 60
_UIDS = ("post_uid", "person_uid")


class ValueRow(QWidget):
    """One value of the card; where it may be edited, a pencil or a double click.

    Parameters
    ----------
    text : str
        The value as shown.
    words : tuple of str
        What to choose from; empty where anything may be typed.
    can_edit : bool
        Whether it may be edited.
    """

    entered = Signal(str)

    def __init__(
        self, text: str, words: tuple[str, ...], *, can_edit: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._text, self._words, self._can_edit = text, words, can_edit
        self.editor: QLineEdit | QComboBox | None = None
        self._label = QLabel(text or "—", self)
        self._label.setObjectName("" if text else "muted")
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._label.installEventFilter(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._row.addWidget(self._label, 1)
        self._pencil = icon_button("pencil", self.tr("编辑"), self)
        self._pencil.setFixedSize(20, 20)
        policy = self._pencil.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._pencil.setSizePolicy(policy)
        self._pencil.setVisible(False)
        self._pencil.clicked.connect(self.begin)
        self._row.addWidget(self._pencil, 0, Qt.AlignmentFlag.AlignTop)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the pencil while the pointer is here."""
        super().enterEvent(event)
        self._pencil.setVisible(self._can_edit and self.editor is None)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the pencil."""
        super().leaveEvent(event)
        self._pencil.setVisible(False)

    def begin(self) -> None:
        """Put an editor in the place of the value."""
        if not self._can_edit or self.editor is not None:
            return
        self.editor = self._box() if self._words else QLineEdit(self._text, self)
        self.editor.installEventFilter(self)
        self._label.hide()
        self._pencil.hide()
        self._row.insertWidget(0, self.editor, 1)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, QLineEdit):
            self.editor.selectAll()

    def _box(self) -> QComboBox:
        box = QComboBox(self)
        extra = [self._text] if self._text and self._text not in self._words else []
        box.addItems(["", *self._words, *extra])
        box.setCurrentText(self._text)
        box.activated.connect(lambda _: self._finish())
        return box

    def _finish(self) -> None:
        editor = self.editor
        if editor is None:
            return
        text = editor.currentText() if isinstance(editor, QComboBox) else editor.text()
        self._end()
        if text.strip() != self._text:
            self.entered.emit(text)

    def _end(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()
        self._label.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin on double click, take on Enter, drop on Esc."""
        kind = QEvent.Type
        if watched is self._label:
            if event.type() is kind.MouseButtonDblClick and self._can_edit:
                self.begin()
                return True
        elif isinstance(event, QKeyEvent):
            return self._take_key(event) or super().eventFilter(watched, event)
        elif event.type() is kind.FocusOut and isinstance(watched, QLineEdit):
            self._finish()
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        escape = event.key() == Qt.Key.Key_Escape
        if event.type() is QEvent.Type.ShortcutOverride and escape:
            # Esc would otherwise let go of the selection, and of this card.
            event.accept()
            return True
        if event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
            return True
        if escape:
            self._end()
        return escape


class CardPanel(QWidget):
    """The card of the selection.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._open_lists: set[str] = set()
        self.values: dict[tuple[Kind, str, str], ValueRow] = {}
        words = self.tr("在地图上点一个对象，或在表格里选一行，这里显示它的全部内容。")
        self._note = EmptyNote("browse", words, self)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("panel")
        self._scroll.setWidgetResizable(True)
        self._scroll.setMinimumHeight(_LEAST)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._note)
        self._stack.addWidget(self._scroll)
        session.selection_changed.connect(self._selected)
        session.district_changed.connect(lambda _: self.refresh())
        session.as_of_changed.connect(self.refresh)

    def _selected(self) -> None:
        self._open_lists.clear()
        self.refresh()
        self._scroll.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Show the selection as it is now."""
        district, selected = self._session.district, self._session.selected
        rows = [(k, u) for k, u in selected if district.row(k, u) is not None]
        self.values = {}
        if not rows:
            self._stack.setCurrentWidget(self._note)
            return
        page = self._one(*rows[0]) if len(rows) == 1 else self._several(rows)
        self._scroll.setWidget(page)
        self._stack.setCurrentWidget(self._scroll)

    # --- pages ------------------------------------------------------------------

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget(self)
        page.setObjectName("panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(page)
        box.setContentsMargins(14, 10, 8, 14)
        box.setSpacing(6)
        return page, box

    def _several(self, rows: list[tuple[Kind, str]]) -> QWidget:
        page, box = self._page()
        session = self._session
        words = self.tr("已选 {n} 个对象").format(n=len(rows))
        box.addWidget(_label(words, "heading", page))
        found: dict[Kind, list[Link]] = {}
        for kind, uid in rows:
            row = session.district.row(kind, uid)
            title = title_of(session.district, kind, row, session.language)
            found.setdefault(kind, []).append(Link(title, kind, uid))
        groups = [Group(KIND_NAMES[k], tuple(links)) for k, links in found.items()]
        self._add_groups(box, groups, page, counted=True)
        box.addStretch(1)
        return page

    def _one(self, kind: Kind, uid: str) -> QWidget:
        page, box = self._page()
        session = self._session
        row = session.district.row(kind, uid)
        assert row is not None
        self._add_head(box, kind, row, page)
        if isinstance(row, Signboard):
            # Here and below: no start needs what boards and outfalls are told by.
            from gridwatch.gui.boardcard import board_sections

            box.addWidget(board_sections(session, row, page))
            box.addWidget(_rule(page))
        grid = _grid()
        for field in FIELDS[kind]:
            if field.key not in _UIDS:
                self._add_field(grid, kind, row, field)
        box.addLayout(grid)
        if isinstance(row, Segment):
            if row.code:
                self._add_ownership(box, row.code, page)
            add_photos(session, row.uid, box, page)
        if isinstance(row, Outfall):
            from gridwatch.gui.outfallcard import outfall_sections

            box.addWidget(_rule(page))
            box.addWidget(outfall_sections(session, row, page))
        groups = groups_of(session.district, kind, row, session.as_of, session.language)
        if groups:
            box.addWidget(_rule(page))
            as_of = self.tr("关联（截至 {day}）").format(day=session.as_of.isoformat())
            box.addWidget(_label(as_of, "section", page))
            self._add_groups(box, groups, page)
        box.addStretch(1)
        return page

    def _add_head(self, box: QVBoxLayout, kind: Kind, row: Row, page: QWidget) -> None:
        session = self._session
        top = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(
            _label(headline(KIND_NAMES[kind].of(session.language)), "muted", page)
        )
        title = title_of(session.district, kind, row, session.language)
        head = _label(title, "heading", page)
        head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        names.addWidget(head)
        top.addLayout(names, 1)
        buttons = [
            (Verb.EDIT, "pencil", self.tr("编辑… (F2)")),
            (Verb.HISTORY, "history", self.tr("历史")),
        ]
        if kind is Kind.PERSON:
            buttons.append((Verb.HANDOVER, "check", self.tr("变更河长 · 换届体检…")))
        elif kind in TRACED:
            buttons.append((Verb.TRACE, "print", self.tr("责任追溯单…")))
        for verb, icon_name, tip in buttons:
            button = self._wisher(verb, icon_name, tip, (kind, row.uid), page)
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        fly = icon_button("zoom-selection", self.tr("在地图上显示 (F)"), page)
        fly.clicked.connect(session.flight_asked)
        top.addWidget(fly, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(top)
        stale = (
            staleness_of(session.district, row, session.as_of)
            if isinstance(row, Signboard)
            else None
        )
        if stale is not None and stale.stale:
            words = self.tr("过期：牌面姓名与 {day} 的河长名单不符")
            day = session.as_of.isoformat()
            box.addWidget(_label(words.format(day=day), "danger", page))

    def _wisher(
        self, verb: Verb, name: str, tip: str, row: tuple[Kind, str], page: QWidget
    ) -> QToolButton:
        """Return a button that wishes something to be done with a row."""
        button = icon_button(name, tip, page)
        wish = RowWish(verb, row[0], (row[1],) if row[1] else ())
        button.clicked.connect(lambda: self._session.row_wished.emit(wish))
        free = verb in (Verb.HISTORY, Verb.TRACE)
        button.setEnabled(free or not self._session.read_only)
        return button

    def _add_field(self, grid: QGridLayout, kind: Kind, row: Row, field: Field) -> None:
        session, key = self._session, field.key
        language = session.language
        name = headline(field.name.of(language))
        page = grid.parentWidget() or self
        text = show(kind, key, getattr(row, key), language)
        can_edit = editable(kind, key) and not session.read_only
        words = choices(kind, key, language, session.codelists)
        if isinstance(row, Outfall) and key in LEVELS:
            words = choices_of(session.district.rules, row, key)
        value = ValueRow(text, words, can_edit=can_edit, parent=page)
        if text and field.unit is not None:
            value.setToolTip(f"{text} {field.unit.of(language)}")
            name = field_title(field.name, field.unit, language)
        value.entered.connect(lambda entry: self.edit(kind, row.uid, key, entry))
        self.values[kind, row.uid, key] = value
        line = grid.rowCount()
        label = _label(name, "muted", page)
        grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, line, 1)

    def _add_ownership(self, box: QVBoxLayout, code: str, page: QWidget) -> None:
        rows = self._session.district.ownerships_of_segment.get(code, ())
        box.addWidget(_rule(page))
        name = headline(KIND_NAMES[Kind.OWNERSHIP].of(self._session.language))
        head = QHBoxLayout()
        head.addWidget(_label(name, "section", page), 1)
        for row in rows:
            tip = self.tr("编辑权属…")
            of = Kind.OWNERSHIP, row.uid
            head.addWidget(self._wisher(Verb.EDIT, "pencil", tip, of, page))
        head.addWidget(self._register(code, page))
        box.addLayout(head)
        if not rows:
            box.addWidget(_label(self.tr("没有权属登记"), "danger", page))
        for row in sorted(rows, key=lambda one: one.bank):
            state, colour = state_line(row, self._session)
            line = _label(state, "state", page)
            line.setWordWrap(True)
            shade = tone(colour)
            if shade is not None:
                line.setStyleSheet(f"color: {shade.name()}; font-weight: 600;")
            box.addWidget(line)
            grid = _grid()
            for field in FIELDS[Kind.OWNERSHIP]:
                if field.key != "segment_code":
                    self._add_field(grid, Kind.OWNERSHIP, row, field)
            box.addLayout(grid)
            for words in history(row, self._session):
                past = _label(words, "muted", page)
                past.setWordWrap(True)
                box.addWidget(past)

    def _register(self, code: str, page: QWidget) -> QToolButton:
        """Return a button that registers the ownership of a segment."""
        button = icon_button("add", self.tr("登记权属…"), page)
        wish = RowWish(Verb.NEW, Kind.OWNERSHIP, values={"segment_code": code})
        button.clicked.connect(lambda: self._session.row_wished.emit(wish))
        button.setEnabled(not self._session.read_only)
        return button

    # --- neighbours -------------------------------------------------------------

    def _add_groups(
        self,
        box: QVBoxLayout,
        groups: list[Group],
        page: QWidget,
        *,
        counted: bool = False,
    ) -> None:
        grid = _grid()
        for line, group in enumerate(groups):
            name = headline(group.name.of(self._session.language))
            if counted or len(group.links) > _MANY:
                name = f"{name} {len(group.links)}"
            label = _label(name, "muted", page)
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._links(group, page), line, 1)
        box.addLayout(grid)

    def _links(self, group: Group, page: QWidget) -> QLabel:
        if not group.links and group.words is not None:
            told = _label(group.words.of(self._session.language), "", page)
            told.setWordWrap(True)
            return told
        if not group.links:
            words = group.empty.of(self._session.language) if group.empty else ""
            return _label(words, "danger", page)
        opened = group.name.zh in self._open_lists
        room = _LISTED if opened else _MANY
        parts = [_anchor(link) for link in group.links[:room]]
        rest = len(group.links) - room
        if rest > 0:
            words = self.tr("另有 {n} 个").format(n=rest)
            target = "" if opened else f'href="more:{escape(group.name.zh)}"'
            parts.append(f"<a {target}>{escape(words)}</a>")
        label = QLabel("、".join(parts), page)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.linkActivated.connect(self._follow)
        return label

    def _follow(self, target: str) -> None:
        head, _, tail = target.partition(":")
        if head == "more":
            self._open_lists.add(tail)
            self.refresh()
        else:
            self._session.select({Kind(head): [tail]}, fly=True)

    # --- editing ----------------------------------------------------------------

    def edit(self, kind: Kind, uid: str, key: str, entry: str) -> bool:
        """Write what was entered for one field; it can be undone."""
        session = self._session
        row = session.district.row(kind, uid)
        if row is None:
            return False
        try:
            after = read_entry(kind, key, entry, session.language)
        except OfficerError as error:
            session.troubled.emit(error)
            return False
        before = getattr(row, key)
        if before == after:
            return False
        field = next(f for f in FIELDS[kind] if f.key == key)
        changes = Changes((Change(kind, uid, {key: before}, {key: after}),))
        if isinstance(row, Outfall) and key in LEVELS:
            changes = reclassify(session.district.rules, row, key, str(after))
        words = self.tr("修改{name}").format(name=field.name.of(session.language))
        return session.apply(Changes(changes.items, words), words)


def _anchor(link: Link) -> str:
    note = f" <small>{escape(link.note)}</small>" if link.note else ""
    style = "text-decoration:none"
    text = escape(link.text)
    return f'<a style="{style}" href="{link.kind.value}:{link.uid}">{text}</a>{note}'


def _label(text: str, name: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setWordWrap(name in ("heading", "danger"))
    return label


def _rule(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setObjectName("rule")
    return line


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(5)
    grid.setColumnMinimumWidth(0, _NAMES)
    grid.setColumnStretch(1, 1)
    return grid
