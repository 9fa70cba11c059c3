"""Names: none on top of another, none jumps, as many as there is room for."""

import math

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QFontDatabase

from gridwatch.cartography import room as rooms
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.kernels import placing
from gridwatch.cartography.labels import letter_frame, place_labels
from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.symbols import PointSymbol, ScaleLimits
from gridwatch.cartography.view import View
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind, Text
from tests.cartography.conftest import AS_OF, EAST, NORTH, PINNED

SIZE = 1_600.0
COLUMNS, ROWS = 14, 10
WIDTH, HEIGHT = 700, 500
LETTERS = "上下东西南北大小新老青白梅桃柳松石银沙湾"

pytestmark = pytest.mark.usefixtures("qapp")


def bent(coords):
    x, y = coords.T
    shift = np.column_stack([np.sin(y / 700), np.cos(x / 900)])
    return coords + 260 * shift + (EAST, NORTH)


def natural(geometry):
    return shapely.transform(shapely.segmentize(geometry, 60.0), bent)


def village(column, row):
    west, south = column * SIZE, row * SIZE
    shape = natural(shapely.box(west, south, west + SIZE, south + SIZE))
    name = LETTERS[column] + LETTERS[-1 - row] + "村"
    code = f"9901011012{column:02d}{row:02d}"
    return Jurisdiction(code, code, name, Level.VILLAGE, geometry=shape)


def river(number):
    x = np.linspace(0, COLUMNS * SIZE, 400)
    y = number * 2_000.0 + 700 + 600 * np.sin(x / (900 + 90 * number))
    name = LETTERS[number] + "溪河"
    line = shapely.LineString(np.column_stack([x + EAST, y + NORTH]))
    return River(f"r{number}", f"R{number}", name, ("district",), geometry=line)


@pytest.fixture(scope="module")
def world():
    points = np.random.default_rng(7).uniform(0, 1, (3000, 2))
    points = points * (COLUMNS * SIZE, ROWS * SIZE) + (EAST, NORTH)
    district = District(
        jurisdictions=tuple(village(*place) for place in np.ndindex(COLUMNS, ROWS)),
        rivers=tuple(river(i) for i in range(8)),
        outfalls=tuple(
            Outfall(f"f{i}", f"F{i}", f"排口{i}", geometry=shapely.Point(place))
            for i, place in enumerate(points)
        ),
    )
    return [x for x in layers_of(district, AS_OF) if len(x.uids)]


def view_of(metres_per_pixel, dx=0, dy=0, dpi=96.0):
    mpp = metres_per_pixel
    west = EAST + COLUMNS * SIZE / 2 + (dx - WIDTH / 2) * mpp
    north = NORTH + ROWS * SIZE / 2 - (dy - HEIGHT / 2) * mpp
    extent = (west, north - HEIGHT * mpp, west + WIDTH * mpp, north)
    return View(extent, WIDTH, HEIGHT, dpi)


def letter_boxes(placed):
    """Return a box of each letter as it is drawn, and the name that it is of."""
    boxes, owner = [], []
    for i, label in enumerate(placed):
        line = label.line
        for x, y, degrees in line.letters:
            half = line.lettering.pixels / 2
            box = shapely.box(-half, -half, half, half)
            turned = shapely.affinity.rotate(box, degrees, origin=(0, 0))
            at = line.at[0] + x, line.at[1] + y
            boxes.append(shapely.affinity.translate(turned, *at))
            owner.append(i)
    return boxes, owner


def overlaps(placed):
    boxes, owner = letter_boxes(placed)
    a, b = shapely.STRtree(boxes).query(boxes, predicate="overlaps")
    return [(x, y) for x, y in zip(a, b, strict=True) if owner[x] != owner[y]]


def table(frame, dx=0, dy=0):
    """Return the boxes of all names by layer, uid and text, shifted."""
    found = {}
    for label in frame.placed:
        x, y, w, h = label.line.box
        key = label.layer_id, label.uid, label.line.text
        found.setdefault(key, []).append((x + dx, y + dy, w, h))
    return found


