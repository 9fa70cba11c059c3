"""Rows of other stores taken over as they are: by identifier, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Kind
from gridwatch.store import journal, rows, spatial
from gridwatch.store.links import check_links
from gridwatch.store.taking import begun, finished, write_changed, write_new

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, Sequence

    from gridwatch.store.taking import Act, ImportResult, Run, Watch

__all__ = ["mirror"]

Raw = tuple[Any, ...]


def mirror(
    connection: sqlite3.Connection,
    act: Act,
    tables: Mapping[Kind, Sequence[Raw]],
    gone: Mapping[Kind, Collection[str]],
    watch: Watch,
) -> ImportResult:
    """Write rows of column values as they are; the caller holds the transaction.

    Unlike an import nothing is matched by names or codes: two districts may have
    bodies and persons of one name, and each keeps its own.

    Parameters
    ----------
    tables : mapping of Kind to rows
        In the order of `rows.KEYS`, shapes in the store's CRS.
    gone : mapping of Kind to identifiers
        Rows that are to go, where they are here.
    """
    run = begun(connection, act, watch)
    for kind in Kind:
        _take_over(run, kind, tables.get(kind, ()), set(gone.get(kind, ())))
    check_links(connection)
    return finished(run)


def _take_over(run: Run, kind: Kind, delivered: Sequence[Raw], gone: set[str]) -> None:
    here = {row[0]: row for row in rows.read_raw(run.connection, kind)}
    fresh = [row for row in delivered if row[0] not in here]
    changed = [
        (here[row[0]], row, keys)
        for row in delivered
        if row[0] in here and (keys := _unlike(kind, here[row[0]], row))
    ]
    lost = [here[uid] for uid in gone - {row[0] for row in delivered} if uid in here]
    run.watch.step(len(delivered) - len(fresh) - len(changed), kind)
    write_changed(run, kind, changed)
    write_new(run, kind, fresh)
    _remove(run, kind, lost)
    run.result.inserted[kind] = len(fresh)
    run.result.updated[kind] = len(changed)
    run.result.removed[kind] = len(lost)
    run.result.unchanged[kind] = len(delivered) - len(fresh) - len(changed)
    if fresh or changed or lost:
        spatial.touch(run.connection, kind, run.entry.at)
        if kind in MAPPED:
            spatial.refresh_extent(run.connection, kind)


def _unlike(kind: Kind, before: Raw, after: Raw) -> list[str]:
    return [
        key
        for key, one, other in zip(rows.KEYS[kind], before, after, strict=True)
        if not rows.same(kind, key, one, other)
    ]


def _remove(run: Run, kind: Kind, lost: Sequence[Raw]) -> None:
    lines = []
    for row in lost:
        rows.delete(run.connection, kind, row[0])
        was = dict(zip(rows.KEYS[kind][1:], row[1:], strict=True))
        lines.append((row[0], journal.as_json(was), None))
    journal.write(run.connection, run.entry, kind.value, lines)
