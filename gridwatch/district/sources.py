"""Sources (污染源): what discharges through an outfall; several may share one."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.monitoring import together
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall, Source

__all__ = [
    "NewSource",
    "VillageSources",
    "add_source",
    "by_village",
    "link",
    "loose",
    "of_outfall",
    "refusals_to_add",
    "unlink",
]


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as the officer enters it.

    Parameters
    ----------
    name : str
        Name.
    code, category, responsible_body, village_code, place : str
        As of `Source`; may be empty.
    """

    name: str
    code: str = ""
    category: str = ""
    responsible_body: str = ""
    village_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class VillageSources:
    """The sources of one village.

    Parameters
    ----------
    code, name : str
        The village; empty where sources have none.
    sources : tuple of Source
        Its sources.
    categories : dict of str to int
        How many of each category.
    """

    code: str
    name: str
    sources: tuple[Source, ...]
    categories: dict[str, int]


def of_outfall(district: District, outfall: Outfall) -> tuple[Source, ...]:
    """Return the sources that discharge through an outfall."""
    return district.sources_of.get(outfall.code, ()) if outfall.code else ()


def loose(district: District) -> tuple[Source, ...]:
    """Return the sources that have no outfall, or one that is not on record."""
    known = district.outfall_by_code
    return tuple(s for s in district.sources if s.outfall_code not in known)


def by_village(district: District) -> tuple[VillageSources, ...]:
    """Return the register of sources village by village, in the order of the codes."""
    groups: dict[str, list[Source]] = {}
    for row in district.sources:
        groups.setdefault(row.village_code, []).append(row)
    found = []
    for code, rows in sorted(groups.items()):
        area = district.jurisdiction_by_code.get(code)
        count = dict(Counter(row.category for row in rows))
        name = area.name if area is not None else ""
        found.append(VillageSources(code, name, tuple(rows), count))
    return tuple(found)


def refusals_to_add(
    district: District, outfall: Outfall | None, entry: NewSource
) -> tuple[Text, ...]:
    """Return why a source cannot be added, sentence by sentence."""
    found = []
    if not entry.name.strip():
        found.append(_NO_NAME)
    code = entry.code.strip()
    if code and any(source.code == code for source in district.sources):
        found.append(_CODE_TAKEN.filled(code=code))
    village = entry.village_code
    if village and village not in district.jurisdiction_by_code:
        found.append(_NO_VILLAGE.filled(code=village))
    if outfall is not None and not outfall.code:
        found.append(_NO_CODE.filled(name=outfall.name))
    return tuple(found)


def add_source(
    district: District, outfall: Outfall | None, entry: NewSource
) -> Changes:
    """Return the changes that add a source, linked to an outfall where one is given.

    Raises
    ------
    OfficerError
        Where it is refused; the message has every reason.
    """
    faults = refusals_to_add(district, outfall, entry)
    if faults:
        raise OfficerError(together(faults))
    fields = {
        "code": entry.code.strip(),
        "name": entry.name.strip(),
        "category": entry.category,
        "responsible_body": entry.responsible_body.strip(),
        "village_code": entry.village_code,
        "outfall_code": outfall.code if outfall is not None else "",
        "place": entry.place.strip(),
    }
    return Changes((Change(Kind.SOURCE, uuid.uuid4().hex, None, fields),))


def link(outfall: Outfall, sources: Iterable[Source]) -> Changes:
    """Return the changes that let sources discharge through an outfall.

    Raises
    ------
    OfficerError
        Where the outfall has no code: a link is kept by code.
    """
    if not outfall.code:
        raise OfficerError(_NO_CODE.filled(name=outfall.name))
    return _linked(sources, outfall.code)


def unlink(sources: Iterable[Source]) -> Changes:
    """Return the changes that take sources from their outfall; the sources stay."""
    return _linked(sources, "")


def _linked(sources: Iterable[Source], code: str) -> Changes:
    return Changes.of(
        Change(
            Kind.SOURCE,
            row.uid,
            {"outfall_code": row.outfall_code},
            {"outfall_code": code},
        )
        for row in sources
        if row.outfall_code != code
    )


_NO_NAME = Text("请填污染源名称。", "Give the source a name.")
_CODE_TAKEN = Text("编码 {code} 已被另一个污染源使用。", "The code {code} is taken.")
_NO_VILLAGE = Text("没有代码为 {code} 的村居。", "There is no village {code}.")
_NO_CODE = Text(
    "排污口“{name}”没有编码，不能关联污染源：请先给它编码。",
    "The outfall {name} has no code, so nothing can be linked to it: give it one.",
)
