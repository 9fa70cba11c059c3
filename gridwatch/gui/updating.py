"""An update brought on a USB stick: read, weighed and checked before it is started.

An update is a setup and a manifest beside it (``*.update.json``), or a zip with both at
its top. The manifest says which version it is, what is new, and the SHA-256 of the
setup, so that a file damaged on the way is never started.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from gridwatch import __version__
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["MANIFEST", "Update", "check", "newer", "read", "start", "unpacked"]

MANIFEST = ".update.json"
"""How the name of a manifest ends."""
_PROGRAM = "gridwatch"
_MOST = 65_536
_CHUNK = 1 << 20
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?((?:a|b|rc|\.dev)\d+)?")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Update:
    """One update.

    Parameters
    ----------
    version : str
        Its version.
    notes : Text
        What is new.
    source : Path
        The setup, or the zip it lies in.
    member : str
        Its name inside the zip; empty where it lies there as a file.
    size : int
        Bytes of the setup.
    sha256 : str
        Its hash, in lower case.
    """

    version: str
    notes: Text
    source: Path
    member: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """File name of the setup."""
        return PurePosixPath(self.member).name or self.source.name


def newer(version: str, than: str = __version__) -> bool:
    """Tell whether a version comes after another one.

    Raises
    ------
    OfficerError
        Where one of them is no version.

    Examples
    --------
    >>> newer("0.10", than="0.9.3"), newer("1.0rc1", than="1.0")
    (True, False)
    """
    return _order(version) > _order(than)


def _order(version: str) -> tuple[int, int, int, str]:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise OfficerError(_SENSELESS.filled(what=f"version “{version[:40]}”"))
    major, minor, patch = (int(found[n] or 0) for n in (1, 2, 3))
    # "~" comes after every letter and after the dot: a release after what led to it.
    return major, minor, patch, found[4] or "~"


def read(path: Path) -> Update:
    """Read an update from its zip, its manifest, or the setup beside a manifest.

    Raises
    ------
    OfficerError
        Where there is no manifest, or it does not say what it must.
    """
    try:
        if path.suffix.casefold() == ".zip":
            return _from_zip(path)
        manifest = path if path.name.endswith(MANIFEST) else _beside(path)
        if manifest.stat().st_size > _MOST:
            raise OfficerError(_SENSELESS.filled(what=manifest.name))
        return _understood(manifest.read_bytes(), manifest.parent, "")
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OfficerError(_UNREADABLE.filled(path=path, reason=reason)) from error


def _beside(path: Path) -> Path:
    """Return the manifest of a setup: called like it, or the only one there."""
    named = path.with_name(path.stem + MANIFEST)
    short = path.with_name(path.stem.removesuffix("-setup") + MANIFEST)
    for manifest in (named, short):
        if manifest.is_file():
            return manifest
    raise OfficerError(_NO_MANIFEST.filled(name=path.name))


def _from_zip(path: Path) -> Update:
    with zipfile.ZipFile(path) as packed:
        names = [n for n in packed.namelist() if n.endswith(MANIFEST) and "/" not in n]
        if len(names) != 1:
            raise OfficerError(_NO_MANIFEST.filled(name=path.name))
        with packed.open(names[0]) as stream:
            data = stream.read(_MOST + 1)
        update = _understood(data, path.parent, path.name)
        if update.member not in packed.namelist():
            raise OfficerError(_NO_SETUP.filled(name=update.name))
        return update


def _understood(data: bytes, folder: Path, packed: str) -> Update:
    if len(data) > _MOST:
        raise OfficerError(_SENSELESS.filled(what="manifest"))
    try:
        facts: Any = json.loads(data.decode("utf-8-sig"))
        name, notes = str(facts["file"]), facts.get("notes") or {}
        version, digest = str(facts["version"]), str(facts["sha256"]).lower()
        size, program = int(facts["size"]), facts["program"]
        words = Text(str(notes.get("zh") or ""), str(notes.get("en") or ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OfficerError(_SENSELESS.filled(what=str(error)[:80])) from error
    plain = name == PurePosixPath(name).name and not re.search(r'[\\/:*?"<>|]', name)
    plain = plain and name.casefold().endswith(".exe")
    if program != _PROGRAM or not plain or not _HASH.fullmatch(digest):
        raise OfficerError(_SENSELESS.filled(what="program, file, sha256"))
    _order(version)
    if packed:
        return Update(version, words, folder / packed, name, size, digest)
    setup = folder / name
    if not setup.is_file():
        raise OfficerError(_NO_SETUP.filled(name=name))
    return Update(version, words, setup, "", size, digest)


def check(
    update: Update,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Refuse what is not newer, and what is not what the manifest says.

    Raises
    ------
    OfficerError
        Where it is refused; nothing has been changed.
    """
    if not newer(update.version):
        raise OfficerError(_OLD.filled(version=update.version, now=__version__))
    _copy(update, None, progress, cancelled)


