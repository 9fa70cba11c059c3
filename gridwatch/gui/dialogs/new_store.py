"""新建工作库: name, code, office, projection, and where the file lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import OfficerError
from gridwatch.store.opening import create_store

if TYPE_CHECKING:
    from gridwatch.gui.session import Session

__all__ = ["NewStoreDialog", "crs_box", "file_name_of", "store_path"]

_WIDTH = 520
_FIRST_CM, _LAST_CM = 75, 135
_CM_75E = 4534
"""EPSG:4534 is CGCS2000 / 3-degree Gauss-Kruger CM 75E; 4535 is 78E, and so on."""
_USUAL = 117
_LONGEST = 200
"""Bytes of a name: most disks allow 255, and the growing store adds to it."""
_FORBIDDEN = '<>:"/\\|?*'


def crs_box(parent: QWidget, crs: int | None = None) -> QComboBox:
    """Return a box with the 3° zones of CGCS2000 and, where it is another, `crs`."""
    box = QComboBox(parent)
    for number, meridian in enumerate(range(_FIRST_CM, _LAST_CM + 1, 3)):
        code = _CM_75E + number
        box.addItem(f"CGCS2000 / GK CM {meridian}E (EPSG:{code})", code)
    if crs is not None and box.findData(crs) < 0:
        box.addItem(f"EPSG:{crs}", crs)
    usual = _CM_75E + (_USUAL - _FIRST_CM) // 3
    box.setCurrentIndex(box.findData(crs if crs is not None else usual))
    return box


def file_name_of(name: str, suffix: str = ".gpkg") -> str:
    """Return a file name, without what Windows forbids and not too long for any disk.

    Examples
    --------
    >>> file_name_of("云溪区: 2026")
    '云溪区_ 2026.gpkg'
    """
    kept = "".join("_" if c in _FORBIDDEN else c for c in name.strip())
    kept = kept.strip(". ")
    while len(kept.encode()) > _LONGEST:
        kept = kept[:-1]
    return f"{kept or 'gridwatch'}{suffix}"


def store_path(entry: str) -> Path:
    """Return the path that was typed for a store, which ends in ``.gpkg``.

    Examples
    --------
    >>> store_path(" 云溪区 2026.11 ").name
    '云溪区 2026.11.gpkg'
    """
    text = entry.strip()
    return Path(text if text.lower().endswith(".gpkg") else f"{text}.gpkg")


class NewStoreDialog(QDialog):
    """Makes an empty store.

    Parameters
    ----------
    session : Session
        Tells troubles.
    folder : Path
        Folder proposed for the file.
    """

    made = Signal(object)

    def __init__(
        self, session: Session, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._named = False
        self.setWindowTitle(self.tr("新建工作库"))
        self.setMinimumWidth(_WIDTH)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("例如：云溪区"))
        self.code = QLineEdit(self)
        self.code.setPlaceholderText(self.tr("六位数字，可以不填"))
        self.code.setMaxLength(6)
        self.office = QLineEdit(self)
        self.office.setPlaceholderText(self.tr("例如：云溪区河长制办公室，印在图上"))
        self.crs = crs_box(self)
        self.file = QLineEdit(self)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("danger")
        self.wrong.setWordWrap(True)
        self._lay_out()
        self.name.textChanged.connect(self._name_changed)
        self.file.textEdited.connect(lambda _: setattr(self, "_named", True))
        self._name_changed("")

    def _lay_out(self) -> None:
        browse = QPushButton(self.tr("浏览…"), self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        place = QHBoxLayout()
        place.addWidget(self.file, 1)
        place.addWidget(browse)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("区名称"), self.name)
        form.addRow(self.tr("行政区划代码"), self.code)
        form.addRow(self.tr("制图单位"), self.office)
        form.addRow(self.tr("坐标系"), self.crs)
        form.addRow(self.tr("保存位置"), place)
        words = QLabel(
            self.tr("工作库是一个文件，一个区一个；导入的数据和以后的修改都存在里面。"),
            self,
        )
        words.setObjectName("muted")
        words.setWordWrap(True)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        self.buttons.button(buttons.Ok).setText(self.tr("新建"))
        self.buttons.button(buttons.Cancel).setText(self.tr("取消"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(14)
        box.addWidget(words)
        box.addLayout(form)
        box.addWidget(self.wrong)
        box.addWidget(self.buttons)

    def _name_changed(self, name: str) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(name.strip()))
        if not self._named:
            self.file.setText(str(self._folder / file_name_of(name or "gridwatch")))

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("保存位置"), self.file.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("GeoPackage (*.gpkg)")
        dialog.setDefaultSuffix("gpkg")
        dialog.fileSelected.connect(self._placed)
        dialog.open()

    def _placed(self, name: str) -> None:
        self._named = True
        self.file.setText(name)

    def accept(self) -> None:
        """Make the store; where that fails the dialog stays and says why."""
        path = store_path(self.file.text())
        try:
            create_store(
                path,
                name=self.name.text().strip(),
                code=self.code.text().strip(),
                crs=int(self.crs.currentData()),
                office=self.office.text().strip(),
            ).close()
        except OfficerError as error:
            self.wrong.setText(error.text.of(self._session.language))
            return
        super().accept()
        self.made.emit(path)
