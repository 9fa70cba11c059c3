"""How far a ballpark transformation may be off, told from what PROJ has on record.

For Beijing 1954 the EPSG register holds a few published transformations, each for an
oil field or a sea. Elsewhere they must not be used; but what they would move a place by
tells the size of the doubt there. For Xian 1980 nothing is published at all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pyproj
from pyproj.transformer import TransformerGroup

from gridwatch.district.wording import Text
from gridwatch.intake import georeference

if TYPE_CHECKING:
    from gridwatch.intake.georeference import Extent

__all__ = ["doubt_at"]

_CODES = {"Beijing 1954": 4214, "Xian 1980": 4610}
_BALL = "GRS80"


def doubt_at(crs: int | str, area: Extent | None) -> Text | None:
    """Return in a sentence how far off a file on an old datum may land, and by what.

    Parameters
    ----------
    crs : int or str
        EPSG code or definition.
    area : tuple of float or None
        Where the file lies, degrees.

    Examples
    --------
    >>> doubt_at(4548, None) is None
    True
    >>> "65" in doubt_at(2436, (116.7, 40.3, 116.9, 40.5)).en
    True
    """
    datum = georeference.old_datum(crs)
    if not datum:
        return None
    if area is None:
        return _UNKNOWN
    lon, lat = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    moved = _moves(datum, round(lon, 1), round(lat, 1))
    if not moved:
        return _UNKNOWN
    return _PUBLISHED.filled(count=len(moved), low=min(moved), high=max(moved))


@lru_cache(maxsize=16)
def _moves(datum: str, lon: float, lat: float) -> tuple[float, ...]:
    group = TransformerGroup(_CODES[datum], georeference.WGS84, always_xy=True)
    geod = pyproj.Geod(ellps=_BALL)
    found = []
    for change in group.transformers:
        if change.accuracy >= 0:
            east, north = change.transform(lon, lat)
            found.append(float(geod.inv(lon, lat, east, north)[2]))
    return tuple(found)


_UNKNOWN = Text(
    "偏差大小无据可查（PROJ 没有登记任何参数，精度记为 -1）；一般为数十米至一百多米。",
    "The size of the doubt is on no record (PROJ has no parameters, accuracy -1); "
    "usually it is tens of metres to more than 100 m.",
)
_PUBLISHED = Text(
    "EPSG 登记的 {count} 组外地参数（鄂尔多斯、塔里木、近海，不适用于本地）在此处给出的"
    "位移为 {low:.0f} 至 {high:.0f} 米，可见偏差的量级。",
    "The {count} published sets of parameters (EPSG: Ordos, Tarim, offshore; not valid "
    "here) would move this place by {low:.0f} to {high:.0f} m: the size of the doubt.",
)
