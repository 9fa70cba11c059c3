"""What a district sets for itself: names, rules, codelists."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridwatch.district.rules import Rules
from gridwatch.resources import resource
from gridwatch.store import journal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

__all__ = [
    "ROLES",
    "CodelistEntry",
    "codelists",
    "fill",
    "read",
    "rules",
    "set_codelist",
    "set_value",
]

ROLES = "roles"
"""Name of the codelist of roles."""
_OF_STORE = ("name", "code")
_RULES, _DECLARED = "rules", "declared_roster"


@dataclass(frozen=True, slots=True)
class CodelistEntry:
    """One word of an editable codelist; `level` and `duty` are for roles only."""

    value: str
    level: str = ""
    duty: str = ""
    source: str = ""


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


def _delivered_codelists() -> dict[str, list[CodelistEntry]]:
    found: dict[str, list[CodelistEntry]] = {
        ROLES: [
            CodelistEntry(r["name"], r["level"], r["duty"], r["source"])
            for r in _table("roles.csv")
        ]
    }
    for r in _table("choices.csv"):
        entry = CodelistEntry(r["value"], source=r["source"])
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
        "INSERT INTO gw_codelist (list, value, level, duty, source)"
        " VALUES (?, ?, ?, ?, ?)",
        [(name, e.value, e.level, e.duty, e.source) for e in entries],
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
        "SELECT list, value, level, duty, source FROM gw_codelist ORDER BY id"
    ):
        found.setdefault(name, []).append(CodelistEntry(*entry))
    return {name: tuple(entries) for name, entries in found.items()}


def rules(connection: sqlite3.Connection) -> Rules:
    """Return the district's rules with its roles and its declared roster."""
    values = read(connection)
    data: dict[str, Any] = dict(_mapping(values.get(_RULES)))
    if _DECLARED in values:
        roster = dict(_mapping(data.get("roster")))
        data["roster"] = {**roster, "declared": _mapping(values[_DECLARED])}
    roles = codelists(connection).get(ROLES, ())
    return Rules.of(
        data, [{"name": r.value, "level": r.level, "duty": r.duty} for r in roles]
    )


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
