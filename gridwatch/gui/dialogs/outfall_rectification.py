"""整改与销号: ordered, closed out on evidence, opened again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district import rectifying
from gridwatch.district.proceedings import proceedings_of
from gridwatch.district.wording import OfficerError
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.outfall_act import (
    ActDialog,
    MaybeDay,
    filled_box,
    plain_form,
)
from gridwatch.gui.photobox import PhotoBox, day_box, day_of
from gridwatch.gui.session import who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.changes import Changes
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.wording import Text
    from gridwatch.gui.session import Session

__all__ = ["RectificationDialog"]

_WIDE, _TALL = 760, 640
_TALL_NOTE = 74
_MONTHS = timedelta(90)


class RectificationDialog(ActDialog):
    """Orders, closes out or reopens; the page that fits the state stands in front.

    Parameters
    ----------
    session : Session
        What is open.
    outfall : Outfall
        The outfall.
    """

    ORDER, CLOSE, REOPEN = range(3)

    def __init__(
        self, session: Session, outfall: Outfall, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, "", "", parent)
        self.setWindowTitle(self.tr("整改与销号"))
        self.outfall = outfall
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.pages = QStackedWidget(self)
        for title, page in (
            (self.tr("下达整改"), self._order_page()),
            (self.tr("销号"), self._close_page()),
            (self.tr("重新整改"), self._reopen_page()),
        ):
            self.tabs.addTab(title)
            self.pages.addWidget(page)
        self.history = QLabel(self._past(), self)
        self.history.setObjectName("muted")
        self.history.setWordWrap(True)
        self.history.setVisible(bool(self.history.text()))
        self._tell()
        self.box.insertWidget(0, self.tabs)
        self.lay_out(self.pages, self.history)
        self.tabs.currentChanged.connect(self._turn)
        self._turn(self._fitting())
        self.tabs.setCurrentIndex(self._fitting())
        fit_screen(self, _WIDE, _TALL)

    def _tell(self) -> None:
        row, session = self.outfall, self.session
        self.head.setText(row.name or row.code)
        parts = [
            self.tr("整改状态：{state}").format(
                state=row.rectification or self.tr("未登记")
            )
        ]
        if row.measure:
            parts.append(self.tr("方式：{measure}").format(measure=row.measure))
        if row.deadline is not None:
            parts.append(self.tr("期限：{day}").format(day=row.deadline))
        days = rectifying.overdue_days(session.district, row, session.as_of)
        if days:
            parts.append(self.tr("已超期 {n} 天").format(n=days))
        self.told.setText("　".join(parts))

    def _fitting(self) -> int:
        rules, state = self.session.district.rules, self.outfall.rectification
        if state == rectifying.closed_word(rules):
            return self.REOPEN
        begun = state == rectifying.begun_word(rules)
        return self.CLOSE if begun else self.ORDER

    def _turn(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        words = (self.tr("下达"), self.tr("销号"), self.tr("重新整改"))
        self.agree.setText(words[page])
        self.look_over()

    def _past(self) -> str:
        lines = [
            f"{act.on}　{act.before.get('rectification') or '—'} → "
            f"{act.after.get('rectification')}　{act.note}".rstrip("　")
            for act in proceedings_of(self.session.district, self.outfall)
            if act.act == "rectification"
        ]
        return "\n".join([self.tr("整改记录："), *lines]) if lines else ""

    # --- pages ------------------------------------------------------------------

    def _order_page(self) -> QWidget:
        page, row = QWidget(self), self.outfall
        lists = self.session.codelists
        self.measure = filled_box(lists.get("outfall_measures", ()), page, row.measure)
        self.ordered = day_box(self.today, page)
        day = row.deadline or self.today + _MONTHS
        self.deadline = MaybeDay(self.tr("限期"), day, page, ticked=True)
        self.order_document = QLineEdit(page)
        self.order_note = QLineEdit(page)
        self.order_note.setPlaceholderText(self.tr("例如：截污纳管，接入镇污水管网"))
        form = plain_form()
        form.addRow(self.tr("整改方式"), self.measure)
        form.addRow(self.tr("下达日期"), self.ordered)
        form.addRow(self.tr("整改期限"), self.deadline)
        form.addRow(self.tr("文号"), self.order_document)
        form.addRow(self.tr("要求"), self.order_note)
        page.setLayout(form)
        self.measure.currentTextChanged.connect(lambda _: self.look_over())
        self.ordered.dateChanged.connect(lambda _: self.look_over())
        self.deadline.tick.toggled.connect(lambda _: self.look_over())
        self.deadline.box.dateChanged.connect(lambda _: self.look_over())
        return page

    def _close_page(self) -> QWidget:
        page, session = QWidget(self), self.session
        self.photos = {
            role: PhotoBox(title, self.today, session.language, page)
            for role, title in (
                ("before", self.tr("整改前")),
                ("after", self.tr("整改后")),
            )
        }
        self._show_existing()
        beside = QHBoxLayout()
        for photo in self.photos.values():
            photo.changed.connect(self.look_over)
            beside.addWidget(photo, 1)
        self.closed = day_box(self.today, page)
        self.closed_by = QLineEdit(who(), page)
        self.closing_note = QPlainTextEdit(page)
        self.closing_note.setMinimumHeight(_TALL_NOTE // 2)
        self.closing_note.setMaximumHeight(_TALL_NOTE)
        self.closing_note.setTabChangesFocus(True)
        self.closing_note.setPlaceholderText(
            self.tr("做了什么、现场看到什么、谁到场验收")
        )
        form = plain_form()
        form.addRow(self.tr("销号日期"), self.closed)
        form.addRow(self.tr("销号人"), self.closed_by)
        form.addRow(self.tr("销号说明"), self.closing_note)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(beside, 1)
        box.addLayout(form)
        self.closed.dateChanged.connect(lambda _: self.look_over())
        self.closed_by.textChanged.connect(lambda _: self.look_over())
        self.closing_note.textChanged.connect(self.look_over)
        return page

    def _show_existing(self) -> None:
        """Show the newest photographs on record; they count as evidence."""
        session = self.session
        for role, box in self.photos.items():
            rows = rectifying.evidence(session.district, self.outfall, role)
            if rows and session.store is not None:
                taken = rows[0].taken.isoformat() if rows[0].taken else ""
                words = self.tr("已登记 {n} 张 {day}").format(n=len(rows), day=taken)
                box.show_existing(session.store.photo(rows[0].sha256), words)

    def _reopen_page(self) -> QWidget:
        page, row = QWidget(self), self.outfall
        self.reopened = day_box(self.today, page)
        self.reason = QLineEdit(page)
        self.reason.setPlaceholderText(self.tr("例如：复查发现污水再次直排"))
        day = max(row.deadline or self.today, self.today + _MONTHS)
        self.new_deadline = MaybeDay(self.tr("限期"), day, page, ticked=True)
        words = QLabel(
            self.tr("原销号记录和照片留在台账里；再次销号须有重新整改之后的照片。"),
            page,
        )
        words.setObjectName("muted")
        words.setWordWrap(True)
        form = plain_form()
        form.addRow(self.tr("日期"), self.reopened)
        form.addRow(self.tr("原因"), self.reason)
        form.addRow(self.tr("新的期限"), self.new_deadline)
        form.addRow(words)
        page.setLayout(form)
        self.reason.textChanged.connect(lambda _: self.look_over())
        self.reopened.dateChanged.connect(lambda _: self.look_over())
        self.new_deadline.tick.toggled.connect(lambda _: self.look_over())
        self.new_deadline.box.dateChanged.connect(lambda _: self.look_over())
        return page

    # --- what has been entered --------------------------------------------------

    @property
    def order(self) -> rectifying.Order:
        """The order as entered."""
        return rectifying.Order(
            self.measure.currentText(),
            day_of(self.ordered),
            self.deadline.day,
            document=self.order_document.text(),
            by=who(),
            note=self.order_note.text(),
        )

    @property
    def reopening(self) -> rectifying.Reopening:
        """The reopening as entered."""
        return rectifying.Reopening(
            day_of(self.reopened), self.reason.text(), who(), self.new_deadline.day
        )

    def _closing(self, hashes: dict[str, str]) -> rectifying.Closing:
        """Return the close-out as entered, with photographs under these hashes."""
        photos = tuple(
            rectifying.NewPhoto(role, box.name, hashes.get(role, ""), box.taken_on)
            for role, box in self.photos.items()
            if box.data is not None
        )
        return rectifying.Closing(
            day_of(self.closed),
            self.closed_by.text(),
            self.closing_note.toPlainText(),
            photos,
        )

    def _kept(self) -> dict[str, str]:
        """Keep the bytes of the photographs; return their hashes by use."""
        store = self.session.store
        if store is None:
            return {}
        return {
            role: store.keep_photo(box.data)
            for role, box in self.photos.items()
            if box.data is not None
        }

    # --- the act ----------------------------------------------------------------

    def faults(self) -> Sequence[Text]:
        """Return what is missing."""
        district, row, day = self.session.district, self.outfall, self.today
        page = self.pages.currentIndex()
        if page == self.ORDER:
            return rectifying.refusals_to_order(district, row, self.order, day)
        if page == self.CLOSE:
            entry = self._closing({})
            return rectifying.refusals_to_close(district, row, entry, day)
        return rectifying.refusals_to_reopen(district, row, self.reopening, day)

    def changes(self) -> Changes:
        """Return the changes; photographs are kept by then."""
        district, row, day = self.session.district, self.outfall, self.today
        page = self.pages.currentIndex()
        if page == self.ORDER:
            return rectifying.order(district, row, self.order, day)
        if page == self.REOPEN:
            return rectifying.reopen(district, row, self.reopening, day)
        faults = self.faults()
        if faults:
            raise OfficerError(faults[0])
        return rectifying.close_out(district, row, self._closing(self._kept()), day)

    def words(self) -> str:
        """Return how the act is called."""
        forms = (
            self.tr("下达整改：{name}"),
            self.tr("销号：{name}"),
            self.tr("重新整改：{name}"),
        )
        name = self.outfall.name or self.outfall.code
        return forms[self.pages.currentIndex()].format(name=name)
