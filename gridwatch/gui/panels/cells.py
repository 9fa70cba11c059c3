"""网格: what each cell looks after and who does it, and the sums above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridwatch.district.coverage import chiefs_of_jurisdiction, chiefs_of_segment
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Format, Kind, Text
from gridwatch.district.workload import (
    STATES,
    CellLoad,
    State,
    Total,
    loads_of,
    outlier_rule,
    rolled_up,
)
from gridwatch.gui.docks import TablePanel, icon_button, text_column
from gridwatch.gui.neighbours import title_of
from gridwatch.gui.tables import Column, Line, field_title, headline
from gridwatch.gui.units import Units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["CellPanel", "Tier"]

_AT_ONCE = 5000
"""Districts with more cells are reckoned in the background."""
_RIVER, _STATE = 4, 7
"""The column of states, which has a colour."""
_TONES = {State.NO_WARDEN: "danger", State.HEAVY: "warn", State.NORMAL: "ok"}


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of the sums: what its rows are, and the level a row opens into."""

    name: Text
    kind: Kind
    level: Level | None
    below: int


TIERS = (
    Tier(Text("网格", "cells"), Kind.CELL, None, -1),
    Tier(Text("村居", "villages"), Kind.JURISDICTION, Level.VILLAGE, 0),
    Tier(Text("镇街", "towns"), Kind.JURISDICTION, Level.TOWN, 1),
    Tier(Text("全区", "district"), Kind.JURISDICTION, Level.DISTRICT, 2),
    Tier(Text("河段", "segments"), Kind.SEGMENT, None, 0),
    Tier(Text("河流", "rivers"), Kind.RIVER, None, 4),
)
_ELSEWHERE = Text("（不属于任何一个）", "(in none)")
_OPEN_IN = Text("{place}：{tier}", "{place}: {tier}")


