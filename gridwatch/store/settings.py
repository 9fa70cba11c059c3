"""What a district sets for itself: names, rules, codelists."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gridwatch.district.rules import Rules
from gridwatch.resources import resource
from gridwatch.store import journal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

__all__ = [
    "HOLIDAYS",
    "ROLES",
    "CodelistEntry",
    "codelists",
    "complete",
    "fill",
    "read",
    "rules",
    "set_codelist",
    "set_value",
]

ROLES = "roles"
"""Name of the codelist of roles."""
HOLIDAYS = "holidays"
"""Name of the list of public holidays and of the working days that make up for them."""
_OF_STORE = ("name", "code")
_RULES, _DECLARED = "rules", "declared_roster"
_FACES = "faces"
"""Section of the rules that the norms of board faces come in."""


@dataclass(frozen=True, slots=True)
class CodelistEntry:
    """One word of an editable codelist.

    Parameters
    ----------
    value : str
        The word.
    level : str
        Rank of a role; empty in other lists.
    duty : str
        What a rule asks of the word: `Duty` of a role, ``inside`` or ``outside`` of a
        body type, ``off`` or ``work`` of a day, ``excluded`` of an approval.
    source : str
        Where the word comes from.
    parent : str
        The word above: whom a role reports to, the class a subclass belongs to.
    """

    value: str
    level: str = ""
    duty: str = ""
    source: str = ""
    parent: str = ""


def fill(connection: sqlite3.Connection, given: Mapping[str, object]) -> None:
    """Write the settings of a new store; what is not given comes from the resources."""
    text = resource("rules.toml").read_text(encoding="utf-8")
    values: dict[str, object] = {_RULES: tomllib.loads(text), **given}
    connection.executemany(
        "INSERT INTO gw_setting VALUES (?, ?)",
        [(key, _dumped(value)) for key, value in values.items()],
    )
    for name, entries in _delivered_codelists().items():
        _insert_codelist(connection, name, entries)


def complete(connection: sqlite3.Connection) -> None:
    """Give an older store the codelists, and the parents of words, that it lacks."""
    there = codelists(connection)
    for name, entries in _delivered_codelists().items():
        if name not in there:
            _insert_codelist(connection, name, entries)
            continue
        connection.executemany(
            "UPDATE gw_codelist SET parent = ?, duty = iif(duty = '', ?, duty)"
            " WHERE list = ? AND value = ? AND parent = ''",
            [(e.parent, e.duty, name, e.value) for e in entries],
        )


def _delivered_codelists() -> dict[str, list[CodelistEntry]]:
    found: dict[str, list[CodelistEntry]] = {
        ROLES: [
            CodelistEntry(r["name"], r["level"], r["duty"], r["source"], r["above"])
            for r in _table("roles.csv")
        ],
        HOLIDAYS: [
            CodelistEntry(r["day"], duty=r["duty"], source=r["source"])
            for r in _table("holidays.csv")
        ],
    }
    for r in _table("choices.csv"):
        entry = CodelistEntry(
            r["value"], duty=r["duty"], source=r["source"], parent=r["parent"]
        )
        found.setdefault(r["list"], []).append(entry)
    return found


def _table(name: str) -> list[dict[str, str]]:
    path = resource("codelists", name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _insert_codelist(
    connection: sqlite3.Connection, name: str, entries: Sequence[CodelistEntry]
) -> None:
    connection.executemany(
        "INSERT INTO gw_codelist (list, value, level, duty, source, parent)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(name, e.value, e.level, e.duty, e.source, e.parent) for e in entries],
    )


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(connection: sqlite3.Connection) -> dict[str, object]:
    """Return all settings by key."""
    name, code = connection.execute("SELECT name, code FROM gw_store").fetchone()
    found: dict[str, object] = {"name": name, "code": code}
    for key, value in connection.execute("SELECT key, value FROM gw_setting"):
        found[key] = json.loads(value)
    return found


def codelists(connection: sqlite3.Connection) -> dict[str, tuple[CodelistEntry, ...]]:
    """Return all codelists by name, each in its own order."""
    found: dict[str, list[CodelistEntry]] = {}
    for name, *entry in connection.execute(
        "SELECT list, value, level, duty, source, parent FROM gw_codelist ORDER BY id"
    ):
        found.setdefault(name, []).append(CodelistEntry(*entry))
    return {name: tuple(entries) for name, entries in found.items()}


def rules(connection: sqlite3.Connection) -> Rules:
    """Return the district's rules with its codelists and its declared roster.

    What the district has not set, because its store is older than the rule, is as in
    the resources.
    """
    values = read(connection)
    data = _overlaid(_delivered_rules(), _mapping(values.get(_RULES)))
    if _DECLARED in values:
        roster = dict(_mapping(data.get("roster")))
        data["roster"] = {**roster, "declared": _mapping(values[_DECLARED])}
    lists = {
        name: [
            {"value": e.value, "level": e.level, "duty": e.duty, "parent": e.parent}
            for e in entries
        ]
        for name, entries in codelists(connection).items()
    }
    return Rules.of(data, lists)


@lru_cache(maxsize=1)
def _delivered_rules() -> Mapping[str, Any]:
    """Return the rules of the resources; nobody writes into them."""
    delivered = tomllib.loads(resource("rules.toml").read_text(encoding="utf-8"))
    delivered[_FACES] = tomllib.loads(
        resource("norms", "faces.toml").read_text(encoding="utf-8")
    )
    return delivered


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above` over it, section by section.

    Only sections are completed: a table within a section is the district's own.
    """
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        found[key] = {**old, **value} if both and old is not None else value
    return found


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def set_value(
    connection: sqlite3.Connection, key: str, value: object, entry: journal.Entry
) -> None:
    """Write one setting and journal it."""
    before = read(connection).get(key)
    if key in _OF_STORE:
        # One of two fixed column names.
        sql = f"UPDATE gw_store SET {key} = ?"  # noqa: S608
        connection.execute(sql, (str(value),))
    else:
        connection.execute(
            "INSERT INTO gw_setting VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, _dumped(value)),
        )
    was = None if before is None else _dumped({"value": before})
    row = (key, was, _dumped({"value": value}))
    journal.write(connection, entry, "gw_setting", [row])


def set_codelist(
    connection: sqlite3.Connection,
    name: str,
    entries: Sequence[CodelistEntry],
    entry: journal.Entry,
) -> None:
    """Replace one codelist and journal it."""
    before = [e.value for e in codelists(connection).get(name, ())]
    connection.execute("DELETE FROM gw_codelist WHERE list = ?", (name,))
    _insert_codelist(connection, name, entries)
    row = (
        name,
        _dumped({"values": before}),
        _dumped({"values": [e.value for e in entries]}),
    )
    journal.write(connection, entry, "gw_codelist", [row])
