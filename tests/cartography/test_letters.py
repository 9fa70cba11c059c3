"""Letters of classes on lines: seen without colours, still while the map moves."""

import numpy as np
import pytest
import shapely

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.letters import drawn_lines, letters_of
from gridwatch.cartography.paint import Look
from gridwatch.cartography.palettes import palette_of, water_class
from gridwatch.cartography.themes import (
    Theme,
    ThemeClass,
    ThemeKind,
    plain_of,
    theme_of,
)
from gridwatch.cartography.view import View
from gridwatch.district.district import District
from gridwatch.district.rivers import River
from tests.cartography.conftest import AS_OF, EAST, NORTH, PINNED, pixels

pytestmark = pytest.mark.usefixtures("qapp")

CLASSES = ("Ⅱ类", "Ⅲ类", "Ⅳ类", "Ⅴ类", "劣Ⅴ类")


def district():
    """Five rivers side by side; the class of water stands in their names here."""
    lines = [
        shapely.LineString([(EAST, NORTH + 900 * i), (EAST + 6000, NORTH + 900 * i)])
        for i in range(5)
    ]
    return District(
        rivers=tuple(
            River(f"r{i}", f"R{i}", name, ("district",), geometry=line)
            for i, (name, line) in enumerate(zip(CLASSES, lines, strict=True))
        )
    )


def layers():
    theme = Theme("river", ThemeKind.CATEGORY, "name", palette="water_class")
    return [x for x in layers_of(district(), AS_OF, [theme]) if len(x.uids)]


def view_of(scale=50_000.0, dx=0.0):
    return View.at_scale((EAST + 3000 + dx, NORTH + 1800), scale, 700, 500)


def test_classes_of_water_take_their_colours_and_letters_however_they_are_written():
    palette = palette_of("water_class")
    (river,) = layers()
    found = {e.name.zh: (e.symbol.colour, e.symbol.letter) for e in river.symbols}
    wanted = zip(palette.colours, palette.letters, strict=True)
    assert found == dict(zip(CLASSES, wanted, strict=True))
    written = ("I", "ⅱ类", "3类", "IV类水", "五类", "劣 V", "劣五类", "-")
    assert [water_class(x) for x in written[:5]] == [0, 0, 1, 2, 3]
    assert [water_class(x) for x in written[6:]] == [4, 5]


def test_every_line_bears_its_letter_in_its_middle():
    shown = layers()
    view = view_of(30_000.0)
    letters = letters_of(drawn_lines(shown, view), view)
    assert sorted(x.text for x in letters.symbols) == sorted(
        palette_of("water_class").letters
    )
    for (x, y), symbol in zip(letters.places, letters.symbols, strict=True):
        east, north = view.to_map(x, y)
        assert abs(east - EAST - 3000) < 1
        row = round((north - NORTH) / 900)
        assert palette_of("water_class").letters[row] == symbol.text


def test_letters_lie_still_and_are_apart():
    shown = layers()
    at = {}
    for dx in (0.0, 333.0):
        view = view_of(400_000.0, dx)
        letters = letters_of(drawn_lines(shown, view), view)
        places = [view.to_map(*place) for place in letters.places.tolist()]
        at[dx] = places
        away = np.hypot(*(letters.places[:, None] - letters.places).T)
        np.fill_diagonal(away, np.inf)
        assert away.min(initial=np.inf) >= 40.0
    assert at[0.0]
    assert np.allclose(at[0.0], at[333.0], atol=0.5)


def test_a_letter_is_seen_on_the_map(draw):
    shown = layers()
    image, _ = draw(view_of(), Look(fonts=PINNED), of=shown)
    letters = letters_of(shown, view_of())
    for (x, y), half in zip(letters.places.astype(int), letters.half, strict=True):
        box = pixels(image)[y - 4 : y + 5, x - int(half[0]) : x + int(half[0])]
        assert (box.max(axis=2) < 90).any()
        assert (box.min(axis=2) > 230).any()


def test_a_letter_survives_the_store():
    entry = ThemeClass("#46A03C", value="Ⅲ", letter="Ⅲ")
    theme = Theme("river", ThemeKind.CATEGORY, "name", (entry,))
    assert theme_of(plain_of(theme)) == theme
