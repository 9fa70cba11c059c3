"""What goes out of a district: one table per layer, as it stood on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gridwatch.district.publishing import (
    LINE_HEADS,
    masked,
    office_phone,
    public_roster,
)
from gridwatch.district.rows import MAPPED
from gridwatch.district.signboards import standing_on
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Field,
    Format,
    Kind,
    Language,
    Text,
    choice,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.signboards import Signboard

__all__ = [
    "LAYERS",
    "ROSTER",
    "Audience",
    "Column",
    "Table",
    "fields_of",
    "layer_name",
    "rows_on",
    "tables_of",
    "value_of",
]

ROSTER = "roster"
_REGISTERS = (
    Kind.OWNERSHIP,
    Kind.PERSON,
    Kind.BODY,
    Kind.MONITORING,
    Kind.SOURCE,
)
LAYERS: tuple[str, ...] = (*(kind.value for kind in (*MAPPED, *_REGISTERS)), ROSTER)
"""What can go out, by name: kinds of rows, and the public list of chiefs."""
_ROSTER_NAME = Text("河长名单", "roster")
_RANKED = {(Kind.RIVER, "levels"), (Kind.SIGNBOARD, "level"), (Kind.POST, "level")}
_FACE = "face."
_FACE_NAMES = {
    "chief": Text("牌面河长", "face: chief"),
    "post": Text("牌面职务", "face: post"),
    "phone": Text("牌面电话", "face: phone"),
    "river": Text("牌面河名", "face: river"),
    "names": Text("其他河长", "face: further chiefs"),
    "start": Text("牌面起点", "face: start"),
    "end": Text("牌面终点", "face: end"),
    "length": Text("牌面长度", "face: length"),
    "duties": Text("牌面职责", "face: duties"),
    "goals": Text("治理目标", "face: goals"),
    "prohibitions": Text("禁止行为", "face: prohibitions"),
    "management_range": Text("管理范围", "face: management range"),
    "slogan": Text("宣传标语", "face: slogan"),
    "hotline": Text("举报电话", "face: hotline"),
    "issuer": Text("牌面落款", "face: issuer"),
    "published": Text("落款日期", "face: date printed"),
    "sketch": Text("示意图", "face: sketch map"),
    "qr": Text("二维码", "face: QR code"),
}
_FLAGS = {"sketch", "qr"}
_NAMES_BETWEEN = "；"


class Audience(StrEnum):
    """For whom a file is: telephones of persons leave the office masked."""

    PUBLIC = "public"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table going out.

    Parameters
    ----------
    key : str
        Stable name; ``face.chief`` for a part of a face.
    title : str
        Its full heading.
    format : Format
        What its values are.
    """

    key: str
    title: str
    format: Format = Format.TEXT


