"""How many stories are told, and how long each is."""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

STEPS: Final = 6
THE_SAME_EACH_TIME: Final = 20_000
"""Seeds the stories that a test tells each time; at night others are told."""
FRESH: Final = "fresh"


class Fresh(HypothesisProvider):
    """Draws each story anew.

    Left alone, hypothesis tells every story five times more with a part of it repeated, and many of those
    end in the middle: of ten stories two would be of their own.
    """


AVAILABLE_PROVIDERS[FRESH] = f"{Fresh.__module__}.{Fresh.__name__}"


def stories(many: int, *, until_the_first: bool = False) -> settings:
    """Give the settings for so many stories; with `until_the_first` a broken promise is not looked into."""
    shorter = () if until_the_first else (Phase.shrink,)
    return settings(
        max_examples=many,
        stateful_step_count=STEPS,
        phases=(Phase.generate, *shorter),
        backend=FRESH,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
