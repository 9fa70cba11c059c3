"""更换牌面: the new faces of boards; print them, order them, say they are up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.batches import open_batch
from gridwatch.district.changes import Changes
from gridwatch.district.facebook import texts_of
from gridwatch.district.replacing import attach_photo, replace_faces
from gridwatch.district.signboards import Signboard
from gridwatch.district.staleness import staleness_of
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.errands import message
from gridwatch.gui.photobox import PhotoBox, day_box, day_of
from gridwatch.gui.session import today
from gridwatch.gui.sheetview import SheetView
from gridwatch.mapbook.faceproof import face_pages, print_faces
from gridwatch.mapbook.press import picture
from gridwatch.mapbook.sketch import Sketcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gridwatch.district.changes import Change
    from gridwatch.district.newfaces import FaceText
    from gridwatch.district.wording import Text
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["NewFacesDialog"]

_WIDE, _TALL, _SIDE = 1120, 700, 330
_DPI = 110.0
_UID = Qt.ItemDataRole.UserRole


class NewFacesDialog(QDialog):
    """Lists boards with what changes on each, and shows the new face of one.

    Parameters
    ----------
    session : Session
        What is open.
    boards : sequence of Signboard
        The boards.
    """

    def __init__(
        self,
        session: Session,
        boards: Sequence[Signboard],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.boards = list(boards)
        self._drawing: Errand | None = None
        self._printing: Errand | None = None
        self._photos: dict[str, PhotoBox] = {}
        self._texts = self._fresh_texts()
        self._sketcher = Sketcher(session.district)
        self.setWindowTitle(self.tr("更换公示牌牌面"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._lay_out()
        self._list_boards()
        session.closed.connect(self.close)
        session.district_changed.connect(self._changed)
        session.as_of_changed.connect(self._changed)

    def _fresh_texts(self) -> dict[str, FaceText]:
        session = self.session
        texts = texts_of(session.district, self.boards, session.as_of)
        uids = [board.uid for board in self.boards]
        return dict(zip(uids, texts, strict=True))

    def _make(self) -> None:
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("公示牌"))
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(lambda *_: self._show_board())
        self.list.itemChanged.connect(lambda _: self._allow())
        self.view = SheetView(self)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.hide()
        self.full = QCheckBox(self.tr("按制作尺寸 1:1"), self)
        self.day = day_box(max(today(), self.session.as_of), self)
        self.document = QLineEdit(self)
        self.document.setPlaceholderText(self.tr("批次名称或文号"))
        self.document.textChanged.connect(lambda _: self._allow())
        self._make_buttons()

    def _make_buttons(self) -> None:
        self.print_button = QPushButton(self.tr("保存 PDF…"), self)
        self.order_button = QPushButton(self.tr("建立更换批次"), self)
        self.done_button = QPushButton(self.tr("登记为已更换"), self)
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.print_button.clicked.connect(self.ask_pdf)
        self.order_button.clicked.connect(self.order)
        self.done_button.clicked.connect(self.replace)
        self.close_button.clicked.connect(self.reject)
        for button in (self.order_button, self.done_button, self.close_button):
            button.setAutoDefault(False)
        self.print_button.setDefault(True)

    def _lay_out(self) -> None:
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("更换日期"), self.day)
        form.addRow(self.tr("批次/文号"), self.document)
        left.addLayout(form)
        self._photo_place = QVBoxLayout()
        left.addLayout(self._photo_place)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.view, 1)
        right.addWidget(self.words)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(side)
        top.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        for widget in (
            self.close_button,
            self.order_button,
            self.done_button,
            self.full,
            self.print_button,
        ):
            foot.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(12)
        box.addLayout(top, 1)
        box.addLayout(foot)

    # --- the boards -------------------------------------------------------------

    def _list_boards(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for board in self.boards:
            item = QListWidgetItem(self._title(board))
            item.setData(_UID, board.uid)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if self.boards:
            self.list.setCurrentRow(0)
        else:
            self.words.setText(
                self.tr("没有过期的公示牌。在表格或地图上选几块，再打开本窗口。")
            )
        self._allow()

    def _title(self, board: Signboard) -> str:
        session = self.session
        found = staleness_of(session.district, board, session.as_of)
        old, new = board.face.chief or "—", self._texts[board.uid].face.chief
        change = f"{old} → {new}" if old != new else old
        told = f"{board.code}　{self._texts[board.uid].face.river}\n{change}"
        if found is not None and found.overdue:
            told += self.tr("　逾期 {n} 天").format(n=found.overdue)
        return told

    def checked(self) -> list[Signboard]:
        """Return the boards that are ticked."""
        on = Qt.CheckState.Checked
        items = (self.list.item(row) for row in range(self.list.count()))
        uids = {item.data(_UID) for item in items if item and item.checkState() is on}
        return [board for board in self.boards if board.uid in uids]

    def _current(self) -> Signboard | None:
        item = self.list.currentItem()
        uid = item.data(_UID) if item is not None else ""
        return next((board for board in self.boards if board.uid == uid), None)

    def _changed(self, _kinds: object = None) -> None:
        """Follow an edit made elsewhere, or another day."""
        district = self.session.district
        rows = [district.row(Kind.SIGNBOARD, board.uid) for board in self.boards]
        self.boards = [row for row in rows if isinstance(row, Signboard)]
        self._texts = self._fresh_texts()
        self._sketcher = Sketcher(district)
        at = self.list.currentRow()
        ticked = {board.uid for board in self.checked()}
        self._list_boards()
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None and item.data(_UID) not in ticked:
                item.setCheckState(Qt.CheckState.Unchecked)
        self.list.setCurrentRow(min(max(at, 0), self.list.count() - 1))

    def _allow(self) -> None:
        some, free = bool(self.checked()), self._printing is None
        writable = not self.session.read_only
        self.print_button.setEnabled(some and free)
        self.done_button.setEnabled(some and free and writable)
        named = bool(self.document.text().strip())
        self.order_button.setEnabled(some and free and writable and named)
        self.order_button.setToolTip("" if named else self.tr("先填写批次名称"))

    # --- the face ---------------------------------------------------------------

    def _show_board(self) -> None:
        board = self._current()
        for uid, box in self._photos.items():
            box.setVisible(board is not None and uid == board.uid)
        if board is None:
            return
        if board.uid not in self._photos:
            words = self.tr("安装照片")
            box = PhotoBox(words, today(), self.session.language, self)
            self._photos[board.uid] = box
            self._photo_place.addWidget(box)
        self._draw(board)

    def _draw(self, board: Signboard) -> None:
        self._drop()
        text, sketcher = self._texts[board.uid], self._sketcher
        as_of, language = self.session.as_of, self.session.language
        dpi = _DPI * self.devicePixelRatioF()

        def work(_: Reporter) -> QImage:
            (page,) = face_pages([text], sketcher, as_of, language=language)
            return picture(page, dpi)

        def done(image: QImage) -> None:
            self.view.show_image(image)

        self._drawing = self.session.errands.start(work, done, self._failed)
        # A dialog that goes with its window is not closed first.
        errand = self._drawing
        self.destroyed.connect(lambda: errand.drop())

    @property
    def image(self) -> QImage | None:
        """The page that is shown."""
        return self.view.image

    def _drop(self) -> None:
        if self._drawing is not None:
            self._drawing.drop()
            self._drawing = None

    def _failed(self, error: Exception) -> None:
        self.words.setText(message(error, self.session.language))

    # --- out --------------------------------------------------------------------

    def ask_pdf(self) -> None:
        """Ask where to save the faces."""
        name = self.tr("公示牌牌面") if self.full.isChecked() else self.tr("公示牌校对")
        ask_save(
            self, self.tr("保存 PDF"), f"{name}.pdf", ["PDF (*.pdf)"], self.save_pdf
        )

    def save_pdf(self, path: Path) -> None:
        """Write the faces of the ticked boards in the background."""
        texts = [self._texts[board.uid] for board in self.checked()]
        sketcher, full = self._sketcher, self.full.isChecked()
        as_of, language = self.session.as_of, self.session.language

        def work(reporter: Reporter) -> int:
            return print_faces(
                path,
                texts,
                sketcher,
                as_of,
                full_size=full,
                language=language,
                progress=reporter.progress,
                cancelled=reporter.cancelled,
            )

        self._printing = self.session.errands.start(
            work,
            lambda pages: self._printed(pages, path),
            self._not_printed,
            self._progress,
        )
        self._show_busy()

    def _printed(self, pages: int, path: Path) -> None:
        self._printing = None
        self._show_busy()
        words = self.tr("已保存 {pages} 页：{path}")
        self.words.setText(words.format(pages=pages, path=path))

    def _not_printed(self, error: Exception) -> None:
        self._printing = None
        self._show_busy()
        self._failed(error)

    def _progress(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(what.of(self.session.language))

    def _show_busy(self) -> None:
        busy = self._printing is not None
        self.bar.setVisible(busy)
        self.list.setEnabled(not busy)
        self.close_button.setText(self.tr("取消") if busy else self.tr("关闭"))
        self._allow()

    # --- edits ------------------------------------------------------------------

    def order(self) -> None:
        """Keep the ticked boards and their new faces as a batch."""
        boards, name = self.checked(), self.document.text().strip()
        faces = [self._texts[board.uid].face for board in boards]
        session = self.session
        self._apply(
            lambda: open_batch(session.district, name, boards, faces, day_of(self.day)),
            self.tr("已建立批次“{name}”：装好后在“公示牌更换批次”里登记。").format(
                name=name
            ),
        )

    def replace(self) -> None:
        """Record the new faces of the ticked boards as put up, with photographs."""
        boards, day = self.checked(), day_of(self.day)
        faces = [self._texts[board.uid].face for board in boards]
        name, district = self.document.text().strip(), self.session.district

        def changes() -> Changes:
            found = replace_faces(district, boards, faces, day, name)
            photos = [self._photo_change(board) for board in boards]
            kept = [change for change in photos if change is not None]
            return Changes.of([*found.items, *kept], found.reason)

        words = self.tr("已登记 {n} 块公示牌更换，可撤销 (Ctrl+Z)。")
        self._apply(changes, words.format(n=len(boards)))

    def _photo_change(self, board: Signboard) -> Change | None:
        box, store = self._photos.get(board.uid), self.session.store
        if box is None or box.data is None or store is None:
            return None
        return attach_photo(
            Kind.SIGNBOARD,
            board.uid,
            store.keep_photo(box.data),
            role="face",
            taken=box.taken_on,
            name=box.name,
        )

    def _apply(self, make: Callable[[], Changes], words: str) -> None:
        try:
            changes = make()
        except OfficerError as error:
            self.words.setText(error.text.of(self.session.language))
            return
        if self.session.apply(changes, changes.reason):
            self.words.setText(words)

    def reject(self) -> None:
        """Stop what is being printed; a second time close."""
        if self._printing is not None:
            self._printing.stop()
            return
        self._drop()
        super().reject()
