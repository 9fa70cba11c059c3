"""Where each segment begins on its river, and how a chainage is written."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.district.segments import Segment

__all__ = ["chainage_text", "drawn_metres", "in_sequence", "starts_of"]

_KILOMETRE = 1000


def drawn_metres(segment: Segment) -> float:
    """Return the length of a segment's line, else its declared length."""
    drawn = float(segment.geometry.length) if segment.geometry is not None else 0.0
    return drawn or segment.metres


def in_sequence(segments: Iterable[Segment]) -> list[Segment]:
    """Return the segments of one river that have a place in it, uppermost first."""
    placed = [s for s in segments if s.sequence is not None]
    return sorted(placed, key=lambda s: (s.sequence or 0, s.code))


def starts_of(segments: Iterable[Segment]) -> dict[str, float]:
    """Return the river chainage at which each segment of one river begins, by uid.

    Segments of the same number (one for each bank) lie beside each other: they begin
    together, and the longest decides where the next begins.
    """
    found: dict[str, float] = {}
    run = 0.0
    for _, beside in groupby(in_sequence(segments), key=lambda s: s.sequence):
        group = list(beside)
        found.update((segment.uid, run) for segment in group)
        run += max(drawn_metres(segment) for segment in group)
    return found


def chainage_text(metres: float | None, prefix: str = "K") -> str:
    """Return metres along a river as engineers write them; empty for None.

    Examples
    --------
    >>> chainage_text(3250.4), chainage_text(999.6), chainage_text(0)
    ('K3+250', 'K1+000', 'K0+000')
    """
    if metres is None:
        return ""
    whole = round(metres)
    return f"{prefix}{whole // _KILOMETRE}+{whole % _KILOMETRE:03d}"
