"""Returns taken in: told for what they are, put on the desk, nothing overwritten."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.review.decisions import Answer
from gridwatch.district.review.facts import defaults_of
from gridwatch.district.review.replies import Mark, Reply
from gridwatch.district.wording import Kind, Text
from gridwatch.store import journal, photos
from gridwatch.store.review import tables
from gridwatch.store.review.factsjson import plain_facts
from gridwatch.store.review.manifests import replies_of, reply_facts
from gridwatch.store.review.returns import ReturnFile, read_return_file
from gridwatch.store.review.terms import ReviewError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gridwatch.district.review.decisions import Decision
    from gridwatch.district.review.packages import Receipt
    from gridwatch.store.review.returns import Look
    from gridwatch.store.store import Store

__all__ = ["Arrival", "Taken", "take_return", "type_in"]

_PAPER = "paper"
"""Whose return that is which the office types in from field sheets."""


class Arrival(StrEnum):
    """What a return turned out to be."""

    FIRST = "first"
    LATER = "later"
    SECOND_PERSON = "second_person"
    AGAIN = "again"
    OUTRUN = "outrun"


@dataclass(frozen=True)
class Taken:
    """What became of a return.

    Parameters
    ----------
    arrival : Arrival
        What it was; nothing was kept where it came again or was outrun by a later one.
    number : str
        Number of the package.
    sentence : Text
        The same in words, with what the officer should know.
    replies : int
        How many replies are on the desk by it.
    left_out : tuple of Text
        Photographs that were not taken, and why.
    """

    arrival: Arrival
    number: str
    sentence: Text
    replies: int = 0
    left_out: tuple[Text, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether anything of it is on the desk."""
        return self.arrival not in (Arrival.AGAIN, Arrival.OUTRUN)


def take_return(
    store: Store, path: Path, look: Look, *, who: str, passphrase: str = ""
) -> Taken:
    """Put a return on the desk; the register stays as it is.

    Parameters
    ----------
    store : Store
        The office's store, open for writing.
    path : Path
        The return.
    look : callable
        Judges photographs (`returns.read_return_file`).
    who : str
        Who takes it in.
    passphrase : str
        Where it is encrypted.

    Raises
    ------
    ReviewError
        Where it is unsound, or answers no package of this store.
    """
    found = read_return_file(path, look, passphrase)
    with store.reviewing() as connection:
        receipt = _receipt_of(connection, found)
        _check_rows(connection, found)
        arrival = _arrival(connection, found)
        number = receipt.manifest.number
        if arrival in (Arrival.AGAIN, Arrival.OUTRUN):
            return Taken(arrival, number, _told(arrival, receipt, found, ()))
        for picture in found.pictures:
            name = photos.keep(connection, picture.data)
            if picture.seen.thumbnail:
                photos.keep_thumbnail(connection, name, picture.seen.thumbnail)
        tables.keep_evidence(connection, found.pictures)
        _keep(connection, found)
        _note(connection, number, "收到回传", found, who)
        later = _later(connection, receipt)
        return Taken(
            arrival,
            number,
            _told(arrival, receipt, found, later),
            len(found.replies),
            found.left_out,
        )


def _receipt_of(connection: sqlite3.Connection, found: ReturnFile) -> Receipt:
    known = {one.manifest.uid: one for one in tables.receipts(connection)}
    receipt = known.get(found.package)
    if receipt is None:
        text = _FOREIGN.filled(name=found.file, number=found.number[:40])
        raise ReviewError(text)
    if receipt.digest != found.package_digest:
        raise ReviewError(_OTHER_STATE.filled(name=found.file, number=found.number))
    if receipt.closed:
        raise ReviewError(_CLOSED.filled(name=found.file, number=found.number))
    return receipt


