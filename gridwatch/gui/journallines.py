"""Entries of the journal as the officer reads them, as a table read in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from shapely.geometry.base import BaseGeometry

from gridwatch.district.district import District
from gridwatch.district.references import found, reference_of
from gridwatch.district.vertices import chains
from gridwatch.district.wording import (
    FIELDS,
    KIND_NAMES,
    Kind,
    Language,
    Text,
    show,
)
from gridwatch.gui.look import tone
from gridwatch.gui.naming import label_of
from gridwatch.gui.settinglines import setting_changes, setting_name
from gridwatch.gui.tables import headline
from gridwatch.gui.tools.sketch import Outline
from gridwatch.store.pages import ImportLine, JournalPage, JournalQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from gridwatch.store.journal import JournalEntry

    Index = QModelIndex | QPersistentModelIndex
    Line = JournalEntry | ImportLine

__all__ = [
    "FieldChange",
    "JournalModel",
    "changes_of",
    "clock",
    "name_of",
    "outline_of",
    "summary",
    "what",
]

_ROOT = QModelIndex()
_PAGE = 200
_GEOMETRY = "geometry"
_SHAPE = Text("图形", "shape")
_SHAPED = Text("有图形", "a shape")
_SETTING = Text("设置", "setting")
_NO_ROW = {"gw_codelist": Text("代码表", "codelist")}
_FEW = 2
_LONG = 40
_REVIEW = "外业核查 "
"""How reasons begin that the store writes of packages and replies."""

FieldChange = tuple[str, str, str]
"""Name of a field, its wording before and after."""


def clock(moment: datetime) -> str:
    """Return a moment by the officer's clock."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def name_of(district: District, entry: JournalEntry, language: Language) -> str:
    """Return what the row of an entry is called now, else what it was called then."""
    if entry.kind is None:
        return setting_name(entry.table, entry.uid, language)
    row = district.row(entry.kind, entry.uid)
    if row is not None:
        return label_of(district, entry.kind, row, language)
    fields = entry.before or entry.after or {}
    return next((str(fields[k]) for k in ("name", "code") if fields.get(k)), "")


def is_review(entry: Line) -> bool:
    """Tell whether an entry is about packages and replies, not about a row."""
    if isinstance(entry, ImportLine) or entry.kind is not None:
        return False
    return entry.reason.startswith(_REVIEW)


def what(entry: Line, language: Language) -> Text:
    """Return what an entry did, in one word, with the kind of row."""
    if isinstance(entry, ImportLine):
        return Text("导入", "import")
    if is_review(entry):
        return Text("外业核查", "field review")
    kind = KIND_NAMES[entry.kind] if entry.kind else _NO_ROW.get(entry.table, _SETTING)
    word = Text("修改", "edit")
    if entry.before is None:
        word = Text("新建", "new")
    elif entry.after is None:
        word = Text("删除", "remove")
    del language
    return Text(f"{word.zh}{kind.zh}", f"{word.en} {kind.en}")


def changes_of(
    district: District, entry: JournalEntry, language: Language
) -> list[FieldChange]:
    """Return every field of an entry before and after, in the order of a card."""
    if entry.kind is None:
        return setting_changes(entry.uid, entry.before, entry.after, language)
    return list(_changes(district, entry.kind, entry, language))


def _changes(
    district: District, kind: Kind, entry: JournalEntry, language: Language
) -> Iterator[FieldChange]:
    before, after = entry.before or {}, entry.after or {}
    names = {f.key: f.name for f in FIELDS[kind]}
    keys = dict.fromkeys([*names, *before, *after])
    for key in keys:
        if key not in before and key not in after:
            continue
        one = _worded(district, kind, key, before, language)
        other = _worded(district, kind, key, after, language)
        if entry.before is not None and entry.after is not None and one == other:
            same = before.get(key) == after.get(key)
            if same:
                continue
        if one or other:
            name = names.get(key, _SHAPE if key == _GEOMETRY else Text(key, key))
            yield headline(name.of(language)), one, other


def _worded(
    district: District,
    kind: Kind,
    key: str,
    fields: Mapping[str, object],
    language: Language,
) -> str:
    value = fields.get(key)
    if value in (None, "", ()):
        return ""
    if key == _GEOMETRY:
        return _shape(value, language)
    reference = reference_of(kind, key, fields)
    if reference is not None and reference.by == "uid":
        row = found(district, reference, str(value))
        return label_of(district, reference.kind, row, language) if row else "—"
    try:
        return show(kind, key, value, language)
    except KeyError:
        return str(value)


