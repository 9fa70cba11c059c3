"""What a program can check of PDF/A-2b (ISO 19005-2:2011) without a validator.

No validator (veraPDF) can be had from the registries that this project uses, so the
structure is checked rule by rule; the numbers are those of the standard's clauses. What
is not listed here is not checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPERATORS = frozenset(
    (
        "b",
        "b*",
        "B",
        "B*",
        "BDC",
        "BMC",
        "BT",
        "c",
        "cm",
        "d",
        "Do",
        "EMC",
        "ET",
        "f",
        "f*",
        "g",
        "G",
        "h",
        "j",
        "J",
        "l",
        "m",
        "n",
        "q",
        "Q",
        "re",
        "RG",
        "rg",
        "S",
        "s",
        "Tc",
        "Td",
        "Tf",
        "TJ",
        "Tj",
        "Tm",
        "Tr",
        "w",
        "W",
        "W*",
        "gs",
        "i",
        "v",
        "y",
    )
)
"""Those that pages of ours may have: none that needs a colour space or prints."""
DEEPEST = 28
LONGEST_STRING, LONGEST_NAME, LARGEST = 32_767, 127, 2**31 - 1
SIDES = (3, 14_400)
FORBIDDEN = {
    "/AA": "6.5.2",
    "/AF": "6.8",
    "/EmbeddedFiles": "6.8",
    "/JavaScript": "6.5.1",
    "/OCProperties": "6.9",
    "/OpenAction": "6.5.2",
    "/AlternatePresentations": "6.10",
    "/PresSteps": "6.10",
    "/Requirements": "6.11",
    "/XFA": "6.4.2",
}


def faults(path: Path) -> list[str]:
    """Return what is wrong with a file, each with its clause."""
    return sorted({*_bytes(path.read_bytes()), *_document(path)})


def _bytes(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", data):
        yield "6.1.2 head"
    if not data.endswith(b"%%EOF\n"):
        yield "6.1.3 something after the end"


def _document(path: Path) -> Iterator[str]:
    with pikepdf.open(path) as pdf:
        if pdf.check_pdf_syntax():
            yield "6.1 syntax"
        if pdf.is_encrypted or "/ID" not in pdf.trailer:
            yield "6.1.3 encrypted or without an identifier"
        yield from _catalogue(pdf)
        for thing in pdf.objects:
            for part in _parts(thing):
                yield from _object(part)
        for page in pdf.pages:
            yield from _page(page)


def _parts(thing: object) -> Iterator[pikepdf.Object]:
    """Yield a dictionary or stream and all that stands directly inside it."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        inner = [thing[key] for key in thing]
    else:
        inner = list(thing) if isinstance(thing, pikepdf.Array) else []
    for part in inner:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _parts(part)


def _catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = pdf.Root.get("/OutputIntents", [])
    if len(intents) != 1 or intents[0].S != "/GTS_PDFA1":
        yield "6.2.3 output intent"
    elif "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 without a profile"
    if "/Filter" in pdf.Root.Metadata:
        yield "6.6.2.1 metadata packed"
    with pdf.open_metadata(update_docinfo=False) as meta:
        told = meta.get("pdfaid:part"), meta.get("pdfaid:conformance")
        if told != ("2", "B"):
            yield "6.6.4 part and level"
        if meta.get("dc:title") != str(pdf.docinfo.get("/Title", meta["dc:title"])):
            yield "6.6.3 two titles"


def _object(thing: pikepdf.Object) -> Iterator[str]:
    for key in thing:
        if key in FORBIDDEN:
            yield f"{FORBIDDEN[key]} {key}"
        if len(key.encode()) > LONGEST_NAME:
            yield "6.1.13 name"
        yield from _limits(thing[key])
    if isinstance(thing, pikepdf.Stream):
        yield from _stream(thing)
    if thing.get("/Type") == "/Font":
        yield from _font(thing)
    if thing.get("/Type") == "/Annot":
        yield from _note(thing)
    for state in thing.get("/ExtGState", pikepdf.Dictionary()).values():
        yield from _state(state)


