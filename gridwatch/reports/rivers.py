"""What goes out of rivers: the directory, reservoirs, convenors and their letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.convenors import sources_of
from gridwatch.district.directory import rank_name
from gridwatch.district.reservoirs import SHORE_LINES
from gridwatch.district.wording import Format, Language, Text, choice
from gridwatch.reports.documents import (
    Grid,
    Heading,
    NewPage,
    Paragraph,
    write_document,
)
from gridwatch.reports.writing import Column, Sheet, write_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.convenors import Convening
    from gridwatch.district.directory import (
        Directory,
        DirectoryFault,
        DirectoryRiver,
        DirectorySegment,
    )
    from gridwatch.district.reservoirs import ManagedPart, Reservoir
    from gridwatch.district.rivers import River
    from gridwatch.reports.documents import Block

__all__ = [
    "convenor_book",
    "convenor_letter",
    "directory_book",
    "directory_document",
    "directory_title",
    "reservoir_book",
]

_KM = 1000.0
_VACANT = Text("待定", "vacant")
_ACTING = Text("{name}（代管）", "{name} (acting)")
_CHIEF_RANKS = ("district", "town", "village")
_CHIEF_HEADS = {
    "district": Text("区级河长", "district chief"),
    "town": Text("镇级河长", "town chief"),
    "village": Text("村级河长", "village chiefs"),
}


def _heads(entries: Iterable[tuple[Text, Format]], language: Language) -> list[Column]:
    return [Column(text.of(language), form) for text, form in entries]


def _names(chiefs: Sequence[Chief], language: Language, *, needed: bool = True) -> str:
    if not chiefs:
        return _VACANT.of(language) if needed else "—"
    names = {
        _ACTING.filled(name=c.person.name).of(language)
        if c.term.acting
        else c.person.name: None
        for c in chiefs
    }
    return "、".join(names)


def _people(chiefs: Mapping[str, Sequence[Chief]], language: Language) -> list[str]:
    return [_names(chiefs.get(rank, ()), language) for rank in _CHIEF_RANKS]


def _ranks(one: DirectoryRiver, language: Language) -> str:
    between = "、" if language is Language.ZH else ", "
    return between.join(rank_name(rank).of(language) for rank in one.ranks)


def _km(metres: float) -> float:
    return round(metres / _KM, 3)


# --- the directory ---------------------------------------------------------------

_TITLE = Text("{name}河流分级分段名录", "Graded and segmented directory of {name}")
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
    *((_CHIEF_HEADS[rank], Format.TEXT) for rank in _CHIEF_RANKS),
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
    *((_CHIEF_HEADS[rank], Format.TEXT) for rank in _CHIEF_RANKS),
)
_TOTAL_HEADS = (
    (Text("级别", "rank"), Format.TEXT),
    (Text("河流条数", "rivers"), Format.INTEGER),
    (Text("河段数", "segments"), Format.INTEGER),
    (Text("长度（公里）", "length (km)"), Format.TEXT),
)
_CHECK_HEADS = ((Text("自查结果", "self-check"), Format.TEXT),)
_SUMMARY = Text(
    "截至 {day}，在册河流 {rivers} 条、河段 {segments} 个，总长 {km:.2f} 公里。",
    "As of {day} there are {rivers} rivers and {segments} segments, {km:.2f} km.",
)
_SEVERAL = Text(
    "一河多级的有 {count} 条（{names}），在各级分别计数，在合计中只计一次。",
    "{count} rivers hold several ranks ({names}): they count in each, once in total.",
)
_CLEAN = Text(
    "自查：没有发现前后不一致，各级应有的河长齐全。",
    "Self-check: no contradiction; every rank that needs a chief has one.",
)
_LACKING = Text("{river}缺{ranks}。", "{river} lacks a chief of rank {ranks}.")


def directory_title(name: str) -> Text:
    """Return the title of the directory of a district."""
    return _TITLE.filled(name=name)


def _check_lines(
    faults: Sequence[DirectoryFault],
    lacking: Sequence[tuple[River, Sequence[str]]],
    language: Language,
) -> list[str]:
    found = [fault.text.of(language) for fault in faults]
    for river, ranks in lacking:
        names = "、".join(_CHIEF_HEADS.get(r, Text(r, r)).of(language) for r in ranks)
        found.append(
            _LACKING.filled(river=river.name or river.code, ranks=names).of(language)
        )
    return found


def directory_book(
    path: Path,
    directory: Directory,
    checks: tuple[Sequence[DirectoryFault], Sequence[tuple[River, Sequence[str]]]],
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
    sheet = Text("分级名录", "rivers"), Text("分段名录", "segments")
    rivers = enumerate(directory.rivers, 1)
    sheets = [
        Sheet(
            sheet[0].of(language),
            _heads(_RIVER_HEADS, language),
            [_river_row(number, one, language) for number, one in rivers],
        ),
        Sheet(
            sheet[1].of(language),
            _heads(_SEGMENT_HEADS, language),
            [
                _segment_row(river, one, language)
                for river in directory.rivers
                for one in river.segments
            ],
        ),
        Sheet(
            Text("汇总", "totals").of(language),
            _heads(_TOTAL_HEADS, language),
            _total_rows(directory, language),
        ),
        Sheet(
            Text("自查", "self-check").of(language),
            _heads(_CHECK_HEADS, language),
            [(line,) for line in _check_lines(*checks, language)]
            or [(_CLEAN.of(language),)],
        ),
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
        _ranks(one, language),
        choice(river.regime, language) if river.regime else "",
        one.parent,
        river.basin_area,
        _km(one.metres),
        len(one.segments),
        *_people(one.chiefs, language),
    )


def _segment_row(
    river: DirectoryRiver, one: DirectorySegment, language: Language
) -> tuple[object, ...]:
    row = one.segment
    return (
        river.river.name,
        _ranks(river, language),
        row.sequence,
        row.code,
        row.name,
        row.start,
        row.end,
        _km(one.metres),
        one.town,
        "、".join(one.villages),
        *_people(one.chiefs, language),
    )


def _total_rows(
    directory: Directory, language: Language
) -> list[tuple[str, int, int, float]]:
    return [
        (rank_name(t.rank).of(language), t.rivers, t.segments, _km(t.metres))
        for t in (*directory.totals, directory.total)
    ]


def directory_document(
    path: Path,
    directory: Directory,
    checks: tuple[Sequence[DirectoryFault], Sequence[tuple[River, Sequence[str]]]],
    name: str,
    language: Language = Language.ZH,
) -> None:
    """Write the directory as a document: totals, self-check, rivers rank by rank.

    Parameters as of `directory_book`.
    """
    title = directory_title(name).of(language)
    blocks = _directory_blocks(directory, checks, language)
    write_document(path, title, blocks, landscape=True, language=language)


def _directory_blocks(
    directory: Directory,
    checks: tuple[Sequence[DirectoryFault], Sequence[tuple[River, Sequence[str]]]],
    language: Language,
) -> Iterator[Block]:
    total = directory.total
    yield Paragraph(
        _SUMMARY.filled(
            day=directory.as_of,
            rivers=total.rivers,
            segments=total.segments,
            km=total.metres / _KM,
        ).of(language)
    )
    if directory.several:
        names = "、".join(one.river.name for one in directory.several)
        told = _SEVERAL.filled(count=len(directory.several), names=names)
        yield Paragraph(told.of(language))
    yield _grid(
        _TOTAL_HEADS,
        [(a, b, c, f"{d:.2f}") for a, b, c, d in _total_rows(directory, language)],
        (2, 1, 1, 1),
        (1, 2, 3),
        language,
    )
    lines = _check_lines(*checks, language)
    yield Heading(Text("自查", "Self-check").of(language))
    for line in lines or [_CLEAN.of(language)]:
        yield Paragraph(line)
    for rank in dict.fromkeys(one.rank for one in directory.rivers):
        yield from _rank_blocks(directory, rank, language)


def _rank_blocks(
    directory: Directory, rank: str, language: Language
) -> Iterator[Block]:
    """Return the rivers whose highest rank it is, each with its segments."""
    rivers = [one for one in directory.rivers if one.rank == rank]
    yield NewPage()
    head = Text("{rank}河流（{count} 条）", "{rank} rivers ({count})")
    name = rank_name(rank)
    yield Heading(
        Text(
            head.zh.format(rank=name.zh, count=len(rivers)),
            head.en.format(rank=name.en.capitalize(), count=len(rivers)),
        ).of(language)
    )
    heads = (
        (Text("河流", "River"), Format.TEXT),
        (Text("段序", "Seq."), Format.TEXT),
        (Text("河段代码", "Code"), Format.TEXT),
        (Text("起点", "From"), Format.TEXT),
        (Text("止点", "To"), Format.TEXT),
        (Text("公里", "km"), Format.TEXT),
        (Text("镇街", "Town"), Format.TEXT),
        (Text("区级河长", "District chief"), Format.TEXT),
        (Text("镇级河长", "Town chief"), Format.TEXT),
        (Text("村级河长", "Village chiefs"), Format.TEXT),
    )
    rows = [row for one in rivers for row in _document_rows(one, language)]
    widths = (9, 4, 11, 15, 15, 6, 9, 8, 10, 16)
    yield _grid(heads, rows, widths, (1, 5), language)


def _document_rows(
    one: DirectoryRiver, language: Language
) -> Iterator[tuple[object, ...]]:
    ranks = f"{one.river.name}（{_ranks(one, language)}）"
    if len(one.ranks) == 1:
        ranks = one.river.name
    for place, part in enumerate(one.segments):
        row = part.segment
        yield (
            ranks if place == 0 else "",
            row.sequence,
            row.code,
            row.start,
            row.end,
            f"{part.metres / _KM:.2f}",
            part.town,
            *_people(part.chiefs, language),
        )
    if not one.segments:
        people = _people(one.chiefs, language)
        yield ranks, "", "", "", "", f"{one.metres / _KM:.2f}", "", *people


def _grid(
    heads: Iterable[tuple[Text, Format]],
    rows: Iterable[Sequence[object]],
    widths: tuple[float, ...],
    numeric: Iterable[int],
    language: Language,
) -> Grid:
    texts = tuple(
        tuple("" if value is None else str(value) for value in row) for row in rows
    )
    named = tuple(text.of(language) for text, _ in heads)
    return Grid(named, texts, widths, frozenset(numeric))


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
        Sheet(
            Text("水库", "reservoirs").of(language),
            _heads(_RESERVOIR_HEADS, language),
            parts,
        ),
        Sheet(
            Text("岸线分村", "shores by village").of(language),
            _heads(_SHORE_HEADS, language),
            shores,
        ),
    ]
    return write_book(path, title.of(language), sheets)


def _part_row(
    one: Reservoir, part: ManagedPart, language: Language
) -> tuple[object, ...]:
    arrow = " → "
    return (
        one.name,
        one.scale,
        choice(part.body.part, language),
        part.body.code,
        part.square_metres / _KM**2,
        "、".join(dict.fromkeys(post.role for post in part.posts)),
        _names(part.chiefs, language),
        arrow.join(step.of(language) for step in part.line),
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
    rows = [
        (
            one.river.name or one.river.code,
            choice(str(one.level), language),
            reach.name,
            reach.code,
            _km(reach.metres),
            _km(reach.shared) if reach.shared else None,
            _names(reach.chiefs, language),
            reach is one.convenor,
            _reasoning(one, language) if place == 0 else "",
        )
        for one in convenings
        for place, reach in enumerate(one.reaches)
    ]
    sheet = Sheet(
        Text("召集人", "convenors").of(language),
        _heads(_CONVENOR_HEADS, language),
        rows,
    )
    return write_book(path, title.of(language), [sheet])


def _reasoning(one: Convening, language: Language) -> str:
    between = "" if language is Language.ZH else " "
    return between.join(reason.of(language) for reason in one.reasons)


def convenor_letter(
    path: Path,
    convenings: Sequence[Convening],
    office: str,
    as_of: date,
    language: Language = Language.ZH,
) -> None:
    """Write the letter that names the convenors: reaches, reasoning, conclusion.

    One river makes a letter on that river, several one letter with a part for each.
    """
    blocks = _letter_blocks(convenings, office, as_of, language)
    write_document(path, _letter_title(convenings).of(language), blocks)


def _letter_title(convenings: Sequence[Convening]) -> Text:
    if len(convenings) != 1:
        return Text(
            "关于确定跨界河流河长联席会议召集人的函",
            "Convenors of the river chiefs of shared rivers",
        )
    name = convenings[0].river.name or convenings[0].river.code
    return Text(
        f"关于确定{name}河长联席会议召集人的函",
        f"Convenor of the river chiefs of {name}",
    )


def _letter_blocks(
    convenings: Sequence[Convening], office: str, as_of: date, language: Language
) -> Iterator[Block]:
    names = list(dict.fromkeys(r.name for one in convenings for r in one.reaches))
    to = Text(
        "、".join(f"{name}河长制办公室" for name in names) + "：",
        f"To the river chief offices of {', '.join(names)}:",
    )
    yield Paragraph(to.of(language), align="left")
    yield Paragraph(_OPENING.filled(day=as_of).of(language))
    for number, one in enumerate(convenings, 1):
        if len(convenings) > 1:
            yield Heading(f"{number}. {one.river.name or one.river.code}")
        for reason in one.reasons:
            yield Paragraph(reason.of(language))
        yield _reach_grid(one, language)
    yield Paragraph(sources_of().of(language), small=True)
    yield Paragraph(_CLOSING.of(language))
    yield Paragraph(office, align="right")
    yield Paragraph(_dated(as_of, language), align="right")


def _dated(day: date, language: Language) -> str:
    if language is Language.EN:
        return day.isoformat()
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _reach_grid(one: Convening, language: Language) -> Grid:
    heads = (
        (Text("辖区", "Jurisdiction"), Format.TEXT),
        (Text("河段长度（公里）", "Reach (km)"), Format.TEXT),
        (Text("占比", "Share"), Format.TEXT),
        (Text("河长", "Chief"), Format.TEXT),
        (Text("召集人", "Convenor"), Format.TEXT),
    )
    rows = [
        (
            reach.name,
            f"{reach.metres / _KM:.2f}",
            f"{reach.metres / one.metres:.1%}",
            _names(reach.chiefs, language),
            "√" if reach is one.convenor else "",
        )
        for reach in one.reaches
    ]
    return _grid(heads, rows, (3, 2, 1.4, 3.4, 1.4), (1, 2), language)


_OPENING = Text(
    "为做好跨界河流的联防联治，根据截至 {day} 的河段和河长登记，"
    "现将河长联席会议召集人的确定情况函告如下：",
    "On the record of segments and chiefs as of {day}, the convenors of the chiefs of "
    "shared rivers are as follows:",
)
_CLOSING = Text(
    "如有不同意见，请于收到本函后反馈。",
    "Please let us know if you disagree.",
)
