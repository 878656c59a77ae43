"""Every way to stop a login, and that stopping stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import Team, World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})
LATE = ("Stella", CODE, {"Stella": "your code was not used"})


def submissions(team: Team) -> int:
    attempts = {attempt.id for attempt in team.world.onlyfanskit.attempts_of(team.account_id)}
    puts = team.world.onlyfanskit.requests_to("PUT")
    return sum(request.path.rsplit("/", 1)[-1] in attempts for request in puts)


async def test_not_me_stops_everything_until_she_allows_it_again(world: World) -> None:
    team = await world.team()
    stopped = {
        "group": "topped by Stella",
        "Stella": "Stopped. No login of yours starts",
        "Sam": "pressed “Not me”",
    }
    refused = ("Mia", "/login Stella", {"group": "Only she can allow logins again"})
    await play(team, [LOGIN, ("Stella", "[Not me]", stopped), LATE, refused])
    assert len(world.onlyfanskit.attempts_of(team.account_id)) == 1
    mistake = team.creator.presses(await team.sees("Stopped. No login"), "That was a mistake")
    assert "allowed again" in (await mistake.answered()).text
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
    assert submissions(team) == 1


async def test_later_than_five_minutes_not_me_is_lifted_after_ten_and_until_then_she_can_take_it_back(
    world: World,
) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Stella", "[Not me]", {"Stella": "Stopped. No login"})])
    refused = ("Mia", "/login Stella", {"group": "Only she can allow logins again"})
    allows = ("Stella", "[Allow logins again]", {"Stella": "allowed again", "Sam": "allows logins again"})
    ask = ("Stella", "/status", {"Stella": "Allow logins again"})
    await play(team, [("the clock", 301, {}), ask, allows, refused])
    await play(team, [("Stella", "[Keep them stopped]", {"Stella": "stay stopped"}), ("the clock", 600, {})])
    await play(team, [refused, ask, allows, ("the clock", 600, {}), LOGIN])
    assert f"@{world.telegram.world.bot.username}" in team.prompts[-1].text


async def test_she_can_say_that_she_cannot_now(world: World) -> None:
    team = await world.team()
    declined = {"group": "not now, says Stella", "Stella": "over"}
    await play(team, [LOGIN, ("Stella", "[I can't now]", declined), LATE])
    assert submissions(team) == 0


async def test_a_manager_can_cancel_by_button(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Mia", "[Cancel]", {"group": "Cancelled by Mia", "Stella": "over"}), LATE])
    assert submissions(team) == 0


async def test_a_manager_can_cancel_by_command(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Mia", "/cancel Stella", {"group": "Cancelled by Mia", "Stella": "over"})])


async def test_a_login_that_was_stopped_and_connects_after_all_is_told(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Mia", "[Cancel]", {"Stella": "over"})])
    attempt = world.onlyfanskit.attempts_of(team.account_id)[0]
    world.onlyfanskit.submit(attempt, world.onlyfanskit.code_for(attempt.id))
    told = {
        "Stella": "went on at OnlyFansKit",
        "group": "went on at OnlyFansKit",
        "Sam": "went on at OnlyFansKit",
    }
    await play(team, [("the clock", 15, told)])


async def test_a_reminder_comes_once_and_a_reply_to_it_counts(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Mia", "[Remind]", {"Stella": "still waits for your"})])
    reminder = await team.sees("still waits for your")
    again = team.manager.presses(await team.group_sees("Waiting for Stella"), "Remind")
    await again.answered()
    team.creator.tells_bot(await team.code(), reply_to=reminder)
    await team.group_sees("✅ Connected")
    assert sum("still waits for your" in message.text for message in team.private) == 1


async def test_what_to_check_is_said_where_nothing_can_be_sent_again(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    await team.code()
    early = team.creator.presses(await team.sees("Type the code"), "Nothing came")
    assert "give it a minute" in (await early.answered()).text
    await play(team, [("the clock", 60, {}), ("Stella", "[Nothing came]", {"Stella": "What to check"})])
    await play(
        team, [("Stella", "[Start over]", {"Stella": "Type the code"}), ("Stella", CODE, {"group": "✅"})]
    )


async def test_an_email_can_be_sent_again(world: World) -> None:
    team = await world.team("email")
    await play(team, [("Mia", "/login Stella", {"Stella": "e-mail"}), ("the clock", 61, {})])
    await play(team, [("Stella", "[Nothing came]", {"Stella": "another code"})])
    attempt = world.onlyfanskit.attempts_of(team.account_id)[0]
    team.creator.tells_bot(world.onlyfanskit.code_for(attempt.id))
    await team.group_sees("✅ Connected")


async def test_who_asks_is_shown_with_the_numeric_id(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Stella", "[Who is this?]", {"Stella": str(team.manager.id)})])


async def test_somebody_else_cannot_press_a_managers_button(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    stranger = world.telegram.person("Mallory")
    stranger.joins(team.group)
    press = stranger.presses(await team.group_sees("Waiting for Stella"), "Cancel")
    await press.answered()
    await play(team, [("Stella", CODE, {"group": "✅ Connected"})])


async def test_what_connects_after_all_she_signs_out_and_can_stop_everything_still(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("Mia", "[Cancel]", {"Stella": "over"})])
    attempt = world.onlyfanskit.attempts_of(team.account_id)[0]
    world.onlyfanskit.submit(attempt, world.onlyfanskit.code_for(attempt.id))
    await play(team, [("the clock", 15, {"Stella": "I can sign it out there"})])
    await play(team, [("Stella", "[Sign it out too]", {"Stella": "linked to you no more"})])
    assert team.account_id not in world.onlyfanskit.accounts
    team.creator.presses(await team.sees("went on at OnlyFansKit"), "Not me")
    await team.sees("Stopped. No login of yours starts")
