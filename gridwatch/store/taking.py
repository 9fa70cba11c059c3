"""Taking a delivery in: all of it in one transaction, matched by natural keys."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import KIND_NAMES, Kind, Text
from gridwatch.store import journal, placings, rows, spatial
from gridwatch.store.faults import Cancelled
from gridwatch.store.links import check_links

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = [
    "Act",
    "ImportResult",
    "KeptAside",
    "RejectedRow",
    "Run",
    "Watch",
    "begun",
    "finished",
    "kept_aside",
    "take",
    "write_changed",
    "write_new",
]

_CHUNK = 1000
Raw = tuple[Any, ...]


class RejectedRow(Protocol):
    """A row that intake could not take (`intake` has the class)."""

    @property
    def source(self) -> str:
        """File, relative to the delivery."""

    @property
    def row(self) -> int:
        """Record or spreadsheet row, 1-based."""

    @property
    def kind(self) -> Kind | None:
        """What it would have been."""

    @property
    def reason(self) -> Text:
        """Why it was kept aside."""

    @property
    def values(self) -> Mapping[str, object]:
        """The original columns."""

    @property
    def wkt(self) -> str:
        """The original geometry, or empty."""


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A delivered row that was not taken, as it stood in its file.

    Parameters
    ----------
    import_id : int
        Number of the import.
    delivery : str
        The folder or file the import came from.
    source : str
        File, relative to the delivery.
    row : int
        1-based record or spreadsheet row.
    kind : Kind or None
        What it would have been.
    reason : Text
        Why it was kept aside.
    values : mapping of str to object
        Original columns.
    wkt : str
        Original geometry, or empty.
    """

    import_id: int
    delivery: str
    source: str
    row: int
    kind: Kind | None
    reason: Text
    values: Mapping[str, object]
    wkt: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, by kind.

    Parameters
    ----------
    inserted, updated, unchanged : dict of Kind to int
        Rows that are new, that were changed, and that stood in the store already.
    removed : dict of Kind to int
        Rows that went; a delivery of files never removes any.
    kept_aside : int
        Rows kept aside.
    import_id : int
        Number of the import.
    """

    inserted: dict[Kind, int] = field(default_factory=dict)
    updated: dict[Kind, int] = field(default_factory=dict)
    unchanged: dict[Kind, int] = field(default_factory=dict)
    removed: dict[Kind, int] = field(default_factory=dict)
    kept_aside: int = 0
    import_id: int = 0


class Watch:
    """Tells how far an import is and asks whether to go on.

    Parameters
    ----------
    total : int
        Rows to come.
    progress : callable or None
        Takes done, total and what is being written.
    cancelled : callable or None
        Turns true when the officer wants to stop.
    """

    def __init__(
        self,
        total: int,
        progress: Callable[[int, int, Text], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._done, self._total = 0, total
        self._progress, self._cancelled = progress, cancelled

    def step(self, count: int, kind: Kind) -> None:
        """Count rows as done.

        Raises
        ------
        Cancelled
            Where the officer wants to stop.
        """
        self._done += count
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._progress is not None:
            name = KIND_NAMES[kind]
            what = Text(f"写入{name.zh}", f"writing: {name.en}")
            self._progress(self._done, self._total, what)


@dataclass
class Run:
    """One running import."""

    connection: sqlite3.Connection
    crs: int
    entry: journal.Entry
    watch: Watch
    result: ImportResult
    # Stable identifiers of the delivery -> those of the rows they were matched with.
    known: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """Where a delivery comes from, who takes it in, and the store's EPSG code.

    `placed` says by file how its coordinates were brought over, where that needs words.
    """

    source: str
    who: str
    crs: int
    placed: Mapping[str, Text] = field(default_factory=dict)


def take(
    connection: sqlite3.Connection,
    act: Act,
    delivery: Mapping[Kind, Sequence[object]],
    rejected: Sequence[RejectedRow | tuple[Any, ...]],
    watch: Watch,
) -> ImportResult:
    """Write the rows of a delivery; the caller holds the transaction."""
    run = begun(connection, act, watch)
    for kind in Kind:
        if delivery.get(kind):
            _take_kind(run, kind, delivery[kind])
    if any(delivery.get(kind) for kind in (Kind.PERSON, Kind.POST, Kind.TERM)):
        check_links(connection)
    return finished(run, rejected)


def begun(connection: sqlite3.Connection, act: Act, watch: Watch) -> Run:
    """Write down that an import begins."""
    at = journal.stamp()
    cursor = connection.execute(
        "INSERT INTO gw_import (at, who, source) VALUES (?, ?, ?)",
        (at, act.who, act.source),
    )
    number = int(cursor.lastrowid or 0)
    entry = journal.Entry(act.who, at, import_id=number)
    placings.write(connection, entry, act.placed)
    return Run(connection, act.crs, entry, watch, ImportResult(import_id=number))


def _take_kind(run: Run, kind: Kind, delivered: Sequence[object]) -> None:
    new = rows.encoded(kind, delivered, run.crs)
    if kind in _LINKS:
        new = _relinked(run, kind, new)
    old = rows.read_raw(run.connection, kind)
    fresh, changed, unchanged = [], [], 0
    for before, after in _paired(kind, old, new):
        if before is None:
            fresh.append(after)
            continue
        run.known[after[0]] = before[0]
        keys = _changed_keys(kind, before, after)
        if keys:
            changed.append((before, after, keys))
        else:
            unchanged += 1
    run.watch.step(unchanged, kind)
    write_changed(run, kind, changed)
    write_new(run, kind, fresh)
    run.result.inserted[kind] = len(fresh)
    run.result.updated[kind] = len(changed)
    run.result.unchanged[kind] = unchanged
    if fresh or changed:
        spatial.touch(run.connection, kind, run.entry.at)
        if kind in MAPPED:
            spatial.refresh_extent(run.connection, kind)


_LINKS: dict[Kind, dict[str, Kind]] = {
    Kind.TERM: {"post_uid": Kind.POST, "person_uid": Kind.PERSON},
    Kind.FORMER_FACE: {"signboard_uid": Kind.SIGNBOARD},
    Kind.MONITORING: {"outfall_uid": Kind.OUTFALL},
}
"""Fields that hold the identifier of another row, and of which kind that is."""


def _relinked(run: Run, kind: Kind, new: Sequence[Raw]) -> list[Raw]:
    """Point delivered rows at the rows of the store.

    A delivery names boards and outfalls by their code; its own identifiers may have
    been matched with rows that were there before.
    """
    links = _LINKS[kind]
    known = {key: dict(run.known) for key in links}
    for key, other in links.items():
        if other in MAPPED:
            sql = f'SELECT code, uid FROM "{other.value}" ORDER BY fid DESC'  # noqa: S608
            pairs = run.connection.execute(sql)
            known[key] |= {code: uid for code, uid in pairs if code}
    return [
        tuple(
            known[key].get(value, value) if key in links else value
            for key, value in zip(rows.KEYS[kind], row, strict=True)
        )
        for row in new
    ]


# --- which row is which ---------------------------------------------------------

_NATURAL: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys(MAPPED, ("code",)),
    Kind.OWNERSHIP: ("segment_code", "bank"),
    Kind.PERSON: ("name", "mobile"),
    Kind.POST: ("role", "covers", "covers_code"),
    Kind.TERM: ("post_uid", "person_uid", "since"),
    Kind.BODY: ("name",),
    Kind.FORMER_FACE: ("signboard_uid", "installed"),
    Kind.MONITORING: ("outfall_uid", "on"),
    Kind.SOURCE: ("code",),
    Kind.PUBLICATION: ("what", "on", "subject", "document"),
    Kind.PHOTO: ("row_uid", "sha256"),
}


def _paired(
    kind: Kind, old: Sequence[Raw], new: Sequence[Raw]
) -> list[tuple[Raw | None, Raw]]:
    """Find for each new row the row of the store that it is, or None.

    First by identifier, then an equal row, then one with the same natural key, in the
    order of the store; each row of the store serves once.
    """
    found: list[Raw | None] = [None] * len(new)
    if old:
        free = {row[0]: row for row in old}
        for sign in (_uid, _content, _natural):
            _pair_by(sign, kind, free, new, found)
    return list(zip(found, new, strict=True))


def _pair_by(
    sign: Callable[[Kind, Raw], object],
    kind: Kind,
    free: dict[str, Raw],
    new: Sequence[Raw],
    found: list[Raw | None],
) -> None:
    candidates: defaultdict[object, list[Raw]] = defaultdict(list)
    for row in reversed(free.values()):
        candidates[sign(kind, row)].append(row)
    for place, row in enumerate(new):
        if found[place] is not None:
            continue
        key = sign(kind, row)
        if key is not None and candidates.get(key):
            found[place] = match = candidates[key].pop()
            del free[match[0]]


def _uid(_kind: Kind, row: Raw) -> object:
    return row[0]


def _content(kind: Kind, row: Raw) -> object:
    return tuple(rows.plain(kind, row)[1:])


def _natural(kind: Kind, row: Raw) -> object:
    keys = rows.KEYS[kind]
    values = tuple(row[keys.index(key)] or "" for key in _NATURAL[kind])
    # A row without a code (or name, or role) has nothing to be known by.
    return values if values[0] else None


_KEPT_HERE: dict[Kind, frozenset[str]] = {
    Kind.RIVER: frozenset({"commander_code"}),
    Kind.WATER_BODY: frozenset({"reservoir_code"}),
    Kind.SIGNBOARD: frozenset(
        {"subtype", "erected", "removed", "cell_code", "cell_reason"}
    ),
    Kind.OUTFALL: frozenset(
        {
            "subclass", "variety", "approved_on", "approved_by", "frequency_days",
            "deadline", "closed_on", "closed_by", "closing_note", "cell_code",
            "cell_reason",
        }
    ),
    Kind.OWNERSHIP: frozenset({"basin_body", "care_mode", "contract", "contract_end"}),
    Kind.POST: frozenset({"reports_to"}),
    Kind.TERM: frozenset({"document"}),
}  # fmt: skip
"""What deliveries do not carry: a row delivered again leaves it as it is here."""


def _changed_keys(kind: Kind, before: Raw, after: Raw) -> list[str]:
    kept = _KEPT_HERE.get(kind, frozenset())
    return [
        key
        for key, one, other in zip(
            rows.KEYS[kind][1:], before[1:], after[1:], strict=True
        )
        if not rows.same(kind, key, one, other)
        and not (key in kept and rows.same(kind, key, None, other))
        and not (key == "face" and _says_no_more(one, other))
    ]


def _says_no_more(here: str | None, delivered: str | None) -> bool:
    """Tell whether a delivered face has only parts that stand on the one here."""
    if not here or not delivered:
        return False
    known = json.loads(here)
    parts = json.loads(delivered).items()
    return all(not part or known.get(key) == part for key, part in parts)


# --- writing --------------------------------------------------------------------


def _chunks(items: list[Any]) -> Iterable[list[Any]]:
    return (items[i : i + _CHUNK] for i in range(0, len(items), _CHUNK))


def write_changed(
    run: Run, kind: Kind, changed: list[tuple[Raw, Raw, list[str]]]
) -> None:
    """Write the fields of rows that differ, given as before, after, which fields."""
    for chunk in _chunks(changed):
        lines = []
        for before, after, keys in chunk:
            was = dict(zip(rows.KEYS[kind], before, strict=True))
            now = dict(zip(rows.KEYS[kind], after, strict=True))
            new = {key: now[key] for key in keys}
            rows.update(run.connection, kind, before[0], new)
            old = {key: was[key] for key in keys}
            lines.append((before[0], journal.as_json(old), journal.as_json(new)))
        journal.write(run.connection, run.entry, kind.value, lines)
        run.watch.step(len(chunk), kind)


def write_new(run: Run, kind: Kind, fresh: list[Raw]) -> None:
    """Write rows that are new."""
    if not fresh:
        return
    if kind in MAPPED:
        with spatial.bulk_loading(run.connection, kind):
            _insert_some(run, kind, fresh)
    else:
        _insert_some(run, kind, fresh)


def _insert_some(run: Run, kind: Kind, fresh: list[Raw]) -> None:
    for chunk in _chunks(fresh):
        fids = rows.insert(run.connection, kind, chunk)
        if kind in MAPPED:
            at = rows.KEYS[kind].index(rows.GEOMETRY)
            blobs = [row[at] for row in chunk]
            spatial.index_rows(run.connection, kind, fids, blobs)
        lines = ((row[0], None, _as_imported(kind, row)) for row in chunk)
        journal.write(run.connection, run.entry, kind.value, lines)
        run.watch.step(len(chunk), kind)


def _as_imported(kind: Kind, row: Raw) -> str | None:
    fields = dict(zip(rows.KEYS[kind][1:], row[1:], strict=True))
    if kind in MAPPED:
        shape = row[rows.KEYS[kind].index(rows.GEOMETRY)]
        fields[rows.GEOMETRY] = journal.digest(shape)
    return journal.as_json(fields)


# --- rows kept aside ------------------------------------------------------------


def finished(
    run: Run, rejected: Sequence[RejectedRow | tuple[Any, ...]] = ()
) -> ImportResult:
    """Write the rejected rows and the figures of the import."""
    result = replace(run.result, kept_aside=len(rejected))
    run.connection.executemany(
        "INSERT INTO gw_kept_aside (import_id, source, row, kind, reason_zh,"
        ' reason_en, "values", wkt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        [(result.import_id, *_rejected_columns(item)) for item in rejected],
    )
    run.connection.execute(
        "UPDATE gw_import SET inserted = ?, updated = ?, unchanged = ?,"
        " kept_aside = ? WHERE id = ?",
        (
            sum(result.inserted.values()),
            sum(result.updated.values()),
            sum(result.unchanged.values()),
            len(rejected),
            result.import_id,
        ),
    )
    return result


def _rejected_columns(item: RejectedRow | tuple[Any, ...]) -> tuple[Any, ...]:
    if isinstance(item, tuple):
        source, row, kind, reason, values, wkt = item
    else:
        source, row, kind = item.source, item.row, item.kind
        reason, values, wkt = item.reason, item.values, item.wkt
    kept = json.dumps(dict(values), ensure_ascii=False, default=str)
    return source, row, kind, reason[0], reason[1], kept, wkt


_LATEST = " WHERE i.id IN (SELECT max(id) FROM gw_import GROUP BY source)"


def kept_aside(
    connection: sqlite3.Connection, *, every_import: bool
) -> list[KeptAside]:
    """Return rows kept aside, by default those of each source's latest import."""
    sql = (
        "SELECT i.id, i.source, k.source, k.row, k.kind, k.reason_zh, k.reason_en,"
        ' k."values", k.wkt FROM gw_kept_aside k JOIN gw_import i ON i.id = k.import_id'
    )
    sql += "" if every_import else _LATEST
    return [
        KeptAside(
            number, delivery, source, row, Kind(kind) if kind else None,
            Text(zh, en), json.loads(values), wkt,
        )
        for number, delivery, source, row, kind, zh, en, values, wkt
        in connection.execute(sql + " ORDER BY k.id")
    ]  # fmt: skip
