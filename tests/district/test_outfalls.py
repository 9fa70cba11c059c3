from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gridwatch.district import (
    approving,
    monitoring,
    outfallchecks,
    outfallclasses,
    outfallrates,
    rectifying,
    sources,
)
from gridwatch.district.changes import Changes
from gridwatch.district.outfalls import Monitoring, Outfall, Source
from gridwatch.district.proceedings import as_it_stood, proceedings_of
from gridwatch.district.records import Photo, Publication
from gridwatch.district.wording import OfficerError
from tests.district.outfall_rows import (
    DAY,
    after,
    delivered_rules,
    outfall,
    qingzhen,
    with_outfall,
)

TODAY = date(2026, 11, 22)
PHOTOS = (
    rectifying.NewPhoto("before", "a.jpg", "a" * 64, date(2026, 9, 1)),
    rectifying.NewPhoto("after", "b.jpg", "b" * 64, date(2026, 10, 1)),
)


# --- classes ------------------------------------------------------------------------


def test_the_choices_of_a_level_hang_on_the_level_above():
    rules = delivered_rules()
    row = Outfall("o", category="工业排污口", subclass="工矿企业排污口")
    assert "农业排口" in outfallclasses.choices_of(rules, row, "category")
    assert "工矿企业雨洪排口" in outfallclasses.choices_of(rules, row, "subclass")
    farm = "规模化畜禽养殖排污口"
    assert farm not in outfallclasses.choices_of(rules, row, "subclass")
    assert set(outfallclasses.choices_of(rules, row, "variety")) == {
        "工业企业排污口",
        "矿山排污口",
        "尾矿库排污口",
    }
    assert outfallclasses.choices_of(rules, Outfall("o"), "subclass") == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"category": "农业排口", "subclass": "工矿企业排污口"}, "不属于“农业排口”"),
        ({"subclass": "农村生活污水散排口"}, "没有排污口类型"),
        ({"category": "雨水口"}, "不在分类代码表里"),
    ],
)
def test_a_class_that_does_not_fit_together_is_told(fields, words):
    (text,) = outfallclasses.unfit(delivered_rules(), Outfall("o", **fields))
    assert words in text.zh


def test_a_whole_chain_is_no_fault_and_without_codelists_nothing_is_judged():
    row = Outfall("o", "", "", "工业排污口", subclass="工矿企业排污口")
    row = replace(row, variety="矿山排污口")
    assert outfallclasses.unfit(delivered_rules(), row) == ()
    empty = replace(delivered_rules(), lists={})
    assert outfallclasses.unfit(empty, replace(row, subclass="乱写")) == ()


def test_another_class_takes_the_levels_below_along_only_as_far_as_they_fit():
    rules = delivered_rules()
    row = Outfall(
        "o", category="工业排污口", subclass="工矿企业排污口", variety="矿山排污口"
    )
    (change,) = outfallclasses.reclassify(rules, row, "category", "农业排口").items
    assert change.after == {"category": "农业排口", "subclass": "", "variety": ""}
    (change,) = outfallclasses.reclassify(
        rules, row, "subclass", "工矿企业雨洪排口"
    ).items
    assert change.after == {"subclass": "工矿企业雨洪排口", "variety": ""}
    same = outfallclasses.reclassify(rules, row, "category", "工业排污口")
    assert same.items == ()


# --- monitoring ---------------------------------------------------------------------


def test_the_last_monitoring_is_the_latest_of_delivery_and_records_up_to_the_day():
    district = replace(
        qingzhen(),
        monitorings=(
            Monitoring("m1", "o0", date(2026, 10, 5), "达标"),
            Monitoring("m2", "o0", date(2026, 12, 1), "不达标"),
            Monitoring("m3", "o1", date(2026, 10, 20), "达标"),
            Monitoring("m4", "o0", None, "达标"),
        ),
    )
    row = outfall(district)
    assert monitoring.last_monitored(district, row, DAY) == date(2026, 10, 5)
    assert monitoring.last_monitored(district, row, date(2026, 9, 30)) == date(
        2026, 9, 1
    )
    assert monitoring.last_monitored(district, row, date(2026, 1, 1)) is None


