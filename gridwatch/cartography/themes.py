"""Themes: how the features of one layer are classed and coloured, as frozen values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from gridwatch.cartography.classing import MOST_CLASSES, Method
from gridwatch.cartography.layer import LAYER_IDS
from gridwatch.district.wording import Text
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "MOST_CATEGORIES",
    "MOST_ON_SHEET",
    "ReadyTheme",
    "Role",
    "Theme",
    "ThemeClass",
    "ThemeKind",
    "plain_of",
    "ready_themes",
    "theme_of",
    "themes_of",
]

MOST_CATEGORIES = 12
MOST_ON_SHEET = 24
"""A sheet is read at leisure: every colour comes plain and in two patterns."""
_NOTHING = Text("", "")


class ThemeKind(StrEnum):
    """Ways to class a layer."""

    STANDARD = "standard"
    SINGLE = "single"
    CATEGORY = "category"
    GRADUATED = "graduated"
    RULE = "rule"


class Role(StrEnum):
    """What a class is for."""

    NAMED = "named"
    OTHER = "other"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ThemeClass:
    """One class.

    Parameters
    ----------
    colour : str
        ``#RRGGBB``.
    name : Text
        Name in legends; empty: as its value or its limits say.
    role : Role
        `Role.OTHER` takes what no other class does, `Role.MISSING` what is not on
        record.
    value : str
        Of a category: the value.
    upper : float or None
        Of a graduated theme: the largest number in it; None: no limit. It begins
        where the class before ends.
    condition : str
        Of a rule: as `gridwatch.cartography.conditions` reads it, in keys.
    size : float
        Width of lines or height of points, px at 96 dpi; 0: as usual.
    shape : str
        Of points: ``square``, ``diamond``, ``triangle`` or ``circle``; empty: as usual.
    pattern : int
        0: plain; 1, 2: dashed, hatched or marked, where colours come round again.
    hidden : bool
        Its features are neither drawn nor named.
    letter : str
        What lines and points bear, for prints without colours.
    """

    colour: str
    name: Text = _NOTHING
    role: Role = Role.NAMED
    value: str = ""
    upper: float | None = None
    condition: str = ""
    size: float = 0.0
    shape: str = ""
    pattern: int = 0
    hidden: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """How one layer is classed.

    Parameters
    ----------
    layer_id : str
        One of `LAYER_IDS`.
    kind : ThemeKind
        The way.
    field : str
        Key of an `Attribute`; empty for standard, single and rule.
    classes : tuple of ThemeClass
        The classes; empty: made from the data whenever it is drawn.
    palette : str
        Identifier of the colours that new classes take.
    method : Method
        Of a graduated theme: where new classes are cut.
    count : int
        Of a graduated theme: how many new classes are wanted.
    size : float
        Width of lines or height of points for classes that say none; 0: as usual.
    label : str
        Key of an `Attribute` that features are named by; empty: as usual.
    """

    layer_id: str
    kind: ThemeKind = ThemeKind.STANDARD
    field: str = ""
    classes: tuple[ThemeClass, ...] = ()
    palette: str = ""
    method: Method = Method.QUANTILE
    count: int = 5
    size: float = 0.0
    label: str = ""

    @property
    def plain(self) -> bool:
        """Whether it says nothing that the standard does not."""
        return self.kind is ThemeKind.STANDARD and not self.label


@dataclass(frozen=True, slots=True)
class ReadyTheme:
    """A theme that comes with the program."""

    id: str
    name: Text
    theme: Theme


# --- as plain data, for the store and for files --------------------------------------


def plain_of(theme: Theme) -> dict[str, object]:
    """Return a theme as JSON can hold it; what is as usual is left out."""
    found = _filled_in(theme)
    found["classes"] = [_filled_in(entry) for entry in theme.classes]
    return {key: value for key, value in found.items() if value != []}


def _filled_in(value: Theme | ThemeClass) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item != field.default:
            named = isinstance(item, Text)
            found[field.name] = item._asdict() if named else item
    return found


def theme_of(data: Mapping[str, Any]) -> Theme:
    """Return the theme that plain data describe.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where they describe none.
    """
    layer_id = data["layer_id"]
    if layer_id not in LAYER_IDS:
        raise ValueError(layer_id)
    return Theme(
        str(layer_id),
        ThemeKind(data.get("kind", ThemeKind.STANDARD)),
        str(data.get("field", "")),
        tuple(_class_of(entry) for entry in data.get("classes", ())),
        str(data.get("palette", "")),
        Method(data.get("method", Method.QUANTILE)),
        min(max(int(data.get("count", 5)), 2), MOST_CLASSES),
        float(data.get("size", 0.0)),
        str(data.get("label", "")),
    )


def _class_of(data: Mapping[str, Any]) -> ThemeClass:
    upper = data.get("upper")
    colour = str(data["colour"])
    int(colour.removeprefix("#"), 16)
    return ThemeClass(
        colour,
        Text(**data.get("name", {"zh": "", "en": ""})),
        Role(data.get("role", Role.NAMED)),
        value=str(data.get("value", "")),
        upper=None if upper is None else float(upper),
        condition=str(data.get("condition", "")),
        size=float(data.get("size", 0.0)),
        shape=str(data.get("shape", "")),
        pattern=int(data.get("pattern", 0)),
        hidden=bool(data.get("hidden", False)),
        letter=str(data.get("letter", "")),
    )


def themes_of(setting: object) -> tuple[Theme, ...]:
    """Return the themes of a store's setting; what cannot be read is left out."""
    found = []
    entries: Iterable[object] = setting.values() if isinstance(setting, dict) else ()
    for entry in entries:
        try:
            theme = theme_of(entry if isinstance(entry, dict) else {})
        except (KeyError, TypeError, ValueError):
            continue
        if not theme.plain:
            found.append(theme)
    return tuple(found)


@cache
def ready_themes() -> tuple[ReadyTheme, ...]:
    """Return the themes that come with the program.

    Examples
    --------
    >>> ready_themes()[0].theme.layer_id
    'river'
    """
    with resource("symbols", "themes.toml").open("rb") as stream:
        entries = tomllib.load(stream)["theme"]
    return tuple(
        ReadyTheme(entry["id"], Text(**entry["name"]), theme_of(entry))
        for entry in entries
    )
