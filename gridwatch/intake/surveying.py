"""Looking through a folder: every file, layer and sheet, and what it is taken for."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.intake import georeference, readers
from gridwatch.intake.ahead import ahead
from gridwatch.intake.consulting import consulted
from gridwatch.intake.delivery import Hints, PlannedFile
from gridwatch.intake.doubt import doubt_at
from gridwatch.intake.findings import Finding
from gridwatch.intake.items import contents
from gridwatch.intake.layers import NotData, Unreadable
from gridwatch.intake.recognise import Recognised, recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from gridwatch.intake.archives import Room
    from gridwatch.intake.doctor import Diagnosis
    from gridwatch.intake.georeference import Extent, Georeference
    from gridwatch.intake.items import Item
    from gridwatch.intake.layers import Facts
    from gridwatch.intake.surroundings import Known

__all__ = ["crs_findings", "planned_files", "target_of"]

_CHOSEN = Text("由用户指定", "chosen by the user")


def planned_files(
    delivery: Path,
    hints: Hints,
    known_extent: Extent | None,
    known: Known | None = None,
) -> tuple[list[PlannedFile], list[Finding], dict[str, Diagnosis], Room | None]:
    """Plan every file of a delivery.

    Returns
    -------
    list of PlannedFile, list of Finding
        What was found.
    dict of str to Diagnosis
        By source, what the doctor made of the files it saw.
    Room or None
        The temporary folder some of the files lie in: whoever reads them later has to
        hold on to it.

    Raises
    ------
    OfficerError
        Where there is nothing at that place.
    """
    found = contents(delivery)
    readers.prepare(item.path for item in found.items)
    files: list[PlannedFile] = []
    findings: list[Finding] = []
    pending: list[tuple[int, Facts]] = []

    def look(item: Item, _: Callable[[], bool]) -> list[Facts]:
        return readers.look(item.path, hints.encoding) if _is_data(item) else []

    with closing(ahead(look, found.items)) as looks:
        for item, seen in zip(found.items, looks, strict=True):
            for planned, facts in _looked_at(item, seen, hints, findings):
                if facts is not None:
                    pending.append((len(files), facts))
                files.append(planned)
    stated = _georeference(files, pending, hints, known_extent)
    files, diagnoses = consulted(files, stated, known)
    return files, findings, diagnoses, found.room


def _is_data(item: Item) -> bool:
    return item.trouble is None and item.path.suffix.casefold() in readers.READABLE


def _looked_at(
    item: Item, seen: Future[list[Facts]], hints: Hints, findings: list[Finding]
) -> list[tuple[PlannedFile, Facts | None]]:
    path, source = item.path, item.source
    if item.trouble is not None:
        return [(_unread(item, item.trouble, findings), None)]
    if not _is_data(item):
        reason = readers.not_ours(path)
        return [(PlannedFile(path, None, source, None, True, reason), None)]
    try:
        layers = seen.result()
    except NotData as error:
        return [(PlannedFile(path, None, source, None, True, error.text), None)]
    except Unreadable as error:
        return [(_unread(item, error.text, findings), None)]
    found: list[tuple[PlannedFile, Facts | None]] = []
    for facts in layers:
        planned = _planned(item, facts, hints)
        found.append((planned, facts))
        if planned.kind is not None:
            findings += [
                Finding(n.severity, planned.source, n.row, n.field, n.text, n.count)
                for n in facts.notes
            ]
        elif not planned.kind_certain:
            text = planned.kind_reason
            findings.append(Finding("warning", planned.source, None, None, text))
    return found


def _unread(item: Item, why: Text, findings: list[Finding]) -> PlannedFile:
    findings.append(Finding("warning", item.source, None, None, why))
    return PlannedFile(item.path, None, item.source, None, True, why, unread=True)


def _planned(item: Item, facts: Facts, hints: Hints) -> PlannedFile:
    source = item.source if facts.layer is None else f"{item.source}#{facts.layer}"
    kind = _kind(item, source, facts, hints)
    coding = facts.coding
    return PlannedFile(
        item.path,
        facts.layer,
        source,
        kind.kind,
        kind.certain,
        kind.reason,
        encoding=coding.encoding if coding else "",
        encoding_certain=coding.certain if coding else True,
        encoding_reason=coding.reason if coding else _BY_FORMAT,
        rows=facts.rows,
        geometry=facts.geometry,
        extent=facts.extent,
        header_row=facts.header_row,
        sample=facts.sample,
    ).with_columns_of(facts.names, kind.kind)


_BY_FORMAT = Text("由文件格式确定", "fixed by the file format")


def _kind(item: Item, source: str, facts: Facts, hints: Hints) -> Recognised:
    layer = f"#{facts.layer}" if facts.layer is not None else ""
    path = item.path
    for key in (source, path.name + layer, item.source, path.name, path.stem):
        if key in hints.kinds:
            return Recognised(hints.kinds[key], True, _CHOSEN)
    if path.suffix.casefold() == _TRACKS and facts.geometry == "line":
        return Recognised(None, True, _TRACK)
    name = f"{path.stem} {facts.layer or ''}"
    return recognise(facts, name, item.folders)


_TRACKS = ".gpx"
_TRACK = Text(
    "GPX 航迹：不作为河流或河段导入；需要时请指定类别",
    "a GPX track: not taken for a river or segment; say its kind if it is one",
)


def _georeference(
    files: list[PlannedFile],
    pending: Sequence[tuple[int, Facts]],
    hints: Hints,
    known_extent: Extent | None,
) -> list[bool]:
    """Settle the CRS of every layer: those that know theirs first, for the others.

    Returns for each file whether its CRS is stated, by itself or by the officer.
    """
    unknown = []
    for at, facts in pending:
        if files[at].geometry == "none":
            continue
        own = georeference.identify(facts.crs) if facts.crs.strip() else None
        if own is None:
            unknown.append(at)
        else:
            files[at] = _located(files[at], own)
    siblings = _siblings(files, hints, known_extent)
    for at in unknown:
        files[at] = _located(files[at], _unlocated(files[at], hints, siblings))
    return [at not in unknown or hints.crs is not None for at in range(len(files))]


def _located(planned: PlannedFile, found: Georeference) -> PlannedFile:
    return replace(
        planned,
        crs=found.epsg,
        crs_certain=found.certain,
        crs_reason=found.reason,
        crs_wkt=found.wkt,
    )


def _unlocated(
    planned: PlannedFile, hints: Hints, siblings: Sequence[tuple[int, Extent]]
) -> Georeference:
    if hints.crs is not None:
        return georeference.Georeference(hints.crs, True, _CHOSEN)
    return georeference.judge(planned.extent, siblings)


def _siblings(
    files: Iterable[PlannedFile], hints: Hints, known_extent: Extent | None
) -> list[tuple[int, Extent]]:
    """Return what is known of the place, as (EPSG code, extent in degrees)."""
    found = [
        (planned.crs, area)
        for planned in files
        if planned.crs is not None and planned.kind is not None and planned.placed
        for area in [area_of(planned)]
        if area is not None
    ]
    if known_extent is None:
        return found
    if hints.target_crs is not None:
        area = georeference.lonlat(known_extent, hints.target_crs)
        return [*found, (hints.target_crs, area)] if area else found
    west, south, east, north = known_extent
    zone, _ = georeference.zone_for((west + east) / 2, (south + north) / 2)
    return [*found, (zone, known_extent)]


def area_of(planned: PlannedFile) -> Extent | None:
    """Return where a planned file lies, in degrees, or None."""
    own = planned.coordinates
    if planned.extent is None:
        return None
    if own.plain:
        return georeference.lonlat(planned.extent, own.crs) if own.crs else None
    west, south, east, north = planned.extent
    steps = np.linspace(0, 1, 6)
    across, up = np.meshgrid(
        west + (east - west) * steps, south + (north - south) * steps
    )
    places = own.placed(
        np.column_stack([across.ravel(), up.ravel()]), georeference.CGCS2000
    )
    if not np.isfinite(places).all():
        return None
    left, bottom = places.min(axis=0).tolist()
    right, top = places.max(axis=0).tolist()
    return left, bottom, right, top


def crs_findings(planned: PlannedFile) -> list[Finding]:
    """Return what the officer should know of a file's coordinates."""
    if planned.kind is None or not planned.placed:
        return []
    found = []
    crs = planned.coordinates.crs
    old = georeference.warning_of(crs) if crs is not None else None
    if old is not None and planned.fit is None:
        doubt = doubt_at(crs or "", area_of(planned))
        text = old if doubt is None else Text(old.zh + doubt.zh, f"{old.en} {doubt.en}")
        found.append(Finding("warning", planned.source, None, None, text))
    elif planned.crs is None and not planned.crs_wkt and planned.fit is None:
        text = planned.crs_reason
        found.append(Finding("error", planned.source, None, None, text))
    elif not planned.crs_certain:
        text = planned.crs_reason
        found.append(Finding("warning", planned.source, None, None, text))
    doubts = planned.fit.doubts if planned.fit is not None else ()
    found += [Finding("warning", planned.source, None, None, text) for text in doubts]
    return found