def _check_rows(connection: sqlite3.Connection, found: ReturnFile) -> None:
    """Refuse answers about rows that never went out."""
    base = tables.base_of(connection, found.package)
    for reply in found.replies:
        if reply.mark is not Mark.NEW and (reply.kind, reply.uid) not in base:
            raise ReviewError(_NOT_IN_IT.filled(name=found.file, number=found.number))


def _arrival(connection: sqlite3.Connection, found: ReturnFile) -> Arrival:
    same = connection.execute(
        "SELECT count(*) FROM gw_review_return WHERE digest = ?", (found.digest,)
    ).fetchone()[0]
    if same:
        return Arrival.AGAIN
    serials = dict(
        connection.execute(
            "SELECT draft, max(serial) FROM gw_review_return WHERE package_uid = ?"
            " AND draft != ? GROUP BY draft",
            (found.package, _PAPER),
        ).fetchall()
    )
    if found.draft in serials:
        late = found.serial <= serials[found.draft]
        return Arrival.OUTRUN if late else Arrival.LATER
    return Arrival.SECOND_PERSON if serials else Arrival.FIRST


def _later(connection: sqlite3.Connection, receipt: Receipt) -> tuple[str, ...]:
    """Return the numbers of packages for the same area that went out later."""
    area = receipt.manifest.area
    known = tables.receipts(connection)
    mine = [one.manifest.uid for one in known].index(receipt.manifest.uid)
    return tuple(
        one.manifest.number
        for one in known[mine + 1 :]
        if (one.manifest.area.kind, one.manifest.area.key) == (area.kind, area.key)
    )


def _keep(connection: sqlite3.Connection, found: ReturnFile) -> None:
    """Put replies on the desk; those of an earlier return of the same draft go.

    A decision stays where the same was said again. What was accepted of an earlier
    reply counts as the state from which a later one differs.
    """
    number = connection.execute(
        "INSERT INTO gw_review_return (package_uid, draft, serial, digest, by, at,"
        " taken_at, file, done, total) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            found.package,
            found.draft,
            found.serial,
            found.digest,
            found.by,
            found.at.isoformat(),
            journal.stamp(),
            found.file,
            found.done,
            found.total,
        ),
    ).lastrowid
    earlier = _earlier(connection, found.package, found.draft)
    said = {(reply.kind, reply.uid) for reply in found.replies}
    gone = [
        old.id for key, old in earlier.items() if key not in said and not old.decision
    ]
    connection.executemany(
        "DELETE FROM gw_review_reply WHERE id = ?", [(one,) for one in gone]
    )
    for reply in found.replies:
        old = earlier.get((reply.kind, reply.uid))
        if old is not None and _alike(old.reply, reply):
            continue
        _put(connection, found, int(number or 0), reply, old)


@dataclass(frozen=True)
class _Old:
    """A reply that lies on the desk already."""

    id: int
    reply: Reply
    overlay: dict[str, object]
    decision: Decision | None


def _earlier(
    connection: sqlite3.Connection, package: str, draft: str
) -> dict[tuple[Kind, str], _Old]:
    lines = connection.execute(
        "SELECT id, reply, overlay, decision FROM gw_review_reply"
        " WHERE package_uid = ? AND draft = ?",
        (package, draft),
    )
    found = {}
    for number, text, overlay, decision in lines:
        (reply,) = replies_of([json.loads(text)], trusted=True)
        found[reply.kind, reply.uid] = _Old(
            number, reply, json.loads(overlay), tables.decision_of(decision)
        )
    return found


def _alike(one: Reply, other: Reply) -> bool:
    """Tell whether two replies say the same, whenever they were made."""
    return _said(one) == _said(other)


def _said(reply: Reply) -> dict[str, object]:
    facts = reply_facts(reply)
    return {key: facts[key] for key in ("mark", "theirs", "remark", "photos")}