def test_an_own_interval_goes_before_that_of_the_district():
    district = with_outfall(qingzhen(), frequency_days=30)
    found = monitoring.due(district, outfall(district), DAY)
    assert (found.interval, found.day) == (30, date(2026, 10, 1))
    assert (found.late, found.days) == (True, 31)
    other = monitoring.due(district, outfall(district, "o1"), DAY)
    assert (other.interval, other.late, other.days) == (365, False, 0)


def test_the_last_day_itself_is_in_time():
    district = with_outfall(qingzhen(), frequency_days=30)
    last = date(2026, 9, 1) + timedelta(30)
    assert not monitoring.is_late(district, outfall(district), last)
    assert monitoring.is_late(district, outfall(district), last + timedelta(1))


def test_unknown_scale_is_not_taken_for_above_scale():
    district = with_outfall(qingzhen(), above_scale=None, monitored=None)
    assert not monitoring.is_late(district, outfall(district), DAY)
    own = with_outfall(district, frequency_days=90)
    assert monitoring.is_late(own, outfall(own), DAY)


def test_the_overdue_come_never_monitored_first_then_the_longest():
    district = with_outfall(qingzhen(), "o3", monitored=None)
    district = with_outfall(district, "o1", frequency_days=20)
    district = with_outfall(district, "o2", frequency_days=10)
    found = [row.uid for row, _ in monitoring.overdue(district, DAY)]
    assert found == ["o3", "o2", "o1"]


def test_one_sampling_of_several_outfalls_is_one_edit_and_counts_at_once():
    district = qingzhen()
    rows = [outfall(district, "o1"), outfall(district, "o2")]
    entry = monitoring.Sampling(date(2026, 11, 20), "达标", "区监测站")
    changed = after(
        district, monitoring.record_monitoring(district, rows, entry, TODAY)
    )
    for uid in ("o1", "o2"):
        row = outfall(changed, uid)
        assert monitoring.last_monitored(changed, row, TODAY) == date(2026, 11, 20)
        assert monitoring.compliance(changed, row, TODAY) == "passed"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (monitoring.Sampling(None), "请填监测日期"),
        (monitoring.Sampling(date(2026, 11, 23)), "还没有到"),
        (monitoring.Sampling(DAY, "好"), "监测结果没有“好”"),
        (monitoring.Sampling(date(2026, 10, 1), "", "甲站"), "已登记"),
    ],
)
def test_a_monitoring_that_cannot_be_is_refused_in_a_sentence(entry, words):
    there = Monitoring("m", "o0", date(2026, 10, 1), "达标", "甲站")
    district = replace(qingzhen(), monitorings=(there,))
    with pytest.raises(OfficerError) as caught:
        monitoring.record_monitoring(district, [outfall(district)], entry, TODAY)
    assert words in caught.value.text.zh


def test_a_pending_result_leaves_the_one_before_standing():
    rows = (
        Monitoring("m1", "o0", date(2026, 9, 1), "不达标"),
        Monitoring("m2", "o0", date(2026, 10, 1), "未出结果"),
    )
    district = replace(qingzhen(), monitorings=rows)
    assert monitoring.compliance(district, outfall(district), DAY) == "failed"
    alone = replace(district, monitorings=rows[1:])
    assert monitoring.compliance(alone, outfall(alone), DAY) == "pending"
    assert monitoring.compliance(alone, outfall(alone, "o1"), DAY) == "none"


# --- approval -----------------------------------------------------------------------


def test_a_refused_transition_says_why_and_which_way_leads_there():
    rules = delivered_rules()
    assert approving.impossible(rules, "待补办", "已批") is None
    text = approving.impossible(rules, "已批", "已关停")
    assert text is not None
    assert text.zh == "“已批”只能转为待补办、拟关停；要转为“已关停”，须先转为拟关停。"
    assert approving.impossible(rules, "已批", "已批") is not None
    assert approving.impossible(rules, "已批", "没有的状态") is not None
    assert approving.impossible(rules, "", "已关停") is None


def test_what_an_approval_has_to_name_is_told_all_at_once():
    district = qingzhen()
    found = approving.refusals(
        district, outfall(district, "o7"), approving.Decision("已批"), TODAY
    )
    assert [text.zh for text in found] == [
        "转为“已批”须填文号。",
        "转为“已批”须填日期。",
        "转为“已批”须填审批机关。",
    ]


