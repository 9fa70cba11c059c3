"""A paper as values: what stands on it, in both languages, without any form.

Rules build documents; `reports` writes them for a word processor and `mapbook` sets
them as pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from gridwatch.district.wording import Text

__all__ = [
    "Block",
    "Document",
    "Heading",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Signature",
    "Table",
]


_SIGN = Text("（签字、盖章）", "(signature, stamp)")
_DAY = Text("　　　　年　　月　　日", "date:")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest below the title."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    text : Text
        What it says.
    align : str
        ``left``, ``center`` or ``right``.
    bold : bool
        Set in bold.
    indent : bool
        First line indented by two characters, as Chinese documents are.
    """

    text: Text
    align: str = "left"
    bold: bool = False
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head stands again on each page.

    Parameters
    ----------
    head : tuple of Text
        Names of the columns.
    rows : tuple of tuples of str
        Cells, each row as long as `head`; values already worded.
    shares : tuple of float
        Width of each column as a share of the whole; empty: by content.
    numeric : frozenset of int
        Columns set right-aligned.
    """

    head: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...] = ()
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Parameters
    ----------
    png : bytes
        The picture as PNG or JPEG.
    width_mm : float
        Width on paper, millimetres.
    caption : Text or None
        Words below it.
    """

    png: bytes
    width_mm: float
    caption: Text | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Places to sign and stamp, side by side; each has its words above."""

    lines: tuple[Text, ...]

    @staticmethod
    def below(text: Text) -> tuple[Text, ...]:
        """Return the lines of one place: its words, room to sign, and the day."""
        return (text, Text("", ""), _SIGN, Text("", ""), _DAY)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows stands on a new page."""


Block = Heading | Paragraph | Table | Picture | Signature | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A paper.

    Parameters
    ----------
    title : Text
        Title, centred.
    blocks : tuple of Block
        What follows, top to bottom.
    subtitle : Text or None
        A line below the title, e.g. the day it speaks of.
    landscape : bool
        A4 across.
    foot : Text or None
        Words at the foot of each page beside its number.
    """

    title: Text
    blocks: tuple[Block, ...]
    subtitle: Text | None = None
    landscape: bool = False
    foot: Text | None = None
