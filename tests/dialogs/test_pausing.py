"""A creator takes a pause from all logins, and staff freeze what may be in other hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import World

DAY = 86_400
LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})
IN_PRIVATE = "private: "


async def test_a_pause_ends_what_is_live_and_lets_nothing_begin_until_she_goes_on(world: World) -> None:
    team = await world.team()
    ended = {"group": "Stella has paused logins until", "Stella": "Paused until"}
    await play(team, [LOGIN, ("Stella", "/pause", {"Stella": "For how long"})])
    await play(
        team, [("Stella", "[For a week]", ended), ("Stella", CODE, {"Stella": "your code was not used"})]
    )
    await play(team, [("Mia", "/login Stella", {"group": "has paused logins until"})])
    await play(team, [("Mia", "/status", {"group": "paused by Stella"})])
    assert len(world.onlyfanskit.attempts_of(team.account_id)) == 1
    await play(team, [("Stella", "/status", {"Stella": "Your logins are paused until"})])
    await play(team, [("Stella", "[Go on now]", {"group": "Stella takes logins again"})])
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])


async def test_a_question_that_waits_ends_with_a_pause(world: World) -> None:
    team = await world.team(ask_first=True)
    await play(team, [("Mia", "/login Stella", {"Stella": "I'm ready"}), ("Stella", "/pause", {})])
    told = {"group": "has paused logins until she says otherwise", "Stella": "until you go on"}
    await play(team, [("Stella", "[Until I say]", told)])
    await play(team, [("Mia", "/login Stella", {"group": "until she says otherwise"})])
    await play(team, [("Stella", "/pause", {"Stella": "paused until you go on"})])


async def test_a_pause_of_a_day_is_over_the_day_after(world: World) -> None:
    team = await world.team()
    await play(
        team, [("Stella", "/pause", {"Stella": "For how long"}), ("Stella", "[For a day]", {"group": "⏸"})]
    )
    await play(team, [("the clock", DAY + 1, {}), LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])


async def test_a_manager_freezes_a_creator_and_she_alone_ends_it(world: World) -> None:
    team = await world.team()
    told = {
        "group": "Stella is frozen: no login begins",
        "Stella": "Mia of Moonlight Agency",
        "Sam": "Mia has frozen Stella",
    }
    await play(team, [LOGIN, ("Mia", "/freeze Stella", told)])
    await play(team, [("Stella", CODE, {"Stella": "your code was not used"})])
    await play(team, [("Mia", "/login Stella", {"group": "Only she can end that"})])
    await play(
        team, [("Mia", "/status", {"group": ": frozen"}), ("Mia", "/freeze Stella", {"group": "already"})]
    )
    await play(team, [("Stella", "/status", {"Stella": "Your logins are frozen since"})])
    over = {
        "group": "Stella has ended the freeze",
        "Sam": "has ended the freeze",
        "Stella": "The freeze is over",
    }
    await play(team, [("Stella", "[End the freeze]", over)])
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])


async def test_an_owner_freezes_in_private_by_name_and_team(world: World) -> None:
    team, other = await world.team(), await world.team()
    choice = ("Sam", "/freeze Stella", {"Sam": "Which one?"})
    label = f"[Stella · {team.group.title}]"
    await play(
        team, [choice, ("Sam", label, {"group": "Stella is frozen", "Sam": "is frozen: nothing begins"})]
    )
    await play(team, [("Stella", "/status", {"Stella": "frozen since"})])
    await play(other, [LOGIN])
