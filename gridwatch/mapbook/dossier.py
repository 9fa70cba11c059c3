"""One outfall on one A4 page (一口一档), drawn with the cartography of the screen.

What stands on it is laid out at the largest size of type at which one page holds it;
long names wrap and nothing is cut off. Only what does not fit at the smallest size
goes on to a second page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPen

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look, View, draw_map
from gridwatch.district.dossiers import MISSING, Dossier, dossier_of
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.ink import GREY, Hand, Ink, baseline, dots_per_mm, rectangle
from gridwatch.mapbook.locator import draw_whereabouts
from gridwatch.mapbook.paper import Page, Rect
from gridwatch.mapbook.press import DrawnPage, press
from gridwatch.mapbook.typesetting import ems, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from PySide6.QtGui import QPainter

    from gridwatch.cartography.layers import Layer
    from gridwatch.district.district import District
    from gridwatch.district.dossiers import Entry, Listed, Section
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.records import Photo
    from gridwatch.mapbook.press import Progress

    Bytes = Callable[[str], bytes | None]
    Draw = Callable[[Ink, float, float], None]

__all__ = ["Sheets", "dossier_pages", "print_dossiers"]

_MM_PER_INCH = 25.4
_PAGE = Page("A4", landscape=False)
_FOOT = 9.0
_MAP, _MAP_TALL, _GAP = 66.0, 56.0, 4.0
_SCALE = 10_000
_INSET = 17.0
_SIZES = (
    *((2.8, 6), (2.7, 6), (2.6, 5), (2.5, 5), (2.4, 4)),
    *((2.3, 4), (2.2, 3), (2.1, 3), (2.0, 2), (1.9, 2), (1.9, 1)),
)
"""Sizes of type, millimetres, and rows of each table, tried one after the other."""
_LINE, _PAD = 1.32, 0.3
"""From line to line, and above and below a row, in ems."""
_PHOTO_LEAST, _PHOTO_MOST, _PHOTO_NONE = 34.0, 64.0, 13.0
_INK, _RULE, _SHADE, _BAND = "#1F4E79", "#C5CED6", "#F1F5F8", "#E3ECF4"
_TONES = {"ok": "#1E8E5A", "warn": "#A86A00", "danger": "#C62828", "muted": "#5A6672"}
_TITLE = Text("入河排污口档案", "Outfall Dossier")


@dataclass(frozen=True)
class _Piece:
    """Something of a height, drawn at a left upper corner.

    What `leads` does not stand last on a page.
    """

    height: float
    draw: Draw
    leads: bool = False


@dataclass(frozen=True)
class Sheets:
    """What dossiers are drawn from.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day they speak of.
    photo : callable
        Returns the bytes of a photograph by their hash, or None.
    language : Language
        Language of the page.
    made_on : date or None
        Day of printing; None leaves it out.
    """

    district: District
    as_of: date
    photo: Bytes
    language: Language = Language.ZH
    made_on: date | None = None

    def of(self, text: Text) -> str:
        """Return a text in the language of the page."""
        return text.of(self.language)


def print_dossiers(
    path: Path,
    sheets: Sheets,
    outfalls: Sequence[Outfall],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write dossiers into one PDF with a bookmark each; returns the number of pages.

    Needs a running QGuiApplication; may be called on a worker thread.

    Raises
    ------
    OfficerError
        Where there is nothing to print or the file cannot be written.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    if not outfalls:
        raise OfficerError(_NOTHING)
    title = sheets.of(_TITLE)
    if len(outfalls) == 1:
        title = f"{title} {outfalls[0].name or outfalls[0].code}"
    return press(
        path,
        dossier_pages(sheets, outfalls),
        title=title,
        author=sheets.district.office,
        english=sheets.language is Language.EN,
        progress=progress,
        cancelled=cancelled,
    )


def dossier_pages(sheets: Sheets, outfalls: Sequence[Outfall]) -> list[DrawnPage]:
    """Return the pages of dossiers, numbered through."""
    layers = layers_of(sheets.district, sheets.as_of)
    laid = [
        _Laid(sheets, layers, dossier_of(sheets.district, row, sheets.as_of))
        for row in outfalls
    ]
    total = sum(len(one.pages) for one in laid)
    found: list[DrawnPage] = []
    for one in laid:
        for number in range(len(one.pages)):
            draw = one.drawer(number, len(found) + 1, total)
            found.append(
                DrawnPage(
                    _PAGE.width, _PAGE.height, draw, one.dossier.name, number == 0
                )
            )
    return found


class _Laid:
    """One dossier with its pieces on its pages."""

    def __init__(
        self, sheets: Sheets, layers: Sequence[Layer], dossier: Dossier
    ) -> None:
        self.sheets, self.layers, self.dossier = sheets, layers, dossier
        self.box = _PAGE.content
        self.pages = self._paged()

    def drawer(self, number: int, page: int, total: int) -> Callable[[QPainter], None]:
        """Return what draws one page."""

        def draw(painter: QPainter) -> None:
            ink, y = Ink(painter), self.box.y
            for piece in self.pages[number]:
                piece.draw(ink, self.box.x, y)
                y += piece.height
            self._foot(ink, page, total)

        return draw

    def _paged(self) -> list[list[_Piece]]:
        room = self.box.height - _FOOT
        for em, rows in _SIZES:
            setter = _Setter(self.sheets, self.layers, self.dossier, em, rows)
            pieces = setter.pieces()
            taken = sum(piece.height for piece in pieces)
            spare = room - taken - setter.photo_height(_PHOTO_LEAST)
            if spare >= 0:
                high = min(_PHOTO_MOST, _PHOTO_LEAST + spare)
                return [[*pieces, setter.photos(high)]]
        return _broken([*pieces, setter.photos(_PHOTO_LEAST)], room)

    def _foot(self, ink: Ink, page: int, total: int) -> None:
        sheets, box = self.sheets, self.box
        y = box.bottom - 1.0
        ink.line((box.x, y - 4.2, box.right, y - 4.2), 0.1, _RULE)
        hand = Hand(2.25, colour=GREY)
        office = sheets.district.office
        words = [_OFFICE.filled(office=office)] if office else []
        words.append(_AS_OF.filled(day=sheets.as_of))
        if sheets.made_on is not None:
            words.append(_MADE.filled(day=sheets.made_on))
        left = "　".join(map(sheets.of, words))
        right = sheets.of(_PAGES.filled(n=page, total=total))
        room = box.width - ink.width(right, hand) - 6.0
        ink.text((box.x, y), left, hand, room=room)
        ink.text((box.right, y), right, hand, align=1.0)


def _broken(pieces: Sequence[_Piece], room: float) -> list[list[_Piece]]:
    """Share pieces among as many pages as they need."""
    pages: list[list[_Piece]] = [[]]
    taken = 0.0
    for number, piece in enumerate(pieces):
        needed = piece.height
        for led in range(number, len(pieces) - 1):
            if not pieces[led].leads:
                break
            needed += pieces[led + 1].height
        if pages[-1] and taken + needed > room:
            pages.append([])
            taken = 0.0
        pages[-1].append(piece)
        taken += piece.height
    return pages


class _Setter:
    """Sets a dossier at one size of type."""

    def __init__(
        self,
        sheets: Sheets,
        layers: Sequence[Layer],
        dossier: Dossier,
        em: float,
        rows: int,
    ) -> None:
        self.sheets, self.layers, self.dossier = sheets, layers, dossier
        self.em, self.rows = em, rows
        self.width = _PAGE.content.width

    def pieces(self) -> list[_Piece]:
        """Return everything but the photographs, top to bottom."""
        found = [*self._head(), self._top()]
        for section in self.dossier.sections[2:]:
            found += self._section(section)
        return found

    # --- head -------------------------------------------------------------------

    def _head(self) -> Iterator[_Piece]:
        sheets, dossier, width = self.sheets, self.dossier, self.width
        title, secrecy = sheets.of(_TITLE), sheets.district.secrecy
        yield _Piece(10.5, lambda ink, x, y: _draw_title(ink, x, y, width, title))
        name, em = sheets.of(dossier.name), 4.4
        if ems(name) * em > width:
            em = 3.4 if ems(name) * 3.4 < 3 * width else 2.9
        lines = wrap(name, width / em)
        height = len(lines) * em * 1.3

        def draw_name(ink: Ink, x: float, y: float) -> None:
            hand = Hand(em, weight=600)
            for i, words in enumerate(lines):
                down = baseline(y + i * em * 1.3, em * 1.3, em)
                at = (x + width / 2, down)
                ink.text(at, words, hand, align=0.5, room=width)
            if secrecy:
                mark = Hand(2.7, weight=600)
                ink.text((x + width, y - 7.5), secrecy, mark, align=1.0)

        yield _Piece(height, draw_name)
        yield _Piece(8.6, self._draw_marks)

    def _draw_marks(self, ink: Ink, x: float, y: float) -> None:
        """Draw code and states as chips in the middle of a line."""
        sheets, hand = self.sheets, Hand(2.5, weight=600, colour="#FFFFFF")
        code = self.dossier.code or sheets.of(MISSING)
        grey = Hand(2.7, colour=GREY)
        chips = [(sheets.of(text), tone) for text, tone in self.dossier.marks]
        widths = [ink.width(words, hand) + 4.0 for words, _ in chips]
        first = ink.width(code, grey) + 4.0
        total = first + sum(widths) + 1.6 * len(chips)
        narrow = min(1.0, self.width / total)
        ink.painter.save()
        ink.painter.translate(x + (self.width - total * narrow) / 2, y + 1.2)
        ink.painter.scale(narrow, 1.0)
        ink.text((0.0, baseline(0.0, 4.4, 2.7)), code, grey)
        left = first
        for (words, tone), wide in zip(chips, widths, strict=True):
            ink.painter.setPen(Qt.PenStyle.NoPen)
            ink.painter.setBrush(QColor(_TONES.get(tone, GREY)))
            ink.painter.drawRoundedRect(QRectF(left, 0.0, wide, 4.4), 1.1, 1.1)
            ink.painter.setBrush(Qt.BrushStyle.NoBrush)
            middle = (left + wide / 2, baseline(0.0, 4.4, 2.5))
            ink.text(middle, words, hand, align=0.5)
            left += wide + 1.6
        ink.painter.restore()

    # --- situation beside the map -----------------------------------------------

    def _top(self) -> _Piece:
        section = self.dossier.sections[0]
        wide = self.width - _MAP - _GAP
        entries = (*section.entries, *self.dossier.sections[1].entries)
        left = [self._band(section, wide), *self._facts(entries, wide, 2)]
        tall = max(_MAP_TALL, sum(piece.height for piece in left))
        height = tall + self.em * 0.55

        def draw(ink: Ink, x: float, y: float) -> None:
            down = y
            for piece in left:
                piece.draw(ink, x, down)
                down += piece.height
            self._draw_map(ink, Rect(x + wide + _GAP, y, _MAP, tall))

        return _Piece(height, draw)

    def _draw_map(self, ink: Ink, box: Rect) -> None:
        shape = self.dossier.outfall.geometry
        if shape is None or shape.is_empty:
            words = self.sheets.of(_NO_PLACE)
            _dashed(ink, box)
            middle = (box.x + box.width / 2, box.y + box.height / 2)
            ink.text(middle, words, Hand(2.7, colour=GREY), align=0.5, room=box.width)
            return
        place = (shape.centroid.x, shape.centroid.y)
        written = self._draw_ground(ink, box, place)
        x, y = box.x + box.width / 2, box.y + box.height / 2
        ink.painter.setPen(ink.pen(0.45, "#C62828"))
        ink.painter.drawEllipse(QRectF(x - 3.2, y - 3.2, 6.4, 6.4))
        inset = _freest(box, written)
        ink.box(inset, 0.12, "#8A949D", fill="#FFFFFF")
        draw_whereabouts(ink, inset.inset(1.0), self.sheets.district, place)
        self._draw_bar(ink, box)
        ink.box(box, 0.25, "#5A6672")

    def _draw_ground(
        self, ink: Ink, box: Rect, place: tuple[float, float]
    ) -> list[Rect]:
        """Draw the map; return where names stand on the page."""
        painter, dots = ink.painter, dots_per_mm(ink.painter)
        width, height = round(box.width * dots), round(box.height * dots)
        mm = box.width / width
        view = View.at_scale(place, _SCALE, width, height, _MM_PER_INCH / mm)
        painter.save()
        painter.setClipRect(rectangle(box), Qt.ClipOperation.IntersectClip)
        painter.translate(box.x, box.y)
        painter.scale(mm, mm)
        look = Look(fonts=FontSet.installed(paper=True))
        drawn = draw_map(painter, self.layers, view, look)
        painter.restore()
        return [
            Rect(box.x + x * mm, box.y + y * mm, wide * mm, tall * mm)
            for x, y, wide, tall in (label.box for label in drawn.labels)
        ]

    def _draw_bar(self, ink: Ink, box: Rect) -> None:
        """Draw the scale in the lower left corner."""
        metres, y = 200, box.bottom - 2.2
        long = metres * 1000 / _SCALE
        plate = Rect(box.x + 1.0, box.bottom - 6.6, long + 4.0, 5.6)
        ink.box(plate, fill="#E6FFFFFF")
        x = box.x + 3.0
        ink.line((x, y, x + long, y), 0.35)
        for end in (x, x + long):
            ink.line((end, y - 0.9, end, y + 0.2), 0.2)
        words = f"{metres} m　1:{_SCALE:,}"
        ink.text((x + long / 2, y - 1.0), words, Hand(2.1), align=0.5, room=long + 3.0)

    # --- sections ---------------------------------------------------------------

    def _section(self, section: Section) -> list[_Piece]:
        found = [self._band(section, self.width)]
        ways = [self._facts(section.entries, self.width, n) for n in (3, 4, 2)]
        fewest = min(len(way) for way in ways)
        found += next(way for way in ways if len(way) == fewest)
        if section.table is not None:
            found += self._table(section.table)
        return [*found, _Piece(self.em * 0.55, _nothing)]

    def _band(self, section: Section, width: float) -> _Piece:
        return self._title_band(self.sheets.of(section.title), width)

    def _title_band(self, words: str, width: float) -> _Piece:
        em, high = self.em * 1.06, self.em * 1.9

        def draw(ink: Ink, x: float, y: float) -> None:
            ink.box(Rect(x, y, width, high), fill=_BAND)
            ink.box(Rect(x, y, 1.1, high), fill=_INK)
            hand = Hand(em, weight=700, colour=_INK)
            ink.text((x + 2.6, baseline(y, high, em)), words, hand)

        return _Piece(high, draw, leads=True)

    def _facts(
        self, entries: Sequence[Entry], width: float, columns: int
    ) -> list[_Piece]:
        """Set facts in columns; one that needs more room gets a line of its own."""
        cell = width / columns
        rows: list[list[Entry]] = []
        room = (cell - self._label_width() - 2 * self._side()) / self.em
        for entry in entries:
            fits = ems(self._value(entry)) <= room
            joins = rows and len(rows[-1]) < columns and fits
            if joins and self._fits(rows[-1], room):
                rows[-1].append(entry)
            else:
                rows.append([entry])
        return [self._fact_row(row, width, cell) for row in rows]

    def _fits(self, row: Sequence[Entry], room: float) -> bool:
        return all(ems(self._value(entry)) <= room for entry in row)

    def _label_width(self) -> float:
        return self.em * (5.4 if self.sheets.language is Language.ZH else 7.6)

    def _side(self) -> float:
        return self.em * 0.5

    def _value(self, entry: Entry) -> str:
        return self.sheets.of(entry.value or MISSING)

    def _fact_row(self, entries: Sequence[Entry], width: float, cell: float) -> _Piece:
        em, label, side = self.em, self._label_width(), self._side()
        alone = len(entries) == 1
        wide = (width if alone else cell) - label - 2 * side
        lines = [wrap(self._value(entry), wide / em) for entry in entries]
        deep = max(map(len, lines))
        high = em * (deep * _LINE + 2 * _PAD)

        def draw(ink: Ink, x: float, y: float) -> None:
            for n, entry in enumerate(entries):
                at = x + n * cell
                ink.box(Rect(at, y, label, high), fill=_SHADE)
                words = self.sheets.of(entry.label)
                down = baseline(y + em * _PAD, em * _LINE, em)
                room = label - 2 * side
                grey = Hand(em, colour=GREY)
                ink.text((at + side, down), words, grey, room=room)
                colour = GREY if entry.value is None else "#1D1D1B"
                hand = Hand(em, colour=colour)
                for i, line in enumerate(lines[n]):
                    drop = down + i * em * _LINE
                    ink.text((at + label + side, drop), line, hand, room=wide)
            ink.line((x, y + high, x + width, y + high), 0.08, _RULE)

        return _Piece(high, draw)

    def _table(self, table: Listed) -> list[_Piece]:
        sheets = self.sheets
        if not table.rows:
            return [self._note(sheets.of(table.empty))]
        widths = [share * self.width for share in table.shares]
        head = [sheets.of(text) for text in table.head]
        found = [self._cells(head, widths, head=True)]
        found += [
            self._cells([sheets.of(cell) for cell in row], widths)
            for row in table.rows[: self.rows]
        ]
        rest = len(table.rows) - self.rows
        if rest > 0:
            found.append(self._note(sheets.of(_MORE.filled(n=rest))))
        return found

    def _cells(
        self, cells: Sequence[str], widths: Sequence[float], *, head: bool = False
    ) -> _Piece:
        em, side = self.em * 0.96, self._side()
        rooms = [width - 2 * side for width in widths]
        lines = [
            wrap(words, room / em) for words, room in zip(cells, rooms, strict=True)
        ]
        high = em * (max(map(len, lines)) * _LINE + 2 * _PAD)
        hand = Hand(em, colour=GREY) if head else Hand(em)

        def draw(ink: Ink, x: float, y: float) -> None:
            if head:
                ink.box(Rect(x, y, sum(widths), high), fill=_SHADE)
            left = x
            for texts, width, room in zip(lines, widths, rooms, strict=True):
                for i, line in enumerate(texts):
                    top = y + em * (_PAD + i * _LINE)
                    at = (left + side, baseline(top, em * _LINE, em))
                    ink.text(at, line, hand, room=room)
                left += width
            ink.line((x, y + high, x + sum(widths), y + high), 0.08, _RULE)

        return _Piece(high, draw, leads=head)

    def _note(self, words: str) -> _Piece:
        em, high = self.em, self.em * (_LINE + 2 * _PAD)

        def draw(ink: Ink, x: float, y: float) -> None:
            at = (x + self._side(), baseline(y, high, em))
            ink.text(at, words, Hand(em, colour=GREY), room=self.width)

        return _Piece(high, draw)

    # --- photographs ------------------------------------------------------------

    def _shown(self) -> list[tuple[Text, Photo | None, int]]:
        dossier = self.dossier
        found: list[tuple[Text, Photo | None, int]] = [
            (_BEFORE, next(iter(dossier.before), None), len(dossier.before)),
            (_AFTER, next(iter(dossier.after), None), len(dossier.after)),
        ]
        if dossier.site:
            found.append((_SITE, dossier.site[0], len(dossier.site)))
        return found

    def photo_height(self, high: float) -> float:
        """Return how tall the photographs stand with pictures `high` tall."""
        there = any(photo is not None for _, photo, _ in self._shown())
        return self.em * 1.9 + 1.6 + (high + 4.6 if there else _PHOTO_NONE)

    def photos(self, high: float) -> _Piece:
        """Set the photographs before and after side by side."""
        shown = self._shown()
        there = any(photo is not None for _, photo, _ in shown)
        tall = high if there else _PHOTO_NONE - 4.6
        band = self._title_band(self.sheets.of(_PHOTOS), self.width)
        wide = (self.width - _GAP * (len(shown) - 1)) / len(shown)

        def draw(ink: Ink, x: float, y: float) -> None:
            band.draw(ink, x, y)
            for n, (caption, photo, number) in enumerate(shown):
                left = x + n * (wide + _GAP)
                box = Rect(left, y + band.height + 1.6, wide, tall)
                self._draw_photo(ink, box, photo)
                words = self._caption(caption, photo, number)
                at = (left + wide / 2, box.bottom + 3.2)
                ink.text(at, words, Hand(2.4, colour=GREY), align=0.5, room=wide)

        return _Piece(self.photo_height(high), draw)

    def _caption(self, caption: Text, photo: Photo | None, number: int) -> str:
        words = self.sheets.of(caption)
        if photo is None:
            return f"{words} {self.sheets.of(MISSING)}"
        if photo.taken is not None:
            words += f" {photo.taken.isoformat()}"
        if number > 1:
            words += self.sheets.of(_OF.filled(n=number))
        return words

    def _draw_photo(self, ink: Ink, box: Rect, photo: Photo | None) -> None:
        data = self.sheets.photo(photo.sha256) if photo is not None else None
        image = QImage.fromData(data) if data else QImage()
        if image.isNull():
            _dashed(ink, box)
            return
        image = _fine(image, box)
        fit = min(box.width / image.width(), box.height / image.height())
        wide, tall = image.width() * fit, image.height() * fit
        left, top = box.x + (box.width - wide) / 2, box.y + (box.height - tall) / 2
        frame = Rect(left, top, wide, tall)
        ink.painter.drawImage(rectangle(frame), image)
        ink.box(frame, 0.12, "#8A949D")


def _freest(box: Rect, written: Sequence[Rect]) -> Rect:
    """Return a corner of the map for the locator, where it hides the fewest names."""
    right, low = box.right - _INSET - 1.0, box.bottom - _INSET - 1.0
    corners = [
        Rect(x, y, _INSET, _INSET)
        for x, y in ((right, box.y + 1.0), (box.x + 1.0, box.y + 1.0), (right, low))
    ]
    return min(corners, key=lambda one: sum(one.overlaps(name) for name in written))


_DOTS_PER_MM = 12.0


def _fine(image: QImage, box: Rect) -> QImage:
    """Return a picture no finer than paper shows: a phone's would bloat the file."""
    size = box.width * _DOTS_PER_MM, box.height * _DOTS_PER_MM
    if image.width() <= size[0] and image.height() <= size[1]:
        return image
    return image.scaled(
        round(size[0]),
        round(size[1]),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _draw_title(ink: Ink, x: float, y: float, width: float, title: str) -> None:
    em = 6.0
    hand = Hand(em, serif=True, weight=600)
    ink.spaced((x + width / 2, y + em * 0.95), title, hand, 0.16 * em)
    ink.line((x, y + 8.6, x + width, y + 8.6), 0.45, _INK)
    ink.line((x, y + 9.3, x + width, y + 9.3), 0.1, _INK)


def _dashed(ink: Ink, box: Rect) -> None:
    pen = QPen(QColor("#9AA5AD"), 0.2)
    pen.setDashPattern([6.0, 4.0])
    ink.painter.setPen(pen)
    ink.painter.drawRect(rectangle(box))


def _nothing(_ink: Ink, _x: float, _y: float) -> None:
    """Leave room."""


_BEFORE, _AFTER, _SITE = (
    Text("整改前", "before"),
    Text("整改后", "after"),
    Text("现场", "on site"),
)
_PHOTOS = Text("照片", "Photographs")
_OF = Text("（共 {n} 张，此为最近一张）", " (newest of {n})")
_MORE = Text("另有 {n} 条，见台账", "{n} more are in the register")
_NO_PLACE = Text("未登记位置", "no place on record")
_OFFICE = Text("制表单位：{office}", "Compiled by {office}")
_AS_OF = Text("资料截至 {day}", "as of {day}")
_MADE = Text("制表日期 {day}", "printed {day}")
_PAGES = Text("第 {n} 页，共 {total} 页", "page {n} of {total}")
_NOTHING = Text(
    "没有选中排污口，没有打印任何内容。", "No outfall was chosen; nothing was printed."
)
