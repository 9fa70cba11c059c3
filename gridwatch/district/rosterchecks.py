"""What can be wrong with persons, posts and terms, row by row.

Plain functions of the form that `gridwatch.district.checks` lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from gridwatch.district.chiefs import in_office, vacancy_of
from gridwatch.district.references import reference_of
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Post, Term
    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = [
    "chief_level_foreign",
    "person_phone_shared",
    "person_without_post",
    "phone_malformed",
    "post_covers_nothing",
    "post_several_holders",
    "term_backwards",
    "term_overlap",
    "vacancy_long",
    "vacancy_without_acting",
]

_PHONES = {
    Kind.PERSON: ("office_phone", "mobile"),
    Kind.BODY: ("phone",),
}


_NAMED = 5
"""How many persons a sentence names: a placeholder may be everybody's phone."""


def _name(district: District, uid: str) -> str:
    person = district.person_by_uid.get(uid)
    return person.name if person is not None else "?"


def term_backwards(district: District, as_of: date) -> Found:
    """Yield the terms that end before they begin."""
    del as_of
    for term in district.terms:
        if term.since is None or term.until is None or term.until >= term.since:
            continue
        yield (
            Kind.TERM,
            term,
            Text(
                f"{_name(district, term.person_uid)}的任期 {term.until} 结束，"
                f"早于开始的 {term.since}。",
                f"The term of {_name(district, term.person_uid)} ends on {term.until}, "
                f"before it begins on {term.since}.",
            ),
        )


def term_overlap(district: District, as_of: date) -> Found:
    """Yield the later of two terms of one person in one post that overlap."""
    del as_of
    for terms in district.terms_of_post.values():
        # Nearly every post has one term, or terms of as many persons.
        if len(terms) < 2 or len({t.person_uid for t in terms}) == len(terms):
            continue
        by_person: defaultdict[str, list[Term]] = defaultdict(list)
        for term in terms:
            by_person[term.person_uid].append(term)
        for same in by_person.values():
            yield from _overlapping(district, same)


def _overlapping(district: District, terms: Sequence[Term]) -> Found:
    sound = [t for t in terms if t.until is None or (t.since or t.until) <= t.until]
    ordered = sorted(sound, key=lambda t: t.since.toordinal() if t.since else 0)
    for i, later in enumerate(ordered):
        for earlier in ordered[:i]:
            ends = earlier.until
            if ends is None or (later.since is not None and later.since < ends):
                name = _name(district, later.person_uid)
                begins, until = later.since or "…", ends or "今"
                yield (
                    Kind.TERM,
                    later,
                    Text(
                        f"{name}在同一职务上有两段任期重叠："
                        f"前一段到{until}，这一段从 {begins} 起。",
                        f"Two terms of {name} in one post overlap: the earlier lasts "
                        f"until {ends or 'today'}, this one begins on {begins}.",
                    ),
                )
                break


def _may_share(district: District, post: Post) -> bool:
    roles = district.rules.table("roster").get("several_holders", ())
    return post.role in roles


def post_several_holders(district: District, as_of: date) -> Found:
    """Yield the posts that several persons hold where their role has one holder.

    Two chiefs at once (双河长) are lawful for the roles that the rules name.
    """
    for uid, chiefs in district.in_office(as_of).items():
        if len(chiefs) < 2:
            continue
        regular = dict.fromkeys(c.person.name for c in chiefs if not c.term.acting)
        post = district.post_by_uid[uid]
        if len(regular) > 1 and not _may_share(district, post):
            names = "、".join(regular)
            yield (
                Kind.POST,
                post,
                Text(
                    f"{names}同时任{post.role}；这一职务应只有一人。"
                    "若是双河长，请在规则中登记。",
                    f"{names} hold the post {post.role} at once; it should have one "
                    "holder. If that is meant, list the role in the rules.",
                ),
            )


def vacancy_long(district: District, as_of: date) -> Found:
    """Yield the posts that have been vacant for longer than the limit."""
    limit = round(district.rules.number("roster", "vacancy_days", 90))
    held = district.in_office(as_of)
    for post in district.posts:
        chiefs = held.get(post.uid)
        # Those who only act for somebody come last.
        if chiefs and not chiefs[0].term.acting:
            continue
        terms = district.terms_of_post.get(post.uid, ())
        vacancy = vacancy_of(terms, as_of) if terms else None
        if vacancy is None or vacancy.days is None or vacancy.days <= limit:
            continue
        acting = [_name(district, t.person_uid) for t in terms if in_office(t, as_of)]
        if not acting:
            continue
        who = "、".join(acting)
        yield (
            Kind.POST,
            post,
            Text(
                f"{post.role}已空缺 {vacancy.days} 天（限 {limit} 天），由{who}代管。",
                f"The post {post.role} has been vacant for {vacancy.days} days "
                f"(limit {limit}); {who} acts.",
            ),
        )


def vacancy_without_acting(district: District, as_of: date) -> Found:
    """Yield the posts that nobody holds and for which nobody acts."""
    held = district.in_office(as_of)
    for post in district.posts:
        if post.uid in held or not _begun(district, post, as_of):
            continue
        yield (
            Kind.POST,
            post,
            Text(
                f"{post.role}空缺，也没有人代管。",
                f"The post {post.role} is vacant and nobody acts.",
            ),
        )


