"""A recipe: what stands where on a sheet, as frozen values that a person can edit.

A recipe is a plain TOML file (``resources/recipes/*.toml``); `recipefile` reads and
writes it. Places are millimetres from the edges of the paper, so that one recipe
serves upright and flat paper; on another size of paper everything grows alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gridwatch.cartography.layer import LAYER_IDS
from gridwatch.cartography.themes import Theme, ready_themes
from gridwatch.district.wording import Text
from gridwatch.mapbook.paper import PAPERS, Page, Rect

__all__ = [
    "Audience",
    "BlockKind",
    "Grid",
    "MapRecipe",
    "Place",
    "Recipe",
    "RecipeBlock",
    "RecipeKind",
    "TableColumn",
    "TableRecipe",
    "page_of",
]

NOTHING = Text("", "")


class RecipeKind(StrEnum):
    """What sort of sheets a recipe makes."""

    MAP = "map"
    """One map of an area, its table carried on overleaf."""
    STRIP = "strip"
    """A river cut into overlapping maps along its flow, a page each."""
    FIELD = "field"
    """Pages to be ticked outdoors, each with a code that is typed back."""
    FACE = "face"
    """The face of a signboard as a proof."""


class Audience(StrEnum):
    """Whom a sheet is for; the public sees telephones masked."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Grid(StrEnum):
    """Lines over the map."""

    KM = "km"
    GRATICULE = "graticule"
    NONE = "none"


class BlockKind(StrEnum):
    """What can stand on a sheet."""

    TITLE = "title"
    MAP = "map"
    LEGEND = "legend"
    SCALE = "scale"
    NORTH = "north"
    LOCATOR = "locator"
    TABLE = "table"
    INSETS = "insets"
    TEXT = "text"
    IMPRINT = "imprint"
    RULER = "ruler"
    SHEETS = "sheets"
    CODE = "code"
    SIGNATURES = "signatures"
    FACE = "face"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block lies: two of three across, two of three down, millimetres.

    Parameters
    ----------
    left, right, width : float or None
        Distance from the paper's left and right edge, and the width; two are given.
    top, bottom, height : float or None
        The same downwards.
    """

    left: float | None = None
    right: float | None = None
    width: float | None = None
    top: float | None = None
    bottom: float | None = None
    height: float | None = None

    @property
    def determined(self) -> bool:
        """Whether two of three are given across and down."""
        across = [self.left, self.right, self.width]
        down = [self.top, self.bottom, self.height]
        return across.count(None) == 1 and down.count(None) == 1

    def on(self, wide: float, tall: float) -> Rect:
        """Return the rectangle on paper of a size.

        Examples
        --------
        >>> Place(left=25, right=15, top=30, height=100).on(210, 297)
        Rect(x=25.0, y=30.0, width=170.0, height=100.0)
        """
        x, width = _span(self.left, self.right, self.width, wide)
        y, height = _span(self.top, self.bottom, self.height, tall)
        return Rect(x, y, width, height)

    def moved_to(self, rect: Rect, wide: float, tall: float) -> Place:
        """Return the place that gives a rectangle, held by the same edges as before."""
        across = (rect.x, wide - rect.right, rect.width)
        down = (rect.y, tall - rect.bottom, rect.height)
        left, right, width = _kept(across, (self.left, self.right, self.width))
        top, bottom, height = _kept(down, (self.top, self.bottom, self.height))
        return Place(left, right, width, top, bottom, height)


_Three = tuple[float | None, float | None, float | None]


def _span(
    near: float | None, far: float | None, length: float | None, whole: float
) -> tuple[float, float]:
    if near is None:
        size = float(length or 0.0)
        return whole - float(far or 0.0) - size, size
    if length is None:
        return float(near), whole - float(near) - float(far or 0.0)
    return float(near), float(length)


def _kept(values: tuple[float, float, float], before: _Three) -> _Three:
    found = [
        None if old is None else round(new, 2)
        for new, old in zip(values, before, strict=True)
    ]
    return found[0], found[1], found[2]


@dataclass(frozen=True, slots=True)
class RecipeBlock:
    """One block of a sheet.

    Parameters
    ----------
    kind : BlockKind
        What it is.
    place : Place
        Where.
    only : str
        ``portrait`` or ``landscape``: only on paper of that direction.
    over : bool
        May lie on the map.
    em : float
        Size of type, millimetres; 0: the recipe's.
    text : Text
        Of a text block: its words; of another: its head, where it has one.
    table : str
        Of a table: which of the recipe's tables.
    fit : bool
        Of a table: it takes only the height it needs, and what lies between it and the
        lower edge of the map moves down.
    columns : int
        Of a table: so many columns of rows beside each other.
    """

    kind: BlockKind
    place: Place
    only: str = ""
    over: bool = False
    em: float = 0.0
    text: Text = NOTHING
    table: str = ""
    fit: bool = False
    columns: int = 1


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table.

    Parameters
    ----------
    key : str
        What stands in it, a key of the table's rows.
    head : Text
        Its head; empty: as usual.
    width : float
        Millimetres; 0: as its texts need.
    """

    key: str
    head: Text = NOTHING
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class TableRecipe:
    """A table: which rows, which columns.

    Parameters
    ----------
    id : str
        Its name among the recipe's tables.
    rows : str
        What its rows are: a key of `tablecolumns.SOURCES`.
    title : Text
        Written above it.
    columns : tuple of TableColumn
        Its columns.
    total : bool
        Whether a last row sums up.
    ticks : tuple of Text
        Heads of columns with a box to tick, after the others.
    only : str
        Rows of one state only: ``stale``, ``open`` or empty for all.
    """

    id: str
    rows: str
    title: Text = NOTHING
    columns: tuple[TableColumn, ...] = ()
    total: bool = True
    ticks: tuple[Text, ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True)
