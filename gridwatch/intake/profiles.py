"""What an officer decided about a delivery, kept for the next one of its sort.

A profile says of every file what was decided: its kind, encoding, CRS and columns.
Next month's delivery is recognised by the names of its files, numbers aside
(``三查台账2026年10月.xlsx`` and ``三查台账2026年11月.xlsx`` are of one sort), and by
their columns.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gridwatch.intake.delivery import PlannedFile
    from gridwatch.intake.plan import Plan

__all__ = [
    "FileProfile",
    "Profile",
    "applied",
    "file_in",
    "pattern_of",
    "profile_of",
    "profiles_in",
    "read_profile",
    "recognised",
    "write_profile",
]

_SUFFIX = ".json"
_ENOUGH = 0.6
_NUMBERS = re.compile(r"\d+")
_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\x7f\ud800-\udfff]+')
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9¹²³]", re.IGNORECASE)
"""What Windows takes for a device, with any ending and in any folder."""
_NAME_LENGTH = 60


def pattern_of(source: str) -> str:
    """Return the name of a file (and layer) with its numbers taken out.

    Examples
    --------
    >>> pattern_of("10月/三查台账2026年10月.xlsx#Sheet1")
    '三查台账#年#月.xlsx#Sheet#'
    """
    path, mark, layer = source.partition("#")
    name = path.rpartition("/")[2]
    return _NUMBERS.sub("#", name + mark + layer)


@dataclass(frozen=True)
class FileProfile:
    """What was decided about one file, layer or sheet.

    Parameters
    ----------
    pattern : str
        Its name, as `pattern_of` returns it.
    names : tuple of str
        Its columns, to recognise it by.
    kind : str
        Value of a `Kind`, empty where it was left out.
    encoding : str
        Python codec name, or empty.
    crs : int or None
        EPSG code of its coordinates.
    columns : tuple of (str, str)
        Column and the field it fills; columns that fill none are not there.
    """

    pattern: str
    names: tuple[str, ...]
    kind: str
    encoding: str = ""
    crs: int | None = None
    columns: tuple[tuple[str, str], ...] = ()

    def fits(self, file: PlannedFile) -> bool:
        """Tell whether a file is of the sort this was decided for."""
        if pattern_of(file.source) != self.pattern:
            return False
        names = {name for name, _ in file.columns}
        own = set(self.names)
        return len(names & own) >= _ENOUGH * max(len(names | own), 1)


@dataclass(frozen=True)
class Profile:
    """What was decided about a whole delivery.

    Parameters
    ----------
    name : str
        How the officer calls it.
    saved : date
        When.
    files : tuple of FileProfile
        File by file.
    """

    name: str
    saved: date
    files: tuple[FileProfile, ...]


def profile_of(plan: Plan, name: str, day: date) -> Profile:
    """Return the decisions of a plan as a profile.

    Parameters
    ----------
    plan : Plan
        The plan as it will be read.
    name : str
        How the officer calls the profile.
    day : date
        The day it is saved.
    """
    files = [
        FileProfile(
            pattern_of(file.source),
            tuple(column for column, _ in file.columns),
            file.kind.value if file.kind is not None else "",
            file.encoding,
            file.crs,
            tuple((column, field) for column, field in file.columns if field),
        )
        for file in plan.files
        if file.columns
    ]
    return Profile(name, day, tuple(files))


def recognised(plan: Plan, profiles: Iterable[Profile]) -> Profile | None:
    """Return the profile that fits most files of a plan, at least more than half.

    Of profiles that fit equally well the one saved last counts.
    """
    tables = [file for file in plan.files if file.columns]
    best: tuple[int, date, Profile] | None = None
    for profile in profiles:
        fitting = sum(_fitting(file, profile) is not None for file in tables)
        better = best is None or (fitting, profile.saved) > best[:2]
        if 2 * fitting > len(tables) and better:
            best = fitting, profile.saved, profile
    return best[2] if best is not None else None


def _fitting(file: PlannedFile, profile: Profile) -> FileProfile | None:
    return next((one for one in profile.files if one.fits(file)), None)


def applied(plan: Plan, profile: Profile) -> Plan:
    """Return a plan with the decisions of a profile; files it does not know stay.

    What is decided counts as certain, with the profile as the reason.
    """
    for file in plan.files:
        decided = _fitting(file, profile)
        if decided is not None:
            plan = plan.with_file(_decided(file, decided, profile))
    return plan


_AS_BEFORE = Text("按方案“{name}”（{day}）", "as in the profile “{name}” ({day})")


def _decided(file: PlannedFile, decided: FileProfile, profile: Profile) -> PlannedFile:
    reason = Text(
        "按方案“{name}”（{day}）", "as in the profile “{name}” ({day})"
    ).filled(name=profile.name, day=profile.saved)
    encoding = decided.encoding if file.encoding else None
    changed = file.with_(
        kind=Kind(decided.kind) if decided.kind else None,
        encoding=encoding if encoding != file.encoding else None,
        crs=decided.crs if file.geometry != "none" and file.crs is None else None,
    )
    fields = dict(decided.columns)
    own = {name: fields.get(name) for name, _ in changed.columns}
    return replace(
        changed.with_(columns=own),
        kind_reason=reason,
        encoding_reason=reason if encoding else changed.encoding_reason,
    )


# --- in a folder ----------------------------------------------------------------------


def file_in(folder: Path, name: str) -> Path:
    """Return the file that keeps the profile of a name in a folder."""
    safe = _UNSAFE.sub("_", name)[:_NAME_LENGTH].strip("._ ") or "_"
    if _DEVICE.fullmatch(safe.partition(".")[0].rstrip()):
        safe = f"_{safe}"
    return folder / f"{safe}{_SUFFIX}"


def write_profile(profile: Profile, path: Path) -> None:
    """Write a profile as a readable file; one that is there is replaced.

    Raises
    ------
    OfficerError
        Where it cannot be written.
    """
    told = {**asdict(profile), "saved": profile.saved.isoformat()}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text + "\n", "utf-8")
        part.replace(path)
    except OSError as error:
        raise OfficerError(_UNWRITTEN.filled(path=path, error=error)) from error


_UNWRITTEN = Text(
    "方案没有存成：{path} 写不进去（{error}）。导入不受影响；请检查磁盘空间和权限。",
    "The profile was not saved: {path} cannot be written ({error}). The import is not "
    "affected; check space and permissions.",
)
_UNREAD = Text(
    "{path} 不是导入方案，没有采用；请重新选择。",
    "{path} is no import profile and was not used; choose again.",
)


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises
    ------
    OfficerError
        Where the file is no profile.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
        files = tuple(_file_profile(one) for one in told["files"])
        return Profile(str(told["name"]), date.fromisoformat(told["saved"]), files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OfficerError(_UNREAD.filled(path=path)) from error


def _file_profile(told: dict[str, object]) -> FileProfile:
    names, columns, crs = told["names"], told.get("columns", ()), told.get("crs")
    if not isinstance(names, list) or not isinstance(columns, list):
        raise TypeError
    kind = str(told["kind"])
    if kind:
        Kind(kind)  # A ValueError where there is no such kind.
    return FileProfile(
        str(told["pattern"]),
        tuple(map(str, names)),
        kind,
        str(told.get("encoding", "")),
        int(str(crs)) if crs is not None else None,
        tuple((str(name), str(field)) for name, field in columns),
    )


def profiles_in(folder: Path) -> list[Profile]:
    """Return the profiles in a folder by name; files that are none are passed over."""
    found = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            found.append(read_profile(path))
        except OfficerError:
            continue
    return found
