"""河段权属: every segment with the bodies that answer for it, registered, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.ownership import OwnershipState, state_of
from gridwatch.district.wording import Kind, Text, choice
from gridwatch.gui.docks import TablePanel, field_column, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.tables import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.ownership import Ownership
    from gridwatch.district.segments import Segment
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Column

__all__ = ["OwnershipPanel"]

_STATES = {
    OwnershipState.NONE: (Text("未登记", "not registered"), "danger"),
    OwnershipState.REGISTERED: (Text("已登记", "registered"), "warn"),
    OwnershipState.CONFIRMED: (Text("已确认", "confirmed"), "ok"),
}
_BODIES = ("managing_body", "caring_body", "cleaning_body")
_STATE, _LENGTH = 1, 7
_ACTS = (
    "registered_on",
    "registered_by",
    "registered_document",
    "confirmed_on",
    "confirmed_by",
    "confirmed_document",
)


class OwnershipPanel(TablePanel):
    """One line per segment and bank; segments without any record as well.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset({Kind.SEGMENT, Kind.OWNERSHIP, Kind.RIVER, Kind.JURISDICTION})
    icon_name = "river"
    makes = Kind.OWNERSHIP

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "ownership", _columns(session), "", parent)
        self.setWindowTitle(self.tr("河段权属"))
        self.note.set_text(
            self.tr("还没有河段。\n用“文件 → 导入文件夹”导入河段图层和权属登记表。")
        )

    def lines(self) -> Iterator[Line]:
        """Return a line for each segment and each bank that is recorded apart."""
        district = self.session.district
        for segment in district.segments:
            rows = district.ownerships_of_segment.get(segment.code, ())
            for row in rows if segment.code and rows else (None,):
                yield self._line(segment, row)

    def _line(self, segment: Segment, row: Ownership | None) -> Line:
        district, language = self.session.district, self.session.language
        state = state_of([row] if row else [], self.session.as_of)
        word, colour = _STATES[state]
        river = district.river_by_code.get(segment.river_code)
        town = district.jurisdiction_by_code.get(segment.town_code)
        texts = [
            title_of(district, Kind.SEGMENT, segment, language),
            word.of(language),
            *(getattr(row, key) if row else "" for key in _BODIES),
            river.name if river else "",
            town.name if town else "",
            f"{segment.metres:,.0f}",
            segment.code,
            choice(row.bank, language) if row else "",
            *(self.shown(Kind.OWNERSHIP, row, key) if row else "" for key in _ACTS),
        ]
        values: list[object] = list(texts)
        values[_LENGTH] = segment.metres
        tones = ["" for _ in texts]
        tones[_STATE] = colour
        return Line(
            Kind.SEGMENT, segment.uid, tuple(values), tuple(texts), tuple(tones)
        )


def _columns(session: Session) -> list[Column]:
    def of(key: str, *, shown: bool = True) -> Column:
        return field_column(Kind.OWNERSHIP, key, session, shown=shown)

    return [
        text_column("segment", Text("河段", "segment"), session),
        text_column("state", Text("状态", "state"), session),
        *(of(key) for key in _BODIES),
        text_column("river", Text("河流", "river"), session),
        text_column("town", Text("镇街", "town"), session),
        field_column(Kind.SEGMENT, "length", session),
        field_column(Kind.SEGMENT, "code", session, shown=False),
        of("bank", shown=False),
        *(of(key, shown=False) for key in _ACTS),
    ]
