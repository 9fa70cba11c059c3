"""Zip archives, unpacked into a temporary folder and never beside the officer's file.

Names of members are judged, not trusted: Windows writes them in GBK without saying so,
macOS in UTF-8 without saying so. A member that would leave the folder is refused, and
so is an archive that grows beyond ``resources/limits.toml``.
"""

from __future__ import annotations

import re
import shutil
import stat
import struct
import tempfile
import time
import weakref
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.intake.encoding import decide, decoded
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.limits import MEGABYTE, archive_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.intake.limits import ArchiveLimits

__all__ = ["ARCHIVES", "Budget", "Room", "Unpacked", "unpack"]

ARCHIVES = frozenset({".zip", ".kmz"})
"""File endings that are unpacked."""

_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_CHUNK = 1 << 20
_PREFIX = "gridwatch-unpacked-"
_DAY = 86_400
_SMALL = 10 * MEGABYTE
_LONGEST_NAME = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


class Room:
    """A temporary folder that is removed with this object, at the latest at the end.

    Whoever may still read what was unpacked holds on to it; a plan does. What a killed
    process left is removed after a day.
    """

    def __init__(self) -> None:
        _swept(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._close = weakref.finalize(self, shutil.rmtree, self.path, True)

    def close(self) -> None:
        """Remove the folder now."""
        self._close()


class Budget:
    """What one archive and those inside it may still cost.

    Parameters
    ----------
    limits : ArchiveLimits or None
        None takes those of ``resources/limits.toml``.
    """

    def __init__(self, limits: ArchiveLimits | None = None) -> None:
        self.limits = limits or archive_limits()
        self._bytes = int(self.limits.unpacked_mb * MEGABYTE)
        self._members = self.limits.members

    def announce(self, members: Sequence[zipfile.ZipInfo]) -> None:
        """Refuse an archive by what it says of itself, before anything is written.

        Raises
        ------
        Unreadable
            Where it says too much.
        """
        self._members -= len(members)
        if self._members < 0:
            raise Unreadable(_MANY.filled(most=self.limits.members))
        if sum(info.file_size for info in members) > self._bytes:
            raise self._too_big()

    def spend(self, size: int) -> None:
        """Count bytes that were really written: headers may lie.

        Raises
        ------
        Unreadable
            Where that is too many.
        """
        self._bytes -= size
        if self._bytes < 0:
            raise self._too_big()

    def _too_big(self) -> Unreadable:
        return Unreadable(_BIG.filled(most=f"{self.limits.unpacked_mb:,.0f}"))


def _swept(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _DAY:
                shutil.rmtree(left, ignore_errors=True)


@dataclass
class Unpacked:
    """What came out of one archive.

    Parameters
    ----------
    folder : Path
        Where its files are.
    names : dict of Path to str
        Each file and its name in the archive, as the officer knows it.
    refused : list of (str, Text)
        Members that were not unpacked, and why.
    """

    folder: Path
    names: dict[Path, str] = field(default_factory=dict)
    refused: list[tuple[str, Text]] = field(default_factory=list)


def unpack(path: Path, room: Path, budget: Budget) -> Unpacked:
    """Unpack an archive below `room`.

    Parameters
    ----------
    path : Path
        The archive; it is only read.
    room : Path
        A folder of our own.
    budget : Budget
        What it may cost; what it has cost is taken from it.

    Raises
    ------
    Unreadable
        Where it is no archive, holds too much or the disk is full; what was unpacked
        of it is removed.
    """
    folder = Path(tempfile.mkdtemp(dir=room))
    found = Unpacked(folder)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            budget.announce(members)
            for info, name in zip(members, member_names(members), strict=True):
                _take(archive, info, name, found, budget)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unreadable(_why(error)) from error
    except Unreadable:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return found


def _why(error: Exception) -> Text:
    if isinstance(error, OSError) and error.strerror:
        return _NO_ROOM.filled(why=error.strerror)
    return _DAMAGED.filled(why=str(error)[:160])


def member_names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Return the names of members in the encoding they are really in.

    Those that say they are UTF-8 are believed; the bytes of all others are judged
    together, as the values of a table are.
    """
    raw = [_raw_name(info) for info in members]
    pieces = [name for name in raw if isinstance(name, bytes)]
    encoding = decide(pieces).encoding if pieces else "utf-8"
    return [
        name if isinstance(name, str) else decoded(name, encoding)[0] for name in raw
    ]


def _raw_name(info: zipfile.ZipInfo) -> bytes | str:
    name: str = info.orig_filename
    if info.flag_bits & _UTF8_FLAG:
        return name
    told = _unicode_path(info.extra)
    if told is not None:
        return told
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:
        return name


def _unicode_path(extra: bytes) -> str | None:
    """Return the name Info-ZIP adds in UTF-8, where it does."""
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + size]
        if tag == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            try:
                return body[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + size
    return None


def _take(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    name: str,
    found: Unpacked,
    budget: Budget,
) -> None:
    name = name.split("\0", 1)[0].replace("\\", "/")
    place = _place(name)
    if place is None or stat.S_ISLNK(info.external_attr >> 16):
        found.refused.append((name, _OUTSIDE))
        return
    if any(part.startswith(".") or part == "__MACOSX" for part in place.parts):
        return
    target = _free(found.folder / place)
    if target != found.folder / place:
        name = target.relative_to(found.folder).as_posix()
    target.parent.mkdir(parents=True, exist_ok=True)
    why = _trouble(archive, info, target, budget)
    if why is not None:
        target.unlink(missing_ok=True)
        found.refused.append((name, why))
        return
    found.names[target] = str(PurePosixPath(name))


def _trouble(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: Budget
) -> Text | None:
    """Write a member; returns why that failed."""
    if info.flag_bits & _ENCRYPTED:
        return _LOCKED
    try:
        _write(archive, info, target, budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        return _DAMAGED.filled(why=str(error)[:160])
    return None


def _place(name: str) -> Path | None:
    """Return where a member goes, relative; None where it would leave the folder.

    Examples
    --------
    >>> _place("a/../../b") is None, _place("C:/b") is None
    (True, True)
    >>> _place("数据/河段?.shp").as_posix()
    '数据/河段_.shp'
    """
    if name.startswith("/") or _DRIVE.match(name):
        return None
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    return Path(*map(_plain, parts))


def _plain(part: str) -> str:
    """Return a file name that every system takes, its ending kept."""
    part = _FORBIDDEN.sub("_", part).rstrip(" .") or "_"
    if _RESERVED.match(part):
        part = f"_{part}"
    ending = Path(part).suffix
    stem = part.removesuffix(ending)
    return stem[:_LONGEST_NAME] + ending[:_LONGEST_NAME]


def _free(target: Path) -> Path:
    """Return `target`, or with a number where another member has that name."""
    found, serial = target, 2
    while found.exists():
        found = target.with_name(f"{target.stem}_{serial}{target.suffix}")
        serial += 1
    return found


def _write(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: Budget
) -> None:
    most = max(_SMALL, max(info.compress_size, 1) * budget.limits.ratio)
    written = 0
    with archive.open(info) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            budget.spend(len(chunk))
            if written > most:
                ratio = f"{budget.limits.ratio:g}"
                raise Unreadable(_BOMB.filled(name=target.name, most=ratio))
            file.write(chunk)


_MANY = Text(
    "压缩包内的文件超过上限 {most} 个：没有解开，请先自行解压再导入",
    "the archive holds more than {most} files: not unpacked; unpack it yourself and "
    "import the folder",
)
_BIG = Text(
    "压缩包解开后超过 {most} MB：没有解开，请先自行解压再导入",
    "the archive would become more than {most} MB: not unpacked; unpack it yourself "
    "and import the folder",
)
_BOMB = Text(
    "压缩包里的 {name} 解开后大得不合常理（超过压缩前的 {most} 倍），"
    "疑为压缩炸弹：没有解开",
    "{name} in the archive grows more than {most} times, like an archive made to fill "
    "disks: not unpacked",
)
_OUTSIDE = Text(
    "压缩包成员的路径指向包外，已拒绝解开",
    "the member's path leads out of the archive: not unpacked",
)
_LOCKED = Text(
    "压缩包成员有密码：请用密码解压后再导入",
    "the member has a password: unpack it with that and import the folder",
)
_DAMAGED = Text("压缩包已损坏（{why}）", "the archive is damaged ({why})")
_NO_ROOM = Text(
    "压缩包无法解开到临时文件夹（{why}）：请检查磁盘空间",
    "the archive cannot be unpacked into the temporary folder ({why}): check the room "
    "on the disk",
)
