"""Making a new store, and bringing an older one up to date."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Text
from gridwatch.store import journal, settings
from gridwatch.store.connection import connect, translated, writing
from gridwatch.store.faults import StoreError
from gridwatch.store.styles import write_styles

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gridwatch.store.versions import Step

__all__ = ["Founding", "copy_to", "found", "upgrade"]

_UNFIT_CRS = Text(
    "坐标系 EPSG:{crs} 不能用于工作库：需要以米为单位的投影坐标系"
    "（例如 CGCS2000 三度带 EPSG:4548）。没有建立任何文件。请另选坐标系。",
    "EPSG:{crs} does not serve for a store, which needs a projected CRS in metres "
    "(e.g. CGCS2000 3-degree GK, EPSG:4548). No file was made. Choose another.",
)


@dataclass(frozen=True)
class Founding:
    """What a new store is told about its district."""

    name: str
    code: str
    crs: int
    settings: Mapping[str, object] = field(default_factory=dict)
    who: str = ""


def found(path: Path, told: Founding, steps: Sequence[Step]) -> None:
    """Write a whole new store to `path`, where nothing lies yet.

    Raises
    ------
    StoreError
        Where the CRS does not serve or the file cannot be written.
    """
    reference = _reference(told.crs)
    with translated(path):
        connection = connect(path, "rwc")
    try:
        with writing(connection, path):
            for step in steps:
                step.run(connection)
            _fill(connection, told, reference, steps[-1].version)
    finally:
        connection.close()


def _reference(crs: int) -> tuple[str, str]:
    """Return name and WKT 1 of a projected CRS in metres."""
    # Only a new store needs it; an old one opens a tenth of a second sooner.
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_epsg(crs)
        wkt = found.to_wkt("WKT1_GDAL")
    except CRSError as error:
        raise StoreError(_UNFIT_CRS.filled(crs=crs)) from error
    units = {axis.unit_name for axis in found.axis_info}
    if not found.is_projected or units != {"metre"}:
        raise StoreError(_UNFIT_CRS.filled(crs=crs))
    return found.name, wkt


def _fill(
    connection: sqlite3.Connection,
    told: Founding,
    reference: tuple[str, str],
    version: int,
) -> None:
    name, wkt = reference
    connection.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, ?)",
        (name, told.crs, told.crs, wkt, name),
    )
    tables = [(told.crs, kind.value) for kind in MAPPED]
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        # One of two fixed names.
        sql = f"UPDATE {table} SET srs_id = ? WHERE table_name = ?"  # noqa: S608
        connection.executemany(sql, tables)
    at = journal.stamp()
    row = (1, uuid.uuid4().hex, version, told.name, told.code, told.crs, at)
    connection.execute("INSERT INTO gw_store VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    settings.fill(connection, told.settings)
    write_styles(connection)
    after = {"name": told.name, "code": told.code, "crs": told.crs}
    line = (row[1], None, journal.as_json(after))
    journal.write(connection, journal.Entry(told.who, at), "gw_store", [line])


def copy_to(connection: sqlite3.Connection, path: Path) -> None:
    """Write the store's committed content as one fresh file, whole or not at all."""
    growing = path.with_name(f".{path.name}.part")
    growing.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(growing),))
        growing.replace(path)
    finally:
        growing.unlink(missing_ok=True)


def upgrade(
    connection: sqlite3.Connection, path: Path, version: int, steps: Sequence[Step]
) -> Path | None:
    """Run the steps that an older store lacks, after a copy beside it.

    Returns
    -------
    Path or None
        The copy of the store as it was; None where there was nothing to do.
    """
    pending = [step for step in steps if step.version > version]
    if not pending:
        return None
    copy = _free_name(path, version)
    with translated(path):
        copy_to(connection, copy)
    with writing(connection, path):
        for step in pending:
            step.run(connection)
        settings.complete(connection)
        newest = pending[-1].version
        connection.execute("UPDATE gw_store SET schema_version = ?", (newest,))
        row = connection.execute("SELECT uid FROM gw_store").fetchone()
        line = (
            str(row[0]),
            journal.as_json({"schema_version": version}),
            journal.as_json({"schema_version": newest}),
        )
        entry = journal.Entry("gridwatch", journal.stamp())
        journal.write(connection, entry, "gw_store", [line])
    return copy


def _free_name(path: Path, version: int) -> Path:
    number = 1
    while True:
        end = f".v{version}" if number == 1 else f".v{version}-{number}"
        copy = path.with_name(f"{path.stem}{end}{path.suffix}")
        if not copy.exists():
            return copy
        number += 1
