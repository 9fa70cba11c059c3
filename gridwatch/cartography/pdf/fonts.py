"""Fonts inside a PDF: of each only the letters that are written, and what they mean.

The outlines are those that Qt itself draws with, so any font that Qt can use can be
embedded: TrueType and CFF, alone or in a collection, on any system.
"""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QRawFont

from gridwatch.cartography.fontlicence import insist
from gridwatch.cartography.pdf.shaping import EM, Shaper
from gridwatch.cartography.pdf.values import Name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QFont, QPainterPath

    from gridwatch.cartography.pdf.container import Container
    from gridwatch.cartography.pdf.shaping import Glyph
    from gridwatch.cartography.pdf.values import Ref

__all__ = ["Drawing", "Embedded", "Face", "Fonts", "Key", "Measure", "elements_of"]

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_SYMBOLIC = 4
_PORTION = 100
_NEAR = 1000
_PLANE = 0xFFFF
"""Last character that a code of two bytes can be."""
_STACK = 40
"""A Type 2 charstring takes 48 operands at a time."""


def elements_of(path: QPainterPath) -> NDArray[np.void]:
    """Return all elements of a path: kind (0 move, 1 line, 2 and 3 curve), x, y."""
    data = QByteArray()
    stream = QDataStream(data, QIODevice.OpenModeFlag.WriteOnly)
    stream << path
    raw = bytes(data.data())
    count = struct.unpack_from(">i", raw)[0] if len(raw) >= 4 else 0
    return np.frombuffer(raw, _ELEMENT, count, 4) if count else np.empty(0, _ELEMENT)


class Key(NamedTuple):
    """What tells one font of a document from others, in every process.

    Parameters
    ----------
    family, style : str
        As Qt names them.
    slant : int
        Upright, italic or oblique.
    drawn : bytes
        What tells one drawing of it from another.
    says : str or None
        What its only glyph says, of glyphs that are not those of one character.
    """

    family: str
    style: str
    slant: int
    drawn: bytes
    says: str | None = None


class Measure(NamedTuple):
    """What a font says of itself, thousandths of an em."""

    ascent: int
    descent: int
    capital: int
    weight: int


class Drawing(NamedTuple):
    """One glyph as it is embedded: what it says, its width, its Type 2 charstring."""

    says: str
    advance: float
    program: bytes


class Face:
    """One font of a document, as pages are drawn with it.

    Codes of glyphs depend on nothing that was written before: so pages that two
    processes drew stand in one document, and are the same whoever drew them.

    Parameters
    ----------
    font : QRawFont
        As Qt chose it.
    key : Key
        What tells it from others.

    Raises
    ------
    FontRefusedError
        Where the font forbids to be embedded.
    """

    def __init__(self, font: QRawFont, key: Key) -> None:
        insist(font)
        self.font = QRawFont(font)
        self.font.setPixelSize(EM)
        self.key = key
        self._codes: dict[tuple[int, str], bytes] = {}
        self._new: dict[int, Drawing] = {}

    def code(self, glyph: Glyph) -> bytes:
        """Return four hex digits for a glyph.

        That is the character that it stands for. One glyph that stands for two (a
        radical and the character that looks like it) gets two codes, so each is found
        as what was written.
        """
        key = (glyph.number, glyph.says)
        found = self._codes.get(key)
        if found is None:
            code = ord(glyph.says) if self.key.says is None else glyph.number
            found = self._codes[key] = b"%04X" % code
            program = _charstring(self.font, glyph.number, glyph.advance)
            self._new[code] = Drawing(glyph.says, glyph.advance, program)
        return found

    def news(self) -> dict[int, Drawing]:
        """Return the glyphs that were used for the first time since the last call."""
        found, self._new = self._new, {}
        return found

    def measure(self) -> Measure:
        """Return what the font says of itself."""
        font = self.font
        parts = (font.ascent(), font.descent(), font.capHeight(), font.weight())
        return Measure(*(round(part) for part in parts))


