"""Raw rows of a layer -> frozen values of the district, or the reason why not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely

from gridwatch.district.bodies import Body
from gridwatch.district.cells import Cell, village_of_cell_code
from gridwatch.district.jurisdictions import (
    Jurisdiction,
    Level,
    level_of_code,
    parent_of_code,
)
from gridwatch.district.outfalls import Monitoring, Outfall, Source
from gridwatch.district.ownership import Ownership
from gridwatch.district.records import Publication
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import (
    FaceName,
    FormerFace,
    Signboard,
    SignboardFace,
)
from gridwatch.district.waterbodies import WaterBody
from gridwatch.district.wording import Kind, Text
from gridwatch.intake.columns import normal
from gridwatch.intake.delivery import Geometry, PlannedFile, Rejected
from gridwatch.intake.shapes import prepared
from gridwatch.intake.translation import OWNERSHIP_FIELDS, Translation
from gridwatch.intake.values import Refused

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gridwatch.intake.findings import Notebook
    from gridwatch.intake.layers import RawLayer

__all__ = [
    "YES",
    "Entry",
    "Tick",
    "entries",
    "face_names",
    "fresh_uid",
    "full_code",
    "joined",
    "merged",
    "rejected",
]

Tick = Callable[[int], None]
"""Called with the rows done in the present file; raises when the officer cancels."""

_STEP = 500
_FAMILIES: dict[Kind, Geometry] = {
    Kind.JURISDICTION: "polygon",
    Kind.WATER_BODY: "polygon",
    Kind.CELL: "polygon",
    Kind.RIVER: "line",
    Kind.SEGMENT: "line",
    Kind.SIGNBOARD: "point",
    Kind.OUTFALL: "point",
}
_TOWN_DIGITS = 9
_TOWN_TAIL = "000"


@dataclass(frozen=True)
class Entry:
    """One row that can be taken, with the place it came from.

    Parameters
    ----------
    kind : Kind
        What it is.
    value : object
        The frozen value.
    source, row : str, int
        Where it stands.
    at : int
        Position in `raw`.
    raw : RawLayer
        Its layer, for the original values should it be kept aside after all.
    ownership : Ownership or None
        The bodies that stood in the same row of a segment.
    """

    kind: Kind
    value: Any
    source: str
    row: int
    at: int
    raw: RawLayer
    ownership: Ownership | None = None


def rejected(
    raw: RawLayer, at: int, source: str, kind: Kind | None, reason: Text
) -> Rejected:
    """Return row `at` of a layer as it stood, with the reason it is kept aside."""
    shape = raw.geometry[at] if raw.geometry is not None else None
    return Rejected(
        source,
        raw.numbers[at],
        kind,
        reason,
        {name: values[at] for name, values in raw.columns.items()},
        shapely.to_wkt(shape, rounding_precision=-1) if shape is not None else "",
    )


def full_code(code: str) -> str:
    """Return a town's code with its closing zeros; other codes as they are.

    Examples
    --------
    >>> full_code("110118001"), full_code("110118")
    ('110118001000', '110118')
    """
    short = len(code) == _TOWN_DIGITS and code.isdigit()
    return code + _TOWN_TAIL if short else code


def entries(
    planned: PlannedFile,
    raw: RawLayer,
    target: int,
    notebook: Notebook,
    tick: Tick,
) -> tuple[list[Entry], list[Rejected]]:
    """Turn the rows of a layer into values in the store's CRS.

    Parameters
    ----------
    planned : PlannedFile
        What the layer is and which column fills which field.
    raw : RawLayer
        Its rows.
    target : int
        EPSG code of the store.
    notebook : Notebook
        Gets the findings.
    tick : callable
        Told of progress; may raise to stop.

    Returns
    -------
    list of Entry, list of Rejected
        Together one for every row.
    """
    kind = planned.kind
    if kind is None:
        raise ValueError("a file without a kind has no rows to take")
    shapes, reasons = _located(planned, raw, kind, target, notebook)
    tick(0)
    translation = Translation.of(planned, raw, notebook)
    for at, refusal in translation.refused.items():
        reasons.setdefault(at, refusal.text)
    build = _Builder(planned, notebook)
    taken: list[Entry] = []
    aside: list[Rejected] = []
    for at, fields in enumerate(translation.fields()):
        number = raw.numbers[at]
        if at % _STEP == 0:
            tick(at)
        try:
            if at in reasons:
                raise Refused(reasons[at], whole_row=True)
            value, ownership = build.made(kind, fields, shapes[at], number)
        except Refused as refusal:
            notebook.note("error", refusal.text, row=number)
            aside.append(rejected(raw, at, planned.source, kind, refusal.text))
            continue
        taken.append(Entry(kind, value, planned.source, number, at, raw, ownership))
    return taken, aside


_NO_SHAPES = Text(
    "这个文件没有图形，不能作为此类数据导入",
    "the file has no shapes, which rows of this kind need",
)


def _located(
    planned: PlannedFile, raw: RawLayer, kind: Kind, target: int, notebook: Notebook
) -> tuple[Any, dict[int, Text]]:
    """Return the shapes in the store's CRS and the rows refused for their shape."""
    rows = range(len(raw.numbers))
    family = _FAMILIES.get(kind)
    if family is None:
        return [None] * len(rows), {}
    if raw.geometry is None:
        if kind is not Kind.JURISDICTION:
            return [None] * len(rows), dict.fromkeys(rows, _NO_SHAPES)
        notebook.note("info", _TABLE_ONLY, count=len(rows))
        return [None] * len(rows), {}
    if planned.barred is not None:
        return [None] * len(rows), dict.fromkeys(rows, planned.barred)
    shapes, refused = prepared(
        raw.geometry, family, planned.coordinates, target, notebook, raw.numbers
    )
    return shapes, {**refused, **raw.lost}


