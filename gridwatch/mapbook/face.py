"""The face of a board, drawn: for the sign maker at true size, and as a proof on A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from gridwatch.district.wording import Kind, Language, show
from gridwatch.mapbook.ink import Hand, Ink, baseline, rectangle
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.qrcode import draw_qr
from gridwatch.mapbook.typesetting import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gridwatch.district.newfaces import FaceText
    from gridwatch.mapbook.sketch import Sketcher

__all__ = ["draw_face"]

_WIDE = 150.0
"""A face is laid out so many units wide; its height follows its proportions."""
_BLUE, _DEEP, _PALE, _RULE = "#0E4F9E", "#0A3A78", "#E9F2FB", "#9DBBDB"
_WHITE, _INK, _MUTED, _RED = "#FFFFFF", "#14263D", "#51647A", "#C62828"
_EDGE, _BAND, _FOOT, _GAP = 1.6, 17.0, 9.0, 2.2
_RIGHT = 46.0
_LEADING = 1.42
_LEAST = 0.5
"""Smallest type: 5 mm on a board of 1.5 m."""


_COLUMNS = (0.36, 0.32, 0.32)
_HEAD_ROW, _PAD, _HALF_GAP, _MANY_ROWS = 5.2, 0.8, 1.6, 6
_CHIEF_EM, _TEXT_EM = 3.4, 2.7
_SHARES = (0.46, 0.54, 0.62, 0.7)
_Row = tuple[str, str, str]
_Cells = list[list[tuple[str, ...]]]


def _wrapped(
    row: Sequence[str], widths: Sequence[float], em: float
) -> list[tuple[str, ...]]:
    return [wrap(t, (wide - 1.4) / em) for t, wide in zip(row, widths, strict=True)]


def _heights(half: _Cells, em: float) -> list[float]:
    return [max(1, *map(len, row)) * em * _LEADING + _PAD * em for row in half]


def _text_height(lines: Sequence[str], em: float) -> float:
    return em * (1.15 * 1.5 + len(lines) * _LEADING + 0.75)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Some text with a head of its own."""

    head: str
    text: str


def draw_face(
    painter: QPainter,
    rect: Rect,
    text: FaceText,
    sketcher: Sketcher | None = None,
) -> None:
    """Draw the whole face of a board into a rectangle.

    Long texts become smaller first and are wrapped then; nothing runs over an edge.

    Parameters
    ----------
    painter : QPainter
        Its unit is that of `rect`, millimetres on paper.
    rect : Rect
        Where the face goes; the width tells its scale.
    text : FaceText
        What stands on it.
    sketcher : Sketcher, optional
        Draws the sketch map; without one there is none.
    """
    scale = rect.width / _WIDE
    painter.save()
    painter.translate(rect.x, rect.y)
    painter.scale(scale, scale)
    painter.setClipRect(QRectF(0.0, 0.0, _WIDE, rect.height / scale))
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    painter.setRenderHint(painter.RenderHint.TextAntialiasing)
    _Face(Ink(painter), text, rect.height / scale, sketcher).draw()
    painter.restore()


