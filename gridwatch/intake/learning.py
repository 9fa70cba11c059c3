"""Column names learned here: what the officer has once said a column is.

They lie in the user's settings, not in a store: the first delivery is read before
there is a store, a review or a trial store should not have to learn again, and a store
that is handed to another district should not bring its habits along. The file has the
format of ``resources/columns.csv`` and may be edited, copied or deleted; an empty field
means that the column fills nothing.
"""

from __future__ import annotations

import contextlib
import csv
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["forget", "learn", "learned", "learned_file"]

_HEADER = ("kind", "field", "alias")


def learned_file() -> Path:
    """Return where the learned names lie: in the user's settings of this system.

    ``GRIDWATCH_CONFIG`` names another folder, e.g. one that an office shares.
    """
    named = os.environ.get("GRIDWATCH_CONFIG")
    if named:
        return Path(named) / "columns.csv"
    if os.name == "nt":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "gridwatch" / "columns.csv"


def learned() -> Mapping[tuple[Kind, str], str]:
    """Return the learned names: (kind, column) to field, empty for none.

    A file that cannot be read, and lines in it that make no sense, teach nothing.
    """
    place = learned_file()
    try:
        state = place.stat()
    except OSError:
        return {}
    return _read(place, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _read(place: Path, _changed: int, _size: int) -> dict[tuple[Kind, str], str]:
    found: dict[tuple[Kind, str], str] = {}
    kinds = set(Kind)
    try:
        with place.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                kind, alias = row.get("kind"), row.get("alias")
                if kind in kinds and alias:
                    found[Kind(kind), alias] = row.get("field") or ""
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    return found


def learn(column: str, kind: Kind, field: str | None) -> None:
    """Remember what a column is, over what the table of columns says.

    Parameters
    ----------
    column : str
        Its name as the file has it.
    kind : Kind
        What the rows are.
    field : str or None
        The field it fills; None: it fills nothing.

    Raises
    ------
    OfficerError
        Where the settings cannot be written; what was learned before stays.
    """
    _write({**learned(), (kind, column.strip()): field or ""})


def forget(column: str, kind: Kind) -> None:
    """Leave a column to the table of columns again.

    Raises
    ------
    OfficerError
        Where the settings cannot be written.
    """
    known = {k: v for k, v in learned().items() if k != (kind, column.strip())}
    _write(known)


def _write(known: Mapping[tuple[Kind, str], str]) -> None:
    place = learned_file()
    made: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".columns-")
        made = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            writer.writerows((k.value, field, a) for (k, a), field in known.items())
        made.replace(place)
    except OSError as error:
        if made is not None:
            with contextlib.suppress(OSError):
                made.unlink()
        text = _UNWRITTEN.filled(file=place, why=error.strerror or str(error))
        raise OfficerError(text) from error


_UNWRITTEN = Text(
    "列名的对应关系没有记住：无法写入“{file}”（{why}）。这次导入不受影响；"
    "请检查该文件夹是否可写、磁盘是否已满。",
    "What the column is was not remembered: “{file}” cannot be written ({why}). This "
    "import is not affected; check that the folder is writable and the disk not full.",
)
