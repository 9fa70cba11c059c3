"""检查限值: the value a check compares with, its unit, source and default."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.checks import Check, severity_of
from gridwatch.district.tuning import explained, with_value
from gridwatch.district.wording import Language
from gridwatch.gui.tables import headline
from gridwatch.resources import resource

if TYPE_CHECKING:
    from gridwatch.gui.session import Session

__all__ = ["ThresholdDialog", "comments", "limit_of"]

_MOST = 1_000_000_000.0
_WIDE = 420


@lru_cache(maxsize=2)
def comments(language: Language) -> dict[tuple[str, str], str]:
    """Return what is said of each section and key of the rules, with the source."""
    found = explained(resource("rules.toml").read_text(encoding="utf-8"))
    if language is Language.EN:
        return found
    path = resource("rules_help.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {(r["section"], r["key"]): r["zh"] for r in csv.DictReader(file)}
    return found | rows


def limit_of(check: Check, session: Session) -> str:
    """Return the limit of a check with its unit, or empty."""
    limit = check.threshold
    if limit is None:
        return ""
    value = session.district.rules.number(limit.section, limit.key, limit.default)
    return f"{value:,g} {limit.unit.of(session.language)}"


class ThresholdDialog(QDialog):
    """Edits the limit and the severity of one check.

    Parameters
    ----------
    session : Session
        What is open.
    check : Check
        A check with a threshold.
    """

    def __init__(
        self, session: Session, check: Check, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if check.threshold is None:
            raise ValueError("the check has no limit")
        self._session, self._check, self._limit = session, check, check.threshold
        language, limit = session.language, check.threshold
        self.setWindowTitle(headline(check.name.of(language)))
        self.value = QDoubleSpinBox(self)
        self.value.setRange(0.0, _MOST)
        self.value.setDecimals(2 if limit.default < 1 else 0)
        self.value.setSuffix(" " + limit.unit.of(language))
        self.value.setGroupSeparatorShown(True)
        now = session.district.rules.number(limit.section, limit.key, limit.default)
        self.value.setValue(now)
        self.severity = QComboBox(self)
        self.severity.addItem(self.tr("错误"), "error")
        self.severity.addItem(self.tr("提醒"), "warning")
        found = severity_of(check, session.district)
        self.severity.setCurrentIndex(self.severity.findData(found))
        self.again = QPushButton(self.tr("恢复默认"), self)
        self.again.clicked.connect(lambda: self.value.setValue(limit.default))
        self._lay_out()

    def _lay_out(self) -> None:
        limit = self._limit
        source = QLabel(
            comments(self._session.language).get((limit.section, limit.key), ""), self
        )
        source.setObjectName("muted")
        source.setWordWrap(True)
        default = f"{limit.default:,g} {limit.unit.of(self._session.language)}"
        buttons = QDialogButtonBox(self)
        kinds = QDialogButtonBox.StandardButton
        buttons.setStandardButtons(kinds.Ok | kinds.Cancel)
        buttons.button(kinds.Ok).setText(self.tr("保存"))
        buttons.button(kinds.Cancel).setText(self.tr("取消"))
        buttons.button(kinds.Ok).setEnabled(not self._session.read_only)
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("限值"), self.value)
        form.addRow(self.tr("程度"), self.severity)
        form.addRow(self.tr("默认"), QLabel(default, self))
        form.addRow(self.tr("依据"), source)
        box = QVBoxLayout(self)
        box.addLayout(form)
        box.addStretch(1)
        box.addWidget(buttons)
        self.setMinimumWidth(_WIDE)

    def accept(self) -> None:
        """Store what was entered; it can be undone."""
        session, limit, rule = self._session, self._limit, self._check.rule
        typed = self.value.value()
        number: float = int(typed) if typed == int(typed) else typed
        data = with_value(session.district.rules.data, limit.section, limit.key, number)
        data = with_value(
            data, "checks.severity", rule, str(self.severity.currentData())
        )
        words = self.tr("修改“{name}”的限值")
        name = self._check.name.of(session.language)
        if session.set_rules(data, words.format(name=name)):
            super().accept()
