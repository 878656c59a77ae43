"""A key that a provider refuses is put to the owner in private, and neither to her nor as her fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.relay.limits import HOUR
from tests.dialogs.connections.steps import ONLYFANSAPI
from tests.harness.dialog import play

if TYPE_CHECKING:
    from tests.harness.world import World


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "refuses this bot's key"), (402, "does not cover it or is not paid"), (403, "lacks the right")],
)
async def test_the_owner_is_told_in_private_what_to_do_about_the_key(
    world: World, status: int, told: str
) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    heard = team.private
    await world.step(HOUR)
    team.vendor.fail_next(status, "POST")
    await play(team, [("Mia", "/login Stella", {"Sam": told, "group": "The owner has to"})])
    question = await world.sees(world.owner, told)
    assert "ONLYFANSAPI_API_KEY" in question.text
    assert "Stella" not in question.text
    assert team.private == heard
