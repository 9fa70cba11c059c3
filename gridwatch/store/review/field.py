"""A package opened in a field office: looked at, answered, saved at every keystroke.

Answers go into a draft beside the package, an SQLite file that is whole after every
commit. The package itself is only read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import tempfile
import threading
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridwatch.district.review.replies import (
    CheckItem,
    Mark,
    Progress,
    Reply,
    items_of,
    progress_of,
)
from gridwatch.district.wording import Kind, Text
from gridwatch.store.connection import address, writing
from gridwatch.store.locking import take_lock
from gridwatch.store.photos import small_name
from gridwatch.store.review.container import (
    Container,
    Member,
    finished,
    opened,
    write_container,
)
from gridwatch.store.review.endings import DRAFT_ENDING, PACKAGE_ENDING
from gridwatch.store.review.manifests import manifest_of, replies_of, reply_facts
from gridwatch.store.review.part import picture_of, read_part
from gridwatch.store.review.terms import MEGABYTE, ReviewError, limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gridwatch.district.district import District
    from gridwatch.district.review.packages import Manifest

__all__ = [
    "FieldReview",
    "Sent",
    "open_package",
    "package_facts",
]

_APPLICATION = 0x47574446
_RECIPE_MB = 1
_TABLES = (
    "CREATE TABLE draft (id INTEGER PRIMARY KEY CHECK (id = 1), uid TEXT NOT NULL,"
    " package_uid TEXT NOT NULL, digest TEXT NOT NULL, serial INTEGER NOT NULL)",
    "CREATE TABLE reply (kind TEXT NOT NULL, uid TEXT NOT NULL, reply TEXT NOT NULL,"
    " PRIMARY KEY (kind, uid))",
    "CREATE TABLE picture (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A return that was written.

    Parameters
    ----------
    path : Path
        The file.
    serial : int
        The how manieth of this draft.
    replies : int
        How many replies it carries.
    progress : Progress
        How far the review had come.
    """

    path: Path
    serial: int
    replies: int
    progress: Progress


