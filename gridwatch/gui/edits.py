"""Edits of the officer: each is a `Changes` value that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtGui import QUndoCommand

from gridwatch.district.wording import OfficerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.district.changes import Changes

__all__ = ["ApplyCommand", "SwapCommand"]

_State = TypeVar("_State")


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
