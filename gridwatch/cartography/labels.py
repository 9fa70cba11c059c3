"""Names on the map: rivers along their curve, areas where they are wide, points beside.

Candidates come from map coordinates and fixed chainages, are tried in a fixed order
(priority of the layer, class, size of the feature) and take their place on a coarse
grid of taken pixels; what finds no room is left out and counted. Names of the frame
before go first within their layer, so none jumps while the map moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from gridwatch.cartography.areanames import area_offers
from gridwatch.cartography.generalise import Form, ranges
from gridwatch.cartography.kernels import placing_rules
from gridwatch.cartography.leaderlines import leader_picture
from gridwatch.cartography.leaders import needed
from gridwatch.cartography.lettering import FADED, FontSet, Lettering, Line
from gridwatch.cartography.linenames import beside, line_offers
from gridwatch.cartography.nameplaces import (
    VISITING,
    Boxes,
    Curves,
    Kept,
    Led,
    Named,
    Seen,
    Shown,
    Task,
    half_sizes,
    seen_of,
)
from gridwatch.cartography.pointnames import point_offers
from gridwatch.cartography.room import Marks, Room, Rules
from gridwatch.cartography.view import SCREEN_DPI
from gridwatch.cartography.wordsprites import WORDS, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.nameplaces import Offer
    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["LabelFrame", "Placed", "Shown", "letter_frame", "place_labels"]

_LENIENT = 1.12
"""How much farther names of a layer stay than they come."""
_REACH = 0.8
"""How far a line is smoothed for a letter, shares of the room that one takes."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that has found its place."""

    layer_id: str
    uid: str
    line: Line


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
    task = _task(view, fonts, bright, quick=quick, cut=False)
    names, unplaced = _placed(layers, task, marks)
    names = [some.enlarged(view.dpi) for some in names]
    return tuple(label for some in names for label in _as_lines(some)), unplaced


def _task(
    view: View,
    fonts: FontSet,
    bright: BaseGeometry | None,
    before: Shown | None = None,
    *,
    quick: bool,
    cut: bool,
) -> Task:
    """Return what is to be placed on a view: as on a screen of 96 dpi, on all devices.

    So a name stands at the same place of the map on screen and on paper.
    """
    plain = view.at_96_dpi()
    size = view.width / view.zoom, view.height / view.zoom
    room = Room(plain, _rules(quick=quick), cut=cut, size=size)
    return Task(plain, room, fonts, bright, before)


_OFFERS = {
    Form.AREA: area_offers,
    Form.LINE: line_offers,
    Form.POINT: point_offers,
}


def _offers_of(layer: Layer, task: Task) -> list[Offer]:
    """Return what a layer wants to write in a view."""
    if not layer.label_styles or len(layer.names.words) <= 2:
        return []
    kept = task.kept(layer)
    lenient = _LENIENT if kept is not None and len(kept.items) else 1.0
    if task.view.scale_denominator > layer.limits.label * lenient:
        return []
    seen = seen_of(layer, task, kept)
    if not len(seen.items):
        return []
    return _OFFERS[layer.shapes.form](seen, task)


def _rules(*, quick: bool) -> Rules:
    if not quick:
        return cast("Rules", placing_rules)
    from gridwatch.cartography.kernels import placing

    return cast("Rules", placing)


def _placed(
    layers: Sequence[Layer], task: Task, marks: Marks | None = None
) -> tuple[list[Named], int]:
    task.room.mark(layers, marks or Marks())
    if task.bright is not None:
        task.room.cross_border(task.bright)
    offers = [offer for layer in layers for offer in _offers_of(layer, task)]
    offers.sort(key=lambda offer: offer.priority)
    near: dict[str, _Near] = {}
    found, unplaced = [], 0
    for offer in offers:
        names = offer.names() if callable(offer.names) else offer.names
        if names is None or not len(names.owner):
            continue
        if isinstance(names, Led):
            some = _place_led(offer.seen, names, task)
        elif isinstance(names, Boxes):
            some = _place_boxes(offer.seen, names, task)
        else:
            known = near.setdefault(offer.seen.layer.id, _Near(offers, offer.seen))
            some = _place_curves(offer.seen, names, known, task)
            unplaced += int(len(names.owner) - len(some.owner))
        if len(some.owner):
            found.append(some)
    return found, unplaced + _left_out(offers)


