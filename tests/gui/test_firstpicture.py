"""What waits for the first picture begins once, after it, or when it never comes."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QObject

from gridwatch.district import litter
from gridwatch.gui.firstpicture import FirstPicture


@pytest.fixture
def told(qtbot):
    """A first picture that is waited for, and how often it was told of."""
    del qtbot
    owner = QObject()
    picture, said = FirstPicture(owner), []
    picture.shown.connect(lambda: said.append(picture.seen))
    assert picture.seen
    picture.wait()
    yield picture, said
    picture.drop()
    litter.look_again()


def test_it_is_told_once_after_it_has_reached_the_screen(told, qtbot):
    picture, said = told
    assert not picture.seen
    assert not gc.isenabled()
    picture.painted()
    picture.painted()
    assert said == []
    qtbot.waitUntil(lambda: said == [True])
    assert gc.isenabled()
    picture.painted()
    qtbot.wait(100)
    assert said == [True]


def test_nobody_is_told_of_a_store_that_was_closed(told, qtbot):
    picture, said = told
    picture.painted()
    picture.drop()
    assert picture.seen
    assert gc.isenabled()
    qtbot.wait(100)
    assert said == []


def test_rubbish_is_not_looked_for_while_rows_are_read_beside_it(told, qtbot):
    picture, said = told
    litter.put_off()
    picture.painted()
    qtbot.waitUntil(lambda: said == [True])
    assert not gc.isenabled()
    litter.keep_all()
    assert gc.isenabled()
