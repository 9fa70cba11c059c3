"""Surveyed column -> our field, by the editable table ``resources/columns.csv``.

A row of the table says that a column named `alias` fills `field` of `kind`. Three
fields are evidence only: ``@column`` (a column that tells the kind and fills nothing),
``@file`` (a word in the name of the file or its folder) and ``@value`` (a value; with
``*`` in front, the end of a value).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gridwatch.district.wording import Kind
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Aliases", "alias_hits", "aliases", "mapped", "normal"]

_NAME_BYTES = 10
_TAIL = re.compile(r"\([^()]*\)$")


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
    """

    fields: dict[str, tuple[str, int]]
    columns: frozenset[str]
    files: frozenset[str]
    values: frozenset[str]


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
    for cut, claim in _unambiguous_cuts(fields).items():
        fields.setdefault(cut, claim)
    return Aliases(
        fields,
        frozenset(evidence["@column"]),
        frozenset(evidence["@file"]),
        frozenset(evidence["@value"]),
    )


def _unambiguous_cuts(
    fields: dict[str, tuple[str, int]],
) -> dict[str, tuple[str, int]]:
    """Return the cut aliases that stand for one field only (管理主 may, 河 may not)."""
    claims: dict[str, dict[str, int]] = {}
    for alias, (field, rank) in fields.items():
        for cut in _cuts(alias):
            claims.setdefault(cut, {}).setdefault(field, rank)
    return {
        cut: next(iter(found.items()))
        for cut, found in claims.items()
        if len(found) == 1 and cut
    }


def _spellings(name: str) -> Iterator[str]:
    """Yield what a name may be known by: whole, joined (河长/姓名), its last part.

    A unit in brackets at the end may be left out.
    """
    for whole in (normal(name), _TAIL.sub("", normal(name))):
        yield whole
        if "/" in whole:
            yield whole.replace("/", "")
            yield whole.rpartition("/")[2]


def alias_hits(names: Iterable[str], kind: Kind) -> dict[str, str]:
    """Return the columns that fill a field of `kind`: name -> field, best alias wins.

    Examples
    --------
    >>> alias_hits(["管护主体单", "NAME"], Kind.SEGMENT)
    {'管护主体单': 'caring_body', 'NAME': 'name'}
    """
    table = aliases()[kind].fields
    best: dict[str, tuple[int, str]] = {}
    for name in names:
        claim = next((table[n] for n in _spellings(name) if n in table), None)
        if claim is None:
            continue
        field, rank = claim
        if field not in best or rank < best[field][0]:
            best[field] = (rank, name)
    chosen = {name: field for field, (_, name) in best.items()}
    return {name: chosen[name] for name in names if name in chosen}


def mapped(
    names: Sequence[str], kind: Kind | None
) -> tuple[tuple[str, str | None], ...]:
    """Pair every column with the field of `kind` it fills, or None."""
    if kind is None or kind not in aliases():
        return tuple((name, None) for name in names)
    hits = alias_hits(names, kind)
    return tuple((name, hits.get(name)) for name in names)
