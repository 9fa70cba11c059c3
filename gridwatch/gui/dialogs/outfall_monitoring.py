"""登记监测: one monitoring of one outfall or of several, and those on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem

from gridwatch.district import monitoring
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.outfall_act import ActDialog, filled_box, plain_form
from gridwatch.gui.photobox import day_box, day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.changes import Changes
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.wording import Text
    from gridwatch.gui.session import Session

__all__ = ["MonitoringDialog"]

_WIDE, _TALL = 560, 520


class MonitoringDialog(ActDialog):
    """Records a monitoring.

    Parameters
    ----------
    session : Session
        What is open.
    outfalls : sequence of Outfall
        What was sampled on one day.
    """

    def __init__(
        self,
        session: Session,
        outfalls: Sequence[Outfall],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, "", "", parent)
        self.setWindowTitle(self.tr("登记监测"))
        self.agree.setText(self.tr("登记"))
        self.outfalls = tuple(outfalls)
        self.day = day_box(self.today, self)
        self.verdict = filled_box(
            ["", *session.codelists.get("monitoring_results", ())], self
        )
        self.tested_by = QLineEdit(self)
        self.tested_by.setPlaceholderText(self.tr("监测站或检测公司"))
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(self.tr("项目和数值，例如 COD 28 mg/L"))
        self.records = QTreeWidget(self)
        self.records.setRootIsDecorated(False)
        self.records.setAlternatingRowColors(True)
        self.records.setHeaderLabels(
            [
                self.tr("监测日期"),
                self.tr("结果"),
                self.tr("监测单位"),
                self.tr("备注"),
            ]
        )
        self.records.setAccessibleName(self.tr("已登记的监测"))
        mode = QHeaderView.ResizeMode.ResizeToContents
        self.records.header().setSectionResizeMode(mode)
        form = plain_form()
        form.addRow(self.tr("监测日期"), self.day)
        form.addRow(self.tr("监测结果"), self.verdict)
        form.addRow(self.tr("监测单位"), self.tested_by)
        form.addRow(self.tr("备注"), self.note)
        self._tell()
        self.lay_out(form, self.records)
        self.day.dateChanged.connect(lambda _: self.look_over())
        self.verdict.currentTextChanged.connect(lambda _: self.look_over())
        self.tested_by.textChanged.connect(lambda _: self.look_over())
        fit_screen(self, _WIDE, _TALL)

    def _tell(self) -> None:
        rows, session = self.outfalls, self.session
        if len(rows) != 1:
            self.head.setText(self.tr("{n} 个排污口").format(n=len(rows)))
            self.told.setText(self.tr("每个排污口各登记一条，可一次撤销。"))
            self.records.hide()
            return
        row = rows[0]
        self.head.setText(row.name or row.code)
        due = monitoring.due(session.district, row, session.as_of)
        if due.day is None:
            words = self.tr("从未监测；间隔 {n} 天。").format(n=due.interval)
        else:
            words = self.tr("上次 {last}，间隔 {n} 天，下次应于 {day} 前。").format(
                last=due.last, n=due.interval, day=due.day
            )
        if due.days:
            words += self.tr("已超期 {n} 天。").format(n=due.days)
        self.told.setText(words)
        for one in monitoring.records(session.district, row, self.today):
            texts = [str(one.on), one.result, one.tested_by, one.note]
            item = QTreeWidgetItem(texts)
            for column, text in enumerate(texts):
                item.setToolTip(column, text)
            self.records.addTopLevelItem(item)
        self.records.setVisible(self.records.topLevelItemCount() > 0)

    @property
    def entry(self) -> monitoring.Sampling:
        """What has been entered."""
        return monitoring.Sampling(
            day_of(self.day),
            self.verdict.currentText(),
            self.tested_by.text(),
            self.note.text(),
        )

    def faults(self) -> Sequence[Text]:
        """Return why it cannot be recorded."""
        district = self.session.district
        return monitoring.refusals(district, self.outfalls, self.entry, self.today)

    def changes(self) -> Changes:
        """Return the new records."""
        district = self.session.district
        return monitoring.record_monitoring(
            district, self.outfalls, self.entry, self.today
        )

    def words(self) -> str:
        """Return how the act is called."""
        name = self.outfalls[0].name or self.outfalls[0].code
        if len(self.outfalls) > 1:
            name = self.tr("{n} 个排污口").format(n=len(self.outfalls))
        return self.tr("登记监测：{name}").format(name=name)
