"""Plans the pages of a sheet by its recipe: geometry and content, no painter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.newfaces import face_text, new_face
from gridwatch.district.pagecodes import PageCode, area_key, fingerprint, page_code
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.cards import cards_of
from gridwatch.mapbook.paper import PAPERS, Page, Rect
from gridwatch.mapbook.recipe import BlockKind, Recipe, RecipeKind, page_of
from gridwatch.mapbook.settables import SetTable, TablePiece, filled, overleaf, table_of
from gridwatch.mapbook.sheets import Pin, PlacedBlock, Sheet, SheetPage
from gridwatch.mapbook.subjects import Subject, subject_of
from gridwatch.mapbook.tabulating import Asked
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
_COLUMN = 120.0
"""Continued tables stand beside each other where columns are so wide, on A4 and A3."""
_INSET = 0.3
"""Part of the frame that the map of an enclave takes."""
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
            secrecy=self.district.secrecy,
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
        return [
            PlacedBlock(block, _grown(block.place.on(wide, tall), f))
            for block in self.recipe.blocks_on(landscape=page.landscape)
        ]

    # --- maps -------------------------------------------------------------------

    def _map_pages(self, sheet: Sheet) -> Sheet:
        placed = self.placed(sheet)
        placed = self._fitted(placed, sheet)
        pieces = []
        for one in placed:
            if one.kind is BlockKind.TABLE:
                table = self.table(one.block.table)
                em = (one.block.em or self.recipe.em) * sheet.factor
                pieces += filled(table, one.rect, em, one.block.columns)
        window, inset, far = self._windows(placed, sheet)
        cards, pins = cards_of(placed, self.asked, sheet.em), self._pins()
        first = SheetPage(
            tuple(placed),
            sheet.title,
            window,
            inset,
            far,
            tuple(pieces),
            pins or tuple(Pin(c.number, at, "") for c, at in cards),
            tuple(card for card, _ in cards),
        )
        return replace(sheet, pages=(first, *self._overleaf(sheet, placed, pieces)))

    def _fitted(self, placed: list[PlacedBlock], sheet: Sheet) -> list[PlacedBlock]:
        """Give the map what a table that fits leaves; what lies between moves down."""
        for one in placed:
            if one.kind is not BlockKind.TABLE or not one.block.fit:
                continue
            em = (one.block.em or self.recipe.em) * sheet.factor
            table = self.table(one.block.table)
            needed = em * 3
            if table.rows:
                grid = table.grid(one.rect.width, em, one.rect.height / 2)
                needed = grid.needed()
            spare = one.rect.height - needed
            if spare > 0:
                placed = _lowered(placed, one, spare)
        return placed

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
        place = _corner(window, main)
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
        kept, places = _continued(sheet, placed)
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
            within = shapely.box(*window.extent)
            asked = replace(self.asked, within=within)
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


def _grown(rect: Rect, f: float) -> Rect:
    return Rect(rect.x * f, rect.y * f, rect.width * f, rect.height * f)


def _lowered(
    placed: Sequence[PlacedBlock], table: PlacedBlock, spare: float
) -> list[PlacedBlock]:
    """Move all edges between the lower edge of the map and the table's upper one."""
    top = table.rect.y + 0.01
    maps = [one.rect for one in placed if one.kind is BlockKind.MAP]
    edge = max((m.bottom for m in maps if m.bottom <= top), default=top) - 0.01

    def moved(y: float) -> float:
        return y + spare if edge <= y <= top else y

    found = []
    for one in placed:
        r = one.rect
        upper, lower = moved(r.y), moved(r.bottom)
        found.append(replace(one, rect=Rect(r.x, upper, r.width, lower - upper)))
    return found


def _corner(window: MapWindow, main: BaseGeometry) -> Rect:
    """Return the corner of the frame where the map of an enclave hides least."""
    frame = window.frame
    wide, tall = frame.width * _INSET, frame.height * _INSET
    gap = 1.5
    corners = [
        Rect(x, y, wide, tall)
        for y in (frame.bottom - tall - gap, frame.y + gap)
        for x in (frame.right - wide - gap, frame.x + gap)
    ]
    mm = window.scale * window.factor / 1000
    west, _, _, north = window.extent

    def hidden(rect: Rect) -> float:
        left = west + (rect.x - frame.x) * mm
        top = north - (rect.y - frame.y) * mm
        box = shapely.box(left, top - rect.height * mm, left + rect.width * mm, top)
        return float(sum(p.intersection(box).area for p in shapely.get_parts(main)))

    return min(corners, key=hidden)


def _pins_of(table: SetTable, start: int, stop: int) -> tuple[Pin, ...]:
    return tuple(
        Pin(number + 1, row.at, row.uid)
        for number, row in enumerate(table.rows[start:stop], start)
        if row.at is not None
    )


def _continued(
    sheet: Sheet, placed: Sequence[PlacedBlock]
) -> tuple[tuple[PlacedBlock, ...], list[Rect]]:
    """Return what stands on a page that carries a table on, and the table's places."""
    left, right, top, bottom = (edge * sheet.factor for edge in sheet.recipe.margins)
    page, gap = sheet.page, 3.5 * sheet.factor
    kept = []
    floor = page.height - bottom
    for one in placed:
        if one.kind is BlockKind.IMPRINT:
            kept.append(one)
            floor = one.rect.y - gap
        elif one.kind is BlockKind.TITLE:
            r = one.rect
            small = Rect(r.x, r.y, r.width, r.height * 0.62)
            kept.append(replace(one, rect=small))
            top = small.bottom + gap
    wide = page.width - left - right
    count = max(1, min(4, int(wide / (_COLUMN * sheet.factor))))
    column = (wide - 2 * gap * (count - 1)) / count
    places = [
        Rect(left + i * (column + 2 * gap), top, column, floor - top)
        for i in range(count)
    ]
    return tuple(kept), places


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
