"""河长名单公布: the public list of the day, held against the one published last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.publishing import (
    LINE_HEADS,
    differences,
    public_roster,
    publish_roster,
    published_lines,
    roster_document,
)
from gridwatch.district.wording import OfficerError
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.dialogs.paper import PaperDialog
from gridwatch.gui.look import tone
from gridwatch.gui.photobox import day_box, day_of
from gridwatch.gui.session import who
from gridwatch.reports.tables import roster

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from gridwatch.district.publishing import Difference, PublicLine
    from gridwatch.district.records import Publication
    from gridwatch.gui.session import Session

__all__ = ["PublicRosterDialog"]

_SHARES = (0.11, 0.23, 0.23, 0.26)


class PublicRosterDialog(QDialog):
    """Shows what differs from a published list, writes the list, keeps the record.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.found: tuple[Difference, ...] = ()
        self.setWindowTitle(self.tr("河长名单公布"))
        self.log = QComboBox(self)
        self.log.setAccessibleName(self.tr("公布记录"))
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("与公布不一致的行"))
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setHeaderLabels(
            [
                self.tr("职务"),
                self.tr("已公布"),
                self.tr("现在"),
                self.tr("责任区域"),
                self.tr("变化"),
            ]
        )
        self.day = day_box(session.as_of, self)
        self.document, self.medium = QLineEdit(self), QLineEdit(self)
        self.document.setPlaceholderText(self.tr("例如：公告第 3 号"))
        self.medium.setPlaceholderText(self.tr("例如：区政府网站"))
        self.by = QLineEdit(who(), self)
        self._make_buttons()
        self._lay_out()
        self.log.currentIndexChanged.connect(lambda _: self._compare())
        session.district_changed.connect(self.refresh)
        session.as_of_changed.connect(self.refresh)
        session.closed.connect(self.reject)
        fit_screen(self, 980, 620)
        self.refresh()

    def _make_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.buttons = QDialogButtonBox(self)
        self.paper = self._button(self.tr("名单…"), role.ActionRole, self.show_paper)
        self.table = self._button(self.tr("导出表格…"), role.ActionRole, self.ask_table)
        self._button(self.tr("关闭"), role.RejectRole, self.reject)
        self.publish = self._button(
            self.tr("登记为已公布"), role.ActionRole, self.record
        )
        self.publish.setObjectName("primary")

    def _button(
        self,
        text: str,
        role: QDialogButtonBox.ButtonRole,
        slot: Callable[[], object],
    ) -> QPushButton:
        button = self.buttons.addButton(text, role)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel(self.tr("公布记录"), self))
        top.addWidget(self.log, 1)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("公布日期"), self.day)
        form.addRow(self.tr("文号"), self.document)
        form.addRow(self.tr("公布途径"), self.medium)
        form.addRow(self.tr("经办人"), self.by)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(10)
        box.addLayout(top)
        box.addWidget(self.told)
        box.addWidget(self.tree, 1)
        box.addLayout(form)
        box.addWidget(self.buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Share out the width of the list."""
        super().showEvent(event)
        width = self.tree.viewport().width()
        for column, share in enumerate(_SHARES):
            self.tree.setColumnWidth(column, round(width * share))

    # --- content ----------------------------------------------------------------

    def refresh(self, _: object = None) -> None:
        """List what was published up to the day, latest first."""
        as_of = self.session.as_of
        rows = [
            row
            for row in self.session.district.publications
            if row.what == "roster" and row.on is not None and row.on <= as_of
        ]
        rows.sort(key=lambda row: str(row.on), reverse=True)
        self.log.blockSignals(True)
        self.log.clear()
        for row in rows:
            parts = (str(row.on), row.document, row.medium, row.by)
            self.log.addItem("　".join(part for part in parts if part), row.uid)
        if not rows:
            self.log.addItem(self.tr("还没有公布过"), "")
        self.log.blockSignals(False)
        self.publish.setEnabled(not self.session.read_only)
        self._compare()

    def _entry(self) -> Publication | None:
        uid = self.log.currentData()
        rows = self.session.district.publications
        return next((row for row in rows if row.uid == uid), None)

    def _compare(self) -> None:
        session, entry = self.session, self._entry()
        self.tree.clear()
        self.found = ()
        now = public_roster(session.district, session.as_of)
        if entry is None:
            words = self.tr("{day} 的名单共 {n} 行，还没有公布过。")
            self.told.setText(words.format(day=session.as_of, n=f"{len(now):,}"))
            return
        self.found = differences(published_lines(session.district, entry), now)
        words = self.tr("{on} 公布的名单与 {day} 的现况有 {n} 行不一致。")
        if not entry.content:
            words += self.tr("公布时没有留存内容，按当日台账推算。")
        self.told.setText(
            words.format(on=entry.on, day=session.as_of, n=len(self.found))
        )
        for one in self.found:
            self.tree.addTopLevelItem(self._item(one))

    def _item(self, one: Difference) -> QTreeWidgetItem:
        line = one.after or one.before
        assert line is not None
        item = QTreeWidgetItem(
            [
                line.role,
                _short(one.before),
                _short(one.after),
                line.places,
                self._change(one),
            ]
        )
        for column in range(item.columnCount()):
            item.setToolTip(column, item.text(column))
        shade = tone("danger" if one.after is None else "warn")
        if shade is not None:
            item.setForeground(4, shade)
        return item

    def _change(self, one: Difference) -> str:
        if one.before is None:
            return self.tr("新增")
        if one.after is None:
            return self.tr("撤下")
        language = self.session.language
        return self.tr("、").join(LINE_HEADS[key].of(language) for key in one.changed)

    # --- out --------------------------------------------------------------------

    def record(self) -> None:
        """Keep the list of the chosen day as published."""
        changes = publish_roster(
            self.session.district,
            day_of(self.day),
            document=self.document.text().strip(),
            medium=self.medium.text().strip(),
            by=self.by.text().strip(),
        )
        self.session.apply(changes, changes.reason)

    def show_paper(self) -> PaperDialog:
        """Show the list as a paper."""
        session = self.session
        paper = roster_document(session.district, session.as_of, session.language)
        name = self.tr("河长名单") + f"_{session.as_of}"
        dialog = PaperDialog(session, paper, name, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def ask_table(self) -> None:
        """Ask where to write the list."""
        name = self.tr("河长名单") + f"_{self.session.as_of}.xlsx"
        kinds = [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"]
        ask_save(self, self.tr("导出河长名单"), name, kinds, self.write_table)

    def write_table(self, path: Path) -> None:
        """Write the list of the day as a spreadsheet."""
        session = self.session
        try:
            rows = roster(path, session.district, session.as_of, session.language)
        except OfficerError as error:
            session.troubled.emit(error)
        else:
            words = self.tr("已保存 {n} 行：{path}")
            self.told.setText(words.format(n=f"{rows:,}", path=path))


def _short(line: PublicLine | None) -> str:
    if line is None:
        return "—"
    parts = (line.name, line.office_phone, line.remark)
    return " ".join(part for part in parts if part)
