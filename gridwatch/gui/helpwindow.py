"""The manual in a window of its own: contents, search, pages, back and forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.gui.asking import fit_screen
from gridwatch.gui.helping import Hit, manual, pages, search
from gridwatch.gui.look import app_icon, icon, shades

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

__all__ = ["HelpWindow", "ManualView"]

_SIZE = (1020, 700)
_SIDES = (250, 770)
_PDF = "gridwatch-manual.pdf"
_SHEET = "manual.css"
_PLACE = Qt.ItemDataRole.UserRole
_WAIT = 120
_LEAST_PICTURE = 240


class ManualView(QTextBrowser):
    """Shows pages in the colours of the window, pictures no wider than itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenExternalLinks(False)
        self.document().setDocumentMargin(18)
        self.document().setDefaultStyleSheet(_style())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._settled = QTimer(self, singleShot=True, interval=_WAIT)
        self._settled.timeout.connect(self._fit)
        self._shown_for = 0

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return no style but ours, and pictures fitted to the width."""
        kinds = QTextDocument.ResourceType
        url = QUrl(name)
        if kind == kinds.StyleSheetResource.value or url.path().endswith(_SHEET):
            # That of a browser; ours is the default of the document.
            return QByteArray()
        found = super().loadResource(kind, url)
        if kind == kinds.ImageResource.value:
            return self._fitted(self.source().resolved(url).toLocalFile())
        return found

    def _fitted(self, path: str) -> QImage:
        image = QImage(path)
        # The scroll bar may not be there yet when the first picture is asked for.
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.width() - bar - 2 * int(self.document().documentMargin()) - 4
        self._shown_for = self.viewport().width()
        wide = max(room, _LEAST_PICTURE)
        if image.width() <= wide:
            return image
        ratio = self.devicePixelRatioF()
        pixels = min(image.width(), round(wide * ratio))
        smooth = Qt.TransformationMode.SmoothTransformation
        small = image.scaledToWidth(pixels, smooth)
        small.setDevicePixelRatio(pixels / wide)
        return small

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures when the width has settled."""
        super().resizeEvent(event)
        self._settled.start()

    def _fit(self) -> None:
        if self.source().isValid() and self._shown_for != self.viewport().width():
            bar = self.verticalScrollBar()
            share = bar.value() / max(1, bar.maximum())
            self.reload()
            bar.setValue(round(share * bar.maximum()))


def _style() -> str:
    colours = shades()
    # Behind the fonts for code that of the window, where a system has none of them.
    known = ("Consolas", "Noto Sans Mono CJK SC", *QApplication.font().families())
    code = ", ".join(f"'{family}'" for family in known)
    return (
        f"body {{ color: {colours.text}; }} a {{ color: {colours.accent}; }}"
        f"h1 {{ font-size: 17pt; }} h2 {{ font-size: 13pt; margin-top: 22px; }}"
        f"h3 {{ font-size: 11pt; margin-top: 16px; }}"
        f".caption, .nav {{ color: {colours.muted}; }}"
        f"p, li {{ line-height: 150%; }}"
        f".figure {{ text-align: center; line-height: 100%; }}"
        f"th {{ background-color: {colours.hover}; }}"
        f"td, th {{ padding: 5px; border: 1px solid {colours.border}; }}"
        f"table {{ border-collapse: collapse; margin-top: 4px; }}"
        f"code, pre {{ background-color: {colours.hover}; font-family: {code}; }}"
        f"blockquote {{ margin: 8px 24px; background-color: {colours.soft}; }}"
    )