@dataclass(frozen=True)
class Table:
    """One layer going out.

    Parameters
    ----------
    name, title : str
        Stable name (that of a kind, or ``roster``), and what the officer calls it.
    columns : tuple of Column
        Left to right.
    rows : tuple of tuple
        Values by column: text, whole numbers, floats, days, or None.
    shapes : tuple of shapely geometry or None
        One for each row, in the CRS of the district; None for a layer without
        places.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    shapes: tuple[BaseGeometry | None, ...] | None = None

    @property
    def mapped(self) -> bool:
        """Whether the layer has places."""
        return self.shapes is not None


def layer_name(name: str) -> Text:
    """Return what an officer calls a layer.

    Examples
    --------
    >>> layer_name("segment").zh, layer_name("roster").zh
    ('河段', '河长名单')
    """
    return _ROSTER_NAME if name == ROSTER else KIND_NAMES[Kind(name)]


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """Return the fields of a kind, the face of a board part by part.

    Examples
    --------
    >>> [field.key for field in fields_of(Kind.SIGNBOARD)][6:8]
    ['face.chief', 'face.post']
    """
    found: list[Field] = []
    for field in FIELDS[kind]:
        if field.format is Format.FACE:
            found += [
                Field(f"{_FACE}{part}", name, Format.FLAG if part in _FLAGS else _TEXT)
                for part, name in _FACE_NAMES.items()
            ]
        else:
            found.append(field)
    return tuple(found)


_TEXT = Format.TEXT


def tables_of(
    district: District,
    names: Sequence[str],
    as_of: date,
    audience: Audience = Audience.PUBLIC,
    language: Language = Language.ZH,
) -> tuple[Table, ...]:
    """Return layers as they stood on a day.

    Parameters
    ----------
    district : District
        Everything there is.
    names : sequence of str
        Which of `LAYERS`; empty: all that hold a row. Named ones go out even empty.
    as_of : date
        The day: boards that did not stand and registrations that were not yet made
        are left out, faces are those of the day.
    audience : Audience
        For whom; the public list is always masked.
    language : Language
        Language of headings and words.
    """
    found = [
        _roster(district, as_of, language)
        if name == ROSTER
        else _table(district, Kind(name), as_of, audience, language)
        for name in (names or LAYERS[:-1])
    ]
    return tuple(table for table in found if names or table.rows)


def _roster(district: District, as_of: date, language: Language) -> Table:
    lines = public_roster(district, as_of, language)
    phones = {"office_phone", "mobile"}
    columns = tuple(
        Column(key, head.of(language), Format.PHONE if key in phones else Format.TEXT)
        for key, head in LINE_HEADS.items()
    )
    rows = tuple(tuple(getattr(line, c.key) for c in columns) for line in lines)
    return Table(ROSTER, _ROSTER_NAME.of(language), columns, rows)


def _table(
    district: District, kind: Kind, as_of: date, audience: Audience, language: Language
) -> Table:
    rows = rows_on(district, kind, as_of)
    fields = fields_of(kind)
    columns = tuple(Column(f.key, f.name.of(language), f.format) for f in fields)
    values = tuple(
        tuple(value_of(kind, row, field, audience, language) for field in fields)
        for row in rows
    )
    shapes = tuple(row.geometry for row in rows) if kind in MAPPED else None
    return Table(kind.value, KIND_NAMES[kind].of(language), columns, values, shapes)


# --- the day -------------------------------------------------------------------------


def rows_on(district: District, kind: Kind, as_of: date) -> tuple[Any, ...]:
    """Return the rows of a kind as they stood on a day, as far as that is on record."""
    rows: Iterable[Any] = district.rows(kind)
    on_day = _ON_DAY.get(kind)
    if on_day is not None:
        rows = (on_day(district, row, as_of) for row in rows)
    return tuple(row for row in rows if row is not None)


def _board_on(district: District, board: Signboard, as_of: date) -> Signboard | None:
    standing = standing_on(board, as_of, district.former_faces_of.get(board.uid, ()))
    if standing is None:
        return None
    return replace(board, face=standing.face, installed=standing.installed)


def _ownership_on(_: District, row: Ownership, as_of: date) -> Ownership | None:
    if row.registered_on is not None and row.registered_on > as_of:
        return None
    if row.confirmed_on is not None and row.confirmed_on > as_of:
        return replace(row, confirmed_on=None, confirmed_by="", confirmed_document="")
    return row


def _monitoring_on(_: District, row: Any, as_of: date) -> Any:  # noqa: ANN401
    return None if row.on is not None and row.on > as_of else row


_ON_DAY: dict[Kind, Callable[[District, Any, date], Any]] = {
    Kind.SIGNBOARD: _board_on,
    Kind.OWNERSHIP: _ownership_on,
    Kind.MONITORING: _monitoring_on,
}


# --- values --------------------------------------------------------------------------


def value_of(
    kind: Kind,
    row: Any,  # noqa: ANN401 - a row of any kind
    field: Field,
    audience: Audience,
    language: Language,
) -> object:
    """Return one value as it goes out: words for codes, masked phones, numbers."""
    if field.key.startswith(_FACE):
        return _face_value(getattr(row.face, field.key[len(_FACE) :]), language)
    value = getattr(row, field.key)
    if field.format is Format.PHONE and audience is Audience.PUBLIC:
        hide = masked if field.key == "mobile" else office_phone
        return hide(str(value or ""))
    return _plain(value, field, language, ranked=(kind, field.key) in _RANKED)


def _plain(value: object, field: Field, language: Language, *, ranked: bool) -> object:
    if isinstance(value, bool):
        return _flag(value, language)
    if isinstance(value, tuple):
        words = [choice(str(one), language, ranked=ranked) for one in value]
        return ("、" if language is Language.ZH else ", ").join(words)
    if field.format is Format.CHOICE and value:
        return choice(str(value), language, ranked=ranked)
    if value is None or isinstance(value, int | float | date):
        return "" if value is None and field.format is Format.FLAG else value
    return str(value)


def _flag(value: bool, language: Language) -> str:
    yes, no = ("是", "否") if language is Language.ZH else ("yes", "no")
    return yes if value else no


def _face_value(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return _flag(value, language) if value else ""
    if isinstance(value, tuple):
        return _NAMES_BETWEEN.join(
            " ".join(word for word in (one.post, one.name, one.phone) if word)
            for one in value
        )
    return str(value)
