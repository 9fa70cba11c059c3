"""The panel of checks: switches, limits, groups, and what goes out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind


@pytest.fixture
def panel(window, qtbot):
    window.sides.raise_("checks")
    found = window.sides.checks
    qtbot.waitUntil(lambda: found.report is not None)
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    return found


def item(panel, key):
    return panel._item_of(key)


def counts(panel):
    return {r.rule: len(r.faults) for r in panel.report.results}


def settled(panel, qtbot):
    qtbot.waitUntil(lambda: not panel._soon.isActive() and panel._errand is None)


def test_every_rule_is_listed_with_its_count_those_with_faults_first(panel):
    found = counts(panel)
    shown = [
        panel.rules.topLevelItem(i) for i in range(panel.rules.topLevelItemCount())
    ]
    keys = [one.data(0, Qt.ItemDataRole.UserRole) for one in shown]
    assert keys[0] == ""
    assert shown[0].text(2) == f"{panel.report.faults:,}"
    assert set(found) <= set(keys)
    with_faults = [bool(found.get(key)) for key in keys[1:]]
    assert with_faults == sorted(with_faults, reverse=True)
    assert item(panel, "signboard_stale").text(2) == "3"


def test_a_tick_switches_a_check_off_in_the_store_and_undo_brings_it_back(
    panel, window, qtbot
):
    item(panel, "signboard_stale").setCheckState(0, Qt.CheckState.Unchecked)
    session = window.session
    qtbot.waitUntil(lambda: "signboard_stale" not in counts(panel))
    assert "signboard_stale" in session.store.settings()["rules"]["checks"]["off"]
    assert item(panel, "signboard_stale").text(2) == "已关闭"
    (entry,) = session.store.journal(1)
    assert "signboard_stale" in str(entry)
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: "signboard_stale" in counts(panel))
    assert "signboard_stale" not in session.district.rules.off


def test_a_limit_is_changed_with_its_unit_source_and_default(panel, window, qtbot):
    dialog = panel.edit_limit("outfall_monitoring_overdue")
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.value.value() == 365
    assert dialog.value.suffix() == " 天"
    dialog.value.setValue(30)
    dialog.severity.setCurrentIndex(0)
    dialog.accept()
    settled(panel, qtbot)
    qtbot.waitUntil(lambda: counts(panel)["outfall_monitoring_overdue"] == 1)
    rules = window.session.store.settings()["rules"]
    assert rules["outfalls"]["monitoring_days"] == 30
    result = next(
        r for r in panel.report.results if r.rule == "outfall_monitoring_overdue"
    )
    assert result.severity == "error"
    assert panel.edit_limit("roster_missing") is None


def test_faults_are_grouped_by_town_and_filtered_by_severity(panel, qtbot):
    panel.grouping.setCurrentIndex(1)
    panel._regroup()
    towns = {
        panel.rules.topLevelItem(i).text(0): panel.rules.topLevelItem(i).text(2)
        for i in range(1, panel.rules.topLevelItemCount())
    }
    assert "东桥镇" in towns
    panel.rules.setCurrentItem(item(panel, "town:东桥镇"))
    qtbot.waitUntil(lambda: panel.faults.model.total == int(towns["东桥镇"]))
    assert all(line.texts[5] == "东桥镇" for line in panel.faults.model.lines)
    panel.severity.setCurrentIndex(1)
    panel._regroup()
    graveness = {r.name.zh: r.severity for r in panel.report.results}
    assert {graveness[line.texts[4]] for line in panel.faults.model.lines} == {"error"}


def test_an_edit_runs_only_the_checks_it_bears_on_and_the_footer_follows(
    panel, window, qtbot
):
    before = {r.rule: r for r in panel.report.results}
    row = next(o for o in window.session.district.ownerships if o.caring_body)
    edit = Change(
        Kind.OWNERSHIP, row.uid, {"caring_body": row.caring_body}, {"caring_body": ""}
    )
    assert window.session.apply(Changes((edit,)), "test")
    old = panel.report.faults
    qtbot.waitUntil(lambda: panel.report.faults == old + 1)
    again = {r.rule for r in panel.report.results if r is not before[r.rule]}
    assert "ownership_no_caring_body" in again
    assert "signboard_stale" not in again
    assert f"{old + 1} 项问题" in window.footer.checks.text()


def test_the_report_goes_out_as_a_book_and_as_a_paper(panel, tmp_path, qtbot):
    panel.export_to(tmp_path / "检查.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "检查.xlsx")
    faulty = [r for r in panel.report.results if r.faults]
    assert len(book.sheet_names) == 1 + len(faulty)
    for place, result in enumerate(faulty, start=1):
        rows = book.get_sheet_by_index(place).to_python()
        assert len(rows) == 1 + len(result.faults)
    dialog = panel.show_paper()
    qtbot.waitUntil(dialog.isVisible)
    assert "检查报告" in dialog.windowTitle()
    dialog.reject()


def test_all_rows_of_a_rule_are_shown_on_the_map(panel, window):
    panel.show_rule("signboard_stale")
    panel.show_all()
    assert len(window.session.selection[Kind.SIGNBOARD]) == 3
