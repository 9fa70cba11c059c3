"""河段权属: every segment with the bodies that answer for it, registered, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.bodynames import is_outside
from gridwatch.district.coverage import territory_of
from gridwatch.district.jurisdictions import Level
from gridwatch.district.ownership import OwnershipState, state_of_row
from gridwatch.district.progress import (
    WorkList,
    belongs,
    contract_ending,
    progress_figure,
)
from gridwatch.district.wording import Kind, Text, choice
from gridwatch.gui.docks import TablePanel, field_column, icon_button, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.tables import Line, headline
from gridwatch.gui.units import Units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QMouseEvent

    from gridwatch.district.figures import Figure
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.segments import Segment
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Column

__all__ = ["OwnershipPanel"]

_STATES = {
    OwnershipState.NONE: (Text("未登记", "not registered"), "danger"),
    OwnershipState.REGISTERED: (Text("已登记", "registered"), "warn"),
    OwnershipState.CONFIRMED: (Text("已确认", "confirmed"), "ok"),
}
_BODIES = ("managing_body", "caring_body", "cleaning_body")
_MORE = ("basin_body", "care_mode", "contract", "contract_end")
_ACTS = (
    "registered_on",
    "registered_by",
    "registered_document",
    "confirmed_on",
    "confirmed_by",
    "confirmed_document",
)
_OUTSIDE = Text("（区外）", " (outside)")
_LISTS = {
    WorkList.ALL: Text("全部", "all"),
    WorkList.UNREGISTERED: Text("未登记", "not registered"),
    WorkList.UNCONFIRMED: Text("已登记、未确认", "registered, not confirmed"),
    WorkList.CONFIRMED: Text("已确认", "confirmed"),
    WorkList.UNCARED: Text("无管护主体", "without caring body"),
    WorkList.OUTSIDE: Text("涉及区外单位", "bodies outside the district"),
    WorkList.ENDING: Text("合同到期或将到期", "contract ended or ending"),
}
_PARTS_PER = 1000
_LINE = 20


class _StateBar(QWidget):
    """One state as a bar, with its two figures; each opens into its rows."""

    asked = Signal(bool)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _PARTS_PER)
        self.bar.setCursor(Qt.CursorShape.PointingHandCursor)
        self.bar.installEventFilter(self)
        self.segments, self.rivers = (self._link(title) for _ in range(2))
        self.segments.clicked.connect(lambda: self.asked.emit(False))
        self.rivers.clicked.connect(lambda: self.asked.emit(True))
        name = QLabel(title, self)
        name.setObjectName("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.setFixedHeight(_LINE)
        row.addWidget(name)
        row.addWidget(self.bar, 1)
        row.addWidget(self.segments)
        row.addWidget(self.rivers)

    def _link(self, title: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName("link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setToolTip(
            self.tr("{title}：点开看分子、分母和口径").format(title=title)
        )
        button.setStyleSheet("padding: 0 4px; min-height: 0;")
        fixed = QSizePolicy.Policy.Fixed
        button.setSizePolicy(fixed, fixed)
        return button

    def put(self, segments: Figure, rivers: Figure) -> None:
        """Show the two figures."""
        self.bar.setValue(round((segments.value or 0.0) * _PARTS_PER))
        for button, words, figure in (
            (self.segments, self.tr("河段 {n}"), segments),
            (self.rivers, self.tr("河流 {n}"), rivers),
        ):
            share = figure.short.split(" ")[0]
            button.setText(words.format(n=share))
            button.setAccessibleName(figure.name.zh + figure.short)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the figure of the segments on a click on the bar."""
        if event.type() is QEvent.Type.MouseButtonRelease:
            mouse: QMouseEvent = event  # type: ignore[assignment]
            if mouse.button() is Qt.MouseButton.LeftButton:
                self.asked.emit(False)
                return True
        return super().eventFilter(watched, event)


