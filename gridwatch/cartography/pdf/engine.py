"""A page that Qt's painter draws on and that becomes operators of a PDF.

Everything that draws with a `QPainter` draws here unchanged, on the screen as on paper.
Maps and lettering do not take the way through the painter: `engine_of` hands them the
page itself, and whole arrays go into it at once.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPaintDevice,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QTransform,
)

from gridwatch.cartography.pdf.content import Content, Matrix, Pen
from gridwatch.cartography.pdf.fonts import elements_of
from gridwatch.cartography.pdf.shaping import EM

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QLineF
    from PySide6.QtGui import (
        QBrush,
        QImage,
        QPaintEngineState,
        QPen,
        QPixmap,
        QTextItem,
    )

    from gridwatch.cartography.pdf.content import Rgb

__all__ = ["DOTS_PER_MM", "PaperDevice", "PaperEngine", "engine_of", "reused", "rgb_of"]

DOTS_PER_MM = 100
_DPI = 2540
_HAIR = 5.0
"""Width of a pen that has none: 0.05 mm."""
_WHOLE = 0.999
_CAPS = {Qt.PenCapStyle.RoundCap: 1, Qt.PenCapStyle.SquareCap: 2}
_JOINS = {Qt.PenJoinStyle.RoundJoin: 1, Qt.PenJoinStyle.BevelJoin: 2}
_DASHES = Qt.PenStyle.CustomDashLine

Dirty = QPaintEngine.DirtyFlag
_TRANSFORM = Dirty.DirtyTransform.value
_PEN = Dirty.DirtyPen.value
_BRUSH = Dirty.DirtyBrush.value
_OPACITY = Dirty.DirtyOpacity.value
_RARE = (
    Dirty.DirtyCompositionMode.value
    | Dirty.DirtyClipPath.value
    | Dirty.DirtyClipRegion.value
    | Dirty.DirtyClipEnabled.value
)
"""Plain numbers: an operation on Python's enums takes a microsecond."""


class UndrawableError(NotImplementedError):
    """Something was drawn that a page of a PDF does not take (yet)."""


def kept(method: Callable[..., None]) -> Callable[..., None]:
    """Keep the first error of a method: Qt, who calls it, would only print it."""

    @functools.wraps(method)
    def guarded(self: PaperEngine, *args: object) -> None:
        try:
            method(self, *args)
        except Exception as error:  # noqa: BLE001
            self.fault = self.fault or error

    return guarded


def rgb_of(colour: QColor) -> Rgb:
    """Return red, green and blue of a colour, 0 to 255."""
    return colour.red(), colour.green(), colour.blue()


class Pictures(Protocol):
    """Keeps what a document holds once: `gridwatch.cartography.pdf.document`."""

    def image(self, image: QImage) -> Hashable:
        """Return the key of a picture."""

    def form(
        self, key: Hashable, box: Sequence[float], draw: Callable[[QPainter], None]
    ) -> Hashable:
        """Return the key of a drawing."""


