"""排污口: where water enters a river, approved or not, monitored or overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.outfalls import days_since_monitoring
from gridwatch.district.wording import Kind, Text
from gridwatch.gui.docks import TablePanel, field_column, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.tables import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.outfalls import Outfall
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Column

__all__ = ["OutfallPanel"]

_KEYS = (
    "code",
    "name",
    "category",
    "above_scale",
    "approval",
    "approval_document",
    "monitored",
    "measure",
    "rectification",
)
_HIDDEN = ("above_scale", "approval_document", "measure")
_TONES = {"未整改": "danger", "整改中": "warn", "已销号": "ok"}


class OutfallPanel(TablePanel):
    """One line per outfall.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset({Kind.OUTFALL, Kind.SEGMENT, Kind.RIVER})
    icon_name = "warning"
    makes = Kind.OUTFALL

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "outfalls", _columns(session), "", parent)
        self.setWindowTitle(self.tr("排污口"))
        self.note.set_text(
            self.tr("还没有排污口。\n用“文件 → 导入文件夹”导入排污口的点图层。")
        )

    def lines(self) -> Iterator[Line]:
        """Return a line for each outfall."""
        return (self._line(row) for row in self.session.district.outfalls)

    def _overdue(self, row: Outfall) -> bool:
        days = days_since_monitoring(row, self.session.as_of)
        limit = self.session.district.rules.monitoring_days
        return bool(row.above_scale) and (days is None or days > limit)

    def _line(self, row: Outfall) -> Line:
        district, language = self.session.district, self.session.language
        segment = district.segment_by_code.get(row.segment_code)
        texts = (
            *(self.shown(Kind.OUTFALL, row, key) for key in _KEYS),
            title_of(district, Kind.SEGMENT, segment, language) if segment else "",
            row.segment_code,
            row.responsible_body,
        )
        values: list[object] = list(texts)
        values[_KEYS.index("monitored")] = row.monitored
        tones = ["" for _ in texts]
        tones[_KEYS.index("rectification")] = _TONES.get(row.rectification, "")
        if self._overdue(row):
            tones[_KEYS.index("monitored")] = "danger"
        return Line(Kind.OUTFALL, row.uid, tuple(values), texts, tuple(tones))


def _columns(session: Session) -> list[Column]:
    def of(key: str, *, shown: bool = True) -> Column:
        return field_column(Kind.OUTFALL, key, session, shown=shown)

    return [
        *(of(key, shown=key not in _HIDDEN) for key in _KEYS),
        text_column("segment", Text("受纳河段", "receiving segment"), session),
        of("segment_code", shown=False),
        of("responsible_body", shown=False),
    ]
