import pytest

from gridwatch.district.wording import Kind
from gridwatch.intake.guessing import assigned, guessed_by_values, looks
from gridwatch.intake.plan import survey
from tests.intake.deliveries import point, shapefile, square


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (["13800000001", "13900000002"], "mobile"),
        (["010-69900001", "01069900002"], "landline"),
        (["110118001001", "110118001002"], "division"),
        (["110118001001001", "110118001001002"], "cell"),
        (["2017年11月17日", "2017.11.18", "20171119"], "day"),
        (["116.83212", "117.01"], "east"),
        (["40.37121", "40.51"], "north"),
        (["1", "2.5"], "number"),
        (["白河", "潮河"], ""),
        (["990118", "980118"], "number"),
        (["13800000001"], ""),
        ([], ""),
    ],
)
def test_values_are_seen_for_what_they_are(values, what):
    assert looks(values) == what


def test_a_few_odd_values_do_not_hide_what_the_others_are():
    values = [*(f"1380000{n:04}" for n in range(19)), "不详"]
    assert looks(values) == "mobile"
    assert looks(values[:3] + ["不详"] * 3) == ""


def test_a_column_without_a_telling_name_is_known_by_its_values():
    rows = [("张甲", "村级河长", "13800000001"), ("李乙", "村级河长", "13900000002")]
    (guess,) = guessed_by_values(["姓名", "职务", "F3"], rows, Kind.PERSON)
    assert (guess.column, guess.field) == ("F3", "mobile")
    assert "11 位" in guess.reason.zh


def test_codes_of_cells_and_of_villages_are_told_apart():
    sample = {
        "F1": ["110118001001001", "110118001001002"],
        "F2": ["110118001001", "110118001002"],
    }
    found = {g.column: g.field for g in guessed_by_values(["F1", "F2"], sample, "cell")}
    assert found == {"F1": "code", "F2": "village_code"}


def test_no_field_is_given_twice_nor_taken_from_a_name():
    sample = {
        "手机": ["13800000001", "13800000002"],
        "F2": ["13800000003", "13800000004"],
        "F3": ["13800000005", "13800000006"],
    }
    found = assigned([*sample], sample, Kind.PERSON)
    assert dict(found.columns) == {"手机": "mobile", "F2": "office_phone", "F3": None}
    assert "mobile phones" in found.reasons["F3"].en


def test_names_and_choices_are_known_by_their_words():
    sample = {"F1": ["白河", "潮河", "清水沟"], "F2": ["常年", "季节性", "常年"]}
    found = assigned(["F1", "F2"], sample, Kind.RIVER)
    assert dict(found.columns) == {"F1": "name", "F2": "regime"}


def test_coordinates_are_named_though_no_field_holds_them():
    sample = {"F1": ["116.83212", "116.91"], "F2": ["40.37121", "40.51"]}
    found = guessed_by_values(["F1", "F2"], sample, Kind.SIGNBOARD)
    assert [(g.field, g.looks) for g in found] == [(None, "east"), (None, "north")]


def test_values_that_contradict_their_name_become_a_question(tmp_path):
    table = {"公示牌编号": ["A1", "A2"], "设立日期": ["13800000001", "13800000002"]}
    shapefile(tmp_path / "公示牌.shp", [point(), point(9)], table)
    (file,) = survey(tmp_path).files
    assert dict(file.columns)["设立日期"] == "installed"
    assert [name for name, _ in file.column_doubts] == ["设立日期"]
    assert any("设立日期" in question.zh for question in file.questions)


def test_codes_that_are_numbers_and_texts_that_are_numbers_are_not_doubted():
    sample = {"河段代码": ["1", "2"], "起点": ["12", "13"], "河段长度": ["2.5", "3.10"]}
    assert not assigned([*sample], sample, Kind.SEGMENT).doubts


def test_reasons_come_with_the_plan_and_follow_the_officers_choice(tmp_path):
    table = {"XZQDM": ["110118001001", "110118001002"], "BZ": ["甲村", "乙村"]}
    shapefile(tmp_path / "村界.shp", [square(), square(100)], table)
    (file,) = survey(tmp_path).files
    assert dict(file.columns) == {"XZQDM": "code", "BZ": "name"}
    reasons = dict(file.column_reasons)
    assert "列名表" in reasons["XZQDM"].zh
    assert "结尾" in reasons["BZ"].zh
    as_cells = file.with_(kind=Kind.CELL)
    assert dict(as_cells.columns)["XZQDM"] == "village_code"
