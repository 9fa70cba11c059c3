"""``review cut | desk | status``: the office's side of the field review."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.cli import answers
from gridwatch.cli.commands import DONE, user
from gridwatch.district.wording import Language, OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from gridwatch.cli.answers import Talk
    from gridwatch.district.district import District
    from gridwatch.district.review.decisions import Answer, Decision, Settling
    from gridwatch.district.review.merging import Case
    from gridwatch.district.review.packages import Area, Receipt
    from gridwatch.district.review.replies import Reply
    from gridwatch.district.review.standing import Standing
    from gridwatch.store.review.arrivals import Taken
    from gridwatch.store.store import Store

__all__ = ["cut", "desk", "passphrase_of", "status"]

_PASSPHRASE = "GRIDWATCH_PASSPHRASE"
_FAILED = 1


def passphrase_of(arguments: argparse.Namespace) -> str:
    """Return the passphrase: the first line of a file, else of the environment.

    Never from the command line itself, which other users of the computer can see.
    """
    if arguments.passphrase_file is None:
        return os.environ.get(_PASSPHRASE, "")
    try:
        text = arguments.passphrase_file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OfficerError(
            _NO_PASSPHRASE.filled(path=arguments.passphrase_file)
        ) from error
    lines = str(text).splitlines()
    return lines[0].strip() if lines else ""


# --- cut -----------------------------------------------------------------------------


def cut(arguments: argparse.Namespace, talk: Talk) -> int:
    """``review cut``: one package, or one for each town."""
    from gridwatch.district.review.packages import Pictures
    from gridwatch.store.opening import open_store
    from gridwatch.store.review.cut import Order
    from gridwatch.store.review.cut import cut as cut_package

    passphrase = passphrase_of(arguments)
    done: list[Receipt] = []
    with open_store(arguments.store) as store:
        district = store.district()
        for area, path in _wanted(arguments, district):
            order = Order(
                area,
                arguments.to,
                arguments.as_of,
                arguments.audience,
                Pictures(arguments.pictures),
                arguments.tiles,
                passphrase,
            )
            done.append(cut_package(store, district, order, path, who=user()))
            if not arguments.json:
                _tell_receipt(done[-1], path, talk)
    if arguments.json:
        answers.print_json([_receipt_facts(one) for one in done])
    return DONE


def _wanted(
    arguments: argparse.Namespace, district: District
) -> list[tuple[Area, Path]]:
    """Return what to cut, and where each package goes."""
    from gridwatch.district.jurisdictions import Level
    from gridwatch.district.review.cutting import area_of
    from gridwatch.district.review.packages import AreaKind

    if arguments.every_town:
        arguments.output.mkdir(parents=True, exist_ok=True)
        areas = [
            area_of(district, AreaKind.TOWN, town.code)
            for town in district.of_level(Level.TOWN)
        ]
        return [(a, arguments.output / f"{a.name or a.key}.gwreview") for a in areas]
    named = [
        (kind, value) for kind in AreaKind if (value := getattr(arguments, kind.value))
    ]
    if len(named) != 1:
        raise OfficerError(_ONE_AREA)
    return [(area_of(district, *named[0]), arguments.output)]


def _tell_receipt(receipt: Receipt, path: Path, talk: Talk) -> None:
    manifest = receipt.manifest
    name = manifest.area.name or manifest.area.key
    count, size = len(manifest.listed), path.stat().st_size / 1e6
    talk.answer(
        Text(
            f"{manifest.number} {name}：待核查 {count} 行，{size:.1f} MB → {path}",
            f"{manifest.number} {name}: {count} rows to check, {size:.1f} MB → {path}",
        )
    )


def _receipt_facts(receipt: Receipt) -> dict[str, object]:
    from gridwatch.store.review.manifests import manifest_facts

    facts = manifest_facts(receipt.manifest)
    return {"file": receipt.file, "digest": receipt.digest, **facts}


# --- desk ----------------------------------------------------------------------------


def desk(arguments: argparse.Namespace, talk: Talk) -> int:
    """``review desk``: take returns in, show the replies, decide."""
    from gridwatch.store.opening import open_store
    from gridwatch.store.review import desk as table

    asked = (arguments.returns, arguments.typed, arguments.part, _answers(arguments))
    writes = any(asked)
    with open_store(arguments.store, read_only=not writes) as store:
        taken, failed = _take_in(store, arguments, talk)
        district = store.district()
        numbers = arguments.package or None
        cases = table.cases(store, district, numbers)
        settling = _decide(store, district, cases, arguments)
        if settling is not None and settling.settlement.rulings:
            district = store.district()
        cases = table.cases(store, district, numbers)
        if arguments.receipt is not None:
            _write_receipt(store, cases, arguments, talk)
    if arguments.json:
        answers.print_json(
            {
                "taken": [_taken_facts(one, talk) for one in taken],
                "settled": _settling_facts(settling, talk),
                "cases": [_case_facts(case, talk) for case in cases],
            }
        )
    else:
        _tell_desk(taken, settling, cases, talk)
    return _FAILED if failed else DONE


def _take_in(
    store: Store, arguments: argparse.Namespace, talk: Talk
) -> tuple[list[Taken], int]:
    """Take every return in; one that is refused does not hold up the others."""
    from gridwatch.intake.photographs import judged
    from gridwatch.store.review import arrivals

    taken, failed = [], 0
    for path in arguments.returns:
        try:
            taken.append(
                arrivals.take_return(
                    store,
                    path,
                    judged,
                    who=user(),
                    passphrase=passphrase_of(arguments),
                )
            )
        except OfficerError as error:
            failed += 1
            talk.message(error.text)
    for code, number, tick, remark in arguments.typed:
        package, reply = _typed(store, (code, number, tick, remark))
        taken.append(arrivals.type_in(store, package, [reply], who=user()))
    return taken, failed


def _typed(store: Store, line: tuple[str, int, str, str]) -> tuple[str, Reply]:
    """Return the package and the reply that a line of a field sheet means."""
    from gridwatch.district.review.paper import PaperError, page_of, typed
    from gridwatch.store.review.desk import pages_of, receipts

    code = line[0]
    for receipt in receipts(store):
        number = receipt.manifest.number
        pages = pages_of(store, number)
        try:
            page_of(pages, code)
        except PaperError:
            continue
        return number, typed(pages, *line)
    return "", typed((), *line)


def _answers(arguments: argparse.Namespace) -> dict[Answer, Sequence[str]]:
    from gridwatch.district.review.decisions import Answer

    given = {
        Answer.ACCEPT: arguments.accept,
        Answer.REJECT: arguments.reject,
        Answer.ASK: arguments.ask,
    }
    return {answer: words for answer, words in given.items() if words}


def _decide(
    store: Store,
    district: District,
    cases: Sequence[Case],
    arguments: argparse.Namespace,
) -> Settling | None:
    from gridwatch.district.review.decisions import Answer, Decision
    from gridwatch.store.review import desk as table

    chosen: dict[int, tuple[Case, Decision]] = {}
    for answer, words in _answers(arguments).items():
        told = Decision(answer, (), arguments.reason, along=arguments.along)
        for case in _picked(cases, words):
            chosen[case.id] = (case, told)
    for number, keys in arguments.part:
        told = Decision(Answer.PART, keys, arguments.reason)
        for case in _picked(cases, [str(number)]):
            chosen[case.id] = (case, told)
    if not chosen:
        return None
    settling = table.decide(district, tuple(chosen.values()), who=user())
    if settling.settlement.rulings:
        table.settle(store, settling.settlement, who=user())
    return settling


def _picked(cases: Sequence[Case], words: Sequence[str]) -> list[Case]:
    """Return the open cases meant by numbers, marks, kinds of row or ``all``.

    Conflicts are decided one by one: a word for many leaves them out.
    """
    found: dict[int, Case] = {}
    for word in words:
        if word.isdigit():
            mine = [case for case in cases if case.id == int(word)]
            if not mine:
                raise OfficerError(_NO_CASE.filled(number=word))
        else:
            mine = [c for c in cases if c.open and word in ("all", c.mark, c.kind)]
            mine = [c for c in mine if not c.conflict and not c.rivals]
        found |= {case.id: case for case in mine}
    return list(found.values())


def _write_receipt(
    store: Store, cases: Sequence[Case], arguments: argparse.Namespace, talk: Talk
) -> None:
    from gridwatch.district.review.receipts import receipt_paper
    from gridwatch.reports.wordfile import write_docx
    from gridwatch.store.review.desk import receipts

    known = {one.manifest.number: one.manifest for one in receipts(store)}
    wanted = arguments.package
    if len(wanted) != 1 or wanted[0] not in known:
        raise OfficerError(_ONE_PACKAGE)
    mine = [case for case in cases if case.received.package == wanted[0]]
    paper = receipt_paper(known[wanted[0]], mine, talk.language)
    write_docx(arguments.receipt, paper, talk.language)
    talk.message(Text(f"{arguments.receipt}：回执", f"{arguments.receipt}: receipt"))


def _taken_facts(one: Taken, talk: Talk) -> dict[str, object]:
    return {
        "arrival": one.arrival.value,
        "number": one.number,
        "replies": one.replies,
        "text": talk.of(one.sentence),
        "left_out": [talk.of(text) for text in one.left_out],
    }


def _settling_facts(settling: Settling | None, talk: Talk) -> dict[str, object]:
    if settling is None:
        return {"decided": 0, "refused": [], "notes": []}
    return {
        "decided": len(settling.settlement.rulings),
        "changes": len(settling.settlement.changes.items),
        "refused": [
            {"id": one.received, "why": talk.of(one.why)} for one in settling.refusals
        ],
        "notes": [talk.of(note) for note in settling.notes],
    }


def _case_facts(case: Case, talk: Talk) -> dict[str, object]:
    from gridwatch.district.review.facts import shown

    def words(key: str, value: object) -> str:
        return shown(case.kind, key, value, talk.language)

    return {
        "id": case.id,
        "package": case.received.package,
        "kind": case.kind.value,
        "uid": case.uid,
        "label": case.label,
        "mark": case.mark.value,
        "open": case.open,
        "conflict": case.conflict,
        "rivals": list(case.rivals),
        "metres": None if case.metres is None else round(case.metres, 1),
        "remark": case.received.reply.remark,
        "photos": len(case.received.reply.photos),
        "fields": [
            {
                "key": one.key,
                "base": words(one.key, one.base),
                "now": words(one.key, one.now),
                "theirs": words(one.key, one.theirs),
                "turn": one.turn.value,
            }
            for one in case.fields
        ],
        "hints": [talk.of(hint) for hint in case.hints],
        "decision": None if case.decision is None else case.decision.answer.value,
        "reason": "" if case.decision is None else case.decision.reason,
    }


def _tell_desk(
    taken: Sequence[Taken],
    settling: Settling | None,
    cases: Sequence[Case],
    talk: Talk,
) -> None:
    for one in taken:
        talk.answer(one.sentence)
        for text in one.left_out:
            print(f"  ! {talk.of(text)}")
    if settling is not None:
        decided = len(settling.settlement.rulings)
        talk.answer(
            Text(f"已裁定 {decided} 条，记入日志", f"{decided} decided, in the journal")
        )
        for refusal in settling.refusals:
            print(f"  ! [{refusal.received}] {talk.of(refusal.why)}")
        for note in settling.notes:
            print(f"  · {talk.of(note)}")
    waiting = [case for case in cases if case.open]
    conflicts = sum(case.conflict for case in waiting)
    talk.answer(
        Text(
            f"审核台：意见 {len(cases)} 条，待审核 {len(waiting)} 条，"
            f"其中冲突 {conflicts} 条",
            f"desk: {len(cases)} replies, {len(waiting)} to decide, "
            f"{conflicts} in conflict",
        )
    )
    for case in waiting:
        _tell_case(case, talk)


def _tell_case(case: Case, talk: Talk) -> None:
    from gridwatch.district.review.facts import name_of, shown
    from gridwatch.district.review.merging import Turn
    from gridwatch.district.review.replies import MARK_SIGNS
    from gridwatch.district.wording import KIND_NAMES

    far = "" if case.metres is None else f" {case.metres:.0f} m"
    flag = talk.of(Text(" 【冲突】", " [conflict]")) if case.conflict else ""
    kind = talk.of(KIND_NAMES[case.kind])
    print(f"[{case.id}] {MARK_SIGNS[case.mark]} {kind} {case.label}{far}{flag}")
    for one in case.fields:
        base, now, theirs = (
            shown(case.kind, one.key, value, talk.language) or "—"
            for value in (one.base, one.now, one.theirs)
        )
        middle = f" | {now}" if one.turn is Turn.CONFLICT else ""
        name = talk.of(name_of(case.kind, one.key))
        print(f"    {name}: {base}{middle} → {theirs}")
    if case.received.reply.remark:
        print(f"    ✉ {case.received.reply.remark}")
    for hint in case.hints:
        print(f"    ! {talk.of(hint)}")


# --- status --------------------------------------------------------------------------


def status(arguments: argparse.Namespace, talk: Talk) -> int:
    """``review status``: who is missing, how long, how far."""
    from gridwatch.district.review.standing import towns_without
    from gridwatch.store.opening import open_store
    from gridwatch.store.review.desk import standings

    with open_store(arguments.store, read_only=True) as store:
        district = store.district()
        found = standings(store, district, date.today())  # noqa: DTZ011 - their day
        without = towns_without(district, found)
    if arguments.json:
        answers.print_json(
            {
                "packages": [_standing_facts(one, talk.language) for one in found],
                "towns_without": [area.name or area.key for area in without],
            }
        )
        return DONE
    _tell_status(found, without, talk)
    return DONE


def _standing_facts(one: Standing, language: Language) -> dict[str, object]:
    from gridwatch.district.review.standing import STAGE_NAMES

    manifest = one.receipt.manifest
    return {
        "number": manifest.number,
        "area": one.area.name or one.area.key,
        "to": manifest.to,
        "stage": one.stage.value,
        "stage_text": STAGE_NAMES[one.stage].of(language),
        "days": one.days,
        "done": one.done,
        "total": one.total,
        "returns": len(one.returns),
        "open": one.counts.open,
        "conflicts": one.counts.conflicts,
        "asked": one.counts.asked,
    }


def _tell_status(
    found: Sequence[Standing], without: Sequence[Area], talk: Talk
) -> None:
    from gridwatch.district.review.standing import STAGE_NAMES, Stage

    missing = [one for one in found if one.stage is Stage.OUT]
    talk.answer(
        Text(
            f"核查包 {len(found)} 个，未交回 {len(missing)} 个",
            f"{len(found)} packages, {len(missing)} missing",
        )
    )
    for one in found:
        manifest, counts = one.receipt.manifest, one.counts
        name = one.area.name or one.area.key
        stage = talk.of(STAGE_NAMES[one.stage])
        line = Text(
            f"{manifest.number} {name} {stage} · {one.days} 天 · "
            f"{one.done}/{one.total} · 待审核 {counts.open} 冲突 {counts.conflicts} "
            f"退回再问 {counts.asked}",
            f"{manifest.number} {name} {stage} · {one.days} days · "
            f"{one.done}/{one.total} · {counts.open} to decide, {counts.conflicts} in "
            f"conflict, {counts.asked} asked back",
        )
        talk.answer(line)
    if without:
        names = [area.name or area.key for area in without]
        talk.answer(
            Text(
                f"还没有出包的镇街：{'、'.join(names)}",
                f"towns without a package: {', '.join(names)}",
            )
        )


_NO_PASSPHRASE = Text(
    "口令文件读不了：{path}。没有写入任何内容。",
    "The file of the passphrase cannot be read: {path}. Nothing was written.",
)
_ONE_AREA = Text(
    "请用 --town、--village、--river、--chief 中的一个说明裁切范围，"
    "或用 --every-town 每个镇街各出一包。没有裁切任何内容。",
    "Say by one of --town, --village, --river, --chief what to cut, or cut "
    "--every-town. Nothing was cut.",
)
_NO_CASE = Text(
    "审核台上没有第 {number} 条。没有写入任何内容；请先不带参数列出。",
    "There is no reply {number} on the desk. Nothing was written; list them first.",
)
_ONE_PACKAGE = Text(
    "写回执要用 --package 指明一个核查包的编号。没有写回执。",
    "Name one package by --package for a receipt. None was written.",
)
