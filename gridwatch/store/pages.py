"""The journal read page by page, each import as one line, whatever its length."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from gridwatch.district.wording import Kind
from gridwatch.store.journal import JournalEntry, entry_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

__all__ = ["ImportLine", "JournalPage", "JournalQuery", "Spans", "read_page"]

_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which entries are wanted.

    Parameters
    ----------
    text : str
        Words that stand in who, why, before or after; all of them.
    kind : Kind or None
        Only rows of this kind.
    uid : str
        Only this row; what an import did to it is then told as well.
    since, until : date or None
        First and last day, by the officer's clock.
    """

    text: str = ""
    kind: Kind | None = None
    uid: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """All that one import wrote.

    Parameters
    ----------
    id : int
        Number of its last entry in the journal.
    at : datetime
        When, UTC.
    who, source : str
        Who imported what.
    inserted, updated, unchanged, kept_aside : int
        Rows.
    kinds : mapping of Kind to int
        Entries by kind.
    """

    id: int
    at: datetime
    who: str
    source: str
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_aside: int = 0
    kinds: dict[Kind, int] = field(default_factory=dict)


class JournalPage(NamedTuple):
    """Some lines of the journal, newest first, and where the next page begins.

    Parameters
    ----------
    lines : tuple of JournalEntry or ImportLine
        The lines.
    next : int or None
        To be handed in as `before` for the next page; None: there is none.
    """

    lines: tuple[JournalEntry | ImportLine, ...]
    next: int | None


class _Span(NamedTuple):
    """The entries of one import, which follow each other without a gap."""

    first: int
    last: int
    import_id: int
    tables: dict[str, int]


class Spans:
    """Where in the journal imports lie; looked up once and then only for what is new.

    Entries are only ever added, so what was seen stays true.
    """

    def __init__(self) -> None:
        self._seen = 0
        self._found: dict[int, _Span] = {}

    def newest_first(self, connection: sqlite3.Connection) -> list[_Span]:
        """Return the spans of all imports, the latest first."""
        (last,) = connection.execute(
            "SELECT coalesce(max(id), 0) FROM gw_journal"
        ).fetchone()
        found = connection.execute(
            "SELECT import_id, table_name, min(id), max(id), count(*) FROM gw_journal"
            " WHERE id > ? AND import_id IS NOT NULL GROUP BY import_id, table_name",
            (self._seen,),
        )
        for number, table, first, end, count in found:
            known = self._found.get(number, _Span(first, end, number, {}))
            self._found[number] = _Span(
                min(first, known.first),
                max(end, known.last),
                number,
                known.tables | {table: count},
            )
        self._seen = last
        return sorted(self._found.values(), key=lambda span: -span.first)


_COLUMNS = (
    "j.id, j.at, j.who, j.table_name, j.row_key, j.before, j.after, j.reason,"
    " coalesce(i.source, '')"
)
_FROM = " FROM gw_journal j LEFT JOIN gw_import i ON i.id = j.import_id"
_PAGE = f"SELECT {_COLUMNS}{_FROM} WHERE j.id BETWEEN :least AND :most"
_ORDER = " ORDER BY j.id DESC LIMIT :limit"
_IMPORT = (
    "SELECT at, who, source, inserted, updated, unchanged, kept_aside"
    " FROM gw_import WHERE id = ?"
)


def read_page(
    connection: sqlite3.Connection,
    spans: Spans,
    query: JournalQuery,
    before: int | None,
    size: int,
) -> JournalPage:
    """Return one page, newest first.

    Parameters
    ----------
    connection : sqlite3.Connection
        On the store.
    spans : Spans
        Where imports lie.
    query : JournalQuery
        Which entries are wanted.
    before : int or None
        Only older ones than this number; None: from the newest on.
    size : int
        At most so many lines.
    """
    most = (before or 2**62) - 1
    ways: Iterator[JournalEntry | ImportLine] = (
        _of_row(connection, query, most, size)
        if query.uid
        else _between_imports(connection, spans, query, most, size)
    )
    lines: list[JournalEntry | ImportLine] = []
    for line in ways:
        if len(lines) == size:
            return JournalPage(tuple(lines), lines[-1].id)
        lines.append(line)
    return JournalPage(tuple(lines), None)


