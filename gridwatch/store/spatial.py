"""R-tree, extent and last change of the feature tables."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.store.blobs import bounds_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.wording import Kind

__all__ = ["bulk_loading", "follow_extent", "index_rows", "refresh_extent", "touch"]

# Table names come from `Kind`, never from a file.


@contextlib.contextmanager
def bulk_loading(connection: sqlite3.Connection, kind: Kind) -> Iterator[None]:
    """Take the table's R-tree triggers away for a bulk load and put them back.

    The block fills the R-tree itself by `index_rows`. Inside a transaction, so that a
    rollback brings the triggers back too.
    """
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        " AND name GLOB 'rtree_*'",
        (kind.value,),
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in found:
        connection.execute(sql)


def index_rows(
    connection: sqlite3.Connection,
    kind: Kind,
    fids: Sequence[int],
    blobs: Sequence[bytes | None],
) -> None:
    """Write the R-tree entries of rows; a row without a shape has none."""
    table = f'"rtree_{kind.value}_geom"'
    bounds = bounds_of(blobs)
    there = ~np.isnan(bounds[:, 0])
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        (
            (fid, west, east, south, north)
            for fid, (west, south, east, north), has in zip(
                fids, bounds.tolist(), there.tolist(), strict=True
            )
            if has
        ),
    )
    gone = [(fid,) for fid, has in zip(fids, there.tolist(), strict=True) if not has]
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", gone)  # noqa: S608


def touch(connection: sqlite3.Connection, kind: Kind, at: str) -> None:
    """Note in ``gpkg_contents`` that the table has changed."""
    connection.execute(
        "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?",
        (at, kind.value),
    )


def follow_extent(
    connection: sqlite3.Connection,
    kind: Kind,
    before: Sequence[BaseGeometry],
    after: Sequence[BaseGeometry],
) -> None:
    """Keep the extent right after single shapes went and came.

    The whole table is read only where a shape that went lay at the extent's edge.
    """
    extent = connection.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?",
        (kind.value,),
    ).fetchone()
    gone = [edge for shape in before for edge in shape.bounds]
    if extent[0] is None or set(extent) & set(gone):
        refresh_extent(connection, kind)
        return
    boxes = [extent, *(shape.bounds for shape in after)]
    west, south, east, north = zip(*boxes, strict=True)
    _write_extent(connection, kind, (min(west), min(south), max(east), max(north)))


def refresh_extent(connection: sqlite3.Connection, kind: Kind) -> None:
    """Write the exact extent of a feature table into ``gpkg_contents``."""
    sql = f'SELECT geom FROM "{kind.value}" WHERE geom NOT NULL'  # noqa: S608
    blobs = [blob for (blob,) in connection.execute(sql)]
    bounds = bounds_of(blobs)
    bounds = bounds[~np.isnan(bounds[:, 0])] if len(blobs) else bounds
    extent: tuple[float | None, ...] = (None,) * 4
    if len(bounds):
        low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
        extent = (*low.tolist(), *high.tolist())
    _write_extent(connection, kind, extent)


def _write_extent(
    connection: sqlite3.Connection, kind: Kind, extent: tuple[float | None, ...]
) -> None:
    connection.execute(
        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?"
        " WHERE table_name = ?",
        (*extent, kind.value),
    )
