"""Cutting a package out of the office's store, with a receipt that stays there."""

from __future__ import annotations

import contextlib
import json
import tempfile
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridwatch.district.review.cutting import pages_of, part_of
from gridwatch.district.review.facts import facts_of
from gridwatch.district.review.packages import Area, Manifest, Pictures, Receipt
from gridwatch.district.wording import Kind, Text
from gridwatch.resources import resource
from gridwatch.store import journal, photos, rows
from gridwatch.store.faults import DiskFull
from gridwatch.store.review import tables
from gridwatch.store.review.container import Member, finished, write_container
from gridwatch.store.review.factsjson import plain_facts
from gridwatch.store.review.manifests import manifest_facts
from gridwatch.store.review.part import rows_of, write_part
from gridwatch.store.review.terms import ReviewError, audience

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from gridwatch.district.district import District
    from gridwatch.district.review.cutting import Part
    from gridwatch.store.store import Store

__all__ = ["Order", "cut"]

_LONGEST = 45
"""Letters of the name of a recipe."""


@dataclass(frozen=True)
class Order:
    """What is to be cut.

    Parameters
    ----------
    area : Area
        The town, village, river or chief.
    to : str
        Whom it is handed to.
    as_of : date
        The day it speaks of.
    audience : str
        Who it is for: a name in ``resources/review.toml``.
    pictures : Pictures
        How photographs travel.
    tiles : Path, optional
        A base map (MBTiles) to take along.
    passphrase : str
        Encrypts the file where not empty.
    rows_on_a_page : int
        Rows on a printed field sheet.
    recipes : Path
        Folder with the recipes of field sheets (``field-*.toml``) that go along: the
        office's own, where it has changed them.
    """

    area: Area
    to: str = ""
    as_of: date = field(default_factory=lambda: datetime.now().astimezone().date())
    audience: str = "field"
    pictures: Pictures = Pictures.SMALL
    tiles: Path | None = None
    passphrase: str = ""
    rows_on_a_page: int = 20
    recipes: Path = field(default_factory=lambda: resource("recipes"))


def cut(
    store: Store, district: District, order: Order, path: Path, *, who: str
) -> Receipt:
    """Cut a package.

    The file grows under another name. The receipt, with the state that goes out, is
    committed before the file comes to its place: no package is ever abroad of which
    the office knows nothing.

    Parameters
    ----------
    store : Store
        The office's store, open for writing.
    district : District
        What it holds.
    order : Order
        What is to be cut.
    path : Path
        Where; a file there is replaced.
    who : str
        Who cuts it.

    Raises
    ------
    NothingToCheckError, ReviewError, StoreError
        Where it cannot be cut; the store is then as before.
    """
    part = part_of(district, order.area, order.as_of)
    if not path.parent.is_dir():
        raise ReviewError(_NO_FOLDER.filled(folder=path.parent))
    with _room(path) as room:
        with store.reviewing() as connection:
            tables.make(connection)
            ready = _prepared(connection, district, order, part, who)
            members = [*_members(connection, ready, room, order)]
            facts = manifest_facts(ready.manifest)
            digest = write_container(path, facts, members, order.passphrase)
            receipt = Receipt(ready.manifest, digest, path.name, finished=False)
            tables.write_receipt(connection, receipt, tables.keep_base(ready.base))
            _note(connection, receipt, who)
        finished(path)
    with store.reviewing() as connection:
        connection.execute(
            "UPDATE gw_review_package SET finished = 1 WHERE uid = ?",
            (ready.manifest.uid,),
        )
    return replace(receipt, finished=True)


@contextlib.contextmanager
def _room(path: Path) -> Iterator[Path]:
    """Lend a temporary folder; a disk that is full or gone is told in words."""
    try:
        with tempfile.TemporaryDirectory(prefix="gridwatch-cut-") as room:
            yield Path(room)
    except (OSError, DiskFull) as error:
        why = getattr(error, "strerror", "") or str(error)
        raise ReviewError(_NOT_CUT.filled(name=path.name, why=why)) from error


@dataclass(frozen=True)
class _Ready:
    """Everything of a package but its bytes."""

    manifest: Manifest
    tables: Mapping[Kind, list[tuple[Any, ...]]]
    base: Mapping[tuple[Kind, str], Mapping[str, object]]


def _prepared(
    connection: sqlite3.Connection,
    district: District,
    order: Order,
    part: Part,
    who: str,
) -> _Ready:
    told = audience(order.audience)
    raw = rows_of(connection, part.rows, told.withheld)
    (uid,) = connection.execute("SELECT uid FROM gw_store").fetchone()
    (position,) = connection.execute(
        "SELECT coalesce(max(id), 0) FROM gw_journal"
    ).fetchone()
    serial = _serial(connection)
    now = datetime.now(UTC).replace(microsecond=0)
    manifest = Manifest(
        uid=uuid.uuid4().hex,
        number=f"HC{order.as_of.year}-{serial:03d}",
        store_uid=uid,
        district=district.name,
        code=district.code,
        crs=district.crs,
        area=order.area,
        audience=order.audience,
        withheld=told.withheld,
        to=order.to,
        by=who,
        at=now,
        as_of=order.as_of,
        position=position,
        counts={kind.value: len(found) for kind, found in raw.items()},
        listed=part.listed,
        pages=pages_of(serial, part.listed, order.rows_on_a_page),
        pictures=order.pictures,
        tiles=order.tiles.name if order.tiles is not None else "",
        asked=_asked(connection, order.area),
        replaces=_earlier(connection, order.area),
    )
    return _Ready(manifest, raw, _base(raw, told.withheld))


