"""Whose the parts are, and that none goes out without its licence."""

from __future__ import annotations

import re
from importlib.metadata import requires

import pytest

from gridwatch.licences import Part, bundled_in, packages, page, plain, unnamed_in


@pytest.fixture(scope="module")
def parts():
    return packages()


def test_every_dependency_is_listed_with_a_licence_and_its_text(parts):
    needs = [one for one in requires("gridwatch") if "extra ==" not in one]
    wanted = {re.split(r"[<>=\[]", one)[0].lower().replace("_", "-") for one in needs}
    assert "pyside6-essentials" in wanted
    listed = {one.name.lower().replace("_", "-"): one for one in parts}
    assert wanted <= set(listed)
    assert [n for n, one in listed.items() if one.licence in ("", "…")] == []
    assert [n for n in wanted if not listed[n].texts] == []


def test_what_only_the_tests_need_is_no_part_of_the_program(parts):
    names = {one.name.lower() for one in parts}
    assert names.isdisjoint({"pytest", "hypothesis", "mypy", "ruff", "hatchling"})


def test_qt_is_used_under_the_lgpl_whose_whole_text_is_given(parts):
    qt = {one.name: one for one in parts if one.name.startswith(("PySide", "shiboken"))}
    assert len(qt) == 2
    for one in qt.values():
        assert one.licence == "LGPL-3.0-only"
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in one.texts[0]
        assert "GNU GENERAL PUBLIC LICENSE" in one.texts[1]
        assert "Commercial" not in "".join(one.texts)[:400]


def test_libraries_inside_packages_are_named_and_strangers_are_found(tmp_path):
    site = tmp_path / "site" / "x.libs"
    site.mkdir(parents=True)
    for name in ("gdal-9fa6.dll", "geos_c-05.dll", "Qt6Core.dll", "spy.dll"):
        (site / name).touch()
    found = {one.name: one for one in bundled_in(tmp_path)}
    assert set(found) == {"GDAL", "GEOS", "Qt 6"}
    assert "LESSER" in found["GEOS"].texts[0]
    assert unnamed_in(tmp_path) == ["spy.dll"]


def test_the_page_gives_each_text_once_and_lets_no_markup_in():
    shared = Part("b", "2", "MIT", texts=("<script>全文",))
    made = page([Part("a", "1", "MIT", "© <甲>", ("<script>全文",)), shared])
    assert made.count("&lt;script&gt;全文") == 1
    assert "<script>" not in made
    assert "a, b" in made
    assert "&lt;甲&gt;" in made


def test_the_page_says_how_the_conditions_of_the_lgpl_are_met(parts):
    said = plain(parts, full=False)
    assert "您可以换成自己编译的" in said
    assert "三年内" in said
    assert "reverse engineering" in said