class _Face:
    """Lays a face out from the top to the bottom, left and right."""

    def __init__(
        self, ink: Ink, text: FaceText, tall: float, sketcher: Sketcher | None
    ) -> None:
        self.ink, self.text, self.face = ink, text, text.face
        self.tall, self.sketcher = tall, sketcher

    def draw(self) -> None:
        self.ink.painter.fillRect(QRectF(0, 0, _WIDE, self.tall), QColor(_WHITE))
        self._ground()
        self._title()
        top, bottom = _EDGE + _BAND + _GAP, self.tall - _EDGE - _FOOT - 0.6
        side = 4.2
        right = Rect(_WIDE - side - _RIGHT, top, _RIGHT, bottom - top)
        left = Rect(side, top, right.x - side - 3.0, bottom - top)
        self._left(left)
        self._right(right)
        self._foot()

    # --- bands ------------------------------------------------------------------

    def _ground(self) -> None:
        """Draw the frame, the title band and the water at the foot."""
        painter = self.ink.painter
        band = QPainterPath(QPointF(_EDGE, _EDGE))
        right, low = _WIDE - _EDGE, _EDGE + _BAND
        band.lineTo(right, _EDGE)
        band.lineTo(right, low - 2.6)
        band.cubicTo(
            QPointF(_WIDE * 0.72, low - 5.6),
            QPointF(_WIDE * 0.42, low + 2.6),
            QPointF(_EDGE, low - 1.2),
        )
        band.closeSubpath()
        painter.fillPath(band, QColor(_BLUE))
        pen = QPen(QColor("#6FA9E0"), 0.35)
        line = QPainterPath(QPointF(_EDGE, low - 0.4))
        line.cubicTo(
            QPointF(_WIDE * 0.42, low + 3.4),
            QPointF(_WIDE * 0.72, low - 4.8),
            QPointF(right, low - 1.7),
        )
        painter.strokePath(line, pen)
        foot = self.tall - _EDGE - _FOOT
        for lift, colour in ((0.0, "#BFDDF4"), (1.5, "#4C9BD9"), (2.9, _BLUE)):
            painter.fillPath(self._wave(foot + lift), QColor(colour))
        edge = Rect(_EDGE / 2, _EDGE / 2, _WIDE - _EDGE, self.tall - _EDGE)
        self.ink.box(edge, _EDGE, _DEEP)

    def _wave(self, top: float) -> QPainterPath:
        right, bottom = _WIDE - _EDGE, self.tall - _EDGE
        path = QPainterPath(QPointF(_EDGE, top + 1.0))
        path.cubicTo(
            QPointF(_WIDE * 0.3, top - 1.6),
            QPointF(_WIDE * 0.6, top + 3.0),
            QPointF(right, top + 0.2),
        )
        path.lineTo(right, bottom)
        path.lineTo(_EDGE, bottom)
        path.closeSubpath()
        return path

    def _title(self) -> None:
        ink, text = self.ink, self.text
        self._emblem((11.0, _EDGE + _BAND / 2 - 1.4))
        rank = show(Kind.SIGNBOARD, "level", text.level, Language.ZH)
        wide = _WIDE - 2 * 24.0
        words = f"{self.face.river}{text.title}"
        box = Rect(24.0, _EDGE + 1.4, wide, _BAND - 6.0)
        self._centred(box, words, 8.2, Hand(1.0, weight=800, colour=_WHITE))
        right = _WIDE - _EDGE - 3.0
        if rank:
            plate = Rect(right - 13.0, _EDGE + 3.0, 13.0, 4.8)
            self._pill(plate)
            self._centred(plate, rank, 2.7, Hand(1.0, weight=700, colour=_BLUE))
        code = Hand(1.55, colour="#D6E7F8")
        ink.text((right, _EDGE + 10.3), text.code, code, align=1.0, room=21.0)

    def _pill(self, rect: Rect) -> None:
        painter = self.ink.painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_WHITE))
        painter.drawRoundedRect(rectangle(rect), 1.2, 1.2)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _emblem(self, middle: tuple[float, float]) -> None:
        """Draw three waves in a ring: the water that the board speaks of."""
        painter, (x, y), radius = self.ink.painter, middle, 5.2
        painter.setPen(QPen(QColor(_WHITE), 0.55))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        pen = QPen(QColor(_WHITE), 0.75)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for row, half in ((-1.7, 3.1), (0.2, 3.7), (2.1, 3.0)):
            path = QPainterPath(QPointF(x - half, y + row))
            path.cubicTo(
                QPointF(x - half / 3, y + row - 2.0),
                QPointF(x + half / 3, y + row + 2.0),
                QPointF(x + half, y + row),
            )
            painter.strokePath(path, pen)

    def _foot(self) -> None:
        top = self.tall - _EDGE - _FOOT + 3.6
        box = Rect(6.0, top, _WIDE - 12.0, _FOOT - 4.2)
        words = self.face.slogan
        self._centred(box, words, 3.3, Hand(1.0, weight=700, colour=_WHITE))

    # --- left -------------------------------------------------------------------

    def _left(self, box: Rect) -> None:
        top = self._basics(box)
        paragraphs = [
            _Paragraph(head, words)
            for head, words in (
                ("河长职责", self.face.duties),
                ("治理目标", self.face.goals),
                ("管理范围", self.face.management_range),
                ("管理范围内禁止行为", self.face.prohibitions),
            )
            if words.strip()
        ]
        room = box.bottom - top
        share = self._share(box.width, room, paragraphs)
        used = self._chiefs(Rect(box.x, top, box.width, room * share))
        top += used + _GAP
        if paragraphs:
            self._paragraphs(Rect(box.x, top, box.width, box.bottom - top), paragraphs)

    def _share(
        self, width: float, room: float, paragraphs: Sequence[_Paragraph]
    ) -> float:
        """Return which part of the room the table gets: both should be legible."""
        if not paragraphs or not self._chief_rows():
            return 1.0

        def smallest(share: float) -> float:
            em, halves = self._set_chiefs(width, room * share)
            used = _HEAD_ROW + max(sum(_heights(half, em)) for half in halves)
            rest = room - used - _GAP
            return min(
                em / _CHIEF_EM, self._set_texts(width, rest, paragraphs) / _TEXT_EM
            )

        return max(_SHARES, key=smallest)

    def _basics(self, box: Rect) -> float:
        """Draw where the reach begins and ends and how long it is; return the foot."""
        face = self.face
        cells = [
            (head, words, share)
            for head, words, share in (
                ("起点", face.start, 1.0),
                ("终点", face.end, 1.0),
                ("长度", face.length, 0.62),
            )
            if words
        ]
        if not cells:
            return box.y
        tall, x = 8.6, box.x
        total = sum(share for _, _, share in cells)
        for head, words, share in cells:
            wide = box.width * share / total
            self.ink.box(Rect(x, box.y, 8.0, tall), 0.18, _RULE, _PALE)
            self.ink.box(Rect(x + 8.0, box.y, wide - 8.0, tall), 0.18, _RULE)
            label = Rect(x, box.y, 8.0, tall)
            self._centred(label, head, 2.1, Hand(1.0, weight=700, colour=_BLUE))
            self._centred(
                Rect(x + 8.7, box.y + 0.4, wide - 9.4, tall - 0.8),
                words,
                2.5,
                Hand(1.0, colour=_INK),
            )
            x += wide
        return box.y + tall + _GAP

    def _chiefs(self, box: Rect) -> float:
        """Draw the table of chiefs, those above first; return its height.

        Where there are many it stands in two halves beside each other.
        """
        if not self._chief_rows():
            return 0.0
        em, halves = self._set_chiefs(box.width, box.height)
        wide = (box.width - _HALF_GAP * (len(halves) - 1)) / len(halves)
        tall, number = 0.0, 0
        for place, half in enumerate(halves):
            x = box.x + place * (wide + _HALF_GAP)
            tall = max(tall, self._half(Rect(x, box.y, wide, 0), half, em, number))
            number += len(half)
        return tall

    def _half(self, at: Rect, half: _Cells, em: float, number: int) -> float:
        widths = [at.width * share for share in _COLUMNS]
        x = at.x
        for words, wide in zip(("职务", "姓名", "联系电话"), widths, strict=True):
            cell = Rect(x, at.y, wide, _HEAD_ROW)
            self.ink.box(cell, 0.18, _BLUE, _BLUE)
            self._centred(cell, words, 2.5, Hand(1.0, weight=700, colour=_WHITE))
            x += wide
        y = at.y + _HEAD_ROW
        for row, tall in zip(half, _heights(half, em), strict=True):
            self._chief_row((at.x, y), widths, row, (em, tall), number)
            y += tall
            number += 1
        return y - at.y

    def _chief_rows(self) -> list[tuple[str, str, str]]:
        face = self.face
        rows = [(one.post, one.name, one.phone) for one in face.names]
        if face.chief or face.post:
            rows.append((face.post, face.chief, face.phone))
        return rows

    def _set_chiefs(self, width: float, room: float) -> tuple[float, list[_Cells]]:
        """Return the largest type in which the table fits, and its wrapped halves."""
        rows = self._chief_rows()
        middle = (len(rows) + 1) // 2
        found = [self._set([rows], width, room - _HEAD_ROW)]
        if len(rows) > _MANY_ROWS:
            wide = (width - _HALF_GAP) / 2
            halves = [rows[:middle], rows[middle:]]
            found.append(self._set(halves, wide, room - _HEAD_ROW))
        return max(found, key=lambda one: one[0])

    def _set(
        self, halves: Sequence[Sequence[_Row]], width: float, room: float
    ) -> tuple[float, list[_Cells]]:
        widths = [width * share for share in _COLUMNS]
        em = _CHIEF_EM
        while True:
            sets = [[_wrapped(row, widths, em) for row in half] for half in halves]
            tall = max(sum(_heights(half, em)) for half in sets)
            if tall <= room or em <= _LEAST:
                break
            em = max(_LEAST, em * 0.94)
        if tall > room:
            most = max(
                1, int((room / max(map(len, sets)) - _PAD * em) / (em * _LEADING))
            )
            sets = [[[_cut(c, most) for c in row] for row in half] for half in sets]
            # So many rows that even one line each is too much: smaller still.
            em *= min(1.0, room / max(sum(_heights(half, em)) for half in sets))
        return em, sets

    def _chief_row(
        self,
        at: tuple[float, float],
        widths: Sequence[float],
        row: Sequence[tuple[str, ...]],
        size: tuple[float, float],
        number: int,
    ) -> None:
        (x, y), (em, tall) = at, size
        own = number == len(self.face.names)
        fill = "#FFF6DF" if own else (_PALE if number % 2 else _WHITE)
        for column, (lines, wide) in enumerate(zip(row, widths, strict=True)):
            cell = Rect(x, y, wide, tall)
            self.ink.box(cell, 0.18, _RULE, fill)
            bold = 700 if column == 1 else 400
            hand = Hand(em, weight=bold, colour=_INK)
            self._lines(cell.inset(0.3), lines, hand, align=0.5)
            x += wide

    def _set_texts(
        self, width: float, room: float, paragraphs: Sequence[_Paragraph]
    ) -> float:
        """Return the largest type in which all texts fit."""
        em = _TEXT_EM
        while em > _LEAST:
            sets = [wrap(one.text, (width - 1.5) / em) for one in paragraphs]
            if sum(_text_height(lines, em) for lines in sets) <= room:
                break
            em = max(_LEAST, em * 0.95)
        return em

    def _paragraphs(self, box: Rect, paragraphs: Sequence[_Paragraph]) -> None:
        """Set texts below each other in one size that fits all of them."""
        em = self._set_texts(box.width, box.height, paragraphs)
        sets = [wrap(one.text, (box.width - 1.5) / em) for one in paragraphs]
        head, gap = em * 1.15, 0.75 * em
        if sum(_text_height(lines, em) for lines in sets) > box.height:
            room = box.height / len(sets) - head * 1.5 - gap
            most = max(1, int(room / (em * _LEADING)))
            sets = [_cut(lines, most) for lines in sets]
            shrunk = box.height / sum(_text_height(lines, em) for lines in sets)
            em, head, gap = (size * min(1.0, shrunk) for size in (em, head, gap))
        y = box.y
        for one, lines in zip(paragraphs, sets, strict=True):
            self.ink.box(Rect(box.x, y + 0.12 * head, 0.7, head), 0, fill=_BLUE)
            hand = Hand(head, weight=700, colour=_BLUE)
            self.ink.text((box.x + 1.6, baseline(y, head * 1.3, head)), one.head, hand)
            y += head * 1.5
            body = Rect(box.x + 1.0, y, box.width - 1.5, len(lines) * em * _LEADING)
            self._lines(body, lines, Hand(em, colour=_INK))
            y = body.bottom + gap

    # --- right ------------------------------------------------------------------

    def _right(self, box: Rect) -> None:
        top = box.y
        low = 24.5
        map_box = Rect(box.x, top, box.width, box.height - low - 4.4)
        if self._sketch(map_box):
            words = Hand(1.9, weight=700, colour=_BLUE)
            at = (box.x + box.width / 2, map_box.bottom + 2.7)
            self.ink.text(at, "河湖示意图", words, align=0.5)
            top = map_box.bottom + 4.4
        rest = Rect(box.x, top, box.width, box.bottom - top)
        self._contact(rest)

    def _sketch(self, box: Rect) -> bool:
        if self.sketcher is None or self.text.segment is None:
            return False
        return self.sketcher.draw(self.ink.painter, box, self.text, 1.0)

    def _contact(self, box: Rect) -> None:
        """Draw QR code, phones and who put the board up."""
        side = 17.0 if self.text.qr else 0.0
        if side:
            code = Rect(box.x, box.y, side, side)
            draw_qr(self.ink.painter, code, self.text.qr, self.text.error)
            self.ink.box(code, 0.18, _RULE)
            hand = Hand(1.35, colour=_MUTED)
            at = (code.x + side / 2, code.bottom + 2.1)
            self.ink.text(at, "扫码查看河段信息", hand, align=0.5, room=side)
        x = box.x + (side + 2.2 if side else 0.0)
        wide = box.right - x
        y = box.y + 0.2
        for head, phone in (
            ("监督电话", self.face.phone),
            ("举报电话", self.face.hotline),
        ):
            if phone:
                self.ink.text((x, y + 1.9), head, Hand(1.9, weight=700, colour=_BLUE))
                line = Rect(x, y + 2.7, wide, 4.6)
                hand = Hand(1.0, weight=800, colour=_RED)
                self._fitted(line, phone, 3.5, hand)
                y += 8.6
        low = Rect(box.x, box.bottom - 4.4, box.width, 4.4)
        words = "　".join(w for w in (self.face.issuer, self.face.published) if w)
        self._fitted(low, words, 2.0, Hand(1.0, colour=_INK), align=1.0)

    # --- words ------------------------------------------------------------------

    def _fit(
        self, box: Rect, words: str, em: float, hand: Hand
    ) -> tuple[Hand, tuple[str, ...]]:
        """Return the largest hand in which words fit a box, and their lines."""
        while True:
            sized = Hand(em, hand.serif, hand.weight, hand.colour)
            one = self.ink.width(words, sized) <= box.width
            lines = (words,) if one else wrap(words, box.width / em)
            if len(lines) * em * _LEADING <= box.height + 0.42 * em or em <= _LEAST:
                break
            em = max(_LEAST, em * 0.94)
        most = max(1, int((box.height + 0.42 * em) / (em * _LEADING)))
        return sized, _cut(lines, most)

    def _centred(self, box: Rect, words: str, em: float, hand: Hand) -> None:
        self._fitted(box, words, em, hand, align=0.5)

    def _fitted(
        self, box: Rect, words: str, em: float, hand: Hand, align: float = 0.0
    ) -> None:
        if words:
            sized, lines = self._fit(box, words, em, hand)
            self._lines(box, lines, sized, align=align)

    def _lines(
        self, box: Rect, lines: Sequence[str], hand: Hand, align: float = 0.0
    ) -> None:
        """Write lines in the middle of a box; one too wide is narrowed."""
        step = hand.em * _LEADING
        y = box.y + (box.height - len(lines) * step) / 2
        x = box.x + align * box.width
        for line in lines:
            at = x, baseline(y, step, hand.em)
            self.ink.text(at, line, hand, align=align, room=box.width)
            y += step


def _cut(lines: Sequence[str], most: int) -> tuple[str, ...]:
    """Return so many lines at most; the last one says that something is missing."""
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], f"{lines[most - 1][:-1]}…")
