"""Many districts brought from a city's server into one store, by their identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyproj
import shapely

from gridwatch.district.wording import KIND_NAMES, Kind, Text
from gridwatch.store import rows
from gridwatch.store.blobs import blobs_of
from gridwatch.store.central.server import Server, ServerError, quoted
from gridwatch.store.central.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from gridwatch.store.store import Store
    from gridwatch.store.taking import ImportResult

__all__ = ["Member", "collect", "members", "usual_crs"]

Raw = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A district at the server.

    Parameters
    ----------
    uid, code, name : str
        Of its store.
    crs : int
        EPSG code of its store.
    rows : int
        Its rows.
    published_at : datetime or None
        When it was last published, UTC.
    published_by : str
        By whom.
    """

    uid: str
    code: str
    name: str
    crs: int
    rows: int
    published_at: datetime | None
    published_by: str


def members(server: Server, wanted: Collection[str] = ()) -> tuple[Member, ...]:
    """Return the districts at a server, by code.

    Parameters
    ----------
    server : Server
        Which.
    wanted : collection of str
        Codes or names; none for all.

    Raises
    ------
    ServerError
        Where nothing was published there, or one of `wanted` was not.
    """
    if not server.rows("SELECT to_regclass('gridwatch.store') IS NOT NULL")[0][0]:
        raise ServerError(_NOTHING.filled(address=server.address))
    found = [
        Member(uid, code or "", name or "", crs, number, at, by or "")
        for uid, code, name, crs, number, at, by in server.rows(
            "SELECT uid, code, name, crs, rows, published_at, published_by"
            " FROM gridwatch.store WHERE published_at IS NOT NULL ORDER BY code, name"
        )
    ]
    unknown = set(wanted) - {m.code for m in found} - {m.name for m in found}
    if unknown:
        there = "、".join(f"{m.code} {m.name}".strip() for m in found)
        missing = "、".join(sorted(unknown))
        raise ServerError(
            _UNKNOWN.filled(missing=missing, there=there, address=server.address)
        )
    if not found:
        raise ServerError(_NOTHING.filled(address=server.address))
    return tuple(m for m in found if not wanted or m.code in wanted or m.name in wanted)


def usual_crs(found: Sequence[Member]) -> int:
    """Return the CRS of most rows; of two with as many, the smaller code."""
    counts: dict[int, int] = {}
    for member in found:
        counts[member.crs] = counts.get(member.crs, 0) + member.rows
    return min(counts, key=lambda crs: (-counts[crs], crs))


