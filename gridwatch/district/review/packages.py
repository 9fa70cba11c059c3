"""What goes out to a field office, and what the office remembers of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

__all__ = [
    "AREA_NAMES",
    "PICTURE_NAMES",
    "Area",
    "AreaKind",
    "Audience",
    "FieldPage",
    "Manifest",
    "Pictures",
    "Receipt",
    "RowKey",
]


class AreaKind(StrEnum):
    """By what a package is cut."""

    TOWN = "town"
    VILLAGE = "village"
    RIVER = "river"
    CHIEF = "chief"


AREA_NAMES = {
    AreaKind.TOWN: Text("镇街", "town"),
    AreaKind.VILLAGE: Text("村居", "village"),
    AreaKind.RIVER: Text("河流", "river"),
    AreaKind.CHIEF: Text("河长", "chief"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """The town, village, river or chief that a package is about.

    Parameters
    ----------
    kind : AreaKind
        Which of them.
    key : str
        The code; of a chief the stable identifier of the person.
    name : str
        Its name when the package was cut.
    """

    kind: AreaKind
    key: str
    name: str = ""


class Pictures(StrEnum):
    """How photographs travel."""

    NONE = "none"
    SMALL = "small"
    FULL = "full"


PICTURE_NAMES = {
    Pictures.NONE: Text("不带照片", "no photographs"),
    Pictures.SMALL: Text("缩略图", "small copies"),
    Pictures.FULL: Text("原图", "full size"),
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a package is for, and what is left out for them.

    Parameters
    ----------
    key : str
        Its name in ``resources/review.toml``.
    name : Text
        What the officer reads.
    withheld : frozenset of str
        Fields left empty: ``person.mobile``, ``signboard.face.phone``.
    """

    key: str
    name: Text
    withheld: frozenset[str] = frozenset()

    def withholds(self, kind: Kind, key: str) -> bool:
        """Tell whether a flat field of a kind is left out."""
        return f"{kind.value}.{key}" in self.withheld


RowKey = tuple[Kind, str]
"""Kind and stable identifier of a row."""


@dataclass(frozen=True, slots=True)
class FieldPage:
    """One printed field sheet: which row stands behind which number.

    Parameters
    ----------
    code : str
        The code printed on the page.
    rows : tuple of (Kind, str)
        The rows numbered 1, 2, 3 … on it.
    """

    code: str
    rows: tuple[RowKey, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself.

    Parameters
    ----------
    uid, number : str
        Stable identifier, and the number officers and journal call it by.
    store_uid : str
        The store it was cut from.
    district, code : str
        Name and 6-digit code of the district.
    crs : int
        EPSG code of every shape.
    area : Area
        What it is about.
    audience : str
        Who it is for (`Audience.key`).
    withheld : frozenset of str
        Fields left empty, as in `Audience`.
    to : str
        Whom it was handed to.
    by : str
        Who cut it.
    at : datetime
        When, UTC.
    as_of : date
        The day it speaks of.
    position : int
        Number of the last entry of the office's journal then.
    counts : mapping of str to int
        Rows by kind.
    listed : tuple of (Kind, str)
        What to check, in order.
    pages : tuple of FieldPage
        Its printed field sheets.
    pictures : Pictures
        How photographs travel.
    tiles : str
        Name of the base map in it, or empty.
    asked : mapping of str to str
        What the office asks back from an earlier return: row to question.
    replaces : str
        Number of the package for the same area that this one follows, or empty.
    """

    uid: str
    number: str
    store_uid: str
    district: str
    code: str
    crs: int
    area: Area
    audience: str
    withheld: frozenset[str]
    to: str
    by: str
    at: datetime
    as_of: date
    position: int
    counts: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[RowKey, ...] = ()
    pages: tuple[FieldPage, ...] = ()
    pictures: Pictures = Pictures.SMALL
    tiles: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    replaces: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the office keeps of a package that went out.

    Parameters
    ----------
    manifest : Manifest
        What went to whom, when, from which state.
    digest : str
        SHA-256 of the manifest as it stands in the package, in hex; the manifest
        holds the hashes of everything else.
    file : str
        Name of the file it was written to.
    finished : bool
        Whether the file was written to the end.
    closed : bool
        Whether the office expects nothing more.
    """

    manifest: Manifest
    digest: str
    file: str
    finished: bool = True
    closed: bool = False
