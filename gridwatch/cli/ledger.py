"""``ledger``: this month's file held against a store, accepted where it is wished."""

from __future__ import annotations

import getpass
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.cli import answers
from gridwatch.district.ledgervalues import STATUS_NAMES, Status
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse

    from gridwatch.cli.answers import Talk
    from gridwatch.district.changes import Changes
    from gridwatch.district.district import District
    from gridwatch.district.ledgervalues import Difference, LedgerDiff, LedgerRow
    from gridwatch.intake.ledger import LedgerFile

__all__ = ["ledger"]


def ledger(arguments: argparse.Namespace, talk: Talk) -> int:
    """Compare, tell, write the table, accept."""
    from gridwatch.district.ledgererrand import Wishes, held_against
    from gridwatch.intake.ledger import LedgerHints, read_ledger
    from gridwatch.intake.variants import variants
    from gridwatch.store.opening import open_store

    accept = _accepted_statuses(arguments.accept)
    with open_store(arguments.store, read_only=not accept) as store:
        district = store.district()
        hints = LedgerHints(
            layer=arguments.sheet,
            kind=arguments.kind,
            role=arguments.role,
            roles=tuple(role.name for role in district.rules.roles),
        )
        file = read_ledger(arguments.file, district.crs, hints)
        wishes = Wishes(
            arguments.as_of,
            arguments.moved,
            _town(district, arguments.town),
            variants=variants(),
        )
        diff, rows = held_against(district, file.delivered, wishes)
        if arguments.xlsx is not None:
            _write(arguments, district, file, diff, talk)
        done = 0
        if accept:
            chosen = diff.of(*accept)
            changes = _edit(district, file, chosen, rows, arguments.as_of)
            if changes.items:
                store.apply(changes, who=_who())
            done = len(chosen)
    if arguments.json:
        answers.print_json(_facts(file, diff, done, talk))
    else:
        _tell(district, file, diff, done, talk)
    return 0


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _accepted_statuses(text: str) -> tuple[Status, ...]:
    words = {name.zh: status for status, name in STATUS_NAMES.items()}
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        status = words.get(word)
        if status is None and word in tuple(Status):
            status = Status(word)
        if status is None or status is Status.QUESTION:
            raise OfficerError(_NO_STATUS.filled(word=word))
        found.append(status)
    return tuple(found)


_NO_STATUS = Text(
    "--accept 里的“{word}”不能接受：请写 new、changed、moved、vanished 中的几个。"
    "没有写入任何内容。",
    "“{word}” cannot be accepted: name some of new, changed, moved, vanished. Nothing "
    "was written.",
)


def _town(district: District, wanted: str) -> str:
    if not wanted:
        return ""
    towns = [area for area in district.jurisdictions if area.level == "town"]
    found = [area.code for area in towns if wanted in (area.code, area.name)]
    if not found:
        text = Text(
            "工作库里没有镇街“{name}”，没有写入任何内容。请核对名称或代码。",
            "The store has no town “{name}”; nothing was written. Check the name.",
        )
        raise OfficerError(text.filled(name=wanted))
    return found[0]


def _edit(
    district: District,
    file: LedgerFile,
    chosen: tuple[Difference, ...],
    rows: tuple[LedgerRow, ...],
    as_of: date,
) -> Changes:
    from gridwatch.district.ledgeraccepting import accepted, reason_of

    reason = reason_of(file.path.name, file.kind, chosen).zh
    return accepted(district, file.kind, chosen, rows, as_of, reason)


def _write(
    arguments: argparse.Namespace,
    district: District,
    file: LedgerFile,
    diff: LedgerDiff,
    talk: Talk,
) -> None:
    from gridwatch.district.ledgerrows import ledger_rows
    from gridwatch.reports.ledger import write_ledger_diff

    here = ledger_rows(district, file.kind, arguments.as_of)
    rows = (*file.rows, *here)
    lines = write_ledger_diff(arguments.xlsx, file.kind, diff, rows, talk.language)
    talk.message(
        Text(f"{arguments.xlsx}：{lines} 行", f"{arguments.xlsx}: {lines} lines")
    )


