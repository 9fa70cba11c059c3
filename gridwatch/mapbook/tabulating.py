"""The rows of the tables on sheets: what each cell says, for whom, on which day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import shapely

from gridwatch.district.boardstates import state_of_board
from gridwatch.district.chainages import chainage_text
from gridwatch.district.coverage import (
    chiefs_of_jurisdiction,
    chiefs_of_segment,
    state_of_segment,
    wardens_of_cell,
)
from gridwatch.district.facenorms import chosen_norm
from gridwatch.district.jurisdictions import Level
from gridwatch.district.ownership import STATE_NAMES, OwnershipState
from gridwatch.district.proceedings import as_it_stood
from gridwatch.district.rectifying import is_closed
from gridwatch.district.rivers import highest_level
from gridwatch.district.wording import Kind, Text, choice, show
from gridwatch.mapbook.asked import Asked, boards_of, outfalls_of
from gridwatch.mapbook.listing import (
    Duty,
    bodies_named,
    called,
    duties_of,
    duty_of,
    duty_order,
    people_named,
    river_name,
)
from gridwatch.mapbook.subjects import Subject
from gridwatch.mapbook.tablecolumns import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.cells import Cell
    from gridwatch.district.chiefs import Chief
    from gridwatch.district.facenorms import Norm
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.signboards import Signboard
    from gridwatch.mapbook.recipe import TableRecipe

    Cells: TypeAlias = dict[str, str]

__all__ = ["TableRow", "rows_of", "segments_of", "summed"]

NOBODY = "—"
_GOOD, _STALE = Text("正常", "good"), Text("过期", "stale")
_DAMAGED, _LACKING = Text("缺损", "damaged"), Text("内容不全", "incomplete")
_CLOSED, _OPEN = Text("已销号", "closed"), Text("在册", "on record")
_TOTAL = Text("合计", "Total")
_ACTING = Text("{name}（代管）", "{name} (acting)")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row.

    Parameters
    ----------
    uid : str
        The row of the register it tells of.
    cells : tuple of str
        Text of each column.
    group : str
        Rows of one group follow each other; the first cell is written once.
    at : tuple of float or None
        (east, north) of what it tells of, for a numbered pin.
    total : bool
        Whether it sums up the others.
    alert : bool
        Whether something has to be done: a stale board.
    done : bool
        Whether it has been dealt with: a closed outfall.
    """

    uid: str
    cells: tuple[str, ...]
    group: str = ""
    at: tuple[float, float] | None = None
    total: bool = False
    alert: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """One row before its columns are picked."""

    uid: str
    cells: Mapping[str, str]
    group: str = ""
    at: tuple[float, float] | None = None
    sums: Mapping[str, float] | None = None


def rows_of(table: TableRecipe, asked: Asked) -> tuple[TableRow, ...]:
    """Return the rows of a table, numbered, with their sum at the end where wanted."""
    found = list(_SOURCES[table.rows](asked))
    if table.only:
        found = [one for one in found if one.cells.get("_" + table.only)]
    keys = [column.key for column in table.columns]
    rows = []
    for number, one in enumerate(found, 1):
        cells = {**one.cells, "number": str(number)}
        picked = tuple(cells.get(key) or NOBODY for key in keys)
        ticks = ("",) * len(table.ticks)
        alert, done = (bool(one.cells.get(key)) for key in ("_stale", "_done"))
        words = picked + ticks
        rows.append(TableRow(one.uid, words, one.group, one.at, alert=alert, done=done))
    sums = any(SOURCES[table.rows][key].summed for key in keys)
    if table.total and sums and len(found) > 1:
        rows.append(_total(table, found, asked))
    return tuple(rows)


def _total(table: TableRecipe, found: Sequence[_Found], asked: Asked) -> TableRow:
    kinds = SOURCES[table.rows]
    cells = []
    for number, column in enumerate(table.columns):
        if kinds[column.key].summed:
            whole = sum((one.sums or {}).get(column.key, 0.0) for one in found)
            cells.append(f"{whole:.2f}" if column.key == "length" else f"{whole:g}")
        else:
            cells.append(asked.say(_TOTAL) if number == 0 else "")
    return TableRow("", (*cells, *("",) * len(table.ticks)), total=True)


