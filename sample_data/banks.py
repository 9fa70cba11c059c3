"""Places on the bank: points a few metres beside a segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from district import District
    from jurisdictions import Unit
    from segments import Segment


@dataclass(frozen=True)
class Place:
    """A point on the bank.

    Attributes
    ----------
    segment : Segment
        The segment it stands beside.
    village : Unit
        The village it stands in.
    point : Point
        Where it stands.
    """

    segment: Segment
    village: Unit
    point: shapely.Point


class Banks:
    """Finds places on the banks of the district.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    district : District
        The district.
    """

    TRIES = 400

    def __init__(self, rng: np.random.Generator, district: District) -> None:
        self.rng = rng
        self.segments = district.segments
        self.lines = shapely.STRtree([one.shape for one in district.segments])
        self.villages = district.villages
        self.areas = shapely.STRtree([one.shape for one in district.villages])
        waters = [one.shape for one in district.waters if one.part == "水域"]
        self.water = shapely.union_all(waters)
        shapely.prepare(self.water)

    def place(self, segment: Segment, nearest: float, farthest: float) -> Place:
        """Find a place beside a segment, ashore and in a village it runs through.

        Parameters
        ----------
        segment : Segment
            The segment.
        nearest, farthest : float
            Least and most metres from its line.

        Returns
        -------
        Place
            The place; no other segment is nearer.
        """
        for _ in range(self.TRIES):
            point = self.beside(segment, nearest, farthest)
            away = segment.shape.distance(point)
            if not nearest <= away <= farthest or self.water.intersects(point):
                continue
            if self.segments[int(self.lines.nearest(point))] is not segment:
                continue
            (here, *_) = self.areas.query(point, predicate="intersects").tolist()
            village = self.villages[here]
            if village.code in {one.code for one in segment.villages}:
                return Place(segment, village, point)
        raise ValueError(f"no place on the bank of {segment.name}")

    def beside(
        self, segment: Segment, nearest: float, farthest: float
    ) -> shapely.Point:
        """Return a random point to the left or right of a segment.

        Parameters
        ----------
        segment : Segment
            The segment.
        nearest, farthest : float
            Least and most metres to the side.

        Returns
        -------
        Point
            The point, to the centimetre.
        """
        chainage = self.rng.uniform(20, segment.shape.length - 20)
        start = segment.shape.interpolate(chainage - 10)
        end = segment.shape.interpolate(chainage + 10)
        east, north = end.x - start.x, end.y - start.y
        offset = self.rng.uniform(nearest, farthest) * self.rng.choice([-1, 1])
        offset /= np.hypot(east, north)
        middle_x, middle_y = (start.x + end.x) / 2, (start.y + end.y) / 2
        return shapely.Point(
            round(float(middle_x - north * offset), 2),
            round(float(middle_y + east * offset), 2),
        )
