"""The open store: what it says, what it holds, what may be written to it."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gridwatch.district.district import District
from gridwatch.district.rows import TABLES
from gridwatch.district.wording import Kind
from gridwatch.store import (
    checking,
    editing,
    faults,
    founding,
    journal,
    mirroring,
    pages,
    photos,
    placings,
    rows,
    settings,
    taking,
)
from gridwatch.store.connection import (
    back_to_one_file,
    reading,
    translated,
    writing,
)
from gridwatch.store.placings import Origin
from gridwatch.store.styles import update_styles

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )
    from pathlib import Path
    from types import TracebackType

    from gridwatch.district.changes import Changes
    from gridwatch.district.wording import Text
    from gridwatch.store.journal import JournalEntry
    from gridwatch.store.placings import Placing
    from gridwatch.store.settings import CodelistEntry
    from gridwatch.store.taking import ImportResult, KeptAside, RejectedRow
    from gridwatch.store.versions import Step

__all__ = ["Store", "StoreInfo"]

_TEXTS = ("name", "code", "office", "secrecy")


def _call(between: Callable[[], None] | None) -> None:
    if between is not None:
        between()


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store says about itself.

    Parameters
    ----------
    path : Path
        Where it lies.
    name, code : str
        Name and code of the district.
    crs : int
        EPSG code.
    uid : str
        Stable identifier of the store.
    schema_version : int
        Version of its tables.
    counts : dict of Kind to int
        Rows by kind.
    created, changed : datetime
        When it was made and last written to, UTC.
    size_bytes : int
        Size of the file.
    """

    path: Path
    name: str
    code: str
    crs: int
    uid: str
    schema_version: int
    counts: dict[Kind, int]
    created: datetime
    changed: datetime
    size_bytes: int