_TABLE_ONLY = Text(
    "只有属性没有边界，已按无图形的行政区导入",
    "attributes without boundaries: taken as jurisdictions without a shape",
)


class _Builder:
    """Makes the values of one file, with what its name and rules add."""

    def __init__(self, planned: PlannedFile, notebook: Notebook) -> None:
        self._notebook = notebook
        self._level = _level_in_name(f"{planned.path.stem} {planned.layer or ''}")

    def made(
        self, kind: Kind, fields: dict[str, Any], shape: BaseGeometry | None, row: int
    ) -> tuple[Any, Ownership | None]:
        """Return the value of a row, and the bodies of a segment's row."""
        if kind is Kind.OWNERSHIP:
            return _ownership(fields), None
        if kind is Kind.SEGMENT:
            return self._segment(fields, shape, row)
        if kind is Kind.JURISDICTION:
            return self._jurisdiction(fields, shape, row), None
        return _MAKERS[kind](fields, shape), None

    def _segment(
        self, fields: dict[str, Any], shape: BaseGeometry | None, row: int
    ) -> tuple[Segment, Ownership | None]:
        bodies = {key: fields.pop(key) for key in OWNERSHIP_FIELDS & set(fields)}
        fields["town_code"] = full_code(fields.get("town_code", ""))
        segment = Segment(fresh_uid(), **fields, geometry=shape)
        if not any(bodies.values()):
            return segment, None
        if not segment.code:
            self._notebook.note("error", _BODIES_LOST, row=row)
            return segment, None
        return segment, Ownership(fresh_uid(), segment.code, "both", **bodies)

    def _jurisdiction(
        self, fields: dict[str, Any], shape: BaseGeometry | None, row: int
    ) -> Jurisdiction:
        code = fields.get("code", "")
        fields["code"] = full_code(code)
        if fields["code"] != code:
            self._notebook.note("info", _LENGTHENED, row=row)
        fields["level"] = self._rank(fields, row)
        parent = full_code(fields.get("parent_code", ""))
        fields["parent_code"] = parent or parent_of_code(fields["code"])
        return Jurisdiction(fresh_uid(), **fields, geometry=shape)

    def _rank(self, fields: dict[str, Any], row: int) -> Level:
        said = fields.get("level", "")
        if said in tuple(Level):
            return Level(said)
        by_code = level_of_code(fields["code"])
        if by_code is not None:
            return by_code
        if self._level is None:
            self._notebook.note("warning", _LEVEL_GUESSED, row=row)
        return self._level or Level.VILLAGE


def _ownership(fields: dict[str, Any]) -> Ownership:
    if not fields.get("segment_code"):
        raise Refused(_NO_SEGMENT, whole_row=True)
    return Ownership(fresh_uid(), **{**fields, "bank": fields.get("bank") or "both"})


def _cell(fields: dict[str, Any], shape: BaseGeometry | None) -> Cell:
    village = fields.get("village_code", "")
    village = village or village_of_cell_code(fields.get("code", ""))
    return Cell(fresh_uid(), **{**fields, "village_code": village}, geometry=shape)


def _signboard(fields: dict[str, Any], shape: BaseGeometry | None) -> Signboard:
    face = _face(fields)
    return Signboard(fresh_uid(), **fields, face=face, geometry=shape)


def _former_face(fields: dict[str, Any], _shape: BaseGeometry | None) -> FormerFace:
    _need(fields, "signboard_uid", _NO_BOARD)
    face = _face(fields)
    return FormerFace(fresh_uid(), **fields, face=face)


def _monitoring(fields: dict[str, Any], _shape: BaseGeometry | None) -> Monitoring:
    _need(fields, "outfall_uid", _NO_OUTFALL)
    return Monitoring(fresh_uid(), **fields)


def _need(fields: dict[str, Any], key: str, reason: Text) -> None:
    if not fields.get(key):
        raise Refused(reason, whole_row=True)


