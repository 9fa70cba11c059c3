"""The dialogs of the roster: published against the day, and lists to be matched."""

from __future__ import annotations

from datetime import date

from python_calamine import CalamineWorkbook

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind, Language
from gridwatch.gui.desks.chiefs import ChiefsDesk
from gridwatch.gui.neighbours import groups_of


def desk_of(window):
    return next(desk for desk in window.desks if isinstance(desk, ChiefsDesk))


def cells(dialog):
    rows = [dialog.tree.topLevelItem(i) for i in range(dialog.tree.topLevelItemCount())]
    return [[row.text(c) for c in range(row.columnCount())] for row in rows]


def add(session, kind, uid, **fields):
    assert session.apply(Changes((Change(kind, uid, None, fields),), "准备"))


def end(session, uid, day):
    change = Change(Kind.TERM, uid, {"until": None}, {"until": day})
    assert session.apply(Changes((change,), "离任"))


def test_nothing_published_yet_is_said(window):
    dialog = desk_of(window).compare()
    assert "还没有公布过" in dialog.told.text()
    assert cells(dialog) == []
    dialog.close()


def test_a_list_is_recorded_and_what_changed_since_is_shown(window):
    session = window.session
    before = session.store.content_hash()
    dialog = desk_of(window).compare()
    dialog.medium.setText("区政府网站")
    dialog.publish.click()
    assert "区政府网站" in dialog.log.currentText()
    assert cells(dialog) == []
    end(session, "te1", date(2026, 5, 1))
    (row,) = cells(dialog)
    assert row[0] == "镇级河长"
    assert row[1].startswith("张三")
    assert row[2] == "待定"
    # The list of another day is another comparison.
    session.set_as_of(date(2026, 6, 2))
    assert len(cells(dialog)) == 1
    for _ in range(2):
        window.commands["undo"].trigger()
    assert session.store.content_hash() == before
    dialog.close()


def test_the_table_goes_out_without_mobiles(window, tmp_path):
    dialog = desk_of(window).compare()
    path = tmp_path / "名单.xlsx"
    dialog.write_table(path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert {row[2] for row in rows[1:]} == {"张三", "王五"}
    assert "13000000001" not in str(rows)
    assert "130****0001" in str(rows)
    assert str(path) in dialog.told.text()
    dialog.close()


def test_a_list_is_matched_and_what_is_unsure_is_asked(window):
    session = window.session
    for uid, words in (("m0", "安达木河 全段"), ("m1", "潮河第2段"), ("m2", "安达木")):
        add(
            session,
            Kind.POST,
            uid,
            role="河段长",
            level="village",
            covers="segment",
            covers_code=words,
        )
    before = session.store.content_hash()
    dialog = desk_of(window).match()
    assert "3 个职务" in dialog.told.text()
    assert {uid: box.currentData() for uid, box in dialog.boxes.items()} == {
        "m0": "990101000003",
        "m1": "990101000002",
        "m2": "",
    }
    box = dialog.boxes["m2"]
    box.setCurrentIndex(box.findData("990101000003"))
    assert box.currentData() == "990101000003"
    dialog.go.click()
    posts = {p.uid: p.covers_code for p in session.district.posts}
    # Two posts of one role over one segment become one.
    assert (posts["m0"], posts["m1"]) == ("990101000003", "990101000002")
    assert "m2" not in posts
    assert cells(dialog) == []
    window.commands["undo"].trigger()
    assert session.store.content_hash() == before
    dialog.close()


def test_a_card_tells_the_posts_of_a_person_and_the_former_ones(window):
    district = window.session.district
    old = district.person_by_uid["p1"]
    for day, name in ((date(2026, 6, 1), "其他任期"), (date(2022, 1, 1), "任职")):
        (group,) = groups_of(district, Kind.PERSON, old, day, Language.ZH)
        assert group.name.zh == name
        (link,) = group.links
        assert "2020-01-01" in link.note
        assert link.kind is Kind.JURISDICTION