class Store:
    """An open store; made by `create_store` and `open_store`.

    Any thread may call its methods; they take turns.

    Parameters
    ----------
    path : Path
        The file.
    connection : sqlite3.Connection
        Open on it, or on a copy of it.
    stack : ExitStack
        Lets go of the file and of the lock.
    read_only : bool
        Whether writing is refused.
    counter : int or None
        How often the file had been committed to when it was opened; None: not known.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        stack: contextlib.ExitStack,
        *,
        read_only: bool,
        counter: int | None = None,
    ) -> None:
        self.path = path
        self._counter = counter
        self.read_only = read_only
        self._connection = connection
        self._stack = stack
        self._turn = threading.RLock()
        self._open = True
        self._spans = pages.Spans()

    def __enter__(self) -> Store:
        """Return the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file, which is then whole by itself; a second call does nothing."""
        with self._turn:
            if not self._open:
                return
            self._open = False
            if not self.read_only:
                back_to_one_file(self._connection)
            self._stack.close()

    # --- reading ----------------------------------------------------------------

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._turn, reading(self._connection, self.path):
            yield self._connection

    @contextlib.contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """Lend one consistent state to another module of this room, for a moment."""
        with self._reading() as connection:
            yield connection

    def info(self) -> StoreInfo:
        """Return what the store says about itself."""
        with self._reading() as connection:
            uid, version, name, code, crs, created = connection.execute(
                "SELECT uid, schema_version, name, code, crs, created FROM gw_store"
            ).fetchone()
            changed = connection.execute(
                "SELECT at FROM gw_journal ORDER BY id DESC LIMIT 1"
            ).fetchone()
            counts = rows.counts(connection)
        return StoreInfo(
            path=self.path,
            name=name,
            code=code,
            crs=crs,
            uid=uid,
            schema_version=version,
            counts=counts,
            created=datetime.fromisoformat(created),
            changed=datetime.fromisoformat(changed[0] if changed else created),
            size_bytes=self.path.stat().st_size,
        )

    def content_key(self) -> str:
        """Return a text that differs whenever the content does; cheap.

        It is the same at the next opening if nobody, whatever the program, has
        written to the file. Empty where that cannot be told.
        """
        if self._counter is None:
            return ""
        with self._reading() as connection:
            (uid,) = connection.execute("SELECT uid FROM gw_store").fetchone()
            (last,) = connection.execute(
                "SELECT coalesce(max(id), 0) FROM gw_journal"
            ).fetchone()
        return f"{uid}-{self._counter}-{last}"

    def read_through(self) -> None:
        """Read every page of the file, where that takes seconds and not a minute.

        Raises
        ------
        DamagedStore
            Where one is not as it should be.
        """
        with self._reading() as connection:
            checking.read_through(connection, self.path)

    def district(
        self,
        kinds: Collection[Kind] = tuple(Kind),
        between: Callable[[], None] | None = None,
    ) -> District:
        """Read everything, as it stands at one moment.

        Parameters
        ----------
        kinds : collection of Kind
            Read only the rows of these.
        between : callable, optional
            Called before each kind is decoded; what it raises ends the reading.

        Raises
        ------
        UnfitValue
            Where another program wrote what we cannot read.
        """
        with self._reading() as connection:
            tables = {}
            for kind in kinds:
                _call(between)
                tables[kind] = rows.read_raw(connection, kind)
            values = settings.read(connection)
            rules = settings.rules(connection)
            (crs,) = connection.execute("SELECT crs FROM gw_store").fetchone()
        found: dict[str, Any] = {}
        for kind in kinds:
            _call(between)
            found[TABLES[kind][0]] = rows.decoded(kind, tables.pop(kind))
        found |= {key: str(values.get(key, "")) for key in _TEXTS}
        return District(crs=crs, rules=rules, **found)

    def kept_aside(self, *, every_import: bool = False) -> list[KeptAside]:
        """Return delivered rows that were not taken.

        Parameters
        ----------
        every_import : bool
            Also those of earlier imports from the same source.
        """
        with self._reading() as connection:
            return taking.kept_aside(connection, every_import=every_import)

    def placings(self) -> list[Placing]:
        """Return how coordinates were brought over where that needed words."""
        with self._reading() as connection:
            return placings.placings(connection)

    def journal(self, limit: int = 200, uid: str | None = None) -> list[JournalEntry]:
        """Return the latest journal entries, newest first.

        Parameters
        ----------
        limit : int
            At most so many.
        uid : str, optional
            Only those of one row.
        """
        with self._reading() as connection:
            return journal.read(connection, limit, uid)

    def journal_page(
        self,
        query: pages.JournalQuery = pages.JournalQuery(),  # noqa: B008 - frozen
        before: int | None = None,
        size: int = 200,
    ) -> pages.JournalPage:
        """Return one page of the journal, newest first, each import as one line.

        Parameters
        ----------
        query : JournalQuery
            Which entries are wanted.
        before : int, optional
            The `next` of the page before.
        size : int
            At most so many lines.
        """
        with self._reading() as connection:
            return pages.read_page(connection, self._spans, query, before, size)

    def settings(self) -> dict[str, object]:
        """Return the settings: name, code, office, secrecy, rules and others."""
        with self._reading() as connection:
            return settings.read(connection)

    def codelists(self) -> dict[str, tuple[CodelistEntry, ...]]:
        """Return the district's codelists by name, ``roles`` among them."""
        with self._reading() as connection:
            return settings.codelists(connection)

    def photo(self, sha256: str) -> bytes | None:
        """Return the bytes of a photograph by their hash, or None."""
        with self._reading() as connection:
            return photos.read(connection, sha256)

    def thumbnail(self, sha256: str) -> bytes | None:
        """Return the small copy of a photograph by the photograph's hash, or None."""
        with self._reading() as connection:
            return photos.read_thumbnail(connection, sha256)

    def content_hash(self) -> str:
        """Return a hash over all rows, whatever their order; not over the journal."""
        with self._reading() as connection:
            tables = {kind: rows.read_raw(connection, kind) for kind in Kind}
        return rows.content_hash(tables)

    def backup_to(self, path: Path) -> None:
        """Write a clean copy of the store to `path`, whole or not at all.

        Raises
        ------
        StoreError
            Where it cannot be written, or `path` is the store itself.
        """
        if path.resolve() == self.path.resolve():
            raise faults.StoreExists(faults.EXISTS.filled(name=path.name, path=path))
        if not path.parent.is_dir():
            raise faults.StoreError(faults.NO_FOLDER.filled(folder=path.parent))
        with self._turn, translated(path):
            founding.copy_to(self._connection, path)

    # --- writing ----------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self.read_only:
            raise faults.only_readable(self.path)
        with self._turn, writing(self._connection, self.path):
            yield self._connection

    @contextlib.contextmanager
    def reviewing(self, *, write: bool = True) -> Iterator[sqlite3.Connection]:
        """Hold one transaction for the modules of `store.review`, and for no others."""
        with self._writing() if write else self._reading() as connection:
            yield connection

    def take(
        self,
        delivery_rows: Mapping[Kind, Sequence[object]],
        *,
        rejected: Sequence[RejectedRow | tuple[Any, ...]] = (),
        source: str | Origin,
        who: str,
        progress: Callable[[int, int, Text], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportResult:
        """Take a delivery in, all of it or nothing.

        A row that the store knows (by stable identifier, as an equal row, or by its
        natural key) updates the row there and keeps that row's ``uid``. Natural keys:
        the code; of persons name and mobile; of posts role and what they cover; of
        terms post, person and first day; of ownerships segment and bank.

        Parameters
        ----------
        delivery_rows : mapping of Kind to rows
            Frozen values in the store's CRS.
        rejected : sequence
            Rows that intake could not take; kept aside with their reasons.
        source : str or Origin
            Where the delivery came from, and how its files were placed.
        who : str
            Who imports.
        progress, cancelled : callable, optional
            Told how far it is; asked whether to stop.

        Raises
        ------
        Cancelled, DiskFull, BrokenLink, UnfitValue, LockedStore, ReadOnlyStore
            The store is then as before.
        """
        total = sum(len(found) for found in delivery_rows.values())
        watch = taking.Watch(total, progress, cancelled)
        with self._writing() as connection:
            (crs,) = connection.execute("SELECT crs FROM gw_store").fetchone()
            origin = source if isinstance(source, Origin) else Origin(source)
            act = taking.Act(origin.source, who, crs, origin.placed)
            return taking.take(connection, act, delivery_rows, rejected, watch)

    def mirror(
        self,
        tables: Mapping[Kind, Sequence[tuple[Any, ...]]],
        *,
        gone: Mapping[Kind, Collection[str]],
        source: str,
        who: str,
        progress: Callable[[int, int, Text], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportResult:
        """Take rows of other stores over by identifier, all of them or nothing.

        Parameters
        ----------
        tables : mapping of Kind to rows
            Column values, shapes in the store's CRS: see `store.mirroring`.
        gone : mapping of Kind to identifiers
            Rows that were removed there.
        source, who : str
            Where they come from; who brings them.
        progress, cancelled : callable, optional
            Told how far it is; asked whether to stop.

        Raises
        ------
        Cancelled, DiskFull, BrokenLink, LockedStore, ReadOnlyStore
            The store is then as before.
        """
        total = sum(len(found) for found in tables.values())
        watch = taking.Watch(total, progress, cancelled)
        with self._writing() as connection:
            (crs,) = connection.execute("SELECT crs FROM gw_store").fetchone()
            act = taking.Act(source, who, crs)
            return mirroring.mirror(connection, act, tables, gone, watch)

    def apply(self, changes: Changes, *, who: str) -> Changes:
        """Write an edit, all of it or nothing.

        Returns
        -------
        Changes
            What was applied; inserted and deleted rows with all their fields, so that
            its inverse takes everything back.

        Raises
        ------
        ConflictingEdit
            Where a row is no longer what the edit started from.
        BrokenLink, UnfitValue, DiskFull, LockedStore, ReadOnlyStore
            Where it cannot be written; the store is then as before.
        ValueError
            Where a change names a field that its kind does not have.
        """
        with self._writing() as connection:
            (crs,) = connection.execute("SELECT crs FROM gw_store").fetchone()
            return editing.apply(connection, crs, changes, who)

    def keep_photo(self, data: bytes) -> str:
        """Keep the bytes of a photograph and return their hash.

        They stay even when the row that names them goes, so that undo brings the
        picture back.
        """
        with self._writing() as connection:
            return photos.keep(connection, data)

    def keep_photos(self, pictures: Iterable[tuple[bytes, bytes]]) -> list[str]:
        """Keep photographs with their small copies, all of them or none.

        Parameters
        ----------
        pictures : iterable of (bytes, bytes)
            The file as it came, and a small copy (empty: none). What stops the
            iterable takes all back.

        Returns
        -------
        list of str
            Their hashes, in order.
        """
        found = []
        with self._writing() as connection:
            for data, small in pictures:
                found.append(photos.keep(connection, data))
                if small:
                    photos.keep_thumbnail(connection, found[-1], small)
        return found

    def upgrade(self, version: int, steps: Sequence[Step]) -> Path | None:
        """Run the steps that come after `version`; return the copy made before."""
        with self._turn:
            return founding.upgrade(self._connection, self.path, version, steps)

    def set_setting(self, key: str, value: object, who: str) -> None:
        """Write one setting; any value that JSON can hold.

        ``declared_roster`` is a mapping of role to number; ``rules`` is a mapping of
        the form of ``resources/rules.toml``.
        """
        with self._writing() as connection:
            entry = journal.Entry(who, journal.stamp())
            settings.set_value(connection, key, value, entry)

    def set_themes(
        self,
        themes: Mapping[str, object],
        styles: Sequence[Mapping[str, Any]],
        who: str,
    ) -> None:
        """Write how layers are classed, for us and for QGIS, at one moment.

        Parameters
        ----------
        themes : mapping
            The setting ``themes``: a theme for each layer, as JSON can hold it.
        styles : sequence of mapping
            The same for QGIS, as far as it can follow: see `store.styles`.
        who : str
            Who.
        """
        with self._writing() as connection:
            entry = journal.Entry(who, journal.stamp())
            settings.set_value(connection, "themes", dict(themes), entry)
            update_styles(connection, styles)

    def set_codelist(
        self, name: str, entries: Sequence[CodelistEntry], who: str
    ) -> None:
        """Replace one codelist."""
        with self._writing() as connection:
            entry = journal.Entry(who, journal.stamp())
            settings.set_codelist(connection, name, entries, entry)
