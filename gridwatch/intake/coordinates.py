"""How a file's numbers are to be understood: from what stands there to a place.

Besides the coordinate system a file may have been put through something else before it
came: axes swapped, degrees packed with minutes and seconds, the shift of web maps. Such
a twist is undone here, and a fit by control points is applied, in one fixed order, so
that the plan, the doctor's picture and the rows brought over are of the same place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from gridwatch.district.bd09 import from_bd09
from gridwatch.district.gcj02 import from_gcj02
from gridwatch.district.wording import OfficerError, Text
from gridwatch.intake import georeference
from gridwatch.intake.georeference import CGCS2000

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gridwatch.intake.fitting import Fit

    Floats = NDArray[np.float64]

__all__ = ["TWIST_NAMES", "Coordinates", "Twist", "unpacked"]


class Twist(StrEnum):
    """What was done to coordinates before they came; undone in this order."""

    SWAPPED = "swapped"
    DMS = "dms"
    DM = "dm"
    GCJ02 = "gcj02"
    BD09 = "bd09"


TWIST_NAMES = {
    Twist.SWAPPED: Text("X、Y 对调", "X and Y swapped"),
    Twist.DMS: Text("度分秒写成 度.分分秒秒", "degrees packed as D.MMSS"),
    Twist.DM: Text("度分写成 度度分分.分", "degrees packed as DDMM.m"),
    Twist.GCJ02: Text("GCJ-02（火星坐标）", "GCJ-02 (web maps)"),
    Twist.BD09: Text("BD-09（百度坐标）", "BD-09 (Baidu)"),
}
_SHIFTS: dict[Twist, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    Twist.GCJ02: from_gcj02,
    Twist.BD09: from_bd09,
}
_WORDS = {"degrees": CGCS2000, "度": CGCS2000, "经纬度": CGCS2000}
_EPSG = re.compile(r"(?:EPSG:)?(\d{4,6})", re.IGNORECASE)


@dataclass(frozen=True)
class Coordinates:
    """One reading of a file's numbers.

    Parameters
    ----------
    epsg : int or None
        EPSG code they are in once swapped and packed ones are undone.
    wkt : str
        Definition of a CRS without an EPSG code, else empty.
    twists : tuple of Twist
        What was done to them besides.
    fit : Fit or None
        Fit by the officer's control points, taken instead of any transformation.
    """

    epsg: int | None = None
    wkt: str = ""
    twists: tuple[Twist, ...] = ()
    fit: Fit | None = None

    @classmethod
    def told(cls, words: str, otherwise: int | None = None) -> Coordinates:
        """Read a reading as it is written on the command line.

        Parameters
        ----------
        words : str
            ``EPSG:4549``, ``degrees``, ``gcj02``, ``swapped``, ``bd09``, ``dms``,
            ``dm``, or several joined by ``+``.
        otherwise : int or None
            EPSG code where the words name none.

        Raises
        ------
        OfficerError
            Where a word is none of these.

        Examples
        --------
        >>> Coordinates.told("EPSG:4549+swapped").epsg
        4549
        >>> str(Coordinates.told("gcj02"))
        'EPSG:4490+gcj02'
        """
        epsg, twists = otherwise, set[Twist]()
        for word in words.lower().replace("-", "").split("+"):
            code = _EPSG.fullmatch(word.strip())
            if code is not None and georeference.known(int(code[1])):
                epsg = int(code[1])
            elif word.strip() in _WORDS:
                epsg = _WORDS[word.strip()]
            elif word.strip() in tuple(Twist):
                twists.add(Twist(word.strip()))
            else:
                raise OfficerError(_NO_READING.filled(words=words))
        if epsg is None and twists - {Twist.SWAPPED}:
            epsg = CGCS2000
        return cls(epsg, twists=tuple(t for t in Twist if t in twists))

    def __str__(self) -> str:
        """Return the reading as `told` takes it."""
        named = [f"EPSG:{self.epsg}"] if self.epsg is not None else []
        named += ["WKT"] if self.wkt else []
        named += ["fit"] if self.fit is not None else []
        return "+".join([*named, *self.twists])

    @property
    def crs(self) -> int | str | None:
        """The CRS as pyproj takes it, or None."""
        return self.epsg if self.epsg is not None else self.wkt or None

    @property
    def name(self) -> Text:
        """The reading in words."""
        if self.epsg is not None:
            plain = _spoken(self.epsg)
        elif self.wkt:
            own = georeference.name_of(self.wkt)
            plain = Text(own, own)
        else:
            plain = Text("坐标系未知", "CRS unknown")
        parts = [TWIST_NAMES[twist] for twist in self.twists]
        if self.fit is not None:
            parts.append(Text("控制点拟合", "fitted by control points"))
        return Text(
            " · ".join([plain.zh, *(p.zh for p in parts)]),
            " · ".join([plain.en, *(p.en for p in parts)]),
        )

    @property
    def plain(self) -> bool:
        """Whether nothing but a CRS is needed."""
        return not self.twists and self.fit is None

    def placed(self, points: Floats, target: int) -> Floats:
        """Bring points into a CRS.

        Parameters
        ----------
        points : array of float, shape (n, 2)
            As they stand in the file.
        target : int
            EPSG code; the result is east, north in it.

        Returns
        -------
        array of float, shape (n, 2)
            Places that cannot be reached are inf.
        """
        found = np.asarray(points, np.float64)
        for twist in self.twists:
            if twist in _UNPACK:
                found = _UNPACK[twist](found)
        if self.fit is not None:
            return self.fit.placed(found, self.crs, target)
        source = self.crs
        if source is None:
            return np.full_like(found, np.inf)
        for twist in self.twists:
            if twist in _SHIFTS:
                found = _changed(found, source, CGCS2000)
                with np.errstate(invalid="ignore", over="ignore"):
                    found = np.column_stack(
                        _SHIFTS[twist](found[:, 0].copy(), found[:, 1].copy())
                    )
                source = CGCS2000
        return _changed(found, source, target)


def _spoken(epsg: int) -> Text:
    """Return a CRS in an officer's words with its code."""
    for first, last, zh, en, number in _FAMILIES:
        if first <= epsg <= last:
            n = number(epsg - first)
            code = f" (EPSG:{epsg})"
            return Text(zh.format(n=n) + code, en.format(n=n) + code)
    name = f"{georeference.name_of(epsg)} (EPSG:{epsg})"
    return Text(name, name)


