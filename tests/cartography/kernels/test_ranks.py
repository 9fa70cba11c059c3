import importlib
import subprocess
import sys

import numpy as np
import pytest
import shapely

from gridwatch.cartography.archive import (
    Archive,
    pyramid_arrays,
    pyramid_from,
    pyramid_meta,
    read,
    write,
)
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.kernels import probing, ranks
from gridwatch.cartography.patching import patch, patch_areas
from gridwatch.cartography.probing import at, meets
from gridwatch.cartography.pyramid import build_area_pyramids, build_pyramid
from tests.cartography.tessellation import Tessellation

KERNELS = [
    (module, name)
    for module in (ranks, probing)
    for name, value in vars(module).items()
    if hasattr(value, "signatures")
]


def test_the_hilbert_curve_visits_each_cell_once_and_steps_to_a_neighbour():
    cells = np.stack(np.meshgrid(range(16), range(16)), axis=-1).reshape(-1, 2)
    along = np.empty(256, np.uint32)
    places = cells.astype(float)
    places.flags.writeable = False
    ranks.hilbert(places, 4, along)
    assert sorted(along.tolist()) == list(range(256))
    steps = np.diff(cells[np.argsort(along)], axis=0)
    assert (np.abs(steps).sum(axis=1) == 1).all()


def test_warming_compiles_all_that_building_and_asking_need(tmp_path):
    """Memory-mapped, frozen and writable arrays go to one compiled version each."""
    ranks.warm()
    probing.warm()
    kernels = {n: getattr(importlib.import_module(m.__name__), n) for m, n in KERNELS}
    before = {name: list(kernel.signatures) for name, kernel in kernels.items()}
    areas = build_area_pyramids(Tessellation(0).levels())
    lines = build_pyramid(Shapes.of([shapely.LineString([(0, 0), (1, 1)])]))
    points = build_pyramid(Shapes.of([shapely.Point(0, 0)]))
    write(
        [tmp_path / "a.gwmap"],
        "k",
        Archive(pyramid_meta(areas[2]), pyramid_arrays(areas[2])),
    )
    archive = read([tmp_path / "a.gwmap"], "k")
    mapped = pyramid_from(archive.arrays, archive.meta)
    added = patch(points, np.array([0, -1]), Shapes.of([shapely.Point(1, 1)]))
    none = Shapes.of([], Form.AREA)
    fewer = patch_areas([areas[0], mapped], [None, (np.arange(4), none)])
    for layer in (*areas, lines, points, mapped, added, *fewer):
        west, south, east, north = layer.extent
        seen = layer.visible((int(west), int(south), east, north))
        at(layer, west, int(south), 5)
        meets(layer, seen, (west, south, (west + east) / 2, north))
    assert {name: list(kernel.signatures) for name, kernel in kernels.items()} == before


@pytest.mark.parametrize("module", ["pyramid", "ranking", "patching", "archive"])
def test_nothing_compiled_is_loaded_before_it_is_needed(module):
    code = (
        f"import sys, gridwatch.cartography.{module};"
        "raise SystemExit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
