"""Sheets by recipes as pages to be pressed, printed or shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.theming import made_among, with_themes
from gridwatch.district.wording import Text
from gridwatch.mapbook.asked import Asked
from gridwatch.mapbook.press import DrawnPage, grounded
from gridwatch.mapbook.sheetdrawing import draw_page
from gridwatch.mapbook.tabulating import segments_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gridwatch.cartography.layers import Layer
    from gridwatch.district.district import District
    from gridwatch.mapbook.sheets import Sheet

__all__ = ["SheetPainter", "drawn_pages"]


class SheetPainter:
    """Draws sheets of one district; the layers of a recipe and a day are made once.

    Parameters
    ----------
    district : District
        The district the sheets were planned from.
    """

    def __init__(self, district: District) -> None:
        self.district = district
        self._layers: dict[object, tuple[Layer, ...]] = {}
        self._own: tuple[object, tuple[Layer, ...]] = (None, ())

    def layers(self, sheet: Sheet) -> tuple[Layer, ...]:
        """Return the layers of a sheet."""
        maps = sheet.recipe.maps
        if maps.sheet_classes:
            return self._layers_for(sheet)
        themes = maps.themes
        key = sheet.as_of, themes
        if key not in self._layers:
            self._layers[key] = layers_of(self.district, sheet.as_of, themes)
        return self._layers[key]

    def _layers_for(self, sheet: Sheet) -> tuple[Layer, ...]:
        """Return layers with classes of this sheet's own segments; only the last kept.

        The pages of a sheet follow each other.
        """
        key = sheet.as_of, sheet.recipe.maps.themes, sheet.subject.uid
        if self._own[0] != key:
            self._own = key, self._classed(sheet)
        return self._own[1]

    def _classed(self, sheet: Sheet) -> tuple[Layer, ...]:
        day, district = sheet.as_of, self.district
        if (day, ()) not in self._layers:
            self._layers[day, ()] = layers_of(district, day)
        plain = self._layers[day, ()]
        by_id = {layer.id: layer for layer in plain}
        uids = segments_of(Asked(district, sheet.subject, day))
        themes = [
            made_among(theme, by_id[theme.layer_id], district, day, uids)
            if theme.layer_id == "segment"
            else theme
            for theme in sheet.recipe.maps.themes
        ]
        return with_themes(plain, themes, district, day)

    def draw(self, painter: QPainter, sheet: Sheet, number: int) -> None:
        """Draw one page of a sheet; the painter's unit is the millimetre."""
        draw_page(painter, sheet, number, self.district, self.layers(sheet))


def drawn_pages(
    sheets: Sequence[Sheet], district: District, painter: SheetPainter | None = None
) -> list[DrawnPage]:
    """Return the pages of sheets in their order, ready for `press` and `print_on`.

    The first page of each sheet has a bookmark.
    """
    press = painter or SheetPainter(district)
    return [
        _page(press, sheet, number)
        for sheet in sheets
        for number in range(len(sheet.pages))
    ]


@dataclass(frozen=True)
class _SheetPage:
    """One page of a sheet: a value, so that a second process can draw it."""

    press: SheetPainter
    sheet: Sheet
    number: int

    def __call__(self, painter: QPainter) -> None:
        """Draw it."""
        self.press.draw(painter, self.sheet, self.number)


def _page(press: SheetPainter, sheet: Sheet, number: int) -> DrawnPage:
    part = sheet.pages[number].part
    title = sheet.title
    if part[1] > 1:
        title = Text(f"{title.zh}（{part[0]}）", f"{title.en} ({part[0]})")
    window = sheet.pages[number].window
    return DrawnPage(
        sheet.page.width,
        sheet.page.height,
        _SheetPage(press, sheet, number),
        title,
        number == 0,
        grounded(window) if window else None,
    )