class MapRecipe:
    """The map of a sheet.

    Parameters
    ----------
    layers : tuple of str
        Layers shown; empty: all.
    ready : tuple of str
        Identifiers of the ready themes that layers are classed by.
    own : tuple of Theme
        Further themes, written in the recipe itself.
    scales : tuple of int
        N of the scales 1:N allowed, large ones first; empty: any round one. Where none
        is small enough, the next round one is taken.
    largest : int
        N of the largest scale.
    grid : Grid
        Lines over the map.
    emphasis : bool
        Whether what lies outside the area fades.
    pins : str
        Layer whose features bear the numbers of their rows in the table.
    overlap : float
        Of a strip: part of a page that the next one repeats.
    turned : bool
        Of a strip: whether pages are turned so that the river runs along them.
    margin : float
        Part of the map's shorter edge that stays free around the area.
    symbols : float
        Size of symbols and names, 1 as on the screen; walls are looked at from afar.
    sheet_classes : bool
        Whether classes that a theme makes from the data are made for each sheet from
        the segments its subject has: few enough to tell apart where the whole district
        has hundreds of values.
    """

    layers: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    own: tuple[Theme, ...] = ()
    scales: tuple[int, ...] = ()
    largest: int = 500
    grid: Grid = Grid.KM
    emphasis: bool = True
    pins: str = ""
    overlap: float = 0.12
    turned: bool = False
    margin: float = 0.04
    symbols: float = 1.0
    sheet_classes: bool = False

    @property
    def themes(self) -> tuple[Theme, ...]:
        """All its themes."""
        ready = {one.id: one.theme for one in ready_themes()}
        return *(ready[name] for name in self.ready), *self.own

    @property
    def hidden(self) -> frozenset[str]:
        """Identifiers of the layers that are not shown."""
        return frozenset(LAYER_IDS) - set(self.layers or LAYER_IDS)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a sheet is made of.

    Parameters
    ----------
    id : str
        Name of its file without the ending.
    name, about : Text
        What it is called, and one line about it.
    kind : RecipeKind
        What sort of sheets.
    subjects : tuple of str
        What a sheet can be about: ``district``, ``town``, ``village``, ``cell``,
        ``river``, ``signboard``.
    title : Text
        With ``{place}`` and ``{name}`` to be filled in.
    paper : str
        Paper that the places are measured on.
    papers : tuple of str
        Other papers it serves.
    orientation : str
        ``portrait``, ``landscape`` or ``auto``: as suits the shape of the area.
    audience : Audience
        Whom it is for.
    em : float
        Size of type in tables, millimetres.
    margins : tuple of float
        Left, right, top, bottom: nothing but the ruler lies outside.
    height_datum : str
        Height datum (高程基准), where the sheet has heights; may be empty.
    review_number : str
        审图号 of a map that is published; a blank to write it in where empty and the
        audience is the public.
    disclaimer : Text
        What the map is not to be used for.
    maps : MapRecipe
        The map.
    blocks : tuple of RecipeBlock
        What stands where.
    tables : tuple of TableRecipe
        The tables that blocks name.
    """

    id: str
    name: Text
    about: Text = NOTHING
    kind: RecipeKind = RecipeKind.MAP
    subjects: tuple[str, ...] = ("town",)
    title: Text = NOTHING
    paper: str = "A4"
    papers: tuple[str, ...] = ()
    orientation: str = "portrait"
    audience: Audience = Audience.INTERNAL
    em: float = 2.3
    margins: tuple[float, float, float, float] = (25.0, 15.0, 15.0, 15.0)
    height_datum: str = ""
    review_number: str = ""
    disclaimer: Text = NOTHING
    maps: MapRecipe = field(default_factory=MapRecipe)
    blocks: tuple[RecipeBlock, ...] = ()
    tables: tuple[TableRecipe, ...] = ()

    @property
    def turns(self) -> tuple[bool, ...]:
        """Directions of paper it allows; True lies across."""
        if self.orientation == "auto":
            return False, True
        return (self.orientation == "landscape",)

    def factor(self, paper: str) -> float:
        """Return by how much everything grows on another paper."""
        return PAPERS[paper][0] / PAPERS[self.paper][0]

    def blocks_on(self, *, landscape: bool) -> tuple[RecipeBlock, ...]:
        """Return the blocks that stand on paper of a direction."""
        direction = "landscape" if landscape else "portrait"
        return tuple(one for one in self.blocks if one.only in ("", direction))

    def table(self, key: str) -> TableRecipe | None:
        """Return a table by its name."""
        return next((one for one in self.tables if one.id == key), None)


def page_of(recipe: Recipe, *, landscape: bool, paper: str = "") -> Page:
    """Return the paper of a recipe, or another one, in a direction."""
    return Page(paper or recipe.paper, landscape)
