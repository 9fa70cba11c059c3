"""Plans the pages of a sheet by its recipe: geometry and content, no painter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.newfaces import face_text, new_face
from gridwatch.district.pagecodes import PageCode, area_key, fingerprint, page_code
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.asked import Asked
from gridwatch.mapbook.blockplaces import (
    continued,
    corner,
    grown,
    lowered,
    without_locator,
)
from gridwatch.mapbook.cards import cards_of
from gridwatch.mapbook.paper import PAPERS, Page
from gridwatch.mapbook.recipe import Audience, BlockKind, Recipe, RecipeKind, page_of
from gridwatch.mapbook.settables import (
    SetTable,
    TablePiece,
    filled,
    height_of,
    overleaf,
    table_of,
    whole_em,
)
from gridwatch.mapbook.sheets import Pin, PlacedBlock, Sheet, SheetPage
from gridwatch.mapbook.subjects import Subject, subject_of
from gridwatch.mapbook.windows import MapWindow, along, enclaves, window_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.signboards import Signboard

__all__ = ["COLLAR", "Wish", "numbered", "plan_recipe", "plan_subject"]

COLLAR = 6.5
"""Between neat line and outer border, where the grid is labelled, on A4 and A3."""
_NOWHERE = (0.0, 0.0, 1000.0, 1000.0)
_AROUND = 0.06


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a sheet beside its recipe and its subject.

    Parameters
    ----------
    as_of : date
        Whose chiefs, which states.
    paper : str
        Another paper than the recipe's; may end in ``-portrait``, ``-landscape``.
    language : Language
        Of all that is not data.
    made_on : date, optional
        Day of printing; today where left out.
    """

    as_of: date
    paper: str = ""
    language: Language = Language.ZH
    made_on: date | None = None


def plan_recipe(recipe: Recipe, district: District, wanted: str, wish: Wish) -> Sheet:
    """Plan the sheet of what has a code or a name.

    Raises
    ------
    OfficerError
        Where nothing is found by that name, or the recipe does not serve the paper.
    """
    return plan_subject(recipe, district, subject_of(district, recipe, wanted), wish)


def plan_subject(
    recipe: Recipe, district: District, subject: Subject, wish: Wish
) -> Sheet:
    """Plan the sheet of a subject.

    Raises
    ------
    OfficerError
        Where the recipe does not serve the paper.
    """
    pages = _pages_wanted(recipe, wish.paper)
    planner = _Planner(recipe, district, subject, wish)
    drafts = [planner.plan(page) for page in pages]
    best = min(drafts, key=_cost)
    return replace(best, of_pages=len(best.pages), tables=planner.tables)


def numbered(sheets: Iterable[Sheet], first: int = 1) -> tuple[Sheet, ...]:
    """Return sheets with page numbers that run through all of them."""
    rows = list(sheets)
    total = first - 1 + sum(len(sheet.pages) for sheet in rows)
    found = []
    for sheet in rows:
        found.append(replace(sheet, first_page=first, of_pages=total))
        first += len(sheet.pages)
    return tuple(found)


def _pages_wanted(recipe: Recipe, paper: str) -> list[Page]:
    name, _, turn = paper.partition("-")
    if name in ("", "auto"):
        name = recipe.paper
    served = (recipe.paper, *recipe.papers)
    turns = {"": recipe.turns, "portrait": (False,), "landscape": (True,)}
    allowed = [t for t in turns.get(turn, ()) if t in recipe.turns]
    if name not in served or name not in PAPERS or not allowed:
        raise OfficerError(
            _NO_PAPER.filled(
                paper=paper,
                name=recipe.name.zh,
                en=recipe.name.en,
                served="、".join(served),
            )
        )
    return [page_of(recipe, landscape=turned, paper=name) for turned in allowed]


def _cost(sheet: Sheet) -> float:
    """Return what is weighed between the two directions: scale, and further pages."""
    first = sheet.pages[0].window
    return (first.scale if first else 1) * (1 + 0.15 * (len(sheet.pages) - 1))


