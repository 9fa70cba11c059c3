"""日志: who changed what when, before and after; one entry can be taken back."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.restoring import Restoration, restoration
from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError
from gridwatch.gui.docks import EmptyNote, LazyPanel
from gridwatch.gui.entering import read_day
from gridwatch.gui.journallines import (
    JournalModel,
    changes_of,
    clock,
    name_of,
    outline_of,
    summary,
    what,
)
from gridwatch.gui.rowlook import ROW_HEIGHT, dress_rows
from gridwatch.gui.tables import headline
from gridwatch.gui.tools.sketch import Outline
from gridwatch.store.pages import ImportLine, JournalPage, JournalQuery

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.gui.session import Session
    from gridwatch.gui.wishing import RowWish
    from gridwatch.store.journal import JournalEntry

    Line = JournalEntry | ImportLine

__all__ = ["JournalPanel"]

_WIDTHS = (134, 88, 130, 220, 70, 120)
_TYPING = 200


class JournalPanel(LazyPanel):
    """The journal, newest first.

    Parameters
    ----------
    session : Session
        What is open.
    """

    outline_asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._row: tuple[Kind, str] | None = None
        self._line: Line | None = None
        self.model = JournalModel(self._read, session.language, self)
        self._build()
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        self._typed.timeout.connect(self.refresh)
        self.filter.textChanged.connect(lambda _: self._typed.start())
        self.day.textChanged.connect(lambda _: self._typed.start())
        self.kind.activated.connect(lambda _: self.refresh())
        self.own.toggled.connect(self._follow_row)
        self.view.selectionModel().currentRowChanged.connect(self._chosen)
        self.view.doubleClicked.connect(self._fly)
        self.restore.clicked.connect(self.ask_restore)
        session.district_changed.connect(lambda _: self.refresh())
        session.opened.connect(self.refresh)
        session.selection_changed.connect(self._selection_changed)

    # --- making -----------------------------------------------------------------

    def _build(self) -> None:
        self._build_filters()
        self.restore = QPushButton(self.tr("恢复这一项…"), self)
        self.restore.setEnabled(False)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.filter, 1)
        first.addWidget(self.day)
        second.addWidget(self.kind, 1)
        second.addWidget(self.own)
        second.addWidget(self.restore)
        self.view = self._table()
        self.note = EmptyNote("history", "", self)
        holder = QWidget(self)
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.view)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.addWidget(holder)
        self._split.addWidget(self._details())
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.setSpacing(6)
        for row in (first, second):
            row.setContentsMargins(8, 0, 8, 0)
            box.addLayout(row)
        box.addWidget(self._split, 1)

    def _build_filters(self) -> None:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("筛选…"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("筛选日志"))
        self.kind = QComboBox(self)
        self.kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kind.setMinimumContentsLength(5)
        self.kind.addItem(self.tr("全部类别"), None)
        for kind in Kind:
            name = headline(KIND_NAMES[kind].of(self._session.language))
            self.kind.addItem(name, kind.value)
        self.kind.setAccessibleName(self.tr("类别"))
        self.day = QLineEdit(self)
        self.day.setPlaceholderText(self.tr("某一天"))
        self.day.setToolTip(self.tr("只看这一天，写作 2026-11-22"))
        self.day.setAccessibleName(self.tr("某一天"))
        self.day.setClearButtonEnabled(True)
        self.day.setFixedWidth(112)
        self.own = QCheckBox(self.tr("仅所选行"), self)

    def _table(self) -> QTableView:
        view = QTableView(self)
        view.setMinimumHeight(2 * ROW_HEIGHT)
        view.setModel(self.model)
        view.setAccessibleName(self.tr("日志"))
        dress_rows(view, _WIDTHS)
        return view

    def _details(self) -> QWidget:
        page = QWidget(self)
        page.setObjectName("panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.told = QLabel(page)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setWordWrap(True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setContentsMargins(12, 8, 12, 8)
        scroll = QScrollArea(page)
        scroll.setMinimumHeight(ROW_HEIGHT)
        scroll.setObjectName("panel")
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.told)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll, 1)
        return page

    # --- reading ----------------------------------------------------------------

    def _read(self, query: JournalQuery, before: int | None, size: int) -> JournalPage:
        store = self._session.store
        if store is None:
            return JournalPage((), None)
        return store.journal_page(query, before, size)

    def query(self) -> JournalQuery:
        """Return what is asked for."""
        kind, uid, day = self.kind.currentData(), "", None
        if self.own.isChecked() and self._row is not None:
            uid = self._row[1]
        text = self.day.text().strip()
        if text:
            day = _day(text)
        return JournalQuery(
            text=self.filter.text(),
            kind=Kind(kind) if kind else None,
            uid=uid,
            since=day,
            until=day,
        )

    def refresh(self) -> None:
        """Read the first page again; later, if nobody is looking."""
        self._typed.stop()
        super().refresh()

    def _fill(self) -> None:
        try:
            self.model.ask(self.query(), self._session.district)
        except OfficerError as error:
            self._session.troubled.emit(error)
        some = self.model.rowCount() > 0
        words = self.tr("日志里没有符合条件的记录。每次导入和修改都会记在这里。")
        self.note.set_text(words)
        self._stack.setCurrentWidget(self.view if some else self.note)
        self._show(None)

    # --- one row ----------------------------------------------------------------

    def _selection_changed(self) -> None:
        selected = self._session.selected
        if len(selected) == 1:
            self._row = selected[0]
            if self.own.isChecked():
                self.refresh()

    def _follow_row(self, on: bool) -> None:
        selected = self._session.selected
        if on and len(selected) == 1:
            self._row = selected[0]
        self.refresh()

    def show_history(self, wish: RowWish) -> None:
        """Show the history of the row that is wished, else of the selected one."""
        selected = self._session.selected
        if wish.kind is not None and wish.uids:
            self._row = wish.kind, wish.uids[0]
        elif selected:
            self._row = selected[0]
        for entry in (self.filter, self.day):
            entry.clear()
        self.kind.setCurrentIndex(0)
        self.own.blockSignals(True)
        self.own.setChecked(self._row is not None)
        self.own.blockSignals(False)
        self.refresh()

    # --- details ----------------------------------------------------------------

    def _chosen(self, index: QModelIndex) -> None:
        line = self.model.lines[index.row()] if index.isValid() else None
        self._show(line)

    def _show(self, line: Line | None) -> None:
        self._line = line
        kind = None if isinstance(line, ImportLine) or line is None else line.kind
        self.restore.setEnabled(kind is not None and not self._session.read_only)
        self.told.setText(self._html(line) if line is not None else "")
        self.outline_asked.emit(outline_of(line) if line is not None else Outline())

    def _html(self, line: Line) -> str:
        language, district = self._session.language, self._session.district
        head = escape(headline(what(line, language).of(language)))
        when = f"{clock(line.at)}　{escape(line.who)}"
        if isinstance(line, ImportLine):
            kinds = "、".join(
                f"{KIND_NAMES[kind].of(language)} {n:,}"
                for kind, n in line.kinds.items()
            )
            counts = escape(summary(district, line, language))
            source = escape(line.source)
            return f"<b>{head}</b>　{source}<br>{when}<br>{counts}<br>{escape(kinds)}"
        name = escape(name_of(district, line, language))
        reason = f"<br>{escape(line.reason)}" if line.reason else ""
        rows = "".join(
            f"<tr><td style='padding:2px 14px 2px 0'>{escape(field)}</td>"
            f"<td style='padding:2px 8px 2px 0'>{escape(one) or '—'}</td>"
            f"<td style='padding:2px 8px 2px 0'>→</td>"
            f"<td><b>{escape(other) or '—'}</b></td></tr>"
            for field, one, other in changes_of(district, line, language)
        )
        return f"<b>{head}</b>　{name}<br>{when}{reason}<table>{rows}</table>"

    def _fly(self, index: QModelIndex) -> None:
        """Go to the row of an entry."""
        line = self.model.lines[index.row()]
        if isinstance(line, ImportLine) or line.kind is None:
            return
        if self._session.district.row(line.kind, line.uid) is not None:
            self._session.select({line.kind: [line.uid]}, fly=True)

    # --- restoring --------------------------------------------------------------

    def ask_restore(self) -> None:
        """Take the entry back; ask first where something later would be lost."""
        line, session = self._line, self._session
        if line is None or isinstance(line, ImportLine) or line.kind is None:
            return
        did = what(line, session.language).of(session.language)
        words = self.tr("恢复：{what}（{when}）")
        reason = words.format(what=did, when=clock(line.at))
        written = (line.before, line.after)
        try:
            found = restoration(session.district, line.kind, line.uid, written, reason)
        except OfficerError as error:
            session.troubled.emit(error)
            return
        if not found.conflicts:
            self._restore(found, line)
            return
        box = QMessageBox(self)
        box.setObjectName("restoring")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("恢复这一项"))
        box.setText(self.tr("这一行后来又改过，仍要恢复吗？"))
        told = [text.of(session.language) for text in found.conflicts]
        box.setInformativeText("\n".join(told))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.button(buttons.Yes).setText(self.tr("仍要恢复"))
        box.button(buttons.Cancel).setText(self.tr("取消"))
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Yes).clicked.connect(lambda: self._restore(found, line))
        box.open()

    def _restore(self, found: Restoration, line: JournalEntry) -> None:
        if self._session.apply(found.changes) and line.kind is not None:
            row = self._session.district.row(line.kind, line.uid)
            self._session.select({line.kind: [line.uid]} if row is not None else {})


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None
