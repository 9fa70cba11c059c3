"""Districts collected from a real PostgreSQL keep their identifiers and their rows."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.bodies import Body
from gridwatch.district.changes import Change, Changes
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind
from gridwatch.store.central.collecting import collect, members, usual_crs
from gridwatch.store.central.publishing import Sending, publish
from gridwatch.store.central.server import ServerError
from gridwatch.store.faults import Cancelled
from gridwatch.store.opening import create_store
from tests.store.made import CRS

SENDING = Sending("李四")


@pytest.fixture
def city(tmp_path):
    with create_store(tmp_path / "全市.gpkg", name="全市", code="", crs=CRS) as store:
        yield store


def test_what_was_published_comes_back_the_same(make_store, server, city):
    store = make_store()
    publish(store, server, SENDING)
    result = collect(server, city, who="市局")
    assert sum(result.inserted.values()) == sum(store.info().counts.values())
    assert city.content_hash() == store.content_hash()
    again = collect(server, city, who="市局")
    assert not any((*again.inserted.values(), *again.updated.values()))


def test_two_districts_keep_bodies_of_one_name_apart(make_store, server, city):
    for name, code in (("甲区", "990101"), ("乙区", "990102")):
        rows = {Kind.BODY: (Body(f"body-{code}", "水务局"),)}
        publish(make_store(name, code, rows=rows), server, SENDING)
    collect(server, city, who="市局")
    assert sorted(b.uid for b in city.district().bodies) == [
        "body-990101",
        "body-990102",
    ]


def test_rows_of_one_identifier_in_two_districts_are_refused(make_store, server, city):
    for name, code in (("甲区", "990101"), ("乙区", "990102")):
        publish(make_store(name, code), server, SENDING)
    with pytest.raises(ServerError, match="of the same identifier"):
        collect(server, city, who="市局")
    collect(server, city, ["甲区"], who="市局")


def test_what_a_district_removes_goes_and_the_citys_own_stays(make_store, server, city):
    store = make_store(rows={Kind.RIVER: (River("r1", name="甲河"),)})
    publish(store, server, SENDING)
    collect(server, city, who="市局")
    own = Change(Kind.RIVER, "own", None, {"name": "市管河"})
    city.apply(Changes((own,)), who="市局")
    (river,) = store.district().rivers
    fields = {k: getattr(river, k) for k in type(river).__slots__ if k != "uid"}
    store.apply(Changes((Change(Kind.RIVER, "r1", fields, None),)), who="张三")
    publish(store, server, SENDING)
    result = collect(server, city, who="市局")
    assert result.removed[Kind.RIVER] == 1
    assert [r.uid for r in city.district().rivers] == ["own"]
    last = city.journal(1)[0]
    assert (last.uid, last.after) == ("r1", None)
    assert last.before["name"] == "甲河"


def test_another_zone_is_brought_over_and_another_datum_refused(
    make_store, server, city
):
    line = shapely.LineString([(500000, 4400000), (500700, 4400900)])
    publish(
        make_store("丙区", "990103", 4549, {Kind.RIVER: (River("z", geometry=line),)}),
        server,
        SENDING,
    )
    collect(server, city, who="市局")
    (river,) = city.district().rivers
    assert 700_000 < river.geometry.coords[0][0] < 800_000
    back = shapely.transform(river.geometry, _transform(CRS, 4549), interleaved=False)
    assert back.hausdorff_distance(line) < 0.001
    publish(make_store("丁区", "990104", 2437, {}), server, SENDING)
    before = city.content_hash()
    with pytest.raises(ServerError, match="datum"):
        collect(server, city, who="市局")
    assert city.content_hash() == before
    collect(server, city, ["丙区"], who="市局")


def _transform(one, other):
    import pyproj

    return pyproj.Transformer.from_crs(one, other, always_xy=True).transform


def test_a_server_with_nothing_and_a_district_not_there_are_said(
    make_store, server, city
):
    with pytest.raises(ServerError, match="Nothing has been published"):
        collect(server, city, who="市局")
    publish(make_store(), server, SENDING)
    with pytest.raises(ServerError, match="Published are: 990101 云溪区"):
        collect(server, city, ["无名区"], who="市局")
    (found,) = members(server)
    assert (found.code, found.name, found.published_by) == ("990101", "云溪区", "李四")
    assert usual_crs([found]) == CRS


def test_a_stop_midway_leaves_the_store_as_it_was(make_store, server, city):
    publish(make_store(), server, SENDING)
    before = city.content_hash()
    with pytest.raises(Cancelled):
        collect(server, city, who="市局", cancelled=lambda: True)
    assert city.content_hash() == before


names = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20
)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(found=st.lists(st.tuples(names, names, numbers), max_size=8))
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_rows_come_back_the_same(make_store, server, city, found):
    rivers = [
        Change(
            Kind.RIVER,
            f"r{number}",
            None,
            {"name": name, "code": code, "basin_area": area},
        )
        for number, (name, code, area) in enumerate(found)
    ]
    try:
        store = _only[city.path]
    except KeyError:
        store = _only[city.path] = make_store(rows={})
    gone = [
        Change(
            Kind.RIVER,
            river.uid,
            {k: getattr(river, k) for k in type(river).__slots__ if k != "uid"},
            None,
        )
        for river in store.district().rivers
    ]
    store.apply(Changes((*gone, *rivers)), who="张三")
    publish(store, server, SENDING)
    collect(server, city, who="市局")
    assert city.content_hash() == store.content_hash()


_only = {}
