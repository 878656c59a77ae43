"""/login where only her password helps, and where it is the operator's key that does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.dialogs.connections.steps import APIFANSLY, DEAD, ONLYFANSAPI, heading_at, leaks, types_password
from tests.harness.connecting import HERE, asked_to_connect, her_page
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import World

HERS = "that needs your password"
WHOSE = {
    401: "The owner has to put a valid key into its settings",
    402: "The owner has to see to the plan",
    403: "The owner has to give the key that right",
}


async def test_a_provider_that_never_reconnects_has_her_asked_for_her_password(world: World) -> None:
    team = await world.team("email", provider=APIFANSLY)
    asked = {"group": "Needs the password of Stella, who was asked for it", "Stella": HERS}
    await play(team, [("Mia", "/login Stella", asked)])
    await types_password(team, country="us")
    await play(team, [("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in · Mia"})])
    assert leaks(team) == []


async def test_a_password_typed_into_the_chat_is_deleted_and_leads_to_the_page(world: World) -> None:
    team = await world.team("email", provider=APIFANSLY)
    await play(team, [("Mia", "/login Stella", {"Stella": HERS})])
    await play(team, [("Stella", "moonlit harbour", {"Stella": "press “Open the page”; your user name"})])
    hers = [message for message in team.creator.private.history if message.text == "moonlit harbour"]
    assert len(hers) == 1
    await world.telegram.until(lambda: hers[0].deleted)


async def test_a_login_without_a_stored_password_leads_to_her_page_by_one_tap(world: World) -> None:
    team = await world.team("no_credentials", provider=ONLYFANSAPI)
    needed = {"group": "Needs the password of Stella: OnlyFansAPI has none stored", "Stella": HERS}
    await play(team, [("Mia", "/login Stella", needed)])
    first = await team.sees(HERS)
    address = await her_page(team)
    team.creator.presses(first, "Open the page")
    await world.telegram.until(lambda: len(team.sent(team.creator.private, HERE)) > 1)
    assert await heading_at(address) == DEAD
    await types_password(team)
    await play(team, [("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in ·"})])
    assert leaks(team) == []


async def test_a_session_that_is_over_is_the_accounts_and_not_the_keys(world: World) -> None:
    team = await world.team("session_expired", provider=ONLYFANSAPI)
    needed = {"group": "The session at OnlyFansAPI is over: needs the password of Stella", "Stella": HERS}
    await play(team, [("Mia", "/login Stella", needed), ("Stella", "[Open the page]", {"Stella": HERE})])
    assert not team.sent(team.group, "key")


async def test_what_a_key_may_not_do_is_the_operators_problem_and_she_hears_nothing(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI)
    heard = team.private
    for status, whose in WHOSE.items():
        team.vendor.fail_next(status, "POST")
        await play(team, [("Mia", "/login Stella", {"group": whose})])
    assert team.private == heard


async def test_a_key_that_fails_after_she_typed_her_password_is_nothing_she_did(world: World) -> None:
    team = await asked_to_connect(world, ONLYFANSAPI, "key_refused")
    await types_password(team)
    await play(team, [("the clock", 1, {"group": WHOSE[401], "Stella": "that is nothing you did"})])
    assert team.last().labels == []
