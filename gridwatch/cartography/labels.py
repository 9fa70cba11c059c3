"""Names on the map: rivers along their curve, areas where they are wide, points beside.

Candidates come from map coordinates and fixed chainages, are tried in a fixed order
(priority of the layer, class, size of the feature) and take their place on a coarse
grid of taken pixels; what finds no room is left out and counted. Names of the frame
before go first within their layer, so none jumps while the map moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.generalise import Form
from gridwatch.cartography.leaderlines import leader_picture
from gridwatch.cartography.lettering import FADED, FontSet
from gridwatch.cartography.nameplaces import (
    VISITING,
    Kept,
    Named,
    Shown,
    Task,
    half_sizes,
)
from gridwatch.cartography.naming import Placed, as_lines, placed_names, task_of
from gridwatch.cartography.view import SCREEN_DPI
from gridwatch.cartography.wordsprites import WORDS, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.room import Marks, Room
    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["LabelFrame", "Leaders", "Placed", "Shown", "letter_frame", "place_labels"]


def place_labels(
    layers: Sequence[Layer],
    view: View,
    fonts: FontSet,
    bright: BaseGeometry | None = None,
    *,
    quick: bool = False,
    marks: Marks | None = None,
) -> tuple[tuple[Placed, ...], int]:
    """Find a place for as many names as there is room for; none is cut by the edge.

    Parameters
    ----------
    layers : sequence of Layer
        Layers that are shown.
    view : View
        What is on the picture.
    fonts : FontSet
        Families to write with.
    bright : shapely geometry or None
        Names outside this area are faded and come last.
    quick : bool
        Whether to use the compiled rules; the plain ones find the same places.
    marks : Marks or None
        Badges and pins that names keep off; None: badges only.

    Returns
    -------
    placed : tuple of Placed
        In the order in which they took their places.
    unplaced : int
        How many names found no room.
    """
    task = task_of(view, fonts, bright, quick=quick, cut=False)
    names, unplaced = placed_names(layers, task, marks)
    task.room.leave()
    names = [some.enlarged(view.dpi) for some in names]
    return tuple(label for some in names for label in as_lines(some)), unplaced


# ---- the window ---------------------------------------------------------------------


class Leaders(NamedTuple):
    """Pictures of lines that lead to names, as those of names in `LabelFrame`."""

    sheet: NDArray[np.uint32]
    first: Ints
    width: Ints
    height: Ints
    x: Ints
    y: Ints
    opacity: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LabelFrame:
    """The names of a frame, ready to be laid over the map.

    Parameters
    ----------
    sheet : ndarray of uint32
        Pictures of names, premultiplied, each a row after the other.
    first, width, height : ndarray of int64, shape (names,)
        Where in `sheet` the picture of each name begins, and its size.
    x, y : ndarray of int64, shape (names,)
        Device pixel of its top left corner; may lie outside the picture.
    opacity : ndarray of float32, shape (names,)
        How much of it shows.
    unplaced : int
        How many names found no room.
    leaders : Leaders or None
        Lines that lead to names, to be laid below them.
    """

    sheet: NDArray[np.uint32]
    first: Ints
    width: Ints
    height: Ints
    x: Ints
    y: Ints
    opacity: NDArray[np.float32]
    unplaced: int
    leaders: Leaders | None
    _view: View = field(repr=False)
    _task: Task = field(repr=False)
    _found: tuple[Named, ...] = field(repr=False)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self.first)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The same names as lines of text, those on the margin as well."""
        names = [some.enlarged(self._view.dpi) for some in self._found]
        return tuple(label for some in names for label in as_lines(some))

    @cached_property
    def shown(self) -> Shown:
        """What the next frame wants to know of this one."""
        task = self._task
        return Shown(task.view.metres_per_pixel, _kept(self._found, task.room))


def letter_frame(
    layers: Sequence[Layer],
    view: View,
    fonts: FontSet,
    bright: BaseGeometry | None = None,
    before: Shown | None = None,
    *,
    quick: bool = True,
) -> LabelFrame:
    """Place and letter the names of a frame; names at its edge are cut.

    Parameters
    ----------
    layers : sequence of Layer
        Layers that are shown.
    view : View
        What is on the picture.
    fonts : FontSet
        Families to write with.
    bright : shapely geometry or None
        Names outside this area are faded and come last.
    before : Shown or None
        `LabelFrame.shown` of the frame before: its names keep their places.
    quick : bool
        Whether to use the compiled rules.
    """
    task = task_of(view, fonts, bright, before, quick=quick, cut=True)
    placed, unplaced = placed_names(layers, task)
    task.room.leave()
    names = [some.enlarged(view.dpi) for some in placed]
    words: list[Word] = []
    opacity: list[float] = []
    for some in names:
        words += _words(some)
        opacity += [FADED if faded else 1.0 for faded in some.faded.tolist()]
    pictures = WORDS.pictures(words, task.room.rules.compose)
    rows, shares = [], []
    for word, row, share in zip(words, pictures.rows, opacity, strict=True):
        first, width, height, left, top = row
        x, y = word.at[0] + left, word.at[1] + top
        if -width < x < view.width and -height < y < view.height:
            rows.append((first, width, height, x, y))
            shares.append(share)
    columns = np.ascontiguousarray(np.array(rows, np.int64).reshape(-1, 5).T)
    return LabelFrame(
        pictures.sheet,
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        columns[4],
        np.array(shares, np.float32),
        unplaced,
        _leaders(names),
        view,
        task,
        tuple(placed),
    )


