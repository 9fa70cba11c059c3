"""What stands on one page, as the operators of its content stream."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.cartography.pdf.numbers import number, numbers

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from gridwatch.cartography.pdf.fonts import Face, Fonts
    from gridwatch.cartography.pdf.shaping import Glyph, Script

__all__ = ["Content", "Matrix", "Pen", "Rgb"]

Rgb = tuple[int, int, int]
Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a x + c y + e, y' = b x + d y + f; y downwards."""

_LEVEL = b"1 0 0 -1 "
_MUTE = b"/Span<</ActualText<FEFF>>>BDC\n"
_SAID = b"EMC\n"
_FONT = b" Tf\n"
_CLOSE = 0.6
"""Glyphs off their natural place by less than so many thousandths of an em are not."""


class Pen(NamedTuple):
    """How a line is drawn, in units of the page.

    `cap` and `join` are those of PDF: 0 flat or mitred, 1 round, 2 square or bevelled.
    """

    colour: Rgb
    width: float
    alpha: float = 1.0
    cap: int = 0
    join: int = 0
    dash: tuple[float, ...] = ()
    phase: float = 0.0


@lru_cache(maxsize=1024)
def _colour(rgb: Rgb, operator: bytes) -> bytes:
    if rgb[0] == rgb[1] == rgb[2]:
        grey = b"g\n" if operator == b"rg\n" else b"G\n"
        return numbers(rgb[0] / 255, digits=3) + grey
    return numbers(*(part / 255 for part in rgb), digits=3) + operator


