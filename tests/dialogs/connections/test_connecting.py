"""/connect: a manager asks, the creator alone gets the link, and whoever else presses changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.dialogs.connections.steps import DEAD, ONLYFANSAPI, heading_at, leaks, toast, types_password
from tests.harness.coming_in import come_in
from tests.harness.connecting import HERE, ask_to_connect, asked_to_connect, her_page
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import World

STOPPED = {"group": "Stopped by Stella", "Stella": "Stopped. No login", "Sam": "pressed “Not me”"}


async def test_she_alone_gets_the_link_and_the_code_goes_through_the_chat(world: World) -> None:
    team = await come_in(world.newcomers(provider=ONLYFANSAPI, linked=False), linked=False)
    await ask_to_connect(team)
    question = await team.sees("asks you to connect your")
    assert question.labels == [["Open the page", "Later"], ["I can't now", "Who is this?"], ["Not me"]]
    host = urlsplit(await her_page(team)).netloc
    assert f"The page is at {host}; I never send you to another." in question.text
    assert team.sent(team.creator.private, f"on my page at {host}, and on no other")
    await play(team, [("Stella", "[Who is this?]", {"Stella": str(team.manager.id)})])
    await types_password(team)
    await play(team, [("Stella", CODE, {"group": "✅ Connected", "Stella": "connected · Mia"})])
    assert question.text == "👍 You opened the page."
    await play(team, [("Mia", "/status", {"group": "Stella · OnlyFans: signed in"})])
    assert leaks(team) == []


async def test_not_me_kills_the_link_and_stops_everything_until_she_allows_it(world: World) -> None:
    team = await asked_to_connect(world, ONLYFANSAPI)
    address = await her_page(team)
    assert await heading_at(address) != DEAD
    await play(team, [("Stella", "[Not me]", STOPPED)])
    assert await heading_at(address) == DEAD
    await play(team, [("Mia", "/connect Stella", {"group": "Only she can allow logins again"})])
    stopped = await team.sees("Stopped. No login")
    assert "allowed again" in await toast(team.creator, stopped, "That was a mistake")
    await play(team, [("Mia", "/connect Stella", {"group": "Which"})])


async def test_she_puts_it_off_declines_it_and_begins_it_herself(world: World) -> None:
    team = await asked_to_connect(world, ONLYFANSAPI)
    await play(team, [("Stella", "[Later]", {"Stella": "When shall I ask again"})])
    await play(
        team, [("Stella", "[In 30 minutes]", {"Stella": "I will ask again", "group": "prefers later"})]
    )
    await play(team, [("the clock", 1_801, {"Stella": "asks you to connect your", "group": "Asked Stella"})])
    await play(team, [("Stella", "[I can't now]", {"group": "can't now", "Stella": "press “Ask again”"})])
    await play(team, [("Stella", "[Ask again]", {"Stella": HERE, "group": "Asked Stella"})])
    assert (await team.sees("you asked to connect your")).id < (await team.sees(HERE)).id
    address = await her_page(team)
    await play(team, [("Mia", "/cancel Stella", {"group": "Cancelled by Mia", "Stella": "withdrew"})])
    assert await heading_at(address) == DEAD
    assert leaks(team) == []


async def test_each_thing_that_is_not_clear_is_asked_by_a_button(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI, linked=False)
    await play(team, [("Mia", "/connect", {"group": "/connect Stella onlyfans"})])
    await play(team, [("Mia", "/connect Stella myspace", {"group": "Write it like this: /connect"})])
    await play(team, [("Mia", "/connect Stella onlyfans now", {"group": "Write it like this: /connect"})])
    await play(team, [("Mia", "/connect Stela", {"group": "Did you mean"})])
    await play(team, [("Mia", "[Stella]", {"group": "Which account shall Stella connect"})])
    await play(team, [("Mia", "[OnlyFans · OnlyFansAPI]", {"group": "How shall Stella sign in"})])
    ways = ["On the vendor's own page", "With her password on our page", "With the vendor's app"]
    assert (await team.group_sees("How shall")).labels == [[way] for way in ways]
    await play(team, [("Mia", f"[{ways[0]}]", {"group": "Through which country"})])
    countries = [["No preference", "United States"], ["United Kingdom"]]
    assert (await team.group_sees("Through which country")).labels == countries
    asked = {"group": "Asked Stella", "Stella": "neither your password nor a code passes through me"}
    await play(team, [("Mia", "[United States]", asked)])
    await play(team, [("Mia", "/connect Stella onlyfans", {"group": "Which account"})])
    await play(team, [("Mia", "[OnlyFans · OnlyFansAPI]", {"group": "is being asked already"})])


async def test_nobody_but_a_manager_of_the_team_asks_for_it(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI, linked=False)
    other = await world.team(provider=ONLYFANSAPI, linked=False)
    await play(team, [("Mia", "/connect Stella onlyfans", {"group": "Which account"})])
    question = await team.group_sees("Which account")
    stranger = world.telegram.person("Mallory")
    for person in (stranger, other.manager):
        person.joins(team.group)
        assert "not listed as a manager" in await toast(person, question, "OnlyFans · OnlyFansAPI")
    stranger.says(team.group, "/connect Stella onlyfans")
    await team.group_sees("You are not listed as a manager")
    assert not team.sent(team.creator.private, "asks you to connect")
