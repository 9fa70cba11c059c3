"""Pages drawn by a painter, bound into one PDF that can be searched and leafed."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.searchable import mend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice

    Progress = Callable[[int, int, Text], None]
    """Called with pages done, pages in all, and what is being drawn."""

__all__ = [
    "CANCELLED",
    "FINISHED",
    "REFUSED",
    "DrawnPage",
    "PrintCancelledError",
    "moved_when_whole",
    "picture",
    "press",
    "print_on",
]

_MM_PER_INCH = 25.4
_RESOLUTION = 1200


class PrintCancelledError(OfficerError):
    """The officer stopped a print; an older file of that name stands untouched."""


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
    """

    width: float
    height: float
    draw: Callable[[QPainter], None]
    title: Text
    bookmark: bool = True


def press(  # noqa: PLR0913
    path: Path,
    pages: Sequence[DrawnPage],
    *,
    title: str,
    author: str = "",
    english: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write pages as a vector PDF; returns their number.

    Needs a running QGuiApplication; may be called on a worker thread. The file is
    written beside its place and moved there when it is whole.

    Raises
    ------
    OfficerError
        Where there is no page or the file cannot be written; an older one stands
        untouched.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    if not pages:
        raise OfficerError(_NOTHING)
    with moved_when_whole(path) as draft:
        writer = QPdfWriter(str(draft))
        writer.setResolution(_RESOLUTION)
        writer.setTitle(title)
        writer.setAuthor(author)
        writer.setCreator("gridwatch")
        _draw_all(writer, pages, progress, cancelled)
        # The writer holds the file open until it goes.
        del writer
        draft.write_bytes(mend(draft.read_bytes()))
        _add_bookmarks(draft, pages, english=english)
    if progress:
        progress(len(pages), len(pages), FINISHED)
    return len(pages)


def _draw_all(
    writer: QPdfWriter,
    pages: Sequence[DrawnPage],
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    painter = QPainter()
    try:
        for number, page in enumerate(pages):
            if cancelled and cancelled():
                raise PrintCancelledError(CANCELLED)
            if progress:
                progress(number, len(pages), page.title)
            writer.setPageLayout(_layout(page))
            if number == 0:
                if not painter.begin(writer):
                    raise OfficerError(REFUSED)
            else:
                writer.newPage()
            painter.save()
            painter.scale(_RESOLUTION / _MM_PER_INCH, _RESOLUTION / _MM_PER_INCH)
            page.draw(painter)
            painter.restore()
    finally:
        if painter.isActive():
            painter.end()


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


def _layout(page: DrawnPage) -> QPageLayout:
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


def _add_bookmarks(
    path: Path, pages: Sequence[DrawnPage], *, english: bool = False
) -> None:
    marked = [(n, page.title) for n, page in enumerate(pages) if page.bookmark]
    if len(pages) == 1 or not marked:
        return
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            for number, title in marked:
                words = title.en if english else title.zh
                outline.root.append(pikepdf.OutlineItem(words, number))
        pdf.save(path)


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
        if not draft.read_bytes()[-16:].rstrip().endswith(b"%%EOF"):
            raise OfficerError(_CUT_OFF.filled(path=path))
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNWRITABLE.filled(path=path, reason=reason)) from error
    finally:
        draft.unlink(missing_ok=True)


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
