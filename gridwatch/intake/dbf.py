"""The attribute table of a shapefile, read byte for byte.

GDAL decodes a table before one can look at it, and a field name cut in the middle of a
character makes it fail the whole layer; the format is simple enough to read here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.wording import Text
from gridwatch.intake.encoding import Read, decoded, reading
from gridwatch.intake.fixedwidth import ascii_texts, sure_texts
from gridwatch.intake.layers import Note, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["DbfTable"]

_STEP = 1 << 16
_CACHED = 1 << 18
"""Bytes looked at together: what fits beside a processor."""
_BLANK, _BEYOND = 0x20, 0x80
_DESCRIPTOR = 32
_HEADER = 32
_DELETED = ord("*")
_BINARY = {b"I": "<i4", b"+": "<i4", b"O": "<f8", b"B": "<f8", b"Y": "<i8"}


@dataclass(frozen=True)
class _Column:
    raw_name: bytes
    type: bytes
    offset: int
    width: int


class DbfTable:
    """A ``.dbf`` file.

    Parameters
    ----------
    path : Path
        The file; it is opened read-only and mapped, not loaded.

    Raises
    ------
    Unreadable
        Where the header makes no sense.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.read(_HEADER)
            if len(head) < _HEADER:
                raise _broken(path)
            declared, header_size, self._width = struct.unpack("<IHH", head[4:12])
            self.language_byte = head[29]
            descriptors = file.read(max(header_size - _HEADER, 0))
        self._columns = _descriptors(descriptors)
        if self._width < 1 or header_size <= _HEADER or not self._columns:
            raise _broken(path)
        present = max(path.stat().st_size - header_size, 0) // self._width
        self.truncated = max(declared - present, 0)
        self.records = min(declared, present)
        self._cells = self._mapped(path, header_size)

    def _mapped(self, path: Path, header_size: int) -> NDArray[np.uint8]:
        shape = (self.records, self._width)
        if not self.records:
            return np.empty(shape, np.uint8)
        return np.memmap(path, np.uint8, "r", header_size, shape)

    @property
    def deleted(self) -> NDArray[np.bool_]:
        """Which records the officer has marked as deleted."""
        return np.asarray(self._cells[:, 0] == _DELETED)

    @cached_property
    def _bounds(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The lowest and the highest byte at each place of the records.

        Most fields are wider than anything in them, and most hold plain ASCII: one
        pass tells both of all columns.
        """
        low = np.full(self._width, 0xFF, np.uint8)
        high = np.zeros(self._width, np.uint8)
        step = max(1, _CACHED // self._width)
        for first in range(0, self.records, step):
            block = self._cells[first : first + step]
            np.minimum(low, block.min(axis=0), out=low)
            np.maximum(high, block.max(axis=0), out=high)
        return low, high

    def _span(self, column: _Column) -> slice:
        """Return where a column stands, without the blanks at its right in all rows."""
        low, high = self._bounds
        end = min(column.offset + column.width, self._width)
        filled = (low[column.offset : end] != _BLANK) | (
            high[column.offset : end] != _BLANK
        )
        last = np.flatnonzero(filled)[-1:]
        return slice(column.offset, column.offset + int(last.sum()) + 1)

    def _is_ascii(self, span: slice) -> bool:
        """Tell whether nothing but characters of ASCII stands there, and no zero."""
        low, high = self._bounds
        return bool((high[span] < _BEYOND).all() and (low[span] > 0).all())

    def texts(self) -> tuple[set[bytes], set[bytes]]:
        """Return all field names and values that are not plain ASCII; which are full.

        Full are those that fill their fields and may end in half a character.
        """
        full = {c.raw_name for c in self._columns if not c.raw_name.isascii()}
        found = set(full)
        for column in self._columns:
            if column.type not in _BINARY:
                values = self._beyond_ascii(column)
                full.update(value for value in values if len(value) == column.width)
                found |= values
        return found, full

    def _beyond_ascii(self, column: _Column) -> set[bytes]:
        """Return the different values of a column that are not plain ASCII."""
        if not (self._bounds[1][self._span(column)] >= _BEYOND).any():
            return set()
        found: set[bytes] = set()
        for first in range(0, self.records, _STEP):
            found.update(self._raw(column, slice(first, first + _STEP)))
        return {value.rstrip() for value in found if not value.isascii()}

    def first_texts(self, encoding: str, rows: int) -> list[list[str]]:
        """Return the first rows with something beyond ASCII, as an officer sees them.

        Where there are fewer, the first rows of the table fill up.
        """
        beyond: list[int] = []
        for first in range(0, self.records, _STEP):
            block = self._cells[first : first + _STEP, 1:]
            beyond += (first + np.flatnonzero((block > 0x7F).any(axis=1))).tolist()
            if len(beyond) >= rows:
                break
        chosen = beyond[:rows]
        chosen += [row for row in range(min(rows, self.records)) if row not in chosen]
        found = []
        for row in sorted(chosen[:rows]):
            columns = self.values(encoding, slice(row, row + 1), [], mixed=False)
            values = [column[0] for column in columns.values()]
            found.append(["" if value is None else str(value) for value in values])
        return found

    def _raw(self, column: _Column, rows: slice) -> list[bytes]:
        block = self._cells[rows, self._span(column)]
        if block.size == 0:
            return [b""] * len(block)
        block = np.ascontiguousarray(block)
        values: list[bytes] = block.view(f"S{block.shape[1]}").ravel().tolist()
        return values

    def names(self, encoding: str, notes: list[Note] | None = None) -> tuple[str, ...]:
        """Return the field names; undecodable ones become ``field_7``, none repeats.

        Parameters
        ----------
        encoding : str
            Python codec name.
        notes : list of Note or None
            Gets what was mended.
        """
        names: list[str] = []
        for number, column in enumerate(self._columns, 1):
            name, note = _named(column, number, encoding)
            unique, serial = name, 2
            while unique in names:
                unique, serial = f"{name}_{serial}", serial + 1
            names.append(unique)
            if note is not None and notes is not None:
                notes.append(Note("warning", note, None, unique))
        return tuple(names)

    def values(
        self, encoding: str, rows: slice, notes: list[Note], *, mixed: bool = True
    ) -> dict[str, list[object]]:
        """Return the columns as texts and numbers; blank and ``***`` become None.

        Parameters
        ----------
        encoding : str
            Python codec name.
        rows : slice
            Which records.
        notes : list of Note
            Gets what was mended, lost, or in another encoding than the table.
        mixed : bool
            Whether single values may be read in another encoding.
        """
        columns = self._values(encoding, rows, mixed=mixed)
        beyond = sum(column.beyond for column in columns)
        stray = sum(column.strange for column in columns)
        if stray * 2 > beyond:  # not strays: the officer has chosen this encoding
            columns = self._values(encoding, rows, mixed=False)
        names = self.names(encoding)
        for name, column in zip(names, columns, strict=True):
            notes += column.notes(name, encoding, rows.start or 0)
        return {n: c.values for n, c in zip(names, columns, strict=True)}

    def _values(self, encoding: str, rows: slice, *, mixed: bool) -> list[_Decoded]:
        return [self._decoded(c, encoding, rows, mixed=mixed) for c in self._columns]

    def _decoded(
        self, column: _Column, encoding: str, rows: slice, *, mixed: bool
    ) -> _Decoded:
        if (
            column.type in _BINARY
            and column.width == np.dtype(_BINARY[column.type]).itemsize
        ):
            return _Decoded(self._binary(column, rows))
        found = _Decoded([], memo=column.type == _MEMO)
        if self._ascii(column, rows, found):
            return found
        raws = self._raw(column, rows)
        different = set(raws)
        seen: dict[bytes, str | None] = {}
        if column.type == b"C":
            seen = sure_texts(different, encoding)
            found.beyond = sum(not raw.isascii() for raw in seen)
        fates: dict[bytes, str] = {}
        for raw in different.difference(seen):
            seen[raw], fates[raw] = _text(raw, encoding, column, mixed=mixed)
        found.values = list(map(seen.__getitem__, raws))
        found.tell(fates, raws)
        return found

    def _ascii(self, column: _Column, rows: slice, found: _Decoded) -> bool:
        """Take a column of plain ASCII at once; False where there is more in it."""
        span = self._span(column)
        block = self._cells[rows, span]
        if not block.size or not self._is_ascii(span):
            return False
        parts = ascii_texts(block)
        if column.type in b"NFD" and (column.type == b"D" or "*" in "".join(parts)):
            found.values = [_number(part, column.type) for part in parts]
            for at, part in enumerate(parts):
                if part[:1] == "*" and not part.strip("*"):
                    found.told(_STARS, at)
        else:
            found.values = [part or None for part in parts]
        return True

    def _binary(self, column: _Column, rows: slice) -> list[object]:
        end = column.offset + column.width
        block = np.ascontiguousarray(self._cells[rows, column.offset : end])
        values: list[object] = block.view(_BINARY[column.type]).ravel().tolist()
        return values


_CUT, _LOST, _STARS = "cut", "lost", "***"
_OWN = ("", _CUT, _LOST, _STARS)
_MEMO = b"M"
_SHOWN = 20


@dataclass
class _Decoded:
    """A column as it was read, and which of its rows were not plain to read."""

    values: list[object]
    beyond: int = 0  # different values with more than ASCII
    strange: int = 0  # of these, those in another encoding than the table's
    memo: bool = False
    rows: dict[str, list[int]] = field(default_factory=dict)

    def told(self, fate: str, at: int) -> None:
        self.rows.setdefault(fate, []).append(at)

    def tell(self, fates: Mapping[bytes, str], raws: Sequence[bytes]) -> None:
        """Take note of what became of single values, and in which rows."""
        self.beyond += sum(not raw.isascii() for raw in fates)
        self.strange += sum(fate not in _OWN for fate in fates.values())
        mended = {raw: fate for raw, fate in fates.items() if fate}
        if mended:
            for at, raw in enumerate(raws):
                if raw in mended:
                    self.told(mended[raw], at)

    def notes(self, name: str, encoding: str, start: int) -> Iterator[Note]:
        """Say what was mended, lost or strange in the column `name`."""
        if self.memo and any(value is not None for value in self.values):
            yield Note("warning", _IN_MEMO, None, name)
        for fate, rows in self.rows.items():
            first, count = start + rows[0] + 1, len(rows)
            if fate == _LOST:
                text = _UNDECODED.filled(encoding=encoding)
                yield Note("warning", text, first, name, count)
            elif fate == _CUT:
                yield Note("warning", _CUT_SHORT, first, name, count)
            elif fate == _STARS:
                yield Note("warning", _OVERFLOW, first, name, count)
            else:
                yield from self._strays(fate, rows, name, encoding, start)

    def _strays(
        self, codec: str, rows: list[int], name: str, encoding: str, start: int
    ) -> Iterator[Note]:
        """Tell row by row; of very many, the first ones."""
        for at in rows[:_SHOWN]:
            row = start + at + 1
            text = _STRAY.filled(
                row=row, value=self.values[at], codec=codec, own=encoding
            )
            yield Note("warning", text, row, name)
        if len(rows) > _SHOWN:
            text = _MORE_STRAYS.filled(codec=codec, own=encoding)
            row = start + rows[_SHOWN] + 1
            yield Note("warning", text, row, name, len(rows) - _SHOWN)


_UNDECODED = Text(
    "有字节不能按 {encoding} 解码，以 � 代替",
    "bytes that are not {encoding} are shown as �",
)
_CUT_SHORT = Text(
    "值在字段末尾被截断了半个字：半个字已去掉，原文不全，请向来源核对",
    "values end in half a character, cut by the field's width: the half is dropped; "
    "ask the source for the whole text",
)
_OVERFLOW = Text(
    "数字放不下字段，写成了 ***：原值已丢失，按空值读取，请向来源核对",
    "numbers too wide for their field stand as ***: lost, read as empty; ask the "
    "source",
)
_STRAY = Text(
    "第 {row} 行的“{value}”是 {codec}，与全表的 {own} 不同：已按 {codec} 读取",
    "row {row}: “{value}” is {codec}, not {own} as the table is: read as {codec}",
)
_MORE_STRAYS = Text(
    "还有一些值是 {codec}，与全表的 {own} 不同：已按 {codec} 读取",
    "further values are {codec}, not {own} as the table is: read as {codec}",
)
_IN_MEMO = Text(
    "备注型字段的内容存放在 .dbt 文件里，没有读取",
    "the texts of a memo field lie in the .dbt and were not read",
)
_NAME_CUT = Text(
    "字段名末尾被截断了半个字，按“{name}”读取",
    "a field name ends in half a character: read as “{name}”",
)
_NAME_LOST = Text(
    "第 {number} 个字段的名称不能解码，命名为 {name}",
    "the name of field {number} does not decode: called {name}",
)
_NAME_STRAY = Text(
    "字段名“{name}”是 {codec}，与全表的 {own} 不同",
    "the field name “{name}” is {codec}, not {own} as the table is",
)


def _named(column: _Column, number: int, encoding: str) -> tuple[str, Text | None]:
    """Return a field's name, and what was mended about it."""
    read = reading(column.raw_name, encoding, full=True)
    name = read.text.strip()
    if read.damaged or not name:
        name = f"field_{number}"
        return name, _NAME_LOST.filled(number=number, name=name)
    if read.encoding != encoding:
        return name, _NAME_STRAY.filled(name=name, codec=read.encoding, own=encoding)
    return name, _NAME_CUT.filled(name=name) if read.cut else None


def _text(
    raw: bytes, encoding: str, column: _Column, *, mixed: bool
) -> tuple[str | None, str]:
    """Return a value, and its fate: empty, or how it was mended or lost."""
    full = len(raw.rstrip()) == column.width
    raw = raw.split(b"\0", 1)[0].strip(b" ")
    if column.type in b"NFD" and raw.isascii():
        text = raw.decode("ascii")
        stars = bool(text) and not text.strip("*")
        return _number(text, column.type), _STARS if stars else ""
    if not raw:
        return None, ""
    if mixed:
        read = reading(raw, encoding, full=full)
    else:
        text, damaged = decoded(raw, encoding, full=full)
        cut = full and not damaged and decoded(raw, encoding)[1]
        read = Read(text, encoding, cut, damaged)
    value = read.text.strip() or None
    if read.encoding != encoding:
        return value, read.encoding
    return value, _LOST if read.damaged else _CUT if read.cut else ""


def _number(text: str, kind: bytes) -> str | None:
    """Return a number or day as it stands; nothing, stars and day 0 are NULL."""
    if not text.strip("*") or (kind == b"D" and not text.strip("0")):
        return None
    return text


def _descriptors(data: bytes) -> tuple[_Column, ...]:
    columns = []
    offset = 1
    for at in range(0, len(data) - _DESCRIPTOR + 1, _DESCRIPTOR):
        if data[at] == 0x0D:
            break
        raw = data[at : at + 11].split(b"\0", 1)[0]
        kind = data[at + 11 : at + 12]
        width = data[at + 16]
        if kind == b"C":
            width += 256 * data[at + 17]
        columns.append(_Column(raw, kind, offset, width))
        offset += width
    return tuple(columns)


def _broken(path: Path) -> Unreadable:
    return Unreadable(
        Text(
            "{name} 不是可读的 .dbf 属性表", "{name} is no readable .dbf table"
        ).filled(name=path.name)
    )
