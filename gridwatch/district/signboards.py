"""Boards on the bank, with the face as installed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.rules import Rules

__all__ = [
    "FACE_PARTS",
    "MISSING",
    "OUTDATED",
    "SOUND",
    "FaceName",
    "FormerFace",
    "Signboard",
    "SignboardFace",
    "Standing",
    "bears_face",
    "face_facts",
    "face_from_facts",
    "face_part",
    "first_day",
    "standing_on",
    "stood_on",
]

FACE_PARTS: dict[str, Text] = {
    "river": Text("河流名称", "river name"),
    "start": Text("起点", "start"),
    "end": Text("终点", "end"),
    "length": Text("长度", "length"),
    "chief": Text("河长", "chief"),
    "post": Text("职务", "post"),
    "phone": Text("监督电话", "phone"),
    "names": Text("其他河长", "further chiefs"),
    "duties": Text("河长职责", "duties"),
    "goals": Text("治理目标", "goals"),
    "prohibitions": Text("禁止行为", "prohibitions"),
    "management_range": Text("管理范围", "management range"),
    "slogan": Text("宣传标语", "slogan"),
    "hotline": Text("举报电话", "hotline"),
    "issuer": Text("落款", "issuer"),
    "published": Text("公示日期", "date printed"),
    "sketch": Text("河湖示意图", "sketch map"),
    "qr": Text("二维码", "QR code"),
}
"""Every part of a face in the order an officer reads it."""
SOUND, MISSING, OUTDATED = "完好", "未设置或缺失", "信息更新不及时"
"""Words of the codelist ``signboard_conditions`` that a rule asks about (SGN-11)."""
_SUBTYPES, _FACE, _ORDINARY = "signboard_subtypes", "face", "河长公示牌"


@dataclass(frozen=True, slots=True)
class FaceName:
    """A further chief printed on a board: post, name and telephone as printed."""

    post: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SignboardFace:
    """What is printed on a board, as installed; never rewritten from today's roster.

    Parameters
    ----------
    chief : str
        Name of the chief as printed.
    post : str
        Post as printed.
    phone : str
        Supervision phone as printed.
    river : str
        River name as printed.
    names : tuple of FaceName
        Further chiefs as printed, e.g. those of the ranks above.
    start, end, length : str
        Where the segment begins and ends and how long it is, as printed.
    duties, goals, prohibitions, management_range, slogan : str
        职责, 治理目标, 禁止行为, 管理范围, 宣传标语 as printed.
    hotline, issuer, published : str
        举报电话, 落款 and the day beside it, as printed.
    sketch, qr : bool
        Whether a sketch map (河湖示意图) and a QR code stand on it.
    """

    chief: str = ""
    post: str = ""
    phone: str = ""
    river: str = ""
    names: tuple[FaceName, ...] = ()
    start: str = ""
    end: str = ""
    length: str = ""
    duties: str = ""
    goals: str = ""
    prohibitions: str = ""
    management_range: str = ""
    slogan: str = ""
    hotline: str = ""
    issuer: str = ""
    published: str = ""
    sketch: bool = False
    qr: bool = False

    def __str__(self) -> str:
        """Return the face in one line."""
        parts = (self.river, self.post, self.chief, self.phone)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Signboard:
    """A board on the bank (公示牌).

    Parameters
    ----------
    uid : str
        Stable identifier.
    code : str
        Number of the board, text.
    level : str
        Rank of the chief it names: ``municipal``, ``district``, ``town``,
        ``village``.
    type : str
        永久, 临时 or another word of the codelist ``signboard_types``.
    segment_code : str
        Code of the segment it stands at, or empty.
    installed : date or None
        Day the present face was installed.
    condition : str
        A word of the codelist ``signboard_conditions``.
    face : SignboardFace
        The face as installed.
    geometry : shapely geometry or None
        Point in the store's CRS, metres, x = east, y = north.
    subtype : str
        A word of the codelist ``signboard_subtypes``; empty is 河长公示牌. Only those
        carry a face that can become stale.
    erected : date or None
        First day a board stood here; None: since the present face.
    removed : date or None
        First day it no longer stands.
    cell_code, cell_reason : str
        Cell assigned by hand and why; empty: the cell it lies in.
    """

    uid: str
    code: str = ""
    level: str = ""
    type: str = ""
    segment_code: str = ""
    installed: date | None = None
    condition: str = ""
    face: SignboardFace = SignboardFace()
    geometry: BaseGeometry | None = None
    subtype: str = ""
    erected: date | None = None
    removed: date | None = None
    cell_code: str = ""
    cell_reason: str = ""


@dataclass(frozen=True, slots=True)
class FormerFace:
    """What stood on a board before its present face.

    Parameters
    ----------
    uid, signboard_uid : str
        Stable identifiers of this record and of its board.
    installed : date or None
        First day this face stood.
    until : date or None
        First day it was replaced.
    face : SignboardFace
        The face as it was.
    """

    uid: str
    signboard_uid: str = ""
    installed: date | None = None
    until: date | None = None
    face: SignboardFace = SignboardFace()


class Standing(NamedTuple):
    """The face that stood on a board on a day.

    Parameters
    ----------
    face : SignboardFace
        The face.
    installed : date or None
        First day it stood; None where that is not on record.
    """

    face: SignboardFace
    installed: date | None = None


def bears_face(board: Signboard, rules: Rules) -> bool:
    """Tell whether a board's subtype carries a face that can become stale.

    Examples
    --------
    >>> from gridwatch.district.rules import Rules
    >>> bears_face(Signboard("b"), Rules())
    True
    >>> bears_face(Signboard("b", subtype="界桩"), Rules())
    False
    """
    if board.subtype in ("", _ORDINARY):
        return True
    word = rules.word(_SUBTYPES, board.subtype)
    return word is not None and word.duty == _FACE


def face_part(face: SignboardFace, part: str) -> str:
    """Return one part of a face as text; flags as 有 or empty, chiefs line by line.

    Examples
    --------
    >>> face_part(SignboardFace(names=(FaceName("村级河长", "甲", "12345"),)), "names")
    '村级河长 甲 12345'
    """
    value = getattr(face, part)
    if isinstance(value, bool):
        return "有" if value else ""
    if isinstance(value, tuple):
        return "\n".join(
            " ".join(word for word in (one.post, one.name, one.phone) if word)
            for one in value
        )
    return str(value)


def first_day(board: Signboard, formers: Sequence[FormerFace] = ()) -> date | None:
    """Return the first day a board stood, or None where no day is on record."""
    if board.erected is not None:
        return board.erected
    if not formers:
        return board.installed
    days = [former.installed for former in formers]
    if any(day is None for day in days):
        return None
    known = [day for day in (*days, board.installed) if day is not None]
    return min(known, default=None)


def stood_on(board: Signboard, as_of: date, formers: Sequence[FormerFace] = ()) -> bool:
    """Tell whether a board stood on a day; unknown days count as "always".

    Examples
    --------
    >>> from datetime import date
    >>> board = Signboard("b", installed=date(2017, 4, 1), removed=date(2020, 1, 1))
    >>> [stood_on(board, date(year, 4, 30)) for year in (2016, 2017, 2020)]
    [False, True, False]
    """
    if board.removed is not None and board.removed <= as_of:
        return False
    begun = first_day(board, formers)
    return begun is None or begun <= as_of


def standing_on(
    board: Signboard, as_of: date, formers: Sequence[FormerFace] = ()
) -> Standing | None:
    """Return the face that stood on a board on a day.

    None where the board did not stand, or where what it carried then is not on
    record.
    """
    if not stood_on(board, as_of, formers):
        return None
    if board.installed is None or board.installed <= as_of:
        return Standing(board.face, board.installed)
    fit = [
        former
        for former in formers
        if (former.installed is None or former.installed <= as_of)
        and (former.until is None or former.until > as_of)
    ]
    if not fit:
        return None
    last = max(fit, key=lambda one: one.installed.toordinal() if one.installed else 0)
    return Standing(last.face, last.installed)


def face_facts(face: SignboardFace) -> dict[str, Any]:
    """Return the printed parts of a face as plain values.

    Examples
    --------
    >>> face_facts(SignboardFace("甲", river="潮河"))
    {'chief': '甲', 'river': '潮河'}
    """
    return {key: value for key, value in dataclasses.asdict(face).items() if value}


def face_from_facts(facts: Mapping[str, Any]) -> SignboardFace:
    """Return the face that `face_facts` told of; unknown parts are left out.

    Other programs may have written it: every part becomes the type that it has here.

    Examples
    --------
    >>> face = SignboardFace("甲", names=(FaceName("村级河长", "乙"),), qr=True)
    >>> face_from_facts(face_facts(face)) == face
    True
    """
    return SignboardFace(
        **{
            field.name: _face_part(field.default, facts[field.name])
            for field in dataclasses.fields(SignboardFace)
            if field.name in facts
        }
    )


def _face_part(default: object, value: object) -> Any:  # noqa: ANN401
    if isinstance(default, bool):
        return bool(value)
    if isinstance(default, str):
        return "" if value is None else str(value)
    # A tuple here, a list once it has been through JSON.
    rows = value if isinstance(value, list | tuple) else ()
    keys = [field.name for field in dataclasses.fields(FaceName)]
    return tuple(
        FaceName(**{key: str(row.get(key) or "") for key in keys})
        for row in rows
        if isinstance(row, dict)
    )
