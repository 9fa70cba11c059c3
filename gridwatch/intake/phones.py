"""Telephone numbers as they come in cells: with separators, two in one, as floats."""

from __future__ import annotations

import math
import re
import unicodedata

__all__ = ["is_mobile", "phones_of"]

_MOBILE = re.compile(r"1\d{10}")
_APART = re.compile(r"[、,，;；/|\n\r]+")
_PREFIX = re.compile(r"^(?:\(?\+?86\)?[-\s]?)(?=1\d)")
_INTEGRAL = re.compile(r"(\d{7,})\.0+")
_NO_DIGITS = re.compile(r"[\s\-—_.·]+")


def is_mobile(text: str) -> bool:
    """Tell whether a number is one of a mobile telephone.

    Examples
    --------
    >>> is_mobile("13900000001"), is_mobile("010-69990001")
    (True, False)
    """
    return _MOBILE.fullmatch(text) is not None


def phones_of(value: object) -> tuple[str, ...]:
    """Return the numbers of one cell, mobiles as eleven digits, others as written.

    Parameters
    ----------
    value : object
        As the file has it; a spreadsheet's number among others.

    Examples
    --------
    >>> phones_of("139 0000 0001/010-69990001")
    ('13900000001', '010-69990001')
    >>> phones_of(13900000001.0)
    ('13900000001',)
    """
    if value is None or isinstance(value, bool):
        return ()
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    found: list[str] = []
    for part in _APART.split(text):
        found += _numbers(part.strip())
    return tuple(dict.fromkeys(found))


def _numbers(part: str) -> list[str]:
    whole = _INTEGRAL.fullmatch(part)
    part = _PREFIX.sub("", whole[1] if whole else part)
    bare = _NO_DIGITS.sub("", part)
    if _MOBILE.fullmatch(bare):
        return [bare]
    # Two numbers with nothing but a space between them.
    words = part.split()
    if len(words) > 1 and all(_whole(word) for word in words):
        return [_NO_DIGITS.sub("", w) if is_mobile(_bare(w)) else w for w in words]
    return [part] if part else []


def _bare(text: str) -> str:
    """Return a number without separators."""
    return _NO_DIGITS.sub("", text)


def _whole(word: str) -> bool:
    digits = re.sub(r"\D", "", word)
    return is_mobile(_bare(word)) or (len(digits) >= 10 and "-" in word)
