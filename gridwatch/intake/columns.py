"""Surveyed column -> our field, by the editable table ``resources/columns.csv``.

A row of the table says that a column named `alias` fills `field` of `kind`. Three
fields are evidence only: ``@column`` (a column that tells the kind and fills nothing),
``@file`` (a word in the name of the file or its folder) and ``@value`` (a value; with
``*`` in front, the end of a value).

Besides the aliases themselves their cuts to the 10 bytes of a ``.dbf`` name and the
initials of their pinyin (HDMC for 河段名称) are known. What the officer has taught
(`gridwatch.intake.learning`) goes before all of it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import Kind, Text
from gridwatch.intake.learning import learned
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


__all__ = [
    "Aliases",
    "alias_hits",
    "aliases",
    "claims",
    "initials",
    "mapped",
    "normal",
]

_NAME_BYTES = 10
_TAUGHT = -1
_BRACKETS = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]|[-_/:：]")
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST_OF_LETTER = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6,
    0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA,
    0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
"""Level 1 of GB 2312 is in the order of pinyin: where each letter begins."""
_LEVEL_ONE_END = 0xD7F9
_SHORTEST = 2


class Claim(NamedTuple):
    """A column taken for a field.

    Parameters
    ----------
    field : str
        Key of the field.
    rank : int
        Lower wins where two columns claim one field.
    reason : Text
        Why, in the officer's words.
    """

    field: str
    rank: int
    reason: Text


@dataclass(frozen=True)
class Aliases:
    """What the table says about one kind.

    Parameters
    ----------
    fields : dict of str to (str, int)
        Normalised alias, or its cut to the 10 bytes of a ``.dbf`` field name, to the
        field and its rank; a lower rank wins where two columns claim one field.
    columns, files, values : frozenset of str
        Normalised words of ``@column``, ``@file`` and ``@value``.
    derived : dict of str to str
        Cut aliases and initials among `fields` -> the alias they come from.
    """

    fields: dict[str, tuple[str, int]]
    columns: frozenset[str]
    files: frozenset[str]
    values: frozenset[str]
    derived: dict[str, str]


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return `text` as aliases are compared: half width, lower case, no spaces.

    Examples
    --------
    >>> normal(" 河段长度（KM） ")
    '河段长度(km)'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).strip("\ufeff*")


def _cuts(alias: str) -> set[str]:
    """Return what a 10-byte field name leaves of an alias, in GBK and in UTF-8."""
    cuts = set()
    for encoding in ("gb18030", "utf-8"):
        cut = alias.encode(encoding)[:_NAME_BYTES].decode(encoding, "ignore")
        cuts.add(cut)
    return cuts


@lru_cache(maxsize=1)
def aliases() -> dict[Kind, Aliases]:
    """Return the table, read once."""
    rows: dict[Kind, list[tuple[str, str]]] = {}
    with resource("columns.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            pair = (row["field"], normal_alias(row["alias"]))
            rows.setdefault(Kind(row["kind"]), []).append(pair)
    return {kind: _aliases(pairs) for kind, pairs in rows.items()}


def normal_alias(alias: str) -> str:
    """Normalise an alias but keep the star that means "ends with"."""
    return ("*" if alias.startswith("*") else "") + normal(alias)


def _aliases(pairs: Sequence[tuple[str, str]]) -> Aliases:
    evidence = {name: set[str]() for name in ("@column", "@file", "@value")}
    fields: dict[str, tuple[str, int]] = {}
    for rank, (field, alias) in enumerate(pairs):
        if field in evidence:
            evidence[field].add(alias)
        else:
            fields.setdefault(alias, (field, rank))
    derived: dict[str, str] = {}
    for short in (_cuts, _pinyin):
        for name, (alias, claim) in _unambiguous(fields, derived, short).items():
            if name not in fields:
                fields[name] = claim
                derived[name] = alias
    return Aliases(
        fields,
        frozenset(evidence["@column"]),
        frozenset(evidence["@file"]),
        frozenset(evidence["@value"]),
        derived,
    )


def _unambiguous(
    fields: dict[str, tuple[str, int]],
    derived: dict[str, str],
    short: Callable[[str], set[str]],
) -> dict[str, tuple[str, tuple[str, int]]]:
    """Return what is short for one field only (管理主 may, 河 may not)."""
    claims: dict[str, dict[str, tuple[str, int]]] = {}
    for alias, (field, rank) in fields.items():
        if alias in derived:
            continue
        for cut in short(alias):
            claims.setdefault(cut, {}).setdefault(field, (alias, rank))
    return {
        cut: (alias, (field, rank))
        for cut, found in claims.items()
        if len(found) == 1 and cut
        for field, (alias, rank) in found.items()
    }


def initials(text: str) -> str:
    """Return the initials of the pinyin of common Chinese characters, else nothing.

    Examples
    --------
    >>> initials("行政区代码"), initials("K3桩号")
    ('XZQDM', '')
    """
    found = []
    for char in text:
        raw = char.encode("gb2312", "ignore")
        code = int.from_bytes(raw, "big") if len(raw) == _SHORTEST else 0
        if not _FIRST_OF_LETTER[0] <= code <= _LEVEL_ONE_END:
            return ""
        found.append(_LETTERS[bisect_right(_FIRST_OF_LETTER, code) - 1])
    return "".join(found)


def _pinyin(alias: str) -> set[str]:
    found = initials(alias)
    return {found.casefold()} if len(found) >= _SHORTEST else set()


def _claim_of(name: str, kind: Kind, known: Mapping[str, str]) -> Claim | None:
    """Return the field of `kind` that a column's name stands for, or None."""
    taught = known.get(normal(name))
    if taught is not None:
        return Claim(taught, _TAUGHT, _LEARNED) if taught else None
    table = aliases()[kind]
    for spelling in _spellings(name):
        if spelling in table.fields:
            field, rank = table.fields[spelling]
            alias = table.derived.get(spelling)
            if alias is None:
                return Claim(field, rank, _BY_NAME.filled(name=name))
            words = _BY_INITIALS if spelling.isascii() else _BY_CUT
            # What is short for an alias goes after every alias that is spelt out.
            late = rank + len(table.fields)
            return Claim(field, late, words.filled(name=name, alias=alias))
    return None