def inside(box, dx=0, dy=0):
    x, y, w, h = box
    low, high = (max(0, dx), max(0, dy)), (min(0, dx) + WIDTH, min(0, dy) + HEIGHT)
    return low[0] <= x <= high[0] - w and low[1] <= y <= high[1] - h


def same_and_jumped(first, second, dx, dy):
    """Compare the names that both frames show whole."""
    after = table(second, dx, dy)
    same = jumped = total = 0
    for key, boxes in table(first).items():
        for box in (box for box in boxes if inside(box, dx, dy)):
            others = [x for x in after.get(key, ()) if inside(x, dx, dy)]
            near = any(np.allclose(box, x, atol=1e-3) for x in others)
            total += 1
            same += near
            jumped += not near and key[0] != "river" and bool(others)
    return same, jumped, total


@pytest.mark.parametrize("metres", [40.0, 12.0, 4.0, 1.0])
@pytest.mark.parametrize("dpi", [96.0, 192.0, 288.0])
def test_no_name_lies_on_another(world, metres, dpi):
    frame = letter_frame(world, view_of(metres, dpi=dpi), PINNED)
    assert frame.placed
    assert not overlaps(frame.placed)


@pytest.mark.parametrize("metres", [40.0, 12.0, 3.0, 1.0])
@pytest.mark.parametrize("quick", [False, True])
def test_compiled_and_plain_rules_find_the_same_places(world, metres, quick):
    view = view_of(metres)
    first, left = place_labels(world, view, PINNED)
    second, left_too = place_labels(world, view, PINNED, quick=quick)
    assert [(x.layer_id, x.uid) for x in first] == [(x.layer_id, x.uid) for x in second]
    assert left == left_too
    for a, b in zip(first, second, strict=True):
        assert np.allclose(a.line.at, b.line.at, atol=1e-6)
        assert np.allclose(a.line.letters, b.line.letters, atol=1e-6)


@pytest.mark.parametrize("metres", [40.0, 12.0])
@pytest.mark.parametrize("seed", range(6))
def test_names_stay_while_the_map_moves(world, metres, seed):
    dx, dy = np.random.default_rng(seed).integers(-300, 300, 2).tolist()
    first = letter_frame(world, view_of(metres), PINNED)
    second = letter_frame(world, view_of(metres, dx, dy), PINNED)
    same, jumped, total = same_and_jumped(first, second, dx, dy)
    assert total > 5
    assert same >= 0.95 * total
    assert jumped == 0


