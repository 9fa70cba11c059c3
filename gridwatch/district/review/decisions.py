"""Decisions of the office on replies, and the edit they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from gridwatch.district.changes import Changes

__all__ = [
    "ANSWER_NAMES",
    "Answer",
    "Decision",
    "Refusal",
    "Ruling",
    "Settlement",
    "Settling",
]


class Answer(StrEnum):
    """What the office says to a reply."""

    ACCEPT = "accept"
    REJECT = "reject"
    PART = "part"
    ASK = "ask"


ANSWER_NAMES = {
    Answer.ACCEPT: Text("接受", "accepted"),
    Answer.REJECT: Text("不接受", "rejected"),
    Answer.PART: Text("部分接受", "accepted in part"),
    Answer.ASK: Text("退回再问", "asked back"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the office decided on one reply.

    Parameters
    ----------
    answer : Answer
        Which answer.
    keys : tuple of str
        Of a part: the flat fields that are taken.
    reason : str
        Why, or the question.
    by, at : str
        Who, and when (ISO 8601, UTC); filled in on writing.
    along : bool
        Of a row that goes: whether what points to it may be emptied or go too.
    """

    answer: Answer
    keys: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
    at: str = ""
    along: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision on one reply before and after an edit; None: there was none."""

    received: int
    before: Decision | None
    after: Decision | None

    def inverse(self) -> Ruling:
        """Return what takes it back."""
        return Ruling(self.received, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Decisions and what they change in the register: one transaction, one undo.

    Parameters
    ----------
    changes : Changes
        What is written to the rows; its reason names the package.
    rulings : tuple of Ruling
        The decisions.
    """

    changes: Changes
    rulings: tuple[Ruling, ...]

    def inverse(self) -> Settlement:
        """Return what takes all of it back."""
        rulings = tuple(one.inverse() for one in reversed(self.rulings))
        return Settlement(self.changes.inverse(), rulings)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that the district's rules do not allow, and why."""

    received: int
    why: Text


class Settling(NamedTuple):
    """What comes of decisions.

    Parameters
    ----------
    settlement : Settlement
        What can be written: the decisions that are not refused.
    refusals : tuple of Refusal
        The others; nothing of them is written.
    notes : tuple of Text
        What was done otherwise than asked: codes that were taken.
    """

    settlement: Settlement
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Text, ...] = ()
