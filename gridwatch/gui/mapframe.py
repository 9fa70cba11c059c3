"""The pictures of the map: shown at once where they belong now, shifted or scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gridwatch.cartography.mapped import Mapped
from gridwatch.cartography.paint import Look, View, draw_map, scale_bar
from gridwatch.cartography.symbols import load_symbols
from gridwatch.cartography.view import SCREEN_DPI
from gridwatch.gui.frameworker import Plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.gui.frameworker import Frame

__all__ = ["MapFrame", "draw_picture", "grown"]

_INK = QColor("#26323D")
_AMBER, _AMBER_INK = QColor("#FFE9B8"), QColor("#7A4B00")
_BAR_ROOM = 150.0
_MARGIN = 14.0
_BAR = 5.0
_MORE = 0.12
"""How far around the view is drawn while it is moved, share of its size."""
_SAME = 1e-9


def _blank(view: View, colour: QColor | Qt.GlobalColor) -> QImage:
    size = max(1, view.width), max(1, view.height)
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(colour)
    return image


def _painter(image: QImage) -> QPainter:
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
    )
    return painter


def draw_picture(layers: Sequence[Layer], view: View, look: Look) -> QImage:
    """Return the map as an image of the view's size.

    Layers from a cache file are drawn by kernels, since nothing else can.
    """
    if any(isinstance(layer.shapes, Mapped) for layer in layers):
        from gridwatch.cartography.frames import draw_frame

        found = draw_frame(layers, view, look)
        assert found is not None
        return found.image
    image = _blank(view, QColor(load_symbols().paper))
    painter = _painter(image)
    try:
        draw_map(painter, layers, view, look)
    finally:
        painter.end()
    return image


def grown(view: View) -> View:
    """Return a view with a margin, for a map that is being moved."""
    width, height = round(view.width * _MORE), round(view.height * _MORE)
    mpp = view.metres_per_pixel
    west, south, east, north = view.extent
    west, south = west - width * mpp, south - height * mpp
    east, north = east + width * mpp, north + height * mpp
    size = view.width + 2 * width, view.height + 2 * height
    return View((west, south, east, north), *size, view.dpi)


class MapFrame(QGraphicsItem):
    """The only item on the map: all layers in one picture, the selection in another.

    It lives in the pixels of the map, so that moving the map only moves
    pictures; how fast they are drawn is the business of `gridwatch.cartography`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._size = QRectF(0, 0, 1, 1)
        self._now: View | None = None
        self._ratio = 1.0
        self._pictures: dict[Plane, tuple[QImage, View]] = {}
        self.note = ""

    def boundingRect(self) -> QRectF:
        """Return the whole view, in its pixels."""
        return self._size

    def show_view(self, view: View, ratio: float) -> None:
        """Show another part of the ground with the pictures there are.

        Parameters
        ----------
        view : View
            In logical pixels.
        ratio : float
            Device pixels per logical pixel.
        """
        if self._now == view and self._ratio == ratio:
            return
        size = QRectF(0, 0, view.width, view.height)
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
        self._now, self._ratio = view, ratio
        self.update()

    @property
    def sharp(self) -> bool:
        """Whether the picture was drawn for just this view."""
        found = self._pictures.get(Plane.MAP)
        return found is not None and found[1] == self._device_view()

    @property
    def covered(self) -> bool:
        """Whether the picture is of this place and scale, perhaps with a margin."""
        found, view = self._pictures.get(Plane.MAP), self._device_view()
        if found is None or view is None:
            return False
        return found[1] in (view, grown(view))

    @property
    def shifted(self) -> bool:
        """Whether the map has been moved, and not zoomed, since it was drawn."""
        found, view = self._pictures.get(Plane.MAP), self._device_view()
        if found is None or view is None or self.covered:
            return False
        share = found[1].metres_per_pixel / view.metres_per_pixel
        return abs(share - 1.0) < _SAME

    def _device_view(self) -> View | None:
        if self._now is None:
            return None
        now, ratio = self._now, self._ratio
        return View(
            now.extent,
            max(1, round(now.width * ratio)),
            max(1, round(now.height * ratio)),
            SCREEN_DPI * ratio,
        )

    def forget(self) -> None:
        """Drop the pictures."""
        self._pictures.clear()
        self.update()

    @property
    def device_view(self) -> View | None:
        """What is shown, in device pixels."""
        return self._device_view()

    def put(self, frame: Frame) -> None:
        """Show a picture from now on."""
        self._pictures[frame.request.plane] = (frame.image, frame.request.view)
        self.update()

    def drop(self, plane: Plane) -> None:
        """Show a picture no more."""
        if self._pictures.pop(plane, None) is not None:
            self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt hands it over
        widget: QWidget | None = None,  # noqa: ARG002 - Qt hands it over
    ) -> None:
        """Put the pictures where they belong now, then the scale bar."""
        painter.fillRect(self._size, QColor(load_symbols().paper))
        if self._now is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for plane in Plane:
            if plane in self._pictures:
                self._put(painter, *self._pictures[plane])
        if Plane.MAP in self._pictures:
            self._paint_scale_bar(painter, self._now)
            self._paint_note(painter)

    def _paint_note(self, painter: QPainter) -> None:
        """Write which day the map speaks of, where it is not today."""
        if not self.note:
            return
        font = QFont(painter.font())
        font.setPointSizeF(9.5)
        font.setBold(True)
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(self.note) + 20
        plate = QRectF(_MARGIN - 6, _MARGIN - 6, wide, 26)
        painter.setPen(QPen(_AMBER_INK, 1.0))
        painter.setBrush(_AMBER)
        painter.drawRoundedRect(plate, 4, 4)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self.note)

    def show_note(self, text: str) -> None:
        """Write something over the map; an empty text: nothing."""
        self.note = text
        self.update()

    def _put(self, painter: QPainter, image: QImage, view: View) -> None:
        now = self._now
        assert now is not None
        west, south, east, north = view.extent
        left, top = now.to_pixel(west, north)
        scale = view.metres_per_pixel * self._ratio / now.metres_per_pixel
        if abs(scale - 1.0) < _SAME:
            # Only shifted: whole pixels are copied, which is ten times faster.
            ratio = self._ratio
            place = QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)
            image.setDevicePixelRatio(ratio)
            painter.drawImage(place, image)
            image.setDevicePixelRatio(1.0)
            return
        right, bottom = now.to_pixel(east, south)
        painter.drawImage(QRectF(QPointF(left, top), QPointF(right, bottom)), image)

    def _paint_scale_bar(self, painter: QPainter, view: View) -> None:
        metres, pixels = scale_bar(view, _BAR_ROOM)
        text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        left, base = _MARGIN, view.height - _MARGIN
        font = QFont(painter.font())
        font.setPointSizeF(8.5)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        plate = QRectF(left - 7, base - 25, pixels + 14, 32)
        painter.fillRect(plate, QColor(251, 250, 245, 205))
        painter.setPen(QPen(_INK, 1.4))
        bar = QRectF(left, base - _BAR, pixels, _BAR)
        painter.drawLine(bar.topLeft(), bar.bottomLeft())
        painter.drawLine(bar.bottomLeft(), bar.bottomRight())
        painter.drawLine(bar.bottomRight(), bar.topRight())
        middle = QPointF(bar.center().x(), bar.bottom())
        painter.drawLine(middle, middle - QPointF(0, 3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        label = QRectF(left, base - 24, pixels, 16)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
