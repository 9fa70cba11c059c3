"""A PostgreSQL with PostGIS for the tests, on loopback and in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "PostgreSQL with PostGIS is not installed (postgresql, postgresql-15-postgis-3)"
)
_PLACES = Path("/usr/lib/postgresql")


def programs():
    """Return the folder of the newest server programs, or None."""
    found = sorted(_PLACES.glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    for initdb in reversed(found):
        share = Path("/usr/share/postgresql") / initdb.parts[-3] / "extension"
        if (share / "postgis.control").is_file():
            return initdb.parent
    return None


def as_server(words):
    """Return a command for a user that the server runs as; it refuses root."""
    if os.geteuid():
        return words
    return ["runuser", "-u", "postgres", "--", *words]


def run(*words):
    subprocess.run(
        as_server([str(word) for word in words]),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
    )


@contextmanager
def server(folder: Path):
    """Yield the address of a running server, as its administrator."""
    binaries = programs()
    data = folder / "data"
    folder.chmod(0o777)
    words = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
    run(binaries / "initdb", "-D", data, *words, "--locale=C")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    log = folder / "log"
    control = binaries / "pg_ctl"
    run(control, "-D", data, "-l", log, "-w", "-o", told, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(data, ignore_errors=True)
