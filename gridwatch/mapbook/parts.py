"""Finished pages kept beside a book while it is printed, so that it can go on later.

A book is drawn in parts of some twenty pages. Each part lies in a folder beside the
target with a note of what it should hold and what its bytes are; a part whose note does
not fit, because something was edited or the writing was cut off, is drawn again.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gridwatch.mapbook.leaves import Leaf

__all__ = ["PartFolder", "Portion", "folder_of", "portions_of"]

_PAGES = 24
_NOTE = "book.json"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Portion:
    """Some leaves that are drawn into one file.

    Parameters
    ----------
    number : int
        Which part, from 0.
    leaves : tuple of Leaf
        What it holds.
    """

    number: int
    leaves: tuple[Leaf, ...]

    @property
    def pages(self) -> int:
        """Number of its pages."""
        return sum(leaf.pages for leaf in self.leaves)


def portions_of(leaves: Sequence[Leaf]) -> tuple[Portion, ...]:
    """Cut a book into parts of some twenty pages; a sheet is never cut in two."""
    found: list[Portion] = []
    held: list[Leaf] = []
    for leaf in leaves:
        if held and sum(one.pages for one in held) + leaf.pages > _PAGES:
            found.append(Portion(len(found), tuple(held)))
            held = []
        held.append(leaf)
    if held:
        found.append(Portion(len(found), tuple(held)))
    return tuple(found)


def folder_of(path: Path) -> Path:
    """Return the folder beside a book where its finished parts wait."""
    return path.with_name(f"{path.stem[:_LONGEST]}.未完成")


class PartFolder:
    """The finished parts of one book.

    Parameters
    ----------
    path : Path
        The folder; it is made where it is missing.
    fresh : bool
        Whether what lies in it is thrown away first.

    Raises
    ------
    OfficerError
        Where the folder cannot be made.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path = path
        try:
            if fresh and path.is_dir():
                self._sweep()
            path.mkdir(exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OfficerError(_UNWRITABLE.filled(path=path, reason=reason)) from error

    def note(self) -> dict[str, str]:
        """Return what was noted of the book that lies here half done."""
        return _read(self.path / _NOTE)

    def write_note(self, note: dict[str, str]) -> None:
        """Note what book lies here."""
        _write(self.path / _NOTE, note)

    def file(self, portion: Portion) -> Path:
        """Return where a part lies, or will lie."""
        return self.path / f"{portion.number:04d}.pdf"

    def holds(self, portion: Portion, word: str) -> bool:
        """Tell whether a part lies here whole, drawn of what `word` stands for."""
        note = _read(self.path / f"{portion.number:04d}.json")
        file = self.file(portion)
        if note.get("word") != word or not file.is_file():
            return False
        return note.get("bytes") == _hash(file)

    def keep(self, portion: Portion, word: str, drawn: Path) -> None:
        """Take a drawn file as a part; it counts only when its note is written."""
        file = self.file(portion)
        note = self.path / f"{portion.number:04d}.json"
        note.unlink(missing_ok=True)
        digest = _hash(drawn)
        drawn.replace(file)
        _write(note, {"word": word, "bytes": digest})

    def files(self, portions: Sequence[Portion]) -> Iterator[Path]:
        """Yield the files of parts in order."""
        for portion in portions:
            yield self.file(portion)

    def remove(self) -> None:
        """Remove the folder with what we put into it, and nothing else."""
        self._sweep()
        if not any(self.path.iterdir()):
            self.path.rmdir()

    def _sweep(self) -> None:
        for one in self.path.iterdir():
            if one.is_file() and one.suffix in (".pdf", ".json", ".new"):
                one.unlink()


def _hash(path: Path) -> str:
    found = blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): str(value) for key, value in found.items()}


def _write(path: Path, note: dict[str, str]) -> None:
    growing = path.with_suffix(".new")
    with growing.open("w", encoding="utf-8") as stream:
        json.dump(note, stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    growing.replace(path)


_UNWRITABLE = Text(
    "无法在 {path} 存放印制中的页面（{reason}）。没有写出图册，数据没有丢失。"
    "请换一个可以写入的文件夹保存。",
    "Pages in the making cannot be kept in {path} ({reason}). No book was written and "
    "no data is lost. Save to a folder that can be written.",
)
