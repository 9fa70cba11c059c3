"""Photographs and tracks of a folder, held beside the register.

No widgets: the command line uses it as well.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.drafts import (
    Nearby,
    Pick,
    Verdict,
    draft_changes,
    nearby,
    proposed,
)
from gridwatch.district.gcj02 import from_gcj02
from gridwatch.district.walked import Walk, walked
from gridwatch.district.wording import OfficerError, Text
from gridwatch.intake.georeference import WGS84, change_coordinates, transformer
from gridwatch.intake.photographs import Photograph, alike, read_photographs
from gridwatch.intake.tracks import TrackFile, WayPoint, read_tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.district.changes import Changes
    from gridwatch.district.district import District
    from gridwatch.store.opening import Store

    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, Text], None]

__all__ = [
    "PHOTO_REASON",
    "POINT_REASON",
    "Mark",
    "Picture",
    "Trail",
    "keep_pictures",
    "marks_changes",
    "metres_of",
    "pictures_changes",
    "pictures_of",
    "replaced",
    "trails_of",
]

PHOTO_REASON = Text("导入外业照片", "photographs from the field")
POINT_REASON = Text("导入轨迹航点", "way points of tracks")
_LOOKED_BACK = 200


@dataclass(frozen=True)
class Picture:
    """One photograph beside the register.

    Parameters
    ----------
    photo : Photograph
        As it was read.
    place : Nearby
        What it is near.
    proposal : Verdict
        What is most likely to be made of it.
    remark : Text or None
        That it is there already, or twice, or why it cannot be taken.
    """

    photo: Photograph
    place: Nearby
    proposal: Verdict
    remark: Text | None = None

    @property
    def fit(self) -> bool:
        """Whether it can be taken at all."""
        return self.photo.fault is None


@dataclass(frozen=True)
class Mark:
    """One way point beside the register."""

    file: str
    point: WayPoint
    place: Nearby

    @property
    def label(self) -> str:
        """What it is called."""
        return self.point.name or self.point.note or self.file


@dataclass(frozen=True)
class Trail:
    """One file of tracks beside the register.

    Parameters
    ----------
    file : TrackFile
        As it was read.
    marks : tuple of Mark
        Its way points.
    lines : tuple of array of float, shape (n, 2)
        Its runs in the district's CRS, metres; routes are left out.
    walks : tuple of Walk
        The segments it went along.
    """

    file: TrackFile
    marks: tuple[Mark, ...] = ()
    lines: tuple[Floats, ...] = ()
    walks: tuple[Walk, ...] = ()


def metres_of(degrees: Floats, crs: int, *, gcj02: bool) -> Floats:
    """Return places in the district's CRS, metres.

    Parameters
    ----------
    degrees : array of float, shape (n, 2)
        Longitude and latitude; NaN is no place.
    crs : int
        EPSG code of the district.
    gcj02 : bool
        Whether they are shifted as those of Chinese phone maps; telephones write
        WGS 84 into pictures, mini-programs often GCJ-02 into tables and tracks.
    """
    if gcj02 and len(degrees):
        degrees = np.column_stack(from_gcj02(degrees[:, 0], degrees[:, 1]))
    found = change_coordinates(degrees, transformer(WGS84, crs))
    found[~np.isfinite(found).all(axis=1)] = np.nan
    return found


# --- photographs ---------------------------------------------------------------------


def pictures_of(
    folder: Path,
    district: District,
    *,
    gcj02: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Picture, ...]:
    """Read the pictures of a folder and hold them beside the register.

    Raises
    ------
    OfficerError
        Where the folder is none.
    """
    _must_be(folder)
    return replaced(
        read_photographs(folder, progress, cancelled), district, gcj02=gcj02
    )


def replaced(
    photos: Sequence[Photograph], district: District, *, gcj02: bool
) -> tuple[Picture, ...]:
    """Hold photographs that were read already beside the register anew."""
    degrees = np.array(
        [
            (one.longitude, one.latitude) if one.placed else (np.nan, np.nan)
            for one in photos
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    places = nearby(district, metres_of(degrees, district.crs, gcj02=gcj02))
    remarks = _remarks(photos, {photo.sha256: photo.name for photo in district.photos})
    return tuple(
        Picture(
            photo,
            place,
            Verdict.LEAVE if remark is not None else proposed(place),
            remark or _aside(photo, place),
        )
        for photo, place, remark in zip(photos, places, remarks, strict=True)
    )


def _remarks(photos: Sequence[Photograph], known: dict[str, str]) -> list[Text | None]:
    found: list[Text | None] = []
    for number, photo in enumerate(photos):
        if photo.fault is not None:
            found.append(photo.fault)
        elif photo.sha256 in known:
            found.append(_KNOWN.filled(name=known[photo.sha256]))
        elif photo.twin:
            found.append(_TWIN.filled(name=photo.twin))
        else:
            earlier = photos[max(0, number - _LOOKED_BACK) : number]
            like = next((one for one in earlier if alike(one, photo)), None)
            found.append(_ALIKE.filled(name=like.path.name) if like else None)
    return found


def _aside(photo: Photograph, place: Nearby) -> Text | None:
    """Return what is to be said of a picture that may be taken."""
    notes = list(photo.notes)
    if photo.placed and not place.inside:
        notes.append(_OUTSIDE)
    if not notes:
        return None
    return Text("；".join(n.zh for n in notes), "; ".join(n.en for n in notes))


def keep_pictures(
    store: Store,
    photos: Sequence[Photograph],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Put the bytes of photographs and their small copies into the store.

    Raises
    ------
    OfficerError
        Where a file has changed since it was looked at, cannot be read any more, or
        the store cannot be written; then none of them is kept.
    """
    store.keep_photos(_bytes_of(photos, progress, cancelled))


