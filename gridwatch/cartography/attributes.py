"""What features can be told apart by: fields, and what follows from them.

Each has a key, a name, and where the store's table knows it, an expression with which
QGIS finds the same value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.coverage import state_of_segment
from gridwatch.district.monitoring import due, last_monitored
from gridwatch.district.ownership import (
    STATE_NAMES,
    of_bank,
    state_of_row,
)
from gridwatch.district.rivers import LEVELS, highest_level
from gridwatch.district.staleness import stale_boards
from gridwatch.district.wording import (
    Field,
    Format,
    Kind,
    Language,
    Text,
    choice,
    field_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.staleness import Staleness

    Rows = Sequence[Any]
    Read = Callable[[District, Rows, date], Sequence[object]]
    ReadBanks = Callable[[District, Rows, date], Sequence[tuple[str, str]]]
    OfBank = Callable[[District, Ownership | None, date], str]

__all__ = ["Attribute", "attribute_of", "attributes_of", "values_of"]

_YES_NO = {"true": Text("是", "yes"), "false": Text("否", "no")}
_BOARD_STATES = {
    "current": Text("现行", "current"),
    "stale": Text("过期", "stale"),
    "missing": Text("缺失", "missing"),
}
_OWNERSHIP = {state.value: words for state, words in STATE_NAMES.items()}
_CARE = {
    "uncared": Text("无管护主体", "no caring body"),
    "cared": Text("有管护主体", "with caring body"),
}
_MONITORING = {
    "late": Text("监测超期", "monitoring overdue"),
    "fresh": Text("监测未超期", "monitored in time"),
    "none": Text("无监测记录", "never monitored"),
}
_CODED: dict[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.RIVER, "regime"): ("perennial", "seasonal", "gully"),
    (Kind.WATER_BODY, "part"): ("water", "shore"),
    (Kind.SIGNBOARD, "level"): LEVELS,
}
_RANK = (
    "CASE WHEN \"levels\" LIKE '%municipal%' THEN 'municipal'"
    " WHEN \"levels\" LIKE '%district%' THEN 'district'"
    " WHEN \"levels\" LIKE '%town%' THEN 'town'"
    " WHEN \"levels\" LIKE '%village%' THEN 'village' ELSE '' END"
)
_NUMBERS = (Format.INTEGER, Format.LENGTH, Format.AREA)
_MISSING_BOARD = "未设置或缺失"
_KM = 1000.0


@dataclass(frozen=True)
class Attribute:
    """One thing that features can be told apart by.

    Parameters
    ----------
    key : str
        Name in saved themes.
    name : Text
        What the officer reads.
    read : callable
        Values of rows on a day: str (empty: nothing on record), or numbers or None.
    number : bool
        Whether the values are numbers.
    whole : bool
        Whether the numbers are counts.
    unit : Text or None
        Unit of numbers.
    words : mapping of str to Text
        Names of coded values, in their order.
    names : callable or None
        Name of a value that is the code of another row.
    expression : str
        The value in QGIS's language; empty where the table does not hold it.
    banks : callable or None
        Of segments: the values of left and right bank, for each row; themes by value
        then draw banks that differ as two lines.
    """

    key: str
    name: Text
    read: Read
    number: bool = False
    whole: bool = False
    unit: Text | None = None
    words: dict[str, Text] | None = None
    names: Callable[[District, str], str] | None = None
    expression: str = ""
    banks: ReadBanks | None = None

    def word(self, value: str, district: District | None = None) -> Text:
        """Return what an officer reads for a value."""
        if self.words and value in self.words:
            return self.words[value]
        if self.names is not None and district is not None:
            value = self.names(district, value) or value
        return Text(value, value)

    def code_of(self, word: str) -> str:
        """Return the value that an officer's word stands for, or the word itself."""
        for code, text in (self.words or {}).items():
            if word in (text.zh, text.en):
                return code
        return word


# --- fields as they are -----------------------------------------------------------


def _field(kind: Kind, key: str, **more: Any) -> Attribute:  # noqa: ANN401
    field = field_of(kind, key)
    number = field.format in _NUMBERS
    return Attribute(
        **{
            "key": key,
            "name": field.name,
            "read": _numbers(key) if number else _texts(key),
            "number": number,
            "whole": field.format is Format.INTEGER,
            "unit": field.unit,
            "words": _words(kind, field),
            "expression": _expression(field),
            **more,
        }
    )


def _numbers(key: str) -> Read:
    def read(_district: District, rows: Rows, _day: date) -> list[object]:
        return [getattr(row, key) for row in rows]

    return read


