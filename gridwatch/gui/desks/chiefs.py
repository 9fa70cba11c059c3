"""The desk of chiefs: changes of person, the public roster, who answered when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Kind
from gridwatch.gui.desks.desk import Command, Desk
from gridwatch.gui.session import who
from gridwatch.gui.wishing import TRACED, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.chiefs import Person
    from gridwatch.gui.dialogs.handover import HandoverDialog
    from gridwatch.gui.dialogs.matchroster import MatchRosterDialog
    from gridwatch.gui.dialogs.paper import PaperDialog
    from gridwatch.gui.dialogs.publicroster import PublicRosterDialog
    from gridwatch.gui.session import Session
    from gridwatch.gui.wishing import RowWish

__all__ = ["ChiefsDesk"]


class ChiefsDesk(Desk):
    """Commands on people and posts."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(session, window)
        session.row_wished.connect(self.serve)

    def serve(self, wish: RowWish) -> None:
        """Open what the card of a row asks for."""
        if wish.verb is Verb.HANDOVER:
            self.change(wish.uids[0] if wish.uids else "")
        elif wish.verb is Verb.TRACE and wish.kind is not None and wish.uids:
            self.trace_of(wish.kind, wish.uids[0])

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command(
                "chief-change",
                self.tr("变更河长 · 换届体检…"),
                self.change,
                "Ctrl+H",
                picture="check",
            ),
            Command("chief-bulk", self.tr("批量交接…"), self.hand_over_all),
            Command("chief-match", self.tr("核对名单…"), self.match),
            Command("chief-trace", self.tr("责任追溯单…"), self.trace, menu="print"),
            Command("roster-paper", self.tr("河长名单…"), self.roster, menu="print"),
            Command(
                "roster-compare",
                self.tr("名单：已公布与现状…"),
                self.compare,
                menu="check",
            ),
        )

    # --- changes of person ------------------------------------------------------

    def _person(self, uid: str = "") -> Person | None:
        district = self.session.district
        chosen = [uid] if uid else list(self.session.selection.get(Kind.PERSON, ()))
        return district.person_by_uid.get(chosen[0]) if len(chosen) == 1 else None

    def change(self, uid: str = "") -> HandoverDialog:
        """Ask who leaves and who follows; show what goes stale first."""
        from gridwatch.gui.dialogs.handover import HandoverDialog

        dialog = HandoverDialog(self.session, self._person(uid), self.window)
        self.show(dialog)
        return dialog

    def hand_over_all(self) -> HandoverDialog:
        """Hand every post of one person to another."""
        from gridwatch.gui.dialogs.handover import HandoverDialog

        dialog = HandoverDialog(self.session, self._person(), self.window, whole=True)
        self.show(dialog)
        return dialog

    def trace(self) -> PaperDialog | None:
        """Show who answered for the selected row, on the day and ever."""
        session = self.session
        row = next(((k, u) for k, u in session.selected if k in TRACED), None)
        if row is None:
            words = self.tr("请先选择河段、网格、公示牌、排污口、水库、河流或行政区。")
            self.said.emit(words)
            return None
        return self.trace_of(*row)

    def trace_of(self, kind: Kind, uid: str) -> PaperDialog:
        """Show who answered for a row, on the day and ever."""
        from gridwatch.district.tracing import responsibility_sheet
        from gridwatch.gui.dialogs.paper import PaperDialog

        session = self.session
        paper = responsibility_sheet(
            session.district, kind, uid, session.as_of, session.language
        )
        name = f"{paper.title.of(session.language)}_{session.as_of.isoformat()}"
        dialog = PaperDialog(session, paper, name, self.window)
        self.show(dialog)
        return dialog

    # --- the public roster ------------------------------------------------------

    def roster(self) -> PaperDialog:
        """Show the public list; what is given out is kept on record."""
        from gridwatch.district.publishing import roster_document
        from gridwatch.gui.dialogs.paper import PaperDialog

        session = self.session
        paper = roster_document(session.district, session.as_of, session.language)
        name = self.tr("河长名单") + f"_{session.as_of.isoformat()}"
        dialog = PaperDialog(session, paper, name, self.window, self._published)
        self.show(dialog)
        return dialog

    def _published(self, place: str) -> None:
        from gridwatch.district.publishing import publish_roster

        session = self.session
        if session.read_only:
            return
        changes = publish_roster(
            session.district, session.as_of, document=place, by=who()
        )
        if session.apply(changes):
            self.said.emit(self.tr("已记入公布记录，可以撤销。"))

    def compare(self) -> PublicRosterDialog:
        """Show what differs between the list as published and that of the day."""
        from gridwatch.gui.dialogs.publicroster import PublicRosterDialog

        dialog = PublicRosterDialog(self.session, self.window)
        self.show(dialog)
        return dialog

    def match(self) -> MatchRosterDialog:
        """Match posts to what they cover, after an import."""
        from gridwatch.gui.dialogs.matchroster import MatchRosterDialog

        dialog = MatchRosterDialog(self.session, self.window)
        self.show(dialog)
        return dialog
