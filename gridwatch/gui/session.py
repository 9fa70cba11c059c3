"""The one object that all parts of the window share: store, day, selection."""

from __future__ import annotations

import getpass
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from gridwatch.cartography.basemap import BASEMAP
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.paint import Look
from gridwatch.cartography.qgisstyles import descriptions_of
from gridwatch.cartography.themes import Theme, plain_of
from gridwatch.cartography.theming import with_themes
from gridwatch.district import litter
from gridwatch.district.changes import patched
from gridwatch.district.district import District
from gridwatch.district.tuning import differing_sections
from gridwatch.district.wording import Kind, Language, OfficerError
from gridwatch.gui import places
from gridwatch.gui.edits import ApplyCommand, SwapCommand
from gridwatch.gui.errands import Errands
from gridwatch.gui.firstpicture import FirstPicture
from gridwatch.gui.mapcache import MapCache
from gridwatch.gui.remembering import Memory
from gridwatch.gui.storereading import Limits, open_with_map, read_content, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from gridwatch.cartography.basemap import Backdrop, BaseMap
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.warming import Warming
    from gridwatch.district.changes import Changes
    from gridwatch.district.review.decisions import Settlement
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.storereading import Content, How
    from gridwatch.store.opening import CodelistEntry, Store

    _Read = tuple[District, tuple[Layer, ...] | None]
    _Unkept = tuple[MapCache, District, How]

__all__ = ["Session", "today", "who"]

