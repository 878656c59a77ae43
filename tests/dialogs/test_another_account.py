"""A login that signs in another account than the one it was for, whoever has that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import Team, World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})
OFFER = "I can sign it out there"


async def signed_in_as(team: Team, account_id: str, *, after_the_end: bool) -> None:
    """Have a login of the team bring another account, while it runs or after it was called off."""
    await play(team, [LOGIN])
    (attempt,) = team.vendor.attempts_of(team.account_id)
    attempt.account_id = account_id
    if after_the_end:
        await play(team, [("Mia", "[Cancel]", {"Stella": "over"})])
        team.vendor.submit(attempt, team.vendor.code_for(attempt.id))
        await team.world.step(15)
    else:
        await play(team, [("Stella", CODE, {"Stella": "Another account than this one"})])


@pytest.mark.parametrize("after_the_end", [False, True])
async def test_whoever_has_it_is_told_and_signs_it_out_and_stops_everything(
    world: World, *, after_the_end: bool
) -> None:
    team, other = await world.team(), await world.team()
    name = other.vendor.accounts[other.account_id].username
    assert name is not None
    await signed_in_as(team, other.account_id, after_the_end=after_the_end)
    receipt, offer = await other.sees("Was that not you?"), await other.sees(OFFER)
    report = await world.sees(world.owner, "has been told, with a way to sign it out")
    assert f"@{name} · {other.account_id}" in report.text
    assert f"@{name} signed in" in receipt.text
    others = (team.creator.private, team.manager.private, team.group, other.manager.private, other.group)
    told = " ".join(message.text for chat in others for message in chat.messages)
    assert name not in told
    assert other.account_id not in told
    assert not team.sent(team.creator.private, OFFER)
    other.creator.presses(offer, "Sign it out too")
    await other.sees("linked to you no more")
    assert other.account_id not in other.vendor.accounts
    other.creator.presses(receipt, "Not me")
    await other.sees("Stopped. No login of yours starts")
