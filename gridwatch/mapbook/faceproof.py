"""Faces of boards as PDF: proofs on A4 to be read and signed, or at true size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.face import draw_face
from gridwatch.mapbook.ink import GREY, Hand, Ink, baseline
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import DrawnPage, press

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from PySide6.QtGui import QPainter

    from gridwatch.district.newfaces import FaceText
    from gridwatch.mapbook.press import Progress
    from gridwatch.mapbook.sketch import Sketcher

__all__ = ["face_pages", "print_faces"]

_A4 = (297.0, 210.0)
_MARGIN, _HEAD, _FOOT = 15.0, 13.0, 7.0
_SCALES = (5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0)
_NOTES = 31.0
_RULE = "#8FA3B8"
_TITLE = Text("公示牌校对页", "Signboard proof")
_SCALE = Text(
    "比例 1:{scale}　制作尺寸 宽 {wide}、高 {tall} 毫米",
    "scale 1:{scale}, to be made {wide} by {tall} mm",
)
_REMARKS = Text("校对意见", "corrections")
_SIGNED = (
    Text("校对人", "read by"),
    Text("审核人", "approved by"),
    Text("制作单位", "sign maker"),
)
_DAY = Text("日期", "date")
_IMPRINT = Text(
    "编号 {code}　　{place}资料截至 {day}", "no. {code}    {place}data as of {day}"
)
_PLACE = Text(
    "北坐标 X {north:.1f}　东坐标 Y {east:.1f}（EPSG:{crs}）　　",
    "north X {north:.1f}, east Y {east:.1f} (EPSG:{crs})    ",
)
_PAGE = Text("第 {n} / {total} 页", "page {n} of {total}")


def face_pages(
    texts: Sequence[FaceText],
    sketcher: Sketcher,
    as_of: date,
    *,
    full_size: bool = False,
    language: Language = Language.ZH,
) -> list[DrawnPage]:
    """Return one page for each face, ready to be drawn.

    Parameters
    ----------
    texts : sequence of FaceText
        The faces.
    sketcher : Sketcher
        Draws their sketch maps.
    as_of : date
        The day the faces speak of.
    full_size : bool
        Each face alone at true size for the sign maker, instead of a proof on A4.
    language : Language
        Of the words around a proof; a face itself is Chinese.
    """
    if full_size:
        return [_full(text, sketcher) for text in texts]
    total = len(texts)
    return [
        DrawnPage(
            *_A4,
            _Proof(text, sketcher, as_of, (number, total), language).draw,
            _bookmark(text),
        )
        for number, text in enumerate(texts, 1)
    ]


def print_faces(  # noqa: PLR0913
    path: Path,
    texts: Sequence[FaceText],
    sketcher: Sketcher,
    as_of: date,
    *,
    full_size: bool = False,
    language: Language = Language.ZH,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write faces into one PDF with a bookmark each; returns the number of pages.

    Raises
    ------
    OfficerError
        Where there is nothing to print or the file cannot be written.
    PrintCancelledError
        When `cancelled` turned true between two pages.
    """
    pages = face_pages(texts, sketcher, as_of, full_size=full_size, language=language)
    title = _TITLE if not full_size else Text("公示牌牌面", "Signboard faces")
    return press(
        path,
        pages,
        title=title.of(language),
        author=sketcher.district.office,
        english=language is Language.EN,
        progress=progress,
        cancelled=cancelled,
    )


def _bookmark(text: FaceText) -> Text:
    told = " ".join(
        word for word in (text.code, text.face.river, text.face.chief) if word
    )
    return Text(told, told)


def _full(text: FaceText, sketcher: Sketcher) -> DrawnPage:
    wide, tall = text.size

    def draw(painter: QPainter) -> None:
        draw_face(painter, Rect(0.0, 0.0, wide, tall), text, sketcher)

    return DrawnPage(wide, tall, draw, _bookmark(text))


