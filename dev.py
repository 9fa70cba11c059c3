#!/usr/bin/env python3
"""The commands for a fresh machine: ``dev.py demo``, ``dev.py test`` and others.

``demo``   makes a store from ``sample_data/``, checks it, prints a map book of two
           towns, saves a picture of the window, says where each lies, and opens the
           window.
``test``   runs ruff, mypy, import-linter and pytest.
``manual`` makes the manual as pages for F1, as a PDF, and the two-page card.
``setup``  only makes ``.venv`` with everything in it.
``lock``   writes what is installed in ``.venv`` into ``packaging/constraints.txt``.

For Windows, built and tried on Debian:

``wheels``         says whether every dependency has a ``win_amd64`` wheel, for each
                   Python that gridwatch runs on.
``installer``      builds the setup program and the portable zip into ``dist/``
                   (``--python ZIP --python-hash SHA256`` for a release, ``--help``).
``smoke-windows``  lets the product work under wine (``--setup``: installs, upgrades,
                   breaks and uninstalls it too; ``--gallery``: pictures of windows).

Needs Python 3.11 to 3.13 and nothing else (Windows: ``py dev.py ...``).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "gridwatch-setup"
_DRAWING = ("libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3")
_WINDOW = (
    "libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 "
    "libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-util1 libxcb-xkb1 "
    "libxkbcommon-x11-0 libx11-xcb1"
)
SYSTEM_PACKAGES = (
    *_DRAWING,
    *_WINDOW.split(" "),
    "fonts-noto-cjk",
    "poppler-utils",
    "gdal-bin",
)
"""What Qt needs on Debian, a CJK font, and the peers that the tests ask for a second
opinion (pdftotext, ogrinfo)."""

DAY = "2026-11-01"
"""The day the sample speaks of."""
KERNELS = "from gridwatch.cartography.warming import load_kernels as c; c()"
DECLARED = "2+2+11+38+64+227+654"
BOOK_TOWNS = ("990101101000", "990101102000")
WINDOWS = {
    "wheels": "wheels.py",
    "installer": "installer.py",
    "smoke-windows": "smoke.py",
}
_begun = time.monotonic()


def say(text: str) -> None:
    """Print a step with the seconds since the start."""
    print(f"[{time.monotonic() - _begun:5.0f} s] {text}", flush=True)


def run(*command: str | Path, quiet: bool = False, check: bool = True) -> int:
    """Run a command in the project's folder and return its exit code."""
    out = subprocess.DEVNULL if quiet else None
    code = subprocess.run([str(c) for c in command], cwd=ROOT, stdout=out).returncode
    if check and code:
        say(f"failed ({code}): {' '.join(str(c) for c in command)}")
        sys.exit(code)
    return code


def missing_system_packages() -> list[str]:
    """Return the Debian packages that are not installed; empty on other systems."""
    if shutil.which("dpkg-query") is None:
        return []
    wanted = [*SYSTEM_PACKAGES]
    if not _has_venv():
        wanted.append("python3-venv")
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    there = {
        line.split()[0] for line in found.splitlines() if line.endswith(" installed")
    }
    return [name for name in wanted if name not in there]


def _has_venv() -> bool:
    probe = "import ensurepip, venv"
    call = subprocess.run([sys.executable, "-c", probe], capture_output=True)
    return call.returncode == 0


def install_system_packages() -> None:
    """Install what Qt needs from Debian, or print the one command that does."""
    missing = missing_system_packages()
    if not missing:
        return
    if os.geteuid() != 0:
        print("Please run this once, then start again:\n")
        print(f"  sudo apt-get install -y {' '.join(missing)}\n")
        sys.exit(1)
    say(f"installing {len(missing)} system packages (Debian): {' '.join(missing)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-q", quiet=True)
    run(
        "apt-get",
        "install",
        "-y",
        "-q",
        "--no-install-recommends",
        *missing,
        quiet=True,
    )


