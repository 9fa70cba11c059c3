"""The officer's day: a village chief leaves, and nothing stale is overlooked."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.answering import who_answers
from gridwatch.district.changes import Change, Changes
from gridwatch.district.replacing import replace_faces
from gridwatch.district.staleness import staleness_of
from gridwatch.district.wording import Kind, Language
from gridwatch.gui import language
from gridwatch.gui.desks.chiefs import ChiefsDesk
from gridwatch.gui.dialogs.paper import PaperDialog
from gridwatch.gui.look import dress
from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.session import Session
from tests.mission.sample import sample_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gridwatch.district.chiefs import Person
    from gridwatch.district.district import District
    from gridwatch.district.handover import HandoverCheck
    from gridwatch.district.signboards import SignboardFace
    from gridwatch.gui.dialogs.handover import HandoverDialog

BEFORE, DAY, REPLACED = date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 9)
VILLAGE = "990101102215"
HEIR, PHONE = "新任甲", "0000-69990001"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    language.install(qapp, Language.ZH)
    dress(qapp, dark=False)
    path = tmp_path / "云溪区.gpkg"
    shutil.copy(sample_store(), path)
    session = Session(Memory(tmp_path / "memory.ini"))
    window = MainWindow(session)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    session.open(path)
    session.set_as_of(DAY)
    yield window
    window.close()
    window.deleteLater()


def chief_of(district: District) -> Person:
    """Return the village's chief by the raw rows."""
    (post,) = [
        p for p in district.posts if p.covers_code == VILLAGE and p.role == "村级河长"
    ]
    (term,) = [
        t
        for t in district.terms
        if t.post_uid == post.uid and t.since <= DAY and t.until is None
    ]
    return next(p for p in district.persons if p.uid == term.person_uid)


def put_on_record(session: Session, chief: Person) -> tuple[str, str]:
    """Keep a printed sheet that names the chief, and a confirmation by the chief."""
    district = session.district
    village = district.jurisdiction_by_code[VILLAGE]
    segment = next(
        s
        for s in district.segments
        if village in district.villages_of_segment.get(s.uid, ())
        and len(district.ownerships_of_segment.get(s.code, ())) == 1
    )
    (owned,) = district.ownerships_of_segment[segment.code]
    keys = ("confirmed_on", "confirmed_by", "registered_on")
    signed = {
        "confirmed_on": date(2026, 5, 1),
        "confirmed_by": chief.name,
        "registered_on": date(2026, 4, 1),
    }
    sheet = {
        "what": "sheet",
        "on": date(2026, 6, 1),
        "subject": VILLAGE,
        "document": "村图.pdf",
        "content": json.dumps({"names": [chief.name]}, ensure_ascii=False),
    }
    was = {key: getattr(owned, key) for key in keys}
    items = (
        Change(Kind.PUBLICATION, "sheet-of-the-village", None, sheet),
        Change(Kind.OWNERSHIP, owned.uid, was, signed),
    )
    assert session.apply(Changes(items, "准备"))
    return "sheet-of-the-village", segment.uid


