"""The words of ``review`` and its five commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.cli import fieldreview, review
from gridwatch.cli.building import Builder, Parser, add_help, made
from gridwatch.district.review.packages import PICTURE_NAMES
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    import argparse

__all__ = ["add_review"]


def add_review(build: Builder) -> None:
    """Add ``review`` with its commands."""
    what = Text(
        "外业核查：出包、核查、回传、审核、进度",
        "field review: cut, open, return, desk, status",
    )
    language = build.language
    whole: Parser = build.commands.add_parser(
        "review", help=what.of(language), **made(language, what)
    )
    add_help(whole, language)
    subs = whole.add_subparsers(
        dest="review",
        required=True,
        metavar="COMMAND",
        title=Text("命令", "commands").of(language),
        parser_class=Parser,
    )
    below = Builder(language, subs)
    _cut(below)
    _open(below)
    _return(below)
    _desk(below)
    _status(below)


def _cut(build: Builder) -> None:
    what = Text("裁切核查包 .gwreview", "cut a review package")
    sub = build.command("cut", review.cut, what)
    build.store(sub)
    for name, zh, en in (
        ("town", "镇街的名称或代码", "name or code of a town"),
        ("village", "村居的名称或代码", "name or code of a village"),
        ("river", "河流的名称或代码", "name or code of a river"),
        ("chief", "河长姓名", "name of a chief"),
    ):
        told = build.help(zh, en)
        sub.add_argument(f"--{name}", default="", metavar="NAME", help=told)
    sub.add_argument(
        "--every-town",
        action="store_true",
        help=build.help(
            "每个镇街各出一包，写到 -o 文件夹", "one for each town, into the folder -o"
        ),
    )
    build.output(sub, ".gwreview", must=True)
    told = build.help("交给谁", "whom it is handed to")
    sub.add_argument("--to", default="", metavar="NAME", help=told)
    build.as_of(sub)
    sub.add_argument(
        "--audience",
        default="field",
        metavar="KEY",
        help=build.help(
            "给谁看：field（不带手机号，默认）、volunteer、office",
            "for whom: field (no mobiles; the default), volunteer, office",
        ),
    )
    sub.add_argument(
        "--pictures",
        choices=[one.value for one in PICTURE_NAMES],
        default="small",
        help=build.help("照片：不带、缩略图、原图", "photographs"),
    )
    told = build.help("随包带上的底图 MBTiles", "base map (MBTiles) to take along")
    sub.add_argument("--tiles", type=Path, metavar="FILE", help=told)
    _passphrase(sub, build)
    build.json(sub)


def _passphrase(sub: argparse.ArgumentParser, build: Builder) -> None:
    sub.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=build.help(
            "口令所在的文本文件（或环境变量 GRIDWATCH_PASSPHRASE）",
            "text file with the passphrase (or GRIDWATCH_PASSPHRASE)",
        ),
    )


def _typed(sub: argparse.ArgumentParser, build: Builder) -> None:
    sub.add_argument(
        "--typed",
        type=_line_of,
        action="append",
        default=[],
        metavar="PAGE:N=TICK",
        help=build.help(
            "纸质核查表的一行：页码:序号=1（属实）、0（不存在）、?备注；可重复",
            "a line of a field sheet: page:number=1 (right), 0 (gone), ?remark",
        ),
    )


def _open(build: Builder) -> None:
    what = Text("打开核查包，列出并记录", "open a package, list and tick")
    sub = build.command("open", fieldreview.open_, what)
    _package(sub, build)
    sub.add_argument(
        "--tick",
        type=_tick_of,
        action="append",
        default=[],
        metavar="N=TICK",
        help=build.help(
            "第 N 行：1（属实）、0（不存在）、?备注；可重复",
            "row N: 1 (right), 0 (gone), ?remark; may be repeated",
        ),
    )
    sub.add_argument(
        "--set",
        type=_set_of,
        action="append",
        default=[],
        metavar="N:FIELD=VALUE",
        help=build.help(
            "更正第 N 行的一个字段，如 3:condition=破损、3:geometry=东,北",
            "correct a field of row N, e.g. 3:condition=…, 3:geometry=east,north",
        ),
    )
    _typed(sub, build)
    _passphrase(sub, build)
    build.json(sub)


def _return(build: Builder) -> None:
    what = Text("生成回传 .gwreturn", "write the return")
    sub = build.command("return", fieldreview.return_, what)
    _package(sub, build)
    build.output(sub, ".gwreturn", must=True)
    told = build.help("谁负责（默认登录名）", "who answers for it (login name)")
    sub.add_argument("--by", default="", metavar="NAME", help=told)
    _passphrase(sub, build)
    build.json(sub)


def _package(sub: argparse.ArgumentParser, build: Builder) -> None:
    told = build.help("核查包 .gwreview", "package .gwreview")
    sub.add_argument("package", type=Path, help=told)


def _desk(build: Builder) -> None:
    what = Text(
        "收取回传，三方比对，裁定", "take returns in, compare three ways, decide"
    )
    sub = build.command("desk", review.desk, what)
    build.store(sub)
    told = build.help("回传 .gwreturn，可多个", "returns .gwreturn")
    sub.add_argument("returns", type=Path, nargs="*", metavar="RETURN", help=told)
    told = build.help("只看这个核查包；可重复", "only this package; may be repeated")
    sub.add_argument(
        "--package", action="append", default=[], metavar="NUMBER", help=told
    )
    for name, zh, en in (
        ("accept", "接受", "accept"),
        ("reject", "不接受", "reject"),
        ("ask", "退回再问", "ask back"),
    ):
        sub.add_argument(
            f"--{name}",
            type=_words_of,
            default=[],
            metavar="WHICH",
            help=build.help(
                f"{zh}：序号、all、corrected、new、gone、segment…，逗号分隔；"
                "成批的不含冲突",
                f"{en}: numbers, all, corrected, new, gone, segment …, by commas; "
                "conflicts only by number",
            ),
        )
    sub.add_argument(
        "--part",
        type=_part_of,
        action="append",
        default=[],
        metavar="N=FIELD,FIELD",
        help=build.help("部分接受：只取这些字段", "accept these fields only"),
    )
    told = build.help("理由，或要问的话", "why, or what is asked")
    sub.add_argument("--reason", default="", metavar="TEXT", help=told)
    sub.add_argument(
        "--along",
        action="store_true",
        help=build.help(
            "删除时连带处理指向它的行", "rows that point to a removed row follow"
        ),
    )
    _typed(sub, build)
    told = build.help("写给外业的回执 .docx", "receipt for the field office .docx")
    sub.add_argument("--receipt", type=Path, metavar="FILE", help=told)
    _passphrase(sub, build)
    build.json(sub)


def _status(build: Builder) -> None:
    what = Text("各镇街交回情况、天数、进度", "which towns are missing, days, progress")
    sub = build.command("status", review.status, what)
    build.store(sub)
    build.json(sub)


# --- values --------------------------------------------------------------------------


def _words_of(text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found:
        raise ValueError(text)
    return found


def _tick_of(text: str) -> tuple[int, str, str]:
    number, mark, tick = text.partition("=")
    if not mark or not tick:
        raise ValueError(text)
    return int(number), *_ticked(tick)


def _ticked(tick: str) -> tuple[str, str]:
    """Return tick and remark of ``?…`` or of a tick alone."""
    if tick[0] in "?？✉" and len(tick) > 1:
        return "?", tick[1:].strip()
    return tick, ""


def _line_of(text: str) -> tuple[str, int, str, str]:
    page, mark, rest = text.partition(":")
    if not mark:
        raise ValueError(text)
    number, tick, remark = _tick_of(rest)
    return page.strip(), number, tick, remark


def _set_of(text: str) -> tuple[int, str, str]:
    number, mark, rest = text.partition(":")
    key, equal, value = rest.partition("=")
    if not mark or not equal:
        raise ValueError(text)
    return int(number), key.strip(), value


def _part_of(text: str) -> tuple[int, tuple[str, ...]]:
    number, mark, keys = text.partition("=")
    if not mark:
        raise ValueError(text)
    return int(number), tuple(_words_of(keys))
