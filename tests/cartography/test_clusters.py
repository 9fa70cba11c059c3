"""Points that lie on each other: counted, apart, at the same places everywhere."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.clusters import APART_PX, Badges, badges_of, far_points
from gridwatch.cartography.frames import draw_frame
from gridwatch.cartography.labels import place_labels
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.paint import Look
from gridwatch.cartography.symbols import load_symbols
from gridwatch.cartography.view import View
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.signboards import Signboard
from tests.cartography.conftest import AS_OF, EAST, NORTH, PINNED, pixels

pytestmark = pytest.mark.usefixtures("qapp")

SIDE = 40_000.0


def layers_with(outfalls, boards=()):
    def point(x, y):
        return shapely.Point(EAST + x, NORTH + y)

    whole = shapely.box(EAST, NORTH, EAST + SIDE, NORTH + SIDE)
    district = District(
        jurisdictions=(
            Jurisdiction("t", "990101101000", "望溪镇", Level.TOWN, geometry=whole),
        ),
        outfalls=tuple(
            Outfall(f"f{i}", f"F{i}", geometry=point(x, y))
            for i, (x, y) in enumerate(outfalls)
        ),
        signboards=tuple(
            Signboard(f"b{i}", f"B{i}", condition=state, geometry=point(x, y))
            for i, (x, y, state) in enumerate(boards)
        ),
    )
    return [layer for layer in layers_of(district, AS_OF) if len(layer.uids)]


def view_of(scale=200_000.0, dpi=96.0, dx=0.0):
    centre = EAST + SIDE / 2 + dx, NORTH + SIDE / 2
    zoom = dpi / 96.0
    return View.at_scale(centre, scale, round(800 * zoom), round(800 * zoom), dpi)


def numbers(badges):
    return sum(int(row.text) for rows in badges.symbols for row in rows)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([120e3, 200e3, 333e3, 480e3]))
def test_every_point_is_counted_once_and_badges_are_apart(seed, scale):
    rng = np.random.default_rng(seed)
    middles = rng.uniform(8e3, 32e3, (6, 2))
    points = middles[rng.integers(0, 6, 150)] + rng.normal(0, 400, (150, 2))
    boards = [(*point, "") for point in points[:60] + 50.0]
    layers = layers_with(points, boards)
    view = view_of(scale)
    badges = badges_of(far_points(layers, view), view)
    alone = sum(int(single.sum()) for single in badges.single.values())
    assert numbers(badges) + alone == len(points) + len(boards)
    away = np.hypot(*(badges.places[:, None] - badges.places).T)
    np.fill_diagonal(away, np.inf)
    assert away.min(initial=np.inf) >= APART_PX
    low, high = badges.places - badges.half, badges.places + badges.half
    boxes = shapely.box(*low.T, *high.T)
    a, b = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    assert (a == b).all()


def test_badges_lie_still_while_the_map_moves_and_on_paper():
    rng = np.random.default_rng(5)
    layers = layers_with(rng.normal(20e3, 900, (300, 2)))
    view, moved, paper = view_of(), view_of(dx=937.0), view_of(dpi=300.0)

    def places(view):
        badges = badges_of(far_points(layers, view), view)
        texts = [tuple(row.text for row in rows) for rows in badges.symbols]
        return texts, [view.to_map(*place) for place in badges.places.tolist()]

    texts, there = places(view)
    assert texts
    for other in (moved, paper):
        assert places(other)[0] == texts
        assert np.allclose(places(other)[1], there, atol=0.5)


def test_few_points_and_points_that_do_not_touch_stay_as_they_are():
    apart = [(4e3 * i + 2e3, 4e3 * j + 2e3) for i in range(8) for j in range(8)]
    view = view_of()
    for points in (apart, [(9e3, 9e3), (9e3, 9.02e3), (9.03e3, 9e3)]):
        layers = layers_with(points)
        badges = badges_of(far_points(layers, view), view)
        assert not badges.symbols
        assert badges.single["outfall"].all()


def test_near_enough_to_draw_symbols_in_full_nothing_is_merged():
    layers = layers_with(np.full((50, 2), 20e3))
    assert far_points(layers, view_of(200_000.0))
    assert not far_points(layers, view_of(10_000.0))


def test_a_badge_with_an_alarming_point_has_a_red_edge():
    calm = [(20e3 + i, 20e3, "") for i in range(6)]
    view, red = view_of(), load_symbols().badges["alert"].outline
    plain = layers_with((), calm)
    ((row,),) = badges_of(far_points(plain, view), view).symbols
    assert (row.text, row.outline == red) == ("6", False)
    board = next(layer for layer in plain if layer.id == "signboard")
    stale = load_symbols().points["signboard_stale"]
    alarmed = replace(board, symbols=(replace(board.symbols[0], symbol=stale),))
    ((row,),) = badges_of([alarmed], view).symbols
    assert (row.text, row.outline == red) == ("6", True)


def test_names_keep_off_badges():
    layers = layers_with(np.random.default_rng(2).normal(20e3, 300, (200, 2)))
    view = view_of()
    badges = badges_of(far_points(layers, view), view)
    placed, _ = place_labels(layers, view, PINNED)
    assert [label.line.text for label in placed] == ["望溪镇"]
    left, top, width, height = placed[0].line.box
    name = shapely.box(left + 2, top + 2, left + width - 2, top + height - 2)
    for place, half in zip(badges.places, badges.half, strict=True):
        assert not shapely.box(*(place - half), *(place + half)).intersects(name)


def test_badges_are_drawn_on_screen_and_paper_and_stand_in_the_legend(draw):
    layers = layers_with(np.random.default_rng(3).normal(20e3, 100, (80, 2)))
    view = view_of()
    image, record = draw(view, Look(fonts=PINNED), of=layers)
    frame = draw_frame(layers, view, Look(fonts=PINNED))
    away = np.abs(pixels(image) - pixels(frame.image))
    assert away.mean() < 1.0
    (entry,) = [
        x
        for x in record.legend(layers)
        if x.symbol.__class__.__name__ == "PointSymbol" and x.symbol.text
    ]
    assert (entry.layer_id, entry.count) == ("outfall", 1)
    _, plain = draw(view, Look(fonts=PINNED, merged=False), of=layers)
    assert not plain.merged


def test_a_million_points_at_one_place_are_one_badge():
    layers = layers_with([(20e3, 20e3)] * 4)
    layer = next(x for x in layers if x.id == "outfall")
    source = layer.names
    many = replace(
        source,
        anchors=np.repeat(source.anchors[:1], 1_000_000, axis=0),
        feature=np.zeros(1_000_000, np.int32),
        text=np.zeros(1_000_000, np.int32),
    )
    view = view_of()
    ((row,),) = badges_of([replace(layer, prepared=many)], view).symbols
    assert row.text == "1000000"


def test_badges_within_some_pixels_are_those_that_reach_into_them():
    places, half = np.array([[10.0, 10.0], [30.0, 10.0], [90.0, 10.0]]), [12.0, 8.0]
    badges = Badges(places, ((), (), ()), np.tile(half, (3, 1)), {}, {})
    assert badges.within((0, 0, 20, 20), 1.0).places[:, 0].tolist() == [10.0, 30.0]
    assert badges.within((0, 0, 5, 5), 1.0).places[:, 0].tolist() == [10.0]
    assert not len(badges.within((50, 60, 60, 70), 1.0).places)
