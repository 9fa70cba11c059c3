"""How likely a text is in the tables of a Chinese office, in bits.

Each encoding reads the same bytes as other characters. The reading whose characters
are the more usual explains the bytes better, and by how much is a number: a bit less
is twice as likely. Costs are -log2 of a character's share in such tables; the shares of
whole classes are rough, those of the common characters come from a plain list.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.resources import resource

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LOST", "bits", "usual_share", "western_bits", "western_share"]

LOST = 28.0
"""Cost of bytes that no character stands for; also of private use and the unusual."""

_ASCII = 6.0
_COMMON, _FIRST, _SECOND, _HANZI, _RARE = 9.5, 13.7, 18.6, 20.0, 22.0
_SIGNS, _KANA, _FOREIGN, _LATIN, _NEAR = 11.0, 16.0, 13.0, 9.0, 10.0
_ALONE, _CROWD, _SCRIPT = 7.0, 12.0, 5.5
_SWITCH = 5.0
_RANGES: tuple[tuple[int, int, float], ...] = (
    (0x00, 0x80, _ASCII),
    (0xA0, 0xC0, _FOREIGN),
    (0xC0, 0x250, _LATIN),
    (0x370, 0x3CF, _NEAR),
    (0x410, 0x450, _NEAR),
    (0x590, 0x780, _FOREIGN),
    (0x900, 0x1000, _FOREIGN),
    (0x2010, 0x2040, _FOREIGN),
    (0x2100, 0x2700, _FOREIGN),
    (0x3040, 0x3100, _KANA),
    (0x3200, 0x3400, _FOREIGN),
    (0x3400, 0x4E00, _RARE),
    (0x4E00, 0xA000, _HANZI),
    (0xAC00, 0xD7A4, _KANA),
    (0xFF01, 0xFF5F, _FOREIGN),
    (0x20000, 0x32000, 24.0),
)
_CONTROL = (0x00, 0x20)
_LEVEL_ONE, _LEVEL_TWO = range(0xB0, 0xD8), range(0xD8, 0xF8)
_USED_SIGNS = "、。·—“”‘’（）《》【】，；：？！㎡℃°±²³～…①②③④⑤\xd7ⅡⅢⅣ"


def _hanzi_of(rows: range) -> str:
    """Return the characters of rows of GB 2312."""
    raw = bytes(b for row in rows for cell in range(0xA1, 0xFF) for b in (row, cell))
    return raw.decode("gb2312", "ignore")


def _big5_hanzi() -> tuple[str, str]:
    cells = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]

    def of(rows: range) -> str:
        raw = bytes(b for row in rows for cell in cells for b in (row, cell))
        return raw.decode("big5", "ignore")

    return of(range(0xA4, 0xC7)), of(range(0xC9, 0xFA))


def _common() -> str:
    lines = resource("common_characters.txt").read_text("utf-8-sig").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


@lru_cache(maxsize=2)
def _costs(*, traditional: bool) -> NDArray[np.float32]:
    """Return the cost of every code point, under simplified or traditional writing."""
    costs = np.full(0x110000, LOST, np.float32)
    for first, end, cost in _RANGES:
        costs[first:end] = cost
    costs[slice(*_CONTROL)] = LOST
    costs[[9, 10, 13]] = _ASCII
    if traditional:
        first_level, second_level = _big5_hanzi()
    else:
        first_level, second_level = _hanzi_of(_LEVEL_ONE), _hanzi_of(_LEVEL_TWO)
    for chars, cost in (
        (second_level, _SECOND),
        (first_level, _FIRST),
        (_common(), _COMMON),
        (_USED_SIGNS, _SIGNS),
    ):
        costs[[ord(char) for char in chars if char > "\x7f"]] = cost
    return costs


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def bits(text: str, *, traditional: bool = False) -> float:
    """Return how many bits a text costs as one of a Chinese office.

    Parameters
    ----------
    text : str
        Any number of values, one after the other.
    traditional : bool
        Whether it is in traditional characters, as Big5 is.

    Examples
    --------
    >>> bits("白河") < bits("鐧芥渤")
    True
    """
    costs = _costs(traditional=traditional)
    points = _points(text)
    latin, hanzi = _is_latin(points), (points >= 0x4E00) & (points < 0xA000)
    # Hanzi hardly ever stand between letters.
    met = (latin[:-1] & hanzi[1:]).sum() + (hanzi[:-1] & latin[1:]).sum()
    return float(costs[points].sum(dtype=np.float64)) + _SWITCH * int(met)


def _is_latin(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which are the letters of ASCII."""
    lower = points | 0x20
    return (lower >= ord("a")) & (lower <= ord("z"))


def _letters_alone(points: NDArray[np.uint32]) -> int:
    """Return how many accented letters have none but plain characters beside them."""
    accented = (points >= 0xC0) & (points < 0x250) & (points != 0xD7) & (points != 0xF7)
    plain = np.pad(points <= 0x7F, 1, constant_values=True)
    return int((accented & plain[:-2] & plain[2:]).sum())


def western_bits(text: str) -> float:
    """Return how many bits a text costs as Western or other single-byte writing.

    Accented letters stand alone between plain ones; Cyrillic, Greek and the like come
    in words.
    """
    points = _points(text)
    beyond = points > 0x7F
    total = _ASCII * float((~beyond).sum())
    script = float(((points >= 0x370) & (points < 0x1000)).sum())
    alone = float(_letters_alone(points))
    lost = float((points == 0xFFFD).sum())
    rest = float(beyond.sum()) - script - alone - lost
    return total + _SCRIPT * script + _ALONE * alone + LOST * lost + _CROWD * rest


def usual_share(text: str) -> float:
    """Return how usual the characters beyond ASCII are here, 0 to 1."""
    points = _points(text)
    points = points[points > 0x7F]
    if not len(points):
        return 1.0
    fitting = (_RARE - _costs(traditional=False)[points]) / (_RARE - _COMMON)
    return float(np.clip(fitting, 0.0, 1.0).mean())


def western_share(text: str) -> float:
    """Return which share of the characters beyond ASCII stands as letters do."""
    points = _points(text)
    beyond = int((points > 0x7F).sum())
    script = int(((points >= 0x370) & (points < 0x1000)).sum())
    alone = _letters_alone(points)
    return (alone + script) / beyond if beyond else 1.0