class FieldReview:
    """An opened package with its draft; made by `open_package`.

    Any thread may call its methods; they take turns.

    Attributes
    ----------
    path : Path
        The package.
    manifest : Manifest
        What it says of itself.
    district : District
        The rows in it, frozen: the state that went out.
    items : tuple of CheckItem
        What to check, in order.
    draft_path : Path
        Where the answers are.
    tiles : Path or None
        The base map that came along, unpacked for as long as the review is open.
    recipes : mapping of str to str
        The recipes of field sheets that came along: TOML by name (``field-boards``).
        As little to be believed as the rest: whoever reads one judges it.
    """

    recipes: Mapping[str, str] = MappingProxyType({})

    def __init__(
        self,
        path: Path,
        package: tuple[Manifest, str],
        part: tuple[District, Path],
        draft: tuple[Path, sqlite3.Connection],
        stack: contextlib.ExitStack,
        tiles: Path | None,
    ) -> None:
        self.path, self.tiles = path, tiles
        self.manifest, self._digest = package
        self.district, self._part = part
        self.draft_path, self._connection = draft
        self._stack = stack
        self._turn = threading.RLock()
        self.items: tuple[CheckItem, ...] = items_of(self.manifest, self.district)
        self._replies = self._read()

    def __enter__(self) -> FieldReview:
        """Return the review itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the draft; everything is in it already. Twice does nothing."""
        with self._turn:
            self._stack.close()

    # --- answers ----------------------------------------------------------------

    @property
    def replies(self) -> Mapping[tuple[Kind, str], Reply]:
        """Every reply so far, by row, in the order they were first made."""
        return dict(self._replies)

    def reply(self, kind: Kind, uid: str) -> Reply | None:
        """Return what was said of one row, or None."""
        return self._replies.get((kind, uid))

    def save(self, reply: Reply) -> Reply | None:
        """Put a reply on record, on the disk when this returns.

        Returns
        -------
        Reply or None
            What was said of the row before: `restore` takes the edit back.
        """
        kept = replace(reply, at=_stamp())
        text = json.dumps(reply_facts(kept), ensure_ascii=False)
        with self._turn:
            with self._writing() as connection:
                connection.execute(
                    "INSERT INTO reply VALUES (?, ?, ?) ON CONFLICT (kind, uid)"
                    " DO UPDATE SET reply = excluded.reply",
                    (reply.kind.value, reply.uid, text),
                )
            before = self._replies.get((reply.kind, reply.uid))
            self._replies[reply.kind, reply.uid] = kept
            return before

    def forget(self, kind: Kind, uid: str) -> Reply | None:
        """Take a reply off the record and return it."""
        with self._turn:
            with self._writing() as connection:
                connection.execute(
                    "DELETE FROM reply WHERE kind = ? AND uid = ?", (kind.value, uid)
                )
            return self._replies.pop((kind, uid), None)

    def restore(self, kind: Kind, uid: str, before: Reply | None) -> None:
        """Bring back what was said of a row before; None: nothing was."""
        if before is None:
            self.forget(kind, uid)
        else:
            self.save(before)

    @property
    def progress(self) -> Progress:
        """How far the review has come."""
        said = {uid: reply for (_, uid), reply in self._replies.items()}
        return progress_of(self.manifest.listed, said)

    # --- photographs ------------------------------------------------------------

    def keep_photo(self, data: bytes, small: bytes = b"") -> str:
        """Keep a photograph in the draft and return its hash.

        Parameters
        ----------
        data, small : bytes
            The file as it came, and a small copy (`intake.photographs`).

        Raises
        ------
        ReviewError
            Where it is larger than a return may carry.
        """
        most = limits().photo_mb
        if len(data) > most * MEGABYTE:
            raise ReviewError(_HEAVY.filled(most=f"{most:g}"))
        name = hashlib.sha256(data).hexdigest()
        with self._turn, self._writing() as connection:
            pairs = [(name, data)] + ([(small_name(name), small)] if small else [])
            connection.executemany(
                "INSERT INTO picture VALUES (?, ?) ON CONFLICT DO NOTHING", pairs
            )
        return name

    def photo(self, sha256: str) -> bytes | None:
        """Return a photograph, of the package or of the draft, or None."""
        return self._picture(sha256) or picture_of(self._part, sha256)

    def thumbnail(self, sha256: str) -> bytes | None:
        """Return the small copy of a photograph, or None."""
        name = small_name(sha256)
        return self._picture(name) or picture_of(self._part, name)

    def _picture(self, name: str) -> bytes | None:
        with self._turn:
            found = self._connection.execute(
                "SELECT bytes FROM picture WHERE name = ?", (name,)
            ).fetchone()
        return bytes(found[0]) if found else None

    # --- sending back -----------------------------------------------------------

    def write_return(self, path: Path, *, by: str, passphrase: str = "") -> Sent:
        """Write a return: the replies so far, and nothing of what went out.

        May be done as often as one likes; each carries the next serial number and all
        replies, so that a lost one costs nothing.

        Parameters
        ----------
        path : Path
            Where; a file there is replaced once the new one is whole.
        by : str
            Who answers for it.
        passphrase : str
            Encrypts it where not empty.

        Raises
        ------
        ReviewError, StoreError
            Where it cannot be written.
        """
        with self._turn:
            serial = self._next_serial()
            told = [replace(r, by=r.by or by) for r in self._replies.values()]
            progress = self.progress
            facts = {**self._facts(serial, by), "done": progress.done,
                     "total": progress.total}  # fmt: skip
            text = json.dumps([reply_facts(r) for r in told], ensure_ascii=False)
            members = [Member("replies.json", text.encode())]
            names = dict.fromkeys(name for r in told for name in r.photos)
            for name in names:
                data = self._picture(name)
                if data is not None:
                    members.append(Member(f"photos/{name}", data))
            write_container(path, facts, members, passphrase)
            finished(path)
        return Sent(path, serial, len(told), progress)

    def _facts(self, serial: int, by: str) -> dict[str, object]:
        (draft,) = self._connection.execute("SELECT uid FROM draft").fetchone()
        return {
            "what": "return",
            "package": self.manifest.uid,
            "number": self.manifest.number,
            "store_uid": self.manifest.store_uid,
            "package_digest": self._digest,
            "draft": draft,
            "serial": serial,
            "by": by,
            "at": _stamp(),
        }

    def _next_serial(self) -> int:
        with self._writing() as connection:
            connection.execute("UPDATE draft SET serial = serial + 1")
            (serial,) = connection.execute("SELECT serial FROM draft").fetchone()
        return int(serial)

    # --- the draft --------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with writing(self._connection, self.draft_path):
            yield self._connection

    def _read(self) -> dict[tuple[Kind, str], Reply]:
        lines = self._connection.execute("SELECT reply FROM reply ORDER BY rowid")
        found = replies_of([json.loads(text) for (text,) in lines])
        return {(reply.kind, reply.uid): reply for reply in found}

    def new_uids(self) -> tuple[str, ...]:
        """Return the identifiers of rows that were added here."""
        return tuple(uid for (_, uid), r in self._replies.items() if r.mark is Mark.NEW)


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def package_facts(path: Path, passphrase: str = "") -> Manifest:
    """Return what a package says of itself, without opening its rows.

    Raises
    ------
    ReviewError
        Where it is no package.
    """
    with opened(path, passphrase) as container:
        return manifest_of(container.facts, path.name)


