"""首选项: every setting in one dialog, of this computer and of the open store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.tuning import with_value
from gridwatch.district.wording import Language, OfficerError
from gridwatch.gui.session import who
from gridwatch.gui.units import ANGLES, LENGTHS
from gridwatch.outgoing.tables import Audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.session import Session

__all__ = ["PreferencesDialog"]

_WIDTH = 500
_KEYS = ("name", "code", "office", "secrecy")
_MOST_DAYS = 3650
_DEADLINES = (
    ("signboards", "replacement_days", 15),
    ("outfalls", "monitoring_days", 365),
    ("ownership", "contract_reminder_days", 60),
    ("roster", "vacancy_days", 90),
)
_COUNTING = ("signboards", "replacement_counting", "calendar")


class PreferencesDialog(QDialog):
    """The preferences.

    Parameters
    ----------
    session : Session
        What is open.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("首选项"))
        self.setMinimumWidth(_WIDTH)
        self._make_boxes()
        self.fields = {key: QLineEdit(self) for key in _KEYS}
        self._before: dict[str, str] = {}
        self.days = {key: QSpinBox(self) for _, key, _ in _DEADLINES}
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._look_page(), self.tr("界面"))
        self.tabs.addTab(self._units_page(), self.tr("单位和用途"))
        self._add_store()
        self._lay_out()

    def _make_boxes(self) -> None:
        memory, system = self._session.memory, self.tr("跟随系统")
        languages = [
            (system, ""),
            ("简体中文", Language.ZH.value),
            ("English", Language.EN.value),
        ]
        self.language = self._box(languages, memory.language or "")
        looks = [
            (system, "system"),
            (self.tr("浅色"), "light"),
            (self.tr("深色"), "dark"),
        ]
        self.theme = self._box(looks, memory.theme)
        families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        kept = memory.choice("font", "")
        listed = sorted({*families, kept} - {""})
        named = [(family, family) for family in listed]
        self.font_family = self._box([(system, ""), *named], kept)
        sizes = [
            (self.tr("小"), "small"),
            (self.tr("标准"), "standard"),
            (self.tr("大"), "large"),
            (self.tr("特大"), "largest"),
        ]
        self.font_size = self._box(sizes, memory.choice("font_size", "standard"))
        language = self._session.language
        lengths = [(text.of(language), key) for key, text in LENGTHS.items()]
        self.length = self._box(lengths, memory.choice("length", "m"))
        angles = [(text.of(language), key) for key, text in ANGLES.items()]
        self.angle = self._box(angles, memory.choice("angle", "dms"))
        audiences = [
            (self.tr("对外（隐去手机号中间几位）"), Audience.PUBLIC.value),
            (self.tr("办公室内部（原样）"), Audience.OFFICE.value),
        ]
        kept = memory.choice("audience", Audience.PUBLIC.value)
        self.audience = self._box(audiences, kept)
        self.counting = self._box(
            [(self.tr("自然日"), "calendar"), (self.tr("工作日"), "working")],
            "calendar",
        )

    def _box(self, entries: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        box = QComboBox(self)
        for text, data in entries:
            box.addItem(text, data)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    # --- pages --------------------------------------------------------------------

    def _page(self) -> tuple[QWidget, QFormLayout]:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(14, 16, 14, 12)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        return page, form

    def _note(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("muted")
        label.setWordWrap(True)
        return label

    def _look_page(self) -> QWidget:
        page, form = self._page()
        form.addRow(self.tr("语言 (Language)"), self.language)
        form.addRow(self.tr("外观"), self.theme)
        form.addRow(self.tr("字体"), self.font_family)
        form.addRow(self.tr("字号"), self.font_size)
        form.addRow(self._note(self.tr("只影响这台电脑上您自己的窗口；打印另有字体。")))
        return page

    def _units_page(self) -> QWidget:
        page, form = self._page()
        form.addRow(self.tr("表格里的长度"), self.length)
        form.addRow(self.tr("状态栏的经纬度"), self.angle)
        words = self.tr("只改显示和导出的表格；工作库里始终是米。")
        form.addRow(self._note(words))
        form.addRow(self.tr("交出数据时默认"), self.audience)
        words = self.tr("“导出图层”打开时先选这一种，在那里还可以改。")
        form.addRow(self._note(words))
        return page

    def _add_store(self) -> None:
        """Add the pages of the open store, where there is one."""
        store, read_only = self._session.store, self._session.read_only
        for box in [*self.fields.values(), *self.days.values(), self.counting]:
            box.setVisible(store is not None)
        if store is None:
            return
        for field in self.fields.values():
            field.setReadOnly(read_only)
        for box in [*self.days.values(), self.counting]:
            box.setEnabled(not read_only)
        self.tabs.addTab(self._deadlines_page(), self.tr("期限"))
        settings = store.settings()
        self._before = {key: str(settings.get(key) or "") for key in _KEYS}
        names = {
            "name": self.tr("区名称"),
            "code": self.tr("行政区划代码"),
            "office": self.tr("制图单位"),
            "secrecy": self.tr("密级"),
        }
        self.fields["office"].setPlaceholderText(self.tr("印在图幅下方"))
        self.fields["secrecy"].setPlaceholderText(self.tr("例如：内部资料"))
        page, form = self._page()
        for key, field in self.fields.items():
            field.setText(self._before[key])
            form.addRow(names[key], field)
        self.tabs.addTab(page, self.tr("本工作库"))

    def _deadlines_page(self) -> QWidget:
        page, form = self._page()
        names = {
            "replacement_days": self.tr("换公示牌的期限"),
            "monitoring_days": self.tr("排污口监测间隔"),
            "contract_reminder_days": self.tr("合同到期前提醒"),
            "vacancy_days": self.tr("职务空缺的期限"),
        }
        rules = self._session.district.rules
        for section, key, default in _DEADLINES:
            box = self.days[key]
            box.setRange(1, _MOST_DAYS)
            box.setSuffix(self.tr(" 天"))
            box.setValue(round(rules.number(section, key, default)))
            form.addRow(names[key], box)
            if key == "replacement_days":
                form.addRow(self.tr("换牌期限按"), self.counting)
        section, key, default_word = _COUNTING
        word = str(rules.table(section).get(key) or default_word)
        self.counting.setCurrentIndex(max(0, self.counting.findData(word)))
        words = self.tr("这些期限存在本工作库的规则里，改动记入日志，可以撤销。")
        form.addRow(self._note(words))
        return page

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 14)
        box.setSpacing(12)
        box.addWidget(self.tabs, 1)
        buttons = QDialogButtonBox.StandardButton
        row = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        row.button(buttons.Ok).setText(self.tr("确定"))
        row.button(buttons.Cancel).setText(self.tr("取消"))
        row.accepted.connect(self.accept)
        row.rejected.connect(self.reject)
        box.addWidget(row)

    # --- keeping ------------------------------------------------------------------

    def accept(self) -> None:
        """Keep everything."""
        self._keep_choices()
        try:
            self._write_store()
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        if not self._write_deadlines():
            return
        super().accept()
        self.changed.emit()

    def _keep_choices(self) -> None:
        memory = self._session.memory
        chosen = self.language.currentData()
        memory.set_language(Language(chosen) if chosen else None)
        memory.set_theme(str(self.theme.currentData()))
        for key, box in (
            ("font", self.font_family),
            ("font_size", self.font_size),
            ("length", self.length),
            ("angle", self.angle),
            ("audience", self.audience),
        ):
            memory.choose(key, str(box.currentData()))
        memory.save()

    def _write_store(self) -> None:
        store = self._session.store
        if store is None or store.read_only:
            return
        after = {key: field.text().strip() for key, field in self.fields.items()}
        changed = {k: v for k, v in after.items() if v != self._before[k]}
        for key, value in changed.items():
            store.set_setting(key, value, who())
        if changed:
            self._session.reread()

    def _write_deadlines(self) -> bool:
        """Write the deadlines that were changed, as one step that can be undone."""
        session = self._session
        if session.store is None or session.read_only:
            return True
        data: dict[str, Any] = dict(session.district.rules.data)
        wanted: list[tuple[str, str, object, object]] = []
        rules = session.district.rules
        for section, key, default in _DEADLINES:
            now = round(rules.number(section, key, default))
            wanted.append((section, key, now, self.days[key].value()))
        section, key, word = _COUNTING
        now_word = str(rules.table(section).get(key) or word)
        wanted.append((section, key, now_word, str(self.counting.currentData())))
        differing = [(s, k, after) for s, k, before, after in wanted if before != after]
        for section, key, value in differing:
            data = with_value(data, section, key, value)
        return not differing or session.set_rules(data, self.tr("修改期限"))
