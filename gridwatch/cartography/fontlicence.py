"""What a font allows: whether some of its letters may go into a file.

Fonts say it in their table ``OS/2``, field ``fsType`` (OpenType specification, OS/2
table). We embed the outlines of the letters that are written: so a font that forbids
embedding, parts of it, or its outlines cannot be used for a PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QRawFont

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FontRefusedError", "first_allowed", "forbidden", "has_outlines", "insist"]

_FIELD = slice(8, 10)
_USES = 0x000F
"""Bits of which, in old fonts that have several, the most generous one counts."""
_RESTRICTED = 0x0002
_NO_PARTS = 0x0100
_NO_OUTLINES = 0x0200


class FontRefusedError(OfficerError):
    """A font may not be embedded; nothing was written."""


def forbidden(font: QRawFont) -> Text | None:
    """Return what a font forbids that a PDF of ours needs; None where it may be used.

    Parameters
    ----------
    font : QRawFont
        One without the table forbids nothing.
    """
    field = bytes(font.fontTable("OS/2").data())[_FIELD]
    allowed = int.from_bytes(field, "big") if len(field) == 2 else 0
    if allowed & _USES == _RESTRICTED:
        return _NOT_AT_ALL
    if allowed & _NO_PARTS:
        return _NOT_IN_PART
    return _NOT_AS_OUTLINES if allowed & _NO_OUTLINES else None


def insist(font: QRawFont) -> None:
    """Stop where a font may not be embedded.

    Raises
    ------
    FontRefusedError
        Says which font, and what to do.
    """
    reason = forbidden(font)
    if reason is not None:
        family = font.familyName()
        raise FontRefusedError(
            Text(
                _REFUSED.zh.format(family=family, reason=reason.zh),
                _REFUSED.en.format(family=family, reason=reason.en),
            )
        )


def first_allowed(families: Iterable[str]) -> str | None:
    """Return the first of some installed families that may be embedded."""
    return next((x for x in families if _usable(x)), None)


def has_outlines(family: str) -> bool:
    """Tell whether a family is written with a font, not with Qt's empty boxes."""
    return not QRawFont.fromFont(QFont(family)).fontTable("head").isEmpty()


def _usable(family: str) -> bool:
    return forbidden(QRawFont.fromFont(QFont(family))) is None


_REFUSED = Text(
    "字体“{family}”的许可标志{reason}，不能用于 PDF。没有写出新文件，原有文件保持不变。"
    "请改用允许嵌入的字体：在本机安装思源黑体（Noto Sans CJK SC）或其他许可嵌入的中文"
    "字体，重新打开本程序后再打印。",
    "The licence mark of the font “{family}” {reason}, so it cannot be used for a PDF. "
    "No new file was written; an older one stands untouched. Use a font that may be "
    "embedded: install Noto Sans CJK SC or another Chinese font that allows it, open "
    "this program again and print again.",
)
_NOT_AT_ALL = Text("禁止嵌入", "forbids embedding")
_NOT_IN_PART = Text(
    "不允许只嵌入用到的字（禁止子集）", "forbids embedding only the letters used"
)
_NOT_AS_OUTLINES = Text("只允许嵌入点阵，不允许嵌入轮廓", "allows bitmaps only")
