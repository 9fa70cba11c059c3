"""Finished parts of a book put together into one file: page after page, flat in memory.

Each object of a part is copied as it stands; nothing but its new number is kept, and
that only as long as its part is read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pikepdf

from gridwatch.cartography.pdf.values import Name, Ref

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gridwatch.cartography.pdf.container import Container
    from gridwatch.cartography.pdf.document import Document

__all__ = ["adopt_pages"]

_OWN = ("/Parent", "/StructParents")
"""Entries of a page that belong to the file it comes from."""


def adopt_pages(
    document: Document, part: Path, more: Callable[[int], dict[str, Any]]
) -> None:
    """Copy every page of a file into a document.

    Parameters
    ----------
    document : Document
        Takes the pages.
    part : Path
        A PDF.
    more : callable
        Further entries of a page, by its number in the document.
    """
    with pikepdf.open(part, access_mode=pikepdf.AccessMode.stream) as pdf:
        copier = _Copier(document.container)
        for page in pdf.pages:
            entries = copier.entries(page.obj, _OWN)
            entries |= more(document.pages)
            document.adopt_page(entries, float(page.mediabox[3]))


class _Copier:
    """Copies the objects of one file; each once."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._taken: dict[tuple[int, int], Ref] = {}

    def entries(
        self, found: pikepdf.Object, left: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return the entries of a dictionary or stream, but for some."""
        return {
            Name(key.removeprefix("/")): self.value(value)
            for key, value in found.items()
            if key not in left
        }

    def value(self, found: Any) -> Any:  # noqa: ANN401
        """Return a value as it is written; what lies apart becomes a reference."""
        if isinstance(found, pikepdf.Object):
            if found.is_indirect:
                return self._apart(found)
            return self._direct(found)
        return float(found) if isinstance(found, Decimal) else found

    def _direct(self, found: pikepdf.Object) -> Any:  # noqa: ANN401
        if isinstance(found, pikepdf.Name):
            return Name(str(found).removeprefix("/"))
        if isinstance(found, pikepdf.String):
            return bytes(found)
        if isinstance(found, pikepdf.Array):
            return [self.value(one) for one in found]
        return self.entries(found)

    def _apart(self, found: pikepdf.Object) -> Ref:
        if found.objgen in self._taken:
            return self._taken[found.objgen]
        ref = self._taken[found.objgen] = self._container.reserve()
        if isinstance(found, pikepdf.Stream):
            head = self.entries(found, ("/Length",))
            data = found.read_raw_bytes()
            self._container.put_stream(data, head, ref, packed=False)
        else:
            self._container.put(self._direct(found), ref)
        return ref
