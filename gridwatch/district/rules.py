"""What differs between districts: roles, required chiefs, deadlines.

The values are data (``resources/rules.toml`` and ``resources/codelists/roles.csv``),
copied into each new store where the district edits them; this module only gives them
a shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Duty", "Role", "Rules", "Word"]


class Duty:
    """What a role is for, as far as a rule asks."""

    GENERAL = "general"
    CHIEF = "chief"
    ASSISTANT = "assistant"
    WARDEN = "warden"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Role:
    """One row of the codelist of roles.

    Parameters
    ----------
    name : str
        The word of the roster, e.g. 村级河长.
    level : str
        ``district``, ``town`` or ``village``.
    duty : str
        One of the values of `Duty`.
    above : str
        The role it reports to, or empty.
    """

    name: str
    level: str
    duty: str = Duty.OTHER
    above: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a codelist, as far as rules ask.

    Parameters
    ----------
    value : str
        The word.
    duty : str
        What a rule asks of it, e.g. ``outside`` of a body type; or empty.
    parent : str
        The word above it, or empty.
    """

    value: str
    duty: str = ""
    parent: str = ""


_DEFAULT_REQUIRED = ("town", "village")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one district.

    Parameters
    ----------
    roles : tuple of Role
        Roles in the order of the roster formula.
    required : mapping of str to tuple of str
        Ranks of chief that a segment needs, by the highest rank of its river; the key
        ``other`` serves rivers of unknown rank.
    crossing_metres : float
        A segment crosses a village when it runs at least so far inside it.
    monitoring_days : int
        Longest time between two monitorings of an outfall above scale.
    replacement_days : int
        Calendar days for replacing a board after a change of chief.
    formula : tuple of str
        Roles of the roster formula, highest tier first.
    declared : mapping of str to int
        Declared number of persons by role; empty where nothing was declared.
    off : frozenset of str
        Identifiers of rules the district has switched off.
    lists : mapping of str to tuple of Word
        The codelists, for rules that ask what a word means.
    data : mapping
        All of ``rules.toml`` as the district has it, section by section, for rules
        that read their own section (`number`, `table`).
    """

    roles: tuple[Role, ...] = ()
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    crossing_metres: float = 1.0
    monitoring_days: int = 365
    replacement_days: int = 15
    formula: tuple[str, ...] = ()
    declared: Mapping[str, int] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    lists: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(
        data: Mapping[str, Any], lists: Mapping[str, Iterable[Mapping[str, str]]]
    ) -> Rules:
        """Build rules from parsed data.

        Parameters
        ----------
        data : mapping
            Content of ``rules.toml``.
        lists : mapping of str to iterable of mappings
            Codelists by name; rows with ``value``, ``level``, ``duty``, ``parent``.
            The list ``roles`` makes the roles.
        """
        coverage, roster = data.get("coverage", {}), data.get("roster", {})
        required = coverage.get("required", {})
        return Rules(
            roles=tuple(
                Role(r["value"], r["level"], r["duty"], r["parent"])
                for r in lists.get("roles", ())
            ),
            required={rank: tuple(levels) for rank, levels in required.items()},
            crossing_metres=float(coverage.get("crossing_metres", 1.0)),
            monitoring_days=int(data.get("outfalls", {}).get("monitoring_days", 365)),
            replacement_days=int(
                data.get("signboards", {}).get("replacement_days", 15)
            ),
            formula=tuple(roster.get("formula", ())),
            declared={k: int(v) for k, v in roster.get("declared", {}).items()},
            off=frozenset(data.get("checks", {}).get("off", ())),
            lists={
                name: tuple(Word(r["value"], r["duty"], r["parent"]) for r in rows)
                for name, rows in lists.items()
            },
            data=data,
        )

    def number(self, section: str, key: str, default: float) -> float:
        """Return one number of a section; `default` where there is none.

        Examples
        --------
        >>> rules = Rules(data={"rivers": {"far_metres": 300}})
        >>> rules.number("rivers", "far_metres", 1.0)
        300.0
        """
        value = self.table(section).get(key)
        fit = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if fit and value is not None else default

    def table(self, section: str) -> Mapping[str, Any]:
        """Return one section of the rules; empty where there is none."""
        found = self.data.get(section)
        return found if isinstance(found, dict) else {}

    def word(self, name: str, value: str) -> Word | None:
        """Return a word of the codelist `name`, or None."""
        return next((w for w in self.lists.get(name, ()) if w.value == value), None)

    def duty(self, role: str) -> str:
        """Return what `role` is for; unknown roles are ``other``."""
        return next((r.duty for r in self.roles if r.name == role), Duty.OTHER)

    def required_for(self, rank: str) -> tuple[str, ...]:
        """Return the ranks of chief that a river of `rank` needs."""
        other = self.required.get("other", _DEFAULT_REQUIRED)
        return self.required.get(rank, other)

    def declare(self, formula: str) -> dict[str, int]:
        """Read a declared formula such as ``2+2+11`` into numbers by role.

        Raises
        ------
        ValueError
            Where it has not as many numbers as there are tiers.

        Examples
        --------
        >>> Rules(formula=("总河长", "副总河长")).declare("2+2")
        {'总河长': 2, '副总河长': 2}
        """
        numbers = [int(part) for part in formula.split("=")[0].split("+")]
        return dict(zip(self.formula, numbers, strict=True))
