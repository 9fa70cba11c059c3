"""The code on a field sheet: typed back with row number and tick, it names the row.

Fifteen letters and figures in three groups. Fourteen hold the page: what its rows
are, which area, the day, the page, a fingerprint of the rows that stood on it. The
last one is a check: one wrong letter, or two that changed places, cannot pass.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PageCode", "area_key", "code_of", "fingerprint", "page_code"]

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O, U: they are taken for 1, 1, 0 and V."""
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_KINDS = ("signboards", "outfalls", "segments", "rivers", "areas", "ownership")
_FIRST_DAY = date(2020, 1, 1)
_BITS = (3, 30, 14, 8, 15)
"""Kind, area, days, page, fingerprint: 70 bits, fourteen letters of five."""
_LENGTH, _GROUP = 15, 5
_DEGREE, _POLYNOMIAL = 32, 0b100101
"""The field of 32 elements, by x⁵ + x² + 1."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a page of a field sheet is.

    Parameters
    ----------
    rows : str
        What its rows are: ``signboards``, ``outfalls``, ``segments`` ….
    area : int
        `area_key` of the area.
    as_of : date
        The day it speaks of.
    page : int
        1 to 255.
    rows_print : int
        `fingerprint` of its rows.
    """

    rows: str
    area: int
    as_of: date
    page: int
    rows_print: int


def area_key(code: str, uid: str = "") -> int:
    """Return what stands for an area in a code, below 10⁹.

    The figures after the district's six; of an area without a code, a number made of
    its uid.

    Examples
    --------
    >>> area_key("990101102201"), area_key("990101102201003"), area_key("990101")
    (102201000, 102201003, 0)
    """
    if code.isascii() and code.isdigit() and len(code) >= 6:
        return int(code[6:15].ljust(9, "0"))
    return zlib.crc32((uid or code).encode()) % 10**9


def fingerprint(uids: Iterable[str]) -> int:
    """Return 15 bits that change when the rows of a page, or their order, do."""
    return zlib.crc32("\n".join(uids).encode()) & 0x7FFF


def page_code(page: PageCode) -> str:
    """Return the code as it is printed.

    Raises
    ------
    ValueError
        Where a part does not fit: a day before 2020 or after 2064, a page beyond 255.

    Examples
    --------
    >>> page_code(PageCode("signboards", 102201000, date(2026, 11, 1), 1, 77))
    '0C5VP-N0KG0-102D4'
    """
    days = (page.as_of - _FIRST_DAY).days
    parts = (_KINDS.index(page.rows), page.area, days, page.page, page.rows_print)
    number = 0
    for part, bits in zip(parts, _BITS, strict=True):
        if not 0 <= part < 1 << bits:
            raise ValueError(f"{page} has no code")
        number = number << bits | part
    places = range(sum(_BITS) - 5, -1, -5)
    values = [number >> place & 31 for place in places]
    values.append(_check(values))
    letters = "".join(_LETTERS[value] for value in values)
    return "-".join(letters[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))


def code_of(typed: str) -> PageCode:
    """Return the page that a typed code names.

    Case, blanks and hyphens do not matter, nor that O was read for 0.

    Raises
    ------
    OfficerError
        Where it is no code, or a letter of it is wrong.

    Examples
    --------
    >>> code_of("oc5vp n0kg0 102d4").page
    1
    """
    plain = "".join(c for c in typed.upper() if c.isalnum()).translate(_MEANT)
    if len(plain) != _LENGTH or not set(plain) <= set(_LETTERS):
        raise OfficerError(_NO_CODE.filled(typed=typed, count=len(plain)))
    values = [_LETTERS.index(letter) for letter in plain]
    if _check(values[:-1]) != values[-1]:
        raise OfficerError(_WRONG.filled(typed=typed))
    number = 0
    for value in values[:-1]:
        number = number << 5 | value
    parts = []
    for bits in reversed(_BITS):
        parts.append(number & ((1 << bits) - 1))
        number >>= bits
    rows_print, page, days, area, kind = parts
    if kind >= len(_KINDS):
        raise OfficerError(_WRONG.filled(typed=typed))
    day = _FIRST_DAY + timedelta(days=days)
    return PageCode(_KINDS[kind], area, day, page, rows_print)


def _check(values: list[int]) -> int:
    """Return the letter that makes Σ αⁱ·vᵢ of a whole code zero in GF(32).

    All weights differ and none is zero, so one wrong letter or two that changed
    places always show (as in a Reed-Solomon code with one check symbol).
    """
    total = 0
    for value in values:
        total = _times_alpha(total) ^ value
    return _times_alpha(total)


def _times_alpha(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & _DEGREE else value


_NO_CODE = Text(
    "“{typed}”不是页码编码：应为 15 个字母和数字，现在是 {count} 个。没有录入。"
    "请照核查表右上角重新键入，横线可以不写。",
    "“{typed}” is no page code: it has 15 letters and figures, this has {count}. "
    "Nothing was entered. Type it again from the upper right corner of the sheet.",
)
_WRONG = Text(
    "编码“{typed}”校验不符，有一个字母或数字抄错了。没有录入。"
    "请照核查表右上角重新核对（没有字母 I、L、O、U）。",
    "The check letter of “{typed}” does not fit: a letter was mistyped. Nothing was "
    "entered. Compare it with the sheet (there is no I, L, O or U).",
)
