"""One difference of a ledger, field by field; a question with what it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.ledgerrows import field_name, value_text
from gridwatch.district.ledgervalues import STATUS_NAMES, Status
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District
    from gridwatch.district.ledgervalues import Candidate, Difference, LedgerRow
    from gridwatch.district.wording import Kind, Language

__all__ = ["LedgerDetail"]

NEW = "\0new"
_SHARES = (0.2, 0.4)
_KEYS = ("code", "name", "role", "segment_code", "covers_code", "responsible_body")


class LedgerDetail(QWidget):
    """Shows one difference.

    Parameters
    ----------
    language : Language
        Language of words.
    """

    answered = Signal(object, str)
    """Emits the question and the chosen key: a uid, a segment's code, or `NEW`."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._one: Difference | None = None
        self.why = QLabel(self)
        self.why.setWordWrap(True)
        self.ask = QLabel(self.tr("它是台账里的"), self)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.tr("它是台账里的"))
        self.choice.activated.connect(self._chosen)
        self._make_table()
        asked = QHBoxLayout()
        asked.addWidget(self.ask)
        asked.addWidget(self.choice, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.why)
        box.addLayout(asked)
        box.addWidget(self.fields, 1)
        self.clear()

    def _make_table(self) -> None:
        self.fields = QTableWidget(0, 3, self)
        self.fields.setAccessibleName(self.tr("逐项差异"))
        heads = [self.tr("字段"), self.tr("台账原值"), self.tr("本文件")]
        self.fields.setHorizontalHeaderLabels(heads)
        head = dress_rows(self.fields)
        self.fields.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def clear(self) -> None:
        """Show nothing."""
        self._one = None
        self.why.setText(self.tr("选中一行，逐项查看台账原值和本文件的值。"))
        self.fields.setRowCount(0)
        self._offer(on=False)

    def _offer(self, *, on: bool) -> None:
        self.ask.setVisible(on)
        self.choice.setVisible(on)

    def show_difference(
        self,
        one: Difference,
        kind: Kind,
        rows: Mapping[str, LedgerRow],
        district: District,
    ) -> None:
        """Show one difference; the words of a question name its candidates."""
        self._one = one
        words = STATUS_NAMES[one.status].of(self._language)
        score = f"（{one.score:.0%}）" if 0 < one.score < 1 else ""
        self.why.setText(f"{words}{score}：{one.reason.of(self._language)}")
        asked = one.status is Status.QUESTION
        self._offer(on=asked)
        if asked:
            self._fill_choice(one, rows, district)
        self._fill_fields(one, kind, rows)

    def _fill_fields(
        self, one: Difference, kind: Kind, rows: Mapping[str, LedgerRow]
    ) -> None:
        lines: list[tuple[str, object, object]] = []
        if one.fields:
            lines = [(change.key, change.old, change.new) for change in one.fields]
        else:
            row = rows.get(one.uid) or rows.get(one.row)
            told = row.fields.items() if row is not None else ()
            known = [(key, value) for key, value in told if value not in (None, "", ())]
            gone = one.status is Status.VANISHED
            first = rows.get(one.candidates[0].uid) if one.candidates else None
            before = first.fields if first is not None else {}
            lines = [(k, v, None) if gone else (k, before.get(k), v) for k, v in known]
        self.fields.setRowCount(len(lines))
        for at, (key, old, new) in enumerate(lines):
            name = field_name(kind, key).of(self._language)
            texts = [name]
            texts += [value_text(kind, key, v, self._language) for v in (old, new)]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                shade = tone("muted" if column == 1 else "")
                if shade is not None:
                    item.setForeground(shade)
                self.fields.setItem(at, column, item)

    def _fill_choice(
        self, one: Difference, rows: Mapping[str, LedgerRow], district: District
    ) -> None:
        self.choice.clear()
        self.choice.addItem(self.tr("还没有定：保持原样"), "")
        for candidate in one.candidates:
            if one.asks_segment:
                segment = district.segment_by_code.get(candidate.uid)
                name = segment.name if segment is not None else ""
                self.choice.addItem(f"{name}　{candidate.uid}", candidate.uid)
            else:
                self.choice.addItem(self._named(candidate, rows), candidate.uid)
        if not one.asks_segment:
            self.choice.addItem(self.tr("都不是：作为新增"), NEW)

    def _named(self, candidate: Candidate, rows: Mapping[str, LedgerRow]) -> str:
        row = rows.get(candidate.uid)
        parts = [str(row.fields[k]) for k in _KEYS[:4] if row and row.fields.get(k)]
        told = " ".join(parts) if row is not None else candidate.uid
        return f"{told}　{candidate.reason.of(self._language)}"

    def _chosen(self, _: int) -> None:
        key = str(self.choice.currentData() or "")
        if self._one is not None and key:
            self.answered.emit(self._one, key)
