"""The inner parts of level lines across areas, step by step over whole arrays."""

import numpy as np

from gridwatch.cartography.generalise import ranges


def edges_of(rings):
    """Return where each edge of closed rings begins and ends, and its ring."""
    first, last = rings.offsets[:-1], rings.offsets[1:]
    after = np.arange(1, len(rings.coords) + 1)
    after[last[last > first] - 1] = first[last > first]
    ring = np.arange(len(first)).repeat(last - first)
    return rings.coords, rings.coords[after], ring


def level_parts(rings, owner, step, rows):
    """Return owner, left, right and row of the inner parts of level lines."""
    starts, ends, ring = edges_of(rings)
    a, b = starts[:, 1] / step, ends[:, 1] / step
    low = np.ceil(np.maximum(np.minimum(a, b), rows[0])).astype(np.int64)
    # A row belongs to an edge from its lower end on, without its upper end.
    top = np.ceil(np.minimum(np.maximum(a, b), rows[1])).astype(np.int64)
    counts = np.maximum(top - low, 0)
    edge = np.repeat(np.arange(len(a)), counts)
    level = ranges(low, counts)
    share = (level - a[edge]) / (b[edge] - a[edge])
    x = starts[edge, 0] + share * (ends[edge, 0] - starts[edge, 0])
    part = owner[ring[edge]]
    order = np.lexsort((x, level, part))
    x = x[order]
    return part[order][0::2], x[0::2], x[1::2], level[order][0::2]