@pytest.mark.parametrize("metres", [40.0, 12.0, 4.0, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_no_name_jumps_in_a_drag(world, metres, seed):
    rng = np.random.default_rng(seed)
    x = y = 0
    frame = letter_frame(world, view_of(metres), PINNED)
    same = jumped = total = 0
    for _ in range(12):
        dx, dy = rng.integers(-90, 90, 2).tolist()
        x, y = x + dx, y + dy
        now = letter_frame(world, view_of(metres, x, y), PINNED, before=frame.shown)
        found = same_and_jumped(frame, now, dx, dy)
        same, jumped, total = same + found[0], jumped + found[1], total + found[2]
        frame = now
    assert jumped == 0
    assert same >= 0.98 * total


def test_an_area_is_named_once_however_the_map_is_dragged(world):
    rng = np.random.default_rng(1)
    frame, x, y = None, 0, 0
    for _ in range(40):
        dx, dy = rng.integers(-80, 80, 2).tolist()
        x, y = x + dx, y + dy
        before = frame.shown if frame else None
        frame = letter_frame(world, view_of(1.5, x, y), PINNED, before=before)
        for key, boxes in table(frame).items():
            shown = [b for b in boxes if inside(b)]
            assert key[0] != "village" or len(shown) <= 1


def test_a_name_shown_stays_over_a_small_range_of_zoom(world):
    start = view_of(14.0)
    frame = letter_frame(world, start, PINNED)
    texts = {key for key, boxes in table(frame).items() if any(map(inside, boxes))}
    for metres in (13.6, 13.2, 13.6, 14.0, 14.4, 14.8, 14.4, 14.0):
        frame = letter_frame(world, view_of(metres), PINNED, before=frame.shown)
    again = {key for key, boxes in table(frame).items() if any(map(inside, boxes))}
    assert len(texts & again) >= 0.97 * len(texts)


def test_repeats_along_a_river_do_not_dance_while_one_zooms(world):
    rivers = [layer for layer in world if layer.id == "river"]
    frame, places = None, None
    for metres in np.geomspace(14.0, 11.0, 6):
        view = view_of(metres)
        before = frame.shown if frame else None
        frame = letter_frame(rivers, view, PINNED, before=before)
        now = [view.to_map(*x.line.at) for x in frame.placed]
        if places is not None:
            box = shapely.box(*view.extent).buffer(-900).bounds
            for place in places:
                if box[0] < place[0] < box[2] and box[1] < place[1] < box[3]:
                    away = min(math.dist(place, x) for x in now)
                    # Letters stand beside the line in pixels, not in metres.
                    assert away < 4 * metres
        places = now


def test_names_of_rivers_read_from_left_to_right_or_downwards(world):
    frame = letter_frame(world, view_of(12.0), PINNED)
    rivers = [x for x in frame.placed if x.layer_id == "river"]
    assert len(rivers) > 5
    for label in rivers:
        letters = np.array(label.line.letters)
        assert (np.abs(letters[:, 2]) < 100).all()
        whole = letters[-1] - letters[0]
        assert whole[0] > 0 or whole[1] > abs(whole[0])


def test_outfalls_are_named_beside_their_symbols(world):
    view = view_of(2.0)
    placed, _ = place_labels(world, view, PINNED)
    outfalls = [x for x in placed if x.layer_id == "outfall"]
    assert len(outfalls) >= 3
    layer = next(x for x in world if x.id == "outfall")
    for label in outfalls:
        point = layer.shapes.geometries[layer.index[label.uid]]
        x, y = view.to_pixel(point.x, point.y)
        left, top, width, height = label.line.box
        beside = max(left - x, x - left - width, top - y, y - top - height)
        assert -2.0 < beside < 16.0


def named(shape, names, **limits):
    count = len(names)
    shapes = Shapes.of([shape] * count)
    kinds = {Form.POINT: "outfall", Form.LINE: "river", Form.AREA: "village"}
    symbol = ClassSymbol(Text("点", "point"), PointSymbol("circle", 6.0, "#000000"))
    return Layer(
        kinds[shapes.form],
        Text("层", "layer"),
        Kind.OUTFALL,
        shapes,
        tuple(str(i) for i in range(count)),
        np.zeros(count, np.int64),
        (symbol,),
        labels=tuple(names),
        label_styles=(kinds[shapes.form],),
        limits=ScaleLimits(**limits),
    )


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(EAST, NORTH),
        shapely.LineString([(EAST - 900, NORTH), (EAST + 900, NORTH + 50)]),
        shapely.box(EAST - 900, NORTH - 900, EAST + 900, NORTH + 900),
    ],
)
def test_long_and_empty_names_are_no_trouble(shape, quick):
    layer = named(shape, ["河" * 200, "", "A", "河"])
    view = View.fitted((EAST - 999, NORTH - 999, EAST + 999, NORTH + 999), 600, 600)
    frame = letter_frame([layer], view, PINNED, quick=quick)
    assert "" not in {x.line.text for x in frame.placed}
    assert {x.line.text for x in frame.placed} & {"A", "河"}
    assert not overlaps(frame.placed)


def test_a_million_points_at_one_place_get_one_name():
    layer = named(shapely.Point(EAST, NORTH), ["排口"] * 1_000_000)
    view = View.fitted((EAST - 99, NORTH - 99, EAST + 99, NORTH + 99), 300, 300)
    assert len(letter_frame([layer], view, PINNED)) == 1


