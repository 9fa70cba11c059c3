import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gridwatch.cartography.archive import (
    Archive,
    pyramid_arrays,
    pyramid_from,
    pyramid_meta,
    read,
    write,
)
from gridwatch.cartography.pyramid import build_area_pyramids
from tests.cartography.tessellation import Tessellation

ARRAYS = {
    "coords": np.arange(20, dtype=np.int32).reshape(10, 2),
    "空": np.empty((0, 4)),
    "flags": np.array([True, False, True]),
    "one": np.float64([1.5]),
}
META = {"name": "望溪镇", "layers": [{"classes": [1, 2]}, None], "share": 0.5}


@pytest.fixture
def place(tmp_path):
    return tmp_path / "a [1]区.gwmap"


def test_what_is_written_is_read(place):
    path = write([place], "k", Archive(META, ARRAYS))
    found = read([place], "k")
    assert path.parent == place.parent
    assert found.meta == META
    assert found.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found.arrays[name].dtype == array.dtype
        assert found.arrays[name].tolist() == array.tolist()
        assert found.arrays[name].shape == array.shape
        assert not found.arrays[name].flags.writeable
        assert type(found.arrays[name]) is np.ndarray


def test_arrays_are_views_of_the_file_and_aligned(place):
    write([place], "k", Archive({}, ARRAYS))
    found = read([place], "k")
    array, depth = found.arrays["coords"], 0
    while isinstance(array.base, np.ndarray):
        array, depth = array.base, depth + 1
    assert depth
    for array in found.arrays.values():
        assert array.__array_interface__["data"][0] % 64 == 0 or not array.size


def test_another_key_finds_nothing(place):
    write([place], "k", Archive(META, ARRAYS))
    assert read([place], "k2") is None


def test_a_new_key_takes_the_place_of_the_old_one(place):
    other = place.with_name("a [1]区2.gwmap")
    write([other], "k", Archive(META, ARRAYS))
    mine = place.with_name("a [1]区.notes.gwmap")
    mine.write_text("notes")
    write([place], "k", Archive(META, ARRAYS))
    write([place], "k2", Archive({}, {}))
    assert read([place], "k") is None
    assert read([place], "k2").meta == {}
    assert read([other], "k") is not None
    assert mine.exists()


def test_what_others_have_mapped_stays_readable(place):
    write([place], "k", Archive(META, ARRAYS))
    found = read([place], "k")
    write([place], "k2", Archive({}, {"coords": np.zeros((10, 2), np.int32)}))
    assert found.arrays["coords"].tolist() == ARRAYS["coords"].tolist()


def test_the_same_memory_is_written_once(place):
    big = np.zeros(100_000)
    path = write([place], "k", Archive({}, {"a": big, "b": big, "c": big[:]}))
    assert path.stat().st_size < 1.1 * big.nbytes
    found = read([place], "k")
    assert len(found.arrays["b"]) == len(big)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.99])
def test_a_truncated_file_counts_as_missing(place, share):
    path = write([place], "k", Archive(META, ARRAYS))
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    assert read([place], "k") is None


def test_a_damaged_head_or_directory_counts_as_missing(place):
    path = write([place], "k", Archive(META, ARRAYS))
    data = path.read_bytes()
    ends = data.index(b'"one"')
    for i in (0, 17, 21, 25, 33, 45, ends):
        path.write_bytes(data[:i] + bytes([data[i] ^ 0x55]) + data[i + 1 :])
        assert read([place], "k") is None
    path.write_bytes(data)
    assert read([place], "k") is not None


def test_a_missing_folder_is_made_and_an_impossible_one_passed_over(tmp_path):
    file = tmp_path / "file"
    file.write_text("in the way")
    places = [file / "a.gwmap", tmp_path / "cache" / "maps" / "a.gwmap"]
    assert write(places, "k", Archive(META, ARRAYS)).is_relative_to(tmp_path / "cache")
    assert read(places, "k").meta == META
    assert write(places[:1], "k", Archive(META, ARRAYS)) is None
    assert read(places[:1], "k") is None


def test_a_full_disk_leaves_no_half_file(place):
    code = f"""
import resource, signal
import numpy as np
from pathlib import Path
from gridwatch.cartography.archive import Archive, write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
archive = Archive({{}}, {{"a": np.zeros(1 << 20)}})
raise SystemExit(write([Path({str(place)!r})], "k", archive) is not None)
"""
    if sys.platform == "win32":
        pytest.skip("limits of file sizes are a thing of Unix")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert list(place.parent.iterdir()) == []


def test_who_is_killed_while_writing_leaves_the_old_file_or_none(place):
    write([place], "old", Archive(META, ARRAYS))
    code = f"""
import numpy as np
from pathlib import Path
from gridwatch.cartography.archive import Archive, write
arrays = {{str(i): np.full(1 << 20, i) for i in range(40)}}
print("ready", flush=True)
while True:
    write([Path({str(place)!r})], "new", Archive({{}}, arrays))
"""
    for wait in (0.0, 0.05, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path.cwd()
        )
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGTERM)
        process.wait()
        process.stdout.close()
        new = read([place], "new")
        assert new is not None or read([place], "old").meta == META
        if new is not None:
            assert all((a == int(name)).all() for name, a in new.arrays.items())


def test_what_killed_processes_left_is_deleted_after_a_day(place):
    write([place], "old", Archive(META, ARRAYS))
    (path,) = place.parent.iterdir()
    left = path.with_name(path.name + ".123.part")
    fresh = path.with_name(path.name + ".124.part")
    for part in (left, fresh):
        part.write_bytes(b"half")
    os.utime(left, (1.0, 1.0))
    write([place], "new", Archive(META, ARRAYS))
    assert not left.exists()
    assert fresh.exists()


def test_a_pyramid_comes_back_as_it_was(place):
    pyramid = build_area_pyramids(Tessellation(0).levels())[2]
    arrays = {f"v/{n}": a for n, a in pyramid_arrays(pyramid).items()}
    write([place], "k", Archive({"v": pyramid_meta(pyramid)}, arrays))
    archive = read([place], "k")
    found = pyramid_from(archive.arrays, archive.meta["v"], "v/")
    assert found.form is pyramid.form
    assert found.unit == pyramid.unit
    assert found.tolerances == pyramid.tolerances
    for a, b in zip(found.levels, pyramid.levels, strict=True):
        for one, other in zip(a, b, strict=True):
            assert (one == other).all()
    assert found.extent == pyramid.extent
    west, south, east, north = pyramid.extent
    half = (west, south, (west + east) / 2, north)
    assert found.visible(half).tolist() == pyramid.visible(half).tolist()


def test_a_folder_that_nobody_may_write_to_is_passed_over(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    try:
        (closed / "probe").touch()
    except OSError:
        places = [closed / "a.gwmap", tmp_path / "a.gwmap"]
        path = write(places, "k", Archive(META, ARRAYS))
        assert path.parent == tmp_path
        assert read(places, "k") is not None
    else:
        pytest.skip("whoever runs this may write everywhere")
    finally:
        Path.chmod(closed, 0o755)
