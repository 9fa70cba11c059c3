"""What a trial of an import says: what would become of every row."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cli.answers import Talk
    from gridwatch.intake.outcomes import Counts, Outcome
    from gridwatch.intake.plan import Delivery

__all__ = ["tell_trial", "trial_facts"]

_BECAME = {
    "read": Text("读取", "read"),
    "partly read": Text("部分读取", "partly read"),
    "left out": Text("不导入", "left out"),
    "empty": Text("没有数据行", "empty"),
    "not data": Text("不是数据", "not data"),
    "unreadable": Text("无法读取", "unreadable"),
}


def trial_facts(
    delivery: Delivery, found: Sequence[Outcome], counts: Counts, talk: Talk
) -> dict[str, object]:
    """Return a trial as plain values; its findings replace those of the plan."""
    from gridwatch.cli.answers import finding_facts

    return {
        "counts": asdict(counts),
        "outcomes": [_outcome_facts(outcome, talk) for outcome in found],
        "findings": [finding_facts(finding, talk) for finding in delivery.findings],
    }


def _outcome_facts(outcome: Outcome, talk: Talk) -> dict[str, object]:
    return {
        "source": outcome.source,
        "became": outcome.became,
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "aside": outcome.aside,
        "left_out": outcome.left_out,
        "damaged": outcome.damaged,
        "reason": talk.of(outcome.reason),
        "reasons": {talk.of(text): number for text, number in outcome.reasons},
    }


def tell_trial(found: Sequence[Outcome], counts: Counts, talk: Talk) -> None:
    """Print the sums, and every layer that is not read whole with its reasons."""
    for outcome in found:
        for text, number in outcome.reasons:
            print(f"  ! {outcome.source}: {talk.of(text)} (x{number})")
    talk.answer(
        Text(
            "{files} 个文件，{layers} 个图层，{rows} 行：可导入 {accepted}，搁置 "
            "{aside}，不导入 {left_out}，其中图形损坏 {damaged}",
            "{files} files, {layers} layers, {rows} rows: {accepted} to be taken, "
            "{aside} kept aside, {left_out} left out; {damaged} with a damaged shape",
        ).filled(**{k: v for k, v in asdict(counts).items() if k != "became"})
    )
    told = (f"{talk.of(_BECAME[name])} {n}" for name, n in counts.became.items() if n)
    print("  ".join(told))