def _begun(district: District, post: Post, as_of: date) -> bool:
    """Tell whether a post has been there by a day; one never held is."""
    terms = district.terms_of_post.get(post.uid, ())
    return not terms or any(t.since is None or t.since <= as_of for t in terms)


def post_covers_nothing(district: District, as_of: date) -> Found:
    """Yield the posts over a place that is not on record."""
    del as_of
    kinds = set(map(attrgetter("covers"), district.posts))
    known = {covers: _known(district, covers) for covers in kinds}
    lost = [
        post
        for post in district.posts
        if post.covers_code and post.covers_code not in known[post.covers]
    ]
    for post in lost:
        yield (
            Kind.POST,
            post,
            Text(
                f"{post.role}的责任对象 {post.covers_code} 不存在。",
                f"The post {post.role} covers {post.covers_code}, "
                "which is not on record.",
            ),
        )


def _known(district: District, covers: str) -> set[object]:
    """Return the codes of all that a post of this kind may cover."""
    reference = reference_of(Kind.POST, "covers_code", {"covers": covers})
    rows = district.rows(reference.kind) if reference is not None else ()
    coded = hasattr(rows[0], "code") if rows else False
    return set(map(attrgetter("code"), rows)) if coded else set()


def chief_level_foreign(district: District, as_of: date) -> Found:
    """Yield the posts whose rank is not that of the area they cover."""
    del as_of
    rank = {role.name: role.level for role in district.rules.roles}
    for post in [one for one in district.posts if one.covers == "jurisdiction"]:
        area = district.jurisdiction_by_code.get(post.covers_code)
        if area is None:
            continue
        wanted = rank.get(post.role, post.level)
        if wanted and wanted != area.level.value:
            yield (
                Kind.POST,
                post,
                Text(
                    f"{post.role}是{_RANK.get(wanted, Text(wanted, wanted)).zh}职务，"
                    f"而{area.name}是{_AREA[area.level.value].zh}。",
                    f"{post.role} is a post of rank "
                    f"{_RANK.get(wanted, Text(wanted, wanted)).en}, but {area.name} "
                    f"is a {_AREA[area.level.value].en}.",
                ),
            )


_RANK = {
    "city": Text("市级", "city"),
    "district": Text("区级", "district"),
    "town": Text("镇级", "town"),
    "village": Text("村级", "village"),
}
_AREA = {
    "city": Text("市", "city"),
    "district": Text("区", "district"),
    "town": Text("镇街", "town"),
    "village": Text("村居", "village"),
}


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    try:
        return re.compile("|".join(f"(?:{word})" for word in words))
    except re.error:
        # A pattern that somebody wrote wrongly judges nothing.
        return None


def phone_malformed(district: District, as_of: date) -> Found:
    """Yield the persons and bodies whose telephone is no telephone number."""
    del as_of
    words = district.rules.table("phones").get("patterns", ())
    pattern = _pattern(tuple(str(word) for word in words)) if words else None
    if pattern is None:
        return
    for kind, keys in _PHONES.items():
        rows = district.rows(kind)
        told: set[str] = set().union(*(map(attrgetter(key), rows) for key in keys))
        if all(map(pattern.fullmatch, map(str, filter(None, told)))):
            continue
        for row in rows:
            for wrong in _no_phones(row, keys, pattern):
                yield (
                    kind,
                    row,
                    Text(
                        f"“{wrong}”不是电话号码。",
                        f"“{wrong}” is no telephone number.",
                    ),
                )


_BETWEEN_PHONES = re.compile(r"[,，、;；/\s]+")


def _no_phones(
    row: Any,  # noqa: ANN401
    keys: Iterable[str],
    pattern: re.Pattern[str],
) -> Iterator[str]:
    for key in keys:
        told = str(getattr(row, key) or "")
        if not told or pattern.fullmatch(told):
            continue
        for part in _BETWEEN_PHONES.split(told):
            if part and not pattern.fullmatch(part):
                yield part


def person_phone_shared(district: District, as_of: date) -> Found:
    """Yield the persons whose mobile is that of somebody else."""
    del as_of
    mobiles = [person.mobile for person in district.persons if person.mobile]
    if len(set(mobiles)) == len(mobiles):
        return
    holders: defaultdict[str, list[Any]] = defaultdict(list)
    for person in district.persons:
        if person.mobile:
            holders[person.mobile].append(person)
    for mobile, persons in holders.items():
        if len({p.name for p in persons}) < 2:
            continue
        for person in persons:
            some = [p.name for p in persons[: _NAMED + 1] if p is not person][:_NAMED]
            more = len(persons) - 1 > len(some)
            others = "、".join(some) + ("等" if more else "")
            yield (
                Kind.PERSON,
                person,
                Text(
                    f"手机 {mobile} 与{others}相同。",
                    f"The mobile {mobile} is also that of {others}.",
                ),
            )


def person_without_post(district: District, as_of: date) -> Found:
    """Yield the persons who never held a post."""
    del as_of
    if not district.terms:
        return
    placed = {term.person_uid for term in district.terms}
    for person in district.persons:
        if person.uid not in placed:
            text = Text("这个人没有任何任职记录。", "This person never held a post.")
            yield Kind.PERSON, person, text
