"""What a layer is, told by its shapes, its columns, its values and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import KIND_NAMES, Kind, Text
from gridwatch.intake.columns import alias_hits, aliases, normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gridwatch.intake.layers import Facts

__all__ = ["IN_TABLES", "Recognised", "recognise"]

IN_TABLES = (
    Kind.PERSON,
    Kind.JURISDICTION,
    Kind.OWNERSHIP,
    Kind.BODY,
    Kind.FORMER_FACE,
    Kind.MONITORING,
    Kind.SOURCE,
    Kind.PUBLICATION,
)
"""What a sheet without shapes may hold."""

_CANDIDATES: dict[str, tuple[Kind, ...]] = {
    "point": (Kind.SIGNBOARD, Kind.OUTFALL),
    "line": (Kind.RIVER, Kind.SEGMENT),
    "polygon": (Kind.JURISDICTION, Kind.WATER_BODY, Kind.CELL),
    "none": IN_TABLES,
}
_NEEDED: dict[Kind, frozenset[str]] = {
    Kind.PERSON: frozenset({"name", "role"}),
    Kind.OWNERSHIP: frozenset({"segment_code"}),
    Kind.BODY: frozenset({"name", "type"}),
    Kind.FORMER_FACE: frozenset({"signboard_uid", "until"}),
    Kind.MONITORING: frozenset({"outfall_uid", "on"}),
    Kind.SOURCE: frozenset({"name", "outfall_code"}),
    Kind.PUBLICATION: frozenset({"what", "on"}),
}
"""Columns without which a table is none of its kind: it has no shapes to tell."""
_FILE, _FOLDER, _COLUMN, _VALUE = 3.0, 1.0, 2.0, 2.0
_GENERIC = 0.5
_SURE, _MARGIN = 3.0, 1.0
_ENOUGH = 1.0
_SHARE = 0.5


class Recognised(NamedTuple):
    """The kind judged for a layer."""

    kind: Kind | None
    certain: bool
    reason: Text


def recognise(facts: Facts, name: str, folder: str) -> Recognised:
    """Judge what a layer is.

    Parameters
    ----------
    facts : Facts
        Columns, shapes and some values.
    name : str
        File name without ending, and layer name.
    folder : str
        Names of the folders it lies in, inside the delivery.
    """
    if facts.rows == 0 or not (facts.names or facts.geometry != "none"):
        return Recognised(None, True, Text("没有数据行", "no rows in it"))
    if facts.layer is not None and name == f"{facts.layer} {facts.layer}" == _FIELDS:
        return Recognised(None, True, _IS_FIELDS)
    kinds = _CANDIDATES[facts.geometry]
    if facts.header_row and facts.geometry == "point":
        # A table that names coordinates may be one whose rows need no place.
        kinds = (*kinds, *IN_TABLES)
    hits = {kind: alias_hits(facts.names, kind) for kind in kinds}
    scores = {kind: _columns(kind, hits, facts) for kind in kinds}
    told = {kind: _value_score(kind, facts.sample) for kind in kinds}
    for kind in kinds:
        scores[kind] += told[kind] + _name_score(kind, name, folder)
    ranked = sorted(kinds, key=lambda kind: -scores[kind])
    best, second = ranked[0], ranked[1]
    if scores[best] <= _ENOUGH or not _enough_columns(best, hits[best]):
        return Recognised(None, False, _UNKNOWN)
    clear = scores[best] - scores[second] >= _MARGIN
    return Recognised(best, scores[best] >= _SURE and clear, _reason(best, hits[best]))


_FIELDS = "字段对照 字段对照"
_IS_FIELDS = Text(
    "导出时写在旁边的字段对照表，不是数据",
    "the list of fields that an export writes beside its layers: no data",
)
_UNKNOWN = Text(
    "看不出是哪类数据：不导入；如需要，请指定类别",
    "not recognised: left out; say its kind if it belongs",
)


def _enough_columns(kind: Kind, hits: Mapping[str, str]) -> bool:
    """Without shapes only columns can tell: a table needs those that make a row."""
    fields, needed = set(hits.values()), _NEEDED.get(kind, frozenset())
    return needed <= fields and (not needed or len(fields) > 1)


def _columns(kind: Kind, hits: Mapping[Kind, dict[str, str]], facts: Facts) -> float:
    score = 0.0
    for name in hits[kind]:
        others = sum(name in found for found in hits.values())
        score += 2.0 if others == 1 else _GENERIC
    told = {normal(name) for name in facts.names} & aliases()[kind].columns
    return score + _COLUMN * bool(told)


def _value_score(kind: Kind, sample: Mapping[str, Sequence[str]]) -> float:
    words = aliases()[kind].values
    ends = tuple(word[1:] for word in words if word.startswith("*"))
    for values in sample.values():
        shown = [normal(value) for value in values if value.strip()]
        fitting = sum(v in words or bool(ends and v.endswith(ends)) for v in shown)
        if shown and fitting / len(shown) >= _SHARE:
            return _VALUE
    return 0.0


def _name_score(kind: Kind, name: str, folder: str) -> float:
    words = aliases()[kind].files
    if any(word in normal(name) for word in words):
        return _FILE
    return _FOLDER if any(word in normal(folder) for word in words) else 0.0


def _reason(kind: Kind, hits: Mapping[str, str]) -> Text:
    words = Text("河长名单", "a roster of chiefs")
    if kind is not Kind.PERSON:
        words = KIND_NAMES[kind]
    if not hits:
        text = Text("文件名像{zh}", "its name says {en}")
        return text.filled(zh=words.zh, en=words.en)
    first = list(hits)[:4]
    zh = f"列 {'、'.join(first)} 像{words.zh}"
    return Text(zh, f"columns {', '.join(first)} say {words.en}")
