"""/proxy: the owner's alone, shown masked, and told to nobody but the provider that signs in through it."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

import pytest

from storage.models import Way
from tests.dialogs.connections.steps import ONLYFANSAPI, types_password
from tests.harness.connecting import WAYS
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import Team, World

ADDRESS = "192.31.196.7"
MASKED = "192.….7, port 8080, with password"
REFUSED = {
    "10.0.0.1 8080": "has to be a public IP address",
    "169.254.169.254 80": "has to be a public IP address",
    "proxy.example.com 8080": "has to be a public IP address",
    f"{ADDRESS} 65536": "from 1 to 65535",
    f"{ADDRESS} 8080 moon": "Write it like this",
}


async def number_of(team: Team) -> str:
    """Have the owner look up the team's number in the list."""
    line = re.compile(rf"^(\d+)\. {re.escape(team.group.title)}: none$", re.MULTILINE)
    await play(team, [("Sam", "/proxy", {"Sam": f"{team.group.title}: none"})])
    shown = team.sent(team.world.owner.private, f"{team.group.title}: none")[-1]
    found = line.search(shown.text)
    assert found is not None
    return found.group(1)


async def test_a_teams_own_proxy_is_told_to_the_provider_alone(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI, linked=False)
    number, password = await number_of(team), f"proxy-{secrets.token_hex(8)}"
    world.canary.codes.add(password)
    said = world.owner.tells_bot(f"/proxy {number} {ADDRESS} 8080 lighthouse {password}")
    shown = await world.sees(world.owner, f"The own proxy of {team.group.title} is {MASKED}")
    assert "lighthouse" not in shown.text
    await world.telegram.until(lambda: said.deleted)
    await play(team, [("Mia", f"private: /proxy {number} {ADDRESS} 8080", {"Mia": "Only the owner"})])
    await play(team, [("Mia", "/connect Stella onlyfans", {"group": "Which account"})])
    await play(team, [("Mia", "[OnlyFans · OnlyFansAPI]", {"group": "How shall"})])
    await play(team, [("Mia", f"[{WAYS[Way.FORM]}]", {"group": "Through which country"})])
    await play(team, [("Mia", "[The agency's own proxy]", {"group": "Asked Stella"})])
    await types_password(team)
    await play(team, [("Stella", CODE, {"group": "✅ Connected"})])
    told = [request.body for request in team.vendor.requests if password in str(request.body)]
    proxy = {"host": ADDRESS, "port": 8080, "username": "lighthouse", "password": password}
    assert [body["customProxy"] for body in told] == [proxy]
    assert "proxyCountry" not in told[0]
    removed = {"Sam": f"{team.group.title} has no own proxy any more"}
    await play(
        team, [("Sam", "/proxy", {"Sam": MASKED}), ("Sam", f"[Remove that of {team.group.title}]", removed)]
    )


@pytest.mark.parametrize(("words", "answer"), REFUSED.items())
async def test_what_is_refused_does_not_stay_in_the_chat(world: World, words: str, answer: str) -> None:
    said = world.owner.tells_bot(f"/proxy 1 {words}")

    def answers() -> list[str]:
        return [message.text for message in world.owner.private.messages if message.id > said.id]

    await world.telegram.until(lambda: said.deleted and any(answer in text for text in answers()))
    assert not [text for text in answers() if words in text]
