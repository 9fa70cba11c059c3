"""名册: who holds which post on the day, tier by tier, with the formula over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.roster import formula_of, place_name, roster_tree, territory
from gridwatch.district.tracing import vacancy_text
from gridwatch.district.wording import Kind, Text
from gridwatch.gui.docks import EmptyNote, LazyPanel, icon_button
from gridwatch.gui.look import tone
from gridwatch.gui.searching import initials

if TYPE_CHECKING:
    from gridwatch.district.chiefs import Chief
    from gridwatch.district.roster import PostState, Tier
    from gridwatch.gui.session import Session

__all__ = ["RosterPanel"]

_KINDS = frozenset(
    {Kind.PERSON, Kind.POST, Kind.TERM, Kind.JURISDICTION, Kind.RIVER, Kind.SEGMENT,
     Kind.CELL, Kind.WATER_BODY}
)  # fmt: skip
_TYPING = 200
_POSTS, _PERSON, _WORDS = (Qt.ItemDataRole.UserRole + n for n in range(3))
_ACTING = Text("代管", "acting")
_PERSONS = Text("{n} 人", "{n}")
_DECLARED = Text("{n} 人，公布 {declared} 人", "{n}, {declared} declared")
_VACANT = Text("空缺 {n}", "{n} vacant")
_SINCE = Text("{day} 起", "since {day}")


class RosterPanel(LazyPanel):
    """The tree of tiers, posts and holders.

    Choosing a tier or a post selects what its people answer for.

    Parameters
    ----------
    session : Session
        What is open.
    """

    handover_asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.formula = QLabel(self)
        self.formula.setWordWrap(True)
        self.formula.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("筛选姓名、职务、责任区域…"))
        self.filter.setClearButtonEnabled(True)
        self.change = icon_button("pencil", self.tr("变更河长 · 换届体检…"), self)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([self.tr("职务、责任区域"), self.tr("任职人")])
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("名册"))
        words = self.tr("还没有河长名单。\n用“文件 → 导入文件夹”导入名单表格。")
        self.note = EmptyNote("info", words, self)
        self._lay_out()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING)
        self._typing.timeout.connect(self.apply_filter)
        self.filter.textChanged.connect(lambda _: self._typing.start())
        self.tree.currentItemChanged.connect(self._chosen)
        self.tree.itemDoubleClicked.connect(lambda *_: self._ask())
        self.change.clicked.connect(self._ask)
        session.opened.connect(self.refresh)
        session.as_of_changed.connect(self.refresh)
        session.district_changed.connect(self._district_changed)

    def _lay_out(self) -> None:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(8, 8, 8, 4)
        box.addWidget(self.formula)
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        row.addWidget(self.change)
        box.addLayout(row)
        box.addWidget(self.tree, 1)
        self._page = page
        self._stack = QStackedLayout(self)
        self._stack.addWidget(page)
        self._stack.addWidget(self.note)

    # --- content ----------------------------------------------------------------

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _KINDS:
            self.refresh()

    def _fill(self) -> None:
        district, as_of = self.session.district, self.session.as_of
        self._stack.setCurrentWidget(self._page if district.posts else self.note)
        opened = self._opened()
        self.tree.blockSignals(True)
        self.tree.clear()
        for tier in roster_tree(district, as_of):
            item = self._tier(tier)
            self.tree.addTopLevelItem(item)
            item.setExpanded(tier.role in opened)
        self.tree.resizeColumnToContents(0)
        self.tree.setColumnWidth(0, min(self.tree.columnWidth(0), 230))
        self.tree.blockSignals(False)
        self._show_formula()
        self.apply_filter()

    def _opened(self) -> set[str]:
        tops = (self.tree.topLevelItem(i) for i in range(self.tree.topLevelItemCount()))
        return {
            str(item.data(0, _WORDS)) for item in tops if item and item.isExpanded()
        }

    def _show_formula(self) -> None:
        found = formula_of(self.session.district, self.session.as_of)
        words = f"<b>{found.found}</b>"
        if found.declared:
            told = self.tr("公布：{formula}").format(formula=found.declared)
            words += f"<br>{told}"
        shade = tone("danger")
        for drift in found.drifts:
            told = self.tr("{role}：公布 {declared}，在册 {found}").format(
                role=drift.role, declared=drift.declared, found=drift.found
            )
            colour = shade.name() if shade is not None else "red"
            words += f"<br><span style='color:{colour}'>{told}</span>"
        self.formula.setText(words)

    def _tier(self, tier: Tier) -> QTreeWidgetItem:
        language = self.session.language
        told = (_DECLARED if tier.drifts else _PERSONS).of(language)
        words = told.format(n=tier.persons, declared=tier.declared)
        if tier.vacant:
            words += "　" + _VACANT.of(language).format(n=tier.vacant)
        item = QTreeWidgetItem([tier.role, words])
        item.setData(0, _WORDS, tier.role)
        item.setData(0, _POSTS, [state.post.uid for state in tier.states])
        if tier.drifts:
            self._tint(item, "danger")
        elif tier.vacant:
            self._tint(item, "warn")
        item.addChildren([self._post(state) for state in tier.states])
        return item

    def _post(self, state: PostState) -> QTreeWidgetItem:
        language = self.session.language
        place = place_name(self.session.district, state.post, language)
        chiefs = (*state.holders, *state.acting)
        words = [self._holder(chief) for chief in state.holders]
        if state.vacancy is not None:
            words.append(vacancy_text(state.vacancy.days, language))
        words += [self._holder(chief) for chief in state.acting]
        item = QTreeWidgetItem([place, "；".join(words)])
        item.setData(0, _POSTS, [state.post.uid])
        item.setToolTip(1, "\n".join(words))
        item.setData(0, _PERSON, chiefs[0].person.uid if chiefs else "")
        names = " ".join(chief.person.name for chief in chiefs)
        sought = f"{place} {state.post.role} {names} {initials(names)} {words}"
        item.setData(0, _WORDS, sought.lower())
        if state.vacancy is not None:
            self._tint(item, "warn")
        return item

    def _holder(self, chief: Chief) -> str:
        language = self.session.language
        words = chief.person.name
        if chief.term.acting:
            words += f"（{_ACTING.of(language)}）"
        if chief.term.since is not None:
            words += "　" + _SINCE.of(language).format(day=chief.term.since)
        return words

    def _tint(self, item: QTreeWidgetItem, colour: str) -> None:
        shade = tone(colour)
        if shade is not None:
            item.setForeground(1, QBrush(shade))

    def apply_filter(self) -> None:
        """Show only the posts that hold every word of the filter."""
        self._typing.stop()
        words = self.filter.text().lower().split()
        for i in range(self.tree.topLevelItemCount()):
            tier = self.tree.topLevelItem(i)
            assert tier is not None
            shown = 0
            for k in range(tier.childCount()):
                child = tier.child(k)
                assert child is not None
                text = str(child.data(0, _WORDS))
                hidden = not all(word in text for word in words)
                child.setHidden(hidden)
                shown += not hidden
            tier.setHidden(bool(words) and not shown)
            if words:
                tier.setExpanded(shown > 0)

    # --- selection --------------------------------------------------------------

    def _chosen(self, item: QTreeWidgetItem | None, before: object = None) -> None:
        del before
        if item is None:
            return
        district = self.session.district
        uids = item.data(0, _POSTS) or []
        posts = [
            district.post_by_uid[uid] for uid in uids if uid in district.post_by_uid
        ]
        found = territory(district, posts)
        person = item.data(0, _PERSON)
        chosen = {kind: list(uids) for kind, uids in found.items()}
        if person and not chosen:
            chosen = {Kind.PERSON: [person]}
        self.session.select(chosen, show=True)

    def person_uid(self) -> str:
        """Return who holds the chosen post, or empty."""
        item = self.tree.currentItem()
        return str(item.data(0, _PERSON) or "") if item is not None else ""

    def _ask(self) -> None:
        self.handover_asked.emit(self.person_uid())
