"""首选项: language and look of the window, and what the open store says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import Language, OfficerError
from gridwatch.gui.session import who

if TYPE_CHECKING:
    from gridwatch.gui.session import Session

__all__ = ["PreferencesDialog"]

_WIDTH = 460
_KEYS = ("name", "code", "office", "secrecy")


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
        self.language = QComboBox(self)
        for name, data in (
            (self.tr("跟随系统"), ""),
            ("简体中文", Language.ZH.value),
            ("English", Language.EN.value),
        ):
            self.language.addItem(name, data)
        self.language.setCurrentIndex(
            max(0, self.language.findData(session.memory.language or ""))
        )
        self.theme = QComboBox(self)
        for name, data in (
            (self.tr("跟随系统"), "system"),
            (self.tr("浅色"), "light"),
            (self.tr("深色"), "dark"),
        ):
            self.theme.addItem(name, data)
        self.theme.setCurrentIndex(max(0, self.theme.findData(session.memory.theme)))
        self.fields = {key: QLineEdit(self) for key in _KEYS}
        self._before: dict[str, str] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self._section(self.tr("界面")))
        form.addRow(self.tr("语言 (Language)"), self.language)
        form.addRow(self.tr("外观"), self.theme)
        self._add_store(form)
        box.addLayout(form)
        buttons = QDialogButtonBox.StandardButton
        row = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        row.button(buttons.Ok).setText(self.tr("确定"))
        row.button(buttons.Cancel).setText(self.tr("取消"))
        row.accepted.connect(self.accept)
        row.rejected.connect(self.reject)
        box.addStretch(1)
        box.addWidget(row)

    def _section(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("section")
        return label

    def _add_store(self, form: QFormLayout) -> None:
        store = self._session.store
        for field in self.fields.values():
            field.setVisible(store is not None)
            field.setReadOnly(self._session.read_only)
        if store is None:
            return
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
        form.addRow(self._section(self.tr("本工作库")))
        for key, field in self.fields.items():
            field.setText(self._before[key])
            form.addRow(names[key], field)

    def accept(self) -> None:
        """Keep everything."""
        memory = self._session.memory
        chosen = self.language.currentData()
        memory.set_language(Language(chosen) if chosen else None)
        memory.set_theme(str(self.theme.currentData()))
        memory.save()
        try:
            self._write_store()
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        super().accept()
        self.changed.emit()

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
