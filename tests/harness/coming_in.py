"""How people come in, by conversation: a group becomes a team, a creator enrols, an account is linked.

It knows no database.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.telegram import Message, Person
    from tests.harness.world import Team


async def come_in(team: Team, *, linked: bool = True) -> Team:
    """Have newcomers do all of it, and give them back."""
    team.group.add_bot()
    await set_up(team)
    await enrol(team)
    if linked:
        await link(team)
    return team


async def set_up(team: Team) -> None:
    """Have the owner make the group a team, and list the manager who has pressed the link.

    The bot keeps no order between chats, so the owner waits for its answer in private before.
    """
    owner = team.world.owner
    await team.world.sees(owner, "You own this bot")
    owner.says(team.group, "/setup")
    await enlist(team, team.manager)


async def enlist(team: Team, member: Person) -> None:
    """Have a member of the group press the managers' link, and the owner list that one."""
    world = team.world
    member.opens(link_in(await team.group_sees("This group is the team")))
    asked = await world.sees(world.owner, f"id {member.id}")
    world.owner.presses(asked, f"List as {member.first_name}")
    await world.sees(member, "You are a manager of")


async def enrol(team: Team, *, ask_first: bool = False) -> None:
    """Have the manager invite, the creator open the link, the manager type her number, and her agree."""
    team.manager.says(team.group, f"/invite {team.name}")
    invitation = await team.world.sees(team.manager, f"The invitation for {team.name}")
    team.creator.opens(link_in(invitation))
    team.creator.presses(await team.sees("invites you"), "Go on")
    team.manager.tells_bot(number_in(await team.sees("Your number is")))
    agreement = await team.sees("Your agreement")
    label = "Yes, and ask me before each login" if ask_first else "Yes, start and message me for the code"
    team.creator.presses(agreement, label)
    await team.sees("You are enrolled")


async def link(team: Team) -> None:
    """Have the manager name her account, and her say that it is hers."""
    await team.world.assign(team)
    team.manager.says(team.group, f"/accounts {team.name} {team.account_id} {team.provider}")
    team.creator.presses(await team.sees("says that this account is yours"), "Yes, it's mine")
    await team.group_sees("is linked")
    await team.sees("is linked")


def link_in(message: Message) -> str:
    """Give the link to the bot that a message holds, in its text or on a button."""
    found = re.search(r"https://t\.me/\S+\?start=[\w-]+", message.text)
    urls = [found.group()] if found else []
    urls += [button.url for row in message.content.keyboard for button in row if button.url]
    return urls[0]


def number_in(message: Message) -> str:
    """Give the number that whoever opened an invitation sees."""
    found = re.search(r"Your number is (\d\d)\.", message.text)
    assert found is not None
    return found[1]