def _face(fields: dict[str, Any]) -> SignboardFace:
    """Take the parts of a face out of the fields of a row."""
    parts = {
        key.removeprefix("face."): fields.pop(key)
        for key in tuple(fields)
        if key.startswith("face.")
    }
    for flag in {"sketch", "qr"} & set(parts):
        parts[flag] = parts[flag] in YES
    if "names" in parts:
        parts["names"] = face_names(parts["names"])
    return SignboardFace(**parts)


def face_names(text: str) -> tuple[FaceName, ...]:
    """Read further chiefs on a face: post, name and phone, separated by spaces.

    Examples
    --------
    >>> face_names("镇级河长 云甲子 0000-69900101；村级河长 溪乙丑")[1]
    FaceName(post='村级河长', name='溪乙丑', phone='')
    """
    parts = (part.split(maxsplit=2) for part in _NAMES.split(text))
    return tuple(FaceName(*words) for words in parts if words)


def _water_body(fields: dict[str, Any], shape: BaseGeometry | None) -> WaterBody:
    fields["part"] = fields.get("part") or "water"
    return WaterBody(fresh_uid(), **fields, geometry=shape)


_MAKERS: dict[Kind, Callable[[dict[str, Any], BaseGeometry | None], Any]] = {
    Kind.CELL: _cell,
    Kind.SIGNBOARD: _signboard,
    Kind.RIVER: lambda fields, shape: River(fresh_uid(), **fields, geometry=shape),
    Kind.OUTFALL: lambda fields, shape: Outfall(fresh_uid(), **fields, geometry=shape),
    Kind.WATER_BODY: _water_body,
    Kind.BODY: lambda fields, _shape: Body(fresh_uid(), **fields),
    Kind.FORMER_FACE: _former_face,
    Kind.MONITORING: _monitoring,
    Kind.SOURCE: lambda fields, _shape: Source(fresh_uid(), **fields),
    Kind.PUBLICATION: lambda fields, _shape: Publication(fresh_uid(), **fields),
}
YES = ("是", "有", "Y", "y", "1")
_NAMES = re.compile("[;；]")
_NO_BOARD = Text("没有公示牌编号", "it names no signboard")
_NO_OUTFALL = Text("没有排污口编码", "it names no outfall")
_NO_SEGMENT = Text("没有河段代码", "it has no segment code")
_BODIES_LOST = Text(
    "河段没有代码，管理、管护、登记等列无处可挂，未导入",
    "a segment without a code: its bodies and registration have nothing to hang on "
    "and were not taken",
)
_LENGTHENED = Text(
    "9 位镇级代码已补零为 12 位", "9-digit town codes were filled up to 12 digits"
)
_LEVEL_GUESSED = Text(
    "没有级别列，代码和文件名也看不出级别：暂作村居",
    "no level column, and neither code nor file name tells: village assumed",
)


def _level_in_name(name: str) -> Level | None:
    words = {
        Level.VILLAGE: ("村", "社区", "village"),
        Level.TOWN: ("镇", "乡", "街道", "town"),
        Level.DISTRICT: ("区", "县", "district", "county"),
        Level.CITY: ("市", "city"),
    }
    told = normal(name)
    return next((lv for lv, ws in words.items() if any(w in told for w in ws)), None)


_DRAWS = 1024
_DRAWN: list[str] = []
"""Digits nobody has had yet: asking the system for many takes as long as for one."""


def fresh_uid() -> str:
    """Return the hex of a random UUID (version 4), as `uuid.uuid4` would.

    Deliveries have a hundred thousand rows, and making the object takes ten times as
    long as drawing the digits.
    """
    try:
        digits = _DRAWN.pop()
    except IndexError:
        drawn = os.urandom(16 * _DRAWS).hex()
        _DRAWN.extend(drawn[at : at + 32] for at in range(32, len(drawn), 32))
        digits = drawn[:32]
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:12]}4{digits[13:16]}{variant}{digits[17:]}"


def merged(polygon: Jurisdiction, table: Jurisdiction) -> Jurisdiction:
    """Fill what a polygon's row leaves empty from a table's row of the same code."""
    return replace(
        polygon,
        name=polygon.name or table.name,
        parent_code=polygon.parent_code or table.parent_code,
        edition=polygon.edition if polygon.edition is not None else table.edition,
    )


def joined(whole: Any, part: Any) -> Any:  # noqa: ANN401 - any value with a shape
    """Return `whole` with the shape of `part` added as another part of it.

    Areas are united, so that touching parts stay valid; lines are merged where one
    ends and the next begins, keeping their direction.
    """
    shape = shapely.union(whole.geometry, part.geometry)
    if shapely.get_dimensions(shape) == 1:
        lines = [*shapely.get_parts(whole.geometry), *shapely.get_parts(part.geometry)]
        shape = shapely.line_merge(shapely.multilinestrings(lines), directed=True)
    return replace(whole, geometry=shape)
