"""Two processes on one database have the effect of one, whoever gets an update and however often."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults.place import CONNECTED, LOGIN, TALK, had_one_login
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.faults.place import Place

pytestmark = pytest.mark.timeout(120)  # several processes start within one test

LOGINS = 5
COPIES = 3
TAKES_OVER_SECONDS = 25.0


async def test_two_processes_behind_one_router_ask_and_submit_once(pair: Place) -> None:
    teams = await asyncio.gather(*(pair.world.team() for _ in range(LOGINS)))
    await asyncio.gather(*(play(team, [LOGIN, ("Stella", CODE, CONNECTED)]) for team in teams))
    for team in teams:
        had_one_login(team)
    taken = {url for _, url, status in pair.world.telegram.delivery.attempts if status == httpx.codes.OK}
    assert len(taken) == len(pair.bots)


async def test_an_update_that_comes_three_times_at_once_has_the_effect_of_one(pair: Place) -> None:
    team = await pair.world.team()
    pair.world.telegram.delivery.copies = COPIES
    status = ("Mia", "/status", {"group": "Accounts of"})
    who = ("Stella", "[Who is this?]", {"Stella": "Telegram id:"})
    await play(team, [LOGIN, status, who, ("Stella", CODE, CONNECTED)])
    await play(team, [("Mia", "/help", {"group": "/invite"})])
    had_one_login(team)
    assert len(team.sent(team.creator.private, "Telegram id:")) == 1
    assert len(team.sent(team.group, "Accounts of")) == 1
    assert len(team.sent(team.group, "/invite")) == 1


async def test_a_second_process_that_polls_stands_by_and_takes_over_at_once(pollers: Place) -> None:
    first, second = pollers.bots
    telegram = pollers.world.telegram
    team = await pollers.world.team()
    await play(team, [LOGIN])
    assert await second.is_ready()
    assert not telegram.record.of("getUpdates", status=httpx.codes.CONFLICT)
    assert await first.terminate() == 0
    await play(team, [("Stella", CODE, CONNECTED)])
    had_one_login(team)


@pytest.mark.slow  # the lease of what was killed has to lapse: 15 s
async def test_a_second_process_takes_over_from_one_that_was_killed(pollers: Place) -> None:
    team = await pollers.world.team()
    await play(team, [LOGIN, TALK])
    await pollers.bots[0].kill()
    team.manager.says(team.group, "/status")
    await team.group_sees("Accounts of", TAKES_OVER_SECONDS)
    await play(team, [("Stella", CODE, CONNECTED)])
    had_one_login(team)
