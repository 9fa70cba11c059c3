"""The sheets of a book, planned as its audience may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.mapbook.audience import Removal, guarded
from gridwatch.mapbook.fourlevel import RANKS, BookOrder, Subject, recipes_of
from gridwatch.mapbook.guarding import plan_guarded
from gridwatch.mapbook.indexmap import index_sheet
from gridwatch.mapbook.recipeplan import Wish
from gridwatch.mapbook.subjects import subjects_of as all_subjects

if TYPE_CHECKING:
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.wording import Text
    from gridwatch.mapbook.audience import Audience
    from gridwatch.mapbook.pages import Setting, SheetPlan
    from gridwatch.mapbook.sheets import Sheet

__all__ = ["SheetMaker"]


class SheetMaker:
    """Plans sheets as their audience may see them."""

    def __init__(
        self,
        district: District,
        setting: Setting,
        audience: Audience,
        order: BookOrder,
    ) -> None:
        self._district = district
        self._setting = setting
        self._audience = audience
        self._recipes = recipes_of(order)
        self._papers = dict(order.papers)
        self._subjects = {
            (one.kind, one.uid): one for one in all_subjects(district, RANKS)
        }

    def sheet(self, subject: Subject) -> tuple[Sheet, tuple[Removal, ...]]:
        """Plan the sheet of a subject; return it and what the guard took away."""
        setting = self._setting
        paper = self._papers.get(subject.rank, "")
        wish = Wish(setting.as_of, paper, setting.language, setting.made_on)
        return plan_guarded(
            self._recipes[subject.rank],
            self._district,
            self._subjects[subject.rank, subject.row.uid],
            wish,
            self._audience,
        )

    def index(self, area: Jurisdiction, title: Text) -> SheetPlan:
        """Plan the map under an index."""
        plan = index_sheet(self._district, area, self._setting, title)
        return guarded(plan, self._audience)[0]
