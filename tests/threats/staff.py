"""The owner's acts on managers, by conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.world import link_in

if TYPE_CHECKING:
    from sandbox.telegram import Message, Person
    from tests.harness.world import Team


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
