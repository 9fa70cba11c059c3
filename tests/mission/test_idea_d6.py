"""D6: every number can be explained, and two numbers for one thing are found out."""

from __future__ import annotations

from datetime import date

from gridwatch.district.figures import Counted, Declared, Figure, contradictions
from gridwatch.district.wording import Kind, Text

DAY = date(2026, 11, 1)
REPORT = Text("工作汇报", "report")


def test_d6_a_rate_opens_into_numerator_denominator_excluded_rule_and_day() -> None:
    """Ten outfalls, one of them to be closed, seven of the nine approved."""
    outfalls = [Counted(Kind.OUTFALL, str(n), f"PW-{n:02d}") for n in range(9)]
    closing = Counted(Kind.OUTFALL, "9", "PW-09", "", Text("拟关停", "to be closed"))
    rate = Figure(
        name=Text("排污口审批率", "approval rate"),
        numerator=tuple(outfalls[:7]),
        denominator=tuple(outfalls),
        excluded=(closing,),
        rule=Text("规模以上排污口中已批的", "approved ones of those above scale"),
        as_of=DAY,
    )
    assert rate.text.zh == "7/9 = 77.8 %（分母不含 1 个拟关停）"
    assert [row.code for row in rate.rest] == ["PW-07", "PW-08"]
    assert rate.as_of == DAY


def test_d6_54_rivers_in_one_paper_and_60_in_another_are_a_contradiction() -> None:
    directory = Text("分级分段名录", "directory")
    stated = [
        Declared("河流", 54, directory, unit="条"),
        Declared("河流", 60, REPORT, unit="条"),
    ]
    (found,) = contradictions(stated)
    assert (
        found.text.zh == "“河流”：分级分段名录为 54 条，工作汇报为 60 条，相差 6 条。"
    )