def test_an_area_larger_than_the_picture_is_named_in_the_part_that_shows(world):
    layer = next(x for x in world if x.id == "village")
    frame = letter_frame([layer], view_of(0.8), PINNED)
    assert len(frame) > 0
    areas = layer.shapes.geometries
    view = view_of(0.8)
    for label in frame.placed:
        at = shapely.Point(view.to_map(*label.line.at))
        assert areas[layer.index[label.uid]].buffer(30).contains(at)


def test_names_at_the_edge_are_cut_in_the_window_and_whole_on_paper(world):
    view = view_of(12.0)
    frame = letter_frame(world, view, PINNED)
    cut = [x for x in frame.placed if not inside(x.line.box)]
    assert cut
    paper, _ = place_labels(world, view, PINNED)
    for label in paper:
        x, y, w, h = label.line.box
        assert min(x, y) > -2
        assert x + w < WIDTH + 2
        assert y + h < HEIGHT + 2


def test_pictures_of_names_lie_where_the_names_are(world):
    if PINNED.sans not in QFontDatabase.families():
        pytest.skip("the font is missing")
    view = view_of(12.0)
    frame = letter_frame(world, view, PINNED)
    halo = 3
    shown = [
        x.line.box
        for x in frame.placed
        if x.line.box[0] + x.line.box[2] > -halo
        and x.line.box[1] + x.line.box[3] > -halo
        and x.line.box[0] < WIDTH + halo
        and x.line.box[1] < HEIGHT + halo
    ]
    middles = np.array([(x + w / 2, y + h / 2) for x, y, w, h in shown])
    found = np.column_stack([frame.x + frame.width / 2, frame.y + frame.height / 2])
    for middle in found:
        assert np.abs(middles - middle).max(axis=1).min() < 6


def test_what_is_drawn_once_is_not_drawn_again(world):
    first = letter_frame(world, view_of(12.0), PINNED)
    second = letter_frame(world, view_of(12.0), PINNED, before=first.shown)
    assert first.sheet is second.sheet
    assert sorted(first.first.tolist()) == sorted(second.first.tolist())


def test_a_rehearsal_compiles_all_that_a_frame_needs(world):
    placing.warm()
    rules = ("place_boxes", "place_led", "place_curves", "compose", "cross")
    rules += ("table", "blit_words")
    before = {name: list(getattr(placing, name).signatures) for name in rules}
    assert all(before.values())
    shown = None
    for metres in (12.0, 11.0, 1.0, 1.1):
        frame = letter_frame(world, view_of(metres), PINNED, before=shown)
        shown = frame.shown
        image = np.zeros((HEIGHT, WIDTH), np.uint32)
        table_of = (frame.first, frame.width, frame.height, frame.x, frame.y)
        placing.blit_words(image, 0, HEIGHT, frame.sheet, *table_of, frame.opacity)
        assert image.any()
    assert {name: list(getattr(placing, name).signatures) for name in rules} == before


def test_grids_that_served_before_have_room_for_the_same_names(world):
    rooms._spare.clear()
    views = [view_of(metres) for metres in (12.0, 6.0, 3.0)]
    first = [letter_frame(world, view, PINNED).placed for view in views]
    assert len(rooms._spare) == 1
    (grids,) = rooms._spare
    assert grids.stamp == len(views)
    # Stamps begin anew when there are no more.
    grids.stamp = 254
    again = [letter_frame(world, view, PINNED).placed for view in views]
    assert rooms._spare == [grids]
    assert grids.stamp == 2
    assert again == first


def test_a_picture_of_another_size_has_grids_of_its_own(world):
    rooms._spare.clear()
    letter_frame(world, view_of(12.0), PINNED)
    (grids,) = rooms._spare
    small = View(view_of(12.0).extent, WIDTH // 2, HEIGHT // 2)
    letter_frame(world, small, PINNED)
    assert grids not in rooms._spare
    assert len(rooms._spare) == 1
