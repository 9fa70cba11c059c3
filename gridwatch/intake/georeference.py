"""Which coordinate system a file is in, and which one the store should have.

Chinese deliveries come in CGCS2000 (EPSG:4490, 4513-4533 with the zone number before
the easting, 4534-4554 without), and still in Beijing 1954 and Xian 1980, for which
PROJ knows only a ballpark transformation to CGCS2000.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyproj
from pyproj.exceptions import CRSError

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "CGCS2000",
    "WGS84",
    "Extent",
    "Georeference",
    "barred_by",
    "central_meridian",
    "change_coordinates",
    "geographic_of",
    "identify",
    "is_cgcs2000",
    "is_metric",
    "judge",
    "known",
    "lonlat",
    "name_of",
    "old_datum",
    "prefixed_zone",
    "target_for",
    "transformer",
    "unprefixed",
    "warning_of",
    "zone_for",
]

Extent = tuple[float, float, float, float]

CGCS2000 = 4490
WGS84 = 4326
_OLD_DATUMS = {4214: "Beijing 1954", 4555: "Beijing 1954", 4610: "Xian 1980"}
"""Authority codes of the old datums; 4555 is the second edition, New Beijing."""
_OLD_NAMES = {
    "Beijing 1954": ("Beijing 1954", "Beijing 54", "New Beijing", "北京54", "北京 54"),
    "Xian 1980": ("Xian 1980", "Xian 80", "Xi'an 1980", "西安80", "西安 80"),
}
_OLD_AXES = {(6_378_245.0, 298.3): "Beijing 1954", (6_378_140.0, 298.257): "Xian 1980"}
"""Semi-major axis and inverse flattening of a nameless datum, and whose it is."""
_CHINA: Extent = (73.0, 18.0, 135.5, 54.0)
_ZONED = range(4513, 4534)
_UNZONED = range(4534, 4555)
_SIX_DEGREE_ZONED = range(4491, 4502)
_ZONE_117 = 4548
_FARTHEST = 1e8
# Metres in name only: lengths are wrong by a third at 40 degrees north.
_WEB = 3857


class Georeference(NamedTuple):
    """What a file's coordinates are in.

    Parameters
    ----------
    epsg : int or None
        EPSG code, None where unknown or without a number.
    certain : bool
        False where the officer should confirm.
    reason : Text
        Why.
    wkt : str
        Definition of a CRS without an EPSG number, else empty.
    warning : Text or None
        What the officer should beware of.
    """

    epsg: int | None
    certain: bool
    reason: Text
    wkt: str = ""
    warning: Text | None = None


@lru_cache(maxsize=64)
def _crs(definition: int | str) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(definition)


def name_of(crs: int | str) -> str:
    """Return the name of a CRS, or ``EPSG:n`` for codes that are not registered."""
    try:
        return str(_crs(crs).name)
    except CRSError:
        return f"EPSG:{crs}" if isinstance(crs, int) else ""


def known(epsg: int) -> bool:
    """Tell whether an EPSG code is that of a coordinate system."""
    try:
        crs = _crs(epsg)
    except CRSError:
        return False
    return bool(crs.is_geographic or crs.is_projected)


@lru_cache(maxsize=256)
def identify(definition: str) -> Georeference | None:
    """Identify the CRS a file carries; None for an unreadable definition.

    The EPSG code counts, not equality of definitions: Esri's spelling of a system is
    never equal to EPSG's.

    Parameters
    ----------
    definition : str
        WKT (EPSG or Esri spelling) or ``EPSG:n``.
    """
    try:
        crs = _crs(definition.strip().strip("\0\ufeff"))
        epsg = _epsg(crs)
    except CRSError:
        return None
    if not (crs.is_geographic or crs.is_projected) or "undefined" in crs.name.lower():
        return None
    reason = Text("文件自带坐标系：{name}", "the file's own CRS: {name}")
    reason = reason.filled(name=crs.name + (f" (EPSG:{epsg})" if epsg else ""))
    old = _old_datum(crs)
    if old:
        wkt = "" if epsg is not None else crs.to_2d().to_wkt()
        return Georeference(epsg, False, _old_reason(old), wkt, _old_warning(old))
    if epsg is None:
        return Georeference(None, True, reason, crs.to_2d().to_wkt())
    return Georeference(epsg, True, reason)


def _epsg(crs: pyproj.CRS) -> int | None:
    flat = crs.to_2d()
    # Searching PROJ's register is slow, so only the weakest wanted match is asked for.
    guess = flat.to_epsg(min_confidence=20)
    if guess is None:
        return None
    # An Esri file without a TOWGS84 lowers the confidence though it is the same system.
    if _crs(int(guess)).name == flat.name or flat.to_epsg(min_confidence=70) == guess:
        return int(guess)
    return None


@lru_cache(maxsize=256)
def old_datum(crs: int | str) -> str:
    """Return ``"Beijing 1954"`` or ``"Xian 1980"`` for systems on them, else empty.

    The authority code of the datum decides; a definition without one is told by its
    name, or by an ellipsoid that in China only these datums use.

    Examples
    --------
    >>> old_datum(2436), old_datum(2384), old_datum(4548)
    ('Beijing 1954', 'Xian 1980', '')
    """
    try:
        return _old_datum(_crs(crs))
    except CRSError:
        return ""


def _old_datum(crs: pyproj.CRS) -> str:
    base = crs.geodetic_crs
    if base is None:
        return ""
    code = base.to_epsg()
    if code is not None:
        return _OLD_DATUMS.get(code, "")
    spelled = base.name.replace("GCS_", "").replace("_", " ")
    for old, names in _OLD_NAMES.items():
        if any(name in spelled for name in names):
            return old
    ball = base.ellipsoid
    if ball is None or base.to_epsg(min_confidence=20) not in (None, *_OLD_DATUMS):
        return ""
    axes = (ball.semi_major_metre, round(ball.inverse_flattening, 3))
    return _OLD_AXES.get(axes, "")


_OLD_ZH = {"Beijing 1954": "北京54", "Xian 1980": "西安80"}


def _old_reason(datum: str) -> Text:
    return Text(
        "坐标系为{zh}：没有严密的转换参数。须用控制点拟合，或明确接受粗略转换，"
        "否则不导入",
        "the CRS is {en}: no exact transformation is known. Fit it by control points "
        "or accept the ballpark one; it is not taken otherwise",
    ).filled(zh=_OLD_ZH[datum], en=datum)


def _old_warning(datum: str) -> Text:
    return Text(
        "{zh}坐标只能粗略转换到 CGCS2000（PROJ 只有 ballpark 转换）："
        "位置偏差可达数十米至一百多米。请向测绘部门索取 CGCS2000 成果，"
        "或提供控制点拟合。",
        "{en} can only be brought to CGCS2000 by a ballpark transformation (PROJ "
        "knows no better): expect offsets of tens of metres to more than 100 m. "
        "Ask the surveying office for the data in CGCS2000, or supply control points "
        "to fit it.",
    ).filled(zh=_OLD_ZH[datum], en=datum)


def barred_by(crs: int | str) -> Text | None:
    """Return why a CRS on an old datum needs the officer's word, or None."""
    old = old_datum(crs)
    return _old_reason(old) if old else None


