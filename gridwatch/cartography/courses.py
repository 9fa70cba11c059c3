"""Layers of lines: rivers and segments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.layer import (
    ClassSymbol,
    Layer,
    classed,
    limits_of,
    located,
    shapes_of,
    uids_of,
)
from gridwatch.cartography.symbols import (
    LineSymbol,
    ScaleLimits,
    load_symbols,
)
from gridwatch.district.coverage import state_of_segment
from gridwatch.district.ownership import (
    STATE_NAMES,
    OwnershipState,
    banks_differ,
    of_bank,
    state_of_row,
)
from gridwatch.district.rivers import LEVELS, highest_level
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.segments import Segment

    State = OwnershipState | tuple[OwnershipState, OwnershipState] | None
    Ints = NDArray[np.int64]

__all__ = ["rivers", "segments"]

_SAME = 0.01

_RANKS = {
    "municipal": Text("市级河流", "municipal river"),
    "district": Text("区级河流", "district river"),
    "town": Text("镇级河流", "town river"),
    "village": Text("村级河流", "village river"),
    "other": Text("其他河流", "other river"),
}
_MAJOR = ("municipal", "district")
_CLASSES = tuple((rank, dry) for rank in (*LEVELS, "other") for dry in (False, True))


def _class_of_river(river: River | None) -> tuple[str, bool]:
    if river is None:
        return "other", False
    rank = highest_level(river.levels) or "other"
    return rank, river.regime in ("seasonal", "gully")


def _river_symbols(classes: Iterable[tuple[str, bool]]) -> tuple[ClassSymbol, ...]:
    found = []
    for rank, dry in classes:
        text = _RANKS[rank]
        name = "river_" + ("town" if rank == "other" else rank)
        if dry:
            name += "_seasonal"
            text = Text(f"{text.zh}（季节性）", f"{text.en}, seasonal")
        found.append(ClassSymbol(text, load_symbols().lines[name]))
    return tuple(found)


def _river_styles(classes: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    return tuple("river" if rank in _MAJOR else "river_minor" for rank, _ in classes)


def rivers(district: District) -> Layer:
    """Return the rivers, by their highest rank and regime."""
    rows = located(district.rivers)
    classes, used = classed([_class_of_river(row) for row in rows], _CLASSES)
    lines = shapely.line_merge(
        np.asarray([row.geometry for row in rows], object), directed=True
    )
    return Layer(
        id="river",
        name=Text("河流", "rivers"),
        kind=Kind.RIVER,
        shapes=Shapes.of(lines, Form.LINE),
        uids=uids_of(rows),
        classes=classes,
        symbols=_river_symbols(used),
        labels=tuple(row.name for row in rows),
        label_styles=_river_styles(used),
        limits=limits_of("river"),
        covered=_covered(district),
    )


_STATES = {
    OwnershipState.CONFIRMED: Text("权属已确认河段", "segment, ownership confirmed"),
    OwnershipState.REGISTERED: Text("权属已登记河段", "segment, ownership registered"),
    OwnershipState.NONE: Text("权属未登记河段", "segment, ownership not registered"),
}
_BANKS = tuple((left, right) for left in OwnershipState for right in OwnershipState)
_GROWTH = 0.35
"""How much of the width of the river's line the banks lie further out."""


def segments(district: District, as_of: date) -> Layer:
    """Return the segments: lines of their rivers, marked by state of ownership.

    Where a district has no lines of rivers, the segments carry the names as well.
    """
    rows = located(district.segments)
    rivers = [district.river_by_code.get(row.river_code) for row in rows]
    states = [
        _state_of(district, row, as_of) if district.ownerships else None for row in rows
    ]
    keys = [
        (state, _class_of_river(river))
        for state, river in zip(states, rivers, strict=True)
    ]
    every = (*_STATES, *_BANKS, None)
    order = [(state, rank) for state in every for rank in _CLASSES]
    classes, used = classed(keys, order)
    lone = not located(district.rivers)
    return Layer(
        id="segment",
        name=Text("河段", "segments"),
        kind=Kind.SEGMENT,
        shapes=shapes_of(rows, Form.LINE),
        uids=uids_of(rows),
        classes=classes,
        symbols=tuple(_segment_symbol(*key) for key in used),
        labels=tuple(
            (river.name if river else "") or row.name
            for row, river in zip(rows, rivers, strict=True)
        )
        if lone
        else (),
        label_styles=_river_styles(rank for _, rank in used),
        limits=ScaleLimits() if lone else limits_of("segment"),
    )


def _state_of(district: District, segment: Segment, as_of: date) -> State:
    """Return the state of a segment; of each bank where they have different bodies."""
    rows = district.ownerships_of_segment.get(segment.code, ()) if segment.code else ()
    if banks_differ(rows):
        left, right = (of_bank(rows, bank) for bank in ("left", "right"))
        return state_of_row(left, as_of), state_of_row(right, as_of)
    return state_of_segment(district, segment, as_of)


def _banks_symbol(
    states: tuple[OwnershipState, OwnershipState], river: LineSymbol
) -> ClassSymbol:
    """Return a segment whose banks have different bodies: water between two lines."""
    lines, words = load_symbols().lines, [STATE_NAMES[state] for state in states]
    left, right = (
        _bank_line(lines[f"bank_{state.value}"], state, river) for state in states
    )
    water = lines["bank_water"]
    banks = replace(left, twin=replace(right, offset=-right.offset))
    name = Text(
        f"左右岸主体不同：左岸{words[0].zh}、右岸{words[1].zh}",
        f"banks apart: left {words[0].en}, right {words[1].en}",
    )
    broad = water.width + 2.0 * _GROWTH * river.width
    return ClassSymbol(name, replace(water, width=broad, twin=banks))


def _bank_line(
    line: LineSymbol, state: OwnershipState, river: LineSymbol
) -> LineSymbol:
    none = state is OwnershipState.NONE
    return replace(
        line,
        colour=line.colour if none else river.colour,
        offset=line.offset + _GROWTH * river.width,
    )


def _segment_symbol(state: State, rank: tuple[str, bool]) -> ClassSymbol:
    (river,) = _river_symbols([rank])
    if state is None:
        return river
    line = river.symbol
    if isinstance(state, tuple):
        assert isinstance(line, LineSymbol)
        return _banks_symbol(state, line)
    if state is OwnershipState.CONFIRMED or not isinstance(line, LineSymbol):
        return ClassSymbol(_STATES[state], line)
    mark = load_symbols().lines[f"segment_{state.value}"]
    marked = replace(
        mark,
        casing=mark.casing or line.colour,
        casing_width=line.width + mark.casing_width,
        casing_dash=() if mark.casing else line.dash,
    )
    return ClassSymbol(_STATES[state], marked)


def _covered(district: District) -> NDArray[np.bool_]:
    """Tell which rivers the segments draw in full."""
    rows = located(district.rivers)
    found = np.zeros(len(rows), bool)
    for i, row in enumerate(rows):
        parts = located(district.segments_of_river.get(row.code, ()))
        length = sum(part.geometry.length for part in parts if part.geometry)
        whole = row.geometry.length if row.geometry is not None else 0.0
        found[i] = bool(row.code) and abs(length - whole) < _SAME * whole
    return found
