"""Ten outfalls above scale, as the source text of Qingzhen counts them."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rows import TABLES
from gridwatch.district.rules import Rules
from gridwatch.resources import resource

if TYPE_CHECKING:
    from gridwatch.district.changes import Changes

DAY = date(2026, 11, 1)
APPROVALS = ("已批",) * 5 + ("备案",) * 2 + ("待补办",) * 2 + ("拟关停",)


def delivered_rules() -> Rules:
    """The rules and codelists that a new store gets."""
    lists: dict[str, list[dict[str, str]]] = {}
    path = resource("codelists", "choices.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            lists.setdefault(row["list"], []).append(row)
    return Rules.of(tomllib.loads(resource("rules.toml").read_text("utf-8")), lists)


def qingzhen() -> District:
    village = shapely.box(0, 0, 1000, 1000)
    return District(
        name="小溪区",
        code="990101",
        rules=delivered_rules(),
        jurisdictions=(
            Jurisdiction(
                "t", "990101101000", "东桥镇", Level.TOWN, "990101", 2026, village
            ),
            Jurisdiction(
                "v", "990101101201", "桥头村", Level.VILLAGE, "990101101000", 2026,
                village,
            ),
        ),
        outfalls=tuple(
            Outfall(
                f"o{n}",
                f"PW-{n:02d}",
                f"第{n}排污口",
                "其他排口",
                above_scale=True,
                approval=state,
                approval_document="清环批1号" if state in ("已批", "备案") else "",
                monitored=None if state == "拟关停" else date(2026, 9, 1),
                geometry=shapely.Point(100 + 20 * n, 500),
            )
            for n, state in enumerate(APPROVALS)
        ),
    )  # fmt: skip


def after(district: District, changes: Changes) -> District:
    """Return the district after changes, as the window patches it."""
    fields = {}
    for kind in changes.kinds:
        name, make = TABLES[kind]
        rows = {row.uid: row for row in fields.get(name, district.rows(kind))}
        for one in changes.items:
            if one.kind is not kind:
                continue
            if one.after is None:
                del rows[one.uid]
            elif one.before is None:
                rows[one.uid] = make(uid=one.uid, **one.after)
            else:
                old = rows[one.uid]
                assert {k: getattr(old, k) for k in one.before} == dict(one.before)
                rows[one.uid] = replace(old, **one.after)
        fields[name] = tuple(rows.values())
    return replace(district, **fields)


def outfall(district: District, uid: str = "o0") -> Outfall:
    return next(row for row in district.outfalls if row.uid == uid)


def with_outfall(district: District, uid: str = "o0", **fields: object) -> District:
    rows = [
        replace(row, **fields) if row.uid == uid else row for row in district.outfalls
    ]
    return replace(district, outfalls=tuple(rows))
