"""What stands where on every sheet of a map book: pure geometry and content.

Nothing here draws. A `SheetPlan` says everything that a painter has to know, so that
the same sheet comes out on screen, in a PDF and on a printer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gridwatch.district.jurisdictions import Jurisdiction, Level, parent_of_code
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.arrangement import Arrangement, Boxes, Content, arrange
from gridwatch.mapbook.listing import (
    AFTER_FIGURES,
    COLUMNS,
    DutyRow,
    duty_rows,
    summary,
)
from gridwatch.mapbook.paper import Page, papers_wanted
from gridwatch.mapbook.scales import grid_spacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.mapbook.typesetting import Block

__all__ = ["Boxes", "Setting", "SheetPlan", "plan_area", "plan_book", "plan_sheet"]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: a map page and as many continuation pages as its table needs.

    Parameters
    ----------
    jurisdiction : Jurisdiction
        Whose sheet it is.
    title : Text
        E.g. 云溪区青石镇河长制责任图.
    number : str
        Map number (图号).
    page : Page
        Paper and orientation of every page of the sheet.
    boxes : Boxes
        Where the parts of the map page lie.
    scale : int
        N of 1:N.
    extent : tuple of float
        West, south, east, north of the frame, metres in `crs`; exactly the frame
        times the scale. The projection's scale factor (below 1.00015 inside a 3° zone)
        is smaller than any line is wide and is not applied.
    grid : int
        Spacing of the kilometre grid, metres.
    crs : int
        EPSG code.
    rows : tuple of DutyRow
        The whole table of rivers and chiefs.
    blocks : tuple of Block
        The table as laid out: which rows where on which page (0 is the map page).
    summary : Text
        One line on number and length of rivers.
    as_of, made_on : date
        The day the sheet speaks of, and the day it was made.
    office, secrecy : str
        Compiling office and secrecy mark, may be empty.
    language : Language
        Language of the furniture.
    first_page, of_pages : int
        Number of the map page in the book and pages of the whole book.
    labels : tuple of str
        What the pages of the sheet are called in a book that keeps the numbers of an
        earlier one (``12``, ``12-1``); empty where they simply follow `first_page`.
    hidden : tuple of str
        Layers that do not stand on the map.
    """

    jurisdiction: Jurisdiction
    title: Text
    number: str
    page: Page
    boxes: Boxes
    scale: int
    extent: tuple[float, float, float, float]
    grid: int
    crs: int
    rows: tuple[DutyRow, ...]
    blocks: tuple[Block, ...]
    summary: Text
    as_of: date
    made_on: date
    office: str = ""
    secrecy: str = ""
    language: Language = Language.ZH
    first_page: int = 1
    of_pages: int = 1
    labels: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def label(self, page: int) -> str:
        """Return what one page of the sheet is called in its book."""
        return self.labels[page] if self.labels else str(self.first_page + page)

    @property
    def pages(self) -> int:
        """Number of pages: the map page and its continuations."""
        return 1 + max((block.page for block in self.blocks), default=0)