def read(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def mentions(face: SignboardFace) -> set[str]:
    return {face.chief, *(one.name for one in face.names)}


def begun(window: MainWindow, chief: Person) -> HandoverDialog:
    """Enter the change of person, and change nothing yet."""
    desk = next(desk for desk in window.desks if isinstance(desk, ChiefsDesk))
    dialog = desk.change(chief.uid)
    dialog.how.setCurrentIndex(1)
    dialog.heir.setEditText(HEIR)
    dialog.phone.setText(PHONE)
    dialog.day.day = DAY
    return dialog


def printed(dialog: HandoverDialog, folder: Path) -> tuple[str, str]:
    """Print the check and the new faces; return what stands in the files."""
    dialog.show_paper()
    dialog.show_faces()
    papers = dialog.findChildren(PaperDialog)
    assert len(papers) == 2
    for number, paper in enumerate(papers):
        paper.save_pdf(folder / f"{number}.pdf")
        paper.close()
    return read(folder / "0.pdf"), read(folder / "1.pdf")


def replaced(session: Session, check: HandoverCheck) -> None:
    """Mark the boards of a check as replaced on a later day."""
    district = session.district
    boards = [task.board for task in check.boards]
    faces = [task.face for task in check.boards]
    assert session.apply(replace_faces(district, boards, faces, REPLACED))
    for board in boards:
        now = session.district.row(Kind.SIGNBOARD, board.uid)
        assert HEIR in mentions(now.face)
        assert now.installed == REPLACED
        assert staleness_of(session.district, now, REPLACED) is None
        (former,) = [
            row
            for row in session.district.former_faces_of[board.uid]
            if row.until == REPLACED
        ]
        assert former.face == board.face


def test_a_village_chief_leaves_and_everything_stale_is_told_printed_and_replaced(
    window: MainWindow, tmp_path: Path
) -> None:
    session = window.session
    chief = chief_of(session.district)
    sheet, segment = put_on_record(session, chief)
    assert session.store is not None
    beginning = session.store.content_hash()
    boards = {
        b.uid for b in session.district.signboards if chief.name in mentions(b.face)
    }

    dialog = begun(window, chief)
    check = dialog.check
    assert check is not None
    assert len(boards) == 4
    assert {task.board.uid for task in check.boards} == boards
    assert {task.deadline for task in check.boards} == {DAY + timedelta(days=15)}
    assert [(one.before.name, one.after.name) for one in check.lines] == [
        (chief.name, HEIR)
    ]
    assert [row.uid for row in check.sheets] == [sheet]
    assert [task.segment_uid for task in check.confirmations] == [segment]
    assert check.cells == ()

    told, faces = printed(dialog, tmp_path)
    assert all(task.board.code in told for task in check.boards)
    assert all(task.board.code in faces for task in check.boards)
    assert HEIR in faces
    assert session.store.content_hash() == beginning

    dialog.carry_out()
    replaced(session, check)

    # As-of days before and after tell different names.
    village = session.district.jurisdiction_by_code[VILLAGE]
    for day, name in ((BEFORE, chief.name), (DAY, HEIR)):
        answer = who_answers(session.district, Kind.JURISDICTION, village.uid, day)
        assert answer.names("village") == [name]

    # Undone all the way back, the store holds what it held.
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    assert session.store.content_hash() == beginning


def test_a_published_roster_is_kept_and_compared_with_the_day(
    window: MainWindow, tmp_path: Path
) -> None:
    session = window.session
    desk = next(desk for desk in window.desks if isinstance(desk, ChiefsDesk))
    paper = desk.roster()
    path = tmp_path / "名单.pdf"
    paper.save_pdf(path)
    words = read(path)
    chief = chief_of(session.district)
    assert chief.name in words
    assert chief.mobile
    assert chief.mobile not in words
    assert f"{chief.mobile[:3]}****{chief.mobile[-4:]}" in words
    dialog = desk.compare()
    assert dialog.tree.topLevelItemCount() == 0
    dialog.close()
    change = desk.change(chief.uid)
    change.how.setCurrentIndex(2)
    change.day.day = DAY
    change.carry_out()
    dialog = desk.compare()
    (item,) = [
        dialog.tree.topLevelItem(i) for i in range(dialog.tree.topLevelItemCount())
    ]
    assert chief.name in item.text(1)
    assert "待定" in item.text(2)
    dialog.close()


def test_choosing_a_tier_lights_up_what_its_people_answer_for(
    window: MainWindow,
) -> None:
    panel = window.sides.roster
    window.sides.raise_("roster")
    tiers = {
        panel.tree.topLevelItem(i).text(0): panel.tree.topLevelItem(i)
        for i in range(panel.tree.topLevelItemCount())
    }
    assert "2+2+11+38+64+227+654=998" in panel.formula.text()
    panel.tree.setCurrentItem(tiers["村级管水员"])
    assert len(window.session.selection[Kind.CELL]) == 1003
    panel.filter.setText(chief_of(window.session.district).name)
    panel.apply_filter()
    village = tiers["村级河长"]
    shown = [village.child(k) for k in range(village.childCount())]
    shown = [child for child in shown if not child.isHidden()]
    assert len(shown) == 1
    panel.tree.setCurrentItem(shown[0])
    assert panel.person_uid() == chief_of(window.session.district).uid
