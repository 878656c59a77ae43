"""A login that she does not expect: random stories, played with the relay, in which no promise breaks."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.model.conftest import on_sqlite
from tests.model.laws import Broken
from tests.model.seeds import SEEDS
from tests.model.stories import THE_SAME_EACH_TIME, stories
from tests.threats.playing import FULL, Measure, Played, many, threat

if TYPE_CHECKING:
    from tests.model.machine import Machine

__all__ = ["on_sqlite"]

pytestmark = pytest.mark.timeout(3 * 3600 if FULL else 180)

STORIES: Final = 20_000
UNTIL_NOTICED: Final = 1_000


@threat(1, "a forwarded code counts", "her stop is not read", engines=("relay",))
def test_no_code_is_handed_over_without_her_own_act(
    played: Played,
    measure: Measure,
    on_sqlite: type[Machine],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Played with the relay in this process, on SQLite; `make nightly` tells other stories, on both.

    The relay alone decides that her own act is needed. What only one of the databases does, which is to let
    two writers in at once, is what the races and the kills are about.
    """
    told, number = many(STORIES, 100), secrets.randbits(32) if FULL else THE_SAME_EACH_TIME
    if played.seed is not None:
        SEEDS[played.seed](monkeypatch)
        told = UNTIL_NOTICED
    settings = stories(told, until_the_first=played.seed is not None)
    try:
        run_state_machine_as_test(seed(number)(on_sqlite), settings=settings)
    except Broken as broken:
        measure(f"{broken} (seed {number})", reached=False)
    submitted = on_sqlite.reached["submitted"]
    measure(
        f"0 promises broken in {told} stories, {submitted} of them with a submission",
        reached=submitted > told / 10,
    )
