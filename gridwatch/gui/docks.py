"""Docks with a slim title, and the panel that a table lives in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import Format, Kind, OfficerError, field_of, show
from gridwatch.gui.asking import ask_save
from gridwatch.gui.look import icon, picture
from gridwatch.gui.tables import (
    Column,
    Line,
    RowsModel,
    RowsView,
    field_title,
    headline,
)
from gridwatch.gui.units import Units
from gridwatch.gui.wishing import RowWish, Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from gridwatch.district.wording import Text
    from gridwatch.gui.session import Session

__all__ = [
    "Dock",
    "EmptyNote",
    "TablePanel",
    "field_column",
    "icon_button",
    "text_column",
]

_FILTER_DELAY = 120
_BUTTON = 16
_LEAST = 52


def icon_button(name: str, tip: str, parent: QWidget) -> QToolButton:
    """Return a small flat button with an icon and a name for screen readers."""
    button = QToolButton(parent)
    button.setIcon(icon(name))
    button.setProperty("icon_name", name)
    button.setIconSize(QSize(_BUTTON, _BUTTON))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    return button


class _Title(QWidget):
    """The title of a dock: its name or its own header, then float and close."""

    def __init__(self, dock: QDockWidget, header: QWidget | None) -> None:
        super().__init__(dock)
        self.setObjectName("docktitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._float = icon_button("float", self.tr("浮动或停靠"), self)
        self._close = icon_button("close", self.tr("关闭面板"), self)
        for button in (self._float, self._close):
            button.setIconSize(QSize(12, 12))
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 4)
        row.setSpacing(1)
        if header is None:
            row.addWidget(QLabel(dock.windowTitle(), self))
            row.addStretch(1)
        else:
            row.addWidget(header, 1)
        row.addWidget(self._float)
        row.addWidget(self._close)


class LazyPanel(QWidget):
    """A panel that makes its content when it is seen, not for a tab behind others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True

    def refresh(self) -> None:
        """Show what there is now; later, if nobody is looking."""
        self._stale = True
        # A tab behind another one is visible to Qt, but nothing of it shows.
        if self.isVisible() and not self.visibleRegion().isEmpty():
            self.catch_up()

    def catch_up(self) -> None:
        """Make the content now, unless it is as it should be or has to wait."""
        if self._stale and self._may_fill():
            self._stale = False
            self._fill()

    def _may_fill(self) -> bool:
        """Tell whether there is nothing that goes before."""
        return True

    def _fill(self) -> None:
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Make the content when the panel is first seen."""
        super().showEvent(event)
        if not self.visibleRegion().isEmpty():
            self.catch_up()


class Dock(QDockWidget):
    """A dock that keeps out of the way; what is in it is made when it is wanted.

    Parameters
    ----------
    name : str
        Stable name, for what is remembered.
    title : str
        What the officer reads.
    make : callable
        Makes what is in it; a panel with a ``header`` puts that into the title bar.
    """

    def __init__(
        self, name: str, title: str, make: Callable[[], QWidget], parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self._make = make
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._fill_in_sight)
        self.visibilityChanged.connect(self._seen)

    @property
    def filled(self) -> bool:
        """Whether its panel is there."""
        return self.widget() is not None

    def fill(self) -> QWidget:
        """Return the panel in it; the first call makes it."""
        if not self.filled:
            panel = self._make()
            self.setWidget(panel)
            self.setTitleBarWidget(_Title(self, getattr(panel, "header", None)))
            panel.setAccessibleName(self.windowTitle())
        return self.widget()

    def _seen(self, seen: bool) -> None:
        """Have the panels in it catch up when it comes to the front."""
        if not self.filled:
            # Qt tells of every tab that it is seen, before one of them is in front.
            self._look.start()
        elif seen:
            for panel in self.findChildren(LazyPanel):
                panel.catch_up()

    def _fill_in_sight(self) -> None:
        if not self.visibleRegion().isEmpty():
            self.fill()


class EmptyNote(QWidget):
    """What an empty panel says: what it would show, and what to do.

    Parameters
    ----------
    icon_name : str
        Icon above the words.
    text : str
        The words.
    """

    def __init__(self, icon_name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_LEAST)
        self._icon_name = icon_name
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label = QLabel(text, self)
        self._label.setObjectName("muted")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.setSpacing(12)
        box.addStretch(2)
        box.addWidget(self._picture)
        box.addWidget(self._label)
        box.addStretch(3)
        self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(picture(self._icon_name, 36, self))

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._label.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()


class TablePanel(LazyPanel):
    """A table with its filter, its count and what to do with it.

    Subclasses say what its lines are by `lines`; they are made only while the panel
    can be seen.

    Parameters
    ----------
    session : Session
        What is open.
    name : str
        Stable name, for what is remembered.
    columns : sequence of Column
        The columns.
    empty : str
        What an empty table says.
    """

    kinds: frozenset[Kind] = frozenset(Kind)
    icon_name = "columns"
    makes: Kind | None = None
    """Which kind of row is made from here; None: tables that list several."""

    def __init__(
        self,
        session: Session,
        name: str,
        columns: Sequence[Column],
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.name = name
        self._empty = empty
        self.model = RowsModel(columns, self)
        self.view = RowsView(self.model, self)
        self.view.setAccessibleName(self.tr("表格"))
        self.note = EmptyNote(self.icon_name, empty, self)
        self.filter = QLineEdit(self)
        self.count = QLabel(self)
        self._lay_out()
        self._typing = QTimer(self, singleShot=True, interval=_FILTER_DELAY)
        self._typing.timeout.connect(self._apply_filter)
        self.filter.textChanged.connect(lambda _: self._typing.start())
        self.filter.returnPressed.connect(self._apply_filter)
        self.model.counted.connect(self._show_count)
        self.view.chosen.connect(self._chosen)
        self.view.flown.connect(session.flight_asked)
        self.view.opened.connect(lambda: self._wish(Verb.EDIT))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._context)
        self._listen()

    def _listen(self) -> None:
        session = self.session
        session.selection_changed.connect(self.follow)
        session.district_changed.connect(self._district_changed)
        session.as_of_changed.connect(self.refresh)
        session.opened.connect(self._opened)
        session.shown.connect(self.refresh)
        session.closed.connect(self.remember)
        if not session.empty:
            self._opened()

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(self.tr("筛选…"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("筛选表格"))
        self.count.setObjectName("muted")
        columns = icon_button("columns", self.tr("选择列"), self)
        columns.clicked.connect(
            lambda: self.view.column_menu().popup(
                columns.mapToGlobal(columns.rect().bottomLeft())
            )
        )
        export = icon_button("export", self.tr("导出表格…"), self)
        export.clicked.connect(self.export)
        self.header = QWidget(self)
        top = QHBoxLayout(self.header)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(2)
        top.addWidget(self.filter, 1)
        top.addSpacing(4)
        top.addWidget(self.count)
        top.addWidget(columns)
        top.addWidget(export)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._stack, 1)

    # --- content ----------------------------------------------------------------

    def lines(self) -> Iterable[Line]:
        """Return the lines for the district and day of the session."""
        raise NotImplementedError

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & self.kinds:
            self.refresh()

    def _opened(self) -> None:
        state = self.session.memory.bytes_of(self.session.uid, f"columns/{self.name}")
        self.refresh()
        if state is not None:
            self.view.restore_columns(state)

    def remember(self) -> None:
        """Keep the columns of this table for the open store."""
        if self.session.store is not None:
            state = self.view.horizontalHeader().saveState()
            key = f"columns/{self.name}"
            self.session.memory.put(self.session.uid, key, state)

    def refresh(self) -> None:
        """Show the rows of today's district; later, if nobody is looking."""
        unread = self.tr("台账还没有读入；可在地图上方读入。")
        empty = self._empty if self.session.loaded else unread
        # Nothing is said to be empty that has not been looked at.
        self.note.set_text(empty if self._may_fill() else "")
        super().refresh()

    def _may_fill(self) -> bool:
        return self.session.seen

    def _fill(self) -> None:
        self.model.set_lines(self.lines())
        self.follow()

    def _show_count(self, shown: int, total: int) -> None:
        self.count.setText(f"{shown:,} / {total:,}")
        self.count.setToolTip(self.title_out)
        self._stack.setCurrentWidget(self.view if total else self.note)

    def _apply_filter(self) -> None:
        self._typing.stop()
        self.model.set_filter(self.filter.text())
        self.follow()

    # --- selection --------------------------------------------------------------

    def _chosen(self, lines: list[Line]) -> None:
        found: dict[Kind, list[str]] = {}
        for line in lines:
            found.setdefault(line.kind, []).append(line.uid)
        self.session.select(found, show=True)

    def follow(self) -> None:
        """Select what is selected elsewhere."""
        if not self._stale:
            self.view.follow(self.session.selected)

    # --- what is wished ---------------------------------------------------------

    def _wish(self, verb: Verb) -> None:
        self.session.row_wished.emit(RowWish(verb, self._makes_for(verb)))

    def _makes_for(self, verb: Verb) -> Kind | None:
        return self.makes if verb is Verb.NEW else None

    def _context(self, place: QPoint) -> None:
        menu = self.row_menu()
        menu.popup(self.view.viewport().mapToGlobal(place))

    def row_menu(self) -> QMenu:
        """Return the menu of the right button: what can be done with rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = bool(self.view.selected_lines())
        can_edit = not self.session.read_only
        entries = (
            (Verb.NEW, self.tr("新建…"), can_edit and self.makes is not None),
            (Verb.EDIT, self.tr("编辑…"), can_edit and chosen),
            (Verb.COPY, self.tr("复制一行…"), can_edit and chosen),
            (Verb.REMOVE, self.tr("删除…"), can_edit and chosen),
            (Verb.HISTORY, self.tr("历史"), chosen),
        )
        for verb, text, enabled in entries:
            action = menu.addAction(text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, verb=verb: self._wish(verb))
        menu.addSeparator()
        fly = menu.addAction(self.tr("在地图上显示"), self.session.flight_asked.emit)
        fly.setEnabled(self.session.selected_extent is not None)
        menu.addAction(self.tr("复制表格行"), self.view.copy)
        return menu

    # --- out --------------------------------------------------------------------

    def export(self) -> None:
        """Ask for a file and write the table as shown."""
        ask_save(
            self,
            self.tr("导出表格"),
            f"{self.windowTitle() or self.name}_{self.session.as_of}.xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"],
            self.export_to,
        )

    @property
    def title_out(self) -> str:
        """The title of the table as it goes out, with the day it speaks of."""
        words = self.tr("{title} 截至 {day}")
        title = self.windowTitle() or self.name
        return words.format(title=title, day=self.session.as_of.isoformat())

    def export_to(self, path: Path) -> None:
        """Write the lines that are shown, in their order, with the shown columns."""
        from gridwatch.reports.tables import Column as OutColumn
        from gridwatch.reports.tables import write_table

        header = self.view.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        shown = [i for i in order if not self.view.isColumnHidden(i)]
        columns = [self.model.columns[i] for i in shown]
        try:
            write_table(
                path,
                self.title_out,
                [OutColumn(column.title, column.format) for column in columns],
                (self._row_out(line, shown) for line in self.model.lines),
                [(self.tr("截至"), self.session.as_of.isoformat())],
            )
        except OfficerError as error:
            self.session.troubled.emit(error)

    def _row_out(self, line: Line, shown: Sequence[int]) -> list[object]:
        columns = self.model.columns
        return [
            scaled(line.values[i], columns[i].scale)
            if columns[i].numeric
            else line.texts[i]
            for i in shown
        ]

    # --- for subclasses ---------------------------------------------------------

    def shown(self, kind: Kind, row: object, key: str) -> str:
        """Return one field of a row as the officer reads it."""
        value = getattr(row, key)
        length = field_of(kind, key).format is Format.LENGTH
        if length and isinstance(value, int | float):
            return Units.chosen(self.session.memory).metres(value)
        return show(kind, key, getattr(row, key), self.session.language)


def field_column(
    kind: Kind, key: str, session: Session, *, shown: bool = True
) -> Column:
    """Return the column of one field of the register."""
    field = field_of(kind, key)
    units = Units.chosen(session.memory)
    unit = units.unit(field.format, field.unit)
    title = field_title(field.name, unit, session.language)
    return Column(key, title, field.format, shown, units.scale(field.format))


def scaled(value: object, scale: float) -> object:
    """Return a number times a scale; anything else as it is.

    Examples
    --------
    >>> scaled(1500.0, 0.001), scaled(None, 0.001)
    (1.5, None)
    """
    if scale == 1.0 or not isinstance(value, int | float):
        return value
    return value * scale


def text_column(
    key: str, name: Text, session: Session, *, shown: bool = True
) -> Column:
    """Return a column that is worked out from others."""
    return Column(key, headline(name.of(session.language)), shown=shown)
