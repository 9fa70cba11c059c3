"""Where a file lies: on a disk of this computer or on a share.

SQLite's locks are not to be trusted on a network (sqlite.org/howtocorrupt.html, 2.1),
so a store is written only on a local disk.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

__all__ = ["on_network"]

_SHARES = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "afpfs", "ncpfs"),
        *("ceph", "glusterfs", "lustre", "davfs", "drvfs", "vboxsf", "vmhgfs"),
        *("prl_fs", "fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone"),
        *("fuse.s3fs", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.vmhgfs-fuse"),
        *("fuse.glusterfs", "fuse.ceph"),
    )
)
_MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4


def on_network(path: Path, *, mounts: str | None = None) -> bool:
    r"""Tell whether `path` lies on a network share.

    Parameters
    ----------
    path : Path
        The file, which need not exist.
    mounts : str, optional
        Text in the form of ``/proc/mounts`` instead of this computer's own.

    Examples
    --------
    >>> on_network(Path("/data/y.gpkg"), mounts="//s/x /data cifs rw 0 0")
    True
    >>> on_network(Path("/home/y.gpkg"), mounts="/dev/sda1 / ext4 rw 0 0")
    False
    """
    if _is_unc(str(path)) or _on_remote_drive(path):
        return True
    if mounts is None:
        mounts = _MOUNTS.read_text(encoding="utf-8") if _MOUNTS.exists() else ""
    return _file_system(path.resolve(), mounts) in _SHARES


def _is_unc(text: str) -> bool:
    r"""Tell a UNC path; ``\\?\C:\…`` is a long local path, ``\\?\UNC\…`` is not."""
    if sys.platform == "win32":
        text = text.replace("/", "\\")
    if not text.startswith("\\\\"):
        return False
    local = text.startswith(("\\\\?\\", "\\\\.\\"))
    return not local or text[4:8].upper() == "UNC\\"


def _on_remote_drive(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive = path.resolve().drive
        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")
        return _is_unc(drive) or kind == _DRIVE_REMOTE
    return False


def _file_system(path: Path, mounts: str) -> str:
    """Return the type of the deepest mount that holds `path`, or empty.

    The root itself does not count: a computer whose very root is on the network (or
    in a sandbox that calls it ``9p``) has no other disk to offer.
    """
    deepest, found = Path("/"), ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), parts[1]))
        if len(place.parts) >= len(deepest.parts) and path.is_relative_to(place):
            deepest, found = place, parts[2]
    return found if len(deepest.parts) > 1 else ""
