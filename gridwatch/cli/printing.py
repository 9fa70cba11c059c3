"""``print`` as pictures or on tiles instead of one PDF of whole sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.cli import answers
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from gridwatch.cli.answers import Talk
    from gridwatch.mapbook.press import DrawnPage

__all__ = ["print_otherwise", "refuse_for_books"]

_LEAST, _MOST = 20.0, 2400.0


def print_otherwise(
    arguments: argparse.Namespace, talk: Talk, pages: Sequence[DrawnPage]
) -> None:
    """Write pages as ``--format``, ``--dpi`` and ``--tile`` ask, and tell.

    Raises
    ------
    OfficerError
        Where the resolution makes no sense or a file cannot be written.
    """
    from gridwatch.mapbook.pictures import draw_pictures
    from gridwatch.mapbook.press import press
    from gridwatch.mapbook.tiling import tiled

    if not _LEAST <= arguments.dpi <= _MOST:
        raise OfficerError(_NO_DPI.filled(dpi=f"{arguments.dpi:g}"))
    title = pages[0].title.of(talk.language)
    if arguments.tile:
        pages = tiled(pages, arguments.tile, language=talk.language)
    output = arguments.output
    if arguments.format == "pdf":
        press(output, pages, title=title, progress=talk.progress)
        files = [output]
    else:
        files = list(
            draw_pictures(
                output,
                pages,
                arguments.format,
                dpi=arguments.dpi,
                progress=talk.progress,
            )
        )
    if arguments.json:
        names = [str(file) for file in files]
        answers.print_json({"files": names, "pages": len(pages)})
        return
    number = len(pages)
    shown = str(files[0]) if len(files) == 1 else f"{files[0]} … {files[-1].name}"
    talk.answer(Text(f"{shown}：{number} 页", f"{shown}: {number} pages"))


def refuse_for_books(arguments: argparse.Namespace) -> None:
    """Refuse to make pictures or tiles of a book.

    Raises
    ------
    OfficerError
        Where the command asks for that.
    """
    if arguments.format != "pdf" or arguments.tile:
        raise OfficerError(_NOT_A_BOOK)


_NOT_A_BOOK = Text(
    "四级图册只能存成一个 PDF，没有写出文件。请去掉 --format 和 --tile；"
    "要图片或拼贴，请用 --town 或 --recipe 单独打印那几幅。",
    "A four-level book can only be one PDF; no file was written. Leave out --format "
    "and --tile; for pictures or tiles print those sheets by --town or --recipe.",
)
_NO_DPI = Text(
    "分辨率 {dpi} dpi 不可用，没有写出文件。请取 20 到 2400，打印一般用 300。",
    "A resolution of {dpi} dpi cannot be used; no file was written. Take 20 to 2400; "
    "300 is usual for print.",
)