def _facts(
    file: LedgerFile, diff: LedgerDiff, done: int, talk: Talk
) -> dict[str, object]:
    from gridwatch.district.ledgererrand import shift_warning

    shifted = shift_warning(diff)
    return {
        "file": str(file.path),
        "sheet": file.layer,
        "kind": file.kind.value,
        "header_row": file.header_row,
        "rows": len(file.rows),
        "columns": dict(file.columns),
        "counts": {status.value: n for status, n in diff.counts.items()},
        "same": diff.same,
        "accepted": done,
        "warning": talk.of(shifted) if shifted is not None else "",
        "findings": [
            {"severity": f.severity, "row": f.row, "text": talk.of(f.text)}
            for f in file.findings
        ],
        "differences": [_difference(one, talk) for one in diff.differences],
    }


def _difference(one: Difference, talk: Talk) -> dict[str, object]:
    return {
        "status": one.status.value,
        "row": one.row,
        "uid": one.uid,
        "score": round(one.score, 3),
        "reason": talk.of(one.reason),
        "metres": None if one.metres is None else round(one.metres, 2),
        "fields": {f.key: [f.old, f.new] for f in one.fields},
        "candidates": [
            {"uid": c.uid, "score": round(c.score, 3)} for c in one.candidates
        ],
    }


def _tell(
    district: District, file: LedgerFile, diff: LedgerDiff, done: int, talk: Talk
) -> None:
    from gridwatch.district.ledgererrand import shift_warning
    from gridwatch.district.ledgerrows import kind_name, ledger_rows

    name = kind_name(file.kind)
    sheet = f"#{file.layer}" if file.layer else ""
    talk.answer(
        Text(
            f"{file.path.name}{sheet}：{name.zh}，{len(file.rows)} 行",
            f"{file.path.name}{sheet}: {name.en}, {len(file.rows)} rows",
        )
    )
    for finding in file.findings:
        place = f" {finding.row}" if finding.row else ""
        print(f"  !{place} {talk.of(finding.text)}")
    counts = [f"{talk.of(STATUS_NAMES[s])} {n}" for s, n in diff.counts.items()]
    same = talk.of(Text(f"未变 {diff.same}", f"the same {diff.same}"))
    print(" · ".join([*counts, same]))
    shifted = shift_warning(diff)
    if shifted is not None:
        talk.answer(shifted)
    here = {r.key: r for r in ledger_rows(district, file.kind, date.today())}  # noqa: DTZ011
    rows = {row.key: row for row in file.rows}
    for one in diff.differences:
        _tell_one(one, here.get(one.uid) or rows.get(one.row), file, talk)
    if done:
        talk.answer(
            Text(f"已写入 {done} 行，记入日志", f"{done} rows written, in the journal")
        )


def _tell_one(
    one: Difference, row: LedgerRow | None, file: LedgerFile, talk: Talk
) -> None:
    from gridwatch.district.ledgerrows import field_name, value_text

    fields = row.fields if row is not None else {}
    who = " ".join(
        str(fields[key])
        for key in ("code", "role", "name", "covers_code", "segment_code")
        if fields.get(key)
    )
    place = f" [{one.row}]" if one.row else ""
    far = "" if one.metres is None else f" {one.metres:.0f} m"
    print(f"{talk.of(STATUS_NAMES[one.status])}{place} {who}{far}")
    if one.status in (Status.CHANGED, Status.MOVED):
        for change in one.fields:
            old, new = (
                value_text(file.kind, change.key, value, talk.language)
                for value in (change.old, change.new)
            )
            print(f"    {talk.of(field_name(file.kind, change.key))}: {old} → {new}")
    if one.status is Status.QUESTION or one.score < 1:
        print(f"    {talk.of(one.reason)}")
