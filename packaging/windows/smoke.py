"""``dev.py smoke-windows``: the product itself on a Windows CPython, under wine.

Unpacks the portable zip into a folder with Chinese and a space in its name and lets it
work; with ``--setup`` also installs, upgrades, breaks an upgrade midway, damages and
uninstalls. Wine shows no window, no printer and no fonts of a system: what only a real
PC can show is said at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import wheels
import winehouse
from frame import BUILD, ROOT, recipe, say, stop, version
from winehouse import PREFIX, inside, wine

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["main"]

DRIVE = PREFIX / "drive_c"
PLACE = DRIVE / "网格 试用"
DAY = "2026-11-01"
_NOT_SHOWN = """\
What wine cannot show (needs a real PC, see .ci/windows.yml):
  the window on a screen, mixed scaling 100-200 %, dark mode, Chinese input methods
  printing through the Windows dialog and a driver
  Windows' own fonts, and names drawn with them
  a drive that is a share (GetDriveType), locks against another user's session
  SmartScreen and antivirus; what Explorer offers under "Open with"
"""


_PLUGIN = "one_application"
_APPLICATION = """\
import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def qapp():
    return QApplication.instance() or QApplication([])
"""
"""What pytest-qt gives, which wants QtTest: the product has none."""


_WITH = """\
import os, subprocess, sys
os.environ.update({more!r})
sys.exit(subprocess.call(sys.argv[1:]))
"""
"""Starts a program with further variables: wine keeps those of Qt from it."""
_FONTS = """\
from PySide6.QtWidgets import QApplication
from gridwatch.gui.look import dress
app = QApplication([])
dress(app)
for kind in ("QMenu", "QMenuBar", "QAbstractItemView", "QMessageBox", "QTipLabel"):
    assert QApplication.font(kind) == QApplication.font(), kind
