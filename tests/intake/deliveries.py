"""Writes deliveries as offices make them, lying side files included."""

from __future__ import annotations

import shutil
import struct
import tempfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import pyproj
import shapely
import xlsxwriter

GBK = 0x4D
X, Y = 500_000.0, 4_470_000.0
"""A place in EPSG:4548 that the made-up shapes lie at."""


def dbf_bytes(columns, *, encoding="gbk", language_byte=GBK, deleted=()):
    """Return a .dbf with text columns: name -> list of str, bytes or None.

    Names and values that are bytes are written as they are.
    """
    count = len(next(iter(columns.values()), []))
    names = [_raw(name, encoding)[:10] for name in columns]
    cells = [[_raw(v, encoding) for v in values] for values in columns.values()]
    widths = [min(max([1, *map(len, column)]), 254) for column in cells]
    size = 1 + sum(widths)
    head = struct.pack(
        "<4BIHH17xB2x", 3, 126, 11, 22, count, 33 + 32 * len(names), size, language_byte
    )
    for name, width in zip(names, widths, strict=True):
        head += struct.pack("<11sc4xBB14x", name, b"C", width, 0)
    body = b""
    for row in range(count):
        body += b"*" if row in deleted else b" "
        for column, width in zip(cells, widths, strict=True):
            body += column[row][:width].ljust(width)
    return head + b"\r" + body + b"\x1a"


def typed_dbf(columns, rows, *, encoding, language_byte=0):
    """Return a .dbf of typed columns: (name, type, width, decimals) and cells.

    Texts are cut to the width in bytes, as writers do; None is left blank.
    """
    size = 1 + sum(width for _, _, width, _ in columns)
    head = struct.pack(
        "<4BIHH17xB2x", 3, 126, 11, 22, len(rows), 33 + 32 * len(columns), size,
        language_byte,
    )  # fmt: skip
    for name, kind, width, decimals in columns:
        raw = _raw(name, encoding)[:10]
        head += struct.pack("<11sc4xBB14x", raw, kind.encode(), width, decimals)
    body = b""
    for row in rows:
        body += b" "
        for value, (_, kind, width, decimals) in zip(row, columns, strict=True):
            cell = _cell(value, kind, decimals, encoding)[:width]
            body += cell.rjust(width) if kind == "N" else cell.ljust(width)
    return head + b"\r" + body + b"\x1a"


def _cell(value, kind, decimals, encoding):
    if value is None:
        return b""
    if kind == "D":
        return value.strftime("%Y%m%d").encode()
    return f"{value:.{decimals}f}".encode() if kind == "N" else _raw(value, encoding)


def _raw(value, encoding):
    if value is None:
        return b""
    return value if isinstance(value, bytes) else str(value).encode(encoding)


def shapefile(path, shapes, columns, *, crs=4548, cpg=None, **table):
    """Write a shapefile; `shapes` may hold None. Returns the path of the .shp."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    shapes = np.asarray(shapes, object)
    kinds = {g.geom_type.removeprefix("Multi") for g in shapes if g is not None}
    height = " Z" if shapely.has_z(shapes).any() else ""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.shp"  # GDAL cannot write below a folder with "!"
        pyogrio.raw.write(
            plain,
            shapely.to_wkb(shapes),
            [np.arange(len(shapes))],
            ["n"],
            geometry_type=kinds.pop() + height if len(kinds) == 1 else "Unknown",
            crs="EPSG:4326",
        )
        for ending in (".shp", ".shx"):
            shutil.copyfile(plain.with_suffix(ending), path.with_suffix(ending))
    if columns:
        path.with_suffix(".dbf").write_bytes(dbf_bytes(columns, **table))
    if crs is not None:
        wkt = pyproj.CRS.from_user_input(crs).to_wkt("WKT1_ESRI")
        path.with_suffix(".prj").write_text(wkt)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def workbook(path, sheets):
    """Write sheets (name -> rows); dates are written as Excel dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None and value != "":
                        sheet.write(at, column, value)
    return path


def square(east=0.0, north=0.0, size=100.0):
    return shapely.box(X + east, Y + north, X + east + size, Y + north + size)


def line(*offsets):
    return shapely.LineString([(X + e, Y + n) for e, n in offsets])


def point(east=0.0, north=0.0):
    return shapely.Point(X + east, Y + north)


def said(findings):
    """All English texts of findings in one string."""
    return "\n".join(finding.text.en for finding in findings)


def balanced(plan, delivery):
    """Check that every reachable row went on or was kept aside, file by file."""
    account = {s.source: s.taken + s.rejected for s in delivery.sources}
    assert account == {f.source: f.rows for f in plan.files if f.kind is not None}
    kept = sum(source.rejected for source in delivery.sources)
    assert kept == len(delivery.rejected)


def raw_shapefile(path, kind, records, columns=None, *, shx=True, crs=4548):
    """Write a shapefile byte by byte; a record is what follows its 8-byte header."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    body, index, at = b"", b"", 50
    for number, content in enumerate(records, 1):
        words = len(content) // 2
        index += struct.pack(">ii", at, words)
        body += struct.pack(">ii", number, words) + content
        at += 4 + words
    box = struct.pack("<8d", X - 1e4, Y - 1e4, X + 1e4, Y + 1e4, 0, 0, 0, 0)

    def head(size):
        return struct.pack(">i20xi", 9994, size) + struct.pack("<ii", 1000, kind) + box

    path.write_bytes(head(at) + body)
    if shx:
        path.with_suffix(".shx").write_bytes(head(50 + 4 * len(records)) + index)
    if columns:
        path.with_suffix(".dbf").write_bytes(dbf_bytes(columns))
    path.with_suffix(".prj").write_text(pyproj.CRS(crs).to_wkt("WKT1_ESRI"))
    return path


def parted(kind, parts, heights=None, measures=None):
    """Return the content of a record of parts, each a list of (east, north)."""
    points = [point for part in parts for point in part]
    starts = np.cumsum([0, *map(len, parts[:-1])]) if parts else []
    corners = np.array(points, float).reshape(-1, 2) + np.array([X, Y])
    box = (0, 0, 0, 0)
    if len(corners):
        box = (*corners.min(axis=0), *corners.max(axis=0))
    data = struct.pack("<i4dii", kind, *box, len(parts), len(points))
    data += struct.pack(f"<{len(parts)}i", *starts)
    data += corners.astype("<f8").tobytes()
    for values in (heights, measures):
        if values is not None:
            finite = [v for v in values if v > -1e38] or [0.0]
            data += struct.pack("<2d", min(finite), max(finite))
            data += struct.pack(f"<{len(values)}d", *values)
    return data


def ring(east=0.0, north=0.0, size=100.0, *, clockwise=True):
    """Return the corners of a square, in the order a shapefile's outer ring has."""
    corners = [(0, 0), (0, size), (size, size), (size, 0), (0, 0)]
    corners = [(east + e, north + n) for e, n in corners]
    return corners if clockwise else corners[::-1]
