"""What time does to a login that nobody finishes, and what a login may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dialogs.test_stopping import LOGIN
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import Team, World


async def test_a_challenge_expires_after_ten_minutes_with_a_reminder_at_half_time(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("the clock", 301, {"Stella": "still waits for your"})])
    await play(team, [("the clock", 300, {"group": "no answer in time", "Stella": "over"})])


async def test_an_attempt_that_vanishes_at_the_provider_ends(world: World) -> None:
    team = await world.team("vanishing")
    await play(team, [LOGIN, ("the clock", 31, {"group": "lost track of the login", "Stella": "over"})])


def costs(team: Team, since: int, limit: int, *, looks: int = 1) -> None:
    """Hold a login to its budget: what people see, and the looks at who is a member.

    There is one look at the start, and one more in each half minute for which the login is open.
    """
    calls = team.telegram_calls(since)
    looked = calls.count("getChatMember")
    assert looked <= looks, calls
    assert len(calls) - looked <= limit, calls


async def test_a_successful_login_costs_seven_calls_of_telegram(world: World) -> None:
    team = await world.team()
    since = len(world.telegram.record.costs())
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in ·"})])
    await world.telegram.until(lambda: "deleteMessage" in team.telegram_calls(since))
    costs(team, since, 7)


async def test_a_login_that_asks_first_costs_three_more(world: World) -> None:
    team = await world.team(ask_first=True)
    since = len(world.telegram.record.costs())
    await play(team, [("Mia", "/login Stella", {"Stella": "Is now a good time?"})])
    await play(team, [("Stella", "[I'm ready]", {"Stella": "Type the code", "group": "Waiting"})])
    await play(team, [("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in ·"})])
    await world.telegram.until(lambda: "deleteMessage" in team.telegram_calls(since))
    costs(team, since, 10)


@pytest.mark.slow
async def test_a_login_of_95_seconds_costs_45_calls_of_the_provider(world: World) -> None:
    team = await world.team("slow")
    since = len(world.telegram.record.costs())
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
    await team.sees("signed in ·")
    assert team.provider_calls() <= 45
    costs(team, since, 7, looks=1 + 95 // 30)
