"""A process is killed at the worst moments, and the next one on the same database goes on."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from sandbox.onlyfanskit import Fault
from tests.faults.place import CONNECTED, LOGIN, TALK, had_one_login, sees_connected, submissions
from tests.harness.bot import LIKE_A_USER
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.faults.place import Place
    from tests.harness.world import Team

pytestmark = pytest.mark.timeout(120)  # several processes start within one test

TOLD_SECONDS = 10.0
LEAVE_SECONDS = 30.0


async def test_a_login_goes_on_after_a_kill_with_nothing_but_the_environment(real_time: Place) -> None:
    first = await real_time.poll()
    team = await real_time.world.team()
    await first.terminate()
    real_time.bots.remove(first)
    bot = await real_time.poll(LIKE_A_USER)
    await play(team, [LOGIN, TALK])
    await bot.kill()
    await bot.start()
    await play(team, [("Stella", CODE, CONNECTED)])
    had_one_login(team)


async def test_a_login_goes_on_after_all_processes_behind_a_webhook_were_killed(pair: Place) -> None:
    team = await pair.world.team()
    await play(team, [LOGIN, TALK])
    await pair.kill()
    team.creator.tells_bot(await team.code())
    await pair.start()
    await sees_connected(team)
    had_one_login(team)


async def test_a_code_that_arrived_before_a_kill_is_not_sent_again(alone: Place) -> None:
    await killed_after_her_answer(alone)


@pytest.mark.slow  # the lease of what was killed has to lapse: 8 s
async def test_a_code_that_arrived_before_both_processes_were_killed_is_not_sent_again(pair: Place) -> None:
    await killed_after_her_answer(pair)


async def killed_after_her_answer(place: Place) -> None:
    """Kill the bot between the claim and the provider's answer; then the provider can be asked after all."""
    team = await place.world.team()
    await play(team, [LOGIN, TALK])
    submitted = place.hold("PUT")
    team.creator.tells_bot(await team.code())
    await submitted.arrived.wait()
    await place.kill()
    asked = place.hold("GET", "/login/")
    await told_that_it_is_unsure(team, place)
    asked.release()
    await sees_connected(team)
    had_one_login(team)


async def told_that_it_is_unsure(team: Team, place: Place) -> None:
    await place.start()
    began = time.monotonic()
    await team.sees("I could not see whether your code arrived", TOLD_SECONDS)
    await team.group_sees("Not sure the code arrived", TOLD_SECONDS)
    assert time.monotonic() - began < TOLD_SECONDS


async def test_a_code_that_a_kill_has_lost_is_asked_for_again(alone: Place) -> None:
    team = await alone.world.team()
    provider = alone.world.onlyfanskit
    await play(team, [LOGIN, TALK])
    provider.fail_next(Fault.HANG, "PUT")
    code = await team.code()
    team.creator.tells_bot(code)
    await provider.wait_for(lambda: submissions(team))
    await alone.kill()
    asked = alone.hold("GET", "/login/")
    await told_that_it_is_unsure(team, alone)
    asked.release()
    await team.sees("asks once more")
    assert submissions(team) == 1
    team.creator.tells_bot(code)
    await sees_connected(team)
    assert provider.submissions(code) == 1


async def test_a_start_that_a_kill_has_lost_is_not_repeated_and_both_are_told(alone: Place) -> None:
    team = await alone.world.team()
    started = alone.hold("POST", "reauthenticate")
    team.manager.says(team.group, "/login Stella")
    await started.arrived.wait()
    await alone.kill()
    await alone.start()
    await team.group_sees("Not sure that the login began", TOLD_SECONDS)
    await team.group_sees("not known whether the login began")
    assert len(alone.world.onlyfanskit.requests_to("POST", team.account_id)) == 1
    await team.sees("could not find out whether the login began")


async def test_a_submission_under_way_is_finished_before_the_process_leaves(alone: Place) -> None:
    team = await alone.world.team()
    await play(team, [LOGIN])
    submitted = alone.hold("PUT")
    team.creator.tells_bot(await team.code())
    await submitted.arrived.wait()
    leaving = asyncio.create_task(alone.bots[0].terminate())
    await alone.world.telegram.until(lambda: not alone.world.telegram.updates.is_polled)
    submitted.release()
    assert await leaving == 0
    await alone.start()
    await sees_connected(team)
    had_one_login(team)


@pytest.mark.slow  # the submission is waited for until its time is up: 10 s
async def test_a_submission_without_an_answer_does_not_keep_the_process_from_leaving(alone: Place) -> None:
    team = await alone.world.team()
    await play(team, [LOGIN])
    submitted = alone.hold("PUT")
    team.creator.tells_bot(await team.code())
    await submitted.arrived.wait()
    began = time.monotonic()
    assert await alone.bots[0].terminate() == 0
    assert time.monotonic() - began < LEAVE_SECONDS
    await alone.start()
    await sees_connected(team)
    had_one_login(team)