class _Planner:
    """Plans one recipe for one subject, on each paper asked for."""

    def __init__(
        self, recipe: Recipe, district: District, subject: Subject, wish: Wish
    ) -> None:
        self.recipe, self.district = recipe, district
        self.subject, self.wish = subject, wish
        self.asked = Asked(
            district, subject, wish.as_of, recipe.audience, wish.language
        )
        self.tables: dict[str, SetTable] = {}

    def plan(self, page: Page) -> Sheet:
        """Plan on one paper."""
        subject = self.subject
        names = {"place": subject.place, "name": Text(subject.name, subject.name)}
        title = Text(
            self.recipe.title.zh.format_map({k: v.zh for k, v in names.items()}),
            self.recipe.title.en.format_map({k: v.en for k, v in names.items()}),
        )
        as_of, made = self.wish.as_of, self.wish.made_on
        public = self.recipe.audience is Audience.PUBLIC
        editions = [row.edition for row in self.district.jurisdictions if row.edition]
        blank = Sheet(
            recipe=self.recipe,
            subject=subject,
            title=title,
            number=f"{subject.code or subject.name}-{as_of:%Y%m%d}",
            page=page,
            factor=self.recipe.factor(page.paper),
            pages=(),
            crs=self.district.crs,
            as_of=as_of,
            made_on=made or datetime.now().astimezone().date(),
            office=self.district.office,
            # What is for everybody bears no mark of secrecy.
            secrecy="" if public else self.district.secrecy,
            edition=max(editions, default=None),
            language=self.wish.language,
        )
        makers = {
            RecipeKind.MAP: self._map_pages,
            RecipeKind.STRIP: self._strip_pages,
            RecipeKind.FIELD: self._field_pages,
            RecipeKind.FACE: self._face_pages,
        }
        return makers[self.recipe.kind](blank)

    def table(self, key: str) -> SetTable:
        """Return a table of the recipe with its rows, made once."""
        if key not in self.tables:
            recipe = self.recipe.table(key)
            assert recipe is not None, key
            self.tables[key] = table_of(recipe, self.asked)
        return self.tables[key]

    def placed(self, sheet: Sheet) -> list[PlacedBlock]:
        """Return the blocks of the recipe on the sheet's paper."""
        page, f = sheet.page, sheet.factor
        wide, tall = page.width / f, page.height / f
        placed = [
            PlacedBlock(block, grown(block.place.on(wide, tall), f))
            for block in self.recipe.blocks_on(landscape=page.landscape)
        ]
        whole = self.subject.kind == "district" or self.subject.geometry is None
        return without_locator(placed) if whole else placed

    # --- maps -------------------------------------------------------------------

    def _map_pages(self, sheet: Sheet) -> Sheet:
        placed = self.placed(sheet)
        placed = self._fitted(placed, sheet)
        pieces = []
        for one in placed:
            if one.kind is BlockKind.TABLE:
                table = self.table(one.block.table)
                columns = one.block.columns
                em = whole_em(table, one.rect, sheet.type_of(one.block), columns)
                pieces += filled(table, one.rect, em, columns)
        window, inset, far = self._windows(placed, sheet)
        cards, pins = cards_of(placed, self.asked, sheet.em), self._pins()
        first = SheetPage(
            tuple(placed),
            sheet.title,
            window,
            inset,
            far,
            tuple(pieces),
            pins or tuple(Pin(c.number, at, c.uid) for c, at in cards),
            tuple(card for card, _ in cards),
        )
        return replace(sheet, pages=(first, *self._overleaf(sheet, placed, pieces)))

    def _fitted(self, placed: list[PlacedBlock], sheet: Sheet) -> list[PlacedBlock]:
        """Give the map what tables leave; what lies between moves down."""
        spare: dict[float, float] = {}
        tables: dict[float, PlacedBlock] = {}
        for one in placed:
            if one.kind is BlockKind.TABLE and one.block.fit:
                left = one.rect.height - self._needed(one, sheet)
                key = round(one.rect.y, 2)
                spare[key] = min(left, spare.get(key, left))
                tables[key] = one
        for key, left in spare.items():
            if left > 0:
                placed = lowered(placed, tables[key], left)
        return placed

    def _needed(self, placed: PlacedBlock, sheet: Sheet) -> float:
        """Return the height that all rows of a table need in its place."""
        em = sheet.type_of(placed.block)
        table = self.table(placed.block.table)
        if not table.rows:
            return em * 4.2
        return height_of(table, placed.rect, em, placed.block.columns)

    def _windows(
        self, placed: Sequence[PlacedBlock], sheet: Sheet
    ) -> tuple[MapWindow | None, MapWindow | None, BaseGeometry | None]:
        block = next((one for one in placed if one.kind is BlockKind.MAP), None)
        if block is None:
            return None, None, None
        collar, crs = COLLAR * sheet.factor, self.district.crs
        shape = self.subject.geometry
        if shape is None or shape.is_empty:
            window = window_on(self.recipe.maps, block.rect, collar, _NOWHERE, crs)
            return window, None, None
        frame = block.rect.inset(collar)
        main, far = enclaves(shape, frame)
        window = window_on(self.recipe.maps, block.rect, collar, main.bounds, crs)
        if far is None:
            return window, None, None
        place = corner(window, main)
        inset = window_on(self.recipe.maps, place, 0.0, far.bounds, crs)
        return window, inset, far

    def _pins(self) -> tuple[Pin, ...]:
        rows = {"signboard": "signboards", "outfall": "outfalls", "town": "areas"}
        wanted = rows.get(self.recipe.maps.pins, "")
        for recipe in self.recipe.tables:
            if recipe.rows == wanted:
                return _pins_of(
                    self.table(recipe.id), 0, len(self.table(recipe.id).rows)
                )
        return ()

    def _overleaf(
        self, sheet: Sheet, placed: Sequence[PlacedBlock], pieces: list[TablePiece]
    ) -> list[SheetPage]:
        """Return the pages that carry tables on."""
        found: list[SheetPage] = []
        title = Text(f"{sheet.title.zh}（续表）", f"{sheet.title.en} (continued)")
        kept, places = continued(sheet, placed)
        for one in placed:
            if one.kind is not BlockKind.TABLE:
                continue
            table = self.table(one.block.table)
            done = max((p.stop for p in pieces if p.table is table), default=0)
            found += [
                SheetPage(kept, title, pieces=tuple(page))
                for page in overleaf(table, done, places, sheet.em)
            ]
        return found

    # --- strips -----------------------------------------------------------------

    def _strip_pages(self, sheet: Sheet) -> Sheet:
        placed = self.placed(sheet)
        block = next(one for one in placed if one.kind is BlockKind.MAP)
        lines = _course(self.district, self.subject)
        windows = along(
            self.recipe.maps,
            block.rect,
            COLLAR * sheet.factor,
            lines,
            self.district.crs,
        )
        pages: list[SheetPage] = []
        for number, window in enumerate(windows, 1):
            asked = replace(self.asked, within=window.ground)
            pieces: list[TablePiece] = []
            for one in placed:
                recipe = self.recipe.table(one.block.table)
                if one.kind is BlockKind.TABLE and recipe is not None:
                    pieces += filled(table_of(recipe, asked), one.rect, sheet.em)
            part = (number, len(windows))
            pages.append(
                SheetPage(
                    tuple(placed), sheet.title, window, pieces=tuple(pieces), part=part
                )
            )
        return replace(sheet, pages=tuple(pages), windows=windows)

    # --- field sheets -----------------------------------------------------------

    def _field_pages(self, sheet: Sheet) -> Sheet:
        placed = self.placed(sheet)
        block = next(one for one in placed if one.kind is BlockKind.TABLE)
        table = self.table(block.block.table)
        pages: list[SheetPage] = []
        start = 0
        while True:
            pieces = filled(table, block.rect, sheet.em, 1, start)
            stop = pieces[-1].stop if pieces else len(table.rows)
            pages.append(
                self._field_page(sheet, placed, table, tuple(pieces), len(pages) + 1)
            )
            start = max(stop, start + 1)
            if start >= len(table.rows):
                break
        return replace(sheet, pages=tuple(pages))

    def _field_page(
        self,
        sheet: Sheet,
        placed: Sequence[PlacedBlock],
        table: SetTable,
        pieces: tuple[TablePiece, ...],
        number: int,
    ) -> SheetPage:
        start, stop = (pieces[0].start, pieces[-1].stop) if pieces else (0, 0)
        pins = _pins_of(table, start, stop)
        block = next((one for one in placed if one.kind is BlockKind.MAP), None)
        window = None
        if block is not None:
            window = window_on(
                self.recipe.maps,
                block.rect,
                COLLAR * sheet.factor,
                self._ground_of(pins),
                self.district.crs,
            )
        code = page_code(
            PageCode(
                table.recipe.rows,
                area_key(self.subject.code, self.subject.uid),
                self.wish.as_of,
                min(number, 255),
                fingerprint(row.uid for row in table.rows[start:stop]),
            )
        )
        return SheetPage(
            tuple(placed), sheet.title, window, pieces=pieces, pins=pins, code=code
        )

    def _ground_of(self, pins: Sequence[Pin]) -> tuple[float, float, float, float]:
        """Return what the map of a page shows: its places, else the whole area."""
        shape = self.subject.geometry
        if not pins:
            empty = shape is None or shape.is_empty
            return _NOWHERE if empty or shape is None else shape.bounds
        points = shapely.MultiPoint([pin.at for pin in pins])
        west, south, east, north = points.bounds
        around = max(_AROUND * max(east - west, north - south), 150.0)
        return west - around, south - around, east + around, north + around

    # --- faces ------------------------------------------------------------------

    def _face_pages(self, sheet: Sheet) -> Sheet:
        board: Signboard = self.subject.row  # type: ignore[assignment]
        face = new_face(self.district, board, self.wish.as_of)
        text = face_text(self.district, board, face)
        page = SheetPage(tuple(self.placed(sheet)), sheet.title)
        return replace(sheet, pages=(page,), face=text)


def _pins_of(table: SetTable, start: int, stop: int) -> tuple[Pin, ...]:
    return tuple(
        Pin(number + 1, row.at, row.uid, row.alert, row.done)
        for number, row in enumerate(table.rows[start:stop], start)
        if row.at is not None
    )


def _course(district: District, subject: Subject) -> list[BaseGeometry]:
    """Return a river as lines in the order of its flow."""
    rows = district.segments_of_river.get(subject.code, ()) if subject.code else ()
    placed = [s for s in rows if s.sequence is not None and s.geometry is not None]
    if placed and len(placed) == len(rows):
        ordered = sorted(placed, key=lambda row: row.sequence or 0)
        return [part for row in ordered for part in shapely.get_parts(row.geometry)]
    merged = shapely.line_merge(subject.geometry)
    return list(shapely.get_parts(merged))


_NO_PAPER = Text(
    "版式“{name}”不能用纸张“{paper}”，没有打印。可用：{served}，"
    "可加 -portrait（纵）或 -landscape（横），以版式允许的方向为准。",
    "“{en}” does not serve the paper “{paper}”; nothing was printed. It serves "
    "{served}, with -portrait or -landscape added where the recipe allows it.",
)