def unpacked(update: Update, folder: Path) -> Path:
    """Return the setup as a file that can be started; out of its zip, checked again.

    Raises
    ------
    OfficerError
        Where it cannot be written, or its bytes are not those of the manifest.
    """
    if not update.member:
        _copy(update, None, None, None)
        return update.source
    target = folder / update.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(update, target, None, None)
    except OSError as error:
        target.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OfficerError(_UNREADABLE.filled(path=target, reason=reason)) from error
    except OfficerError:
        target.unlink(missing_ok=True)
        raise
    return target


def _copy(
    update: Update,
    target: Path | None,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Read the setup once, write it where wanted, and compare it with the manifest."""
    digest, size = hashlib.sha256(), 0
    out = target.open("wb") if target else None
    try:
        for piece in _pieces(update):
            size += len(piece)
            if size > update.size or (cancelled and cancelled()):
                break
            digest.update(piece)
            if out:
                out.write(piece)
            if progress:
                progress(size, update.size)
    finally:
        if out:
            out.close()
    if size != update.size or digest.hexdigest() != update.sha256:
        raise OfficerError(_DAMAGED.filled(name=update.name))


def _pieces(update: Update) -> Iterator[bytes]:
    try:
        if update.member:
            with (
                zipfile.ZipFile(update.source) as packed,
                packed.open(update.member) as stream,
            ):
                yield from iter(lambda: stream.read(_CHUNK), b"")
        else:
            with update.source.open("rb") as file:
                yield from iter(lambda: file.read(_CHUNK), b"")
    except (OSError, zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise OfficerError(_DAMAGED.filled(name=update.name)) from error


def start(setup: Path) -> None:
    """Start the setup as a process of its own; the program then has to close.

    Raises
    ------
    OfficerError
        Where this is no Windows, or the setup does not start.
    """
    if os.name != "nt":
        raise OfficerError(_ONLY_WINDOWS.filled(path=setup))
    try:
        subprocess.Popen([str(setup)], close_fds=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNREADABLE.filled(path=setup, reason=reason)) from error


_UNREADABLE = Text(
    "不能读写 {path}（{reason}）。"
    "没有安装任何东西，程序和工作库都没有变。"
    "请检查 U 盘，或换一个文件。",
    "Cannot use {path} ({reason}). Nothing was installed; program and stores are as "
    "they were. Check the stick, or choose another file.",
)
_NO_MANIFEST = Text(
    "{name} 里或旁边没有更新说明（.update.json），不能核对它是什么、有没有损坏。"
    "没有安装任何东西。请向发来更新的人要完整的文件。",
    "There is no manifest (.update.json) in or beside {name}, so what it is "
    "and whether it is whole cannot be told. Nothing was installed. Ask for all of it.",
)
_NO_SETUP = Text(
    "更新说明指的安装程序 {name} 不在旁边。没有安装任何东西。"
    "请把两个文件放在同一个文件夹里。",
    "The setup {name} that the manifest names is not there. Nothing was installed. Put "
    "both files into one folder.",
)
_SENSELESS = Text(
    "这不是本程序的更新说明，或内容不完整（{what}）。没有安装任何东西。"
    "请向发来更新的人要完整的更新文件。",
    "This is no manifest of an update of this program, or not a complete one "
    "({what}). Nothing was installed. Ask for the complete update.",
)
_OLD = Text(
    "更新文件是 {version} 版，现在用的是 {now} 版，不比现在的新。"
    "没有安装任何东西，不需要更新。",
    "The update is version {version}; you use {now}, which is as new or newer. Nothing "
    "was installed, and there is no need to.",
)
_DAMAGED = Text(
    "{name} 和更新说明对不上：文件在拷贝时损坏了，或不是原来的文件。"
    "没有安装任何东西。请重新拷贝。",
    "{name} is not what its manifest says: damaged while copied, or another file. "
    "Nothing was installed. Copy it again.",
)
_ONLY_WINDOWS = Text(
    "安装程序只能在 Windows 上运行：{path}。没有安装任何东西。",
    "The setup runs on Windows only: {path}. Nothing was installed.",
)
