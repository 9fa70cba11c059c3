"""Packages and returns of strangers: a sentence, and no effect."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from gridwatch.district.review import replies as said
from gridwatch.district.wording import Kind
from gridwatch.intake.photographs import judged
from gridwatch.store.review import arrivals, container, desk
from gridwatch.store.review.field import open_package, package_facts
from gridwatch.store.review.returns import read_return_file
from gridwatch.store.review.terms import ReviewError
from tests.store.review.made import look

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gridwatch.store.opening import Store
    from gridwatch.store.review.field import FieldReview

EVIL = '=HYPERLINK("http://example.invalid","x")<script>alert(1)</script>'


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(
    path: Path, members: Mapping[str, bytes], facts: Mapping[str, Any] | None = None
) -> Path:
    """Write a file whose manifest vouches for whatever is in it."""
    whole = dict(members)
    told = json.loads(whole.pop("manifest.json"))
    told |= facts or {}
    told["members"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in whole.items()
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(told))
    return path


def with_part(folder: Path, spoil: Callable[[sqlite3.Connection], object]) -> Path:
    """Return a package whose GeoPackage was spoilt and vouched for."""
    members = members_of(folder / "青石镇.gwreview")
    place = folder / "part.gpkg"
    place.write_bytes(members["part.gpkg"])
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    spoil(connection)
    connection.close()
    return rewritten(
        folder / "evil.gwreview", members | {"part.gpkg": place.read_bytes()}
    )


def refused(path: Path) -> str:
    before = sorted(one.name for one in path.parent.iterdir())
    with pytest.raises(ReviewError) as error:
        open_package(path)
    assert sorted(one.name for one in path.parent.iterdir()) == before
    assert error.value.text.zh
    return error.value.text.zh


# --- the container -------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "/etc/evil", "C:/evil.txt", "photos/../../evil", "a.exe",
     "photos/" + "0" * 63 + "/x"],
)  # fmt: skip
def test_a_member_that_we_never_write_keeps_the_package_shut(
    folder: Path, name: str
) -> None:
    members = members_of(folder / "青石镇.gwreview")
    evil = rewritten(folder / "evil.gwreview", members)
    with zipfile.ZipFile(evil, "a") as archive:
        archive.writestr(name, b"x")
    refused(evil)


def test_a_bomb_is_given_up_long_before_it_is_unpacked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = members_of(folder / "青石镇.gwreview")
    bomb = members | {"part.gpkg": b"\0" * (12 << 20)}
    evil = rewritten(folder / "evil.gwreview", bomb)
    assert evil.stat().st_size < 1 << 20
    assert "大得不合常理" in refused(evil)
    monkeypatch.setattr(container, "_SMALL", 1 << 50)
    assert "不合常理" not in refused(evil)


def test_a_header_that_lies_about_its_size_does_not_help_a_bomb(folder: Path) -> None:
    members = members_of(folder / "青石镇.gwreview")
    evil = rewritten(
        folder / "evil.gwreview", members | {"part.gpkg": b"\0" * (12 << 20)}
    )
    raw = evil.read_bytes()
    # In the directory at the end the member claims to be small.
    evil.write_bytes(raw.replace((12 << 20).to_bytes(4, "little"), b"\x10\0\0\0"))
    refused(evil)


def test_the_same_member_twice_is_refused(folder: Path) -> None:
    evil = rewritten(folder / "evil.gwreview", members_of(folder / "青石镇.gwreview"))
    with (
        zipfile.ZipFile(evil, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr("part.gpkg", b"other")
    refused(evil)


def test_a_package_that_was_cut_off_or_changed_is_told_so(folder: Path) -> None:
    path = folder / "青石镇.gwreview"
    whole, sent = path.read_bytes(), package_facts(path)
    for share in (0, 0.001, 0.3, 0.6, 0.9, 0.99, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        refused(path)
    for place in range(50, len(whole), len(whole) // 40):
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
        )
        # A byte may say nothing, as dates in the directory of a zip do: then all of
        # it is as it went out.
        with contextlib.suppress(ReviewError), open_package(path) as again:
            assert again.manifest == sent


def test_a_directory_of_a_zip_that_points_anywhere_is_refused(folder: Path) -> None:
    path = folder / "青石镇.gwreview"
    whole = path.read_bytes()
    # The offsets of members in the directory at the end, each beyond the file.
    at = whole.find(b"PK\x01\x02")
    while at >= 0:
        spoilt_ = bytearray(whole)
        spoilt_[at + 42 : at + 46] = b"\xf0\xff\xff\xff"
        path.write_bytes(spoilt_)
        refused(path)
        at = whole.find(b"PK\x01\x02", at + 4)


def test_a_manifest_that_makes_no_sense_is_refused(folder: Path) -> None:
    members = members_of(folder / "青石镇.gwreview")
    for facts in (
        {"what": "something"}, {"format": 99}, {"format": "x"}, {"area": 3},
        {"listed": [["segment"]]}, {"listed": [["nothing", "x"]]}, {"at": "gestern"},
        {"uid": {"a": 1}}, {"pages": [{"code": "1", "rows": [["cell", "../x"]]}]},
        {"district": "a" * 5000}, {"counts": {"cell": -1}}, {"by": "a\u202eb"},
        {"crs": "4548"}, {"asked": []},
    ):  # fmt: skip
        refused(rewritten(folder / "evil.gwreview", members, facts))
    members["manifest.json"] = b"[" * 100_000
    with zipfile.ZipFile(folder / "evil.gwreview", "w") as archive:
        archive.writestr("manifest.json", members["manifest.json"])
    refused(folder / "evil.gwreview")


# --- the GeoPackage ------------------------------------------------------------------

SCHEMAS = [
    "CREATE TRIGGER evil AFTER INSERT ON segment BEGIN DELETE FROM river; END",
    "CREATE VIEW evil AS SELECT load_extension('evil')",
    "CREATE TABLE evil (x)",
    "CREATE INDEX evil ON segment (hex(name))",
    "CREATE VIRTUAL TABLE evil USING fts5(x)",
    "CREATE TRIGGER rtree_segment_geom_x AFTER UPDATE ON segment BEGIN SELECT 1; END",
]


@pytest.mark.parametrize("sql", SCHEMAS)
def test_a_schema_that_is_not_ours_word_for_word_is_not_opened(
    folder: Path, sql: str
) -> None:
    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute(sql)

    assert "本软件不会写入" in refused(with_part(folder, spoil))


def test_a_view_in_the_place_of_a_table_is_not_asked(folder: Path) -> None:
    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET type = 'view', sql ="
            " 'CREATE VIEW person AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL"
            " SELECT x + 1 FROM c) SELECT x FROM c' WHERE name = 'person'"
        )

    refused(with_part(folder, spoil))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE segment SET geom = x'47500001'",
        "UPDATE signboard SET geom = x'deadbeef'",
        "UPDATE cell SET geom = 'text'",
        "UPDATE segment SET name = x'00ff'",
        "UPDATE segment SET length = 'long'",
        "UPDATE signboard SET face = '[1, 2]'",
        "UPDATE signboard SET installed = 'yesterday'",
        "UPDATE jurisdiction SET level = 'empire'",
        "DELETE FROM gw_store",
    ],
)
def test_values_that_cannot_be_read_are_refused_and_nothing_breaks(
    folder: Path, sql: str
) -> None:
    def spoil(connection: sqlite3.Connection) -> None:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(sql)

    # Without its triggers it is still ours: it is only read.
    assert "读不了" in refused(with_part(folder, spoil))


# --- a return ------------------------------------------------------------------------


@pytest.fixture
def sent(folder: Path, review: FieldReview) -> Path:
    item = next(i for i in review.items if i.kind is Kind.SIGNBOARD)
    facts = {"condition": "破损", "geometry": shapely.Point(500200, 4400100)}
    review.save(said.corrected(item.kind, item.row, facts))
    photo = review.keep_photo(b"no picture at all")
    review.save(
        said.remarked(
            item.kind, item.uid, review.reply(item.kind, item.uid), photos=[photo]
        )
    )
    path = folder / "r.gwreturn"
    review.write_return(path, by="王某")
    return path


def spoilt(path: Path, change: Callable[[list[Any]], object]) -> Path:
    members = members_of(path)
    found = json.loads(members["replies.json"])
    change(found)
    return rewritten(
        path.with_name("evil.gwreturn"),
        members | {"replies.json": json.dumps(found).encode()},
    )


ODD: list[Callable[[list[Any]], object]] = [
    lambda r: r.append(r[0]),
    lambda r: r[0].update(kind="gw_journal"),
    lambda r: r[0].update(uid="x' OR 1=1 --"),
    lambda r: r[0].update(kind="photo", theirs={}),
    lambda r: r[0].update(kind="publication", theirs={}),
    lambda r: r[0].update(mark="accept"),
    lambda r: r[0].update(mark="gone"),
    lambda r: r[0].update(extra=1),
    lambda r: r[0].pop("remark"),
    lambda r: r[0].update(remark=5),
    lambda r: r[0].update(remark="a\x00b"),
    lambda r: r[0].update(remark="\ud800"),
    lambda r: r[0].update(remark="x" * 30_000),
    lambda r: r[0].update(photos=["../x"]),
    lambda r: r[0].update(photos=["0" * 64] * 60),
    lambda r: r[0]["theirs"].update(uid="x"),
    lambda r: r[0]["theirs"].update(face="x"),
    lambda r: r[0]["theirs"].update({"face.names": 3}),
    lambda r: r[0]["theirs"].update({"face.names": [{"name": 3}]}),
    lambda r: r[0]["theirs"].update({"face.qr": "yes"}),
    lambda r: r[0]["theirs"].update(condition=None),
    lambda r: r[0]["theirs"].update(condition=["a"]),
    lambda r: r[0]["theirs"].update(condition="\u202eevil"),
    lambda r: r[0]["theirs"].update(installed="2026-13-40"),
    lambda r: r[0]["theirs"].update(installed=20260101),
    lambda r: r[0]["theirs"].update(geometry="zz"),
    lambda r: r[0]["theirs"].update(geometry="0101"),
    lambda r: r[0]["theirs"].update(geometry={"type": "Point"}),
    lambda r: r[0]["theirs"].update(geometry=shapely.box(0, 0, 1, 1).wkb_hex),
    lambda r: r[0]["theirs"].update(geometry=shapely.Point(float("nan"), 1).wkb_hex),
    lambda r: r[0]["theirs"].update(geometry=shapely.Point(1e300, 1).wkb_hex),
    lambda r: r.clear() or r.extend([1, 2]),
]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_one_odd_reply_and_nothing_of_the_return_is_taken(
    store: Store, sent: Path, number: int
) -> None:
    before = store.content_hash(), len(store.journal())
    with pytest.raises(ReviewError) as error:
        arrivals.take_return(store, spoilt(sent, ODD[number]), look, who="李四")
    assert "没有采用" in error.value.text.zh
    assert (store.content_hash(), len(store.journal())) == before


def test_answers_about_rows_that_never_went_out_are_refused(
    store: Store, sent: Path
) -> None:
    # A row of the other town, by its right identifier.
    gone = {"kind": "outfall", "uid": "o10", "mark": "gone", "theirs": {}}
    evil = spoilt(sent, lambda r: r.append({**r[0], **gone}))
    with pytest.raises(ReviewError) as error:
        arrivals.take_return(store, evil, look, who="李四")
    assert "没有的行" in error.value.text.zh


def test_a_new_row_by_the_identifier_of_another_is_a_conflict(
    store: Store, sent: Path
) -> None:
    new = {"kind": "outfall", "uid": "o10", "mark": "new", "theirs": {"name": "夺"}}
    evil = spoilt(sent, lambda r: r.append({**r[0], **new}))
    arrivals.take_return(store, evil, look, who="李四")
    first = desk.cases(store, store.district())[0]
    assert (first.uid, first.conflict) == ("o10", True)


def test_numbers_that_are_none_are_refused(store: Store, folder: Path) -> None:
    del store
    with open_package(folder / "青石镇.gwreview") as review:
        item = next(i for i in review.items if i.kind is Kind.SEGMENT)
        review.save(said.corrected(item.kind, item.row, {"length": 5.0}))
        review.write_return(folder / "r.gwreturn", by="王某")
    for value in ("Infinity", "NaN", "1e999", "true", '"5"', "1e13"):
        members = members_of(folder / "r.gwreturn")
        text = members["replies.json"].replace(b'"length": 5.0', f'"length": {value}'
                                               .encode())  # fmt: skip
        assert text != members["replies.json"]
        evil = rewritten(folder / "e.gwreturn", members | {"replies.json": text})
        with pytest.raises(ReviewError):
            read_return_file(evil, look)


def test_a_photograph_is_judged_before_it_is_kept(store: Store, sent: Path) -> None:
    taken = arrivals.take_return(store, sent, judged, who="李四")
    assert len(taken.left_out) == 1
    assert store.photo(hashlib.sha256(b"no picture at all").hexdigest()) is None


def test_a_vast_picture_is_not_decoded(store: Store, folder: Path) -> None:
    import struct
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body
            + struct.pack(">I", zlib.crc32(name + body))
        )  # fmt: skip

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    vast = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")
    with open_package(folder / "青石镇.gwreview") as review:
        item = review.items[0]
        name = review.keep_photo(vast)
        review.save(said.remarked(item.kind, item.uid, photos=[name]))
        review.write_return(folder / "r.gwreturn", by="王某")
    taken = arrivals.take_return(store, folder / "r.gwreturn", judged, who="李四")
    assert len(taken.left_out) == 1
    assert store.photo(name) is None


def test_a_photograph_under_another_name_is_a_changed_return(
    store: Store, sent: Path
) -> None:
    members = members_of(sent)
    name = next(n for n in members if n.startswith("photos/"))
    evil = rewritten(sent.with_name("e.gwreturn"), members | {name: b"another"})
    with pytest.raises(ReviewError):
        arrivals.take_return(store, evil, look, who="李四")


def test_formulas_and_markup_stay_texts_wherever_they_go_out(
    store: Store, folder: Path
) -> None:
    from gridwatch.district.review.decisions import Answer, Decision
    from gridwatch.district.review.receipts import receipt_paper
    from gridwatch.reports.wordfile import write_docx

    with open_package(folder / "青石镇.gwreview") as review:
        item = next(i for i in review.items if i.kind is Kind.OUTFALL)
        reply = said.corrected(item.kind, item.row, {"name": EVIL})
        review.save(said.remarked(item.kind, item.uid, reply, remark=EVIL))
        review.write_return(folder / "r.gwreturn", by=EVIL[:60])
    arrivals.take_return(store, folder / "r.gwreturn", look, who="李四")
    district = store.district()
    decided = [(c, Decision(Answer.ACCEPT)) for c in desk.cases(store, district)]
    settling = desk.decide(district, decided, who="李四")
    desk.settle(store, settling.settlement, who="李四")
    district = store.district()
    assert district.row(Kind.OUTFALL, item.uid).name == EVIL
    paper = receipt_paper(desk.receipts(store)[0].manifest, desk.cases(store, district))
    write_docx(folder / "r.docx", paper)
    with zipfile.ZipFile(folder / "r.docx") as archive:
        text = archive.read("word/document.xml").decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_bytes_turned_over_in_the_geopackage_are_refused_or_harmless(
    folder: Path,
) -> None:
    members = members_of(folder / "青石镇.gwreview")
    part, dice = members["part.gpkg"], random.Random(11)
    for _ in range(12):
        spoilt_ = bytearray(part)
        for _ in range(dice.choice((1, 3, 20))):
            spoilt_[dice.randrange(100, len(part))] = dice.randrange(256)
        evil = rewritten(folder / "e.gwreview", members | {"part.gpkg": bytes(spoilt_)})
        # Whatever else it raises fails this test.
        with contextlib.suppress(ReviewError):
            open_package(evil, draft=folder / "e.gwdraft").close()
        (folder / "e.gwdraft").unlink(missing_ok=True)


def test_rules_that_nest_without_end_are_refused(folder: Path) -> None:
    def spoil(connection: sqlite3.Connection) -> None:
        deep = "[" * 50_000 + "]" * 50_000
        connection.execute(
            "UPDATE gw_setting SET value = ? WHERE key = 'rules'", [deep]
        )

    refused(with_part(folder, spoil))
