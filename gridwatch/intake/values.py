"""A delivery's words and numbers turned into the values of our fields."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import Format, Kind, Text, field_of
from gridwatch.intake.days import read_day
from gridwatch.intake.phones import phones_of

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Refused", "as_code", "as_day", "as_text", "translated", "words_of"]

_FLOAT_DIGITS = 1e14
_INTEGRAL = re.compile(r"[-+]?\d+\.0*")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
_LIST = re.compile(r"[;；、,，/\s]+")

_LEVELS = {
    "市": "city", "地市": "city", "city": "city",
    "区": "district", "县": "district", "区县": "district", "district": "district",
    "镇": "town", "乡": "town", "镇街": "town", "乡镇": "town", "街道": "town",
    "乡镇街道": "town", "town": "town",
    "村": "village", "村居": "village", "社区": "village", "village": "village",
}  # fmt: skip
_RANKS = {
    "市级": "municipal", "municipal": "municipal",
    "区级": "district", "县级": "district", "区县级": "district",
    "镇级": "town", "乡级": "town", "乡镇级": "town", "镇街级": "town",
    "村级": "village", "村居级": "village",
    "district": "district", "town": "town", "village": "village",
}  # fmt: skip
_RANKS |= {
    "市": "municipal", "区": "district", "县": "district", "镇": "town",
    "镇街": "town", "乡镇": "town", "村": "village", "村居": "village",
}  # fmt: skip
_WORDS: dict[tuple[Kind, str], dict[str, str]] = {
    (Kind.JURISDICTION, "level"): _LEVELS,
    (Kind.RIVER, "levels"): _RANKS,
    (Kind.SIGNBOARD, "level"): _RANKS,
    (Kind.POST, "level"): _RANKS,
    (Kind.RIVER, "regime"): {
        "常年": "perennial", "常年性": "perennial", "常年河": "perennial",
        "季节性": "seasonal", "季节": "seasonal", "季节河": "seasonal",
        "山沟": "gully", "沟道": "gully",
        "perennial": "perennial", "seasonal": "seasonal", "gully": "gully",
    },
    (Kind.WATER_BODY, "part"): {
        "水域": "water", "陆域": "shore", "water": "water", "shore": "shore",
    },
    (Kind.OWNERSHIP, "bank"): {
        "左岸": "left", "右岸": "right", "两岸": "both", "双岸": "both", "": "both",
        "left": "left", "right": "right", "both": "both",
    },
    (Kind.PUBLICATION, "what"): {
        "河长名单": "roster", "图件": "sheet", "权属确认表": "confirmation",
        "公示牌牌面": "face", "河流名录": "directory",
        "图册": "book", "book": "book",
        "roster": "roster", "sheet": "sheet", "confirmation": "confirmation",
        "face": "face", "directory": "directory",
    },
    (Kind.POST, "covers"): {
        "行政区": "jurisdiction", "行政区划": "jurisdiction", "河流": "river",
        "河段": "segment", "水体": "water_body", "水库": "water_body",
        "湖泊": "water_body", "网格": "cell", "责任网格": "cell",
        "jurisdiction": "jurisdiction", "river": "river", "segment": "segment",
        "water_body": "water_body", "cell": "cell",
    },
}  # fmt: skip
_FLAGS = {
    "是": True, "有": True, "y": True, "yes": True, "t": True, "true": True, "1": True,
    "否": False, "无": False, "n": False, "no": False, "f": False, "false": False,
    "0": False,
}  # fmt: skip


class Refused(Exception):  # noqa: N818 - a verdict on one value, always caught here
    """A value that cannot be taken.

    Parameters
    ----------
    text : Text
        Why, in the officer's words.
    whole_row : bool
        The row must be kept aside; otherwise only the value stays out.
    """

    def __init__(self, text: Text, *, whole_row: bool = False) -> None:
        super().__init__(text.en)
        self.text = text
        self.whole_row = whole_row


def as_text(value: object) -> str:
    """Return a value as an officer would have typed it: no ``.0``, no time of day.

    Examples
    --------
    >>> as_text(13800000000.0), as_text("  a b "), as_text(None)
    ('13800000000', 'a b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def as_code(value: object) -> str:
    """Return a code as text.

    Raises
    ------
    Refused
        For a number of 15 or more digits: a spreadsheet keeps 15 of them, so the rest
        may be wrong.
    """
    if (
        isinstance(value, float)
        and math.isfinite(value)
        and abs(value) >= _FLOAT_DIGITS
    ):
        raise Refused(
            _ROUNDED.filled(value=f"{value:.0f}", shown=f"{value:.5E}"), whole_row=True
        )
    text = as_text(value)
    if _EXPONENT.fullmatch(text):
        raise Refused(_ROUNDED.filled(value=text, shown=text), whole_row=True)
    return text.split(".")[0] if _INTEGRAL.fullmatch(text) else text


_ROUNDED = Text(
    "代码 {value} 被存成了数字（单元格显示 {shown}），末位可能已丢失：请在表格中改为"
    "文本格式后重填",
    "the code {value} was stored as a number (the cell shows {shown}) and may have "
    "lost digits: make the cell text and type it again",
)


def as_day(value: object) -> date | None:
    """Return a day from a date, an Excel serial or a usual spelling; None for blank.

    Examples
    --------
    >>> as_day("2017年11月7日"), as_day(43056.0)
    (datetime.date(2017, 11, 7), datetime.date(2017, 11, 17))

    Raises
    ------
    Refused
        Where it is none of these.
    """
    found = read_day(value)
    if found.refused and found.said is not None:
        raise Refused(found.said)
    return found.day


def _as_phone(value: object) -> str:
    """Return telephone numbers without what was typed between their digits."""
    return "、".join(phones_of(value))


def _as_number(value: object) -> float | None:
    text = as_text(value).replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    raise Refused(Text("“{value}”不是数", "“{value}” is no number").filled(value=text))


def _as_integer(value: object) -> int | None:
    number = _as_number(value)
    if number is None:
        return None
    if number != int(number):
        text = Text("“{value}”不是整数", "“{value}” is no whole number")
        raise Refused(text.filled(value=as_text(value)))
    return int(number)


def _as_flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    text = as_text(value).casefold()
    if text in ("", "?"):
        return None
    if text not in _FLAGS:
        text = as_text(value)
        message = Text("“{value}”不是是或否", "“{value}” is neither yes nor no")
        raise Refused(message.filled(value=text))
    return _FLAGS[text]


def _as_choice(kind: Kind, key: str, value: object) -> tuple[str, bool]:
    text = as_text(value)
    words = _WORDS.get((kind, key))
    if words is None:
        return text, True
    compact = "".join(text.split()).casefold()
    if compact in words:
        return words[compact], True
    return text, not text


def words_of(kind: Kind, key: str) -> frozenset[str]:
    """Return the words that a fixed choice is written in; none for other fields."""
    return frozenset(_WORDS.get((kind, key), {})) - {""}


def translated(kind: Kind, key: str, value: object) -> tuple[Any, bool]:
    """Turn a delivery's value into what the field of `kind` keeps.

    Parameters
    ----------
    kind : Kind
        Kind of row.
    key : str
        Field of `gridwatch.district.wording.FIELDS`.
    value : object
        As the file has it.

    Returns
    -------
    object, bool
        The value, and False where a fixed choice does not know the word (which is
        kept as it is).

    Raises
    ------
    Refused
        Where the value cannot be taken.
    """
    form = field_of(kind, key).format
    if form is Format.CHOICE:
        return _as_choice(kind, key, value)
    if form is Format.CHOICES:
        pairs = [_as_choice(kind, key, w) for w in _LIST.split(as_text(value)) if w]
        return tuple(word for word, _ in pairs), all(known for _, known in pairs)
    if form in _PLAIN:
        return _PLAIN[form](value), True
    return as_text(value), True


_PLAIN = {
    Format.CODE: as_code,
    Format.PHONE: _as_phone,
    Format.DAY: as_day,
    Format.INTEGER: _as_integer,
    Format.LENGTH: _as_number,
    Format.AREA: _as_number,
    Format.FLAG: _as_flag,
}
