"""Colours of themes, seen through the eyes of those who see fewer of them.

Simulation of missing red and green cones: Machado, Oliveira and Fernandes (2009),
severity 1, in linear RGB. Differences: CIE76 in CIELAB.
"""

from itertools import combinations

import numpy as np
import pytest

from gridwatch.cartography.palettes import grey, lab_of, palette_of, palettes

EYES = {
    "all cones": np.eye(3),
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}
APART = 15.0
"""Two patches side by side differ at 2.3; in a legend and on thin lines more is due."""
PAPER = "#FBFAF5"
FEW = [p for p in palettes() if not p.ramp]
RAMPS = [p for p in palettes() if p.ramp]


def seen(colours, eyes):
    shares = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    shares = shares / 255
    linear = np.where(
        shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4
    )
    linear = np.clip(linear @ np.asarray(EYES[eyes]).T, 0, 1)
    shares = np.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055
    )
    rows = np.rint(shares * 255).astype(int)
    return lab_of([f"#{r:02X}{g:02X}{b:02X}" for r, g, b in rows])


def nearest(lab):
    return min(np.linalg.norm(a - b) for a, b in combinations(lab, 2))


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("palette", FEW, ids=lambda p: p.id)
def test_colours_of_a_qualitative_list_stay_apart(palette, eyes):
    assert nearest(seen(palette.colours, eyes)) >= APART


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("count", [3, 5, 9])
@pytest.mark.parametrize(
    "palette", [p for p in RAMPS if p.kind == "sequential"], ids=lambda p: p.id
)
def test_a_sequential_list_grows_darker_step_by_step(palette, count, eyes):
    lab = seen(palette.taken(count), eyes)
    steps = -np.diff(lab[:, 0])
    assert steps.min() > 40 / count
    assert nearest(lab) > 40 / count


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("count", [3, 5, 9])
def test_a_diverging_list_is_lightest_in_the_middle_and_unlike_at_its_ends(count, eyes):
    lab = seen(palette_of("balance").taken(count), eyes)
    light = lab[:, 0]
    assert (np.diff(light[: count // 2 + 1]) > 0).all()
    assert (np.diff(light[count // 2 :]) < 0).all()
    assert nearest(lab) >= APART


def test_water_classes_have_a_letter_for_print_without_colours():
    water = palette_of("water_class")
    assert len(water.letters) == len(water.colours) == 5
    hues = np.degrees(np.arctan2(*lab_of(water.colours)[:, :0:-1].T)) % 360
    # Blue, green, yellow, orange, red: the order that the ministry prescribes.
    assert (np.diff(hues) < 0).all()


def test_what_is_not_on_record_is_seen_on_paper_and_is_no_colour_of_a_list():
    for name in ("missing", "other"):
        mine = lab_of([grey(name)])[0]
        assert np.linalg.norm(mine - lab_of([PAPER])[0]) >= APART
        assert np.hypot(*mine[1:]) < 6


def test_colours_survive_the_way_through_lab():
    assert palette_of("blues").taken(5)[2] == palette_of("blues").colours[2]


def test_every_list_says_where_it_comes_from():
    assert all(p.source and p.name.zh and p.name.en for p in palettes())
