"""The sheet of a recipe with its blocks as frames to move, resize and pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gridwatch.mapbook.recipe import page_of
from gridwatch.mapbook.recipechecks import BLOCK_NAMES
from gridwatch.mapbook.recipeediting import (
    Grip,
    Guide,
    blocks_of,
    dragged,
    guides_of,
    snapped,
)

if TYPE_CHECKING:
    from gridwatch.district.wording import Language
    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.recipe import Recipe

__all__ = ["LayoutCanvas"]

_AROUND = 16
"""Pixels around the paper."""
_HANDLE = 7.0
_REACH = 6.0
"""Pixels within which a block snaps, and a handle is caught."""
_DESK, _FRAME, _CHOSEN = QColor("#C9C7C1"), QColor("#3A6EA5"), QColor("#C2410C")
_GUIDE = QColor("#C026D3")
_GRIPS = tuple(
    Grip(across, down)
    for across in (-1, 0, 1)
    for down in (-1, 0, 1)
    if (across, down) != (0, 0)
)
_CURSORS = {
    Grip(): Qt.CursorShape.SizeAllCursor,
    Grip(-1, 0): Qt.CursorShape.SizeHorCursor,
    Grip(1, 0): Qt.CursorShape.SizeHorCursor,
    Grip(0, -1): Qt.CursorShape.SizeVerCursor,
    Grip(0, 1): Qt.CursorShape.SizeVerCursor,
    Grip(-1, -1): Qt.CursorShape.SizeFDiagCursor,
    Grip(1, 1): Qt.CursorShape.SizeFDiagCursor,
    Grip(-1, 1): Qt.CursorShape.SizeBDiagCursor,
    Grip(1, -1): Qt.CursorShape.SizeBDiagCursor,
}
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class _Drag(NamedTuple):
    """A block under the mouse: where the drag began, and what it moves."""

    start: QPointF
    rect: Rect
    grip: Grip
    guides: tuple[Guide, ...]


class LayoutCanvas(QWidget):
    """Shows a recipe on its paper; blocks are moved and resized by mouse and keys.

    Parameters
    ----------
    language : Language
        Language of the blocks' names.
    """

    picked = Signal(int)
    """A block was chosen: its number, or -1."""
    placed = Signal(int, object, bool)
    """A block lies elsewhere: number, rectangle, whether by keys."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._recipe: Recipe | None = None
        self._image: QImage | None = None
        self._drag: _Drag | None = None
        self._moved: Rect | None = None
        self._shown: tuple[Guide, ...] = ()
        self.landscape = False
        self.chosen = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("版面"))

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(620, 600)

    # --- what is shown ----------------------------------------------------------

    def show_recipe(self, recipe: Recipe, *, landscape: bool) -> None:
        """Show a recipe on paper of a direction."""
        self._recipe, self.landscape = recipe, landscape
        self._drag = self._moved = None
        self._shown = ()
        if self.chosen not in dict(self._blocks()):
            self.chosen = -1
        self.update()

    @property
    def image(self) -> QImage | None:
        """The sheet under the blocks; None until it is drawn."""
        return self._image

    def show_image(self, image: QImage | None) -> None:
        """Lay the picture of the real sheet under the frames."""
        self._image = image
        self.update()

    def choose(self, number: int) -> None:
        """Choose a block, or none with -1."""
        if number != self.chosen:
            self.chosen = number
            self.picked.emit(number)
        self.update()

    def _blocks(self) -> list[tuple[int, Rect]]:
        if self._recipe is None:
            return []
        return blocks_of(self._recipe, landscape=self.landscape)

    def rect_of(self, number: int) -> Rect | None:
        """Return where a block lies now, also while it is dragged."""
        if number == self.chosen and self._moved is not None:
            return self._moved
        return dict(self._blocks()).get(number)

    # --- millimetres and pixels -------------------------------------------------

    @property
    def paper(self) -> QRectF:
        """Where the paper lies on the widget."""
        if self._recipe is None:
            return QRectF()
        page = page_of(self._recipe, landscape=self.landscape)
        room = QRectF(self.rect()).adjusted(_AROUND, _AROUND, -_AROUND, -_AROUND)
        mm = min(room.width() / page.width, room.height() / page.height)
        size = page.width * mm, page.height * mm
        left = room.x() + (room.width() - size[0]) / 2
        return QRectF(left, room.y() + (room.height() - size[1]) / 2, *size)

    @property
    def mm(self) -> float:
        """Pixels in a millimetre of the paper."""
        if self._recipe is None:
            return 1.0
        page = page_of(self._recipe, landscape=self.landscape)
        return max(self.paper.width() / page.width, 0.01)

    def pixels_of(self, rect: Rect) -> QRectF:
        """Return a rectangle of the paper in pixels."""
        mm, paper = self.mm, self.paper
        return QRectF(
            paper.x() + rect.x * mm,
            paper.y() + rect.y * mm,
            rect.width * mm,
            rect.height * mm,
        )

    # --- the mouse --------------------------------------------------------------

    def _under(self, at: QPointF) -> tuple[int, Grip] | None:
        """Return what is under the mouse: a handle of the chosen block, or a block."""
        own = self.rect_of(self.chosen)
        if own is not None:
            for grip, place in self._handles(own):
                away = place - at
                if max(abs(away.x()), abs(away.y())) <= _HANDLE:
                    return self.chosen, grip
        hit = [
            (rect.width * rect.height, number)
            for number, rect in self._blocks()
            if self.pixels_of(rect).contains(at)
        ]
        return (min(hit)[1], Grip()) if hit else None

    def _handles(self, rect: Rect) -> list[tuple[Grip, QPointF]]:
        box = self.pixels_of(rect)
        return [
            (
                grip,
                QPointF(
                    box.center().x() + grip.across * box.width() / 2,
                    box.center().y() + grip.down * box.height() / 2,
                ),
            )
            for grip in _GRIPS
        ]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a block and begin to drag it."""
        if event.button() is not Qt.MouseButton.LeftButton or self._recipe is None:
            return
        found = self._under(event.position())
        self.choose(found[0] if found else -1)
        rect = self.rect_of(self.chosen)
        if found is None or rect is None:
            return
        guides = guides_of(self._recipe, self.chosen, landscape=self.landscape)
        self._drag = _Drag(event.position(), rect, found[1], tuple(guides))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; Alt lets it lie anywhere."""
        if self._drag is None:
            found = self._under(event.position())
            shape = _CURSORS[found[1]] if found else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        drag, mm = self._drag, self.mm
        by = (event.position() - drag.start) / mm
        rect = dragged(drag.rect, drag.grip, by.x(), by.y())
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        pulled = snapped(
            rect,
            drag.grip,
            () if free else drag.guides,
            _REACH / mm,
            0.1 if free else 1.0,
        )
        self._moved, self._shown = pulled.rect, pulled.guides
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        moved, drag = self._moved, self._drag
        self._stop()
        if drag is not None and moved is not None and moved != drag.rect:
            self.placed.emit(self.chosen, moved, False)

    def _stop(self) -> None:
        self._drag = self._moved = None
        self._shown = ()
        self.update()

    # --- the keyboard -----------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows (Ctrl: a tenth), resize with Shift; Esc lets go."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape and self._drag is not None:
            self._stop()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._step(1 if key is Qt.Key.Key_PageDown else -1)
        elif key in _ARROWS and self.rect_of(self.chosen) is not None:
            self._nudge(_ARROWS[key], event.modifiers())
        else:
            super().keyPressEvent(event)

    def _nudge(self, towards: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        rect = self.rect_of(self.chosen)
        if rect is None:
            return
        step = 0.1 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0
        grip = Grip()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            grip = Grip(int(towards[0] != 0), int(towards[1] != 0))
        moved = dragged(rect, grip, towards[0] * step, towards[1] * step)
        self.placed.emit(self.chosen, moved, True)

    def _step(self, by: int) -> None:
        """Choose the next block, or the one before."""
        numbers = [number for number, _ in self._blocks()]
        if not numbers:
            return
        if self.chosen in numbers:
            at = (numbers.index(self.chosen) + by) % len(numbers)
        else:
            at = 0 if by > 0 else len(numbers) - 1
        self.choose(numbers[at])

    # --- painting ---------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint paper, sheet, frames and guides."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), _DESK)
        if self._recipe is None:
            return
        paper = self.paper
        painter.fillRect(paper.translated(3.0, 3.0), QColor(0, 0, 0, 60))
        painter.fillRect(paper, QColor("#FFFFFF"))
        if self._image is not None:
            painter.drawImage(paper, self._image)
            painter.fillRect(paper, QColor(255, 255, 255, 90))
        for number, rect in self._blocks():
            if number != self.chosen:
                self._paint_block(painter, number, rect)
        for guide in self._shown:
            self._paint_guide(painter, guide)
        own = self.rect_of(self.chosen)
        if own is not None:
            self._paint_chosen(painter, own)

    def _paint_block(self, painter: QPainter, number: int, rect: Rect) -> None:
        box = self.pixels_of(rect)
        painter.setPen(QPen(_FRAME, 1.0, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        self._paint_name(painter, number, box, _FRAME)

    def _paint_name(
        self, painter: QPainter, number: int, box: QRectF, colour: QColor
    ) -> None:
        if self._recipe is None:
            return
        name = BLOCK_NAMES[self._recipe.blocks[number].kind].of(self._language)
        font = self.font()
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.8))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        wide = min(metrics.horizontalAdvance(name) + 8.0, box.width())
        tall = min(metrics.height() + 2.0, box.height())
        chip = QRectF(box.x(), box.y(), wide, tall)
        painter.fillRect(chip, QColor(255, 255, 255, 205))
        painter.setPen(colour)
        told = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(wide))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, told)

    def _paint_chosen(self, painter: QPainter, rect: Rect) -> None:
        box = self.pixels_of(rect)
        painter.setPen(QPen(_CHOSEN, 2.0))
        painter.setBrush(QColor(194, 65, 12, 18))
        painter.drawRect(box)
        self._paint_name(painter, self.chosen, box, _CHOSEN)
        painter.setPen(QPen(_CHOSEN, 1.2))
        painter.setBrush(QColor("#FFFFFF"))
        half = _HANDLE / 2
        for _, at in self._handles(rect):
            painter.drawRect(QRectF(at.x() - half, at.y() - half, _HANDLE, _HANDLE))
        if self._moved is not None:
            told = (
                f"{rect.x:.1f}, {rect.y:.1f}   {rect.width:.1f} x {rect.height:.1f} mm"
            )
            metrics = painter.fontMetrics()
            wide, tall = metrics.horizontalAdvance(told) + 10.0, metrics.height() + 4.0
            top = min(box.bottom() + 6.0, self.height() - tall)
            left = max(0.0, min(box.x(), self.width() - wide))
            chip = QRectF(left, top, wide, tall)
            painter.fillRect(chip, _CHOSEN)
            painter.setPen(QColor("#FFFFFF"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, told)

    def _paint_guide(self, painter: QPainter, guide: Guide) -> None:
        mm, paper = self.mm, self.paper
        painter.setPen(QPen(_GUIDE, 1.0))
        if guide.upright:
            x = paper.x() + guide.at * mm
            painter.drawLine(QPointF(x, paper.y()), QPointF(x, paper.bottom()))
        else:
            y = paper.y() + guide.at * mm
            painter.drawLine(QPointF(paper.x(), y), QPointF(paper.right(), y))
