"""What the command line says of coordinates: readings, control points, a box."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from gridwatch.district.district import District
    from gridwatch.district.wording import Language
    from gridwatch.intake.plan import Plan
    from gridwatch.intake.surroundings import Known

__all__ = [
    "box",
    "diagnosis_facts",
    "known_of",
    "pair",
    "refuse_unmatched",
    "tables",
]


def pair(text: str) -> tuple[str, str]:
    """Return the two sides of ``FILE=WORDS``.

    Examples
    --------
    >>> pair("甲.shp=gcj02")
    ('甲.shp', 'gcj02')
    """
    name, mark, words = text.rpartition("=")
    if not (name and mark and words):
        raise ValueError(text)
    return name, words


def box(text: str) -> tuple[float, float, float, float]:
    """Return a box in degrees from ``west,south,east,north``.

    Examples
    --------
    >>> box("116.6,40.2,117.5,40.8")
    (116.6, 40.2, 117.5, 40.8)
    """
    west, south, east, north = map(float, text.replace("，", ",").split(","))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(text)
    return west, south, east, north


def known_of(arguments: argparse.Namespace, district: District | None) -> Known | None:
    """Return what a delivery is tried against: the store, or the box that was said."""
    from gridwatch.intake.surroundings import Known

    known = Known.of(district) if district is not None else None
    if known is not None and known.box is not None:
        return known
    return Known.of_degrees(arguments.box) if arguments.box is not None else None


def refuse_unmatched(plan: Plan, option: str, names: Iterable[str]) -> None:
    """Say so where an option names a file that is not in the delivery."""
    there = {key for file in plan.files for key in file.keys}
    there |= {f"{file.path.stem}#{file.layer}" for file in plan.files}
    for name in names:
        if name not in there:
            text = Text(
                f"{option} 所指的文件 {name} 不在来件里，没有写入任何内容。"
                "请核对文件名。",
                f"{option} names {name}, which is not in the delivery; nothing was "
                "written. Check the name of the file.",
            )
            raise OfficerError(text)


def tables(pairs: Iterable[tuple[str, str]]) -> dict[str, Path]:
    """Return the tables of control points by file."""
    return {name: Path(words) for name, words in pairs}


def diagnosis_facts(plan: Plan, source: str, language: Language) -> dict[str, object]:
    """Return what the doctor found on a file as plain values; empty where not seen."""
    diagnosis = plan.diagnoses.get(source)
    if diagnosis is None:
        return {}
    return {
        "certain": diagnosis.certain,
        "reason": diagnosis.reason.of(language),
        "hypotheses": [
            {
                "reading": str(one.coordinates),
                "name": one.coordinates.name.of(language),
                "alike": [str(other) for other in one.alike],
                "score": round(one.score, 3),
                "share": round(one.share, 3),
                "distance": None if one.distance is None else round(one.distance, 1),
                "east": _metres(one.east),
                "north": _metres(one.north),
                "reason": one.reason.of(language),
            }
            for one in diagnosis.hypotheses
        ],
    }


def _metres(value: float) -> float | None:
    # JSON has no NaN.
    return round(value, 1) if value == value else None
