"""The paper a field office gets back: what became of each of its replies."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gridwatch.district.documents import Document, Heading, Paragraph, Signature, Table
from gridwatch.district.review.decisions import ANSWER_NAMES, Answer
from gridwatch.district.review.facts import name_of, shown
from gridwatch.district.review.replies import MARK_NAMES, MARK_SIGNS
from gridwatch.district.wording import KIND_NAMES, Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridwatch.district.review.merging import Case
    from gridwatch.district.review.packages import Manifest

__all__ = ["OPEN", "receipt_paper"]

OPEN = Text("待审核", "to be decided")
_ORDER = (Answer.ASK, Answer.REJECT, Answer.PART, Answer.ACCEPT, None)
_HEAD = (
    Text("对象", "object"),
    Text("外业意见", "field"),
    Text("内容", "what"),
    Text("处理", "answer"),
    Text("说明", "reason"),
)


def receipt_paper(
    manifest: Manifest, cases: Iterable[Case], language: Language = Language.ZH
) -> Document:
    """Return what became of the replies to one package, questions first.

    Parameters
    ----------
    manifest : Manifest
        The package.
    cases : iterable of Case
        Its replies; those on which nothing was to be decided are only counted.
    language : Language
        Of the values in the tables.
    """
    found = list(cases)
    told = [case for case in found if case.asks or case.decision is not None]
    groups: dict[Answer | None, list[Case]] = {answer: [] for answer in _ORDER}
    for case in told:
        groups[None if case.decision is None else case.decision.answer].append(case)
    blocks: list[Heading | Paragraph | Table | Signature] = [
        Paragraph(_counted(found, told))
    ]
    for answer, group in groups.items():
        if group:
            name = OPEN if answer is None else ANSWER_NAMES[answer]
            blocks.append(Heading(Text(f"{name.zh}（{len(group)}）", name.en)))
            blocks.append(_table(group, language))
    blocks.append(Signature((_OFFICE, _FIELD)))
    area = manifest.area.name or manifest.area.key
    return Document(
        _TITLE,
        tuple(blocks),
        Text(
            f"{area}　{manifest.number}　出包 {manifest.at.astimezone():%Y-%m-%d}",
            f"{area}, {manifest.number}, cut {manifest.at.astimezone():%Y-%m-%d}",
        ),
        landscape=True,
        foot=Text(f"{manifest.number} 核查回执", f"receipt {manifest.number}"),
    )


def _counted(found: Sequence[Case], told: Sequence[Case]) -> Text:
    marks = Counter(case.mark for case in found)
    parts = [(MARK_SIGNS[m], MARK_NAMES[m], n) for m, n in marks.items()]
    zh = "、".join(f"{sign}{name.zh} {n}" for sign, name, n in parts)
    en = ", ".join(f"{sign} {name.en} {n}" for sign, name, n in parts)
    return Text(
        f"收到意见 {len(found)} 条（{zh}），其中需要处理的 {len(told)} 条，结果如下。",
        f"{len(found)} replies came in ({en}); {len(told)} asked for an answer:",
    )


def _table(cases: Sequence[Case], language: Language) -> Table:
    return Table(
        _HEAD,
        tuple(_row(case, language) for case in cases),
        (0.2, 0.1, 0.36, 0.12, 0.22),
    )


def _row(case: Case, language: Language) -> tuple[str, ...]:
    decision = case.decision
    answer = OPEN if decision is None else ANSWER_NAMES[decision.answer]
    kept = set(decision.keys) if decision and decision.answer is Answer.PART else None
    lines = []
    for one in case.fields:
        old = shown(case.kind, one.key, one.base, language) or "—"
        new = shown(case.kind, one.key, one.theirs, language) or "—"
        left = "" if kept is None or one.key in kept else _LEFT.of(language)
        lines.append(f"{name_of(case.kind, one.key).of(language)}：{old} → {new}{left}")
    if case.received.reply.remark:
        lines.append(case.received.reply.remark)
    kind = KIND_NAMES[case.kind].of(language)
    return (
        f"{kind} {case.label}",
        f"{MARK_SIGNS[case.mark]} {MARK_NAMES[case.mark].of(language)}",
        "\n".join(lines),
        answer.of(language),
        decision.reason if decision is not None else "",
    )


_TITLE = Text("外业核查回执", "Receipt of the field review")
_OFFICE = Text("内业审核人：", "Office:")
_FIELD = Text("外业核查人：", "Field office:")
_LEFT = Text("（未采纳）", " (not taken)")
