"""Measure the coordinate doctor: how long a diagnosis takes.

Usage: python -m benchmarks.doctor [--rounds 7] [--cells 80000]

A made-up district gets winding rivers and a lattice of cells; the cells come in degrees
as they are, in a zone without a number, with axes swapped, and shifted by GCJ-02. Told
are medians and ranges in seconds, of the first diagnosis in a process (PROJ builds its
transformations) and of later ones.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
import shapely

from gridwatch.district.gcj02 import to_gcj02
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.doctor import Diagnosis, diagnose
from gridwatch.intake.georeference import change_coordinates, transformer
from gridwatch.intake.surroundings import Known

ZONE, DEGREES = 4548, 4490
EAST, NORTH, SIDE = 486_000.0, 4_471_000.0, 60_000.0
SEED = 13
RIVERS, TURNS = 400, 120
VILLAGE = 7


def made_ground(cells: np.ndarray) -> Known:
    """Return rivers, and villages of seven cells by seven."""
    rng = np.random.default_rng(SEED)
    lines = []
    for _ in range(RIVERS):
        start = rng.uniform(0, SIDE, 2) + np.array([EAST, NORTH])
        angle = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.3, TURNS))
        steps = np.column_stack([np.cos(angle), np.sin(angle)]) * 120
        lines.append(shapely.LineString(start + np.cumsum(steps, axis=0)))
    box = (EAST, NORTH, EAST + SIDE, NORTH + SIDE)
    side = round(len(cells) ** 0.5)
    row, column = np.divmod(np.arange(len(cells)), side)
    village = row // VILLAGE * side + column // VILLAGE
    order = np.argsort(village, kind="stable")
    cuts = np.flatnonzero(np.diff(village[order])) + 1
    villages = [shapely.coverage_union_all(c) for c in np.split(cells[order], cuts)]
    return Known.of_shapes(ZONE, lines, villages, box)


def made_cells(count: int) -> np.ndarray:
    """Return a lattice of cells with crooked corners."""
    side = round(count**0.5)
    rng = np.random.default_rng(SEED)
    steps = np.linspace(0, SIDE, side + 1)
    x, y = np.meshgrid(EAST + steps, NORTH + steps)
    reach = SIDE / side / 4
    x, y = (
        x + rng.uniform(-reach, reach, x.shape),
        y + rng.uniform(-reach, reach, y.shape),
    )
    corners = np.stack([x, y], axis=-1)
    rings = np.stack(
        [
            corners[:-1, :-1],
            corners[:-1, 1:],
            corners[1:, 1:],
            corners[1:, :-1],
            corners[:-1, :-1],
        ],
        axis=2,
    )
    return shapely.polygons(rings.reshape(-1, 5, 2))


def disguises(cells: np.ndarray) -> dict[str, tuple[np.ndarray, str]]:
    """Return the cells as a file may have them, and the reading that is right."""
    points = shapely.get_coordinates(cells)
    degrees = change_coordinates(points, transformer(ZONE, DEGREES))
    shifted = np.column_stack(to_gcj02(*degrees.T))
    ways = {
        "zone without number": (points, "EPSG:4548"),
        "degrees": (degrees, "EPSG:4490"),
        "axes swapped": (points[:, ::-1], "EPSG:4548+swapped"),
        "GCJ-02": (shifted, "EPSG:4490+gcj02"),
    }
    return {
        name: (shapely.set_coordinates(cells.copy(), numbers), right)
        for name, (numbers, right) in ways.items()
    }


def timed(cells: np.ndarray, known: Known) -> tuple[float, Diagnosis]:
    """Return the seconds of a diagnosis and what it found."""
    begun = time.perf_counter()
    found = diagnose(cells, known)
    return time.perf_counter() - begun, found


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cells", type=int, default=80_000)
    arguments = parser.parse_args()
    cells = made_cells(arguments.cells)
    known = made_ground(cells)
    print(f"{len(cells):,} cells, {RIVERS} rivers")
    print("| cells come in | first s | median s | range | named |")
    print("| --- | --- | --- | --- | --- |")
    for name, (disguised, right) in disguises(cells).items():
        first, found = timed(disguised, known)
        later = [timed(disguised, known)[0] for _ in range(arguments.rounds)]
        best = found.best.coordinates if found.best is not None else Coordinates()
        told = "right" if str(best) == right else f"wrong: {best}"
        sure = "sure" if found.certain else "asks"
        middle = statistics.median(later)
        span = f"{min(later):.2f} to {max(later):.2f}"
        print(f"| {name} | {first:.2f} | {middle:.2f} | {span} | {told}, {sure} |")


if __name__ == "__main__":
    main()