class Content:
    """Operators of one page; says again only what has changed.

    Its unit is a hundredth of a millimetre, from the upper left corner, y downwards.

    Parameters
    ----------
    fonts : Fonts
        Those of the document.
    """

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.faces: dict[Face, bytes] = {}
        self.alphas: set[float] = set()
        self.images: dict[Hashable, bytes] = {}
        self.clips: tuple[bytes, ...] = ()
        self._parts: list[bytes] = []
        self._clipped: tuple[bytes, ...] = ()
        self._depth = 0
        self._known: dict[str, object] = {}

    def finished(self) -> bytes:
        """Return all operators."""
        return b"".join(self._parts) + b"Q\n" * self._depth

    def settle(self) -> None:
        """Bring the clip into force that is wanted."""
        if self.clips == self._clipped:
            return
        have = len(self._clipped)
        if self.clips[:have] != self._clipped:
            # A clip can only be made wider by going back to before it.
            if self._depth:
                self._parts.append(b"Q\n")
                self._depth = 0
                self._known = {}
            have = 0
        if not self._depth and self.clips:
            self._parts.append(b"q\n")
            self._depth = 1
        self._parts += self.clips[have:]
        self._clipped = self.clips

    def _say(self, what: str, value: object, words: bytes) -> None:
        if self._known.get(what) != value:
            self._known[what] = value
            self._parts.append(words)

    def _alpha(self, alpha: float) -> None:
        # Fill and stroke share one state: they are never drawn see-through together.
        known = self._known.get("alpha", 1.0)
        if alpha == known:
            return
        alpha = round(alpha, 3)
        if alpha != known:
            self._known["alpha"] = alpha
            self.alphas.add(alpha)
            self._parts.append(b"/A%d gs\n" % round(alpha * 1000))

    def _pen(self, pen: Pen) -> None:
        self._alpha(pen.alpha)
        if self._known.get("pen") is pen:
            return
        self._known["pen"] = pen
        self._say("stroke", pen.colour, _colour(pen.colour, b"RG\n"))
        self._say("width", pen.width, number(pen.width) + b" w\n")
        self._say("cap", pen.cap, b"%d J\n" % pen.cap)
        self._say("join", pen.join, b"%d j\n" % pen.join)
        dash = (pen.dash, pen.phase)
        if dash != self._known.get("dash", ((), 0.0)):
            self._known["dash"] = dash
            inner = b" ".join(map(number, pen.dash))
            self._parts.append(b"[" + inner + b"] " + number(pen.phase) + b" d\n")

    def fill(
        self, path: bytes, colour: Rgb, alpha: float = 1.0, *, odd: bool = False
    ) -> None:
        """Fill a path; with `odd` by the even-odd rule, else by the winding one."""
        if path:
            self.settle()
            self._alpha(alpha)
            self._say("fill", colour, _colour(colour, b"rg\n"))
            self._parts += (path, b"f*\n" if odd else b"f\n")

    def seal(self, path: bytes, colour: Rgb, seam: float) -> None:
        """Fill areas and draw over their seams: else readers show white hairlines."""
        if path:
            self.settle()
            self._pen(Pen(colour, seam, join=1))
            self._say("fill", colour, _colour(colour, b"rg\n"))
            self._parts += (path, b"B\n")

    def stroke(self, path: bytes, pen: Pen) -> None:
        """Draw a line along a path."""
        if path:
            self.settle()
            self._pen(pen)
            self._parts += (path, b"S\n")

    def _named(self, key: Hashable) -> bytes:
        """Return what this page calls an image or a form."""
        found = self.images.get(key)
        if found is None:
            found = self.images[key] = b"X%d" % len(self.images)
        return found

    def place(self, key: Hashable, matrix: Matrix, alpha: float = 1.0) -> None:
        """Draw an image or a form of the document."""
        self.settle()
        self._alpha(alpha)
        name = self._named(key)
        where = numbers(*matrix[:4], digits=4) + numbers(*matrix[4:])
        self._parts.append(b"q " + where + b"cm /" + name + b" Do Q\n")

    def stamp(self, key: Hashable, places: Iterable[tuple[float, float]]) -> None:
        """Draw one form at many places."""
        self.settle()
        self._alpha(1.0)
        form = b"q 1 0 0 1 %d %d cm /" + self._named(key) + b" Do Q\n"
        self._parts += [form % (round(x), round(y)) for x, y in places]

    def begin_words(self, says: str | None) -> None:
        """Begin text that says something else than its letters (None: nothing)."""
        self.settle()
        if says is None:
            self._parts.append(_MUTE)
            return
        coded = says.encode("utf-16-be", "replace").hex().upper()
        mark = f"FEFF{coded}".encode("ascii")
        self._parts.append(b"/Span<</ActualText<" + mark + b">>>BDC\n")

    def end_words(self) -> None:
        """End it."""
        self._parts.append(_SAID)

    def text(
        self,
        script: Script,
        size: float,
        matrix: Matrix,
        colour: Rgb,
        alpha: float = 1.0,
    ) -> None:
        """Write a line.

        Parameters
        ----------
        script : Script
            Its glyphs.
        size : float
            Of an em before `matrix`.
        matrix : Matrix
            From the line's own plane (baseline at 0, y downwards) to the page.
        colour : tuple of int
            Red, green, blue.
        alpha : float
            1 is opaque.
        """
        if not script.glyphs:
            return
        self.settle()
        self._alpha(alpha)
        self._say("fill", colour, _colour(colour, b"rg\n"))
        self._parts += (b"BT\n", *self._written(script, size, matrix), b"ET\n")

    def haloed(
        self,
        rows: Sequence[tuple[Script, Matrix]],
        size: float,
        halo: Pen,
        colour: Rgb,
        *,
        mute: bool,
    ) -> None:
        """Write pieces of a name, opaque, each with its own matrix, on its halo.

        The halo is the outlines of the letters, drawn with a pen, and says nothing;
        with `mute` the letters do not either.
        """
        self.settle()
        self._pen(halo)
        words = [words for row in rows for words in self._written(row[0], size, row[1])]
        self._parts += (_MUTE, b"BT\n1 Tr\n", *words, b"0 Tr\nET\n")
        if not mute:
            self._parts.append(_SAID)
        self._alpha(1.0)
        self._say("fill", colour, _colour(colour, b"rg\n"))
        fonts = [i for i, part in enumerate(words) if part.endswith(_FONT)]
        if fonts == [0]:
            words = words[1:]
        elif fonts:
            words = [
                part for row in rows for part in self._written(row[0], size, row[1])
            ]
        self._parts += (b"BT\n", *words, b"ET\n")
        if mute:
            self._parts.append(_SAID)

    def hidden(self, script: Script, size: float, matrix: Matrix) -> None:
        """Write a line that is found and copied but not seen."""
        if script.glyphs:
            self.settle()
            self._parts += (b"BT\n3 Tr\n", *self._written(script, size, matrix))
            self._parts.append(b"0 Tr\nET\n")

    def _written(self, script: Script, size: float, matrix: Matrix) -> list[bytes]:
        if script.shown is None:
            script.shown = [
                (face, glyphs[0].at / 1000, _shown(face, glyphs))
                for face, glyphs in self._by_face(script.glyphs)
            ]
        a, b, c, d, e, f = matrix
        if b == 0.0 == c and a == 1.0 == d:
            along = _LEVEL
        else:
            turned = (round(a, 4), round(b, 4), -round(c, 4), -round(d, 4))
            along = b"%.5g %.5g %.5g %.5g " % tuple(part + 0.0 for part in turned)
        size = round(size, 2)
        found: list[bytes] = []
        for face, start, shown in script.shown:
            name = self.faces.get(face)
            if name is None:
                name = self.faces[face] = b"F%d" % len(self.faces)
            head = (name, size)
            if self._known.get("font") != head:
                self._known["font"] = head
                found.append(b"/%s %.8g" % head + _FONT)
            x, y = e + a * start * size, f + b * start * size
            found += (along, b"%d %d Tm " % (round(x), round(y)), shown)
        return found

    def _by_face(self, glyphs: Sequence[Glyph]) -> list[tuple[Face, list[Glyph]]]:
        found: list[tuple[Face, list[Glyph]]] = []
        for glyph in glyphs:
            face = self.fonts.face(glyph)
            if found and found[-1][0] is face:
                found[-1][1].append(glyph)
            else:
                found.append((face, [glyph]))
        return found


def _shown(face: Face, glyphs: Sequence[Glyph]) -> bytes:
    """Return the operator that shows glyphs, moved where they stand off."""
    pieces = [[face.code(glyphs[0])]]
    moves: list[float] = []
    at = glyphs[0].at + glyphs[0].advance
    for glyph in glyphs[1:]:
        if abs(glyph.at - at) > _CLOSE:
            moves.append(at - glyph.at)
            pieces.append([])
            at = glyph.at
        pieces[-1].append(face.code(glyph))
        at += glyph.advance
    shown = [b"<" + b"".join(codes) + b">" for codes in pieces]
    if len(shown) == 1:
        return shown[0] + b"Tj\n"
    rest = [
        number(move, 1) + words for move, words in zip(moves, shown[1:], strict=True)
    ]
    return b"[" + shown[0] + b"".join(rest) + b"]TJ\n"
