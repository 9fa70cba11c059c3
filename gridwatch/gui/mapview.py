"""The map: its sheet, one painted frame, and what the mouse does on it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QPointF,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGestureEvent,
    QMenu,
    QPinchGesture,
    QRubberBand,
    QVBoxLayout,
    QWidget,
)

from gridwatch.cartography.paint import View
from gridwatch.gui.frameworker import Draftsman, Frame, Frames, Plane, Request
from gridwatch.gui.hovering import Hovering
from gridwatch.gui.mapcanvas import MapCanvas
from gridwatch.gui.mapframe import MapFrame, grown
from gridwatch.gui.picking import hits_at, meant, met_by, name_of
from gridwatch.gui.session import today
from gridwatch.gui.tools.sketch import Sketch
from gridwatch.gui.tools.surface import MapSurface
from gridwatch.gui.travels import CLOSEST, WIDEST, Travels, clamped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import (
        QContextMenuEvent,
        QMouseEvent,
        QNativeGestureEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from gridwatch.cartography.layers import Layer
    from gridwatch.district.wording import Kind
    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.tool import MapTool

    Extent = tuple[float, float, float, float]

__all__ = ["MapView", "Tool"]

_IDLE = 60
_STEP = 1.25
_SMALLEST = 600.0
_LEAST_PINCH = 0.2
_FEW = 4


def _pixel(event: QNativeGestureEvent) -> QPoint:
    return event.position().toPoint()


class Tool(StrEnum):
    """What a drag with the left button does."""

    BROWSE = "browse"
    SELECT = "select"
    ZOOM = "zoom"
    ADD = "add"
    RESHAPE = "reshape"
    SPLIT = "split"


class MapView(MapSurface):
    """The map of the session.

    Parameters
    ----------
    session : Session
        What is open.
    parent : QWidget or None
        Owner.
    """

    pointed = Signal(object)
    view_changed = Signal()
    tool_changed = Signal(str)
    picked = Signal(object)
    _warmed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tool = Tool.BROWSE
        self._pressed: QPoint | None = None
        self._panned: QPointF | None = None
        self._dragging = ""
        self._space = False
        self._placed = True
        self._travels = Travels()
        self._wanted: tuple[Extent, float] | None = None
        self._draftsman = Draftsman(session.warming)
        self._frames = Frames(self._draftsman, self)
        self._frames.done.connect(self._arrived)
        self._build()
        self._idle = QTimer(self, singleShot=True, interval=_IDLE)
        self._idle.timeout.connect(self.redraw)
        self.hovering = Hovering(session, self)
        self.tools: dict[Tool, MapTool] = {}
        self._grabbed = False
        self._listen()

    def _build(self) -> None:
        self.canvas = MapCanvas(self)
        self._frame = MapFrame()
        self.canvas.add(self._frame)
        self.sketch = Sketch(self._to_pixel)
        self.canvas.add(self.sketch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.canvas.viewport())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("地图"))
        self.setMinimumSize(260, 200)
        viewport = self.canvas.viewport()
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)
        viewport.grabGesture(Qt.GestureType.PinchGesture)

    def _listen(self) -> None:
        session = self._session
        self.canvas.moved.connect(self._moved)
        session.district_changed.connect(self._changed)
        session.as_of_changed.connect(self._changed)
        session.as_of_changed.connect(self._note_day)
        session.hidden_changed.connect(self._changed)
        session.backdrop_changed.connect(self._changed)
        session.opened.connect(self._opened)
        session.selection_changed.connect(self._mark)
        session.flight_asked.connect(self.zoom_to_selection)
        session.sight_asked.connect(self.bring_into_view)
        session.layers_changed.connect(self._changed)
        if session.warming is not None:
            self._warmed.connect(self._changed, Qt.ConnectionType.QueuedConnection)
            session.warming.tell(self._tell_warmed)

    # --- the view ---------------------------------------------------------------

    @property
    def view(self) -> View:
        """The part of the ground that is shown, in logical pixels."""
        return self.canvas.view

    @property
    def extent(self) -> Extent:
        """West, south, east, north in metres."""
        return self.view.extent

    def set_extent(self, extent: Extent, margin: float = 0.0) -> None:
        """Show all of an extent in the middle, also after the window has grown."""
        size = self.canvas.viewport().size()
        view = View.fitted(
            extent, max(1, size.width()), max(1, size.height()), margin=margin
        )
        self._show(view.extent)
        self._wanted = (extent, margin)

    def _show(self, extent: Extent) -> None:
        self._wanted = None
        self._placed = True
        self.canvas.show_ground(clamped(extent))

    def _to_pixel(self, place: tuple[float, float]) -> QPointF:
        return QPointF(*self.view.to_pixel(*place))

    def _moved(self) -> None:
        self._session.errands.quiet.keep()
        self._frame.show_view(self.view, self.devicePixelRatioF())
        self.sketch.fit(self.view.width, self.view.height)
        if self._unhindered:
            # It is drawn while the old picture is shown where it belongs now.
            self.redraw()
        else:
            self._idle.start(_IDLE)
        self.view_changed.emit()

    def _wish(self) -> None:
        """Want a sharp picture: now where that keeps nobody waiting, else in a rest."""
        self._idle.start(0 if self._unhindered else _IDLE)

    @property
    def _unhindered(self) -> bool:
        return self._draftsman.quick and self._frames.free(Plane.MAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep showing what was asked for while the window finds its size."""
        super().resizeEvent(event)
        if self._wanted is not None:
            self.set_extent(*self._wanted)
        self._idle.start()
        self._frame.show_view(self.view, self.devicePixelRatioF())
        self.sketch.fit(self.view.width, self.view.height)
        self.view_changed.emit()

    def redraw(self) -> None:
        """Want the map sharp; it comes from a worker."""
        self._idle.stop()
        view = self.shown_view()
        if view is None:
            self._frames.forget(Plane.MAP)
            self._frame.forget()
            self._draftsman.forget()
            return
        session = self._session
        if self._draftsman.quick and self._frame.shifted and self._dragging == "pan":
            # It will be moved on: what comes into sight then is there already.
            view = grown(view)
        self._frames.ask(Request(Plane.MAP, session.layers, view, session.look))
        self._mark()
        self._travels.arrive(self.extent)

    def shown_view(self) -> View | None:
        """Return what is to be drawn, in device pixels; None without a store."""
        if self._session.empty:
            return None
        self._frame.show_view(self.view, self.devicePixelRatioF())
        return self._frame.device_view

    def _arrived(self, frame: Frame) -> None:
        """Show a picture; while the map moves on, the next one is wanted at once."""
        self._frame.put(frame)
        self._session.map_shown()
        if frame.request.plane is not Plane.MAP or not self._frames.free(Plane.MAP):
            return
        if not self._frame.covered:
            self.redraw()
        elif not self._frame.sharp:
            self._idle.start(_IDLE)  # It has come to rest: once more without margin.

    def _mark(self) -> None:
        if self.guest is not None:
            self.guest.changed()
        session = self._session
        view = self.shown_view()
        marks = session.marks if view is not None else {}
        selected = {
            layer.id: frozenset(marks[layer.kind])
            for layer in session.layers
            if layer.kind in marks and layer.id not in session.hidden
        }
        self.show_marks(Plane.SELECTION, view, selected)

    def show_marks(
        self, plane: Plane, view: View | None, chosen: dict[str, frozenset[str]]
    ) -> None:
        """Draw outlines around features in one of the planes; none without a view."""
        if view is None or not any(chosen.values()):
            self._frames.forget(plane)
            self._frame.drop(plane)
            return
        layers = self._session.layers
        self._frames.ask(Request(plane, layers, view, chosen=chosen))

    def _changed(self, *_: object) -> None:
        if not self._placed:
            self.zoom_full()  # The layers of a large store have come after it.
        if self.guest is not None:
            self.guest.changed()
        self._wish()

    def _note_day(self) -> None:
        """Say over the map which day it speaks of, where it is not today."""
        day = self._session.as_of
        words = self.tr("截至 {day}").format(day=day.isoformat())
        self._frame.show_note(words if day != today() else "")

    def _opened(self) -> None:
        self._note_day()
        self._travels.clear()
        self._frame.forget()
        self._placed = False
        self.zoom_full()

    @property
    def sharp(self) -> bool:
        """Whether what is seen is sharp; a margin may still be wanted or not."""
        return self._frame.covered

    @property
    def settled(self) -> bool:
        """Whether the picture is sharp and nothing is waiting to be drawn."""
        waiting = self._idle.isActive() or self._frames.due(Plane.MAP)
        return not waiting and self._frame.sharp

    def rest(self) -> None:
        """Stop all timers and the worker: the window closes."""
        self._idle.stop()
        self.hovering.stop()
        self._frames.stop()
        if self._session.warming is not None:
            self._session.warming.forget(self._tell_warmed)

    def _tell_warmed(self) -> None:
        self._warmed.emit()

    # --- going places -----------------------------------------------------------

    def go_back(self) -> None:
        """Show what was shown before."""
        self._go(self._travels.back())

    def go_forward(self) -> None:
        """Undo `go_back`."""
        self._go(self._travels.forward())

    def _go(self, extent: Extent | None) -> None:
        if extent is not None:
            self._show(extent)

    def zoom_full(self) -> None:
        """Show the whole district."""
        extent = self._session.extent
        if extent is not None:
            self.set_extent(extent, 0.03)

    def zoom_to_layer(self, layer_id: str) -> None:
        """Show all of a layer."""
        for layer in self._session.layers:
            if layer.id == layer_id and layer.shapes.extent is not None:
                self.set_extent(layer.shapes.extent, 0.05)

    def zoom_to_selection(self) -> None:
        """Show what is selected; a point keeps a neighbourhood around it."""
        extent = self._session.selected_extent
        if extent is None:
            return
        west, south, east, north = extent
        more = max(0.0, _SMALLEST * 4 - max(east - west, north - south)) / 2
        self.set_extent((west - more, south - more, east + more, north + more), 0.2)

    def bring_into_view(self) -> None:
        """Move to what is selected where it is out of sight; the scale stays."""
        wanted = self._session.selected_extent
        if wanted is None:
            return
        west, south, east, north = self.view.extent
        width, height = east - west, north - south
        if wanted[2] - wanted[0] > width or wanted[3] - wanted[1] > height:
            self.zoom_to_selection()
            return
        inside = west <= wanted[0] and wanted[2] <= east
        if inside and south <= wanted[1] and wanted[3] <= north:
            return
        x, y = (wanted[0] + wanted[2]) / 2, (wanted[1] + wanted[3]) / 2
        self._show((x - width / 2, y - height / 2, x + width / 2, y + height / 2))

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Zoom in by `factor` (below 1: out) and keep the place at a pixel."""
        view = self.view
        spot = at or self.canvas.viewport().rect().center()
        east, north = view.to_map(spot.x(), spot.y())
        west, south, right, top = view.extent
        if not CLOSEST <= (right - west) / factor <= WIDEST:
            return
        self._show(
            (
                east - (east - west) / factor,
                north - (north - south) / factor,
                east + (right - east) / factor,
                north + (top - north) / factor,
            )
        )

    def pan(self, across: float, up: float) -> None:
        """Move by shares of the view, to the east and to the north."""
        view = self.view
        self._shift(QPointF(-across * view.width, up * view.height))

    def _shift(self, delta: QPointF) -> QPointF:
        """Move the map by logical pixels, and return by how many it was moved.

        They are whole device pixels: so what has been drawn need not be drawn again.
        """
        view, device = self.view, self._frame.device_view
        ratio = device.width / view.width if device is not None else 1.0
        x, y = round(delta.x() * ratio) / ratio, round(delta.y() * ratio) / ratio
        over, up = -x * view.metres_per_pixel, y * view.metres_per_pixel
        west, south, east, north = view.extent
        self._show((west + over, south + up, east + over, north + up))
        return QPointF(x, y)

    def set_scale(self, denominator: float) -> None:
        """Show the scale 1:`denominator` around the middle."""
        view = self.view
        west, south, east, north = view.extent
        centre = ((west + east) / 2, (south + north) / 2)
        there = View.at_scale(centre, denominator, view.width, view.height)
        self._show(there.extent)

    # --- tools ------------------------------------------------------------------

    @property
    def tool(self) -> Tool:
        """What a drag does."""
        return self._tool

    @property
    def guest(self) -> MapTool | None:
        """The editing tool that has been taken up, or None."""
        return self.tools.get(self._tool)

    def set_tool(self, tool: Tool) -> None:
        """Choose what a drag does."""
        if self.guest is not None and tool is not self._tool:
            self._grabbed = False
            self.guest.end()
            self.said.emit("")
        self._tool = tool
        self.sketch.tool = self.guest
        self._show_cursor()
        self.tool_changed.emit(tool.value)
        if self.guest is not None:
            self.hovering.stop()
            self.guest.begin()

    def _show_cursor(self) -> None:
        cross = self._tool is not Tool.BROWSE and not self._space
        shape = Qt.CursorShape.CrossCursor if cross else Qt.CursorShape.ArrowCursor
        if self.guest is not None:
            shape = self.guest.cursor
        if self._space:
            shape = Qt.CursorShape.OpenHandCursor
        self.canvas.viewport().setCursor(shape)

    # --- mouse ------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse from the canvas; it only shows."""
        kind = QEvent.Type
        handlers: dict[QEvent.Type, Any] = {
            kind.MouseButtonPress: self._press,
            kind.MouseMove: self._drag,
            kind.MouseButtonRelease: self._release,
            kind.MouseButtonDblClick: self._double,
            kind.Wheel: self._wheel,
            kind.Leave: self._leave,
            kind.ContextMenu: self._context,
            kind.NativeGesture: self._touched,
            kind.Gesture: self._pinched,
        }
        handle = handlers.get(event.type())
        if handle is None:
            return super().eventFilter(watched, event)
        handle(event)
        return True

    def _press(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = event.position().toPoint()
        self._panned = QPointF(self._pressed)
        middle = event.button() is Qt.MouseButton.MiddleButton
        left = event.button() is Qt.MouseButton.LeftButton
        self._dragging = ""
        if not (middle or left):
            self._pressed = None
        elif middle or self._space:
            self._dragging = "pan"
        elif self.guest is not None:
            self._grabbed = self.guest.grab(self._pressed)

    def _intent(self, event: QMouseEvent) -> str:
        """Return what the drag that has just begun is to do."""
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ShiftModifier:
            return Tool.ZOOM
        if keys & Qt.KeyboardModifier.ControlModifier:
            return Tool.SELECT
        browsing = self._tool is Tool.BROWSE or self.guest is not None
        return "pan" if browsing else self._tool

    def _drag(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        self.pointed.emit(self.view.to_map(place.x(), place.y()))
        if self._grabbed and self.guest is not None:
            self.guest.drag(place, event.modifiers())
            return
        if self._pressed is None:
            self._follow(place, event.modifiers())
            return
        far = (place - self._pressed).manhattanLength() >= _FEW
        if not self._dragging and far:
            self._dragging = self._intent(event)
        if self._dragging == "pan" and self._panned is not None:
            self.canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._panned += self._shift(QPointF(place) - self._panned)
        elif self._dragging:
            self._band.setGeometry(QRect(self._pressed, place).normalized())
            self._band.show()

    @property
    def pressed(self) -> bool:
        """Whether a button is held down on the map."""
        return self._pressed is not None

    def _follow(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Follow the pointer while nothing is pressed."""
        if self.guest is not None:
            self.guest.hover(place, keys)
        else:
            self.hovering.start()

    def _release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self._show_cursor()
        grabbed, self._grabbed = self._grabbed, False
        if grabbed and self.guest is not None:
            self.guest.drop(event.position().toPoint())
            return
        if pressed is None:
            return
        doing, self._dragging = self._dragging, ""
        adding = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if doing in (Tool.ZOOM, Tool.SELECT):
            self._band.hide()
            self._take_rectangle(QRect(pressed, event.position().toPoint()), doing)
        elif not doing:
            place = event.position().toPoint()
            if self.guest is None or not self.guest.click(place, event.modifiers()):
                self._click(place, adding=adding)

    def _take_rectangle(self, rectangle: QRect, doing: str) -> None:
        box, view = rectangle.normalized(), self.view
        west, north = view.to_map(box.left(), box.top())
        east, south = view.to_map(box.right(), box.bottom())
        if doing == Tool.ZOOM:
            self.set_extent((west, south, east, north))
        else:
            self.select_within((west, south, east, north))

    def _double(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.guest is None or not self.guest.double(place):
            self.zoom_by(2.0, place)

    def _wheel(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120.0
        if turns:
            self.zoom_by(_STEP**turns, event.position().toPoint())

    def _touched(self, event: QNativeGestureEvent) -> None:
        """Zoom by two fingers on a touchpad."""
        if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(max(1.0 + event.value(), _LEAST_PINCH), _pixel(event))

    def _pinched(self, event: QGestureEvent) -> None:
        """Zoom by two fingers on a touch screen."""
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0.0:
            viewport = self.canvas.viewport()
            middle = viewport.mapFromGlobal(pinch.centerPoint().toPoint())
            self.zoom_by(pinch.scaleFactor(), middle)

    def _leave(self, _: QEvent) -> None:
        self.hovering.stop()
        self.pointed.emit(None)
        self.said.emit("")
        if self.guest is not None:
            self.guest.leave()

    # --- what lies where --------------------------------------------------------

    def hits(self, place: QPoint) -> list[tuple[Kind, str]]:
        """Return what lies at a pixel: points, then lines, then areas."""
        at = float(place.x()), float(place.y())
        return hits_at(self._session, self.view, at)

    def _click(self, place: QPoint, *, adding: bool) -> None:
        hits = self.hits(place)
        choices = meant(hits)
        if len(choices) > 1 and not adding:
            self._menu(hits).popup(self.canvas.viewport().mapToGlobal(place))
        else:
            self._pick(choices[:1], adding=adding)

    def _pick(self, hits: Iterable[tuple[Kind, str]], *, adding: bool = False) -> None:
        if not self._session.loaded:
            return  # The pointer tells names; cards need the rows.
        found: dict[Kind, set[str]] = {}
        if adding:
            found = {k: set(uids) for k, uids in self._session.selection.items()}
        for kind, uid in hits:
            found.setdefault(kind, set()).symmetric_difference_update({uid})
        self._session.select(found)
        if len(found) == 1:
            self.picked.emit(next(iter(found)))

    def _menu(self, hits: list[tuple[Kind, str]]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for hit in hits:
            action = menu.addAction(name_of(self._session, *hit))
            action.triggered.connect(lambda _=False, hit=hit: self._pick([hit]))
        return menu

    def _context(self, event: QContextMenuEvent) -> None:
        own = self.guest.menu(event.pos()) if self.guest is not None else None
        if own is not None:
            own.popup(event.globalPos())
            return
        hits = self.hits(event.pos())
        menu = self._menu(hits)
        if hits:
            menu.addSeparator()
        menu.addAction(self.tr("放大到选中对象"), self.zoom_to_selection).setEnabled(
            self._session.selected_extent is not None
        )
        menu.addAction(self.tr("全图"), self.zoom_full)
        menu.popup(event.globalPos())

    def select_within(self, extent: Extent) -> None:
        """Select everything fine that meets a rectangle; areas only where alone."""
        self._session.select(met_by(self._session, self.view, extent))

    # --- keyboard ---------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Del from the window's shortcuts while a tool wants them."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        return self.guest is not None and self.guest.wants(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, plus and minus zoom, Space makes every drag move the map."""
        moves = {
            Qt.Key.Key_Left: (-0.15, 0.0),
            Qt.Key.Key_Right: (0.15, 0.0),
            Qt.Key.Key_Up: (0.0, 0.15),
            Qt.Key.Key_Down: (0.0, -0.15),
        }
        zooms = {Qt.Key.Key_Plus: 1.5, Qt.Key.Key_Equal: 1.5, Qt.Key.Key_Minus: 1 / 1.5}
        key = Qt.Key(event.key())
        if self.guest is not None and self.guest.key(event):
            return
        if key in moves:
            self.pan(*moves[key])
        elif key in zooms:
            self.zoom_by(zooms[key])
        elif key is Qt.Key.Key_Space:
            self._space = True
            self._show_cursor()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()
        super().keyReleaseEvent(event)

    def layer_at(self, number: int) -> Layer | None:
        """Return the layer of a number key: 1 is the topmost."""
        layers = self._session.layers
        return layers[-number] if 1 <= number <= len(layers) else None
