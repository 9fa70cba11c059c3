"""Text into glyphs of the very fonts that Qt writes with on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QFont, QTextLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QGlyphRun, QRawFont

    from gridwatch.cartography.pdf.fonts import Face

__all__ = ["EM", "alone", "Glyph", "Script", "Shaper"]

EM = 1000
"""Units of an em: fonts are measured at so many pixels."""
_WIDE = 1e7
_ALONE = re.compile(
    r"[\u2e80-\u303f\u3041-\u3096\u30a1-\u30fc\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
    r"0-9 　,.:;()\[\]/+%·…—～：、，。；（）《》“”-]*"
)
"""Letters that stand beside any other without kerning or joining."""
_MOST = 30_000


def alone(text: str) -> bool:
    """Tell whether the letters of a line stand side by side as each would alone."""
    return _ALONE.fullmatch(text) is not None


class Glyph(NamedTuple):
    """One glyph of a run: which, of which font, what it says, where it stands.

    `at` and `advance` are thousandths of an em from the beginning of the run.
    """

    font: QRawFont
    index: int
    says: str
    at: float
    advance: float


@dataclass(eq=False, slots=True)
class Script:
    """Glyphs of a line of text, and its width in thousandths of an em.

    `shown` is filled in by the document that writes it: for each font that takes part
    its face, where its glyphs begin, and the operator that shows them.
    """

    glyphs: tuple[Glyph, ...]
    width: float
    shown: list[tuple[Face, float, bytes]] | None = None


class Shaper:
    """Shapes text in one font; to be used on the thread that made it.

    Parameters
    ----------
    font : QFont
        Its size does not count, only family, weight and features.
    """

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        self.font.setPixelSize(EM)
        self._letters: dict[str, tuple[Glyph, ...]] = {}
        self._known: dict[str, Script] = {}

    def script(self, text: str) -> Script:
        """Return the glyphs of a line."""
        known = self._known.get(text)
        if known is None:
            known = self._row(text) if alone(text) else shaped(text, self.font)
            if len(self._known) > _MOST:
                self._known.clear()
            self._known[text] = known
        return known

    def _row(self, text: str) -> Script:
        """Set letters side by side; each is shaped only once."""
        found: list[Glyph] = []
        x = 0.0
        for letter in text:
            glyphs = self._letters.get(letter)
            if glyphs is None:
                glyphs = shaped(letter, self.font).glyphs
                self._letters[letter] = glyphs
            for glyph in glyphs:
                found.append(glyph._replace(at=x + glyph.at) if x else glyph)
            x += sum(glyph.advance for glyph in glyphs)
        return Script(tuple(found), x)


def shaped(text: str, font: QFont) -> Script:
    """Return the glyphs that Qt lays a line out with."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(_WIDE)
    layout.endLayout()
    found: list[Glyph] = []
    flag = QTextLayout.GlyphRunRetrievalFlag
    for run in layout.glyphRuns(
        -1, -1, flag.RetrieveGlyphIndexes | flag.RetrieveGlyphPositions
        | flag.RetrieveStringIndexes
    ):
        found += _glyphs(run, text)
    found.sort(key=lambda glyph: glyph.at)
    return Script(tuple(found), line.naturalTextWidth())


def _glyphs(run: QGlyphRun, text: str) -> list[Glyph]:
    font = run.rawFont()
    indexes = run.glyphIndexes()
    places = [point.x() for point in run.positions()]
    says = _said(run.stringIndexes(), text)
    advances = [point.x() for point in font.advancesForGlyphIndexes(indexes)]
    return [
        Glyph(font, *values)
        for values in zip(indexes, says, places, advances, strict=True)
    ]


def _said(starts: list[int], text: str) -> list[str]:
    """Return what each glyph says: its first glyph bears the whole of a cluster.

    Qt counts in UTF-16.
    """
    coded = text.encode("utf-16-le", "surrogatepass")
    edges = sorted(set(starts))
    after = dict(zip(edges, [*edges[1:], None], strict=True))
    found, before = [], -1
    for start in starts:
        end = after[start]
        part = coded[2 * start : 2 * _end(end, start, coded)]
        words = part.decode("utf-16-le", "replace")
        found.append("" if start == before else words)
        before = start
    return found


def _end(end: int | None, start: int, coded: bytes) -> int:
    """Return where the last cluster of a run ends: a run of one font may end early."""
    if end is not None:
        return end
    high = 0xD8 <= coded[2 * start + 1] < 0xDC
    return start + (2 if high else 1)
