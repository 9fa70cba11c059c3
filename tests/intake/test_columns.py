import csv
import dataclasses

import pytest

from gridwatch.district.signboards import SignboardFace
from gridwatch.district.wording import FIELDS, Kind
from gridwatch.intake.columns import alias_hits, aliases, claims, initials, mapped
from gridwatch.resources import resource

OWNERSHIP = {field.key for field in FIELDS[Kind.OWNERSHIP]}


def rows():
    with resource("columns.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_names_only_fields_we_have():
    extra = {"role", "covers", "covers_code", "covers_name", "since", "until", "acting"}
    for row in rows():
        kind, field = Kind(row["kind"]), row["field"]
        known = {f.key for f in FIELDS[kind]} | {"@file", "@column", "@value"}
        if kind is Kind.SEGMENT:
            known |= OWNERSHIP
        if kind in (Kind.SIGNBOARD, Kind.FORMER_FACE):
            known |= {f"face.{part.name}" for part in dataclasses.fields(SignboardFace)}
        if kind is Kind.PERSON:
            known |= extra | {"level", "note", "serial", "document"}
            known |= {"river", "town", "village"}
        assert field in known, row


def test_no_alias_stands_twice_for_one_kind():
    seen = [
        (r["kind"], r["field"] if r["field"][0] == "@" else "", r["alias"])
        for r in rows()
    ]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    [
        ("行政区划代码", Kind.JURISDICTION, "code"),
        ("行政区划代", Kind.JURISDICTION, "code"),
        ("LSOA11CD", Kind.JURISDICTION, "code"),
        (" Name_CH ", Kind.JURISDICTION, "name"),
        ("管理主体单", Kind.SEGMENT, "managing_body"),
        ("管护主体单", Kind.SEGMENT, "caring_body"),
        ("河段 长度", Kind.SEGMENT, "length"),
        ("受纳河段代", Kind.OUTFALL, "segment_code"),
        ("最近监测日", Kind.OUTFALL, "monitored"),
        ("牌面河长", Kind.SIGNBOARD, "face.chief"),
    ],
)
def test_full_cut_and_ascii_names_are_known(name, kind, field):
    assert alias_hits([name], kind) == {name: field}


def test_the_better_alias_wins_a_field_two_columns_claim():
    hits = alias_hits(["code", "osm_id", "name"], Kind.RIVER)
    assert hits == {"osm_id": "code", "name": "name"}


def test_columns_without_a_field_are_kept_with_none():
    assert mapped(["河段代码", "备用"], Kind.SEGMENT)[1] == ("备用", None)
    assert mapped(["河段代码"], None) == (("河段代码", None),)


def test_a_cut_that_could_mean_two_fields_means_none():
    assert alias_hits(["管护主", "登记日"], Kind.SEGMENT) == {
        "管护主": "caring_body",
        "登记日": "registered_on",
    }
    assert "河段序" not in aliases()[Kind.RIVER].fields


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    [
        ("HDMC", Kind.SEGMENT, "name"),
        ("hdbm", Kind.SEGMENT, "code"),
        ("GLZTDW", Kind.SEGMENT, "managing_body"),
        ("GLDW", Kind.SEGMENT, "managing_body"),
        ("管理单位", Kind.SEGMENT, "managing_body"),
        ("管护单位", Kind.SEGMENT, "caring_body"),
        ("责任单位", Kind.SEGMENT, "caring_body"),
        ("责任单位", Kind.OUTFALL, "responsible_body"),
        ("QSDWMC", Kind.SEGMENT, "managing_body"),
        ("QSDWMC", Kind.JURISDICTION, "name"),
        ("QSDWDM", Kind.JURISDICTION, "code"),
        ("XZQMC", Kind.JURISDICTION, "name"),
        ("流域面积（km²）", Kind.RIVER, "basin_area"),
        ("HD_MC", Kind.SEGMENT, "name"),
        ("WGBM", Kind.CELL, "code"),
        ("GSPBH", Kind.SIGNBOARD, "code"),
    ],
)
def test_abbreviations_and_names_of_national_schemas_are_known(name, kind, field):
    assert alias_hits([name], kind) == {name: field}


def test_the_code_of_a_feature_class_is_no_code_of_a_row():
    for kind in (Kind.JURISDICTION, Kind.RIVER, Kind.WATER_BODY, Kind.SEGMENT):
        assert alias_hits(["YSDM", "BSM"], kind) == {}


def test_an_alias_spelt_out_goes_before_what_is_short_for_one():
    hits = alias_hits(["HDMC", "名称"], Kind.SEGMENT)
    assert hits == {"名称": "name"}


def test_initials_are_those_of_pinyin():
    assert initials("河段名称") == "HDMC"
    assert initials("行政区代码") == "XZQDM"
    assert initials("昊") == initials("K3") == ""


def test_a_claim_says_what_it_goes_by():
    assert "首字母" in claims(["HDMC"], Kind.SEGMENT)["HDMC"].reason.zh
    assert "截断" in claims(["管护主体单"], Kind.SEGMENT)["管护主体单"].reason.zh
