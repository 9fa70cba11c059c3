"""Sheets by recipes as an audience may see them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.mapbook.audience import (
    Removal,
    guarded_recipe,
    refuse_marked,
    scale_removal,
    smallest_denominator,
)
from gridwatch.mapbook.recipeplan import Wish, plan_subject
from gridwatch.mapbook.windows import scale_for

if TYPE_CHECKING:
    from gridwatch.district.district import District
    from gridwatch.mapbook.audience import Audience
    from gridwatch.mapbook.recipe import MapRecipe, Recipe
    from gridwatch.mapbook.sheets import Sheet
    from gridwatch.mapbook.subjects import Subject

__all__ = ["plan_guarded"]


def plan_guarded(
    recipe: Recipe,
    district: District,
    subject: Subject,
    wish: Wish,
    audience: Audience,
) -> tuple[Sheet, tuple[Removal, ...]]:
    """Plan the sheet of a subject for an audience; return what was taken away too.

    Raises
    ------
    OfficerError
        As `plan_subject`, and where the mark of the store forbids the audience.
    """
    refuse_marked(district.secrecy, audience)
    allowed, removed = guarded_recipe(recipe, audience)
    sheet = plan_subject(allowed, district, subject, wish)
    window = sheet.pages[0].window if sheet.pages else None
    if window is not None:
        least = smallest_denominator(audience, window.frame, window.scale)
        if window.scale < least:
            maps = replace(allowed.maps, largest=least)
            allowed = replace(allowed, maps=maps)
            sheet = plan_subject(allowed, district, subject, wish)
        if _was_smaller(sheet, recipe.maps):
            removed = (*removed, scale_removal(audience, least))
    return replace(sheet, secrecy=audience.mark or sheet.secrecy), removed


def _was_smaller(sheet: Sheet, maps: MapRecipe) -> bool:
    """Tell whether the map would be larger by its own recipe."""
    window, shape = sheet.pages[0].window, sheet.subject.geometry
    if window is None or shape is None:
        return False
    west, south, east, north = shape.bounds
    own = scale_for(maps, window.frame, east - west, north - south)
    limited = scale_for(sheet.recipe.maps, window.frame, east - west, north - south)
    return own < limited
