"""What goes to a field office on paper: sheets to tick, what became of replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from gridwatch.district.review.decisions import ANSWER_NAMES
from gridwatch.district.review.facts import (
    FACE,
    GEOMETRY,
    facts_of,
    keys_of,
    name_of,
    shown,
)
from gridwatch.district.review.merging import Turn
from gridwatch.district.review.replies import MARK_NAMES, MARK_SIGNS, Mark
from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.documents import Block
    from gridwatch.district.review.merging import Case
    from gridwatch.district.review.packages import FieldPage, Manifest

__all__ = ["field_sheets", "receipt_paper"]

_TICKS = "□✔　□✖　□✉"
_LEFT_OUT = ("code", "name", GEOMETRY)
_MOST = 6


def field_sheets(
    manifest: Manifest, district: District, language: Language = Language.ZH
) -> Document:
    """Return the sheets of a package, to be ticked by hand.

    Parameters
    ----------
    manifest : Manifest
        The package; each of its pages becomes a page with its code.
    district : District
        Holds the rows as they went out.
    language : Language
        Language of values.
    """
    blocks: list[Block] = []
    for number, page in enumerate(manifest.pages):
        if number:
            blocks.append(PageBreak())
        code = page.code
        blocks.append(Heading(Text(f"页码 {code}", f"page {code}"), 2))
        blocks.append(Paragraph(_HOW, indent=False))
        rows = tuple(_sheet_rows(page, district, manifest, language))
        blocks.append(Table(_SHEET_HEAD, rows, (0.06, 0.1, 0.24, 0.32, 0.14, 0.14)))
    blocks.append(Signature(Signature.below(Text("核查人", "Checked by"))))
    name = manifest.area.name or manifest.area.key
    title = Text(f"{name}外业核查表", f"Field sheets: {name}")
    day = manifest.as_of.isoformat()
    subtitle = _AS_OF.filled(number=manifest.number, day=day)
    return Document(title, tuple(blocks), subtitle, landscape=True, foot=subtitle)


def _sheet_rows(
    page: FieldPage, district: District, manifest: Manifest, language: Language
) -> Iterator[tuple[str, ...]]:
    for number, (kind, uid) in enumerate(page.rows, start=1):
        row = district.row(kind, uid)
        if row is None:
            continue
        facts = facts_of(kind, row)
        named = " ".join(str(facts.get(k) or "") for k in ("code", "name")).strip()
        yield (
            str(number),
            KIND_NAMES[kind].of(language),
            named,
            _content(kind, facts, manifest.withheld, language),
            _TICKS,
            "",
        )


def _content(
    kind: Kind, facts: dict[str, object], withheld: frozenset[str], language: Language
) -> str:
    """Return the first fields that say something, in words."""
    told: list[str] = []
    keys = [FACE + k for k in ("river", "chief", "phone")] + list(keys_of(kind))
    for key in dict.fromkeys(keys):
        if key in _LEFT_OUT or key not in facts or f"{kind.value}.{key}" in withheld:
            continue
        words = shown(kind, key, facts[key], language)
        if words and len(told) < _MOST:
            told.append(f"{name_of(kind, key).of(language)}：{words}")
    return "；".join(told)


def receipt_paper(
    manifest: Manifest, cases: Sequence[Case], language: Language = Language.ZH
) -> Document:
    """Return what became of every reply to a package, for those who sent it.

    Parameters
    ----------
    manifest : Manifest
        The package.
    cases : sequence of Case
        Every reply to it.
    language : Language
        Language of values.
    """
    name = manifest.area.name or manifest.area.key
    asking = [case for case in cases if case.asks or case.decision is not None]
    plain = sum(case.mark is Mark.RIGHT for case in cases)
    rows = tuple(_receipt_row(n, c, language) for n, c in enumerate(asking, start=1))
    waiting = sum(case.open for case in asking)
    intro = _INTRO.filled(
        number=manifest.number, n=len(asking), plain=plain, waiting=waiting
    )
    table = Table(_RECEIPT_HEAD, rows, (0.05, 0.23, 0.09, 0.31, 0.12, 0.2))
    blocks: list[Block] = [Paragraph(intro), table]
    blocks.append(Signature(Signature.below(Text("经办人", "For the office"))))
    title = Text(f"{name}外业核查回执", f"Receipt of field review: {name}")
    to = manifest.to or name
    subtitle = Text(f"致 {to}　核查包 {manifest.number}", f"to {to}, {manifest.number}")
    return Document(title, tuple(blocks), subtitle, landscape=True, foot=subtitle)


def _receipt_row(number: int, case: Case, language: Language) -> tuple[str, ...]:
    decision = case.decision
    answer = ANSWER_NAMES[decision.answer].of(language) if decision is not None else ""
    return (
        str(number),
        case.label,
        f"{MARK_SIGNS[case.mark]} {MARK_NAMES[case.mark].of(language)}",
        _proposed(case, language),
        answer or _WAITS.of(language),
        decision.reason if decision is not None else "",
    )


def _proposed(case: Case, language: Language) -> str:
    told = [
        f"{name_of(case.kind, one.key).of(language)}："
        f"{shown(case.kind, one.key, one.theirs, language)}"
        for one in case.fields
        if one.turn is not Turn.SAME or case.decision is not None
    ]
    remark = case.received.reply.remark
    return "；".join([*told, *([f"“{remark}”"] if remark else [])])


_AS_OF = Text("核查包 {number}　截至 {day}", "package {number}, as of {day}")
_HOW = Text(
    "逐行到实地核对，在“结论”里勾一项：✔ 属实，✖ 实地没有，✉ 有话要说（写在备注里）。"
    "内容不对的，在备注里写正确的。",
    "Tick one for each line: ✔ right, ✖ not there, ✉ a remark. Write what is wrong.",
)
_SHEET_HEAD = (
    Text("号", "No."),
    Text("类别", "Kind"),
    Text("编码、名称", "Code, name"),
    Text("登记内容", "On record"),
    Text("结论", "Found"),
    Text("备注", "Remark"),
)
_INTRO = Text(
    "你单位交回的核查包 {number} 已经收到：属实 {plain} 行，意见 {n} 条，其中待裁定"
    " {waiting} 条。逐条处理如下；“退回再问”的请复核后随下一包答复。",
    "Your answers to package {number} have arrived: {plain} rows were right, {n} "
    "replies, of which {waiting} wait for a decision. What became of each follows.",
)
_RECEIPT_HEAD = (
    Text("号", "No."),
    Text("名称", "Row"),
    Text("外业", "Found"),
    Text("意见", "Proposal"),
    Text("裁定", "Decision"),
    Text("理由", "Reason"),
)
_WAITS = Text("待裁定", "open")