def summed(rows: Iterable[TableRow]) -> int:
    """Return how many rows there are beside the one that sums up."""
    return sum(1 for row in rows if not row.total)


# --- segments, rivers, ownership ------------------------------------------------------


def segments_of(asked: Asked) -> frozenset[str]:
    """Return the identifiers of the segments that a subject's tables list."""
    return frozenset(duty.segment.uid for duty, _ in _duties(asked))


def _duties(asked: Asked) -> list[tuple[Duty, float]]:
    """Return the segments of the subject, and how long each is there."""
    district, subject = asked.district, asked.subject
    if subject.area is not None:
        village = subject.area.level is Level.VILLAGE
        found = duties_of(district, subject.area)
        clip = subject.geometry if village else None
        return [(duty, _metres(duty, clip, subject.geometry)) for duty in found]
    if subject.kind == "cell":
        inside = district.segments_within(subject.geometry)
        kept = [
            (duty_of(district, segment), metres)
            for segment, metres in inside
            if metres >= district.rules.crossing_metres
        ]
        return sorted(kept, key=lambda pair: duty_order(pair[0]))
    if subject.kind == "river":
        rows = district.segments_of_river.get(subject.code, ()) if subject.code else ()
        duties = sorted((duty_of(district, row) for row in rows), key=duty_order)
        return [(duty, duty.segment.metres) for duty in duties if _touches(duty, asked)]
    return []


def _touches(duty: Duty, asked: Asked) -> bool:
    line = duty.segment.geometry
    if asked.within is None or line is None:
        return asked.within is None
    return bool(line.intersects(asked.within))


def _metres(duty: Duty, clip: BaseGeometry | None, area: BaseGeometry | None) -> float:
    line = duty.segment.geometry
    inside = area if duty.whole else clip
    if line is not None and inside is not None:
        return float(shapely.intersection(line, inside).length)
    return duty.segment.metres


def _segments(asked: Asked) -> Iterable[_Found]:
    for duty, metres in _duties(asked):
        segment, name = duty.segment, river_name(duty)
        cells = {
            **_duty_cells(duty, metres),
            **_people(duty, asked),
            **_bodies(
                asked.district.ownerships_of_segment.get(segment.code, ()), asked
            ),
        }
        yield _Found(segment.uid, cells, name, None, {"length": metres / 1000})


def _duty_cells(duty: Duty, metres: float) -> Cells:
    return {
        "river": river_name(duty),
        "segment": called(duty.segment),
        "length": f"{metres / 1000:.2f}",
        "code": duty.segment.code,
    }


def _people(duty: Duty, asked: Asked) -> Cells:
    district, segment, river, whole = asked.district, *duty
    ranks = highest_level(river.levels if river else ())
    required = district.rules.required_for(ranks)
    chiefs = dict(chiefs_of_segment(district, segment, asked.as_of))
    area = asked.subject.area
    if area is not None and area.level is Level.VILLAGE:
        own = {area.code, segment.code}
        chiefs["village"] = [c for c in chiefs["village"] if c.post.covers_code in own]
    found = {
        f"{rank}_chief": people_named(
            chiefs[rank], asked.language, expected=rank in required and not whole
        )
        for rank in ("district", "town", "village")
    }
    ranked = chiefs["village"] or chiefs["town"] or chiefs["district"]
    found["phone"] = "、".join(dict.fromkeys(map(asked.phone, ranked)))
    return found


def _bodies(rows: Sequence[Ownership], asked: Asked) -> Cells:
    def named(key: str) -> str:
        return bodies_named(
            [replace(row, managing_body=getattr(row, key)) for row in rows],
            asked.language,
        )

    keys = ("managing_body", "caring_body", "cleaning_body")
    return {key: named(key) for key in keys}