def _base(
    raw: Mapping[Kind, list[tuple[Any, ...]]], withheld: frozenset[str]
) -> dict[tuple[Kind, str], dict[str, object]]:
    """Return the flat fields that go out, by row."""
    found: dict[tuple[Kind, str], dict[str, object]] = {}
    for kind, lines in raw.items():
        if kind is Kind.PHOTO:
            continue
        for row in rows.decoded(kind, lines):
            facts = facts_of(kind, row)
            shipped = {
                key: value
                for key, value in facts.items()
                if f"{kind.value}.{key}" not in withheld
            }
            found[kind, row.uid] = plain_facts(shipped)
    return found


def _serial(connection: sqlite3.Connection) -> int:
    (last,) = connection.execute(
        "SELECT coalesce(max(id), 0) FROM gw_review_package"
    ).fetchone()
    return int(last) + 1


def _earlier(connection: sqlite3.Connection, area: Area) -> str:
    """Return the number of the latest package for the same area, or an empty text."""
    earlier = [
        one.manifest.number
        for one in tables.receipts(connection)
        if (one.manifest.area.kind, one.manifest.area.key) == (area.kind, area.key)
    ]
    return earlier[-1] if earlier else ""


def _asked(connection: sqlite3.Connection, area: Area) -> dict[str, str]:
    """Return what was asked back of the same area, by row."""
    mine = {
        one.manifest.uid
        for one in tables.receipts(connection)
        if (one.manifest.area.kind, one.manifest.area.key) == (area.kind, area.key)
    }
    found = {}
    for package, uid, text in connection.execute(
        "SELECT package_uid, row_uid, decision FROM gw_review_reply"
        " WHERE decision NOT NULL ORDER BY id"
    ):
        told = json.loads(text)
        if package in mine and told["answer"] == "ask":
            found[uid] = told["reason"] or "？"
    return found


def _members(
    connection: sqlite3.Connection, ready: _Ready, room: Path, order: Order
) -> list[Member]:
    place = room / "part.gpkg"
    pictures = _pictures(connection, ready, order.pictures)
    write_part(place, ready.manifest, ready.tables, pictures, connection)
    sheets = [
        {"code": page.code, "rows": [[kind.value, uid] for kind, uid in page.rows]}
        for page in ready.manifest.pages
    ]
    found = [
        Member("part.gpkg", place),
        Member("sheets.json", json.dumps(sheets, ensure_ascii=False).encode()),
    ]
    found += [
        Member(f"recipes/{recipe.name}", recipe.read_bytes())
        for recipe in sorted(order.recipes.glob("field-*.toml"))
        if len(recipe.stem) <= _LONGEST
    ]
    if order.tiles is not None:
        found.append(Member("tiles.mbtiles", order.tiles))
    return found


def _pictures(
    connection: sqlite3.Connection, ready: _Ready, how: Pictures
) -> dict[str, bytes]:
    """Return the bytes of photographs under the names that stores give them."""
    if how is Pictures.NONE:
        return {}
    place = rows.KEYS[Kind.PHOTO].index("sha256")
    found: dict[str, bytes] = {}
    for row in ready.tables.get(Kind.PHOTO, []):
        name = str(row[place] or "")
        small = photos.read_thumbnail(connection, name)
        if small is not None:
            found[photos.small_name(name)] = small
        whole = photos.read(connection, name) if how is Pictures.FULL else None
        if whole is not None:
            found[name] = whole
    return found


def _note(connection: sqlite3.Connection, receipt: Receipt, who: str) -> None:
    """Write into the journal that a package went out."""
    manifest = receipt.manifest
    told = {
        "number": manifest.number,
        "area": manifest.area.name or manifest.area.key,
        "to": manifest.to,
        "file": receipt.file,
        "digest": receipt.digest,
    }
    entry = journal.Entry(who, journal.stamp(), f"外业核查 {manifest.number}：出包")
    line = (manifest.number, None, journal.as_json(told))
    journal.write(connection, entry, "gw_review_package", [line])


_NOT_CUT = Text(
    "“{name}”没有裁成（{why}）。工作库没有改动；请检查磁盘空间后重试。",
    "“{name}” was not cut ({why}). The store is as it was; see to the room on the "
    "disk, then try again.",
)
_NO_FOLDER = Text(
    "文件夹不存在：{folder}。没有裁切任何内容；请检查U盘是否已连接。",
    "There is no folder {folder}. Nothing was cut; see whether the stick is in.",
)
