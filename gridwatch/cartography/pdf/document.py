"""A PDF document: pages written as they come, then fonts, bookmarks and metadata."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.pdf.container import Container
from gridwatch.cartography.pdf.content import Content
from gridwatch.cartography.pdf.engine import DOTS_PER_MM, PaperDevice, PaperEngine
from gridwatch.cartography.pdf.fonts import Fonts
from gridwatch.cartography.pdf.metadata import Facts, information, intent, metadata
from gridwatch.cartography.pdf.values import Name, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

__all__ = ["Bookmark", "Document", "Facts", "Pictures"]

_POINTS_PER_MM = 72 / 25.4
_UNIT = _POINTS_PER_MM / DOTS_PER_MM
_FAN = 64
"""Pages under one node of the tree of pages."""
_PHOTO = 10_000
"""Opaque pictures of more pixels than that are packed as photographs."""
_QUALITY = 88
_FORMATS = QImage.Format


@dataclass(frozen=True)
class Bookmark:
    """A line of the tree of bookmarks.

    Parameters
    ----------
    title : str
        What it says.
    page : int
        Number of the page it leads to, from 0.
    children : tuple of Bookmark
        What is folded under it.
    """

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


@dataclass
class Pictures:
    """Images and forms of a document, each written once however often it is used."""

    container: Container
    fonts: Fonts
    known: dict[object, tuple[bytes, Ref]] = field(default_factory=dict)
    refs: dict[bytes, Ref] = field(default_factory=dict)

    def image(self, image: QImage) -> bytes:
        """Return the name of a picture, written now if it is new."""
        key = ("image", image.cacheKey())
        if key not in self.known:
            self._name(key, self._put(image))
        return self.known[key][0]

    def form(
        self,
        key: Hashable,
        box: Sequence[float],
        draw: Callable[[QPainter], None],
    ) -> bytes:
        """Return the name of a drawing, drawn now if it is new.

        Parameters
        ----------
        key : hashable
            What tells it from others.
        box : sequence of float
            Left, top, right and bottom, in dots.
        draw : callable
            Draws it with a painter whose unit is the dot.
        """
        long = ("form", key)
        if long not in self.known:
            self._name(long, self._put_form(box, draw))
        return self.known[long][0]

    def _name(self, key: object, ref: Ref) -> None:
        name = b"X%d" % len(self.known)
        self.known[key] = (name, ref)
        self.refs[name] = ref

    def _put_form(
        self, box: Sequence[float], draw: Callable[[QPainter], None]) -> Ref:
        content = drawn(self, 1.0, 1.0, draw)
        head = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": list(box),
            "Resources": self.resources(content),
        }
        return self.container.put_stream(content.finished(), head)

    def _put(self, image: QImage) -> Ref:
        opaque = not image.hasAlphaChannel()
        head: dict[str, Any] = {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": image.width(),
            "Height": image.height(),
            "ColorSpace": Name("DeviceRGB"),
            "BitsPerComponent": 8,
        }
        if opaque and image.width() * image.height() > _PHOTO:
            head["Filter"] = Name("DCTDecode")
            return self.container.put_stream(_jpeg(image), head, packed=False)
        if not opaque:
            head["SMask"] = self._put_mask(image)
        plain = image.convertToFormat(_FORMATS.Format_ARGB32)
        return self.container.put_stream(
            _rows(plain.convertToFormat(_FORMATS.Format_RGB888), 3), head
        )

    def _put_mask(self, image: QImage) -> Ref:
        head = {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": image.width(),
            "Height": image.height(),
            "ColorSpace": Name("DeviceGray"),
            "BitsPerComponent": 8,
        }
        mask = image.convertToFormat(_FORMATS.Format_Alpha8)
        return self.container.put_stream(_rows(mask, 1), head)

    def resources(self, content: Content) -> dict[str, Any]:
        """Return what a page or a form needs to find."""
        found: dict[str, Any] = {}
        if content.faces:
            faces = content.faces.values()
            found["Font"] = {face.name.decode(): face.ref for face in faces}
        if content.images:
            names = sorted(content.images)
            found["XObject"] = {name.decode(): self.refs[name] for name in names}
        if content.alphas:
            found["ExtGState"] = {
                f"A{round(alpha * 1000)}": {"ca": alpha, "CA": alpha}
                for alpha in sorted(content.alphas)
            }
        return found


def drawn(
    pictures: Pictures, width: float, height: float, draw: Callable[[QPainter], None]
) -> Content:
    """Return what a painter draws on a sheet of `width` by `height` millimetres.

    Raises
    ------
    Exception
        What went wrong while drawing.
    """
    content = Content(pictures.fonts)
    engine = PaperEngine(content, pictures)
    device = PaperDevice(width, height, engine)
    painter = QPainter(device)
    try:
        draw(painter)
    finally:
        painter.end()
    if engine.fault is not None:
        raise engine.fault
    return content


def _rows(image: QImage, depth: int) -> bytes:
    """Return the pixels of a picture without what pads its rows."""
    wide = image.width() * depth
    step, data = image.bytesPerLine(), bytes(image.constBits())
    if step == wide:
        return data[: wide * image.height()]
    return b"".join(
        data[y * step : y * step + wide] for y in range(image.height())
    )


def _jpeg(image: QImage) -> bytes:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    plain = image.convertToFormat(_FORMATS.Format_RGB888)
    if not plain.save(buffer, "JPEG", _QUALITY):  # type: ignore[call-overload]
        raise OSError("JPEG")
    return bytes(store.data())


class Document:
    """Pages one after the other into a stream; memory does not grow with them.

    Parameters
    ----------
    stream : binary file
        Open for writing, at its beginning.
    facts : Facts
        Title, author, language.
    """

    def __init__(self, stream: BinaryIO, facts: Facts) -> None:
        self.container = Container(stream)
        self.fonts = Fonts(self.container)
        self.pictures = Pictures(self.container, self.fonts)
        self._facts = facts
        self._pages: list[Ref] = []
        self._nodes: list[Ref] = []
        self._height: list[float] = []

    @property
    def pages(self) -> int:
        """Number of pages so far."""
        return len(self._pages)

    def add_page(
        self,
        width: float,
        height: float,
        draw: Callable[[QPainter], None],
        more: dict[str, Any] | None = None,
    ) -> None:
        """Add a page.

        Parameters
        ----------
        width, height : float
            Millimetres.
        draw : callable
            Draws it with a painter whose unit is the dot of 0.01 mm, origin at the
            upper left corner.
        more : dict, optional
            Further entries of the page (`georeference.viewport`).

        Raises
        ------
        Exception
            What went wrong while drawing.
        """
        content = drawn(self.pictures, width, height, draw)
        across, up = width * _POINTS_PER_MM, height * _POINTS_PER_MM
        base = f"{_UNIT:.10f} 0 0 -{_UNIT:.10f} 0 {up:.6f} cm\n"
        data = self.container.put_stream(base.encode("ascii") + content.finished())
        if len(self._pages) % _FAN == 0:
            self._nodes.append(self.container.reserve())
        page = {
            "Type": Name("Page"),
            "Parent": self._nodes[-1],
            "MediaBox": [0, 0, across, up],
            "Resources": self.pictures.resources(content),
            "Contents": data,
            **(more or {}),
        }
        self._pages.append(self.container.put(page))
        self._height.append(up)

    def close(self, bookmarks: Sequence[Bookmark] = ()) -> None:
        """Write what stands at the end; the stream itself stays open."""
        self.fonts.put()
        catalog: dict[str, Any] = {
            "Type": Name("Catalog"),
            "Pages": self._put_tree(),
            "Metadata": metadata(self.container, self._facts),
            "OutputIntents": [intent(self.container)],
            "Lang": self._facts.language,
            "ViewerPreferences": {"DisplayDocTitle": True},
        }
        if bookmarks:
            catalog["Outlines"] = self._put_bookmarks(bookmarks)
            catalog["PageMode"] = Name("UseOutlines")
        root = self.container.put(catalog)
        info = self.container.put(information(self._facts))
        self.container.close(root, info, uuid.uuid4().bytes)

    def _put_tree(self) -> Ref:
        root = self.container.reserve()
        for number, node in enumerate(self._nodes):
            kids = self._pages[number * _FAN : (number + 1) * _FAN]
            entry = {"Type": Name("Pages"), "Parent": root, "Kids": kids}
            self.container.put({**entry, "Count": len(kids)}, node)
        entry = {"Type": Name("Pages"), "Kids": self._nodes}
        return self.container.put({**entry, "Count": len(self._pages)}, root)

    def _put_bookmarks(self, bookmarks: Sequence[Bookmark]) -> Ref:
        root = self.container.reserve()
        refs = self._put_row(bookmarks, root)
        ends = {"First": refs[0], "Last": refs[-1], "Count": len(refs)}
        return self.container.put({"Type": Name("Outlines"), **ends}, root)

    def _put_row(self, row: Sequence[Bookmark], parent: Ref) -> list[Ref]:
        """Put bookmarks that are siblings; what is below them is folded."""
        refs = [self.container.reserve() for _ in row]
        for i, (mark, ref) in enumerate(zip(row, refs, strict=True)):
            target = [self._pages[mark.page], Name("XYZ"), 0, self._height[mark.page], 0]
            entry: dict[str, Any] = {
                "Title": mark.title,
                "Parent": parent,
                "Dest": target,
            }
            if i:
                entry["Prev"] = refs[i - 1]
            if i + 1 < len(refs):
                entry["Next"] = refs[i + 1]
            if mark.children:
                below = self._put_row(mark.children, ref)
                entry |= {"First": below[0], "Last": below[-1], "Count": -len(below)}
            self.container.put(entry, ref)
        return refs
