"""How many stories are told, and how long each is."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

STEPS = 6
THE_SAME_EACH_TIME = 20_000
"""Seeds the stories that a test tells each time; at night others are told."""


def stories(many: int, *, until_the_first: bool = False) -> settings:
    """Give the settings for so many stories; with `until_the_first` a broken promise is not looked into."""
    shorter = () if until_the_first else (Phase.shrink,)
    return settings(
        max_examples=many,
        stateful_step_count=STEPS,
        phases=(Phase.generate, *shorter),
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