def collect(
    server: Server,
    store: Store,
    wanted: Collection[str] = (),
    *,
    who: str,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportResult:
    """Bring districts into a store, in its CRS, with the identifiers they have.

    Rows that a district has removed go here too; rows that were never at the server,
    the city's own, stay. What changes is journalled like an import.

    Parameters
    ----------
    server : Server
        From where, seen at one moment.
    store : Store
        Into where.
    wanted : collection of str
        Codes or names of districts; none for all.
    who : str
        Who collects.
    progress, cancelled : callable, optional
        Told how far it is; asked whether to stop.

    Raises
    ------
    ServerError
        Where the server refuses, a district is not there, or its CRS cannot be
        brought over exactly. The store is then as before.
    Cancelled, StoreError
        As with an import.
    """
    crs = store.info().crs
    with server.transaction(reading=True):
        found = members(server, wanted)
        for member in found:
            _require_same_datum(member, crs)
        uids = [member.uid for member in found]
        _refuse_doubles(server, found)
        tables = {kind: _rows(server, kind, uids, crs) for kind in Kind}
        gone = _gone(server, uids)
    names = "、".join(member.name or member.code for member in found)
    return store.mirror(
        tables,
        gone=gone,
        source=f"{server.address}（{names}）",
        who=who,
        progress=progress,
        cancelled=cancelled,
    )


def _require_same_datum(member: Member, crs: int) -> None:
    """Refuse what PROJ would bring over only roughly."""
    if member.crs == crs:
        return
    ours, theirs = pyproj.CRS.from_epsg(crs), pyproj.CRS.from_epsg(member.crs)
    one, other = ours.geodetic_crs, theirs.geodetic_crs
    if one is None or other is None or one.datum != other.datum:
        raise ServerError(
            _OTHER_DATUM.filled(name=member.name, crs=member.crs, ours=crs)
        )


def _refuse_doubles(server: Server, found: Sequence[Member]) -> None:
    """Refuse rows of one identifier in two districts: which one counts is not ours."""
    names = {member.uid: member.name or member.code for member in found}
    for kind in Kind:
        sql = (
            f"SELECT min(store_uid), max(store_uid) FROM {table_of(kind)}"  # noqa: S608
            " WHERE store_uid = ANY(:uids) GROUP BY uid HAVING count(*) > 1"
        )
        doubled = server.rows(sql, uids=list(names))
        if doubled:
            one, other = (names[uid] for uid in doubled[0])
            told, name = {"one": one, "other": other}, KIND_NAMES[kind]
            zh = _DOUBLED.zh.format(**told, count=len(doubled), kind=name.zh)
            en = _DOUBLED.en.format(**told, count=len(doubled), kind=name.en)
            raise ServerError(Text(zh, en))


def _rows(server: Server, kind: Kind, uids: list[str], crs: int) -> list[Raw]:
    columns = rows.columns_of(kind)
    listed = ", ".join(
        "ST_AsBinary(CASE WHEN ST_SRID(geom) = :crs THEN geom"
        " ELSE ST_Transform(geom, CAST(:crs AS integer)) END, 'NDR')"
        if name == "geom"
        else quoted(name)
        for name in columns
    )
    sql = (
        f"SELECT {listed} FROM {table_of(kind)}"  # noqa: S608
        " WHERE store_uid = ANY(:uids) ORDER BY store_uid, uid"
    )
    values = {"crs": crs} if "geom" in columns else {}
    found = server.rows(sql, uids=uids, **values)
    blobs: list[bytes | None] = []
    if "geom" in columns:
        at = columns.index("geom")
        shapes = shapely.from_wkb([row[at] and bytes(row[at]) for row in found])
        blobs = blobs_of(kind, shapes, crs) if found else []
    return [
        tuple(
            blobs[number] if name == "geom" else _plain(value)
            for name, value in zip(columns, row, strict=True)
        )
        for number, row in enumerate(found)
    ]


def _plain(value: object) -> object:
    """Return a value of the server as the store writes it."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _gone(server: Server, uids: list[str]) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    known = {kind.value: kind for kind in Kind}
    for name, uid in server.rows(
        "SELECT kind, uid FROM gridwatch.gone WHERE store_uid = ANY(:uids)", uids=uids
    ):
        if name in known:
            found.setdefault(known[name], []).append(uid)
    return found


_NOTHING = Text(
    "{address} 上还没有任何区发布过。请先在各区执行 gridwatch publish。",
    "Nothing has been published to {address} yet. Have the districts run gridwatch "
    "publish first.",
)
_UNKNOWN = Text(
    "{address} 上没有 {missing}，工作库没有改动。已发布的有：{there}。",
    "{address} has no {missing}; the store was not changed. Published are: {there}.",
)
_DOUBLED = Text(
    "“{one}”和“{other}”有 {count} 行{kind}的永久标识相同：其中一个库可能是从另一个"
    "复制来的。没有写入任何内容。请用 --district 分开汇总，或请其中一个区重新建库。",
    "“{one}” and “{other}” hold {count} rows ({kind}) of the same identifier: one "
    "store may have been made from the other. Nothing was written. Collect them "
    "apart with --district, or have one of them make its store anew.",
)
_OTHER_DATUM = Text(
    "“{name}”用的是 EPSG:{crs}，与本库的 EPSG:{ours} 基准面不同，"
    "不能精确换算，没有写入任何内容。请该区先换成 CGCS2000 再发布。",
    "“{name}” is in EPSG:{crs}, whose datum is not that of EPSG:{ours} here: it "
    "cannot be brought over exactly, and nothing was written. Have that district "
    "change to CGCS2000 first.",
)
