"""The face of a board as a small form: each part as it is printed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.signboards import FaceName, SignboardFace
from gridwatch.district.wording import Text
from gridwatch.gui.docks import icon_button
from gridwatch.gui.formboxes import FieldBox
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from gridwatch.district.wording import Field, Kind, Language

__all__ = ["FACE_PARTS", "FaceBox"]

FACE_PARTS: dict[str, Text] = {
    "river": Text("河流名称", "river"),
    "chief": Text("河长姓名", "chief"),
    "post": Text("河长职务", "post"),
    "phone": Text("监督电话", "supervision phone"),
    "start": Text("起点", "start"),
    "end": Text("终点", "end"),
    "length": Text("长度", "length"),
    "hotline": Text("举报电话", "hotline"),
    "duties": Text("河长职责", "duties"),
    "goals": Text("治理目标", "goals"),
    "prohibitions": Text("禁止行为", "prohibitions"),
    "management_range": Text("管理范围", "management range"),
    "slogan": Text("宣传标语", "slogan"),
    "issuer": Text("落款单位", "issuer"),
    "published": Text("落款日期", "day beside the issuer"),
    "sketch": Text("有河湖示意图", "has a sketch map"),
    "qr": Text("有二维码", "has a QR code"),
}
"""What each part of a face is called; others show their identifier."""
_NAMES = (Text("职务", "post"), Text("姓名", "name"), Text("电话", "phone"))
_NAME_KEYS = ("post", "name", "phone")


class FaceBox(FieldBox):
    """The parts of a face, two beside each other, and further chiefs below."""

    def __init__(
        self, kind: Kind, field: Field, language: Language, parent: QWidget
    ) -> None:
        super().__init__(kind, field, language, parent)
        self.parts: dict[str, QLineEdit | QCheckBox] = {}
        self._kept = SignboardFace()
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        box.addLayout(grid)
        self._add_parts(grid)
        self._lines: list[list[QLineEdit]] = []
        self._names = QVBoxLayout()
        self._names.setSpacing(4)
        box.addLayout(self._names)
        self.more = QPushButton(self.tr("加一名河长"), self)
        self.more.setObjectName("link")
        self.more.clicked.connect(lambda: self._add_name(FaceName()))
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        box.addLayout(row)
        self._row.addWidget(page, 1)
        self.setFocusProxy(self.parts["river"])

    def _add_parts(self, grid: QGridLayout) -> None:
        known = {f.name: f for f in dataclasses.fields(SignboardFace)}
        keys = [k for k in FACE_PARTS if k in known]
        keys += [k for k in known if k not in FACE_PARTS and k != "names"]
        for place, key in enumerate(keys):
            text = FACE_PARTS.get(key, Text(key, key)).of(self.language)
            line, column = divmod(place, 2)
            if isinstance(known[key].default, bool):
                tick = QCheckBox(headline(text), self)
                tick.toggled.connect(lambda _: self.changed.emit())
                self.parts[key] = tick
                grid.addWidget(tick, line, 2 * column + 1)
                continue
            label = QLabel(headline(text), self)
            label.setObjectName("muted")
            entry = QLineEdit(self)
            entry.setAccessibleName(text)
            entry.textChanged.connect(lambda _: self.changed.emit())
            self.parts[key] = entry
            grid.addWidget(label, line, 2 * column)
            grid.addWidget(entry, line, 2 * column + 1)

    def _add_name(self, name: FaceName) -> None:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        entries = []
        for key, text in zip(_NAME_KEYS, _NAMES, strict=True):
            entry = QLineEdit(getattr(name, key), holder)
            entry.setPlaceholderText(headline(text.of(self.language)))
            entry.setAccessibleName(text.of(self.language))
            entry.textChanged.connect(lambda _: self.changed.emit())
            row.addWidget(entry)
            entries.append(entry)
        gone = icon_button("close", self.tr("去掉这一行"), holder)
        gone.clicked.connect(lambda: self._drop(holder, entries))
        row.addWidget(gone)
        self._lines.append(entries)
        self._names.addWidget(holder)
        self.changed.emit()

    def _drop(self, holder: QWidget, entries: list[QLineEdit]) -> None:
        self._lines.remove(entries)
        self._names.removeWidget(holder)
        holder.hide()
        holder.deleteLater()
        self.changed.emit()

    def value(self) -> object:
        """Return the face as it now stands in the form."""
        parts: dict[str, object] = {}
        for key, entry in self.parts.items():
            parts[key] = (
                entry.isChecked()
                if isinstance(entry, QCheckBox)
                else entry.text().strip()
            )
        lines = [[entry.text().strip() for entry in line] for line in self._lines]
        names = tuple(FaceName(*line) for line in lines if any(line))
        return dataclasses.replace(
            self._kept,
            names=names,
            **parts,  # type: ignore[arg-type]
        )

    def put(self, value: object) -> None:
        """Show a face."""
        face = value if isinstance(value, SignboardFace) else SignboardFace()
        self._kept = face
        for key, entry in self.parts.items():
            part = getattr(face, key)
            if isinstance(entry, QCheckBox):
                entry.setChecked(bool(part))
            else:
                entry.setText(str(part))
                entry.setCursorPosition(0)
        while self._names.count():
            item = self._names.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._lines = []
        for name in face.names:
            self._add_name(name)
