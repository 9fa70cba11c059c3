"""Layers turned for a map that is not north up."""

import numpy as np
import shapely

from gridwatch.cartography.turning import turned_layers, turned_places


def test_turning_there_and_back_is_nothing():
    places = np.random.default_rng(3).uniform(0.0, 5e5, (50, 2))
    middle = (4.2e5, 3.3e6)
    there = turned_places(places, middle, 37.0)
    assert np.allclose(turned_places(there, middle, -37.0), places, atol=1e-6)
    assert np.allclose(
        np.hypot(*(there - middle).T), np.hypot(*(places - middle).T), atol=1e-6
    )


def test_turned_layers_hold_what_is_near_with_its_names_and_borders(layers):
    around = layers[1].shapes.extent
    assert around is not None
    west, south, east, north = around
    middle = (west + east) / 2, (south + north) / 2
    near = (west, south, middle[0], middle[1])
    found = turned_layers(layers, near, middle, 30.0)
    assert [one.id for one in found] == [one.id for one in layers]
    for one, before in zip(found, layers, strict=True):
        some = before.shapes.visible(near)
        assert len(one.shapes) == len(some) == len(one.uids) == len(one.classes)
        assert list(one.uids) == [before.uids[i] for i in some]
        for shape, row in zip(one.rows.geometries, some.tolist(), strict=True):
            back = shapely.transform(shape, lambda xy: turned_places(xy, middle, -30.0))
            assert shapely.hausdorff_distance(back, before.rows.geometries[row]) < 1e-5
    village = next(one for one in found if one.id == "village")
    # Borders that villages share with their town are still known as the town's.
    assert (village.borders.above > 0).any()
