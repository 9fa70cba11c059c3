"""Who convenes the river chiefs of a river that several towns or districts share.

The rule (Beihai plan, XB-01): in principle the chief of the jurisdiction with the
longest reach. The exception (XB-02): where the flood commander of the river belongs to
a jurisdiction, that one's chief. What the plan leaves open (equal reaches, vacancies,
two banks) is decided in a way that the reasoning says, so that an officer can differ.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.coverage import chiefs_of_jurisdiction, chiefs_of_segment
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.segments import Segment
from gridwatch.district.stretches import NOWHERE, Course, cut_at_borders, limits_of
from gridwatch.district.units import has_area
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.stretches import Stretch

__all__ = ["Convening", "Ground", "Reach", "convenings_of", "sources_of"]

_DIGITS = 6
_EQUAL = 10.0
_KM = 1000.0


class Ground(StrEnum):
    """Why a jurisdiction convenes."""

    LONGEST = "longest"
    COMMANDER = "commander"
    TIE = "tie"
    NEXT = "next"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Reach:
    """What a jurisdiction has of a river.

    Parameters
    ----------
    code, name : str
        The jurisdiction.
    metres : float
        Length of its reach; stretches along a border count in full on both banks.
    shared : float
        How much of that is a bank of a border river.
    since : float
        Chainage at which it begins: the upper of two equal ones goes first.
    chiefs : tuple of Chief
        Its chiefs on the day, acting ones last; empty: vacant.
    segments : tuple of str
        Codes of its segments.
    """

    code: str
    name: str
    metres: float
    shared: float = 0.0
    since: float = 0.0
    chiefs: tuple[Chief, ...] = ()
    segments: tuple[str, ...] = ()

    @property
    def holder(self) -> str:
        """Names of its chiefs, an acting one only where there is no other."""
        full = [c.person.name for c in self.chiefs if not c.term.acting]
        names = full or [c.person.name for c in self.chiefs]
        return "、".join(dict.fromkeys(names))

    @property
    def acting(self) -> bool:
        """Whether only an acting holder is there."""
        return bool(self.chiefs) and all(c.term.acting for c in self.chiefs)


@dataclass(frozen=True)
class Convening:
    """A shared river, its reaches, and who convenes with the reasoning.

    Parameters
    ----------
    river : River
        The river.
    level : Level
        Whether districts or towns share it.
    reaches : tuple of Reach
        The longest first.
    convenor : Reach or None
        Whose chief convenes; None: nobody can.
    ground : Ground
        Why.
    reasons : tuple of Text
        The reasoning in sentences with the figures.
    """

    river: River
    level: Level
    reaches: tuple[Reach, ...]
    convenor: Reach | None
    ground: Ground
    reasons: tuple[Text, ...]

    @property
    def metres(self) -> float:
        """Length of all reaches; a border river counts on both banks."""
        return sum(reach.metres for reach in self.reaches)


def sources_of() -> Text:
    """Return where the rule comes from, for the foot of a letter."""
    return Text(
        "依据：河长联席会议召集人原则上由最长河段的县（区）河长担任；"
        "跨县（区）的江河湖库由防汛抗旱指挥长所在县（区）的河长担任（北海市方案）。",
        "Rule: in principle the chief of the jurisdiction with the longest reach "
        "convenes; where the river's flood commander belongs to a jurisdiction, that "
        "one's chief does (plan of Beihai).",
    )


def convenings_of(district: District, as_of: date) -> tuple[Convening, ...]:
    """Return every river that several towns or districts share, with its convenor.

    Lengths are those of the segments on record; where a river has none, of its line
    inside each town. Parts of a segment that run along a town border count for both
    towns (left and right bank).
    """
    found = []
    shares = _shares(district)
    for river in district.rivers:
        mine = shares.get(river.uid, [])
        level = Level.DISTRICT if _districts(mine) > 1 else Level.TOWN
        reaches = _reaches(district, river, mine, level, as_of)
        if len(reaches) > 1:
            found.append(_convened(district, river, level, reaches))
    return tuple(found)


# --- lengths ---------------------------------------------------------------------


class _Share(NamedTuple):
    """A stretch that counts for a town."""

    code: str
    metres: float
    shared: bool
    since: float
    segment: str


def _shares(district: District) -> dict[str, list[_Share]]:
    """Return by river what counts for which town, segment by segment."""
    towns = [t for t in district.of_level(Level.TOWN) if has_area(t)]
    owners: list[tuple[River, Segment]] = []
    for river in district.rivers:
        rows = district.segments_of_river.get(river.code, ()) if river.code else ()
        whole = Segment(river.uid, river_code=river.code, geometry=river.geometry)
        owners += [(river, row) for row in rows or (whole,)]
    courses = [Course(segment.geometry) for _, segment in owners]
    cut = cut_at_borders(
        courses, [town.geometry for town in towns], limits_of(district)
    )
    lines = {river.uid: Course(river.geometry) for river in district.rivers}
    found: defaultdict[str, list[_Share]] = defaultdict(list)
    for (river, segment), course, stretches in zip(owners, courses, cut, strict=True):
        since = _since(lines[river.uid], course, segment)
        found[river.uid] += _of_segment(segment, stretches, towns, since)
    return dict(found)


def _since(river: Course, own: Course, segment: Segment) -> float:
    if river.parts and own.parts:
        head = own.points(own.starts[:1])
        return float(river.locate(head)[0])
    return float(segment.sequence or 0)


def _of_segment(
    segment: Segment,
    stretches: Sequence[Stretch],
    towns: Sequence[Jurisdiction],
    since: float,
) -> list[_Share]:
    """Share out a segment: to the town it names, and to the other bank of borders."""
    drawn = sum(stretch.length for stretch in stretches)
    factor = segment.metres / drawn if drawn > 0 else 1.0
    own, found = segment.town_code, []
    along = 0.0
    for stretch in stretches:
        codes = {towns[area].code for area in stretch.areas if area != NOWHERE}
        both = len(codes) > 1
        if own and not (both and own in codes):
            continue
        along += stretch.length * factor if both else 0.0
        found += [
            _Share(
                code, stretch.length * factor, both, since + stretch.since, segment.code
            )
            for code in codes
            if code != own
        ]
    if own:
        rest = segment.metres - along
        found.append(_Share(own, rest, shared=False, since=since, segment=segment.code))
        if along:
            found.append(_Share(own, along, True, since, segment.code))
    return found


def _districts(shares: Iterable[_Share]) -> int:
    return len({share.code[:_DIGITS] for share in shares if share.code})


def _reaches(
    district: District,
    river: River,
    shares: Iterable[_Share],
    level: Level,
    as_of: date,
) -> tuple[Reach, ...]:
    groups: defaultdict[str, list[_Share]] = defaultdict(list)
    for share in shares:
        code = share.code[:_DIGITS] if level is Level.DISTRICT else share.code
        if code and share.metres > 0.0:
            groups[code].append(share)
    least = district.rules.crossing_metres
    found = [
        Reach(
            code,
            _name(district, code),
            sum(share.metres for share in group),
            sum(share.metres for share in group if share.shared),
            min(share.since for share in group),
            _chiefs(district, river, code, as_of),
            tuple(dict.fromkeys(s.segment for s in group if s.segment)),
        )
        for code, group in groups.items()
        if sum(share.metres for share in group) >= least
    ]
    return tuple(sorted(found, key=lambda reach: (-reach.metres, reach.since)))


def _name(district: District, code: str) -> str:
    area = district.jurisdiction_by_code.get(code)
    if area is not None and area.name:
        return area.name
    return district.name if code and code == district.code else code


def _chiefs(
    district: District, river: River, code: str, as_of: date
) -> tuple[Chief, ...]:
    """Return the chiefs of a town or district for a river on a day.

    Of the district itself that is the chief of the river; of a district without one
    its own chiefs.
    """
    if code == district.code:
        whole = Segment(river.uid, river_code=river.code)
        found = chiefs_of_segment(district, whole, as_of)[Level.DISTRICT]
        if found:
            return tuple(found)
    area = district.jurisdiction_by_code.get(code)
    area = area or Jurisdiction(code, code, level=Level.DISTRICT)
    return tuple(chiefs_of_jurisdiction(district, area, as_of))


# --- the choice ------------------------------------------------------------------


def _convened(
    district: District, river: River, level: Level, reaches: tuple[Reach, ...]
) -> Convening:
    reasons = [_lengths(river, reaches)]
    if any(reach.shared for reach in reaches):
        reasons.append(_banks(reaches))
    order, ground, told = _order(district, river, level, reaches)
    reasons += told
    convenor = next((reach for reach in order if reach.chiefs), None)
    for reach in order:
        if reach is convenor:
            break
        reasons.append(_VACANT.filled(name=reach.name))
    if convenor is None:
        reasons.append(_NOBODY)
        return Convening(river, level, reaches, None, Ground.NOBODY, tuple(reasons))
    if convenor is not order[0]:
        ground = Ground.NEXT
        reasons.append(_NEXT.filled(name=convenor.name, km=_km(convenor.metres)))
    reasons.append(_conclusion(convenor, river))
    return Convening(river, level, reaches, convenor, ground, tuple(reasons))


def _order(
    district: District, river: River, level: Level, reaches: Sequence[Reach]
) -> tuple[list[Reach], Ground, list[Text]]:
    """Return the reaches in the order in which they are asked to convene, and why."""
    equal = district.rules.number("convenors", "equal_metres", _EQUAL)
    longest = reaches[0]
    level_with = [r for r in reaches if longest.metres - r.metres <= equal]
    order = sorted(level_with, key=lambda reach: reach.since)
    order += [reach for reach in reaches if reach not in order]
    if river.commander_code:
        code = river.commander_code
        wanted = code[:_DIGITS] if level is Level.DISTRICT else code
        named = next((reach for reach in reaches if reach.code == wanted), None)
        if named is not None:
            rest = [reach for reach in order if reach is not named]
            told = _COMMANDER.filled(name=named.name, longest=order[0].name)
            return [named, *rest], Ground.COMMANDER, [told]
        name = _name(district, code)
        stray = _STRAY_COMMANDER.filled(name=name)
        return order, *_by_length(order, level_with, equal, [stray])
    return order, *_by_length(order, level_with, equal, [])


def _by_length(
    order: Sequence[Reach], level_with: Sequence[Reach], equal: float, told: list[Text]
) -> tuple[Ground, list[Text]]:
    if len(level_with) > 1:
        names = "、".join(reach.name for reach in order[: len(level_with)])
        tie = _TIE.filled(names=names, metres=f"{equal:.0f}", first=order[0].name)
        return Ground.TIE, [*told, tie]
    longest = order[0]
    total = sum(reach.metres for reach in order)
    share = f"{longest.metres / total:.1%}"
    second = order[1]
    text = _LONGEST.filled(
        name=longest.name,
        km=_km(longest.metres),
        share=share,
        second=second.name,
        more=_km(longest.metres - second.metres),
    )
    return Ground.LONGEST, [*told, text]


# --- in sentences ----------------------------------------------------------------


def _km(metres: float) -> str:
    return f"{metres / _KM:.2f}"


def _lengths(river: River, reaches: Sequence[Reach]) -> Text:
    zh = "、".join(f"{r.name} {_km(r.metres)} 公里" for r in reaches)
    en = ", ".join(f"{r.name} {_km(r.metres)} km" for r in reaches)
    total = _km(sum(reach.metres for reach in reaches))
    return Text(
        f"{river.name or river.code}流经 {len(reaches)} 个辖区，"
        f"河段长度分别为：{zh}，合计 {total} 公里。",
        f"{river.name or river.code} runs through {len(reaches)} jurisdictions, with "
        f"reaches of {en}; {total} km together.",
    )


def _banks(reaches: Sequence[Reach]) -> Text:
    shared = [reach for reach in reaches if reach.shared]
    zh = "、".join(f"{r.name} {_km(r.shared)} 公里" for r in shared)
    en = ", ".join(f"{r.name} {_km(r.shared)} km" for r in shared)
    return Text(
        f"其中以河为界、两岸分属不同辖区的：{zh}，左右岸各按全长计入。",
        f"Of these, stretches where the river is the border and each bank belongs to "
        f"another jurisdiction: {en}; they count in full on both banks.",
    )


def _conclusion(convenor: Reach, river: River) -> Text:
    acting = Text("（代管）", " (acting)") if convenor.acting else Text("", "")
    name, holder = convenor.name, convenor.holder
    several = convenor.holder.count("、")
    both = (
        Text(
            "两名以上河长在任，由其共同或商定一人召集。",
            " Several chiefs are in office: they convene jointly or agree on one.",
        )
        if several
        else Text("", "")
    )
    called = river.name or river.code
    return Text(
        f"因此，{called}河长联席会议召集人为{name}河长{holder}{acting.zh}。{both.zh}",
        f"The convenor of the river chiefs of {called} therefore is {holder}"
        f"{acting.en}, chief of {name}.{both.en}",
    )


_LONGEST = Text(
    "{name}河段最长，为 {km} 公里，占 {share}，比第二位的{second}长 {more} 公里；"
    "按最长河段原则，由{name}河长召集。",
    "The reach of {name} is the longest with {km} km ({share}), {more} km more than "
    "that of {second}, the second; by the rule of the longest reach the chief of "
    "{name} convenes.",
)
_TIE = Text(
    "{names}的河段同为最长（相差不超过 {metres} 米）；方案没有规定，按先上游后下游，"
    "由{first}河长召集，也可由各方商定。",
    "The reaches of {names} are equally long (within {metres} m); the rule is silent, "
    "so the upper one goes first: {first}. The parties may agree otherwise.",
)
_COMMANDER = Text(
    "该河的防汛抗旱指挥长在{name}；按例外规定，由{name}河长召集，"
    "不再看最长河段（{longest}）。",
    "The flood commander of the river belongs to {name}; by the exception the chief of "
    "{name} convenes, whatever the longest reach is ({longest}).",
)
_STRAY_COMMANDER = Text(
    "登记的防汛抗旱指挥长所在辖区（{name}）没有该河河段，例外规定不适用。",
    "The jurisdiction on record for the flood commander ({name}) has no reach of the "
    "river; the exception does not apply.",
)
_VACANT = Text(
    "{name}河长当日空缺（待定），也没有代管人。",
    "The post of chief of {name} is vacant on the day, without an acting holder.",
)
_NEXT = Text(
    "空缺期间，由次长河段（{name}，{km} 公里）的河长代行召集，任命后交回。",
    "For the time of the vacancy the chief of the next longest reach ({name}, {km} km) "
    "convenes in their place, until one is appointed.",
)
_NOBODY = Text(
    "各辖区当日都没有在任河长，召集人暂缺，请报上级河长制办公室指定。",
    "No jurisdiction has a chief in office on the day: ask the office above to name a "
    "convenor.",
)
