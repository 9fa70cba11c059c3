"""How the window looks: colours, font, style sheet and icons, light and dark."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gridwatch.cartography.lettering import lend_fonts
from gridwatch.resources import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = [
    "DARK",
    "FONT_SIZES",
    "LIGHT",
    "Shades",
    "app_icon",
    "dress",
    "icon",
    "picture",
    "shades",
    "tone",
    "wear",
]

_FAMILIES = (
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
_POINT_SIZE = 9.5
FONT_SIZES = {"small": 8.5, "standard": _POINT_SIZE, "large": 10.5, "largest": 12.0}
"""Sizes of type by the name the preferences keep, points."""
_ICON_SIZES = (16, 20, 40)


@dataclass(frozen=True, slots=True)
class Shades:
    """Colours of the window (not of the map; those are in ``resources/symbols``)."""

    window: str
    base: str
    stripe: str
    text: str
    muted: str
    border: str
    hover: str
    accent: str
    on_accent: str
    soft: str
    danger: str
    warn: str
    ok: str
    amber: str
    on_amber: str


LIGHT = Shades(
    window="#F3F5F7",
    base="#FFFFFF",
    stripe="#F8FAFB",
    text="#1D2733",
    muted="#687482",
    border="#DDE2E8",
    hover="#E8EDF2",
    accent="#1B6FB8",
    on_accent="#FFFFFF",
    soft="#D6E8F7",
    danger="#C62828",
    warn="#A86A00",
    ok="#1E8E5A",
    amber="#FFE9B8",
    on_amber="#7A4B00",
)
DARK = Shades(
    window="#1C2127",
    base="#23292F",
    stripe="#272D34",
    text="#E3E8ED",
    muted="#93A0AD",
    border="#363E47",
    hover="#2E363F",
    accent="#4FA3E3",
    on_accent="#0E1419",
    soft="#2A4A66",
    danger="#F0736D",
    warn="#E5B04A",
    ok="#58C38C",
    amber="#4A3A14",
    on_amber="#F2C665",
)

_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QMenuBar { background: $window; border-bottom: 1px solid $border; padding: 1px 4px; }
QMenuBar::item { padding: 5px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $base; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 10px; border-radius: 4px; }
QMenu::item:selected { background: $soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 6px; }
QMenu::icon { padding-left: 6px; }
QMenu::indicator { width: 16px; height: 16px; padding-left: 6px; }
QToolBar { background: $window; border: 0; border-bottom: 1px solid $border;
  spacing: 2px; padding: 4px 8px; }
QToolBar::separator { width: 1px; background: $border; margin: 5px 6px; }
QToolButton { border: 0; border-radius: 5px; padding: 4px; background: transparent; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $soft; }
QToolButton::menu-indicator { image: none; }
QToolButton#chip { border: 1px solid $border; border-radius: 9px; padding: 2px 7px;
  background: $base; color: $muted; }
QToolButton#chip:hover { color: $text; border-color: $muted; }
QToolButton#chip:checked { background: $soft; color: $text; border-color: $accent; }
QFrame#photobox { border: 1px dashed $muted; border-radius: 6px; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: 0; width: 14px; }
QToolButton::menu-button:hover { background: $border; border-top-right-radius: 5px;
  border-bottom-right-radius: 5px; }
QToolButton::menu-arrow { image: url("$arrow_down"); width: 8px; height: 8px; }
QStatusBar { background: $window; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: $muted; padding: 0 6px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QStatusBar QComboBox { border-color: transparent; background: transparent;
  padding: 1px 4px; }
QPushButton#link { border: 0; background: transparent; color: $accent; padding: 3px 8px;
  text-align: left; border-radius: 4px; }
QPushButton#link:hover { background: $hover; }
QPushButton { background: $base; border: 1px solid $border; border-radius: 5px;
  padding: 5px 14px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $soft; }
QPushButton:disabled { color: $muted; background: $window; }
QPushButton:focus { border-color: $accent; }
QPushButton:default, QPushButton#primary { background: $accent; color: $on_accent;
  border-color: $accent; font-weight: 600; }
QPushButton:default:disabled, QPushButton#primary:disabled { background: $border;
  color: $muted; border-color: $border; }
QLineEdit, QPlainTextEdit { background: $base; border: 1px solid $border;
  border-radius: 5px; padding: 4px 7px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: $accent; }
QComboBox, QDateEdit { background: $base; border: 1px solid $border;
  border-radius: 5px; padding: 4px 7px; min-height: 18px;
  selection-background-color: $accent; selection-color: $on_accent; }
QDateEdit { padding: 2px 7px; }
QComboBox:hover, QDateEdit:hover { border-color: $muted; }
QComboBox:focus, QDateEdit:focus { border-color: $accent; }
QComboBox:disabled, QDateEdit:disabled { color: $muted; background: $window; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$arrow_down");
  width: 10px; height: 10px; }
QSpinBox, QDoubleSpinBox { background: $base; border: 1px solid $border;
  border-radius: 5px; padding: 2px 7px; min-height: 18px;
  selection-background-color: $accent; selection-color: $on_accent; }
QAbstractSpinBox QLineEdit { border: 0; padding: 1px 6px; background: transparent; }
QSpinBox:hover, QDoubleSpinBox:hover { border-color: $muted; }
QSpinBox:focus, QDoubleSpinBox:focus { border-color: $accent; }
QSpinBox:disabled, QDoubleSpinBox:disabled { color: $muted; background: $window; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::down-button { border: 0; background: transparent; width: 22px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$arrow_up"); width: 9px;
  height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$arrow_down");
  width: 9px; height: 9px; }
QTableView QComboBox { margin: 2px 1px; padding: 1px 6px; }
QLineEdit:read-only { background: $window; }
QTabBar { background: $window; }
QTabBar::tab { background: transparent; color: $muted; padding: 7px 12px;
  border: 0; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent;
  font-weight: 600; }
QTabWidget::pane { border: 1px solid $border; border-radius: 5px; top: -1px;
  background: $base; }
QWidget#docktitle { background: $window; border-bottom: 1px solid $border; }
QWidget#docktitle > QLabel { font-weight: 600; color: $text; }
QWidget#panel, QScrollArea#panel { background: $base; border: 0; }
QAbstractItemView { background: $base; alternate-background-color: $stripe; border: 0;
  outline: 0; selection-background-color: $soft; selection-color: $text; }
QDialog QTableView, QDialog QTreeView, QDialog QListView {
  border: 1px solid $border; border-radius: 5px; }
QDialog QSplitter::handle { background: transparent; }
QLabel#sheet { border: 1px solid $border; }
QComboBox QAbstractItemView { border: 1px solid $border; }
QTableView { gridline-color: transparent; }
QTableView::item { padding: 0 6px; border: 0; }
QTableView::item:selected { background: $soft; }
QTreeView::item:selected, QListView::item:selected { background: $soft;
  color: $text; }
QTreeView::item { padding: 3px 2px; }
QListView::item { padding: 4px 6px; }
QHeaderView { background: $base; border: 0; }
QHeaderView::section { background: $base; color: $muted; border: 0;
  border-bottom: 1px solid $border; padding: 5px 8px; font-weight: 600; }
QHeaderView::up-arrow { image: url("$arrow_up"); width: 9px; height: 9px;
  subcontrol-position: center right; right: 4px; }
QHeaderView::down-arrow { image: url("$arrow_down"); width: 9px; height: 9px;
  subcontrol-position: center right; right: 4px; }
QHeaderView::section:hover { color: $text; background: $hover; }
QTableCornerButton::section { background: $base; border: 0;
  border-bottom: 1px solid $border; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QProgressBar { background: $border; border: 0; border-radius: 3px; max-height: 6px;
  min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QToolTip { background: $base; color: $text; border: 1px solid $border; padding: 3px; }
QLabel#muted { color: $muted; }
QLabel#danger { color: $danger; }
QLabel#warn { color: $warn; }
QLabel#ok { color: $ok; }
QLabel#accent { color: $accent; }
QDateEdit[other="true"] { background: $amber; color: $on_amber;
  border-color: $on_amber; font-weight: 600; }
QToolButton#amber { background: $amber; color: $on_amber; font-weight: 600;
  padding: 4px 9px; border: 1px solid $on_amber; }
QToolButton#amber:hover { background: $base; }
QFrame#calendar { background: $base; border: 1px solid $border; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent;
  selection-color: $on_accent; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $window; }
QCalendarWidget QToolButton { color: $text; padding: 4px 6px; }
QLabel#title { font-size: ${title}pt; font-weight: 600; }
QLabel#heading { font-size: ${heading}pt; font-weight: 600; }
QLabel#section { color: $muted; font-weight: 600; }
QFrame#rule { background: $border; max-height: 1px; min-height: 1px; border: 0; }
QSplitter::handle { background: $border; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:horizontal { width: 1px; }
""")


