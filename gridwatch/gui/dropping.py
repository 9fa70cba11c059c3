"""Files dropped on the window: stores and reviews are opened, the rest imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject

from gridwatch.district.wording import OfficerError, Text
from gridwatch.store.faults import NotAStore, StoreError
from gridwatch.store.opening import open_store
from gridwatch.store.review.endings import PACKAGE_ENDING, RETURN_ENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from gridwatch.gui.filing import Filing
    from gridwatch.gui.session import Session

__all__ = ["Dropping", "one_delivery"]

_STORE = ".gpkg"
_PARTS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".xml"}


def one_delivery(paths: Sequence[Path]) -> Path | None:
    """Return what the dropped files are together, None where that is several things.

    The parts of one shapefile are its ``.shp``.

    Examples
    --------
    >>> one_delivery([Path("河段.dbf"), Path("河段.shp"), Path("河段.shx")]).name
    '河段.shp'
    >>> one_delivery([Path("a.zip"), Path("b.zip")]) is None
    True
    """
    if len(paths) == 1:
        return paths[0]
    whole = [path for path in paths if path.suffix.lower() not in _PARTS]
    if len(whole) != 1 or whole[0].suffix.lower() != ".shp":
        return None
    stem = whole[0].stem.lower()
    names = {path.stem.lower().removesuffix(".shp") for path in paths}
    return whole[0] if names == {stem} else None


class Dropping(QObject):
    """Takes what is dropped on a window.

    Parameters
    ----------
    session : Session
        Is told of trouble.
    filing : Filing
        Imports.
    opening : callable
        Opens a store, a review package or returns.
    window : QWidget
        Accepts drops from now on.
    """

    def __init__(
        self,
        session: Session,
        filing: Filing,
        opening: Callable[[Sequence[Path]], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._filing, self._open = filing, opening
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Welcome files, and take them when they are let go."""
        if event.type() is QEvent.Type.DragEnter:
            entering = cast("QDragEnterEvent", event)
            if _files(entering.mimeData()):
                entering.acceptProposedAction()
                return True
        elif event.type() is QEvent.Type.Drop:
            dropped = cast("QDropEvent", event)
            files = _files(dropped.mimeData())
            if files:
                dropped.acceptProposedAction()
                self.take(files)
                return True
        return False

    def take(self, paths: Sequence[Path]) -> None:
        """Open or import what was dropped."""
        path = one_delivery(paths)
        if {one.suffix.lower() for one in paths} == {RETURN_ENDING}:
            self._open(paths)
        elif path is None:
            self._session.troubled.emit(OfficerError(_SEVERAL))
        elif path.suffix.lower() == PACKAGE_ENDING or _is_store(path):
            self._open([path])
        else:
            self._filing.import_folder(path)


def _files(data: QMimeData) -> list[Path]:
    names = (url.toLocalFile() for url in data.urls())
    return [Path(name) for name in names if name]


def _is_store(path: Path) -> bool:
    """Tell whether a file is one of our stores, damaged ones included."""
    if path.suffix.lower() != _STORE:
        return False
    try:
        open_store(path, read_only=True).close()
    except NotAStore:
        return False
    except StoreError:
        return True
    return True


_SEVERAL = Text(
    "一次只能拖入一个文件夹、压缩包或文件；没有导入任何内容。"
    "请把几个文件放进一个文件夹或压缩包再拖入。",
    "Drop one folder, archive or file at a time; nothing was imported. Put several "
    "files into one folder or archive first.",
)
