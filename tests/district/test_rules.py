from __future__ import annotations

import csv
import tomllib

import pytest

from gridwatch.district.rules import Rules
from gridwatch.resources import resource


@pytest.fixture
def rules() -> Rules:
    data = tomllib.loads(resource("rules.toml").read_text("utf-8"))
    with resource("codelists", "roles.csv").open(encoding="utf-8") as file:
        rows = [
            {**row, "value": row["name"], "parent": row["above"]}
            for row in csv.DictReader(file)
        ]
    return Rules.of(data, {"roles": rows})


def test_the_shipped_rules_know_the_seven_tiers_of_the_formula(rules: Rules) -> None:
    assert len(rules.formula) == 7
    assert {rules.duty(role) for role in rules.formula} == {
        "general",
        "chief",
        "assistant",
        "warden",
    }


def test_a_declared_formula_becomes_numbers_by_role(rules: Rules) -> None:
    declared = rules.declare("2+2+11+38+64+227+654=998")
    assert declared["村级管水员"] == 654
    assert sum(declared.values()) == 998


def test_a_formula_with_a_tier_missing_is_refused(rules: Rules) -> None:
    with pytest.raises(ValueError, match="zip"):
        rules.declare("2+2+11")


def test_a_river_of_unknown_rank_needs_town_and_village_chiefs(rules: Rules) -> None:
    assert rules.required_for("") == ("town", "village")
    assert rules.required_for("municipal") == ("district", "town", "village")
