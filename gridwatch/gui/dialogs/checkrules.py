"""Which checks run, how grave they are, and from which value on they tell."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.checks import CHECKS, Check, severity_of
from gridwatch.district.wording import Text
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.owningparts import muted
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.gui.session import Session

__all__ = ["CheckRulesDialog"]

_NAME, _COUNT, _SEVERITY, _VALUE = range(4)
_SEVERITIES = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
_MOST = 1e7


class CheckRulesDialog(QDialog):
    """Every check with a tick, its severity and its threshold.

    Parameters
    ----------
    session : Session
        What is open.
    counts : mapping of str to int
        Faults on the day by rule; rules that are off are missing.
    """

    def __init__(
        self,
        session: Session,
        counts: Mapping[str, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("检查规则"))
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(
            [self.tr("检查项"), self.tr("问题"), self.tr("程度"), self.tr("界限")]
        )
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(self.tr("检查规则"))
        self._severities: dict[str, QComboBox] = {}
        self._values: dict[str, QDoubleSpinBox] = {}
        self.items = {check.rule: self._add(check, counts) for check in CHECKS}
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_COUNT, 64), (_SEVERITY, 96), (_VALUE, 150)):
            self.tree.setColumnWidth(column, width)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Save | standard.Cancel, self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        save = self.buttons.button(standard.Save)
        save.setEnabled(not session.read_only)
        words = self.tr(
            "去掉勾的检查不再运行。界限和程度存在本工作库的规则里，可以撤销；"
            "各项界限的来源写在规则文件中。"
        )
        box = QVBoxLayout(self)
        box.addWidget(self.tree, 1)
        box.addWidget(muted(words, self))
        box.addWidget(self.buttons)
        fit_screen(self, 700, 640)

    def _add(self, check: Check, counts: Mapping[str, int]) -> QTreeWidgetItem:
        district, language = self._session.district, self._session.language
        off = check.rule in district.rules.off
        count = "—" if off else f"{counts.get(check.rule, 0):,}"
        item = QTreeWidgetItem([headline(check.name.of(language)), count])
        item.setTextAlignment(
            _COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        state = Qt.CheckState.Unchecked if off else Qt.CheckState.Checked
        item.setCheckState(_NAME, state)
        self.tree.addTopLevelItem(item)
        box = QComboBox(self.tree)
        for value, words in _SEVERITIES.items():
            box.addItem(words.of(language), value)
        box.setCurrentIndex(box.findData(severity_of(check, district)))
        box.setAccessibleName(self.tr("程度"))
        self._severities[check.rule] = box
        self.tree.setItemWidget(item, _SEVERITY, box)
        if check.threshold is not None:
            place = check.threshold
            spin = QDoubleSpinBox(self.tree)
            spin.setDecimals(0 if float(place.default).is_integer() else 2)
            spin.setRange(0, _MOST)
            spin.setSuffix(f" {place.unit.of(language)}")
            spin.setValue(
                district.rules.number(place.section, place.key, place.default)
            )
            spin.setAccessibleName(self.tr("界限"))
            self._values[check.rule] = spin
            self.tree.setItemWidget(item, _VALUE, spin)
        return item

    def values(self) -> dict[str, Any]:
        """Return the district's rules as they are to be."""
        rules = self._session.district.rules
        data: dict[str, Any] = copy.deepcopy(dict(rules.data))
        checks = data.setdefault("checks", {})
        known = {check.rule for check in CHECKS}
        kept = [rule for rule in checks.get("off", ()) if rule not in known]
        checks["off"] = kept + [
            rule
            for rule, item in self.items.items()
            if item.checkState(_NAME) is not Qt.CheckState.Checked
        ]
        checks["severity"] = {
            check.rule: str(self._severities[check.rule].currentData())
            for check in CHECKS
            if self._severities[check.rule].currentData() != check.severity
        }
        for check in CHECKS:
            place = check.threshold
            if place is None:
                continue
            value = self._values[check.rule].value()
            whole = float(value).is_integer()
            data.setdefault(place.section, {})[place.key] = (
                int(value) if whole else value
            )
        return data

    def set_on(self, rule: str, *, on: bool) -> None:
        """Tick a check, or take its tick away."""
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        self.items[rule].setCheckState(_NAME, state)

    def set_value(self, rule: str, value: float) -> None:
        """Enter the threshold of a check."""
        self._values[rule].setValue(value)

    def save(self) -> None:
        """Keep the rules in the store, and close."""
        if self._session.set_rules(self.values(), self.tr("检查规则")):
            self.accept()
