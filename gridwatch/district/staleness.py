"""What on a board's face is no longer so: since when, by whose change, how late."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district import coverage
from gridwatch.district.deadlines import days_past, replacement_deadline
from gridwatch.district.signboards import FACE_PARTS
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief, Term
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard, SignboardFace, Standing

__all__ = [
    "PARTS",
    "Difference",
    "Staleness",
    "Turnover",
    "kilometres",
    "metres_of",
    "same_phone",
    "stale_boards",
    "staleness_of",
    "supervision_phones",
]

PARTS = ("chief", "post", "phone", "names", "river", "start", "end", "length")
"""The parts of a face that are compared with the register, in the order told."""
_ROSTER = frozenset({"chief", "names"})
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(公里|千米|km|米|m)?", re.IGNORECASE)
_KILOMETRES = ("公里", "千米", "km")
_LENGTH_TOLERANCE = 0.05
_LOCAL = 7
"""A local number has so many digits at least: less is not compared by its end."""
_SECTION = "signboards"


@dataclass(frozen=True, slots=True)
class Turnover:
    """The change of person that made a face stale.

    Parameters
    ----------
    role : str
        Role of the post.
    left, came : str
        Names; `came` is empty while nobody holds the post.
    left_on, came_on : date or None
        First day out of office, first day in office; None where not on record.
    stayed : str
        Who holds the post alone now, where nobody came but a colleague stayed.
    """

    role: str = ""
    left: str = ""
    came: str = ""
    left_on: date | None = None
    came_on: date | None = None
    stayed: str = ""

    @property
    def text(self) -> Text:
        """The change in one sentence."""
        role, gone, begun = self.role, _day(self.left_on), _day(self.came_on)
        if self.stayed:
            return Text(
                f"{role}{self.left}{gone.zh}离任，{self.stayed}仍在任。",
                f"{self.left} ({role}) left{gone.en}; {self.stayed} stays.",
            )
        if not self.came:
            return Text(
                f"{role}{self.left}{gone.zh}离任，岗位空缺。",
                f"{self.left} ({role}) left{gone.en}; the post is vacant.",
            )
        if self.left_on is None:
            return Text(
                f"{role}{self.came}{begun.zh}任职；{self.left}何时离任没有记录。",
                f"{self.came} ({role}) took office{begun.en}; when {self.left} left is "
                "not on record.",
            )
        return Text(
            f"{role}由{self.left}换为{self.came}{begun.zh}。",
            f"{role}: {self.came} took over from {self.left}{begun.en}.",
        )


def _day(day: date | None) -> Text:
    if day is None:
        return Text("", "")
    return Text(f"（{day.isoformat()}）", f" on {day.isoformat()}")


class Difference(NamedTuple):
    """One part of a face that says something else than the register.

    Parameters
    ----------
    part : str
        One of `PARTS`.
    printed, today : str
        What stands on the face; what the register says (several names with 、).
    since : date or None
        First day on which it was wrong, where that is on record.
    cause : Turnover or None
        The change of person behind it.
    """

    part: str
    printed: str
    today: str
    since: date | None = None
    cause: Turnover | None = None

    @property
    def text(self) -> Text:
        """The difference in one clause."""
        name, today = FACE_PARTS[self.part], self.today or "—"
        if self.part == "chief":
            return Text(
                f"牌面写的是{self.printed}，现任是{today}",
                f"the face says {self.printed}; in office is {today}",
            )
        return Text(
            f"{name.zh}：牌面“{self.printed}”，现为“{today}”",
            f"{name.en}: “{self.printed}” on the face, now “{today}”",
        )


class Staleness(NamedTuple):
    """A board whose face differs from the register on a day.

    Parameters
    ----------
    board : Signboard
        The board.
    face : SignboardFace
        The face that stood on it on that day.
    installed : date or None
        First day of that face.
    differences : tuple of Difference
        At least one.
    as_of : date
        The day.
    deadline : date or None
        Last day for the new face; None where no day of a change is on record.
    """

    board: Signboard
    face: SignboardFace
    installed: date | None
    differences: tuple[Difference, ...]
    as_of: date
    deadline: date | None = None

    @property
    def stale(self) -> bool:
        """Whether it names somebody who does not hold the post (过期)."""
        return any(one.part in _ROSTER for one in self.differences)

    @property
    def since(self) -> date | None:
        """First day on which any part was wrong, where one is on record."""
        days = [one.since for one in self.differences if one.since is not None]
        return min(days, default=None)

    @property
    def days(self) -> int | None:
        """Days since then."""
        return None if self.since is None else (self.as_of - self.since).days

    @property
    def overdue(self) -> int:
        """Days past the deadline; 0 while there is time."""
        return 0 if self.deadline is None else days_past(self.deadline, self.as_of)

    @property
    def cause(self) -> Turnover | None:
        """The first change of person behind it, or None."""
        found = [one for one in self.differences if one.cause is not None]
        first = min(
            found,
            key=lambda one: one.since.toordinal() if one.since else 0,
            default=None,
        )
        return first.cause if first else None

    @property
    def text(self) -> Text:
        """Everything that differs, as a sentence."""
        told = [one.text for one in self.differences]
        return Text(
            "；".join(one.zh for one in told) + "。",
            _capital("; ".join(one.en for one in told)) + ".",
        )


def stale_boards(
    district: District, as_of: date, boards: Iterable[Signboard] | None = None
) -> list[Staleness]:
    """Return every board whose face differs from the register, longest stale first.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day.
    boards : iterable of Signboard, optional
        Which boards; all of them where left out.
    """
    if boards is not None:
        each = (staleness_of(district, board, as_of) for board in boards)
        return _longest_first(each)
    # Asked by four checks of one run, and again by the window.
    found = district.compared.get(as_of)
    if found is None:
        faces = coverage.faces_on(district, as_of)
        cases = (_Case(district, board, face, as_of) for board, face in faces if face)
        found = tuple(_longest_first(map(_judged, cases)))
        district.compared.clear()
        district.compared[as_of] = found
    return list(found)


def _longest_first(told: Iterable[Staleness | None]) -> list[Staleness]:
    # Without a deadline no day is on record.
    return sorted(
        (one for one in told if one is not None),
        key=lambda one: (-(one.days or 0) if one.deadline else 0, one.board.code),
    )


def staleness_of(district: District, board: Signboard, as_of: date) -> Staleness | None:
    """Return how a board differs from the register on a day, or None where it agrees.

    Only boards that carry a face and stood on that day are compared; a part that is
    not printed, or not on record, is no difference.
    """
    standing = coverage.face_of(district, board, as_of)
    if standing is None:
        return None
    return _judged(_Case(district, board, standing, as_of))


def _judged(case: _Case) -> Staleness | None:
    found = (*_of_roster(case), *_of_place(case))
    if not found:
        return None
    days = [one.since for one in found if one.since is not None]
    return Staleness(
        case.board,
        case.face,
        case.standing.installed,
        found,
        case.as_of,
        replacement_deadline(case.district.rules, min(days)) if days else None,
    )


class _Case(NamedTuple):
    """One board on one day."""

    district: District
    board: Signboard
    standing: Standing
    as_of: date

    @property
    def face(self) -> SignboardFace:
        return self.standing.face


# --- who ----------------------------------------------------------------------------


def _of_roster(case: _Case) -> list[Difference]:
    district, board, face = case.district, case.board, case.face
    if not district.posts:
        return []
    found: list[Difference] = []
    expected = coverage.expected_on_face(district, board, case.as_of)
    if face.chief and expected is not None:
        own = [chief for chief in expected if chief.person.name == face.chief]
        if own:
            found += _old_post(face, own) if face.post else ()
        else:
            found.append(_turned(case, "chief", face.chief, expected))
        found += _old_phone(district, face, own or expected) if face.phone else ()
    if not face.names:
        return found
    for name, holders in coverage.misnamed(district, board, face, case.as_of):
        found.append(_turned(case, "names", name.name, holders))
    return found


def _old_post(face: SignboardFace, own: Sequence[Chief]) -> list[Difference]:
    """Compare the post with role and unit of those in office."""
    roles = list(dict.fromkeys(chief.post.role for chief in own))
    words = [*roles, *(chief.person.unit for chief in own)]
    if any(_alike(face.post, word) for word in words):
        return []
    return [Difference("post", face.post, "、".join(roles))]


def _alike(printed: str, word: str) -> bool:
    one, other = _plain(printed), _plain(word)
    return bool(other) and (other in one or one in other)


def _plain(text: str) -> str:
    return "".join(text.split())


def _old_phone(
    district: District, face: SignboardFace, holders: Sequence[Chief]
) -> list[Difference]:
    """Compare the phone with that of those in office and the supervision phones."""
    offices = [c.person.office_phone for c in holders if c.person.office_phone]
    mobiles = [c.person.mobile for c in holders if c.person.mobile]
    lines = supervision_phones(district)
    if any(same_phone(face.phone, one) for one in (*offices, *mobiles, *lines)):
        return []
    # A mobile is compared but never told: it is nobody's business on a print.
    today = list(dict.fromkeys(offices or lines))
    return [Difference("phone", face.phone, "、".join(today))] if today else []


def supervision_phones(district: District) -> tuple[str, ...]:
    """Return the district's supervision phones (``[signboards] supervision_phones``).

    They may stand on any board instead of a chief's own.
    """
    listed = district.rules.table(_SECTION).get("supervision_phones", ())
    found = listed if isinstance(listed, list | tuple) else ()
    return tuple(str(one) for one in found if str(one).strip())


def same_phone(one: str, other: str) -> bool:
    """Tell whether two phones are the same number, however they are written.

    An area code in front of one of them does not matter.

    Examples
    --------
    >>> same_phone("010-6900 0001", "01069000001")
    True
    >>> same_phone("69000001", "010-69000001"), same_phone("69000001", "69000002")
    (True, False)
    """
    a, b = (re.sub(r"\D", "", text) for text in (one, other))
    if not a or not b:
        return one.strip() == other.strip()
    short, long = sorted((a, b), key=len)
    return short == long or (len(short) >= _LOCAL and long.endswith(short))


def _turned(case: _Case, part: str, name: str, holders: Sequence[Chief]) -> Difference:
    """Return the difference of a name, with who left and who came."""
    district, installed = case.district, case.standing.installed
    today = "、".join(dict.fromkeys(chief.person.name for chief in holders))
    if not holders:
        gone = _last_term(case, name)
        role = district.post_by_uid[gone.post_uid].role if gone else ""
        left = gone.until if gone else None
        cause = Turnover(role, name, "", left)
        return Difference(part, name, "", _later(left, installed), cause)
    since = coverage.turned_over(district, name, holders, case.as_of)
    gone_on = coverage.left_on(district, name, holders, case.as_of)
    came = [chief for chief in holders if chief.term.since == since]
    role, first = holders[0].post.role, (came or list(holders))[0].person.name
    if came or gone_on is None:
        cause = Turnover(role, name, first, gone_on, since)
    else:
        cause = Turnover(role, name, "", gone_on, stayed=first)
    return Difference(part, name, today, _later(since, installed), cause)


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one
    return max(one, other)


def _last_term(case: _Case, name: str) -> Term | None:
    """Return the last term of a person of that name in a post around the board."""
    district = case.district
    found = [
        term
        for post in coverage.posts_around(district, case.board)
        for term in district.terms_of_post.get(post.uid, ())
        if term.until is not None
        and term.until <= case.as_of
        and coverage.name_of(district, term) == name
    ]
    return max(found, key=lambda term: term.until or case.as_of, default=None)


# --- where --------------------------------------------------------------------------


def _of_place(case: _Case) -> list[Difference]:
    """Compare the river and its reach with the register, where they are printed."""
    district, face = case.district, case.face
    segment = district.segment_by_code.get(case.board.segment_code)
    if segment is None:
        return []
    river = district.river_by_code.get(segment.river_code)
    found: list[Difference] = []
    if river is not None and not _names(face.river, river.name, segment.name):
        found.append(Difference("river", face.river, river.name))
    for part in ("start", "end") if face.start or face.end else ():
        printed, today = getattr(face, part), getattr(segment, part)
        if not printed or not today or printed == today:
            continue
        if _plain(printed) != _plain(today):
            found.append(Difference(part, printed, today))
    return found + _of_length(case, segment) if face.length else found


def _of_length(case: _Case, segment: Segment) -> list[Difference]:
    """Compare the printed length of a segment with that of its line."""
    district, face = case.district, case.face
    found: list[Difference] = []
    printed = metres_of(face.length)
    if printed is None:
        return found
    metres = segment.metres
    share = district.rules.number(_SECTION, "length_tolerance", _LENGTH_TOLERANCE)
    if metres and abs(printed - metres) > share * metres:
        found.append(Difference("length", face.length, kilometres(metres)))
    return found


def _names(printed: str, river: str, segment: str) -> bool:
    """Tell whether printed words name a river; an empty field is no difference."""
    if not printed or river in printed or printed == segment:
        return True
    plain = _plain(printed)
    return not plain or _plain(river) in plain or plain == _plain(segment)


def metres_of(printed: str) -> float | None:
    """Return a printed length in metres, or None where it is none.

    A number without a unit is taken for kilometres, as boards have it.

    Examples
    --------
    >>> metres_of("12.5公里"), metres_of("850 米"), metres_of("3.2"), metres_of("不详")
    (12500.0, 850.0, 3200.0, None)
    """
    found = _NUMBER.search(printed)
    if found is None:
        return None
    unit = (found[2] or "公里").lower()
    return float(found[1].replace(",", "")) * (1000.0 if unit in _KILOMETRES else 1.0)


def kilometres(metres: float) -> str:
    """Return a length as boards print it.

    Examples
    --------
    >>> kilometres(12540.0), kilometres(850.0)
    ('12.54公里', '0.85公里')
    """
    return f"{metres / 1000:.2f}公里"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
