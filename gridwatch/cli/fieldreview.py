"""``review open | return``: the field office's side, without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.cli import answers
from gridwatch.cli.commands import DONE, user
from gridwatch.cli.review import passphrase_of
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from gridwatch.cli.answers import Talk
    from gridwatch.district.review.replies import CheckItem, Reply
    from gridwatch.store.review.field import FieldReview

__all__ = ["open_", "return_"]


def open_(arguments: argparse.Namespace, talk: Talk) -> int:
    """``review open``: what to check, with what was said; ticks are saved at once."""
    from gridwatch.store.review.field import open_package

    with open_package(arguments.package, passphrase=passphrase_of(arguments)) as review:
        _say(review, arguments)
        if arguments.json:
            answers.print_json(_facts(review))
        else:
            _tell(review, talk)
    return DONE


def _say(review: FieldReview, arguments: argparse.Namespace) -> None:
    from gridwatch.district.review.paper import tick_of, typed
    from gridwatch.district.review.replies import Mark, corrected, gone, remarked, right

    makers: dict[Mark, Callable[..., Reply]] = {Mark.RIGHT: right, Mark.GONE: gone}
    for number, tick, remark in arguments.tick:
        item = _item(review, number)
        mark, before = tick_of(tick), review.reply(item.kind, item.uid)
        made = makers.get(mark)
        reply = before if made is None else made(item.kind, item.row, before)
        words = remark or None
        review.save(remarked(item.kind, item.uid, reply, remark=words))
    for number, key, text in arguments.set:
        item = _item(review, number)
        before = review.reply(item.kind, item.uid)
        value = _value(item, key, text)
        review.save(corrected(item.kind, item.row, {key: value}, before))
    for code, number, tick, remark in arguments.typed:
        review.save(typed(review.manifest.pages, code, number, tick, remark))


def _item(review: FieldReview, number: int) -> CheckItem:
    if not 1 <= number <= len(review.items):
        text = _NO_ITEM.filled(number=number, most=len(review.items))
        raise OfficerError(text)
    return review.items[number - 1]


def _value(item: CheckItem, key: str, text: str) -> object:
    """Return what was typed as the field's value; a place as ``east,north``."""
    from gridwatch.district.review.facts import FACE, GEOMETRY, keys_of
    from gridwatch.intake.values import Refused, translated

    if key not in keys_of(item.kind):
        raise OfficerError(_NO_FIELD.filled(key=key))
    if key == GEOMETRY:
        return _point(text)
    if key.startswith(FACE):
        return text
    try:
        return translated(item.kind, key, text)[0]
    except Refused as error:
        raise OfficerError(error.text) from error


def _point(text: str) -> object:
    import shapely

    try:
        east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise OfficerError(_NO_PLACE.filled(text=text)) from error
    return shapely.Point(east, north)


def _facts(review: FieldReview) -> dict[str, object]:
    manifest, progress = review.manifest, review.progress
    return {
        "number": manifest.number,
        "area": manifest.area.name,
        "done": progress.done,
        "total": progress.total,
        "items": [_item_facts(review, item) for item in review.items],
    }


def _item_facts(review: FieldReview, item: CheckItem) -> dict[str, object]:
    reply = review.reply(item.kind, item.uid)
    return {
        "number": item.number,
        "kind": item.kind.value,
        "uid": item.uid,
        "label": item.label,
        "page": item.page,
        "line": item.line,
        "asked": item.asked,
        "mark": "" if reply is None else reply.mark.value,
        "fields": [] if reply is None else sorted(reply.theirs),
        "remark": "" if reply is None else reply.remark,
    }


def _tell(review: FieldReview, talk: Talk) -> None:
    from gridwatch.district.review.replies import MARK_SIGNS
    from gridwatch.district.wording import KIND_NAMES

    manifest, progress = review.manifest, review.progress
    name = manifest.area.name or manifest.area.key
    talk.answer(
        Text(
            f"{manifest.number} {name}：已核查 {progress.done}/{progress.total}",
            f"{manifest.number} {name}: {progress.done}/{progress.total} checked",
        )
    )
    for item in review.items:
        reply = review.reply(item.kind, item.uid)
        sign = "·" if reply is None else MARK_SIGNS[reply.mark]
        kind = talk.of(KIND_NAMES[item.kind])
        asked = f"  ? {item.asked}" if item.asked else ""
        print(f"{item.number:4d} {sign} {kind} {item.label}{asked}")


def return_(arguments: argparse.Namespace, talk: Talk) -> int:
    """``review return``: write what goes back."""
    from gridwatch.store.review.field import open_package

    passphrase = passphrase_of(arguments)
    with open_package(arguments.package, passphrase=passphrase) as review:
        sent = review.write_return(
            arguments.output, by=arguments.by or user(), passphrase=passphrase
        )
    if arguments.json:
        answers.print_json(
            {
                "file": str(sent.path),
                "serial": sent.serial,
                "replies": sent.replies,
                "done": sent.progress.done,
                "total": sent.progress.total,
            }
        )
        return DONE
    done, total = sent.progress.done, sent.progress.total
    talk.answer(
        Text(
            f"第 {sent.serial} 次回传：意见 {sent.replies} 条，"
            f"已核查 {done}/{total} → {sent.path}",
            f"return {sent.serial}: {sent.replies} replies, {done}/{total} checked "
            f"→ {sent.path}",
        )
    )
    return DONE


_NO_ITEM = Text(
    "清单里没有第 {number} 行（共 {most} 行）。没有保存；请先列出清单。",
    "The list has no row {number} (it ends with {most}). Nothing was saved.",
)
_NO_FIELD = Text(
    "没有名为“{key}”的字段。没有保存。", "There is no field “{key}”. Nothing was saved."
)
_NO_PLACE = Text(
    "“{text}”不是位置：请写“东,北”，单位米。没有保存。",
    "“{text}” is no place: write east,north in metres. Nothing was saved.",
)
