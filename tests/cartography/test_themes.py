"""Themes as values, as plain data, and put on the layers of a district."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from gridwatch.cartography.attributes import attributes_of
from gridwatch.cartography.classing import Method
from gridwatch.cartography.layers import LAYER_IDS, layers_of
from gridwatch.cartography.paint import Look, View
from gridwatch.cartography.palettes import grey, palette_of
from gridwatch.cartography.qgisstyles import descriptions_of
from gridwatch.cartography.symbols import FillSymbol, LineSymbol, PointSymbol
from gridwatch.cartography.themes import (
    MOST_CATEGORIES,
    Role,
    Theme,
    ThemeClass,
    ThemeKind,
    plain_of,
    ready_themes,
    theme_of,
    themes_of,
)
from gridwatch.cartography.theming import filled, themed
from gridwatch.district.cells import Cell
from gridwatch.district.district import District
from gridwatch.district.outfalls import Outfall
from gridwatch.district.signboards import Signboard
from gridwatch.district.wording import Text
from tests.cartography.conftest import AS_OF, EAST, NORTH, PINNED, box, natural, pixels

TO = "\N{EN DASH}"
CATEGORY, GRADUATED, RULE = ThemeKind.CATEGORY, ThemeKind.GRADUATED, ThemeKind.RULE


def counts(layer):
    found = np.bincount(layer.classes, minlength=len(layer.symbols)).tolist()
    return {s.name.zh: n for s, n in zip(layer.symbols, found, strict=True)}


def outfalls(words):
    point = shapely.Point(EAST, NORTH)
    rows = (
        Outfall(f"o{i}", category=w, geometry=point, monitored=date(2026, 1, 1))
        for i, w in enumerate(words)
    )
    return District(outfalls=tuple(rows))


def one(district, theme, as_of=AS_OF):
    return next(
        x for x in layers_of(district, as_of, [theme]) if x.id == theme.layer_id
    )


# --- values ------------------------------------------------------------------------


@pytest.mark.parametrize("ready", ready_themes(), ids=lambda r: r.id)
def test_a_ready_theme_can_be_put_on_a_district_and_written_down(ready, district):
    layers = {layer.id: layer for layer in layers_of(district, AS_OF)}
    layer = layers[ready.theme.layer_id]
    drawn = themed(layer, ready.theme, district, AS_OF)
    assert len(drawn.classes) == len(layer.uids)
    assert drawn.classes.max() < len(drawn.symbols)
    assert ready.name.zh
    assert ready.name.en
    made = filled(ready.theme, layer, district, AS_OF)
    assert all(entry.name.zh and entry.name.en for entry in made.classes)
    written = json.loads(json.dumps(plain_of(made)))
    assert theme_of(written) == made
    again = themed(layer, made, district, AS_OF)
    assert again.symbols == drawn.symbols
    assert (again.classes == drawn.classes).all()


def test_a_setting_that_cannot_be_read_costs_only_that_theme():
    good = plain_of(Theme("river", ThemeKind.SINGLE, classes=(ThemeClass("#000000"),)))
    setting = {
        "river": good,
        "segment": {"layer_id": "segment", "kind": "of tomorrow"},
        "moon": {"layer_id": "moon"},
        "cell": "?",
        "town": {"layer_id": "town", "classes": [{"colour": "red; drop"}]},
        "village": {"layer_id": "village"},
    }
    assert [theme.layer_id for theme in themes_of(setting)] == ["river"]
    assert themes_of(None) == ()


def test_every_attribute_of_every_layer_can_be_read(district):
    for layer in layers_of(district, AS_OF):
        for attribute in attributes_of(layer.id):
            kind = GRADUATED if attribute.number else CATEGORY
            drawn = themed(layer, Theme(layer.id, kind, attribute.key), district, AS_OF)
            assert drawn.symbols, (layer.id, attribute.key)
            assert sum(counts(drawn).values()) == len(layer.uids)


# --- classes -----------------------------------------------------------------------


def test_without_themes_layers_are_as_ever(district, layers):
    for mine, standard in zip(layers_of(district, AS_OF, ()), layers, strict=True):
        assert mine.symbols == standard.symbols
        assert (mine.classes == standard.classes).all()


def test_a_theme_of_a_field_the_layer_lacks_leaves_it_as_it_is(district, layer):
    for theme in (
        Theme("river", CATEGORY, "moon"),
        Theme("river", GRADUATED, "regime"),
        Theme("river", CATEGORY, "length"),
    ):
        assert themed(layer["river"], theme, district, AS_OF) is layer["river"]


def test_values_that_are_not_on_record_have_a_class_of_their_own():
    layer = one(
        outfalls(["甲", "", "甲", "乙"]), Theme("outfall", CATEGORY, "category")
    )
    assert counts(layer) == {"甲": 2, "乙": 1, "未填写": 1}
    assert layer.symbols[-1].symbol.fill == grey("missing")


def test_too_many_categories_end_in_one_for_the_rest():
    words = [f"类{i:02d}" for i in range(20) for _ in range(25 - i)]
    layer = one(outfalls(words), Theme("outfall", CATEGORY, "category"))
    found = counts(layer)
    assert len(found) == MOST_CATEGORIES + 1
    assert next(iter(found)) == "类00"
    assert found["其他"] == sum(25 - i for i in range(MOST_CATEGORIES, 20))
    symbols = [entry.symbol for entry in layer.symbols]
    assert len(set(symbols)) == len(symbols)


def test_points_differ_in_shape_as_well_as_in_colour():
    layer = one(outfalls("甲乙丙丁"), Theme("outfall", CATEGORY, "category"))
    assert len({entry.symbol.shape for entry in layer.symbols}) == 4
    assert len({entry.symbol.fill for entry in layer.symbols}) == 4


def test_a_value_that_came_after_the_theme_is_one_of_the_rest():
    classes = (ThemeClass("#0072B2", value="甲"),)
    theme = Theme("outfall", CATEGORY, "category", classes)
    assert counts(one(outfalls(["甲", "乙"]), theme)) == {"甲": 1, "其他": 1}


def test_numbers_fall_into_the_class_whose_limit_they_do_not_exceed():
    rows = tuple(
        Cell(f"c{i}", geometry=shapely.box(0, 0, 1000, 1000 * size))
        for i, size in enumerate((1, 2, 3, 50))
    )
    classes = (
        ThemeClass("#111111", upper=1.0),
        ThemeClass("#222222", upper=3.0),
        ThemeClass("#333333"),
    )
    theme = Theme("cell", GRADUATED, "area", classes)
    layer = one(District(cells=rows), theme)
    assert layer.classes.tolist() == [0, 1, 1, 2]
    assert [s.name.zh for s in layer.symbols] == [
        "≤ 1 平方公里",
        f"1{TO}3 平方公里",
        "> 3 平方公里",
    ]


def test_counts_are_named_without_overlap():
    points = [
        Signboard(f"b{i}", geometry=shapely.Point(x + 0.5, 0.5))
        for i, x in enumerate([1] + [2] * 2 + [3] * 3 + [4] * 9)
    ]
    rows = tuple(Cell(f"c{x}", geometry=shapely.box(x, 0, x + 1, 1)) for x in range(5))
    theme = Theme(
        "cell",
        GRADUATED,
        "signboards",
        palette="greens",
        method=Method.NATURAL,
        count=3,
    )
    layer = one(District(cells=rows, signboards=tuple(points)), theme)
    assert counts(layer) == {"≤ 1": 2, f"2{TO}3": 2, "> 3": 1}


def test_the_first_rule_that_holds_counts_and_a_broken_one_holds_never():
    classes = (
        ThemeClass("#111111", condition="category = '甲'"),
        ThemeClass("#222222", condition="category is not empty"),
        ThemeClass("#333333", condition="category is mad"),
    )
    layer = one(outfalls(["甲", "乙", ""]), Theme("outfall", RULE, classes=classes))
    assert layer.classes.tolist() == [0, 1, 3]
    assert layer.symbols[3].name.zh == "其他"
    assert layer.symbols[0].name == Text("排污口类型 = '甲'", "class = '甲'")


def test_days_are_counted_up_to_the_day_the_map_speaks_of():
    classes = (ThemeClass("#111111", condition="monitored_days > 100"),)
    theme = Theme("outfall", RULE, classes=classes)
    district = outfalls(["甲"])
    assert one(district, theme, date(2026, 4, 1)).classes.tolist() == [1]
    assert one(district, theme, date(2026, 6, 1)).classes.tolist() == [0]


# --- symbols -----------------------------------------------------------------------


def test_light_colours_have_a_dark_edge_and_no_other_has():
    theme = Theme("river", ThemeKind.SINGLE)
    for colour, edged in (("#F0E442", True), ("#0072B2", False)):
        for layer_id in ("river", "outfall"):
            drawn = replace(theme, layer_id=layer_id, classes=(ThemeClass(colour),))
            row = District(
                outfalls=(Outfall("o", geometry=shapely.Point(0, 0)),),
            )
            layer = next(x for x in layers_of(row, AS_OF, [drawn]) if x.id == layer_id)
            symbol = layer.symbols[0].symbol
            if isinstance(symbol, LineSymbol):
                assert bool(symbol.casing) is edged
            elif isinstance(symbol, PointSymbol):
                assert (symbol.outline != "#FFFFFF") is edged


def test_areas_keep_their_borders_under_a_theme(district, layer):
    theme = Theme("village", GRADUATED, "area", palette="blues")
    drawn = themed(layer["village"], theme, district, AS_OF)
    before = layer["village"].symbols[0].symbol
    assert all(
        isinstance(s.symbol, FillSymbol) and s.symbol.outline == before.outline
        for s in drawn.symbols
    )


def test_names_keep_the_lettering_of_most_of_their_class(district, layer):
    classes = (
        ThemeClass("#111111", value="municipal"),
        ThemeClass("#222222", value="town"),
    )
    theme = Theme("river", CATEGORY, "rank", classes)
    drawn = themed(layer["river"], theme, district, AS_OF)
    assert drawn.label_styles == ("river", "river_minor", "river_minor")


def test_segments_take_the_classes_of_their_rivers_unless_they_have_their_own(district):
    rivers = Theme("river", CATEGORY, "regime")
    layers = {x.id: x for x in layers_of(district, AS_OF, [rivers])}
    assert set(counts(layers["segment"])) >= {"常年", "季节性"}
    assert layers["segment"].classes.tolist() == [0, 0, 0]
    own = Theme("segment", CATEGORY, "ownership")
    layers = {x.id: x for x in layers_of(district, AS_OF, [rivers, own])}
    assert counts(layers["segment"]) == {"已确认": 1, "已登记": 1, "未登记": 1}
    assert layers["segment"].limits.simple == float("inf")


def test_costly_parts_are_not_made_again_for_a_theme(district, layer):
    borders = layer["cell"].borders
    theme = Theme("cell", GRADUATED, "area", palette="greens")
    assert themed(layer["cell"], theme, district, AS_OF).borders is borders


@pytest.mark.parametrize("layer_id", ["village", "cell"])
def test_a_themed_area_is_filled_on_the_map(district, draw, layer_id):
    theme = Theme(layer_id, ThemeKind.SINGLE, classes=(ThemeClass("#0072B2"),))
    layers = layers_of(district, AS_OF, [theme])
    middle = natural(box(0.05, 0.55, 0.1, 0.1)).centroid
    view = View.fitted(natural(box(0, 0.5, 0.2, 0.2)).bounds, 200, 200)
    image, _ = draw(view, Look(fonts=PINNED, labels=False), of=layers)
    x, y = view.to_pixel(middle.x, middle.y)
    assert pixels(image)[round(y), round(x)].tolist() == [0x00, 0x72, 0xB2]


def test_the_legend_counts_what_is_in_view(district, draw):
    theme = Theme("outfall", CATEGORY, "category")
    layers = layers_of(district, AS_OF, [theme])
    view = View.fitted(district.extent, 400, 300)
    _, record = draw(view, of=layers)
    legend = {
        e.name.zh: e.count for e in record.legend(layers) if e.layer_id == "outfall"
    }
    assert legend == {"工业排污口": 1, "未填写": 2}


# --- for QGIS ----------------------------------------------------------------------


def test_only_what_qgis_can_follow_is_described(district, layers):
    themes = [
        Theme("outfall", CATEGORY, "category"),
        Theme("segment", CATEGORY, "ownership"),
        Theme("cell", GRADUATED, "signboards"),
        Theme("signboard", RULE, classes=(ThemeClass("#1", condition="state = 'x'"),)),
        Theme("river", ThemeKind.STANDARD),
    ]
    told = descriptions_of(layers, themes, district, AS_OF)
    assert [one["table"] for one in told] == ["outfall"]
    json.dumps(told)


def test_rules_for_qgis_exclude_each_other(district, layers):
    classes = (
        ThemeClass("#0072B2", condition="category = '甲'"),
        ThemeClass("#D55E00", condition="category is not empty"),
        ThemeClass("#888888", role=Role.OTHER),
    )
    (told,) = descriptions_of(
        layers, [Theme("outfall", RULE, classes=classes)], district, AS_OF
    )
    asked = [entry["filter"] for entry in told["classes"]]
    assert asked[0] == "nullif(\"category\", '') = '甲'"
    assert "AND NOT coalesce((" in asked[1]
    assert asked[2] == "ELSE"


# --- size --------------------------------------------------------------------------


def test_a_hundred_thousand_rows_are_classed_in_one_go():
    words = np.array(["工业排污口", "农业排口", "其他排口", ""])
    district = outfalls(words[np.arange(100_000) % 4])
    layer = next(x for x in layers_of(district, AS_OF) if x.id == "outfall")
    drawn = themed(layer, Theme("outfall", CATEGORY, "category"), district, AS_OF)
    assert counts(drawn) == {
        "农业排口": 25_000, "其他排口": 25_000, "工业排污口": 25_000, "未填写": 25_000,
    }  # fmt: skip


def test_palettes_of_themes_are_known():
    for ready in ready_themes():
        if ready.theme.palette:
            assert palette_of(ready.theme.palette).id == ready.theme.palette
    assert {r.theme.layer_id for r in ready_themes()} <= set(LAYER_IDS)
