"""How files of one name were compared, for next month's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gridwatch.district.ledgerrows import LEDGER_KINDS
from gridwatch.district.wording import Kind
from gridwatch.intake.ledger import LedgerHints, name_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gridwatch.gui.remembering import Memory

__all__ = ["LedgerProfiles", "hints_of"]

_KEPT = "ledgers"
_MOST_KEPT = 60

Profile = dict[str, object]


class LedgerProfiles:
    """Sheet, header row, kind, columns, distance and town by pattern of a file's name.

    Parameters
    ----------
    memory : Memory
        What the window remembers.
    uid : str
        Identifier of the store.
    """

    def __init__(self, memory: Memory, uid: str) -> None:
        self._memory, self._uid = memory, uid

    def _all(self) -> dict[str, Profile]:
        try:
            kept = json.loads(str(self._memory.get(self._uid, _KEPT)))
        except ValueError:
            return {}
        found = kept if isinstance(kept, dict) else {}
        return {name: one for name, one in found.items() if isinstance(one, dict)}

    def of(self, path: Path) -> Profile:
        """Return how a file of that name was compared last; empty where none was."""
        return self._all().get(name_pattern(path), {})

    def put(self, path: Path, profile: Mapping[str, object]) -> None:
        """Keep how a file was compared; the oldest go when there are many."""
        kept = self._all()
        pattern = name_pattern(path)
        kept.pop(pattern, None)
        kept[pattern] = dict(profile)
        latest = dict(list(kept.items())[-_MOST_KEPT:])
        words = json.dumps(latest, ensure_ascii=False)
        self._memory.put(self._uid, _KEPT, words)


def hints_of(profile: Profile, roles: Sequence[str]) -> LedgerHints:
    """Return what a profile says of reading a file."""
    sheet, kind, columns = (profile.get(k) for k in ("sheet", "kind", "columns"))
    return LedgerHints(
        layer=str(sheet) if sheet else None,
        kind=Kind(str(kind)) if kind in LEDGER_KINDS else None,
        columns=columns if isinstance(columns, dict) else None,
        role=str(profile.get("role") or ""),
        roles=roles,
    )