def _left_out(offers: Sequence[Offer]) -> int:
    """Count areas and points whose names found no room."""
    left = 0
    for seen in {id(offer.seen): offer.seen for offer in offers}.values():
        if seen.layer.shapes.form is not Form.LINE:
            left += int(len(seen.placed) - np.count_nonzero(seen.placed))
    return left


def _place_boxes(seen: Seen, names: Boxes, task: Task) -> Named:
    choice = np.empty(len(names.owner), np.int64)
    room = task.room
    hw, hh = half_sizes(seen, names.owner)
    room.rules.place_boxes(
        room.taken,
        room.lines,
        room.frame,
        names.x,
        names.y,
        names.first,
        hw,
        hh,
        names.owner,
        names.mode,
        seen.placed,
        seen.shown,
        choice,
    )
    return _level(seen, names, choice, task)


def _place_led(seen: Seen, names: Led, task: Task) -> Named:
    boxes, room = names.boxes, task.room
    choice = np.empty(len(boxes.owner), np.int64)
    room.rules.place_led(
        room.taken,
        room.lines,
        room.frame,
        boxes.x,
        boxes.y,
        names.tails,
        boxes.first,
        *half_sizes(seen, boxes.owner),
        boxes.owner,
        seen.placed,
        seen.shown,
        choice,
    )
    found = _level(seen, boxes, choice, task)
    tails = names.tails[choice[choice >= 0]]
    tails[~needed(seen, found.owner, found.x, found.y, task)] = np.nan
    return found._replace(tails=tails)


def _level(seen: Seen, names: Boxes, choice: Ints, task: Task) -> Named:
    """Return the level names that have been given places."""
    found = np.flatnonzero(choice >= 0)
    place = choice[found]
    x, y = names.x[place], names.y[place]
    mpp, origin = task.view.metres_per_pixel, seen.layer.names.origin
    note = np.stack(
        [
            x * mpp + (task.view.extent[0] - origin[0]),
            (task.view.extent[3] - origin[1]) - y * mpp,
            names.note[place],
        ],
        axis=1,
    )
    faded = names.faded[found]
    return Named(seen, names.owner[found], x, y, faded, note, None, np.empty((0, 3)))


class _Near:
    """Where names along the lines of a layer stand: the same ones keep apart."""

    def __init__(self, offers: Sequence[Offer], seen: Seen) -> None:
        curves = [x.names for x in offers if x.seen is seen]
        size = sum(len(x.owner) for x in curves if isinstance(x, Curves))
        self.last = np.full(len(seen.layer.names.words), -1)
        self.near = np.zeros((size, 3))
        self.state = np.zeros(1, np.int64)


