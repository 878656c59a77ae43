"""At night other stories are told than by day, and many more of them; on PostgreSQL too."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.model.stories import stories

if TYPE_CHECKING:
    from tests.model.machine import Machine

HOURS = 3 * 3600


def _tell(machine: type[Machine], many: int) -> None:
    """Tell stories that nobody has heard; the number by which they can be told again stands in the output."""
    number = secrets.randbits(32)
    print(f"the stories of seed {number}")  # noqa: T201 - it is shown where the test fails
    run_state_machine_as_test(seed(number)(machine), settings=stories(many))
    assert machine.reached["submitted"] > many / 20


@pytest.mark.nightly
@pytest.mark.timeout(HOURS)
def test_every_promise_is_kept_in_twenty_thousand_stories(on_sqlite: type[Machine]) -> None:
    _tell(on_sqlite, 20_000)


@pytest.mark.nightly
@pytest.mark.timeout(HOURS)
def test_every_promise_is_kept_on_postgresql(on_postgres: type[Machine]) -> None:
    _tell(on_postgres, 2_000)
