"""Which Windows wheels the product stands on, asked of the registry itself."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from frame import BUILD, ROOT, recipe, say, tool

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check", "install", "install_tests", "resolve"]

PLATFORM = "x86_64-pc-windows-msvc"
PYTHONS = ("3.11", "3.12", "3.13")


def resolve(python: str) -> list[str]:
    """Return the pins of every dependency as Windows wheels of one Python.

    The pins are those of ``packaging/constraints.txt``; a package that has no wheel for
    Windows at its pin ends the build.

    Parameters
    ----------
    python : str
        Minor version, such as ``3.13``.

    Raises
    ------
    LookupError
        With the resolver's own words.
    """
    target = BUILD / f"wheels-{python}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    extras = [
        part for name in recipe()["extras"]["names"] for part in ("--extra", name)
    ]
    command = [
        *(tool("uv"), "pip", "compile", "-q", "--no-header", "--no-annotate"),
        *("--only-binary", ":all:", "--python-platform", PLATFORM),
        *("--python-version", python, "-c", ROOT / "packaging" / "constraints.txt"),
        *(ROOT / "pyproject.toml", *extras, "--generate-hashes", "-o", target),
    ]
    done = subprocess.run(
        [str(c) for c in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LookupError(done.stderr.strip() or done.stdout.strip())
    lines = target.read_text("utf-8").splitlines()
    return [line.split(" ")[0] for line in lines if "==" in line[:80]]


def install(python: str, site: Path) -> None:
    """Unpack the wheels of one Python into a folder, each checked by its hash."""
    pins = resolve(python)
    say(f"unpacking {len(pins)} Windows wheels for Python {python}")
    command = [
        *(tool("uv"), "pip", "install", "-q", "--target", site, "--no-deps"),
        *("--only-binary", ":all:", "--link-mode", "copy", "--require-hashes"),
        *("--python-platform", PLATFORM, "--python-version", python),
        *("-r", BUILD / f"wheels-{python}.txt"),
    ]
    subprocess.run([str(c) for c in command], cwd=ROOT, check=True)


def install_tests(python: str, site: Path) -> None:
    """Unpack what the core tests need beside the product, at our pins."""
    needs = recipe()["smoke"]["needs"]
    command = [
        *(tool("uv"), "pip", "install", "-q", "--target", site),
        *("--only-binary", ":all:", "--link-mode", "copy"),
        *("--python-platform", PLATFORM, "--python-version", python),
        *("-c", ROOT / "packaging" / "constraints.txt", *needs),
    ]
    subprocess.run([str(c) for c in command], cwd=ROOT, check=True)


def check() -> int:
    """Say for every Python that gridwatch runs on whether all wheels are there."""
    failed = 0
    for python in PYTHONS:
        try:
            pins = resolve(python)
        except LookupError as error:
            failed += 1
            say(f"Python {python}: NOT COMPLETE\n{error}")
            continue
        say(
            f"Python {python}: {len(pins)} packages, each with a win_amd64 or any wheel"
        )
    return failed


if __name__ == "__main__":
    sys.exit(check())