class PaperEngine(QPaintEngine):
    """Turns what a painter draws into the content of a page.

    Parameters
    ----------
    content : Content
        The page.
    pictures : Pictures
        Keeps the images of the document.
    """

    def __init__(self, content: Content, pictures: Pictures) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.content = content
        self.pictures = pictures
        self.fault: Exception | None = None
        self.matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._pen: QPen | None = None
        self._brush: QBrush | None = None
        self._opacity = 1.0

    # --- called by Qt -----------------------------------------------------------------

    def begin(self, device: QPaintDevice) -> bool:  # noqa: ARG002
        """Begin to draw."""
        return True

    def end(self) -> bool:
        """End it."""
        return True

    def type(self) -> QPaintEngine.Type:
        """Tell that it makes a PDF, in which text stays text."""
        return QPaintEngine.Type.Pdf

    @kept
    def updateState(self, state: QPaintEngineState) -> None:  # noqa: N802
        """Take over what has changed in the painter."""
        dirty = state.state().value
        if dirty & _TRANSFORM:
            self.matrix = _matrix(state.transform())
        if dirty & _PEN:
            self._pen = state.pen()
        if dirty & _BRUSH:
            self._brush = state.brush()
        if dirty & _OPACITY:
            self._opacity = state.opacity()
        if dirty & _RARE:
            self._take_rare(state, dirty)

    def _take_rare(self, state: QPaintEngineState, dirty: int) -> None:
        if dirty & Dirty.DirtyCompositionMode.value:
            usual = QPainter.CompositionMode.CompositionMode_SourceOver
            if state.compositionMode() != usual:
                raise UndrawableError(state.compositionMode())
        if dirty & Dirty.DirtyClipPath.value:
            self._clip(state, state.clipPath())
        elif dirty & Dirty.DirtyClipRegion.value:
            path = QPainterPath()
            path.addRegion(state.clipRegion())
            self._clip(state, path)
        elif dirty & Dirty.DirtyClipEnabled.value and not state.isClipEnabled():
            self.content.clips = ()

    def _clip(self, state: QPaintEngineState, path: QPainterPath) -> None:
        operation = state.clipOperation()
        if operation == Qt.ClipOperation.NoClip:
            self.content.clips = ()
            return
        shape = _path(elements_of(path), _matrix(state.transform())) or b"0 0 m "
        rule = b"W* n\n" if path.fillRule() is Qt.FillRule.OddEvenFill else b"W n\n"
        clip = shape + rule
        if operation == Qt.ClipOperation.ReplaceClip:
            self.content.clips = (clip,)
        elif clip not in self.content.clips:
            self.content.clips = (*self.content.clips, clip)

    @kept
    def drawPath(self, path: QPainterPath) -> None:  # noqa: N802
        """Fill and draw a path."""
        self._draw(path)

    # Rectangles and ellipses come as paths of themselves. Lines and polygons would too,
    # but Qt's own way to that recurses; PySide keeps 56 bytes for each of their points
    # for ever, so what stands on every page is drawn as a path (`Ink.polygon`).

    @kept
    def drawLines(self, lines: Sequence[QLineF]) -> None:  # noqa: N802
        """Draw straight lines."""
        path = QPainterPath()
        for line in lines:
            path.moveTo(QPointF(line.p1()))
            path.lineTo(QPointF(line.p2()))
        self._draw(path, filled=False)

    @kept
    def drawPoints(self, points: Sequence[QPointF]) -> None:  # noqa: N802
        """Draw points as wide as the pen."""
        path = QPainterPath()
        for point in points:
            path.moveTo(QPointF(point))
            path.lineTo(QPointF(point) + QPointF(1e-3, 0.0))
        self._draw(path, filled=False)

    @kept
    def drawPolygon(  # noqa: N802
        self, points: Sequence[QPointF], mode: QPaintEngine.PolygonDrawMode
    ) -> None:
        """Fill and draw a polygon, or draw a line through its corners."""
        modes = QPaintEngine.PolygonDrawMode
        path = QPainterPath()
        for number_, point in enumerate(points):
            (path.lineTo if number_ else path.moveTo)(QPointF(point))
        if mode == modes.PolylineMode:
            self._draw(path, filled=False)
            return
        path.closeSubpath()
        if mode == modes.WindingMode:
            path.setFillRule(Qt.FillRule.WindingFill)
        self._draw(path)

    @kept
    def drawImage(  # noqa: N802
        self, rect: QRectF, image: QImage, source: QRectF, *_: object
    ) -> None:
        """Draw a part of a picture into a rectangle."""
        part = source.toRect()
        if part != image.rect():
            image = image.copy(part)
        key = self.pictures.image(image)
        a, b, c, d, e, f = self.matrix
        x, y, w, h = rect.x(), rect.y() + rect.height(), rect.width(), -rect.height()
        place = (a * w, b * w, c * h, d * h, a * x + c * y + e, b * x + d * y + f)
        self.content.place(key, place, self._opacity)

    @kept
    def drawPixmap(self, rect: QRectF, pixmap: QPixmap, source: QRectF) -> None:  # noqa: N802
        """Draw a part of a picture into a rectangle."""
        self.drawImage(rect, pixmap.toImage(), source)

    @kept
    def drawTiledPixmap(self, *_: object) -> None:  # noqa: N802
        """Refuse: nothing of ours is tiled."""
        raise UndrawableError("drawTiledPixmap")

    @kept
    def drawTextItem(self, place: QPointF, item: QTextItem) -> None:  # noqa: N802
        """Write a piece of a line."""
        font = item.font()
        shaper = self.content.fonts.shaper(font)
        script = shaper.script(item.text())
        pixels: float = font.pixelSize()
        if pixels <= 0:
            # Given in points, of whatever the text was laid out for: its width tells.
            pixels = item.width() * EM / script.width if script.width else 0
        size, matrix = self._upright(pixels, place.x(), place.y())
        colour, alpha = self._ink()
        self.content.text(script, size, matrix, colour, alpha)

    # --- what they share --------------------------------------------------------------

    def _upright(self, pixels: float, x: float, y: float) -> tuple[float, Matrix]:
        """Return the size of an em on the page, and the matrix of text at a place."""
        a, b, c, d, e, f = self.matrix
        scale = (c * c + d * d) ** 0.5 or 1.0
        at = (a * x + c * y + e, b * x + d * y + f)
        turned = (a / scale, b / scale, c / scale, d / scale)
        return pixels * scale, (*turned, *at)

    def _ink(self) -> tuple[Rgb, float]:
        colour = self._pen.color() if self._pen is not None else QColor(0, 0, 0)
        return rgb_of(colour), colour.alphaF() * self._opacity

    def _draw(self, path: QPainterPath, *, filled: bool = True) -> None:
        shape = _path(elements_of(path), self.matrix)
        brush = self._brush
        if filled and brush is not None and brush.style() != Qt.BrushStyle.NoBrush:
            if brush.style() != Qt.BrushStyle.SolidPattern:
                raise UndrawableError(brush.style())
            colour = brush.color()
            odd = path.fillRule() is Qt.FillRule.OddEvenFill
            alpha = colour.alphaF() * self._opacity
            self.content.fill(shape, rgb_of(colour), alpha, odd=odd)
        if self._pen is not None and self._pen.style() != Qt.PenStyle.NoPen:
            self.content.stroke(shape, self.pen(self._pen))

    def pen(self, pen: QPen) -> Pen:
        """Return a pen in units of the page."""
        a, b, c, d, _, _ = self.matrix
        scale = 1.0 if pen.isCosmetic() else abs(a * d - b * c) ** 0.5
        width = pen.widthF() * scale
        if pen.brush().style() != Qt.BrushStyle.SolidPattern:
            raise UndrawableError(pen.brush().style())
        dash: tuple[float, ...] = ()
        if pen.style() != Qt.PenStyle.SolidLine:
            dash = tuple(part * (width or _HAIR) for part in pen.dashPattern())
        return Pen(
            rgb_of(pen.color()),
            width or _HAIR,
            pen.color().alphaF() * self._opacity,
            _CAPS.get(pen.capStyle(), 0),
            _JOINS.get(pen.joinStyle(), 0),
            dash,
            pen.dashOffset() * width if dash else 0.0,
        )


