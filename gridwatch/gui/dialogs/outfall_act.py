"""What the dialogs of outfalls have in common: facts above, form, reasons, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.photobox import day_box, day_of
from gridwatch.gui.session import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.changes import Changes
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.wording import Text
    from gridwatch.gui.session import Session

__all__ = ["ActDialog", "MaybeDay", "filled_box", "outfalls_of", "plain_form"]


def outfalls_of(session: Session) -> list[Outfall]:
    """Return the selected outfalls."""
    chosen = session.selection.get(Kind.OUTFALL, frozenset())
    return [row for row in session.district.outfalls if row.uid in chosen]


def plain_form() -> QFormLayout:
    """Return a form in the manner of the house."""
    form = QFormLayout()
    form.setVerticalSpacing(10)
    form.setHorizontalSpacing(14)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return form


def filled_box(words: Iterable[str], parent: QWidget, chosen: str = "") -> QComboBox:
    """Return a box with words to choose from."""
    box = QComboBox(parent)
    box.addItems(list(words))
    if chosen:
        box.setCurrentText(chosen)
    return box


class MaybeDay(QWidget):
    """A day that need not be given: ticked, it is.

    Parameters
    ----------
    words : str
        What ticking means.
    day : date
        Day proposed.
    ticked : bool
        Whether it is given at first.
    """

    def __init__(self, words: str, day: date, parent: QWidget, *, ticked: bool) -> None:
        super().__init__(parent)
        self.tick = QCheckBox(words, self)
        self.box: QDateEdit = day_box(day, self)
        self.tick.setChecked(ticked)
        self.box.setEnabled(ticked)
        self.tick.toggled.connect(self.box.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addWidget(self.box, 1)

    @property
    def day(self) -> date | None:
        """The day, or None."""
        return day_of(self.box) if self.tick.isChecked() else None


class ActDialog(QDialog):
    """Asks for one act, says while it is typed what is missing, and does it.

    Subclasses say why not (`faults`), what would change (`changes`) and how it is
    called in the undo list (`words`).

    Parameters
    ----------
    session : Session
        What is open.
    title, agree : str
        Title of the window, and what the button says.
    """

    def __init__(
        self, session: Session, title: str, agree: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.today = today()
        self.setWindowTitle(title)
        self.head = QLabel(self)
        self.head.setObjectName("heading")
        self.head.setWordWrap(True)
        self.told = QLabel(self)
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("danger")
        self.wrong.setWordWrap(True)
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Ok | kind.Cancel, self)
        self.agree = self.buttons.button(kind.Ok)
        self.agree.setText(agree)
        self.agree.setDefault(True)
        cancel = self.buttons.button(kind.Cancel)
        cancel.setText(self.tr("取消"))
        cancel.setAutoDefault(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(20, 16, 20, 14)
        self.box.setSpacing(10)
        session.closed.connect(self.reject)

    def lay_out(self, *parts: QWidget | QFormLayout) -> None:
        """Put the parts between the head and the buttons, and look them over."""
        self.box.addWidget(self.head)
        self.box.addWidget(self.told)
        for part in parts:
            if isinstance(part, QWidget):
                self.box.addWidget(part, 1)
            else:
                self.box.addLayout(part)
        self.box.addWidget(self.wrong)
        self.box.addWidget(self.buttons)
        self.look_over()

    def faults(self) -> Sequence[Text]:
        """Return why the act is refused, sentence by sentence."""
        raise NotImplementedError

    def changes(self) -> Changes:
        """Return what the act changes."""
        raise NotImplementedError

    def words(self) -> str:
        """Return how the act is called."""
        raise NotImplementedError

    def look_over(self) -> None:
        """Say what is missing; nothing can be agreed to before it is there."""
        found = self.faults()
        language = self.session.language
        self.wrong.setText(" ".join(text.of(language) for text in found))
        self.wrong.setVisible(bool(found))
        self.agree.setEnabled(not found and not self.session.read_only)

    def accept(self) -> None:
        """Do it; where it is refused the dialog stays and says why."""
        try:
            changes = self.changes()
        except OfficerError as error:
            self.wrong.setText(error.text.of(self.session.language))
            self.wrong.show()
            return
        if self.session.apply(changes, self.words()):
            super().accept()
