"""Rubbish is looked for when nobody waits, and not among what stays."""

from __future__ import annotations

import gc

import pytest

from gridwatch.gui import litter


@pytest.fixture
def collector():
    yield
    gc.unfreeze()
    gc.enable()


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
