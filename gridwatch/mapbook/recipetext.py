"""A recipe as the text of a TOML file that a person likes to edit."""

from __future__ import annotations

import os
import uuid
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gridwatch.cartography.themes import plain_of
from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.recipe import (
    MapRecipe,
    Place,
    Recipe,
    RecipeBlock,
    TableColumn,
    TableRecipe,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["recipe_text", "save_recipe"]

_HEAD = (
    "# 版式：可用记事本修改。位置以毫米计，从纸边量起；横向在 left、right、width 中写"
    "两个，\n# 纵向在 top、bottom、height 中写两个。\n"
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def save_recipe(recipe: Recipe, path: Path) -> None:
    """Write a recipe to a file; an older one is replaced when the new one is whole.

    Raises
    ------
    OfficerError
        Where the file cannot be written; an older one stands untouched.
    """
    draft = path.with_name(f".{path.stem[:40]}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(recipe_text(recipe))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise OfficerError(_UNWRITABLE.filled(path=path, why=why)) from error
    finally:
        draft.unlink(missing_ok=True)


def recipe_text(recipe: Recipe) -> str:
    """Return the file's text; `recipefile.recipe_of` makes the same recipe of it."""
    usual = Recipe(recipe.id, Text("", ""), subjects=(), paper="", orientation="")
    top = _said(recipe, usual, ("id", "blocks", "tables", "maps"))

    lines = [_HEAD, *_lines({"kind": recipe.kind, **top})]
    maps = _said(recipe.maps, MapRecipe(), ("ready", "own"))
    if recipe.maps.ready:
        maps["themes"] = recipe.maps.ready
    if maps:
        lines += ["\n[map]", *_lines(maps)]
    for theme in recipe.maps.own:
        lines += ["\n[[map.theme]]", *_lines(plain_of(theme))]
    for block in recipe.blocks:
        said = _said(block, RecipeBlock(block.kind, block.place), ())
        entries = {"kind": block.kind, "place": block.place, **said}
        lines += ["\n[[block]]", *_lines(entries)]
    for table in recipe.tables:
        said = _said(table, TableRecipe(table.id, table.rows), ("columns",))
        entries = {"id": table.id, "rows": table.rows, **said}
        lines += ["\n[[table]]", *_lines(entries), "columns = ["]
        lines += [f"  {_value(column)}," for column in table.columns] + ["]"]
    return "\n".join(lines) + "\n"


def _said(value: Any, usual: Any, left_out: Iterable[str]) -> dict[str, Any]:  # noqa: ANN401
    """Return the fields that differ from what is usual."""
    names = [one.name for one in fields(value) if one.name not in left_out]
    return {
        name: getattr(value, name)
        for name in names
        if getattr(value, name) != getattr(usual, name)
    }


def _lines(entries: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in entries.items()]


def _value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Text):
        return _value({"zh": value.zh, "en": value.en})
    if isinstance(value, TableColumn):
        return _value({"key": value.key, **_said(value, TableColumn(""), ("key",))})
    if isinstance(value, Place):
        return _value(_said(value, Place(), ()))
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) else repr(value)
    if isinstance(value, int):
        return str(value)
    text = value.value if isinstance(value, StrEnum) else str(value)
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return (
        letter if ord(letter) >= 32 and ord(letter) != 127 else f"\\u{ord(letter):04X}"
    )


_UNWRITABLE = Text(
    "无法写入版式文件 {path}（{why}）。原有文件保持不变。请换一个位置保存，"
    "或检查磁盘是否已满、文件夹是否只读。",
    "Cannot write the recipe {path} ({why}). An older file stands untouched. Save to "
    "another place, or check whether the disk is full or the folder read-only.",
)
