"""What lies in a delivery, what each file is, and what will be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridwatch.intake.consulting import as_told
from gridwatch.intake.delivery import (
    NO_HINTS,
    Cancelled,
    Delivery,
    Hints,
    PlannedFile,
    Rejected,
    Source,
)
from gridwatch.intake.findings import Finding, gathered
from gridwatch.intake.reading import Reading
from gridwatch.intake.surveying import crs_findings, planned_files, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridwatch.district.wording import Text
    from gridwatch.intake.archives import Room
    from gridwatch.intake.doctor import Diagnosis
    from gridwatch.intake.surroundings import Known

__all__ = [
    "Cancelled",
    "Delivery",
    "Finding",
    "Hints",
    "Plan",
    "PlannedFile",
    "Rejected",
    "Source",
    "read",
    "survey",
]


@dataclass(frozen=True)
class Plan:
    """What will be read from a folder or a file, layer by layer.

    Parameters
    ----------
    folder : Path
        The delivery, which may be a single file.
    target_crs : int
        EPSG code the rows will be in: projected, metres.
    target_reason : Text
        Why that one.
    files : tuple of PlannedFile
        Every file, layer and sheet, those left out too.
    findings : tuple of Finding
        What the officer should know before reading.
    hints : Hints
        What was said beforehand.
    diagnoses : mapping of str to Diagnosis
        By source, what the doctor of coordinates made of the files it saw.
    room : Room or None
        The temporary folder that members of archives lie in, removed with the plan.
    """

    folder: Path
    target_crs: int
    target_reason: Text
    files: tuple[PlannedFile, ...]
    findings: tuple[Finding, ...] = ()
    hints: Hints = NO_HINTS
    diagnoses: Mapping[str, Diagnosis] = field(
        default_factory=lambda: MappingProxyType({})
    )
    room: Room | None = field(default=None, compare=False, repr=False)

    @property
    def certain(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions

    @property
    def questions(self) -> tuple[tuple[str, Text], ...]:
        """Every open question as (source, what is not certain)."""
        return tuple((f.source, text) for f in self.files for text in f.questions)

    @property
    def rows(self) -> int:
        """Rows that will be read."""
        return sum(f.rows for f in self.files if f.kind is not None)

    def with_file(self, changed: PlannedFile) -> Plan:
        """Return the plan with one file replaced (same path and layer).

        The target CRS is chosen anew unless it was said in the hints.
        """
        files = tuple(
            changed if (f.path, f.layer) == (changed.path, changed.layer) else f
            for f in self.files
        )
        target, reason = target_of(files, self.hints)
        return replace(self, files=files, target_crs=target, target_reason=reason)


def survey(
    folder: Path,
    hints: Hints = NO_HINTS,
    known_extent: tuple[float, float, float, float] | None = None,
    known: Known | None = None,
) -> Plan:
    """Look through a folder, or a single file, and say what will be read how.

    Archives are unpacked into a temporary folder, which lives as long as the plan.

    Parameters
    ----------
    folder : Path
        The delivery. Nothing is written into it.
    hints : Hints
        What the officer says beforehand.
    known_extent : tuple of float or None
        West, south, east, north of what the store holds already: in
        ``hints.target_crs`` where that is given, else in degrees.
    known : Known or None
        Rivers and borders of the store, which the doctor of coordinates tries files
        against; where there are none, those of the delivery itself.

    Returns
    -------
    Plan
        Every file, layer and sheet found, with the reason of each judgement.

    Raises
    ------
    OfficerError
        Where there is nothing at that place, or the hinted target CRS is not metric.
    """
    found = planned_files(Path(folder), hints, known_extent, known)
    files, findings, diagnoses, room = found
    target, _ = target_of(files, hints)
    files = as_told(files, hints, target, diagnoses)
    target, reason = target_of(files, hints)
    findings += [finding for planned in files for finding in crs_findings(planned)]
    return Plan(
        Path(folder),
        target,
        reason,
        tuple(files),
        gathered(findings),
        hints,
        MappingProxyType(diagnoses),
        room,
    )


def read(
    plan: Plan,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Delivery:
    """Read what a plan names.

    Parameters
    ----------
    plan : Plan
        From `survey`, perhaps with files changed.
    progress : callable or None
        Called with rows done, all rows and what is being read.
    cancelled : callable or None
        Asked now and then; True stops.

    Returns
    -------
    Delivery
        Rows, rows kept aside and findings (those of the plan included). For every
        source, rows taken and rows kept aside add up to the rows it has.

    Raises
    ------
    Cancelled
        When `cancelled` turned true.
    """
    found = Reading(plan.files, plan.target_crs, progress, cancelled).delivery()
    return replace(found, findings=gathered((*plan.findings, *found.findings)))
