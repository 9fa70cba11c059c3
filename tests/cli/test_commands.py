from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyproj
import pytest
from PySide6.QtGui import QColor, QImage
from python_calamine import CalamineWorkbook

from gridwatch.cartography.layers import LAYER_IDS
from gridwatch.cli import run
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store
from tests.conftest import ROOT
from tests.grounds import make_mbtiles, plain

if TYPE_CHECKING:
    from pathlib import Path

DAY = ["--as-of", "2026-11-01"]
DECLARED = ["--declared", "2+2+11+38+64+227+654"]
COMMANDS = [
    *("import", "check", "print", "directory", "render", "info", "aside", "open"),
]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run([*words, "--json"]) == 0
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


def seeded_faults() -> Counter[str]:
    path = sample_folder().parent / "seeded_faults.csv"
    with path.open(encoding="utf-8") as file:
        return Counter(f"{row['rule']} {row['code']}" for row in csv.DictReader(file))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_explains_itself_and_the_exit_codes(
    command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--lang", language, command, "--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert ("退出码" if language == "zh" else "exit codes") in text


def test_a_wrong_call_ends_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        run(["render", "a.gpkg", "-o", "a.png", "--size", "0x0"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["render", "a.gpkg", "-o", "a.png", "--size", "100000x100000"],
        ["render", "a.gpkg", "-o", "a.png", "--extent", "nan,0,1,1"],
        ["render", "a.gpkg", "-o", "a.png", "--hide", "nothing"],
        ["import", "a", "a.gpkg", "--encoding", "klingon"],
        ["import", "a", "a.gpkg", "--crs", "EPSG:99999"],
        ["import", "a", "a.gpkg", "--kind", "a.shp=nonsense"],
        ["import", "a", "a.gpkg", "--reading", "gcj02"],
        ["import", "a", "a.gpkg", "--box", "117,40,116,41"],
        ["render", "a.gpkg", "-o", "a.png", "--basemap-opacity", "7"],
        ["check", "a.gpkg", "--as-of", "yesterday"],
    ],
)
def test_a_value_that_makes_no_sense_is_refused_before_anything_happens(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2
    assert "命令写错了" in capsys.readouterr().err


def test_every_layer_of_the_map_can_be_hidden(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        run(["render", "--help"])
    offered = re.search(r"\{([a-z_,]+)\}", re.sub(r"\s", "", capsys.readouterr().out))
    assert offered is not None
    assert set(offered[1].split(",")) == set(LAYER_IDS)


def test_a_kind_for_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new.gpkg"
    words = ["import", str(sample_folder()), str(target), "--kind", "没有.shp=河段"]
    assert run(words) == 1
    assert "没有.shp" in capsys.readouterr().err
    assert not target.exists()


def test_a_kind_may_be_named_by_file_path_or_layer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new.gpkg"
    names = ("公示牌.shp", "网格/责任网格.shp", "chiefs.xlsx#历史任职")
    kinds = [word for name in names for word in ("--kind", f"{name}=skip")]
    facts = told(
        capsys, "import", str(sample_folder()), str(target), "--dry-run", *kinds
    )
    left_out = {file["source"] for file in facts["files"] if file["kind"] is None}
    assert {name.rsplit("/", 1)[-1] for name in left_out} == {
        name.rsplit("/", 1)[-1] for name in names
    }


def test_a_picture_that_cannot_be_written_leaves_nothing_behind(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    del qapp
    target = tmp_path / "map.nonsense"
    target.write_bytes(b"older")
    assert run(["render", str(imported), "-o", str(target)]) == 1
    assert "map.nonsense" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["map.nonsense"]
    assert target.read_bytes() == b"older"


def test_the_sample_is_taken_whole_without_a_question(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = told(capsys, "info", str(imported))
    rows = facts["rows"]
    assert facts["name"] == "云溪区"
    assert facts["code"] == "990101"
    assert facts["crs"] == "EPSG:4548"
    assert facts["kept_aside"] == 0
    assert rows["jurisdiction"] == 1 + 19 + 330
    assert rows["river"] == 63
    assert rows["water_body"] == 4
    # Four segments with a row for each bank, and what was seeded.
    assert rows["ownership"] == rows["segment"] + 6


def test_importing_the_same_folder_again_changes_nothing(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = told(capsys, "import", str(sample_folder()), str(store))
    assert sum(facts["inserted"].values()) == 0
    assert sum(facts["updated"].values()) == 0
    assert facts["unchanged"]["segment"] > 200


def test_a_profile_saved_in_one_run_fills_in_the_plan_of_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, kept = sample_folder(), tmp_path / "云溪.json"
    words = ("import", str(folder), str(tmp_path / "x.gpkg"), "--dry-run")
    name = next(folder.rglob("*.shp")).name
    told(capsys, *words, "--kind", f"{name}=skip", "--save-profile", str(kept))
    facts = told(capsys, *words, "--profile", str(kept))
    files = {file["source"].rpartition("/")[2]: file for file in facts["files"]}
    assert files[name]["kind"] is None
    assert sum(file["kind"] is not None for file in files.values()) > 3


def test_a_dry_run_shows_the_plan_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new.gpkg"
    facts = told(capsys, "import", str(sample_folder()), str(target), "--dry-run")
    assert facts["certain"] is True
    kinds = {file["source"].split("/")[-1]: file["kind"] for file in facts["files"]}
    assert kinds["责任网格.shp"] == "cell"
    assert list(tmp_path.iterdir()) == []


def test_the_checks_find_exactly_the_seeded_faults(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = told(capsys, "check", str(imported), *DAY, *DECLARED)
    found = Counter(
        f"{check['rule']} {fault['code'] or fault['name']}"
        for check in facts["checks"]
        for fault in check["faults"]
    )
    assert found == seeded_faults()
    assert facts["faults"] == sum(found.values())


def test_a_declared_roster_that_differs_is_said(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["--declared", "2+2+11+38+64+227+655"]
    facts = told(capsys, "check", str(imported), *DAY, *wrong)
    drift = next(c for c in facts["checks"] if c["rule"] == "roster_drift")
    assert [f["text"] for f in drift["faults"]] == [
        "村级管水员：公布 655 人，在册 654 人。"
    ]


def test_a_formula_with_a_tier_missing_is_explained(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(imported), "--declared", "2+2"]) == 1
    assert "总河长+副总河长" in capsys.readouterr().err


def test_strict_checks_end_with_4(imported: Path, tmp_path: Path) -> None:
    report = tmp_path / "检查.xlsx"
    words = ["check", str(imported), *DAY, "--strict", "-o", str(report)]
    assert run(words) == 4
    rows = CalamineWorkbook.from_path(report).get_sheet_by_index(0).to_python()
    assert len(rows) > sum(seeded_faults().values())


def test_two_towns_are_bound_into_one_file(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    del qapp
    target = tmp_path / "图册.pdf"
    towns = ["--town", "990101101000", "--town", "990101102000"]
    facts = told(capsys, "print", str(imported), *towns, *DAY, "-o", str(target))
    assert facts["pages"] >= 2
    assert target.read_bytes().startswith(b"%PDF-")


def test_a_sheet_goes_out_as_pictures_and_on_tiles(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    del qapp
    place = ("print", str(imported), "--town", "990101", *DAY)
    png = tmp_path / "图.png"
    facts = told(capsys, *place, "--format", "png", "--dpi", "40", "-o", str(png))
    assert facts["pages"] == len(facts["files"])
    for file in tmp_path.glob("*.png"):
        assert file.read_bytes()[1:4] == b"PNG"
    tiles = tmp_path / "拼贴.pdf"
    words = ("--paper", "A3-landscape", "--tile", "A4")
    facts = told(capsys, *place, *words, "-o", str(tiles))
    assert facts["files"] == [str(tiles)]
    assert facts["pages"] >= 4
    assert tiles.read_bytes()[:5] == b"%PDF-"


def test_a_book_is_refused_as_pictures(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "册.png"
    words = ["print", str(imported), "--book", "four-level", "--format", "png"]
    assert run([*words, "-o", str(target)]) == 1
    assert "只能存成一个 PDF" in capsys.readouterr().err
    assert not target.exists()


def test_a_sheet_of_a_recipe_goes_out_on_tiles(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    del qapp
    target = tmp_path / "拼贴.pdf"
    words = ("--recipe", "town", "--town", "990101101000", "--tile", "A4", *DAY)
    facts = told(capsys, "print", str(imported), *words, "-o", str(target))
    assert facts["pages"] >= 4
    assert target.read_bytes().startswith(b"%PDF-")


def test_an_unknown_town_is_named_and_nothing_is_written(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    del qapp
    target = tmp_path / "图册.pdf"
    words = ["print", str(imported), "--town", "没有镇", "-o", str(target)]
    assert run(words) == 1
    assert "没有镇" in capsys.readouterr().err
    assert not target.exists()


def test_the_map_is_rendered_in_the_themes_of_the_store(
    store: Path, qapp: object
) -> None:
    del qapp
    from PySide6.QtGui import QImage

    single = {"layer_id": "town", "kind": "single", "classes": [{"colour": "#D55E00"}]}
    target = store.with_suffix(".png")
    words = ["render", str(store), "-o", str(target), "--size", "320x200", *DAY]
    orange = []
    for themes in ({}, {"town": single}):
        with open_store(store) as opened:
            opened.set_themes(themes, (), "x")
        assert run(words) == 0
        image = QImage(str(target))
        seen = [image.pixelColor(x, y).name() for x in range(320) for y in range(200)]
        orange.append(seen.count("#d55e00"))
    assert orange[0] == 0
    assert orange[1] > 5000


def test_the_map_is_rendered_at_the_size_asked_for(
    imported: Path, tmp_path: Path, qapp: object
) -> None:
    del qapp
    from PySide6.QtGui import QImage

    target = tmp_path / "map.png"
    words = ["render", str(imported), "-o", str(target), "--size", "320x200", *DAY]
    assert run(words) == 0
    image = QImage(str(target))
    assert (image.width(), image.height()) == (320, 200)
    colours = {image.pixel(x, y) for x in range(0, 320, 4) for y in range(0, 200, 4)}
    assert len(colours) > 20


@pytest.mark.parametrize(
    "words",
    [["info"], ["check"], ["print", "--town", "x", "-o", "x.pdf"],
     ["render", "-o", "x.png"], ["aside", "-o", "x.xlsx"]],
)  # fmt: skip
def test_a_store_that_is_not_there_is_said_in_a_sentence(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "没有.gpkg"
    assert run([words[0], str(missing), *words[1:]]) == 1
    assert "没有.gpkg" in capsys.readouterr().err
    assert not missing.exists()


def test_open_questions_stop_an_import_unless_told_to_guess(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = sample_folder() / "河湖 水系"
    folder = tmp_path / "来件"
    folder.mkdir()
    for path in source.glob("河流.*"):
        if path.suffix != ".prj":
            (folder / path.name).write_bytes(path.read_bytes())
    target = tmp_path / "新.gpkg"
    assert run(["import", str(folder), str(target)]) == 3
    assert not target.exists()
    assert "--yes" in capsys.readouterr().err
    assert run(["import", str(folder), str(target), "--crs", "EPSG:4548"]) == 0
    assert told(capsys, "info", str(target))["rows"]["river"] == 63


def test_a_file_without_a_crs_is_tried_against_the_store_it_goes_into(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "补来"
    folder.mkdir()
    for path in (sample_folder() / "公示牌").glob("公示牌.*"):
        if path.suffix != ".prj":
            (folder / path.name).write_bytes(path.read_bytes())
    facts = told(capsys, "import", str(folder), str(store), "--dry-run")
    assert [file["crs"] for file in facts["files"]] == [4548]


def test_a_kill_in_the_middle_of_a_first_import_leaves_no_store(
    tmp_path: Path,
) -> None:
    target = tmp_path / "新.gpkg"
    call = [sys.executable, "-m", "gridwatch", "import", str(sample_folder())]
    running = subprocess.Popen(
        [*call, str(target)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    growing = tmp_path / ".新.part.gpkg"
    limit = time.monotonic() + 60
    while not growing.exists() and running.poll() is None:
        assert time.monotonic() < limit
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    running.wait()
    assert not target.exists()
    assert run(["import", str(sample_folder()), str(target)]) == 0
    assert not growing.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("wait", [0.3, 0.9, 1.5, 2.1])
def test_a_kill_at_any_moment_of_an_import_leaves_the_store_whole(
    store: Path, tmp_path: Path, wait: float
) -> None:
    from gridwatch.store.opening import open_store

    folder = tmp_path / "kept"
    folder.mkdir()
    path = folder / "a.gpkg"
    shutil.copy(store, path)
    delivery = shutil.make_archive(str(tmp_path / "来件"), "zip", sample_folder())
    with open_store(path, read_only=True) as opened:
        before = opened.content_hash(), len(opened.journal(100))
    running = subprocess.Popen(
        [sys.executable, "-m", "gridwatch", "import", delivery, str(path), "--yes"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(wait)
    running.kill()
    running.wait()
    with open_store(path) as opened:
        after = opened.content_hash(), len(opened.journal(100))
        assert after[1] in (before[1], before[1] + 1)
        assert after[1] != before[1] or after == before
    assert [f.name for f in folder.iterdir()] == ["a.gpkg"]


def test_a_trial_needs_no_store_and_says_what_becomes_of_each_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    delivery = shutil.make_archive(str(tmp_path / "来件"), "zip", sample_folder())
    facts = told(capsys, "import", delivery, "--dry-run")
    counts = facts["counts"]
    assert counts["rows"] == sum(outcome["rows"] for outcome in facts["outcomes"])
    parts = ("accepted", "aside", "left_out")
    assert counts["rows"] == sum(counts[part] for part in parts) > 3000
    assert counts["damaged"] == counts["left_out"] == 0
    assert {file["source"].split("/")[0] for file in facts["files"]} == {"来件.zip"}


def test_a_delivery_without_a_row_to_take_makes_no_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "假.zip").write_bytes(b"PK")
    target = tmp_path / "新.gpkg"
    assert run(["import", str(tmp_path / "假.zip"), str(target)]) == 1
    assert "没有能导入的行" in capsys.readouterr().err
    assert not target.exists()


def test_a_folder_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridwatch.cli import commands

    def refuse(path: Path, **_: object) -> None:
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr(type(tmp_path), "unlink", refuse)
    commands._forget(tmp_path / ".新.part.gpkg")
    monkeypatch.undo()
    target = tmp_path / "没有" / "新.gpkg"
    assert run(["import", str(sample_folder()), str(target)]) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1]


def test_an_import_without_a_store_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["import", str(sample_folder())]) == 1
    assert "--dry-run" in capsys.readouterr().err


def test_all_hostile_files_go_through_a_trial(
    shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = told(capsys, "import", str(shared_data / "hostile"), "--dry-run")
    counts, outcomes = facts["counts"], facts["outcomes"]
    assert counts["rows"] > 50_000
    parts = ("accepted", "aside", "left_out")
    assert counts["rows"] == sum(counts[part] for part in parts)
    assert all(o["reason"] or o["became"].endswith("read") for o in outcomes)
    aside = [o for o in outcomes if o["aside"]]
    assert all(sum(o["reasons"].values()) == o["aside"] for o in aside)
    buggy = [o for o in outcomes if "/buggym" in o["source"]]
    assert [o["damaged"] for o in buggy] == [1, 1, 1, 1]


def test_a_base_map_lies_under_the_picture(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    del qapp
    from gridwatch.store.opening import open_store

    with open_store(imported, read_only=True) as store:
        district = store.district()
    change = pyproj.Transformer.from_crs(district.crs, 4326, always_xy=True)
    west, south, east, north = change.transform_bounds(*district.extent)
    here = (west - 1, south - 1, east + 1, north + 1)
    tiles = make_mbtiles(tmp_path / "a.mbtiles", here, (9,), plain("#204080"))
    picture = tmp_path / "a.png"
    words = ["render", str(imported), "-o", str(picture), "--size", "300x200", *DAY]
    assert run([*words, "--basemap", str(tiles), "--basemap-gcj02"]) == 0
    assert "已从 GCJ-02 纠偏" in capsys.readouterr().err
    image = QImage(str(picture))
    assert QColor(image.pixel(2, 2)).name() == "#204080"
    assert run([*words, "--basemap", str(tiles), "--basemap-opacity", "0.5"]) == 0
    assert QColor(QImage(str(picture)).pixel(2, 2)).name() != "#204080"


def test_a_base_map_that_is_none_ends_in_a_sentence(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "a.png"
    words = ["render", str(imported), "-o", str(picture), "--basemap", str(imported)]
    assert run(words) == 1
    assert "工作库" in capsys.readouterr().err
    assert not picture.exists()


def old_datum_delivery(folder: Path) -> Path:
    """Return a folder with one board on Beijing 1954 and a table of control points."""
    import shapely

    from tests.intake.deliveries import shapefile
    from tests.intake.test_fitting import OLD, moved, written

    shapefile(
        folder / "来件" / "公示牌.shp",
        [shapely.Point(*place) for place in OLD],
        {"公示牌编号": [f"GS{n}" for n in range(len(OLD))]},
        crs=2436,
    )
    return written(folder / "控制点.csv", OLD, moved(OLD))


def test_an_old_datum_goes_in_by_control_points_and_the_store_tells_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = old_datum_delivery(tmp_path)
    folder, store = str(tmp_path / "来件"), str(tmp_path / "a.gpkg")
    assert run(["import", folder, store]) == 3
    facts = told(capsys, "import", folder, store, "--yes")
    assert (facts["kept_aside"], facts["inserted"]) == (6, {})
    words = ["--control-points", f"公示牌={table}"]
    fitted = str(tmp_path / "b.gpkg")
    facts = told(capsys, "import", folder, fitted, *words)
    assert facts["inserted"]["signboard"] == 6
    (placing,) = told(capsys, "info", fitted)["placings"]
    assert "K5" in placing["text"]
    assert placing["source"] == "公示牌.shp"
    assert run(["info", fitted]) == 0
    assert "控制点.csv" in capsys.readouterr().out


def test_a_dry_run_tells_the_hypotheses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old_datum_delivery(tmp_path)
    (tmp_path / "来件" / "公示牌.prj").unlink()
    words = ["--dry-run", "--box", "116.5,40.0,117.6,40.8"]
    folder, store = str(tmp_path / "来件"), str(tmp_path / "a.gpkg")
    facts = told(capsys, "import", folder, store, *words)
    (file,) = facts["files"]
    readings = [one["reading"] for one in file["doctor"]["hypotheses"]]
    assert readings[0] == "EPSG:4548"
    assert "EPSG:4548+gcj02" in readings
    assert not file["doctor"]["certain"]
    assert all(one["reason"] for one in file["doctor"]["hypotheses"])


@pytest.mark.parametrize("option", ["--reading", "--control-points"])
def test_an_option_for_a_file_that_is_not_there_is_refused(
    tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old_datum_delivery(tmp_path)
    words = ["import", str(tmp_path / "来件"), str(tmp_path / "a.gpkg")]
    assert run([*words, option, "别的.shp=gcj02"]) == 1
    assert "别的.shp" in capsys.readouterr().err
    assert not (tmp_path / "a.gpkg").exists()


def test_a_reader_that_has_heard_enough_ends_the_command_quietly() -> None:
    command = subprocess.Popen(
        [sys.executable, "-m", "gridwatch", "recipes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.close()
    assert command.stderr.read() == b""
    command.stderr.close()
    assert command.wait() == 1
