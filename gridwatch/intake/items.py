"""What lies in a delivery: files, folders that are data, members of archives."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text
from gridwatch.intake.archives import ARCHIVES, Budget, Room, unpack
from gridwatch.intake.layers import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["DATA_FOLDERS", "Contents", "Item", "contents"]

DATA_FOLDERS = frozenset({".gdb"})
"""Endings of folders that are one data set."""

_SIDE_FILES = {
    ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".qpj", ".fix",
    ".ain", ".aih", ".ixs", ".mxs", ".atx", ".xml",
}  # fmt: skip
_TRANSIENT = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Item:
    """One file of a delivery, wherever it can be opened now.

    Parameters
    ----------
    path : Path
        Where it lies, in the delivery or unpacked.
    source : str
        How the officer knows it: ``文件.zip/子文件夹/河段.shp``.
    folders : str
        Names of the folders and archives around it inside the delivery, as evidence
        of what it is.
    trouble : Text or None
        Why it cannot be read at all, where that is known already.
    """

    path: Path
    source: str
    folders: str = ""
    trouble: Text | None = None


@dataclass
class Contents:
    """Everything in a delivery.

    Parameters
    ----------
    items : list of Item
        In a stable order.
    room : Room or None
        The temporary folder that unpacked items lie in; gone with this object.
    """

    items: list[Item] = field(default_factory=list)
    room: Room | None = None


def contents(delivery: Path) -> Contents:
    """Look through a folder, a file or an archive.

    Raises
    ------
    OfficerError
        Where there is nothing at that place.
    """
    found = Contents()
    if delivery.is_dir() and delivery.suffix.casefold() not in DATA_FOLDERS:
        for path in _without_side_files(_walk(delivery)):
            source = path.relative_to(delivery).as_posix()
            folders = f"{delivery.name} {_around(source)}"
            found.items += _opened(Item(path, source, folders), found)
        return found
    if not delivery.exists():
        text = Text(
            "文件夹或文件“{folder}”不存在；没有读取任何内容，请重新选择。",
            "The folder or file “{folder}” does not exist; nothing was read. Choose "
            "again.",
        )
        raise OfficerError(text.filled(folder=delivery))
    path = _main_part(delivery)
    found.items += _opened(Item(path, path.name), found)
    return found


def _around(source: str) -> str:
    return source.rpartition("/")[0]


def _main_part(path: Path) -> Path:
    """Return the ``.shp`` that a chosen side file belongs to, else the file itself."""
    if path.suffix.casefold() not in _SIDE_FILES:
        return path
    stem = path.stem.casefold().removesuffix(".shp")
    shapes = (
        other
        for other in path.parent.iterdir()
        if other.suffix.casefold() == ".shp" and other.stem.casefold() == stem
    )
    return next(shapes, path)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield all files in a stable order, through links, each folder once."""
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        whole = [f for f in folders if Path(f).suffix.casefold() in DATA_FOLDERS]
        folders[:] = sorted(
            f for f in folders if f not in whole and not f.startswith(".")
        )
        for name in sorted([*names, *whole]):
            if not name.startswith("."):
                yield Path(place) / name


def _without_side_files(files: Iterable[Path]) -> list[Path]:
    """Leave out the parts of shapefiles whose ``.shp`` is there, and SQLite's own."""
    files = list(files)
    shapes = {
        (file.parent, file.stem.casefold())
        for file in files
        if file.suffix.casefold() == ".shp"
    }

    def belongs(file: Path) -> bool:
        if file.name.endswith(_TRANSIENT):
            return True
        stem = file.stem.casefold().removesuffix(".shp")
        side = file.suffix.casefold() in _SIDE_FILES
        return side and (file.parent, stem) in shapes

    return [file for file in files if not belongs(file)]


def _opened(
    item: Item, found: Contents, budget: Budget | None = None, depth: int = 0
) -> Iterator[Item]:
    """Yield an item, or what an archive holds instead of it."""
    if item.path.suffix.casefold() not in ARCHIVES or item.path.is_dir():
        yield item
        return
    budget = budget or Budget()
    if depth > budget.limits.depth:
        yield Item(item.path, item.source, item.folders, _DEEP)
        return
    try:
        if found.room is None:
            found.room = Room()
        inside = unpack(item.path, found.room.path, budget)
    except (Unreadable, OSError) as error:
        text = error.text if isinstance(error, Unreadable) else _NO_ROOM
        yield Item(item.path, item.source, item.folders, text)
        return
    for name, why in inside.refused:
        yield Item(item.path, f"{item.source}/{name}", item.folders, why)
    for path in _without_side_files(_walk(inside.folder)):
        name = inside.names.get(path) or path.relative_to(inside.folder).as_posix()
        source = f"{item.source}/{name}"
        folders = f"{item.folders} {item.path.stem} {_around(name)}"
        member = Item(path, source, folders)
        yield from _opened(member, found, budget, depth + 1)
    if not inside.names and not inside.refused:
        yield Item(item.path, item.source, item.folders, _EMPTY)


_DEEP = Text(
    "压缩包套得太深：请先解开再导入",
    "archives inside archives inside archives: unpack them first",
)
_EMPTY = Text("压缩包是空的", "the archive is empty")
_NO_ROOM = Text(
    "没有临时文件夹可用，压缩包无法解开：请检查磁盘空间",
    "there is no temporary folder to unpack the archive into: check the disk",
)
