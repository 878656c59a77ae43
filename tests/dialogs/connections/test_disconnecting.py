"""/disconnect: a manager asks and one tap of hers or the owner's does it; she and the owner need nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.dialogs.connections.steps import ONLYFANSAPI, leaks, toast
from tests.harness.dialog import play

if TYPE_CHECKING:
    from tests.harness.world import Team, World

HOUR = 3_600.0
WHICH = ("Mia", "/disconnect Stella", {"group": "Which account"})
ASKED = {
    "group": "I've asked Stella and the owner",
    "Stella": "Shall it be?",
    "Sam": "you can decide as well",
}
ASK = ("Mia", "[OnlyFans]", ASKED)
DONE = {"group": "is signed out", "Stella": "linked to you no more", "Sam": "is signed out"}


def is_connected(team: Team) -> bool:
    return team.account_id in team.vendor.accounts


async def test_a_manager_asks_and_one_tap_of_hers_does_it(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    await play(team, [WHICH, ASK])
    owners = await world.sees(world.owner, "you can decide as well")
    assert is_connected(team)
    await play(team, [("Stella", "[Disconnect]", DONE)])
    assert not is_connected(team)
    assert "not there any more" in await toast(world.owner, owners, "Disconnect")
    await play(team, [("Mia", "/login Stella", {"group": "/connect has her connect another"})])
    await play(team, [("Stella", "/status", {"Stella": "No account of yours is linked yet"})])
    await play(team, [("Stella", "/disconnect", {"Stella": "no linked account of yours"})])
    assert leaks(team) == []


async def test_three_times_a_day_a_manager_asks_and_each_no_is_heard(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    kept = {"group": "keeps the OnlyFans account connected", "Sam": "wants to keep"}
    await play(team, [WHICH, ASK, ("Stella", "[Keep it]", kept)])
    await world.step(HOUR)
    await play(team, [WHICH, ASK, ("Sam", "[Keep it]", {"group": "The owner keeps the OnlyFans account"})])
    await world.step(HOUR)
    await play(team, [WHICH, ASK])
    await world.step(HOUR)
    await play(team, [WHICH])
    most = await toast(team.manager, await team.group_sees("Which account"), "OnlyFans")
    assert "3 times within a day" in most
    await play(team, [("Sam", "[Disconnect]", DONE)])
    assert not is_connected(team)


async def test_she_disconnects_alone_and_a_login_of_that_account_ends(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    await play(team, [("Mia", "/login Stella", {"Stella": "Type the code"})])
    await play(team, [("Stella", "/disconnect", {"Stella": "Which account"})])
    (label,) = team.last().labels[0]
    await play(team, [("Stella", f"[{label}]", {"Stella": "Nothing changes on OnlyFans itself"})])
    await play(team, [("Stella", "[Disconnect]", DONE)])
    await team.group_sees("can't now")
    assert not is_connected(team)


async def test_the_owner_disconnects_alone_in_the_group(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    world.owner.says(team.group, "/disconnect Stella")
    world.owner.presses(await team.group_sees("Which account"), "OnlyFans")
    confirm = await team.group_sees("Sign the OnlyFans account of Stella out at OnlyFansAPI?")
    assert "not for you" in await toast(team.manager, confirm, "Disconnect")
    assert is_connected(team)
    world.owner.presses(confirm, "Disconnect")
    await team.sees("linked to you no more")
    assert not is_connected(team)
    assert leaks(team) == []


async def test_a_key_that_is_refused_is_put_to_owner_and_managers_and_not_to_her(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    await play(team, [WHICH, ASK])
    question = await team.sees("Shall it be?")
    for status, answer in (
        (401, "nothing you did"),
        (403, "nothing you did"),
        (500, "try again in a minute"),
    ):
        team.vendor.fail_next(status, "DELETE")
        assert answer in await toast(team.creator, question, "Disconnect")
    await team.group_sees("refused this bot's key. The owner has to look at it.")
    await world.sees(world.owner, f"of Stella ({team.group.title}) was not signed out")
    assert is_connected(team)
    await play(team, [("Stella", "[Disconnect]", DONE)])
