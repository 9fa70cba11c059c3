"""How many boards stood on a day, by level, town, river and more (SGN-02, SGN-04)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.rivers import LEVELS
from gridwatch.district.signboards import stood_on
from gridwatch.district.wording import Kind, Language, Text, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

__all__ = ["AXES", "Axis", "Heading", "Pivot", "boards_standing", "pivot"]

_ORDINARY = "河长公示牌"
_UNKNOWN = Text("（不明）", "(unknown)")


class Axis(StrEnum):
    """What boards are counted by."""

    LEVEL = "level"
    TOWN = "town"
    VILLAGE = "village"
    RIVER = "river"
    SUBTYPE = "subtype"
    TYPE = "type"
    CONDITION = "condition"


AXES: dict[Axis, Text] = {
    Axis.LEVEL: Text("级别", "level"),
    Axis.TOWN: Text("镇街", "town"),
    Axis.VILLAGE: Text("村居", "village"),
    Axis.RIVER: Text("河流", "river"),
    Axis.SUBTYPE: Text("标牌种类", "kind of board"),
    Axis.TYPE: Text("公示牌类型", "type"),
    Axis.CONDITION: Text("完好状况", "condition"),
}
"""What the officer calls them, the order they are offered in."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One row or column of a pivot.

    Parameters
    ----------
    key : str
        What boards have in common: a code or a word, empty where it is not known.
    text : Text
        What the officer reads.
    """

    key: str
    text: Text


@dataclass(frozen=True)
class Pivot:
    """Boards counted in rows and columns.

    Parameters
    ----------
    rows, columns : tuple of Heading
        In the order shown; only those that have boards.
    cells : mapping of (str, str) to tuple of str
        Uids of boards by keys of row and column.
    as_of : date
        The day they stood on.
    """

    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]
    as_of: date
    _empty: tuple[str, ...] = field(default=(), repr=False)

    def uids(
        self, row: str | None = None, column: str | None = None
    ) -> tuple[str, ...]:
        """Return the boards of a cell, of a whole row or column, or (None) of all."""
        if row is not None and column is not None:
            return self.cells.get((row, column), self._empty)
        return tuple(
            uid
            for (r, c), uids in self.cells.items()
            if (row is None or r == row) and (column is None or c == column)
            for uid in uids
        )

    def count(self, row: str | None = None, column: str | None = None) -> int:
        """Return how many they are."""
        return len(self.uids(row, column))


def boards_standing(district: District, as_of: date) -> tuple[Signboard, ...]:
    """Return the boards that stood on a day; unknown days count as "always"."""
    former = district.former_faces_of
    return tuple(
        board
        for board in district.signboards
        if stood_on(board, as_of, former.get(board.uid, ()))
    )


def pivot(
    district: District,
    as_of: date,
    rows: Axis = Axis.TOWN,
    columns: Axis = Axis.LEVEL,
    *,
    within: Mapping[Axis, str] | None = None,
) -> Pivot:
    """Count the boards that stood on a day.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day.
    rows, columns : Axis
        What they are counted by.
    within : mapping of Axis to str, optional
        Only boards with these keys: the way down into a number.
    """
    limits = [(_KEYS[axis], key) for axis, key in (within or {}).items()]
    by_row, by_column = _KEYS[rows], _KEYS[columns]
    cells: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for board in boards_standing(district, as_of):
        if all(key_of(district, board) == key for key_of, key in limits):
            place = by_row(district, board), by_column(district, board)
            cells[place].append(board.uid)
    return Pivot(
        _headings(district, rows, {row for row, _ in cells}),
        _headings(district, columns, {column for _, column in cells}),
        {place: tuple(uids) for place, uids in cells.items()},
        as_of,
    )


# --- keys ---------------------------------------------------------------------------


def _segment(district: District, board: Signboard) -> Segment | None:
    return district.segment_by_code.get(board.segment_code)


def _town(district: District, board: Signboard) -> str:
    """Return the town a board stands in, else the one its segment belongs to."""
    site = district.sites.get(board.uid)
    if site is not None and site.town is not None:
        return site.town.code
    segment = _segment(district, board)
    return segment.town_code if segment else ""


def _village(district: District, board: Signboard) -> str:
    site = district.sites.get(board.uid)
    return site.village.code if site is not None and site.village is not None else ""


def _river(district: District, board: Signboard) -> str:
    segment = _segment(district, board)
    if segment is None:
        site = district.sites.get(board.uid)
        segment = site.nearest if site is not None else None
    return segment.river_code if segment else ""


_KEYS: dict[Axis, Callable[[District, Signboard], str]] = {
    Axis.LEVEL: lambda _, board: board.level,
    Axis.TOWN: _town,
    Axis.VILLAGE: _village,
    Axis.RIVER: _river,
    Axis.SUBTYPE: lambda _, board: board.subtype or _ORDINARY,
    Axis.TYPE: lambda _, board: board.type,
    Axis.CONDITION: lambda _, board: board.condition,
}


def _headings(
    district: District, axis: Axis, keys: Iterable[str]
) -> tuple[Heading, ...]:
    found = [Heading(key, _text(district, axis, key)) for key in keys]
    return tuple(sorted(found, key=lambda one: _order(district, axis, one.key)))


def _text(district: District, axis: Axis, key: str) -> Text:
    if not key:
        return _UNKNOWN
    if axis is Axis.LEVEL:
        words = [show(Kind.SIGNBOARD, "level", key, one) for one in Language]
        return Text(*words)
    row: Jurisdiction | object | None = None
    if axis in (Axis.TOWN, Axis.VILLAGE):
        row = district.jurisdiction_by_code.get(key)
    elif axis is Axis.RIVER:
        row = district.river_by_code.get(key)
    name = getattr(row, "name", "") or key
    return Text(name, name)


def _order(district: District, axis: Axis, key: str) -> tuple[int, int, str]:
    """Order ranks from the top, words as the codelist has them, codes as codes."""
    if not key:
        return (1, 0, "")
    if axis is Axis.LEVEL:
        return (0, LEVELS.index(key) if key in LEVELS else len(LEVELS), key)
    lists = {
        Axis.SUBTYPE: "signboard_subtypes",
        Axis.TYPE: "signboard_types",
        Axis.CONDITION: "signboard_conditions",
    }
    words = [word.value for word in district.rules.lists.get(lists.get(axis, ""), ())]
    return (0, words.index(key) if key in words else len(words), key)
