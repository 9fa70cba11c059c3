"""Checks of cells and of places: is a code where it says, do cells tile their village.

Pure functions in the shape of `checks`: a district and a day in, rows and sentences
out. Thresholds come from the sections ``cells`` and ``rivers`` of the rules.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.cellserials import SEVERAL, Strays, strays_of
from gridwatch.district.jurisdictions import Level
from gridwatch.district.litter import many_objects
from gridwatch.district.sharedground import quickly_shared, shared_ground
from gridwatch.district.siting import (
    containing,
    counting,
    mended,
    nearest,
    on_all_cores,
    overlaid,
    points_of,
    shapes_of,
)
from gridwatch.district.tessellation import covering, flaws_of
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rows import Row
    from gridwatch.district.signboards import Signboard
    from gridwatch.district.siting import Floats, Ints

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = [
    "cell_code_elsewhere",
    "cell_code_malformed",
    "cell_gap",
    "cell_in_no_village",
    "cell_overlap",
    "cell_serial_out_of_order",
    "point_far_from_river",
]

_SAME = 1e-9
_HEAVY = 10
_MANY = 500
"""Beyond so many villages with gaps, sizes are told from below."""


def cell_code_malformed(district: District, as_of: date) -> Found:
    """Find cells whose code has not 15 digits, or is not of their village."""
    del as_of
    ill = set(district.ill_coded_cells)
    codes = map(attrgetter("code"), district.cells)
    villages = map(attrgetter("village_code"), district.cells)
    fits = np.fromiter(map(str.startswith, codes, villages), bool)
    for i in sorted({*ill, *np.flatnonzero(~fits).tolist()}):
        cell = district.cells[i]
        if i in ill:
            yield (
                Kind.CELL,
                cell,
                Text(
                    f"网格编码应为 15 位数字，现为“{cell.code}”。",
                    f"A cell code has 15 digits; this one is “{cell.code}”.",
                ),
            )
        else:
            yield (
                Kind.CELL,
                cell,
                Text(
                    f"网格编码与所属村居代码 {cell.village_code} 不符。",
                    f"The code is not of the cell's village {cell.village_code}.",
                ),
            )


def cell_code_elsewhere(district: District, as_of: date) -> Found:
    """Find cells that do not lie in the village of their code."""
    del as_of
    for i, around in district.cells_astray.items():
        cell = district.cells[i]
        village = district.jurisdiction_by_code.get(cell.village_code)
        if village is None or village.geometry is None or village is around:
            continue
        yield (
            Kind.CELL,
            cell,
            Text(
                f"网格不在编码所指的村（{village.name}）内。",
                f"The cell is not in the village of its code ({village.name}).",
            ),
        )


def cell_in_no_village(district: District, as_of: date) -> Found:
    """Find cells that lie in no village at all, or name one that does not exist."""
    del as_of
    if not district.of_level(Level.VILLAGE):
        return
    unknown = Text("网格的村居代码不在行政区表中。", "The cell names no known village.")
    outside = Text("网格不在任何村居内。", "The cell lies in no village.")
    around = district.cells_astray
    lost = [i for i, village in around.items() if village is None]
    nameless = np.flatnonzero(district.housed.named < 0).tolist()
    for i in sorted({*lost, *nameless}):
        nowhere = i in around and around[i] is None
        yield Kind.CELL, district.cells[i], outside if nowhere else unknown


# --- serials ------------------------------------------------------------------------


def cell_serial_out_of_order(district: District, as_of: date) -> Found:
    """Find cells whose serial does not run west to east, north to south.

    A cell is out of order against another of its village with a smaller serial where
    it lies north *and* west of it, or farther north than a row is high: then it comes
    first however the rows are drawn. Of the cells of a village the fewest are named
    without which the others are in order; where most are not, the village is. The
    height of a row is ``cells.row_metres`` of the rules.
    """
    del as_of
    row = district.rules.number("cells", "row_metres", 1000.0)
    sound = ~shapely.is_missing(district.cell_shapes)
    sound[list(district.ill_coded_cells)] = False
    cells, coded = district.cells, np.flatnonzero(sound).tolist()
    codes = list(map(attrgetter("code"), cells))
    coded.sort(key=codes.__getitem__)
    if not coded:
        return
    # The code of a village is the beginning of those of its cells.
    digits = len(village_of_cell_code(codes[coded[0]]))
    codes = list(map(codes.__getitem__, coded))
    runs = Counter(map(itemgetter(slice(digits)), codes))
    middles, sizes = district.cell_middles[coded], np.array([*runs.values()])
    strays = strays_of(middles, sizes, row)
    areas = list(map(district.jurisdiction_by_code.get, runs))
    disordered = _disordered(strays, sizes, areas)
    # Of a village in disorder the first stray stands for all.
    first = np.diff(strays.village, prepend=-1) > 0
    told = np.flatnonzero(first | ~disordered[strays.village])
    begins = (np.cumsum(sizes) - sizes)[strays.village]
    columns = (strays.village, begins + strays.cell, begins + strays.other)
    rows = (column[told].tolist() for column in (*columns, strays.before))
    for village, i, other, before in zip(*rows, strict=True):
        area = areas[village]
        if area is not None and disordered[village]:
            yield Kind.JURISDICTION, area, _DISORDER
        else:
            yield Kind.CELL, cells[coded[i]], _misplaced(codes[other], before)


def _disordered(
    strays: Strays, sizes: Ints, areas: Sequence[Jurisdiction | None]
) -> NDArray[np.bool_]:
    """Return the villages on record of which most cells are out of order."""
    many = 2 * np.bincount(strays.village, minlength=len(sizes))
    known = np.array([area is not None for area in areas], bool)
    return np.asarray(known & (many > sizes) & (many > SEVERAL))


def _misplaced(other: str, before: bool) -> Text:
    zh, en = ("之前", "before") if before else ("之后", "after")
    return Text(
        f"序号应在 {other} {zh}：村内序号自北向南、自西向东。",
        f"Its serial should come {en} {other}: serials run from north to south "
        "and from west to east inside a village.",
    )


_DISORDER = Text(
    "本村网格序号大多没有自北向南、自西向东编排。",
    "Most cells of this village are not numbered from north to south and from west to "
    "east.",
)


# --- tiling -------------------------------------------------------------------------


def cell_gap(district: District, as_of: date) -> Found:
    """Find villages that their cells do not cover.

    Only villages that have cells are asked; gaps below ``cells.gap_square_metres`` of
    the rules are left out.
    """
    del as_of
    least = district.rules.number("cells", "gap_square_metres", 100.0)
    for village, bare, exact in _bare_ground(district, least):
        if bare >= least:
            size = _area(bare)
            about = Text("", "") if exact else Text("至少", "at least ")
            yield (
                Kind.JURISDICTION,
                village,
                Text(
                    f"网格没有盖满本村，{about.zh}缺 {size.zh}。",
                    f"The cells leave {about.en}{size.en} of this village uncovered.",
                ),
            )


def _bare_ground(
    district: District, least: float
) -> Iterator[tuple[Jurisdiction, float, bool]]:
    """Yield villages not tiled by their cells, the uncovered area, and if it is exact.

    Cells smaller in all than their village leave at least the difference uncovered;
    where very many villages are not tiled, that is told without a closer look.
    """
    here, villages, which = district.housed.both_drawn()
    parts = district.cell_shapes[here]
    wholes = shapes_of([village.geometry for village in villages])
    suspects = _not_tiled(parts, wholes, which)
    if len(suspects) > _MANY:
        sums = np.bincount(which, shapely.area(parts), minlength=len(wholes))
        sizes = (shapely.area(wholes) - sums)[suspects]
        told = sizes >= least
        for place, size in zip(suspects[told], sizes[told], strict=True):
            yield villages[place], float(size), False
        suspects = suspects[~told]
    if not len(suspects):
        return
    try:
        bare = _bare(parts, wholes, which, suspects)
    except shapely.GEOSException:
        # A ring that crosses itself; rare, and slow to look for.
        bare = _bare(_mended(parts), _mended(wholes), which, suspects)
    for place, size in zip(suspects, bare, strict=True):
        yield villages[place], float(size), True


def _bare(
    parts: NDArray[Any], wholes: NDArray[Any], which: Ints, suspects: Ints
) -> Floats:
    joined = _joined(parts, which, suspects)
    found: Floats = on_all_cores(
        _difference_area, wholes[suspects], joined, weight=_HEAVY
    )
    return found


def _mended(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return the shapes with crossed rings made valid: another program drew them."""
    crossed = ~shapely.is_valid(shapes)
    if crossed.any():
        shapes = shapes.copy()
        shapes[crossed] = mended(shapes[crossed])
    return shapes


