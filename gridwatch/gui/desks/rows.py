"""Rows of any kind: made, edited, copied and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QMessageBox, QWidget

from gridwatch.district.rowedits import Removal, copied_values, removal
from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.gui.desks.desk import Command, Desk
from gridwatch.gui.docks import TablePanel
from gridwatch.gui.naming import label_of
from gridwatch.gui.tables import headline
from gridwatch.gui.wishing import RowWish, Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gridwatch.gui.session import Session

__all__ = ["RowDesk"]

_FEW = 3
_SEVERAL = Text(
    "选中了不同类别的对象，请只选一类。没有更改任何数据。",
    "Rows of several kinds are selected; select those of one. Nothing was changed.",
)
_ONE = Text(
    "请先选中一行再编辑：一次编辑一行。", "Select one row: they are edited one by one."
)
_NONE = Text(
    "请先在表格或地图上选中要处理的行。", "Select rows in a table or on the map first."
)
_READ_ONLY = Text(
    "工作库现在只能读，不能编辑。没有更改任何数据。",
    "The store can only be read now; nothing was changed.",
)


class RowDesk(Desk):
    """Does what tables, card and map wish to be done with rows.

    Parameters
    ----------
    session : Session
        What is open.
    window : QWidget
        Owner of the dialogs.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(session, window)
        session.row_wished.connect(self.serve)

    def commands(self) -> Sequence[Command]:
        """Return what the menu offers."""

        def wish(verb: Verb) -> Callable[[], object]:
            return lambda: self.serve(RowWish(verb))

        return (
            Command("row-new", self.tr("新建一行…"), wish(Verb.NEW), "Ins", "add"),
            Command("row-edit", self.tr("编辑所选…"), wish(Verb.EDIT), "F2", "pencil"),
            Command(
                "row-copy", self.tr("复制一行…"), wish(Verb.COPY), "Ctrl+D", "copy"
            ),
            Command(
                "row-remove", self.tr("删除所选…"), wish(Verb.REMOVE), "Del", "close"
            ),
        )

    def serve(self, wish: RowWish) -> None:
        """Do what is wished, or say in words why not.

        Changes of person and traces are for the desk of chiefs.
        """
        if wish.verb in (Verb.HANDOVER, Verb.TRACE):
            return
        if wish.verb is Verb.HISTORY:
            self.panel_asked.emit("journal")
            return
        if self.session.read_only:
            self.session.troubled.emit(OfficerError(_READ_ONLY))
            return
        if wish.verb is Verb.NEW:
            self.new(wish.kind or _kind_in_hand(), wish.values)
            return
        self._serve_chosen(wish)

    def _serve_chosen(self, wish: RowWish) -> None:
        try:
            kind, uids = self._meant(wish)
        except OfficerError as error:
            self.session.troubled.emit(error)
            return
        if wish.verb is Verb.REMOVE:
            self.remove(kind, uids)
        elif len(uids) > 1:
            self.session.troubled.emit(OfficerError(_ONE))
        elif wish.verb is Verb.EDIT:
            self.edit(kind, uids[0])
        else:
            self.copy(kind, uids[0])

    def _meant(self, wish: RowWish) -> tuple[Kind, tuple[str, ...]]:
        if wish.kind is not None and wish.uids:
            return wish.kind, wish.uids
        chosen = self.session.selection
        if not chosen:
            raise OfficerError(_NONE)
        if len(chosen) > 1:
            raise OfficerError(_SEVERAL)
        kind, uids = next(iter(chosen.items()))
        return kind, tuple(uids)

    # --- the edits --------------------------------------------------------------

    def new(self, kind: Kind | None, values: Mapping[str, object]) -> None:
        """Ask for a new row; first for its kind, where that is not told."""
        from gridwatch.gui.dialogs.newrow import NewRowDialog
        from gridwatch.gui.dialogs.rowform import RowForm

        if kind is None:
            dialog = NewRowDialog(self.session, self.window)
            dialog.chosen.connect(lambda found: self.new(Kind(found), values))
            self.show(dialog)
            return
        self.show(RowForm(self.session, kind, None, values, self.window))

    def edit(self, kind: Kind, uid: str) -> None:
        """Show a row in a form."""
        from gridwatch.gui.dialogs.rowform import RowForm

        row = self.session.district.row(kind, uid)
        if row is not None:
            self.show(RowForm(self.session, kind, row, None, self.window))

    def copy(self, kind: Kind, uid: str) -> None:
        """Show a copy of a row in a form; it is made when it is saved."""
        from gridwatch.gui.dialogs.rowform import RowForm

        row = self.session.district.row(kind, uid)
        if row is not None:
            values = copied_values(row)
            self.show(RowForm(self.session, kind, None, values, self.window))

    def remove(self, kind: Kind, uids: Sequence[str]) -> None:
        """Ask, saying what points to the rows; then remove them."""
        away = removal(self.session.district, kind, uids)
        if not away.rows:
            return
        box = QMessageBox(self.window)
        box.setObjectName("removing")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("删除"))
        box.setText(self._question(away))
        told = [away.sentence.of(self.session.language), self.tr("可以撤销。")]
        box.setInformativeText("\n".join(part for part in told if part))
        clear = QCheckBox(self.tr("同时清空这些行里的代码"), box)
        clear.setChecked(True)
        if away.links:
            box.setCheckBox(clear)
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.button(buttons.Yes).setText(self.tr("删除"))
        box.button(buttons.Cancel).setText(self.tr("取消"))
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Yes).clicked.connect(
            lambda: self._removed(away, clear=clear.isChecked())
        )
        box.open()

    def _question(self, away: Removal) -> str:
        district, language = self.session.district, self.session.language
        names = [
            label_of(district, away.kind, row, language) for row in away.rows[:_FEW]
        ]
        if len(away.rows) > _FEW:
            names.append(self.tr("等 {n} 行").format(n=len(away.rows)))
        name = headline(KIND_NAMES[away.kind].of(language))
        words = self.tr("删除{kind}：{names}？")
        return words.format(kind=name, names="、".join(names))

    def _removed(self, away: Removal, *, clear: bool) -> None:
        name = KIND_NAMES[away.kind].of(self.session.language)
        words = self.tr("删除{kind}").format(kind=name)
        if self.session.apply(away.changes(words, clear=clear)):
            self.session.select({})
            said = self.tr("已删除 {n} 行，Ctrl+Z 撤销。")
            self.said.emit(said.format(n=len(away.rows)))


def _kind_in_hand() -> Kind | None:
    """Return the kind of the table the keyboard is in, or None."""
    widget = QApplication.focusWidget()
    while widget is not None:
        if isinstance(widget, TablePanel):
            return widget.makes
        widget = widget.parentWidget()
    return None