def test_an_approval_is_kept_with_what_was_before_and_undone_to_the_letter():
    district = qingzhen()
    changes = approving.change_approval(
        district,
        outfall(district, "o7"),
        approving.Decision("已批", date(2026, 10, 20), "清环批9号", "区环境局"),
        TODAY,
    )
    changed = after(district, changes)
    row = outfall(changed, "o7")
    assert (row.approval, row.approved_by) == ("已批", "区环境局")
    assert as_it_stood(changed, row, date(2026, 10, 19)).approval == "待补办"
    assert as_it_stood(changed, row, date(2026, 10, 20)).approval == "已批"
    back = after(changed, changes.inverse())
    assert back.outfalls == district.outfalls
    assert back.publications == ()


def test_a_change_cannot_be_slipped_in_behind_a_later_one():
    district = qingzhen()
    row = outfall(district, "o7")
    later = approving.Decision("备案", date(2026, 10, 20), "备9号")
    district = after(district, approving.change_approval(district, row, later, TODAY))
    earlier = approving.Decision("已批", date(2026, 10, 1), "批1号", "区环境局")
    found = approving.refusals(district, outfall(district, "o7"), earlier, TODAY)
    assert ["2026-10-20" in text.zh for text in found] == [True]


def test_the_states_are_data_that_a_district_may_change():
    rules = delivered_rules()
    own = {**rules.data, "approvals": {"已批": {"next": ["已关停"], "needs": []}}}
    rules = replace(rules, data=own)
    assert approving.impossible(rules, "已批", "已关停") is None
    assert approving.impossible(rules, "已批", "拟关停") is not None
    assert approving.needs_of(rules, "已批") == ()


# --- rectification ------------------------------------------------------------------


def ordered(district, deadline=date(2026, 10, 31)):
    entry = rectifying.Order("规范", date(2026, 8, 1), deadline, note="截污纳管")
    return after(district, rectifying.order(district, outfall(district), entry, TODAY))


def closed(district):
    entry = rectifying.Closing(date(2026, 10, 2), "林工", "已接管网", PHOTOS)
    return after(
        district, rectifying.close_out(district, outfall(district), entry, TODAY)
    )


def test_a_close_out_tells_everything_that_is_missing():
    district = ordered(qingzhen())
    found = rectifying.refusals_to_close(
        district, outfall(district), rectifying.Closing(None), TODAY
    )
    assert [text.zh for text in found] == [
        "缺整改前照片。",
        "缺整改后照片。",
        "缺销号日期。",
        "缺销号人。",
        "缺销号说明。",
    ]
    half = rectifying.Closing(date(2026, 10, 2), "林工", "已接管网", PHOTOS[:1])
    with pytest.raises(OfficerError, match="no photograph from after"):
        rectifying.close_out(district, outfall(district), half, TODAY)


def test_photographs_and_close_out_are_one_edit_and_go_together():
    before = ordered(qingzhen())
    entry = rectifying.Closing(date(2026, 10, 2), "林工", "已接管网", PHOTOS)
    changes = rectifying.close_out(before, outfall(before), entry, TODAY)
    done = after(before, changes)
    assert outfall(done).rectification == "已销号"
    assert {p.role for p in done.photos_of["o0"]} == {"before", "after"}
    back = after(done, changes.inverse())
    assert back.photos == ()
    assert back.outfalls == before.outfalls


def test_overdue_is_counted_from_the_deadline_until_the_close_out():
    district = ordered(qingzhen(), deadline=date(2026, 9, 20))
    assert rectifying.overdue_days(district, outfall(district), date(2026, 9, 20)) == 0
    assert rectifying.overdue_days(district, outfall(district), date(2026, 10, 1)) == 11
    done = closed(district)
    assert rectifying.overdue_days(done, outfall(done), TODAY) == 0
    # On a day before the close-out it was overdue, and still is told so.
    assert rectifying.overdue_days(done, outfall(done), date(2026, 10, 1)) == 11


