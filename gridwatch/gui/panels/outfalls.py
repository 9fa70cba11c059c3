"""排污口: where water enters a river, approved or not, monitored or overdue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district import (
    monitoring,
    outfallclasses,
    outfallrates,
    rectifying,
)
from gridwatch.district.proceedings import as_it_stood
from gridwatch.district.sources import of_outfall
from gridwatch.district.wording import Format, Kind, Text
from gridwatch.gui.chips import Chips
from gridwatch.gui.desks.desk import add_commands
from gridwatch.gui.desks.outfalls import OutfallsDesk
from gridwatch.gui.docks import TablePanel, field_column, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.readings import RULED, ruler_columns, with_ruler
from gridwatch.gui.tables import Column, Line, headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gridwatch.district.figures import Figure
    from gridwatch.district.outfalls import Outfall
    from gridwatch.gui.desks.desk import Command
    from gridwatch.gui.session import Session

    Rate = Callable[..., Figure]

__all__ = ["MARKS", "OutfallPanel"]

MARKS = {
    "late": Text("超期未监测", "overdue"),
    "refile": Text("待补办", "to-refile"),
    "open": Text("未销号", "not-closed"),
    "large": Text("规模以上", "above-scale"),
}
"""What chips filter by; a mark is one word in either language."""
_REFILE = "待补办"
_TONES = {"未整改": "danger", "整改中": "warn", "已销号": "ok"}
_RATES: tuple[tuple[Text, Rate], ...] = (
    (Text("审批率", "approved"), outfallrates.approval_rate),
    (Text("监测率", "monitored"), outfallrates.monitoring_rate),
    (Text("达标率", "complying"), outfallrates.compliance_rate),
    (Text("销号率", "closed out"), outfallrates.close_out_rate),
)


class _Rates(QWidget):
    """The rates of the register; each opens into its rows."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.buttons: list[QPushButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 4, 6, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(0)
        for column, (name, rate) in enumerate(_RATES):
            words = headline(name.of(session.language))
            label = QLabel(words, self)
            label.setObjectName("muted")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            button = QPushButton("—", self)
            button.setObjectName("link")
            button.setAutoDefault(False)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(partial(self._explain, rate))
            grid.addWidget(label, 0, column)
            grid.addWidget(button, 1, column, Qt.AlignmentFlag.AlignHCenter)
            grid.setColumnStretch(column, 1)
            self.buttons.append(button)

    def refresh(self) -> None:
        """Reckon the rates of the day."""
        session = self._session
        for (name, rate), button in zip(_RATES, self.buttons, strict=True):
            figure = rate(session.district, session.as_of)
            whole = len(figure.denominator or ())
            share = "" if figure.value is None else f" · {100 * figure.value:.0f}%"
            button.setText(f"{len(figure.numerator)}/{whole}{share}")
            words = figure.text.of(session.language)
            button.setToolTip(self.tr("{figure}\n点开看每一行").format(figure=words))
            title = headline(name.of(session.language))
            button.setAccessibleName(f"{title} {words}")

    def _explain(self, rate: Rate, _checked: bool = False) -> None:
        from gridwatch.gui.dialogs.figure import explain

        session = self._session

        def again() -> Figure:
            return rate(session.district, session.as_of)

        explain(session, again(), self.window(), again)


