"""A river drawn out straight (直线示意图): from source to mouth, with all on its banks.

Upstream is left, so the left bank is above. Each page shows one reach at the same
scale; labels stand at a slant and are moved apart until none covers another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath

from gridwatch.cartography import marks as layers
from gridwatch.cartography.brushwork import draw_point
from gridwatch.cartography.symbols import PointSymbol, load_symbols
from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.jurisdictions import Level
from gridwatch.district.ruler import Mark, chainage_text, strip_of
from gridwatch.district.wording import Kind, Language, Text
from gridwatch.mapbook.ink import GREY, Hand, Ink
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import DrawnPage, press

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from PySide6.QtGui import QPainter

    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.ruler import Bound, Stretch, Strip

    Progress = Callable[[int, int, Text], None]

__all__ = ["reaches", "spread", "strip_pages", "write_strip"]

_WIDE, _TALL = 297.0, 210.0
_LEFT, _RIGHT = 22.0, 14.0
_SLANT = 62.0
_LABEL = Hand(2.5)
_BOLD = Hand(2.5, weight=600)
_PITCH = 3.1 / math.sin(math.radians(_SLANT))
_ROOM = 44.0
_OVERHANG = _ROOM * math.cos(math.radians(_SLANT))
_PX = 25.4 / 96

# From top to bottom, millimetres.
_TITLE, _SUBTITLE = 21.0, 28.0
_UPPER = 79.0  # where labels of the left bank begin
_TOWN_LEFT, _VILLAGE_LEFT, _BAR = 83.0, 87.6, 4.2
_BAND, _BAND_END = 94.0, 103.0
_AXIS = 104.0
_VILLAGE_RIGHT, _TOWN_RIGHT = 109.4, 114.0
_LOWER = 122.0  # where labels of the right bank begin
_LEGEND = 165.5
_TABLE, _ROW = 169.0, 4.2
_ROWS = 6
_FOOT = 204.0

_WATER = ("#2F7FC1", "#5B9FD6")
_BANK = "#0B4F8A"
_LEADER = "#8C8880"
_MOST_PAGES = 60
_FIT = 0.7

_NAME = Text("{river}直线示意图", "Strip diagram of {river}")
_REACH = Text(
    "全河桩号 {start}—{end}　全长 {length} 公里　责任人与状态截至 {day}",
    "river chainage {start} to {end} · {length} km in all · who answers and what "
    "is stale as of {day}",
)
_PART = Text("第 {n} / {total} 幅", "sheet {n} of {total}")
_LEFT_BANK = Text("左　岸", "left bank")
_RIGHT_BANK = Text("右　岸", "right bank")
_FLOW = Text("流向", "flow")
_SOURCE, _MOUTH = Text("起点", "source"), Text("终点", "mouth")
_ONWARD, _BACK = Text("接第 {n} 幅", "to sheet {n}"), Text("接第 {n} 幅", "from {n}")
_HEADS = (
    Text("段", "no."),
    Text("河段", "segment"),
    Text("全河桩号", "river chainage"),
    Text("责任人", "who answers"),
)
_RANKS = {
    "district": Text("区", "district"),
    "town": Text("镇", "town"),
    "village": Text("村", "village"),
}
_VACANT = Text("空缺", "vacant")
_TICKS = Text("刻度 {metres} 米", "a tick every {metres} m")
_NOTE = Text(
    "沿程按比例，横向不按比例；左右岸以面向下游为准。",
    "To scale along the river, not across it; banks as seen looking downstream.",
)


def spread(
    wanted: Sequence[float], pitch: float, low: float, high: float
) -> list[float]:
    """Return places at least `pitch` apart and as near to the wanted ones as can be.

    Parameters
    ----------
    wanted : sequence of float
        Ascending.
    pitch : float
        Least distance; smaller where `low` to `high` has no room for it.
    low, high : float
        Limits.

    Examples
    --------
    >>> spread([5.0, 5.0, 20.0], 4.0, 0.0, 30.0)
    [3.0, 7.0, 20.0]
    """
    count = len(wanted)
    if count > 1:
        pitch = min(pitch, (high - low) / (count - 1))
    # Pool neighbours that stand too close; each pool moves to its own mean.
    pools: list[tuple[float, int]] = []
    for i, place in enumerate(wanted):
        mean, size = place - i * pitch, 1
        while pools and pools[-1][0] >= mean:
            before, many = pools.pop()
            mean = (mean * size + before * many) / (size + many)
            size += many
        pools.append((mean, size))
    top = high - (count - 1) * pitch
    flat = [min(max(mean, low), top) for mean, size in pools for _ in range(size)]
    return [place + i * pitch for i, place in enumerate(flat)]


def reaches(strip: Strip, room: float) -> list[tuple[float, float]]:
    """Cut a river into reaches of equal length, each with room for its labels.

    Parameters
    ----------
    strip : Strip
        The river.
    room : float
        Millimetres along the river on one page.
    """
    most = int(room / _PITCH)
    for pages in range(1, _MOST_PAGES + 1):
        size = strip.length / pages
        cuts = [(i * size, (i + 1) * size) for i in range(pages)]
        if all(_fits(strip, cut, most) for cut in cuts):
            break
    return cuts


def _fits(strip: Strip, reach: tuple[float, float], most: int) -> bool:
    here = [mark for mark in strip.marks if _within(mark.at, reach, strip)]
    bounds = [bound for bound in strip.bounds if _meets(bound, reach)]
    banks = [sum(m.bank == bank for m in here) for bank in ("left", "right")]
    return max(banks) <= most and len(bounds) <= 2 * _ROWS


def _within(at: float, reach: tuple[float, float], strip: Strip) -> bool:
    last = reach[1] >= strip.length - 1e-6
    return reach[0] <= at < reach[1] or (last and at >= reach[1])


def _meets(item: Bound | Stretch, reach: tuple[float, float]) -> bool:
    return item.start < reach[1] - 1e-6 and item.end > reach[0] + 1e-6


def strip_pages(
    district: District,
    river: River,
    as_of: date,
    *,
    language: Language = Language.ZH,
    width: float = _WIDE,
    symbols: Mapping[str, PointSymbol] | None = None,
) -> list[DrawnPage]:
    """Return the pages of one river's strip diagram.

    Parameters
    ----------
    district : District
        Everything there is.
    river : River
        The river; one of `ruler.rivers_with_lines`.
    as_of : date
        Whose names are written, and what counts as stale.
    language : Language
        Language of the words that are not the district's own.
    width : float
        Width of the paper in millimetres: A4 across, or longer for fewer pages.
    symbols : mapping of uid to PointSymbol, optional
        How each mark is drawn; by default as on the map.
    """
    strip = strip_of(district, river)
    looks = symbols_of(district, as_of)
    if symbols:
        looks.symbol.update(symbols)
    parts = reaches(strip, width - _LEFT - _RIGHT - _OVERHANG)
    pages = []
    for number, reach in enumerate(parts):
        sheet = _Sheet(district, strip, as_of, language, width, reach, looks)
        sheet = sheet.numbered(number, parts)
        title = _NAME.filled(river=river.name)
        if len(parts) > 1:
            part = _PART.filled(n=number + 1, total=len(parts))
            title = Text(f"{title.zh} {part.zh}", f"{title.en} {part.en}")
        pages.append(DrawnPage(width, _TALL, sheet.draw, title))
    return pages


def write_strip(
    path: Path,
    pages: Sequence[DrawnPage],
    *,
    language: Language = Language.ZH,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the pages as a PDF that can be searched; returns their number."""
    return press(
        path,
        pages,
        title=pages[0].title.of(language) if pages else "",
        english=language is Language.EN,
        progress=progress,
        cancelled=cancelled,
    )


