"""A base map under the map: places to the pixel, levels, holes, opacity, cancelling."""

from __future__ import annotations

import socket
import threading
from contextlib import closing

import numpy as np
import pyproj
import pytest
from PySide6.QtGui import QColor, QImage

from gridwatch.cartography.basemap import (
    Backdrop,
    BaseMap,
    decoded,
    extent_in,
    render_basemap,
)
from gridwatch.cartography.paint import Look, View
from gridwatch.cartography.warping import TOLERANCE, Path, mesh_of
from gridwatch.district.gcj02 import to_gcj02
from gridwatch.intake.raster import open_raster
from gridwatch.store.tiles import open_tiles
from tests.cartography.conftest import PINNED, pixels
from tests.grounds import encoded, make_geotiff, make_mbtiles, marked, plain

CRS = 4548
EAST, NORTH = 500_000.0, 4_470_000.0
PLACES = [(500_000.0, 4_470_000.0), (499_300.0, 4_470_350.0), (500_611.0, 4_469_702.0)]
TO_DEGREES = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True)
HERE = (
    *TO_DEGREES.transform(498_500, 4_469_000),
    *TO_DEGREES.transform(501_500, 4_471_000),
)

pytestmark = pytest.mark.usefixtures("qapp")


def around(mpp, width=800, height=500, centre=(EAST, NORTH)):
    x, y = centre
    w, h = width * mpp / 2, height * mpp / 2
    return View((x - w, y - h, x + w, y + h), width, height)


def opacities(image):
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., 3]


def marks(image, view, places):
    """Return how far each red square is from where it should be, pixels."""
    seen = pixels(image)
    red = np.clip(255.0 - seen[..., 1], 0, 255)
    found = []
    for place in places:
        x, y = view.to_pixel(*place)
        left, top = round(x) - 20, round(y) - 20
        part = red[top : top + 40, left : left + 40]
        assert part.sum() > 1000, "no mark near its place"
        rows, columns = np.indices(part.shape) + 0.5
        centre = (columns * part).sum() / part.sum(), (rows * part).sum() / part.sum()
        found.append(float(np.hypot(left + centre[0] - x, top + centre[1] - y)))
    return found


@pytest.fixture(scope="module")
def tiled(tmp_path_factory, qapp):
    del qapp
    path = tmp_path_factory.mktemp("tiles") / "marks.mbtiles"
    places = [TO_DEGREES.transform(*place) for place in PLACES]
    return make_mbtiles(path, HERE, range(12, 18), marked(places))


@pytest.fixture
def source(tiled):
    with closing(open_tiles(tiled)) as source:
        yield source


@pytest.mark.parametrize("mpp", [0.45, 0.8, 1.2, 1.7, 2.5, 3.3, 5.0])
def test_marks_are_where_they_belong_at_every_scale(source, tiled, mpp):
    view = around(mpp)
    image = render_basemap(source, view, BaseMap(tiled), CRS)
    west, south, east, north = view.extent
    inside = [
        (x, y)
        for x, y in PLACES
        if west + 25 * mpp < x < east - 25 * mpp
        and south + 25 * mpp < y < north - 25 * mpp
    ]
    assert max(marks(image, view, inside)) < 0.5


@pytest.mark.parametrize("crs", [4527, 4548, 4547, 32650, 3857])
def test_marks_are_where_they_belong_in_other_systems(source, tiled, crs):
    change = pyproj.Transformer.from_crs(CRS, crs, always_xy=True)
    places = [change.transform(*place) for place in PLACES]
    view = around(2.5, centre=places[0])
    image = render_basemap(source, view, BaseMap(tiled), crs)
    assert max(marks(image, view, places)) < 0.5


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_other_pictures_than_png_do_as_well(tmp_path, form):
    places = [TO_DEGREES.transform(*PLACES[0])]
    path = make_mbtiles(tmp_path / "a.mbtiles", HERE, (16,), marked(places), form=form)
    view = around(1.7)
    with closing(open_tiles(path)) as source:
        image = render_basemap(source, view, BaseMap(path), CRS)
    assert max(marks(image, view, PLACES[:1])) < 0.5


def test_a_geotiff_in_another_zone_is_put_in_its_place(tmp_path):
    change = pyproj.Transformer.from_crs(CRS, 4547, always_xy=True)
    x, y = change.transform(EAST, NORTH)
    bands = np.full((3, 900, 1200), 255, np.uint8)
    column, row = 500, 400
    bands[1:, row - 4 : row + 4, column - 4 : column + 4] = 0
    place = (x - column * 1.5, 1.5, y + row * 1.5, 1.5)
    path = tmp_path / "a.tif"
    make_geotiff(path, bands, crs="EPSG:4547", transform=place, photometric="RGB")
    with closing(open_raster(path)) as source:
        for mpp in (0.7, 1.5, 2.2, 4.0):
            view = around(mpp, 400, 300)
            image = render_basemap(source, view, BaseMap(path), CRS)
            assert max(marks(image, view, [(EAST, NORTH)])) < 0.5


