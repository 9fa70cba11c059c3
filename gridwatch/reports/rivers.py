"""Spreadsheets of rivers: the directory, reservoirs, convenors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.directory import rank_name
from gridwatch.district.reservoirs import SHORE_LINES
from gridwatch.district.riverpapers import (
    CHIEF_HEADS,
    check_lines,
    directory_title,
    names_of,
    people_of,
    ranks_of,
)
from gridwatch.district.wording import Format, Language, Text, choice
from gridwatch.reports.writing import Column, Sheet, write_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from gridwatch.district.convenors import Convening
    from gridwatch.district.directory import (
        Directory,
        DirectoryRiver,
        DirectorySegment,
    )
    from gridwatch.district.reservoirs import ManagedPart, Reservoir
    from gridwatch.district.riverpapers import Checks

    Heads = Iterable[tuple[Text, Format]]

__all__ = ["convenor_book", "directory_book", "reservoir_book"]

_KM = 1000.0


def _sheet(
    name: Text, heads: Heads, rows: Iterable[Sequence[object]], language: Language
) -> Sheet:
    columns = [Column(text.of(language), form) for text, form in heads]
    return Sheet(name.of(language), columns, rows)


def _km(metres: float) -> float:
    return round(metres / _KM, 3)


# --- the directory ---------------------------------------------------------------

_CHIEFS = tuple((head, Format.TEXT) for head in CHIEF_HEADS.values())
_RIVER_HEADS = (
    (Text("序号", "no."), Format.INTEGER),
    (Text("河流代码", "code"), Format.CODE),
    (Text("河流名称", "river"), Format.TEXT),
    (Text("级别", "ranks"), Format.TEXT),
    (Text("类型", "regime"), Format.TEXT),
    (Text("汇入", "flows into"), Format.TEXT),
    (Text("流域面积（平方公里）", "basin (km²)"), Format.AREA),
    (Text("长度（公里）", "length (km)"), Format.TEXT),
    (Text("河段数", "segments"), Format.INTEGER),
    *_CHIEFS,
)
_SEGMENT_HEADS = (
    (Text("河流", "river"), Format.TEXT),
    (Text("级别", "ranks"), Format.TEXT),
    (Text("段序", "seq."), Format.INTEGER),
    (Text("河段代码", "code"), Format.CODE),
    (Text("河段名称", "segment"), Format.TEXT),
    (Text("起点", "from"), Format.TEXT),
    (Text("止点", "to"), Format.TEXT),
    (Text("长度（公里）", "length (km)"), Format.TEXT),
    (Text("镇街", "town"), Format.TEXT),
    (Text("经过村居", "villages"), Format.TEXT),
    *_CHIEFS,
)
_TOTAL_HEADS = (
    (Text("级别", "rank"), Format.TEXT),
    (Text("河流条数", "rivers"), Format.INTEGER),
    (Text("河段数", "segments"), Format.INTEGER),
    (Text("长度（公里）", "length (km)"), Format.TEXT),
)
_CHECK_HEADS = ((Text("自查结果", "self-check"), Format.TEXT),)


def directory_book(
    path: Path,
    directory: Directory,
    checks: Checks,
    name: str,
    language: Language = Language.ZH,
) -> int:
    """Write the directory as a spreadsheet of four sheets; returns the rows.

    Parameters
    ----------
    path : Path
        Where to.
    directory : Directory
        The directory.
    checks : tuple
        What `contradictions` and `lacking_chiefs` have found.
    name : str
        Name of the district.
    language : Language
        Language of heads.
    """
    rivers = [
        _river_row(number, one, language)
        for number, one in enumerate(directory.rivers, 1)
    ]
    segments = [
        _segment_row(river, one, language)
        for river in directory.rivers
        for one in river.segments
    ]
    totals = [
        (rank_name(t.rank).of(language), t.rivers, t.segments, _km(t.metres))
        for t in (*directory.totals, directory.total)
    ]
    lines = [(line.of(language),) for line in check_lines(checks)]
    sheets = [
        _sheet(Text("分级名录", "rivers"), _RIVER_HEADS, rivers, language),
        _sheet(Text("分段名录", "segments"), _SEGMENT_HEADS, segments, language),
        _sheet(Text("汇总", "totals"), _TOTAL_HEADS, totals, language),
        _sheet(Text("自查", "self-check"), _CHECK_HEADS, lines, language),
    ]
    return write_book(path, directory_title(name).of(language), sheets)


def _river_row(
    number: int, one: DirectoryRiver, language: Language
) -> tuple[object, ...]:
    river = one.river
    return (
        number,
        river.code,
        river.name,
        ranks_of(one).of(language),
        choice(river.regime, language) if river.regime else "",
        one.parent,
        river.basin_area,
        _km(one.metres),
        len(one.segments),
        *people_of(one.chiefs),
    )


def _segment_row(
    river: DirectoryRiver, one: DirectorySegment, language: Language
) -> tuple[object, ...]:
    row = one.segment
    return (
        river.river.name,
        ranks_of(river).of(language),
        row.sequence,
        row.code,
        row.name,
        row.start,
        row.end,
        _km(one.metres),
        one.town,
        "、".join(one.villages),
        *people_of(one.chiefs),
    )


# --- reservoirs ------------------------------------------------------------------

_RESERVOIR_HEADS = (
    (Text("水库", "reservoir"), Format.TEXT),
    (Text("规模", "scale"), Format.TEXT),
    (Text("管理部位", "part"), Format.TEXT),
    (Text("水体代码", "code"), Format.CODE),
    (Text("面积（平方公里）", "area (km²)"), Format.AREA),
    (Text("职务", "role"), Format.TEXT),
    (Text("责任人", "chief"), Format.TEXT),
    (Text("报告对象", "reports to"), Format.TEXT),
)
_SHORE_HEADS = (
    (Text("水库", "reservoir"), Format.TEXT),
    (Text("村居代码", "village code"), Format.CODE),
    (Text("村居", "village"), Format.TEXT),
    (Text("岸线长度（米）", "shore length (m)"), Format.LENGTH),
    (Text("量取的线", "measured along"), Format.TEXT),
    (Text("陆域面积（平方公里）", "shore area (km²)"), Format.AREA),
)
_NO_VILLAGE = Text("不在任何村居内", "in no village")


def reservoir_book(
    path: Path,
    reservoirs: Sequence[Reservoir],
    as_of: date,
    language: Language = Language.ZH,
) -> int:
    """Write the reservoirs and their shores by village as a spreadsheet."""
    title = Text("水库管理 {day}", "Reservoirs {day}").filled(day=as_of)
    parts = [_part_row(one, part, language) for one in reservoirs for part in one.parts]
    shores = [row for one in reservoirs for row in _shore_rows(one, language)]
    sheets = [
        _sheet(Text("水库", "reservoirs"), _RESERVOIR_HEADS, parts, language),
        _sheet(Text("岸线分村", "shores by village"), _SHORE_HEADS, shores, language),
    ]
    return write_book(path, title.of(language), sheets)


def _part_row(
    one: Reservoir, part: ManagedPart, language: Language
) -> tuple[object, ...]:
    return (
        one.name,
        one.scale,
        choice(part.body.part, language),
        part.body.code,
        part.square_metres / _KM**2,
        "、".join(dict.fromkeys(post.role for post in part.posts)),
        names_of(part.chiefs),
        " → ".join(step.of(language) for step in part.line),
    )


def _shore_rows(one: Reservoir, language: Language) -> Iterator[tuple[object, ...]]:
    line = SHORE_LINES[one.shore_line].of(language)
    for share in one.villages:
        village = share.village
        yield (
            one.name,
            village.code if village else "",
            village.name if village else _NO_VILLAGE.of(language),
            share.metres,
            line,
            share.square_metres / _KM**2,
        )


# --- convenors -------------------------------------------------------------------

_CONVENOR_HEADS = (
    (Text("河流", "river"), Format.TEXT),
    (Text("辖区级别", "level"), Format.TEXT),
    (Text("辖区", "jurisdiction"), Format.TEXT),
    (Text("代码", "code"), Format.CODE),
    (Text("河段长度（公里）", "reach (km)"), Format.TEXT),
    (Text("其中界河（公里）", "of it border (km)"), Format.TEXT),
    (Text("河长", "chief"), Format.TEXT),
    (Text("召集人", "convenor"), Format.FLAG),
    (Text("理由", "reasoning"), Format.TEXT),
)


def convenor_book(
    path: Path,
    convenings: Sequence[Convening],
    as_of: date,
    language: Language = Language.ZH,
) -> int:
    """Write all shared rivers with reaches, convenor and reasoning."""
    title = Text("河长联席会议召集人 {day}", "Convenors {day}").filled(day=as_of)
    between = "" if language is Language.ZH else " "
    rows = [
        (
            one.river.name or one.river.code,
            choice(str(one.level), language),
            reach.name,
            reach.code,
            _km(reach.metres),
            _km(reach.shared) if reach.shared else None,
            names_of(reach.chiefs),
            reach is one.convenor,
            between.join(r.of(language) for r in one.reasons) if place == 0 else "",
        )
        for one in convenings
        for place, reach in enumerate(one.reaches)
    ]
    sheet = _sheet(Text("召集人", "convenors"), _CONVENOR_HEADS, rows, language)
    return write_book(path, title.of(language), [sheet])
