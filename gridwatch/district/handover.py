"""Handover check (换届体检): all that goes stale when somebody leaves a post.

The district is compared with itself after the change, so the check says the same
before the change is written as the boards, lists and cells themselves say after it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

from gridwatch.district import coverage
from gridwatch.district.changes import patched
from gridwatch.district.deadlines import replacement_deadline
from gridwatch.district.newfaces import new_face
from gridwatch.district.publishing import (
    VACANT,
    PublicLine,
    differences,
    last_published,
    public_roster,
    published_lines,
)
from gridwatch.district.roster import territory
from gridwatch.district.routing import Round, shortest_round
from gridwatch.district.staleness import staleness_of
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gridwatch.district.changes import Changes
    from gridwatch.district.chiefs import Chief, Person, Post
    from gridwatch.district.district import District
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.publishing import Difference
    from gridwatch.district.records import Publication
    from gridwatch.district.signboards import Signboard, SignboardFace

__all__ = [
    "BoardTask",
    "ConfirmationTask",
    "HandoverCheck",
    "PostChange",
    "handover_check",
]


_NAMED = ("chief", "names")
"""Parts of a face that a change of person makes wrong (`staleness.Difference`)."""


@dataclass(frozen=True, slots=True)
class PostChange:
    """A post and who holds it before and after, by name, acting holders marked."""

    post: Post
    before: tuple[Chief, ...]
    after: tuple[Chief, ...]


@dataclass(frozen=True, slots=True)
class BoardTask:
    """A board whose face becomes stale.

    Parameters
    ----------
    board : Signboard
        The board with its face as installed.
    face : SignboardFace
        What the new face has to say; 待定 where nobody follows yet.
    deadline : date or None
        By when it has to be replaced; None while nobody follows: the days begin when
        the new holder is known.
    days_left : int or None
        From the day asked to the deadline; negative when past.
    """

    board: Signboard
    face: SignboardFace
    deadline: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class ConfirmationTask:
    """A confirmed ownership to be signed anew.

    Parameters
    ----------
    ownership : Ownership
        The row.
    segment_uid : str
        Its segment.
    why : str
        ``signed``: the one who leaves a post over this segment confirmed it;
        ``contact``: that person is the contact of one of its bodies.
    """

    ownership: Ownership
    segment_uid: str
    why: str


@dataclass(frozen=True, slots=True)
class HandoverCheck:
    """All that is stale after a change of person.

    Parameters
    ----------
    as_of : date
        The day asked; days left count from here.
    day : date
        The day that was compared: `changed_on`, or the day asked where that is later.
    changed_on : date
        The day of the change: the first one out of office.
    leaving, coming : tuple of Person
        Who leaves a post, and who comes.
    posts : tuple of PostChange
        The posts concerned.
    boards : tuple of BoardTask
        Boards whose face becomes stale, in the order of the route.
    lines : tuple of Difference
        Lines of the public list that differ from the last published one, or from the
        list of before where none was published.
    published_on : date or None
        Day of that publication.
    sheets : tuple of Publication
        Printed sheets on record that name somebody who leaves.
    confirmations : tuple of ConfirmationTask
        Ownerships to be confirmed anew.
    cells : tuple of str
        Uids of the cells that lose their last keeper.
    route : Round
        The way over the boards that have a place, straight lines.
    start : tuple of float or None
        Where the way begins and ends: the middle of the smallest town or district
        that has all these boards; east, north, metres.
    after : District
        The district as it is after the change.
    """

    as_of: date
    day: date
    changed_on: date
    leaving: tuple[Person, ...]
    coming: tuple[Person, ...]
    posts: tuple[PostChange, ...]
    boards: tuple[BoardTask, ...]
    lines: tuple[Difference, ...]
    published_on: date | None
    sheets: tuple[Publication, ...]
    confirmations: tuple[ConfirmationTask, ...]
    cells: tuple[str, ...]
    route: Round
    start: tuple[float, float] | None
    after: District

    @property
    def total(self) -> int:
        """Number of things to do."""
        found = self.boards, self.lines, self.sheets, self.confirmations, self.cells
        return sum(map(len, found))


def handover_check(district: District, changes: Changes, as_of: date) -> HandoverCheck:
    """Return what a change of person makes stale.

    Parameters
    ----------
    district : District
        Before the change.
    changes : Changes
        The change, as `changing.hand_over` and its like build it.
    as_of : date
        The day asked; before the change itself the day of the change counts.

    Notes
    -----
    An ownership is to be confirmed anew where the person who leaves had confirmed it
    (``confirmed_by`` is that person's name) for a segment that one of the posts left
    covers, or where that person is the contact of its managing, caring, cleaning or
    basin body. Registrations stay: they say what was found, not who vouches for it.
    """
    return _Comparison(district, changes, as_of).check()


class _Comparison:
    """A district before and after a change, on the first day that shows it."""

    def __init__(self, district: District, changes: Changes, as_of: date) -> None:
        self.before = district
        self.after = patched(district, changes)
        self.as_of = as_of
        terms = [c for c in changes.items if c.kind is Kind.TERM]
        days = [
            day
            for change in terms
            for key in ("since", "until")
            if isinstance(day := (change.after or {}).get(key), date)
        ]
        self.changed_on = max(days, default=as_of)
        self.day = max(as_of, self.changed_on)
        uids = {self._post_of(change.uid) for change in terms}
        self.posts = [p for p in district.posts if p.uid in uids]

    def _post_of(self, term_uid: str) -> str:
        for district in (self.after, self.before):
            term = district.row(Kind.TERM, term_uid)
            if term is not None:
                return str(getattr(term, "post_uid", ""))
        return ""

    def check(self) -> HandoverCheck:
        boards = [self._task(board) for board in self._stale_boards()]
        start, route, ordered = self._route(boards)
        return HandoverCheck(
            as_of=self.as_of,
            day=self.day,
            changed_on=self.changed_on,
            leaving=tuple(self.leaving.values()),
            coming=tuple(self.coming.values()),
            posts=tuple(self.post_changes),
            boards=tuple(ordered),
            lines=self._lines(),
            published_on=self._published.on if self._published else None,
            sheets=tuple(self._sheets()),
            confirmations=tuple(self._confirmations()),
            cells=tuple(self._cells()),
            route=route,
            start=start,
            after=self.after,
        )

    # --- persons ----------------------------------------------------------------

    @cached_property
    def post_changes(self) -> list[PostChange]:
        """The posts whose holders differ."""
        before = self.before.in_office(self.day)
        after = self.after.in_office(self.day)
        found = [
            PostChange(post, before.get(post.uid, ()), after.get(post.uid, ()))
            for post in self.posts
        ]
        return [one for one in found if _who(one.before) != _who(one.after)]

    @cached_property
    def leaving(self) -> dict[str, Person]:
        """Persons who leave one of the posts, by uid."""
        return {
            chief.person.uid: chief.person
            for one in self.post_changes
            for chief in one.before
            if chief.person.uid not in {c.person.uid for c in one.after}
        }

    @cached_property
    def coming(self) -> dict[str, Person]:
        """Persons who come to one of the posts, by uid."""
        return {
            chief.person.uid: chief.person
            for one in self.post_changes
            for chief in one.after
            if chief.person.uid not in {c.person.uid for c in one.before}
        }

    @cached_property
    def _names(self) -> set[str]:
        return {person.name for person in self.leaving.values() if person.name}

    # --- boards -----------------------------------------------------------------

    def _stale_boards(self) -> Iterator[Signboard]:
        # Only a board that names somebody who leaves can become stale by it.
        for board in self.before.signboards:
            named = {board.face.chief, *(n.name for n in board.face.names)}
            if named & self._names and self._wronged(board):
                yield board

    def _wronged(self, board: Signboard) -> bool:
        """Tell whether the change makes a name on a board wrong.

        A further chief whose post stays open counts too, though nobody else can be
        named yet.
        """
        was, now = (
            _wrong_names(district, board, self.day)
            for district in (self.before, self.after)
        )
        if now - was:
            return True
        further = {one.name for one in board.face.names} & self._names
        if not further or coverage.face_of(self.before, board, self.day) is None:
            return False
        served, serve = (
            {c.person.name for c in coverage.chiefs_around(district, board, self.day)}
            for district in (self.before, self.after)
        )
        return bool(further & (served - serve))

    def _open(self, board: Signboard) -> bool:
        """Tell whether nobody holds the posts that a board shows and that were left."""
        named = {board.face.chief, *(one.name for one in board.face.names)}
        left = [one for one in self.post_changes if _gone(one) & named]
        return not any(one.after for one in left)

    def _task(self, board: Signboard) -> BoardTask:
        face = new_face(self.after, board, self.day)
        if self._open(board):
            return BoardTask(board, face, None, None)
        deadline = replacement_deadline(self.after.rules, self._changed_on)
        return BoardTask(board, face, deadline, (deadline - self.as_of).days)

    @cached_property
    def _changed_on(self) -> date:
        """The first day of the new holders; the clock for boards starts then."""
        days = [
            chief.term.since
            for one in self.post_changes
            for chief in one.after
            if chief.person.uid in self.coming and chief.term.since is not None
        ]
        return max(days, default=self.changed_on)

    # --- the route --------------------------------------------------------------

    def _route(
        self, tasks: list[BoardTask]
    ) -> tuple[tuple[float, float] | None, Round, list[BoardTask]]:
        placed = [task for task in tasks if _has_place(task.board)]
        rest = [task for task in tasks if not _has_place(task.board)]
        if not placed:
            return None, Round((), ()), rest
        start = self._office(placed)
        places = [(t.board.geometry.x, t.board.geometry.y) for t in placed]  # type: ignore[union-attr]
        route = shortest_round(start, places)
        return start, route, [*(placed[i] for i in route.order), *rest]

    def _office(self, placed: list[BoardTask]) -> tuple[float, float]:
        """Return the middle of the smallest jurisdiction above villages with all."""
        areas = [
            [a for a in self.before.jurisdictions_at(t.board.geometry) if _office_of(a)]
            for t in placed
        ]
        shared = [a for a in areas[0] if all(a in others for others in areas)]
        if shared:
            middle = shapely.centroid(shared[-1].geometry)
        else:
            shapes = [task.board.geometry for task in placed]
            middle = shapely.centroid(shapely.multipoints(shapes))
        return float(middle.x), float(middle.y)

    # --- lists, sheets, ownerships, cells ----------------------------------------

    @cached_property
    def _published(self) -> Publication | None:
        return last_published(self.before, self.as_of)

    def _lines(self) -> tuple[Difference, ...]:
        touched = {**self.leaving, **self.coming}
        if not self.post_changes:
            return ()
        posts = {one.post.uid for one in self.post_changes}
        names = {VACANT.zh, *(person.name for person in touched.values())}
        made: list[tuple[PublicLine, ...]] = []
        concerned: set[str] = set(posts)
        for district in (self.before, self.after):
            held = {
                term.post_uid
                for uid in touched
                for term in district.terms_of_person.get(uid, ())
            }
            concerned |= held
            made.append(public_roster(district, self.day, only=posts | held))
        old, new = ([one for one in lines if one.name in names] for lines in made)
        changed = differences(old, new)
        if self._published is None:
            return changed
        keys = {
            _key(line)
            for one in changed
            for line in (one.before, one.after)
            if line is not None
        }
        stay = {(_key(line), line.name) for line in made[1] if line.name not in names}
        given = published_lines(self.before, self._published, only=concerned)
        out = [line for line in given if _key(line) in keys]
        out = [line for line in out if (_key(line), line.name) not in stay]
        return differences(out, [line for line in new if _key(line) in keys])

    def _sheets(self) -> Iterator[Publication]:
        for row in self.before.publications:
            given = row.what in ("sheet", "book") and (
                row.on is None or row.on <= self.day
            )
            if given and not self._names.isdisjoint(_words_in(row.content)):
                yield row

    def _confirmations(self) -> Iterator[ConfirmationTask]:
        left = [one.post for one in self.post_changes if _gone(one)]
        covered = territory(self.before, left).get(Kind.SEGMENT, frozenset())
        for row in self.before.ownerships:
            if row.confirmed_on is None or row.confirmed_on > self.day:
                continue
            segment = self.before.segment_by_code.get(row.segment_code)
            if segment is None:
                continue
            if row.confirmed_by in self._names and segment.uid in covered:
                yield ConfirmationTask(row, segment.uid, "signed")
            elif self._contact_gone(row):
                yield ConfirmationTask(row, segment.uid, "contact")

    def _contact_gone(self, row: Ownership) -> bool:
        names = {
            row.managing_body,
            row.caring_body,
            row.cleaning_body,
            row.basin_body,
        }
        bodies = (self.before.body_by_name.get(name) for name in names if name)
        return any(b is not None and b.contact in self._names for b in bodies)

    def _cells(self) -> Iterator[str]:
        codes = {
            one.post.covers_code
            for one in self.post_changes
            if one.post.covers == "cell" and one.before
        }
        on_day = self.after.in_office(self.day)
        for code in sorted(codes):
            cell = self.before.cell_by_code.get(code)
            posts = self.before.posts_on("cell", code)
            if cell is not None and not any(on_day.get(post.uid) for post in posts):
                yield cell.uid


def _who(chiefs: Iterable[Chief]) -> set[tuple[str, bool]]:
    return {(chief.person.uid, chief.term.acting) for chief in chiefs}


def _gone(change: PostChange) -> set[str]:
    """Return the names of those who leave one post."""
    stay = {chief.person.uid for chief in change.after}
    return {c.person.name for c in change.before if c.person.uid not in stay}


def _key(line: PublicLine) -> tuple[str, str]:
    return line.role, line.codes


def _wrong_names(district: District, board: Signboard, day: date) -> set[str]:
    """Return the names on a board whose holders have left the post."""
    found = staleness_of(district, board, day)
    parts = found.differences if found is not None else ()
    return {one.printed for one in parts if one.part in _NAMED}


def _has_place(board: Signboard) -> bool:
    shape = board.geometry
    return isinstance(shape, shapely.Point) and not shape.is_empty


def _office_of(area: object) -> bool:
    return getattr(area, "level", "") in ("district", "town")


def _words_in(content: str) -> set[str]:
    """Return all texts of a JSON value, whole and cut at the usual marks."""
    try:
        value = json.loads(content or "null")
    except ValueError:
        return set()
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            cut = one.translate(_MARKS).split()
            found |= {one, *cut}
    return found


_MARKS = str.maketrans(dict.fromkeys("、，,;；：:（）()/ ", " "))
