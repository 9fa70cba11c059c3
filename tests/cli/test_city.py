"""``publish`` and ``collect`` against a real PostgreSQL."""

from __future__ import annotations

import json

from gridwatch.__main__ import main
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store
from tests.store.central.conftest import (
    bare_url,
    cluster,
    make_store,
)

OTHER = {Kind.RIVER: (River("other", name="乙河"),)}

__all__ = ["bare_url", "cluster", "make_store"]


def test_districts_are_published_listed_and_collected(
    bare_url, make_store, tmp_path, capsys
):
    stores = [make_store("甲区", "990101"), make_store("乙区", "990102", rows=OTHER)]
    for store in stores:
        store.close()
        assert main(["publish", str(store.path), "--to", bare_url]) == 0
    told = capsys.readouterr().out
    assert "已发布到 postgresql://postgres@127.0.0.1" in told
    assert main(["collect", bare_url]) == 0
    listed = capsys.readouterr().out
    assert "990101  甲区" in listed
    assert "990102  乙区" in listed
    city = tmp_path / "全市.gpkg"
    assert main(["collect", bare_url, str(city), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["districts"] == 2
    with open_store(city) as found, open_store(stores[0].path) as one:
        assert found.info().crs == one.info().crs
        counts, expected = found.info().counts, one.info().counts
        assert counts == {**expected, Kind.RIVER: expected[Kind.RIVER] + 1}


def test_an_address_that_is_none_is_a_sentence(make_store, capsys):
    store = make_store()
    store.close()
    assert main(["publish", str(store.path), "--to", "服务器"]) == 1
    assert "不是服务器地址" in capsys.readouterr().err
