"""Blocks of a recipe moved and resized: they snap, and stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.wording import Text
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import BlockKind
from gridwatch.mapbook.recipeediting import (
    LEAST,
    Grip,
    Guide,
    blocks_of,
    dragged,
    guides_of,
    snapped,
    with_block_at,
    with_text,
    with_title,
)
from gridwatch.mapbook.recipefile import read_recipe, shipped_recipes
from gridwatch.mapbook.recipetext import save_recipe

RECIPES = {recipe.id: recipe for recipe in shipped_recipes()}
sizes = st.floats(LEAST, 300)
places = st.floats(-50, 400)
rects = st.builds(Rect, places, places, sizes, sizes)
grips = st.builds(Grip, st.sampled_from((-1, 0, 1)), st.sampled_from((-1, 0, 1)))
steps = st.floats(-200, 200)


@given(rects, grips, steps, steps)
def test_dragging_back_brings_a_block_back(rect, grip, dx, dy):
    there = dragged(rect, grip, dx, dy)
    assert there.width >= LEAST - 1e-9
    assert there.height >= LEAST - 1e-9
    moved_x = there.width != LEAST
    moved_y = there.height != LEAST
    back = dragged(there, grip, -dx, -dy)
    if moved_x and moved_y:
        for one, other in zip(
            (back.x, back.y, back.width, back.height),
            (rect.x, rect.y, rect.width, rect.height),
            strict=True,
        ):
            assert one == pytest.approx(other, abs=1e-6)


@given(rects, grips, st.lists(st.floats(0, 300), max_size=6), st.floats(0.1, 4))
def test_snapping_moves_no_edge_that_is_not_held_and_none_too_far(
    rect, grip, lines, reach
):
    guides = [Guide(at, upright) for at in lines for upright in (True, False)]
    found = snapped(rect, grip, guides, reach)
    whole = grip == Grip()
    assert found.rect.width >= LEAST - 1e-6
    if whole:
        assert found.rect.width == pytest.approx(rect.width, abs=1e-6)
    furthest = max(reach, 0.5) + 1e-6
    if whole or grip.across < 0:
        assert abs(found.rect.x - rect.x) <= furthest
    if not whole and grip.across == 0:
        assert found.rect.x == rect.x
        assert found.rect.width == pytest.approx(rect.width, abs=1e-9)
    for guide in found.guides:
        edges = (
            (found.rect.x, found.rect.right, found.rect.x + found.rect.width / 2)
            if guide.upright
            else (found.rect.y, found.rect.bottom, found.rect.y + found.rect.height / 2)
        )
        assert min(abs(edge - guide.at) for edge in edges) < 1e-6


def test_a_block_snaps_to_the_edge_of_another_one_and_else_to_whole_millimetres():
    recipe = RECIPES["town"]
    blocks = dict(blocks_of(recipe, landscape=False))
    legend = next(i for i in blocks if recipe.blocks[i].kind is BlockKind.LEGEND)
    guides = guides_of(recipe, legend, landscape=False)
    frame = next(r for i, r in blocks.items() if recipe.blocks[i].kind is BlockKind.MAP)
    near = Rect(frame.x + 0.8, blocks[legend].y, 60.0, 20.0)
    assert snapped(near, Grip(), guides, 1.2).rect.x == frame.x
    free = Rect(40.3, 61.7, 10.2, 10.2)
    found = snapped(free, Grip(), [], 1.2)
    assert (found.rect.x, found.rect.y, found.guides) == (40.0, 62.0, ())


@pytest.mark.parametrize("key", sorted(RECIPES))
def test_every_delivered_recipe_is_edited_saved_and_read_again(key, tmp_path):
    recipe = RECIPES[key]
    landscape = recipe.turns[0]
    number, rect = blocks_of(recipe, landscape=landscape)[-1]
    other = Rect(rect.x + 0.5, rect.y - 0.5, rect.width - 1.0, rect.height)
    moved = with_block_at(recipe, number, other, landscape=landscape)
    again = dict(blocks_of(moved, landscape=landscape))[number]
    assert again.x == pytest.approx(other.x, abs=0.011)
    assert again.bottom == pytest.approx(other.bottom, abs=0.011)
    held, before = moved.blocks[number].place, recipe.blocks[number].place
    for edge in ("left", "right", "width", "top", "bottom", "height"):
        assert (getattr(held, edge) is None) is (getattr(before, edge) is None)
    titled = with_title(moved, Text("{place}另一种图", "Another map of {place}"))
    worded = with_text(titled, number, Text("新的\n文字“一”", 'new "words"'))
    path = tmp_path / f"{key}.toml"
    save_recipe(worded, path)
    assert read_recipe(path) == worded
