"""What the print dialog prints: sheets of areas, or sheets by a recipe (no widgets)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.audience import guarded
from gridwatch.mapbook.binding import (
    print_pdf,
    print_to,
    render_page,
    sheet_pages,
)
from gridwatch.mapbook.guarding import plan_guarded
from gridwatch.mapbook.pages import SheetPlan, plan_book
from gridwatch.mapbook.paper import PAPERS
from gridwatch.mapbook.pictures import draw_pictures
from gridwatch.mapbook.press import picture, press, print_on
from gridwatch.mapbook.recipepages import SheetPainter, drawn_pages
from gridwatch.mapbook.recipeplan import Wish, numbered
from gridwatch.mapbook.subjects import nothing_of, subjects_of
from gridwatch.mapbook.tiling import plan_tiling, tiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage
    from PySide6.QtPrintSupport import QPrinter

    from gridwatch.cartography.themes import Theme
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.mapbook.audience import Audience, Removal
    from gridwatch.mapbook.paper import Page
    from gridwatch.mapbook.press import DrawnPage, Progress
    from gridwatch.mapbook.recipe import Recipe
    from gridwatch.mapbook.sheets import Sheet
    from gridwatch.mapbook.subjects import Subject

__all__ = ["AreaJob", "Output", "PrintJob", "RecipeJob", "area_job", "recipe_job"]

Line = tuple["Jurisdiction", str, list[str]]


@dataclass(frozen=True, slots=True)
class Output:
    """What a print is saved as.

    Parameters
    ----------
    kind : str
        ``pdf``, ``png`` or ``svg``.
    dpi : float
        Of a PNG.
    tile : str
        Paper of the tiles that large sheets of a PDF are cut into; empty: none.
    """

    kind: str = "pdf"
    dpi: float = 300.0
    tile: str = ""

    @property
    def suffix(self) -> str:
        """Of the file's name."""
        return f".{self.kind}"


