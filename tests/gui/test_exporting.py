"""The export dialog: what would be lost is seen before, then written."""

from __future__ import annotations

import pytest
import python_calamine

from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.exporting import ExportDialog
from gridwatch.gui.dialogs.mappingpage import HEADING
from gridwatch.outgoing import mappings
from gridwatch.outgoing.tables import Audience


@pytest.fixture
def dialog(window, qtbot, tmp_path):
    found = ExportDialog(window.session, window, tmp_path / "方案")
    found.open()
    qtbot.waitUntil(lambda: found.layers.plan is not None)
    yield found
    found.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)


def planned(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog.layers.plan is not None)
    return dialog.layers.plan


def test_the_menu_opens_it_on_either_page(window, qtbot):
    for name, page in (("export-layers", 0), ("export-mapped", 1)):
        window.commands[name].trigger()
        (found,) = [
            w for w in window.children()
            if isinstance(w, ExportDialog) and w.isVisible()
        ]  # fmt: skip
        assert found.tabs.currentIndex() == page
        found.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)


def test_layers_with_rows_and_places_are_ticked(dialog):
    ticked = dialog.layers.chosen_layers()
    assert ticked == (
        "jurisdiction", "river", "segment", "water_body", "cell", "signboard",
        "outfall",
    )  # fmt: skip


def test_a_value_that_does_not_fit_must_be_agreed_to(window, dialog, qtbot, tmp_path):
    card = window.sides.card
    assert card.edit(Kind.SEGMENT, "s2", "name", "㐂村段") is not False
    dialog.layers.tick("segment")
    dialog.layers.choose(dialog.layers.encoding, "gb18030")
    assert planned(dialog, qtbot).losses == 0
    dialog.layers.choose(dialog.layers.encoding, "gbk")
    assert planned(dialog, qtbot).losses == 1
    assert "㐂" in dialog.layers.problems.text(0, 4)
    assert not dialog.writer.isEnabled()
    dialog.layers.fit.setChecked(True)
    assert dialog.writer.isEnabled()
    dialog.write(tmp_path / "出")
    qtbot.waitUntil(lambda: "已写出" in dialog.words.text())
    assert (tmp_path / "出" / "河段.shp").exists()


def test_a_place_that_is_taken_is_told_in_words(dialog, qtbot, tmp_path):
    (tmp_path / "出").mkdir()
    (tmp_path / "出" / "a").write_text("x")
    dialog.write(tmp_path / "出")
    qtbot.waitUntil(lambda: "已经有内容" in dialog.words.text())


def test_kml_hides_layers_without_places_and_the_crs(dialog, qtbot):
    dialog.layers.tick("person", "outfall")
    dialog.layers.choose(dialog.layers.format, "kml")
    assert dialog.layers.chosen_layers() == ("outfall",)
    assert not dialog.layers.crs.isEnabled()
    assert planned(dialog, qtbot).crs == 4326


def test_nothing_ticked_says_what_to_do(dialog, qtbot):
    dialog.layers.tick()
    qtbot.waitUntil(lambda: "请勾选" in dialog.layers.told.text())
    assert not dialog.writer.isEnabled()


def test_mobiles_are_masked_by_default(dialog, qtbot):
    dialog.layers.tick("person")
    dialog.layers.choose(dialog.layers.format, "xlsx")
    mobiles = {row[3] for row in planned(dialog, qtbot).tables[0].rows}
    assert mobiles == {"130****0001", "130****0002", "130****0003"}
    dialog.layers.choose(dialog.layers.audience, Audience.OFFICE)
    mobiles = {row[3] for row in planned(dialog, qtbot).tables[0].rows}
    assert "13000000001" in mobiles


def test_a_mapping_is_edited_saved_and_written(dialog, qtbot, tmp_path):
    dialog.tabs.setCurrentIndex(1)
    page = dialog.mapping
    page.names.setCurrentText("河段责任与权属")
    page.load()
    page.table.selectRow(1)
    page.move_column(-1)
    page.table.item(0, HEADING).setText("编码")
    page.table.selectRow(page.table.rowCount() - 1)
    page.remove_column()
    page.name.setText("省平台 2026")
    page.save()
    saved = mappings.read_mapping(tmp_path / "方案" / "省平台 2026.toml")
    assert saved == page.mapping()
    assert saved.columns[0].heading == "编码"
    assert "省平台 2026" in [page.names.itemText(i) for i in range(page.names.count())]
    dialog.write_sheet(tmp_path / "出.xlsx")
    qtbot.waitUntil(lambda: "已写出" in dialog.words.text())
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "出.xlsx")
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[:2] == ["编码", "河流名称"]
    assert head[-1] == "保洁主体"
    assert [row[0] for row in rows] == [f"99010100000{n}" for n in (1, 2, 3)]
    assert rows[0][head.index("镇级河长")] == "张三"
    assert rows[0][head.index("管理主体")] == "东桥镇人民政府"


def test_another_kind_begins_with_all_its_fields(dialog):
    page = dialog.mapping
    page.kind.setCurrentIndex(page.kind.findData(Kind.CELL))
    page._start_anew()
    assert [c.field for c in page.mapping().columns] == ["code", "name", "village_code"]
    page.add_column()
    assert page.mapping().columns[1].field == ""