def _note(note: pikepdf.Dictionary) -> Iterator[str]:
    """Links may be there: they print, are not hidden, and lead to a page."""
    if note.Subtype != "/Link" or "/A" in note or "/Dest" not in note:
        yield "6.3.1 kind of annotation"
    if int(note.get("/F", 0)) & 0b100111 != 0b100:
        yield "6.3.2 flags of an annotation"


def _state(state: pikepdf.Dictionary) -> Iterator[str]:
    if not set(state.keys()) <= {"/ca", "/CA", "/Type"}:
        yield "6.2.5 graphics state"
    if not all(0 <= state[key] <= 1 for key in ("/ca", "/CA")):
        yield "6.2.10 see-through"


def _limits(value: object) -> Iterator[str]:
    if isinstance(value, pikepdf.String) and len(bytes(value)) > LONGEST_STRING:
        yield "6.1.13 string"
    if isinstance(value, int) and abs(value) > LARGEST:
        yield "6.1.13 number"


def _stream(thing: pikepdf.Stream) -> Iterator[str]:
    if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()):
        yield "6.1.7.1 outside the file"
    known = (None, "/FlateDecode", "/DCTDecode", pikepdf.Array([]))
    if thing.get("/Filter") not in known:
        yield "6.1.7.2 filter"
    kind = str(thing.get("/Subtype"))
    if kind == "/Image":
        yield from _image(thing)
    elif kind == "/Form":
        yield from _form(thing)
    elif kind == "/PS":
        yield "6.2.9 PostScript"


def _image(image: pikepdf.Stream) -> Iterator[str]:
    if {"/Alternates", "/OPI"} & set(image.keys()) or image.get("/Interpolate"):
        yield "6.2.8 image"
    if image.ColorSpace not in ("/DeviceRGB", "/DeviceGray"):
        yield "6.2.4 colours"


def _form(form: pikepdf.Stream) -> Iterator[str]:
    if {"/OPI", "/Ref", "/PS", "/Subtype2"} & set(form.keys()):
        yield "6.2.9 form"
    yield from _content(pikepdf.parse_content_stream(form))


def _font(font: pikepdf.Dictionary) -> Iterator[str]:
    if font.Subtype == "/CIDFontType0":
        if "/FontFile3" not in font.FontDescriptor:
            yield "6.2.11.4.1 not embedded"
    elif font.Subtype != "/Type0":
        yield "6.2.11 kind of font"
    elif isinstance(font.Encoding, pikepdf.Stream):
        yield from _codes(font.DescendantFonts[0], font.Encoding)
    else:
        yield "6.2.11.3.3 table of codes not embedded"


def _codes(below: pikepdf.Dictionary, table: pikepdf.Stream) -> Iterator[str]:
    for key in ("/Registry", "/Ordering"):
        if str(below.CIDSystemInfo[key]) != str(table.CIDSystemInfo[key]):
            yield "6.2.11.3.1 two collections"
    data = table.read_bytes()
    written = re.search(rb"/WMode (\d)", data)
    if written is None or int(written[1]) != table.WMode or b"usecmap" in data:
        yield "6.2.11.3.3 table of codes"
    if re.search(rb"> 0$", data, re.MULTILINE):
        yield "6.2.11.8 .notdef"


def _page(page: pikepdf.Page) -> Iterator[str]:
    if "/Resources" not in page.obj:
        yield "6.2.2 resources"
    left, bottom, right, top = (float(side) for side in page.MediaBox)
    if not all(SIDES[0] <= x <= SIDES[1] for x in (right - left, top - bottom)):
        yield "6.1.13 paper"
    yield from _content(pikepdf.parse_content_stream(page))


def _content(steps: list[object]) -> Iterator[str]:
    depth = words = 0
    for step in steps:
        name = str(step.operator)
        if name not in OPERATORS:
            yield f"6.2.2 operator {name}"
        depth += (name == "q") - (name == "Q")
        words += (name in ("BDC", "BMC")) - (name == "EMC")
        if depth > DEEPEST:
            yield "6.1.13 saved states"
        if min(depth, words) < 0:
            yield "6.1 ends without a beginning"
    if depth or words:
        yield "6.1 beginnings without an end"
