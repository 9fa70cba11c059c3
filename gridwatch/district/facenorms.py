"""What a face has to show and where boards have to stand, by an editable norm.

The norms are data (``resources/norms/faces.toml``); which one counts is the
district's choice (``[signboards] norm``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridwatch.district.coverage import face_of
from gridwatch.district.signboards import FACE_PARTS, face_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.rules import Rules
    from gridwatch.district.signboards import Signboard, SignboardFace

__all__ = [
    "Norm",
    "Part",
    "chosen_norm",
    "condition_counts",
    "lacking",
    "lacking_counts",
    "norms_of",
]

_BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a face has to show.

    Parameters
    ----------
    label : str
        What the norm calls it.
    fields : tuple of str
        Parts of a face, all of which are needed.
    ranks : tuple of str
        Ranks of boards that need it; empty: all.
    """

    label: str
    fields: tuple[str, ...]
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm for boards.

    Parameters
    ----------
    key, name, source : str
        Identifier, what the officer reads, where it comes from.
    parts : tuple of Part
        What a face shows.
    boards_per_village : int
        Boards each river needs in each village it crosses; 0: not asked.
    more_beyond_metres : float
        Where a river runs farther in a village it needs a board more for every such
        length begun; 0: not asked.
    """

    key: str
    name: str = ""
    source: str = ""
    parts: tuple[Part, ...] = ()
    boards_per_village: int = 0
    more_beyond_metres: float = 0.0


def norms_of(rules: Rules) -> tuple[Norm, ...]:
    """Return every norm the district knows, in the order of the data."""
    tables = rules.table("faces").get("norms", {})
    found = tables.items() if isinstance(tables, dict) else ()
    return tuple(_norm(key, table) for key, table in found if isinstance(table, dict))


def _norm(key: str, table: Mapping[str, Any]) -> Norm:
    parts = (
        Part(
            str(row.get("label", "")),
            tuple(name for name in row.get("fields", ()) if name in FACE_PARTS),
            tuple(row.get("ranks", ())),
        )
        for row in table.get("parts", ())
    )
    return Norm(
        key,
        str(table.get("name", key)),
        str(table.get("source", "")),
        tuple(part for part in parts if part.fields),
        int(table.get("boards_per_village", 0)),
        float(table.get("more_beyond_metres", 0.0)),
    )


def chosen_norm(rules: Rules) -> Norm:
    """Return the norm that counts; one that asks for nothing where none is known."""
    key = str(rules.table("signboards").get("norm", _BASIC))
    return next((norm for norm in norms_of(rules) if norm.key == key), Norm(key))


def lacking(face: SignboardFace, level: str, norm: Norm) -> tuple[Part, ...]:
    """Return what a face lacks by a norm.

    Parameters
    ----------
    face : SignboardFace
        The face.
    level : str
        Rank of its board.
    norm : Norm
        The norm.

    Examples
    --------
    >>> from gridwatch.district.signboards import SignboardFace
    >>> norm = Norm("n", parts=(Part("河流名称", ("river",)), Part("电话", ("phone",))))
    >>> [part.label for part in lacking(SignboardFace(river="潮河"), "town", norm)]
    ['电话']
    """
    return tuple(
        [
            part
            for part in norm.parts
            if (not part.ranks or level in part.ranks) and not _shows(face, part.fields)
        ]
    )


def _shows(face: SignboardFace, names: Iterable[str]) -> bool:
    for name in names:
        value = getattr(face, name)
        # Nearly all are text, and a city's boards have many.
        words = value if isinstance(value, str) else face_part(face, name)
        if not words or words.isspace():
            return False
    return True


def lacking_counts(
    district: District, as_of: date, boards: Iterable[Signboard] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return which boards lack each part of the chosen norm, by the part's label.

    Returns
    -------
    dict of str to tuple of str
        Uids of boards; parts that none lacks have an empty tuple.
    """
    norm = chosen_norm(district.rules)
    found: dict[str, list[str]] = {part.label: [] for part in norm.parts}
    for board in district.signboards if boards is None else boards:
        standing = face_of(district, board, as_of)
        if standing is not None:
            for part in lacking(standing.face, board.level, norm):
                found[part.label].append(board.uid)
    return {label: tuple(uids) for label, uids in found.items()}


def condition_counts(boards: Iterable[Signboard]) -> dict[str, int]:
    """Count boards by condition, a word of the codelist of defects (SGN-11)."""
    return dict(Counter(board.condition for board in boards))
