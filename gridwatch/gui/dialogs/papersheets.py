"""录入纸质核查表: page code, number, tick, line after line from the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.review.paper import page_of, row_of, typed
from gridwatch.district.review.replies import MARK_NAMES, MARK_SIGNS
from gridwatch.district.wording import OfficerError
from gridwatch.gui.look import tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gridwatch.district.review.packages import FieldPage
    from gridwatch.district.review.replies import Reply
    from gridwatch.district.wording import Kind, Language

__all__ = ["SheetsDialog"]


class SheetsDialog(QDialog):
    """Takes ticks from paper; the page code stays, the number goes up by itself.

    Parameters
    ----------
    pages : sequence of FieldPage
        The sheets of the package.
    named : callable
        Takes kind and identifier, tells what the row is called.
    take : callable
        Takes each `Reply` as it is typed.
    language : Language
        Language of words.
    """

    def __init__(
        self,
        pages: Sequence[FieldPage],
        named: Callable[[Kind, str], str],
        take: Callable[[Reply], object],
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pages, self._named, self._take = pages, named, take
        self._language = language
        self.taken: list[Reply] = []
        self.setWindowTitle(self.tr("录入纸质核查表"))
        self._make()
        self._lay_out()
        self.resize(720, 460)
        self._look()

    def _make(self) -> None:
        self.code = QLineEdit(self)
        self.code.setPlaceholderText(self.tr("页码"))
        self.code.setMaximumWidth(150)
        self.number = QLineEdit(self)
        self.number.setPlaceholderText(self.tr("号"))
        self.number.setMaximumWidth(70)
        self.tick = QLineEdit(self)
        self.tick.setPlaceholderText(self.tr("1 ✔  0 ✖  ? ✉"))
        self.tick.setMaximumWidth(110)
        self.remark = QLineEdit(self)
        self.remark.setPlaceholderText(self.tr("备注（可不填）"))
        self._make_table()
        names = (self.tr("页码"), self.tr("号"), self.tr("结论"), self.tr("备注"))
        for box, name in zip(self.boxes, names, strict=True):
            box.setAccessibleName(name)
            box.textChanged.connect(lambda _: self._look())
            box.returnPressed.connect(self._entered)
        self.closer = QPushButton(self.tr("关闭"), self)
        self.closer.setAutoDefault(False)
        self.closer.clicked.connect(self.accept)

    def _make_table(self) -> None:
        self.row = QLabel(self)
        self.row.setObjectName("heading")
        self.said = QLabel(self)
        self.said.setObjectName("danger")
        self.said.setWordWrap(True)
        self.table = QTableWidget(0, 4, self)
        heads = [
            self.tr("页码-号"),
            self.tr("名称"),
            self.tr("结论"),
            self.tr("备注"),
        ]
        self.table.setHorizontalHeaderLabels(heads)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.table.horizontalHeader().setDefaultAlignment(left)
        self.table.horizontalHeader().setStretchLastSection(True)
        modes = QHeaderView.ResizeMode
        self.table.horizontalHeader().setSectionResizeMode(1, modes.Stretch)
        self.table.verticalHeader().setVisible(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setAccessibleName(self.tr("已录入"))

    @property
    def boxes(self) -> tuple[QLineEdit, ...]:
        """The boxes, in the order they are typed in."""
        return self.code, self.number, self.tick, self.remark

    def _lay_out(self) -> None:
        words = self.tr(
            "照纸上标题下的页码、行号和勾选录入，回车到下一格；结论后回车即存入，"
            "行号自动加一。更正的内容请在核查表单里填写。"
        )
        told = QLabel(words, self)
        told.setObjectName("muted")
        told.setWordWrap(True)
        line = QHBoxLayout()
        for entry in self.boxes:
            line.addWidget(entry)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.closer)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(told)
        box.addLayout(line)
        box.addWidget(self.row)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    def _look(self) -> None:
        """Tell which row is meant, before anything is taken."""
        self.said.clear()
        if not self._pages:
            self.row.setText(self.tr("这个核查包没有核查表。"))
            return
        try:
            page = page_of(self._pages, self.code.text())
            kind, uid = row_of(page, int(self.number.text()))
        except (OfficerError, ValueError):
            self.row.setText("—")
            return
        self.row.setText(self._named(kind, uid))

    def _entered(self) -> None:
        """Go to the next box; after the tick take the line."""
        here = self.focusWidget()
        if here is self.code:
            self._check_page()
        elif here is self.number:
            self.tick.setFocus()
        elif here is self.tick and self.tick.text().strip() in ("?", "？"):
            self.remark.setFocus()
        else:
            self._commit()

    def _check_page(self) -> None:
        try:
            page_of(self._pages, self.code.text())
        except OfficerError as error:
            self._refuse(error, self.code)
        else:
            self.number.setFocus()

    def _commit(self) -> None:
        code, number = self.code.text().strip(), self.number.text().strip()
        try:
            reply = typed(
                self._pages,
                code,
                int(number) if number.isdigit() else 0,
                self.tick.text(),
                self.remark.text().strip(),
            )
        except OfficerError as error:
            self._refuse(error, self.tick)
            return
        self._take(reply)
        self.taken.append(reply)
        self._list(code, number, reply)
        self.number.setText(str(int(number) + 1))
        self.tick.clear()
        self.remark.clear()
        self.tick.setFocus()

    def _refuse(self, error: OfficerError, box: QLineEdit) -> None:
        self.said.setText(error.text.of(self._language))
        box.setFocus()
        box.selectAll()

    def _list(self, code: str, number: str, reply: Reply) -> None:
        mark = f"{MARK_SIGNS[reply.mark]} {MARK_NAMES[reply.mark].of(self._language)}"
        texts = (
            f"{code}-{number}",
            self._named(reply.kind, reply.uid),
            mark,
            reply.remark,
        )
        self.table.insertRow(0)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            colour = tone("muted") if column == 0 else None
            if colour is not None:
                item.setForeground(colour)
            self.table.setItem(0, column, item)
