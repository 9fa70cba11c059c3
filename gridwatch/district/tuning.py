"""Editing the rules of a district as plain data, and what their comments say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["differing_sections", "explained", "switched", "with_value"]

_CHECKS, _OFF = "checks", "off"
_TABLE = re.compile(r"^\[([^\[\]]+)\]\s*$")
_KEY = re.compile(r"^(\"[^\"]+\"|[A-Za-z_][\w-]*)\s*=")


def with_value(
    data: Mapping[str, Any], section: str, key: str, value: object
) -> dict[str, Any]:
    """Return rules with one value set; nothing else changes.

    Parameters
    ----------
    data : mapping
        Rules of the form of ``rules.toml``.
    section : str
        Table, with dots for one inside another: ``roster.declared``.
    key : str
        Key in it; an empty one sets the whole table.
    value : object
        Any value that JSON can hold.

    Examples
    --------
    >>> with_value({"rivers": {"far_metres": 500}}, "rivers", "far_metres", 300)
    {'rivers': {'far_metres': 300}}
    """
    head, _, rest = section.partition(".")
    found = dict(data)
    if not head:
        found[key] = value
        return found
    inner = found.get(head)
    table = inner if isinstance(inner, Mapping) else {}
    if not rest and not key:
        found[head] = value
    else:
        found[head] = with_value(table, rest, key, value)
    return found


def switched(
    data: Mapping[str, Any], off: frozenset[str], rule: str, *, on: bool
) -> dict[str, Any]:
    """Return rules with one check switched on or off.

    Parameters
    ----------
    data : mapping
        Rules.
    off : frozenset of str
        What is off now, delivered switches included.
    rule : str
        The check.
    on : bool
        Whether it shall run.

    Examples
    --------
    >>> switched({}, frozenset(), "cell_gap", on=False)
    {'checks': {'off': ['cell_gap']}}
    """
    wanted = off - {rule} if on else off | {rule}
    return with_value(data, _CHECKS, _OFF, sorted(wanted))


def differing_sections(
    one: Mapping[str, Any], other: Mapping[str, Any]
) -> frozenset[str]:
    """Return the sections in which two sets of rules differ."""
    keys = {*one, *other}
    return frozenset(key for key in keys if one.get(key) != other.get(key))


def explained(text: str) -> dict[tuple[str, str], str]:
    r"""Return what the comments of ``rules.toml`` say of each section and key.

    Parameters
    ----------
    text : str
        The file.

    Returns
    -------
    dict
        By section and key; the key is empty for a section itself. A comment above a
        key also speaks of the keys right below it.

    Examples
    --------
    >>> explained("[a]\n# How far.\nb = 1\n")[("a", "b")]
    'How far.'
    """
    found: dict[tuple[str, str], str] = {}
    section, lines = "", list[str]()
    fresh = True
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#"):
            lines = [*lines, bare[1:].strip()] if fresh else [bare[1:].strip()]
            fresh = True
            continue
        fresh = False
        table, key = _TABLE.match(bare), _KEY.match(line)
        if table:
            section = table[1].replace('"', "")
            found[section, ""] = " ".join(lines)
            lines = []
        elif key and lines:
            found[section, key[1].strip('"')] = " ".join(lines)
        elif not bare:
            lines = []
    return found
