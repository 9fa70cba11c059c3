"""What the card tells of a board: printed against today's text, faces, photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gridwatch.district.boardstates import state_of_board
from gridwatch.district.newfaces import new_face
from gridwatch.district.signboards import FACE_PARTS, face_part
from gridwatch.gui.cardparts import add_photos, told
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from gridwatch.district.boardstates import BoardState
    from gridwatch.district.signboards import Signboard
    from gridwatch.gui.session import Session

__all__ = ["board_sections"]

_LONG = 60
_COMPARED = ("published", "sketch", "qr")
"""Parts that are new on every new face: they are no difference."""


def board_sections(session: Session, row: Signboard, parent: QWidget) -> QWidget:
    """Return face, deadline, former faces and photographs of a board on the day."""
    page = QWidget(parent)
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 4, 0, 0)
    box.setSpacing(4)
    state = state_of_board(session.district, row, session.as_of)
    _add_staleness(session, state, box, page)
    if state.face is not None and "removed" not in state.marks:
        _add_comparison(session, row, state, box, page)
    _add_formers(session, row, box, page)
    add_photos(session, row.uid, box, page)
    return page


def _add_staleness(
    session: Session, state: BoardState, box: QVBoxLayout, page: QWidget
) -> None:
    found, language = state.staleness, session.language
    if found is not None:
        box.addWidget(told(found.text.of(language), "danger", page))
        if found.cause is not None:
            box.addWidget(told(found.cause.text.of(language), "", page))
        if found.deadline is not None:
            box.addWidget(told(_due_words(session, state), "", page))
    if state.lacking:
        words = QCoreApplication.translate("BoardCard", "牌面缺：{parts}")
        parts = "、".join(part.label for part in state.lacking)
        box.addWidget(told(words.format(parts=parts), "danger", page))


def _due_words(session: Session, state: BoardState) -> str:
    found = state.staleness
    assert found is not None
    if found.overdue:
        words = QCoreApplication.translate(
            "BoardCard", "应于 {day} 前更换，逾期 {n} 天"
        )
        return words.format(day=found.deadline, n=found.overdue)
    left = (found.deadline - session.as_of).days if found.deadline else 0
    words = QCoreApplication.translate("BoardCard", "应于 {day} 前更换，还有 {n} 天")
    return words.format(day=found.deadline, n=left)


def _add_comparison(
    session: Session, row: Signboard, state: BoardState, box: QVBoxLayout, page: QWidget
) -> None:
    """Put printed and today's text side by side; what differs is marked."""
    printed = state.face
    assert printed is not None
    today = new_face(session.district, row, session.as_of)
    found = state.staleness
    wrong = {one.part for one in found.differences} if found is not None else set()
    grid = QGridLayout()
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    heads = (
        QCoreApplication.translate("BoardCard", "牌面"),
        QCoreApplication.translate("BoardCard", "牌上写的"),
        QCoreApplication.translate("BoardCard", "今天应写"),
    )
    for column, words in enumerate(heads):
        grid.addWidget(told(words, "section", page), 0, column)
    top = Qt.AlignmentFlag.AlignTop
    for part, name in FACE_PARTS.items():
        old, new = face_part(printed, part), face_part(today, part)
        if part in _COMPARED or not (old or (new and part in wrong)):
            continue
        line = grid.rowCount()
        mark = "danger" if part in wrong else ""
        title = headline(name.of(session.language))
        grid.addWidget(told(title, "muted", page), line, 0, top)
        grid.addWidget(told(_short(old) or "—", mark, page), line, 1, top)
        same_words = QCoreApplication.translate("BoardCard", "相同")
        words = _short(new) if part in wrong or old != new else same_words
        same = "" if part in wrong else "muted"
        grid.addWidget(told(words or "—", "ok" if mark else same, page), line, 2, top)
    box.addLayout(grid)


def _short(words: str) -> str:
    return words if len(words) <= _LONG else f"{words[:_LONG]}…"


def _add_formers(
    session: Session, row: Signboard, box: QVBoxLayout, page: QWidget
) -> None:
    formers = session.district.former_faces_of.get(row.uid, ())
    if not formers:
        return
    title = QCoreApplication.translate("BoardCard", "以前的牌面")
    box.addWidget(told(title, "section", page))
    for one in sorted(formers, key=lambda one: str(one.installed or ""), reverse=True):
        days = f"{one.installed or '…'} — {one.until or '…'}"
        box.addWidget(told(f"{days}　{one.face}", "", page))
