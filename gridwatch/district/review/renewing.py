"""After a decision: only the replies that it touches are held against the office."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.district.review.merging import Case, Received, cases_of
from gridwatch.district.review.replies import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gridwatch.district.district import District
    from gridwatch.district.review.decisions import Settlement

__all__ = ["renewed"]


def renewed(
    cases: Collection[Case],
    district: District,
    settlement: Settlement,
    withheld: Mapping[str, frozenset[str]],
) -> dict[int, Case]:
    """Return the replies that a settlement touches, as they stand after it.

    Holding all of them anew gives the same, and takes as long as there are replies.

    Parameters
    ----------
    cases : collection of Case
        Every reply on the desk, as it stood before.
    district : District
        The office's district after the settlement.
    settlement : Settlement
        What was written: decisions made or taken back, and rows that changed.
    withheld : mapping of str to frozenset of str
        By number of the package: what did not go out with it.

    Returns
    -------
    dict of int to Case
        By the number of the reply.
    """
    settled = {ruling.received: ruling.after for ruling in settlement.rulings}
    rows = {(change.kind, change.uid) for change in settlement.changes.items}
    rows |= {(case.kind, case.uid) for case in cases if case.id in settled}
    groups: defaultdict[frozenset[str], list[Received]] = defaultdict(list)
    for case in cases:
        # Whether a code is taken is asked of all new rows together.
        if (case.kind, case.uid) in rows or case.mark is Mark.NEW:
            received = case.received
            if case.id in settled:
                received = replace(received, decision=settled[case.id])
            groups[withheld.get(received.package, frozenset())].append(received)
    return {
        case.id: case
        for without, group in groups.items()
        for case in cases_of(district, group, without)
    }
