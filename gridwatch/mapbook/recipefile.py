"""Recipes as TOML files: read with errors an officer understands, written, listed."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from gridwatch.cartography.layer import LAYER_IDS
from gridwatch.cartography.themes import ready_themes, theme_of
from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.paper import PAPERS
from gridwatch.mapbook.recipe import (
    Audience,
    BlockKind,
    Grid,
    MapRecipe,
    Place,
    Recipe,
    RecipeBlock,
    RecipeKind,
    TableColumn,
    TableRecipe,
)
from gridwatch.mapbook.recipechecks import SUBJECTS, check_recipe
from gridwatch.mapbook.tablecolumns import SOURCES
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from gridwatch.cartography.themes import Theme

__all__ = ["read_recipe", "recipe_of", "recipes_in", "shipped_recipes"]

_E = TypeVar("_E", bound=StrEnum)
_EDGES = ("left", "right", "width", "top", "bottom", "height")
_RECIPE = (
    "name",
    "about",
    "kind",
    "subjects",
    "title",
    "paper",
    "papers",
    "orientation",
    "audience",
    "em",
    "margins",
    "height_datum",
    "review_number",
    "disclaimer",
    "map",
    "block",
    "table",
)
_MAP = (
    "layers",
    "themes",
    "theme",
    "scales",
    "largest",
    "grid",
    "emphasis",
    "pins",
    "overlap",
    "turned",
    "margin",
    "symbols",
    "sheet_classes",
)
_BLOCK = (
    "kind",
    "place",
    "only",
    "over",
    "em",
    "text",
    "table",
    "fit",
    "columns",
)
_TABLE = ("id", "rows", "title", "columns", "total", "ticks", "only")
_TURNS = ("portrait", "landscape", "auto")
_PINNED = ("", "signboard", "outfall", "town")


@cache
def shipped_recipes() -> tuple[Recipe, ...]:
    """Return the recipes that come with the program, in the order of their files.

    Raises
    ------
    OfficerError
        Where one of them was edited and cannot be read.
    """
    return recipes_in(resource("recipes"))


def recipes_in(folder: Path) -> tuple[Recipe, ...]:
    """Return the recipes of a folder, by file name; other files are passed over.

    Raises
    ------
    OfficerError
        As `read_recipe`.
    """
    return tuple(read_recipe(path) for path in sorted(folder.glob("*.toml")))


def read_recipe(path: Path) -> Recipe:
    """Return the recipe in a file; its identifier is the file's name.

    Raises
    ------
    OfficerError
        Where the file cannot be read, is no TOML, has a key, a word or a place that
        does not belong there, or a block that lies off the paper.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = error.strerror or str(error)
        raise OfficerError(_UNREADABLE.filled(path=path, why=why)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OfficerError(_NO_TOML.filled(path=path.name, why=error)) from error
    return recipe_of(data, path.stem, path.name)


def recipe_of(data: Mapping[str, Any], key: str, source: str = "") -> Recipe:
    """Return the recipe that plain data describe.

    Parameters
    ----------
    data : mapping
        Content of a TOML file.
    key : str
        Identifier it gets.
    source : str
        Name of the file, for messages.

    Raises
    ------
    OfficerError
        As `read_recipe`.
    """
    reader = _Reader(source or key)
    recipe = reader.recipe(data, key)
    for fault in check_recipe(recipe):
        raise reader.fault(fault)
    return recipe


class _Reader:
    """Reads one file; knows its name for messages."""

    def __init__(self, source: str) -> None:
        self.source = source

    def fault(self, what: Text) -> OfficerError:
        """Return an error about this file."""
        zh, en = what
        return OfficerError(
            Text(
                f"版式文件 {self.source}：{zh}没有使用这个版式，数据和其他版式没有变。"
                "请用记事本改正后再试，或换一个版式。",
                f"Recipe {self.source}: {en} It was not used; data and other recipes "
                "are unchanged. Correct the file and try again, or take another one.",
            )
        )

    # --- parts ------------------------------------------------------------------

    def recipe(self, data: Mapping[str, Any], key: str) -> Recipe:
        top = Text("开头", "the top")
        self._known(data, _RECIPE, top)
        margins = self._numbers(data, "margins", top) or (25.0, 15.0, 15.0, 15.0)
        name = self._text(data, "name", top)
        if len(margins) != 4:
            raise self.fault(_MARGINS)
        return Recipe(
            id=key,
            name=name if name.zh else Text(key, key),
            about=self._text(data, "about", top),
            kind=self._word(RecipeKind, data, "kind", top),
            subjects=self._words(data, "subjects", top, SUBJECTS),
            title=self._text(data, "title", top),
            paper=self._among(data, "paper", top, tuple(PAPERS), "A4"),
            papers=self._words(data, "papers", top, tuple(PAPERS)),
            orientation=self._among(data, "orientation", top, _TURNS, "portrait"),
            audience=self._word(Audience, data, "audience", top, Audience.INTERNAL),
            em=self._number(data, "em", top, 2.3),
            margins=(margins[0], margins[1], margins[2], margins[3]),
            height_datum=self._string(data, "height_datum", top),
            review_number=self._string(data, "review_number", top),
            disclaimer=self._text(data, "disclaimer", top),
            maps=self._map(self._table_of(data, "map", top)),
            blocks=tuple(
                self._block(entry, number)
                for number, entry in enumerate(self._list(data, "block", top), 1)
            ),
            tables=tuple(
                self._table(entry, number)
                for number, entry in enumerate(self._list(data, "table", top), 1)
            ),
        )

    def _map(self, data: Mapping[str, Any]) -> MapRecipe:
        at = Text("[map]", "[map]")
        self._known(data, _MAP, at)
        ready = tuple(one.id for one in ready_themes())
        usual = MapRecipe()
        return MapRecipe(
            layers=self._words(data, "layers", at, LAYER_IDS),
            ready=self._words(data, "themes", at, ready),
            own=tuple(self._theme(one) for one in self._list(data, "theme", at)),
            scales=tuple(int(n) for n in self._numbers(data, "scales", at)),
            largest=int(self._number(data, "largest", at, usual.largest)),
            grid=self._word(Grid, data, "grid", at, Grid.KM),
            emphasis=self._flag(data, "emphasis", at, usual=True),
            pins=self._among(data, "pins", at, _PINNED, ""),
            overlap=self._number(data, "overlap", at, usual.overlap),
            turned=self._flag(data, "turned", at, usual=False),
            margin=self._number(data, "margin", at, usual.margin),
            symbols=min(max(self._number(data, "symbols", at, 1.0), 0.5), 4.0),
            sheet_classes=self._flag(data, "sheet_classes", at, usual=False),
        )

    def _theme(self, entry: object) -> Theme:
        try:
            return theme_of(entry if isinstance(entry, dict) else {})
        except (KeyError, TypeError, ValueError) as error:
            raise self.fault(_NO_THEME.filled(why=error)) from error

    def _block(self, entry: object, number: int) -> RecipeBlock:
        at = Text(f"第 {number} 个 [[block]]", f"[[block]] no. {number}")
        data = self._mapping(entry, at)
        self._known(data, _BLOCK, at)
        kind = self._word(BlockKind, data, "kind", at)
        place = self._table_of(data, "place", at)
        self._known(place, _EDGES, at)
        edges = {edge: self._number(place, edge, at, 0.0) for edge in place}
        found = Place(**edges)
        if not found.determined:
            raise self.fault(_PLACE.filled(at=at.zh, at_en=at.en, kind=kind.value))
        return RecipeBlock(
            kind,
            found,
            only=self._among(data, "only", at, ("", *_TURNS[:2]), ""),
            over=self._flag(data, "over", at, usual=False),
            em=self._number(data, "em", at, 0.0),
            text=self._text(data, "text", at),
            table=self._string(data, "table", at),
            fit=self._flag(data, "fit", at, usual=False),
            columns=int(self._number(data, "columns", at, 1)),
        )

    def _table(self, entry: object, number: int) -> TableRecipe:
        at = Text(f"第 {number} 个 [[table]]", f"[[table]] no. {number}")
        data = self._mapping(entry, at)
        self._known(data, _TABLE, at)
        rows = self._among(data, "rows", at, tuple(SOURCES), "")
        return TableRecipe(
            self._string(data, "id", at) or rows,
            rows,
            self._text(data, "title", at),
            tuple(
                self._column(one, rows, at) for one in self._list(data, "columns", at)
            ),
            self._flag(data, "total", at, usual=True),
            tuple(self._as_text(one, at) for one in self._list(data, "ticks", at)),
            self._among(data, "only", at, ("", "stale", "open"), ""),
        )

    def _column(self, entry: object, rows: str, at: Text) -> TableColumn:
        data = {"key": entry} if isinstance(entry, str) else self._mapping(entry, at)
        self._known(data, ("key", "head", "width"), at)
        return TableColumn(
            self._among(data, "key", at, tuple(SOURCES[rows]), ""),
            self._text(data, "head", at),
            self._number(data, "width", at, 0.0),
        )

    # --- values -----------------------------------------------------------------

    def _known(self, data: Mapping[str, Any], keys: Collection[str], at: Text) -> None:
        for key in data:
            if key not in keys:
                near = get_close_matches(key, keys, n=1, cutoff=0.5)
                likely = near[0] if near else "、".join(keys)
                raise self.fault(
                    _UNKNOWN_KEY.filled(at=at.zh, at_en=at.en, key=key, near=likely)
                )

    def _bad(self, key: str, value: object, at: Text, wanted: Text) -> OfficerError:
        return self.fault(
            _BAD_VALUE.filled(
                at=at.zh,
                at_en=at.en,
                key=key,
                value=value,
                wanted=wanted.zh,
                wanted_en=wanted.en,
            )
        )

    def _mapping(self, value: object, at: Text) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._bad("", value, at, Text("一组“键 = 值”", "keys and values"))
        return value

    def _table_of(
        self, data: Mapping[str, Any], key: str, at: Text
    ) -> Mapping[str, Any]:
        return self._mapping(data.get(key, {}), Text(f"{at.zh}的 {key}", key))

    def _list(self, data: Mapping[str, Any], key: str, at: Text) -> list[Any]:
        value = data.get(key, [])
        if not isinstance(value, list):
            raise self._bad(key, value, at, Text("用 [ ] 括起的列表", "a list"))
        return value

    def _string(self, data: Mapping[str, Any], key: str, at: Text) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            raise self._bad(key, value, at, Text("加引号的文字", "text in quotes"))
        return value

    def _text(self, data: Mapping[str, Any], key: str, at: Text) -> Text:
        return self._as_text(data.get(key, ""), at, key)

    def _as_text(self, value: object, at: Text, key: str = "") -> Text:
        if isinstance(value, str):
            return Text(value, value)
        good = isinstance(value, dict) and set(value) <= {"zh", "en"} and "zh" in value
        if not isinstance(value, dict) or not good:
            wanted = Text('文字，或 { zh = "…", en = "…" }', "text, or zh and en")
            raise self._bad(key, value, at, wanted)
        return Text(str(value["zh"]), str(value.get("en", value["zh"])))

    def _flag(
        self, data: Mapping[str, Any], key: str, at: Text, *, usual: bool
    ) -> bool:
        value = data.get(key, usual)
        if not isinstance(value, bool):
            raise self._bad(key, value, at, Text("true 或 false", "true or false"))
        return value

    def _number(
        self, data: Mapping[str, Any], key: str, at: Text, usual: float
    ) -> float:
        value = data.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._bad(key, value, at, Text("数", "a number"))
        if not -5000 <= value <= 1e9:
            raise self._bad(key, value, at, Text("合理大小的数", "a sensible number"))
        return float(value)

    def _numbers(
        self, data: Mapping[str, Any], key: str, at: Text
    ) -> tuple[float, ...]:
        values = self._list(data, key, at)
        return tuple(self._number({key: one}, key, at, 0.0) for one in values)

    def _among(
        self,
        data: Mapping[str, Any],
        key: str,
        at: Text,
        words: Collection[str],
        usual: str,
    ) -> str:
        value = data.get(key, usual)
        if value not in words:
            listed = "、".join(word for word in words if word)
            raise self._bad(key, value, at, Text(f"其中之一：{listed}", listed))
        return str(value)

    def _words(
        self, data: Mapping[str, Any], key: str, at: Text, words: Collection[str]
    ) -> tuple[str, ...]:
        values = self._list(data, key, at)
        return tuple(self._among({key: one}, key, at, words, "") for one in values)

    def _word(
        self,
        kind: type[_E],
        data: Mapping[str, Any],
        key: str,
        at: Text,
        usual: _E | None = None,
    ) -> _E:
        words = tuple(one.value for one in kind)
        return kind(self._among(data, key, at, words, usual.value if usual else ""))


_UNREADABLE = Text(
    "无法读取版式文件 {path}（{why}）。没有打印，数据没有改变。请核对文件位置后再试。",
    "Cannot read the recipe {path} ({why}). Nothing was printed and no data changed. "
    "Check where the file lies and try again.",
)
_NO_TOML = Text(
    "版式文件 {path} 的写法有误（{why}）。没有使用这个版式，数据没有改变。"
    "请用记事本打开，改正该行（常见：引号或括号没有配对、逗号写成中文逗号），再试。",
    "The recipe {path} is not well-formed ({why}). It was not used; no data changed. "
    "Open it, correct that line (quotes or brackets left open), and try again.",
)
_UNKNOWN_KEY = Text(
    "{at}有不认识的键“{key}”，是否想写“{near}”？",
    "unknown key “{key}” in {at_en}; did you mean “{near}”?",
)
_BAD_VALUE = Text(
    "{at}的“{key}”写成了“{value}”，应为{wanted}。",
    "“{key}” in {at_en} is “{value}”; it has to be {wanted_en}.",
)
_PLACE = Text(
    "{at}（{kind}）的 place 横向应在 left、right、width 中写两个，"
    "纵向应在 top、bottom、height 中写两个。",
    "place of {at_en} ({kind}) needs two of left, right, width and two of top, "
    "bottom, height.",
)
_MARGINS = Text(
    "margins 应为四个数：左、右、上、下（毫米）。",
    "margins has to be four numbers: left, right, top, bottom (mm).",
)
_NO_THEME = Text(
    "[[map.theme]] 中的分类写法有误（{why}）。", "a [[map.theme]] is no theme ({why})."
)
