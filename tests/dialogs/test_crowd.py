"""One bot and many creators at once: each code goes to its own login."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.harness.dialog import CODE, WRONG, play

if TYPE_CHECKING:
    from tests.harness.world import Team, World

CREATORS = 6
LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella", "Stella": "Type the code"})
DONE = ("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in ·"})


async def log_in(world: World, scenario: str) -> Team:
    team = await world.team(scenario)
    wrong = [("Stella", WRONG, {"Stella": "not accepted"})] if scenario == "sms" else []
    await play(team, [LOGIN, *wrong, DONE])
    return team


async def test_many_creators_log_in_at_once(world: World) -> None:
    scenarios = ["sms", "authenticator", "email"] * (CREATORS // 3)
    teams = await asyncio.gather(*(log_in(world, scenario) for scenario in scenarios))
    for team in teams:
        [attempt] = world.onlyfanskit.attempts_of(team.account_id)
        puts = world.onlyfanskit.requests_to("PUT", attempt.id)
        assert all(world.onlyfanskit.submissions(str(put.body["code"])) == 1 for put in puts)
