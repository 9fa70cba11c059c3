"""What is to be said of every board on a day, all boards at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.facenorms import chosen_norm, lacking
from gridwatch.district.signboards import (
    OUTDATED,
    SOUND,
    bears_face,
    standing_on,
    stood_on,
)
from gridwatch.district.staleness import staleness_of
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.facenorms import Norm, Part
    from gridwatch.district.signboards import Signboard, SignboardFace
    from gridwatch.district.staleness import Staleness

__all__ = ["MARKS", "BoardState", "board_states", "state_of_board"]

MARKS: dict[str, Text] = {
    "stale": Text("过期", "stale"),
    "overdue": Text("逾期", "overdue"),
    "differing": Text("不符", "differing"),
    "incomplete": Text("缺要素", "incomplete"),
    "defective": Text("缺损", "defective"),
    "removed": Text("已拆除", "removed"),
    "future": Text("未设立", "not-yet"),
}
"""What boards are marked and filtered by; a mark is one word in either language."""


@dataclass(frozen=True, slots=True)
class BoardState:
    """What is to be said of one board on a day.

    Parameters
    ----------
    marks : tuple of str
        Keys of `MARKS`, the gravest first; empty: in good order.
    face : SignboardFace or None
        The face that stood then; None where none is on record.
    staleness : Staleness or None
        How the face differs from the register.
    lacking : tuple of Part
        What the face lacks by the district's norm.
    """

    marks: tuple[str, ...] = ()
    face: SignboardFace | None = None
    staleness: Staleness | None = None
    lacking: tuple[Part, ...] = ()


def board_states(district: District, as_of: date) -> dict[str, BoardState]:
    """Return the state of every board on a day, by uid."""
    norm = chosen_norm(district.rules)
    return {
        board.uid: state_of_board(district, board, as_of, norm)
        for board in district.signboards
    }


def state_of_board(
    district: District, board: Signboard, as_of: date, norm: Norm | None = None
) -> BoardState:
    """Return the state of one board on a day; `norm` is the district's if left out."""
    former = district.former_faces_of.get(board.uid, ())
    if not stood_on(board, as_of, former):
        gone = board.removed is not None and board.removed <= as_of
        return BoardState(("removed",) if gone else ("future",), board.face)
    standing = standing_on(board, as_of, former)
    found = staleness_of(district, board, as_of)
    lacks: tuple[Part, ...] = ()
    if standing is not None and bears_face(board, district.rules):
        wanted = norm if norm is not None else chosen_norm(district.rules)
        lacks = lacking(standing.face, board.level, wanted)
    tests = {
        "stale": found is not None and found.stale,
        "overdue": found is not None and found.overdue > 0,
        "differing": found is not None and not found.stale,
        "incomplete": bool(lacks),
        "defective": _defective(board),
    }
    marks = tuple(key for key, yes in tests.items() if yes)
    return BoardState(marks, standing.face if standing else None, found, lacks)


def _defective(board: Signboard) -> bool:
    """Tell whether a board itself is at fault: missing, misplaced, broken, worn."""
    return board.condition not in ("", SOUND, OUTDATED)
