"""Sheets of paper and rectangles on them, in millimetres from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from gridwatch.district.wording import OfficerError, Text

__all__ = ["MARGIN", "OFFICE", "PAPERS", "Page", "Rect", "papers_wanted"]

PAPERS: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A3": (297.0, 420.0),
    "A2": (420.0, 594.0),
    "A1": (594.0, 841.0),
    "A0": (841.0, 1189.0),
}
"""Short and long edge of each paper (ISO 216)."""
OFFICE = ("A4", "A3")
"""Papers that office printers take; an area's sheet chooses among them by itself."""

MARGIN = 15.0
BINDING = 25.0
"""Margin on the side where sheets are bound, always the left one."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on a page.

    Parameters
    ----------
    x, y : float
        Left and upper edge, millimetres from the page's upper left corner.
    width, height : float
        Millimetres.
    """

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge; y grows downwards."""
        return self.y + self.height

    def inset(self, by: float) -> Rect:
        """Return the rectangle `by` millimetres smaller on every side."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def contains(self, other: Rect, slack: float = 1e-6) -> bool:
        """Tell whether `other` lies wholly inside, edges included."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def overlaps(self, other: Rect, slack: float = 1e-6) -> bool:
        """Tell whether the two share more than an edge."""
        return (
            other.x < self.right - slack
            and self.x < other.right - slack
            and other.y < self.bottom - slack
            and self.y < other.bottom - slack
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One size and orientation of paper.

    Parameters
    ----------
    paper : str
        A key of `PAPERS`.
    landscape : bool
        Long edge across.
    """

    paper: str
    landscape: bool

    @property
    def width(self) -> float:
        """Millimetres across."""
        return PAPERS[self.paper][1 if self.landscape else 0]

    @property
    def height(self) -> float:
        """Millimetres from top to bottom."""
        return PAPERS[self.paper][0 if self.landscape else 1]

    @property
    def content(self) -> Rect:
        """What lies inside the margins."""
        return Rect(
            BINDING,
            MARGIN,
            self.width - BINDING - MARGIN,
            self.height - 2 * MARGIN,
        )


def papers_wanted(wish: str) -> tuple[Page, ...]:
    """Return the pages a wish such as ``A4`` or ``A3-landscape`` allows.

    Parameters
    ----------
    wish : str
        ``auto``, a paper, or a paper with ``-portrait`` or ``-landscape``.

    Raises
    ------
    OfficerError
        For any other word.
    """
    name, _, turn = wish.partition("-")
    names = list(OFFICE) if name == "auto" else [name]
    turns = {"": (False, True), "portrait": (False,), "landscape": (True,)}
    if not set(names) <= set(OFFICE) or turn not in turns:
        raise OfficerError(_UNKNOWN.filled(wish=wish))
    return tuple(Page(paper, turned) for paper in names for turned in turns[turn])


_UNKNOWN = Text(
    "不认识纸张“{wish}”。没有打印任何内容。请写 auto、A4、A3，"
    "或加上方向，如 A4-portrait（竖）、A3-landscape（横）。",
    "Unknown paper “{wish}”. Nothing was printed. Use auto, A4, A3, or add a "
    "direction: A4-portrait, A3-landscape.",
)
