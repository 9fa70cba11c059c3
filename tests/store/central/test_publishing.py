"""A store published to a real PostgreSQL: only what differs, never over a fork."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
import shapely

from gridwatch.district.changes import Change, Changes
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind
from gridwatch.store.central.publishing import Published, Sending, publish
from gridwatch.store.central.server import Address, ServerError, connect
from gridwatch.store.faults import Cancelled
from gridwatch.store.opening import open_store
from tests.store.made import cells, delivery

SENDING = Sending("李四")


def renamed(name="潮白河"):
    change = Change(Kind.RIVER, "r1", {"name": "潮河"}, {"name": name})
    return Changes((change,), "更名")


def count(server, table):
    sql = f"SELECT count(*) FROM gridwatch.{table}"  # noqa: S608 - names of ours
    return server.rows(sql)[0][0]


def test_everything_of_a_store_stands_at_an_empty_server(make_store, bare_server):
    server = bare_server
    store = make_store()
    done = publish(store, server, SENDING)
    rows = {kind: len(found) for kind, found in delivery().items() if found}
    assert done.new == rows
    assert done.rows == sum(rows.values())
    assert not done.changed
    assert not done.gone
    for kind, number in rows.items():
        assert count(server, f'"{kind.value}"') == number


def test_values_and_shapes_are_the_same_there(make_store, server):
    publish(make_store(), server, SENDING)
    told = server.rows(
        "SELECT name, regime, basin_area, ST_AsBinary(geom), ST_SRID(geom)"
        " FROM gridwatch.river WHERE uid = 'r1'"
    )
    (river,) = (r for r in delivery()[Kind.RIVER] if r.uid == "r1")
    ((name, regime, area, wkb, srid),) = told
    assert (name, regime, area, srid) == ("潮河", "seasonal", 12.5, 4548)
    assert shapely.from_wkb(bytes(wkb)).equals_exact(river.geometry)
    (board,) = server.rows(
        "SELECT installed, face::json->>'chief' FROM gridwatch.signboard"
        " WHERE uid = 'b1'"
    )
    assert [str(board[0]), board[1]] == ["2024-01-02", "王某"]


def test_a_second_time_nothing_is_sent(make_store, server):
    store = make_store()
    first = publish(store, server, SENDING)
    assert publish(store, server, SENDING) == Published(rows=first.rows)


def test_only_what_differs_is_sent(make_store, server):
    store = make_store()
    publish(store, server, SENDING)
    store.apply(renamed(), who="张三")
    new = Change(Kind.RIVER, "r9", None, {"name": "新河"})
    store.apply(Changes((new,)), who="张三")
    (board,) = (b for b in store.district().signboards if b.uid == "b2")
    fields = {key: getattr(board, key) for key in type(board).__slots__ if key != "uid"}
    store.apply(Changes((Change(Kind.SIGNBOARD, "b2", fields, None),)), who="张三")
    done = publish(store, server, SENDING)
    assert done.new == {Kind.RIVER: 1}
    assert done.changed == {Kind.RIVER: 1}
    assert done.gone == {Kind.SIGNBOARD: 1}
    assert done.entries == 3
    assert server.rows("SELECT kind, uid FROM gridwatch.gone") == [["signboard", "b2"]]
    # Back again: the tombstone goes.
    store.apply(Changes((Change(Kind.SIGNBOARD, "b2", None, fields),)), who="张三")
    publish(store, server, SENDING)
    assert count(server, "gone") == 0


def test_the_journal_is_the_same_and_is_only_added_to(make_store, server):
    store = make_store()
    publish(store, server, SENDING)
    store.apply(renamed(), who="王五")
    publish(store, server, SENDING)
    ours = [(e.id, e.who, e.uid) for e in reversed(store.journal(10_000))]
    theirs = server.rows("SELECT id, who, row_key FROM gridwatch.journal ORDER BY id")
    assert [tuple(row) for row in theirs] == ours
    for sql in ("DELETE FROM", "UPDATE"):
        rest = " SET who = 'x'" if sql == "UPDATE" else ""
        with pytest.raises(ServerError, match="does not allow"):
            server.rows(f"{sql} gridwatch.journal{rest}")


def test_an_older_copy_does_not_publish_over_later_work(make_store, server, tmp_path):
    store = make_store()
    publish(store, server, SENDING)
    store.backup_to(tmp_path / "备份.gpkg")
    store.apply(renamed("甲河"), who="张三")
    publish(store, server, SENDING)
    with open_store(tmp_path / "备份.gpkg") as backup:
        with pytest.raises(ServerError, match="does not know"):
            publish(backup, server, SENDING)
        backup.apply(renamed("乙河"), who="赵六")
        with pytest.raises(ServerError, match="does not know"):
            publish(backup, server, SENDING)
        assert server.rows("SELECT name FROM gridwatch.river WHERE uid = 'r1'") == [
            ["甲河"]
        ]
        done = publish(backup, server, Sending("赵六", replacing=True))
        assert done.changed == {Kind.RIVER: 1}
    # Both histories stay: that of the lost work as line 1, this one as line 2.
    lines = server.rows(
        "SELECT line, count(*) FROM gridwatch.journal GROUP BY line ORDER BY line"
    )
    assert [line for line, _ in lines] == [1, 2]


def test_a_stop_midway_leaves_the_server_as_it_was(make_store, server):
    store = make_store()
    publish(store, server, SENDING)
    store.apply(renamed(), who="张三")
    calls = iter([False, False, True])
    with pytest.raises(Cancelled):
        publish(store, server, SENDING, cancelled=lambda: next(calls, True))
    assert server.rows("SELECT name FROM gridwatch.river WHERE uid = 'r1'") == [
        ["潮河"]
    ]
    assert publish(store, server, SENDING).changed == {Kind.RIVER: 1}


def test_what_the_server_cannot_hold_is_said_and_changes_nothing(
    make_store, bare_server
):
    server = bare_server
    store = make_store(rows={Kind.RIVER: (River("r1", name="潮\0河"),)})
    with pytest.raises(ServerError, match="zero character"):
        publish(store, server, SENDING)
    assert not server.rows("SELECT to_regclass('gridwatch.river')")[0][0]


def test_odd_texts_arrive_as_they_are(make_store, server):
    name = "反\\斜\\n杠\t制表\n换行\r回车\\N 㐂🌊 '\"; DROP TABLE x; --"
    publish(make_store(rows={Kind.RIVER: (River("r1", name=name),)}), server, SENDING)
    assert server.rows("SELECT name FROM gridwatch.river") == [[name]]


def test_an_office_writes_only_its_own_rows(make_store, server, url):
    mine = make_store()
    publish(mine, server, SENDING)
    server.rows("CREATE ROLE other LOGIN")
    server.rows("GRANT USAGE ON SCHEMA gridwatch TO other")
    server.rows("GRANT ALL ON ALL TABLES IN SCHEMA gridwatch TO other")
    theirs = make_store("乙区", "990102")
    with connect(Address.parsed(url.replace("postgres@", "other@"))) as other:
        with pytest.raises(ServerError, match="another user"):
            publish(mine, other, SENDING)
        publish(theirs, other, SENDING)
        other.rows("UPDATE gridwatch.river SET name = '改'")
        other.rows("DELETE FROM gridwatch.segment")
        uid = theirs.info().uid
        names = other.rows(
            "SELECT count(*) FROM gridwatch.river"
            " WHERE name = '改' AND store_uid <> :uid",
            uid=uid,
        )
        assert names == [[0]]
        assert count(other, "segment") == 1
    server.rows("DROP OWNED BY other")
    server.rows("DROP ROLE other")


def test_tables_of_a_later_gridwatch_are_left_alone(make_store, server):
    server.rows("UPDATE gridwatch.meta SET version = 999")
    with pytest.raises(ServerError, match="later gridwatch"):
        publish(make_store(), server, SENDING)


def test_columns_that_came_with_a_later_version_are_added(make_store, server):
    server.rows("DROP VIEW gridwatch.river_map")
    server.rows("ALTER TABLE gridwatch.river DROP COLUMN commander_code")
    server.rows("UPDATE gridwatch.meta SET version = 1")
    publish(make_store(), server, SENDING)
    told = server.rows("SELECT commander_code FROM gridwatch.river_map")
    assert len(told) == len(delivery()[Kind.RIVER])


def test_killed_midway_the_server_is_as_it_was(make_store, server, url):
    store = make_store(rows={Kind.CELL: cells(8_000)})
    store.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "gridwatch", "publish", store.path, "--to", url],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with connect(Address.parsed(url)) as watcher:
        while process.poll() is None:
            busy = watcher.rows(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                " 'gridwatch' AND query LIKE 'COPY incoming%'"
            )
            if busy[0][0]:
                process.kill()
                break
    assert process.wait() < 0
    assert count(server, "store") == 0
    with open_store(store.path) as again:
        assert publish(again, server, SENDING).new == {Kind.CELL: 8_000}


def test_photographs_go_along_as_wished(make_store, server):
    store = make_store()
    (name,) = store.keep_photos([(b"\xff\xd8 large", b"small")])
    assert publish(store, server, Sending("李四", pictures="none")).photos == 0
    assert publish(store, server, SENDING).photos == 1
    assert publish(store, server, SENDING).photos == 0
    assert publish(store, server, Sending("李四", pictures="all")).photos == 1
    found = server.rows(
        "SELECT bytes FROM gridwatch.photo_bytes WHERE name = :n", n=name
    )
    assert bytes(found[0][0]) == b"\xff\xd8 large"


def test_the_map_of_a_city_is_in_one_crs(make_store, server):
    publish(make_store(), server, SENDING)
    ((district, x, y),) = server.rows(
        "SELECT district, ST_X(geom), ST_Y(geom) FROM gridwatch.signboard_map"
        " WHERE uid = 'b1'"
    )
    assert district == "云溪区"
    assert 116 < x < 118
    assert 39 < y < 41


def test_a_copy_of_a_store_file_is_the_same_store(make_store, server, tmp_path):
    store = make_store()
    publish(store, server, SENDING)
    store.close()
    shutil.copy(store.path, tmp_path / "复制.gpkg")
    with open_store(tmp_path / "复制.gpkg") as copy:
        copy.apply(renamed(), who="张三")
        assert publish(copy, server, SENDING).changed == {Kind.RIVER: 1}
