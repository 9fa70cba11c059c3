"""Registering, confirming and withdrawing ownership: who holds what, as changes.

Registration and confirmation are two separate acts (Miyun: 登记及确认), each with a
day, a person and a document. Nothing here writes; it says what is to be written.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.ownership import OwnershipState, state_of_row
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gridwatch.district.bodies import Body
    from gridwatch.district.district import District
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.segments import Segment

__all__ = [
    "Act",
    "Candidate",
    "Holding",
    "accept_bodies",
    "candidates",
    "confirm",
    "holdings_of",
    "merge_banks",
    "register",
    "split_banks",
    "withdraw",
]

_HELD = (
    "managing_body",
    "caring_body",
    "cleaning_body",
    "basin_body",
    "care_mode",
    "contract",
    "contract_end",
)
_REGISTERED = ("registered_on", "registered_by", "registered_document")
_CONFIRMED = ("confirmed_on", "confirmed_by", "confirmed_document")
_ALL = ("segment_code", "bank", *_HELD, *_REGISTERED, *_CONFIRMED)
_AGREED = ("managing_body", "caring_body")
"""What a confirmation speaks of; when it changes, the confirmation falls."""
_NOTHING = Text("", "")
_BODY_FIELDS = ("name", "type", "contact", "phone", "note")


@dataclass(frozen=True, slots=True)
class Act:
    """When something was registered or confirmed, by whom, on what document."""

    on: date
    by: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds one bank of a segment, or both.

    Parameters
    ----------
    bank : str
        ``both``, ``left`` or ``right``.
    managing_body, caring_body, cleaning_body, basin_body : str
        管理主体, 管护主体, 保洁主体, 流域管理机构.
    care_mode, contract : str
        管护方式 and number of the contract.
    contract_end : date or None
        Last day of the contract.
    """

    bank: str = "both"
    managing_body: str = ""
    caring_body: str = ""
    cleaning_body: str = ""
    basin_body: str = ""
    care_mode: str = ""
    contract: str = ""
    contract_end: date | None = None


def holdings_of(rows: Iterable[Ownership]) -> tuple[Holding, ...]:
    """Return who holds what by the rows of one segment, left before right."""
    order = {"both": 0, "left": 1, "right": 2}
    found = [
        Holding(row.bank or "both", *(getattr(row, key) for key in _HELD))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: order.get(one.bank, 0)))


# --- registering ---------------------------------------------------------------------


def register(
    district: District,
    segment_codes: Sequence[str],
    holdings: Sequence[Holding],
    act: Act,
    reason: str = "",
) -> Changes:
    """Return the changes that register who holds some segments.

    A row of both banks is split, and two rows are joined, as the holdings say. A
    confirmation stays where managing and caring body stay; else it falls, since it
    spoke of others.

    Parameters
    ----------
    district : District
        As it is now.
    segment_codes : sequence of str
        Codes of the segments; all get the same.
    holdings : sequence of Holding
        One of ``both``, or of ``left`` and ``right`` at most one each.
    act : Act
        The registration.
    reason : str
        For the journal.

    Raises
    ------
    OfficerError
        Where there is no such segment, the banks do not fit together, or a holding
        names nobody.
    """
    _check(district, segment_codes, holdings)
    items: list[Change] = []
    for code in segment_codes:
        items.extend(_registered(district, code, holdings, act))
    return Changes.of(items, reason)


def _check(
    district: District, codes: Sequence[str], holdings: Sequence[Holding]
) -> None:
    banks = sorted(one.bank for one in holdings)
    if banks not in (["both"], ["left"], ["right"], ["left", "right"]):
        raise OfficerError(_BANKS)
    if not codes:
        raise OfficerError(_NO_SEGMENT)
    for code in codes:
        if not code or code not in district.segment_by_code:
            raise OfficerError(_UNKNOWN.filled(code=code or "—"))
    if any(not (one.managing_body or one.caring_body) for one in holdings):
        raise OfficerError(_NOBODY)