def warning_of(crs: int | str) -> Text | None:
    """Return the warning that goes with a CRS on an old datum, or None."""
    old = old_datum(crs)
    return _old_warning(old) if old else None


def judge(
    extent: Extent | None, siblings: Sequence[tuple[int, Extent]]
) -> Georeference:
    """Judge a file without a CRS by its coordinates.

    Parameters
    ----------
    extent : tuple of float or None
        West, south, east, north of the file as its numbers stand.
    siblings : sequence of (EPSG code, extent in degrees)
        Files of the delivery whose CRS is known, and the store's own extent.
    """
    if extent is None or not all(abs(side) < _FARTHEST for side in extent):
        return Georeference(None, False, _UNKNOWN)
    west, south, east, north = extent
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        return _degrees(extent, siblings)
    fitting = _fitting(extent, siblings)
    if fitting is not None:
        return fitting
    if west > 1e7:
        return _prefixed(west, east)
    return Georeference(None, False, _UNKNOWN)


_UNKNOWN = Text(
    "没有 .prj，坐标也看不出带号：请指定坐标系",
    "no .prj, and the coordinates do not tell the zone: say the CRS",
)


def _degrees(extent: Extent, siblings: Sequence[tuple[int, Extent]]) -> Georeference:
    if not _within(extent, _CHINA):
        reason = Text(
            "没有 .prj，坐标是经纬度，不在中国范围：暂按 WGS 84",
            "no .prj; degrees outside China: WGS 84 assumed",
        )
        return Georeference(WGS84, False, reason)
    geographic = {epsg for epsg, _ in siblings if not is_metric(epsg)}
    if geographic == {CGCS2000}:
        reason = Text(
            "没有 .prj，坐标是经纬度；同一交付的其他文件是 CGCS2000",
            "no .prj; degrees, and the delivery's other files are in CGCS2000",
        )
        return Georeference(CGCS2000, True, reason)
    reason = Text(
        "没有 .prj，坐标是中国范围内的经纬度：暂按 CGCS2000"
        "（WGS 84 在成图比例尺上与之相同）",
        "no .prj; degrees in China's extent: CGCS2000 assumed; WGS 84 is the same at "
        "map scale",
    )
    return Georeference(CGCS2000, False, reason)


