"""Names of all layers take their places in a view, the most important ones first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, cast

import numpy as np

from gridwatch.cartography.areanames import area_offers
from gridwatch.cartography.generalise import Form
from gridwatch.cartography.kernels import placing_rules
from gridwatch.cartography.leaders import needed
from gridwatch.cartography.lettering import FontSet, Lettering, Line
from gridwatch.cartography.linenames import beside, line_offers
from gridwatch.cartography.nameplaces import (
    LED,
    Boxes,
    Curves,
    Led,
    Named,
    Seen,
    Shown,
    Task,
    seen_of,
)
from gridwatch.cartography.pointnames import point_offers
from gridwatch.cartography.room import Marks, Room, Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.nameplaces import Offer
    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Placed", "as_lines", "placed_names", "task_of"]

_LENIENT = 1.12
"""How much farther names of a layer stay than they come."""
_REACH = 0.8
"""How far a line is smoothed for a letter, shares of the room that one takes."""
_NO_LETTERS = np.empty((0, 3))


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that has found its place."""

    layer_id: str
    uid: str
    line: Line


def task_of(
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
    trimmed = cut and bright is None
    room = Room(plain, _rules(quick=quick), cut=cut, size=size, trimmed=trimmed)
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


@cache
def _rules(*, quick: bool) -> Rules:
    if not quick:
        return cast("Rules", placing_rules)
    from gridwatch.cartography.kernels import placing

    return cast("Rules", placing)


def placed_names(
    layers: Sequence[Layer], task: Task, marks: Marks | None = None
) -> tuple[list[Named], int]:
    """Return the names that found places, in their order, and how many found none."""
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
    room = task.room
    found, place = room.rules.place_boxes(
        room.taken,
        room.lines,
        room.frame,
        names.x,
        names.y,
        names.first,
        *seen.half,
        names.owner,
        names.mode,
        seen.placed,
        seen.shown,
    )
    return _level(seen, names, found, place, task)


def _place_led(seen: Seen, names: Led, task: Task) -> Named:
    boxes, room = names.boxes, task.room
    some, place = room.rules.place_led(
        room.taken,
        room.lines,
        room.frame,
        boxes.x,
        boxes.y,
        names.tails,
        boxes.first,
        *seen.half,
        boxes.owner,
        seen.placed,
        seen.shown,
    )
    found = _level(seen, boxes, some, place, task)
    tails = names.tails[place]
    led = np.flatnonzero(found.note()[:, 2] >= LED)
    if len(led):
        led = led[needed(seen, found.owner[led], (found.x[led], found.y[led]), task)]
    lines = np.full_like(tails, np.nan)
    lines[led] = tails[led]
    return found._replace(tails=lines if len(led) else None)


def _level(seen: Seen, names: Boxes, found: Ints, place: Ints, task: Task) -> Named:
    """Return the level names that have been given places."""
    x, y = names.x[place], names.y[place]
    mark = names.note if isinstance(names.note, float) else names.note[place]
    note = partial(_on_the_map, seen, x, y, mark, task.view)
    owner, faded = names.owner[found], names.faded[found]
    return Named(seen, owner, x, y, faded, note, None, _NO_LETTERS)


def _on_the_map(
    seen: Seen, x: Floats, y: Floats, mark: Floats | float, view: View
) -> Floats:
    """Return what `Kept.places` says of level names."""
    mpp, origin = view.metres_per_pixel, seen.layer.names.origin
    note = np.empty((len(x), 3))
    note[:, 0] = x * mpp + (view.extent[0] - origin[0])
    note[:, 1] = (view.extent[3] - origin[1]) - y * mpp
    note[:, 2] = mark
    return note


class _Near:
    """Where names along the lines of a layer stand: the same ones keep apart."""

    def __init__(self, offers: Sequence[Offer], seen: Seen) -> None:
        curves = [x.names for x in offers if x.seen is seen]
        size = sum(len(x.owner) for x in curves if isinstance(x, Curves))
        self.last = np.full(len(seen.layer.names.words), -1)
        self.near = np.zeros((size, 5))
        self.state = np.zeros(1, np.int64)


def _place_curves(seen: Seen, names: Curves, near: _Near, task: Task) -> Named:
    rules = task.room.rules
    source, room, owner = seen.layer.names, task.room, names.owner
    text, style = seen.text[owner], seen.style[owner]
    script = seen.script
    letters, centres = rules.spelled(source.words, text, style, script.middles)
    choice, side = np.empty(len(owner), np.int64), np.zeros(len(owner), np.int64)
    out = np.zeros((len(centres), 5))
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
        script.pitch[style] * _REACH,
        names.apart,
        names.slots,
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
    found, begins, places = rules.gathered(choice, letters, out)
    middle = places[(begins[:-1] + begins[1:]) // 2]
    note = partial(_on_the_line, names.ways[choice[found]], side[found])
    x, y = middle[:, 0], middle[:, 1]
    return Named(seen, owner[found], x, y, names.faded[found], note, begins, places)


def _on_the_line(ways: Floats, side: Ints) -> Floats:
    """Return what `Kept.places` says of names along lines."""
    return np.column_stack([ways, side, np.zeros(len(ways))])


def as_lines(names: Named) -> list[Placed]:
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
