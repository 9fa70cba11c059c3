"""核对名单: posts that say in words what they cover, matched to rows on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.handoverpaper import names_of
from gridwatch.district.matching import matches, matching_changes
from gridwatch.district.roster import state_of_post
from gridwatch.gui.asking import fit_screen
from gridwatch.intake.variants import variants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QShowEvent

    from gridwatch.district.matching import Match
    from gridwatch.gui.session import Session

__all__ = ["MatchRosterDialog"]

_SHARES = (0.12, 0.1, 0.22, 0.34)
_SHOWN = 2000


class MatchRosterDialog(QDialog):
    """One line per post whose object is not on record; certain matches are chosen.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.found: tuple[Match, ...] = ()
        self.boxes: dict[str, QComboBox] = {}
        self.setWindowTitle(self.tr("核对名单"))
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("待核对的职务"))
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setHeaderLabels(
            [
                self.tr("职务"),
                self.tr("姓名"),
                self.tr("名单上写的"),
                self.tr("对应"),
                self.tr("说明"),
            ]
        )
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Close, self)
        self.buttons.button(kinds.Close).setText(self.tr("关闭"))
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.go = self.buttons.addButton(self.tr("按所选登记"), role)
        self.go.setObjectName("primary")
        self.go.clicked.connect(lambda: self.apply())
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.addWidget(self.told)
        box.addWidget(self.tree, 1)
        box.addWidget(self.buttons)
        session.district_changed.connect(self.refresh)
        session.closed.connect(self.reject)
        fit_screen(self, 1040, 620)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Share out the width of the list."""
        super().showEvent(event)
        width = self.tree.viewport().width()
        for column, share in enumerate(_SHARES):
            self.tree.setColumnWidth(column, round(width * share))

    def refresh(self, _: object = None) -> None:
        """Match again."""
        self.found = matches(self.session.district, variants())
        self.tree.clear()
        self.boxes = {}
        certain = sum(bool(one.code) for one in self.found)
        words = self.tr("名单里的责任对象都在台账里，没有需要核对的职务。")
        if self.found:
            words = self.tr(
                "{n} 个职务的责任对象不在台账里：{certain} 个已自动对应，"
                "{open} 个请选择；没有选的保持原样。"
            ).format(n=len(self.found), certain=certain, open=len(self.found) - certain)
        self.told.setText(words)
        for one in self.found[:_SHOWN]:
            self._add(one)
        self.go.setEnabled(bool(self.found) and not self.session.read_only)

    def _add(self, one: Match) -> None:
        session, language = self.session, self.session.language
        state = state_of_post(session.district, one.post, session.as_of)
        names = names_of((*state.holders, *state.acting), language)
        texts = [one.post.role, names, one.post.covers_code, "", one.text.of(language)]
        item = QTreeWidgetItem(texts)
        self.tree.addTopLevelItem(item)
        box = QComboBox(self.tree)
        box.setAccessibleName(one.post.covers_code)
        box.addItem("", "")
        for code in one.nearest:
            box.addItem(self._named(one, code), code)
        box.setCurrentIndex(max(0, box.findData(one.code)) if one.code else 0)
        self.tree.setItemWidget(item, 3, box)
        self.boxes[one.post.uid] = box

    def _named(self, one: Match, code: str) -> str:
        kinds: dict[str, Mapping[str, object]] = {
            "segment": self.session.district.segment_by_code,
            "river": self.session.district.river_by_code,
            "cell": self.session.district.cell_by_code,
            "water_body": self.session.district.water_body_by_code,
            "jurisdiction": self.session.district.jurisdiction_by_code,
        }
        row = kinds[one.post.covers].get(code)
        name = str(getattr(row, "name", "") or "")
        return f"{name} {code}".strip()

    def apply(self) -> None:
        """Write what was chosen."""
        chosen = {
            uid: str(box.currentData())
            for uid, box in self.boxes.items()
            if box.currentData()
        }
        if chosen:
            changes = matching_changes(self.session.district, chosen)
            self.session.apply(changes, changes.reason)