def _spellings(name: str) -> Iterator[str]:
    """Yield what a name may be known by: whole, joined (河长/姓名), its last part."""
    whole = normal(name)
    yield whole
    yield _BRACKETS.sub("", whole)
    if "/" in whole:
        yield _BRACKETS.sub("", whole.rpartition("/")[2])


_LEARNED = Text("本机学过这个列名", "this column name was learned here")
_BY_NAME = Text("列名“{name}”在列名表中", "“{name}” is in the table of columns")
_BY_CUT = Text(
    "列名“{name}”是“{alias}”截断后的样子", "“{name}” is what a cut leaves of “{alias}”"
)
_BY_INITIALS = Text(
    "列名“{name}”是“{alias}”的拼音首字母",
    "“{name}” are the pinyin initials of “{alias}”",
)


def _taught(kind: Kind) -> dict[str, str]:
    """Return the columns learned here for a kind: name -> field, empty for none."""
    found: dict[str, str] = {}
    for (of, alias), field in learned().items():
        if of is kind:
            found.setdefault(normal(alias), field)
    return found


def alias_hits(names: Iterable[str], kind: Kind) -> dict[str, str]:
    """Return the columns that fill a field of `kind`: name -> field, best alias wins.

    Examples
    --------
    >>> alias_hits(["管护主体单", "NAME"], Kind.SEGMENT)
    {'管护主体单': 'caring_body', 'NAME': 'name'}
    """
    return {name: claim.field for name, claim in claims(names, kind).items()}


def claims(names: Iterable[str], kind: Kind) -> dict[str, Claim]:
    """Return the columns that fill a field of `kind`, each with its reason."""
    best: dict[str, tuple[str, Claim]] = {}
    names, known = list(names), _taught(kind)
    for name in names:
        claim = _claim_of(name, kind, known)
        if claim is None:
            continue
        if claim.field not in best or claim.rank < best[claim.field][1].rank:
            best[claim.field] = (name, claim)
    chosen = dict(best.values())
    return {name: chosen[name] for name in names if name in chosen}


def mapped(
    names: Sequence[str], kind: Kind | None
) -> tuple[tuple[str, str | None], ...]:
    """Pair every column with the field of `kind` it fills, or None."""
    if kind is None or kind not in aliases():
        return tuple((name, None) for name in names)
    hits = alias_hits(names, kind)
    return tuple((name, hits.get(name)) for name in names)
