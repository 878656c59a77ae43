"""Asked, not started: what she is asked before the provider knows anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.coming_in import come_in, enlist
from tests.harness.dialog import CODE, play
from tests.harness.past import agreed_to_an_older_text

if TYPE_CHECKING:
    from tests.harness.world import World

ASKED = ("Mia", "/login Stella", {"Stella": "Is now a good time?", "group": "Asked Stella"})
READY = ("Stella", "[I'm ready]", {"Stella": "Type the code", "group": "Waiting for Stella"})
DONE = ("Stella", CODE, {"Stella": "signed in ·", "group": "✅ Connected"})


async def test_nothing_starts_before_she_is_ready(world: World) -> None:
    team = await world.team(ask_first=True)
    await play(team, [ASKED])
    assert not world.onlyfanskit.attempts_of(team.account_id)
    await play(team, [READY, DONE])


async def test_a_manager_who_is_new_to_her_asks_first_and_starts_a_login_after_that(world: World) -> None:
    team = await world.team(acquainted=False)
    introduced = {"Stella": "Mia is new to you; added by Sam on", "group": "Asked Stella"}
    await play(team, [("Mia", "/login Stella", introduced)])
    assert not world.onlyfanskit.attempts_of(team.account_id)
    await play(team, [READY, DONE, ("Mia", "/login Stella", {"Stella": "Type the code"})])


async def test_another_manager_is_as_new_to_her_as_the_first_was(world: World) -> None:
    team = await come_in(world.newcomers())
    team.manager = world.telegram.person("Max")
    team.manager.joins(team.group)
    await enlist(team, team.manager)
    await play(team, [("Mia", "/login Stella", {"Stella": "Max is new to you; added by Sam on"})])
    assert not world.onlyfanskit.attempts_of(team.account_id)


async def test_she_agrees_to_a_newer_text_and_goes_on(world: World) -> None:
    team = await world.team()
    await agreed_to_an_older_text(world, team.creator.id)
    asked = {"Stella": "Your agreement with Moonlight Agency", "group": "Asked Stella"}
    await play(team, [("Mia", "/login Stella", asked)])
    assert not world.onlyfanskit.attempts_of(team.account_id)
    agreed = {"Stella": "Type the code", "group": "Waiting for Stella"}
    await play(team, [("Stella", "[Agree and go on]", agreed), DONE])
    await play(team, [("Mia", "/login Stella", {"Stella": "Type the code"})])


async def test_later_asks_again_later(world: World) -> None:
    team = await world.team(ask_first=True)
    await play(team, [ASKED, ("Stella", "[Later]", {"Stella": "When shall I ask again"})])
    await play(team, [("Stella", "[In 30 minutes]", {"Stella": "I will ask again"})])
    await play(team, [("the clock", 1_801, {"Stella": "Is now a good time?"}), READY, DONE])


async def test_what_nobody_answers_expires_after_twelve_hours(world: World) -> None:
    team = await world.team(ask_first=True)
    await play(team, [ASKED, ("the clock", 12 * 3600, {"group": "no answer in time"})])
    assert not world.onlyfanskit.attempts_of(team.account_id)


async def test_a_declined_question_starts_nothing(world: World) -> None:
    team = await world.team(ask_first=True)
    await play(team, [ASKED, ("Stella", "[Not me]", {"group": "topped by Stella"})])
    assert not world.onlyfanskit.attempts_of(team.account_id)
