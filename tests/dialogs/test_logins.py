"""A login in each channel that the provider can raise, as both sides see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.dialog import CODE, WRONG, Code, play

if TYPE_CHECKING:
    from tests.harness.world import World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})
CONNECTED = {"group": "✅ Connected", "Stella": "signed in ·"}


async def test_an_sms_code_connects(world: World) -> None:
    await play(await world.team("sms"), [LOGIN, ("Stella", CODE, CONNECTED)])


async def test_no_second_factor_connects_with_a_receipt(world: World) -> None:
    await play(
        await world.team("plain"),
        [("Mia", "/login Stella", {"group": "✅ Connected", "Stella": "signed in"})],
    )


async def test_an_authenticator_code_connects(world: World) -> None:
    asked = {"group": "authenticator", "Stella": "authenticator"}
    await play(
        await world.team("authenticator"), [("Mia", "/login Stella", asked), ("Stella", CODE, CONNECTED)]
    )


async def test_an_email_is_triggered_once_and_its_code_connects(world: World) -> None:
    team = await world.team("email")
    asked = {"group": "e-mail", "Stella": "e-mail"}
    await play(team, [("Mia", "/login Stella", asked), ("Stella", CODE, CONNECTED)])
    assert len(world.onlyfanskit.requests_to("POST", "send-email-to-creator")) >= 1


async def test_an_sms_and_then_an_email_connect(world: World) -> None:
    team = await world.team("sms_email")
    await play(team, [LOGIN, ("Stella", CODE, {"Stella": "e-mail"}), ("Stella", CODE, CONNECTED)])


async def test_a_wrong_code_is_asked_for_again(world: World) -> None:
    team = await world.team("sms")
    await play(team, [LOGIN, ("Stella", WRONG, {"Stella": "not accepted"}), ("Stella", CODE, CONNECTED)])


async def test_a_code_that_the_platform_refuses_once_is_asked_for_again(world: World) -> None:
    team = await world.team("wrong_once")
    await play(team, [LOGIN, ("Stella", CODE, {"Stella": "not accepted"}), ("Stella", CODE, CONNECTED)])


async def test_three_wrong_codes_end_the_login(world: World) -> None:
    team = await world.team("sms")
    again = ("Stella", WRONG, {"Stella": "not accepted"})
    await play(team, [LOGIN, again, again, ("Stella", WRONG, {"group": "❌"})])


async def test_a_selfie_connects(world: World) -> None:
    team = await world.team("selfie")
    asked = {"group": "selfie", "Stella": "I've done it"}
    await play(team, [("Mia", "/login Stella", asked), ("Stella", "[I've done it]", CONNECTED)])


async def test_a_whole_copied_sms_is_understood(world: World) -> None:
    team = await world.team("sms")
    sms = Code(like="Your OnlyFans code is {}. It is valid for 10 minutes.")
    await play(team, [LOGIN, ("Stella", sms, CONNECTED)])
