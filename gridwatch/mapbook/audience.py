"""Who will see a print, and what it may carry (D15): a plan in, a plan out.

What each audience may see is data (`resources/audiences.toml`). The guard changes a
plan before anything is drawn and tells what it took away and why.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gridwatch.cartography.layer import LAYER_IDS
from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.recipe import Audience as RecipeAudience
from gridwatch.mapbook.recipe import Grid
from gridwatch.mapbook.scales import grid_spacing
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from gridwatch.mapbook.pages import SheetPlan
    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.recipe import Recipe, TableRecipe

__all__ = [
    "DEFAULT",
    "Audience",
    "Removal",
    "Rule",
    "audience_named",
    "guarded",
    "guarded_recipe",
    "load_audiences",
    "refuse_marked",
    "scale_removal",
    "smallest_denominator",
    "summed",
]

DEFAULT = "internal"
PHONES = ("full", "masked", "none")


@dataclass(frozen=True, slots=True)
class Rule:
    """Why something may not be shown, and who says so.

    Parameters
    ----------
    why : Text
        In an officer's words.
    source : str
        The text that says so.
    verified : bool
        Whether that text was read; else an office has to confirm it.
    """

    why: Text
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will see a print.

    Parameters
    ----------
    id : str
        ``public``, ``internal``, ``restricted`` or what an office adds.
    name, about : Text
        As it is offered.
    mark : str
        What every page carries.
    refuses : tuple of str
        Words in a store's own mark that forbid printing for this audience.
    hidden_layers, hidden_columns : frozenset of str
        What does not stand on the map and in tables.
    phones : str
        One of `PHONES`.
    largest : int
        N of the largest scale.
    coverage : tuple of float and int
        Square kilometres from which on, and N of the largest scale there; 0: any.
    grid : bool
        Whether the grid with its coordinates may be shown.
    rules : mapping of str to Rule
        The reason of each of these, by its section in the file.
    """

    id: str
    name: Text
    about: Text
    mark: str
    refuses: tuple[str, ...]
    hidden_layers: frozenset[str]
    hidden_columns: frozenset[str]
    phones: str
    largest: int
    coverage: tuple[float, int]
    grid: bool
    rules: Mapping[str, Rule]


class Removal(NamedTuple):
    """One thing that was taken away, and why."""

    what: Text
    rule: Rule

    @property
    def short(self) -> Text:
        """What, and why in a few words."""
        doubt = (
            ("", "") if self.rule.verified else ("（依据未经核实）", " (not verified)")
        )
        return Text(
            f"{self.what.zh}：{self.rule.why.zh}{doubt[0]}",
            f"{self.what.en}: {self.rule.why.en}{doubt[1]}",
        )

    @property
    def words(self) -> Text:
        """The whole sentence, with its source."""
        doubt_zh = "" if self.rule.verified else "，未经核实"
        doubt_en = "" if self.rule.verified else ", not verified"
        return Text(
            f"{self.what.zh}：{self.rule.why.zh}（{self.rule.source}{doubt_zh}）",
            f"{self.what.en}: {self.rule.why.en} ({self.rule.source}{doubt_en})",
        )


def load_audiences(path: Path | None = None) -> tuple[Audience, ...]:
    """Return the audiences in the order of the file, by default the delivered one.

    Raises
    ------
    OfficerError
        Where the file was edited so that it cannot be understood.
    """
    path = path or resource("audiences.toml")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_audience(key, value) for key, value in data.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OfficerError(_UNREADABLE.filled(path=path, reason=error)) from error


@cache
def _delivered() -> tuple[Audience, ...]:
    return load_audiences()


def audience_named(name: str) -> Audience:
    """Return an audience by its identifier or its Chinese name.

    Raises
    ------
    OfficerError
        Where there is none of that name.
    """
    for one in _delivered():
        if name in (one.id, one.name.zh, one.name.en):
            return one
    known = "、".join(f"{one.id}（{one.name.zh}）" for one in _delivered())
    raise OfficerError(_UNKNOWN.filled(name=name, known=known))