def target_of(files: Sequence[PlannedFile], hints: Hints) -> tuple[int, Text]:
    """Choose the CRS of the store: said, or by the files, jurisdictions first.

    Raises
    ------
    OfficerError
        Where the system said is not projected in metres.
    """
    if hints.target_crs is not None:
        if not georeference.is_metric(hints.target_crs):
            raise OfficerError(_NOT_METRIC.filled(epsg=hints.target_crs))
        return hints.target_crs, _CHOSEN
    ours = [f for f in files if f.kind is not None and f.placed]
    ours.sort(key=lambda f: f.kind is not Kind.JURISDICTION)
    preferred = [(f.crs, f.source) for f in ours if f.crs is not None]
    first = [f for f in ours if f.kind is Kind.JURISDICTION]
    area = _union(first) or _union(ours)
    return georeference.target_for(preferred, area)


_NOT_METRIC = Text(
    "EPSG:{epsg} 不是以米为单位的投影坐标系，不能用作工作库坐标系；"
    "没有写入任何内容，请改用如 EPSG:4548。",
    "EPSG:{epsg} is no projected system in metres and cannot be a store's CRS; "
    "nothing was written. Use one such as EPSG:4548.",
)


def _union(files: Iterable[PlannedFile]) -> Extent | None:
    areas = [area for area in map(area_of, files) if area is not None]
    if not areas:
        return None
    west, south, east, north = zip(*areas, strict=True)
    return (min(west), min(south), max(east), max(north))
