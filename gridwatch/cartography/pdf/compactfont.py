"""Outlines of glyphs as a compact font (CFF, Adobe Technical Note 5176).

Only what a subset inside a PDF needs: one font, no hints, no subroutines. To import a
library that reads and writes all kinds of fonts takes longer than drawing ten pages.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["compact_font", "operand"]

_HEAD = bytes([1, 0, 4, 4])
"""Version 1.0, four bytes of head, offsets of four bytes."""
_OWN_STRINGS = 391
"""Number of the first string that is not one of the standard ones."""
_RANGES = bytes([2])
"""Format of a charset of ranges with two bytes each."""
_BOX, _CHARSET, _OUTLINES, _PRIVATE = (bytes([key]) for key in (5, 15, 17, 18))
"""Keys of the dictionary of a font: its box, where its tables begin."""


@lru_cache(maxsize=8192)
def operand(value: int) -> bytes:
    """Return a whole number of 16 bits as charstrings of type 2 have it.

    Raises
    ------
    OverflowError
        For a larger one.

    Examples
    --------
    >>> operand(0).hex(), operand(-108).hex(), operand(1000).hex(), operand(-2000).hex()
    ('8b', 'fb00', 'fa7c', '1cf830')
    """
    if -107 <= value <= 107:
        return bytes([value + 139])
    if 108 <= value <= 1131:
        return (value - 108 + (247 << 8)).to_bytes(2, "big")
    if -1131 <= value <= -108:
        return (-value - 108 + (251 << 8)).to_bytes(2, "big")
    return b"\x1c" + value.to_bytes(2, "big", signed=True)


def compact_font(
    name: str, box: tuple[int, int, int, int], outlines: Sequence[bytes]
) -> bytes:
    """Return a font of some outlines.

    Parameters
    ----------
    name : str
        ASCII.
    box : tuple of int
        Left, bottom, right and top of all glyphs, thousandths of an em.
    outlines : sequence of bytes
        Charstrings of type 2, that of the missing glyph first. Glyph n is named
        ``gn``.
    """
    count = len(outlines)
    names = [b"g%d" % number for number in range(1, count)]
    fixed = _HEAD + _index([name.encode("ascii")])
    strings = _index(names) + _index([])
    charset = _charset(count)
    # The length of the dictionary does not depend on the places that it tells.
    start = len(fixed) + len(_index([_dictionary(box, 0, 0, 0)])) + len(strings)
    after = start + len(charset)
    programs = _index(outlines)
    told = _dictionary(box, start, after, after + len(programs))
    return fixed + _index([told]) + strings + charset + programs


def _charset(count: int) -> bytes:
    """Return the names of the glyphs after the first: all own strings in a row."""
    if count < 2:
        return _RANGES
    return _RANGES + _OWN_STRINGS.to_bytes(2, "big") + (count - 2).to_bytes(2, "big")


def _dictionary(
    box: tuple[int, int, int, int], charset: int, outlines: int, private: int
) -> bytes:
    """Return the dictionary of a font; its private one is empty."""
    parts = [*(_wide(side) for side in box), _BOX, _wide(charset), _CHARSET]
    parts += [_wide(outlines), _OUTLINES, _wide(0), _wide(private), _PRIVATE]
    return b"".join(parts)


def _wide(value: int) -> bytes:
    """Return a whole number of a dictionary, always five bytes."""
    return b"\x1d" + value.to_bytes(4, "big", signed=True)


def _index(items: Sequence[bytes]) -> bytes:
    """Return byte strings as an index: their number, where each begins, all of them."""
    if not items:
        return bytes(2)
    at, ends = 1, [1]
    for item in items:
        at += len(item)
        ends.append(at)
    size = max(1, (at.bit_length() + 7) // 8)
    offsets = b"".join(end.to_bytes(size, "big") for end in ends)
    return len(items).to_bytes(2, "big") + bytes([size]) + offsets + b"".join(items)
