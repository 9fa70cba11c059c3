"""Rubbish is looked for when nobody waits, and not among what stays."""

from __future__ import annotations

import gc

import pytest

from gridwatch.district import litter
from gridwatch.district.manyrows import many_objects


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
