"""Pages drawn by a painter, bound into one PDF that can be searched and leafed.

The PDF is our own (`gridwatch.cartography.pdf`); printers get the same pages from Qt.
"""

from __future__ import annotations

import uuid
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.pdf.document import (
    Bookmark,
    Document,
    Facts,
    Inked,
    News,
    Workshop,
)
from gridwatch.cartography.pdf.engine import DOTS_PER_MM
from gridwatch.cartography.pdf.georeference import viewport
from gridwatch.cartography.warming import load_printing
from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.apprentice import Apprentice, done_in_order, ended, helper_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice

    from gridwatch.cartography.view import Extent
    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.windows import MapWindow

    Progress = Callable[[int, int, Text], None]
    """Called with pages done, pages in all, and what is being drawn."""

__all__ = [
    "CANCELLED",
    "FINISHED",
    "REFUSED",
    "Bookmark",
    "DrawnPage",
    "Grounded",
    "PrintCancelledError",
    "grounded",
    "moved_when_whole",
    "picture",
    "press",
    "print_on",
]

_MM_PER_INCH = 25.4
_TAIL = 16
_A4 = 210.0 * 297.0
_MANY = 30
"""Sheets of A4 from which on loading compiled loops saves more than it takes."""
_LONG = 200
"""Sheets of A4 from which on a second process saves more than it takes to start."""
_MOST = 4
_WAITING = 2
"""Pages that are deflated beside the drawing of others, at most."""
_PORTIONS = 40
"""Into so many tasks pages are parted, of no more than `_MOST` pages."""


class PrintCancelledError(OfficerError):
    """The officer stopped a print; an older file of that name stands untouched."""


@dataclass(frozen=True)
class Grounded:
    """Where on the ground the map of a page lies, for readers that know.

    Parameters
    ----------
    frame : Rect
        The map on the page.
    extent : tuple of float
        West, south, east, north of the frame, metres in `crs`.
    crs : int
        EPSG code.
    turn : float
        Of a map that is not north up: as `MapWindow.turn`.
    """

    frame: Rect
    extent: Extent
    crs: int
    turn: float = 0.0


def grounded(window: MapWindow) -> Grounded:
    """Return where the map of a window lies."""
    return Grounded(window.frame, window.extent, window.crs, window.turn)


@dataclass(frozen=True)
class DrawnPage:
    """One page and how it is drawn.

    Parameters
    ----------
    width, height : float
        Size of the paper, millimetres.
    draw : callable
        Draws it with a painter whose unit is the millimetre and whose origin is the
        paper's upper left corner.
    title : Text
        What it is called: told as progress, and its bookmark.
    bookmark : bool
        Whether it has a bookmark.
    grounded : Grounded or None
        Where its map lies.
    """

    width: float
    height: float
    draw: Callable[[QPainter], None]
    title: Text
    bookmark: bool = True
    grounded: Grounded | None = None


