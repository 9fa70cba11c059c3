"""The tasks of the reading process: files that only native libraries can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.intake.layers import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.intake.layers import Facts, RawLayer

__all__ = ["layer_facts", "layer_rows", "shapes_left", "sheet_facts", "sheet_rows"]

# Each library takes a third of a second to load: only the one that is needed.


def layer_facts(path: Path) -> list[Facts]:
    """Return the facts of every layer that GDAL finds in a file.

    Raises
    ------
    Unreadable
        Where neither of the two readers makes anything of it.
    """
    from gridwatch.intake import geopackage, onebyone

    try:
        return geopackage.look(path)
    except Unreadable as error:
        found = onebyone.look(path) if error.text != geopackage.STORE else []
        if not found:
            raise
        return found


def layer_rows(path: Path, layer: str | None) -> RawLayer:
    """Return all rows of a layer; where reading it whole fails, row by row.

    Raises
    ------
    Unreadable
        Where neither of the two readers makes anything of it.
    """
    from gridwatch.intake import geopackage, onebyone

    try:
        return geopackage.load(path, layer)
    except Unreadable as error:
        found = onebyone.load(path, layer) if error.text != geopackage.STORE else None
        if found is None:
            raise
        return found


def shapes_left(path: Path, rows: list[int]) -> tuple[list[bytes | None], Any]:
    """Return single shapes of a shapefile as WKB, and why others are lost."""
    import shapely

    from gridwatch.intake import damagedshapes

    shapes, lost = damagedshapes.shapes_left(path, rows)
    return shapely.to_wkb(shapes).tolist(), lost


def sheet_facts(path: Path, encoding: str | None = None) -> list[Facts]:
    """Return the facts of every sheet of a workbook, or of a large text."""
    from gridwatch.intake import spreadsheet

    return spreadsheet.look(path, encoding)


def sheet_rows(path: Path, layer: str | None, encoding: str | None = None) -> RawLayer:
    """Return all rows of a sheet, or of a large text."""
    from gridwatch.intake import spreadsheet

    return spreadsheet.load(path, layer, encoding)
