"""A plane fit by control points: from old coordinates to new ones, and how good it is.

Between Beijing 1954 or Xian 1980 and CGCS2000 no parameters may be shipped, and local
grids have none. What the office has are points known in both. Over a district a
similarity (four parameters: two shifts, rotation, scale; plane Helmert) is what survey
practice uses; a free affine fit of six is told beside it, since a much better one
points to mixed-up axes or to points of different origin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.district.wording import OfficerError, Text
from gridwatch.intake import georeference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["ControlPoint", "Fit", "fitted"]

LEAST = 2
_FOR_OUTLIERS = 4
_GROSS = 2.0
"""Metres below which no residual is called gross: maps of 1:10,000 read to 1 m."""
_GROSS_TIMES = 6.0
_WORST_RMS = 5.0
"""Metres; a fit that holds no better is none (the ballpark is off by tens)."""
_WORST_SCALE = 1e-3
"""A datum changes lengths by parts in ten thousand at most."""
_WORST_TURN = math.radians(0.1)
_FARTHEST = 1_000.0
"""Metres between the old and new place of a point on a known old datum."""
_SAME_PLACE = 1.0
_MOST_PAIRS = 2_000


class ControlPoint(NamedTuple):
    """A point known in the old and in the new system.

    Parameters
    ----------
    name : str
        Its name in the officer's table.
    old, new : tuple of float
        East, north in metres.
    row : int
        Row of the table it stands in.
    """

    name: str
    old: tuple[float, float]
    new: tuple[float, float]
    row: int = 0


@dataclass(frozen=True)
class Fit:
    """A plane similarity, with all that tells how far it can be trusted.

    Parameters
    ----------
    points : tuple of ControlPoint
        What it rests on.
    old, new : int or None, int
        EPSG codes of the old and new coordinates; None: the file's own numbers.
    source : str
        The officer's table.
    centre_old, centre_new : tuple of float
        Between which it turns.
    scale, turn : float
        Factor; radians, counter-clockwise.
    residuals : tuple of (float, float)
        East, north in metres, of each point: as fitted minus as given.
    rms : float
        Root mean square of their lengths, metres.
    left_out : tuple of float
        Metres by which each point is missed by a fit of the others; empty below three.
    affine_rms : float or None
        `rms` of a free affine fit; None below four points or where they are in line.
    """

    points: tuple[ControlPoint, ...]
    old: int | None
    new: int
    source: str
    centre_old: tuple[float, float]
    centre_new: tuple[float, float]
    scale: float
    turn: float
    residuals: tuple[tuple[float, float], ...]
    rms: float
    left_out: tuple[float, ...] = ()
    affine_rms: float | None = None

    def moved(self, points: Floats) -> Floats:
        """Return the new places of an (n, 2) array of old ones, both metres."""
        factor = self.scale * complex(math.cos(self.turn), math.sin(self.turn))
        away = _complex(points) - complex(*self.centre_old)
        return _plane(away * factor + complex(*self.centre_new))

    def placed(self, points: Floats, source: int | str | None, target: int) -> Floats:
        """Bring points of a file into a CRS through the fit.

        Parameters
        ----------
        points : array of float, shape (n, 2)
            In `source`, which is on the datum of `old`.
        source : int, str or None
            CRS of the file.
        target : int
            EPSG code.
        """
        if self.old is not None and source is not None and source != self.old:
            change = georeference.transformer(source, self.old)
            points = georeference.change_coordinates(points, change)
        found = self.moved(points)
        if target != self.new and len(found):
            change = georeference.transformer(self.new, target)
            found = georeference.change_coordinates(found, change)
        return found

    @property
    def worst_left_out(self) -> float | None:
        """The largest leave-one-out error in metres, None below three points."""
        return max(self.left_out) if self.left_out else None

    @property
    def words(self) -> Text:
        """The whole fit in words, as it is written down with an import."""
        each = "; ".join(
            f"{p.name} ({e:+.3f}, {n:+.3f})"
            for p, (e, n) in zip(self.points, self.residuals, strict=True)
        )
        return Text(
            "控制点拟合（四参数）：{source}，{count} 点，EPSG:{old} → EPSG:{new}，"
            "中误差 {rms:.3f} m，留一误差 {left}，尺度 {ppm:+.2f} ppm，"
            "旋转 {turn:+.2f}″；各点残差（东，北，m）：{each}",
            "fitted by control points (4 parameters): {source}, {count} points, "
            "EPSG:{old} to EPSG:{new}, RMS {rms:.3f} m, leave-one-out {left}, scale "
            "{ppm:+.2f} ppm, rotation {turn:+.2f}″; residuals (east, north, m): {each}",
        ).filled(
            source=self.source,
            count=len(self.points),
            old=self.old if self.old is not None else "—",
            new=self.new,
            rms=self.rms,
            left="—" if not self.left_out else f"{max(self.left_out):.3f} m",
            ppm=(self.scale - 1) * 1e6,
            turn=math.degrees(self.turn) * 3600,
            each=each,
        )

    @property
    def doubts(self) -> tuple[Text, ...]:
        """What the officer should beware of."""
        found = []
        if len(self.points) == LEAST:
            found.append(_NO_CHECK)
        if self.affine_rms is not None and self.rms > max(0.1, 3 * self.affine_rms):
            found.append(_AFFINE_BETTER)
        return tuple(found)


_NO_CHECK = Text(
    "只有 2 个控制点：没有多余观测，无法检核，点位有错也看不出来",
    "only 2 control points: nothing checks them, a wrong one would not show",
)
_AFFINE_BETTER = Text(
    "仿射拟合明显更好：请核对坐标轴次序，以及各点是否同一来源",
    "an affine fit is much better: check the order of the axes, and whether the "
    "points are of one origin",
)


def fitted(
    points: Sequence[ControlPoint], old: int | None, new: int, source: str = ""
) -> Fit:
    """Fit a plane similarity to control points.

    Parameters
    ----------
    points : sequence of ControlPoint
        At least two at different places.
    old, new : int or None, int
        EPSG codes of the old and new coordinates, both in metres.
    source : str
        Where the points come from, for the record.

    Raises
    ------
    OfficerError
        Fewer than two places; a point that is grossly wrong, which is named; points
        that hold together no better than to metres, or are not of these systems.

    Examples
    --------
    >>> some = [ControlPoint(n, (x, y), (x + 80.0, y - 40.0))
    ...         for n, x, y in (("A", 0.0, 0.0), ("B", 900.0, 0.0), ("C", 0.0, 700.0))]
    >>> round(fitted(some, None, 4548).rms, 6)
    0.0
    """
    _refuse_few(points)
    _refuse_gross(points)
    before = np.array([p.old for p in points])
    after = np.array([p.new for p in points])
    centre, factor, shift = _similarity(_complex(before), _complex(after))
    scale, turn = abs(factor), math.atan2(factor.imag, factor.real)
    fit = Fit(
        tuple(points), old, new, source, (centre.real, centre.imag),
        (shift.real, shift.imag), scale, turn, (), 0.0,
    )  # fmt: skip
    misses = fit.moved(before) - after
    lengths = np.hypot(*misses.T)
    rms = float(np.sqrt((lengths**2).mean()))
    _refuse_misfit(fit, points, lengths, rms)
    residuals = tuple((float(e), float(n)) for e, n in misses)
    return Fit(
        fit.points, old, new, source, fit.centre_old, fit.centre_new, scale, turn,
        residuals, rms, _left_out(before, after), _affine_rms(before, after),
    )  # fmt: skip


def _complex(points: Floats) -> NDArray[np.complex128]:
    return np.asarray(points[:, 0] + 1j * points[:, 1], np.complex128)


def _plane(values: NDArray[np.complex128]) -> Floats:
    return np.column_stack([values.real, values.imag])


def _similarity(
    old: NDArray[np.complex128], new: NDArray[np.complex128]
) -> tuple[complex, complex, complex]:
    """Return both centres and, between them, the factor: least squares."""
    centre, shift = complex(old.mean()), complex(new.mean())
    away, there = old - centre, new - shift
    factor = complex((away.conj() * there).sum() / (np.abs(away) ** 2).sum())
    return centre, factor, shift


def _refuse_few(points: Sequence[ControlPoint]) -> None:
    numbers = np.array([(*p.old, *p.new) for p in points]).reshape(-1, 4)
    wrong = [
        p.name
        for p, row in zip(points, numbers, strict=True)
        if not np.isfinite(row).all()
    ]
    if wrong:
        raise OfficerError(_NO_NUMBERS.filled(names="、".join(wrong)))
    places = {(round(p.old[0] / _SAME_PLACE), round(p.old[1])) for p in points}
    if len(places) < LEAST:
        raise OfficerError(_TOO_FEW.filled(count=len(places)))


_KEPT = Text(
    "没有使用这些控制点，数据没有更改。",
    "The points were not used; nothing was changed.",
)
_NO_NUMBERS = Text(
    "控制点 {names} 的坐标不是数字。" + _KEPT.zh + "请改正表格后重试。",
    "The coordinates of control points {names} are no numbers. "
    + _KEPT.en
    + " Mend the table and try again.",
)
_TOO_FEW = Text(
    "拟合至少需要 2 个不同位置的控制点（建议 4 个以上，分布在区域四周），"
    "表中只有 {count} 个。" + _KEPT.zh,
    "A fit needs at least 2 control points at different places (4 or more around the "
    "area are better); the table has {count}. " + _KEPT.en,
)


def _refuse_gross(points: Sequence[ControlPoint]) -> None:
    """Name points that do not go with the others, found by what most agree on."""
    if len(points) < _FOR_OUTLIERS:
        return
    old = _complex(np.array([p.old for p in points]))
    new = _complex(np.array([p.new for p in points]))
    misses = _most_agreed(old, new)
    usual = float(np.median(misses))
    wrong = np.flatnonzero(misses > max(_GROSS, _GROSS_TIMES * usual))
    if not len(wrong):
        return
    named = [f"{points[at].name} ({misses[at]:,.1f} m)" for at in wrong.tolist()]
    raise OfficerError(_GROSS_ONES.filled(names="、".join(named)))


_GROSS_ONES = Text(
    "控制点 {names} 与其他点明显不符，疑为粗差。" + _KEPT.zh + "请核对或删去后重试。",
    "Control points {names} do not go with the others. "
    + _KEPT.en
    + " Check or remove them and try again.",
)


def _most_agreed(old: NDArray[np.complex128], new: NDArray[np.complex128]) -> Floats:
    """Return each point's miss under the pair of points with the least median miss."""
    first, second = np.triu_indices(len(old), 1)
    apart = np.abs(old[first] - old[second])
    # Points close together turn the rest at random.
    order = np.argsort(-apart, kind="stable")[: max(_MOST_PAIRS, 1)]
    order = order[apart[order] > _SAME_PLACE]
    first, second = first[order], second[order]
    factor = (new[second] - new[first]) / (old[second] - old[first])
    there = new[first, None] + factor[:, None] * (old[None, :] - old[first, None])
    misses = np.abs(there - new[None, :])
    best = int(np.argmin(np.median(misses, axis=1)))
    found: Floats = misses[best]
    return found


