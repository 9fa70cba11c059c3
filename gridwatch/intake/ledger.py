"""A ledger file (workbook, CSV, shapefile …) read for comparing with the record.

Unlike an import, a row need not be whole: it says what it has columns for, and a point
without a shape is still a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gridwatch.district.ledgererrand import Delivered
from gridwatch.district.ledgerrows import FACE, LEDGER_KINDS, attributes_of
from gridwatch.district.ledgervalues import LedgerRow
from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.intake import readers
from gridwatch.intake.columns import alias_hits, aliases, mapped, normal
from gridwatch.intake.delivery import PlannedFile
from gridwatch.intake.findings import Finding, Notebook, gathered
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.ledgerplaces import places_of
from gridwatch.intake.roster import chief_lines
from gridwatch.intake.rows import full_code
from gridwatch.intake.signfaces import taken_face
from gridwatch.intake.translation import Translation, placed
from gridwatch.intake.values import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from gridwatch.intake.layers import Facts, RawLayer

__all__ = ["LedgerFile", "LedgerHints", "LedgerTable", "name_pattern", "read_ledger"]

Tick = Callable[[int, int], None]

_KNOWN_BY = {
    Kind.OUTFALL: ("code", "name"),
    Kind.SIGNBOARD: ("code",),
    Kind.SEGMENT: ("code", "name"),
    Kind.CELL: ("code", "name"),
    Kind.RIVER: ("code", "name"),
    Kind.WATER_BODY: ("code", "name"),
    Kind.OWNERSHIP: ("segment_code",),
    Kind.BODY: ("name",),
    Kind.SOURCE: ("code", "name"),
    Kind.PERSON: ("name",),
}
"""Fields one of which a table needs to be a ledger of a kind."""
_TOWN_CODES = {Kind.SEGMENT: "town_code"}


@dataclass(frozen=True)
class LedgerHints:
    """What the officer says beforehand, or what was remembered of last month.

    Parameters
    ----------
    layer : str or None
        Sheet or layer; None takes the one that looks most like a ledger.
    kind : Kind or None
        What its rows are; None judges by columns and names.
    columns : mapping of str to str or None
        Column -> field, over what the table of aliases says; None leaves a column out.
    role : str
        Role of chiefs where the table has no column for it.
    roles : sequence of str
        Words of the codelist, looked for in the names of file and sheet.
    encoding : str
        Codec of a CSV file; empty decides by itself.
    """

    layer: str | None = None
    kind: Kind | None = None
    columns: Mapping[str, str | None] | None = None
    role: str = ""
    roles: Sequence[str] = ()
    encoding: str = ""


_NO_HINTS = LedgerHints()


@dataclass(frozen=True)
class LedgerTable:
    """A table of the file that could be read as a ledger."""

    layer: str | None
    kind: Kind | None
    rows: int
    header_row: int


@dataclass(frozen=True)
class LedgerFile:
    """A ledger as read.

    Parameters
    ----------
    path : Path
        The file.
    layer : str or None
        Sheet or layer that was read.
    delivered : Delivered
        Kind and rows.
    columns : tuple of (str, str or None)
        Every column and the field it fills.
    header_row : int
        Row of the column names, 0 where there is none.
    tables : tuple of LedgerTable
        All tables of the file.
    findings : tuple of Finding
        What the officer should know.
    """

    path: Path
    layer: str | None
    delivered: Delivered
    columns: tuple[tuple[str, str | None], ...]
    header_row: int
    tables: tuple[LedgerTable, ...]
    findings: tuple[Finding, ...]

    @property
    def kind(self) -> Kind:
        """Kind of its rows."""
        return self.delivered.kind

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        """The rows."""
        return self.delivered.rows


def name_pattern(path: Path) -> str:
    """Return a file's name with its numbers left open: next month it is the same.

    Examples
    --------
    >>> from pathlib import Path
    >>> name_pattern(Path("排污口台账2026年11月(2).xlsx"))
    '排污口台账#年#月.xlsx'
    """
    name = re.sub(
        r"[(（]\d+[)）]|(?:[-_ ]副本)|[-_ ]?(?:最终|终稿|v\d+)", "", path.name
    )
    return re.sub(r"\d+", "#", name).casefold()


def read_ledger(
    path: Path, crs: int, hints: LedgerHints = _NO_HINTS, tick: Tick | None = None
) -> LedgerFile:
    """Read one table of a file as a ledger.

    Parameters
    ----------
    path : Path
        The file; it is never written to.
    crs : int
        EPSG code of the store.
    hints : LedgerHints
        What is known beforehand.
    tick : callable or None
        Told rows done and all rows; may raise to stop.

    Raises
    ------
    OfficerError
        Where the file cannot be read or holds no such table.
    """
    try:
        looked = [f for f in readers.look(path, hints.encoding or None) if f.rows]
        facts = _chosen(path, looked, hints)
        raw = readers.load(path, facts.layer, _encoding(facts, hints))
    except Unreadable as error:
        raise OfficerError(
            Text(*(_UNREADABLE[at].format(name=path.name, why=w) for at, w in
                   enumerate(error.text)))
        ) from error  # fmt: skip
    kind = hints.kind or _kind_of(path, facts)
    if kind is None:
        raise OfficerError(_NO_KIND.filled(name=path.name, sheet=facts.layer or ""))
    reading = _Reading(path, (facts, raw, kind), crs, hints, tick or _nobody)
    delivered = reading.delivered()
    tables = tuple(
        LedgerTable(one.layer, _kind_of(path, one), one.rows, one.header_row)
        for one in looked
    )
    return LedgerFile(
        path,
        facts.layer,
        delivered,
        reading.planned.columns,
        facts.header_row,
        tables,
        gathered(reading.notebook.findings()),
    )


_UNREADABLE = (
    "“{name}”读不了：{why}。没有更改任何数据；请用 Excel 打开另存后再试。",
    "“{name}” cannot be read: {why}. Nothing was changed; save it anew and try again.",
)
_NO_KIND = Text(
    "看不出“{name}”{sheet} 是哪类台账：没有认得的编码或名称列。没有更改任何数据；"
    "请指定类别和列。",
    "“{name}” {sheet} is no ledger we know: no column of codes or names. Nothing was "
    "changed; say its kind and columns.",
)
_NO_TABLE = Text(
    "“{name}”里没有数据行{sheet}。没有更改任何数据；请核对文件和工作表。",
    "“{name}” has no rows{sheet}. Nothing was changed; check the file and the sheet.",
)


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def _encoding(facts: Facts, hints: LedgerHints) -> str:
    return hints.encoding or (facts.coding.encoding if facts.coding else "")


_ALIKE = 0.8


def _chosen(path: Path, looked: Sequence[Facts], hints: LedgerHints) -> Facts:
    """Return the table that is wanted, or the one most like a ledger."""
    found = list(looked)
    if hints.layer is not None:
        found = [facts for facts in looked if facts.layer == hints.layer]
    if not found:
        sheet = f"（{hints.layer}）" if hints.layer else ""
        raise OfficerError(_NO_TABLE.filled(name=path.name, sheet=sheet))
    kinds = LEDGER_KINDS if hints.kind is None else (hints.kind,)
    scores = [max(_score(path, one, kind) for kind in kinds) for one in found]
    # Of sheets that are much alike the first is meant.
    return next(
        one
        for one, score in zip(found, scores, strict=True)
        if score >= _ALIKE * max(scores)
    )


def _kind_of(path: Path, facts: Facts) -> Kind | None:
    scores = {kind: _score(path, facts, kind) for kind in LEDGER_KINDS}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] > 0 else None


def _score(path: Path, facts: Facts, kind: Kind) -> float:
    """Return how much a table looks like a ledger of a kind; 0 is not at all."""
    hits = alias_hits(facts.names, kind)
    if not set(hits.values()) & set(_KNOWN_BY[kind]):
        return 0.0
    if kind is Kind.PERSON and len(set(hits.values()) - {"note", "serial"}) < 3:
        return 0.0
    own = sum(
        2.0 if not any(name in alias_hits([name], o) for o in LEDGER_KINDS if o != kind)
        else 0.5
        for name in hits
    )  # fmt: skip
    told = normal(f"{path.stem} {facts.layer or ''}")
    words = [word for word in aliases()[kind].files if word in told]
    return own + 3.0 * bool(words) + 0.1 * max((len(w) for w in words), default=0)


class _Reading:
    """One reading of one table."""

    def __init__(
        self,
        path: Path,
        table: tuple[Facts, RawLayer, Kind],
        crs: int,
        hints: LedgerHints,
        tick: Tick,
    ) -> None:
        facts, raw, kind = table
        self._facts, self._raw, self._kind = table
        self._crs, self._hints, self._tick = crs, hints, tick
        source = path.name if facts.layer is None else f"{path.name}#{facts.layer}"
        self.notebook = Notebook(source)
        columns = dict(mapped(raw.names, kind))
        columns |= {k: v for k, v in (hints.columns or {}).items() if k in columns}
        self.planned = PlannedFile(
            path, facts.layer, source, kind, True, Text("", ""),
            columns=tuple(columns.items()), rows=len(raw.numbers),
        )  # fmt: skip
        for note in (*facts.notes, *raw.notes):
            self.notebook.note(
                note.severity, note.text, row=note.row, field=note.field,
                count=note.count,
            )  # fmt: skip

    def delivered(self) -> Delivered:
        """Return the rows."""
        self._tick(0, len(self._raw.numbers))
        if self._kind is Kind.PERSON:
            return self._chiefs()
        self._drop_foreign()
        translation = Translation.of(self.planned, self._raw, self.notebook)
        places = places_of(self._raw, self._facts, self._kind, self._crs, self.notebook)
        rows: list[LedgerRow] = []
        empty = 0
        for at, fields in enumerate(translation.fields()):
            if at % 500 == 0:
                self._tick(at, len(self._raw.numbers))
            fields = self._completed(fields, at)
            if not any(value not in (None, "", ()) for value in fields.values()):
                empty += 1
                continue
            number = str(self._raw.numbers[at])
            rows.append(LedgerRow(number, fields, places[at]))
        if empty:
            self.notebook.note("info", _EMPTY, count=empty)
        return Delivered(self._kind, tuple(rows))

    def _drop_foreign(self) -> None:
        """Leave out columns of fields that rows of this kind do not have themselves."""
        own = attributes_of(self._kind)
        columns = tuple(
            (name, key if key in own or (key or "").startswith(FACE) else None)
            for name, key in self.planned.columns
        )
        self.planned = replace(self.planned, columns=columns)
        placed = self._raw.places
        unused = [name for name, key in columns if key is None and name not in placed]
        if unused:
            names = "、".join(unused)
            self.notebook.note("info", _NOT_COMPARED.filled(columns=names))

    def _completed(self, fields: dict[str, Any], at: int) -> dict[str, Any]:
        """Blank codes that lost digits, and say in which cell."""
        for key, value in fields.items():
            if isinstance(value, Refused):
                name = next(n for n, k in self.planned.columns if k == key)
                said = placed(value, name, self._raw, at).text
                row = self._raw.numbers[at]
                self.notebook.note("error", said, row=row, field=name)
                fields[key] = None
        if self._kind is Kind.OWNERSHIP:
            fields["bank"] = fields.get("bank") or "both"
        if self._kind is Kind.WATER_BODY and not fields.get("part"):
            fields["part"] = "water"
        town = _TOWN_CODES.get(self._kind, "")
        if fields.get(town):
            fields[town] = full_code(fields[town])
        return taken_face(fields)

    # --- chiefs -----------------------------------------------------------------

    def _chiefs(self) -> Delivered:
        def tick(done: int) -> None:
            self._tick(done, len(self._raw.numbers))

        lines, _ = chief_lines(self.planned, self._raw, self.notebook, tick)
        rows: list[LedgerRow] = []
        names: dict[str, Mapping[str, str]] = {}
        for line in lines:
            fields = {**line.fields, "role": line.fields["role"] or self._role}
            if not fields["role"]:
                self.notebook.note("error", _NO_ROLE, row=line.row)
                continue
            for number, code in enumerate(line.codes or ("",), 1):
                key = str(line.row) if number == 1 else f"{line.row}/{number}"
                rows.append(LedgerRow(key, {**fields, "covers_code": code}))
                if not code and any(line.names.values()):
                    names[key] = line.names
        return Delivered(self._kind, tuple(rows), names)

    @property
    def _role(self) -> str:
        """The role said, else a word of the codelist in a name, the longest first."""
        if self._hints.role:
            return self._hints.role
        path = self.planned.path
        told = f"{path.stem} {self._facts.layer or ''} {' '.join(self._raw.names)}"
        return _word_in(told, self._hints.roles)


def _word_in(text: str, words: Iterable[str]) -> str:
    found = [word for word in words if word in text]
    return max(found, key=len, default="")


_EMPTY = Text("没有任何可比内容的行", "rows in which there is nothing to compare")
_NOT_COMPARED = Text(
    "不比较的列：{columns}", "columns that are not compared: {columns}"
)
_NO_ROLE = Text(
    "没有职务列，文件名里也没有职务：请指定职务",
    "no column of roles, and none in the name of the file: say which role it is",
)