class _Proof:
    """One A4 page: the face, where to note and sign, and what it is."""

    def __init__(
        self,
        text: FaceText,
        sketcher: Sketcher,
        as_of: date,
        number: tuple[int, int],
        language: Language,
    ) -> None:
        self.text, self.sketcher, self.as_of = text, sketcher, as_of
        self.number, self.language = number, language

    def draw(self, painter: QPainter) -> None:
        ink = Ink(painter)
        wide, tall = _A4
        room = Rect(
            _MARGIN,
            _MARGIN + _HEAD - 3.0,
            wide - 2 * _MARGIN,
            tall - 2 * _MARGIN - _HEAD - _FOOT - _NOTES + 3.0,
        )
        scale = next(
            (
                s
                for s in _SCALES
                if self.text.size[0] / s <= room.width
                and self.text.size[1] / s <= room.height
            ),
            max(self.text.size[0] / room.width, self.text.size[1] / room.height),
        )
        size = self.text.size[0] / scale, self.text.size[1] / scale
        face = Rect(
            room.x + (room.width - size[0]) / 2,
            room.y + (room.height - size[1]) / 2,
            *size,
        )
        draw_face(painter, face, self.text, self.sketcher)
        self._crops(ink, face)
        self._head(ink, scale)
        self._notes(ink, room.bottom + 3.5)
        self._imprint(ink)

    def _head(self, ink: Ink, scale: float) -> None:
        y = _MARGIN + 4.0
        ink.text((_MARGIN, y), self._of(_TITLE), Hand(5.0, weight=700))
        wide, tall = self.text.size
        words = _SCALE.filled(scale=f"{scale:g}", wide=f"{wide:g}", tall=f"{tall:g}")
        at = _A4[0] - _MARGIN, y
        ink.text(at, self._of(words), Hand(2.8, colour=GREY), align=1.0)

    def _crops(self, ink: Ink, face: Rect) -> None:
        """Draw where the board ends, outside its corners."""
        for x, across in ((face.x, -1.0), (face.right, 1.0)):
            for y, down in ((face.y, -1.0), (face.bottom, 1.0)):
                ink.line((x + 0.8 * across, y, x + 3.0 * across, y), 0.12, GREY)
                ink.line((x, y + 0.8 * down, x, y + 3.0 * down), 0.12, GREY)

    def _notes(self, ink: Ink, top: float) -> None:
        """Draw a field for corrections, and three for names and days."""
        width = _A4[0] - 2 * _MARGIN
        tall = _NOTES - 4.5
        left = Rect(_MARGIN, top, width * 0.56, tall)
        ink.box(left, 0.18, _RULE)
        head = Hand(2.8, weight=700)
        ink.text((left.x + 2.0, top + 4.4), self._of(_REMARKS), head)
        for line in range(1, 4):
            y = top + 2.0 + line * (tall - 2.0) / 3.2
            ink.line((left.x + 20.0, y, left.right - 2.5, y), 0.1, _RULE)
        box = Rect(left.right + 3.0, top, width - left.width - 3.0, tall)
        ink.box(box, 0.18, _RULE)
        row = tall / len(_SIGNED)
        for number, words in enumerate(_SIGNED):
            y = box.y + number * row
            if number:
                ink.line((box.x, y, box.right, y), 0.1, _RULE)
            base = baseline(y, row, 2.8)
            ink.text((box.x + 2.0, base), self._of(words), head, room=22.0)
            ink.text((box.x + box.width * 0.62, base), self._of(_DAY), Hand(2.8))
        x = box.x + box.width * 0.59
        ink.line((x, box.y, x, box.bottom), 0.1, _RULE)

    def _imprint(self, ink: Ink) -> None:
        text, y = self.text, _A4[1] - _MARGIN + 1.0
        ink.line((_MARGIN, y - 4.4, _A4[0] - _MARGIN, y - 4.4), 0.18, _RULE)
        place = Text("", "")
        if text.at is not None:
            crs = self.sketcher.district.crs
            place = _PLACE.filled(north=text.at.y, east=text.at.x, crs=crs)
        words = Text(
            _IMPRINT.zh.format(code=text.code, place=place.zh, day=self.as_of),
            _IMPRINT.en.format(code=text.code, place=place.en, day=self.as_of),
        )
        small = Hand(2.4, colour=GREY)
        office = self.sketcher.district.office
        number, total = self.number
        page = self._of(_PAGE.filled(n=number, total=total))
        ink.text((_MARGIN, y), self._of(words), small, room=190.0)
        told = f"{office}　　{page}" if office else page
        ink.text((_A4[0] - _MARGIN, y), told, small, align=1.0, room=74.0)

    def _of(self, text: Text) -> str:
        return text.of(self.language)
