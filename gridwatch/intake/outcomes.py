"""What becomes of every row of a delivery, layer by layer, without storing any.

Rows of a layer that nobody recognises are left out, but they are looked at all the
same: a shape that is lost there is lost for whoever names its kind later.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gridwatch.district.wording import Text
from gridwatch.intake import readers
from gridwatch.intake.layers import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gridwatch.intake.delivery import Delivery, PlannedFile
    from gridwatch.intake.plan import Plan

__all__ = ["OUTCOMES", "Counts", "Outcome", "counted", "outcomes"]

Became = Literal["read", "partly read", "left out", "empty", "not data", "unreadable"]
OUTCOMES: tuple[Became, ...] = (
    "read", "partly read", "left out", "empty", "not data", "unreadable",
)  # fmt: skip
"""Every row taken; some kept aside; kind not known; no rows; no data; no reader."""


_UNSAID = Text("", "")


@dataclass(frozen=True)
class Outcome:
    """What became of one file, layer or sheet.

    Parameters
    ----------
    source : str
        As findings name it.
    became : str
        One of `OUTCOMES`.
    rows, accepted, aside, left_out : int
        Rows a reader reaches; what became of them.
    damaged : int
        Rows among them whose shape is there but cannot be read.
    reason : Text
        Why it is what it is; empty where every row was taken.
    reasons : tuple of (Text, int)
        Why rows were kept aside or shapes lost, the most frequent first.
    """

    source: str
    became: Became
    rows: int = 0
    accepted: int = 0
    aside: int = 0
    left_out: int = 0
    damaged: int = 0
    reason: Text = _UNSAID
    reasons: tuple[tuple[Text, int], ...] = ()


@dataclass(frozen=True)
class Counts:
    """The sums of a delivery.

    Parameters
    ----------
    files, layers : int
        Files, members of archives included; layers and sheets with rows in them.
    rows, accepted, aside, left_out, damaged : int
        As in `Outcome`.
    became : dict of str to int
        How many files, layers and sheets had each outcome.
    """

    files: int
    layers: int
    rows: int
    accepted: int
    aside: int
    left_out: int
    damaged: int
    became: dict[str, int]


def outcomes(
    plan: Plan,
    delivery: Delivery,
    progress: Callable[[int, int, Text], None] | None = None,
) -> tuple[Outcome, ...]:
    """Return what became of everything in a plan.

    Parameters
    ----------
    plan : Plan
        What lies in the delivery.
    delivery : Delivery
        What was read by that plan.
    progress : callable or None
        Told of the layers looked at although they are left out.
    """
    return tuple(_each(plan, delivery, progress))


def _each(
    plan: Plan,
    delivery: Delivery,
    progress: Callable[[int, int, Text], None] | None,
) -> Iterator[Outcome]:
    accounts = {account.source: account for account in delivery.sources}
    why: dict[str, Counter[Text]] = {}
    for row in delivery.rejected:
        why.setdefault(row.source, Counter())[row.reason] += 1
    for at, file in enumerate(plan.files):
        if progress is not None:
            what = Text("查看 {name}", "looking at {name}").filled(name=file.source)
            progress(at, len(plan.files), what)
        account = accounts.get(file.source)
        if account is None:
            yield _left_out(file)
            continue
        reasons = tuple(why.get(file.source, Counter()).most_common())
        lost = _lost_texts(file) if reasons and file.placed else frozenset()
        yield Outcome(
            file.source,
            "partly read" if account.rejected else "read",
            account.taken + account.rejected,
            account.taken,
            account.rejected,
            damaged=sum(n for text, n in reasons if text in lost),
            reasons=reasons,
        )


def _lost_texts(file: PlannedFile) -> frozenset[Text]:
    """Return why shapes of a file that is read are lost, asked only where rows are."""
    try:
        raw = readers.load(file.path, file.layer, file.encoding)
    except Unreadable:
        return frozenset()
    return frozenset(raw.lost.values())


def _left_out(file: PlannedFile) -> Outcome:
    if file.unread:
        return Outcome(file.source, "unreadable", reason=file.kind_reason)
    if not file.rows:
        became: Became = "empty" if file.columns or _holds(file) else "not data"
        return Outcome(file.source, became, reason=file.kind_reason)
    try:
        raw = readers.load(file.path, file.layer, file.encoding)
    except Unreadable as error:
        return Outcome(
            file.source, "unreadable", file.rows, left_out=file.rows, reason=error.text
        )
    rows = len(raw.numbers)
    lost = Counter(raw.lost.values())
    return Outcome(
        file.source,
        "left out",
        rows,
        left_out=rows,
        damaged=sum(lost.values()),
        reason=file.kind_reason,
        reasons=tuple(lost.most_common()),
    )


def _holds(file: PlannedFile) -> bool:
    return file.geometry != "none" or file.layer is not None


def counted(found: tuple[Outcome, ...], plan: Plan) -> Counts:
    """Return the sums of outcomes."""
    became = Counter(outcome.became for outcome in found)
    return Counts(
        len({file.path for file in plan.files}),
        sum(outcome.rows > 0 for outcome in found),
        sum(outcome.rows for outcome in found),
        sum(outcome.accepted for outcome in found),
        sum(outcome.aside for outcome in found),
        sum(outcome.left_out for outcome in found),
        sum(outcome.damaged for outcome in found),
        {name: became[name] for name in OUTCOMES},
    )