def _place_curves(seen: Seen, names: Curves, near: _Near, task: Task) -> Named:
    rules = task.room.rules
    source, room, owner = seen.layer.names, task.room, names.owner
    text, style = seen.text[owner].astype(np.int64), seen.style[owner]
    sizes = source.words[text + 1] - source.words[text]
    letters = np.append(0, np.cumsum(sizes))
    middles = np.stack([source.measures(x).middles for x in seen.letterings])
    index = ranges(source.words[text], sizes)
    centres = middles[np.repeat(style, sizes), index]
    pitch = np.array([x.pixels + x.room for x in seen.letterings])[style]
    choice, side = np.empty(len(owner), np.int64), np.zeros(len(owner), np.int64)
    out = np.zeros((len(index), 5))
    plain = rules is cast("Rules", placing_rules)
    course = (
        *(row.tolist() if plain else row for row in names.course),
        rules.table(names.course[2]),
    )
    rules.place_curves(
        room.taken,
        room.lines,
        room.frame,
        course,
        names.low,
        names.high,
        names.middles,
        names.first,
        names.sides,
        centres.tolist() if plain else centres,
        letters,
        seen.pixels[owner] * 0.55 + 1.0,
        beside(seen, owner, task.view.zoom),
        pitch * _REACH,
        names.apart,
        source.chinese[text],
        text,
        near.last,
        near.near,
        near.state,
        owner,
        seen.placed,
        choice,
        side,
        out,
    )
    found = np.flatnonzero(choice >= 0)
    places = out[ranges(letters[found], sizes[found]), :3]
    begins = np.append(0, np.cumsum(sizes[found]))
    middle = places[begins[:-1] + sizes[found] // 2]
    note = np.zeros((len(found), 3))
    note[:, 0], note[:, 1] = names.ways[choice[found]], side[found]
    x, y = middle[:, 0], middle[:, 1]
    return Named(seen, owner[found], x, y, names.faded[found], note, begins, places)


def _as_lines(names: Named) -> list[Placed]:
    """Return names as lines of text, for paper."""
    seen = names.seen
    source, layer = seen.layer.names, seen.layer
    found = []
    for i, owner in enumerate(names.owner.tolist()):
        plain = seen.letterings[int(seen.style[owner])]
        lettering = (
            Lettering(plain.style, plain.fonts, plain.dpi, faded=True)
            if names.faded[i]
            else plain
        )
        text = source.name(int(seen.text[owner]))
        at = float(names.x[i]), float(names.y[i])
        if names.letters is None:
            centres = lettering.centres(text).tolist()
            letters = tuple((x, 0.0, 0.0) for x in centres)
        else:
            rows = names.places[names.letters[i] : names.letters[i + 1]].tolist()
            letters = tuple((x - at[0], y - at[1], d) for x, y, d in rows)
        feature = int(source.feature[seen.items[owner]])
        tail = None
        if names.tails is not None and np.isfinite(names.tails[i, 0]):
            tail = float(names.tails[i, 0]), float(names.tails[i, 1])
        line = Line(text, lettering, at, letters, tail)
        found.append(Placed(layer.id, layer.uids[feature], line))
    return found


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
    shown : Shown
        What the next frame wants to know of this one.
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
    shown: Shown
    leaders: Leaders | None = None
    _names: tuple[Named, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self.first)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The same names as lines of text, those on the margin as well."""
        return tuple(label for some in self._names for label in _as_lines(some))


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
    task = _task(view, fonts, bright, before, quick=quick, cut=True)
    placed, unplaced = _placed(layers, task)
    names = [some.enlarged(view.dpi) for some in placed]
    words: list[Word] = []
    opacity: list[float] = []
    for some in names:
        more = _words(some)
        words += more
        opacity += [_opacity(some, i) for i in range(len(more))]
    pictures = WORDS.pictures(words, task.room.rules.compose)
    table = np.array(pictures.rows, np.int64).reshape(-1, 5)
    corners = np.array([word.at for word in words], np.int64).reshape(-1, 2)
    x, y = (corners + table[:, 3:]).T
    width, height = table[:, 1], table[:, 2]
    keep = (x < view.width) & (y < view.height) & (x + width > 0) & (y + height > 0)
    return LabelFrame(
        pictures.sheet,
        table[keep, 0],
        width[keep],
        height[keep],
        x[keep],
        y[keep],
        np.array(opacity, np.float32)[keep],
        unplaced,
        Shown(task.view.metres_per_pixel, _kept(placed, task.room)),
        _leaders(names),
        tuple(names),
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
    x, y = np.rint(names.x).astype(np.int64), np.rint(names.y).astype(np.int64)
    corners = list(zip(x.tolist(), y.tolist(), strict=True))
    texts = [source.name(i) for i in seen.text[names.owner].tolist()]
    letterings = [seen.letterings[i] for i in seen.style[names.owner].tolist()]
    if names.letters is None:
        return [
            Word(text, lettering, at, b"")
            for text, lettering, at in zip(texts, letterings, corners, strict=True)
        ]
    sizes = np.diff(names.letters)
    places = names.places.copy()
    places[:, 0] -= np.repeat(x, sizes)
    places[:, 1] -= np.repeat(y, sizes)
    steps = np.rint(places * (2.0, 2.0, 1.0 / 3.0)).astype(np.int16)
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
    for layer_id in {some.seen.layer.id for some in names}:
        group = [some for some in names if some.seen.layer.id == layer_id]
        seen = group[0].seen
        owner = np.concatenate([some.owner for some in group])
        notes = np.concatenate([some.note for some in group])
        if seen.layer.shapes.form is Form.AREA:
            # A name that stands for one on the margin goes on standing for it.
            visiting = notes[:, 2] == VISITING
            shows = np.concatenate([_showing(some, room) for some in group])
            visitors = np.zeros(len(seen.items), bool)
            visitors[owner[visiting & shows]] = True
            keep = np.where(visiting, shows, ~visitors[owner])
            owner, notes = owner[keep], notes[keep]
        found[layer_id] = Kept(seen.layer.names, seen.items[owner], notes)
    return found


def _showing(names: Named, room: Room) -> NDArray[np.bool_]:
    """Tell which level names show in the picture."""
    hw, hh = half_sizes(names.seen, names.owner)
    left, top, right, bottom = room.frame[7:11]
    found: NDArray[np.bool_] = (names.x > left - hw) & (names.x < right + hw)
    found &= (names.y > top - hh) & (names.y < bottom + hh)
    return found
