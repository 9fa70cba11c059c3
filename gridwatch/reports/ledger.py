"""What differs between a ledger and the record, as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.ledgerrows import field_name, kind_name, value_text
from gridwatch.district.ledgervalues import STATUS_NAMES, Status
from gridwatch.district.wording import Format, Language, Text
from gridwatch.reports.writing import Column, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gridwatch.district.ledgervalues import Difference, LedgerDiff, LedgerRow
    from gridwatch.district.wording import Kind

__all__ = ["write_ledger_diff"]

_COLUMNS = (
    (Text("变化", "difference"), Format.TEXT),
    (Text("文件行号", "row of the file"), Format.CODE),
    (Text("编码", "code"), Format.CODE),
    (Text("名称", "name"), Format.TEXT),
    (Text("字段", "field"), Format.TEXT),
    (Text("台账原值", "on record"), Format.TEXT),
    (Text("本文件", "in the file"), Format.TEXT),
    (Text("移动（米）", "moved (m)"), Format.LENGTH),
    (Text("把握", "score"), Format.TEXT),
    (Text("理由", "reason"), Format.TEXT),
)
_TITLE = Text("{kind}台账比对", "ledger of {kind} compared")
_COUNTS = Text("合计", "counts")


def write_ledger_diff(
    path: Path,
    kind: Kind,
    diff: LedgerDiff,
    rows: Iterable[LedgerRow],
    language: Language = Language.ZH,
) -> int:
    """Write every difference, a line for each field; returns the number of lines.

    Parameters
    ----------
    path : Path
        ``.xlsx`` or ``.csv``.
    kind : Kind
        Kind of the ledger.
    diff : LedgerDiff
        What differs.
    rows : iterable of LedgerRow
        The rows of the file and those on record, for codes and names.
    """
    by_key = {row.key: row for row in rows}
    lines = [
        line for one in diff.differences for line in _lines(kind, one, by_key, language)
    ]
    counts = "，".join(
        f"{STATUS_NAMES[status].of(language)} {n}" for status, n in diff.counts.items()
    )
    name = kind_name(kind)
    title = Text(_TITLE.zh.format(kind=name.zh), _TITLE.en.format(kind=name.en))
    columns = [Column(text.of(language), form) for text, form in _COLUMNS]
    notes = [(_COUNTS.of(language), counts)]
    return write_table(path, title.of(language), columns, lines, notes)


def _lines(
    kind: Kind,
    one: Difference,
    rows: Mapping[str, LedgerRow],
    language: Language,
) -> Iterator[tuple[object, ...]]:
    row = rows.get(one.uid) or rows.get(one.row)
    fields = row.fields if row is not None else {}
    code = fields.get("code") or fields.get("segment_code") or fields.get("covers_code")
    head = (STATUS_NAMES[one.status].of(language), one.row, code, fields.get("name"))
    score = "" if one.status in (Status.NEW, Status.VANISHED) else f"{one.score:.0%}"
    tail = (one.metres, score, one.reason.of(language))
    if not one.fields:
        yield (*head, "", "", "", *tail)
    for change in one.fields:
        old, new = (
            value_text(kind, change.key, value, language)
            for value in (change.old, change.new)
        )
        name = field_name(kind, change.key).of(language)
        yield (*head, name, old, new, *tail)
