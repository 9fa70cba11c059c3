from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from gridwatch.cartography.lettering import Lettering, Line
from gridwatch.cartography.symbols import TextStyle
from gridwatch.cartography.wordsprites import Word, WordSprites, draw_pictures, word_of
from tests.cartography.conftest import PINNED, pixels

pytestmark = pytest.mark.usefixtures("qapp")

STYLE = TextStyle("#102030", 12.0, halo="#FFFFFFFF")
LETTERING = Lettering(STYLE, PINNED, 96.0)


def picture(pictures, i=0):
    first, width, height, _, _ = pictures.rows[i]
    flat = pictures.sheet[first : first + width * height]
    return flat.reshape(height, width)


def word(text, lettering=LETTERING):
    return Word(text, lettering, (0, 0), b"")


def test_a_word_is_ink_in_a_halo():
    found = picture(WordSprites().pictures([word("河")]))
    assert (found == 0xFF102030).any()
    assert (found == 0xFFFFFFFF).any()
    assert (found[0] != 0xFF102030).all()


def test_pictures_are_tight():
    found = picture(WordSprites().pictures([word("青石镇")])) != 0
    assert found[[0, -1]].any(axis=1).all()
    assert found[:, [0, -1]].any(axis=0).all()
    assert found.shape[1] < 3 * LETTERING.pixels + 8


def test_halos_do_not_eat_the_letters_beside_them():
    sprites = WordSprites()
    both = sprites.pictures([word("国国"), word("国")])
    ink = [(picture(both, i) & 0xFFFFFF == 0x102030).sum() for i in (0, 1)]
    assert ink[0] == 2 * ink[1]


def test_a_word_is_drawn_once():
    sprites = WordSprites()
    first = sprites.pictures([word("河"), word("河")])
    again = sprites.pictures([word("河"), word("湖")])
    assert first.rows[0] == first.rows[1] == again.rows[0]
    assert again.rows[0] != again.rows[1]


def test_what_is_kept_is_bounded():
    sprites = WordSprites(most=20_000)
    frames = [
        sprites.pictures([word(chr(0x4E00 + i)) for i in range(a, a + 40)])
        for a in range(0, 400, 40)
    ]
    assert max(len(frame.sheet) for frame in frames) < 200_000
    # A frame that was handed out before keeps its own pictures.
    assert np.array_equal(
        picture(frames[0]), picture(WordSprites().pictures([word("一")]))
    )


def test_many_threads_get_the_same_pictures():
    sprites = WordSprites()
    texts = [chr(0x4E00 + i) + "河" for i in range(60)]

    def drawn(shift):
        words = [word(text) for text in texts[shift:] + texts[:shift]]
        found = sprites.pictures(words)
        return {w.text: picture(found, i).copy() for i, w in enumerate(words)}

    with ThreadPoolExecutor(4) as pool:
        several = list(pool.map(drawn, range(0, 60, 5)))
    for one in several[1:]:
        assert all(np.array_equal(one[text], several[0][text]) for text in texts)


def test_turned_letters_are_drawn_turned():
    places = tuple((12.0 * i, 5.0 * i, 24.0) for i in range(-1, 2))
    line = Line("青石镇", LETTERING, (40.0, 30.0), places)
    turned = WordSprites().pictures([word_of(line, LETTERING)])
    level = WordSprites().pictures([word("青石镇")])
    assert picture(turned).shape[0] > picture(level).shape[0]


@pytest.mark.parametrize("dpi", [96.0, 192.0, 288.0])
def test_names_are_painted_where_they_are_placed(dpi):
    lettering = Lettering(STYLE, PINNED, dpi)
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#80A080"))
    painter = QPainter(image)
    xs = lettering.centres("青石镇").tolist()
    line = Line("青石镇", lettering, (200.0, 100.0), tuple((x, 0.0, 0.0) for x in xs))
    draw_pictures(painter, [line])
    painter.end()
    rows, columns = np.nonzero((pixels(image) != (0x80, 0xA0, 0x80)).any(axis=2))
    assert abs((columns.min() + columns.max()) / 2 - 200) < 3 * dpi / 96
    assert abs((rows.min() + rows.max()) / 2 - 100) < 3 * dpi / 96
    assert columns.max() - columns.min() == pytest.approx(
        lettering.width("青石镇"), abs=6 * dpi / 96
    )