_LIMITS = Limits()


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
    limits : Limits
        How many rows of a store decide what is read of it, and when.
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
    reading_changed = Signal()
    layers_changed = Signal()
    shown = Signal()
    """Emits after the first picture of a store has been painted: what is not needed
    for it begins then."""
    row_wished = Signal(object)
    settled = Signal(object)
    """Emits a settlement that was written, before `district_changed` tells of it."""

    def __init__(
        self,
        memory: Memory | None = None,
        language: Language = Language.ZH,
        parent: QObject | None = None,
        *,
        warming: Warming | None = None,
        limits: Limits = _LIMITS,
    ) -> None:
        super().__init__(parent)
        self.warming = warming
        self._limits = limits
        self._size = 0
        self._loaded = True
        self._held = False
        self._failed = False
        self._kept: tuple[Layer, ...] | None = None
        self._kept_for: How = (date.min, ())
        self._errand: Errand | None = None
        self._unkept: _Unkept | None = None
        self._first = FirstPicture(self)
        self._first.shown.connect(self._have_shown)
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
        return self._store is None or self._store.read_only or not self._loaded

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show: no store is open, and nothing is held."""
        return self._store is None and not self._held

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
        store = open_with_map(path, read_only=read_only)
        try:
            content = read_content(store, self._as_of, self.warming, self._limits)
        except OfficerError:
            store.close()
            raise
        self.close()
        self._store = store
        self._take(content)
        self.memory.add_recent(path)
        if self.warming is not None:
            self._first.wait()
        self.opened.emit()
        if not self._loaded and self._kept is None:
            self.read_rows(keep=self._size < self._limits.vast)

    def _take(self, content: Content) -> None:
        """Show what has been read of a store."""
        self._uid, self._size = content.uid, content.size
        self._district, self._loaded = content.district, content.loaded
        self._codelists, self._themes = content.codelists, content.themes
        self._keep(content.kept, self._how)
        if content.unkept is not None:
            self._unkept = content.unkept, content.district, self._how

    def hold(
        self, district: District, codelists: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Show a district that lies in no store: the part of one in a review package.

        It can be looked at; what the officer says of it is kept elsewhere.
        """
        self.close()
        self._district, self._held = district, True
        self._codelists = {n: tuple(words) for n, words in (codelists or {}).items()}
        self._forget_layers()
        self.opened.emit()
        self.district_changed.emit(frozenset(Kind))

    def _let_go(self) -> None:
        """Show what was held no more."""
        self._exchange(None)
        self._held, self._district, self._selection = False, District(), {}
        self._forget_layers()

    def close(self) -> None:
        """Close the store, if any; every edit is already in it."""
        if self._held:
            self._let_go()
        if self._store is None:
            return
        self.undo_stack.clear()
        self.closed.emit()
        self._exchange(None)
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        self._first.drop()
        self._store.close()
        self._size, self._loaded, self._failed = 0, True, False
        self._kept, self._unkept = None, None
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
            self._district, self._loaded = self._store.district(), True
            self._keep(None, self._how)
            self._forget_layers()
            self.district_changed.emit(frozenset(Kind))

    # --- large stores -----------------------------------------------------------

    @property
    def size(self) -> int:
        """Rows of the store."""
        return self._size

    @property
    def large(self) -> bool:
        """Whether reading the rows takes more than a moment."""
        return self._size >= self._limits.many

    @property
    def loaded(self) -> bool:
        """Whether the rows have been read; the map of a large store comes before."""
        return self._loaded

    @property
    def reading(self) -> bool:
        """Whether rows are being read."""
        return self._errand is not None

    @property
    def _how(self) -> How:
        """What the layers speak of: the day, and how they are classed."""
        return self._as_of, self._themes

    def _keep(self, layers: tuple[Layer, ...] | None, how: How) -> None:
        """Show these layers of a large store until they are made anew."""
        self._kept, self._kept_for = layers, how
        self._forget_layers(kept=True)

    @property
    def answering(self) -> bool:
        """Whether the map can be asked what lies where."""
        return self._kept is None or self.warming is None or self._draws_by_kernels

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the district in metres, or None."""
        if self._loaded:
            return self._district.extent
        frames = [
            layer.shapes.extent
            for layer in self.layers
            if layer.kind is Kind.JURISDICTION and layer.shapes.extent is not None
        ]
        if not frames:
            return None
        west, south, east, north = zip(*frames, strict=True)
        return min(west), min(south), max(east), max(north)

    @property
    def seen(self) -> bool:
        """Whether the map has been seen since the store was opened.

        Without compiled kernels nobody waits for that: a painter takes its time.
        """
        return self._first.seen

    def map_shown(self) -> None:
        """Let what has waited for the map begin, once it has been painted."""
        self._first.painted()
        if self.seen:
            self._follow_map()

    def _have_shown(self) -> None:
        self.shown.emit()
        self._follow_map()

    def _follow_map(self) -> None:
        """Read the rows, now that the map is there, or keep the map made of them.

        Too many rows are only read when they are asked for; those that could not be
        read, too: not once more with every picture of the map.
        """
        mapped, vast = self._kept is not None, self._size >= self._limits.vast
        if not self._loaded and mapped and not (vast or self._failed):
            self.read_rows()
        elif self._unkept is not None and self._draws_by_kernels:
            (cache, district, how), self._unkept = self._unkept, None
            # Where letters stand on lines is told from their rows, which a map lacks.
            lettered = any(layer.letters for layer in self.layers)
            if district is self._district and how == self._how and not lettered:
                self._keep_map(cache, self.layers)

    @property
    def _draws_by_kernels(self) -> bool:
        return self.warming is not None and self.warming.ready

    def _keep_map(self, cache: MapCache, layers: tuple[Layer, ...]) -> None:
        """Keep the map of a small store for its next opening, in the background."""

        def work(reporter: Reporter) -> None:
            reporter.rest()
            cache.write(layers)

        self.errands.start(work, lambda _: None, self.troubled.emit)

    def read_rows(self, *, keep: bool = True) -> None:
        """Read the rows in the background; make the map where it is not there yet.

        Without `keep` only the map is kept: so many rows would fill the memory.
        """
        store = self._store
        if store is None or self._loaded or self._errand is not None:
            return
        cache = None
        if self._kept is None:
            cache = MapCache(store, *self._how)
        how = self._how

        def work(reporter: Reporter) -> _Read:
            return read_rows(store, cache, how, reporter)

        def failed(error: Exception) -> None:
            self._errand, self._failed = None, True
            litter.keep_all()
            self.reading_changed.emit()
            self.troubled.emit(error)

        litter.put_off()
        self._failed = False
        self._errand = self.errands.start(
            work, lambda found: self._have_read(found, how, keep=keep), failed
        )
        self.reading_changed.emit()

    def _have_read(self, found: _Read, how: How, *, keep: bool) -> None:
        district, layers = found
        self._errand = None
        litter.keep_all()
        if layers is not None:
            self._keep(layers, how)
        if keep:
            self._district, self._loaded = district, True
            if self._kept_for != self._how:
                # The day or a theme was changed meanwhile, or before.
                self._relayer()
        self.reading_changed.emit()
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

    def settle(self, settlement: Settlement, text: str = "") -> bool:
        """Write decisions on a review with what they change; one step of undo.

        Refused decisions are told by `troubled` and change nothing.
        """
        command = SwapCommand(
            text or settlement.changes.reason,
            settlement.inverse(),
            settlement,
            self._write_settlement,
            self.troubled.emit,
        )
        self.undo_stack.push(command)
        return command.done

    def _write_settlement(self, settlement: Settlement) -> None:
        if self._store is None:
            return
        from gridwatch.store.review.desk import settle

        written = settle(self._store, settlement, who=who())
        changes = written.changes
        if changes.items:
            self._district = patched(self._district, changes)
            self._forget_layers()
        self.settled.emit(written)
        self.district_changed.emit(changes.kinds)

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
        if self._kept is not None or not self._loaded:
            return self._kept or ()
        layers = self.standard_layers
        return with_themes(layers, self._themes, self._district, self._as_of)

    @cached_property
    def standard_layers(self) -> tuple[Layer, ...]:
        """The layers as they are without themes."""
        return layers_of(self._district, self._as_of)

    def _forget_layers(self, *, kept: bool = False) -> None:
        self.__dict__.pop("layers", None)
        self.__dict__.pop("standard_layers", None)
        if self._kept is not None and not kept:
            self._relayer()

    def _relayer(self) -> None:
        """Make the layers of a large store anew; the old ones are shown meanwhile."""
        if not self._loaded:
            self.read_rows()
            return
        district, how = self._district, self._how
        as_of, themes = how

        def work(_: Reporter) -> tuple[Layer, ...]:
            return with_themes(layers_of(district, as_of), themes, district, as_of)

        def done(layers: tuple[Layer, ...]) -> None:
            if self._district is district and self._how == how:
                self._keep(layers, how)
                self.layers_changed.emit()

        self.errands.start(work, done, self.troubled.emit)

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
        own = [] if theme.plain else [theme]
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
        if self._kept is not None:
            self._relayer()
        kinds = {one.kind for one in self.standard_layers if one.id in changed}
        self.district_changed.emit(frozenset(kinds))

    # --- rules and codelists ------------------------------------------------------

    def set_rules(self, data: Mapping[str, object], text: str = "") -> bool:
        """Write the rules of the district, put that on the undo stack, tell everybody.

        Rows stay as they are, so everything done before can still be undone.

        Parameters
        ----------
        data : mapping
            Rules of the form of ``rules.toml``.
        text : str
            What the officer reads behind 撤销.
        """
        if self._store is None:
            return False
        stored = self._store.settings().get("rules")
        before: Mapping[str, object] = stored if isinstance(stored, dict) else {}
        command = SwapCommand(text, before, data, self._write_rules, self.troubled.emit)
        self.undo_stack.push(command)
        return command.done

    def _write_rules(self, data: Mapping[str, object]) -> None:
        if self._store is not None:
            self._store.set_setting("rules", data, who())
            self._take_rules()

    def set_codelist(
        self, name: str, entries: Sequence[CodelistEntry], text: str = ""
    ) -> bool:
        """Write one codelist, put that on the undo stack, tell everybody."""
        if self._store is None:
            return False
        before = self._store.codelists().get(name, ())
        command = SwapCommand(
            text,
            (name, before),
            (name, tuple(entries)),
            self._write_codelist,
            self.troubled.emit,
        )
        self.undo_stack.push(command)
        return command.done

    def _write_codelist(self, pair: tuple[str, tuple[CodelistEntry, ...]]) -> None:
        if self._store is not None:
            name, entries = pair
            self._store.set_codelist(name, entries, who())
            self._codelists[name] = tuple(entry.value for entry in entries)
            self._take_rules()

    def _take_rules(self) -> None:
        """Read the rules again; rows and undo stay."""
        if self._store is None:
            return
        rules = self._store.district(()).rules
        before = self._district
        self._district = replace(before, rules=rules)
        changed = differing_sections(before.rules.data, rules.data)
        if changed <= {"checks"} and rules.lists == before.rules.lists:
            # Which checks run decides nothing else: what was worked out still holds.
            for key, value in before.__dict__.items():
                self._district.__dict__.setdefault(key, value)
        self._forget_layers()
        self.district_changed.emit(frozenset(Kind))

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
        if not self._held:
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