def open_package(
    path: Path, *, passphrase: str = "", draft: Path | None = None
) -> FieldReview:
    """Open a package to review it; answers of last time are there again.

    Parameters
    ----------
    path : Path
        The package; it is only read.
    passphrase : str
        Where it is encrypted.
    draft : Path, optional
        Where answers go; usually beside the package.

    Raises
    ------
    ReviewError
        Where it is no sound package, another window reviews it, or its folder may not
        be written to.
    """
    with contextlib.ExitStack() as stack:
        room = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="gridwatch-review-"))
        )
        with opened(path, passphrase) as container:
            manifest = manifest_of(container.facts, path.name)
            digest = container.digest
            bounds = limits()
            container.extract("part.gpkg", room / "part.gpkg", bounds.member_mb)
            # The pages stand in the manifest too: read only to see it is unchanged.
            container.read("sheets.json", bounds.text_mb)
            tiles = _tiles(container, room)
            recipes = _recipes(container)
        part = read_part(room / "part.gpkg"), room / "part.gpkg"
        place = draft or path.with_name(
            path.name.removesuffix(PACKAGE_ENDING) + DRAFT_ENDING
        )
        connection = _draft(place, manifest, digest, stack)
        review = FieldReview(
            path, (manifest, digest), part, (place, connection), stack.pop_all(), tiles
        )
        review.recipes = recipes
        return review


def _tiles(container: Container, room: Path) -> Path | None:
    if "tiles.mbtiles" not in container.names:
        return None
    place = room / "tiles.mbtiles"
    container.extract("tiles.mbtiles", place, limits().tiles_mb)
    return place


def _recipes(container: Container) -> dict[str, str]:
    names = [n for n in container.names if n.startswith("recipes/")]
    found = {}
    for name in names:
        with contextlib.suppress(UnicodeDecodeError):
            text = container.read(name, _RECIPE_MB).decode("utf-8")
            found[Path(name).stem] = text
    return found


def _draft(
    place: Path, manifest: Manifest, digest: str, stack: contextlib.ExitStack
) -> sqlite3.Connection:
    try:
        lock = take_lock(place)
    except OSError as error:
        raise ReviewError(_NO_DRAFT.filled(folder=place.parent)) from error
    if lock is None:
        raise ReviewError(_IN_USE.filled(name=place.name))
    stack.callback(lock.release)
    fresh = not place.exists() or place.stat().st_size == 0
    try:
        connection = sqlite3.connect(
            f"{address(place)}?mode=rwc",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        stack.callback(connection.close)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        if fresh:
            _found(connection, place, manifest, digest)
        _check(connection, place, manifest, digest)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise ReviewError(_BAD_DRAFT.filled(name=place.name, why=error)) from error
    return connection


def _found(
    connection: sqlite3.Connection, place: Path, manifest: Manifest, digest: str
) -> None:
    with writing(connection, place):
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO draft VALUES (1, ?, ?, ?, 0)",
            (uuid.uuid4().hex, manifest.uid, digest),
        )


def _check(
    connection: sqlite3.Connection, place: Path, manifest: Manifest, digest: str
) -> None:
    """Refuse a draft that is none of ours, or of another package."""
    found = [
        text
        for (text,) in connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid"
        )
    ]
    if sorted(found) != sorted(_TABLES):
        raise ReviewError(_BAD_DRAFT.filled(name=place.name, why="schema"))
    row = connection.execute("SELECT package_uid, digest FROM draft").fetchone()
    if row is None or row != (manifest.uid, digest):
        raise ReviewError(_OTHER_DRAFT.filled(name=place.name))


_HEAVY = Text(
    "照片大于 {most} MB，没有添加。请先缩小再添加。",
    "The photograph is larger than {most} MB and was not added. Make it smaller first.",
)
_NO_DRAFT = Text(
    "不能在“{folder}”里保存核查结果（可能写保护或已满）。没有打开；"
    "请把核查包复制到本机硬盘再打开。",
    "Answers cannot be saved in {folder} (write-protected or full). It was not opened; "
    "copy the package to a disk of this computer first.",
)
_IN_USE = Text(
    "“{name}”正在另一个窗口里核查。请到那个窗口继续，或先关闭它。",
    "“{name}” is being reviewed in another window. Go on there, or close it first.",
)
_BAD_DRAFT = Text(
    "“{name}”不是本软件的核查草稿或已损坏（{why}）。没有改动它；"
    "请把它移到别处再打开核查包，就从头开始。",
    "“{name}” is no draft of ours, or damaged ({why}). It was not changed; move it "
    "away and open the package to begin anew.",
)
_OTHER_DRAFT = Text(
    "“{name}”是另一个核查包的草稿（同名的包换过）。没有改动它；"
    "请把核查包改名或移到别的文件夹再打开。",
    "“{name}” belongs to another package of the same name. It was not changed; rename "
    "the package or move it to another folder, then open it.",
)
