"""Fonts inside a PDF: of each only the letters that are written, and what they mean.

The outlines are those that Qt itself draws with, so any font that Qt can use can be
embedded: TrueType and CFF, alone or in a collection, on any system.
"""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QRawFont

from gridwatch.cartography.pdf.shaping import EM, Shaper
from gridwatch.cartography.pdf.values import Name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QFont, QPainterPath

    from gridwatch.cartography.pdf.container import Container
    from gridwatch.cartography.pdf.shaping import Glyph
    from gridwatch.cartography.pdf.values import Ref

__all__ = ["Face", "Fonts", "elements_of"]

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_SYMBOLIC = 4
_PORTION = 100
_NEAR = 1000
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


class Face:
    """One font of a document: which of its glyphs are used, and for what.

    Parameters
    ----------
    font : QRawFont
        As Qt chose it.
    ref : Ref
        Object of the file.
    name : str
        Its name in the resources of a page.
    """

    def __init__(self, font: QRawFont, ref: Ref, name: str) -> None:
        self.font = QRawFont(font)
        self.font.setPixelSize(EM)
        self.ref = ref
        self.name = name.encode("ascii")
        self._codes: dict[tuple[int, str], bytes] = {}
        self._advances: list[float] = []

    def code(self, glyph: Glyph) -> bytes:
        """Return four hex digits for a glyph.

        One glyph that stands for two characters (a radical and the character that
        looks like it) gets two codes, so each is found as what was written.
        """
        key = (glyph.number, glyph.says)
        found = self._codes.get(key)
        if found is None:
            found = b"%04X" % (len(self._codes) + 1)
            self._codes[key] = found
            self._advances.append(glyph.advance)
        return found

    def put(self, container: Container) -> None:
        """Write the font with all glyphs used so far; call it once, at the end."""
        outlines = [
            _charstring(self.font, index, advance)
            for (index, _), advance in zip(self._codes, self._advances, strict=True)
        ]
        label = self._label()
        program = container.put_stream(
            _program(label, outlines), {"Subtype": Name("CIDFontType0C")}
        )
        meaning = container.put_stream(_meaning([says for _, says in self._codes]))
        descriptor = container.put(self._descriptor(label, program))
        widths = [round(value, 2) for value in self._advances]
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
        container.put(
            {
                "Type": Name("Font"),
                "Subtype": Name("Type0"),
                "BaseFont": Name(label),
                "Encoding": Name("Identity-H"),
                "DescendantFonts": [descendant],
                "ToUnicode": meaning,
            },
            self.ref,
        )

    def _label(self) -> str:
        """Return the name of a subset: six letters, a plus, the font's own name."""
        own = f"{self.font.familyName()}-{self.font.styleName() or 'Regular'}"
        plain = "".join(c for c in own if c.isascii() and (c.isalnum() or c == "-"))
        digest = hashlib.sha256(repr((own, list(self._codes))).encode()).digest()
        tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
        return f"{tag}+{plain or 'Font'}"

    def _descriptor(self, label: str, program: Ref) -> dict[str, Any]:
        font = self.font
        return {
            "Type": Name("FontDescriptor"),
            "FontName": Name(label),
            "Flags": _SYMBOLIC,
            "FontBBox": [-EM, round(-font.descent()), 2 * EM, round(font.ascent())],
            "ItalicAngle": 0,
            "Ascent": round(font.ascent()),
            "Descent": round(-font.descent()),
            "CapHeight": round(font.capHeight()),
            "StemV": 80 if font.weight() < 600 else 140,
            "FontFile3": program,
        }


class Fonts:
    """All fonts of a document.

    Parameters
    ----------
    container : Container
        The file they go to.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._shapers: dict[object, Shaper] = {}
        self._faces: dict[tuple[object, ...], Face] = {}
        self._near: dict[int, tuple[QRawFont, Face]] = {}

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

    def face(self, font: QRawFont) -> Face:
        """Return the face of a raw font."""
        near = self._near.get(id(font))
        if near is not None and near[0] is font:
            return near[1]
        key = (font.familyName(), font.styleName(), font.style(), _drawn(font))
        found = self._faces.get(key)
        if found is None:
            name = f"F{len(self._faces) + 1}"
            found = Face(font, self._container.reserve(), name)
            self._faces[key] = found
        # What is kept here stays alive, so its id is not given away meanwhile.
        if len(self._near) > _NEAR:
            self._near.clear()
        self._near[id(font)] = (font, found)
        return found

    def put(self) -> None:
        """Write all of them."""
        for face in self._faces.values():
            face.put(self._container)


_PROBES = range(30, 60)


def _drawn(font: QRawFont) -> int:
    """Return what tells one drawing of a font from another: Qt can embolden it."""
    sized = QRawFont(font)
    sized.setPixelSize(EM)
    return hash(b"".join(elements_of(sized.pathForGlyph(g)).tobytes() for g in _PROBES))


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


def _meaning(said: Sequence[str]) -> bytes:
    """Return the table of what each code says (ToUnicode)."""
    lines = [
        b"<%04X> <%s>"
        % (code, says.encode("utf-16-be", "replace").hex().upper().encode())
        for code, says in enumerate(said, 1)
        if says
    ]
    portions = [lines[i : i + _PORTION] for i in range(0, len(lines), _PORTION)]
    body = b"".join(
        b"%d beginbfchar\n%s\nendbfchar\n" % (len(portion), b"\n".join(portion))
        for portion in portions
    )
    return _MEANING_HEAD + body + _MEANING_FOOT


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
_MEANING_FOOT = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
