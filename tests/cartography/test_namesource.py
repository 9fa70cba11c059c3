import numpy as np
import pytest
import shapely

from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.lettering import Lettering
from gridwatch.cartography.namesource import LabelSource
from gridwatch.cartography.symbols import load_symbols
from tests.cartography.conftest import PINNED

STYLES = ("village", "river", "town")


def source_of(layer):
    return LabelSource.of(layer.shapes, layer.labels, layer.classes)


@pytest.mark.parametrize("name", ["village", "river", "outfall", "cell"])
def test_what_is_prepared_comes_back_from_its_arrays(layer, name):
    source = source_of(layer[name])
    again = LabelSource.from_arrays(source.arrays())
    assert len(again) == len(source) > 0
    for key, array in source.arrays().items():
        assert array.dtype != object
        assert np.array_equal(again.arrays()[key], array, equal_nan=True)


def test_arrays_that_are_missing_are_said_so(layer):
    arrays = source_of(layer["village"]).arrays()
    del arrays["anchors"]
    with pytest.raises(KeyError):
        LabelSource.from_arrays(arrays)


def test_names_are_spelled_once_and_come_back():
    points = [shapely.Point(i, 0) for i in range(5)]
    names = ("青石镇", "", "A1", "青石镇", "𠮷河")
    shapes = Shapes.of(points, Form.POINT)
    source = LabelSource.of(shapes, names, np.zeros(5, np.int64))
    found = {
        int(feature): source.name(int(text))
        for feature, text in zip(source.feature, source.text, strict=True)
    }
    assert tuple(found[i] for i in range(5)) == names
    assert len(source.words) == 5


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("style", STYLES)
def test_names_are_as_wide_as_their_letters(layer, style):
    lettering = Lettering(load_symbols().texts[style], PINNED, 96.0)
    for key in ("village", "cell", "outfall"):
        source = source_of(layer[key])
        measures = source.measures(lettering)
        for text in range(len(source.words) - 1):
            name = source.name(text)
            assert measures.widths[text] == pytest.approx(lettering.width(name))
            letters = measures.middles[source.words[text] : source.words[text + 1]]
            assert letters == pytest.approx(lettering.centres(name))


def test_items_in_view_are_those_whose_boxes_meet_it():
    rng = np.random.default_rng(3)
    corners = rng.uniform(0, 1e5, (2_000, 2))
    areas = [shapely.box(x, y, x + 300, y + 200) for x, y in corners.tolist()]
    names = tuple(str(i) for i in range(len(areas)))
    shapes = Shapes.of(areas, Form.AREA)
    source = LabelSource.of(shapes, names, np.zeros(len(areas), np.int64))
    for west, south in rng.uniform(-1e4, 1e5, (20, 2)).tolist():
        extent = (west, south, west + 9_000, south + 5_000)
        found = set(source.feature[source.visible(extent)].tolist())
        assert found == set(shapes.visible(extent).tolist())


def test_lines_keep_their_ends_and_lengths_at_every_level():
    x = np.linspace(0, 30_000, 5_000)
    line = shapely.LineString(np.column_stack([x, 900 * np.sin(x / 500)]))
    shapes = Shapes.of([line], Form.LINE)
    source = LabelSource.of(shapes, ("长河",), np.zeros(1, np.int64))
    ends = np.array(line.coords)[[0, -1]] - source.origin
    before = np.inf
    for metres in (0.1, 5.0, 40.0, 300.0):
        begin, end = source.level(metres)
        coords, way = source.coords[begin:end], source.way[begin:end]
        assert coords[[0, -1]] == pytest.approx(ends, abs=0.01)
        assert way[-1] == pytest.approx(line.length, rel=1e-4)
        assert len(way) <= before
        before = len(way)
        drawn = shapely.LineString(coords + source.origin)
        assert drawn.hausdorff_distance(line) < max(8.0, 2.5 * metres)
