"""Lengths of segments inside jurisdictions, kept level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.crossings import lengths_within
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.segments import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridwatch.district.outlines import Outlines
    from gridwatch.district.siting import Courses

__all__ = ["Stretched", "Stretches"]

Stretches = tuple[tuple[Segment, Jurisdiction, float], ...]


class Stretched(dict[Level, Stretches]):
    """Lengths of segments inside jurisdictions, level by level as they are asked."""

    def __init__(
        self,
        segments: tuple[Segment, ...],
        lines: Courses,
        areas: Mapping[Level, tuple[Jurisdiction, ...]],
        outlines: Callable[[Level], Outlines],
    ) -> None:
        super().__init__()
        self._segments, self._lines = segments, lines
        self._areas, self._outlines = areas, outlines

    def __missing__(self, level: Level) -> Stretches:
        """Work out a level that was not asked before."""
        areas = self._areas.get(level, ())
        found = lengths_within(self._lines, self._outlines(level))
        self[level] = tuple(
            (self._segments[line], areas[area], metres)
            for line, area, metres in zip(
                found.line.tolist(),
                found.area.tolist(),
                found.metres.tolist(),
                strict=True,
            )
        )
        return self[level]
