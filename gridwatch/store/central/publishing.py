"""A store sent to a city's server: only what differs, in one transaction.

Which rows differ is told by a digest beside each row there, so that a month's work on
a district is a few rows on the line, whatever program wrote them here.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import Kind, Text
from gridwatch.store import journal, photos, rows
from gridwatch.store.blobs import wkb_of
from gridwatch.store.central.server import Server, ServerError, quoted
from gridwatch.store.central.tables import declared_types, prepare, table_of
from gridwatch.store.faults import Cancelled
from gridwatch.store.taking import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gridwatch.store.store import Store, StoreInfo

__all__ = ["Published", "Sending", "publish"]

Raw = tuple[Any, ...]
_BLOCK = 1000


@dataclass(frozen=True, slots=True)
class Sending:
    """How a store is published.

    Parameters
    ----------
    who : str
        Who publishes.
    replacing : bool
        Publish also where the server holds work that this store does not know: a
        backup was restored. The journal there stays and a new line of it begins.
    pictures : str
        Which photographs go along: ``none``, ``small`` copies, or ``all``.
    """

    who: str
    replacing: bool = False
    pictures: str = "small"


@dataclass(frozen=True, slots=True)
class Published:
    """What was sent.

    Parameters
    ----------
    new, changed, gone : dict of Kind to int
        Rows added, rewritten and removed there.
    rows : int
        Rows of the store, all in all.
    entries : int
        Entries of the journal that were sent.
    photos : int
        Photographs that were sent.
    """

    new: dict[Kind, int] = field(default_factory=dict)
    changed: dict[Kind, int] = field(default_factory=dict)
    gone: dict[Kind, int] = field(default_factory=dict)
    rows: int = 0
    entries: int = 0
    photos: int = 0


@dataclass(frozen=True)
class _State:
    """A store at one moment, as far as it is published."""

    info: StoreInfo
    types: Mapping[Kind, Mapping[str, str]]
    tables: Mapping[Kind, Sequence[Raw]]
    pictures: Sequence[str]


@dataclass(frozen=True)
class _Known:
    """How far the server knows a store's journal: line, entry, digest of that entry."""

    line: int
    entry: int
    digest: bytes


