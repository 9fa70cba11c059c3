"""Layers of areas: jurisdictions, water bodies, cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.borders import tinted, touching
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.layer import (
    ClassSymbol,
    Layer,
    limits_of,
    located,
    shapes_of,
    sparse_limits,
    uids_of,
)
from gridwatch.cartography.symbols import (
    FillSymbol,
    load_symbols,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction

    Ints = NDArray[np.int64]

__all__ = ["cells", "jurisdictions", "water_bodies"]

_SERIAL = 3

_AREAS = (
    ("district", Text("区界", "district"), (Level.CITY, Level.DISTRICT)),
    ("town", Text("镇街界", "town"), (Level.TOWN,)),
    ("village", Text("村居界", "village"), (Level.VILLAGE,)),
)


def jurisdictions(district: District) -> list[Layer]:
    """Return the three layers of areas; the towns carry the tints, else the next."""
    rows = [
        located(row for level in levels for row in district.of_level(level))
        for _, _, levels in _AREAS
    ]
    shapes = [shapes_of(group, Form.AREA) for group in rows]
    tinted_level = next((i for i in (1, 2, 0) if rows[i]), 1)
    found = []
    for i, (name, text, _) in enumerate(_AREAS):
        classes, symbols = _tints(rows[i], shapes[i], name, tints=i == tinted_level)
        alone = name == "district" and len(rows[i]) < 2
        found.append(
            Layer(
                id=name,
                name=text,
                kind=Kind.JURISDICTION,
                shapes=shapes[i],
                uids=uids_of(rows[i]),
                classes=classes,
                symbols=tuple(ClassSymbol(text, symbol) for symbol in symbols),
                labels=() if alone else tuple(row.name for row in rows[i]),
                label_styles=(name,) * len(symbols),
                limits=limits_of(name),
                above=tuple(shapes[:i]),
            )
        )
    return found


def _tints(
    rows: Sequence[Jurisdiction], shapes: Shapes, name: str, *, tints: bool
) -> tuple[Ints, list[FillSymbol]]:
    symbols = load_symbols()
    outline = symbols.lines[name]
    if not tints:
        return np.zeros(len(rows), np.int64), [FillSymbol("", outline)]
    parents = {code: i for i, code in enumerate({r.parent_code: 0 for r in rows})}
    grouped = name == "village" and len(parents) > 1 and "" not in parents
    groups = [parents[row.parent_code] if grouped else i for i, row in enumerate(rows)]
    classes = tinted(touching(shapes), np.asarray(groups, np.int64), len(symbols.tints))
    return classes, [FillSymbol(colour, outline) for colour in symbols.tints]


# ---- water and cells ------------------------------------------------------------


def water_bodies(district: District) -> Layer:
    """Return lakes and reservoirs: water filled, shore hatched."""
    rows = located(district.water_bodies)
    fills = load_symbols().fills
    text = Text("水域", "water"), Text("陆域", "shore")
    return Layer(
        id="water_body",
        name=Text("水库湖泊", "water bodies"),
        kind=Kind.WATER_BODY,
        shapes=shapes_of(rows, Form.AREA),
        uids=uids_of(rows),
        classes=np.array([int(row.part == "shore") for row in rows], np.int64),
        symbols=(
            ClassSymbol(text[0], fills["water"]),
            ClassSymbol(text[1], fills["shore"]),
        ),
        labels=tuple("" if row.part == "shore" else row.name for row in rows),
        label_styles=("water_body", "water_body"),
        limits=limits_of("water_body"),
    )


def cells(district: District, above: tuple[Shapes, ...]) -> Layer:
    """Return the cells; `above` are the areas whose borders replace theirs."""
    rows = located(district.cells)
    text = Text("网格", "cell")
    shapes = shapes_of(rows, Form.AREA)
    return Layer(
        id="cell",
        name=text,
        kind=Kind.CELL,
        shapes=shapes,
        uids=uids_of(rows),
        classes=np.zeros(len(rows), np.int64),
        symbols=(ClassSymbol(text, load_symbols().fills["cell"]),),
        labels=tuple(row.name or row.code[-_SERIAL:] for row in rows),
        label_styles=("cell",),
        limits=sparse_limits("cell", shapes),
        above=above,
    )