def _is_dark(app: QApplication) -> bool:
    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _palette(colours: Shades) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    table = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.base,
        role.AlternateBase: colours.stripe,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.base,
        role.ButtonText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.base,
        role.ToolTipText: colours.text,
        role.Mid: colours.border,
        role.Midlight: colours.hover,
        role.Dark: colours.border,
        role.Light: colours.base,
    }
    for name, colour in table.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.muted))
    return palette


def shades() -> Shades:
    """Return the colours now in use."""
    app = QApplication.instance()
    dark = isinstance(app, QApplication) and bool(app.property("gridwatch_dark"))
    return DARK if dark else LIGHT


_OWN_FONTS = (
    *("QMenuBar", "QMenu", "QAbstractItemView", "QMessageBox", "QTipLabel"),
    *("QStatusBar", "QDockWidgetTitle", "QMdiSubWindowTitleBar"),
)
"""Widgets to which Windows gives fonts of its own, whatever the application's is."""


def dress(
    app: QApplication,
    dark: bool | None = None,
    family: str = "",
    size: str = "standard",
) -> None:
    """Give the application its font, palette and style sheet.

    Parameters
    ----------
    app : QApplication
        The application.
    dark : bool or None
        None follows the system.
    family : str
        Font of the officer's choice; empty takes the system's Chinese one.
    size : str
        Size of type, a key of `FONT_SIZES`.
    """
    chosen = _is_dark(app) if dark is None else dark
    app.setProperty("gridwatch_dark", chosen)
    app.setStyle("Fusion")
    lend_fonts()
    font = QFont()
    font.setFamilies([*([family] if family else []), *_FAMILIES])
    font.setPointSizeF(FONT_SIZES.get(size, _POINT_SIZE))
    app.setFont(font)
    colours = shades()
    app.setPalette(_palette(colours))
    table = {f.name: getattr(colours, f.name) for f in fields(colours)}
    for name in ("arrow-up", "arrow-down"):
        table[name.replace("-", "_")] = resource("icons", f"{name}.svg").as_posix()
    zoom = font.pointSizeF() / _POINT_SIZE
    table |= {"title": f"{16 * zoom:.1f}", "heading": f"{12 * zoom:.1f}"}
    app.setStyleSheet(_SHEET.substitute(table))
    # Last: a style sheet brings back the fonts of the system.
    for kind in _OWN_FONTS:
        app.setFont(font, kind)  # type: ignore[arg-type]  # the stub wants bytes
    app.setWindowIcon(app_icon())


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _coloured(name: str, colour: str) -> QSvgRenderer:
    """Return a line icon in one colour, ready to be drawn in any size."""
    text = _source(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))