def _rivers(asked: Asked) -> Iterable[_Found]:
    groups: dict[str, list[tuple[Duty, float]]] = {}
    for duty, metres in _duties(asked):
        key = duty.river.uid if duty.river else duty.segment.river_code
        groups.setdefault(key, []).append((duty, metres))
    for key, members in groups.items():
        first, river = members[0][0], members[0][0].river
        metres = sum(length for _, length in members)
        count = sum(1 for duty, _ in members if not duty.whole)
        chiefs = _river_chiefs(asked, first)
        levels = river.levels if river else ()
        cells = {
            "river": river_name(first),
            "rank": choice(highest_level(levels), asked.language, ranked=True),
            "regime": choice(river.regime, asked.language) if river else "",
            "segments": str(count) if count else "",
            "length": f"{metres / 1000:.2f}",
            "chief": people_named(chiefs, asked.language, expected=False),
            "phone": "、".join(dict.fromkeys(map(asked.phone, chiefs))),
            "code": first.segment.river_code,
        }
        sums = {"length": metres / 1000, "segments": float(count)}
        yield _Found(key, cells, "", None, sums)


def _river_chiefs(asked: Asked, duty: Duty) -> Sequence[Chief]:
    """Return the chief of a river of the highest rank that has one."""
    chiefs = chiefs_of_segment(asked.district, duty.segment, asked.as_of)
    return chiefs["district"] or chiefs["town"] or chiefs["village"]


def _ownership(asked: Asked) -> Iterable[_Found]:
    district = asked.district
    for duty, metres in _duties(asked):
        if duty.whole:
            continue
        segment = duty.segment
        rows = district.ownerships_of_segment.get(segment.code, ())
        state = state_of_segment(district, segment, asked.as_of)
        base = {**_duty_cells(duty, metres), "state": asked.say(STATE_NAMES[state])}
        group, sums = river_name(duty), {"length": metres / 1000}
        if state is not OwnershipState.CONFIRMED:
            base["_open"] = "1"
        for number, row in enumerate(rows or (None,)):
            cells = {**base, **_owned(row, asked)} if row is not None else base
            yield _Found(segment.uid, cells, group, None, sums if number == 0 else None)


def _owned(row: Ownership, asked: Asked) -> Cells:
    return {
        "bank": choice(row.bank, asked.language),
        "managing_body": row.managing_body,
        "caring_body": row.caring_body,
        "cleaning_body": row.cleaning_body,
        "document": row.confirmed_document or row.registered_document,
    }


# --- chiefs, areas --------------------------------------------------------------------


def _chiefs(asked: Asked) -> Iterable[_Found]:
    for chief in _chiefs_of(asked):
        name = chief.person.name
        cells = {
            "role": chief.post.role,
            "name": asked.say(_ACTING.filled(name=name)) if chief.term.acting else name,
            "unit": chief.person.unit,
            "covers": asked.subject.name,
            "phone": asked.phone(chief),
        }
        yield _Found(chief.term.uid, cells)


def _chiefs_of(asked: Asked) -> Sequence[Chief]:
    district, subject = asked.district, asked.subject
    if subject.kind == "cell":
        cell: Cell = subject.row  # type: ignore[assignment]
        wardens = wardens_of_cell(district, cell, asked.as_of)
        village = district.jurisdiction_by_code.get(cell.village_code or cell.code[:12])
        above = (
            chiefs_of_jurisdiction(district, village, asked.as_of) if village else []
        )
        return [*wardens, *above]
    if subject.area is None:
        return []
    return chiefs_of_jurisdiction(district, subject.area, asked.as_of)


def _areas(asked: Asked) -> Iterable[_Found]:
    """Yield the areas one level below the subject, with their sums."""
    district, area = asked.district, asked.subject.area
    if area is None:
        return
    norm = chosen_norm(district.rules)
    below = Level.TOWN if area.level is Level.DISTRICT else Level.VILLAGE
    for row in district.of_level(below):
        if below is Level.VILLAGE and row.parent_code != area.code:
            continue
        yield _area(row, asked, norm)


