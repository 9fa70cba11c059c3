"""What the help menu does: the manual, the tour, updates from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from gridwatch.gui.helping import Helper
from gridwatch.gui.tour import Step, Tour

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QDialog, QWidget

    from gridwatch.gui.commands import Actions
    from gridwatch.gui.dialogs.update import UpdateDialog
    from gridwatch.gui.helpwindow import HelpWindow
    from gridwatch.gui.session import Session

__all__ = ["HelpDesk"]


class HelpDesk(QObject):
    """Help for one window.

    Parameters
    ----------
    session : Session
        What is open.
    window : QWidget
        The window.
    parts : callable
        Returns the parts that the tour points at: ``map``, ``table``, ``card``,
        ``day`` and ``search``.
    """

    free = ("help", "update")
    """Commands that need no store."""

    def __init__(
        self,
        session: Session,
        window: QWidget,
        parts: Callable[[], Mapping[str, QWidget]],
    ) -> None:
        super().__init__(window)
        self._session, self._window, self._parts = session, window, parts
        self._manual: HelpWindow | None = None
        self.tour: Tour | None = None
        self.helper = Helper(window)
        self.helper.asked.connect(self.show_manual)

    def add_actions(self, commands: Actions) -> None:
        """Make the commands of the help menu."""
        add = commands.add
        words = self.tr("用户手册")
        add("help", words, self.helper.ask, "F1", picture="book")
        add("tour", self.tr("界面导览"), self.start_tour)
        add("update", self.tr("从文件安装更新…"), self.ask_update)

    def show_manual(self, target: str) -> HelpWindow:
        """Show the manual at a place."""
        from gridwatch.gui.helpwindow import HelpWindow

        if self._manual is None:
            self._manual = HelpWindow()
        self._manual.open_at(target)
        return self._manual

    def close(self) -> None:
        """Close what stands beside the window."""
        if self._manual is not None:
            self._manual.close()
            self._manual.deleteLater()
            self._manual = None

    # --- tour ---------------------------------------------------------------------

    def offer_tour(self) -> None:
        """Start the tour the first time a store is open; never again after that."""
        if not self._session.memory.toured and self._session.store is not None:
            self.start_tour()

    def start_tour(self) -> None:
        """Start the tour; needs an open store, whose parts it points at."""
        if self.tour is None:
            self._session.memory.set_toured()
            self._session.memory.save()
            self.tour = Tour(self._window, self._steps())
            self.tour.ended.connect(self._toured)

    def _toured(self) -> None:
        self.tour = None
        self._parts()["map"].setFocus()

    def _steps(self) -> tuple[Step, ...]:
        parts = self._parts()
        return (
            Step(
                parts["map"],
                self.tr("地图"),
                self.tr(
                    "滚轮放大缩小，拖动移动。点一个河段、公示牌或排污口就选中它，"
                    "右边的表格和卡片跟着变。左边的图层打勾显示，数字键 1 到 9 开关。"
                ),
            ),
            Step(
                parts["table"],
                self.tr("表格"),
                self.tr(
                    "河段权属、公示牌、排污口、网格、名册、检查、日志，一类一页。"
                    "点一行，地图就过去；“筛选”里边打字边找；右键有能做的事。"
                ),
            ),
            Step(
                parts["card"],
                self.tr("卡片"),
                self.tr(
                    "选中的对象的全部内容：字段、在哪个村和网格、谁负责。"
                    "有铅笔的双击就能改；改动立即存好，Ctrl+Z 退回。"
                ),
            ),
            Step(
                parts["day"],
                self.tr("截至日期"),
                self.tr(
                    "整个窗口说的是这一天：谁在任、哪块牌过期、印什么图。"
                    "往回拨就看到当时谁负责；Ctrl+T 回到今天。"
                ),
            ),
            Step(
                parts["search"],
                self.tr("查找，和随时的帮助"),
                self.tr(
                    "在这里找河流、人、编码、地名，拼音首字母也行：yxh 就是云溪河。"
                    "任何时候按 F1，手册打开在您正用的地方。"
                ),
            ),
        )

    # --- dialogs --------------------------------------------------------------------

    def ask_update(self) -> UpdateDialog:
        """Ask for an update on a stick."""
        from gridwatch.gui.dialogs.update import UpdateDialog

        dialog = UpdateDialog(self._session, self._window)
        dialog.started.connect(self._window.close)
        self._open(dialog)
        return dialog

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
