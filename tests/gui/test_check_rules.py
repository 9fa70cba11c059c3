"""Checks are switched and tuned in the window, kept in the store, and undone."""

from __future__ import annotations

from datetime import date

from gridwatch.district.wording import Kind

DAY = date(2026, 11, 1)


def reported(window, qtbot):
    panel = window.sides.checks
    panel.run()
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=10_000)
    qtbot.waitUntil(lambda: panel.report is not None, timeout=10_000)
    return {result.rule: result for result in panel.report.results}


def test_a_check_is_switched_off_in_the_store_and_back_by_undo(window, qtbot):
    assert "signboard_stale" in reported(window, qtbot)
    dialog = window.sides.checks.tune()
    dialog.set_on("signboard_stale", on=False)
    dialog.save()
    session = window.session
    assert "signboard_stale" in session.district.rules.off
    assert "signboard_stale" not in reported(window, qtbot)
    assert session.store.settings()["rules"]["checks"]["off"]
    entry = session.store.journal(1)[0]
    assert (entry.table, entry.uid) == ("gw_setting", "rules")
    window.commands["undo"].trigger()
    assert "signboard_stale" in reported(window, qtbot)


def test_a_threshold_and_a_severity_are_entered(window, qtbot):
    dialog = window.sides.checks.tune()
    dialog.set_value("vacancy_long", 7)
    box = dialog._severities["vacancy_long"]
    box.setCurrentIndex(box.findData("error"))
    dialog.save()
    rules = window.session.district.rules
    assert rules.number("roster", "vacancy_days", 90) == 7
    assert reported(window, qtbot)["vacancy_long"].severity == "error"


def test_only_checks_that_an_edit_bears_on_are_run_again(window, qtbot):
    before = reported(window, qtbot)
    panel = window.sides.checks
    panel._note_change(frozenset({Kind.PUBLICATION}))
    after = reported(window, qtbot)
    assert after["cell_gap"] is before["cell_gap"]
    assert after["publication_without_day"] is not before["publication_without_day"]
