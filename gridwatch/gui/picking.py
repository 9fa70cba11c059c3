"""What lies where on the map, and what a click or a rectangle means by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.cartography.paint import identify, within
from gridwatch.district.wording import KIND_NAMES, Kind
from gridwatch.gui.neighbours import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.paint import View
    from gridwatch.gui.session import Session

    Extent = tuple[float, float, float, float]
    Hit = tuple[Kind, str]

__all__ = ["AREAS", "hits_at", "meant", "met_by", "name_of"]

AREAS = frozenset({Kind.JURISDICTION, Kind.CELL, Kind.WATER_BODY})


def hits_at(session: Session, view: View, place: tuple[float, float]) -> list[Hit]:
    """Return what lies at a pixel: points, then lines, then areas."""
    if session.store is None or not session.answering:
        return []
    kind = {layer.id: layer.kind for layer in session.layers}
    found = identify(session.layers, view, place, hidden=session.hidden)
    return [(kind[layer_id], uid) for layer_id, uid in found]


def meant(hits: Sequence[Hit]) -> list[Hit]:
    """Return what a click on `hits` may mean.

    Points and lines win over the areas they lie in; a segment stands for the river it
    is a part of; of areas only the topmost is meant. The others are in the menu of the
    right button.

    Examples
    --------
    >>> meant([(Kind.SEGMENT, "s"), (Kind.RIVER, "r"), (Kind.CELL, "c")])
    [(<Kind.SEGMENT: 'segment'>, 's')]
    """
    fine = [hit for hit in hits if hit[0] not in AREAS]
    if any(kind is Kind.SEGMENT for kind, _ in fine):
        fine = [hit for hit in fine if hit[0] is not Kind.RIVER]
    points = [h for h in fine if h[0] in (Kind.SIGNBOARD, Kind.OUTFALL)]
    return points or fine or list(hits[:1])


def met_by(session: Session, view: View, extent: Extent) -> dict[Kind, list[str]]:
    """Return everything fine that meets a rectangle; areas only where alone."""
    if session.store is None or not session.answering:
        return {}
    kind = {layer.id: layer.kind for layer in session.layers}
    found: dict[Kind, list[str]] = {}
    for layer_id, uids in within(session.layers, view, extent, session.hidden).items():
        found.setdefault(kind[layer_id], []).extend(uids)
    fine = {k: uids for k, uids in found.items() if k not in AREAS and uids}
    if Kind.SEGMENT in fine:
        fine.pop(Kind.RIVER, None)
    return fine or found


def name_of(session: Session, kind: Kind, uid: str) -> str:
    """Return kind and name of a row, as menus and tips show it."""
    if session.loaded:
        row = session.district.row(kind, uid)
        title = title_of(session.district, kind, row, session.language)
    else:
        title = _label_of(session, kind, uid)
    return f"{KIND_NAMES[kind].of(session.language)}  {title}"


def _label_of(session: Session, kind: Kind, uid: str) -> str:
    """Return what stands on the map for a row that has not been read."""
    for layer in session.layers:
        if layer.kind is kind and layer.labels and uid in layer.index:
            return layer.labels[layer.index[uid]]
    return ""