"""
"""Windows gives these widgets fonts of its own, which know nothing of our settings."""


@dataclass
class Outcome:
    """What was tried and what came of it."""

    failed: list[str] = field(default_factory=list)
    done: int = 0

    def expect(self, what: str, fine: bool, said: str = "") -> None:
        """Note one expectation."""
        say(f"{'ok  ' if fine else 'FAIL'}  {what}")
        self.done += 1
        if not fine:
            self.failed.append(what)
            print(said[-3000:])  # noqa: T201


def main() -> int:
    """Do it; 0 where every expectation held."""
    parser = argparse.ArgumentParser(prog="dev.py smoke-windows", description=__doc__)
    parser.add_argument("--setup", action="store_true",
                        help="also install, upgrade, break and uninstall")  # fmt: skip
    parser.add_argument("--no-tests", action="store_true", help="leave out the tests")
    told = parser.parse_args()
    winehouse.prepare()
    outcome = Outcome()
    home = _unpacked()
    _work(home, outcome)
    if not told.no_tests:
        _core_tests(next(home.glob("gridwatch-app-*")), outcome)
    if told.setup:
        Installation(outcome).try_all()
    say(f"{outcome.done - len(outcome.failed)} of {outcome.done} held")
    print(_NOT_SHOWN)  # noqa: T201
    return int(bool(outcome.failed))


def _built(pattern: str) -> Path:
    found = sorted((ROOT / "dist").glob(pattern), key=lambda path: path.stat().st_mtime)
    if not found:
        stop(f"dist/{pattern} is not there: python3 dev.py installer first")
    return found[-1]


def _unpacked() -> Path:
    archive = _built(f"gridwatch-{version()}-portable*.zip")
    say(f"unpacking {archive.name} into C:\\{PLACE.name}")
    shutil.rmtree(PLACE, ignore_errors=True)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(PLACE)
    return PLACE / f"gridwatch-{version()}"


# --- an officer's day ---------------------------------------------------------------


def _work(home: Path, outcome: Outcome) -> None:
    program = home / "gridwatch-cli.exe"
    store, sheet = home.parent / "云溪区.gpkg", home.parent / "青枫街道.pdf"
    picture, window = home.parent / "地图.png", home.parent / "窗口.png"
    sample = next(home.glob("gridwatch-app-*/site/gridwatch/_sample_data/*"))
    foreign = {
        # A QGIS on the same PC, and a Python of somebody else's.
        "PROJ_LIB": "C:\\QGIS\\share\\proj",
        "GDAL_DATA": "C:\\QGIS\\share\\gdal",
        "QT_PLUGIN_PATH": "C:\\QGIS\\qtplugins",
        "PYTHONPATH": "C:\\anaconda\\lib",
        "PYTHONHOME": "C:\\anaconda",
    }
    python = next(home.glob("gridwatch-app-*/python/python.exe"))
    code, said = wine(python, "-X", "utf8", "-m", "gridwatch.selfcheck")
    outcome.expect("every file as it was built, every library loads", code == 0, said)
    calls = {
        "import the sample": ["import", inside(sample), inside(store), "--yes"],
        "check it": ["check", inside(store), "--as-of", DAY],
        "print a sheet": ["print", inside(store), "--town", "990101101000",
                          "-o", inside(sheet), "--as-of", DAY],
        "draw the map": ["render", inside(store), "-o", inside(picture),
                         "--as-of", DAY],
        "picture of the window": ["open", inside(store), "--picture", inside(window),
                                  "--as-of", DAY],
    }  # fmt: skip
    for what, words in calls.items():
        begun = time.monotonic()
        code, said = wine(*_with(python, foreign), program, *words, seconds=900)
        outcome.expect(f"{what} ({time.monotonic() - begun:.0f} s)", code == 0, said)
    large = home.parent / "窗口 200%.png"
    code, said = wine(
        *_with(python, {"QT_SCALE_FACTOR": "2"}),
        *(program, "open", inside(store), "--picture", inside(large), "--as-of", DAY),
        seconds=900,
    )
    sizes = [_pixels(path) for path in (window, large)]
    twice = sizes[1] == tuple(2 * edge for edge in sizes[0])
    outcome.expect(
        "picture of the window at 200 %", code == 0 and twice, f"{said}\n{sizes}"
    )
    for path in (store, sheet, picture, window, large):
        outcome.expect(
            f"{path.name} is there", path.is_file() and path.stat().st_size > 0
        )
    code, said = wine(python, "-X", "utf8", "-c", _FONTS)
    outcome.expect("menus and tables in the program's font", code == 0, said)
    code, said = wine(program, "open", inside(home / "没有.gpkg"), "--picture", "x.png")
    outcome.expect(
        "a missing store is told in Chinese", code == 1 and "没有" in said, said
    )


def _with(python: Path, more: dict[str, str]) -> tuple[str | Path, ...]:
    """Return what is written before a command that has further variables."""
    return python, "-X", "utf8", "-c", _WITH.format(more=more)


def _pixels(picture: Path) -> tuple[int, int]:
    """Return width and height of a PNG; nothing of one that is not there."""
    head = picture.read_bytes()[16:24] if picture.is_file() else b""
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


def _core_tests(app: Path, outcome: Outcome) -> None:
    """Run the tests of the rooms without widgets, on the product's own Python."""
    minor = next(app.glob("python/python3[0-9]*.dll")).stem.removeprefix("python3")
    beside = BUILD / "test-site"
    if not beside.is_dir():
        wheels.install_tests(f"3.{minor}", beside)
    checkout = PLACE / "checkout"
    for name in ("tests", "sample_data", "resources"):
        shutil.copytree(ROOT / name, checkout / name)
    (checkout / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")
    (checkout / f"{_PLUGIN}.py").write_text(_APPLICATION)
    # wine 8 ends a program that calls CopyFile2; without it shutil copies by itself.
    program = (
        "import _winapi; vars(_winapi).pop('CopyFile2', None); "
        f"import sys; sys.path[:0] = [{inside(beside)!r}, {inside(checkout)!r}]; "
        "import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    )
    python = app / "python" / "python.exe"
    plugins = ("-p", "no:cacheprovider", "-p", _PLUGIN)
    options = ("-q", *plugins, "--rootdir", inside(checkout))
    linux = recipe()["smoke"]["linux_only"]
    skipped = [f"--ignore={inside(checkout / one)}" for one in linux]
    words = (*("-X", "utf8", "-c", program), *options, *skipped)
    nothing = {"GRIDWATCH_SHARED": "C:\\none", "GRIDWATCH_BENCH": "C:\\none"}
    for room in recipe()["smoke"]["tests"]:
        # A process for each: what one of them ends costs no other.
        path = inside(checkout / room)
        code, said = wine(python, *words, path, seconds=3600, more=nothing)
        last = (said.strip().splitlines() or [""])[-1]
        outcome.expect(f"{room}: {last}", code == 0, said)


# --- installing ---------------------------------------------------------------------


class Installation:
    """The setup program, from the first installation to the last trace.

    Parameters
    ----------
    outcome : Outcome
        Where expectations go.
    """

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.setup = _built(f"gridwatch-{version()}-setup*.exe")
        self.home = DRIVE / "程序 目录" / "gridwatch"
        self.user = next((DRIVE / "users").glob("[!P]*"))
        self.local = self.user / "AppData" / "Local"

    def try_all(self) -> None:
        """Install, break an upgrade, upgrade, damage, uninstall, install again."""
        shutil.rmtree(self.home, ignore_errors=True)
        self._first()
        self._kept_files()
        self._broken_upgrade()
        self._upgrade()
        self._damaged()
        self._uninstall()

    def _install(self) -> int:
        return wine(self.setup, *self._words(), seconds=3600)[0]

    def _words(self) -> list[str]:
        # /D= comes last and takes spaces without quotes: wine would set some.
        return ["/S", *f"/D={inside(self.home)}".split(" ")]

    def _versions(self) -> list[str]:
        return sorted(path.name for path in self.home.glob("gridwatch-app-*"))

    def _current(self) -> str:
        return (self.home / "current.txt").read_text("ascii").strip()

    def _links(self) -> list[str]:
        desktop = (self.user / "Desktop").resolve()  # wine links it to the user's own
        found = [*desktop.glob("*.lnk"), *self.user.rglob("*.lnk")]
        return sorted(path.name for path in found if "gridwatch" in str(path))

    def _says_version(self) -> bool:
        code, said = wine(self.home / "gridwatch-cli.exe", "--version")
        return code == 0 and version() in said

    def _first(self) -> None:
        say(f"silent installation into {inside(self.home)}")
        begun = time.monotonic()
        code = self._install()
        took = time.monotonic() - begun
        self.outcome.expect(f"installed silently ({took:.0f} s)", code == 0, str(code))
        self.outcome.expect("it says its version", self._says_version())
        links = self._links()
        self.outcome.expect(f"entries: {', '.join(links)}", len(links) == 3)
        for key in ("gridwatch.store", ".gpkg\\OpenWithProgids", ".gwreview"):
            code, said = wine("reg", "query", f"HKCU\\Software\\Classes\\{key}")
            self.outcome.expect(f"registered: {key}", code == 0, said)

    def _kept_files(self) -> None:
        """Put what an officer has: settings, and a store even in the wrong place."""
        settings = self.local / "gridwatch" / "gridwatch.ini"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("[General]\nlanguage=zh\n", "utf-8")
        self.kept = [settings, self.home / "我的工作库.gpkg", self.user / "云溪区.gpkg"]
        for path in self.kept[1:]:
            path.write_bytes(b"an officer's work")

    def _broken_upgrade(self) -> None:
        """Stop the setup program while it unpacks, as a power cut would."""
        before = self._current()
        with subprocess.Popen(
            ["wine", str(self.setup), *self._words()],
            env=winehouse.environment({}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            deadline = time.monotonic() + 900
            while not self._half_way(before) and time.monotonic() < deadline:
                time.sleep(0.05)
            winehouse.end(self.setup.name)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        files = sum(1 for name in self._versions() if name != before
                    for _ in (self.home / name).rglob("*"))  # fmt: skip
        self.outcome.expect(
            f"an upgrade was stopped after {files} files; in use is still {before}",
            files > 0 and self._current() == before,
        )
        self.outcome.expect("the old version still works", self._says_version())
        (self.home / "current.txt").unlink()
        self.outcome.expect(
            "also without current.txt: the half one is not taken", self._says_version()
        )
        (self.home / "current.txt").write_text(before, "ascii")

    def _upgrade(self) -> None:
        """Install over an older version and over what a broken upgrade left."""
        before = self._current()
        code = self._install()
        after = self._current()
        self.outcome.expect(
            f"an upgrade takes over and clears up: {before} -> {after}",
            code == 0 and after != before and self._versions() == [after],
            f"{code} {self._versions()}",
        )
        self.outcome.expect("the new one says its version", self._says_version())

    def _half_way(self, before: str) -> bool:
        new = [name for name in self._versions() if name != before]
        return bool(new) and (self.home / new[0] / "site" / "numpy").is_dir()

    def _damaged(self) -> None:
        app = self.home / self._current()
        part = app / "site" / "PySide6" / "Qt6Core.dll"
        aside = part.with_name("taken-away")
        part.rename(aside)
        store = PLACE / "云溪区.gpkg"
        code, said = wine(
            *(self.home / "gridwatch-cli.exe", "open", inside(store)),
            *("--picture", inside(PLACE / "x.png")),
        )
        self.outcome.expect(
            "a missing part is told in words, by name",
            code != 0 and "程序文件不完整" in said and "Qt6Core.dll" in said,
            said,
        )
        aside.rename(part)
        mark = app / "complete.txt"
        mark.rename(app / "x")
        code, said = wine(self.home / "gridwatch-cli.exe", "--version")
        self.outcome.expect(
            "the launcher tells when no version is whole",
            code == 1 and "请重新运行安装程序" in said,
            said,
        )
        (app / "x").rename(mark)

    def _uninstall(self) -> None:
        place = f"_?={inside(self.home)}".split(" ")
        code, said = wine(self.home / "uninstall.exe", "/S", *place)
        self.outcome.expect("uninstalled silently", code == 0, f"{code} {said}")
        kept = [path for path in self.kept if path.is_file()]
        self.outcome.expect("stores and settings are kept", kept == self.kept)
        left = sorted(path.name for path in self.home.iterdir())
        mine = ["uninstall.exe", "我的工作库.gpkg"]  # _?= keeps the running program
        self.outcome.expect("nothing else is left", set(left) <= set(mine), str(left))
        code, _ = wine("reg", "query", "HKCU\\Software\\Classes\\gridwatch.store")
        self.outcome.expect("nothing is left in the registry", code != 0)
        links = self._links()
        self.outcome.expect("no entry is left", not links, str(links))
        code = self._install()
        self.outcome.expect(
            "installed again, with the old settings",
            code == 0 and self._says_version() and self.kept[0].is_file(),
        )


if __name__ == "__main__":
    sys.exit(main())