def _matrix(way: QTransform) -> Matrix:
    return way.m11(), way.m12(), way.m21(), way.m22(), way.dx(), way.dy()


_OPERATORS = (b"%.8g %.8g m\n", b"%.8g %.8g l\n", b"%.8g %.8g ", b"%.8g %.8g ")
_CURVE_ENDS = b"%.8g %.8g c\n"


def _path(elements: NDArray[np.void], matrix: Matrix) -> bytes:
    """Return a path on the page; what ends where it began is closed."""
    size = len(elements)
    if not size:
        return b""
    a, b, c, d, e, f = matrix
    found = np.empty((size, 2))
    found[:, 0] = a * elements["x"] + c * elements["y"] + e
    found[:, 1] = b * elements["x"] + d * elements["y"] + f
    # Adding nothing makes a zero of what would be written as -0.
    found = np.round(found, 2) + 0.0
    kinds = elements["kind"].tolist()
    words = [_OPERATORS[kind] for kind in kinds]
    for i, kind in enumerate(kinds):
        if kind == 3 and (i + 1 == size or kinds[i + 1] != 3):
            words[i] = _CURVE_ENDS
    starts = [i for i, kind in enumerate(kinds) if kind == 0]
    for start, stop in itertools.pairwise([*starts, size]):
        if stop - start > 2 and (found[start] == found[stop - 1]).all():
            words[stop - 1] += b"h\n"
    return b"".join(words) % tuple(found.ravel().tolist())


