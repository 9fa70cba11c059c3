"""公示牌: the inventory of boards, with what stands on each and whether it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.coverage import is_stale
from gridwatch.district.wording import Kind, Text
from gridwatch.gui.docks import TablePanel, field_column, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.readings import ruler_columns, with_ruler
from gridwatch.gui.tables import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.signboards import Signboard
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Column

__all__ = ["SignboardPanel"]

_MISSING = "未设置或缺失"


class SignboardPanel(TablePanel):
    """One line per board.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset(Kind)
    icon_name = "sample"
    makes = Kind.SIGNBOARD

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "signboards", _columns(session), "", parent)
        self.setWindowTitle(self.tr("公示牌"))
        self.note.set_text(
            self.tr("还没有公示牌。\n用“文件 → 导入文件夹”导入公示牌的点图层。")
        )

    def lines(self) -> Iterator[Line]:
        """Return a line for each board."""
        session = self.session
        return (
            with_ruler(self._line(row), session) for row in session.district.signboards
        )

    def _state(self, row: Signboard) -> tuple[Text, str]:
        if row.condition == _MISSING:
            return Text("缺失", "missing"), "danger"
        if is_stale(self.session.district, row, self.session.as_of):
            return Text("过期", "stale"), "danger"
        return Text("有效", "current"), "ok"

    def _line(self, row: Signboard) -> Line:
        district, language = self.session.district, self.session.language
        segment = district.segment_by_code.get(row.segment_code)
        word, colour = self._state(row)
        texts = (
            row.code,
            word.of(language),
            row.face.river,
            row.face.post,
            row.face.chief,
            row.face.phone,
            self.shown(Kind.SIGNBOARD, row, "level"),
            row.type,
            title_of(district, Kind.SEGMENT, segment, language) if segment else "",
            row.segment_code,
            self.shown(Kind.SIGNBOARD, row, "installed"),
            row.condition,
        )
        values: list[object] = list(texts)
        values[10] = row.installed
        tones = ["" for _ in texts]
        tones[1] = colour
        return Line(Kind.SIGNBOARD, row.uid, tuple(values), texts, tuple(tones))


def _columns(session: Session) -> list[Column]:
    def of(key: str, *, shown: bool = True) -> Column:
        return field_column(Kind.SIGNBOARD, key, session, shown=shown)

    return [
        of("code"),
        text_column("state", Text("状态", "state"), session),
        text_column("river", Text("牌面河流", "river on the face"), session),
        text_column("post", Text("牌面职务", "post on the face"), session, shown=False),
        text_column("chief", Text("牌面河长", "chief on the face"), session),
        text_column(
            "phone", Text("牌面电话", "phone on the face"), session, shown=False
        ),
        of("level"),
        of("type", shown=False),
        text_column("segment", Text("河段", "segment"), session),
        of("segment_code", shown=False),
        of("installed"),
        of("condition"),
        *ruler_columns(session),
    ]
