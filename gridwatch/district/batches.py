"""Replacement batches (SGN-03): a list of boards, their new faces, and how far it is.

A batch is kept as a record of what was given out (`Publication`, ``face``), its boards
and faces in the record's content.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gridwatch.district.changes import Change, Changes
from gridwatch.district.replacing import replace_faces
from gridwatch.district.signboards import Signboard, face_facts, face_from_facts
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.records import Publication
    from gridwatch.district.signboards import SignboardFace

__all__ = [
    "Batch",
    "BatchItem",
    "batches",
    "close_batch",
    "mark_replaced",
    "open_batch",
]

_BATCH = "batch"


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One board of a batch.

    Parameters
    ----------
    uid, code : str
        The board.
    face : SignboardFace
        Its new face.
    replaced : date or None
        When the face was put up.
    """

    uid: str
    code: str
    face: SignboardFace
    replaced: date | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of boards to be replaced.

    Parameters
    ----------
    uid, name : str
        Identifier of its record; what the office calls it.
    ordered : date or None
        Day of the order.
    items : tuple of BatchItem
        The boards.
    closed : date or None
        When it was closed; None while it is open.
    """

    uid: str
    name: str
    ordered: date | None
    items: tuple[BatchItem, ...]
    closed: date | None = None

    @property
    def done(self) -> int:
        """How many faces have been put up."""
        return sum(item.replaced is not None for item in self.items)

    @property
    def text(self) -> Text:
        """How far it is."""
        done, total = self.done, len(self.items)
        if self.closed is not None:
            day = self.closed.isoformat()
            return Text(
                f"已办结（{day}），更换 {done}/{total} 块",
                f"closed on {day}, {done} of {total} replaced",
            )
        return Text(f"已更换 {done}/{total} 块", f"{done} of {total} replaced")


def batches(district: District) -> tuple[Batch, ...]:
    """Return all batches, the last ordered first."""
    found = [
        batch
        for row in district.publications
        if row.what == "face" and (batch := _read(row)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.ordered or date.min, reverse=True))


def _read(row: Publication) -> Batch | None:
    try:
        facts = json.loads(row.content)
        if not isinstance(facts, dict) or _BATCH not in facts:
            return None
        items = tuple(
            BatchItem(
                str(one["uid"]),
                str(one.get("code", "")),
                face_from_facts(one.get("face", {})),
                _day(one.get("replaced")),
            )
            for one in facts[_BATCH]
        )
        return Batch(row.uid, row.document, row.on, items, _day(facts.get("closed")))
    except (ValueError, TypeError, KeyError, AttributeError):
        # Another program may have written the record: it is no batch of ours.
        return None


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _content(batch: Batch) -> str:
    items: list[dict[str, Any]] = [
        {
            "uid": item.uid,
            "code": item.code,
            "face": face_facts(item.face),
            "replaced": item.replaced.isoformat() if item.replaced else "",
        }
        for item in batch.items
    ]
    closed = batch.closed.isoformat() if batch.closed else ""
    return json.dumps({_BATCH: items, "closed": closed}, ensure_ascii=False)


def open_batch(
    district: District,
    name: str,
    boards: Sequence[Signboard],
    faces: Sequence[SignboardFace],
    day: date,
) -> Changes:
    """Return the edit that orders new faces for boards as one batch.

    Raises
    ------
    OfficerError
        Where there is no board.
    """
    if not boards:
        raise OfficerError(_NONE)
    items = tuple(
        BatchItem(board.uid, board.code, face)
        for board, face in zip(boards, faces, strict=True)
    )
    batch = Batch(uuid.uuid4().hex, name, day, items)
    fields = {
        "what": "face",
        "on": day,
        "subject": district.code,
        "document": name,
        "medium": "",
        "by": district.office,
        "content": _content(batch),
    }
    change = Change(Kind.PUBLICATION, batch.uid, None, fields)
    return Changes((change,), f"更换批次：{name}（{len(items)} 块）")


def mark_replaced(
    district: District, batch: Batch, uids: Iterable[str], day: date
) -> Changes:
    """Return the edit that records faces of a batch as put up on a day.

    The batch is closed with the last of them.

    Raises
    ------
    OfficerError
        Where none of them is open, or a board cannot be replaced on that day.
    """
    wanted = set(uids)
    now = [item for item in batch.items if item.uid in wanted and not item.replaced]
    rows = [(district.row(Kind.SIGNBOARD, item.uid), item.face) for item in now]
    found = [(row, face) for row, face in rows if isinstance(row, Signboard)]
    if not found:
        raise OfficerError(_NONE)
    boards, faces = [row for row, _ in found], [face for _, face in found]
    put_up = {row.uid for row in boards}
    items = tuple(
        replace(item, replaced=day) if item.uid in put_up else item
        for item in batch.items
    )
    closed = day if all(item.replaced for item in items) else None
    after = replace(batch, items=items, closed=closed)
    edits = replace_faces(district, boards, faces, day, batch.name)
    # The batch itself is the record of what was given out.
    kept = [one for one in edits.items if one.kind is not Kind.PUBLICATION]
    return Changes.of([*kept, _changed(batch, after)], edits.reason)


def close_batch(batch: Batch, day: date) -> Changes:
    """Return the edit that closes a batch, whether or not all faces are up."""
    after = replace(batch, closed=day)
    return Changes((_changed(batch, after),), f"办结更换批次：{batch.name}")


def _changed(before: Batch, after: Batch) -> Change:
    return Change(
        Kind.PUBLICATION,
        before.uid,
        {"content": _content(before)},
        {"content": _content(after)},
    )


_NONE = Text(
    "没有可登记的公示牌，没有更改任何内容。请选择尚未更换的公示牌。",
    "There is no board to record; nothing was changed. Choose boards that have not "
    "been replaced yet.",
)
