"""The office's desk: replies held against the register, and decided on.

Nothing here writes to the register but `settle`, and that only what was accepted, in
one transaction with the decisions, journalled under the number of the package.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from gridwatch.district.review.decisions import Settlement, Settling
from gridwatch.district.review.evidence import doubts
from gridwatch.district.review.merging import Case, Received, cases_of
from gridwatch.district.review.settling import settlement_of
from gridwatch.district.review.standing import Counts, Returned, standings_of
from gridwatch.district.wording import Text
from gridwatch.store import editing, journal
from gridwatch.store.review import tables
from gridwatch.store.review.factsjson import facts_from
from gridwatch.store.review.manifests import replies_of
from gridwatch.store.review.terms import ReviewError, farthest_photo

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.review.decisions import Decision
    from gridwatch.district.review.evidence import Evidence
    from gridwatch.district.review.packages import FieldPage, Manifest, Receipt
    from gridwatch.district.review.standing import Standing
    from gridwatch.store.store import Store

__all__ = [
    "cases",
    "close_package",
    "decide",
    "keep_pages",
    "pages_of",
    "receipts",
    "settle",
    "standings",
]


def keep_pages(store: Store, number: str, pages: Iterable[FieldPage]) -> None:
    """Keep which rows stand on field sheets that were printed after the cut.

    Sheets of any recipe may be typed back: the code printed on a page, whoever made
    it, and the rows numbered on it.

    Raises
    ------
    ReviewError
        Where there is no such package.
    """
    with store.reviewing() as connection:
        tables.make(connection)
        tables.keep_sheets(connection, _manifest(connection, number).uid, pages)


def pages_of(store: Store, number: str) -> tuple[FieldPage, ...]:
    """Return every field sheet of a package: those in it, those printed later."""
    with store.reviewing(write=False) as connection:
        manifest = _manifest(connection, number)
        return (*manifest.pages, *tables.sheets_of(connection, manifest.uid))


def _manifest(connection: sqlite3.Connection, number: str) -> Manifest:
    known = {one.manifest.number: one for one in tables.receipts(connection)}
    if number not in known:
        raise ReviewError(_NO_PACKAGE.filled(number=number))
    return known[number].manifest


def receipts(store: Store) -> list[Receipt]:
    """Return what the office keeps of every package, oldest first."""
    with store.reviewing(write=False) as connection:
        return tables.receipts(connection)


# --- holding against the register ----------------------------------------------------


def cases(
    store: Store, district: District, numbers: Iterable[str] | None = None
) -> tuple[Case, ...]:
    """Return every reply on the desk three ways: conflicts first, then what is open.

    Parameters
    ----------
    store : Store
        The office's store.
    district : District
        What it holds now.
    numbers : iterable of str, optional
        Only these packages; otherwise all that are not closed.
    """
    with store.reviewing(write=False) as connection:
        found = _cases(connection, district, numbers)
    return tuple(sorted(found, key=_urgent))


def _urgent(case: Case) -> tuple[bool, bool, bool, int]:
    waiting = case.open
    fights = case.conflict or bool(case.rivals)
    return not waiting, not (fights and waiting), not case.conflict, case.id


def _cases(
    connection: sqlite3.Connection,
    district: District,
    numbers: Iterable[str] | None,
    *,
    decided: bool = True,
) -> list[Case]:
    wanted = None if numbers is None else set(numbers)
    waiting: dict[frozenset[str], list[Received]] = defaultdict(list)
    pictures = tables.evidence(connection, district.crs)
    for receipt in tables.receipts(connection):
        manifest = receipt.manifest
        mine = not receipt.closed if wanted is None else manifest.number in wanted
        if mine:
            waiting[manifest.withheld] += [
                _doubted(district, one, pictures, manifest)
                for one in _received(connection, receipt, decided)
            ]
    return [
        case
        for withheld, group in waiting.items()
        for case in cases_of(district, group, withheld)
    ]


def _doubted(
    district: District,
    one: Received,
    pictures: Mapping[str, Evidence],
    manifest: Manifest,
) -> Received:
    """Add what its photographs say against a reply."""
    reply = one.reply
    mine = [pictures[name] for name in reply.photos if name in pictures]
    if not mine:
        return one
    now = district.row(reply.kind, reply.uid)
    shape: Any = reply.theirs.get("geometry", getattr(now, "geometry", None))
    sent = manifest.at.astimezone().date()
    return replace(one, doubts=doubts(mine, shape, sent, farthest_photo()))


def _received(
    connection: sqlite3.Connection, receipt: Receipt, decided: bool
) -> list[Received]:
    uid, number = receipt.manifest.uid, receipt.manifest.number
    lines = connection.execute(
        "SELECT p.id, p.reply, p.overlay, p.decision, p.draft, r.serial"
        " FROM gw_review_reply p JOIN gw_review_return r ON r.id = p.return_id"
        " WHERE p.package_uid = ? AND (? OR p.decision IS NULL) ORDER BY p.id",
        (uid, int(decided)),
    ).fetchall()
    if not lines:
        return []
    base = tables.base_of(connection, uid)
    texts = [json.loads(line[1]) for line in lines]
    found = []
    for line, text in zip(lines, texts, strict=True):
        (reply,) = replies_of([text], trusted=True)
        overlay = json.loads(line[2])
        sent = base.get((reply.kind, reply.uid))
        whole: dict[str, Any] | None = None
        if sent is not None or overlay:
            whole = facts_from(reply.kind, {**(sent or {}), **overlay}, trusted=True)
        decision = tables.decision_of(line[3])
        found.append(
            Received(line[0], number, line[5], reply, whole, decision, line[4])
        )
    return found


# --- deciding ------------------------------------------------------------------------


def decide(
    district: District,
    decided: Sequence[tuple[Case, Decision]],
    *,
    who: str,
    day: date | None = None,
) -> Settling:
    """Return decisions as one edit; nothing is written yet (`settle` does).

    Parameters
    ----------
    district : District
        What the store holds now.
    decided : sequence of (Case, Decision)
        Cases of `cases`, made against `district`, and what was decided.
    who : str
        Who decides.
    day : date, optional
        On which boards that are gone count as taken down; today.
    """
    stamp = journal.stamp()
    signed = [(case, replace(one, by=who, at=stamp)) for case, one in decided]
    today = day or datetime.now().astimezone().date()
    settling = settlement_of(district, signed, today)
    own = sum(bool(who) and case.received.reply.by == who for case, _ in signed)
    # ISS-09: whoever checked on the ground does not also check the checking.
    notes = (_OWN.filled(count=own),) if own else ()
    return settling._replace(notes=(*settling.notes, *notes))


def settle(store: Store, settlement: Settlement, *, who: str) -> Settlement:
    """Write decisions and what they change, all of it or nothing.

    Returns
    -------
    Settlement
        What was written; writing its `inverse` takes everything back, decisions too.

    Raises
    ------
    ConflictingEdit
        Where a row or a decision is no longer what it started from.
    BrokenLink, UnfitValue, DiskFull
        Where it cannot be written; the store is then as before.
    """
    with store.reviewing() as connection:
        tables.make(connection)
        (crs,) = connection.execute("SELECT crs FROM gw_store").fetchone()
        changes = settlement.changes
        done = editing.apply(connection, crs, changes, who)
        for ruling in settlement.rulings:
            before = tables.decision_text(ruling.before)
            after = tables.decision_text(ruling.after)
            count = connection.execute(
                "UPDATE gw_review_reply SET decision = ? WHERE id = ?"
                " AND decision IS ?",
                (after, ruling.received, before),
            ).rowcount
            if count != 1:
                raise ReviewError(_DECIDED)
            entry = journal.Entry(who, journal.stamp(), changes.reason)
            line = (str(ruling.received), before, after)
            journal.write(connection, entry, "gw_review_reply", [line])
    return Settlement(done, settlement.rulings)


def close_package(store: Store, number: str, *, who: str, closed: bool = True) -> None:
    """Expect nothing more of a package, or take that back; it is journalled."""
    with store.reviewing() as connection:
        tables.make(connection)
        count = connection.execute(
            "UPDATE gw_review_package SET closed = ? WHERE number = ?",
            (int(closed), number),
        ).rowcount
        if not count:
            raise ReviewError(_NO_PACKAGE.filled(number=number))
        what = "结束" if closed else "重新开放"
        entry = journal.Entry(who, journal.stamp(), f"外业核查 {number}：{what}")
        before, after = ({"closed": one} for one in (not closed, closed))
        line = (number, journal.as_json(before), journal.as_json(after))
        journal.write(connection, entry, "gw_review_package", [line])


# --- how it stands -------------------------------------------------------------------


def standings(
    store: Store, district: District, today: date | None = None
) -> tuple[Standing, ...]:
    """Return how every package stands, those missing longest first."""
    with store.reviewing(write=False) as connection:
        known = tables.receipts(connection)
        if not known:
            return ()
        numbers = [one.manifest.number for one in known]
        waiting = _cases(connection, district, numbers, decided=False)
        kept = connection.execute(_KEPT).fetchall()
        returns = [
            Returned(
                package, draft, serial, by, datetime.fromisoformat(at), done, total
            )
            for package, draft, serial, by, at, done, total in connection.execute(
                "SELECT package_uid, draft, serial, by, at, done, total"
                " FROM gw_review_return ORDER BY id"
            )
        ]
    uids = {one.manifest.number: one.manifest.uid for one in known}
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in waiting:
        groups[uids[case.received.package]].append(case)
    counts = {
        uid: Counts(
            replies=count,
            open=sum(case.open for case in groups[uid]),
            conflicts=sum(case.open and case.conflict for case in groups[uid]),
            asked=asked,
        )
        for uid, count, asked in kept
    }
    day = today or datetime.now(UTC).date()
    return standings_of(known, returns, counts, day)


_KEPT = (
    "SELECT package_uid, count(*),"
    " sum(coalesce(json_extract(decision, '$.answer'), '') = 'ask')"
    " FROM gw_review_reply GROUP BY package_uid"
)
"""Replies of each package, and those that were asked back."""

_OWN = Text(
    "有 {count} 条是裁定人自己核查的，宜由另一人复核。",
    "{count} of these were checked in the field by whoever decides: let another person "
    "look at them.",
)
_NO_PACKAGE = Text(
    "没有编号为 {number} 的核查包。没有写入任何内容；请核对编号。",
    "There is no package {number}. Nothing was written; check the number.",
)
_DECIDED = Text(
    "其中一条意见已被裁定或已被更新的回传取代。没有写入任何内容；请刷新后再裁定。",
    "One of the replies was decided meanwhile, or a later return took its place. "
    "Nothing was written; refresh, then decide.",
)
