"""Conditions of rules: a field, an operator, a value; joined by and, or.

``category = '工业排污口' and (monitored_days > 90 or monitored_days is empty)``. The
officer may write fields by their Chinese or English names, and 且, 或, 包含, 为空,
不为空. Nothing is ever evaluated as program code.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.district.wording import Language, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.attributes import Attribute

    Column = NDArray[np.float64] | Sequence[str]

__all__ = [
    "Comparison",
    "Condition",
    "ConditionError",
    "Joined",
    "Operator",
    "keys_of",
    "matches",
    "parse",
    "qgis_of",
    "written",
]


class Operator(StrEnum):
    """What a comparison asks."""

    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    EMPTY = "is empty"
    FILLED = "is not empty"


_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
_BARE = (Operator.EMPTY, Operator.FILLED)


class ConditionError(OfficerError):
    """A condition that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field compared; `value` is empty for "is empty" and "is not empty"."""

    key: str
    operator: Operator
    value: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions all of which (``and``) or one of which (``or``) must hold."""

    word: str
    parts: tuple[Condition, ...]


Condition = Comparison | Joined

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*'|‘[^’]*’|“[^”]*”)
    | (?P<sign><=|>=|!=|<>|≤|≥|≠|=|<|>|\(|\)|（|）)
    | (?P<name>"[^"]*")
    | (?P<word>[^\s'"()（）<>=!≤≥≠‘’“”]+)
    )""",
    re.VERBOSE,
)
_SIGNS = {"<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "（": "(", "）": ")"}
_WORDS = {
    "且": "and",
    "并且": "and",
    "或": "or",
    "或者": "or",
    "包含": "contains",
    "为空": "is empty",
    "不为空": "is not empty",
}
_STUCK = re.compile("(不为空|为空|包含)")
_SAID = {
    "and": Text("且", "and"),
    "or": Text("或", "or"),
    "contains": Text("包含", "contains"),
    "is empty": Text("为空", "is empty"),
    "is not empty": Text("不为空", "is not empty"),
}


def _tokens(text: str) -> list[str]:
    """Return words and signs; a text keeps one quote in front as its mark."""
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise ConditionError(_UNCLEAR.filled(rest=text[place:].strip()))
        place, kind, token = match.end(), match.lastgroup, match[match.lastgroup or 0]
        if kind == "text":
            found.append("'" + token[1:-1].replace("''", "'"))
        elif kind == "name":
            found.append('"' + token[1:-1])
        else:
            found += _plain_tokens(_SIGNS.get(token, token))
    return found


def _plain_tokens(word: str) -> list[str]:
    """Return a word; Chinese operators need no space before them."""
    parts = [part for part in _STUCK.split(word) if part]
    parts = [_WORDS.get(part, part) for part in parts]
    return [part.lower() if part.lower() in _SAID else part for part in parts]


def parse(text: str, attributes: Sequence[Attribute]) -> Condition:
    """Read a condition.

    Parameters
    ----------
    text : str
        As in the examples above.
    attributes : sequence of Attribute
        The fields that may be named, by key or by name in either language.

    Raises
    ------
    ConditionError
        Where it is not understood; says at which word.
    """
    reader = _Reader(_tokens(text), attributes)
    found = reader.alternatives()
    if reader.here:
        raise ConditionError(_UNCLEAR.filled(rest=reader.here.lstrip("'\"")))
    return found


class _Reader:
    """Goes through the words of a condition once, from left to right."""

    def __init__(self, tokens: list[str], attributes: Sequence[Attribute]) -> None:
        self._left = tokens
        self._known: dict[str, Attribute] = {}
        for attribute in attributes:
            for name in (attribute.key, attribute.name.zh, attribute.name.en):
                self._known.setdefault(name.replace(" ", "").lower(), attribute)

    @property
    def here(self) -> str:
        return self._left[0] if self._left else ""

    def _next(self) -> str:
        if not self._left:
            raise ConditionError(_CUT_SHORT)
        return self._left.pop(0)

    def alternatives(self) -> Condition:
        return self._joined("or", self._all)

    def _all(self) -> Condition:
        return self._joined("and", self._one)

    def _joined(self, word: str, part: Callable[[], Condition]) -> Condition:
        parts = [part()]
        while self.here == word:
            self._next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _one(self) -> Condition:
        if self.here != "(":
            return self._comparison()
        self._next()
        found = self.alternatives()
        if self._next() != ")":
            raise ConditionError(_CUT_SHORT)
        return found

    def _comparison(self) -> Comparison:
        attribute = self._attribute()
        how = self._operator(attribute)
        if how in _BARE:
            return Comparison(attribute.key, how)
        value = self._next()
        if value in ("and", "or", "(", ")"):
            raise ConditionError(_UNCLEAR.filled(rest=value))
        value = attribute.code_of(value.lstrip("'\""))
        if attribute.number and not _is_number(value):
            raise ConditionError(_NO_NUMBER.filled(value=value))
        return Comparison(attribute.key, how, value)

    def _attribute(self) -> Attribute:
        # A name of several words need not stand in quotes.
        words = ""
        while self.here and self.here[0] not in "'<>=!()" and not self._ends():
            words += self._next().lstrip('"').replace(" ", "")
        found = self._known.get(words.lower())
        if found is None:
            raise ConditionError(_NO_FIELD.filled(name=words or self.here))
        return found

    def _ends(self) -> bool:
        return self.here in _SAID or self.here == "is"

    def _operator(self, attribute: Attribute) -> Operator:
        word = self._next()
        if word.lower() == "is":
            rest = self._next().lower()
            word = f"is {rest}" if rest == "empty" else f"is {rest} {self._next()}"
        try:
            how = Operator(word.lower())
        except ValueError:
            raise ConditionError(_UNCLEAR.filled(rest=word)) from None
        if how is Operator.CONTAINS and attribute.number:
            raise ConditionError(_UNCLEAR.filled(rest=word))
        return how


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def keys_of(condition: Condition) -> set[str]:
    """Return the fields a condition asks for."""
    if isinstance(condition, Comparison):
        return {condition.key}
    return set().union(*map(keys_of, condition.parts))


def matches(condition: Condition, columns: Mapping[str, Column]) -> NDArray[np.bool_]:
    """Tell for which rows a condition holds; nothing on record fulfils no comparison.

    Parameters
    ----------
    condition : Condition
        What is asked.
    columns : mapping of str to column
        Values of each row by field: an array of float (NaN: nothing on record) or a
        sequence of str (empty: nothing on record).
    """
    if isinstance(condition, Joined):
        found = [matches(part, columns) for part in condition.parts]
        join = np.logical_and if condition.word == "and" else np.logical_or
        return np.asarray(join.reduce(found), bool)
    column = columns[condition.key]
    if isinstance(column, np.ndarray):
        return _of_numbers(condition, column)
    return _of_words(condition, column)


def _of_numbers(asked: Comparison, column: NDArray[np.float64]) -> NDArray[np.bool_]:
    known = ~np.isnan(column)
    if asked.operator in _BARE:
        return known if asked.operator is Operator.FILLED else ~known
    value = float(asked.value)
    if asked.operator in _ORDERED:
        return np.asarray(_ORDERED[asked.operator](column, value), bool) & known
    same = column == value
    return np.asarray(same if asked.operator is Operator.IS else ~same & known)


def _of_words(asked: Comparison, column: Sequence[str]) -> NDArray[np.bool_]:
    # Words repeat: each is looked at once.
    answers = {word: _holds(asked, word) for word in set(column)}
    return np.fromiter((answers[word] for word in column), bool, len(column))


def _holds(asked: Comparison, word: str) -> bool:
    if asked.operator in _BARE:
        return bool(word) is (asked.operator is Operator.FILLED)
    if not word:
        return False
    if asked.operator in _ORDERED:
        return bool(_ORDERED[asked.operator](word, asked.value))
    if asked.operator is Operator.CONTAINS:
        return asked.value in word
    return (word == asked.value) is (asked.operator is Operator.IS)


def written(
    condition: Condition,
    attributes: Sequence[Attribute],
    language: Language | None = None,
) -> str:
    """Return a condition as text: in keys to be saved, or in an officer's words."""
    return _written(condition, {a.key: a for a in attributes}, language)


def _written(
    condition: Condition, known: Mapping[str, Attribute], language: Language | None
) -> str:
    if isinstance(condition, Joined):
        word = _SAID[condition.word].of(language) if language else condition.word
        parts = [_written(part, known, language) for part in condition.parts]
        inner = [
            f"({text})" if isinstance(part, Joined) else text
            for part, text in zip(condition.parts, parts, strict=True)
        ]
        return f" {word} ".join(inner)
    attribute, how = known[condition.key], str(condition.operator)
    name, value = condition.key, condition.value
    if language is not None:
        name = attribute.name.of(language)
        value = attribute.word(value).of(language) if value else value
        how = _SAID[how].of(language) if how in _SAID else how
    if condition.operator in _BARE:
        return f"{name} {how}"
    quoted = value if attribute.number else "'" + value.replace("'", "''") + "'"
    return f"{name} {how} {quoted}"


def qgis_of(condition: Condition, attributes: Sequence[Attribute]) -> str:
    """Return a condition as an expression of QGIS; empty where QGIS lacks a field."""
    known = {a.key: a for a in attributes}
    if any(not known[key].expression for key in keys_of(condition)):
        return ""
    return _qgis(condition, known)


def _qgis(condition: Condition, known: Mapping[str, Attribute]) -> str:
    if isinstance(condition, Joined):
        parts = [f"({_qgis(part, known)})" for part in condition.parts]
        return f" {condition.word.upper()} ".join(parts)
    attribute, how = known[condition.key], condition.operator
    field = attribute.expression
    if how in _BARE:
        word = "IS NOT" if how is Operator.FILLED else "IS"
        asked = field if attribute.number else f"nullif({field}, '')"
        return f"{asked} {word} NULL"
    text = condition.value.replace("'", "''")
    if how is Operator.CONTAINS:
        return f"strpos({field}, '{text}') > 0"
    sign = "<>" if how is Operator.IS_NOT else str(how)
    if attribute.number:
        return f"{field} {sign} {float(condition.value):.15g}"
    return f"nullif({field}, '') {sign} '{text}'"


_UNCLEAR = Text(
    "看不懂条件中的“{rest}”。例：类型 = '工业排污口' 且 距上次监测天数 > 90",
    "“{rest}” in the condition is not clear. Example: class = '…' and days > 90",
)
_CUT_SHORT = Text(
    "条件没有写完。例：类型 = '工业排污口' 且 距上次监测天数 > 90",
    "The condition stops short. Example: class = '…' and days > 90",
)
_NO_FIELD = Text(
    "条件中的“{name}”不是这个图层的字段。",
    "“{name}” in the condition is no field of this layer.",
)
_NO_NUMBER = Text(
    "条件中的“{value}”应当是数字。",
    "“{value}” in the condition should be a number.",
)
