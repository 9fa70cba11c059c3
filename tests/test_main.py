"""The start of the process: what it loads, what it keeps out, what it never opens."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from gridwatch import __main__ as start
from gridwatch import selfcheck
from tests.conftest import ROOT

WAITING = {
    "docx", "lxml", "pikepdf", "xlsxwriter", "python_calamine", "fontTools",
    "PIL", "pyogrio", "rasterio", "numba", "llvmlite", "pyzipper", "Cryptodome",
    "pg8000", "pyproj", "ssl", "email",
}  # fmt: skip
"""What only some errands need: a third of a second each, and more on an old disk."""
OWN = (
    "gui.dialogs.", "store.review.", "district.review.", "cartography.pdf.",
    "cartography.kernels.bands", "mapbook.", "reports.", "outgoing.",
)  # fmt: skip
"""Of ours, what the first picture does without."""
LIGHT = {"gridwatch.store.review.endings"}

DAY = """
import json, os, sys
from pathlib import Path
place = Path(sys.argv[1])
opened = []
sys.addaudithook(lambda name, found: opened.append(name)
                 if name.startswith("socket.") or name == "urllib.Request" else None)
from gridwatch.__main__ import main
import gridwatch.gui.window
loaded = sorted(sys.modules)
application = gridwatch.gui.window.application()
from gridwatch.resources import sample_folder
store, day = str(place / "s.gpkg"), ["--as-of", "2026-11-01"]
towns = sample_folder() / "行政区划"
codes = [
    main(["import", str(towns), store, "--yes"]),
    main(["check", store, *day]),
    main(["print", store, "--town", "990101101000", "-o", str(place / "s.pdf"), *day]),
    main(["open", store, "--picture", str(place / "w.png"), *day]),
    main(["export", store, str(place / "out.gpkg")]),
]
from gridwatch.intake import native
shapes = next(towns.glob("*.shp"))
native.layer_facts(place / "out.gpkg")
fds = Path("/proc/self/fd")
names = list(fds.iterdir()) if fds.is_dir() else []
held = [os.readlink(name) for name in names if name.is_symlink()]
told = {"loaded": loaded, "opened": opened, "codes": codes,
        "held": [name for name in held if name.startswith("socket:")]}
(place / "told.json").write_text(json.dumps(told))
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list]:
    """An officer's day in a process of its own, which notes what it does."""
    place = tmp_path_factory.mktemp("day")
    # Where the system allows it, the network is truly cut.
    cut = ["unshare", "-rn"] if shutil.which("unshare") else []
    if cut and subprocess.run([*cut, "true"], capture_output=True).returncode:
        cut = []
    subprocess.run(
        [*cut, sys.executable, "-c", DAY, str(place)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return json.loads((place / "told.json").read_text("utf-8"))


def test_the_window_opens_before_what_only_some_errands_need(day):
    loaded = {name.split(".")[0] for name in day["loaded"]}
    assert WAITING & loaded == set()
    ours = {name for name in day["loaded"] if name.startswith("gridwatch.")}
    assert {name for name in ours if any(part in name for part in OWN)} <= LIGHT


def test_no_socket_is_ever_opened_and_everything_works_with_the_network_cut(day):
    assert day["codes"] == [0, 0, 0, 0, 0]
    assert day["opened"] == []
    assert day["held"] == []


def test_files_of_a_qgis_or_anaconda_on_the_same_pc_are_ignored(monkeypatch):
    foreign = (
        *("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH"),
        *("GDAL_PYTHON_DRIVER_PATH", "OGR_ENABLE_PARTIAL_REPROJECTION"),
        *("CPL_CURL_VERBOSE", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH"),
    )
    for name in foreign:
        monkeypatch.setenv(name, "C:\\QGIS\\share")
    monkeypatch.setenv("PROJ_NETWORK", "ON")
    platform = os.environ["QT_QPA_PLATFORM"]
    start._prepare()
    assert [name for name in foreign if name in os.environ] == []
    assert os.environ["PROJ_NETWORK"] == "OFF"
    assert os.environ["QT_QPA_PLATFORM"] == platform


def test_a_missing_part_is_told_in_words_instead_of_a_traceback(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "gridwatch.cli", None)
    assert start.main(["--version"]) == 5
    said = capsys.readouterr().err
    assert "程序文件不完整" in said
    assert "重新运行安装程序" in said
    assert "Traceback" not in said


def test_a_system_that_is_too_old_is_told_before_anything_is_loaded(
    monkeypatch, capsys
):
    monkeypatch.setattr(selfcheck, "old_system", lambda: "需要 Windows 10")
    monkeypatch.setitem(sys.modules, "gridwatch.cli", None)
    assert start.main(["--version"]) == 5
    assert capsys.readouterr().err.strip() == "需要 Windows 10"


def test_second_processes_are_pythons_where_python_runs_in_the_launcher(
    monkeypatch, tmp_path
):
    (tmp_path / "pythonw.exe").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gridwatch-cli.exe"))
    start._prepare()
    assert sys.executable == str(tmp_path / "pythonw.exe")
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    start._prepare()
    assert sys.executable == "/usr/bin/python3"