class Fonts:
    """The fonts that pages are drawn with."""

    def __init__(self) -> None:
        self._shapers: dict[object, Shaper] = {}
        self._faces: dict[Key, Face] = {}
        self._near: dict[int, tuple[QRawFont, Key]] = {}
        self._usual: dict[tuple[Key, int, str], bool] = {}

    def shaper(self, font: QFont, key: object = None) -> Shaper:
        """Return what shapes text in a font of any size.

        `key` spares looking the font up by its long name.
        """
        found = self._shapers.get(key) if key is not None else None
        if found is None:
            made = Shaper(font)
            long = made.font.key()
            found = self._shapers.setdefault(long, made)
            if key is not None:
                self._shapers[key] = found
        return found

    def face(self, glyph: Glyph) -> Face:
        """Return the face that a glyph is written in.

        Those that stand for one character as the font itself says share one; what
        stands for more, or for less, has one of its own.
        """
        key = self._key(glyph.font)
        if not self._is_usual(key, glyph):
            key = key._replace(says=glyph.says)
        found = self._faces.get(key)
        if found is None:
            found = self._faces[key] = Face(glyph.font, key)
        return found

    def _key(self, font: QRawFont) -> Key:
        near = self._near.get(id(font))
        if near is not None and near[0] is font:
            return near[1]
        found = Key(
            font.familyName(), font.styleName(), font.style().value, _drawn(font)
        )
        # What is kept here stays alive, so its id is not given away meanwhile.
        if len(self._near) > _NEAR:
            self._near.clear()
        self._near[id(font)] = (font, found)
        return found

    def _is_usual(self, key: Key, glyph: Glyph) -> bool:
        said = (key, glyph.number, glyph.says)
        found = self._usual.get(said)
        if found is None:
            single = len(glyph.says) == 1 and ord(glyph.says) <= _PLANE
            indexes = glyph.font.glyphIndexesForString(glyph.says) if single else []
            found = self._usual[said] = list(indexes) == [glyph.number]
        return found

    def news(self) -> dict[Key, tuple[Measure, dict[int, Drawing]]]:
        """Return what fonts were first used for since the last call."""
        found = {}
        for key, face in self._faces.items():
            drawn = face.news()
            if drawn:
                found[key] = face.measure(), drawn
        return found


class Embedded:
    """One font of a file: all its glyphs, from whatever process.

    Parameters
    ----------
    key : Key
        What tells it from others.

    Attributes
    ----------
    ref : Ref or None
        Object of the file, once a page needs it.
    """

    def __init__(self, key: Key) -> None:
        self.ref: Ref | None = None
        self._key = key
        self._measure = Measure(0, 0, 0, 0)
        self._drawn: dict[int, Drawing] = {}

    def learn(self, measure: Measure, drawn: Mapping[int, Drawing]) -> None:
        """Take over glyphs."""
        self._measure = measure
        self._drawn.update(drawn)

    def put(self, container: Container) -> None:
        """Write the font with all its glyphs; call it once, at the end."""
        glyphs = sorted(self._drawn.items())
        outlines = [glyph.program for _, glyph in glyphs]
        label = self._label()
        program = container.put_stream(
            _program(label, outlines), {"Subtype": Name("CIDFontType0C")}
        )
        meaning = container.put_stream(
            _meaning([(code, glyph.says) for code, glyph in glyphs])
        )
        descriptor = container.put(self._descriptor(label, program))
        widths = [round(glyph.advance, 2) for _, glyph in glyphs]
        system = {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0}
        descendant = container.put(
            {
                "Type": Name("Font"),
                "Subtype": Name("CIDFontType0"),
                "BaseFont": Name(label),
                "CIDSystemInfo": system,
                "FontDescriptor": descriptor,
                "DW": EM,
                "W": [1, widths],
            }
        )
        name = f"{label}-H"
        head = {
            "Type": Name("CMap"),
            "CMapName": Name(name),
            "CIDSystemInfo": system,
            "WMode": 0,
        }
        coding = container.put_stream(_coding(name, [code for code, _ in glyphs]), head)
        container.put(
            {
                "Type": Name("Font"),
                "Subtype": Name("Type0"),
                "BaseFont": Name(label),
                "Encoding": coding,
                "DescendantFonts": [descendant],
                "ToUnicode": meaning,
            },
            self.ref,
        )

    def _label(self) -> str:
        """Return the name of a subset: six letters, a plus, the font's own name."""
        own = f"{self._key.family}-{self._key.style or 'Regular'}"
        plain = "".join(c for c in own if c.isascii() and (c.isalnum() or c == "-"))
        told = repr((tuple(self._key), sorted(self._drawn))).encode()
        digest = hashlib.sha256(told).digest()
        tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
        return f"{tag}+{plain or 'Font'}"

    def _descriptor(self, label: str, program: Ref) -> dict[str, Any]:
        own = self._measure
        return {
            "Type": Name("FontDescriptor"),
            "FontName": Name(label),
            "Flags": _SYMBOLIC,
            "FontBBox": [-EM, -own.descent, 2 * EM, own.ascent],
            "ItalicAngle": 0,
            "Ascent": own.ascent,
            "Descent": -own.descent,
            "CapHeight": own.capital,
            "StemV": 80 if own.weight < 600 else 140,
            "FontFile3": program,
        }


