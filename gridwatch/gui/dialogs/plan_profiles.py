"""A line over an import plan: by which profile it was filled in, and keeping one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPushButton,
    QWidget,
)

from gridwatch.district.wording import OfficerError
from gridwatch.gui.session import today
from gridwatch.intake.profiles import (
    applied,
    file_in,
    profile_of,
    profiles_in,
    recognised,
    write_profile,
)

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.gui.session import Session
    from gridwatch.intake.plan import Plan
    from gridwatch.intake.profiles import Profile

__all__ = ["ProfileBar"]

_FOLDER = "profiles"


class ProfileBar(QWidget):
    """Tells which profile a plan was filled in by; keeps the plan as a profile.

    Parameters
    ----------
    session : Session
        What is open.
    """

    proposed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._plain: Plan | None = None
        self.plan: Plan | None = None
        self.profile: Profile | None = None
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.without = QPushButton(self.tr("不用方案"), self)
        self.keep = QPushButton(self.tr("存为方案…"), self)
        self.keep.setToolTip(
            self.tr(
                "记住这次对文件、编码、坐标系和列的选择，下个月的同类来件会照着填好。"
            )
        )
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.words, 1)
        for button in (self.without, self.keep):
            button.setAutoDefault(False)
            box.addWidget(button)
        self.without.clicked.connect(self.forget)
        self.keep.clicked.connect(self._ask_name)
        self.without.hide()

    def show_page(self, *, planning: bool) -> None:
        """Be there as long as there is a plan to settle."""
        self.setVisible(planning)

    @property
    def _folder(self) -> Path:
        return self._session.memory.folder / _FOLDER

    def recognise(self, plan: Plan) -> Plan:
        """Return a plan filled in by the profile that fits it, where one does."""
        self._plain = self.plan = plan
        self.profile = recognised(plan, profiles_in(self._folder))
        self.without.setVisible(self.profile is not None)
        if self.profile is None:
            self.words.clear()
            return plan
        words = self.tr("认出了方案“{name}”（{day} 存），已照它填好。")
        self.words.setText(words.format(name=self.profile.name, day=self.profile.saved))
        self.plan = applied(plan, self.profile)
        return self.plan

    def forget(self) -> None:
        """Go back to the plan as it was judged without the profile."""
        self.profile = None
        self.without.hide()
        self.words.setText(self.tr("没有用方案：按文件本身判断。"))
        if self._plain is not None:
            self.proposed.emit(self._plain)

    def _ask_name(self) -> None:
        plan = self.plan
        if plan is None:
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("存为方案"))
        dialog.setLabelText(self.tr("方案名称"))
        dialog.setTextValue(
            self.profile.name if self.profile is not None else plan.folder.stem
        )
        dialog.setOkButtonText(self.tr("保存"))
        dialog.setCancelButtonText(self.tr("取消"))
        dialog.textValueSelected.connect(self.save)
        dialog.open()

    def save(self, name: str) -> None:
        """Keep the plan as it now stands as a profile."""
        if self.plan is None or not name.strip():
            return
        profile = profile_of(self.plan, name.strip(), today())
        try:
            write_profile(profile, file_in(self._folder, profile.name))
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        self.profile = profile
        words = self.tr("已存为方案“{name}”；下次的同类来件会认出来。")
        self.words.setText(words.format(name=profile.name))
