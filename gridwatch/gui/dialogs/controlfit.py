"""控制点拟合: the officer's points, how well they hold, and whether to use them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import Language, OfficerError
from gridwatch.gui.asking import documents, fit_screen
from gridwatch.gui.look import tone
from gridwatch.intake.controlpoints import fit_from

if TYPE_CHECKING:
    from gridwatch.intake.coordinates import Coordinates
    from gridwatch.intake.fitting import Fit

__all__ = ["FitDialog"]

_WIDE, _TALL = 640, 520
_POOR = 1.0
"""Metres of a residual from which it is shown as doubtful."""


class FitDialog(QDialog):
    """Reads control points and shows the fit; nothing is used until it is accepted.

    Parameters
    ----------
    coordinates : Coordinates
        How the file is read so far.
    target : int
        EPSG code of the store.
    language : Language
        Language of messages.
    """

    fitted = Signal(object)

    def __init__(
        self,
        coordinates: Coordinates,
        target: int,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._coordinates, self._target = coordinates, target
        self._language = language
        self.fit: Fit | None = None
        self.setWindowTitle(self.tr("控制点拟合"))
        fit_screen(self, _WIDE, _TALL)
        self.words = QLabel(
            self.tr(
                "表中每行一个点：点名、x_old、y_old、x_new、y_new（旧坐标按文件的坐标系，"
                "新坐标为 CGCS2000）。东、北两轴自动分辨；至少 2 个点，4 个以上并分布在"
                "四周为好。点、残差和误差随这次导入记录在案。"
            ),
            self,
        )
        self.words.setWordWrap(True)
        self.words.setObjectName("muted")
        self.choose = QPushButton(self.tr("选择控制点表…"), self)
        self.choose.clicked.connect(self.ask_file)
        self.choose.setAutoDefault(False)
        self.file = QLabel(self.tr("还没有选择"), self)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("danger")
        self.wrong.setWordWrap(True)
        self.figures = QLabel(self)
        self.figures.setWordWrap(True)
        self.table = self._residual_table()
        self._lay_out()
        self._show()

    def _residual_table(self) -> QTableWidget:
        table = QTableWidget(0, 5, self)
        table.setHorizontalHeaderLabels(
            [
                self.tr("点名"),
                self.tr("残差 东 (m)"),
                self.tr("残差 北 (m)"),
                self.tr("残差 (m)"),
                self.tr("留一误差 (m)"),
            ]
        )
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.setAccessibleName(self.tr("各控制点的残差"))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.file, 1)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        self.buttons.button(buttons.Ok).setText(self.tr("采用这个拟合"))
        self.buttons.button(buttons.Ok).setDefault(True)
        self.buttons.button(buttons.Cancel).setText(self.tr("取消"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(self.words)
        box.addLayout(row)
        box.addWidget(self.wrong)
        box.addWidget(self.figures)
        box.addWidget(self.table, 100)
        box.addStretch(1)
        box.addWidget(self.buttons)

    def ask_file(self) -> None:
        """Ask for the table of control points."""
        dialog = QFileDialog(self, self.tr("选择控制点表"), str(documents()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("控制点表 (*.csv *.txt *.xlsx *.xls)"), self.tr("所有文件 (*)")]
        )
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Fit by a table; where that fails the dialog says why."""
        self.fit = None
        self.file.setText(path.name)
        self.wrong.setText("")
        try:
            self.fit = fit_from(path, self._coordinates, self._target)
        except OfficerError as error:
            self.wrong.setText(error.text.of(self._language))
        self._show()

    def _show(self) -> None:
        fit = self.fit
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(fit is not None)
        self.wrong.setVisible(bool(self.wrong.text()))
        self.figures.setVisible(fit is not None)
        self.table.setVisible(fit is not None)
        self.table.setRowCount(0 if fit is None else len(fit.points))
        if fit is None:
            return
        self.figures.setText(self._summary(fit))
        for row, (point, (east, north)) in enumerate(
            zip(fit.points, fit.residuals, strict=True)
        ):
            size = (east**2 + north**2) ** 0.5
            left = f"{fit.left_out[row]:.3f}" if row < len(fit.left_out) else "—"
            cells = (
                point.name,
                f"{east:+.3f}",
                f"{north:+.3f}",
                f"{size:.3f}",
                left,
            )
            for column, words in enumerate(cells):
                self.table.setItem(row, column, _cell(words, column, size > _POOR))

    def _summary(self, fit: Fit) -> str:
        worst = fit.worst_left_out
        words = self.tr(
            "<b>{n} 个点，点位中误差 {rms} m，最大留一误差 {left}。</b> "
            "尺度 {ppm} ppm，旋转 {turn}″。"
        ).format(
            n=len(fit.points),
            rms=f"{fit.rms:.3f}",
            left="—" if worst is None else f"{worst:.3f} m",
            ppm=f"{(fit.scale - 1) * 1e6:+.2f}",
            turn=f"{fit.turn * 206264.806:+.2f}",
        )
        if fit.affine_rms is not None:
            words += self.tr(" 自由仿射拟合的中误差为 {m} m。").format(
                m=f"{fit.affine_rms:.3f}"
            )
        doubts = "".join(f"<br>{d.of(self._language)}" for d in fit.doubts)
        return words + doubts

    def accept(self) -> None:
        """Hand the fit on."""
        if self.fit is None:
            return
        self.fitted.emit(self.fit)
        super().accept()


def _cell(words: str, column: int, poor: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    if column:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        item.setTextAlignment(right)
    shade = tone("warn") if poor else None
    if shade is not None:
        item.setForeground(shade)
    return item