def _texts(key: str) -> Read:
    def read(_district: District, rows: Rows, _day: date) -> list[str]:
        return [_text(getattr(row, key)) for row in rows]

    return read


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(kind: Kind, field: Field) -> dict[str, Text] | None:
    if field.format is Format.FLAG:
        return _YES_NO
    ranked = (kind, field.key) == (Kind.SIGNBOARD, "level")
    codes = _CODED.get((kind, field.key))
    if codes is None:
        return None
    return {
        code: Text(*(choice(code, tongue, ranked=ranked) for tongue in Language))
        for code in codes
    }


def _expression(field: Field) -> str:
    if field.format is Format.FLAG:
        return (
            f"CASE WHEN \"{field.key}\" THEN 'true'"
            f" WHEN NOT \"{field.key}\" THEN 'false' ELSE '' END"
        )
    if field.format is Format.DAY:
        return f"format_date(\"{field.key}\", 'yyyy-MM-dd')"
    return f'"{field.key}"'


# --- what follows from several fields ----------------------------------------------


def _river_ranks(district: District, rows: Rows, day: date) -> list[str]:
    del district, day
    return [highest_level(row.levels) for row in rows]


def _segment_ranks(district: District, rows: Rows, day: date) -> list[str]:
    del day
    rivers = [district.river_by_code.get(row.river_code) for row in rows]
    return [highest_level(river.levels) if river else "" for river in rivers]


def _part_names(district: District, rows: Rows, day: date) -> list[str]:
    """Return the names of segments without that of their river."""
    del day
    found = []
    for row in rows:
        river = district.river_by_code.get(row.river_code)
        short = row.name.removeprefix(river.name) if river else row.name
        found.append(short or str(row.sequence or row.code))
    return found


def _ownership_states(district: District, rows: Rows, day: date) -> list[str]:
    return [state_of_segment(district, row, day).value for row in rows]


def _bodies(key: str) -> Read:
    def read(district: District, rows: Rows, _day: date) -> list[str]:
        of_segment = district.ownerships_of_segment
        return [
            "、".join(
                dict.fromkeys(
                    body
                    for one in (of_segment.get(row.code, ()) if row.code else ())
                    if (body := getattr(one, key))
                )
            )
            for row in rows
        ]

    return read


def _banks(of: OfBank) -> ReadBanks:
    """Read a value of the ownership row of each bank."""

    def read(district: District, rows: Rows, day: date) -> list[tuple[str, str]]:
        of_segment = district.ownerships_of_segment
        found = []
        for row in rows:
            own = of_segment.get(row.code, ()) if row.code else ()
            left, right = (of_bank(own, bank) for bank in ("left", "right"))
            found.append((of(district, left, day), of(district, right, day)))
        return found

    return read


def _worst(of: OfBank, order: Sequence[str]) -> Read:
    """Read a value of both banks; where they differ, the one that comes first."""
    banks = _banks(of)

    def read(district: District, rows: Rows, day: date) -> list[str]:
        return [min(pair, key=order.index) for pair in banks(district, rows, day)]

    return read


def _state_of_bank(_district: District, row: Ownership | None, day: date) -> str:
    return state_of_row(row, day).value


def _care_of_bank(_district: District, row: Ownership | None, _day: date) -> str:
    return "cared" if row is not None and row.caring_body else "uncared"


def _body_of_bank(key: str) -> OfBank:
    def of(_district: District, row: Ownership | None, _day: date) -> str:
        return str(getattr(row, key)) if row else ""

    return of


def _type_of_bank(district: District, row: Ownership | None, _day: date) -> str:
    body = district.body_by_name.get(row.managing_body if row else "")
    return body.type if body else ""


def _types(district: District, rows: Rows, day: date) -> list[str]:
    pairs = _banks(_type_of_bank)(district, rows, day)
    return [left if left == right else f"{left}、{right}" for left, right in pairs]


def _river_km(district: District, rows: Rows, day: date) -> list[float]:
    del district, day
    lengths: list[float] = (shapely.length([r.geometry for r in rows]) / _KM).tolist()
    return lengths


def _metres(district: District, rows: Rows, day: date) -> list[float]:
    del district, day
    found: list[float] = [row.metres for row in rows]
    return found


def _square_km(district: District, rows: Rows, day: date) -> list[float]:
    del district, day
    areas: list[float] = (shapely.area([r.geometry for r in rows]) / _KM**2).tolist()
    return areas


