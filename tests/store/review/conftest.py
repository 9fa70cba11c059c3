from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.packages import AreaKind
from gridwatch.store.opening import Store, open_store
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import FieldReview, open_package
from tests.store.review.made import DAY, TOWNS, make_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of an office with two towns, from which nothing went out yet."""
    return make_store(tmp_path_factory.mktemp("office") / "office.gpkg")


@pytest.fixture(scope="session")
def cut_once(office_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the office's store and the package of the first town."""
    folder = tmp_path_factory.mktemp("cut")
    with open_store(shutil.copy(office_file, folder / "office.gpkg")) as store:
        district = store.district()
        area = area_of(district, AreaKind.TOWN, TOWNS[0])
        order = Order(area, "赵某", DAY)
        cut(store, district, order, folder / "青石镇.gwreview", who="李四")
    return folder


@pytest.fixture
def folder(cut_once: Path, tmp_path: Path) -> Path:
    """The same as one's own, in a folder named as officers name theirs."""
    place = tmp_path / "外业 核查#1"
    shutil.copytree(cut_once, place)
    return place


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder / "office.gpkg") as store:
        yield store


@pytest.fixture
def review(folder: Path) -> Iterator[FieldReview]:
    with open_package(folder / "青石镇.gwreview") as review:
        yield review
