"""How far names may differ, by the editable table ``resources/variants.csv``."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import lru_cache

from gridwatch.district.placenames import Variants
from gridwatch.resources import resource

__all__ = ["variants"]


@lru_cache(maxsize=1)
def variants() -> Variants:
    """Return the table, read once."""
    characters: dict[str, str] = {}
    endings: defaultdict[str, list[str]] = defaultdict(list)
    with resource("variants.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["sort"] == "char":
                characters[row["written"]] = row["meant"]
            else:
                endings[row["sort"]].append(row["written"])
    found = {sort: tuple(words) for sort, words in endings.items()}
    return Variants(characters, found)
