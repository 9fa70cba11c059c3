"""What is told about a typed value, and that hardly anything is refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from gridwatch.district.validating import Norms, Validator, phone_concern
from gridwatch.district.wording import FIELDS, Kind
from gridwatch.resources import resource

TODAY = date(2026, 11, 25)
NORMS = Norms.of(tomllib.loads(resource("validation.toml").read_text("utf-8")))


def told(district, kind, values, uid="", words=()):
    validator = Validator(district, NORMS, kind, uid, lambda _: words, TODAY)
    found = validator.concerns(values)
    return {key: [c.text.zh for c in concerns] for key, concerns in found.items()}


@pytest.mark.parametrize(
    "number",
    [
        "13800001234", "+8613800001234", "138 0000 1234", "010-81234567",
        "0311-8123456", "（010）81234567", "81234567", "010-81234567转802",
        "400-123-4567", "12345", "12369", "13800001234、010-81234567",
    ],
)  # fmt: skip
def test_telephones_as_they_are_written_pass(number):
    concern = phone_concern(NORMS, number)
    if re.search(r"1\d{2} ?\d{4} ?\d{4}", number):
        assert "打码" in concern.text.zh
    else:
        assert concern is None


@pytest.mark.parametrize(
    "number", ["无", "1380000123", "138000012345", "8-1", "电话见公示牌", "010/8"]
)
def test_a_phone_that_is_no_phone_is_told_and_may_be_saved(number):
    concern = phone_concern(NORMS, number)
    assert "不像电话号码" in concern.text.zh
    assert not concern.grave


def test_a_landline_in_the_field_of_the_mobile_is_told(district):
    found = told(district, Kind.PERSON, {"name": "张", "mobile": "010-81234567"})
    assert found == {"mobile": ["这不是手机号。"]}


def test_codes_are_held_to_length_digits_and_district(district):
    def code(text):
        values = {"code": text, "village_code": "990101101201"}
        return told(district, Kind.CELL, values).get("code", [])

    assert code("990101101201009") == []
    assert "应为 15 位" in code("99010110120100")[0]
    assert "数字" in code("99010110120100X")[0]
    assert "本区以 990101" in code("110118101201001")[0]
    assert "另有 1 条网格" in code("990101101201001")[0]


def test_a_row_is_no_double_of_itself(district):
    cell = district.cells[0]
    values = {"code": cell.code, "village_code": cell.village_code}
    assert told(district, Kind.CELL, values, uid=cell.uid) == {}


def test_village_and_cell_code_have_to_agree(district):
    values = {"code": "990101101201005", "village_code": "990101101202"}
    assert "990101101201" in told(district, Kind.CELL, values)["village_code"][0]


def test_a_code_that_nobody_has_is_told(district):
    values = {"code": "B9", "segment_code": "S77"}
    assert told(district, Kind.SIGNBOARD, values) == {
        "segment_code": ["工作库里没有代码为“S77”的河段。"]
    }


def test_a_term_needs_its_post_and_person(district):
    validator = Validator(district, NORMS, Kind.TERM, "", lambda _: (), TODAY)
    found = validator.concerns({"post_uid": "", "person_uid": "nobody"})
    assert all(concern.grave for key in found for concern in found[key])
    assert set(found) == {"post_uid", "person_uid"}


def test_a_term_that_ends_before_it_begins_is_told(district):
    values = {
        "post_uid": "p1",
        "person_uid": "n4",
        "since": date(2026, 5, 1),
        "until": date(2026, 4, 30),
    }
    assert told(district, Kind.TERM, values) == {
        "until": ["早于任职日期（2026-05-01）。"]
    }


def test_overlapping_terms_of_one_person_in_one_post_are_told(district):
    again = {"post_uid": "p1", "person_uid": "n1", "since": date(2025, 1, 1)}
    assert "重叠" in told(district, Kind.TERM, again)["since"][0]
    other = {"post_uid": "p1", "person_uid": "n2", "since": date(2025, 1, 1)}
    assert told(district, Kind.TERM, other) == {}


def test_days_ahead_are_told_except_where_they_are_lawful(district):
    ahead = date(2027, 1, 1)
    board = {"code": "B2", "installed": ahead}
    assert told(district, Kind.SIGNBOARD, board) == {
        "installed": ["晚于今天（2026-11-25）。"]
    }
    term = {"post_uid": "p1", "person_uid": "n4", "since": ahead}
    assert told(district, Kind.TERM, term) == {}


def test_a_word_that_is_in_no_codelist_is_a_warning(district):
    values = {"code": "B2", "type": "木牌"}
    found = told(district, Kind.SIGNBOARD, values, words=("永久", "临时"))
    assert "不在代码表里" in found["type"][0]


def test_a_number_that_nobody_believes_is_told(district):
    values = {"code": "990101000001", "river_code": "R1", "length": 0.2}
    assert "应在 1 到 1,000,000" in told(district, Kind.SEGMENT, values)["length"][0]


def test_the_same_number_in_one_river_is_told(district):
    values = {"code": "990101000001", "river_code": "R1", "sequence": 1}
    assert "已有第 1 段" in told(district, Kind.SEGMENT, values)["sequence"][0]


def test_every_row_of_a_faultless_district_can_be_saved(district):
    from gridwatch.district.rowedits import values_of

    for kind in Kind:
        for row in district.rows(kind):
            values = values_of(row)
            validator = Validator(district, NORMS, kind, row.uid, lambda _: (), TODAY)
            found = validator.concerns(values)
            assert not [c for told in found.values() for c in told if c.grave]


def test_norms_name_fields_that_exist():
    known = {f"{kind.value}.{f.key}" for kind in Kind for f in FIELDS[kind]}
    named = {*NORMS.ranges, *(name for pair in NORMS.order for name in pair)}
    assert named | NORMS.ahead <= known


def test_without_norms_only_what_the_store_refuses_is_told(district):
    validator = Validator(district, Norms(), Kind.PERSON, "", lambda _: (), TODAY)
    assert validator.concerns({"name": "", "mobile": "12"}).keys() <= {"mobile"}
    free = replace(district, code="")
    assert "code" not in told(free, Kind.CELL, {"code": "110118101201001"})
