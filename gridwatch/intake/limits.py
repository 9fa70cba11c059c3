"""What a delivered file may cost: the numbers of ``resources/limits.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from gridwatch.resources import resource

__all__ = [
    "MEGABYTE",
    "ArchiveLimits",
    "ReaderLimits",
    "archive_limits",
    "reader_limits",
]

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class ArchiveLimits:
    """What unpacking an archive may cost.

    Parameters
    ----------
    members : int
        Files in it, those of archives inside it included.
    unpacked_mb : float
        Megabytes it may become.
    ratio : float
        How often a member of more than ten megabytes may be larger than it is packed.
    depth : int
        Archives that may stand inside each other.
    """

    members: int
    unpacked_mb: float
    ratio: float
    depth: int


@dataclass(frozen=True)
class ReaderLimits:
    """What reading one file may cost.

    Parameters
    ----------
    seconds, seconds_per_mb : float
        Time, and time for each megabyte of the file besides.
    memory_mb, memory_per_mb : float
        Memory, and memory for each megabyte of the file besides.
    idle_seconds : float
        After which a reader that nobody asks goes home.
    text_mb : float
        Size up to which a text is read without a process of its own.
    """

    seconds: float
    seconds_per_mb: float
    memory_mb: float
    memory_per_mb: float
    idle_seconds: float
    text_mb: float = 32

    def time_for(self, size: int) -> float:
        """Return the seconds for a file of `size` bytes."""
        return self.seconds + self.seconds_per_mb * size / MEGABYTE

    def memory_for(self, size: int) -> int:
        """Return the bytes of memory for a file of `size` bytes."""
        return int((self.memory_mb + self.memory_per_mb * size / MEGABYTE) * MEGABYTE)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    with resource("limits.toml").open("rb") as file:
        return tomllib.load(file)


def archive_limits() -> ArchiveLimits:
    """Return the limits of archives."""
    found = _table()["archive"]
    return ArchiveLimits(
        int(found["members"]),
        found["unpacked_mb"],
        found["ratio"],
        int(found["depth"]),
    )


def reader_limits() -> ReaderLimits:
    """Return the limits of readers."""
    return ReaderLimits(**_table()["reader"])
