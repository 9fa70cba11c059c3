"""Waiting for the first picture of a store: what it does without begins after it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gridwatch.district import litter

__all__ = ["FirstPicture"]

_PAINTED = 40
"""Milliseconds that a picture has to reach the screen before other work begins."""
_PATIENCE = 8000
"""Milliseconds after which nobody waits for the first picture any more."""


class FirstPicture(QObject):
    """Tells once for every store that its first picture has been painted.

    While it is waited for, Python looks for no circular rubbish: what is made while a
    store opens stays.

    Parameters
    ----------
    parent : QObject
        Owner.
    """

    shown = Signal()
    """Emits after the first picture, or when nobody waits for it any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._seen = True
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._have_shown)

    @property
    def seen(self) -> bool:
        """Whether there is nothing to wait for (any more)."""
        return self._seen

    def wait(self) -> None:
        """Begin to wait."""
        self._seen = False
        litter.put_off()
        self._soon.start(_PATIENCE)

    def painted(self) -> None:
        """Note that a picture is about to reach the screen."""
        if not self._seen and self._soon.remainingTime() > _PAINTED:
            self._soon.start(_PAINTED)

    def drop(self) -> None:
        """Wait no more, and tell nobody: the store is closed."""
        self._soon.stop()
        self._seen = True
        litter.look_again()

    def _have_shown(self) -> None:
        self._seen = True
        litter.keep_all()
        self.shown.emit()
