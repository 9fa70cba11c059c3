from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.review.machine import Play

STEPS = int(os.environ.get("GRIDWATCH_REVIEW_STEPS", "2000"))
EACH = 100
SHRINK = "GRIDWATCH_REVIEW_SHRINK" in os.environ
PHASES = (Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,)


def test_an_office_and_its_field_offices_agree_with_a_naive_model() -> None:
    Play.steps = 0
    Play.seen.clear()
    rounds = 0
    while Play.steps < STEPS:
        rounds += 1
        run_state_machine_as_test(
            Play,
            settings=settings(
                max_examples=max(1, (STEPS - Play.steps) // EACH),
                stateful_step_count=EACH,
                deadline=None,
                database=None,
                phases=PHASES,
                suppress_health_check=list(HealthCheck),
            ),
        )
        assert rounds < 50
    assert Play.steps >= STEPS
    assert Play.seen["decide"] > STEPS // 100
    assert Play.seen["take back"]
    assert Play.seen["arrive again"]
