"""A PDF document: pages written as they come, then fonts, bookmarks and metadata."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from gridwatch.cartography.pdf.container import Container
from gridwatch.cartography.pdf.engine import DOTS_PER_MM
from gridwatch.cartography.pdf.fonts import Fonts
from gridwatch.cartography.pdf.metadata import Facts, information, intent, metadata
from gridwatch.cartography.pdf.pictures import Pictures, drawn
from gridwatch.cartography.pdf.values import Name, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPainter

__all__ = ["Bookmark", "Document", "Facts"]

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
        self._pages.append(self.container.put(page).number)
        self._height.append(up)

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