class HelpWindow(QWidget):
    """The manual.

    Parameters
    ----------
    folder : Path or None
        Where its pages are; None takes those of the program.
    """

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(None)
        self.folder = folder or manual()
        self.places = pages(self.folder)
        self.setWindowTitle(self.tr("用户手册"))
        self.setWindowIcon(app_icon())
        fit_screen(self, *_SIZE)
        self.view = ManualView(self)
        self.sought = QLineEdit(self)
        self.sought.setPlaceholderText(self.tr("在手册里查找…"))
        self.sought.setClearButtonEnabled(True)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._lay_out()
        self._list_contents()
        self.sought.textChanged.connect(self._search)
        self.tree.itemClicked.connect(lambda item, _: self._go_to(item))
        self.tree.itemActivated.connect(lambda item, _: self._go_to(item))
        self.view.sourceChanged.connect(lambda _: self._mark())
        self.view.anchorClicked.connect(self._leave)
        for keys, slot in (
            (QKeySequence.StandardKey.Find, self.sought.setFocus),
            (QKeySequence.StandardKey.Cancel, self.close),
            (QKeySequence.StandardKey.ZoomIn, self.view.zoomIn),
            (QKeySequence.StandardKey.ZoomOut, self.view.zoomOut),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 8, 10, 4)
        self._add_buttons(row)
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(8, 0, 0, 8)
        left.addWidget(self.sought)
        left.addWidget(self.tree, 1)
        middle = QSplitter(self)
        middle.addWidget(side)
        middle.addWidget(self.view)
        middle.setStretchFactor(1, 1)
        middle.setSizes(list(_SIDES))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        if not self.places:
            words = QLabel(
                self.tr(
                    "手册还没有生成。程序照常可用；从源码运行时请先执行 "
                    "python3 dev.py manual。"
                ),
                self,
            )
            words.setMargin(18)
            box.addWidget(words)
        box.addWidget(middle, 1)

    def _add_buttons(self, row: QHBoxLayout) -> None:
        view = self.view
        back = self._button("previous", self.tr("后退"))
        back.clicked.connect(view.backward)
        forward = self._button("next", self.tr("前进"))
        forward.clicked.connect(view.forward)
        for button, signal in (
            (back, view.backwardAvailable),
            (forward, view.forwardAvailable),
        ):
            button.setEnabled(False)
            signal.connect(button.setEnabled)
            row.addWidget(button)
        self.pdf = self._button("print", self.tr("打开 PDF（可打印）"))
        self.pdf.clicked.connect(lambda: self._open(self.folder / _PDF))
        self.pdf.setVisible((self.folder / _PDF).is_file())
        outside = self._button("open", self.tr("在浏览器里打开"))
        outside.clicked.connect(self._open_outside)
        row.addStretch(1)
        row.addWidget(self.pdf)
        row.addWidget(outside)

    def _button(self, picture: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(picture))
        button.setIconSize(QSize(20, 20))
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    # --- contents and search --------------------------------------------------------

    def _list_contents(self) -> None:
        self.tree.clear()
        self.tree.setRootIsDecorated(True)
        chapter: QTreeWidgetItem | None = None
        for place in self.places:
            if place.level == 1:
                chapter = _item(place)
                self.tree.addTopLevelItem(chapter)
            elif place.level == 2 and chapter is not None:
                chapter.addChild(_item(place))

    def _search(self, wanted: str) -> None:
        if not wanted.strip():
            self._list_contents()
            self._mark()
            return
        self.tree.clear()
        self.tree.setRootIsDecorated(False)
        found = search(self.places, wanted)
        for place in found:
            item = _item(place)
            item.setToolTip(0, place.words)
            item.setText(0, f"{place.title}\n{place.words}")
            self.tree.addTopLevelItem(item)
        if not found:
            nothing = QTreeWidgetItem([self.tr("没有找到。请换一个词，越短越好。")])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.tree.addTopLevelItem(nothing)

    def _go_to(self, item: QTreeWidgetItem) -> None:
        target = item.data(0, _PLACE)
        if target:
            self.show_place(str(target))

    def _mark(self) -> None:
        """Mark the chapter that is shown in the contents."""
        if self.sought.text().strip():
            return
        name, anchor = self.view.source().fileName(), self.view.source().fragment()
        for index in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(index)
            if item is None or str(item.data(0, _PLACE)).split("#")[0] != name:
                continue
            item.setExpanded(True)
            inner = [item.child(n) for n in range(item.childCount())]
            wanted = f"{name}#{anchor}"
            here = [c for c in inner if c is not None and c.data(0, _PLACE) == wanted]
            self.tree.setCurrentItem(here[0] if here else item)

    # --- pages ----------------------------------------------------------------------

    def show_place(self, target: str) -> None:
        """Show a page, at its anchor where one is named: ``import.html#坐标医生``."""
        page, _, anchor = target.partition("#")
        url = QUrl.fromLocalFile(str(self.folder / page))
        if anchor:
            url.setFragment(anchor)
        if (self.folder / page).is_file():
            self.view.setSource(url)

    def open_at(self, target: str) -> None:
        """Show the window in front of all others, at a place."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.show_place(target)

    def _leave(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)

    def _open_outside(self) -> None:
        source = self.view.source()
        self._open(self.folder / (source.fileName() or "index.html"))

    def _open(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _item(place: Hit) -> QTreeWidgetItem:
    item = QTreeWidgetItem([place.title])
    anchor = f"#{place.anchor}" if place.anchor else ""
    item.setData(0, _PLACE, place.page + anchor)
    item.setToolTip(0, place.title)
    return item
