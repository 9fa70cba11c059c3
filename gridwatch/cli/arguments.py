"""Reading the command line."""

from __future__ import annotations

import argparse
import codecs
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from gridwatch import __version__
from gridwatch.cli import borders, commands, exchange, readings
from gridwatch.cli.ledger import ledger
from gridwatch.district.ledgerrows import LEDGER_KINDS
from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gridwatch.cli.answers import Talk

    Do = Callable[[argparse.Namespace, Talk], int]

__all__ = ["parser"]

_EPILOG = Text(
    """\
退出码：
  0  完成
  1  没有做成，原因已说明，没有写入任何内容
  2  命令写错
  3  导入计划有待定项，没有写入；核对后加 --yes
  4  检查发现问题（仅在 check --strict 时）
""",
    """\
exit codes:
  0  done
  1  not done; the reason is told, nothing was written
  2  wrong call
  3  the import plan has open questions, nothing was written; add --yes
  4  the checks found faults (only with check --strict)
""",
)
_LAYERS = (
    *("district", "town", "village", "water_body", "cell", "river", "segment"),
    *("outfall", "signboard"),
)
_LARGEST = 16_000
"""Longest side of a picture, pixels: A0 at 300 dpi fits, memory still does."""
_STORE = Text("工作库 .gpkg", "store .gpkg")


