"""Reading what a plan names: rows, rows kept aside, findings and the account."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import shapely

from gridwatch.district.litter import many_objects
from gridwatch.district.wording import Kind, Text
from gridwatch.intake import georeference, readers
from gridwatch.intake.ahead import ahead
from gridwatch.intake.delivery import Cancelled, Delivery, PlannedFile, Rejected, Source
from gridwatch.intake.findings import Notebook, gathered
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.roster import Roster
from gridwatch.intake.rows import Entry, entries, joined, merged, rejected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from gridwatch.intake.layers import RawLayer

__all__ = ["Cancel", "Progress", "Reading"]

Progress = Callable[[int, int, Text], None]
Cancel = Callable[[], bool]


class Reading:
    """One reading of a delivery, file after file.

    Parameters
    ----------
    files : sequence of PlannedFile
        What to read; files without a kind are passed over.
    target : int
        EPSG code of the store.
    progress, cancelled : callable or None
        Told of rows done and all rows; asked whether to stop.
    """

    def __init__(
        self,
        files: Sequence[PlannedFile],
        target: int,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
    ) -> None:
        self._files = [file for file in files if file.kind is not None]
        self._target = target
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0
        self._total = sum(file.rows for file in self._files)
        self._roster = Roster()
        self._entries: list[Entry] = []
        self._merged_rows: list[Entry] = []
        self._rejected: list[Rejected] = []
        self._chiefs_taken: dict[str, int] = {}
        self._notebooks: dict[str, Notebook] = {}

    def delivery(self) -> Delivery:
        """Read everything.

        Raises
        ------
        Cancelled
            When `cancelled` turned true; nothing is handed on then.
        """
        with many_objects():
            raws = ahead(_loaded, self._files, lambda file: self._tick(file, 0))
            with closing(raws):
                for file, raw in zip(self._files, raws, strict=True):
                    self._tick(file, 0)
                    self._read(file, raw)
                    self._done += file.rows
            taken = self._without_repeats()
        if self._progress is not None:
            self._progress(self._done, self._total, Text("读取完毕", "all read"))
        return Delivery(
            self._target,
            MappingProxyType(self._rows(taken)),
            tuple(self._rejected),
            gathered(f for book in self._notebooks.values() for f in book.findings()),
            self._account(taken),
        )

    def _tick(self, file: PlannedFile, done: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._progress is not None:
            what = Text("读取 {name}", "reading {name}").filled(name=file.source)
            self._progress(self._done + done, self._total, what)

    def _notebook(self, source: str) -> Notebook:
        return self._notebooks.setdefault(source, Notebook(source))

    def _read(self, file: PlannedFile, found: Future[RawLayer]) -> None:
        notebook = self._notebook(file.source)
        try:
            raw = found.result()
        except Unreadable as error:
            self._lost_whole(file, error.text, notebook)
            return
        if not file.placed:
            raw.geometry = None
        for note in raw.notes:
            notebook.note(
                note.severity, note.text, row=note.row, field=note.field,
                count=note.count,
            )  # fmt: skip
        self._explain(file, raw, notebook)

        def tick(done: int) -> None:
            self._tick(file, done)

        if file.kind is Kind.PERSON:
            taken, aside = self._roster.take(file, raw, notebook, tick)
            self._chiefs_taken[file.source] = taken
        else:
            taken_rows, aside = entries(file, raw, self._target, notebook, tick)
            self._entries += taken_rows
        self._rejected += aside

    def _lost_whole(self, file: PlannedFile, why: Text, notebook: Notebook) -> None:
        """Account for every row of a file that cannot be read any more."""
        notebook.note("error", why, count=file.rows)
        self._rejected += [
            Rejected(file.source, row, file.kind, why, {})
            for row in range(1, file.rows + 1)
        ]

    def _explain(self, file: PlannedFile, raw: RawLayer, notebook: Notebook) -> None:
        used = raw.places
        unused = [name for name, field in file.columns if not (field or name in used)]
        if unused:
            zh = _UNUSED.zh.format(columns="、".join(unused))
            notebook.note(
                "info", Text(zh, _UNUSED.en.format(columns=", ".join(unused)))
            )
        if file.kind is Kind.PERSON or raw.geometry is None:
            return
        if file.placing is not None:
            notebook.note("info", file.placing, count=len(raw.numbers))
        if file.crs == georeference.WGS84 and georeference.is_cgcs2000(self._target):
            notebook.note("info", _SAME, count=len(raw.numbers))

    def _without_repeats(self) -> list[Entry]:
        """Keep the first row of every code; polygons before tables."""
        first: dict[tuple[Kind, str], int] = {}
        kept: list[Entry] = []
        order = sorted(self._entries, key=_is_table_row)
        for entry in order:
            key = _key(entry)
            if key is None or key not in first:
                if key is not None:
                    first[key] = len(kept)
                kept.append(entry)
                continue
            known = kept[first[key]]
            if _is_table_row(entry) and not _is_table_row(known):
                value, said = merged(known.value, entry.value), _MERGED
            elif _is_another_part(entry, known):
                value, said = joined(known.value, entry.value), _JOINED
            else:
                self._set_aside(entry, known)
                continue
            kept[first[key]] = replace(known, value=value)
            self._merged_rows.append(entry)
            self._notebook(entry.source).note("info", said, row=entry.row)
        return kept

    def _set_aside(self, entry: Entry, known: Entry) -> None:
        reason = _REPEATED.filled(
            code=_code(entry.value), source=known.source, row=known.row
        )
        self._rejected.append(
            rejected(entry.raw, entry.at, entry.source, entry.kind, reason)
        )
        self._notebook(entry.source).note("error", _REPEATS, row=entry.row)

    def _rows(self, taken: Sequence[Entry]) -> dict[Kind, tuple[object, ...]]:
        rows: dict[Kind, list[object]] = {}
        bodies: dict[tuple[str, str], object] = {}
        for entry in taken:
            if entry.kind is Kind.OWNERSHIP:
                bodies[entry.value.segment_code, entry.value.bank] = entry.value
            else:
                rows.setdefault(entry.kind, []).append(entry.value)
        for entry in taken:
            if entry.ownership is not None:
                own = entry.ownership
                bodies.setdefault((own.segment_code, own.bank), own)
        found: dict[Kind, tuple[object, ...]] = {k: tuple(v) for k, v in rows.items()}
        found[Kind.OWNERSHIP] = tuple(bodies.values())
        found.update(self._roster.rows())
        return {kind: values for kind, values in found.items() if values}

    def _account(self, taken: Sequence[Entry]) -> tuple[Source, ...]:
        counts: dict[str, int] = dict(self._chiefs_taken)
        for entry in (*taken, *self._merged_rows):
            counts[entry.source] = counts.get(entry.source, 0) + 1
        aside: dict[str, int] = {}
        for row in self._rejected:
            aside[row.source] = aside.get(row.source, 0) + 1
        return tuple(
            Source(
                file.source,
                file.kind,
                counts.get(file.source, 0),
                aside.get(file.source, 0),
                file.encoding,
                file.crs,
                file.placing,
            )
            for file in self._files
            if file.kind is not None
        )


def _loaded(file: PlannedFile, unwanted: Callable[[], bool]) -> RawLayer:
    def tick() -> None:
        if unwanted():
            raise Cancelled

    return readers.load(file.path, file.layer, file.encoding, tick)


_UNUSED = Text(
    "以下列没有对应字段，未导入（仍在源文件中）：{columns}",
    "columns without a field of ours, not taken (they stay in the file): {columns}",
)
_SAME = Text(
    "WGS 84 坐标按 CGCS2000 使用：两者在成图比例尺上相同",
    "WGS 84 coordinates were used as CGCS2000: the two are the same at map scale",
)
_MERGED = Text(
    "代码与有边界的行政区相同：属性已并入",
    "the code of a jurisdiction with a boundary: its attributes were merged into that",
)
_JOINED = Text(
    "同一代码、同样属性的几个图形：已合成一个对象的几个部分",
    "shapes of one code with the same attributes: joined as parts of one object",
)
_REPEATED = Text(
    "代码 {code} 已在 {source} 第 {row} 行出现过",
    "the code {code} stands already in row {row} of {source}",
)
_REPEATS = Text("代码重复的行，已搁置", "rows that repeat a code were kept aside")


def _code(value: Any) -> str:  # noqa: ANN401 - any of the district's values
    return str(getattr(value, "code", "") or getattr(value, "segment_code", ""))


def _key(entry: Entry) -> tuple[Kind, str] | None:
    code = _code(entry.value)
    if not code:
        return None
    if entry.kind is Kind.OWNERSHIP:
        return entry.kind, f"{code}/{entry.value.bank}"
    return entry.kind, code


_IN_PARTS = (Kind.JURISDICTION, Kind.RIVER, Kind.SEGMENT, Kind.WATER_BODY)
"""What may come in several shapes: an enclave, a river drawn in pieces."""


def _is_another_part(entry: Entry, known: Entry) -> bool:
    """Tell whether an entry is another shape of the object `known`."""
    if entry.kind not in _IN_PARTS or entry.source != known.source:
        return False
    shape, other = entry.value.geometry, known.value.geometry
    if shape is None or other is None or shapely.covers(other, shape):
        return False
    alike = replace(entry.value, uid=known.value.uid, geometry=other)
    return bool(alike == known.value)


def _is_table_row(entry: Entry) -> bool:
    """Tell whether an entry is a jurisdiction that came without a boundary."""
    return entry.kind is Kind.JURISDICTION and entry.value.geometry is None
