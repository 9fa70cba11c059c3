"""The face a board should carry today: a proposal from roster, segment and norm."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely

from gridwatch.district import coverage
from gridwatch.district.rivers import LEVELS
from gridwatch.district.rules import Duty
from gridwatch.district.signboards import FaceName, SignboardFace
from gridwatch.district.staleness import kilometres, supervision_phones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

__all__ = ["FaceText", "day_words", "face_text", "new_face", "qr_words"]

_VACANT = "待定"
_TITLE = "河长制公示牌"
_SIZE = 1500.0, 1000.0


def new_face(district: District, board: Signboard, as_of: date) -> SignboardFace:
    """Return what should stand on a board on a day.

    Names, posts and phones come from the roster, river and reach from the segment.
    Only office phones are proposed, never a mobile; a supervision phone of the district
    goes before where it has any. Words such as duties and goals stay as they were on
    the old face; where it had none, the district's texts (``faces.toml``) are proposed.

    Parameters
    ----------
    district : District
        The district.
    board : Signboard
        The board; its face gives what is kept.
    as_of : date
        The day of the new face.
    """
    old = board.face
    segment = district.segment_by_code.get(board.segment_code)
    river = district.river_by_code.get(segment.river_code) if segment else None
    own = coverage.expected_on_face(district, board, as_of)
    face = replace(
        old,
        river=(river.name if river else "") or old.river,
        start=(segment.start if segment else "") or old.start,
        end=(segment.end if segment else "") or old.end,
        length=kilometres(segment.metres) if segment and segment.metres else old.length,
        duties=old.duties or _text(district, "duties", board.level),
        goals=old.goals or _text(district, "goals"),
        prohibitions=old.prohibitions or _text(district, "prohibitions"),
        slogan=old.slogan or _text(district, "slogan"),
        hotline=old.hotline or (supervision_phones(district) or ("",))[0],
        issuer=old.issuer or district.office,
        published=day_words(as_of),
        sketch=True,
        qr=True,
    )
    return _with_chiefs(district, board, face, own, as_of)


def _with_chiefs(
    district: District,
    board: Signboard,
    face: SignboardFace,
    own: Sequence[Chief] | None,
    as_of: date,
) -> SignboardFace:
    """Put those in office on a face: the board's own chief, then all the others."""
    if own is None:
        return face
    further = [_named(district, chief) for chief in own[1:]]
    further += [
        _named(district, chief)
        for chief in _others(district, board, face, as_of)
        if chief.term.uid not in {one.term.uid for one in own}
    ]
    names = tuple(dict.fromkeys(further))
    if not own:
        return replace(face, chief=_VACANT, phone=_phone(district, None), names=names)
    first = own[0]
    post, phone = first.post.role, _phone(district, first)
    return replace(face, chief=first.person.name, post=post, phone=phone, names=names)


def _others(
    district: District, board: Signboard, face: SignboardFace, as_of: date
) -> list[Chief]:
    """Return the chiefs of the ranks above, and of every role the old face named."""
    rank = "district" if board.level == "municipal" else board.level
    above = LEVELS[: LEVELS.index(rank)] if rank in LEVELS else ()
    printed = {coverage.role_named(district, name.post) for name in face.names}
    duty = district.duty_of_role
    found = [
        chief
        for chief in coverage.chiefs_around(district, board, as_of)
        if chief.post.role in printed
        or (chief.post.level in above and duty.get(chief.post.role) == Duty.CHIEF)
    ]
    order = {level: number for number, level in enumerate(LEVELS)}
    return sorted(found, key=lambda one: order.get(one.post.level, len(order)))


def _named(district: District, chief: Chief) -> FaceName:
    return FaceName(chief.post.role, chief.person.name, _phone(district, chief))


def _phone(district: District, chief: Chief | None) -> str:
    """Return the phone to print: supervision before office; never a mobile."""
    lines = supervision_phones(district)
    if lines:
        return lines[0]
    return chief.person.office_phone if chief is not None else ""


def _faces(district: District, table: str) -> Mapping[str, Any]:
    found = district.rules.table("faces").get(table, {})
    return found if isinstance(found, dict) else {}


def _text(district: District, key: str, level: str = "") -> str:
    found = _faces(district, "texts").get(key, "")
    if isinstance(found, dict):
        found = found.get(level, "")
    return str(found)


def day_words(day: date) -> str:
    """Return a day as boards print it.

    Examples
    --------
    >>> from datetime import date
    >>> day_words(date(2026, 11, 1))
    '2026年11月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class FaceText:
    """A face with what is drawn beside its words.

    Parameters
    ----------
    face : SignboardFace
        The words.
    code, level : str
        Number and rank of the board.
    title, place, qr : str
        Head line, name of the district, what the QR code says (empty: none is drawn).
    segment : Segment or None
        The reach of the sketch map; None: none is drawn.
    at : Point or None
        Where the board stands, in the district's CRS.
    size : tuple of float
        Width and height of the face for the sign maker, millimetres.
    error : str
        How much of the QR code may be scratched: L, M, Q or H.
    """

    face: SignboardFace
    code: str = ""
    level: str = ""
    title: str = _TITLE
    place: str = ""
    qr: str = ""
    segment: Segment | None = None
    at: shapely.Point | None = None
    size: tuple[float, float] = _SIZE
    error: str = "M"


def face_text(
    district: District, board: Signboard, face: SignboardFace | None = None
) -> FaceText:
    """Return a face ready to be drawn.

    Parameters
    ----------
    district : District
        The district.
    board : Signboard
        The board.
    face : SignboardFace, optional
        Another face than the one it carries.
    """
    shown = board.face if face is None else face
    segment = district.segment_by_code.get(board.segment_code)
    drawing = _faces(district, "drawing")
    at = board.geometry
    placed = isinstance(at, shapely.Point) and not at.is_empty
    return FaceText(
        shown,
        board.code,
        board.level,
        str(drawing.get("title", _TITLE)),
        district.name,
        qr_words(district, board, shown) if shown.qr else "",
        segment if shown.sketch else None,
        at if placed else None,
        (
            float(drawing.get("width", _SIZE[0])),
            float(drawing.get("height", _SIZE[1])),
        ),
        str(_faces(district, "qr").get("error", "M")),
    )


class _Blanks(dict[str, str]):
    """Leaves a placeholder that is not known empty: a template is the officer's."""

    def __missing__(self, key: str) -> str:
        return ""


def qr_words(district: District, board: Signboard, face: SignboardFace) -> str:
    """Return what the QR code of a face says, by the district's template.

    A template that cannot be read is taken as it stands.
    """
    template = str(_faces(district, "qr").get("template", "{river} {code}"))
    segment = district.segment_by_code.get(board.segment_code)
    words = _Blanks(
        code=board.code,
        river=face.river,
        segment=segment.name if segment else "",
        segment_code=board.segment_code,
        chief=face.chief,
        post=face.post,
        phone=face.phone,
        hotline=face.hotline,
        issuer=face.issuer,
    )
    try:
        filled = string.Formatter().vformat(template, (), words)
    except (ValueError, IndexError, AttributeError, KeyError):
        return template
    lines = (" ".join(line.split()) for line in filled.splitlines())
    return "\n".join(line for line in lines if line)
