import os
import struct
import tempfile
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.wording import Kind
from gridwatch.intake import archives
from gridwatch.intake.archives import Budget, Room, member_names, unpack
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.limits import ArchiveLimits
from gridwatch.intake.plan import read, survey
from tests.intake.deliveries import line, shapefile

LIMITS = ArchiveLimits(members=50, unpacked_mb=64, ratio=200, depth=1)
PLAIN = {"河段代码": ["990101000001"], "河段名称": ["白河上段"]}


@pytest.fixture
def room():
    made = Room()
    yield made.path
    made.close()


class OldWindows(zipfile.ZipInfo):
    """A member whose name is GBK without a word, as Windows tools write it."""

    def _encodeFilenameFlags(self):  # noqa: N802 - a name of zipfile
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


class Mac(zipfile.ZipInfo):
    """A member whose name is UTF-8 without a word, as macOS writes it."""

    def _encodeFilenameFlags(self):  # noqa: N802 - a name of zipfile
        return self.filename.encode("utf-8"), self.flag_bits & ~0x800


def archive(path, members, kind=zipfile.ZipInfo):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            info = kind(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, data)
    return path


def delivered(folder, inside="数据/河段"):
    """Return the parts of a shapefile, by their name in an archive."""
    shp = shapefile(folder / "河段.shp", [line((0, 0), (50, 50))], PLAIN)
    return {
        f"{inside}{part.suffix}": part.read_bytes()
        for part in sorted(shp.parent.glob("河段.*"))
    }


@pytest.mark.parametrize("kind", [zipfile.ZipInfo, OldWindows, Mac])
def test_chinese_names_of_members_are_read_whoever_packed_them(tmp_path, kind):
    members = delivered(tmp_path / "plain")
    path = archive(tmp_path / "来件.zip", members, kind)
    plan = survey(path)
    (file,) = [f for f in plan.files if f.kind is not None]
    assert file.source == "来件.zip/数据/河段.shp"
    assert file.kind is Kind.SEGMENT
    assert read(plan).rows[Kind.SEGMENT][0].name == "白河上段"


def test_a_backslash_inside_a_gbk_character_is_no_separator(tmp_path, room):
    name = "乗.csv"  # its second byte in GBK is 0x5C
    assert b"\\" in name.encode("gbk")
    path = archive(tmp_path / "a.zip", {name: "代码\n1"}, OldWindows)
    (source,) = unpack(path, room, Budget(LIMITS)).names.values()
    assert source == name


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            "河段镇村界水系公示牌行政区划名单责任网格排污口", min_size=4, max_size=9
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["gbk", "utf-8"]),
)
def test_names_of_members_survive_in_both_encodings(names, encoding):
    infos = []
    for name in names:
        info = zipfile.ZipInfo(name)
        info.orig_filename = name.encode(encoding).decode("cp437")
        info.flag_bits = 0
        infos.append(info)
    assert member_names(infos) == names


def test_an_archive_in_an_archive_is_read_and_a_third_one_is_told(tmp_path):
    inner = archive(tmp_path / "内.zip", delivered(tmp_path / "plain"))
    middle = archive(tmp_path / "中.zip", {"内.zip": inner.read_bytes()})
    outer = archive(tmp_path / "外.zip", {"中.zip": middle.read_bytes()})
    plan = survey(middle)
    assert [f.source for f in plan.files if f.kind] == ["中.zip/内.zip/数据/河段.shp"]
    (deep,) = survey(outer).files
    assert deep.source == "外.zip/中.zip/内.zip"
    assert deep.unread
    assert "太深" in deep.kind_reason.zh


@pytest.mark.parametrize(
    "name", ["../逃.csv", "/etc/逃.csv", "C:\\逃.csv", "a/../../逃.csv", "..\\逃.csv"]
)
def test_a_member_that_leads_outside_is_refused_with_a_sentence(tmp_path, name):
    path = archive(tmp_path / "坏.zip", {name: "代码\n1", "好.csv": "代码,名称\n1,2"})
    plan = survey(path)
    refused, good = plan.files
    assert "包外" in refused.kind_reason.zh
    assert refused.unread
    assert good.source == "坏.zip/好.csv"
    assert not list(tmp_path.rglob("逃*"))
    assert not list(plan.room.path.parent.glob("逃*"))


