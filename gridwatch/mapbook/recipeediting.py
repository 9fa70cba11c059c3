"""Editing a recipe as values: blocks moved with snapping, texts changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridwatch.district.wording import Text
    from gridwatch.mapbook.recipe import Recipe, RecipeBlock

__all__ = [
    "LEAST",
    "Grip",
    "Guide",
    "Snapped",
    "blocks_of",
    "dragged",
    "guides_of",
    "snapped",
    "with_block_at",
    "with_text",
    "with_title",
]

LEAST = 4.0
"""A block is at least so many millimetres wide and high."""
_GAP = 3.5
"""Blocks like to keep so many millimetres between them, as the delivered ones do."""


class Grip(NamedTuple):
    """What a drag moves: -1 the left or upper edge, 1 the right or lower one.

    Both 0 is the whole block.
    """

    across: int = 0
    down: int = 0


class Guide(NamedTuple):
    """A line that blocks snap to: at so many millimetres, upright or level."""

    at: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Snapped:
    """A rectangle that was pulled to guides, and the guides it lies on now."""

    rect: Rect
    guides: tuple[Guide, ...] = ()


def blocks_of(recipe: Recipe, *, landscape: bool) -> list[tuple[int, Rect]]:
    """Return number and rectangle of each block on paper of a direction."""
    page = page_of(recipe, landscape=landscape)
    direction = "landscape" if landscape else "portrait"
    return [
        (i, block.place.on(page.width, page.height))
        for i, block in enumerate(recipe.blocks)
        if block.only in ("", direction)
    ]


def with_block_at(
    recipe: Recipe, number: int, rect: Rect, *, landscape: bool
) -> Recipe:
    """Return the recipe with a block at a rectangle, held by the same edges."""
    page = page_of(recipe, landscape=landscape)
    block = recipe.blocks[number]
    place = block.place.moved_to(rect, page.width, page.height)
    return _with_block(recipe, number, replace(block, place=place))


def with_text(recipe: Recipe, number: int, text: Text) -> Recipe:
    """Return the recipe with other words in a block."""
    return _with_block(recipe, number, replace(recipe.blocks[number], text=text))


def with_title(recipe: Recipe, title: Text) -> Recipe:
    """Return the recipe with another title."""
    return replace(recipe, title=title)


def _with_block(recipe: Recipe, number: int, block: RecipeBlock) -> Recipe:
    blocks = (*recipe.blocks[:number], block, *recipe.blocks[number + 1 :])
    return replace(recipe, blocks=blocks)


def dragged(rect: Rect, grip: Grip, dx: float, dy: float) -> Rect:
    """Return a rectangle moved, or resized by one of its edges or corners.

    Examples
    --------
    >>> dragged(Rect(10, 10, 50, 20), Grip(), 5, -5)
    Rect(x=15, y=5, width=50, height=20)
    >>> dragged(Rect(10, 10, 50, 20), Grip(1, 0), 5, 9)
    Rect(x=10, y=10, width=55, height=20)
    """
    x, width = _pulled(rect.x, rect.width, grip.across, grip.down, dx)
    y, height = _pulled(rect.y, rect.height, grip.down, grip.across, dy)
    return Rect(x, y, width, height)


def _pulled(
    start: float, length: float, edge: int, other: int, by: float
) -> tuple[float, float]:
    if edge == 0:
        return (start + by, length) if other == 0 else (start, length)
    if edge > 0:
        return start, max(LEAST, length + by)
    by = min(by, length - LEAST)
    return start + by, length - by


def guides_of(recipe: Recipe, moving: int, *, landscape: bool) -> list[Guide]:
    """Return what a block snaps to: margins, middle of the paper, other blocks."""
    page = page_of(recipe, landscape=landscape)
    left, right, top, bottom = recipe.margins
    across = {left, page.width - right, (left + page.width - right) / 2}
    down = {top, page.height - bottom, page.height / 2}
    for number, rect in blocks_of(recipe, landscape=landscape):
        if number != moving:
            across |= {rect.x, rect.right, rect.x - _GAP, rect.right + _GAP}
            down |= {rect.y, rect.bottom, rect.y - _GAP, rect.bottom + _GAP}
    return [
        *(Guide(round(at, 3), True) for at in sorted(across)),
        *(Guide(round(at, 3), False) for at in sorted(down)),
    ]


def snapped(
    rect: Rect,
    grip: Grip,
    guides: Sequence[Guide],
    reach: float,
    grid: float = 1.0,
) -> Snapped:
    """Pull a dragged rectangle to the nearest guides, else to the grid.

    Parameters
    ----------
    rect : Rect
        Where the drag has brought it.
    grip : Grip
        Which edges move.
    guides : sequence of Guide
        From `guides_of`.
    reach : float
        How near a guide has to be, millimetres.
    grid : float
        Without a guide, edges lie on multiples of so many millimetres; 0: anywhere.
    """
    across = [g.at for g in guides if g.upright]
    down = [g.at for g in guides if not g.upright]
    whole = grip == Grip()
    x, right, on_x = _pair(rect.x, rect.right, grip.across, whole, across, reach, grid)
    y, bottom, on_y = _pair(rect.y, rect.bottom, grip.down, whole, down, reach, grid)
    found = (*(Guide(at, True) for at in on_x), *(Guide(at, False) for at in on_y))
    return Snapped(Rect(x, y, right - x, bottom - y), found)


def _pair(  # noqa: PLR0913
    near: float,
    far: float,
    edge: int,
    whole: bool,
    guides: Iterable[float],
    reach: float,
    grid: float,
) -> tuple[float, float, list[float]]:
    """Return two opposite edges after snapping, and the guides they lie on."""
    lines = list(guides)
    if whole:
        pulls = [
            (line - at, line)
            for at in (near, far, (near + far) / 2)
            for line in lines
            if abs(line - at) <= reach
        ]
        if pulls:
            by, line = min(pulls, key=lambda pull: abs(pull[0]))
            return near + by, far + by, [line]
        at = _gridded(near, grid)
        return at, at + far - near, []
    if edge == 0:
        return near, far, []
    moving = near if edge < 0 else far
    close = [line for line in lines if abs(line - moving) <= reach]
    best = min(close, key=lambda line: abs(line - moving), default=None)
    at = best if best is not None else _gridded(moving, grid)
    lying = [best] if best is not None else []
    if edge < 0:
        return (at, far, lying) if far - at >= LEAST else (far - LEAST, far, [])
    return (near, at, lying) if at - near >= LEAST else (near, near + LEAST, [])


def _gridded(at: float, grid: float) -> float:
    return round(at / grid) * grid if grid else at
