"""How the officer wants lengths and places written; the store keeps metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.wording import Format, Text

if TYPE_CHECKING:
    from gridwatch.gui.remembering import Memory

__all__ = ["ANGLES", "LENGTHS", "Units", "degrees"]

LENGTHS = {"m": Text("米", "m"), "km": Text("公里", "km")}
ANGLES = {
    "dms": Text("度分秒", "degrees, minutes, seconds"),
    "deg": Text("十进制度", "decimal degrees"),
}
_FINE = 6
"""Digits of decimal degrees: a tenth of a metre."""


def degrees(value: float, positive: str, negative: str) -> str:
    """Write an angle as degrees, minutes and seconds with its side.

    Examples
    --------
    >>> degrees(116.5, "E", "W")[:4]
    '116°'
    """
    tenths = round(abs(value) * 36_000)
    whole, rest = divmod(tenths, 36_000)
    minutes, tenths = divmod(rest, 600)
    side = positive if value >= 0 else negative
    return f"{whole}°{minutes:02d}\N{PRIME}{tenths / 10:04.1f}\N{DOUBLE PRIME}{side}"


@dataclass(frozen=True, slots=True)
class Units:
    """What the officer chose.

    Parameters
    ----------
    length : str
        A key of `LENGTHS`, for the tables.
    angle : str
        A key of `ANGLES`, for the status bar.
    """

    length: str = "m"
    angle: str = "dms"

    @staticmethod
    def chosen(memory: Memory) -> Units:
        """Return what the preferences say."""
        length, angle = memory.choice("length", "m"), memory.choice("angle", "dms")
        return Units(
            length if length in LENGTHS else "m", angle if angle in ANGLES else "dms"
        )

    def scale(self, form: Format) -> float:
        """Return by what a stored value is multiplied before it is shown."""
        return 0.001 if form is Format.LENGTH and self.length == "km" else 1.0

    def unit(self, form: Format, stored: Text | None) -> Text | None:
        """Return the unit for the head of a table.

        Examples
        --------
        >>> Units("km").unit(Format.LENGTH, LENGTHS["m"]).zh
        '公里'
        """
        return LENGTHS[self.length] if form is Format.LENGTH else stored

    def metres(self, value: float) -> str:
        """Write a length.

        Examples
        --------
        >>> Units("m").metres(1234.5), Units("km").metres(1234.5)
        ('1,234', '1.234')
        """
        return f"{value / 1000:,.3f}" if self.length == "km" else f"{value:,.0f}"

    def place(self, longitude: float, latitude: float) -> str:
        """Write longitude and latitude.

        Examples
        --------
        >>> Units(angle="deg").place(116.5, 40.25)
        '116.500000°E  40.250000°N'
        """
        if self.angle == "dms":
            words = degrees(longitude, "E", "W"), degrees(latitude, "N", "S")
        else:
            east, north = "E" if longitude >= 0 else "W", "N" if latitude >= 0 else "S"
            words = (
                f"{abs(longitude):.{_FINE}f}°{east}",
                f"{abs(latitude):.{_FINE}f}°{north}",
            )
        return "  ".join(words)
