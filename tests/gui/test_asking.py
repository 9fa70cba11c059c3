"""Where things are saved: a folder that is there, and the suffix that was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from gridwatch.gui.asking import ask_save, documents
from gridwatch.gui.dialogs.new_store import file_name_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_folder_proposed_is_there(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert documents().is_dir()


def test_another_kind_of_file_gets_its_own_suffix(window):
    taken = []
    dialog = ask_save(
        window, "导出", "表.xlsx", ["Excel (*.xlsx)", "CSV (*.csv)"], taken.append
    )
    dialog.selectNameFilter("CSV (*.csv)")
    dialog.filterSelected.emit("CSV (*.csv)")
    assert dialog.defaultSuffix() == "csv"
    assert Path(dialog.selectedFiles()[0]).name == "表.csv"
    dialog.fileSelected.emit(dialog.selectedFiles()[0])
    assert [path.name for path in taken] == ["表.csv"]
    dialog.reject()


def test_name_of_two_hundred_characters_fits_a_disk():
    name = file_name_of("云" * 200)
    assert len(name.encode()) < 230
    assert name.startswith("云云")
    assert name.endswith(".gpkg")


def test_no_english_is_left_in_the_file_dialog(window):
    dialog = ask_save(window, "保存", "图.pdf", ["PDF (*.pdf)"], print)
    dialog.setOption(dialog.Option.DontUseNativeDialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert said
    assert not [t for t in said if "Look" in t or "type" in t or "Files" in t]
    dialog.reject()
