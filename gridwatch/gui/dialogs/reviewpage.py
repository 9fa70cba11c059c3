"""The page of a field review: list, map, form, and what can be said of a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.review.replies import (
    CHECKED,
    MARK_NAMES,
    MARK_SIGNS,
    Mark,
    Progress,
)
from gridwatch.district.wording import KIND_NAMES, Text
from gridwatch.gui.chips import Chips
from gridwatch.gui.dialogs.checklist import CheckList
from gridwatch.gui.dialogs.reviewform import ReviewForm
from gridwatch.gui.look import wear
from gridwatch.gui.picturestrip import PictureStrip
from gridwatch.gui.shiftmap import ShiftMap
from gridwatch.gui.tables import RowsModel, headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.wording import Kind
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Column, Line

__all__ = ["KEYS", "ReviewPage"]

_Key = Qt.Key
KEYS = {
    int(_Key.Key_1): "right",
    int(_Key.Key_2): "correct",
    int(_Key.Key_3): "gone",
    int(_Key.Key_4): "remark",
    int(_Key.Key_5): "place",
    int(_Key.Key_6): "photo",
    int(_Key.Key_N): "new",
    int(_Key.Key_0): "clear",
    int(_Key.Key_Backspace): "clear",
}
"""What a key means while the list has the keyboard."""
_MARK, _KIND = 1, 2
_OPEN = Text("未核", "open")


class ReviewPage(QWidget):
    """Everything that is seen of a package.

    Parameters
    ----------
    session : Session
        Holds the part.
    columns : sequence of Column
        The columns of the list.
    """

    asked = Signal(str)
    """Emits what a button or a key asks for (`KEYS`, ``send``, ``paper``)."""

    def __init__(
        self, session: Session, columns: Sequence[Column], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._lines: dict[tuple[Kind, str], Line] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._make_list(columns)
        self._make_row()
        self._make_words()
        self._lay_out()

    # --- building ---------------------------------------------------------------

    def _make_list(self, columns: Sequence[Column]) -> None:
        language = self._session.language
        self.model = RowsModel(columns, self)
        self.list = CheckList(self.model, KEYS, self)
        self.list.setAccessibleName(self.tr("要核查的行"))
        marks = {
            "open": _OPEN,
            **{kind.value: KIND_NAMES[kind] for kind in CHECKED},
        }
        named = {k: Text(t.zh, headline(t.en)) for k, t in marks.items()}
        self.chips = Chips(named, language, self._filter, self, hide_empty=True)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("筛选… (Ctrl+F)"))
        self.words.setClearButtonEnabled(True)
        self.words.setAccessibleName(self.tr("筛选要核查的行"))
        self.words.setMaximumWidth(180)
        self.words.textChanged.connect(self.model.set_filter)
        self.words.returnPressed.connect(self.list.setFocus)

    def _make_row(self) -> None:
        session = self._session
        self.title = QLabel(self)
        self.title.setObjectName("heading")
        self.mark = QLabel(self)
        self.question = QLabel(self)
        self.question.setObjectName("warn")
        self.question.setWordWrap(True)
        self.map = ShiftMap(session, self, office=False)
        self.strip = PictureStrip(self.tr("没有照片：按 6 选择，或拖到这里"), self)
        self.strip.setMinimumWidth(150)
        self.form = ReviewForm(session, self)
        self.remark = QLineEdit(self)
        self.remark.setPlaceholderText(self.tr("备注（按 4 填写，回车到下一行）"))
        self.remark.setAccessibleName(self.tr("备注"))

    def _make_words(self) -> None:
        self.head = QLabel(self)
        self.head.setObjectName("muted")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(150)
        self.count = QLabel(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.saved = QLabel(self)
        self.saved.setObjectName("muted")

    def _button(self, what: str, text: str, key: str, tip: str) -> QPushButton:
        button = QPushButton(f"{text}  {key}".strip(), self)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(f"{tip} ({key})" if key else tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self.asked.emit(what))
        self.buttons[what] = button
        return button

    def _tools(self) -> QHBoxLayout:
        language = self._session.language
        names = {mark: MARK_NAMES[mark].of(language) for mark in Mark}
        row = QHBoxLayout()
        row.setSpacing(6)
        for what, mark, key, tip in (
            ("right", Mark.RIGHT, "1", self.tr("与实地一致，到下一行")),
            ("correct", Mark.CORRECTED, "2", self.tr("填写正确的内容，回车到下一行")),
            ("gone", Mark.GONE, "3", self.tr("实地没有，到下一行")),
            ("remark", Mark.REMARK, "4", self.tr("写备注，回车到下一行")),
        ):
            text = f"{MARK_SIGNS[mark]} {headline(names[mark])}"
            row.addWidget(self._button(what, text, key, tip))
        for what, text, key, tip in (
            ("place", self.tr("位置"), "5", self.tr("在地图上点实际位置")),
            ("photo", self.tr("照片"), "6", self.tr("添加照片")),
            (
                "new",
                f"{MARK_SIGNS[Mark.NEW]} {headline(names[Mark.NEW])}",
                "N",
                self.tr("新增一行"),
            ),
            ("clear", self.tr("清除"), "0", self.tr("清除这一行的结论")),
        ):
            row.addWidget(self._button(what, text, key, tip))
        row.addStretch(1)
        return row

    def _right(self) -> QWidget:
        side = QWidget(self)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.mark)
        over = QSplitter(Qt.Orientation.Horizontal, side)
        over.setHandleWidth(6)
        over.addWidget(self.map)
        over.addWidget(self.strip)
        over.setSizes([520, 160])
        under = QWidget(side)
        below = QVBoxLayout(under)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self.form, 1)
        below.addWidget(self.remark)
        split = QSplitter(Qt.Orientation.Vertical, side)
        split.setHandleWidth(6)
        split.addWidget(over)
        split.addWidget(under)
        split.setSizes([230, 320])
        box = QVBoxLayout(side)
        box.setContentsMargins(10, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(top)
        box.addWidget(self.question)
        box.addWidget(split, 1)
        return side

    def _left(self) -> QWidget:
        left = QWidget(self)
        marks = QHBoxLayout()
        marks.setContentsMargins(0, 0, 0, 0)
        marks.addWidget(self.chips, 1)
        marks.addWidget(self.words)
        listed = QVBoxLayout(left)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(4)
        listed.addLayout(marks)
        listed.addWidget(self.list, 1)
        return left

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setHandleWidth(6)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setSizes([600, 700])
        split.setChildrenCollapsible(False)
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.saved)
        head.addWidget(self.count)
        head.addWidget(self.bar)
        foot = self._tools()
        tip = self.tr("录入纸质核查表")
        foot.addWidget(self._button("paper", self.tr("录入纸质表…"), "", tip))
        tip = self.tr("生成交回内业的文件")
        foot.addWidget(self._button("send", self.tr("生成回传…"), "", tip))
        self.buttons["send"].setObjectName("primary")
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(split, 1)
        box.addWidget(self.said)
        box.addLayout(foot)
        self.list.setFocus()

    # --- the list ---------------------------------------------------------------

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self._lines = {(line.kind, line.uid): line for line in lines}
        counts = {kind.value: 0 for kind in CHECKED}
        for line in lines:
            counts[line.kind.value] = counts.get(line.kind.value, 0) + 1
        self._counts = counts
        self._filter()

    def put_line(self, line: Line) -> None:
        """Show another state of one row; it stays where it is, whatever is wanted."""
        self._lines[line.kind, line.uid] = line
        self.model.put_line(line)

    def _filter(self) -> None:
        """Show the rows that the marks over the list want; they stay when ticked."""
        chosen = {key for key, b in self.chips.buttons.items() if b.isChecked()}
        kinds = chosen - {"open"}
        here = self.list.current
        self.model.set_lines(
            one
            for one in self._lines.values()
            if (not kinds or one.kind.value in kinds)
            and ("open" not in chosen or not one.texts[_MARK])
        )
        row = self.model.row_of(here.kind, here.uid) if here is not None else None
        if self.model.lines:
            self.list.go_to(row or 0)

    # --- telling ----------------------------------------------------------------

    def allow(self, on: bool) -> None:
        """Offer what can be said of a row only where there is one."""
        for what, button in self.buttons.items():
            if what not in ("new", "send", "paper"):
                button.setEnabled(on)
        self.remark.setEnabled(on)

    def ask(self, question: str) -> None:
        """Show what the office asks about the row."""
        self.question.setText(self.tr("内业问：{words}").format(words=question))
        self.question.setVisible(bool(question))

    def show_mark(self, line: Line) -> None:
        """Show what was said of the current row."""
        wear(self.mark, line.tones[_MARK] or "muted")
        self.mark.setText(line.texts[_MARK] or self.tr("未核"))

    def show_progress(self, progress: Progress, replies: int) -> None:
        """Show how far the review has come."""
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.done)
        words = self.tr("已核 {done} / {total}")
        self.count.setText(
            words.format(done=f"{progress.done:,}", total=f"{progress.total:,}")
        )
        counts = dict(self._counts, open=progress.total - progress.done)
        self.chips.show_counts(counts)
        told = [
            f"{MARK_SIGNS[mark]} {MARK_NAMES[mark].of(self._session.language)} {n:,}"
            for mark, n in progress.marks.items()
        ]
        self.count.setToolTip("\n".join(told))
        self.buttons["send"].setEnabled(replies > 0)

    def say(self, text: str, tone: str = "muted") -> None:
        """Say something above the buttons."""
        wear(self.said, tone)
        self.said.setText(text)

    def say_saved(self) -> None:
        """Say that the last key is on the disk."""
        now = datetime.now().astimezone()
        self.saved.setText(self.tr("已存盘 {time}").format(time=f"{now:%H:%M:%S}"))
        self.said.clear()
