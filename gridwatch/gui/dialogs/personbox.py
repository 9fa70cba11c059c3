"""Choosing a person: found while typing, or by the initials of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.changing import persons_called
from gridwatch.gui.dialogs.owningparts import BodyBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gridwatch.district.chiefs import Person
    from gridwatch.gui.session import Session

__all__ = ["PersonBox"]


class PersonBox(BodyBox):
    """A person on record, or the name of a new one.

    Two persons of one name are told apart by their unit, which then stands behind it.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._session = session
        self._known: dict[str, Person] = {}
        names: dict[str, int] = {}
        for person in session.district.persons:
            names[person.name] = names.get(person.name, 0) + 1
        for person in session.district.persons:
            once = names[person.name] == 1
            label = person.name if once else f"{person.name}（{person.unit}）"
            self._known.setdefault(label, person)
        super().__init__(sorted(self._known), "", parent)

    def choose(self, person: Person) -> None:
        """Show a person."""
        found = (label for label, one in self._known.items() if one.uid == person.uid)
        self.setEditText(next(found, person.name))

    @property
    def person(self) -> Person | None:
        """The person on record, or None."""
        label = self.value
        if label in self._known:
            return self._known[label]
        called = persons_called(self._session.district, label)
        return called[0] if called else None
