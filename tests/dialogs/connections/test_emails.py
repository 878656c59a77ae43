"""[Nothing came] at OnlyFansAPI: an e-mail goes out by which she confirms the login on her own device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.dialogs.connections.steps import ONLYFANSAPI
from tests.harness.dialog import play

if TYPE_CHECKING:
    from tests.harness.world import World


async def test_the_email_that_she_asks_for_signs_her_in_without_a_code(world: World) -> None:
    team = await world.team("sms", provider=ONLYFANSAPI)
    await play(team, [("Mia", "/login Stella", {"Stella": "Type the code"}), ("the clock", 61, {})])
    await play(team, [("Stella", "[Nothing came]", {"Stella": "Open it and confirm there"})])
    sent = [request for request in team.vendor.requests if "send-email-to-creator" in request.path]
    assert len(sent) == 1
    assert team.vendor.phone(team.account_id).use_app()
    await team.group_sees("✅ Connected")