_FAMILIES: tuple[tuple[int, int, str, str, Callable[[int], int]], ...] = (
    (4490, 4490, "CGCS2000 经纬度", "CGCS2000 degrees", int),
    (4326, 4326, "WGS 84 经纬度", "WGS 84 degrees", int),
    (3857, 3857, "Web 墨卡托", "Web Mercator", int),
    (4491, 4501, "CGCS2000 六度带 {n} 带（带号）", "CGCS2000 6-degree zone {n}",
     lambda n: n + 13),
    (4502, 4512, "CGCS2000 六度带 {n}°E", "CGCS2000 6-degree CM {n}E",
     lambda n: 75 + 6 * n),
    (4513, 4533, "CGCS2000 三度带 {n} 带（带号）", "CGCS2000 3-degree zone {n}",
     lambda n: n + 25),
    (4534, 4554, "CGCS2000 三度带 {n}°E", "CGCS2000 3-degree CM {n}E",
     lambda n: 75 + 3 * n),
    (2370, 2390, "西安80 三度带 {n}°E", "Xian 1980 3-degree CM {n}E",
     lambda n: 75 + 3 * n),
    (2422, 2442, "北京54 三度带 {n}°E", "Beijing 1954 3-degree CM {n}E",
     lambda n: 75 + 3 * n),
    (32643, 32653, "WGS 84 UTM {n} 带", "WGS 84 UTM zone {n}N", lambda n: n + 43),
)  # fmt: skip


def _changed(points: Floats, source: int | str, target: int | str) -> Floats:
    if source == target or not len(points):
        return points
    change = georeference.transformer(source, target)
    try:
        found = georeference.change_coordinates(points, change)
    except pyproj.exceptions.ProjError:
        return np.full_like(points, np.inf)
    return found


def unpacked(values: Floats, twist: Twist) -> Floats:
    """Return decimal degrees of packed ones; NaN where no minute is so large.

    Examples
    --------
    >>> unpacked(np.array([116.2345, 40.6]), Twist.DMS).round(4).tolist()
    [116.3958, nan]
    >>> unpacked(np.array([11623.75]), Twist.DM).round(4).tolist()
    [116.3958]
    """
    size = np.where(np.isfinite(values), np.abs(values), np.nan)
    # Decimals in binary fall short by a hair: 0.2345 is 0.23449999999999.
    if twist is Twist.DM:
        degrees = np.floor(size / 100 + 1e-12)
        minutes, seconds = size - degrees * 100, np.zeros_like(size)
    else:
        degrees = np.floor(size + 1e-10)
        packed = np.maximum((size - degrees) * 100, 0)
        minutes = np.floor(packed + 1e-8)
        seconds = np.maximum((packed - minutes) * 100, 0)
    found = np.sign(values) * (degrees + minutes / 60 + seconds / 3600)
    return np.where((minutes < 60) & (seconds < 60), found, np.nan)


def _swapped(points: Floats) -> Floats:
    return points[:, ::-1].copy()


_UNPACK: dict[Twist, Callable[[Floats], Floats]] = {
    Twist.SWAPPED: _swapped,
    Twist.DMS: lambda points: unpacked(points, Twist.DMS),
    Twist.DM: lambda points: unpacked(points, Twist.DM),
}

_NO_READING = Text(
    "“{words}”不是一种坐标读法，没有写入任何内容。可用：EPSG:4549、degrees（经纬度）、"
    "swapped、gcj02、bd09、dms、dm，用 + 连接，如 EPSG:4549+swapped。",
    "“{words}” is no way to read coordinates; nothing was written. Say EPSG:4549, "
    "degrees, swapped, gcj02, bd09, dms or dm, joined by +, as in EPSG:4549+swapped.",
)
