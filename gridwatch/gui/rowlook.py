"""How a table of whole rows looks and is held: one place for every dialog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QTableView

__all__ = ["ROW_HEIGHT", "dress_rows"]

ROW_HEIGHT = 26
"""Device-independent pixels."""


def dress_rows(
    table: QTableView,
    widths: Sequence[int] | Mapping[int, int] = (),
    *,
    height: int = ROW_HEIGHT,
    editable: bool = False,
) -> QHeaderView:
    """Make a table one of whole rows; one of them can be chosen.

    Parameters
    ----------
    table : QTableView
        Its columns have to be there already.
    widths : sequence of int or mapping of int to int
        Widths of its columns, in device-independent pixels; the last one takes what is
        left.
    height : int
        Of a row, in device-independent pixels.
    editable : bool
        Whether cells can be edited; Tab then goes from cell to cell.

    Returns
    -------
    QHeaderView
        The head, for what is special about it.
    """
    view = QAbstractItemView
    table.setSelectionBehavior(view.SelectionBehavior.SelectRows)
    table.setSelectionMode(view.SelectionMode.SingleSelection)
    table.setHorizontalScrollMode(view.ScrollMode.ScrollPerPixel)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    if not editable:
        table.setEditTriggers(view.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(height)
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    head.setStretchLastSection(True)
    pairs = widths.items() if isinstance(widths, Mapping) else enumerate(widths)
    for column, width in pairs:
        table.setColumnWidth(column, width)
    return head