def _points_inside(kind: Kind) -> Read:
    """Count the points of a kind in each area; one on a border counts for both."""

    def read(district: District, rows: Rows, _day: date) -> list[float]:
        points = [r.geometry for r in district.rows(kind) if r.geometry is not None]  # type: ignore[union-attr]
        if not points or not rows:
            return [0.0] * len(rows)
        tree = shapely.STRtree([row.geometry for row in rows])
        areas = tree.query(np.asarray(points, object), predicate="intersects")[1]
        counts: list[float] = np.bincount(areas, minlength=len(rows)).tolist()
        return counts

    return read


def _on_segment(kind: Kind) -> Read:
    def read(district: District, rows: Rows, _day: date) -> list[int]:
        counts: dict[str, int] = {}
        for row in district.rows(kind):
            code = str(getattr(row, "segment_code", ""))
            counts[code] = counts.get(code, 0) + 1
        return [counts.get(row.code, 0) if row.code else 0 for row in rows]

    return read


def _days_unmonitored(district: District, rows: Rows, day: date) -> list[int | None]:
    last = [last_monitored(district, row, day) for row in rows]
    return [None if one is None else (day - one).days for one in last]


def _monitoring(district: District, rows: Rows, day: date) -> list[str]:
    found = [due(district, row, day) for row in rows]
    return [
        "none" if one.last is None else "late" if one.late else "fresh" for one in found
    ]


def _board_states(district: District, rows: Rows, day: date) -> list[str]:
    stale = _stale(district, day)
    return [
        "missing"
        if row.condition == _MISSING_BOARD
        else "stale"
        if row.uid in stale
        else "current"
        for row in rows
    ]


def _days_stale(district: District, rows: Rows, day: date) -> list[int | None]:
    stale = _stale(district, day)
    return [stale[row.uid].days if row.uid in stale else None for row in rows]


def _stale(district: District, day: date) -> dict[str, Staleness]:
    found = stale_boards(district, day)
    return {one.board.uid: one for one in found if one.stale}


def _days_standing(district: District, rows: Rows, day: date) -> list[int | None]:
    del district
    return [(day - r.installed).days if r.installed else None for r in rows]


def _jurisdiction(district: District, code: str) -> str:
    row = district.jurisdiction_by_code.get(code)
    return row.name if row else ""


def _river(district: District, code: str) -> str:
    row = district.river_by_code.get(code)
    return row.name if row else ""


_DAYS, _SQUARE_KM = Text("天", "days"), Text("平方公里", "km²")
_LEVEL_WORDS = {
    code: Text(*(choice(code, tongue, ranked=True) for tongue in Language))
    for code in LEVELS
}


def _number(key: str, name: Text, read: Read, **more: Any) -> Attribute:  # noqa: ANN401
    return Attribute(key, name, read, number=True, **more)


def _of_area() -> tuple[Attribute, ...]:
    return (
        _number(
            "outfalls",
            Text("排污口数", "outfalls"),
            _points_inside(Kind.OUTFALL),
            whole=True,
        ),
        _number(
            "signboards",
            Text("公示牌数", "signboards"),
            _points_inside(Kind.SIGNBOARD),
            whole=True,
        ),
        _number(
            "area",
            Text("面积", "area"),
            _square_km,
            unit=_SQUARE_KM,
            expression="area($geometry) / 1000000",
        ),
    )


def _of_jurisdiction() -> tuple[Attribute, ...]:
    kind = Kind.JURISDICTION
    return (
        _field(kind, "parent_code", name=Text("上级", "parent"), names=_jurisdiction),
        _field(kind, "edition"),
        *_of_area(),
        _field(kind, "name"),
        _field(kind, "code"),
    )


def _of_water_body() -> tuple[Attribute, ...]:
    return tuple(_field(Kind.WATER_BODY, k) for k in ("part", "scale", "name", "code"))


def _of_cell() -> tuple[Attribute, ...]:
    village = Text("所属村居", "village")
    return (
        _field(Kind.CELL, "village_code", name=village, names=_jurisdiction),
        *_of_area(),
        _field(Kind.CELL, "name"),
        _field(Kind.CELL, "code"),
    )


def _of_river() -> tuple[Attribute, ...]:
    kind, rank = Kind.RIVER, Text("最高级别", "highest level")
    return (
        Attribute("rank", rank, _river_ranks, words=_LEVEL_WORDS, expression=_RANK),
        _field(kind, "regime"),
        _field(
            kind, "parent_code", name=Text("上级河流", "parent river"), names=_river
        ),
        _field(kind, "basin_area"),
        _number(
            "length",
            Text("长度", "length"),
            _river_km,
            unit=Text("公里", "km"),
            expression="length($geometry) / 1000",
        ),
        _field(kind, "name"),
        _field(kind, "code"),
    )


