"""What people read where she was asked often enough, and where codes were wrong too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.dialogs.test_stopping import LOGIN
from tests.harness.dialog import CODE, WRONG, play

if TYPE_CHECKING:
    from sandbox.telegram import Person
    from tests.harness.world import Team, World

DAY = 86_400
ASKED = ("Mia", "/login Stella", {"Stella": "Is now a good time?", "group": "Asked Stella"})
REJECTED = ("Stella", WRONG, {"Stella": "was not accepted"})
THIRD = ("Stella", WRONG, {"group": "Too many codes (3) were not accepted"})
TODAY = {"group": "Too many codes were not accepted today", "Stella": "tried again tomorrow"}
FIFTH = ("Stella", WRONG, TODAY)
STOPPED = {"group": "Stella's accounts on", "Stella": "Your accounts on", "Sam": "stand still in every team"}


async def presses_lift(team: Team, person: Person) -> None:
    message = await team.world.sees(person, "stand still")
    (label,) = [button.text for row in message.content.keyboard for button in row]
    person.presses(message, label)


async def test_after_a_no_she_is_left_alone_for_longer_each_time(world: World) -> None:
    team = await world.team(ask_first=True)
    declined = ("Stella", "[I can't now]", {"group": "not now, says Stella"})
    left_alone = ("Mia", "/login Stella", {"group": "Stella is left alone for a while"})
    await play(team, [ASKED, declined, left_alone, ("the clock", 301, {}), ASKED, declined])
    await play(team, [("the clock", 301, {}), left_alone, ("the clock", 600, {}), ASKED])
    await play(team, [("Stella", "[I'm ready]", {"Stella": "Type the code"})])
    await play(team, [("Stella", CODE, {"group": "✅ Connected"}), ASKED])


async def test_she_is_asked_three_times_in_a_quarter_of_an_hour_and_signs_in_herself(world: World) -> None:
    team = await world.team()
    cancelled = ("Mia", "/cancel", {"group": "Cancelled"})
    for _ in range(3):
        await play(team, [LOGIN, cancelled])
    await play(team, [("Mia", "/login Stella", {"group": "You can ask again"})])
    await play(team, [("Stella", "/status", {"Stella": "Sign in"})])
    status = await team.sees("Your accounts")
    (label,) = [button.text for row in status.content.keyboard for button in row]
    team.creator.presses(status, label)
    await team.sees("you asked to sign in")


async def test_five_wrong_codes_a_day_and_twenty_in_a_row_until_both_let_it_go_on(world: World) -> None:
    team = await world.team()
    for number in range(4):
        await play(team, [LOGIN, REJECTED, REJECTED, THIRD, LOGIN, REJECTED])
        if number < 3:
            refused = {"group": "not accepted today for Stella's accounts"}
            await play(team, [FIFTH, ("Mia", "/login Stella", refused), ("the clock", DAY, {})])
    refused = {"group": "stand still after too many wrong codes"}
    await play(team, [("Stella", WRONG, STOPPED), ("the clock", 2 * DAY, {})])
    again = {"Stella": "Your accounts on", "Sam": "stand still in every team"}
    await play(team, [("Mia", "/login Stella", refused | again), ("Mia", "/login Stella", refused)])
    await play(team, [("Stella", "/status", {"Stella": "stands still after too many wrong codes"})])
    await presses_lift(team, team.creator)
    await team.sees("go on once the owner")
    await play(team, [("Mia", "/login Stella", refused)])
    await presses_lift(team, world.owner)
    await team.sees("▶️")
    await play(team, [LOGIN])
