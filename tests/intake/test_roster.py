from datetime import date

from gridwatch.district.wording import Kind
from gridwatch.intake.plan import read, survey
from tests.intake.deliveries import balanced, said, workbook

HEAD = [
    "序号", "姓名", "职务", "级别", "单位及职务", "办公电话", "手机",
    "责任对象类型", "责任对象代码", "责任对象名称", "任职日期", "离任日期", "备注",
]  # fmt: skip


def row(name="张三", role="村级河长", codes="990101102201", more=None):
    cells = dict.fromkeys(HEAD, "") | {
        "序号": 1,
        "姓名": name,
        "职务": role,
        "手机": 13800000001.0,
        "责任对象类型": "行政区",
        "责任对象代码": codes,
        "任职日期": date(2024, 1, 2),
    }
    return list((cells | (more or {})).values())


def delivered(tmp_path, *rows, former=()):
    sheets = {"名单": [["云溪区河长名单"], HEAD, *rows]}
    if former:
        sheets["历史任职"] = [HEAD, *former]
    workbook(tmp_path / "d" / "chiefs.xlsx", sheets)
    plan = survey(tmp_path / "d")
    assert plan.certain
    found = read(plan)
    balanced(plan, found)
    return found


def test_a_row_becomes_person_post_and_term(tmp_path):
    found = delivered(tmp_path, row(more={"级别": "村级", "单位及职务": "村支书"}))
    (person,) = found.rows[Kind.PERSON]
    (post,) = found.rows[Kind.POST]
    (term,) = found.rows[Kind.TERM]
    assert (person.name, person.unit, person.mobile) == (
        "张三",
        "村支书",
        "13800000001",
    )
    assert (post.role, post.level, post.covers) == (
        "村级河长",
        "village",
        "jurisdiction",
    )
    assert post.covers_code == "990101102201"
    assert (term.person_uid, term.post_uid) == (person.uid, post.uid)
    assert (term.since, term.until, term.acting) == (date(2024, 1, 2), None, False)


def test_several_codes_are_several_posts_of_one_person(tmp_path):
    found = delivered(tmp_path, row(codes="990101102201、990101102202, 990101102203"))
    assert len(found.rows[Kind.PERSON]) == 1
    codes = [post.covers_code for post in found.rows[Kind.POST]]
    assert codes == ["990101102201", "990101102202", "990101102203"]
    assert len({term.post_uid for term in found.rows[Kind.TERM]}) == 3


def test_a_post_is_shared_by_its_present_and_former_holders(tmp_path):
    gone = {"离任日期": "2023年12月31日", "任职日期": "2019.5.1", "手机": ""}
    found = delivered(tmp_path, row(), former=[row("李四", more=gone)])
    (post,) = found.rows[Kind.POST]
    assert {t.post_uid for t in found.rows[Kind.TERM]} == {post.uid}
    assert {t.until for t in found.rows[Kind.TERM]} == {None, date(2023, 12, 31)}


def test_two_people_of_one_name_are_told_apart_by_mobile(tmp_path):
    other = {"手机": "13900000002"}
    found = delivered(tmp_path, row(), row(codes="990101102202", more=other))
    assert len(found.rows[Kind.PERSON]) == 2


def test_a_missing_code_leaves_the_post_without_one(tmp_path):
    found = delivered(tmp_path, row(role="总河长", codes=""))
    (post,) = found.rows[Kind.POST]
    assert (post.covers_code, post.level) == ("", "district")


def test_long_codes_stored_as_numbers_are_kept_aside_with_their_cell(tmp_path):
    cell = {"责任对象类型": "网格"}
    found = delivered(tmp_path, row(), row("王五", codes=990101102201003.0, more=cell))
    (kept,) = found.rejected
    assert kept.row == 4
    assert "I4" in kept.reason.en
    assert kept.values["姓名"] == "王五"
    assert [p.name for p in found.rows[Kind.PERSON]] == ["张三"]


def test_a_repeated_row_is_kept_aside(tmp_path):
    found = delivered(tmp_path, row(), row())
    assert "row 3 of chiefs.xlsx#名单" in found.rejected[0].reason.en


def test_a_row_without_a_name_is_a_vacant_post(tmp_path):
    found = delivered(tmp_path, row("待定"), row(codes="990101102202"))
    assert len(found.rows[Kind.POST]) == 2
    assert len(found.rows[Kind.TERM]) == 1
    assert "vacant" in said(found.findings)


def test_a_row_without_a_role_is_kept_aside(tmp_path):
    found = delivered(tmp_path, row(), row("李四", role=""))
    assert len(found.rejected) == 1


def test_acting_holders_are_told_by_the_note(tmp_path):
    found = delivered(tmp_path, row(more={"备注": "空缺期间代管"}))
    assert found.rows[Kind.TERM][0].acting


def test_an_unreadable_day_is_told_and_left_blank(tmp_path):
    found = delivered(tmp_path, row(more={"任职日期": "去年夏天"}))
    assert found.rows[Kind.TERM][0].since is None
    finding = next(f for f in found.findings if "no date" in f.text.en)
    assert (finding.row, finding.field) == (3, "任职日期")


def test_a_term_that_ends_before_it_begins_is_told(tmp_path):
    found = delivered(tmp_path, row(more={"离任日期": date(2020, 1, 1)}))
    assert "before it begins" in said(found.findings)


def test_a_segment_named_by_river_and_village_is_kept_to_be_matched(tmp_path):
    rows = [
        ["河流", "镇街", "村居", "姓名", "职务", "电话"],
        ["潮河", "东桥镇", "东北村", "云甲子", "河段长", "10099990001"],
    ]
    workbook(tmp_path / "d" / "河段长名单.xlsx", {"名单": rows})
    found = read(survey(tmp_path / "d"))
    (post,) = found.rows[Kind.POST]
    assert (post.covers, post.covers_code) == ("segment", "潮河·东桥镇·东北村")
