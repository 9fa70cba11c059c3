"""The actions of the window: one list for menus and tool bar alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from gridwatch.gui.look import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

__all__ = ["Actions"]

_Key = QKeySequence.StandardKey


class Actions:
    """Makes the actions of a window and keeps them by name.

    Parameters
    ----------
    window : QWidget
        Owner of the actions.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._made: dict[str, QAction] = {}
        self._need_store: list[QAction] = []

    def __getitem__(self, name: str) -> QAction:
        """Return an action by name."""
        return self._made[name]

    @property
    def all(self) -> tuple[QAction, ...]:
        """Every action."""
        return tuple(self._made.values())

    def __contains__(self, name: object) -> bool:
        """Tell whether there is an action of a name."""
        return name in self._made

    def add(
        self,
        name: str,
        text: str,
        slot: Callable[[], object],
        keys: QKeySequence.StandardKey | str | None = None,
        *,
        picture: str = "",
    ) -> QAction:
        """Make one action.

        Parameters
        ----------
        name : str
            Stable name.
        text : str
            What the menu shows.
        slot : callable
            What it does.
        keys : str or standard key, optional
            Its shortcut.
        picture : str
            Icon, or empty.
        """
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False: slot())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
            shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{text.rstrip('…')} ({shown})")
        if picture:
            action.setProperty("icon_name", picture)
            action.setIcon(icon(picture))
        self._window.addAction(action)
        self._made[name] = action
        return action

    def adopt(self, name: str, action: QAction, picture: str) -> None:
        """Keep an action that Qt has made."""
        action.setObjectName(name)
        action.setProperty("icon_name", picture)
        action.setIcon(icon(picture))
        self._window.addAction(action)
        self._made[name] = action

    def only_one(self, names: list[str], checked: str) -> None:
        """Let exactly one of some actions be checked."""
        group = QActionGroup(self._window)
        for name in names:
            action = self._made[name]
            action.setCheckable(True)
            group.addAction(action)
        self._made[checked].setChecked(True)

    def need_store_except(self, names: list[str]) -> None:
        """Say which actions work without a store, besides undo and redo."""
        free = {*names, "undo", "redo"}
        self._need_store = [a for name, a in self._made.items() if name not in free]

    def need_rows(self, names: list[str]) -> None:
        """Say which actions need the rows of the store as well."""
        self._need_rows = {id(self._made[name]) for name in names}

    def set_open(self, *, opened: bool, loaded: bool) -> None:
        """Make the actions that need a store, or its rows, black or grey."""
        for action in self._need_store:
            action.setEnabled(opened and (loaded or id(action) not in self._need_rows))
