"""What there was: hers in full, a manager's without her accounts; and whether the record is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})
CONNECTED = ("Stella", CODE, {"group": "✅ Connected"})
NO = ("Stella", "[I can't now]", {"group": "not now, says Stella"})


async def test_she_sees_every_login_with_who_asked_and_how_it_ended(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, CONNECTED, ("Stella", "/history", {"Stella": "Your logins, newest first"})])
    shown = (await team.sees("Your logins")).text
    assert "OnlyFans @stella" in shown
    assert "OnlyFansKit" in shown
    assert f"Mia of {team.group.title} asked." in shown
    assert "✅ Signed in." in shown


async def test_she_turns_the_pages(world: World) -> None:
    team = await world.team()
    for _ in range(3):
        await play(team, [LOGIN, CONNECTED])
    for _ in range(3):
        await play(team, [LOGIN, ("Mia", "[Cancel]", {"group": "Cancelled by Mia"})])
    await play(team, [("Stella", "/history", {"Stella": "Called off by Mia"})])
    assert (await team.sees("Your logins")).text.count("asked.") == 5
    await play(team, [("Stella", "[More ▶]", {"Stella": "◀ Back"})])
    assert (await team.sees("Your logins")).text.count("asked.") == 2


async def test_a_manager_sees_what_was_asked_in_the_team_without_her_accounts_names(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, CONNECTED, ("Mia", "private: /history Stella", {"Mia": "✅ Signed in."})])
    shown = (await world.sees(team.manager, "Logins of Stella")).text
    assert "@stella" not in shown
    assert team.account_id not in shown


async def test_a_manager_sees_nothing_of_another_team(world: World) -> None:
    team, other = await world.team(acquainted=False), await world.team()
    await play(other, [LOGIN, CONNECTED])
    await play(team, [("Mia", "private: /history Stella", {"Mia": "No login was asked for yet"})])
    await play(team, [("Mia", "private: /history Luna", {"Mia": "Luna"})])


async def test_a_page_of_another_team_opens_for_nobody(world: World) -> None:
    team = await world.team(acquainted=False)
    stranger = world.telegram.person("Mallory")
    stranger.tells_bot("/history")
    await world.sees(stranger, "invitation")
    await play(team, [("Stella", "/history", {"Stella": "No login was asked for yet"})])


async def test_the_owner_reads_the_record_in_words_and_that_it_is_whole(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, CONNECTED])
    world.owner.tells_bot("/audit")
    which = await world.sees(world.owner, f"✅ {team.group.title}:")
    world.owner.presses(which, team.group.title)
    read = await world.sees(world.owner, f"The record of {team.group.title}, newest first")
    assert "login connected account" in read.text
    assert "creator enrolled creator Stella, manager Mia" in read.text
    team.creator.tells_bot("/audit")
    await team.sees("Only the owner")
