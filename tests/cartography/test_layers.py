import dataclasses
from datetime import date

import numpy as np
import pytest
import shapely
import shapely.affinity

from gridwatch.cartography.layers import LAYER_IDS, layers_of
from gridwatch.cartography.symbols import FillSymbol, Symbols, load_symbols
from gridwatch.district.cells import Cell
from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Level
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind
from tests.cartography.conftest import AS_OF


def names(layer):
    return {layer.symbols[i].name.zh for i in layer.classes}


def test_layers_come_bottom_to_top(layers):
    assert tuple(layer.id for layer in layers) == LAYER_IDS


def test_an_empty_district_has_the_same_layers():
    layers = layers_of(District(), AS_OF)
    assert tuple(layer.id for layer in layers) == LAYER_IDS
    assert not any(layer.shows(1.0) for layer in layers)


def test_towns_carry_the_tints_and_neighbours_differ(layer):
    fills = [symbol.symbol.fill for symbol in layer["town"].symbols]
    assert fills == list(load_symbols().tints)
    assert layer["town"].classes[0] != layer["town"].classes[1]
    assert [s.symbol for s in layer["village"].symbols] == [
        FillSymbol("", load_symbols().lines["village"])
    ]


def test_without_towns_the_villages_carry_the_tints(district):
    rows = tuple(j for j in district.jurisdictions if j.level is Level.VILLAGE)
    lone = layers_of(dataclasses.replace(district, jurisdictions=rows), AS_OF)
    village = next(layer for layer in lone if layer.id == "village")
    assert len(set(village.classes.tolist())) > 2


def test_rivers_are_classed_by_highest_rank_and_regime(layer):
    assert names(layer["river"]) == {"市级河流", "镇级河流", "村级河流（季节性）"}


def test_segments_are_classed_by_the_state_of_their_ownership(layer):
    found = [layer["segment"].symbols[i].name.zh for i in layer["segment"].classes]
    assert found == ["权属已确认河段", "权属已登记河段", "权属未登记河段"]


def test_ownership_is_that_of_the_day(district):
    before = layers_of(district, date(2024, 1, 1))
    segment = next(layer for layer in before if layer.id == "segment")
    assert names(segment) == {"权属未登记河段"}


def test_a_river_that_its_segments_draw_is_not_drawn_twice(layer):
    assert layer["river"].covered.tolist() == [True, False, False]


def test_segments_without_rivers_look_like_rivers_and_carry_their_names(district):
    rivers = tuple(dataclasses.replace(r, geometry=None) for r in district.rivers)
    bare = dataclasses.replace(district, rivers=rivers, ownerships=())
    segment = next(x for x in layers_of(bare, AS_OF) if x.id == "segment")
    assert names(segment) == {"市级河流"}
    assert set(segment.labels) == {"长溪河"}
    assert len(segment.names) == 1


def test_points_are_classed(layer):
    assert "缺失公示牌" in names(layer["signboard"])
    assert names(layer["outfall"]) == {
        "工业排污口",
        "其他排口（监测超期）",
        "已销号排污口",
    }


def test_rows_of_one_river_name_are_joined_for_its_name():
    pieces = [shapely.LineString([(i, 0), (i + 1, 0)]) for i in range(4)]
    rivers = tuple(
        River(f"r{i}", name="长河", geometry=piece) for i, piece in enumerate(pieces)
    )
    layer = next(
        x for x in layers_of(District(rivers=rivers), AS_OF) if x.id == "river"
    )
    assert len(layer.names) == 1
    assert layer.names.way[layer.names.ends[1] - 1] == 4.0


def test_dense_layers_show_only_from_closer_by():
    def cells(count):
        side = 40_000.0 / count
        rows = tuple(
            Cell(f"c{i}", geometry=shapely.box(x, y, x + side, y + side))
            for i, (x, y) in enumerate(np.ndindex(count, count))
            for x, y in [(x * side, y * side)]
        )
        found = layers_of(District(cells=rows), AS_OF)
        return next(layer for layer in found if layer.id == "cell")

    assert cells(10).limits.hidden > cells(120).limits.hidden


def test_the_symbol_file_names_every_symbol_the_layers_use():
    symbols = load_symbols()
    assert symbols.lines["river_municipal"].colour == "#0B4F8A"
    assert set(symbols.outfall_classes.values()) <= set(symbols.points)


def test_a_symbol_file_with_an_unknown_entry_is_refused():
    with pytest.raises(KeyError):
        Symbols.of({})


def test_what_does_not_change_with_the_day_or_an_edit_elsewhere_is_made_once(district):
    def layer(of, name, day=AS_OF):
        return next(x for x in layers_of(of, day) if x.id == name)

    for name in ("district", "town", "village", "water_body", "cell", "river"):
        kept = layer(district, name)
        assert layer(district, name, date(2024, 1, 1)) is kept
        uid = district.signboards[0].uid
        boards = Change(Kind.SIGNBOARD, uid, {"condition": ""}, {"condition": "x"})
        assert layer(patched(district, Changes((boards,), "")), name) is kept
    moved = shapely.affinity.translate(district.cells[0].geometry, 50, 0)
    uid = district.cells[0].uid
    cell = Change(
        Kind.CELL, uid, {"geometry": district.cells[0].geometry}, {"geometry": moved}
    )
    after = patched(district, Changes((cell,), ""))
    assert layer(after, "cell") is not layer(district, "cell")
    assert layer(after, "river") is layer(district, "river")
