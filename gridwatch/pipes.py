"""A second process of ours: started beside this one, spoken with over its pipes."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["die_quietly", "receive", "send", "started"]

_HEAD = struct.Struct("<Q")
_FINDING = "import sys; sys.path[:] = {paths!r}; "
_NO_WINDOW = 0x08000000


def started(program: str) -> subprocess.Popen[bytes]:
    """Start Python with a program that finds the packages this process finds.

    Parameters
    ----------
    program : str
        Python in one line; it hears on standard input and answers on standard output.

    Raises
    ------
    OSError
        Where the system starts no more processes.
    """
    home = str(Path(__file__).resolve().parents[1])
    paths = [home, *(path for path in sys.path if path)]
    words = ["-I", "-S", "-X", "utf8", "-c", _FINDING.format(paths=paths) + program]
    return subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW if os.name == "nt" else 0,
    )


def die_quietly() -> None:
    """Let a crash of this process end it without a box that Windows puts up.

    It would stay before the officer, and this process with it, until somebody clicks.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.SetErrorMode(
            msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX
        )


def send(pipe: BinaryIO | Any, data: bytes) -> None:  # noqa: ANN401 - typeshed's IO
    """Write one message."""
    pipe.write(_HEAD.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: BinaryIO | Any) -> bytes | None:  # noqa: ANN401 - typeshed's IO
    """Return the next message, None where the other side is gone."""
    try:
        head = pipe.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        (size,) = _HEAD.unpack(head)
        data: bytes = pipe.read(size)
    except (OSError, ValueError):
        return None
    return data if len(data) == size else None
