"""Shared nodes, arcs between them, and up to which tolerance a vertex is kept.

A vertex is a node where rings meet or part: its two neighbours are not the same in
all rings (of all levels) that pass through it. Between two nodes every ring takes the
same way, so an arc is simplified once, for all of them.

The rank of a vertex counts the tolerances at which it is kept. It is that of Douglas
and Peucker's lines for all tolerances at once: the vertex where a run is split has the
rank of the largest distance in the run, but never more than the runs around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Steps = NDArray[np.int32]
    Indexes = NDArray[np.uint32]
    Bytes = NDArray[np.uint8]

__all__ = [
    "FREE",
    "KEPT",
    "find_nodes",
    "gather",
    "hilbert",
    "histogram",
    "mark_nodes",
    "piece_boxes",
    "rank_lines",
    "rank_rings",
    "rotate_rings",
    "to_grid",
    "typical_step",
    "warm",
]

FREE = np.uint32(0xFFFFFFFF)
"""Slot of a hash table that nobody has taken."""

KEPT = np.uint8(255)
"""Rank of a vertex that every level keeps."""

_NODE, _START, _LAST = np.uint8(1), np.uint8(2), np.uint8(4)
_BLOCK = np.int64(64)
_TRIES = 8
_DEEP = 48
_MIX_E = np.uint64(0x9E3779B97F4A7C15)
_MIX_N = np.uint64(0xC2B2AE3D27D4EB4F)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)


@compiled
def _hashed(east: int, north: int) -> np.uint64:
    found = np.uint64(east) * _MIX_E + np.uint64(north) * _MIX_N
    found ^= found >> _SHIFT
    found *= _MIX
    return found ^ (found >> _SHIFT)


@compiled
def piece_boxes(coords: Doubles, offsets: Ints, boxes: Doubles) -> None:
    """Write west, south, east, north of each piece; NaN where one is not finite."""
    for piece in range(len(offsets) - 1):
        low_e = low_n = np.inf
        high_e = high_n = -np.inf
        total = 0.0
        for i in range(offsets[piece], offsets[piece + 1]):
            east, north = coords[i, 0], coords[i, 1]
            total += east * 0.0 + north * 0.0
            low_e, high_e = min(low_e, east), max(high_e, east)
            low_n, high_n = min(low_n, north), max(high_n, north)
        if total != 0.0 or offsets[piece] == offsets[piece + 1]:
            low_e = low_n = high_e = high_n = np.nan
        boxes[piece, 0], boxes[piece, 1] = low_e, low_n
        boxes[piece, 2], boxes[piece, 3] = high_e, high_n


@compiled
def hilbert(places: Doubles, bits: int, found: NDArray[np.uint32]) -> None:
    """Write the place along a Hilbert curve; `places` in 0 … 2**bits - 1."""
    for i in range(len(places)):
        x, y = np.int64(places[i, 0]), np.int64(places[i, 1])
        along = np.int64(0)
        side = np.int64(1) << (bits - 1)
        while side > 0:
            right, up = np.int64((x & side) > 0), np.int64((y & side) > 0)
            along += side * side * ((3 * right) ^ up)
            if up == 0:
                if right == 1:
                    x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
                x, y = y, x
            x, y = x & (side - 1), y & (side - 1)
            side >>= 1
        found[i] = along


@compiled
def to_grid(
    coords: Doubles,
    offsets: Ints,
    order: Ints,
    shift: Doubles,
    unit: float,
    closed: bool,
    steps: Steps,
    counts: Ints,
) -> int:
    """Write pieces in an order as grid steps, without repeated vertices.

    Lines keep two vertices, even where these are the same. Returns the number of
    vertices written.
    """
    end = 0
    for k in range(len(order)):
        piece = order[k]
        start = end
        low, high = offsets[piece], offsets[piece + 1]
        for i in range(low, high):
            east = np.int32(np.rint((coords[i, 0] + shift[0]) / unit))
            north = np.int32(np.rint((coords[i, 1] + shift[1]) / unit))
            if end > start and steps[end - 1, 0] == east and steps[end - 1, 1] == north:
                continue
            steps[end, 0], steps[end, 1] = east, north
            end += 1
        if closed:
            while (
                end > start + 1
                and steps[end - 1, 0] == steps[start, 0]
                and steps[end - 1, 1] == steps[start, 1]
            ):
                end -= 1
        elif end == start + 1 and high > low + 1:
            steps[end, 0], steps[end, 1] = steps[start, 0], steps[start, 1]
            end += 1
        counts[k] = end - start
    return end


@compiled
def typical_step(steps: Steps, offsets: Ints) -> float:
    """Return the mean length of the shorter side of edges, in grid steps."""
    total, count = 0.0, 0
    stride = max(1, (len(offsets) - 1) // 2000)
    for piece in range(0, len(offsets) - 1, stride):
        for i in range(offsets[piece] + 1, offsets[piece + 1]):
            east = abs(np.int64(steps[i, 0]) - np.int64(steps[i - 1, 0]))
            north = abs(np.int64(steps[i, 1]) - np.int64(steps[i - 1, 1]))
            total += np.log(1.0 + max(east, north))
            count += 1
    return float(np.exp(total / max(count, 1)))


@compiled
def _same_pair(steps: Steps, a: int, b: int, c: int, d: int) -> bool:
    """Tell whether the vertices a, b are c, d in one order or the other."""
    if (
        steps[a, 0] == steps[c, 0]
        and steps[a, 1] == steps[c, 1]
        and steps[b, 0] == steps[d, 0]
        and steps[b, 1] == steps[d, 1]
    ):
        return True
    return bool(
        steps[a, 0] == steps[d, 0]
        and steps[a, 1] == steps[d, 1]
        and steps[b, 0] == steps[c, 0]
        and steps[b, 1] == steps[c, 1]
    )


@compiled
def find_nodes(
    steps: Steps,
    offsets: Ints,
    pieces: Ints,
    shift: int,
    table: Indexes,
    same: Indexes,
    state: Bytes,
) -> None:
    """Note the vertices of some rings in a hash table, and which are nodes.

    Parameters
    ----------
    steps, offsets
        The rings.
    pieces : ndarray of int64, shape (2,)
        First ring to note, and the one after the last.
    shift : int
        Vertices with the same ``coordinate >> shift`` lie close together in the
        table: a ring's next vertex is then in the processor's cache already.
    table : ndarray of uint32, a power of two long
        Vertex in each slot.
    same : ndarray of uint32, shape (vertices,)
        The first vertex at the same place.
    state : ndarray of uint8, shape (vertices,)
        Flags of the first vertices: node; first, last of its ring.
    """
    mask = np.int64(len(table) - 1)
    block = min(_BLOCK, np.int64(len(table)))
    for piece in range(pieces[0], pieces[1]):
        low, high = offsets[piece], offsets[piece + 1]
        if high == low:
            continue
        state[low] |= _START
        state[high - 1] |= _LAST
        for i in range(low, high):
            before = i - 1 if i > low else high - 1
            after = i + 1 if i < high - 1 else low
            east, north = steps[i, 0], steps[i, 1]
            scattered = np.int64(_hashed(east, north) >> np.uint64(1))
            near = np.int64(_hashed(east >> shift, north >> shift) >> np.uint64(1))
            base = near & mask & ~(block - 1)
            tries = 0
            slot = base + (scattered & (block - 1))
            while True:
                other = table[slot]
                if other == FREE:
                    table[slot] = i
                    same[i] = i
                    if (
                        steps[before, 0] == steps[after, 0]
                        and steps[before, 1] == steps[after, 1]
                    ):
                        state[i] |= _NODE
                    break
                if steps[other, 0] == east and steps[other, 1] == north:
                    same[i] = other
                    flags = state[other]
                    if not flags & _NODE:
                        left, right = int(other) - 1, int(other) + 1
                        if flags & (_START | _LAST):
                            ring = np.searchsorted(offsets, other, side="right") - 1
                            if flags & _START:
                                left = offsets[ring + 1] - 1
                            if flags & _LAST:
                                right = offsets[ring]
                        if not _same_pair(steps, before, after, left, right):
                            state[other] |= _NODE
                    break
                tries += 1
                # Crowded places spill over into the whole table.
                if tries < _TRIES:
                    slot = base + ((slot + 1) & (block - 1))
                elif tries == _TRIES:
                    slot = (scattered >> 6) & mask
                else:
                    slot = (slot + 1) & mask


@compiled
def mark_nodes(same: Indexes, state: Bytes, nodes: Bytes) -> None:
    """Write 1 for each vertex at a node, else 0."""
    for i in range(len(same)):
        nodes[i] = state[same[i]] & _NODE


@compiled
def rotate_rings(steps: Steps, offsets: Ints, nodes: Bytes) -> None:
    """Let each ring start at a node, else at its vertex furthest west and south."""
    longest = 1
    for piece in range(len(offsets) - 1):
        longest = max(longest, offsets[piece + 1] - offsets[piece])
    spare = np.empty((longest, 2), np.int32)
    flags = np.empty(longest, np.uint8)
    for piece in range(len(offsets) - 1):
        low, high = offsets[piece], offsets[piece + 1]
        start = low
        best = low
        while start < high and not nodes[start]:
            if steps[start, 0] < steps[best, 0] or (
                steps[start, 0] == steps[best, 0] and steps[start, 1] < steps[best, 1]
            ):
                best = start
            start += 1
        if start == high:
            start = best
        turn = start - low
        if turn == 0:
            continue
        for i in range(turn):
            spare[i, 0], spare[i, 1] = steps[low + i, 0], steps[low + i, 1]
            flags[i] = nodes[low + i]
        for i in range(start, high):
            steps[i - turn, 0], steps[i - turn, 1] = steps[i, 0], steps[i, 1]
            nodes[i - turn] = nodes[i]
        for i in range(turn):
            place = high - turn + i
            steps[place, 0], steps[place, 1] = spare[i, 0], spare[i, 1]
            nodes[place] = flags[i]


@compiled
def _rank_run(
    east: Doubles, north: Doubles, size: int, limits: Doubles, ranks: Bytes
) -> None:
    """Rank the inner vertices of a run; its ends are always kept.

    A run that is split very unevenly again and again (a saw with growing teeth) is
    halved from then on, which is right for any vertex and keeps the time in bounds.
    """
    ranks[0] = KEPT
    ranks[size - 1] = KEPT
    lows = np.empty(256, np.int64)
    highs = np.empty(256, np.int64)
    caps = np.empty(256, np.int64)
    depths = np.empty(256, np.int64)
    lows[0], highs[0], caps[0], depths[0] = 0, size - 1, len(limits), 0
    waiting = 1
    while waiting > 0:
        waiting -= 1
        low, high, cap = lows[waiting], highs[waiting], caps[waiting]
        depth = depths[waiting]
        if high - low < 2:
            continue
        from_e, from_n = east[low], north[low]
        along_e, along_n = east[high] - from_e, north[high] - from_n
        length = along_e * along_e + along_n * along_n
        furthest, split = -1.0, low + 1
        for i in range(low + 1, high):
            e, n = east[i] - from_e, north[i] - from_n
            inward = e * along_e + n * along_n
            if inward <= 0.0:
                away = e * e + n * n
            elif inward >= length:
                e, n = e - along_e, n - along_n
                away = e * e + n * n
            else:
                aside = along_e * n - along_n * e
                away = aside * aside / length
            if away > furthest:
                furthest, split = away, i
        rank = 0
        while rank < cap and furthest > limits[rank]:
            rank += 1
        if rank == 0:
            for i in range(low + 1, high):
                ranks[i] = 0
            continue
        if depth > _DEEP:
            split = (low + high) // 2
        ranks[split] = rank
        lows[waiting], highs[waiting] = low, split
        caps[waiting], depths[waiting] = rank, depth + 1
        waiting += 1
        lows[waiting], highs[waiting] = split, high
        caps[waiting], depths[waiting] = rank, depth + 1
        waiting += 1


@compiled
def rank_lines(
    steps: Steps, offsets: Ints, pieces: Ints, limits: Doubles, ranks: Bytes
) -> None:
    """Write the ranks of the vertices of some lines.

    Parameters
    ----------
    steps, offsets
        The lines.
    pieces : ndarray of int64, shape (2,)
        First line, and the one after the last.
    limits : ndarray of float64
        Squared tolerances, rising, in grid steps.
    ranks : ndarray of uint8, shape (vertices,)
        Number of tolerances that each vertex survives; `KEPT` at the ends.
    """
    longest = 2
    for piece in range(pieces[0], pieces[1]):
        longest = max(longest, offsets[piece + 1] - offsets[piece])
    east, north = np.empty(longest), np.empty(longest)
    found = np.empty(longest, np.uint8)
    for piece in range(pieces[0], pieces[1]):
        low = offsets[piece]
        size = offsets[piece + 1] - low
        if size == 0:
            continue
        for i in range(size):
            east[i], north[i] = steps[low + i, 0], steps[low + i, 1]
        _rank_run(east, north, size, limits, found)
        for i in range(size):
            ranks[low + i] = found[i]


@compiled
def _before(steps: Steps, a: int, b: int) -> bool:
    return bool(
        steps[a, 0] < steps[b, 0]
        or (steps[a, 0] == steps[b, 0] and steps[a, 1] < steps[b, 1])
    )


@compiled
def _forward(steps: Steps, start: int, after: int, before: int, end: int) -> bool:
    """Tell whether an arc runs in its canonical direction."""
    if steps[start, 0] == steps[end, 0] and steps[start, 1] == steps[end, 1]:
        return not _before(steps, before, after)
    return _before(steps, start, end)


@compiled
def rank_rings(
    steps: Steps,
    offsets: Ints,
    pieces: Ints,
    nodes: Bytes,
    levels: Bytes,
    limits: Doubles,
    table: Indexes,
    arcs: Ints,
    heads: Ints,
    masks: Bytes,
    ranks: Bytes,
    edges: Bytes,
) -> None:
    """Write the ranks of the vertices of some rings and the flags of their edges.

    Rings of higher levels have to come first; `table`, `arcs`, `heads` and `masks`
    carry what was found from call to call.

    Parameters
    ----------
    steps, offsets
        The rings, each from a node, if it has one.
    pieces : ndarray of int64, shape (2,)
        First ring to rank, and the one after the last.
    nodes : ndarray of uint8, shape (vertices,)
        Not 0 where a vertex is a node.
    levels : ndarray of uint8, shape (rings,)
        Level that each ring belongs to; 0 is the highest.
    limits : ndarray of float64
        Squared tolerances, rising, in grid steps.
    table : ndarray of uint32, a power of two long
        Arc in each slot.
    arcs : ndarray of int64, shape (1,)
        Number of different arcs until now.
    heads : ndarray of int64, shape (arcs, 4)
        First and last vertex of each different arc; whether it ran in its canonical
        direction; number of its edges. The last vertex is the ring's first, if the
        arc closes it.
    masks : ndarray of uint8, shape (arcs,)
        Levels that have the arc.
    ranks, edges : ndarray of uint8, shape (vertices,)
        What is written.
    """
    longest = 2
    for piece in range(pieces[0], pieces[1]):
        longest = max(longest, offsets[piece + 1] - offsets[piece] + 1)
    east, north = np.empty(longest), np.empty(longest)
    found = np.empty(longest, np.uint8)
    mask = np.int64(len(table) - 1)
    for piece in range(pieces[0], pieces[1]):
        low, high = offsets[piece], offsets[piece + 1]
        level = np.uint8(levels[piece])
        bit = np.uint8(1) << level
        start = low
        while start < high:
            stop = start + 1
            while stop < high and not nodes[stop]:
                stop += 1
            end = stop if stop < high else low
            size = stop - start
            # The vertex after the first and the one before the last.
            after = start + 1 if start + 1 < high else low
            before = stop - 1
            forward = _forward(steps, start, after, before, end)
            key, beside = (start, after) if forward else (end, before)
            mixed = _hashed(
                int(steps[key, 0]) * 3 + int(steps[beside, 0]),
                int(steps[key, 1]) * 3 + int(steps[beside, 1]),
            )
            slot = np.int64(mixed >> np.uint64(1)) & mask
            arc = -1
            while table[slot] != FREE:
                other = int(table[slot])
                first, last, ahead = heads[other, 0], heads[other, 1], heads[other, 2]
                count = heads[other, 3]
                if ahead:
                    near, next_to = first, first + 1 if count > 1 else last
                else:
                    near, next_to = last, first + count - 1
                if (
                    count == size
                    and steps[near, 0] == steps[key, 0]
                    and steps[near, 1] == steps[key, 1]
                    and steps[next_to, 0] == steps[beside, 0]
                    and steps[next_to, 1] == steps[beside, 1]
                ):
                    arc = other
                    break
                slot = (slot + 1) & mask
            if arc < 0:
                arc = arcs[0]
                arcs[0] += 1
                table[slot] = arc
                heads[arc, 0], heads[arc, 1] = start, end
                heads[arc, 2], heads[arc, 3] = np.int64(forward), size
                masks[arc] = 0
                for i in range(size + 1):
                    at = start + i if i < size else end
                    to = i if forward else size - i
                    east[to], north[to] = steps[at, 0], steps[at, 1]
                _rank_run(east, north, size + 1, limits, found)
                for i in range(size):
                    ranks[start + i] = found[i if forward else size - i]
            else:
                source = heads[arc, 0]
                alike = (heads[arc, 2] != 0) == forward
                ranks[start] = KEPT
                for i in range(1, size):
                    ranks[start + i] = ranks[source + (i if alike else size - i)]
            flags = np.uint8((masks[arc] & np.uint8(bit - 1)) << np.uint8(1))
            if not masks[arc] & bit:
                flags |= np.uint8(1)
                masks[arc] |= bit
            for i in range(start, stop):
                edges[i] = flags
            start = stop


@compiled
def histogram(ranks: Bytes, counts: Ints) -> None:
    """Count the vertices of each rank."""
    for i in range(len(ranks)):
        counts[ranks[i]] += 1


@compiled
def gather(
    steps: Steps,
    offsets: Ints,
    ranks: Bytes,
    edges: Bytes,
    rank: int,
    found: Steps,
    starts: Ints,
    flags: Bytes,
) -> None:
    """Write the vertices of a rank or a higher one, and the offsets of the pieces."""
    end = 0
    for piece in range(len(offsets) - 1):
        starts[piece] = end
        for i in range(offsets[piece], offsets[piece + 1]):
            if ranks[i] >= rank:
                found[end, 0], found[end, 1] = steps[i, 0], steps[i, 1]
                if len(edges):
                    flags[end] = edges[i]
                end += 1
    starts[len(offsets) - 1] = end


def warm() -> None:
    """Call each kernel once, with the types that it is called with later."""
    coords = frozen(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]]))
    offsets = frozen(np.array([0, 3]))
    one, span = np.zeros(1, np.int64), frozen(np.array([0, 1]))
    piece_boxes(coords, offsets, np.empty((1, 4)))
    hilbert(frozen(coords[:1]), 16, np.empty(1, np.uint32))
    steps, limits = np.empty((3, 2), np.int32), frozen(np.array([1.0, 4.0]))
    to_grid(coords, offsets, frozen(one), frozen(np.zeros(2)), 0.001, True, steps, one)
    fixed = frozen(steps)
    typical_step(fixed, offsets)
    table, same = np.full(64, FREE), np.empty(3, np.uint32)
    nodes, ranks, edges = (np.zeros(3, np.uint8) for _ in range(3))
    find_nodes(fixed, offsets, span, 4, table, same, edges)
    mark_nodes(frozen(same), frozen(edges), nodes)
    rotate_rings(steps, offsets, nodes)
    rank_lines(fixed, offsets, span, limits, ranks)
    rank_rings(
        fixed,
        offsets,
        span,
        frozen(nodes),
        frozen(np.zeros(1, np.uint8)),
        limits,
        np.full(64, FREE),
        np.zeros(1, np.int64),
        np.empty((4, 4), np.int64),
        np.empty(4, np.uint8),
        ranks,
        edges,
    )
    histogram(frozen(ranks), np.zeros(256, np.int64))
    starts = np.empty(2, np.int64)
    gather(fixed, offsets, frozen(ranks), frozen(edges), 1, steps.copy(), starts, nodes)
