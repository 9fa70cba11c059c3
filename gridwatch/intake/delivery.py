"""The values that pass between the officer's answers, the plan and the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.intake import columns as column_table
from gridwatch.intake import readers
from gridwatch.intake.recognise import IN_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gridwatch.intake.findings import Finding

__all__ = [
    "NO_HINTS",
    "Cancelled",
    "Delivery",
    "Geometry",
    "Hints",
    "PlannedFile",
    "Rejected",
    "Source",
]

Geometry = Literal["point", "line", "polygon", "none"]
_KEEP = object()
_UNSAID = Text("", "")
_CHOSEN = Text("由用户指定", "chosen by the user")


class Cancelled(OfficerError):  # noqa: N818 - an answer, not a fault
    """The officer stopped the reading; nothing has been kept."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "读取已取消；没有写入任何内容，源文件未改动。需要时可重新导入。",
                "Reading was cancelled; nothing was written and the files are "
                "unchanged. Import again when you like.",
            )
        )


@dataclass(frozen=True)
class Hints:
    """What the officer says beforehand about a delivery.

    Parameters
    ----------
    crs : int or None
        EPSG code for files that carry no CRS of their own.
    encoding : str or None
        Encoding of all ``.dbf`` and ``.csv`` texts, over every own judgement.
    kinds : mapping of str to Kind or None
        By file name (``河段.shp``), path relative to the folder, or either followed by
        ``#`` and a layer or sheet; None leaves the file out. A chiefs' table is
        ``Kind.PERSON``.
    target_crs : int or None
        EPSG code of the store the rows go to: projected, metres.
    """

    crs: int | None = None
    encoding: str | None = None
    kinds: Mapping[str, Kind | None] = field(
        default_factory=lambda: MappingProxyType({})
    )
    target_crs: int | None = None


NO_HINTS = Hints()


