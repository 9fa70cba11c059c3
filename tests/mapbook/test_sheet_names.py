"""Names on the sheets of all towns of the sample: placed, apart, alike everywhere."""

from functools import cache

import numpy as np
import pytest
import shapely

from gridwatch.cartography.labels import letter_frame, place_labels
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.leaderlines import led_to
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look, shown_layers
from gridwatch.cartography.view import METRES_PER_INCH, View
from gridwatch.district.jurisdictions import Level
from gridwatch.mapbook.pages import plan_sheet
from tests.mission.sample import DAY, sample_district

PINNED = FontSet("Noto Sans CJK SC", "Noto Sans CJK SC")
INSIDE = {"town", "village"}
INNER_MM = 25.0

pytestmark = pytest.mark.usefixtures("qapp")


@cache
def layers():
    return layers_of(sample_district(), DAY)


@cache
def plans():
    district = sample_district()
    towns = district.of_level(Level.TOWN)
    return tuple(plan_sheet(district, town.code, DAY) for town in towns)


def view_of(plan, dpi):
    """Return the sheet's map at its scale, whole dots at 96, 300 and 1200 dpi."""
    frame = plan.boxes.frame
    width, height = (
        round(round(side * 12 / 25.4) * 8 * dpi / 96.0)
        for side in (frame.width, frame.height)
    )
    metres = plan.scale * METRES_PER_INCH / dpi
    west, north = plan.extent[0], plan.extent[3]
    extent = west, north - height * metres, west + width * metres, north
    return View(extent, width, height, dpi)


@cache
def placed_on(number, dpi=300.0, *, bright=True):
    plan = plans()[number]
    view = view_of(plan, dpi)
    area = plan.jurisdiction.geometry if bright else None
    return place_labels(shown_layers(layers(), view, Look()), view, PINNED, area)[0]


def wanted_on(plan):
    """Return layer and name of all that lies in a town and is named at its scale."""
    area, view = plan.jurisdiction.geometry, view_of(plan, 300.0)
    for layer in shown_layers(layers(), view, Look()):
        if not layer.labels or view.scale_denominator > layer.limits.label:
            continue
        shapes = layer.rows.geometries
        places = shapely.point_on_surface(shapes) if layer.id in INSIDE else shapes
        for i in np.flatnonzero(shapely.intersects(places, area)):
            if layer.labels[i]:
                yield layer.id, layer.labels[i]


def test_at_most_two_of_a_hundred_names_find_no_place():
    wanted, missing = 0, []
    for number, plan in enumerate(plans()):
        # A name outside the town, faded, does not count for it.
        bright = [x for x in placed_on(number) if not x.line.lettering.faded]
        there = {(x.layer_id, x.line.text) for x in bright}
        names = set(wanted_on(plan))
        wanted += len(names)
        missing += sorted(names - there)
    assert wanted > 400
    assert len(missing) <= 0.02 * wanted, missing


def letters_of(label):
    """Return a square around each letter, as it is turned."""
    half = label.line.lettering.pixels / 2
    x, y, turns = np.array(label.line.letters).T
    corners = half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    cos, sin = np.cos(np.radians(turns)), np.sin(np.radians(turns))
    over = corners[:, 0] * cos[:, None] - corners[:, 1] * sin[:, None]
    down = corners[:, 0] * sin[:, None] + corners[:, 1] * cos[:, None]
    at = label.line.at
    places = np.stack([over + (x + at[0])[:, None], down + (y + at[1])[:, None]], -1)
    return shapely.polygons(places)


def test_no_name_lies_on_another_and_no_leader_crosses_one():
    leaders = 0
    for number in range(len(plans())):
        placed = placed_on(number)
        squares = [letters_of(label) for label in placed]
        owner = np.repeat(np.arange(len(placed)), [len(s) for s in squares])
        flat = np.concatenate(squares)
        a, b = shapely.STRtree(flat).query(flat, predicate="overlaps")
        assert not (owner[a] != owner[b]).any()
        for i, label in enumerate(placed):
            if label.line.tail is None:
                continue
            leaders += 1
            end = led_to(label.line.tail, label.line.box)
            line = shapely.LineString([label.line.tail, end])
            assert not shapely.crosses(line, flat[owner != i]).any()
    assert leaders > 3