class PrintJob(Protocol):
    """Planned pages that can be shown, saved and printed."""

    @property
    def plans(self) -> Sequence[SheetPlan | Sheet]:
        """The sheets."""

    @property
    def removed(self) -> Sequence[Removal]:
        """What the guard took away, once for each sheet."""

    @property
    def count(self) -> int:
        """Number of pages."""

    @property
    def name(self) -> str:
        """What the first sheet is called, for a file's name."""

    @property
    def lines(self) -> list[Line]:
        """What is put on record: the area, the title, uids of segments."""

    def page(self, at: int) -> tuple[Page, int]:
        """Return the paper of a page, and N of its scale (0: no map)."""

    def image(self, at: int, dpi: float) -> QImage:
        """Return a picture of a page; may be called on a worker thread."""

    def save(
        self,
        path: Path,
        output: Output,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> int:
        """Write files; may be called on a worker thread; returns their pages."""

    def tiles(self, paper: str) -> int:
        """Return how many sheets of a paper all pages are cut into."""

    def send(self, printer: QPrinter) -> int:
        """Print; returns the pages."""


@dataclass(frozen=True)
class AreaJob:
    """Sheets of areas, laid out by themselves."""

    plans: tuple[SheetPlan, ...]
    district: District
    themes: tuple[Theme, ...] = ()
    removed: tuple[Removal, ...] = ()

    @cached_property
    def _pages(self) -> list[tuple[SheetPlan, int]]:
        return [(plan, page) for plan in self.plans for page in range(plan.pages)]

    @property
    def count(self) -> int:
        """Number of pages."""
        return len(self._pages)

    @property
    def name(self) -> str:
        """What the first sheet is called."""
        return self.plans[0].jurisdiction.name

    @property
    def lines(self) -> list[Line]:
        """What is put on record."""
        return [
            (plan.jurisdiction, plan.title.zh, [r.segment_uid for r in plan.rows])
            for plan in self.plans
        ]

    def page(self, at: int) -> tuple[Page, int]:
        """Return the paper of a page and its scale."""
        plan = self._pages[at][0]
        return plan.page, plan.scale

    def image(self, at: int, dpi: float) -> QImage:
        """Return a picture of a page."""
        plan, page = self._pages[at]
        return render_page(plan, self.district, dpi, page, self.themes)

    def tiles(self, paper: str) -> int:
        """Return how many sheets of a paper all pages are cut into."""
        return sum(_cut(plan.page, paper) for plan, _ in self._pages)

    def save(
        self,
        path: Path,
        output: Output,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> int:
        """Write files."""
        if output.kind == "pdf" and not output.tile:
            return print_pdf(
                self.plans,
                self.district,
                path,
                themes=self.themes,
                progress=progress,
                cancelled=cancelled,
            )
        pages = sheet_pages(self.plans, self.district, self.themes)
        first = self.plans[0]
        facts = _Facts(first.title.of(first.language), first.office, first.language)
        return _written(path, pages, output, facts, (progress, cancelled))

    def send(self, printer: QPrinter) -> int:
        """Print."""
        return print_to(printer, self.plans, self.district, themes=self.themes)


@dataclass(frozen=True)
class RecipeJob:
    """Sheets by a recipe."""

    plans: tuple[Sheet, ...]
    district: District
    removed: tuple[Removal, ...] = ()
    painter: SheetPainter = field(compare=False, kw_only=True)

    @cached_property
    def _pages(self) -> list[tuple[Sheet, DrawnPage]]:
        sheets = [sheet for sheet in self.plans for _ in sheet.pages]
        drawn = drawn_pages(self.plans, self.district, self.painter)
        return list(zip(sheets, drawn, strict=True))

    @property
    def count(self) -> int:
        """Number of pages."""
        return len(self._pages)

    @property
    def name(self) -> str:
        """What the first sheet is called."""
        first = self.plans[0]
        return f"{first.subject.name}{first.say(first.recipe.name)}"

    @property
    def lines(self) -> list[Line]:
        """What is put on record: sheets of areas that name chiefs."""
        found: list[Line] = []
        for sheet in self.plans:
            table = sheet.tables.get("segments")
            if sheet.subject.area is not None and table is not None:
                uids = [row.uid for row in table.rows if row.uid]
                found.append((sheet.subject.area, sheet.title.zh, uids))
        return found

    def page(self, at: int) -> tuple[Page, int]:
        """Return the paper of a page and its scale."""
        sheet = self._pages[at][0]
        return sheet.page, sheet.scale

    def image(self, at: int, dpi: float) -> QImage:
        """Return a picture of a page."""
        return picture(self._pages[at][1], dpi)

    def tiles(self, paper: str) -> int:
        """Return how many sheets of a paper all pages are cut into."""
        return sum(_cut(sheet.page, paper) for sheet, _ in self._pages)

    def save(
        self,
        path: Path,
        output: Output,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> int:
        """Write files."""
        first = self.plans[0]
        facts = _Facts(first.say(first.title), self.district.office, first.language)
        pages = [page for _, page in self._pages]
        return _written(path, pages, output, facts, (progress, cancelled))

    def send(self, printer: QPrinter) -> int:
        """Print."""
        pages = [page for _, page in self._pages]
        if len({tuple(sorted((p.width, p.height))) for p in pages}) > 1:
            raise OfficerError(_MIXED)
        print_on(printer, pages)
        return len(pages)


class _Facts(NamedTuple):
    """What a file says of itself."""

    title: str
    author: str
    language: Language


def _written(
    path: Path,
    pages: Sequence[DrawnPage],
    output: Output,
    facts: _Facts,
    told: tuple[Progress, Callable[[], bool]],
) -> int:
    """Write pages as what is wanted; returns their number."""
    progress, cancelled = told
    if output.kind != "pdf":
        files = draw_pictures(
            path,
            pages,
            output.kind,
            dpi=output.dpi,
            progress=progress,
            cancelled=cancelled,
        )
        return len(files)
    if output.tile:
        pages = tiled(pages, output.tile, language=facts.language)
    return press(
        path,
        pages,
        title=facts.title,
        author=facts.author,
        english=facts.language is Language.EN,
        progress=progress,
        cancelled=cancelled,
    )


def _cut(page: Page, paper: str) -> int:
    """Return how many sheets of a paper a page is cut into; 1 where it fits."""
    short, long = PAPERS[paper]
    narrow, wide = sorted((page.width, page.height))
    if narrow <= short and wide <= long:
        return 1
    return plan_tiling(page.width, page.height, paper).number


def area_job(
    district: District,
    codes: Sequence[str],
    wish: Wish,
    themes: tuple[Theme, ...],
    audience: Audience,
) -> AreaJob:
    """Plan sheets of areas as an audience may see them."""
    plans = plan_book(district, codes, wish.as_of, wish.paper, language=wish.language)
    checked = [guarded(plan, audience) for plan in plans]
    removed = tuple(one for _, gone in checked for one in gone)
    return AreaJob(tuple(plan for plan, _ in checked), district, themes, removed)


def recipe_job(
    recipe: Recipe,
    district: District,
    uids: Sequence[str],
    wish: Wish,
    audience: Audience,
) -> RecipeJob:
    """Plan sheets by a recipe as an audience may see them; `uids` name subjects."""
    rows = {subject.uid: subject for subject in choices(recipe, district)}
    chosen = [rows[uid] for uid in uids if uid in rows]
    checked = [plan_guarded(recipe, district, row, wish, audience) for row in chosen]
    removed = tuple(one for _, gone in checked for one in gone)
    sheets = numbered(sheet for sheet, _ in checked)
    return RecipeJob(sheets, district, removed, painter=SheetPainter(district))


def choices(recipe: Recipe, district: District) -> tuple[Subject, ...]:
    """Return what a recipe can be printed for; an empty district for its own."""
    found = subjects_of(district, recipe.subjects)
    if not found and "district" in recipe.subjects:
        return (nothing_of(district),)
    return found


_MIXED = Text(
    "这些图的纸张大小不同，打印机一次只能用一种。没有打印。请分开打印，或保存为 PDF。",
    "These sheets are on paper of different sizes; a printer takes one at a time. "
    "Nothing was printed. Print them apart, or save them as a PDF.",
)
