"""The doctor of coordinates: which reading of a file's numbers falls on known ground.

Each reading is tried against the district's box and its rivers and borders. A wrong
zone falls outside the box; the shift of web maps stays inside, and is told only by
distances to lines: row by row, how much nearer does one reading come than another, and
is that more than chance? Where it is not, the doctor says so and the officer decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.district.wording import Text
from gridwatch.intake import georeference
from gridwatch.intake.coordinates import Coordinates, Twist
from gridwatch.intake.hypotheses import Sample, candidates, sampled
from gridwatch.intake.surroundings import FARTHEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.surroundings import Known

    Floats = NDArray[np.float64]

__all__ = ["Diagnosis", "Hypothesis", "bearing", "diagnose"]

_SCREENED = 60
_SAME = 1.0
"""Metres within which two readings are one."""
_KEPT = 8
_HALF = 0.5
_BLUR, _SHARP = 15.0, 4.0
"""Metres below which nearer is no better: the width of a river on a map; and for areas,
whose corners lie on borders or nowhere."""
_SURE = 5.0
"""Standard errors by which one reading must beat another."""
_CLEAR = 0.5
"""And by how much: the natural logarithm of the ratio of distances."""
_LEAST_SPREAD = 0.3
_LEAST_ROWS = 8
_ON_THE_LINES = 150.0
_MOST_INSIDE = 0.8
_PRIORS = {Twist.SWAPPED: 0.1, Twist.GCJ02: 0.1, Twist.BD09: 0.2}
_RINGS = (50.0, 90.0, 150.0, 250.0, 400.0)
_TURNS = 12
_MOST_MOVED = 400
_NEAR_ENOUGH = 1_000.0
_HINT, _SUSPECT = 0.1, 3.2
"""For doubting the best reading less is enough than for believing it."""
_OLD = 0.02


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """One reading, and how it fares.

    Parameters
    ----------
    coordinates : Coordinates
        The reading.
    score : float
        0 to 1: share inside, less the more the distances exceed the best ones.
    share : float
        Share of rows within the district.
    distance : float or None
        Median metres to the nearest known line; None where no line is known.
    east, north : float
        Metres by which it lies beside the accepted reading; NaN where that has no
        place.
    reason : Text
        All this in a sentence.
    alike : tuple of Coordinates
        Other readings that give the same places.
    placed : ndarray of float, shape (n, 2)
        The sample's places in the CRS of what is known.
    """

    coordinates: Coordinates
    score: float
    share: float
    distance: float | None
    east: float
    north: float
    reason: Text
    alike: tuple[Coordinates, ...]
    placed: Floats = field(repr=False)

    @property
    def shift(self) -> float:
        """Metres from the accepted reading, NaN where that has no place."""
        return math.hypot(self.east, self.north)


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What the doctor makes of a file.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        The best first; empty where the file has no shape.
    certain : bool
        Whether the first beats every other by far more than chance.
    reason : Text
        Why, or why not.
    accepted : int or None
        Which hypothesis is the plan's reading so far.
    left_over : tuple of float or None
        Metres east, north by which even the best reading seems to lie beside the
        lines: a datum or grid that nobody named.
    sample : Sample
        The vertices tried.
    known : Known
        The ground they were tried against.
    """

    hypotheses: tuple[Hypothesis, ...]
    certain: bool
    reason: Text
    accepted: int | None
    left_over: tuple[float, float] | None
    sample: Sample = field(repr=False)
    known: Known = field(repr=False)

    @property
    def best(self) -> Hypothesis | None:
        """The first hypothesis."""
        return self.hypotheses[0] if self.hypotheses else None

    @property
    def contradicts(self) -> bool:
        """Whether the plan's reading so far is surely not the right one."""
        if self.accepted in (None, 0) or not self.hypotheses:
            return False
        told = self.hypotheses[self.accepted or 0]
        lost = told.share < _OLD and self.hypotheses[0].share > _HALF
        return lost or self.certain


@dataclass(eq=False)
class _Trial:
    """A reading under trial; `loss` has one value per unit (see `_losses`)."""

    reading: Coordinates
    placed: Floats
    share: float
    loss: Floats
    distance: float | None
    prior: float
    alike: list[Coordinates] = field(default_factory=list)

    @property
    def mean(self) -> float:
        return float(self.loss.mean()) + self.prior


