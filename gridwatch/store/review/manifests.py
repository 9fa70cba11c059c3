"""Manifests and replies as JSON, and back with distrust."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gridwatch.district.review.packages import (
    Area,
    AreaKind,
    FieldPage,
    Manifest,
    Pictures,
    RowKey,
)
from gridwatch.district.review.replies import Mark, Reply
from gridwatch.district.wording import Kind, Text
from gridwatch.store.review.factsjson import facts_from, plain_facts, words
from gridwatch.store.review.terms import ReviewError, limits

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["manifest_facts", "manifest_of", "replies_of", "reply_facts"]

_TEXTS = (
    *("uid", "number", "store_uid", "district", "code", "audience", "to", "by"),
    *("tiles", "replaces"),
)
_SHORT = 200
_UID = re.compile(r"[\w.:-]{1,80}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_PHOTOS = 50
_NOT_ANSWERED = (Kind.PHOTO, Kind.PUBLICATION)
_REPLY = frozenset({"kind", "uid", "mark", "theirs", "remark", "photos", "by", "at"})


def manifest_facts(manifest: Manifest) -> dict[str, object]:
    """Return a manifest as JSON can hold it."""
    area = manifest.area
    return {
        "what": "package",
        **{key: getattr(manifest, key) for key in _TEXTS},
        "crs": manifest.crs,
        "area": {"kind": area.kind.value, "key": area.key, "name": area.name},
        "withheld": sorted(manifest.withheld),
        "at": manifest.at.isoformat(),
        "as_of": manifest.as_of.isoformat(),
        "position": manifest.position,
        "counts": dict(manifest.counts),
        "listed": _keys(manifest.listed),
        "pages": [{"code": p.code, "rows": _keys(p.rows)} for p in manifest.pages],
        "pictures": manifest.pictures.value,
        "asked": dict(manifest.asked),
    }


def _keys(keys: tuple[RowKey, ...]) -> list[list[str]]:
    return [[kind.value, uid] for kind, uid in keys]


def manifest_of(facts: Mapping[str, Any], name: str) -> Manifest:
    """Return the manifest of a package.

    Raises
    ------
    ReviewError
        Where the file is a return, or says what no package says.
    """
    if facts.get("what") == "return":
        raise ReviewError(_A_RETURN.filled(name=name))
    try:
        return _manifest(facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReviewError(_ODD.filled(name=name)) from error


def _manifest(facts: Mapping[str, Any]) -> Manifest:
    if facts["what"] != "package":
        raise ValueError("no package")
    texts = {key: _short(facts[key]) for key in _TEXTS}
    area = facts["area"]
    return Manifest(
        **texts,
        crs=_count(facts["crs"]),
        area=Area(AreaKind(area["kind"]), _short(area["key"]), _short(area["name"])),
        withheld=frozenset(_short(one) for one in facts["withheld"]),
        at=datetime.fromisoformat(facts["at"]),
        as_of=date.fromisoformat(facts["as_of"]),
        position=_count(facts["position"]),
        counts={_short(k): _count(v) for k, v in facts["counts"].items()},
        listed=_row_keys(facts["listed"]),
        pages=tuple(
            FieldPage(_short(one["code"]), _row_keys(one["rows"]))
            for one in facts["pages"]
        ),
        pictures=Pictures(facts["pictures"]),
        asked={_uid(k): words(v) for k, v in facts["asked"].items()},
    )


def _row_keys(found: Any) -> tuple[RowKey, ...]:  # noqa: ANN401
    return tuple((Kind(kind), _uid(uid)) for kind, uid in found)


def _short(value: Any) -> str:  # noqa: ANN401
    text = words(value)
    if len(text) > _SHORT or "\n" in text:
        raise ValueError("too long")
    return text


def _uid(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str) or not _UID.fullmatch(value):
        raise ValueError("no identifier")
    return value


def _count(value: Any) -> int:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("no count")
    return value


# --- replies -------------------------------------------------------------------------


def reply_facts(reply: Reply) -> dict[str, object]:
    """Return a reply as JSON can hold it."""
    return {
        "kind": reply.kind.value,
        "uid": reply.uid,
        "mark": reply.mark.value,
        "theirs": plain_facts(reply.theirs),
        "remark": reply.remark,
        "photos": list(reply.photos),
        "by": reply.by,
        "at": reply.at,
    }


def replies_of(found: object, *, trusted: bool = False) -> tuple[Reply, ...]:
    """Return replies from JSON, each row at most once.

    Raises
    ------
    ReviewError
        Where one of them is not sound: then none is taken.
    """
    if not isinstance(found, list) or len(found) > limits().replies:
        raise ReviewError(_ODD_REPLY.filled(number=0))
    replies = []
    seen: set[tuple[Kind, str]] = set()
    for number, one in enumerate(found, start=1):
        try:
            reply = _reply(one, trusted=trusted)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ReviewError(_ODD_REPLY.filled(number=number)) from error
        if (reply.kind, reply.uid) in seen:
            raise ReviewError(_ODD_REPLY.filled(number=number))
        seen.add((reply.kind, reply.uid))
        replies.append(reply)
    return tuple(replies)


def _reply(found: Mapping[str, Any], *, trusted: bool) -> Reply:
    if set(found) != _REPLY:
        raise ValueError("fields")
    kind, mark = Kind(found["kind"]), Mark(found["mark"])
    if kind in _NOT_ANSWERED:
        raise ValueError("nobody is asked about these")
    theirs = facts_from(kind, found["theirs"], trusted=trusted)
    if mark not in (Mark.CORRECTED, Mark.NEW) and theirs:
        raise ValueError("a tick without fields has some")
    photos = found["photos"]
    if not isinstance(photos, list) or len(photos) > _MOST_PHOTOS:
        raise ValueError("photos")
    if not all(isinstance(p, str) and _HASH.fullmatch(p) for p in photos):
        raise ValueError("photos")
    return Reply(
        kind,
        _uid(found["uid"]),
        mark,
        theirs,
        words(found["remark"]),
        tuple(photos),
        _short(found["by"]),
        _short(found["at"]),
    )


_A_RETURN = Text(
    "“{name}”是回传文件，不是核查包。没有改动任何内容；请在内业审核台里收取它。",
    "“{name}” is a return, not a package. Nothing was changed; take it in at the "
    "review desk.",
)
_ODD = Text(
    "“{name}”的清单不是核查包的清单，没有打开。没有改动任何内容；请对方重新生成。",
    "The manifest of “{name}” is none of a package; it was not opened. Nothing was "
    "changed; ask for it again.",
)
_ODD_REPLY = Text(
    "回传里第 {number} 条不完整或不合规矩，整份没有采用，没有改动任何内容。"
    "请对方重新生成。",
    "Reply {number} of the return is incomplete or odd; the return was not taken and "
    "nothing was changed. Ask for it again.",
)
