"""``publish`` and ``collect``: many districts on one server of their city."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gridwatch.cli import answers
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from gridwatch.cli.answers import Talk
    from gridwatch.store.central.collecting import Member
    from gridwatch.store.central.server import Address

    Do = Callable[[argparse.Namespace, Talk], int]

__all__ = ["add_collect", "add_publish", "collect", "publish"]

_DONE = 0


class Builds(Protocol):
    """What adds a command and its options, in one language."""

    def command(self, name: str, do: Do, what: Text) -> argparse.ArgumentParser: ...

    def help(self, zh: str, en: str) -> str: ...

    def store(self, sub: argparse.ArgumentParser) -> None: ...

    def json(self, sub: argparse.ArgumentParser) -> None: ...


def add_publish(build: Builds) -> None:
    """Add the options of ``publish``."""
    what = Text(
        "把工作库发布到市里的服务器（PostGIS）",
        "publish a store to the city's server (PostGIS)",
    )
    sub = build.command("publish", publish, what)
    build.store(sub)
    told = build.help(
        "postgresql://用户@主机:5432/数据库（密码放在 PGPASSWORD）",
        "postgresql://user@host:5432/database (password in PGPASSWORD)",
    )
    sub.add_argument("--to", required=True, metavar="URL", help=told)
    told = build.help(
        "服务器上有本库没有的改动时，也以本库为准",
        "publish also over work that this store does not know",
    )
    sub.add_argument("--replace", action="store_true", help=told)
    told = build.help(
        "照片：none 不送，small 缩略图（默认），all 原图",
        "photographs: none, small copies (default), or all",
    )
    choices = ("none", "small", "all")
    sub.add_argument("--photos", choices=choices, default="small", help=told)
    build.json(sub)


def publish(arguments: argparse.Namespace, talk: Talk) -> int:
    """``publish``: the server then holds what the store holds."""
    from gridwatch.store.central import publishing
    from gridwatch.store.central.server import connect
    from gridwatch.store.opening import open_store

    address = _address(arguments.to)
    with (
        open_store(arguments.store, read_only=True) as store,
        connect(address) as server,
    ):
        sending = publishing.Sending(_who(), arguments.replace, arguments.photos)
        done = publishing.publish(store, server, sending, progress=talk.progress)
    new, changed, gone = (
        sum(counts.values()) for counts in (done.new, done.changed, done.gone)
    )
    if arguments.json:
        answers.print_json(
            {
                "to": str(address),
                "rows": done.rows,
                "new": {kind.value: n for kind, n in done.new.items()},
                "changed": {kind.value: n for kind, n in done.changed.items()},
                "gone": {kind.value: n for kind, n in done.gone.items()},
                "journal": done.entries,
                "photos": done.photos,
            }
        )
        return _DONE
    talk.answer(
        Text(
            f"已发布到 {address}：共 {done.rows:,} 行，新增 {new:,}，改动 {changed:,}，"
            f"移除 {gone:,}；日志 {done.entries:,} 条，照片 {done.photos:,} 张",
            f"published to {address}: {done.rows:,} rows, {new:,} new, {changed:,} "
            f"changed, {gone:,} removed; {done.entries:,} journal entries, "
            f"{done.photos:,} photographs",
        )
    )
    return _DONE


def add_collect(build: Builds) -> None:
    """Add the options of ``collect``."""
    what = Text(
        "从市里的服务器把各区汇总成一个工作库",
        "collect districts from the city's server into one store",
    )
    sub = build.command("collect", collect, what)
    told = build.help("服务器地址，同 publish --to", "as with publish --to")
    sub.add_argument("server", metavar="URL", help=told)
    told = build.help(
        "汇总到的工作库，没有就新建；不写则只列出各区",
        "the store to collect into, made where there is none; without it districts "
        "are listed",
    )
    sub.add_argument("store", type=Path, nargs="?", metavar="STORE", help=told)
    told = build.help(
        "只要这个区（代码或名称，可多次）", "only this district (code or name; again)"
    )
    sub.add_argument(
        "--district", action="append", default=[], metavar="CODE", help=told
    )
    told = build.help("新工作库的名称", "name of a new store")
    sub.add_argument("--name", default="全市汇总", help=told)
    build.json(sub)


def collect(arguments: argparse.Namespace, talk: Talk) -> int:
    """``collect``: list what is at the server, or bring it into a store."""
    from gridwatch.store.central import collecting
    from gridwatch.store.central.server import connect
    from gridwatch.store.opening import create_store, open_store

    address = _address(arguments.server)
    with connect(address) as server:
        found = collecting.members(server, arguments.district)
        if arguments.store is None:
            _list(found, talk, json=arguments.json)
            return _DONE
        if not arguments.store.exists():
            crs = collecting.usual_crs(found)
            create_store(arguments.store, name=arguments.name, code="", crs=crs).close()
        with open_store(arguments.store) as store:
            result = collecting.collect(
                server, store, arguments.district, who=_who(), progress=talk.progress
            )
    counts = {
        "inserted": result.inserted,
        "updated": result.updated,
        "removed": result.removed,
        "unchanged": result.unchanged,
    }
    totals = {name: sum(kinds.values()) for name, kinds in counts.items()}
    if arguments.json:
        told: dict[str, object] = {
            name: {kind.value: n for kind, n in kinds.items() if n}
            for name, kinds in counts.items()
        }
        answers.print_json({"from": str(address), "districts": len(found), **told})
        return _DONE
    talk.answer(
        Text(
            f"已从 {address} 汇总 {len(found)} 个区到 {arguments.store}："
            f"新增 {totals['inserted']:,}，改动 {totals['updated']:,}，"
            f"移除 {totals['removed']:,}，未变 {totals['unchanged']:,}",
            f"{len(found)} districts collected from {address} into "
            f"{arguments.store}: {totals['inserted']:,} new, "
            f"{totals['updated']:,} changed, {totals['removed']:,} removed, "
            f"{totals['unchanged']:,} unchanged",
        )
    )
    return _DONE


def _list(found: Sequence[Member], talk: Talk, *, json: bool) -> None:
    if json:
        answers.print_json(
            {
                "districts": [
                    {
                        "code": member.code,
                        "name": member.name,
                        "rows": member.rows,
                        "crs": member.crs,
                        "published_at": member.published_at,
                        "published_by": member.published_by,
                    }
                    for member in found
                ]
            }
        )
        return
    for member in found:
        at = member.published_at
        day = f"{at:%Y-%m-%d %H:%M}" if at else ""
        talk.answer(
            Text(
                f"  {member.code}  {member.name}  {member.rows:,} 行  {day}"
                f"  {member.published_by}",
                f"  {member.code}  {member.name}  {member.rows:,} rows  {day}"
                f"  {member.published_by}",
            )
        )


def _address(text: str) -> Address:
    from gridwatch.store.central.server import Address

    address = Address.parsed(text, _who())
    if not address.user:
        raise OfficerError(_NO_USER)
    return address


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


_NO_USER = Text(
    "不知道以哪个用户登录服务器，没有连接。请写成 postgresql://用户@主机/数据库。",
    "It is not known as which user to log in; nothing was connected. Write "
    "postgresql://user@host/database.",
)