def _audience(key: str, data: Mapping[str, Any]) -> Audience:
    sections = ("layers", "columns", "phones", "scale", "coverage", "grid")
    rules = {one: _rule(data[one]) for one in sections}
    phones = str(data["phones"]["show"])
    if phones not in PHONES:
        raise ValueError(f"{key}.phones.show = {phones}")
    return Audience(
        id=key,
        name=_text(data["name"]),
        about=_text(data["about"]),
        mark=str(data["mark"]),
        refuses=tuple(map(str, data["refuses"])),
        hidden_layers=frozenset(map(str, data["layers"]["hidden"])),
        hidden_columns=frozenset(map(str, data["columns"]["hidden"])),
        phones=phones,
        largest=int(data["scale"]["largest"]),
        coverage=(float(data["coverage"]["km2"]), int(data["coverage"]["largest"])),
        grid=bool(data["grid"]["allowed"]),
        rules=rules,
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(_text(data["why"]), str(data["source"]), bool(data["verified"]))


def _text(data: Mapping[str, Any]) -> Text:
    return Text(str(data["zh"]), str(data["en"]))


def guarded(
    plan: SheetPlan, audience: Audience
) -> tuple[SheetPlan, tuple[Removal, ...]]:
    """Return a plan as an audience may see it, and what was taken away.

    Guarding a second time changes nothing more.

    Raises
    ------
    OfficerError
        Where the store bears a mark that forbids this audience altogether.
    """
    refuse_marked(plan.secrecy, audience)
    removed: list[Removal] = []
    changed = replace(plan, secrecy=audience.mark or plan.secrecy)
    changed = _without_layers(changed, audience, removed)
    changed = _without_grid(changed, audience, removed)
    changed = _smaller(changed, audience, removed)
    return changed, tuple(removed)


def refuse_marked(secrecy: str, audience: Audience) -> None:
    """Refuse an audience that the mark of a store forbids.

    Raises
    ------
    OfficerError
        Where it does.
    """
    if secrecy == audience.mark:
        return
    for word in audience.refuses:
        if word in secrecy:
            raise OfficerError(
                _REFUSED.filled(
                    mark=secrecy, name=audience.name.zh, en=audience.name.en
                )
            )


def _without_layers(
    plan: SheetPlan, audience: Audience, removed: list[Removal]
) -> SheetPlan:
    gone = sorted(audience.hidden_layers - set(plan.hidden))
    if not gone:
        return plan
    removed.append(Removal(_layers_out(gone), audience.rules["layers"]))
    return replace(plan, hidden=(*plan.hidden, *gone))


def _layers_out(gone: Iterable[str]) -> Text:
    names = [_LAYERS.get(one, Text(one, one)) for one in gone]
    return Text(
        "不画图层 " + "、".join(n.zh for n in names),
        "layers left out: " + ", ".join(n.en for n in names),
    )


def _without_grid(
    plan: SheetPlan, audience: Audience, removed: list[Removal]
) -> SheetPlan:
    if audience.grid or not plan.grid:
        return plan
    removed.append(Removal(_NO_GRID, audience.rules["grid"]))
    return replace(plan, grid=0)


def _smaller(plan: SheetPlan, audience: Audience, removed: list[Removal]) -> SheetPlan:
    """Return the plan at a scale that is allowed; its frame shows more around it."""
    frame = plan.boxes.frame
    least = smallest_denominator(audience, frame, plan.scale)
    if plan.scale >= least:
        return plan
    removed.append(scale_removal(audience, least))
    west, south, east, north = plan.extent
    centre = (west + east) / 2, (south + north) / 2
    half = frame.width * least / 2000, frame.height * least / 2000
    return replace(
        plan,
        scale=least,
        grid=grid_spacing(least) if plan.grid else 0,
        extent=(
            centre[0] - half[0],
            centre[1] - half[1],
            centre[0] + half[0],
            centre[1] + half[1],
        ),
    )


def guarded_recipe(
    recipe: Recipe, audience: Audience
) -> tuple[Recipe, tuple[Removal, ...]]:
    """Return a recipe whose sheets an audience may see, and what was taken away.

    The scale is limited as well; whether that makes a sheet smaller shows only when it
    is planned (`smallest_denominator`).
    """
    removed: list[Removal] = []
    maps = recipe.maps
    shown = maps.layers or LAYER_IDS
    gone = [one for one in shown if one in audience.hidden_layers]
    if gone:
        removed.append(Removal(_layers_out(gone), audience.rules["layers"]))
        maps = replace(maps, layers=tuple(one for one in shown if one not in gone))
    if maps.grid is not Grid.NONE and not audience.grid:
        removed.append(Removal(_NO_GRID, audience.rules["grid"]))
        maps = replace(maps, grid=Grid.NONE)
    maps = replace(maps, largest=max(maps.largest, audience.largest))
    tables = tuple(_without_columns(one, audience, removed) for one in recipe.tables)
    kind = _KINDS.get(audience.id, recipe.audience)
    if audience.phones == "masked":
        kind = RecipeAudience.PUBLIC
        if any(c.key == _PHONE for one in tables for c in one.columns):
            removed.append(Removal(_MASKED, audience.rules["phones"]))
    changed = replace(recipe, maps=maps, tables=tables, audience=kind)
    return changed, tuple(removed)


def _without_columns(
    table: TableRecipe, audience: Audience, removed: list[Removal]
) -> TableRecipe:
    hidden = dict.fromkeys(audience.hidden_columns, "columns")
    if audience.phones == "none":
        hidden[_PHONE] = "phones"
    gone = [c for c in table.columns if c.key in hidden]
    for column in gone:
        what = Text(f"不列“{column.key}”栏", f"column “{column.key}” left out")
        removed.append(Removal(what, audience.rules[hidden[column.key]]))
    left = tuple(c for c in table.columns if c.key not in hidden)
    # A table needs a column; one of nothing else keeps its first.
    return replace(table, columns=left or table.columns[:1])


def smallest_denominator(audience: Audience, frame: Rect, scale: int) -> int:
    """Return N of the largest scale at which an audience may see a frame.

    Parameters
    ----------
    audience : Audience
        Who will see it.
    frame : Rect
        The map on paper.
    scale : int
        N of the scale that is planned.
    """
    km2, closest = audience.coverage
    covered = frame.width * frame.height * scale**2 / 1e12
    return max(audience.largest, closest) if covered > km2 else audience.largest


def scale_removal(audience: Audience, least: int) -> Removal:
    """Return what is told where a map was made smaller, to 1:`least`."""
    section = "scale" if least == audience.largest else "coverage"
    what = Text(f"比例尺缩小到 1:{least:,}", f"scale made 1:{least:,}")
    return Removal(what, audience.rules[section])


def summed(removals: Iterable[Removal]) -> tuple[tuple[Removal, int], ...]:
    """Return each removal once, with the number of sheets it concerns."""
    return tuple(Counter(removals).items())


_PHONE = "phone"
_KINDS = {
    "public": RecipeAudience.PUBLIC,
    "internal": RecipeAudience.INTERNAL,
    "restricted": RecipeAudience.RESTRICTED,
}
_NO_GRID = Text("不画公里网和坐标", "grid and coordinates left out")
_MASKED = Text("手机号码隐去中间四位", "mobile numbers masked")
_LAYERS = {
    "cell": Text("网格", "cells"),
    "outfall": Text("入河排污口", "outfalls"),
    "signboard": Text("公示牌", "signboards"),
    "segment": Text("河段", "segments"),
    "river": Text("河流", "rivers"),
    "water_body": Text("水库水面", "water bodies"),
    "village": Text("村居", "villages"),
    "town": Text("镇街", "towns"),
    "district": Text("区", "district"),
}
_UNKNOWN = Text(
    "没有“{name}”这种用途，没有打印任何内容。可选的有：{known}。",
    "There is no audience “{name}”; nothing was printed. There are: {known}.",
)
_UNREADABLE = Text(
    "用途规则文件 {path} 读不懂（{reason}），没有打印任何内容。"
    "请改正该文件，或从安装包恢复它。",
    "The rules on audiences in {path} cannot be read ({reason}); nothing was printed. "
    "Mend the file, or restore it from the installation.",
)
_REFUSED = Text(
    "本工作库的密级标注是“{mark}”，不能按“{name}”打印，没有写出任何文件。"
    "请改选用途，或核实后在设置中更正密级。",
    "The store is marked “{mark}” and cannot be printed as “{en}”; no file was "
    "written. Choose another audience, or correct the mark in the settings.",
)
