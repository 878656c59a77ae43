"""Whatever happens in whatever order, every promise is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.model.stories import THE_SAME_EACH_TIME, stories

if TYPE_CHECKING:
    from tests.model.machine import Machine


MANY = 1_000


@pytest.mark.timeout(600)
def test_every_promise_is_kept_in_a_thousand_stories(on_sqlite: type[Machine]) -> None:
    run_state_machine_as_test(seed(THE_SAME_EACH_TIME)(on_sqlite), settings=stories(MANY))
    assert on_sqlite.reached["submitted"] > MANY / 20
