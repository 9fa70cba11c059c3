"""What the card tells of an outfall beyond its fields: acts, records, photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gridwatch.district import monitoring, outfallclasses, rectifying
from gridwatch.district.proceedings import as_it_stood, proceedings_of
from gridwatch.gui.cardparts import thumb, told
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.records import Photo
    from gridwatch.gui.session import Session

__all__ = ["outfall_sections"]

_RECORDS = 6


def outfall_sections(session: Session, row: Outfall, parent: QWidget) -> QWidget:
    """Return class, monitoring, acts and photographs of an outfall on the day."""
    page = QWidget(parent)
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 4, 0, 0)
    box.setSpacing(4)
    stood = as_it_stood(session.district, row, session.as_of)
    _add_class(session, stood, box, page)
    _add_monitoring(session, stood, box, page)
    _add_acts(session, row, box, page)
    _add_photos(session, row, box, page)
    return page


def _add_class(session: Session, row: Outfall, box: QVBoxLayout, page: QWidget) -> None:
    words = outfallclasses.chain(row)
    if len(words) > 1:
        title = QCoreApplication.translate("OutfallCard", "分类")
        box.addWidget(told(title, "section", page))
        box.addWidget(told(" → ".join(words), "", page))
    for text in outfallclasses.unfit(session.district.rules, row):
        box.addWidget(told(text.of(session.language), "danger", page))


def _add_monitoring(
    session: Session, row: Outfall, box: QVBoxLayout, page: QWidget
) -> None:
    district, day = session.district, session.as_of
    title = QCoreApplication.translate("OutfallCard", "监测")
    box.addWidget(told(title, "section", page))
    due = monitoring.due(district, row, day)
    if monitoring.must_be_monitored(district.rules, row):
        box.addWidget(told(_due_words(due), "danger" if due.late else "", page))
    rows = monitoring.records(district, row, day)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(2, 1)
    sides = (Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag(0))
    for line, one in enumerate(rows[:_RECORDS]):
        rest = "　".join(word for word in (one.tested_by, one.note) if word)
        for column, words in enumerate((str(one.on), one.result or "—", rest)):
            name = "muted" if column == 0 else ""
            grid.addWidget(told(words, name, page), line, column, sides[column])
    box.addLayout(grid)
    if len(rows) > _RECORDS:
        words = QCoreApplication.translate("OutfallCard", "另有 {n} 条")
        words = words.format(n=len(rows) - _RECORDS)
        box.addWidget(told(words, "muted", page))
    if not rows:
        words = QCoreApplication.translate("OutfallCard", "没有监测记录")
        box.addWidget(told(words, "muted", page))


def _due_words(due: monitoring.Due) -> str:
    if due.day is None:
        return QCoreApplication.translate("OutfallCard", "从未监测，应立即监测")
    if due.days:
        words = QCoreApplication.translate(
            "OutfallCard", "应于 {day} 前监测，超期 {n} 天"
        )
        return words.format(day=due.day, n=due.days)
    words = QCoreApplication.translate("OutfallCard", "上次 {last}，下次应于 {day} 前")
    return words.format(last=due.last, day=due.day)


def _add_acts(session: Session, row: Outfall, box: QVBoxLayout, page: QWidget) -> None:
    days = rectifying.overdue_days(session.district, row, session.as_of)
    acts = [
        act for act in proceedings_of(session.district, row) if act.on <= session.as_of
    ]
    if not acts and not days:
        return
    title = QCoreApplication.translate("OutfallCard", "审批与整改经过")
    box.addWidget(told(title, "section", page))
    if days:
        words = QCoreApplication.translate("OutfallCard", "整改已超期 {n} 天")
        box.addWidget(told(words.format(n=days), "danger", page))
    for act in reversed(acts):
        key = "approval" if act.act == "approval" else "rectification"
        states = f"{act.before.get(key) or '—'} → {act.after.get(key) or '—'}"
        rest = "　".join(word for word in (act.document, act.note) if word)
        box.addWidget(told(f"{act.on}　{states}　{rest}".rstrip("　"), "", page))


def _add_photos(
    session: Session, row: Outfall, box: QVBoxLayout, page: QWidget
) -> None:
    rows = session.district.photos_of.get(row.uid, ())
    newest = {
        role: max(found, key=lambda photo: str(photo.taken or ""))
        for role in ("before", "after", "site")
        if (found := [p for p in rows if p.role == role and _known(p, session.as_of)])
    }
    if not newest or session.store is None:
        return
    title = QCoreApplication.translate("OutfallCard", "照片")
    box.addWidget(told(title, "section", page))
    beside = QHBoxLayout()
    names = {
        "before": QCoreApplication.translate("OutfallCard", "整改前"),
        "after": QCoreApplication.translate("OutfallCard", "整改后"),
        "site": QCoreApplication.translate("OutfallCard", "现场"),
    }
    for role, photo in newest.items():
        beside.addWidget(
            thumb(
                session,
                photo,
                f"{headline(names[role])} {photo.taken or ''}".strip(),
                page,
            )
        )
    beside.addStretch(1)
    box.addLayout(beside)


def _known(photo: Photo, as_of: date) -> bool:
    return photo.taken is None or photo.taken <= as_of
