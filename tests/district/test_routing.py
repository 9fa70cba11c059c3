import itertools
import math

import numpy as np

from gridwatch.district.routing import shortest_round


def length(start, places, order):
    way = [start, *(places[i] for i in order), start]
    return sum(math.dist(a, b) for a, b in itertools.pairwise(way))


def test_no_place_is_no_way():
    assert shortest_round((0, 0), []).metres == 0
    assert shortest_round((0, 0), [(3, 4)]).metres == 10


def test_places_on_a_circle_are_visited_round_it():
    angles = np.random.default_rng(3).permutation(12) / 12 * 2 * math.pi
    places = [(math.cos(a), math.sin(a)) for a in angles]
    found = shortest_round((2.0, 0.0), places)
    turned = [angles[i] for i in found.order]
    falls = sum(a > b for a, b in itertools.pairwise(turned))
    assert falls <= 1 or falls >= len(turned) - 2
    assert math.isclose(found.metres, length((2.0, 0.0), places, found.order))


def test_the_way_is_near_the_best_one():
    rng = np.random.default_rng(11)
    for _ in range(8):
        places = [tuple(p) for p in rng.random((7, 2)).tolist()]
        best = min(
            length((0, 0), places, order) for order in itertools.permutations(range(7))
        )
        found = shortest_round((0, 0), places)
        assert sorted(found.order) == list(range(7))
        assert found.metres <= best * 1.1


def test_a_place_named_twice_is_visited_twice():
    found = shortest_round((0, 0), [(1, 0), (1, 0), (1, 0)])
    assert sorted(found.order) == [0, 1, 2]
    assert found.metres == 2
