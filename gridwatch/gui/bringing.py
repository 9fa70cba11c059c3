"""A delivery into a store, off the main thread: read, then one transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Kind
from gridwatch.intake.plan import Delivery, read, survey
from gridwatch.store.opening import ImportResult, Store, create_store
from gridwatch.store.placings import Origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gridwatch.gui.errands import Reporter
    from gridwatch.intake.plan import Plan

__all__ = ["Brought", "Target", "bring", "bring_folder"]


@dataclass(frozen=True, slots=True)
class Target:
    """A store to be made for a delivery.

    Parameters
    ----------
    path : Path
        The store to make; replaces a file of that name.
    name, code, office : str
        What it says of itself; an empty name is taken from the delivery's district.
    """

    path: Path
    name: str = ""
    code: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import has done."""

    path: Path
    delivery: Delivery
    result: ImportResult


def bring(
    plan: Plan, target: Target | Store, who: str
) -> Callable[[Reporter], Brought]:
    """Return the work that reads `plan` and takes it into an open or a new store.

    A new store is whole or absent: it grows beside its place and moves there.
    """

    def work(reporter: Reporter) -> Brought:
        delivery = read(plan, reporter.progress, reporter.cancelled)
        if isinstance(target, Store):
            return Brought(target.path, delivery, take(target, delivery, reporter))
        part = target.path.with_name(f".{target.path.stem}.part.gpkg")
        _forget(part)
        try:
            with _founded(part, target, delivery, plan.folder) as store:
                result = take(store, delivery, reporter)
            part.replace(target.path)
        finally:
            _forget(part)
        return Brought(target.path, delivery, result)

    def take(store: Store, delivery: Delivery, reporter: Reporter) -> ImportResult:
        return store.take(
            delivery.rows,
            rejected=delivery.rejected,
            source=Origin(str(plan.folder), delivery.placed),
            who=who,
            progress=reporter.progress,
            cancelled=reporter.cancelled,
        )

    return work


def _forget(path: Path) -> None:
    """Remove what was begun; where nothing can be written nothing was begun."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _founded(path: Path, target: Target, delivery: Delivery, folder: Path) -> Store:
    name, code = _named(target, delivery, folder)
    return create_store(
        path, name=name, code=code, crs=delivery.crs, office=target.office
    )


def bring_folder(
    folder: Path, target: Target, who: str
) -> Callable[[Reporter], Brought]:
    """Return the work that surveys a folder, takes the best guesses, and brings it."""

    def work(reporter: Reporter) -> Brought:
        return bring(survey(folder), target, who)(reporter)

    return work


def _named(target: Target, delivery: Delivery, folder: Path) -> tuple[str, str]:
    """Return name and code of a new store."""
    districts = [
        row
        for row in delivery.rows.get(Kind.JURISDICTION, ())
        if isinstance(row, Jurisdiction) and row.level is Level.DISTRICT
    ]
    name, code = folder.name, ""
    if len(districts) == 1:
        name, code = districts[0].name, districts[0].code
    return target.name or name, target.code or code