def _put(
    connection: sqlite3.Connection,
    found: ReturnFile,
    number: int,
    reply: Reply,
    old: _Old | None,
) -> None:
    overlay = _overlay(old) if old is not None else {}
    connection.execute(
        "INSERT INTO gw_review_reply (return_id, package_uid, draft, kind, row_uid,"
        " reply, overlay) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (package_uid, draft, kind, row_uid) DO UPDATE SET"
        " return_id = excluded.return_id, reply = excluded.reply,"
        " overlay = excluded.overlay, decision = NULL",
        (
            number,
            found.package,
            found.draft,
            reply.kind.value,
            reply.uid,
            json.dumps(reply_facts(reply), ensure_ascii=False),
            json.dumps(overlay, ensure_ascii=False),
        ),
    )


def _overlay(old: _Old) -> dict[str, object]:
    """Return what the office has taken from this draft for a row so far."""
    found = dict(old.overlay)
    decision, reply = old.decision, old.reply
    if decision is None or decision.answer not in (Answer.ACCEPT, Answer.PART):
        return found
    whole = decision.answer is Answer.ACCEPT
    taken = {k: v for k, v in reply.theirs.items() if whole or k in decision.keys}
    if reply.mark is Mark.NEW:
        taken = {**defaults_of(reply.kind), **taken} if not found else taken
    return {**found, **plain_facts(taken)}


def _note(
    connection: sqlite3.Connection, number: str, what: str, found: ReturnFile, who: str
) -> None:
    told: Mapping[str, object] = {
        "number": number,
        "by": found.by,
        "serial": found.serial,
        "replies": len(found.replies),
        "file": found.file,
        "digest": found.digest,
    }
    entry = journal.Entry(who, journal.stamp(), f"外业核查 {number}：{what}")
    line = (number, None, journal.as_json(told))
    journal.write(connection, entry, "gw_review_return", [line])


def type_in(store: Store, number: str, replies: Sequence[Reply], *, who: str) -> Taken:
    """Put on the desk what was typed from field sheets (`paper.typed`).

    Raises
    ------
    ReviewError
        Where there is no such package.
    """
    with store.reviewing() as connection:
        known = {one.manifest.number: one for one in tables.receipts(connection)}
        receipt = known.get(number)
        if receipt is None:
            raise ReviewError(_NO_PACKAGE.filled(number=number))
        serial, before = _paper_so_far(connection, receipt)
        merged = {**before, **{(r.kind, r.uid): replace(r, by=who) for r in replies}}
        listed = set(receipt.manifest.listed)
        stamp = journal.stamp()
        found = ReturnFile(
            file=_PAPER,
            digest=f"{_PAPER} {number} {serial}",
            package=receipt.manifest.uid,
            number=number,
            store_uid=receipt.manifest.store_uid,
            package_digest=receipt.digest,
            draft=_PAPER,
            serial=serial,
            by=who,
            at=datetime.fromisoformat(stamp),
            done=sum(
                key in listed and reply.mark is not Mark.REMARK
                for key, reply in merged.items()
            ),
            total=len(listed),
            replies=tuple(merged.values()),
        )
        _keep(connection, found)
        _note(connection, number, "录入核查表", found, who)
    words = _TYPED.filled(number=number, count=len(replies))
    return Taken(Arrival.FIRST, number, words, len(replies))


def _paper_so_far(
    connection: sqlite3.Connection, receipt: Receipt
) -> tuple[int, dict[tuple[Kind, str], Reply]]:
    uid = receipt.manifest.uid
    earlier = _earlier(connection, uid, _PAPER)
    (last,) = connection.execute(
        "SELECT coalesce(max(serial), 0) FROM gw_review_return"
        " WHERE package_uid = ? AND draft = ?",
        (uid, _PAPER),
    ).fetchone()
    return int(last) + 1, {key: old.reply for key, old in earlier.items()}


# --- in words ------------------------------------------------------------------------


