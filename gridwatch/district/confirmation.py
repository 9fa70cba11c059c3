"""The confirmation form (权属确认表): what a body is to sign for, and its record."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.bodynames import is_outside
from gridwatch.district.changes import Change, Changes
from gridwatch.district.coverage import chiefs_of_segment, territory_of
from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from gridwatch.district.ownership import state_of_row
from gridwatch.district.wording import Kind, Language, Text, choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.documents import Block
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.segments import Segment

__all__ = [
    "Form",
    "body_forms",
    "form_document",
    "form_record",
    "joined_document",
    "town_forms",
]

_ROLES = {
    "managing_body": Text("管理", "manages"),
    "caring_body": Text("管护", "cares"),
    "cleaning_body": Text("保洁", "cleans"),
}
_KM = 1000.0


@dataclass(frozen=True, slots=True)
class Form:
    """What one form speaks of.

    Parameters
    ----------
    party : str
        Who signs: a body, or a town.
    subject : str
        Uid of the body in the table of bodies, code of the town, or the name.
    lines : tuple of (Segment, Ownership, str)
        Segment, its row, and the roles of the party in it, as keys joined by commas.
    outside : bool
        Whether the party stands outside the district.
    contact : str
        Whom to ask there, or empty.
    """

    party: str
    subject: str
    lines: tuple[tuple[Segment, Ownership, str], ...]
    outside: bool = False
    contact: str = ""

    @property
    def metres(self) -> float:
        """Length of its segments, each counted once."""
        return sum({s.uid: s.metres for s, _, _ in self.lines}.values())

    @property
    def rivers(self) -> int:
        """Number of its rivers."""
        return len({s.river_code or s.uid for s, _, _ in self.lines})

    @property
    def segments(self) -> int:
        """Number of its segments."""
        return len({s.uid for s, _, _ in self.lines})


def body_forms(district: District, bodies: Iterable[str]) -> tuple[Form, ...]:
    """Return a form for each body that manages, cares for or cleans something.

    Parameters
    ----------
    district : District
        The district.
    bodies : iterable of str
        Names, in the order of the forms.
    """
    found: dict[str, list[tuple[Segment, Ownership, str]]] = {}
    for segment, row in _pairs(district):
        roles: dict[str, list[str]] = {}
        for role in _ROLES:
            if name := getattr(row, role):
                roles.setdefault(name, []).append(role)
        for name, held in roles.items():
            found.setdefault(name, []).append((segment, row, ",".join(held)))
    return tuple(
        _form_of_body(district, name, found[name]) for name in bodies if name in found
    )


def _form_of_body(
    district: District, name: str, lines: Sequence[tuple[Segment, Ownership, str]]
) -> Form:
    body = district.body_by_name.get(name)
    contact = " ".join(p for p in (body.contact, body.phone) if p) if body else ""
    return Form(
        name,
        body.uid if body else name,
        tuple(lines),
        is_outside(district, name),
        contact,
    )


def town_forms(district: District, codes: Iterable[str]) -> tuple[Form, ...]:
    """Return a form for each town: every segment that lies in it, whoever holds it."""
    found: dict[str, list[tuple[Segment, Ownership, str]]] = {}
    for segment, row in _pairs(district):
        roles = ",".join(role for role in _ROLES if getattr(row, role))
        for area in territory_of(district, segment):
            found.setdefault(area.code, []).append((segment, row, roles))
    names = district.jurisdiction_by_code
    return tuple(
        Form(names[code].name if code in names else code, code, tuple(found[code]))
        for code in codes
        if code in found
    )


def _pairs(district: District) -> Iterable[tuple[Segment, Ownership]]:
    """Yield each ownership row with its segment, river by river, downstream."""
    order = {river.code: i for i, river in enumerate(district.rivers)}
    last = len(order)
    segments = sorted(
        district.segments,
        key=lambda s: (order.get(s.river_code, last), s.sequence or 0, s.code),
    )
    for segment in segments:
        rows = district.ownerships_of_segment.get(segment.code, ())
        for row in rows if segment.code else ():
            yield segment, row


# --- on paper ------------------------------------------------------------------------


def form_document(district: District, form: Form, as_of: date) -> Document:
    """Return a form for signature and stamp, with the attached list of its segments."""
    return Document(
        _TITLE,
        _blocks(district, form, as_of),
        subtitle=_SUBTITLE.filled(party=form.party, day=as_of),
        landscape=True,
        foot=_FOOT.filled(office=district.office or district.name, day=as_of),
    )


def joined_document(district: District, forms: Sequence[Form], as_of: date) -> Document:
    """Return all forms as one paper, each beginning on a page of its own."""
    blocks: list[Block] = []
    for number, form in enumerate(forms):
        if number:
            blocks.append(PageBreak())
        blocks.append(Heading(Text(form.party, form.party)))
        blocks.extend(_blocks(district, form, as_of))
    return Document(
        _TITLE,
        tuple(blocks),
        subtitle=Text(f"截至 {as_of}", f"as of {as_of}"),
        landscape=True,
        foot=_FOOT.filled(office=district.office or district.name, day=as_of),
    )


def _blocks(district: District, form: Form, as_of: date) -> tuple[Block, ...]:
    numbers = {
        "party": form.party,
        "rivers": form.rivers,
        "segments": form.segments,
        "km": f"{form.metres / _KM:,.2f}",
        "district": district.name,
        "day": as_of,
        "banks": sum(row.bank in ("left", "right") for _, row, _ in form.lines),
    }
    intro = _INTRO_OUTSIDE if form.outside else _INTRO
    total = _TOTAL_BANKS if numbers["banks"] else _TOTAL
    found: list[Block] = [
        Paragraph(intro.filled(**numbers)),
        _table(district, form),
        Paragraph(total.filled(**numbers), bold=True, indent=False),
    ]
    if form.contact:
        found.append(Paragraph(_CONTACT.filled(contact=form.contact), indent=False))
    found.append(Paragraph(_ASK, indent=False))
    office = district.office or district.name
    sides = _SIGN_PARTY.filled(party=form.party), _SIGN_OFFICE.filled(office=office)
    found.append(Signature(sides))
    found += [PageBreak(), Heading(_LIST_HEAD), _list(district, form, as_of)]
    return tuple(found)


def _table(district: District, form: Form) -> Table:
    rows = []
    for number, (segment, row, roles) in enumerate(form.lines, 1):
        river = district.river_by_code.get(segment.river_code)
        ends = "—".join(end for end in (segment.start, segment.end) if end)
        rows.append(
            (
                str(number),
                segment.code,
                river.name if river else "",
                segment.name or ends,
                f"{segment.metres:,.0f}",
                choice(row.bank or "both", Language.ZH),
                "、".join(_ROLES[role].zh for role in roles.split(",") if role),
            )
        )
    return Table(_HEAD, tuple(rows), _SHARES, frozenset({0, 4}))


def _list(district: District, form: Form, as_of: date) -> Table:
    rows = []
    for segment, row, _ in form.lines:
        towns = "、".join(area.name for area in territory_of(district, segment))
        rows.append(
            (
                segment.code,
                towns,
                row.managing_body or "—",
                row.caring_body or "—",
                row.cleaning_body or "—",
                _chief(district, segment, as_of),
                row.registered_on.isoformat() if row.registered_on else "未登记",
            )
        )
    return Table(_LIST_COLUMNS, tuple(rows), _LIST_SHARES)


def _chief(district: District, segment: Segment, as_of: date) -> str:
    """Return the town chiefs of a segment, else those of the district."""
    found = chiefs_of_segment(district, segment, as_of)
    chiefs = found["town"] or found["district"]
    return "、".join(dict.fromkeys(chief.person.name for chief in chiefs)) or "—"


# --- on record -----------------------------------------------------------------------


def form_record(forms: Iterable[Form], as_of: date, document: str, by: str) -> Changes:
    """Return the changes that keep on record that forms were given out.

    The content of each record is JSON: ``party``, ``subject`` and ``rows``, each with
    the uid of the ownership row, segment code, bank, roles, bodies and state.

    Parameters
    ----------
    forms : iterable of Form
        What was given out.
    as_of : date
        The day.
    document : str
        File name, or empty where it was printed.
    by : str
        Who did it.
    """
    return Changes.of(
        (
            Change(
                Kind.PUBLICATION,
                uuid.uuid4().hex,
                None,
                {
                    "what": "confirmation",
                    "on": as_of,
                    "subject": form.subject,
                    "document": document,
                    "medium": "" if document else "打印",
                    "by": by,
                    "content": _content(form, as_of),
                },
            )
            for form in forms
        ),
        _RECORD.zh,
    )


def _content(form: Form, as_of: date) -> str:
    rows = [
        {
            "uid": row.uid,
            "segment": segment.code,
            "bank": row.bank,
            "roles": roles.split(",") if roles else [],
            "managing_body": row.managing_body,
            "caring_body": row.caring_body,
            "state": state_of_row(row, as_of).value,
        }
        for segment, row, roles in form.lines
    ]
    content = {"party": form.party, "subject": form.subject, "rows": rows}
    return json.dumps(content, ensure_ascii=False)


_RECORD = Text("打印权属确认表", "confirmation forms given out")
_TITLE = Text(
    "河段管理主体、管护主体确认表", "Confirmation of Managing and Caring Bodies"
)
_SUBTITLE = Text("{party}　　截至 {day}", "{party}, as of {day}")
_FOOT = Text("{office}　{day}", "{office}, {day}")
_INTRO = Text(
    "按照河长制关于逐河明确管理主体、管护主体并登记确认的要求，{district}将下列 "
    "{rivers} 条河流的 {segments} 个河段（共 {km} 公里）登记在{party}名下。请逐条核对"
    "河段起止、岸别与职责；确认无误后签字盖章，有误的在表上改正并注明。",
    "{district} has registered the following {segments} segments of {rivers} rivers "
    "({km} km) under {party}. Please check each line; sign and stamp if it is right, "
    "correct it on this paper if it is not.",
)
_INTRO_OUTSIDE = Text(
    "下列 {rivers} 条河流的 {segments} 个河段（共 {km} 公里）位于{district}，由{party}"
    "管理或管护。{party}不属本区，请协助核对河段起止、岸别与职责；确认无误后签字盖章，"
    "有误的在表上改正并注明。",
    "The following {segments} segments of {rivers} rivers ({km} km) lie in {district} "
    "and are managed or cared for by {party}, which stands outside the district. "
    "Please help to check each line; sign and stamp if it is right.",
)
_TOTAL = Text(
    "合计：河流 {rivers} 条，河段 {segments} 个，长度 {km} 公里（每个河段计一次）。",
    "In all: {rivers} rivers, {segments} segments, {km} km (each segment once).",
)
_TOTAL_BANKS = Text(
    "合计：河流 {rivers} 条，河段 {segments} 个，长度 {km} 公里（每个河段计一次）；"
    "其中只涉及一岸的 {banks} 行。",
    "In all: {rivers} rivers, {segments} segments, {km} km (each segment once); "
    "{banks} lines of one bank only.",
)
_CONTACT = Text("联系人：{contact}", "Contact: {contact}")
_ASK = Text(
    "本表一式两份，双方各执一份。附：河段权属明细。",
    "Made out twice, one for each side. Attached: list of ownership.",
)
_SIGN_PARTY = Text("确认单位：{party}", "Confirmed by: {party}")
_SIGN_OFFICE = Text("登记单位：{office}", "Registered by: {office}")
_HEAD = (
    Text("序号", "No."),
    Text("河段编码", "Code"),
    Text("河流", "River"),
    Text("河段（起点—终点）", "Segment (start to end)"),
    Text("长度（米）", "Length (m)"),
    Text("岸别", "Bank"),
    Text("职责", "Duty"),
)
_SHARES = (0.06, 0.15, 0.14, 0.33, 0.11, 0.08, 0.13)
_LIST_HEAD = Text("附：河段权属明细", "Attached: list of ownership")
_LIST_COLUMNS = (
    Text("河段编码", "Code"),
    Text("属地", "Territory"),
    Text("管理主体", "Managing body"),
    Text("管护主体", "Caring body"),
    Text("保洁主体", "Cleaning body"),
    Text("河长", "Chief"),
    Text("登记日期", "Registered"),
)
_LIST_SHARES = (0.12, 0.09, 0.17, 0.17, 0.22, 0.13, 0.1)
