"""One worker draws the map's pictures, and only the newest wish counts."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from gridwatch.cartography import frames as frames_module
from gridwatch.cartography.paint import View
from gridwatch.cartography.warming import Warming, load_kernels
from gridwatch.gui import frameworker
from gridwatch.gui.frameworker import (
    CancelledError,
    Draftsman,
    Frames,
    Plane,
    Request,
)


def wish(number, plane=Plane.MAP):
    return Request(plane, (), View((number, 0.0, number + 10.0, 10.0), 10, 10))


class Slow:
    """A drawing that waits until it is let go."""

    def __init__(self):
        self.go = threading.Event()
        self.begun = threading.Event()
        self.drawn = []

    def __call__(self, request, cancelled):
        self.begun.set()
        self.go.wait(20.0)
        if cancelled():
            raise CancelledError
        self.drawn.append(request.view.extent[0])
        return QImage(1, 1, QImage.Format.Format_RGB32)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def frames(qapp, slow):
    del qapp
    found = Frames(slow)
    yield found
    slow.go.set()
    found.stop()


def test_overtaken_wishes_are_dropped(frames, slow, qtbot):
    arrived = []
    frames.done.connect(lambda frame: arrived.append(frame.request.view.extent[0]))
    frames.ask(wish(0.0))
    assert slow.begun.wait(20.0)
    for number in (1.0, 2.0, 3.0):
        frames.ask(wish(number))
    slow.go.set()
    qtbot.waitUntil(lambda: 3.0 in arrived)
    assert slow.drawn == [0.0, 3.0]


def test_a_useless_drawing_is_cancelled(frames, slow, qtbot):
    frames.ask(wish(0.0))
    assert slow.begun.wait(20.0)
    frames.ask(wish(1_000.0))
    slow.go.set()
    qtbot.waitUntil(lambda: frames.free(Plane.MAP))
    assert slow.drawn == [1_000.0]


def test_a_picture_that_is_drawn_but_not_shown_yet_is_still_due(frames, slow, qtbot):
    frames.ask(wish(0.0))
    assert slow.begun.wait(20.0)
    slow.go.set()
    while not frames.free(Plane.MAP):
        pass  # the event loop rests: nothing can be delivered
    assert frames.due(Plane.MAP)
    qtbot.waitUntil(lambda: not frames.due(Plane.MAP))
    frames.ask(wish(1.0))
    frames.stop()
    assert not frames.due(Plane.MAP)


def test_small_pictures_do_not_wait_for_the_map(frames, slow, qtbot):
    arrived = []
    frames.done.connect(lambda frame: arrived.append(frame.request.plane))
    frames.ask(wish(0.0))
    assert slow.begun.wait(20.0)
    frames.ask(wish(1.0))
    frames.ask(wish(1.0, Plane.HOVER))
    slow.go.set()
    qtbot.waitUntil(lambda: len(arrived) == 3)
    assert arrived == [Plane.MAP, Plane.HOVER, Plane.MAP]


def test_stopping_in_the_middle_leaves_no_thread(frames, slow):
    frames.ask(wish(0.0))
    assert slow.begun.wait(20.0)
    slow.go.set()
    frames.stop()
    assert not [t for t in threading.enumerate() if t.name == "gridwatch-frames"]


def test_the_draftsman_changes_over_when_the_kernels_are_ready(qapp):
    del qapp
    warming = Warming()
    draftsman = Draftsman(warming)
    image = draftsman(wish(0.0), lambda: False)
    assert not draftsman.quick
    warming.start()
    assert warming.wait(180.0)
    warming.stop()
    assert draftsman.quick
    quick = draftsman(wish(0.0), lambda: False)
    assert quick.size() == image.size()


def test_the_draftsman_carries_on_what_it_drew_before(qapp, monkeypatch):
    del qapp
    load_kernels()
    warming, drawn = Warming(), []
    monkeypatch.setattr(Warming, "ready", True)
    real = frames_module.draw_layers
    monkeypatch.setattr(
        frames_module,
        "draw_layers",
        lambda brush, *rest, **more: (
            drawn.append(brush.box) or real(brush, *rest, **more)
        ),
    )
    draftsman = Draftsman(warming)
    draftsman(wish(0.0), lambda: False)
    moved = wish(0.0)
    width, height = moved.view.width, moved.view.height
    view = moved.view.part(3, 0, 3 + width, height)
    draftsman(replace(moved, view=view), lambda: False)
    assert drawn == [(0, 0, width, height), (width - 3, 0, width, height)]
    draftsman.forget()
    draftsman(wish(0.0), lambda: False)
    assert drawn[2:] == [(0, 0, width, height)]


def test_a_picture_that_is_being_drawn_is_not_drawn_once_more(frames, slow, qtbot):
    arrived = []
    frames.done.connect(lambda frame: arrived.append(frame.request.view.extent[0]))
    frames.ask(wish(0.0))
    assert slow.begun.wait(20.0)
    frames.ask(wish(1.0))
    frames.ask(wish(0.0))
    slow.go.set()
    qtbot.waitUntil(lambda: not frames.due(Plane.MAP))
    assert arrived == slow.drawn == [0.0]


@pytest.mark.parametrize("many", [True, False])
def test_of_many_features_kernels_that_only_have_to_be_loaded_draw_the_first_picture(
    qapp, monkeypatch, many
):
    del qapp
    warming, drawn = Warming(), []
    monkeypatch.setattr(frameworker, "_MANY", 0 if many else 1)
    monkeypatch.setattr(Warming, "loading", property(lambda self: not self.ready))
    draftsman = Draftsman(warming)
    monkeypatch.setattr(draftsman, "_by_kernels", lambda *_: drawn.append("kernels"))
    monkeypatch.setattr(Warming, "wait", lambda self, _: self._ready.set() or True)
    draftsman(wish(0.0), lambda: False)
    assert drawn == (["kernels"] if many else [])
