"""What the texts of a file look like in each encoding it may be in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.intake import readers
from gridwatch.intake.encoding import Score, scores
from gridwatch.intake.layers import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


__all__ = ["Preview", "first_rows", "previews"]

_ROWS = 5
_MARK = b"\xef\xbb\xbf"
_DELIMITERS = (",", "\t", ";", "，")


@dataclass(frozen=True)
class Preview:
    """A file's texts read in one encoding.

    Parameters
    ----------
    encoding : str
        Python codec name, as `PlannedFile.with_` takes it.
    score : float
        From 0 to 1, how right it looks.
    reason : Text
        Why, in the officer's words.
    names : tuple of str
        Column names read so.
    rows : tuple of tuple of str
        Up to five rows, those with more than ASCII first; blank values are empty.
    """

    encoding: str
    score: float
    reason: Text
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def previews(path: Path, layer: str | None = None) -> tuple[Preview, ...]:
    """Show a shapefile or text table in every encoding it may be in.

    Parameters
    ----------
    path : Path
        A ``.shp`` or ``.csv`` (``.txt``, ``.tsv``); it is only read.
    layer : str or None
        Layer of the planned file; such formats have none.

    Returns
    -------
    tuple of Preview
        The likeliest first. Empty where the format fixes the encoding itself
        (``.xlsx``, GeoPackage, GeoJSON, KML), where there is no table, or it cannot be
        read.
    """
    if layer is not None:
        return ()
    ending = path.suffix.casefold()
    try:
        if ending == ".shp":
            return _of_shapefile(path)
        if ending in {".csv", ".txt", ".tsv"}:
            return _of_lines(path)
    except (OSError, Unreadable):
        pass
    return ()


def _of_shapefile(path: Path) -> tuple[Preview, ...]:
    from gridwatch.intake import shapefile

    table, cpg = shapefile.attributes(path)
    if table is None:
        return ()
    values, full = table.texts()
    ranked = scores(values, full=full, language_byte=table.language_byte, cpg=cpg)
    return tuple(
        _preview(s, table.names(s.encoding), table.first_texts(s.encoding, _ROWS))
        for s in ranked
    )


def _of_lines(path: Path) -> tuple[Preview, ...]:
    lines = path.read_bytes().removeprefix(_MARK).splitlines()
    ranked = scores(lines)
    beyond = [line for line in lines[1:] if not line.isascii()][:_ROWS]
    shown = [*lines[:1], *(beyond or lines[1 : 1 + _ROWS])]
    found = []
    for score in ranked:
        text = b"\n".join(shown).decode(score.encoding, "replace")
        delimiter = max(_DELIMITERS, key=text.count)
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        names = rows[0] if rows else []
        found.append(_preview(score, names, rows[1:]))
    return tuple(found)


def _preview(
    score: Score, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> Preview:
    return Preview(
        score.encoding,
        score.share,
        score.reason,
        tuple(names),
        tuple(tuple(row) for row in rows),
    )


def first_rows(path: Path, layer: str | None, encoding: str) -> tuple[Preview, ...]:
    """Show the first rows of any planned file, in each encoding it may be in.

    Parameters
    ----------
    path, layer, encoding : Path, str or None, str
        As the plan has them.

    Returns
    -------
    tuple of Preview
        As `previews`; one without an encoding where the format fixes it. Empty where
        the file cannot be read.
    """
    found = previews(path, layer)
    if found:
        return found
    try:
        raw = readers.load(path, layer, encoding)
    except (OSError, Unreadable):
        return ()
    columns = [raw.columns[name][:_ROWS] for name in raw.names]
    rows = [tuple(map(_shown, row)) for row in zip(*columns, strict=True)]
    return (Preview("", 1.0, _FIXED, raw.names, tuple(rows)),)


_FIXED = Text("文字编码由文件格式确定。", "The format fixes the encoding of texts.")


def _shown(value: object) -> str:
    return "" if value is None else str(value)
