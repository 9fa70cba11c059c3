"""The one file of a package or return: a zip with a manifest that knows every hash.

Nothing is unpacked by the names that stand in a file: only members with the few names
we write ourselves are read, each up to a limit, each held against its hash. Optional
encryption is WinZip's AES-256 (AE-2), which 7-Zip and WinRAR open too.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from gridwatch.district.wording import Text
from gridwatch.store.review.terms import (
    MEGABYTE,
    Limits,
    LockedError,
    ReviewError,
    limits,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Container", "Member", "opened", "write_container"]

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the files; a reader refuses later ones."""
_NAMES = re.compile(
    r"manifest\.json|part\.gpkg|sheets\.json|replies\.json|tiles\.mbtiles"
    r"|photos/[0-9a-f]{64}|recipes/field-[a-z0-9-]{1,40}\.toml"
)
_STORED = re.compile(r"photos/|tiles\.mbtiles")
"""What is packed already: pictures and tiles."""
_CHUNK = 1 << 20
_SMALL = 10 * MEGABYTE
_ENCRYPTED = 0x1
_SYMPTOMS = (
    KeyError,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OverflowError,
    struct.error,
)


def _broken() -> tuple[type[Exception], ...]:
    """Return what a file raises that is cut off or not what it says."""
    import pyzipper  # with its ciphers: not before a package is opened

    return (pyzipper.BadZipFile, *_SYMPTOMS)


@dataclass(frozen=True)
class Member:
    """One member to write: its name and its bytes, or the file they are in."""

    name: str
    source: bytes | Path


def write_container(
    path: Path,
    facts: Mapping[str, object],
    members: Iterable[Member],
    passphrase: str = "",
) -> str:
    """Write a whole file beside `path` and return the SHA-256 of its manifest.

    The file is written as `.<name>.part` and forced to the disk; `finished` moves it
    to its place.

    Parameters
    ----------
    path : Path
        Where it will be.
    facts : mapping
        What the manifest says besides the hashes.
    members : iterable of Member
        What is in it.
    passphrase : str
        Encrypts every member where not empty.
    """
    growing = growing_name(path)
    listed: dict[str, dict[str, object]] = {}
    try:
        with growing.open("wb") as file:
            with _zip(file, passphrase) as archive:
                for member in members:
                    listed[member.name] = _write(archive, member)
                told = {"format": FORMAT, **facts, "members": listed}
                text = json.dumps(told, ensure_ascii=False, indent=1).encode()
                archive.writestr(MANIFEST, text, compress_type=zipfile.ZIP_DEFLATED)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        growing.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise ReviewError(_NOT_WRITTEN.filled(name=path.name, why=why)) from error
    except BaseException:
        growing.unlink(missing_ok=True)
        raise
    return hashlib.sha256(text).hexdigest()


def growing_name(path: Path) -> Path:
    """Return where a file grows before it is whole."""
    return path.with_name(f".{path.name}.part")


def finished(path: Path) -> None:
    """Move a file that `write_container` has written to its place."""
    try:
        growing_name(path).replace(path)
    except OSError as error:
        growing_name(path).unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise ReviewError(_NOT_WRITTEN.filled(name=path.name, why=why)) from error


