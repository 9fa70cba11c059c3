"""Binds planned sheets into a PDF, sends them to a printer, shows them as pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import (
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from gridwatch.cartography.layers import layers_of
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.press import (
    CANCELLED,
    FINISHED,
    REFUSED,
    DrawnPage,
    Grounded,
    PrintCancelledError,
    press,
)
from gridwatch.mapbook.sheet import blank, draw_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.themes import Theme
    from gridwatch.district.district import District
    from gridwatch.mapbook.pages import SheetPlan
    from gridwatch.mapbook.paper import Page
    from gridwatch.mapbook.press import Bookmark

    Progress = Callable[[int, int, Text], None]
    """Called with pages done, pages in all, and what is being drawn."""

__all__ = [
    "PrintCancelledError",
    "print_pdf",
    "print_to",
    "render_page",
    "sheet_pages",
]

_MM_PER_INCH = 25.4
_SIZES = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}


def print_pdf(  # noqa: PLR0913
    plans: Sequence[SheetPlan],
    district: District,
    path: Path,
    *,
    themes: Sequence[Theme] = (),
    bookmarks: Sequence[Bookmark] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write a vector PDF; returns the number of pages.

    Needs a running QGuiApplication; may be called on a worker thread. The file is
    written beside its place and moved there when it is whole. Layers are classed by
    `themes`, the others by the standard. Without a tree of `bookmarks` each sheet is
    one.

    Raises
    ------
    OfficerError
        Where the file cannot be written; an older one stands untouched.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    _require(plans)
    first = plans[0]
    return press(
        path,
        sheet_pages(plans, district, themes),
        title=_book_title(plans),
        author=first.office,
        english=first.language is Language.EN,
        bookmarks=bookmarks,
        progress=progress,
        cancelled=cancelled,
    )


def sheet_pages(
    plans: Sequence[SheetPlan], district: District, themes: Sequence[Theme] = ()
) -> list[DrawnPage]:
    """Return the pages of sheets, drawn when they are needed."""
    ground = _Ground(district, tuple(themes))
    return [
        DrawnPage(
            plan.page.width,
            plan.page.height,
            _SheetPage(ground, plan, page),
            plan.title,
            bookmark=page == 0,
            grounded=Grounded(plan.boxes.frame, plan.extent, plan.crs)
            if page == 0
            else None,
        )
        for plan in plans
        for page in range(plan.pages)
    ]


@dataclass
class _Ground:
    """What the sheets of a print share; their layers are made when they are needed."""

    district: District
    themes: tuple[Theme, ...]
    layers: dict[date, tuple[Layer, ...]] = field(default_factory=dict)

    def of_day(self, day: date) -> tuple[Layer, ...]:
        """Return the layers of a day."""
        if day not in self.layers:
            self.layers[day] = layers_of(self.district, day, self.themes)
        return self.layers[day]


@dataclass(frozen=True)
class _SheetPage:
    """One page of a sheet: a value, so that a second process can draw it."""

    ground: _Ground
    plan: SheetPlan
    page: int

    def __call__(self, painter: QPainter) -> None:
        """Draw it."""
        layers = self.ground.of_day(self.plan.as_of)
        draw_sheet(painter, self.plan, self.ground.district, layers, self.page)


def print_to(
    device: QPagedPaintDevice,
    plans: Sequence[SheetPlan],
    district: District,
    *,
    themes: Sequence[Theme] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Draw every page on a printer or a print preview; returns the number of pages.

    Each page stands at true size from the paper's corner. A PDF changes its paper from
    page to page. A printer cannot within a job: a page across is turned on upright
    paper and the other way round, and where A4 and A3 follow each other a new job
    begins (a preview then shows the last one: give it the sheets of one paper).

    Raises
    ------
    OfficerError
        Where the device refuses to begin.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    _require(plans)
    press = _Press(device)
    pages = [(plan, number) for plan in plans for number in range(plan.pages)]
    total, done = len(pages), 0
    layers: dict[date, tuple[Layer, ...]] = {}
    try:
        for plan, page in pages:
            if cancelled and cancelled():
                raise PrintCancelledError(CANCELLED)
            if progress:
                progress(done, total, plan.title)
            if plan.as_of not in layers:
                layers[plan.as_of] = layers_of(district, plan.as_of, themes)
            painter = press.turn_to(plan.page)
            draw_sheet(painter, plan, district, layers[plan.as_of], page)
            painter.restore()
            done += 1
    finally:
        press.stop()
    if progress:
        progress(done, total, FINISHED)
    return done


class _Press:
    """A device that is fed with paper page by page."""

    def __init__(self, device: QPagedPaintDevice) -> None:
        self.device = device
        self.painter = QPainter()
        self._laid: Page | None = None

    def turn_to(self, page: Page) -> QPainter:
        """Begin a page; the painter's unit is the millimetre until it is restored."""
        if self._laid is None or self._needs_a_job(page):
            self.stop()
            self._lay(page)
            if not self.painter.begin(self.device):
                raise OfficerError(REFUSED)
        else:
            if page != self._laid and isinstance(self.device, QPdfWriter):
                self._lay(page)
            self.device.newPage()
        self.painter.save()
        self.painter.scale(
            self.device.logicalDpiX() / _MM_PER_INCH,
            self.device.logicalDpiY() / _MM_PER_INCH,
        )
        if self._laid is not None and self._laid.landscape != page.landscape:
            # The head of a page that is turned lies at the binding.
            self.painter.translate(0.0, self._laid.height)
            self.painter.rotate(-90.0)
        return self.painter

    def stop(self) -> None:
        """End what was begun."""
        if self.painter.isActive():
            self.painter.end()

    def _needs_a_job(self, page: Page) -> bool:
        other = self._laid is not None and self._laid.paper != page.paper
        return other and not isinstance(self.device, QPdfWriter)

    def _lay(self, page: Page) -> None:
        self.device.setPageLayout(_layout(page))
        self._laid = page


def render_page(
    plan: SheetPlan,
    district: District,
    dpi: float = 96.0,
    page: int = 0,
    themes: Sequence[Theme] = (),
) -> QImage:
    """Return a picture of one page, for previews and tests."""
    dots = dpi / _MM_PER_INCH
    image = QImage(
        round(plan.page.width * dots),
        round(plan.page.height * dots),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDotsPerMeterX(round(dots * 1000))
    image.setDotsPerMeterY(round(dots * 1000))
    painter = QPainter(image)
    painter.scale(dots, dots)
    blank(painter, plan)
    layers = layers_of(district, plan.as_of, themes)
    draw_sheet(painter, plan, district, layers, page)
    painter.end()
    return image


def _layout(page: Page) -> QPageLayout:
    turn = QPageLayout.Orientation
    layout = QPageLayout(
        QPageSize(_SIZES[page.paper]),
        turn.Landscape if page.landscape else turn.Portrait,
        QMarginsF(0.0, 0.0, 0.0, 0.0),
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _book_title(plans: Sequence[SheetPlan]) -> str:
    first = plans[0].title.of(plans[0].language)
    if len(plans) == 1:
        return first
    more = Text(f"{first} 等 {len(plans)} 幅", f"{first} and {len(plans) - 1} more")
    return more.of(plans[0].language)


def _require(plans: Sequence[SheetPlan]) -> None:
    if not plans:
        raise OfficerError(_NOTHING)


_NOTHING = Text(
    "没有可打印的图幅。请先选择镇街或村居。",
    "There is no sheet to print. Choose a town or village first.",
)