def test_a_bomb_is_refused_and_leaves_nothing_behind(tmp_path, room):
    path = archive(tmp_path / "弹.zip", {"a.dbf": b"\0" * (40 << 20)})
    with pytest.raises(Unreadable, match="grows more than 200 times"):
        unpack(path, room, Budget(LIMITS))
    assert list(room.iterdir()) == []


def test_what_an_archive_becomes_is_counted_and_not_believed(tmp_path, room):
    small = ArchiveLimits(members=50, unpacked_mb=1, ratio=1e9, depth=1)
    honest = archive(tmp_path / "大.zip", {"a.dbf": b"\0" * (3 << 20)})
    with pytest.raises(Unreadable, match="more than 1 MB"):
        unpack(honest, room, Budget(small))
    lying = tmp_path / "谎.zip"
    data = bytearray(honest.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the size it says it will have
    lying.write_bytes(data)
    found = unpack(lying, room, Budget(small))
    assert "已损坏" in found.refused[0][1].zh
    assert list(found.folder.iterdir()) == []


def test_archives_inside_share_the_budget_of_the_one_around_them(tmp_path, room):
    budget = Budget(ArchiveLimits(members=3, unpacked_mb=9, ratio=1e9, depth=1))
    path = archive(tmp_path / "a.zip", {"1.csv": "a", "2.csv": "b"})
    unpack(path, room, budget)
    with pytest.raises(Unreadable, match="more than 3 files"):
        unpack(path, room, budget)


def test_one_damaged_or_locked_member_leaves_the_others(tmp_path):
    good = {"好.csv": "代码,名称\n1,2"}
    path = archive(tmp_path / "a.zip", {"坏.csv": "代码,名称\n" * 400, **good})
    data = bytearray(path.read_bytes())
    start = data.index("坏.csv".encode()) + len("坏.csv".encode())
    data[start : start + 8] = b"\xff" * 8
    path.write_bytes(data)
    bad, fine = survey(path).files
    assert "已损坏" in bad.kind_reason.zh
    assert fine.rows == 1
    at = data.rindex(b"PK\x01\x02", 0, data.index("坏.csv".encode(), start))
    data[at + 8] |= 1  # the flag of a password
    path.write_bytes(data)
    assert "密码" in survey(path).files[0].kind_reason.zh


def test_a_zip_that_is_none_is_a_finding(tmp_path):
    path = tmp_path / "假.zip"
    path.write_bytes(b"PK\x03\x04 not really")
    plan = survey(path)
    (file,) = plan.files
    assert file.unread
    assert "已损坏" in file.kind_reason.zh
    assert plan.findings


def test_what_was_unpacked_lives_as_long_as_the_plan(tmp_path):
    path = archive(tmp_path / "a.zip", delivered(tmp_path / "plain"))
    plan = survey(path)
    room = plan.room.path
    file = next(f for f in plan.files if f.kind)
    changed = plan.with_file(file.with_(crs=4547))
    del plan
    assert room.is_dir()
    assert read(changed).sources[0].taken == 1
    del changed
    assert not room.exists()


def test_what_killed_processes_left_is_deleted_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = Room(), Room()
    for left in (old, new):
        left._close.detach()  # killed: nobody cleans up
    long_ago = time.time() - 2 * 86_400
    os.utime(old.path, (long_ago, long_ago))
    Room().close()
    assert [*tmp_path.iterdir()] == [new.path]


def test_nothing_is_written_beside_the_archive(tmp_path):
    folder = tmp_path / "only"
    folder.mkdir()
    path = archive(folder / "a.zip", delivered(tmp_path / "plain"))
    read(survey(path))
    assert [f.name for f in folder.iterdir()] == ["a.zip"]


def test_a_full_disk_while_unpacking_is_a_sentence(tmp_path, room, monkeypatch):
    path = archive(tmp_path / "a.zip", {"a.csv": "1,2\n3,4"})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "_write", full)
    with pytest.raises(Unreadable) as caught:
        unpack(path, room, Budget(LIMITS))
    assert "磁盘" in caught.value.text.zh
    assert list(room.iterdir()) == []


def test_a_kmz_is_unpacked_and_its_places_are_points(tmp_path):
    kml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        "<Placemark><name>南排口</name><Point><coordinates>116.8,40.4,12</coordinates>"
        "</Point></Placemark></Document></kml>"
    )
    path = archive(tmp_path / "排污口.kmz", {"doc.kml": kml})
    (file,) = survey(path).files
    assert file.source.startswith("排污口.kmz/doc.kml")
    assert (file.geometry, file.rows, file.kind) == ("point", 1, Kind.OUTFALL)
