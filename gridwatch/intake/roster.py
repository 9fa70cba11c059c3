"""A chiefs' table -> persons, posts and terms of office."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.segmentnames import APART
from gridwatch.district.wording import Kind, Text
from gridwatch.intake.days import read_day
from gridwatch.intake.phones import is_mobile, phones_of
from gridwatch.intake.rows import Tick, fresh_uid, full_code, rejected
from gridwatch.intake.translation import UNKNOWN_WORD, placed
from gridwatch.intake.values import Refused, as_code, as_text, translated
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gridwatch.intake.delivery import PlannedFile, Rejected
    from gridwatch.intake.findings import Notebook
    from gridwatch.intake.layers import RawLayer

__all__ = ["ChiefLine", "Roster", "chief_lines"]

_STEP = 500
_CODES = re.compile(r"[、,，;；\s]+")
_MARKS = re.compile(r"[、,，;；]+")
_VACANT = {"", "待定", "空缺", "暂缺", "无"}
_ACTING = "代管"
_PLACES = ("river", "town", "village")


class Roster:
    """Persons, posts and terms of all chiefs' tables of one delivery.

    One person is one (name, mobile); one post is one (role, covers, covered code),
    shared by its terms; one term is one (person, post, first day).
    """

    def __init__(self) -> None:
        self._persons: dict[tuple[str, str], Person] = {}
        self._posts: dict[tuple[str, str, str], Post] = {}
        self._terms: dict[tuple[str, str, date | None], Term] = {}
        self._places: dict[tuple[str, str, date | None], tuple[str, int]] = {}

    def rows(self) -> dict[Kind, tuple[object, ...]]:
        """Return everything taken so far."""
        return {
            Kind.PERSON: tuple(self._persons.values()),
            Kind.POST: tuple(self._posts.values()),
            Kind.TERM: tuple(self._terms.values()),
        }

    def take(
        self, planned: PlannedFile, raw: RawLayer, notebook: Notebook, tick: Tick
    ) -> tuple[int, list[Rejected]]:
        """Take the rows of one sheet.

        Returns
        -------
        int, list of Rejected
            How many rows went on, and those kept aside; together every row.
        """
        aside: list[Rejected] = []
        columns = {
            field: name
            for name, field in planned.columns
            if field is not None and name in raw.columns
        }
        for at, number in enumerate(raw.numbers):
            if at % _STEP == 0:
                tick(at)
            line = _Line(raw, at, columns, notebook)
            try:
                self._row(line, planned.source, number)
            except Refused as refusal:
                notebook.note("error", refusal.text, row=number)
                aside.append(
                    rejected(raw, at, planned.source, Kind.PERSON, refusal.text)
                )
        return len(raw.numbers) - len(aside), aside

    def _row(self, line: _Line, source: str, number: int) -> None:
        role = line.text("role")
        if not role:
            raise Refused(_NO_ROLE, whole_row=True)
        # Everything that can refuse the row comes before anything is kept.
        keys = line.posts(role)
        since, until = line.day("since"), line.day("until")
        level = line.choice("level") or _levels_of_roles().get(role, "")
        name, mobile = line.text("name"), line.phones()[0]
        acting = _ACTING in line.text("note") or line.text("acting") in ("是", _ACTING)
        if name in _VACANT:
            line.note("info", _VACANCY)
            for key in keys:
                self._post(key, level)
            return
        if since is not None and until is not None and until < since:
            line.note("warning", _BACKWARDS)
        self._refuse_repeated(keys, (name, mobile), since)
        person = self._person(name, mobile, line)
        for key in keys:
            post = self._post(key, level)
            term = Term(
                fresh_uid(), post.uid, person.uid, since, until, acting,
                line.text("document"),
            )  # fmt: skip
            place = (person.uid, post.uid, since)
            if place not in self._terms:
                self._terms[place] = term
                self._places[place] = (source, number)

    def _refuse_repeated(
        self,
        keys: list[tuple[str, str, str]],
        who: tuple[str, str],
        since: date | None,
    ) -> None:
        """Refuse a row all of whose terms are known: it says nothing new."""
        person = self._persons.get(who)
        posts = [self._posts.get(key) for key in keys]
        if person is None:
            return
        places = [
            self._places.get((person.uid, post.uid, since)) for post in posts if post
        ]
        if len(places) == len(keys) and all(places) and places[0] is not None:
            text = _REPEATED.filled(source=places[0][0], row=places[0][1])
            raise Refused(text, whole_row=True)

    def _person(self, name: str, mobile: str, line: _Line) -> Person:
        known = self._persons.get((name, mobile))
        if known is None:
            unit, phone = line.text("unit"), line.phones()[1]
            known = Person(fresh_uid(), name, unit, phone, mobile)
            self._persons[name, mobile] = known
        return known

    def _post(self, key: tuple[str, str, str], level: str) -> Post:
        if key not in self._posts:
            role, covers, code = key
            self._posts[key] = Post(fresh_uid(), role, level, covers, code)
        return self._posts[key]


@dataclass(frozen=True)
class ChiefLine:
    """One row of a chiefs' table, before anything is made of it.

    Parameters
    ----------
    row : int
        Row of the sheet.
    fields : mapping of str to object
        Role, name, unit, telephones, days and the like; blank where nothing is said.
    codes : tuple of str
        Codes of what it covers.
    names : mapping of str to str
        What it covers in words: ``covers_name``, ``river``, ``town``, ``village``.
    """

    row: int
    fields: Mapping[str, object]
    codes: tuple[str, ...]
    names: Mapping[str, str]


def chief_lines(
    planned: PlannedFile, raw: RawLayer, notebook: Notebook, tick: Tick
) -> tuple[list[ChiefLine], list[Rejected]]:
    """Return the rows of a chiefs' table that name somebody, and those kept aside."""
    columns = {
        field: name
        for name, field in planned.columns
        if field is not None and name in raw.columns
    }
    lines: list[ChiefLine] = []
    aside: list[Rejected] = []
    for at, number in enumerate(raw.numbers):
        if at % _STEP == 0:
            tick(at)
        line = _Line(raw, at, columns, notebook)
        try:
            found = line.whole()
        except Refused as refusal:
            notebook.note("error", refusal.text, row=number)
            aside.append(rejected(raw, at, planned.source, Kind.PERSON, refusal.text))
        else:
            if found.fields["name"] not in _VACANT:
                lines.append(found)
    return lines, aside


