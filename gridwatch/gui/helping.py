"""Where F1 leads: from the part of the window in use to its place in the manual."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from gridwatch.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Helper", "Hit", "manual", "pages", "search", "target_of", "targets"]

_FIRST = "first-hour.html"
_INDEX = "index.json"
_AROUND = 24
_HITS = 60


def manual() -> Path:
    """Return the folder of the manual's pages; empty in a checkout not yet built."""
    return resource("manual")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in the manual.

    Parameters
    ----------
    page, anchor : str
        Where it is.
    title : str
        What it is called.
    level : int
        1 is a chapter.
    words : str
        What stands there; of a search, the words around what was sought.
    """

    page: str
    anchor: str
    title: str
    level: int
    words: str


@cache
def targets() -> dict[str, str]:
    """Return page and anchor by the name of a class of widget, from the resources."""
    with resource("help.csv").open(encoding="utf-8", newline="") as stream:
        return {row["place"]: row["target"] for row in csv.DictReader(stream)}


def target_of(widget: QWidget | None) -> str:
    """Return the place in the manual of the innermost part that has one.

    Parameters
    ----------
    widget : QWidget or None
        What has the keyboard.
    """
    known = targets()
    while widget is not None:
        for kind in type(widget).__mro__:
            if kind.__name__ in known:
                return known[kind.__name__]
        widget = widget.parentWidget()
    return _FIRST


def pages(folder: Path) -> list[Hit]:
    """Return chapters and sections in order; empty where the manual is not built."""
    path = folder / _INDEX
    if not path.is_file():
        return []
    listed = json.loads(path.read_text("utf-8"))
    return [
        Hit(
            chapter["page"],
            section["anchor"] if section["level"] > 1 else "",
            chapter["title"] if section["level"] == 1 else section["title"],
            section["level"],
            section["words"],
        )
        for chapter in listed
        for section in chapter["sections"]
    ]


def search(places: list[Hit], wanted: str) -> list[Hit]:
    """Return the sections that hold every wanted word, titles first.

    Examples
    --------
    >>> one = Hit("a.html", "b", "台账比对", 2, "选本月的台账，逐行比对。")
    >>> [hit.words for hit in search([one], "逐行")]
    ['…本月的台账，逐行比对。']
    """
    words = wanted.casefold().split()
    if not words:
        return []
    found = []
    for place in places:
        title, text = place.title.casefold(), place.words.casefold()
        if all(word in title or word in text for word in words):
            titled = all(word in title for word in words)
            found.append((not titled, _shortened(place, words[0])))
    found.sort(key=lambda pair: pair[0])
    return [hit for _, hit in found[:_HITS]]


def _shortened(place: Hit, word: str) -> Hit:
    at = max(0, place.words.casefold().find(word))
    start = max(0, at - _AROUND // 4)
    piece = place.words[start : at + _AROUND]
    lead = "…" if start else ""
    tail = "…" if at + _AROUND < len(place.words) else ""
    return Hit(place.page, place.anchor, place.title, place.level, lead + piece + tail)


class Helper(QObject):
    """Gives every window of the program its F1.

    A dialog is a window of its own, and keys of the main window do not reach it. So
    each window gets the key when the keyboard first comes to it.

    Parameters
    ----------
    owner : QWidget
        The main window; its own F1 is a command.
    """

    asked = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._equip)

    def _equip(self, _: QWidget | None, now: QWidget | None) -> None:
        window = now.window() if now is not None else None
        if window is None or window is self._owner or not self._ours(window):
            return
        if window.property("helped"):
            return
        window.setProperty("helped", True)
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), window)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self.ask)

    def _ours(self, window: QWidget) -> bool:
        """Tell whether a window belongs to this main window."""
        above = window.parentWidget()
        while above is not None:
            if above is self._owner:
                return True
            above = above.parentWidget()
        return False

    def ask(self) -> None:
        """Ask for help on what has the keyboard."""
        self.asked.emit(target_of(QApplication.focusWidget() or self._owner))