def press(  # noqa: PLR0913
    path: Path,
    pages: Sequence[DrawnPage],
    *,
    title: str,
    author: str = "",
    english: bool = False,
    bookmarks: Sequence[Bookmark] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    helper: Apprentice | bool = True,
) -> int:
    """Write pages as a vector PDF; returns their number.

    Needs a running QGuiApplication; may be called on a worker thread. The file is
    written beside its place, page by page, and moved there when it is whole. Memory
    does not grow with the pages.

    Parameters
    ----------
    path : Path
        The file.
    pages : sequence of DrawnPage
        What it holds.
    title, author : str
        What the file says of itself.
    english : bool
        Whether its bookmarks are in English.
    bookmarks : sequence of Bookmark, optional
        A tree of them; without it each page that has one is a bookmark by its title.
    progress, cancelled : callable, optional
        Told and asked before each page.
    helper : Apprentice or bool
        A second process that has been started to draw some of the pages; False: none.
        True: one is started for long books where the computer has another core. Pages
        that cannot be pickled are all drawn here. The file is the same.

    Raises
    ------
    OfficerError
        Where there is no page or the file cannot be written; an older one stands
        untouched.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    said = _Said(pages, progress, cancelled)
    with ended(helper):
        if not pages:
            raise OfficerError(_NOTHING)
        with moved_when_whole(path) as draft, draft.open("wb") as stream:
            facts = Facts(title, author, "en" if english else "zh-CN")
            document = Document(stream, facts)
            _take(document, _batches(pages, said, helper))
            marks = _plain(pages, english=english) if bookmarks is None else bookmarks
            document.close(marks)
    if progress:
        progress(len(pages), len(pages), FINISHED)
    return len(pages)


def _take(document: Document, batches: Iterable[_Batch]) -> None:
    """Put pages into a file; the last ones wait, and are deflated meanwhile."""
    waiting: deque[Inked] = deque()
    for batch in batches:
        document.learn(batch.news)
        waiting += batch.pages
        while len(waiting) > _WAITING:
            document.take(waiting.popleft())
    for page in waiting:
        document.take(page)


def _sheets(pages: Sequence[DrawnPage]) -> float:
    """Return how many sheets of A4 pages are as large as: about what they cost."""
    return sum(page.width * page.height for page in pages) / _A4


class _Batch(NamedTuple):
    """Some pages, and what they use for the first time."""

    pages: list[Inked]
    news: News


class _Pages:
    """Pages as work that processes share; a task is the first page and the last."""

    def __init__(self, pages: Sequence[DrawnPage]) -> None:
        self.pages = pages
        self._workshop: Workshop | None = None

    def __getstate__(self) -> dict[str, object]:
        """Leave out what belongs to a process."""
        return {**self.__dict__, "_workshop": None}

    def do(self, task: tuple[int, int], tell: Callable[[int], None]) -> _Batch:
        """Draw some pages."""
        workshop = self._workshop = self._workshop or Workshop()
        found = []
        for number in range(*task):
            tell(number)
            page = self.pages[number]
            found.append(
                workshop.page(page.width, page.height, _in_dots(page), _more(page))
            )
        return _Batch(found, workshop.news())


class _Said:
    """What is told while pages are drawn, here and elsewhere."""

    def __init__(
        self,
        pages: Sequence[DrawnPage],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._pages = pages
        self._progress = progress
        self._cancelled = cancelled
        self.done = 0

    def check(self) -> None:
        """Stop where that is wanted."""
        if self._cancelled and self._cancelled():
            raise PrintCancelledError(CANCELLED)

    def tell(self, number: int, away: int) -> None:
        """Tell of a page that is drawn now; `away` pages were drawn elsewhere."""
        self.check()
        if self._progress:
            done = self.done + away
            self._progress(done, len(self._pages), self._pages[number].title)
        self.done += 1


def _batches(
    pages: Sequence[DrawnPage], said: _Said, asked: Apprentice | bool
) -> Iterator[_Batch]:
    """Yield pages as they are drawn, in their order."""
    sheets = _sheets(pages)
    # Starting takes longest: what this process loads, it loads meanwhile.
    started = helper_for(sheets, _LONG) if asked is True else None
    helper = started if isinstance(asked, bool) else asked
    if sheets >= _MANY:
        load_printing()
    size = min(_MOST, max(1, len(pages) // _PORTIONS)) if helper else 1
    starts = range(0, len(pages), size)
    tasks = [(start, min(start + size, len(pages))) for start in starts]

    def tell(_task: int, page: int, away: Sequence[int]) -> None:
        said.tell(page, sum(tasks[done][1] - tasks[done][0] for done in away))

    return done_in_order(_Pages(pages), tasks, helper, tell, said.check)


def _in_dots(page: DrawnPage) -> Callable[[QPainter], None]:
    def draw(painter: QPainter) -> None:
        painter.scale(DOTS_PER_MM, DOTS_PER_MM)
        page.draw(painter)

    return draw


def _more(page: DrawnPage) -> dict[str, object]:
    lies = page.grounded
    if lies is None:
        return {}
    box = (lies.frame.x, lies.frame.y, lies.frame.width, lies.frame.height)
    return viewport(box, page.height, lies.extent, lies.crs, lies.turn)


def _plain(pages: Sequence[DrawnPage], *, english: bool) -> list[Bookmark]:
    """Return a bookmark for each page that has one; a lone page needs none."""
    marked = [(n, page.title) for n, page in enumerate(pages) if page.bookmark]
    if len(pages) == 1:
        return []
    return [Bookmark(title.en if english else title.zh, n) for n, title in marked]


def print_on(device: QPagedPaintDevice, pages: Sequence[DrawnPage]) -> None:
    """Print pages at true size; one that lies across is turned on upright paper.

    Raises
    ------
    OfficerError
        Where there is no page, or the device refuses to begin.
    """
    if not pages:
        raise OfficerError(_NOTHING)
    painter = QPainter()
    if not painter.begin(device):
        raise OfficerError(REFUSED)
    paper = device.pageLayout().fullRect()
    for number, page in enumerate(pages):
        if number:
            device.newPage()
        painter.save()
        painter.scale(
            device.logicalDpiX() / _MM_PER_INCH, device.logicalDpiY() / _MM_PER_INCH
        )
        if (paper.width() > paper.height()) != (page.width > page.height):
            painter.translate(0.0, page.width)
            painter.rotate(-90.0)
        page.draw(painter)
        painter.restore()
    painter.end()


def picture(page: DrawnPage, dpi: float = 96.0) -> QImage:
    """Return a picture of one page, for previews and tests."""
    dots = dpi / _MM_PER_INCH
    image = QImage(
        round(page.width * dots),
        round(page.height * dots),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDotsPerMeterX(round(dots * 1000))
    image.setDotsPerMeterY(round(dots * 1000))
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
    )
    painter.scale(dots, dots)
    page.draw(painter)
    painter.end()
    return image


@contextmanager
def moved_when_whole(path: Path) -> Iterator[Path]:
    """Yield a draft beside `path`; it takes its place when all went well."""
    draft = path.with_name(f".{path.stem[:40]}-{uuid.uuid4().hex[:8]}.pdf")
    try:
        with draft.open("xb"):
            pass
        yield draft
        # A full disk shows here at the latest: Qt itself does not complain.
        if not _last(draft).rstrip().endswith(b"%%EOF"):
            raise OfficerError(_CUT_OFF.filled(path=path))
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNWRITABLE.filled(path=path, reason=reason)) from error
    finally:
        draft.unlink(missing_ok=True)


def _last(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL))
        return stream.read()


REFUSED = Text(
    "打印机或文件无法开始打印。数据没有改变。请检查打印机是否已连接、就绪，再试一次。",
    "The printer or file did not start. No data has changed. Check that the printer is "
    "connected and ready, then try again.",
)
CANCELLED = Text(
    "打印已取消。没有写出新文件，原有文件保持不变。",
    "Printing was cancelled. No new file was written; an older one stands untouched.",
)
FINISHED = Text("完成", "done")
_NOTHING = Text(
    "没有可打印的内容：请先选择要打印的对象。",
    "There is nothing to print: choose first what to print.",
)
_UNWRITABLE = Text(
    "无法写入 {path}（{reason}）。原有文件保持不变，数据没有丢失。"
    "如果该文件正在其他程序中打开，请先关闭；或换一个位置保存。",
    "Cannot write {path} ({reason}). An older file stands untouched and no data is "
    "lost. Close the file if it is open elsewhere, or save to another place.",
)
_CUT_OFF = Text(
    "{path} 没有写完，可能是磁盘已满。原有文件保持不变，数据没有丢失。"
    "请清理磁盘或换一个位置保存。",
    "{path} could not be written in full; the disk may be full. An older file stands "
    "untouched and no data is lost. Free some space or save to another place.",
)
