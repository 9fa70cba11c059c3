"""What every room's tests may ask for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GRIDWATCH_LANG", "zh")
os.environ["GRIDWATCH_CONFIG"] = tempfile.mkdtemp(prefix="gridwatch-config")

# Tests hold no limits of time: machines differ, and examples are not benchmarks.
settings.register_profile("gridwatch", deadline=None)
settings.load_profile("gridwatch")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def application(qapp: object) -> object:
    """The one application of a test process: a command that prints makes a lesser one.

    Whichever test comes first, windows find what they need.
    """
    return qapp


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real and hostile files beside the checkout, where there is one."""
    named = os.environ.get("GRIDWATCH_SHARED")
    place = Path(named) if named else ROOT.parent / "shared"
    if not (place / "data").is_dir():
        pytest.skip("the real data sets (../shared/data) are not on this machine")
    return place / "data"


@pytest.fixture(scope="session")
def made_set() -> Path:
    """The generated set S (`benchmarks/README.md` says how), where there is one."""
    named = os.environ.get("GRIDWATCH_BENCH")
    path = (Path(named) if named else ROOT.parent / "bench") / "S" / "gpkg" / "S.gpkg"
    if not path.is_file():
        pytest.skip("the generated set S (../bench/S) is not on this machine")
    return path
