"""How the coordinates of a delivery were brought over, on record with its import.

A CRS alone needs no words. Axes swapped back, the shift of web maps taken out, a fit
with its control points and residuals, a ballpark transformation that somebody accepted:
years later somebody will ask why a point lies where it lies. They are lines of the
journal, so they are only ever added, and belong to the import.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import Text
from gridwatch.store import journal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

__all__ = ["Origin", "Placing", "placings", "write"]

_TABLE = "gw_import"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a delivery came from.

    Parameters
    ----------
    source : str
        Its folder.
    placed : mapping of str to Text
        By file, how its coordinates were brought over, where that needs words.
    """

    source: str
    placed: Mapping[str, Text] = field(default_factory=dict)


class Placing(NamedTuple):
    """How one file of an import was placed.

    Parameters
    ----------
    import_id : int
        Which import.
    at : datetime
        When, UTC.
    who : str
        Who imported.
    delivery, source : str
        The folder, and the file in it.
    words : Text
        What was done to its coordinates.
    """

    import_id: int
    at: datetime
    who: str
    delivery: str
    source: str
    words: Text


def write(
    connection: sqlite3.Connection, entry: journal.Entry, placed: Mapping[str, Text]
) -> None:
    """Write down, by source, how files of an import were placed."""
    rows = [
        (
            str(entry.import_id),
            None,
            journal.as_json({"source": source, "zh": words.zh, "en": words.en}),
        )
        for source, words in placed.items()
    ]
    journal.write(connection, entry, _TABLE, rows)


def placings(connection: sqlite3.Connection) -> list[Placing]:
    """Return how files were placed, of all imports, the latest first."""
    found = []
    for number, at, who, delivery, after in connection.execute(
        "SELECT j.import_id, j.at, j.who, coalesce(i.source, ''), j.after"
        " FROM gw_journal j LEFT JOIN gw_import i ON i.id = j.import_id"
        " WHERE j.table_name = ? ORDER BY j.id DESC",
        (_TABLE,),
    ):
        told = json.loads(after)
        words = Text(told["zh"], told["en"])
        moment = datetime.fromisoformat(at)
        found.append(Placing(number, moment, who, delivery, told["source"], words))
    return found