class PaperDevice(QPaintDevice):
    """A sheet of paper that a painter can begin on; its dots are 0.01 mm.

    Parameters
    ----------
    width, height : float
        Millimetres.
    engine : PaperEngine
        What is drawn with.
    """

    def __init__(self, width: float, height: float, engine: PaperEngine) -> None:
        super().__init__()
        self._engine = engine
        metric = QPaintDevice.PaintDeviceMetric
        self._facts = {
            metric.PdmWidth: round(width * DOTS_PER_MM),
            metric.PdmHeight: round(height * DOTS_PER_MM),
            metric.PdmWidthMM: round(width),
            metric.PdmHeightMM: round(height),
            metric.PdmNumColors: 2**31 - 1,
            metric.PdmDepth: 32,
            metric.PdmDpiX: _DPI,
            metric.PdmDpiY: _DPI,
            metric.PdmPhysicalDpiX: _DPI,
            metric.PdmPhysicalDpiY: _DPI,
            metric.PdmDevicePixelRatio: 1,
        }

    def paintEngine(self) -> QPaintEngine:  # noqa: N802
        """Return what is drawn with."""
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        """Return a fact about the sheet."""
        scaled = metric is QPaintDevice.PaintDeviceMetric.PdmDevicePixelRatioScaled
        return 65536 if scaled else self._facts.get(metric, 0)


def reused(
    painter: QPainter,
    key: Hashable,
    box: QRectF,
    draw: Callable[[QPainter], None],
) -> None:
    """Draw what stands on many pages of a document; a PDF holds it once.

    Parameters
    ----------
    painter : QPainter
        On any device.
    key : hashable
        What tells this drawing from others of the document, in every process.
    box : QRectF
        It lies inside, in the painter's units.
    draw : callable
        Draws it; its clips and pens are its own.
    """
    engine = engine_of(painter)
    if engine is None:
        draw(painter)
        return
    a, b, c, d, e, f = engine.matrix
    scale = (c * c + d * d) ** 0.5 or 1.0

    def larger(other: QPainter) -> None:
        other.scale(scale, scale)
        draw(other)

    room = (box.left(), box.top(), box.right(), box.bottom())
    scaled = tuple(side * scale for side in room)
    long = engine.pictures.form((key, round(scale, 6)), scaled, larger)
    turned = (a / scale, b / scale, c / scale, d / scale, e, f)
    engine.content.place(long, turned)


def engine_of(painter: QPainter) -> PaperEngine | None:
    """Return the page that a painter draws on, up to date; None on other devices."""
    engine = painter.paintEngine()
    if not isinstance(engine, PaperEngine):
        return None
    # Saving hands over what the painter has not yet told.
    painter.save()
    painter.restore()
    return engine