def _not_tiled(parts: NDArray[Any], wholes: NDArray[Any], which: Ints) -> Ints:
    """Return the wholes that their parts may not tile, the cheapest test first."""
    sizes = shapely.area(wholes)
    sums = np.bincount(which, shapely.area(parts), minlength=len(wholes))
    differ = np.abs(sums - sizes) > _SAME * sizes
    exact = np.zeros(len(wholes), dtype=bool)
    asked = np.flatnonzero(~differ)
    if len(asked):
        number = np.full(len(wholes), -1)
        number[asked] = np.arange(len(asked))
        held = np.flatnonzero(~differ[which])
        exact[asked] = covering(parts[held], wholes[asked], number[which[held]])
    found: Ints = np.flatnonzero(~exact)
    return found


def _joined(parts: NDArray[Any], which: Ints, wanted: Ints) -> NDArray[Any]:
    """Return the cells of each wanted village as one shape."""
    order = np.argsort(which, kind="stable")
    begins = np.searchsorted(which[order], wanted)
    many = np.searchsorted(which[order], wanted + 1) - begins
    # A row for each village, as wide as the largest needs; the rest is None.
    table = np.full((len(wanted), int(many.max())), None, dtype=object)
    row, column = np.repeat(np.arange(len(wanted)), many), counting(many)
    table[row, column] = parts[order[begins[row] + column]]
    return on_all_cores(_united, table, weight=_HEAVY)


