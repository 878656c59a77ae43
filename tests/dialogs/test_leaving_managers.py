"""A manager who leaves the group, or is removed, has nothing open any more within a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})


async def test_a_manager_who_leaves_ends_what_that_one_asked_for(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    team.manager.leaves(team.group)
    await team.group_sees("Mia is not in this group any more")
    await play(team, [("Stella", CODE, {"Stella": "your code was not used"})])


async def test_one_whose_leaving_nobody_told_is_found_out_while_it_waits(world: World) -> None:
    team = await world.team(ask_first=True)
    await play(team, [("Mia", "/login Stella", {"Stella": "I'm ready"})])
    team.group._members.pop(team.manager.id)  # noqa: SLF001 - the update about it is lost
    await play(team, [("the clock", 31, {"group": "Mia is not in this group any more"})])


async def test_a_running_login_goes_on_while_telegram_does_not_tell(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    team.group.hides_members = True
    await play(team, [("the clock", 31, {}), ("Stella", CODE, {"group": "✅ Connected"})])
