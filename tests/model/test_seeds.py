"""The machine finds what is wrong: each fault that is sown breaks a promise within its thousand stories.

Most do within fifty, the slowest of the 64 within 330; all of them take five minutes of one core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.model.laws import Broken
from tests.model.seeds import SEEDS
from tests.model.stories import THE_SAME_EACH_TIME, stories

if TYPE_CHECKING:
    from tests.model.machine import Machine


@pytest.mark.nightly
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", SEEDS)
def test_the_machine_finds(name: str, on_sqlite: type[Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    SEEDS[name](monkeypatch)
    with pytest.raises(Broken):
        run_state_machine_as_test(
            seed(THE_SAME_EACH_TIME)(on_sqlite), settings=stories(1000, until_the_first=True)
        )
