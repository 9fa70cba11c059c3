"""The public list of chiefs (河长名单): what may stand in it, and what was published.

Office phones only; the middle of a mobile number is hidden (ROS-12). Each publication
keeps what stood in it, so that any day can be compared with it.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from gridwatch.district import coverage
from gridwatch.district.changes import Change, Changes
from gridwatch.district.documents import Document, Heading, Paragraph, Table
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.roster import place_name
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief, Post
    from gridwatch.district.district import District
    from gridwatch.district.records import Publication

__all__ = [
    "LINE_HEADS",
    "VACANT",
    "Difference",
    "PublicLine",
    "differences",
    "last_published",
    "lines_of",
    "masked",
    "office_phone",
    "public_roster",
    "publish_roster",
    "published_lines",
    "record_sheets",
    "roster_document",
]

VACANT = Text("待定", "vacant")
_ACTING = Text("代管", "acting")
_SEPARATOR = "、"
_MOBILE_DIGITS = 11
_SHORTEST_SHOWN = 7


def masked(phone: str) -> str:
    """Return a mobile number with its middle hidden.

    Examples
    --------
    >>> masked("13800001234"), masked("12345")
    ('138****1234', '****')
    """
    digits = "".join(c for c in phone if c.isdigit())
    if not digits:
        return ""
    if len(digits) < _SHORTEST_SHOWN:
        return "****"
    return f"{digits[-_MOBILE_DIGITS:][:3]}****{digits[-4:]}"


def office_phone(phone: str) -> str:
    """Hide a mobile number that was filled in as an office phone."""
    digits = "".join(c for c in phone if c.isdigit())
    mobile = len(digits) == _MOBILE_DIGITS and digits.startswith("1")
    return masked(phone) if mobile else phone


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line of the public list: somebody in one role, with all that it covers.

    Parameters
    ----------
    role, name, unit : str
        职务, 姓名, 单位及职务; the name is 待定 where nobody holds the post.
    places : str
        What the posts cover, in words.
    waters : str
        Rivers of a town, segments of a village; empty where `places` says it.
    office_phone, mobile : str
        As they may be published.
    remark : str
        代管 for an acting holder.
    codes : str
        Codes of what the posts cover; the key of the line, not printed.
    """

    role: str
    name: str
    unit: str = ""
    places: str = ""
    waters: str = ""
    office_phone: str = ""
    mobile: str = ""
    remark: str = ""
    codes: str = ""

    def __str__(self) -> str:
        """Return the line in a few words."""
        parts = (self.role, self.name, self.places, self.office_phone, self.remark)
        return " ".join(part for part in parts if part)


LINE_HEADS: dict[str, Text] = {
    "role": Text("职务", "role"),
    "name": Text("姓名", "name"),
    "unit": Text("单位及职务", "unit and title"),
    "places": Text("责任区域", "answers for"),
    "waters": Text("河流、河段", "rivers and segments"),
    "office_phone": Text("办公电话", "office phone"),
    "mobile": Text("手机", "mobile"),
    "remark": Text("备注", "remark"),
}
"""The printed columns of the list, in order."""


def public_roster(
    district: District,
    as_of: date,
    language: Language = Language.ZH,
    *,
    only: Collection[str] | None = None,
) -> tuple[PublicLine, ...]:
    """Return the public list of a day, tier by tier.

    A person has one line per role, whatever number of posts; a post that nobody holds
    has a line of its own (待定).

    Parameters
    ----------
    district : District
        Everything there is.
    as_of : date
        The day.
    language : Language
        Language of the words made here.
    only : collection of str, optional
        Uids of the posts to list; without it all.
    """
    order = {role.name: i for i, role in enumerate(district.rules.roles)}
    posts = sorted(
        (p for p in district.posts if only is None or p.uid in only),
        key=lambda p: (order.get(p.role, len(order)), p.role, p.covers_code, p.uid),
    )
    on_day = district.in_office(as_of)
    groups: dict[tuple[str, str, bool], list[Chief]] = {}
    lines: list[tuple[str, list[Post], Chief | None]] = []
    for post in posts:
        chiefs = on_day.get(post.uid, ())
        if not chiefs:
            lines.append((post.role, [post], None))
        for chief in chiefs:
            key = (post.role, chief.person.uid, chief.term.acting)
            if key not in groups:
                groups[key] = []
                lines.append((post.role, [], chief))
            groups[key].append(chief)
    return tuple(
        _vacant(district, held[0], language)
        if chief is None
        else _line(
            district, groups[role, chief.person.uid, chief.term.acting], language
        )
        for role, held, chief in lines
    )


