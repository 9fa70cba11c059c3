"""Files that are whole or not there: made beside their place, then moved."""

from __future__ import annotations

import shutil
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["folder_when_whole", "moved_when_whole"]


@contextmanager
def moved_when_whole(path: Path) -> Iterator[Path]:
    """Yield a draft in the folder of `path`; it takes its place when all went well.

    Raises
    ------
    OfficerError
        Where the place cannot be written, for instance because Excel has the file
        open; an older file stands untouched.
    """
    draft = path.with_name(f".{path.stem[:40]}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNWRITABLE.filled(path=path, reason=reason)) from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def folder_when_whole(path: Path) -> Iterator[Path]:
    """Yield a new folder beside `path`; it takes its place when all went well.

    Raises
    ------
    OfficerError
        Where the place is taken by a file or by a folder that holds anything, or cannot
        be written; what stands there stands untouched.
    """
    draft = path.with_name(f".{path.name[:40]}-{uuid.uuid4().hex[:8]}")
    try:
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise OfficerError(_TAKEN.filled(path=path))
        draft.mkdir()
        yield draft
        if path.is_dir():
            path.rmdir()
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNWRITABLE.filled(path=path, reason=reason)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


_TAKEN = Text(
    "{path} 已经有内容，没有写入任何文件。请换一个新文件夹的名字。",
    "{path} holds something already; nothing was written. Name a new folder.",
)
_UNWRITABLE = Text(
    "无法写入 {path}（{reason}）。原有文件保持不变，数据没有丢失。"
    "如果该文件正在 Excel 或 WPS 中打开，请先关闭；或换一个位置保存。",
    "Cannot write {path} ({reason}). An older file stands untouched and no data is "
    "lost. Close the file if Excel or WPS has it open, or save to another place.",
)