_HEADS = {
    "positional arguments": Text("参数", "arguments"),
    "options": Text("选项", "options"),
}


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help whose own words are in the language of the rest."""

    language = Language.ZH

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        told = Text("用法：", "usage: ").of(self.language)
        super().add_usage(usage, actions, groups, told if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        head = _HEADS.get(heading or "")
        super().start_section(head.of(self.language) if head else heading)


class _EnglishFormatter(_Formatter):
    language = Language.EN


class _Parser(argparse.ArgumentParser):
    """A parser that explains a wrong call before it quotes it."""

    def error(self, message: str) -> NoReturn:
        chinese = self.formatter_class is _Formatter
        head = "命令写错了（--help 看用法）" if chinese else "wrong call (see --help)"
        self.exit(2, f"{self.format_usage()}{head}: {message}\n")


def _made(language: Language, what: Text) -> dict[str, Any]:
    """Return what every parser is made with."""
    return {
        "description": what.of(language),
        "epilog": _EPILOG.of(language),
        "formatter_class": _Formatter if language is Language.ZH else _EnglishFormatter,
        "add_help": False,
    }


def _help(parser: argparse.ArgumentParser, language: Language) -> None:
    told = Text("显示本说明", "show this help").of(language)
    parser.add_argument("-h", "--help", action="help", help=told)


class _Builder(NamedTuple):
    """Adds commands and options with help in one language."""

    language: Language
    commands: argparse._SubParsersAction[_Parser]

    def command(self, name: str, do: Do, what: Text) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = self.commands.add_parser(
            name, help=what.of(self.language), **_made(self.language, what)
        )
        _help(sub, self.language)
        sub.set_defaults(do=do)
        return sub

    def help(self, zh: str, en: str) -> str:
        return Text(zh, en).of(self.language)

    def store(self, sub: argparse.ArgumentParser) -> None:
        sub.add_argument("store", type=Path, help=_STORE.of(self.language))

    def json(self, sub: argparse.ArgumentParser) -> None:
        told = self.help("给程序读的 JSON", "JSON for machines")
        sub.add_argument("--json", action="store_true", help=told)

    def as_of(self, sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--as-of",
            type=_day,
            default=date.today(),  # noqa: DTZ011 - the officer's own calendar day
            metavar="DAY",
            help=self.help(
                "截至日期，如 2026-11-01（默认今天）",
                "the day it speaks of, e.g. 2026-11-01 (today)",
            ),
        )

    def output(self, sub: argparse.ArgumentParser, ending: str, must: bool) -> None:
        sub.add_argument(
            "-o",
            "--output",
            type=Path,
            required=must,
            metavar=f"FILE{ending}",
            help=self.help("写到哪个文件", "file to write"),
        )


def _import(build: _Builder) -> None:
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
        type=_crs,
        metavar="EPSG",
        help=build.help("没有 .prj 的文件的坐标系", "CRS of files that have none"),
    )
    sub.add_argument(
        "--encoding",
        type=_encoding,
        help=build.help("指定属性表编码，如 GBK", "encoding of attribute tables"),
    )
    sub.add_argument(
        "--kind",
        type=_kind,
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


def _coordinates(sub: argparse.ArgumentParser, build: _Builder) -> None:
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


def _marks(sub: argparse.ArgumentParser, build: _Builder) -> None:
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


def _check(build: _Builder) -> None:
    sub = build.command(
        "check", commands.check, Text("运行所有检查", "run every check")
    )
    build.store(sub)
    build.as_of(sub)
    sub.add_argument(
        "--declared",
        metavar="FORMULA",
        help=build.help(
            "公布的人数公式，如 2+2+11+38+64+227+654",
            "declared roster formula, e.g. 2+2+11+38+64+227+654",
        ),
    )
    sub.add_argument(
        "--strict",
        action="store_true",
        help=build.help("有问题时退出码为 4", "exit with 4 where there are faults"),
    )
    build.output(sub, ".xlsx", must=False)
    build.json(sub)


def _ledger(build: _Builder) -> None:
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


def _handover(build: _Builder) -> None:
    what = Text(
        "换届体检：某人离任后哪些会过期（不写入）",
        "handover check: what goes stale when somebody leaves (writes nothing)",
    )
    sub = build.command("handover", commands.handover, what)
    build.store(sub)
    sub.add_argument(
        "--person",
        required=True,
        metavar="NAME",
        help=build.help("离任人姓名", "who leaves"),
    )
    sub.add_argument(
        "--day",
        type=_day,
        required=True,
        metavar="DAY",
        help=build.help(
            "离任日期（当日起不再任职）", "first day out of office, e.g. 2026-11-10"
        ),
    )
    sub.add_argument(
        "--successor",
        default="",
        metavar="NAME",
        help=build.help("接任人姓名；不写为待定", "who follows; without it vacant"),
    )
    build.as_of(sub)
    sub.add_argument(
        "--out",
        dest="output",
        type=Path,
        metavar="FILE",
        help=build.help("体检表和新牌面文字 .pdf 或 .docx", "papers, .pdf or .docx"),
    )
    build.json(sub)


def _print(build: _Builder) -> None:
    what = Text("打印辖区图（PDF）", "print jurisdiction maps (PDF)")
    sub = build.command("print", commands.print_sheets, what)
    build.store(sub)
    sub.add_argument(
        "--town",
        action="append",
        required=True,
        metavar="CODE",
        help=build.help(
            "区、镇街或村居的代码或名称；可重复，合成一册",
            "code or name of a district, town or village; may be repeated",
        ),
    )
    build.output(sub, ".pdf", must=True)
    build.as_of(sub)
    sub.add_argument(
        "--paper",
        default="auto",
        help=build.help(
            "auto、A4、A3，可加 -portrait 或 -landscape",
            "auto, A4 or A3, with -portrait or -landscape added where wanted",
        ),
    )
    build.json(sub)


def _directory(build: _Builder) -> None:
    what = Text(
        "编制河流分级分段名录和分布示意图",
        "make the graded and segmented directory and its map",
    )
    sub = build.command("directory", commands.directory, what)
    build.store(sub)
    sub.add_argument(
        "output",
        type=Path,
        metavar="OUT",
        help=build.help(
            "写到哪个文件夹（.xlsx、.docx、.pdf 各一）",
            "folder for the .xlsx, .docx and .pdf",
        ),
    )
    build.as_of(sub)
    build.json(sub)


def _repair(build: _Builder) -> None:
    what = Text(
        "修复行政区或网格之间不吻合的边界", "close borders of areas that do not meet"
    )
    sub = build.command("repair", borders.repair, what)
    build.store(sub)
    sub.add_argument(
        "--tolerance",
        type=_metres,
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


def _metres(text: str) -> float:
    metres = float(text)
    if not 0.0 < metres <= _WIDEST:
        raise ValueError(text)
    return metres


_WIDEST = 50.0
"""Largest tolerance in metres: beyond, areas would be moved rather than closed."""


def _dossier(build: _Builder) -> None:
    what = Text(
        "打印入河排污口档案（一口一档）", "print dossiers of outfalls, a page each"
    )
    sub = build.command("dossier", commands.dossier, what)
    build.store(sub)
    sub.add_argument(
        "output",
        type=Path,
        metavar="OUT.pdf",
        help=build.help("写到哪个文件：.pdf 或 .docx", "file to write: .pdf or .docx"),
    )
    sub.add_argument(
        "--outfall",
        action="append",
        default=[],
        metavar="CODE",
        help=build.help("排污口编码；可重复", "code of an outfall; may be repeated"),
    )
    sub.add_argument(
        "--town",
        action="append",
        default=[],
        metavar="NAME",
        help=build.help(
            "镇街或村居的名称或代码；可重复（都不写就是全区）",
            "name or code of a town or village; may be repeated (neither: all)",
        ),
    )
    build.as_of(sub)
    build.json(sub)


def _faces(build: _Builder) -> None:
    what = Text("打印公示牌新牌面（PDF）", "print new faces of signboards (PDF)")
    sub = build.command("faces", commands.faces, what)
    build.store(sub)
    told = build.help("写到哪个文件", "file to write")
    sub.add_argument("output", type=Path, metavar="FILE.pdf", help=told)
    sub.add_argument(
        "--stale",
        action="store_true",
        help=build.help("只打印过期公示牌", "only boards that are stale"),
    )
    sub.add_argument(
        "--board",
        action="append",
        default=[],
        metavar="CODE",
        help=build.help("公示牌编号；可重复", "number of a board; may be repeated"),
    )
    sub.add_argument(
        "--full-size",
        action="store_true",
        help=build.help(
            "按制作尺寸 1:1（默认 A4 校对页）", "at true size instead of proofs on A4"
        ),
    )
    build.as_of(sub)
    build.json(sub)


def _render(build: _Builder) -> None:
    what = Text("把地图画成图片", "draw the map to a picture")
    sub = build.command("render", commands.render, what)
    build.store(sub)
    build.output(sub, ".png", must=True)
    build.as_of(sub)
    _picture_size(sub, build)
    sub.add_argument(
        "--extent",
        type=_extent,
        metavar="W,S,E,N",
        help=build.help(
            "西,南,东,北，米，工作库坐标系", "west,south,east,north in metres"
        ),
    )
    sub.add_argument(
        "--hide",
        action="append",
        choices=_LAYERS,
        default=[],
        help=build.help("不画的图层，如 cell；可重复", "layer to leave out, e.g. cell"),
    )
    _ground(sub, build)


def _ground(sub: argparse.ArgumentParser, build: _Builder) -> None:
    sub.add_argument(
        "--basemap",
        type=Path,
        metavar="FILE",
        help=build.help(
            "底图：栅格 .mbtiles 或 GeoTIFF", "base map: raster .mbtiles or GeoTIFF"
        ),
    )
    sub.add_argument(
        "--basemap-gcj02",
        action="store_true",
        help=build.help(
            "底图是 GCJ-02 坐标，移回原位", "the base map is in GCJ-02: shift it back"
        ),
    )
    sub.add_argument(
        "--basemap-opacity",
        type=_share,
        default=1.0,
        metavar="0-1",
        help=build.help("底图的不透明度（1）", "opacity of the base map (1)"),
    )
    sub.add_argument(
        "--basemap-crs",
        type=_crs,
        metavar="EPSG",
        help=build.help(
            "没有写明坐标系的 GeoTIFF 的坐标系", "CRS of a GeoTIFF that does not say it"
        ),
    )


def _picture_size(sub: argparse.ArgumentParser, build: _Builder) -> None:
    sub.add_argument(
        "--size",
        type=_size,
        default=(1600, 1000),
        metavar="WxH",
        help=build.help("图片大小，像素（1600x1000）", "pixels (1600x1000)"),
    )


def _others(build: _Builder) -> None:
    what = Text("工作库里有什么", "what a store holds")
    sub = build.command("info", commands.info, what)
    build.store(sub)
    build.json(sub)
    what = Text("导出搁置的行及原因", "export the rows kept aside, with the reasons")
    sub = build.command("aside", commands.aside, what)
    build.store(sub)
    build.output(sub, ".xlsx", must=True)
    sub = build.command(
        "open", commands.open_window, Text("打开窗口", "open the window")
    )
    sub.add_argument("store", type=Path, nargs="?", help=_STORE.of(build.language))
    sub.add_argument(
        "--picture",
        type=Path,
        metavar="FILE.png",
        help=build.help("只存一张窗口图片", "only save a picture of the window"),
    )
    _picture_size(sub, build)
    build.as_of(sub)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, with help in one language."""
    about = Text(
        "河长制网格化桌面 GIS：导入、检查、打印、查看。",
        "Desktop GIS for a district's river-chief system: import, check, print, look.",
    )
    whole = _Parser(prog="gridwatch", **_made(language, about))
    _help(whole, language)
    whole.add_argument(
        "--version",
        action="version",
        version=__version__,
        help=Text("显示版本", "show the version").of(language),
    )
    whole.add_argument(
        "--lang",
        choices=[language.value for language in Language],
        help=Text("界面语言（默认中文）", "language (default: Chinese)").of(language),
    )
    subs = whole.add_subparsers(
        dest="command",
        required=True,
        metavar="COMMAND",
        title=Text("命令", "commands").of(language),
        parser_class=_Parser,
    )
    build = _Builder(language, subs)
    for add in (
        _import,
        _check,
        _ledger,
        _handover,
        _print,
        _faces,
        _directory,
        _repair,
        _dossier,
        _render,
        _others,
    ):
        add(build)
    exchange.add_export(build, _crs)
    exchange.add_photos(build)
    exchange.add_tracks(build)
    return whole


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _encoding(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError as error:
        raise ValueError(text) from error


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    size = int(width), int(height)
    if min(size) < 1 or max(size) > _LARGEST:
        raise ValueError(text)
    return size


def _share(text: str) -> float:
    share = float(text)
    if not 0.0 <= share <= 1.0:
        raise ValueError(text)
    return share


def _extent(text: str) -> tuple[float, float, float, float]:
    west, south, east, north = (float(part) for part in text.split(","))
    if not (west < east and south < north):
        raise ValueError(text)
    return west, south, east, north


def _kind(text: str) -> tuple[str, Kind | None]:
    name, mark, wanted = text.rpartition("=")
    if not (name and mark):
        raise ValueError(text)
    if wanted in ("skip", "不导入"):
        return name, None
    worded = {text.zh: kind for kind, text in KIND_NAMES.items()}
    return name, worded.get(wanted) or Kind(wanted)


def _ledger_kind(text: str) -> Kind:
    worded = {name.zh: kind for kind, name in KIND_NAMES.items()}
    kind = Kind.PERSON if text == "河长名单" else worded.get(text) or Kind(text)
    if kind not in LEDGER_KINDS:
        raise ValueError(text)
    return kind


def _crs(text: str) -> int:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    number = int(text.upper().removeprefix("EPSG:"))
    try:
        CRS.from_epsg(number)
    except CRSError as error:
        raise ValueError(text) from error
    return number
