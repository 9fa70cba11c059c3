"""Where the parts of a sheet lie on the paper.

Two arrangements are tried on every page: the table below the map, or beside it. The
one that shows the area largest wins; a second page has to be worth its while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.mapbook.paper import MARGIN, Page, Rect
from gridwatch.mapbook.scales import round_scale
from gridwatch.mapbook.typesetting import (
    Block,
    Grid,
    block_of,
    paginate,
    rows_that_fit,
    set_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Arrangement", "Boxes", "Content", "arrange"]

GAP = 3.5
"""Between the parts of a page."""
COLLAR = 6.5
"""Between neat line and outer border, where the grid is labelled."""
CLEARANCE = 0.04
"""The area keeps so much of the frame's shorter edge clear of the neat line."""
IMPRINT = 11.0
RULER = 100.0
TABLE_SHARES = (0.3, 0.16)
"""Parts of the body a table below the map may take where it goes on overleaf."""
TABLE_SHARE_WHOLE = 0.42
"""Most it takes where it ends on the map page."""
EXTRA_PAGE = 0.3
"""A further page is worth a map larger by this part."""
THIN, THIN_COST = 2.0, 0.12
"""Ratio of a frame's edges from which it looks thin, and what each step costs."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where the parts of the map page lie.

    Parameters
    ----------
    title : Rect
        Title with the map number below it; the secrecy mark at its right end.
    border : Rect
        Outer border (外图廓).
    frame : Rect
        Neat line (内图廓); the map fills it exactly.
    legend, locator, north, scale : Rect
        Legend, position in the district, north arrow, scale bar with 1:N.
    note : Rect
        Where the table stands, also where it has no row.
    imprint : Rect
        Foot of the page.
    ruler : Rect
        Check ruler of 100 mm in the lower margin.
    """

    title: Rect
    border: Rect
    frame: Rect
    legend: Rect
    locator: Rect
    north: Rect
    scale: Rect
    note: Rect
    imprint: Rect
    ruler: Rect


@dataclass(frozen=True, slots=True)
class Content:
    """What has to find room.

    Parameters
    ----------
    ground : tuple of float
        Width and height of the area, metres.
    heads, rows : sequences
        Text of the table.
    after : sequence of float
        Blank after the text of each column, ems.
    located : bool
        Whether the sheet shows where in the district it lies.
    """

    ground: tuple[float, float]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    after: Sequence[float]
    located: bool = True


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way to lay out a sheet, with the scale that comes of it."""

    page: Page
    boxes: Boxes
    scale: int
    blocks: tuple[Block, ...]

    @property
    def pages(self) -> int:
        """Number of pages."""
        return 1 + max((block.page for block in self.blocks), default=0)

    @property
    def cost(self) -> float:
        """What is weighed: a small map, further pages and a thin map cost."""
        frame = self.boxes.frame
        edges = frame.width, frame.height
        thin = max(0.0, max(edges) / min(edges) - THIN)
        return self.scale * (1 + EXTRA_PAGE * (self.pages - 1) + THIN_COST * thin)


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes that grow with the paper, millimetres."""

    em: float
    title: float
    band: float
    side: float
    locator: float
    cluster: float


MEASURES = {
    "A4": Measures(em=2.3, title=15.0, band=29.5, side=106.0, locator=24, cluster=64),
    "A3": Measures(em=2.5, title=19.0, band=34.0, side=122.0, locator=33, cluster=78),
}


def arrange(page: Page, content: Content) -> list[Arrangement]:
    """Return the possible arrangements on one page."""
    below = [_below(page, content, share) for share in TABLE_SHARES]
    return [*below, _beside(page, content)]


def continuation_places(page: Page) -> list[Rect]:
    """Return the columns of a continuation page."""
    size, content = MEASURES[page.paper], page.content
    top = content.y + size.title * 0.72
    height = content.bottom - IMPRINT - GAP - top
    count = 2 if page.landscape and page.paper == "A3" else 1
    width = (content.width - 2 * GAP * (count - 1)) / count
    return [
        Rect(content.x + i * (width + 2 * GAP), top, width, height)
        for i in range(count)
    ]


def _body(page: Page) -> Rect:
    content, title = page.content, MEASURES[page.paper].title
    return Rect(
        content.x,
        content.y + title,
        content.width,
        content.height - title - IMPRINT - GAP,
    )