def _vacant(district: District, post: Post, language: Language) -> PublicLine:
    return PublicLine(
        post.role,
        VACANT.of(language),
        places=place_name(district, post, language),
        waters=_waters(district, [post]),
        codes=post.covers_code,
    )


def _line(
    district: District, chiefs: Sequence[Chief], language: Language
) -> PublicLine:
    person, posts = chiefs[0].person, [chief.post for chief in chiefs]
    acting = chiefs[0].term.acting
    places = (place_name(district, post, language) for post in posts)
    return PublicLine(
        posts[0].role,
        person.name,
        person.unit,
        _SEPARATOR.join(dict.fromkeys(places)),
        _waters(district, posts),
        office_phone(person.office_phone),
        masked(person.mobile),
        _ACTING.of(language) if acting else "",
        _SEPARATOR.join(post.covers_code for post in posts),
    )


def _waters(district: District, posts: Iterable[Post]) -> str:
    """Return the rivers of towns and the segments of villages, in words."""
    names: list[str] = []
    for post in posts:
        area = district.jurisdiction_by_code.get(post.covers_code)
        if post.covers != "jurisdiction" or area is None:
            continue
        segments = district.segments_of_jurisdiction.get(area.code, ())
        if area.level is Level.VILLAGE:
            names += [segment.name or segment.code for segment in segments]
        elif area.level is Level.TOWN:
            rivers = (district.river_by_code.get(s.river_code) for s in segments)
            names += [river.name for river in rivers if river is not None]
    return _SEPARATOR.join(dict.fromkeys(names))


# --- publications -------------------------------------------------------------------


def publish_roster(
    district: District,
    as_of: date,
    *,
    document: str = "",
    medium: str = "",
    by: str = "",
) -> Changes:
    """Return the change that records the list of a day as published on that day."""
    lines = [asdict(line) for line in public_roster(district, as_of)]
    content = {"as_of": as_of.isoformat(), "lines": lines}
    after: dict[str, object] = {
        "what": "roster",
        "on": as_of,
        "subject": district.code,
        "document": document,
        "medium": medium,
        "by": by,
        "content": json.dumps(content, ensure_ascii=False),
    }
    change = Change(Kind.PUBLICATION, uuid.uuid4().hex, None, after)
    return Changes((change,), f"公布河长名单 {as_of}")


def record_sheets(
    district: District,
    sheets: Iterable[tuple[Jurisdiction, str, Iterable[str]]],
    as_of: date,
    *,
    document: str = "",
    by: str = "",
) -> Changes:
    """Return the change that keeps on record which maps were printed, with their names.

    When one of these persons leaves, the handover check tells that the sheet is stale.

    Parameters
    ----------
    district : District
        The district.
    sheets : iterable of (Jurisdiction, str, iterable of str)
        Whose map, its title, and the uids of the segments in its table.
    as_of : date
        The day that the sheets speak of.
    document : str
        File name, or empty where it went to a printer.
    by : str
        Who printed.
    """
    changes = [
        Change(
            Kind.PUBLICATION,
            uuid.uuid4().hex,
            None,
            {
                "what": "sheet",
                "on": as_of,
                "subject": area.code,
                "document": document,
                "medium": "" if document else "打印",
                "by": by,
                "content": json.dumps(
                    {
                        "title": title,
                        "as_of": as_of.isoformat(),
                        "names": _names_on(district, area, uids, as_of),
                    },
                    ensure_ascii=False,
                ),
            },
        )
        for area, title, uids in sheets
    ]
    return Changes(tuple(changes), f"打印责任图 {as_of}")


def _names_on(
    district: District, area: Jurisdiction, uids: Iterable[str], as_of: date
) -> list[str]:
    chiefs = list(coverage.chiefs_of_jurisdiction(district, area, as_of))
    for uid in uids:
        segment = district.row(Kind.SEGMENT, uid)
        if isinstance(segment, Segment):
            found = coverage.chiefs_of_segment(district, segment, as_of)
            chiefs += [chief for group in found.values() for chief in group]
    return list(dict.fromkeys(chief.person.name for chief in chiefs))


def last_published(
    district: District, as_of: date, what: str = "roster"
) -> Publication | None:
    """Return the latest publication of a kind up to a day, or None."""
    found = [
        (row.on, number, row)
        for number, row in enumerate(district.publications)
        if row.what == what and row.on is not None and row.on <= as_of
    ]
    return max(found)[2] if found else None