def install() -> None:
    """Make ``.venv`` with the pinned packages and gridwatch itself, if not yet done."""
    install_system_packages()
    recipe = [
        ROOT / "pyproject.toml",
        ROOT / "packaging" / "constraints.txt",
        Path(__file__),
    ]
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in recipe)).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == mark:
        run(PYTHON, ROOT / "packaging" / "build_hook.py")
        return
    if not PYTHON.is_file():
        say("making .venv")
        run(sys.executable, "-m", "venv", VENV)
    say("installing packages (the first time downloads about 340 MB)")
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run(*pip, "-c", "packaging/constraints.txt", *_requirements())
    say("installing gridwatch itself")
    run(*pip, "--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(mark)


def _requirements() -> list[str]:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["test"]]


def test(arguments: list[str]) -> int:
    """Run every check; pytest comes last so that its summary ends the output."""
    steps = {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "-q", "."],
        "mypy": ["-m", "mypy"],
        "import-linter": [
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
        ],
    }
    failed = []
    # Compiled once while one core is idle, not by every process of the tests.
    kernels = subprocess.Popen([str(PYTHON), "-c", KERNELS], cwd=ROOT)
    for name, command in steps.items():
        say(name)
        if run(PYTHON, *command, check=False):
            failed.append(name)
    kernels.wait()
    if failed:
        say(f"NOT CLEAN: {', '.join(failed)} (see above)")
    say("pytest")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    code = run(PYTHON, "-m", "pytest", "-n", "2", *arguments, check=False)
    return code or int(bool(failed))


def demo() -> int:
    """Show the main job on the made-up district, end to end."""
    place = Path(tempfile.mkdtemp(prefix="gridwatch-demo-"))
    store, book = place / "云溪区.gpkg", place / "云溪区图册.pdf"
    picture = place / "窗口.png"
    gridwatch = [str(PYTHON), "-m", "gridwatch"]
    say("import: sample_data/云溪区 -> store")
    office = ["--office", "云溪区河长制办公室（样例）"]
    delivery = ROOT / "sample_data" / "云溪区"
    run(*gridwatch, "import", delivery, store, "--yes", *office)
    say("check")
    run(*gridwatch, "check", store, "--as-of", DAY, "--declared", DECLARED)
    say("print: the map book of two towns")
    towns = [part for code in BOOK_TOWNS for part in ("--town", code)]
    run(*gridwatch, "print", store, *towns, "-o", book, "--as-of", DAY)
    say("picture of the window")
    run(*gridwatch, "open", store, "--picture", picture, "--as-of", DAY)
    for what, path in (("store", store), ("map book", book), ("picture", picture)):
        print(f"  {what:9s} {path}")
    if not has_display():
        say("no display here: the picture above is what the window looks like")
        return 0
    say("opening the window (close it to end)")
    return run(*gridwatch, "open", store, check=False)


def manual() -> int:
    """Make the manual: pages, PDF and card, under ``resources/manual``."""
    run(PYTHON, ROOT / "packaging" / "manual_html.py")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return run(PYTHON, ROOT / "packaging" / "manual_pdf.py")


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def lock() -> int:
    """Write names and versions of what ``.venv`` holds to the constraints file."""
    freeze = [str(PYTHON), "-m", "pip", "freeze", "--exclude-editable"]
    listed = subprocess.run(freeze, capture_output=True, text=True, check=True).stdout
    pins = [line for line in listed.splitlines() if "==" in line]
    (ROOT / "packaging" / "constraints.txt").write_text("\n".join(pins) + "\n", "utf-8")
    say(f"packaging/constraints.txt: {len(pins)} packages")
    return 0


def windows(command: str, arguments: list[str]) -> int:
    """Run one of the commands of ``packaging/windows``."""
    program = ROOT / "packaging" / "windows" / WINDOWS[command]
    return run(PYTHON, program, *arguments, check=False)


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    plain = {"demo": demo, "manual": manual, "setup": lambda: 0, "lock": lock}
    parser.add_argument("command", choices=[*plain, "test", *WINDOWS])
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on")
    arguments = parser.parse_args()
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        print("gridwatch needs Python 3.11, 3.12 or 3.13.")
        return 1
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.environ["PYTHONUTF8"] = "1"
    if arguments.command != "lock":
        install()
    if arguments.command == "test":
        return test(arguments.rest)
    if arguments.command in WINDOWS:
        return windows(arguments.command, arguments.rest)
    return plain[arguments.command]()


if __name__ == "__main__":
    sys.exit(main())
