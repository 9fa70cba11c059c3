"""One outfall on one page (一口一档): everything on record, as values.

`mapbook` draws it as a page with a map, `reports` writes it for a word processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district import (
    approving,
    coverage,
    monitoring,
    outfallclasses,
    rectifying,
)
from gridwatch.district.chainages import chainage_text
from gridwatch.district.documents import Document, Heading, Paragraph, Picture, Table
from gridwatch.district.jurisdictions import Level
from gridwatch.district.proceedings import as_it_stood, proceedings_of
from gridwatch.district.sources import of_outfall
from gridwatch.district.wording import (
    CHIEF_NAMES,
    Kind,
    Language,
    OfficerError,
    Text,
    choice,
    field_of,
    show,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.documents import Block
    from gridwatch.district.outfalls import Outfall, Source
    from gridwatch.district.proceedings import Proceeding
    from gridwatch.district.records import Photo
    from gridwatch.district.segments import Segment

    Bytes = Callable[[str], bytes | None]

__all__ = [
    "MISSING",
    "Dossier",
    "Entry",
    "Listed",
    "Section",
    "chosen",
    "dossier_document",
    "dossier_of",
]

MISSING = Text("未登记", "not on record")
_PICTURE_MM = 76.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: what it is called and what is on record; None is nothing."""

    label: Text
    value: Text | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A table of a dossier.

    Parameters
    ----------
    head : tuple of Text
        Names of the columns.
    shares : tuple of float
        Width of each column as a share of the whole.
    rows : tuple of tuples of Text
        Cells, newest or first row first.
    empty : Text
        What it says without rows.
    """

    head: tuple[Text, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[Text, ...], ...]
    empty: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a dossier: facts, and perhaps a table."""

    key: str
    title: Text
    entries: tuple[Entry, ...]
    table: Listed | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on record of one outfall on a day.

    Parameters
    ----------
    outfall : Outfall
        As it stood on the day.
    as_of : date
        The day.
    name, code : Text, str
        What it is called.
    marks : tuple of (Text, str)
        What is to be seen at once, each with its tone (``ok``, ``warn``, ``danger``,
        ``muted``).
    sections : tuple of Section
        The facts.
    before, after, site : tuple of Photo
        Photographs, newest first.
    """

    outfall: Outfall
    as_of: date
    name: Text
    code: str
    marks: tuple[tuple[Text, str], ...]
    sections: tuple[Section, ...]
    before: tuple[Photo, ...]
    after: tuple[Photo, ...]
    site: tuple[Photo, ...]


def dossier_of(district: District, outfall: Outfall, as_of: date) -> Dossier:
    """Gather everything on record of an outfall on a day."""
    row = as_it_stood(district, outfall, as_of)
    return Dossier(
        outfall=row,
        as_of=as_of,
        name=_plain(row.name) or _plain(row.code) or MISSING,
        code=row.code,
        marks=_marks(district, row, as_of),
        sections=(
            _situation(district, row),
            _class(row),
            _approval(district, row, as_of),
            _monitoring(district, row, as_of),
            _rectification(district, row, as_of),
            _sources(district, row),
            _people(district, row, as_of),
        ),
        before=_photos(district, row, "before", as_of),
        after=_photos(district, row, "after", as_of),
        site=_photos(district, row, "site", as_of),
    )


def _plain(words: str) -> Text | None:
    return Text(words, words) if words else None


def _field(row: Outfall, key: str) -> Entry:
    kind, value = Kind.OUTFALL, getattr(row, key)
    zh, en = (show(kind, key, value, one) for one in (Language.ZH, Language.EN))
    return Entry(field_of(kind, key).name, Text(zh, en) if zh else None)


def _photos(
    district: District, row: Outfall, role: str, as_of: date
) -> tuple[Photo, ...]:
    found = [
        photo
        for photo in district.photos_of.get(row.uid, ())
        if photo.role == role and (photo.taken is None or photo.taken <= as_of)
    ]
    return tuple(sorted(found, key=lambda p: str(p.taken or ""), reverse=True))


def _marks(
    district: District, row: Outfall, as_of: date
) -> tuple[tuple[Text, str], ...]:
    rules, found = district.rules, []
    if row.above_scale:
        found.append((_ABOVE, "muted"))
    if row.approval:
        approved = approving.is_approved(rules, row)
        words = Text(row.approval, row.approval)
        found.append((words, "ok" if approved else "warn"))
    if monitoring.is_late(district, row, as_of):
        found.append((_UNMONITORED, "danger"))
    if rectifying.overdue_days(district, row, as_of):
        found.append((_OVER_DEADLINE, "danger"))
    elif rectifying.is_open(rules, row, as_of):
        found.append((_OPEN, "warn"))
    elif rectifying.is_closed(rules, row, as_of):
        found.append((Text(row.rectification, row.rectification), "ok"))
    return tuple(found)


# --- sections -----------------------------------------------------------------------


def _situation(district: District, row: Outfall) -> Section:
    site = district.sites.get(row.uid)
    segment = _segment(district, row)
    river = district.river_by_code.get(segment.river_code) if segment else None
    chainage = bank = None
    if site is not None and site.chainage is not None:
        chainage = _plain(chainage_text(site.chainage))
        bank = _bank(site.bank, site.distance)
    village = site.village.name if site and site.village else ""
    town = site.town.name if site and site.town else ""
    cell = site.cell.code if site and site.cell else ""
    return Section(
        "situation",
        Text("基本情况", "Situation"),
        (
            _field(row, "code"),
            _field(row, "above_scale"),
            _field(row, "responsible_body"),
            Entry(Text("受纳河流", "river"), _plain(river.name if river else "")),
            Entry(Text("受纳河段", "segment"), _segment_name(segment, row)),
            Entry(Text("桩号", "chainage"), chainage),
            Entry(Text("岸别", "bank"), bank),
            Entry(Text("镇街", "town"), _plain(town)),
            Entry(Text("村居", "village"), _plain(village)),
            Entry(Text("网格", "cell"), _plain(cell)),
            Entry(Text("坐标", "coordinates"), _coordinates(row)),
        ),
    )


def _segment(district: District, row: Outfall) -> Segment | None:
    named = district.segment_by_code.get(row.segment_code) if row.segment_code else None
    site = district.sites.get(row.uid)
    return named or (site.segment if site is not None else None)


def _segment_name(segment: Segment | None, row: Outfall) -> Text | None:
    if segment is None:
        return _plain(row.segment_code)
    return _plain(" ".join(word for word in (segment.name, segment.code) if word))


def _bank(bank: str, distance: float | None) -> Text | None:
    if not bank:
        return None
    zh, en = choice(bank, Language.ZH), choice(bank, Language.EN)
    if distance is None:
        return Text(zh, en)
    return Text(f"{zh}，距河 {distance:.0f} 米", f"{en}, {distance:.0f} m off")


def _coordinates(row: Outfall) -> Text | None:
    shape = row.geometry
    if shape is None or shape.is_empty:
        return None
    x, y = shape.centroid.x, shape.centroid.y
    return Text(f"东 {x:.2f}，北 {y:.2f} 米", f"E {x:.2f}, N {y:.2f} m")


def _class(row: Outfall) -> Section:
    words = " → ".join(outfallclasses.chain(row))
    lower = outfallclasses.LEVELS[1:]
    missing = [field_of(Kind.OUTFALL, k).name for k in lower if not getattr(row, k)]
    value = _plain(words)
    if value is not None and missing:
        zh = "、".join(name.zh for name in missing)
        en = ", ".join(name.en for name in missing)
        value = Text(f"{words}（{zh}未登记）", f"{words} ({en} not on record)")
    entry = Entry(Text("排污口分类", "class"), value)
    return Section("class", Text("分类", "Class"), (entry,))


def _approval(district: District, row: Outfall, as_of: date) -> Section:
    keys = ("approval", "approval_document", "approved_by", "approved_on")
    acts = [a for a in proceedings_of(district, row) if a.on <= as_of]
    acts = [a for a in acts if a.act == "approval"]
    history = Entry(Text("审批经过", "history"), _history(acts, "approval"))
    return Section(
        "approval",
        Text("设置审批", "Approval"),
        (*(_field(row, key) for key in keys), *((history,) if len(acts) > 1 else ())),
    )


def _history(acts: Sequence[Proceeding], key: str) -> Text | None:
    parts = [f"{act.on} {act.after.get(key, '')}" for act in acts]
    return _plain("；".join(parts))


def _monitoring(district: District, row: Outfall, as_of: date) -> Section:
    due = monitoring.due(district, row, as_of)
    wanted = monitoring.must_be_monitored(district.rules, row)
    last = _plain(due.last.isoformat()) if due.last else None
    found = monitoring.compliance(district, row, as_of)
    records = monitoring.records(district, row, as_of)
    rows = tuple(
        tuple(
            _plain(show(Kind.MONITORING, key, getattr(one, key), Language.ZH))
            or Text("", "")
            for key in ("on", "result", "tested_by", "note")
        )
        for one in records
    )
    table = Listed(
        tuple(
            field_of(Kind.MONITORING, key).name
            for key in ("on", "result", "tested_by", "note")
        ),
        (0.14, 0.12, 0.3, 0.44),
        rows,
        Text("没有监测记录", "No monitoring on record"),
    )
    return Section(
        "monitoring",
        Text("监测", "Monitoring"),
        (
            Entry(Text("监测间隔", "interval"), _interval(due.interval, wanted=wanted)),
            Entry(Text("最近监测", "last"), last),
            Entry(Text("下次应于", "next by"), _due_words(due, wanted=wanted)),
            Entry(Text("达标情况", "compliance"), _VERDICTS[found]),
        ),
        table,
    )


def _interval(days: int, *, wanted: bool) -> Text:
    if not wanted:
        return Text("不要求定期监测", "none required")
    return Text(f"{days} 天", f"{days} days")


def _due_words(due: monitoring.Due, *, wanted: bool) -> Text | None:
    if not wanted:
        return Text("—", "—")
    if due.day is None:
        return Text("立即监测（从未监测）", "at once (never monitored)")
    if not due.late:
        return _plain(due.day.isoformat())
    return Text(
        f"{due.day}（超期 {due.days} 天）", f"{due.day} ({due.days} days overdue)"
    )


def _rectification(district: District, row: Outfall, as_of: date) -> Section:
    keys = ("measure", "rectification", "deadline", "closed_on", "closed_by")
    entries = [_field(row, key) for key in keys]
    days = rectifying.overdue_days(district, row, as_of)
    if days:
        entries[2] = Entry(
            entries[2].label,
            Text(
                f"{row.deadline}（超期 {days} 天）",
                f"{row.deadline} ({days} days overdue)",
            ),
        )
    acts = [a for a in proceedings_of(district, row) if a.on <= as_of]
    acts = [a for a in acts if a.act == "rectification"]
    if len(acts) > 1:
        label = Text("整改经过", "history")
        entries.append(Entry(label, _history(acts, "rectification")))
    entries.append(_field(row, "closing_note"))
    title = Text("整改与销号", "Rectification and close-out")
    return Section("rectification", title, tuple(entries))


def _sources(district: District, row: Outfall) -> Section:
    keys = ("code", "name", "category", "responsible_body", "place")
    return Section(
        "sources",
        Text("污染源", "Sources"),
        (),
        Listed(
            tuple(field_of(Kind.SOURCE, key).name for key in keys),
            (0.16, 0.28, 0.14, 0.24, 0.18),
            tuple(_source(one, keys) for one in of_outfall(district, row)),
            Text("没有登记污染源", "No source on record"),
        ),
    )


def _source(one: Source, keys: Sequence[str]) -> tuple[Text, ...]:
    return tuple(_plain(getattr(one, key)) or Text("", "") for key in keys)


def _people(district: District, row: Outfall, as_of: date) -> Section:
    segment = _segment(district, row)
    found = coverage.chiefs_of_segment(district, segment, as_of) if segment else {}
    site = district.sites.get(row.uid)
    cell = site.cell if site is not None else None
    wardens = coverage.wardens_of_cell(district, cell, as_of) if cell else []
    groups = [(CHIEF_NAMES[rank], found.get(rank, [])) for rank in CHIEF_NAMES]
    return Section(
        "people",
        Text("责任人", "Who answers"),
        tuple(
            Entry(label, _plain("、".join(dict.fromkeys(c.person.name for c in group))))
            for label, group in [*groups, (Text("管水员", "water warden"), wardens)]
        ),
    )


# --- which outfalls -----------------------------------------------------------------


def chosen(
    district: District, codes: Sequence[str] = (), areas: Sequence[str] = ()
) -> tuple[Outfall, ...]:
    """Return the outfalls of these codes and of these towns or villages; else all.

    Parameters
    ----------
    district : District
        The district.
    codes : sequence of str
        Codes of outfalls.
    areas : sequence of str
        Codes or names of towns or villages.

    Raises
    ------
    OfficerError
        Where one of them is not on record, or nothing is left to print.
    """
    for code in codes:
        if code not in district.outfall_by_code:
            raise OfficerError(_NO_SUCH_OUTFALL.filled(code=code))
    wanted = {district.outfall_by_code[code].uid for code in codes}
    lying = {uid for area in areas for uid in _inside(district, area)}
    everything = not codes and not areas
    found = tuple(
        row
        for row in district.outfalls
        if everything or row.uid in wanted or row.uid in lying
    )
    if not found:
        raise OfficerError(_NOTHING)
    return found


def _inside(district: District, area: str) -> set[str]:
    places = {
        j.uid
        for level in (Level.TOWN, Level.VILLAGE)
        for j in district.of_level(level)
        if area in (j.code, j.name)
    }
    if not places:
        raise OfficerError(_NO_SUCH_AREA.filled(area=area))
    return {
        row.uid
        for row in district.outfalls
        if (site := district.sites.get(row.uid)) is not None
        and any(j is not None and j.uid in places for j in (site.town, site.village))
    }


# --- as a document ------------------------------------------------------------------


def dossier_document(
    dossier: Dossier,
    photo: Bytes,
    office: str = "",
    language: Language = Language.ZH,
) -> Document:
    """Return a dossier as a document.

    Parameters
    ----------
    dossier : Dossier
        What is on record.
    photo : callable
        Returns the bytes of a photograph by their hash, or None.
    office : str
        The office that compiles it.
    language : Language
        Language of the cells of its tables.
    """
    blocks: list[Block] = []
    if dossier.marks:
        words = Text(
            "　".join(text.zh for text, _ in dossier.marks),
            ", ".join(text.en for text, _ in dossier.marks),
        )
        blocks.append(Paragraph(words, align="center", indent=False))
    for number, section in enumerate(dossier.sections):
        blocks.append(Heading(_numbered(number, section.title)))
        blocks += _section_blocks(section, language)
    blocks.append(Heading(_numbered(len(dossier.sections), _PHOTOS)))
    blocks += _photo_blocks(dossier, photo)
    foot = Text(
        f"{office}　资料截至 {dossier.as_of}".strip("　"),
        f"{office} as of {dossier.as_of}".strip(),
    )
    subtitle = Text(
        f"{dossier.name.zh}（{dossier.code or MISSING.zh}）",
        f"{dossier.name.en} ({dossier.code or MISSING.en})",
    )
    return Document(_TITLE, tuple(blocks), subtitle, foot=foot)


def _numbered(number: int, title: Text) -> Text:
    return Text(f"{_NUMERALS[number]}、{title.zh}", f"{number + 1}. {title.en}")


def _section_blocks(section: Section, language: Language) -> list[Block]:
    found: list[Block] = []
    if section.entries:
        rows = tuple(
            (entry.label.of(language), (entry.value or MISSING).of(language))
            for entry in section.entries
        )
        found.append(Table((_ITEM, _ON_RECORD), rows, (0.25, 0.75)))
    if section.table is not None:
        table = section.table
        if table.rows:
            cells = tuple(tuple(c.of(language) for c in row) for row in table.rows)
            found.append(Table(table.head, cells, table.shares))
        else:
            found.append(Paragraph(table.empty, indent=False))
    return found


def _photo_blocks(dossier: Dossier, photo: Bytes) -> list[Block]:
    found: list[Block] = []
    for caption, rows in (
        (Text("整改前", "before"), dossier.before),
        (Text("整改后", "after"), dossier.after),
        (Text("现场", "on site"), dossier.site),
    ):
        data = photo(rows[0].sha256) if rows else None
        if data is not None:
            taken = rows[0].taken.isoformat() if rows[0].taken else ""
            words = Text(f"{caption.zh} {taken}".strip(), f"{caption.en} {taken}")
            found.append(Picture(data, _PICTURE_MM, words))
        elif caption.en != "on site":
            text = Text(f"{caption.zh}照片：未登记", f"Photo {caption.en}: none")
            found.append(Paragraph(text, indent=False))
    return found


_TITLE = Text("入河排污口档案", "Outfall dossier")
_PHOTOS = Text("照片", "Photographs")
_ITEM, _ON_RECORD = Text("项目", "item"), Text("内容", "on record")
_NUMERALS = "一二三四五六七八九十"
_ABOVE = Text("规模以上", "above scale")
_UNMONITORED = Text("超期未监测", "monitoring overdue")
_OVER_DEADLINE = Text("整改超期", "rectification overdue")
_OPEN = Text("未销号", "not closed out")
_VERDICTS = {
    monitoring.Compliance.PASSED: Text("达标", "complies"),
    monitoring.Compliance.FAILED: Text("不达标", "does not comply"),
    monitoring.Compliance.PENDING: Text("未出结果", "result pending"),
    monitoring.Compliance.NONE: None,
}
_NO_SUCH_OUTFALL = Text(
    "台账里没有编码为 {code} 的排污口，没有打印任何内容。请核对编码。",
    "There is no outfall {code} on record; nothing was printed. Check the code.",
)
_NO_SUCH_AREA = Text(
    "没有名称或代码为“{area}”的镇街、村居，没有打印任何内容。请核对。",
    "There is no town or village “{area}”; nothing was printed. Check the name.",
)
_NOTHING = Text(
    "所选范围内没有排污口，没有打印任何内容。",
    "There is no outfall in what was chosen; nothing was printed.",
)
