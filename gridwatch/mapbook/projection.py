"""The name of a coordinate system as it stands on a sheet."""

from __future__ import annotations

import pyproj

from gridwatch.district.wording import Text

__all__ = ["system_name"]

# EPSG has CGCS2000 / Gauss-Kruger in four unbroken runs of codes:
# first, last, degrees of a zone, first zone, whether eastings carry the zone number.
_CGCS2000 = (
    (4491, 4501, 6, 13, True),
    (4502, 4512, 6, 13, False),
    (4513, 4533, 3, 25, True),
    (4534, 4554, 3, 25, False),
)


def system_name(epsg: int) -> Text:
    """Return the coordinate system in words.

    Examples
    --------
    >>> system_name(4548).zh
    '2000国家大地坐标系　高斯—克吕格投影 3°带　中央经线 117°'
    >>> system_name(27700).en
    'OSGB36 / British National Grid'
    """
    for first, last, degrees, zone, numbered in _CGCS2000:
        if first <= epsg <= last:
            return _gauss_kruger(zone + epsg - first, degrees, numbered=numbered)
    try:
        name = pyproj.CRS.from_epsg(epsg).name
    except pyproj.exceptions.CRSError:
        name = f"EPSG:{epsg}"
    return Text(name, name)


def _gauss_kruger(zone: int, degrees: int, *, numbered: bool) -> Text:
    # The 3° zones count from the meridian 3° E, the 6° ones from 0°.
    meridian = zone * 3 if degrees == 3 else zone * 6 - 3
    text = Text(
        "2000国家大地坐标系　高斯—克吕格投影 {degrees}°带　中央经线 {meridian}°",
        "CGCS2000, Gauss-Krüger {degrees}° zone, central meridian {meridian}°E",
    ).filled(degrees=degrees, meridian=meridian)
    if not numbered:
        return text
    return Text(f"{text.zh}（{zone} 带）", f"{text.en} (zone {zone})")
