"""How far a round of review has come: which towns are out, back, missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.jurisdictions import Level
from gridwatch.district.review.packages import Area, AreaKind, Receipt
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from gridwatch.district.district import District

__all__ = [
    "STAGE_NAMES",
    "Counts",
    "Returned",
    "Stage",
    "Standing",
    "standings_of",
    "towns_without",
]


class Stage(StrEnum):
    """How far one package has come."""

    UNFINISHED = "unfinished"
    OUT = "out"
    BACK = "back"
    DECIDED = "decided"
    CLOSED = "closed"


STAGE_NAMES = {
    Stage.UNFINISHED: Text("未写完，请重新裁切", "not written to the end: cut again"),
    Stage.OUT: Text("未交回", "missing"),
    Stage.BACK: Text("已交回，待裁定", "back, to be decided"),
    Stage.DECIDED: Text("已裁定", "decided"),
    Stage.CLOSED: Text("已结束", "closed"),
}


@dataclass(frozen=True, slots=True)
class Returned:
    """One return that was read.

    Parameters
    ----------
    package : str
        Stable identifier of the package.
    draft, serial : str, int
        Of which field draft it was the how manieth return.
    by : str
        Who sent it.
    at : datetime
        When it was written, UTC.
    done, total : int
        Rows of the list that were ticked, and all.
    """

    package: str
    draft: str
    serial: int
    by: str
    at: datetime
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Replies of one package: all, still to decide, in conflict."""

    replies: int = 0
    open: int = 0
    conflicts: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Standing:
    """How one package stands.

    Parameters
    ----------
    receipt : Receipt
        The package.
    stage : Stage
        How far it has come.
    days : int
        Days since it went out.
    returns : tuple of Returned
        What came back, newest last.
    counts : Counts
        Its replies.
    """

    receipt: Receipt
    stage: Stage
    days: int
    returns: tuple[Returned, ...] = ()
    counts: Counts = Counts()

    @property
    def area(self) -> Area:
        """What the package is about."""
        return self.receipt.manifest.area

    @property
    def done(self) -> int:
        """Rows ticked by whoever came furthest."""
        return max((one.done for one in self.returns), default=0)

    @property
    def total(self) -> int:
        """Rows to check."""
        return len(self.receipt.manifest.listed)


def standings_of(
    receipts: Sequence[Receipt],
    returns: Iterable[Returned],
    counts: Mapping[str, Counts],
    today: date,
) -> tuple[Standing, ...]:
    """Return how every package stands: those missing longest first.

    Parameters
    ----------
    receipts : sequence of Receipt
        All packages.
    returns : iterable of Returned
        What was read.
    counts : mapping of str to Counts
        By the package's stable identifier.
    today : date
        The day of the officer's clock.
    """
    by_package: defaultdict[str, list[Returned]] = defaultdict(list)
    for one in returns:
        by_package[one.package].append(one)
    found = []
    for receipt in receipts:
        uid = receipt.manifest.uid
        mine = tuple(sorted(by_package[uid], key=lambda one: (one.at, one.serial)))
        count = counts.get(uid, Counts())
        days = (today - receipt.manifest.at.date()).days
        stage = _stage(receipt, mine, count)
        found.append(Standing(receipt, stage, max(days, 0), mine, count))
    order = list(Stage)
    return tuple(
        sorted(
            found,
            key=lambda s: (order.index(s.stage), -s.days, s.receipt.manifest.number),
        )
    )


def _stage(receipt: Receipt, returns: Sequence[Returned], counts: Counts) -> Stage:
    if receipt.closed:
        return Stage.CLOSED
    if returns:
        return Stage.BACK if counts.open else Stage.DECIDED
    return Stage.OUT if receipt.finished else Stage.UNFINISHED


def towns_without(
    district: District, standings: Iterable[Standing]
) -> tuple[Area, ...]:
    """Return the towns for which no package that still runs has gone out."""
    served = {
        one.area.key
        for one in standings
        if one.area.kind is AreaKind.TOWN and one.stage is not Stage.UNFINISHED
    }
    return tuple(
        Area(AreaKind.TOWN, town.code, town.name)
        for town in district.of_level(Level.TOWN)
        if town.code not in served
    )
