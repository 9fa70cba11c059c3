"""What a sheet is about: an area, a cell, a river, a board; found by code or name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.jurisdictions import Jurisdiction, Level, parent_of_code
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.cells import Cell
    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.signboards import Signboard
    from gridwatch.mapbook.recipe import Recipe

__all__ = ["Subject", "course_of", "subject_of", "subjects_of"]


@dataclass(frozen=True)
class Subject:
    """What one sheet is about.

    Parameters
    ----------
    kind : str
        ``district``, ``town``, ``village``, ``cell``, ``river`` or ``signboard``.
    uid, code, name : str
        Of its row.
    geometry : shapely geometry or None
        What the map shows; None where nothing is on record.
    place : Text
        The chain of names down to it, for titles.
    row : Jurisdiction, Cell, River, Signboard or None
        The row; None for a district that has no border on record.
    """

    kind: str
    uid: str
    code: str
    name: str
    geometry: BaseGeometry | None
    place: Text
    row: Jurisdiction | Cell | River | Signboard | None = None

    @property
    def area(self) -> Jurisdiction | None:
        """The jurisdiction, where it is one."""
        return self.row if isinstance(self.row, Jurisdiction) else None


def subjects_of(district: District, kinds: Sequence[str]) -> tuple[Subject, ...]:
    """Return everything a recipe can be printed for, in the order of the store."""
    return tuple(one for kind in kinds for one in _of_kind(district, kind))


def subject_of(district: District, recipe: Recipe, wanted: str = "") -> Subject:
    """Return the subject with a code, else the only one with a name.

    Parameters
    ----------
    district : District
        Everything there is.
    recipe : Recipe
        Its `subjects` limit what is looked for.
    wanted : str
        Code or name; empty: the district itself, else the first there is.

    Raises
    ------
    OfficerError
        Where there is none (similar ones are named), or several of that name.
    """
    found = subjects_of(district, recipe.subjects)
    wanted = wanted.strip()
    if not wanted:
        if "district" in recipe.subjects:
            return found[0] if found else nothing_of(district)
        if not found:
            raise OfficerError(_NONE.filled(name=recipe.name.zh, en=recipe.name.en))
        return found[0]
    coded = [one for one in found if one.code == wanted]
    named = [one for one in found if one.name == wanted]
    if coded or len(named) == 1:
        return (coded or named)[0]
    if named:
        codes = "、".join(one.code for one in named[:5])
        raise OfficerError(_SEVERAL.filled(name=wanted, codes=codes))
    near = _near(found, wanted)
    raise OfficerError(
        _UNKNOWN.filled(
            wanted=wanted, near=near, name=recipe.name.zh, en=recipe.name.en
        )
    )


def nothing_of(district: District) -> Subject:
    """Return the district as a subject although no border of it is on record."""
    name = district.name or district.code or "—"
    return Subject("district", "", district.code, name, None, Text(name, name))


def _of_kind(district: District, kind: str) -> Iterator[Subject]:
    makers = {"cell": _cells, "river": _rivers, "signboard": _boards}
    if kind in makers:
        yield from makers[kind](district)
        return
    for area in district.of_level(Level(kind)):
        if area.geometry is not None and not area.geometry.is_empty:
            yield Subject(
                kind,
                area.uid,
                area.code,
                area.name or area.code,
                area.geometry,
                chain_of(district, area),
                area,
            )


def _cells(district: District) -> Iterator[Subject]:
    for cell in district.cells:
        if cell.geometry is None or cell.geometry.is_empty:
            continue
        village = district.jurisdiction_by_code.get(cell.village_code or cell.code[:12])
        name = cell.name or cell.code
        place = _cell_place(district, village, name)
        yield Subject("cell", cell.uid, cell.code, name, cell.geometry, place, cell)


def _cell_place(district: District, village: Jurisdiction | None, name: str) -> Text:
    """Return the chain of names down to a cell; its own name may begin with it."""
    if village is None:
        return Text(name, name)
    above = chain_of(district, village)
    if village.name and name.startswith(village.name):
        zh = above.zh.removesuffix(village.name)
        return Text(f"{zh}{name}", f"{above.en.removesuffix(village.name)}{name}")
    return Text(f"{above.zh}{name}", f"{above.en} {name}")


def _rivers(district: District) -> Iterator[Subject]:
    for river in district.rivers:
        course = course_of(district, river)
        name = river.name or river.code
        if course is not None:
            yield Subject(
                "river", river.uid, river.code, name, course, Text(name, name), river
            )


def _boards(district: District) -> Iterator[Subject]:
    for board in district.signboards:
        name = board.code or board.uid
        yield Subject(
            "signboard",
            board.uid,
            board.code,
            name,
            board.geometry,
            Text(name, name),
            board,
        )


def course_of(district: District, river: River) -> BaseGeometry | None:
    """Return the line of a river, its segments' where it has none of its own."""
    if river.geometry is not None and not river.geometry.is_empty:
        return river.geometry
    rows = district.segments_of_river.get(river.code, ()) if river.code else ()
    lines = [row.geometry for row in rows if row.geometry is not None]
    return shapely.union_all(lines) if lines else None


def chain_of(district: District, area: Jurisdiction) -> Text:
    """Return the names from the district down to an area."""
    names, at, seen = [area.name or area.code], area, {area.uid}
    while above := district.jurisdiction_by_code.get(
        at.parent_code or parent_of_code(at.code)
    ):
        if above.uid in seen or above.level is Level.CITY:
            break
        names.insert(0, above.name)
        seen.add(above.uid)
        at = above
    lonely = at.level is not Level.DISTRICT and district.name not in names
    if lonely and district.name:
        names.insert(0, district.name)
    latin = any(name.isascii() for name in names)
    return Text((" " if latin else "").join(names), " ".join(names))


def _near(found: Sequence[Subject], wanted: str) -> str:
    close = [one for one in found if wanted in one.name][:5]
    words = {word: one for one in found for word in (one.code, one.name) if word}
    close += [words[w] for w in get_close_matches(wanted, words, n=5, cutoff=0.6)]
    unique = list({one.uid: one for one in close}.values())[:5]
    return "、".join(f"{one.code} {one.name}".strip() for one in unique) or "—"


_NONE = Text(
    "没有可以用“{name}”制图的内容，没有打印。请先导入相应的边界、河流或公示牌。",
    "There is nothing to print with “{en}”. Import borders, rivers or boards first.",
)
_SEVERAL = Text(
    "有几个都叫“{name}”（代码 {codes}），没有打印。请改用代码。",
    "Several are called “{name}” (codes {codes}); nothing was printed. Use a code.",
)
_UNKNOWN = Text(
    "“{name}”里没有代码或名称为“{wanted}”的对象，没有打印。相近的有：{near}。"
    "请核对后再试。",
    "“{en}” knows no subject with the code or name “{wanted}”; nothing was printed. "
    "Similar ones: {near}. Check and try again.",
)
