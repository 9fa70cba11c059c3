"""Taking a board away, and hanging a photograph on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit

from gridwatch.district.changes import Changes
from gridwatch.district.replacing import attach_photo, remove_board
from gridwatch.district.wording import Kind, OfficerError, Text, choice
from gridwatch.gui.dialogs.outfall_act import ActDialog, plain_form
from gridwatch.gui.photobox import PhotoBox, day_box, day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.signboards import Signboard
    from gridwatch.gui.session import Session

__all__ = ["BoardPhotoDialog", "RemoveBoardDialog"]

_ROLES = ("face", "site", "before", "after")


class RemoveBoardDialog(ActDialog):
    """Records a board as taken away; its row and its history stay.

    Parameters
    ----------
    session : Session
        What is open.
    board : Signboard
        The board.
    """

    def __init__(
        self, session: Session, board: Signboard, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, self.tr("拆除公示牌"), self.tr("登记拆除"), parent)
        self.board = board
        self.day = day_box(self.today, self)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(self.tr("例如：道路施工，迁至桥东"))
        self.day.dateChanged.connect(lambda _: self.look_over())
        self.head.setText(f"{board.code}　{board.face}")
        self.told.setText(self.tr("只登记拆除日期，公示牌和旧牌面都留在台账里。"))
        form = plain_form()
        form.addRow(self.tr("拆除日期"), self.day)
        form.addRow(self.tr("原因"), self.reason)
        self.lay_out(form)
        self.resize(460, self.sizeHint().height())

    def faults(self) -> Sequence[Text]:
        """Return why it cannot be removed on that day."""
        try:
            self.changes()
        except OfficerError as error:
            return [error.text]
        return []

    def changes(self) -> Changes:
        """Return the removal."""
        return remove_board(self.board, day_of(self.day), self.reason.text().strip())

    def words(self) -> str:
        """Return how the act is called."""
        return self.tr("拆除公示牌 {code}").format(code=self.board.code)


class BoardPhotoDialog(ActDialog):
    """Hangs a photograph on a board.

    Parameters
    ----------
    session : Session
        What is open.
    board : Signboard
        The board.
    """

    def __init__(
        self, session: Session, board: Signboard, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, self.tr("公示牌照片"), self.tr("保存照片"), parent)
        self.board = board
        self.photo = PhotoBox(self.tr("照片"), self.today, session.language, self)
        self.role = QComboBox(self)
        for role in _ROLES:
            self.role.addItem(choice(role, session.language), role)
        self.photo.changed.connect(self.look_over)
        self.head.setText(f"{board.code}　{board.face}")
        self.told.setText(self.tr("照片存进工作库，显示在卡片上。"))
        form = plain_form()
        form.addRow(self.tr("用途"), self.role)
        self.lay_out(self.photo, form)
        self.resize(520, 460)

    def faults(self) -> Sequence[Text]:
        """Return what is missing."""
        if self.photo.data is None:
            return [Text("还没有选择照片。", "No photograph is chosen yet.")]
        return []

    def changes(self) -> Changes:
        """Keep the bytes; return the row that names them."""
        store, data = self.session.store, self.photo.data
        assert store is not None
        assert data is not None
        change = attach_photo(
            Kind.SIGNBOARD,
            self.board.uid,
            store.keep_photo(data),
            role=str(self.role.currentData()),
            taken=self.photo.taken_on,
            name=self.photo.name,
        )
        return Changes((change,), self.words())

    def words(self) -> str:
        """Return how the act is called."""
        return self.tr("公示牌照片 {code}").format(code=self.board.code)
