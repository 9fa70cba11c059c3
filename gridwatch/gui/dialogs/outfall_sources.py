"""污染源: what discharges through an outfall; add, link and unlink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district import sources
from gridwatch.district.jurisdictions import Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.outfall_act import filled_box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.district.changes import Changes
    from gridwatch.district.outfalls import Source
    from gridwatch.gui.session import Session

__all__ = ["SourcesDialog"]

_WIDE, _TALL = 860, 560
_UID = Qt.ItemDataRole.UserRole
_SHOWN = 500


class SourcesDialog(QDialog):
    """The sources of one outfall beside all others; each act can be undone.

    Parameters
    ----------
    session : Session
        What is open.
    outfall : Outfall
        The outfall.
    """

    def __init__(
        self, session: Session, outfall: Outfall, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._uid = outfall.uid
        self.setWindowTitle(self.tr("污染源"))
        self.own = self._list(self.tr("本排污口的污染源"))
        self.own.setColumnHidden(2, True)
        self.others = self._list(self.tr("其他污染源"))
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("筛选…"))
        self.filter.setClearButtonEnabled(True)
        self.linker = QPushButton(self.tr("← 关联"), self)
        self.unlinker = QPushButton(self.tr("取消关联 →"), self)
        self.adder = QPushButton(self.tr("新增并关联"), self)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("danger")
        self.wrong.setWordWrap(True)
        self._make_form()
        self._lay_out(outfall)
        self._listen()
        self.refresh()
        fit_screen(self, _WIDE, _TALL)

    def _list(self, name: str) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setRootIsDecorated(False)
        tree.setAlternatingRowColors(True)
        tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        tree.setHeaderLabels([self.tr("名称"), self.tr("类别"), self.tr("排污口")])
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            mode = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        tree.setAccessibleName(name)
        return tree

    def _make_form(self) -> None:
        session = self.session
        self.name, self.code = QLineEdit(self), QLineEdit(self)
        self.body, self.place = QLineEdit(self), QLineEdit(self)
        lists = session.codelists.get("source_categories", ())
        self.category = filled_box(["", *lists], self)
        self.village = filled_box([""], self)
        for area in session.district.of_level(Level.VILLAGE):
            self.village.addItem(f"{area.name} {area.code}", area.code)
        self.fields = (
            (self.tr("名称"), self.name),
            (self.tr("编码"), self.code),
            (self.tr("类别"), self.category),
            (self.tr("责任单位"), self.body),
            (self.tr("所在村居"), self.village),
            (self.tr("位置"), self.place),
        )

    def _lay_out(self, outfall: Outfall) -> None:
        head = QLabel(outfall.name or outfall.code, self)
        head.setObjectName("heading")
        head.setWordWrap(True)
        for button in (self.linker, self.unlinker, self.adder):
            button.setAutoDefault(False)
        form = QGridLayout()
        form.setHorizontalSpacing(10)
        for n, (words, field) in enumerate(self.fields):
            row, column = divmod(n, 3)
            form.addWidget(QLabel(words, self), row, 2 * column)
            form.addWidget(field, row, 2 * column + 1)
            form.setColumnStretch(2 * column + 1, 1)
        add = QHBoxLayout()
        add.addWidget(self.wrong, 1)
        add.addWidget(self.adder)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("关闭"))
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        title = QLabel(self.tr("新增污染源"), self)
        title.setObjectName("section")
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(10)
        box.addWidget(head)
        box.addLayout(self._lists(), 1)
        box.addWidget(title)
        box.addLayout(form)
        box.addLayout(add)
        box.addWidget(buttons)

    def _lists(self) -> QHBoxLayout:
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.linker)
        middle.addWidget(self.unlinker)
        middle.addStretch(1)
        lists = QHBoxLayout()
        lists.addLayout(self._titled(self.tr("本排污口的污染源"), self.own), 1)
        lists.addLayout(middle)
        right = self._titled(self.tr("其他污染源"), self.others)
        right.insertWidget(1, self.filter)
        lists.addLayout(right, 1)
        return lists

    def _titled(self, words: str, tree: QTreeWidget) -> QVBoxLayout:
        label = QLabel(words, self)
        label.setObjectName("section")
        box = QVBoxLayout()
        box.addWidget(label)
        box.addWidget(tree, 1)
        return box

    def _listen(self) -> None:
        session = self.session
        self.filter.textChanged.connect(lambda _: self.refresh())
        self.linker.clicked.connect(self.link)
        self.unlinker.clicked.connect(self.unlink)
        self.adder.clicked.connect(self.add)
        session.district_changed.connect(self._changed)
        session.closed.connect(self.reject)
        for tree in (self.own, self.others):
            tree.itemSelectionChanged.connect(self._enable)

    # --- what is shown ----------------------------------------------------------

    @property
    def outfall(self) -> Outfall | None:
        """The outfall as it is now."""
        row = self.session.district.row(Kind.OUTFALL, self._uid)
        return row if isinstance(row, Outfall) else None

    def _changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.SOURCE, Kind.OUTFALL}:
            self.refresh()

    def refresh(self) -> None:
        """Show the sources as they are now."""
        outfall, district = self.outfall, self.session.district
        if outfall is None:
            return
        own = sources.of_outfall(district, outfall)
        mine = {row.uid for row in own}
        words = self.filter.text().casefold().split()
        rest = [
            row
            for row in district.sources
            if row.uid not in mine
            and all(w in f"{row.name} {row.code}".casefold() for w in words)
        ]
        _fill(self.own, own)
        _fill(self.others, rest[:_SHOWN])
        self._enable()

    def _enable(self) -> None:
        free = not self.session.read_only
        self.linker.setEnabled(free and bool(self.others.selectedItems()))
        self.unlinker.setEnabled(free and bool(self.own.selectedItems()))
        self.adder.setEnabled(free)

    def _chosen(self, tree: QTreeWidget) -> list[Source]:
        uids = {item.data(0, _UID) for item in tree.selectedItems()}
        return [row for row in self.session.district.sources if row.uid in uids]

    # --- acts -------------------------------------------------------------------

    @property
    def entry(self) -> sources.NewSource:
        """The new source as entered."""
        return sources.NewSource(
            self.name.text(),
            self.code.text(),
            self.category.currentText(),
            self.body.text(),
            str(self.village.currentData() or ""),
            self.place.text(),
        )

    def add(self) -> None:
        """Add what was entered, linked to the outfall."""
        try:
            changes = sources.add_source(
                self.session.district, self.outfall, self.entry
            )
        except OfficerError as error:
            self._refuse(error)
            return
        if self._do(changes, self.tr("新增污染源：{name}"), self.name.text()):
            for field in (self.name, self.code, self.body, self.place):
                field.clear()

    def link(self) -> None:
        """Link the chosen ones."""
        rows, outfall = self._chosen(self.others), self.outfall
        if outfall is None or not rows:
            return
        try:
            changes = sources.link(outfall, rows)
        except OfficerError as error:
            self._refuse(error)
            return
        self._do(changes, self.tr("关联污染源：{name}"), _names(rows))

    def unlink(self) -> None:
        """Take the chosen ones from the outfall."""
        rows = self._chosen(self.own)
        if rows:
            words = self.tr("取消关联污染源：{name}")
            self._do(sources.unlink(rows), words, _names(rows))

    def _refuse(self, error: OfficerError) -> None:
        self.wrong.setText(error.text.of(self.session.language))

    def _do(self, changes: Changes, words: str, name: str) -> bool:
        self.wrong.clear()
        return self.session.apply(changes, words.format(name=name))


def _fill(tree: QTreeWidget, rows: Iterable[Source]) -> None:
    tree.clear()
    for row in rows:
        texts = [row.name or row.code, row.category, row.outfall_code or "—"]
        item = QTreeWidgetItem(texts)
        item.setData(0, _UID, row.uid)
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
        tree.addTopLevelItem(item)


def _names(rows: list[Source]) -> str:
    return "、".join(row.name or row.code for row in rows[:3])
