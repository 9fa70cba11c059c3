"""All settings in one dialog: fonts, units, deadlines, for whom data goes out."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QListView, QMenuBar, QTableView

from gridwatch.district.wording import Language
from gridwatch.gui.dialogs.exporting import ExportDialog
from gridwatch.gui.dialogs.preferences import PreferencesDialog
from gridwatch.gui.look import FONT_SIZES, dress
from gridwatch.gui.remembering import Memory
from gridwatch.gui.units import Units
from gridwatch.gui.window import Desktop
from gridwatch.outgoing.tables import Audience
from gridwatch.store.opening import open_store

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def choose(box, data):
    box.setCurrentIndex(box.findData(data))


@pytest.fixture
def dialog(window):
    window.preferences()
    return window.findChild(PreferencesDialog)


def test_deadlines_are_rules_of_the_store_and_can_be_undone(window, dialog, store_path):
    dialog.days["replacement_days"].setValue(30)
    dialog.days["monitoring_days"].setValue(180)
    choose(dialog.counting, "working")
    dialog.accept()
    rules = window.session.district.rules
    assert rules.number("signboards", "replacement_days", 0) == 30
    assert rules.number("outfalls", "monitoring_days", 0) == 180
    assert rules.table("signboards")["replacement_counting"] == "working"
    window.session.undo_stack.undo()
    assert (
        window.session.district.rules.number("signboards", "replacement_days", 0) == 15
    )
    window.session.undo_stack.redo()
    window.session.close()
    with open_store(store_path, read_only=True) as store:
        assert store.district(()).rules.number("outfalls", "monitoring_days", 0) == 180


def test_agreeing_without_a_change_writes_nothing(window, dialog):
    before = window.session.district.rules
    dialog.accept()
    assert window.session.undo_stack.count() == 0
    assert window.session.district.rules is before


def test_store_opened_to_read_keeps_its_deadlines(make_window, store_path):
    window = make_window()
    window.session.open(store_path, read_only=True)
    window.preferences()
    dialog = window.findChild(PreferencesDialog)
    assert not dialog.days["replacement_days"].isEnabled()
    dialog.accept()
    assert window.session.undo_stack.count() == 0


def test_without_a_store_only_the_computers_settings_are_shown(make_window):
    window = make_window()
    window.preferences()
    dialog = window.findChild(PreferencesDialog)
    assert dialog.tabs.count() == 2
    dialog.accept()


def test_export_begins_with_the_audience_of_the_preferences(window, dialog, qtbot):
    choose(dialog.audience, Audience.OFFICE.value)
    dialog.accept()
    export = ExportDialog(window.session, window)
    assert export.layers.audience.currentData() == Audience.OFFICE
    export.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)


def test_lengths_in_kilometres_head_cells_and_what_is_written_out(
    make_window, memory, store_path
):
    memory.choose("length", "km")
    window = make_window(store_path)
    panel = window.sides.ownership
    at = [column.key for column in panel.model.columns].index("length")
    assert "公里" in panel.model.columns[at].title
    line = panel.model.lines[0]
    metres = window.session.district.segments[0].metres
    assert line.texts[at] == f"{metres / 1000:,.3f}"
    assert panel._row_out(line, [at]) == [pytest.approx(metres / 1000)]
    cells = window.sides.cells
    long = [column.key for column in cells.model.columns].index("metres")
    assert "公里" in cells.model.columns[long].title


def test_place_in_decimal_degrees(window, memory):
    memory.choose("angle", "deg")
    window.footer.show_place((500_000.0, 4_470_000.0))
    assert window.footer.angle.text().startswith("117.000000°E  40.")


@pytest.mark.parametrize("kept", ["miles", ""])
def test_unit_that_nobody_knows_is_the_metre(memory, kept):
    memory.choose("length", kept)
    assert Units.chosen(memory) == Units()


def test_units_and_type_reach_the_window(dressed, tmp_path, store_path):
    memory = Memory(tmp_path / "other.ini")
    desktop = Desktop(memory, Language.ZH)
    first = desktop.window
    first.show()
    desktop.session.open(store_path)
    first.preferences()
    dialog = first.findChild(PreferencesDialog)
    choose(dialog.font_size, "largest")
    choose(dialog.length, "km")
    choose(dialog.language, Language.ZH.value)
    dialog.accept()
    assert QApplication.font().pointSizeF() == FONT_SIZES["largest"]
    QApplication.processEvents()
    assert desktop.window is not first
    assert desktop.session.path == store_path
    desktop.window.close()
    desktop.window.deleteLater()
    desktop.deleteLater()
    dress(dressed, dark=False)


class WindowsApplication:
    """An application with a system that has fonts of its own for some widgets.

    It gives them back with every style sheet, as Qt does on Windows.
    """

    kinds = ("QMenu", "QMenuBar", "QAbstractItemView", "QMessageBox", "QTipLabel")

    def __init__(self, app):
        self._app = app

    def __getattr__(self, name):
        return getattr(self._app, name)

    def setStyleSheet(self, sheet):  # noqa: N802
        self._app.setStyleSheet(sheet)
        for kind in self.kinds:
            self._app.setFont(QFont("Gridwatch System", 31), kind)


def test_menus_and_tables_are_written_as_chosen_whatever_the_system_gives_them(qapp):
    system = WindowsApplication(qapp)
    dress(system, dark=False, size="large")
    chosen = QApplication.font()
    for made in (QMenuBar(), QTableView(), QListView()):
        assert made.font().families() == chosen.families()
        assert made.font().pointSizeF() == FONT_SIZES["large"]
    for kind in system.kinds:
        assert QApplication.font(kind) == chosen
    dress(qapp, dark=False)
