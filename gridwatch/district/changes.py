"""One edit as a value that holds keys, and its inverse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gridwatch.district.rows import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridwatch.district.district import District
    from gridwatch.district.wording import Kind

__all__ = ["Change", "Changes", "patched"]


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after an edit.

    Parameters
    ----------
    kind : Kind
        What kind of row.
    uid : str
        Its stable identifier.
    before : mapping of str to object, or None
        The fields that change with their old values (None: the row is new). Keys are
        attribute names of the frozen value, ``geometry`` among them.
    after : mapping of str to object, or None
        The same fields with their new values (None: the row goes).

    Raises
    ------
    ValueError
        Where both sides are None, or they name different fields.
    """

    kind: Kind
    uid: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None

    def __post_init__(self) -> None:
        """Refuse a change that says nothing or changes unlike fields."""
        if self.before is None and self.after is None:
            raise ValueError("a change needs a before or an after")
        if self.before is None or self.after is None:
            return
        if set(self.before) != set(self.after):
            raise ValueError("before and after must name the same fields")

    def inverse(self) -> Change:
        """Return the change that takes this one back."""
        return Change(self.kind, self.uid, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes that belong together: applied in one transaction, undone as one.

    Parameters
    ----------
    items : tuple of Change
        In the order they are applied.
    reason : str
        Why, in the officer's words; goes into the journal.
    """

    items: tuple[Change, ...]
    reason: str = ""

    def inverse(self) -> Changes:
        """Return the changes that take these back, last first."""
        return Changes(tuple(c.inverse() for c in reversed(self.items)), self.reason)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds touched, for views that refresh only what they show."""
        return frozenset(change.kind for change in self.items)

    @staticmethod
    def of(items: Iterable[Change], reason: str = "") -> Changes:
        """Gather changes from any iterable."""
        return Changes(tuple(items), reason)


def patched(district: District, changes: Changes) -> District:
    """Return the district after `changes`, without reading the store again.

    Examples
    --------
    >>> from gridwatch.district.district import District
    >>> from gridwatch.district.rivers import River
    >>> from gridwatch.district.wording import Kind
    >>> before = District(rivers=(River("r", name="潮河"),))
    >>> change = Change(Kind.RIVER, "r", {"name": "潮河"}, {"name": "白河"})
    >>> patched(before, Changes((change,))).rivers[0].name
    '白河'
    """
    fields: dict[str, Any] = {}
    for kind in changes.kinds:
        name, make = TABLES[kind]
        mine = [change for change in changes.items if change.kind is kind]
        fields[name] = tuple(_patched_rows(district.rows(kind), mine, make))
    return district.edited(**fields)


def _patched_rows(
    rows: Iterable[Any], changes: list[Change], make: type[Any]
) -> list[Any]:
    found = {row.uid: row for row in rows}
    for change in changes:
        if change.after is None:
            found.pop(change.uid, None)
        elif change.uid in found:
            found[change.uid] = replace(found[change.uid], **change.after)
        else:
            found[change.uid] = make(uid=change.uid, **change.after)
    return list(found.values())
