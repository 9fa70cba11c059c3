"""Marks over a table to filter it by, each with the number of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridwatch.district.wording import Language, Text

__all__ = ["Chips"]


class Chips(QWidget):
    """A row of marks, any of which may be ticked.

    Parameters
    ----------
    marks : mapping of str to Text
        The marks in their order; their words stand in the rows that have them.
    language : Language
        Language of the words.
    changed : callable
        Told when a tick has come or gone.
    hide_empty : bool
        Show a mark that no row has only while it is ticked.
    """

    def __init__(
        self,
        marks: Mapping[str, Text],
        language: Language,
        changed: Callable[[], None],
        parent: QWidget,
        *,
        hide_empty: bool = False,
    ) -> None:
        super().__init__(parent)
        self._words = {key: text.of(language) for key, text in marks.items()}
        self._hide_empty = hide_empty
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 4)
        row.setSpacing(4)
        for key in marks:
            button = QToolButton(self)
            button.setObjectName("chip")
            button.setCheckable(True)
            button.toggled.connect(lambda _: changed())
            row.addWidget(button)
            self.buttons[key] = button
        row.addStretch(1)
        self.show_counts({})

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many rows have each mark."""
        for key, button in self.buttons.items():
            words, count = self._words[key], counts.get(key, 0)
            button.setText(f"{words} {count}")
            button.setToolTip(self.tr("只看“{mark}”").format(mark=words))
            if self._hide_empty:
                button.setVisible(bool(count) or button.isChecked())

    @property
    def chosen(self) -> list[str]:
        """The words of the marks that are ticked."""
        return [
            self._words[key]
            for key, button in self.buttons.items()
            if button.isChecked()
        ]
