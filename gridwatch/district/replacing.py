"""Putting up, replacing and taking away boards: each as one edit that can be undone.

The old face is never lost: it becomes a row of its own with the days it stood.
"""

from __future__ import annotations

import dataclasses
import json
import uuid
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.rowedits import values_of
from gridwatch.district.signboards import (
    OUTDATED,
    SOUND,
    FormerFace,
    Signboard,
    SignboardFace,
    face_facts,
)
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gridwatch.district.district import District

__all__ = [
    "attach_photo",
    "erect_board",
    "remove_board",
    "replace_faces",
    "restore_board",
]


def replace_faces(
    district: District,
    boards: Sequence[Signboard],
    faces: Sequence[SignboardFace],
    day: date,
    document: str = "",
) -> Changes:
    """Return the edit that records new faces as installed on a day.

    Each old face is kept with the days it stood, the board gets the new one, and its
    condition becomes 完好 where it was 信息更新不及时. One record of what was given out
    holds all new faces.

    Parameters
    ----------
    district : District
        The district.
    boards : sequence of Signboard
        The boards.
    faces : sequence of SignboardFace
        Their new faces, in the same order.
    day : date
        First day the new faces stand.
    document : str
        Number of the order or name of the file for the sign maker.

    Raises
    ------
    OfficerError
        Where there is no board, or one was taken away or carries a later face.
    ValueError
        Where boards and faces are not as many.
    """
    if not boards:
        raise OfficerError(_NONE)
    items: list[Change] = []
    for board, face in zip(boards, faces, strict=True):
        _require_standing(board, day)
        items += _replaced(board, face, day)
    items.append(given_out(district, boards, faces, day, document))
    number = len(boards)
    what = boards[0].code if number == 1 else f"{number} 块公示牌"
    return Changes.of(items, f"更换牌面：{what}（{day.isoformat()}）")


def _require_standing(board: Signboard, day: date) -> None:
    if board.removed is not None and board.removed <= day:
        raise OfficerError(_GONE.filled(code=board.code, day=board.removed))
    if board.installed is not None and board.installed > day:
        raise OfficerError(_LATER.filled(code=board.code, day=board.installed))


def _replaced(board: Signboard, face: SignboardFace, day: date) -> list[Change]:
    before: dict[str, object] = {"face": board.face, "installed": board.installed}
    after: dict[str, object] = {"face": face, "installed": day}
    if board.condition == OUTDATED:
        before["condition"], after["condition"] = OUTDATED, SOUND
    if board.erected is None and board.installed is not None:
        # Its first day is no longer that of the present face.
        before["erected"], after["erected"] = None, board.installed
    changed = Change(Kind.SIGNBOARD, board.uid, before, after)
    old = FormerFace(uuid.uuid4().hex, board.uid, board.installed, day, board.face)
    return [_made(Kind.FORMER_FACE, old), changed]


def given_out(
    district: District,
    boards: Sequence[Signboard],
    faces: Sequence[SignboardFace],
    day: date,
    document: str,
) -> Change:
    """Return the record of new faces, with what stands on them."""
    content = [
        {"uid": board.uid, "code": board.code, "face": face_facts(face)}
        for board, face in zip(boards, faces, strict=True)
    ]
    fields = {
        "what": "face",
        "on": day,
        "subject": boards[0].code if len(boards) == 1 else district.code,
        "document": document,
        "medium": "",
        "by": district.office,
        "content": json.dumps(content, ensure_ascii=False),
    }
    return Change(Kind.PUBLICATION, uuid.uuid4().hex, None, fields)


def remove_board(board: Signboard, day: date, reason: str = "") -> Changes:
    """Return the edit that records a board as taken away; nothing is deleted.

    Raises
    ------
    OfficerError
        Where it is gone already, or would go before it stood.
    """
    if board.removed is not None:
        raise OfficerError(_GONE.filled(code=board.code, day=board.removed))
    first = board.erected or board.installed
    if first is not None and day < first:
        raise OfficerError(_TOO_EARLY.filled(code=board.code, day=first))
    change = Change(Kind.SIGNBOARD, board.uid, {"removed": None}, {"removed": day})
    told = f"：{reason}" if reason else ""
    return Changes((change,), f"拆除公示牌 {board.code}{told}")


def restore_board(board: Signboard) -> Changes:
    """Return the edit that takes the removal of a board back."""
    change = Change(
        Kind.SIGNBOARD, board.uid, {"removed": board.removed}, {"removed": None}
    )
    return Changes((change,), f"恢复公示牌 {board.code}")


def erect_board(district: District, board: Signboard) -> Changes:
    """Return the edit that adds a new board.

    Raises
    ------
    OfficerError
        Where its number is empty or taken.
    """
    code = board.code.strip()
    if not code:
        raise OfficerError(_NO_CODE)
    if any(one.code == code for one in district.signboards):
        raise OfficerError(_TAKEN.filled(code=code))
    made = dataclasses.replace(
        board,
        code=code,
        erected=board.erected or board.installed,
        condition=board.condition or SOUND,
    )
    return Changes((_made(Kind.SIGNBOARD, made),), f"设立公示牌 {code}")


def attach_photo(
    kind: Kind, uid: str, sha256: str, *, role: str, taken: date | None, name: str
) -> Change:
    """Return the edit that hangs a photograph on a row; its bytes are kept before.

    Parameters
    ----------
    kind, uid : Kind, str
        The row it shows.
    sha256 : str
        Hash of its bytes, as the store gave it.
    role : str
        ``face``, ``before``, ``after`` or ``site``.
    taken : date or None
        Day it was taken.
    name : str
        Name of its file.
    """
    fields = {
        "kind": kind.value,
        "row_uid": uid,
        "role": role,
        "taken": taken,
        "name": name,
        "sha256": sha256,
    }
    return Change(Kind.PHOTO, uuid.uuid4().hex, None, fields)


def _made(kind: Kind, row: Signboard | FormerFace) -> Change:
    return Change(kind, row.uid, None, values_of(row))


_NONE = Text(
    "没有选中公示牌，没有更改任何内容。请先在表格或地图上选择要更换的公示牌。",
    "No board is chosen; nothing was changed. Choose some in the table or on the map.",
)
_GONE = Text(
    "公示牌 {code} 已于 {day} 拆除，没有更改任何内容。如登记有误，请先恢复该牌。",
    "Board {code} was taken away on {day}; nothing was changed. If that is a mistake, "
    "restore it first.",
)
_LATER = Text(
    "公示牌 {code} 现有牌面的设立日期（{day}）晚于所填日期，没有更改任何内容。"
    "请核对更换日期。",
    "The present face of board {code} was installed later ({day}); nothing was "
    "changed. Check the day.",
)
_TOO_EARLY = Text(
    "公示牌 {code} 于 {day} 才设立，拆除日期不能更早；没有更改任何内容。请核对日期。",
    "Board {code} was only put up on {day}, it cannot go earlier; nothing was changed. "
    "Check the day.",
)
_NO_CODE = Text(
    "公示牌编号不能为空，没有写入任何内容。请填写编号。",
    "A board needs a number; nothing was written. Enter one.",
)
_TAKEN = Text(
    "编号 {code} 已有公示牌，没有写入任何内容。请换一个编号。",
    "There is a board {code} already; nothing was written. Choose another number.",
)