def lines_of(publication: Publication) -> tuple[PublicLine, ...]:
    """Return the lines that stood in a published list; none where it cannot be read."""
    try:
        content = json.loads(publication.content or "{}")
    except ValueError:
        return ()
    rows = content.get("lines", ()) if isinstance(content, dict) else ()
    known = [field.name for field in fields(PublicLine)]
    return tuple(
        PublicLine(**{key: str(row.get(key) or "") for key in known})
        for row in rows
        if isinstance(row, dict)
    )


def published_lines(
    district: District, publication: Publication, *, only: Collection[str] | None = None
) -> tuple[PublicLine, ...]:
    """Return what stood in a published list.

    An entry that says only that a list was published, not what stood in it, is taken
    for the list of its day as the register knows it.

    Parameters
    ----------
    district : District
        Everything there is.
    publication : Publication
        The entry.
    only : collection of str, optional
        Uids of the posts that matter, where the list has to be made.
    """
    kept = lines_of(publication)
    if kept or publication.on is None:
        return kept
    return public_roster(district, publication.on, only=only)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line before and after; None: it is new, or it has gone."""

    before: PublicLine | None
    after: PublicLine | None

    @property
    def changed(self) -> tuple[str, ...]:
        """The columns that differ, where the line stands in both."""
        if self.before is None or self.after is None:
            return ()
        before, after = self.before, self.after
        keys = LINE_HEADS
        return tuple(k for k in keys if getattr(before, k) != getattr(after, k))


def differences(
    before: Iterable[PublicLine], after: Iterable[PublicLine]
) -> tuple[Difference, ...]:
    """Return what differs between two lists, in the order of the second.

    Lines are matched by role and what they cover; of several holders of one post
    those of the same name are matched first. What is left is matched by role and
    name: somebody who answers for more than before.
    """
    old, new = _by_post(before), _by_post(after)
    pairs: _Pairs = []
    for key in dict.fromkeys((*new, *old)):
        pairs += _paired(old.get(key, []), new.get(key, []))
    gone = {(a.role, a.name): a for a, b in pairs if a is not None and b is None}
    found = []
    for a, b in pairs:
        if a is None and b is not None:
            found.append(Difference(gone.pop((b.role, b.name), None), b))
        elif b is not None and a != b:
            found.append(Difference(a, b))
    left = set(gone.values())
    return (*found, *(Difference(a, None) for a, b in pairs if b is None and a in left))


_Key = tuple[str, str]
_Pairs = list[tuple[PublicLine | None, PublicLine | None]]


def _by_post(lines: Iterable[PublicLine]) -> Mapping[_Key, list[PublicLine]]:
    found: defaultdict[_Key, list[PublicLine]] = defaultdict(list)
    for line in lines:
        found[line.role, line.codes].append(line)
    return found


def _paired(old: list[PublicLine], new: list[PublicLine]) -> _Pairs:
    names = {line.name for line in old} & {line.name for line in new}
    same = {name: next(a for a in old if a.name == name) for name in names}
    pairs: _Pairs = []
    left_old = [line for line in old if line.name not in names]
    for line in new:
        if line.name in same:
            pairs.append((same[line.name], line))
        else:
            pairs.append((left_old.pop(0) if left_old else None, line))
    return [*pairs, *((line, None) for line in left_old)]


# --- the paper ----------------------------------------------------------------------

_SHARES = (0.05, 0.08, 0.2, 0.18, 0.18, 0.14, 0.11, 0.06)


def roster_document(
    district: District, as_of: date, language: Language = Language.ZH
) -> Document:
    """Return the public list as a paper, one table per role."""
    groups: defaultdict[str, list[PublicLine]] = defaultdict(list)
    for line in public_roster(district, as_of, language):
        groups[line.role].append(line)
    head = (Text("序号", "no."), *(LINE_HEADS[key] for key in _PRINTED))
    blocks: list[Heading | Paragraph | Table] = []
    for role, lines in groups.items():
        persons = len({line.name for line in lines if line.unit or line.mobile})
        words = Text(f"{role}（{persons} 人）", f"{role} ({persons})")
        rows = tuple(
            (str(number), *(getattr(line, key) for key in _PRINTED))
            for number, line in enumerate(lines, 1)
        )
        blocks += [Heading(words), Table(head, rows, _SHARES, frozenset({0}))]
    if not blocks:
        words = Text("还没有河长名单。", "There is no roster yet.")
        blocks = [Paragraph(words)]
    name = district.name
    return Document(
        Text(f"{name}河长名单", f"Chiefs of {name}"),
        tuple(blocks),
        Text(f"截至 {as_of}", f"as of {as_of}"),
        landscape=True,
        foot=Text(district.office, district.office) if district.office else None,
    )


_PRINTED = ("name", "unit", "places", "waters", "office_phone", "mobile", "remark")
