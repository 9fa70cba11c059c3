"""Where the tables lie on a sheet, and which of its rows are rows of them.

Offices put a title over a table and merge it, join two rows to a head, put units under
the head, merge the cells of what belongs together, add sums and remarks, repeat the
head on each page, and put a second table below. The row of column names is the one in
which the most columns are known to us; what is no row is left out and said.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.intake.columns import alias_hits, aliases, normal
from gridwatch.intake.layers import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridwatch.intake.workbook import Grid, Merge

__all__ = ["SheetTable", "tables_of"]

_HEADER_ROWS = 20
_KNOWN_COLUMNS = 2
_DEEPEST = 3
_FEW = 2
_SHOWN = 6
_BROAD = 3
_SUM = re.compile(r".{0,12}?(合计|小计|总计|共计|累计)(数|：|:)?(\d+\S{0,3})?")
_REMARK = re.compile(
    r"(注|备注|附注|说明|填表说明|填表人|制表人?|审核人?|负责人|填报单位|填报人|联系人"
    r"|填表日期|填报日期|单位负责人)\d?\s*[:：].*|第\s*\d+\s*页.*|[（(]?以下空白[)）]?"
)
_UNIT = re.compile(
    r"[（(【\[]?(单位[:：])?"
    r"(米|公里|千米|km|m|个|人|块|处|条|段|平方公里|km2|km²|亩|公顷|万元|元|天|%|-|—|/)"
    r"[)）】\]]?",
    re.IGNORECASE,
)
_UNIT_ABOVE = re.compile(
    r".*单位\s*[:：]\s*(公里|千米|km|米|m)\s*[)）]?", re.IGNORECASE
)
_OF_LENGTH = ("长度", "里程", "河长")
_NO_UNIT = {"-", "—", "/", ""}
_Row = list[object]


@dataclass(frozen=True)
class SheetTable:
    """One table of a sheet.

    Parameters
    ----------
    layer : str or None
        The sheet, with the number of the table where it is not the first; None for
        the first table of a CSV file.
    names : tuple of str
        Columns; those of a head of two rows are joined by ``/``.
    header_row : int
        Row of the column names (1-based), 0 where the sheet is empty.
    body : tuple of (int, list)
        Row numbers as the spreadsheet counts, and values.
    notes : tuple of Note
        What was left out, filled in or supposed.
    """

    layer: str | None
    names: tuple[str, ...] = ()
    header_row: int = 0
    body: tuple[tuple[int, _Row], ...] = ()
    notes: tuple[Note, ...] = ()


def tables_of(grid: Grid) -> tuple[SheetTable, ...]:
    """Return the tables of a sheet; an empty sheet has one without columns."""
    first = _header(grid)
    if first < 0:
        return (SheetTable(grid.name, notes=grid.notes),)
    heads = [first, *_further_heads(grid, first)]
    ends = [*(_end_above(grid, head) for head in heads[1:]), len(grid.rows)]
    found = []
    for number, (head, end) in enumerate(zip(heads, ends, strict=True), 1):
        layer = grid.name if number == 1 else f"{grid.name or ''}（表{number}）"
        found.append(_Reader(grid, head, end).table(layer, first=number == 1))
    return tuple(found)


# --- heads ----------------------------------------------------------------------------


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _filled(row: Iterable[object]) -> int:
    return sum(bool(_text(value)) for value in row)


def _known(names: Iterable[object]) -> int:
    """Return how many columns are known, for the kind that knows the most."""
    texts = [str(name) for name in names if isinstance(name, str) and name.strip()]
    return max(len(alias_hits(texts, kind)) for kind in aliases())


def _header(grid: Grid) -> int:
    """Return the index of the row with the column names, -1 for an empty sheet."""
    best, most = -1, _KNOWN_COLUMNS - 1
    for at, row in enumerate(grid.rows[:_HEADER_ROWS]):
        if _filled(row) < _KNOWN_COLUMNS:
            continue
        known = _known(_joined_names(grid, at, _depth(grid, at)))
        if known > most:
            best, most = at, known
    if best >= 0:
        return best
    return next(iter(grid.solid), -1)


def _further_heads(grid: Grid, first: int) -> list[int]:
    """Return the heads of tables below the first; a head that is repeated is none."""
    found: list[int] = []
    last = first
    for at in grid.solid[bisect_left(grid.solid, first + 2) :]:
        row = grid.rows[at]
        if _filled(grid.rows[at - 1]) > _FEW or _filled(row) < _KNOWN_COLUMNS:
            continue
        texts = [value for value in row if _text(value)]
        if not all(isinstance(value, str) for value in texts) or _same(grid, last, at):
            continue
        known = sum(normal(str(value)) in _every_alias() for value in texts)
        if known >= _KNOWN_COLUMNS and 2 * known >= len(texts):
            found.append(at)
            last = at
    return found


def _end_above(grid: Grid, head: int) -> int:
    """Return where the table above a head ends: titles of the next one are not its."""
    end = head
    while _filled(grid.rows[end - 1]) == 1:
        end -= 1
    return end


@lru_cache(maxsize=1)
def _every_alias() -> frozenset[str]:
    return frozenset(name for one in aliases().values() for name in one.fields)


def _same(grid: Grid, one: int, other: int) -> bool:
    left, right = (
        [_text(value) for value in grid.rows[at] if _text(value)] for at in (one, other)
    )
    return left == right


def _depth(grid: Grid, head: int) -> int:
    """Return how many rows the head has, by its merged ranges."""
    deepest = 1
    for (top, left), (bottom, right) in grid.merges:
        if top != head:
            continue
        if right > left and bottom + 1 < len(grid.rows):
            below = grid.rows[bottom + 1][left : right + 1]
            texts = [value for value in below if _text(value)]
            if len(texts) > 1 and all(isinstance(value, str) for value in texts):
                bottom += 1
            else:
                continue
        deepest = max(deepest, bottom - head + 1)
    return deepest if deepest <= _DEEPEST else 1


def _joined_names(grid: Grid, head: int, depth: int) -> list[str]:
    """Return the names of a head of one or more rows, those above before those below.

    A merged range gives its name to every column under it.
    """
    width = max(len(row) for row in grid.rows[head : head + depth])
    above = _owners(grid.merges, head, depth)
    names = []
    for column in range(width):
        parts: list[str] = []
        for at in range(head, head + depth):
            row, place = above.get((at, column), (at, column))
            cells = grid.rows[row]
            part = " ".join(_text(cells[place]).split()) if place < len(cells) else ""
            if part and part not in parts:
                parts.append(part)
        names.append("/".join(parts))
    return names


def _owners(
    merges: Sequence[Merge], head: int, depth: int
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each cell of merged ranges in a head of several rows the first one."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    if depth == 1:
        return found
    for (top, left), (bottom, right) in merges:
        if head <= top < head + depth:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    found[row, column] = (top, left)
    return found


def _apart(names: Iterable[str]) -> tuple[str, ...]:
    """Name nameless columns and tell like ones apart."""
    found: list[str] = []
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        name = name or f"field_{number}"
        unique, serial = name, 2
        while unique in seen:
            unique, serial = f"{name}_{serial}", serial + 1
        found.append(unique)
        seen.add(unique)
    return tuple(found)


# --- rows -----------------------------------------------------------------------------

_LEFT_OUT = {
    "sum": Text("合计、小计行", "sums"),
    "remark": Text("表注、签名等行", "remarks and signatures"),
    "head": Text("重复的表头", "repeated heads"),
    "unit": Text("单位行、列号行", "rows of units or of column numbers"),
    "section": Text("分节标题行", "titles of sections"),
}
_OUT = Text(
    "略去不是数据的行（{what}）：{rows}", "rows that are no data ({what}): {rows}"
)
_FILLED = Text(
    "合并单元格已逐行填入：{columns}",
    "merged cells were filled in row by row: {columns}",
)
_BY_UNIT = Text(
    "按表中单位“{unit}”理解：{columns}",
    "taken in the unit of the sheet, {unit}: {columns}",
)
_SECOND = Text(
    "同一张工作表里的又一个表格（从第 {row} 行起）",
    "another table of the same sheet (from row {row})",
)


class _Reader:
    """Reads one table between its head and the next one."""

    def __init__(self, grid: Grid, head: int, end: int) -> None:
        self._grid, self._head, self._end = grid, head, end
        self._depth = _depth(grid, head)
        self._names = _joined_names(grid, head, self._depth)
        self._out: defaultdict[str, list[int]] = defaultdict(list)
        self._units: dict[str, list[str]] = {}
        self._broad = {
            top
            for (top, left), (bottom, right) in grid.merges
            if top == bottom and right - left + 1 >= max(_BROAD, self._width // 2)
        }

    @property
    def _width(self) -> int:
        return sum(bool(name) for name in self._names)

    def table(self, layer: str | None, *, first: bool) -> SheetTable:
        """Return the table."""
        start = self._head + self._depth
        rows, filled = self._filled_down(start)
        start = self._below_head(start)
        body = []
        solid = self._grid.solid
        for at in solid[bisect_left(solid, start) : bisect_left(solid, self._end)]:
            why = self._no_row(at)
            if why:
                self._out[why].append(at + 1)
            else:
                body.append((at + 1, rows.get(at, self._grid.rows[at])))
        self._unit_above()
        names = self._trimmed(body)
        notes = [*(self._grid.notes if first else ()), *self._notes(filled)]
        if not first:
            notes.insert(0, Note("info", _SECOND.filled(row=self._head + 1)))
        return SheetTable(
            layer, _apart(names), self._head + 1, tuple(body), tuple(notes)
        )

    def _trimmed(self, body: Sequence[tuple[int, _Row]]) -> list[str]:
        """Leave out columns at the end that have neither name nor values."""
        names = list(self._names)
        while names and not names[-1]:
            last = len(names) - 1
            if any(len(row) > last and _text(row[last]) for _, row in body):
                break
            names.pop()
        return names

    def _filled_down(self, start: int) -> tuple[dict[int, _Row], list[int]]:
        """Give every row of a merged range its value."""
        rows: dict[int, _Row] = {}
        columns: set[int] = set()
        for (top, left), (bottom, _) in self._grid.merges:
            if bottom == top or top < start or top >= self._end:
                continue
            value = self._grid.rows[top][left]
            for at in range(top + 1, min(bottom + 1, self._end)):
                row = rows.setdefault(at, list(self._grid.rows[at]))
                if left < len(row) and not _text(row[left]):
                    row[left] = value
                    columns.add(left)
        return rows, sorted(columns)

    def _below_head(self, start: int) -> int:
        """Pass over rows of units and of column numbers right below the head."""
        while start < self._end:
            texts = [_text(value) for value in self._grid.rows[start]]
            told = [text for text in texts if text]
            if not told:
                start += 1
            elif all(_UNIT.fullmatch(text) for text in told):
                self._take_units(texts)
                self._out["unit"].append(start + 1)
                start += 1
            elif len(told) > _FEW and _are_numbers(told):
                self._out["unit"].append(start + 1)
                start += 1
            else:
                break
        return start

    def _take_units(self, texts: Sequence[str]) -> None:
        for column, text in enumerate(texts):
            unit = text.strip("（()）【】[]").removeprefix("单位").lstrip(":：")
            if unit not in _NO_UNIT and column < len(self._names):
                self._give_unit(column, unit)

    def _give_unit(self, column: int, unit: str) -> None:
        name = self._names[column]
        if name and unit not in name:
            self._names[column] = f"{name}（{unit}）"
            self._units.setdefault(unit, []).append(name)

    def _unit_above(self) -> None:
        """Take “单位：公里” over the head as the unit of lengths."""
        for row in self._grid.rows[max(0, self._head - 3) : self._head]:
            for value in row:
                found = _UNIT_ABOVE.fullmatch(_text(value))
                if found is None:
                    continue
                for column, name in enumerate(self._names):
                    told = "（" in name or "(" in name
                    if not told and any(word in name for word in _OF_LENGTH[:2]):
                        self._give_unit(column, found[1])

    def _no_row(self, at: int) -> str:
        """Return why a row is no row of the table, or empty."""
        row = self._grid.rows[at]
        texts = [_text(value) for value in row if _text(value)]
        if texts == [_text(v) for v in self._grid.rows[self._head] if _text(v)]:
            return "head"
        first = next((t for t in texts if not t.replace(".", "").isdigit()), "")
        plain = "".join(unicodedata.normalize("NFKC", first).split())
        if _SUM.fullmatch(plain):
            return "sum"
        if len(texts) <= _BROAD and _REMARK.fullmatch(first):
            return "remark"
        if len(texts) == 1 and at in self._broad:
            return "section"
        return ""

    def _notes(self, filled: Sequence[int]) -> list[Note]:
        notes = []
        for why, rows in self._out.items():
            what = _LEFT_OUT[why]
            said = Text(
                _OUT.zh.format(what=what.zh, rows=_rows_of(rows, "、", "等")),
                _OUT.en.format(what=what.en, rows=_rows_of(rows, ", ", " …")),
            )
            notes.append(Note("info", said, row=rows[0], count=len(rows)))
        names = [self._names[c] or f"field_{c + 1}" for c in filled if c < self._far]
        if names:
            said = Text(
                _FILLED.zh.format(columns="、".join(names)),
                _FILLED.en.format(columns=", ".join(names)),
            )
            notes.append(Note("info", said))
        for unit, columns in self._units.items():
            said = _BY_UNIT.filled(unit=unit, columns="、".join(columns))
            notes.append(Note("info", said))
        return notes

    @property
    def _far(self) -> int:
        return len(self._names)


def _rows_of(rows: Sequence[int], mark: str, more: str) -> str:
    shown = mark.join(str(row) for row in rows[:_SHOWN])
    return shown + (more if len(rows) > _SHOWN else "")


def _are_numbers(texts: Sequence[str]) -> bool:
    """Tell whether cells count the columns: 1 2 3, (1) (2) (3) or 甲 乙 1 2."""
    numbers = []
    for text in texts:
        bare = text.strip("（()）").removesuffix(".0")
        if bare.isdigit():
            numbers.append(int(bare))
        elif text not in "甲乙丙丁":
            return False
    counted = list(range(numbers[0], numbers[0] + len(numbers))) if numbers else []
    return len(numbers) > _FEW and numbers == counted and numbers[0] <= 1