def plan_sheet(
    district: District,
    code: str,
    as_of: date,
    paper: str = "auto",
    *,
    language: Language = Language.ZH,
    made_on: date | None = None,
) -> SheetPlan:
    """Plan the sheet of one district, town or village.

    Parameters
    ----------
    district : District
        Everything there is.
    code : str
        Code (or, where it has none, the name) of a jurisdiction.
    as_of : date
        Whose chiefs stand in the table.
    paper : str
        ``auto``, ``A4`` or ``A3``; with ``-portrait`` or ``-landscape`` added the
        direction is fixed too, otherwise the shape of the area decides.
    language : Language
        Language of title, table heads and imprint.
    made_on : date, optional
        Day of printing; today where left out.

    Raises
    ------
    OfficerError
        Where the code is unknown (similar ones are named) or the jurisdiction has no
        geometry, and for an unknown paper.
    """
    area = _area(district, code)
    rows = duty_rows(district, area, as_of, language)
    setting = Setting(as_of, paper, language, made_on)
    return plan_area(district, area, rows, setting)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every sheet of a print.

    Parameters
    ----------
    as_of : date
        Whose chiefs stand in the tables.
    paper : str
        As `plan_sheet`.
    language : Language
        Language of the furniture.
    made_on : date, optional
        Day of printing; today where left out.
    """

    as_of: date
    paper: str = "auto"
    language: Language = Language.ZH
    made_on: date | None = None


def plan_area(
    district: District,
    area: Jurisdiction,
    rows: tuple[DutyRow, ...],
    setting: Setting,
) -> SheetPlan:
    """Plan the sheet of an area that has a geometry, with the rows of its table."""
    if area.geometry is None:
        raise ValueError(area.uid)
    language, as_of = setting.language, setting.as_of
    west, south, east, north = area.geometry.bounds
    ground = east - west, north - south
    chosen = _arranged(area, ground, rows, setting.paper, language)
    scale, frame = chosen.scale, chosen.boxes.frame
    half = frame.width * scale / 2000, frame.height * scale / 2000
    centre = (west + east) / 2, (south + north) / 2
    return SheetPlan(
        jurisdiction=area,
        title=_title(district, area),
        number=f"{area.code or area.name}-{as_of:%Y%m%d}",
        page=chosen.page,
        boxes=chosen.boxes,
        scale=scale,
        extent=(
            centre[0] - half[0],
            centre[1] - half[1],
            centre[0] + half[0],
            centre[1] + half[1],
        ),
        grid=grid_spacing(scale),
        crs=district.crs,
        rows=rows,
        blocks=chosen.blocks,
        summary=summary(rows),
        as_of=as_of,
        made_on=setting.made_on or datetime.now().astimezone().date(),
        office=district.office,
        secrecy=district.secrecy,
        language=language,
        of_pages=chosen.pages,
    )


def plan_book(
    district: District,
    codes: Iterable[str],
    as_of: date,
    paper: str = "auto",
    *,
    language: Language = Language.ZH,
    made_on: date | None = None,
) -> tuple[SheetPlan, ...]:
    """Plan one sheet per code with page numbers running through the whole book.

    Raises
    ------
    OfficerError
        As `plan_sheet`, and where `codes` is empty.
    """
    plans = [
        plan_sheet(district, code, as_of, paper, language=language, made_on=made_on)
        for code in codes
    ]
    if not plans:
        raise OfficerError(_NOTHING)
    total = sum(plan.pages for plan in plans)
    numbered, first = [], 1
    for plan in plans:
        numbered.append(replace(plan, first_page=first, of_pages=total))
        first += plan.pages
    return tuple(numbered)


def _area(district: District, code: str) -> Jurisdiction:
    """Find a jurisdiction by code, else by a name that only one of them bears."""
    wanted = code.strip()
    named = [j for j in district.jurisdictions if j.name == wanted]
    alone = named[0] if len(named) == 1 else None
    found = district.jurisdiction_by_code.get(wanted) or alone
    if found is None:
        near = _similar(district, wanted)
        raise OfficerError(_UNKNOWN.filled(code=wanted, near=near or "—"))
    if found.geometry is None or found.geometry.is_empty:
        raise OfficerError(_NO_GEOMETRY.filled(name=found.name, code=found.code))
    return found


def _similar(district: District, wanted: str) -> str:
    """Name up to five jurisdictions whose code or name is close."""
    areas = {j.uid: j for j in district.jurisdictions}
    close = [j for j in areas.values() if wanted and wanted in j.name]
    words = {word: j for j in areas.values() for word in (j.code, j.name) if word}
    near = get_close_matches(wanted, words, n=5, cutoff=0.6)
    close.extend(words[word] for word in near)
    unique = list({j.uid: j for j in close}.values())[:5]
    return "、".join(f"{j.code} {j.name}".strip() for j in unique)


def _title(district: District, area: Jurisdiction) -> Text:
    """Return the title: the whole chain of names down to the area."""
    names, at = [area.name or area.code], area
    seen = {area.uid}
    while above := district.jurisdiction_by_code.get(
        at.parent_code or parent_of_code(at.code)
    ):
        if above.uid in seen or above.level is Level.CITY:
            break
        names.insert(0, above.name)
        seen.add(above.uid)
        at = above
    if at.level is not Level.DISTRICT and district.name not in names:
        names.insert(0, district.name)
    latin = any(name.isascii() for name in names)
    place = (" " if latin else "").join(names)
    return Text(f"{place}河长制责任图", f"River chiefs of {' '.join(names)}")


def _arranged(
    area: Jurisdiction,
    ground: tuple[float, float],
    rows: tuple[DutyRow, ...],
    paper: str,
    language: Language,
) -> Arrangement:
    """Return the best arrangement; where the paper is free, the smaller one first."""
    content = Content(
        ground=ground,
        heads=[column.title.of(language) for column in COLUMNS],
        rows=[row.cells for row in rows],
        after=[AFTER_FIGURES * column.numeric for column in COLUMNS],
        located=area.level in (Level.TOWN, Level.VILLAGE),
    )
    best: dict[str, Arrangement] = {}
    for page in papers_wanted(paper):
        for found in arrange(page, content):
            rival = best.get(page.paper)
            if rival is None or found.cost < rival.cost:
                best[page.paper] = found
    small, large = best.get("A4"), best.get("A3")
    if small is None or large is None:
        return next(iter(best.values()))
    wide = area.level in (Level.DISTRICT, Level.CITY)
    crowded = small.pages > _MOST_PAGES_ON_A4 or small.scale > _SMALLEST_SCALE_ON_A4
    return large if wide or crowded else small


_SMALLEST_SCALE_ON_A4 = 60_000
_MOST_PAGES_ON_A4 = 2
_UNKNOWN = Text(
    "没有代码或名称为“{code}”的行政区，因此没有制图。相近的有：{near}。"
    "请核对代码（镇为 12 位，末三位 000）后再试。",
    "There is no jurisdiction with the code or name “{code}”, so nothing was drawn. "
    "Similar ones: {near}. Check the code (12 digits, towns end in 000) and try again.",
)
_NO_GEOMETRY = Text(
    "{name}（{code}）没有边界图形，无法制图。请先导入它的行政区边界，再打印。",
    "{name} ({code}) has no boundary, so no map can be made. Import its boundary "
    "first, then print.",
)
_NOTHING = Text(
    "没有选择任何行政区，没有打印。请至少选一个镇街或村居。",
    "No jurisdiction was chosen; nothing was printed. Choose at least one.",
)
