"""Text into glyphs of the very fonts that Qt writes with on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtGui import QFont, QTextLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QGlyphRun, QRawFont

__all__ = ["EM", "Glyph", "Script", "Shaper", "alone"]

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
    number: int
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
    shown: list[tuple[Any, float, bytes]] | None = None


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
            found += [g._replace(at=x + g.at) for g in glyphs] if x else glyphs
            x += sum(glyph.advance for glyph in glyphs)
        return Script(tuple(found), x)


def shaped(text: str, font: QFont) -> Script:
    """Return the glyphs that Qt lays a line out with."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(_WIDE)
    layout.endLayout()
    flag = QTextLayout.GlyphRunRetrievalFlag
    wanted = (
        flag.RetrieveGlyphIndexes
        | flag.RetrieveGlyphPositions
        | flag.RetrieveStringIndexes
    )
    runs = layout.glyphRuns(-1, -1, wanted)
    said = _said([start for run in runs for start in run.stringIndexes()], text)
    found = [glyph for run in runs for glyph in _glyphs(run, said)]
    found.sort(key=lambda glyph: glyph.at)
    return Script(tuple(found), line.naturalTextWidth())


def _glyphs(run: QGlyphRun, said: dict[int, str]) -> list[Glyph]:
    font = run.rawFont()
    indexes = run.glyphIndexes()
    places = [point.x() for point in run.positions()]
    advances = [point.x() for point in font.advancesForGlyphIndexes(indexes)]
    # The first glyph of a cluster says all of it.
    says = [said.pop(start, "") for start in run.stringIndexes()]
    return [
        Glyph(font, *values)
        for values in zip(indexes, says, places, advances, strict=True)
    ]


def _said(starts: list[int], text: str) -> dict[int, str]:
    """Return what stands at each place where a glyph begins; Qt counts in UTF-16."""
    coded = text.encode("utf-16-le", "surrogatepass")
    edges = sorted(set(starts))
    return {
        start: coded[2 * start : 2 * end].decode("utf-16-le", "replace")
        for start, end in zip(edges, [*edges[1:], len(coded) // 2], strict=True)
    }
