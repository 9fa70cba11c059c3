"""The states of an outfall's approval: what may follow what, and on which proof.

The states are data: the section ``approvals`` of the rules says what may follow each
of them and what the change has to name; the codelist ``outfall_approvals`` says what
a state means to a rate.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.changes import Changes
from gridwatch.district.monitoring import together
from gridwatch.district.proceedings import (
    APPROVAL,
    Proceeding,
    changes_of,
    newer_than,
)
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rules import Rules

__all__ = [
    "Decision",
    "change_approval",
    "impossible",
    "is_approved",
    "needs_of",
    "next_states",
    "refusals",
    "states",
]

_LIST, _SECTION = "outfall_approvals", "approvals"
_APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of approval as the officer enters it.

    Parameters
    ----------
    to : str
        The new state, a word of ``outfall_approvals``.
    on : date or None
        Day of the decision.
    document, authority, note : str
        Number of the document, who decided, what else there is to say.
    """

    to: str
    on: date | None = None
    document: str = ""
    authority: str = ""
    note: str = ""


def states(rules: Rules) -> tuple[str, ...]:
    """Return all states in the order of the codelist."""
    return tuple(word.value for word in rules.lists.get(_LIST, ()))


def is_approved(rules: Rules, outfall: Outfall) -> bool:
    """Tell whether the state counts as approved (已批, 备案)."""
    word = rules.word(_LIST, outfall.approval)
    return word is not None and word.duty == _APPROVED


def next_states(rules: Rules, state: str) -> tuple[str, ...]:
    """Return the states that may follow `state`; all of them where none is known."""
    entry = rules.table(_SECTION).get(state)
    if not state or not isinstance(entry, dict) or "next" not in entry:
        return tuple(one for one in states(rules) if one != state)
    return tuple(str(one) for one in entry["next"])


def needs_of(rules: Rules, state: str) -> tuple[str, ...]:
    """Return what a change to `state` has to name.

    Returns
    -------
    tuple of str
        Of ``document``, ``day``, ``authority``.
    """
    entry = rules.table(_SECTION).get(state)
    wanted = entry.get("needs", ()) if isinstance(entry, dict) else ()
    return tuple(str(one) for one in wanted)


def impossible(rules: Rules, old: str, new: str) -> Text | None:
    """Return why the state `new` cannot follow `old`, in a sentence; None: it can."""
    if new == old:
        return _SAME.filled(state=new)
    if states(rules) and new not in states(rules):
        return _UNKNOWN.filled(state=new)
    follow = next_states(rules, old)
    if new in follow:
        return None
    way = _way(rules, old, new)
    if len(way) > 1:
        return _DETOUR.filled(
            old=old, new=new, follow="、".join(follow), way="、".join(way[:-1])
        )
    return _NEVER.filled(old=old, new=new, follow="、".join(follow) or "—")


def _way(rules: Rules, old: str, new: str) -> tuple[str, ...]:
    """Return the shortest way from one state to another, without the first."""
    start: tuple[str, tuple[str, ...]] = (old, ())
    queue, seen = deque([start]), {old}
    while queue:
        state, way = queue.popleft()
        if state == new:
            return way
        for one in next_states(rules, state):
            if one not in seen:
                seen.add(one)
                queue.append((one, (*way, one)))
    return ()


def refusals(
    district: District, outfall: Outfall, decision: Decision, today: date
) -> tuple[Text, ...]:
    """Return why a change of approval is refused, sentence by sentence."""
    rules = district.rules
    found = [impossible(rules, outfall.approval, decision.to)]
    given = {
        "document": decision.document.strip(),
        "day": decision.on,
        "authority": decision.authority.strip(),
    }
    found += [
        _MISSING[need].filled(state=decision.to)
        for need in needs_of(rules, decision.to)
        if not given.get(need) and need in _MISSING
    ]
    if decision.on is not None:
        if decision.on > today:
            found.append(_FUTURE.filled(day=decision.on))
        else:
            found.append(newer_than(district, outfall, APPROVAL, decision.on))
    return tuple(text for text in found if text is not None)


def change_approval(
    district: District, outfall: Outfall, decision: Decision, today: date
) -> Changes:
    """Return the changes that put an outfall into another state of approval.

    Raises
    ------
    OfficerError
        Where it is refused; the message has every reason.
    """
    faults = refusals(district, outfall, decision, today)
    if faults:
        raise OfficerError(together(faults))
    after = {
        "approval": decision.to,
        "approval_document": decision.document.strip(),
        "approved_on": decision.on,
        "approved_by": decision.authority.strip(),
    }
    act = Proceeding(
        APPROVAL,
        decision.on or today,
        after=after,
        document=decision.document.strip(),
        by=decision.authority.strip(),
        note=decision.note.strip(),
    )
    return Changes(changes_of(outfall, act))


_SAME = Text("审批状态已经是“{state}”。", "The approval is “{state}” already.")
_UNKNOWN = Text(
    "审批状态没有“{state}”这个词。", "“{state}” is no state of the codelist."
)
_DETOUR = Text(
    "“{old}”只能转为{follow}；要转为“{new}”，须先转为{way}。",
    "“{old}” may become {follow}; to get to “{new}”, go by {way} first.",
)
_NEVER = Text(
    "“{old}”只能转为{follow}，不能转为“{new}”。",
    "“{old}” may become {follow}, not “{new}”.",
)
_MISSING = {
    "document": Text("转为“{state}”须填文号。", "“{state}” needs a document number."),
    "day": Text("转为“{state}”须填日期。", "“{state}” needs a day."),
    "authority": Text("转为“{state}”须填审批机关。", "“{state}” needs an authority."),
}
_FUTURE = Text("日期 {day} 还没有到。", "The day {day} is not past.")
