"""Edits of the officer: each is a `Changes` value that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtGui import QUndoCommand

from gridwatch.district.district import TABLES
from gridwatch.district.wording import OfficerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gridwatch.district.changes import Change, Changes
    from gridwatch.district.district import District

__all__ = ["ApplyCommand", "SwapCommand", "patched"]

_State = TypeVar("_State")


def patched(district: District, changes: Changes) -> District:
    """Return the district after `changes`, without reading the store again.

    Examples
    --------
    >>> from gridwatch.district.changes import Change, Changes
    >>> from gridwatch.district.district import District
    >>> from gridwatch.district.rivers import River
    >>> from gridwatch.district.wording import Kind
    >>> before = District(rivers=(River("r", name="潮河"),))
    >>> change = Change(Kind.RIVER, "r", {"name": "潮河"}, {"name": "白河"})
    >>> patched(before, Changes((change,))).rivers[0].name
    '白河'
    """
    fields: dict[str, Any] = {}
    for kind in changes.kinds:
        name, make = TABLES[kind]
        mine = [change for change in changes.items if change.kind is kind]
        fields[name] = tuple(_patched_rows(district.rows(kind), mine, make))
    return district.edited(**fields)


def _patched_rows(
    rows: Iterable[Any], changes: list[Change], make: type[Any]
) -> list[Any]:
    found = {row.uid: row for row in rows}
    for change in changes:
        if change.after is None:
            found.pop(change.uid, None)
        elif change.uid in found:
            found[change.uid] = replace(found[change.uid], **change.after)
        else:
            found[change.uid] = make(uid=change.uid, **change.after)
    return list(found.values())


class SwapCommand(QUndoCommand):
    """A state and the one before it, on the undo stack.

    Parameters
    ----------
    text : str
        What the officer reads behind 撤销.
    before, after : object
        What is written on undo, and at first and on redo.
    write : callable
        Writes one of them to the store and tells the window.
    refused : callable
        Told the `OfficerError` where the store refuses, also on undo and redo.
    """

    def __init__(
        self,
        text: str,
        before: _State,
        after: _State,
        write: Callable[[_State], None],
        refused: Callable[[OfficerError], None],
    ) -> None:
        super().__init__(text)
        self._before, self._after = before, after
        self._write: Callable[[Any], None] = write
        self._refused = refused
        self.done = False

    def redo(self) -> None:
        """Write what is to be."""
        self._try(self._after)

    def undo(self) -> None:
        """Write what was."""
        self._try(self._before)

    def _try(self, state: object) -> None:
        # Qt calls this from C++, through which no exception may pass: a refused edit
        # leaves the stack instead.
        try:
            self._write(state)
        except OfficerError as error:
            self.setObsolete(True)
            self._refused(error)
        else:
            self.done = True


class ApplyCommand(SwapCommand):
    """Changes on the undo stack; undone by their inverse.

    Parameters
    ----------
    text : str
        What the officer reads behind 撤销.
    changes : Changes
        The edit.
    write : callable
        Writes changes to the store and tells the window.
    refused : callable
        Told the `OfficerError` where the store refuses, also on undo and redo.
    """

    def __init__(
        self,
        text: str,
        changes: Changes,
        write: Callable[[Changes], None],
        refused: Callable[[OfficerError], None],
    ) -> None:
        super().__init__(text, changes.inverse(), changes, write, refused)
