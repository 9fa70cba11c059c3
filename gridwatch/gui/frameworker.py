"""Pictures of the map from one worker: only the newest wish counts."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from gridwatch.cartography.mapped import Mapped
from gridwatch.cartography.paint import (
    Look,
    View,
    draw_hover,
    draw_map,
    draw_selection,
)
from gridwatch.cartography.symbols import load_symbols

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridwatch.cartography.frames import Past
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.warming import Warming

    Cancelled = Callable[[], bool]
    Draw = Callable[["Request", Cancelled], QImage]

__all__ = ["CancelledError", "Draftsman", "Frame", "Frames", "Plane", "Request"]


_LOADING = 2.0
"""Seconds to wait for kernels that are being loaded and need not be compiled."""
_MANY = 3_000
"""Features that a painter draws for about as long as kernels are loaded."""
_PATIENCE = 0.02
"""Seconds between two looks whether the picture is still wanted."""


class Plane(Enum):
    """The pictures a map consists of, bottom to top."""

    MAP = "map"
    SELECTION = "selection"
    HOVER = "hover"


_FIRST = (Plane.HOVER, Plane.SELECTION, Plane.MAP)
"""Small pictures are not kept waiting by large ones."""


class CancelledError(Exception):
    """Raised by a drawing that nobody waits for any more."""


@dataclass(frozen=True, eq=False)
class Request:
    """One picture that is wanted, with everything it is drawn from.

    Parameters
    ----------
    plane : Plane
        Which picture.
    layers : tuple of Layer
        Bottom to top.
    view : View
        What to draw, in device pixels.
    look : Look
        How the map is drawn.
    chosen : mapping of str to frozenset of str
        For the planes above the map: {layer id: uids} of what is marked.
    """

    plane: Plane
    layers: tuple[Layer, ...]
    view: View
    look: Look = field(default_factory=Look)
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def same_content(self, other: Request) -> bool:
        """Tell whether the other one shows the same things, wherever and how large."""
        return (
            self.layers is other.layers
            and self.look == other.look
            and self.chosen == other.chosen
        )

    def same(self, other: Request) -> bool:
        """Tell whether the other one is the same picture."""
        return self.same_content(other) and self.view == other.view

    def helps(self, newest: Request) -> bool:
        """Tell whether this picture is worth finishing though another one is wanted.

        It is while the map is only moved: shifted, it is sharp where both overlap.
        """
        if not self.same_content(newest):
            return False
        mine, theirs = self.view, newest.view
        if abs(mine.metres_per_pixel / theirs.metres_per_pixel - 1.0) > 1e-9:
            return False
        a, b = mine.extent, theirs.extent
        return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@dataclass(frozen=True, eq=False)
class Frame:
    """A drawn picture and what it was asked as."""

    request: Request
    image: QImage


class Draftsman:
    """Draws what is wanted: by kernels when they are ready, before by Qt's painter.

    Parameters
    ----------
    warming : Warming or None
        Tells whether the kernels are ready; None: they never are.
    """

    def __init__(self, warming: Warming | None = None) -> None:
        self._warming = warming
        self._before: Past | None = None

    @property
    def quick(self) -> bool:
        """Whether the kernels draw, so that the window need not wait."""
        return self._warming is not None and self._warming.ready

    def forget(self) -> None:
        """Hold nothing of what was drawn: its store has been closed."""
        self._before = None

    def __call__(self, request: Request, cancelled: Cancelled) -> QImage:
        """Draw a picture; on one thread at a time.

        Raises
        ------
        CancelledError
            Where nobody waits for it any more.
        """
        self._wait_for_kernels(request, cancelled)
        if cancelled():
            raise CancelledError
        if self.quick:
            return self._by_kernels(request, cancelled)
        return _by_painter(request)

    def _wait_for_kernels(self, request: Request, cancelled: Cancelled) -> None:
        """Wait where nothing else can draw, and where loading takes a moment only.

        Layers from a cache file can be drawn by kernels only. Others are drawn by a
        painter at once, unless they are many: of those it would draw longer than
        kernels that lie compiled take to load.
        """
        if self._warming is None:
            return
        layers = request.layers
        cached = any(isinstance(layer.shapes, Mapped) for layer in layers)
        many = sum(len(layer.uids) for layer in layers) >= _MANY
        begun = time.monotonic()
        while cached or (
            many and self._warming.loading and time.monotonic() < begun + _LOADING
        ):
            if cancelled() or self._warming.wait(_PATIENCE):
                return

    def _by_kernels(self, request: Request, cancelled: Cancelled) -> QImage:
        from gridwatch.cartography.frames import draw_frame, draw_marks

        layers, view = request.layers, request.view
        if request.plane is not Plane.MAP:
            style = request.plane.value
            return draw_marks(layers, view, request.chosen, style)
        found = draw_frame(
            layers, view, request.look, self._before, cancelled, keep=True
        )
        if found is None:
            raise CancelledError
        self._before = found.past
        return found.image


def _by_painter(request: Request) -> QImage:
    view = request.view
    form = QImage.Format
    whole = request.plane is Plane.MAP
    image = QImage(
        view.width,
        view.height,
        form.Format_RGB32 if whole else form.Format_ARGB32_Premultiplied,
    )
    image.fill(QColor(load_symbols().paper) if whole else QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
    )
    try:
        if whole:
            draw_map(painter, request.layers, view, request.look)
        else:
            mark = draw_hover if request.plane is Plane.HOVER else draw_selection
            mark(painter, request.layers, view, request.chosen)
    finally:
        painter.end()
    return image


class Frames(QObject):
    """The worker of one map: wishes in, pictures out.

    One plain Python thread and one queued signal, as in `gridwatch.gui.errands`. Of
    each plane only the newest wish is kept; an older one that has not begun is
    dropped, one that is being drawn is cancelled if it would be of no use, but never
    two in a row: while the wheel turns and turns, sharp pictures still come.

    Parameters
    ----------
    draw : callable
        Draws a `Request` on the worker: ``draw(request, cancelled)`` returns the
        picture, or raises `CancelledError` after ``cancelled()``
        has become true.
    parent : QObject or None
        Owner.
    """

    done = Signal(object)
    """A `Frame`, on the main thread."""
    _happened = Signal(object, object)

    def __init__(self, draw: Draw, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._turn = threading.Condition()
        self._wanted: dict[Plane, Request] = {}
        self._running: Request | None = None
        self._sent: list[Plane] = []
        self._useless = threading.Event()
        self._spared = False
        self._stopping = False
        self._round = 0
        self._thread: threading.Thread | None = None
        self._happened.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # --- main thread ------------------------------------------------------------

    def ask(self, request: Request) -> None:
        """Want a picture; whatever was wanted of this plane before is dropped.

        One that is being drawn already is not drawn once more.
        """
        with self._turn:
            running = self._running
            if running is not None and running.plane is request.plane:
                if running.same(request) and not self._useless.is_set():
                    self._wanted.pop(request.plane, None)
                    return
                self._drop(running, request)
            self._wanted[request.plane] = request
            self._turn.notify()
        if self._thread is None:
            self._start()

    def _drop(self, running: Request, newest: Request) -> None:
        """Cancel what is being drawn where it is of no use any more."""
        if self._spared or running.helps(newest):
            return
        self._useless.set()

    def forget(self, plane: Plane) -> None:
        """Want no picture of a plane any more."""
        with self._turn:
            self._wanted.pop(plane, None)
            if self._running is not None and self._running.plane is plane:
                self._useless.set()

    def waiting(self, plane: Plane) -> bool:
        """Tell whether a wish of a plane has not begun to be drawn."""
        with self._turn:
            return plane in self._wanted

    def free(self, plane: Plane) -> bool:
        """Tell whether no picture of a plane is wanted or being drawn."""
        with self._turn:
            running = self._running is not None and self._running.plane is plane
            return not running and plane not in self._wanted

    def due(self, plane: Plane) -> bool:
        """Tell whether a picture of a plane is still to come, drawn already or not."""
        with self._turn:
            underway = plane in self._sent
        return underway or not self.free(plane)

    def stop(self) -> None:
        """Cancel all drawing and wait for the thread; a later wish starts it again."""
        with self._turn:
            self._stopping = True
            self._wanted.clear()
            self._sent.clear()
            self._useless.set()
            self._round += 1
            self._turn.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        self._stopping = False
        # Daemon: a program that ends by an error must not wait for a picture.
        self._thread = threading.Thread(
            target=self._work, name="gridwatch-frames", daemon=True
        )
        self._thread.start()

    def _deliver(self, number: int, result: object) -> None:
        if number != self._round:
            return
        with self._turn:
            self._sent.pop(0)
        if isinstance(result, Exception):
            raise result
        self.done.emit(result)

    # --- worker -----------------------------------------------------------------

    def _work(self) -> None:
        while (request := self._next()) is not None:
            number = self._round
            try:
                found: object = Frame(
                    request, self._draw(request, self._useless.is_set)
                )
                self._spared = False
            except CancelledError:
                found = None
                self._spared = True
            except Exception as error:  # noqa: BLE001 - told on the main thread
                found = error
            with self._turn:
                self._running = None
                told = found is not None and not self._stopping
                if told:
                    self._sent.append(request.plane)
            if told:
                self._happened.emit(number, found)
            # Nothing of a picture is kept while the worker waits.
            del request, found

    def _next(self) -> Request | None:
        with self._turn:
            while not self._wanted and not self._stopping:
                self._turn.wait()
            if self._stopping:
                return None
            plane = next(plane for plane in _FIRST if plane in self._wanted)
            self._running = self._wanted.pop(plane)
            self._useless.clear()
            return self._running
