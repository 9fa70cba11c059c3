"""MBTiles: what is in the tiles counts; hostile files end in a sentence."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing

import pytest

from gridwatch.store.tiles import TilesError, open_tiles
from tests.grounds import encoded, make_mbtiles, plain, world_pixel

HERE = (117.0, 40.3, 117.02, 40.32)
AT = tuple(int(v // 256) for v in world_pixel(117.01, 40.31, 15))
"""Column and row of a tile in the middle, zoom 15."""


@pytest.fixture
def file(tmp_path):
    return make_mbtiles(tmp_path / "底 图.mbtiles", HERE, (13, 15), plain("#ff0000"))


def changed(path, *statements):
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(*statement) if isinstance(statement, tuple) else db.execute(
                statement
            )
    return path


def why(path):
    with pytest.raises(TilesError) as error:
        open_tiles(path)
    assert str(path) in error.value.text.zh
    assert str(path) in error.value.text.en
    return error.value.text.en


def test_zooms_extent_and_tiles_are_told(file):
    with closing(open_tiles(file)) as tiles:
        assert (tiles.zooms, tiles.levels) == ((13, 15), 3)
        column, row = AT
        assert tiles.tile(0, column, row) is not None
        assert tiles.tile(1, column // 2, row // 2) is None
        assert tiles.tile(2, column // 4, row // 4) is not None
        assert tiles.tile(0, 0, 0) is None
        assert tiles.tile(0, -1, 0) is None
        west, south, east, north = tiles.bounds
        half = math.pi * 6_378_137.0
        assert west <= 117.0 / 180 * half < east
        assert south < north


def test_the_extent_in_the_metadata_goes_first_where_it_makes_sense(tmp_path):
    told = {"bounds": "116.9,40.2,117.1,40.4"}
    path = make_mbtiles(
        tmp_path / "a.mbtiles", HERE, (12,), plain("#fff"), metadata=told
    )
    with closing(open_tiles(path)) as tiles:
        degrees = tiles.bounds[0] / math.pi / 6_378_137.0 * 180
        assert degrees == pytest.approx(116.9)


@pytest.mark.parametrize(
    "bounds", ["", "1,2,3", "a,b,c,d", "nan,nan,nan,nan", "9,9,1,1"]
)
def test_senseless_metadata_are_passed_over(file, bounds):
    changed(file, ("INSERT INTO metadata VALUES ('bounds', ?)", (bounds,)))
    with closing(open_tiles(file)) as tiles:
        assert tiles.bounds[0] < tiles.bounds[2]


def test_a_file_without_metadata_is_read(file):
    changed(file, "DROP TABLE metadata")
    with closing(open_tiles(file)) as tiles:
        assert tiles.zooms == (13, 15)


def test_tiles_may_be_a_view(file):
    changed(
        file,
        "ALTER TABLE tiles RENAME TO images",
        "CREATE VIEW tiles AS SELECT * FROM images",
    )
    with closing(open_tiles(file)) as tiles:
        assert tiles.tile(0, *AT) is not None


def test_nothing_is_written_nor_left_beside(file):
    before = file.read_bytes()
    with closing(open_tiles(file)) as tiles:
        tiles.tile(0, *AT)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_on_a_medium_that_may_only_be_read_is_opened(file):
    changed(file, "PRAGMA journal_mode = WAL")
    file.chmod(0o444)
    file.parent.chmod(0o555)
    try:
        with closing(open_tiles(file)) as tiles:
            assert tiles.levels == 3
    finally:
        file.parent.chmod(0o755)


def test_a_closed_file_has_no_tiles(file):
    tiles = open_tiles(file)
    tiles.close()
    tiles.close()
    assert tiles.tile(0, *AT) is None


def test_a_missing_file_is_not_made(tmp_path):
    why(tmp_path / "no.mbtiles")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"not a database" * 100])
def test_what_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "a.mbtiles"
    path.write_bytes(content)
    why(path)


def test_a_file_cut_short_is_refused_or_read_but_never_raises_sql(file):
    whole = file.read_bytes()
    for share in (0.2, 0.5, 0.9):
        file.write_bytes(whole[: int(len(whole) * share)])
        try:
            tiles = open_tiles(file)
        except TilesError:
            continue
        with closing(tiles):
            for column in range(AT[0] - 3, AT[0] + 4):
                tiles.tile(0, column, AT[1])


def test_a_database_without_tiles_is_refused(tmp_path):
    path = tmp_path / "a.mbtiles"
    changed(path, "CREATE TABLE other (a)")
    assert "no table" in why(path)
    changed(path, "CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
    assert "no tiles" in why(path)


def test_a_table_with_other_columns_is_refused(tmp_path):
    why(changed(tmp_path / "a.mbtiles", "CREATE TABLE tiles (a, b)"))


def test_vector_tiles_are_refused_by_name_and_by_content(file):
    changed(file, "UPDATE metadata SET value = 'pbf' WHERE name = 'format'")
    assert "vector" in why(file)
    changed(
        file,
        "UPDATE metadata SET value = 'png' WHERE name = 'format'",
        ("UPDATE tiles SET tile_data = ?", (b"\x1f\x8b\x08" + bytes(50),)),
    )
    assert "vector" in why(file)


def test_tiles_that_are_no_pictures_are_refused(file):
    changed(file, ("UPDATE tiles SET tile_data = ?", ("text",)))
    assert "no PNG" in why(file)


def test_a_huge_tile_is_left_out(file):
    data = encoded(plain("#00ff00")(0, 0, 0))
    changed(
        file,
        "DELETE FROM tiles WHERE zoom_level = 15",
        ("INSERT INTO tiles VALUES (15, 1, 1, ?)", (data,)),
        ("INSERT INTO tiles VALUES (15, 2, 1, ?)", (data + bytes(9 << 20),)),
    )
    with closing(open_tiles(file)) as tiles:
        assert tiles.tile(0, 1, 2**15 - 2) is not None
        assert tiles.tile(0, 2, 2**15 - 2) is None


def test_senseless_zooms_are_passed_over(file):
    for zoom in (-3, 999, 10**15):
        changed(file, ("INSERT INTO tiles VALUES (?, 0, 0, x'00')", (zoom,)))
    with closing(open_tiles(file)) as tiles:
        assert tiles.zooms == (13, 15)


def test_a_view_that_never_ends_is_refused(file):
    changed(
        file,
        "DROP TABLE tiles",
        "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
        " FROM n) SELECT i % 20 AS zoom_level, i AS tile_column, i AS tile_row,"
        " x'00' AS tile_data FROM n",
    )
    assert "interrupted" in why(file)
