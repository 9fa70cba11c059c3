from __future__ import annotations

import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

from gridwatch.store.central.server import Address, connect
from gridwatch.store.central.tables import declared_types, prepare
from gridwatch.store.opening import create_store
from tests import postgres
from tests.store.made import CRS, delivery


def database(address, name):
    return f"{address.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def cluster():
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    # Every folder above has to let the server's own user in.
    with tempfile.TemporaryDirectory(prefix="gridwatch-pg", dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        with postgres.server(Path(folder)) as address:
            with connect(Address.parsed(address)) as admin:
                admin.rows("CREATE DATABASE template_gis")
            with connect(Address.parsed(database(address, "template_gis"))) as admin:
                admin.rows("CREATE EXTENSION postgis")
            with connect(Address.parsed(address)) as admin:
                admin.rows("CREATE DATABASE template_city TEMPLATE template_gis")
            with create_store(
                Path(folder) / "p.gpkg", name="", code="", crs=CRS
            ) as made:
                with made.lent() as connection:
                    types = declared_types(connection)
                version = made.info().schema_version
            with connect(Address.parsed(database(address, "template_city"))) as admin:
                prepare(admin, types, version)
            yield address


@contextmanager
def made_from(cluster, template):
    name = f"city{uuid.uuid4().hex}"
    with connect(Address.parsed(cluster)) as admin:
        admin.rows(f'CREATE DATABASE "{name}" TEMPLATE {template}')
    yield database(cluster, name)
    with connect(Address.parsed(cluster)) as admin:
        admin.rows(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def bare_url(cluster):
    """The address of a database with PostGIS and nothing of ours."""
    with made_from(cluster, "template_gis") as address:
        yield address


@pytest.fixture
def bare_server(bare_url):
    with connect(Address.parsed(bare_url)) as found:
        yield found


@pytest.fixture
def url(cluster):
    """The address of a database with our tables, empty."""
    with made_from(cluster, "template_city") as address:
        yield address


@pytest.fixture
def server(url):
    with connect(Address.parsed(url)) as found:
        yield found


@pytest.fixture
def make_store(tmp_path):
    opened = []

    def make(name="云溪区", code="990101", crs=CRS, rows=None):
        store = create_store(tmp_path / f"{name}.gpkg", name=name, code=code, crs=crs)
        opened.append(store)
        store.take(delivery() if rows is None else rows, source="交付", who="张三")
        return store

    yield make
    for store in opened:
        store.close()
