"""Photographs of a folder: places, times, and every way in which they can be bad."""

from __future__ import annotations

import base64
import io
import sys
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

from gridwatch.intake import photographs
from gridwatch.intake.photographs import alike, read_photograph, read_photographs

if TYPE_CHECKING:
    from pathlib import Path

HERE = {1: "N", 2: (40.0, 22.0, 35.4), 3: "E", 4: (116.0, 50.0, 34.5)}
LONGITUDE, LATITUDE = 116.842917, 40.376500
HEIC = base64.b64decode(
    b"AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABw"
    b"aWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAABuwABAAAAAAAAACIAAgAAAAAB"
    b"3QABAAAAAAAAALwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAA"
    b"AQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAA"
    b"AAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMA"
    b"kAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNs"
    b"eAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAA"
    b"AAABAAEEgQIDBAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAA5m1kYXQAAAAeKAGvC2D6xsHX"
    b"3jkAO/t3EEszbf/hgc3wgU/Klf5+AAAABkV4aWYAAE1NACoAAAAIAAKHaQAEAAAAAQAAACaIJQAE"
    b"AAAAAQAAAEwAAAAAAAGQAwACAAAAFAAAADgAAAAAMjAyNjowNTowMSAwOTozMDowMAAABAABAAIA"
    b"AAACTgAAAAACAAUAAAADAAAAggADAAIAAAACRQAAAAAEAAUAAAADAAAAmgAAAAAAAAAoAAAAAQAA"
    b"ABYAAAABAAAAsQAAAAUAAAB0AAAAAQAAADIAAAABAAAARQAAAAI="
)


