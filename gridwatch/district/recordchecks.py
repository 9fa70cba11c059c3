"""What can be wrong with codes, links, ownership rows and papers, row by row.

Plain functions of the form that `gridwatch.district.checks` lists.
"""

from __future__ import annotations

from collections import Counter
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.bodynames import BODY_ROLES
from gridwatch.district.jurisdictions import Level, parent_of_code
from gridwatch.district.references import reference_of
from gridwatch.district.rows import MAPPED
from gridwatch.district.siting import shapes_of
from gridwatch.district.wording import Kind, Language, Text, choice, field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Set
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.references import Reference
    from gridwatch.district.rows import Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = [
    "code_foreign",
    "code_repeated",
    "contract_expired",
    "ownership_banks_mixed",
    "ownership_body_unknown",
    "ownership_confirmed_early",
    "ownership_segment_unknown",
    "publication_without_day",
    "reference_broken",
    "shape_missing",
    "village_elsewhere",
]

_DISTRICT_DIGITS = 6
_CODED = (
    Kind.JURISDICTION,
    Kind.SEGMENT,
    Kind.CELL,
    Kind.SIGNBOARD,
    Kind.OUTFALL,
    Kind.SOURCE,
)
_LINKS = {
    Kind.SEGMENT: ("river_code", "town_code"),
    Kind.CELL: ("village_code",),
    Kind.SIGNBOARD: ("segment_code", "cell_code"),
    Kind.OUTFALL: ("segment_code", "cell_code"),
    Kind.SOURCE: ("village_code",),
    Kind.RIVER: ("parent_code", "commander_code"),
    Kind.TERM: ("post_uid", "person_uid"),
    Kind.MONITORING: ("outfall_uid",),
    Kind.FORMER_FACE: ("signboard_uid",),
    Kind.POST: ("reports_to",),
}


def code_foreign(district: District, as_of: date) -> Found:
    """Yield the rows whose code does not begin with the district's."""
    del as_of
    own = district.code
    if len(own) != _DISTRICT_DIGITS:
        return
    for kind in _CODED:
        rows = district.rows(kind)
        codes = list(map(str, map(attrgetter("code"), rows)))
        if all(map(str.startswith, codes, repeat(own))):
            continue
        # Boards and outfalls may have numbers of an office, which name no district.
        strange = [
            (row, code)
            for row, code in zip(rows, codes, strict=True)
            if not code.startswith(own)
            and code[:_DISTRICT_DIGITS].isdigit()
            and len(code) >= _DISTRICT_DIGITS
        ]
        for row, code in strange:
            if kind is Kind.JURISDICTION and own.startswith(code.rstrip("0")):
                continue  # The city above.
            yield (
                kind,
                row,
                Text(
                    f"代码 {code} 不属于本区（{own}）。",
                    f"The code {code} is not of this district ({own}).",
                ),
            )


def code_repeated(district: District, as_of: date) -> Found:
    """Yield the rows whose code another row of their kind has too."""
    del as_of
    for kind in (*MAPPED, Kind.SOURCE):
        rows = district.rows(kind)
        codes = list(map(attrgetter("code"), rows))
        coded = list(filter(None, codes))
        if len(set(coded)) == len(coded):
            continue
        counts = Counter(coded)
        for row, code in zip(rows, codes, strict=True):
            if code and counts[code] > 1:
                yield (
                    kind,
                    row,
                    Text(
                        f"代码 {code} 有 {counts[code]} 行在用。",
                        f"{counts[code]} rows have the code {code}.",
                    ),
                )


def shape_missing(district: District, as_of: date) -> Found:
    """Yield the segments, cells and areas that are on no map."""
    del as_of
    text = Text("没有图形，地图上看不到。", "It has no shape and is on no map.")
    for kind in (Kind.JURISDICTION, Kind.SEGMENT, Kind.CELL):
        rows, shapes = district.rows(kind), district.cell_shapes
        if kind is not Kind.CELL:
            shapes = shapes_of([getattr(row, "geometry", None) for row in rows])
        for i in np.flatnonzero(shapely.is_missing(shapes)).tolist():
            yield kind, rows[i], text


def village_elsewhere(district: District, as_of: date) -> Found:
    """Yield the villages whose town is not the one their code names."""
    del as_of
    for village in district.of_level(Level.VILLAGE):
        wanted = parent_of_code(village.code)
        if wanted and village.parent_code and village.parent_code != wanted:
            yield (
                Kind.JURISDICTION,
                village,
                Text(
                    f"上级代码 {village.parent_code} 与村居代码不符（应为 {wanted}）。",
                    f"Its parent {village.parent_code} does not go with its code "
                    f"({wanted} expected).",
                ),
            )


