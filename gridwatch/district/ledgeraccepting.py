"""Differences that an officer accepts, as one edit."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any

from gridwatch.district.changes import Change, Changes
from gridwatch.district.ledgerrows import FACE, PERSON_FIELDS, kind_name
from gridwatch.district.ledgervalues import STATUS_NAMES, Status
from gridwatch.district.rowedits import fresh_uid, removal
from gridwatch.district.signboards import FaceName, SignboardFace
from gridwatch.district.wording import Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Term
    from gridwatch.district.district import District
    from gridwatch.district.ledgervalues import Difference, FieldChange, LedgerRow

__all__ = ["accepted", "reason_of"]

_REASON = Text("台账比对 {name}：{counts}", "ledger {name}: {counts}")


def accepted(
    district: District,
    kind: Kind,
    chosen: Sequence[Difference],
    file_rows: Iterable[LedgerRow],
    as_of: date,
    reason: str,
) -> Changes:
    """Return the edit that brings chosen differences on record.

    New rows are made, changed fields and places written. What has vanished goes: a
    board is taken down on the day, a chief's term ends on it, rows of other kinds are
    removed with what points to them. Questions change nothing.

    Parameters
    ----------
    district : District
        Everything there is.
    kind : Kind
        Kind of the ledger.
    chosen : sequence of Difference
        What the officer accepts.
    file_rows : iterable of LedgerRow
        The rows of the file.
    as_of : date
        The day for boards taken down and terms that end or begin.
    reason : str
        What the journal keeps: the file among it.
    """
    rows = {row.key: row for row in file_rows}
    if kind is Kind.PERSON:
        return Changes(tuple(_Chiefs(district, rows, as_of).items(chosen)), reason)
    items: list[Change] = []
    gone: list[str] = []
    for one in chosen:
        if one.status is Status.NEW:
            items.append(_made(kind, rows[one.row]))
        elif one.status is Status.VANISHED:
            gone.append(one.uid)
        elif one.status is not Status.QUESTION:
            items += _edited(district, kind, one, rows[one.row])
    items += _gone(district, kind, gone, as_of)
    return Changes(tuple(items), reason or kind_name(kind).zh)


def reason_of(name: str, kind: Kind, chosen: Iterable[Difference]) -> Text:
    """Return what the journal keeps of an accepted ledger: the file and what of it."""
    counts = Counter(one.status for one in chosen)
    told = [
        "、".join(f"{STATUS_NAMES[s].of(language)} {n}" for s, n in counts.items())
        for language in Language
    ]
    kinds = kind_name(kind)
    return Text(
        _REASON.zh.format(name=name, counts=f"{kinds.zh}{told[0]}"),
        _REASON.en.format(name=name, counts=f"{kinds.en}, {told[1]}"),
    )


def _made(kind: Kind, row: LedgerRow) -> Change:
    values = {k: v for k, v in row.fields.items() if v is not None}
    face = {key: values.pop(key) for key in tuple(values) if key.startswith(FACE)}
    if kind is Kind.SIGNBOARD and face:
        values["face"] = _face(SignboardFace(), face)
    if row.place is not None:
        values["geometry"] = row.place
    return Change(kind, fresh_uid(), None, values)


def _face(face: SignboardFace, parts: Mapping[str, object]) -> SignboardFace:
    new: dict[str, Any] = {k.removeprefix(FACE): value for k, value in parts.items()}
    names = new.get("names")
    if isinstance(names, tuple):
        new["names"] = tuple(n for n in names if isinstance(n, FaceName))
    return dataclasses.replace(face, **new)


def _edited(
    district: District, kind: Kind, one: Difference, row: LedgerRow
) -> list[Change]:
    there = district.row(kind, one.uid)
    if there is None:
        return []
    after = {f.key: _emptied(f) for f in one.fields if not f.key.startswith(FACE)}
    face = {f.key: f.new for f in one.fields if f.key.startswith(FACE)}
    if face:
        after["face"] = _face(getattr(there, "face"), face)  # noqa: B009 - a board's
    old = getattr(there, "geometry", None)
    placed = row.place is not None and (one.status is Status.MOVED or old is None)
    if placed:
        after["geometry"] = row.place
    before = {key: getattr(there, key) for key in after}
    return [Change(kind, one.uid, before, after)] if after else []


def _emptied(change: FieldChange) -> object:
    """Return the new value; an emptied text is empty, not None."""
    blank = change.new is None and isinstance(change.old, str)
    return "" if blank else change.new


def _gone(
    district: District, kind: Kind, uids: Sequence[str], as_of: date
) -> list[Change]:
    if kind is Kind.SIGNBOARD:
        return [
            Change(
                kind,
                uid,
                {"removed": getattr(row, "removed", None)},
                {"removed": as_of},
            )
            for uid in uids
            if (row := district.row(kind, uid)) is not None
        ]
    return list(removal(district, kind, uids).changes("").items) if uids else []


class _Chiefs:
    """Lines of a chiefs' table as persons, posts and terms."""

    def __init__(
        self, district: District, rows: Mapping[str, LedgerRow], as_of: date
    ) -> None:
        self._district, self._rows, self._as_of = district, rows, as_of
        self._persons = {(p.name, p.mobile): p.uid for p in reversed(district.persons)}
        self._posts = {
            (p.role, p.covers, p.covers_code): p.uid for p in reversed(district.posts)
        }
        self._terms = {term.uid: term for term in district.terms}
        self._made: list[Change] = []
        self._edits: dict[tuple[Kind, str], dict[str, object]] = {}

    def items(self, chosen: Sequence[Difference]) -> list[Change]:
        """Return the changes of all chosen lines."""
        for one in chosen:
            if one.status is Status.NEW:
                self._new(self._rows[one.row].fields, since=None)
            elif one.status is Status.VANISHED:
                self._edit(Kind.TERM, one.uid, "until", self._as_of)
            elif one.status is not Status.QUESTION:
                self._changed(one)
        return [*self._made, *self._edited()]

    def _edit(self, kind: Kind, uid: str, key: str, value: object) -> None:
        self._edits.setdefault((kind, uid), {})[key] = value

    def _edited(self) -> list[Change]:
        found = []
        for (kind, uid), after in self._edits.items():
            row = self._district.row(kind, uid)
            if row is not None:
                before = {key: getattr(row, key) for key in after}
                found.append(Change(kind, uid, before, dict(after)))
        return found

    def _make(self, kind: Kind, values: dict[str, object]) -> str:
        uid = fresh_uid()
        self._made.append(Change(kind, uid, None, values))
        return uid

    def _new(self, fields: Mapping[str, object], since: date | None) -> None:
        def text(key: str) -> str:
            return str(fields.get(key) or "")

        who = (text("name"), text("mobile"))
        if who not in self._persons:
            values: dict[str, object] = {
                key: text(key) for key in ("name", "unit", "office_phone", "mobile")
            }
            self._persons[who] = self._make(Kind.PERSON, values)
        place = (text("role"), text("covers") or "jurisdiction", text("covers_code"))
        if place not in self._posts:
            keys = ("role", "covers", "covers_code")
            post: dict[str, object] = dict(zip(keys, place, strict=True))
            post["level"] = text("level") or self._level(place[0])
            self._posts[place] = self._make(Kind.POST, post)
        term: dict[str, object] = {
            "post_uid": self._posts[place],
            "person_uid": self._persons[who],
            "since": fields.get("since") or since,
            "acting": bool(fields.get("acting")),
            "document": text("document"),
        }
        self._make(Kind.TERM, term)

    def _level(self, role: str) -> str:
        known = self._district.role_by_name.get(role)
        return known.level if known is not None else ""

    def _changed(self, one: Difference) -> None:
        """Write changed fields; another name in the post is a change of person."""
        term = self._terms[one.uid]
        changed = {change.key: change.new for change in one.fields}
        if "name" in changed:
            self._follow(term, one)
            return
        uids = {
            Kind.TERM: term.uid, Kind.PERSON: term.person_uid, Kind.POST: term.post_uid,
        }  # fmt: skip
        place = {"role", "covers", "covers_code"} & set(changed)
        for key, value in changed.items():
            kind, name = PERSON_FIELDS[key]
            if key not in place:
                self._edit(kind, uids[kind], name, value)
        if place:
            self._over_to(term, one)

    def _follow(self, term: Term, one: Difference) -> None:
        fields = self._rows[one.row].fields
        since = fields.get("since")
        day = since if since is not None and since != term.since else self._as_of
        self._edit(Kind.TERM, term.uid, "until", day)
        post = self._district.post_by_uid[term.post_uid]
        told = {
            "role": post.role,
            "covers": post.covers,
            "covers_code": post.covers_code,
        }
        whole = {**fields, **told, "level": fields.get("level") or post.level}
        self._new({**whole, "since": day}, since=None)

    def _over_to(self, term: Term, one: Difference) -> None:
        """Move a term to the post that the file names; the old post stays."""
        post = self._district.post_by_uid[term.post_uid]
        fields = self._rows[one.row].fields
        place = (
            str(fields.get("role") or post.role),
            str(fields.get("covers") or post.covers),
            str(fields.get("covers_code") or post.covers_code),
        )
        if place not in self._posts:
            keys = ("role", "covers", "covers_code")
            values: dict[str, object] = dict(zip(keys, place, strict=True))
            values["level"] = str(fields.get("level") or post.level)
            self._posts[place] = self._make(Kind.POST, values)
        self._edit(Kind.TERM, term.uid, "post_uid", self._posts[place])
