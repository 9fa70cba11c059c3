"""Which box a field of a row is entered in: by its format, its list, what it names."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLabel, QVBoxLayout, QWidget

from gridwatch.district.references import reference_of
from gridwatch.district.rows import TABLES
from gridwatch.district.wording import Field, Format, Kind
from gridwatch.gui.facebox import FaceBox
from gridwatch.gui.formboxes import (
    ChoiceBox,
    ChoicesBox,
    DayBox,
    FieldBox,
    FlagBox,
    ReferenceBox,
    TextBox,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QLineEdit

    from gridwatch.gui.session import Session

__all__ = ["FieldCell", "box_for"]


def box_for(
    session: Session,
    kind: Kind,
    field: Field,
    told: Mapping[str, object],
    parent: QWidget,
) -> FieldBox:
    """Return the box of a field.

    Parameters
    ----------
    session : Session
        Its district and its codelists.
    kind, field : Kind, Field
        What is entered.
    told : mapping of str to object
        What the row says besides: what a code points to may depend on it.
    parent : QWidget
        Owner.
    """
    given = kind, field, session.language, parent
    reference = reference_of(kind, field.key, told)
    if reference is not None:
        return ReferenceBox(*given, session.district, reference)
    if field.format is Format.CHOICE:
        return ChoiceBox(*given, session.codelists)
    if field.format is Format.CHOICES:
        return ChoicesBox(*given, session.codelists)
    if field.format is Format.FLAG:
        made_of = dataclasses.fields(TABLES[kind][1])
        default = next(f.default for f in made_of if f.name == field.key)
        return FlagBox(*given, sure=default is not None)
    made: dict[Format, type[FieldBox]] = {Format.DAY: DayBox, Format.FACE: FaceBox}
    box = made.get(field.format, TextBox)(*given)
    if isinstance(box, TextBox):
        _suggest(session, kind, box.entry, field.key)
    return box


def _suggest(session: Session, kind: Kind, entry: QLineEdit, key: str) -> None:
    """Offer the names of bodies where one is asked for."""
    if not key.endswith("_body"):
        return
    district = session.district
    names = {getattr(row, key) for row in district.rows(kind)}
    names |= {body.name for body in district.bodies}
    completer = QCompleter(sorted(filter(None, names)), entry)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    entry.setCompleter(completer)


class FieldCell(QWidget):
    """A field of a form: its name above, its box, what is wrong below.

    Parameters
    ----------
    name : str
        What the officer reads.
    box : FieldBox
        Where it is entered.
    """

    def __init__(self, name: str, box: FieldBox, parent: QWidget) -> None:
        super().__init__(parent)
        self.box = box
        self.label = QLabel(name, self)
        self.label.setObjectName("muted")
        self.label.setBuddy(box)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.label)
        column.addWidget(box)
        column.addWidget(self.told)
        column.addStretch(1)

    def tell(self, text: str, tone: str) -> None:
        """Say what is wrong; nothing where the text is empty."""
        if self.told.objectName() != tone:
            self.told.setObjectName(tone)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.box.setAccessibleDescription(text)
