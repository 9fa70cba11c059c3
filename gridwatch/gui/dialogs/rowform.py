"""新建、编辑一行: one form for every kind, checked as you type."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.references import reference_of
from gridwatch.district.rowedits import edit, fresh_uid, make
from gridwatch.district.rows import TABLES
from gridwatch.district.validating import Concern, Validator
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Field,
    Format,
    Kind,
    OfficerError,
)
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.entering import codes_of, hint_of
from gridwatch.gui.formboxes import ReferenceBox
from gridwatch.gui.naming import label_of
from gridwatch.gui.norms import load_norms
from gridwatch.gui.rowboxes import FieldCell, box_for
from gridwatch.gui.session import today
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.changes import Changes
    from gridwatch.district.rows import Row
    from gridwatch.gui.session import Session

__all__ = ["RowForm"]

_WIDE, _TALL = 760, 660
_CHECK = 120
_KEPT = {(Kind.PHOTO, "sha256"), (Kind.PUBLICATION, "content")}
"""What the program wrote and nobody types."""
_ENDING = re.compile(r"(?:代码|编码|标识| code)$")
"""What the name of a field ends with that shows a name instead of a code."""
_TONES = {"error": "danger", "warning": "warn", "hint": "muted"}


class RowForm(QDialog):
    """A form for one row.

    Parameters
    ----------
    session : Session
        What is open.
    kind : Kind
        Kind of the row.
    row : Row or None
        The row to edit; None: a new one.
    values : mapping of str to object, optional
        Fields that a new row begins with, its geometry among them.
    """

    saved = Signal(str)

    def __init__(
        self,
        session: Session,
        kind: Kind,
        row: Row | None = None,
        values: Mapping[str, object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self.kind, self._row = session, kind, row
        self._given = dict(values or {})
        self.uid = row.uid if row is not None else fresh_uid()
        self.cells: dict[str, FieldCell] = {}
        self.concerns: dict[str, list[Concern]] = {}
        self._validator = Validator(
            session.district,
            load_norms(),
            kind,
            self.uid,
            lambda key: codes_of(kind, key, session.codelists),
            today(),
        )
        self._soon = QTimer(self, singleShot=True, interval=_CHECK)
        self._soon.timeout.connect(self.check)
        self._lay_out()
        self._fill()
        self.check()
        fit_screen(self, _WIDE, min(_TALL, 250 + 31 * len(FIELDS[kind])))

    # --- making -----------------------------------------------------------------

    def _lay_out(self) -> None:
        language = self._session.language
        name = headline(KIND_NAMES[self.kind].of(language))
        words = (
            self.tr("编辑{kind}") if self._row is not None else self.tr("新建{kind}")
        )
        self.setWindowTitle(words.format(kind=name))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        self.head = QLabel(self)
        self.head.setObjectName("heading")
        self.head.setWordWrap(True)
        box.addWidget(self.head)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._fields())
        box.addWidget(scroll, 1)
        note = self._place_note()
        if note:
            label = QLabel(note, self)
            label.setObjectName("muted")
            label.setWordWrap(True)
            box.addWidget(label)
        box.addLayout(self._foot())

    def _fields(self) -> QWidget:
        page = QWidget(self)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 10, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(9)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 260)
        place = 0
        for field in FIELDS[self.kind]:
            cell = self._cell(field, page)
            self.cells[field.key] = cell
            if field.format is Format.FACE:
                place += place % 2
                grid.addWidget(cell, place // 2, 0, 1, 2)
                place += 2
                continue
            grid.addWidget(cell, place // 2, place % 2)
            place += 1
        grid.setRowStretch(place // 2 + 1, 1)
        return page

    def _cell(self, field: Field, page: QWidget) -> FieldCell:
        box = box_for(self._session, self.kind, field, self._start(), page)
        name = headline(field.name.of(self._session.language))
        if isinstance(box, ReferenceBox):
            name = _ENDING.sub("", name)
        box.setAccessibleName(name)
        box.changed.connect(self._soon.start)
        if field.key in ("covers", "kind"):
            box.changed.connect(self._repoint)
        if (self.kind, field.key) in _KEPT:
            box.setEnabled(False)
        return FieldCell(name, box, page)

    def _place_note(self) -> str:
        shape = self._start().get("geometry")
        if self.kind not in (Kind.SIGNBOARD, Kind.OUTFALL) or shape is not None:
            return ""
        return self.tr("还没有位置：保存后用工具栏的“新建点”在地图上点一下。")

    def _foot(self) -> QVBoxLayout:
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(self.tr("修改原因（写入日志，可不填）"))
        self.reason.setAccessibleName(self.tr("修改原因"))
        self.summary = QLabel(self)
        buttons = QDialogButtonBox.StandardButton
        row = QDialogButtonBox(buttons.Save | buttons.Cancel, self)
        self.save: QPushButton = row.button(buttons.Save)
        self.save.setText(self.tr("保存"))
        self.save.setDefault(True)
        row.button(buttons.Cancel).setText(self.tr("取消"))
        row.accepted.connect(self.accept)
        row.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self.summary, 1)
        line.addWidget(row)
        box = QVBoxLayout()
        box.setSpacing(10)
        box.addWidget(self.reason)
        box.addLayout(line)
        return box

    # --- content ----------------------------------------------------------------

    def _start(self) -> dict[str, Any]:
        """Return what the form begins with: the row, or the values of a new one."""
        made = TABLES[self.kind][1]
        found = {
            field.name: field.default
            for field in dataclasses.fields(made)
            if field.default is not dataclasses.MISSING
        }
        if self._row is not None:
            found |= {
                field.name: getattr(self._row, field.name)
                for field in dataclasses.fields(made)
            }
        return found | self._given

    def _fill(self) -> None:
        start = self._start()
        for key, cell in self.cells.items():
            cell.box.put(start.get(key))
        self._soon.stop()

    def _repoint(self) -> None:
        """Let a code mean what the field beside it says."""
        told: dict[str, object] = {
            key: self.cells[key].box.value()
            for key in ("covers", "kind")
            if key in self.cells
        }
        for key, cell in self.cells.items():
            reference = reference_of(self.kind, key, told)
            if isinstance(cell.box, ReferenceBox) and reference is not None:
                cell.box.point_to(reference)

    def values(self) -> dict[str, object]:
        """Return the fields as entered.

        Raises
        ------
        OfficerError
            Where one cannot be read.
        """
        return {key: cell.box.value() for key, cell in self.cells.items()}

    # --- checking ---------------------------------------------------------------

    def check(self) -> None:
        """Say below each field what is wrong with it; forbid what cannot be saved."""
        self._soon.stop()
        values, unread = dict[str, object](), dict[str, list[Concern]]()
        for key, cell in self.cells.items():
            try:
                values[key] = cell.box.value()
            except OfficerError:
                unread[key] = [Concern("error", hint_of(self.kind, key))]
        concerns = self._validator.concerns(values)
        self.concerns = concerns | unread
        language = self._session.language
        for key, cell in self.cells.items():
            told = self.concerns.get(key, [])
            worst = next((s for s in _TONES if s in {c.severity for c in told}), "")
            texts = [c.text.of(language) for c in told if c.severity == worst]
            cell.tell(" ".join(texts), _TONES.get(worst, "muted"))
        self._summarise(values)

    def _summarise(self, values: Mapping[str, object]) -> None:
        told = [c for concerns in self.concerns.values() for c in concerns]
        grave = sum(c.grave for c in told)
        warned = sum(c.severity == "warning" for c in told)
        self.save.setEnabled(not grave)
        text = self.tr("{n} 处提醒，仍可保存").format(n=warned) if warned else ""
        if grave:
            text = self.tr("{n} 处须更正后才能保存").format(n=grave)
        self.summary.setText(text)
        tone = "danger" if grave else "warn"
        if self.summary.objectName() != tone:
            self.summary.setObjectName(tone)
            self.summary.style().unpolish(self.summary)
            self.summary.style().polish(self.summary)
        self.head.setText(self._title(values))

    def _title(self, values: Mapping[str, object]) -> str:
        session, made = self._session, TABLES[self.kind][1]
        known = {key: value for key, value in values.items() if value is not None}
        missing = {
            field.name: ""
            for field in dataclasses.fields(made)
            if field.default is dataclasses.MISSING
        }
        row = made(**{**missing, **known, "uid": self.uid})
        return label_of(session.district, self.kind, row, session.language)

    # --- saving -----------------------------------------------------------------

    def changes(self) -> Changes | None:
        """Return the edit, or None where nothing differs."""
        name = headline(KIND_NAMES[self.kind].of(self._session.language))
        reason = self.reason.text().strip()
        if self._row is not None:
            words = reason or self.tr("编辑{kind}").format(kind=name)
            return edit(self.kind, self._row, self.values(), words)
        words = reason or self.tr("新建{kind}").format(kind=name)
        return make(self.kind, self._given | self.values(), words, self.uid)

    def accept(self) -> None:
        """Write the row; the form stays open where the store refuses."""
        self.check()
        if not self.save.isEnabled():
            return
        changes = self.changes()
        if changes is not None and not self._session.apply(changes):
            return
        super().accept()
        self._session.select({self.kind: [self.uid]})
        self.saved.emit(self.uid)