def _below(page: Page, content: Content, share: float) -> Arrangement:
    size, body = MEASURES[page.paper], _body(page)
    grid = _set(page, content, body.width)
    start, table = _share(grid, body.height, share)
    border = Rect(body.x, body.y, body.width, body.height - table - size.band - 2 * GAP)
    band = Rect(body.x, border.bottom + GAP, body.width, size.band)
    note = Rect(body.x, band.bottom + GAP, body.width, table)
    cluster = Rect(band.right - size.cluster, band.y, size.cluster, band.height)
    width = size.locator if content.located else 0.0
    locator = Rect(cluster.x - GAP - width, band.y, width, band.height)
    legend = Rect(band.x, band.y, locator.x - GAP - band.x, band.height)
    boxes = _boxes(page, border, legend, locator, cluster, note)
    return _arrangement(page, content, boxes, grid, start)


def _share(grid: Grid, room: float, share: float) -> tuple[int, float]:
    """Return how many rows stand below the map, and the height they take."""
    if not grid.rows:
        return 0, grid.em * 3
    needed = grid.needed()
    if needed <= room * TABLE_SHARE_WHOLE and share == TABLE_SHARES[0]:
        return len(grid.rows), needed
    stop = rows_that_fit(grid, 0, room * share)
    if stop == 0:
        return 0, grid.em * 3
    return stop, grid.overhead + sum(grid.row_height(i) for i in range(stop))


def _beside(page: Page, content: Content) -> Arrangement:
    size, body = MEASURES[page.paper], _body(page)
    side = Rect(body.right - size.side, body.y, size.side, body.height)
    border = Rect(body.x, body.y, side.x - 2 * GAP - body.x, body.height)
    foot = Rect(side.x, side.bottom - size.band, side.width, size.band)
    legend = Rect(side.x, foot.y - GAP - size.band, side.width, size.band)
    note = Rect(side.x, side.y, side.width, legend.y - GAP - side.y)
    grid = _set(page, content, note.width)
    start = rows_that_fit(grid, 0, note.height)
    width = size.locator if content.located else 0.0
    locator = Rect(foot.x, foot.y, width, foot.height)
    cluster = Rect(
        locator.right + GAP, foot.y, foot.right - locator.right - GAP, foot.height
    )
    boxes = _boxes(page, border, legend, locator, cluster, note)
    return _arrangement(page, content, boxes, grid, start)


def _set(page: Page, content: Content, width: float) -> Grid:
    size = MEASURES[page.paper]
    room = min(place.height for place in continuation_places(page))
    tallest = room - size.em * 8
    return set_rows(content.heads, content.rows, width, size.em, tallest, content.after)


def _boxes(
    page: Page, border: Rect, legend: Rect, locator: Rect, cluster: Rect, note: Rect
) -> Boxes:
    size, content = MEASURES[page.paper], page.content
    north = 14.0
    return Boxes(
        title=Rect(content.x, content.y, content.width, size.title),
        border=border,
        frame=border.inset(COLLAR),
        legend=legend,
        locator=locator,
        north=Rect(cluster.right - north, cluster.y, north, cluster.height),
        scale=Rect(cluster.x, cluster.y, cluster.width - north - GAP, cluster.height),
        note=note,
        imprint=Rect(content.x, content.bottom - IMPRINT, content.width, IMPRINT),
        ruler=Rect(
            content.x + (content.width - RULER) / 2,
            page.height - MARGIN + 4.0,
            RULER,
            MARGIN - 9.0,
        ),
    )


def _arrangement(
    page: Page, content: Content, boxes: Boxes, grid: Grid, start: int
) -> Arrangement:
    blocks = [block_of(grid, 0, start, boxes.note, 0)] if start else []
    if start < len(content.rows):
        places = continuation_places(page)
        overleaf = _set(page, content, places[0].width)
        blocks += paginate(overleaf, start, places, 1)
    scale = _fitting(boxes.frame, content.ground)
    return Arrangement(page, boxes, scale, tuple(blocks))


def _fitting(frame: Rect, ground: tuple[float, float]) -> int:
    clear = 2 * CLEARANCE * min(frame.width, frame.height)
    needed = max(
        ground[0] * 1000 / (frame.width - clear),
        ground[1] * 1000 / (frame.height - clear),
    )
    return round_scale(max(needed, 1.0))