def reference_broken(district: District, as_of: date) -> Found:
    """Yield the rows that name another row which is not on record."""
    del as_of
    for kind, keys in _LINKS.items():
        if kind is Kind.TERM and not district.loose_terms:
            continue
        named = [
            (key, known)
            for key in keys
            if (known := _missed(district, kind, key)) is not None
        ]
        for row in district.rows(kind) if named else ():
            for key, known in named:
                value = str(getattr(row, key) or "")
                if not value or value in known:
                    continue
                name = field_of(kind, key).name
                yield (
                    kind,
                    row,
                    Text(
                        f"{name.zh} {value} 不存在。",
                        f"The {name.en} {value} is not on record.",
                    ),
                )


def _missed(district: District, kind: Kind, key: str) -> Set[str] | None:
    """Return what a field may name; None where its rows name nothing else."""
    reference = reference_of(kind, key, {})
    # Where nothing of that kind was ever delivered, nothing is missed.
    if reference is None or not district.rows(reference.kind):
        return None
    values = set(filter(None, map(attrgetter(key), district.rows(kind))))
    if not values:
        return None
    known = _known(district, reference)
    return None if values <= known else known


def _known(district: District, reference: Reference) -> Set[str]:
    """Return what may be named; the index where other checks made one anyway."""
    index = {Kind.POST: "post_by_uid", Kind.PERSON: "person_by_uid"}
    if reference.by == "uid" and reference.kind in index:
        found: dict[str, Row] = getattr(district, index[reference.kind])
        return found.keys()
    rows = district.rows(reference.kind)
    return set(map(attrgetter(reference.by), rows))


def ownership_segment_unknown(district: District, as_of: date) -> Found:
    """Yield the ownership rows of segments that are not on record."""
    del as_of
    if not district.segments:
        return
    for row in district.ownerships:
        if row.segment_code not in district.segment_by_code:
            yield (
                Kind.OWNERSHIP,
                row,
                Text(
                    f"河段 {row.segment_code} 不存在。",
                    f"The segment {row.segment_code} is not on record.",
                ),
            )


def ownership_banks_mixed(district: District, as_of: date) -> Found:
    """Yield one row of each segment with rows for both banks and for one of them."""
    del as_of
    for code, rows in district.ownerships_of_segment.items():
        if len(rows) < 2:
            continue
        banks = Counter(row.bank or "both" for row in rows)
        mixed = banks["both"] and (banks["left"] or banks["right"])
        if not code or not (mixed or max(banks.values()) > 1):
            continue
        words = [
            Text(choice(b, Language.ZH), choice(b, Language.EN)) for b in sorted(banks)
        ]
        yield (
            Kind.OWNERSHIP,
            rows[0],
            Text(
                "同一河段的权属有"
                + "、".join(w.zh for w in words)
                + "多行，互相重复。",
                "The ownership rows of one segment overlap: "
                + ", ".join(w.en for w in words)
                + ".",
            ),
        )


def ownership_confirmed_early(district: District, as_of: date) -> Found:
    """Yield the ownership rows that were confirmed before they were registered."""
    del as_of
    for row in district.ownerships:
        on, before = row.confirmed_on, row.registered_on
        if on is not None and before is not None and on < before:
            yield (
                Kind.OWNERSHIP,
                row,
                Text(
                    f"{on} 确认，早于 {before} 的登记。",
                    f"Confirmed on {on}, before it was registered on {before}.",
                ),
            )


def ownership_body_unknown(district: District, as_of: date) -> Found:
    """Yield the ownership rows that name a body which the table lacks."""
    del as_of
    if not district.bodies:
        return
    for row in district.ownerships:
        for key in BODY_ROLES:
            name = getattr(row, key)
            if name and name not in district.body_by_name:
                role = field_of(Kind.OWNERSHIP, key).name
                yield (
                    Kind.OWNERSHIP,
                    row,
                    Text(
                        f"{role.zh}“{name}”不在责任单位表中。",
                        f"The {role.en} “{name}” is not in the table of bodies.",
                    ),
                )


def contract_expired(district: District, as_of: date) -> Found:
    """Yield the ownership rows whose care contract has ended."""
    for row in district.ownerships:
        if row.contract_end is not None and row.contract_end < as_of:
            yield (
                Kind.OWNERSHIP,
                row,
                Text(
                    f"管护合同已于 {row.contract_end} 到期。",
                    f"The care contract ended on {row.contract_end}.",
                ),
            )


def publication_without_day(district: District, as_of: date) -> Found:
    """Yield the records of papers given out that do not say when."""
    del as_of
    text = Text("没有发布日期。", "It does not say when it was given out.")
    for row in district.publications:
        if row.on is None:
            yield Kind.PUBLICATION, row, text
