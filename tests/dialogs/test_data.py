"""What is held about her: she can have it as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.harness.bot import by_launcher
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from sandbox.telegram import Person
    from tests.harness.world import Team, World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})


async def mydata(team: Team, who: Person) -> dict[str, Any]:
    """Have somebody ask for the file and read it."""
    who.tells_bot("/mydata")
    message = await team.world.sees(who, "everything that I keep about you")
    assert message.file is not None
    assert message.file.name == "mydata.json"
    read: dict[str, Any] = json.loads(message.file.content)
    return read


async def test_she_gets_all_that_is_kept_about_her_as_a_file(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
    file = await mydata(team, team.creator)
    assert (file["format"], file["version"]) == ("codebell/mydata", 1)
    assert file["you"]["telegram_id"] == team.creator.id
    assert [(one["team"], one["name"]) for one in file["enrolments"]] == [(team.group.title, "Stella")]
    assert file["enrolments"][0]["consent"]["version"] == 1
    assert [account["id_at_provider"] for account in file["accounts"]] == [team.account_id]
    logins = [(login["asked_by"], login["state"]) for login in file["logins"]]
    assert logins == [("Mia", "connected")] * 2  # also the one by which they are acquainted
    assert [one["by"] for one in file["invitations"]] == ["Mia"]
    assert "creator_enrolled" in [entry["what"] for entry in file["record"]]


async def test_of_others_there_is_nothing_in_it(world: World) -> None:
    team, other = await world.team(), await world.team()
    text = json.dumps(await mydata(team, team.creator))
    strangers = (other.creator, other.manager, team.manager, world.owner)
    assert not [person.id for person in strangers if str(person.id) in text]
    assert other.group.title not in text
    assert other.account_id not in text


async def test_somebody_of_whom_nothing_is_kept_is_told_so(world: World) -> None:
    stranger = world.telegram.person("Nobody")
    stranger.tells_bot("/mydata")
    await world.sees(stranger, "I keep nothing about you")


FORGET = [
    ("Stella", "/forget", {"Stella": "Delete everything about you?"}),
    ("Stella", "[Delete everything]", {"Stella": "Every login is ended"}),
]


async def test_two_taps_and_ten_minutes_and_she_is_forgotten(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"}), *FORGET])
    gone = {"Stella": "Everything about you is deleted", "group": "Stella has left"}
    await play(
        team, [("the clock", 610, gone), ("Stella", "/mydata", {"Stella": "I keep nothing about you"})]
    )
    await play(team, [("Mia", "/creators", {"group": "no creator in this team"})])
    labels = {label for message in team.private for row in message.labels for label in row}
    assert not labels & {"Not me", "Undo"}


async def test_what_is_live_ends_at_the_second_tap_and_nothing_begins(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, *FORGET, ("Mia", "/login Stella", {"group": "paused"})])


async def test_one_tap_takes_it_back(world: World) -> None:
    team = await world.team()
    await play(
        team, [*FORGET, ("Stella", "[Undo]", {"Stella": "Nothing is deleted"}), ("the clock", 700, {})]
    )
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])


async def test_she_is_forgotten_also_where_the_bot_was_down_when_her_time_came(fresh: World) -> None:
    bot = fresh.bot(arguments=by_launcher(fresh.clock))
    await bot.start()
    team = await fresh.team()
    await play(team, FORGET)
    await bot.terminate()
    await fresh.step(3600)
    await fresh.bot(arguments=by_launcher(fresh.clock)).start()
    await team.sees("Everything about you is deleted")


async def test_a_manager_who_is_no_creator_is_told_why_not(world: World) -> None:
    team = await world.team()
    await play(
        team, [("Mia", "private: /forget", {"Mia": "The owner of this bot can take you off the list"})]
    )
