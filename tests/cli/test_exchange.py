"""``export``, ``photos`` and ``tracks`` from the command line."""

from __future__ import annotations

import json

import pytest
import python_calamine

from gridwatch.cli import run
from gridwatch.store.opening import open_store
from tests.intake.test_photographs import picture, save


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_export_writes_shapefiles_and_tells_what_was_shortened(
    store, tmp_path, capsys
) -> None:
    wanted = ["--layers", "river,河段", "--crs", "4490", "--encoding", "gbk"]
    capsys.readouterr()
    assert run(["export", str(store), str(tmp_path / "出"), *wanted, "--json"]) == 0
    facts = told(capsys)
    assert facts["layers"] == {"河流": 63, "河段": 260}
    assert facts["crs"] == "EPSG:4490"
    assert facts["losses"] == 0
    assert "河段.cpg" in facts["files"]
    short = [p["field"] for p in facts["problems"] if "字段对照表" in p["text"]]
    assert "上级河流代码" in short


def test_export_refuses_what_does_not_fit_and_says_what_to_do(
    store, tmp_path, capsys
) -> None:
    with open_store(store) as opened:
        from gridwatch.district.changes import Change, Changes
        from gridwatch.district.wording import Kind

        uid = opened.district().outfalls[0].uid
        before = opened.district().outfalls[0].name
        change = Change(Kind.OUTFALL, uid, {"name": before}, {"name": "㐂村排口"})
        opened.apply(Changes((change,), "x"), who="x")
    out = tmp_path / "出"
    call = ["export", str(store), str(out), "--layers", "outfall"]
    assert run(call) == 3
    said = capsys.readouterr()
    assert "㐂" in said.out
    assert "--unfit mark" in said.err
    assert not out.exists()
    assert run([*call, "--unfit", "mark"]) == 0
    assert (
        run([*call[:2], str(tmp_path / "二"), *call[3:], "--encoding", "gb18030"]) == 0
    )


def test_export_by_a_mapping(store, tmp_path, capsys) -> None:
    path = tmp_path / "台账.xlsx"
    assert run(["export", str(store), str(path), "--mapping", "排污口台账"]) == 0
    assert "180 行" in capsys.readouterr().out
    book = python_calamine.CalamineWorkbook.from_path(path)
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["排污口编码", "排污口名称"]
    assert len(rows) == 181


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.doc"], "什么格式"),
        (["x.gpkg", "--layers", "没有"], "没有名为"),
        (["x.xlsx", "--mapping", "没有"], "没有名为"),
        (["x.kml", "--layers", "person"], "有位置的图层"),
        (["x", "--crs", "2436"], "没有严密的转换参数"),
    ],
)
def test_export_tells_in_words_what_cannot_be(
    store, tmp_path, capsys, arguments, words
) -> None:
    name, *rest = arguments
    assert run(["export", str(store), str(tmp_path / name), *rest]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_photos_are_listed_and_taken_once(store, tmp_path, capsys) -> None:
    folder = tmp_path / "照片"
    folder.mkdir()
    with open_store(store, read_only=True) as opened:
        board = opened.district().signboards[0]
        crs = opened.district().crs
    from tests.gui.test_photographs import gps

    assert crs == 4548
    save(folder / "a.jpg", picture(), gps=gps(board.geometry))
    (folder / "b.jpg").write_bytes(b"")
    capsys.readouterr()
    call = ["photos", str(store), str(folder), "--json"]
    assert run(call) == 0
    facts = told(capsys)
    assert facts["taken"] == 0
    first, second = facts["photos"]
    assert (first["proposal"], first["near"]) == ("attach", board.code)
    assert first["near_metres"] < 0.1
    assert second["fit"] is False
    assert run([*call, "--accept"]) == 0
    assert told(capsys)["taken"] == 1
    with open_store(store, read_only=True) as opened:
        (photo,) = opened.district().photos
        assert photo.row_uid == board.uid
        assert opened.photo(photo.sha256) == (folder / "a.jpg").read_bytes()
        assert opened.thumbnail(photo.sha256)
    assert run([*call, "--accept"]) == 0
    facts = told(capsys)
    assert facts["taken"] == 0
    assert "已有这张照片" in facts["photos"][0]["remark"]


def test_tracks_of_the_real_files_are_told(store, shared_data, capsys) -> None:
    capsys.readouterr()
    assert run(["tracks", str(store), str(shared_data / "gpx"), "--json"]) == 0
    files = told(capsys)["files"]
    assert len(files) == 28
    assert [one["file"] for one in files if one["fault"]] == []


def test_a_folder_that_is_not_there_is_told(store, tmp_path, capsys) -> None:
    for command in ("photos", "tracks"):
        assert run([command, str(store), str(tmp_path / "没有")]) == 1
        assert "没有改变" in capsys.readouterr().err
