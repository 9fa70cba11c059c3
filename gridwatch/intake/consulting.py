"""Whom the plan asks about coordinates: which files the doctor sees, and what follows.

A file is seen where its CRS is unknown or a guess, where it holds points in degrees (as
telephones and web maps give them, perhaps shifted), or where it lies outside the
district. What a file states of itself is never overruled here: the doctor's doubt
becomes a question. Where a file states nothing, the best reading is taken as a guess.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.wording import Kind, Text
from gridwatch.intake import georeference, readers
from gridwatch.intake.controlpoints import fit_from
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.doctor import Diagnosis, bearing, diagnose
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.surroundings import Known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.delivery import Hints, PlannedFile

__all__ = ["as_told", "consulted", "examined", "known_of_files", "shapes_of"]

_LINES = (Kind.RIVER, Kind.SEGMENT)
_AREAS = (Kind.JURISDICTION, Kind.WATER_BODY)
_MOST_ROWS = 200_000


def consulted(
    files: Sequence[PlannedFile], stated: Sequence[bool], known: Known | None
) -> tuple[list[PlannedFile], dict[str, Diagnosis]]:
    """Have the doctor see the files that need it.

    Parameters
    ----------
    files : sequence of PlannedFile
        With the CRS as judged so far.
    stated : sequence of bool
        Whether that is what the file, or the officer, says.
    known : Known or None
        What the store knows; None: nothing, files of the delivery stand in.

    Returns
    -------
    list of PlannedFile, dict of str to Diagnosis
        The files, some with another guess or with a question, and by source what the
        doctor found.
    """
    found = list(files)
    asked = [
        at
        for at, planned in enumerate(files)
        if _needs(planned, known, stated=stated[at])
    ]
    if not asked:
        return found, {}
    known = known or known_of_files(
        [f for at, f in enumerate(files) if at not in asked and stated[at]]
    )
    if known is None:
        return found, {}
    diagnoses: dict[str, Diagnosis] = {}
    for at in asked:
        diagnosis = examined(files[at], known)
        if diagnosis is None or diagnosis.best is None:
            continue
        diagnoses[files[at].source] = diagnosis
        # A judgement that was certain is only overruled by a certain one.
        sure = stated[at] or files[at].crs_certain
        found[at] = _settled(files[at], diagnosis, stated=sure)
    return found, diagnoses


def _needs(planned: PlannedFile, known: Known | None, *, stated: bool) -> bool:
    if planned.kind is None or planned.geometry == "none" or not planned.rows:
        return False
    crs = planned.coordinates.crs
    if crs is None or not (planned.crs_certain and stated):
        return True
    # Telephones and web maps give degrees. What else is in degrees may have to stand in
    # for a store that is not there yet.
    in_degrees = planned.rows <= _MOST_ROWS and not georeference.is_metric(crs)
    if in_degrees and (planned.geometry == "point" or known is not None):
        return True
    return known is not None and _outside(planned, known)


def _outside(planned: PlannedFile, known: Known) -> bool:
    if planned.extent is None or known.around is None:
        return False
    west, south, east, north = planned.extent
    corners = np.array([(west, south), (west, north), (east, south), (east, north)])
    places = planned.coordinates.placed(corners, known.crs)
    if not np.isfinite(places).all():
        return True
    low, high = places.min(axis=0), places.max(axis=0)
    left, bottom, right, top = known.around
    return bool((high < (left, bottom)).any() or (low > (right, top)).any())


def shapes_of(planned: PlannedFile) -> NDArray[Any]:
    """Return the shapes of a file as it has them; none where it cannot be read."""
    try:
        raw = readers.load(planned.path, planned.layer, planned.encoding)
    except Unreadable:
        return np.empty(0, object)
    return np.empty(0, object) if raw.geometry is None else raw.geometry


def examined(planned: PlannedFile, known: Known) -> Diagnosis | None:
    """Have the doctor see one file, whatever its CRS; None where it has no shape."""
    shapes = shapes_of(planned)
    if not len(shapes):
        return None
    own = planned.coordinates
    accepted = own if own.crs is not None or own.fit is not None else None
    return diagnose(shapes, known, accepted=accepted)


def _settled(
    planned: PlannedFile, diagnosis: Diagnosis, *, stated: bool
) -> PlannedFile:
    best = diagnosis.best
    if best is None:
        return planned
    if stated:
        if not (diagnosis.contradicts or diagnosis.left_over):
            return planned
        text = _CONTRADICTED if diagnosis.contradicts else _BESIDE
        return replace(planned, crs_certain=False, crs_reason=_doubt(text, diagnosis))
    if not diagnosis.certain:
        return replace(planned, crs_certain=False, crs_reason=diagnosis.reason)
    sure = best.coordinates.plain
    return replace(
        planned,
        crs=best.coordinates.epsg,
        crs_wkt=best.coordinates.wkt,
        twists=best.coordinates.twists,
        crs_certain=sure,
        crs_reason=diagnosis.reason if sure else _as_guess(diagnosis),
    )


def _doubt(text: Text, diagnosis: Diagnosis) -> Text:
    best = diagnosis.best
    if best is None:
        return diagnosis.reason
    name = best.coordinates.name
    shift = _shift(best.east, best.north)
    return Text(
        text.zh.format(name=name.zh, shift=shift.zh, why=diagnosis.reason.zh),
        text.en.format(name=name.en, shift=shift.en, why=diagnosis.reason.en),
    )


def _shift(east: float, north: float) -> Text:
    metres = float(np.hypot(east, north))
    if not np.isfinite(metres):
        return Text("文件所说的坐标系读不出位置", "read as stated it has no place")
    way = bearing(east, north)
    far = f"{metres / 1000:,.0f} km" if metres >= 10_000 else f"{metres:,.0f} m"
    return Text(f"要移 {far}（{way.zh}）", f"a move of {far} to the {way.en}")


def _as_guess(diagnosis: Diagnosis) -> Text:
    return Text(
        f"暂按坐标医生的最佳读法：{diagnosis.reason.zh}。请确认",
        f"the doctor's best reading is assumed: {diagnosis.reason.en}. Please confirm",
    )


_CONTRADICTED = Text(
    "文件自带的坐标系与已有的河流、边界不符；按“{name}”读才相合（{shift}）。"
    "仍按文件所说，请在坐标医生里决定",
    "the file's own CRS does not agree with known rivers and borders; “{name}” does "
    "({shift}). Kept as stated: decide with the coordinate doctor",
)
_BESIDE = Text("{why}", "{why}")


def as_told(
    files: Sequence[PlannedFile],
    hints: Hints,
    target: int,
    diagnoses: Mapping[str, Diagnosis],
) -> list[PlannedFile]:
    """Return the files with their coordinates read as the officer said beforehand.

    Parameters
    ----------
    files : sequence of PlannedFile
        As planned so far.
    hints : Hints
        With readings, control points, and whether ballpark transformations are taken.
    target : int
        EPSG code of the store.
    diagnoses : mapping of str to Diagnosis
        Where the words leave the CRS open, the doctor's best reading of that kind.

    Raises
    ------
    OfficerError
        Where a reading or the control points make no sense.
    """
    return [_as_told(planned, hints, target, diagnoses) for planned in files]


def _as_told(
    planned: PlannedFile,
    hints: Hints,
    target: int,
    diagnoses: Mapping[str, Diagnosis],
) -> PlannedFile:
    keys = [key for key in planned.keys if key in hints.readings]
    if keys:
        told = Coordinates.told(hints.readings[keys[0]], planned.crs)
        if told.epsg is None:
            told = _completed(told, planned, diagnoses.get(planned.source))
        planned = planned.read_as(told)
    tables = [key for key in planned.keys if key in hints.control_points]
    if tables:
        own = planned.coordinates
        fit = fit_from(hints.control_points[tables[0]], own, target)
        planned = planned.read_as(replace(own, fit=fit))
    if hints.accept_ballpark and planned.barred is not None:
        planned = planned.read_as(planned.coordinates, ballpark=True)
    return planned


def _completed(
    told: Coordinates, planned: PlannedFile, diagnosis: Diagnosis | None
) -> Coordinates:
    if planned.crs_wkt:
        return replace(told, wkt=planned.crs_wkt)
    for one in diagnosis.hypotheses if diagnosis is not None else ():
        if one.coordinates.twists == told.twists:
            return one.coordinates
    return told


def known_of_files(files: Sequence[PlannedFile]) -> Known | None:
    """Return what files of a delivery with a stated CRS know of the ground, or None."""
    lines: list[object] = []
    areas: list[object] = []
    target: int | None = None
    for planned in sorted(files, key=lambda f: f.kind is not Kind.JURISDICTION):
        if planned.kind not in (*_LINES, *_AREAS) or planned.rows > _MOST_ROWS:
            continue
        own = planned.coordinates
        if own.crs is None or planned.barred is not None:
            continue
        shapes = shapes_of(planned)
        if not len(shapes):
            continue
        target = _zone(own, shapes) if target is None else target
        if target is None:
            continue
        placed = _placed(shapes, own, target)
        (lines if planned.kind in _LINES else areas).extend(placed)
    if target is None or not (lines or areas):
        return None
    return Known.of_shapes(target, lines, areas)


def _zone(own: Coordinates, shapes: NDArray[Any]) -> int | None:
    if own.epsg is not None and georeference.is_metric(own.epsg):
        return georeference.unprefixed(own.epsg)
    box = shapely.total_bounds(shapes)
    middle = np.array([[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]])
    ((lon, lat),) = own.placed(middle, georeference.CGCS2000)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return None
    return georeference.zone_for(float(lon), float(lat))[0]


def _placed(shapes: NDArray[Any], own: Coordinates, target: int) -> list[object]:
    flat = shapely.force_2d(shapes[~shapely.is_missing(shapes)])
    points, owner = shapely.get_coordinates(flat, return_index=True)
    places = own.placed(points, target)
    lost = np.unique(owner[~np.isfinite(places).all(axis=1)])
    whole = ~np.isin(owner, lost)
    kept = np.delete(flat, lost)
    return list(shapely.set_coordinates(kept.copy(), places[whole]))