def test_reopening_keeps_the_close_out_on_record_and_wants_new_photographs():
    district = closed(ordered(qingzhen()))
    again = rectifying.Reopening(date(2026, 11, 5), "复查仍有直排", "王检")
    changes = rectifying.reopen(district, outfall(district), again, TODAY)
    district = after(district, changes)
    row = outfall(district)
    assert (row.rectification, row.closed_on) == ("整改中", None)
    acts = [act.after["rectification"] for act in proceedings_of(district, row)]
    assert acts == ["整改中", "已销号", "整改中"]
    stood = as_it_stood(district, row, date(2026, 10, 10))
    assert (stood.rectification, stood.closed_by) == ("已销号", "林工")
    entry = rectifying.Closing(date(2026, 11, 20), "林工", "再次整改")
    found = rectifying.refusals_to_close(district, row, entry, TODAY)
    assert [text.zh for text in found] == ["缺整改后照片。"]
    fresh = rectifying.NewPhoto("after", "c.jpg", "c" * 64, date(2026, 11, 19))
    entry = replace(entry, photos=(fresh,))
    assert rectifying.refusals_to_close(district, row, entry, TODAY) == ()


def test_only_a_close_out_can_be_reopened_and_only_with_a_reason():
    district = ordered(qingzhen())
    entry = rectifying.Reopening(date(2026, 11, 5))
    found = rectifying.refusals_to_reopen(district, outfall(district), entry, TODAY)
    assert [text.zh for text in found] == [
        "还没有销号，不用重新整改。",
        "请写明重新整改的原因。",
    ]


# --- sources ------------------------------------------------------------------------


def test_several_sources_share_an_outfall_and_are_counted_by_village():
    district = qingzhen()
    row = outfall(district)
    for name in ("甲厂", "乙厂"):
        entry = sources.NewSource(
            name, category="工业企业", village_code="990101101201"
        )
        district = after(district, sources.add_source(district, row, entry))
    lone = after(district, sources.add_source(district, None, sources.NewSource("丙")))
    assert [s.name for s in sources.of_outfall(lone, row)] == ["甲厂", "乙厂"]
    assert [s.name for s in sources.loose(lone)] == ["丙"]
    groups = {group.name: group.categories for group in sources.by_village(lone)}
    assert groups == {"": {"": 1}, "桥头村": {"工业企业": 2}}


def test_linking_and_unlinking_move_sources_and_lose_none():
    district = replace(qingzhen(), sources=(Source("s1", "W1", "甲厂"),))
    row = outfall(district, "o3")
    linked = after(district, sources.link(row, district.sources))
    assert sources.of_outfall(linked, row) == linked.sources
    free = after(linked, sources.unlink(linked.sources))
    assert free.sources == district.sources
    assert sources.link(row, linked.sources) == Changes(())


def test_a_source_needs_a_name_a_free_code_and_an_outfall_with_a_code():
    district = replace(qingzhen(), sources=(Source("s1", "W1", "甲厂"),))
    nameless = with_outfall(district, code="")
    entry = sources.NewSource("", "W1", village_code="1")
    found = sources.refusals_to_add(nameless, outfall(nameless), entry)
    assert len(found) == 4
    with pytest.raises(OfficerError, match="no code"):
        sources.link(outfall(nameless), district.sources)


# --- rates --------------------------------------------------------------------------


def test_those_to_be_closed_count_in_the_approval_rate_or_not_as_the_rule_says():
    district = qingzhen()
    assert outfallrates.approval_rate(district, DAY).text.zh == "7/10 = 70.0 %"
    without = outfallrates.approval_rate(district, DAY, closing=False)
    assert without.text.zh == "7/9 = 77.8 %（分母不含 1 个拟关停）"
    table = {**district.rules.table("outfalls"), "approval_counts_closing": False}
    own = replace(district.rules, data={**district.rules.data, "outfalls": table})
    switched = outfallrates.approval_rate(replace(district, rules=own), DAY)
    assert switched.text == without.text
    assert switched.rule != outfallrates.approval_rate(district, DAY).rule


def test_a_rate_of_an_earlier_day_does_not_know_what_came_later():
    district = qingzhen()
    decision = approving.Decision("已批", date(2026, 10, 20), "批9号", "区环境局")
    district = after(
        district,
        approving.change_approval(district, outfall(district, "o7"), decision, TODAY),
    )
    assert outfallrates.approval_rate(district, DAY).short == "8/10 = 80.0 %"
    assert (
        outfallrates.approval_rate(district, date(2026, 10, 19)).short
        == "7/10 = 70.0 %"
    )


