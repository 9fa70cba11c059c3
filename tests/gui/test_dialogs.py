"""Dialogs: a new store, an import from end to end, a print, preferences."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from gridwatch.district.wording import Kind, Language
from gridwatch.gui.dialogs.new_store import NewStoreDialog
from gridwatch.gui.dialogs.preferences import PreferencesDialog
from gridwatch.gui.dialogs.printing import PrintDialog
from gridwatch.store.opening import open_store

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def delivery(tmp_path):
    """Return a folder as an office delivers it: outfalls, one without a place."""
    folder = tmp_path / "交付 2026"
    folder.mkdir()
    keys = ("排污口编码", "排污口名称", "排污口类型", "最近监测日期")
    rows = [
        (("PW-90", "一号口", "农业排口", "2025-03-01"), [117.01, 40.41]),
        (("PW-91", "二号口", "工业排污口", "2025-03-02"), [117.02, 40.42]),
        (("PW-92", "三号口", "农业排口", "2025-03-03"), None),
    ]
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(keys, values, strict=True)),
            "geometry": place and {"type": "Point", "coordinates": place},
        }
        for values, place in rows
    ]
    content = {"type": "FeatureCollection", "features": features}
    (folder / "入河排污口.geojson").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_new_store_is_made_and_opened(make_window, tmp_path):
    window = make_window()
    window.filing.new_store()
    dialog = window.findChild(NewStoreDialog)
    QTest.keyClicks(dialog.name, "Xinqu")
    dialog.file.setText(str(tmp_path / "新 区.gpkg"))
    dialog.accept()
    assert window.session.district.name == "Xinqu"
    assert window.session.path == tmp_path / "新 区.gpkg"


def test_new_store_does_not_replace_a_file(make_window, store_path):
    window = make_window()
    window.filing.new_store()
    dialog = window.findChild(NewStoreDialog)
    dialog.name.setText("新")
    dialog.file.setText(str(store_path))
    dialog.accept()
    assert dialog.isVisible()
    assert str(store_path.name) in dialog.wrong.text()
    dialog.reject()


def test_folder_is_planned_imported_and_accounted_for(
    make_window, delivery, tmp_path, qtbot
):
    window = make_window()
    dialog = window.filing.import_folder(delivery)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    assert dialog.table.rowCount() == 1
    assert dialog.table.kind_box(0).currentText() == "排污口"
    dialog.target.setText(str(tmp_path / "导入.gpkg"))
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: window.session.store is not None, timeout=10_000)
    assert [o.code for o in window.session.district.outfalls] == ["PW-90", "PW-91"]
    assert len(window.session.store.kept_aside()) == 1
    assert "新增" in dialog.account.text()
    assert dialog.export.isVisible()
    dialog.export_to(tmp_path / "搁置.xlsx")
    assert (tmp_path / "搁置.xlsx").stat().st_size > 0
    dialog.accept()


def test_file_can_be_left_out_of_the_plan(make_window, delivery, qtbot):
    window = make_window()
    dialog = window.filing.import_folder(delivery)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    box = dialog.table.kind_box(0)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert dialog.plan.files[0].kind is None
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_import_into_an_open_store_refreshes_the_docks(window, delivery, qtbot):
    window.sides.raise_("outfalls")
    dialog = window.filing.import_folder(delivery)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: len(window.session.district.outfalls) == 6, timeout=10_000)
    assert window.sides.outfalls.model.total == 6
    dialog.accept()


def test_cancelled_import_leaves_no_file(make_window, delivery, tmp_path, qtbot):
    window = make_window()
    dialog = window.filing.import_folder(delivery)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    target = tmp_path / "导入.gpkg"
    dialog.target.setText(str(target))
    dialog.go.click()
    dialog.stop()
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=10_000)
    assert window.session.store is None or target.exists()
    assert [p for p in tmp_path.iterdir() if "part" in p.name] == []
    dialog.accept()


def test_missing_folder_is_told(make_window, tmp_path, qtbot):
    window = make_window()
    dialog = window.filing.import_folder(tmp_path / "没有")
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    assert not dialog.go.isEnabled()
    box = window.findChild(QMessageBox, "trouble")
    assert "没有" in box.text()
    box.close()
    dialog.reject()


def test_sheet_is_previewed_and_saved_as_pdf(window, tmp_path, qtbot):
    window.session.select({Kind.JURISDICTION: ["t1"]})
    window.commands["print"].trigger()
    dialog = window.findChild(PrintDialog)
    assert dialog.codes() == ["990101101000"]
    qtbot.waitUntil(lambda: isinstance(dialog.image, QImage), timeout=15_000)
    assert "1:" in dialog.words.text()
    path = tmp_path / "西山镇.pdf"
    dialog.save(path)
    qtbot.waitUntil(lambda: path.exists(), timeout=15_000)
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    assert path.read_bytes().startswith(b"%PDF")
    (given,) = window.session.district.publications
    assert (given.what, given.subject) == ("sheet", "990101101000")
    assert given.document == "西山镇.pdf"
    assert "记入公布记录" in dialog.words.text()
    window.session.undo_stack.undo()
    assert window.session.district.publications == ()
    dialog.keep.setChecked(False)
    dialog.save(tmp_path / "又.pdf")
    qtbot.waitUntil(lambda: "又.pdf" in dialog.words.text(), timeout=15_000)
    assert window.session.district.publications == ()
    dialog.reject()


def test_book_has_a_sheet_for_each_checked_town(window, qtbot):
    window.commands["book"].trigger()
    dialog = window.findChild(PrintDialog)
    dialog.choose(["990101100000", "990101101000"])
    qtbot.waitUntil(lambda: len(dialog.plans) == 2, timeout=15_000)
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=15_000)
    assert dialog.plans[0].first_page == 1
    dialog.filter.setText("西山")
    hidden = [item.text(0) for item in dialog.items() if item.isHidden()]
    assert "东桥镇" in hidden
    assert "西山镇" not in hidden
    dialog.reject()


def test_store_says_who_compiles_its_maps(window, store_path):
    window.preferences()
    dialog = window.findChild(PreferencesDialog)
    assert dialog.fields["office"].text() == "小溪区河长办"
    dialog.fields["secrecy"].setText("内部资料")
    dialog.accept()
    assert window.session.district.secrecy == "内部资料"
    with open_store(store_path, read_only=True) as store:
        assert store.settings()["secrecy"] == "内部资料"


def test_language_and_look_are_remembered(window, memory):
    window.preferences()
    dialog = window.findChild(PreferencesDialog)
    dialog.language.setCurrentIndex(dialog.language.findData("en"))
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.accept()
    assert memory.language == Language.EN.value
    assert memory.theme == "dark"


def test_sheets_of_the_choice_before_cannot_be_printed(window, qtbot):
    window.print_maps(False)
    dialog = window.findChild(PrintDialog)
    qtbot.waitUntil(lambda: dialog.image is not None)
    assert dialog.save_button.isEnabled()
    dialog.choose(["990101101000"])
    assert not dialog.save_button.isEnabled()
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert dialog.plans[0].jurisdiction.name == "西山镇"
    dialog.reject()


def test_nothing_else_can_be_chosen_while_a_pdf_is_written(window, qtbot, tmp_path):
    window.print_maps(False)
    dialog = window.findChild(PrintDialog)
    qtbot.waitUntil(lambda: dialog.image is not None)
    dialog.save(tmp_path / "图.pdf")
    assert not dialog.tree.isEnabled()
    assert not dialog.save_button.isEnabled()
    qtbot.waitUntil(dialog.tree.isEnabled)
    assert dialog.save_button.isEnabled()
    dialog.reject()


@pytest.mark.parametrize("wait", [0, 160, 200])
def test_print_dialog_may_be_closed_while_it_draws(window, qtbot, wait):
    window.print_maps(False)
    dialog = window.findChild(PrintDialog)
    qtbot.wait(wait)
    dialog.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    assert window.findChild(QMessageBox, "trouble") is None


def test_store_typed_without_a_suffix_is_a_geopackage(make_window, tmp_path):
    window = make_window()
    window.filing.new_store()
    dialog = window.findChild(NewStoreDialog)
    QTest.keyClicks(dialog.name, "Xinqu")
    dialog.file.setText(f" {tmp_path / 'plain'} ")
    dialog.accept()
    assert window.session.path == tmp_path / "plain.gpkg"


def test_a_recipe_is_previewed_and_saved(window, tmp_path, qtbot):
    window.commands["print"].trigger()
    dialog = window.findChild(PrintDialog)
    names = [dialog.recipe.itemText(i) for i in range(dialog.recipe.count())]
    assert "公示牌分布图" in names
    assert "河流沿程图" in names
    dialog.recipe.setCurrentIndex(names.index("镇街辖区图"))
    assert "西山镇" in [item.text(0) for item in dialog.items()]
    dialog.choose(["990101101000"])
    qtbot.waitUntil(lambda: len(dialog.plans) == 1, timeout=15_000)
    qtbot.waitUntil(lambda: isinstance(dialog.image, QImage), timeout=15_000)
    assert dialog.plans[0].title.zh.endswith("西山镇河长制责任图")
    assert "A3" in dialog.words.text()
    dialog.paper.setCurrentIndex(dialog.paper.findData("A4-landscape"))
    qtbot.waitUntil(lambda: dialog.save_button.isEnabled(), timeout=15_000)
    qtbot.waitUntil(lambda: "A4" in dialog.words.text(), timeout=15_000)
    path = tmp_path / "西山镇.pdf"
    dialog.save(path)
    qtbot.waitUntil(lambda: path.exists(), timeout=15_000)
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    assert path.read_bytes().startswith(b"%PDF")
    (given,) = window.session.district.publications
    assert (given.what, given.subject) == ("sheet", "990101101000")
    dialog.reject()


def test_rivers_and_boards_can_be_chosen_with_their_recipes(window, qtbot):
    window.commands["print"].trigger()
    dialog = window.findChild(PrintDialog)
    for name in ("公示牌牌面", "河流沿程图"):
        dialog.recipe.setCurrentIndex(dialog.recipe.findText(name))
        kind = "signboards" if name == "公示牌牌面" else "rivers"
        rows = getattr(window.session.district, kind)
        listed = [item.text(0) for item in dialog.items()]
        assert listed
        assert set(listed) <= {row.code or row.uid for row in rows} | {
            getattr(row, "name", "") for row in rows
        }
    dialog.recipe.setCurrentIndex(0)
    qtbot.waitUntil(lambda: len(dialog.plans) == 1, timeout=15_000)
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=15_000)
    dialog.reject()
