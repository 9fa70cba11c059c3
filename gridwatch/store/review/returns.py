"""A return file: opened with distrust, told for what it is, before anything is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from gridwatch.district.wording import Text
from gridwatch.store.review.container import opened
from gridwatch.store.review.factsjson import words
from gridwatch.store.review.manifests import replies_of
from gridwatch.store.review.terms import ReviewError, limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gridwatch.district.review.replies import Reply
    from gridwatch.store.review.container import Container

    Look = Callable[[bytes], "Looked"]

__all__ = ["Looked", "Picture", "ReturnFile", "read_return_file"]

_DEEPEST = 2**31


class Looked(Protocol):
    """What was found of a photograph (`intake.photographs` has the class)."""

    @property
    def thumbnail(self) -> bytes:
        """A small copy."""

    @property
    def fault(self) -> Text | None:
        """Why it cannot be taken; None: it can."""

    @property
    def taken(self) -> datetime | None:
        """When, by the clock of the camera."""

    @property
    def longitude(self) -> float | None:
        """Degrees, WGS 84."""

    @property
    def latitude(self) -> float | None:
        """Degrees, WGS 84."""


class Picture(NamedTuple):
    """A photograph that came with a reply.

    Parameters
    ----------
    name : str
        Hash of its bytes.
    data : bytes
        The file.
    seen : Looked
        What was found of it.
    """

    name: str
    data: bytes
    seen: Looked


@dataclass(frozen=True)
class ReturnFile:
    """What a return carries.

    Parameters
    ----------
    file : str
        Name of the file.
    digest : str
        SHA-256 of its manifest.
    package, number, store_uid, package_digest : str
        Which package it answers, by what the package says of itself.
    draft, serial : str, int
        Whose return, and the how manieth.
    by : str
        Who answers for it.
    at : datetime
        When it was written, UTC.
    done, total : int
        How far the review had come.
    replies : tuple of Reply
        What was said.
    pictures : tuple of (bytes, bytes)
        Photographs and their small copies.
    left_out : tuple of Text
        Photographs that were not taken, and why.
    """

    file: str
    digest: str
    package: str
    number: str
    store_uid: str
    package_digest: str
    draft: str
    serial: int
    by: str
    at: datetime
    done: int
    total: int
    replies: tuple[Reply, ...] = ()
    pictures: tuple[Picture, ...] = ()
    left_out: tuple[Text, ...] = ()


def read_return_file(path: Path, look: Look, passphrase: str = "") -> ReturnFile:
    """Read a return; nothing is kept of one that is not sound throughout.

    Parameters
    ----------
    path : Path
        The file.
    look : callable
        Takes the bytes of a photograph; returns a small copy, when and where it was
        taken, and why it cannot be taken in (None: it can). `intake.photographs` judges
        pictures before a pixel of them is decoded.
    passphrase : str
        Where it is encrypted.

    Raises
    ------
    ReviewError
        Where it is no return, cut off, changed, or holds what no reply may.
    """
    with opened(path, passphrase) as container:
        facts = container.facts
        if facts.get("what") == "package":
            raise ReviewError(_A_PACKAGE.filled(name=path.name))
        text = container.read("replies.json", limits().text_mb)
        try:
            replies = replies_of(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise ReviewError(_ODD.filled(name=path.name)) from error
        pictures, left_out = _pictures(container, replies, look)
        try:
            return _return_file(
                path.name, container, (replies, tuple(pictures), tuple(left_out))
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ReviewError(_ODD.filled(name=path.name)) from error


def _return_file(name: str, container: Container, found: Any) -> ReturnFile:  # noqa: ANN401
    facts = container.facts
    if facts["what"] != "return":
        raise ValueError("no return")
    texts: dict[str, Any] = {
        key: words(facts[key])[:200]
        for key in ("package", "number", "store_uid", "package_digest", "draft", "by")
    }
    counts: dict[str, Any] = {key: facts[key] for key in ("serial", "done", "total")}
    if not all(type(n) is int and 0 <= n < _DEEPEST for n in counts.values()):
        raise ValueError("counts")
    at = datetime.fromisoformat(facts["at"])
    if at.tzinfo is None:
        raise ValueError("no zone")
    replies, pictures, left_out = found
    return ReturnFile(
        file=name,
        digest=container.digest,
        at=at,
        replies=replies,
        pictures=pictures,
        left_out=left_out,
        **texts,
        **counts,
    )


def _pictures(
    container: Container, replies: tuple[Reply, ...], look: Look
) -> tuple[list[Picture], list[Text]]:
    """Return the photographs that replies name, judged one by one."""
    wanted = dict.fromkeys(name for reply in replies for name in reply.photos)
    found, left_out = [], []
    there = set(container.names)
    for name in wanted:
        if f"photos/{name}" not in there:
            continue
        data = container.read(f"photos/{name}", limits().photo_mb)
        if hashlib.sha256(data).hexdigest() != name:
            raise ReviewError(_ODD.filled(name=container.path.name))
        seen = look(data)
        if seen.fault is None:
            found.append(Picture(name, data, seen))
        else:
            left_out.append(seen.fault)
    return found, left_out


_A_PACKAGE = Text(
    "“{name}”是发出去的核查包，不是回传。没有改动任何内容；"
    "请外业打开它核查后“生成回传”，交回 .gwreturn 文件。",
    "“{name}” is the package that went out, not a return. Nothing was changed; the "
    "field office opens it, reviews it and sends back a .gwreturn file.",
)
_ODD = Text(
    "“{name}”不是完整的回传，没有采用，没有改动任何内容。请对方重新生成。",
    "“{name}” is no complete return; it was not taken and nothing was changed. Ask for "
    "it again.",
)
