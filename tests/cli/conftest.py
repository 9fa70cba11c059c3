"""The sample district in a store, made once by the command line itself."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from gridwatch.cli import run
from gridwatch.resources import sample_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nobody may change."""
    store = tmp_path_factory.mktemp("sample") / "云溪区.gpkg"
    assert run(["import", str(sample_folder()), str(store)]) == 0
    return store


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> Path:
    """A store of one's own, in a folder with Chinese and a space in its name."""
    place = tmp_path / "河长办 工作库"
    place.mkdir()
    return shutil.copy(imported, place / "云溪区.gpkg")
