"""A basic group becomes a supergroup, which has another id: the team goes on in it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.harness.coming_in import enrol, link, set_up
from tests.harness.dialog import CODE, play
from tests.harness.vendors import account_in
from tests.harness.world import Team

if TYPE_CHECKING:
    from tests.harness.world import World

NUMBERS = count(30_001)


async def basic_team(world: World) -> Team:
    """Let a team be in a basic group, as all begin."""
    number = next(NUMBERS)
    mia = world.telegram.person("Mia", username=f"mia{number}")
    stella = world.telegram.person("Stella", username=f"stella{number}")
    group = world.telegram.group(f"Moonlight Agency {number}", world.owner, [mia], kind="group")
    group.add_bot()
    account = account_in("onlyfanskit", "sms", number, digits=8, connected=True)
    world.onlyfanskit.add_account(account)
    team = Team(world, group, mia, stella, "Stella", account.id)
    await set_up(team)
    await enrol(team)
    await link(team)
    await world.acquaint(team)
    return team


@pytest.mark.parametrize("by", ["Mia", "Sam"])
async def test_the_team_goes_on_whoever_upgrades_the_group(world: World, by: str) -> None:
    team = await basic_team(world)
    team.group = team.group.migrate(by=team.people[by])
    shown = {"group": "Waiting for Stella · SMS", "Stella": "Type the code"}
    await play(team, [("Mia", "/login Stella", shown)])
    await play(team, [("Stella", CODE, {"group": "✅ Connected"})])
    assert team.group.bot.is_present
    assert not team.sent(team.group, "To make this group a team")


async def test_a_strangers_supergroup_is_left_still(world: World) -> None:
    await basic_team(world)
    mallory = world.telegram.person("Mallory")
    strange = world.telegram.group("Elsewhere", mallory)
    strange.add_bot()
    await world.telegram.until(lambda: not strange.bot.is_present)