def diagnose(
    shapes: Sequence[object] | NDArray[Any],
    known: Known,
    prj: str = "",
    accepted: Coordinates | None = None,
) -> Diagnosis:
    """Try every reading of a file's coordinates against what is known.

    Parameters
    ----------
    shapes : sequence of shapely geometries, or ndarray of float, shape (n, 2)
        The file's shapes, or points, as it has them; many are sampled evenly.
    known : Known
        District box, rivers and borders.
    prj : str
        The CRS the file carries (WKT or ``EPSG:n``), or empty.
    accepted : Coordinates or None
        The plan's reading so far, which shifts are told against; by default what
        `prj` says.

    Returns
    -------
    Diagnosis
        Readings, the best first, with what speaks for each.
    """
    sample = sampled(shapes)
    if accepted is None:
        accepted = _stated(prj)
    if not len(sample.points):
        return Diagnosis((), False, _NOTHING, None, None, sample, known)
    trials = _merged(_screened(sample, known, accepted))
    trials = _judged(trials, sample, known, accepted)
    at = _index_of(trials, accepted)
    found = tuple(_told(trial, trials, at) for trial in trials)
    certain, reason, left_over = _verdict(trials, sample, known)
    return Diagnosis(found, certain, reason, at, left_over, sample, known)


_NOTHING = Text("文件里没有图形，无法判断", "the file has no shape to judge by")


def _stated(prj: str) -> Coordinates | None:
    found = georeference.identify(prj) if prj.strip() else None
    return None if found is None else Coordinates(found.epsg, found.wkt)


# --- trying -----------------------------------------------------------------------


def _screened(
    sample: Sample, known: Known, accepted: Coordinates | None
) -> list[_Trial]:
    """Return the readings that put part of the file near the district."""
    few = np.linspace(0, len(sample.points) - 1, _SCREENED).astype(int)
    points = sample.points[np.unique(few)]
    kept: list[_Trial] = []
    for reading in candidates(points, known, accepted):
        share = float(known.inside(reading.placed(points, known.crs)).mean())
        if share == 0 and reading != accepted:
            continue
        kept.append(_trial(reading, sample, known))
        if share and _may_be_shifted(reading):
            kept += [
                _trial(replace(reading, twists=(*reading.twists, twist)), sample, known)
                for twist in (Twist.GCJ02, Twist.BD09)
            ]
    return kept


def _may_be_shifted(reading: Coordinates) -> bool:
    shifted = {Twist.GCJ02, Twist.BD09} & set(reading.twists)
    old = reading.crs is not None and georeference.old_datum(reading.crs)
    return not (shifted or old or reading.fit)


def _trial(reading: Coordinates, sample: Sample, known: Known) -> _Trial:
    placed = reading.placed(sample.points, known.crs)
    inside = np.bincount(sample.row, known.inside(placed)) > 0
    prior = sum(_PRIORS.get(twist, 0.0) for twist in reading.twists)
    return _Trial(reading, placed, float(inside.mean()), np.empty(0), None, prior)


def _merged(trials: list[_Trial]) -> list[_Trial]:
    """Make one of readings that give the same places; the first of them stays."""
    kept: list[_Trial] = []
    for trial in trials:
        same = next((one for one in kept if _alike(one, trial)), None)
        if same is None:
            kept.append(trial)
        elif trial.reading != same.reading:
            same.alike.append(trial.reading)
    return kept


def _alike(one: _Trial, other: _Trial) -> bool:
    with np.errstate(invalid="ignore"):
        away = np.abs(one.placed - other.placed)
    return bool(np.isfinite(away).all() and away.max() < _SAME)


def _judged(
    trials: list[_Trial], sample: Sample, known: Known, accepted: Coordinates | None
) -> list[_Trial]:
    """Measure distances and put the best first."""
    most = max(trial.share for trial in trials) if trials else 0.0
    near = [t for t in trials if t.share >= most * _HALF and t.share > 0]
    if known.has_lines and near:
        # All at once: asking for the nearest line costs as much for few as for many.
        places = np.concatenate([trial.placed for trial in near])
        every = known.distances(places, areas=sample.areas)
        for trial, away in zip(near, np.split(every, len(near)), strict=True):
            trial.loss = _losses(away, sample)
            trial.distance = float(np.median(away))
    far = _losses(np.full(len(sample.points), FARTHEST), sample)
    for trial in trials:
        if trial.distance is None:
            trial.loss = far
        if trial.reading == accepted:
            trial.prior -= _PRIORS[Twist.SWAPPED]

    def order(trial: _Trial) -> tuple[bool, float]:
        return trial.share < most * _HALF, trial.mean

    ranked = sorted(trials, key=order)
    told = [t for t in ranked[_KEPT:] if t.reading == accepted]
    return ranked[:_KEPT] + told


