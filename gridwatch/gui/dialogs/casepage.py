"""One reply on the office's desk: three sides, map, photographs, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.review.decisions import Answer, Decision
from gridwatch.district.review.replies import MARK_NAMES, MARK_SIGNS, Mark
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.reviewcases import line_of, sides_of, stands_of
from gridwatch.gui.dialogs.reviewlines import MARK_TONES
from gridwatch.gui.dialogs.threesides import ThreeSides
from gridwatch.gui.look import wear
from gridwatch.gui.picturestrip import Pictured, PictureStrip
from gridwatch.gui.shiftmap import ShiftMap
from gridwatch.gui.tools.shifting import Stands

if TYPE_CHECKING:
    from gridwatch.district.review.merging import Case
    from gridwatch.gui.session import Session

__all__ = ["ANSWER_KEYS", "CasePage"]

_Key = Qt.Key
ANSWER_KEYS = {
    int(_Key.Key_A): Answer.ACCEPT.value,
    int(_Key.Key_P): Answer.PART.value,
    int(_Key.Key_R): Answer.REJECT.value,
    int(_Key.Key_Q): Answer.ASK.value,
    int(_Key.Key_S): "skip",
}
"""What a key means while the list has the keyboard."""


class CasePage(QWidget):
    """Shows a reply; a button decides on it.

    Parameters
    ----------
    session : Session
        What is open.
    """

    asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._case: Case | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._make()
        self._make_decision()
        self._lay_out()
        self.show_case(None)

    # --- building ---------------------------------------------------------------

    def _make(self) -> None:
        self.title = QLabel(self)
        self.title.setObjectName("heading")
        self.mark = QLabel(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.hints = QLabel(self)
        self.hints.setObjectName("warn")
        self.hints.setWordWrap(True)
        self.hints.setTextFormat(Qt.TextFormat.PlainText)
        self.every = QCheckBox(self.tr("显示全部字段"), self)
        self.every.toggled.connect(lambda _: self._show_sides())
        self.sides = ThreeSides(self)
        self.sides.ticked.connect(self._count)
        self.map = ShiftMap(self._session, self)
        self.strip = PictureStrip(self.tr("没有照片"), self)
        self.strip.setAcceptDrops(False)
        self.strip.setMinimumWidth(130)

    def _make_decision(self) -> None:
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(
            self.tr("理由，或要再问的话（写入日志和给外业的回执）")
        )
        self.reason.setAccessibleName(self.tr("理由"))
        self.along = QCheckBox(self.tr("连同指向它的行一并处理"), self)
        self.along.setToolTip(
            self.tr("例如删除河段时，其权属一并删除；不勾选则有行指向它时不予删除。")
        )
        ask = self.tr("不写入，下次出包时带上这句问话")
        for answer, name, key, tip in (
            (Answer.ACCEPT, self.tr("接受"), "A", self.tr("外业所提全部写入工作库")),
            (Answer.PART, self.tr("部分接受"), "P", self.tr("只写入上表勾选的字段")),
            (Answer.REJECT, self.tr("不接受"), "R", self.tr("不写入，工作库不变")),
            (Answer.ASK, self.tr("退回再问"), "Q", ask),
        ):
            self._button(answer.value, f"{name}  {key}", f"{tip} ({key})")
        self.buttons[Answer.ACCEPT.value].setObjectName("primary")

    def _button(self, what: str, text: str, tip: str) -> None:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.clicked.connect(lambda: self.asked.emit(what))
        self.buttons[what] = button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.mark)
        over = QSplitter(Qt.Orientation.Horizontal, self)
        over.setHandleWidth(6)
        over.addWidget(self.map)
        over.addWidget(self.strip)
        over.setSizes([480, 150])
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setHandleWidth(6)
        split.addWidget(self.sides)
        split.addWidget(over)
        split.setSizes([200, 220])
        words = QHBoxLayout()
        words.addWidget(self.hints, 1)
        words.addWidget(self.every)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.along)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(top)
        box.addWidget(self.said)
        box.addLayout(words)
        box.addWidget(split, 1)
        box.addWidget(self.reason)
        box.addLayout(foot)

    # --- content ----------------------------------------------------------------

    @property
    def case(self) -> Case | None:
        """The reply that is shown."""
        return self._case

    def show_case(self, case: Case | None) -> None:
        """Show a reply."""
        self._case = case
        self.setEnabled(case is not None)
        if case is None:
            self.title.setText(self.tr("选一条意见，逐项对照后裁定。"))
            for label in (self.mark, self.said, self.hints):
                label.clear()
            self.sides.show_lines([])
            self.map.show_stands(Stands())
            self.strip.show_pictures(())
            self.reason.clear()
            self.along.hide()
            self._count()
            return
        session, language = self._session, self._session.language
        line = line_of(case, session.district, {}, language)
        self.title.setText(line.texts[3])
        sign = f"{MARK_SIGNS[case.mark]} {MARK_NAMES[case.mark].of(language)}"
        self.mark.setText(sign)
        wear(self.mark, MARK_TONES[case.mark])
        self._show_words(case)
        self._show_sides()
        self.map.show_stands(stands_of(case))
        self._show_photos(case)
        decision = case.decision
        self.reason.setText(decision.reason if decision is not None else "")
        gone = case.mark is Mark.GONE and case.kind is not Kind.SIGNBOARD
        self.along.setVisible(gone)
        self.along.setChecked(decision is not None and decision.along)

    def _show_words(self, case: Case) -> None:
        reply = case.received.reply
        at = reply.at[:16].replace("T", " ")
        told = [part for part in (reply.by, at, case.received.package) if part]
        words = " · ".join(told)
        if reply.remark:
            words = f"“{reply.remark}”　{words}"
        self.said.setText(words)
        hints = [hint.of(self._session.language) for hint in case.hints]
        if case.conflict:
            hints.insert(0, self.tr("冲突：发出之后内业也改过，红色的请逐项选定。"))
        self.hints.setText("\n".join(hints))

    def _show_sides(self) -> None:
        if self._case is not None:
            language, every = self._session.language, self.every.isChecked()
            lines = sides_of(self._case, language, every=every)
            if not lines:  # A remark, or a row that is gone: the whole row is meant.
                lines = sides_of(self._case, language, every=True)
            decision = self._case.decision
            part = decision is not None and decision.answer is Answer.PART
            ticked = frozenset(decision.keys) if part and decision else None
            self.sides.show_lines(lines, ticked)
        self._count()

    def _show_photos(self, case: Case) -> None:
        store = self._session.store
        if store is None:
            return
        found = []
        for photo in self._session.district.photos:
            if photo.row_uid == case.uid and photo.kind == case.kind.value:
                data = store.thumbnail(photo.sha256) or store.photo(photo.sha256)
                if data:
                    found.append(Pictured(self.tr("内业"), data))
        for name in case.received.reply.photos:
            data = store.photo(name) or store.thumbnail(name)
            if data:
                found.append(Pictured(self.tr("外业"), data))
        self.strip.show_pictures(found)

    def _count(self) -> None:
        """Offer each answer only where it says something."""
        case = self._case
        chosen, proposed = self.sides.chosen, self.sides.proposed
        for button in self.buttons.values():
            button.setEnabled(case is not None)
        part = bool(chosen) and len(proposed) > 1
        self.buttons[Answer.PART.value].setEnabled(case is not None and part)

    def decision(self, answer: Answer) -> Decision:
        """Return the decision as it stands on the page."""
        keys = tuple(sorted(self.sides.chosen)) if answer is Answer.PART else ()
        reason = self.reason.text().strip()
        along = self.along.isVisible() and self.along.isChecked()
        return Decision(answer, keys, reason, along=along)
