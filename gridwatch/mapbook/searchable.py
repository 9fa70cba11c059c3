"""Makes the Chinese text of a PDF from Qt searchable, and its pages exact.

Qt names a glyph after the first character its font maps to it. In Noto CJK that is a
radical for 长 示 入 口 一 门 and some two hundred more, so a search for 河长 finds
nothing. The tables that say which glyph is which character (ToUnicode) stand in the
file as plain text, and so do the page sizes: both are mended without moving a byte.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

from gridwatch.mapbook.paper import PAPERS
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["meant_characters", "mend"]

_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_TARGETS = re.compile(rb"\[(?:<[0-9A-F]{4}>\s*)+\]|> <[0-9A-F]{4}>(?=\r?\n)")
_CODE = re.compile(rb"<([0-9A-F]{4})>")
_PAGE = re.compile(rb"/MediaBox \[0 0 (\d+\.\d{6}) (\d+\.\d{6})\]")
_POINTS_PER_MM = 72 / 25.4
_ROUNDED = 0.5


@cache
def meant_characters() -> Mapping[str, str]:
    """Return the character meant for each that Qt may write, from the resources."""
    path = resource("recipes", "searchable.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            row["written"].upper(): row["meant"].upper()
            for row in csv.DictReader(stream)
        }


def mend(data: bytes) -> bytes:
    """Return the PDF with readable text and exact pages; its length stays the same.

    Parameters
    ----------
    data : bytes
        A file of QPdfWriter.
    """
    data = _TABLE.sub(lambda table: _readable(table[0]), data)
    return _PAGE.sub(lambda box: _exact(box[0], float(box[1]), float(box[2])), data)


def _readable(table: bytes) -> bytes:
    # Only what a code stands for is mended, never the code itself.
    return _TARGETS.sub(lambda codes: _CODE.sub(_meant, codes[0]), table)


def _meant(code: re.Match[bytes]) -> bytes:
    written = code[1].decode("ascii")
    return f"<{meant_characters().get(written, written)}>".encode("ascii")


def _exact(box: bytes, width: float, height: float) -> bytes:
    """Qt rounds pages to whole points, a tenth of a millimetre off."""
    size = f"/MediaBox [0 0 {_paper(width):.6f} {_paper(height):.6f}]".encode("ascii")
    return size if len(size) == len(box) else box


def _paper(points: float) -> float:
    for edge in sorted({edge for pair in PAPERS.values() for edge in pair}):
        if abs(edge * _POINTS_PER_MM - points) <= _ROUNDED:
            return edge * _POINTS_PER_MM
    return points