def _told(
    arrival: Arrival, receipt: Receipt, found: ReturnFile, later: Sequence[str]
) -> Text:
    text = _ARRIVALS[arrival].filled(
        number=receipt.manifest.number,
        area=receipt.manifest.area.name or receipt.manifest.area.key,
        by=found.by or "—",
        count=len(found.replies),
        serial=found.serial,
        at=found.at.astimezone().strftime("%Y-%m-%d %H:%M"),
    )
    if later:
        old = _OLD.filled(numbers="、".join(later))
        text = Text(text.zh + old.zh, f"{text.en} {old.en}")
    return text


_ARRIVALS = {
    Arrival.FIRST: Text(
        "{area}（{number}）由 {by} 交回：{count} 条意见，待审核。",
        "{area} ({number}) sent back by {by}: {count} replies to decide.",
    ),
    Arrival.LATER: Text(
        "{area}（{number}）由 {by} 第 {serial} 次交回：{count} 条意见，取代他先前的；"
        "已裁定且没有再改的不变。",
        "{area} ({number}) sent back by {by}, return {serial}: {count} replies take "
        "the place of the earlier ones; decisions on what was said again stay.",
    ),
    Arrival.SECOND_PERSON: Text(
        "{area}（{number}）另有一人（{by}）交回：{count} 条意见。两人的意见并列，"
        "说法不同的会标出来。",
        "A second person ({by}) sent {area} ({number}) back: {count} replies. Both "
        "stand beside each other; where they differ is marked.",
    ),
    Arrival.AGAIN: Text(
        "这份回传（{area}，{number}，{by}）已经收过，没有重复收取，没有改动任何内容。",
        "This return ({area}, {number}, {by}) was taken in before; it was not taken "
        "again and nothing was changed.",
    ),
    Arrival.OUTRUN: Text(
        "这是 {by} 较早的回传（{area}，{number}，第 {serial} 次，{at}），已收过更新的"
        "一份，没有收取，没有改动任何内容。",
        "This is an earlier return of {by} ({area}, {number}, return {serial}, {at}); "
        "a later one is on the desk. It was not taken and nothing was changed.",
    ),
}
_OLD = Text(
    "注意：同一范围后来又出过包（{numbers}），这份依据的是较早的内容，冲突会标出来。",
    "Note: later packages went out for the same area ({numbers}); this one answers an "
    "older state, and conflicts are marked.",
)
_FOREIGN = Text(
    "“{name}”答复的核查包 {number} 不是从这个工作库出的，没有收取，没有改动任何内容。"
    "请在出包的那个工作库里收取。",
    "“{name}” answers package {number}, which was not cut from this store. It was not "
    "taken and nothing was changed; take it in where the package was cut.",
)
_OTHER_STATE = Text(
    "“{name}”依据的核查包 {number} 与发出的不是同一份（包被改动过），没有收取，"
    "没有改动任何内容。请用原包重新核查。",
    "“{name}” answers a package {number} that is not the one that went out (it was "
    "changed). It was not taken and nothing was changed; review the original.",
)
_NOT_IN_IT = Text(
    "“{name}”里有核查包 {number} 没有的行，整份没有收取，没有改动任何内容。"
    "请对方用原包重新生成。",
    "“{name}” answers rows that are not in package {number}; it was not taken and "
    "nothing was changed. Ask for it again, made from the original package.",
)
_CLOSED = Text(
    "核查包 {number} 已结束，“{name}”没有收取，没有改动任何内容。"
    "需要时先在审核台重新开放。",
    "Package {number} is closed; “{name}” was not taken and nothing was changed. Open "
    "it again at the desk if need be.",
)
_NO_PACKAGE = Text(
    "没有编号为 {number} 的核查包。没有写入任何内容；请核对编号。",
    "There is no package {number}. Nothing was written; check the number.",
)
_TYPED = Text(
    "{number}：录入核查表 {count} 行，待审核。",
    "{number}: {count} lines of field sheets typed in, to be decided.",
)
