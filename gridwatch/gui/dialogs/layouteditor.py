"""版式编辑: blocks of a recipe moved by mouse and keys, texts changed, saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.asking import ask_save, documents, fit_screen
from gridwatch.gui.dialogs.new_store import file_name_of
from gridwatch.gui.docks import icon_button
from gridwatch.gui.errands import message
from gridwatch.gui.layoutcanvas import LayoutCanvas
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import picture
from gridwatch.mapbook.recipechecks import BLOCK_NAMES, check_recipe
from gridwatch.mapbook.recipeediting import (
    LEAST,
    blocks_of,
    with_block_at,
    with_text,
    with_title,
)
from gridwatch.mapbook.recipefile import read_recipe, shipped_recipes
from gridwatch.mapbook.recipepages import drawn_pages
from gridwatch.mapbook.recipeplan import Wish, plan_subject
from gridwatch.mapbook.recipetext import save_recipe
from gridwatch.mapbook.subjects import subject_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.mapbook.recipe import Recipe

__all__ = ["LayoutEditor"]

_WIDE, _TALL = 1120, 700
_SIDE = 310
_SOON = 350
_DPI = 72.0
_FARTHEST = 1300.0
_USUAL = "town"


class _Edit(QUndoCommand):
    """One edit: the recipe before and after; steps of one kind run together."""

    def __init__(
        self, editor: LayoutEditor, after: Recipe, text: str, kind: int
    ) -> None:
        super().__init__(text)
        self._editor = editor
        self._before, self.after = editor.recipe, after
        self._kind = kind

    def id(self) -> int:
        """Return what runs together; -1 stands alone."""
        return self._kind

    def redo(self) -> None:
        """Do it."""
        self._editor.take(self.after)

    def undo(self) -> None:
        """Take it back."""
        self._editor.take(self._before)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Let a later step of the same kind become part of this one."""
        if not isinstance(other, _Edit):
            return False
        self.after = other.after
        return True


