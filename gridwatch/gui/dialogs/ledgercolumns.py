"""Which column of a ledger fills which field, changed by the officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.ledgerrows import FACE, PERSON_FIELDS, field_name
from gridwatch.district.signboards import FACE_PARTS
from gridwatch.district.wording import FIELDS, Kind, Text
from gridwatch.gui.asking import fit_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.wording import Language

__all__ = ["LedgerColumnsDialog"]

_PLACES = {
    "covers_name": Text("责任对象名称", "what it covers, by name"),
    "river": Text("河流（按名称匹配）", "river, by name"),
    "village": Text("村居（按名称匹配）", "village, by name"),
    "town": Text("镇街（按名称匹配）", "town, by name"),
}


class LedgerColumnsDialog(QDialog):
    """A line per column, with the field it fills.

    Parameters
    ----------
    kind : Kind
        Kind of the ledger.
    columns : sequence of (str, str or None)
        Every column and its field.
    language : Language
        Language of the fields.
    """

    def __init__(
        self,
        kind: Kind,
        columns: Sequence[tuple[str, str | None]],
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("列的对应"))
        told = QLabel(
            self.tr("文件的每一列对应哪个字段；下个月同名文件会照此提出。"), self
        )
        told.setWordWrap(True)
        self.boxes: dict[str, QComboBox] = {}
        self._make_table(kind, columns, language)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        buttons.button(kinds.Ok).setText(self.tr("按此比对"))
        buttons.button(kinds.Cancel).setText(self.tr("取消"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(18, 16, 18, 14)
        lines.addWidget(told)
        lines.addWidget(self.table, 1)
        lines.addWidget(buttons)
        fit_screen(self, 620, 520)

    def _make_table(
        self,
        kind: Kind,
        columns: Sequence[tuple[str, str | None]],
        language: Language,
    ) -> None:
        self.table = QTableWidget(len(columns), 2, self)
        self.table.setHorizontalHeaderLabels([self.tr("文件的列"), self.tr("字段")])
        self.table.verticalHeader().setVisible(False)
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.setShowGrid(False)
        stretch = QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(stretch)
        for at, (name, key) in enumerate(columns):
            self.table.setItem(at, 0, QTableWidgetItem(name))
            box = QComboBox(self.table)
            box.setAccessibleName(name)
            box.addItem(self.tr("不比较"), "")
            for field, words in _fields_of(kind):
                box.addItem(words.of(language), field)
            box.setCurrentIndex(max(0, box.findData(key or "")))
            self.table.setCellWidget(at, 1, box)
            self.boxes[name] = box

    @property
    def columns(self) -> dict[str, str | None]:
        """Column -> field; None where it is not compared."""
        return {
            name: str(box.currentData()) or None for name, box in self.boxes.items()
        }


def _fields_of(kind: Kind) -> list[tuple[str, Text]]:
    if kind is Kind.PERSON:
        own = [(key, field_name(kind, key)) for key in PERSON_FIELDS]
        return [*own, *_PLACES.items()]
    keys = [field.key for field in FIELDS[kind] if field.key != "face"]
    if kind is Kind.SIGNBOARD:
        keys += [f"{FACE}{part}" for part in FACE_PARTS]
    return [(key, field_name(kind, key)) for key in keys]
