"""A sheet as planned by its recipe: its pages, and what stands where on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridwatch.district.wording import Language, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.newfaces import FaceText
    from gridwatch.mapbook.paper import Page, Rect
    from gridwatch.mapbook.recipe import BlockKind, Recipe, RecipeBlock
    from gridwatch.mapbook.settables import SetTable, TablePiece
    from gridwatch.mapbook.subjects import Subject
    from gridwatch.mapbook.windows import MapWindow

__all__ = ["Card", "Pin", "PlacedBlock", "Sheet", "SheetPage"]


_LEAST_TYPE = 2.0
"""A recipe on smaller paper than its own has type of so many millimetres at least."""


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block of the recipe where it lies on the page.

    Parameters
    ----------
    block : RecipeBlock
        The block.
    rect : Rect
        Millimetres.
    """

    block: RecipeBlock
    rect: Rect

    @property
    def kind(self) -> BlockKind:
        """What it is."""
        return self.block.kind


@dataclass(frozen=True, slots=True)
class Pin:
    """A number on the map: the row of the table that tells of the place.

    `alert` ones are red: something has to be done about them. `done` ones are struck
    through: a later print shows what was closed since (挂图作战、销号管理).
    """

    number: int
    at: tuple[float, float]
    uid: str = ""
    alert: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A small table about one town beside a wall map.

    Parameters
    ----------
    rect : Rect
        Where.
    number : int
        Its number, as on the map.
    name, chief, figures : str
        Heads: the town, who answers, what there is.
    lines : tuple of tuple of str
        A row for each river: name, kilometres, chief.
    more : int
        Rivers that found no room.
    uid : str
        Of the town.
    em : float
        Size of type, millimetres.
    """

    rect: Rect
    number: int
    name: str
    chief: str
    figures: str
    lines: tuple[tuple[str, str, str], ...]
    more: int = 0
    uid: str = ""
    em: float = 3.2


@dataclass(frozen=True)
class SheetPage:
    """One page.

    Parameters
    ----------
    blocks : tuple of PlacedBlock
        What stands where, tables excepted.
    title : Text
        Its title.
    window : MapWindow or None
        The map; None on a page that carries a table on.
    inset : MapWindow or None
        Map of an enclave, over the map.
    inset_area : shapely geometry or None
        The enclave.
    pieces : tuple of TablePiece
        Pieces of tables.
    pins : tuple of Pin
        Numbers on the map.
    cards : tuple of Card
        Small tables.
    code : str
        Code of a field sheet's page.
    part : tuple of int
        Of a strip: which window, of how many; (0, 0) otherwise.
    """

    blocks: tuple[PlacedBlock, ...]
    title: Text
    window: MapWindow | None = None
    inset: MapWindow | None = None
    inset_area: BaseGeometry | None = None
    pieces: tuple[TablePiece, ...] = ()
    pins: tuple[Pin, ...] = ()
    cards: tuple[Card, ...] = ()
    code: str = ""
    part: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Sheet:
    """A sheet: a recipe applied to one subject.

    Parameters
    ----------
    recipe : Recipe
        What it is made by.
    subject : Subject
        What it is about.
    title : Text
        E.g. 云溪区青石镇河长制责任图.
    number : str
        Map number (图号).
    page : Page
        Paper and direction of all its pages.
    factor : float
        By how much everything is larger than the recipe says.
    pages : tuple of SheetPage
        Its pages.
    crs : int
        EPSG code.
    as_of, made_on : date
        The day it speaks of, and the day it was made.
    office, secrecy : str
        Compiling office and secrecy mark, may be empty.
    edition : int or None
        Year of the borders on record.
    language : Language
        Language of all that is not data.
    first_page, of_pages : int
        Number of its first page in a book, and pages of the whole book.
    labels : tuple of str
        What its pages are called in a book that keeps the numbers of an earlier print
        (``12``, ``12-1``); empty where they simply follow `first_page`.
    windows : tuple of MapWindow
        Of a strip: all windows, for the key map.
    face : FaceText or None
        Of a face: what stands on it.
    tables : mapping of str to SetTable
        All its tables with their rows, by name.
    """

    recipe: Recipe
    subject: Subject
    title: Text
    number: str
    page: Page
    factor: float
    pages: tuple[SheetPage, ...]
    crs: int
    as_of: date
    made_on: date
    office: str = ""
    secrecy: str = ""
    edition: int | None = None
    language: Language = Language.ZH
    first_page: int = 1
    of_pages: int = 1
    labels: tuple[str, ...] = ()
    windows: tuple[MapWindow, ...] = ()
    face: FaceText | None = None
    tables: Mapping[str, SetTable] = field(default_factory=dict)

    @property
    def em(self) -> float:
        """Size of type in tables, millimetres."""
        return self._legible(self.recipe.em)

    def type_of(self, block: RecipeBlock) -> float:
        """Return the size of type of a block, millimetres."""
        return self._legible(block.em or self.recipe.em)

    def _legible(self, em: float) -> float:
        """Return type as large as the paper says, on small paper still legible."""
        return max(em * self.factor, min(em, _LEAST_TYPE))

    @property
    def scale(self) -> int:
        """N of the scale of its first map; 0 where it has none."""
        windows = [page.window for page in self.pages if page.window is not None]
        return windows[0].scale if windows else 0

    def label(self, page: int) -> str:
        """Return what one of its pages is called in its book."""
        return self.labels[page] if self.labels else str(self.first_page + page)

    def say(self, text: Text) -> str:
        """Return a text in its language."""
        return text.of(self.language)