def _registered(
    district: District, code: str, holdings: Sequence[Holding], act: Act
) -> Iterable[Change]:
    rows = list(district.ownerships_of_segment.get(code, ()))
    spare = list(rows)
    for holding in holdings:
        row = _row_for(holding.bank, spare)
        if row is not None:
            spare.remove(row)
        source = row or _row_for(holding.bank, rows)
        wanted = _wanted(code, holding, act, source)
        if row is not None:
            yield from _changed(row, wanted)
        else:
            uid = _fresh(district, f"{code} {holding.bank}")
            yield Change(Kind.OWNERSHIP, uid, None, wanted)
    for row in spare:
        yield Change(Kind.OWNERSHIP, row.uid, _values(row), None)


def _row_for(bank: str, rows: Sequence[Ownership]) -> Ownership | None:
    """Return the row that a holding goes on: its bank's, else one it is cut from."""
    own = [row for row in rows if (row.bank or "both") == bank]
    both = [row for row in rows if row.bank not in ("left", "right")]
    joined = rows if bank == "both" else ()
    return next(iter([*own, *both, *joined]), None)


def _wanted(
    code: str, holding: Holding, act: Act, source: Ownership | None
) -> dict[str, object]:
    found: dict[str, object] = {"segment_code": code, "bank": holding.bank}
    found |= {key: getattr(holding, key) for key in _HELD}
    found |= dict(zip(_REGISTERED, (act.on, act.by, act.document), strict=True))
    kept = source is not None and all(
        getattr(source, key) == found[key] for key in _AGREED
    )
    blank = {"confirmed_on": None, "confirmed_by": "", "confirmed_document": ""}
    if kept and source is not None:
        return found | {key: getattr(source, key) for key in _CONFIRMED}
    return found | blank


def _values(row: Ownership) -> dict[str, object]:
    return {key: getattr(row, key) for key in _ALL}


def _changed(row: Ownership, wanted: Mapping[str, object]) -> Iterable[Change]:
    keys = [key for key, value in wanted.items() if getattr(row, key) != value]
    if keys:
        before = {key: getattr(row, key) for key in keys}
        yield Change(
            Kind.OWNERSHIP, row.uid, before, {key: wanted[key] for key in keys}
        )


def _fresh(district: District, mark: str) -> str:
    uid = uuid.uuid5(uuid.NAMESPACE_OID, f"ownership {mark}").hex
    return uid if district.row(Kind.OWNERSHIP, uid) is None else uuid.uuid4().hex


# --- banks ---------------------------------------------------------------------------


def split_banks(district: District, uid: str, reason: str = "") -> Changes:
    """Return the changes that make two rows, left and right, of a row of both banks.

    Both keep the bodies and the states.

    Raises
    ------
    OfficerError
        Where there is no such row, or it speaks of one bank already.
    """
    row = _row(district, uid)
    if row.bank in ("left", "right"):
        raise OfficerError(_SPLIT_ALREADY)
    right = _values(row) | {"bank": "right"}
    fresh = _fresh(district, f"{row.segment_code} right {row.uid}")
    return Changes(
        (
            Change(Kind.OWNERSHIP, row.uid, {"bank": row.bank}, {"bank": "left"}),
            Change(Kind.OWNERSHIP, fresh, None, right),
        ),
        reason,
    )


