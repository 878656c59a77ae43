"""Why nothing may begin for a creator: what holds, from when until when, and what is named first."""

from __future__ import annotations

from typing import Any

import pytest

from bot.relay.gates import UNTIL_SHE_SAYS, Gate, gate
from storage.models import Person

NOW = 1_800_000_000.0


def person(**fields: Any) -> Person:  # noqa: ANN401 - any field of the model
    return Person(id="p", telegram_id=1, first_name="Stella", created_at=NOW, **fields)


@pytest.mark.parametrize(
    ("fields", "shut"),
    [
        ({}, None),
        ({"blocked_at": NOW - 1}, Gate.BLOCKED),
        ({"blocked_at": NOW - 1, "allowed_from": NOW + 1}, Gate.BLOCKED),
        ({"blocked_at": NOW - 1, "allowed_from": NOW}, None),
        ({"frozen_at": NOW - 1}, Gate.FROZEN),
        ({"paused_until": NOW + 1}, Gate.PAUSED),
        ({"paused_until": NOW}, None),
        ({"paused_until": UNTIL_SHE_SAYS}, Gate.PAUSED),
        ({"blocked_at": NOW, "frozen_at": NOW, "paused_until": NOW + 1}, Gate.BLOCKED),
        ({"frozen_at": NOW, "paused_until": NOW + 1}, Gate.FROZEN),
    ],
)
def test_the_gate_that_is_hardest_to_open_is_named(fields: dict[str, float], shut: Gate | None) -> None:
    assert gate(person(**fields), NOW) is shut