def test_a_leader_begins_inside_what_it_names():
    plan = plans()[0]
    view = view_of(plan, 300.0)
    villages = next(x for x in layers() if x.id == "village")
    led = [x for x in placed_on(0) if x.line.tail is not None]
    assert led
    for label in led:
        area = villages.rows.geometries[villages.index[label.uid]]
        assert area.buffer(5.0).contains(shapely.Point(view.to_map(*label.line.tail)))


def test_names_stand_at_the_same_place_at_every_resolution():
    for number in (0, 5, 8):
        screen, paper, fine = (
            placed_on(number, dpi, bright=False) for dpi in (96.0, 300.0, 1200.0)
        )
        for other, dpi in ((paper, 300.0), (fine, 1200.0)):
            pairs = {(x.layer_id, x.uid, x.line.text) for x in other}
            assert pairs == {(x.layer_id, x.uid, x.line.text) for x in screen}
            for a, b in zip(screen, other, strict=True):
                near = np.asarray(b.line.at) * 96.0 / dpi
                assert near == pytest.approx(a.line.at, abs=0.5)


def test_placing_a_sheet_twice_gives_the_same_names():
    plan = plans()[3]
    view = view_of(plan, 300.0)
    shown = shown_layers(layers(), view, Look())
    assert place_labels(shown, view, PINNED) == place_labels(shown, view, PINNED)


def same_in_the_window(number):
    """Tell of each name well inside a sheet whether the window has it there."""
    plan = plans()[number]
    frame, view = plan.boxes.frame, view_of(plan, 96.0)
    window = letter_frame(shown_layers(layers(), view, Look()), view, PINNED)
    known = {}
    for label in window.placed:
        key = label.layer_id, label.uid, label.line.text
        known.setdefault(key, []).append(np.asarray(label.line.at) * 25.4 / 96.0)
    for label in placed_on(number, bright=False):
        at = np.asarray(label.line.at) * 25.4 / 300.0
        inside = min(*at, frame.width - at[0], frame.height - at[1]) > INNER_MM
        if inside:
            places = known.get((label.layer_id, label.uid, label.line.text), [])
            yield any(np.abs(at - place).max() < 0.5 for place in places)


def test_the_window_names_a_place_where_the_sheet_does():
    """Names near the edge differ: on a sheet they are whole, in a window cut."""
    found = [
        same for number in range(len(plans())) for same in same_in_the_window(number)
    ]
    assert len(found) > 700
    assert np.mean(found) > 0.95


def test_names_of_rivers_are_slanted_spaced_and_read_onward():
    rivers = [x.line for n in range(6) for x in placed_on(n) if x.layer_id == "river"]
    assert len(rivers) > 60
    for line in rivers:
        letters = np.array(line.letters)
        step = np.hypot(*np.diff(letters[:, :2], axis=0).T)
        assert (step > 1.15 * line.lettering.pixels).all()
        assert line.lettering.slant(line.text) < 0
        whole = letters[-1] - letters[0]
        assert whole[0] > 0 or whole[1] > abs(whole[0])


@pytest.mark.parametrize("width", [450, 740, 1_000])
def test_in_a_window_no_river_pushes_the_name_of_a_town_out_of_it(width):
    district = sample_district()
    whole = district.of_level(Level.DISTRICT)[0].geometry
    view = View.fitted(whole.bounds, width, width * 9 // 10)
    frame = letter_frame(shown_layers(layers(), view, Look()), view, PINNED)
    lines = {x.uid: x.line for x in frame.placed if x.layer_id == "town"}
    towns = district.of_level(Level.TOWN)
    assert len(lines) == len(towns)
    for town in towns:
        line = lines[town.uid]
        assert line.tail is None
        assert shapely.intersects_xy(town.geometry, *view.to_map(*line.at))
