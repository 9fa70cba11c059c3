"""Rows made, changed, copied and removed, each as `Changes`."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.references import Referrer, referrers
from gridwatch.district.wording import KIND_NAMES, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

__all__ = [
    "Removal",
    "copied_values",
    "edit",
    "fresh_uid",
    "make",
    "removal",
    "values_of",
]

_UNIQUE = ("code",)


def fresh_uid() -> str:
    """Return a stable identifier for a new row."""
    return uuid.uuid4().hex


def values_of(row: Row) -> dict[str, object]:
    """Return all attributes of a row but its identifier, the geometry among them."""
    keys = (field.name for field in dataclasses.fields(row))
    return {key: getattr(row, key) for key in keys if key != "uid"}


def copied_values(row: Row) -> dict[str, object]:
    """Return the attributes of a copy: all but the code, which is a row's own."""
    found = values_of(row)
    return found | {key: "" for key in _UNIQUE if key in found}


def make(
    kind: Kind, values: Mapping[str, object], reason: str, uid: str = ""
) -> Changes:
    """Return the making of one row; what is not in `values` gets its default."""
    return Changes((Change(kind, uid or fresh_uid(), None, dict(values)),), reason)


def edit(
    kind: Kind, row: Row, values: Mapping[str, object], reason: str
) -> Changes | None:
    """Return the change of those fields that differ, or None where none does."""
    after = {k: v for k, v in values.items() if getattr(row, k) != v}
    if not after:
        return None
    before = {key: getattr(row, key) for key in after}
    return Changes((Change(kind, row.uid, before, after),), reason)


class Removal:
    """What removing some rows touches, and the `Changes` that do it.

    Parameters
    ----------
    kind : Kind
        Kind of the rows.
    rows : sequence of Row
        The rows that are to go.
    pointing : sequence of Referrer
        Other rows that point to them, directly or through one that goes along.
    """

    def __init__(
        self, kind: Kind, rows: Sequence[Row], pointing: Sequence[Referrer]
    ) -> None:
        self.kind = kind
        self.rows = tuple(rows)
        self.along = tuple(p for p in pointing if p.reference.needed)
        goes = {(p.kind, p.row.uid) for p in self.along}
        self.links = tuple(
            p
            for p in pointing
            if not p.reference.needed and (p.kind, p.row.uid) not in goes
        )

    @property
    def free(self) -> bool:
        """Whether nothing points to the rows."""
        return not self.along and not self.links

    @property
    def sentence(self) -> Text:
        """What points to the rows, in words; empty where nothing does."""
        parts = [
            _counted(self.links, _LINKED),
            _counted(self.along, _GOING),
        ]
        told = [part for part in parts if part is not None]
        return Text("".join(p.zh for p in told), " ".join(p.en for p in told))

    def changes(self, reason: str, *, clear: bool = True) -> Changes:
        """Return the changes.

        Parameters
        ----------
        reason : str
            Why.
        clear : bool
            Empty the fields that point to the rows by code; otherwise they keep the
            code of what is no longer there.
        """
        items = [_gone(p.kind, p.row) for p in _once(self.along)]
        if clear:
            items += _cleared(self.links)
        items += [_gone(self.kind, row) for row in self.rows]
        return Changes(tuple(items), reason)


_LINKED = Text("有 {what}指向它。", "{what} point to it.")
_GOING = Text("{what}离不开它，会一并删除。", "{what} cannot be without it and go too.")


def _counted(pointing: Iterable[Referrer], words: Text) -> Text | None:
    counts = Counter(p.kind for p in _once(pointing))
    if not counts:
        return None
    zh = "、".join(f"{KIND_NAMES[kind].zh} {n} 条" for kind, n in counts.items())
    en = ", ".join(f"{n} {KIND_NAMES[kind].en}" for kind, n in counts.items())
    return Text(words.zh.format(what=zh), words.en.format(what=en))


def _once(pointing: Iterable[Referrer]) -> list[Referrer]:
    return list({(p.kind, p.row.uid): p for p in pointing}.values())


def _gone(kind: Kind, row: Row) -> Change:
    return Change(kind, row.uid, values_of(row), None)


def _cleared(links: Iterable[Referrer]) -> list[Change]:
    """Return one change for each row, though it may point by several fields."""
    keys: dict[tuple[Kind, str], dict[str, object]] = {}
    for link in links:
        before = keys.setdefault((link.kind, link.row.uid), {})
        before[link.key] = getattr(link.row, link.key)
    return [
        Change(kind, uid, before, dict.fromkeys(before, ""))
        for (kind, uid), before in keys.items()
    ]


def removal(district: District, kind: Kind, uids: Iterable[str]) -> Removal:
    """Return what removing rows touches.

    Parameters
    ----------
    district : District
        Everything there is.
    kind : Kind
        Kind of the rows.
    uids : iterable of str
        Which; those that are not there are left out.
    """
    wanted = (district.row(kind, uid) for uid in dict.fromkeys(uids))
    rows = [row for row in wanted if row is not None]
    gone = {(kind, row.uid) for row in rows}
    waiting: list[tuple[Kind, Row]] = [(kind, row) for row in rows]
    pointing: list[Referrer] = []
    while waiting:
        of_kind, row = waiting.pop()
        for one in referrers(district, of_kind, row):
            key = (one.kind, one.row.uid)
            if key in gone:
                continue
            pointing.append(one)
            if one.reference.needed:
                gone.add(key)
                waiting.append((one.kind, one.row))
    return Removal(kind, rows, pointing)
