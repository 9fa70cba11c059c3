"""Which boards' faces are printed, and with what on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.newfaces import FaceText, face_text, new_face
from gridwatch.district.signboards import bears_face, stood_on
from gridwatch.district.staleness import stale_boards
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.signboards import Signboard

__all__ = ["boards_wanted", "texts_of"]


def boards_wanted(
    district: District,
    as_of: date,
    codes: Sequence[str] = (),
    *,
    stale: bool = False,
) -> tuple[Signboard, ...]:
    """Return the boards to print faces for.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day.
    codes : sequence of str
        Numbers of boards, in the order wanted; empty: all that stand and bear a face.
    stale : bool
        Only those that name somebody who does not hold the post, longest stale first.

    Raises
    ------
    OfficerError
        Where there is no board of a number.
    """
    by_code = {board.code: board for board in district.signboards}
    unknown = [code for code in codes if code not in by_code]
    if unknown:
        raise OfficerError(_UNKNOWN.filled(code="、".join(unknown)))
    former = district.former_faces_of
    boards: list[Signboard] = [by_code[code] for code in codes] or [
        board
        for board in district.signboards
        if bears_face(board, district.rules)
        and stood_on(board, as_of, former.get(board.uid, ()))
    ]
    if stale:
        boards = [
            one.board for one in stale_boards(district, as_of, boards) if one.stale
        ]
    return tuple(boards)


def texts_of(
    district: District, boards: Sequence[Signboard], as_of: date
) -> tuple[FaceText, ...]:
    """Return the new faces of boards, ready to be drawn."""
    return tuple(
        face_text(district, board, new_face(district, board, as_of)) for board in boards
    )


_UNKNOWN = Text(
    "没有编号为 {code} 的公示牌，没有打印任何内容。请核对编号。",
    "There is no board {code}; nothing was printed. Check the number.",
)
