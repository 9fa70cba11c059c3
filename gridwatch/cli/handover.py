"""``handover``: what goes stale when somebody leaves; the store is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.changing import Handover, hand_over, persons_called
from gridwatch.district.chiefs import Person
from gridwatch.district.handover import handover_check
from gridwatch.district.handoverpaper import (
    deadline_text,
    face_change,
    faces_document,
    handover_document,
    names_of,
    segment_name,
    summary,
)
from gridwatch.district.roster import place_name
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from gridwatch.cli.answers import Talk
    from gridwatch.district.district import District
    from gridwatch.district.documents import Document
    from gridwatch.district.handover import HandoverCheck
    from gridwatch.district.publishing import PublicLine

__all__ = ["check_of", "handover_facts", "tell_handover", "write_paper"]

_UNKNOWN = Text(
    "名单里没有 {name}。请核对姓名。",
    "Nobody is called {name} on record. Check the name.",
)
_ENDING = Text(
    "写不了 {path}：扩展名应为 .pdf 或 .docx。",
    "Cannot write {path}: the name must end in .pdf or .docx.",
)
_NEW = "new"


def check_of(district: District, arguments: argparse.Namespace) -> HandoverCheck:
    """Return the check for the named person; a successor not on record is a new one.

    Raises
    ------
    OfficerError
        Where nobody on record has that name, or nothing is left to hand over.
    """
    found = persons_called(district, arguments.person)
    if not found:
        raise OfficerError(_UNKNOWN.filled(name=arguments.person))
    heir = None
    if arguments.successor:
        known = persons_called(district, arguments.successor)
        heir = known[0] if known else Person(_NEW, arguments.successor)
    changes = hand_over(district, Handover(found[0].uid, arguments.day, heir))
    return handover_check(district, changes, arguments.as_of)


def write_paper(
    path: Path, district: District, check: HandoverCheck, talk: Talk
) -> None:
    """Write the check and the texts of the new faces to ``.pdf`` or ``.docx``.

    Raises
    ------
    OfficerError
        Where the ending is another one, or the file cannot be written.
    """
    language = talk.language
    papers: list[Document] = [handover_document(district, check, language)]
    if check.boards:
        papers.append(faces_document(district, check.boards, language))
    ending = path.suffix.lower()
    if ending == ".docx":
        from gridwatch.reports.wordfile import write_docx

        write_docx(path, papers, language)
    elif ending == ".pdf":
        from gridwatch.mapbook.paperwork import write_pdf

        write_pdf(path, papers, language)
    else:
        raise OfficerError(_ENDING.filled(path=path))


def handover_facts(
    district: District, check: HandoverCheck, talk: Talk
) -> dict[str, object]:
    """Return the check as plain values."""
    language = talk.language
    cells = {cell.uid: cell.code for cell in district.cells}
    return {
        "as_of": check.as_of,
        "day": check.changed_on,
        "leaving": [person.name for person in check.leaving],
        "coming": [person.name for person in check.coming],
        "posts": [
            {
                "role": one.post.role,
                "place": place_name(district, one.post, language),
                "before": names_of(one.before, language),
                "after": names_of(one.after, language),
            }
            for one in check.posts
        ],
        "boards": [
            {
                "code": task.board.code,
                "segment": segment_name(district, task.board.segment_code),
                "old": str(task.board.face),
                "new": str(task.face),
                "deadline": task.deadline,
                "days_left": task.days_left,
            }
            for task in check.boards
        ],
        "route_km": round(check.route.metres / 1000, 1),
        "published_on": check.published_on,
        "roster": [
            {"before": _line(one.before), "after": _line(one.after)}
            for one in check.lines
        ],
        "sheets": [
            {"on": row.on, "subject": row.subject, "document": row.document}
            for row in check.sheets
        ],
        "confirmations": [
            {
                "segment": task.ownership.segment_code,
                "bank": task.ownership.bank,
                "confirmed_by": task.ownership.confirmed_by,
                "confirmed_on": task.ownership.confirmed_on,
                "why": task.why,
            }
            for task in check.confirmations
        ],
        "cells": [cells[uid] for uid in check.cells],
    }


def _line(line: PublicLine | None) -> str | None:
    return None if line is None else str(line)


def tell_handover(district: District, check: HandoverCheck, talk: Talk) -> None:
    """Print the check."""
    language = talk.language
    who = "、".join(person.name for person in check.leaving)
    day = check.changed_on
    talk.answer(Text(f"{day} {who} 离任", f"{who} leaves on {day}"))
    talk.answer(summary(check))
    for one in check.posts:
        place = place_name(district, one.post, language)
        before, after = names_of(one.before, language), names_of(one.after, language)
        print(f"  {one.post.role} {place}: {before} -> {after}")
    for number, task in enumerate(check.boards, 1):
        limit = deadline_text(task, language)
        old, new = face_change(check, task)
        print(f"{number:3d} {task.board.code}  {old} -> {new}  {limit}")
    for line in check.lines:
        print(f"  ~ {_line(line.before)} -> {_line(line.after)}")
    for row in check.sheets:
        print(f"  ! {row.on} {row.subject} {row.document}")
    for act in (task.ownership for task in check.confirmations):
        print(f"  ? {act.segment_code} {act.confirmed_by} {act.confirmed_on}")
    cells = {cell.uid: cell.code for cell in district.cells}
    for uid in check.cells:
        print(f"  - {cells[uid]}")
