"""换届体检: one change of person, what it makes stale, then the change itself."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.changing import Handover, hand_over, leaving_terms
from gridwatch.district.chiefs import Person
from gridwatch.district.handover import handover_check
from gridwatch.district.handoverpaper import (
    deadline_text,
    face_change,
    faces_document,
    handover_document,
    segment_name,
    summary,
)
from gridwatch.district.roster import place_name
from gridwatch.district.wording import Kind, OfficerError, choice, show
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.owningparts import DayBox, muted
from gridwatch.gui.dialogs.paper import PaperDialog
from gridwatch.gui.dialogs.personbox import PersonBox

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.district.changes import Changes
    from gridwatch.district.documents import Document
    from gridwatch.district.handover import HandoverCheck
    from gridwatch.gui.session import Session

__all__ = ["HandoverDialog"]

_ON_RECORD, _NEW, _OPEN = range(3)
_WIDE, _TALL = 1080, 700


class HandoverDialog(QDialog):
    """Asks who leaves and who follows, shows what goes stale, and does it.

    Parameters
    ----------
    session : Session
        What is open.
    person : Person or None
        Who leaves, as far as that is known.
    whole : bool
        Hand over every post (批量交接) instead of chosen ones.
    """

    faces_asked = Signal(object)

    def __init__(
        self,
        session: Session,
        person: Person | None = None,
        parent: QWidget | None = None,
        *,
        whole: bool = False,
    ) -> None:
        super().__init__(parent)
        self._session, self._whole = session, whole
        self.check: HandoverCheck | None = None
        self._changes: Changes | None = None
        title = self.tr("批量交接") if whole else self.tr("变更河长 · 换届体检")
        self.setWindowTitle(title)
        self.leaver = PersonBox(session, self)
        self.day = DayBox(session.as_of, "", self)
        self.how = QComboBox(self)
        self.how.addItems(
            [self.tr("由在册人员接任"), self.tr("由新人接任"), self.tr("待定")]
        )
        self.heir = PersonBox(session, self)
        self.unit, self.phone, self.mobile = (QLineEdit(self) for _ in range(3))
        self.acting = PersonBox(session, self)
        self.document = QLineEdit(self)
        self.posts = QTreeWidget(self)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.tabs = QTabWidget(self)
        self._lists: dict[str, QTreeWidget] = {}
        self._lay_out()
        self._listen()
        if person is not None:
            self.leaver.choose(person)
        self._show_posts()
        fit_screen(self, _WIDE, _TALL)

    # --- layout -----------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._left())
        row.addWidget(self._right(), 1)
        self._add_buttons()
        whole = QVBoxLayout(self)
        whole.addLayout(row, 1)
        words = self.tr("确认后作为一次修改写入，可以撤销；打印不改变任何数据。")
        whole.addWidget(muted(words, self))
        whole.addWidget(self.buttons)

    def _left(self) -> QWidget:
        left = QWidget(self)
        self._form = form = QFormLayout(left)
        form.setContentsMargins(0, 0, 0, 0)
        for words, field in (
            (self.tr("离任人"), self.leaver),
            (self.tr("变更日期"), self.day),
            (self.tr("接任"), self.how),
            (self.tr("接任人"), self.heir),
            (self.tr("单位及职务"), self.unit),
            (self.tr("办公电话"), self.phone),
            (self.tr("手机"), self.mobile),
            (self.tr("代管人"), self.acting),
            (self.tr("任命文号"), self.document),
        ):
            form.addRow(words, field)
            field.setAccessibleName(words)
        self.posts.setHeaderLabels([self.tr("交出的职务"), self.tr("任职")])
        self.posts.setRootIsDecorated(False)
        self.posts.setAccessibleName(self.tr("交出的职务"))
        self.posts.header().setStretchLastSection(False)
        self.posts.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        form.addRow(self.posts)
        left.setFixedWidth(360)
        return left

    def _right(self) -> QWidget:
        right = QWidget(self)
        box = QVBoxLayout(right)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.told)
        box.addWidget(self.tabs, 1)
        signed = [self.tr("河段"), self.tr("确认人"), self.tr("确认日期")]
        for name, title, heads in (
            ("boards", self.tr("公示牌"), self._board_heads()),
            ("lines", self.tr("河长名单"), self._line_heads()),
            ("sheets", self.tr("图件"), [self.tr("文件"), self.tr("日期")]),
            ("confirmations", self.tr("权属确认"), signed),
            ("cells", self.tr("无人管护的网格"), [self.tr("网格")]),
        ):
            tree = QTreeWidget(self)
            tree.setHeaderLabels(heads)
            tree.setRootIsDecorated(False)
            tree.setAlternatingRowColors(True)
            tree.setAccessibleName(title)
            tree.currentItemChanged.connect(self._show_row)
            self._lists[name] = tree
            self.tabs.addTab(tree, title)
        return right

    def _board_heads(self) -> list[str]:
        return [
            self.tr("次序"),
            self.tr("编号"),
            self.tr("现牌面"),
            self.tr("应改为"),
            self.tr("期限"),
        ]

    def _line_heads(self) -> list[str]:
        return [self.tr("职务"), self.tr("原来"), self.tr("现在")]

    def _add_buttons(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        role = QDialogButtonBox.ButtonRole
        add = self.buttons.addButton
        self.paper = add(self.tr("体检表…"), role.ActionRole)
        self.faces = add(self.tr("新牌面…"), role.ActionRole)
        self.go = add(self.tr("确认变更"), role.AcceptRole)
        self.paper.clicked.connect(self.show_paper)
        self.faces.clicked.connect(self.show_faces)
        self.go.clicked.connect(self.carry_out)
        self.buttons.rejected.connect(self.reject)
        self.go.setDefault(True)

    def _listen(self) -> None:
        self.leaver.editTextChanged.connect(self._show_posts)
        self.day.dateChanged.connect(self._show_posts)
        self.how.currentIndexChanged.connect(self._show_fields)
        for box in (self.heir, self.acting):
            box.editTextChanged.connect(self._reckon)
        self.posts.itemChanged.connect(self._reckon)
        self._session.district_changed.connect(self._outdated)
        self._show_fields()

    def _outdated(self, kinds: object) -> None:
        del kinds
        if self.isVisible():
            self._show_posts()

    # --- what is asked ----------------------------------------------------------

    def _show_fields(self) -> None:
        how = self.how.currentIndex()
        self._form.setRowVisible(self.heir, how != _OPEN)
        for box in (self.unit, self.phone, self.mobile):
            self._form.setRowVisible(box, how == _NEW)
        self._form.setRowVisible(self.acting, how == _OPEN)
        self._reckon()

    def _show_posts(self) -> None:
        district, language = self._session.district, self._session.language
        person = self.leaver.person
        terms = (
            leaving_terms(district, person.uid, self._day())
            if person is not None
            else ()
        )
        self.posts.blockSignals(True)
        self.posts.clear()
        for term in terms:
            post = district.post_by_uid[term.post_uid]
            place = place_name(district, post, language)
            since = show(Kind.TERM, "since", term.since, language)
            item = QTreeWidgetItem([f"{post.role}　{place}", since])
            item.setData(0, Qt.ItemDataRole.UserRole, term.uid)
            item.setCheckState(0, Qt.CheckState.Checked)
            if self._whole:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self.posts.addTopLevelItem(item)
        self.posts.blockSignals(False)
        self._reckon()

    def _day(self) -> date:
        return self.day.day or self._session.as_of

    def _chosen(self) -> frozenset[str]:
        items = (
            self.posts.topLevelItem(i) for i in range(self.posts.topLevelItemCount())
        )
        return frozenset(
            str(item.data(0, Qt.ItemDataRole.UserRole))
            for item in items
            if item is not None and item.checkState(0) is Qt.CheckState.Checked
        )

    def _heir(self) -> Person | None:
        how = self.how.currentIndex()
        if how == _ON_RECORD:
            return self.heir.person
        if how == _NEW and self.heir.value:
            return Person(
                uuid.uuid4().hex,
                self.heir.value,
                self.unit.text().strip(),
                self.phone.text().strip(),
                self.mobile.text().strip(),
            )
        return None

    def _missing(self) -> str:
        """Return what is still to be said, or nothing."""
        if self.leaver.person is None:
            return self.tr("请选择离任人：输入姓名或拼音首字母。")
        if not self.posts.topLevelItemCount():
            return self.tr("这个人在变更日期没有任职。")
        if not self._chosen():
            return self.tr("请勾选要交出的职务。")
        if self.how.currentIndex() != _OPEN and self._heir() is None:
            return self.tr("请选择接任人；还没有人选时选“待定”。")
        return ""

    # --- what it makes stale ----------------------------------------------------

    def _reckon(self) -> None:
        self.check = self._changes = None
        words = self._missing()
        person = self.leaver.person
        if not words and person is not None:
            words = self._checked(person)
        self.told.setText(words)
        for button in (self.go, self.paper, self.faces):
            button.setEnabled(self.check is not None)
        if self._session.read_only:
            self.go.setEnabled(False)
        self._fill()

    def _checked(self, person: Person) -> str:
        session = self._session
        acting = self.acting.person if self.how.currentIndex() == _OPEN else None
        asked = Handover(
            person.uid,
            self._day(),
            self._heir(),
            acting,
            self._chosen(),
            self.document.text().strip(),
        )
        try:
            self._changes = hand_over(session.district, asked)
        except OfficerError as error:
            return error.text.of(session.language)
        self.check = handover_check(session.district, self._changes, self._day())
        return summary(self.check).of(session.language)

    def _fill(self) -> None:
        rows = self._rows() if self.check is not None else {}
        for number, (name, tree) in enumerate(self._lists.items()):
            tree.clear()
            for kind, uid, cells in rows.get(name, ()):
                item = QTreeWidgetItem(cells)
                item.setData(0, Qt.ItemDataRole.UserRole, (kind, uid))
                tree.addTopLevelItem(item)
            for column in range(tree.columnCount()):
                tree.resizeColumnToContents(column)
            title = self.tabs.tabText(number).split("（")[0].split(" (")[0]
            self.tabs.setTabText(number, f"{title}（{tree.topLevelItemCount()}）")

    def _rows(self) -> dict[str, list[tuple[Kind, str, list[str]]]]:
        check, session = self.check, self._session
        assert check is not None
        district, language = session.district, session.language
        cells = [district.row(Kind.CELL, uid) for uid in check.cells]
        return {
            "boards": [
                (
                    Kind.SIGNBOARD,
                    task.board.uid,
                    [
                        str(number),
                        task.board.code,
                        *face_change(check, task),
                        deadline_text(task, language),
                    ],
                )
                for number, task in enumerate(check.boards, 1)
            ],
            "lines": [
                (
                    Kind.POST,
                    "",
                    [
                        (one.after or one.before).role,  # type: ignore[union-attr]
                        str(one.before or "—"),
                        str(one.after or "—"),
                    ],
                )
                for one in check.lines
            ],
            "sheets": [
                (
                    Kind.PUBLICATION,
                    row.uid,
                    [
                        f"{choice(row.what, language)} {row.document}",
                        show(Kind.PUBLICATION, "on", row.on, language),
                    ],
                )
                for row in check.sheets
            ],
            "confirmations": [
                (
                    Kind.SEGMENT,
                    task.segment_uid,
                    [
                        segment_name(district, task.ownership.segment_code),
                        task.ownership.confirmed_by,
                        show(
                            Kind.OWNERSHIP,
                            "confirmed_on",
                            task.ownership.confirmed_on,
                            language,
                        ),
                    ],
                )
                for task in check.confirmations
            ],
            "cells": [
                (Kind.CELL, row.uid, [f"{getattr(row, 'code', '')}"])
                for row in cells
                if row is not None
            ],
        }

    def _show_row(self, item: QTreeWidgetItem | None, before: object = None) -> None:
        del before
        if item is None:
            return
        kind, uid = item.data(0, Qt.ItemDataRole.UserRole)
        if uid:
            self._session.select({kind: [uid]}, show=True)

    # --- what is done -----------------------------------------------------------

    def show_paper(self) -> None:
        """Show the check as a paper."""
        if self.check is not None:
            session = self._session
            paper = handover_document(session.district, self.check, session.language)
            self._show_document(paper, self.tr("换届体检表"))

    def show_faces(self) -> None:
        """Show the texts of the new faces."""
        if self.check is not None:
            session = self._session
            paper = faces_document(
                session.district, self.check.boards, session.language
            )
            self._show_document(paper, self.tr("新牌面"))

    def _show_document(self, paper: Document, name: str) -> None:
        person = self.leaver.person
        called = f"{name}_{person.name}" if person is not None else name
        dialog = PaperDialog(self._session, paper, called, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def carry_out(self) -> None:
        """Do it as one edit, and close."""
        changes = self._changes
        if changes is not None and self._session.apply(changes):
            self.accept()