def _refuse_misfit(
    fit: Fit, points: Sequence[ControlPoint], lengths: Floats, rms: float
) -> None:
    if rms > _WORST_RMS:
        at = int(np.argmax(lengths))
        text = _NOT_HELD.filled(rms=rms, name=points[at].name, worst=lengths[at])
        raise OfficerError(text)
    moved = [math.dist(p.old, p.new) for p in points]
    on_datum = fit.old is not None and not _renumbered(fit)
    strange = abs(fit.scale - 1) > _WORST_SCALE
    if on_datum:
        strange |= abs(fit.turn) > _WORST_TURN or max(moved) > _FARTHEST
    if strange:
        text = _NOT_THESE.filled(
            ppm=(fit.scale - 1) * 1e6,
            turn=math.degrees(fit.turn),
            metres=max(moved),
        )
        raise OfficerError(text)


def _renumbered(fit: Fit) -> bool:
    """Tell whether old and new lie in zones that number differently."""
    east = fit.centre_new[0] - fit.centre_old[0]
    return abs(east) > _FARTHEST * 100


_NOT_HELD = Text(
    "控制点彼此不符：中误差 {rms:,.1f} m，最差的是 {name}（{worst:,.1f} m）。"
    + _KEPT.zh
    + "请核对坐标、坐标轴次序和带号。",
    "The control points do not hold together: RMS {rms:,.1f} m, worst {name} "
    "({worst:,.1f} m). " + _KEPT.en + " Check coordinates, axes and zone.",
)
_NOT_THESE = Text(
    "控制点拟合出的变换不像两个坐标系之间的差别（尺度 {ppm:+,.0f} ppm，旋转 "
    "{turn:+.3f}°，最大位移 {metres:,.0f} m）。"
    + _KEPT.zh
    + "请核对新旧坐标是否对应。",
    "What the control points give is no change between two coordinate systems (scale "
    "{ppm:+,.0f} ppm, rotation {turn:+.3f}°, moved up to {metres:,.0f} m). "
    + _KEPT.en
    + " Check that old and new coordinates belong together.",
)


def _left_out(old: Floats, new: Floats) -> tuple[float, ...]:
    """Return by how much each point is missed by a fit of the others."""
    if len(old) <= LEAST:
        return ()
    before, after = _complex(old), _complex(new)
    found = []
    for at in range(len(old)):
        others = np.arange(len(old)) != at
        if np.ptp(before[others].real) + np.ptp(before[others].imag) < _SAME_PLACE:
            continue
        centre, factor, shift = _similarity(before[others], after[others])
        found.append(abs(shift + factor * (before[at] - centre) - after[at]))
    return tuple(float(miss) for miss in found)


def _affine_rms(old: Floats, new: Floats) -> float | None:
    """Return the RMS of a free affine fit, corrected for its freedom, or None."""
    if len(old) < _FOR_OUTLIERS:
        return None
    away = old - old.mean(axis=0)
    spread = np.linalg.svd(away, compute_uv=False)
    if spread[1] < spread[0] * 1e-3:
        return None
    design = np.column_stack([away, np.ones(len(away))])
    solved, *_ = np.linalg.lstsq(design, new - new.mean(axis=0), rcond=None)
    misses = design @ solved - (new - new.mean(axis=0))
    return float(np.sqrt((misses**2).sum(axis=1).mean()))