def _area(row: Jurisdiction, asked: Asked, norm: Norm) -> _Found:
    district = asked.district
    inside = replace(asked, subject=_subject(row))
    duties = _duties(inside)
    boards, outfalls = boards_of(inside), outfalls_of(inside)
    states = (state_of_board(district, one, asked.as_of, norm) for one in boards)
    stale = sum("stale" in state.marks for state in states)
    chiefs = chiefs_of_jurisdiction(district, row, asked.as_of)
    metres = sum(length for _, length in duties)
    sums = {
        "length": metres / 1000,
        "signboards": float(len(boards)),
        "stale": float(stale),
        "outfalls": float(len(outfalls)),
    }
    cells = {
        "name": row.name or row.code,
        "chief": people_named(chiefs, asked.language, expected=True),
        "phone": "、".join(dict.fromkeys(map(asked.phone, chiefs))),
        "rivers": str(len({river_name(duty) for duty, _ in duties})),
        "length": f"{metres / 1000:.2f}",
        "signboards": str(len(boards)),
        "stale": str(stale),
        "outfalls": str(len(outfalls)),
    }
    at = row.geometry.representative_point() if row.geometry is not None else None
    return _Found(row.uid, cells, "", (at.x, at.y) if at is not None else None, sums)


def _subject(row: Jurisdiction) -> Subject:
    name = row.name or row.code
    return Subject(
        row.level.value, row.uid, row.code, name, row.geometry, Text(name, name), row
    )


# --- boards, outfalls -----------------------------------------------------------------


def _placed(
    row: Signboard | Outfall, asked: Asked
) -> tuple[Cells, tuple[float, float]]:
    site = asked.district.sites[row.uid]
    segment = site.segment
    duty = duty_of(asked.district, segment) if segment is not None else None
    at = shapely.Point(row.geometry.centroid) if row.geometry else shapely.Point(0, 0)
    cells = {
        "code": row.code,
        "river": river_name(duty) if duty else "",
        "segment": called(segment) if segment is not None else "",
        "chainage": chainage_text(site.chainage) if segment is not None else "",
        "bank": choice(site.bank, asked.language) if site.bank else "",
        "village": site.village.name if site.village is not None else "",
    }
    return cells, (at.x, at.y)


def _signboards(asked: Asked) -> Iterable[_Found]:
    norm = chosen_norm(asked.district.rules)
    for board in boards_of(asked):
        state = state_of_board(asked.district, board, asked.as_of, norm)
        if {"removed", "future"} & set(state.marks):
            continue
        told = {
            "stale": _STALE,
            "defective": _DAMAGED,
            "incomplete": _LACKING,
        }
        words = [asked.say(text) for key, text in told.items() if key in state.marks]
        cells, at = _placed(board, asked)
        cells |= {
            "level": choice(board.level, asked.language, ranked=True),
            "shown": state.face.chief if state.face else "",
            "state": "、".join(words) or asked.say(_GOOD),
            "_stale": "1" if "stale" in state.marks else "",
        }
        yield _Found(board.uid, cells, cells["river"], at)


def _outfalls(asked: Asked) -> Iterable[_Found]:
    for row in outfalls_of(asked):
        cells, at = _placed(row, asked)
        stood = as_it_stood(asked.district, row, asked.as_of)
        closed = is_closed(asked.district.rules, stood, asked.as_of)
        category = show(Kind.OUTFALL, "category", row.category, asked.language)
        cells |= {
            "name": row.name,
            "category": category,
            "body": row.responsible_body,
            "approval": row.approval,
            "monitored": row.monitored.isoformat() if row.monitored else "",
            "state": asked.say(_CLOSED if closed else _OPEN),
            "_open": "" if closed else "1",
            "_done": "1" if closed else "",
        }
        yield _Found(row.uid, cells, cells["river"], at)


_SOURCES: Mapping[str, Callable[[Asked], Iterable[_Found]]] = {
    "segments": _segments,
    "rivers": _rivers,
    "ownership": _ownership,
    "chiefs": _chiefs,
    "signboards": _signboards,
    "outfalls": _outfalls,
    "areas": _areas,
}