def _united(table: NDArray[Any]) -> NDArray[Any]:
    """Return each row of cells as one shape; quick where they tile."""
    with many_objects():
        try:
            found = shapely.coverage_union_all(table, axis=1)
        except shapely.GEOSException:
            return _one_by_one(table)
    # Where cells overlap the quick way may be wrong: its area tells.
    sizes = np.nansum(shapely.area(table), axis=1)
    wrong = ~shapely.is_valid(found) | (
        np.abs(shapely.area(found) - sizes) > _SAME * sizes
    )
    if wrong.any():
        found[wrong] = _one_by_one(table[wrong])
    return np.asarray(found)


def _one_by_one(table: NDArray[Any]) -> NDArray[Any]:
    found = np.empty(len(table), dtype=object)
    for i, cells in enumerate(table):
        found[i] = _careful_union(cells[cells != None])  # noqa: E711
    return found


def _careful_union(cells: NDArray[Any]) -> shapely.Geometry | None:
    """Return cells as one shape, crossed rings mended; None where that fails."""
    try:
        return shapely.union_all(cells)
    except shapely.GEOSException:
        pass
    try:
        return shapely.union_all(mended(cells))
    except shapely.GEOSException:
        return None


def _difference_area(wholes: NDArray[Any], joined: NDArray[Any]) -> Floats:
    found = np.zeros(len(wholes))
    quick = quickly_shared(wholes, joined)
    shared = shared_ground(wholes[quick], joined[quick])
    found[quick] = np.maximum(shapely.area(wholes[quick]) - shared, 0.0)
    left = overlaid(shapely.difference, wholes[~quick], joined[~quick])
    found[~quick] = np.nan_to_num(shapely.area(left))
    return found


def cell_overlap(district: District, as_of: date) -> Found:
    """Find cells that share ground with another cell.

    Less than ``cells.overlap_square_metres`` of the rules is left out; slivers
    narrower than ``cells.tolerance_metres`` are no overlap.
    """
    del as_of
    rules = district.rules
    least = rules.number("cells", "overlap_square_metres", 1.0)
    tolerance = rules.number("cells", "tolerance_metres", 0.01)
    flaws = flaws_of(district.cell_shapes, tolerance)
    for overlap in flaws.overlaps:
        if overlap.square_metres < least:
            continue
        cell, other = district.cells[overlap.first], district.cells[overlap.second]
        size = _area(overlap.square_metres)
        yield (
            Kind.CELL,
            cell,
            Text(
                f"与网格 {other.code} 重叠 {size.zh}。",
                f"It overlaps cell {other.code} by {size.en}.",
            ),
        )


def _area(square_metres: float) -> Text:
    """Return an area as an officer reads it.

    Examples
    --------
    >>> _area(1234.5).zh, _area(123456).en
    ('1,234 平方米', '12.35 ha')
    """
    if square_metres < 10000:
        return Text(f"{square_metres:,.0f} 平方米", f"{square_metres:,.0f} m²")
    hectares = square_metres / 10000
    return Text(f"{hectares:,.2f} 公顷", f"{hectares:,.2f} ha")


# --- places -------------------------------------------------------------------------


def point_far_from_river(district: District, as_of: date) -> Found:
    """Find boards and outfalls far from any river, segment or water body.

    How far is far is ``rivers.far_metres`` of the rules.
    """
    del as_of
    if not district.segments:
        return
    limit = district.rules.number("rivers", "far_metres", 500.0)
    strayed: list[tuple[Kind, Signboard | Outfall]] = [
        (kind, row)
        for kind, rows in (
            (Kind.SIGNBOARD, district.signboards),
            (Kind.OUTFALL, district.outfalls),
        )
        for row in rows
        if row.geometry is not None and district.sites[row.uid].nearest is None
    ]
    if not strayed:
        return
    points = points_of([row.geometry for _, row in strayed])
    lines = [river.geometry for river in district.rivers]
    lines += [segment.geometry for segment in district.segments]
    shores = [
        shapely.boundary(body.geometry)
        for body in district.water_bodies
        if body.geometry is not None
    ]
    bodies = [body.geometry for body in district.water_bodies]
    wet = containing(points, bodies) >= 0
    found = nearest(points, [*lines, *shores], np.inf)
    for i, (kind, row) in enumerate(strayed):
        metres = found.distance[i]
        if wet[i] or metres <= limit:
            continue
        yield (
            kind,
            row,
            Text(
                f"离最近的河流 {metres:,.0f} 米（限 {limit:,.0f} 米）。",
                f"The nearest river is {metres:,.0f} m away (limit {limit:,.0f} m).",
            ),
        )
