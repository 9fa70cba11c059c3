"""What is not a sound store of ours is refused and left as it was."""

from __future__ import annotations

import contextlib
import gzip
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.wording import Kind
from gridwatch.store import opening
from gridwatch.store.opening import (
    DamagedStore,
    LockedStore,
    NetworkStore,
    NewerStore,
    NotAStore,
    ReadOnlyStore,
    Store,
    StoreError,
    StoreExists,
    create_store,
    open_store,
)
from gridwatch.store.places import on_network
from gridwatch.store.versions import STEPS, Step
from tests.store.made import CRS, cells, delivery

if TYPE_CHECKING:
    from collections.abc import Callable

_VERSION_1 = Path(__file__).with_name("version1.gpkg.gz")


def everything(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def spoil(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    change(connection)
    connection.close()


def not_sqlite(path: Path) -> None:
    path.write_text("河流,长度\n潮河,12\n", encoding="utf-8")


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def plain_sqlite(path: Path) -> None:
    path.unlink()
    spoil(path, lambda c: c.execute("CREATE TABLE t (a)"))


def foreign_geopackage(path: Path) -> None:
    path.unlink()

    def make(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA application_id = 0x47504B47")
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT)")

    spoil(path, make)


def foreign_in_wal_mode(path: Path) -> None:
    foreign_geopackage(path)
    spoil(path, lambda c: c.execute("PRAGMA journal_mode = WAL").fetchone())


def newer(path: Path) -> None:
    spoil(path, lambda c: c.execute("UPDATE gw_store SET schema_version = 99"))


def without_a_table(path: Path) -> None:
    spoil(path, lambda c: c.execute("DROP TABLE ownership"))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_to_the_first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096])


def garbage_inside(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 60] = b"\xa5" * (4096 * 57)
    path.write_bytes(bytes(content))


REFUSED = [
    (not_sqlite, NotAStore, "SQLite"),
    (empty_file, NotAStore, "SQLite"),
    (plain_sqlite, NotAStore, "GeoPackage"),
    (foreign_geopackage, NotAStore, "其他软件"),
    (foreign_in_wal_mode, NotAStore, "其他软件"),
    (newer, NewerStore, "99"),
    (without_a_table, DamagedStore, "ownership"),
    (cut_short, DamagedStore, "备份"),
    (cut_to_the_first_page, DamagedStore, "备份"),
    (garbage_inside, DamagedStore, "备份"),
]


@pytest.mark.parametrize("read_only", [False, True], ids=["to write", "to read"])
@pytest.mark.parametrize(("make", "fault", "word"), REFUSED)
def test_a_file_that_is_no_sound_store_is_refused_and_unchanged(
    closed_store: Path, make, fault, word: str, read_only: bool
) -> None:
    make(closed_store)
    before = everything(closed_store.parent)
    with pytest.raises(fault) as caught:
        open_store(closed_store, read_only=read_only)
    text = caught.value.text
    assert word in text.zh
    assert str(closed_store) in text.zh
    assert closed_store.name in text.en
    assert everything(closed_store.parent) == before


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match="There is no file"):
        open_store(tmp_path / "无.gpkg")
    with pytest.raises(NotAStore, match="is a folder"):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_store_never_overwrites_a_file(closed_store: Path) -> None:
    before = everything(closed_store.parent)
    with pytest.raises(StoreExists):
        create_store(closed_store, name="x", crs=CRS)
    assert everything(closed_store.parent) == before


def test_a_new_store_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder"):
        create_store(tmp_path / "none" / "s.gpkg", name="x", crs=CRS)


def test_a_second_window_may_read_but_not_write(store: Store) -> None:
    with pytest.raises(LockedStore, match="read-only"):
        open_store(store.path)
    with open_store(store.path, read_only=True) as second:
        assert second.read_only
        assert second.district().rows(Kind.CELL) == delivery()[Kind.CELL]
        with pytest.raises(ReadOnlyStore):
            second.set_setting("office", "x", "x")
        store.take({Kind.CELL: cells(9)}, source="x", who="x")
        assert len(second.district().cells) == 9


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_the_store_is_the_same_store(store: Store, tmp_path: Path) -> None:
    link = tmp_path / "链接.gpkg"
    link.symlink_to(store.path)
    with pytest.raises(LockedStore):
        open_store(link)
    with open_store(link, read_only=True) as second:
        assert second.content_hash() == store.content_hash()


