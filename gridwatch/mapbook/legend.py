"""The legend: what was drawn on this sheet and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from gridwatch.cartography.pdf.engine import reused
from gridwatch.cartography.swatches import draw_swatch
from gridwatch.cartography.symbols import FillSymbol, PointSymbol
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import Hand, Ink, baseline, dots_per_mm, rectangle
from gridwatch.mapbook.paper import Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gridwatch.cartography.paint import LegendEntry
    from gridwatch.cartography.symbols import Symbol

__all__ = ["draw_legend"]

_HEAD = 5.4
_PITCH = 4.4
_EM = 2.3
_SWATCH = (7.0, 3.2)
_GAP = 1.6
_PIXEL = 25.4 / 96
"""Millimetres of the pixel in which symbols are given."""
_BORDERED = ("district", "town", "village")
_BETWEEN = 4.5
"""Between columns, at least; no more than twice that."""


def draw_legend(
    ink: Ink, box: Rect, entries: Sequence[LegendEntry], language: Language
) -> None:
    """Draw the legend into `box`, in columns; it shrinks where much was drawn.

    Many sheets of a book have the same one: it is drawn from its own corner.
    """
    own = Rect(0.0, 0.0, box.width, box.height)
    lines = tuple((_line_of(entry), entry.symbol) for entry in entries)

    def draw(painter: QPainter) -> None:
        _draw(replace(ink, painter=painter), own, entries, language)

    ink.painter.save()
    ink.painter.translate(box.x, box.y)
    key = ("legend", lines, language, box.width, box.height)
    reused(ink.painter, key, rectangle(own).adjusted(-2.0, -2.0, 40.0, 2.0), draw)
    ink.painter.restore()


def _draw(
    ink: Ink, box: Rect, entries: Sequence[LegendEntry], language: Language
) -> None:
    head = Text("图　例", "Legend").of(language)
    ink.text((box.x, box.y + 3.2), head, Hand(3.2, serif=True, weight=600))
    if not entries:
        return
    # A river and its segments may bear one name and one symbol: one line.
    entries = list({_line_of(entry): entry for entry in reversed(entries)}.values())
    entries.reverse()
    names = [entry.name.of(language) for entry in entries]
    widths = [_SWATCH[0] + _GAP + ink.width(name, Hand(_EM)) for name in names]
    per_column, factor = _columns(box, widths)
    hand = Hand(_EM * factor)
    spare = box.width - sum(_wide(widths, per_column)) * factor
    gaps = max(1, -(-len(names) // per_column) - 1)
    between = min(2 * _BETWEEN, max(spare, 0.0) / gaps)
    x, pitch = box.x, _PITCH * factor
    for start in range(0, len(names), per_column):
        column = range(start, min(start + per_column, len(names)))
        for row, i in enumerate(column):
            y = box.y + _HEAD + row * pitch
            height = _SWATCH[1] * factor
            swatch = Rect(x, y + (pitch - height) / 2, _SWATCH[0] * factor, height)
            _draw_sample(ink, swatch, _sample(entries[i]))
            at = swatch.right + _GAP * factor, baseline(y, pitch, hand.em)
            ink.text(at, names[i], hand)
        x += max(widths[i] for i in column) * factor + between


def _line_of(entry: LegendEntry) -> object:
    """Return what makes a line of the legend; points keep apart what bears one name."""
    points = isinstance(entry.symbol, PointSymbol)
    return entry.name, entry.layer_id if points else ""


def _draw_sample(ink: Ink, rect: Rect, symbol: Symbol) -> None:
    """Draw a sample in dots of the device, in which the map's own brushes count."""
    dots = dots_per_mm(ink.painter)

    def draw(painter: QPainter) -> None:
        painter.scale(1 / dots, 1 / dots)
        box = QRectF(0.0, 0.0, rect.width * dots, rect.height * dots)
        draw_swatch(painter, box, symbol, dots * _PIXEL)

    ink.painter.save()
    ink.painter.translate(rect.x, rect.y)
    around = QRectF(0.0, 0.0, rect.width, rect.height)
    reused(ink.painter, ("sample", symbol, rect.width, rect.height), around, draw)
    ink.painter.restore()


def _sample(entry: LegendEntry) -> Symbol:
    """Return what stands for an entry: of a jurisdiction the border, not the tint."""
    symbol = entry.symbol
    if entry.layer_id in _BORDERED and isinstance(symbol, FillSymbol):
        return symbol.outline or symbol
    return symbol


def _wide(widths: Sequence[float], per_column: int) -> list[float]:
    starts = range(0, len(widths), per_column)
    return [max(widths[start : start + per_column]) for start in starts]


def _columns(box: Rect, widths: Sequence[float]) -> tuple[int, float]:
    """Return entries per column and a factor, at most 1, that makes all fit.

    The longest columns that fit are taken; where nothing fits at full size, the
    arrangement that shrinks least.
    """
    best = (1, 0.0)
    for per_column in range(len(widths), 0, -1):
        columns = _wide(widths, per_column)
        across = box.width - _BETWEEN * (len(columns) - 1)
        down = (box.height - _HEAD) / (per_column * _PITCH)
        factor = min(1.0, across / sum(columns), down)
        if factor > best[1] + 1e-9:
            best = per_column, factor
    return best
