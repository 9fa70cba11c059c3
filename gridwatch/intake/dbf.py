"""The attribute table of a shapefile, read byte for byte.

GDAL decodes a table before one can look at it, and a field name cut in the middle of a
character makes it fail the whole layer; the format is simple enough to read here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.wording import Text
from gridwatch.intake.encoding import Piece, decoded, repaired
from gridwatch.intake.fixedwidth import plain_texts, texts_at_once, used
from gridwatch.intake.layers import Note, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["DbfTable"]

_SAMPLE = 5000
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

    def pieces(self) -> list[Piece]:
        """Return field names and values that are not plain ASCII, up to 5,000 rows."""
        found = {Piece(column.raw_name, full=True) for column in self._columns}
        beyond = np.flatnonzero((self._cells[:, 1:] > 0x7F).any(axis=1))
        step = max(len(beyond) // _SAMPLE, 1)
        chosen = beyond[::step][:_SAMPLE]
        for column in self._columns:
            if column.type not in _BINARY:
                found |= {
                    Piece(value, len(value) == column.width)
                    for value in set(map(bytes.rstrip, self._raw(column, chosen)))
                    if not value.isascii()
                }
        return [piece for piece in found if not piece.data.isascii()]

    def _raw(self, column: _Column, rows: NDArray[np.intp] | slice) -> list[bytes]:
        end = min(column.offset + column.width, self._width)
        block = self._cells[rows, column.offset : end]
        if block.size == 0:
            return [b""] * len(block)
        block = np.ascontiguousarray(used(block))
        values: list[bytes] = block.view(f"S{block.shape[1]}").ravel().tolist()
        return values

    def names(self, encoding: str) -> tuple[str, ...]:
        """Return the field names; undecodable ones become ``field_7``, none repeats."""
        names: list[str] = []
        for number, column in enumerate(self._columns, 1):
            name = repaired(column.raw_name, encoding) or f"field_{number}"
            unique, serial = name, 2
            while unique in names:
                unique, serial = f"{name}_{serial}", serial + 1
            names.append(unique)
        return tuple(names)

    def values(
        self, encoding: str, rows: slice, notes: list[Note]
    ) -> dict[str, list[object]]:
        """Return the columns as texts and numbers; blank and ``***`` become None.

        Parameters
        ----------
        encoding : str
            Python codec name.
        rows : slice
            Which records.
        notes : list of Note
            Gets a warning for every column with bytes that do not decode.
        """
        return {
            name: self._decoded(column, name, encoding, rows, notes)
            for name, column in zip(self.names(encoding), self._columns, strict=True)
        }

    def _decoded(
        self,
        column: _Column,
        name: str,
        encoding: str,
        rows: slice,
        notes: list[Note],
    ) -> list[object]:
        if (
            column.type in _BINARY
            and column.width == np.dtype(_BINARY[column.type]).itemsize
        ):
            return self._binary(column, rows)
        plain = self._ascii(column, rows)
        if plain is not None:
            return plain
        raws = self._raw(column, rows)
        different = set(raws)
        known = {} if column.type in b"NF" else texts_at_once(different, encoding)
        seen: dict[bytes, str | None] = {raw: t or None for raw, t in known.items()}
        broken: set[bytes] = set()
        for raw in different.difference(seen):
            seen[raw], hurt = _text(raw, encoding, column)
            if hurt:
                broken.add(raw)
        values: list[object] = [seen[raw] for raw in raws]
        if broken:
            damaged = [at for at, raw in enumerate(raws) if raw in broken]
            first = damaged[0] + 1 + (rows.start or 0)
            notes.append(
                Note(
                    "warning",
                    _UNDECODED.filled(encoding=encoding),
                    first,
                    name,
                    len(damaged),
                )
            )
        return values

    def _ascii(self, column: _Column, rows: slice) -> list[object] | None:
        """Return a column of plain ASCII at once; None where there is more in it."""
        end = min(column.offset + column.width, self._width)
        parts = plain_texts(self._cells[rows, column.offset : end])
        if parts is None:
            return None
        if column.type in b"NF":
            return [part if part.strip("*") else None for part in parts]
        return [part or None for part in parts]

    def _binary(self, column: _Column, rows: slice) -> list[object]:
        end = column.offset + column.width
        block = np.ascontiguousarray(self._cells[rows, column.offset : end])
        values: list[object] = block.view(_BINARY[column.type]).ravel().tolist()
        return values


_UNDECODED = Text(
    "有字节不能按 {encoding} 解码，以 � 代替",
    "bytes that are not {encoding} are shown as �",
)


def _text(raw: bytes, encoding: str, column: _Column) -> tuple[str | None, bool]:
    full = len(raw.rstrip()) == column.width
    raw = raw.split(b"\0", 1)[0].strip(b" ")
    if not raw or (column.type in b"NF" and not raw.strip(b"*")):
        return None, False
    text, broken = decoded(raw, encoding, full=full)
    return text.strip() or None, broken


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