@dataclass(frozen=True)
class PlannedFile:
    """One file, layer or sheet of a delivery and what will be done with it.

    Parameters
    ----------
    path : Path
        Where it lies.
    layer : str or None
        Layer or sheet inside it, None where the file is one table.
    source : str
        How findings name it: path relative to the folder, ``#`` and layer.
    kind : Kind or None
        What its rows are; None leaves it out. ``Kind.PERSON`` stands for a chiefs'
        table, whose rows become persons, posts and terms.
    kind_certain, encoding_certain, crs_certain : bool
        False where the judgement is a guess that the officer should confirm.
    kind_reason, encoding_reason, crs_reason : Text
        Why it was judged so.
    encoding : str
        Python codec name, or empty where the format itself says it.
    crs : int or None
        EPSG code of its coordinates, None where unknown or without a number.
    crs_wkt : str
        Definition of a CRS that has no EPSG number, else empty.
    rows : int
        Records that can be reached.
    geometry : {'point', 'line', 'polygon', 'none'}
        Family of its shapes.
    columns : tuple of (str, str or None)
        Every column of the file and the field it fills, None where it fills none.
    extent : tuple of float or None
        West, south, east, north in its own coordinates.
    header_row : int
        Row of a sheet that holds the column names (1-based), 0 elsewhere.
    unread : bool
        No reader makes anything of it; the reason says why.
    """

    path: Path
    layer: str | None
    source: str
    kind: Kind | None
    kind_certain: bool
    kind_reason: Text
    encoding: str = ""
    encoding_certain: bool = True
    encoding_reason: Text = _UNSAID
    crs: int | None = None
    crs_certain: bool = True
    crs_reason: Text = _UNSAID
    crs_wkt: str = ""
    rows: int = 0
    geometry: Geometry = "none"
    columns: tuple[tuple[str, str | None], ...] = ()
    extent: tuple[float, float, float, float] | None = None
    header_row: int = 0
    unread: bool = False

    @property
    def placed(self) -> bool:
        """Whether its rows have shapes that their kind makes use of.

        A roster may well name coordinates; its rows are the same without.
        """
        beside = self.geometry == "point" and self.kind in IN_TABLES
        return self.geometry != "none" and not beside

    @property
    def questions(self) -> tuple[Text, ...]:
        """What is not certain about this file, one sentence each."""
        found = []
        if not self.kind_certain:
            found.append(self.kind_reason)
        if self.kind is not None and not self.encoding_certain:
            found.append(self.encoding_reason)
        if self.kind is not None and self.placed and not self.crs_certain:
            found.append(self.crs_reason)
        return tuple(found)

    def with_(
        self,
        *,
        kind: object = _KEEP,
        crs: int | None = None,
        encoding: str | None = None,
    ) -> PlannedFile:
        """Return this file with the officer's own choice, which counts as certain.

        Parameters
        ----------
        kind : Kind or None, optional
            What its rows are; None leaves the file out.
        crs : int, optional
            EPSG code of its coordinates.
        encoding : str, optional
            Python codec name of its texts.
        """
        changed = self
        if encoding is not None:
            names = readers.column_names(self.path, self.layer, encoding)
            names = names or tuple(name for name, _ in self.columns)
            changed = replace(
                changed,
                encoding=encoding,
                encoding_certain=True,
                encoding_reason=_CHOSEN,
                columns=column_table.mapped(names, changed.kind),
            )
        if crs is not None:
            changed = replace(
                changed, crs=crs, crs_certain=True, crs_reason=_CHOSEN, crs_wkt=""
            )
        if kind is not _KEEP:
            changed = changed._of_kind(kind)
        return changed

    def _of_kind(self, kind: object) -> PlannedFile:
        chosen = None if kind is None else Kind(str(kind))
        names = tuple(name for name, _ in self.columns)
        return replace(
            self,
            kind=chosen,
            kind_certain=True,
            kind_reason=_CHOSEN,
            columns=column_table.mapped(names, chosen),
        )

    @property
    def kind_name(self) -> Text:
        """The kind in words, for tables of the plan."""
        if self.kind is None:
            return Text("不导入", "left out")
        if self.kind is Kind.PERSON:
            return Text("河长名单", "roster of chiefs")
        return KIND_NAMES[self.kind]


@dataclass(frozen=True)
class Rejected:
    """A row that could not be taken, whole as it stood in its file.

    Parameters
    ----------
    source : str
        File (and layer or sheet), relative to the delivery's folder.
    row : int
        1-based record, or row of the sheet as the spreadsheet counts.
    kind : Kind or None
        What it would have been.
    reason : Text
        Why it was kept aside.
    values : mapping of str to object
        The original columns; each value has a readable ``str()``.
    wkt : str
        The original geometry in the file's own coordinates, or empty.
    """

    source: str
    row: int
    kind: Kind | None
    reason: Text
    values: Mapping[str, object]
    wkt: str = ""


@dataclass(frozen=True)
class Source:
    """What became of one file: ``taken + rejected`` is every row it has.

    Parameters
    ----------
    source : str
        File (and layer or sheet), relative to the delivery's folder.
    kind : Kind
        What its rows were read as.
    taken, rejected : int
        Rows that went on, rows kept aside.
    encoding : str
        Codec used, or empty.
    crs : int or None
        EPSG code used, or None.
    """

    source: str
    kind: Kind
    taken: int
    rejected: int
    encoding: str = ""
    crs: int | None = None


@dataclass(frozen=True)
class Delivery:
    """Everything read from a folder, in the store's CRS.

    Parameters
    ----------
    crs : int
        EPSG code of all geometries: projected, metres, x = east, y = north.
    rows : mapping of Kind to tuple
        Frozen values of `gridwatch.district` with fresh uids; persons, posts and
        terms refer to each other by uid.
    rejected : tuple of Rejected
        Rows kept aside.
    findings : tuple of Finding
        What the officer should know, gravest first.
    sources : tuple of Source
        The account of each file.
    """

    crs: int
    rows: Mapping[Kind, tuple[object, ...]]
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()
