"""The confirmation form lists what a body holds, and leaves a record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.district.bodies import Body
from gridwatch.district.changes import patched
from gridwatch.district.confirmation import (
    body_forms,
    form_document,
    form_record,
    joined_document,
    town_forms,
)
from gridwatch.district.documents import Paragraph, Signature, Table
from gridwatch.district.rules import Word
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 3, 1)


def words(document) -> str:
    return "\n".join(b.text.zh for b in document.blocks if isinstance(b, Paragraph))


def test_a_form_names_every_segment_with_length_bank_and_duty(
    district: District,
) -> None:
    (form,) = body_forms(district, ["青石镇政府"])
    document = form_document(district, form, DAY)
    table, attached = (b for b in document.blocks if isinstance(b, Table))
    assert table.rows == (("1", "S1", "云溪河", "云溪河段", "1,800", "两岸", "管理"),)
    assert attached.rows[0][:4] == ("S1", "town", "青石镇政府", "云溪水务所")
    assert "合计：河流 1 条，河段 1 个，长度 1.80 公里" in words(document)


def test_both_sides_have_their_place_to_sign(district: District) -> None:
    office = replace(district, office="云溪区河长办")
    (form,) = body_forms(office, ["青石镇政府"])
    document = form_document(office, form, DAY)
    (signature,) = (b for b in document.blocks if isinstance(b, Signature))
    assert [line.zh for line in signature.lines] == [
        "确认单位：青石镇政府",
        "登记单位：云溪区河长办",
    ]


def test_a_body_outside_the_district_is_asked_differently(district: District) -> None:
    body = Body("m", "青石镇政府", "市属单位", "钱七", "010-7")
    rules = replace(
        district.rules, lists={"body_types": (Word("市属单位", "outside"),)}
    )
    full = replace(district, bodies=(body,), rules=rules)
    (form,) = body_forms(full, ["青石镇政府"])
    text = words(form_document(full, form, DAY))
    assert "不属本区" in text
    assert "联系人：钱七 010-7" in text


def test_a_length_counts_once_where_both_banks_are_apart(district: District) -> None:
    first = district.ownerships[0]
    rows = tuple(replace(first, uid=b, bank=b) for b in ("left", "right"))
    apart = replace(district, ownerships=rows)
    (form,) = body_forms(apart, ["青石镇政府"])
    assert (len(form.lines), form.segments, form.metres) == (2, 1, 1800.0)


def test_a_form_of_a_town_holds_what_lies_in_it(district: District) -> None:
    (form,) = town_forms(district, ["990101101000", "990101102000"])
    assert (form.party, form.segments) == ("town", 1)


def test_several_forms_make_one_paper(district: District) -> None:
    forms = body_forms(district, ["青石镇政府", "云溪水务所", "谁也不是"])
    document = joined_document(district, forms, DAY)
    assert sum(isinstance(b, Signature) for b in document.blocks) == 2


def test_what_was_given_out_stays_on_record(district: District) -> None:
    forms = body_forms(district, ["青石镇政府", "云溪水务所"])
    changes = form_record(forms, DAY, "确认表.pdf", "赵六")
    after = patched(district, changes)
    assert [one.what for one in after.publications] == ["confirmation"] * 2
    content = json.loads(after.publications[0].content)
    assert content["party"] == "青石镇政府"
    assert content["rows"][0]["uid"] == "w"
    assert content["rows"][0]["state"] == "registered"
    assert all(change.kind is Kind.PUBLICATION for change in changes.items)