def _index_of(trials: list[_Trial], reading: Coordinates | None) -> int | None:
    if reading is None:
        return None
    return next(
        (
            at
            for at, trial in enumerate(trials)
            if reading == trial.reading or reading in trial.alike
        ),
        None,
    )


# --- the verdict ------------------------------------------------------------------


def _verdict(
    trials: list[_Trial], sample: Sample, known: Known
) -> tuple[bool, Text, tuple[float, float] | None]:
    if not trials or trials[0].share == 0:
        return False, _NOWHERE, None
    best = trials[0]
    rivals = [t for t in trials[1:] if t.share >= best.share * _HALF]
    if not known.has_lines:
        return False, _open(best, rivals, _NO_LINES), None
    beaten = [_beats(best.loss, rival.loss, sample) for rival in rivals]
    if not all(beaten) or not _beats(best.loss, _far(sample), sample):
        beside = _left_over(best, sample, known, _CLEAR, _SURE)
        if beside is not None:
            return False, _beside(best, beside), beside
        equal = [r for r, lost in zip(rivals, beaten, strict=True) if not lost]
        return False, _open(best, equal, _EQUAL), None
    beside = _left_over(best, sample, known, _HINT, _SUSPECT)
    if beside is not None:
        return False, _beside(best, beside), beside
    astray = not sample.areas and (best.distance or 0.0) > _ON_THE_LINES
    if astray or best.share < _MOST_INSIDE:
        return False, _about(_POOR, best), None
    if georeference.old_datum(best.reading.crs or "") and best.reading.fit is None:
        return False, _about(_BALLPARK, best), None
    nearest = min((r.distance for r in rivals if r.distance), default=None)
    text = _SURELY if nearest is not None else _ALONE
    other = "" if nearest is None else f"{nearest:,.0f}"
    return True, _about(text, best, other=other), None


def _losses(away: Floats, sample: Sample) -> Floats:
    """Return how much speaks against a reading, by unit.

    The rows of a file are the units, since vertices of one shape err together; of a
    file of few rows it is vertices. A row of lines counts by its mean, one of areas by
    its nearest vertex: that a corner meets a border is no chance.
    """
    loss = np.log(away + (_SHARP if sample.areas else _BLUR))
    if sample.rows < _LEAST_ROWS:
        return loss
    begins = np.searchsorted(sample.row, np.arange(sample.rows))
    if sample.areas:
        nearest: Floats = np.minimum.reduceat(loss, begins)
        return nearest
    sums: Floats = np.add.reduceat(loss, begins) / np.bincount(sample.row)
    return sums


def _far(sample: Sample) -> Floats:
    """Return the losses of vertices that are near nothing: what a guess would do."""
    return _losses(np.full(len(sample.points), FARTHEST / 4), sample)


def _beats(
    one: Floats,
    other: Floats,
    sample: Sample,
    *,
    clear: float = _CLEAR,
    sure: float = _SURE,
) -> bool:
    """Tell whether a reading is nearer to the lines than another beyond chance.

    Where vertices are the units, four of each row count at most.
    """
    gained = other - one
    count = min(len(gained), 4 * sample.rows)
    if count < _LEAST_ROWS:
        return False
    mean, spread = float(gained.mean()), float(gained.std())
    error = max(spread, _LEAST_SPREAD) / math.sqrt(count)
    return mean >= clear and mean >= sure * error


def _left_over(
    best: _Trial, sample: Sample, known: Known, clear: float, sure: float
) -> tuple[float, float] | None:
    """Return a shift that would bring the best reading much nearer, or None."""
    steps = [
        (metres * math.sin(2 * math.pi * n / _TURNS),
         metres * math.cos(2 * math.pi * n / _TURNS))
        for metres in _RINGS
        for n in range(_TURNS)
    ]  # fmt: skip
    chosen, few = sample.thinned(_MOST_MOVED)
    places = best.placed[chosen]
    tried = np.concatenate([places, *(places + step for step in steps)])
    away = known.distances(tried, areas=sample.areas, limit=_NEAR_ENOUGH)
    losses = [_losses(part, few) for part in np.split(away, len(steps) + 1)]
    found, least = None, float(losses[0].mean())
    for step, loss in zip(steps, losses[1:], strict=True):
        better = _beats(loss, losses[0], few, clear=clear, sure=sure)
        if better and loss.mean() < least:
            found, least = step, float(loss.mean())
    # What is to be told is where the file lies, not where it has to go.
    return None if found is None else (-found[0], -found[1])


# --- in words ---------------------------------------------------------------------

