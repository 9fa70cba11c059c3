"""A number explained: what it counts, out of what, what is left out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.docks import TablePanel, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.tables import Line, headline
from gridwatch.reports.tables import figure_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from gridwatch.district.figures import Counted, Figure
    from gridwatch.gui.session import Session

__all__ = ["FigureDialog", "explain"]

_WIDE, _TALL = 640, 560
_PARTS_PER = 1000


class _FigureRows(TablePanel):
    """The rows of one part of a figure."""

    icon_name = "check"

    def __init__(self, session: Session, parent: QWidget) -> None:
        columns = [
            text_column("code", Text("编码", "code"), session),
            text_column("name", Text("名称", "name"), session),
            text_column("kind", Text("类别", "kind"), session, shown=False),
            text_column("reason", Text("说明", "remark"), session),
        ]
        self.rows: Sequence[Counted] = ()
        self.write: Callable[[], None] = lambda: None
        super().__init__(session, "figure", columns, "", parent)
        self._empty = self.tr("这里没有任何一行。")
        self.view.horizontalHeader().setStretchLastSection(True)

    def lines(self) -> Iterator[Line]:
        """Return a line for each row."""
        language = self.session.language
        for row in self.rows:
            texts = (
                row.code,
                row.name or self._title(row),
                headline(KIND_NAMES[row.kind].of(language)),
                row.reason.of(language),
            )
            yield Line(row.kind, row.uid, texts, texts)

    def _title(self, row: Counted) -> str:
        district = self.session.district
        found = district.row(row.kind, row.uid)
        return title_of(district, row.kind, found, self.session.language)

    def export(self) -> None:
        """Write the whole figure, not the part that is shown."""
        self.write()

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        """Wait for the figure to be reckoned again."""


class FigureDialog(QDialog):
    """Opens a number; the map stays within reach, and a click on a row shows it there.

    Parameters
    ----------
    session : Session
        What is open.
    figure : Figure
        The number.
    again : callable or None
        Reckons it again when the register or the day has changed; None: it stays.
    """

    def __init__(
        self,
        session: Session,
        figure: Figure,
        parent: QWidget | None = None,
        again: Callable[[], Figure] | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.figure = figure
        self.setWindowTitle(self.tr("数字从哪里来"))
        self._name, self._value = QLabel(self), QLabel(self)
        self._aside, self._rule = QLabel(self), QLabel(self)
        self._bar = QProgressBar(self)
        self.parts = QTabBar(self)
        self.rows = _FigureRows(session, self)
        self.rows.write = self.export
        self._lay_out()
        self.parts.currentChanged.connect(lambda _: self._show_part())
        self._show_figure()
        if again is not None:
            session.district_changed.connect(lambda _: self._reckon(again))
            session.as_of_changed.connect(lambda: self._reckon(again))
        session.closed.connect(self.close)
        fit_screen(self, _WIDE, _TALL)

    def _lay_out(self) -> None:
        self._name.setObjectName("heading")
        self._value.setObjectName("title")
        self._aside.setObjectName("muted")
        for label in (self._name, self._value, self._aside, self._rule):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _PARTS_PER)
        self.parts.setExpanding(False)
        self.parts.setDrawBase(False)
        self.parts.setAccessibleName(self.tr("分子、分母与不计的行"))
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(8)
        for widget in (self._name, self._value, self._bar, self._aside, self._rule):
            box.addWidget(widget)
        box.addSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self.parts)
        top.addWidget(self.rows.header, 1)
        box.addLayout(top)
        box.addWidget(self.rows, 1)
        box.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        role = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox(self)
        self.shower = QPushButton(self.tr("在地图上全部显示"), self)
        self.shower.clicked.connect(self.show_all)
        save = QPushButton(self.tr("导出…"), self)
        save.clicked.connect(self.export)
        close = QPushButton(self.tr("关闭"), self)
        close.clicked.connect(self.close)
        for button in (self.shower, save):
            button.setAutoDefault(False)
            buttons.addButton(button, role.ActionRole)
        buttons.addButton(close, role.RejectRole)
        return buttons

    # --- content ----------------------------------------------------------------

    def _reckon(self, again: Callable[[], Figure]) -> None:
        if self._session.store is not None:
            self.figure = again()
            self._show_figure()

    def _show_figure(self) -> None:
        figure, language = self.figure, self._session.language
        self._name.setText(headline(figure.name.of(language)))
        self._value.setText(figure.short)
        self._bar.setVisible(figure.value is not None)
        self._bar.setValue(round((figure.value or 0.0) * _PARTS_PER))
        aside = figure.aside.of(language)
        self._aside.setText(headline(aside))
        self._aside.setVisible(bool(aside))
        words = self.tr("口径：{rule}\n截至 {day}")
        day = figure.as_of.isoformat()
        self._rule.setText(words.format(rule=figure.rule.of(language), day=day))
        self._name_parts()

    def _part_rows(self) -> list[tuple[str, Sequence[Counted]]]:
        figure = self.figure
        if figure.denominator is None:
            found = [(self.tr("计入 {n}"), figure.numerator)]
        else:
            found = [
                (self.tr("分子 {n}"), figure.numerator),
                (self.tr("未达到 {n}"), figure.rest),
                (self.tr("分母 {n}"), figure.denominator),
            ]
        return [*found, (self.tr("不计 {n}"), figure.excluded)]

    def _name_parts(self) -> None:
        parts = self._part_rows()
        while self.parts.count() < len(parts):
            self.parts.addTab("")
        while self.parts.count() > len(parts):
            self.parts.removeTab(self.parts.count() - 1)
        for i, (name, rows) in enumerate(parts):
            self.parts.setTabText(i, name.format(n=len(rows)))
        self._show_part()

    def _show_part(self) -> None:
        parts = self._part_rows()
        _, rows = parts[max(self.parts.currentIndex(), 0)]
        self.rows.rows = rows
        kinds = {row.kind for row in rows}
        column = [c.key for c in self.rows.model.columns].index("kind")
        self.rows.view.setColumnHidden(column, len(kinds) < 2)
        self.rows.refresh()
        self.shower.setEnabled(bool(rows))

    # --- what can be done -------------------------------------------------------

    def show_all(self) -> None:
        """Select every row of the part on the map and go there."""
        found: dict[Kind, list[str]] = {}
        for row in self.rows.rows:
            found.setdefault(row.kind, []).append(row.uid)
        self._session.select(found, fly=True)

    def export(self) -> None:
        """Ask for a file and write the whole figure."""
        name = self.figure.name.of(self._session.language)
        ask_save(
            self,
            self.tr("导出数字的来源"),
            f"{name}_{self.figure.as_of.isoformat()}.xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"],
            self.export_to,
        )

    def export_to(self, path: Path) -> None:
        """Write the whole figure; a failure is told in words."""
        try:
            figure_report(path, self.figure, self._session.language)
        except OfficerError as error:
            self._session.troubled.emit(error)


def explain(
    session: Session,
    figure: Figure,
    parent: QWidget | None = None,
    again: Callable[[], Figure] | None = None,
) -> FigureDialog:
    """Show what a number is made of; the window can be used meanwhile."""
    dialog = FigureDialog(session, figure, parent, again)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog
