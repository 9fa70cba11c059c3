"""图层符号: how a layer is classed and coloured, with a count for each class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridwatch.cartography.attributes import attribute_of, attributes_of
from gridwatch.cartography.classing import MOST_CLASSES, Method
from gridwatch.cartography.conditions import (
    Comparison,
    ConditionError,
    Operator,
    parse,
    written,
)
from gridwatch.cartography.palettes import grey, palette_of, palettes
from gridwatch.cartography.qgisstyles import described
from gridwatch.cartography.themes import (
    Role,
    Theme,
    ThemeClass,
    ThemeKind,
    ready_themes,
)
from gridwatch.cartography.theming import filled, themed
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.class_table import ClassTable
from gridwatch.gui.swatches import colours_icon
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from gridwatch.cartography.layer import Layer
    from gridwatch.gui.session import Session

__all__ = ["SymbolsDialog"]

_SIZE = QSize(820, 600)
_BAND = QSize(96, 12)
_STRIPES = 7
_INDENT = 5
_FIELDS = {ThemeKind.CATEGORY: False, ThemeKind.GRADUATED: True}
_OPERATORS = {False: ("=", "!=", "contains"), True: (">", "<=", "=", "<", ">=")}


class SymbolsDialog(QDialog):
    """Chooses how one layer is drawn.

    Parameters
    ----------
    session : Session
        What is open.
    layer_id : str
        The layer that is shown first.
    """

    def __init__(
        self, session: Session, layer_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = session.theme_of(layer_id)
        self._showing = False
        self.setWindowTitle(self.tr("图层符号"))
        fit_screen(self, _SIZE.width(), _SIZE.height())
        self._make_choices()
        self._make_rules()
        self.table = ClassTable(session.language, self)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("danger")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.note = QLabel(self)
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        self._lay_out()
        self._listen()
        self.choose_layer(layer_id)

    # --- widgets ----------------------------------------------------------------

    def _make_choices(self) -> None:
        language = self._session.language
        self.layer = QComboBox(self)
        for layer in reversed(self._session.standard_layers):
            if len(layer.uids):
                self.layer.addItem(headline(layer.name.of(language)), layer.id)
        self.ready = QComboBox(self)
        self.kind = QComboBox(self)
        for kind, name in (
            (ThemeKind.STANDARD, self.tr("标准")),
            (ThemeKind.SINGLE, self.tr("单一符号")),
            (ThemeKind.CATEGORY, self.tr("按类别")),
            (ThemeKind.GRADUATED, self.tr("按数值分级")),
            (ThemeKind.RULE, self.tr("按规则")),
        ):
            self.kind.addItem(name, kind)
        self.field = QComboBox(self)
        self.method = QComboBox(self)
        for method, name in (
            (Method.QUANTILE, self.tr("各级数量相等")),
            (Method.EQUAL, self.tr("间隔相等")),
            (Method.NATURAL, self.tr("自然断点")),
        ):
            self.method.addItem(name, method)
        self.count = QSpinBox(self)
        self.count.setRange(2, MOST_CLASSES)
        self.palette_box = QComboBox(self)
        self.palette_box.setIconSize(_BAND)
        self.size_box = QDoubleSpinBox(self)
        self.size_box.setRange(0.0, 24.0)
        self.size_box.setSingleStep(0.5)
        self.size_box.setDecimals(1)
        self.size_box.setSpecialValueText(self.tr("默认"))
        self.label = QComboBox(self)
        for number in (self.count, self.size_box):
            number.lineEdit().setTextMargins(_INDENT, 0, 0, 0)

    def _make_rules(self) -> None:
        self.rules = QWidget(self)
        self.rule_field = QComboBox(self.rules)
        self.rule_operator = QComboBox(self.rules)
        self.rule_value = QComboBox(self.rules)
        self.rule_value.setEditable(True)
        self.rule_value.setMinimumWidth(150)
        self.add_rule = QPushButton(self.tr("添加规则"), self.rules)
        row = QHBoxLayout(self.rules)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.rule_field, 2)
        row.addWidget(self.rule_operator)
        row.addWidget(self.rule_value, 3)
        row.addWidget(self.add_rule)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addLayout(self._laid_choices())
        box.addWidget(self.table, 1)
        box.addWidget(self.rules)
        self.colour = QPushButton(self.tr("颜色…"), self)
        self.up = QPushButton(self.tr("上移"), self)
        self.down = QPushButton(self.tr("下移"), self)
        self.remove = QPushButton(self.tr("删除"), self)
        self.seen = QPushButton(self.tr("隐藏或显示"), self)
        tools = QHBoxLayout()
        for button in (self.colour, self.seen, self.up, self.down, self.remove):
            tools.addWidget(button)
        tools.addStretch(1)
        box.addLayout(tools)
        box.addWidget(self.wrong)
        box.addWidget(self.note)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(
            kinds.Ok | kinds.Cancel | kinds.Apply | kinds.RestoreDefaults, self
        )
        for kind, text in (
            (kinds.Ok, self.tr("确定")),
            (kinds.Cancel, self.tr("取消")),
            (kinds.Apply, self.tr("应用")),
            (kinds.RestoreDefaults, self.tr("恢复默认")),
        ):
            self.buttons.button(kind).setText(text)
        box.addWidget(self.buttons)
        for push in self.findChildren(QPushButton):
            push.setAutoDefault(False)
        self.buttons.button(kinds.Ok).setDefault(True)

    def _laid_choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        left, right = QFormLayout(), QFormLayout()
        for form in (left, right):
            form.setVerticalSpacing(8)
            form.setHorizontalSpacing(14)
            form.setFieldGrowthPolicy(
                QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow
            )
        left.addRow(self.tr("图层"), self.layer)
        left.addRow(self.tr("现成专题"), self.ready)
        left.addRow(self.tr("分类方式"), self.kind)
        left.addRow(self.tr("字段"), self.field)
        left.addRow(self.tr("标注"), self.label)
        right.addRow(self.tr("配色"), self.palette_box)
        right.addRow(self.tr("断点"), self.method)
        right.addRow(self.tr("级数"), self.count)
        right.addRow(self.tr("线宽、大小"), self.size_box)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _listen(self) -> None:
        self.layer.activated.connect(
            lambda _: self.choose_layer(str(self.layer.currentData()))
        )
        self.ready.activated.connect(self._take_ready)
        self.kind.activated.connect(self._kind_chosen)
        for chooser in (self.field, self.method):
            chooser.activated.connect(self._make)
        self.count.valueChanged.connect(self._make)
        self.palette_box.activated.connect(self._recolour)
        self.size_box.valueChanged.connect(self._resize)
        self.rule_field.activated.connect(self._offer_values)
        self.add_rule.clicked.connect(self._add_rule)
        table = self.table
        table.changed.connect(self._show_theme)
        table.refused.connect(self._refuse)
        table.colour_asked.connect(self._ask_colour)
        table.removal_asked.connect(self._remove)
        table.currentCellChanged.connect(lambda *_: self._allow())
        self.colour.clicked.connect(lambda: self._ask_colour(table.currentRow()))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)
        self.seen.clicked.connect(self._turn_seen)
        self.label.activated.connect(self._relabel)
        kinds = QDialogButtonBox.StandardButton
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(kinds.Apply).clicked.connect(self.apply)
        reset = self.buttons.button(kinds.RestoreDefaults)
        reset.clicked.connect(lambda: self._show_theme(Theme(self._theme.layer_id)))

    # --- showing ----------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """The theme as it stands in the dialog."""
        return self._theme

    @property
    def _layer(self) -> Layer:
        layers = self._session.standard_layers
        return next(one for one in layers if one.id == self._theme.layer_id)

    def choose_layer(self, layer_id: str) -> None:
        """Show how another layer is classed."""
        self.layer.setCurrentIndex(max(0, self.layer.findData(layer_id)))
        language = self._session.language
        self.ready.clear()
        self.ready.addItem(self.tr("（选择）"), "")
        for one in ready_themes():
            if one.theme.layer_id == layer_id:
                self.ready.addItem(one.name.of(language), one.id)
        self.ready.setEnabled(self.ready.count() > 1)
        self.rule_field.clear()
        for attribute in attributes_of(layer_id):
            name = headline(attribute.name.of(language))
            self.rule_field.addItem(name, attribute.key)
        theme = self._session.theme_of(layer_id)
        self._theme = theme
        self._offer_values()
        self._show_theme(theme)

    def _show_theme(self, theme: Theme) -> None:
        """Show a theme: choices, classes, counts."""
        session, layer = self._session, self._layer
        self.wrong.hide()
        theme = filled(theme, layer, session.district, session.as_of)
        drawn = themed(layer, theme, session.district, session.as_of)
        counts = np.bincount(drawn.classes, minlength=len(drawn.symbols)).tolist()
        self._theme, self._showing = theme, True
        self._show_choices(theme)
        self._showing = False
        self.table.show_theme(theme, drawn.symbols, counts)
        self.rules.setVisible(theme.kind is ThemeKind.RULE)
        self._tell(theme)
        self._allow()

    def _show_choices(self, theme: Theme) -> None:
        self.kind.setCurrentIndex(self.kind.findData(theme.kind))
        self._offer_fields(theme)
        self._offer_palettes(theme)
        self._offer_labels(theme)
        self.method.setCurrentIndex(self.method.findData(theme.method))
        self.count.setValue(theme.count)
        self.size_box.setValue(theme.size)
        graduated = theme.kind is ThemeKind.GRADUATED
        self.method.setEnabled(graduated)
        self.count.setEnabled(graduated)
        self.palette_box.setEnabled(theme.kind in (*_FIELDS, ThemeKind.SINGLE))
        self.size_box.setEnabled(theme.kind is not ThemeKind.STANDARD)

    def _offer_fields(self, theme: Theme) -> None:
        self.field.clear()
        numbers = _FIELDS.get(theme.kind)
        for attribute in attributes_of(theme.layer_id):
            if attribute.number is numbers:
                name = headline(attribute.name.of(self._session.language))
                self.field.addItem(name, attribute.key)
        self.field.setCurrentIndex(max(0, self.field.findData(theme.field)))
        self.field.setEnabled(numbers is not None)

    def _offer_labels(self, theme: Theme) -> None:
        """Offer every field as the name that is written on the map."""
        self.label.clear()
        self.label.addItem(self.tr("默认"), "")
        for attribute in attributes_of(theme.layer_id):
            name = headline(attribute.name.of(self._session.language))
            self.label.addItem(name, attribute.key)
        self.label.setCurrentIndex(max(0, self.label.findData(theme.label)))

    def _relabel(self) -> None:
        self._show_theme(replace(self._theme, label=str(self.label.currentData())))

    def _turn_seen(self) -> None:
        """Hide a class on the map, or show it again."""
        row, classes = self.table.currentRow(), list(self._theme.classes)
        if 0 <= row < len(classes):
            classes[row] = replace(classes[row], hidden=not classes[row].hidden)
            self._show_theme(replace(self._theme, classes=tuple(classes)))

    def _offer_palettes(self, theme: Theme) -> None:
        graduated, ratio = theme.kind is ThemeKind.GRADUATED, self.devicePixelRatioF()
        self.palette_box.clear()
        for one in palettes():
            if graduated and not one.ramp:
                continue
            colours = one.taken(_STRIPES) if one.ramp else one.colours
            band = colours_icon(colours, _BAND.width(), _BAND.height(), ratio)
            name = headline(one.name.of(self._session.language))
            self.palette_box.addItem(band, name, one.id)
        found = self.palette_box.findData(theme.palette)
        self.palette_box.setCurrentIndex(max(0, found))

    def _offer_values(self) -> None:
        key = str(self.rule_field.currentData())
        attribute = attribute_of(self._theme.layer_id, key)
        if attribute is None:
            return
        language = self._session.language
        self.rule_operator.clear()
        words = {
            "contains": self.tr("包含"),
            Operator.EMPTY: self.tr("为空"),
            Operator.FILLED: self.tr("不为空"),
        }
        signs = (*_OPERATORS[attribute.number], Operator.EMPTY, Operator.FILLED)
        for sign in signs:
            self.rule_operator.addItem(words.get(sign, str(sign)), str(sign))
        self.rule_value.clear()
        if not attribute.number:
            made = Theme(self._theme.layer_id, ThemeKind.CATEGORY, key)
            session = self._session
            made = filled(made, self._layer, session.district, session.as_of)
            for entry in made.classes:
                if entry.role is Role.NAMED:
                    self.rule_value.addItem(entry.name.of(language), entry.value)

    def _tell(self, theme: Theme) -> None:
        """Say what goes to QGIS."""
        session, kinds = self._session, QDialogButtonBox.StandardButton
        told = described(self._layer, theme, session.district, session.as_of)
        if theme.kind is ThemeKind.STANDARD:
            words = self.tr("标准：本软件自带的符号。")
        elif told is None:
            words = self.tr(
                "字段由本软件计算，QGIS 里没有，QGIS 打开工作库时仍用标准符号。"
            )
        else:
            words = self.tr("存入工作库；QGIS 打开工作库时用同样的分类和颜色。")
        if session.read_only:
            words = self.tr("工作库以只读方式打开：只在本窗口生效，不保存。")
        self.note.setText(words)
        standard = theme.plain
        self.buttons.button(kinds.RestoreDefaults).setEnabled(not standard)

    def _allow(self) -> None:
        theme, row = self._theme, self.table.currentRow()
        chosen = 0 <= row < len(theme.classes)
        named = chosen and theme.classes[row].role is Role.NAMED
        rule = theme.kind is ThemeKind.RULE
        self.colour.setEnabled(chosen)
        self.seen.setEnabled(chosen)
        self.up.setEnabled(rule and named and row > 0)
        self.down.setEnabled(rule and named and row + 1 < len(theme.classes))
        self.remove.setEnabled(
            named and theme.kind in (ThemeKind.RULE, ThemeKind.CATEGORY)
        )
        for button in (self.up, self.down):
            button.setVisible(rule)

    def _refuse(self, error: ConditionError) -> None:
        language = self._session.language
        self._show_theme(self._theme)
        self.wrong.setText(error.text.of(language))
        self.wrong.show()

    # --- choices ----------------------------------------------------------------

    def _take_ready(self) -> None:
        chosen = str(self.ready.currentData())
        found = next((one for one in ready_themes() if one.id == chosen), None)
        if found is not None:
            self._show_theme(replace(found.theme, label=self._theme.label))

    def _kind_chosen(self) -> None:
        kind = ThemeKind(self.kind.currentData())
        theme = Theme(self._theme.layer_id, kind, label=self._theme.label)
        if kind is ThemeKind.GRADUATED:
            theme = replace(theme, palette="blues")
        self._offer_fields(theme)
        if self.field.count():
            theme = replace(theme, field=str(self.field.currentData()))
        if kind in (ThemeKind.STANDARD, ThemeKind.SINGLE, ThemeKind.RULE):
            theme = replace(theme, field="")
        self._show_theme(theme)

    def _make(self) -> None:
        """Make the classes anew from the data."""
        if self._showing:
            return
        made = replace(
            self._theme,
            field=str(self.field.currentData() or ""),
            classes=(),
            palette=str(self.palette_box.currentData() or ""),
            method=Method(self.method.currentData()),
            count=self.count.value(),
        )
        self._show_theme(made)

    def _recolour(self) -> None:
        theme, palette = self._theme, palette_of(str(self.palette_box.currentData()))
        named = [c for c in theme.classes if c.role is Role.NAMED]
        colours = iter(palette.taken(len(named)))
        classes = tuple(
            replace(entry, colour=next(colours)) if entry.role is Role.NAMED else entry
            for entry in theme.classes
        )
        self._show_theme(replace(theme, palette=palette.id, classes=classes))

    def _resize(self, size: float) -> None:
        if self._showing:
            return
        classes = tuple(replace(entry, size=0.0) for entry in self._theme.classes)
        self._show_theme(replace(self._theme, size=round(size, 1), classes=classes))

    def _ask_colour(self, row: int) -> None:
        if not 0 <= row < len(self._theme.classes):
            return
        dialog = QColorDialog(QColor(self._theme.classes[row].colour), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("颜色"))
        dialog.colorSelected.connect(lambda colour: self.set_colour(row, colour.name()))
        dialog.open()

    def set_colour(self, row: int, colour: str) -> None:
        """Give a class another colour."""
        classes = list(self._theme.classes)
        classes[row] = replace(classes[row], colour=colour.upper())
        self._show_theme(replace(self._theme, classes=tuple(classes)))

    # --- rules and classes ------------------------------------------------------

    def _add_rule(self) -> None:
        theme = self._theme
        named = [c for c in theme.classes if c.role is Role.NAMED]
        known = attributes_of(theme.layer_id)
        try:
            text = written(parse(self._rule_text(), known), known)
        except ConditionError as error:
            self._refuse(error)
            return
        colours = palette_of(theme.palette).colours
        entry = ThemeClass(colours[len(named) % len(colours)], condition=text)
        rest = tuple(c for c in theme.classes if c.role is not Role.NAMED)
        rest = rest or (ThemeClass(grey("other"), role=Role.OTHER),)
        self._show_theme(replace(theme, classes=(*named, entry, *rest)))
        self.table.setCurrentCell(len(named), 1)

    def _rule_text(self) -> str:
        key = str(self.rule_field.currentData())
        how = Operator(str(self.rule_operator.currentData()))
        attribute = attribute_of(self._theme.layer_id, key)
        if attribute is None:
            return ""
        text = self.rule_value.currentText().strip()
        place = self.rule_value.findText(text)
        value = str(self.rule_value.itemData(place)) if place >= 0 else text
        return written(Comparison(key, how, value), (attribute,))

    def _move(self, by: int) -> None:
        row, classes = self.table.currentRow(), list(self._theme.classes)
        if not 0 <= row + by < len(classes):
            return
        classes[row], classes[row + by] = classes[row + by], classes[row]
        self._show_theme(replace(self._theme, classes=tuple(classes)))
        self.table.setCurrentCell(row + by, 1)

    def _remove(self) -> None:
        row = self.table.currentRow()
        if not self.remove.isEnabled():
            return
        classes = self._theme.classes[:row] + self._theme.classes[row + 1 :]
        self._show_theme(replace(self._theme, classes=classes))

    # --- keeping ----------------------------------------------------------------

    def apply(self) -> bool:
        """Draw the map so, and keep it in the store."""
        name = self._layer.name.of(self._session.language)
        words = self.tr("修改符号：{name}").format(name=name)
        return self._session.set_theme(self._theme, words)

    def accept(self) -> None:
        """Apply and close; where the store refuses the dialog stays."""
        if self.apply():
            super().accept()
