"""牌面规范: which norm counts, what it asks for, and how many boards lack it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.facenorms import (
    chosen_norm,
    condition_counts,
    lacking_counts,
    norms_of,
)
from gridwatch.district.inventory import boards_standing
from gridwatch.district.signboards import FACE_PARTS
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.session import who
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.gui.session import Session

__all__ = ["FaceNormDialog"]

_WIDE, _TALL = 680, 540
_UIDS = Qt.ItemDataRole.UserRole
_SECTION = "signboards"


class FaceNormDialog(QDialog):
    """Chooses a norm and counts what boards lack by it.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(self.tr("牌面规范"))
        fit_screen(self, _WIDE, _TALL)
        self.norm = QComboBox(self)
        self.source = QLabel(self)
        self.source.setObjectName("muted")
        self.source.setWordWrap(True)
        self.table = QTreeWidget(self)
        self.table.setHeaderLabels(
            [self.tr("要素"), self.tr("牌面字段"), self.tr("块数")]
        )
        self.table.setColumnWidth(0, 200)
        self.table.setColumnWidth(1, 300)
        self.words = QLabel(self.tr("点一行，选中这些公示牌。"), self)
        self.words.setObjectName("muted")
        self.close_button = QPushButton(self.tr("关闭"), self)
        self._lay_out()
        self._list_norms()
        self.norm.activated.connect(lambda _: self.choose())
        self.table.itemClicked.connect(self._select)
        self.close_button.clicked.connect(self.reject)
        session.district_changed.connect(self.refresh)
        session.as_of_changed.connect(self.refresh)
        session.closed.connect(self.close)
        self.refresh()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel(self.tr("本区执行"), self))
        top.addWidget(self.norm, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self.source)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    def _list_norms(self) -> None:
        rules = self.session.district.rules
        for norm in norms_of(rules):
            self.norm.addItem(norm.name, norm.key)
        self.norm.setCurrentIndex(self.norm.findData(chosen_norm(rules).key))
        self.norm.setEnabled(not self.session.read_only)

    def choose(self) -> None:
        """Make the chosen norm the district's."""
        session, key = self.session, str(self.norm.currentData())
        store = session.store
        if store is None or key == chosen_norm(session.district.rules).key:
            return
        rules = store.settings().get("rules")
        kept = dict(rules) if isinstance(rules, dict) else {}
        section = kept.get(_SECTION)
        kept[_SECTION] = {**(section if isinstance(section, dict) else {}), "norm": key}
        try:
            store.set_setting("rules", kept, who())
        except OfficerError as error:
            session.troubled.emit(error)
            return
        session.reread()

    def refresh(self, _kinds: object = None) -> None:
        """Count again."""
        district, language = self.session.district, self.session.language
        norm = chosen_norm(district.rules)
        self.source.setText(norm.source)
        self.table.clear()
        lacks = self._group(self.tr("牌面缺要素"))
        counts = lacking_counts(district, self.session.as_of)
        for part in norm.parts:
            fields = "、".join(
                headline(FACE_PARTS[f].of(language)) for f in part.fields
            )
            self._add(lacks, part.label, fields, counts.get(part.label, ()))
        boards = boards_standing(district, self.session.as_of)
        group = self._group(self.tr("完好状况"))
        for condition in condition_counts(boards):
            uids = [board.uid for board in boards if board.condition == condition]
            self._add(group, condition or "—", "", uids)
        self.table.expandAll()

    def _group(self, words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        self.table.addTopLevelItem(item)
        return item

    def _add(
        self, group: QTreeWidgetItem, name: str, fields: str, uids: Iterable[str]
    ) -> None:
        found = list(uids)
        item = QTreeWidgetItem([name, fields, str(len(found))])
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
        item.setData(0, _UIDS, found)
        group.addChild(item)

    def _select(self, item: QTreeWidgetItem) -> None:
        uids = item.data(0, _UIDS)
        if uids:
            self.session.select({Kind.SIGNBOARD: uids}, show=True)