def _of_row(
    connection: sqlite3.Connection, query: JournalQuery, most: int, size: int
) -> Iterator[JournalEntry]:
    where, values = _conditions(query)
    values |= {"least": 0, "most": most, "limit": size + 1}
    for row in connection.execute(_PAGE + where + _ORDER, values):
        yield entry_of(row)


def _between_imports(
    connection: sqlite3.Connection,
    spans: Spans,
    query: JournalQuery,
    most: int,
    size: int,
) -> Iterator[JournalEntry | ImportLine]:
    """Yield the entries between imports, and each import as one line."""
    where, values = _conditions(query)
    left = size + 1
    for span in [*spans.newest_first(connection), None]:
        if span is not None and span.first > most:
            continue
        least = 0 if span is None else span.last + 1
        bounds = {"least": least, "most": most, "limit": left}
        for row in connection.execute(_PAGE + where + _ORDER, values | bounds):
            left -= 1
            yield entry_of(row)
        # The page before may have ended in the middle of nothing but this import.
        if span is not None and span.last <= most:
            line = _import_line(connection, span, query)
            if line is not None:
                left -= 1
                yield line
        if span is None or left <= 0:
            return
        most = span.first - 1


def _conditions(query: JournalQuery) -> tuple[str, dict[str, Any]]:
    """Return SQL with its values for all that is asked but the numbers."""
    parts, values = [""], dict[str, Any]()
    if query.uid:
        parts.append("j.row_key = :uid")
        values["uid"] = query.uid
    if query.kind is not None:
        parts.append("j.table_name = :kind")
        values["kind"] = query.kind.value
    for n, word in enumerate(query.text.split()):
        key = f"word{n}"
        fields = ("who", "reason", "row_key", "before", "after")
        some = " OR ".join(f"j.{one} LIKE :{key} ESCAPE '\\'" for one in fields)
        parts.append(f"({some})")
        values[key] = f"%{_plain(word)}%"
    begun, ended = _moments(query)
    if begun:
        parts.append("j.at >= :begun")
        values["begun"] = begun
    if ended:
        parts.append("j.at < :ended")
        values["ended"] = ended
    return " AND ".join(parts), values


def _plain(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _moments(query: JournalQuery) -> tuple[str, str]:
    """Return the first moment and the one after the last, as the journal has them."""
    begun = _stamp(query.since) if query.since else ""
    ended = _stamp(query.until + timedelta(days=1)) if query.until else ""
    return begun, ended


def _stamp(day: date) -> str:
    moment = datetime.combine(day, time.min).astimezone().astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _import_line(
    connection: sqlite3.Connection, span: _Span, query: JournalQuery
) -> ImportLine | None:
    """Return an import as one line, or None where it is not what is asked for."""
    at, who, source, inserted, updated, unchanged, aside = connection.execute(
        _IMPORT, (span.import_id,)
    ).fetchone()
    begun, ended = _moments(query)
    if (begun and at < begun) or (ended and at >= ended):
        return None
    told = f"{who} {source}".casefold()
    if not all(word.casefold() in told for word in query.text.split()):
        return None
    kinds = {_KINDS[t]: n for t, n in span.tables.items() if t in _KINDS}
    if query.kind is not None and query.kind not in kinds:
        return None
    return ImportLine(
        id=span.last,
        at=datetime.fromisoformat(at),
        who=who,
        source=source,
        inserted=inserted,
        updated=updated,
        unchanged=unchanged,
        kept_aside=aside,
        kinds=kinds,
    )
