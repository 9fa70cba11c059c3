"""The foot of a sheet: coordinate system, days, office, numbers, what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.mapbook.ink import GREY, Hand, Ink
from gridwatch.mapbook.projection import system_name
from gridwatch.mapbook.recipe import Audience
from gridwatch.mapbook.sheetnumbers import sheets_within
from gridwatch.mapbook.typesetting import wrap

if TYPE_CHECKING:
    from datetime import date

    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.sheets import Sheet
    from gridwatch.mapbook.windows import MapWindow

__all__ = ["draw_imprint", "draw_sheet_numbers"]

_HEIGHT, _EM, _FIRST, _PITCH = 11.0, 2.25, 5.0, 3.9
_REVIEW = Text("审图号：", "Review number: ")
_BLANK = "_" * 14


def draw_imprint(ink: Ink, box: Rect, sheet: Sheet, page: int) -> None:
    """Write the foot of a page into a box: two lines of three."""
    f = box.height / _HEIGHT
    ink.line((box.x, box.y + 1.2 * f, box.right, box.y + 1.2 * f), 0.1 * f)
    hand = Hand(_EM * f)
    lines = _lines(sheet, page)
    widths = [[ink.width(text, hand) for text in line] for line in lines]
    longest = max(sum(line) for line in widths) + 6 * f
    narrow = min(1.0, box.width / longest)
    for i, (left, middle, right) in enumerate(lines):
        y = box.y + (_FIRST + i * _PITCH) * f
        first, second, third = (wide * narrow for wide in widths[i])
        ink.text((box.x, y), left, hand, room=first or None)
        ink.text((box.right, y), right, hand, align=1.0, room=third or None)
        at = _middle(box, widths, narrow)
        ink.text((at, y), middle, hand, align=0.5, room=second or None)


def _middle(box: Rect, widths: list[list[float]], narrow: float) -> float:
    """Return where the words in the middle are centred: alike in both lines."""
    start = box.x + max(line[0] for line in widths) * narrow
    end = box.right - max(line[2] for line in widths) * narrow
    half = max(line[1] for line in widths) * narrow / 2
    wished = box.x + box.width / 2
    if start + half < wished < end - half:
        return wished
    return (start + end) / 2


def _lines(sheet: Sheet, page: int) -> list[tuple[str, str, str]]:
    say = sheet.say
    number = sheet.label(page)
    pages = Text(
        f"第 {number} 页　共 {sheet.of_pages} 页", f"Page {number} of {sheet.of_pages}"
    )
    map_number = Text(f"图号 {sheet.number}", f"Sheet {sheet.number}")
    if not sheet.scale:
        map_number = Text(f"编号 {sheet.number}", f"No. {sheet.number}")
    office = Text(f"编制单位：{sheet.office}", f"Compiled by {sheet.office}")
    return [
        (say(_system(sheet)), say(office) if sheet.office else "", say(map_number)),
        (say(_caution(sheet)), say(_days(sheet)), say(pages)),
    ]


def _system(sheet: Sheet) -> Text:
    system = system_name(sheet.crs)
    height = sheet.recipe.height_datum
    if not sheet.pages or all(page.window is None for page in sheet.pages):
        return Text("", "")
    return Text(f"{system.zh}　{height}".strip(), f"{system.en} {height}".strip())


def _caution(sheet: Sheet) -> Text:
    words, recipe = sheet.recipe.disclaimer, sheet.recipe
    public = recipe.audience is Audience.PUBLIC and sheet.scale
    if not (recipe.review_number or public):
        return words
    number = recipe.review_number or _BLANK
    return Text(
        f"{words.zh}　{_REVIEW.zh}{number}".strip("　"),
        f"{words.en} {_REVIEW.en}{number}".strip(),
    )


def _days(sheet: Sheet) -> Text:
    year = sheet.edition
    drawn = sheet.scale and year
    edition = Text(f"　行政区划 {year} 年", f", borders of {year}")
    edition = edition if drawn else Text("", "")
    return Text(
        f"资料截至 {_day(sheet.as_of)}{edition.zh}　制图 {_day(sheet.made_on)}",
        f"Data as of {sheet.as_of}{edition.en}, printed {sheet.made_on}",
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def draw_sheet_numbers(ink: Ink, box: Rect, sheet: Sheet, window: MapWindow) -> None:
    """Name the 1:10,000 sheets of the national series that the map touches."""
    numbers = sheets_within(window.crs, window.around)
    if not numbers:
        return
    em = min(1.9, box.height / 3.2)
    listed = "、".join(numbers)
    words = Text(f"所在 1:1万 图幅：{listed}", f"On 1:10,000 sheets {listed}")
    hand = Hand(em, colour=GREY)
    lines = wrap(sheet.say(words), box.width / em * 1.05)
    most = max(1, int(box.height / (em * 1.4)))
    if len(lines) > most:
        lines = (*lines[: most - 1], lines[most - 1].rstrip("、") + "等")
    for i, line in enumerate(lines):
        ink.text((box.x, box.y + em * (1 + 1.4 * i)), line, hand, room=box.width)
