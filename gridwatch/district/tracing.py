"""责任追溯单: who answered for a place on a day, and everyone else in time (ROS-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.answering import RANK_NAMES, timeline, who_answers
from gridwatch.district.documents import (
    Document,
    Heading,
    Paragraph,
    Signature,
    Table,
)
from gridwatch.district.roster import place_name
from gridwatch.district.segments import Segment
from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text, choice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gridwatch.district.answering import Answer
    from gridwatch.district.chiefs import Term
    from gridwatch.district.district import District
    from gridwatch.district.documents import Block

__all__ = ["responsibility_sheet", "span_of", "vacancy_text"]

_VACANT = Text("待定", "vacant")


def span_of(term: Term, language: Language) -> str:
    """Return the days of a term, the first day out of office as its end."""
    since = term.since.isoformat() if term.since else "…"
    if term.until is None:
        words = Text("{since} 起", "since {since}")
    else:
        words = Text("{since} 至 {until}", "{since} to {until}")
    return words.filled(since=since, until=term.until).of(language)


def vacancy_text(days: int | None, language: Language) -> str:
    """Return how long a post has been vacant, in words."""
    if days is None:
        return Text("未曾任命", "never filled").of(language)
    return Text("空缺 {n} 天", "vacant for {n} days").filled(n=days).of(language)


def responsibility_sheet(
    district: District,
    kind: Kind,
    uid: str,
    as_of: date,
    language: Language = Language.ZH,
) -> Document:
    """Return the sheet that traces responsibility for one row.

    Parameters
    ----------
    district : District
        Everything there is.
    kind, uid : Kind, str
        A segment, cell, signboard, outfall, water body, river or jurisdiction.
    as_of : date
        The day asked.
    language : Language
        Language of the cells of its tables.
    """
    answer = who_answers(district, kind, uid, as_of)
    row = district.row(kind, uid)
    code, name = str(getattr(row, "code", "")), str(getattr(row, "name", ""))
    what = KIND_NAMES[kind]
    label = " ".join(part for part in (name, code) if part)
    day = as_of
    blocks: list[Block] = [
        Paragraph(
            Text(
                f"{what.zh}“{label}”在 {day} 的责任人和历任责任人如下。"
                "任期的结束日期为离任日期，当日起不再任职。",
                f"Who answered for the {what.en} “{label}” on {day}, and everyone "
                "before and after. A term ends on the first day out of office.",
            )
        ),
        Heading(Text(f"一、{day} 的责任人", f"1. On {day}")),
        Table(_HEAD, tuple(_on_day(district, answer, language)), _SHARES),
    ]
    if bodies := tuple(_bodies(district, row, as_of, language)):
        blocks += [
            Heading(Text(f"二、{day} 的责任单位", f"2. Bodies on {day}")),
            Table(_BODY_HEAD, bodies),
        ]
    number = ("三", "3") if bodies else ("二", "2")
    blocks += [
        Heading(Text(f"{number[0]}、历任责任人", f"{number[1]}. Everyone, by rank")),
        Table(_HEAD, tuple(_all_days(district, kind, uid, language)), _SHARES),
        Signature((Text("填表人", "written by"), Text("核对人", "checked by"))),
    ]
    office = district.office
    return Document(
        Text("责任追溯单", "Responsibility sheet"),
        tuple(blocks),
        Text(f"{label}　{day}", f"{label}, {day}"),
        landscape=True,
        foot=Text(office, office) if office else None,
    )


_HEAD = (
    Text("层级", "rank"),
    Text("职务", "post"),
    Text("责任对象", "answers for"),
    Text("姓名", "name"),
    Text("单位及职务", "unit and title"),
    Text("任期", "term"),
    Text("任命文号", "document"),
)
_SHARES = (0.11, 0.1, 0.17, 0.1, 0.2, 0.2, 0.12)
_BODY_HEAD = (
    Text("岸别", "bank"),
    Text("管理主体", "managing body"),
    Text("管护主体", "caring body"),
    Text("保洁主体", "cleaning body"),
    Text("确认", "confirmed"),
)


def _on_day(
    district: District, answer: Answer, language: Language
) -> Iterator[tuple[str, ...]]:
    vacant = {post.uid: gap for post, gap in answer.vacancies(district)}
    for rank in answer.ranks:
        name = RANK_NAMES[rank.name].of(language)
        for post in rank.posts:
            place = place_name(district, post, language)
            if post.uid in vacant:
                days = vacancy_text(vacant[post.uid].days, language)
                yield name, post.role, place, _VACANT.of(language), "", days, ""
            for chief in rank.chiefs:
                if chief.post.uid == post.uid:
                    person, term = chief.person, chief.term
                    yield (
                        name,
                        post.role,
                        place,
                        _with_acting(person.name, term, language),
                        person.unit,
                        span_of(term, language),
                        term.document,
                    )


def _with_acting(name: str, term: Term, language: Language) -> str:
    mark = Text("（代管）", " (acting)").of(language) if term.acting else ""
    return name + mark


def _all_days(
    district: District, kind: Kind, uid: str, language: Language
) -> Iterator[tuple[str, ...]]:
    for one in timeline(district, kind, uid):
        yield (
            RANK_NAMES[one.rank].of(language),
            one.post.role,
            place_name(district, one.post, language),
            _with_acting(one.person.name, one.term, language),
            one.person.unit,
            span_of(one.term, language),
            one.term.document,
        )


def _bodies(
    district: District, row: object, as_of: date, language: Language
) -> Iterator[tuple[str, ...]]:
    """Yield the ownership of the segment as registered by that day."""
    code = "code" if isinstance(row, Segment) else "segment_code"
    segment = str(getattr(row, code, "") or "")
    for one in district.ownerships_of_segment.get(segment, ()) if segment else ():
        if one.registered_on is not None and one.registered_on > as_of:
            continue
        confirmed = one.confirmed_on is not None and one.confirmed_on <= as_of
        act = f"{one.confirmed_by} {one.confirmed_on}" if confirmed else "—"
        yield (
            choice(one.bank, language),
            one.managing_body,
            one.caring_body,
            one.cleaning_body,
            act,
        )
