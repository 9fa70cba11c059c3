"""What the officer types into a field, read back into the value the register keeps."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import (
    Format,
    Kind,
    Language,
    OfficerError,
    Text,
    choice,
    field_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = [
    "choices",
    "codes_of",
    "editable",
    "hint_of",
    "read_day",
    "read_entry",
    "worded",
]

_FIXED: dict[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.RIVER, "regime"): ("perennial", "seasonal", "gully"),
    (Kind.WATER_BODY, "part"): ("water", "shore"),
    (Kind.SIGNBOARD, "level"): ("municipal", "district", "town", "village"),
    (Kind.OWNERSHIP, "bank"): ("both", "left", "right"),
    (Kind.PUBLICATION, "what"): (
        "roster",
        "sheet",
        "book",
        "confirmation",
        "face",
        "directory",
    ),
    (Kind.PHOTO, "role"): ("face", "before", "after", "site"),
    (Kind.PHOTO, "kind"): ("signboard", "outfall", "segment", "river", "cell"),
    (Kind.JURISDICTION, "level"): tuple(Level),
    (Kind.RIVER, "levels"): ("municipal", "district", "town", "village"),
    (Kind.POST, "level"): ("municipal", "district", "town", "village"),
    (Kind.POST, "covers"): (
        "jurisdiction",
        "river",
        "segment",
        "water_body",
        "cell",
    ),
}
_LISTS: dict[tuple[Kind, str], str] = {
    (Kind.SIGNBOARD, "type"): "signboard_types",
    (Kind.SIGNBOARD, "condition"): "signboard_conditions",
    (Kind.OUTFALL, "category"): "outfall_classes",
    (Kind.OUTFALL, "approval"): "outfall_approvals",
    (Kind.OUTFALL, "measure"): "outfall_measures",
    (Kind.OUTFALL, "rectification"): "outfall_rectifications",
    (Kind.WATER_BODY, "scale"): "water_body_scales",
    (Kind.SIGNBOARD, "subtype"): "signboard_subtypes",
    (Kind.OUTFALL, "subclass"): "outfall_subclasses",
    (Kind.OUTFALL, "variety"): "outfall_varieties",
    (Kind.OWNERSHIP, "care_mode"): "care_modes",
    (Kind.POST, "role"): "roles",
    (Kind.BODY, "type"): "body_types",
    (Kind.MONITORING, "result"): "monitoring_results",
    (Kind.SOURCE, "category"): "source_categories",
}


def fields_of_list(name: str) -> tuple[tuple[Kind, str], ...]:
    """Return the fields that hold words of a codelist, as (kind, key)."""
    return tuple(place for place, listed in _LISTS.items() if listed == name)


_RANKED = {
    (Kind.SIGNBOARD, "level"),
    (Kind.POST, "level"),
    (Kind.RIVER, "levels"),
}
_LOCKED = (Format.CODE, Format.CHOICES, Format.FACE)
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_YES_NO = Text("是", "yes"), Text("否", "no")
_BAD = Text(
    "“{entry}”不是有效的{name}：{hint}。没有更改任何数据，请重新输入。",
    "“{entry}” is not a valid {name}: {hint}. Nothing was changed; enter it again.",
)
_HINTS = {
    Format.DAY: Text("日期写作 2026-11-22", "write a day as 2026-11-22"),
    Format.INTEGER: Text("应为整数", "a whole number is needed"),
    Format.LENGTH: Text("应为数字", "a number is needed"),
    Format.AREA: Text("应为数字", "a number is needed"),
    Format.FLAG: Text("应为是或否", "yes or no is needed"),
    Format.CHOICE: Text("请从列表中选择", "choose from the list"),
}


def editable(kind: Kind, key: str) -> bool:
    """Tell whether a field can be edited in place.

    Codes hold rows together and the face of a board is what was installed: neither
    is edited in passing.
    """
    if (kind, key) == (Kind.JURISDICTION, "level"):
        return False
    return field_of(kind, key).format not in _LOCKED


def choices(
    kind: Kind, key: str, language: Language, lists: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the words to choose from, as shown; empty where anything may be typed.

    Parameters
    ----------
    kind, key : Kind, str
        The field.
    language : Language
        Language of words that have one.
    lists : mapping of str to sequence of str
        The district's codelists.
    """
    if field_of(kind, key).format is Format.FLAG:
        return tuple(word.of(language) for word in _YES_NO)
    if (kind, key) in _FIXED:
        return tuple(worded(kind, key, code, language) for code in _FIXED[kind, key])
    return tuple(lists.get(_LISTS.get((kind, key), ""), ()))


def codes_of(
    kind: Kind, key: str, lists: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the values to choose from, as the register keeps them."""
    return _FIXED.get((kind, key)) or tuple(lists.get(_LISTS.get((kind, key), ""), ()))


def worded(kind: Kind, key: str, code: str, language: Language) -> str:
    """Return one value of a choice as the officer reads it."""
    return choice(code, language, ranked=(kind, key) in _RANKED)


def read_entry(kind: Kind, key: str, entry: str, language: Language) -> object:
    """Return the value that an entry stands for; an empty one is None or ``""``.

    Raises
    ------
    OfficerError
        Where it does not fit the field.

    Examples
    --------
    >>> read_entry(Kind.SEGMENT, "length", "1,250.5", Language.ZH)
    1250.5
    """
    text = entry.strip()
    field = field_of(kind, key)
    if (kind, key) in _FIXED:
        return _coded(kind, key, text, language)
    readers: dict[Format, Callable[[str], object]] = {
        Format.DAY: read_day,
        Format.INTEGER: lambda word: int(word.replace(",", "")),
        Format.LENGTH: _number,
        Format.AREA: _number,
        Format.FLAG: lambda word: _flag(word, language),
    }
    read = readers.get(field.format)
    if read is None:
        return text
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        raise _refusal(kind, key, text) from None


def read_day(word: str) -> date:
    """Read a day as it is written: 2026-11-22, 2026/11/2, 20261122, 2026年11月2日.

    Raises
    ------
    ValueError
        Where it is no day.
    """
    found = _DAY.fullmatch("".join(word.split()))
    if found is None:
        raise ValueError(word)
    return date(*(int(part) for part in found.groups()))


def _number(word: str) -> float:
    value = float(word.replace(",", "").replace("，", ""))
    if not 0 <= value < float("inf"):
        raise ValueError(word)
    return value


def _flag(word: str, language: Language) -> bool:
    words = [text.of(language) for text in _YES_NO]
    return words.index(word) == 0


def _coded(kind: Kind, key: str, text: str, language: Language) -> object:
    words = choices(kind, key, language, {})
    if field_of(kind, key).format is Format.CHOICES:
        parts = re.split(r"[、,，;；\s]+", text)
        return tuple(
            _FIXED[kind, key][words.index(part)] if part in words else part
            for part in parts
            if part
        )
    if not text:
        return ""
    if text not in words:
        raise _refusal(kind, key, text)
    return _FIXED[kind, key][words.index(text)]


def hint_of(kind: Kind, key: str) -> Text:
    """Return how a field wants to be entered, in a few words."""
    return _HINTS.get(field_of(kind, key).format, Text("无法识别", "not understood"))


def _refusal(kind: Kind, key: str, entry: str) -> OfficerError:
    field = field_of(kind, key)
    hint = _HINTS[field.format]
    return OfficerError(
        Text(
            _BAD.zh.format(entry=entry, name=field.name.zh, hint=hint.zh),
            _BAD.en.format(entry=entry, name=field.name.en, hint=hint.en),
        )
    )