def test_gcj02_tiles_are_shifted_back_and_said_to_be(tmp_path):
    lon, lat = TO_DEGREES.transform(EAST, NORTH)
    east, north = to_gcj02(np.array([lon]), np.array([lat]))
    west, south, right, top = HERE
    wide = (west - 0.02, south - 0.02, right + 0.02, top + 0.02)
    path = make_mbtiles(
        tmp_path / "a.mbtiles", wide, (15, 16), marked([(east[0], north[0])])
    )
    view, back = around(2.0), BaseMap(path, gcj02=True)
    shifted = pyproj.Transformer.from_crs(4326, CRS, always_xy=True).transform(
        east[0], north[0]
    )
    assert 300 < np.hypot(shifted[0] - EAST, shifted[1] - NORTH) < 700
    with closing(open_tiles(path)) as source:
        image = render_basemap(source, view, back, CRS)
        assert max(marks(image, view, [(EAST, NORTH)])) < 1.0
        image = render_basemap(source, view, BaseMap(path), CRS)
        assert max(marks(image, view, [shifted])) < 1.0
    assert back.name.zh == "底图（已从 GCJ-02 纠偏）"
    assert BaseMap(path).name.zh == "底图"


def test_closer_than_the_last_level_it_is_enlarged(source, tiled):
    view = around(0.02, 300, 200)
    image = render_basemap(source, view, BaseMap(tiled), CRS)
    # The mark is 6 px of zoom 17 wide: about 5.5 m, 275 px here.
    red = pixels(image)[..., 1] < 128
    assert red[100, 150]
    assert 255 < red[100].sum() < 285


def test_coarser_tiles_stand_in_where_finer_ones_are_missing(tmp_path):
    def paint(zoom, column, row):
        return plain("#0000ff" if zoom == 13 else "#00ff00")(zoom, column, row)

    west, south, east, north = HERE
    half = (west, south, (west + east) / 2, north)
    path = make_mbtiles(tmp_path / "a.mbtiles", half, (16,), paint)
    whole = make_mbtiles(tmp_path / "b.mbtiles", HERE, (13,), paint)
    import sqlite3

    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ATTACH ? AS b", (str(whole),))
        db.execute("INSERT INTO tiles SELECT * FROM b.tiles")
    view = around(2.0, 1200, 400)
    with closing(open_tiles(path)) as source:
        image = render_basemap(source, view, BaseMap(path), CRS)
    assert QColor(image.pixel(10, 200)).name() == "#00ff00"
    assert QColor(image.pixel(1190, 200)).name() == "#0000ff"
    seen = {tuple(c) for c in np.unique(pixels(image).reshape(-1, 3), axis=0).tolist()}
    assert (255, 255, 255) not in seen


def test_from_a_little_too_far_tiles_are_shrunk_from_further_nothing_is_drawn(tmp_path):
    path = make_mbtiles(tmp_path / "a.mbtiles", HERE, (16,), plain("#336699"))
    with closing(open_tiles(path)) as source:
        image = render_basemap(source, around(7.0, 200, 150), BaseMap(path), CRS)
        assert QColor(image.pixel(100, 75)).name() == "#336699"
        assert render_basemap(source, around(60.0), BaseMap(path), CRS) is None


def test_outside_the_file_there_is_nothing(source, tiled):
    far = around(1.0, centre=(EAST + 50_000, NORTH))
    assert render_basemap(source, far, BaseMap(tiled), CRS) is None
    beyond = around(1.0, centre=(1e12, 1e12))
    assert render_basemap(source, beyond, BaseMap(tiled), CRS) is None


def test_opacity_is_that_of_the_picture(source, tiled):
    view = around(2.0, 300, 200)
    for opacity, expected in ((1.0, 255), (0.6, 153), (0.0, 0)):
        image = render_basemap(source, view, BaseMap(tiled, opacity), CRS)
        assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
        assert (image.width(), image.height()) == (300, 200)
        assert np.unique(opacities(image)).tolist() == [expected]


def test_cancelling_ends_it_without_a_picture(source, tiled):
    asked = []

    def after(count):
        asked.clear()

        def cancelled():
            asked.append(1)
            return len(asked) > count

        return cancelled

    for count in (0, 3, 30):
        found = render_basemap(source, around(2.0), BaseMap(tiled), CRS, after(count))
        assert found is None
        assert len(asked) == count + 1


