"""[Allow logins again] and [Keep them stopped]: she alone presses them with an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.relay.allowing import DELAY, SLIP
from bot.relay.gates import is_blocked
from tests.bot.handlers.office import SAM, labels, texts

if TYPE_CHECKING:
    from tests.bot.handlers.office import Office


@pytest.fixture
async def stopped(office: Office) -> Office:
    """Let her have pressed "Not me" five minutes ago."""
    async with office.heart.work() as work:
        await office.heart.relay.not_me(work, office.heart.cast.stella.id)
    office.heart.clock.later(SLIP)
    return office


async def is_stopped(office: Office) -> bool:
    async with office.heart.store.read() as unit:
        stella = await unit.people.get(office.heart.cast.stella.id)
    assert stella is not None
    return is_blocked(stella, office.heart.clock())


async def test_she_allows_logins_again_and_the_owner_hears_of_it(stopped: Office) -> None:
    await stopped.says(stopped.stella, "/status")
    said = await stopped.presses(stopped.stella, "Allow logins again")
    assert "Your logins are allowed again <tg-time" in texts(said, stopped.stella)
    assert "takes effect in ten minutes" in texts(said, SAM)
    assert await is_stopped(stopped)
    stopped.heart.clock.later(DELAY)
    assert not await is_stopped(stopped)
    assert {"logins_stopped", "logins_allowed"} <= set(await stopped.audited())


async def test_until_it_takes_effect_her_list_offers_to_take_it_back(stopped: Office) -> None:
    await stopped.says(stopped.stella, "/status")
    await stopped.presses(stopped.stella, "Allow logins again")
    shown = await stopped.says(stopped.stella, "/status")
    assert labels(shown, stopped.stella) == ["Keep them stopped"]
    said = await stopped.presses(stopped.stella, "Keep them stopped")
    assert "stay stopped" in texts(said, stopped.stella)
    assert "stopped after all" in texts(said, SAM)
    stopped.heart.clock.later(DELAY)
    assert await is_stopped(stopped)


async def test_taking_it_back_too_late_says_so(stopped: Office) -> None:
    await stopped.says(stopped.stella, "/status")
    await stopped.presses(stopped.stella, "Allow logins again")
    stopped.heart.clock.later(DELAY)
    await stopped.presses(stopped.stella, "Keep them stopped")
    assert "nothing to take back" in stopped.toasts()[-1]
    assert not await is_stopped(stopped)


@pytest.mark.parametrize("who", ["mia", "owner", "stranger"])
async def test_nobody_else_lifts_it(stopped: Office, who: str) -> None:
    somebody = {"mia": stopped.mia, "owner": SAM, "stranger": 31}[who]
    await stopped.says(stopped.stella, "/status")
    await stopped.presses(somebody, "Allow logins again")
    stopped.heart.clock.later(DELAY)
    assert await is_stopped(stopped)


async def test_nobody_else_keeps_it_stopped(stopped: Office) -> None:
    await stopped.says(stopped.stella, "/status")
    await stopped.presses(stopped.stella, "Allow logins again")
    await stopped.presses(stopped.mia, "Keep them stopped")
    stopped.heart.clock.later(DELAY)
    assert not await is_stopped(stopped)
