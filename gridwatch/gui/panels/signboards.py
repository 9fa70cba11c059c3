"""公示牌: the inventory of boards, with what stands on each and whether it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from gridwatch.district.boardstates import MARKS, BoardState, board_states
from gridwatch.district.signboards import MISSING, SignboardFace
from gridwatch.district.wording import Format, Kind, Text
from gridwatch.gui.chips import Chips
from gridwatch.gui.desks.boards import BoardsDesk
from gridwatch.gui.desks.desk import add_commands
from gridwatch.gui.docks import TablePanel, field_column, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.readings import RULED, ruler_columns, with_ruler
from gridwatch.gui.tables import Column, Line, headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridwatch.district.signboards import Signboard
    from gridwatch.gui.desks.desk import Command
    from gridwatch.gui.session import Session

__all__ = ["SignboardPanel"]

_CHIPS = ("stale", "overdue", "differing", "incomplete", "defective", "removed")
_GRAVE = {"stale", "overdue"}
_EMPTY_FACE = SignboardFace()


class SignboardPanel(TablePanel):
    """One line per board, as it stood on the day; chips above.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset(
        {
            Kind.SIGNBOARD,
            Kind.FORMER_FACE,
            Kind.SEGMENT,
            Kind.RIVER,
            Kind.JURISDICTION,
            Kind.CELL,
            Kind.PERSON,
            Kind.POST,
            Kind.TERM,
        }
    )
    icon_name = "sample"
    makes = Kind.SIGNBOARD

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "signboards", _columns(session), "", parent)
        self.setWindowTitle(self.tr("公示牌"))
        self._empty = self.tr(
            "还没有公示牌。\n用“文件 → 导入文件夹”导入公示牌的点图层。"
        )
        self.note.set_text(self._empty)
        self._counts: dict[str, int] = {}
        self.desk = BoardsDesk(session, self)
        marks = {key: MARKS[key] for key in _CHIPS}
        self.chips = Chips(
            marks, session.language, self._apply_filter, self, hide_empty=True
        )
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(0, self.chips)

    # --- content ----------------------------------------------------------------

    def lines(self) -> Iterator[Line]:
        """Return a line for each board."""
        session = self.session
        states = board_states(session.district, session.as_of)
        self._counts = dict.fromkeys(MARKS, 0)
        for state in states.values():
            for mark in state.marks:
                self._counts[mark] += 1
        return (
            with_ruler(self._line(row, states[row.uid]), session)
            for row in session.district.signboards
        )

    def _fill(self) -> None:
        super()._fill()
        self.chips.show_counts(self._counts)

    def _apply_filter(self) -> None:
        self._typing.stop()
        self.model.set_filter(" ".join([self.filter.text(), *self.chips.chosen]))
        self.follow()

    def _line(self, row: Signboard, state: BoardState) -> Line:
        district, language = self.session.district, self.session.language
        segment = district.segment_by_code.get(row.segment_code)
        face = state.face or _EMPTY_FACE
        values: dict[str, object] = {
            key: self.shown(Kind.SIGNBOARD, row, key) for key in _FIELDS
        }
        values |= {
            "river": face.river,
            "post": face.post,
            "chief": face.chief,
            "phone": face.phone,
            "segment": title_of(district, Kind.SEGMENT, segment, language)
            if segment
            else "",
            "installed": row.installed,
            "lacking": "、".join(part.label for part in state.lacking),
        }
        tones = self._add_state(row, state, values)
        keys = [column.key for column in self.model.columns[:-RULED]]
        found = tuple(values.get(key, "") for key in keys)
        texts = tuple("" if value is None else str(value) for value in found)
        return Line(
            Kind.SIGNBOARD,
            row.uid,
            found,
            texts,
            tuple(tones.get(key, "") for key in keys),
        )

    def _add_state(
        self, row: Signboard, state: BoardState, values: dict[str, object]
    ) -> dict[str, str]:
        """Add what is to be said of a board; return the colours."""
        language, found = self.session.language, state.staleness
        words = [MARKS[mark].of(language) for mark in state.marks]
        if row.condition == MISSING:
            words.insert(0, Text("缺失", "missing").of(language))
        values["state"] = "　".join(words) or Text("有效", "current").of(language)
        grave = bool(_GRAVE & {*state.marks}) or row.condition == MISSING
        colour = "danger" if grave else ("warn" if state.marks else "ok")
        tones = {"state": colour}
        if {"removed", "future"} & {*state.marks}:
            tones["state"] = "muted"
        if found is not None:
            values["days"], values["deadline"] = found.days, found.deadline
            values["late"] = found.overdue or None
            told = [one.text.of(language) for one in found.differences]
            values["differences"] = "；".join(told)
            if found.overdue:
                tones |= dict.fromkeys(("deadline", "late"), "danger")
        else:
            values |= {"days": None, "deadline": None, "late": None}
        return tones

    # --- what can be done -------------------------------------------------------

    def menu(self) -> QMenu:
        """Return what can be done with the selected boards."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_commands(menu, self.desk.commands(), self._may)
        return menu

    def row_menu(self) -> QMenu:
        """Return what can be done with rows, and with the selected boards."""
        menu = super().row_menu()
        menu.addSeparator()
        add_commands(menu, self.desk.commands(), self._may)
        return menu

    def _may(self, command: Command) -> bool:
        desk, session = self.desk, self.session
        chosen = command.name not in desk.need_boards or bool(
            session.selection.get(Kind.SIGNBOARD)
        )
        return chosen and (command.name not in desk.write or not session.read_only)


_FIELDS = (
    "code",
    "level",
    "type",
    "subtype",
    "segment_code",
    "condition",
    "erected",
    "removed",
)


def _columns(session: Session) -> list[Column]:
    def of(key: str, *, shown: bool = True) -> Column:
        return field_column(Kind.SIGNBOARD, key, session, shown=shown)

    def number(key: str, name: Text) -> Column:
        return Column(key, headline(name.of(session.language)), Format.INTEGER)

    due = headline(Text("期限", "deadline").of(session.language))
    return [
        of("code"),
        text_column("state", Text("状态", "state"), session),
        number("days", Text("过期天数", "days stale")),
        Column("deadline", due, Format.DAY),
        number("late", Text("逾期天数", "days overdue")),
        text_column("differences", Text("差异", "differences"), session),
        text_column("river", Text("牌面河流", "river on the face"), session),
        text_column("post", Text("牌面职务", "post on the face"), session, shown=False),
        text_column("chief", Text("牌面河长", "chief on the face"), session),
        text_column(
            "phone", Text("牌面电话", "phone on the face"), session, shown=False
        ),
        of("level"),
        of("type", shown=False),
        of("subtype", shown=False),
        text_column("segment", Text("河段", "segment"), session),
        of("segment_code", shown=False),
        of("installed"),
        of("condition"),
        text_column("lacking", Text("缺的要素", "parts lacking"), session, shown=False),
        of("erected", shown=False),
        of("removed", shown=False),
        *ruler_columns(session),
    ]
