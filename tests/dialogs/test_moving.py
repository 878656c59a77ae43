"""A creator who has lost her Telegram goes on with another account; her old chat can stop it for a day."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from tests.harness.coming_in import link_in
from tests.harness.dialog import CODE, play
from tests.harness.world import Team

if TYPE_CHECKING:
    from sandbox.telegram import Person
    from tests.harness.world import World

DAY = 86_400
NUMBERS = count(1)
LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})


async def begun(team: Team) -> Person:
    """Have Sam begin, and the new account open the link that Mia passes on."""
    world = team.world
    world.owner.tells_bot("/move Stella")
    if len(world.telegram.world.groups) > 1:
        world.owner.presses(await world.sees(world.owner, "Which one?"), f"Stella · {team.group.title}")
    link = link_in(await world.sees(team.manager, "gets a new Telegram account"))
    new = world.telegram.person("Stella", username=f"stella_new{next(NUMBERS)}")
    new.opens(link)
    await world.sees(new, "Your number is")
    await world.sees(team.manager, "followed the link for")
    return new


async def number_of(team: Team, new: Person) -> str:
    shown = await team.world.sees(new, "Your number is")
    return shown.text.split("Your number is ")[1][:2]


async def test_the_new_account_takes_her_place_after_a_day(world: World) -> None:
    team = await world.team()
    new = await begun(team)
    await team.sees("is moving your place here")
    team.manager.tells_bot(await number_of(team, new))
    await team.world.sees(team.manager, "That is the number")
    await team.sees("another Telegram account takes your place here")
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
    await play(team, [("the clock", DAY + 60, {"Sam": "is at her new Telegram account"})])
    await world.sees(new, "Your place is here now")
    moved = Team(world, team.group, team.manager, new, "Stella", team.account_id)
    await play(moved, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
    team.creator.tells_bot("/status")
    await team.sees("I only work with people whom an agency invited")


async def test_her_old_chat_stops_it(world: World) -> None:
    team = await world.team()
    new = await begun(team)
    team.manager.tells_bot(await number_of(team, new))
    team.creator.presses(await team.sees("another Telegram account takes your place"), "Stop this")
    await team.sees("Your place stays with this Telegram account")
    await world.sees(new, "nothing has changed")
    await world.sees(world.owner, "was stopped from her old Telegram account")
    await play(team, [("the clock", DAY + 60, {}), LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])


async def test_a_wrong_number_ends_it(world: World) -> None:
    team = await world.team()
    new = await begun(team)
    right = await number_of(team, new)
    team.manager.tells_bot("10" if right != "10" else "11")
    await world.sees(team.manager, "not the number that was shown")
    await world.sees(new, "nothing has changed")


async def test_an_old_chat_that_is_gone_waits_for_no_day(world: World) -> None:
    team = await world.team()
    await play(team, [("Mia", "/freeze Stella", {"Stella": "froze your logins"})])
    team.creator.deactivates()
    new = await begun(team)
    team.manager.tells_bot(await number_of(team, new))
    await world.sees(new, "Your place is here now")
    moved = Team(world, team.group, team.manager, new, "Stella", team.account_id)
    await play(moved, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
