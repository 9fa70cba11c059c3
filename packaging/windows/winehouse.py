"""A Windows of wine in a folder: made once, then used to run the product headless."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
from pathlib import Path

import wineshim
from frame import BUILD, HERE, need_debian, recipe, run, say

__all__ = ["PREFIX", "end", "environment", "inside", "prepare", "wine"]

PREFIX = BUILD / "wine"
_DLLS = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
_GCC = "x86_64-w64-mingw32-gcc-posix"
_HOME = BUILD / "wine-home"
_READY = PREFIX / "gridwatch-ready"
_MORE_S = 2.0
"""How long to listen for more when a program has ended."""
_OVERRIDES = "mscoree=;mshtml=;winedbg.exe=;wbemprox=;ucrtbase=n,b"


def prepare() -> None:
    """Make the prefix with what wine 8 lacks, where it is not there yet."""
    need_debian(recipe()["tools"]["wine"])
    if _READY.is_file():
        return
    say("making a wine prefix (half a minute)")
    shutil.rmtree(PREFIX, ignore_errors=True)
    PREFIX.mkdir(parents=True)
    _HOME.mkdir(exist_ok=True)
    for words in (("wineboot", "-i"), ("wine", "winecfg", "-v", "win10")):
        subprocess.run(
            ["xvfb-run", "-a", *words],
            env=environment({"WINEDLLOVERRIDES": "mscoree=;mshtml=;winedbg.exe="}),
            input=b"\n",
            capture_output=True,
            timeout=300,
            check=False,
        )
    _lacking()
    _READY.touch()


def _lacking() -> None:
    """Build the DLLs of ``wine/README.md`` into the prefix."""
    work = BUILD / "wine-dlls"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(HERE / "wine", work)
    (work / "shim.c").write_text(wineshim.source())
    exports = _exports(_DLLS / "ucrtbase.dll")
    (work / "ucrtbase.def").write_text(wineshim.definition(exports))
    run(*(_GCC, "-O1", "-shared", "-static", "-o", "ucrtbase.dll", "shim.c"),
        "ucrtbase.def", cwd=work)  # fmt: skip
    run(*(_GCC, "-shared", "-Wl,--export-all-symbols", "-o", "icuuc.dll", "icu.c"),
        cwd=work)  # fmt: skip
    run(*(_GCC, "-shared", "-o", "bcryptprimitives.dll", "bp.c", "-ladvapi32"),
        cwd=work)  # fmt: skip
    # Without wine's mark a DLL counts as native, so that ours may call it.
    data = bytearray((_DLLS / "ucrtbase.dll").read_bytes())
    data[0x40:0x60] = bytes(32)
    (work / "wucrtbas.dll").write_bytes(data)
    for dll in work.glob("*.dll"):
        shutil.copyfile(dll, PREFIX / "drive_c/windows/system32" / dll.name)


def _exports(dll: Path) -> list[str]:
    dump = ["x86_64-w64-mingw32-objdump", "-p", str(dll)]
    told = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    table = told.partition("[Ordinal/Name Pointer] Table")[2].splitlines()
    return [line.split()[-1] for line in table if line.lstrip().startswith("[")]


def environment(more: dict[str, str]) -> dict[str, str]:
    """Return what wine is started with."""
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
        "WINEPREFIX": str(PREFIX),
        "HOME": str(_HOME),  # wine links Desktop and Documents to it
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": _OVERRIDES,
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
        **more,
    }


def wine(
    *words: str | Path,
    seconds: float = 600,
    more: dict[str, str] | None = None,
    screen: str = "",
) -> tuple[int, str]:
    """Run a Windows program; return its exit code and what it said.

    With a `screen` (``1920x1080``) its windows are really shown there; without one
    they never come up.
    """
    shown = ("xvfb-run", "-a", "-s", f"-screen 0 {screen}x24") if screen else ()
    # Not into a file: on some kernels wine 8 hands Python no such stream.
    process = subprocess.Popen(
        [*shown, "wine", *map(str, words)],
        env=environment(more or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(process, said), daemon=True)
    listener.start()
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(b"\n")
        process.stdin.close()
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    # Wine's server may outlive the program and keep the pipe open.
    listener.join(_MORE_S)
    return code, b"".join(said).decode("utf-8", "replace").replace("\r", "")


def _listen(process: subprocess.Popen[bytes], said: list[bytes]) -> None:
    """Hear what a program says until nobody can say more."""
    assert process.stdout is not None
    while heard := os.read(process.stdout.fileno(), 1 << 16):
        said.append(heard)


def end(name: str) -> None:
    """End the Windows programs of one name, as a power cut would."""
    words = ["wine", "taskkill", "/f", "/im", name]
    subprocess.run(
        words, env=environment({}), input=b"\n", capture_output=True, check=False
    )


def inside(path: Path) -> str:
    """Return how Windows names a file of this computer."""
    path = path.absolute()
    drive = PREFIX / "drive_c"
    if path.is_relative_to(drive):
        return "C:\\" + str(path.relative_to(drive)).replace("/", "\\")
    return "Z:" + str(path).replace("/", "\\")
