"""The one object that all parts of the window share: store, day, selection."""

from __future__ import annotations

import getpass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from gridwatch.cartography.basemap import BASEMAP
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.paint import Look
from gridwatch.cartography.qgisstyles import descriptions_of
from gridwatch.cartography.themes import Theme, ThemeKind, plain_of, themes_of
from gridwatch.cartography.theming import with_themes
from gridwatch.district.district import District
from gridwatch.district.wording import Kind, Language, OfficerError
from gridwatch.gui import places
from gridwatch.gui.edits import ApplyCommand, SwapCommand, patched
from gridwatch.gui.errands import Errands
from gridwatch.gui.remembering import Memory
from gridwatch.store.opening import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from gridwatch.cartography.basemap import Backdrop, BaseMap
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.warming import Warming
    from gridwatch.district.changes import Changes

__all__ = ["Session", "today", "who"]


def today() -> date:
    """Return the day of the officer's clock."""
    return datetime.now().astimezone().date()


def who() -> str:
    """Return the name the journal keeps for this officer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


class Session(QObject):
    """What is open and what is selected.

    Parameters
    ----------
    memory : Memory or None
        What is remembered between two runs.
    language : Language
        Language of the interface.
    parent : QObject or None
        Owner.
    warming : Warming or None
        Gets the compiled kernels ready; None: Qt's painter draws the map.
    """

    opened = Signal()
    closed = Signal()
    district_changed = Signal(object)
    selection_changed = Signal()
    as_of_changed = Signal()
    hidden_changed = Signal()
    backdrop_changed = Signal()
    flight_asked = Signal()
    sight_asked = Signal()
    troubled = Signal(object)

    def __init__(
        self,
        memory: Memory | None = None,
        language: Language = Language.ZH,
        parent: QObject | None = None,
        *,
        warming: Warming | None = None,
    ) -> None:
        super().__init__(parent)
        self.warming = warming
        self.memory = memory or Memory()
        self.language = language
        self.undo_stack = QUndoStack(self)
        self.errands = Errands(self)
        self._store: Store | None = None
        self._district = District()
        self._as_of = today()
        self._uid = ""
        self._codelists: dict[str, tuple[str, ...]] = {}
        self._selection: dict[Kind, frozenset[str]] = {}
        self._hidden: frozenset[str] = frozenset()
        self._themes: tuple[Theme, ...] = ()
        self._backdrop: Backdrop | None = None

    # --- the store --------------------------------------------------------------

    @property
    def store(self) -> Store | None:
        """The open store, or None."""
        return self._store

    @property
    def path(self) -> Path | None:
        """Where the open store lies, or None."""
        return self._store.path if self._store else None

    @property
    def read_only(self) -> bool:
        """Whether nothing can be edited."""
        return self._store is None or self._store.read_only

    @property
    def uid(self) -> str:
        """Stable identifier of the open store, or empty."""
        return self._uid

    @property
    def codelists(self) -> dict[str, tuple[str, ...]]:
        """The words of the district's codelists."""
        return self._codelists

    @property
    def district(self) -> District:
        """Everything in the store, frozen; empty where none is open."""
        return self._district

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a store and close the one before.

        Raises
        ------
        OfficerError
            Where it cannot be opened; another store that was open stays open.
        """
        if self._store is not None and self._store.path == path:
            self.close()
        store = open_store(path, read_only=read_only)
        try:
            district, info = store.district(), store.info()
            lists, settings = store.codelists(), store.settings()
        except OfficerError:
            store.close()
            raise
        self.close()
        self._store, self._district, self._uid = store, district, info.uid
        self._codelists = {
            name: tuple(entry.value for entry in entries)
            for name, entries in lists.items()
        }
        self._themes = themes_of(settings.get("themes"))
        self._forget_layers()
        self.memory.add_recent(path)
        self.opened.emit()

    def close(self) -> None:
        """Close the store, if any; every edit is already in it."""
        if self._store is None:
            return
        self.undo_stack.clear()
        self.closed.emit()
        self._exchange(None)
        self._store.close()
        self._store, self._district, self._uid = None, District(), ""
        self._selection, self._themes = {}, ()
        self._forget_layers()
        self.district_changed.emit(frozenset(Kind))
        self.selection_changed.emit()

    def reread(self) -> None:
        """Read the whole store again, after an import or a change of its settings.

        What was done before can then no longer be undone: the rows may have changed.
        """
        if self._store is not None:
            self.undo_stack.clear()
            self._district = self._store.district()
            self._forget_layers()
            self.district_changed.emit(frozenset(Kind))

    # --- edits ------------------------------------------------------------------

    def apply(self, changes: Changes, text: str = "") -> bool:
        """Write an edit, put it on the undo stack, and tell everybody.

        A refused edit is told by `troubled` and changes nothing.
        """
        command = ApplyCommand(
            text or changes.reason, changes, self._write, self.troubled.emit
        )
        self.undo_stack.push(command)
        return command.done

    def _write(self, changes: Changes) -> None:
        if self._store is None:
            return
        applied = self._store.apply(changes, who=who())
        self._district = patched(self._district, applied)
        self._forget_layers()
        self.district_changed.emit(applied.kinds)

    # --- the day ----------------------------------------------------------------

    @property
    def as_of(self) -> date:
        """The day that map, tables and prints speak of."""
        return self._as_of

    def set_as_of(self, day: date) -> None:
        """Speak of another day."""
        if day != self._as_of:
            self._as_of = day
            self._forget_layers()
            self.as_of_changed.emit()

    # --- layers -----------------------------------------------------------------

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """What the map draws, bottom to top, for this district and day."""
        layers = self.standard_layers
        return with_themes(layers, self._themes, self._district, self._as_of)

    @cached_property
    def standard_layers(self) -> tuple[Layer, ...]:
        """The layers as they are without themes."""
        return layers_of(self._district, self._as_of)

    def _forget_layers(self) -> None:
        self.__dict__.pop("layers", None)
        self.__dict__.pop("standard_layers", None)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """How layers are classed otherwise than by the standard, one each at most."""
        return self._themes

    def theme_of(self, layer_id: str) -> Theme:
        """Return how a layer is classed."""
        found = (theme for theme in self._themes if theme.layer_id == layer_id)
        return next(found, Theme(layer_id))

    def set_theme(self, theme: Theme, text: str = "") -> bool:
        """Class a layer, keep that in the store, put it on the undo stack.

        `district_changed` then names the kind of the layer: rows are as before, but
        they are drawn otherwise. In a read-only store it lasts until it is closed.
        """
        others = [one for one in self._themes if one.layer_id != theme.layer_id]
        own = [] if theme.kind is ThemeKind.STANDARD else [theme]
        wanted = (*others, *own)
        if set(wanted) == set(self._themes):
            return True
        command = SwapCommand(
            text, self._themes, wanted, self._write_themes, self.troubled.emit
        )
        self.undo_stack.push(command)
        return command.done

    def _write_themes(self, themes: tuple[Theme, ...]) -> None:
        if self._store is None:
            return
        district, as_of = self._district, self._as_of
        if not self._store.read_only:
            plain = {theme.layer_id: plain_of(theme) for theme in themes}
            told = descriptions_of(self.standard_layers, themes, district, as_of)
            self._store.set_themes(plain, told, who())
        changed = {theme.layer_id for theme in {*themes} ^ {*self._themes}}
        self._themes = themes
        self.__dict__.pop("layers", None)
        kinds = {one.kind for one in self.standard_layers if one.id in changed}
        self.district_changed.emit(frozenset(kinds))

    @property
    def hidden(self) -> frozenset[str]:
        """Identifiers of the layers that are switched off."""
        return self._hidden

    def set_hidden(self, hidden: Iterable[str]) -> None:
        """Say which layers are switched off."""
        wanted = frozenset(hidden)
        if wanted != self._hidden:
            self._hidden = wanted
            self.hidden_changed.emit()

    def toggle_layer(self, layer_id: str) -> None:
        """Switch one layer on or off."""
        self.set_hidden(self._hidden ^ {layer_id})

    # --- base map ---------------------------------------------------------------

    @property
    def backdrop(self) -> Backdrop | None:
        """The opened base map, or None."""
        return self._backdrop

    @property
    def basemap(self) -> BaseMap | None:
        """Which base map is shown and how, or None."""
        return self._backdrop.basemap if self._backdrop else None

    @property
    def look(self) -> Look:
        """How the map is to be drawn on the screen."""
        shown = None if BASEMAP in self._hidden else self._backdrop
        return Look(hidden=self._hidden, backdrop=shown)

    def set_backdrop(self, backdrop: Backdrop | None) -> None:
        """Show another base map (or the same one otherwise), and remember it."""
        self._exchange(backdrop)
        self.memory.put_basemap(self._uid, self.basemap)

    def _exchange(self, backdrop: Backdrop | None) -> None:
        before, self._backdrop = self._backdrop, backdrop
        if before is not None and (
            backdrop is None or backdrop.source is not before.source
        ):
            before.close()
        if before is not backdrop:
            self.backdrop_changed.emit()

    # --- selection --------------------------------------------------------------

    @property
    def selection(self) -> dict[Kind, frozenset[str]]:
        """Uids of the selected rows by kind; kinds without any are left out."""
        return self._selection

    @property
    def selected(self) -> list[tuple[Kind, str]]:
        """The selected rows one by one."""
        return [(kind, uid) for kind, uids in self._selection.items() for uid in uids]

    def select(
        self,
        selection: Mapping[Kind, Iterable[str]],
        *,
        fly: bool = False,
        show: bool = False,
    ) -> None:
        """Select rows everywhere; with `fly` the map goes close, with `show` there."""
        wanted = {kind: frozenset(uids) for kind, uids in selection.items()}
        wanted = {kind: uids for kind, uids in wanted.items() if uids}
        if wanted != self._selection:
            self._selection = wanted
            self.selection_changed.emit()
        if fly and wanted:
            self.flight_asked.emit()
        elif show and wanted:
            self.sight_asked.emit()

    @property
    def marks(self) -> dict[Kind, frozenset[str]]:
        """The mapped rows to mark for the selection."""
        return places.marks_of(self._district, self._selection)

    @property
    def selected_extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the selection in metres, or None."""
        return places.extent_of(self._district, self._selection)
