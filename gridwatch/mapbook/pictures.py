"""Pages as picture files: PNG at a chosen resolution, SVG."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.press import CANCELLED, FINISHED, PrintCancelledError, picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gridwatch.mapbook.press import DrawnPage, Progress

__all__ = ["FORMATS", "draw_pictures"]

FORMATS = ("png", "svg")
_MM_PER_INCH = 25.4
_DOTS = 100
"""Of an SVG in a millimetre, so that its size is exact."""
_LARGEST = 200_000_000
"""Pixels of a picture; each takes four bytes of memory."""


def draw_pictures(
    path: Path,
    pages: Sequence[DrawnPage],
    kind: str,
    *,
    dpi: float = 300.0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Path, ...]:
    """Write pages as pictures; returns their files.

    One page takes the path itself, several take its name with a number. All are
    drawn beside their places and moved there when the last one is whole.

    Parameters
    ----------
    path : Path
        Where to.
    pages : sequence of DrawnPage
        What to draw.
    kind : str
        ``png`` or ``svg``.
    dpi : float
        Of a PNG.
    progress, cancelled : callable, optional
        Told and asked before each page.

    Raises
    ------
    OfficerError
        Where a picture would be too large, or a file cannot be written; older ones
        stand untouched.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    files = _names(path, len(pages))
    if kind == "png":
        _require_room(pages, dpi)
    with ExitStack() as drafts:
        made: list[tuple[Path, Path]] = []
        for number, (page, file) in enumerate(zip(pages, files, strict=True)):
            if cancelled and cancelled():
                raise PrintCancelledError(CANCELLED)
            if progress:
                progress(number, len(pages), page.title)
            draft = file.with_name(f".{file.stem[:40]}-{uuid.uuid4().hex[:8]}.{kind}")
            drafts.callback(draft.unlink, missing_ok=True)
            _write(draft, page, dpi, file)
            made.append((draft, file))
        for draft, file in made:
            _move(draft, file)
    if progress:
        progress(len(pages), len(pages), FINISHED)
    return files


def _names(path: Path, number: int) -> tuple[Path, ...]:
    if number == 1:
        return (path,)
    wide = len(str(number))
    return tuple(
        path.with_name(f"{path.stem}-{n:0{wide}}{path.suffix}")
        for n in range(1, number + 1)
    )


def _require_room(pages: Sequence[DrawnPage], dpi: float) -> None:
    dots = dpi / _MM_PER_INCH
    largest = max(page.width * page.height for page in pages) * dots * dots
    if largest > _LARGEST:
        fits = int(dpi * (_LARGEST / largest) ** 0.5)
        raise OfficerError(_TOO_LARGE.filled(dpi=round(dpi), fits=fits))


def _write(draft: Path, page: DrawnPage, dpi: float, file: Path) -> None:
    try:
        # Qt says on the console what it could not open.
        draft.touch()
    except OSError as error:
        raise OfficerError(_UNWRITABLE.filled(path=file)) from error
    if draft.suffix == ".png":
        done = picture(page, dpi).save(str(draft))
    else:
        done = _draw_svg(draft, page)
    if not done:
        raise OfficerError(_UNWRITABLE.filled(path=file))


def _draw_svg(draft: Path, page: DrawnPage) -> bool:
    width, height = page.width * _DOTS, page.height * _DOTS
    device = QSvgGenerator()
    device.setFileName(str(draft))
    device.setResolution(round(_DOTS * _MM_PER_INCH))
    device.setSize(QSize(round(width), round(height)))
    device.setViewBox(QRectF(0.0, 0.0, width, height))
    device.setTitle(page.title.zh)
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.scale(_DOTS, _DOTS)
    page.draw(painter)
    painter.end()
    # Qt does not complain of a full disk.
    return _ends(draft, b"</svg>")


def _ends(path: Path, tail: bytes) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - len(tail) - 4))
        return stream.read().rstrip().endswith(tail)


def _move(draft: Path, file: Path) -> None:
    try:
        draft.replace(file)
    except OSError as error:
        raise OfficerError(_UNWRITABLE.filled(path=file)) from error


_UNWRITABLE = Text(
    "无法写入 {path}：位置不能写、磁盘已满，或该文件正在其他程序中打开。"
    "原有文件保持不变，数据没有丢失。请关闭该文件、清理磁盘或换一个位置保存。",
    "Cannot write {path}: the place cannot be written, the disk is full, or the file "
    "is open elsewhere. An older file stands untouched and no data is lost. Close the "
    "file, free some space or save to another place.",
)
_TOO_LARGE = Text(
    "{dpi} dpi 的图片太大，内存放不下，没有写出文件。这样的纸张请用 {fits} dpi 以下，"
    "或改存 PDF（矢量，不受分辨率限制）。",
    "A picture of {dpi} dpi is too large for the memory; no file was written. Take at "
    "most {fits} dpi for this paper, or save a PDF, which has no resolution.",
)
