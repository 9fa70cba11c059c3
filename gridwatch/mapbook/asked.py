"""For what, whom and when a table is made; which boards and outfalls it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.publishing import masked
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.listing import duty_of, duty_order
from gridwatch.mapbook.recipe import Audience

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.signboards import Signboard
    from gridwatch.mapbook.subjects import Subject

__all__ = ["Asked", "boards_of", "outfalls_of"]

_PLACED = ("town", "village", "cell")
"""Subjects whose boards and outfalls the district knows already."""


@dataclass(frozen=True)
class Asked:
    """For what, whom and when a table is made.

    Parameters
    ----------
    district : District
        Everything there is.
    subject : Subject
        What the sheet is about.
    as_of : date
        The day that chiefs and states speak of.
    audience : Audience
        The public sees telephones masked.
    language : Language
        Language of the words that are not data.
    within : shapely geometry or None
        Only rows that touch it, as on a page of a strip.
    """

    district: District
    subject: Subject
    as_of: date
    audience: Audience = Audience.INTERNAL
    language: Language = Language.ZH
    within: BaseGeometry | None = None

    def say(self, text: Text) -> str:
        """Return a text in the language."""
        return text.of(self.language)

    def phone(self, chief: Chief) -> str:
        """Return how a chief is called: for the public with its middle hidden."""
        person = chief.person
        if self.audience is Audience.PUBLIC:
            return masked(person.mobile) or person.office_phone
        return person.mobile or person.office_phone


def boards_of(asked: Asked) -> list[Signboard]:
    """Return the boards of the subject that have a place, along its rivers."""
    found = asked.district.signboards
    if asked.subject.kind in _PLACED:
        found = _placed_in(asked)[0]
    rows = [row for row in found if _stands_in(row, asked)]
    return sorted(rows, key=lambda row: _place_order(row, asked))


def outfalls_of(asked: Asked) -> list[Outfall]:
    """Return the outfalls of the subject that have a place, along its rivers."""
    found = asked.district.outfalls
    if asked.subject.kind in _PLACED:
        found = _placed_in(asked)[1]
    rows = [row for row in found if _stands_in(row, asked)]
    return sorted(rows, key=lambda row: _place_order(row, asked))


def _placed_in(asked: Asked) -> tuple[tuple[Signboard, ...], tuple[Outfall, ...]]:
    district, cell = asked.district, asked.subject.kind == "cell"
    placed = district.placed_in_cell if cell else district.placed_in_area
    return placed.get(asked.subject.uid, ((), ()))


def _stands_in(row: Signboard | Outfall, asked: Asked) -> bool:
    if row.geometry is None or row.geometry.is_empty:
        return False
    if asked.within is not None and not row.geometry.intersects(asked.within):
        return False
    if asked.subject.kind != "river":
        return True
    segment = asked.district.sites[row.uid].segment
    return segment is not None and segment.river_code == asked.subject.code


def _place_order(row: Signboard | Outfall, asked: Asked) -> tuple[object, ...]:
    site = asked.district.sites[row.uid]
    if site.segment is None:
        return (1, (), 0.0, row.code, row.uid)
    order = duty_order(duty_of(asked.district, site.segment))
    return (0, order, site.chainage or 0.0, row.code, row.uid)
