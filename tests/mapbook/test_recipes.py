"""Recipes: what is shipped can be used, what is written reads the same, errors tell."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import BlockKind, Place, Recipe, RecipeBlock
from gridwatch.mapbook.recipechecks import check_recipe
from gridwatch.mapbook.recipefile import (
    read_recipe,
    recipe_of,
    recipes_in,
    shipped_recipes,
)
from gridwatch.mapbook.recipetext import recipe_text, save_recipe

SHIPPED = {one.id: one for one in shipped_recipes()}
WANTED = {
    "district", "town", "village", "cell", "rivers", "ownership", "chiefs",
    "chiefs-district", "signboards",
    "outfalls", "strip", "field-boards", "field-outfalls", "face", "wall",
}  # fmt: skip


def data_of(key: str) -> dict:
    return tomllib.loads(recipe_text(SHIPPED[key]))


def refused(data: dict) -> str:
    with pytest.raises(OfficerError) as caught:
        recipe_of(data, "x", "x.toml")
    return caught.value.text.zh


def test_all_recipes_of_the_issue_are_shipped() -> None:
    assert set(SHIPPED) == WANTED


@pytest.mark.parametrize("key", sorted(WANTED))
def test_what_is_written_reads_the_same(key) -> None:
    recipe = SHIPPED[key]
    assert recipe_of(data_of(key), key) == recipe
    assert list(check_recipe(recipe)) == []


def test_a_recipe_saved_is_the_recipe_read(tmp_path) -> None:
    own = replace(SHIPPED["town"], id="我的版式", title=Text('引"号\n换行', "a\\b"))
    path = tmp_path / "我的版式.toml"
    save_recipe(own, path)
    assert read_recipe(path) == own
    assert recipes_in(tmp_path) == (own,)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path) -> None:
    path = tmp_path / "没有这个文件夹" / "x.toml"
    with pytest.raises(OfficerError, match=r"保持不变|stands untouched"):
        save_recipe(SHIPPED["town"], path)


def test_an_unknown_key_names_the_one_that_was_meant() -> None:
    data = data_of("town")
    data["block"][0]["plaze"] = data["block"][0].pop("place")
    words = refused(data)
    assert "plaze" in words
    assert "place" in words
    assert "第 1 个 [[block]]" in words


def test_a_block_off_the_paper_is_named_with_its_millimetres() -> None:
    data = data_of("town")
    data["block"][0]["place"] = {"left": 250, "width": 60, "top": 15, "height": 19}
    words = refused(data)
    assert "“图名”超出纸面" in words
    assert "250—310" in words


def test_blocks_that_overlap_are_both_named() -> None:
    data = data_of("village")
    place = data["block"][1]["place"]
    data["block"][2]["place"] = dict(place)
    assert "“地图”和“图例”重叠" in refused(data)
    data["block"][2]["over"] = True
    assert recipe_of(data, "x").blocks[2].over


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"paper": "A9"}, "A4、A3"),
        ({"kind": "mapp"}, "map、strip"),
        ({"subjects": []}, "subjects"),
        ({"em": "大"}, "应为数"),
        ({"margins": [1, 2]}, "四个数"),
        ({"map": {"layers": ["roads"]}}, "district"),
        ({"map": {"themes": ["gone"]}}, "river_levels"),
        ({"map": {"theme": [{"layer_id": "roads"}]}}, "map.theme"),
        ({"table": [{"rows": "segments", "columns": ["mood"]}]}, "mood"),
        ({"table": []}, "没有定义"),
        ({"block": "x"}, "列表"),
        ({"title": {"en": "only English"}}, "zh"),
        ({"orientation": True}, "portrait"),
        ({"em": 0}, "em 的数值"),
        ({"em": float("nan")}, "合理大小"),
        ({"margins": [-3, 1, 1, 1]}, "margins 的数值"),
        ({"map": {"overlap": 1.5}}, "overlap 的数值"),
        ({"map": {"margin": 0.5}}, "margin 的数值"),
        ({"map": {"scales": [0]}}, "scales"),
        ({"map": {"largest": -1}}, "largest"),
        ({"title": "{town}图"}, "{place}"),
        ({"title": "图{"}, "{place}"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(change, words) -> None:
    said = refused({**data_of("town"), **change})
    assert words in said
    assert said.startswith("版式文件 x.toml")
    assert "没有使用这个版式" in said


@pytest.mark.parametrize("text", ["kind = ", "kind = “map”", "[[block]\n", "\x00"])
def test_a_file_that_is_no_toml_is_refused_in_a_sentence(tmp_path, text) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OfficerError, match=r"写法有误|not well-formed"):
        read_recipe(path)
    path.write_bytes("名称".encode("gbk"))
    with pytest.raises(OfficerError, match=r"写法有误|not well-formed"):
        read_recipe(path)
    path.unlink()
    with pytest.raises(OfficerError, match=r"无法读取|Cannot read"):
        read_recipe(path)


@pytest.mark.parametrize("block", [BlockKind.MAP, BlockKind.TITLE])
def test_a_recipe_without_its_map_is_refused(block) -> None:
    recipe = SHIPPED["town"]
    fewer = tuple(one for one in recipe.blocks if one.kind is not block)
    faults = list(check_recipe(replace(recipe, blocks=fewer)))
    assert bool(faults) is (block is BlockKind.MAP)


edges = st.floats(0.0, 90.0).map(lambda mm: round(mm, 2))


@given(
    left=edges,
    top=edges,
    wide=st.floats(5, 200),
    tall=st.floats(5, 190),
    held=st.integers(0, 8),
)
def test_a_block_moved_by_mouse_keeps_the_edges_that_hold_it(
    left, top, wide, tall, held
) -> None:
    across = [("left", "width"), ("right", "width"), ("left", "right")][held // 3]
    down = [("top", "height"), ("bottom", "height"), ("top", "bottom")][held % 3]
    before = Place(**dict.fromkeys((*across, *down), 10.0))
    rect = Rect(left, top, round(wide, 2), round(tall, 2))
    after = before.moved_to(rect, 297.0, 297.0)
    for edge in ("left", "right", "width", "top", "bottom", "height"):
        assert (getattr(after, edge) is None) is (getattr(before, edge) is None)
    found = after.on(297.0, 297.0)
    assert found.x == pytest.approx(rect.x, abs=0.011)
    assert found.right == pytest.approx(rect.right, abs=0.021)
    assert found.bottom == pytest.approx(rect.bottom, abs=0.021)


def test_places_hang_on_the_edges_of_the_paper() -> None:
    block = RecipeBlock(BlockKind.MAP, Place(right=10, width=50, bottom=20, height=30))
    recipe = Recipe("x", Text("x", "x"), blocks=(block,), orientation="auto")
    upright = recipe.blocks_on(landscape=False)[0].place.on(210, 297)
    across = recipe.blocks_on(landscape=True)[0].place.on(297, 210)
    assert (upright.x, upright.y) == (150, 247)
    assert (across.x, across.y) == (237, 160)


def test_a_field_sheet_without_its_table_is_refused() -> None:
    recipe = SHIPPED["field-boards"]
    fewer = tuple(one for one in recipe.blocks if one.kind is not BlockKind.TABLE)
    assert list(check_recipe(replace(recipe, blocks=fewer)))


def test_columns_of_a_table_block_are_few_and_at_least_one() -> None:
    recipe = SHIPPED["town"]
    for count in (0, -1, 99):
        blocks = tuple(
            replace(one, columns=count) if one.kind is BlockKind.TABLE else one
            for one in recipe.blocks
        )
        assert list(check_recipe(replace(recipe, blocks=blocks)))
