"""Prints a book: pages as they come, part by part, then bound with its bookmarks."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

import pikepdf
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from gridwatch.cartography.layers import layers_of
from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.bookpages import draw_book_page
from gridwatch.mapbook.contents import contents_pages
from gridwatch.mapbook.fingerprints import word_of
from gridwatch.mapbook.leaves import LeafKind
from gridwatch.mapbook.parts import PartFolder, Portion, folder_of, portions_of
from gridwatch.mapbook.press import (
    FINISHED,
    REFUSED,
    DrawnPage,
    PrintCancelledError,
    moved_when_whole,
    picture,
)
from gridwatch.mapbook.searchable import mend

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.themes import Theme
    from gridwatch.mapbook.book import Book, BookPage
    from gridwatch.mapbook.leaves import Leaf
    from gridwatch.mapbook.outline import Bookmark
    from gridwatch.mapbook.paper import Page

    Progress = Callable[[int, int, Text], None]

__all__ = ["Printed", "half_done", "print_book", "render_book_page", "resumed"]

_MM_PER_INCH = 25.4
_POINTS = 72 / 25.4
_RESOLUTION = 1200
_STREAM = pikepdf.AccessMode.stream
"""Parts are read piece by piece: mapped into memory they would all stand in it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a print.

    Parameters
    ----------
    pages : int
        Pages of the file.
    kept : int
        Of these, pages that lay finished from a print that was stopped.
    """

    pages: int
    kept: int = 0


def half_done(path: Path) -> dict[str, str]:
    """Return what is noted of a book that waits half done beside `path`, or nothing."""
    folder = folder_of(path)
    return PartFolder(folder).note() if folder.is_dir() else {}


def resumed(book: Book, path: Path) -> Book:
    """Return a book as it was begun beside `path`: with the day that it bears.

    A book that was begun otherwise, or not at all, comes back as it is.
    """
    noted = half_done(path)
    same = noted.get("edition") == book.edition
    if not same or noted.get("as_of") != str(book.setting.as_of):
        return book
    try:
        return book.made(date.fromisoformat(noted["made_on"]))
    except (KeyError, ValueError):
        return book


def render_book_page(
    page: BookPage, book: Book, layers: Sequence[Layer], dpi: float
) -> QImage:
    """Return a picture of one page, for previews and tests."""
    drawn = DrawnPage(
        page.paper.width,
        page.paper.height,
        lambda painter: draw_book_page(painter, page, book.district, layers),
        Text("", ""),
    )
    return picture(drawn, dpi)


def print_book(  # noqa: PLR0913
    book: Book,
    path: Path,
    *,
    themes: Sequence[Theme] = (),
    wanted: Collection[str] | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Printed:
    """Write a book, or some leaves of it, as a PDF with its bookmarks.

    Needs a running QGuiApplication; may be called on a worker thread. Finished parts
    lie in a folder beside the file until it is whole; the file takes its place then.

    Parameters
    ----------
    book : Book
        What to print.
    path : Path
        Where.
    themes : sequence of Theme
        How layers are classed otherwise than by the standard.
    wanted : collection of str, optional
        Keys of the leaves to print; all where left out.
    resume : bool
        Whether finished parts of a print that was stopped are used.
    progress : callable, optional
        Called with pages done, pages in all, and what is being drawn.
    cancelled : callable, optional
        Asked between two pages.

    Raises
    ------
    OfficerError
        Where there is nothing to print or the file cannot be written; an older one
        stands untouched.
    PrintCancelledError
        When `cancelled` turned true; finished parts stay for another time.
    """
    leaves = [one for one in book.leaves if wanted is None or one.key in wanted]
    if not leaves:
        raise OfficerError(_NOTHING)
    folder = PartFolder(folder_of(path), fresh=not resume)
    portions = portions_of(leaves)
    drawing = _Drawing(book, folder, themes, progress, cancelled)
    try:
        folder.write_note(_note_of(book))
        kept = drawing.draw(portions)
        with moved_when_whole(path) as draft:
            _bind(draft, book, leaves, list(folder.files(portions)))
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_STOPPED.filled(path=path, reason=reason)) from error
    folder.remove()
    pages = sum(leaf.pages for leaf in leaves)
    if progress:
        progress(pages, pages, FINISHED)
    return Printed(pages, kept)


def _note_of(book: Book) -> dict[str, str]:
    setting = book.setting
    return {
        "edition": book.edition,
        "title": book.title.zh,
        "pages": str(book.pages),
        "as_of": str(setting.as_of),
        "made_on": str(setting.made_on),
    }


class _Drawing:
    """Draws the parts of a book that do not lie finished already."""

    def __init__(
        self,
        book: Book,
        folder: PartFolder,
        themes: Sequence[Theme],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._book = book
        self._folder = folder
        self._progress = progress
        self._cancelled = cancelled
        self._layers: tuple[Layer, ...] = layers_of(
            book.district, book.setting.as_of, themes
        )
        self._done = 0
        self._total = 0

    def draw(self, portions: Sequence[Portion]) -> int:
        """Draw what is missing; return the number of pages that lay here already."""
        self._total = sum(portion.pages for portion in portions)
        kept = 0
        for portion in portions:
            word = self._word(portion)
            if self._folder.holds(portion, word):
                self._done += portion.pages
                kept += portion.pages
                continue
            self._part(portion, word)
        return kept

    def _word(self, portion: Portion) -> str:
        """Return what a part is drawn of: content, numbers, days and mark."""
        book, setting = self._book, self._book.setting
        head = (setting.as_of, setting.made_on, book.pages, book.audience, _RESOLUTION)
        leaves = [
            (one.key, one.digest, one.labels, one.first) for one in portion.leaves
        ]
        around = [
            (one.key, one.labels[:1])
            for one in book.leaves
            if any(one.rank == leaf.rank for leaf in portion.leaves)
        ]
        return word_of([*head, leaves, around])

    def _part(self, portion: Portion, word: str) -> None:
        growing = self._folder.file(portion).with_suffix(".new")
        writer = QPdfWriter(str(growing))
        writer.setResolution(_RESOLUTION)
        painter = QPainter()
        try:
            keys = [leaf.key for leaf in portion.leaves]
            for page in self._book.planned(frozenset(keys)):
                self._tell(page)
                self._page(writer, painter, page)
        finally:
            if painter.isActive():
                painter.end()
        # The writer holds the file open until it goes.
        del writer
        data = _tagged(mend(growing.read_bytes()), word)
        if not data[-16:].rstrip().endswith(b"%%EOF"):
            raise OfficerError(_FULL.filled(path=self._folder.path))
        growing.write_bytes(data)
        self._folder.keep(portion, word, growing)

    def _tell(self, page: BookPage) -> None:
        if self._cancelled and self._cancelled():
            done = Text(*(text.format(n=self._done) for text in _CANCELLED))
            raise PrintCancelledError(done)
        if self._progress:
            name = page.leaf.title or Text(page.leaf.name, page.leaf.name)
            self._progress(self._done, self._total, name)
        self._done += 1

    def _page(self, writer: QPdfWriter, painter: QPainter, page: BookPage) -> None:
        writer.setPageLayout(_layout(page.paper))
        if not painter.isActive():
            if not painter.begin(writer):
                raise OfficerError(REFUSED)
        else:
            writer.newPage()
        painter.save()
        painter.scale(_RESOLUTION / _MM_PER_INCH, _RESOLUTION / _MM_PER_INCH)
        draw_book_page(painter, page, self._book.district, self._layers)
        painter.restore()


def _tagged(data: bytes, word: str) -> bytes:
    """Return a file whose subset fonts are called the same on every run.

    Qt takes the six letters before a font's name from an order that differs from
    process to process.
    """

    def named(found: re.Match[bytes]) -> bytes:
        digits = blake2b(found[2] + word.encode(), digest_size=6).digest()
        return found[1] + bytes(65 + one % 26 for one in digits) + b"+" + found[2]

    return _FONT.sub(named, data)


_FONT = re.compile(rb"(/(?:BaseFont|FontName) /)Q[A-Z]{5}\+([A-Za-z0-9-]+)")


def _layout(page: Page) -> QPageLayout:
    size = QPageSize(
        QSizeF(page.width, page.height),
        QPageSize.Unit.Millimeter,
        "",
        QPageSize.SizeMatchPolicy.ExactMatch,
    )
    none = QMarginsF(0.0, 0.0, 0.0, 0.0)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, none)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


# --- binding ------------------------------------------------------------------------


def _bind(
    draft: Path, book: Book, leaves: Sequence[Leaf], files: Sequence[Path]
) -> None:
    """Put the parts together; the same parts always give the same file."""
    places = _places(leaves)
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.new())
        for file in files:
            part = stack.enter_context(pikepdf.open(file, access_mode=_STREAM))
            pdf.pages.extend(part.pages)
        _inform(pdf, book)
        _label(pdf, leaves)
        _link(pdf, book, leaves, places)
        with pdf.open_outline() as outline:
            outline.root.extend(_items(book.outline, places))
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.save(draft, deterministic_id=True, min_version="1.7")


def _places(leaves: Sequence[Leaf]) -> dict[int, int]:
    """Return the place in the file of each page of the book that is printed."""
    found: dict[int, int] = {}
    for leaf in leaves:
        for number in range(leaf.pages):
            found[leaf.first + number] = len(found)
    return found


def _inform(pdf: pikepdf.Pdf, book: Book) -> None:
    day = book.setting.made_on or book.setting.as_of
    pdf.docinfo["/Title"] = book.title.of(book.setting.language)
    pdf.docinfo["/Author"] = book.district.office
    pdf.docinfo["/Creator"] = "gridwatch"
    pdf.docinfo["/CreationDate"] = f"D:{day:%Y%m%d}000000"
    pdf.Root.Lang = book.setting.language.value


def _label(pdf: pikepdf.Pdf, leaves: Sequence[Leaf]) -> None:
    """Let a reader of PDF call the pages as they are printed."""
    numbers = pikepdf.Array()
    labels = [label for leaf in leaves for label in leaf.labels]
    running = 0
    for place, label in enumerate(labels):
        plain = label.isdigit()
        if plain and place and int(label) == running + 1:
            running += 1
            continue
        entry = pikepdf.Dictionary()
        if plain:
            running = int(label)
            entry = pikepdf.Dictionary(S=pikepdf.Name.D, St=running)
        else:
            running = -1
            entry = pikepdf.Dictionary(P=pikepdf.String(label))
        numbers.append(place)
        numbers.append(entry)
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=numbers)


def _link(
    pdf: pikepdf.Pdf, book: Book, leaves: Sequence[Leaf], places: Mapping[int, int]
) -> None:
    """Make the lines of the contents lead to their pages."""
    for leaf in leaves:
        if leaf.kind is not LeafKind.CONTENTS:
            continue
        listed = [one for one in book.leaves if one.listed]
        for number, page in enumerate(contents_pages(listed)):
            target = pdf.pages[places[leaf.first + number]]
            height = float(target.mediabox[3])
            notes = pikepdf.Array()
            for line in page.lines:
                if line.page in places:
                    rect = line.rect
                    box = (rect.x, rect.bottom, rect.right, rect.y)
                    x0, y0, x1, y1 = (mm * _POINTS for mm in box)
                    goal = pdf.pages[places[line.page]].obj
                    notes.append(_leading([x0, height - y0, x1, height - y1], goal))
            target.obj.Annots = pdf.make_indirect(notes)


def _leading(rect: list[float], goal: pikepdf.Object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([round(one, 2) for one in rect]),
        Border=pikepdf.Array([0, 0, 0]),
        Dest=pikepdf.Array([goal, pikepdf.Name.Fit]),
    )


def _items(
    marks: Sequence[Bookmark], places: Mapping[int, int]
) -> list[pikepdf.OutlineItem]:
    """Return the bookmarks whose pages are printed; heads stay for what is below."""
    found = []
    for mark in marks:
        below = _items(mark.children, places)
        place = places.get(mark.page)
        if place is None and not below:
            continue
        item = pikepdf.OutlineItem(mark.title, place)
        item.children.extend(below)
        item.is_closed = True
        found.append(item)
    return found


_NOTHING = Text(
    "没有要打印的页：内容自上次打印以来没有变化。没有写出文件。",
    "There is no page to print: nothing has changed since the last print. No file was "
    "written.",
)
_CANCELLED = Text(
    "打印已取消。没有写出新文件，原有文件保持不变；已画好的页保留着，"
    "再存到同一个文件就接着印（命令行加 --resume）。",
    "Printing was cancelled. No new file was written, an older one stands untouched. "
    "Finished pages are kept: save to the same file to go on (--resume).",
)
_FULL = Text(
    "{path} 没有写完，可能是磁盘已满。原有文件保持不变，数据没有丢失，"
    "已画好的页保留着。请清理磁盘，再存到同一个文件接着印。",
    "{path} could not be written in full; the disk may be full. An older file stands "
    "untouched, no data is lost, finished pages are kept. Free some space and resume.",
)
_STOPPED = Text(
    "无法写入 {path}（{reason}）。原有文件保持不变，数据没有丢失，已画好的页保留着。"
    "请清理磁盘或关闭占用该文件的程序，再存到同一个文件接着印。",
    "Cannot write {path} ({reason}). An older file stands untouched, no data is lost, "
    "finished pages are kept. Free some space or close the file, then resume.",
)