class LayoutEditor(QDialog):
    """Edits a copy of a recipe and saves it as one of the office's own.

    Parameters
    ----------
    session : Session
        What is open: its district is shown on the sheet.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._drawing: Errand | None = None
        self._filling = False
        self.undo_stack = QUndoStack(self)
        self.recipe = self._first()
        self.setWindowTitle(self.tr("版式编辑"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._make_fields()
        self._lay_out()
        self._listen()
        self._show_recipe()

    def _first(self) -> Recipe:
        rows = {recipe.id: recipe for recipe in shipped_recipes()}
        return rows.get(_USUAL) or next(iter(rows.values()))

    # --- widgets ----------------------------------------------------------------

    def _make(self) -> None:
        self.canvas = LayoutCanvas(self._session.language, self)
        self.recipes = QComboBox(self)
        for recipe in shipped_recipes():
            self.recipes.addItem(recipe.name.of(self._session.language), recipe)
            if recipe.id == self.recipe.id:
                self.recipes.setCurrentIndex(self.recipes.count() - 1)
        self.turn = QComboBox(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("版面的各块"))
        self.list.setMinimumHeight(90)
        self.undo = icon_button("undo", self.tr("撤销"), self)
        self.redo = icon_button("redo", self.tr("重做"), self)
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setObjectName("muted")
        self.faults = QLabel(self)
        self.faults.setWordWrap(True)
        self.faults.setObjectName("warning")
        self.open_button = QPushButton(self.tr("打开…"), self)
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.save_button = QPushButton(self.tr("另存为自己的版式…"), self)
        self.save_button.setDefault(True)
        self.open_button.setAutoDefault(False)

    def _make_fields(self) -> None:
        self.title = QLineEdit(self)
        self.title.setToolTip(self.tr("{place} 会换成地名全称，{name} 换成名称"))
        self.title_en = QLineEdit(self)
        self.sides: dict[str, QDoubleSpinBox] = {}
        for key in ("x", "y", "width", "height"):
            box = QDoubleSpinBox(self)
            least = LEAST if key in ("width", "height") else -_FARTHEST
            box.setRange(least, _FARTHEST)
            box.setDecimals(1)
            box.setSuffix(" mm")
            box.setKeyboardTracking(False)
            self.sides[key] = box
        self.text = QPlainTextEdit(self)
        self.text_en = QPlainTextEdit(self)
        for edit in (self.text, self.text_en):
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(46)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.addWidget(self.undo)
        tools.addWidget(self.redo)
        tools.addWidget(self.words, 1)
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addLayout(tools)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.faults)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._side())
        top.addLayout(middle, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.open_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(12)
        box.addLayout(top, 1)
        box.addLayout(foot)

    def _side(self) -> QWidget:
        names = {
            "x": self.tr("左"),
            "y": self.tr("上"),
            "width": self.tr("宽"),
            "height": self.tr("高"),
        }
        grid = QGridLayout()
        for i, (key, box) in enumerate(self.sides.items()):
            label = QLabel(names[key], self)
            label.setBuddy(box)
            grid.addWidget(label, i // 2, i % 2 * 2)
            grid.addWidget(box, i // 2, i % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.addRow(self.tr("版式"), self.recipes)
        form.addRow(self.tr("方向"), self.turn)
        form.addRow(self.tr("图名"), self.title)
        form.addRow(self.tr("英文图名"), self.title_en)
        below = QFormLayout()
        below.setVerticalSpacing(6)
        below.addRow(self.tr("文字"), self.text)
        below.addRow(self.tr("英文"), self.text_en)
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addLayout(form)
        left.addWidget(self.list, 1)
        left.addLayout(grid)
        left.addLayout(below)
        return side

    def _listen(self) -> None:
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._draw)
        self.recipes.activated.connect(self._begin)
        self.turn.currentIndexChanged.connect(lambda _: self._turned())
        self.list.currentItemChanged.connect(lambda now, _: self._listed(now))
        self.canvas.picked.connect(self._picked)
        self.canvas.placed.connect(self._placed)
        for box in self.sides.values():
            box.valueChanged.connect(lambda _: self._typed_place())
        for line in (self.title, self.title_en):
            line.editingFinished.connect(self._typed_title)
        for edit in (self.text, self.text_en):
            edit.textChanged.connect(self._typed_text)
        self.undo.clicked.connect(self.undo_stack.undo)
        self.redo.clicked.connect(self.undo_stack.redo)
        self.undo_stack.canUndoChanged.connect(self.undo.setEnabled)
        self.undo_stack.canRedoChanged.connect(self.redo.setEnabled)
        standard = QKeySequence.StandardKey
        for key, slot in (
            (standard.Undo, self.undo_stack.undo),
            (standard.Redo, self.undo_stack.redo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        self.open_button.clicked.connect(self._ask_open)
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._ask_save)

    # --- the recipe -------------------------------------------------------------

    def _begin(self, index: int) -> None:
        self.start(self.recipes.itemData(index))

    def start(self, recipe: Recipe) -> None:
        """Begin with a recipe; what was edited before is done with."""
        self.undo_stack.clear()
        self.recipe = recipe
        self._show_recipe()

    def take(self, recipe: Recipe) -> None:
        """Show the recipe as an edit or its undoing leaves it."""
        self.recipe = recipe
        self._show_edited()

    def edit(self, recipe: Recipe, text: str, kind: int = -1) -> None:
        """Make one edit that can be undone."""
        if recipe != self.recipe:
            self.undo_stack.push(_Edit(self, recipe, text, kind))

    @property
    def landscape(self) -> bool:
        """Whether the paper lies across."""
        return bool(self.turn.currentData())

    def _show_recipe(self) -> None:
        """Show another recipe: its directions, its blocks, its sheet."""
        names = {False: self.tr("纵向"), True: self.tr("横向")}
        self.turn.blockSignals(True)
        self.turn.clear()
        for turned in self.recipe.turns:
            self.turn.addItem(names[turned], turned)
        self.turn.blockSignals(False)
        self._turned()

    def _turned(self) -> None:
        self.canvas.show_image(None)
        self.canvas.choose(-1)
        self._filling = True
        self.list.clear()
        for number, _ in blocks_of(self.recipe, landscape=self.landscape):
            block = self.recipe.blocks[number]
            item = QListWidgetItem(BLOCK_NAMES[block.kind].of(self._session.language))
            item.setData(Qt.ItemDataRole.UserRole, number)
            self.list.addItem(item)
        self._filling = False
        self._show_edited()

    def _show_edited(self) -> None:
        self.canvas.show_recipe(self.recipe, landscape=self.landscape)
        self._fill()
        language = self._session.language
        faults = [fault.of(language) for fault in check_recipe(self.recipe)]
        self.faults.setText("\n".join(faults[:3]))
        self.faults.setVisible(bool(faults))
        self.save_button.setEnabled(not faults)
        self._soon.start()

    def _fill(self) -> None:
        """Write into the fields what is so, without taking it for typed."""
        self._filling = True
        self.title.setText(self.recipe.title.zh)
        self.title_en.setText(self.recipe.title.en)
        number = self.canvas.chosen
        rect = self.canvas.rect_of(number)
        for key, box in self.sides.items():
            box.setEnabled(rect is not None)
            box.setValue(getattr(rect, key) if rect is not None else box.minimum())
        text = self.recipe.blocks[number].text if rect is not None else Text("", "")
        for edit, words in ((self.text, text.zh), (self.text_en, text.en)):
            edit.setEnabled(rect is not None)
            if edit.toPlainText() != words:
                edit.setPlainText(words)
        self._filling = False

    # --- editing ----------------------------------------------------------------

    def _picked(self, number: int) -> None:
        self._filling = True
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == number:
                self.list.setCurrentRow(row)
        if number < 0:
            self.list.setCurrentRow(-1)
        self._filling = False
        self._fill()

    def _listed(self, item: QListWidgetItem | None) -> None:
        if not self._filling and item is not None:
            self.canvas.choose(int(item.data(Qt.ItemDataRole.UserRole)))

    def _placed(self, number: int, rect: Rect, by_keys: bool) -> None:
        after = with_block_at(self.recipe, number, rect, landscape=self.landscape)
        kind = number if by_keys else -1
        self.edit(after, self.tr("移动版面块"), kind)

    def _typed_place(self) -> None:
        rect = self.canvas.rect_of(self.canvas.chosen)
        if self._filling or rect is None:
            return
        values = [box.value() for box in self.sides.values()]
        # What was not touched keeps its hundredths.
        shown = [round(getattr(rect, key), 1) for key in self.sides]
        exact = [getattr(rect, key) for key in self.sides]
        chosen = [
            e if abs(v - s) < 0.05 else v
            for v, s, e in zip(values, shown, exact, strict=True)
        ]
        self._placed(self.canvas.chosen, Rect(*chosen), False)

    def _typed_title(self) -> None:
        if self._filling:
            return
        title = Text(self.title.text(), self.title_en.text())
        self.edit(with_title(self.recipe, title), self.tr("改图名"))

    def _typed_text(self) -> None:
        number = self.canvas.chosen
        if self._filling or number < 0:
            return
        text = Text(self.text.toPlainText(), self.text_en.toPlainText())
        after = with_text(self.recipe, number, text)
        self.edit(after, self.tr("改文字"), 1000 + number)

    # --- the sheet underneath ---------------------------------------------------

    def _draw(self) -> None:
        session, recipe = self._session, self.recipe
        district, landscape = session.district, self.landscape
        turn = "landscape" if landscape else "portrait"
        wish = Wish(session.as_of, f"{recipe.paper}-{turn}", session.language)

        def work(_: Reporter) -> QImage:
            subject = subject_of(district, recipe)
            sheet = plan_subject(recipe, district, subject, wish)
            return picture(drawn_pages([sheet], district)[0], _DPI)

        if self._drawing is not None:
            self._drawing.drop()
        self._drawing = session.errands.start(work, self._drawn, self._failed)

    def _drawn(self, image: QImage) -> None:
        self._drawing = None
        self.canvas.show_image(image)
        self._say(self.tr("拖动或用方向键移动，拖边角或加 Shift 改大小，Alt 不吸附"))

    def _failed(self, error: Exception) -> None:
        self._drawing = None
        self.canvas.show_image(None)
        self._say(message(error, self._session.language))

    def _say(self, text: str) -> None:
        self.words.setText(text)

    # --- files ------------------------------------------------------------------

    def _ask_open(self) -> None:
        dialog = QFileDialog(self, self.tr("打开版式"), str(documents()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("版式 (*.toml)")])
        dialog.fileSelected.connect(lambda path: self.open_file(Path(path)))
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Begin with a recipe of the office's own."""
        try:
            self.start(read_recipe(path))
        except OfficerError as error:
            self._session.troubled.emit(error)

    def _ask_save(self) -> None:
        name = self.recipe.name.of(self._session.language)
        ask_save(
            self,
            self.tr("另存为自己的版式"),
            file_name_of(name, ".toml"),
            [self.tr("版式 (*.toml)")],
            self.save,
        )

    def save(self, path: Path) -> None:
        """Write the recipe under a name of its own."""
        own = replace(self.recipe, id=path.stem, name=Text(path.stem, path.stem))
        try:
            save_recipe(own, path)
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        self.undo_stack.setClean()
        self._say(self.tr("已保存版式：{path}").format(path=path))

    def reject(self) -> None:
        """Close, and let nobody draw any more."""
        if self._drawing is not None:
            self._drawing.drop()
            self._drawing.stop()
        self._soon.stop()
        super().reject()
