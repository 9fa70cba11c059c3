"""The desk of field review: packages out, returns in, decisions; and the field side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gridwatch.district.wording import OfficerError
from gridwatch.gui.asking import documents
from gridwatch.gui.desks.desk import Command, Desk
from gridwatch.gui.naming import label_of
from gridwatch.gui.session import who
from gridwatch.store.review.endings import PACKAGE_ENDING, RETURN_ENDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.review.packages import Manifest
    from gridwatch.district.review.replies import Reply
    from gridwatch.district.wording import Kind
    from gridwatch.gui.dialogs.packages import PackagesDialog
    from gridwatch.gui.dialogs.paper import PaperDialog
    from gridwatch.gui.dialogs.papersheets import SheetsDialog
    from gridwatch.gui.dialogs.reviewdesk import ReviewDesk
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.store.review.field import FieldReview
    from gridwatch.store.review.terms import LockedError

__all__ = ["FILES", "ReviewsDesk"]

FILES = (PACKAGE_ENDING, RETURN_ENDING)
"""Endings of the files that this desk opens."""


class ReviewsDesk(Desk):
    """Commands on field review."""

    _errand: Errand | None = None

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command(
                "packages",
                self.tr("外业核查包…"),
                self.packages,
                "Ctrl+Shift+K",
                menu="review",
            ),
            Command(
                "review-desk",
                self.tr("审核台…"),
                self.desk,
                "Ctrl+K",
                picture="check",
                menu="review",
            ),
            Command(
                "review-open",
                self.tr("打开核查包（外业）…"),
                self.ask_package,
                menu="review",
            ),
        )

    # --- in the office ----------------------------------------------------------

    def packages(self) -> PackagesDialog:
        """Show what is out and what came back."""
        from gridwatch.gui.dialogs.packages import PackagesDialog

        dialog = PackagesDialog(self.session, self.window)
        dialog.desk_asked.connect(self.desk)
        dialog.sheets_asked.connect(self.print_sheets)
        dialog.receipt_asked.connect(self.print_receipt)
        dialog.typing_asked.connect(lambda number: self.type_in(number, dialog))
        self.show(dialog)
        return dialog

    def desk(self, number: str = "") -> ReviewDesk:
        """Show the replies to a package, or to all of them; the map stays usable."""
        from gridwatch.gui.dialogs.reviewdesk import ReviewDesk

        desk = ReviewDesk(self.session, number, self.window)
        desk.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        desk.show()
        return desk

    def take_returns(self, paths: Sequence[Path]) -> PackagesDialog | None:
        """Take in returns that were dropped or opened."""
        if self.session.store is None:
            self.said.emit(self.tr("请先打开发出核查包的工作库，再收取回传。"))
            return None
        dialog = self.packages()
        dialog.take(paths)
        return dialog

    def _manifest(self, number: str) -> Manifest | None:
        from gridwatch.store.review.desk import receipts

        store = self.session.store
        found = receipts(store) if store is not None else []
        manifests = (receipt.manifest for receipt in found)
        return next((one for one in manifests if one.number == number), None)

    def print_sheets(self, number: str) -> PaperDialog | None:
        """Show the sheets of a package, to be printed and ticked by hand."""
        from gridwatch.district.review.sheets import field_sheets
        from gridwatch.gui.dialogs.paper import PaperDialog

        manifest = self._manifest(number)
        if manifest is None:
            return None
        session = self.session
        paper = field_sheets(manifest, session.district, session.language)
        name = self.tr("核查表") + f"_{manifest.area.name}_{number}"
        dialog = PaperDialog(session, paper, name, self.window)
        self.show(dialog)
        return dialog

    def print_receipt(self, number: str) -> PaperDialog | None:
        """Show what became of the replies to a package, for those who sent it."""
        from gridwatch.district.review.receipts import receipt_paper
        from gridwatch.gui.dialogs.paper import PaperDialog
        from gridwatch.store.review.desk import cases

        manifest, session = self._manifest(number), self.session
        store = session.store
        if manifest is None or store is None:
            return None
        found = cases(store, session.district, [number])
        paper = receipt_paper(manifest, found, session.language)
        name = self.tr("核查回执") + f"_{manifest.area.name}_{number}"
        dialog = PaperDialog(session, paper, name, self.window)
        self.show(dialog)
        return dialog

    def type_in(self, number: str, packages: PackagesDialog) -> SheetsDialog | None:
        """Type in what was ticked on paper; it is put on the desk on closing."""
        from gridwatch.gui.dialogs.papersheets import SheetsDialog
        from gridwatch.store.review.arrivals import type_in
        from gridwatch.store.review.desk import pages_of

        office = self.session.store
        if office is None:
            return None
        typed: dict[tuple[Kind, str], Reply] = {}

        def take(reply: Reply) -> None:
            typed[reply.kind, reply.uid] = reply

        def named(kind: Kind, uid: str) -> str:
            row = self.session.district.row(kind, uid)
            language = self.session.language
            return label_of(self.session.district, kind, row, language) if row else "—"

        def keep(_: int) -> None:
            store = self.session.store
            if store is None or not typed:
                return
            try:
                taken = type_in(store, number, list(typed.values()), who=who())
            except OfficerError as error:
                packages.say(error.text.of(self.session.language), "danger")
                return
            packages.say(taken.sentence.of(self.session.language), "ok")
            packages.read()

        language = self.session.language
        pages = pages_of(office, number)
        dialog = SheetsDialog(pages, named, take, language, packages)
        dialog.finished.connect(keep)
        self.show(dialog)
        return dialog

    # --- in the field -----------------------------------------------------------

    def ask_package(self) -> None:
        """Ask which package to review."""
        dialog = QFileDialog(self.window, self.tr("打开核查包"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("核查包") + f" (*{PACKAGE_ENDING})")
        dialog.setDirectory(str(documents()))
        dialog.fileSelected.connect(lambda name: self.review(Path(name)))
        self.show(dialog)

    def review(self, path: Path, passphrase: str = "") -> None:
        """Open a package to review it, in the background."""
        from gridwatch.store.review.field import open_package
        from gridwatch.store.review.terms import LockedError

        if self._errand is not None:
            return
        self.said.emit(self.tr("正在打开 {name}…").format(name=path.name))

        def work(_: Reporter) -> FieldReview:
            return open_package(path, passphrase=passphrase)

        def failed(error: Exception) -> None:
            self._errand = None
            self.said.emit("")
            if isinstance(error, LockedError):
                self._ask_passphrase(path, error)
            else:
                self.session.troubled.emit(error)

        self._errand = self.session.errands.start(work, self._opened, failed)

    def _ask_passphrase(self, path: Path, error: LockedError) -> None:
        from gridwatch.gui.dialogs.passphrase import PassphraseDialog

        words = error.text.of(self.session.language)
        dialog = PassphraseDialog(words, self.window)
        dialog.given.connect(lambda given: self.review(path, given))
        self.show(dialog)

    def _opened(self, review: FieldReview) -> None:
        from gridwatch.gui.dialogs.reviewmode import ReviewWindow

        self._errand = None
        self.said.emit("")
        window = ReviewWindow(review, self.session, self.window)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.show()

    def end(self) -> None:
        """Close every package that is open: the window behind them closes."""
        from gridwatch.gui.dialogs.reviewmode import ReviewWindow

        for review in self.window.findChildren(ReviewWindow):
            review.close()
