"""What every desk has: commands for the menus, and a word for the status bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QDialog, QMenu, QWidget

    from gridwatch.gui.session import Session

__all__ = ["Command", "Desk", "add_commands"]


@dataclass(frozen=True)
class Command:
    """One entry of a menu.

    Parameters
    ----------
    name : str
        Stable name of the action.
    text : str
        What the menu shows, translated.
    slot : callable
        What it does.
    keys : str or standard key, optional
        Its shortcut.
    picture : str
        Icon, or empty.
    menu : str
        ``register``, ``check``, ``review`` or ``print``; ``bring`` and ``send`` stand
        in the menu of files.
    """

    name: str
    text: str
    slot: Callable[[], object]
    keys: QKeySequence.StandardKey | str | None = None
    picture: str = ""
    menu: str = "register"


class Desk(QObject):
    """A desk.

    Parameters
    ----------
    session : Session
        What is open.
    window : QWidget
        Owner of its dialogs.
    """

    said = Signal(str)
    panel_asked = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.window = window

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer; every one needs an open store with its rows."""
        raise NotImplementedError

    def show(self, dialog: QDialog) -> None:
        """Open a dialog that goes when it is closed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def add_commands(
    menu: QMenu, commands: Iterable[Command], enabled: Callable[[Command], bool]
) -> None:
    """Add commands to the menu of a table.

    Parameters
    ----------
    menu : QMenu
        The menu.
    commands : iterable of Command
        What is offered.
    enabled : callable
        Tells whether a command can be used now.
    """
    for command in commands:
        action = menu.addAction(command.text)
        action.setObjectName(command.name)
        action.triggered.connect(lambda _=False, slot=command.slot: slot())
        action.setEnabled(enabled(command))
