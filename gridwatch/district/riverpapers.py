"""The directory of rivers, and letters on convenors, as papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.convenors import sources_of
from gridwatch.district.directory import rank_name
from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.convenors import Convening
    from gridwatch.district.directory import (
        Directory,
        DirectoryFault,
        DirectoryRiver,
        RankTotal,
    )
    from gridwatch.district.documents import Block
    from gridwatch.district.rivers import River

    Checks = tuple[Sequence[DirectoryFault], Sequence[tuple[River, Sequence[str]]]]

__all__ = [
    "CHIEF_HEADS",
    "check_lines",
    "convenor_letter",
    "directory_document",
    "directory_title",
    "names_of",
    "people_of",
    "ranks_of",
]

_KM = 1000.0
_VACANT = "待定"
CHIEF_HEADS = {
    "district": Text("区级河长", "District chief"),
    "town": Text("镇级河长", "Town chief"),
    "village": Text("村级河长", "Village chiefs"),
}
"""Heads of the columns of chiefs, by rank."""


def names_of(chiefs: Sequence[Chief]) -> str:
    """Return who holds a post, as it stands in tables: 待定 where nobody does."""
    names = {
        c.person.name + ("（代管）" if c.term.acting else ""): None for c in chiefs
    }
    return "、".join(names) or _VACANT


def people_of(chiefs: Mapping[str, Sequence[Chief]]) -> list[str]:
    """Return the chiefs of each rank of `CHIEF_HEADS`."""
    return [names_of(chiefs.get(rank, ())) for rank in CHIEF_HEADS]


def ranks_of(one: DirectoryRiver) -> Text:
    """Return all ranks of a river."""
    names = [rank_name(rank) for rank in one.ranks]
    return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))


# --- the directory ---------------------------------------------------------------


def directory_title(name: str) -> Text:
    """Return the title of the directory of a district."""
    return _TITLE.filled(name=name)


def check_lines(checks: Checks) -> list[Text]:
    """Return what the self-check has found, a sentence each."""
    faults, lacking = checks
    found = [fault.text for fault in faults]
    for river, ranks in lacking:
        heads = [CHIEF_HEADS.get(rank, Text(rank, rank)) for rank in ranks]
        found.append(
            Text(
                f"{river.name or river.code}缺{'、'.join(h.zh for h in heads)}。",
                f"{river.name or river.code} has no "
                f"{', '.join(h.en.lower() for h in heads)}.",
            )
        )
    return found or [_CLEAN]


def directory_document(directory: Directory, checks: Checks, name: str) -> Document:
    """Return the directory as a paper: totals, self-check, rivers rank by rank.

    Parameters
    ----------
    directory : Directory
        The directory.
    checks : tuple
        What `contradictions` and `lacking_chiefs` have found.
    name : str
        Name of the district.
    """
    day = Text("截至 {day}", "as of {day}").filled(day=directory.as_of)
    return Document(
        directory_title(name),
        tuple(_directory_blocks(directory, checks)),
        subtitle=day,
        landscape=True,
        foot=directory_title(name),
    )


def _directory_blocks(directory: Directory, checks: Checks) -> Iterator[Block]:
    total = directory.total
    yield Paragraph(
        _SUMMARY.filled(
            rivers=total.rivers, segments=total.segments, km=total.metres / _KM
        )
    )
    if directory.several:
        names = "、".join(one.river.name for one in directory.several)
        yield Paragraph(_SEVERAL.filled(count=len(directory.several), names=names))
    rows = [_total_row(one) for one in (*directory.totals, total)]
    yield Table(_TOTAL_HEAD, tuple(rows), (2, 1, 1, 1), frozenset({1, 2, 3}))
    yield Heading(Text("自查", "Self-check"))
    for line in check_lines(checks):
        yield Paragraph(line)
    for rank in dict.fromkeys(one.rank for one in directory.rivers):
        rivers = [one for one in directory.rivers if one.rank == rank]
        yield PageBreak()
        name = rank_name(rank)
        yield Heading(
            Text(
                f"{name.zh}河流（{len(rivers)} 条）",
                f"{name.en.capitalize()} rivers ({len(rivers)})",
            )
        )
        lines = tuple(row for one in rivers for row in _river_rows(one))
        yield Table(_SEGMENT_HEAD, lines, _SEGMENT_SHARES, frozenset({1, 5}))


def _total_row(one: RankTotal) -> tuple[str, ...]:
    figures = (f"{one.rivers}", f"{one.segments}", f"{one.metres / _KM:.2f}")
    return rank_name(one.rank).zh, *figures


def _river_rows(one: DirectoryRiver) -> Iterator[tuple[str, ...]]:
    called = one.river.name or one.river.code
    if len(one.ranks) > 1:
        called += f"（{ranks_of(one).zh}）"
    for place, part in enumerate(one.segments):
        row = part.segment
        yield (
            called if place == 0 else "",
            str(row.sequence or ""),
            row.code,
            row.start,
            row.end,
            f"{part.metres / _KM:.2f}",
            part.town,
            *people_of(part.chiefs),
        )
    if not one.segments:
        length = f"{one.metres / _KM:.2f}"
        yield called, "", "", "", "", length, "", *people_of(one.chiefs)


# --- convenors -------------------------------------------------------------------


def convenor_letter(
    convenings: Sequence[Convening], office: str, as_of: date
) -> Document:
    """Return the letter that names convenors: reaches, reasoning, conclusion.

    One river makes a letter on that river, several one letter with a part for each.
    """
    return Document(
        _letter_title(convenings),
        tuple(_letter_blocks(convenings, office, as_of)),
    )


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
    convenings: Sequence[Convening], office: str, as_of: date
) -> Iterator[Block]:
    names = list(dict.fromkeys(r.name for one in convenings for r in one.reaches))
    yield Paragraph(
        Text(
            "、".join(f"{name}河长制办公室" for name in names) + "：",
            f"To the river chief offices of {', '.join(names)}:",
        ),
        indent=False,
    )
    yield Paragraph(_OPENING.filled(day=as_of))
    for number, one in enumerate(convenings, 1):
        if len(convenings) > 1:
            called = f"{number}. {one.river.name or one.river.code}"
            yield Heading(Text(called, called), 2)
        for reason in one.reasons:
            yield Paragraph(reason)
        yield _reach_table(one)
    yield Paragraph(sources_of())
    yield Paragraph(_CLOSING)
    yield Paragraph(Text(office, office), "right", indent=False)
    day = Text(f"{as_of.year} 年 {as_of.month} 月 {as_of.day} 日", as_of.isoformat())
    yield Paragraph(day, "right", indent=False)


def _reach_table(one: Convening) -> Table:
    rows = tuple(
        (
            reach.name,
            f"{reach.metres / _KM:.2f}",
            f"{reach.metres / one.metres:.1%}",
            names_of(reach.chiefs),
            "√" if reach is one.convenor else "",
        )
        for reach in one.reaches
    )
    return Table(_REACH_HEAD, rows, (3, 2.2, 1.4, 3.4, 1.6), frozenset({1, 2}))


_TITLE = Text("{name}河流分级分段名录", "Graded and segmented directory of {name}")
_SUMMARY = Text(
    "在册河流 {rivers} 条、河段 {segments} 个，总长 {km:.2f} 公里。",
    "There are {rivers} rivers and {segments} segments, {km:.2f} km.",
)
_SEVERAL = Text(
    "一河多级的有 {count} 条（{names}），在各级分别计数，在合计中只计一次。",
    "{count} rivers hold several ranks ({names}): they count in each, once in total.",
)
_CLEAN = Text(
    "没有发现前后不一致，每条河流各级应有的河长齐全。",
    "No contradiction; every river has a chief at each rank that it needs.",
)
_TOTAL_HEAD = (
    Text("级别", "Rank"),
    Text("河流条数", "Rivers"),
    Text("河段数", "Segments"),
    Text("长度（公里）", "Length (km)"),
)
_SEGMENT_HEAD = (
    Text("河流", "River"),
    Text("段序", "Seq."),
    Text("河段代码", "Code"),
    Text("起点", "From"),
    Text("止点", "To"),
    Text("公里", "km"),
    Text("镇街", "Town"),
    *CHIEF_HEADS.values(),
)
_SEGMENT_SHARES = (9, 4.2, 11, 15, 15, 6, 9, 8, 10, 15)
_REACH_HEAD = (
    Text("辖区", "Jurisdiction"),
    Text("河段长度（公里）", "Reach (km)"),
    Text("占比", "Share"),
    Text("河长", "Chief"),
    Text("召集人", "Convenor"),
)
_OPENING = Text(
    "为做好跨界河流的联防联治，根据截至 {day} 的河段和河长登记，"
    "现将河长联席会议召集人的确定情况函告如下：",
    "On the record of segments and chiefs as of {day}, the convenors of the chiefs of "
    "shared rivers are as follows:",
)
_CLOSING = Text(
    "如有不同意见，请在收到本函后告知我办。",
    "Please let us know if you disagree.",
)
