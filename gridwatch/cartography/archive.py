"""The file beside a store that keeps what takes long to prepare for drawing.

One file: a short head, a directory (JSON), then arrays one after the other. It is read
by mapping it into memory, so opening costs no time and no memory, however large it is;
what is never drawn is never read. It can be deleted at any time: it only costs the time
to make it again. Whatever is wrong with it, it counts as not being there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.generalise import Form
from gridwatch.cartography.pyramid import Level, Pyramid, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

__all__ = [
    "Archive",
    "pyramid_arrays",
    "pyramid_from",
    "pyramid_meta",
    "read",
    "write",
]

_MAGIC = b"gridwatch map\r\n\x1a"
_VERSION = 2
_HEAD = struct.Struct("<16sIIQQ")
_ALIGN = 64
_CHUNK = 1 << 24
_STALE = 24 * 3600.0


@dataclass(frozen=True, eq=False)
class Archive:
    """What was read from a file, or will be written into one.

    Parameters
    ----------
    meta : dict
        Anything that JSON can hold.
    arrays : mapping of str to ndarray
        Read-only views into the mapped file; they keep it open.
    """

    meta: dict[str, Any]
    arrays: Arrays


def _file_of(place: Path, key: str) -> Path:
    """Return the file of a key: what others have mapped is never written over."""
    short = hashlib.sha256(key.encode()).hexdigest()[:12]
    return place.with_name(f"{place.stem}.{short}{place.suffix}")


def read(places: Sequence[Path], key: str) -> Archive | None:
    """Return what was written for a key.

    Parameters
    ----------
    places : sequence of Path
        Where it may lie, the same paths as for `write`.
    key : str
        Says from which content of the store the archive was made.

    Returns
    -------
    Archive or None
        None if there is none for this key, or if it is damaged.
    """
    for place in places:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return _read(_file_of(place, key), key)
    return None


def _read(path: Path, key: str) -> Archive:
    """Map a file.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError
        It is not there, or not what it should be.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD.size).ljust(_HEAD.size, b"\0")
        magic, version, check, length, size = _HEAD.unpack(head)
        if magic.rstrip(b"\0") != _MAGIC or version != _VERSION:
            raise ValueError("another kind of file")
        if size != path.stat().st_size or length > size:
            raise ValueError("truncated")
        directory = file.read(length)
    if zlib.crc32(directory) != check:
        raise ValueError("damaged")
    content = json.loads(directory)
    if content["key"] != key:
        raise ValueError("made from something else")
    whole = np.asarray(np.memmap(path, np.uint8, "r"))
    begin = _aligned(_HEAD.size + length)
    arrays = {
        name: _view(whole[begin + at :], kind, shape)
        for name, (kind, shape, at) in content["arrays"].items()
    }
    return Archive(content["meta"], arrays)


def _view(data: NDArray[np.uint8], kind: str, shape: list[int]) -> NDArray[Any]:
    dtype = np.dtype(kind)
    size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    return frozen(data[:size].view(dtype).reshape(shape))


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def write(places: Sequence[Path], key: str, archive: Archive) -> Path | None:
    """Write an archive to the first place that takes it.

    Parameters
    ----------
    places : sequence of Path
        Beside the store first (``district.gwmap``), then in the user's cache folder.
        The file gets a part of the key into its name; files for other keys at that
        place are deleted, unless somebody has them open and the system forbids it.
    key : str
        Says from which content of the store it was made.
    archive : Archive
        Arrays that are the same object are written once.

    Returns
    -------
    Path or None
        The file; None if no place takes it (read-only folders, disk full): then
        there is no cache, which is no fault.

    Notes
    -----
    The file appears under its name when it is complete: whoever dies while writing
    leaves nothing that `read` would take.
    """
    for place in places:
        path = _file_of(place, key)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(part, key, archive)
            part.replace(path)
        except OSError:
            # Half a file on a full disk would help nobody.
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            # On Windows nobody can replace a file that another process has mapped.
            if read([place], key) is None:
                continue
        _tidy(place, path)
        return path
    return None


def _tidy(place: Path, current: Path) -> None:
    """Delete what older versions of the store and killed processes left."""
    for old in place.parent.glob(f"{_literal(place.stem)}.*{_literal(place.suffix)}*"):
        middle = old.name[len(place.stem) + 1 :].partition(place.suffix)
        if len(middle[0]) != 12 or old == current:
            continue
        with contextlib.suppress(OSError):
            if not middle[2] or old.stat().st_mtime < time.time() - _STALE:
                old.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _write(path: Path, key: str, archive: Archive) -> None:
    placed: dict[tuple[int, int], int] = {}
    entries, queue, end = {}, [], 0
    for name, given in archive.arrays.items():
        array = np.ascontiguousarray(given)
        # Views of the same memory (levels that are the same) are written once.
        memory = (array.__array_interface__["data"][0], array.nbytes)
        if memory not in placed:
            placed[memory] = end
            queue.append(array)
            end += _aligned(array.nbytes)
        entries[name] = (array.dtype.str, array.shape, placed[memory])
    content = {"key": key, "meta": archive.meta, "arrays": entries}
    directory = json.dumps(content, ensure_ascii=False).encode()
    begin = _aligned(_HEAD.size + len(directory))
    head = _HEAD.pack(
        _MAGIC, _VERSION, zlib.crc32(directory), len(directory), begin + end
    )
    with path.open("wb") as file:
        file.write(head + directory)
        file.write(bytes(begin - _HEAD.size - len(directory)))
        for array in queue:
            data = array.reshape(-1).view(np.uint8).data
            for i in range(0, len(data), _CHUNK):
                file.write(data[i : i + _CHUNK])
            file.write(bytes(_aligned(array.nbytes) - array.nbytes))
        file.flush()
        os.fsync(file.fileno())


def pyramid_meta(pyramid: Pyramid) -> dict[str, Any]:
    """Return what is not an array of a pyramid, for `Archive.meta`."""
    return {
        "form": str(pyramid.form),
        "unit": pyramid.unit,
        "tolerances": list(pyramid.tolerances),
        "tree": pyramid.tree is not None,
    }


def pyramid_arrays(pyramid: Pyramid) -> dict[str, NDArray[Any]]:
    """Return the arrays of a pyramid by name; put the layer before the names."""
    found: dict[str, NDArray[Any]] = {
        name: getattr(pyramid, name) for name in ("origin", "first", "count", "bounds")
    }
    for i, level in enumerate(pyramid.levels):
        found |= {f"{field}.{i}": array for field, array in level._asdict().items()}
    if pyramid.tree is not None:
        found |= pyramid.tree._asdict()
    return found


def pyramid_from(arrays: Arrays, meta: Mapping[str, Any], prefix: str = "") -> Pyramid:
    """Return the pyramid whose arrays and other values were stored.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        Those of an archive.
    meta : mapping
        What `pyramid_meta` returned.
    prefix : str
        What was put before the names of the arrays.
    """

    def named(*names: str) -> list[NDArray[Any]]:
        return [arrays[prefix + name] for name in names]

    return Pyramid(
        Form(meta["form"]),
        arrays[prefix + "origin"],
        float(meta["unit"]),
        arrays[prefix + "first"],
        arrays[prefix + "count"],
        arrays[prefix + "bounds"],
        tuple(meta["tolerances"]),
        tuple(
            Level(*named(*(f"{field}.{i}" for field in Level._fields)))
            for i in range(len(meta["tolerances"]))
        ),
        Tree(*named(*Tree._fields)) if meta["tree"] else None,
    )
