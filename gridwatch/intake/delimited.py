"""Tables that are plain text: which encoding, which separator, which rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import Text
from gridwatch.intake.encoding import decide
from gridwatch.intake.layers import Coding, NotData, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Delimited", "delimited"]

csv.field_size_limit((1 << 31) - 1)  # an outline as WKT is longer than the usual limit

_LINES = 20000
_HEAD = 64
_SHARE = 0.8
_SEPARATORS = ("\t", ",", ";", "|", "，", "；")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_ZEROS = 0.3


class Delimited(NamedTuple):
    """The rows of a text table, and its encoding."""

    rows: tuple[list[object], ...]
    coding: Coding


def delimited(path: Path, encoding: str | None = None) -> Delimited:
    """Read a text table.

    Parameters
    ----------
    path : Path
        ``.csv``, ``.tsv`` or ``.txt``.
    encoding : str or None
        Codec said by the officer; None judges by the bytes.

    Raises
    ------
    NotData
        Where a ``.txt`` is no table.
    Unreadable
        Where the quotes in it do not close.
    """
    data = path.read_bytes()
    coding = _coding(data, encoding)
    text = data.decode(coding.encoding, "replace").removeprefix("\ufeff")
    separator = _separator(text)
    if separator is None and path.suffix.casefold() == ".txt":
        raise NotData(_NO_TABLE)
    # A line break inside quotes is one, however the file ends its lines.
    lines = io.StringIO(text.replace("\r\n", "\n"), newline="")
    reader = csv.reader(lines, delimiter=separator or ",")
    try:
        return Delimited(tuple([*row] for row in reader), coding)
    except csv.Error as error:
        why = Text("无法读取表格（{why}）", "the table cannot be read ({why})")
        raise Unreadable(why.filled(why=str(error))) from error


def _coding(data: bytes, encoding: str | None) -> Coding:
    if encoding:
        return Coding(encoding, True, Text("由用户指定", "chosen by the user"))
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return Coding(codec, True, _MARKED.filled(name=name))
    wide = _without_mark(data)
    if wide is not None:
        return Coding(wide, True, _WIDE)
    return decide(data.splitlines()[:_LINES])


def _without_mark(data: bytes) -> str | None:
    """Return the kind of UTF-16 that text without a mark is in, or None.

    Separators, digits and line ends have a zero byte there, and no other encoding has
    any.
    """
    head = data[:4096]
    half = len(head) // 2
    if half < 2 or head.count(0) < half * _ZEROS / 2:
        return None
    first, second = head[0::2].count(0), head[1::2].count(0)
    codec = "utf-16-le" if second > first else "utf-16-be"
    try:
        head[: half * 2].decode(codec)
    except UnicodeDecodeError as error:
        return codec if error.start > half else None
    return codec


def _separator(text: str) -> str | None:
    """Return what most evenly parts the first lines, None where nothing does."""
    lines = [line for line in text[: 1 << 16].splitlines() if line.strip()][:_HEAD]
    found = {sign: _evenness(lines, sign) for sign in _SEPARATORS}
    best = max(found, key=lambda sign: found[sign])
    return best if found[best] > (0, 0) else None


def _evenness(lines: list[str], sign: str) -> tuple[float, int]:
    """Return how many of the lines have the usual number of cells, and that number."""
    if len(lines) < 2:
        many = len(lines) == 1 and lines[0].count(sign)
        return (1.0, int(many) + 1) if many else (0, 0)
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
    except csv.Error:
        return (0, 0)
    several = Counter(width for width in widths if width > 1)
    if not several:
        return (0, 0)
    width, times = several.most_common(1)[0]
    share = times / len(widths)
    return (share, width) if share >= _SHARE / 2 else (0, 0)


_MARKED = Text("文件以 {name} 标记开头", "the file begins with the {name} mark")
_WIDE = Text(
    "每个字符占两个字节，是没有标记的 UTF-16",
    "two bytes a character: UTF-16 without its mark",
)
_NO_TABLE = Text("文本里没有分列的数据", "a text without columns")
