"""A PDF document: pages written as they come, then fonts, bookmarks and metadata."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from gridwatch.cartography.pdf.container import Container
from gridwatch.cartography.pdf.engine import DOTS_PER_MM
from gridwatch.cartography.pdf.fonts import Embedded, Fonts
from gridwatch.cartography.pdf.metadata import Facts, information, intent, metadata
from gridwatch.cartography.pdf.packing import Packing
from gridwatch.cartography.pdf.pictures import Pictures, drawn, needs_of
from gridwatch.cartography.pdf.values import Name, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from PySide6.QtGui import QPainter

    from gridwatch.cartography.pdf.fonts import Drawing, Key, Measure
    from gridwatch.cartography.pdf.pictures import Needs, Piece

__all__ = ["Bookmark", "Document", "Facts", "Inked", "News", "Workshop"]

_POINTS_PER_MM = 72 / 25.4
_UNIT = _POINTS_PER_MM / DOTS_PER_MM
_FAN = 64
"""Pages under one node of the tree of pages."""


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


class Inked(NamedTuple):
    """One page as it is written; nothing in it belongs to one file.

    Parameters
    ----------
    width, height : float
        Points.
    data : Packing
        Its content.
    needs : Needs
        What it needs to find.
    more : dict
        Further entries of the page.
    """

    width: float
    height: float
    data: Packing
    needs: Needs
    more: dict[str, Any]


class News(NamedTuple):
    """What pages use for the first time: images and forms, glyphs."""

    pieces: dict[Hashable, Piece]
    glyphs: dict[Key, tuple[Measure, dict[int, Drawing]]]


class Workshop:
    """Draws pages for a document, in its process or in another."""

    def __init__(self) -> None:
        self._fonts = Fonts()
        self._pictures = Pictures(self._fonts)

    def page(
        self,
        width: float,
        height: float,
        draw: Callable[[QPainter], None],
        more: dict[str, Any] | None = None,
    ) -> Inked:
        """Return a page; parameters as `Document.add_page`."""
        content = drawn(self._pictures, width, height, draw)
        across, up = width * _POINTS_PER_MM, height * _POINTS_PER_MM
        base = f"{_UNIT:.10f} 0 0 -{_UNIT:.10f} 0 {up:.6f} cm\n"
        data = Packing(base.encode("ascii") + content.finished())
        return Inked(across, up, data, needs_of(content), more or {})

    def news(self) -> News:
        """Return what pages have used for the first time since the last call."""
        return News(self._pictures.news(), self._fonts.news())


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
        self._workshop = Workshop()
        self._pieces: dict[Hashable, Piece] = {}
        self._refs: dict[Hashable, Ref] = {}
        self._fonts: dict[Key, Embedded] = {}
        self._facts = facts
        self._pages = array("Q")
        self._nodes: list[Ref] = []
        self._height = array("d")
        self._promised: dict[int, Ref] = {}

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
        page = self._workshop.page(width, height, draw, more)
        self.learn(self._workshop.news())
        self.take(page)

    def learn(self, news: News) -> None:
        """Take over what pages that come later use."""
        for key, piece in news.pieces.items():
            if key not in self._refs:
                self._pieces[key] = piece
        for face, (measure, glyphs) in news.glyphs.items():
            self._embedded(face).learn(measure, glyphs)

    def take(self, page: Inked) -> None:
        """Add a page that was drawn in a workshop; `learn` has been told its news."""
        resources = self._resources(page.needs)
        packed = {"Filter": Name("FlateDecode")}
        data = self.container.put_stream(page.data.packed(), packed, packed=False)
        entries = {
            "MediaBox": [0, 0, page.width, page.height],
            "Resources": resources,
            "Contents": data,
            **page.more,
        }
        self.adopt_page(entries, page.height)

    def _resources(self, needs: Needs) -> dict[str, Any]:
        """Return what a page or a form needs to find, written where it is new."""
        found: dict[str, Any] = {}
        if needs.faces:
            found["Font"] = {
                name.decode(): self._font(key) for name, key in needs.faces
            }
        if needs.pieces:
            found["XObject"] = {
                name.decode(): self._piece(key) for name, key in needs.pieces
            }
        if needs.alphas:
            found["ExtGState"] = {
                f"A{round(alpha * 1000)}": {"ca": alpha, "CA": alpha}
                for alpha in needs.alphas
            }
        return found

    def _embedded(self, key: Key) -> Embedded:
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = Embedded(key)
        return found

    def _font(self, key: Key) -> Ref:
        font = self._embedded(key)
        if font.ref is None:
            font.ref = self.container.reserve()
        return font.ref

    def _piece(self, key: Hashable) -> Ref:
        ref = self._refs.get(key)
        if ref is None:
            ref = self._refs[key] = self._put_piece(self._pieces.pop(key))
        return ref

    def _put_piece(self, piece: Piece) -> Ref:
        head = dict(piece.head)
        if piece.needs is not None:
            head["Resources"] = self._resources(piece.needs)
        if piece.mask is not None:
            head["SMask"] = self._put_piece(piece.mask)
        return self.container.put_stream(piece.data, head, packed=False)

    def adopt_page(self, entries: dict[str, Any], height: float) -> None:
        """Add a page whose objects were put into the container already.

        Parameters
        ----------
        entries : dict
            Its dictionary, without type and parent.
        height : float
            Of its paper, points.
        """
        if len(self._pages) % _FAN == 0:
            self._nodes.append(self.container.reserve())
        page = {**entries, "Type": Name("Page"), "Parent": self._nodes[-1]}
        ref = self._promised.pop(len(self._pages), None)
        self._pages.append(self.container.put(page, ref).number)
        self._height.append(height)

    def reference(self, number: int) -> Ref:
        """Return the reference to a page, also to one that is adopted later."""
        if number < len(self._pages):
            return Ref(self._pages[number])
        if number not in self._promised:
            self._promised[number] = self.container.reserve()
        return self._promised[number]

    def close(
        self,
        bookmarks: Sequence[Bookmark] = (),
        more: dict[str, Any] | None = None,
    ) -> None:
        """Write what stands at the end; the stream itself stays open.

        Parameters
        ----------
        bookmarks : sequence of Bookmark
            A tree of them.
        more : dict, optional
            Further entries of the catalogue.
        """
        written = [font for font in self._fonts.values() if font.ref is not None]
        for font in sorted(written, key=lambda font: font.ref or Ref(0)):
            font.put(self.container)
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
        root = self.container.put({**catalog, **(more or {})})
        info = self.container.put(information(self._facts))
        self.container.close(root, info)

    def _put_tree(self) -> Ref:
        root = self.container.reserve()
        for number, node in enumerate(self._nodes):
            first = number * _FAN
            kids = [Ref(page) for page in self._pages[first : first + _FAN]]
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
            target = [
                Ref(self._pages[mark.page]),
                Name("XYZ"),
                0,
                self._height[mark.page],
                0,
            ]
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