def _bytes_of(
    photos: Sequence[Photograph],
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[bytes, bytes]]:
    for number, photo in enumerate(photos):
        if cancelled is not None and cancelled():
            raise OfficerError(_STOPPED)
        if progress is not None:
            progress(number, len(photos), Text(photo.path.name, photo.path.name))
        try:
            data = photo.path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            text = _GONE.filled(name=photo.path.name, reason=reason)
            raise OfficerError(text) from error
        if hashlib.sha256(data).hexdigest() != photo.sha256:
            raise OfficerError(_CHANGED.filled(name=photo.path.name))
        yield data, photo.thumbnail


def pictures_changes(
    district: District, decided: Sequence[tuple[Picture, Verdict]], reason: str
) -> Changes:
    """Return the edit that takes pictures as was decided."""
    picks = [
        Pick(
            one.place,
            verdict,
            one.photo.path.name,
            one.photo.sha256,
            one.photo.taken.date() if one.photo.taken is not None else None,
        )
        for one, verdict in decided
        if one.fit
    ]
    return draft_changes(district, picks, reason)


# --- tracks --------------------------------------------------------------------------


def trails_of(
    folder: Path,
    district: District,
    *,
    gcj02: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Trail, ...]:
    """Read the GPX files of a folder and hold them beside the register.

    Raises
    ------
    OfficerError
        Where the folder is none.
    """
    _must_be(folder)
    found = []
    for file in read_tracks(folder, progress, cancelled):
        if cancelled is not None and cancelled():
            break
        found.append(_trail(file, district, gcj02=gcj02))
    return tuple(found)


def _trail(file: TrackFile, district: District, *, gcj02: bool) -> Trail:
    degrees = np.array(
        [(point.longitude, point.latitude) for point in file.points], np.float64
    ).reshape(-1, 2)
    places = nearby(district, metres_of(degrees, district.crs, gcj02=gcj02))
    marks = tuple(
        Mark(file.path.name, point, place)
        for point, place in zip(file.points, places, strict=True)
    )
    runs = [run for run in file.runs if not run.planned]
    lines = tuple(metres_of(run.places, district.crs, gcj02=gcj02) for run in runs)
    walks = walked(district, lines, [run.times for run in runs])
    return Trail(file, marks, lines, walks)


def marks_changes(
    district: District, decided: Sequence[tuple[Mark, Verdict]], reason: str
) -> Changes:
    """Return the edit that makes drafts of way points; others come to nothing."""
    picks = [
        Pick(
            mark.place,
            verdict,
            mark.label,
            taken=mark.point.time.astimezone().date() if mark.point.time else None,
        )
        for mark, verdict in decided
    ]
    return draft_changes(district, picks, reason)


def _must_be(folder: Path) -> None:
    if not folder.is_dir():
        raise OfficerError(_NO_FOLDER.filled(folder=folder))


_KNOWN = Text("工作库里已有这张照片（{name}）", "the store has this picture ({name})")
_TWIN = Text("与 {name} 完全相同", "the same file as {name}")
_ALIKE = Text("看起来与 {name} 是同一张（另存过？）", "looks like {name}, saved again")
_OUTSIDE = Text("不在本区，也不在河段附近", "lies outside the district")
_STOPPED = Text(
    "已停止，没有存入照片。数据没有改变。",
    "Stopped; no picture was kept. No data has changed.",
)
_GONE = Text(
    "读不了照片 {name}（{reason}），没有存入任何照片。请查看存储卡或网盘是否断开。",
    "Cannot read the picture {name} ({reason}); none was kept. See whether the card or "
    "share is still there.",
)
_CHANGED = Text(
    "照片 {name} 在查看之后被改动，没有存入任何照片。请重新选择文件夹。",
    "The picture {name} has changed since it was looked at; none was kept. Choose the "
    "folder again.",
)
_NO_FOLDER = Text(
    "没有 {folder} 这个文件夹，什么也没有改变。",
    "There is no folder {folder}; nothing was changed.",
)
