"""Layers of points: signboards and outfalls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.cartography.generalise import Form
from gridwatch.cartography.layer import (
    ClassSymbol,
    Layer,
    classed,
    located,
    shapes_of,
    sparse_limits,
    uids_of,
)
from gridwatch.cartography.symbols import (
    load_symbols,
)
from gridwatch.district.monitoring import is_late
from gridwatch.district.proceedings import as_it_stood
from gridwatch.district.rectifying import is_closed
from gridwatch.district.staleness import stale_boards
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.signboards import Signboard

    Ints = NDArray[np.int64]

__all__ = ["outfalls", "signboards"]

_MISSING_BOARD = "未设置或缺失"

_BOARDS = {
    "current": Text("公示牌", "signboard"),
    "stale": Text("过期公示牌", "stale signboard"),
    "missing": Text("缺失公示牌", "missing signboard"),
}


def signboards(district: District, as_of: date) -> Layer:
    """Return the signboards: current, stale or missing on a day; not those gone."""
    rows = located(
        [
            board
            for board in district.signboards
            if board.removed is None or board.removed > as_of
        ]
    )

    stale = {one.board.uid for one in stale_boards(district, as_of) if one.stale}

    def state(row: Signboard) -> str:
        if row.condition == _MISSING_BOARD:
            return "missing"
        return "stale" if row.uid in stale else "current"

    classes, used = classed([state(row) for row in rows], tuple(_BOARDS))
    points = load_symbols().points
    shapes = shapes_of(rows, Form.POINT)
    return Layer(
        id="signboard",
        name=Text("公示牌", "signboards"),
        kind=Kind.SIGNBOARD,
        shapes=shapes,
        uids=uids_of(rows),
        classes=classes,
        symbols=tuple(
            ClassSymbol(_BOARDS[key], points[f"signboard_{key}"]) for key in used
        ),
        labels=tuple(row.code for row in rows),
        label_styles=("signboard",) * len(used),
        limits=sparse_limits("signboard", shapes),
    )


_OUTFALLS = {
    "outfall_industrial": Text("工业排污口", "industrial outfall"),
    "outfall_sewage": Text("城镇污水处理厂排污口", "sewage works outfall"),
    "outfall_farm": Text("农业排口", "farm outfall"),
    "outfall_other": Text("其他排口", "other outfall"),
}


_RECTIFIED = Text("已销号排污口", "rectified outfall")


def outfalls(district: District, as_of: date) -> Layer:
    """Return the outfalls: colour by class, ring where overdue, hollow where closed."""
    rows = located(district.outfalls)
    by_word = load_symbols().outfall_classes

    def state(row: Outfall) -> tuple[str, bool]:
        late = is_late(district, row, as_of)
        if is_closed(district.rules, as_it_stood(district, row, as_of), as_of):
            return "outfall_rectified", late
        return by_word.get(row.category, "outfall_other"), late

    names = (*_OUTFALLS, "outfall_rectified")
    order = [(name, late) for late in (False, True) for name in names]
    classes, used = classed([state(row) for row in rows], order)
    shapes = shapes_of(rows, Form.POINT)
    return Layer(
        id="outfall",
        name=Text("排污口", "outfalls"),
        kind=Kind.OUTFALL,
        shapes=shapes,
        uids=uids_of(rows),
        classes=classes,
        symbols=tuple(_outfall_symbol(name, late=late) for name, late in used),
        labels=tuple(row.name for row in rows),
        label_styles=("outfall",) * len(used),
        limits=sparse_limits("outfall", shapes),
    )


def _outfall_symbol(name: str, *, late: bool) -> ClassSymbol:
    points = load_symbols().points
    text = _OUTFALLS.get(name, _RECTIFIED)
    if not late:
        return ClassSymbol(text, points[name])
    ring = points["outfall_overdue"]
    symbol = replace(points[name], ring=ring.ring, ring_width=ring.ring_width)
    late_text = Text(f"{text.zh}（监测超期）", f"{text.en}, monitoring overdue")
    return ClassSymbol(late_text, symbol)