_PROBES = range(34, 58, 4)


def _drawn(font: QRawFont) -> bytes:
    """Return what tells one drawing of a font from another: Qt can embolden it."""
    sized = QRawFont(font)
    sized.setPixelSize(EM)
    found = hashlib.blake2b(digest_size=8)
    for glyph in _PROBES:
        found.update(elements_of(sized.pathForGlyph(glyph)).tobytes())
    return found.digest()


@lru_cache(maxsize=8192)
def _operand(value: int) -> bytes:
    from fontTools.misc.psCharStrings import encodeIntT2

    coded: bytes = encodeIntT2(value)
    return coded


_MOVE, _LINE, _CURVE, _END = bytes([21]), bytes([5]), bytes([8]), bytes([14])
_CHARSTRING = (_MOVE, _LINE, _CURVE, _CURVE)
"""Operators of Type 2 charstrings (Adobe TN 5177) by the kind of a path's element."""


def _charstring(font: QRawFont, index: int, advance: float) -> bytes:
    """Return a glyph as a Type 2 charstring, its width first."""
    elements = elements_of(font.pathForGlyph(index))
    xs = np.rint(elements["x"]).astype(np.int64)
    ys = -np.rint(elements["y"]).astype(np.int64)
    dx = np.diff(xs, prepend=0).tolist()
    dy = np.diff(ys, prepend=0).tolist()
    found: list[bytes] = [_operand(round(advance))]
    running, held = b"", 0
    for kind, x, y in zip(elements["kind"].tolist(), dx, dy, strict=True):
        operator = _CHARSTRING[kind]
        full = held >= _STACK and kind != 3
        if held and (operator != running or kind == 0 or full):
            found.append(running)
            held = 0
        running = operator
        found += (_operand(x), _operand(y))
        held += 2
    found += [running, _END] if held else [_END]
    return b"".join(found)


def _program(label: str, outlines: Sequence[bytes]) -> bytes:
    """Return a CFF font of outlines; glyph n is called by the code n, from 1 on."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.misc.psCharStrings import T2CharString

    names = [".notdef", *(f"g{n}" for n in range(1, len(outlines) + 1))]
    blank = _operand(EM) + _END
    builder = FontBuilder(EM, isTTF=False)
    builder.font.recalcBBoxes = False
    builder.setupGlyphOrder(names)
    programs = [blank, *outlines]
    strings = {
        name: T2CharString(bytecode=program)
        for name, program in zip(names, programs, strict=True)
    }
    builder.setupCFF(label, {"FontBBox": [-EM, -EM, 2 * EM, 2 * EM]}, strings, {})
    data: bytes = builder.font.getTableData("CFF ")
    return data


def _meaning(said: Sequence[tuple[int, str]]) -> bytes:
    """Return the table of what each code says (ToUnicode)."""
    lines = [
        b"<%04X> <%s>"
        % (code, says.encode("utf-16-be", "replace").hex().upper().encode())
        for code, says in said
        if says
    ]
    return _MEANING_HEAD + _portioned(lines, b"bfchar") + _MEANING_FOOT


def _coding(name: str, codes: Sequence[int]) -> bytes:
    """Return the table of the glyph of each code: the first code has glyph 1."""
    lines = [b"<%04X> %d" % (code, glyph) for glyph, code in enumerate(codes, 1)]
    return (
        _CODING_HEAD % name.encode("ascii")
        + _portioned(lines, b"cidchar")
        + _MEANING_FOOT
    )


def _portioned(lines: Sequence[bytes], what: bytes) -> bytes:
    portions = [lines[i : i + _PORTION] for i in range(0, len(lines), _PORTION)]
    return b"".join(
        b"%d begin%s\n%s\nend%s\n" % (len(portion), what, b"\n".join(portion), what)
        for portion in portions
    )


_MEANING_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CODING_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin
/Registry (Adobe) def
/Ordering (Identity) def
/Supplement 0 def
end def
/CMapName /%s def
/CMapType 1 def
/WMode 0 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_MEANING_FOOT = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
