"""Names of bodies in ownership rows: which are known, of what type, from outside."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from typing import TYPE_CHECKING

from gridwatch.district.bodies import Body
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from gridwatch.district.district import District
    from gridwatch.district.rules import Rules

__all__ = [
    "BODY_ROLES",
    "guess_type",
    "is_outside",
    "names_in_use",
    "proposed_bodies",
]

BODY_ROLES = ("managing_body", "caring_body", "cleaning_body", "basin_body")
"""Fields of an ownership row that name a body."""
_OUTSIDE = "outside"


def is_outside(district: District, name: str) -> bool:
    """Tell whether a body is known to stand outside the district (OWN-03).

    A body that is not in the table, or whose type says nothing, is not: what is not
    known must not take a segment out of a count.
    """
    body = district.body_by_name.get(name)
    word = district.rules.word("body_types", body.type) if body else None
    return word is not None and word.duty == _OUTSIDE


def names_in_use(district: District) -> dict[str, int]:
    """Return the names of bodies in ownership rows with the number of rows of each.

    Those of most rows come first.
    """
    counts: Counter[str] = Counter()
    for row in district.ownerships:
        counts.update({name for key in BODY_ROLES if (name := getattr(row, key))})
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def guess_type(rules: Rules, name: str) -> str:
    """Return the type that a name suggests, or empty.

    The patterns are data (``rules.toml``, ``[ownership] guesses``); the first that
    fits decides.

    Examples
    --------
    >>> from gridwatch.district.rules import Rules
    >>> guesses = [{"pattern": "村(委会)?$", "type": "村居"}]
    >>> guess_type(Rules(data={"ownership": {"guesses": guesses}}), "荷店村委会")
    '村居'
    """
    for guess in rules.table("ownership").get("guesses", ()):
        try:
            if re.search(guess["pattern"], name):
                return str(guess["type"])
        except (re.error, KeyError, TypeError):
            continue  # A pattern that somebody wrote wrongly suggests nothing.
    return ""


def proposed_bodies(district: District) -> tuple[Body, ...]:
    """Return bodies for the names in ownership rows that the table lacks.

    Their types are guesses, for the officer to accept or change.
    """
    return tuple(
        Body(_fresh(district, name), name, guess_type(district.rules, name))
        for name in names_in_use(district)
        if name not in district.body_by_name
    )


def _fresh(district: District, name: str) -> str:
    uid = uuid.uuid5(uuid.NAMESPACE_OID, f"body {district.code} {name}").hex
    return uid if district.row(Kind.BODY, uid) is None else uuid.uuid4().hex
