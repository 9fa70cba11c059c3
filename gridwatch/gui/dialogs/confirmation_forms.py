"""权属确认表: which bodies or towns sign, and as one paper or one file each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.bodynames import names_in_use
from gridwatch.district.confirmation import (
    Form,
    body_forms,
    form_document,
    form_record,
    joined_document,
    town_forms,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Text
from gridwatch.gui.asking import documents, fit_screen
from gridwatch.gui.dialogs.owningparts import asking_buttons, muted
from gridwatch.gui.dialogs.paper import PaperDialog
from gridwatch.gui.session import who
from gridwatch.mapbook.paperwork import write_pdf
from gridwatch.reports.wordfile import write_docx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["FormsDialog"]

_WIDE, _TALL = 560, 600
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
_BODIES, _TOWNS = range(2)
_SHOWN, _PDF, _WORD = range(3)


class FormsDialog(QDialog):
    """Asks whose forms are made, and how.

    Parameters
    ----------
    session : Session
        What is open.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        district = session.district
        self._forms = {
            _BODIES: body_forms(district, names_in_use(district)),
            _TOWNS: town_forms(
                district, [j.code for j in district.of_level(Level.TOWN)]
            ),
        }
        self.setWindowTitle(self.tr("权属确认表"))
        self.by = QComboBox(self)
        self.by.addItems([self.tr("按单位"), self.tr("按镇街（属地）")])
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("筛选…"))
        self.filter.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("签字盖章的单位"))
        self.how = QComboBox(self)
        self.how.addItems(
            [
                self.tr("合成一份，先预览"),
                self.tr("每个单位一个 PDF 文件"),
                self.tr("每个单位一个 Word 文件"),
            ]
        )
        self.count = muted("", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self._errand: Errand | None = None
        self._lay_out()
        self.by.currentIndexChanged.connect(lambda _: self._list())
        self.filter.textChanged.connect(self._apply_filter)
        self.list.itemChanged.connect(lambda _: self._show_count())
        self._list()
        fit_screen(self, _WIDE, _TALL)

    def _lay_out(self) -> None:
        words = self.tr(
            "选择要签字盖章的单位。每份确认表列出该单位的河段、合计、双方签章处和权属明细；"
            "输出后自动留下记录。"
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(10)
        box.addWidget(muted(words, self))
        top = QHBoxLayout()
        top.addWidget(self.by)
        top.addWidget(self.filter, 1)
        box.addLayout(top)
        box.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.addWidget(self.count, 1)
        for text, state in (
            (self.tr("全选"), Qt.CheckState.Checked),
            (self.tr("全不选"), Qt.CheckState.Unchecked),
        ):
            button = QPushButton(text, self)
            button.setObjectName("link")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, s=state: self._tick(s))
            line.addWidget(button)
        box.addLayout(line)
        box.addWidget(self.how)
        box.addWidget(self.bar)
        self.buttons = asking_buttons(self, self.tr("输出"), self.tr("取消"))
        box.addWidget(self.buttons)

    # --- the list ---------------------------------------------------------------

    @property
    def forms(self) -> Sequence[Form]:
        """The forms that can be made."""
        return self._forms[self.by.currentIndex()]

    def _list(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        form_words = self.tr("{party}　{n} 个河段，{km} 公里")
        for form in self.forms:
            text = form_words.format(
                party=form.party, n=form.segments, km=f"{form.metres / 1000:,.1f}"
            )
            item = QListWidgetItem(text + (self.tr("　区外") if form.outside else ""))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._apply_filter(self.filter.text())
        self._show_count()

    def _apply_filter(self, text: str) -> None:
        words = text.casefold().split()
        for i in range(self.list.count()):
            item = self.list.item(i)
            here = item.text().casefold()
            item.setHidden(not all(word in here for word in words))

    def _tick(self, state: Qt.CheckState) -> None:
        for i in range(self.list.count()):
            if not self.list.item(i).isHidden():
                self.list.item(i).setCheckState(state)

    def choose(self, parties: Sequence[str]) -> None:
        """Tick the forms of these parties."""
        for i, form in enumerate(self.forms):
            if form.party in parties:
                self.list.item(i).setCheckState(Qt.CheckState.Checked)

    @property
    def chosen(self) -> list[Form]:
        """The forms that are ticked."""
        ticked = Qt.CheckState.Checked
        return [
            form
            for i, form in enumerate(self.forms)
            if self.list.item(i).checkState() is ticked
        ]

    def _show_count(self) -> None:
        count = len(self.chosen)
        self.count.setText(self.tr("已选 {n} 份").format(n=count))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(count > 0)

    # --- out --------------------------------------------------------------------

    def accept(self) -> None:
        """Show the forms as one paper, or ask for the folder of their files."""
        forms, how = self.chosen, self.how.currentIndex()
        if how == _SHOWN:
            self.preview(forms)
            super().accept()
            return
        dialog = QFileDialog(self, self.tr("保存到文件夹"), str(documents()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        suffix = ".pdf" if how == _PDF else ".docx"
        dialog.fileSelected.connect(lambda name: self.write_to(Path(name), suffix))
        dialog.open()

    def preview(self, forms: Sequence[Form]) -> PaperDialog:
        """Show forms as one paper that can be saved and printed."""
        session, day = self._session, self._session.as_of
        district = session.district
        paper = (
            form_document(district, forms[0], day)
            if len(forms) == 1
            else joined_document(district, forms, day)
        )
        name = self.tr("权属确认表") + (f"_{forms[0].party}" if len(forms) == 1 else "")
        dialog = PaperDialog(
            session,
            paper,
            f"{name}_{day.isoformat()}",
            self.parentWidget(),
            lambda place: self._keep(forms, Path(place).name),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def write_to(self, folder: Path, suffix: str) -> None:
        """Write a file for each form in the background, then keep the records."""
        session, forms, day = self._session, self.chosen, self._session.as_of
        district, language = session.district, session.language
        write = write_pdf if suffix == ".pdf" else write_docx
        head = self.tr("权属确认表")

        def work(reporter: Reporter) -> list[tuple[Form, str]]:
            done: list[tuple[Form, str]] = []
            for number, form in enumerate(forms):
                if reporter.cancelled():
                    break
                party = Text(form.party, form.party)
                reporter.progress(number, len(forms), party)
                name = f"{head}_{_UNSAFE.sub('_', form.party)}_{day}{suffix}"
                write(folder / name, form_document(district, form, day), language)
                done.append((form, name))
            return done

        self.bar.setRange(0, len(forms))
        self.bar.setValue(0)
        self.bar.show()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
        self._errand = session.errands.start(
            work,
            lambda done: self._written(folder, done),
            self._failed,
            lambda done, _total, _what: self.bar.setValue(done),
        )

    def reject(self) -> None:
        """Stop what is being written, else go."""
        if self._errand is not None:
            self._errand.stop()
        else:
            super().reject()

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self.bar.hide()
        self._show_count()
        self._session.troubled.emit(error)

    def _written(self, folder: Path, done: Sequence[tuple[Form, str]]) -> None:
        self._errand = None
        for form, name in done:
            self._keep([form], name)
        words = self.tr("已保存 {n} 份权属确认表：{folder}")
        self.said.emit(words.format(n=len(done), folder=folder))
        super().accept()

    def _keep(self, forms: Sequence[Form], document: str) -> None:
        session = self._session
        if session.read_only:
            return
        changes = form_record(forms, session.as_of, document, who())
        session.apply(changes, self.tr("输出权属确认表"))
