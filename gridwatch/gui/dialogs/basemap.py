"""底图: which picture of the ground lies under the map, and how."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from gridwatch.cartography.basemap import Backdrop, BaseMap
from gridwatch.gui.asking import documents
from gridwatch.gui.basemaps import SUFFIXES, meets, open_basemap
from gridwatch.gui.dialogs.new_store import crs_box
from gridwatch.gui.errands import Reporter, StoppedError, message
from gridwatch.intake.raster import UnknownCrsError

if TYPE_CHECKING:
    from gridwatch.gui.errands import Errand
    from gridwatch.gui.session import Session

__all__ = ["BaseMapDialog"]

_WIDTH = 520


class BaseMapDialog(QDialog):
    """Chooses the base map; nothing changes until the officer agrees.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._errand: Errand | None = None
        self._backdrop = session.backdrop
        self._wanted = session.basemap
        self._closed = self._removed = False
        self.setWindowTitle(self.tr("底图"))
        self.setMinimumWidth(_WIDTH)
        self._make_fields()
        self._lay_out()
        self._show_file()

    def _make_fields(self) -> None:
        basemap = self._wanted
        self.file = QLabel(self)
        self.file.setWordWrap(True)
        self.choose = QPushButton(self.tr("选择文件…"), self)
        self.choose.clicked.connect(self.ask_file)
        self.remove = QPushButton(self.tr("移除底图"), self)
        self.remove.clicked.connect(self._remove)
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.warning = QLabel(self)
        self.warning.setObjectName("danger")
        self.warning.setWordWrap(True)
        self.crs = crs_box(self, self._session.district.crs)
        self.crs_name = QLabel(self.tr("文件的坐标系"), self)
        self.again = QPushButton(self.tr("按此坐标系打开"), self)
        self.again.clicked.connect(self._open_with_crs)
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.setAccessibleName(self.tr("不透明度"))
        self.percent = QLabel(self)
        self.percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self.opacity.valueChanged.connect(lambda n: self.percent.setText(f"{n} %"))
        self.opacity.setValue(round(100 * (basemap.opacity if basemap else 1.0)))
        self.percent.setText(f"{self.opacity.value()} %")
        self.shift = QCheckBox(self.tr("瓦片是 GCJ-02 坐标：移回原位"), self)
        self.shift.setChecked(basemap is not None and basemap.gcj02)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self.choose)
        row.addWidget(self.remove)
        box.addLayout(row)
        box.addWidget(self.facts)
        box.addWidget(self.warning)
        box.addLayout(self._asked_row())
        box.addLayout(self._form())
        box.addWidget(self._explanation())
        box.addStretch(1)
        box.addWidget(self._button_row())

    def _asked_row(self) -> QHBoxLayout:
        asked = QHBoxLayout()
        for widget in (self.crs_name, self.crs, self.again):
            asked.addWidget(widget)
        return asked

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        strength = QHBoxLayout()
        strength.addWidget(self.opacity, 1)
        strength.addWidget(self.percent)
        form.addRow(self.tr("不透明度"), strength)
        form.addRow(self.shift)
        return form

    def _explanation(self) -> QLabel:
        why = QLabel(
            self.tr(
                "多数国内网络地图的瓦片偏移几百米。勾选后按通行公式移回；公式并非官方"
                "发布，可能仍差几米，不可用于量测。"
            ),
            self,
        )
        why.setObjectName("muted")
        why.setWordWrap(True)
        return why

    def _button_row(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        self.buttons.button(buttons.Ok).setText(self.tr("确定"))
        self.buttons.button(buttons.Ok).setDefault(True)
        self.buttons.button(buttons.Cancel).setText(self.tr("取消"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        return self.buttons

    # --- the file ---------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask which file to take."""
        dialog = QFileDialog(self, self.tr("选择底图"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilter(self.tr("底图") + f" ({kinds})")
        near = self._wanted.path.parent if self._wanted else documents()
        dialog.setDirectory(str(near))
        dialog.fileSelected.connect(lambda name: self.take(BaseMap(Path(name))))
        dialog.open()

    def take(self, basemap: BaseMap) -> None:
        """Open a file in the background and show what it is."""
        if self._errand is not None:
            return
        self._drop_backdrop()
        self._wanted = basemap
        self.facts.setText(self.tr("正在打开…"))
        self.facts.show()
        self._let(busy=True)
        crs, store = self._session.district.crs, self._session.path

        def work(reporter: Reporter) -> Backdrop:
            backdrop = open_basemap(basemap, crs, store)
            if reporter.cancelled():
                backdrop.close()
                raise StoppedError
            return backdrop

        self._errand = self._session.errands.start(work, self._opened, self._failed)

    def _open_with_crs(self) -> None:
        if self._wanted is not None:
            self.take(replace(self._wanted, crs=int(self.crs.currentData())))

    def _opened(self, backdrop: Backdrop) -> None:
        self._errand = None
        if self._closed:
            backdrop.close()
            return
        self._backdrop, self._removed = backdrop, False
        self._let(busy=False)
        self._show_file()

    def _failed(self, error: Exception) -> None:
        self._errand = None
        if self._closed:
            return
        self._let(busy=False)
        asks = isinstance(error, UnknownCrsError)
        if not asks:
            # What was shown before goes on being shown.
            self._wanted, self._backdrop = self._session.basemap, self._session.backdrop
        self._show_file()
        self.warning.setText(message(error, self._session.language))
        self.warning.show()
        self._show_crs(asked=asks)
        self._grow()

    def _remove(self) -> None:
        self._drop_backdrop()
        self._wanted, self._removed = None, True
        self._show_file()

    def _drop_backdrop(self) -> None:
        """Let go of a file that was only looked at."""
        if self._backdrop is not None and self._backdrop is not self._session.backdrop:
            self._backdrop.close()
        self._backdrop = None

    # --- what is shown ----------------------------------------------------------

    def _let(self, *, busy: bool) -> None:
        for widget in (self.choose, self.remove, self.again):
            widget.setEnabled(not busy)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not busy)
        if not busy:
            # A button that is disabled loses keyboard and Enter to its neighbour.
            ok.setDefault(True)
            ok.setFocus()

    def _show_crs(self, *, asked: bool) -> None:
        for widget in (self.crs_name, self.crs, self.again):
            widget.setVisible(asked)

    def _show_file(self) -> None:
        path = self._wanted.path if self._wanted else None
        self.file.setText(path.name if path else self.tr("没有底图"))
        self.file.setToolTip(str(path or ""))
        self.remove.setEnabled(path is not None)
        self._show_crs(asked=False)
        backdrop = self._backdrop
        self.facts.setText(self._facts_of(backdrop) if backdrop else "")
        self.facts.setVisible(backdrop is not None)
        warnings = [
            note.of(self._session.language)
            for note in (backdrop.source.notes if backdrop else ())
        ]
        if backdrop and not meets(backdrop, self._session.district.extent):
            warnings.append(self.tr("这个文件不覆盖本区，地图上看不到它。"))
        self.warning.setText("\n".join(warnings))
        self.warning.setVisible(bool(warnings))
        self._grow()

    def _grow(self) -> None:
        """Make room for the lines there are now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            tall = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), tall))

    def _facts_of(self, backdrop: Backdrop) -> str:
        source, language = backdrop.source, self._session.language
        lines = [fact.of(language) for fact in source.facts]
        name = source.crs if source.crs.startswith("EPSG:") else self.tr("自定义")
        lines.append(self.tr("坐标系 {crs}").format(crs=name))
        extent = backdrop.extent("EPSG:4326")
        if extent is not None:
            west, south, east, north = (f"{value:.4f}°" for value in extent)
            words = self.tr("范围：经度 {west} 至 {east}，纬度 {south} 至 {north}")
            lines.append(words.format(west=west, east=east, south=south, north=north))
        return "\n".join(lines)

    # --- the end ----------------------------------------------------------------

    def accept(self) -> None:
        """Show the base map as it was chosen."""
        if self._backdrop is not None:
            basemap = replace(
                self._backdrop.basemap,
                opacity=self.opacity.value() / 100.0,
                gcj02=self.shift.isChecked(),
            )
            self._session.set_backdrop(self._backdrop.shown_as(basemap))
            self._backdrop = None
        elif self._removed:
            self._session.set_backdrop(None)
        super().accept()

    def done(self, result: int) -> None:
        """Let go of what was looked at, and of what is being opened."""
        self._closed = True
        self._drop_backdrop()
        if self._errand is not None:
            self._errand.stop()
        super().done(result)
