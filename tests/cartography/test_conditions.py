import numpy as np
import pytest

from gridwatch.cartography.attributes import attributes_of
from gridwatch.cartography.conditions import (
    ConditionError,
    Operator,
    keys_of,
    matches,
    parse,
    qgis_of,
    written,
)
from gridwatch.district.wording import Language

KNOWN = attributes_of("outfall")
COLUMNS = {
    "category": ["工业排污口", "农业排口", "", "农业排口"],
    "above_scale": ["true", "false", "", "true"],
    "monitored_days": np.array([10.0, 200.0, np.nan, 91.0]),
    "name": ["甲", "乙", "丙", "丁"],
    "monitored": ["2026-10-01", "2026-01-05", "", "2026-08-01"],
}


def holds(text):
    return matches(parse(text, KNOWN), COLUMNS).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("category = '农业排口'", [0, 1, 0, 1]),
        ("category != '农业排口'", [1, 0, 0, 0]),
        ("category contains '工业'", [1, 0, 0, 0]),
        ("category is empty", [0, 0, 1, 0]),
        ("category is not empty", [1, 1, 0, 1]),
        ("monitored_days > 91", [0, 1, 0, 0]),
        ("monitored_days >= 91 and category = '农业排口'", [0, 1, 0, 1]),
        ("monitored_days is empty or monitored_days <= 10", [1, 0, 1, 0]),
        ("monitored_days != 10", [0, 1, 0, 1]),
        ("monitored < '2026-08-01'", [0, 1, 0, 0]),
        ("category='农业排口' and (monitored_days>100 or name='x')", [0, 1, 0, 0]),
        ("above_scale = true", [1, 0, 0, 1]),
    ],
)  # fmt: skip
def test_conditions_hold_for_the_rows_they_speak_of(text, expected):
    assert holds(text) == [bool(one) for one in expected]


@pytest.mark.parametrize(
    ("chinese", "key"),
    [
        ("排污口类型 = '农业排口'", "category = '农业排口'"),
        ("排污口类型为空", "category is empty"),
        ("排污口类型 不为空 且 距上次监测天数 ≥ 90",
         "category is not empty and monitored_days >= 90"),
        ("规模以上 = 是", "above_scale = 'true'"),
        ("名称包含", None),
        ("days since monitoring > 90 or class is empty",
         "monitored_days > 90 or category is empty"),
        ("（排污口类型 = ‘农业排口’ 或 审批状态 为空） 且 规模以上 = '否'",
         "(category = '农业排口' or approval is empty) and above_scale = 'false'"),
    ],
)  # fmt: skip
def test_an_officer_may_write_them_in_his_own_words(chinese, key):
    if key is None:
        with pytest.raises(ConditionError):
            parse(chinese, KNOWN)
    else:
        assert written(parse(chinese, KNOWN), KNOWN) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "category",
        "category =",
        "category = '农业排口' and",
        "nothing = 3",
        "monitored_days = soon",
        "monitored_days contains 3",
        "(category is empty",
        "category is empty)",
        "category is odd",
        "category = '农业",
        "__import__('os').system('x')",
        "category = (1)",
    ],
)
def test_what_cannot_be_understood_is_said_in_words(text):
    with pytest.raises(ConditionError) as caught:
        parse(text, KNOWN)
    assert "条件" in caught.value.text.zh
    assert "condition" in caught.value.text.en


@pytest.mark.parametrize("language", [None, *Language])
def test_a_condition_that_is_written_out_reads_as_the_same(language):
    text = (
        "(category = '它''s' or approval is empty) and monitored_days > 90.5"
        " and above_scale != 'true' and name contains '口'"
    )
    read = parse(text, KNOWN)
    assert parse(written(read, KNOWN, language), KNOWN) == read
    assert keys_of(read) == {
        "category", "approval", "monitored_days", "above_scale", "name",
    }  # fmt: skip


def test_qgis_is_told_only_what_its_tables_hold():
    plain = parse("category = '农''业' and approval is empty", KNOWN)
    assert qgis_of(plain, KNOWN) == (
        "(nullif(\"category\", '') = '农''业') AND (nullif(\"approval\", '') IS NULL)"
    )
    assert qgis_of(parse("monitored_days > 3", KNOWN), KNOWN) == ""


def test_every_operator_has_a_way_to_be_written():
    for operator in Operator:
        value = "" if operator in (Operator.EMPTY, Operator.FILLED) else " '甲'"
        text = f"name {operator}{value}"
        assert written(parse(text, KNOWN), KNOWN) == text