class OwnershipPanel(TablePanel):
    """One line per segment and bank; segments without any record as well.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset(
        {Kind.SEGMENT, Kind.OWNERSHIP, Kind.RIVER, Kind.JURISDICTION, Kind.BODY}
    )
    icon_name = "river"
    makes = Kind.OWNERSHIP
    register_asked = Signal()
    confirm_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._start = ""
        super().__init__(session, "ownership", _columns(session), "", parent)
        self.setWindowTitle(self.tr("河段权属"))
        self._start = self._empty = self.tr(
            "还没有河段。\n用“文件 → 导入文件夹”导入河段图层和权属登记表。"
        )
        self.note.set_text(self._empty)
        language = session.language
        self.town = QComboBox(self)
        self.town.setAccessibleName(self.tr("镇街（属地）"))
        self.work = QComboBox(self)
        self.work.setAccessibleName(self.tr("工作清单"))
        for work, words in _LISTS.items():
            self.work.addItem(headline(words.of(language)), work)
        states = OwnershipState
        self.bars = {
            states.REGISTERED: _StateBar(self.tr("已登记"), self),
            states.CONFIRMED: _StateBar(self.tr("已确认"), self),
        }
        self.aside = QLabel(self)
        self.aside.setObjectName("muted")
        self.aside.setWordWrap(True)
        self.strip = self._strip()
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(0, self.strip)
        for state, bar in self.bars.items():
            bar.asked.connect(lambda rivers, s=state: self.explain(s, rivers=rivers))
        self.work.activated.connect(lambda _: self.refresh())
        self.town.activated.connect(lambda _: self.refresh())

    def _strip(self) -> QWidget:
        strip = QWidget(self)
        register = icon_button("pencil", self.tr("登记选中河段的权属…"), strip)
        register.clicked.connect(self.register_asked)
        confirm = icon_button("check", self.tr("确认选中河段的权属…"), strip)
        confirm.clicked.connect(self.confirm_asked)
        grid = QGridLayout(strip)
        grid.setContentsMargins(8, 5, 4, 3)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        for line, bar in enumerate(self.bars.values()):
            grid.addWidget(bar, line, 0, 1, 4)
        grid.addWidget(self.aside, 2, 0, 1, 4)
        for box in (self.town, self.work):
            box.setMinimumContentsLength(6)
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
        grid.addWidget(self.town, 3, 0)
        grid.addWidget(self.work, 3, 1)
        grid.addWidget(register, 3, 2)
        grid.addWidget(confirm, 3, 3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        return strip

    # --- progress ---------------------------------------------------------------

    @property
    def town_code(self) -> str:
        """Code of the chosen town; empty: the whole district."""
        return str(self.town.currentData() or "")

    def figure(self, state: OwnershipState, *, rivers: bool) -> Figure:
        """Return a figure for the chosen town and today."""
        session = self.session
        return progress_figure(
            session.district, session.as_of, state, rivers=rivers, town=self.town_code
        )

    def explain(self, state: OwnershipState, *, rivers: bool) -> None:
        """Open a figure into its rows."""
        from gridwatch.gui.dialogs.figure import explain

        town = self.town_code

        def again() -> Figure:
            session = self.session
            return progress_figure(
                session.district, session.as_of, state, rivers=rivers, town=town
            )

        explain(self.session, again(), self.window(), again)

    def _show_progress(self) -> None:
        for state, bar in self.bars.items():
            bar.put(self.figure(state, rivers=False), self.figure(state, rivers=True))
        language = self.session.language
        aside = self.figure(OwnershipState.REGISTERED, rivers=False).aside
        self.aside.setText(headline(aside.of(language)))
        self.aside.setVisible(bool(aside.zh))

    def _list_towns(self) -> None:
        district, before = self.session.district, self.town_code
        self.town.clear()
        self.town.addItem(self.tr("全区"), "")
        for area in district.of_level(Level.TOWN):
            self.town.addItem(area.name, area.code)
        self.town.setCurrentIndex(max(self.town.findData(before), 0))

    # --- content ----------------------------------------------------------------

    def refresh(self) -> None:
        """Say what an empty list means before it is filled."""
        chosen = self.work.currentData() if self._start else WorkList.ALL
        none_here = self.tr("这个清单里没有河段。")
        plain = chosen in (None, WorkList.ALL) and not self.town_code
        self._empty = self._start if plain else none_here
        super().refresh()

    def _fill(self) -> None:
        self._list_towns()
        district = self.session.district
        self.strip.setVisible(bool(district.segments))
        if district.segments:
            self._show_progress()
        super()._fill()

    def lines(self) -> Iterator[Line]:
        """Return a line for each segment and each bank that is recorded apart."""
        district, as_of = self.session.district, self.session.as_of
        work, town = WorkList(self.work.currentData()), self.town_code
        for segment in district.segments:
            if town and town not in {a.code for a in territory_of(district, segment)}:
                continue
            rows = district.ownerships_of_segment.get(segment.code, ())
            for row in rows if segment.code and rows else (None,):
                if belongs(district, row, work, as_of):
                    yield self._line(segment, row)

    def _line(self, segment: Segment, row: Ownership | None) -> Line:
        district, language = self.session.district, self.session.language
        word, colour = _STATES[state_of_row(row, self.session.as_of)]
        river = district.river_by_code.get(segment.river_code)
        towns = "、".join(area.name for area in territory_of(district, segment))
        texts = {
            "segment": title_of(district, Kind.SEGMENT, segment, language),
            "state": word.of(language),
            "bank": choice(row.bank or "both", language) if row else "",
            **{key: self._body(row, key) for key in (*_BODIES, "basin_body")},
            "river": river.name if river else "",
            "town": towns,
            "length": Units.chosen(self.session.memory).metres(segment.metres),
            "code": segment.code,
            "contact": self._contact(row),
            **{
                key: self.shown(Kind.OWNERSHIP, row, key) if row else ""
                for key in (*_MORE[1:], *_ACTS)
            },
        }
        values: dict[str, object] = {**texts, "length": segment.metres}
        tones = {"state": colour, "caring_body": "", "contract_end": ""}
        if row is not None and contract_ending(district.rules, row, self.session.as_of):
            tones["contract_end"] = "danger"
        order = [column.key for column in self.model.columns]
        return Line(
            Kind.SEGMENT,
            segment.uid,
            tuple(values[key] for key in order),
            tuple(texts[key] for key in order),
            tuple(tones.get(key, "") for key in order),
        )

    def _body(self, row: Ownership | None, key: str) -> str:
        """Return the name of a body; one outside the district is marked."""
        name = str(getattr(row, key)) if row else ""
        if name and is_outside(self.session.district, name):
            return name + _OUTSIDE.of(self.session.language)
        return name

    def _contact(self, row: Ownership | None) -> str:
        """Return whom to ask at the managing body, and its type."""
        body = self.session.district.body_by_name.get(row.managing_body if row else "")
        parts = (body.type, body.contact, body.phone) if body else ()
        return " ".join(part for part in parts if part)


def _columns(session: Session) -> list[Column]:
    def of(key: str, *, shown: bool = True) -> Column:
        return field_column(Kind.OWNERSHIP, key, session, shown=shown)

    return [
        text_column("segment", Text("河段", "segment"), session),
        text_column("state", Text("状态", "state"), session),
        of("bank"),
        *(of(key) for key in _BODIES),
        text_column("river", Text("河流", "river"), session),
        text_column("town", Text("属地", "territory"), session),
        field_column(Kind.SEGMENT, "length", session),
        field_column(Kind.SEGMENT, "code", session, shown=False),
        text_column("contact", _CONTACT, session, shown=False),
        *(of(key, shown=False) for key in (*_MORE, *_ACTS)),
    ]


_CONTACT = Text("管理主体类别与联系人", "type and contact of the managing body")