_WAYS = (
    ("北", "north"), ("东北", "north-east"), ("东", "east"), ("东南", "south-east"),
    ("南", "south"), ("西南", "south-west"), ("西", "west"), ("西北", "north-west"),
)  # fmt: skip
_NOWHERE = Text(
    "没有一种读法落在本区：请核对文件，或用控制点拟合",
    "no reading falls on the district: check the file, or fit it by control points",
)
_NO_LINES = Text(
    "没有河流和边界可以对照，只能看是否落在范围内。{names} 都说得通：请选择",
    "no rivers or borders to compare with, only the extent. Possible: {names}: choose",
)
_EQUAL = Text(
    "距离分不出高下：{names} 都说得通，请对照图形选择",
    "distances do not decide: {names} are all possible; compare the pictures and "
    "choose",
)
_LEFT_OVER = Text(
    "“{name}”最近，但整体仍偏{zh}约 {off} 米：可能是北京54、西安80 或"
    "地方坐标系，请查明来源或用控制点拟合",
    "“{name}” is nearest, yet all lies some {off} m to the {en}: perhaps "
    "Beijing 1954, Xian 1980 or a local grid. Ask for its source, or fit control "
    "points",
)
_POOR = Text(
    "“{name}”相对最好，但只有 {share} 在本区内，距河线、界线中位 {metres}：请核对",
    "“{name}” is the best, but only {share} lie in the district, at a median of "
    "{metres} from known lines: please check",
)
_BALLPARK = Text(
    "“{name}”与已有数据相合，但只有粗略转换：须用控制点拟合，或明确接受偏差",
    "“{name}” agrees with what is known, but only a ballpark transformation exists: "
    "fit control points, or accept the doubt",
)
_SURELY = Text(
    "“{name}”：{share} 在本区内，距河线、界线中位 {metres}；"
    "其他读法最近也有 {other} 米",
    "“{name}”: {share} in the district, at a median of {metres} from known lines; no "
    "other reading comes nearer than {other} m",
)
_ALONE = Text(
    "“{name}”：{share} 在本区内，距河线、界线中位 {metres}；没有别的读法落在本区",
    "“{name}”: {share} in the district, at a median of {metres} from known lines; no "
    "other reading falls on it",
)


def _about(text: Text, trial: _Trial, **values: str) -> Text:
    name, figures = trial.reading.name, _figures(trial)
    return Text(
        text.zh.format(name=name.zh, **figures, **values),
        text.en.format(name=name.en, **figures, **values),
    )


def _figures(trial: _Trial) -> dict[str, str]:
    distance = trial.distance
    return {
        "share": f"{trial.share:.0%}",
        "metres": "—" if distance is None else f"{distance:,.0f} m",
    }


def _open(best: _Trial, rivals: Sequence[_Trial], text: Text) -> Text:
    names = [trial.reading.name for trial in (best, *rivals[:2])]
    return Text(
        text.zh.format(names="、".join(f"“{n.zh}”" for n in names)),
        text.en.format(names=", ".join(f"“{n.en}”" for n in names)),
    )


def _beside(best: _Trial, shift: tuple[float, float]) -> Text:
    way, metres = bearing(*shift), math.hypot(*shift)
    return _about(_LEFT_OVER, best, zh=way.zh, en=way.en, off=f"{metres:,.0f}")


def bearing(east: float, north: float) -> Text:
    """Return the direction of a shift as one of eight words.

    Examples
    --------
    >>> bearing(300.0, -280.0)
    Text(zh='东南', en='south-east')
    """
    eighth = round(math.degrees(math.atan2(east, north)) / 45) % 8
    return Text(*_WAYS[eighth])


def _told(trial: _Trial, trials: list[_Trial], accepted: int | None) -> Hypothesis:
    base = trials[accepted].placed if accepted is not None else trials[0].placed
    with np.errstate(invalid="ignore"):
        moved = trial.placed - base
    moved = moved[np.isfinite(moved).all(axis=1)]
    east, north = np.median(moved, axis=0).tolist() if len(moved) else (math.nan,) * 2
    lead = math.exp(min(trials[0].mean - trial.mean, 0.0))
    figures = _figures(trial)
    reason = _INSIDE if trial.distance is None else _NEAR
    return Hypothesis(
        trial.reading,
        trial.share * lead,
        trial.share,
        trial.distance,
        east,
        north,
        reason.filled(**figures),
        tuple(trial.alike),
        trial.placed,
    )


_INSIDE = Text("{share} 的对象落在本区", "{share} of the rows fall on the district")
_NEAR = Text(
    "{share} 的对象落在本区，距河线、界线中位 {metres}",
    "{share} of the rows fall on the district, at a median of {metres} from known "
    "lines",
)