def _fitting(
    extent: Extent, siblings: Sequence[tuple[int, Extent]]
) -> Georeference | None:
    """Take the siblings' CRS where the numbers read in it fall on their area."""
    fits = []
    for epsg in dict.fromkeys(epsg for epsg, _ in siblings):
        if not is_metric(epsg):
            continue
        place = lonlat(extent, epsg)
        areas = [area for other, area in siblings if other == epsg]
        if place and any(_overlap(place, area) for area in areas):
            fits.append(epsg)
    if len(fits) != 1:
        return None
    reason = Text(
        "没有 .prj，但按同一交付其他文件的坐标系 EPSG:{epsg} 读取正好落在同一区域",
        "no .prj, but read in EPSG:{epsg} like other files of the delivery it falls "
        "on the same area",
    )
    return Georeference(fits[0], True, reason.filled(epsg=fits[0]))


def _prefixed(west: float, east: float) -> Georeference:
    epsg = prefixed_zone(west)
    if epsg is None or epsg != prefixed_zone(east):
        return Georeference(None, False, _UNKNOWN)
    zone, width = int(west // 1e6), 3 if epsg in _ZONED else 6
    reason = Text(
        "没有 .prj；东坐标前带 {width} 度带号 {zone}：暂按 CGCS2000 (EPSG:{epsg})",
        "no .prj; the easting begins with {width}-degree zone {zone}: CGCS2000 "
        "assumed (EPSG:{epsg})",
    )
    return Georeference(epsg, False, reason.filled(width=width, zone=zone, epsg=epsg))


def prefixed_zone(east: float) -> int | None:
    """Return the CGCS2000 system whose zone number an easting begins with, or None.

    Examples
    --------
    >>> prefixed_zone(39_486_667.0), prefixed_zone(20_486_667.0), prefixed_zone(5e5)
    (4527, 4498, None)
    """
    zone = int(east // 1e6) if math.isfinite(east) else 0
    if 25 <= zone <= 45:
        return _ZONED[zone - 25]
    if 13 <= zone <= 23:
        return _SIX_DEGREE_ZONED[zone - 13]
    return None


def central_meridian(crs: int | str) -> float | None:
    """Return the central meridian of a transverse Mercator system, or None.

    Examples
    --------
    >>> central_meridian(2436), central_meridian(4490)
    (117.0, None)
    """
    operation = _crs(crs).coordinate_operation
    if operation is None or "Mercator" not in operation.method_name:
        return None
    found = [p.value for p in operation.params if "ongitude" in p.name]
    return float(found[0]) if found else None


def geographic_of(crs: int | str) -> str | None:
    """Return the geographic system a projected one rests on, as WKT."""
    base = _crs(crs).geodetic_crs
    return None if base is None else str(base.to_2d().to_wkt())


def _within(inner: Extent, outer: Extent) -> bool:
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _overlap(a: Extent, b: Extent) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def is_metric(crs: int | str) -> bool:
    """Tell whether a CRS is projected with metres on both axes."""
    try:
        found = _crs(crs)
    except CRSError:
        return False
    units = {axis.unit_name for axis in found.axis_info}
    return bool(found.is_projected) and units <= {"metre", "meter"}


def is_cgcs2000(epsg: int) -> bool:
    """Tell whether a CRS stands on China's present datum."""
    base = _crs(epsg).geodetic_crs
    return base is not None and "China" in base.name


def lonlat(extent: Extent, crs: int | str) -> Extent | None:
    """Return an extent in degrees, or None where it cannot be brought there."""
    try:
        change = transformer(crs, WGS84)
        west, south, east, north = change.transform_bounds(*extent, densify_pts=5)
    except (CRSError, pyproj.exceptions.ProjError):
        return None
    found = (float(west), float(south), float(east), float(north))
    return found if all(map(math.isfinite, found)) else None


def transformer(source: int | str, target: int | str) -> pyproj.Transformer:
    """Return the transformation between two systems, always east before north."""
    return _transformer(source, target)


@lru_cache(maxsize=64)
def _transformer(source: int | str, target: int | str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_crs(source), _crs(target), always_xy=True)


def change_coordinates(
    points: NDArray[np.float64], change: pyproj.Transformer
) -> NDArray[np.float64]:
    """Transform an (n, 2) array of east, north; unreachable points become inf."""
    changed = points.copy()
    changed[:, 0], changed[:, 1] = change.transform(points[:, 0], points[:, 1])
    return changed


def unprefixed(epsg: int) -> int:
    """Return the sibling without zone number of a zone-prefixed CGCS2000 system.

    Examples
    --------
    >>> unprefixed(4527), unprefixed(4548)
    (4548, 4548)
    """
    return _UNZONED[epsg - _ZONED[0]] if epsg in _ZONED else epsg


def target_for(
    preferred: Iterable[tuple[int, str]], area: Extent | None
) -> tuple[int, Text]:
    """Choose the store's CRS.

    Parameters
    ----------
    preferred : iterable of (EPSG code, file)
        Systems of the delivery's files, the best witness (jurisdictions) first.
    area : tuple of float or None
        Where the delivery lies, in degrees.

    Returns
    -------
    int, Text
        EPSG code of a projected system in metres, and why.
    """
    for epsg, source in preferred:
        if is_metric(epsg) and epsg != _WEB and not _old_datum(_crs(epsg)):
            reason = Text("取自 {source} 的投影坐标系", "the projected CRS of {source}")
            return unprefixed(epsg), reason.filled(source=source)
    if area is None:
        return _ZONE_117, Text("没有可用的位置信息", "nothing in it has a known place")
    west, south, east, north = area
    return zone_for((west + east) / 2, (south + north) / 2)


def zone_for(lon: float, lat: float) -> tuple[int, Text]:
    """Return the projected system of a place in degrees, and why.

    Examples
    --------
    >>> zone_for(116.9, 40.4)[0], zone_for(-0.1, 51.5)[0]
    (4548, 32630)
    """
    where = {"lon": f"{lon:.2f}", "lat": f"{lat:.2f}"}
    if _within((lon, lat, lon, lat), _CHINA):
        zone = min(max(round((lon - 75) / 3), 0), len(_UNZONED) - 1)
        reason = Text(
            "区域中心 {lon}°E {lat}°N 所在的 CGCS2000 三度带",
            "the CGCS2000 3-degree zone of the centre, {lon}°E {lat}°N",
        )
        return _UNZONED[zone], reason.filled(**where)
    zone = min(max(int((lon + 180) // 6) + 1, 1), 60)
    reason = Text(
        "区域中心 {lon}° {lat}° 所在的 UTM 带",
        "the UTM zone of the centre, {lon}° {lat}°",
    )
    return (32600 if lat >= 0 else 32700) + zone, reason.filled(**where)
