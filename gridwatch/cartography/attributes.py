"""What features can be told apart by: fields, and what follows from them.

Each has a key, a name, and where the store's table knows it, an expression with which
QGIS finds the same value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography import derivedvalues as derived
from gridwatch.district.ownership import STATE_NAMES
from gridwatch.district.rivers import LEVELS
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

    from gridwatch.cartography.derivedvalues import Read, ReadBanks, Rows
    from gridwatch.district.district import District


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
    missing : Text or None
        What it means that nothing is on record; None: just that.
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
    missing: Text | None = None

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


# --- the attributes of each layer -------------------------------------------------


def _jurisdiction(district: District, code: str) -> str:
    row = district.jurisdiction_by_code.get(code)
    return row.name if row else ""


def _river(district: District, code: str) -> str:
    row = district.river_by_code.get(code)
    return row.name if row else ""


_NO_CHIEF = Text("无河长", "no chief")
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
            derived.points_inside(Kind.OUTFALL),
            whole=True,
        ),
        _number(
            "signboards",
            Text("公示牌数", "signboards"),
            derived.points_inside(Kind.SIGNBOARD),
            whole=True,
        ),
        _number(
            "area",
            Text("面积", "area"),
            derived.square_km,
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
        Attribute(
            "rank", rank, derived.river_ranks, words=_LEVEL_WORDS, expression=_RANK
        ),
        _field(kind, "regime"),
        _field(
            kind, "parent_code", name=Text("上级河流", "parent river"), names=_river
        ),
        _field(kind, "basin_area"),
        _number(
            "length",
            Text("长度", "length"),
            derived.river_km,
            unit=Text("公里", "km"),
            expression="length($geometry) / 1000",
        ),
        _field(kind, "name"),
        _field(kind, "code"),
    )


def _of_segment() -> tuple[Attribute, ...]:
    kind, of_kind = Kind.SEGMENT, Kind.OWNERSHIP
    bodies = ("managing_body", "caring_body", "cleaning_body")
    chiefs = (("village", "村级河长"), ("town", "镇级河长"), ("district", "区级河长"))
    rank, state = Text("河流级别", "river level"), Text("权属状态", "ownership")
    return (
        Attribute(
            "ownership",
            state,
            derived.ownership_states,
            words=_OWNERSHIP,
            banks=derived.banks(derived.state_of_bank),
        ),
        *(
            Attribute(
                k,
                field_of(of_kind, k).name,
                derived.bodies(k),
                banks=derived.banks(derived.body_of_bank(k)),
            )
            for k in bodies
        ),
        Attribute(
            "care",
            Text("有无管护主体", "caring body or none"),
            derived.worst(derived.care_of_bank, tuple(_CARE)),
            words=_CARE,
            banks=derived.banks(derived.care_of_bank),
        ),
        Attribute(
            "managing_type",
            Text("管理主体类别", "type of managing body"),
            derived.types,
            banks=derived.banks(derived.type_of_bank),
        ),
        *(
            Attribute(
                f"{level}_chief",
                Text(name, f"{level} chief"),
                derived.chiefs(level),
                missing=_NO_CHIEF,
            )
            for level, name in chiefs
        ),
        Attribute("rank", rank, derived.segment_ranks, words=_LEVEL_WORDS),
        _field(kind, "river_code", name=Text("所属河流", "river"), names=_river),
        _field(kind, "town_code", name=Text("所属镇街", "town"), names=_jurisdiction),
        _field(
            kind,
            "length",
            read=derived.metres,
            expression='coalesce("length", length($geometry))',
        ),
        _number(
            "outfalls",
            Text("排污口数", "outfalls"),
            derived.on_segment(Kind.OUTFALL),
            whole=True,
        ),
        _number(
            "signboards",
            Text("公示牌数", "signboards"),
            derived.on_segment(Kind.SIGNBOARD),
            whole=True,
        ),
        _field(kind, "sequence"),
        Attribute("part_name", Text("段名", "name of the part"), derived.part_names),
        _field(kind, "name"),
        _field(kind, "code"),
    )


def _of_outfall() -> tuple[Attribute, ...]:
    kind = Kind.OUTFALL
    fields = ("category", "approval", "rectification", "measure", "above_scale")
    late = Text("监测情况", "monitoring")
    return (
        *(_field(kind, key) for key in fields),
        Attribute("monitoring", late, derived.monitoring, words=_MONITORING),
        _number(
            "monitored_days",
            Text("距上次监测天数", "days since monitoring"),
            derived.days_unmonitored,
            whole=True,
            unit=_DAYS,
        ),
        *(_field(kind, k) for k in ("responsible_body", "segment_code")),
        *(_field(kind, k) for k in ("monitored", "name", "code")),
    )


def _of_signboard() -> tuple[Attribute, ...]:
    kind, state = Kind.SIGNBOARD, Text("状态", "state")
    return (
        Attribute("state", state, derived.board_states, words=_BOARD_STATES),
        _number(
            "stale_days",
            Text("过期天数", "days stale"),
            derived.days_stale,
            whole=True,
            unit=_DAYS,
        ),
        *(_field(kind, key) for key in ("level", "type", "condition")),
        _number(
            "standing_days",
            Text("设立天数", "days since installed"),
            derived.days_standing,
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