def _of_segment() -> tuple[Attribute, ...]:
    kind, of_kind = Kind.SEGMENT, Kind.OWNERSHIP
    bodies = ("managing_body", "caring_body", "cleaning_body")
    rank, state = Text("河流级别", "river level"), Text("权属状态", "ownership")
    return (
        Attribute(
            "ownership",
            state,
            _ownership_states,
            words=_OWNERSHIP,
            banks=_banks(_state_of_bank),
        ),
        *(
            Attribute(
                k, field_of(of_kind, k).name, _bodies(k), banks=_banks(_body_of_bank(k))
            )
            for k in bodies
        ),
        Attribute(
            "care",
            Text("有无管护主体", "caring body or none"),
            _worst(_care_of_bank, tuple(_CARE)),
            words=_CARE,
            banks=_banks(_care_of_bank),
        ),
        Attribute(
            "managing_type",
            Text("管理主体类别", "type of managing body"),
            _types,
            banks=_banks(_type_of_bank),
        ),
        Attribute("rank", rank, _segment_ranks, words=_LEVEL_WORDS),
        _field(kind, "river_code", name=Text("所属河流", "river"), names=_river),
        _field(kind, "town_code", name=Text("所属镇街", "town"), names=_jurisdiction),
        _field(
            kind,
            "length",
            read=_metres,
            expression='coalesce("length", length($geometry))',
        ),
        _number(
            "outfalls",
            Text("排污口数", "outfalls"),
            _on_segment(Kind.OUTFALL),
            whole=True,
        ),
        _number(
            "signboards",
            Text("公示牌数", "signboards"),
            _on_segment(Kind.SIGNBOARD),
            whole=True,
        ),
        _field(kind, "sequence"),
        Attribute("part_name", Text("段名", "name of the part"), _part_names),
        _field(kind, "name"),
        _field(kind, "code"),
    )


def _of_outfall() -> tuple[Attribute, ...]:
    kind = Kind.OUTFALL
    fields = ("category", "approval", "rectification", "measure", "above_scale")
    late = Text("监测情况", "monitoring")
    return (
        *(_field(kind, key) for key in fields),
        Attribute("monitoring", late, _monitoring, words=_MONITORING),
        _number(
            "monitored_days",
            Text("距上次监测天数", "days since monitoring"),
            _days_unmonitored,
            whole=True,
            unit=_DAYS,
        ),
        *(_field(kind, k) for k in ("responsible_body", "segment_code")),
        *(_field(kind, k) for k in ("monitored", "name", "code")),
    )


def _of_signboard() -> tuple[Attribute, ...]:
    kind, state = Kind.SIGNBOARD, Text("状态", "state")
    return (
        Attribute("state", state, _board_states, words=_BOARD_STATES),
        _number(
            "stale_days",
            Text("过期天数", "days stale"),
            _days_stale,
            whole=True,
            unit=_DAYS,
        ),
        *(_field(kind, key) for key in ("level", "type", "condition")),
        _number(
            "standing_days",
            Text("设立天数", "days since installed"),
            _days_standing,
            whole=True,
            unit=_DAYS,
        ),
        *(_field(kind, key) for key in ("segment_code", "installed", "code")),
    )


_OF = {
    "district": _of_jurisdiction,
    "town": _of_jurisdiction,
    "village": _of_jurisdiction,
    "water_body": _of_water_body,
    "cell": _of_cell,
    "river": _of_river,
    "segment": _of_segment,
    "outfall": _of_outfall,
    "signboard": _of_signboard,
}


@cache
def attributes_of(layer_id: str) -> tuple[Attribute, ...]:
    """Return what the features of a layer can be told apart by."""
    return _OF[layer_id]()


def attribute_of(layer_id: str, key: str) -> Attribute | None:
    """Return one attribute of a layer, or None."""
    return next((a for a in attributes_of(layer_id) if a.key == key), None)


def values_of(
    attribute: Attribute, district: District, rows: Rows, as_of: date
) -> NDArray[np.float64] | Sequence[str]:
    """Return the values of rows on a day.

    Returns
    -------
    ndarray of float or sequence of str
        NaN or empty where nothing is on record.
    """
    found = attribute.read(district, rows, as_of)
    if not attribute.number:
        return [str(value) for value in found]
    return np.asarray(
        [np.nan if value is None else value for value in found], np.float64
    )
