"""Terms of office must point to a person and a post that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.store.faults import BrokenLink

if TYPE_CHECKING:
    import sqlite3

__all__ = ["check_links"]

_BROKEN = Text(
    "有 {count} 条任期找不到它的人员或职务（例如：{example}）。没有写入任何内容。"
    "请先删除或改派这些任期，再删除人员或职务；若是导入，请补全名单后重试。",
    "{count} terms of office would have no person or post (e.g. {example}). Nothing "
    "was written. First remove or reassign these terms, then the person or post; if "
    "this is an import, complete the roster and try again.",
)
_EXAMPLE = (
    "SELECT coalesce(p.name, '?'), coalesce(q.role, '?'), coalesce(q.covers_code, '')"
    " FROM term t LEFT JOIN person p ON p.uid = t.person_uid"
    " LEFT JOIN post q ON q.uid = t.post_uid WHERE t.fid = ?"
)


def check_links(connection: sqlite3.Connection) -> None:
    """Say before the commit, in words, what SQLite would refuse at it.

    Raises
    ------
    BrokenLink
        Where a term points nowhere.
    """
    found = connection.execute("PRAGMA foreign_key_check(term)").fetchall()
    if not found:
        return
    fids = {fid for _, fid, *_ in found}
    row = connection.execute(_EXAMPLE, (min(fids),)).fetchone()
    example = " ".join(part for part in row if part)
    raise BrokenLink(_BROKEN.filled(count=len(fids), example=example))