def test_damaged_and_lying_tiles_are_left_out():
    good = encoded(plain("#ff0000")(0, 0, 0))
    assert decoded(good, 256).width() == 256
    assert decoded(None, 256) is None
    assert decoded(b"", 256) is None
    assert decoded(b"\x89PNG" + bytes(40), 256) is None
    # A header that claims 60,000 by 60,000 pixels.
    huge = good[:16] + (60_000).to_bytes(4, "big") * 2 + good[24:]
    assert decoded(huge, 256) is None


def test_tiles_of_fine_screens_cover_the_same_ground(tmp_path):
    def paint(zoom, column, row):
        return np.kron(
            marked([TO_DEGREES.transform(*PLACES[0])])(zoom, column, row),
            np.ones((2, 2, 1), np.uint8),
        )

    path = make_mbtiles(tmp_path / "a.mbtiles", HERE, (15, 16), paint)
    view = around(2.0)
    with closing(open_tiles(path)) as source:
        image = render_basemap(source, view, BaseMap(path), CRS)
    assert max(marks(image, view, PLACES[:1])) < 0.5


def test_a_backdrop_draws_the_same_as_without_memory_also_elsewhere(source, tiled):
    view, base = around(2.0), BaseMap(tiled)
    backdrop = Backdrop(base, source, CRS)
    first = backdrop.render(view)
    assert first == render_basemap(source, view, base, CRS)
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.append(backdrop.render(view)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(image == first for image in seen)
    faint = backdrop.shown_as(BaseMap(tiled, 0.5))
    assert opacities(faint.render(view)).max() == 128
    assert opacities(backdrop.render(view)).max() == 255


def test_a_closed_file_leaves_the_map_without_it(tiled):
    backdrop = Backdrop(BaseMap(tiled), open_tiles(tiled), CRS)
    backdrop.close()
    assert backdrop.render(around(2.0)) is None


@pytest.mark.parametrize("mpp", [0.5, 10.0, 200.0, 2_000.0])
def test_the_mesh_is_exact_to_a_fraction_of_a_pixel(mpp):
    """Against the projection of every seventh pixel, without any mesh."""
    view = around(mpp, 801, 503)
    across = 1 / mpp
    way = Path(f"EPSG:{CRS}", "EPSG:3857", (across, 0, 0, 0, -across, 0), gcj02=False)
    mesh = mesh_of(view, way)
    covered = np.zeros((503, 801), int)
    worst = 0.0
    for (left, top, right, bottom), corners in zip(
        mesh.boxes, mesh.corners, strict=True
    ):
        covered[top:bottom, left:right] += 1
        x, y = np.meshgrid(np.arange(left, right, 7.0), np.arange(top, bottom, 7.0))
        exact = way.pixels(view.extent[0] + x * mpp, view.extent[3] - y * mpp)
        c = corners
        h = (c[1] - c[0] + c[3] - c[2]) / 2 / (right - left)
        v = (c[2] - c[0] + c[3] - c[1]) / 2 / (bottom - top)
        middle = np.array([(left + right) / 2, (top + bottom) / 2])
        fitted = (
            c.mean(axis=0)
            + (x - middle[0])[..., None] * h
            + (y - middle[1])[..., None] * v
        )
        worst = max(worst, np.abs(fitted - exact).max() / mesh.reduction)
    assert covered.min() == covered.max() == 1
    assert worst < 2 * TOLERANCE


def test_the_extent_is_told_in_degrees(source):
    west, south, east, north = extent_in(source, "EPSG:4326")
    assert west < 117.0 < east
    assert south < 40.36 < north


def test_no_network_is_asked(tiled, monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    with closing(open_tiles(tiled)) as source:
        base = BaseMap(tiled, gcj02=True)
        assert render_basemap(source, around(2.0), base, CRS) is not None


class Plain:
    """A base map of one colour."""

    def render(self, view, cancelled=lambda: False):
        del cancelled
        image = QImage(
            view.width, view.height, QImage.Format.Format_ARGB32_Premultiplied
        )
        image.fill(QColor("#123456"))
        return image


def test_tints_let_the_base_map_through_and_borders_stay(draw, layers):
    areas = [layer for layer in layers if layer.id in ("district", "town", "village")]
    west, south, east, north = areas[0].shapes.extent
    view = View.fitted((west, south, east, north), 600, 400)
    image, record = draw(
        view, Look(labels=False, fonts=PINNED, backdrop=Plain()), of=areas
    )
    shares = (pixels(image) == (0x12, 0x34, 0x56)).all(axis=-1)
    assert shares.mean() > 0.8
    assert not shares.all()
    assert record.counts["town"]
