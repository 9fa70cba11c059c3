"""规则与代码表: the rules of a district by section, and its codelists."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.tuning import with_value
from gridwatch.district.wording import Language
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.threshold import comments
from gridwatch.gui.entering import fields_of_list
from gridwatch.gui.settinglines import FLAGS, SPLIT, list_name, worded
from gridwatch.store.opening import CodelistEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gridwatch.district.district import District
    from gridwatch.gui.session import Session

__all__ = ["RulesDialog", "uses_of"]

_WIDE, _TALL = 860, 620
_PLACE = Qt.ItemDataRole.UserRole
_PARTS = ("value", "level", "duty", "parent", "source")
_HOLIDAYS, _ROLES = "holidays", "roles"


def uses_of(district: District, name: str, word: str) -> int:
    """Return how many rows hold a word of a codelist."""
    return sum(
        getattr(row, key) == word
        for kind, key in fields_of_list(name)
        for row in district.rows(kind)
    )


def _typed(text: str, like: object) -> object:
    """Read what was typed as the sort of value that stands there.

    Raises
    ------
    ValueError
        Where it is none.
    """
    text = text.strip()
    if isinstance(like, bool):
        return _flag(text)
    if isinstance(like, int | float):
        return _number(text)
    if isinstance(like, str):
        return text
    if isinstance(like, list) and not text.startswith("["):
        return [part.strip() for part in text.split(SPLIT) if part.strip()]
    value = json.loads(text or "{}")
    if not isinstance(value, type(like)):
        raise ValueError(text)
    return value


def _flag(text: str) -> bool:
    for flag, words in FLAGS.items():
        if text in words:
            return flag
    raise ValueError(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return int(number) if number == int(number) else number


class RulesDialog(QDialog):
    """Edits rules and codelists; every change is stored at once and can be undone.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(self.tr("规则与代码表"))
        self.tabs = QTabWidget(self)
        self.tree = QTreeWidget(self)
        self.search = QLineEdit(self)
        self.told = QLabel(self)
        self.which = QComboBox(self)
        self.words = QTableWidget(self)
        self._filling = False
        self.tabs.addTab(self._rules_page(), self.tr("规则"))
        self.tabs.addTab(self._lists_page(), self.tr("代码表与节假日"))
        self.told.setWordWrap(True)
        self.told.setObjectName("muted")
        close = QPushButton(self.tr("关闭"), self)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.addWidget(self.tabs, 1)
        box.addLayout(foot)
        fit_screen(self, _WIDE, _TALL)
        self.fill_rules()
        self.fill_lists()

    # --- rules --------------------------------------------------------------------

    def _rules_page(self) -> QWidget:
        page = QWidget(self)
        self.search.setPlaceholderText(self.tr("筛选规则…"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        tree = self.tree
        tree.setAccessibleName(self.tr("规则"))
        tree.setHeaderLabels([self.tr("规则"), self.tr("值"), self.tr("说明与依据")])
        tree.setAlternatingRowColors(True)
        tree.setColumnWidth(0, 210)
        tree.setColumnWidth(1, 190)
        editable = not self.session.read_only
        triggers = QTreeWidget.EditTrigger
        tree.setEditTriggers(triggers.NoEditTriggers)
        if editable:
            tree.itemDoubleClicked.connect(self._edit)
            tree.itemActivated.connect(self._edit)
        tree.itemChanged.connect(self._changed)
        box = QVBoxLayout(page)
        box.addWidget(self.search)
        box.addWidget(tree, 1)
        return page

    def fill_rules(self) -> None:
        """List every rule of the district under its section."""
        self._filling = True
        self.tree.clear()
        for section, table in self.session.district.rules.data.items():
            if isinstance(table, dict):
                self._add_section(section, table)
        self.tree.expandAll()
        self._filling = False
        self._filter(self.search.text())

    def _help(self, section: str, key: str) -> str:
        return comments(self.session.language).get((section, key), "")

    def _add_section(self, section: str, table: Mapping[str, Any]) -> None:
        told = self._help(section, "")
        zh = self.session.language is Language.ZH
        head = QTreeWidgetItem(self.tree, [told if zh and told else section, "", ""])
        head.setToolTip(0, section)
        head.setFirstColumnSpanned(True)
        bold = head.font(0)
        bold.setBold(True)
        head.setFont(0, bold)
        for key, value in table.items():
            told = self._help(section, key) or self._help(f"{section}.{key}", "")
            item = QTreeWidgetItem(
                head, [key, worded(value, self.session.language), told]
            )
            item.setData(0, _PLACE, (section, key))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(1, item.text(1))
            item.setToolTip(2, told)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for at in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(at)
            if head is None:
                continue
            shown = 0
            for item in filter(None, map(head.child, range(head.childCount()))):
                words = f"{head.text(0)} {item.text(0)} {item.text(1)} {item.text(2)}"
                item.setHidden(wanted not in words.casefold())
                shown += not item.isHidden()
            head.setHidden(not shown)

    def _edit(self, item: QTreeWidgetItem, _column: int = 1) -> None:
        if item.parent() is not None:
            self.tree.editItem(item, 1)

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        place = item.data(0, _PLACE)
        if self._filling or column != 1 or place is None:
            return
        section, key = place
        self.set_rule(str(section), str(key), item.text(1))

    def set_rule(self, section: str, key: str, text: str) -> bool:
        """Store one rule as it was typed; say so where it cannot be read."""
        data = self.session.district.rules.data
        before = data.get(section, {}).get(key)
        try:
            value = _typed(text, before)
        except ValueError:
            words = self.tr("“{text}”不是这条规则能用的值，没有更改。原值：{before}")
            self.told.setText(
                words.format(text=text, before=worded(before, self.session.language))
            )
            self.fill_rules()
            return False
        if value == before:
            return True
        words = self.tr("修改规则 {section}.{key}").format(section=section, key=key)
        done = self.session.set_rules(with_value(data, section, key, value), words)
        if done:
            saved = self.tr("已保存：{section}.{key}（可撤销）")
            self.told.setText(saved.format(section=section, key=key))
        self.fill_rules()
        return done

    # --- codelists ----------------------------------------------------------------

    def _lists_page(self) -> QWidget:
        page = QWidget(self)
        self.which.setAccessibleName(self.tr("代码表"))
        self.which.activated.connect(lambda _: self.fill_words())
        self.words.setAccessibleName(self.tr("代码表的词"))
        self.words.setAlternatingRowColors(True)
        self.words.verticalHeader().hide()
        row = QHBoxLayout()
        row.addWidget(self.which, 1)
        for text, slot in (
            (self.tr("添加"), self.add_word),
            (self.tr("删除"), self.remove_word),
            (self.tr("上移"), lambda: self.move_word(-1)),
            (self.tr("下移"), lambda: self.move_word(1)),
            (self.tr("保存"), self.save_words),
        ):
            button = QPushButton(text, page)
            button.clicked.connect(slot)
            button.setEnabled(not self.session.read_only)
            row.addWidget(button)
        box = QVBoxLayout(page)
        box.addLayout(row)
        box.addWidget(self.words, 1)
        return page

    def fill_lists(self) -> None:
        """List the codelists of the district."""
        store = self.session.store
        if store is None:
            return
        language = self.session.language
        for name in dict.fromkeys([*store.codelists(), _HOLIDAYS]):
            self.which.addItem(list_name(name, language), name)
        self.fill_words()

    @property
    def list_name(self) -> str:
        """The codelist that is shown."""
        return str(self.which.currentData() or "")

    def _entries(self) -> Sequence[CodelistEntry]:
        store = self.session.store
        return store.codelists().get(self.list_name, ()) if store is not None else ()

    def fill_words(self) -> None:
        """Show the words of the chosen list."""
        words, entries = self.words, self._entries()
        day = self.list_name == _HOLIDAYS
        first = self.tr("日期") if day else self.tr("词")
        heads = [first, self.tr("级别"), self.tr("含义"), self.tr("上级"),
                 self.tr("来源"), self.tr("在用")]  # fmt: skip
        words.setColumnCount(len(heads))
        words.setHorizontalHeaderLabels(heads)
        words.setColumnHidden(1, self.list_name != _ROLES)
        words.setRowCount(0)
        for entry in entries:
            self._put(words.rowCount(), entry)
        head = words.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)

    def _put(self, row: int, entry: CodelistEntry) -> None:
        self.words.insertRow(row)
        for column, part in enumerate(_PARTS):
            item = QTableWidgetItem(str(getattr(entry, part)))
            item.setData(_PLACE, entry.value)
            self.words.setItem(row, column, item)
        uses = uses_of(self.session.district, self.list_name, entry.value)
        count = QTableWidgetItem(f"{uses:,}" if uses else "—")
        count.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.words.setItem(row, len(_PARTS), count)

    def _text(self, row: int, column: int) -> str:
        item = self.words.item(row, column)
        return item.text().strip() if item is not None else ""

    def _entry(self, row: int) -> CodelistEntry:
        parts = (self._text(row, column) for column in range(len(_PARTS)))
        return CodelistEntry(**dict(zip(_PARTS, parts, strict=True)))

    def add_word(self) -> None:
        """Add an empty word below the chosen one."""
        row = self.words.currentRow() + 1 or self.words.rowCount()
        self._put(row, CodelistEntry(""))
        self.words.setCurrentCell(row, 0)
        item = self.words.item(row, 0)
        if item is not None:
            self.words.editItem(item)

    def remove_word(self) -> bool:
        """Remove the chosen word, unless rows hold it."""
        row = self.words.currentRow()
        if row < 0:
            return False
        item = self.words.item(row, 0)
        word = str(item.data(_PLACE)) if item is not None else ""
        uses = uses_of(self.session.district, self.list_name, word) if word else 0
        if uses:
            words = self.tr("“{word}”有 {n} 行在用，不能删除。请先把这些行改为别的词。")
            self.told.setText(words.format(word=word, n=f"{uses:,}"))
            return False
        self.words.removeRow(row)
        return True

    def move_word(self, by: int) -> None:
        """Move the chosen word up or down."""
        row = self.words.currentRow()
        if row < 0 or not 0 <= row + by < self.words.rowCount():
            return
        entry = self._entry(row)
        self.words.removeRow(row)
        self._put(row + by, entry)
        self.words.setCurrentCell(row + by, 0)

    def save_words(self) -> bool:
        """Store the list as it stands; words in use may not have been renamed."""
        entries = [self._entry(row) for row in range(self.words.rowCount())]
        entries = [entry for entry in entries if entry.value]
        values = [entry.value for entry in entries]
        fault = self._fault_of(values)
        if fault:
            self.told.setText(fault)
            return False
        name = self.which.currentText()
        words = self.tr("修改代码表“{name}”").format(name=name)
        done = self.session.set_codelist(self.list_name, entries, words)
        if done:
            saved = self.tr("已保存代码表“{name}”（可撤销）")
            self.told.setText(saved.format(name=name))
            self.fill_words()
        return done

    def _fault_of(self, values: Sequence[str]) -> str:
        twice = next((value for value in values if values.count(value) > 1), "")
        if twice:
            return self.tr("“{word}”出现了两次，没有保存。").format(word=twice)
        for entry in self._entries():
            uses = uses_of(self.session.district, self.list_name, entry.value)
            if uses and entry.value not in values:
                words = self.tr("“{word}”有 {n} 行在用，不能删除或改名，没有保存。")
                return words.format(word=entry.value, n=f"{uses:,}")
        return ""
