"""What the window remembers: language, recent stores, and per store its state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from gridwatch.cartography.basemap import BASEMAP, BaseMap

if TYPE_CHECKING:
    from gridwatch.district.wording import Language

__all__ = ["Memory", "config_folder"]

_RECENT = 8


def config_folder() -> Path:
    """Return the folder of the user's settings and crash reports."""
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / "gridwatch"


class Memory:
    """A plain ini file with what is remembered between two sessions.

    Parameters
    ----------
    path : Path or None
        The file; None takes the one in the user's settings.
    """

    def __init__(self, path: Path | None = None) -> None:
        place = path or config_folder() / "gridwatch.ini"
        self._settings = QSettings(str(place), QSettings.Format.IniFormat)

    def write(self) -> None:
        """Write what is remembered to its file now, not some time later."""
        self._settings.sync()

    @property
    def folder(self) -> Path:
        """The folder of what is remembered."""
        return Path(self._settings.fileName()).parent

    @property
    def language(self) -> str | None:
        """The language chosen in the preferences, or None."""
        value = self._settings.value("language")
        return str(value) if value else None

    def set_language(self, language: Language | None) -> None:
        """Remember the language; None is "as the system"."""
        self._settings.setValue("language", language.value if language else "")

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return str(self._settings.value("theme") or "system")

    def set_theme(self, theme: str) -> None:
        """Remember the theme."""
        self._settings.setValue("theme", theme)

    def choice(self, key: str, default: str) -> str:
        """Return what the officer chose in the preferences, or `default`."""
        return str(self._settings.value(f"preferences/{key}") or default)

    def choose(self, key: str, value: str) -> None:
        """Remember a choice."""
        self._settings.setValue(f"preferences/{key}", value)

    @property
    def toured(self) -> bool:
        """Whether the tour of the window has been seen or skipped."""
        return str(self._settings.value("toured") or "") == "yes"

    def set_toured(self) -> None:
        """Remember that the tour has been seen."""
        self._settings.setValue("toured", "yes")

    @property
    def recent(self) -> list[Path]:
        """Stores opened lately that are still there, the last one first."""
        stored: Any = self._settings.value("recent") or []
        names = [stored] if isinstance(stored, str) else list(stored)
        return [Path(name) for name in names if Path(name).is_file()]

    def add_recent(self, path: Path) -> None:
        """Put a store at the head of the recent ones."""
        others = [old for old in self.recent if old != path]
        self._settings.setValue("recent", [str(p) for p in [path, *others][:_RECENT]])

    def put(self, store_uid: str, key: str, value: object) -> None:
        """Remember a value for one store (an empty uid: for no store)."""
        self._settings.setValue(f"stores/{store_uid or 'none'}/{key}", value)

    def get(self, store_uid: str, key: str) -> object:
        """Return what was remembered for one store, or None."""
        return self._settings.value(f"stores/{store_uid or 'none'}/{key}")

    def bytes_of(self, store_uid: str, key: str) -> QByteArray | None:
        """Return a remembered Qt state, or None."""
        value = self.get(store_uid, key)
        return value if isinstance(value, QByteArray) else None

    def words_of(self, store_uid: str, key: str) -> list[str] | None:
        """Return a remembered list of words, or None where nothing was remembered."""
        value = self.get(store_uid, key)
        if value is None:
            return None
        return [word for word in str(value).split(",") if word]

    def basemap_of(self, store_uid: str) -> BaseMap | None:
        """Return the base map chosen for one store, whether or not it is still there.

        Kept here and not in the store: its path means something on this computer only.
        """
        try:
            kept = json.loads(str(self.get(store_uid, BASEMAP) or "null"))
            crs = kept["crs"]
            return BaseMap(
                Path(kept["path"]),
                min(1.0, max(0.0, float(kept["opacity"]))),
                bool(kept["gcj02"]),
                None if crs is None else int(crs),
            )
        except (ValueError, TypeError, KeyError):
            return None

    def put_basemap(self, store_uid: str, basemap: BaseMap | None) -> None:
        """Remember the base map of one store; None forgets it."""
        kept = basemap and {
            "path": str(basemap.path.absolute()),
            "opacity": basemap.opacity,
            "gcj02": basemap.gcj02,
            "crs": basemap.crs,
        }
        self.put(store_uid, BASEMAP, json.dumps(kept))

    def forget_layout(self, store_uid: str) -> None:
        """Forget the docks and the place of the window for one store."""
        for key in ("state", "geometry"):
            self._settings.remove(f"stores/{store_uid or 'none'}/{key}")

    def save(self) -> None:
        """Write the file now."""
        self._settings.sync()
