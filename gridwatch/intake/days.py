"""Days as offices write them: 2017年11月17日, 2017.11.17, 43056, 二〇一七年十一月."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

from gridwatch.district.wording import Text

__all__ = ["ReadDay", "read_day"]

_EPOCH = date(1899, 12, 30)
_SERIALS = range(1, 80000)
_YEARS = range(1900, 2101)
_PIVOT = 50
_LONGEST = 8
_FULL = re.compile(
    r"(\d{4}|\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[T\s(,，].*)?(?:(?:星期|周)[一二三四五六日天])?"
)
_MONTH = re.compile(r"(\d{4}|\d{2})\s*(?:年|[-./])\s*(\d{1,2})\s*月?(?:份)?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_CHINESE = re.compile(r"[〇零○一二三四五六七八九十]")

_NO_DAY = Text(
    "“{value}”只到月，按当月 1 日记", "“{value}” has no day: the first is taken"
)
_NO_MONTH = Text(
    "“{value}”只有年份，没有月日，未作为日期",
    "“{value}” is a year only, without month and day: not taken as a date",
)
_SHORT_YEAR = Text(
    "“{value}”的年份只有两位，按 {year} 年记",
    "“{value}” has a year of two digits: {year} is taken",
)
_TENTH = Text(
    "“{value}”被存成了数，分不清是 1 月还是 10 月：请在表格中改为日期",
    "“{value}” was stored as a number: January or October? Make the cell a date",
)
_NO_DATE = Text("“{value}”不是日期", "“{value}” is no date")


class ReadDay(NamedTuple):
    """What was made of a value.

    Parameters
    ----------
    day : date or None
        The day; None for a blank value and for one that is no date.
    said : Text or None
        What the officer should know: what was supposed of a partial date, or why the
        value is no date.
    """

    day: date | None
    said: Text | None = None

    @property
    def refused(self) -> bool:
        """Whether the value is no date."""
        return self.day is None and self.said is not None


def read_day(value: object) -> ReadDay:
    """Read a day from a date, a spreadsheet's serial, or any usual spelling.

    Parameters
    ----------
    value : object
        As the file has it; text may be in full width or in Chinese numerals.

    Examples
    --------
    >>> read_day("二〇一七年十一月十七日").day
    datetime.date(2017, 11, 17)
    >>> read_day("17年11月")[0], read_day(43056.0)[0]
    (datetime.date(2017, 11, 1), datetime.date(2017, 11, 17))
    """
    if isinstance(value, datetime):
        return ReadDay(value.date())
    if isinstance(value, date):
        return ReadDay(value)
    if value is None or isinstance(value, bool):
        return ReadDay(None) if value is None else _no_date(value)
    if isinstance(value, int | float):
        return _of_number(float(value))
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text or not text.strip("0-/. "):
        return ReadDay(None)
    return _of_text(_plain_digits(text), text)


def _no_date(value: object) -> ReadDay:
    return ReadDay(None, _NO_DATE.filled(value=value))


def _of_number(number: float) -> ReadDay:
    if not math.isfinite(number) or number == 0:
        return ReadDay(None) if number == 0 else _no_date(number)
    if number == int(number):
        return _of_text(str(int(number)), str(int(number)))
    text = f"{number:g}"
    year, _, month = text.partition(".")
    if int(number) in _YEARS and len(month) <= 2:
        if month == "1":
            return ReadDay(None, _TENTH.filled(value=text))
        return _of_text(f"{year}.{month}", text)
    if int(number) in _SERIALS:
        return ReadDay(_EPOCH + timedelta(days=int(number)))
    return _no_date(text)


def _of_text(text: str, shown: str) -> ReadDay:
    """Read half-width text without Chinese numerals."""
    if text.isdigit():
        return _of_digits(text, shown)
    full = _FULL.fullmatch(text)
    if full is not None:
        return _made(full[1], full[2], full[3], shown)
    month = _MONTH.fullmatch(text)
    if month is not None:
        return _made(month[1], month[2], "", shown)
    year = _YEAR.fullmatch(text)
    if year is not None and int(year[1]) in _YEARS:
        return ReadDay(None, _NO_MONTH.filled(value=shown))
    try:
        number = float(text)
    except ValueError:
        return _no_date(shown)
    whole = math.isfinite(number) and int(number) in _SERIALS
    return ReadDay(_EPOCH + timedelta(days=int(number))) if whole else _no_date(shown)


def _of_digits(text: str, shown: str) -> ReadDay:
    if len(text) > _LONGEST:
        return _no_date(shown)
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        return _made(compact[1], compact[2], compact[3], shown)
    month = _COMPACT_MONTH.fullmatch(text)
    if month is not None and int(month[1]) in _YEARS:
        return _made(month[1], month[2], "", shown)
    number = int(text)
    if number in _YEARS:
        return ReadDay(None, _NO_MONTH.filled(value=shown))
    if number in _SERIALS:
        return ReadDay(_EPOCH + timedelta(days=number))
    return _no_date(shown)


def _made(year: str, month: str, day: str, shown: str) -> ReadDay:
    whole = int(year)
    said = None
    if len(year) == 2:
        whole += 2000 if whole < _PIVOT else 1900
        said = _SHORT_YEAR.filled(value=shown, year=whole)
    if not day:
        text = Text(f"{_NO_DAY.zh}（{whole} 年）", f"{_NO_DAY.en} ({whole})")
        said = (text if said else _NO_DAY).filled(value=shown)
    try:
        return ReadDay(date(whole, int(month), int(day or 1)), said)
    except ValueError:
        return _no_date(shown)


def _plain_digits(text: str) -> str:
    """Return Chinese numerals as digits: 二〇一七年十一月 is 2017年11月.

    Examples
    --------
    >>> _plain_digits("二〇一七年十二月二十日")
    '2017年12月20日'
    """
    if _CHINESE.search(text) is None:
        return text

    def tens(found: re.Match[str]) -> str:
        return (found[1] or "1") + (found[2] or "0")

    weekday = re.sub(r"\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?$", "", text)
    return _TENS.sub(tens, weekday).translate(_DIGITS)
