"""A screen of 1920 x 1080 at 200 % leaves 960 x 540: window and dialogs fit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox

from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.rowform import RowForm

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ROOM = QSize(960 - 16, 540 - 48)
CHOSEN = {
    Kind.SEGMENT: ["s0"],
    Kind.SIGNBOARD: ["b1"],
    Kind.OUTFALL: ["o1"],
    Kind.RIVER: ["r0"],
}
"""What has to be selected for a command to open its dialog."""


def dialogs(window):
    return [d for d in window.findChildren(QDialog) if d.isVisible()]


def test_every_dialog_of_the_menus_fits(window):
    """Not opened at that scale, but asked for the least it needs."""
    session, seen, large = window.session, set(), []
    for action in window.commands.all:
        if action.objectName() in ("quit", "close"):
            continue
        session.select(CHOSEN)
        if not action.isEnabled():
            continue
        action.trigger()
        for dialog in dialogs(window):
            if not isinstance(dialog, QFileDialog | QMessageBox):
                seen.add(type(dialog).__name__)
                least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
                if least != least.boundedTo(ROOM):
                    large.append((type(dialog).__name__, least.toTuple()))
            dialog.close()
        session.errands.stop_all()
        if window.helping.tour is not None:
            window.helping.tour.end()
    window.helping.close()
    assert sorted(set(large)) == []
    assert len(seen) > 25


def test_window_itself_fits(window, qtbot):
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    assert least == least.boundedTo(ROOM)
    window.resize(ROOM)
    assert window.map.width() > 200
    qtbot.waitUntil(window.bar.search.isVisible)


def test_form_of_the_longest_row_fits(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    window.commands["row-edit"].trigger()
    form = window.findChild(RowForm)
    least = form.minimumSizeHint().expandedTo(form.minimumSize())
    assert least == least.boundedTo(ROOM)
    form.reject()
