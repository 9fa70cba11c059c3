"""Lists of colours for themes, read from one plain file."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.wording import Text
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "Palette",
    "grey",
    "is_light",
    "lab_of",
    "palette_of",
    "palettes",
    "water_class",
]

_LIGHT = 70.0
_ENDS = 4
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)
_KNEE = 6.0 / 29.0
_DASH = "\N{EN DASH}"
_WATER = {
    **dict.fromkeys(("I", "1", "一", "II", "2", "二", "I-II", "I~II"), 0),
    **dict.fromkeys(("III", "3", "三"), 1),
    **dict.fromkeys(("IV", "4", "四"), 2),
    **dict.fromkeys(("V", "5", "五"), 3),
    **dict.fromkeys(("劣V", "劣5", "劣五", "劣于V"), 4),
}
"""Place in the palette of each way in which a class is written, after NFKC."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One list of colours.

    Parameters
    ----------
    id : str
        Identifier.
    name : Text
        What the officer reads.
    kind : str
        ``qualitative``, ``sequential``, ``diverging`` or ``water``.
    colours : tuple of str
        ``#RRGGBB``; of sequential and diverging lists anchors.
    letters : tuple of str
        A letter for each colour, where colours alone are not told apart.
    source : str
        Where it comes from.
    """

    id: str
    name: Text
    kind: str
    colours: tuple[str, ...]
    letters: tuple[str, ...] = ()
    source: str = ""

    @property
    def ramp(self) -> bool:
        """Whether colours stand for more and less."""
        return self.kind in ("sequential", "diverging")

    def taken(self, count: int) -> tuple[str, ...]:
        """Return `count` colours; a list that is too short starts again.

        Examples
        --------
        >>> palette_of("clear").taken(2)
        ('#0072B2', '#E69F00')
        >>> len(set(palette_of("blues").taken(9)))
        9
        """
        if not self.ramp:
            return tuple(self.colours[i % len(self.colours)] for i in range(count))
        # Few classes keep off the ends of a ramp: the lightest is nearly paper.
        inset = 0.08 if self.kind == "sequential" and count <= _ENDS else 0.0
        at = np.linspace(inset, 1.0 - inset, count) if count > 1 else np.array([0.65])
        anchors = lab_of(self.colours)
        places = np.linspace(0.0, 1.0, len(anchors))
        mixed = [np.interp(at, places, anchors[:, axis]) for axis in range(3)]
        return _hex_of(np.stack(mixed, axis=1))


def lab_of(colours: Sequence[str]) -> Floats:
    """Return CIELAB (D65) of ``#RRGGBB`` colours, shape (n, 3)."""
    plain = [colour.lstrip("#")[-6:] for colour in colours]
    digits = [[int(c[i : i + 2], 16) for i in (0, 2, 4)] for c in plain]
    shares = np.asarray(digits, float).reshape(-1, 3) / 255.0
    linear = np.where(
        shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4
    )
    xyz = linear @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > _KNEE**3, np.cbrt(xyz), xyz / (3.0 * _KNEE**2) + 4.0 / 29.0)
    x, y, z = f.T
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=1)


def _hex_of(lab: Floats) -> tuple[str, ...]:
    y = (lab[:, 0] + 16.0) / 116.0
    f = np.stack([y + lab[:, 1] / 500.0, y, y - lab[:, 2] / 200.0], axis=1)
    xyz = np.where(f > _KNEE, f**3, 3.0 * _KNEE**2 * (f - 4.0 / 29.0)) * _WHITE
    linear = np.clip(xyz @ np.linalg.inv(_TO_XYZ).T, 0.0, 1.0)
    shares = np.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055
    )
    return tuple(
        "#{:02X}{:02X}{:02X}".format(*row) for row in np.rint(shares * 255).astype(int)
    )


def is_light(colour: str) -> bool:
    """Tell whether a colour needs a dark edge to be seen on paper.

    Examples
    --------
    >>> is_light("#F0E442"), is_light("#0072B2")
    (True, False)
    """
    return bool(lab_of([colour])[0, 0] > _LIGHT)


@cache
def _file() -> Mapping[str, object]:
    with resource("symbols", "palettes.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def palettes() -> tuple[Palette, ...]:
    """Return all lists, in the order of the file."""
    entries = _file()["palette"]
    if not isinstance(entries, list):
        return ()
    return tuple(
        Palette(
            entry["id"],
            Text(**entry["name"]),
            entry["kind"],
            tuple(entry["colours"]),
            tuple(entry.get("letters", ())),
            entry["source"],
        )
        for entry in entries
    )


def palette_of(name: str) -> Palette:
    """Return a list by its identifier; one that is not known is the first."""
    return next((p for p in palettes() if p.id == name), palettes()[0])


def water_class(text: str) -> int:
    """Return the place of a class of surface water in its palette; 5: it is none.

    Examples
    --------
    >>> [water_class(text) for text in ("Ⅱ", "III类", "4", "劣Ⅴ类", "V", "无水")]
    [0, 1, 2, 4, 3, 5]
    """
    plain = unicodedata.normalize("NFKC", text).replace(_DASH, "-").strip().upper()
    word = plain.removesuffix("水质").removesuffix("水").removesuffix("类").strip()
    return _WATER.get(word, len(set(_WATER.values())))


def grey(name: str) -> str:
    """Return the colour of what is ``missing`` or ``other``."""
    greys = _file()["greys"]
    return str(greys[name]) if isinstance(greys, dict) else "#808080"