@contextlib.contextmanager
def _zip(file: BinaryIO, passphrase: str) -> Iterator[Any]:
    import pyzipper

    archive = pyzipper.AESZipFile(file, "w", compression=zipfile.ZIP_DEFLATED)
    if passphrase:
        archive.setpassword(passphrase.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
    try:
        yield archive
    except BaseException:
        # The file is given up: nothing more is to be written on the way out.
        archive.fp = None
        raise
    archive.close()


def _write(archive: Any, member: Member) -> dict[str, object]:  # noqa: ANN401
    kind = zipfile.ZIP_STORED if _STORED.match(member.name) else zipfile.ZIP_DEFLATED
    info = archive.zipinfo_cls(member.name)
    info.compress_type = kind
    info._compresslevel = 3
    digest, size = hashlib.sha256(), 0
    with _source(member) as source, archive.open(info, "w") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return {"sha256": digest.hexdigest(), "size": size}


@contextlib.contextmanager
def _source(member: Member) -> Iterator[BinaryIO]:
    if isinstance(member.source, Path):
        with member.source.open("rb") as file:
            yield file
    else:
        import io

        yield io.BytesIO(member.source)


class Container:
    """A file that was opened and held against its manifest.

    Parameters
    ----------
    path : Path
        The file.
    archive : AESZipFile
        Open on it.
    facts : mapping
        The manifest.
    digest : str
        SHA-256 of the manifest.
    """

    def __init__(
        self,
        path: Path,
        archive: Any,  # noqa: ANN401 - no type hints
        facts: dict[str, Any],
        digest: str,
    ) -> None:
        self.path, self.facts, self.digest = path, facts, digest
        self._archive = archive

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members besides the manifest."""
        return tuple(self.facts["members"])

    def read(self, name: str, most_mb: float) -> bytes:
        """Return a member whole.

        Raises
        ------
        ReviewError
            Where it is missing, too large or not what the manifest says.
        """
        found: list[bytes] = []
        self._copy(name, most_mb, found.append)
        return b"".join(found)

    def extract(self, name: str, target: Path, most_mb: float) -> None:
        """Write a member to a path of our own choosing, or raise as `read` does."""
        try:
            with target.open("wb") as file:
                self._copy(name, most_mb, file.write)
        except OSError as error:
            why = error.strerror or str(error)
            raise ReviewError(_NO_ROOM.filled(name=self.path.name, why=why)) from error

    def _copy(self, name: str, most_mb: float, write: Any) -> None:  # noqa: ANN401
        told = self.facts["members"].get(name)
        if told is None:
            raise _damaged(self.path, name)
        digest = hashlib.sha256()
        for chunk in _chunks(self._archive, name, self.path, most_mb):
            digest.update(chunk)
            write(chunk)
        if digest.hexdigest() != told.get("sha256"):
            raise ReviewError(_CHANGED.filled(name=self.path.name, member=name))


def _chunks(archive: Any, name: str, path: Path, most_mb: float) -> Iterator[bytes]:  # noqa: ANN401
    """Yield a member, counting what really comes: headers may lie."""
    most, packed, size = most_mb * MEGABYTE, archive.getinfo(name).compress_size, 0
    ratio = limits().ratio
    try:
        with archive.open(name) as source:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                bomb = size > max(_SMALL, max(packed, 1) * ratio)
                if size > most or bomb:
                    raise ReviewError(_TOO_BIG.filled(name=path.name, member=name))
                yield chunk
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise _damaged(path, name) from error
        raise LockedError(_PASSPHRASE.filled(name=path.name)) from error
    except _broken() as error:
        raise _damaged(path, str(error) or name) from error
    except OSError as error:
        # A place beyond the file, or a stick that was taken out.
        raise _damaged(path, error.strerror or name) from error


@contextlib.contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[Container]:
    """Open a package or return; its manifest has then been read.

    Raises
    ------
    ReviewError
        Where it is no such file, cut off, too large, from a later version, holds what
        we do not write, or asks for another passphrase.
    """
    import pyzipper

    bounds = limits()
    try:
        archive = pyzipper.AESZipFile(path)
    except FileNotFoundError as error:
        raise ReviewError(_MISSING.filled(name=path.name, path=path)) from error
    except _broken() as error:
        raise ReviewError(_NO_ZIP.filled(name=path.name)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise ReviewError(_UNREADABLE.filled(name=path.name, why=why)) from error
    with archive:
        _announce(archive, path, bounds)
        archive.setpassword(passphrase.encode() if passphrase else None)
        locked = any(i.flag_bits & _ENCRYPTED for i in archive.infolist())
        if locked and not passphrase:
            raise LockedError(_LOCKED.filled(name=path.name))
        text = b"".join(_chunks(archive, MANIFEST, path, bounds.text_mb))
        facts = _facts(path, text)
        _compare(path, archive, facts)
        yield Container(path, archive, facts, hashlib.sha256(text).hexdigest())


def _announce(archive: Any, path: Path, bounds: Limits) -> None:  # noqa: ANN401
    """Refuse a file by what its own directory says, before anything is unpacked."""
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if MANIFEST not in names:
        raise ReviewError(_NO_PACKAGE.filled(name=path.name))
    strange = [name for name in names if not _NAMES.fullmatch(name)]
    if strange or len(set(names)) != len(names):
        told = (strange or names)[0][:80]
        raise ReviewError(_STRANGE.filled(name=path.name, member=told))
    tiles = sum(i.file_size for i in infos if i.filename == "tiles.mbtiles")
    rest = sum(i.file_size for i in infos) - tiles
    whole = bounds.unpacked_mb * MEGABYTE
    if (
        len(infos) > bounds.members
        or rest > whole
        or tiles > bounds.tiles_mb * MEGABYTE
    ):
        raise ReviewError(_TOO_BIG.filled(name=path.name, member=f"{len(infos)}"))


def _facts(path: Path, text: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(text)
        form = facts["format"]
        listed = facts["members"]
        sound = isinstance(form, int) and isinstance(listed, dict)
        sound = sound and all(isinstance(v, dict) for v in listed.values())
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, MANIFEST) from error
    if not sound:
        raise _damaged(path, MANIFEST)
    if form > FORMAT:
        raise ReviewError(_NEWER.filled(name=path.name))
    found: dict[str, Any] = facts
    return found


def _compare(path: Path, archive: Any, facts: dict[str, Any]) -> None:  # noqa: ANN401
    there = set(archive.namelist()) - {MANIFEST}
    if there != set(facts["members"]):
        odd = sorted(there ^ set(facts["members"]))[0]
        raise ReviewError(_CHANGED.filled(name=path.name, member=odd))


def _damaged(path: Path, detail: str) -> ReviewError:
    return ReviewError(_DAMAGED.filled(name=path.name, detail=detail[:120]))


_MISSING = Text(
    "找不到“{name}”。请检查U盘是否已连接，或重新选择文件。位置：{path}",
    "There is no “{name}”. See whether the stick is in, or choose again. Place: {path}",
)
_UNREADABLE = Text(
    "“{name}”读不了（{why}）。没有改动任何内容；请换一个U盘或重新复制。",
    "“{name}” cannot be read ({why}). Nothing was changed; copy it again.",
)
_NO_ZIP = Text(
    "“{name}”不完整或不是核查文件：可能复制时中断。没有改动任何内容；"
    "请重新复制，或请对方重新生成。",
    "“{name}” is cut off or no review file: copying may have been broken off. Nothing "
    "was changed; copy it again, or ask for it once more.",
)
_NO_PACKAGE = Text(
    "“{name}”是压缩包，但不是核查包，也不是回传文件。没有改动任何内容；请另选文件。",
    "“{name}” is a zip but neither a review package nor a return. Nothing was "
    "changed; choose another file.",
)
_STRANGE = Text(
    "“{name}”里有本软件不会写入的内容（{member}），没有打开。没有改动任何内容；"
    "请确认来源，或请对方重新生成。",
    "“{name}” holds what this program never writes ({member}); it was not opened. "
    "Nothing was changed; make sure where it comes from, or ask for it again.",
)
_TOO_BIG = Text(
    "“{name}”解开后大得不合常理（{member}），没有打开。没有改动任何内容；请确认来源。",
    "“{name}” would become unreasonably large ({member}); it was not opened. Nothing "
    "was changed; make sure where it comes from.",
)
_CHANGED = Text(
    "“{name}”在生成之后被改动过（{member}），没有采用。没有改动任何内容；"
    "请对方重新生成。",
    "“{name}” was changed after it was made ({member}); it was not taken. Nothing was "
    "changed; ask for it again.",
)
_DAMAGED = Text(
    "“{name}”已损坏（{detail}），没有采用。没有改动任何内容；请重新复制，"
    "或请对方重新生成。",
    "“{name}” is damaged ({detail}); it was not taken. Nothing was changed; copy it "
    "again, or ask for it once more.",
)
_NEWER = Text(
    "“{name}”由更新版本的软件生成。没有改动任何内容；请升级本软件后再打开。",
    "“{name}” was made by a newer gridwatch. Nothing was changed; update, then open.",
)
_LOCKED = Text(
    "“{name}”有口令。请输入口令再打开；口令由出包的人另行告知。",
    "“{name}” has a passphrase. Enter it; whoever made the file tells it separately.",
)
_PASSPHRASE = Text(
    "口令不对，“{name}”没有打开。没有改动任何内容；请核对后重输。",
    "The passphrase is wrong; “{name}” was not opened. Nothing was changed; enter it "
    "again.",
)
_NOT_WRITTEN = Text(
    "“{name}”没有写成（{why}）。原有文件没有改动；请检查磁盘空间和写保护后重试。",
    "“{name}” was not written ({why}). What was there is unchanged; see to the room on "
    "the disk and its write protection, then try again.",
)
_NO_ROOM = Text(
    "“{name}”无法解开到临时文件夹（{why}）。没有改动任何内容；请检查磁盘空间。",
    "“{name}” cannot be unpacked into the temporary folder ({why}). Nothing was "
    "changed; see to the room on the disk.",
)
