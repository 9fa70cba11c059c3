"""审核台: what came back from the field, decided on reply by reply, or many at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.review.decisions import Answer
from gridwatch.district.review.renewing import renewed
from gridwatch.district.review.replies import Mark
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.chips import Chips
from gridwatch.gui.dialogs.casepage import ANSWER_KEYS, CasePage
from gridwatch.gui.dialogs.checklist import CheckList
from gridwatch.gui.dialogs.reviewcases import (
    GROUPS,
    Group,
    columns_of,
    groups_of,
    line_of,
    taken_back,
)
from gridwatch.gui.errands import message
from gridwatch.gui.look import wear
from gridwatch.gui.session import who
from gridwatch.gui.tables import RowsModel
from gridwatch.store.review.desk import cases, decide, receipts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.district.review.decisions import Decision, Settlement, Settling
    from gridwatch.district.review.merging import Case
    from gridwatch.district.review.packages import Receipt
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Line

__all__ = ["ReviewDesk"]

_WIDE, _TALL = 1340, 710
_WIDTHS = (86, 82, 66, 190, 220, 92, 96, 80)


class _Found(NamedTuple):
    """What lies on the desk."""

    receipts: tuple[Receipt, ...]
    cases: tuple[Case, ...]


class ReviewDesk(QDialog):
    """The desk; every decision is one step of undo and one entry of the journal.

    Parameters
    ----------
    session : Session
        What is open.
    number : str
        Number of the package to begin with; empty: all that are not closed.
    """

    def __init__(
        self, session: Session, number: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        flags = Qt.WindowType
        self.setWindowFlags(
            flags.Window
            | flags.WindowMinMaxButtonsHint
            | flags.WindowCloseButtonHint
            | flags.WindowTitleHint
        )
        self.session = session
        self._number = number
        self._found = _Found((), ())
        self._by_id: dict[str, Case] = {}
        self._areas: dict[str, str] = {}
        self._shown: set[str] = set()
        self._errand: Errand | None = None
        self._waiting: list[str] = []
        self._again = self._fresh = False
        self._next = ""
        self.setWindowTitle(self.tr("外业核查 · 审核台"))
        self._make()
        self._lay_out()
        self._listen()
        fit_screen(self, _WIDE, _TALL)
        self.read()

    # --- building ---------------------------------------------------------------

    def _make(self) -> None:
        language = self.session.language
        self.package = QComboBox(self)
        self.package.setAccessibleName(self.tr("核查包"))
        self.package.setMinimumWidth(260)
        self.told = QLabel(self)
        self.told.setObjectName("muted")
        self.chips = Chips(
            {group.value: text for group, text in GROUPS.items()},
            language,
            self._filter,
            self,
            hide_empty=True,
        )
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("筛选… (Ctrl+F)"))
        self.words.setClearButtonEnabled(True)
        self.words.setAccessibleName(self.tr("筛选意见"))
        self.words.setMaximumWidth(200)
        self.model = RowsModel(columns_of(language), self)
        self.list = CheckList(self.model, ANSWER_KEYS, self)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(self.tr("外业意见"))
        self.page = CasePage(self.session, self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.all = QPushButton(self)
        self.all.setToolTip(self.tr("接受所列、待裁定、没有冲突的意见，一次写入"))
        self.undo_button = QPushButton(self.tr("撤销"), self)
        self.undo_button.setToolTip(self.tr("撤销上一次裁定 (Ctrl+Z)"))
        self.close_button = QPushButton(self.tr("关闭"), self)
        for button in (self.all, self.undo_button, self.close_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.package)
        top.addWidget(self.told, 1)
        top.addWidget(self.words)
        left = QWidget(self)
        listed = QVBoxLayout(left)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(4)
        listed.addWidget(self.list, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setHandleWidth(6)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.page)
        split.setSizes([620, 690])
        foot = QHBoxLayout()
        foot.addWidget(self.all)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 12)
        box.setSpacing(6)
        box.addLayout(top)
        box.addWidget(self.chips)
        box.addWidget(split, 1)
        box.addLayout(foot)

    def _listen(self) -> None:
        session = self.session
        self.package.activated.connect(lambda _: self._chosen_package())
        self.words.textChanged.connect(self.model.set_filter)
        self.words.returnPressed.connect(self.list.setFocus)
        self.model.counted.connect(lambda *_: self._count())
        self.list.moved.connect(self._moved)
        self.list.keyed.connect(lambda key: self._asked(ANSWER_KEYS[key]))
        self.list.flown.connect(self._fly)
        self.page.asked.connect(self._asked)
        self.page.reason.returnPressed.connect(self.list.setFocus)
        self.all.clicked.connect(lambda: self.accept_all())
        self.undo_button.clicked.connect(lambda: session.undo_stack.undo())
        self.close_button.clicked.connect(self.reject)
        session.settled.connect(self._settled)
        session.district_changed.connect(self._district_changed)
        session.undo_stack.indexChanged.connect(self._show_undo)
        session.troubled.connect(self._tell)
        session.closed.connect(self.reject)
        stack, standard = session.undo_stack, QKeySequence.StandardKey
        for keys, slot in (
            (QKeySequence(standard.Undo), stack.undo),
            (QKeySequence("Ctrl+Y"), stack.redo),
            (QKeySequence(standard.Find), self._find),
        ):
            QShortcut(keys, self).activated.connect(slot)
        self._show_undo()

    # --- reading ----------------------------------------------------------------

    def read(self) -> None:
        """Hold every reply against the register as it is now, in the background."""
        store, district = self.session.store, self.session.district
        if store is None:
            return
        if self._errand is not None:
            self._again = True
            return
        numbers = [self._number] if self._number else None

        def work(_: Reporter) -> _Found:
            return _Found(tuple(receipts(store)), cases(store, district, numbers))

        self._errand = self.session.errands.start(work, self._have, self._failed)
        if not self._found.cases:
            self.say(self.tr("正在读取意见…"))

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self._waiting.clear()
        self._tell(error)

    def _have(self, found: _Found) -> None:
        self._errand = None
        if self._again:
            self._again = False
            self.read()
            return
        self._found = found
        manifests = [receipt.manifest for receipt in found.receipts]
        self._areas = {one.number: one.area.name for one in manifests}
        self._by_id = {str(case.id): case for case in found.cases}
        self._fill_packages()
        self._filter()
        if self._waiting and self._errand is None:
            self._do(self._waiting.pop(0))

    def _fill_packages(self) -> None:
        if self.package.count() != len(self._found.receipts) + 1:
            self.package.clear()
            self.package.addItem(self.tr("全部未结束的核查包"), "")
            for receipt in self._found.receipts:
                manifest = receipt.manifest
                name = manifest.area.name or manifest.area.key
                self.package.addItem(f"{name}　{manifest.number}", manifest.number)
        self.package.setCurrentIndex(max(0, self.package.findData(self._number)))

    def _chosen_package(self) -> None:
        self._number = str(self.package.currentData() or "")
        self._found = _Found(self._found.receipts, ())
        self._next = ""
        self.read()

    def _district_changed(self, _: object = None) -> None:
        """Hold all of them again after an edit that was no decision."""
        fresh, self._fresh = self._fresh, False
        if self.isVisible() and not fresh:
            self.read()

    def _settled(self, settlement: Settlement) -> None:
        """Hold again what a decision, or its undoing, touches."""
        if self._errand is not None:
            return
        withheld = {
            one.manifest.number: one.manifest.withheld for one in self._found.receipts
        }
        new = renewed(self._found.cases, self.session.district, settlement, withheld)
        changed = [case for case in self._found.cases if case.id in new]
        kept = tuple(new.get(case.id, case) for case in self._found.cases)
        self._found = _Found(self._found.receipts, kept)
        self._by_id |= {str(number): case for number, case in new.items()}
        self._fresh = True
        self.model.put_lines(
            self._line(new[case.id]) for case in changed if str(case.id) in self._shown
        )
        self._show_counts()
        self._moved(self.list.current)

    # --- the list ---------------------------------------------------------------

    def _filter(self) -> None:
        """Show the replies of the chosen marks; what was right only where wanted."""
        chosen = {Group(k) for k, b in self.chips.buttons.items() if b.isChecked()}
        shown = [case for case in self._found.cases if _wanted(case, chosen)]
        here = self._next or (self.list.current.uid if self.list.current else "")
        row = self.list.currentIndex().row()
        self._shown = {str(case.id) for case in shown}
        self.model.set_lines([self._line(case) for case in shown])
        self.list.widen(_WIDTHS)
        self._show_counts()
        self._return_to(here, row)

    def _line(self, case: Case) -> Line:
        district, language = self.session.district, self.session.language
        return line_of(case, district, self._areas, language)

    def _return_to(self, uid: str, row: int) -> None:
        """Go on where the officer was, or to the next reply that is open."""
        self._next = ""
        lines = self.model.lines
        if not lines:
            self._moved(None)
            return
        found = next((n for n, line in enumerate(lines) if line.uid == uid), None)
        self.list.go_to(
            found if found is not None else max(0, min(row, len(lines) - 1))
        )

    def _show_counts(self) -> None:
        counts: dict[str, int] = {}
        for case in self._found.cases:
            for group in groups_of(case):
                counts[group.value] = counts.get(group.value, 0) + 1
        self.chips.show_counts(counts)
        waiting, fights = counts.get("open", 0), counts.get("conflict", 0)
        if not self._found.receipts:
            words = self.tr("还没有发出核查包：在“核查包”里裁切。")
        elif not self._found.cases:
            words = self.tr("还没有收到回传：在“核查包”里收取 .gwreturn 文件。")
        elif not waiting:
            words = self.tr("全部裁定完毕；可以打印给外业的回执。")
        else:
            words = self.tr("待裁定 {n}，其中冲突 {m}").format(n=waiting, m=fights)
        self.told.setText(words)
        if self.said.text() == self.tr("正在读取意见…"):
            self.say("")
        self._count()

    def _count(self) -> None:
        number = len(self._plain())
        self.all.setText(self.tr("接受所列（{n}）").format(n=f"{number:,}"))
        self.all.setEnabled(number > 0 and not self.session.read_only)

    def _plain(self) -> list[Case]:
        """Return the listed replies that are open and clash with nothing."""
        listed = [self._by_id[line.uid] for line in self.model.lines]
        return [c for c in listed if c.open and not c.conflict and not c.rivals]

    def _find(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    # --- the current reply ------------------------------------------------------

    def _moved(self, line: Line | None) -> None:
        case = self._by_id.get(line.uid) if line is not None else None
        if case is self.page.case and case is not None:
            return
        self.page.show_case(case)
        self.page.setEnabled(case is not None and not self.session.read_only)
        if case is not None and case.now is not None:
            self.session.select({case.kind: [case.uid]})

    def _fly(self) -> None:
        self.page.map.go_close()
        self.session.flight_asked.emit()

    # --- deciding ---------------------------------------------------------------

    def _asked(self, what: str) -> None:
        """Do it now, or when what was decided before has been written."""
        if self._errand is not None:
            self._waiting.append(what)
        else:
            self._do(what)

    def _do(self, what: str) -> None:
        if what == "skip":
            self.list.go_on(lambda line: self._by_id[line.uid].open)
            return
        answer = Answer(what)
        chosen = [self._by_id[line.uid] for line in self.list.selected_lines()]
        if self.page.case is not None and self.page.case not in chosen:
            chosen = [self.page.case]
        if answer is Answer.PART and len(chosen) > 1:
            self.say(self.tr("部分接受一次只能裁定一条。"), "warn")
            return
        self._decide(chosen, self.page.decision(answer))

    def accept_all(self) -> None:
        """Accept every listed reply that is open and clashes with nothing."""
        if self._errand is None:
            decision = self.page.decision(Answer.ACCEPT)
            self._decide(self._plain(), decision)

    def _decide(self, chosen: Iterable[Case], decision: Decision) -> None:
        session = self.session
        wanted = [case for case in chosen if case.asks or case.decision is not None]
        kept = [case for case in wanted if not taken_back(case.decision)]
        if session.read_only or not wanted:
            self.say(self.tr("这一条没有要裁定的内容。"), "muted")
            return
        if kept:
            self.say(
                self.tr("已接受的意见不能改判：请先撤销（Ctrl+Z）那次裁定。"), "warn"
            )
            return
        if decision.answer is Answer.ASK and not decision.reason:
            self.say(self.tr("退回再问要写明问什么：请填写理由一栏。"), "warn")
            self.page.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        pairs = [(case, self._with_keys(case, decision)) for case in wanted]
        settling = decide(session.district, pairs, who=who())
        self._write(settling)

    def _with_keys(self, case: Case, decision: Decision) -> Decision:
        """Return the decision; only what is removed may take others along."""
        return decision if case.mark is Mark.GONE else replace(decision, along=False)

    def _write(self, settling: Settling) -> None:
        """Write what is allowed as one step, and say what is not and why."""
        session, language = self.session, self.session.language
        done = settling.settlement.rulings
        numbers = {str(ruling.received) for ruling in done}
        # Where nothing was written the row is still asked about: stay with it.
        self._next = self._after(numbers) if done else ""
        if done and not session.settle(settling.settlement):
            self._next = ""
            return
        told = [note.of(language) for note in settling.notes]
        refused = settling.refusals
        if refused:
            words = self.tr("{n} 条没有写入：{why}")
            whys = dict.fromkeys(one.why.of(language) for one in refused)
            told.append(words.format(n=len(refused), why=" ".join(whys)))
        if done:
            told.insert(0, self.tr("已裁定 {n} 条，Ctrl+Z 撤销。").format(n=len(done)))
        self.say(" ".join(told), "danger" if refused else "ok")
        if self._next and self._errand is None:
            self._return_to(self._next, 0)

    def _after(self, decided: set[str]) -> str:
        """Return the next open reply below the current one, which then is shown."""
        lines, row = self.model.lines, self.list.currentIndex().row()
        order = [*range(row + 1, len(lines)), *range(max(0, row))]
        for at in order:
            uid: str = lines[at].uid
            if uid not in decided and self._by_id[uid].open:
                return uid
        return ""

    # --- telling ----------------------------------------------------------------

    def say(self, text: str, tone: str = "muted") -> None:
        """Say something beside the buttons."""
        wear(self.said, tone)
        self.said.setText(text)

    def _tell(self, error: Exception) -> None:
        self.say(message(error, self.session.language), "danger")

    def _show_undo(self, _: int = 0) -> None:
        stack = self.session.undo_stack
        self.undo_button.setEnabled(stack.canUndo())
        text = stack.undoText()
        self.undo_button.setToolTip(self.tr("撤销：{what} (Ctrl+Z)").format(what=text))

    # --- closing ----------------------------------------------------------------

    def done(self, result: int) -> None:
        """Listen no more, and rest."""
        session = self.session
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        for signal, slot in (
            (session.settled, self._settled),
            (session.district_changed, self._district_changed),
            (session.undo_stack.indexChanged, self._show_undo),
            (session.troubled, self._tell),
            (session.closed, self.reject),
        ):
            signal.disconnect(slot)
        self.page.map.rest()
        super().done(result)


def _wanted(case: Case, chosen: set[Group]) -> bool:
    groups = groups_of(case)
    if chosen:
        state = chosen & {Group.OPEN, Group.DECIDED, Group.ASKED, Group.CONFLICT}
        kinds = chosen - state
        return (not state or bool(groups & state)) and (
            not kinds or bool(groups & kinds)
        )
    plain = case.mark is Mark.RIGHT and not case.hints and not case.rivals
    return not plain or Group.REMARK in groups