_NO_ROLE = Text("没有职务", "it names no role")
_BY_NAME = Text(
    "没有责任对象代码：先记下名称，导入后用“登记 → 核对名单”按名称匹配",
    "no code of what it covers: the name is kept, to be matched after the import by "
    "“Register → Match Roster”",
)
_VACANCY = Text("没有姓名：作为空缺职务导入", "no name: taken as a vacant post")
_BACKWARDS = Text("离任日期早于任职日期", "the term ends before it begins")
_REPEATED = Text(
    "与 {source} 第 {row} 行重复（同一人、同一职务、同一任职日期）",
    "repeats row {row} of {source} (same person, post and first day)",
)


class _Line:
    """One row of the sheet, asked field by field."""

    def __init__(
        self, raw: RawLayer, at: int, columns: dict[str, str], notebook: Notebook
    ) -> None:
        self._raw = raw
        self._at = at
        self._columns = columns
        self._notebook = notebook

    def note(self, severity: Any, text: Text, field: str | None = None) -> None:  # noqa: ANN401
        name = self._columns.get(field) if field else None
        self._notebook.note(severity, text, row=self._raw.numbers[self._at], field=name)

    def _value(self, field: str) -> object:
        name = self._columns.get(field)
        return None if name is None else self._raw.columns[name][self._at]

    def text(self, field: str) -> str:
        return as_text(self._value(field))

    def day(self, field: str) -> date | None:
        found = read_day(self._value(field))
        if found.said is not None:
            self.note("warning", found.said, field)
        return found.day

    def phones(self) -> tuple[str, str]:
        """Return mobile and office phone, also where both stand in one cell."""
        numbers = {
            field: list(phones_of(self._value(field)))
            for field in ("mobile", "office_phone")
        }
        if not numbers["mobile"]:
            both = numbers["office_phone"]
            numbers["mobile"] = [n for n in both if is_mobile(n)][:1]
            numbers["office_phone"] = [n for n in both if n not in numbers["mobile"]]
        elif not numbers["office_phone"]:
            both = numbers["mobile"]
            numbers["office_phone"] = [n for n in both if not is_mobile(n)]
            office = numbers["office_phone"] if len(both) > 1 else []
            numbers["office_phone"] = office
            numbers["mobile"] = [n for n in both if n not in office]
        return "、".join(numbers["mobile"]), "、".join(numbers["office_phone"])

    def choice(self, field: str) -> str:
        found, known = translated(Kind.POST, field, self._value(field))
        if not known:
            text = UNKNOWN_WORD.filled(value=self._value(field))
            self.note("warning", text, field)
        return str(found)

    def whole(self) -> ChiefLine:
        """Return all that the row says.

        Raises
        ------
        Refused
            Where a code may have lost digits.
        """
        mobile, office = self.phones()
        role = self.text("role")
        acting = _ACTING in self.text("note") or self.text("acting") in ("是", _ACTING)
        covers = self.choice("covers") or self._covers_by_column()
        fields: dict[str, object] = {
            "role": role,
            "name": self.text("name"),
            "level": self.choice("level") or _levels_of_roles().get(role, ""),
            "unit": self.text("unit"),
            "office_phone": office,
            "mobile": mobile,
            "covers": covers,
            "since": self.day("since"),
            "document": self.text("document"),
        }
        if acting:
            fields["acting"] = True
        names = {key: self.text(key) for key in ("covers_name", *_PLACES)}
        codes = self._codes(covers)
        return ChiefLine(self._raw.numbers[self._at], fields, tuple(codes), names)

    def posts(self, role: str) -> list[tuple[str, str, str]]:
        """Return (role, covers, code) for every code the row names."""
        covers = self.choice("covers") or self._covers_by_column()
        codes = self._codes(covers) or self._names()
        return [(role, covers, code) for code in dict.fromkeys(codes or [""])]

    def _codes(self, covers: str) -> list[str]:
        try:
            joined = as_code(self._value("covers_code"))
            codes = [as_code(code) for code in _CODES.split(joined) if code]
        except Refused as refusal:
            column = self._columns["covers_code"]
            raise placed(refusal, column, self._raw, self._at) from refusal
        if covers == "jurisdiction":
            codes = [full_code(code) for code in codes]
        return list(dict.fromkeys(codes))

    def _covers_by_column(self) -> str:
        """Return what a row without a word for it covers, by the head of the column."""
        heads = (self._columns.get("covers_code"), self._columns.get("covers_name"))
        of_segments = any(head is not None and "河段" in head for head in heads)
        if "river" in self._columns and "covers_code" not in self._columns:
            return "segment"
        return "segment" if of_segments else "jurisdiction"

    def _names(self) -> list[str]:
        """Return what a row without codes covers by name, to be matched later."""
        names = [name for name in _MARKS.split(self.text("covers_name")) if name]
        places = [self.text(key) for key in _PLACES]
        if not names and places[0]:
            names = [APART.join(place for place in places if place)]
        if names:
            self.note("info", _BY_NAME, "covers_name")
        return names


@lru_cache(maxsize=1)
def _levels_of_roles() -> dict[str, str]:
    with resource("codelists", "roles.csv").open(encoding="utf-8-sig") as file:
        return {row["name"]: row["level"] for row in csv.DictReader(file)}
