"""What every command of the command line is built of: help, options, values."""

from __future__ import annotations

import argparse
import codecs
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gridwatch.cli.answers import Talk

    Do = Callable[[argparse.Namespace, Talk], int]

__all__ = [
    "STORE",
    "Builder",
    "Parser",
    "add_help",
    "crs_of",
    "day_of",
    "encoding_of",
    "extent_of",
    "kind_of",
    "layout_of",
    "levels_of",
    "made",
    "metres_of",
    "share_of",
    "size_of",
]

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
_LARGEST = 16_000
"""Longest side of a picture, pixels: A0 at 300 dpi fits, memory still does."""
STORE = Text("工作库 .gpkg", "store .gpkg")
"""How every command calls its store."""


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


class Parser(argparse.ArgumentParser):
    """A parser that explains a wrong call before it quotes it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end."""
        chinese = self.formatter_class is _Formatter
        head = "命令写错了（--help 看用法）" if chinese else "wrong call (see --help)"
        self.exit(2, f"{self.format_usage()}{head}: {message}\n")


def made(language: Language, what: Text) -> dict[str, Any]:
    """Return what every parser is made with."""
    return {
        "description": what.of(language),
        "epilog": _EPILOG.of(language),
        "formatter_class": _Formatter if language is Language.ZH else _EnglishFormatter,
        "add_help": False,
    }


def add_help(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add ``--help``."""
    told = Text("显示本说明", "show this help").of(language)
    parser.add_argument("-h", "--help", action="help", help=told)


class Builder(NamedTuple):
    """Adds commands and options with help in one language."""

    language: Language
    commands: argparse._SubParsersAction[Parser]

    def command(self, name: str, do: Do, what: Text) -> argparse.ArgumentParser:
        """Add a command and return its parser."""
        sub: argparse.ArgumentParser = self.commands.add_parser(
            name, help=what.of(self.language), **made(self.language, what)
        )
        add_help(sub, self.language)
        sub.set_defaults(do=do)
        return sub

    def help(self, zh: str, en: str) -> str:
        """Return the help in the language of the command line."""
        return Text(zh, en).of(self.language)

    def store(self, sub: argparse.ArgumentParser) -> None:
        """Add the store."""
        sub.add_argument("store", type=Path, help=STORE.of(self.language))

    def json(self, sub: argparse.ArgumentParser) -> None:
        """Add ``--json``."""
        told = self.help("给程序读的 JSON", "JSON for machines")
        sub.add_argument("--json", action="store_true", help=told)

    def as_of(self, sub: argparse.ArgumentParser) -> None:
        """Add ``--as-of``."""
        sub.add_argument(
            "--as-of",
            type=day_of,
            default=date.today(),  # noqa: DTZ011 - the officer's own calendar day
            metavar="DAY",
            help=self.help(
                "截至日期，如 2026-11-01（默认今天）",
                "the day it speaks of, e.g. 2026-11-01 (today)",
            ),
        )

    def output(self, sub: argparse.ArgumentParser, ending: str, must: bool) -> None:
        """Add ``--output``."""
        sub.add_argument(
            "-o",
            "--output",
            type=Path,
            required=must,
            metavar=f"FILE{ending}",
            help=self.help("写到哪个文件", "file to write"),
        )


def day_of(text: str) -> date:
    """Read a day; ValueError where it is none."""
    return date.fromisoformat(text)


def encoding_of(text: str) -> str:
    """Read the name of a codec; ValueError where there is none."""
    try:
        return codecs.lookup(text).name
    except LookupError as error:
        raise ValueError(text) from error


def size_of(text: str) -> tuple[int, int]:
    """Read ``1600x1000``, pixels; ValueError where it is no size."""
    width, _, height = text.lower().partition("x")
    size = int(width), int(height)
    if min(size) < 1 or max(size) > _LARGEST:
        raise ValueError(text)
    return size


def share_of(text: str) -> float:
    """Read a number from 0 to 1; ValueError else."""
    share = float(text)
    if not 0.0 <= share <= 1.0:
        raise ValueError(text)
    return share


def extent_of(text: str) -> tuple[float, float, float, float]:
    """Read ``west,south,east,north``; ValueError where it is empty."""
    west, south, east, north = (float(part) for part in text.split(","))
    if not (west < east and south < north):
        raise ValueError(text)
    return west, south, east, north


def kind_of(text: str) -> tuple[str, Kind | None]:
    """Read ``FILE=KIND``, in words or as in the store; ``skip`` is None."""
    name, mark, wanted = text.rpartition("=")
    if not (name and mark):
        raise ValueError(text)
    if wanted in ("skip", "不导入"):
        return name, None
    worded = {text.zh: kind for kind, text in KIND_NAMES.items()}
    return name, worded.get(wanted) or Kind(wanted)


def crs_of(text: str) -> int:
    """Read an EPSG code; ValueError where there is no such system."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    number = int(text.upper().removeprefix("EPSG:"))
    try:
        CRS.from_epsg(number)
    except CRSError as error:
        raise ValueError(text) from error
    return number


def levels_of(text: str) -> tuple[str, ...]:
    """Read ``district,town``: levels of a book; ValueError where one is unknown."""
    known = ("district", "town", "village", "cell")
    asked = [one.strip() for one in text.split(",")]
    if not asked or not set(asked) <= set(known):
        raise ValueError(text)
    return tuple(one for one in known if one in asked)


def layout_of(text: str) -> tuple[str, Path]:
    """Read ``village=FILE``; ValueError where it is no level with a file."""
    level, mark, name = text.partition("=")
    if not mark or not name or levels_of(level) != (level,):
        raise ValueError(text)
    return level, Path(name)


def metres_of(text: str) -> float:
    """Read a tolerance in metres; ValueError where it is none."""
    metres = float(text)
    if not 0.0 < metres <= _WIDEST:
        raise ValueError(text)
    return metres


_WIDEST = 50.0
"""Largest tolerance in metres: beyond, areas would be moved rather than closed."""