def publish(
    store: Store,
    server: Server,
    sending: Sending,
    *,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Published:
    """Send a store's rows and journal; the server then holds just that state.

    Parameters
    ----------
    store : Store
        Only read.
    server : Server
        Where to.
    sending : Sending
        By whom and how.
    progress, cancelled : callable, optional
        Told how far it is; asked whether to stop.

    Raises
    ------
    ServerError
        Where the server refuses, or holds later work of another copy of this store.
        Nothing was changed there.
    Cancelled
        When `cancelled` turned true; nothing was changed there.
    """
    state = _state(store)
    watch = Watch(sum(map(len, state.tables.values())), progress, cancelled)
    with server.transaction():
        prepare(server, state.types, state.info.schema_version)
        known = _known(server, state.info)
        line, entries = _unsent(
            server, store, known, state, replacing=sending.replacing
        )
        done = Published(
            rows=sum(map(len, state.tables.values())), entries=len(entries)
        )
        _send_journal(server, state.info.uid, line, entries)
        for kind in Kind:
            _send_kind(server, state, kind, done, watch)
        number = _send_pictures(
            server, store, state.pictures, sending.pictures, cancelled
        )
        last = entries[-1] if entries else None
        signed = _Known(
            line,
            last[0] if last else known.entry,
            _digest_of_entry(last) if last else known.digest,
        )
        _sign(server, state, signed, sending.who)
    return Published(done.new, done.changed, done.gone, done.rows, done.entries, number)


def _state(store: Store) -> _State:
    info = store.info()
    with store.lent() as connection:
        return _State(
            info,
            declared_types(connection),
            {kind: rows.read_raw(connection, kind) for kind in Kind},
            photos.names(connection),
        )


def _known(server: Server, info: StoreInfo) -> _Known:
    """Take the store's turn at the server; return what is known of it."""
    _require_crs(server, info.crs)
    server.rows(
        "INSERT INTO gridwatch.store (uid, code, name, crs)"
        " VALUES (:uid, :code, :name, :crs) ON CONFLICT DO NOTHING",
        uid=info.uid,
        code=info.code,
        name=info.name,
        crs=info.crs,
    )
    found = server.rows(
        "SELECT line, journal_id, journal_digest FROM gridwatch.store"
        " WHERE uid = :uid FOR UPDATE",
        uid=info.uid,
    )
    if not found:  # there, and of another user
        raise ServerError(_NOT_YOURS.filled(address=server.address, name=info.name))
    line, entry, digest = found[0]
    return _Known(line, entry, bytes(digest) if digest is not None else b"")


def _require_crs(server: Server, crs: int) -> None:
    if not server.rows("SELECT 1 FROM spatial_ref_sys WHERE srid = :crs", crs=crs):
        raise ServerError(_NO_CRS.filled(address=server.address, crs=crs))


def _unsent(
    server: Server, store: Store, known: _Known, state: _State, *, replacing: bool
) -> tuple[int, list[Raw]]:
    """Return the line of the journal to write on and the entries to write.

    A store whose journal does not go on from what the server knows is another copy,
    or an older one: it is refused, or begins a line of its own.
    """
    with store.lent() as connection:
        entries = journal.read_raw(connection, known.entry)
    if not known.digest:
        return known.line, entries
    if entries and _digest_of_entry(entries[0]) == known.digest:
        return known.line, entries[1:]
    if not replacing:
        text = _FORKED.filled(address=server.address, name=state.info.name)
        raise ServerError(text)
    with store.lent() as connection:
        return known.line + 1, journal.read_raw(connection, 0)


def _digest_of_entry(entry: Raw) -> bytes:
    return hashlib.sha256(repr(entry[:7]).encode("utf-8", "surrogatepass")).digest()


# --- rows ---------------------------------------------------------------------------


def _send_kind(
    server: Server, state: _State, kind: Kind, done: Published, watch: Watch
) -> None:
    uid = state.info.uid
    table = table_of(kind)
    told = server.rows(
        f"SELECT uid, digest FROM {table} WHERE store_uid = :uid",  # noqa: S608
        uid=uid,
    )
    there = {key: bytes(digest) for key, digest in told}
    here = {row[0]: (row, _digest(kind, row)) for row in state.tables[kind]}
    wanted = [(r, d) for key, (r, d) in here.items() if there.get(key) != d]
    gone = [key for key in there if key not in here]
    watch.step(len(here) - len(wanted), kind)
    if wanted:
        _upsert(server, state, kind, wanted, watch)
    if gone:
        _remove(server, uid, kind, gone)
    new = sum(row[0] not in there for row, _ in wanted)
    for counts, number in (
        (done.new, new),
        (done.changed, len(wanted) - new),
        (done.gone, len(gone)),
    ):
        if number:
            counts[kind] = number


def _digest(kind: Kind, row: Raw) -> bytes:
    """Return what tells two states of a row apart."""
    total = hashlib.sha256()
    for key, value in zip(rows.KEYS[kind], row, strict=True):
        if key == rows.GEOMETRY:
            total.update(wkb_of(value) or b"-")
        else:
            total.update(f"{key}={value!r};".encode("utf-8", "surrogatepass"))
    return total.digest()


def _upsert(
    server: Server,
    state: _State,
    kind: Kind,
    wanted: Sequence[tuple[Raw, bytes]],
    watch: Watch,
) -> None:
    table, columns = table_of(kind), list(state.types[kind])
    names = ", ".join(map(quoted, ["store_uid", "digest", *columns]))
    server.rows(f"CREATE TEMP TABLE incoming (LIKE {table}) ON COMMIT DROP")
    types = list(state.types[kind].values())
    for block in _blocks(state.info, types, kind, wanted, watch):
        server.copy_in(f"COPY incoming ({names}) FROM STDIN", block)
    written = ", ".join(
        f"{quoted(name)} = excluded.{quoted(name)}"
        for name in ["digest", *columns]
        if name != "uid"
    )
    server.rows(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming"  # noqa: S608
        f" ON CONFLICT (store_uid, uid) DO UPDATE SET {written}"
    )
    server.rows(
        "DELETE FROM gridwatch.gone g USING incoming i WHERE g.uid = i.uid"
        " AND g.store_uid = :uid AND g.kind = :kind",
        uid=state.info.uid,
        kind=kind.value,
    )
    server.rows("DROP TABLE incoming")


def _blocks(
    info: StoreInfo,
    types: Sequence[str],
    kind: Kind,
    wanted: Sequence[tuple[Raw, bytes]],
    watch: Watch,
) -> Iterator[bytes]:
    """Yield rows in the text format of ``COPY``, some hundred kilobytes at a time."""
    for first in range(0, len(wanted), _BLOCK):
        some = wanted[first : first + _BLOCK]
        lines = [
            "\t".join(
                [
                    _escaped(info.uid),
                    rf"\\x{digest.hex()}",
                    *(_field(v, t, info.crs) for v, t in zip(row, types, strict=True)),
                ]
            )
            for row, digest in some
        ]
        yield ("\n".join(lines) + "\n").encode()
        watch.step(len(some), kind)


def _field(value: object, made: str, crs: int) -> str:
    if value is None:
        return r"\N"
    if made == "geometry":
        return _ewkb(wkb_of(value) if isinstance(value, bytes) else None, crs)
    if made == "boolean":
        return "t" if value else "f"
    return _escaped(str(value))


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _escaped(text: str) -> str:
    if "\0" in text:
        raise ServerError(_ZERO.filled(text=text.replace("\0", "□")[:40]))
    return text.translate(_ESCAPES)


_WITH_SRID = 0x20000000


def _ewkb(body: bytes | None, crs: int) -> str:
    """Return WKB as PostGIS reads it with its SRID, in hexadecimal."""
    if body is None:
        return r"\N"
    order = "<" if body[0] else ">"
    (made,) = struct.unpack(order + "I", body[1:5])
    head = struct.pack(order + "II", made | _WITH_SRID, crs)
    return (body[:1] + head + body[5:]).hex()


def _remove(server: Server, uid: str, kind: Kind, gone: Sequence[str]) -> None:
    table = table_of(kind)
    server.rows(
        f"DELETE FROM {table} WHERE store_uid = :uid AND uid = ANY(:gone)",  # noqa: S608
        uid=uid,
        gone=list(gone),
    )
    server.rows(
        "INSERT INTO gridwatch.gone (store_uid, kind, uid)"
        " SELECT :uid, :kind, g FROM unnest(CAST(:gone AS text[])) g"
        " ON CONFLICT (store_uid, kind, uid) DO UPDATE SET at = now()",
        uid=uid,
        kind=kind.value,
        gone=list(gone),
    )


# --- journal, photographs, signature ------------------------------------------------


def _send_journal(server: Server, uid: str, line: int, entries: Sequence[Raw]) -> None:
    if not entries:
        return
    head = [_escaped(uid), str(line)]
    # No COPY into a table whose rows have owners: by way of a table of our own.
    server.rows("CREATE TEMP TABLE incoming (LIKE gridwatch.journal) ON COMMIT DROP")
    for first in range(0, len(entries), _BLOCK):
        lines = [
            "\t".join([*head, *(_field(v, "text", 0) for v in entry)])
            for entry in entries[first : first + _BLOCK]
        ]
        block = ("\n".join(lines) + "\n").encode()
        server.copy_in(f"COPY incoming ({_JOURNAL}) FROM STDIN", block)
    server.rows("INSERT INTO gridwatch.journal SELECT * FROM incoming")
    server.rows("DROP TABLE incoming")


_JOURNAL = (
    "store_uid, line, id, at, who, table_name, row_key, before, after, reason, source"
)


def _send_pictures(
    server: Server,
    store: Store,
    names: Iterable[str],
    wanted: str,
    cancelled: Callable[[], bool] | None,
) -> int:
    chosen = [n for n in names if wanted == "all" or photos.is_small(n)]
    if wanted == "none" or not chosen:
        return 0
    told = server.rows(
        "SELECT name FROM gridwatch.photo_bytes WHERE name = ANY(:names)", names=chosen
    )
    there = {name for (name,) in told}
    missing = [name for name in chosen if name not in there]
    for name in missing:
        if cancelled is not None and cancelled():
            raise Cancelled
        server.rows(
            "INSERT INTO gridwatch.photo_bytes VALUES (:name, :data)"
            " ON CONFLICT DO NOTHING",
            name=name,
            data=store.photo(name),
        )
    return len(missing)


def _sign(server: Server, state: _State, known: _Known, who: str) -> None:
    server.rows(
        "UPDATE gridwatch.store SET code = :code, name = :name, crs = :crs,"
        " line = :line, journal_id = :entry, journal_digest = :digest,"
        " rows = :rows, published_at = now(), published_by = :who WHERE uid = :uid",
        uid=state.info.uid,
        code=state.info.code,
        name=state.info.name,
        crs=state.info.crs,
        line=known.line,
        entry=known.entry,
        digest=known.digest,
        rows=sum(map(len, state.tables.values())),
        who=who,
    )


_FORKED = Text(
    "{address} 上的“{name}”有这个工作库里没有的改动：可能从另一台电脑的副本发布过，"
    "或者本机恢复了旧备份。服务器没有改动。请找到最新的那份工作库再发布；"
    "确定以本机为准时，加 --replace。",
    "“{name}” at {address} holds work that this store does not know: another copy was "
    "published, or an older backup was restored here. The server was not changed. "
    "Publish the newest copy; where this one shall count, add --replace.",
)
_NOT_YOURS = Text(
    "{address} 上的“{name}”由另一个用户发布，服务器没有改动。"
    "请用本区的用户登录，或请市里的管理员核对。",
    "“{name}” at {address} is published by another user; the server was not changed. "
    "Log in as your own office, or ask the city's administrator.",
)
_NO_CRS = Text(
    "{address} 不认识坐标系 EPSG:{crs}，服务器没有改动。请管理员更新 PostGIS。",
    "{address} does not know EPSG:{crs}; nothing was changed there. Have the "
    "administrator update PostGIS.",
)
_ZERO = Text(
    "有一个值含有不可见的零字符（{text}），服务器不能存。服务器没有改动。"
    "请在工作库里更正后再发布。",
    "A value holds a zero character ({text}), which the server cannot store; it was "
    "not changed. Mend it in the store, then publish again.",
)