class OutfallPanel(TablePanel):
    """One line per outfall, as it stood on the day; rates and chips above.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset(
        {
            Kind.OUTFALL,
            Kind.SEGMENT,
            Kind.RIVER,
            Kind.MONITORING,
            Kind.SOURCE,
            Kind.PUBLICATION,
        }
    )
    icon_name = "warning"
    makes = Kind.OUTFALL

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "outfalls", _columns(session), "", parent)
        self.setWindowTitle(self.tr("排污口"))
        self._empty = self.tr(
            "还没有排污口。\n用“文件 → 导入文件夹”导入排污口的点图层。"
        )
        self.note.set_text(self._empty)
        self._counts = dict.fromkeys(MARKS, 0)
        self.desk = OutfallsDesk(session, self)
        self.rates = _Rates(session, self)
        self.chips = Chips(MARKS, session.language, self._apply_filter, self)
        self._add_above()

    def _add_above(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.rates)
        above.addWidget(self.chips)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertLayout(0, above)

    # --- content ----------------------------------------------------------------

    def _fill(self) -> None:
        super()._fill()
        self.rates.refresh()
        self.chips.show_counts(self._counts)

    def _show_count(self, shown: int, total: int) -> None:
        super()._show_count(shown, total)
        self.rates.setVisible(total > 0)
        self.chips.setVisible(total > 0)

    def _apply_filter(self) -> None:
        self._typing.stop()
        self.model.set_filter(" ".join([self.filter.text(), *self.chips.chosen]))
        self.follow()

    def lines(self) -> Iterator[Line]:
        """Return a line for each outfall."""
        self._counts = dict.fromkeys(MARKS, 0)
        session = self.session
        return (
            with_ruler(self._line(row), session) for row in session.district.outfalls
        )

    def _marks(self, row: Outfall) -> list[str]:
        district, day = self.session.district, self.session.as_of
        tests = {
            "late": monitoring.is_late(district, row, day),
            "refile": row.approval == _REFILE,
            "open": rectifying.is_open(district.rules, row, day),
            "large": row.above_scale is True,
        }
        return [key for key, yes in tests.items() if yes]

    def _line(self, now: Outfall) -> Line:
        row = as_it_stood(self.session.district, now, self.session.as_of)
        values: dict[str, object] = {}
        tones: dict[str, str] = {}
        for key in _FIELDS:
            values[key] = self.shown(Kind.OUTFALL, row, key)
        values["class"] = " → ".join(outfallclasses.chain(row))
        values["deadline"], values["approved_on"] = row.deadline, row.approved_on
        tones["rectification"] = _TONES.get(row.rectification, "")
        self._add_monitoring(row, values, tones)
        self._add_rectification(row, values, tones)
        self._add_links(row, values)
        marks = self._marks(row)
        for key in marks:
            self._counts[key] += 1
        language = self.session.language
        values["marks"] = "　".join(MARKS[key].of(language) for key in marks)
        if {"late", "refile"} & {*marks}:
            tones["marks"] = "danger"
        keys = [column.key for column in self.model.columns[:-RULED]]
        found = tuple(values.get(key, "") for key in keys)
        texts = tuple("" if value is None else str(value) for value in found)
        return Line(
            Kind.OUTFALL, now.uid, found, texts, tuple(tones.get(k, "") for k in keys)
        )

    def _add_monitoring(
        self, row: Outfall, values: dict[str, object], tones: dict[str, str]
    ) -> None:
        district, day = self.session.district, self.session.as_of
        found = monitoring.due(district, row, day)
        values["monitored"] = found.last
        wanted = monitoring.must_be_monitored(district.rules, row)
        values["due"] = found.day if wanted else None
        values["overdue"] = (found.days or None) if wanted else None
        if wanted and found.late:
            tones |= dict.fromkeys(("monitored", "due", "overdue"), "danger")

    def _add_rectification(
        self, row: Outfall, values: dict[str, object], tones: dict[str, str]
    ) -> None:
        days = rectifying.overdue_days(self.session.district, row, self.session.as_of)
        values["late_days"] = days or None
        if days:
            tones |= dict.fromkeys(("deadline", "late_days"), "danger")

    def _add_links(self, row: Outfall, values: dict[str, object]) -> None:
        district, language = self.session.district, self.session.language
        segment = district.segment_by_code.get(row.segment_code)
        values["segment"] = (
            title_of(district, Kind.SEGMENT, segment, language) if segment else ""
        )
        values["sources"] = len(of_outfall(district, row)) or None

    # --- what can be done -------------------------------------------------------

    def menu(self) -> QMenu:
        """Return what can be done with the selected outfalls."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_commands(menu, self.desk.commands(), self._may)
        return menu

    def row_menu(self) -> QMenu:
        """Return what can be done with rows, and with the selected outfalls."""
        menu = super().row_menu()
        menu.addSeparator()
        add_commands(menu, self.desk.commands(), self._may)
        return menu

    def _may(self, command: Command) -> bool:
        chosen = bool(self.session.selection.get(Kind.OUTFALL))
        return chosen and (command.menu == "print" or not self.session.read_only)


_FIELDS = (
    "code",
    "name",
    "above_scale",
    "approval",
    "approval_document",
    "approved_by",
    "measure",
    "rectification",
    "segment_code",
    "responsible_body",
)


def _columns(session: Session) -> Sequence[Column]:
    def of(key: str, *, shown: bool = True) -> Column:
        return field_column(Kind.OUTFALL, key, session, shown=shown)

    def number(key: str, name: Text) -> Column:
        title = headline(name.of(session.language))
        return Column(key, title, Format.INTEGER)

    def day(key: str, name: Text) -> Column:
        return Column(key, headline(name.of(session.language)), Format.DAY)

    return (
        of("code"),
        of("name"),
        text_column("marks", Text("标记", "marks"), session),
        text_column("class", Text("分类", "class"), session),
        of("approval"),
        day("due", Text("应监测日", "due")),
        number("overdue", Text("超期天数", "days overdue")),
        of("rectification"),
        of("deadline"),
        number("late_days", Text("整改超期天数", "days past the deadline")),
        of("measure"),
        of("monitored"),
        number("sources", Text("污染源数", "sources")),
        of("above_scale", shown=False),
        of("approval_document", shown=False),
        of("approved_on", shown=False),
        of("approved_by", shown=False),
        text_column("segment", Text("受纳河段", "receiving segment"), session),
        of("segment_code", shown=False),
        of("responsible_body", shown=False),
        *ruler_columns(session),
    )