def merge_banks(district: District, segment_code: str, reason: str = "") -> Changes:
    """Return the changes that make one row of both banks out of left and right.

    The row takes the later of each day and stays confirmed where both were.

    Raises
    ------
    OfficerError
        Where there are not the two, or their bodies differ: which is to hold, the
        officer has to say by registering.
    """
    rows = district.ownerships_of_segment.get(segment_code, ())
    left = next((row for row in rows if row.bank == "left"), None)
    right = next((row for row in rows if row.bank == "right"), None)
    if left is None or right is None:
        raise OfficerError(_NOT_SPLIT)
    if any(getattr(left, key) != getattr(right, key) for key in _HELD):
        raise OfficerError(_DIFFERENT)
    wanted = _values(left) | {"bank": "both"}
    for keys in (_REGISTERED, _CONFIRMED):
        wanted |= _later(left, right, keys)
    gone = Change(Kind.OWNERSHIP, right.uid, _values(right), None)
    return Changes((*_changed(left, wanted), gone), reason)


def _later(left: Ownership, right: Ownership, keys: Sequence[str]) -> dict[str, object]:
    """Return an act that both rows have had: the later one; else that it is open."""
    days = [getattr(row, keys[0]) for row in (left, right)]
    if None in days:
        return dict(zip(keys, (None, "", ""), strict=True))
    row = left if days[0] >= days[1] else right
    return {key: getattr(row, key) for key in keys}


