from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from gridwatch.store.opening import Store, create_store
from tests.store.made import CRS, delivery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """A name as officers give it: Chinese, a space, a mark of the URI syntax."""
    folder = tmp_path / "河长办 数据#1"
    folder.mkdir()
    # What a connection's address would take for its end; Windows allows no "?".
    return folder / f"云溪区 工作库{'#' if os.name == 'nt' else '?'}.gpkg"


@pytest.fixture
def empty_store(store_path: Path) -> Iterator[Store]:
    with create_store(
        store_path, name="云溪区", code="990101", crs=CRS, office="河长办"
    ) as store:
        yield store


@pytest.fixture
def store(empty_store: Store) -> Store:
    empty_store.take(delivery(), source="交付", who="张三")
    return empty_store


@pytest.fixture
def closed_store(store: Store) -> Path:
    """The path of a filled store that nobody has open."""
    store.close()
    return store.path
