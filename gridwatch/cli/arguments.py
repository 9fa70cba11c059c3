"""Reading the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch import __version__
from gridwatch.cli import city, commands, exchange, sheets
from gridwatch.cli.building import (
    STORE,
    Builder,
    Parser,
    add_help,
    crs_of,
    day_of,
    extent_of,
    layout_of,
    levels_of,
    made,
    share_of,
    size_of,
)
from gridwatch.cli.deliveries import add_import, add_ledger, add_repair
from gridwatch.cli.reviewing import add_review
from gridwatch.district.wording import Language, Text

if TYPE_CHECKING:
    import argparse

__all__ = ["parser"]

_LAYERS = (
    *("district", "town", "village", "water_body", "cell", "river", "segment"),
    *("outfall", "signboard"),
)


def _check(build: Builder) -> None:
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


def _handover(build: Builder) -> None:
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
        type=day_of,
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


def _print(build: Builder) -> None:
    what = Text("打印辖区图（PDF）", "print jurisdiction maps (PDF)")
    sub = build.command("print", commands.print_sheets, what)
    build.store(sub)
    sub.add_argument(
        "--town",
        action="append",
        default=[],
        metavar="CODE",
        help=build.help(
            "区、镇街或村居的代码或名称，可重复；与 --book 合用时只印这些镇街，"
            "与 --recipe 合用时也可是网格、河流、公示牌",
            "code or name of a district, town or village; may be repeated; with "
            "--book only these towns, with --recipe also of a cell, river or board",
        ),
    )
    _book(build, sub)
    sheets.add_recipe(build, sub)
    build.output(sub, ".pdf", must=True)
    build.as_of(sub)
    sub.add_argument(
        "--paper",
        default="auto",
        help=build.help(
            "auto、A4、A3（版式还可以用 A2、A1、A0），可加 -portrait 或 -landscape",
            "auto, A4, A3 (recipes: A2, A1, A0 too), with -portrait or -landscape",
        ),
    )
    build.json(sub)


def _book(build: Builder, sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--book",
        choices=("four-level",),
        help=build.help(
            "印四级图册：区、镇街、村居、网格，带封面、目录、索引图和书签",
            "print the four-level book: cover, contents, index maps, all sheets",
        ),
    )
    sub.add_argument(
        "--levels",
        type=levels_of,
        default=("district", "town", "village", "cell"),
        metavar="LEVELS",
        help=build.help(
            "图册含哪几级，以逗号隔开：district,town,village,cell",
            "levels of the book, with commas: district,town,village,cell",
        ),
    )
    sub.add_argument(
        "--audience",
        default="",
        metavar="WHO",
        help=build.help(
            "给谁看：public 公开、internal 内部、restricted 受限（默认按版式）",
            "who will see it: public, internal, restricted (as the recipe says, else "
            "internal)",
        ),
    )
    sub.add_argument(
        "--layout",
        action="append",
        type=layout_of,
        default=[],
        metavar="LEVEL=FILE",
        help=build.help(
            "图册的某一级用自己的版式，如 village=我的版式.toml；可重复",
            "a layout of your own for a level of the book, e.g. village=mine.toml",
        ),
    )
    for name, zh, en in (
        ("--changed-only", "图册只印上次打印后有变化的页", "only pages that changed"),
        ("--resume", "接着上次中断的图册继续印", "go on with a book that was stopped"),
        ("--no-record", "图册不记入公布记录", "do not keep the book on record"),
    ):
        sub.add_argument(name, action="store_true", help=build.help(zh, en))


def _directory(build: Builder) -> None:
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


def _dossier(build: Builder) -> None:
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


def _faces(build: Builder) -> None:
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


def _render(build: Builder) -> None:
    what = Text("把地图画成图片", "draw the map to a picture")
    sub = build.command("render", commands.render, what)
    build.store(sub)
    build.output(sub, ".png", must=True)
    build.as_of(sub)
    _picture_size(sub, build)
    sub.add_argument(
        "--extent",
        type=extent_of,
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


def _ground(sub: argparse.ArgumentParser, build: Builder) -> None:
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
        type=share_of,
        default=1.0,
        metavar="0-1",
        help=build.help("底图的不透明度（1）", "opacity of the base map (1)"),
    )
    sub.add_argument(
        "--basemap-crs",
        type=crs_of,
        metavar="EPSG",
        help=build.help(
            "没有写明坐标系的 GeoTIFF 的坐标系", "CRS of a GeoTIFF that does not say it"
        ),
    )


def _picture_size(sub: argparse.ArgumentParser, build: Builder) -> None:
    sub.add_argument(
        "--size",
        type=size_of,
        default=(1600, 1000),
        metavar="WxH",
        help=build.help("图片大小，像素（1600x1000）", "pixels (1600x1000)"),
    )


def _others(build: Builder) -> None:
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
    sub.add_argument("store", type=Path, nargs="?", help=STORE.of(build.language))
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
    whole = Parser(prog="gridwatch", **made(language, about))
    add_help(whole, language)
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
        parser_class=Parser,
    )
    build = Builder(language, subs)
    for add in (
        add_import,
        _check,
        add_ledger,
        _handover,
        _print,
        _faces,
        _directory,
        add_repair,
        _dossier,
        _render,
        _others,
        sheets.add_recipes,
    ):
        add(build)
    add_review(build)
    exchange.add_export(build, crs_of)
    exchange.add_photos(build)
    exchange.add_tracks(build)
    city.add_publish(build)
    city.add_collect(build)
    return whole
