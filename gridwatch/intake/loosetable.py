"""A ``.dbf`` that came without its ``.shp``: a table like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.wording import Text
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.encoding import decide
from gridwatch.intake.layers import Coding, Facts, Note, RawLayer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load", "look"]

_SAMPLE_ROWS = 60


def look(path: Path, encoding: str | None = None) -> list[Facts]:
    """Return what is known of the table.

    Raises
    ------
    Unreadable
        Where the header makes no sense.
    """
    table = DbfTable(path)
    coding = _coding(path, table, encoding)
    notes = [Note("warning", _ALONE)]
    if table.truncated:
        notes.append(Note("error", _CUT_OFF, count=table.truncated))
    gone = int(table.deleted.sum())
    if gone:
        notes.append(Note("info", _DELETED, count=gone))
    if coding.overruled is not None:
        notes.append(Note("warning", coding.overruled))
    values = table.values(coding.encoding, slice(0, _SAMPLE_ROWS), [])
    sample = {
        name: [str(value) for value in column if value is not None]
        for name, column in values.items()
    }
    rows = table.records - gone
    names = table.names(coding.encoding)
    return [Facts(None, names, rows, coding=coding, sample=sample, notes=tuple(notes))]


def _coding(path: Path, table: DbfTable, encoding: str | None) -> Coding:
    if encoding:
        return Coding(encoding, True, Text("由用户指定", "chosen by the user"))
    side = path.with_suffix(".cpg")
    cpg = side.read_text("latin-1")[:40] if side.is_file() else None
    values, full = table.texts()
    return decide(values, full=full, language_byte=table.language_byte, cpg=cpg)


def load(path: Path, encoding: str) -> RawLayer:
    """Read all rows, those marked as deleted left out.

    Parameters
    ----------
    path : Path
        The ``.dbf``.
    encoding : str
        Python codec name of its texts.
    """
    table = DbfTable(path)
    notes: list[Note] = []
    kept = np.flatnonzero(~table.deleted)
    columns = table.values(encoding or "utf-8", slice(0, None), notes)
    if len(kept) < table.records:
        columns = {n: [values[row] for row in kept] for n, values in columns.items()}
    return RawLayer(tuple(columns), (kept + 1).tolist(), columns, notes=notes)


_ALONE = Text(
    "缺少同名 .shp：只有属性，没有图形",
    "its .shp is missing: attributes without shapes",
)
_CUT_OFF = Text(
    ".dbf 在中途截断，末尾的记录不存在",
    "the .dbf is cut off: records at its end do not exist",
)
_DELETED = Text(
    "已在 .dbf 中标记删除的记录，未导入",
    "records marked as deleted in the .dbf: left out",
)