def _drawn(renderer: QSvgRenderer, size: int, ratio: float = 1.0) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon(name: str) -> QIcon:
    """Return the line icon `name` of ``resources/icons`` in today's colours.

    A name with ``!`` before it is drawn to stand on the accent colour.
    """
    return _icon(name, shades())


@cache
def _icon(name: str, colours: Shades) -> QIcon:
    made = QIcon()
    ink = colours.on_accent if name.startswith("!") else colours.text
    name = name.removeprefix("!")
    for colour, mode, state in (
        (ink, QIcon.Mode.Normal, QIcon.State.Off),
        (colours.border, QIcon.Mode.Disabled, QIcon.State.Off),
        (colours.accent, QIcon.Mode.Normal, QIcon.State.On),
    ):
        renderer = _coloured(name, colour)
        for size in _ICON_SIZES:
            made.addPixmap(_drawn(renderer, size), mode, state)
    return made


def picture(name: str, size: int, widget: QWidget) -> QPixmap:
    """Return an icon as a pixmap for a label, in the muted colour."""
    return _drawn(_coloured(name, shades().muted), size, widget.devicePixelRatioF())


def app_icon() -> QIcon:
    """Return the icon of the program."""
    return QIcon(str(resource("icons", "gridwatch.svg")))


def tone(name: str) -> QColor | None:
    """Return the colour of a state: ``ok``, ``warn``, ``danger``, ``muted``."""
    return QColor(getattr(shades(), name)) if name else None


def wear(label: QWidget, name: str) -> None:
    """Give a label the colour of a state: ``ok``, ``warn``, ``danger``, ``muted``."""
    if label.objectName() != name:
        label.setObjectName(name)
        label.style().unpolish(label)
        label.style().polish(label)