class CellPanel(TablePanel):
    """One line per cell, or per place that cells add up to.

    Parameters
    ----------
    session : Session
        What is open.
    """

    kinds = frozenset(
        {
            Kind.CELL,
            Kind.JURISDICTION,
            Kind.RIVER,
            Kind.SEGMENT,
            Kind.SIGNBOARD,
            Kind.OUTFALL,
            Kind.PERSON,
            Kind.POST,
            Kind.TERM,
        }
    )
    icon_name = "select-box"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "cells", _columns(session), "", parent)
        self.setWindowTitle(self.tr("网格"))
        self._empty = self.tr("还没有网格。\n用“文件 → 导入文件夹”导入网格的面图层。")
        self._reckoning = self.tr("正在统计网格…")
        self.note.set_text(self._empty)
        self._loads: tuple[District, date, tuple[CellLoad, ...]] | None = None
        self._errand: Errand | None = None
        self._trail: list[tuple[int, Kind, str]] = []
        self.tiers = QComboBox(self)
        self.tiers.addItems([headline(t.name.of(session.language)) for t in TIERS])
        self.tiers.setAccessibleName(self.tr("汇总级别"))
        self.tiers.activated.connect(self.show_tier)
        self.up = icon_button("previous", self.tr("返回上一级 (Alt+↑)"), self)
        self.down = icon_button("next", self.tr("展开所选行 (Alt+↓)"), self)
        self.up.clicked.connect(self.close_row)
        self.down.clicked.connect(self.open_row)
        self.where = QLabel(self)
        self.where.setObjectName("muted")
        self._add_above()
        self.view.chosen.connect(lambda _: self._enable())
        for keys, slot in (("Alt+Up", self.close_row), ("Alt+Down", self.open_row)):
            QShortcut(QKeySequence(keys), self.view, slot)
        self._enable()

    def _add_above(self) -> None:
        above = QWidget(self)
        row = QHBoxLayout(above)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(4)
        for widget in (self.tiers, self.up, self.down):
            row.addWidget(widget)
        row.addWidget(self.where, 1)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(0, above)

    # --- levels -----------------------------------------------------------------

    @property
    def tier(self) -> Tier:
        """The level that is shown."""
        return TIERS[self.tiers.currentIndex()]

    def show_tier(self, index: int) -> None:
        """Show one level of the whole district."""
        self._trail.clear()
        self.tiers.setCurrentIndex(index)
        self.refresh()
        self._enable()

    def open_row(self) -> None:
        """Show what the selected place is the sum of."""
        lines = self.view.selected_lines()
        if self.tier.below < 0 or not lines or not lines[0].uid:
            return
        here = self.tiers.currentIndex()
        self._trail.append((here, lines[0].kind, lines[0].uid))
        self.tiers.setCurrentIndex(TIERS[here].below)
        self.refresh()
        self._enable()

    def close_row(self) -> None:
        """Go back to the level above."""
        if self._trail:
            index, _, _ = self._trail.pop()
            self.tiers.setCurrentIndex(index)
            self.refresh()
            self._enable()

    def _enable(self) -> None:
        lines = self.view.selected_lines()
        opens = self.tier.below >= 0 and bool(lines) and bool(lines[0].uid)
        self.up.setEnabled(bool(self._trail))
        self.down.setEnabled(opens)
        session = self.session
        language = session.language
        words = outlier_rule(session.district.rules).of(language)
        self.setToolTip(words)
        if not self._trail:
            self.where.setText("")
            return
        _, kind, uid = self._trail[-1]
        row = session.district.row(kind, uid)
        place = title_of(session.district, kind, row, language)
        text = _OPEN_IN.filled(place=place, tier=self.tier.name.of(language))
        self.where.setText(text.of(language))

    # --- content ----------------------------------------------------------------

    def lines(self) -> Iterable[Line]:
        """Return a line for each cell or place of the level."""
        loads = self._ready()
        if loads is None:
            self.note.set_text(self._reckoning)
            return []
        tier = self.tier
        if tier.kind is Kind.CELL:
            return [self._cell(load) for load in self._inside(loads)]
        district = self.session.district
        totals = rolled_up(district, loads, tier.kind, tier.level)
        if self._trail:
            _, _, uid = self._trail[-1]
            totals = [total for total in totals if total.above == uid]
        return [self._total(total) for total in totals]

    def _inside(self, loads: Sequence[CellLoad]) -> list[CellLoad]:
        if not self._trail:
            return list(loads)
        _, kind, uid = self._trail[-1]
        if kind is Kind.SEGMENT:
            return [x for x in loads if any(s.uid == uid for s, _ in x.segments)]
        return [x for x in loads if x.village is not None and x.village.uid == uid]

    def _ready(self) -> tuple[CellLoad, ...] | None:
        """Return the loads of the day, or None while they are being reckoned."""
        district, as_of = self.session.district, self.session.as_of
        kept = self._loads
        if kept is not None and kept[0] is district and kept[1] == as_of:
            return kept[2]
        if len(district.cells) <= _AT_ONCE:
            self._loads = (district, as_of, loads_of(district, as_of))
            return self._loads[2]

        def work(reporter: Reporter) -> tuple[District, date, tuple[CellLoad, ...]]:
            del reporter
            return district, as_of, loads_of(district, as_of)

        if self._errand is not None:
            # What it reckons is of another day, or from before an edit.
            self._errand.drop()
            self._errand.stop()
        self._errand = self.session.errands.start(
            work, self._reckoned, self.session.troubled.emit
        )
        return None

    def _reckoned(self, found: tuple[District, date, tuple[CellLoad, ...]]) -> None:
        district, as_of, _ = found
        self._errand = None
        if district is self.session.district and as_of == self.session.as_of:
            self._loads = found
            self.refresh()

    def _cell(self, load: CellLoad) -> Line:
        language = self.session.language
        cell, village = load.cell, load.village
        values: tuple[object, ...] = (
            cell.code,
            cell.name,
            _names(load.chiefs),
            _names(load.wardens),
            load.river_metres,
            len(load.signboards),
            len(load.outfalls),
            STATES[load.state].of(language),
            None,
            load.load,
            village.name if village else "",
        )
        return _line(
            Kind.CELL, cell.uid, values, _TONES.get(load.state, ""), self._units
        )

    def _total(self, total: Total) -> Line:
        district, language = self.session.district, self.session.language
        row = district.row(total.kind, total.uid) if total.kind else None
        name = total.name
        if row is not None and total.kind is not None:
            name = title_of(district, total.kind, row, language)
        heavy = Text(f"偏重 {total.heavy}", f"{total.heavy} heavy").of(language)
        bare = STATES[State.NO_WARDEN].of(language) + f" {total.unmanned}"
        states = [heavy] * bool(total.heavy) + [bare] * bool(total.unmanned)
        tone = "danger" if total.unmanned else "warn" if total.heavy else "ok"
        people = Text(f"{total.wardens} 人", f"{total.wardens}").of(language)
        values: tuple[object, ...] = (
            total.code,
            name if total.kind else _ELSEWHERE.of(language),
            self._chiefs(row),
            people,
            total.river_metres,
            total.signboards,
            total.outfalls,
            " · ".join(states) or STATES[State.NORMAL].of(language),
            total.cells,
            None,
            self._above(total),
        )
        return _line(total.kind or Kind.CELL, total.uid, values, tone, self._units)

    @property
    def _units(self) -> Units:
        return Units.chosen(self.session.memory)

    def _above(self, total: Total) -> str:
        district = self.session.district
        kind = Kind.RIVER if total.kind is Kind.SEGMENT else Kind.JURISDICTION
        row = district.row(kind, total.above) if total.above else None
        return str(getattr(row, "name", "")) if row is not None else ""

    def _chiefs(self, row: object) -> str:
        district, as_of = self.session.district, self.session.as_of
        if isinstance(row, Jurisdiction):
            return _names(chiefs_of_jurisdiction(district, row, as_of))
        if isinstance(row, Segment):
            found = chiefs_of_segment(district, row, as_of)
            return _names([*found["town"], *found["village"]])
        return ""


def _names(chiefs: Iterable[Chief]) -> str:
    return "、".join(dict.fromkeys(chief.person.name for chief in chiefs))


def _line(
    kind: Kind, uid: str, values: tuple[object, ...], tone: str, units: Units
) -> Line:
    long = values[_RIVER]
    texts = tuple(
        units.metres(long) if i == _RIVER and isinstance(long, float) else _text(value)
        for i, value in enumerate(values)
    )
    tones = tuple(tone if i == _STATE else "" for i in range(len(values)))
    return Line(kind, uid, values, texts, tones)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"
    return str(value)


def _columns(session: Session) -> list[Column]:
    language, units = session.language, Units.chosen(session.memory)

    def number(key: str, name: Text, form: Format = Format.INTEGER) -> Column:
        title = field_title(name, units.unit(form, None), language)
        return Column(key, title, form, scale=units.scale(form))

    return [
        text_column("code", Text("编码", "code"), session),
        text_column("name", Text("名称", "name"), session),
        text_column("chief", Text("河长", "chief"), session),
        text_column("warden", Text("管水员", "warden"), session),
        number("metres", Text("河道长", "river"), Format.LENGTH),
        number("boards", Text("公示牌", "signboards")),
        number("outfalls", Text("排污口", "outfalls")),
        text_column("state", Text("状态", "state"), session),
        number("cells", Text("网格数", "cells")),
        number("load", Text("人均负荷", "load each")),
        text_column("above", Text("所属", "part of"), session),
    ]
