"""The owner's acts on managers, and the way of a creator into one more team, by conversation."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from tests.harness.coming_in import come_in, link_in, number_in, set_up
from tests.harness.vendors import account_in
from tests.harness.world import DIGITS, Team

if TYPE_CHECKING:
    from sandbox.telegram import Message, Person
    from tests.harness.world import World

NUMBERS: Final = count(50_001)


async def applied(team: Team, person: Person) -> Message:
    """Have a member press the managers' link; gives what the owner is asked."""
    person.opens(link_in(await team.group_sees("This group is the team")))
    return await team.world.sees(team.world.owner, f"id {person.id}")


async def enlisted(team: Team, person: Person) -> None:
    """Have the owner list a member."""
    asked = await applied(team, person)
    team.world.owner.presses(asked, f"List as {person.first_name}")
    await team.world.sees(person, "You are a manager of")


async def removed(team: Team, person: Person) -> None:
    """Have the owner take a manager off the list."""
    shown = await roll(team, person)
    team.world.owner.presses(shown, f"Remove {person.first_name}")
    await team.world.sees(person, "no longer")


async def roll(team: Team, person: Person) -> Message:
    """Have the owner be shown the list on which a manager stands."""
    world = team.world
    said = world.owner.tells_bot("/managers")

    def shown() -> Message | None:
        fresh = [message for message in world.owner.private.messages if message.id > said.id]
        return next((message for message in fresh if f"{person.id}" in message.text), None)

    found = await world.telegram.until(shown, 30)
    assert found is not None
    return found


async def well_known_team(world: World, *, named_with: str = "") -> Team:
    """Let a team's people come in before everybody's eyes; an old login lets her know her manager."""
    team = await come_in(world.newcomers(named_with=named_with))
    await world.acquaint(team)
    return team


async def a_second_team(world: World) -> Team:
    """Let there be a team without a creator, so that the owner has to say which team may have an account."""
    number = next(NUMBERS)
    manager = world.telegram.person("Mia", username=f"mia{number}")
    group = world.telegram.group(f"Starlight Agency {number}", world.owner, [manager])
    group.add_bot()
    team = Team(world, group, manager, manager, "Nobody", "")
    await set_up(team)
    return team


async def another_team_of(team: Team) -> Team:
    """Let a team's creator be in one more team, which asks her first, with another account of hers."""
    world, number = team.world, next(NUMBERS)
    manager = world.telegram.person("Mia", username=f"mia{number}")
    group = world.telegram.group(f"Starlight Agency {number}", world.owner, [manager])
    group.add_bot()
    account = account_in(team.provider, "sms", number, digits=DIGITS)
    team.vendor.add_account(account)
    other = Team(world, group, manager, team.creator, "Stella", account.id)
    await set_up(other)
    known = frozenset(message.id for message in team.creator.private.history)
    await _enrol(other, known)
    await world.assign(other)
    manager.says(group, f"/accounts Stella {account.id} {team.provider}")
    asked = await _told(other, "says that this account is yours", known)
    team.creator.presses(asked, "Yes, it's mine")
    await other.group_sees("is linked")
    return other


async def _enrol(team: Team, known: frozenset[int]) -> None:
    team.manager.says(team.group, "/invite Stella")
    team.creator.opens(link_in(await team.world.sees(team.manager, "The invitation for Stella")))
    team.creator.presses(await _told(team, "invites you", known), "Go on")
    team.manager.tells_bot(number_in(await _told(team, "Your number is", known)))
    agreement = await _told(team, "Your agreement", known)
    team.creator.presses(agreement, "Yes, and ask me before each login")
    await team.group_sees("is enrolled")


async def _told(team: Team, fragment: str, known: frozenset[int]) -> Message:
    """Wait until she is told so by a message that is not `known`."""

    def told() -> Message | None:
        return next((m for m in team.private if m.id not in known and fragment in m.text), None)

    found = await team.world.telegram.until(told, 30)
    assert found is not None
    return found
