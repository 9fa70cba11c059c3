"""公示牌更换批次: what was ordered, what is up, and closing a batch (SGN-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.batches import batches, close_batch, mark_replaced
from gridwatch.district.changes import Changes
from gridwatch.district.replacing import attach_photo
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.photobox import PhotoBox, day_box, day_of
from gridwatch.gui.session import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.district.batches import Batch
    from gridwatch.district.changes import Change
    from gridwatch.gui.session import Session

__all__ = ["BatchesDialog"]

_WIDE, _TALL, _SIDE = 900, 600, 270
_UID = Qt.ItemDataRole.UserRole


class BatchesDialog(QDialog):
    """Lists batches; records faces as put up.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(self.tr("公示牌更换批次"))
        fit_screen(self, _WIDE, _TALL)
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("批次"))
        self.items = QTreeWidget(self)
        self.items.setRootIsDecorated(False)
        self.items.setHeaderLabels(
            [self.tr("编号"), self.tr("新牌面"), self.tr("更换日期")]
        )
        self.items.setColumnWidth(0, 140)
        self.items.setColumnWidth(1, 250)
        self.day = day_box(today(), self)
        self.photo = PhotoBox(self.tr("安装照片"), today(), session.language, self)
        self.done_button = QPushButton(self.tr("登记勾选的为已更换"), self)
        self.end_button = QPushButton(self.tr("办结批次"), self)
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._show_batch())
        self.items.itemChanged.connect(lambda *_: self._allow())
        self.items.itemDoubleClicked.connect(self._fly)
        self.done_button.clicked.connect(self.mark)
        self.end_button.clicked.connect(self.end)
        self.close_button.clicked.connect(self.reject)
        session.district_changed.connect(self.refresh)
        session.closed.connect(self.close)
        self.refresh()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_SIDE)
        foot = QHBoxLayout()
        foot.addWidget(QLabel(self.tr("更换日期"), self))
        foot.addWidget(self.day)
        foot.addStretch(1)
        for button in (self.close_button, self.end_button, self.done_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        right = QVBoxLayout()
        right.addWidget(self.items, 1)
        right.addWidget(self.photo)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.list)
        top.addLayout(right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(10)
        box.addLayout(top, 1)
        box.addWidget(self.words)
        box.addLayout(foot)

    # --- content ----------------------------------------------------------------

    def refresh(self, _kinds: object = None) -> None:
        """Show the batches as they are now."""
        at = self.list.currentRow()
        self.batches = batches(self.session.district)
        language = self.session.language
        self.list.blockSignals(True)
        self.list.clear()
        for batch in self.batches:
            told = f"{batch.name}\n{batch.ordered or ''}　{batch.text.of(language)}"
            self.list.addItem(QListWidgetItem(told))
        self.list.blockSignals(False)
        if self.batches:
            self.list.setCurrentRow(min(max(at, 0), len(self.batches) - 1))
        else:
            self.words.setText(
                self.tr(
                    "还没有批次：在“更换公示牌牌面”里勾选公示牌，填名称，建立批次。"
                )
            )
        self._show_batch()

    @property
    def batch(self) -> Batch | None:
        """The batch that is shown."""
        row = self.list.currentRow()
        return self.batches[row] if 0 <= row < len(self.batches) else None

    def _show_batch(self) -> None:
        self.items.blockSignals(True)
        self.items.clear()
        batch = self.batch
        for one in batch.items if batch is not None else ():
            day = one.replaced.isoformat() if one.replaced else ""
            item = QTreeWidgetItem([one.code, str(one.face), day])
            item.setData(0, _UID, one.uid)
            if one.replaced is None and batch is not None and batch.closed is None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, Qt.CheckState.Unchecked)
            self.items.addTopLevelItem(item)
        self.items.blockSignals(False)
        self._allow()

    def _allow(self) -> None:
        batch, free = self.batch, not self.session.read_only
        opened = batch is not None and batch.closed is None
        self.end_button.setEnabled(opened and free)
        self.done_button.setEnabled(opened and free and bool(self.checked()))
        self.photo.setEnabled(opened and free and len(self.checked()) == 1)

    def checked(self) -> list[str]:
        """Return the uids of the ticked boards."""
        items = [
            self.items.topLevelItem(n) for n in range(self.items.topLevelItemCount())
        ]
        on = Qt.CheckState.Checked
        return [
            str(item.data(0, _UID))
            for item in items
            if item is not None
            and item.flags() & Qt.ItemFlag.ItemIsUserCheckable
            and item.checkState(0) is on
        ]

    def check(self, uids: list[str]) -> None:
        """Tick boards."""
        for number in range(self.items.topLevelItemCount()):
            item = self.items.topLevelItem(number)
            if item is not None and item.data(0, _UID) in uids:
                item.setCheckState(0, Qt.CheckState.Checked)

    def _fly(self, item: QTreeWidgetItem) -> None:
        self.session.select({Kind.SIGNBOARD: [str(item.data(0, _UID))]}, fly=True)

    # --- edits ------------------------------------------------------------------

    def mark(self) -> None:
        """Record the ticked faces as put up; a photograph goes to a single one."""
        batch, uids, day = self.batch, self.checked(), day_of(self.day)
        if batch is None:
            return
        district = self.session.district

        def changes() -> Changes:
            found = mark_replaced(district, batch, uids, day)
            return Changes.of([*found.items, *self._photo(uids)], found.reason)

        self._apply(changes)

    def _photo(self, uids: list[str]) -> list[Change]:
        store, data = self.session.store, self.photo.data
        if store is None or data is None or len(uids) != 1:
            return []
        return [
            attach_photo(
                Kind.SIGNBOARD,
                uids[0],
                store.keep_photo(data),
                role="face",
                taken=self.photo.taken_on,
                name=self.photo.name,
            )
        ]

    def end(self) -> None:
        """Close the batch."""
        batch, day = self.batch, day_of(self.day)
        if batch is not None:
            self._apply(lambda: close_batch(batch, day))

    def _apply(self, make: Callable[[], Changes]) -> None:
        try:
            changes = make()
        except OfficerError as error:
            self.words.setText(error.text.of(self.session.language))
            return
        if self.session.apply(changes, changes.reason):
            self.words.setText(self.tr("已登记，可撤销 (Ctrl+Z)。"))