# --- confirming ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """An ownership row that might be confirmed.

    Parameters
    ----------
    row : Ownership
        The row.
    segment : Segment or None
        Its segment.
    obstacle : Text
        Why it cannot be confirmed; empty where it can.
    remark : Text
        What ought to be known before; may be empty.
    """

    row: Ownership
    segment: Segment | None
    obstacle: Text = _NOTHING
    remark: Text = _NOTHING


def candidates(
    district: District,
    as_of: date,
    body: str = "",
    roles: Sequence[str] = _AGREED,
    uids: Iterable[str] | None = None,
) -> tuple[Candidate, ...]:
    """Return the rows of a body, or given ones, that are not confirmed yet on a day.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day of confirmation.
    body : str
        Name of the body; empty: any.
    roles : sequence of str
        In which of the fields it has to be named.
    uids : iterable of str or None
        Only these rows.
    """
    chosen = None if uids is None else frozenset(uids)
    return tuple(
        Candidate(
            row,
            district.segment_by_code.get(row.segment_code),
            _obstacle(row, as_of),
            _NOTHING if row.caring_body else _UNCARED,
        )
        for row in district.ownerships
        if (chosen is None or row.uid in chosen)
        and (not body or any(getattr(row, role) == body for role in roles))
        and state_of_row(row, as_of) is not OwnershipState.CONFIRMED
    )


def _obstacle(row: Ownership, on: date) -> Text:
    if row.registered_on is None:
        return _NOT_REGISTERED
    if row.registered_on > on:
        return _LATER.filled(day=row.registered_on)
    return _NOTHING if row.managing_body else _UNMANAGED


def confirm(
    district: District, uids: Iterable[str], act: Act, reason: str = ""
) -> Changes:
    """Return the changes that confirm registered rows; confirmed ones stay as they are.

    Raises
    ------
    OfficerError
        Where a row cannot be confirmed: nothing of the batch is then to be written.
    """
    items: list[Change] = []
    for uid in uids:
        row = _row(district, uid)
        obstacle = _obstacle(row, act.on)
        if obstacle.zh:
            raise OfficerError(
                _REFUSED.filled(
                    code=row.segment_code, why_zh=obstacle.zh, why_en=obstacle.en
                )
            )
        if row.confirmed_on is None or row.confirmed_on > act.on:
            wanted = zip(_CONFIRMED, (act.on, act.by, act.document), strict=True)
            items.extend(_changed(row, dict(wanted)))
    return Changes.of(items, reason)


def withdraw(
    district: District, uids: Iterable[str], state: OwnershipState, reason: str
) -> Changes:
    """Return the changes that take back a confirmation, or a registration with it.

    Parameters
    ----------
    district : District
        As it is now.
    uids : iterable of str
        The rows.
    state : OwnershipState
        What is taken back; a row without registration cannot stay confirmed.
    reason : str
        For the journal.

    Raises
    ------
    OfficerError
        Where no reason is given, or there is no such row.
    """
    if not reason.strip():
        raise OfficerError(_NO_REASON)
    acts = [_CONFIRMED] + ([_REGISTERED] if state is OwnershipState.REGISTERED else [])
    wanted = {
        key: value
        for keys in acts
        for key, value in zip(keys, (None, "", ""), strict=True)
    }
    items = [c for uid in uids for c in _changed(_row(district, uid), wanted)]
    return Changes.of(items, reason)


def _row(district: District, uid: str) -> Ownership:
    found = next((row for row in district.ownerships if row.uid == uid), None)
    if found is None:
        raise OfficerError(_GONE)
    return found


_TAIL = "没有更改任何数据。"
_STAYS = " Nothing was changed."
_BANKS = Text(
    f"岸别要么是“两岸”一行，要么是左岸、右岸各至多一行。{_TAIL}",
    f"Enter either one row for both banks, or at most one for each bank.{_STAYS}",
)
_NO_SEGMENT = Text(f"没有选择河段。{_TAIL}", f"No segment is chosen.{_STAYS}")
_UNKNOWN = Text(
    f"没有代码为 {{code}} 的河段，无法登记权属。{_TAIL}请先给河段填写代码。",
    f"There is no segment of code {{code}}; ownership cannot be registered.{_STAYS}"
    " Give the segment a code first.",
)
_NOBODY = Text(
    f"每一岸至少要填管理主体或管护主体。{_TAIL}",
    f"Each bank needs at least a managing or a caring body.{_STAYS}",
)
_SPLIT_ALREADY = Text(
    f"这一行已经只管一岸。{_TAIL}", f"This row speaks of one bank already.{_STAYS}"
)
_NOT_SPLIT = Text(
    f"这个河段没有分左岸、右岸登记。{_TAIL}",
    f"The banks of this segment are not registered apart.{_STAYS}",
)
_DIFFERENT = Text(
    f"左岸和右岸登记的内容不同，不能直接合并。{_TAIL}请用“登记权属”填写两岸的主体。",
    f"The two banks hold different things and cannot simply be joined.{_STAYS}"
    " Register both banks instead.",
)
_UNCARED = Text("没有管护主体", "no caring body")
_NOT_REGISTERED = Text("尚未登记", "not registered yet")
_LATER = Text("登记日期 {day} 晚于确认日期", "registered on {day}, after that day")
_UNMANAGED = Text("没有管理主体", "no managing body")
_REFUSED = Text(
    f"河段 {{code}} 的权属不能确认：{{why_zh}}。{_TAIL}",
    f"The ownership of segment {{code}} cannot be confirmed: {{why_en}}.{_STAYS}",
)
_NO_REASON = Text(
    f"撤回登记或确认要写明原因。{_TAIL}",
    f"Say why it is withdrawn.{_STAYS}",
)
_GONE = Text(
    f"这条权属记录已经不在工作库里。{_TAIL}",
    f"This ownership row is no longer in the store.{_STAYS}",
)


def accept_bodies(district: District, bodies: Iterable[Body], reason: str) -> Changes:
    """Return the changes that put bodies into the table, or bring them up to date.

    Parameters
    ----------
    district : District
        As it is now.
    bodies : iterable of Body
        As they are to be; those that are so already change nothing.
    reason : str
        For the journal.
    """
    items = []
    for body in bodies:
        after = {key: getattr(body, key) for key in _BODY_FIELDS}
        before = district.row(Kind.BODY, body.uid)
        if before is None:
            items.append(Change(Kind.BODY, body.uid, None, after))
            continue
        was = {key: getattr(before, key) for key in _BODY_FIELDS}
        changed = [key for key in _BODY_FIELDS if was[key] != after[key]]
        if changed:
            items.append(
                Change(
                    Kind.BODY,
                    body.uid,
                    {key: was[key] for key in changed},
                    {key: after[key] for key in changed},
                )
            )
    return Changes.of(items, reason)
