"""GeoTIFF of every usual make as RGBA tiles; strange ones end in a sentence."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from rasterio.enums import ColorInterp, Resampling

from gridwatch.intake.raster import RasterError, UnknownCrsError, open_raster
from tests.grounds import make_geotiff

PLACE = (500_000.0, 2.0, 4_470_000.0, 2.0)
ROWS, COLUMNS = 300, 400


def ramp(kind=np.uint8, most=255):
    rows = np.linspace(0, most, ROWS)[:, None] * np.ones(COLUMNS)
    return rows.astype(kind)[None]


def made(path, bands, **options):
    options = {"crs": "EPSG:4548", "transform": PLACE, **options}
    return make_geotiff(path, bands, **options)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "影 像.tif"


def tile_of(path, level=0, column=0, row=0, crs=None):
    with closing(open_raster(path, crs)) as raster:
        return raster.tile(level, column, row)


def test_facts_of_a_picture(path):
    with closing(open_raster(made(path, ramp()))) as raster:
        assert (raster.crs, raster.size, raster.levels) == ("EPSG:4548", (400, 300), 2)
        assert raster.bounds == (500_000.0, 4_469_400.0, 500_800.0, 4_470_000.0)
        a, b, c, d, e, f = raster.to_pixel
        x, y = 500_100.0, 4_469_900.0
        assert (a * x + b * y + c, d * x + e * y + f) == pytest.approx((50.0, 50.0))


def test_colours_come_as_they_are(path):
    bands = np.stack([np.full((ROWS, COLUMNS), v, np.uint8) for v in (10, 20, 30)])
    tile = tile_of(made(path, bands, photometric="RGB"))
    assert tile[5, 5].tolist() == [10, 20, 30, 255]


def test_beyond_the_picture_it_is_transparent_or_nothing(path):
    made(path, ramp())
    tile = tile_of(path, column=1, row=1)
    assert tile.shape == (256, 256, 4)
    assert tile[43, 143, 3] == 255
    assert tile[44:, :, 3].max() == 0
    assert tile[:, 144:, 3].max() == 0
    assert tile_of(path, column=2) is None
    assert tile_of(path, column=-1) is None


def test_coarser_levels_keep_the_place(path):
    bands = np.zeros((1, ROWS, COLUMNS), np.uint8)
    bands[:, 100:140, 200:240] = 200
    tile = tile_of(made(path, bands), level=1)
    rows, columns = np.nonzero(tile[..., 0] > 100)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (50, 69, 100, 119)


def test_grey_with_nodata_has_holes(path):
    bands = ramp()
    bands[0, 10:20] = 77
    tile = tile_of(made(path, bands, nodata=77))
    assert tile[15, 3, 3] == 0
    assert tile[30, 3].tolist() == [*[int(bands[0, 30, 3])] * 3, 255]


def test_an_alpha_band_is_kept(path):
    bands = np.full((4, ROWS, COLUMNS), 90, np.uint8)
    bands[3, :, :50] = 0
    tile = tile_of(made(path, bands, photometric="RGB", alpha="yes"))
    assert tile[0, 10, 3] == 0
    assert tile[0, 60].tolist() == [90, 90, 90, 90]


def test_bands_in_another_order_are_told_by_their_colours(path):
    import rasterio

    bands = np.stack([np.full((ROWS, COLUMNS), v, np.uint8) for v in (30, 20, 10)])
    made(path, bands)
    with rasterio.open(path, "r+") as file:
        file.colorinterp = [ColorInterp.blue, ColorInterp.green, ColorInterp.red]
    assert tile_of(path)[0, 0].tolist() == [10, 20, 30, 255]


def test_palettes_are_looked_up_and_never_mixed(path):
    bands = (np.indices((ROWS, COLUMNS)).sum(axis=0) % 2).astype(np.uint8)[None] * 2
    colours = {0: (1, 2, 3, 255), 1: (99, 99, 99, 255), 2: (7, 8, 9, 255)}
    made(path, bands, colormap=colours)
    for level in (0, 1):
        seen = np.unique(tile_of(path, level)[:100, :100].reshape(-1, 4), axis=0)
        assert {tuple(c) for c in seen.tolist()} <= {(1, 2, 3, 255), (7, 8, 9, 255)}


@pytest.mark.parametrize("kind", ["uint16", "int16", "float32", "float64", "int8"])
def test_deep_pictures_are_stretched_to_what_they_hold(path, kind):
    tile = tile_of(made(path, ramp(kind, 100)))
    assert tile[0, 0, 0] == 0
    assert 190 < tile[240, 0, 0] < 230


def test_numbers_that_are_none_are_transparent(path):
    bands = ramp("float32", 10.0)
    bands[0, :, :20] = np.nan
    tile = tile_of(made(path, bands))
    assert tile[9, 5, 3] == 0
    assert tile[9, 30, 3] == 255


def test_scans_of_one_bit_are_black_and_white(path):
    bands = np.zeros((1, ROWS, COLUMNS), np.uint8)
    bands[0, :, 100:] = 1
    tile = tile_of(made(path, bands, nbits=1))
    assert (tile[0, 0, 0], tile[0, 150, 0]) == (0, 255)


def test_one_value_everywhere_is_drawn(path):
    assert tile_of(made(path, np.full((1, ROWS, COLUMNS), 7, np.uint16))) is not None


def test_overviews_are_used(path):
    import rasterio

    made(path, ramp())
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2], Resampling.nearest)
    tile = tile_of(path, level=1)
    assert tile[100, 50, 0] == pytest.approx(200 / 300 * 255, abs=2)


def test_a_world_file_gives_the_place_and_the_officer_the_crs(path):
    made(path, ramp(), crs=None, transform=None)
    path.with_suffix(".tfw").write_text("2\n0\n0\n-2\n500001\n4469999\n")
    with pytest.raises(UnknownCrsError) as error:
        open_raster(path)
    assert "EPSG" in error.value.text.zh
    with closing(open_raster(path, 4548)) as raster:
        assert raster.crs == "EPSG:4548"
        assert raster.bounds == (500_000.0, 4_469_400.0, 500_800.0, 4_470_000.0)


def test_what_the_file_says_goes_before_what_is_given(path):
    with closing(open_raster(made(path, ramp()), 4547)) as raster:
        assert raster.crs == "EPSG:4548"


def test_a_turned_picture_keeps_its_extent(path):
    import rasterio
    from rasterio.transform import Affine

    made(path, ramp())
    with rasterio.open(path, "r+") as file:
        file.transform = Affine(0.0, 2.0, 500_000.0, 2.0, 0.0, 4_470_000.0)
    with closing(open_raster(path)) as raster:
        assert raster.bounds == (500_000.0, 4_470_000.0, 500_600.0, 4_470_800.0)


def refused(path, crs=4548):
    with pytest.raises(RasterError) as error:
        open_raster(path, crs)
    assert str(path) in error.value.text.zh
    return error.value.text.en


def test_a_picture_without_a_place_is_refused(path):
    made(path, ramp(), crs=None, transform=None)
    assert "no position" in refused(path)


def test_complex_numbers_are_refused(path):
    assert "complex" in refused(made(path, ramp("complex64")))


@pytest.mark.parametrize("content", [b"", b"II*\0", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_tiff_is_refused(path, content):
    path.write_bytes(content)
    refused(path)


def test_a_missing_file_is_refused(path):
    refused(path)


def test_a_picture_cut_short_leaves_holes(path):
    made(path, np.random.default_rng(1).integers(0, 255, (1, ROWS, COLUMNS), "uint8"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    try:
        raster = open_raster(path)
    except RasterError:
        return
    with closing(raster):
        assert raster.tile(0, 0, 1) is None


def test_a_closed_picture_has_no_tiles(path):
    raster = open_raster(made(path, ramp()))
    raster.close()
    raster.close()
    assert raster.tile(0, 0, 0) is None


def test_other_formats_are_never_opened(tmp_path):
    """A text that GDAL would follow to other files, or into the network."""
    path = tmp_path / "a.tif"
    path.write_text("<VRTDataset rasterXSize='1' rasterYSize='1'/>")
    refused(path)


def test_closing_does_not_wait_for_a_reading_that_is_under_way(path):
    raster = open_raster(made(path, ramp()))
    with raster._lock:
        raster.close()
    assert raster.tile(0, 0, 0) is None
    assert raster._dataset.closed