def test_outfalls_of_unknown_scale_are_left_out_and_told():
    district = with_outfall(qingzhen(), above_scale=None)
    figure = outfallrates.monitoring_rate(district, DAY)
    assert {row.reason.zh for row in figure.excluded} == {"规模未登记", "拟关停"}
    below = with_outfall(qingzhen(), above_scale=False)
    assert outfallrates.monitoring_rate(below, DAY).short == "8/8 = 100.0 %"


def test_compliance_leaves_out_what_has_no_verdict():
    rows = (
        Monitoring("m1", "o0", date(2026, 10, 1), "达标"),
        Monitoring("m2", "o1", date(2026, 10, 1), "不达标"),
        Monitoring("m3", "o2", date(2026, 10, 1), "未出结果"),
    )
    figure = outfallrates.compliance_rate(replace(qingzhen(), monitorings=rows), DAY)
    assert figure.short == "1/2 = 50.0 %"
    reasons = sorted(row.reason.zh for row in figure.excluded)
    assert reasons == ["拟关停", "未出结果", *["没有监测结果"] * 6]


def test_the_close_out_rate_counts_only_what_has_to_be_rectified():
    district = closed(ordered(qingzhen()))
    district = with_outfall(district, "o1", rectification="整改中", above_scale=False)
    district = with_outfall(district, "o2", rectification="无需整改")
    figure = outfallrates.close_out_rate(district, DAY)
    assert figure.short == "1/2 = 50.0 %"
    assert (
        outfallrates.close_out_rate(district, date(2026, 9, 1)).short == "0/2 = 0.0 %"
    )


# --- checks -------------------------------------------------------------------------


def found(check, district, day=DAY):
    return [row.uid for _, row, _ in check(district, day)]


def test_a_district_in_order_passes_every_check_of_outfalls():
    for name in outfallchecks.__all__:
        assert found(getattr(outfallchecks, name), qingzhen()) == [], name


def test_every_check_of_outfalls_finds_its_fault_and_no_other():
    good = qingzhen()
    bad_act = Publication(
        "p", "approval", date(2026, 5, 1), "PW-00", content=(
            '{"outfall": "o0", "before": {"approval": "已批"}, '
            '"after": {"approval": "已关停"}}'
        ),
    )  # fmt: skip
    faulty = {
        "monitoring_overdue": with_outfall(good, monitored=date(2025, 1, 1)),
        "approval_without_document": with_outfall(good, approval_document=""),
        "class_not_under_parent": with_outfall(good, subclass="工矿企业排污口"),
        "closed_out_without_photos": with_outfall(
            good, rectification="已销号", measure="规范", closed_on=date(2026, 10, 1)
        ),
        "closed_out_without_record": with_outfall(
            good, rectification="已销号", measure="规范"
        ),
        "rectification_overdue": with_outfall(
            good, rectification="整改中", deadline=date(2026, 10, 1)
        ),
        "source_without_outfall": replace(
            good, sources=(Source("o0", "W", "甲", outfall_code="不在"),)
        ),
        "transition_impossible": replace(good, publications=(bad_act,)),
        "dates_contradict": with_outfall(
            good, rectification="整改中", closed_on=date(2026, 10, 1)
        ),
    }
    assert set(faulty) == set(outfallchecks.__all__)
    for name, district in faulty.items():
        for check in outfallchecks.__all__:
            wanted = ["o0"] if check == name else []
            assert found(getattr(outfallchecks, check), district) == wanted, (
                name,
                check,
            )


def test_one_photograph_is_not_enough_and_the_finding_says_which_is_missing():
    district = with_outfall(
        qingzhen(), rectification="已销号", closed_on=date(2026, 10, 1)
    )
    photo = Photo("p", "outfall", "o0", "before")
    ((_, _, text),) = outfallchecks.closed_out_without_photos(
        replace(district, photos=(photo,)), DAY
    )
    assert text.zh == "已销号，但没有整改后照片。"


def test_a_record_that_another_program_has_spoilt_is_passed_over():
    for content in ("", "[]", "{}", '{"outfall": "o0", "before": 3, "after": {}}'):
        row = Publication("p", "approval", date(2026, 12, 1), "PW-00", content=content)
        district = replace(qingzhen(), publications=(row,))
        assert as_it_stood(district, outfall(district), DAY) == outfall(district)
