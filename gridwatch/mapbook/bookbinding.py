"""Prints a book: pages as they come, part by part, then bound with its bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.pdf.document import Bookmark, Document, Facts
from gridwatch.cartography.pdf.engine import DOTS_PER_MM
from gridwatch.cartography.pdf.georeference import viewport
from gridwatch.cartography.pdf.values import Name
from gridwatch.cartography.warming import load_printing
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.adopting import adopt_pages
from gridwatch.mapbook.apprentice import Apprentice, done_in_order, helper_for
from gridwatch.mapbook.bookpages import draw_book_page
from gridwatch.mapbook.contents import CONTENTS_PAGE, contents_pages
from gridwatch.mapbook.fingerprints import word_of
from gridwatch.mapbook.leaves import LeafKind
from gridwatch.mapbook.parts import PartFolder, Portion, folder_of, portions_of
from gridwatch.mapbook.press import (
    FINISHED,
    DrawnPage,
    PrintCancelledError,
    moved_when_whole,
    picture,
)
from gridwatch.mapbook.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage, QPainter

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.pdf.values import Ref
    from gridwatch.cartography.themes import Theme
    from gridwatch.mapbook import outline
    from gridwatch.mapbook.book import Book, BookPage
    from gridwatch.mapbook.leaves import Leaf
    from gridwatch.mapbook.paper import Rect

    Progress = Callable[[int, int, Text], None]

__all__ = [
    "Printed",
    "book_helper",
    "half_done",
    "print_book",
    "render_book_page",
    "resumed",
]

_POINTS = 72 / 25.4
_WRITER = 3
"""Of what draws the parts: those of an older one are drawn again."""
_SOME = 30
"""Pages from which on loading compiled loops saves more than it takes."""
_MANY = 90
"""Pages from which on a second process saves more than it takes to start."""
_PRINTED = 4
"""Flag of an annotation; without it a file is none for archives."""


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
    helper: Apprentice | bool = True,
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
    helper : Apprentice or bool
        A second process that has been started (`book_helper`) to draw some of the
        parts; False: none. True: one is started for long books where the computer has
        another core. The file is the same.

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
    drawing = _Drawing(book, folder, progress, cancelled)
    try:
        folder.write_note(_note_of(book))
        kept = drawing.draw(portions, themes, helper)
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


def book_helper(pages: int) -> Apprentice | None:
    """Start a second process for a book of so many pages, or none where it is short.

    To be held in `ended` and given to `print_book`.
    """
    return helper_for(pages, _MANY)


class _Parts:
    """The parts of a book as work that processes share; a task is one and its word.

    A part is kept as soon as it is finished, so that a print that is killed can go on.
    """

    def __init__(self, book: Book, folder: PartFolder, themes: Sequence[Theme]) -> None:
        self._book = book
        self._folder = folder
        self._layers: tuple[Layer, ...] = layers_of(
            book.district, book.setting.as_of, themes
        )

    def do(self, task: tuple[Portion, str], tell: Callable[[BookPage], None]) -> None:
        """Draw a part."""
        portion, word = task
        growing = self._folder.file(portion).with_suffix(".new")
        keys = frozenset(leaf.key for leaf in portion.leaves)
        with growing.open("wb") as stream:
            document = Document(stream, _facts(self._book))
            for page in self._book.planned(keys):
                tell(page)
                paper = page.paper
                document.add_page(
                    paper.width, paper.height, self._drawn(page), _ground(page)
                )
            document.close()
        self._folder.keep(portion, word, growing)

    def _drawn(self, page: BookPage) -> Callable[[QPainter], None]:
        def draw(painter: QPainter) -> None:
            painter.scale(DOTS_PER_MM, DOTS_PER_MM)
            draw_book_page(painter, page, self._book.district, self._layers)

        return draw


class _Drawing:
    """Draws the parts of a book that do not lie finished already."""

    def __init__(
        self,
        book: Book,
        folder: PartFolder,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._book = book
        self._folder = folder
        self._progress = progress
        self._cancelled = cancelled
        self._missing: list[tuple[Portion, str]] = []
        self._total = 0
        self._kept = 0
        self._here = self._there = 0

    def draw(
        self,
        portions: Sequence[Portion],
        themes: Sequence[Theme],
        asked: Apprentice | bool,
    ) -> int:
        """Draw what is missing; return the number of pages that lay here already."""
        self._total = sum(portion.pages for portion in portions)
        for portion in portions:
            word = self._word(portion)
            if self._folder.holds(portion, word):
                self._kept += portion.pages
            else:
                self._missing.append((portion, word))
        if not self._missing:
            return self._kept
        pages = self._total - self._kept
        work = _Parts(self._book, self._folder, themes)
        # Starting takes longest: what this process loads, it loads meanwhile.
        started = book_helper(pages) if asked is True else None
        helper = started if isinstance(asked, bool) else asked
        if pages >= _SOME:
            load_printing()
        for _ in done_in_order(work, self._missing, helper, self._tell, self._check):
            pass
        return self._kept

    def _word(self, portion: Portion) -> str:
        """Return what a part is drawn of: content, numbers, days and mark."""
        book, setting = self._book, self._book.setting
        head = (setting.as_of, setting.made_on, book.pages, book.audience, _WRITER)
        leaves = [
            (one.key, one.digest, one.labels, one.first) for one in portion.leaves
        ]
        ranks = {leaf.rank for leaf in portion.leaves}
        around = [(one.key, one.labels[:1]) for one in book.leaves if one.rank in ranks]
        return word_of([*head, leaves, around])

    def _check(self) -> None:
        if self._cancelled and self._cancelled():
            done = self._kept + self._here + self._there
            told = Text(*(text.format(n=done) for text in _CANCELLED))
            raise PrintCancelledError(told)

    def _tell(self, _task: int, page: BookPage, away: Sequence[int]) -> None:
        self._there = sum(self._missing[number][0].pages for number in away)
        self._check()
        if self._progress:
            name = page.leaf.title or Text(page.leaf.name, page.leaf.name)
            done = self._kept + self._here + self._there
            self._progress(done, self._total, name)
        self._here += 1


def _ground(page: BookPage) -> dict[str, object]:
    """Return where on the ground the map of a page lies, for readers that know."""
    plan = page.plan
    if not isinstance(plan, Sheet):
        return {}
    window = plan.pages[page.number].window
    if window is None or plan.subject.geometry is None:
        return {}
    frame = window.frame
    box = (frame.x, frame.y, frame.width, frame.height)
    return viewport(box, plan.page.height, window.extent, window.crs, window.turn)


# --- binding ------------------------------------------------------------------------


def _bind(
    draft: Path, book: Book, leaves: Sequence[Leaf], files: Sequence[Path]
) -> None:
    """Put the parts together; the same parts always give the same file."""
    places = _places(leaves)
    with draft.open("wb") as stream:
        document = Document(stream, _facts(book))
        links = _links(document, book, leaves, places)
        for file in files:
            adopt_pages(document, file, lambda number: links.get(number, {}))
        labels = {"PageLabels": {"Nums": _labels(leaves)}}
        marks = _marks(book.outline, places)
        document.close(marks, labels)


def _facts(book: Book) -> Facts:
    setting = book.setting
    day = setting.made_on or setting.as_of
    made = datetime(day.year, day.month, day.day, tzinfo=UTC)
    language = "en" if setting.language is Language.EN else "zh-CN"
    title = book.title.of(setting.language)
    return Facts(title, book.district.office, language, made)


def _places(leaves: Sequence[Leaf]) -> dict[int, int]:
    """Return the place in the file of each page of the book that is printed."""
    found: dict[int, int] = {}
    for leaf in leaves:
        for number in range(leaf.pages):
            found[leaf.first + number] = len(found)
    return found


def _labels(leaves: Sequence[Leaf]) -> list[object]:
    """Return what a reader of PDF calls the pages: as they are printed."""
    numbers: list[object] = []
    running = 0
    labels = [label for leaf in leaves for label in leaf.labels]
    for place, label in enumerate(labels):
        plain = label.isdigit()
        if plain and place and int(label) == running + 1:
            running += 1
            continue
        running = int(label) if plain else -1
        entry = {"S": Name("D"), "St": running} if plain else {"P": label}
        numbers += [place, entry]
    return numbers


def _links(
    document: Document, book: Book, leaves: Sequence[Leaf], places: Mapping[int, int]
) -> dict[int, dict[str, object]]:
    """Return what makes the lines of the contents lead to their pages."""
    found: dict[int, dict[str, object]] = {}
    listed = [one for one in book.leaves if one.listed]
    for leaf in leaves:
        if leaf.kind is not LeafKind.CONTENTS:
            continue
        for number, page in enumerate(contents_pages(listed)):
            notes = [
                _leading(line.rect, document.reference(places[line.page]))
                for line in page.lines
                if line.page in places
            ]
            found[places[leaf.first + number]] = {"Annots": notes}
    return found


def _leading(rect: Rect, goal: Ref) -> dict[str, object]:
    height = CONTENTS_PAGE.height
    edges = (rect.x, height - rect.bottom, rect.right, height - rect.y)
    return {
        "Type": Name("Annot"),
        "Subtype": Name("Link"),
        "Rect": [round(edge * _POINTS, 2) for edge in edges],
        "Border": [0, 0, 0],
        "F": _PRINTED,
        "Dest": [goal, Name("Fit")],
    }


def _marks(
    marks: Sequence[outline.Bookmark], places: Mapping[int, int]
) -> list[Bookmark]:
    """Return the bookmarks whose pages are printed; heads stay for what is below."""
    found = []
    for mark in marks:
        below = _marks(mark.children, places)
        place = places.get(mark.page, below[0].page if below else None)
        if place is not None:
            found.append(Bookmark(mark.title, place, tuple(below)))
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
_STOPPED = Text(
    "无法写入 {path}（{reason}）。原有文件保持不变，数据没有丢失，已画好的页保留着。"
    "请清理磁盘或关闭占用该文件的程序，再存到同一个文件接着印。",
    "Cannot write {path} ({reason}). An older file stands untouched, no data is lost, "
    "finished pages are kept. Free some space or close the file, then resume.",
)
