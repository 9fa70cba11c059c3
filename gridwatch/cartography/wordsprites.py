"""Pictures of words with a halo, put together of letters that are drawn once."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QTransform

from gridwatch.cartography.kernels import placing_rules
from gridwatch.cartography.leaderlines import draw_leader, led_to
from gridwatch.cartography.lettering import spread
from gridwatch.cartography.view import SCREEN_DPI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.lettering import Lettering, Line

    Ints = NDArray[np.int64]

__all__ = ["WORDS", "Pictures", "Word", "WordSprites", "draw_pictures", "word_of"]

_MOST_PIXELS = 12_000_000
_MOST_LETTERS = 24_000
_DEGREES = 3
_ACROSS = 32


class Word(NamedTuple):
    """One word to be drawn.

    Parameters
    ----------
    text : str
        What is written.
    lettering : Lettering
        How; not faded.
    at : tuple of int
        Device pixel that the letters are counted from.
    letters : bytes
        For each letter three int16: its middle in half pixels, its turn in steps of
        3 degrees. Empty where the word is level and `at` its middle.
    """

    text: str
    lettering: Lettering
    at: tuple[int, int]
    letters: bytes


class Pictures(NamedTuple):
    """Pictures of words.

    Parameters
    ----------
    sheet : ndarray of uint32
        All pictures, premultiplied, each a row after the other.
    rows : list of (first, width, height, left, top)
        For each word where its picture begins, its size, and its corner as seen from
        `Word.at`.
    """

    sheet: NDArray[np.uint32]
    rows: list[tuple[int, int, int, int, int]]


class _Letters:
    """Pictures of the letters of one lettering, at half pixels and some turns.

    Those of the letters in `index`; the arrays are longer than that.
    """

    def __init__(self, lettering: Lettering) -> None:
        self.lettering = lettering
        self.reach = math.ceil(lettering.pixels * 0.78 + lettering.halo + 2.0)
        size = 2 * self.reach
        self.index: dict[tuple[str, bool, int, int, int], int] = {}
        self.ink = np.zeros((_ACROSS, size, size), np.uint8)
        self.halo = np.zeros((_ACROSS, size, size), np.uint8)
        self.bounds = np.zeros((_ACROSS, 4), np.int64)
        self.colours = _colours(lettering)

    def draw(self, keys: Sequence[tuple[str, bool, int, int, int]]) -> None:
        """Draw letters that are not known yet, together on one sheet."""
        new = [key for key in dict.fromkeys(keys) if key not in self.index]
        if not new:
            return
        size = 2 * self.reach
        down = -(-len(new) // _ACROSS)
        # Qt fills paths three times as fast where a pixel has 32 bits.
        sheet = QImage(_ACROSS * size, down * size, QImage.Format.Format_RGB32)
        sheet.fill(QColor("black"))
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        white, style = QBrush(QColor("white")), self.lettering.style
        for i, (letter, square, right, low, turn) in enumerate(new):
            row, column = divmod(i, _ACROSS)
            place = QTransform.fromTranslate(
                column * size + self.reach + right / 2,
                row * size + self.reach + low / 2,
            )
            if turn:
                place.rotate(turn * _DEGREES)
            place.shear(-style.slant if square else style.slant, 0.0)
            painter.setTransform(place)
            painter.fillPath(self.lettering.glyph(letter), white)
        painter.end()
        flat = np.frombuffer(sheet.constBits(), np.uint8).reshape(-1, _ACROSS * size, 4)
        ink = np.ascontiguousarray(flat[:, :, 0])
        halo = _widened(ink, self.lettering.halo)
        cells = [
            pixels.reshape(down, size, _ACROSS, size).swapaxes(1, 2)
            for pixels in (ink, halo)
        ]
        self._add(*(some.reshape(-1, size, size)[: len(new)] for some in cells))
        for key in new:
            self.index[key] = len(self.index)

    def _add(self, ink: NDArray[np.uint8], halo: NDArray[np.uint8]) -> None:
        """Put letters behind those that are known; the arrays have room for more."""
        begin, end = len(self.index), len(self.index) + len(ink)
        more = (("ink", ink), ("halo", halo), ("bounds", _bounds(halo)))
        for name, rows in more:
            whole = getattr(self, name)
            if end > len(whole):
                wider = np.zeros((2 * end, *whole.shape[1:]), whole.dtype)
                wider[:begin] = whole[:begin]
                setattr(self, name, whole := wider)
            whole[begin:end] = rows


def _bounds(masks: NDArray[np.uint8]) -> Ints:
    """Return left, top, right, bottom of what is drawn in each of some pictures."""
    size = masks.shape[1]
    found = []
    for axis in (1, 2):
        there = masks.max(axis=axis) > 0
        some = there.any(axis=1)
        found.append(np.where(some, there.argmax(axis=1), size // 2))
        last = size - there[:, ::-1].argmax(axis=1)
        found.append(np.where(some, last, size // 2 + 1))
    return np.stack([found[0], found[2], found[1], found[3]], axis=1)


class WordSprites:
    """Pictures of words that were drawn, up to some number of pixels.

    May be used on any thread.
    """

    def __init__(self, most: int = _MOST_PIXELS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._words: dict[Lettering, dict[tuple[str, bytes], _Row]] = {}
        self._letters: dict[Lettering, _Letters] = {}
        self._drawn = 0
        self._sheet = np.empty(1 << 16, np.uint32)
        self._used = 0

    def pictures(
        self, words: Sequence[Word], compose: Callable[..., object] | None = None
    ) -> Pictures:
        """Return pictures of words; only new ones are drawn.

        Parameters
        ----------
        words : sequence of Word
            What is to be drawn.
        compose : callable or None
            `placing_rules.compose`, or the same compiled.
        """
        with self._lock:
            if self._used > self._most or self._drawn > _MOST_LETTERS:
                self._clear()
            books = {id(word.lettering): word.lettering for word in words}
            known = {
                key: self._words.setdefault(lettering, {})
                for key, lettering in books.items()
            }
            new: dict[int, dict[tuple[str, bytes], None]] = {}
            for word in words:
                key = word.text, word.letters
                if key not in known[id(word.lettering)]:
                    new.setdefault(id(word.lettering), {})[key] = None
            for number, keys in new.items():
                rule = compose or placing_rules.compose
                self._draw(books[number], list(keys), known[number], rule)
            rows = [known[id(x.lettering)][x.text, x.letters] for x in words]
            return Pictures(self._sheet, rows)

    def _draw(
        self,
        lettering: Lettering,
        keys: Sequence[tuple[str, bytes]],
        known: dict[tuple[str, bytes], _Row],
        compose: Callable[..., object],
    ) -> None:
        letters = self._letters.get(lettering)
        if letters is None:
            letters = self._letters[lettering] = _Letters(lettering)
        sizes = np.array([len(text) for text, _ in keys])
        table = _steps(lettering, keys, sizes)
        square = np.repeat([lettering.chinese(text) for text, _ in keys], sizes)
        texts = "".join(text for text, _ in keys)
        whole, half = table[:, :2] >> 1, table[:, :2] & 1
        names = list(
            zip(
                texts,
                square.tolist(),
                half[:, 0].tolist(),
                half[:, 1].tolist(),
                table[:, 2].tolist(),
                strict=True,
            )
        )
        before = len(letters.index)
        letters.draw(names)
        self._drawn += len(letters.index) - before
        glyphs = np.array([letters.index[name] for name in names], np.int64)
        first = np.append(0, np.cumsum(sizes))
        corner = whole - letters.reach
        bounds = letters.bounds[glyphs]
        low = np.minimum.reduceat(corner + bounds[:, :2], first[:-1])
        high = np.maximum.reduceat(corner + bounds[:, 2:], first[:-1])
        width, height = np.ascontiguousarray((high - low).T)
        begin = np.append(0, np.cumsum(width * height))
        dx, dy = np.ascontiguousarray((corner - np.repeat(low, sizes, axis=0)).T)
        total = int(begin[-1])
        ink, halo = np.zeros(total, np.uint8), np.zeros(total, np.uint8)
        for masks, sheet in ((letters.ink, ink), (letters.halo, halo)):
            compose(masks, glyphs, bounds, dx, dy, first, begin[:-1], width, sheet)
        start = self._added(letters.colours[(ink.astype(np.uint16) << 8) | halo])
        rows = np.stack([begin[:-1] + start, width, height, *low.T], axis=1).tolist()
        known.update(zip(keys, map(tuple, rows), strict=True))

    def _added(self, pixels: NDArray[np.uint32]) -> int:
        """Append pixels to the sheet; frames made before keep the old one."""
        start, self._used = self._used, self._used + len(pixels)
        if self._used > len(self._sheet):
            more = np.empty(2 * self._used, np.uint32)
            more[:start] = self._sheet[:start]
            self._sheet = more
        self._sheet[start : self._used] = pixels
        return start


_Row = tuple[int, int, int, int, int]


def _steps(
    lettering: Lettering, keys: Sequence[tuple[str, bytes]], sizes: Ints
) -> Ints:
    """Return middle (half pixels) and turn of each letter of some words."""
    turned = np.array([bool(data) for _, data in keys])
    found = np.zeros((int(sizes.sum()), 3), np.int64)
    rows = np.repeat(turned, sizes)
    data = b"".join(data for _, data in keys)
    found[rows] = np.frombuffer(data, np.int16).reshape(-1, 3)
    level = sizes[~turned]
    if len(level):
        text = "".join(text for text, data in keys if not data)
        _, middles = spread(lettering.advances(text), level, lettering.room)
        found[~rows, 0] = np.rint(middles * 2.0)
    return found


def _colours(lettering: Lettering) -> NDArray[np.uint32]:
    """Return the premultiplied colour for 256 * ink + halo, halo behind the ink."""
    text, paper = QColor(lettering.style.colour), QColor(lettering.style.halo)
    cover = np.arange(256.0, dtype=np.float32)[:, None] / 255
    halo = np.arange(256.0, dtype=np.float32)[None] / 255
    under = halo * np.float32(paper.alphaF()) * (1 - cover)
    found = np.zeros((256, 256), np.uint32)
    channels = (
        (text.blue(), paper.blue()),
        (text.green(), paper.green()),
        (text.red(), paper.red()),
        (255, 255),
    )
    for i, (front, back) in enumerate(channels):
        value = np.rint(cover * front + under * back)
        found |= value.astype(np.uint32) << np.uint32(8 * i)
    return found.reshape(-1)


def _widened(ink: NDArray[np.uint8], radius: float) -> NDArray[np.uint8]:
    """Return the letters grown by `radius` pixels, by turns as square and cross."""
    grown = ink.copy()
    for step in range(int(radius)):
        grown = _grown(grown, square=step % 2 == 0)
    rest = radius - int(radius)
    if rest > 0.0:
        more = _grown(grown, square=False).astype(np.float32)
        grown = np.maximum(grown, (more * rest).astype(np.uint8))
    return grown


def _grown(ink: NDArray[np.uint8], *, square: bool) -> NDArray[np.uint8]:
    tall = ink.copy()
    np.maximum(tall[1:], ink[:-1], out=tall[1:])
    np.maximum(tall[:-1], ink[1:], out=tall[:-1])
    across = tall if square else ink
    found = tall.copy()
    np.maximum(found[:, 1:], across[:, :-1], out=found[:, 1:])
    np.maximum(found[:, :-1], across[:, 1:], out=found[:, :-1])
    return found


WORDS = WordSprites()
"""The pictures that everybody shares."""


def draw_pictures(painter: QPainter, lines: Sequence[Line]) -> None:
    """Write lines as pictures with a halo, made once and kept.

    Stroking the outlines of letters for the halo costs 100 times the copy of a
    finished picture, and a name looks the same in frame after frame.
    """
    books: dict[Lettering, Lettering] = {}
    words = []
    for line in lines:
        lettering = books.setdefault(line.lettering.plain, line.lettering.plain)
        words.append(word_of(line, lettering))
    sheet, rows = WORDS.pictures(words)
    form = QImage.Format.Format_ARGB32_Premultiplied
    for line, word, row in zip(lines, words, rows, strict=True):
        first, width, height, left, top = row
        pixels = sheet[first : first + width * height]
        picture = QImage(pixels.data, width, height, 4 * width, form)
        painter.setOpacity(line.lettering.opacity)
        if line.tail is not None:
            style, ends = line.lettering.style, (line.tail, led_to(line.tail, line.box))
            colours = QColor(style.colour), QColor(style.halo)
            draw_leader(painter, ends, colours, line.lettering.dpi / SCREEN_DPI)
        painter.drawImage(word.at[0] + left, word.at[1] + top, picture)
    painter.setOpacity(1.0)


def word_of(line: Line, lettering: Lettering) -> Word:
    """Return a line of text as a word; turned letters in steps of 3 degrees."""
    x, y = round(line.at[0]), round(line.at[1])
    if all(y == 0.0 and degrees == 0.0 for _, y, degrees in line.letters):
        return Word(line.text, lettering, (x, y), b"")
    places = np.array(line.letters)
    places[:, :2] += (line.at[0] - x, line.at[1] - y)
    steps = np.rint(places * (2.0, 2.0, 1.0 / _DEGREES)).astype(np.int16)
    return Word(line.text, lettering, (x, y), steps.tobytes())
