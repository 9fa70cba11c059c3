import numpy as np
import pytest
import shapely
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter
from shapely import affinity

from gridwatch.cartography.labels import place_labels
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.paint import (
    Emphasis,
    Look,
    View,
    draw_hover,
    draw_map,
    draw_selection,
)
from gridwatch.cartography.swatches import swatch_picture
from gridwatch.district.district import District
from gridwatch.district.rivers import River
from tests.cartography.conftest import AS_OF, EAST, NORTH, PINNED, STEP, pixels

EXTENT = (EAST - 300, NORTH - 300, EAST + 3 * STEP + 300, NORTH + 2 * STEP + 300)
PLAIN = Look(labels=False)


def whole(width=600, dpi=96.0):
    return View.fitted(EXTENT, width, width * 2 // 3, dpi)


def colour_share(picture, colour, tolerance=12):
    wanted = np.array(QColor(colour).getRgb()[:3])
    return (np.abs(pixels(picture) - wanted).max(axis=2) <= tolerance).mean()


def test_drawing_twice_gives_the_same_picture(draw):
    assert draw(whole())[0] == draw(whole())[0]


def test_the_ground_is_paper(draw):
    assert pixels(draw(whole(), PLAIN)[0])[1, 1].tolist() == [0xFB, 0xFA, 0xF5]


@pytest.mark.usefixtures("qapp")
def test_nothing_is_drawn_outside_the_view(layers):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    painter.translate(100, 100)
    draw_map(painter, layers, View.fitted(EXTENT, 200, 100), Look(fonts=PINNED))
    painter.end()
    found = pixels(image)
    found[100:200, 100:300] = (255, 0, 255)
    assert (found == (255, 0, 255)).all()


def test_the_record_counts_what_is_in_view(draw, layers):
    _, record = draw(whole(), PLAIN)
    assert record.counts["segment"] == {0: 1, 1: 1, 2: 1}
    legend = record.legend(layers)
    assert [e.count for e in legend if e.layer_id == "town"] == [2]
    assert legend[0].layer_id == "signboard"


def test_a_hidden_layer_is_neither_drawn_nor_counted(draw):
    look = Look(hidden=frozenset({"segment", "river"}), labels=False)
    image, record = draw(whole(), look)
    assert "segment" not in record.counts
    assert colour_share(image, "#0B4F8A") == 0.0
    assert colour_share(draw(whole(), PLAIN)[0], "#0B4F8A") > 0.001


def test_layers_beyond_their_scale_are_left_out(draw):
    far = View.at_scale((EAST, NORTH), 400_000, 300, 200)
    _, record = draw(far, PLAIN)
    assert "cell" not in record.counts
    assert "river" in record.counts


def test_double_resolution_shows_the_same_map(draw):
    once = pixels(draw(whole(300), PLAIN)[0])
    twice = draw(whole(600, 192.0), PLAIN)[0]
    again = pixels(twice).reshape(200, 2, 300, 2, 3).mean(axis=(1, 3))
    assert np.abs(once - again).mean() < 6.0


def test_emphasis_fades_what_lies_outside(draw, layer):
    town = layer["town"].shapes.geometries[0]
    bright = pixels(draw(whole(), PLAIN)[0])
    look = Look(labels=False, emphasis=Emphasis(town))
    faded = pixels(draw(whole(), look)[0])
    view = whole()
    inside = view.to_pixel(*shapely.Point(EAST + 0.5 * STEP, NORTH + STEP).coords[0])
    outside = view.to_pixel(EAST + 2.3 * STEP, NORTH + 1.6 * STEP)
    for (x, y), change in ((inside, False), (outside, True)):
        part = np.s_[int(y) - 3 : int(y) + 3, int(x) - 3 : int(x) + 3]
        assert (np.abs(bright[part] - faded[part]).sum() > 0) == change


def test_names_do_not_overlap_and_are_not_cut(draw):
    view = whole(900)
    _, record = draw(view)
    texts = {label.text for label in record.labels}
    assert {"望溪镇", "青石镇", "长溪河"} <= texts
    boxes = [
        shapely.box(x, y, x + w, y + h)
        for x, y, w, h in (
            label.box for label in record.labels if label.layer_id != "river"
        )
    ]
    tree = shapely.STRtree(boxes)
    a, b = tree.query(boxes, predicate="overlaps")
    assert len(a) == len(b) == 0
    for label in record.labels:
        x, y, w, h = label.box
        assert x > -2
        assert y > -2
        assert x + w < view.width + 2
        assert y + h < view.height + 2


def test_names_of_areas_stay_where_they_are_while_the_map_moves(draw):
    first = whole(900)
    mpp = first.metres_per_pixel
    west, south, east, north = first.extent
    moved = View((west + 10 * mpp, south, east + 10 * mpp, north), 900, 600)
    before = {x.uid: x.box for x in draw(first)[1].labels if x.layer_id == "town"}
    after = {x.uid: x.box for x in draw(moved)[1].labels if x.layer_id == "town"}
    assert before.keys() == after.keys()
    for uid, (x, y, _, _) in before.items():
        assert after[uid][0] == pytest.approx(x - 10)
        assert after[uid][1] == pytest.approx(y)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("way", [(0, 1), (1, 0)])
@pytest.mark.parametrize("turn", range(0, 180, 20))
def test_river_names_read_upright_whichever_way_a_river_runs(way, turn):
    ends = np.array([[-3_000.0, 0.0], [3_000.0, 0.0]])[list(way)]
    line = affinity.rotate(shapely.LineString(ends), turn)
    district = District(rivers=(River("r", name="长溪河", geometry=line),))
    shown = [x for x in layers_of(district, AS_OF) if x.id == "river"]
    view = View.fitted((-3_000, -3_000, 3_000, 3_000), 600, 600)
    (label, *_), _ = place_labels(shown, view, PINNED)
    letters = np.array(label.line.letters)
    assert (np.abs(letters[:, 2]) < 65).all()
    forward = np.diff(letters[:, 0]) > 0
    downward = np.diff(letters[:, 1]) > 0
    assert forward.all() or downward.all()


@pytest.mark.usefixtures("qapp")
def test_river_names_stay_beside_their_own_river():
    lines = [
        shapely.LineString([(0, y), (1_400, y + 200)]) for y in range(0, 6_000, 1_500)
    ]
    rivers = tuple(
        River(f"r{i}", name=f"{'甲乙丙丁'[i]}水河", geometry=line)
        for i, line in enumerate(lines)
    )
    shown = [x for x in layers_of(District(rivers=rivers), AS_OF) if x.id == "river"]
    view = View.fitted((-500, -500, 5_500, 5_500), 300, 300)
    placed, _ = place_labels(shown, view, PINNED)
    assert len(placed) == 4
    for label in placed:
        line = lines[int(label.uid[1])]
        for x, y, _ in label.line.letters:
            place = view.to_map(label.line.at[0] + x, label.line.at[1] + y)
            away = line.distance(shapely.Point(place)) / view.metres_per_pixel
            assert away < 16


def test_selection_stands_out_on_every_kind(draw, layers):
    image, _ = draw(whole(), PLAIN)
    painter = QPainter(image)
    chosen = {"segment": ["s0"], "village": ["v5"], "outfall": ["f2"], "cell": ["no"]}
    draw_selection(painter, layers, whole(), chosen)
    painter.end()
    assert colour_share(image, "#FFB000") > 0.002


def test_hover_changes_the_picture(draw, layers):
    image, _ = draw(whole(), PLAIN)
    before = image.copy()
    painter = QPainter(image)
    draw_hover(painter, layers, whole(), {"village": ["v1"]})
    painter.end()
    assert image != before


@pytest.mark.usefixtures("qapp")
def test_on_a_printer_names_are_text(layers):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(300)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    draw_map(painter, layers, whole(2_400, 300.0), Look(fonts=PINNED))
    painter.end()
    assert b"/FontFile" in bytes(buffer.data())


@pytest.mark.usefixtures("qapp")
def test_every_symbol_has_a_swatch(layers):
    for layer in layers:
        for entry in layer.symbols:
            picture = swatch_picture(entry.symbol, 28, 16, 2.0)
            assert picture.size().toTuple() == (56, 32)
            assert pixels(picture).any()
