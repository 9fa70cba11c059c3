"""The commands that take deliveries: import, ledger, repair."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.cli import borders, commands, readings
from gridwatch.cli.building import crs_of, encoding_of, kind_of, metres_of
from gridwatch.cli.ledger import ledger
from gridwatch.district.ledgerrows import LEDGER_KINDS
from gridwatch.district.wording import KIND_NAMES, Kind, Text

if TYPE_CHECKING:
    import argparse

    from gridwatch.cli.building import Builder

__all__ = ["add_import", "add_ledger", "add_repair"]


def add_import(build: Builder) -> None:
    """Add ``import``."""
    what = Text(
        "把文件夹、压缩包或单个文件导入工作库",
        "import a folder, an archive or a file into a store",
    )
    sub = build.command("import", commands.bring_in, what)
    delivery = build.help("来件：文件夹或文件", "delivery: folder or file")
    sub.add_argument("folder", type=Path, help=delivery)
    made = build.help("工作库 .gpkg（没有就新建）", "store .gpkg (made where new)")
    sub.add_argument("store", type=Path, nargs="?", help=made)
    sub.add_argument(
        "--crs",
        type=crs_of,
        metavar="EPSG",
        help=build.help("没有 .prj 的文件的坐标系", "CRS of files that have none"),
    )
    sub.add_argument(
        "--encoding",
        type=encoding_of,
        help=build.help("指定属性表编码，如 GBK", "encoding of attribute tables"),
    )
    sub.add_argument(
        "--kind",
        type=kind_of,
        action="append",
        default=[],
        metavar="FILE=KIND",
        help=build.help(
            "指定某文件是什么，如 a.shp=河段；a.shp=skip 为不导入",
            "what a file is, e.g. a.shp=segment; a.shp=skip leaves it out",
        ),
    )
    _coordinates(sub, build)
    _marks(sub, build)
    sub.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help=build.help(
            "照这个方案填好计划（--save-profile 或导入窗口存下的）",
            "fill the plan in by a profile that was saved before",
        ),
    )
    sub.add_argument(
        "--save-profile",
        type=Path,
        metavar="FILE",
        help=build.help("把计划存成方案", "save the plan as a profile"),
    )
    sub.add_argument(
        "--yes",
        action="store_true",
        help=build.help(
            "有待定项时按最可能的猜测", "take the best guess, and report it"
        ),
    )
    sub.add_argument(
        "--dry-run",
        action="store_true",
        help=build.help(
            "只显示计划并试读每一行，不写入", "show the plan, write nothing"
        ),
    )
    build.json(sub)


def _coordinates(sub: argparse.ArgumentParser, build: Builder) -> None:
    """Add what may be said of files' coordinates."""
    sub.add_argument(
        "--reading",
        type=readings.pair,
        action="append",
        default=[],
        metavar="FILE=HOW",
        help=build.help(
            "某文件的坐标怎么读：EPSG:4549、degrees、swapped、gcj02、bd09、dms，"
            "可用 + 连接",
            "how a file's coordinates are read: EPSG:4549, degrees, swapped, gcj02, "
            "bd09, dms, joined by +",
        ),
    )
    sub.add_argument(
        "--control-points",
        type=readings.pair,
        action="append",
        default=[],
        metavar="FILE=TABLE",
        help=build.help(
            "用控制点表（.csv/.xlsx：点名 x_old y_old x_new y_new）拟合某文件的坐标",
            "fit a file by a table of control points: name x_old y_old x_new y_new",
        ),
    )
    sub.add_argument(
        "--accept-ballpark",
        action="store_true",
        help=build.help(
            "接受北京54、西安80 的粗略转换（偏差几十米至一百多米）",
            "take Beijing 1954 and Xian 1980 by the ballpark transformation (tens of "
            "metres to more than 100 m off)",
        ),
    )
    sub.add_argument(
        "--box",
        type=readings.box,
        metavar="W,S,E,N",
        help=build.help(
            "新库的本区范围（经纬度：西,南,东,北），用来判断坐标",
            "box of the district in degrees, to judge coordinates by in a new store",
        ),
    )


def _marks(sub: argparse.ArgumentParser, build: Builder) -> None:
    sub.add_argument(
        "--office",
        default="",
        metavar="NAME",
        help=build.help(
            "新建工作库时的制图单位（印在图上）",
            "compiling office of a new store (stands on sheets)",
        ),
    )
    sub.add_argument(
        "--secrecy",
        default="内部资料",
        metavar="MARK",
        help=build.help(
            "新建工作库时的密级（默认 内部资料）", "secrecy mark of a new store"
        ),
    )


def add_ledger(build: Builder) -> None:
    """Add ``ledger``."""
    what = Text(
        "把本月台账与工作库比对：新增、变更、消失、移动（默认不写入）",
        "hold this month's ledger against a store (writes nothing unless told)",
    )
    sub = build.command("ledger", ledger, what)
    build.store(sub)
    told = build.help("台账文件：.xlsx、.xls、.csv 或图层", "ledger: workbook or layer")
    sub.add_argument("file", type=Path, help=told)
    sub.add_argument("--sheet", help=build.help("工作表或图层", "sheet or layer"))
    sub.add_argument(
        "--kind",
        type=_ledger_kind,
        metavar="KIND",
        help=build.help(
            "台账类别，如 outfall、排污口；河长名单是 person",
            "what it lists, e.g. outfall; person is a roster of chiefs",
        ),
    )
    sub.add_argument(
        "--moved",
        type=float,
        default=50.0,
        metavar="METRES",
        help=build.help("相距多少米算移动（50）", "metres that count as moved (50)"),
    )
    sub.add_argument(
        "--town",
        default="",
        metavar="NAME",
        help=build.help(
            "文件只列这个镇街：别处的行不算消失",
            "the file lists this town only: rows elsewhere have not vanished",
        ),
    )
    sub.add_argument(
        "--role",
        default="",
        help=build.help(
            "名单没有职务列时的职务，如 河段长",
            "role of chiefs where no column says it",
        ),
    )
    sub.add_argument(
        "--accept",
        default="",
        metavar="CLASSES",
        help=build.help(
            "接受并写入：new,changed,moved,vanished 中的几个",
            "accept and write some of new,changed,moved,vanished",
        ),
    )
    sub.add_argument(
        "--xlsx",
        type=Path,
        metavar="FILE.xlsx",
        help=build.help("把比对结果写成表格", "write what differs as a spreadsheet"),
    )
    build.as_of(sub)
    build.json(sub)


def add_repair(build: Builder) -> None:
    """Add ``repair``."""
    what = Text(
        "修复行政区或网格之间不吻合的边界", "close borders of areas that do not meet"
    )
    sub = build.command("repair", borders.repair, what)
    build.store(sub)
    sub.add_argument(
        "--tolerance",
        type=metres_of,
        default=1.0,
        metavar="METRES",
        help=build.help(
            "相距不到这么多米的边界才修复（默认 1）",
            "close borders that lie less apart than this (1)",
        ),
    )
    sub.add_argument(
        "--what",
        choices=list(borders.WHAT),
        default="village",
        help=build.help("修复哪一级的面（默认村居）", "which areas (villages)"),
    )
    sub.add_argument(
        "--dry-run",
        action="store_true",
        help=build.help("只试算，不写入", "say what would change, write nothing"),
    )
    build.json(sub)


def _ledger_kind(text: str) -> Kind:
    worded = {name.zh: kind for kind, name in KIND_NAMES.items()}
    kind = Kind.PERSON if text == "河长名单" else worded.get(text) or Kind(text)
    if kind not in LEDGER_KINDS:
        raise ValueError(text)
    return kind
