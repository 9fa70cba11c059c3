"""In which town a fault lies, told by the codes of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction

__all__ = ["town_of_row"]

_DIGITS, _TAIL = 9, "000"


def town_of_row(district: District, kind: Kind, uid: str) -> Jurisdiction | None:
    """Return the town that a row of any kind belongs to, or None.

    Parameters
    ----------
    district : District
        The district.
    kind, uid : Kind, str
        The row. One without a place of its own is where what it speaks of is: a term
        where its post covers, a monitoring where its outfall is.
    """
    row: Any = district.row(kind, uid)
    code = _CODE_OF.get(kind, _nothing)(district, row) if row is not None else ""
    return district.jurisdiction_by_code.get(code[:_DIGITS] + _TAIL) if code else None


def _nothing(_district: District, _row: Any) -> str:  # noqa: ANN401
    return ""


def _of_segment(district: District, code: str) -> str:
    segment = district.segment_by_code.get(code)
    return segment.town_code if segment is not None else ""


def _of_post(district: District, post: Any) -> str:  # noqa: ANN401
    if post is None:
        return ""
    if post.covers == "segment":
        return _of_segment(district, post.covers_code)
    return post.covers_code if post.covers in ("jurisdiction", "cell") else ""


def _of_person(district: District, person: Any) -> str:  # noqa: ANN401
    terms = district.terms_of_person.get(person.uid, ())
    codes = (_of_post(district, district.post_by_uid.get(t.post_uid)) for t in terms)
    return next((code for code in codes if code), "")


def _of_place(district: District, row: Any) -> str:  # noqa: ANN401
    return _of_segment(district, row.segment_code)


def _of_board(district: District, row: Any) -> str:  # noqa: ANN401
    board: Any = district.row(Kind.SIGNBOARD, row.signboard_uid)
    return _of_place(district, board) if board is not None else ""


def _of_monitoring(district: District, row: Any) -> str:  # noqa: ANN401
    outfall: Any = district.row(Kind.OUTFALL, row.outfall_uid)
    return _of_place(district, outfall) if outfall is not None else ""


_CODE_OF: dict[Kind, Callable[[District, Any], str]] = {
    Kind.JURISDICTION: lambda _district, row: row.code if len(row.code) > 6 else "",
    Kind.SEGMENT: lambda _district, row: row.town_code,
    Kind.CELL: lambda _district, row: row.village_code or row.code,
    Kind.SIGNBOARD: _of_place,
    Kind.OUTFALL: _of_place,
    Kind.OWNERSHIP: _of_place,
    Kind.SOURCE: lambda _district, row: row.village_code,
    Kind.POST: _of_post,
    Kind.TERM: lambda district, row: _of_post(
        district, district.post_by_uid.get(row.post_uid)
    ),
    Kind.PERSON: _of_person,
    Kind.FORMER_FACE: _of_board,
    Kind.MONITORING: _of_monitoring,
}
