"""Asking where to save, and how large a dialog may be on the officer's screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

__all__ = ["ask_save", "documents", "fit_screen"]

_FRAME = QSize(16, 48)


def documents() -> Path:
    """Return the user's folder for documents; the home folder where there is none."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    named = QStandardPaths.writableLocation(place)
    return Path(named) if named and Path(named).is_dir() else Path.home()


def fit_screen(window: QWidget, wide: int, tall: int) -> None:
    """Give a window its size, or what the screen has room for."""
    room = window.screen().availableSize() - _FRAME
    window.resize(QSize(wide, tall).boundedTo(room))


def ask_save(
    parent: QWidget,
    title: str,
    name: str,
    kinds: Sequence[str],
    chosen: Callable[[Path], object],
) -> QFileDialog:
    """Ask for a file name, and hand it on when the officer agrees.

    Parameters
    ----------
    parent : QWidget
        Window that asks.
    title : str
        Title of the dialog.
    name : str
        Name proposed, with its suffix.
    kinds : sequence of str
        Name filters such as ``"PDF (*.pdf)"``; choosing another one changes the suffix.
    chosen : callable
        Takes the path.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.setDirectory(str(documents()))
    dialog.selectFile(name)
    dialog.filterSelected.connect(lambda kind: _change_suffix(dialog, kind))
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog


def _change_suffix(dialog: QFileDialog, kind: str) -> None:
    found = re.search(r"\*(\.\w+)", kind)
    names = dialog.selectedFiles()
    if found is not None and names:
        dialog.setDefaultSuffix(found[1].lstrip("."))
        dialog.selectFile(Path(names[0]).with_suffix(found[1]).name)
