"""What ``resources/review.toml`` says: audiences, and what a file may cost."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gridwatch.district.review.packages import Audience
from gridwatch.district.wording import OfficerError, Text
from gridwatch.resources import resource

__all__ = [
    "MEGABYTE",
    "Limits",
    "LockedError",
    "ReviewError",
    "audience",
    "audiences",
    "limits",
]

MEGABYTE = 1 << 20
_UNKNOWN = Text(
    "没有名为“{key}”的对象范围。没有写入任何内容。可用：{known}",
    "There is no audience “{key}”. Nothing was written. There are: {known}",
)


class ReviewError(OfficerError):
    """A package, return or decision that is refused, in words."""


class LockedError(ReviewError):
    """A file that asks for a passphrase, or for another one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package or return may cost to open; the names are the file's."""

    members: int
    unpacked_mb: float
    member_mb: float
    tiles_mb: float
    ratio: float
    text_mb: float
    photo_mb: float
    replies: int
    characters: int
    vertices: int


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with resource("review.toml").open("rb") as file:
        return tomllib.load(file)


def limits() -> Limits:
    """Return the limits."""
    return Limits(**_table()["limits"])


def farthest_photo() -> float:
    """Return from how many metres on a photograph is doubted."""
    return float(_table()["evidence"]["photo_metres"])


def audiences() -> tuple[Audience, ...]:
    """Return who a package may be for; the first is the usual one."""
    return tuple(
        Audience(key, Text(*found["name"]), frozenset(found["withheld"]))
        for key, found in _table()["audience"].items()
    )


def audience(key: str) -> Audience:
    """Return one audience by its name.

    Raises
    ------
    ReviewError
        Where there is none.
    """
    known = {one.key: one for one in audiences()}
    if key not in known:
        raise ReviewError(_UNKNOWN.filled(key=key, known="、".join(known)))
    return known[key]
