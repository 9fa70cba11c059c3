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
    """Return the boards of the subject, along its rivers."""
    rows = [r for r in asked.district.signboards if _stands_in(r, asked)]
    return sorted(rows, key=lambda row: _place_order(row, asked))


def outfalls_of(asked: Asked) -> list[Outfall]:
    """Return the outfalls of the subject, along its rivers."""
    rows = [r for r in asked.district.outfalls if _stands_in(r, asked)]
    return sorted(rows, key=lambda row: _place_order(row, asked))


def _stands_in(row: Signboard | Outfall, asked: Asked) -> bool:
    subject, site = asked.subject, asked.district.sites.get(row.uid)
    if row.geometry is None or row.geometry.is_empty or site is None:
        return False
    if asked.within is not None and not row.geometry.intersects(asked.within):
        return False
    if subject.kind == "river":
        return site.segment is not None and site.segment.river_code == subject.code
    if subject.kind == "cell":
        return site.cell is not None and site.cell.uid == subject.uid
    area = {"town": site.town, "village": site.village}.get(subject.kind)
    return subject.kind == "district" or (area is not None and area.uid == subject.uid)


def _place_order(row: Signboard | Outfall, asked: Asked) -> tuple[object, ...]:
    site = asked.district.sites[row.uid]
    if site.segment is None:
        return (1, (), 0.0, row.code, row.uid)
    order = duty_order(duty_of(asked.district, site.segment))
    return (0, order, site.chainage or 0.0, row.code, row.uid)