def _shape(value: object, language: Language) -> str:
    if not isinstance(value, BaseGeometry):
        return _SHAPED.of(language)
    if value.geom_type == "Point":
        place = value.representative_point()
        return f"X {place.y:,.1f}  Y {place.x:,.1f}"
    count = sum(len(chain) for chain, _ in chains(value))
    words = Text("{n} 个顶点", "{n} vertices").filled(n=f"{count:,}").of(language)
    if value.length and value.area == 0:
        metres = Text("{m} 米", "{m} m").filled(m=f"{value.length:,.0f}").of(language)
        return f"{words}, {metres}" if language is Language.EN else f"{words}，{metres}"
    return words


def summary(district: District, entry: Line, language: Language) -> str:
    """Return what an entry changed, in one line."""
    if isinstance(entry, ImportLine):
        words = Text(
            "新增 {a}，更新 {b}，未变 {c}，搁置 {d}",
            "{a} new, {b} updated, {c} unchanged, {d} kept aside",
        )
        return words.filled(
            a=f"{entry.inserted:,}",
            b=f"{entry.updated:,}",
            c=f"{entry.unchanged:,}",
            d=f"{entry.kept_aside:,}",
        ).of(language)
    if is_review(entry):
        return entry.reason.removeprefix(_REVIEW).strip()
    if entry.before is None or entry.after is None:
        return ""
    told = changes_of(district, entry, language)
    parts = [f"{n}：{_short(a)} → {_short(b)}" for n, a, b in told[:_FEW]]
    if len(told) > _FEW:
        parts.append("…")
    return "；".join(parts)


def _short(text: str) -> str:
    return (text[:_LONG] + "…" if len(text) > _LONG else text) or "—"


def outline_of(entry: Line) -> Outline:
    """Return the shapes of an entry before and after, as far as it has them."""
    if isinstance(entry, ImportLine):
        return Outline()

    def of(fields: Mapping[str, object] | None) -> tuple[object, ...]:
        shape = (fields or {}).get(_GEOMETRY)
        if not isinstance(shape, BaseGeometry):
            return ()
        return tuple(
            ([(x, y) for x, y in chain.tolist()], closed)
            for chain, closed in chains(shape)
        )

    return Outline(of(entry.before), of(entry.after))  # type: ignore[arg-type]


class JournalModel(QAbstractTableModel):
    """The journal as a table; pages are read as the officer scrolls.

    Parameters
    ----------
    read : callable
        Takes a query and where to go on; returns a page.
    language : Language
        Language of the words.
    """

    def __init__(
        self,
        read: Callable[[JournalQuery, int | None, int], JournalPage],
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read, self._language = read, language
        self._query = JournalQuery()
        self._district = District()
        self._next: int | None = None
        self.lines: list[Line] = []
        self._titles = [
            self.tr("时间"),
            self.tr("操作"),
            self.tr("对象"),
            self.tr("改动"),
            self.tr("操作人"),
            self.tr("原因"),
        ]

    def ask(self, query: JournalQuery, district: District) -> None:
        """Show the first page of other entries."""
        self.beginResetModel()
        self._query, self._district = query, district
        page = self._read(query, None, _PAGE)
        self.lines, self._next = list(page.lines), page.next
        self.endResetModel()

    # --- Qt ---------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines read so far."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Tell whether there are older entries."""
        return not parent.isValid() and self._next is not None

    def fetchMore(self, parent: Index = _ROOT) -> None:
        """Read the next page."""
        if parent.isValid() or self._next is None:
            return
        page = self._read(self._query, self._next, _PAGE)
        self._next = page.next
        if page.lines:
            first = len(self.lines)
            self.beginInsertRows(_ROOT, first, first + len(page.lines) - 1)
            self.lines += page.lines
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, index.column()) or None
        removed = not isinstance(line, ImportLine) and line.after is None
        if role == Qt.ItemDataRole.ForegroundRole and removed:
            return tone("danger") if index.column() == 1 else None
        return None

    def _text(self, line: Line, column: int) -> str:
        language, district = self._language, self._district
        texts: tuple[Callable[[], str], ...] = (
            lambda: clock(line.at),
            lambda: headline(what(line, language).of(language)),
            lambda: (
                line.source
                if isinstance(line, ImportLine)
                else name_of(district, line, language)
            ),
            lambda: summary(district, line, language),
            lambda: line.who,
            lambda: "" if isinstance(line, ImportLine) else line.reason,
        )
        return texts[column]()

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
