"""Rubbish is looked for when nobody waits, and not among what stays."""

from __future__ import annotations

import gc

import pytest

from gridwatch.district import litter
from gridwatch.district.litter import a_moment, many_objects


@pytest.fixture
def collector():
    yield
    litter.look_again()


@pytest.mark.usefixtures("collector")
def test_nothing_is_looked_through_until_the_map_is_there():
    litter.put_off()
    assert not gc.isenabled()
    litter.keep_all()
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_what_stays_is_not_looked_through_and_what_comes_later_is():
    before = [[]]
    litter.keep_all()
    after = [[]]
    looked = {id(one) for one in gc.get_objects()}
    assert id(before) not in looked
    assert id(after) in looked


@pytest.mark.usefixtures("collector")
def test_many_objects_bring_back_nothing_that_is_kept_out():
    litter.keep_all()
    assert litter.all_kept()
    with many_objects():
        made = [[number] for number in range(10)]
    assert gc.isenabled()
    assert gc.get_freeze_count()
    assert id(made) in {id(one) for one in gc.get_objects()}
    litter.look_again()
    assert not gc.get_freeze_count()


@pytest.mark.usefixtures("collector")
def test_many_objects_are_made_without_a_pause_and_none_are_kept_for_ever():
    frozen = gc.get_freeze_count()
    with many_objects():
        assert not gc.isenabled()
        made = [[number] for number in range(10)]
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
    # The collector still knows them: a circle of them goes.
    made[0].append(made)
    known = id(made)
    del made
    gc.collect()
    assert known not in {id(one) for one in gc.get_objects()}


@pytest.mark.usefixtures("collector")
def test_the_search_goes_on_when_the_last_who_put_it_off_is_done():
    with many_objects():
        litter.put_off()
    assert not gc.isenabled()
    litter.put_off()
    litter.keep_all()
    assert not gc.isenabled()
    litter.keep_all()
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_many_objects_end_after_those_who_put_the_search_off():
    litter.put_off()
    with many_objects():
        litter.keep_all()
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_a_collector_that_others_switched_off_stays_so():
    gc.disable()
    with many_objects():
        pass
    assert not gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_a_moment_ends_for_the_last_one_who_has_the_search_rest():
    with a_moment():
        assert not gc.isenabled()
        litter.put_off()
    assert not gc.isenabled()
    with a_moment():
        litter.keep_all()
        assert gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count()


@pytest.mark.usefixtures("collector")
def test_a_moment_leaves_the_search_off_where_somebody_else_has_switched_it_off():
    gc.disable()
    with a_moment():
        pass
    assert not gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_after_a_moment_what_was_made_in_it_is_looked_through():
    with a_moment():
        made = [[]]
        made.append(made)
    known = id(made)
    assert known in {id(one) for one in gc.get_objects()}
    del made
    assert gc.isenabled()
    gc.collect()
    assert known not in {id(one) for one in gc.get_objects()}
