"""The handover check on paper, and the texts of the new faces for the sign maker."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from gridwatch.district.publishing import VACANT
from gridwatch.district.roster import place_name
from gridwatch.district.wording import Language, Text, choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.documents import Block
    from gridwatch.district.handover import BoardTask, ConfirmationTask, HandoverCheck
    from gridwatch.district.publishing import Difference
    from gridwatch.district.signboards import FaceName, Signboard, SignboardFace

__all__ = [
    "WHY_CONFIRM",
    "deadline_text",
    "face_change",
    "faces_document",
    "handover_document",
    "names_of",
    "place_of_board",
    "segment_name",
    "summary",
]

_NONE = Text("无。", "None.")
_ACTING = Text("（代管）", " (acting)")
WHY_CONFIRM = {
    "signed": Text("由离任人确认", "confirmed by who leaves"),
    "contact": Text("离任人为责任单位联系人", "who leaves is contact of a body"),
}
"""Why an ownership has to be confirmed anew, in words."""
_UNTIL_KNOWN = Text("待新河长明确后起算", "from when the new holder is known")


def names_of(chiefs: Sequence[Chief], language: Language) -> str:
    """Return the names of holders, acting ones marked; 待定 where there is nobody."""
    names = [
        c.person.name + (_ACTING.of(language) if c.term.acting else "") for c in chiefs
    ]
    return "、".join(dict.fromkeys(names)) or VACANT.of(language)


def segment_name(district: District, code: str) -> str:
    """Return what a segment is called: its name, else its code."""
    segment = district.segment_by_code.get(code) if code else None
    return (segment.name or segment.code) if segment is not None else code


def place_of_board(district: District, board: Signboard) -> str:
    """Return town and village that a board stands in, in words."""
    site = district.sites.get(board.uid)
    areas = (site.town, site.village) if site is not None else ()
    return "".join(area.name for area in areas if area is not None)


def deadline_text(task: BoardTask, language: Language) -> str:
    """Return by when a board has to be replaced, and how many days are left."""
    if task.deadline is None or task.days_left is None:
        return _UNTIL_KNOWN.of(language)
    left = task.days_left
    words = Text("{day}（剩 {n} 天）", "{day} ({n} days left)")
    if left < 0:
        words = Text("{day}（已超 {n} 天）", "{day} ({n} days past)")
    return words.filled(day=task.deadline, n=abs(left)).of(language)


def summary(check: HandoverCheck) -> Text:
    """Return what the check found, in one sentence."""
    numbers = {
        "boards": len(check.boards),
        "lines": len(check.lines),
        "sheets": len(check.sheets),
        "acts": len(check.confirmations),
        "cells": len(check.cells),
        "km": f"{check.route.metres / 1000:.1f}",
    }
    return Text(
        "需要处理：公示牌 {boards} 块、河长名单 {lines} 行、图件 {sheets} 份、"
        "权属确认 {acts} 项、无人管护网格 {cells} 个；"
        "公示牌巡查路线往返约 {km} 公里（直线）。",
        "To be seen to: {boards} boards, {lines} lines of the public list, {sheets} "
        "printed sheets, {acts} confirmations, {cells} cells without a keeper; the way "
        "over the boards and back is about {km} km as the crow flies.",
    ).filled(**numbers)


def handover_document(
    district: District, check: HandoverCheck, language: Language = Language.ZH
) -> Document:
    """Return the check as a paper to work from and to sign.

    Parameters
    ----------
    district : District
        Before or after the change; only places and names are read from it.
    check : HandoverCheck
        What is stale.
    language : Language
        Language of the cells of its tables.
    """
    who = "、".join(person.name for person in check.leaving)
    page = _Page(district, check, language)
    blocks: list[Block] = [Paragraph(summary(check))]
    for number, (title, table) in enumerate(page.tables(), 1):
        zh = "一二三四五六"[number - 1]
        blocks.append(Heading(Text(f"{zh}、{title.zh}", f"{number}. {title.en}")))
        blocks.append(table if table.rows else Paragraph(_NONE))
    blocks.append(
        Signature((Text("经办人", "handled by"), Text("审核人", "reviewed by")))
    )
    day, office = check.changed_on, district.office
    return Document(
        Text(f"换届体检表（{who}）", f"Handover check ({who})"),
        tuple(blocks),
        Text(
            f"变更日期 {day}　截至 {check.as_of}",
            f"change on {day}, as of {check.as_of}",
        ),
        landscape=True,
        foot=Text(office, office) if office else None,
    )


class _Page:
    """Makes the tables of one check in one language."""

    def __init__(
        self, district: District, check: HandoverCheck, language: Language
    ) -> None:
        self._district, self._check, self._language = district, check, language

    def tables(self) -> Iterator[tuple[Text, Table]]:
        yield Text("职务变动", "Posts"), self._posts()
        yield (
            Text("需更换的公示牌（按巡查次序）", "Boards to replace, by route"),
            self._boards(),
        )
        yield (
            Text("河长名单需更新的行", "Lines of the public list"),
            self._lines(),
        )
        yield Text("写有离任人的图件", "Printed sheets"), self._sheets()
        yield Text("需重新确认的权属", "Ownerships to confirm"), self._acts()
        yield Text("无人管护的网格", "Cells without a keeper"), self._cells()

    def _posts(self) -> Table:
        head = (
            Text("职务", "post"),
            Text("责任对象", "answers for"),
            Text("变更前", "before"),
            Text("变更后", "after"),
        )
        rows = tuple(
            (
                one.post.role,
                place_name(self._district, one.post, self._language),
                names_of(one.before, self._language),
                names_of(one.after, self._language),
            )
            for one in self._check.posts
        )
        return Table(head, rows, (0.2, 0.4, 0.2, 0.2))

    def _boards(self) -> Table:
        head = (
            Text("次序", "no."),
            Text("编号", "code"),
            Text("位置", "place"),
            Text("河段", "segment"),
            Text("现牌面写有", "face names"),
            Text("应改为", "to be"),
            Text("更换期限", "replace by"),
        )
        rows = tuple(
            (
                str(number),
                task.board.code,
                place_of_board(self._district, task.board),
                segment_name(self._district, task.board.segment_code),
                *face_change(self._check, task),
                deadline_text(task, self._language),
            )
            for number, task in enumerate(self._check.boards, 1)
        )
        shares = (0.05, 0.12, 0.15, 0.18, 0.17, 0.17, 0.16)
        return Table(head, rows, shares, frozenset({0}))

    def _lines(self) -> Table:
        head = (
            Text("职务", "role"),
            Text("责任区域", "answers for"),
            Text("已公布", "published"),
            Text("应更新为", "to be"),
        )
        rows = tuple(self._line(one) for one in self._check.lines)
        return Table(head, rows, (0.15, 0.35, 0.25, 0.25))

    def _line(self, one: Difference) -> tuple[str, ...]:
        line = one.after or one.before
        assert line is not None
        return (
            line.role,
            line.places,
            _short(one.before, self._language),
            _short(one.after, self._language),
        )

    def _sheets(self) -> Table:
        head = (
            Text("日期", "day"),
            Text("对象", "subject"),
            Text("文号或文件", "document"),
        )
        rows = tuple(
            (str(row.on or ""), row.subject, row.document) for row in self._check.sheets
        )
        return Table(head, rows, (0.2, 0.3, 0.5))

    def _acts(self) -> Table:
        head = (
            Text("河段", "segment"),
            Text("岸别", "bank"),
            Text("管理主体", "managing body"),
            Text("确认人、日期", "confirmed by, on"),
            Text("原因", "reason"),
        )
        rows = tuple(self._act(task) for task in self._check.confirmations)
        return Table(head, rows, (0.25, 0.08, 0.27, 0.2, 0.2))

    def _act(self, task: ConfirmationTask) -> tuple[str, ...]:
        row = task.ownership
        return (
            segment_name(self._district, row.segment_code),
            choice(row.bank, self._language),
            row.managing_body,
            f"{row.confirmed_by} {row.confirmed_on or ''}".strip(),
            WHY_CONFIRM[task.why].of(self._language),
        )

    def _cells(self) -> Table:
        cells = {cell.uid: cell for cell in self._district.cells}
        rows = tuple(
            (cells[uid].code, cells[uid].name)
            for uid in self._check.cells
            if uid in cells
        )
        return Table((Text("网格编码", "code"), Text("名称", "name")), rows, (0.4, 0.6))


def face_change(check: HandoverCheck, task: BoardTask) -> tuple[str, str]:
    """Return what is wrong on a board and what comes in its place: post and name.

    The new face may carry more names than the old one; only those matter here that
    come with the change.
    """
    old, new = _on_face(task.board.face), _on_face(task.face)
    stay = {name for _, name in new}
    left = {person.name for person in check.leaving}
    came = {person.name for person in check.coming} | {VACANT.zh}
    gone = [(post, name) for post, name in old if name in left and name not in stay]
    posts = {post for post, _ in gone}
    fresh = [(post, name) for post, name in new if name in came]
    fresh = fresh or [(post, name) for post, name in new if post in posts]
    # A post that nobody holds yet leaves the new face without a name for it.
    fresh = fresh or [(post, VACANT.zh) for post, _ in gone]
    return _joined(gone), _joined(fresh)


def _on_face(face: SignboardFace) -> list[tuple[str, str]]:
    """Return every post and name on a face."""
    return [(face.post, face.chief), *((one.post, one.name) for one in face.names)]


def _joined(pairs: Sequence[tuple[str, str]]) -> str:
    return "；".join(dict.fromkeys(f"{post} {name}".strip() for post, name in pairs))


def _short(line: object, language: Language) -> str:
    if line is None:
        return Text("（无此行）", "(no such line)").of(language)
    keys = ("name", "office_phone", "remark")
    return " ".join(part for k in keys if (part := str(getattr(line, k))))


# --- faces --------------------------------------------------------------------------

_FACE: tuple[tuple[str, Text], ...] = (
    ("river", Text("河流", "river")),
    ("post", Text("河长职务", "post")),
    ("chief", Text("河长姓名", "chief")),
    ("phone", Text("电话", "telephone")),
    ("start", Text("起点", "start")),
    ("end", Text("终点", "end")),
    ("length", Text("长度", "length")),
    ("duties", Text("职责", "duties")),
    ("goals", Text("治理目标", "goals")),
    ("prohibitions", Text("禁止行为", "prohibited")),
    ("management_range", Text("管理范围", "management range")),
    ("hotline", Text("举报电话", "hotline")),
    ("slogan", Text("宣传标语", "slogan")),
    ("issuer", Text("落款", "issued by")),
    ("published", Text("落款日期", "date of issue")),
)


def faces_document(
    district: District, tasks: Sequence[BoardTask], language: Language = Language.ZH
) -> Document:
    """Return the texts of new faces, a page each, old beside new.

    Parameters
    ----------
    district : District
        Where the boards stand.
    tasks : sequence of BoardTask
        The boards, in the order wanted.
    language : Language
        Language of the words around the texts.
    """
    blocks: list[Block] = []
    for task in tasks:
        if blocks:
            blocks.append(PageBreak())
        blocks += _face_page(district, task, language)
    if not blocks:
        blocks = [Paragraph(_NONE)]
    number = len(tasks)
    return Document(
        Text("公示牌新牌面文字", "Texts of the new faces"),
        tuple(blocks),
        Text(f"共 {number} 块", f"{number} boards"),
    )


def _face_page(
    district: District, task: BoardTask, language: Language
) -> Iterator[Block]:
    board = task.board
    place, segment = (
        place_of_board(district, board),
        segment_name(district, board.segment_code),
    )
    yield Heading(Text(f"公示牌 {board.code}", f"Board {board.code}"))
    words = "，".join(part for part in (place, segment) if part)
    limit = deadline_text(task, language)
    yield Paragraph(
        Text(f"位置：{words}。更换期限：{limit}。", f"{words}. Replace by: {limit}.")
    )
    head = (
        Text("内容", "part"),
        Text("现牌面", "face now"),
        Text("新牌面", "new face"),
    )
    rows = [
        (name.of(language), str(getattr(board.face, key)), str(getattr(task.face, key)))
        for key, name in _FACE
        if getattr(task.face, key) or getattr(board.face, key)
    ]
    other = Text("其他河长", "further chiefs").of(language)
    for old, new in zip_longest(board.face.names, task.face.names):
        rows.append((other, _printed(old), _printed(new)))
    yield Table(head, tuple(rows), (0.2, 0.4, 0.4))


def _printed(name: FaceName | None) -> str:
    """Return a further chief as printed."""
    return f"{name.post} {name.name} {name.phone}".strip() if name is not None else ""
