"""A map of one row on all sides: as it went out, as the office has it, as found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridwatch.gui.docks import icon_button
from gridwatch.gui.mapview import MapView, Tool
from gridwatch.gui.tools.shifting import (
    BASE,
    FIELD,
    OFFICE,
    ShiftTool,
    Stands,
    shift_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.session import Session

__all__ = ["ShiftMap"]

_CLOSE = 240.0
_ROOM = 0.25


class ShiftMap(QWidget):
    """The map with its legend, and the shift in metres.

    Parameters
    ----------
    session : Session
        What is shown.
    office : bool
        Whether the office's own side is told; in the field there is none.
    """

    def __init__(
        self, session: Session, parent: QWidget | None = None, *, office: bool = True
    ) -> None:
        super().__init__(parent)
        self.map = MapView(session, self)
        self.map.setMinimumSize(220, 120)
        self.map.setAccessibleName(self.tr("原位置和外业位置"))
        self.tool = ShiftTool(session, self.map)
        self.map.tools = {Tool.ADD: self.tool}
        self.map.set_tool(Tool.ADD)
        self.legend = QLabel(self._legend(office=office), self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.told = QLabel(self)
        self.told.setAccessibleName(self.tr("移动距离"))
        fit = icon_button("zoom-selection", self.tr("放大到这一项"), self)
        fit.clicked.connect(lambda: self.go_close())
        full = icon_button("zoom-full", self.tr("全图"), self)
        full.clicked.connect(lambda: self.map.zoom_full())
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 4, 2)
        foot.setSpacing(8)
        foot.addWidget(self.legend)
        foot.addStretch(1)
        foot.addWidget(self.told)
        foot.addWidget(fit)
        foot.addWidget(full)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.map, 1)
        box.addLayout(foot)

    def _legend(self, *, office: bool) -> str:
        sides = [(BASE, self.tr("发出时")), (FIELD, self.tr("外业"))]
        if office:
            sides.insert(1, (OFFICE, self.tr("内业现在")))
        return "&nbsp;&nbsp;".join(
            f"<span style='color:{colour.name()}'>●</span> {words}"
            for colour, words in sides
        )

    def show_stands(
        self,
        stands: Stands,
        others: Sequence[tuple[float, float]] = (),
        *,
        close: bool = True,
    ) -> None:
        """Show one row; with `close` the map goes there."""
        self.tool.show_stands(stands, others)
        metres = stands.metres
        moved = metres is not None and metres > 0
        words = self.tr("移动 {far}").format(far=shift_text(metres or 0.0))
        self.told.setText(f"<b>{words}</b>" if moved else "")
        if close:
            self.go_close()

    def go_close(self) -> None:
        """Show the row with a neighbourhood around it."""
        extent = self.tool.stands.extent
        if extent is None:
            return
        west, south, east, north = extent
        more = max(0.0, _CLOSE - max(east - west, north - south)) / 2
        grown = (west - more, south - more, east + more, north + more)
        self.map.set_extent(grown, _ROOM)

    def rest(self) -> None:
        """Stop the worker: the window closes."""
        self.map.rest()