def test_a_window_of_another_process_keeps_writers_out(closed_store: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from gridwatch.store.opening import open_store;"
        "s = open_store(Path(sys.argv[1])); print('open', flush=True);"
        "sys.stdin.readline(); s.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(closed_store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(LockedStore):
            open_store(closed_store)
        with open_store(closed_store, read_only=True) as second:
            assert second.info().name == "云溪区"
        other.kill()
        other.wait()
    # The dead window's lock is gone with it.
    open_store(closed_store).close()


def test_a_program_in_the_middle_of_writing_keeps_us_out(
    closed_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridwatch.store.connection._WAIT_SECONDS", 0.1)
    other = sqlite3.connect(closed_store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(LockedStore):
            open_store(closed_store)
    finally:
        other.close()


def test_closing_leaves_one_file(store: Store) -> None:
    store.close()
    store.close()
    assert [p.name for p in store.path.parent.iterdir()] == [store.path.name]


def test_a_store_left_in_wal_mode_loses_nothing(closed_store: Path) -> None:
    """QGIS switches to WAL; a crash of it leaves the last work in a second file."""
    qgis = sqlite3.connect(closed_store, isolation_level=None)
    qgis.execute("PRAGMA journal_mode = WAL")
    qgis.execute("UPDATE person SET unit = '在QGIS中改的'")
    names = ("", "-wal")
    left = {
        n: closed_store.with_name(closed_store.name + n).read_bytes() for n in names
    }
    qgis.close()
    for name, content in left.items():
        closed_store.with_name(closed_store.name + name).write_bytes(content)
    before = everything(closed_store.parent)
    with open_store(closed_store, read_only=True) as looked:
        assert {p.unit for p in looked.district().persons} == {"在QGIS中改的"}
    assert everything(closed_store.parent) == before
    with open_store(closed_store) as opened:
        assert {p.unit for p in opened.district().persons} == {"在QGIS中改的"}
    assert list(everything(closed_store.parent)) == [closed_store.name]


def test_a_read_only_file_opens_to_read(closed_store: Path) -> None:
    closed_store.chmod(0o444)
    before = everything(closed_store.parent)
    with pytest.raises(ReadOnlyStore, match="read-only"):
        open_store(closed_store)
    with open_store(closed_store, read_only=True) as store:
        assert len(store.district().cells) == 3
    assert everything(closed_store.parent) == before


@pytest.mark.parametrize(
    ("path", "mounts", "expected"),
    [
        ("/mnt/share/a.gpkg", "//srv/x /mnt/share cifs rw 0 0", True),
        ("/mnt/my share/a.gpkg", r"srv:/x /mnt/my\040share nfs4 rw 0 0", True),
        ("/mnt/share/a.gpkg", "u@h:/ /mnt/share fuse.sshfs rw 0 0", True),
        ("/mnt/share/a.gpkg", "//srv/x /mnt/sh cifs rw 0 0", False),
        ("/mnt/a.gpkg", "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /mnt vfat rw 0 0", False),
        (
            "/mnt/n/usb/a.gpkg",
            "//s/x /mnt/n cifs rw 0 0\n/dev/sdb /mnt/n/usb vfat rw",
            False,
        ),
        ("/home/a.gpkg", "none / 9p rw 0 0", False),
        ("/home/a.gpkg", "", False),
        ("/home/a.gpkg", "broken", False),
        (r"\\srv\河长办\a.gpkg", "", True),
        (r"\\?\UNC\srv\x\a.gpkg", "", True),
        (r"\\?\D:\河长办\a.gpkg", "", False),
    ],
)
def test_network_shares_are_known_by_their_mounts(path, mounts, expected) -> None:
    if sys.platform == "win32" and mounts:
        pytest.skip("Windows has no list of mounts")
    from pathlib import Path

    assert on_network(Path(path), mounts=mounts) is expected


def test_a_store_on_a_share_is_only_read(
    closed_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "on_network", lambda _path: True)
    before = everything(closed_store.parent)
    with pytest.raises(NetworkStore, match="network share"):
        open_store(closed_store)
    with pytest.raises(NetworkStore):
        create_store(closed_store.with_name("b.gpkg"), name="x", crs=CRS)
    with open_store(closed_store, read_only=True) as store:
        assert len(store.district().cells) == 3
    assert everything(closed_store.parent) == before


# --- upgrades ---------------------------------------------------------------------


def add_a_table(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE gw_later (a)")


def fail_halfway(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE gw_half (a)")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def test_an_older_store_is_copied_then_upgraded(closed_store: Path) -> None:
    last = len(STEPS)
    steps = (
        *STEPS,
        Step(last + 1, add_a_table),
        Step(last + 2, lambda c: c.execute("SELECT 1")),
    )
    with pytest.raises(ReadOnlyStore, match="older"):
        open_store(closed_store, read_only=True, steps=steps)
    with open_store(closed_store, steps=steps) as store:
        assert store.info().schema_version == last + 2
        assert store._connection.execute("SELECT * FROM gw_later").fetchall() == []
        entry = store.journal(1)[0]
        assert (entry.before, entry.after) == (
            {"schema_version": last},
            {"schema_version": last + 2},
        )
        content = store.content_hash()
    copy = closed_store.with_name(f"{closed_store.stem}.v{last}.gpkg")
    with open_store(copy) as old:
        assert old.info().schema_version == last
        assert old.content_hash() == content
    with pytest.raises(NewerStore):
        open_store(closed_store)


def test_a_step_that_fails_leaves_the_old_store(closed_store: Path) -> None:
    before = closed_store.read_bytes()
    with pytest.raises(StoreError):
        open_store(closed_store, steps=(*STEPS, Step(len(STEPS) + 1, fail_halfway)))
    assert closed_store.read_bytes() == before
    open_store(closed_store).close()


def test_a_store_of_version_1_keeps_every_row_and_gains_the_register(
    tmp_path: Path,
) -> None:
    # Made by the last program of version 1 from `tests.store.made.delivery`.
    path = tmp_path / "旧库.gpkg"
    path.write_bytes(gzip.decompress(_VERSION_1.read_bytes()))
    with open_store(path) as store:
        district, rows = store.district(), delivery()
        for kind, expected in rows.items():
            found = district.rows(kind)
            if kind.value in ("body", "former_face", "monitoring", "source"):
                assert found == ()
            elif kind.value not in ("publication", "photo"):
                assert set(found) == set(expected)
        lists = store.codelists()
        assert {"body_types", "care_modes", "outfall_subclasses"} <= set(lists)
        above = {entry.value: entry.parent for entry in lists["roles"]}
        assert above["村级管水员"] == "村级河长"
        assert store.info().schema_version == len(STEPS)
    assert path.with_name("旧库.v1.gpkg").is_file()


def test_the_steps_lead_up_one_by_one() -> None:
    assert [step.version for step in STEPS] == list(range(1, len(STEPS) + 1))


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_end_in_a_sentence_or_are_harmless(
    closed_store: Path, seed: int
) -> None:
    chance = random.Random(seed)
    data = bytearray(closed_store.read_bytes())
    # The first pages hold the schema, whose damage SQLite quotes byte for byte.
    for _ in range(400):
        data[chance.randrange(100, 40_000)] = chance.randrange(256)
    closed_store.write_bytes(data)
    with contextlib.suppress(StoreError), open_store(closed_store) as store:
        store.district()
    assert closed_store.read_bytes() == bytes(data)


def test_a_damaged_schema_that_sqlite_quotes_in_bytes_that_are_no_text_is_explained(
    closed_store: Path,
) -> None:
    spoilt = bytearray(closed_store.read_bytes())
    # A row of the schema: type, name, table, root page, SQL.
    name = spoilt.index(b"tablecellcell") + len(b"table")
    sql = spoilt.index(b"CREATE", name)
    spoilt[name] = 0xFF
    spoilt[sql : sql + 6] = b"CRXATE"
    closed_store.write_bytes(spoilt)
    with pytest.raises(DamagedStore):
        open_store(closed_store)
    assert closed_store.read_bytes() == bytes(spoilt)


def test_a_damaged_page_is_found_at_opening_or_later_as_asked(
    closed_store: Path,
) -> None:
    spoilt = bytearray(closed_store.read_bytes())
    with contextlib.closing(sqlite3.connect(closed_store)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'signboard'"
        ).fetchone()
    spoilt[(root - 1) * size : root * size] = b"\xee" * size
    closed_store.write_bytes(spoilt)
    with pytest.raises(DamagedStore):
        open_store(closed_store, read_only=True)
    with open_store(closed_store, read_only=True, at_once=0) as store:
        assert store.info
        with pytest.raises(DamagedStore):
            store.read_through()
    assert closed_store.read_bytes() == bytes(spoilt)
