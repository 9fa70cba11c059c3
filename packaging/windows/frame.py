"""Where a Windows build takes place, and what every step of it is made with."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

__all__ = [
    "BUILD",
    "HERE",
    "ROOT",
    "TOOLS",
    "digest",
    "missing_debian",
    "need_debian",
    "recipe",
    "run",
    "say",
    "stop",
    "tool",
    "version",
]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "windows"
TOOLS = BUILD / "tools"
_begun = time.monotonic()


def say(text: str) -> None:
    """Print a step with the seconds since the start."""
    print(f"[{time.monotonic() - _begun:5.0f} s] {text}", flush=True)  # noqa: T201


def stop(text: str) -> None:
    """Say why the build ends, and end it."""
    say(text)
    sys.exit(1)


def recipe() -> dict[str, Any]:
    """Return ``recipe.toml``."""
    return tomllib.loads((HERE / "recipe.toml").read_text("utf-8"))


def version() -> str:
    """Return the version of gridwatch in this checkout."""
    text = (ROOT / "gridwatch" / "__init__.py").read_text("utf-8")
    line = next(x for x in text.splitlines() if x.startswith("__version__"))
    return line.split('"')[1]


def run(*command: str | Path, cwd: Path = ROOT, quiet: bool = False) -> None:
    """Run a command; end the build with its output where it fails."""
    words = [str(word) for word in command]
    out = subprocess.PIPE if quiet else None
    done = subprocess.run(words, cwd=cwd, stdout=out, stderr=subprocess.STDOUT)
    if done.returncode:
        if done.stdout:
            print(done.stdout.decode("utf-8", "replace"))  # noqa: T201
        stop(f"failed ({done.returncode}): {' '.join(words)}")


def tool(name: str) -> Path:
    """Return a tool of the build's own environment, made where there is none yet."""
    pins = recipe()["tools"]["pins"]
    mark, wanted = TOOLS / "pins.txt", "\n".join(pins)
    if not mark.is_file() or mark.read_text("utf-8") != wanted:
        say(f"tools of the build: {', '.join(pins)}")
        run(sys.executable, "-m", "venv", "--clear", TOOLS)
        pip = (TOOLS / "bin" / "python", "-m", "pip", "install", "-q")
        run(*pip, "--disable-pip-version-check", *pins)
        mark.write_text(wanted, "utf-8")
    return TOOLS / "bin" / name


def missing_debian(names: list[str]) -> list[str]:
    """Return those Debian packages that are not installed."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    try:
        found = subprocess.run(query, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        stop("this command needs Debian (or Ubuntu): it takes NSIS and mingw from it")
    lines = found.stdout.splitlines()
    there = {line.split()[0] for line in lines if line.endswith(" installed")}
    return [name for name in names if name not in there]


def need_debian(names: list[str]) -> None:
    """Install Debian packages, or say which command does."""
    missing = missing_debian(names)
    if not missing:
        return
    if os.geteuid() != 0:
        line = f"sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
        stop(f"please run this once, then start again:\n\n  {line}\n")
    say(f"installing from Debian: {' '.join(missing)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-q", quiet=True)
    run(
        *("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing),
        quiet=True,
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