def _leaders(names: Sequence[Named]) -> Leaders | None:
    """Return pictures of the lines that lead to names."""
    sheets, rows, opacity = [], [], []
    for some in names:
        if some.tails is None:
            continue
        led = np.flatnonzero(np.isfinite(some.tails[:, 0]))
        zoom = some.seen.letterings[0].dpi / SCREEN_DPI
        tails = np.rint(some.tails[led])
        half = np.stack(half_sizes(some.seen, some.owner[led]), axis=1) * zoom
        middle = np.stack([some.x[led], some.y[led]], axis=1)
        ends = np.clip(tails, middle - half, middle + half)
        steps = np.rint(ends - tails).astype(int).tolist()
        styles = some.seen.style[some.owner[led]].tolist()
        looks = [(x.style.colour, x.style.halo) for x in some.seen.letterings]
        for i, tail in enumerate(tails.astype(int).tolist()):
            pixels, corner = leader_picture(*steps[i], looks[styles[i]], zoom)
            sheets.append(pixels.reshape(-1))
            at = tail[0] + corner[0], tail[1] + corner[1]
            rows.append((pixels.size, pixels.shape[1], pixels.shape[0], *at))
            opacity.append(_opacity(some, int(led[i])))
    if not rows:
        return None
    sizes, width, height, x, y = np.array(rows, np.int64).T
    first = np.cumsum(sizes) - sizes
    shares = np.array(opacity, np.float32)
    return Leaders(
        np.concatenate(sheets),
        first,
        width.copy(),
        height.copy(),
        x.copy(),
        y.copy(),
        shares,
    )


def _opacity(names: Named, i: int) -> float:
    return FADED if names.faded[i] else 1.0


def _words(names: Named) -> list[Word]:
    """Return what is to be drawn where, in whole and half pixels."""
    seen = names.seen
    source = seen.layer.names
    places = zip(names.x.tolist(), names.y.tolist(), strict=True)
    corners = [(round(x), round(y)) for x, y in places]
    texts = [source.name(i) for i in seen.text[names.owner].tolist()]
    letterings = [seen.letterings[i] for i in seen.style[names.owner].tolist()]
    if names.letters is None:
        return [
            Word(text, lettering, at, b"")
            for text, lettering, at in zip(texts, letterings, corners, strict=True)
        ]
    sizes = names.letters[1:] - names.letters[:-1]
    letters = names.places.copy()
    letters[:, :2] -= np.array(corners).reshape(-1, 2).repeat(sizes, axis=0)
    steps = np.rint(letters * (2.0, 2.0, 1.0 / 3.0)).astype(np.int16)
    data, ends = steps.tobytes(), (names.letters * 6).tolist()
    return [
        Word(text, lettering, at, data[ends[i] : ends[i + 1]])
        for i, (text, lettering, at) in enumerate(
            zip(texts, letterings, corners, strict=True)
        )
    ]


def _kept(names: Sequence[Named], room: Room) -> dict[str, Kept]:
    """Return what the next frame wants to know of the names of this one."""
    found: dict[str, Kept] = {}
    groups: dict[str, list[Named]] = {}
    for some in names:
        groups.setdefault(some.seen.layer.id, []).append(some)
    for layer_id, group in groups.items():
        seen = group[0].seen
        owner = np.concatenate([some.owner for some in group])
        notes = np.concatenate([some.note() for some in group])
        if seen.layer.shapes.form is Form.AREA:
            # A name that stands for one on the margin goes on standing for it.
            visiting = notes[:, 2] == VISITING
            shows = np.concatenate([_showing(some, room) for some in group])
            visitors = np.zeros(len(seen.items), bool)
            visitors[owner[visiting & shows]] = True
            keep = np.where(visiting, shows, ~visitors[owner])
            owner, notes = owner[keep], notes[keep]
        elif seen.layer.shapes.form is Form.LINE:
            # On the margin a name gives way to the same one where it can be read.
            keep = np.concatenate([_showing(some, room) for some in group])
            owner, notes = owner[keep], notes[keep]
        found[layer_id] = Kept(seen.layer.names, seen.items[owner], notes)
    return found


def _showing(names: Named, room: Room) -> NDArray[np.bool_]:
    """Tell which level names show in the picture."""
    hw, hh = half_sizes(names.seen, names.owner)
    if names.letters is not None:
        # They may run in any direction.
        hh = hw
    left, top, right, bottom = room.frame[7:11]
    found: NDArray[np.bool_] = (names.x > left - hw) & (names.x < right + hw)
    found &= (names.y > top - hh) & (names.y < bottom + hh)
    return found
