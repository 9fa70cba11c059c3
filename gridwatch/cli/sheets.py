"""``gridwatch print --recipe`` and ``gridwatch recipes``: sheets by recipes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.cli import answers
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from gridwatch.cli.answers import Talk
    from gridwatch.cli.building import Builder
    from gridwatch.district.district import District
    from gridwatch.mapbook.recipe import Recipe
    from gridwatch.mapbook.recipeplan import Wish
    from gridwatch.mapbook.sheets import Sheet
    from gridwatch.mapbook.subjects import Subject

__all__ = ["add_recipe", "add_recipes", "print_by_recipe"]


_DONE = 0


def add_recipe(build: Builder, sub: argparse.ArgumentParser) -> None:
    """Add ``--recipe`` and ``--all`` to ``print``."""
    sub.add_argument(
        "--recipe",
        metavar="NAME",
        help=build.help(
            "按版式制图：版式名（见 gridwatch recipes），或自己的 .toml 文件",
            "print by a recipe: its name (see gridwatch recipes) or a .toml of yours",
        ),
    )
    sub.add_argument(
        "--all",
        action="store_true",
        help=build.help(
            "与 --recipe 合用：能用这个版式的全部印出",
            "with --recipe: everything that it can be printed for",
        ),
    )


def add_recipes(build: Builder) -> None:
    """Add ``recipes``."""
    what = Text("列出图件版式", "list the recipes of sheets")
    sub = build.command("recipes", _recipes, what)
    build.json(sub)


def _recipes(arguments: argparse.Namespace, talk: Talk) -> int:
    """``recipes``: what sheets can be printed by."""
    from gridwatch.mapbook.recipefile import shipped_recipes

    rows = shipped_recipes()
    if arguments.json:
        answers.print_json([_facts(row, talk) for row in rows])
        return _DONE
    for row in rows:
        papers = "/".join((row.paper, *row.papers))
        talk.answer(
            Text(
                f"{row.id:16}{row.name.zh}（{papers}）：{row.about.zh}",
                f"{row.id:16}{row.name.en} ({papers}): {row.about.en}",
            )
        )
    return _DONE


def _facts(recipe: Recipe, talk: Talk) -> dict[str, object]:
    return {
        "id": recipe.id,
        "name": talk.of(recipe.name),
        "about": talk.of(recipe.about),
        "subjects": list(recipe.subjects),
        "papers": [recipe.paper, *recipe.papers],
        "orientation": recipe.orientation,
        "audience": recipe.audience.value,
    }


def recipe_named(name: str) -> Recipe:
    """Return a shipped recipe, or the one in a file.

    Raises
    ------
    OfficerError
        Where there is none by that name, or the file cannot be used.
    """
    from gridwatch.mapbook.recipefile import read_recipe, shipped_recipes

    path = Path(name)
    if path.suffix.lower() == ".toml":
        return read_recipe(path)
    rows = shipped_recipes()
    found = [row for row in rows if name in (row.id, row.name.zh, row.name.en)]
    if not found:
        known = "、".join(row.id for row in rows)
        raise OfficerError(_NO_RECIPE.filled(name=name, known=known))
    return found[0]


def print_by_recipe(
    arguments: argparse.Namespace, talk: Talk, district: District
) -> int:
    """``print --recipe``: the sheets of some subjects into one PDF."""
    from gridwatch.mapbook.press import press
    from gridwatch.mapbook.recipepages import drawn_pages

    sheets = _planned(arguments, talk, district)
    pages = press(
        arguments.output,
        drawn_pages(sheets, district),
        title=talk.of(sheets[0].title),
        author=district.office,
        progress=talk.progress,
    )
    file = arguments.output
    if arguments.json:
        scales = [sheet.scale for sheet in sheets]
        answers.print_json({"file": str(file), "pages": pages, "scales": scales})
    else:
        talk.answer(Text(f"{file}：{pages} 页", f"{file}: {pages} pages"))
    return _DONE


def _planned(
    arguments: argparse.Namespace, talk: Talk, district: District
) -> tuple[Sheet, ...]:
    from gridwatch.mapbook.recipeplan import Wish, numbered
    from gridwatch.mapbook.subjects import subject_of, subjects_of

    recipe = recipe_named(arguments.recipe)
    wish = Wish(arguments.as_of, arguments.paper, talk.language)
    if arguments.all:
        rows = subjects_of(district, recipe.subjects[:1])
        if rows:
            return numbered(_guarded(arguments, talk, district, recipe, wish, rows))
    wanted = arguments.town or ([""] if "district" in recipe.subjects else [])
    if not wanted:
        raise OfficerError(_NOBODY.filled(name=recipe.name.zh, en=recipe.name.en))
    rows = tuple(subject_of(district, recipe, code) for code in wanted)
    return numbered(_guarded(arguments, talk, district, recipe, wish, rows))


def _guarded(
    arguments: argparse.Namespace,
    talk: Talk,
    district: District,
    recipe: Recipe,
    wish: Wish,
    rows: Sequence[Subject],
) -> list[Sheet]:
    """Plan sheets as their audience may see them; say what was taken away."""
    from gridwatch.mapbook.audience import audience_named, summed
    from gridwatch.mapbook.guarding import plan_guarded

    audience = audience_named(arguments.audience or recipe.audience.value)
    checked = [plan_guarded(recipe, district, row, wish, audience) for row in rows]
    for one, n in summed(one for _, gone in checked for one in gone):
        zh, en = one.words
        talk.message(Text(f"  - {zh}（{n} 幅）", f"  - {en} ({n} sheets)"))
    return [sheet for sheet, _ in checked]


_NO_RECIPE = Text(
    "没有名为“{name}”的版式，没有打印。有这些：{known}；"
    "也可以写自己的版式文件（.toml）的路径。",
    "There is no recipe “{name}”; nothing was printed. There are: {known}; the path "
    "of a .toml file of yours will do as well.",
)
_NOBODY = Text(
    "“{name}”没有说印哪一个，没有打印。请加 --town 代码或名称（可重复），"
    "或加 --all 全部印出。",
    "It was not said which one to print with “{en}”; nothing was printed. Add --town "
    "with a code or name (may be repeated), or --all.",
)
