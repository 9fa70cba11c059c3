"""The pieces that the Windows product is put together from."""

from __future__ import annotations

import importlib
import re
import shutil
import struct
import subprocess
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QPainter, QPdfWriter

from gridwatch import selfcheck
from tests.conftest import ROOT

WINDOWS = ROOT / "packaging" / "windows"


@pytest.fixture
def build(monkeypatch):
    """The modules of the build, which are programs and no package."""
    monkeypatch.syspath_prepend(str(WINDOWS))
    names = ("frame", "wheels", "product", "installer", "wineshim")
    return SimpleNamespace(**{name: importlib.import_module(name) for name in names})


def test_the_list_of_files_is_the_same_however_they_were_written(build, tmp_path):
    lists = []
    for order in (("b/二.txt", "a.txt"), ("a.txt", "b/二.txt")):
        folder = tmp_path / order[0][0]
        for name in order:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name, "utf-8")
        lists.append(build.product.manifest(folder))
        assert selfcheck.broken_parts(folder, deep=True) == []
    assert lists[0] == lists[1]
    assert [line.split(" ", 2)[2] for line in lists[0]] == ["a.txt", "b/二.txt"]


@pytest.mark.usefixtures("qapp")
def test_a_page_printed_twice_gives_the_same_bytes(build, tmp_path):
    printed = []
    for number in range(2):
        path = tmp_path / f"{number}.pdf"
        writer = QPdfWriter(str(path))
        painter = QPainter(writer)
        painter.drawText(100, 100, "A")
        painter.end()
        printed.append(path.read_bytes())
        build.product.steady(path)
    assert printed[0] != printed[1]
    assert (tmp_path / "0.pdf").read_bytes() == (tmp_path / "1.pdf").read_bytes()


def test_python_looks_nowhere_but_in_the_product(build, monkeypatch, tmp_path):
    monkeypatch.setattr(build.product, "PRODUCT", tmp_path)
    (tmp_path / "python" / "Lib").mkdir(parents=True)
    (tmp_path / "python" / "python312._pth").touch()
    build.product._path_file("3.13")
    (left,) = (tmp_path / "python").glob("*._pth")
    assert left.name == "python313._pth"
    assert left.read_text().split("\n")[:3] == [".", "Lib", "..\\site"]


def test_a_python_whose_hash_is_another_one_is_refused(build, tmp_path):
    archive = tmp_path / "python-embed.zip"
    archive.write_bytes(b"not what was meant")
    for told in ("0" * 64, None):
        with pytest.raises(SystemExit):
            build.product._official_python(archive, told)


def test_pruning_takes_whole_folders_and_leaves_the_rest(build, tmp_path):
    for name in ("numpy/tests/t.py", "numpy/core.py", "bin/f2py", "PySide6/qml/q"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    build.product._prune(tmp_path, build.frame.recipe()["prune"]["site"])
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["core.py"]


def test_a_version_is_four_numbers_for_windows(build):
    assert build.installer.numbers_of("0.1.0") == ["0", "1", "0", "0"]
    assert build.installer.numbers_of("1.2.3rc4.dev5") == ["1", "2", "3", "0"]


@pytest.mark.usefixtures("qapp")
def test_the_icon_holds_every_size_as_a_picture(build):
    data = build.installer.icon()
    count = struct.unpack("<HHH", data[:6])[2]
    for number in range(count):
        entry = struct.unpack("<BBBBHHII", data[6 + 16 * number : 22 + 16 * number])
        side, size, at = entry[0] or 256, entry[6], entry[7]
        picture = data[at : at + size]
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", picture[16:24]) == (side, side)
    assert count == 9


def test_the_font_has_every_character_of_gb2312(build):
    letters = build.product._letters()
    assert {"河", "溪", "鹤", "〔", "Ω", "A", "°"} <= set(letters)
    assert len(set(letters)) > 7_400


def test_files_that_are_alike_are_packed_side_by_side(build, tmp_path):
    names = ("a.libs/gdal-1.dll", "a.libs/z.dll", "b.libs/gdal-2.dll", "x/价 $.py")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    lines = build.installer.file_list(tmp_path).splitlines()
    packed = [line.split('"')[1] for line in lines if line.startswith("File")]
    assert packed == [
        *("/oname=gdal-1.dll", "/oname=gdal-2.dll", "/oname=z.dll"),
        "/oname=价 $$.py",
    ]
    assert lines[0] == 'SetOutPath "$INSTDIR\\$folder\\a.libs"'


def test_the_shim_defines_every_function_that_it_exports(build):
    source = build.wineshim.source()
    listed = build.wineshim.definition(["printf", "?x@@Z", "cexp"])
    own = re.findall(r"= (my_\w+)", listed)
    assert own
    assert [name for name in own if f" {name}(" not in source] == []
    assert "printf = wucrtbas.printf" in listed
    assert '"?x@@Z" = wucrtbas."?x@@Z"' in listed


def test_the_setup_program_and_the_launcher_agree_on_names():
    setup = (WINDOWS / "setup.nsi").read_text("utf-8")
    launcher = (WINDOWS / "launcher.c").read_text("utf-8")
    for name in ("gridwatch-app-", "complete.txt", "current.txt"):
        assert name.removesuffix(".txt") in setup
        assert name in launcher
    oldest = re.search(r"OLDEST_BUILD (\d+)", launcher)[1]
    assert f"!define OLDEST_BUILD {oldest}" in setup
    assert int(oldest) == selfcheck._OLDEST_BUILD
    # What starts is switched after the new version is whole.
    assert setup.index("complete.txt") < setup.index("insertmacro put current")


@pytest.mark.skipif(
    shutil.which("makensis") is None, reason="NSIS is not on this machine"
)
def test_the_setup_program_is_built_from_any_folder_of_files(build, tmp_path):
    product, launchers = tmp_path / "product", tmp_path / "launchers"
    for path in (
        product / "a.txt",
        *(launchers / f"gridwatch{x}.exe" for x in ("", "-cli")),
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (launchers / "gridwatch.ico").write_bytes(build.installer.icon())
    (tmp_path / "licences.txt").write_text("许可证", "utf-8-sig")
    listed = tmp_path / "files.nsh"
    listed.write_text(build.installer.file_list(product), "utf-8")
    told = build.installer.defines(
        product, launchers, tmp_path / "gw.exe", listed, final=True
    )
    done = subprocess.run(
        ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *told,
         str(WINDOWS / "setup.nsi")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "gw.exe").read_bytes()[:2] == b"MZ"
