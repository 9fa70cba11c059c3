"""The values that pass between the officer's answers, the plan and the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.intake import georeference, guessing, readers
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.recognise import IN_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gridwatch.intake.coordinates import Twist
    from gridwatch.intake.findings import Finding
    from gridwatch.intake.fitting import Fit

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
    readings : mapping of str to str
        By file as in `kinds`, how its coordinates are to be read, in the words of
        `Coordinates.told`; over what the file says itself.
    control_points : mapping of str to Path
        By file, the officer's table of control points to fit it by.
    accept_ballpark : bool
        Whether files on Beijing 1954 and Xian 1980 are taken by PROJ's ballpark
        transformation, tens of metres off; they are kept aside otherwise.
    """

    crs: int | None = None
    encoding: str | None = None
    kinds: Mapping[str, Kind | None] = field(
        default_factory=lambda: MappingProxyType({})
    )
    target_crs: int | None = None
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    control_points: Mapping[str, Path] = field(
        default_factory=lambda: MappingProxyType({})
    )
    accept_ballpark: bool = False


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
    column_reasons : tuple of (str, Text)
        Why a column fills its field, or what its values look like.
    column_doubts : tuple of (str, Text)
        Columns whose values contradict what their name says.
    sample : mapping of str to sequence of str
        Some values of each column.
    twists : tuple of Twist
        What was done to the coordinates besides; undone when rows are brought over.
    fit : Fit or None
        A fit by control points, which the officer accepted.
    ballpark : bool
        Whether the officer accepts the ballpark transformation of an old datum.
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
    column_reasons: tuple[tuple[str, Text], ...] = ()
    column_doubts: tuple[tuple[str, Text], ...] = ()
    sample: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    twists: tuple[Twist, ...] = ()
    fit: Fit | None = None
    ballpark: bool = False
    unread: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The names by which an officer may speak of it, the fullest first."""
        layer = f"#{self.layer}" if self.layer is not None else ""
        relative = self.source.partition("#")[0]
        name = self.path.name
        return self.source, name + layer, relative, name, self.path.stem

    @property
    def coordinates(self) -> Coordinates:
        """How its numbers are read."""
        return Coordinates(self.crs, self.crs_wkt, self.twists, self.fit)

    @property
    def placed(self) -> bool:
        """Whether its rows have shapes that their kind makes use of.

        A roster may well name coordinates; its rows are the same without.
        """
        beside = self.geometry == "point" and self.kind in IN_TABLES
        return self.geometry != "none" and not beside

    @property
    def barred(self) -> Text | None:
        """Why its shapes may not be brought over as long as the officer says nothing.

        Beijing 1954 and Xian 1980 need a fit by control points, or an explicit yes to
        a doubt of tens of metres.
        """
        crs = self.coordinates.crs
        if not self.placed or crs is None or self.fit or self.ballpark:
            return None
        return georeference.barred_by(crs)

    @property
    def placing(self) -> Text | None:
        """What has to be written down of how it was placed; None for a plain CRS."""
        if self.fit is not None:
            return self.fit.words
        crs = self.coordinates.crs
        if self.ballpark and crs is not None and georeference.old_datum(crs):
            return _BALLPARK.filled(name=georeference.name_of(crs))
        return self.coordinates.name if self.twists else None

    @property
    def questions(self) -> tuple[Text, ...]:
        """What is not certain about this file, one sentence each."""
        found = []
        if not self.kind_certain:
            found.append(self.kind_reason)
        if self.kind is not None and not self.encoding_certain:
            found.append(self.encoding_reason)
        if self.kind is not None and self.barred is not None:
            found.append(self.barred)
        elif self.kind is not None and self.placed and not self.crs_certain:
            found.append(self.crs_reason)
        if self.kind is not None:
            found += [text for _, text in self.column_doubts]
        return tuple(found)

    def with_(
        self,
        *,
        kind: object = _KEEP,
        crs: int | None = None,
        encoding: str | None = None,
        columns: Mapping[str, str | None] | None = None,
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
        columns : mapping of str to str or None, optional
            The field that a column fills; columns left out stay as they are. A field
            has one column: another one that filled it lets go of it.
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
            ).with_columns_of(names, changed.kind)
        if crs is not None:
            changed = changed.read_as(Coordinates(crs))
        if kind is not _KEEP:
            changed = changed._of_kind(kind)
        if columns is not None:
            changed = changed._with_columns(columns)
        return changed

    def _with_columns(self, chosen: Mapping[str, str | None]) -> PlannedFile:
        taken = set(chosen.values())
        kept = {name: None if field in taken else field for name, field in self.columns}
        kept.update({name: field for name, field in chosen.items() if name in kept})
        reasons = {**dict(self.column_reasons), **dict.fromkeys(chosen, _CHOSEN)}
        doubts = [
            (name, text) for name, text in self.column_doubts if name not in chosen
        ]
        return replace(
            self,
            columns=tuple(kept.items()),
            column_reasons=tuple(reasons.items()),
            column_doubts=tuple(doubts),
        )

    def read_as(
        self, coordinates: Coordinates, *, ballpark: bool = False
    ) -> PlannedFile:
        """Return this file with its coordinates read as the officer says.

        Parameters
        ----------
        coordinates : Coordinates
            CRS, twists and fit.
        ballpark : bool
            Whether a doubt of tens of metres is accepted, on Beijing 1954 or Xian 1980.
        """
        return replace(
            self,
            crs=coordinates.epsg,
            crs_wkt=coordinates.wkt,
            twists=coordinates.twists,
            fit=coordinates.fit,
            ballpark=ballpark,
            crs_certain=True,
            crs_reason=_CHOSEN,
        )

    def _of_kind(self, kind: object) -> PlannedFile:
        chosen = None if kind is None else Kind(str(kind))
        names = tuple(name for name, _ in self.columns)
        changed = replace(self, kind=chosen, kind_certain=True, kind_reason=_CHOSEN)
        return changed.with_columns_of(names, chosen)

    def with_columns_of(self, names: Sequence[str], kind: Kind | None) -> PlannedFile:
        """Return this file with columns paired anew with the fields of a kind."""
        found = guessing.assigned(names, self.sample, kind)
        return replace(
            self,
            columns=found.columns,
            column_reasons=tuple(found.reasons.items()),
            column_doubts=tuple(found.doubts.items()),
        )

    @property
    def kind_name(self) -> Text:
        """The kind in words, for tables of the plan."""
        if self.kind is None:
            return Text("不导入", "left out")
        if self.kind is Kind.PERSON:
            return Text("河长名单", "roster of chiefs")
        return KIND_NAMES[self.kind]


_BALLPARK = Text(
    "按粗略转换导入（用户接受偏差）：{name}",
    "taken by the ballpark transformation, the doubt accepted: {name}",
)


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
    placing : Text or None
        How its coordinates were brought over where a CRS alone was not enough: twists
        undone, control points with their residuals, a doubt accepted.
    """

    source: str
    kind: Kind
    taken: int
    rejected: int
    encoding: str = ""
    crs: int | None = None
    placing: Text | None = None


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

    @property
    def placed(self) -> dict[str, Text]:
        """By source, how coordinates were brought over where that needs words."""
        return {s.source: s.placing for s in self.sources if s.placing is not None}
