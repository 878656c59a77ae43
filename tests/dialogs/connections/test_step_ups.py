"""/stepup: off until the owner and she both allow it, asked in a layout of its own, and few a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.dialogs.connections.steps import APIFANSLY, toast
from tests.harness.dialog import CODE, WRONG, play

if TYPE_CHECKING:
    from tests.harness.world import Team, World

ASK = ("Mia", "/stepup Stella", {"group": "What is the code of Stella for?"})
ASKED = {
    "Stella": "asks for a special code",
    "group": "🕓 Asked Stella",
    "Sam": "asked Stella for a step-up code",
}
PAYOUT = ("Mia", "[A payout]", ASKED)
SHE_IS_ASKED = ("Mia", "/stepup Stella", {"group": "I've asked her", "Stella": "at most twice a day"})
ALLOW = ("Stella", "[I allow being asked]", {"group": "allows being asked", "Sam": "allows being asked"})


async def turned(team: Team, word: str) -> None:
    """Have the owner turn step-ups on or off for the team."""
    await play(
        team, [("Sam", f"/settings {team.group.title}", {"Sam": f"{team.group.title}: step-up codes"})]
    )
    told = {"Sam": f"codes are {word}", "group": f"The owner has turned step-up codes {word}"}
    await play(team, [("Sam", f"[Turn step-up codes {word}]", told)])


async def allowed(world: World) -> Team:
    """Give a team whose owner and creator both allow step-ups."""
    team = await world.team("plain", provider=APIFANSLY)
    await turned(team, "on")
    await play(team, [SHE_IS_ASKED, ALLOW])
    return team


async def test_it_is_off_until_owner_and_creator_both_allow_it(world: World) -> None:
    team = await world.team("plain", provider=APIFANSLY)
    await play(team, [("Mia", "/stepup Stella", {"group": "off for this team"})])
    await turned(team, "on")
    await play(team, [SHE_IS_ASKED, ("Mia", "/stepup Stella", {"group": "was asked once"})])
    await play(team, [("Stella", "[No]", {"group": "does not allow", "Stella": "may not ask you"})])
    await play(team, [("Mia", "/stepup Stella", {"group": "has not allowed step-up codes"})])
    await play(team, [("Stella", "/settings", {"Stella": "may not ask you"}), ALLOW, ASK, PAYOUT])
    assert not [request for request in team.vendor.requests_to("POST") if team.account_id in request.path]


async def test_each_is_asked_first_in_its_own_layout_and_two_are_the_most_of_a_day(world: World) -> None:
    team = await allowed(world)
    await play(team, [ASK, PAYOUT])
    question = await team.sees("asks for a special code")
    assert question.labels == [["Not me"], ["I can't now"], ["Who is this?"], ["I'm ready"]]
    assert "Mia says it is for a payout; we cannot check that." in question.text
    await play(team, [("Stella", "[I'm ready]", {"Stella": "Type the code", "group": "Waiting for Stella"})])
    await play(team, [("Stella", WRONG, {"Stella": "not accepted"})])
    accepted = {"group": "✅ The code was accepted", "Stella": "Your code was accepted · Mia · a payout"}
    await play(team, [("Stella", CODE, accepted), ASK, ("Mia", "[Bank details]", ASKED)])
    await play(team, [("Stella", "[I can't now]", {"group": "does not agree now", "Stella": "do not agree"})])
    await play(team, [("Mia", "/stepup Stella", {"group": "as many step-up codes as a day allows"})])


async def test_what_is_asked_ends_when_she_takes_it_back_or_the_owner_does(world: World) -> None:
    team = await allowed(world)
    await play(team, [ASK, PAYOUT, ("Stella", "/settings", {"Stella": "may ask you for step-up codes"})])
    back = {"group": "🚫 Stella does not allow step-up codes", "Stella": "may not ask you"}
    await play(team, [("Stella", "[Allow no step-up codes]", back)])
    await team.group_sees("does not agree now")
    await play(team, [("Stella", "/settings", {"Stella": "may not ask you"}), ALLOW])
    await play(team, [("the clock", 301, {}), ASK, PAYOUT])
    await turned(team, "off")
    await team.group_sees("Called off by the owner. You need to do nothing.")
    await team.sees("The agency called this")
    await play(team, [("Mia", "/stepup Stella", {"group": "off for this team"})])


async def test_no_other_command_and_nobody_else_brings_one(world: World) -> None:
    team = await allowed(world)
    await play(team, [ASK])
    question = await team.group_sees("What is the code")
    other = await world.team("sms")
    other.manager.joins(team.group)
    assert "not listed as a manager" in await toast(other.manager, question, "A payout")
    await play(
        team, [("Mia", "/login Stella", {"Stella": "needs your password", "group": "Needs the password"})]
    )
    assert not team.vendor.requests_to("POST", f"{team.account_id}/twofa")
    unknown = {"group": "no linked account at a provider that knows step-up codes"}
    await play(other, [("Mia", "/stepup Stella", unknown)])
