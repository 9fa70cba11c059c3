"""The sample district as an office would have it, imported once."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.cli import run
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="gridwatch-sample-")


@cache
def sample_store() -> Path:
    """A store of 云溪区 that nobody may change."""
    store = Path(_folder().name) / "云溪区.gpkg"
    office = ["--office", "云溪区河长制办公室"]
    assert run(["import", str(sample_folder()), str(store), *office]) == 0
    return store


@cache
def sample_district() -> District:
    """All rows of 云溪区."""
    with open_store(sample_store(), read_only=True) as store:
        return store.district()