def picture(size=(64, 48), *, mark=0):
    """Return a picture that shows something."""
    image = Image.new("RGB", size, (40, 90, 160))
    draw = ImageDraw.Draw(image)
    wide, tall = size
    draw.rectangle((0, 0, wide // 3, tall), fill=(210, 190, 60))
    draw.ellipse((wide // 2, mark, wide - 1, mark + tall // 2), fill=(250, 250, 250))
    return image


def save(path: Path, image=None, *, gps=None, taken="2026:05:01 09:30:00", **tags):
    exif = Image.Exif()
    for tag, value in (gps or {}).items():
        exif.get_ifd(0x8825)[tag] = value
    if taken:
        exif.get_ifd(0x8769)[36867] = taken
    for tag, value in tags.items():
        exif[{"orientation": 274, "maker": 271, "model": 272}[tag]] = value
    (image or picture()).save(path, exif=exif.tobytes())
    return path


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_place_time_and_camera_are_read(tmp_path, ending) -> None:
    path = save(tmp_path / f"照片.{ending}", gps=HERE, maker="HUAWEI", model="P60")
    one = read_photograph(path)
    assert one.fault is None
    assert one.longitude == pytest.approx(LONGITUDE, abs=1e-6)
    assert one.latitude == pytest.approx(LATITUDE, abs=1e-6)
    assert str(one.taken) == "2026-05-01 09:30:00"
    assert one.camera == "HUAWEI P60"
    assert one.notes == ()
    assert Image.open(io.BytesIO(one.thumbnail)).size == (64, 48)


def test_heic_is_read_where_the_extra_is_there(tmp_path) -> None:
    pytest.importorskip("pi_heif", reason="the extra for HEIC is not installed")
    (tmp_path / "IMG_1.HEIC").write_bytes(HEIC)
    (one,) = read_photographs(tmp_path)
    assert one.fault is None
    assert (one.longitude, one.latitude) == pytest.approx((LONGITUDE, LATITUDE))
    assert one.size == (64, 64)


def test_heic_without_the_extra_is_told_as_such(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    (tmp_path / "a.heic").write_bytes(HEIC)
    (one,) = read_photographs(tmp_path)
    assert one.fault is not None
    assert "pi-heif" in one.fault.zh


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_seen_the_right_way_up(tmp_path, turn) -> None:
    path = save(tmp_path / "a.jpg", picture((400, 200)), orientation=turn)
    one = read_photograph(path)
    wanted = (400, 200) if turn <= 4 else (200, 400)
    assert one.size == wanted
    small = Image.open(io.BytesIO(one.thumbnail))
    assert (small.size[0] > small.size[1]) == (turn <= 4)
    # The yellow third lies where the orientation says.
    middle = {
        1: (0.1, 0.5), 2: (0.9, 0.5), 3: (0.9, 0.5), 4: (0.1, 0.5),
        5: (0.5, 0.1), 6: (0.5, 0.1), 7: (0.5, 0.9), 8: (0.5, 0.9),
    }[turn]  # fmt: skip
    x, y = (int(share * edge) for share, edge in zip(middle, small.size, strict=True))
    red, _, blue = small.convert("RGB").getpixel((x, y))
    assert red > 150 > blue


BAD = {
    "latitude only": ({1: "N", 2: (40.0, 1.0, 1.0)}, "只有经度或只有纬度"),
    "longitude only": ({3: "E", 4: (116.0, 1.0, 1.0)}, "只有经度或只有纬度"),
    "zero": ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, "0°、0°"),
    "denominator of zero": (
        {1: "N", 2: (IFDRational(40, 0),) * 3, 3: "E", 4: (IFDRational(1, 0),) * 3},
        "已损坏",
    ),
    "beyond the pole": ({**HERE, 2: (99.0, 0.0, 0.0)}, "只有经度或只有纬度"),
    "nothing": ({}, "没有定位信息"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_place_that_cannot_be_is_not_used_and_said(tmp_path, case) -> None:
    gps, told = BAD[case]
    one = read_photograph(save(tmp_path / "a.jpg", gps=gps))
    assert one.fault is None
    assert not one.placed
    assert any(told in note.zh for note in one.notes)


def test_a_missing_side_is_north_and_east_and_said(tmp_path) -> None:
    gps = {2: HERE[2], 4: HERE[4]}
    one = read_photograph(save(tmp_path / "a.jpg", gps=gps))
    assert one.longitude == pytest.approx(LONGITUDE)
    assert any("按北纬、东经" in note.zh for note in one.notes)


def test_south_and_west_are_negative(tmp_path) -> None:
    one = read_photograph(save(tmp_path / "a.jpg", gps={**HERE, 1: "S", 3: "W"}))
    assert one.longitude == pytest.approx(-LONGITUDE)
    assert one.latitude == pytest.approx(-LATITUDE)


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "", "    :  :     :  :  ", "x"]
)
def test_a_moment_that_never_was_is_none(tmp_path, taken) -> None:
    one = read_photograph(save(tmp_path / "a.jpg", taken=taken))
    assert one.taken is None
    assert any("没有拍摄时间" in note.zh for note in one.notes)


def bomb(path: Path, wide: int, tall: int) -> None:
    """Write a PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + check

    size = wide.to_bytes(4, "big") + tall.to_bytes(4, "big")
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + bytes([8, 2, 0, 0, 0]))
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def test_bad_files_are_told_and_stop_nothing(tmp_path) -> None:
    (tmp_path / "0.jpg").write_bytes(b"")
    (tmp_path / "1.jpg").write_bytes(b"no picture at all")
    bomb(tmp_path / "2.png", 10_000, 10_000)
    bomb(tmp_path / "3.png", 60_000, 60_000)
    whole = save(tmp_path / "4.jpg", picture((640, 480)), gps=HERE).read_bytes()
    (tmp_path / "5.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "6.jpg").write_bytes(whole[:40])
    (tmp_path / "._4.jpg").write_bytes(b"what macOS leaves behind")
    (tmp_path / "7.jpg").mkdir()
    (tmp_path / "说明.txt").write_text("x")
    (tmp_path / "8.tif").write_bytes(whole)
    found = {one.path.name: one.fault for one in read_photographs(tmp_path)}
    assert list(found) == [
        "0.jpg",
        "1.jpg",
        "2.png",
        "3.png",
        "4.jpg",
        "5.jpg",
        "6.jpg",
    ]
    faults = {name: fault.zh for name, fault in found.items() if fault is not None}
    assert "4.jpg" not in faults
    assert "0 字节" in faults["0.jpg"]
    assert "100 百万像素" in faults["2.png"]
    assert "太大" in faults["3.png"]
    assert "不完整" in faults["5.jpg"]
    assert len(faults) == 6


def test_a_file_too_heavy_is_not_even_read(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(photographs, "LARGEST_BYTES", 100)
    one = read_photograph(save(tmp_path / "a.jpg"))
    assert one.sha256 == ""
    assert one.fault is not None


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_make_the_reader_fail(tmp_path_factory, data, at) -> None:
    path = tmp_path_factory.mktemp("p") / "a.jpg"
    good = save(path, gps=HERE).read_bytes()
    path.write_bytes(good[:at] + data + good[at + len(data) :])
    read_photograph(path)


def test_the_same_bytes_and_the_same_picture_saved_again_are_noticed(tmp_path) -> None:
    first = save(tmp_path / "a.jpg", picture((400, 300)), gps=HERE)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.jpg").write_bytes(first.read_bytes())
    Image.open(first).save(tmp_path / "c.jpg", quality=60)
    save(tmp_path / "d.jpg", picture((400, 300), mark=140))
    Image.new("RGB", (400, 300), "white").save(tmp_path / "e.jpg")
    Image.new("RGB", (400, 300), "black").save(tmp_path / "f.jpg")
    found = read_photographs(tmp_path)
    names = [str(one.path.relative_to(tmp_path)).replace("\\", "/") for one in found]
    assert names == ["a.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg", "b/a.jpg"]
    assert [one.twin for one in found] == ["", "", "", "", "", "a.jpg"]
    a, c, d, e, f, _ = found
    assert alike(a, c)
    assert not alike(a, d)
    # Taken one after the other from the same place.
    assert not alike(a, replace(a, taken=a.taken + timedelta(seconds=2)))
    assert not alike(e, f)


def test_reading_can_be_stopped(tmp_path) -> None:
    for number in range(4):
        save(tmp_path / f"{number}.jpg")
    asked = iter([False, False, True])
    found = read_photographs(tmp_path, cancelled=lambda: next(asked))
    assert len(found) == 2
