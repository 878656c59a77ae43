"""How manager and creator find out that they know each other, and how the owner takes an enrolment back."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.harness.coming_in import come_in, enrol, link_in, number_in
from tests.harness.dialog import CODE, play
from tests.harness.past import staffed
from tests.harness.world import Team, World

if TYPE_CHECKING:
    from sandbox.telegram import Message, Person

NUMBERS = count(20_001)


@pytest.fixture
async def team(world: World) -> Team:
    """Give a team of Sam's with Mia listed as its manager, and Stella who has nothing to do with it yet."""
    number = next(NUMBERS)
    mia = world.telegram.person("Mia", username=f"mia_enrols_{number}")
    stella = world.telegram.person("Stella")
    chat = world.telegram.group(f"Moonlight Agency {number}", world.owner, [mia])
    made = Team(world, chat, mia, stella, "Stella", f"acct_enrols_{number}")
    await staffed(made)
    return made


async def number_of(team: Team, person: Person, name: str = "Stella") -> str:
    """Have Mia invite somebody under a name and this person open the link; gives the number that is shown."""
    team.manager.says(team.group, f"/invite {name}")
    return await number_behind(team, person, await team.world.sees(team.manager, f"invitation for {name}"))


async def number_behind(team: Team, person: Person, invitation: Message) -> str:
    before = len(team.sent(person.private, "Your number is"))
    person.opens(link_in(invitation))
    person.presses(await team.world.sees(person, "invites you"), "Go on")
    shown = await team.world.telegram.until(lambda: team.sent(person.private, "Your number is")[before:])
    return number_in(shown[0])


def another(number: str) -> str:
    return str(10 + (int(number) - 9) % 90)


async def test_the_manager_is_asked_for_the_number_and_she_agrees_after_it_was_typed(team: Team) -> None:
    number = await number_of(team, team.creator)
    asked = await team.world.sees(team.manager, "Somebody has opened the invitation for Stella")
    assert number not in asked.text
    assert team.sent(team.creator.private, "Your agreement") == []
    team.manager.tells_bot(f" {number[0]} {number[1]} ")
    await team.world.sees(team.manager, "That is the number")
    await team.sees("Your agreement")


async def test_a_wrong_number_ends_the_invitation_and_a_button_makes_another(team: Team) -> None:
    number = await number_of(team, team.creator)
    team.manager.tells_bot(another(number))
    ended = await team.world.sees(team.manager, "That is not the number that was shown")
    await team.sees("This invitation has ended, and you are not enrolled")
    team.manager.tells_bot(number)
    await team.world.sees(team.manager, "I understand commands here")
    team.manager.presses(ended, "New invitation")
    again = await team.world.telegram.until(
        lambda: [m for m in team.sent(team.manager.private, "The invitation for Stella") if m.id > ended.id]
    )
    team.manager.tells_bot(await number_behind(team, team.creator, again[0]))
    await team.sees("Your agreement")


async def test_a_manager_ends_the_invitation_that_somebody_else_opened(world: World, team: Team) -> None:
    thief = world.telegram.person("Eve")
    await number_of(team, thief)
    asked = await world.sees(team.manager, "Somebody has opened the invitation for Stella")
    team.manager.presses(asked, "It wasn't her")
    await world.sees(team.manager, "Send the next one only to her")
    await world.sees(thief, "This invitation has ended")


async def test_of_several_numbers_a_reply_tells_which_is_meant(world: World, team: Team) -> None:
    bella = world.telegram.person("Bella")
    stellas = await number_of(team, team.creator)
    asked = await world.sees(team.manager, "Somebody has opened the invitation for Stella")
    bellas = await number_of(team, bella, "Bella")
    await world.sees(team.manager, "Somebody has opened the invitation for Bella")
    team.manager.says(team.manager.private, stellas, reply_to=asked)
    await team.sees("Your agreement")
    team.manager.tells_bot(bellas)
    await world.sees(bella, "Your agreement")


async def test_a_forwarded_number_is_not_taken(team: Team) -> None:
    number = await number_of(team, team.creator)
    said = team.manager.says(team.group, number)
    team.manager.forwards(said, team.manager.private)
    await team.world.sees(team.manager, "I understand commands here")
    assert team.sent(team.creator.private, "Your agreement") == []


async def test_a_manager_who_is_a_creator_too_types_numbers_and_codes_side_by_side(world: World) -> None:
    hers = await come_in(world.newcomers())
    await world.acquaint(hers)
    other = Team(world, hers.group, hers.creator, world.telegram.person("Luna"), "Luna", "acct_none")
    hers.creator.joins(hers.group)
    hers.creator.opens(link_in(await hers.group_sees("This group is the team")))
    asked = await world.sees(world.owner, f"(id {hers.creator.id}, ")
    label = next(button for row in asked.labels for button in row if button.startswith("List as"))
    world.owner.presses(asked, label)
    await world.sees(hers.creator, "You are a manager of")
    await play(hers, [("Mia", "/login stella", {"Stella": "Type the code"})])
    number = await number_of(other, other.creator, "Luna")
    hers.creator.tells_bot(number)
    await other.sees("Your agreement")
    await play(hers, [("Stella", CODE, {"group": "✅"})])


async def test_the_link_goes_out_with_a_ready_text_in_each_language(team: Team) -> None:
    team.manager.says(team.group, "/invite Stella")
    ready = await team.world.sees(team.manager, "The invitation for Stella")
    buttons = [button for row in ready.content.keyboard for button in row]
    assert [button.text for button in buttons][:3] == ["English", "Deutsch", "Español"]
    assert len({button.url for button in buttons}) == 11


async def test_the_owner_undoes_an_enrolment_once(world: World, team: Team) -> None:
    await enrol(team)
    news = await world.sees(world.owner, f"id {team.creator.id}")
    assert f"id {team.manager.id}" in news.text
    press = world.owner.presses(news, "Undo")
    await world.sees(world.owner, "Stella is not enrolled with")
    await team.sees("was undone by the owner")
    await team.group_sees("The owner has undone the enrolment of Stella")
    assert (await press.answered()).text == ""
    team.creator.tells_bot("/status")
    await team.sees("You belong to no team")


async def test_an_undone_enrolment_ends_what_is_open(world: World) -> None:
    team = await come_in(world.newcomers())
    await world.acquaint(team)
    await play(team, [("Mia", "/login stella", {"Stella": "Type the code"})])
    world.owner.presses(await world.sees(world.owner, f"id {team.creator.id}"), "Undo")
    await team.sees("was undone by the owner")
    await team.sees("this login is over")