@dataclass(frozen=True)
class _Looks:
    """How each mark is drawn, and what it means."""

    symbol: dict[str, PointSymbol]
    name: dict[str, Text]


def symbols_of(district: District, as_of: date) -> _Looks:
    """Return the symbols of boards and outfalls as the map draws them, by uid."""
    looks = _Looks({}, {})
    for layer in (layers.signboards(district, as_of), layers.outfalls(district, as_of)):
        for uid, number in zip(layer.uids, layer.classes.tolist(), strict=True):
            entry = layer.symbols[number]
            assert isinstance(entry.symbol, PointSymbol)
            looks.symbol[uid], looks.name[uid] = entry.symbol, entry.name
    return looks


@dataclass(frozen=True)
class _Sheet:
    """One page: what is on it and where."""

    district: District
    strip: Strip
    as_of: date
    language: Language
    width: float
    reach: tuple[float, float]
    looks: _Looks
    number: int = 0
    total: int = 1

    def numbered(self, number: int, parts: Sequence[object]) -> _Sheet:
        """Return the sheet with its number."""
        return _Sheet(
            self.district,
            self.strip,
            self.as_of,
            self.language,
            self.width,
            self.reach,
            self.looks,
            number,
            len(parts),
        )

    @property
    def left(self) -> float:
        """Where the reach begins."""
        return _LEFT

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.width - _RIGHT - _OVERHANG

    def x(self, at: float) -> float:
        """Return where a river chainage stands, millimetres."""
        start, end = self.reach
        share = (at - start) / (end - start) if end > start else 0.0
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def words(self, text: Text, **values: object) -> str:
        """Return a text in the sheet's language."""
        return text.filled(**values).of(self.language)

    # --- drawing ----------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        """Draw the page."""
        ink = Ink(painter)
        self._title(ink)
        here = [s for s in self.strip.stretches if _meets(s, self.reach)]
        for stretch in here:
            ink.box(self._bar(stretch), 0.15, "#FFFFFF", _tint(stretch, self.strip))
        self._water(ink)
        marks = [m for m in self.strip.marks if _within(m.at, self.reach, self.strip)]
        for bank in ("left", "right"):
            self._leaders(ink, [mark for mark in marks if mark.bank == bank], bank)
        # Names stand over the leaders, each on a patch of its own ground.
        for stretch in here:
            self._stretch(ink, stretch)
        self._axis(ink)
        for mark in marks:
            self._symbol(ink, mark)
        self._legend(ink, marks)
        self._table(ink)
        self._foot(ink)

    def _title(self, ink: Ink) -> None:
        middle = self.width / 2
        title = self.words(_NAME, river=self.strip.river.name)
        hand = Hand(7.5, serif=True, weight=700)
        if self.language is Language.ZH:
            ink.spaced((middle, _TITLE), title, hand, 1.4)
        else:
            ink.text((middle, _TITLE), title, hand, align=0.5)
        words = self.words(
            _REACH,
            start=chainage_text(self.reach[0]),
            end=chainage_text(self.reach[1]),
            length=f"{self.strip.length / 1000:,.2f}",
            day=self.as_of.isoformat(),
        )
        ink.text((middle, _SUBTITLE), words, Hand(3.2, colour=GREY), align=0.5)
        if self.total > 1:
            part = self.words(_PART, n=self.number + 1, total=self.total)
            at = (self.width - _RIGHT, _TITLE)
            ink.text(at, part, Hand(3.6, colour=GREY), align=1.0)

    def _water(self, ink: Ink) -> None:
        painter = ink.painter
        for bound in self.strip.bounds:
            if not _meets(bound, self.reach):
                continue
            a, b = self.x(bound.start), self.x(bound.end)
            fill = _WATER[(bound.segment.sequence or 0) % 2]
            ink.box(Rect(a, _BAND, b - a, _BAND_END - _BAND), fill=fill)
        self._arrow(painter)
        for y in (_BAND, _BAND_END):
            ink.line((self.left, y, self.right, y), 0.35, _BANK)
        for bound in self.strip.bounds:
            if _meets(bound, self.reach):
                self._number(ink, bound)
        self._ends(ink)

    def _arrow(self, painter: QPainter) -> None:
        """Close the band with a point downstream."""
        end, half = self.right, (_BAND_END - _BAND) / 2
        path = QPainterPath(QPointF(end, _BAND - 0.17))
        path.lineTo(end + half * 0.8, _BAND + half)
        path.lineTo(end, _BAND_END + 0.17)
        path.closeSubpath()
        painter.fillPath(path, QColor(_BANK))

    def _number(self, ink: Ink, bound: Bound) -> None:
        a, b = self.x(bound.start), self.x(bound.end)
        middle = (_BAND + _BAND_END) / 2
        if bound.start > self.reach[0]:
            ink.line((a, _BAND - 2.2, a, _BAND_END + 1.2), 0.3, "#FFFFFF")
            ink.line((a, _BAND, a, _BAND_END), 0.3, _BANK)
        text = str(bound.segment.sequence)
        hand = Hand(3.0, weight=600, colour="#FFFFFF")
        if ink.width(text, hand) + 1.0 <= b - a:
            ink.text(((a + b) / 2, middle + 1.1), text, hand, align=0.5)

    def _ends(self, ink: Ink) -> None:
        hand, middle = Hand(2.6, colour=GREY), (_BAND + _BAND_END) / 2
        first, last = self.number == 0, self.number == self.total - 1
        before = _SOURCE if first else _BACK.filled(n=self.number)
        after = _MOUTH if last else _ONWARD.filled(n=self.number + 2)
        ink.text((self.left - 1.5, middle + 0.9), self.words(before), hand, align=1.0)
        at = (self.right + 5.0, middle + 0.9)
        ink.text(at, self.words(after), hand)
        up, down = _VILLAGE_LEFT + 0.4, _TOWN_RIGHT + 1.2
        for y, name in ((up, _LEFT_BANK), (down, _RIGHT_BANK)):
            ink.text(
                (self.left - 1.5, y), self.words(name), Hand(2.8, weight=600), align=1.0
            )
        flow = self.words(_FLOW) + " →"
        ink.text((self.right + 5.0, down), flow, Hand(2.8, colour=_BANK, weight=600))

    def _axis(self, ink: Ink) -> None:
        step = _tick(self.reach[1] - self.reach[0], self.right - self.left)
        first = math.ceil(self.reach[0] / step - 1e-9)
        for i in range(first, math.floor(self.reach[1] / step + 1e-9) + 1):
            x = self.x(i * step)
            ink.line((x, _BAND_END, x, _AXIS + 0.9), 0.2, _BANK)
            text, hand = chainage_text(i * step), Hand(2.1, colour=_BANK)
            wide = ink.width(text, hand) + 0.6
            ink.box(Rect(x - wide / 2, _AXIS + 1.5, wide, 2.6), fill="#FFFFFF")
            ink.text((x, _AXIS + 3.6), text, hand, align=0.5)

    def _bar(self, stretch: Stretch) -> Rect:
        top = {
            ("left", True): _TOWN_LEFT,
            ("left", False): _VILLAGE_LEFT,
            ("right", False): _VILLAGE_RIGHT,
            ("right", True): _TOWN_RIGHT,
        }[stretch.bank, stretch.level is Level.TOWN]
        a, b = self.x(stretch.start), self.x(stretch.end)
        return Rect(a, top, b - a, _BAR)

    def _stretch(self, ink: Ink, stretch: Stretch) -> None:
        bar, town = self._bar(stretch), stretch.level is Level.TOWN
        hand = Hand(2.4, weight=600 if town else 400, colour="#4A3A2C")
        natural, room = ink.width(stretch.name, hand), bar.width - 0.8
        if room < natural * _FIT:
            return
        wide, middle = min(natural, room) + 0.6, bar.x + bar.width / 2
        patch = Rect(middle - wide / 2, bar.y + 0.5, wide, _BAR - 1.0)
        ink.box(patch, fill=_tint(stretch, self.strip))
        at = (middle, bar.y + _BAR / 2 + 0.9)
        ink.text(at, stretch.name, hand, align=0.5, room=room)

    def _leaders(self, ink: Ink, marks: Sequence[Mark], bank: str) -> None:
        left = bank == "left"
        wanted = [self.x(mark.at) for mark in marks]
        places = spread(wanted, _PITCH, self.left, self.right)
        edge, knee, foot = (
            (_BAND, _TOWN_LEFT - 0.6, _UPPER)
            if left
            else (_BAND_END, _TOWN_RIGHT + _BAR + 0.6, _LOWER)
        )
        for mark, x, place in zip(marks, wanted, places, strict=True):
            ink.line((x, edge, x, knee), 0.12, _LEADER)
            ink.line((x, knee, place, foot), 0.12, _LEADER)
            self._slanted(ink, mark, (place, foot), up=left)

    def _symbol(self, ink: Ink, mark: Mark) -> None:
        symbol = self.looks.symbol.get(mark.row.uid)
        edge = _BAND if mark.bank == "left" else _BAND_END
        if symbol is not None:
            draw_point(ink.painter, QPointF(self.x(mark.at), edge), symbol, _PX)

    def _slanted(
        self, ink: Ink, mark: Mark, at: tuple[float, float], *, up: bool
    ) -> None:
        painter, words = ink.painter, _title_of(mark)
        chainage = chainage_text(mark.at)
        ink.hint((at[0] + 0.3, at[1]), f"{chainage} {words}")
        painter.save()
        painter.translate(*at)
        painter.rotate(-_SLANT if up else _SLANT)
        wide = ink.width(chainage, _BOLD) + 1.0
        ink.shape((0.6, 0.9), chainage, _BOLD)
        ink.shape((0.6 + wide, 0.9), words, _LABEL, room=_ROOM - wide - 1.0)
        painter.restore()

    def _legend(self, ink: Ink, marks: Sequence[Mark]) -> None:
        """Draw what the signs on this page mean, in one line."""
        used: dict[str, tuple[PointSymbol, Text]] = {}
        for mark in marks:
            uid = mark.row.uid
            if uid in self.looks.symbol:
                name = self.looks.name.get(uid, Text("", ""))
                used.setdefault(name.zh, (self.looks.symbol[uid], name))
        x, y, hand = self.left, _LEGEND, Hand(2.7)
        for symbol, name in used.values():
            draw_point(ink.painter, QPointF(x + 1.5, y - 1.0), symbol, _PX)
            text = name.of(self.language)
            ink.text((x + 4.0, y), text, hand)
            x += 4.0 + ink.width(text, hand) + 5.0
        for town in (True, False):
            tints = load_symbols().tints
            ink.box(Rect(x, y - 2.4, 5.0, 2.8), 0.15, GREY, tints[0 if town else 2])
            bold = Hand(2.7, weight=600 if town else 400)
            word = Text("镇街", "town") if town else Text("村居", "village")
            ink.text((x + 6.2, y), self.words(word), bold)
            x += 6.2 + ink.width(self.words(word), bold) + 5.0
        step = _tick(self.reach[1] - self.reach[0], self.right - self.left)
        ticks = self.words(_TICKS, metres=f"{step:,.0f}")
        ink.text((x, y), ticks, Hand(2.7, colour=GREY))

    def _table(self, ink: Ink) -> None:
        bounds = [b for b in self.strip.bounds if _meets(b, self.reach)]
        rows = max(1, math.ceil(len(bounds) / 2))
        gap = 6.0
        whole = self.width - _LEFT - _RIGHT
        wide = (whole - gap) / 2 if len(bounds) > 1 else whole / 2
        for column in range(2 if len(bounds) > 1 else 1):
            part = bounds[column * rows : (column + 1) * rows]
            self._column(ink, part, _LEFT + column * (wide + gap), wide)

    def _column(
        self, ink: Ink, bounds: Sequence[Bound], left: float, wide: float
    ) -> None:
        shares = (0.05, 0.27, 0.24, 0.44)
        edges = [left + wide * sum(shares[:i]) for i in range(len(shares))]
        head = Hand(2.6, weight=600, colour=_BANK)
        y = _TABLE + 2.9
        ink.line((left, _TABLE + _ROW, left + wide, _TABLE + _ROW), 0.3, _BANK)
        for x, name in zip(edges, _HEADS, strict=True):
            ink.text((x, y), self.words(name), head)
        for bound in bounds:
            y += _ROW
            texts = (
                str(bound.segment.sequence),
                bound.segment.name or bound.segment.code,
                f"{chainage_text(bound.start)}—{chainage_text(bound.end)}",
                self._chiefs(bound),
            )
            for x, share, text in zip(edges, shares, texts, strict=True):
                ink.text((x, y), text, Hand(2.6), room=wide * share - 1.5)
            under = y + 1.2
            ink.line((left, under, left + wide, under), 0.08, "#C9C4B8")

    def _chiefs(self, bound: Bound) -> str:
        if not self.district.posts:
            return ""
        found = chiefs_of_segment(self.district, bound.segment, self.as_of)
        told = []
        for rank, word in _RANKS.items():
            names = "、".join(chief.person.name for chief in found[rank])
            told.append(f"{self.words(word)} {names or self.words(_VACANT)}")
        return "　".join(told)

    def _foot(self, ink: Ink) -> None:
        hand = Hand(2.6, colour=GREY)
        district = self.district
        office = "　".join(part for part in (district.office, district.name) if part)
        ink.text((_LEFT, _FOOT), office, hand)
        ink.text((self.width / 2, _FOOT), self.words(_NOTE), hand, align=0.5)
        ink.text((self.width - _RIGHT, _FOOT), district.secrecy, hand, align=1.0)


def _tick(metres: float, room: float) -> float:
    """Return a round number of metres between ticks at least 13 mm apart."""
    least = metres / room * 13.0
    scale = 10.0 ** math.floor(math.log10(max(least, 1e-6)))
    return next(scale * n for n in (1, 2, 5, 10) if scale * n >= least)


def _tint(stretch: Stretch, strip: Strip) -> str:
    """Return a pale tint, another than that of the areas before and after it."""
    beside = [
        s.uid
        for s in strip.stretches
        if s.bank == stretch.bank and s.level is stretch.level
    ]
    tints = load_symbols().tints
    shift = 0 if stretch.level is Level.TOWN else 2
    order = list(dict.fromkeys(beside))
    colour = QColor(tints[(order.index(stretch.uid) + shift) % len(tints)])
    return colour.darker(108 if stretch.level is Level.TOWN else 103).name()


def _title_of(mark: Mark) -> str:
    row = mark.row
    if mark.kind is Kind.SIGNBOARD:
        face = getattr(row, "face", None)
        chief = face.chief if face is not None else ""
        return " ".join(part for part in (row.code, chief) if part)
    return str(getattr(row, "name", "") or row.code)
