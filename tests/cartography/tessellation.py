"""Made-up jurisdictions with ragged borders that neighbours share vertex for vertex."""

import numpy as np
import shapely

from gridwatch.cartography.generalise import Form, Shapes

EAST, NORTH = 39_500_000.0, 4_470_000.0


class Tessellation:
    """A district, towns and villages; a village in six is an enclave's host.

    The sides in `moved`, pairs of corners, take another course than without it.
    """

    def __init__(
        self, seed=0, size=4, step=400.0, vertices=40, at=(EAST, NORTH), moved=()
    ):
        self.random = np.random.default_rng(seed)
        self.seed, self.moved = seed, {frozenset(side) for side in moved}
        self.size, self.step, self.vertices, self.at = size, step, vertices, at
        self.sides = {}
        corners = self.random.uniform(-0.2, 0.2, (size + 1, size + 1, 2))
        grid = np.stack(np.meshgrid(range(size + 1), range(size + 1), indexing="ij"), 2)
        self.corners = np.round((corners + grid) * step + at, 3)
        cells = [(i, j) for i in range(size) for j in range(size)]
        self.holes = {
            place: self.circle(place) for k, place in enumerate(cells) if k % 6 == 2
        }
        self.villages = [
            shapely.Polygon(
                self.outline([place]),
                [self.holes[place]] if place in self.holes else [],
            )
            for place in cells
        ]
        self.villages += [shapely.Polygon(ring) for ring in self.holes.values()]
        half = size // 2
        groups = [[c for c in cells if c[0] < half], [c for c in cells if c[0] >= half]]
        self.groups = groups
        self.towns = [shapely.Polygon(self.outline(group)) for group in groups]
        self.district = [shapely.Polygon(self.outline(cells))]
        self.cells = cells

    def circle(self, place):
        size = max(3, self.vertices)
        turn = np.linspace(0, 2 * np.pi, size, endpoint=False)
        wide = self.random.uniform(0.05, 0.12, size) * self.step
        ring = np.column_stack([np.cos(turn), np.sin(turn)]) * wide[:, None]
        centre = (np.asarray(place) + 0.5) * self.step + self.at
        return np.round(ring + centre, 3)

    def side(self, a, b):
        if b < a:
            return self.side(b, a)[::-1]
        if (a, b) not in self.sides:
            share = np.linspace(0, 1, self.vertices)[:, None]
            line = self.corners[a] * (1 - share) + self.corners[b] * share
            # Aside only, and less towards the corners: nothing crosses.
            salt = int(frozenset((a, b)) in self.moved)
            random = np.random.default_rng([self.seed, salt, *a, *b])
            noise = np.cumsum(random.normal(0, 1, (self.vertices, 1)), axis=0)
            noise *= share * (1 - share)
            along = self.corners[b] - self.corners[a]
            aside = np.array([-along[1], along[0]]) / 20
            line += noise / max(np.abs(noise).max(), 1e-9) * aside
            self.sides[a, b] = np.round(line, 3)
        return self.sides[a, b]

    def outline(self, cells):
        """Chain the sides that only one of some cells has."""
        sides = set()
        for i, j in cells:
            loop = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            for side in zip(loop, loop[1:] + loop[:1], strict=True):
                if side[::-1] in sides:
                    sides.remove(side[::-1])
                else:
                    sides.add(side)
        after = dict(sorted(sides))
        here = next(iter(after))
        parts = []
        while here in after:
            there = after.pop(here)
            parts.append(self.side(here, there)[:-1])
            here = there
        return np.concatenate(parts)

    def levels(self):
        return [
            Shapes.of(rows, Form.AREA)
            for rows in (self.district, self.towns, self.villages)
        ]


def turned(shapes, random):
    """Let rings start anywhere: no two surveyors begin at the same vertex."""

    def rolled(ring):
        coords = shapely.get_coordinates(ring)[:-1]
        return np.roll(coords, random.integers(len(coords)), axis=0)

    return Shapes.of(
        [
            shapely.Polygon(rolled(g.exterior), [rolled(r) for r in g.interiors])
            for g in shapes.geometries
        ],
        Form.AREA,
    )
